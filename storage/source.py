"""A library that is followed: what its versions on the shelf show, by which an entry of a newer one is known again."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zlib import crc32

from pyroaring import BitMap

from storage import counts, records, rows
from storage.account import REPORT_LIMIT, Account
from storage.papers import identity, own
from storage.papers.identity import Facts, Verdict
from storage.papers.paper import Listed, Skipped, Unread
from storage.papers.text import clean, digest
from storage.records import Record
from storage.sqlite import AMONG, Connection, packed, scalar, scalars

if TYPE_CHECKING:
    from storage.account import Incoming

_SAME, _DIFFERENT = Verdict.SAME, Verdict.DIFFERENT

Place = tuple[int, int]
"""Where a record stands: the row that shows it, and its number, 0 while it lives in that row."""


class Source:
    """The versions of one library on the shelf, and what of them an import has met so far."""

    def __init__(self, connection: Connection, parcel: "Incoming", listing: int) -> None:
        self._connection = connection
        self._listing = listing
        """The version that is being imported."""
        self._parcel, self._items, self._format = parcel, parcel.items, parcel.format
        named = (parcel.address, parcel.format, listing, clean(parcel.source))
        there = "SELECT id FROM listings WHERE format = ?2 AND hidden = 0 AND id <> ?3 AND "
        newest = " ORDER BY imported DESC, id DESC"
        here = scalars(connection, f"{there} address <> '' AND address = ?1 {newest}", named[:3])
        # What was imported before addresses were kept has this one's name alone; what was pasted never has a file's.
        alike = scalars(connection, f"{there} address = '' AND source = ?4 {newest}", named)
        self.last: int | None = next(iter(here), None)
        """The newest version on the shelf; None where all that is known is from before addresses were kept."""
        self.versions: list[int] = here or alike
        """Those on the shelf, the newest first."""
        self._mine = packed([*here, *alike, listing])
        self._there: set[Place] = set()
        """Of what this batch met, what some version shows."""
        self._met: set[Place] = set()
        """Of that, what this version shows too, as far as it was read."""
        self._named: dict[str, list[Record]] = {}
        """By its key, what the newest version that has it shows and this one did not so far."""
        self._kept: dict[str, list[Record]] = {}
        """The same by its id."""
        self.replaced: set[int] = set()
        """Rows of entries that another source shows as well, and which stand beside a newer version by now."""

    def look(self, known: Collection[Place], others: Collection[Listed]) -> None:
        """Look up what the versions show of records that are known to the byte, and of what has the keys and ids of
        others."""
        keys = {key for listed in others if (key := listed.paper.extra.get("key"))}
        ids = {number: listed.id for listed in others if (number := id_of(listed, self._parcel))}
        self._met.clear()
        sql = f"SELECT DISTINCT paper, record FROM sightings WHERE paper {AMONG} AND listing {AMONG}"
        found = self._connection.execute(sql, (packed({row for row, _ in known}), packed(self.versions)))
        self._there = set(found.fetchall())
        self._named = self._under(keys) if keys else {}
        self._kept = self._kept_as(ids) if ids else {}

    def _under(self, keys: Collection[str]) -> dict[str, list[Record]]:
        found = self._connection.execute(
            "SELECT k.key, k.paper, k.record, s.listing FROM keys k JOIN sightings s ON s.paper = k.paper "
            f"AND s.record = k.record WHERE k.key {AMONG} AND s.listing {AMONG} AND NOT EXISTS (SELECT 1 "
            "FROM sightings n WHERE n.paper = k.paper AND n.record = k.record AND n.listing = ?)",
            (packed(keys), packed(self.versions), self._listing),
        ).fetchall()
        age = {version: place for place, version in enumerate(self.versions)}
        newest: dict[str, int] = {}
        for key, *_, version in found:
            newest[key] = min(age[version], newest.get(key, len(age)))
        named: dict[str, dict[Place, None]] = {}
        for key, row, number, version in found:
            if age[version] == newest[key]:
                named.setdefault(key, {})[row, number] = None
        records_of = self._records({place for places in named.values() for place in places})
        under = {key: [records_of[place] for place in places if place in records_of] for key, places in named.items()}
        # A key that an entry had before is its own no longer where another entry has it.
        return {key: [one for one in group if key_of(one) == key] or group for key, group in under.items()}

    def _kept_as(self, ids: Mapping[int, str]) -> dict[str, list[Record]]:
        having = (
            "SELECT hash, s.paper, s.record FROM identities JOIN papers ON papers.id = identities.paper "
            "JOIN sightings s ON s.paper = coalesce(papers.joined, papers.id) "
            f"WHERE hash {AMONG} AND s.listing {AMONG} AND NOT EXISTS (SELECT 1 FROM sightings n "
            "WHERE n.paper = s.paper AND n.record = s.record AND n.listing = ?)"
        )
        found = self._connection.execute(having, (packed(ids), packed(self.versions), self._listing)).fetchall()
        there = self._records({(row, number) for _, row, number in found})
        kept: dict[str, dict[Place, Record]] = {}
        for number, *place in found:
            if (record := there.get((place[0], place[1]))) is not None:
                kept.setdefault(ids[number], {})[record.paper, record.id] = record
        return {name: list(group.values()) for name, group in kept.items()}

    def _records(self, places: Iterable[Place]) -> dict[Place, Record]:
        found = records.of_papers(self._connection, {row for row, _ in places})
        return {(record.paper, record.id): record for record in found}

    def unread(self) -> dict[int, Place]:
        """Return where the records of the last version stand by now, by their digests."""
        sql = "SELECT digest, paper, record FROM sightings WHERE listing = ? AND digest <> 0"
        return {digest: (row, number) for digest, row, number in self._connection.execute(sql, self.versions[:1])}

    def is_same(self, known: Place) -> bool:
        """Return whether a record that is known to the byte is what a version of this source has; it is met then."""
        if known not in self._there:
            return False
        self._met.add(known)
        return True

    def meet(self, listed: Listed, facts: Callable[[], Facts], same: int | None) -> Record | None:
        """Return what the source said so far of an entry that says something new: what stands under its id or its key,
        else what it has of the paper that the entry is, which row `same` shows; None where it is new to the source."""
        named = self._kept.get(listed.id) or self._named.get(listed.paper.extra.get("key", ""), [])
        under = [one for one in named if self._is_free(one)]
        found = self._best(under, facts(), same) if under else None
        if found is None:
            found = self._there_in(same, listed)
        if found is not None:
            self._met.add((found.paper, found.id))
        return found

    def _best(self, under: Sequence[Record], mine: Facts, same: int | None) -> Record | None:
        """Return the record out of those under an entry's key that it goes on from; None where the key went to another
        work."""
        judged = [identity.judge(told_by(one), mine) for one in under]
        best, found = max(
            zip(judged, under, strict=True), key=lambda pair: (pair[0].verdict is _SAME, pair[0].likeness)
        )
        elsewhere = best.verdict is _DIFFERENT and same not in (None, found.paper)
        return None if elsewhere or not identity.replaces(told_by(found), mine) else found

    def _there_in(self, row: int | None, listed: Listed) -> Record | None:
        """Return what the newest version has in a row that no entry of this one has a better claim to."""
        if row is None or not self.versions:
            return None
        sql = (
            "SELECT DISTINCT record FROM sightings s WHERE paper = ? AND listing = ? AND NOT EXISTS (SELECT 1 FROM "
            "sightings n WHERE n.paper = s.paper AND n.record = s.record AND n.listing = ?)"
        )
        numbers = scalars(self._connection, sql, (row, self.versions[0], self._listing))
        for record in self._records({(row, number) for number in numbers}).values():
            if record.id in numbers and self._is_free(record) and not self._has_heir(record, listed):
                return record
        return None

    def _is_free(self, record: Record) -> bool:
        return (record.paper, record.id) not in self._met and record.digest not in self._digests

    def _has_heir(self, record: Record, but: Listed) -> bool:
        """Return whether another entry of this version, as far as it is known, has a record's key and may be it."""
        heirs = [one for one in self._by_key.get(key_of(record), ()) if one is not but]
        told = told_by(record)
        return any(identity.judge(told, identity.facts(heir.paper)).verdict is not _DIFFERENT for heir in heirs)

    @cached_property
    def _digests(self) -> frozenset[int]:
        """What this version has to the byte; nothing of a stream, whose end is not known."""
        items = self._items if isinstance(self._items, Sequence) else ()
        told = (item for item in items if isinstance(item, Listed | Unread))
        return frozenset(digest_of(item, self._format) for item in told) - {0}

    @cached_property
    def _by_key(self) -> dict[str, list[Listed]]:
        found: dict[str, list[Listed]] = {}
        for item in self._items if isinstance(self._items, Sequence) else ():
            if isinstance(item, Listed) and (key := item.paper.extra.get("key")):
                found.setdefault(key, []).append(item)
        return found

    def is_shared(self, record: Record) -> bool:
        """Return whether another source on the shelf shows a record too, and has no newer word on that paper."""
        newer = (
            "SELECT 1 FROM sightings n JOIN listings m ON m.id = n.listing AND m.hidden = 0 WHERE n.paper = s.paper "
            "AND n.record <> s.record AND l.address <> '' AND (m.address, m.format) = (l.address, l.format) "
            "AND (m.imported, m.id) > (l.imported, l.id)"
        )
        sql = (
            "SELECT 1 FROM sightings s JOIN listings l ON l.id = s.listing AND l.hidden = 0 WHERE paper = ? "
            f"AND record = ? AND NOT listing {AMONG} AND NOT EXISTS ({newer}) LIMIT 1"
        )
        return scalar(self._connection, sql, (record.paper, record.id, self._mine)) is not None

    def having(self, papers: BitMap, left: Sequence[Listed]) -> BitMap:
        """Return those of the rows of which the newest version has an entry that is among those left out of this one,
        by its key or to the byte."""
        digests = {digest_of(item, self._format) for item in left} - {0}
        keys = {key for item in left if (key := item.paper.extra.get("key"))}
        if not left or not papers:
            return BitMap()
        return BitMap(
            record.paper
            for record in records.of_papers(self._connection, papers)
            if record.digest in digests or key_of(record) in keys
        )


# -- a text that was taken in before

_LAST = (
    "(SELECT id FROM listings WHERE address = ?1 AND format = ?2 AND hidden = 0 "
    "ORDER BY imported DESC, id DESC LIMIT 1)"
)
"""SQL for the last version on the shelf of a library, by its address and format."""


def text_of(parcel: "Incoming", notes: int) -> bytes:
    """Return what a listing keeps to know the text of a library again: so many of its notes were its reader's."""
    return parcel.text + notes.to_bytes(4, "big") if parcel.text else b""


def as_before(connection: Connection, address: str, format: str, text: bytes) -> Account | None:  # noqa: A002
    """Return the account of taking a library in again whose last version on the shelf is this text, with all its papers
    there: nothing is new; None where it must be read."""
    found = connection.execute(
        f"SELECT id, source, title, stated, found, skipped, notes, digest FROM listings WHERE id = {_LAST}",
        (address, format),
    ).fetchone()
    if found is None or found[-1][:-4] != text:
        return None
    number, source, title, stated, count, skipped, notes, kept = found
    papers = counts.ids(connection, "listing", number)
    left_out = [Skipped(line=line, reason=reason, text=piece) for line, reason, piece in json.loads(skipped)]
    if len(left_out) >= REPORT_LIMIT or not papers or papers & counts.ids(connection, "hidden", 1):
        return None
    return Account(
        source=source, title=title, format=format, stated=stated, found=count, unchanged=count,
        skipped=tuple(left_out), skipped_count=len(left_out),
        notes=tuple(json.loads(notes)[: int.from_bytes(kept[-4:], "big")]),
    )  # fmt: skip


def known_in(connection: Connection, address: str, format: str) -> frozenset[int]:  # noqa: A002
    """Return the digests of records, as Listed has them, that the last version of a library on the shelf has."""
    sql = f"SELECT digest FROM sightings WHERE digest <> 0 AND listing = {_LAST}"
    found = scalars(connection, sql, (address, format))
    of = crc32(format.encode())
    return frozenset((digest & (identity.DIGEST - 1)) ^ of for digest in found)


def keep_text(connection: Connection, parcel: "Incoming", account: Account) -> None:
    """Have the last version of a library know a text that says the same of its papers."""
    connection.execute(
        f"UPDATE listings SET digest = ?3, skipped = ?4, notes = ?5 WHERE id = {_LAST} AND found = ?6",
        (
            parcel.address, parcel.format, text_of(parcel, len(account.notes)), skipped_text(account.skipped),
            json.dumps(account.notes), account.found,
        ),
    )  # fmt: skip


def skipped_text(skipped: Iterable[Skipped]) -> str:
    """Return what was left out as a listing keeps it."""
    return json.dumps([[item.line, item.reason, item.text] for item in skipped])


def digest_of(listed: Listed | Unread, source: str) -> int:
    """Return what knows a record to the byte, as one format reads it; 0 where the source does not tell."""
    return 0 if listed.digest is None else identity.DIGEST | (listed.digest ^ crc32(source.encode()))


def id_of(listed: Listed, parcel: "Incoming") -> int:
    """Return a key under which the row of a record is met that its library keeps under an id; 0 where there is none."""
    if not (listed.id and parcel.address):
        return 0
    named = f"{parcel.address}\n{parcel.format}\n{listed.id}"
    return identity.DIGEST << 1 | digest(named)


def key_of(record: Record) -> str:
    """Return the key under which a record came; empty for none."""
    return rows.unpack_named(record.facts["extra"]).get("key", "")


def told_by(record: Record) -> Facts:
    """Return what decides who a record is."""
    return record.told.facts


# -- what a newer version changed, as people are told of it

_KINDRED = ("names", "markup", "roles", "extra")
"""Of the facts as JSON, what says the same in another way, and what holds facts of its own."""


def changes(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield the facts that differ between what a row showed and shows, columns and citation key, as (field, was, is).

    Fields are those of `list --json`; what stands under `extra` and `roles` there goes by its own name. A date that is
    a year is told by the year.
    """
    before, after = _facts(was), _facts(now)
    for field in dict.fromkeys((*before, *after)):
        one, other = before.get(field), after.get(field)
        if one != other and not (field == "date" and _is_year(before) and _is_year(after)):
            yield field, one, other


def _facts(shown: Mapping[str, Any]) -> dict[str, Any]:
    told = own.facts_of(rows.paper(shown))
    facts = {"key": shown["key"], **{name: fact for name, fact in told.items() if name not in _KINDRED}}
    extra = {name: text for name, text in told["extra"].items() if name not in ("key", "ids")}
    return {name: fact for name, fact in (facts | told["roles"] | extra).items() if fact not in (None, [], "")}


def _is_year(facts: Mapping[str, Any]) -> bool:
    return facts.get("date") in (None, f"{facts.get('year') or 0:04}")


def bare(extra: str | None) -> dict[str, str]:
    """Return what only a citation needs, as stored, without the entry as its file had it."""
    return {name: text for name, text in rows.unpack_named(extra).items() if name != "raw"}
