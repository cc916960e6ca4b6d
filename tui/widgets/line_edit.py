"""The filter line: one line of text, edited in place; a span can be underlined, a completion shown faint."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partialmethod

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import BindingsMap
from textual.message import Message
from textual.strip import Strip

from storage.papers.text import clean
from tui import keys
from tui.widgets.lines import Lines

LIMIT = 10_000
"""Longest filter in characters."""
_NUMBERS = frozenset("123456789")


def _word(text: str, at: int) -> int:
    """Return where the word before a place begins."""
    return text[:at].rstrip().rfind(" ") + 1


def _word_end(text: str, at: int) -> int:
    end = text.find(" ", at + 1)
    return len(text) if end < 0 else end


_CUTS: Mapping[str, Callable[[str, int], tuple[int, int]]] = {
    **dict.fromkeys(("backspace", "ctrl+h"), lambda _, at: (max(0, at - 1), at)),
    **dict.fromkeys(("ctrl+w", "ctrl+backspace", "alt+backspace"), lambda text, at: (_word(text, at), at)),
    "delete": lambda _, at: (at, at + 1),
    "ctrl+u": lambda _, at: (0, at),
    "ctrl+k": lambda text, at: (at, len(text)),
}
"""The span that a key takes out of the text."""
_GOES: Mapping[str, Callable[[str, int], int]] = {
    "left": lambda _, at: at - 1,
    "right": lambda _, at: at + 1,
    "ctrl+left": _word,
    "ctrl+right": _word_end,
    **dict.fromkeys(("home", "ctrl+a"), lambda _text, _at: 0),
    **dict.fromkeys(("end", "ctrl+e"), lambda text, _: len(text)),
}
"""Where a key puts the cursor."""


class LineEdit(Lines):
    """A line of text with a cursor. Unlike Textual's Input it never asks for a layout, which costs 25 ms a key."""

    DEFAULT_CSS = """
    LineEdit { height: 1; }
    """

    @dataclass
    class Changed(Message):
        """The text is another."""

        text: str

    @dataclass
    class Left(Message):
        """The line is left, with the text kept or as it was before."""

        keep: bool

    @dataclass
    class Moved(Message):
        """A key that moves in the list was pressed."""

        action: str

    class Complete(Message):
        """A completion of the word before the cursor is wanted."""

    @dataclass
    class Many(Message):
        """Several lines were pasted, which is no filter."""

        text: str

    def __init__(
        self, *, prompt: str, hint: str, keymap: keys.Keymap, digits: bool = True,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:  # fmt: skip
        super().__init__(id=id)
        self._bindings = BindingsMap(keys.bindings("filter", keymap))
        self.prompt = prompt
        self.digits = digits
        """False leaves 1 to 9 to the screen, which chooses by them, for as long as the line is empty."""
        self.hint = hint
        """Shown faint while the line is empty."""
        self.text = ""
        self.cursor = 0
        """Index of the character under the cursor."""
        self.error: tuple[int, int] | None = None
        """Span that is underlined as wrong."""
        self.offer = ""
        """What a completion would append, shown faint after the cursor."""
        self.recall = ""
        """What was typed when the line was left without it: shown faint, and taken back by the key that completes,
        until something is typed."""
        self._take_back = keys.first("complete", keymap)
        self.leaving = False
        """True from the key that ends the typing until the focus is elsewhere; keys wait meanwhile."""
        self._first = 0

    def set(self, text: str, *, tell: bool = True) -> None:
        """Put this text in the line, the cursor behind it."""
        text = clean(text.replace("\n", " "), LIMIT) + (" " if text.endswith(" ") and text.strip() else "")
        self.cursor = len(text)
        self._became(text, tell=tell)

    def _became(self, text: str, *, tell: bool = True) -> None:
        changed = text != self.text
        self.text = text
        self.offer = ""
        if changed:
            self.error = None
            self.recall = ""
        self.refresh()
        if changed and tell:
            self.post_message(self.Changed(text))

    def _splice(self, start: int, end: int, text: str = "") -> None:
        self.cursor = start + len(text)
        self._became((self.text[:start] + text + self.text[end:])[:LIMIT])

    # -- painting ----------------------------------------------------------------------------------------------------

    def paint_line(self, index: int, width: int) -> list[Segment]:
        room = max(1, width - cell_len(self.prompt) - 1)
        # The window slides so that the cursor is always in sight.
        self._first = min(self._first, self.cursor)
        while cell_len(self.text[self._first : self.cursor]) >= room:
            self._first += max(1, (self.cursor - self._first - room) // 2)
        segments = [Segment(self.prompt, self.style_of("edit--prompt"))]
        text = self.text[self._first : self._first + room]
        rest = self.offer if self.cursor == len(self.text) else ""
        if self.has_focus and self.cursor >= self._first + len(text):
            text, rest = text + (rest[:1] or " "), rest[1:]
        start, end = self.error or (-1, -1)
        end = max(end, start + 1)
        for place, character in enumerate(text, self._first):
            name = "edit--error" if start <= place < end else "edit--text"
            over = "edit--cursor" if self.has_focus and place == self.cursor else ""
            segments.append(Segment(character, self.style_of(name, over)))
        faint = rest if self.text else self.hint
        if self.recall:
            faint = f"  {self._take_back} brings back: {self.recall}"
        segments.append(Segment(faint, self.style_of("edit--hint")))
        return list(Strip(segments).adjust_cell_length(width, self.base_style()))

    # -- editing -----------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        if self.take(event):
            event.stop()
            event.prevent_default()

    def take(self, event: events.Key) -> bool:
        """Edit the text as a key says; return whether the key was one of editing."""
        key, text, at = event.key, self.text, self.cursor
        if not self.digits and not text and key in _NUMBERS:
            return False
        if event.is_printable and event.character:
            self._splice(at, at, event.character)
        elif key == "right" and at == len(text) and self.offer:
            self._splice(at, at, self.offer)
        elif key in _CUTS:
            self._splice(*_CUTS[key](text, at))
        elif key in _GOES:
            self._go(_GOES[key](text, at))
        else:
            return False
        return True

    def _go(self, place: int) -> None:
        self.cursor = max(0, min(place, len(self.text)))
        self.refresh()

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        if len(event.text.strip().splitlines()) > 2:
            self.post_message(self.Many(event.text))
            return
        self._splice(self.cursor, self.cursor, clean(event.text))

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.leaving = False
        self.refresh()

    def pressed(self, event: events.MouseDown) -> None:
        event.stop()
        x = event.x - cell_len(self.prompt)
        place = self._first
        while place < len(self.text) and cell_len(self.text[self._first : place + 1]) <= x:
            place += 1
        self._go(place)

    def _leave(self, *, keep: bool) -> None:
        self.leaving = True
        self.post_message(self.Left(keep))

    action_keep = partialmethod(_leave, keep=True)
    action_leave_filter = partialmethod(_leave, keep=False)

    def action_complete(self) -> None:
        if self.recall:
            self.set(self.recall)
        else:
            self.post_message(self.Complete())

    def _moves(self, step: str) -> None:
        self.post_message(self.Moved(step))

    action_filter_down = partialmethod(_moves, "down")
    action_filter_up = partialmethod(_moves, "up")
    action_filter_page_down = partialmethod(_moves, "page_down")
    action_filter_page_up = partialmethod(_moves, "page_up")
