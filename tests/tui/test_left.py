"""What one key throws away on the screen comes back: by undo, which does what was named, or where it was left."""

import shlex
import sys

import pytest

from storage.library import Library, LibraryError
from storage.papers.paper import Status

TYPED = "compare this with the tables of the other report"
PAGE = "\n".join(f"@misc{{k{n},\n title = {{Lichen of pier {n}}},\n year = 2020\n}}" for n in range(3))


def ids(library):
    return library.view().first(60)


def left(library, number, text=TYPED):
    with Library.open(library.path) as before:
        before.draft(number, text)


# -- drafts


async def test_a_draft_thrown_away_is_said_comes_back_by_undo_and_is_in_the_history(filled, desk):
    first, second = ids(filled)[:2]
    filled.star([second])
    left(filled, first)
    async with desk(filled) as at:
        await at.press("d")
        words = "threw away what was typed as the note on “Paper 0 on attention in imagined networks”"
        assert at.said[-1] == f"{words}; u undoes it"
        assert (filled.drafts(), [text for _, text in filled.note_history(first)]) == ([], [TYPED])
        assert TYPED in await at.press("u")
        assert at.said[-1] == f"undone: {words}"
        assert filled.entry(second).starred
        await at.press("s")
        assert filled.entry(first).note == TYPED


@pytest.mark.parametrize("keys", [["s"], ["a", "n", "escape"]], ids=["saved", "gone on with"])
async def test_a_note_that_was_saved_from_the_shell_stays_beside_the_draft(filled, desk, keys):
    first = ids(filled)[0]
    left(filled, first)
    with Library.open(filled.path) as shell:
        shell.note(first, "a quick remark")
    async with desk(filled) as at:
        await at.press(*keys)
    assert (filled.entry(first).note, filled.drafts()) == (f"a quick remark\n\n{TYPED}", [])


async def test_two_drafts_of_one_paper_are_both_in_the_note(filled, desk):
    first = ids(filled)[0]
    left(filled, first)
    left(filled, first, "ask Marsh whether lamps were counted twice")
    async with desk(filled) as at:
        await at.press("s", "s")
    assert filled.entry(first).note == f"{TYPED}\n\nask Marsh whether lamps were counted twice"


async def test_the_draft_of_a_deleted_paper_is_offered_with_its_title_and_brings_it_back(filled, desk):
    first = ids(filled)[0]
    left(filled, first)
    filled.delete([first])
    async with desk(filled) as at:
        assert "Paper 0 on attention in imagined networks (no longer on the shelf)" in at.text
        assert "40 papers" in await at.press("s")
        assert filled.entry(first).note == TYPED
        assert "39 papers" in await at.press("u")


async def test_a_draft_that_another_window_answered_meanwhile_is_said(filled, desk):
    first = ids(filled)[0]
    left(filled, first)
    async with desk(filled) as at:
        with Library.open(filled.path) as other:
            ((_, _, session),) = other.drafts()
            other.note(first, f"{TYPED}, and why", session=session)
        await at.press("s")
        assert at.said[-1] == "that note was saved or thrown away in another window meanwhile"
    assert filled.entry(first).note == f"{TYPED}, and why"


async def test_the_note_of_a_paper_that_is_merged_meanwhile_is_saved_on_the_paper_that_shows_it(filled, desk):
    first, second = ids(filled)[:2]
    async with desk(filled) as at:
        await at.fill("n", TYPED)
        with Library.open(filled.path) as other:
            other.merge(second, first)
        await at.press("escape")
        assert at.said[-1] == "noted on “Paper 1 on attention in imagined networks”; u undoes it"
        assert filled.entry(second).note == TYPED
        assert filled.drafts() == []


async def test_the_note_of_a_paper_that_is_deleted_meanwhile_traps_nobody_and_is_offered(filled, desk):
    first = ids(filled)[0]
    with Library.open(filled.path) as window:
        async with desk(window) as at:
            await at.fill("n", TYPED)
            filled.delete([first])
            await at.press("escape", "l")
            assert not at.shelf.noting.writing
        async with desk(window) as at:
            assert "(no longer on the shelf)" in at.text
            assert TYPED in at.text


@pytest.mark.parametrize("note", ["", "a quick remark"])
async def test_what_a_note_was_is_shown_and_written_below_it(filled, desk, note):
    first = ids(filled)[0]
    filled.note(first, TYPED)
    filled.note(first, note)
    async with desk(filled) as at:
        assert TYPED in await at.press("ctrl+n")
        await at.press("enter")
        assert at.shelf.noting.writing
        await at.press("escape")
        assert filled.entry(first).note == f"{note}\n\n{TYPED}".strip()
        await at.press("j", "ctrl+n")
        assert at.said[-1] == "the note of this paper was never another"


# -- $EDITOR


def editor(monkeypatch, tmp_path, body):
    path = tmp_path / "edit.py"
    path.write_text(f"import sys, pathlib\npath = pathlib.Path(sys.argv[-1])\n{body}\n")
    monkeypatch.setenv("VISUAL", f"{shlex.quote(sys.executable)} {shlex.quote(str(path))}")


@pytest.fixture
def lent(monkeypatch):
    """Lend the terminal that a test has not."""
    from contextlib import nullcontext

    from tui.app import PapershelfApp

    monkeypatch.setattr(PapershelfApp, "suspend", lambda _: nullcontext())


async def test_what_an_editor_left_that_failed_is_a_draft(filled, desk, monkeypatch, tmp_path, lent):
    first = ids(filled)[0]
    editor(monkeypatch, tmp_path, f"path.write_text({TYPED!r}); sys.exit(1)")
    async with desk(filled) as at:
        await at.press("N")
        assert "kept as a draft, and n goes on with it" in at.said[-1]
        assert (filled.entry(first).note, filled.drafts()) == ("", [(first, TYPED, filled.session)])
        await at.press("n", "escape")
    assert filled.entry(first).note == TYPED


async def test_an_editors_note_that_cannot_be_saved_is_a_draft_or_stays_on_the_screen(
    filled, desk, monkeypatch, tmp_path, lent
):
    first = ids(filled)[0]
    editor(monkeypatch, tmp_path, f"path.write_text({TYPED!r})")

    def refuse(*_: object, **__: object) -> None:
        raise LibraryError("nothing was saved: the disk is full")

    async with desk(filled) as at:
        monkeypatch.setattr(filled, "note", refuse)
        await at.press("N")
        assert filled.drafts() == [(first, TYPED, filled.session)]
        filled.draft(first, None)
        monkeypatch.setattr(filled, "draft", refuse)
        await at.press("N")
        assert (at.shelf.noting.writing, at.shelf.noting.area.text) == (True, TYPED)


async def test_an_editor_goes_on_from_the_draft(filled, desk, monkeypatch, tmp_path, lent):
    first = ids(filled)[0]
    left(filled, first)
    editor(monkeypatch, tmp_path, "path.write_text(path.read_text() + ' and why')")
    async with desk(filled) as at:
        await at.press("a", "N")
    assert (filled.entry(first).note, filled.drafts()) == (f"{TYPED} and why", [])


# -- undo does what was named


async def test_what_undo_was_said_to_undo_is_no_longer_said_once_it_would_undo_another(filled, desk):
    async with desk(filled) as at:
        await at.press("d")
        assert at.said == ["deleted: “Paper 0 on attention in imagined networks”; u undoes it"]
        await at.press("r")
        assert at.said[0] == "deleted: “Paper 0 on attention in imagined networks”"
        await at.press("u")
        assert at.said[-1].startswith("undone: marked read: “")
        assert filled.count() == 39


async def test_undo_names_the_paper_and_goes_there(filled, desk):
    first = ids(filled)[0]
    async with desk(filled) as at:
        await at.press("r", "G", "u")
        assert at.said[-1] == "undone: marked read: “Paper 0 on attention in imagined networks”"
        assert at.shelf.list.current == first


async def test_undo_names_a_step_again_whose_name_has_left_the_screen(filled, desk):
    with Library.open(filled.path) as window:
        async with desk(window) as at:
            await at.press("u")
            at.app.say("another sentence")
            await at.press("u")
            assert "u again undoes: imported 40 papers" in at.said[-1]
            assert window.count() == 40
            await at.press("u")
            assert window.count() == 0


async def test_redo_names_what_another_session_undid_before_it_does_it(filled, desk):
    first = ids(filled)[0]
    filled.star([first])
    filled.undo()
    with Library.open(filled.path) as window:
        async with desk(window) as at:
            await at.press("ctrl+r")
            assert "ctrl+r again" not in at.said[-1]
            assert at.said[-1].startswith("nothing of this window is left to redo; ^r again redoes: starred 1 paper")
            assert not filled.entry(first).starred
            await at.press("ctrl+r")
            assert filled.entry(first).starred


async def test_undo_does_nothing_when_the_shelf_is_changed_as_it_is_pressed(filled, desk, monkeypatch):
    first = ids(filled)[0]
    async with desk(filled) as at:
        await at.press("s")
        before = filled.coming("undo")
        with filled.again() as thread:
            thread.mark([first], Status.READ)
        monkeypatch.setattr(filled, "coming", lambda _: before)
        await at.press("u")
        assert at.said[-1] == "the shelf was changed just now; nothing was undone"
    assert filled.entry(first).starred


async def test_an_import_taken_back_comes_back(filled, desk):
    async with desk(filled) as at:
        await at.press("I", "d", "escape")
        assert (filled.count(), at.said[-1]) == (
            0, "undid the import of page.txt: 40 papers; u undoes it",
        )  # fmt: skip
        await at.press("u")
        assert filled.count() == 40


# -- dialogs that are left


async def test_facts_that_were_typed_and_not_saved_are_there_again(filled, desk):
    first, second = ids(filled)[:2]
    async with desk(filled) as at:
        await at.fill("e", " of my own", "escape")
        assert at.said[-1] == "not saved; e goes on with it"
        await at.press("j", "e")
        assert "of my own" not in at.text
        await at.press("escape", "k")
        assert "as you left it, not saved; ^r shows the facts as they are" in await at.press("e")
        assert at.app.screen.lines["title"].value.endswith("networks of my own")
        await at.press("ctrl+r")
        assert at.app.screen.lines["title"].value.endswith("networks")
        await at.press("ctrl+r", "enter")
        assert filled.entry(first).paper.title.endswith("networks of my own")
        assert "as you left it" not in await at.press("e")
    assert filled.entry(second).paper.title.endswith("networks")


async def test_facts_that_another_window_changed_meanwhile_are_not_typed_over(filled, desk):
    first = ids(filled)[0]
    async with desk(filled) as at:
        await at.fill("e", " of my own", "escape")
        filled.edit(first, venue="Harbour Letters")
        await at.press("e", "enter")
    paper = filled.entry(first).paper
    assert (paper.venue, paper.title.endswith("of my own")) == ("Harbour Letters", True)


async def test_the_records_picked_of_a_page_are_picked_again(library, desk):
    async with desk(library) as at:
        await at.paste(PAGE)
        await at.press("space", "escape")
        assert at.said[-1] == "nothing was imported; i and Enter go back to it"
        assert "Enter goes back to what was left: BibTeX / BibLaTeX, 3 papers" in await at.press("i")
        await at.press("enter")
        assert at.app.screen.picked == {2, 3}
        await at.press("escape")
        await at.paste(PAGE)
        assert at.app.screen.picked == {2, 3}
        await at.press("enter")
        assert library.count() == 2
        assert "goes back" not in await at.press("i")


async def test_another_page_is_imported_beside_the_one_that_was_left(library, desk):
    async with desk(library) as at:
        await at.paste(PAGE)
        await at.press("space", "escape")
        await at.paste(PAGE.replace("Lichen", "Lamps"))
        assert at.app.screen.picked == {1, 2, 3}
        await at.press("enter")
        await at.press("i", "enter")
        assert at.app.screen.picked == {2, 3}


async def test_a_path_that_was_typed_is_gone_back_to(library, desk, tmp_path):
    (tmp_path / "refs.bib").write_text(PAGE)
    async with desk(library) as at:
        await at.fill("i", str(tmp_path / "refs.bib"), "escape")
        assert "3 papers" in await at.press("i", "enter")


async def test_lines_that_were_not_readable_can_be_scrolled(library, desk):
    page = PAGE + "".join(f"\n@article{{broken{n}, title = \n" for n in range(30))
    async with desk(library) as at:
        await at.paste(page)
        shown = at.text
        assert await at.press("J") != shown
        assert await at.press("K") == shown


async def test_a_filter_that_was_left_while_it_was_typed_is_brought_back(filled, desk):
    async with desk(filled) as at:
        await at.fill("slash", "year:2004 iclr", "escape")
        assert at.shelf.finding.source == ""
        assert "Tab brings back: year:2004 iclr" in await at.press("slash")
        await at.press("tab", "enter")
        assert at.shelf.finding.source == "year:2004 iclr"


@pytest.mark.parametrize("keys", [["escape"], ["A"]], ids=["cleared", "another in its place"])
async def test_a_filter_that_is_taken_off_is_brought_back(filled, desk, keys):
    async with desk(filled) as at:
        await at.fill("slash", "iclr", "enter", *keys)
        assert at.shelf.finding.source != "iclr"
        await at.press("slash", "tab", "enter")
        assert at.shelf.finding.source == "iclr"


async def test_what_is_typed_takes_the_place_of_what_could_be_brought_back(filled, desk):
    async with desk(filled) as at:
        await at.fill("slash", "iclr", "escape")
        await at.fill("slash", "stat", "tab", "escape")
        assert at.shelf.finding.left == "status:"


async def test_a_tag_that_was_typed_and_left_is_brought_back(filled, desk):
    first = ids(filled)[0]
    async with desk(filled) as at:
        await at.fill("t", "to cite", "escape")
        assert "Tab brings back: to cite" in await at.press("t")
        await at.press("tab", "enter")
    assert filled.entry(first).tags == ("to cite",)
