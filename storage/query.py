"""The query language: `author:noether year:2019.. -status:read "mean field"` -> a tree, or a QueryError that points.

    query    = any
    any      = all { "OR" all }
    all      = { unit }                          all of them
    unit     = [ "-" ] ( "(" any ")" | field | phrase | word )
    phrase   = '"' words in a row '"'            whole words, as they stand
    word     = anything up to white space        the beginning of a word; `pre-train` is two in a row
    field    = name ":" ( phrase | word )

    title: author: venue: abstract: note: organisation: category:
                                                 a word or phrase there; a bare word or phrase may be anywhere
    tag: from:                                   a tag; a listing's title, file or format, by its beginning
    year: seen: score: votes: comments: priority: id:
                                                 2020  2019..2023  2019..  ..2023  >2019  >=2019  <2023  <=2023
    date: added: read:                           the same with days: 2026, 2026-10, 2026-10-31, today, yesterday,
                                                 7d 2w 3m 1y (alone: since so many days, weeks, months, years ago)
    status: is: has:                             STATUSES; IS; HAS; the beginning is enough
    key: doi: arxiv:                             the identifier; of a key or an unfinished DOI the beginning
    sort:                                        SORTS, `-` before it for descending; orders the whole

A query is read as it is typed: an open quote ends with the line and its last word is a beginning, an open bracket
ends with the line, a field without a value and an OR without a right side are not there yet, `year:201` is 2010..2019.
`OR` is an operator in capitals only. `Title: Subtitle`, `std::vector` and `https://...` are words; another name with a
value behind its colon must be a field's.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar, Self, dataclass_transform

from storage.fields import CHOICES, FIELDS
from storage.papers.text import cells, clean, fold

__all__ = [
    "All", "And", "Asked", "Compare", "Flag", "Named", "Node",
    "Not", "Or", "Query", "QueryError", "Span", "Text", "leaves", "parse", "read", "unknown",
]  # fmt: skip

LEAVES_LIMIT = 500
DEPTH_LIMIT = 50
"""Most conditions in a query, and most brackets open at once: past what people write, and short of SQLite's limits."""

POINTED_LIMIT = 10_000
"""Most characters of a query that an error shows."""

Span = tuple[int, int]


class QueryError(ValueError):
    """What is wrong with a query: the message is a sentence for people, `span` where in `source` it is."""

    def __init__(self, message: str, source: str, span: Span) -> None:
        super().__init__(message)
        self.message = message
        self.source = source
        self.span = span

    @property
    def pointed(self) -> str:
        """The source with the span underlined: two lines for a terminal, where a wide character takes two cells."""
        start, end = self.span
        before = cells(clean(f"{self.source[:start]}^", POINTED_LIMIT)) - 1
        width = cells(clean(self.source[start:end], POINTED_LIMIT))
        return f"{clean(self.source, POINTED_LIMIT)}\n{' ' * before}{'^' * max(1, width)}"


def unknown(value: str, what: str, known: Iterable[str], source: str, span: Span, *, suffix: str = "") -> QueryError:
    """Return the error for a name that is not one of those known, with the one that was meant, or all."""
    from difflib import get_close_matches  # only for a sentence about a slip

    names = list(known)
    close = get_close_matches(value, names, 1, 0.5) or [name for name in names if name[:1] == value[:1]][:1]
    hint = f"did you mean {close[0]}{suffix}?" if close else f"choose from {', '.join(names)}"
    shown = value if len(value) <= 30 else value[:29] + "…"
    return QueryError(f"unknown {what} “{shown}{suffix}”; {hint}", source, span)


@dataclass_transform(frozen_default=True)
class _Node:
    """A frozen record of its annotated fields, equal to one that means the same wherever it stands in its source.

    What `dataclass(frozen=True)` gives, without the half millisecond a class that generating its methods takes: the
    command line starts with this module.
    """

    _fields: ClassVar[tuple[str, ...]] = ()
    _compared: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        cls._fields = tuple(cls.__annotations__)
        cls._compared = tuple(name for name in cls._fields if name not in ("span", "source", "sort_span"))

    def __init__(self, *values: Any, **named: Any) -> None:
        self.__dict__.update(zip(self._fields, values, strict=False))
        self.__dict__.update(named)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash((type(self), self._key()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self._compared)})"

    def _key(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self._compared)

    def but(self, **changes: Any) -> Self:
        """Return this node with some fields changed."""
        return type(self)(**{name: getattr(self, name) for name in self._fields} | changes)


class All(_Node):
    """Every paper."""

    span: Span = (0, 0)


class And(_Node):
    """All of two parts or more."""

    parts: tuple["Node", ...]
    span: Span = (0, 0)


class Or(_Node):
    """At least one of two parts or more."""

    parts: tuple["Node", ...]
    span: Span = (0, 0)


class Not(_Node):
    """Papers that are not of the part."""

    part: "Node"
    span: Span = (0, 0)


class Text(_Node):
    """Folded words in a row within one field of a paper."""

    words: tuple[str, ...]
    """At least one; none is empty."""
    field: str = ""
    """A field of the kind `text`; empty for any."""
    prefix: bool = True
    """Whether the last may be the beginning of a word."""
    span: Span = (0, 0)


class Compare(_Node):
    """A number or a day of a paper that passes every test; a paper that has none does not pass."""

    field: str
    """A field of the kind `number`, `date` or `moment`."""
    tests: tuple[tuple[str, float | str], ...]
    """An operator out of = < <= > >= and what it compares with: for `date` an ISO date, for `added` and `read` seconds
    since 1970."""
    span: Span = (0, 0)


class Flag(_Node):
    """A status, one of IS, or one of HAS (as `has:note`)."""

    name: str
    span: Span = (0, 0)


class Named(_Node):
    """A tag, listing, key or identifier."""

    field: str
    """A field of the kind `named`."""
    text: str
    """As written, without quotes."""
    prefix: bool = True
    span: Span = (0, 0)


class Query(_Node):
    """A whole query."""

    tree: "Node"
    sort: str = ""
    """One of SORTS, `-` before it for descending; empty when the query does not say."""
    source: str = ""
    sort_span: Span = (0, 0)

    @property
    def span(self) -> Span:
        """Where the tree stands in the source."""
        return self.tree.span


Node = All | And | Or | Not | Text | Compare | Flag | Named
Asked = str | Query | Node
"""What is asked of a shelf: as it was typed, or read already."""


def leaves(parts: Iterable[Node]) -> Iterator[Text]:
    """Yield the conditions on texts, wherever in these they stand."""
    for part in parts:
        if isinstance(part, Text):
            yield part
        elif isinstance(part, And | Or):
            yield from leaves(part.parts)
        elif isinstance(part, Not):
            yield from leaves((part.part,))


def parse(source: str, *, today: datetime.date | None = None) -> Query:
    """Return the tree of a query; `today` is the day that relative dates count from.

    Raises QueryError, and nothing else, on any text.
    """
    reader = _Reader(source, today or datetime.date.today())
    tree = reader.any(0)
    return Query(tree or All(), reader.sort, source, reader.sort_span)


def read(asked: Asked) -> Query:
    """Return what is asked as a query; raises QueryError as `parse` does."""
    return parse(asked) if isinstance(asked, str) else asked if isinstance(asked, Query) else Query(asked)


# -- reading

_SPACE = re.compile(r"\s*")
_NAME = re.compile(r"([A-Za-z]+):(?!//|:)(?=(\S?))")
_PHRASE = re.compile(r'["“](?:[^"”\\]|\\.)*?(?:["”]|\\?$)', re.DOTALL)
_WORD = re.compile(r"\S+")


class _Reader:
    """A walk through the source, left to right; `at` is where it stands."""

    def __init__(self, source: str, today: datetime.date) -> None:
        self.source = source
        self.today = today
        self.at = 0
        self.leaves = 0
        self.sort = ""
        self.sort_span: Span = (0, 0)

    def any(self, depth: int) -> Node | None:
        if depth > DEPTH_LIMIT:
            raise QueryError("too many brackets within brackets", self.source, (self.at - 1, self.at))
        parts: list[Node] = []
        while True:
            if (part := self.all(depth)) is not None:
                parts.append(part)
            if not self._take_or():
                break
        return _joined(Or, parts)

    def all(self, depth: int) -> Node | None:
        parts: list[Node] = []
        while not self._at_end(depth) and not self._sees_or():
            if (part := self.unit(depth)) is not None and part not in parts[-8:]:
                parts.append(part)
        return _joined(And, parts)

    def unit(self, depth: int) -> Node | None:
        start = self.at
        negated = False
        while self.source.startswith("-", self.at) and self.at + 1 < len(self.source):
            negated = not negated
            self.at += 1
        if self._at_end(depth):
            return None
        part = self._group(depth) if self.source.startswith("(", self.at) else self._leaf(negated=negated)
        if part is None:
            return None
        part = part.but(span=(start, self.at))
        return Not(part, (start, self.at)) if negated else part

    def _group(self, depth: int) -> Node | None:
        self.at += 1
        part = self.any(depth + 1)
        self._skip()
        if self.source.startswith(")", self.at):
            self.at += 1
        return part

    def _leaf(self, *, negated: bool) -> Node | None:
        start = self.at
        self.leaves += 1
        if self.leaves > LEAVES_LIMIT:
            raise QueryError(f"more than {LEAVES_LIMIT} words", self.source, (start, len(self.source)))
        named = _NAME.match(self.source, self.at)
        if named is None:
            value, quoted = self._value()
            return _text(value, "", prefix=not quoted)
        name = named[1].lower()
        if name not in FIELDS:
            if not named[2] or named[2].isspace():
                return _text(self._value()[0], "", prefix=False)
            raise unknown(name, "field", FIELDS, self.source, (start, named.end(1) + 1), suffix=":")
        self.at = named.end(1) + 1
        if named[2] == "(":
            raise QueryError(f"write the field inside: ({name}:a OR {name}:b)", self.source, (start, self.at + 1))
        value, quoted = self._value() if named[2] and named[2] != ")" else ("", False)
        span = (start, self.at)
        if not value:
            return None
        if name == "sort":
            if negated:
                raise QueryError("for the other order write sort:-field", self.source, (start - 1, self.at))
            self._order(value.lower(), span)
            return None
        return self._field(name, value, span, quoted=quoted)

    def _field(self, name: str, value: str, span: Span, *, quoted: bool) -> Node | None:
        match FIELDS[name].kind:
            case "text":
                return _text(value, name, prefix=not quoted)
            case "number":
                return self._number(name, value, span)
            case "date" | "moment":
                return self._date(name, value, span)
            case "named":
                return Named(name, value, not quoted)
        names, value = CHOICES[name], value.lower()
        meant = [value] if value in names else [one for one in names if one.startswith(value) and not quoted]
        if not meant:
            raise unknown(value, name if name == "status" else f"{name}: value", names, self.source, span)
        return _joined(Or, [Flag("has:" * (name == "has") + one) for one in meant])

    def _order(self, value: str, span: Span) -> None:
        sign = "-" if value.startswith("-") else ""
        value = value.removeprefix("-")
        names = CHOICES["sort"]
        meant = [value] if value in names else [one for one in names if one.startswith(value)]
        if not meant:
            raise unknown(value, "sort order", names, self.source, span)
        if len(meant) == 1:
            self.sort, self.sort_span = sign + meant[0], span

    def _value(self) -> tuple[str, bool]:
        """Take a phrase or a word; a word keeps brackets that it closes itself, as `O(n)` does."""
        if phrase := _PHRASE.match(self.source, self.at):
            self.at = phrase.end()
            closed = len(phrase[0]) > 1 and phrase[0][-1] in '"”' and not phrase[0].endswith('\\"')
            return phrase[0].strip('"“”'), closed
        found = _WORD.match(self.source, self.at)
        if found is None:
            return "", False
        end, depth = found.end(), 0
        if "(" in found[0] or ")" in found[0]:
            for position in range(found.start(), found.end()):
                depth += {"(": 1, ")": -1}.get(self.source[position], 0)
                if depth < 0:
                    end = position
                    break
        start, self.at = self.at, end
        return self.source[start:end], False

    def _number(self, name: str, value: str, span: Span) -> Node | None:
        def read(text: str) -> tuple[float, float] | None:
            if name == "year" and re.fullmatch(r"[1-9]\d{0,2}", text):
                return None
            if not re.fullmatch(r"-?\d{1,15}(?:\.\d{0,15})?", text):
                raise QueryError(f"{name}: wants a number, as {_examples(name)}", self.source, span)
            number = float(text)
            return (int(number), int(number)) if number.is_integer() else (number, number)

        if name == "year":
            if re.fullmatch(r"[1-9]\d{0,2}", value):  # still being typed, or a decade
                width = 10 ** (4 - len(value))
                return Compare(name, ((">=", int(value) * width), ("<", (int(value) + 1) * width)))
            value = re.sub(r"(?<=\d)[-–](?=\d)", "..", value)
        return _compare(name, value, read, inclusive=True)

    def _date(self, name: str, value: str, span: Span) -> Node | None:
        def read(text: str) -> tuple[float | str, float | str] | None:
            if re.fullmatch(r"\d{1,3}|\d{4}-(?:\d?|\d\d-\d?)|\d{1,4}[a-z]?", text) and not re.fullmatch(
                r"\d{4}|\d{1,4}[dwmy]", text
            ):
                return None
            days = self._days(text.lower())
            if days is None:
                raise QueryError(f"{name}: wants a day, month or year, as {_examples(name)}", self.source, span)
            if FIELDS[name].kind == "date":
                return days[0].isoformat(), days[1].isoformat()
            return _seconds(days[0]), _seconds(days[1])

        if re.fullmatch(r"\d{1,4}[dwmy]", value.lower()):
            value = f">={value}"
        found = _compare(name, value, read, inclusive=False)
        if FIELDS[name].kind == "date" and isinstance(found, Compare):
            # A paper known by year only has the date 2023, which sorts before 2023-01-01 and belongs to its first day.
            found = found.but(tests=tuple((op, _loose(str(bound))) for op, bound in found.tests))
        return found

    def _days(self, text: str) -> tuple[datetime.date, datetime.date] | None:
        """Return the first day that `text` covers and the first one after it."""
        day = datetime.timedelta(days=1)
        try:
            if text in ("today", "yesterday"):
                first = self.today - day * (text == "yesterday")
                return first, first + day
            if ago := re.fullmatch(r"(\d{1,4})([dwmy])", text):
                count = int(ago[1])
                if ago[2] in "dw":
                    first = self.today - day * count * (7 if ago[2] == "w" else 1)
                else:
                    month = self.today.year * 12 + self.today.month - 1 - count * (12 if ago[2] == "y" else 1)
                    last = _month(month + 1) - day
                    first = last.replace(day=min(self.today.day, last.day))
                return first, first + day
            if whole := re.fullmatch(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?", text):
                year, month = int(whole[1]), int(whole[2] or 1)
                if whole[3]:
                    first = datetime.date(year, month, int(whole[3]))
                    return first, first + day
                first = datetime.date(year, month, 1)
                return first, _month(year * 12 + month) if whole[2] else datetime.date(year + 1, 1, 1)
        except (ValueError, OverflowError):
            pass
        return None

    def _skip(self) -> None:
        found = _SPACE.match(self.source, self.at)
        assert found is not None
        self.at = found.end()

    def _at_end(self, depth: int) -> bool:
        self._skip()
        while not depth and self.source.startswith(")", self.at):  # closes nothing
            self.at += 1
            self._skip()
        return self.at >= len(self.source) or self.source.startswith(")", self.at)

    def _sees_or(self) -> bool:
        return bool(_OR.match(self.source, self.at))

    def _take_or(self) -> bool:
        self._skip()
        if found := _OR.match(self.source, self.at):
            self.at = found.end()
            return True
        return False


_OR = re.compile(r"OR(?=[\s()]|$)")
_BOUNDS = re.compile(r"(<=|>=|<|>|=|≤|≥)?(.*)", re.DOTALL)
_OPERATORS = {"≤": "<=", "≥": ">=", None: "="}

_Read = Callable[[str], "tuple[float | str, float | str] | None"]


def _compare(name: str, value: str, read: _Read, *, inclusive: bool) -> Compare | None:
    """Return the comparison that `value` writes; None while it is being typed.

    `read` gives the first and the last value (`inclusive`), or the one after the last, that a text covers.
    """
    low, dots, high = value.partition("..")
    tests: list[tuple[str, float | str]] = []
    below = "<=" if inclusive else "<"
    if dots:
        if low and (first := read(low)):
            tests.append((">=", first[0]))
        if high and (last := read(high)):
            tests.append((below, last[1]))
    else:
        parts = _BOUNDS.fullmatch(value)
        assert parts is not None
        operator = _OPERATORS.get(parts[1], parts[1])
        if not parts[2] or (span := read(parts[2])) is None:
            return None
        if operator == "=":
            tests = [("=", span[0])] if inclusive else [(">=", span[0]), ("<", span[1])]
        elif operator in (">", "<="):
            tests = [(operator if inclusive else {">": ">=", "<=": "<"}[operator], span[1])]
        else:
            tests = [(operator, span[0])]
    return Compare(name, tuple(tests)) if tests else None


def _examples(name: str) -> str:
    return " or ".join(f"{name}:{one}" for one in FIELDS[name].examples[:2])


def _text(value: str, name: str, *, prefix: bool) -> Text | None:
    words = tuple(fold(value).split())
    return Text(words, name, prefix) if words else None


def _joined(kind: type[And] | type[Or], parts: list[Node]) -> Node | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return kind(tuple(parts), (parts[0].span[0], parts[-1].span[1]))


def _month(count: int) -> datetime.date:
    return datetime.date(count // 12, count % 12 + 1, 1)


def _seconds(day: datetime.date) -> int:
    """Return the beginning of a day where the reader is."""
    try:
        return int(datetime.datetime.combine(day, datetime.time()).timestamp())
    except (OverflowError, ValueError, OSError):
        return (day - datetime.date(1970, 1, 1)).days * 86400


def _loose(day: str) -> str:
    return day.removesuffix("-01").removesuffix("-01") if day.endswith("-01-01") else day.removesuffix("-01")
