"""Exact sets of rows, as bitmaps: which papers are starred, read, of a year, a venue, a tag, a listing.

Every act changes the sets within its own transaction, and they are read from the file; nothing of them is kept in
memory. A set holds rows whether hidden or not, so that hiding a paper changes one set, and each is cut into chunks of
65,536 ids, so that changing one paper rewrites 8 KB at the most.

    row                             every row; the value is 1
    hidden new starred noted doubted untitled
                                    rows of which that is true; the value is 1
    status priority                 by code and number, but for 0: to mark one of many unread papers changes one set
    year venue                      by what the row has, to the letter
    tag shelf listing               by tags.id, shelves.id and listings.id
    section                         by listings.id and the heading there, with a space between: `17 Session 3: Optics`
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from storage.papers.identifiers import is_identifier
from storage.sqlite import AMONG, MALFORMED, Connection, DatabaseError, packed, scalar, scalars

if TYPE_CHECKING:
    from pyroaring import BitMap  # late below: 4 ms, and a cold command that cites needs no set

    Ids = Iterable[int] | BitMap

Key = tuple[str, Any]
"""Name and value of a set."""

_WIDTH = 16
_CHUNK = 1 << _WIDTH
_CHUNKS = 1 << 32 - _WIDTH
"""Chunks there can be: a bitmap is of 32-bit ids."""

_COLUMNS = {
    "row": "id", "hidden": "hidden", "new": "new", "status": "status", "starred": "starred", "noted": "noted",
    "doubted": "doubt", "untitled": "title", "priority": "priority", "year": "year", "venue": "venue",
}  # fmt: skip
"""The sets that a column of papers decides."""
_LINKS = {
    "tag": ("taggings", "tag"), "shelf": ("shelvings", "shelf"), "listing": ("sightings", "listing"),
    "section": ("sightings", "listing || ' ' || section"),
}  # fmt: skip
"""The sets that another table decides, with its column."""


def section(listing: int, heading: str) -> str:
    """Return the value of the set of those that stand under a heading of a listing."""
    return f"{listing} {heading}"


_TRUE: Mapping[str, Callable[[Any], bool]] = {
    "row": bool, "hidden": bool, "new": bool, "starred": bool, "noted": bool,
    "doubted": lambda doubt: doubt is not None, "untitled": is_identifier,
}  # fmt: skip
"""The sets of which there is one, by when a row is in it."""


def _value(name: str, stored: Any) -> Any:
    """Return the value of the set that a row with this stored value is in; None when it is in none."""
    if (true := _TRUE.get(name)) is not None:
        return 1 if true(stored) else None
    return stored or None if name in ("status", "priority") else stored


# -- changing them


def put(connection: Connection, name: str, value: Any, ids: "Ids") -> None:
    """Have rows join a set. `value` is what the column holds; where that is in no set (star 0) nothing is done."""
    _change(connection, name, _value(name, value), ids, joins=True)


def take(connection: Connection, name: str, value: Any, ids: "Ids") -> None:
    """Have rows leave a set; `value` as in `put`."""
    _change(connection, name, _value(name, value), ids, joins=False)


def move(connection: Connection, name: str, was: Any, now: Any, ids: "Ids") -> None:
    """Have rows leave one set and join another of the same name; values as in `put`, None for no set."""
    was, now = _value(name, was), _value(name, now)
    if was != now:
        ids = list(ids) if isinstance(ids, Iterator) else ids
        _change(connection, name, was, ids, joins=False)
        _change(connection, name, now, ids, joins=True)


def put_all(connection: Connection, items: Iterable[tuple[str, Any, "Ids"]]) -> None:
    """Have rows join many sets, each given as name, value and ids.

    A set given in pieces is written once: one call for a whole import costs 1.5 us a paper, one for each thousand
    papers of many venues 10.
    """
    from pyroaring import BitMap

    joining: defaultdict[Key, BitMap] = defaultdict(BitMap)
    for name, stored, ids in items:
        if (value := _value(name, stored)) is not None:
            joining[name, value].update(ids)
    changed: list[tuple[str, Any, int, bytes]] = []
    for (name, value), whole in joining.items():
        for chunk, part in _cut(whole):
            if found := connection.execute(_FIND, (name, value, chunk)).fetchone():
                part |= _read(found[0])
            changed.append((name, value, chunk, _written(part)))
    connection.executemany(_KEEP, changed)


def _change(connection: Connection, name: str, value: Any, ids: "Ids", *, joins: bool) -> None:
    if value is None:
        return
    for chunk, part in _cut(ids):
        key = (name, value, chunk)
        found = connection.execute(_FIND, key).fetchone()
        if found is None:
            if joins:
                connection.execute(_KEEP, (*key, _written(part)))
            continue
        kept = _read(found[0])
        if joins:
            kept |= part
        else:
            kept -= part
        if kept:
            connection.execute(_KEEP, (*key, kept.serialize() if len(part) < _FEW else _written(kept)))
        else:
            connection.execute(_DROP, key)


_FIND = "SELECT ids FROM counts WHERE name = ? AND value = ? AND chunk = ?"
_KEEP = "REPLACE INTO counts VALUES (?, ?, ?, ?)"
_DROP = "DELETE FROM counts WHERE name = ? AND value = ? AND chunk = ?"
_ASKED = 5_000
"""Rows of which it is asked one by one in what sets they are; of more, all sets are read."""
_FEW = 100
"""Ids that change a chunk without its being packed anew, which is a tenth of a mark."""


def _cut(ids: "Ids") -> Iterator[tuple[int, "BitMap"]]:
    """Yield ids chunk by chunk, each with the ids in it counted from its first."""
    from pyroaring import BitMap

    if isinstance(ids, list) and len(ids) == 1:
        yield ids[0] >> _WIDTH, BitMap((ids[0] % _CHUNK,))
        return
    try:
        whole = ids if isinstance(ids, BitMap) else BitMap(ids)
    except OverflowError as error:  # a row of no shelf: the file is damaged
        raise DatabaseError(MALFORMED) from error
    if not whole:
        return
    low, high = whole.min() >> _WIDTH, whole.max() >> _WIDTH
    if low == high:
        yield low, whole.shift(-low * _CHUNK) if low else whole
        return
    for chunk in range(low, high + 1):
        first = chunk * _CHUNK
        if part := whole & BitMap(range(first, first + _CHUNK)):
            yield chunk, part.shift(-first)


def _written(part: "BitMap") -> bytes:
    part.run_optimize()  # all but a few ids of a chunk are some bytes, not 8 KB
    return part.serialize()


def _read(stored: bytes, chunk: int = 0) -> "BitMap":
    """Return the ids of a chunk as they are stored; raises DatabaseError when that is no bitmap of one."""
    from pyroaring import BitMap

    try:
        part = BitMap.deserialize(stored)
    except (ValueError, IndexError) as error:
        raise DatabaseError(MALFORMED) from error
    if not 0 <= chunk < _CHUNKS or (part and part.max() >= _CHUNK):
        raise DatabaseError(MALFORMED)
    return part.shift(chunk * _CHUNK) if chunk else part


# -- reading them


def ids(connection: Connection, name: str, value: Any) -> "BitMap":
    """Return the rows of a set, hidden ones too; empty for one that is not there."""
    return chosen(connection, name, "value = ?", [value])


def chosen(connection: Connection, name: str, condition: str = "1", bound: Iterable[Any] = ()) -> "BitMap":
    """Return the rows, hidden ones too, of all sets of a name of whose `value` a condition in SQL is true."""
    from pyroaring import BitMap

    found = connection.execute(f"SELECT chunk, ids FROM counts WHERE name = ? AND {condition}", (name, *bound))
    return BitMap().union(*[_read(stored, chunk) for chunk, stored in found])


def values(connection: Connection, name: str, *, shown: bool = True) -> dict[Any, int]:
    """Return the values of a name with how many rows each has; with `shown`, those of them that are not hidden.

    A value that only hidden rows have is left out then.
    """
    both = "SELECT name, value, chunk, ids FROM counts WHERE name IN (?, 'hidden')"  # of one moment
    found = connection.execute(both, (name,)).fetchall()
    hidden = {chunk: _read(stored) for which, _, chunk, stored in found if shown and which == "hidden"}
    sizes: defaultdict[Any, int] = defaultdict(int)
    for which, value, chunk, stored in found:
        if which == name:
            beyond = _read(stored).intersection_cardinality(hidden[chunk]) if chunk in hidden else 0
            sizes[value] += _size(stored) - beyond
    return {value: size for value, size in sizes.items() if size}


def among(connection: Connection, name: str, ids: "BitMap") -> dict[Any, int]:
    """Return the values of a name that another table decides and some of these rows have, each with how many of them.

    Of a few rows that table tells which sets are worth reading: a shelf may have thousands of listings.
    """
    parts = dict(_cut(ids))
    if not parts:
        return {}
    which, bound = f"chunk IN ({', '.join(map(str, parts))})", [name]
    if len(ids) < _ASKED:
        table, column = _LINKS[name]
        which += f" AND value IN (SELECT {column} FROM {table} WHERE paper {AMONG})"
        bound.append(packed(ids))
    sizes: defaultdict[Any, int] = defaultdict(int)
    for value, chunk, stored in connection.execute(
        f"SELECT value, chunk, ids FROM counts WHERE name = ? AND {which}", bound
    ):
        sizes[value] += _read(stored).intersection_cardinality(parts[chunk])
    return {value: size for value, size in sizes.items() if size}


def total(connection: Connection) -> int:
    """Return how many rows are not hidden, from the first bytes of a few sets: a start need not load bitmaps for it."""
    found = connection.execute("SELECT name, substr(ids, 1, 12) FROM counts WHERE name IN ('row', 'hidden')")
    return sum(-_size(stored) if name == "hidden" else _size(stored) for name, stored in found)


def _size(stored: bytes) -> int:
    """Return how many ids a chunk has: the format of bitmaps has it less 1 after the key of each container, of which a
    chunk is one; where that stands depends on whether it is of runs."""
    place = 7 if stored[:2] == b";0" else 10
    return int.from_bytes(stored[place : place + 2], "little") + 1


# -- what the tables say


def rebuild(connection: Connection) -> None:
    """Make all sets anew from the tables: 4 us a paper, and no more memory than one chunk takes."""
    from pyroaring import BitMap

    connection.execute("DELETE FROM counts")
    for chunk in _chunks(connection):
        found = _scanned(connection, chunk)
        connection.executemany(_KEEP, [(*key, chunk, _written(BitMap(rows))) for key, rows in found.items()])


def differences(connection: Connection) -> list[str]:
    """Return where the sets are unlike what the tables say, in sentences; an empty list when they are right."""
    from pyroaring import BitMap

    lacking: defaultdict[Key, int] = defaultdict(int)
    beyond: defaultdict[Key, int] = defaultdict(int)
    strange = "SELECT name, value FROM counts WHERE typeof(chunk) <> 'integer'"
    broken: dict[Key, None] = dict.fromkeys(connection.execute(strange).fetchall())
    known = scalars(connection, "SELECT DISTINCT chunk FROM counts WHERE typeof(chunk) = 'integer'")
    for chunk in sorted({*_chunks(connection), *known}):
        said = {key: BitMap(rows) for key, rows in _scanned(connection, chunk).items()}
        for name, value, stored in connection.execute("SELECT name, value, ids FROM counts WHERE chunk = ?", (chunk,)):
            key = name, value
            try:
                kept = _read(stored)
            except DatabaseError:
                broken[key] = None
                said.pop(key, None)
                continue
            truth = said.pop(key, BitMap())
            lacking[key] += len(truth - kept)
            beyond[key] += len(kept - truth)
        for key, truth in said.items():
            lacking[key] += len(truth)
    sentences = [f"the count of {_called(key)} is damaged" for key in broken]
    for key in sorted({*lacking, *beyond}, key=str):
        wrong = [f"{count:,} {what}" for count, what in ((lacking[key], "too few"), (beyond[key], "too many")) if count]
        if wrong:
            sentences.append(f"the count of {_called(key)} has {' and '.join(wrong)}")
    return sentences


def _called(key: Key) -> str:
    name, value = key
    return name if name in _TRUE else f"{name} {value}"


def _chunks(connection: Connection) -> Iterator[int]:
    """Yield the chunks that have rows."""
    following = "SELECT min(id) FROM papers WHERE id >= ?"
    first = 0
    while (number := scalar(connection, following, (first,))) is not None:
        yield number >> _WIDTH
        first = ((number >> _WIDTH) + 1) * _CHUNK


def _scanned(connection: Connection, chunk: int) -> dict[Key, list[int]]:
    """Return the sets of one chunk as the tables have them, ids counted from its first."""
    first = chunk * _CHUNK
    span = (first, first + _CHUNK)
    by_column: list[tuple[str, defaultdict[Any, list[int]]]] = [(name, defaultdict(list)) for name in _COLUMNS]
    columns = ", ".join(_COLUMNS.values())
    for number, *stored in connection.execute(f"SELECT id, {columns} FROM papers WHERE id >= ? AND id < ?", span):
        for (_, sets), value in zip(by_column, stored, strict=True):
            sets[value].append(number - first)
    found: defaultdict[Key, list[int]] = defaultdict(list)
    for name, sets in by_column:
        for stored, rows in sets.items():
            if (value := _value(name, stored)) is not None:
                found[name, value] += rows
    for name, (table, column) in _LINKS.items():
        for number, value in connection.execute(
            f"SELECT paper, {column} AS value FROM {table} WHERE paper >= ? AND paper < ? AND value IS NOT NULL", span
        ):
            found[name, value].append(number - first)
    return found
