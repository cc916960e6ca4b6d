"""Pages whose records repeat, in layouts that nobody wrote down."""

from pathlib import Path

import pytest

from importers.formats.listing_page import sniff
from importers.pages import blocks, html
from importers.pages.lines import of_text
from importers.pages.ways import best
from importers.reader import CLAIM
from tests.clock import within

TITLES = [
    "Estuaries as Queues: A Model of Tidal Traffic", "Reading the Shore with Cheap Sensors",
    "Gulls, Graphs, and the Geometry of Flocks", "Why Do Sandbars Wander? Twenty Years of Photographs",
    "A Benchmark for Predicting Fog", "Lagoons at Night: An Empirical Study of Plankton",
    "Learning to Forecast Storm Surge from Cheap Buoys", "Salt Marshes under Pressure",
]  # fmt: skip
PEOPLE = [
    ["Ada Roe", "Bo Moor", "Cy Stone"], ["Dee Reed", "Eve Marsh"], ["Finn Dune"], ["Gil Heath", "Hal Brook"],
    ["Ida Lake", "Jon Wold", "Kit Fell"], ["Lee Mere", "Moe Beck"], ["Ned Firth", "Ola Skerry", "Pia Holm"],
    ["Quin Tarn", "Ros Combe"],
]  # fmt: skip
TOGETHER = list(zip(TITLES, PEOPLE, strict=True))


def listed(people):
    return people[0] if len(people) == 1 else f"{', '.join(people[:-1])} and {people[-1]}"


def page(record, before="Accepted Papers\n\n", between="\n", after="\nContact\nImprint\n"):
    return (
        before + between.join(record(title, people, place) for place, (title, people) in enumerate(TOGETHER, 1)) + after
    )


LAYOUTS = {
    "title over people": page(lambda t, p, n: f"{t}\n{listed(p)}\n"),
    "title over people, without a gap": page(lambda t, p, n: f"{t}\n{listed(p)}", before="Accepted Papers\n"),
    "people over title": page(lambda t, p, n: f"{listed(p)}\n{t}\n"),
    "people over title, numbered": page(lambda t, p, n: f"{n}. {listed(p)}\n{t}"),
    "a gap between title and people": page(lambda t, p, n: f"{t}\n\n{listed(p)}\n\n"),
    "affiliations in brackets": page(lambda t, p, n: f"{t}\n{'; '.join(f'{x} (Tide University)' for x in p)}\n"),
    "affiliations on a line": page(lambda t, p, n: f"{t}\n{listed(p)}\nDepartment of Tides, University of Fen, UK\n"),
    "a person on a line": page(lambda t, p, n: "\n".join([t, *p]) + "\n"),
    "bullets": page(lambda t, p, n: f"• {t}\n  {listed(p)}"),
    "numbers": page(lambda t, p, n: f"{n}. {t}\n   {listed(p)}"),
    "times": page(lambda t, p, n: f"{9 + n // 3}:{n % 3 * 20:02}\t{t}\n{listed(p)}"),
    "times on a line": page(lambda t, p, n: f"{9 + n // 3}:{n % 3 * 20:02}-{9 + n // 3}:{n % 3 * 20 + 20:02}\n{t}\n{listed(p)}"),
    "markdown headings": page(lambda t, p, n: f"### [{t}](http://tide.org/{n})\n*{listed(p)}*\n"),
    "bold titles": page(lambda t, p, n: f"**{t}**  \n{listed(p)}\n"),
    "tags": page(lambda t, p, n: f"<li><b>{t}</b><br><i>{listed(p)}</i></li>"),
    "venue and links below": page(lambda t, p, n: f"{t}\n{listed(p)}\nJournal of Shore Studies, 20{n + 10}\n[pdf] [code]\n"),
    "venue between": page(lambda t, p, n: f"{t}\nTIDE 20{n + 10}\n{listed(p)}\n"),
    "venue behind the people": page(lambda t, p, n: f"{t}\n{listed(p)}. TIDE 20{n + 10}.\n"),
    "a search": page(lambda t, p, n: f"[PDF] tide.org\n{t}\n{listed(p)} - Shore Studies, 20{n + 10} - tide.org\nSave Cite Cited by {n}"),
    "abstracts": page(
        lambda t, p, n: f"{t}\n{listed(p)}\nWe measure the tide at {n} places. It rises and falls twice a day, which is "
        "what the theory says, and we show that the theory is right to within a boot's height.\n"
    ),
    "people. title": page(lambda t, p, n: f"{n}\t{listed(p)}. {t}"),
    "people: title": page(lambda t, p, n: f"- {listed(p)}: {t}"),
    "title, people": page(lambda t, p, n: f"- {t}, {listed(p)}"),
    "title - people": page(lambda t, p, n: f"* {t} - {listed(p)}"),
    "title (people)": page(lambda t, p, n: f"- {t} ({', '.join(p)})"),
    "title people": page(lambda t, p, n: f"{t} {listed(p)}"),
    "quotes": page(lambda t, p, n: f"• {listed(p)}, “{t}”"),
    "links": page(lambda t, p, n: f"- [{t}](http://tide.org/{n}) by {listed(p)}"),
    "venue first": page(lambda t, p, n: f"- (TIDE 20{n + 10}) {listed(p)}. **{t}.** In *Proceedings of TIDE*."),
    "people in italics behind": page(lambda t, p, n: f"{n}. **{t}.** TIDE 20{n + 10} — poster. *{listed(p)}.*"),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_is_title_and_who_are_people_is_told_by_the_whole_page(layout):
    reading = best(of_text(LAYOUTS[layout]))
    found = {
        record.listed.paper.title: [str(name) for name in record.listed.paper.authors] for record in reading.records
    }
    right = sum(found.get(title) == people for title, people in TOGETHER)
    assert right >= len(TOGETHER) - 1, (reading.way, found)
    assert len(found) - right <= 0, found
    assert reading.confidence >= CLAIM


def test_the_facts_below_a_title_are_the_papers():
    (record, *_) = blocks.read(of_text(LAYOUTS["venue and links below"])).records
    assert (record.listed.paper.year, record.listed.paper.venue) == (2011, "Journal of Shore Studies")
    text = "".join(
        f"{n}. Tide Shore Lett. 203{n} May;4(2):11-19. doi: 10.5555/tide.{n}.\n\n{title}.\n\n{listed(people)}.\n\nPMID: 9900000{n}\n\n\n"
        for n, (title, people) in enumerate(TOGETHER, 1)
    )
    records = blocks.read(of_text(text)).records
    assert [record.listed.paper.title for record in records] == TITLES
    assert [record.listed.paper.doi for record in records] == [f"10.5555/tide.{n}" for n in range(1, 9)]
    assert [record.listed.paper.year for record in records] == list(range(2031, 2039))


def test_headings_are_the_sections_and_years_of_what_stands_below():
    halves = [
        f"{heading}\n" + "\n".join(f"{title}\n{listed(people)}\n" for title, people in part)
        for heading, part in (("2031", TOGETHER[:4]), ("2030 (4)", TOGETHER[4:]))
    ]
    records = blocks.read(of_text("Publications\n\n" + "\n".join(halves))).records
    assert [record.listed.paper.year for record in records] == [2031] * 4 + [2030] * 4
    assert {record.section for record in records} == {"2031", "2030"}


def test_sessions_breaks_chairs_and_talks_without_authors_are_no_papers():
    text = "\n".join((
        "Monday, 3 March", "9:00 Opening", "9:15 Keynote: The Sea by Zoe Kay", "10:00 Coffee Break",
        "Session 1: Sand (chair: Yan Oak)", *(line for title, people in TOGETHER[:4] for line in (title, listed(people))),
        "12:00 Lunch", "13:00 Session 2: Water (chair: Xi Elm)",
        *(line for title, people in TOGETHER[4:] for line in (title, listed(people))), "17:00 Closing",
    ))  # fmt: skip
    reading = blocks.read(of_text(text))
    assert [record.listed.paper.title for record in reading.records] == TITLES
    assert [record.section for record in reading.records] == ["Session 1: Sand"] * 4 + ["Session 2: Water"] * 4
    assert any("break" in skipped.reason for skipped in reading.skipped)


def test_lines_that_their_width_broke_are_one():
    text = "\n\n".join(
        f"{n}. {title} and a few words more that make it\nlonger than a line is wide, {listed(people)}, Shore Stud.\n{n}, 45-52 (20{n + 10})."
        for n, (title, people) in enumerate(TOGETHER, 1)
    )
    records = best(of_text(text)).records
    assert [record.listed.paper.title for record in records] == [
        f"{title} and a few words more that make it longer than a line is wide" for title in TITLES
    ]
    assert records[0].lines == (1, 2, 3)


def test_a_people_list_that_goes_on_is_one():
    text = "\n\n".join(
        f"{title}\n{', '.join(people)}, Zoe Kay,\nYan Oak and Xi Elm\nTIDE 2031" for title, people in TOGETHER
    )
    records = blocks.read(of_text(text)).records
    assert [str(name) for name in records[0].listed.paper.authors] == [*PEOPLE[0], "Zoe Kay", "Yan Oak", "Xi Elm"]


def test_page_numbers_that_all_titles_end_with_are_no_titles():
    text = "Contents\n\n" + "\n".join(
        f"{title} {n}-{n + 9}\n{listed(people)}" for n, (title, people) in enumerate(TOGETHER)
    )
    assert [record.listed.paper.title for record in blocks.read(of_text(text)).records] == TITLES


NONE = {
    "prose": "It is a truth that tides differ. " * 40 + "\n\n" + "We looked at them. " * 30,
    "code": "def first(names: list[str]) -> str:\n    return names[0]\n\nclass Tide:\n    # Rises and falls twice a day\n" * 10,
    "mail": "From: Ada Roe <ada@tide.org>\nTo: Bo Moor <bo@moor.net>\nSubject: The tide tables\n\nDear Bo,\n\nthe tables are "
    "ready. Shall we print them?\n\nAda\n\n> On Monday Bo Moor wrote:\n> Are they?\n",
    "log": "".join(f"2031-03-0{n} 12:00:0{n} INFO tide.harbour opened the gate for ship {n}\n" for n in range(1, 9)),
    "committee": "Program Committee\n" + "\n".join(f"{name}, University of Fen" for people in PEOPLE for name in people),
    "menu": "Home\nCall for Papers\nCommittees\nAccepted Papers\nProgram\nVenue\nTravel\nContact\nLog in\nAda Roe\n",
    "captcha": "Please show you're not a robot\nI'm not a robot\nreCAPTCHA\nPrivacy - Terms\nSkip to main content\n",
    "changes": "".join(f"- Issue #{n}00: The gate no longer sticks in cold weather. Patch by {p[0]}.\n" for n, p in enumerate(PEOPLE)),
    "readme": "# Tide\n\nA library for tide tables.\n\n## Install\n\n`pip install tide`\n\n## Use\n\nSee the manual.\n\n## License\n\nMIT\n",
}  # fmt: skip


@pytest.mark.parametrize("kind", NONE)
def test_what_lists_no_papers_is_not_claimed(kind):
    assert sniff(NONE[kind]) < CLAIM


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[3] / "docs").glob("*.md")), ids=lambda path: path.name)
def test_our_own_pages_list_no_papers(path):
    assert sniff(path.read_text(encoding="utf-8")) < CLAIM


def test_a_hundred_records_take_half_a_second_and_a_megabyte_of_prose_three():
    hundred = "\n".join(
        f"{title} in {bay} Bay\n{listed(people)}\nJournal of Shore Studies, 2031\n[pdf] [code]\n"
        for bay in "Amber Birch Cedar Dune Ember Flint Gorse Heron Iris Jade Kelp Larch Moss".split()
        for title, people in TOGETHER
    )
    with within(1.5, "half a second is meant; three times that is another way of doing it"):
        assert len(best(of_text(hundred)).records) > 90
    prose = "\n\n".join(
        f"It is a truth that the tide of place {n} differs from all others. " * 12 for n in range(1_200)
    )
    with within(6, "three seconds are meant"):
        assert not best(of_text(prose)).records


def test_the_last_word_of_a_title_and_an_initial_are_nobody():
    text = "\n".join(
        f"{n}. Tides of the lagoons Fen and Moor in Ac = U, Np, {', '.join(f'{x[0]}. {x.split()[1]}' for x in [*people, 'Zoe Kay'])}, "
        f"Annals of Shores {n}, 1 (20{n + 10})."
        for n, people in enumerate(PEOPLE, 1)
    )
    (record, *_) = blocks.read(of_text(text)).records
    assert record.listed.paper.title == "Tides of the lagoons Fen and Moor in Ac = U, Np"
    assert [str(name) for name in record.listed.paper.authors] == ["A. Roe", "B. Moor", "C. Stone", "Z. Kay"]


@pytest.mark.parametrize("tail", [" (TIDE 2019)", " [SHORE'19]", " (QuAYS 2019 Oral)"])
def test_where_it_appeared_is_no_part_of_a_title_that_it_stands_behind(tail):
    text = "\n".join(f"- **{title}**{tail}\n    - {listed(people)}\n" for title, people in TOGETHER)
    papers = [record.listed.paper for record in blocks.read(of_text(text)).records]
    assert [paper.title for paper in papers] == TITLES
    assert {paper.year for paper in papers} == ({2019} if "'" not in tail else {None})


@pytest.mark.parametrize(
    "note", ["The tide rises each day, and falls. We say why in this paper …", "An account of what we saw."]
)
def test_few_records_among_other_headings_have_the_titles_above_their_people(note):
    alert = "".join(
        f"<h3><a href='https://example.org/{title[0]}'>{title}</a></h3><div>{', '.join(people)} - Shore Letters, 2019</div><div>{note}</div>"
        for title, people in TOGETHER[:3]
    )
    text = f"<h3>New articles on tides</h3>{alert}<h3>More from the shore</h3><p>This message was sent because you follow the tides.</p>"
    records = best(html.lines(text)).records
    assert [record.listed.paper.title for record in records] == TITLES[:3]


@pytest.mark.parametrize(
    ("line", "venue"),
    [
        ("Comments: Accepted for publication in Proc. of the Tidal Society 2031", None),
        ("ACM Class: I.2.11; J.3", None), ("MSC Class: 68T01 ACM Class: I.2.0", None),
        ("Journal ref: Journal of Slow Rivers 12 (2031) 101-119", "Journal of Slow Rivers"),
        ("Venue: Annals of Silt, 2031", "Annals of Silt"),
    ],
)  # fmt: skip
def test_a_line_that_says_what_it_tells_is_no_venue_of_another_sort(line, venue):
    text = page(lambda title, people, place: f"{title}\n{listed(people)}\n{line}\n")
    records = best(of_text(text)).records
    assert [record.listed.paper.venue for record in records] == [venue] * len(TITLES)


def test_a_name_begins_with_the_given_name_that_everybody_knows():
    text = "Accepted papers\n" + "".join(
        f"{title} {people}\n"
        for title, people in [
            ("Gravel Bars on Open Rivers", "Ana Reed, Bo Lake and Carl Marsh"), ("Slow Barges and Fast Swans", "Dina Moor and Eri Holm"),
            ("Weirs that Nobody Wanted", "Maria Anna Quay, Jan van der Moor"), ("Silt, Seen from Distant Towers", "Filip Novak"),
        ]
    )  # fmt: skip
    assert [(one.listed.paper.title, one.listed.paper.authors[0].text) for one in best(of_text(text)).records] == [
        ("Gravel Bars on Open Rivers", "Ana Reed"), ("Slow Barges and Fast Swans", "Dina Moor"),
        ("Weirs that Nobody Wanted", "Maria Anna Quay"), ("Silt, Seen from Distant Towers", "Filip Novak"),
    ]  # fmt: skip
