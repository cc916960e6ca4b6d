"""The shelf in numbers: papers by status, year and venue, as bars of text, and the diary of the last weeks."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from storage.papers.words import papers
from tui.desk.digest import diary
from tui.screens.dialog import Page
from tui.widgets.prose import Piece

if TYPE_CHECKING:
    from storage.library import Library
    from tui.desk.digest import Counts

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


def diary_pieces(title: str, counts: "Counts") -> list[Piece]:
    """Return what was done on days or in weeks; none where nothing was."""
    done = [Piece(f"{name}   {_done(*counted)}") for name, *counted in counts if any(counted)]
    return [Piece(""), Piece(title, "prose--strong"), *done] if done else []


def _done(*counted: int) -> str:
    words = ("read", "starred", "written about")
    return ", ".join(f"{count:,} {word}" for count, word in zip(counted, words, strict=True) if count)


def pieces(
    statistics: dict[str, list[tuple[str, int]]], total: int, diary: "tuple[Counts, Counts]" = ([], [])
) -> list[Piece]:
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
        if title == "By status":
            for name, done in zip(("Diary, by day", "Diary, by week"), diary, strict=True):
                said += diary_pieces(name, done)
    return said


class StatisticsScreen(Page):
    """The page of numbers; counted in a thread, which takes a second at a million papers."""

    def __init__(self) -> None:
        super().__init__("Statistics", [Piece("counting…", "prose--quiet")])

    def on_mount(self) -> None:
        def count(library: "Library", _: object) -> list[Piece]:
            return pieces(library.statistics(), library.count(), diary(library, date.today()))

        self.app.aside(count, self.prose.show)
