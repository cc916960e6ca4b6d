"""A layout that a reader taught: how the lines of one record are set, by which the others of such pages are told.

A layout is made of words out of a fixed list and never of a pattern: a file of one that somebody sent can say how lines
look, and nothing else.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from importers.pages.lines import Line
from importers.pages.rows import Row

Look = tuple[str, ...]
"""How a line is set and what sort of text it has, a word or two for each of FEATURES."""

ROLES = MappingProxyType({"title": "T", "people": "P", "both": "R", "none": "X"})
"""What can be taught of a line, and the letter of that role."""
_LETTERS = {letter: role for role, letter in ROLES.items()}

FEATURES: tuple[tuple[str, float], ...] = (
    (r"blanks [0-2]", 1.5),
    (r"number|time|mark\W{0,2}|mark[A-Z]{0,4}", 2.0),
    (r"level [0-6]", 2.0),
    (r"bold|some bold|plain", 2.0),
    (r"link|some link|no link", 1.5),
    (r"same|in|out", 1.0),
    (r"capitals|letters", 1.5),
    (r"begins (?:high|low|otherwise)", 0.5),
    (r"ends (?:[.,:;)]|otherwise)", 0.5),
    (r"year|no year", 1.0),
    (r"commas [0-2]", 0.5),
    (r"length [0-3]", 0.5),
    (r"path [\w.:# -]{0,300}", 2.0),
    (r"repeated|once", 3.0),
)
"""What a line's look says, each with what it may say and how much it weighs."""
_WEIGHT = sum(weight for _, weight in FEATURES)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_UNKNOWN = re.compile(r"[^\w.:# -]")
_LENGTHS = (25, 60, 120)
MOST = 64
"""Lines of the longest layout."""


def setting(line: Line, before: Line | None) -> Look:
    """Return how a line is set, as words to count."""
    mark = "number" if line.numbered else "time" if line.timed else "mark" + line.mark
    bold = "bold" if line.is_bold() else "some bold" if line.bold else "plain"
    linked = "link" if line.linked() else "some link" if line.links else "no link"
    further = 0 if before is None else line.indent - before.indent
    indent = "same" if abs(further) < 2 else "in" if further > 0 else "out"
    return f"blanks {min(line.blanks, 2)}", mark, f"level {line.level}", bold, linked, indent


def looks_of(rows: Sequence[Row]) -> list[Look]:
    """Return how each line is set and what sort of text it has."""
    count = Counter(row.text for row in rows)
    return [
        (*_look(row.line, before.line if before else None), "repeated" if count[row.text] > _OFTEN else "once")
        for before, row in zip((None, *rows), rows, strict=False)
    ]


_OFTEN = 2


def _look(line: Line, before: Line | None) -> Look:
    text = line.text
    end = text[-1:]
    begins = "high" if text[:1].isupper() else "low" if text[:1].islower() else "otherwise"
    return (
        *setting(line, before),
        "capitals" if text.isupper() else "letters",
        f"begins {begins}",
        f"ends {end if end and end in '.,:;)' else 'otherwise'}",
        "year" if _YEAR.search(text[:2000]) else "no year",
        f"commas {min(text.count(','), 2)}",
        f"length {sum(len(text) > most for most in _LENGTHS)}",
        f"path {_UNKNOWN.sub('', line.path)[:300]}",
    )


def likeness(one: Look, other: Look) -> float:
    """Return how alike two looks are, 0 to 1."""
    return sum(weight for (_, weight), a, b in zip(FEATURES, one, other, strict=True) if a == b) / _WEIGHT


class LayoutError(ValueError):
    """What is not a layout; the message is a sentence for the reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How pages are laid out, as far as a reader taught it."""

    name: str
    order: str = ""
    """The order of roles, by the name of a way of reading; empty where the page is to tell."""
    seam: str = ""
    """Where title and people stand in one line, what divides them, by the kind of a split."""
    whole: bool = False
    """Whether no width breaks its lines: each is a title, people or something else by itself."""
    looks: tuple[tuple[str, Look], ...] = ()
    """The letter of a role and how a line of it looks; several lines may have one role."""

    def fit(self, letter: str, seen: Look) -> float:
        """Return how well a look is that of a role, 0 to 1; 0 where nothing of the role was taught."""
        return max((likeness(seen, taught) for role, taught in self.looks if role == letter), default=0.0)

    def data(self) -> dict[str, Any]:
        """Return what the file of a layout says."""
        lines = [{"role": _LETTERS[letter], "look": list(seen)} for letter, seen in self.looks]
        return {"order": self.order, "seam": self.seam, "whole": self.whole, "line": lines}


_FEATURES = tuple(re.compile(said) for said, _ in FEATURES)
_LONGEST = 40
"""Characters of the longest seam, which is looked for as it stands."""


def of_data(name: str, data: Mapping[str, Any], orders: Sequence[str]) -> Layout:
    """Return the layout that a file says; raises LayoutError for anything but words of the list."""
    if unknown := set(data) - {"order", "seam", "whole", "line"}:
        raise LayoutError(f"“{min(unknown)[:40]}” is nothing that a layout says")
    order, seam, lines = data.get("order", ""), data.get("seam", ""), data.get("line", [])
    if order not in ("", *orders):
        raise LayoutError(f"its order must be one of {', '.join(orders)}")
    if not isinstance(seam, str) or len(seam) > _LONGEST or not seam.replace("\t", " ").isprintable():
        raise LayoutError("its seam is not one that divides title and people")
    if not isinstance(lines, list) or not 1 <= len(lines) <= MOST:
        raise LayoutError(f"it must teach 1 to {MOST} lines")
    return Layout(name=name, order=order, seam=seam, whole=data.get("whole") is True, looks=tuple(map(_taught, lines)))


def _taught(said: object) -> tuple[str, Look]:
    """Return the role of a line that a file says, and its look."""
    if not isinstance(said, dict) or set(said) != {"role", "look"}:
        raise LayoutError("a line of it must say its role and its look, and nothing else")
    role, seen = said["role"], said["look"]
    if not isinstance(role, str) or role not in ROLES:
        raise LayoutError(f"the role of a line must be one of {', '.join(ROLES)}")
    if not isinstance(seen, list) or len(seen) != len(FEATURES):
        raise LayoutError(f"the look of a line must have {len(FEATURES)} features")
    for feature, value in zip(_FEATURES, seen, strict=True):
        if not isinstance(value, str) or len(value) > 400 or not feature.fullmatch(value):
            raise LayoutError(f"{str(value)[:40]!r} is no feature of a line that papershelf knows")
    return ROLES[role], tuple(seen)


_SURE = 40.0
"""What the reader said of a line outweighs whatever it looks like."""
_EVERY = "XHTtBPpVNAR"


def tell(rows: Sequence[Row], layout: Layout, marks: Mapping[int, str]) -> None:
    """Have each row know what the layout says for its roles, and what the reader said of it: `marks`, by line."""
    taught = {letter for letter, _ in layout.looks}
    for row, seen in zip(rows, looks_of(rows), strict=True):
        fits = {letter: layout.fit(letter, seen) for letter in taught}
        row.fits = fits
        row.told = {letter: max(-4.0, min(18 * (fit - 0.75), 4.5)) for letter, fit in fits.items()}
        if "X" in fits:
            row.told["X"] = max(0.0, 20 * (fits["X"] - 0.85))
        if marked := _marked(row, marks):
            row.told = dict.fromkeys(_EVERY, -_SURE) | {marked: _SURE} | ({"H": 0.0} if marked == "X" else {})
            row.fits = {marked: 1.0}


def learnt(rows: Sequence[Row], marks: Mapping[int, str], layout: Layout) -> Layout:
    """Return a layout that has also the looks of the rows that the reader marked, each by the number of a line."""
    marked = [
        (letter, seen)
        for row, seen in zip(rows, looks_of(rows), strict=True) if (letter := _marked(row, marks))
    ]  # fmt: skip
    wanted = [seen for letter, seen in marked if letter != "X"]
    looks = dict.fromkeys(
        (letter, seen) for letter, seen in marked
        if letter != "X" or max((likeness(seen, other) for other in wanted), default=0.0) < _ALIKE
    )  # fmt: skip
    return replace(layout, looks=tuple(dict.fromkeys((*layout.looks, *looks)))[:MOST])


_ALIKE = 0.9
"""From here on a line that is none is so like one that is that its look says nothing of others."""


def _marked(row: Row, marks: Mapping[int, str]) -> str:
    """Return the letter of the role that the reader gave a row; empty where nothing was said of it."""
    return next((marks[number] for number in row.numbers if number in marks), "")
