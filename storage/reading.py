"""What is asked of the shelf: lines of the list, papers with all that is said of them, listings, tags and counts."""

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from storage import rows
from storage.files import OpenFile
from storage.papers.paper import Entry, Sighting, Skipped, arxiv_id, doi
from storage.rows import ROW_COLUMNS, STATUSES, Row
from storage.sqlite import AMONG, packed

if TYPE_CHECKING:
    from storage.account import Possible

TAGS_IN_USE = (
    "SELECT name, count(*) FROM taggings JOIN tags ON tags.id = tag JOIN papers ON papers.id = paper "
    "WHERE hidden = 0 GROUP BY name ORDER BY count(*) DESC, name"
)
"""SQL for every tag in use with the number of its papers, most used first."""


class Listing(NamedTuple):
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
_SAME = ("id", "uuid", "key", "priority", "note", "note_version", "doubt", "raw")
"""What stands in an Entry as it is selected."""
_ENTRIES = (
    f"SELECT {', '.join(_STORED)}, lower(hex(uuid)), coalesce(text, ''), coalesce(notes.version, 0) FROM papers "
    "LEFT JOIN details ON details.paper = id LEFT JOIN notes ON notes.paper = id "
    f"WHERE id {AMONG} AND hidden = 0"
)
_TAGS = f"SELECT paper, name FROM taggings JOIN tags ON tags.id = tag WHERE paper {AMONG} ORDER BY name"
_SEEN = (
    "SELECT paper, title, source, imported, listings.id, format, line, position, score, comments, upvotes "
    "FROM sightings JOIN listings ON listings.id = listing AND hidden = 0 "
    f"WHERE paper {AMONG} ORDER BY imported, listing, line"
)
_LISTING = ("id", "title", "source", "format", "stated", "found", "added", "merged", "unchanged")
_PLACE = ("listing_id", "format", "line", "position", "score", "comments", "upvotes")


class Reading(OpenFile):
    """The questions that a library answers; nothing here writes."""

    def count(self) -> int:
        """Return how many papers are on the shelf."""
        ((total, hidden),) = self._select(
            "SELECT (SELECT count(*) FROM papers), (SELECT count(*) FROM papers WHERE hidden <> 0)"
        )
        return int(total - hidden)

    def changed(self) -> int:
        """Return a number that differs from the last when another connection has written."""
        ((version,),) = self._select("PRAGMA data_version")
        return int(version)

    def rows(self, ids: Sequence[int]) -> list[Row]:
        """Return the list's lines of these papers, in the order of `ids`; ids that are gone are left out."""
        found = {row[0]: row for row in self._select(f"SELECT {ROW_COLUMNS} FROM papers WHERE id {AMONG}", packed(ids))}
        return [rows.row(found[number]) for number in ids if number in found]

    def entry(self, number: int) -> Entry | None:
        """Return one paper with all that is said of it; None when it is not on the shelf."""
        return next(iter(self.entries([number])), None)

    def entries(self, ids: Sequence[int]) -> list[Entry]:
        """Return papers with all that is said of them, in the order of `ids`; ids not on the shelf are left out."""
        among = packed(ids)
        tags: defaultdict[int, list[str]] = defaultdict(list)
        seen: defaultdict[int, list[Sighting]] = defaultdict(list)
        found = {values[0]: rows.named(_ENTRY, values) for values in self._select(_ENTRIES, among)}
        for number, name in self._select(_TAGS, among):
            tags[number].append(name)
        for number, title, source, imported, *place in self._select(_SEEN, among):
            name, moment = rows.listing_name(title, source), rows.when(imported)
            seen[number].append(Sighting(listing=name, imported=moment, **rows.named(_PLACE, place)))
        return [
            Entry(
                paper=rows.paper(facts), status=STATUSES[facts["status"]], starred=bool(facts["starred"]),
                added=rows.when(facts["added"]),
                read_on=None if facts["read_on"] is None else rows.when(facts["read_on"]),
                tags=tuple(tags[number]), seen=tuple(seen[number]), **{name: facts[name] for name in _SAME},
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
        if re.fullmatch("[0-9a-fA-F]{32}", word):
            tried.append(("uuid = ?", bytes.fromhex(word)))
        if bare := doi(word):
            tried.append(("doi = ?", bare))
        if bare := arxiv_id(word):
            tried.append(("arxiv_id = ?", bare))
        for condition, value in tried:
            for (number,) in self._select(f"SELECT id FROM papers WHERE {condition} AND hidden = 0", value):
                return int(number)
        return None

    def tags(self) -> list[tuple[str, int]]:
        """Return every tag in use with the number of its papers, most used first."""
        return self._select(TAGS_IN_USE)

    def listings(self) -> list[Listing]:
        """Return every import on the shelf, newest first."""
        return [
            Listing(
                imported=rows.when(imported), notes=tuple(json.loads(notes)),
                skipped=tuple(Skipped(line=line, reason=why, text=text) for line, why, text in json.loads(skipped)),
                **rows.named(_LISTING, values),
            )
            for imported, notes, skipped, *values in self._select(
                f"SELECT imported, notes, skipped, {', '.join(_LISTING)} FROM listings WHERE hidden = 0 "
                "ORDER BY id DESC"
            )
        ]  # fmt: skip

    def statistics(self) -> dict[str, list[tuple[str, int]]]:
        """Return counts of papers by `status`, `year` and `venue` (the 20 most frequent), each with its values."""

        def counted(column: str, order: str) -> list[tuple[Any, ...]]:
            return self._select(
                f"SELECT {column}, count(*) FROM papers WHERE hidden = 0 AND {column} IS NOT NULL GROUP BY {column} "
                f"ORDER BY {order}"
            )

        by_status = dict(counted("status", "status"))
        return {
            "status": [(status.value, by_status.get(code, 0)) for code, status in enumerate(STATUSES)],
            "year": [(str(year), count) for year, count in counted("year", "year")],
            "venue": counted("venue", "count(*) DESC, venue LIMIT 20"),
        }

    def sources(self, number: int) -> dict[str, str]:
        """Return, for each fact of a paper that did not come with its first listing, the name of its source."""
        return {
            field: rows.listing_name(title, source or "") or claimed
            for field, claimed, title, source in self._select(
                "SELECT field, claims.source, title, listings.source FROM claims "
                "LEFT JOIN listings ON CAST(listings.id AS TEXT) = claims.source WHERE paper = ? AND chosen = 1",
                number,
            )
        }

    def searches(self) -> list[tuple[str, str]]:
        """Return saved searches as (name, query), in their order."""
        return self._select("SELECT name, query FROM searches ORDER BY position")

    def note_history(self, number: int) -> list[tuple[str, str]]:
        """Return the former texts of a note as (saved, text), newest first."""
        kept = self._select("SELECT saved, text FROM note_history WHERE paper = ? ORDER BY id DESC", number)
        return [(rows.when(saved), text) for saved, text in kept]

    def drafts(self) -> list[tuple[int, str]]:
        """Return what was being typed when a session ended without saving, as (paper, text)."""
        return self._select(
            "SELECT paper, text FROM drafts JOIN papers ON papers.id = paper WHERE hidden = 0 ORDER BY drafts.saved"
        )

    def duplicates(self, limit: int = 200) -> "list[Possible]":
        """Return pairs that may be one paper and were not decided yet, the most alike first."""
        from storage.account import Possible

        return [
            Possible(a=a, title=title, b=b, other_title=other, likeness=likeness)
            for a, b, likeness, title, other in self._select(
                "SELECT a, b, likeness, one.title, two.title FROM pairs JOIN papers one ON one.id = a "
                "JOIN papers two ON two.id = b WHERE verdict = 'ask' AND one.hidden = 0 AND two.hidden = 0 "
                "ORDER BY likeness DESC, a, b LIMIT ?",
                limit,
            )
        ]
