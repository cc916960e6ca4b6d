"""One record that its reader points out teaches how the page is laid out, and others like it."""

import time
from itertools import pairwise

import pytest

from importers import UnknownFormatError, from_text, read, recognise
from importers.formats.listing_page import LaidOut, lines_of
from importers.pages import blocks, html
from importers.pages.layouts import FEATURES, Layout, LayoutError, of_data
from importers.pages.lines import of_text
from importers.pages.seams import seams

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
    reading, layout = blocks.teach(of_text(text), Layout(name="own", seam=seam), marks)
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
    _, layout = blocks.teach(lines, Layout(name="own"), marks)
    reader = recognise(from_text(page.replace("Soundings", "Weirs and locks")), [layout])
    assert isinstance(reader, LaidOut)


def test_a_piece_of_a_page_has_the_lines_that_people_see():
    piece = "<meta charset='utf-8'><h2>Talks</h2>\n" + TALK.format("Mon", "Roe ++ Moor", "Gravel")
    assert [line.text for line in lines_of(piece)] == ["Talks", "Mon", "Roe ++ Moor", "Gravel"]
    assert [line.text for line in lines_of("a < b\n<i>c</i>")] == ["a < b", "c"]
