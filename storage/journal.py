"""Undo and redo, kept across restarts: every change is a row of the journal, with what it takes to go back and forth.

A change's body is zlib-compressed JSON, a list of operations:

    ["set", COLUMNS, TO, [[FROM, RUNS], ...]]   papers' COLUMNS became TO; FROM were the values of the ids in RUNS
    ["row", TABLE, KEY, BEFORE, AFTER]          one row, as mappings; BEFORE null for a new row, AFTER for one removed
    ["hide", RUNS]                              papers left the shelf (and may come back)
    ["show", LISTING]                           papers a listing brought came onto the shelf, with the listing
    ["unlist", LISTING]                         a listing was taken back; those of its papers that went are in a "hide"

RUNS are ids as [start, length, start, length, ...]. A change is active (undone 0), undone and can be redone (1), or was
undone and then overtaken by a new change (2).
"""

import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from storage import rows
from storage.sqlite import Connection, DatabaseError

KEYS = {
    "papers": ("id",), "details": ("paper",), "sightings": ("paper", "listing", "line"), "taggings": ("paper", "tag"),
    "notes": ("paper",), "claims": ("paper", "field", "source"), "pairs": ("a", "b"), "listings": ("id",),
}  # fmt: skip
"""The tables whose rows the journal may hold, with their primary keys."""


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


@dataclass(slots=True)
class Journal:
    """The operations of a change while it is being made."""

    operations: list[list[Any]] = field(default_factory=list)

    def set(self, columns: list[str], to: list[Any], was: list[tuple[list[Any], list[int]]]) -> None:
        """Note that papers' `columns` became `to`; `was` holds the former values with the ids that had them."""
        self.operations.append(["set", columns, to, [[values, runs(ids)] for values, ids in was]])

    def row(self, table: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
        """Note that one row of `table` came (before None), changed or went (after None)."""
        if before != after:
            known = before if before is not None else after
            assert known is not None
            self.operations.append(["row", table, {key: known[key] for key in KEYS[table]}, before, after])

    def hide(self, ids: list[int]) -> None:
        """Note that papers left the shelf."""
        self.operations.append(["hide", runs(ids)])

    def show(self, listing: int) -> None:
        """Note that a listing and the papers it brought came onto the shelf."""
        self.operations.append(["show", listing])

    def unlist(self, listing: int) -> None:
        """Note that a listing was taken back."""
        self.operations.append(["unlist", listing])


def count_sightings(connection: Connection, listing: int, step: int) -> None:
    """Count a listing in, or with -1 out, among those that have shown its papers, but for papers that came with it."""
    connection.execute(
        "UPDATE papers SET seen = max(1, seen + ?) WHERE id IN (SELECT paper FROM sightings WHERE listing = ?) "
        "AND listing IS NOT ?",
        (step, listing, listing),
    )


def runs(ids: Iterable[int]) -> list[int]:
    """Return ascending ids as [start, length, ...]."""
    found: list[int] = []
    for number in sorted(ids):
        if found and found[-2] + found[-1] == number:
            found[-1] += 1
        else:
            found += (number, 1)
    return found


def ids_of(packed: list[int]) -> Iterator[int]:
    """Yield the ids of RUNS."""
    for start, length in zip(packed[::2], packed[1::2], strict=True):
        yield from range(start, start + length)


def record(connection: Connection, journal: Journal, words: str, count: int) -> Change:
    """Write a change into the journal, inside the caller's transaction; what was undone can no longer be redone."""
    connection.execute("UPDATE changes SET undone = 2 WHERE undone = 1")
    body = zlib.compress(json.dumps(journal.operations, separators=(",", ":")).encode(), 6)
    made = rows.now()
    cursor = connection.execute(
        "INSERT INTO changes(made, words, count, body) VALUES (?, ?, ?, ?)", (made, words, count, body)
    )
    assert cursor.lastrowid is not None
    return Change(id=cursor.lastrowid, words=words, count=count, made=rows.when(made))


def recent(connection: Connection, limit: int) -> list[Change]:
    """Return the last changes, newest first; those undone are among them, those overtaken are not."""
    found = connection.execute(
        "SELECT id, words, count, made, undone FROM changes WHERE undone < 2 ORDER BY id DESC LIMIT ?", (limit,)
    )
    return [
        Change(id=number, words=words, count=count, made=rows.when(made), undone=bool(undone))
        for number, words, count, made, undone in found
    ]


def step(
    connection: Connection, *, back: bool, reindex: Callable[[list[int], Callable[[], None]], None]
) -> Change | None:
    """Undo the last active change, or redo the last undone one, inside the caller's transaction; None if there is none.

    `reindex(ids, act)` runs `act`, which rewrites papers, with their words taken out of the search index before and put
    back after.
    """
    found = connection.execute(
        "SELECT id, words, count, made, body FROM changes WHERE undone = 0 ORDER BY id DESC LIMIT 1"
        if back
        else "SELECT id, words, count, made, body FROM changes WHERE undone = 1 ORDER BY id LIMIT 1"
    ).fetchone()
    if found is None:
        return None
    number, words, count, made, body = found
    try:
        operations: list[list[Any]] = json.loads(zlib.decompress(body))
    except (zlib.error, ValueError) as error:
        raise DatabaseError("database disk image is malformed") from error
    touched = {
        operation[2].get("paper", operation[2].get("id"))
        for operation in operations
        if operation[0] == "row" and operation[1] in ("papers", "details", "notes", "taggings")
    }

    def act() -> None:
        for operation in reversed(operations) if back else operations:
            _apply(connection, operation, number, back=back)

    reindex(sorted(touched), act)
    connection.execute("UPDATE changes SET undone = ? WHERE id = ?", (int(back), number))
    return Change(id=number, words=words, count=count, made=rows.when(made), undone=back)


def _apply(connection: Connection, operation: list[Any], change: int, *, back: bool) -> None:
    match operation:
        case ["set", columns, to, was]:
            assignment = ", ".join(f"{column} = ?" for column in columns)
            for values, packed in was:
                _on_runs(connection, f"UPDATE papers SET {assignment}", values if back else to, packed)
        case ["row", table, key, before, after]:
            _put(connection, table, key, after if back else before, before if back else after)
        case ["hide", packed]:
            _on_runs(connection, "UPDATE papers SET hidden = ?", [0 if back else change], packed)
        case ["unlist", listing]:
            connection.execute("UPDATE listings SET hidden = ? WHERE id = ?", (0 if back else change, listing))
            count_sightings(connection, listing, 1 if back else -1)
        case ["show", listing]:
            count_sightings(connection, listing, -1 if back else 1)
            if back:
                connection.execute("UPDATE listings SET hidden = ? WHERE id = ?", (change, listing))
                connection.execute("UPDATE papers SET hidden = ? WHERE listing = ? AND hidden = 0", (change, listing))
            else:
                connection.execute("UPDATE listings SET hidden = 0 WHERE id = ?", (listing,))
                connection.execute("UPDATE papers SET hidden = 0 WHERE hidden = ? AND listing = ?", (change, listing))


def _on_runs(connection: Connection, update: str, values: list[Any], packed: list[int]) -> None:
    connection.executemany(
        f"{update} WHERE id >= ? AND id < ?",
        [(*values, start, start + length) for start, length in zip(packed[::2], packed[1::2], strict=True)],
    )


def _put(
    connection: Connection, table: str, key: dict[str, Any], there: dict[str, Any] | None, wanted: dict[str, Any] | None
) -> None:
    """Make one row what is `wanted`; the columns not named, of a later schema or not part of the change, stay."""
    where = " AND ".join(f"{column} = ?" for column in key)
    if wanted is None:
        connection.execute(f"DELETE FROM {table} WHERE {where}", tuple(key.values()))
    elif there is None:
        connection.execute(
            f"INSERT OR REPLACE INTO {table}({', '.join(wanted)}) VALUES ({', '.join('?' * len(wanted))})",
            tuple(wanted.values()),
        )
    else:
        assignment = ", ".join(f"{column} = ?" for column in wanted)
        connection.execute(f"UPDATE {table} SET {assignment} WHERE {where}", (*wanted.values(), *key.values()))
