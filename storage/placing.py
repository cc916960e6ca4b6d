"""Which records are one paper: a change's block of records grouped anew, and the rows that show them set to that.

Grouping itself is pure (storage/papers/grouping.py); here stand the records that it is asked about, the reader's words
and pins on them, and what is moved when a group is another than before.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from pyroaring import BitMap

from storage import counts, effects
from storage.effects import select, update
from storage.papers import identity
from storage.papers.grouping import Evidence, Grouping, grouped
from storage.papers.identity import Facts, Verdict
from storage.records import (
    COLUMNS,
    Record,
    ask,
    found,
    hide,
    identities,
    know,
    materialise,
    of_papers,
    refresh,
    said_of,
    sharing,
)
from storage.rows import JOINED, TAKEN
from storage.sqlite import AMONG, Connection, decodes, packed, scalar


def place(connection: Connection, touched: Iterable[int], *, met: bool = False) -> BitMap:
    """Group the records of these rows, and of all that may be one with them, anew; return the rows that show others
    than before. The facts of the touched and of the changed rows follow.

    Whatever came first, the groups are the same; the reader's word, that two are the same or are not, always wins, and
    what was one paper when the reader said something of it stays one. With `met` the touched are known to be all that
    share a key with one another.
    """
    rows_of = select(connection, "SELECT DISTINCT coalesce(joined, id) FROM papers", BitMap(touched))
    touched = BitMap(row for (row,) in rows_of)
    changed = _place(connection, touched, met=met)
    if others := changed if met else changed - touched:  # what these may be one with was not looked for
        changed |= _place(connection, others, met=False)
    return changed


def _place(connection: Connection, touched: BitMap, *, met: bool) -> BitMap:
    members, pinned = _block(connection, touched, met=met)
    visible = [record for record in members if not record.hidden]
    homes = {record.home: record.uuid for record in members if record.home}
    words = said(connection, homes)
    grouping = grouped_by(connection, visible, homes, words, pinned)
    kept = {b: a for a, b, verdict in words if verdict == "same"}
    decided = {row for a, b, _ in words for row in (a, b)}
    away = {record.home for record in members if record.hidden}
    changed = BitMap()
    shows: dict[int, int] = {}
    for group in grouping.groups:
        mine = [visible[number] for number in group]
        row = _row_of(mine, kept)
        if row is None and {record.paper for record in mine} <= away and all(record.is_looked_up for record in mine):
            continue  # what it was asked for is not on the shelf
        row = row or found(connection, materialise(connection, mine[0]))
        shows |= dict.fromkeys(group, row)
        changed.update(_gather(connection, row, mine))
        if any(record.is_looked_up for record in mine):  # alone it is no paper, unless the reader made it one
            alone = all(record.is_looked_up and record.home not in decided for record in mine)
            alone = alone and not said_of(connection, BitMap([row]))
            hide(connection, BitMap([row]), TAKEN, on=alone)
    for record in members:
        if record.hidden:
            changed.update(_leave(connection, record))
    asks = [(shows[i], shows[j], likely) for i, j, likely, _ in grouping.asks if i in shows and j in shows]
    _ask(connection, asks, {record.home for record in visible})
    refresh(connection, changed | touched)
    return changed


Word = tuple[int, int, str]
"""The reader's on a pair of rows: (kept, other, 'same'), or either way 'apart'."""


def grouped_by(
    connection: Connection, members: Sequence[Record], homes: Mapping[int, bytes], said: Iterable[Word],
    pins: Sequence[Collection[bytes]],
) -> Grouping:  # fmt: skip
    """Return the papers that records make; `homes` has the uuid of what founded each row, `said` the words on these.

    An edit is of all records that are one paper without it, and of those that a pin holds to them: what is like the
    paper as it was edited joins it, and no later edit takes it off again.
    """
    words: dict[str, list[tuple[bytes, bytes]]] = {"same": [], "apart": []}
    for a, b, verdict in said:
        words[verdict].append((homes[a], homes[b]))
    facts = [record.facts for record in members]

    def groups() -> Grouping:
        return grouped([record.evidence(one) for record, one in zip(members, facts, strict=True)], pins=pins, **words)

    grouping = groups()
    mine = BitMap(record.home for record in members if record.home)
    if not mine or not effects.keys_of(connection, "edit", mine):
        return grouping
    corrections: list[_Correction] = []
    for group in grouping.groups:
        if edits := _edits_of(connection, BitMap(home for number in group if (home := members[number].home))):
            one = {members[number].uuid for number in group}
            held = _held(one, pins, words["apart"])
            of = {number for number, record in enumerate(members) if record.uuid in held}
            corrections.append(_Correction(edits, frozenset(group), of))
            words["same"] += pairwise(members[number].uuid for number in group)
    while True:
        for edits, _, of in corrections:
            for number in of:
                facts[number] = {**members[number].facts, **edits}
        corrected = groups()
        lost = False
        for _, paper, of in corrections:
            strays = of.difference(*(group for group in corrected.groups if not paper.isdisjoint(group)))
            lost |= bool(strays)
            of -= strays
        if not lost:
            return corrected._replace(asks=[*corrected.asks, *grouping.asks])
        facts = [record.facts for record in members]  # no pin held those to what was edited: they are as they came


def _held(one: set[bytes], pins: Iterable[Collection[bytes]], kept_apart: Iterable[tuple[bytes, bytes]]) -> set[bytes]:
    """Return the records of a paper with those that the latest pin of each holds to it, and to nothing that the reader
    keeps apart from it."""
    apart = {uuid for pair in kept_apart if not one.isdisjoint(pair) for uuid in pair} - one
    held, decided = set(one), one | apart
    for pin in pins:  # the latest first
        if not one.isdisjoint(pin):
            held |= set(pin) - decided
        elif apart.isdisjoint(pin):
            continue
        decided |= set(pin)
    return held


class _Correction(NamedTuple):
    """What the reader corrected of a paper."""

    edits: dict[str, Any]
    paper: frozenset[int]
    """The records that are one paper without it."""
    of: set[int]
    """Those that it is of: these, and what a pin holds to them."""


def told_by(connection: Connection, members: Sequence[Record]) -> dict[bytes, list[Evidence]]:
    """Return by uuid what decides whose records are: what each says, and that as the reader corrected its paper."""
    found: dict[bytes, list[Evidence]] = {record.uuid: [] for record in members}
    for way in ways(connection, members):
        found[way.record.uuid].append(way.told)
    return found


@decodes
def _edited(connection: Connection, members: Iterable[Record]) -> dict[int, dict[str, Any]]:
    """Return the edits, by column, of those of the papers shown of which there are some."""
    found: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    among = packed({record.paper for record in members})
    for row, field, value in connection.execute(f"SELECT paper, field, value FROM edits WHERE paper {AMONG}", (among,)):
        if field in COLUMNS:
            found[row][field] = json.loads(value)
    return found


class _Block(NamedTuple):
    """Records that are grouped together; all others are grouped the same without them."""

    members: list[Record]
    pins: list[frozenset[bytes]]
    """On these records, the latest first."""


def _block(connection: Connection, touched: BitMap, *, met: bool) -> _Block:
    """Return all that a change of these rows may regroup; with `met` they are all that is to be asked about them."""
    every = pins(connection)
    block = _Block([], [])
    held: set[int] = set()
    uuids: set[bytes] = set()
    papers: set[int] = set()
    mine = of_papers(connection, touched)
    new = set(touched)
    while new:
        papers |= new
        block.members.extend(mine)
        uuids.update(record.uuid for record in mine)
        near = _met(connection, [record for record in mine if not record.hidden], papers, asked=not met)
        rows_of = _kin(connection, new, asked=not met)
        for number, pin in enumerate(every):
            if number not in held and not uuids.isdisjoint(pin):
                held.add(number)
                rows_of |= having(connection, pin - uuids)
        met = True
        mine = near + of_papers(connection, rows_of - papers - {record.paper for record in near})
        new = (rows_of | {record.paper for record in near}) - papers
    block.pins.extend(every[number] for number in sorted(held))
    return block


def having(connection: Connection, uuids: Iterable[bytes]) -> set[int]:
    """Return the rows that show records."""
    return {
        row
        for uuid in uuids
        for (row,) in connection.execute(
            "SELECT paper FROM records WHERE uuid = ?1 UNION SELECT coalesce(joined, id) FROM papers WHERE uuid = ?1",
            (uuid,),
        )
    }


def _met(connection: Connection, mine: Sequence[Record], papers: set[int], *, asked: bool) -> list[Record]:
    """Return the records of papers beyond these that are one with them by what a record of each says, as it came or as
    it was edited; with `asked`, of those too that may be."""
    keys: defaultdict[int, dict[Facts, None]] = defaultdict(dict)
    for way in ways(connection, mine):
        for key in (found := _keys(one := way.told)):
            keys[key][one.facts] = None
        if way.edited:
            know(connection, found, way.record.paper)
    rows_of = {row for _, row in sharing(connection, keys)}
    others = of_papers(connection, rows_of - papers)
    near: set[int] = set()
    for way in ways(connection, [record for record in others if not record.hidden]):
        if way.record.paper not in near and any(
            _are_near(way.told.facts, facts, asked=asked) for key in _keys(way.told) for facts in keys.get(key, ())
        ):
            near.add(way.record.paper)
    return [record for record in others if record.paper in near]


class Way(NamedTuple):
    """What a record says: as it came, as its paper was edited, or as its own row was."""

    record: Record
    facts: Mapping[str, Any]
    edited: bool

    @property
    def told(self) -> Evidence:
        """What decides which paper it is of."""
        return self.record.evidence(self.facts)


def ways(connection: Connection, members: Sequence[Record]) -> Iterator[Way]:
    """Yield what records say, in every way."""
    edited = _edited(connection, members)
    homes = BitMap(record.home for record in members if record.home)
    own = bool(homes) and bool(effects.keys_of(connection, "edit", homes))
    for record in members:
        yield Way(record, record.facts, edited=False)
        if record.paper in edited:
            yield Way(record, {**record.facts, **edited[record.paper]}, edited=True)
        if own and record.home and (said := _edits_of(connection, BitMap([record.home]))):
            yield Way(record, {**record.facts, **said}, edited=True)


def _keys(told: Evidence) -> list[int]:
    return [*told.keys, told.digest] if told.digest else told.keys


def _are_near(one: Facts, other: Facts, *, asked: bool) -> bool:
    if one == other:
        return True
    verdict = identity.judge(one, other).verdict
    return verdict is Verdict.SAME or (asked and verdict is Verdict.ASK)


def _kin(connection: Connection, papers: Collection[int], *, asked: bool) -> set[int]:
    """Return the rows that the reader said of that they are one with these, or are not; with `asked`, and is asked."""
    rows_of = f"IN (SELECT id FROM papers WHERE id {AMONG} OR joined {AMONG})"
    return {
        row
        for pair in connection.execute(
            "SELECT coalesce(one.joined, a), coalesce(two.joined, b) FROM pairs JOIN papers one ON one.id = a "
            f"JOIN papers two ON two.id = b WHERE (a {rows_of} OR b {rows_of}) AND (verdict <> 'ask' OR ?)",
            (*(packed(papers),) * 4, asked),
        )
        for row in pair
    }


def said(connection: Connection, homes: Collection[int]) -> list[Word]:
    """Return the reader's words on pairs of rows."""
    among = packed(homes)
    return connection.execute(
        f"SELECT a, b, verdict FROM pairs WHERE verdict <> 'ask' AND a {AMONG} AND b {AMONG}", (among, among)
    ).fetchall()


def pins(connection: Connection) -> list[frozenset[bytes]]:
    """Return sets of records that were one paper when the reader said something of it, the latest first."""
    return [pinned(value) for value in effects.values(connection, "pin")]


@decodes
def pinned(value: str) -> frozenset[bytes]:
    """Return the records that a pin names."""
    return frozenset(map(bytes.fromhex, json.loads(value)))


def _row_of(group: Sequence[Record], kept: Mapping[int, int]) -> int | None:
    """Return the row that shows a group: the oldest that a record of it founded, but for one that the reader made part
    of another; None when none did."""
    homes = {record.home for record in group if record.home}
    return min(homes, key=lambda home: (kept.get(home) in homes, home), default=None)


@decodes
def _edits_of(connection: Connection, rows_of: BitMap) -> dict[str, Any]:
    """Return by column the reader's latest edits that name one of these rows."""
    keys = effects.keys_of(connection, "edit", rows_of) if rows_of else ()
    found = {key: next(effects.latest(connection, "edit", key, rows_of.copy()), (None, None))[0] for key in keys}
    return {key: json.loads(value) for key, value in found.items() if value is not None and key in COLUMNS}


# -- what is moved


def _gather(connection: Connection, row: int, group: Sequence[Record]) -> set[int]:
    """Have a row show a group of records; return the rows that show others than before."""
    homes = {record.home for record in group if record.home}
    changed = {record.paper for record in group if record.paper != row}
    for record in group:
        if record.paper != row:
            _move(connection, materialise(connection, record), row)
        elif len(group) > 1:
            materialise(connection, record)
    others = BitMap(homes) - BitMap([row])
    was = dict(select(connection, "SELECT id, joined FROM papers", BitMap([row, *others])))
    if was[row] is not None:
        changed.add(row)
        _stand(connection, row)
    if joining := BitMap([other for other in others if was[other] != row]):
        changed |= {row, *joining}
        update(connection, "UPDATE papers SET joined = ?, key = NULL", (row,), joining)
        hide(connection, joining, JOINED, on=True)
    return changed | ({row} if changed else set())


def _leave(connection: Connection, record: Record) -> set[int]:
    """Have a record that is off the shelf stand in the row it founded, else in one that shows itself; return the rows
    that show others than before."""
    changed: set[int] = set()
    showing = "SELECT coalesce(joined, id) FROM papers WHERE id = ?"
    home: int = record.home or scalar(connection, showing, (record.paper,))
    if record.paper != home:
        changed = {record.paper, home}
        _move(connection, materialise(connection, record), home)
    if scalar(connection, "SELECT joined FROM papers WHERE id = ?", (home,)) is not None:
        changed.add(home)
        _stand(connection, home)
    return changed


def _stand(connection: Connection, row: int) -> None:
    """Have a row that was joined to another show itself again."""
    connection.execute("UPDATE papers SET joined = NULL WHERE id = ?", (row,))
    hide(connection, BitMap([row]), JOINED, on=False)


def _move(connection: Connection, record: Record, row: int) -> None:
    """Have a row show a record that another showed; where it was seen, and its keys, go along."""
    execute = connection.execute
    execute("UPDATE records SET paper = ?, pinned = 0 WHERE id = ?", (row, record.id))
    seen = execute(
        "SELECT DISTINCT listing, section FROM sightings WHERE paper = ? AND record = ?", (record.paper, record.id)
    ).fetchall()
    know(connection, [*([record.digest] if record.digest else ()), *identities(record.facts)], row)
    for table in ("sightings", "keys"):
        execute(
            f"UPDATE OR REPLACE {table} SET paper = ? WHERE paper = ? AND record = ?", (row, record.paper, record.id)
        )
    for listing, section in seen:
        still = "SELECT 1 FROM sightings WHERE paper = ? AND listing = ?"
        if not scalar(connection, still, (record.paper, listing)):
            counts.take(connection, "listing", listing, [record.paper])
        counts.put(connection, "listing", listing, [row])
        if section is not None:
            heading = counts.section(listing, section)
            if not scalar(connection, f"{still} AND section = ?", (record.paper, listing, section)):
                counts.take(connection, "section", heading, [record.paper])
            counts.put(connection, "section", heading, [row])


def _ask(connection: Connection, asks: Iterable[tuple[int, int, float]], homes: Collection[int | None]) -> None:
    """Keep which pairs of papers may be one, in the place of what was asked among them before."""
    among = packed(home for home in homes if home)
    connection.execute(f"DELETE FROM pairs WHERE verdict = 'ask' AND a {AMONG} AND b {AMONG}", (among, among))
    ask(connection, [one for one in asks if one[0] != one[1]])
