"""The shelf in numbers: papers by status, year and venue, as bars of text."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from tui.screens.dialog import Dialog
from tui.widgets.bar import Bar, Run
from tui.widgets.prose import Piece, Prose

if TYPE_CHECKING:
    from tui.host import Host

WIDTH = 34
"""Cells of the longest bar."""
YEARS = 40
"""Years shown; the ones before are one line."""


def bars(counts: Sequence[tuple[str, int]]) -> list[Piece]:
    """Return a bar for each count, the longest WIDTH cells."""
    most = max((count for _, count in counts), default=0)
    label = min(24, max((len(name) for name, _ in counts), default=0))
    said: list[Piece] = []
    for name, count in counts:
        eighths = round(count * WIDTH * 8 / most) if most else 0
        bar = "█" * (eighths // 8) + ("▏▎▍▌▋▊▉"[eighths % 8 - 1] if eighths % 8 else "")
        shown = name if len(name) <= label else name[: label - 1] + "…"
        said.append(
            Piece(
                f"{bar} {count:,}" if count else "0", "prose--mark" if count else "prose--quiet", f"{shown:>{label}}  "
            )
        )
    return said


def pieces(statistics: dict[str, list[tuple[str, int]]], total: int) -> list[Piece]:
    """Return the page."""
    said = [Piece(f"{total:,} paper{'' if total == 1 else 's'} on the shelf", "prose--title")]
    years = statistics.get("year", [])
    if len(years) > YEARS:
        early = years[:-YEARS]
        years = [(f"to {early[-1][0]}", sum(count for _, count in early)), *years[-YEARS:]]
    for title, counts in (
        ("By status", statistics.get("status", [])),
        ("By year", years),
        ("By venue", statistics.get("venue", [])),
    ):
        if counts:
            said += [Piece(""), Piece(title, "prose--strong"), *bars(counts)]
    return said


class StatisticsScreen(Dialog[None]):
    """The page of numbers; counted in a thread, which takes a second at a million papers."""

    def __init__(self, host: "Host") -> None:
        super().__init__()
        self.host = host

    def compose(self) -> ComposeResult:
        with Vertical(classes="box tall"):
            yield Bar(id="statistics-title")
            yield Prose([Piece("counting…", "prose--quiet")], id="statistics", classes="fill")
            yield Bar(id="statistics-hints")

    def on_mount(self) -> None:
        self.query_one("#statistics-title", Bar).say([Run(" Statistics", "bar--strong")])
        self.query_one("#statistics-hints", Bar).say([Run(" Esc", "bar--key"), Run(" back", "bar--quiet")])
        self.host.aside(
            lambda library, _: pieces(library.statistics(), library.count()),
            lambda said: self.query_one("#statistics", Prose).show(said),
        )

    def take(self, event: events.Key) -> bool:
        page = self.query_one("#statistics", Prose)
        height = max(1, page.size.height - 1)
        steps = {"j": 1, "down": 1, "k": -1, "up": -1, "pagedown": height, "pageup": -height, "ctrl+d": height // 2,
                 "ctrl+u": -height // 2, "g": -10**6, "home": -10**6, "G": 10**6, "end": 10**6}  # fmt: skip
        if event.key in steps:
            page.scroll_to_line(page.top + steps[event.key])
        elif event.key in ("escape", "q", "w", "enter"):
            self.dismiss(None)
        else:
            return False
        return True
