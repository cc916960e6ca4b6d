"""The shelf in numbers: papers by status, year and venue, as bars of text."""

from collections.abc import Sequence

from storage.papers.words import papers
from tui.screens.dialog import Page
from tui.widgets.prose import Piece

WIDTH = 34
"""Cells of the longest bar."""
YEARS = 40
"""Years shown; the ones before are one line."""

UNKNOWN = "not known"
"""What stands for papers of which it is not known."""


def bars(counts: Sequence[tuple[str, int]]) -> list[Piece]:
    """Return a bar for each count, the longest WIDTH cells."""
    most = max((count for _, count in counts), default=0)
    label = min(24, max((len(name) for name, _ in counts), default=0))
    said: list[Piece] = []
    for name, count in counts:
        whole, eighths = divmod(round(count * WIDTH * 8 / most) if most else 0, 8)
        bar = ("█" * whole + " ▏▎▍▌▋▊▉"[eighths]).rstrip()
        text, style = (f"{bar} {count:,}", "prose--mark") if count else ("0", "prose--quiet")
        shown = name if len(name) <= label else name[: label - 1] + "…"
        said.append(Piece(text, style, f"{shown:>{label}}  "))
    return said


def pieces(statistics: dict[str, list[tuple[str, int]]], total: int) -> list[Piece]:
    """Return the page."""
    said = [Piece(f"{papers(total)} on the shelf", "prose--title")]
    years = [counted for counted in statistics["year"] if counted[0] != UNKNOWN]
    if len(years) > YEARS:
        early = years[:-YEARS]
        years = [(f"to {early[-1][0]}", sum(count for _, count in early)), *years[-YEARS:]]
    years += [counted for counted in statistics["year"] if counted[0] == UNKNOWN]
    for title, counts in ("By status", statistics["status"]), ("By year", years), ("By venue", statistics["venue"]):
        if counts:
            said += [Piece(""), Piece(title, "prose--strong"), *bars(counts)]
    return said


class StatisticsScreen(Page):
    """The page of numbers; counted in a thread, which takes a second at a million papers."""

    def __init__(self) -> None:
        super().__init__("Statistics", [Piece("counting…", "prose--quiet")])

    def on_mount(self) -> None:
        self.app.aside(lambda library, _: pieces(library.statistics(), library.count()), self.prose.show)
