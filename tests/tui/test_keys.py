"""The key table: what it promises to bindings, footer, manual and the user's keymap."""

import re
from pathlib import Path

import pytest
from textual.actions import parse
from textual.binding import BindingsMap

from tui import keys
from tui.app import PapershelfApp
from tui.screens.choose import Chooser
from tui.screens.columns import ColumnsScreen
from tui.screens.dialog import Dialog, Page
from tui.screens.duplicates import DuplicatesScreen
from tui.screens.edit import EditScreen
from tui.screens.import_page import ImportScreen
from tui.screens.listings import ListingsScreen
from tui.screens.records import RecordsScreen
from tui.screens.searches import SearchesScreen
from tui.screens.teach import TeachScreen
from tui.shelf.acts import Acts
from tui.shelf.finding import Finding
from tui.shelf.noting import Noting
from tui.shelf.screen import ShelfScreen
from tui.shelf.sorting import Sorting
from tui.widgets.line_edit import LineEdit
from tui.widgets.note_area import NoteArea
from tui.widgets.paper_list import PaperList

PARTS = (PaperList, Finding, Noting, Acts, Sorting, ShelfScreen)


@pytest.mark.parametrize("where", ["list", "app", "note", "filter"])
def test_every_binding_leads_to_an_action_that_exists(where):
    home = {"list": PaperList, "app": PapershelfApp, "note": NoteArea, "filter": LineEdit}[where]
    for binding in keys.bindings(where):
        node, name, arguments = parse(binding.action)
        assert node in ("", "app", "screen")
        if node == "screen":
            assert name == "do"
            name = re.sub(r"_[1-9]$", "", *arguments)
            assert name in keys.MOVES or [part for part in PARTS if callable(getattr(part, f"action_{name}", None))], (
                binding.action
            )
        else:
            assert callable(getattr(PapershelfApp if node else home, f"action_{name}", None)), binding.action


def test_every_action_has_a_word_a_tooltip_and_a_group():
    assert len(keys.BY_ID) == len(keys.KEYS)
    for key in keys.KEYS:
        assert key.word
        assert key.tooltip
        assert key.group in keys.GROUPS
        assert all(keys.is_key(name) for name in key.keys.split()), key


def test_no_key_is_used_twice():
    assert keys.check({}) == ({}, [])
    assert not list(keys._clashes({}))


def test_single_letters_belong_to_the_list_not_to_the_app():
    assert all(len(binding.key) > 1 for binding in keys.bindings("app"))


def test_the_plan_of_keys_is_kept():
    planned = (
        "j k down up g G home end ctrl+d ctrl+u pagedown pageup ] [ / f S A r R s t n N y Y o p i u ctrl+r H d e D X"
    )
    planned += " space V a escape ctrl+p : ? f1 q w 1 9"
    have = {name for key in keys.KEYS for name in key.keys.split()}
    assert set(planned.split()) <= have


def test_manual_page_is_the_table():
    page = Path(__file__).parents[2] / "docs" / "keys.md"
    assert page.read_text("utf-8") == keys.markdown(), "write it anew: python -m tui.keys > docs/keys.md"


def test_keymap_reports_unknown_action_with_the_nearest():
    used, complaints = keys.check({"reed": "m"})
    assert not used
    assert "unknown action “reed”" in complaints[0]
    assert "did you mean" in complaints[0]


def test_keymap_reports_a_key_that_is_none():
    used, complaints = keys.check({"note": "hyperspace"})
    assert not used
    assert complaints == ["keys: 'hyperspace', for note, is not a key"]


def test_keymap_reports_a_key_used_twice_and_keeps_the_default():
    used, complaints = keys.check({"read": "s"})
    assert not used
    assert complaints == ["keys: s is used for star and for read; read keeps 'r'"]


def test_two_actions_may_swap_their_keys():
    used, complaints = keys.check({"read": "s", "star": "r"})
    assert used == {"read": "s", "star": "r"}
    assert not complaints
    bound = BindingsMap(keys.bindings("list", used)).key_to_bindings
    assert [binding.action for binding in bound["s"]] == ["screen.do('read')"]
    assert [binding.action for binding in bound["r"]] == ["screen.do('star')"]


@pytest.mark.parametrize("value", [3, "", "  ", None, ["a"]])
def test_keymap_survives_values_that_are_no_keys(value):
    used, complaints = keys.check({"read": value})
    assert not used
    assert len(complaints) == 1


@pytest.mark.parametrize(
    ("name", "yes"),
    [("a", True), ("+", True), ("ctrl++", True), ("ctrl+d", True), ("é", True), ("ctrl+shift+x", True), ("f12", True),
     ("", False), ("ab", False), ("foo+a", False), ("\t", False), ("ctrl+", False)],
)  # fmt: skip
def test_what_a_key_is(name, yes):
    assert keys.is_key(name) is yes


DIALOGS = {
    dialog.where: dialog
    for dialog in (
        Dialog, Chooser, ColumnsScreen, DuplicatesScreen, EditScreen, ImportScreen, ListingsScreen, Page,
        RecordsScreen, SearchesScreen, TeachScreen,
    )
}  # fmt: skip


@pytest.mark.parametrize("key", [key for key in keys.KEYS if key.group == "dialog"], ids=lambda key: key.id)
def test_every_key_of_a_dialog_does_something_there(key):
    assert key.id.startswith("dialog_") or callable(getattr(DIALOGS[key.where], f"action_{key.id}", None))


def test_every_dialog_has_its_keys_in_the_table():
    for dialog in DIALOGS.values():
        for name in vars(dialog):
            assert not name.startswith("action_") or keys.BY_ID[name.removeprefix("action_")].group == "dialog"


async def test_the_keys_of_a_dialog_can_be_changed(filled, desk):
    async with desk(filled, keys={"undo_import": "z", "back": "f5"}) as at:
        await at.press("I")
        assert "z undo this import" in at.text
        assert "F5 back" in at.text
        await at.press("d")
        assert filled.count() == 40
        await at.press("z")
        assert filled.count() == 0
        await at.press("f5")
        assert len(at.app.screen_stack) == 1


def test_keys_that_two_actions_of_one_dialog_would_share_are_reported():
    used, complaints = keys.check({"keep_both": "m"})
    assert not used
    assert complaints == ["keys: m is used for merge and for keep_both; keep_both keeps 'b'"]


async def test_the_help_lists_the_keys_of_dialogs(filled, desk):
    async with desk(filled, size=(100, 160)) as at:
        await at.press("?")
        assert "keep both papers, and stop asking (duplicates)" in at.text
        await at.press("?")
        assert len(at.app.screen_stack) == 1


async def test_the_mouse_presses_the_hints_of_a_dialog(filled, desk):
    async with desk(filled) as at:
        await at.press("w")
        await at.pilot.click(at.app.screen.hint_bar, offset=(at.app.screen.hint_bar.size.width - 2, 0))
        await at.settled()
        assert len(at.app.screen_stack) == 1
