"""The query language: `author:noether year:2019.. -status:read "mean field"` -> a tree, or a QueryError that points.

    query    = any
    any      = all { ( "OR" | "or" | "|" ) all }
    all      = { unit }                          all of them
    unit     = [ "-" | "NOT" ] ( "(" any ")" | field | phrase | word )
    phrase   = '"' words in a row '"'            whole words, as they stand
    word     = anything up to white space        the beginning of a word; `pre-train` is two in a row
    field    = name ":" ( phrase | word )

    title: author: venue: abstract: note: organisation: category:
                                                 a word or phrase there; a bare word or phrase may be anywhere
    tag: shelf: from: listing: section:          a tag, a shelf; a listing's title, file or format, by its beginning;
                                                 its number; words of a heading in it
    author:"Berg, O."                            as bibliographies write it: this family name with these given names in
                                                 one name, in either order; an initial is the beginning of one
    year: seen: rank: score: votes: comments: priority: id:
                                                 2020  2019..2023  2019..  ..2023  >2019  >=2019  <2023  <=2023
    date: later: added: read:                    the same with days: 2026, 2026-10, 2026-10-31, today, yesterday,
                                                 7d 2w 3m 1y (alone: since so many days, weeks, months, years ago)
    status: is: has:                             a value that fields.py lists; the beginning is enough
    key: doi: arxiv: url:                        the identifier; of a key or an unfinished DOI the beginning, of a link
                                                 any part
    sort:                                        likewise, `-` before it for descending; orders the whole

A query is read as it is typed: an open quote ends with the line and its last word is a beginning, an open bracket ends
with the line, a field without a value and an OR without a right side are not there yet, `year:201` is 2010..2019. `not`
in small letters is a word, and so is an `or` in quotes. `Title: Subtitle`, `std::vector` and `https://...` are words;
another name with a value behind its colon must be a field's, or the whole the beginning of a citation key on the shelf.
A bare word that is a DOI, an arXiv id, a link or a citation key finds the paper of that name, and what has its words.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ClassVar, Self

from storage.fields import FIELDS
from storage.papers.text import PointedError, findable, fold, inert

LEAVES_LIMIT = 500
DEPTH_LIMIT = 50
"""Most conditions in a query, and most brackets open at once: past what people write, and short of SQLite's limits."""

Span = tuple[int, int]


class QueryError(PointedError):
    """What is wrong with a query."""


def unknown(value: str, what: str, known: Iterable[str], source: str, span: Span, *, suffix: str = "") -> QueryError:
    """Return the error for a name that is not one of those known, with the one that was meant, or all."""
    from difflib import get_close_matches  # only for a sentence about a slip

    names = list(known)
    close = get_close_matches(value, names, 1, 0.5) or [name for name in names if name[:1] == value[:1]][:1]
    hint = f"did you mean {close[0]}{suffix}?" if close else f"choose from {', '.join(names)}"
    shown = value if len(value) <= 30 else value[:29] + "…"
    return QueryError(f"unknown {what} “{shown}{suffix}”; {hint}", source, span)


class _Node:
    """A frozen record of its annotated fields, equal to one that means the same wherever it stands in its source.

    What `dataclass(frozen=True)` gives, without the half millisecond a class that generating its methods takes: the
    command line starts with this module.
    """

    span: Span = (0, 0)
    """Where in the source it stands; the last of its fields."""
    _fields: ClassVar[tuple[str, ...]]
    _compared: ClassVar[tuple[str, ...]]

    def __init_subclass__(cls) -> None:
        cls._fields = (*cls.__annotations__, "span")
        cls._compared = tuple(name for name in cls.__annotations__ if name not in ("source", "sort_span"))

    def __init__(self, *values: Any, **named: Any) -> None:
        self.__dict__.update(zip(self._fields, values, strict=False), **named)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash((type(self), self._key()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self._key()}"

    def _key(self) -> tuple[Any, ...]:
        return tuple([getattr(self, name) for name in self._compared])

    def but(self, **changes: Any) -> Self:
        """Return this node with some fields changed."""
        return type(self)(**vars(self) | changes)


class All(_Node):
    """Every paper."""


class And(_Node):
    """All of two parts or more."""

    parts: tuple["Node", ...]


class Or(_Node):
    """At least one of two parts or more."""

    parts: tuple["Node", ...]


class Not(_Node):
    """Papers that are not of the part."""

    part: "Node"


class Text(_Node):
    """Folded words in a row within one field of a paper."""

    words: tuple[str, ...]
    """At least one; none is empty."""
    field: str = ""
    """A field of the kind `text`; empty for any."""
    prefix: bool = True
    """Whether the last may be the beginning of a word."""
    beside: tuple[str, ...] = ()
    """Of an author, given names that stand in this order in what else the name has; one letter begins a name. With them
    the words in a row are whole, and `prefix` is of the last of these."""

    @property
    def every(self) -> list[tuple[str, bool]]:
        """Its words, each with whether it may be the beginning of one; initials, which all names begin with, not."""
        words = [*self.words, *self.beside]
        every = [(word, self.prefix and at == len(words)) for at, word in enumerate(words, 1)]
        return [one for at, one in enumerate(every) if at < len(self.words) or len(one[0]) > 1]


class Compare(_Node):
    """A number or a day of a paper that passes every test; a paper that has none does not pass."""

    field: str
    """A field of the kind `number`, `date` or `moment`."""
    tests: tuple[tuple[str, float | str], ...]
    """An operator out of = < <= > >= and what it compares with: for `date` an ISO date, for `added` and `read` seconds
    since 1970."""


class Flag(_Node):
    """A status, another value of `is:`, or one of `has:` (as `has:note`)."""

    name: str


class Named(_Node):
    """A tag, listing, key or identifier."""

    field: str
    """A field of the kind `named`."""
    text: str
    """As written, without quotes."""
    prefix: bool = True


class Query(_Node):
    """A whole query."""

    tree: "Node"
    sort: str = ""
    """One of SORTS, `-` before it for descending; empty when the query does not say."""
    source: str = ""
    sort_span: Span = (0, 0)


Node = All | And | Or | Not | Text | Compare | Flag | Named
Asked = str | Query | Node
"""What is asked of a shelf: as it was typed, or read already."""


def of_bin(node: Node) -> bool:
    """Return whether a condition asks for papers that were taken off the shelf: those are asked for by `is:deleted`
    beside the other conditions, and every other condition is one on the papers on the shelf."""
    return (isinstance(node, And) and any(map(of_bin, node.parts))) or node == Flag("deleted")


def leaves(parts: Iterable[Node]) -> Iterator[Text]:
    """Yield the conditions on texts, wherever in these they stand."""
    for part in parts:
        if isinstance(part, Text):
            yield part
        elif isinstance(part, And | Or):
            yield from leaves(part.parts)
        elif isinstance(part, Not):
            yield from leaves((part.part,))


IsKey = Callable[[str, bool], bool]
"""Whether a word is a citation key on the shelf or, with the second argument, the beginning of one."""


def parse(source: str, *, today: datetime.date | None = None, is_key: IsKey = lambda _word, _prefix: False) -> Query:
    """Return the tree of a query; `today` is the day that relative dates count from.

    Raises QueryError, and nothing else of its own, on any text.
    """
    reader = _Reader(source, today or datetime.date.today(), is_key)
    tree = reader.any(0)
    return Query(tree or All(), reader.sort, source, reader.sort_span)


def read(asked: Asked, is_key: IsKey) -> Query:
    """Return what is asked as a query, of a text what can stand on a shelf; raises QueryError as `parse` does."""
    if isinstance(asked, str):
        return parse(inert(asked), is_key=is_key)
    return asked if isinstance(asked, Query) else Query(asked)


# -- reading

_SPACE = re.compile(r"\s*")
_STRAY = re.compile(r"[\s)]*")
_CLOSING = re.compile(r"\s*\)?")
_NOTS = re.compile(r"(?:-(?=.)|NOT(?:\s+|(?=\()|$))*", re.DOTALL)
_OR = re.compile(r"\s*(?:OR|or|\|\|?)(?=[\s()]|$)")
_NAME = re.compile(r"([A-Za-z]+):(?!//|:)(?=(\S?))")
_PHRASE = re.compile(r'["“](?:[^"”\\]|\\.)*?(?:["”]|\\?$)', re.DOTALL)
_WORD = re.compile(r"\S+")
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{0,15})?")
_DECADE = re.compile(r"[1-9]\d{0,2}")  # or a year still being typed
_NEVER = re.compile("(?!)")
_IDENTIFIER = re.compile(r"10\.\d{4,9}/|\d{4}\.\d{4,5}|[A-Za-z]/\d{7}")
_LINK = re.compile(r"(?:[A-Za-z]+://|(?![\d.]+/)[\w-]+(?:\.[\w-]+)+/)\S")
_KEY = re.compile(r"(?=.*[\d:_/+.-]).*[^\W\d].*")
"""What a citation key looks like that is no plain word: `berg2020`, `berg-reefs`."""


class _Reader:
    """A walk through the source, left to right; `at` is where it stands."""

    def __init__(self, source: str, today: datetime.date, is_key: IsKey) -> None:
        self.source = source
        self.today = today
        self.is_key = is_key
        self.at = 0
        self.leaves = 0
        self.sort = ""
        self.sort_span: Span = (0, 0)

    def any(self, depth: int) -> Node | None:
        if depth > DEPTH_LIMIT:
            raise QueryError("too many brackets within brackets", self.source, (self.at - 1, self.at))
        parts = [self.all(depth)]
        while self._take(_OR):
            parts.append(self.all(depth))
        return _joined(Or, parts)

    def all(self, depth: int) -> Node | None:
        parts: list[Node | None] = []
        while not self._at_end(depth) and not _OR.match(self.source, self.at):
            if (part := self.unit(depth)) not in parts[-8:]:
                parts.append(part)
        return _joined(And, parts)

    def unit(self, depth: int) -> Node | None:
        start = self.at
        nots = self._take(_NOTS)
        if nots and self._at_end(depth):
            return None
        negated = (nots.count("-") + nots.count("N")) % 2 == 1
        if self.source.startswith("(", self.at):
            self.at += 1
            part = self.any(depth + 1)
            self._take(_CLOSING)
        else:
            part = self._leaf(negated=negated)
        if part is None:
            return None
        span = (start, self.at)
        return Not(part.but(span=span), span) if negated else part.but(span=span)

    def _leaf(self, *, negated: bool) -> Node | None:
        start = self.at
        self.leaves += 1
        if self.leaves > LEAVES_LIMIT:
            raise QueryError(f"more than {LEAVES_LIMIT} words", self.source, (start, len(self.source)))
        named = _NAME.match(self.source, start)
        if named is None:
            value, quoted = self._value()
            text = _text(value, "", prefix=not quoted)
            return text if quoted or text is None else self._identified(value, text.but(span=(start, self.at)))
        name = named[1].lower()
        if name not in FIELDS:
            value, _ = self._value()
            if not named[2]:
                return _text(value, "", prefix=False)
            if self.is_key(value, True):
                return Named("key", value)
            raise unknown(name, "field", FIELDS, self.source, (start, named.end(1) + 1), suffix=":")
        self.at = named.end(1) + 1
        if named[2] == "(":
            raise QueryError(f"write the field inside: ({name}:a OR {name}:b)", self.source, (start, self.at + 1))
        value, quoted = self._value() if named[2] and named[2] != ")" else ("", False)
        if not value:
            return None
        if name == "sort" and negated:
            raise QueryError("for the other order write sort:-field", self.source, (start - 1, self.at))
        return self._field(name, value, (start, self.at), quoted=quoted)

    def _identified(self, value: str, text: Text) -> Node:
        """Return the condition for a bare word, and for the papers that it names, if it has the form of a name."""
        found: list[Node] = [text]
        if _IDENTIFIER.search(value):
            from storage.papers import identifiers  # only for what looks like an identifier

            names = {"doi": identifiers.doi(value), "arxiv": identifiers.arxiv_id(value.strip("()[]{}<>.,;"))}
            found += [Named(field, name, prefix=False) for field, name in names.items() if name]
        if _LINK.match(value) and (len(found) == 1 or "://" in value):
            found.append(Named("url", value, prefix=False))
        if _KEY.fullmatch(value) and self.is_key(value, False):
            found.append(Named("key", value, prefix=False))
        return _joined(Or, found) or text

    def _field(self, name: str, value: str, span: Span, *, quoted: bool) -> Node | None:
        match FIELDS[name].kind:
            case "text":
                if name == "author" and "," in value and self.source[span[0] + len("author:")] in '"“':
                    return _name(value, prefix=not quoted)
                return _text(value, name, prefix=not quoted)
            case "number":
                return self._number(name, value, span)
            case "date" | "moment":
                return self._date(name, value, span)
            case "named":
                return Named(name, value, not quoted)
        names, value = FIELDS[name].examples, value.lower()
        sign = "-" if name == "sort" and value.startswith("-") else ""
        value = value.removeprefix(sign)
        meant = [value] if value in names else [one for one in names if one.startswith(value) and not quoted]
        if not meant:
            what = {"status": "status", "sort": "sort order"}.get(name, f"{name}: value")
            raise unknown(value, what, names, self.source, span)
        if name != "sort":
            return _joined(Or, [Flag("has:" * (name == "has") + one) for one in meant])
        if len(meant) == 1:
            self.sort, self.sort_span = sign + meant[0], span
        return None

    def _value(self) -> tuple[str, bool]:
        """Take a phrase or a word; a word keeps brackets that it closes itself, as `O(n)` does."""
        if phrase := self._take(_PHRASE):
            closed = len(phrase) > 1 and phrase[-1] in '"”' and not phrase.endswith('\\"')
            return phrase.strip('"“”'), closed
        start, word = self.at, self._take(_WORD)
        depth = 0
        for position, character in enumerate(word if ")" in word else ""):
            depth += {"(": 1, ")": -1}.get(character, 0)
            if depth < 0:
                self.at = start + position
                return word[:position], False
        return word, False

    def _number(self, name: str, value: str, span: Span) -> Node | None:
        begun = _DECADE if name == "year" else _NEVER

        def read(text: str) -> tuple[float] | None:
            if begun.fullmatch(text):
                return None
            if not _NUMBER.fullmatch(text):
                raise QueryError(f"{name}: wants a number, as {_examples(name)}", self.source, span)
            number = float(text)
            return (int(number) if number.is_integer() else number,)

        if begun.fullmatch(value):
            width = 10 ** (4 - len(value))
            return Compare(name, ((">=", int(value) * width), ("<", (int(value) + 1) * width)))
        if name == "year":
            value = re.sub(r"(?<=\d)[-–](?=\d)", "..", value)
        return _compare(name, value, read, {})

    def _date(self, name: str, value: str, span: Span) -> Node | None:
        is_text = FIELDS[name].kind == "date"

        def read(text: str) -> tuple[float | str, ...] | None:
            if re.fullmatch(r"\d{1,3}|\d{4}-(?:\d\d-)?\d?|\d{1,4}(?![dwmy])[a-z]", text):
                return None
            days = self._days(text.lower())
            if days is None:
                raise QueryError(f"{name}: wants a day, month or year, as {_examples(name)}", self.source, span)
            return tuple(map(_first_of if is_text else _seconds, days))

        if re.fullmatch(r"\d{1,4}[dwmy]", value.lower()):
            value = f">={value}"
        return _compare(name, value, read, _OF_DAYS)

    def _days(self, text: str) -> tuple[datetime.date, datetime.date] | None:
        """Return the first day that `text` covers and the first one after it."""
        day = datetime.timedelta(days=1)
        try:
            if text in ("today", "yesterday"):
                first = self.today - day * (text == "yesterday")
            elif ago := re.fullmatch(r"(\d{1,4})([dwmy])", text):
                count = int(ago[1])
                if ago[2] in "dw":
                    first = self.today - day * count * (7 if ago[2] == "w" else 1)
                else:
                    month = self.today.year * 12 + self.today.month - 1 - count * (12 if ago[2] == "y" else 1)
                    last = _month(month + 1) - day
                    first = last.replace(day=min(self.today.day, last.day))
            elif whole := re.fullmatch(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?", text):
                year, month = int(whole[1]), int(whole[2] or 1)
                first = datetime.date(year, month, int(whole[3] or 1))
                if not whole[3]:
                    return first, _month(year * 12 + (month if whole[2] else 12))
            else:
                return None
            return first, first + day
        except (ValueError, OverflowError):
            return None

    def _take(self, pattern: re.Pattern[str]) -> str:
        """Return what stands here of a pattern, and go past it."""
        found = pattern.match(self.source, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return found[0]

    def _at_end(self, depth: int) -> bool:
        self._take(_SPACE if depth else _STRAY)  # outside, a bracket closes nothing
        return self.source[self.at : self.at + 1] in ("", ")")


_BOUNDS = re.compile(r"\A(<=|>=|<|>|=|≤|≥)?(.*)", re.DOTALL)
_OPERATORS = {"≤": "<=", "≥": ">=", "": "="}
# What is asked of the days that a text covers: a test, and whether with the first or with the one after the last.
_OF_DAYS = {"=": ((">=", 0), ("<", 1)), ">": ((">=", 1),), "<=": (("<", 1),)}

_Read = Callable[[str], tuple[float | str, ...] | None]


def _compare(name: str, value: str, read: _Read, tests: Mapping[str, tuple[tuple[str, int], ...]]) -> Compare | None:
    """Return the comparison that `value` writes; None while it is being typed.

    `read` gives what a text stands for; `tests` what an operator asks of it, where that is not itself of the first.
    """
    low, dots, high = value.partition("..")
    written = [(">=", low), ("<=", high)]
    if not dots:
        ((operator, text),) = _BOUNDS.findall(value)
        written = [(_OPERATORS.get(operator, operator), text)]
    found = tuple(
        (test, bounds[place])
        for operator, text in written
        if text and (bounds := read(text))
        for test, place in tests.get(operator, ((operator, 0),))
    )
    return Compare(name, found) if found else None


def _examples(name: str) -> str:
    return " or ".join(f"{name}:{one}" for one in FIELDS[name].examples[:2])


def _text(value: str, name: str, *, prefix: bool) -> Text | None:
    words = _words(value, prefix=prefix)
    return Text(words, name, prefix) if words else None


def _words(value: str, *, prefix: bool) -> tuple[str, ...]:
    words = tuple(findable(value).split())
    if prefix and words and fold(value).rpartition(" ")[2] != words[-1]:
        return words[:-1]  # d'al begins dalembert, which stands before its second form
    return words


def _name(value: str, *, prefix: bool) -> Text | None:
    """Return the condition for a name as bibliographies write it: `de la Cruz, Ana`, `Berg, O. P., Jr.`."""
    from storage.papers.names import SUFFIXES, Name  # only for a name with a comma

    name = Name(value).parts()
    family = _words(f"{name.particle} {name.family}", prefix=False)
    given = _words(name.given, prefix=prefix)
    if not family or not given:
        return _text(value, "author", prefix=prefix)
    return Text(family, "author", prefix, tuple(sorted(given, key=SUFFIXES.__contains__)))


def _joined(kind: type[And] | type[Or], written: Iterable[Node | None]) -> Node | None:
    parts = tuple(part for part in written if part is not None)
    if len(parts) < 2:
        return parts[0] if parts else None
    return kind(parts, (parts[0].span[0], parts[-1].span[1]))


def _month(count: int) -> datetime.date:
    return datetime.date(count // 12, count % 12 + 1, 1)


def _seconds(day: datetime.date) -> int:
    """Return the beginning of a day where the reader is."""
    try:
        return int(datetime.datetime.combine(day, datetime.time()).timestamp())
    except (OverflowError, ValueError, OSError):
        return (day - datetime.date(1970, 1, 1)).days * 86400


def _first_of(day: datetime.date) -> str:
    """Return the least text of a day: a paper known by its year only has the date 2023, and is of its first day."""
    return re.sub("(-01)?-01$", "", day.isoformat())
