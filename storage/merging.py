"""What the reader decides of a paper's records: two papers are one, or are two, or one is split; edits and look-ups."""

import json
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pyroaring import BitMap

from storage import placing, records, registers, rows, union
from storage.effects import select
from storage.errors import LibraryError
from storage.papers.grouping import contradiction
from storage.records import Record
from storage.registers import APART, OTHER, SAME
from storage.sqlite import Connection, scalar

if TYPE_CHECKING:
    from storage.journal import Journal
    from storage.papers.paper import Paper

PLACED = 200
"""Papers placed anew at a time after an edit of many: what they are held against grows with the square of it."""


def decide(journal: "Journal", a: int, b: int, *, same: bool) -> None:
    """Keep the reader's word that two rows are one paper, which `a` shows, or that they are two."""
    if _is_said(journal.connection, a, b, same=same):
        return
    _say_pair(journal, a, b, SAME if same else APART)
    _place(journal, a, b)


def _place(journal: "Journal", *rows_of: int) -> None:
    """Group the records of rows anew, and keep them on the shelf: what is said of one may make it one paper with what
    the reader had deleted, which then comes back."""
    journal.place(rows_of)
    shown = select(journal.connection, "SELECT DISTINCT coalesce(joined, id) FROM papers", BitMap(rows_of))
    gone = select(
        journal.connection, "SELECT id FROM papers", BitMap(row for (row,) in shown), where=f"hidden & {rows.GONE}"
    )
    journal.say("gone", 0, [row for (row,) in gone])


def _is_said(connection: Connection, a: int, b: int, *, same: bool) -> bool:
    verdict = scalar(connection, "SELECT verdict FROM pairs WHERE a = ? AND b = ? OR a = ? AND b = ?", (a, b, b, a))
    return bool(verdict == ("same" if same else "apart"))


def _say_pair(journal: "Journal", kept: int, other: int, verdict: str) -> None:
    """Record a verdict on two rows, under the one whose uuid is lower, so that every machine has it in one register."""
    uuids = dict(journal.connection.execute("SELECT id, uuid FROM papers WHERE id IN (?, ?)", (kept, other)).fetchall())
    row, key = sorted((kept, other), key=lambda number: uuids[number])
    if verdict == SAME and row != kept:
        verdict = OTHER
    journal.note("pair", verdict, BitMap([row]), key)
    registers.write_pair(journal.connection, row, key, verdict)


def split(journal: "Journal", row: int, off: Sequence[int]) -> None:
    """Make a paper of its own of records that a row shows.

    Raises LibraryError when none of them would come off, or none would stay.
    """
    connection = journal.connection
    members = [
        records.materialise(connection, record) for record in records.of_papers(connection, [row]) if not record.hidden
    ]
    going = [record for record in members if record.id in off]
    staying = [record for record in members if record.id not in off]
    if not going or not staying:
        raise LibraryError("a split needs a record that comes off, and one that stays")
    here, there = _homes(connection, staying), _homes(connection, going)
    joints = [(one, other) for one in here for other in there if _is_said(connection, one, other, same=True)]
    for one, other in joints or [(here[0], there[0])]:
        _say_pair(journal, one, other, APART)
    members = records.of_papers(connection, [row])
    for part in (staying, going):
        numbers = {record.id for record in part}
        _bind(journal, row, [record for record in members if record.id in numbers])
    _place(journal, row, *here, *there)


def _bind(journal: "Journal", row: int, part: Sequence[Record]) -> None:
    """Have a part of what a row showed stay one paper, also where only what is in the other part held it together."""
    connection = journal.connection
    journal.pin(row, part)
    homes = {record.home: record.uuid for record in part if record.home}
    pins = [[record.uuid for record in part]]
    groups = placing.grouped_by(connection, part, homes, placing.said(connection, homes), pins).groups
    founding = [min(_homes(connection, [part[number] for number in group])) for group in groups]
    first, *others = sorted(founding, key=lambda home: (home != row, home))  # what shows them is the paper that was
    for other in others:
        _say_pair(journal, first, other, SAME)


def _homes(connection: Connection, part: Sequence[Record]) -> list[int]:
    """Return the rows that a part of a paper's records founded; one is made when none did."""
    found = [record.home for record in part if record.home is not None]
    return found or [records.found(connection, part[0])]


def edit(journal: "Journal", facts: Mapping[int, Mapping[str, Any]]) -> int:
    """Set Paper fields of papers as the reader says, over every source; return of how many papers they are others now.

    Raises TypeError for a name that is not a field of Paper, ValueError when a title would be empty.
    """
    connection = journal.connection
    shown = records.standing(connection, BitMap(facts))
    others = {row: wanted for row, said in facts.items() if (wanted := union.edited(shown[row], said))}
    for record in records.of_papers(connection, others):
        records.materialise(connection, record)
    by: defaultdict[tuple[str, Any], BitMap] = defaultdict(BitMap)
    for row, wanted in others.items():
        for column, value in wanted.items():
            if column != "first":
                by[column, json.dumps(value)].add(row)
    for (column, text), rows_of in by.items():
        journal.say("edit", text, rows_of, column)
    edited = list(others)
    for start in range(0, len(edited), PLACED):
        _place(journal, *edited[start : start + PLACED])
    return len(others)


def complete(journal: "Journal", row: int, paper: "Paper", source: str, trust: int) -> bool:
    """Add what a look-up says of a paper to its records; return whether the paper shows more for it.

    It is of this paper because it was asked for it, unless it is `against` it; what the same service said before it is
    replaced.
    """
    connection = journal.connection
    shown, members = records.facts_of(connection, row)
    new = _looked_up(row, paper, source, trust)
    before, left = _replaced(members, source)
    then = union.facts([record.said for record in (*left, new)], records.edits(connection, row))
    if then.facts == shown.facts or _against(connection, left, new):
        return False
    members = [records.materialise(connection, record) for record in left]
    for record in before:
        _hold(journal, record.id, on=False)
    number = records.add(connection, new)
    _hold(journal, number, on=True)
    journal.pin(row, [*members, replace(new, id=number)])
    records.know(connection, records.identities(new.facts), row)
    _place(journal, row)
    return True


def against(connection: Connection, row: int, paper: "Paper", source: str) -> str:
    """Return why what a look-up says of a paper on the shelf cannot be of it, as a clause; empty where it may be."""
    _, left = _replaced([one for one in records.of_papers(connection, [row]) if not one.hidden], source)
    return _against(connection, left, _looked_up(row, paper, source))


def _looked_up(row: int, paper: "Paper", source: str, trust: int = 0) -> Record:
    said = union.columns(paper)
    return Record(
        -1, os.urandom(16), row, None, hidden=False, listing=None, source=source, trust=trust, doubt=None,
        facts={name: said[name] for name in records.COLUMNS},
    )  # fmt: skip


def _replaced(members: Sequence[Record], source: str) -> tuple[list[Record], list[Record]]:
    """Return of a paper's records those that another look-up in the same place replaces, and the others."""
    before = [one for one in members if one.is_looked_up and one.source == source and one.home is None]
    return before, [record for record in members if record not in before]


def _against(connection: Connection, members: Sequence[Record], new: Record) -> str:
    """Return what keeps a record from being of the paper that others are, though the reader has it so."""
    whole = [*members, new]
    homes = {record.home: record.uuid for record in members if record.home}
    pins = [[record.uuid for record in whole]]
    grouping = placing.grouped_by(connection, whole, homes, placing.said(connection, homes), pins)
    if any(len(group) > 1 for group in grouping.groups if len(members) in group):
        return ""
    mine = union.identified(new.facts)
    told = placing.told_by(connection, members)
    found = (contradiction(one.facts, mine) for record in members for one in told[record.uuid])
    return next(filter(None, found), "it is another paper")


def _hold(journal: "Journal", record: int, *, on: bool) -> None:
    journal.note("record", int(on), key=record)
    journal.connection.execute("UPDATE records SET hidden = ? WHERE id = ?", (int(not on), record))


def search(journal: "Journal", name: str, query: str | None, uuid: bytes, place: int | None = None) -> str | None:
    """Keep a query under a name, None forgets it; return the query that was there, None where there was none. A `place`
    is its position from now on; else it stays where it is, or stands last."""
    connection = journal.connection
    connection.execute(
        "INSERT OR IGNORE INTO searches(uuid, name, query, position, hidden) VALUES (?, ?, '', 0, 1)", (uuid, name)
    )
    number, was, position, hidden = connection.execute(
        "SELECT id, query, position, hidden FROM searches WHERE name = ?", (name,)
    ).fetchone()
    if (was, hidden) == (query, 0) or (query is None and hidden):
        return None
    if place is not None:
        position = place
    elif hidden:
        position = scalar(connection, "SELECT coalesce(max(position), 0) + 1 FROM searches WHERE hidden = 0")
    value = None if query is None else json.dumps({"query": query, "position": position}, ensure_ascii=False)
    journal.note("search", value, key=number)
    registers.write_search(connection, number, value)
    return None if hidden else str(was)
