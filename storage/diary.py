"""The diary: what the reader made of which papers within days, told from the acts that hold."""

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from pyroaring import BitMap

from storage import effects, journal
from storage.effects import select
from storage.papers.paper import Status
from storage.papers.text import NOTE_LIMIT, clean
from storage.rows import STATUSES
from storage.sqlite import Connection, decodes

_NOT_HERE = ("import", "said")
"""Acts by which other libraries tell what was done there, at some time."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done within some days. What a paper was made at last counts, and what was taken back does not."""

    statuses: dict[Status, list[int]] = field(default_factory=lambda: {status: [] for status in Status})
    """Papers by the status that they were given, in the order in which they were."""
    starred: list[int] = field(default_factory=list)
    notes: dict[int, str] = field(default_factory=dict)
    """What was written of a paper, as it stood at the end."""


def of_spans(connection: Connection, days: Sequence[date]) -> list[Done]:
    """Return what was done from each day to before the next one, where the reader is; the last day is in no span."""
    starts = [journal.clock(datetime(day.year, day.month, day.day).astimezone().timestamp()) for day in days]
    spans = [Done() for _ in days[1:]]
    known: defaultdict[tuple[int, str], BitMap] = defaultdict(BitMap)
    for clock, name, value, papers in effects.between(
        connection, ("status", "starred", "note"), starts[0], starts[-1], _NOT_HERE
    ):
        place = bisect_right(starts, clock) - 1
        shown = "SELECT coalesce(joined, id) FROM papers"
        rows = BitMap(row for (row,) in select(connection, shown, papers)) - known[place, name]
        known[place, name] |= rows
        here = [row for (row,) in select(connection, "SELECT id FROM papers", rows, where="hidden = 0")][::-1]
        _tell(spans[place], name, value, here)
    for done in spans:  # the acts came latest first
        for told in (*done.statuses.values(), done.starred):
            told.reverse()
    return spans


@decodes
def _tell(done: Done, name: str, value: object, rows: list[int]) -> None:
    if name == "status":
        code = json.loads(str(value))[0] if value is not None else 0
        done.statuses[STATUSES[code]].extend(rows)
    elif name == "starred" and value:
        done.starred.extend(rows)
    elif name == "note" and value:
        done.notes.update(dict.fromkeys(rows, clean(str(value), NOTE_LIMIT, lines=True)))
