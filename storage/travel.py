"""What one library tells another: acts and records by uuid, taken in any order, twice or in pieces, to one same shelf.

Four kinds of item travel, each plain data: a `listing`, a `record`, where records were `seen` in a listing, and an
`act` with what it set. An item that names what is not here yet waits for it. No number of a row crosses over.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any, TypeVar

from pyroaring import BitMap

from storage import counts, effects, records, registers, rows
from storage.errors import LibraryError
from storage.naming import named
from storage.sqlite import AMONG, Connection, packed, scalar, scalars

Item = dict[str, Any]
_Piece = TypeVar("_Piece")

PLACES = 500
"""Sightings that one item holds."""
CLOCKS = 1 << 62
"""A clock from here on, the year 4199, is no clock."""
_LISTING = (
    "title", "source", "format", "trust", "imported", "stated", "found", "added", "merged", "unchanged", "skipped",
    "notes", "address", "day",
)  # fmt: skip
_ACT = ("seq", "clock", "session", "verb", "words", "count")
_PLACE = ("line", "position", "score", "comments", "upvotes", "digest", "section")


# -- out of a library


def known(connection: Connection) -> dict[bytes, int]:
    """Return how far each machine's acts are known here, by its uuid: the highest number before any that waits."""
    found: dict[bytes, int] = dict(
        connection.execute("SELECT uuid, max(seq) FROM acts JOIN machines ON machines.id = machine GROUP BY machine")
    )
    for item in _waiting(connection):
        if item["is"] == "act" and item["seq"] <= found.get(bytes.fromhex(item["machine"]), 0):
            found[bytes.fromhex(item["machine"])] = item["seq"] - 1
    return found


def outgoing(connection: Connection, known: Mapping[bytes, int]) -> Iterator[Item]:
    """Yield what another library lacks that knows the acts of each machine up to a number; machines it does not know
    are left out of `known`. A listing goes with the act that imported it, a look-up's record with the act that made it.
    """
    machines = dict(connection.execute("SELECT id, uuid FROM machines"))
    acts = [
        act
        for act in connection.execute(f"SELECT id, machine, {', '.join(_ACT)} FROM acts ORDER BY clock, id").fetchall()
        if act[2] > known.get(machines[act[1]], 0)
    ]
    among = (packed(act[0] for act in acts),)
    brought = f"SELECT DISTINCT key FROM effects WHERE act {AMONG} AND value = 1 AND field ="
    listings = BitMap(key for (key,) in connection.execute(f"{brought} 'listed'", among))
    found = BitMap(key for (key,) in connection.execute(f"{brought} 'record'", among))
    uuids = dict(connection.execute("SELECT id, uuid FROM listings"))
    columns = ", ".join(_LISTING)
    for number, *told in effects.select(connection, f"SELECT id, {columns} FROM listings", listings):
        yield {"is": "listing", "uuid": uuids[number].hex(), **rows.named(_LISTING, told)}
    yield from _records_out(connection, listings, found, uuids)
    for number in listings:
        yield from _places_out(connection, number, uuids[number].hex())
    names = _Names(connection)
    for number, machine, *told in acts:
        yield {
            "is": "act", "machine": machines[machine].hex(), **rows.named(_ACT, told),
            "effects": [names.effect(*effect) for effect in effects.of_act(connection, number)],
        }  # fmt: skip


def _records_out(connection: Connection, listings: BitMap, found: BitMap, uuids: Mapping[int, bytes]) -> Iterator[Item]:
    """Yield the records that listings brought, and those of look-ups whose numbers are in `found`."""
    alone = "NOT EXISTS (SELECT 1 FROM records WHERE home = papers.id)"
    found_in_rows = effects.select(connection, "SELECT id FROM papers", listings, key="listing", where=alone)
    in_rows = [row for (row,) in found_in_rows]
    for some in _pieces(in_rows):
        for record in records.of_papers(connection, some):
            if not record.id:
                yield _record_out(connection, record, uuids)
    apart = f"SELECT {records.RECORD} FROM records"
    for ids, key in ((listings, "listing"), (found, "id")):
        for values in effects.select(connection, apart, ids, key=key):
            yield _record_out(connection, records.Record.read(values), uuids)


def _pieces(whole: Sequence[_Piece]) -> Iterator[Sequence[_Piece]]:
    return (whole[start : start + PLACES] for start in range(0, len(whole), PLACES))


def _record_out(connection: Connection, record: records.Record, uuids: Mapping[int, bytes]) -> Item:
    """Return a record as it came: what newer versions of its source say are acts."""
    said = records.as_it_came(connection, record)
    return {
        "is": "record", "uuid": record.uuid.hex(), "listing": uuids[record.listing].hex() if record.listing else None,
        "source": record.source, "trust": record.trust, "digest": said["digest"], "doubt": said["doubt"],
        "facts": json.loads(records.kept_facts(said)),
    }  # fmt: skip


def _places_out(connection: Connection, listing: int, uuid: str) -> Iterator[Item]:
    """Yield where a listing showed which records."""
    seen = connection.execute(
        f"SELECT coalesce(records.uuid, papers.uuid), {', '.join(f'sightings.{name}' for name in _PLACE)} "
        "FROM sightings JOIN papers ON papers.id = sightings.paper LEFT JOIN records ON records.id = record "
        "WHERE sightings.listing = ?",
        (listing,),
    )
    for some in _pieces(seen.fetchall()):
        yield {"is": "seen", "listing": uuid, "places": [[record.hex(), *place] for record, *place in some]}


class _Names:
    """What is called what on every machine."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def effect(self, field: str, key: Any, value: Any, ids: BitMap) -> list[Any]:
        """Return an effect as it travels: field, key, value, and the uuids of papers."""
        found = dict(effects.select(self._connection, "SELECT id, uuid FROM papers", ids))
        return [field, self._key(field, key), value, [found[row].hex() for row in ids]]

    def _key(self, field: str, key: Any) -> Any:
        if field == "undone":
            machine, seq = self._connection.execute(
                "SELECT uuid, seq FROM acts JOIN machines ON machines.id = machine WHERE acts.id = ?", (key,)
            ).fetchone()
            return [machine.hex(), seq]
        if field in _NAMED:
            return scalar(self._connection, f"SELECT name FROM {_NAMED[field]} WHERE id = ?", (key,))
        if field in _KEYED:
            return scalar(self._connection, f"SELECT uuid FROM {_KEYED[field]} WHERE id = ?", (key,)).hex()
        return key


_NAMED = {"tag": "tags", "shelf": "shelves", "search": "searches"}
"""Fields whose key is a name of the reader's, which makes its uuid."""
_KEYED = {"pair": "papers", "listed": "listings", "record": "records", "facts": "records"}
"""Fields whose key is what has a uuid."""
_PLAIN = ("edit", "draft", "discarded", "former")
"""Fields whose key is the same everywhere."""
_SINGLE = ("kept", "pin", *(field for field in registers.PAPERS if field not in (*_NAMED, *_PLAIN)))
"""Fields without a key."""


# -- into a library


def incoming(connection: Connection, items: Iterable[Item]) -> None:
    """Take what another library tells, inside the caller's transaction: in any order, twice or in pieces.

    What names something that is not here waits in the file until that comes. Raises LibraryError for what is no item.
    """
    for table in ("papers", "records"):  # an index costs each import, and only who travels needs these
        connection.execute(f"CREATE INDEX IF NOT EXISTS {table}_uuid ON {table}(uuid)")
    arrival = _Arrival(connection)
    left = [*_waiting(connection), *items]
    try:
        while len(still := [item for item in left if not arrival.take(item)]) < len(left):
            left = still
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise LibraryError(f"what another library says cannot be read: {error}") from error
    connection.execute("DELETE FROM waiting")
    connection.executemany(
        "INSERT OR IGNORE INTO waiting VALUES (?)",
        [(json.dumps(item, ensure_ascii=False, sort_keys=True),) for item in left],
    )
    arrival.settle()


def _waiting(connection: Connection) -> list[Item]:
    return [json.loads(item) for (item,) in connection.execute("SELECT item FROM waiting")]


class _Arrival:
    """Items on their way into a library, and what is to be written anew for them."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.kinds: Mapping[str, Callable[[Item], bool]] = {
            "listing": self._listing, "record": self._record, "seen": self._seen, "act": self._act,
        }  # fmt: skip
        self.fresh: list[int] = []
        """New rows."""
        self.moved = BitMap()
        """Rows that may show others than before."""
        self.listed: set[int] = set()
        """Listings of which more was seen."""
        self.touched: defaultdict[tuple[str, Any], BitMap] = defaultdict(BitMap)
        """Registers of which another effect came."""
        self.undone: set[int] = set()
        """Acts that were undone, or done again."""
        self.new: set[int] = set()

    def take(self, item: Item) -> bool:
        """Write an item; return False when it has to wait."""
        kind = self.kinds.get(item["is"])
        return kind is not None and kind(item)

    def _of(self, table: str, uuid: str) -> int | None:
        found: int | None = scalar(self.connection, f"SELECT id FROM {table} WHERE uuid = ?", (bytes.fromhex(uuid),))
        return found

    def _listing(self, item: Item) -> bool:
        if self._of("listings", item["uuid"]) is None:
            self.connection.execute(
                f"INSERT INTO listings(uuid, hidden, {', '.join(_LISTING)}) VALUES (?, 1{', ?' * len(_LISTING)})",
                (bytes.fromhex(item["uuid"]), *({"address": "", "day": None, **item}[name] for name in _LISTING)),
            )
        return True

    def _record(self, item: Item) -> bool:
        if (self._of("papers", item["uuid"]) or self._of("records", item["uuid"])) is not None:
            return True
        listing = None
        if item["listing"] is not None and (listing := self._of("listings", item["listing"])) is None:
            return False
        facts = dict.fromkeys(records.COLUMNS) | item["facts"]
        if facts.keys() != set(records.COLUMNS):
            return False  # a newer papershelf knows more of a paper
        record = records.Record(
            0, bytes.fromhex(item["uuid"]), 0, None, hidden=True, listing=listing, source=item["source"],
            trust=item["trust"], doubt=item["doubt"], facts=facts, digest=item["digest"],
        )  # fmt: skip
        row = records.insert(self.connection, record)
        self.fresh.append(row)
        self.connection.execute("UPDATE papers SET hidden = ? WHERE id = ?", (rows.TAKEN, row))
        keys = records.identities(facts)
        records.know(self.connection, [item["digest"], *keys] if item["digest"] else keys, row)
        if listing is not None:
            records.keep_keys(self.connection, row, 0, json.loads(facts["extra"] or "{}"))
        if listing is None:  # a row cannot tell whose word a look-up's is
            records.add(self.connection, replace(record, paper=row, home=row))
        else:
            added = "UPDATE papers SET added = (SELECT imported FROM listings WHERE id = listing) WHERE id = ?"
            self.connection.execute(added, (row,))
        return True

    def _seen(self, item: Item) -> bool:
        if (listing := self._of("listings", item["listing"])) is None:
            return False
        places: list[tuple[Any, ...]] = []
        for uuid, *place in item["places"]:
            found = self.connection.execute("SELECT paper, id FROM records WHERE uuid = ?", (bytes.fromhex(uuid),))
            if (where := found.fetchone() or (self._of("papers", uuid), 0))[0] is None:
                return False
            *seen, digest, section = place if len(place) == len(_PLACE) else (*place, None)  # an older papershelf's
            places.append((where[0], listing, *seen, where[1], digest, section))
        self.connection.executemany("INSERT OR IGNORE INTO sightings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", places)
        self.connection.executemany(  # while it lives in its row, a record has the digest of where it was seen
            "UPDATE records SET digest = ? WHERE id = ? AND listing = ? AND digest = 0",
            [(digest, record, listing) for *_, record, digest, _ in places if record],
        )
        counts.put(self.connection, "listing", listing, BitMap(row for row, *_ in places))
        under = [(counts.section(listing, place[-1]), place[0]) for place in places if place[-1] is not None]
        counts.put_all(self.connection, [("section", heading, [row]) for heading, row in under])
        self.moved.update(row for row, *_ in places)
        self.listed.add(listing)
        return True

    def _act(self, item: Item) -> bool:
        machine = bytes.fromhex(item["machine"])
        self.connection.execute("INSERT OR IGNORE INTO machines(uuid) VALUES (?)", (machine,))
        number = scalar(self.connection, "SELECT id FROM machines WHERE uuid = ?", (machine,))
        if scalar(self.connection, "SELECT 1 FROM acts WHERE machine = ? AND seq = ?", (number, item["seq"])):
            return True
        if not 0 <= item["clock"] < CLOCKS:
            raise ValueError(f"a clock of {item['clock']}")
        told: list[tuple[str, Any, Any, BitMap]] = []
        for field, key, value, uuids in item["effects"]:
            here = self._key(field, key)
            ids = [row for uuid in uuids if (row := self._row(uuid))]
            if here is None or len(ids) < len(uuids):
                return False
            if field == "pin" and not all(map(self._row_of, json.loads(value))):
                return False
            if field == "facts" and not self._is_understood(json.loads(value)):
                return False
            told.append((field, here, value, BitMap(ids)))
        if told and told[0][0] == "draft" and not self._replaces(item, machine, told[0]):
            return True
        act = (
            self.connection.execute(
                f"INSERT INTO acts(machine, {', '.join(_ACT)}) VALUES (?{', ?' * len(_ACT)})",
                (number, *(item[name] for name in _ACT)),
            ).lastrowid
            or 0
        )
        for field, here, value, rows_of in told:
            effects.keep(self.connection, act, field, value, rows_of, here)
            if field == "undone":
                self.undone.add(here)
            else:
                self.touched[field, here] |= rows_of
        return True

    def _replaces(self, item: Item, machine: bytes, draft: tuple[str, Any, Any, BitMap]) -> bool:
        """Return whether a draft is later than that of the same session here, which then is gone."""
        _, session, _, ids = draft
        found = self.connection.execute(
            "SELECT acts.id, clock, uuid, seq FROM effects JOIN acts ON acts.id = act "
            "JOIN machines ON machines.id = machine WHERE field = 'draft' AND key = ? AND first = ?",
            (session, ids.min()),
        ).fetchone()
        if found is None:
            return True
        if (item["clock"], machine, item["seq"]) < tuple(found[1:]):
            return False
        self.connection.execute("DELETE FROM effects WHERE act = ?", (found[0],))
        self.connection.execute("DELETE FROM acts WHERE id = ?", (found[0],))
        return True

    def _key(self, field: str, key: Any) -> Any:
        """Return the key of a register as it is called here; None where that is not here, or not known."""
        if field == "undone":
            return scalar(
                self.connection,
                "SELECT acts.id FROM acts JOIN machines ON machines.id = machine WHERE uuid = ? AND seq = ?",
                (bytes.fromhex(key[0]), key[1]),
            )
        if field in _NAMED:
            more, values = (", query, position, hidden", ", '', 0, 1") if field == "search" else ("", "")
            self.connection.execute(
                f"INSERT OR IGNORE INTO {_NAMED[field]}(name, uuid{more}) VALUES (?, ?{values})", (key, named(key))
            )
            return scalar(self.connection, f"SELECT id FROM {_NAMED[field]} WHERE name = ?", (key,))
        if field == "pair":
            return self._row(key)
        if field == "facts":
            return self._record_of(key)
        if field in _KEYED:
            return self._of(_KEYED[field], key)
        return key if field in _PLAIN or field in _SINGLE else None

    def _is_understood(self, told: Item) -> bool:
        """Return whether all that a version says of a record is known here, and the version is."""
        return self._of("listings", told["listing"]) is not None and {*told["was"], *told["is"]} <= set(records.SAYS)

    def _record_of(self, uuid: str) -> int | None:
        """Return the number of a record, which gets one where it has none yet; None where it is not here."""
        number, row = self._of("records", uuid), self._of("papers", uuid)
        if number is None and row is not None:
            found = records.of_papers(self.connection, [row])
            number = next((records.materialise(self.connection, one).id for one in found if one.home == row), None)
        return number

    def _row_of(self, uuid: str) -> int | None:
        """Return a row whose paper has a record; None where that is not here."""
        row = self._of("papers", uuid)
        return row or scalar(self.connection, "SELECT paper FROM records WHERE uuid = ?", (bytes.fromhex(uuid),))

    def _row(self, uuid: str) -> int | None:
        """Return the row that a record founded; one is made where it has none yet. None where it is not here."""
        if (row := self._of("papers", uuid)) is not None:
            return row
        found = self.connection.execute(
            f"SELECT {records.RECORD} FROM records WHERE uuid = ?", (bytes.fromhex(uuid),)
        ).fetchone()
        if found is None:
            return None
        record = records.Record.read(found)
        row = records.found(self.connection, record)
        if record.hidden:
            records.hide(self.connection, BitMap([row]), rows.TAKEN, on=True)
        self.moved.update((row, record.paper))
        return row

    def settle(self) -> None:
        """Write anew what the items touched."""
        connection = self.connection
        records.enter(connection, self.fresh)
        self.moved.update(self.fresh)
        for act in self.undone:
            registers.renew_undone(connection, act)
            for field, key, _, ids in effects.of_act(connection, act):
                self.touched[field, key] |= ids
        for listing in self.listed:
            self.touched["listed", listing] |= BitMap()
        self.moved |= registers.renew_all(connection, self.touched)
        registers.place(connection, self.moved)


# -- what a library says


def state(connection: Connection) -> Item:
    """Return what a shelf says, numbers of rows apart, as plain data: two that know the same acts and records say the
    same."""
    select = connection.execute
    listings = select(f"SELECT uuid, hidden, {', '.join(_LISTING)} FROM listings ORDER BY uuid").fetchall()
    searches = select("SELECT name, query, position FROM searches WHERE hidden = 0 ORDER BY name").fetchall()
    drafts = select(
        "SELECT uuid, effects.key, value FROM effects JOIN papers ON papers.id = effects.first "
        "WHERE field = 'draft' AND value IS NOT NULL ORDER BY 1, 2"
    ).fetchall()
    there = scalars(connection, f"SELECT id FROM papers WHERE joined IS NULL AND hidden & {rows.TAKEN} = 0")
    papers = [_paper(connection, row) for row in there]
    return {
        "papers": sorted(papers, key=itemgetter("records")), "listings": listings, "searches": searches,
        "drafts": drafts,
    }  # fmt: skip


_WORD = (
    "key", "status", "read_on", "starred", "priority", "noted", "new", "later", "queue", "seen", "score", "comments",
    "upvotes", "hidden",
)  # fmt: skip


def _paper(connection: Connection, row: int) -> Item:
    """Return what a row shows."""
    members = [record.uuid.hex() for record in records.of_papers(connection, [row]) if not record.hidden]
    said = connection.execute(f"SELECT {', '.join(_WORD)} FROM papers WHERE id = ?", (row,)).fetchone()
    tags = "SELECT name FROM taggings JOIN tags ON tags.id = tag WHERE paper = ? ORDER BY name"
    shelves = "SELECT name, place FROM shelvings JOIN shelves ON shelves.id = shelf WHERE paper = ? ORDER BY name"
    keys = (
        "SELECT DISTINCT key FROM keys LEFT JOIN records ON records.id = record "
        "WHERE keys.paper = ? AND coalesce(records.hidden, 0) = 0 ORDER BY key"
    )
    facts = records.standing(connection, BitMap([row]))[row]
    return {
        "records": sorted(members), **rows.named(_WORD, said), "facts": facts,
        "tags": scalars(connection, tags, (row,)), "keys": scalars(connection, keys, (row,)),
        "shelves": [list(shelved) for shelved in connection.execute(shelves, (row,))],
        "note": scalar(connection, "SELECT text FROM notes WHERE paper = ?", (row,)) or "",
    }  # fmt: skip
