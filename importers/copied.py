"""Copied pages of a site on which one line of every record is like no other: what stands around it is the record."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from re import Match, Pattern
from typing import NamedTuple

from importers.pages.lynx import pieces
from importers.prose import furniture
from importers.reader import Item, Listed, Page, skip
from importers.sections import Above
from storage.papers.paper import Paper
from storage.papers.text import digest


class Record(NamedTuple):
    """The lines of a record: the mark, those before it that are the record's, and all that follow up to the next's."""

    mark: Match[str]
    ahead: Sequence[str]
    behind: Sequence[str]
    last: bool
    """Whether no record follows, so that what stands behind may be the foot of the page."""
    above: Above


class Told(NamedTuple):
    """What a record is, and how many of the lines behind its mark belong to it."""

    paper: Paper | str
    """Or the reason why it is none."""
    behind: int
    doubt: str | None = None
    passed: int = 0
    """How many lines behind these are furniture."""


class Site(NamedTuple):
    """How the pages of a site are copied."""

    mark: Pattern[str]
    """Matches the whole line that every record has once, its white space single, tabs apart."""
    ahead: int
    """How many lines before the mark are the record's, at most."""
    read: Callable[[Record], Told]
    chrome: Pattern[str]
    """Matches the whole of a line that says nothing of papers, wherever it stands."""
    heading: Pattern[str] | None = None
    """Matches the whole of a line between records under which they stand."""


LONGEST = 8_000
"""Characters of the longest line that may be a mark: four hundred authors."""

_Lines = list[tuple[int, str]]


def marks(text: str, site: Site) -> list[int]:
    """Return how many lines there are before each mark of a page, since the last."""
    places = [at for at, _ in _marked(_lines(text, site), site)]
    return [at - before - 1 for before, at in pairwise((-1, *places))]


def read(page: Page, site: Site) -> Iterator[Item]:
    """Yield every record of a page, and what between them is none; what stands outside of them if it says much."""
    lines = _lines(page.text, site)
    found = _marked(lines, site)
    ends = [*(at - site.ahead for at, _ in found), len(lines)][1:]
    done = position = 0
    above = Above()
    for (at, mark), end in zip(found, ends, strict=True):
        start = min(max(done, at - site.ahead), at)
        while start < at and (_heads(line := lines[start][1], site) or furniture(line)):
            start += 1
        yield from _between(lines[done:start], site, above, outside=not done)
        behind = [line for _, line in lines[at + 1 : end]]
        told = site.read(Record(mark, [line for _, line in lines[start:at]], behind, at == found[-1][0], above))
        own = "\n".join(line for _, line in lines[start : at + 1 + told.behind])
        done = at + 1 + told.behind + told.passed
        number = lines[start][0]
        if isinstance(told.paper, str):
            yield skip(number, told.paper, own)
            continue
        position += 1
        paper, section = told.paper, above.section or None
        if above.date and paper.year is None:
            paper = replace(paper, date=above.date)
        above.record()
        yield Listed(
            paper=paper, line=number, position=position, section=section, doubt=told.doubt,
            raw=own if told.doubt else None, digest=digest(own),
        )  # fmt: skip
    yield from _between(lines[done:], site, above, outside=True)


def _marked(lines: _Lines, site: Site) -> list[tuple[int, Match[str]]]:
    """Return the marks, and at which of the lines they stand."""
    found = ((at, site.mark.fullmatch(line)) for at, (_, line) in enumerate(lines) if len(line) <= LONGEST)
    return [(at, mark) for at, mark in found if mark]


def _lines(text: str, site: Site) -> _Lines:
    """Return the lines that say something of papers, with their numbers."""
    sources = text.split("\n")
    dumped = pieces(sources, links=False)
    written = [(piece.number, piece.text) for piece in dumped] if dumped else enumerate(sources, 1)
    lines = ((number, _single(line)) for number, line in written if not line.isspace())
    return [(number, line) for number, line in lines if line and not site.chrome.fullmatch(line[:400])]


def _single(line: str) -> str:
    """Return a line with single spaces; tabs, which divide the cells of a table, stay."""
    return "\t".join(" ".join(cell.split()) for cell in line.split("\t")).rstrip()


def _heads(line: str, site: Site) -> bool:
    return site.heading is not None and len(line) < 400 and site.heading.fullmatch(line) is not None


_MUCH = 40
"""Characters from which on a line above or below all records is more than a button."""


def _between(lines: _Lines, site: Site, above: Above, *, outside: bool) -> Iterator[Item]:
    """Yield what stands between records, or `outside` of them, and is neither a heading nor furniture."""
    for number, line in lines:
        if _heads(line, site):
            above.take(line)
        elif not furniture(line) and not (outside and len(line) < _MUCH):
            yield skip(number, "no part of a record", line)
