"""Keys are places: letters of other keyboards do what the Latin ones there do, where nobody types."""

import pytest

from storage.papers.paper import Status
from tui.widgets.keyboards import LATIN


@pytest.mark.parametrize(
    ("letters", "down"), [("о", "Russian"), ("ξ", "Greek"), ("ח", "Hebrew"), ("ت", "Arabic"), ("ჯ", "Georgian")]
)
async def test_the_key_of_j_goes_down_on_any_keyboard(filled, desk, letters, down):
    second = filled.view().ids()[1]
    async with desk(filled) as at:
        await at.press(letters)
        assert at.shelf.list.current == second, down


async def test_capitals_and_dialogs_go_by_place_too(filled, desk):
    first = filled.view().ids()[0]
    async with desk(filled) as at:
        await at.press("К")  # R
        assert len(at.app.screen_stack) == 2
        await at.press("ь")  # m
        assert filled.entry(first).status is Status.QUEUED
        await at.press("Ф")  # A: this author
        assert "1 of 40" in at.text
        await at.press("backspace", "х")  # [
        assert at.said[-1] == "no unread paper above"


async def test_what_is_typed_stays_as_it_is(filled, desk):
    async with desk(filled) as at:
        await at.press("slash", "о", "к")
        assert at.shelf.finding.source == "ок"
        await at.press("escape")
        await at.fill("t", "море", "enter", "escape")
        assert filled.tags() == [("море", 1)]
        await at.press("n", "о", "к", "ctrl+s")
        assert "ок" in filled.entry(filled.view().ids()[0]).note


def test_every_letter_of_the_latin_keyboard_is_reached():
    assert set("abcdefghijklmnopqrstuvwxyz") <= {latin for other, latin in LATIN.items() if "а" <= other <= "я"} | set(
        "s"
    )
    assert LATIN["О"] == "J"
    assert not any(other.isascii() for other in LATIN)
