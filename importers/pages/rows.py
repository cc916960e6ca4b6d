"""The lines of a page with what speaks for each role, those that a line's width has broken put together again."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from importers.pages import roles
from importers.pages.beside import beside
from importers.pages.lines import Line, Link, Span
from importers.pages.people import People, people
from importers.pages.seams import MOST, Split, ahead


@dataclass(slots=True, eq=False)
class Row:
    """A line of the page, or several that were one before they were wrapped, with what speaks for each role."""

    line: Line
    numbers: tuple[int, ...]
    raws: tuple[str, ...]
    found: People | None = None
    behind: str = ""
    """What stands behind the people in their line: venue and year."""
    people: float = -6.0
    title: float = -5.0
    venue: float = -4.0
    noise: float = -4.0
    abstract: float = -4.0
    heading: float = -4.0
    alone: bool = False
    """Whether it is set as the titles of the page are, where they stand without people."""
    counted: bool = False
    """Whether its number goes on with that of the numbered line before it: another thing of a list begins."""
    splits: Sequence[Split] = ()
    split: Split | None = None
    told: dict[str, float] = field(default_factory=dict)
    """What a layout that was taught says for its roles, log odds by their letters."""
    between: str = ""
    """What a layout that was taught says of what stands between people."""
    fits: dict[str, float] = field(default_factory=dict)
    """How well its look is that of each of these roles by that layout, 0 to 1."""

    @property
    def text(self) -> str:
        return self.line.text

    def weigh(self) -> None:
        """Weigh the line for every role."""
        text = self.text
        self.found = _more(people(text), beside(text))
        if self.found and len(self.found.names) == 1 and _PICTURED.match(text):
            self.found = None
        if self.found is None and (named := ahead(text)) and named[1] < len(text):
            behind = text[named[1] :].lstrip(" .,;:-–—|()")
            if max(roles.venue(behind), roles.noise(behind)) > (0.5 if roles.title(behind) > 0 else -1.0):
                self.found, self.behind = named[0], behind
        if self.found:
            sure = min(self.found.sure, 0.995)
            self.people = math.log(sure / (1 - sure)) - (0.5 if self.behind else 0.0)
        self.noise = roles.noise(text)
        self.people -= max(0.0, self.noise)
        known = max(self.people, 0.0)
        self.heading = roles.heading(text) + (1.0 if self.line.level else 0.0)
        self.venue = roles.venue(text) - known * 0.8
        self.title = (
            roles.title(text)
            - known * 0.9
            - (2.0 if self.found and self.found.rest else 0.0)
            - max(0.0, self.venue) * 0.6
            - max(0.0, self.noise)
            - max(0.0, self.heading - 0.5 * bool(self.line.level)) * 0.9
        )
        self.abstract = roles.abstract(text) - known


_OFTEN = 3
"""A line that a page has so often is its furniture."""
_SHORT = 40
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


def compared(rows: Sequence[Row]) -> None:
    """Tell what the rest of the page says of a line: that it comes again and again, or that its number counts on."""
    before = 0
    texts = Counter(row.text for row in rows)
    shapes = Counter(_DIGITS.sub("0", row.text) for row in rows if len(row.text) < _SHORT)
    for row in rows:
        if texts[row.text] >= _OFTEN or shapes[_DIGITS.sub("0", row.text[:_SHORT])] >= _OFTEN:
            row.title -= 3.0
            if max(row.venue, row.people, row.heading) <= 0:
                row.noise = max(row.noise, 2.0)
            if row.venue > 0 and not row.line.blanks:  # the day of each, which stands below it
                row.heading = min(row.heading, -1.0)
        if row.line.numbered and row.line.mark.isdecimal():
            row.counted = int(row.line.mark) == before + 1
            before = int(row.line.mark)


def _more(one: People | None, other: People | None) -> People | None:
    """Return of two readings of a line that which names more people."""
    return other if other and (one is None or len(other.names) > len(one.names)) else one


_PICTURED = re.compile("[\u2600-\u26ff\U0001f300-\U0001faff]")
"""A picture before a word: a part of a letter begins, and nobody."""


def rows_of(lines: Sequence[Line]) -> list[Row]:
    """Return the lines, those that a line's width has broken put together again."""
    lines = _led(lines)
    width, broken = _width(lines)
    ragged = _ragged(lines)
    rows: list[Row] = []
    for line in lines:
        if (
            rows
            and len(rows[-1].text) < MOST
            and _may_go_on(rows[-1].line, line)
            and (
                (broken and _goes_on(rows[-1].raws[-1], line, width))
                or (ragged and (_says_on(rows[-1].text, line) or len(rows[-1].raws[-1].strip()) >= 0.75 * ragged))
            )
        ):
            rows[-1] = _joined(rows[-1], line)
        else:
            rows.append(Row(line, tuple(range(line.number, line.last + 1)), (line.raw,)))
    return rows


_LEADER = re.compile(r"(?:\s?[.·…_]){5,}\s*(?:\d{1,4}|[ivxlc]{1,6})$")
_ENTRY = 5
"""So many lines has the longest entry of a table of contents."""


def _led(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines, those of an entry that dots lead to a page number together, without the dots and the number."""
    ends = [_LEADER.search(line.text[-400:]) for line in lines]
    if sum(map(bool, ends)) < _OFTEN:
        return lines
    whole: list[Line] = []
    held: list[Line] = []
    for line, end in zip(lines, ends, strict=True):
        if line.blanks or line.level or len(held) == _ENTRY:
            whole += held
            held = []
        if end:
            text = line.text[: len(line.text) - len(end[0])]
            *others, _ = entry = [*held, line]
            whole.append(
                replace(
                    entry[0], text=" ".join([*(one.text for one in others), text]), whole=True, cells=(),
                    raw="\n".join(one.raw for one in entry),
                )
            )  # fmt: skip
            held = []
        elif roles.venue(line.text) > 0 or roles.heading(line.text) > 1:
            whole += [*held, line]
            held = []
        else:
            held.append(line)
    return [*whole, *held]


def _joined(row: Row, line: Line) -> Row:
    start = len(row.text) + 1
    whole = replace(
        row.line,
        text=f"{row.text} {line.text}",
        links=(*row.line.links, *(Link(link.start + start, link.end + start, link.href) for link in line.links)),
        bold=(*row.line.bold, *(Span(a + start, b + start) for a, b in line.bold)),
        italic=(*row.line.italic, *(Span(a + start, b + start) for a, b in line.italic)),
    )
    return Row(whole, (*row.numbers, *range(line.number, line.last + 1)), (*row.raws, line.raw))


def _may_go_on(before: Line, line: Line) -> bool:
    return bool(before.text) and not (
        before.whole or line.blanks or line.mark or line.level or before.level or line.cells or before.cells
    )


def _goes_on(raw: str, line: Line, width: int) -> bool:
    """Return whether a line holds what had no more room on the line before: its first word would not have fitted."""
    return len(raw.rstrip()) + 1 + len(line.raw.lstrip().split(" ", 1)[0]) > width


def _width(lines: Sequence[Line]) -> tuple[int, bool]:
    """Return the width at which the page's lines are broken, and whether they are: nearly all that could be go on."""
    pairs = [
        (len(a.raw.rstrip()), len(b.raw.lstrip().split(" ", 1)[0])) for a, b in pairwise(lines) if _may_go_on(a, b)
    ]
    if len(pairs) < 4:
        return 0, False
    lengths = sorted(len(line.raw.strip()) for line in lines)
    width = lengths[min(len(lengths) - 1, int(len(lengths) * 0.97))]
    if not 45 <= width <= 130:
        return 0, False
    full = sum(length + 1 + word > width for length, word in pairs)
    return width, full >= 0.55 * len(pairs)


def _says_on(text: str, line: Line) -> bool:
    """Return whether a line goes on with a sentence, or a list, that the text before it does not end."""
    if text[-1:] in ",;-–&(" or text.rsplit(" ", 1)[-1].lower() in roles.NEVER_LAST:
        return True
    word = line.text.split(" ", 1)[0]  # not `bioRxiv`
    return (word[:1].islower() and word.islower()) or (line.text[:1] in "(0123456789" and text[-1:] not in ".!?")


def _ragged(lines: Sequence[Line]) -> int:
    """Return the width of a page whose lines are broken where it seemed good, as those out of a PDF; 0 for none such.

    Many of its lines go on in the middle of a sentence. Lines of title and people never do.
    """
    pairs = [(a, b) for a, b in pairwise(lines) if _may_go_on(a, b)]
    if len(pairs) < 4:
        return 0
    on = sum(_says_on(a.text.rstrip(",;&"), b) for a, b in pairs)  # a comma may end a line of people
    lengths = sorted(len(a.raw.strip()) for a, _ in pairs)
    width = lengths[int(len(lengths) * 0.95)]
    longer = sum(len(line.raw.strip()) > 1.2 * width for line in lines)
    return width if on >= 0.3 * len(pairs) and width < 140 and longer * 20 < len(lines) else 0
