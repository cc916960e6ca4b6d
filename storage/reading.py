"""What is asked of the shelf: lines of the list, papers with all that is said of them, listings, tags and counts."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storage import rows
from storage.files import OpenFile
from storage.papers.paper import Entry, Sighting, Skipped, arxiv_id, doi
from storage.rows import ROW_COLUMNS, STATUSES, Row

if TYPE_CHECKING:
    from storage.account import Possible

TAGS_IN_USE = (
    "SELECT name, count(*) FROM taggings JOIN tags ON tags.id = tag JOIN papers ON papers.id = paper "
    "WHERE hidden = 0 GROUP BY name ORDER BY count(*) DESC, name"
)
"""SQL for every tag in use with the number of its papers, most used first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One import, as the shelf remembers it."""

    id: int
    title: str | None
    source: str
    format: str
    imported: str
    """UTC, ISO 8601."""
    stated: int | None
    found: int
    added: int
    merged: int
    unchanged: int
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...]

    @property
    def name(self) -> str:
        """What to call it: its title, else the file it came from."""
        return rows.listing_name(self.title, self.source)


_STORED = ("id", "key", "status", "starred", "priority", "added", "read_on", "doubt", *rows.FACTS, *rows.DETAILS)
_ENTRY = (*_STORED, "uuid", "note", "note_version")
_ENTRIES = (
    f"SELECT {', '.join(_STORED)}, lower(hex(uuid)), text, notes.version FROM papers "
    "LEFT JOIN details ON details.paper = id LEFT JOIN notes ON notes.paper = id "
    "WHERE id IN (SELECT value FROM json_each(?)) AND hidden = 0"
)
_LISTING = ("id", "title", "source", "format", "stated", "found", "added", "merged", "unchanged")
_PLACE = ("listing_id", "format", "line", "position", "score", "comments", "upvotes")


class Reading(OpenFile):
    """The questions that a library answers; nothing here writes."""

    def count(self) -> int:
        """Return how many papers are on the shelf."""
        with self._reading() as connection:
            total, hidden = connection.execute(
                "SELECT (SELECT count(*) FROM papers), (SELECT count(*) FROM papers WHERE hidden <> 0)"
            ).fetchone()
            return int(total - hidden)

    def changed(self) -> int:
        """Return a number that differs from the last when another connection has written."""
        with self._reading() as connection:
            return int(connection.execute("PRAGMA data_version").fetchone()[0])

    def rows(self, ids: Sequence[int]) -> list[Row]:
        """Return the list's lines of these papers, in the order of `ids`; ids that are gone are left out."""
        with self._reading() as connection:
            found = {
                columns[0]: columns
                for columns in connection.execute(
                    f"SELECT {ROW_COLUMNS} FROM papers WHERE id IN (SELECT value FROM json_each(?))",
                    (json.dumps(list(ids)),),
                )
            }
        return [rows.row(found[number]) for number in ids if number in found]

    def entry(self, number: int) -> Entry | None:
        """Return one paper with all that is said of it; None when it is not on the shelf."""
        return next(iter(self.entries([number])), None)

    def entries(self, ids: Sequence[int]) -> list[Entry]:
        """Return papers with all that is said of them, in the order of `ids`; ids not on the shelf are left out."""
        packed = (json.dumps(list(ids)),)
        tags: defaultdict[int, list[str]] = defaultdict(list)
        seen: defaultdict[int, list[Sighting]] = defaultdict(list)
        with self._reading() as connection:
            found = {
                values[0]: dict(zip(_ENTRY, values, strict=True)) for values in connection.execute(_ENTRIES, packed)
            }
            for number, name in connection.execute(
                "SELECT paper, name FROM taggings JOIN tags ON tags.id = tag "
                "WHERE paper IN (SELECT value FROM json_each(?)) ORDER BY name",
                packed,
            ):
                tags[number].append(name)
            for number, title, source, imported, *place in connection.execute(
                "SELECT paper, title, source, imported, listings.id, format, line, position, score, comments, upvotes "
                "FROM sightings JOIN listings ON listings.id = listing AND hidden = 0 "
                "WHERE paper IN (SELECT value FROM json_each(?)) ORDER BY imported, listing, line",
                packed,
            ):
                seen[number].append(
                    Sighting(
                        listing=rows.listing_name(title, source), imported=rows.when(imported),
                        **dict(zip(_PLACE, place, strict=True)),
                    )
                )  # fmt: skip
        return [
            Entry(
                id=number, uuid=facts["uuid"], key=facts["key"], paper=rows.paper(facts),
                status=STATUSES[facts["status"]], starred=bool(facts["starred"]), priority=facts["priority"],
                tags=tuple(tags[number]), note=facts["note"] or "", note_version=facts["note_version"] or 0,
                added=rows.when(facts["added"]),
                read_on=None if facts["read_on"] is None else rows.when(facts["read_on"]),
                seen=tuple(seen[number]), doubt=facts["doubt"], raw=facts["raw"],
            )
            for number in ids
            if (facts := found.get(number)) is not None
        ]  # fmt: skip

    def find(self, word: str) -> int | None:
        """Return the paper that `word` names: its number, citation key, uuid, DOI or arXiv id; None when none does."""
        word = word.strip()
        tried: list[tuple[str, Any]] = []
        if word.isascii() and word.isdigit() and len(word) < 16:
            tried.append(("id = ?", int(word)))
        tried.append(("key = ?", word))
        if len(word) == 32 and all(character in "0123456789abcdefABCDEF" for character in word):
            tried.append(("uuid = ?", bytes.fromhex(word)))
        if (bare := doi(word)) is not None:
            tried.append(("doi = ?", bare))
        if (bare := arxiv_id(word)) is not None:
            tried.append(("arxiv_id = ?", bare))
        with self._reading() as connection:
            for condition, value in tried:
                found = connection.execute(
                    f"SELECT id FROM papers WHERE {condition} AND hidden = 0", (value,)
                ).fetchone()
                if found:
                    return int(found[0])
        return None

    def tags(self) -> list[tuple[str, int]]:
        """Return every tag in use with the number of its papers, most used first."""
        with self._reading() as connection:
            return list(connection.execute(TAGS_IN_USE))

    def listings(self) -> list[Listing]:
        """Return every import on the shelf, newest first."""
        with self._reading() as connection:
            return [
                Listing(
                    imported=rows.when(imported), notes=tuple(json.loads(notes)),
                    skipped=tuple(Skipped(line=line, reason=why, text=text) for line, why, text in json.loads(skipped)),
                    **dict(zip(_LISTING, values, strict=True)),
                )
                for imported, notes, skipped, *values in connection.execute(
                    f"SELECT imported, notes, skipped, {', '.join(_LISTING)} FROM listings WHERE hidden = 0 "
                    "ORDER BY id DESC"
                )
            ]  # fmt: skip

    def statistics(self) -> dict[str, list[tuple[str, int]]]:
        """Return counts of papers by `status`, `year` and `venue` (the 20 most frequent), each with its values."""
        with self._reading() as connection:

            def counted(sql: str) -> list[tuple[str, int]]:
                return [(str(value), count) for value, count in connection.execute(sql)]

            by_status = dict(
                connection.execute("SELECT status, count(*) FROM papers WHERE hidden = 0 GROUP BY status").fetchall()
            )
            return {
                "status": [(status.value, by_status.get(code, 0)) for code, status in enumerate(STATUSES)],
                "year": counted(
                    "SELECT year, count(*) FROM papers WHERE hidden = 0 AND year IS NOT NULL "
                    "GROUP BY year ORDER BY year"
                ),
                "venue": counted(
                    "SELECT venue, count(*) FROM papers WHERE hidden = 0 AND venue IS NOT NULL GROUP BY venue "
                    "ORDER BY count(*) DESC, venue LIMIT 20"
                ),
            }

    def sources(self, number: int) -> dict[str, str]:
        """Return, for each fact of a paper that did not come with its first listing, the name of its source."""
        with self._reading() as connection:
            return {
                field: rows.listing_name(title, source or "") or claimed
                for field, claimed, title, source in connection.execute(
                    "SELECT field, claims.source, title, listings.source FROM claims "
                    "LEFT JOIN listings ON CAST(listings.id AS TEXT) = claims.source WHERE paper = ? AND chosen = 1",
                    (number,),
                )
            }

    def searches(self) -> list[tuple[str, str]]:
        """Return saved searches as (name, query), in their order."""
        with self._reading() as connection:
            return list(connection.execute("SELECT name, query FROM searches ORDER BY position"))

    def note_history(self, number: int) -> list[tuple[str, str]]:
        """Return the former texts of a note as (saved, text), newest first."""
        with self._reading() as connection:
            return [
                (rows.when(saved), text)
                for saved, text in connection.execute(
                    "SELECT saved, text FROM note_history WHERE paper = ? ORDER BY id DESC", (number,)
                )
            ]

    def drafts(self) -> list[tuple[int, str]]:
        """Return what was being typed when a session ended without saving, as (paper, text)."""
        with self._reading() as connection:
            return list(
                connection.execute(
                    "SELECT paper, text FROM drafts JOIN papers ON papers.id = paper WHERE hidden = 0 "
                    "ORDER BY drafts.saved"
                )
            )

    def duplicates(self, limit: int = 200) -> "list[Possible]":
        """Return pairs that may be one paper and were not decided yet, the most alike first."""
        from storage.account import Possible

        with self._reading() as connection:
            return [
                Possible(a=a, title=title, b=b, other_title=other, likeness=likeness)
                for a, b, likeness, title, other in connection.execute(
                    "SELECT a, b, likeness, one.title, two.title FROM pairs JOIN papers one ON one.id = a "
                    "JOIN papers two ON two.id = b WHERE verdict = 'ask' AND one.hidden = 0 AND two.hidden = 0 "
                    "ORDER BY likeness DESC, a, b LIMIT ?",
                    (limit,),
                )
            ]
