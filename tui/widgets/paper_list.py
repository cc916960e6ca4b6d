"""The list of papers: one widget that paints lines from a window of rows, however many papers there are."""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.segment import Segment
from textual import events
from textual.binding import BindingsMap
from textual.message import Message
from textual.strip import Strip

from storage.fields import HEADINGS
from storage.papers.paper import Status
from storage.rows import Row
from tui import keys
from tui.widgets.lines import Latest, Rows, fit
from tui.widgets.selection import Selection

ROWS_KEPT = 2_000
"""Rows kept in memory; a window of 60 lines and its neighbours fit many times."""
STRIPS_KEPT = 600
"""Painted lines kept; every Strip owns seven caches, which is where repaints save their time."""
DROPPED_AT_ONCE = 50
TITLE_LEAST = 30
"""Cells the title always has: columns give way before it does."""


class Column(NamedTuple):
    """A column of the list."""

    id: str
    heading: str
    least: int
    """Cells it has when there is little room."""
    most: int
    """Cells it has when there is plenty."""
    text: Callable[[Row], str]
    keep: int
    """The lower, the sooner it gives way when the title needs the room."""
    right: bool = False
    gap: int = 2
    """Cells behind it."""

    @property
    def sort(self) -> str:
        """The field that sorts by it; empty when none does."""
        return HEADINGS.get(self.id, "")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


COLUMNS: tuple[Column, ...] = (
    Column("status", " ", 1, 1, lambda row: row.mark, 9, gap=1),
    Column("star", " ", 1, 1, lambda row: "★" if row.starred else " ", 8, gap=1),
    Column("note", " ", 1, 1, lambda row: "≡" if row.noted else " ", 4, gap=0),
    Column("priority", "pr", 2, 2, lambda row: f"{row.priority:+d}" if row.priority else "", 2, right=True),
    Column("year", "year", 4, 4, lambda row: str(row.year or ""), 7),
    Column("date", "date", 10, 10, lambda row: row.date or "", 2),
    Column("venue", "venue", 7, 16, lambda row: row.venue or "", 5),
    Column("author", "first author", 12, 20, lambda row: row.by, 6),
    Column("score", "score", 5, 5, lambda row: _number(row.score), 2, right=True),
    Column("votes", "votes", 5, 5, lambda row: _number(row.upvotes), 2, right=True),
    Column("comments", "comm", 4, 4, lambda row: _number(row.comments), 1, right=True),
    Column("seen", "seen", 4, 4, lambda row: str(row.seen) if row.seen > 1 else "", 1, right=True),
    Column("category", "subject", 7, 12, lambda row: row.category or "", 1),
    Column("added", "added", 10, 10, lambda row: row.added[:10], 1),
    Column(
        "title",
        "title",
        TITLE_LEAST,
        10_000,
        lambda row: f"? {row.title}" if row.doubt and not row.untitled else row.titled,
        10,
        gap=0,
    ),
)
BY_ID = {column.id: column for column in COLUMNS}
LOOKS = {
    "status": "list--mark", "star": "list--star", "author": "list--author",
    "year": "list--year", "venue": "list--venue",
}  # fmt: skip
"""How columns are painted, where not as the row is."""
TITLE_LOOKS = {Status.SKIMMED: "list--read", Status.READ: "list--read", Status.DROPPED: "list--dropped"}
"""How the title is painted, where not as one to be read."""
DEFAULT_COLUMNS = ("status", "star", "year", "venue", "author", "title")


def layout(chosen: Sequence[str], width: int) -> list[tuple[Column, int]]:
    """Return the columns that fit `width` cells and their widths, the title's at least TITLE_LEAST where possible."""
    columns = [BY_ID[name] for name in chosen if name in BY_ID and name != "title"]
    spare = width - 1 - TITLE_LEAST - sum(column.least + column.gap for column in columns)
    while columns and spare < 0:
        columns.remove(least := min(columns, key=lambda column: column.keep))
        spare += least.least + least.gap
    # Spare cells first make the title comfortable, then go to the columns that can use them.
    title = TITLE_LEAST + min(spare, 24)
    spare = max(0, spare - 24)
    placed: list[tuple[Column, int]] = []
    for column in columns:
        more = min(spare, column.most - column.least)
        spare -= more
        placed.append((column, column.least + more))
    placed.insert(chosen.index("title") if "title" in chosen else len(placed), (BY_ID["title"], title + spare))
    return placed


class PaperList(Rows):
    """Papers by id, in the order of a view; rows come from `fetch` a window at a time."""

    head = 1

    class Selected(Latest):
        """The selection changed."""

    @dataclass
    class SortBy(Message):
        """A heading was clicked."""

        field: str

    class Opened(Message):
        """The paper under the cursor was clicked twice."""

    def __init__(
        self,
        fetch: Callable[[list[int]], "list[Row]"],
        *,
        columns: Sequence[str] = DEFAULT_COLUMNS,
        keymap: keys.Keymap = keys.OWN,
    ) -> None:
        super().__init__(id="list")
        self._bindings = BindingsMap(keys.bindings("list", keymap))
        self.fetch = fetch
        self.ids: Sequence[int] = array("q")
        """The view's ids, as far as they are known: the first screen at once, all of them a moment later."""
        self.partial = False
        """Whether only the view's first papers are known yet."""
        self.binned = False
        """Whether they were taken off the shelf."""
        self._wanted = ""
        """An action that waits for the whole view."""
        self.selection = Selection()
        self.range_start: int | None = None
        """Where a range began, while one is being made."""
        self.columns: tuple[str, ...] = tuple(columns)
        self.sort = "-added"
        self.empty: Callable[[], Sequence[str]] = lambda: ("",)
        """Returns what to say when there is no paper to show."""
        self._rows: OrderedDict[int, Row] = OrderedDict()
        self._strips: OrderedDict[tuple[int, int, bool, bool, bool, str], Strip] = OrderedDict()
        self._layout: list[tuple[Column, int]] = []
        self._layout_width = -1

    # -- the papers --------------------------------------------------------------------------------------------------

    def line_count(self) -> int:
        return len(self.ids)

    @property
    def current(self) -> int | None:
        """The id under the cursor."""
        return self.ids[self.cursor] if 0 <= self.cursor < len(self.ids) else None

    def show(self, ids: Sequence[int], cursor: int = 0, *, top: int | None = None) -> None:
        """Show these papers, with the cursor at an index."""
        before = self.current
        self.ids = ids
        self.range_start = None
        if top is not None:
            self.top = top
        self.place(cursor)
        self.refresh()
        if self.current != before:
            self.post_message(self.Moved())

    def extend(self, ids: Sequence[int]) -> None:
        """Take the whole view where its first papers were known; the cursor stays."""
        self.partial = False
        if self.cursor >= len(ids):
            self.show(ids, self.cursor)
        else:
            self.ids = ids
            self.scroll_to_line(self.top)
            self.refresh()
        wanted, self._wanted = self._wanted, ""
        if wanted == "last":
            self.go(wanted)
        elif wanted:
            self.action_all()

    def changed(self, ids: Sequence[int] | None = None) -> None:
        """Fetch rows again that changed on the shelf: these, or all."""
        if ids is None or len(ids) > ROWS_KEPT:
            self._rows.clear()
            self._strips.clear()
        else:
            gone = set(ids)
            for paper in gone:
                self._rows.pop(paper, None)
            for key in [key for key in self._strips if key[0] in gone]:
                del self._strips[key]
        self.refresh()

    def drop(self, papers: Sequence[int]) -> None:
        """Stop showing papers that are gone: a few at once, of many the lines stay until the view is asked again."""
        self.selection.discard(papers)
        if len(papers) < DROPPED_AT_ONCE:
            gone = set(papers)
            self.show(array("q", (paper for paper in self.ids if paper not in gone)), self.cursor)

    def targets(self) -> list[int]:
        """Return the papers an action is for: the selection, else the one under the cursor."""
        if len(self.selection):
            return list(self.selection)
        return [] if self.current is None else [self.current]

    def _fetch_window(self) -> None:
        first = max(0, self.top - self.body_height)
        window = self.ids[first : self.top + 2 * self.body_height]
        missing = [paper for paper in window if paper not in self._rows]
        if missing:
            for row in self.fetch(missing):
                self._rows[row.id] = row
            while len(self._rows) > ROWS_KEPT:
                self._rows.popitem(last=False)

    # -- painting ----------------------------------------------------------------------------------------------------

    def forget(self) -> None:
        self._strips.clear()
        self._layout_width = -1

    def set_columns(self, columns: Sequence[str]) -> None:
        """Show these columns, as far as there is room."""
        self.columns = tuple(columns)
        self.forget()
        self.refresh()

    def _columns(self, width: int) -> list[tuple[Column, int]]:
        if width != self._layout_width:
            self._layout = layout(self.columns, width)
            self._layout_width = width
            self._strips.clear()
        return self._layout

    def paint_head(self, y: int, width: int) -> list[Segment]:
        plain, arrow = self.style_of("list--head"), "↓" if self.sort.startswith("-") else "↑"
        segments = [Segment(" ", plain)]
        body = self._body_width()
        for column, cells in self._columns(body):
            heading, style = column.heading, plain
            if column.sort == self.sort.lstrip("-"):
                style = self.style_of("list--sorted")
                if cells > 2:
                    heading = f"{heading} "[: cells - 1] + arrow
            segments += [Segment(fit(heading, cells), style), Segment(" " * column.gap, plain)]
        return [*segments, Segment(" " * (width - body), plain)]

    def _body_width(self) -> int:
        """Return the cells beside the scroll bar."""
        return self.size.width - (self.line_count() > self.body_height)

    def row(self, y: int, width: int) -> Strip:
        index = self.top + y - self.head
        if y < self.head or index >= len(self.ids) > 0:
            return super().row(y, width)
        if not self.ids:
            return self.filtered(Strip(self._empty_line(y - self.head, width), width))
        paper = self.ids[index]
        bar = self._bar(y - self.head, len(self.ids))
        at_cursor = index == self.cursor
        selected = paper in self.selection or index in self.span
        key = (paper, width, at_cursor, selected, self.has_focus, bar[0].text if bar else "")
        strip = self._strips.get(key)
        if strip is None:
            if paper not in self._rows:
                self._fetch_window()
            row = self._rows.get(paper)
            segments = self.paint_row(row, width - len(bar), at_cursor=at_cursor, selected=selected)
            strip = self.filtered(Strip([*segments, *bar], width))
            if row is not None:
                self._strips[key] = strip
                if len(self._strips) > STRIPS_KEPT:
                    self._strips.popitem(last=False)
        return strip

    def paint_row(self, row: "Row | None", width: int, *, at_cursor: bool, selected: bool) -> list[Segment]:
        """Return the segments of one paper's line, `width` cells."""
        over = ("list--cursor" if self.has_focus else "list--away") if at_cursor else ""
        mark, plain = ("▌", "list--selected") if selected else (" ", "")
        if row is None:
            return [Segment(fit(f"{mark}taken off the shelf", width), self.style_of("list--dropped", over))]
        looks = {**LOOKS, "title": TITLE_LOOKS.get(row.status, "list--read" if row.untitled else "list--unread")}
        segments = [Segment(mark, self.style_of("list--mark", over))]
        for column, cells in self._columns(width):
            text = column.text(row)
            cell = fit(text.rjust(cells) if column.right else text, cells)
            segments.append(Segment(cell + " " * column.gap, self.style_of(looks.get(column.id, plain), over)))
        return segments

    def _empty_line(self, y: int, width: int) -> list[Segment]:
        words = self.empty()
        first = max(0, (self.body_height - len(words)) // 3)
        text = words[y - first] if first <= y < first + len(words) else ""
        return [Segment(fit(f"  {text}", width), self.style_of("list--empty"))]

    # -- moving ------------------------------------------------------------------------------------------------------

    def move(self, index: int) -> None:
        """Put the cursor on the paper at `index`, as far as there are papers; two lines are repainted."""
        before = self.cursor
        if not self.place(index):
            if self.range_start is not None:
                self.refresh()
            elif before != self.cursor:
                self.refresh_row(before)
                self.refresh_row(self.cursor)
        if before != self.cursor:
            self.post_message(self.Moved())
            if self.range_start is not None:
                self.post_message(self.Selected())

    def watch_has_focus(self, _has_focus: bool) -> None:  # noqa: FBT001 - Textual calls it so
        self.refresh_row(self.cursor)

    def go(self, step: str) -> None:
        """Move the cursor as a key that moves says; by pages with the window, so that it keeps its place there."""
        by = self.steps(step)
        if step == "last" and self.partial:
            self._wanted = step
        if "_" in step:
            self.scroll_to_line(self.top + by)
        self.move(self.cursor + by)

    def pressed(self, event: events.MouseDown) -> None:
        event.stop()
        if event.y < self.head:
            behind = 1
            for column, cells in self._columns(self._body_width()):
                behind += cells + column.gap
                if event.x < behind:
                    if column.sort:
                        self.post_message(self.SortBy(column.sort))
                    return
            return
        index = self.top + event.y - self.head
        if index < len(self.ids):
            if event.ctrl:
                self._toggle(self.ids[index])
            self.move(index)

    def on_click(self, event: events.Click) -> None:
        if event.chain == 2 and event.y >= self.head and self.current is not None and event.x < self.size.width - 1:
            event.stop()
            self.post_message(self.Opened())

    # -- selecting ---------------------------------------------------------------------------------------------------

    @property
    def span(self) -> range:
        """The places of the range in the making."""
        if self.range_start is None:
            return range(0)
        low, high = sorted((self.range_start, self.cursor))
        return range(low, high + 1)

    def _ranged(self) -> Sequence[int]:
        span = self.span
        return self.ids[span.start : span.stop]

    def selected_count(self) -> int:
        """Return how many papers are selected, a range in the making included."""
        return len(self.selection) + sum(paper not in self.selection for paper in self._ranged())

    def _toggle(self, paper: int) -> None:
        change = self.selection.discard if paper in self.selection else self.selection.add
        change((paper,))
        self.post_message(self.Selected())

    def action_select(self) -> None:
        if self.current is not None:
            self._toggle(self.current)
            self.refresh_row(self.cursor)
            self.move(self.cursor + 1)

    def end_range(self) -> None:
        """Take the range in the making into the selection."""
        self.selection.add(self._ranged())
        self.range_start = None

    def _selected(self) -> None:
        self.refresh()
        self.post_message(self.Selected())

    def action_range(self) -> None:
        if self.ids:
            begins = self.cursor if self.range_start is None else None
            self.end_range()
            self.range_start = begins
            self._selected()

    def action_all(self) -> None:
        if self.partial:
            self._wanted = "all"
            return
        self.selection.add(self.ids)
        self.range_start = None
        self._selected()

    def clear_selection(self) -> bool:
        """Clear the selection; return whether there was any."""
        had = len(self.selection) > 0 or self.range_start is not None
        self.selection.clear()
        self.range_start = None
        if had:
            self._selected()
        return had
