"""Records as they came: the same papers in whatever order, merged and split without loss, nothing shown that no record said."""

from dataclasses import astuple, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from importers import from_file, reader_named, recognise
from storage import counts, placing, records, rows
from storage.journal import Change
from storage.library import Library, LibraryError
from storage.papers import identity
from storage.papers.names import Name
from storage.papers.paper import Listed, Paper, Status

QUILL, FERN, MARSH, REED = (Name.of(*name.split()) for name in ("Quill Ada", "Fern Bo", "Marsh Cy", "Reed Di"))
MOSS = Paper(title="How quiet moss grows on harbour walls", authors=(QUILL, FERN), year=2019, doi="10.5555/moss.1",
             venue="Journal of Slow Botany", extra={"key": "quill2019moss", "volume": "4"})  # fmt: skip
TIDES = Paper(title="Tides of a small and lonely graph", authors=(MARSH,), year=2004, doi="10.5555/tides.9",
              abstract="We count tides.\nThen we stop.", venue="Annals of Graphs", extra={"key": "marsh2004"})  # fmt: skip
LAMPS = Paper(title="Lamps, and how they learn to wait", authors=(FERN, MARSH), year=2011, venue="Wick Letters")


def put(library, *papers, form="bibtex", source="refs.bib", **more):
    items = [
        paper if isinstance(paper, Listed) else Listed(paper=paper, line=3 * number, position=number, **more)
        for number, paper in enumerate(papers, 1)
    ]
    return library.add(items, source=source, format=form, trust=reader_named(form).TRUST)


def numbers(library, *papers):
    """Return the row of each of these papers."""
    found = []
    for paper in papers:
        (row,) = library.connection.execute("SELECT id FROM papers WHERE title = ?", (paper.title,)).fetchall()
        found += row
    return found


def whole(library, number):
    """Return all that the file holds of a paper: the row's columns, and what hangs on it."""
    select = library.connection.execute
    names = [name for _, name, *_ in select("PRAGMA table_info(papers)")]
    members = [record for record in records.of_papers(library.connection, [number]) if not record.hidden]
    return {
        "row": rows.named(names, select("SELECT * FROM papers WHERE id = ?", (number,)).fetchone()),
        "details": select("SELECT * FROM details WHERE paper = ?", (number,)).fetchall(),
        "records": sorted(
            (replace(record, id=0, home=None, facts=records.kept_facts(record.facts)) for record in members), key=astuple
        ),
        "sightings": select(
            "SELECT listing, line, position, score, comments, upvotes, digest FROM sightings WHERE paper = ? "
            "ORDER BY listing, line", (number,)
        ).fetchall(),
        "keys": select("SELECT DISTINCT key, chosen FROM keys WHERE paper = ? ORDER BY key", (number,)).fetchall(),
        "tags": select("SELECT name FROM taggings JOIN tags ON id = tag WHERE paper = ? ORDER BY name", (number,)).fetchall(),
        "note": select("SELECT text FROM notes WHERE paper = ? AND text <> ''", (number,)).fetchall(),
        "edits": select("SELECT field, value FROM edits WHERE paper = ? ORDER BY field", (number,)).fetchall(),
        "entry": replace(entry, note_version=0) if (entry := library.entry(number)) else None,
    }  # fmt: skip


def sound(library):
    assert counts.differences(library.connection) == []


def split_off(library, shown, title):
    """Split the records with this title off a paper."""
    return library.split(shown, [number for number, _, paper in library.records(shown) if paper.title == title])


def say_much(library, moss, tides):
    """Say something of everything of two papers."""
    library.mark([moss], Status.READ)
    library.star([tides])
    library.prioritise([moss], 3)
    library.tag([moss], ["damp", "wall"])
    library.tag([tides], ["wall", "salt"])
    library.note(moss, "Grows where the rope lies.")
    library.note(tides, "Nobody sails here.")


# -- two papers made one, and two again


@pytest.fixture(params=["split", "undo"])
def apart_again(request):
    """Take a merge back: by a split, or by undo."""

    def take_back(library, shown, title):
        if request.param == "split":
            split_off(library, shown, title)
        else:
            library.undo()

    return take_back


@pytest.mark.parametrize("said", [False, True])
def test_what_was_merged_is_split_as_it_came(library, apart_again, said):
    put(library, MOSS, TIDES, LAMPS)
    moss, tides = numbers(library, MOSS, TIDES)
    if said:
        say_much(library, moss, tides)
    before = [whole(library, number) for number in (moss, tides)]
    library.merge(moss, tides)
    assert library.count() == 2
    assert library.entry(tides) is None
    assert [library.find(word) for word in ("marsh2004", "quill2019moss")] == [moss, moss]
    merged = whole(library, moss)
    if said:
        entry = library.entry(moss)
        assert entry.tags == ("damp", "salt", "wall")
        assert (entry.starred, entry.priority, entry.status) == (True, 3, Status.READ)
        assert entry.note == "Grows where the rope lies.\n\nNobody sails here."
    sound(library)
    apart_again(library, moss, TIDES.title)
    assert [whole(library, number) for number in (moss, tides)] == before
    assert [library.find(word) for word in ("marsh2004", TIDES.doi, "quill2019moss", MOSS.doi)] == [
        tides,
        tides,
        moss,
        moss,
    ]
    sound(library)
    library.redo() if library.history(1)[0].undone else library.undo()
    assert whole(library, moss) == merged
    sound(library)


def test_an_import_between_merge_and_split_stays_with_the_record_it_is_of(library):
    put(library, MOSS, TIDES)
    moss, tides = numbers(library, MOSS, TIDES)
    say_much(library, moss, tides)
    before = [whole(library, number) for number in (moss, tides)]
    library.merge(moss, tides)
    again = put(library, replace(TIDES, extra={"key": "tides"}), form="csl-json", source="tides.json")
    assert (again.added, again.merged) == (0, 1)
    put(library, LAMPS, source="lamps.bib")
    sound(library)
    split_off(library, moss, TIDES.title)
    sound(library)
    after = [whole(library, number) for number in (moss, tides)]
    assert after[0] == before[0]
    assert [number for number, *_ in after[1]["sightings"]] == [1, 2]
    assert dict(after[1]["keys"]).keys() == {"marsh2004", "tides"}
    assert [library.find(word) for word in ("marsh2004", "tides", "quill2019moss")] == [tides, tides, moss]
    for part in ("tags", "note", "edits"):
        assert after[1][part] == before[1][part]
    assert len(library.records(tides)) == 2
    entry = library.entry(tides)
    assert (replace(entry.paper, extra=TIDES.extra), entry.starred) == (TIDES, True)


def test_what_is_said_of_a_merged_paper_stays_with_the_paper_that_shows_it(library):
    put(library, MOSS, TIDES)
    moss, tides = numbers(library, MOSS, TIDES)
    library.tag([tides], ["salt"])
    library.mark([tides], Status.SKIMMED)
    before = whole(library, tides)
    library.merge(moss, tides)
    assert library.entry(moss).status is Status.SKIMMED
    library.edit(moss, title="Moss, at length", venue="My own words")
    library.mark([moss], Status.READ)
    library.star([moss])
    library.tag([moss], ["kept"], remove=["salt"])
    split_off(library, moss, TIDES.title)
    shown = library.entry(moss)
    assert (shown.paper.title, shown.paper.venue, shown.status, shown.starred, shown.tags) == (
        "Moss, at length", "My own words", Status.READ, True, ("kept",)
    )  # fmt: skip
    assert shown.paper.doi == MOSS.doi
    assert whole(library, tides) == before
    sound(library)


def test_two_records_on_one_line_of_a_listing_are_each_seen_there_when_they_are_one_paper(library, apart_again):
    together = [
        Listed(paper=paper, line=7, position=place, score=place / 2)
        for place, paper in enumerate((MOSS, TIDES, PREPRINT), 1)
    ]
    put(library, *together, form="hf-papers", source="page")
    moss, tides = numbers(library, MOSS, TIDES)
    assert [(place.line, place.position) for place in library.entry(moss).seen] == [(7, 1), (7, 3)]
    before = [whole(library, number) for number in (moss, tides)]
    library.merge(moss, tides)
    assert [(place.line, place.position) for place in library.entry(moss).seen] == [(7, 1), (7, 2), (7, 3)]
    assert [(row.seen, row.score) for row in library.rows([moss])] == [(1, 1.5)]
    apart_again(library, moss, TIDES.title)
    assert [whole(library, number) for number in (moss, tides)] == before
    sound(library)


def test_a_chain_of_merges_is_split_link_by_link(library):
    put(library, MOSS, TIDES, LAMPS)
    moss, tides, lamps = numbers(library, MOSS, TIDES, LAMPS)
    say_much(library, moss, tides)
    library.note(lamps, "Wait.")
    before = [whole(library, number) for number in (moss, tides, lamps)]
    library.merge(tides, lamps)
    two = whole(library, tides)
    library.merge(moss, tides)
    assert library.count() == 1
    three = whole(library, moss)
    first, *others = library.entry(moss).note.split("\n\n")
    assert (first, set(others)) == ("Grows where the rope lies.", {"Nobody sails here.", "Wait."})
    split_off(library, moss, LAMPS.title)
    assert whole(library, lamps) == before[2]
    assert library.entry(tides) is None
    split_off(library, moss, TIDES.title)
    assert [whole(library, number) for number in (moss, tides, lamps)] == before
    sound(library)
    library.undo()
    library.undo()
    assert whole(library, moss) == three
    library.undo()
    assert [whole(library, moss), whole(library, tides)] == [before[0], two]
    library.undo()
    assert [whole(library, number) for number in (moss, tides, lamps)] == before
    for _ in range(4):
        library.redo()
    assert [whole(library, number) for number in (moss, tides, lamps)] == before
    sound(library)


def test_of_a_chain_two_come_off_together(library):
    put(library, MOSS, TIDES, LAMPS)
    moss, tides, lamps = numbers(library, MOSS, TIDES, LAMPS)
    library.merge(moss, tides)
    library.merge(moss, lamps)
    library.split(moss, [number for number, _, paper in library.records(moss) if paper.title != MOSS.title])
    assert library.count() == 2
    (other,) = {tides, lamps} & set(library.view().ids())
    assert {paper.title for _, _, paper in library.records(other)} == {TIDES.title, LAMPS.title}
    library.undo()
    assert list(library.view().ids()) == [moss]
    sound(library)


PREPRINT = Paper(
    title=MOSS.title, authors=(QUILL, FERN), year=2018, venue="arXiv", arxiv_id="1803.00001", abstract="Moss."
)


@pytest.mark.parametrize("said", [False, True])
@pytest.mark.parametrize("keep", [0, 1])
def test_two_papers_of_several_records_each_are_merged_whole(library, keep, said):
    put(library, MOSS, TIDES)
    put(library, PREPRINT, form="arxiv-list")
    put(library, replace(TIDES, doi=None, venue=None, abstract="Another."), form="csl-json")
    put(library, replace(TIDES, authors=(), doi=None), form="hf-papers")
    papers = numbers(library, MOSS, TIDES)
    if said:
        say_much(library, *papers)
    before = [whole(library, number) for number in papers]
    assert [len(library.records(number)) for number in papers] == [2, 3]
    library.merge(papers[keep], papers[1 - keep])
    assert list(library.view().ids()) == [papers[keep]]
    assert len(library.records(papers[keep])) == 5
    put(library, replace(PREPRINT, year=2019), form="hf-papers", source="later")
    put(library, replace(TIDES, year=2003, doi=None), form="hf-papers", source="later still")
    assert list(library.view().ids()) == [papers[keep]]
    for _ in range(3):
        library.undo()
    for number, was in zip(papers, before, strict=True):
        now = whole(library, number)
        assert {part for part in now if now[part] != was[part]} <= {
            "sightings",
            "keys",
        }  # an import taken back keeps them
    sound(library)


def test_what_joined_by_itself_is_split_and_not_joined_again(library):
    put(library, MOSS)
    (moss,) = numbers(library, MOSS)
    library.star([moss])
    before = whole(library, moss)
    assert put(library, PREPRINT, form="arxiv-list", source="new.txt").merged == 1
    joined = whole(library, moss)
    (off,) = (number for number, _, paper in library.records(moss) if paper.arxiv_id)
    library.split(moss, [off])
    assert library.count() == 2
    (other,) = set(library.view().ids()) - {moss}
    assert whole(library, moss) == before
    assert library.entry(other).paper == PREPRINT
    assert [one.listing for one in library.entry(other).seen] == ["new.txt"]
    apart = [whole(library, number) for number in (moss, other)]
    for page in (PREPRINT, MOSS):  # each page again, and each paper out of a third
        form = "arxiv-list" if page is PREPRINT else "bibtex"
        assert put(library, page, form=form, source="again").unchanged == 1
    assert [whole(library, number) for number in (moss, other)] == apart
    library.undo()
    assert library.entry(other) is None
    assert whole(library, moss) == joined
    library.redo()
    assert [whole(library, number) for number in (moss, other)] == apart
    put(library, replace(PREPRINT, category="cs.MO"), form="hf-papers", source="third")
    assert library.count() == 2
    assert library.entry(other).paper.category == "cs.MO"
    sound(library)


def test_what_is_split_off_stays_though_it_is_like_a_paper_that_was_deleted(library):
    put(library, MOSS, TIDES)
    put(library, replace(TIDES, abstract=None), form="csl-json", source="tides.json")
    moss, tides = numbers(library, MOSS, TIDES)
    library.tag([tides], ["salt"])
    library.merge(moss, tides)
    (later,) = (number for number, name, _ in library.records(moss) if name == "tides.json")
    library.split(moss, [number for number, name, paper in library.records(moss) if paper.abstract])
    library.delete([tides])
    assert list(library.view().ids()) == [moss]
    before = whole(library, moss)
    library.split(moss, [later])
    assert library.showing([later]) == [tides]
    assert set(library.view().ids()) == {moss, tides}
    assert library.entry(tides).tags == ("salt",)
    sound(library)
    library.undo()
    assert list(library.view().ids()) == [moss]
    assert whole(library, moss) == before
    sound(library)


@pytest.mark.parametrize("edit", [{"title": TIDES.title, "doi": TIDES.doi}, {"doi": TIDES.doi}])
def test_what_is_edited_stays_though_it_becomes_one_with_a_paper_that_was_deleted(library, edit):
    put(library, TIDES, replace(LAMPS, authors=TIDES.authors, year=TIDES.year, venue=None))
    tides, lamps = numbers(library, TIDES, LAMPS)
    library.delete([tides])
    library.edit(lamps, **edit)
    assert library.count() == 1
    sound(library)
    library.undo()
    assert list(library.view().ids()) == [lamps]
    sound(library)


def test_what_was_split_may_be_merged_again(library):
    put(library, MOSS)
    put(library, PREPRINT, form="arxiv-list")
    (moss,) = library.view().ids()
    joined = whole(library, moss)
    library.split(moss, [library.records(moss)[1][0]])
    (other,) = set(library.view().ids()) - {moss}
    library.merge(moss, other)
    assert list(library.view().ids()) == [moss]
    assert {record.uuid: record.facts for record in whole(library, moss)["records"]} == {
        record.uuid: record.facts for record in joined["records"]
    }
    assert library.entry(moss) == joined["entry"]
    sound(library)


@pytest.mark.parametrize("off", [0, 1, 2])
def test_of_three_that_are_one_any_comes_off_and_the_others_stay_together(library, off):
    put(library, MOSS)
    put(library, PREPRINT, form="arxiv-list")
    put(library, replace(MOSS, doi=None, extra={}), form="csl-json")
    (moss,) = library.view().ids()
    library.star([moss])
    three = library.records(moss)
    library.split(moss, [three[off][0]])
    groups = {frozenset(number for number, *_ in library.records(row)) for row in library.view().ids()}
    assert {len(group) for group in groups if three[off][0] in group} == {1}, groups
    assert sorted(map(len, groups)) == [1, 2]
    library.undo()
    assert library.records(moss) == three
    sound(library)


@pytest.mark.parametrize("off", [0, 1, 2])
def test_what_stays_after_a_split_stays_together_though_the_edit_goes_with_what_comes_off(library, off):
    bare = replace(TIDES, doi=None, venue=None, extra={})
    put(library, bare, replace(TIDES, authors=(MARSH, FERN)))
    (tides,) = library.view().ids()
    library.mark([tides], Status.QUEUED)
    put(library, replace(bare, authors_complete=False, year=2005), form="csl-json")
    library.edit(tides, title="Of lamps and moss", authors=(FERN,))
    three = [number for number, *_ in library.records(tides)]
    library.split(tides, [three[off]])
    groups = {frozenset(number for number, *_ in library.records(row)) for row in library.view().ids()}
    assert groups == {frozenset({three[off]}), frozenset(three) - {three[off]}}
    sound(library)


@pytest.mark.parametrize("off", [[], [0], [99]])
def test_a_split_takes_a_record_off_and_leaves_one(library, off):
    put(library, MOSS, TIDES)
    moss, _ = numbers(library, MOSS, TIDES)
    before = whole(library, moss)
    with pytest.raises(LibraryError, match="a split needs"):
        library.split(moss, off)
    assert whole(library, moss) == before


def test_notes_of_both_papers_are_never_lost(library):
    put(library, MOSS, TIDES)
    moss, tides = numbers(library, MOSS, TIDES)
    library.note(moss, "of moss")
    library.note(tides, "of tides")
    library.merge(moss, tides)
    assert library.entry(moss).note == "of moss\n\nof tides"
    assert set(library.view("note:moss note:tides").ids()) == {moss}
    library.note(moss, "of both, anew", version=library.entry(moss).note_version)
    assert library.entry(moss).note == "of both, anew"
    kept = {text for _, text in library.note_history(moss)}
    assert kept >= {"of moss", "of tides"} or kept >= {"of moss\n\nof tides"}
    split_off(library, moss, TIDES.title)
    assert library.entry(moss).note == "of both, anew"
    texts = {text for number in (moss, tides) for _, text in library.note_history(number)} | {library.entry(tides).note}
    assert any("of tides" in text for text in texts)
    library.undo()
    library.undo()
    assert library.entry(moss).note == "of moss\n\nof tides"
    library.undo()
    assert (library.entry(moss).note, library.entry(tides).note) == ("of moss", "of tides")
    for _ in range(3):
        library.redo()
    assert library.entry(moss).note == "of both, anew"
    assert not library.view("note:tides").count()
    sound(library)


def test_what_is_counted_of_one_paper_changes_no_other(library):
    put(library, Listed(paper=MOSS, line=1, score=2.0, comments=3, upvotes=7), Listed(paper=TIDES, line=2, upvotes=5))
    with library._writing() as journal:
        records.recount(journal.connection, BitMap(numbers(library, MOSS)))
    assert [(entry.seen[0].upvotes, library.rows([entry.id])[0].upvotes) for entry in library.entries([1, 2])] == [
        (5, 5), (7, 7)
    ]  # fmt: skip


def test_an_edit_takes_no_paper_apart(library):
    put(library, MOSS)
    put(library, PREPRINT, form="arxiv-list")
    put(library, TIDES)
    (moss, tides) = numbers(library, MOSS, TIDES)
    library.merge(moss, tides)
    library.edit(moss, title="Of something else altogether", authors=(MARSH,), year=1950, doi="10.5555/other")
    assert list(library.view().ids()) == [moss]
    assert len(library.records(moss)) == 3
    assert (
        put(library, Paper(title="Of something else altogether", authors=(MARSH,), year=1950), source="b").merged == 1
    )
    assert len(library.records(moss)) == 4
    assert put(library, replace(MOSS, doi=None), source="c", form="hf-papers").merged == 1  # as it was before the edit
    assert len(library.records(moss)) == 5
    split_off(library, moss, TIDES.title)
    assert library.entry(tides).paper == TIDES
    assert len(library.records(moss)) == 4
    sound(library)


def test_an_edit_takes_no_record_off_that_an_edit_before_it_brought(library):
    put(library, replace(MOSS, title="Notes of a wet afternoon", doi=None, venue=None, extra={}))
    (moss,) = library.view().ids()
    library.edit(moss, title=MOSS.title)
    assert put(library, MOSS, source="later.bib").merged == 1
    assert put(library, replace(MOSS, doi=None), form="csl-json", source="last").merged == 1
    for edit in ({"venue": "Annals of Graphs"}, {"year": 1999}, {"doi": "10.5555/mine"}):
        library.edit(moss, **edit)
        assert [row.id for row in library.rows(library.view().ids())] == [moss]
        assert len(library.records(moss)) == 3
    off = [number for number, name, _ in library.records(moss) if name == "last"]
    library.split(moss, off)
    assert library.count() == 2
    assert [len(library.records(row)) for row in library.view().ids()] == [1, 2]
    sound(library)


@pytest.mark.parametrize("late", [False, True])
def test_an_edit_is_of_no_record_whose_merge_was_undone(library, late):
    other = replace(TIDES, doi="10.5555/tides.10", extra={})
    put(library, MOSS, TIDES, *(() if late else (other,)))
    moss, tides = numbers(library, MOSS)[0], library.find(TIDES.extra["key"])
    library.merge(moss, tides)
    with Library.open(library.path) as window:
        window.edit(moss, doi=None)
    assert library.undo().words.startswith("merged")
    if late:
        put(library, other, source="later.bib")
    assert [len(library.records(row)) for row in library.view().ids()] == [1] * 3
    assert library.entry(moss).paper.doi is None
    assert library.entry(tides).paper == TIDES
    sound(library)


def test_what_the_reader_said_of_a_paper_keeps_no_record_of_another_import(library):
    put(library, MOSS)
    put(library, PREPRINT, form="arxiv-list", source="new")
    (moss,) = numbers(library, MOSS)
    library.split(moss, [library.records(moss)[1][0]])  # it has a row of its own from now on
    library.undo()
    library.star([moss])
    library.take_back(library.listings()[0].id)
    assert [paper for _, _, paper in library.records(moss)] == [MOSS]
    assert library.count() == 1
    assert library.entry(moss).paper == MOSS
    sound(library)


def test_what_was_looked_up_goes_and_comes_with_the_paper_it_was_asked_for(library):
    put(library, MOSS)
    (moss,) = numbers(library, MOSS)
    library.complete([(moss, replace(MOSS, abstract="Looked up."), "crossref-json", 30)])
    before = whole(library, moss)
    library.take_back(1)
    assert library.count() == 0
    sound(library)
    library.undo()
    assert whole(library, moss) == before
    library.redo()
    assert library.count() == 0
    assert library.connection.execute("SELECT count(*) FROM papers").fetchone() == (1,)
    sound(library)


def test_a_look_up_that_contradicts_its_paper_is_not_taken_and_it_is_told_why(library):
    put(library, MOSS)
    (moss,) = numbers(library, MOSS)
    before, acts = whole(library, moss), library.history()
    for said, why in (
        (replace(MOSS, doi="10.5555/moss.2", abstract="New."), "different DOIs"),
        (replace(MOSS, doi=None, authors=(REED,), abstract="New."), "different authors"),
    ):
        assert library.against(moss, said, "crossref-json") == why
        assert library.complete([(moss, said, "crossref-json", 30)]) is None
    assert (whole(library, moss), library.history()) == (before, acts)
    library.edit(moss, doi="10.5555/moss.2")  # the page was wrong: now it is the very paper
    said = replace(MOSS, doi="10.5555/moss.2", abstract="Of walls.")
    assert library.against(moss, said, "crossref-json") == ""
    library.complete([(moss, said, "crossref-json", 30)])
    assert library.entry(moss).paper.abstract == "Of walls."
    sound(library)


def test_what_is_like_two_papers_kept_apart_brings_the_one_back_that_it_joins(library):
    put(library, MOSS)
    put(library, PREPRINT, form="arxiv-list")
    (moss,) = library.view().ids()
    library.split(moss, [number for number, _, paper in library.records(moss) if paper.arxiv_id])
    for paper in (PREPRINT, MOSS):
        library.delete(library.view().ids())
        assert library.count() == 0
        put(library, replace(paper, category=paper.venue), form="hf-papers", source=paper.venue)
        assert any(
            one.category == paper.venue for number in library.view().ids() for _, _, one in library.records(number)
        )
    sound(library)


# -- found by whatever any record of it says


NAMED = (
    replace(MOSS, url="https://moss.example/walls", extra={"key": "quill:moss"}),
    replace(TIDES, doi="10.5555/tides_9", arxiv_id="math.GT/0309136", url="http://www.tides.example/9/"),
)  # fmt: skip
OF_TIDES = (
    "10.5555/tides_9", "https://doi.org/10.5555/TIDES_9", "math.GT/0309136", "arXiv:math.GT/0309136v2", "marsh2004",
)  # fmt: skip
ASKED_OF_TIDES = (
    *OF_TIDES, "doi:10.5555/tides_9", "doi:10.5555/tid", 'doi:"10.5555/tides_9"', "arxiv:math.GT/0309136",
    "arxiv:math", "https://tides.example/9", "url:tides.example", "key:marsh", 'key:"marsh2004"',
)  # fmt: skip


@pytest.mark.parametrize("kept", [0, 1])
def test_every_identifier_of_every_record_of_a_paper_finds_it(library, kept):
    put(library, *NAMED)
    moss, tides = numbers(library, MOSS, TIDES)
    uuid = library.entry(tides).uuid
    shown, other = (moss, tides) if kept == 0 else (tides, moss)
    assert [library.named(word) for word in (*OF_TIDES, uuid)] == [[tides]] * (len(OF_TIDES) + 1)
    library.merge(shown, other)
    assert [library.named(word) for word in (*OF_TIDES, uuid)] == [[shown]] * (len(OF_TIDES) + 1)
    for asked in ASKED_OF_TIDES:
        view = library.view(asked)
        assert (list(view.ids()), view.count(), view.first(5)) == ([shown], 1, [shown]), asked
    assert [library.named(word) for word in ("10.5555/tides.9", "10.5555/tidesx9", "10.5555/tides_")] == [[]] * 3
    assert list(library.view('doi:"10.5555/tides"').ids()) == []
    library.undo()
    assert [library.named(word) for word in (*OF_TIDES, uuid)] == [[tides]] * (len(OF_TIDES) + 1)
    library.edit(tides, doi="10.5555/mine", arxiv_id=None)
    for word in ("10.5555/mine", "10.5555/tides_9", "math.GT/0309136"):
        assert library.named(word) == list(library.view(word).ids()) == [tides]


def test_what_no_record_on_the_shelf_says_names_no_paper(library):
    put(library, MOSS, TIDES)
    moss, tides = numbers(library, MOSS, TIDES)
    for row in (moss, tides):
        library.edit(row, arxiv_id="2001.00001")
        library.edit(row, arxiv_id=None)
    assert library.named("2001.00001") == []
    listing = put(library, replace(MOSS, arxiv_id="2001.00002"), form="csl-json", source="late").listing_id
    library.edit(moss, arxiv_id="2001.00003")
    assert library.named("2001.00002") == library.named("2001.00003") == [moss]
    library.take_back(listing)
    assert library.named("2001.00002") == list(library.view("2001.00002").ids()) == []


# -- whose step is undone


@pytest.fixture
def windows(library):
    """Two windows on a shelf of two papers."""
    put(library, MOSS, TIDES)
    with Library.open(library.path) as other:
        yield library, other


def test_undo_takes_back_what_this_session_did(windows):
    a, b = windows
    (moss,) = numbers(a, MOSS)
    a.mark([moss], Status.READING)
    b.mark([moss], Status.DROPPED)
    undone = a.undo()
    assert (undone.words, undone.elsewhere) == ("marked 1 paper reading", "")
    assert a.entry(moss).status is Status.DROPPED
    assert not b.undo().elsewhere
    assert b.entry(moss).status is Status.UNREAD
    assert not a.redo().elsewhere
    assert a.entry(moss).status is Status.READING
    assert not b.redo().elsewhere
    assert a.entry(moss).status is Status.DROPPED
    assert a.view("is:dropped").count() == 1
    sound(a)


def test_beyond_its_own_steps_undo_takes_the_last_of_the_shelf_and_says_whose(windows):
    a, b = windows
    (moss, tides) = numbers(a, MOSS, TIDES)
    a.star([moss])
    a.tag([tides], ["salt"])
    undone = b.undo()
    assert undone.words == "tagged 1 paper “salt”"
    assert undone.elsewhere
    assert b.undo().elsewhere
    assert not a.entry(moss).starred
    redone = b.redo()
    assert replace(redone, elsewhere="") == b.history(3)[1]
    assert redone.elsewhere == undone.elsewhere
    assert (a.entry(moss).starred, a.entry(tides).tags) == (True, ())
    assert a.history(1)[0].undone
    sound(a)


def test_a_record_whose_import_is_taken_back_goes_along_where_its_paper_goes(windows):
    a, b = windows
    moss, tides = numbers(a, MOSS, TIDES)
    put(b, replace(TIDES, extra={"key": "tides"}), form="csl-json", source="tides.json")
    b.take_back(2)
    a.merge(moss, tides)
    b.undo()
    assert sorted(name for _, name, _ in a.records(moss)) == ["refs.bib", "refs.bib", "tides.json"]
    a.undo()
    assert [len(a.records(row)) for row in (moss, tides)] == [1, 2]
    sound(a)


def test_a_step_of_another_session_ends_nobody_s_redo(windows):
    a, b = windows
    (moss, tides) = numbers(a, MOSS, TIDES)
    a.star([moss])
    a.undo()
    b.tag([tides], ["salt"])
    assert a.redo().words == "starred 1 paper"
    a.undo()
    a.tag([tides], ["wall"])
    assert a.redo() is None


def test_undo_of_what_was_said_of_papers_of_several_records_reads_no_table_for_each(library, monkeypatch):
    put(library, MOSS, TIDES)
    put(library, MOSS, TIDES, form="csl-json", source="again.json")
    looked_for = []
    having = placing.having
    monkeypatch.setattr(
        placing, "having", lambda connection, uuids: looked_for.extend(uuids) or having(connection, uuids)
    )
    library.star(library.view().ids())
    library.undo()
    assert library.connection.execute("SELECT count(*) FROM effects WHERE field = 'pin'").fetchone() == (2,)
    assert looked_for == []
    sound(library)


# -- what changes nothing

NOTHING = {
    "mark": lambda shelf, moss, tides: shelf.mark([moss], Status.READ),
    "mark none": lambda shelf, moss, tides: shelf.mark([], Status.READING),
    "star": lambda shelf, moss, tides: shelf.star([moss], on=True),
    "unstar": lambda shelf, moss, tides: shelf.star([tides], on=False),
    "prioritise": lambda shelf, moss, tides: shelf.prioritise([moss], 1),
    "tag": lambda shelf, moss, tides: shelf.tag([moss], ["damp"], remove=["never"]),
    "untag": lambda shelf, moss, tides: shelf.tag([tides], remove=["damp"]),
    "note": lambda shelf, moss, tides: shelf.note(moss, "mossy"),
    "no note": lambda shelf, moss, tides: shelf.note(tides, ""),
    "edit": lambda shelf, moss, tides: shelf.edit(moss, title="My own", year=MOSS.year),
    "complete": lambda shelf, moss, tides: shelf.complete([(tides, TIDES, "crossref-json", 30)]),
    "delete": lambda shelf, moss, tides: shelf.delete([]),
    "delete what is gone": lambda shelf, moss, tides: shelf.delete(numbers(shelf, LAMPS)),
    "merge": lambda shelf, moss, tides: shelf.keep_apart(moss, tides),
    "save": lambda shelf, moss, tides: shelf.save_search("wet", "moss"),
    "forget": lambda shelf, moss, tides: shelf.forget_search("dry"),
    "cite": lambda shelf, moss, tides: shelf.assign_keys({moss: "other"}),
    "draft": lambda shelf, moss, tides: shelf.draft(moss, None),
    "import": lambda shelf, moss, tides: put(shelf, MOSS, TIDES, source="again").change,
}


@pytest.mark.parametrize("act", NOTHING)
def test_what_changes_nothing_is_no_step_and_ends_no_redo(library, act):
    put(library, MOSS, TIDES)
    put(library, LAMPS, source="lamps.bib")
    moss, tides, lamps = numbers(library, MOSS, TIDES, LAMPS)
    library.mark([moss], Status.READ)
    library.star([moss])
    library.prioritise([moss], 9)
    library.tag([moss], ["damp"])
    library.note(moss, "mossy")
    library.edit(moss, title="My own")
    library.delete([lamps])
    library.keep_apart(moss, tides)
    library.save_search("wet", "moss")
    library.assign_keys({moss: "other"})
    library.prioritise([tides], 2)
    library.undo()
    acts = library.connection.execute("SELECT * FROM acts").fetchall()
    change = NOTHING[act](library, moss, tides)
    assert not isinstance(change, Change) or not change.id
    assert library.connection.execute("SELECT * FROM acts").fetchall() == acts
    assert library.redo().words == "raised the priority of 1 paper"


# -- the same papers in whatever order they came

_TIDAL = Paper(title="Tidal graphs: a primer for harbour masters", authors=(QUILL, MARSH, FERN), year=2015, doi="10.5555/t.1",
               venue="Journal of Harbours")  # fmt: skip
ALIKE = [
    MOSS, PREPRINT,
    replace(MOSS, title=f"{MOSS.title}: a longer report", doi="10.5555/moss.77", year=2020, extra={"key": "long"}),
    replace(PREPRINT, arxiv_id=None, doi="10.5555/proc.3", venue="Proceedings of the Wall Society", year=2019),
    replace(MOSS, doi=None, authors=(QUILL,), authors_complete=False, venue=None),
    replace(MOSS, doi="10.5555/MOSS.1", venue="J. Slow Bot.", abstract="Of moss.", extra={}),
    _TIDAL, replace(_TIDAL, title="Tidal graphs", doi=None), replace(_TIDAL, arxiv_id="1501.00009", doi=None, venue="arXiv", year=2014),
    replace(_TIDAL, authors=(MARSH,), doi="10.5555/t.2", venue="Letters of the Pier", year=2001),
    TIDES, replace(TIDES, doi=None, venue=None), replace(TIDES, authors=(Name("C. Marsh"),), year=2005, doi=None),
    replace(TIDES, authors=(REED,), doi=None, venue=None), LAMPS, replace(LAMPS, venue="Wick Lett.", year=2012),
]  # fmt: skip
"""Preprints, proceedings and journals of a few works; cut lists of authors, lost subtitles, other works of one title."""


def facts_shown(library):
    """Return each paper's records and what is shown of them, ids and times apart."""
    return sorted(
        (sorted(repr(paper) for _, _, paper in library.records(entry.id)), repr(entry.paper), entry.doubt or "")
        for entry in library.entries(library.view().ids())
    )


listings = st.lists(
    st.tuples(st.sampled_from(("bibtex", "hf-papers", "arxiv-list", "csl-json")), st.lists(st.sampled_from(range(len(ALIKE))), min_size=1, max_size=4, unique=True)),
    min_size=3, max_size=6,
)  # fmt: skip


def shelf_of(folder, imports):
    library = Library.open(folder / "shelf.sqlite3")
    for number, (form, picked) in enumerate(imports):
        put(library, *(ALIKE[at] for at in picked), form=form, source=f"{number}")
    return library


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(imports=listings, data=st.data())
def test_the_same_imports_make_the_same_papers_in_any_order(tmp_path_factory, imports, data):
    with shelf_of(tmp_path_factory.mktemp("one"), imports) as library:
        shown = facts_shown(library)
        sound(library)
    for _ in range(2):
        order = data.draw(st.permutations(imports))
        with shelf_of(tmp_path_factory.mktemp("other"), order) as library:
            assert facts_shown(library) == shown
            sound(library)


# -- nothing is shown that no record had together


def families(paper):
    return [identity.family(name) for name in paper.authors]


def is_of_one(shown, record):
    """Whether a record has the title that is shown, and people and DOI are its own, or complete what it lacks or cuts."""
    cut = not record.authors_complete and families(shown)[: len(record.authors)] == families(record)
    return (
        record.title == shown.title
        and (record.authors in ((), shown.authors) or cut)
        and record.doi in (None, shown.doi)
    )  # fmt: skip


def mixed(library):
    """Return how many papers have several records, and those of which no record had what is shown."""
    many, wrong = 0, []
    for entry in library.entries(library.view().ids()):
        members = [paper for _, _, paper in library.records(entry.id)]
        many += len(members) > 1
        if not any(is_of_one(entry.paper, paper) for paper in members):
            wrong.append((entry.paper, members))
    return many, wrong


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(imports=listings)
def test_title_people_and_doi_are_of_one_record(tmp_path_factory, imports):
    with shelf_of(tmp_path_factory.mktemp("shelf"), imports) as library:
        assert mixed(library)[1] == []


def test_title_people_and_doi_of_real_papers_are_of_one_record(library, material):
    """Each file is imported, and with other trust and fewer facts once more, so that most papers have two records."""
    for path in sorted((*material.glob("corpora/*/*"), *material.glob("listings/*.*"))):
        page = from_file(path)
        items = [item for item in recognise(page).read(page) if isinstance(item, Listed)]
        put(library, *items, form=recognise(page).NAME, source=path.name)
        poorer = [
            replace(item.paper, authors=item.paper.authors[:2], authors_complete=False, doi=None, extra={})
            if number % 2
            else replace(item.paper, authors=(), venue="arXiv", arxiv_id=None)
            for number, item in enumerate(items)
        ]
        put(library, *poorer, form="hf-papers", source=f"poorer {path.name}")
    many, wrong = mixed(library)
    assert wrong == []
    assert many > (500 if library.count() > 1_000 else 10), many
    sound(library)


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("chunk", [1, 2, 3])
@pytest.mark.parametrize("whole", [list, iter])
def test_a_record_that_is_pushed_off_its_paper_takes_no_number_of_a_new_one(library, monkeypatch, first, chunk, whole):
    monkeypatch.setattr("storage.intake.CHUNK", chunk)
    people = (Name.of("Quill", "Ada"), Name.of("Fern", "Bo"))
    preprint = Paper(title="How quiet moss grows on harbour walls", authors=people, year=2021, arxiv_id="2101.00001")
    meeting = replace(preprint, arxiv_id=None, year=2022, venue="River Conference")
    journal = replace(preprint, arxiv_id=None, year=2024, venue="Annals of Moss", doi="10.5678/annals")
    papers = [Paper(title=f"Lamps that wait for {name} in the harbour", authors=people) for name in ("rain", "fog")]
    for number, paper in enumerate((preprint, meeting)):
        library.add([Listed(paper=paper, line=1)], source=f"{number}.ris", format="ris", trust=20)
    assert library.count() == 1
    papers.insert(first, journal)
    account = library.add(
        whole([Listed(paper=paper, line=line) for line, paper in enumerate(papers)]), source="new.ris", format="ris",
        trust=20,
    )  # fmt: skip
    assert (account.added, account.merged, library.count()) == (2, 1, 4)
