"""Acts: what the reader does, performed and recorded by one call; undo and redo, which are acts as well.

An act is one step, with a clock that runs ahead of every clock it knows of, so that the acts of several machines fall
into one order. It has effects (see effects.py): what it set, of which papers. Undoing an act is an act that names it;
what it set is then set again to what the other acts say.
"""

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from pyroaring import BitMap

from storage import effects, records, registers, rows
from storage.effects import bitmap, select
from storage.papers.text import clean
from storage.records import Record
from storage.sqlite import Connection, scalar

QUIET = ("undo", "redo", "draft", "key", "began")
"""Acts that are no steps: undo does not take them back."""
_STEPS = f"verb NOT IN {QUIET!r}"
_COUNTER = 16
"""Bits of a clock below its milliseconds, which tell acts of one millisecond apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One undo step."""

    id: int
    verb: str = ""
    """What was done, in a word: `mark`."""
    words: str
    """What happened, in the past tense: `marked 3 papers read`."""
    count: int
    """How many papers it touched."""
    made: str = ""
    """UTC, ISO 8601."""
    undone: bool = False
    elsewhere: str = ""
    """Whose step an undo took back, when it was none of this session; empty when it was."""


class Journal:
    """An act while it is being made, inside the caller's transaction: each call writes, and records what it set."""

    def __init__(self, connection: Connection, session: int = 0) -> None:
        self.connection = connection
        self.session = session
        self.empty = True
        """Whether nothing was set so far."""
        self.begun = False

    @cached_property
    def id(self) -> int:
        """The number of the act."""
        return int(scalar(self.connection, _NEXT))

    def begin(self) -> None:
        """Have the act stand in the file, for what is asked of effects before it is recorded."""
        if not self.begun:
            self.begun = True
            _put(self.connection, self.id, self.session, "", "", 0)

    def place(self, touched: Iterable[int], *, met: bool = False) -> BitMap:
        """Group the records of rows anew, as the acts have it with this one; return the rows that changed."""
        self.begin()
        return registers.place(self.connection, touched, met=met)

    def say(self, field: str, value: Any, ids: Iterable[int] = (), key: Any = 0) -> None:
        """Set a register of papers, which differ from `value` so far: write it and record it."""
        papers = bitmap(ids)
        if not papers:
            return
        register = registers.PAPERS[field]
        if register.pins:
            self._pin(papers)
        if register.keeps and (loose := registers.loose(self.connection, papers)):
            self.note("kept", 1, loose)
        if register.asks:
            self.begin()
        self.note(field, value, papers, key)
        register.write(self.connection, key, value, papers)

    def keep_keys(self, keys: Mapping[int, str], *, pin: bool = True) -> None:
        """Record that papers, by number, are cited under keys, each its own or nobody's, which are theirs from then on.

        Without `pin` they may still turn out to be made of other records.
        """
        uncited = select(self.connection, "SELECT id FROM papers", BitMap(keys), where=registers.UNCITED)
        papers = BitMap(row for (row,) in uncited)
        if pin:
            self._pin(papers)
        for row in papers:
            self.note("key", keys[row], BitMap([row]))
        registers.keep_keys(self.connection, {row: keys[row] for row in papers})

    def note(self, field: str, value: Any, ids: BitMap | None = None, key: Any = 0) -> None:
        """Record an effect whose writing is the caller's."""
        self.empty = False
        effects.keep(self.connection, self.id, field, value, BitMap() if ids is None else ids, key)

    def _pin(self, papers: BitMap) -> None:
        """Record which records these papers are made of, where that was not: what the reader says is of them."""
        found = select(self.connection, "SELECT DISTINCT paper FROM records", papers, key="paper", where="pinned = 0")
        loose = BitMap(row for (row,) in found)
        for row in loose:
            self.pin(row, [record for record in records.of_papers(self.connection, [row]) if not record.hidden])
        if loose:
            effects.update(self.connection, "UPDATE records SET pinned = 1", (), loose, key="paper")

    def pin(self, row: int, members: Sequence[Record]) -> None:
        """Record that records which a row shows are of one paper."""
        if len(members) > 1:
            self.note("pin", json.dumps(sorted(member.uuid.hex() for member in members)), BitMap([row]))

    def present(self, ids: Iterable[int]) -> BitMap:
        """Return those of the papers that are on the shelf."""
        return BitMap().union(*self.grouped(ids, "hidden").values())

    def grouped(self, ids: Iterable[int], column: str) -> dict[Any, BitMap]:
        """Return those of the papers that are on the shelf, by what they have in a column."""
        return registers.grouped(self.connection, column, bitmap(ids), "hidden = 0")

    def noted(self, row: int) -> BitMap:
        """Return the rows joined to a row that have notes of their own."""
        joined = records.joined_to(self.connection, BitMap([row]))
        found = list(effects.latest(self.connection, "note", 0, joined))
        return BitMap().union(*(ids for text, ids in found if text))

    def bring_back(self, row: int, hidden: int) -> None:
        """Bring a row back on the shelf that is `hidden`: deleted, or its import was taken back."""
        paper = BitMap([row])
        if hidden & rows.GONE:
            self.say("gone", 0, paper)
        if hidden & rows.TAKEN:
            self.begin()
            self.note("kept", 1, paper)
            self.place(registers.stay(self.connection, paper))

    def quiet(self, verb: str, session: int) -> int:
        """Put an act of a session that is no step beside this one; return its number."""
        if not self.empty:
            self.begin()
        if not self.begun:
            self.__dict__.pop("id", None)
        number = int(scalar(self.connection, _NEXT))
        _put(self.connection, number, session, verb, "", 0)
        return number

    def renew(self, act: int) -> None:
        """Have an act that is no step be made now, and set nothing so far."""
        self.connection.execute("DELETE FROM effects WHERE act = ?", (act,))
        self.connection.execute(
            f"UPDATE acts SET machine = 1, seq = {_SEQ}, clock = {_CLOCK} WHERE id = ?", (_milliseconds(), act)
        )

    def record(self, verb: str, words: str, count: int) -> Change:
        """Keep the act as one undo step.

        Of nothing set no act is kept, and the change counts no paper.
        """
        if self.empty:
            return Change(id=0, words="nothing to change", count=0)
        if self.begun:
            said = "UPDATE acts SET verb = ?, words = ?, count = ? WHERE id = ?"
            self.connection.execute(said, (verb, words, count, self.id))
        else:
            _put(self.connection, self.id, self.session, verb, words, count)
        return Change(id=self.id, verb=verb, words=words, count=count, made=rows.when(rows.now()))


# The last act of this machine is later than all that was known then.
_MINE = "SELECT id FROM acts WHERE machine = 1 ORDER BY seq DESC LIMIT 1"
_CLOCK = f"max(?, (SELECT coalesce(max(clock), 0) + 1 FROM acts WHERE id >= coalesce(({_MINE}), 0)))"
_NEXT = "SELECT coalesce(max(id), 0) + 1 FROM acts"
_SEQ = "(SELECT coalesce(max(seq), 0) + 1 FROM acts WHERE machine = 1)"


def _milliseconds() -> int:
    return time.time_ns() // 1_000_000 << _COUNTER


def _put(connection: Connection, act: int, session: int, verb: str, words: str, count: int) -> None:
    connection.execute(
        f"INSERT INTO acts VALUES (?, 1, {_SEQ}, {_CLOCK}, ?, ?, ?, ?, 0)",
        (act, _milliseconds(), session, verb, words, count),
    )


_CHANGE = "id, verb, words, count, clock"


def seconds(clock: int) -> int:
    """Return the second of an act, since 1970, by its clock."""
    return (clock >> _COUNTER) // 1_000


def clock(second: float) -> int:
    """Return what the clock of an act shows at a second since 1970, at least."""
    return int(second * 1_000) << _COUNTER


def _change(number: int, verb: str, words: str, count: int, clock: int) -> Change:
    return Change(id=number, verb=verb, words=clean(words), count=count, made=rows.when(seconds(clock)))


def recent(connection: Connection, limit: int) -> list[Change]:
    """Return the last steps, newest first, those that were undone among them."""
    return [
        replace(_change(*change), undone=bool(undone))
        for *change, undone in connection.execute(
            f"SELECT {_CHANGE}, undone FROM acts WHERE {_STEPS} ORDER BY id DESC LIMIT ?", (limit,)
        )
    ]


def coming(connection: Connection, session: int, verb: str) -> Change | None:
    """Return the step that `undo` or `redo` takes next: the last of this session, or, when there is none, of the shelf;
    None where there is none.

    Redone is what was undone last; nothing, when a step was taken since.
    """
    if verb == "undo":
        last = f"SELECT {_CHANGE}, session FROM acts WHERE {_STEPS} AND undone = 0{{}} ORDER BY id DESC LIMIT 1"
        mine, anyones = last.format(" AND session = ?1"), last.format("")
    else:
        last = (
            f"SELECT {', '.join(f'done.{name.strip()}' for name in _CHANGE.split(','))}, done.session FROM acts done "
            "JOIN acts undoing ON undoing.id = done.undone WHERE done.undone > (SELECT coalesce(max(id), 0) FROM acts "
            f"WHERE {_STEPS}{{}}){{}} ORDER BY done.undone DESC LIMIT 1"
        )
        mine, anyones = last.format(" AND session = ?1", " AND undoing.session = ?1"), last.format("", "")
    found = connection.execute(mine, (session,)).fetchone() or connection.execute(anyones).fetchone()
    if found is None:
        return None
    *change, whose = found
    return replace(_change(*change), elsewhere="" if whose == session else "an earlier session or another window")


def touched(connection: Connection, act: int, most: int | None = None) -> BitMap:
    """Return the rows that an act said something of, or brought, as the shelf shows them; only some where there are
    more than `most`."""
    found = BitMap()
    for field, key, _, ids in effects.of_act(connection, act):
        if field in registers.PAPERS:
            found |= ids
        elif field == "listed":
            found |= records.seen_in(connection, key).rows
    if most is not None:
        found = found[:most]
    return BitMap(row for (row,) in select(connection, "SELECT coalesce(joined, id) FROM papers", found))


def step(journal: Journal, verb: str, only: int | None = None) -> Change | None:
    """Undo, or redo, the step that is `coming`, if it is the act `only` where one is named; None where it is not."""
    change = coming(journal.connection, journal.session, verb)
    if change is None or only not in (None, change.id):
        return None
    apply(journal, verb, change.id)
    journal.record(verb, change.words, change.count)
    return replace(change, undone=verb == "undo")


def apply(journal: Journal, verb: str, act: int) -> None:
    """Undo or redo an act; what it set is set to what holds now."""
    connection = journal.connection
    on = verb == "undo"
    journal.begin()
    journal.note("undone", int(on), key=act)
    if on:
        for field, listing, *_ in effects.of_act(connection, act):
            if field == "listed":
                keep_said(journal, listing)
    connection.execute("UPDATE acts SET undone = ? WHERE id = ?", (journal.id if on else 0, act))
    registers.renew_act(connection, act)


def unlist(journal: Journal, listing: int) -> None:
    """Take a listing back: its papers leave the shelf but those of which there is more to say."""
    journal.begin()
    keep_said(journal, listing)
    journal.note("listed", 0, key=listing)
    journal.place(registers.renew(journal.connection, "listed", listing, BitMap()))


def keep_said(journal: Journal, listing: int) -> None:
    """Record which papers of a listing that is taken back stay, for the reader said something of them."""
    seen = records.seen_in(journal.connection, listing).rows
    stay, before = records.said_of(journal.connection, seen), registers.kept_of(journal.connection, seen)
    for value, rows_of in ((1, stay - before), (0, before - stay)):
        if rows_of:
            journal.note("kept", value, rows_of)
