"""The heading that a paper stood under on a page is kept with where it was seen, asked for, undone, and told on."""

import json
from dataclasses import replace

import pytest

from storage import counts, sqlite, travel
from storage.library import Library
from storage.papers.paper import SECTION_LIMIT, Listed, Paper
from storage.papers.text import digest

PAGE = {"source": "waters.txt", "format": "listing-page"}
OPTICS, ICE, TIDES = "Session 2: Optics of Water", "Optique de l'été", "Session 1: Tides"


def listed(title, section=None, line=1, **more):
    return Listed(paper=Paper(title=title, **more), line=line, position=line, section=section, digest=digest(title))


@pytest.fixture
def waters(library):
    """A library with a page of three sections and one paper under none; each paper by its first word."""
    items = [
        listed("Silt in a slow estuary", TIDES, 1), listed("Glare above a pond", OPTICS, 2),
        listed("Bubbles in lake ice", ICE, 3), listed("Eels and their nets", None, 4),
    ]  # fmt: skip
    library.add(items, **PAGE)
    return library


def found(library, query):
    """Return the first words of the titles found, having asked in all the ways there are."""
    view = library.view(query)
    ids = list(view.ids())
    assert library.view(query).first(100) == ids
    assert library.view(query).count() == len(ids)
    return [row.title.split()[0] for row in library.rows(ids)]


def seen(library, query):
    """Return the one paper's places: listing, section and line of each."""
    (entry,) = library.entries(list(library.view(query).ids()))
    return [(one.listing, one.section, one.line) for one in entry.seen]


@pytest.mark.parametrize(
    ("query", "papers"),
    [
        ("section:optics", ["Glare"]),
        ("section:opt", ["Glare", "Bubbles"]),
        ('section:"session 2"', ["Glare"]),
        ('section:"session"', ["Silt", "Glare"]),
        ('section:"sess"', []),
        ("section:ETE", ["Bubbles"]),
        ('section:"l\'été"', ["Bubbles"]),
        ("section:lété", ["Bubbles"]),
        ("section:optics glare", ["Glare"]),
        ("section:optics silt", []),
        ("-section:session", ["Bubbles", "Eels"]),
        ("section:tides OR section:optique", ["Silt", "Bubbles"]),
        ("section:nowhere", []),
        ("section:", ["Silt", "Glare", "Bubbles", "Eels"]),
    ],
)
def test_a_heading_is_found_by_its_words(waters, query, papers):
    assert found(waters, query) == papers


def test_what_is_kept_of_a_heading_is_clean_and_short():
    assert listed("a", "Optics\x1b]0;x\x07\n of\u202e water").section == "Optics of water"
    assert listed("a", "\x1b[2J \n").section is None
    assert listed("a", "").section is None
    long = listed("a", "reed " * 1_000).section
    assert len(long) == SECTION_LIMIT
    assert long.endswith("…")


def test_a_paper_on_a_second_page_has_both_headings(waters):
    waters.add([listed("Glare above a pond", "Best papers", 7)], source="prize.txt", format="listing-page")
    assert seen(waters, "glare") == [("waters.txt", OPTICS, 2), ("prize.txt", "Best papers", 7)]
    assert found(waters, "section:best section:optics") == ["Glare"]
    waters.undo()
    assert seen(waters, "glare") == [("waters.txt", OPTICS, 2)]
    assert found(waters, "section:best") == []
    waters.redo()
    assert found(waters, "section:best") == ["Glare"]


def test_a_paper_twice_on_a_page_has_the_heading_of_each_place(library):
    library.add([listed("Glare above a pond", TIDES, 3), listed("Glare above a pond", OPTICS, 9)], **PAGE)
    assert seen(library, "section:optics") == [("waters.txt", TIDES, 3), ("waters.txt", OPTICS, 9)]


def test_a_page_again_is_new_only_where_its_headings_changed(waters):
    same = [
        listed("Silt in a slow estuary", TIDES, 1), listed("Glare above a pond", OPTICS, 2),
        listed("Bubbles in lake ice", ICE, 3), listed("Eels and their nets", None, 4),
    ]  # fmt: skip
    account = waters.add(same, **PAGE)
    assert (account.unchanged, account.listing_id) == (4, None)
    moved = [replace(item, section="Posters") if item.line == 4 else item for item in same]
    account = waters.add(moved, **PAGE)
    assert (account.unchanged, account.added) == (4, 0)
    assert account.listing_id is not None
    assert seen(waters, "eels") == [("waters.txt", None, 4), ("waters.txt", "Posters", 4)]
    assert waters.add(moved, **PAGE).listing_id is None


def test_a_heading_goes_along_with_its_record(waters):
    waters.add([listed("Polarised glare", "Prizes", 1, doi="10.5555/glare")], source="prize.txt", format="listing-page")
    glare, prize = (waters.view(query).first(1)[0] for query in ("pond", "polarised"))
    waters.merge(glare, prize)
    assert [one.section for one in waters.made_of(glare)] == [OPTICS, "Prizes"]
    assert waters.made_of(glare)[1].came.startswith("prize.txt (listing-page), “Prizes”, line 1, ")
    assert list(waters.view("section:prizes section:optics").ids()) == [glare]
    waters.undo()
    assert found(waters, "section:prizes") == ["Polarised"]
    assert counts.differences(waters.connection) == []


def test_headings_are_completed(waters):
    def offered(text):
        return [one.text for one in waters.completions(text, len(text))]

    assert "section:" in offered("sect")
    assert offered("section:opti") == ['section:"Optique de l\'été" ', 'section:"Session 2: Optics of Water" ']
    waters.undo()
    assert offered("section:opti") == []


def test_headings_are_told_on(waters, tmp_path):
    items = [json.loads(json.dumps(item)) for item in travel.outgoing(waters.connection, {})]
    older = json.loads(json.dumps(items))
    for item in older:
        if item["is"] == "seen":
            item["places"] = [place[:-1] for place in item["places"]]
    for told, expected in ((items, OPTICS), (older, None)):
        with Library.open(tmp_path / f"{expected}") as other:
            with sqlite.write(other.connection):
                travel.incoming(other.connection, told)
            assert seen(other, "glare") == [("waters.txt", expected, 2)]
            assert found(other, "section:optics") == ["Glare"] * (expected is not None)
