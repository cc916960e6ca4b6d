"""Text wrapped to a width and painted line by line: the paper's pane, help, previews."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Size

from tui.widgets.lines import Lines, fit, paintable, take


class Piece(NamedTuple):
    """A paragraph: its text, the component class that colours it, what stands before its first line."""

    text: str
    style: str = "prose--text"
    label: str = ""
    """Stands at the left of the first line; the lines below are indented by as much."""


def wrap(text: str, width: int) -> Iterator[str]:
    """Yield the lines of one paragraph, none wider than `width` cells, cut at spaces where there are any.

    Linear: every line looks at no more than `width` characters (100,000 characters take 2 ms).
    """
    width = max(2, width)
    text = paintable(text)
    place, end = 0, len(text)
    ascii_only = text.isascii()
    while place < end:
        piece = text[place : place + width + 1]
        if not ascii_only and cell_len(piece) > width:
            whole, piece = False, piece[: max(1, len(take(piece, width))) + 1]
        else:
            whole = place + len(piece) >= end and (not ascii_only or len(piece) <= width)
        if whole:
            yield piece
            return
        cut = piece.rfind(" ")
        if cut > 0:
            yield piece[:cut].rstrip()
            place += cut + 1
        else:
            cut = max(1, len(piece) - 1)
            yield piece[:cut]
            place += cut
        while place < end and text[place] == " ":
            place += 1


class Prose(Lines, can_focus=False):
    """Paragraphs, wrapped; scrolls by itself."""

    def __init__(self, pieces: Iterable[Piece] = (), *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.pieces: Sequence[Piece] = tuple(pieces)
        self._wrapped: list[tuple[str, str, str]] | None = None
        self._width = 0

    def show(self, pieces: Iterable[Piece], *, keep_place: bool = False) -> None:
        """Show these paragraphs, from the top unless the place is to be kept."""
        wanted = tuple(pieces)
        if wanted == self.pieces and keep_place:
            return
        self.pieces = wanted
        self._wrapped = None
        self.top = self.top if keep_place else 0
        self.refresh(layout=self.styles.auto_dimensions)

    @property
    def text(self) -> str:
        """Everything it says, without colours."""
        return "\n".join(f"{piece.label}{piece.text}" for piece in self.pieces)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines it has at a width, where its height is `auto`."""
        return len(self._lines(width))

    def _lines(self, width: int | None = None) -> list[tuple[str, str, str]]:
        width = (self.size.width if width is None else width) - 3
        if self._wrapped is None or width != self._width:
            self._width = width
            lines: list[tuple[str, str, str]] = []
            for piece in self.pieces:
                before = piece.label
                room = width - cell_len(before)
                if room < 16:
                    room, before = width, ""
                hanging = " " * cell_len(before)
                for paragraph in piece.text.split("\n"):
                    for line in list(wrap(paragraph.replace("\t", "    "), room)) or [""]:
                        lines.append((before, line, piece.style))
                        before = hanging
            self._wrapped = lines
        return self._wrapped

    def forget(self) -> None:
        self._wrapped = None

    def line_count(self) -> int:
        return len(self._lines())

    def paint_line(self, index: int, width: int) -> list[Segment]:
        before, line, style = self._lines()[index]
        room = width - 1
        segments = [Segment(" ", self.base_style())]
        if before:
            cells = min(cell_len(before), room)
            segments.append(Segment(fit(before, cells), self.style_of("prose--label")))
            room -= cells
        segments.append(Segment(fit(line, room), self.style_of(style)))
        return segments
