"""One record that its reader points out teaches how the page is laid out, and others like it."""

import time
from functools import cache
from itertools import pairwise

import pytest

from importers import TAUGHT, Listed, UnknownFormatError, from_text, read, recognise
from importers.formats import listing_page
from importers.formats.listing_page import LaidOut, lines_of
from importers.pages import blocks, html
from importers.pages.layouts import FEATURES, Layout, LayoutError, of_data
from importers.pages.lines import of_text
from importers.pages.seams import common, seams

ORDERS = tuple(blocks.WAYS)
TILDE = """KOLLOQUIUM

07.10. Roe ~ Gravel bars remember the flood
14.10. Delta ~ Silt and the law of the sea
21.10. Wei ~ Soundings
28.10. Holm & Brook ~ On sticklebacks
04.11. Strand ~ Eddies behind piers, two layers
"""
NEXT_YEAR = """KOLLOQUIUM 2027

06.10. Strand ~ A field guide to culverts
13.10. Moor & Delta ~ Ice jams
20.10. Roe ~ What the ferryman knew about turbulence in the lower reaches
27.10. Holm ~ Beavers
"""
BARE = """Kalender

Roe & Moor
Gravel bars
Abstract | Slides
Delta
Silt
Abstract | Slides
Wei & Ruiz
Soundings
Abstract | Slides
Holm
Sticklebacks in March
Abstract | Slides
"""
SHOUTED = """[a1] ROE / MOOR / BROOK
>> GRAVEL
Hall of mirrors

[a2] DELTA
>> SILT AND LAW
Hall of mirrors

[a3] LI / RUIZ
>> SOUNDINGS
Room 13
"""


def taught(text, marks, seam=""):
    reading, layout = blocks.teach(blocks.Sheet(of_text(text)), Layout(name="own", seam=seam), marks)
    return [
        (record.listed.paper.title, tuple(name.text for name in record.listed.paper.authors))
        for record in reading.records
    ], layout  # fmt: skip


def test_a_page_whose_records_are_lines_is_taught_by_one_line():
    with pytest.raises(UnknownFormatError):
        recognise(from_text(TILDE))
    found, layout = taught(TILDE, {3: "R"}, "people ~ title")
    assert found == [
        ("Gravel bars remember the flood", ("Roe",)), ("Silt and the law of the sea", ("Delta",)),
        ("Soundings", ("Wei",)), ("On sticklebacks", ("Holm", "Brook")),
        ("Eddies behind piers, two layers", ("Strand",)),
    ]  # fmt: skip
    assert layout.whole, "the line that was pointed out is a record, and goes on on no other"


def test_a_page_without_any_marks_is_taught_by_a_title_and_its_people():
    found, _ = taught(BARE, {3: "P", 4: "T", 1: "X"})
    assert found == [
        ("Gravel bars", ("Roe", "Moor")), ("Silt", ("Delta",)), ("Soundings", ("Wei", "Ruiz")),
        ("Sticklebacks in March", ("Holm",)),
    ]  # fmt: skip


def test_people_that_stroke_divides_and_titles_in_capitals():
    found, _ = taught(SHOUTED, {1: "P", 2: "T"})
    assert [people for _, people in found] == [("ROE", "MOOR", "BROOK"), ("DELTA",), ("LI", "RUIZ")]
    assert [title.lstrip("> ") for title, _ in found] == ["GRAVEL", "SILT AND LAW", "SOUNDINGS"]


@pytest.mark.parametrize("label", ["T{:02} >> ", "{} | ", "(K{}) ", "S2.{} ", "p{}. ", "Vortrag {} ", "7-{} "])
def test_what_counts_the_titles_is_none_of_them(label):
    titles = "Silt and the law of the sea", "Soundings", "4 ways down a river", "Ice jams"
    people = "Mira Roe; Jon Moor", "Ada Delta", "Lu Wei", "Pia Holm"
    text = "Kolloquium\n\n" + "".join(
        f"{label.format(8 + number)}{title}\n   given by: {names}\n"
        for number, (title, names) in enumerate(zip(titles, people, strict=True))
    )
    found, layout = taught(text, {3: "T", 4: "P"})
    assert [title for title, _ in found] == list(titles)
    later = from_text(text.replace("Ice jams", "Eddies behind piers").replace(label.format(11), label.format(38)))
    assert [item.paper.title for item in read(later, LaidOut(layout)) if isinstance(item, Listed)][-1] == (
        "Eddies behind piers"
    )


@pytest.mark.parametrize("before", ["T{} >> ", "Talk: ", "({}) "])
def test_what_stands_before_titles_tells_them_from_lines_without_it(before):
    talks = [("Silt and the law of the sea", "Mira Roe; Jon Moor"), ("Soundings of the bay", "Ada Delta; Lu Wei"),
             ("Ways down a river", "Tim Holm"), ("Ice jams in March", "Pia Holm; Ole Strand")]  # fmt: skip
    text = "Fen Kolloquium on Slow Water 2027\nWelcome · Venue · Talks · Sponsors\n\nTalks\n\n" + "".join(
        f"{before.format(number)}{title}\n      given by: {names}\n" for number, (title, names) in enumerate(talks, 3)
    )
    found, layout = taught(text, {6: "T", 7: "P"})
    assert [title for title, _ in found] == [title for title, _ in talks]
    later = from_text(text.replace("2027", "2028").replace("Ways down a river", "Eddies"))
    assert len([item for item in read(later, LaidOut(layout)) if isinstance(item, Listed)]) == len(talks)


@pytest.mark.parametrize("title", ["COVID-19 in {}", "3D maps of {}", "World War 2 and {}", "1066 and {}"])
def test_a_number_that_is_every_titles_own_stays(title):
    towns = "Lund", "Graz", "Oban", "Cork"
    text = "Kolloquium\n\n" + "".join(f"{title.format(town)}\n   given by: Mira Roe; Jon Moor\n" for town in towns)
    assert [found for found, _ in taught(text, {3: "T", 4: "P"})[0]] == [title.format(town) for town in towns]


def test_what_is_said_to_be_none_is_none():
    marks = {3: "P", 4: "T"}
    assert "Silt" in [title for title, _ in taught(BARE, marks)[0]]
    assert "Silt" not in [title for title, _ in taught(BARE, marks | {6: "X", 7: "X"})[0]]


def test_the_layout_reads_the_page_of_another_year_without_a_question():
    _, layout = taught(TILDE, dict.fromkeys(range(3, 8), "R"), "people ~ title")
    page = from_text(NEXT_YEAR)
    reader = recognise(page, [layout])
    assert isinstance(reader, LaidOut)
    items = list(read(page, reader))
    assert [item.paper.title for item in items] == [
        "A field guide to culverts", "Ice jams", "What the ferryman knew about turbulence in the lower reaches",
        "Beavers",
    ]  # fmt: skip
    assert all(item.is_sure for item in items)


@pytest.mark.parametrize(
    "text",
    [BARE, SHOUTED, "Dear all,\n\nthe pump is mended.\nPlease ~ be gentle.\n\nYours\nAda\n",
     "@book{a, title={Moss}}\n@book{b, title={Ferns}}\n@book{c, title={Peat}}\n",
     "2101.00001\n2101.00002\n2101.00003\n2101.00004\n"],
    ids=["bare", "shouted", "letter", "bibtex", "identifiers"],
)  # fmt: skip
def test_a_layout_claims_no_page_of_another(text):
    _, layout = taught(TILDE, {3: "R"}, "people ~ title")
    try:
        reader = recognise(from_text(text), [layout])
    except UnknownFormatError:
        return
    assert not isinstance(reader, LaidOut)


def test_a_layout_is_written_and_read_the_same():
    for text, marks, seam in ((TILDE, {3: "R"}, "people ~ title"), (BARE, {3: "P", 4: "T", 1: "X"}, "")):
        _, layout = taught(text, marks, seam)
        assert of_data("own", layout.data(), ORDERS) == layout


GOOD = taught(TILDE, {3: "R"}, "people ~ title")[1].data()
LINE = GOOD["line"][0]


@pytest.mark.parametrize(
    "data",
    [
        {}, GOOD | {"line": []}, GOOD | {"line": [LINE] * 65}, GOOD | {"line": "both"}, GOOD | {"regex": "(a+)+$"},
        GOOD | {"order": "(a+)+$"}, GOOD | {"order": ["x"]}, GOOD | {"seam": "~" * 61}, GOOD | {"seam": 3},
        GOOD | {"seam": "\x1b[2J"}, GOOD | {"line": [{"role": "both"}]}, GOOD | {"line": [LINE | {"role": "R"}]},
        GOOD | {"line": [LINE | {"role": ["both"]}]}, GOOD | {"line": [LINE | {"look": LINE["look"][:-1]}]},
        GOOD | {"line": [LINE | {"look": ["blanks 9", *LINE["look"][1:]]}]},
        GOOD | {"line": [LINE | {"look": [1] * len(FEATURES)}]},
        GOOD | {"line": [LINE | {"look": [*LINE["look"][:-2], "path " + "a" * 500, "once"]}]},
    ],
)  # fmt: skip
def test_whatever_is_no_layout_is_refused_in_a_sentence(data):
    with pytest.raises(LayoutError) as refused:
        of_data("foreign", data, ORDERS)
    assert refused.value.args[0].isprintable()


def test_every_seam_of_a_line_is_offered_once():
    (line,) = of_text("Holm & Brook ~ On sticklebacks: a field guide")
    offered = seams(line)
    assert "people ~ title" in offered
    assert len(offered) == len(set(offered))


def test_a_long_page_is_read_by_its_layout_in_linear_time():
    _, layout = taught(TILDE, {3: "R"}, "people ~ title")
    took = []
    for count in (1_000, 4_000):
        page = from_text("".join(f"0{n % 9 + 1}.10. Roe ~ Gravel bars of the {n}th river\n" for n in range(count)))
        began = time.process_time()
        assert sum(1 for _ in read(page, LaidOut(layout))) == count
        took.append(time.process_time() - began)
    assert all(later < 8 * earlier for earlier, later in pairwise(took))


WEB = "<!doctype html><html><body><h1>Talks on rivers</h1>{}</body></html>"
TALK = '<div class="t"><span>{}</span><div class="w">{}</div><div class="n">{}</div></div>'


def test_a_page_of_html_is_read_by_its_layout_too():
    told = [("Mon", "Roe ++ Moor", "Gravel"), ("Tue", "Delta", "Silt"), ("Wed", "Wei ++ Ruiz", "Soundings")]
    page = WEB.format("".join(TALK.format(*one) for one in told))
    lines = html.lines(page)
    marks = {line.number: {"Delta": "P", "Silt": "T"}[line.text] for line in lines if line.text in ("Delta", "Silt")}
    sheet = blocks.Sheet(lines)
    layout = blocks.settled(sheet, blocks.teach(sheet, Layout(name="own"), marks)[1], marks)
    reader = recognise(from_text(page.replace("Soundings", "Weirs and locks")), [layout])
    assert isinstance(reader, LaidOut)


def test_a_piece_of_a_page_has_the_lines_that_people_see():
    piece = "<meta charset='utf-8'><h2>Talks</h2>\n" + TALK.format("Mon", "Roe ++ Moor", "Gravel")
    assert [line.text for line in lines_of(piece)] == ["Talks", "Mon", "Roe ++ Moor", "Gravel"]
    assert [line.text for line in lines_of("a < b\n<i>c</i>")] == ["a < b", "c"]


THIS_YEAR = (
    ("Gravel bars remember the flood", ("Ada Roe", "Bo Moor")), ("Silt: a field guide", ("Cai Delta",)),
    ("Soundings of a drowned valley", ("Dora Wei", "Emil Brook", "Fay Holm")),
    ("What the ferryman knew about turbulence in the lower reaches", ("Gus Strand",)),
    ("Eddies behind piers in two layers", ("Hana Okoro", "Ivo Tarn")), ("Ice jams", ("Jana Beck", "Kai Sund")),
)  # fmt: skip
ANOTHER = (
    ("Peat and the law of the sea", ("Kai Sund",)), ("Weirs without tears", ("Lena Vik", "Ada Roe")),
    ("A harbour as it is seen from the bank at low water", ("Milo Fenn", "Nora Loch", "Otto Marsh")),
    ("Culverts: an inventory", ("Pia Rossi",)),
)  # fmt: skip
FORMS = {
    "cards": ("Poster {n}\n{t}\nHall {h}\n{p}\nOpen\nShare\n", " + ", "TP"),
    "five lines": ("No {n}\n{p}\n{t}\nSession {n}, Room {n}\nslides video poster", ", ", "PT"),
    "points": ("<{n}>\n{t}\n{p}\n", " . ", "TP"),
    "people first": ("* {p}\n  > {t}", " ; ", "PT"),
    "blurb": ("{t}\nHow {t} changes what we know of rivers, and why the bank moves. Bring boots.\nwith {p}\n", " and ", "TP"),
    "sessions": ("Session {n}: matters of {h}\nChair: Quinn Vik\n\n{t}\n» {p}\n", " + ", "TP"),
    "labels": ("报告人：{p}\n题目：{t}\n地点：{n}号楼", "、", "PT"),
    "strokes": ("1{n}:15 {t} // {p}", " / ", "R"),
    "programme": ("1{n} h 15 : {p} : {t}", " et ", "R"),
    "braces": ("{t} {{{p}}}", ", ", "R"),
    "arrow": ("{t} <- {p}", "; ", "R"),
    "columns": ("0{n} Mar | {p} | {t} | Room {n}", " & ", "R"),
}  # fmt: skip


def page_of(form, papers, heading="Kolloquium Wasserbau\n\n"):
    shape, between, _ = FORMS[form]
    told = (
        shape.format(n=n, h="ABC"[n % 3], t=title, p=between.join(people)) for n, (title, people) in enumerate(papers)
    )
    return heading + "\n".join(told) + "\n"


@cache
def layout_of(form):
    """Return the layout that one record teaches, as a reader does: `b` until the seam is right."""
    lines = of_text(page_of(form, THIS_YEAR))
    title, people = THIS_YEAR[0]
    told = {"T": title, "P": FORMS[form][1].join(people), "R": title}
    marks = {next(line.number for line in lines if told[role] in line.text): role for role in FORMS[form][2]}
    sheet = blocks.Sheet(lines)
    offered = [""]
    if "R" in marks.values():
        plain = blocks.bare(lines, Layout(name=form))
        offered = common(next(line for line in plain if line.number in marks), plain)[:3]
    for seam in offered:
        reading, layout = blocks.teach(sheet, Layout(name=form, seam=seam), marks)
        if papers_of(record.listed for record in reading.records) == list(THIS_YEAR):
            break
    assert papers_of(record.listed for record in reading.records) == list(THIS_YEAR)
    return blocks.settled(sheet, layout, marks)


def papers_of(items):
    return [(item.paper.title, tuple(name.text for name in item.paper.authors)) for item in items]


@pytest.mark.parametrize("form", FORMS)
def test_one_record_teaches_the_layout_of_a_page_and_of_that_of_another_year(form):
    layout = layout_of(form)
    page = from_text(page_of(form, ANOTHER, "Kolloquium Wasserbau 2027\n\n"))
    items = [item for item in read(page, LaidOut(layout)) if isinstance(item, Listed)]
    assert papers_of(items) == list(ANOTHER)
    assert of_data(form, layout.data(), ORDERS) == layout


@pytest.fixture(scope="module")
def known():
    return {form: layout_of(form) for form in FORMS}


@pytest.mark.parametrize("form", FORMS)
def test_of_many_layouts_only_its_own_claims_a_page(known, form):
    page = from_text(page_of(form, ANOTHER))
    reader = recognise(page, tuple(known.values()))
    assert isinstance(reader, LaidOut)
    assert reader.layout.name == form
    others = [layout for name, layout in known.items() if name != form]
    assert not any(LaidOut(layout).sniff(page.head) >= TAUGHT for layout in others)


def test_thirty_layouts_cost_little_more_than_one(known):
    head = page_of("points", [(f"{title} {n}", people) for n in range(12) for title, people in THIS_YEAR])
    took = []
    for count in (1, 30):
        listing_page.sheet.cache_clear()
        began = time.process_time()
        assert not any(LaidOut(known["braces"]).sniff(head) for _ in range(count))
        took.append(time.process_time() - began)
    assert took[1] < 12 * took[0]


@pytest.mark.parametrize(
    ("text", "mark"),
    [("9 h 30 : Silt", "9:30"), ("9h30 Silt", "9:30"), ("9.30 Uhr Silt", "9:30 Uhr"), ("9:30 a.m. Silt", "9:30 a.m."),
     ("09:30–10:15 Silt", "09:30–10:15"), ("09:30 – 10:15  Silt", "09:30 – 10:15"), ("9h30-10h Silt", "9:30-10:00"),
     ("10 h à 11 h 15 : Silt", "10:00 à 11:15"), ("9 Uhr: Silt", "9:00 Uhr"), ("2 pm | Silt", "2:00 pm"),
     ("10 h-index studies", ""), ("4 Amsterdam canals", ""), ("3 PM2.5 maps", "")],
)  # fmt: skip
def test_a_time_of_day_stands_before_a_line(text, mark):
    (line,) = of_text(text)
    assert line.mark == mark
    assert line.timed is bool(mark)
