"""Focus, footer and keys are one state: while a note is open nothing but its own keys does anything."""

import random

import pytest
from textual import events

from storage.library import LibraryError
from tests.tui.test_typing import type_at_once
from tui import keys
from tui.desk import unsaved
from tui.screens.palette import PaletteScreen
from tui.widgets.line_edit import LineEdit


def acts(library):
    """Return what was done on the shelf but writing notes."""
    return [change.words for change in library.history() if not change.words.startswith("noted on ")]


def footer(at):
    return at.shelf.status.text


async def resized(at, *sizes):
    for size in sizes:
        await at.pilot.resize_terminal(*size)
        await at.settled()


async def clicked(at, x, y):
    await at.pilot.click(offset=(x, y))
    await at.settled()


async def blurred(at):
    at.app.post_message(events.AppBlur())
    await at.settled()
    at.app.post_message(events.AppFocus())
    await at.settled()


async def wheeled(at):
    for kind in (events.MouseScrollDown, events.MouseScrollUp):
        at.app.post_message(kind(None, 5, 5, 0, 1, 0, False, False, False, 5, 5, None))
    await at.settled()


WAYS_OUT = {
    "Tab": lambda at: at.press("tab"),
    "Shift+Tab": lambda at: at.press("shift+tab"),
    "a press on another paper": lambda at: clicked(at, 30, 4),
    "a press on a heading": lambda at: clicked(at, 8, 1),
    "a press on the filter": lambda at: clicked(at, 20, 0),
    "a press on the rule": lambda at: clicked(at, at.shelf.noting.region.x + 3, at.shelf.noting.region.y),
    "no room": lambda at: resized(at, (60, 3), (80, 24)),
    "little room": lambda at: resized(at, (60, 14), (80, 24)),
    "the palette left": lambda at: at.press("ctrl+p", "escape"),
    "the help left": lambda at: at.press("f1", "escape"),
    "another window in front": blurred,
    "the wheel": wheeled,
}
"""What takes the focus from a note, in a careless program."""


@pytest.mark.parametrize("way", WAYS_OUT)
@pytest.mark.parametrize("pane", [True, False])
async def test_nothing_takes_the_focus_from_a_note(filled, desk, way, pane):
    async with desk(filled, pane=pane) as at:
        before, paper, cursor, sort = acts(filled), at.shelf.list.current, at.shelf.list.cursor, at.shelf.list.sort
        await at.fill("n", "a thought, ")
        shown = footer(at)
        await WAYS_OUT[way](at)
        assert footer(at) == shown
        await at.press(*"dsx")
        assert at.app.focused is at.shelf.noting.area
        await at.press("enter", *"ru", "escape")
        assert filled.entry(paper).note == "a thought, dsx\nru"
        assert acts(filled) == before
        assert (at.shelf.list.current, at.shelf.list.cursor, at.shelf.list.sort) == (paper, cursor, sort)


async def test_the_palette_offers_in_a_note_only_what_belongs_to_it(filled, desk):
    async with desk(filled) as at:
        await at.fill("n", "half a thought")
        await at.press("ctrl+p")
        offered = [option.value for option in at.app.screen.every]
        assert {name for name in offered if not name.startswith("theme")} == {"save_note", "leave_note", "help", "quit"}
        await at.type("delete")
        await at.press("enter", "escape")
        await at.fill("ctrl+p", "save", "enter")
        assert filled.entry(at.shelf.list.current).note == "half a thought"
        assert at.app.focused is at.shelf.list
        assert filled.count() == 40


@pytest.mark.parametrize(("typed", "name"), [("undo", "undo"), ("read", "read"), ("note", "note"), ("q", "quit")])
async def test_the_palette_does_what_is_called_so(filled, desk, typed, name):
    async with desk(filled) as at:
        await at.press("colon")
        await at.type(typed)
        assert at.app.screen.options.current.value == name


async def test_no_command_of_the_list_is_done_while_a_note_is_open(filled, desk):
    async with desk(filled) as at:
        before = acts(filled)
        await at.press("n")
        for key in keys.KEYS:
            if key.where in ("list", "reading"):
                at.shelf.run_key(key.id)
                await at.pilot.pause()
        await at.settled()
        assert acts(filled) == before
        assert at.app.screen is at.shelf
        assert at.app.focused is at.shelf.noting.area


async def test_what_is_pasted_around_a_note_goes_where_it_was_pasted(filled, desk):
    async with desk(filled) as at:
        first = at.shelf.list.current
        for event in (events.Key("n", "n"), events.Paste("pasted\n")):
            at.app.post_message(event)
        type_at_once(at.app, "typed\x1b")
        at.app.post_message(events.Paste("@article{moss, title = {On moss}}\n\n\n"))
        await at.settled()
        assert filled.entry(first).note == "pasted\ntyped"
        assert at.app.screen.heading == "Import"


async def test_a_press_on_save_takes_what_was_typed_before_it(filled, desk):
    async with desk(filled) as at:
        await at.press("n")
        type_at_once(at.app, "all of it")
        at.app.call_later(at.shelf.run_key, "save_note")
        await at.settled()
        assert filled.entry(at.shelf.list.current).note == "all of it"


@pytest.mark.parametrize("key", ["q", "escape", "enter", "v"])
async def test_a_papers_page_is_left_by_every_key_that_goes_back(filled, desk, key):
    async with desk(filled) as at:
        assert "q back" not in footer(at)
        await at.press("enter")
        assert at.shelf.mode == "reading"
        assert "Esc back" in footer(at)
        assert "quit" not in footer(at)
        await at.press(key)
        assert at.shelf.mode == "list"
        assert at.app.return_code is None
        assert "q quit" in footer(at)


async def test_a_note_of_a_papers_page_leads_back_to_it(filled, desk):
    async with desk(filled) as at:
        await at.fill("n", "x", "escape")
        await at.press("enter", "n", "y", "escape")
        assert at.shelf.mode == "reading"
        await at.press("slash", "escape")
        assert at.shelf.mode == "reading"


async def test_a_pane_that_there_is_no_room_for_is_said(filled, desk):
    async with desk(filled, size=(60, 14)) as at:
        await at.press("v")
        assert at.said == ["there is no room for the pane here; Enter opens the paper's page"]
        assert at.app.settings.pane


@pytest.mark.parametrize("into", [lambda at: at.press("tab"), lambda at: clicked(at, 20, 0)], ids=["Tab", "a press"])
async def test_escape_puts_back_the_filter_that_was_there_however_the_line_was_entered(filled, desk, into):
    async with desk(filled) as at:
        await at.fill("slash", "iclr", "enter", "slash", "escape", "escape")
        assert at.shelf.finding.source == ""
        await into(at)
        assert at.shelf.mode == "filter"
        await at.type("neur")
        await at.press("escape")
        assert at.shelf.finding.source == ""


async def test_without_room_the_list_keeps_its_keys(filled, desk):
    async with desk(filled) as at:
        await resized(at, (60, 2), (80, 24))
        assert at.shelf.mode == "list"
        await at.press("s")
        assert filled.entry(at.shelf.list.current).starred


async def test_what_is_typed_in_a_dialog_goes_into_its_line_whatever_was_pressed(filled, desk):
    filled.tag([1], add=["dusk", "dawn"])
    async with desk(filled) as at:
        await at.press("t")
        for way in ("press", "shift+tab", "blur", "size"):
            line = at.app.screen.query_one(LineEdit)
            if way == "press":
                await at.pilot.click(at.app.screen.options, offset=(4, 1))
                await at.settled()
            elif way == "blur":
                await blurred(at)
            elif way == "size":
                await resized(at, (60, 4), (80, 24))
            else:
                await at.press(way)
            await at.press("q", "d")
            assert line.text == "qd", way
            await at.press("backspace", "backspace")


async def test_a_key_in_a_terminal_that_said_it_is_not_looked_at_is_typed(filled, desk):
    async with desk(filled) as at:
        await at.press("t")
        at.app.post_message(events.AppBlur())
        await at.press("q")
        assert at.app.screen.query_one(LineEdit).text == "q"


async def test_the_keys_that_help_and_end_are_the_last_that_the_footer_drops(filled, desk):
    for width in (40, 50, 60, 80, 200):
        async with desk(filled, size=(width, 20)) as at:
            shown = at.text.splitlines()[-1]
            assert "? help  q quit" in shown
            await at.press("e")
            assert "Esc back" in at.text


async def test_the_samples_are_asked_about_where_there_are_papers_and_leave_the_filter(filled, desk):
    async with desk(filled) as at:
        await at.fill("slash", "iclr", "enter")
        paper = at.shelf.list.current
        assert "Twelve invented papers would stand among the 40 papers" in " ".join((await at.press("L")).split())
        await at.press("enter")
        assert filled.count() == 40
        await at.press("L", "escape")
        assert filled.count() == 40
        await at.press("L", "y")
        assert filled.count() == 52
        assert (at.shelf.finding.source, at.shelf.list.current) == ("iclr", paper)
        await at.press("u")
        assert filled.count() == 40


async def test_the_samples_of_an_empty_shelf_come_at_once(library, desk):
    async with desk(library) as at:
        await at.press("L")
        assert library.count() == 12
        assert at.shelf.list.current is not None


async def test_a_note_whose_paper_is_gone_can_be_left_and_is_kept_as_a_draft(filled, desk):
    async with desk(filled) as at:
        paper = at.shelf.list.current
        await at.fill("n", "half a thought")
        with filled.again() as other:
            other.delete([paper])
        shown = await at.press("escape")
        assert "The note is not saved" in shown
        assert "half a thought" in shown
        await at.press("g")
        assert at.app.focused is at.shelf.noting.area
        await at.press("!", "ctrl+s", "l")
        assert at.shelf.mode == "list"
        with filled.again() as other:
            other.undo()
        assert [text for number, text, _ in filled.drafts() if number == paper] == ["half a thought!"]


async def test_a_note_that_can_be_kept_nowhere_is_not_quit_without_a_word(filled, desk, monkeypatch):
    def refuse(*_):
        raise LibraryError("nothing was saved: the disk is full")

    async with desk(filled) as at:
        await at.press("n")
        monkeypatch.setattr(filled, "draft", refuse)
        monkeypatch.setattr(unsaved, "keep", lambda *_: None)
        await at.type("half a thought")
        for _ in range(2):
            await at.fill("ctrl+p", "quit", "enter")
            assert "The note is not kept" in at.text
            await at.press("escape")
            assert at.app.focused is at.shelf.noting.area
        assert at.app.return_code is None
        monkeypatch.undo()
        await at.fill("ctrl+p", "quit", "enter")
        assert [text for _, text, _ in filled.drafts()] == ["half a thought"]


class Reader:
    """Somebody who writes notes and, at random, does what may take one from its reader; knows what has to be on the shelf."""

    ATTACKS = ("type", "type", "tab", "press", "palette", "resize", "dialog", "blur", "wheel", "window", "draft", "end")

    def __init__(self, at, library, seed):
        self.at, self.library, self.dice = at, library, random.Random(seed)
        self.size = at.app.size
        self.written = {}
        self.starred = []

    async def begin(self):
        """Write on at another paper's note."""
        await self.at.press(*self.dice.choices(["j", "k", "J", "enter"], k=2), "n")
        self.paper = self.at.shelf.list.current
        self.written[self.paper] = self.library.entry(self.paper).note  # without the white space around it

    async def type(self):
        text = "".join(self.dice.choices(["d", "u", "x", "sq", "L", " ", "\n", "?", ":", "/"], k=6)) + "."
        type_at_once(self.at.app, text)
        self.written[self.paper] += text
        await self.at.settled()

    async def tab(self):
        await self.at.press(self.dice.choice(["tab", "shift+tab"]), *self.dice.choices(["tab", "f2", "insert"], k=2))

    async def press(self):
        width, height = self.at.app.size
        place = (self.dice.randrange(width), self.dice.randrange(height))
        inside = self.at.shelf.noting.area.region.contains(*place)
        if not inside:  # in the note a press puts the cursor elsewhere, as it should
            await self.at.pilot.click(offset=place, times=self.dice.choice([1, 2]))

    async def palette(self):
        words = [key.word for key in keys.KEYS if key.where == "list"]
        await self.at.press("ctrl+p")
        await self.at.type(self.dice.choice(words))
        if isinstance(self.at.app.screen, PaletteScreen):
            chosen = self.at.app.screen.options.current
            if chosen is not None and chosen.value != "quit":
                await self.at.press("enter")

    async def resize(self):
        for size in [(60, 14), (80, 24), (200, 60), (60, 3), (20, 10), (130, 8)][self.dice.randrange(6) :][:2]:
            await self.at.pilot.resize_terminal(*size)
            await self.at.settled()
            await self.type()
        await self.at.pilot.resize_terminal(*self.size)

    async def dialog(self):
        await self.at.press("f1", *self.dice.choices(["j", "G", "space", "d"], k=2))

    async def blur(self):
        self.at.app.post_message(events.AppBlur())
        if self.dice.random() < 0.5:
            await self.type()
        self.at.app.post_message(events.AppFocus())

    async def wheel(self):
        await wheeled(self.at)

    async def window(self):
        """Let another window change the shelf, so that the list is asked anew."""
        other = self.dice.choice([number for number in self.at.shelf.list.ids if number != self.paper])
        with self.library.again() as window:
            self.starred.append(window.star([other]).words)
        self.at.shelf.look_for_changes()

    async def draft(self):
        self.at.shelf.noting.save_draft()

    async def end(self):
        type_at_once(self.at.app, "!\x1b")
        self.written[self.paper] += "!"

    async def steps(self, count):
        for _ in range(count):
            if self.at.shelf.mode != "note":
                await self.begin()
            attack = self.dice.choice(self.ATTACKS)
            await getattr(self, attack)()
            await self.at.settled()
            while len(self.at.app.screen_stack) > 1:
                await self.at.press("escape")
            self.check(attack)

    def check(self, attack):
        shelf = self.at.shelf
        if shelf.mode == "note":
            assert shelf.noting.area.text == self.written[self.paper], attack
            assert self.at.app.focused is shelf.noting.area
        for paper, text in self.written.items():
            if shelf.mode != "note" or paper != self.paper:
                assert self.library.entry(paper).note == text.strip(), attack
        assert ("save" in shelf.status.text) == (shelf.mode == "note")
        assert sorted(acts(self.library)[:-1]) == sorted(self.starred)
        assert self.library.count() == 40


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("size", [(80, 24), (60, 20), (200, 60)])
async def test_no_note_is_lost_whatever_is_pressed(filled, desk, size, seed):
    async with desk(filled, size=size) as at:
        reader = Reader(at, filled, f"{size}{seed}")
        await reader.steps(25)
        at.app.end_by(15)
        await at.pilot.pause()
    drafts = {number: text for number, text, _ in filled.drafts()}
    for paper, text in reader.written.items():
        assert drafts.get(paper, filled.entry(paper).note).strip() == text.strip()


@pytest.mark.parametrize("opened", ["S", "Y", "t", "I", "L", "colon", "C"])
async def test_a_list_of_choices_fits_the_window_whenever_it_changes(filled, desk, opened):
    filled.tag([1], add=[f"dusk {number}" for number in range(30)])
    async with desk(filled) as at:
        await at.press(opened, *["down"] * 9)
        chosen = at.app.screen.options.current.text
        for size in ((60, 14), (60, 12), (200, 60), (80, 24)):
            await resized(at, size)
            assert "Esc back" in at.text, size
            assert chosen[:30] in at.text, size


async def test_the_name_of_a_search_is_typed_whatever_is_pressed(filled, desk):
    filled.save_search("kept", "neur")
    async with desk(filled) as at:
        await at.fill("slash", "iclr", "enter", "f", "k")
        await at.press("tab", "d")
        await at.pilot.click(at.app.screen.options, offset=(4, 2))
        await at.press("d", "enter")
        assert {name for name, _ in filled.searches()} == {"kept", "dd"}


async def test_the_line_that_is_edited_and_what_is_wrong_with_it_are_seen_without_much_room(filled, desk):
    async with desk(filled, size=(60, 14)) as at:
        await at.press("e", *["tab"] * 6)
        assert at.app.focused.id == "fact-doi"
        shown = await at.press(*"moss", "enter")
        assert "moss is not a DOI" in shown
        assert "Esc back" in shown
        assert any("DOI" in line and "moss" in line for line in shown.splitlines())
        await resized(at, (60, 10))
        assert any("DOI" in line and "moss" in line for line in at.text.splitlines())
        await at.press("!")
        assert at.app.focused.value == "moss!"


@pytest.mark.parametrize("opened", ["R", "S", "f", "C", "I", "L", "D", "X", "w", "question_mark", "enter"])
@pytest.mark.parametrize("key", ["q", "escape"])
async def test_where_nothing_is_typed_q_and_escape_lead_back_and_do_nothing_else(filled, desk, opened, key):
    filled.merge(40, 39)  # the paper that has the cursor
    async with desk(filled) as at:
        before = acts(filled)
        await at.press(opened)
        assert len(at.app.screen_stack) == 2 or at.shelf.mode == "reading"
        await at.press(key)
        assert len(at.app.screen_stack) == 1
        assert at.shelf.mode == "list"
        assert acts(filled) == before
        assert at.app.return_code is None


@pytest.mark.parametrize(("key", "status"), [("m", "queued"), ("r", "read"), ("x", "dropped")])
async def test_a_status_has_the_letter_it_has_everywhere(filled, desk, key, status):
    async with desk(filled) as at:
        await at.press("R", key)
        assert filled.entry(at.shelf.list.current).status == status
