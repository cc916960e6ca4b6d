"""BibTeX, RIS, NBIB, EndNote tags and Zotero CSV: a sample for each quirk, read as its golden file beside it says.

`GOLDEN=write pytest tests/importers/test_bibliographies.py` writes the golden files anew; read them before keeping them.
"""

import json
import os
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from importers import Item, Listed, Noted, Skipped, from_bytes, from_text, reader_named, recognise
from tests.importers.conftest import BIBLIOGRAPHIES, parts

SAMPLES = Path(__file__).parent / "samples"
FORMATS = BIBLIOGRAPHIES
CASES = [path for name in FORMATS for path in sorted((SAMPLES / name).iterdir()) if ".golden" not in path.name]
by_name = pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")


def shown(item: Item) -> dict[str, Any]:
    """Return an item as its golden file has it: only what is told, the raw entry left out."""
    every = ((field, getattr(item, field.name)) for field in fields(item) if field.name not in ("raw", "paper"))
    told = {field.name: value for field, value in every if value not in (None, "", field.default)}
    if isinstance(item, Skipped | Noted):
        return {type(item).__name__.lower(): told}
    paper = {field.name: getattr(item.paper, field.name) for field in fields(item.paper)}
    paper["extra"] = {name: value for name, value in item.paper.extra.items() if name != "raw"}
    paper["authors"] = parts(item.paper.authors)
    paper["roles"] = {role: parts(names) for role, names in item.paper.roles.items()}
    paper["markup"] = dict(item.paper.markup)
    if paper["authors_complete"]:
        del paper["authors_complete"]
    kept = {name: value for name, value in paper.items() if value not in (None, False, {}, [])}
    return {"paper": kept | ({"authors_complete": False} if "authors_complete" in paper else {}), **told}


@by_name
def test_sample_reads_as_its_golden_file_says(path: Path) -> None:
    items = [shown(item) for item in reader_named(path.parent.name).read(from_bytes(path.read_bytes()))]
    golden = path.with_name(f"{path.name}.golden")
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(json.dumps(items, indent=1, ensure_ascii=False) + "\n")
    assert json.loads(json.dumps(items)) == json.loads(golden.read_text())


@by_name
def test_crlf_byte_order_mark_and_utf16_change_nothing(path: Path) -> None:
    reader, data = reader_named(path.parent.name), path.read_bytes()
    plain = [shown(item) for item in reader.read(from_bytes(data))]
    windows = data.replace(b"\n", b"\r\n")
    assert [shown(item) for item in reader.read(from_bytes(b"\xef\xbb\xbf" + windows))] == plain
    assert [shown(item) for item in reader.read(from_bytes(windows.decode().encode("utf-16")))] == plain


COUNTED = {
    "invented": {
        "inheritance.bib": (8, 1), "old_style.bib": (4, 1), "two_of_a_search.txt": (2, 0), "one.nbib": (1, 0),
        "byte_order_mark.ris": (1, 0), "of_a_citation_index.ris": (1, 0), "of_a_library.ris": (2, 0),
        "without_titles.ris": (0, 2),
    },
    "shared": {
        "biblatex-examples.bib": (90, 2), "top100papers.bib": (101, 0), "pmc_medlars.txt": (5, 0),
        "single.nbib": (1, 0), "example_basic.ris": (1, 0), "example_bom.ris": (1, 0),
        "example_custom_list_tags.ris": (0, 1), "example_empty_tag.ris": (1, 0), "example_extraneous_data.ris": (2, 0),
        "example_full.ris": (2, 0), "example_full_without_whitespace.ris": (2, 0), "example_full_write.ris": (2, 0),
        "example_multi_unknown_tags.ris": (1, 0), "example_multiline.ris": (0, 3),
        "example_single_unknown_tag.ris": (1, 0), "example_starting_newlines.ris": (1, 0), "example_urls.ris": (4, 0),
        "example_utf_chars.ris": (1, 0), "example_wos.ris": (2, 0),
    },
}  # fmt: skip
"""Records read and skipped of each file, counted with grep (@type{, TY, PT, PMID)."""


def test_every_file_is_accounted_for(material: Path) -> None:
    seen = {}
    for name in ("bibtex", "nbib", "ris"):
        for path in sorted((material / "corpora" / name).iterdir()):
            page = from_bytes(path.read_bytes(), source=path.name)
            assert name == recognise(page).NAME
            items = list(reader_named(name).read(page))
            listed = [item for item in items if isinstance(item, Listed)]
            skipped = [item for item in items if isinstance(item, Skipped)]
            seen[path.name] = (len(listed), len(skipped))
            assert [item.position for item in listed] == list(range(1, len(listed) + 1))
            assert all(item.reason and item.text for item in skipped)
            lines = page.text.split("\n")
            starts = {"bibtex": ("@",), "nbib": ("PM",), "ris": ("TY", "PT")}[name]
            assert all(lines[item.line - 1].lstrip("\ufeff").startswith(starts) for item in [*listed, *skipped])
            assert not [item for item in listed if "\\" in item.paper.title or "{" in item.paper.title]
    assert seen == COUNTED[material.name]


INHERITED = {
    "invented": (
        "inheritance.bib",
        {
            "loam:where": {"venue": "Shores and Beyond: The Harbour Theme in Marine Fiction", "year": 2000,
                           "editor": "Hal Loam", "publisher": "Harbour Press"},
            "loam:alone": {"venue": "Other Harbours", "publisher": "Harbour Press"},
            "ebb:schlick": {"container-title": "Ebbs Werke: Strandausgabe", "publisher": "Watt", "date": "1905"},
            "ebb:werke": {"date": "1902"},
        },
    ),
    "shared": (
        "biblatex-examples.bib",
        {
            "westfahl:space": {"venue": "Space and Beyond: The Frontier Theme in Science Fiction", "year": 2000,
                               "editor": "Gary Westfahl", "publisher": "Greenwood"},
            "gaonkar:in": {"venue": "Alternative Modernities"},
            "kant:kpv": {"container-title": "Kants Werke. Akademie Textausgabe"},
            "nietzsche:historie": {"date": "1988"},
        },
    ),
}  # fmt: skip
"""What entries take from those they refer to."""


def test_inheritance(material: Path) -> None:
    name, expected = INHERITED[material.name]
    page = from_bytes((material / "corpora/bibtex" / name).read_bytes())
    papers = {item.paper.extra["key"]: item.paper for item in recognise(page).read(page) if isinstance(item, Listed)}
    for key, facts in expected.items():
        paper = papers[key]
        told = {"venue": paper.venue, "year": paper.year, "date": paper.date, **paper.extra}
        told["editor"] = paper.editors[0].text if paper.editors else None
        assert {fact: told[fact] for fact in facts} == facts, key


def test_other_pages_are_not_claimed(material: Path) -> None:
    others = sorted((material / "listings").glob("*.txt"))
    others += [
        path
        for folder in (material / "corpora").iterdir()
        if folder.name not in FORMATS
        for path in sorted(folder.iterdir())
    ]
    assert len(others) > 10
    for path in others:
        head = from_bytes(path.read_bytes()).head
        assert {name: reader_named(name).sniff(head) for name in FORMATS if reader_named(name).sniff(head) >= 0.5} == {}


@pytest.mark.parametrize(
    "prose",
    [
        "Dear Ana,\n\nTI - I mean - is what counts. See you at the coast.\n\nBo\n",
        "# Tides\n\nCounts tides.\n\n" + "More about tides and how to count them.\n" * 20
        + "\n```bibtex\n@article{reed, title={Tides}, year=2019}\n```\n",
        "@reed: have you seen @marsh{at the coast}?\n",
        "100% of all tides\n%T is no tag here\nand so it goes\n",
        "title,author,year\nTides,Reed,2019\n",
        "class A:\n    @property\n    def tide(self): ...\n",
        "@media (min-width: 1px) { a { color: red } }\n@import url(x.css);\n",
    ],
)  # fmt: skip
def test_prose_and_code_are_not_claimed(prose: str) -> None:
    for name in FORMATS:
        assert reader_named(name).sniff(prose) < 0.5, name


def test_raw_entry_and_key_are_kept() -> None:
    entry = "@article{k1,\n  title = {{M}ud},\n  x-note = {\\LaTeX}\n}"
    (item,) = reader_named("bibtex").read(from_text(f"{entry}\n\nafter it\n"))
    assert isinstance(item, Listed)
    assert (item.paper.extra["raw"], item.paper.extra["key"], item.paper.title) == (entry, "k1", "Mud")


@pytest.mark.parametrize(
    ("fields", "date", "more"),
    [
        ("date={1907-22}", "1907", {"issued": "1907-22"}),
        ("date={1907-05/open}", "1907-05", {"issued": "1907-05/.."}),
        ("date={185u}", "1850", {"issued": "185X"}),
        ("date={1850~}", "1850", {"issued": "1850~"}),
        ("date={-0043}", None, {"issued": "-0043"}),
        ("year={ca.~1850}", "1850", {"issued": "1850~"}),
        ("year={1907--1911}", "1907", {"issued": "1907/1911"}),
        ("year={1907}, month={Autumn}", "1907", {"issued": "1907-23"}),
        ("year=1907, month=may # {/} # jun", "1907-05", {"issued": "1907-05/1907-06"}),
        ("year=1907, month=may, day=3, endmonth=jun, endday=4", "1907-05-03", {"issued": "1907-05-03/1907-06-04"}),
        ("year={[1871] 1907}", "1907", {"original-date": "1871"}),
        ("year={1907 (first published 1871)}", "1907", {"original-date": "1871"}),
        (
            "date={1907}, origdate={1871~}, eventdate={1906-21}",
            "1907",
            {"original-date": "1871~", "event-date": "1906-21"},
        ),
        ("year=1907, urldate={May 3, 2020}", "1907", {"accessed": "2020-05-03"}),
        ("year=1907, urldate={Accessed: Feb. 3, 2016}", "1907", {"accessed": "2016-02-03"}),
        ("year=1907, urldate={last visited on 3.2.2016}", "1907", {"accessed": "2016-02-03"}),
        ("year={To appear}", None, {"status": "To appear"}),
        ("date={submitted}", None, {"status": "submitted"}),
        ("year={n.d.}", None, {"issued": "n.d."}),
    ],
)
def test_dates_of_a_bib_entry(fields, date, more):
    [paper] = [item.paper for item in reader_named("bibtex").read(from_text(f"@book{{a, title={{Gulls}}, {fields}}}"))]
    told = {name: text for name, text in paper.extra.items() if name not in ("key", "raw")}
    assert (paper.date, told) == (date, more)


@pytest.mark.parametrize(
    ("lines", "date", "more"),
    [
        ("PY  - 1907/// Spring", "1907", {"issued": "1907-21"}),
        ("PY  - 1907\nDA  - 1907/05//May-Jun", "1907-05", {"issued": "1907-05/1907-06"}),
        ("PY  - 1907 Winter", "1907", {"issued": "1907-24"}),
        ("PY  - 1907\nDA  - 3 mai", "1907-05-03", {}),
        ("PY  - in press", None, {"status": "in press"}),
        ("Y1  - 1907/11/28\nPY  - 1907\nDA  - 1908/04/01", "1908-04-01", {"available-date": "1907-11-28"}),
        ("Y1  - 1907/12/02\nDA  - 1908/01", "1908-01", {"available-date": "1907-12-02"}),
        ("PY  - 1907\nDA  - 1908/04/01", "1907", {"DA": "1908/04/01"}),
        ("PY  - 1908\nDA  - 1907/12/30", "1908", {"DA": "1907/12/30"}),
        ("Y1  - 1908/05/28\nPY  - 1908\nDA  - 1907/04/01", "1908-05-28", {"DA": "1907/04/01"}),
        ("PY  - 1907\nY2  - 1908/03/04/", "1907", {"accessed": "1908-03-04"}),
    ],
)
def test_dates_of_a_ris_record(lines, date, more):
    [paper] = [
        item.paper for item in reader_named("ris").read(from_text(f"TY  - BOOK\nTI  - Gulls\n{lines}\nER  - \n"))
    ]
    assert (paper.date, dict(paper.extra)) == (date, more)


@pytest.mark.parametrize(
    ("lines", "facts"),
    [
        ("PMID  - 7000001\nDOI  - 10.5555/gulls", {"PMID": "7000001", "doi": "10.5555/gulls"}),
        ("PM  - 7000002\nISSN  - 1234-5679", {"PMID": "7000002", "ISSN": "1234-5679"}),
        ("U1  - 7000003[pmid]\nU2  - PMC700001[pmcid]", {"PMID": "7000003", "PMCID": "PMC700001"}),
        ("N1  - doi: 10.5555/terns\nC2  - 700004", {"doi": "10.5555/terns", "PMID": "700004"}),
        ("DO  - 10/b2gull", {"DOI": "10/b2gull", "DO": None}),
        ("N1  - https://doi.org/10.5555/auks\nU1  - of mine", {"doi": "10.5555/auks", "U1": "of mine"}),
        ("N1  - 10.5555/a, 10.5555/b\nAN  - 1998-01234-005", {"doi": None, "AN": "1998-01234-005"}),
        ("SN  - 9780306406157 (ISBN); 12345679 (ISSN)", {"ISBN": "9780306406157", "ISSN": "1234-5679"}),
        ("SN  - 978-0-306-40615-7 (print), 978-1-86197-271-2 (online)",
         {"ISBN": "978-0-306-40615-7", "SN": "978-0-306-40615-7 (print), 978-1-86197-271-2 (online)"}),
        ("SN  - ISBN: 978-0-306-40615-7", {"ISBN": "978-0-306-40615-7", "SN": None}),
        ("SN  - ISSN 1234-5679; EISSN 2434-561X", {"ISSN": "1234-5679", "SN": "ISSN 1234-5679; EISSN 2434-561X"}),
        ("AN  - 7000005\nDP  - NLM\nET  - 2011/12/03\nKW  - *Gulls\nTerns",
         {"PMID": "7000005", "available-date": "2011-12-03", "edition": None, "ET": None, "keyword": "Gulls, Terns"}),
        ("ET  - 2\nAN  - 7000006", {"edition": "2", "PMID": None, "AN": "7000006"}),
        ("J2  - Gull-\nand Tern-\nWatch\nT2  - Watch", {"container-title-short": "Gull- and Tern-Watch"}),
        ("SP  - 12\nEP  - n/a\nTIDE  - high", {"page": "12", "TIDE": "high"}),
        ("JO  - AGB\nT2  - Annals of Gull Banding", {"venue": "Annals of Gull Banding", "container-title-short": "AGB"}),
        ("JO  - Annals of Gulls\nT2  - Annals of Gulls", {"venue": "Annals of Gulls", "container-title-short": None}),
        ("UR  - http://a.org/1; http://a.org/2\nUR  - http://a.org/3", {"url": "http://a.org/1",
                                                                      "UR": "http://a.org/2; http://a.org/3"}),
        ("UR  - http://a.org/1\nUR  - https://doi.org/10.5555/dove", {"doi": "10.5555/dove", "UR": None}),
    ],
)  # fmt: skip
def test_what_databases_make_of_ris(lines, facts):
    [paper] = [
        item.paper for item in reader_named("ris").read(from_text(f"TY  - JOUR\nTI  - Gulls\n{lines}\nER  - \n"))
    ]
    assert paper.title == "Gulls"
    known = {**paper.extra, "doi": paper.doi, "url": paper.url, "venue": paper.venue}
    assert {name: known.get(name) for name in facts} == facts


@pytest.mark.parametrize(
    ("values", "names"),
    [
        (["Fenn A, Lind B, Moss CD"], ["A Fenn", "B Lind", "CD Moss"]),
        (["Fenn, A., Lind, B."], ["A. Fenn", "B. Lind"]),
        (["A. Fenn, B. Lind and C. Moss"], ["A. Fenn", "B. Lind", "C. Moss"]),
        (["Fenn, A.,", "Lind Jr., B."], ["A. Fenn", "B. Lind, Jr."]),
        (
            ["Organization, World Tide", "Group, J.", "Institute of Gulls, The"],
            ["World Tide Organization", "J. Group", "The Institute of Gulls"],
        ),
        (["Harbour Office, Husum,", "Fenn, Ada Bo"], ["Harbour Office, Husum", "Ada Bo Fenn"]),
    ],
)
def test_authors_of_a_ris_record(values, names):
    lines = "\n".join(f"AU  - {value}" for value in values)
    [item] = reader_named("ris").read(from_text(f"TY  - JOUR\nTI  - Gulls\n{lines}\nER  - \n"))
    assert [str(name) for name in item.paper.authors] == names


def test_editors_among_the_authors_of_eric():
    page = "OWN - ERIC\nTI  - Gulls at School\nAU  - Fenn, Ada\nAU  - Lind, Bo, Ed.\nOID - ED000001\nPT  - Books\n"
    [item] = reader_named("nbib").read(from_text(page))
    assert [str(name) for name in item.paper.authors] == ["Ada Fenn"]
    assert [str(name) for name in item.paper.roles["editor"]] == ["Bo Lind"]


@pytest.mark.parametrize(
    ("fields", "facts"),
    [
        ("doi={\\href{https://doi.org/10.5555/gulls.1}{10.5555/gulls.1}}", {"doi": "10.5555/gulls.1"}),
        ("note={doi:10.5555/gulls.2}", {"doi": "10.5555/gulls.2"}),
        ("note={{DOI}: \\url{10.5555/gulls.3}}", {"doi": "10.5555/gulls.3"}),
        ("doi={10. 5555/gulls}", {"doi": None, "extra": "10. 5555/gulls"}),
        ("doi={n/a}", {"doi": None, "extra": None}),
        ("doi={https://doi.org/b2gull}", {"url": "https://doi.org/10/b2gull", "extra": None}),
        ("eprint={0107001}, archiveprefix={arXiv}, primaryclass={math.GT}", {"arxiv_id": "math/0107001"}),
        ("eprint={0107002}, eprinttype={arxiv}, eprintclass={hep-th}", {"arxiv_id": "hep-th/0107002", "eprint": None}),
        ("eprint={0107003}, archiveprefix={arXiv}", {"arxiv_id": None, "eprint": "0107003"}),
        ("url={http://xxx.lanl.gov/abs/astro-ph/0107004}", {"arxiv_id": "astro-ph/0107004"}),
        ("eprint={PMC700001}, eprinttype={pmcid}", {"PMCID": "PMC700001", "eprint": None}),
        ("note={PMID: 7000001; PMCID: PMC700002}", {"PMID": "7000001", "PMCID": "PMC700002"}),
    ],
)  # fmt: skip
def test_identifiers_of_a_bib_entry(fields, facts):
    [paper] = [item.paper for item in reader_named("bibtex").read(from_text(f"@misc{{a, title={{Gulls}}, {fields}}}"))]
    known = {**paper.extra, "doi": paper.doi, "url": paper.url, "arxiv_id": paper.arxiv_id}
    known["extra"] = paper.extra.get("doi")
    assert {name: known.get(name) for name in facts} == facts


def test_a_paper_in_a_series_is_no_book():
    page = "TY  - SER\nTI  - Gulls\nT2  - Notes on Gulls\nM3  - Conference Paper\nSP  - 1\nEP  - 9\nER  - \n"
    [item] = reader_named("ris").read(from_text(page))
    assert (item.paper.kind, item.paper.venue) == ("paper-conference", "Notes on Gulls")


@pytest.mark.parametrize(
    ("field", "facts"),
    [
        ("isbn = {ISBN 978-0-306-40615-7}", {"ISBN": "978-0-306-40615-7", "x-ISBN": None}),
        ("isbn = {ISBN-13: 9780306406157}", {"ISBN": "9780306406157", "x-ISBN": None}),
        ("isbn = {978-0-306-40615-7, 978-1-86197-271-2}", {
            "ISBN": "978-0-306-40615-7", "x-ISBN": "978-0-306-40615-7, 978-1-86197-271-2"}),
        ("isbn = {0-306-40615-2 (hbk.)}", {"ISBN": "0-306-40615-2", "x-ISBN": "0-306-40615-2 (hbk.)"}),
        ("issn = {1234-5679 (print) 2434-561X (online)}", {
            "ISSN": "1234-5679", "x-ISSN": "1234-5679 (print) 2434-561X (online)"}),
        ("isbn = {on request}", {"ISBN": "on request", "x-ISBN": None}),
    ],
)  # fmt: skip
def test_several_numbers_of_a_book_in_one_field(field, facts):
    [item] = reader_named("bibtex").read(from_text(f"@book{{g, title = {{Gulls}}, {field}}}"))
    assert {name: item.paper.extra.get(name) for name in facts} == facts


PUBMED = (
    "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>7</PMID><Article><Journal>{}</Journal>"
    "<ArticleTitle>Tides</ArticleTitle></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
)


@pytest.mark.parametrize(
    ("reader", "page", "markup"),
    [
        ("enw", "%0 Journal Article\n%T Tides\n%J Annals of <i>Larus</i>\n%S Series <i>A</i>\n",
         {"venue": "Annals of <i>Larus</i>", "collection-title": "Series <i>A</i>"}),
        ("enw", "%0 Book\n%T Tides\n%B CO<sub>2</sub> Library\n", {"collection-title": "CO<sub>2</sub> Library"}),
        ("pubmed-xml", PUBMED.format("<Title>Acta <i>Larus</i></Title>"), {"venue": "Acta <i>Larus</i>"}),
    ],
)  # fmt: skip
def test_markup_of_what_a_paper_stands_in(reader, page, markup):
    [item] = [item for item in reader_named(reader).read(from_text(page)) if isinstance(item, Listed)]
    assert dict(item.paper.markup) == markup


@pytest.mark.parametrize("count", [20_000, 200_000])
def test_what_stands_behind_thousands_of_authors_is_not_lost(count):
    crowd = "".join(f"AU  - Fenwick{number}, Ada\n" for number in range(count))
    page = f"TY  - JOUR\nTI  - Gulls\n{crowd}PY  - 1907\nDO  - 10.5555/gulls\nER  - \n"
    [item] = reader_named("ris").read(from_text(page))
    assert (item.paper.year, item.paper.doi, item.paper.authors_complete) == (1907, "10.5555/gulls", False)
    assert item.paper.author_total == count or count > 100_000


@pytest.mark.parametrize(
    "page",
    ["TY  - JOUR\nTI  - Moss\nAU  - M&ouml;ser, Ada\nAU  - O&#39;Brien, Bo\nER  - \n",
     "%0 Journal Article\n%T Moss\n%A M&amp;ouml;ser, Ada\n%A O&apos;Brien, Bo\n",
     "PMID- 1\nTI  - Moss\nFAU - M&ouml;ser, Ada\nFAU - O&#x27;Brien, Bo\n",
     "PMID- 1\nTI  - Moss\nAU  - M&ouml;ser, Ada\nAU  - O&#x27;Brien, Bo\n"],
)  # fmt: skip
def test_the_semicolon_of_an_entity_divides_no_names(page: str) -> None:
    (item,) = recognise(from_text(page)).read(from_text(page))
    assert isinstance(item, Listed)
    assert [name.text for name in item.paper.authors] == ["Ada Möser", "Bo O'Brien"]
