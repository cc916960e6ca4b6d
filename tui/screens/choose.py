"""Choosing from a list: by arrows, by typing, by an option's own key or number; a preview scrolls."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partialmethod
from typing import Any, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual import events, on
from textual.app import ComposeResult
from textual.message import Message

from storage.papers.text import fold
from tui import keys
from tui.screens.dialog import Dialog
from tui.widgets.bar import Bar
from tui.widgets.line_edit import LineEdit
from tui.widgets.lines import Rows, fit
from tui.widgets.prose import Piece, Prose


class Option(NamedTuple):
    """One thing to choose."""

    value: Any
    text: str
    key: str = ""
    """A key that chooses it at once, where nothing is typed."""
    note: str = ""
    """Stands faint at the right."""
    mark: str = ""
    """Stands before it: `✓`, `[x]`."""


class Options(Rows):
    """The options, one a line."""

    @dataclass
    class Chosen(Message):
        """An option was pressed or entered."""

        option: Option

    def __init__(self, options: Sequence[Option], *, numbered: bool = False, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.options = list(options)
        self.numbered = numbered

    def line_count(self) -> int:
        return len(self.options)

    @property
    def current(self) -> Option | None:
        """The option under the cursor."""
        return self.options[self.cursor] if 0 <= self.cursor < len(self.options) else None

    def place_of(self, value: Any) -> int:
        """Return the place of the option that has this value; 0 where none has."""
        return next((place for place, option in enumerate(self.options) if option.value == value), 0)

    def show(self, options: Sequence[Option], cursor: int = 0) -> None:
        """Offer other options."""
        self.options = list(options)
        self.move(cursor)

    def paint_line(self, index: int, width: int) -> list[Segment]:
        option = self.options[index]
        over = "options--cursor" if index == self.cursor else ""
        key = option.key or (str(index + 1) if self.numbered and index < 9 else "")
        before = f" {key:<2}" if key or self.numbered or any(other.key for other in self.options) else " "
        mark = f"{option.mark} " if option.mark else ""
        note = f" {option.note} " if option.note else " "
        room = width - cell_len(before)
        text = mark + option.text
        note_cells = min(cell_len(note), max(1, room - min(cell_len(text), room // 2)))
        return [
            Segment(before, self.style_of("options--key", over)),
            Segment(fit(text, room - note_cells), self.style_of("options--text", over)),
            Segment(fit(note, note_cells), self.style_of("options--note", over)),
        ]

    def pressed(self, event: events.MouseDown) -> None:
        event.stop()
        index = self.top + event.y
        if index < len(self.options):
            self.move(index)
            self.post_message(self.Chosen(self.options[index]))


class Chooser(Dialog[Any]):
    """Offers options and dismisses with the value chosen, or None."""

    where = "chooser"
    does = "choose"
    """What choosing does."""
    typing = False
    """Whether what is typed finds."""
    hint = "type to find"
    numbered = False
    """Whether digits choose, while nothing is typed."""
    preview: Callable[[Any], Sequence[Piece]] | None = None
    """Returns what an option's value would give."""

    def __init__(self, heading: str, options: Sequence[Option], *, start: Any = None) -> None:
        super().__init__(heading)
        self.every = list(options)
        self.moved = self.options = Options(self.every, numbered=self.numbered, id="choose-options")
        self.pane = Prose(id="choose-preview")
        self.options.cursor = self.options.place_of(start)
        self.options.can_focus = not self.typing  # what is typed stays in its line, whatever is pressed

    def body(self) -> ComposeResult:
        if self.typing:
            yield LineEdit(prompt=" > ", hint=self.hint, keymap=self.app.keymap, digits=not self.numbered)
        yield self.options
        if self.preview is not None:
            yield Bar()
            yield self.pane

    def on_mount(self) -> None:
        self.fit(self.app.size.height)
        self.set_focus(self.query_one(LineEdit) if self.typing else self.options)  # now: keys are waiting
        self.show_preview(self.options.current)

    def on_resize(self, event: events.Resize) -> None:
        self.fit(event.size.height)

    def fit(self, height: int) -> None:
        """Give options and preview the room that there is, and have the option under the cursor seen."""
        room = height - 8 - self.typing
        preview = 0 if self.preview is None else min(9, max(3, room // 2))
        options = max(2, min(len(self.every) + self.typing, room - preview, 24))
        self.options.styles.height = options
        self.options.place(self.options.cursor)
        self.pane.styles.max_height = max(1, room - options - 1)

    def hints(self) -> list[tuple[str, str, str]]:
        said = [(keys.first("choose", self.app.keymap), self.does, "choose")]
        if self.numbered or any(option.key == "1" for option in self.every):
            said.append(("1-9", self.does, "choose"))
        if self.typing:
            said.append(("↑↓", "look", "dialog_down"))
        if self.preview is not None:
            scroll = keys.keys_of(keys.BY_ID["preview_down"], self.app.keymap)
            # A letter is typed where something is typed; the last key is the one that is none.
            said.append((keys.shown(scroll[-1 if self.typing else 0]), "scroll", "preview_down"))
        return said + super().hints()

    def show_preview(self, option: Option | None) -> None:
        """Show what the option under the cursor would give."""
        if self.preview is not None:
            self.pane.show(self.preview(option.value) if option is not None else ())

    def take(self, event: events.Key) -> bool:
        offered, character = self.options.options, event.character or ""
        own = [option for option in offered if option.key and option.key == character]
        if self.numbered and character and character in "123456789":
            own = offered[int(character) - 1 : int(character)]
        elif not own:
            return super().take(event)
        for option in own[:1]:
            self.chosen(option)
        return True

    def action_choose(self) -> None:
        if self.options.current is not None:
            self.chosen(self.options.current)

    def _scroll(self, step: str) -> None:
        self.pane.go(step)

    action_preview_down = partialmethod(_scroll, "half_down")
    action_preview_up = partialmethod(_scroll, "half_up")

    @on(Options.Chosen)
    def _pressed(self, message: Options.Chosen) -> None:
        self.chosen(message.option)

    @on(Options.Moved)
    def _moved(self) -> None:
        self.show_preview(self.options.current)

    def chosen(self, option: Option) -> None:
        """Take an option; a subclass may do otherwise."""
        self.dismiss(option.value)

    # -- typing ------------------------------------------------------------------------------------------------------

    @on(LineEdit.Changed)
    def _typed(self, message: LineEdit.Changed) -> None:
        self.options.show(self.matching(message.text))

    def matching(self, text: str) -> list[Option]:
        """Return the options that hold every word of `text`."""
        words = fold(text).split()
        return [option for option in self.every if all(word in fold(f"{option.text} {option.note}") for word in words)]

    @on(LineEdit.Left)
    def _left(self, message: LineEdit.Left) -> None:
        self.do(["choose" if message.keep else "back"])

    @on(LineEdit.Moved)
    def _line_moved(self, message: LineEdit.Moved) -> None:
        self.options.go(message.action)


class Question(Chooser):
    """Asks something with a few answers; shows a sentence above them."""

    def __init__(self, heading: str, sentence: str, options: Sequence[Option]) -> None:
        self.preview = lambda _: (Piece(sentence),)
        super().__init__(heading, options)
