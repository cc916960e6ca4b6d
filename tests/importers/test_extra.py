"""Zotero's Extra and CSL-JSON's note: facts in lines and braces, by one reader."""

import json

import pytest

from importers import Listed, from_text, reader_named
from importers.extra import read
from storage.papers.paper import Paper
from tui.citations.csl_json import csl_json

LINES = """A leaflet of the harbour.
DOI: 10.5555/Harbour.3
PMID: 31000001
pmcid: PMC7000001
Original Date: 1931-05
Series Editor: Quay || Ann
editor: Board of Pilots
Archive Location: box 7
Citation Key: quay1990
Type: dataset
tex.shelf: 3
arXiv: 2101.00009 [physics.ao-ph]
Status: {see below}
PMID: 42
{:volume: 12} {:event-place: Ebb} and more {:colour: grey}
ISBN: none
URL: see above"""


def of_csl(note: str, **item: object) -> Paper:
    page = from_text(json.dumps([{"id": "x", "type": "book", "title": "Harbours", "note": note} | item]))
    (listed,) = reader_named("csl-json").read(page)
    assert isinstance(listed, Listed)
    return listed.paper


def of_zotero(extra: str, **item: object) -> Paper:
    page = from_text(json.dumps([{"itemType": "book", "title": "Harbours", "extra": extra, "creators": []} | item]))
    (listed,) = reader_named("zotero-json").read(page)
    assert isinstance(listed, Listed)
    return listed.paper


def of_csv(extra: str) -> Paper:
    quoted = extra.replace('"', '""')
    page = from_text(f'"Key","Item Type","Publication Year","Title","Extra"\n"K","book","","Harbours","{quoted}"\n')
    (listed,) = reader_named("zotero-csv").read(page)
    assert isinstance(listed, Listed)
    return listed.paper


@pytest.mark.parametrize("of", [of_csl, of_zotero, of_csv])
def test_every_reader_of_extra_finds_the_same(of):
    paper = of(LINES)
    assert (paper.doi, paper.arxiv_id, paper.kind) == ("10.5555/harbour.3", "2101.00009", "dataset")
    assert {role: [name.text for name in names] for role, names in paper.roles.items()} == {
        "collection-editor": ["Ann Quay"], "editor": ["Board of Pilots"],
    }  # fmt: skip
    assert {name: paper.extra[name] for name in paper.extra if name not in ("DOI", "note")} == {
        "PMID": "31000001", "PMCID": "PMC7000001", "original-date": "1931-05", "archive_location": "box 7",
        "key": "quay1990", "status": "{see below}", "volume": "12", "event-place": "Ebb",
    }  # fmt: skip
    assert paper.extra["note"].split("\n") == [
        "A leaflet of the harbour.", "tex.shelf: 3", "PMID: 42", "and more {:colour: grey}", "ISBN: none",
        "URL: see above",
    ]  # fmt: skip


@pytest.mark.parametrize("note", ["Sirs: no fact", "http://example.org/a: b", "", "DOI: none", "type: boat", "PMID 5"])
def test_what_is_no_fact_is_the_note(note):
    assert read(note) == ({}, note)
    assert of_csl(note).extra.get("note", "") == note


def test_an_items_own_fields_stand_above_its_note_but_for_type_and_dates():
    paper = of_csl("DOI: 10.5555/b\nVolume: 2\nIssued: 1890/1895", DOI="10.5555/a", volume="1", issued={"raw": "2001"})
    assert (paper.doi, paper.extra["volume"], paper.year) == ("10.5555/a", "1", 1890)
    paper = of_zotero("DOI: 10.5555/b\nVolume: 2\nIssued: 1890/1895", DOI="10.5555/a", volume="1", date="2001")
    assert (paper.doi, paper.extra["volume"], paper.year, paper.extra["issued"]) == (
        "10.5555/a",
        "1",
        1890,
        "1890/1895",
    )


def test_a_note_of_ones_own_that_looks_like_facts_comes_back():
    paper = Paper(title="Harbours", kind="book", extra={"note": "DOI: 10.5555/not.mine\nType: dataset"})
    (item,) = reader_named("csl-json").read(from_text(json.dumps([csl_json(paper)])))
    assert isinstance(item, Listed)
    assert (item.paper.doi, item.paper.kind, item.paper.extra["note"]) == (None, "book", paper.extra["note"])


@pytest.mark.parametrize("more", [{}, {"archive": "arXiv"}, {"publisher": "Moss Press"}, {"DOI": "10.5555/a"}])
def test_a_preprint_whose_number_is_none_is_read(more):
    value = {"type": "article", "title": "On quiet moss", "arxiv": "moss/none", **more}
    (item,) = reader_named("csl-json").read(from_text(json.dumps([value])))
    assert isinstance(item, Listed)
    assert (item.paper.title, item.paper.arxiv_id) == ("On quiet moss", None)
