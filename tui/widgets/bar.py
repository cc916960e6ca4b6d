"""One painted line: runs of words at the left, runs at the right, each of which may be pressed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.message import Message

from tui import keys
from tui.widgets.lines import Lines, fit


class Run(NamedTuple):
    """A piece of a bar: text, the component class that colours it, and what a press on it does."""

    text: str
    style: str = "bar--plain"
    press: str = ""


def hints(said: Iterable[tuple[str, str, str]]) -> list[Run]:
    """Return the runs that tell of keys: (key, word, what a press on it does)."""
    return [
        run
        for key, word, press in said
        for run in (Run(f" {key}", "bar--key", press), Run(f" {word} ", "bar--quiet", press))
    ]


class Bar(Lines, can_focus=False):
    """A line of runs; when there is too little room the left ones give way."""

    DEFAULT_CSS = """
    Bar { height: 1; }
    """

    @dataclass
    class Pressed(Message):
        """A run was pressed."""

        bar: "Bar"
        press: str

    press = ""
    """What a press does where no run says otherwise."""
    _left: tuple[Run, ...] = ()
    _right: tuple[Run, ...] = ()

    def say(self, left: Sequence[Run] | None = None, right: Sequence[Run] | None = None) -> None:
        """Show these runs; None leaves a side as it is."""
        wanted = (self._left if left is None else tuple(left), self._right if right is None else tuple(right))
        if wanted != (self._left, self._right):
            self._left, self._right = wanted
            self.refresh()

    def tell(
        self, said: Iterable[tuple[str, str, str]], *, before: Sequence[Run] = (), behind: Sequence[Run] = ()
    ) -> None:
        """Show what keys do, those that lead out at the right, where nothing gives way."""
        hinted = list(said)
        left, right = (hints(one for one in hinted if (one[2] in keys.WAYS_OUT) is out) for out in (False, True))
        self.say([*before, *left], [*right, *behind])

    @property
    def text(self) -> str:
        """What the bar says, without colours."""
        return "".join(run.text for run in (*self._left, *self._right))

    def _placed(self, width: int) -> list[tuple[str, Run]]:
        """Return what stands where: the text in its final width, and its run."""
        right = [(run.text, run) for run in self._right]
        room = width - sum(cell_len(text) for text, _ in right)
        if room < 0:
            return [(fit(" ".join(text for text, _ in right), width), Run(""))]
        placed: list[tuple[str, Run]] = []
        for run in self._left:
            if run.text == "─":  # a rule fills what is left
                placed.append(("─" * room, run))
                return [*placed, *right]
            cells = cell_len(run.text)
            if cells > room:
                # A key hint is whole or absent; the last run of plain words may be cut.
                if run.press or room < 4:
                    if placed and run.press and placed[-1][1].press == run.press:
                        room += cell_len(placed.pop()[0])
                    break
                placed.append((fit(run.text, room), run))
                room = 0
                break
            placed.append((run.text, run))
            room -= cells
        return [*placed, (" " * room, Run("")), *right]

    def paint_line(self, index: int, width: int) -> list[Segment]:
        return [Segment(text, self.style_of(run.style)) for text, run in self._placed(width) if text]

    def pressed(self, event: events.MouseDown) -> None:
        x = 0
        for text, run in self._placed(self.size.width):
            x += cell_len(text)
            if event.x < x:
                if press := run.press or self.press:
                    event.stop()
                    self.post_message(self.Pressed(self, press))
                return
