"""Tables of papers: how their rows are written, what their columns hold, and which tables are of something else.

`GOLDEN=write pytest tests/importers/pages/test_tables.py` writes the golden files anew; read them before keeping them.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from importers import Item, Listed, Skipped, from_bytes, from_text
from importers.formats import table
from importers.pages import tables
from importers.pages.lines import of_text
from importers.reader import CLAIM
from tests.clock import within

SAMPLES = sorted(
    path for path in (Path(__file__).parents[1] / "samples" / "table").iterdir() if path.suffix != ".golden"
)


def shown(item: Item) -> dict[str, Any]:
    """Return an item as its golden file has it: what differs from saying nothing."""
    told: dict[str, Any] = {"": type(item).__name__}
    for holder in (item.paper, item) if isinstance(item, Listed) else (item,):
        for field in fields(holder):
            value = getattr(holder, field.name)
            value = dict(value) if field.name in ("extra", "roles", "markup") else value
            value = [name.text for name in value] if field.name == "authors" else value
            if value not in (None, "", [], (), {}) and field.name not in ("paper", "digest"):
                told[field.name] = value
    for plain, value in (("authors_complete", True), ("date_inferred", False), ("confidence", 1.0)):
        if told.get(plain) == value:
            del told[plain]
    return told


def read(text: str) -> list[Item]:
    return list(table.read(from_text(text)))


def papers(text: str) -> list[Any]:
    return [item.paper for item in read(text) if isinstance(item, Listed)]


def people(cells: Iterable[str]) -> list[list[str]]:
    """Return whom a column of authors with these cells names."""
    rows = "\n".join(
        f"{number}\tA title of some length for paper {number}\t{cell}" for number, cell in enumerate(cells)
    )
    return [[name.text for name in paper.authors] for paper in papers(f"Year\tTitle\tAuthors\n{rows}\n")]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_sample_reads_as_its_golden_file_says(path: Path) -> None:
    items = [shown(item) for item in table.read(from_bytes(path.read_bytes(), source=path.name))]
    golden = path.with_name(f"{path.name}.golden")
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(json.dumps(items, indent=1, ensure_ascii=False) + "\n")
    assert json.loads(json.dumps(items)) == json.loads(golden.read_text())


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        (["Roe, Ada; Lind, Bo", "Moor, Cy"], [["Ada Roe", "Bo Lind"], ["Cy Moor"]]),
        (["A Roe, B Lind, ...", "C Moor"], [["A Roe", "B Lind"], ["C Moor"]]),
        (["Roe A, Lind BC.", "Moor C."], [["Roe A", "Lind BC"], ["Moor C."]]),
        (["Roe, A., Lind, B.", "Moor, C."], [["A. Roe", "B. Lind"], ["C. Moor"]]),
        (["Roe, Ada and Lind, Bo and others", "Moor, Cy"], [["Ada Roe", "Bo Lind"], ["Cy Moor"]]),
        (["Ada Roe | Bo Lind", "Cy Moor"], [["Ada Roe", "Bo Lind"], ["Cy Moor"]]),
        (["Ada Roe, Bo Lind and Cy Moor", "Dee Fen & Eve Holt"], [["Ada Roe", "Bo Lind", "Cy Moor"], ["Dee Fen", "Eve Holt"]]),
        (["Ada RoeBo McLindCy R. Moor", "Dee FenEve Holt"], [["Ada Roe", "Bo McLind", "Cy R. Moor"], ["Dee Fen", "Eve Holt"]]),
        (["['Ada Roe', \"Bo O'Lind\"]", "['Cy Moor']"], [["Ada Roe", "Bo O'Lind"], ["Cy Moor"]]),
        (["[{'authorId': '7', 'name': 'Ada Roe'}, {'authorId': None, 'name': 'Bo Lind'}]"], [["Ada Roe", "Bo Lind"]]),
        (["Ada Roe (Fen House, Holt), Bo Lind (Moor Lab)"], [["Ada Roe", "Bo Lind"]]),
        (["谢昕,王小增", "周伟"], [["谢昕", "王小增"], ["周伟"]]),
        (["Roe, Ada (5700);Lind, Bo (5711)"], [["Ada Roe", "Bo Lind"]]),
    ],
)  # fmt: skip
def test_the_column_tells_how_its_people_are_divided(cells: list[str], named: list[list[str]]) -> None:
    assert people(cells) == named


def test_a_mark_that_nothing_closes_takes_no_rows_with_it() -> None:
    text = "TI\tAU\tSO\tPY\tDI\n" + "".join(
        f'"Quiet" harbours and clock {number}\tRoe, A\tSHORE\t2015\t10.5555/{number}\n' for number in range(9)
    )
    assert [paper.title for paper in papers(text)] == [f'"Quiet" harbours and clock {number}' for number in range(9)]


def test_what_a_spreadsheet_broke_is_a_doubt_and_no_fact() -> None:
    text = "Title,Authors,Year,arXiv ID,PMID,Pages\nA cheap thermometer for bogs,Roe A,2023,2301.12,3.1E+07,02-Mar\n"
    (item,) = [item for item in read(text) if isinstance(item, Listed)]
    assert item.paper.arxiv_id is None
    assert not {"PMID", "page"} & item.paper.extra.keys()
    assert item.doubt is not None
    assert "2301.12" in item.doubt


def test_a_comma_that_nothing_quotes_is_part_of_the_text_that_can_have_it() -> None:
    text = "Title,Year,DOI,Authors\nGulls\n".replace("Gulls\n", "Gulls and tides of the north,2020,10.5555/a,Ada Roe\n")
    text += "Slow lamps, fast moths and bogs,2021,10.5555/b,Bo Lind\n"
    assert [paper.title for paper in papers(text)][1] == "Slow lamps, fast moths and bogs"


@pytest.mark.parametrize(
    "text",
    [
        "Title,Author,Price,ISBN\nThe Long Shore,Ada Roe,12.50,9780000000002\nFen,Bo Lind,8.00,9780000000019\n",
        "Title,Artist,Album,Year\nSlow Lamp,The Moths,Night,1999\nTide,The Gulls,Shore,2001\nFen,The Bogs,Mire,2003\n",
        "Date,Description,Amount,Balance\n2026-01-02,Rent of the harbour shed,-300.00,120.11\n2026-01-03,Fish,-4,116.11\n",
        "Name,Email,Phone\nAda Roe,ada@fen.example,555\nBo Lind,bo@fen.example,556\nCy Moor,cy@fen.example,557\n",
        "gene,chromosome,start,end,p value\nBRCA1,17,43044295,43125483,1.2E-05\nTP53,7,7661779,7687550,3.1E-09\n",
        "Student,Grade,Comments\nAda Roe,A,a fine essay on tides and gulls\nBo Lind,B,late but thoughtful as ever\n",
        "Authors,Affiliation\nAda Roe,Fen House\nBo Lind,Moor Lab\nCy Moor,Holt\n",
        "Title,State,Assignee,Labels\nThe list jumps when a key is held down,open,roe,bug\nNo sound from the lamp,closed,lind,bug\n",
        "| Option | Meaning |\n|---|---|\n| --quiet | says nothing of what it does, and does it |\n| --tide | high or low |\n",
        "Gulls cry, tides turn, and lamps burn slowly.\nSo it went, year after year, by the shore.\nNobody wrote, nobody came.\n",
        "id,title,url,date\n1,Notes from the harbour this week,https://a.example/1,2026-01-01\n2,More,https://a.example/2,2026-02-01\n",
    ],
)  # fmt: skip
def test_tables_of_other_things_are_refused(text: str) -> None:
    assert table.sniff(text) < CLAIM


def test_films_are_no_papers_whoever_says_so() -> None:
    text = "title,director,cast,year,country\nThe Long Shore,Ada Roe,Bo Lind,2020,90 min\nFen,Cy Moor,,2021,80 min\n"
    (item,) = read(text)
    assert isinstance(item, Skipped)
    assert item.reason == "a table of something else than papers"


def test_columns_without_headings_are_told_by_their_cells_where_they_are_sure() -> None:
    rows = [
        ("Ada Roe, Bo Lind", "Gull flocks as noisy clocks of the shore", "2021", "10.5555/gulls"),
        ("Cy Moor and Dee Fen", "What the harbour seal hears when ferries brake", "2019", "10.5555/seals"),
        ("Eve Holt, Ada Roe", "A cheap thermometer for bogs in winter", "2018", "10.5555/bogs"),
    ]
    text = "\n".join("\t".join(row) for row in rows)
    assert table.sniff(text) >= CLAIM
    assert [paper.doi for paper in papers(text)] == ["10.5555/gulls", "10.5555/seals", "10.5555/bogs"]
    assert table.sniff("\n".join("\t".join(row[1:3]) for row in rows)) < CLAIM


@pytest.mark.parametrize(
    "heading",
    "Title|Document Title|Article Title|ARTICLE_TITLE|paperTitle|Titel|Título del artículo|Название статьи|题名|论文题目|"
    "タイトル|논문명|Title (English)|**Paper**".split("|"),
)
def test_a_heading_is_known_however_it_is_written(heading: str) -> None:
    text = (
        f"{heading};DOI;Journal\nWhat the harbour seal hears;10.5555/a;Shore\nSlow lamps and fast moths;10.5555/b;Fen\n"
    )
    assert table.sniff(text) > 0.9


def test_what_is_no_paper_is_said() -> None:
    text = (
        "Title,Authors,Year,Venue\nPart one,,,\n,,2001,\nGull flocks as noisy clocks,Ada Roe,2021,Shore\nTotal,,2,\n\n"
    )
    assert [(item.line, item.reason) for item in read(text) if isinstance(item, Skipped)] == [
        (3, "one cell of a table, and no paper"), (5, "a total"),
    ]  # fmt: skip


@pytest.mark.parametrize("token", ['"', '""', '",', "\t", "|", ",", "a;", "[", "(", "A. ", "A, ", "xY"])
def test_no_cell_takes_long(token: str) -> None:

    for text in (
        f"Title,Authors,Year,DOI\n{token * (1_000_000 // len(token))},Ada Roe,2021,10.5555/a\n",
        f"Title,Authors,Year,DOI\nGulls of the shore,{token * (1_000_000 // len(token))},2021,10.5555/a\n",
        "Title,Authors,Year,DOI\n" + f"{token},Ada Roe,2021,10.5555/a\n" * 10_000,
    ):
        with within(2, token):
            table.sniff(text[:65536])
            read(text)


def test_a_table_among_the_lines_of_a_page_is_read_with_its_links() -> None:
    text = (
        "## Spring\n\nWhat we read, every Monday.\n\n"
        "Day\tPaper\tBy\n"
        "3 May\tGull flocks as noisy clocks of the shore\tAna Reyes, Bola Okafor\n"
        "10 May\tWhat the harbour seal hears when ferries brake\tGina Haddad and Filip Novak\n\n"
        "Harbour\tDepth\nEasthaven\t12\n"
    )
    found = tables.reading(list(of_text(text)))
    assert [(record.listed.paper.title, len(record.listed.paper.authors)) for record in found.records] == [
        ("Gull flocks as noisy clocks of the shore", 2), ("What the harbour seal hears when ferries brake", 2),
    ]  # fmt: skip
    assert {record.section for record in found.records} == {"Spring"}


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        (["Ada Roe et al.; Bo Lind", "Cy Moor et al."], [["Ada Roe", "Bo Lind"], ["Cy Moor"]]),
        (["Roe, Lind", "Moor", "Fen et al."], [["Roe", "Lind"], ["Moor"], ["Fen"]]),
        (["Prof. Dr. Ada RoeDr. Bo Lind", "Cy MoorF. Dee Fen IIIEve Holt"], [["Ada Roe", "Bo Lind"], ["Cy Moor", "F. Dee Fen III", "Eve Holt"]]),
        (["Ada Roe, Bo Lind4, and Cy Moor."], [["Ada Roe", "Bo Lind", "Cy Moor"]]),
        (["Roe, R{\\\\u{a}}zvan and Lind, Bo"], [["Răzvan Roe", "Bo Lind"]]),
    ],
)  # fmt: skip
def test_what_stands_at_a_name_is_no_part_of_it(cells: list[str], named: list[list[str]]) -> None:
    assert people(cells) == named


def test_a_number_that_counts_the_rows_is_no_issue() -> None:
    rows = "".join(f"{at},Gulls and tides of shore {at},Ada Roe,2020\n" for at in range(1, 8))
    assert all("issue" not in paper.extra for paper in papers(f"number,title,authors,year\n{rows}"))


def test_an_accepted_list_without_headings_is_told_by_titles_abstracts_and_people() -> None:
    abstract = "We listen to the shore for a year and tell the tide from what we hear. " * 4
    rows = [
        (f"S{at}", title, abstract, people, "a@fen.example, b@fen.example", "", "")
        for at, (title, people) in enumerate(
            [
                ("Gull flocks as noisy clocks of the shore", "Ada Roe, Bo Lind"),
                ("What the harbour seal hears when ferries brake", "Cy Moor, Dee Fen, Eve Holt"),
                ("A cheap thermometer for bogs in winter", "Eve Holt"),
            ]
        )
    ]
    text = "\n".join(",".join(f'"{cell}"' if cell else "" for cell in row) for row in [("",) * 7, *rows])
    assert table.sniff(text) >= CLAIM
    assert [(paper.title, len(paper.authors)) for paper in papers(text)] == [
        (rows[0][1], 2), (rows[1][1], 3), (rows[2][1], 1),
    ]  # fmt: skip


def test_a_column_of_links_that_nobody_named_leads_to_the_papers() -> None:
    text = "title,authors,GitHub,forum\nGull flocks as noisy clocks,Ada Roe and Bo Lind,https://github.com/x,https://or.example/7\n"
    (paper,) = papers(text)
    assert paper.url == "https://or.example/7"
    assert paper.extra["GitHub"] == "https://github.com/x"


def test_a_row_whose_title_is_empty_is_called_by_its_identifier() -> None:
    found = papers("Title,DOI,Journal\n,10.5555/gulls,Shore\nSlow lamps and fast moths,10.5555/moths,Fen\n")
    assert found[0].title == "10.5555/gulls"


def test_titles_beside_people_need_no_headings_where_there_are_enough() -> None:
    rows = [f"Gull flocks as noisy clocks of the shore, part {at}\tAda Roe, Bo Lind and Cy Moor" for at in range(6)]
    assert table.sniff("\n".join(rows)) >= CLAIM
    assert table.sniff("\n".join(rows[:3])) < CLAIM


def test_a_column_of_whole_references_is_read_with_what_stands_beside_it() -> None:
    text = (
        "No\tReference\tDOI\tRating\n"
        "1\tRoe, A., Lind, B. (2020). Gull flocks as noisy clocks of the shore. Journal of Coastal Signals, 12(3), 45-60.\t10.5555/gulls\t5\n"
        "2\tMoor, C. (2019). What the harbour seal hears when ferries brake. Annals of Port Acoustics, 7, 101-120.\t\t3\n"
        "3\tFen, D., Holt, E., Roe, A. (2018). A cheap thermometer for bogs in winter. Field Instruments, 3(1), 1-9.\t10.5555/bogs\t\n"
    )
    assert table.sniff(text) >= CLAIM
    assert [(paper.title, len(paper.authors), paper.year, paper.doi) for paper in papers(text)] == [
        ("Gull flocks as noisy clocks of the shore", 2, 2020, "10.5555/gulls"),
        ("What the harbour seal hears when ferries brake", 1, 2019, None),
        ("A cheap thermometer for bogs in winter", 3, 2018, "10.5555/bogs"),
    ]


def test_a_year_before_its_row_is_a_cell_of_the_row() -> None:
    text = "year\ttitle\tauthors\n2020\tGull flocks as noisy clocks of the shore\tAna Reyes, Bola Okafor\n"
    found = tables.reading(of_text(text))
    assert [(record.listed.paper.year, len(record.listed.paper.authors)) for record in found.records] == [(2020, 2)]


@pytest.mark.parametrize(
    ("written", "date"), [("20190901", "2019-09-01"), ("18991231", "1899-12-31"), ("20191301", None)]
)
def test_a_day_without_hyphens_is_a_day(written, date):
    text = f"Article Title,Author,Journal Title,Publication Date,DOI\nTides of the inner sound,Ada Moor,Quays,{written},10.5555/t1\n"
    text += "Gulls of the outer sound,Bo Lind,Quays,20200101,10.5555/t2\n"
    first = next(item for item in table.read(from_text(text)) if isinstance(item, Listed))
    assert first.paper.date == date


def papers_of(text: str) -> list[Any]:
    return [item.paper for item in table.read(from_text(text)) if isinstance(item, Listed)]


@pytest.mark.parametrize(
    ("cells", "names"),
    [
        (['"Roe, Ada and Moor, Bo and\nStone, Cy"', '"Reed, Dee and Marsh, Eve"'], ["Ada Roe", "Bo Moor", "Cy Stone"]),
        (['"Ada Roe, Bo Moor,\nCy Stone"', '"Dee Reed, Eve Marsh"'], ["Ada Roe", "Bo Moor", "Cy Stone"]),
        (['"Ada Roe, Bo Moor\nand Cy Stone"', "Dee Reed and Eve Marsh"], ["Ada Roe", "Bo Moor", "Cy Stone"]),
        (['"Ada Roe\nBo Moor\nCy Stone"', '"Dee Reed\nEve Marsh"'], ["Ada Roe", "Bo Moor", "Cy Stone"]),
    ],
)
def test_a_list_of_people_that_a_width_breaks_is_not_divided_there(cells: list[str], names: list[str]) -> None:
    rows = "".join(f"Tides of the inner sound {n};{cell};Quays;2019\n" for n, cell in enumerate(cells))
    first, _ = papers_of(f"title;author;journal;year\n{rows}")
    assert [name.text for name in first.authors] == names


@pytest.mark.parametrize(
    "people",
    ["['{0[0]}', '{0[1]}']", '"{0[0]} (University of the Fen, Moor), {0[1]} (Harbour Trust)"', "{0[0]} and {0[1]}"],
)
def test_people_and_where_they_work_tell_a_table_without_headings(people: str) -> None:
    told = [("Ada Roe", "Bo Moor"), ("Cy Stone", "Dee Reed"), ("Eve Marsh", "Finn Dune"), ("Gil Heath", "Hal Brook"), ("Ida Lake", "Jon Wold")]  # fmt: skip
    cells = [people.format(one).strip('"') for one in told]
    text = "".join(f"Tides of the inner sound as they stand at gauge {n}\t{cell}\n" for n, cell in enumerate(cells))
    found = papers_of(text)
    assert [[name.text for name in paper.authors] for paper in found] == [list(one) for one in told]


@pytest.mark.parametrize("cited", ["({} et al., 2019)", "[{} & Lind, 2019]", "({}, 2019)"])
def test_who_presents_a_paper_that_is_cited_has_not_written_it(cited: str) -> None:
    titles = ["Tides of the inner sound", "Gulls at rest and in flight", "A lighthouse keeps time"]
    rows = "".join(
        f"| 3 May | Pia | {title} {cited.format('Moor')} | [pdf](https://example.org/{title[0]}.pdf) |\n"
        for title in titles
    )
    found = papers_of(f"| Date | Presenter | Paper | Slides |\n|---|---|---|---|\n{rows}")
    assert [paper.title for paper in found] == titles
    assert {(paper.authors[0].text, paper.year) for paper in found} == {("Moor", 2019)}


def test_a_table_beside_one_of_papers_may_say_less() -> None:
    text = (
        "| Titel | Autoren | Jahr | Zeitschrift |\n|---|---|---|---|\n| Tides of the inner sound | Moor et al. | 2019 | Quays |\n"
        "| Gulls at rest and in flight | Lind & Roe | 2018 | Shore |\n\n## Bücher\n\n"
        "| Titel | Autor | Jahr | ISBN |\n|---|---|---|---|\n| Getting started with sand | Pell et al. | 2014 | 978-1491949511 |\n| The fog keeper's own handbook | Fell | 2012 | 978-0132888363 |\n"
        "| Inside the small harbour | Wold | 2016 | 978-1630810894 |\n"
    )
    assert [paper.title for paper in papers_of(text)][-3:] == [
        "Getting started with sand", "The fog keeper's own handbook", "Inside the small harbour",
    ]  # fmt: skip
    assert not papers_of(text[text.index("## B") :])


@pytest.mark.parametrize(
    ("headings", "row", "told"),
    [
        ("PMID,Title,Authors,Citation,Journal/Book,Publication Year",
         '33000001,[Eels in the winter ice].,"Reyes AM, O\'Fell D Jr; Shore Group.",Dunes. 2019;1:1.,Dunes,2019',
         {"title": "Eels in the winter ice", "authors": ["Reyes AM", "O'Fell D Jr", "Shore Group."]}),
        ("Authors,Title,Year,Source title,Document Type,EID",
         "[No author name available],Notes on the shore,2018,Shore Notes (including subseries Tide),Article,2-s2.0-1",
         {"authors": [], "venue": "Shore Notes", "kind": "article-journal"}),
        ("Authors,Title,Publication,Volume,Year", '"Li, Wei; ",Deep tides and shores,arXiv preprint arXiv:2101.00001,,2021',
         {"arxiv_id": "2101.00001", "venue": "arXiv", "kind": "article"}),
        ("Title,Source title,Anthology title,PubYear,Publication Type,Authors,DOI",
         'Eels under the ice of lakes,Notes in Fish,Handbook of Fish,2010,Chapter,"Krog, Per",10.5555/ch.1',
         {"venue": "Handbook of Fish", "kind": "chapter"}),
        ("AU\tTI\tSO\tCA\tPY\tEA\tDI", "Fell, D\tSand in the wind of dunes\tDUNES\tShore Group\t\tNOV 2022\t10.5555/s",
         {"date": "2022-11", "authors": ["D Fell", "Shore Group"]}),
        ("Authors,Title,Year,Source,Publisher,Volume,Issue,StartPage,DOI",
         '"D Fell, W Li",Sand in the wind of dunes,2020,Dunes,dunes.example,0,0,0,10.5555/s',
         {"extra": {"Publisher": "dunes.example"}}),
        ("title,venue,journal,year,authors,publicationTypes,externalIds",
         "Sand in the wind of dunes,Dunes,{'name': 'J. Dunes'},2020,[{'name': 'Dora Fell'}],['JournalArticle'],{'DOI': '10.5555/s'}",
         {"venue": "Dunes", "doi": "10.5555/s", "kind": "article-journal"}),
        ("Dokumententyp;Autor;Titel;Jahr ermittelt;Zeitschrift/Zeitung;Jahrgang;Heftnummer;Seiten von-bis;DOI-Name",
         "Zeitschriftenaufsatz;Möller, Ute;Das Watt im langen Winter;2019;Nordsee-Hefte;12;4;33–50;10.5555/w",
         {"kind": "article-journal", "venue": "Nordsee-Hefte", "doi": "10.5555/w",
          "extra": {"volume": "12", "issue": "4", "page": "33-50"}}),
        ("Authors\tArticle Title\tSource Title\tDocument Type\tPublication Year\tISSN\teISSN\tBook Editors\tDOI",
         "Krog, P\tEels under the ice of lakes\tFISH\tArticle; Book Chapter\t2010\t1234-5679\t1234-5687\tElver, I\t10.5555/e",
         {"kind": "chapter", "extra": {"ISSN": "1234-5679, 1234-5687"}}),
    ],
)  # fmt: skip
def test_what_indexes_write_in_a_cell_is_the_fact_that_it_is(headings: str, row: str, told: dict[str, Any]) -> None:
    (paper,) = papers(f"{headings}\n{row}\n")
    found = {name: getattr(paper, name) for name in told}
    found |= {"authors": [name.text for name in paper.authors]} if "authors" in told else {}
    assert {name: dict(value) if name == "extra" else value for name, value in found.items()} == told


def test_a_title_that_is_cut_is_a_doubt() -> None:
    rows = (
        "W Li,Deep tides and the shores of the northern …,2020,Dunes,10.5555/s\nD Fell,Sand in the wind,2019,Dunes,\n"
    )
    found = [item for item in read(f"Authors,Title,Year,Source,DOI\n{rows}") if isinstance(item, Listed)]
    assert [item.doubt for item in found] == ["where the title ends", None]
