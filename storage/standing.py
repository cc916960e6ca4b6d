"""Where papers stand in an order that the reader makes: the queue, and each shelf.

A place is a number above 0, and only its order counts. What is put in together shares one, and stands newest first;
moving a paper gives it a number between those of its neighbours, and the whole line new ones where there is none left.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from storage import counts
from storage.papers.paper import Status
from storage.papers.text import clean
from storage.rows import STATUSES
from storage.sqlite import Connection, scalar

QUEUED = STATUSES.index(Status.QUEUED)
TOLD = 5_000
"""Papers of the longest queue whose places are told: 5 ms."""
PLACE = "coalesce(queue, 0)"
"""SQL for the place in the queue: what was queued when that had no order stands first."""


def line(connection: Connection, shelf: int | None) -> dict[int, float]:
    """Return the places of the papers in the queue, or on a shelf, in their order; none of them is hidden."""
    if shelf is None:
        from storage.effects import select  # which loads bitmaps, and most who ask for entries need none

        queued = counts.ids(connection, "status", QUEUED)
        found = select(connection, f"SELECT id, {PLACE} FROM papers", queued, where="hidden = 0")
    else:
        on_shelf = "SELECT paper, place FROM shelvings JOIN papers ON id = paper WHERE shelf = ? AND hidden = 0"
        found = connection.execute(on_shelf, (shelf,))
    return dict(sorted(found, key=lambda one: (one[1], -one[0])))


def places(connection: Connection) -> dict[int, int]:
    """Return the places of the papers in the queue, from 1; none where it is longer than anybody's, and takes long."""
    if len(counts.ids(connection, "status", QUEUED)) > TOLD:
        return {}
    return {row: place for place, row in enumerate(line(connection, None), 1)}


def number(connection: Connection, shelf: str) -> int:
    """Return the number of a shelf, whatever of its name could not be kept; 0 where there is none of this name."""
    name = clean(shelf.replace(",", " "))
    return scalar(connection, "SELECT id FROM shelves WHERE name = ?", (name,)) or 0


def end(connection: Connection, shelf: int | None) -> float:
    """Return a place behind all that stand in the queue, or on a shelf, or did."""
    if shelf is None:
        last = scalar(connection, "SELECT max(queue) FROM papers WHERE queue IS NOT NULL")
    else:
        last = scalar(connection, "SELECT max(place) FROM shelvings WHERE shelf = ?", (shelf,))
    return (last or 0.0) + 1


def moved(places: Mapping[int, float], moving: Sequence[int], after: int | None) -> dict[int, float]:
    """Return the new places of those that get one when some papers of a line, in their order, go behind another, or to
    the front of the line; `after` is none of them."""
    rest = [row for row in places if row not in set(moving)]
    at = 0 if after is None else rest.index(after) + 1
    count = len(moving) + 1
    low = places[rest[at - 1]] if at else 0.0
    high = places[rest[at]] if at < len(rest) else low + count
    new = [low + (high - low) / count * number for number in range(1, count)]
    if all(one < other for one, other in pairwise([low, *new, high])):
        return dict(zip(moving, new, strict=True))
    whole = [*rest[:at], *moving, *rest[at:]]
    return {row: float(place) for place, row in enumerate(whole, 1) if places[row] != place}
