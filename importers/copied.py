"""Copied pages of a site on which one line of every record is like no other: what stands around it is the record."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from re import Match, Pattern
from typing import NamedTuple

from importers.pages.lynx import pieces
from importers.pages.people import people
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
    apart: Sequence[bool]
    """Whether something stands between each of those behind and the line before it, if only a blank line."""
    last: bool
    """Whether no record follows, so that what stands behind may be the foot of the page."""
    page: Match[str] | None
    """What the page says of all its records, above them."""


class Told(NamedTuple):
    """What a record is, and how many of the lines behind its mark belong to it."""

    paper: Paper | str
    """Or the reason why it is none."""
    behind: int
    doubt: str | None = None
    passed: int = 0
    """How many lines behind these are furniture."""
    upvotes: int | None = None
    comments: int | None = None
    source: str = ""
    """What of its lines is its own; empty for all of them."""


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
    tail: Pattern[str] | None = None
    """Matches the whole of a line behind a mark that is never one before the next."""
    joins: Pattern[str] | None = None
    """Matches the whole of a line that goes on in the next."""
    page: Pattern[str] | None = None
    """Matches the whole of a line that says something of all records below it: the volume that they are in."""


_WHOLE = 0.8
"""What share of its marks must have their lines to themselves, for a page not to be broken by a narrow screen."""
LONGEST = 8_000
"""Characters of the longest line that may be a mark: four hundred authors."""

_Lines = list[tuple[int, str]]


def marks(text: str, site: Site) -> list[int]:
    """Return how many lines there are before each mark of a page, since the last; none where many are broken."""
    lines = _lines(text, site)
    places = [at for at, _ in _marked(lines, site)]
    whole = sum(len(line) <= LONGEST and site.mark.fullmatch(line) is not None for _, line in lines)
    if len(places) < _WHOLE * whole:
        return []
    return [at - before - 1 for before, at in pairwise((-1, *places))]


def led(text: str, site: Site, least: int = 1) -> bool:
    """Return whether so many lines, which are a record's own, stand before most marks of a page that has some."""
    before = marks(text, site)
    return sum(count >= least for count in before) * 2 > len(before)


def read(page: Page, site: Site) -> Iterator[Item]:
    """Yield every record of a page, and what between them is none; what stands outside of them if it says much."""
    lines = _lines(page.text, site)
    found = _marked(lines, site)
    places = [at for at, _ in found]
    starts = [_start(lines, at, site, before + 1) for before, at in pairwise((-1, *places))]
    said = [site.page.fullmatch(line[:400]) if site.page else None for _, line in lines]
    page_said: Match[str] | None = None
    done = position = seen = 0
    above = Above()
    for (at, mark), start, end in zip(found, starts, [*starts, len(lines)][1:], strict=True):
        start = _start(lines, at, site, max(done, start))
        broken = bool(position) and site.ahead == 1 and done < start and _goes_on(lines, start, site)
        start -= broken
        yield from _between(lines[done:start], site, above, outside=not done)
        behind = [line for _, line in lines[at + 1 : end]]
        ahead = [line for _, line in lines[start:at]]
        if broken:
            ahead = [" ".join(ahead)]
        page_said = next(filter(None, reversed(said[seen:at])), page_said)
        seen = at
        apart = [after != before + 1 for (before, _), (after, _) in pairwise(lines[at : at + 1 + len(behind)])]
        told = site.read(Record(mark, ahead, behind, apart, at == found[-1][0], page_said))
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
        doubt = told.doubt or ("where the title begins" if broken else None)
        yield Listed(
            paper=paper, line=number, position=position, section=section, doubt=doubt,
            raw=own if doubt else None, digest=digest(told.source or own),
            upvotes=told.upvotes, comments=told.comments,
        )  # fmt: skip
    yield from _between(lines[done:], site, above, outside=True)


def _start(lines: _Lines, at: int, site: Site, floor: int) -> int:
    """Return where the record of a mark begins: below headings, and what ends the record before it, or `floor`."""
    start = at
    while start > floor and at - start < site.ahead:
        line = lines[start - 1][1]
        if (
            _heads(line, site)
            or (site.tail is not None and site.tail.fullmatch(line[:400]))
            or (site.page is not None and site.page.fullmatch(line[:400]))
            or (site.ahead > _FIXED and furniture(line))
        ):
            break
        start -= 1
    return start


_FIXED = 2
"""So many lines before a mark are told by their number; of more some may be missing, and stand for buttons."""


def _marked(lines: _Lines, site: Site) -> list[tuple[int, Match[str]]]:
    """Return the marks, and at which of the lines they stand; one above which people begin is only a part of it."""
    found = ((at, site.mark.fullmatch(line)) for at, (_, line) in enumerate(lines) if len(line) <= LONGEST)
    return [
        (at, mark) for at, mark in found if mark and not (site.ahead == 1 and at and _begins_people(lines[at - 1][1]))
    ]


_SEVERAL = 3


def _begins_people(line: str) -> bool:
    """Return whether a line lists people, who go on below it."""
    if len(line) > 132:
        return False
    found = people(line.rstrip(" ,")) if "," in line else None
    return found is not None and (len(found.names) >= _SEVERAL or line.endswith(","))


def _goes_on(lines: _Lines, at: int, site: Site) -> bool:
    """Return whether a title goes on with the line directly above it, which is part of no record: the screen was too
    narrow for it."""
    (above, before), (number, _) = lines[at - 1], lines[at]
    if site.tail or (site.page and site.page.fullmatch(before)):
        return False
    return above + 1 == number and _MUCH <= len(before) <= _SCREEN


_SCREEN = 132
"""Columns of the widest screen."""


def _lines(text: str, site: Site) -> _Lines:
    """Return the lines that say something of papers, with their numbers."""
    sources = text.split("\n")
    dumped = pieces(sources, links=False)
    written = [(piece.number, piece.text) for piece in dumped] if dumped else enumerate(sources, 1)
    lines = ((number, _single(line)) for number, line in written if not line.isspace())
    told: _Lines = []
    for number, line in lines:
        if not any(map(str.isalnum, line[:400])) or site.chrome.fullmatch(line[:400]):
            continue
        if told and site.joins and len(told[-1][1]) <= LONGEST and site.joins.fullmatch(told[-1][1]):
            told[-1] = (told[-1][0], f"{told[-1][1]} {line}")
        else:
            told.append((number, line))
    return told


def _single(line: str) -> str:
    """Return a line with single spaces; tabs, which divide the cells of a table, stay."""
    return "\t".join(" ".join(cell.split()) for cell in line.split("\t")).rstrip()


def _heads(line: str, site: Site) -> bool:
    return site.heading is not None and site.heading.fullmatch(line[:400]) is not None


_MUCH = 40
"""Characters from which on a line above or below all records is more than a button."""


def _between(lines: _Lines, site: Site, above: Above, *, outside: bool) -> Iterator[Item]:
    """Yield what stands between records, or `outside` of them, and is neither a heading nor furniture."""
    for number, line in lines:
        if site.heading and (heading := site.heading.fullmatch(line[:400])):
            above.take(heading[heading.lastindex or 0])
        elif not (
            furniture(line) or (outside and len(line) < _MUCH) or (site.page and site.page.fullmatch(line[:400]))
        ):
            yield skip(number, "no part of a record", line)
