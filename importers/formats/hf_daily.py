"""Hugging Face Daily Papers as text: title, abstract, `• 4 authors` or an organisation, `·`, `Aug 28, 2025 3`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from importers.dates import DAY, dated
from importers.prose import NO_TITLE, Line, furniture, number_in, numbered, prose, title_like
from importers.reader import CERTAIN, Item, Listed, Noted, Page, skip
from storage.papers.paper import Paper
from storage.papers.text import digest

NAME, TITLE = "hf-daily", "Hugging Face Daily Papers"
CARRIES = tuple("title author_count organisation date abstract line position comments upvotes".split())
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, False, 10, "2026-05-13"

_VOTES = re.compile(r"\d[\d,]{0,8}|-")


_NUMBERED_LINK = re.compile(r"(?m)^#{1,4} \[[^\[\]\n]{1,400}\]\[\d{1,4}\]")
"""A title whose link stands at the end of the page: `### [Moth][36]`."""


def sniff(head: str) -> float:
    lines = [line for _, line in numbered(head)]
    ends = sum(1 for index, line in enumerate(lines) if _ends(lines, index))
    banner = "AK and the research community" in head
    if "](http" in head or "](/papers" in head or _NUMBERED_LINK.search(head):
        return 0.1 if ends or banner else 0.0
    if ends:
        return CERTAIN if banner or ends > 1 else 0.85
    return 0.6 if banner and "Daily Papers" in head else 0.0


def read(page: Page) -> Iterator[Item]:
    lines = list(numbered(page.text))
    bare = [line for _, line in lines]
    position, start = 0, 0
    for end in [*(index for index in range(len(lines)) if _ends(bare, index)), len(lines)]:
        for item in _record(lines[start : end + 1], page, position + 1, first=not start):
            position += isinstance(item, Listed)
            yield item
        start = end + 1


# The number after the date counts comments: on the page it links to the discussion.
_DATE = re.compile(
    r"(?:(?:[•·*-]\s*)?(?P<count>\d{1,6}) authors?\s*)?(?:[·•]\s*)?(?:Published (?:on )?)?"
    rf"{DAY}(?:\s+(?P<comments>\d[\d,]{{0,8}}))?"
)
_AUTHORS = re.compile(r"(?:[•·*-]\s*)?(?P<count>\d[\d,]{0,8}) authors?(?:\s*·)?")
_DOT = re.compile(r"[·•]")


def _ends(lines: list[str], index: int) -> bool:
    """Return whether this line is the date that ends a record, and not the day at the top of the page."""
    line = lines[index]
    if len(line) > 60 or not (match := _DATE.fullmatch(line)):
        return False
    before = lines[index - 1] if index else ""
    return bool(
        line[0] in "·•"
        or _DOT.fullmatch(before)
        or before.endswith("·")
        or _AUTHORS.fullmatch(before)
        # A page that lost its dots: a date right after an abstract, or after what follows one.
        or (prose(before) > 2 and match["year"])
    )


def _record(lines: list[Line], page: Page, position: int, *, first: bool) -> Iterator[Item]:
    """Yield the record that ends with these lines, and what of them is none of it.

    The lines are read from the end: date, dot, authors, abstract, title. What stands before the title is furniture,
    or the rest of a record that the copy cut in two.
    """
    rest = list(lines)
    end = _End()
    end.take(rest)
    if not end.lines:
        yield from _after_last(rest, page, position)
        return
    above: list[Line] = []
    while first and len(rest) > 1 and _before_records(rest[0][1]):
        if _VOTES.fullmatch(rest[0][1]) and not _before_records(rest[1][1]):
            break  # right above a title a number is its votes, and no furniture
        above.append(rest.pop(0))
    votes = rest.pop(0) if len(rest) > 1 and _VOTES.fullmatch(rest[0][1]) else None
    end.take_organisation(rest)
    abstract = rest.pop() if len(rest) > 1 or (rest and prose(rest[-1][1]) > NO_TITLE) else None
    title = rest.pop() if rest and prose(rest[-1][1]) <= NO_TITLE and not _before_records(rest[-1][1]) else None
    yield from _leftover(above + rest, page)
    if title is None or (first and not above and abstract is None):
        for number, line in filter(None, (votes, title, abstract, *reversed(end.lines))):
            yield skip(number, "part of a record whose title is not on the page", line)
        return
    date, inferred = dated(end.date, page.as_of) if end.date else (None, False)
    yield Listed(
        paper=Paper(
            title=title[1],
            author_count=number_in(end.count),
            organisation=end.organisation,
            date=date,
            date_inferred=inferred,
            abstract=abstract[1] if abstract else None,
        ),
        line=title[0],
        position=position,
        comments=number_in(end.date["comments"]) if end.date else None,
        upvotes=number_in(votes[1]) if votes else None,
        digest=_digest(votes, title, abstract, *reversed(end.lines)),
    )


def _digest(*lines: Line | None) -> int:
    return digest("\n".join(line for _, line in filter(None, lines)))


@dataclass(slots=True)
class _End:
    """What stands behind an abstract, from the last line up."""

    lines: list[Line] = field(default_factory=list)
    date: re.Match[str] | None = None
    count: str | None = None
    organisation: str | None = None

    def take(self, rest: list[Line]) -> None:
        """Take the date, the dot and the count of authors off the end of `rest`."""
        if rest and _ends([line for _, line in rest], len(rest) - 1):
            self.date = _DATE.fullmatch(rest[-1][1])
            self.count = self.date["count"] if self.date else None
            self.lines.append(rest.pop())
        while rest and (_DOT.fullmatch(rest[-1][1]) or _AUTHORS.fullmatch(rest[-1][1])):
            self.take_line(rest)

    def take_line(self, rest: list[Line]) -> None:
        self.lines.append(rest.pop())
        if authors := _AUTHORS.fullmatch(self.lines[-1][1]):
            self.count = authors["count"]

    def take_organisation(self, rest: list[Line]) -> None:
        """Take the organisation, which stands in the place of authors or above their count.

        Every record has one or the other: of two short lines before the dot the second is the organisation.
        """
        counted = self.count is not None
        begun = len(rest) > 2 or (len(rest) == 2 and (not counted or prose(rest[0][1]) > NO_TITLE))
        if begun and prose(rest[-1][1]) < (0 if len(rest) > 2 else -3) and (not counted or prose(rest[-2][1]) > 0):
            self.organisation = organisation_named(rest[-1][1])
            self.lines.append(rest.pop())
            while rest and _AUTHORS.fullmatch(rest[-1][1]):
                self.take_line(rest)


_CHROME = re.compile(
    r"(?i)new|get trending papers in your email inbox.{0,40}|subscribe|daily papers|by ?AK and the research community"
    r"|submitted by.{0,80}|upvote|hugging face",
)


def _before_records(line: str) -> bool:
    return bool(_CHROME.fullmatch(line) or furniture(line) or (len(line) <= 60 and _DATE.fullmatch(line)))


def _after_last(lines: list[Line], page: Page, position: int) -> Iterator[Item]:
    """Yield what follows the last date: furniture, or a record that the end of the copy cut off."""
    kept = [(number, line) for number, line in lines if not _before_records(line)]
    if len(kept) > 1 and title_like(kept[0][1]) and prose(kept[1][1]) > NO_TITLE:
        title, abstract, *kept = kept
        whose = kept.pop(0) if kept and prose(kept[0][1]) < -3 else None
        organisation = organisation_named(whose[1]) if whose else None
        yield Listed(
            paper=Paper(title=title[1], abstract=abstract[1], organisation=organisation),
            line=title[0],
            position=position,
            digest=_digest(title, abstract, whose),
        )
    yield from _leftover(kept, page)


def _leftover(lines: list[Line], page: Page) -> Iterator[Item]:
    for number, line in lines:
        day = _DATE.fullmatch(line) if len(line) <= 60 else None
        if day and not day["comments"]:
            yield Noted(title=f"{TITLE}, {dated(day, page.as_of)[0]}")
        elif not day and not _CHROME.fullmatch(line) and not furniture(line):
            yield skip(number, "not part of a record", line)


_BULLET = re.compile(r"[•·]\s*")
# The avatar's text is the organisation's handle, which has no space in it; its name follows.
_HANDLE = re.compile(r"[A-Za-z0-9][\w.-]{0,95}")
# Where the handle is missing, what follows the first word does not stand alone: University of Oslo, Google Research.
_GOES_ON = re.compile(
    r"(?:of|for|at|in|and|de|di|du|des|der|la|the|für|&) |(?:University|Institute|College|Research|Labs?|Team"
    r"|Laborator(?:y|ies)|Group|Inc\.?|Corporation|Foundation|Cent(?:er|re)|Academy|AI)$"
)


def organisation_named(line: str) -> str:
    """Return the name out of `Stanford Stanford AI`: the handle, which the avatar says, then the name."""
    handle, _, name = _BULLET.sub("", line, count=1).partition(" ")
    if not name or not _HANDLE.fullmatch(handle) or _GOES_ON.match(name):
        return f"{handle} {name}".strip()
    return name.strip()
