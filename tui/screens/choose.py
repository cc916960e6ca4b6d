"""Choosing from a list: by arrows, by typing, by an option's own key or number; a preview scrolls by ⇧↓ and ⇧↑."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from storage.papers.text import fold
from tui.screens.dialog import Dialog
from tui.widgets.bar import Bar, Run
from tui.widgets.line_edit import LineEdit
from tui.widgets.lines import Lines, fit
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


class Options(Lines, can_focus=True):
    """The options, one a line."""

    @dataclass
    class Chosen(Message):
        """An option was pressed or entered."""

        option: Option

    @dataclass
    class Moved(Message):
        """The cursor is on another option."""

        option: Option | None

        def can_replace(self, message: Message) -> bool:
            """Let the last of many moves stand for all of them."""
            return isinstance(message, Options.Moved)

    def __init__(self, options: Sequence[Option], *, numbered: bool = False, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.options = list(options)
        self.numbered = numbered
        self.cursor = 0

    def line_count(self) -> int:
        return len(self.options)

    @property
    def current(self) -> Option | None:
        """The option under the cursor."""
        return self.options[self.cursor] if 0 <= self.cursor < len(self.options) else None

    def show(self, options: Sequence[Option], cursor: int = 0) -> None:
        """Offer other options."""
        self.options = list(options)
        self.cursor = max(0, min(cursor, len(options) - 1))
        self._keep_in_sight()
        self.refresh()
        self.post_message(self.Moved(self.current))

    def move(self, index: int) -> None:
        """Put the cursor on an option."""
        self.cursor = max(0, min(index, len(self.options) - 1))
        self._keep_in_sight()
        self.refresh()
        self.post_message(self.Moved(self.current))

    def _keep_in_sight(self) -> None:
        height = max(1, self.body_height)
        if self.cursor < self.top:
            self.top = self.cursor
        elif self.cursor >= self.top + height:
            self.top = self.cursor - height + 1
        self.top = max(0, min(self.top, len(self.options) - height))

    def on_resize(self) -> None:
        self._keep_in_sight()

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

    def __init__(
        self,
        title: str,
        options: Sequence[Option],
        *,
        typing: bool = False,
        preview: Callable[[Any], Sequence[Piece]] | None = None,
        start: Any = None,
        numbered: bool = True,
        hint: str = "type to find",
        hints: Sequence[tuple[str, str]] = (("Enter", "choose"), ("Esc", "leave")),
        keymap: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self.heading = title
        self.every = list(options)
        self.typing = typing
        self.preview = preview
        self.start = start
        self.numbered = typing and numbered
        self.hint = hint
        self.hints = tuple(hints)
        self.keymap = keymap

    def compose(self) -> ComposeResult:
        with Vertical(classes="box", id="chooser"):
            yield Bar(id="choose-title")
            if self.typing:
                yield LineEdit(
                    prompt=" > ", hint=self.hint, keymap=self.keymap, digits=not self.numbered, id="choose-line"
                )
            yield Options(self.every, numbered=self.numbered, id="choose-options")
            if self.preview is not None:
                yield Bar(id="choose-rule")
                yield Prose(id="choose-preview")
            yield Bar(id="choose-hints")

    def on_mount(self) -> None:
        self.query_one("#choose-title", Bar).say([Run(f" {self.heading}", "bar--strong")])
        self.query_one("#choose-hints", Bar).say(
            [run for key, word in self.hints for run in (Run(f" {key}", "bar--key"), Run(f" {word} ", "bar--quiet"))]
        )
        options = self.query_one(Options)
        room = self.app.size.height - 7 - (1 if self.typing else 0) - (9 if self.preview is not None else 0)
        options.styles.height = max(3, min(len(self.every) + (1 if self.typing else 0), room, 24))
        values = [option.value for option in self.every]
        options.cursor = values.index(self.start) if self.start in values else 0
        self.set_focus(self.query_one(LineEdit) if self.typing else options)  # now: keys are waiting
        self.show_preview(options.current)

    def show_preview(self, option: Option | None) -> None:
        """Show what the option under the cursor would give."""
        if self.preview is not None:
            pieces = self.preview(option.value) if option is not None else ()
            self.query_one("#choose-preview", Prose).show(pieces)

    def take(self, event: events.Key) -> bool:
        options = self.query_one(Options)
        key = event.key
        character = event.character or ""
        page = max(1, options.size.height - 1)
        whole = len(options.options)
        steps = {
            "down": 1, "j": 1, "up": -1, "k": -1, "pagedown": page, "ctrl+d": page, "pageup": -page, "ctrl+u": -page,
            "home": -whole, "g": -whole, "end": whole, "G": whole,
        }  # fmt: skip
        preview = self.query_one("#choose-preview", Prose) if self.preview is not None else None
        half = max(1, preview.size.height // 2) if preview is not None else 0
        scrolls = {"shift+down": half, "J": half, "shift+up": -half, "K": -half}
        own = [option for option in options.options if option.key and option.key == character]
        if self.numbered and character and character in "123456789":
            if int(character) <= len(options.options):
                self.chosen(options.options[int(character) - 1])
        elif own:
            self.chosen(own[0])
        elif key == "escape":
            self.dismiss(None)
        elif key == "enter" and options.current is not None:
            self.chosen(options.current)
        elif key in steps:
            options.move(options.cursor + steps[key])
        elif preview is not None and key in scrolls:
            preview.scroll_to_line(preview.top + scrolls[key])
        else:
            return False
        return True

    @on(Options.Chosen)
    def _pressed(self, message: Options.Chosen) -> None:
        self.chosen(message.option)

    @on(Options.Moved)
    def _moved(self, message: Options.Moved) -> None:
        self.show_preview(message.option)

    def chosen(self, option: Option) -> None:
        """Take an option; a subclass may do otherwise."""
        self.dismiss(option.value)

    # -- typing ------------------------------------------------------------------------------------------------------

    @on(LineEdit.Changed)
    def _typed(self, message: LineEdit.Changed) -> None:
        self.query_one(Options).show(self.matching(message.text))

    def matching(self, text: str) -> list[Option]:
        """Return the options that hold every word of `text`."""
        words = fold(text).split()
        return [option for option in self.every if all(word in fold(f"{option.text} {option.note}") for word in words)]

    @on(LineEdit.Left)
    def _left(self, message: LineEdit.Left) -> None:
        option = self.query_one(Options).current
        if not message.keep:
            self.dismiss(None)
        elif option is not None:
            self.chosen(option)

    @on(LineEdit.Moved)
    def _line_moved(self, message: LineEdit.Moved) -> None:
        options = self.query_one(Options)
        page = max(1, options.size.height - 1)
        step = {"down": 1, "up": -1, "page_down": page, "page_up": -page}[message.action]
        options.move(options.cursor + step)


class Question(Chooser):
    """Asks something with a few answers; shows a sentence above them."""

    def __init__(self, title: str, sentence: str, options: Sequence[Option]) -> None:
        super().__init__(title, options, preview=lambda _: (Piece(sentence),))
