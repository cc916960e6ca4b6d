"""The shelf: what goes in stands there, what the reader says stays, and everything can be undone."""

import stat
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers import reader_named
from storage.account import CancelledError, Incoming
from storage.library import Library, LibraryError, NoteConflictError
from storage.papers.names import Name
from storage.papers.paper import Listed, Noted, Paper, Said, Skipped, Status

MOSS = Paper(title="On the growth of quiet moss", authors=("Ada Quill", "Bo Fern"), year=2023, venue="arXiv")
TIDES = Paper(title="Tides of a small graph", abstract="We count tides.\nThen we stop.")
LAMPS = Paper(title="Lamps, and how they learn")


def put(library, items, **more):
    more = {"source": "page.txt", "format": "hf-papers", **more}
    return library.add(items, trust=reader_named(more["format"]).TRUST, **more)


def dump(library):
    """Every row of the library file."""
    tables = [name for (name,) in library.connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    readable = [name for name in tables if name not in ("words", "texts")]
    return {name: library.connection.execute(f"SELECT * FROM {name}").fetchall() for name in readable}


def titles(library, query="", sort=""):
    return [row.title for row in library.rows(library.view(query, sort).ids())]


def test_a_page_stands_on_the_shelf_in_its_own_order(library, listing):
    account = put(library, listing(MOSS, TIDES, LAMPS))
    assert (account.found, account.added, account.merged, account.unchanged) == (3, 3, 0, 0)
    assert titles(library) == [MOSS.title, TIDES.title, LAMPS.title]
    assert [entry.paper for entry in library.entries(library.view().ids())] == [MOSS, TIDES, LAMPS]


def test_a_stream_stands_newest_last_line_first(library, listing):
    put(library, iter(listing(MOSS, TIDES, LAMPS)))
    assert titles(library) == [LAMPS.title, TIDES.title, MOSS.title]


def test_the_same_page_again_is_unchanged_and_leaves_no_trace(library, listing):
    put(library, listing(MOSS, TIDES))
    before = dump(library)
    account = put(library, listing(MOSS, TIDES), source="again.txt")
    assert (account.found, account.added, account.merged, account.unchanged) == (2, 0, 0, 2)
    assert account.change is None
    assert dump(library) == before


def test_a_page_that_grew_adds_what_is_new(library, listing):
    put(library, listing(MOSS, TIDES))
    account = put(library, listing(LAMPS, MOSS, TIDES))
    assert (account.added, account.unchanged) == (1, 2)
    assert len(library.listings()) == 2


def test_pages_that_share_a_paper_share_its_row(library, listing):
    put(library, listing(replace(TIDES, abstract=None, authors=(Name("Cy Marsh"),), year=2024)), format="arrow-author")
    account = put(library, listing(TIDES, score=7.5), source="b.txt")
    assert (account.added, account.merged) == (0, 1)
    (entry,) = library.entries(library.view().ids())
    assert entry.paper.authors == (Name("Cy Marsh"),)
    assert entry.paper.abstract == TIDES.abstract
    assert entry.paper.year == 2024
    assert [sighting.format for sighting in entry.seen] == ["arrow-author", "hf-papers"]
    assert entry.seen[1].score == 7.5


def test_a_paper_twice_on_a_page_is_one(library, listing):
    account = put(library, listing(MOSS, TIDES, MOSS))
    assert (account.found, account.added, account.unchanged) == (3, 2, 1)


def test_close_titles_stay_two_and_are_asked_about(library, listing):
    put(library, listing("Scalable sampling of mossy point processes"))
    account = put(library, listing("Scalable sampling for mossy point processes"))
    assert account.added == 1
    (pair,) = account.possible_duplicates
    assert (pair.line, pair.other_title) == (3, "Scalable sampling of mossy point processes")
    (asked,) = library.duplicates()
    assert {asked.a, asked.b} == {pair.a, pair.b}


def test_a_pair_kept_apart_is_not_asked_about_again(library, listing):
    put(library, listing("Scalable sampling of mossy point processes", "Scalable sampling for mossy point processes"))
    (pair,) = library.duplicates()
    library.keep_apart(pair.a, pair.b)
    assert library.duplicates() == []
    put(library, listing("Scalable sampling of mossy point processes", LAMPS))
    assert library.duplicates() == []
    library.undo()
    library.undo()
    assert library.duplicates() == [pair]


def test_a_preview_writes_nothing_and_says_everything(library, listing):
    put(library, listing(MOSS))
    before = dump(library)
    account = put(library, [*listing(MOSS, TIDES), Skipped(line=9, reason="no title", text="x")], dry_run=True)
    assert [planned.verdict for planned in account.rows] == ["unchanged", "new"]
    assert account.skipped[0].line == 9
    assert (account.listing_id, account.change) == (None, None)
    assert dump(library) == before


def test_only_the_picked_rows_are_taken(library, listing):
    account = put(library, listing(MOSS, TIDES, LAMPS), pick={1, 3})
    assert account.added == 2
    assert titles(library) == [MOSS.title, LAMPS.title]


def test_an_import_given_up_leaves_the_shelf_as_it_was(library, listing):
    before = dump(library)
    with pytest.raises(CancelledError):
        put(
            library,
            (Listed(paper=Paper(title=f"Paper {n} of many"), line=n) for n in range(5000)),
            progress=lambda n: n < 2000,
        )
    assert dump(library) == before


def test_the_account_is_kept_with_the_listing(library, listing):
    put(library, [Noted(stated=4, title="Ada Quill"), *listing(MOSS), Skipped(line=7, reason="no title", text="?"),
                  Noted(text="the page states 4 papers and holds 1")])  # fmt: skip
    (kept,) = library.listings()
    assert (kept.name, kept.stated, kept.found, kept.added) == ("Ada Quill", 4, 1, 1)
    assert kept.skipped[0].reason == "no title"
    assert kept.notes == ("the page states 4 papers and holds 1",)


def test_a_cut_is_said(library, listing):
    account = put(library, listing("x" * 5000, MOSS))
    assert account.notes == ("1 title or abstract was too long and cut, at 1,000 and 100,000 characters",)
    (entry,) = [entry for entry in library.entries(library.view().ids()) if entry.paper.title.startswith("x")]
    assert len(entry.paper.title) == 1_000


def test_more_authors_than_the_shelf_holds_are_an_incomplete_list():
    paper = Paper(title="A", authors=tuple(f"Author Number{n}" for n in range(5_000)))
    assert not paper.authors_complete
    assert len(paper.authors) < 5_000


def test_what_the_reader_wrote_survives_an_import(library, listing):
    put(library, listing(TIDES))
    (number,) = library.view().ids()
    library.note(number, "mine")
    library.edit(number, title="Tides, as I call it", year=1999)
    library.tag([number], add=["keep"])
    put(library, listing(replace(TIDES, year=2020, abstract="Another.")), format="bibtex", source="b.bib")
    put(library, listing(replace(TIDES, title="Tides, as I call it", year=2020)), format="bibtex", source="c.bib")
    entry = library.entry(number)
    assert (entry.paper.title, entry.paper.year, entry.note, entry.tags) == (
        "Tides, as I call it",
        1999,
        "mine",
        ("keep",),
    )


def test_the_published_version_is_cited_and_the_preprint_stays_reachable(library, listing):
    put(library, listing(replace(MOSS, arxiv_id="2301.00001", kind="article")), format="arxiv-atom")
    put(library, listing(replace(MOSS, venue="Annals of Moss", year=2024, kind="article-journal", doi="10.1234/moss")),
        format="crossref-json", source="crossref")  # fmt: skip
    (entry,) = library.entries(library.view().ids())
    paper = entry.paper
    assert (paper.venue, paper.year, paper.kind, paper.doi) == (
        "Annals of Moss",
        2024,
        "article-journal",
        "10.1234/moss",
    )
    assert paper.arxiv_id == "2301.00001"
    assert library.find("2301.00001") == library.find("10.1234/moss") == entry.id
    assert library.sources(entry.id)["venue"] == "crossref"


def test_a_preprint_does_not_unmake_a_publication(library, listing):
    put(
        library,
        listing(replace(MOSS, venue="Annals of Moss", year=2024, kind="article-journal")),
        format="arrow-author",
    )
    put(library, listing(replace(MOSS, arxiv_id="2301.00001", kind="article", date="2023-01-01")), format="arxiv-atom")
    (entry,) = library.entries(library.view().ids())
    assert (entry.paper.venue, entry.paper.year, entry.paper.kind) == ("Annals of Moss", 2024, "article-journal")
    assert entry.paper.arxiv_id == "2301.00001"


def test_the_longest_complete_author_list_wins(library, listing):
    cut = replace(MOSS, authors=(Name("Ada Quill"),), authors_complete=False)
    put(library, listing(cut), format="scored-list")
    put(library, listing(MOSS), format="arrow-author", source="b")
    put(library, listing(replace(cut, category="LG")), format="bibtex", source="c")
    (entry,) = library.entries(library.view().ids())
    assert entry.paper.authors == MOSS.authors
    assert entry.paper.authors_complete


class TestSaying:
    @pytest.fixture
    def shelf(self, library, listing):
        put(library, listing(MOSS, TIDES, LAMPS))
        return library

    @pytest.fixture
    def ids(self, shelf):
        return list(shelf.view().ids())

    def test_mark(self, shelf, ids):
        change = shelf.mark(ids[:2], Status.READING)
        assert (change.words, change.count) == ("marked 2 papers reading", 2)
        assert [row.status for row in shelf.rows(ids)] == [Status.READING, Status.READING, Status.UNREAD]
        assert shelf.undo().words == "marked 2 papers reading"
        assert {row.status for row in shelf.rows(ids)} == {Status.UNREAD}
        shelf.redo()
        assert shelf.rows(ids)[0].status is Status.READING

    def test_read_has_a_day_and_its_undo_has_the_former_one(self, shelf, ids):
        shelf.mark(ids[:1], Status.READ)
        day = shelf.entry(ids[0]).read_on
        assert day
        shelf.mark(ids[:1], Status.UNREAD)
        assert shelf.entry(ids[0]).read_on is None
        shelf.undo()
        assert shelf.entry(ids[0]).read_on == day

    def test_marking_read_again_keeps_the_day_of_reading(self, shelf, ids):
        shelf.mark(ids[:1], Status.READ)
        shelf.connection.execute("UPDATE papers SET read_on = 1000000000 WHERE id = ?", (ids[0],))
        day = shelf.entry(ids[0]).read_on
        assert shelf.mark(ids, Status.READ).count == 3
        assert shelf.entry(ids[0]).read_on == day
        shelf.undo()
        assert [row.status for row in shelf.rows(ids)] == [Status.READ, Status.UNREAD, Status.UNREAD]
        assert shelf.entry(ids[0]).read_on == day

    def test_toggle_read_reads_all_first(self, shelf, ids):
        shelf.mark(ids[:1], Status.READ)
        shelf.toggle_read(ids)
        assert {row.status for row in shelf.rows(ids)} == {Status.READ}
        shelf.toggle_read(ids)
        assert {row.status for row in shelf.rows(ids)} == {Status.UNREAD}

    def test_stars_and_priorities(self, shelf, ids):
        shelf.star(ids[:1])
        shelf.star(ids)
        assert all(row.starred for row in shelf.rows(ids))
        shelf.star(ids)
        assert not any(row.starred for row in shelf.rows(ids))
        for _ in range(12):
            shelf.prioritise(ids[:1], 1)
        assert shelf.rows(ids)[0].priority == 9
        while shelf.undo():
            pass
        assert shelf.count() == 0

    def test_tags(self, shelf, ids):
        shelf.tag(ids, add=["to discuss", "moss"])
        shelf.tag(ids[:1], remove=["moss"], add=["a,b"])
        assert shelf.entry(ids[0]).tags == ("a b", "to discuss")
        assert shelf.tags() == [("to discuss", 3), ("moss", 2), ("a b", 1)]
        shelf.undo()
        assert shelf.entry(ids[0]).tags == ("moss", "to discuss")

    def test_what_was_said_is_told_in_words(self, shelf, ids):
        assert shelf.tag(ids[:1], add=["dusk"]).words == "tagged 1 paper “dusk”"
        assert shelf.tag(ids[:2], add=["dawn", "dusk"]).words == "tagged 2 papers “dawn”, “dusk”"
        assert shelf.tag(ids, remove=["dusk"]).words == "removed the tag “dusk” from 2 papers"
        assert (
            shelf.tag(ids, ["noon"], ["dawn"]).words
            == "tagged 3 papers “noon” and removed the tag “dawn” from 3 papers"
        )
        assert shelf.star(ids[:1]).words == "starred 1 paper"
        assert shelf.star(ids[:1]).words == "unstarred 1 paper"

    def test_a_note_has_a_history_and_an_undo(self, shelf, ids):
        shelf.note(ids[0], "first")
        shelf.note(ids[0], "second\x1b[2J")
        assert shelf.entry(ids[0]).note == "second"
        assert [text for _, text in shelf.note_history(ids[0])] == ["first"]
        shelf.undo()
        assert shelf.entry(ids[0]).note == "first"
        shelf.undo()
        assert shelf.entry(ids[0]).note == ""
        assert not shelf.rows(ids)[0].noted

    def test_two_windows_never_overwrite_each_others_note(self, shelf, ids):
        with shelf.again() as other:
            mine, theirs = shelf.entry(ids[0]), other.entry(ids[0])
            other.note(ids[0], "theirs", version=theirs.note_version)
            with pytest.raises(NoteConflictError) as conflict:
                shelf.note(ids[0], "mine", version=mine.note_version)
            assert conflict.value.theirs == "theirs"
            shelf.note(ids[0], "theirs\nmine", version=conflict.value.version)

    def test_the_other_windows_write_is_noticed(self, shelf, ids):
        before = shelf.changed()
        with shelf.again() as other:
            other.star(ids)
        assert shelf.changed() != before

    def test_a_draft_is_there_until_the_note_is_saved(self, shelf, ids):
        shelf.draft(ids[0], "half a thou")
        assert shelf.drafts() == [(ids[0], "half a thou", shelf.session)]
        shelf.note(ids[0], "half a thought")
        assert shelf.drafts() == []

    def test_steps_of_several_sessions_are_one_history(self, shelf, ids):
        with Library.open(shelf.path) as other:
            shelf.star([ids[0]])
            other.star([ids[1]])
            shelf.tag([ids[0]], ["moss"])
            assert shelf.undo().elsewhere == ""
            assert other.undo().words == "starred 1 paper"
            assert other.undo().elsewhere
            assert [(step.words, step.undone) for step in other.history()] == [
                ("tagged 1 paper “moss”", True),
                ("starred 1 paper", True),
                ("starred 1 paper", True),
                ("imported 3 papers from page.txt", False),
            ]
            assert shelf.redo().words == "tagged 1 paper “moss”"

    def test_a_draft_belongs_to_a_paper_and_a_session(self, shelf, ids):
        with Library.open(shelf.path) as other:
            shelf.draft(ids[0], "mine")
            other.draft(ids[0], "theirs")
            assert shelf.drafts() == [(ids[0], "mine", shelf.session)]
            other.note(ids[0], "theirs, whole")
            assert shelf.drafts() == [(ids[0], "mine", shelf.session)]
            other.draft(ids[1], "theirs again")
        assert [text for _, text, _ in shelf.drafts()] == ["mine", "theirs again"]
        assert not list(shelf.path.parent.glob(f"*{other.session:x}*"))

    def test_a_draft_of_before_sessions_were_kept_can_be_thrown_away(self, shelf, ids):
        shelf.draft(ids[0], "old", 0)
        shelf.draft(ids[0], "mine")
        shelf.draft(ids[0], None, 0)
        assert shelf.drafts() == [(ids[0], "mine", shelf.session)]

    def test_the_draft_of_a_paper_that_was_merged_is_ended_with_the_note_of_the_other(self, shelf, ids):
        for number in ids[:2]:
            shelf.draft(number, f"draft {number}")
        shelf.merge(ids[0], ids[1])
        assert {number for number, *_ in shelf.drafts()} == {ids[0]}
        shelf.note(ids[0], "whole")
        assert shelf.drafts() == []

    def test_delete_and_undo(self, shelf, ids):
        shelf.note(ids[1], "keep me")
        shelf.delete(ids[:2])
        assert titles(shelf) == [LAMPS.title]
        assert shelf.entry(ids[1]) is None
        shelf.undo()
        assert titles(shelf) == [MOSS.title, TIDES.title, LAMPS.title]
        assert shelf.entry(ids[1]).note == "keep me"

    def test_undoing_an_import_and_doing_it_again(self, shelf, ids):
        assert shelf.undo().words == "imported 3 papers from page.txt"
        assert (shelf.count(), shelf.listings()) == (0, [])
        shelf.redo()
        assert shelf.count() == 3
        assert shelf.entry(ids[0]).seen

    def test_a_new_change_ends_redo(self, shelf, ids):
        shelf.star(ids)
        shelf.undo()
        shelf.mark(ids, Status.READ)
        assert shelf.redo() is None

    @pytest.mark.parametrize(
        "act",
        [
            lambda shelf, ids: shelf.mark(ids, Status.READ),
            lambda shelf, ids: shelf.star(ids, True),
            lambda shelf, ids: shelf.prioritise(ids, 99),
            lambda shelf, ids: shelf.tag(ids, add=["dusk"]),
            lambda shelf, ids: shelf.shelve(ids, add=["thesis"]),
            lambda shelf, ids: shelf.put_off(ids, date(2027, 1, 4)),
            lambda shelf, ids: shelf.note(ids[0], "once"),
            lambda shelf, ids: shelf.edit(ids[0], venue="Nowhere"),
            lambda shelf, ids: shelf.keep_apart(*ids[:2]),
        ],
    )
    def test_what_changes_nothing_is_no_step_and_does_not_end_redo(self, shelf, ids, act):
        assert act(shelf, ids).count
        shelf.delete(ids[2:3])
        shelf.undo()
        steps = len(shelf.history())
        again = act(shelf, ids)
        assert (again.count, again.words) == (0, "nothing to change")
        assert len(shelf.history()) == steps
        assert shelf.redo().words.startswith("deleted")

    def test_an_act_on_no_paper_of_the_shelf_is_no_step(self, shelf, ids):
        steps = shelf.history()
        for act in (shelf.star, shelf.delete, lambda none: shelf.mark(none, Status.READ)):
            assert act([999]).count == 0
        assert shelf.history() == steps

    def test_taking_an_import_back_keeps_what_the_reader_touched(self, shelf, ids, listing):
        shelf.tag(ids[:1], add=["mine"])
        put(shelf, listing(TIDES), source="other.txt")
        shelf.take_back(shelf.listings()[-1].id)
        assert sorted(titles(shelf)) == sorted([MOSS.title, TIDES.title])
        shelf.undo()
        assert shelf.count() == 3

    def test_keys_are_unique_and_stay(self, shelf, ids):
        made = shelf.assign_keys(dict.fromkeys(ids, "quill2023"))
        assert sorted(made.values()) == ["quill2023", "quill2023a", "quill2023b"]
        assert shelf.assign_keys(dict.fromkeys(ids, "another")) == made
        assert [shelf.find(made[number]) for number in ids] == ids

    def test_a_paper_off_the_shelf_gets_no_key(self, shelf, ids):
        shelf.delete(ids[:1])
        assert shelf.assign_keys({ids[0]: "quill2023moss", ids[1]: "tides"}) == {ids[1]: "tides"}

    def test_a_key_that_a_paper_came_with_is_its_own_once_it_was_cited(self, shelf):
        def came(*papers):
            items = [Listed(paper=paper, line=line) for line, paper in enumerate(papers, 1)]
            return shelf.add(items, source=f"{papers[0].title}.bib", format="bibtex").listing_id

        def keys():
            return {entry.paper.title: entry.key for entry in shelf.entries(shelf.view("herons").ids())}

        named = {"key": "quill2020"}
        early = came(Paper(title="Herons at low tide", extra=named), Paper(title="Owls", extra={"key": "owls"}))
        came(Paper(title="Herons in the rain", extra={**named}))
        assert keys() == {"Herons at low tide": "quill2020", "Herons in the rain": "quill2020a"}
        shelf.take_back(early)
        assert keys() == {"Herons in the rain": "quill2020"}, "nobody had cited it"
        shelf.undo()
        cited = shelf.find("quill2020")
        assert shelf.assign_keys({cited: "other"}) == {cited: "quill2020"}
        acts = len(shelf.connection.execute("SELECT 1 FROM acts").fetchall())
        shelf.assign_keys({cited: "other"})
        assert len(shelf.connection.execute("SELECT 1 FROM acts").fetchall()) == acts
        assert shelf.cited(shelf.view().ids()) == {cited}
        shelf.take_back(early)
        assert keys() == {"Herons in the rain": "quill2020"}, "who cited it is off the shelf"
        came(Paper(title="Herons by night", extra={**named, "volume": "3"}))
        assert keys() == {"Herons in the rain": "quill2020", "Herons by night": "quill2020a"}
        (night,) = shelf.view("night").ids()
        assert shelf.assign_keys({night: "quill2020"}) == {night: "quill2020a"}
        shelf.undo()
        shelf.undo()
        assert keys() == {"Herons at low tide": "quill2020", "Herons in the rain": "quill2020a"}
        assert shelf.find("quill2020") == cited

    def test_a_merge_keeps_the_key_that_was_cited(self, shelf, ids):
        shelf.assign_keys({ids[1]: "tides2022"})
        shelf.merge(ids[0], ids[1])
        assert shelf.find("tides2022") == ids[0]
        shelf.undo()
        assert shelf.find("tides2022") == ids[1]
        shelf.redo()
        assert shelf.find("tides2022") == ids[0]
        shelf.assign_keys({ids[2]: "lamps"})
        shelf.merge(ids[0], ids[2])
        assert shelf.entry(ids[0]).key == "tides2022"

    @pytest.mark.parametrize("gone", [0, 1])
    def test_what_another_window_deleted_is_not_merged(self, shelf, ids, gone):
        with shelf.again() as other:
            other.delete([ids[gone]])
        with pytest.raises(LibraryError, match=f"there is no paper {ids[gone]} on the shelf"):
            shelf.merge(ids[0], ids[1])

    def test_a_merge_brings_everything_together_and_is_one_step(self, shelf, ids):
        shelf.note(ids[0], "one")
        shelf.note(ids[1], "two")
        shelf.tag(ids[1:2], add=["b"])
        shelf.mark(ids[1:2], Status.READ)
        before = shelf.entries(ids)
        shelf.merge(ids[0], ids[1])
        entry = shelf.entry(ids[0])
        assert (entry.note, entry.tags, entry.status) == ("one\n\ntwo", ("b",), Status.READ)
        assert entry.paper.abstract == TIDES.abstract
        assert len(entry.seen) == 2
        assert shelf.entry(ids[1]) is None
        shelf.undo()
        after = shelf.entries(ids)
        assert [replace(entry, note_version=0) for entry in after] == [
            replace(entry, note_version=0) for entry in before
        ]

    def test_a_merged_paper_stays_merged_when_its_page_comes_again(self, shelf, ids, listing):
        shelf.merge(ids[0], ids[1])
        account = put(shelf, listing(TIDES, "Something quite new"), source="more.txt")
        assert (account.added, account.unchanged) == (1, 1)

    def test_edits_are_found_and_undone(self, shelf, ids):
        shelf.edit(ids[0], title="Lichen", authors=(Name("Zo Reed"),))
        assert titles(shelf, "lichen") == ["Lichen"]
        assert titles(shelf, "quill") == []
        shelf.undo()
        assert titles(shelf, "lichen") == []
        assert titles(shelf, "quill") == [MOSS.title]

    def test_an_edit_without_a_title_is_refused(self, shelf, ids):
        with pytest.raises(ValueError, match="title"):
            shelf.edit(ids[0], title=" \x1b[0m ")

    def test_notes_and_tags_are_found(self, shelf, ids):
        shelf.note(ids[0], "Ask Günther")
        shelf.tag(ids[2:3], add=["Später"])
        assert titles(shelf, "gunther") == [MOSS.title]
        assert titles(shelf, "spater") == [LAMPS.title]
        shelf.undo()
        assert titles(shelf, "spater") == []

    def test_a_look_up_that_tells_nothing_new_is_no_step(self, shelf, ids):
        assert shelf.complete([(ids[0], replace(MOSS, doi="10.1234/moss"), "crossref-json", 30)]).count == 1
        assert shelf.entry(ids[0]).paper.doi == "10.1234/moss"
        steps = len(shelf.history())
        assert shelf.complete([(ids[0], replace(MOSS, doi="10.1234/moss"), "crossref-json", 30)]) is None
        assert len(shelf.history()) == steps

    def test_saved_searches_keep_their_place(self, shelf):
        shelf.save_search("a", "moss")
        shelf.save_search("b", "tides")
        shelf.save_search("a", "lamps")
        assert shelf.searches() == [("a", "lamps"), ("b", "tides")]
        shelf.forget_search("a")
        assert shelf.searches() == [("b", "tides")]

    def test_find(self, shelf, ids):
        assert shelf.find(str(ids[0])) == ids[0]
        assert shelf.find(shelf.entry(ids[0]).uuid) == ids[0]
        assert shelf.find("99999999999999999999") is None
        assert shelf.find("") is None

    def test_find_by_numbers_of_pubmed_and_isbns(self, shelf):
        numbers = {"PMID": "123456", "PMCID": "PMC654321", "ISBN": "0-306-40615-2"}
        one = Listed(paper=Paper(title="Lamps of the harbour", extra=numbers), line=1)
        again = Listed(paper=Paper(title="Lamps of the harbor", extra={"PMID": "123456"}), line=1)
        shelf.add([one], source="a", format="ris")
        shelf.add([again], source="b", format="ris")
        (paper,) = shelf.view("lamps harbour").ids()
        for word in (
            "pmid:123456", "PMID:0123456", "PMC654321", "https://pubmed.ncbi.nlm.nih.gov/123456/", "isbn:0306406152",
            "978-0-306-40615-7", "9780306406157",
        ):  # fmt: skip
            assert shelf.named(word) == [paper]
        for word in ("pmid:654321", "PMC123456", "isbn:0306406153"):
            assert shelf.named(word) == []


class TestOpening:
    def test_the_file_is_the_owners_alone(self, tmp_path):
        path = tmp_path / "new" / "shelf.sqlite3"
        with Library.open(path) as library:
            assert library.new
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700

    def test_a_second_opening_is_not_new(self, tmp_path):
        Library.open(tmp_path / "s").close()
        with Library.open(tmp_path / "s") as library:
            assert not library.new

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "an empty file"),
            (b"just some text, long enough to be no database at all" * 40, "not a papershelf library"),
            (b"SQLite format 3\x00" + b"\x00" * 2000, "cannot be"),
        ],
    )
    def test_what_is_no_library_is_said_and_left_alone(self, tmp_path, content, sentence):
        path = tmp_path / "shelf.sqlite3"
        path.write_bytes(content)
        with pytest.raises(LibraryError, match=sentence):
            Library.open(path)
        assert path.read_bytes() == content

    def test_another_programs_database_is_left_alone(self, tmp_path):
        import sqlite3

        connection = sqlite3.connect(tmp_path / "other.db")
        connection.execute("CREATE TABLE things (name)")
        connection.close()
        with pytest.raises(LibraryError, match="not a papershelf library"):
            Library.open(tmp_path / "other.db")

    def test_a_newer_schema_is_refused(self, tmp_path):
        with Library.open(tmp_path / "s") as library:
            library.connection.execute("PRAGMA user_version = 999")
        with pytest.raises(LibraryError, match="newer papershelf"):
            Library.open(tmp_path / "s")

    def test_a_missing_file_is_not_made_when_told_so(self, tmp_path):
        with pytest.raises(LibraryError, match="there is no library"):
            Library.open(tmp_path / "s", create=False)
        assert not (tmp_path / "s").exists()

    def test_a_replaced_file_is_not_written_over(self, tmp_path):
        with Library.open(tmp_path / "s") as library:
            (tmp_path / "s").rename(tmp_path / "t")
            Library.open(tmp_path / "s").close()
            with pytest.raises(LibraryError, match="replaced"):
                library.save_search("a", "b")

    def test_a_read_only_shelf_says_so(self, tmp_path):
        Library.open(tmp_path / "s").close()
        with Library.open(tmp_path / "s", readonly=True) as library:
            assert library.count() == 0
            with pytest.raises(LibraryError, match="read-only"):
                library.save_search("a", "b")


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from((
            "mark", "star", "tag", "queue", "later", "shelve", "move", "done", "note", "edit", "delete", "import",
            "merge", "undo", "redo",
        )),
        st.integers(0, 5), st.integers(0, 5),
    ),
    max_size=16,
)  # fmt: skip


def picture(library):
    """All that a reader can see of a shelf."""
    entries = library.entries(library.view().ids())
    return (
        [replace(entry, note_version=0) for entry in entries],
        library.tags(),
        [list(library.view(asked).ids()) for asked in ("is:new", "has:later", "is:queued sort:queue", "shelf:s")],
        [(pair.a, pair.b) for pair in library.duplicates()],
        [listing.id for listing in library.listings()],
    )


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=ACTIONS)
def test_undoing_everything_and_doing_it_again_changes_nothing(tmp_path_factory, actions):
    with Library.open(tmp_path_factory.mktemp("shelf") / "s") as library:
        pictures = [picture(library)]
        for name, a, b in actions:
            ids = list(library.view().ids())
            chosen = ids[a % len(ids) : a % len(ids) + b] if ids else []
            one = ids[a % len(ids)] if ids else None
            match name:
                case "mark":
                    change = library.mark(chosen, list(Status)[b])
                case "star":
                    change = library.star(chosen)
                case "tag":
                    change = library.tag(chosen, add=[f"t{a}"], remove=[f"t{b}"])
                case "queue":
                    change = library.queue(chosen)
                case "later":
                    change = library.put_off(chosen, date(2027, 1, 1 + b) if b else None)
                case "shelve":
                    change = library.shelve(chosen, add=["s"] if b else [], remove=[] if b else ["s"])
                case "move":
                    change = library.move(chosen, None, "s" if b % 2 else None)
                case "done" if library.listings():
                    change = library.page_done(library.listings()[a % len(library.listings())].id)
                case "note" if one:
                    change = library.note(one, f"note {a} {b}" if b else "")
                case "edit" if one:
                    change = library.edit(one, title=f"Edited {a} to be {b} of them", year=1990 + b)
                case "delete":
                    change = library.delete(chosen)
                case "import":
                    papers = [Paper(title=f"Paper of moss and lamps {n}", year=2000 + b) for n in range(a)]
                    listed = [Listed(paper=paper, line=n) for n, paper in enumerate(papers)]
                    of = ("bibtex", 40) if b % 2 else ("hf-papers", 10)
                    change = library.add_all([Incoming(listed, f"{a}{b}", *of, is_page=b % 2 == 0)])[0].change
                case "merge" if one and ids[b % len(ids)] != one:
                    change = library.merge(one, ids[b % len(ids)])
                case _:
                    change = None
            if change and change.id:
                pictures.append(picture(library))
        for wanted in reversed(pictures[:-1]):
            assert library.undo()
            assert picture(library) == wanted
        assert library.undo() is None
        for wanted in pictures[1:]:
            assert library.redo()
            assert picture(library) == wanted
        assert library.redo() is None
        for table in ("words", "texts", "said"):
            library.connection.execute(f"INSERT INTO {table}({table}) VALUES ('integrity-check')")


def test_acts_and_what_they_set_are_plain_data(library, listing):
    put(library, listing(MOSS, TIDES, LAMPS))
    library.star([1, 2])
    library.undo()
    execute = library.connection.execute
    assert execute("SELECT machine, seq, verb, words, count, undone FROM acts").fetchall() == [
        (1, 1, "import", "imported 3 papers from page.txt", 3, 0), (1, 2, "star", "starred 2 papers", 2, 3),
        (1, 3, "undo", "starred 2 papers", 2, 0),
    ]  # fmt: skip
    assert execute("SELECT * FROM effects").fetchall() == [
        (1, "listed", 1, 1, 0, 0, None), (2, "starred", 0, 1, 1, 2, None), (3, "undone", 2, 1, 0, 0, None)
    ]  # fmt: skip


def test_what_their_library_says_of_new_papers_is_taken_over_as_a_step_of_its_own(library, listing):
    put(library, listing(MOSS))
    library.note(1, "mine")
    said = Said(Status.READ, starred=True, priority=3, tags=("ice", "a, b"), note="theirs")
    items = [replace(item, said=said) for item in listing(MOSS, TIDES, LAMPS)]
    account = put(library, [*items[:2], replace(items[2], said=None)])
    assert account.notes == ("marks, tags and notes of 1 paper are taken over, as a step of their own",)
    moss, tides, lamps = (library.entry(paper) for paper in sorted(library.view().ids()))
    assert (moss.status, moss.note, moss.tags) == (Status.UNREAD, "mine", ())
    new = next(entry for entry in (tides, lamps) if entry.paper.title == TIDES.title)
    other = next(entry for entry in (tides, lamps) if entry.paper.title == LAMPS.title)
    assert (new.status, new.starred, new.priority, new.note) == (Status.READ, True, 3, "theirs")
    assert new.tags == ("a b", "ice")
    assert (other.status, other.starred, other.tags, other.note) == (Status.UNREAD, False, (), "")
    assert library.undo().words == "took over what their library says of 1 paper"
    assert library.entry(new.id).status is Status.UNREAD
    assert library.undo().words.startswith("imported 3 papers")
    assert library.count() == 1
    library.redo()
    library.redo()
    assert library.entry(new.id).tags == ("a b", "ice")
