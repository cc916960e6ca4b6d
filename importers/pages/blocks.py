"""Pages whose records repeat: what each line is, told by the whole page. No layout is known beforehand.

Each line is weighed for every role it could have (title, people, venue, links, prose, heading). A way of reading is an
order of roles: title before people, people before title, both in one line with a certain seam, or titles alone that are
links or headings. Along each the likeliest walk through the page is found (Viterbi's algorithm); then the page's own
habits are learnt from that walk (which lines have a mark, a blank line before them, a link, bold letters; what follows
what), and it is walked again. The way that explains most wins, and how far ahead it is says how sure that is.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from importers.pages import roles
from importers.pages.lines import Line, Link, Reading, Span
from importers.pages.made import made
from importers.pages.people import People, affiliation, people
from importers.pages.seams import Split, ahead, splits


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
    splits: list[Split] = field(default_factory=list)
    split: Split | None = None

    @property
    def text(self) -> str:
        return self.line.text

    def weigh(self) -> None:
        """Weigh the line for every role."""
        text = self.text
        self.found = people(text)
        if self.found is None and (named := ahead(text)) and named[1] < len(text):
            behind = text[named[1] :].lstrip(" .,;:-–—|()")
            if max(roles.venue(behind), roles.noise(behind)) > (0.5 if roles.title(behind) > 0 else -1.0):
                self.found, self.behind = named[0], behind
        if self.found:
            sure = min(self.found.sure, 0.995)
            self.people = math.log(sure / (1 - sure)) - (0.5 if self.behind else 0.0)
        known = max(self.people, 0.0)
        self.heading = roles.heading(text) + (1.0 if self.line.level else 0.0)
        self.noise = roles.noise(text)
        self.venue = roles.venue(text) - known * 0.8
        self.title = (
            roles.title(text)
            - known * 0.7
            - max(0.0, self.venue) * 0.6
            - max(0.0, self.noise)
            - max(0.0, self.heading - 0.5 * bool(self.line.level)) * 0.9
        )
        self.abstract = roles.abstract(text) - known


def rows_of(lines: Sequence[Line]) -> list[Row]:
    """Return the lines, those that a line's width has broken put together again."""
    width, broken = _width(lines)
    ragged = _ragged(lines)
    rows: list[Row] = []
    for line in lines:
        if (
            rows
            and _may_go_on(rows[-1].line, line)
            and (
                (broken and _goes_on(rows[-1].raws[-1], line, width))
                or (ragged and (_says_on(rows[-1].text, line) or len(rows[-1].raws[-1].strip()) >= 0.75 * ragged))
            )
        ):
            rows[-1] = _joined(rows[-1], line)
        else:
            rows.append(Row(line, (line.number,), (line.raw,)))
    return rows


def _joined(row: Row, line: Line) -> Row:
    start = len(row.text) + 1
    whole = replace(
        row.line,
        text=f"{row.text} {line.text}",
        links=(*row.line.links, *(Link(link.start + start, link.end + start, link.href) for link in line.links)),
        bold=(*row.line.bold, *(Span(a + start, b + start) for a, b in line.bold)),
        italic=(*row.line.italic, *(Span(a + start, b + start) for a, b in line.italic)),
    )
    return Row(whole, (*row.numbers, line.number), (*row.raws, line.raw))


def _may_go_on(before: Line, line: Line) -> bool:
    return not (line.blanks or line.mark or line.level or before.level or line.cells or before.cells)


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
    lengths = sorted(length for length, _ in pairs)
    width = lengths[min(len(lengths) - 1, int(len(lengths) * 0.97))]
    if not 45 <= width <= 130:
        return 0, False
    full = sum(length + 1 + word > width for length, word in pairs)
    return width, full >= 0.55 * len(pairs)


def _says_on(text: str, line: Line) -> bool:
    """Return whether a line goes on with a sentence, or a list, that the text before it does not end."""
    if text[-1:] in ",;-–&(" or text.rsplit(" ", 1)[-1].lower() in roles.NEVER_LAST:
        return True
    return line.text[:1].islower() or (line.text[:1] in "(0123456789" and text[-1:] not in ".!?")


def _ragged(lines: Sequence[Line]) -> int:
    """Return the width of a page whose lines are broken where it seemed good, as those out of a PDF; 0 for none such.

    Many of its lines go on in the middle of a sentence. Lines of title and people never do.
    """
    pairs = [(a, b) for a, b in pairwise(lines) if _may_go_on(a, b)]
    if len(pairs) < 4:
        return 0
    on = sum(_says_on(a.text, b) for a, b in pairs)
    lengths = sorted(len(a.raw.strip()) for a, _ in pairs)
    width = lengths[int(len(lengths) * 0.95)]
    return width if on >= 0.3 * len(pairs) and width < 140 else 0


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
    {_TT: {_T: 0.0, _TT: -0.5}, _B: {_T: -1.5, _TT: -1.5, _B: -0.5}, _P: {_T: 0.0, _TT: 0.0, _B: 0.0}, _PP: {_P: 0.0, _PP: 0.0}},
    {_T: -3.5, _TT: -3.5},
)  # fmt: skip
PEOPLE_FIRST = _way(
    "people, then title", _P, (_T, _TT),
    {_PP: {_P: 0.0, _PP: 0.0}, _B: {_P: -1.5, _PP: -1.5}, _T: {_P: 0.0, _PP: 0.0, _B: 0.0}, _TT: {_T: 0.0, _TT: -0.5}},
    {},
)  # fmt: skip
ONE_LINE = _way("title and people in one line", _R, (_R,), {}, {})
TITLES = _way("titles alone", _T, (_T, _TT), {_TT: {_T: 0.0, _TT: -0.5}}, {})


class _Walk:
    """The likeliest walk of a way through the rows."""

    def __init__(self, rows: Sequence[Row], way: Way) -> None:
        self.rows, self.way = rows, way
        self.emitted = [self._emit(index) for index in range(len(rows))]
        self.shapes = [_shape(row.line, rows[index - 1].line if index else None) for index, row in enumerate(rows)]
        self.path, self.score = self._best({}, {})
        for _ in range(2):
            if not any(role == way.opens for role in self.path):
                break
            self.path, self.score = self._best(*self._habits())

    def roles(self) -> list[str]:
        """Return the role of each row, as a letter."""
        return [_NAMES[role] for role in self.path]

    def names_people(self) -> bool:
        """Return whether people stand at most of the titles, where the way is one of titles and people."""
        return self.way is not TITLE_FIRST or self.path.count(_P) * 2 >= self.path.count(_T)

    def _emit(self, index: int) -> dict[int, float]:
        """Return for each role of the way what speaks for it, against the line being no part of a record."""
        row, way = self.rows[index], self.way
        line = row.line
        before = self.rows[index - 1] if index else None
        odds: dict[int, float] = {_X: 0.0, _H: row.heading - 1.0 if row.heading > 0 else -2.0}
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
        odds[_V] = min(row.venue, 3.0) * 0.7 + inside * 0.5
        odds[_N] = min(row.noise, 3.0) * 0.5 + inside * 0.3
        odds[_A] = min(row.abstract, 3.0) * 0.5 + inside * 0.5
        return odds

    def _habits(self) -> tuple[dict[int, dict[str, float]], dict[tuple[int, int], float]]:
        """Return what the page's lines of each role have in common, and what follows what, as log odds."""
        page: Counter[str] = Counter()
        of_role: dict[int, Counter[str]] = defaultdict(Counter)
        counts: Counter[int] = Counter(self.path)
        for role, shape in zip(self.path, self.shapes, strict=True):
            page.update(shape)
            of_role[role].update(shape)
        size = len(self.path)
        looks = {
            role: {
                what: max(-1.5, min(0.4 * math.log(((seen[what] + 2 * page[what] / size) / (counts[role] + 2)) / (page[what] / size)), 0.8))
                for what in page
            }
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
        edges = [
            (role, [(came, cost + after.get((came, role), 0.0 if not after or role == _X else -0.5)) for came, cost in costs.items()])
            for role, costs in way.before.items()
        ]  # fmt: skip
        score = {_X: 0.0, _H: 0.0}
        back: list[dict[int, int]] = []
        for odds, shape in zip(self.emitted, self.shapes, strict=True):
            now: dict[int, float] = {}
            came_from: dict[int, int] = {}
            for role, costs in edges:
                if odds[role] <= -6.0:
                    continue
                best, origin = _NEVER, -1
                for came, cost in costs:
                    if came in score and score[came] + cost > best:
                        best, origin = score[came] + cost, came
                if origin < 0:
                    continue
                habit = looks.get(role)
                if habit:
                    best += sum([habit[what] for what in shape])
                now[role] = best + odds[role]
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


def _shape(line: Line, before: Line | None) -> tuple[str, ...]:
    """Return how a line is set, as words to count."""
    mark = "number" if line.numbered else "time" if line.timed else "mark" + line.mark
    bold = "bold" if line.is_bold() else "some bold" if line.bold else "plain"
    linked = "link" if line.linked() else "some link" if line.links else "no link"
    indent = (
        "same"
        if before is None or abs(before.indent - line.indent) < 2
        else "in"
        if before.indent < line.indent
        else "out"
    )
    return f"blanks {min(line.blanks, 2)}", mark, f"level {line.level}", bold, linked, indent


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


_NEAR = 40
_FEW = 2


def read(lines: Sequence[Line]) -> Reading:
    """Return the likeliest reading of a page whose records repeat; one without records where nothing repeats.

    Its confidence is how probable it is that the page is a listing and read rightly; that of each Listed, how probable
    its title and people are right. Linear in the page.
    """
    rows = rows_of(lines)
    for row in rows:
        row.weigh()
    if not rows:
        return Reading()
    walks: list[_Walk] = []
    if sum(row.people > 0 for row in rows):
        walks += [_Walk(rows, TITLE_FIRST), _Walk(rows, PEOPLE_FIRST)]
    if _choose_seam(rows):
        walks.append(_Walk(rows, ONE_LINE))
    if _choose_looks(rows):
        walks.append(_Walk(rows, TITLES))
    walks = [walk for walk in walks if walk.way.opens in walk.path and walk.names_people()]
    if not walks:
        return Reading()
    walks.sort(key=lambda walk: -walk.score)
    return made(rows, walks)


def _choose_seam(rows: Sequence[Row]) -> bool:
    """Settle how each row is taken apart: by the seam that most of the page's rows have, else by its own best."""
    weights: Counter[str] = Counter()
    for row in rows:
        if row.abstract < 3 or len(row.text) < 600:
            row.splits = splits(row.line)
        for split in row.splits:
            weights[split.kind] += max(0.0, min(split.odds, 4.0))  # type: ignore[assignment]
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
            row.split = max(row.splits, key=lambda split: min(split.odds, 4.0) + 3.0 * weights[split.kind] / top)
            share = weights[row.split.kind] / top
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
