"""Two of a kind held against each other, fact by fact: side by side where there is room, else one above the other."""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import chain, zip_longest
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment

from tui.widgets.lines import Lines, fit, paintable, take

SIDE_BY_SIDE = 64
"""Cells from which on two texts stand beside each other; narrower ones would be columns of single words."""
LABEL = 12
"""Cells of a fact's name, its mark before it."""
LIMIT = 4_000
"""Characters of one fact that are shown."""
EQUAL, DIFFERS, ONE_SIDED = " ", "≠", "+"

Words = Sequence[tuple[str, bool]]
"""The words of a text, each with whether the other text lacks it."""
_Cells = tuple[tuple[str, str], ...]
"""A line: texts, each with its look."""


class Fact(NamedTuple):
    """What is said of both under one name."""

    label: str
    left: str
    right: str
    weighed: bool = True
    """Whether a difference counts; what only tells where the two come from always differs."""

    @property
    def mark(self) -> str:
        """`≠` where the two say different things, `+` where only one says something, else a space."""
        if self.left == self.right or not self.weighed:
            return EQUAL
        return DIFFERS if self.left and self.right else ONE_SIDED


def compared(left: str, right: str) -> tuple[Words, Words]:
    """Return the words of two texts, those that the other lacks marked."""
    ours, theirs = left.split(), right.split()
    a, b = ([word.rstrip(",;:.") or word for word in words] for words in (ours, theirs))
    if a == b:
        a, b = ours, theirs  # they differ in the signs between their words, or not at all
    same = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    here = set(chain.from_iterable(range(place, place + size) for place, _, size in same))
    there = set(chain.from_iterable(range(place, place + size) for _, place, size in same))
    return (
        [(word, place not in here) for place, word in enumerate(ours)],
        [(word, place not in there) for place, word in enumerate(theirs)],
    )


def laid(words: Words, width: int) -> list[Words]:
    """Return the lines that words fill, none wider than `width` cells; a longer word is cut into pieces."""
    width = max(2, width)
    lines: list[list[tuple[str, bool]]] = [[]]
    room = width
    for text, differs in words:
        word = paintable(text)
        if lines[-1] and 1 + cell_len(word) > room:
            lines.append([])
            room = width
        room -= bool(lines[-1])
        while cell_len(word) > room:
            piece = take(word, room) or word[:1]
            lines[-1].append((piece, differs))
            lines.append([])
            word, room = word[len(piece) :], width
        if word:
            lines[-1].append((word, differs))
            room -= cell_len(word)
    return [line for line in lines if line]


class Comparison(Lines, can_focus=False):
    """The facts of two, line against line. What differs is named by a mark at its label and underlined."""

    def __init__(self, *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self.facts: Sequence[Fact] = ()
        self._laid: list[_Cells] | None = None
        self._width = 0

    def show(self, facts: Iterable[Fact]) -> None:
        """Show these facts, from the top."""
        self.facts = tuple(facts)
        self._laid = None
        self.top = 0
        self.refresh()

    def forget(self) -> None:
        self._laid = None

    def _lines(self) -> list[_Cells]:
        width = self.size.width - 2  # the margin, and the scroll bar
        if self._laid is None or width != self._width:
            self._width = width
            beside = width >= SIDE_BY_SIDE
            self._laid = [line for fact in self.facts for line in (_beside if beside else _stacked)(fact, width)]
        return self._laid

    def line_count(self) -> int:
        return len(self._lines())

    def paint_line(self, index: int, width: int) -> list[Segment]:
        room = width - 1
        segments = [Segment(" ", self.base_style())]
        for text, look in self._lines()[index]:
            cells = min(cell_len(text), room)
            segments.append(Segment(fit(text, cells), self.style_of(look)))
            room -= cells
        return [*segments, Segment(" " * room, self.base_style())]


def _label(fact: Fact, *, first: bool) -> _Cells:
    if not first:
        return ((" " * LABEL, "prose--text"),)
    return ((f"{fact.mark} ", "prose--warn"), (fit(fact.label, LABEL - 3) + " ", "prose--label"))


def _painted(line: Words, fact: Fact, width: int) -> _Cells:
    """Return the cells of one line of a text, padded."""
    plain = "prose--text" if fact.weighed else "prose--quiet"
    cells: list[tuple[str, str]] = []
    for word, differs in line:
        both = differs and bool(cells) and cells[-1][1] == "prose--differs"
        cells += [(" ", "prose--differs" if both else plain)] if cells else []
        cells.append((word, "prose--differs" if differs and fact.mark == DIFFERS else plain))
    used = sum(cell_len(text) for text, _ in cells)
    return (*cells, (" " * (width - used), "prose--text"))


def _texts(fact: Fact) -> tuple[Words, Words]:
    """Return the words of both sides, a dash for nothing."""
    return compared(fact.left[:LIMIT] or "—", fact.right[:LIMIT] or "—")


def _beside(fact: Fact, width: int) -> Iterable[_Cells]:
    """Yield the lines of a fact, the two texts side by side; one that both say goes across."""
    left, right = _texts(fact)
    if fact.left == fact.right:
        room = width - LABEL
        for number, line in enumerate(laid(left, room)):
            yield (*_label(fact, first=not number), *_painted(line, fact, room))
        return
    room = (width - LABEL - 3) // 2
    for number, (ours, theirs) in enumerate(zip_longest(laid(left, room), laid(right, room), fillvalue=())):
        yield (
            *_label(fact, first=not number), *_painted(ours, fact, room), (" │ ", "prose--label"),
            *_painted(theirs, fact, room),
        )  # fmt: skip


def _stacked(fact: Fact, width: int) -> Iterable[_Cells]:
    """Yield the lines of a fact, the second text below the first; one that both say stands once."""
    room = width - LABEL - 2
    first = True
    for number, words in zip("12", _texts(fact)[: 1 if fact.left == fact.right else 2], strict=False):
        sign = " " if fact.left == fact.right else number
        for line in laid(words, room):
            yield (*_label(fact, first=first), (f"{sign} ", "prose--key"), *_painted(line, fact, room))
            first, sign = False, " "
