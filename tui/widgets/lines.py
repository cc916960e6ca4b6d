"""A widget that paints its own lines, however many: scroll state, scroll bar, wheel and drag."""

import re
from collections.abc import Iterable, Sequence
from typing import Self

from rich.cells import cell_len, split_graphemes
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from storage.papers.text import inert
from tui.widgets.paint import COLOURLESS, PAINTS

WHEEL = 3
"""Lines that one step of the mouse wheel moves."""


def fit(text: str, width: int) -> str:
    """Return `text` in exactly `width` cells: padded, or cut with an ellipsis; wide characters are never halved."""
    if width <= 0:
        return ""
    if text.isascii():
        length = len(text)
        return text + " " * (width - length) if length <= width else text[: width - 1] + "…"
    # A character is at most a few code points, so a long text is first cut to what can matter.
    text = paintable(text[: 12 * width])
    length = cell_len(text)
    if length > width:
        text = take(text, width - 1) + "…"
        length = cell_len(text)
    return text + " " * (width - length)


def take(text: str, width: int) -> str:
    """Return the longest beginning of `text` that is at most `width` cells wide, characters kept whole."""
    if text.isascii():
        return text[:width]
    used = end = 0
    for _, end_of_span, cells in split_graphemes(text[: 12 * width + 12])[0]:
        if used + cells > width:
            break
        used += cells
        end = end_of_span
    return text[:end]


# A zero width joiner joins two visible characters or is nothing.
_LOOSE_JOINER = re.compile("(?:(?<![^\\s\u200d\ufe0f])|(?<=[\u200d]))\u200d+|\u200d+(?=[\\s\u200d]|\\Z)")
_LONE_SELECTOR = re.compile("(?:(?<=^)|(?<=[\\s\ufe0f]))\ufe0f+")


def paintable(text: str) -> str:
    """Return `text` without joiners that join nothing: on two at its start Rich 15.0 fails to split a line."""
    if "\u200d" in text or "\ufe0f" in text:
        text = _LOOSE_JOINER.sub("", _LONE_SELECTOR.sub("", text))
    return text


class Wall(LineFilter):
    """Lets only text through to the terminal, whatever a widget paints; colours and movements are no part of it yet."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments of a line without what could steer a terminal."""
        return segments if printable(segments) else [segment._replace(text=_one_line(segment)) for segment in segments]


WALL = Wall()


def printable(segments: Iterable[Segment]) -> bool:
    """Return whether these are text through and through."""
    return "".join([segment.text for segment in segments]).isprintable()


def _one_line(segment: Segment) -> str:
    return segment.text if segment.control else inert(segment.text).replace("\n", " ").replace("\t", " ")


class Ground(Widget):
    """What holds other widgets, and has nothing to paint but its background, without border or padding.

    Textual asks the whole ground for its lines at every frame, most of it hidden by what stands on it. It is named as
    the last base of a class: the first says by which type a stylesheet knows it.
    """

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the strips of the rows in `crop`: one and the same."""
        strip = Strip.blank(crop.width, self.rich_style)
        for line_filter in self.get_line_filters():
            strip = strip.apply_filter(line_filter, self.background_colors[1])
        return [strip] * crop.height


class Latest(Message):
    """A message of which the last of many stands for all of them."""

    def can_replace(self, message: Message) -> bool:
        """Return whether the other is an older one of the same sort."""
        return type(message) is type(self)


class Lines(Widget, can_focus=True):
    """Lines painted from `top` on, below `head` fixed lines; a subclass says how many there are and paints one.

    The compositor is given finished strips (`render_lines`), so a line costs nothing until it is in sight, and two
    changed lines cost two. Measured at 1,000,000 lines: 2.7 ms from key to frame against 3.7 for a ScrollView.
    The widget takes neither border nor padding: the region is all lines.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Lines { scrollbar-size: 0 0; overflow: hidden hidden; }
    """
    head = 0
    """Lines at the top that do not scroll."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self.top = 0
        """Index of the line in the first row below the head."""
        self._grab: tuple[int, int] | None = None
        self._styles: dict[str, Style] = {}

    # -- what a subclass gives ---------------------------------------------------------------------------------------

    def line_count(self) -> int:
        """Return how many lines there are: one, unless a subclass has more."""
        return 1

    def paint_head(self, y: int, width: int) -> list[Segment]:
        """Return the segments of fixed line `y`, exactly `width` cells."""
        return [Segment(" " * width, self.base_style())]

    def paint_line(self, index: int, width: int) -> Sequence[Segment]:
        """Return the segments of line `index`, exactly `width` cells."""
        raise NotImplementedError

    # -- painting ----------------------------------------------------------------------------------------------------

    @property
    def body_height(self) -> int:
        """Rows below the head."""
        return max(0, self.size.height - self.head)

    def base_style(self) -> Style:
        """Return the widget's own colours."""
        return self.style_of("")

    def style_of(self, name: str, over: str = "") -> Style:
        """Return a look out of PAINTS as a style, on the background of another when `over` is given; cached."""
        key = f"{name}|{over}"
        style = self._styles.get(key)
        if style is None:
            style = self.rich_style
            variables = self.app.theme_variables
            for look in (name, over):
                paint = PAINTS[look]
                if self.app.no_color or self.app.native_ansi_color:
                    paint = COLOURLESS.get(look, paint)
                style += Style(
                    color=Color.parse(variables[paint.colour]).rich_color if paint.colour else None,
                    bgcolor=Color.parse(variables[paint.background]).rich_color if paint.background else None,
                    bold=paint.bold or None, underline=paint.underline or None, reverse=paint.reverse or None,
                )  # fmt: skip
            self._styles[key] = style
        return style

    def notify_style_update(self) -> None:
        """Forget what was painted with the old colours."""
        super().notify_style_update()
        self._styles.clear()
        self.forget()

    def forget(self) -> None:
        """Drop cached pictures of lines; a subclass that keeps some overrides this."""

    def filtered(self, strip: Strip) -> Strip:
        """Return the strip as NO_COLOR, ANSI and dim filters want it."""
        for line_filter in self.get_line_filters():
            # Colours of ours are the theme's, so there is no ANSI colour to be found for a truecolor terminal. A strip
            # that is made anew costs ten times what it takes to see that there is no need.
            if not isinstance(line_filter, ANSIToTruecolor) and not (line_filter is WALL and printable(strip)):
                strip = strip.apply_filter(line_filter, self.background_colors[1])
        return strip

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the strips of the rows in `crop`; asked for by the compositor."""
        width, span = self.size.width, crop.column_span
        strips = [self.row(y, width) for y in crop.line_range]
        return strips if span == (0, width) else [strip.crop(*span) for strip in strips]

    def row(self, y: int, width: int) -> Strip:
        """Return row `y` of the widget, scroll bar included."""
        if y < self.head:
            return self.filtered(Strip(self.paint_head(y, width), width))
        count = self.line_count()
        index = self.top + y - self.head
        bar = self._bar(y - self.head, count)
        body = width - len(bar)
        if index < count:
            segments = [*self.paint_line(index, body), *bar]
        else:
            segments = [Segment(" " * body, self.base_style()), *bar]
        return self.filtered(Strip(segments, width))

    def _bar(self, y: int, count: int) -> list[Segment]:
        """Return the scroll bar's cell in body row `y`; nothing when all lines are in sight."""
        height = self.body_height
        if count <= height or height <= 0:
            return []
        first, last = self._thumb(count, height)
        name = "lines--thumb" if first <= y < last else "lines--bar"
        return [Segment("┃" if name == "lines--thumb" else "│", self.style_of(name))]

    def _thumb(self, count: int, height: int) -> tuple[int, int]:
        size = max(1, height * height // count)
        room = height - size
        first = round(self.top * room / max(1, count - height))
        return first, first + size

    def refresh_row(self, index: int, rows: int = 1) -> None:
        """Repaint lines from `index` on, where they are in sight."""
        y = index - self.top + self.head
        if self.head <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, rows))

    # -- scrolling ---------------------------------------------------------------------------------------------------

    def scroll_to_line(self, top: int) -> bool:
        """Put line `top` first, as far as there are lines; return whether anything moved."""
        top = max(0, min(top, self.line_count() - self.body_height))
        if top == self.top:
            return False
        self.top = top
        self.refresh()
        return True

    def go(self, step: str) -> None:
        """Scroll as a key that moves says: `down`, `page_up`, `last`."""
        self.scroll_to_line(self.top + self.steps(step))

    def steps(self, step: str) -> int:
        """Return how many lines a key that moves moves."""
        height, whole = self.body_height, self.line_count()
        page, half = max(1, height - 1), max(1, height // 2)
        return {
            "down": 1, "up": -1, "half_down": half, "half_up": -half, "page_down": page, "page_up": -page,
            "first": -whole, "last": whole,
        }[step]  # fmt: skip

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.scroll_to_line(self.top + WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.scroll_to_line(self.top - WHEEL)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        count, height = self.line_count(), self.body_height
        if event.x == self.size.width - 1 and count > height and event.y >= self.head:
            event.stop()
            y = event.y - self.head
            first, last = self._thumb(count, height)
            if not first <= y < last:
                self.scroll_to_line(self._lines_in(y - (last - first) / 2))
            self._grab = (event.screen_y, self.top)
            self.capture_mouse()
        else:
            self.pressed(event)

    def _lines_in(self, cells: float) -> int:
        """Return how many lines so many cells of the scroll bar stand for."""
        count, height = self.line_count(), self.body_height
        if count <= height:
            return 0
        first, last = self._thumb(count, height)
        return round(cells * (count - height) / max(1, height - (last - first)))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._grab is not None:
            event.stop()
            y, top = self._grab
            self.scroll_to_line(top + self._lines_in(event.screen_y - y))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self._grab is not None:
            event.stop()
            self._grab = None
            self.release_mouse()

    def pressed(self, event: events.MouseDown) -> None:
        """Answer a mouse button on anything but the scroll bar."""

    def on_resize(self) -> None:
        self.forget()
        self.scroll_to_line(self.top)

    def blur(self) -> Self:
        """Keep the focus: Textual gives it to another where there is no room, and keys would mean something else."""
        return self


class Rows(Lines):
    """Lines of which one has the cursor, kept in sight."""

    class Moved(Latest):
        """The cursor is on another line, or on none."""

    cursor = 0
    """Index of the line that has the cursor."""

    def place(self, index: int) -> bool:
        """Put the cursor on a line, as far as there are lines; return whether that scrolled."""
        self.cursor = max(0, min(index, self.line_count() - 1))
        return self.scroll_to_line(min(max(self.top, self.cursor - max(1, self.body_height) + 1), self.cursor))

    def move(self, index: int) -> None:
        """Put the cursor on a line, and tell of it."""
        self.place(index)
        self.refresh()
        self.post_message(self.Moved())

    def go(self, step: str) -> None:
        """Move the cursor as a key that moves says."""
        self.move(self.cursor + self.steps(step))

    def on_resize(self) -> None:
        self.place(self.cursor)
