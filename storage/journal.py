"""Undo and redo, kept across restarts: every change is a row of the journal, with what it takes to go back and forth.

A change's body is zlib-compressed JSON, a list of operations:

    ["set", COLUMNS, TO, [[FROM, RUNS], ...]]   papers' COLUMNS became TO; FROM were the values of the ids in RUNS
    ["row", TABLE, KEY, BEFORE, AFTER]          one row, as mappings; BEFORE null for a new row, AFTER for one removed
    ["hide", RUNS]                              papers left the shelf (and may come back)
    ["show", LISTING]                           papers a listing brought came onto the shelf, with the listing
    ["unlist", LISTING]                         a listing was taken back; those of its papers that went are in a "hide"

RUNS are ids as [start, length, start, length, ...]. A change is active (undone 0), undone and can be redone (1), or was
undone and then overtaken by a new change (2). Making a change, undoing and redoing it run the same operations, so what
is written is what is noted; and the search index follows.
"""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from storage import index, rows
from storage.sqlite import AMONG, Connection, DatabaseError, packed, scalar, scalars

KEYS = {
    "papers": ("id",), "details": ("paper",), "sightings": ("paper", "listing", "line"), "taggings": ("paper", "tag"),
    "notes": ("paper",), "claims": ("paper", "field", "source"), "pairs": ("a", "b"), "listings": ("id",),
}  # fmt: skip
"""The tables whose rows the journal may hold, with their primary keys."""

Operation = list[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One undo step."""

    id: int
    words: str
    """What happened, in the past tense: `marked 3 papers read`."""
    count: int
    """How many papers it touched."""
    made: str = ""
    """UTC, ISO 8601."""
    undone: bool = False


class Journal:
    """A change while it is being made, inside the caller's transaction: each call writes, and notes how to go back."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.operations: list[Operation] = []

    @cached_property
    def id(self) -> int:
        """The number of the change."""
        return int(scalar(self.connection, "SELECT coalesce(max(id), 0) + 1 FROM changes"))

    def set(self, ids: Sequence[int], **to: Any) -> int:
        """Give columns of papers these values, where the first has another; return how many are on the shelf."""
        groups = grouped(self.connection, ids, *to)
        values = list(to.values())
        others = [[list(was), runs(group)] for was, group in groups.items() if was[0] != values[0]]
        if others:
            self._do(["set", list(to), values, others])
        return sum(map(len, groups.values()))

    def put(self, table: str, row: Mapping[str, Any]) -> None:
        """Make a row of `table` what `row` says, a new one if need be; it names the key, other columns stay."""
        before = self._row(table, row)
        if before is None:
            self.row(table, None, dict(row))
        elif before != row:
            changed = [name for name in row if name in KEYS[table] or row[name] != before[name]]
            self.row(table, {name: before[name] for name in changed}, {name: row[name] for name in changed})

    def add(self, table: str, row: Mapping[str, Any]) -> None:
        """Put a row into `table` if none has its key."""
        if self._row(table, row) is None:
            self.row(table, None, dict(row))

    def row(self, table: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
        """Make a row of `table` that is `before` into `after`; None where there is none, or is none any more."""
        known = before or after or {}
        key = {name: known[name] for name in KEYS[table]}
        self.operations.append(["row", table, key, before, after])
        _put(self.connection, table, key, before, after)

    def rows(self, table: str, rows: Sequence[dict[str, Any]], *, there: bool) -> None:
        """Put new rows of the same columns into `table`, or take them out: as `row` does, but all at once."""
        if not rows:
            return
        keys = [{name: row[name] for name in KEYS[table]} for row in rows]
        for key, row in zip(keys, rows, strict=True):
            self.operations.append(["row", table, key, *((row, None) if there else (None, row))])
        sql = _sql("DELETE", table) if there else _sql("INSERT", table, *rows[0])
        self.connection.executemany(sql, [tuple(one.values()) for one in (keys if there else rows)])

    def hide(self, ids: Sequence[int]) -> None:
        """Take papers off the shelf."""
        if ids:
            self._do(["hide", runs(ids)], self.id)

    def show(self, listing: int) -> None:
        """Note that a listing and the papers it brought came onto the shelf."""
        self.operations.append(["show", listing])
        _count_sightings(self.connection, listing, 1)

    def unlist(self, listing: int) -> None:
        """Take a listing back."""
        self._do(["unlist", listing], self.id)

    def record(self, words: str, count: int) -> Change:
        """Keep the change as one undo step; what was undone can no longer be redone.

        Of nothing done no step is kept, and the change counts no paper.
        """
        if not self.operations:
            return Change(id=0, words="nothing to change", count=0)
        if said := _papers_in(self.operations, "notes", "taggings"):
            index.say(self.connection, sorted(said))
        self.connection.execute("UPDATE changes SET undone = 2 WHERE undone = 1")
        body = zlib.compress(json.dumps(self.operations, separators=(",", ":")).encode(), 6)
        made = rows.now()
        self.connection.execute(
            "INSERT INTO changes(id, made, words, count, body) VALUES (?, ?, ?, ?, ?)",
            (self.id, made, words, count, body),
        )
        return _change(self.id, words, count, made)

    def _do(self, operation: Operation, change: int = 0) -> None:
        self.operations.append(operation)
        _apply(self.connection, operation, change, back=False)

    def _row(self, table: str, row: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the columns that `row` names of the row with its key; None when there is none."""
        keys = KEYS[table]
        found = self.connection.execute(_sql("SELECT", table, *row), [row[key] for key in keys]).fetchone()
        return found and rows.named(tuple(row), found)


def grouped(connection: Connection, ids: Sequence[int], *columns: str) -> dict[tuple[Any, ...], list[int]]:
    """Return those of the papers that are on the shelf, by the values of their columns."""
    groups: dict[tuple[Any, ...], list[int]] = {}
    for number, *values in connection.execute(
        f"SELECT {', '.join(('id', *columns))} FROM papers WHERE id {AMONG} AND hidden = 0", (packed(ids),)
    ):
        groups.setdefault(tuple(values), []).append(number)
    return groups


def present(connection: Connection, ids: Iterable[int]) -> list[int]:
    """Return those of the papers that are on the shelf."""
    return scalars(connection, f"SELECT id FROM papers WHERE id {AMONG} AND hidden = 0", (packed(ids),))


def runs(ids: Iterable[int]) -> list[int]:
    """Return ids as [start, length, ...], ascending."""
    found: list[int] = []
    for number in sorted(ids):
        if found and found[-2] + found[-1] == number:
            found[-1] += 1
        else:
            found += (number, 1)
    return found


def _change(number: int, words: str, count: int, made: int, *, undone: bool = False) -> Change:
    return Change(id=number, words=words, count=count, made=rows.when(made), undone=undone)


def recent(connection: Connection, limit: int) -> list[Change]:
    """Return the last changes, newest first; those undone are among them, those overtaken are not."""
    return [
        _change(*change, undone=bool(undone))
        for *change, undone in connection.execute(
            "SELECT id, words, count, made, undone FROM changes WHERE undone < 2 ORDER BY id DESC LIMIT ?", (limit,)
        )
    ]


def step(connection: Connection, *, back: bool) -> Change | None:
    """Undo the last active change, or redo the last undone, in the caller's transaction; None where there is none."""
    found = connection.execute(
        "SELECT id, words, count, made, body FROM changes "
        f"WHERE undone = {int(not back)} ORDER BY id {'DESC' if back else 'ASC'} LIMIT 1"
    ).fetchone()
    if found is None:
        return None
    *change, body = found
    number = change[0]
    try:
        operations: list[Operation] = json.loads(zlib.decompress(body))
    except (zlib.error, ValueError) as error:
        raise DatabaseError("database disk image is malformed") from error
    touched = sorted(_papers_in(operations, "papers", "details", "notes", "taggings"))
    index.remove(connection, touched)
    for operation in reversed(operations) if back else operations:
        _apply(connection, operation, number, back=back)
    index.put(connection, touched)
    index.say(connection, touched)
    connection.execute("UPDATE changes SET undone = ? WHERE id = ?", (int(back), number))
    return _change(*change, undone=back)


def _papers_in(operations: Iterable[Operation], *tables: str) -> set[int]:
    """Return the papers of which rows of these tables were changed."""
    return {
        operation[2].get("paper", operation[2].get("id"))
        for operation in operations
        if operation[0] == "row" and operation[1] in tables
    }


def _apply(connection: Connection, operation: Operation, change: int, *, back: bool) -> None:
    match operation:
        case ["set", columns, to, was]:
            assignment = ", ".join(f"{column} = ?" for column in columns)
            for values, among in was:
                _on_runs(connection, f"UPDATE papers SET {assignment}", values if back else to, among)
        case ["row", table, key, before, after]:
            there, wanted = (after, before) if back else (before, after)
            if there is None:  # so there should be none, and there must be none
                connection.execute(_sql("DELETE", table), tuple(key.values()))
            _put(connection, table, key, there, wanted)
        case ["hide", among]:
            _on_runs(connection, "UPDATE papers SET hidden = ?", [0 if back else change], among)
        case ["unlist", listing]:
            connection.execute("UPDATE listings SET hidden = ? WHERE id = ?", (0 if back else change, listing))
            _count_sightings(connection, listing, 1 if back else -1)
        case ["show", listing]:
            _count_sightings(connection, listing, -1 if back else 1)
            if back:
                connection.execute("UPDATE listings SET hidden = ? WHERE id = ?", (change, listing))
                connection.execute("UPDATE papers SET hidden = ? WHERE listing = ? AND hidden = 0", (change, listing))
            else:
                connection.execute("UPDATE listings SET hidden = 0 WHERE id = ?", (listing,))
                connection.execute("UPDATE papers SET hidden = 0 WHERE hidden = ? AND listing = ?", (change, listing))


def _count_sightings(connection: Connection, listing: int, step: int) -> None:
    """Count a listing in, or with -1 out, among those that have shown its papers, but for papers that came with it."""
    connection.execute(
        "UPDATE papers SET seen = max(1, seen + ?) WHERE id IN (SELECT paper FROM sightings WHERE listing = ?) "
        "AND listing IS NOT ?",
        (step, listing, listing),
    )


def _on_runs(connection: Connection, update: str, values: list[Any], among: list[int]) -> None:
    spans = list(zip(among[::2], among[1::2], strict=True))
    if len(spans) < _FEW:
        connection.executemany(
            f"{update} WHERE id >= ? AND id < ?", [(*values, at, at + length) for at, length in spans]
        )
    else:
        ids = (number for at, length in spans for number in range(at, at + length))
        connection.execute(f"{update} WHERE id {AMONG}", (*values, packed(ids)))


_FEW = 20
"""Runs that are written one by one; one statement for all is faster beyond."""


def _put(
    connection: Connection, table: str, key: dict[str, Any], there: dict[str, Any] | None, wanted: dict[str, Any] | None
) -> None:
    """Make one row what is `wanted`; the columns not named, of a later schema or not part of the change, stay."""
    if wanted is None:
        connection.execute(_sql("DELETE", table), tuple(key.values()))
    elif there is None:
        connection.execute(_sql("INSERT", table, *wanted), tuple(wanted.values()))
    else:
        others = {name: value for name, value in wanted.items() if name not in key}  # a key set anew rewrites indexes
        connection.execute(_sql("UPDATE", table, *others), (*others.values(), *key.values()))


@cache
def _sql(verb: str, table: str, *columns: str) -> str:
    """Return a statement on one row, put together once: a change may be of a hundred thousand."""
    names, where = ", ".join(columns), " AND ".join(f"{key} = ?" for key in KEYS[table])
    match verb:
        case "INSERT":
            return f"INSERT INTO {table}({names}) VALUES ({', '.join('?' * len(columns))})"
        case "UPDATE":
            return f"UPDATE {table} SET {', '.join(f'{column} = ?' for column in columns)} WHERE {where}"
    return f"{verb} {names} FROM {table} WHERE {where}"
