"""Acts and their effects, as they are kept now: written one after the other, with a clock that only rises."""

from typing import Any

from pyroaring import BitMap

from storage.sqlite import Connection

BEGAN = 1
"""The act that holds what no step of the reader's set: the first."""
_COUNTER = 16
"""Bits of a clock below its milliseconds."""


def clock_of(seconds: int) -> int:
    """Return the clock of the start of a second."""
    return max(seconds, 0) * 1_000 << _COUNTER


def only(*ids: int) -> BitMap:
    """Return these ids as a set."""
    return BitMap(ids)


class Acts:
    """Writes acts of this machine, those of one session that is over."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.last = BEGAN
        self.effects = 0
        """How many were written."""
        self._clock = 0

    def begin(self, verb: str, words: str, count: int, made: int) -> int:
        """Write an act made at a time in seconds since 1970, behind all before it; return its number."""
        self._clock = max(clock_of(made), self._clock + 1)
        return self.put(verb, words, count, self._clock)

    def put(self, verb: str, words: str, count: int, clock: int, number: int = 0) -> int:
        """Write an act with this clock; return its number."""
        if not number:
            self.last += 1
            number = self.last
        self.connection.execute(
            "INSERT INTO acts(id, machine, seq, clock, session, verb, words, count) VALUES (?, 1, ?, ?, 0, ?, ?, ?)",
            (number, number, clock, verb, words, count),
        )
        return number

    def undo(self, act: int, words: str, count: int, clock: int = 0) -> None:
        """Write the act that undoes another."""
        self._clock += 1
        number = self.put("undo", words, count, clock or self._clock)
        self.effect(number, "undone", 1, key=act)
        self.connection.execute("UPDATE acts SET undone = ? WHERE id = ?", (number, act))

    def effect(self, act: int, field: str, value: Any, ids: BitMap | None = None, key: Any = 0) -> None:
        """Write what an act set, of which papers; none for a register that is of no paper."""
        self.effects += 1
        first, last, papers = 0, 0, None
        if ids:
            first, last = ids.min(), ids.max()
            if last - first + 1 != len(ids):
                ids.run_optimize()
                papers = ids.serialize()
        self.connection.execute(
            "INSERT INTO effects(act, field, key, value, first, last, papers) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (act, field, key, value, first, last, papers),
        )
