"""Keys typed faster than the screen answers do what they would have done slowly."""

from contextlib import asynccontextmanager

import pytest
from textual import events

from storage.papers.paper import Listed, Paper
from tests.tui.test_journey import copied  # noqa: F401 - a fixture
from tui.app import PapershelfApp
from tui.desk.clipboard import Kept
from tui.screens.import_page import PathInput


def type_at_once(app, text):
    """Put all keys into the app's queue before any of them is handled, as a terminal does after a pause."""
    names = {"\x1b": "escape", "/": "slash", "\n": "enter", " ": "space", ".": "full_stop"}
    for character in text:
        app.post_message(events.Key(names.get(character, character), character))


def starred(app):
    return app.library.history()[0].words == "starred 1 paper"


@asynccontextmanager
async def typing(library, count, text, done):
    """Type at once on a shelf of `count` papers, before its screen has settled; wait for `done(app)`, a second at most."""
    library.add(
        [Listed(paper=Paper(title=f"Diffusion of moss {n}"), line=n) for n in range(count)], source="x", format="y"
    )
    app = PapershelfApp(library)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        type_at_once(app, text)
        for _ in range(100):
            await pilot.pause(0.01)
            if done(app):
                break
        yield app


async def test_a_filter_typed_at_once_deletes_nothing(library):
    async with typing(library, 9, "/diff\njs", starred) as app:
        assert app.shelf.finding.source == "diff"
        assert library.count() == 9
        assert library.history()[0].words == "starred 1 paper"


async def test_a_path_typed_behind_its_key_reaches_the_dialog(library):
    def arrived(app):
        return isinstance(app.focused, PathInput) and app.focused.value == "drs.bib"

    async with typing(library, 1, "idrs.bib", arrived) as app:
        assert app.focused.value == "drs.bib"
        assert library.count() == 1


async def test_a_tag_may_begin_with_a_digit_and_hold_some(filled, desk):
    filled.tag([1], add=["red", "green", "blue"])
    async with desk(filled) as at:
        await at.press("t", *"2024 q3", "enter", "escape")
        assert filled.entry(at.shelf.list.current).tags == ("2024 q3",)


@pytest.mark.parametrize("opened", ["D", "w", "?", "I", "f", "S", "C", "R", "t", "Y", "c", "e", "i", ":"])
async def test_leaving_a_dialog_twice_leaves_the_shelf_as_it_is(filled, desk, opened):
    async with desk(filled) as at:
        at.app.copies.add(Kept("x", "y"))
        type_at_once(at.app, f"{opened}\x1b\x1b\x1b")
        await at.settled()
        assert len(at.app.screen_stack) == 1
        await at.press("j")
        assert at.shelf.list.cursor == 1


async def test_keys_behind_the_one_that_closes_a_dialog_are_the_lists(filled, desk):
    async with desk(filled) as at:
        type_at_once(at.app, "Rrjs")
        await at.settled()
        first, second = at.shelf.list.ids[:2]
        assert filled.entry(first).status == "read"
        assert filled.entry(second).starred
        type_at_once(at.app, "I\x1bd")  # in the dialog d takes the import back, here it takes the paper
        await at.settled()
        assert filled.count() == 39


async def test_choosing_twice_copies_once(filled, desk, copied):  # noqa: F811
    async with desk(filled) as at:
        type_at_once(at.app, "Y\n\n")
        await at.settled()
        assert len(copied) == 1
        assert len(at.app.screen_stack) == 1


async def test_a_key_held_down_says_its_sentence_once(library, desk):
    async with desk(library) as at:
        type_at_once(at.app, "rrrrr12345678")
        await at.settled()
        assert at.said.count("there is no paper here") == 1
        assert at.said[-1] == "there is no saved search 8; f saves the filter as one"


async def test_a_filters_name_is_typed_behind_the_key_that_keeps_it(filled, desk):
    async with desk(filled) as at:
        type_at_once(at.app, "/attention\n")
        await at.settled()
        type_at_once(at.app, "fkkept\n")
        await at.settled()
        assert filled.searches() == [("kept", "attention")]


async def test_a_note_that_is_too_long_says_what_is_cut(filled, desk):
    async with desk(filled) as at:
        number = at.shelf.list.current
        assert at.shelf.noting.keep(filled.entry(number), "line\n" * 200_000 + "xyz")
        await at.settled()
        assert "a note holds 1,000,000 characters: the last 3 were cut" in at.said


async def test_a_note_typed_behind_its_key_is_the_note(library):
    def written(app):
        return app.shelf.noting.area is not None and app.shelf.noting.area.text == "drab sad uy"

    async with typing(library, 5, "ndrab sad uy", written) as app:
        assert app.shelf.noting.area.text == "drab sad uy"
        assert library.count() == 5
        assert len(library.history()) == 1


async def test_keys_behind_the_end_of_a_note_are_the_lists(library):
    async with typing(library, 5, "nask Bo\x1bjs", starred) as app:
        first = app.shelf.list.ids[0]
        assert library.entry(first).note == "ask Bo"
        assert not library.entry(first).starred
        assert library.history()[0].words == "starred 1 paper"


async def test_keys_behind_a_move_are_for_the_paper_moved_to(filled, desk):
    async with desk(filled) as at:
        first, second = at.shelf.list.ids[:2]
        type_at_once(at.app, "jnask Bo\x1b")
        await at.settled()
        assert filled.entry(second).note == "ask Bo"
        assert filled.entry(first).note == ""
        type_at_once(at.app, "kjA")
        await at.settled()
        assert at.shelf.finding.source == 'author:"Ada B. Author1"'
