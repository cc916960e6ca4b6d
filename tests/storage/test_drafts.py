"""Drafts: what is typed as a note is on the paper, in its history, or offered, whatever is done with the paper."""

import pytest

from storage import sessions
from storage.drafts import is_lost, missing
from storage.library import Library, LibraryError
from storage.papers.names import Name
from storage.papers.paper import Listed, Paper

TYPED = "compare this with the tables of the other report"
OTHER = "ask Marsh whether lamps were counted twice there"


@pytest.fixture
def shelf(tmp_path):
    with Library.open(tmp_path / "shelf.sqlite3") as opened:
        papers = [Paper(title=f"Lichen of pier {3 - number}", authors=(Name.of("Reed", "Di"),)) for number in range(3)]
        opened.add([Listed(paper=paper, line=line) for line, paper in enumerate(papers, 1)], source="p", format="test")
        yield opened


@pytest.fixture
def ids(shelf):
    return sorted(shelf.view().ids())


def left(shelf, number, text):
    """Type in a session that ends without saving; return the session."""
    with Library.open(shelf.path) as other:
        other.draft(number, text)
        return other.session


def offered(shelf):
    return [(number, text) for number, text, _ in shelf.drafts()]


def history(shelf, number):
    return [text for _, text in shelf.note_history(number)]


# -- what counts as lost


@pytest.mark.parametrize(
    ("before", "after", "gone"),
    [
        ("half a thou", "half a thought", 0),
        ("b a", "a b", 0),
        ("tihs one", "this one", 4),
        ("one one two", "one two", 3),
        ("", "x", 0),
    ],
)
def test_what_is_missing_is_told_in_letters(before, after, gone):
    assert missing(before, after) == gone


def test_a_slip_is_no_loss_and_all_of_a_text_is():
    assert not is_lost("a note with a smal slip", "a note with a small slip")
    assert is_lost("tide", "moss")
    assert is_lost(TYPED, "compare")
    assert not is_lost(TYPED, f"first of all, {TYPED}")


# -- thrown away


def test_what_is_thrown_away_is_in_the_history_and_undo_offers_it_again(shelf, ids):
    session = left(shelf, ids[0], TYPED)
    shelf.star([ids[1]])
    change = shelf.discard(ids[0], session)
    assert change.words == "threw away what was typed as the note on “Lichen of pier 1”"
    assert (offered(shelf), history(shelf, ids[0])) == ([], [TYPED])
    assert shelf.undo().id == change.id
    assert offered(shelf) == [(ids[0], TYPED)]
    assert shelf.entry(ids[1]).starred
    shelf.redo()
    assert offered(shelf) == []


def test_what_was_thrown_away_already_leaves_no_step(shelf, ids):
    session = left(shelf, ids[0], TYPED)
    shelf.discard(ids[0], session)
    assert shelf.discard(ids[0], session).count == 0


def test_a_session_that_types_on_after_its_draft_was_thrown_away_is_offered_again(shelf, ids):
    shelf.draft(ids[0], TYPED)
    shelf.discard(ids[0], shelf.session)
    shelf.draft(ids[0], TYPED)
    assert offered(shelf) == [(ids[0], TYPED)]


# -- replaced


def test_a_draft_that_another_text_takes_the_place_of_is_in_the_history(shelf, ids):
    shelf.draft(ids[0], TYPED)
    shelf.draft(ids[0], OTHER)
    assert (offered(shelf), history(shelf, ids[0])) == ([(ids[0], OTHER)], [TYPED])


def test_what_is_taken_out_word_by_word_is_in_the_history(shelf, ids):
    words = TYPED.split()
    for count in range(len(words), 0, -1):
        shelf.draft(ids[0], " ".join(words[:count]))
    assert TYPED in history(shelf, ids[0])


def test_typing_on_and_setting_a_word_right_leave_no_history(shelf, ids):
    for text in ("com", "compare tihs", "compare this", TYPED, f"{TYPED} soon"):
        shelf.draft(ids[0], text)
    shelf.note(ids[0], f"{TYPED} soon, or never")
    assert history(shelf, ids[0]) == []


@pytest.mark.parametrize("text", ["a remark", ""])
def test_a_draft_that_the_note_leaves_out_is_in_its_history(shelf, ids, text):
    session = left(shelf, ids[0], TYPED)
    shelf.note(ids[0], text, session=session)
    assert (offered(shelf), history(shelf, ids[0])) == ([], [TYPED])


def test_a_draft_that_was_given_up_is_in_the_history_unless_the_note_has_it(shelf, ids):
    shelf.note(ids[0], TYPED)
    shelf.draft(ids[0], f"{TYPED} x")
    shelf.draft(ids[0], None)
    assert history(shelf, ids[0]) == []
    shelf.draft(ids[0], OTHER)
    shelf.draft(ids[0], None)
    assert history(shelf, ids[0]) == [OTHER]


def test_going_on_from_a_draft_moves_it_and_copies_nothing(shelf, ids):
    session = left(shelf, ids[0], TYPED)
    shelf.draft(ids[0], f"{TYPED}, and more")
    shelf.draft(ids[0], None, session)
    assert (offered(shelf), history(shelf, ids[0])) == ([(ids[0], f"{TYPED}, and more")], [])


# -- what else is done to the paper meanwhile


def test_a_note_saved_elsewhere_leaves_the_draft(shelf, ids):
    left(shelf, ids[0], TYPED)
    shelf.note(ids[0], "a quick remark")
    assert offered(shelf) == [(ids[0], TYPED)]


def test_a_note_saved_since_stands_above_the_draft_that_goes_on(shelf, ids):
    session = left(shelf, ids[0], TYPED)
    assert shelf.going_on(ids[0]) == (TYPED, session)
    shelf.note(ids[0], "a quick remark")
    assert shelf.going_on(ids[0]) == (f"a quick remark\n\n{TYPED}", session)
    other = left(shelf, ids[0], f"a quick remark, {OTHER}")
    assert shelf.going_on(ids[0]) == (f"a quick remark, {OTHER}", other)
    assert shelf.going_on(ids[0], session)[0] == f"a quick remark\n\n{TYPED}"
    assert shelf.going_on(ids[1]) == ("", None)


def test_what_was_taken_out_of_a_note_does_not_come_back_with_the_draft(shelf, ids):
    shelf.note(ids[0], TYPED)
    shelf.connection.execute("UPDATE notes SET saved = saved - 60")
    session = left(shelf, ids[0], OTHER)
    assert shelf.going_on(ids[0]) == (OTHER, session)


def test_two_sessions_that_type_on_one_paper_are_both_offered(shelf, ids):
    with Library.open(shelf.path) as one, Library.open(shelf.path) as two:
        one.draft(ids[0], TYPED)
        two.draft(ids[0], OTHER)
        assert offered(shelf) == []
    assert offered(shelf) == [(ids[0], TYPED), (ids[0], OTHER)]


def test_a_draft_of_a_paper_that_was_merged_is_of_the_paper_that_shows_it(shelf, ids):
    session = left(shelf, ids[1], TYPED)
    shelf.merge(ids[0], ids[1])
    assert offered(shelf) == [(ids[0], TYPED)]
    shelf.note(ids[0], "done", session=session)
    assert (offered(shelf), history(shelf, ids[0])) == ([], [TYPED])
    shelf.undo()
    shelf.undo()
    assert TYPED in history(shelf, ids[1])


def test_two_drafts_of_papers_that_are_one_are_both_kept(shelf, ids):
    shelf.draft(ids[0], TYPED)
    shelf.draft(ids[1], OTHER)
    shelf.merge(ids[0], ids[1])
    shelf.draft(ids[0], f"{TYPED} now")
    assert OTHER in history(shelf, ids[0])


def test_a_note_on_a_paper_that_was_merged_meanwhile_is_of_the_paper_that_shows_it(shelf, ids):
    shelf.draft(ids[1], TYPED)
    with Library.open(shelf.path) as other:
        other.merge(ids[0], ids[1])
    shelf.note(ids[1], TYPED, version=0)
    assert (shelf.entry(ids[0]).note, offered(shelf)) == (TYPED, [])


@pytest.mark.parametrize("off", ["deleted", "taken back", "both"])
def test_a_draft_of_a_paper_off_the_shelf_is_offered_and_brings_it_back(shelf, ids, off):
    session = left(shelf, ids[0], TYPED)
    if off != "taken back":
        shelf.delete([ids[0]])
    if off != "deleted":
        shelf.take_back(shelf.listings()[0].id)
    assert offered(shelf) == [(ids[0], TYPED)]
    assert shelf.title(ids[0]) == "Lichen of pier 1"
    with pytest.raises(LibraryError, match="there is no paper"):
        shelf.note(ids[0], TYPED, session=session)
    change = shelf.note(ids[0], TYPED, session=session, back=True)
    assert change.words == "brought back “Lichen of pier 1” with its note"
    assert (shelf.entry(ids[0]).note, offered(shelf)) == (TYPED, [])
    shelf.undo()
    assert shelf.entry(ids[0]) is None
    shelf.redo()
    assert shelf.entry(ids[0]).note == TYPED


def test_a_draft_of_an_import_that_was_undone_is_offered(shelf, ids):
    left(shelf, ids[0], TYPED)
    shelf.undo()
    assert (shelf.count(), offered(shelf)) == (0, [(ids[0], TYPED)])


def test_a_note_that_several_papers_had_is_in_the_history_of_each(shelf, ids):
    from storage.papers.paper import Said
    from storage.saying import take_over

    with shelf._writing() as journal:
        take_over(journal, dict.fromkeys(ids, Said(note=OTHER)))
    shelf.note(ids[1], "mine")
    assert history(shelf, ids[1]) == [OTHER]


# -- undo does what is named


def test_what_undo_takes_is_known_before_it_is_taken(shelf, ids):
    shelf.star([ids[0]])
    change = shelf.coming("undo")
    assert (change.verb, change.words) == ("star", "starred 1 paper")
    shelf.star([ids[1]])
    assert shelf.undo(change.id) is None
    assert shelf.entry(ids[1]).starred
    assert shelf.undo(shelf.coming("undo").id).words == "starred 1 paper"
    assert shelf.redo(change.id) is None
    assert shelf.coming("redo").words == "starred 1 paper"


def test_a_search_that_takes_the_place_of_another_says_so_and_is_undone(shelf):
    shelf.save_search("mine", "is:unread")
    assert shelf.save_search("mine", "is:starred").words == "saved the search “mine” in place of “is:unread”"
    shelf.undo()
    assert shelf.searches() == [("mine", "is:unread")]
    assert shelf.forget_search("mine").words == "forgot the search “mine”"
    assert shelf.save_search("mine", "is:read").words == "saved the search “mine”"


def test_the_file_of_a_session_that_was_killed_goes_and_that_of_a_living_one_stays(tmp_path):
    path = tmp_path / "shelf.sqlite3"
    living, other = sessions.Hold(path, 7), sessions.Hold(tmp_path / "other.sqlite3", 8)
    for name in (".shelf.sqlite3.1f.writing", ".shelf.sqlite3.notes.writing", ".shelf.sqlite3.copy.2a.writing"):
        (tmp_path / name).touch()
    sessions.sweep(path)
    left = {found.name for found in tmp_path.iterdir()}
    kept = {".shelf.sqlite3.notes.writing", ".shelf.sqlite3.copy.2a.writing", ".other.sqlite3.8.writing"}
    assert left == kept | {".shelf.sqlite3.7.writing"}
    living.release()
    other.release()
