"""Pages whose records repeat: what each line is, told by the whole page. No layout is known beforehand.

Each line is weighed for every role it could have (title, people, venue, links, prose, heading). A way of reading is an
order of roles: title before people, people before title, both in one line with a certain seam, or titles alone that are
links or headings. Along each the likeliest walk through the page is found (Viterbi's algorithm); then the page's own
habits are learnt from that walk (which lines have a mark, a blank line before them, a link, bold letters; what follows
what), and it is walked again. The way that explains most wins, and how far ahead it is says how sure that is.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from importers.pages import leads, roles
from importers.pages.layouts import (
    Layout,
    Look,
    begun,
    counted,
    divider,
    ended,
    learnt,
    looks_of,
    nearest,
    prefix,
    setting,
    tell,
)
from importers.pages.lines import MOST, Line, Reading, Record, as_far, cut
from importers.pages.made import Walked, made
from importers.pages.people import affiliation, those
from importers.pages.rows import Row, compared, rows_of
from importers.pages.seams import divided, splits

# Roles. A record is T or P (or R, both in one line) and what follows; X and H are none of it.
_X, _H, _T, _TT, _B, _P, _PP, _V, _N, _A, _R = range(11)
_NAMES = "XHTtBPpVNAR"
_TAIL = (_V, _N, _A)
_NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Way:
    """An order of roles."""

    name: str
    before: dict[int, dict[int, float]]
    """For each role, the roles that may stand before it, and what that costs."""
    ends: frozenset[int]
    opens: int
    """The role that begins a record."""

    @property
    def opening(self) -> str:
        """The role that begins a record, as a letter."""
        return _NAMES[self.opens]


def _way(
    name: str, opens: int, closes: Iterable[int], steps: dict[int, dict[int, float]], bare: dict[int, float]
) -> Way:
    """Return a way: after a record's `closes` comes its tail, the next record, or nothing; `bare` closes at a cost."""
    closed = dict.fromkeys((*closes, *_TAIL), 0.0)
    before = {role: dict(costs) for role, costs in steps.items()}
    for role in (_X, _H):
        before[role] = {**closed, **bare, _X: 0.0, _H: 0.0}
    before[opens] = {**closed, **bare, _X: 0.0, _H: 0.0}
    for role in _TAIL:
        before[role] = {**closed, **bare}
    return Way(name, before, frozenset((*closed, *bare, _X, _H)), opens)


TITLE_FIRST = _way(
    "title, then people", _T, (_P, _PP),
    {
        _TT: {_T: 0.0, _TT: -0.5}, _B: {_T: -1.5, _TT: -1.5, _B: -0.5},
        _P: {_T: 0.0, _TT: 0.0, _B: 0.0}, _PP: {_P: 0.0, _PP: 0.0},
    },
    {_T: -3.5, _TT: -3.5},
)  # fmt: skip
PEOPLE_FIRST = _way(
    "people, then title", _P, (_T, _TT),
    {_PP: {_P: 0.0, _PP: 0.0}, _B: {_P: -1.5, _PP: -1.5}, _T: {_P: 0.0, _PP: 0.0, _B: 0.0}, _TT: {_T: 0.0, _TT: -0.5}},
    {},
)  # fmt: skip
ONE_LINE = _way("title and people in one line", _R, (_R,), {}, {})
TITLES = _way("titles alone", _T, (_T, _TT), {_TT: {_T: 0.0, _TT: -0.5}}, {})
_PLACED = _way("title, then where it appeared", _T, (_V,), {_TT: {_T: 0.0, _TT: -0.5}}, {})
PLACED = replace(_PLACED, before={**_PLACED.before, _V: {_T: 0.0, _TT: 0.0, **dict.fromkeys(_TAIL, 0.0)}})


class _Walk:
    """The likeliest walk of a way through the rows."""

    def __init__(self, rows: Sequence[Row], way: Way, head: "_Walk | None" = None) -> None:
        """Walk through the rows: by what a walk through their head has learnt, where there is one."""
        self.rows, self.way = rows, way
        self.emitted = [self._emit(index) for index in range(len(rows))]
        self.shapes = [setting(row.line, rows[index - 1].line if index else None) for index, row in enumerate(rows)]
        if head is not None:
            self.path, self.score = self._best(*head.habits())
            return
        self.path, self.score = self._best({}, {})
        for _ in range(2):
            if not any(role == way.opens for role in self.path):
                break
            self.path, self.score = self._best(*self.habits())

    def roles(self) -> list[str]:
        """Return the role of each row, as a letter."""
        return [_NAMES[role] for role in self.path]

    def reads(self) -> bool:
        """Return whether there are records on the walk, and people at many titles, where the way is one of both."""
        titles = self.path.count(_T)
        return self.way.opens in self.path and (self.way is not TITLE_FIRST or self.path.count(_P) * 3 >= titles)

    def _emit(self, index: int) -> dict[int, float]:
        """Return for each role of the way what speaks for it, against the line being no part of a record."""
        row, way = self.rows[index], self.way
        line = row.line
        before = self.rows[index - 1] if index else None
        odds: dict[int, float] = {_X: 0.0, _H: row.heading - 0.6 if row.heading > 0 else -2.0}
        gap = min(line.blanks, 2)
        inside = -0.8 * gap - (1.5 if line.mark and not line.timed else 0.0) - (2.0 if line.level else 0.0)
        opening = (0.3 if gap or line.mark else 0.0) + (0.8 if line.level or line.is_bold() else 0.0)
        opening += 0.5 if line.linked() else 0.0
        looks = 0.5 * bool(line.level) + 0.5 * line.is_bold() + 0.5 * bool(line.linked())
        if _T in way.before:
            odds[_T] = min(row.title, 3.0) + (opening if way.opens == _T else inside + looks)
            if way is TITLES:
                odds[_T] += 0.0 if row.alone else _NEVER
        if _TT in way.before:
            odds[_TT] = _continues(before, row) + inside if before else _NEVER
        if _P in way.before:
            odds[_P] = min(row.people, 4.0) + (opening if way.opens == _P else inside) - (1.0 if line.level else 0.0)
        if _PP in way.before:
            odds[_PP] = _more_people(before, row) + inside if before else _NEVER
        if _B in way.before:
            odds[_B] = max(row.venue, row.noise, 0.0 if row.title < -2 else -2.0) * 0.5 + inside
        if _R in way.before:
            odds[_R] = min(row.split.odds, 6.0) + opening if row.split else _NEVER
        if row.counted:
            for role in (_T, _TT, _P, _PP, _B):
                if role in odds and role != way.opens:
                    odds[role] -= 6.0
        if not row.text:  # a time of day that has a line to itself
            odds |= dict.fromkeys((_T, _TT, _P, _PP, _R), _NEVER)
        odds[_V] = min(row.venue, 3.0) * 0.7 + inside * 0.5
        odds[_N] = min(row.noise, 3.0) * 0.5 + inside * 0.3
        odds[_A] = min(row.abstract, 3.0) * 0.5 + inside * 0.5
        for letter, more in row.told.items():
            role = _NAMES.index(letter)
            if role in odds and (role != _R or row.split):
                odds[role] = max(odds[role], _DOUBTED if more > 0 else _NEVER) + more
        return odds

    def habits(self) -> tuple[dict[int, dict[str, float]], dict[tuple[int, int], float]]:
        """Return what the page's lines of each role have in common, and what follows what, as log odds."""
        page: Counter[str] = Counter()
        of_role: dict[int, Counter[str]] = defaultdict(Counter)
        counts: Counter[int] = Counter(self.path)
        for role, shape in zip(self.path, self.shapes, strict=True):
            page.update(shape)
            of_role[role].update(shape)
        size = len(self.path)
        looks = {
            role: {what: _odds(seen[what], counts[role], page[what] / size) for what in page}
            for role, seen in of_role.items()
            if role not in (_X, _H)
        }  # fmt: skip
        steps = Counter(pairwise(self.path))
        after = {
            (a, b): max(-2.0, min(0.7 * math.log((steps[a, b] + 0.3) / (counts[a] + 1) / 0.2), 1.0))
            for a in counts for b in counts if not (a in (_X, _H) and b in (_X, _H))
        }  # fmt: skip
        return looks, after

    def _best(self, looks: dict[int, dict[str, float]], after: dict[tuple[int, int], float]) -> tuple[list[int], float]:
        way = self.way
        unseen = -0.5 if after else 0.0
        edges = [
            (
                role,
                [(came, cost + after.get((came, role), unseen if role != _X else 0.0)) for came, cost in costs.items()],
            )
            for role, costs in way.before.items()
        ]
        score = {_X: 0.0, _H: 0.0}
        back: list[dict[int, int]] = []
        liked: dict[tuple[str, ...], dict[int, float]] = {}  # what speaks for each role, by shape: there are few
        for odds, shape in zip(self.emitted, self.shapes, strict=True):
            likes = liked.get(shape)
            if likes is None:
                likes = {role: sum([habit.get(what, 0.0) for what in shape]) for role, habit in looks.items()}
                liked[shape] = likes
            now: dict[int, float] = {}
            came_from: dict[int, int] = {}
            for role, costs in edges:
                if odds[role] <= -6.0 and role != _X:
                    continue
                best, origin = _NEVER, -1
                for came, cost in costs:
                    if came in score and score[came] + cost > best:
                        best, origin = score[came] + cost, came
                if origin < 0:
                    continue
                now[role] = best + likes.get(role, 0.0) + odds[role]
                came_from[role] = origin
            score = now
            back.append(came_from)
        ends = {role: value for role, value in score.items() if role in way.ends}
        role = max(ends, key=lambda which: ends[which])
        total = ends[role]
        path = []
        for came_from in reversed(back):
            path.append(role)
            role = came_from[role]
        return path[::-1], total


def _odds(seen: int, count: int, usual: float) -> float:
    """Return what it says for a role that `seen` of its `count` lines have what a share of `usual` of all lines has."""
    return max(-1.5, min(0.4 * math.log((seen + 2 * usual) / (count + 2) / usual), 0.8))


def _continues(before: Row, row: Row) -> float:
    """Return the log odds that a line goes on with the title that the line before begins."""
    text, ahead = row.text, before.text
    odds = -3.0 - max(row.people, 0.0) - max(row.venue, 0.0) - max(row.noise, 0.0) - max(row.heading, 0.0)
    if text[:1].islower() or ahead[-1:] in ",:;-–—(&":
        odds += 2.5
    if ahead.rsplit(" ", 1)[-1].lower() in roles.NEVER_LAST:
        odds += 2.5
    if len(ahead) < 40:
        odds -= 0.5
    return odds


def _more_people(before: Row, row: Row) -> float:
    """Return the log odds that a line goes on with the people, or says where they work."""
    text, ahead = row.text, before.text
    joins = ahead[-1:] in ",;&" or ahead.endswith((" and", " und")) or text.startswith(("and ", "& "))
    if joins and row.people > -3:
        return 1.5 + max(row.people, 0.0)
    if row.people > 0:
        one = (
            row.found is not None
            and len(row.found.names) == 1
            and before.found is not None
            and len(before.found.names) == 1
        )
        return row.people - (0.5 if one else 2.5)
    if len(text) < 200 and affiliation(text) and row.title < 1.5 + joins and row.venue < 1.5:
        return 0.5
    return -3.0


_FEW = 2
"""So many titles that are set alike are a list of titles."""
_HEAD = 3_000
"""Lines by which the way of reading is chosen."""


UNMARKED: Mapping[int, str] = MappingProxyType({})
WAYS = {way.name: way for way in (TITLE_FIRST, PEOPLE_FIRST, ONE_LINE, TITLES, PLACED)}
"""Every order of roles, by its name."""


class Sheet:
    """The lines of a page, each weighed once, whatever layouts it is then read by."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self._weighed: dict[object, tuple[Sequence[Row], Sequence[Look]]] = {}

    def rows(self, layout: Layout) -> list[Row]:
        """Return the rows of the page, for a layout to tell of them."""
        return list(map(copy, self._of(layout)[0]))

    def looks(self, layout: Layout) -> Sequence[Look]:
        """Return how each row is set."""
        return self._of(layout)[1]

    def _of(self, layout: Layout) -> tuple[Sequence[Row], Sequence[Look]]:
        key = layout.whole, layout.before_people, layout.before_title
        if key not in self._weighed:
            lines = bare(self.lines, layout)
            rows = weighed([replace(line, whole=True) for line in lines] if layout.whole else lines)
            if len(self._weighed) == _KEPT:
                self._weighed.clear()
            self._weighed[key] = rows, looks_of(rows)
        return self._weighed[key]


_KEPT = 4


def weighed(lines: Sequence[Line]) -> list[Row]:
    """Return the rows of these lines, each weighed for every role, and against the others."""
    rows = rows_of(lines)
    for row in rows:
        row.weigh()
    compared(rows)
    return rows


def bare(lines: Sequence[Line], layout: Layout) -> list[Line]:
    """Return the lines of a page whose layout is known, without labels, days and marks before what they say."""
    lines = leads.without(lines[:MOST])
    for before in (layout.before_people, layout.before_title):
        if before:
            lines = [
                replace(cut(line, at), labelled=True) if (at := begun(line.text, before)) else line for line in lines
            ]
    return ended(lines)


def read(lines: Sequence[Line]) -> Reading:
    """Return the likeliest reading of a page whose records repeat; one without records where nothing repeats.

    Its confidence is how probable it is that the page is a listing and read rightly; that of each Listed, how probable
    its title and people are right. Linear in the page.
    """
    return _read(lines, weighed(lines[:MOST]), None).reading


def read_as(sheet: Sheet, layout: Layout, marks: Mapping[int, str] = UNMARKED) -> Reading:
    """Return how a page is read by a layout, and by what its reader said of its lines.

    `marks` are the letters of layouts.ROLES by the numbers of lines.
    """
    rows = sheet.rows(layout)
    tell(rows, sheet.looks(layout), layout, marks)
    return _read(sheet.lines, rows, layout).reading


def teach(sheet: Sheet, layout: Layout, marks: Mapping[int, str]) -> tuple[Reading, Layout]:
    """Return how a page is read once its reader has said what some of its lines are, and the layout that this makes."""
    rows = sheet.rows(layout)
    if not layout.whole and any(len(row.numbers) > 1 and marks.keys() & set(row.numbers) for row in rows):
        layout = replace(layout, whole=True)
        rows = sheet.rows(layout)
    told = [those(row.text) for row in rows if marks.get(row.numbers[0]) == "P"]
    pointed = [[name.text for name in people.names] for people in told if people]
    layout = replace(layout, between=layout.between or divider(pointed, least=1))
    found = _as_taught(sheet, layout, marks)
    titles, people = ([row.text for row, role in zip(rows, found.roles, strict=False) if role == one] for one in "TP")
    habits = replace(
        layout,
        between=layout.between or divider([[name.text for name in one.listed.paper.authors] for one in found.records]),
        before_title=layout.before_title or prefix(titles, words=False) or counted(titles),
        before_people=layout.before_people or prefix(people, words=True),
    )
    if habits != layout:
        found = _as_taught(sheet, habits, marks)
    return found.reading, found.layout or habits


def settled(sheet: Sheet, layout: Layout, marks: Mapping[int, str]) -> Layout:
    """Return a layout with the looks of all lines, too, that are surely title or people on the page that taught it."""
    rows = sheet.rows(layout)
    tell(rows, sheet.looks(layout), layout, marks)
    found = _read(sheet.lines, rows, layout)
    sure = {number for record in found.records if record.listed.is_sure for number in record.lines}
    letters = {
        row.numbers[0]: letter
        for row, letter in zip(rows, found.roles, strict=False)
        if letter in "TPR" and row.numbers[0] in sure
    }
    return learnt(rows, sheet.looks(layout), {**letters, **marks}, layout)


def _as_taught(sheet: Sheet, layout: Layout, marks: Mapping[int, str]) -> "_Read":
    """Return how a page is read by a layout, once that has what the reader said of its lines."""
    rows = sheet.rows(layout)
    looks = sheet.looks(layout)
    layout = learnt(rows, looks, marks, layout)
    pair = nearest([marks.get(row.numbers[0], "") for row in rows])
    if pair and not layout.order:
        layout = replace(layout, order=(TITLE_FIRST if pair[0] < pair[1] else PEOPLE_FIRST).name)
    tell(rows, looks, layout, marks)
    return _read(sheet.lines, rows, layout)


class _Read(NamedTuple):
    """A page as it is read."""

    reading: Reading
    roles: Sequence[str]
    """The role of each row, as a letter."""
    layout: Layout | None
    """The layout by which it is read, with the order of roles."""

    @property
    def records(self) -> Sequence[Record]:
        return self.reading.records


def _read(lines: Sequence[Line], rows: Sequence[Row], layout: Layout | None) -> _Read:
    """Return the reading of a page's rows."""
    head = rows[:_HEAD]
    divides = layout is None or layout.order in ("", ONE_LINE.name)
    seams = divides and _choose_seam(rows, layout.seam if layout else "", layout.between if layout else "")
    alone = _choose_looks(rows)
    if layout:
        ways = [WAYS[layout.order]] if layout.order else list(WAYS.values())
        for row in rows:
            row.alone = row.fits.get("T", 0.0) >= _LIKE
    else:
        ways = [TITLE_FIRST, PEOPLE_FIRST] if any(row.people > 0 for row in head) else []
        ways += [ONE_LINE] if seams else []
        ways += [TITLES] if alone else []
        ways += [PLACED] if _is_placed(head) else []
    walks = [walk for way in ways if (walk := _Walk(head, way)).reads() or (layout and way.opens in walk.path)]
    if not walks:
        return _Read(Reading(), (), replace(layout, order="") if layout else None)
    best = max(walks, key=lambda walk: walk.score)
    if len(rows) > len(head):
        best = _Walk(rows, best.way, best)
    letters = best.roles()
    reading = as_far(made(rows, Walked(best.way.name, letters, best.way.opening)), lines)
    fits = [row.fits.get(letter, 0.0) for row, letter in zip(rows, letters, strict=True) if letter in "TPR"]
    reading = replace(reading, fit=sum(fits) / len(fits)) if layout and fits else reading
    return _Read(reading, letters, replace(layout, order=best.way.name) if layout else None)


_DOUBTED = -2.0
"""How far a line's words may speak against the role that a layout gives it."""
_LIKE = 0.8
"""How well a line fits a layout that is a title by it."""


_PLACES, _PLAIN = 3, 2.5
"""So many titles, over so plain a place and time of publication, are a list of them."""


def _is_placed(rows: Sequence[Row]) -> bool:
    """Return whether several titles stand over a line that plainly says where they appeared, and hardly any people."""
    placed = sum(after.venue >= _PLAIN and row.title > 0 and after.line.blanks < 2 for row, after in pairwise(rows))
    return placed >= _PLACES and sum(row.people > 0 for row in rows) * 3 < placed


_SET_APART = re.compile(r"link|bold|italic|quoted")


def _kin(kind: str) -> str:
    """Return a kind of split, all in which the title is set apart in one way or another as one."""
    return _SET_APART.sub("set apart", kind)


def _choose_seam(rows: Sequence[Row], known: str = "", between: str = "") -> bool:
    """Settle how each row is taken apart: by the seam that is known, else by that of most rows, else its own best."""
    if known:
        for row in rows:
            row.split = divided(row.line, known, between)
        return any(row.split for row in rows)
    weights: Counter[str] = Counter()
    for row in rows:
        if row.abstract < 3 or len(row.text) < 400:
            row.splits = splits(row.line)
        for split in row.splits:
            weights[_kin(split.kind)] += max(0.0, min(split.odds, 4.0))  # type: ignore[assignment]
    if not weights:
        return False
    top = max(weights.values()) or 1.0
    if weights["title people"] == top:
        words = frozenset(
            word.lower() for row in rows for split in row.splits[:1] for word in split.title.split(" ")[:-1]
        )
        for row in rows:
            if any(split.kind == "title people" for split in row.splits):
                row.splits = splits(row.line, words)
    for row in rows:
        if row.splits:
            row.split = max(row.splits, key=lambda split: min(split.odds, 4.0) + 3.0 * weights[_kin(split.kind)] / top)
            share = weights[_kin(row.split.kind)] / top
            row.split = row.split._replace(odds=row.split.odds - 2.0 * (1 - share))
    return True


def _choose_looks(rows: Sequence[Row]) -> bool:
    """Settle how titles without people are set on the page: as links, or as headings of one rank, of one kind."""
    looks: Counter[tuple[int, bool, str, int]] = Counter()
    for row in rows:
        if (row.line.level or row.line.linked()) and row.title > 0:
            looks[_set(row)] += 1
    if not looks or looks.most_common(1)[0][1] < _FEW:
        return False
    chosen = looks.most_common(1)[0][0]
    for row in rows:
        row.alone = _set(row) == chosen
    return True


def _set(row: Row) -> tuple[int, bool, str, int]:
    line = row.line
    return line.level, line.linked() is not None, "1" if line.numbered else line.mark, min(line.indent, 8) // 2
