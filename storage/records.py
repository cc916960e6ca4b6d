"""Records as they came, and what the row that shows them is made of: facts, counts, keys, whether it is on the shelf.

A paper is a group of records; placing.py says which. While it has one, and the reader edited nothing, the record lives
in the paper's own row; before a second comes, or an edit, it is copied into `records`, and from then on the row is a
cache of what `union.facts` makes of the group. A row that is joined to another stays, hidden, with what was said of it,
so that a paper is split as it came.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from pyroaring import BitMap

from storage import counts, effects, index, rows, union
from storage.effects import select, update
from storage.papers import identity
from storage.papers.grouping import Evidence
from storage.papers.text import fold
from storage.papers.words import suffixes
from storage.rows import JOINED, TAKEN
from storage.sqlite import AMONG, Connection, decodes, packed, scalar, scalars

CITED = -1
"""In the place of a record's number: a key that the reader's papers were cited under."""
STANDS = (
    f"(hidden & {TAKEN} = 0 OR EXISTS (SELECT 1 FROM records r "
    "WHERE r.paper = coalesce(joined, papers.id) AND r.hidden = 0))"
)
"""SQL that is true of rows of papers that are made of something: what was looked up stands though it is not shown."""
COLUMNS = (*(name for name in rows.FACTS if name != "first"), *rows.DETAILS)
"""What a record holds of facts; the folded name by which the list is sorted is made of them."""
_COUNTS = ("score", "comments", "upvotes")


@dataclass(frozen=True)
class Record:
    """A record as the file holds it."""

    id: int
    """0 while it lives in its row."""
    uuid: bytes
    paper: int
    """The row that shows it."""
    home: int | None
    """The row it founded."""
    hidden: bool
    """Its import, or its look-up, was taken back."""
    listing: int | None
    source: str
    trust: int
    doubt: str | None
    facts: Mapping[str, Any]
    """COLUMNS as they are stored."""
    digest: int = 0
    """Of its raw text; 0 where it is not known."""
    files: frozenset[int | str] = frozenset()
    """Of a record with a citation key, the libraries on the shelf that have it, see `Evidence.files`."""

    @classmethod
    @decodes
    def read(cls, values: Sequence[Any]) -> "Record":
        """Return the record of what RECORD selected."""
        number, uuid, paper, home, hidden, listing, source, trust, doubt, facts, digest, files = values
        told = {**_EMPTY, **json.loads(facts)}
        if not type(told["title"]) is type(told["authors"]) is str:
            raise TypeError("a record without a title or authors")
        return cls(number, uuid, paper, home, bool(hidden), listing, source, trust, doubt, told, digest,
                   _files(files))  # fmt: skip

    @property
    def said(self) -> union.Record:
        """What it says, for `union.facts`."""
        return union.Record(self.uuid, self.source, self.trust, self.doubt, {**self.facts, "first": self.first})

    @cached_property
    def told(self) -> Evidence:
        """What decides which paper it is of."""
        return self._evidence(self.facts)

    def evidence(self, facts: Mapping[str, Any]) -> Evidence:
        """Return what would, were these its facts."""
        return self.told if facts is self.facts else self._evidence(facts)

    def _evidence(self, facts: Mapping[str, Any]) -> Evidence:
        own = identity.own_keys(rows.unpack_named(facts["extra"])) if '"key"' in (facts["extra"] or "") else frozenset()
        return Evidence(self.uuid, union.identified(facts), self.digest, facts["title"], self.files, own)

    @property
    def is_looked_up(self) -> bool:
        """Whether it answers what was asked for a paper, and is none without that."""
        return self.listing is None

    @property
    def first(self) -> str:
        """The first author's folded family name."""
        return first_of(self.facts["authors"])


_EMPTY: Mapping[str, Any] = dict.fromkeys(COLUMNS)
_FILES = (
    "(SELECT json_group_array(DISTINCT CASE address WHEN '' THEN l.id ELSE address END) FROM sightings s "
    "JOIN listings l ON l.id = s.listing AND l.hidden = 0 WHERE s.paper = {} AND s.record = {})"
)
RECORD = (
    "id, uuid, paper, home, hidden, listing, source, trust, doubt, facts, digest, "
    f"""CASE WHEN instr(facts, '\\"key\\":') THEN {_FILES.format("records.paper", "records.id")} END"""
)
"""What `Record.read` takes."""


@decodes
def _files(packed_files: str | None) -> frozenset[int | str]:
    return frozenset(json.loads(packed_files)) if packed_files else frozenset()


def first_of(packed_names: str) -> str:
    """Return the folded family name of the first of packed names, by which a list is sorted."""
    head = packed_names.partition("\n")[0]
    return identity.family(rows.unpack(head)[0]) if head else ""


def kept_facts(facts: Mapping[str, Any]) -> str:
    """Return facts as `records` holds them."""
    told = {name: value for name in COLUMNS if (value := facts[name]) is not None}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def of_papers(connection: Connection, papers: Iterable[int]) -> list[Record]:
    """Return the records that these rows show, hidden ones too."""
    among = (packed(papers),)
    found = [
        Record.read(values)
        for values in connection.execute(f"SELECT {RECORD} FROM records WHERE paper {AMONG} ORDER BY id", among)
    ]
    apart = {record.home for record in found}
    names = ", ".join(f"details.{name}" if name in rows.DETAILS else f"p.{name}" for name in COLUMNS)
    seen = "(SELECT max(digest) FROM sightings s WHERE s.paper = p.id AND s.listing = p.listing AND record = 0)"
    files = f"""CASE WHEN instr(extra, '"key":') THEN {_FILES.format("p.id", 0)} END"""
    for number, uuid, hidden, listing, source, trust, doubt, digest, files_of, *facts in connection.execute(
        f"SELECT p.id, p.uuid, p.hidden & {TAKEN}, p.listing, format, coalesce(trust, ?), doubt, {seen}, {files}, "
        f"{names} FROM papers p "
        "LEFT JOIN details ON paper = p.id LEFT JOIN listings ON listings.id = listing "
        f"WHERE p.joined IS NULL AND p.id {AMONG} AND NOT EXISTS (SELECT 1 FROM records WHERE home = p.id)",
        (identity.LISTING_TRUST, *among),
    ):
        if number not in apart:
            found.append(
                Record(0, uuid, number, number, bool(hidden), listing, source or "", trust, doubt,
                       rows.named(COLUMNS, facts), digest or 0, _files(files_of))
            )  # fmt: skip
    return found


def materialise(connection: Connection, record: Record) -> Record:
    """Return a record that has a place of its own: one that lived in its row is copied."""
    if record.id:
        return record
    number = add(connection, record)
    for table in ("sightings", "keys"):
        connection.execute(f"UPDATE {table} SET record = ? WHERE paper = ? AND record = 0", (number, record.paper))
    return replace(record, id=number)


def add(connection: Connection, record: Record) -> int:
    """Put a record beside those of its paper; return its number."""
    return (
        connection.execute(
            "INSERT INTO records(uuid, paper, home, listing, source, trust, digest, doubt, facts, hidden) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                record.uuid, record.paper, record.home, record.listing, record.source, record.trust,
                record.digest, record.doubt, kept_facts(record.facts), int(record.hidden),
            ),
        ).lastrowid
        or 0
    )  # fmt: skip


# -- what a record says by now, where its source is followed

SAYS = (*COLUMNS, "doubt", "digest")
"""What a newer version of a source may say otherwise of a record; see `retold`."""


class Told(NamedTuple):
    """What a version of a source made of a record: an effect's value, under the record's number."""

    listing: str
    """The version's uuid, 32 hex digits."""
    was: Mapping[str, Any]
    """Of SAYS, by name, what was said otherwise when the record came, whatever versions said meanwhile."""
    now: Mapping[str, Any]
    """The same names, as the version has it; all others are as they came."""

    @classmethod
    @decodes
    def read(cls, value: str) -> "Told":
        """Return what `text` made a text of."""
        said = json.loads(value)
        if not {*said["was"], *said["is"]} <= set(SAYS):
            raise ValueError("more is said of a record than this papershelf knows")
        return cls(said["listing"], said["was"], said["is"])

    @property
    def text(self) -> str:
        """It as an effect keeps it."""
        said = {"listing": self.listing, "was": self.was, "is": self.now}
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def said_by(record: Record) -> dict[str, Any]:
    """Return what a record says, by the names of SAYS."""
    return {**record.facts, "doubt": record.doubt, "digest": record.digest}


def as_it_came(connection: Connection, record: Record) -> dict[str, Any]:
    """Return what a record said when it came, by the names of SAYS: what versions were taken in later is left out."""
    said = said_by(record)
    for value, _ in effects.told_of(connection, "facts", record.id) if record.id else ():
        said |= Told.read(value).was
    return said


def retold(connection: Connection, number: int) -> tuple[Record, dict[str, Any]]:
    """Return a record as it stands, and what it says by what holds: what the newest listing on the shelf that shows it
    has of it, else what it said when it came."""
    record = of_number(connection, number)
    said = _versions(connection, record)
    return record, said[min(1, len(said) - 1)]


def _versions(connection: Connection, record: Record) -> list[dict[str, Any]]:
    """Return what a record said when it came, and then what each listing on the shelf that shows it says, the newest
    first.

    A version that says the same as one before it, or as another file, has no word of its own: its line has the digest
    of that.
    """
    came = as_it_came(connection, record)
    by_listing: dict[str, dict[str, Any]] = {}
    by_digest: dict[int, dict[str, Any]] = {}
    for value, _ in effects.told_of(connection, "facts", record.id):
        told = Told.read(value)
        said = by_listing.setdefault(told.listing, {**came, **told.now})
        by_digest.setdefault(said["digest"], said)
    by_digest[came["digest"]] = came
    showing = connection.execute(
        "SELECT hex(uuid), s.digest FROM sightings s JOIN listings l ON l.id = listing AND hidden = 0 "
        f"WHERE paper = ? AND record = ? ORDER BY {_NEWEST}",
        (record.paper, record.id),
    )
    return [
        came,
        *(by_listing.get(uuid.lower()) or by_digest.get(digest, came) for uuid, digest in showing),
    ]


_NEWEST = (
    "imported DESC, (SELECT min(clock) FROM effects JOIN acts ON acts.id = act WHERE field = 'listed' "
    "AND effects.key = l.id) DESC NULLS FIRST, l.id DESC"
)
"""Orders listings `l` as every machine does; one that is being imported is the newest."""


def of_number(connection: Connection, number: int) -> Record:
    """Return the record of a number, which has a place of its own."""
    return Record.read(connection.execute(f"SELECT {RECORD} FROM records WHERE id = ?", (number,)).fetchone())


def tell(connection: Connection, record: Record, said: Mapping[str, Any]) -> None:
    """Have a record say something else, by the names of SAYS, and be found by it; what its rows show is to be gathered
    anew."""
    facts = {name: said[name] for name in COLUMNS}
    connection.execute(
        "UPDATE records SET facts = ?, doubt = ?, digest = ? WHERE id = ?",
        (kept_facts(facts), said["doubt"], said["digest"], record.id),
    )
    known = [said["digest"]] if said["digest"] else []
    know(connection, [*known, *identities(facts)], record.paper)
    tell_keys(connection, record, facts)


def tell_keys(connection: Connection, record: Record, facts: Mapping[str, Any]) -> None:
    """Keep the citation keys that a record has by now and, as aliases, those that the record as it came, or a listing
    on the shelf that shows it, had for it."""
    said = [facts, *_versions(connection, record)]
    own, *formers = (keys_in(rows.unpack_named(extra)) for extra in dict.fromkeys(one["extra"] for one in said))
    has = {key for key, _ in own}
    others = dict.fromkeys(key for keys in formers for key, _ in keys if key not in has)
    own += [(key, -place) for place, key in enumerate(others, len(own) or 1)]
    connection.execute("DELETE FROM keys WHERE paper = ? AND record = ?", (record.paper, record.id))
    _put_keys(connection, record.paper, record.id, own)


def found(connection: Connection, record: Record) -> int:
    """Return the new row that a record founds; it is shown there once it is gathered."""
    number = insert(connection, record)
    enter(connection, [number])
    connection.execute("UPDATE records SET home = ? WHERE id = ?", (number, record.id))
    return number


def insert(connection: Connection, record: Record) -> int:
    """Make the row that a record founds; it is still to be entered where rows are looked for."""
    number: int = scalar(connection, "SELECT coalesce(max(id), 0) + 1 FROM papers")
    facts = dict(record.facts) | {"first": record.first}
    columns = {
        "id": number, "uuid": record.uuid, **{name: facts[name] for name in rows.FACTS}, "listing": record.listing,
        "doubt": record.doubt, "added": rows.now(),
    }  # fmt: skip
    connection.execute(
        f"INSERT INTO papers({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", tuple(columns.values())
    )
    _put_details(connection, number, facts)
    return number


def enter(connection: Connection, ids: Sequence[int]) -> None:
    """Put new rows into the search indexes and the counts."""
    index.put(connection, ids)
    found = select(connection, "SELECT id, hidden, doubt, title, year, venue FROM papers", BitMap(ids))
    counts.put_all(
        connection,
        [(name, value, [number]) for number, *told in found for name, value in zip(_COUNTED, (1, *told), strict=True)],
    )


_COUNTED = ("row", "hidden", "doubted", "untitled", "year", "venue")
"""The sets that a new row joins, by what stands in it."""


def _put_details(connection: Connection, number: int, facts: Mapping[str, Any]) -> None:
    connection.execute(
        f"{rows.PUT_DETAILS} ON CONFLICT(paper) DO UPDATE SET "
        + ", ".join(f"{name} = excluded.{name}" for name in rows.DETAILS),
        (number, *(facts[name] for name in rows.DETAILS)),
    )


def joined_to(connection: Connection, papers: BitMap) -> BitMap:
    """Return the rows that were joined to these."""
    return BitMap(row for (row,) in select(connection, "SELECT id FROM papers", papers, key="joined"))


def identities(facts: Mapping[str, Any]) -> list[int]:
    """Return the keys under which a record with these facts is met."""
    title, first = facts["title"], first_of(facts["authors"] or "")
    return identity.keys(
        fold(title), facts["doi"], facts["arxiv_id"], title, *rows.medical(facts.get("extra")),
        first=first, year=facts["year"], place=() if first else identity.place(rows.unpack_named(facts.get("extra"))),
    )  # fmt: skip


def sharing(connection: Connection, keys: Iterable[int]) -> list[tuple[int, int]]:
    """Return who has these keys, as (key, row that shows it); nobody of a key that too many have.

    Of identifiers those count that show a paper: others may have been joined to it, or taken back, by the dozen.
    """
    found = connection.execute(
        "WITH few AS MATERIALIZED (SELECT value FROM json_each(?1) WHERE value >= ?2 OR "
        "(SELECT count(*) FROM (SELECT 1 FROM identities WHERE hash = value LIMIT ?3 + 1)) BETWEEN 1 AND ?3 OR "
        f"(value >> 32 IN {identity.IDENTIFIERS} AND (SELECT count(DISTINCT coalesce(joined, id)) FROM "
        "(SELECT paper FROM identities WHERE hash = value LIMIT ?4) JOIN papers ON id = paper "
        f"WHERE {STANDS}) BETWEEN 1 AND ?3)) "
        "SELECT hash, coalesce(joined, id) FROM few JOIN identities ON hash = value JOIN papers ON id = paper "
        f"WHERE {STANDS}",
        (packed(keys), identity.DIGEST, identity.FULL, _MANY),
    )
    return list(dict.fromkeys(found))  # what was joined to a paper is met as that


_MANY = 1_000
"""Rows that are looked at before an identifier is given up."""


def know(connection: Connection, keys: Iterable[int], row: int) -> None:
    """Keep keys under which a row is met; a key too many only costs a look."""
    connection.executemany("INSERT OR IGNORE INTO identities VALUES (?, ?)", [(key, row) for key in keys])


ASKED = 3
"""Papers that the reader is asked about with one: a thousand columns of one name make a million pairs."""


def ask(connection: Connection, pairs: Iterable[tuple[int, int, float]]) -> None:
    """Have it be asked whether two rows, so likely (`grouping.likelihood`), are one paper, unless that was decided."""
    asked = [(min(a, b), max(a, b), likely) for a, b, likely in pairs]
    connection.executemany(
        "INSERT INTO pairs VALUES (?, ?, ?, 'ask') ON CONFLICT (a, b) DO UPDATE "
        "SET likeness = max(likeness, excluded.likeness) WHERE verdict = 'ask'",
        asked,
    )


def asked(connection: Connection, rows_of: Iterable[int] | None = None) -> Iterator[tuple[int, int, float]]:
    """Yield the pairs on the shelf, or with one of these rows, that the reader is asked about, the likeliest first.

    They are those among the likeliest of either paper, whichever came first; where one is decided or leaves the shelf,
    the next takes its place.
    """
    among, bound = ("", ()) if rows_of is None else (f"AND (a {AMONG} OR b {AMONG})", (packed(rows_of),) * 2)
    found = connection.execute(
        "SELECT a, b, likeness FROM pairs JOIN papers one ON one.id = a JOIN papers two ON two.id = b "
        f"WHERE verdict = 'ask' AND one.hidden = 0 AND two.hidden = 0 {among} ORDER BY likeness DESC, a, b",
        bound,
    )
    likelier: defaultdict[int, int] = defaultdict(int)
    for a, b, likely in found:
        if likelier[a] < ASKED or likelier[b] < ASKED:
            yield a, b, likely
        likelier[a] += 1
        likelier[b] += 1


# -- what a row shows of its records


@decodes
def edits(connection: Connection, row: int) -> dict[str, Any]:
    """Return the reader's edits of a paper by column, as they are stored."""
    said = connection.execute("SELECT field, value FROM edits WHERE paper = ?", (row,))
    return {field: json.loads(value) for field, value in said}


def facts_of(connection: Connection, row: int) -> tuple[union.Shown, list[Record]]:
    """Return what a row shows, and the records it is made of."""
    members = of_papers(connection, [row])
    members = [record for record in members if not record.hidden] or members
    return union.facts([record.said for record in members], edits(connection, row)), members


def refresh(connection: Connection, papers: BitMap) -> None:
    """Write what these rows show by now of their records, with counts, keys and search indexes in step."""
    groups: defaultdict[int, list[Record]] = defaultdict(list)
    for record in of_papers(connection, papers):
        groups[record.paper].append(record)
    showing: dict[int, Mapping[str, Any]] = {}
    for row, members in groups.items():
        said = edits(connection, row)
        if said or len(members) > 1:  # what the record itself says must not be overwritten
            members = [materialise(connection, record) for record in members]
        if members[0].id:
            visible = [record for record in members if not record.hidden] or members
            showing[row] = union.facts([record.said for record in visible], said).facts
    _write(connection, showing)
    recount(connection, papers)
    rekey(connection, papers)


_SHOWN = (*rows.FACTS, "doubt", *rows.DETAILS)


def standing(connection: Connection, papers: BitMap) -> dict[int, dict[str, Any]]:
    """Return what stands in rows: facts, details and doubt, by column."""
    found = f"SELECT id, {', '.join(_SHOWN)} FROM papers LEFT JOIN details ON paper = id"
    return {row: rows.named(_SHOWN, values) for row, *values in select(connection, found, papers)}


def _write(connection: Connection, showing: Mapping[int, Mapping[str, Any]]) -> None:
    """Write facts into rows where they are others than those that stand there."""
    before = standing(connection, BitMap(showing))
    changes = {
        row: changed
        for row, was in before.items()
        if (changed := {name for name in _SHOWN if showing[row][name] != was[name]})
    }
    worded = [
        row for row, changed in changes.items() if index.worded(changed, before[row]["extra"], showing[row]["extra"])
    ]
    index.remove(connection, worded)
    for row, changed in changes.items():
        facts, was = showing[row], before[row]
        if here := [name for name in changed if name not in rows.DETAILS]:
            columns = ", ".join(f"{name} = ?" for name in here)
            connection.execute(f"UPDATE papers SET {columns} WHERE id = ?", (*(facts[name] for name in here), row))
        if not changed.isdisjoint(rows.DETAILS):
            _put_details(connection, row, facts)
        for name, column in (("year", "year"), ("venue", "venue"), ("doubted", "doubt"), ("untitled", "title")):
            if column in changed:
                counts.move(connection, name, was[column], facts[column], [row])
        if changed & {"title", "doi", "arxiv_id", "extra"}:
            know(connection, identities(facts), row)
    index.put(connection, worded)


def recount(connection: Connection, papers: BitMap) -> None:
    """Write in how many listings these rows were seen, all versions of a library being one, and the newest score,
    comments and votes there."""
    newest = ", ".join(
        f"{name} = (SELECT sightings.{name} FROM sightings JOIN listings ON listings.id = sightings.listing "
        f"AND listings.hidden = 0 WHERE sightings.paper = papers.id AND sightings.{name} IS NOT NULL "
        f"ORDER BY imported DESC, listings.uuid DESC, line DESC, sightings.{name} DESC LIMIT 1)"
        for name in _COUNTS
    )
    update(
        connection,
        "UPDATE papers SET seen = max(1, (SELECT count(DISTINCT "
        "CASE address WHEN '' THEN listings.id ELSE address || ' ' || format END) FROM sightings JOIN listings "
        f"ON listings.id = sightings.listing AND listings.hidden = 0 WHERE sightings.paper = papers.id)), {newest}",
        (), papers,
    )  # fmt: skip


def keys_in(extra: Mapping[str, str]) -> list[tuple[str, int]]:
    """Return the citation keys that a record came with, each as `keys.chosen` has it: 0 says that it is the record's
    own, -1, -2 ... its aliases in their order."""
    aliases = [(alias, -place) for place, alias in enumerate(identity.aliases(extra), 1)]
    return [(own, 0), *aliases] if (own := extra.get("key")) else aliases


def keep_keys(connection: Connection, row: int, record: int, extra: Mapping[str, str]) -> None:
    """Keep the keys that a record of a row came with."""
    _put_keys(connection, row, record, keys_in(extra))


def _put_keys(connection: Connection, row: int, record: int, keys: Iterable[tuple[str, int]]) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO keys(key, paper, record, chosen) VALUES (?, ?, ?, ?)",
        [(key, row, record, chosen) for key, chosen in keys],
    )


def key_anew(connection: Connection) -> None:
    """Keep what keys stand among the facts of records alone, and have every paper on the shelf that came with a key
    show one."""
    in_rows = (
        "SELECT paper, 0, extra FROM details d WHERE json_valid(extra) AND (instr(extra, '\"ids\":') "
        "OR instr(extra, '\"key\":') AND NOT EXISTS (SELECT 1 FROM keys WHERE keys.paper = d.paper)) "
        "AND NOT EXISTS (SELECT 1 FROM records WHERE home = d.paper)"
    )
    apart = "SELECT paper, id, json_extract(facts, '$.extra') FROM records WHERE json_valid(facts)"
    found = [*connection.execute(in_rows), *connection.execute(f"{apart} AND instr(facts, '\\\"ids\\\":')")]
    for row, number, extra in found:
        keep_keys(connection, row, number, rows.unpack_named(extra))
    keyless = "SELECT DISTINCT paper FROM keys JOIN papers ON id = paper AND papers.key IS NULL"
    lost = scalars(connection, f"{keyless} WHERE hidden & {JOINED | TAKEN} = 0")
    rekey(connection, BitMap([row for row, *_ in found]) | BitMap(lost))


class _Claim(NamedTuple):
    """A paper that has a key; the better claim is the lesser one."""

    uncited: bool
    place: int
    """Which of the keys that it was cited under, or of the aliases of a record, it is."""
    came: tuple[int, int, bytes]
    """When and where the record came: the clock of the import, the line, the uuid."""
    key: str
    paper: int


def rekey(connection: Connection, papers: BitMap) -> None:
    """Give these rows, and those that have a key with them in common, the citation key that they show: the one they
    were cited under first, else the first that a record came with. A key that several have is one paper's; who is left
    with none shows its first with a letter behind it, until it is cited or the key is free. A paper off the shelf with
    its import shows none, and keeps none from others.

    Keys that differ in case are two, as they are to biber, CSL and Typst; only a BibTeX file has them told apart.
    """
    near = _akin(connection, papers)
    of_key, of_paper = _claims(connection, near)
    owners = {key: _owner(connection, claims, of_paper) for key, claims in of_key.items()}
    wanted: dict[int, str] = {}
    losing: defaultdict[str, list[_Claim]] = defaultdict(list)
    for row, claims in of_paper.items():
        if (mine := next((claim.key for claim in claims if owners[claim.key] == row), None)) is not None:
            wanted[row] = mine
        else:
            losing[claims[0].key].append(claims[0])
    if losing:
        _tell_apart(connection, losing, near, wanted)
    shown = select(connection, "SELECT id, key FROM papers", near)
    changed = [(wanted.get(row), row) for row, key in shown if key != wanted.get(row)]
    connection.executemany("UPDATE papers SET key = NULL WHERE id = ?", [(row,) for _, row in changed])
    connection.executemany("UPDATE papers SET key = ? WHERE id = ?", changed)


def _akin(connection: Connection, papers: BitMap) -> BitMap:
    """Return these rows with all that have, or show, a key of theirs, or of those, and so on."""
    near, fresh = BitMap(), papers
    while fresh:
        near |= fresh
        keys = packed({key for (key,) in select(connection, "SELECT DISTINCT key FROM keys", fresh, key="paper")})
        fresh = BitMap()
        for having in ("SELECT DISTINCT paper FROM keys", "SELECT id FROM papers"):
            fresh.update(scalars(connection, f"{having} WHERE key {AMONG}", (keys,)))
        fresh -= near
    return near


_CLAIMS = (
    "SELECT chosen, coalesce(r.listing, p.listing, 0), coalesce((SELECT min(line) "
    "FROM sightings s WHERE s.paper = keys.paper AND s.record = keys.record "
    "AND s.listing = coalesce(r.listing, p.listing)), 0), coalesce(r.uuid, p.uuid), keys.key, keys.paper "
    "FROM keys JOIN papers p ON p.id = keys.paper LEFT JOIN records r ON r.id = record"
)
_CLAIMING = f"p.hidden & {JOINED | TAKEN} = 0 AND (chosen > 0 OR coalesce(r.hidden, 0) = 0)"


def _claims(connection: Connection, papers: BitMap) -> tuple[dict[str, list[_Claim]], dict[int, list[_Claim]]]:
    """Return who of the rows has which key, by key and by row, the best claim first."""
    found = list(select(connection, _CLAIMS, papers, key="keys.paper", where=_CLAIMING))
    imported = (
        "SELECT effects.key, min(clock) FROM effects JOIN acts ON acts.id = act "
        f"WHERE field = 'listed' AND effects.key {AMONG} GROUP BY effects.key"
    )
    clock = dict(connection.execute(imported, (packed({listing for _, listing, *_ in found}),)))
    of_key: defaultdict[str, list[_Claim]] = defaultdict(list)
    of_paper: defaultdict[int, list[_Claim]] = defaultdict(list)
    for chosen, listing, line, uuid, key, row in found:
        claim = _Claim(chosen <= 0, abs(chosen), (clock.get(listing, 1 << 62), line, uuid), key, row)
        of_key[key].append(claim)
        of_paper[row].append(claim)
    for claims in (*of_key.values(), *of_paper.values()):
        if len(claims) > 1:
            claims.sort()
    return of_key, of_paper


def _owner(connection: Connection, claims: Sequence[_Claim], of_paper: Mapping[int, Sequence[_Claim]]) -> int:
    """Return the paper that may show a key: of those that have no better one, the first that was cited
    under it, else that of the first record."""
    if len(claims) == 1:
        return claims[0].paper
    having = [claim for claim in claims if of_paper[claim.paper][0].key == claim.key] or claims
    cited = {claim.paper for claim in having if not claim.uncited}
    if len(cited) > 1:
        showing = "SELECT coalesce(joined, id) FROM papers WHERE id = ?"
        for row in effects.named(connection, "key", claims[0].key):
            if (paper := scalar(connection, showing, (row,))) in cited:
                return int(paper)
    return having[0].paper


def _tell_apart(
    connection: Connection, losing: Mapping[str, list[_Claim]], near: BitMap, wanted: dict[int, str]
) -> None:
    """Add the keys of papers whose own are all others': the first of each, with the next letter that makes it new."""
    used = set(wanted.values())
    for key, claims in losing.items():
        ends = suffixes()
        next(ends)
        for claim in sorted(claims):
            name = next(
                name for end in ends if (name := key + end) not in used and not keys_among(connection, [name], but=near)
            )
            used.add(name)
            wanted[claim.paper] = name


def keys_among(connection: Connection, keys: Iterable[str], *, but: BitMap | None = None) -> set[str]:
    """Return those of the keys that papers on the shelf have, or show; what the papers `but` only show is left out."""
    among = (packed(keys),)
    having = f"SELECT keys.key FROM keys JOIN papers ON id = paper AND hidden & {TAKEN} = 0 WHERE keys.key {AMONG}"
    showing = connection.execute(f"SELECT key, id FROM papers WHERE key {AMONG}", among)
    return {*scalars(connection, having, among), *(key for key, row in showing if but is None or row not in but)}


def hide(connection: Connection, ids: BitMap, bit: int, *, on: bool) -> None:
    """Set or clear one reason for which rows are not on the shelf."""
    if not ids:
        return
    set_, where = ("hidden | ?", "hidden & ? = 0") if on else ("hidden & ~?", "hidden & ? <> 0")
    update(connection, f"UPDATE papers SET hidden = {set_}", (bit, bit), ids, where=where)
    if on:
        counts.put(connection, "hidden", 1, ids)
    else:
        back = BitMap(row for (row,) in select(connection, "SELECT id FROM papers", ids, where="hidden = 0"))
        counts.take(connection, "hidden", 1, back)


# -- taking an import back, and bringing it again


def said_of(connection: Connection, papers: BitMap) -> BitMap:
    """Return those of the rows of which the reader said something; of a paper it is said of the row that shows it."""
    something = (
        "(status <> 0 OR starred <> 0 OR noted <> 0 OR priority <> 0 OR later IS NOT NULL "
        "OR EXISTS (SELECT 1 FROM shelvings WHERE paper = id) "
        "OR EXISTS (SELECT 1 FROM taggings WHERE paper = id) OR EXISTS (SELECT 1 FROM edits WHERE paper = id))"
    )
    return BitMap(row for (row,) in select(connection, "SELECT id FROM papers", papers, where=something))


class Seen(NamedTuple):
    """What a listing showed."""

    papers: BitMap
    """Rows whose own record it showed, which lives there."""
    records: BitMap
    """Numbers of records that have a place of their own."""
    homes: BitMap
    """The rows that these founded."""

    @property
    def rows(self) -> BitMap:
        """Every row that one of the records founded."""
        return self.papers | self.homes


def seen_in(connection: Connection, listing: int) -> Seen:
    """Return what a listing showed."""
    papers, numbers = BitMap(), BitMap()
    for row, record in connection.execute("SELECT paper, record FROM sightings WHERE listing = ?", (listing,)):
        if record:
            numbers.add(record)
        else:
            papers.add(row)
    founded = select(connection, "SELECT home FROM records", numbers, where="home IS NOT NULL")
    return Seen(papers, numbers, BitMap(home for (home,) in founded))


def founded_by(connection: Connection, homes: BitMap) -> Seen:
    """Return the records that founded rows, as `seen_in` does."""
    found = list(select(connection, "SELECT id, home FROM records", homes, key="home", where="listing IS NOT NULL"))
    apart = BitMap(row for (row,) in select(connection, "SELECT home FROM records", homes, key="home"))
    return Seen(homes - apart, BitMap(number for number, _ in found), BitMap(home for _, home in found))


_LISTED = "FROM sightings JOIN listings ON listings.id = sightings.listing AND listings.hidden = 0"
_SOMEWHERE = f"EXISTS (SELECT 1 {_LISTED} WHERE sightings.paper = records.paper AND record = records.id)"
"""SQL that is true of records that stand in a listing on the shelf."""


def listed(connection: Connection, homes: BitMap) -> BitMap:
    """Return those of the rows whose founding record stands in a listing on the shelf."""
    in_rows = select(connection, f"SELECT DISTINCT paper {_LISTED}", homes, key="paper", where="record = 0")
    apart = select(connection, "SELECT home FROM records", homes, key="home", where=_SOMEWHERE)
    return BitMap(row for found in (in_rows, apart) for (row,) in found)


def off_shelf(connection: Connection, digests: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Return by digest the records that are off the shelf with their imports, each with the row where it is and its
    number, 0 while it lives there; of one that is on the shelf as well, or whose digest is not known, nothing."""
    known = (
        "SELECT hash, p.id, p.hidden, r.id, r.hidden FROM identities "
        "JOIN papers f ON f.id = identities.paper JOIN papers p ON p.id = coalesce(f.joined, f.id) "
        "LEFT JOIN records r ON r.paper = p.id "
        f"WHERE hash {AMONG} AND (r.id IS NULL OR r.digest = hash) ORDER BY r.uuid DESC, p.uuid DESC"
    )
    found: dict[int, tuple[int, int]] = {}
    standing: set[int] = set()
    for digest, row, hidden, number, off in connection.execute(known, (packed(digests),)):
        if off if number else hidden & TAKEN:
            found[digest] = row, number or 0
        else:
            standing.add(digest)
    return {digest: place for digest, place in found.items() if digest not in standing}


def bring_again(connection: Connection, places: Iterable[tuple[int, int]]) -> BitMap:
    """Bring records on the shelf that a listing shows again, by row and number; return the rows whose records are to be
    grouped anew."""
    places = list(places)
    numbers = BitMap(number for _, number in places if number)
    founded = select(connection, "SELECT home FROM records", numbers, where="home IS NOT NULL")
    alone = BitMap(row for row, number in places if not number)
    return relist(connection, Seen(alone, numbers, BitMap(home for (home,) in founded)), BitMap())


def relist(connection: Connection, seen: Seen, kept: BitMap) -> BitMap:
    """Bring records on the shelf that some listing on it shows, and take the others off but for those of the rows
    `kept`; return the rows whose records are to be grouped anew."""
    listed = select(connection, f"SELECT DISTINCT paper {_LISTED}", seen.papers, key="paper", where="record = 0")
    staying = BitMap(row for (row,) in listed) | (kept & seen.papers)
    touched = BitMap()
    found = select(connection, f"SELECT id, paper, home, {_SOMEWHERE} FROM records", seen.records)
    for number, paper, home, shown_somewhere in list(found):
        stays = bool(shown_somewhere) or (home is not None and home in kept)
        connection.execute("UPDATE records SET hidden = ? WHERE id = ?", (int(not stays), number))
        touched.update([paper, home or paper])
        if stays and home is not None:
            staying.add(home)
    back = BitMap(
        row for (row,) in select(connection, "SELECT id FROM papers", staying, where=f"hidden & {TAKEN} <> 0")
    )
    hide(connection, staying, TAKEN, on=False)
    hide(connection, seen.rows - staying, TAKEN, on=True)
    touched |= _meeting(connection, back)
    recount(connection, staying | touched)
    rekey(connection, seen.rows | touched)
    return touched


def _meeting(connection: Connection, papers: BitMap) -> BitMap:
    """Return those of the rows that another may be one with; all of them where they are few."""
    if len(papers) <= effects.SLICE // 10:
        return papers
    shared = "SELECT hash FROM identities GROUP BY hash HAVING count(*) > 1"
    return papers & BitMap(
        row for (row,) in connection.execute(f"SELECT paper FROM identities WHERE hash IN ({shared})")
    )


def names_of(connection: Connection, members: Sequence[Record]) -> list[str]:
    """Return what to call the source of each record: its listing's name, or the service that was asked."""
    among = packed(record.listing for record in members if record.listing)
    listings = connection.execute(f"SELECT id, title, source FROM listings WHERE id {AMONG}", (among,))
    found = {number: rows.listing_name(title, source) for number, title, source in listings}
    return [found.get(record.listing or 0) or record.source for record in members]
