"""What stands under a heading of a page has its name and, where it says none itself, the day or year it states."""

import pytest

from importers import Listed, Skipped, from_text, read, reader_named, recognise
from importers.sections import Above, dated, name
from tests.clock import within


def sections(text, form=""):
    """Return of each record of a page the first word of its title, its section and its date."""
    page = from_text(text)
    items = list(read(page, reader_named(form) if form else recognise(page)))
    return [(one.paper.title.split()[0], one.section, one.paper.date) for one in items if isinstance(one, Listed)]


@pytest.mark.parametrize(
    ("heading", "called"),
    [
        ("Session 3: Optics (chair: Ada Moor)", "Session 3: Optics"),
        ("Session 3: Optics, chaired by Ada Moor", "Session 3: Optics"),
        ("Optics – Session Chair: Bo Fern", "Optics"),
        ("Cross submissions (showing 5 of 12 entries)", "Cross submissions"),
        ("[2021] (3 papers)", "2021"),
        ("Posters [17]", "Posters"),
        ("== Short papers ==", "Short papers"),
        ("Chairs and tables in old rooms", "Chairs and tables in old rooms"),
        ("Opening the black box", "Opening the black box"),
        ("Tea and its chemistry", "Tea and its chemistry"),
        ("Break-out session: reefs", "Break-out session: reefs"),
        ("Session chair: Ada Moor", ""),
        ("Chairs: Ada Moor and Bo Fern", ""),
        ("Coffee break", ""),
        ("Lunch (on your own)", ""),
        ("Registration & coffee", ""),
        ("Welcome and opening remarks", ""),
        ("Abstract", ""),
    ],
)
def test_what_a_heading_calls_its_section(heading, called):
    assert name(heading) == called


@pytest.mark.parametrize(
    ("heading", "date"),
    [
        ("2019", "2019"),
        ("<2019>", "2019"),
        ("Publications 2019", "2019"),
        ("[2021] (3 papers)", "2021"),
        ("May 2019", "2019-05"),
        ("Tuesday, June 3, 2025", "2025-06-03"),
        ("Day 1: Tuesday, June 3, 2025", "2025-06-03"),
        ("Wed, 2 Oct 2024 (showing 10 of 12 entries)", "2024-10-02"),
        ("Dienstag, 3. Juni 2025", "2025-06-03"),
        ("mardi 3 juin 2025", "2025-06-03"),
        ("viernes, 7 de marzo de 2025", "2025-03-07"),
        ("2025年6月3日 星期二", "2025-06-03"),
        ("2025-06-03", "2025-06-03"),
        ("Tuesday, June 3", ""),
        ("2015-2018", ""),
        ("2015–present", ""),
        ("1990s", ""),
        ("October 3-5, 2025", ""),
        ("ICML 2020", ""),
        ("Last updated 3 June 2025", ""),
        ("Session 3", ""),
        ("Vol. 3, 2019", ""),
        ("2019 or 2020", ""),
    ],
)
def test_the_date_that_a_heading_states(heading, date):
    assert dated(heading) == date


def test_a_date_holds_for_the_headings_within_its_own():
    def walk(*headings):
        above = Above()
        for heading in headings:
            if heading:
                above.take(*heading)
            else:
                above.record()
        return above.section, above.date

    assert walk(("2021", 2), ("Journals", 3)) == ("Journals", "2021")
    assert walk(("2021", 2), ("Journals", 3), None, ("Talks", 3)) == ("Talks", "2021")
    assert walk(("2021", 2), ("Journals", 3), None, ("Theses", 2)) == ("Theses", "")
    assert walk(("2021", 2), None, ("2020", 2)) == ("2020", "2020")
    assert walk(("June 3, 2025",), ("Session 1",), None, ("Session 2",)) == ("Session 2", "2025-06-03")
    assert walk(("June 3, 2025",), None, ("Posters",)) == ("Posters", "")
    assert walk(("2025",), ("June 3, 2025",), ("Posters",)) == ("Posters", "2025-06-03")
    assert walk(("2005",), ("2004",), ("2003",), ("Accepted papers",)) == ("Accepted papers", "")
    assert walk(("June 3, 2025",), ("Session 1",), None, ("Coffee break",)) == ("Session 1", "2025-06-03")


PROGRAMME = """\
Workshop on Small Waters

{day}

9:00 Registration
9:30 Session 1: Tides and Sediment (chair: Ada Moor)
9:30 How silt settles in a slow estuary
     Bo Fern, Uma Reed
9:50 A lamp for counting herons at dusk
     Cai Hum, Ada Quill and Jon Vale
10:10 Coffee break
10:30 Measuring the salt of a rising creek
     Lin Shaw, Mo Tern
Session 2: Optics of Water
11:00 Polarised glare above a moving pond
     Ida Brook, Kit Marsh
11:20 Depth from the shadows of floating reeds
     Ann Heron, Bo Fern
"""


@pytest.mark.parametrize(
    ("day", "date"), [("Tuesday, June 3, 2025", "2025-06-03"), ("Day 2: 4 June 2025", "2025-06-04"), ("Tuesday", None)]
)
def test_a_programme_has_days_and_sessions(day, date):
    one, two = "Session 1: Tides and Sediment", "Session 2: Optics of Water"
    assert sections(PROGRAMME.format(day=day)) == [
        ("How", one, date), ("A", one, date), ("Measuring", one, date), ("Polarised", two, date), ("Depth", two, date),
    ]  # fmt: skip


def test_references_stand_under_years_and_years_over_kinds():
    text = """\
# Publications

## 2023

### Articles

[1] B. Fern and U. Reed. How silt settles in a slow estuary. Journal of Slow Water, 3(2):1-9.
[2] C. Hum. A lamp for counting herons at dusk. Journal of Slow Water, 3(1):3-9.

### Proceedings

[3] I. Brook and K. Marsh. Polarised glare above a moving pond. In Proceedings of the Reed Workshop, pages 11-19.

## 2021

[4] A. Heron. Depth from the shadows of floating reeds. Journal of Slow Water, 1(1):1-8, 2020.
"""
    assert sections(text) == [
        ("How", "Articles", "2023"), ("A", "Articles", "2023"), ("Polarised", "Proceedings", "2023"),
        ("Depth", "2021", "2020"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "gap"),
    [
        ("Journal Articles", "Conference Papers", "\n"),
        ("In press", "Refereed conference papers", "\n"),
        ("Books", "Theses", ""),
    ],
)
def test_references_stand_under_headings_that_nothing_marks(first, second, gap):
    text = f"""\
Ada Quill
{gap}
{first}
{gap}1. B. Fern and U. Reed. How silt settles in a slow estuary. Journal of Slow Water, 3(2):1-9, 2021.
2. C. Hum. A lamp for counting herons at dusk. Journal of Slow Water, 3(1):3-9, 2020.
{gap}{second}
{gap}3. I. Brook and K. Marsh. Polarised glare above a moving pond. In Proceedings of the Reed Workshop, pages 11-19, 2019.
4. A. Heron. Depth from the shadows of floating reeds. In Proceedings of the Reed Workshop, pages 1-8, 2018.
"""
    assert sections(text) == [
        ("How", first, "2021"), ("A", first, "2020"), ("Polarised", second, "2019"), ("Depth", second, "2018"),
    ]  # fmt: skip


def test_a_year_does_not_reach_over_a_heading_that_nothing_marks():
    text = """\
2021

Hum, C. A lamp for counting herons at dusk. Journal of Slow Water, 3(1), 3-9.
Brook, I., & Marsh, K. Polarised glare above a moving pond. Optics of Ponds, 4, 11-19.

Refereed conference papers

Heron, A. Depth from the shadows of floating reeds. Proceedings of the Reed Workshop, 1-8.
Quill, A. On the water of small ponds. Proceedings of the Reed Workshop, 9-17.
"""
    second = "Refereed conference papers"
    assert sections(text) == [
        ("A", "2021", "2021"), ("Polarised", "2021", "2021"), ("Depth", second, None), ("On", second, None),
    ]  # fmt: skip


def test_headings_of_a_web_page_that_look_like_titles():
    def part(heading, *papers):
        entries = "".join(f"<li><b>{title}</b><br>{people}</li>" for title, people in papers)
        return f"<h2>{heading}</h2><ul>{entries}</ul>"

    text = (
        "<!doctype html><html><head><title>Small Waters</title></head><body><h1>Accepted papers</h1>"
        + part("Tides and sediment of slow rivers", ("How silt settles in a slow estuary", "Bo Fern, Uma Reed"),
               ("A lamp for counting herons at dusk", "Cai Hum, Ada Quill and Jon Vale"))
        + part("Optics of water", ("Polarised glare above a moving pond", "Ida Brook, Kit Marsh"),
               ("Depth from the shadows of floating reeds", "Ann Heron, Bo Fern"))
        + "</body></html>"
    )  # fmt: skip
    tides = "Tides and sediment of slow rivers"
    assert [found[:2] for found in sections(text)] == [
        ("How", tides), ("A", tides), ("Polarised", "Optics of water"), ("Depth", "Optics of water"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "Title,Authors,Year\nSession 1: Tides,,\nHow silt settles in an estuary,Bo Fern; Uma Reed,2024\n"
                "Short papers,,\nGlare above a moving pond,Ida Brook; Kit Marsh,2023\n"
            ),
            [("How", "Session 1: Tides", "2024"), ("Glare", "Short papers", "2023")],
        ),
        (
            (
                "Authors\tTitle\tDOI\n2024\t\t\nBo Fern, Uma Reed\tHow silt settles in an estuary\t10.5555/silt\n"
                "2023\t\t\nIda Brook, Kit Marsh\tGlare above a moving pond\t10.5555/glare\n"
            ),
            [("How", "2024", "2024"), ("Glare", "2023", "2023")],
        ),
        (
            (
                "# Waters\n\n## Tides\n\n| Title | Authors | Year |\n|---|---|---|\n"
                "| How silt settles in an estuary | Bo Fern, Uma Reed | 2024 |\n\n## Optics\n\n"
                "| Title | Authors | Year |\n|---|---|---|\n| Glare above a moving pond | Ida Brook, Kit Marsh | 2023 |\n"
            ),
            [("How", "Tides", "2024"), ("Glare", "Optics", "2023")],
        ),
    ],
    ids=["csv", "tsv-years", "markdown"],
)
def test_a_table_has_rows_that_head_others(text, expected):
    page = from_text(text)
    items = list(read(page))
    assert not [item for item in items if isinstance(item, Skipped)]
    assert sections(text, "table") == expected


def test_a_row_with_a_title_alone_is_a_paper():
    text = "Title,Authors,Year\nOn reeds and other plants of the shore,,\nGlare above a moving pond,Ida Brook; Kit Marsh,2023\n"
    assert sections(text, "table") == [("On", None, None), ("Glare", None, "2023")]


def test_a_reading_list_has_headings_and_its_own_name_is_none():
    text = """\
# Small waters

- [How silt settles](https://arxiv.org/abs/2401.00001)

## Optics of [water](https://example.org)

- [Glare above a pond](https://doi.org/10.5555/pond.1), Ida Brook

## 2023

### Journals

- [Bubbles as lenses](https://doi.org/10.5555/ice.2), Ivy Lock

## Others

- [Nets for eels](https://doi.org/10.5555/eel.2), Mo Tern
"""
    assert sections(text, "markdown-list") == [
        ("How", None, "2024-01"), ("Glare", "Optics of water", None), ("Bubbles", "Journals", "2023"),
        ("Nets", "Others", None),
    ]  # fmt: skip


def test_identifiers_stand_under_what_begins_with_a_hash():
    text = "2401.00001\n# Optics\n10.5555/ice.2\n# 2401.00002\n## 2023\n10.5555/eel.2\n"
    assert [found[1:] for found in sections(text, "id-list")] == [
        (None, "2024-01"), ("Optics", None), ("2023", "2023"),
    ]  # fmt: skip


def test_bookmarks_stand_in_folders():
    def link(number, title):
        return f'<DT><A HREF="https://doi.org/10.5555/b.{number}">{title}</A>\n'

    text = (
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n<DL><p>\n"
        + link(1, "Silt of slow estuaries")
        + '<DT><H3 ADD_DATE="1">Optics &amp; water</H3>\n<DL><p>\n' + link(2, "Glare above a moving pond")
        + "<DT><H3>Ice</H3>\n<DL><p>\n" + link(3, "Bubbles as lenses in lake ice") + "</DL><p>\n"
        + link(4, "Depth from floating reeds") + "</DL><p>\n" + link(5, "Nets that do not harm an eel") + "</DL><p>\n"
    )  # fmt: skip
    assert [found[:2] for found in sections(text)] == [
        ("Silt", None), ("Glare", "Optics & water"), ("Bubbles", "Ice"), ("Depth", "Optics & water"), ("Nets", None),
    ]  # fmt: skip


def test_headings_of_a_megabyte_take_no_time():
    with within(2):
        for text in (
            " " * 1_000_000,
            "coffee " * 150_000,
            "(" * 1_000_000,
            "a-" * 500_000,
            "; " * 500_000,
            "1" * 1_000_000,
        ):
            name(text)
            dated(text)
        above = Above()
        for number in range(50_000):
            above.take(f"Session {number}: reeds", number % 6)
