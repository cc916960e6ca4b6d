"""Records whose fields stand behind their names, a line each, or beside them in rows."""

import pytest

from importers.pages import html, upright
from importers.pages.lines import of_text

ZOTERO = "<li><h2>{}</h2><table><tr><th>Item Type<td>Journal Article<tr><th>Author<td>{}<tr><th>Author<td>{}<tr><th>Date<td>{}<tr><th>Publication<td>{}</table>"
DSPACE = "<h3>{}</h3><table><tr><td>Creator:<td>{}; {}<tr><td>Issue date<td>{}<tr><td>Journal<td>{}</table>"
ABSTRACTS = "Title: {}\nAuthors: {}, {}\nComments: 12 pages\nJournal-ref: {} 4 ({}) 1-9\n\n"
CATALOGUE = "Titel: {}\nAutoren: {}; {}\nErscheinungsjahr: {}\nZeitschrift: {}\n\n"
RECORDS = [
    ("Networks: An Introduction to Tides", "Ada Moor", "Bo Lind", "2019", "Annals of Quays"),
    ("Gulls at Rest", "Caro Pell", "Dee Roe", "2020", "Annals of Quays"),
    ("Terns in Flight over the Sound", "Eve Marsh", "Finn Dune", "2021", "Shore Letters"),
]


@pytest.mark.parametrize(
    "layout", [ZOTERO, DSPACE, ABSTRACTS, CATALOGUE], ids=["zotero", "dspace", "abstracts", "catalogue"]
)
def test_each_record_is_read_by_the_names_of_its_fields(layout):
    told = [(*one[:3], *one[:2:-1]) if layout == ABSTRACTS else one for one in RECORDS]
    text = "".join(layout.format(*one) for one in told)
    reading = upright.read(html.lines(text) if "<" in text else of_text(text))
    papers = [record.listed.paper for record in reading.records]
    assert [paper.title for paper in papers] == [one[0] for one in RECORDS]
    assert [[name.text for name in paper.authors] for paper in papers] == [list(one[1:3]) for one in RECORDS]
    assert [paper.venue for paper in papers] == [one[4] for one in RECORDS]
    if layout != DSPACE:
        assert [str(paper.year) for paper in papers] == [one[3] for one in RECORDS]


def test_a_value_that_a_width_breaks_goes_on():
    text = "Title: Tides and the\n   memory of ports\nAuthors: Ada Moor and\n   Bo Lind\nYear: 2019\n\nTitle: Gulls at rest\nAuthors: Caro Pell\nYear: 2020\n"
    first, second = upright.read(of_text(text)).records
    assert (first.listed.paper.title, second.listed.paper.title) == ("Tides and the memory of ports", "Gulls at rest")
    assert [name.text for name in first.listed.paper.authors] == ["Ada Moor", "Bo Lind"]


@pytest.mark.parametrize(
    "text",
    [
        "Name: Ada Moor\nRole: chair\nPhone: 555\n\nName: Bo Lind\nRole: treasurer\nPhone: 556\n",
        "Author: Ada Moor\nDate: 2 May 2019\n\n    Mend the gate.\n\nAuthor: Bo Lind\nDate: 3 May 2019\n\n    Paint the gate.\n",
        "From: ada@example.org\nTo: bo@example.org\nSubject: tides\n\nDear Bo: it rains.\n\nFrom: bo@example.org\nTo: ada@example.org\n",
        "Serves: 4\nTime: 20 minutes\nNote: salt the water\n\nServes: 2\nTime: 10 minutes\nNote: no salt\n",
    ],
)
def test_fields_of_something_else_are_no_papers(text):
    assert not upright.read(of_text(text)).records
