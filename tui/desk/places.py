"""Where things are: the places a reader goes to, each a filter, with how many papers are there."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from storage.papers.paper import Status
from storage.papers.words import NEW_MARK, STATUS_MARK
from storage.query import QueryError

if TYPE_CHECKING:
    from storage.library import Library
    from storage.reading import Listing

LISTINGS = 30
"""Pages and libraries that are listed, the last imported; the others are in the list of imports."""
COUNTING = 0.02
"""CPU seconds that a saved search may take to be counted; one that sets tell takes a thousandth."""


class Place(NamedTuple):
    """Somewhere to go, or what places stand under."""

    name: str
    query: str | None = None
    """The filter; None of a heading."""
    papers: int | None = None
    """How many papers are there, of an inbox page how many are new; None where that is not told."""
    depth: int = 0
    """How far it stands in."""
    kind: str = ""
    """`tag`, `shelf` or `search`, of what the reader gave a name."""
    named: str = ""
    """That name, whole."""


QUEUE = "is:queued sort:queue"
"""The queue in its order."""
WHOLE = Place("  Whole shelf", "")
BIN = Place("  Bin", "is:deleted")
FIXED = (
    Place("  Back today", "later:..today"),
    Place(f"{STATUS_MARK[Status.READING]} Reading", "is:reading"),
    Place(f"{STATUS_MARK[Status.QUEUED]} Queue", QUEUE),
    Place("★ Starred", "is:starred"),
    Place("? To look up", "is:untitled"),
)
INBOX = Place(f"{NEW_MARK} Inbox", "is:new")
EMPTY = {
    INBOX.query: ("nothing is new", "import", "takes in a page"),
    FIXED[0].query: ("nothing is back today", "later", "puts a paper off to a day"),
    FIXED[1].query: ("nothing is being read", "status", "says that you are reading a paper"),
    FIXED[2].query: ("the queue is empty", "queue", "puts a paper into it"),
    FIXED[3].query: ("nothing is starred", "star", "stars a paper"),
    FIXED[4].query: ("nothing is left to look up", "import", "takes in identifiers"),
    BIN.query: ("nothing was taken off the shelf", "delete", "takes a paper off"),
}
"""What an empty place says, and the action that would fill it with what that does."""


def page(number: int) -> str:
    """Return the filter that shows one page, in its own order."""
    return f"listing:{number} sort:rank"


def places(library: "Library", shown: int | None = None) -> Iterator[Place]:
    """Yield every place: the inbox by days, what is due, what is under way, shelves, searches, tags, imports, the bin.

    Of the listing that is `shown` the sections stand below it.
    """
    yield WHOLE._replace(papers=library.count())
    inbox = library.inbox()
    yield _counted(library, INBOX)
    day = None
    for listing, new in inbox:
        if (now := _day(listing)) != day:
            day = now
            yield Place(_said(day), depth=1)
        yield Place(listing.name, page(listing.id), new, 2)
        yield from _sections(library, listing, shown)
    for fixed in FIXED:
        yield _counted(library, fixed)
    yield from _group("Shelves", [
        Place(name, f"shelf:{quoted(name)}", count, 1, "shelf", name) for name, count in sorted(library.shelves())
    ])  # fmt: skip
    yield from _group("Searches", [
        _counted(library, Place(name, query, None, 1, "search", name)) for name, query in library.searches()
    ])  # fmt: skip
    yield from _group("Tags", [
        Place(name.rpartition("/")[2], f"tag:{quoted(name)}", count, 1 + name.count("/"), "tag", name)
        for name, count in library.tagged()
    ])  # fmt: skip
    listings = library.listings(LISTINGS, without=[listing.id for listing, _ in inbox])
    counts = library.shown_by(listing.id for listing in listings)
    yield from _group("Imports", [
        place
        for listing in listings
        for place in (
            Place(f"{_day(listing):%d %b}  {listing.name}", page(listing.id), counts[listing.id], 1),
            *_sections(library, listing, shown),
        )
    ])  # fmt: skip
    yield _counted(library, BIN)


def here(there: Sequence[Place], source: str) -> int:
    """Return which of the places a filter shows, or narrows; the narrowest of several."""
    source = source.strip()
    found = [
        (len(place.query), at)
        for at, place in enumerate(there)
        if place.query is not None and (not place.query or f"{source} ".startswith(f"{place.query} "))
    ]
    return max(found, key=lambda one: (one[0], -one[1]), default=(0, 0))[1]


def _group(heading: str, members: Iterable[Place]) -> Iterator[Place]:
    for at, place in enumerate(members):
        if not at:
            yield Place(heading)
        yield place


def _counted(library: "Library", place: Place) -> Place:
    """Return a place with its number of papers, where that is known soon."""
    try:
        return place._replace(papers=library.count_within(COUNTING, place.query or ""))
    except QueryError:
        return place


def _sections(library: "Library", listing: "Listing", shown: int | None) -> Iterator[Place]:
    if listing.id == shown:
        for heading, count in library.sections(listing.id):
            yield Place(heading, f"listing:{listing.id} section:{quoted(heading)} sort:rank", count, 3)


def quoted(name: str) -> str:
    """Return a name as it is written in a query; a backslash would hide the quote behind it."""
    text = name.replace('"', " ")
    return f'"{text} "' if text.endswith("\\") else f'"{text}"'


def _day(listing: "Listing") -> date:
    """Return the day of a listing."""
    return date.fromisoformat(listing.day)


def _said(day: date) -> str:
    today = date.today()
    if day in (today, today - timedelta(days=1)):
        return "Today" if day == today else "Yesterday"
    return f"{day:%a %d %b}" + f" {day.year}" * (day.year != today.year)
