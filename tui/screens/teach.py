"""A page beside its reading: what each line is taken for, and the few words of its reader by which it is read anew."""

from collections import deque
from collections.abc import Callable
from functools import partialmethod
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual import events, on
from textual.app import ComposeResult

from storage.papers.text import fold
from storage.papers.words import papers
from tui.screens.dialog import Dialog
from tui.widgets.bar import Run
from tui.widgets.line_edit import LineEdit
from tui.widgets.lines import Rows, fit
from tui.widgets.prose import Piece, Prose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.desk.teaching import Lesson, Told

GUTTER = 9
"""Cells before a line that say what it is."""
LOOKS = {"title": "prose--title", "both": "prose--title", "people": "prose--strong", "skipped": "prose--warn"}
"""How the lines of a page look, by what they are taken for; others are quiet but for the parts of records."""


_WORDS = 3
"""Gaps in a line that is more than a heading."""


class Lines(Rows):
    """The lines of a page, each behind what it is taken for."""

    told: "Sequence[Told]" = ()

    def line_count(self) -> int:
        return len(self.told)

    def paint_line(self, index: int, width: int) -> list[Segment]:
        told = self.told[index]
        over = "options--cursor" if index == self.cursor else ""
        role = f" {'*' if told.marked else ' '}{told.role}"
        style = LOOKS.get(told.role, "prose--text" if told.role else "prose--quiet")
        text = f"{told.line.mark} {told.line.text}" if told.line.mark else told.line.text
        return [
            Segment(fit(role, GUTTER), self.style_of("prose--key" if told.marked else "prose--label", over)),
            Segment(" ", self.style_of("prose--text", over)),
            Segment(fit(text, width - GUTTER - 1), self.style_of(style, over)),
        ]

    def pressed(self, event: events.MouseDown) -> None:
        event.stop()
        if self.top + event.y < len(self.told):
            self.move(self.top + event.y)


class TeachScreen(Dialog[bool | None]):
    """One page. Dismisses with True where it is to be read as was said here."""

    where = "teach"
    box = "box tall broad"

    def __init__(self, lesson: "Lesson") -> None:
        super().__init__("The page, and how it is read")
        self.lesson = lesson
        self.moved = self.rows = Lines(id="teach-lines")
        self.pane = Prose(id="teach-pane")
        self.naming = False
        """Whether the line at the bottom asks for a name, and not for what is to be found."""
        self.warned = ""
        """The name that is taken, where its reader was told so."""
        self.wanted: deque[Callable[[], str | None]] = deque()
        """What is to be done to the lesson, one after the other, off the event loop."""

    def body(self) -> ComposeResult:
        yield self.rows
        yield self.pane
        self.line = LineEdit(prompt="", hint="", keymap=self.app.keymap, id="teach-line")
        self.line.display = False
        yield self.line

    def on_mount(self) -> None:
        self.set_focus(self.rows)
        self.show()
        if self.lesson.reading.records:
            self.action_next_doubt()
        else:
            self._next(lambda told: told.line.text.count(" ") >= _WORDS, start=0)

    # -- showing -----------------------------------------------------------------------------------------------------

    def show(self, wrong: str = "") -> None:
        """Show the page as it is read now, and what was `wrong` with what was said."""
        self.rows.told = self.lesson.told()
        records = self.lesson.reading.records
        unsure = sum(not record.listed.is_sure for record in records)
        words = f": {papers(len(records))}" + (f", {unsure:,} unsure" if unsure else "")
        self.head(Run(words, "bar--strong"))
        self.rows.move(self.rows.cursor)
        if wrong:
            self.call_after_refresh(self.pane.show, [Piece(wrong, "prose--warn")])

    @on(Rows.Moved)
    def show_line(self) -> None:
        """Show what the line under the cursor is part of."""
        if not self.rows.told:
            return
        told = self.rows.told[self.rows.cursor]
        if told.record is None:
            words = f"skipped: {told.why}" if told.role == "skipped" else "no part of a paper"
            self.pane.show([Piece(words, "prose--warn" if told.role == "skipped" else "prose--quiet")])
            return
        paper, sure = told.record.listed.paper, told.record.listed.confidence
        by = ", ".join(name.text for name in paper.authors) or "no people"
        when = ", ".join(str(fact) for fact in (paper.venue, paper.year) if fact)
        self.pane.show([
            Piece(paper.title, "prose--title"), Piece(by, "prose--strong"),
            Piece(f"{when + ' · ' if when else ''}{sure:.0%} sure", "prose--quiet"),
        ])  # fmt: skip

    # -- saying ------------------------------------------------------------------------------------------------------

    def _say(self, role: str) -> None:
        """Say what the line under the cursor is; that it is none, of all lines of its record."""
        from tui.desk.teaching import LETTERS

        if not self.rows.told:
            return
        told = self.rows.told[self.rows.cursor]
        numbers = told.record.lines if role == "none" and told.record else (told.line.number,)
        self._do(lambda: self.lesson.say(numbers, LETTERS[role]))

    action_is_title = partialmethod(_say, "title")
    action_are_people = partialmethod(_say, "people")
    action_is_both = partialmethod(_say, "both")
    action_is_none = partialmethod(_say, "none")

    def action_unsay(self) -> None:
        """Take back what was said last."""
        self._do(self.lesson.undo)

    def _do(self, act: Callable[[], str | None]) -> None:
        """Do something to the lesson once what was asked for before is done."""
        self.wanted.append(act)
        if len(self.wanted) == 1:
            self.head(Run(": reading…", "bar--quiet"))
            self.run_worker(self._work, thread=True, group="teach", exit_on_error=False)

    def _work(self) -> None:
        wrong = ""
        while self.wanted:
            wrong = self.wanted[0]() or ""
            self.wanted.popleft()
        self.app.call_from_thread(self.show, wrong)

    # -- going -------------------------------------------------------------------------------------------------------

    def action_next_doubt(self) -> None:
        """Go to the next record that is unsure, or line that is skipped; round and round."""
        self._next(lambda told: bool(told.role == "skipped" or (told.record and not told.record.listed.is_sure)))

    def _next(self, wanted: "Callable[[Told], bool]", start: int = 1) -> None:
        told, here = self.rows.told, self.rows.cursor
        places = ((here + step) % len(told) for step in range(start, len(told) + start))
        record = told[here].record if told and start else None
        found = (at for at in places if wanted(told[at]) and (record is None or told[at].record is not record))
        self.rows.move(next(found, here))

    def action_find_line(self) -> None:
        self._ask(" / ", "find a line")

    def _ask(self, prompt: str, hint: str, text: str = "") -> None:
        """Ask for something in the line at the bottom."""
        self.line.prompt, self.line.hint = prompt, hint
        self.line.set(text, tell=False)
        self.line.display = True
        self.set_focus(self.line)

    @on(LineEdit.Changed)
    def _typed(self, message: LineEdit.Changed) -> None:
        if self.naming:
            return
        words = fold(message.text).split()
        self._next(lambda told: all(word in fold(told.line.text) for word in words), start=0)

    @on(LineEdit.Left)
    def _left(self, message: LineEdit.Left) -> None:
        if self.naming and message.keep and not self._named(self.line.text):
            self.line.leaving = False
            return
        self.naming = False
        self.line.display = False
        self.set_focus(self.rows)
        self.show_line()

    @on(LineEdit.Moved)
    def _line_moved(self, message: LineEdit.Moved) -> None:
        self.rows.go(message.action)

    # -- leaving -----------------------------------------------------------------------------------------------------

    def action_take_reading(self) -> None:
        """Leave with the page as it is read now, once that is done."""
        if self.wanted:
            return
        if not self.lesson.marks:
            self.dismiss(None)
        elif self.lesson.is_new:
            self.naming = True
            self._ask(" layout's name: ", "", self.lesson.name)
            self.pane.show([Piece("Enter keeps the layout under this name once the page is imported", "prose--quiet")])
        else:
            self._done()

    def _named(self, name: str) -> bool:
        """Have the layout be called so, and leave; return whether that was done."""
        from tui.desk import layouts

        wrong = self.lesson.call(name)
        if not wrong and self.warned != self.lesson.name and layouts.is_taken(self.lesson.name, self.app.settings):
            self.warned = self.lesson.name
            wrong = f"there is a layout “{self.warned}”: Enter replaces it, or give another name"
        if wrong:
            self.pane.show([Piece(wrong, "prose--warn")])
        else:
            self._done()
        return not wrong

    def _done(self) -> None:
        self.lesson.take()
        self.dismiss(True)
