"""Facts with their claims become records, and papers that were merged become groups of them.

A claim said what one source has for one fact of a paper. The claims of a source are a record of it, which says no more
than they do, but for what it was known by: what a source said as the paper had it was no claim. What the paper's first
source said is what its row has, with all that later steps changed put back.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from storage import sqlite
from storage.papers.text import fold
from storage.sqlite import AMONG, Connection, packed, scalar
from storage.upgrade import journal
from storage.upgrade.acts import BEGAN, only
from storage.upgrade.columns import DETAILS, FACTS, JOINED, NUMBERS, TAKEN
from storage.upgrade.history import History
from storage.upgrade.journal import DamagedError

CHUNK = 2_000
"""Papers whose records are made at once."""
_COLUMNS = (*FACTS, *DETAILS)
_PLAIN: dict[str, Any] = {"authors": "", "authors_complete": 1, "date_inferred": 0}
"""What a record says where it says nothing, of what is never NULL."""
_FEW = 10
"""How far a listing is believed that says nothing of it."""

Facts = dict[str, Any]


class Records:
    """The records of papers that had more than one source, or were edited or merged."""

    def __init__(self, connection: Connection, history: History) -> None:
        self.connection = connection
        self.history = history
        self.shown = {row: self._shows(row) for row in history.joined}
        """By row that was merged, the row that shows it now."""
        self.mixed = {row for pair in self.shown.items() for row in pair}

    def _shows(self, row: int) -> int:
        joined = self.history.joined
        while row in joined:
            row = joined[row]
        return row

    def convert(self) -> Iterator[float]:
        """Write them; yields how far it is."""
        self._unmerge()
        execute = self.connection.execute
        execute("CREATE TABLE materialised (paper INTEGER PRIMARY KEY) STRICT")
        execute(
            "INSERT OR IGNORE INTO materialised SELECT paper FROM claims UNION SELECT paper FROM founding "
            "UNION SELECT value FROM json_each(?)",
            (packed(self.mixed),),
        )
        total, done, last = scalar(self.connection, "SELECT count(*) FROM materialised"), 0, 0
        while chunk := sqlite.scalars(
            self.connection, "SELECT paper FROM materialised WHERE paper > ? ORDER BY paper LIMIT ?", (last, CHUNK)
        ):
            last, done = chunk[-1], done + len(chunk)
            self._take(chunk)
            yield done / total
        execute("DROP TABLE materialised")
        self._join()
        self._edit()
        self._key()

    def _unmerge(self) -> None:
        """Take back what merges claimed: the papers that went have records of their own."""
        for change in journal.changes(self.connection, "words LIKE 'merged%' AND undone = 0", "id DESC"):
            try:
                claims = [one for one in change.operations() if one[:2] == ["row", "claims"] and one[4]]
            except DamagedError:
                continue
            for _, _, key, before, after in reversed(claims):
                where, bound = "paper = ? AND field = ? AND source = ?", (key["paper"], key["field"], key["source"])
                now = self.connection.execute(f"SELECT value FROM claims WHERE {where}", bound).fetchone()
                if now is None or now[0] != after["value"]:
                    continue  # somebody said something else since
                if before is None:
                    self.connection.execute(f"DELETE FROM claims WHERE {where}", bound)
                else:
                    self.connection.execute(
                        f"UPDATE claims SET value = ?, trust = ? WHERE {where}",
                        (before["value"], before["trust"], *bound),
                    )

    def _take(self, papers: Sequence[int]) -> None:
        """Write the records of some papers."""
        among = (packed(papers),)
        execute = self.connection.execute
        founding: defaultdict[int, Facts] = defaultdict(dict)
        for paper, name, value in execute(f"SELECT paper, field, value FROM founding WHERE paper {AMONG}", among):
            founding[paper][name] = value
        claims: dict[int, list[tuple[Any, ...]]] = {}
        found = execute(
            "SELECT paper, source, field, trust, value, chosen FROM claims "
            f"WHERE paper {AMONG} AND source <> 'reader' ORDER BY paper, source",
            among,
        )
        for paper, group in groupby(found, itemgetter(0)):
            claims[paper] = list(group)
        names = ("doubt", *_COLUMNS)
        rows = execute(
            f"SELECT id, uuid, p.hidden, listing, {', '.join(names)} FROM papers p LEFT JOIN details ON paper = id "
            f"WHERE id {AMONG} ORDER BY id",
            among,
        ).fetchall()
        for number, uuid, hidden, listing, *values in rows:
            row = dict(zip(names, values, strict=True))
            first = row | founding[number]
            self._put(number, uuid, hidden, listing, row, first, claims.get(number, []))

    def _put(
        self, number: int, uuid: bytes, hidden: int, listing: int | None, row: Facts, first: Facts,
        claims: list[tuple[Any, ...]],
    ) -> None:  # fmt: skip
        """Write the records of one paper: the one that founded it, then those of its other sources."""
        source, trust, _ = self._listing(listing)
        founding = self._insert(
            uuid, number, number, listing, source, trust, first["doubt"], first, hidden & TAKEN != 0
        )
        self.connection.execute("UPDATE sightings SET record = ? WHERE paper = ?", (founding, number))
        uuids = [uuid.hex()]
        for name, group in groupby(claims, itemgetter(1)):
            said = {field: (trust, value, chosen) for _, _, field, trust, value, chosen in group}
            if name == str(listing):  # the paper stood in the listing twice, where it says something else than at first
                said = {field: claim for field, claim in said.items() if not _alike(claim[1], first[field])}
            elif not name.isdecimal() and (number, name) not in self.history.completed:
                said = {field: claim for field, claim in said.items() if claim[2]}  # it was asked in vain
            if said:
                uuids.append(self._other(number, name, said, row, first, again=name == str(listing)))
        if len(uuids) > 1:  # their claims may be too little to know that they are one paper
            self.history.acts.effect(BEGAN, "pin", json.dumps(sorted(uuids)), only(number))
            if number not in self.mixed:
                self.connection.execute("UPDATE records SET pinned = 1 WHERE paper = ?", (number,))

    def _other(
        self, number: int, name: str, said: dict[str, tuple[int, str | None, int]], row: Facts, first: Facts, *,
        again: bool,
    ) -> str:  # fmt: skip
        """Write the record of another source than a paper's first, out of its claims; return its uuid."""
        facts: Facts = {field: _typed(field, value) for field, (_, value, _) in said.items()}
        if "title" not in facts:
            facts["title"] = self.history.titles.get((number, name), first["title"])
        elif fold(facts["title"]) != fold(first["title"]):  # so it was known by something else, that is no claim
            known = {field: first[field] or row[field] for field in ("doi", "arxiv_id")}
            if not any(known.values()):
                known = {field: first[field] for field in ("authors", "authors_complete", "year", "date")}
            facts = known | facts
        if "venue" in facts and "year" not in facts:  # the same year, or two venues would make two papers of it
            facts |= {field: first[field] for field in ("year", "date", "date_inferred")} | facts
        chosen = {field for field, (_, _, chosen) in said.items() if chosen}
        for with_it, flag in (("authors", "authors_complete"), ("date", "date_inferred")):
            if with_it in chosen:
                facts[flag] = row[flag]
        doubt = None
        if "authors" in chosen and row["doubt"] and not first["doubt"]:
            doubt, facts["raw"] = row["doubt"], row["raw"]
        listing = int(name) if name.isdecimal() else None
        source, _, hidden = self._listing(listing) if listing is not None else (name, 0, 0)
        trust = max(trust for trust, _, _ in said.values())
        uuid: bytes = scalar(self.connection, "SELECT randomblob(16)")
        record = self._insert(uuid, number, None, listing, source, trust, doubt, facts, hidden)
        if listing is not None:
            self.connection.execute(
                "UPDATE sightings SET record = ?1 WHERE paper = ?2 AND listing = ?3 AND "
                "(NOT ?4 OR line > (SELECT min(line) FROM sightings WHERE paper = ?2 AND listing = ?3))",
                (record, number, listing, again),
            )
        if listing is None:
            act = self.history.completed.get((number, name), BEGAN)
            self.history.acts.effect(act, "record", 1, key=record)
            if scalar(self.connection, "SELECT undone FROM acts WHERE id = ?", (act,)):
                self.connection.execute("UPDATE records SET hidden = 1 WHERE id = ?", (record,))
        return uuid.hex()

    def _insert(
        self, uuid: bytes, paper: int, home: int | None, listing: int | None, source: str, trust: int,
        doubt: str | None, facts: Facts, hidden: int,
    ) -> int:  # fmt: skip
        told = {name: value for name in _COLUMNS if (value := facts.get(name, _PLAIN.get(name))) is not None}
        return (
            self.connection.execute(
                "INSERT INTO records(uuid, paper, home, listing, source, trust, digest, doubt, facts, hidden) "
                "VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?)",
                (
                    uuid, self._shows(paper), home, listing, source, trust, doubt,
                    json.dumps(told, ensure_ascii=False, separators=(",", ":")), int(hidden != 0),
                ),
            ).lastrowid
            or 0
        )  # fmt: skip

    def _listing(self, listing: int | None) -> tuple[str, int, int]:
        """Return the format of a listing, how far it is believed, and whether it was taken back."""
        found = self.connection.execute(
            "SELECT format, trust, hidden FROM listings WHERE id = ?", (listing,)
        ).fetchone()
        return found or ("", _FEW, 0)

    def _join(self) -> None:
        """Have the rows that were kept show those that were merged into them; where those were seen goes along."""
        execute = self.connection.execute
        copies = (
            "DELETE FROM sightings WHERE paper = ? AND (listing, line) IN "
            "(SELECT listing, line FROM sightings WHERE paper = ?)"
        )
        for other in self.shown:
            above = other
            while above in self.history.joined:
                above = self.history.joined[above]
                execute(copies, (above, other))
        for other, kept in self.shown.items():
            execute(f"UPDATE papers SET joined = ?, key = NULL, hidden = hidden | {JOINED} WHERE id = ?", (kept, other))
            execute("UPDATE OR REPLACE sightings SET paper = ? WHERE paper = ?", (kept, other))
        for kept, other in self.history.merges.values():
            a, b = sorted((kept, other))
            alike = scalar(self.connection, "SELECT likeness FROM pairs WHERE a = ? AND b = ?", (a, b)) or 0.0
            execute("DELETE FROM pairs WHERE a = ? AND b = ?", (a, b))
            execute("INSERT OR REPLACE INTO pairs VALUES (?, ?, ?, 'same')", (kept, other, alike))

    def _edit(self) -> None:
        """Write what the reader edited, of the rows that show it."""
        for (paper, column), value in self.history.edits.items():
            for row in {paper, self._shows(paper)}:
                self.connection.execute("REPLACE INTO edits VALUES (?, ?, ?)", (row, column, value))

    def _key(self) -> None:
        """Keep every citation key that a record came with, and those that papers are cited under."""
        execute = self.connection.execute
        execute(
            "INSERT OR IGNORE INTO keys(key, paper) "
            "SELECT CASE WHEN json_valid(extra) THEN json_extract(extra, '$.key') END AS key, paper FROM details "
            "WHERE extra LIKE '%\"key\"%' AND key IS NOT NULL "
            "AND NOT EXISTS (SELECT 1 FROM records WHERE home = details.paper) ORDER BY key"
        )
        for number, paper, facts in execute(
            "SELECT id, paper, facts FROM records WHERE facts LIKE '%\\\"key\\\"%' ORDER BY id"
        ):
            extra = json.loads(json.loads(facts).get("extra") or "{}")
            if isinstance(extra, dict) and isinstance(extra.get("key"), str):
                execute("INSERT OR IGNORE INTO keys VALUES (?, ?, ?, 0)", (extra["key"], paper, number))
                execute("UPDATE OR IGNORE papers SET key = ? WHERE id = ? AND key IS NULL", (extra["key"], paper))
        cited = "FROM effects JOIN acts ON acts.id = act AND undone = 0 WHERE field = 'key' AND effects.key = 0"
        for paper, key in execute(
            "SELECT id, key FROM papers WHERE key IS NOT NULL AND joined IS NULL "
            f"AND EXISTS (SELECT 1 {cited} AND effects.first = papers.id AND value = papers.key)"
        ).fetchall():
            there = "SELECT min(record) FROM keys WHERE key = ? AND paper = ?"
            record = scalar(self.connection, there, (key, paper))
            execute(
                "REPLACE INTO keys VALUES (?, ?, ?, 1)", (key, paper, self._own(paper) if record is None else record)
            )
        lacking = (
            "SELECT id, key FROM papers WHERE key IS NOT NULL AND joined IS NULL AND NOT EXISTS "
            "(SELECT 1 FROM keys WHERE keys.key = papers.key AND keys.paper = papers.id)"
        )
        for paper, key in execute(lacking).fetchall():
            execute("INSERT INTO keys VALUES (?, ?, ?, 0)", (key, paper, self._own(paper)))

    def _own(self, paper: int) -> int:
        """Return the number of the record that founded a paper; 0 while it lives in the row."""
        return scalar(self.connection, "SELECT id FROM records WHERE home = ?", (paper,)) or 0


def _alike(value: str | None, other: Any) -> bool:
    return value == (None if other is None else str(other))


def _typed(field: str, value: str | None) -> Any:
    """Return the value of a claim as its column has it."""
    return int(value) if value is not None and field in NUMBERS else value
