"""A layout that a reader taught: how the lines of one record are set, by which the others of such pages are told.

A layout is made of words out of a fixed list and never of a pattern: a file of one that somebody sent can say how lines
look, and nothing else.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from importers.pages.lines import Line
from importers.pages.people import those
from storage.papers.words import several

if TYPE_CHECKING:
    from importers.pages.rows import Row

Look = tuple[str, ...]
"""How a line is set and what sort of text it has, a word or two for each of FEATURES."""

ROLES = MappingProxyType({"title": "T", "people": "P", "both": "R", "part": "B", "none": "X"})
"""What can be taught of a line, and the letter of that role: a part is what stands between a title and its people."""
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
    (r"label|no label", 4.0),
    (r"under (?:mark|repeated|line)", 2.0),
    (r"over (?:mark|repeated|blank|line)", 2.0),
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


def looks_of(rows: "Sequence[Row]") -> list[Look]:
    """Return how each line is set and what sort of text it has."""
    shapes = [_DIGITS.sub("0", row.text[:_SHAPED]) for row in rows]
    count = Counter(shapes)
    often = [count[shape] > _OFTEN for shape in shapes]
    labels = [hit[0] if (hit := _LABEL.match(shape)) else "" for shape in shapes]
    labelled, common = Counter(labels), max(_OFTEN, len(rows) // 200)
    sorts = ["line", *map(_sort, rows, often), "line"]
    gaps = [*(row.line.blanks > 0 for row in rows), False]
    return [
        (
            *_look(row.line, rows[place - 1].line if place else None), "repeated" if often[place] else "once",
            "label" if row.line.labelled or (labels[place] and labelled[labels[place]] > common) else "no label",
            f"under {sorts[place]}", f"over {'blank' if gaps[place + 1] else sorts[place + 2]}",
        )
        for place, row in enumerate(rows)
    ]  # fmt: skip


_OFTEN = 2
_SHAPED = 200
_LABEL = re.compile(r"[^\W\d_][\w.]{0,20}(?:\s[\w.]{1,20})?\s?(?::|0\b)")
"""What a line begins with that several begin with: `Session 0`, `Chair:`; the digits of a line are 0."""
_DIGITS = re.compile(r"\d+|\b[A-Z]\b(?![.’'])")


def _sort(row: "Row", often: bool) -> str:  # noqa: FBT001 - mapped
    """Return what sort of line a row is for those beside it."""
    return "mark" if not row.text else "repeated" if often else "line"


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
    between: str = ""
    """What stands between people, where no list of names is set so."""
    before_title: str = ""
    """What stands before each title, where a number is any number: `Talk:`, `T0 >>`."""
    before_people: str = ""
    apart: int = 0
    """How many lines behind its title the people of a paper stand, below 0 before it; 0 where that is not known."""
    whole: bool = False
    """Whether no width breaks its lines: each is a title, people or something else by itself."""
    looks: tuple[tuple[str, Look], ...] = ()
    """The letter of a role and how a line of it looks; several lines may have one role."""

    def fit(self, letter: str, seen: Look) -> float:
        """Return how well a look is that of a role, 0 to 1; 0 where nothing of the role was taught."""
        return max((likeness(seen, taught) for role, taught in self.looks if role == letter), default=0.0)

    def may_be_of(self, looks: Sequence[Look], least: int) -> bool:
        """Return whether so many lines of a page may have each role that was taught of titles and people."""
        seen = Counter(looks)
        wanted = {letter for letter, _ in self.looks if letter in "TPR"}
        return all(
            sum(count for look, count in seen.items() if self.fit(letter, look) >= _NEAR) >= least for letter in wanted
        )

    def told(self) -> str:
        """Return in words what it does."""
        parts = [self.order or "any order of title and people"]
        parts += [f"at “{self.seam}”"] if self.seam else []
        parts += [f"“{self.between}” between people"] if self.between else []
        before = [("titles", self.before_title), ("people", self.before_people)]
        parts += [f"“{text.strip()}” before {what}" for what, text in before if text]
        return f"{', '.join(parts)}; {several(len(self.looks), 'line')} to go by"

    def data(self) -> dict[str, Any]:
        """Return what the file of a layout says."""
        lines = [{"role": _LETTERS[letter], "look": list(seen)} for letter, seen in self.looks]
        return {word: getattr(self, word) for word in SAID} | {"line": lines}


_NEAR = 0.9
"""A line that fits less well is of another layout."""
_FEATURES = tuple(re.compile(said) for said, _ in FEATURES)
_WORDS = ("seam", "between", "before_title", "before_people")
"""What is looked for as it stands."""
SAID = ("order", *_WORDS, "apart", "whole")
"""What the file of a layout says beside its lines."""


def of_data(name: str, data: Mapping[str, Any], orders: Sequence[str]) -> Layout:
    """Return the layout that a file says; raises LayoutError for anything but words of the list."""
    from importers.pages.seams import LONGEST

    if unknown := set(data) - {*SAID, "line"}:
        raise LayoutError(f"“{min(unknown)[:40]}” is nothing that a layout says")
    order, lines = data.get("order", ""), data.get("line", [])
    if order not in ("", *orders):
        raise LayoutError(f"its order must be one of {', '.join(orders)}")
    words = {word: data.get(word, "") for word in _WORDS}
    for word, text in words.items():
        if not isinstance(text, str) or len(text) > LONGEST or not text.replace("\t", " ").isprintable():
            raise LayoutError(f"its {word} must be a short text")
    if not isinstance(lines, list) or not 1 <= len(lines) <= MOST:
        raise LayoutError(f"it must teach 1 to {MOST} lines")
    apart, whole = data.get("apart", 0), data.get("whole", False)
    if type(apart) is not int or abs(apart) > FAR or type(whole) is not bool:
        raise LayoutError(f"apart must be a number up to {FAR}, and whole true or false")
    return Layout(name=name, order=order, **words, apart=apart, whole=whole, looks=tuple(map(_taught, lines)))


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


FAR = 9
"""Lines between a title and its people, at the most."""
_SURE = 40.0
"""What the reader said of a line outweighs whatever it looks like."""
_EVERY = "XHTtBPpVNAR"


def tell(rows: "Sequence[Row]", looks: Sequence[Look], layout: Layout, marks: Mapping[int, str]) -> None:
    """Have each row, which looks so, know what the layout says for its roles, and what its reader said: `marks`."""
    taught = {letter for letter, _ in layout.looks}
    known: dict[Look, dict[str, float]] = {}
    for row, seen in zip(rows, looks, strict=True):
        fits = known.get(seen)
        if fits is None:
            fits = known[seen] = {letter: layout.fit(letter, seen) for letter in taught}
        row.between, row.fits = layout.between, fits
        if layout.between and f" {layout.between} " in row.text and (names := those(row.text, layout.between)):
            row.found, row.people = names, max(row.people, _DIVIDED)
            row.title -= _DIVIDED
        best = max(fits.values(), default=0.0)
        row.told = {letter: max(-4.0, min(18 * (fit - 0.75), 4.5) - 20 * (best - fit)) for letter, fit in fits.items()}
        if "X" in fits:
            row.told["X"] = max(0.0, 20 * (fits["X"] - 0.85))
    if layout.apart:
        _beside(rows, layout.apart)
    for row in rows:
        if marked := _marked(row, marks):
            row.told = dict.fromkeys(_EVERY, -_SURE) | {marked: _SURE} | ({"H": 0.0} if marked == "X" else {})
            row.fits = {marked: 1.0}


_DIVIDED = 3.0
"""What it says for a line's being people that it holds what is known to stand between them."""


def _beside(rows: "Sequence[Row]", apart: int) -> None:
    """Have each row know whether what stands where its title or its people would looks like that."""
    for letter, other, step in (("T", "P", apart), ("P", "T", -apart)):
        for place, row in enumerate(rows):
            beside = rows[place + step].fits.get(other, 0.0) if 0 <= place + step < len(rows) else 0.0
            row.told[letter] = row.told.get(letter, 0.0) + max(-2.0, min(12 * (beside - 0.85), 1.5))


def learnt(rows: "Sequence[Row]", looks: Sequence[Look], marks: Mapping[int, str], layout: Layout) -> Layout:
    """Return a layout that has also the looks of the rows that the reader marked, each by the number of a line."""
    letters = [_marked(row, marks) for row in rows]
    if (pair := nearest(letters)) and abs(pair[0] - pair[1]) <= FAR:
        layout = replace(layout, apart=layout.apart or pair[1] - pair[0])
        between = range(min(pair) + 1, max(pair))
        letters = [letter or ("B" if place in between else "") for place, letter in enumerate(letters)]
    marked = [(letter, seen) for letter, seen in zip(letters, looks, strict=True) if letter]
    wanted = [seen for letter, seen in marked if letter not in "XB"]
    counted = Counter(
        (letter, seen) for letter, seen in marked
        if letter not in "XB" or max((likeness(seen, other) for other in wanted), default=0.0) < _ALIKE
    )  # fmt: skip
    told = (one for one, _ in counted.most_common())
    return replace(layout, looks=tuple(dict.fromkeys((*layout.looks, *told)))[:MOST])


_ALIKE = 0.9
"""From here on a line that is none is so like one that is that its look says nothing of others."""


def nearest(letters: Sequence[str]) -> tuple[int, int] | None:
    """Return the places of a title and of people that stand nearest to each other; None where not both are known."""
    found: tuple[int, int] | None = None
    last: dict[str, int] = {}
    for place, letter in enumerate(letters):
        if letter in ("T", "P"):
            last[letter] = place
            if len(last) == 2 and (found is None or abs(last["T"] - last["P"]) < abs(found[0] - found[1])):
                found = last["T"], last["P"]
    return found


_BEFORE = re.compile(r"[^\w\s\"'“”„«(\[]{1,3}\s+|[^\W\d_][^:：]{0,24}[:：]\s*|[a-zß-ÿ]\w{0,11}\.?\s+")
_BETWEEN = re.compile(r"(?<=\s)[^\w\s,;&]{1,3}(?=\s)")
_MOST_HAVE = 0.8


def prefix(texts: Sequence[str], *, words: bool) -> str:
    """Return what nearly all of these texts begin with, where that is a mark or a label; of `words` any in small
    letters."""
    found = Counter(hit[0] for text in texts if (hit := _BEFORE.match(text)) and (words or not hit[0][0].islower()))
    return next((one for one, count in found.most_common(1) if count > 1 and count >= _MOST_HAVE * len(texts)), "")


_COUNTED = re.compile(
    r"(?:[(\[][^\W\d_]{0,8}[ .]?\d{1,4}(?:[.-]\d{1,4})?[)\]]|(?:[^\W\d_]{1,8}[ .]?)?\d{1,4}(?:[.-]\d{1,4})?)"
    r"[^\w\s\"'“”„«(\[]?\s+(?:[^\w\s\"'“”„«(\[]{1,3}\s+)?"
)
_NUMBER = re.compile(r"\d+")


def counted(texts: Sequence[str]) -> str:
    """Return what nearly all of these texts begin with but for its numbers, 0 for each, where those count them."""
    hits = [hit[0] for text in texts if (hit := _COUNTED.match(text))]
    shapes = Counter(_NUMBER.sub("0", hit) for hit in dict.fromkeys(hits))
    return next((one for one, count in shapes.most_common(1) if count > 1 and count >= _MOST_HAVE * len(texts)), "")


def begun(text: str, before: str) -> int:
    """Return how many characters of a text are what stands before what it says; 0 where it does not begin so."""
    first, *others = _NUMBER.split(before)
    at = len(first) if text.startswith(first) else -1
    for part in others:
        number = _NUMBER.match(text, at) if at >= 0 else None
        at = number.end() + len(part) if number and text.startswith(part, number.end()) else -1
    return at if 0 < at < len(text) else 0


def divider(people: Sequence[Sequence[str]], least: int = 2) -> str:
    """Return the mark that is left within names, where those of many records have one: it stands between them."""
    found = Counter(mark for names in people for mark in {mark for name in names for mark in _BETWEEN.findall(name)})
    return next((mark for mark, count in found.most_common(1) if count >= least and count * 8 >= len(people)), "")


def ended(lines: Sequence[Line]) -> list[Line]:
    """Return the lines, whole those before and at one that the page has again and again: nothing goes on there."""
    shapes = [_DIGITS.sub("0", line.text[:_SHAPED]) for line in lines]
    count = Counter(shapes)
    often = [count[shape] > _OFTEN for shape in shapes]
    return [
        replace(line, whole=True) if one or following else line
        for line, one, following in zip(lines, often, [*often[1:], False], strict=True)
    ]


def _marked(row: "Row", marks: Mapping[int, str]) -> str:
    """Return the letter of the role that the reader gave a row; empty where nothing was said of it."""
    return next((marks[number] for number in row.numbers if number in marks), "")
