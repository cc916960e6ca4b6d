"""JSON as people save it: whole, wrapped in an answer, one value a line, cut short, or hostile; record by record."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from json import JSONDecodeError, JSONDecoder, dumps
from typing import Any, NamedTuple

from importers import decode
from importers.decode import LINE_LIMIT, Page
from importers.facts import mapping, string
from importers.reader import Skipped, skip

FAILURES = 1_000
"""After so many broken records the rest of a text is skipped as one piece: it is not what it claims to be."""
ENVELOPES = 8
"""How deep the wrapping of a list of records may go."""

# NaN and the infinities are no JSON and no fact; line ends inside strings are common in files edited by hand.
_DECODER = JSONDecoder(parse_constant=lambda _: None, strict=False)
_KEY = re.compile(r'"([A-Za-z_][\w.:/@-]{0,60})"\s*:')
_SPACE = re.compile(r"[\s,]*")
_FIRST = re.compile(r'\{\s*"([^"\\]{1,100})"\s*:')
_NEXT = re.compile(r"\n(?=[{\[])")
_SHOWN = 1_000
_OVERLAP = 200
"""How long the beginning of a record is at most by which it is found."""


class Record(NamedTuple):
    """A value that should describe one paper, the 1-based line on which it begins, and its text."""

    line: int
    value: Any
    source: str


@lru_cache(maxsize=2)
def keys(head: str) -> frozenset[str]:
    """Return the names used as object keys anywhere in `head`; none when it does not begin as JSON."""
    return frozenset(_KEY.findall(head)) if head.lstrip()[:1] in ("{", "[") else frozenset()


def marked(head: str, marks: frozenset[str] | set[str]) -> tuple[frozenset[str], int]:
    """Return the names used as object keys in `head`, and how many of `marks` are among them."""
    found = keys(head)
    return found, len(found & marks)


def text(value: Any, *path: str) -> str:
    """Return the text at `path` in an object, a number as text; empty where there is none."""
    for name in path:
        value = mapping(value).get(name)
    return string(value)


def loads(text: str) -> Any:
    """Return the one value that `text` holds; raises ValueError for anything else, too deep nesting included."""
    try:
        start = 0 if text[:1] == "{" else _SPACE.match(text).end()  # type: ignore[union-attr]
        value, end = _DECODER.raw_decode(text, start)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if end != len(text) and _SPACE.match(text, end).end() != len(text):  # type: ignore[union-attr]
        raise ValueError("text after the value")
    return value


def records(
    text: str, within: tuple[str, ...] = (), envelope: dict[str, Any] | None = None
) -> Iterator[Record | Skipped]:
    """Yield the records of `text`: the elements of an array, a single object, or one value after the other.

    An object that has one of the keys `within` is an answer wrapped around its records: they are looked for there,
    and its other members are put into `envelope`. A broken record is skipped, and reading goes on at the next that
    begins like the first.
    """
    yield from _Walk(text, frozenset(within), {} if envelope is None else envelope).values()


def streamed(
    page: Page, within: tuple[str, ...] = (), envelope: dict[str, Any] | None = None,
    by_id: Callable[[Any], bool] | None = None,
) -> Iterator[Record | Skipped]:  # fmt: skip
    """Yield the records of a page as `records` does; a page that is too large for memory is read piece by piece.

    Of such a page a record of more than LINE_LIMIT characters is skipped; the members of an object that `by_id` tells
    to be records are, each with the `id` that it is called by.
    """
    if page.size <= decode.SIZE_LIMIT:
        yield from records(page.text, within, envelope)
        return
    envelope = {} if envelope is None else envelope
    yield from _Walk("", frozenset(within), envelope, page.chunks(), streams=True, by_id=by_id).values()


@dataclass(slots=True)
class _Walk:
    text: str
    within: frozenset[str]
    envelope: dict[str, Any]
    more: Iterator[str] = field(default_factory=lambda: iter(()))
    """What comes behind the text, in pieces; of the text, what is behind the walk is dropped then."""
    at: int = 0
    failures: int = 0
    counted: int = 0
    lines: int = 1
    dropped: int = 0
    column: int = 0
    """How much of the line that the text begins in is dropped."""
    streams: bool = False
    by_id: Callable[[Any], bool] | None = None

    def refill(self) -> bool:
        """Add as much to the text as there is of it ahead; return whether anything came."""
        wanted, pieces = len(self.text) - self.at, list[str]()
        for piece in self.more:
            pieces.append(piece)
            wanted -= len(piece)
            if wanted <= 0:
                break
        self.text += "".join(pieces)
        return bool(pieces)

    def look(self, start: int, length: int) -> None:
        """Have so much of the text at hand from `start` on, where there is as much."""
        while len(self.text) - start < length and self.refill():
            pass

    def forget(self, least: int = 1 << 20) -> None:
        """Drop the text behind, where it is long; what was found in it has another place then."""
        if self.streams and self.at >= least:
            self.line(self.at)
            ends = self.text.rfind("\n", 0, self.at) + 1
            self.column = self.at - ends if ends else self.column + self.at
            self.text, self.counted = self.text[self.at :], self.counted - self.at
            self.dropped += self.at
            self.at = 0

    def line(self, at: int) -> int:
        if at >= self.counted:
            self.lines += self.text.count("\n", self.counted, at)
            self.counted = at
            return self.lines
        return self.lines - self.text.count("\n", at, self.counted)

    def blank(self) -> None:
        self.at = _SPACE.match(self.text, self.at).end()  # type: ignore[union-attr]
        while self.at >= len(self.text) and self.refill():
            self.at = _SPACE.match(self.text, self.at).end()  # type: ignore[union-attr]

    def decode(self) -> Any:
        while True:
            try:
                value, end = _DECODER.raw_decode(self.text, self.at)
            except ValueError:
                if len(self.text) - self.at < LINE_LIMIT and self.refill():
                    continue
                raise
            if end < len(self.text) or not self.refill():  # a number may go on
                self.at = end
                return value

    def values(self) -> Iterator[Record | Skipped]:
        while True:
            self.forget()
            self.blank()
            start, before = self.at, self.dropped
            if start >= len(self.text):
                return
            try:
                if self.text[start] == "[":
                    yield from self.array()
                elif self.text[start] == "{":
                    yield from self.object(0)
                else:
                    yield self.give_up(start, "this is not JSON", _NEXT)
            except (ValueError, RecursionError) as error:
                yield self.broken(max(0, start + before - self.dropped), error, _NEXT)

    def array(self) -> Iterator[Record | Skipped]:
        self.at += 1
        resume: re.Pattern[str] | None = None
        while True:
            self.forget()
            self.blank()
            start = self.at
            if start >= len(self.text):
                yield skip(self.line(start), "the list is never closed: the end may be missing", "")
                return
            if self.text[start] == "]":
                self.at += 1
                return
            if resume is None:
                self.look(start, _OVERLAP)
            if resume is None and (first := _FIRST.match(self.text, start)):
                resume = re.compile(r"(?<=[,\s])\{\s*" + re.escape(f'"{first[1]}"') + r"\s*:")
            try:
                value = self.decode()
            except (ValueError, RecursionError) as error:
                yield self.broken(start, error, resume)
                if self.at >= len(self.text):
                    return
                continue
            if isinstance(value, dict):
                yield Record(self.line(start), value, self.text[start : self.at])
            elif isinstance(value, list):
                for inner in value:
                    yield Record(self.line(start), inner, dumps(inner))
            else:
                reason = "nothing was found for it (null)" if value is None else "not a record"
                yield skip(self.line(start), reason, self.text[start : self.at])

    def object(self, depth: int) -> Iterator[Record | Skipped]:
        start = self.at
        members: dict[str, Any] = {}
        wrapped = False
        self.at += 1
        while True:
            self.blank()
            if self.text.startswith("}", self.at):
                self.at += 1
                break
            if not self.text.startswith('"', self.at):
                raise JSONDecodeError("a name in quotation marks is expected", self.text, self.at)
            key = self.decode()
            self.blank()
            if not self.text.startswith(":", self.at):
                raise JSONDecodeError("a colon is expected", self.text, self.at)
            self.at += 1
            self.blank()
            opening = self.text[self.at : self.at + 1]
            if key in self.within and opening == "[":
                wrapped = True
                yield from self.array()
            elif key in self.within and opening == "{" and depth < ENVELOPES:
                wrapped = True
                yield from self.object(depth + 1)
            else:
                begins = self.at
                value = self.decode()
                if self.by_id and not depth and self.by_id(value):
                    wrapped = True
                    yield Record(self.line(begins), {"id": key} | value, self.text[begins : self.at])
                    self.forget()
                else:
                    members[key] = value
            if self.streams and not wrapped and self.at - start > LINE_LIMIT:
                yield self.give_up(start, "a record that is too long", _NEXT)
                return
        if wrapped:
            self.envelope.update(members)
        else:
            yield Record(self.line(start), members, self.text[start : self.at])

    def broken(self, start: int, error: Exception, resume: re.Pattern[str] | None) -> Skipped:
        """Skip what cannot be decoded; behind what is nested too deeply nothing is looked for."""
        if isinstance(error, RecursionError):
            return self.give_up(start, "nested too deeply", None)
        reason = "broken JSON: a number that is too long"
        if isinstance(error, JSONDecodeError):
            said = error.msg[:1].lower() + error.msg[1:]
            column = error.colno + (self.column if error.lineno == 1 else 0)
            reason = f"broken JSON on line {self.line(error.pos)}, column {column}: {said}"
        return self.give_up(start, reason, resume)

    def give_up(self, start: int, reason: str, resume: re.Pattern[str] | None) -> Skipped:
        """Skip from `start` to where `resume` finds the next record, else to the end of the text."""
        self.failures += 1
        self.look(start, _SHOWN)
        line, shown = self.line(start), self.text[start : start + _SHOWN]
        found = None
        if resume is None or self.failures >= FAILURES:
            self.more = iter(())
        else:
            self.at, before = start + 1, self.dropped
            while (found := resume.search(self.text, self.at)) is None:
                self.at = max(self.at, len(self.text) - _OVERLAP)
                self.forget(1)
                if not self.refill():
                    break
            start += before - self.dropped
        self.at = found.end() if found and resume is _NEXT else found.start() if found else len(self.text)
        return skip(line, reason, shown[: max(self.at - start, 0)])
