"""The text that a PDF was written down as, in its parts: what the file states of itself, and each page as drawn."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple


class Piece(NamedTuple):
    """A piece of a line as drawn: no wide gap is in it."""

    text: str
    """Raised letters stand in `^{...}`, lowered ones in `_{...}`."""
    x: float
    """Where it begins, in points from the left."""
    y: float
    """Its baseline, in points from the top."""
    size: float
    """Of its letters as they are seen, in points."""
    bold: bool
    sideways: bool
    line: int
    """1-based line of the text form."""

    @property
    def plain(self) -> str:
        """The text without marks that are raised; of what else is raised or lowered, the letters."""
        return level(self.text, keep=True)

    @property
    def bare(self) -> str:
        """The text without anything raised or lowered: a name without its marks."""
        return level(self.text, keep=False)


_LEVEL = re.compile(r"[\^_]\{([^{}]{0,200})\}")


def level(text: str, *, keep: bool) -> str:
    """Return text with what is raised or lowered put on the line, or left out."""
    if "{" not in text:
        return text
    return " ".join(_LEVEL.sub(r"\1" if keep else "", text).split())


class Sheet:
    """A page: its size in points, and its pieces in the order in which they are drawn."""

    def __init__(self, number: int, width: float, height: float) -> None:
        self.number, self.width, self.height = number, width, height
        self.all: list[Piece] = []
        self.links: list[str] = []
        """Where links lead, in the order of the page."""

    @cached_property
    def pieces(self) -> list[Piece]:
        """What stands upright."""
        return [piece for piece in self.all if not piece.sideways]

    @cached_property
    def body(self) -> float:
        """The size of most of its letters."""
        sizes: Counter[float] = Counter()
        for piece in self.pieces:
            sizes[piece.size] += len(piece.text)
        return max(sizes, key=lambda size: (sizes[size], -size), default=10.0)

    @cached_property
    def largest(self) -> float:
        """The largest size in which more than a word or two is set."""
        return max((piece.size for piece in self.pieces if piece.text.count(" ") > 1), default=self.body)

    @cached_property
    def letters(self) -> int:
        """How many characters stand on it upright."""
        return sum(len(piece.text) for piece in self.pieces)


class Document(NamedTuple):
    """A PDF as its child process wrote it down."""

    pages: int
    information: Mapping[str, str]
    """Title, Author and so on; a DOI that the file states under `doi`."""
    xmp: str
    sheets: Sequence[Sheet]
    """The pages that were read, from the first."""
    mended: bool = False
    """Whether the file was cut off, and is read as far as it goes."""

    @property
    def letters(self) -> int:
        """How many characters stand upright on the pages that were read."""
        return sum(sheet.letters for sheet in self.sheets)


def parsed(text: str) -> Document:
    """Return the document of a text form; a line that is none of it says nothing."""
    information: dict[str, str] = {}
    xmp: list[str] = []
    sheets: list[Sheet] = []
    pages, mended = 0, False
    for number, line in enumerate(text.split("\n"), 1):
        kind, _, rest = line.partition("\t")
        parts = rest.split("\t")
        if kind == "at" and sheets and len(parts) >= 5:
            x, y, size = map(_number, parts[:3])
            said = "\t".join(parts[4:]).strip()
            sheets[-1].all.append(Piece(said, x, y, size, "b" in parts[3], "s" in parts[3], number))
        elif kind == "page" and len(parts) >= 3:
            sheets.append(Sheet(len(sheets) + 1, _number(parts[1]), _number(parts[2])))
        elif kind == "link" and sheets:
            sheets[-1].links.append(rest.strip())
        elif kind == "info" and len(parts) >= 2:
            information[parts[0]] = parts[1].strip()
        elif kind == "mended":
            mended = True
        elif kind == "xmp":
            xmp.append(rest)
        elif kind == "pages":
            pages = int(_number(rest))
    return Document(pages, information, "\n".join(xmp), sheets, mended)


_PLAIN_NUMBER = re.compile(r"-?\d{1,6}(?:\.\d{1,4})?")


def _number(text: str) -> float:
    return float(text) if _PLAIN_NUMBER.fullmatch(text.strip()) else 0.0


def plain(document: Document) -> str:
    """Return what a PDF says as a page of plain text: what stands side by side on one line with a tab between, blank
    lines where there is room, and no running heads or numbers of pages."""
    running = _running(document.sheets)
    rows: list[str] = []
    for sheet in document.sheets:
        rows += _rows(sheet, running)
        rows.append("")
    return _unbroken("\n".join(rows)) + "\n"


_BROKEN = re.compile(r"([^\W\d_]{2})-\n([a-zß-ÿ][^\s]*)[ ]?")
"""A word that the end of a line cuts."""


def _unbroken(text: str) -> str:
    """Return lines with their words whole: the rest of one that a line cuts goes up to it."""
    return _BROKEN.sub(r"\1\2\n", text)


def _rows(sheet: Sheet, running: frozenset[str]) -> Iterator[str]:
    line: list[Piece] = []
    for piece in sheet.pieces:
        if line and (abs(piece.y - line[-1].y) > 0.3 * piece.size or piece.x <= line[-1].x):
            yield _row(line)
            if piece.y - line[-1].y > 1.9 * max(piece.size, line[-1].size):
                yield ""
            line = []
        if _folded(piece.text) not in running:
            line.append(piece)
    if line:
        yield _row(line)


def _row(line: Sequence[Piece]) -> str:
    return "\t".join(piece.plain for piece in line)


_DIGITS = re.compile(r"\d+")
_EDGE = 3
"""Pieces at each end of a page that may be running heads."""


def _folded(text: str) -> str:
    return _DIGITS.sub("#", text)


def _running(sheets: Sequence[Sheet]) -> frozenset[str]:
    """Return what stands at the edge of most pages, numbers apart."""
    seen: Counter[str] = Counter()
    for sheet in sheets:
        order = sorted(sheet.pieces, key=lambda piece: piece.y)
        seen.update({_folded(piece.text) for piece in (*islice(order, _EDGE), *order[-_EDGE:])})
    most = max(3, len(sheets) // 2)
    return frozenset(text for text, count in seen.items() if count >= most) | {"#"}
