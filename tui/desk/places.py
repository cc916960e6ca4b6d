"""Where things are: the places a reader goes to, each a filter, with how many papers are there."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from storage.papers.paper import Status
from storage.papers.words import STATUS_MARK

if TYPE_CHECKING:
    from storage.library import Library

LISTINGS = 30
"""Pages and libraries that are listed, the last imported; the others are in the list of imports."""


class Place(NamedTuple):
    """Somewhere to go."""

    group: str
    """What it stands under; empty for what stands by itself."""
    name: str
    query: str
    papers: int | None = None
    """How many papers are there, of an inbox page how many are new; None where that is not told."""


def page(number: int) -> str:
    """Return the filter that shows one page, in its own order."""
    return f"listing:{number} sort:rank"


def places(library: "Library") -> Iterator[Place]:
    """Yield every place: the inbox by pages, what is due, what is under way, shelves, searches, tags, imports."""
    inbox = library.inbox()
    for listing, new in inbox:
        yield Place("Inbox", f"{_day(listing.day)}  {listing.name}", page(listing.id), new)
    fixed = (
        ("Back today", "later:..today"), (f"{STATUS_MARK[Status.READING]} Reading", "is:reading"),
        (f"{STATUS_MARK[Status.QUEUED]} Queue", "is:queued sort:queue"), ("★ Starred", "is:starred"),
        ("? To look up", "is:untitled"),
    )  # fmt: skip
    for name, query in fixed:
        yield Place("", name, query, library.view(query).count())
    for name, count in library.shelves():
        yield Place("Shelves", name, f"shelf:{_quoted(name)}", count)
    for name, query in library.searches():
        yield Place("Searches", name, query)
    for name, count in sorted(library.tags()):
        yield Place("Tags", "  " * name.count("/") + name.rpartition("/")[2], f"tag:{_quoted(name)}", count)
    there = {listing.id for listing, _ in inbox}
    for listing in [one for one in library.listings() if one.id not in there][:LISTINGS]:
        yield Place("Imports", f"{_day(listing.day)}  {listing.name}", page(listing.id), listing.found)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', " ") + '"'


def _day(day: str) -> str:
    return f"{date.fromisoformat(day):%d %b}"
