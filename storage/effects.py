"""Effects of acts: what each act made of which papers, and which effect of a register is the latest that holds.

A register is a field of a paper that the reader sets (its status, one tag, its note); an effect gives one value to that
register of many papers. Of a register the latest live effect holds, by clock, machine and number, so every machine that
knows the same acts shows the same.
"""

import json
from array import array
from collections.abc import Iterable, Iterator
from typing import Any

from pyroaring import BitMap

from storage.sqlite import AMONG, Connection, decodes, packed

SLICE = 20_000
"""Papers that one statement is given: a million at once take 280 MB."""

_LATEST = "ORDER BY acts.clock DESC, machines.uuid DESC, acts.seq DESC, effects.rowid DESC"
_LIVE = "effects JOIN acts ON acts.id = act AND undone = 0 JOIN machines ON machines.id = machine"
_FEW = 200
"""Papers that are looked for one by one among the effects of one paper; of more, all effects of a field are read."""


def bitmap(ids: Iterable[int]) -> BitMap:
    """Return ids as a set; those of an array cross over as one block."""
    if isinstance(ids, array) and ids.typecode == "i":
        return BitMap(array("I", ids.tobytes()))
    return ids if isinstance(ids, BitMap) else BitMap(ids)


def slices(ids: BitMap) -> Iterator[tuple[int, int, BitMap | None]]:
    """Yield the first and the last of a set, and the set unless it holds all between, SLICE papers at a time."""
    for start in range(0, len(ids), SLICE):
        part = ids if len(ids) <= SLICE else ids[start : start + SLICE]
        first, last = part.min(), part.max()
        yield first, last, None if last - first + 1 == len(part) else part


def _among(ids: BitMap, key: str, where: str) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield the WHERE of a statement on the rows whose `key` is in a set, with its values, SLICE papers at a time."""
    start = f"WHERE {where} AND" if where else "WHERE"
    for first, last, part in slices(ids):
        yield (
            (f"{start} {key} BETWEEN ? AND ?", (first, last))
            if part is None
            else (f"{start} {key} {AMONG}", (packed(part),))
        )


def update(
    connection: Connection, statement: str, values: Iterable[Any], ids: BitMap, *, key: str = "id", where: str = ""
) -> None:
    """Run an UPDATE or DELETE without its WHERE on the rows whose `key` is in a set, and of which `where` is true."""
    bound = tuple(values)
    for among, more in _among(ids, key, where):
        connection.execute(f"{statement} {among}", (*bound, *more))


def select(
    connection: Connection, statement: str, ids: BitMap, *, key: str = "id", where: str = ""
) -> Iterator[tuple[Any, ...]]:
    """Yield what a SELECT without its WHERE finds of the rows whose `key` is in a set, and of which `where` is true."""
    for among, bound in _among(ids, key, where):
        yield from connection.execute(f"{statement} {among}", bound)


def spread(ids: BitMap) -> tuple[int, int, bytes | None]:
    """Return a set as an effect holds it: its first, its last, and the set unless it holds all between."""
    if not ids:
        return 0, 0, None
    first, last = ids.min(), ids.max()
    if last - first + 1 == len(ids):
        return first, last, None
    ids.run_optimize()
    return first, last, ids.serialize()


@decodes
def papers(first: int, last: int, blob: bytes | None) -> BitMap:
    """Return the set that `spread` took apart."""
    if blob is not None:
        return BitMap.deserialize(blob)
    return BitMap(range(first, last + 1)) if first else BitMap()


def keep(connection: Connection, act: int, field: str, value: Any, ids: BitMap, key: Any = 0) -> None:
    """Note that an act gave a register of papers a value."""
    connection.execute("INSERT INTO effects VALUES (?, ?, ?, ?, ?, ?, ?)", (act, field, key, value, *spread(ids)))


def of_act(connection: Connection, act: int) -> list[tuple[str, Any, Any, BitMap]]:
    """Return field, key, value and papers of all effects of an act."""
    return [
        (field, key, value, papers(*where))
        for field, key, value, *where in connection.execute(
            "SELECT field, key, value, first, last, papers FROM effects WHERE act = ? ORDER BY rowid", (act,)
        )
    ]


def latest_of(connection: Connection, field: str, key: Any = 0) -> Any:
    """Return the value that holds of a register that is of no paper; None where none does."""
    return last_word(connection, field, key)[1]


def last_word(connection: Connection, field: str, key: Any) -> tuple[int, Any]:
    """Return which act's word holds of a register that is of no paper, and its value; 0 and None where none does."""
    found = connection.execute(
        f"SELECT act, value FROM {_LIVE} WHERE field = ? AND key = ? {_LATEST} LIMIT 1", (field, key)
    )
    return next(found, (0, None))


def _of_papers(
    connection: Connection, columns: str, ids: BitMap, field: str, key: Any = None
) -> Iterator[tuple[Any, ...]]:
    """Yield columns, first, last and papers of the live effects of a field, and key, that may name a paper of the set,
    the latest first."""
    register, bound = ("field = ?", [field]) if key is None else ("field = ? AND key = ?", [field, key])
    if len(ids) > _FEW:
        where, bound = f"{register} AND first <= ? AND last >= ?", [*bound, ids.max(), ids.min()]
    else:
        where = (
            f"effects.rowid IN (SELECT rowid FROM effects WHERE {register} AND first {AMONG} UNION ALL "
            f"SELECT rowid FROM effects INDEXED BY effects_spans WHERE {register} AND last > first "
            "AND first < ? AND last >= ?)"
        )
        bound = [*bound, packed(ids), *bound, ids.max(), ids.min()]
    yield from connection.execute(f"SELECT {columns}, first, last, papers FROM {_LIVE} WHERE {where} {_LATEST}", bound)


def dated(connection: Connection, field: str, key: Any, ids: BitMap) -> Iterator[tuple[Any, int, BitMap]]:
    """Yield the values that hold of a register, each with the clock of its act and its papers, the latest first; papers
    that no live effect names are not among them. A paper taken out of `ids` meanwhile is no longer asked for."""
    if not ids:
        return
    for value, clock, *where in _of_papers(connection, "value, clock", ids, field, key):
        if here := papers(*where) & ids:
            ids -= here
            yield value, clock, here
        if not ids:
            return


def latest(connection: Connection, field: str, key: Any, ids: BitMap) -> Iterator[tuple[Any, BitMap]]:
    """Yield the values that hold of a register, each with its papers, as `dated` does."""
    for value, _, here in dated(connection, field, key, ids):
        yield value, here


def between(
    connection: Connection, fields: Iterable[str], start: int, end: int, but: Iterable[str]
) -> Iterator[tuple[int, str, Any, BitMap]]:
    """Yield clock, field, value and papers of the live effects of fields from a clock to before another, the latest
    first, but those of acts of some verbs."""
    found = connection.execute(
        f"SELECT clock, field, value, first, last, papers FROM {_LIVE} WHERE clock >= ? AND clock < ? AND field IN "
        f"(SELECT value FROM json_each(?)) AND verb NOT IN (SELECT value FROM json_each(?)) {_LATEST}",
        (start, end, json.dumps([*fields]), json.dumps([*but])),
    )
    for clock, field, value, *where in found.fetchall():
        yield clock, field, value, papers(*where)


def keys_after(connection: Connection, field: str, clock: int) -> list[Any]:
    """Return the keys under which a field of no paper was set by a live act after a clock, but to 0."""
    sql = f"SELECT DISTINCT key FROM {_LIVE} WHERE field = ? AND clock > ? AND value"
    return [key for (key,) in connection.execute(sql, (field, clock))]


def keys_of(connection: Connection, field: str, ids: BitMap) -> list[Any]:
    """Return the keys of a field under which some live effect names a paper of the set."""
    found = _of_papers(connection, "key", ids, field) if ids else ()
    return list(dict.fromkeys(key for key, *where in found if papers(*where) & ids))


def all_of(connection: Connection, field: str, ids: BitMap) -> list[Any]:
    """Return the values of all live effects of a field that name a paper of the set, the latest first."""
    found = _of_papers(connection, "value", ids, field) if ids else ()
    return [value for value, *where in found if papers(*where) & ids]


def values(connection: Connection, field: str) -> list[Any]:
    """Return the values of all live effects of a field, the latest first."""
    found = connection.execute(f"SELECT value FROM {_LIVE} WHERE field = ? {_LATEST}", (field,))
    return [value for (value,) in found]


def told_of(connection: Connection, field: str, key: Any) -> list[tuple[Any, bool]]:
    """Return the values of all effects of a register that is of no paper, each with whether its act holds, the latest
    first."""
    found = connection.execute(  # by any other way all that one import said would be walked through, each time
        "SELECT value, undone = 0 FROM effects INDEXED BY effects_field CROSS JOIN acts ON acts.id = act "
        f"JOIN machines ON machines.id = machine WHERE field = ? AND key = ? {_LATEST}",
        (field, key),
    )
    return [(value, bool(holds)) for value, holds in found]


def keyed(connection: Connection, field: str, keys: BitMap) -> list[int]:
    """Return those of the numbers that are keys of a field of which something was said, whether it holds or not."""
    if not keys or connection.execute("SELECT 1 FROM effects WHERE field = ? LIMIT 1", (field,)).fetchone() is None:
        return []
    found = connection.execute(
        f"SELECT DISTINCT key FROM effects WHERE field = ? AND key {AMONG}", (field, packed(keys))
    )
    return [key for (key,) in found]


def of_field(connection: Connection, field: str, ids: BitMap) -> list[Any]:
    """Return the values of all effects of a field, whether they hold or not, that name a paper of the set."""
    found = select(connection, "SELECT value FROM effects", ids, key="first", where=f"field = '{field}'")
    return [value for (value,) in found]


def named(connection: Connection, field: str, value: Any) -> list[int]:
    """Return the rows that live effects of a field gave a value, the oldest first; each names one row."""
    found = connection.execute(f"SELECT first FROM {_LIVE} WHERE field = ? AND value = ? {_LATEST}", (field, value))
    return [row for (row,) in found][::-1]
