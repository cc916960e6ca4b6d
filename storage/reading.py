"""What is asked of the shelf: lines of the list, papers with all that is said of them, listings, tags and counts."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from storage import counts, names, rows, standing
from storage.opening import OpenFile
from storage.papers.identifiers import Identifier, arxiv_id, doi, identified, isbn, isbn13
from storage.papers.paper import Entry, Sighting, Skipped
from storage.papers.text import NOTE_LIMIT, clean
from storage.rows import ROW_COLUMNS, STATUSES, Row
from storage.sqlite import AMONG, Connection, decodes, packed, scalars, snapshot

if TYPE_CHECKING:
    from datetime import date

    from storage.account import Possible
    from storage.diary import Done
    from storage.made import Made
    from storage.papers.paper import Paper


def in_use(connection: Connection, what: str) -> list[tuple[str, int]]:
    """Return every `tag`, or every `shelf`, in use with the number of its papers, that with most of them first."""
    used, table = counts.values(connection, what), {"tag": "tags", "shelf": "shelves"}[what]
    names = connection.execute(f"SELECT name, id FROM {table} WHERE id {AMONG}", (packed(used),))
    return sorted(((clean(name), used[number]) for name, number in names), key=_most)


def _most(counted: tuple[str, int]) -> tuple[int, str]:
    """Return what puts the most frequent first, and those alike by name."""
    return -counted[1], counted[0]


class Listing(NamedTuple):
    """One import, as the shelf remembers it."""

    id: int
    title: str | None
    source: str
    format: str
    imported: str
    """UTC, ISO 8601."""
    day: str
    """The day that it states, else that of the import, in the time zone of whoever asks; ISO 8601."""
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


_STORED = (
    "id",
    "key",
    "status",
    "starred",
    "new",
    "later",
    "priority",
    "added",
    "read_on",
    "doubt",
    *rows.FACTS,
    *rows.DETAILS,
)
_ENTRY = (*_STORED, "hidden", "uuid", "note", "note_version")
_SAME = ("id", "uuid", "key", "later", "priority", "note", "note_version", "doubt", "raw")
"""What stands in an Entry as it is selected."""
_ENTRIES = (
    f"SELECT {', '.join(_STORED)}, hidden, lower(hex(uuid)), coalesce(text, ''), coalesce(notes.version, 0) "
    "FROM papers LEFT JOIN details ON details.paper = id LEFT JOIN notes ON notes.paper = id "
    f"WHERE id {AMONG} AND hidden IN (0, ?)"
)
_TAGS = f"SELECT paper, name FROM taggings JOIN tags ON tags.id = tag WHERE paper {AMONG} ORDER BY name"
_SHELVES = f"SELECT paper, name FROM shelvings JOIN shelves ON shelves.id = shelf WHERE paper {AMONG} ORDER BY name"
_KEYS = (
    f"SELECT paper, key FROM keys WHERE paper {AMONG} AND {names.KEYS} "
    "GROUP BY paper, key ORDER BY paper, max(chosen) <= 0, abs(max(chosen)), min(record), key"
)
_OWN_KEYS = (
    "SELECT address, keys.paper, keys.key, keys.key = papers.key FROM keys JOIN papers ON papers.id = keys.paper "
    "JOIN sightings s ON s.paper = keys.paper AND s.record = keys.record "
    "JOIN listings ON listings.id = s.listing AND listings.hidden = 0 AND address <> '' "
    f"WHERE chosen = 0 AND keys.paper {AMONG} ORDER BY imported, listings.id, s.line"
)
_SEEN = (
    "SELECT paper, title, source, imported, day, listings.id, format, section, line, position, score, comments, "
    "upvotes FROM sightings JOIN listings ON listings.id = listing AND hidden = 0 "
    f"WHERE paper {AMONG} AND (address = '' OR NOT EXISTS (SELECT 1 FROM sightings n JOIN listings v "
    "ON v.id = n.listing AND v.hidden = 0 AND v.address = listings.address AND v.format = listings.format "
    "WHERE n.paper = sightings.paper AND (v.imported, v.id) > (listings.imported, listings.id))) "
    "ORDER BY imported, listing, line, position"
)
"""Where papers stand; of the versions of a library, where they do in the last that has them."""
_LISTING = ("id", "title", "source", "format", "stated", "found", "added", "merged", "unchanged")
_PLACE = ("listing_id", "format", "section", "line", "position", "score", "comments", "upvotes")


_OF_UUID = (
    "id IN (SELECT coalesce(joined, id) FROM papers WHERE uuid = ?1 "
    "UNION SELECT paper FROM records WHERE uuid = ?1 AND hidden = 0)"
)


def _first(shown: str | None, keys: Sequence[str]) -> tuple[str, ...]:
    """Return the keys of a paper, the one that it shows first."""
    return tuple(dict.fromkeys((shown, *keys) if shown else keys))


@decodes
def _listing(values: Sequence[Any]) -> Listing:
    imported, day, notes, skipped, *rest = values
    return Listing(
        imported=rows.when(imported), day=rows.day_of(day, imported), notes=tuple(rows.clean_texts(json.loads(notes))),
        skipped=tuple(Skipped(line=line, reason=why, text=text) for line, why, text in json.loads(skipped)),
        **rows.named(_LISTING, rows.clean_texts(rest)),
    )  # fmt: skip


class Reading(OpenFile):
    """The questions that a library answers; nothing here writes."""

    def count(self) -> int:
        """Return how many papers are on the shelf."""
        with self._reading() as connection:
            return counts.total(connection)

    def changed(self) -> int:
        """Return a number that differs from the last when another connection has written."""
        ((version,),) = self._select("PRAGMA data_version")
        return int(version)

    def rows(self, ids: Sequence[int]) -> list[Row]:
        """Return the list's lines of these papers, in the order of `ids`; ids that are gone are left out."""
        found = {row[0]: row for row in self._select(f"SELECT {ROW_COLUMNS} FROM papers WHERE id {AMONG}", packed(ids))}
        with self._reading():
            return [rows.row(found[number]) for number in ids if number in found]

    def entry(self, number: int) -> Entry | None:
        """Return one paper with all that is said of it; None when it is not on the shelf."""
        return next(iter(self.entries([number])), None)

    def entries(self, ids: Sequence[int], *, deleted: bool = False) -> list[Entry]:
        """Return papers with all that is said of them, in the order of `ids`; ids not on the shelf are left out, but
        with `deleted` for those that were taken off it."""
        among = packed(ids)
        tags: defaultdict[int, list[str]] = defaultdict(list)
        shelves: defaultdict[int, list[str]] = defaultdict(list)
        keys: defaultdict[int, list[str]] = defaultdict(list)
        seen: defaultdict[int, list[Sighting]] = defaultdict(list)
        with self._reading():
            found = {
                values[0]: rows.named(_ENTRY, values) for values in self._select(_ENTRIES, among, rows.GONE * deleted)
            }
            for number, name in self._select(_TAGS, among):
                tags[number].append(name)
            for number, name in self._select(_SHELVES, among):
                shelves[number].append(name)
            for number, key in self._select(_KEYS, among):
                keys[number].append(key)
            for number, title, source, imported, stated, *place in self._select(_SEEN, among):
                name, day = rows.listing_name(title, source), rows.day_of(stated, imported)
                told = rows.named(_PLACE, rows.clean_texts(place))
                seen[number].append(Sighting(listing=name, imported=rows.when(imported), day=day, **told))
            queue: dict[int, int] = {}
            if any(facts["status"] == standing.QUEUED for facts in found.values()):
                queue = standing.places(self.connection)
            return [
                Entry(
                    paper=rows.paper(facts), status=rows.status(facts["status"]), starred=bool(facts["starred"]),
                    new=bool(facts["new"]), deleted=bool(facts["hidden"]),
                    shelves=tuple(shelves[number]), queue=queue.get(number),
                    added=rows.when(facts["added"]),
                    read_on=None if facts["read_on"] is None else rows.when(facts["read_on"]),
                    tags=tuple(tags[number]), keys=_first(facts["key"], keys[number]),
                    seen=tuple(seen[number]), **{name: facts[name] for name in _SAME},
                )
                for number in ids
                if (facts := found.get(number)) is not None
            ]  # fmt: skip

    def find(self, word: str) -> int | None:
        """Return the paper that `word` names, the first of several; None when none does. See `named`."""
        return next(iter(self.named(word)), None)

    def named(self, word: str) -> list[int]:
        """Return the papers that `word` names: by number, citation key, uuid, DOI, arXiv id, PMID, PMCID or ISBN,
        whichever of these finds one first; every key, uuid and identifier of a record finds the paper that shows the
        record.

        There are several only where no paper shows the name itself, and records of several have it.
        """
        word = clean(word)  # as every name is that is kept
        tried: list[tuple[str, list[Any]]] = []
        if word.isascii() and word.isdigit() and len(word) < 16:
            tried.append(("id = ?", [int(word)]))
        tried.append(("key = ?", [word]))
        inner, keyed = names.keyed("= ?", word)
        tried.append((f"id IN ({inner})", keyed))
        if re.fullmatch("[0-9a-fA-F]{32}", word):
            tried.append((_OF_UUID, [bytes.fromhex(word)]))
        name, book = identified(word), isbn(word.casefold().removeprefix("isbn:"))
        told = [("doi", doi(word)), ("arxiv_id", arxiv_id(word))]
        if name and name.kind in ("doi", "arxiv_id"):
            told.append(name)
        for column, bare in told:
            if bare:
                inner, bound = names.identified(column, bare)
                tried.append((f"{column} = ? AND id IN ({inner})", [bare, *bound]))
                tried.append((f"id IN ({inner})", bound))
        if name and name not in told:
            tried += [("id = ?", [number]) for number in self._numbered(name)]
        elif book:
            tried += [("id = ?", [number]) for number in self._numbered(Identifier("ISBN", book))]
        for condition, values in tried:
            found = self._select(f"SELECT id FROM papers WHERE {condition} AND hidden = 0 ORDER BY id", *values)
            if found:
                return [number for (number,) in found[: None if condition.startswith("id IN") else 1]]
        return []

    def _numbered(self, name: Identifier) -> list[int]:
        """Return the papers that have a PMID, a PMCID or an ISBN, or whose records have it."""
        if name.kind == "ISBN":  # of the publisher's making, and written with hyphens or without
            books = self._select("SELECT paper, extra FROM details WHERE instr(extra, '\"ISBN\":') ORDER BY paper")
            told = ((paper, isbn(rows.unpack_named(extra).get("ISBN", ""))) for paper, extra in books)
            return [paper for paper, book in told if book and isbn13(book) == isbn13(name.value)]
        from storage.papers import identity

        pmid, pmcid = (name.value if name.kind == kind else None for kind in ("PMID", "PMCID"))
        (key,) = identity.keys("", None, None, pmid=pmid, pmcid=pmcid)
        said = f'"{name.kind}":"{name.value}"'
        sharing = "SELECT DISTINCT coalesce(joined, id) FROM identities JOIN papers ON id = paper WHERE hash = ?"
        has = (
            "SELECT EXISTS (SELECT 1 FROM details WHERE paper = ?1 AND instr(extra, ?2)) OR EXISTS "
            "(SELECT 1 FROM records WHERE paper = ?1 AND hidden = 0 AND instr(facts, ?3))"
        )
        met = [paper for (paper,) in self._select(sharing, key)]
        return sorted(paper for paper in met if self._select(has, paper, said, said.replace('"', '\\"'))[0][0])

    def tags(self) -> list[tuple[str, int]]:
        """Return every tag in use with the number of its papers, most used first."""
        with self._reading() as connection:
            return in_use(connection, "tag")

    def tagged(self) -> list[tuple[str, int]]:
        """Return every tag in use, and every one that stands above such, by name, each with the number of papers that
        have it or one below it."""
        with self._reading() as connection, snapshot(connection):
            own = dict(in_use(connection, "tag"))
            parents = {above for name in own for above in names.above(name)}
            for parent in parents:
                found = counts.chosen(
                    connection, "tag", f"value {AMONG}", [packed(names.tags(connection, parent, prefix=False))]
                )
                own[parent] = len(found - counts.ids(connection, "hidden", 1))
            return sorted(own.items(), key=lambda one: one[0].split("/"))

    def shelves(self) -> list[tuple[str, int]]:
        """Return every shelf that papers stand on with their number, the fullest first."""
        with self._reading() as connection:
            return in_use(connection, "shelf")

    def shelved(self, shelf: str) -> list[int]:
        """Return the papers on a shelf in their order; empty where there is none of this name."""
        with self._reading() as connection:
            return list(standing.line(connection, standing.number(connection, shelf)))

    def inbox(self) -> list[tuple[Listing, int]]:
        """Return the listings of which papers are new, by their days, newest first, each with how many."""
        with self._reading() as connection, snapshot(connection):
            new = counts.ids(connection, "new", 1) - counts.ids(connection, "hidden", 1)
            count = counts.among(connection, "listing", new)
            pages = self._listings(f"id {AMONG}", packed(count))
            return [(one, count[one.id]) for one in sorted(pages, key=lambda page: page.day, reverse=True)]

    def listings(self, limit: int = -1, without: Iterable[int] = ()) -> list[Listing]:
        """Return the imports on the shelf but some, newest first; of many no more than `limit`."""
        with self._reading():
            return self._listings(f"NOT id {AMONG}", packed(without), limit=limit)

    def listing(self, number: int) -> Listing | None:
        """Return one import; None where it is not on the shelf."""
        with self._reading():
            return next(iter(self._listings("id = ?", number)), None)

    def shown_by(self, listings: Iterable[int]) -> dict[int, int]:
        """Return how many papers on the shelf each of some listings shows."""
        with self._reading() as connection, snapshot(connection):
            hidden = counts.ids(connection, "hidden", 1)
            return {number: len(counts.ids(connection, "listing", number) - hidden) for number in listings}

    def sections(self, listing: int) -> list[tuple[str, int]]:
        """Return the headings of a listing in their order, each with how many papers on the shelf `section:` finds of
        it there."""
        with self._reading() as connection, snapshot(connection):
            from pyroaring import BitMap  # late, as in counts.py

            first = (
                "SELECT section FROM sightings WHERE listing = ? AND section <> '' "
                "GROUP BY section ORDER BY min(coalesce(position, line)), section"
            )
            headings = scalars(connection, first, (listing,))
            hidden = counts.ids(connection, "hidden", 1)
            of = {one: counts.ids(connection, "section", counts.section(listing, one)) - hidden for one in headings}
            found = (
                (clean(heading), BitMap().union(*(of[one] for one in of if names.holds(one, heading, prefix=False))))
                for heading in headings
            )
            return [(heading, len(papers)) for heading, papers in found if papers]

    def _listings(self, which: str, bound: object, *, limit: int = -1) -> list[Listing]:
        found = self._select(
            f"SELECT imported, day, notes, skipped, {', '.join(_LISTING)} FROM listings WHERE hidden = 0 AND {which} "
            "ORDER BY id DESC LIMIT ?", bound, limit,
        )  # fmt: skip
        return [_listing(values) for values in found]

    def statistics(self) -> dict[str, list[tuple[str, int]]]:
        """Return counts of papers by `status`, `year` and `venue` (the 20 most frequent), each with its values.

        With those of which it is not known each adds up to the shelf.
        """
        with self._reading() as connection, snapshot(connection):
            by_status, by_year, by_venue = (counts.values(connection, name) for name in ("status", "year", "venue"))
            total = counts.total(connection)
            by_status[0] = total - sum(by_status.values())
        venues = [(clean(venue), count) for venue, count in sorted(by_venue.items(), key=_most)]
        found = {
            "status": [(status.value, by_status.get(code, 0)) for code, status in enumerate(STATUSES)],
            "year": [(str(year), count) for year, count in sorted(by_year.items())],
            "venue": [*venues[:20], ("others", sum(count for _, count in venues[20:]))][: len(venues)],
        }
        for values in found.values():
            if unknown := total - sum(count for _, count in values):
                values.append(("not known", unknown))
        return found

    def diary(self, days: "Sequence[date]") -> "list[Done]":
        """Return what was done from each day to before the next one; the last day is in no span."""
        from storage.diary import of_spans

        with self._reading() as connection, snapshot(connection):
            return of_spans(connection, days)

    def sources(self, number: int) -> dict[str, str]:
        """Return, for each fact of a paper that did not come with its first listing, the name of its source."""
        from storage import records

        with self._reading() as connection:
            shown, members = records.facts_of(connection, number)
            if not members:
                return {}
            first = next((at for at, record in enumerate(members) if record.home == number), 0)
            names = records.names_of(connection, members)
            return {field: names[at] if at >= 0 else "reader" for field, at in shown.sources.items() if at != first}

    def cited(self, ids: Sequence[int]) -> set[int]:
        """Return those of the papers that were cited under the key that they show."""
        kept = "SELECT paper FROM keys JOIN papers ON id = paper AND papers.key = keys.key WHERE chosen > 0 AND"
        return {number for (number,) in self._select(f"{kept} paper {AMONG}", packed(ids))}

    def contested(self, ids: Sequence[int]) -> "tuple[dict[int, str], dict[int, str]]":
        """Return, by paper, keys that are others' on the shelf: those under which these papers can go out together, for
        each has it in the one library at an address that they are all of; and those that each leaves to a paper among
        these."""
        losing = (
            "SELECT k.paper, k.key, owner.id FROM keys k JOIN papers p ON p.id = k.paper AND p.key <> k.key "
            f"JOIN papers owner ON owner.key = k.key WHERE chosen = 0 AND k.paper {AMONG}"
        )
        with self._reading() as connection:
            lost = connection.execute(losing, (packed(ids),)).fetchall()
            if not lost:
                return {}, {}
            told = connection.execute(_OWN_KEYS, (packed(ids),)).fetchall()
        sources: defaultdict[str, dict[int, dict[str, bool]]] = defaultdict(dict)
        for address, number, key, is_shown in told:
            sources[address].setdefault(number, {})[key] = bool(is_shown)
        here = set(ids)
        whole = [of for of in sources.values() if len(of) == len(here)]
        own: dict[int, str] = {}
        if whole:
            of = min(whole, key=lambda one: sum(not any(keys.values()) for keys in one.values()))
            others = {key.casefold() for keys in of.values() for key, is_shown in keys.items() if is_shown}
            losers = {number for number, *_ in lost}
            for number in (number for number in ids if number in losers and not any(of[number].values())):
                key = next((key for key in of[number] if key.casefold() not in others), None)
                if key is not None:
                    own[number] = key
                    others.add(key.casefold())
        return own, {number: key for number, key, owner in lost if owner in here and number not in own}

    def is_of_several(self, number: int) -> bool:
        """Return whether a paper is made of several records: most are not, and then there is little to load."""
        return len(self._select("SELECT 1 FROM records WHERE paper = ? AND hidden = 0 LIMIT 2", number)) > 1

    def records(self, number: int) -> "list[tuple[int, str, Paper]]":
        """Return the records that a paper is made of, each with its number and the name of its source; see `split`.

        The one that founded the paper comes first. A record that the paper has to itself has the number 0.
        """
        from storage import made, records

        with self._reading() as connection:
            members = made.shown(connection, number)
            names = records.names_of(connection, members)
            return [(record.id, name, rows.paper(record.facts)) for record, name in zip(members, names, strict=True)]

    def made_of(self, number: int) -> "list[Made]":
        """Return the records that a paper is made of, as `records` does, with where each came from and why it is of
        this paper."""
        from storage import made

        with self._reading() as connection, snapshot(connection):
            return made.of(connection, number)

    def of_several(self, ids: Iterable[int]) -> list[int]:
        """Return those of the papers that are made of several records, in the order of `ids`."""
        several = self._select("SELECT paper FROM records WHERE hidden = 0 GROUP BY paper HAVING count(*) > 1")
        found = {number for (number,) in several}
        return [number for number in ids if number in found]

    def joined_by(self, listing: int) -> list[int]:
        """Return the papers that records of an import joined, in the order of the listing; of what was merged, too."""
        joined = (
            "SELECT r.paper FROM records r JOIN papers p ON p.id = r.paper AND p.hidden = 0 "
            "LEFT JOIN sightings s ON s.paper = r.paper AND s.record = r.id AND s.listing = r.listing "
            "WHERE r.listing = ? AND r.home IS NOT r.paper AND r.hidden = 0 "
            "GROUP BY r.paper ORDER BY min(s.line), r.paper"
        )
        return [number for (number,) in self._select(joined, listing)]

    def against(self, number: int, paper: "Paper", source: str) -> str:
        """Return why what a look-up says of a paper contradicts it, as a clause: `different identifiers`; empty where
        it may be of that paper. `source` is the format that says so."""
        from storage import merging

        with self._reading() as connection:
            return merging.against(connection, number, paper, source)

    def showing(self, numbers: Sequence[int]) -> list[int]:
        """Return the papers that show records, by the numbers of these."""
        found = self._select(f"SELECT DISTINCT paper FROM records WHERE id {AMONG} ORDER BY paper", packed(numbers))
        return [paper for (paper,) in found]

    def searches(self) -> list[tuple[str, str]]:
        """Return saved searches as (name, query), in their order."""
        found = self._select("SELECT name, query FROM searches WHERE hidden = 0 ORDER BY position, name")
        return [(clean(name), clean(query, NOTE_LIMIT)) for name, query in found]

    def note_history(self, number: int) -> list[tuple[str, str]]:
        """Return the former texts of a note, and what was typed of it and not saved, as (when, text), newest first."""
        from storage.drafts import former
        from storage.journal import seconds

        with self._reading() as connection:
            kept = former(connection, number)
            ((note,),) = self._select("SELECT coalesce((SELECT text FROM notes WHERE paper = ?), '')", number)
            return [
                (rows.when(seconds(clock)), clean(text, NOTE_LIMIT, lines=True)) for clock, text in kept if text != note
            ]

    def drafts(self) -> list[tuple[int, str, int]]:
        """Return what was being typed when a session ended without saving, as (paper, text, session), the oldest first;
        of this session what is being typed. What another window is still typing is its own.

        A paper may be off the shelf by now: see `title`; `note` brings it back.
        """
        return [(paper, text, session) for paper, text, session, _ in self._offered()]

    def _offered(self) -> list[tuple[int, str, int, int]]:
        """Return the drafts with the clocks of their acts."""
        from storage.drafts import STANDING

        found = [
            (number, clean(text, NOTE_LIMIT, lines=True), session, clock)
            for number, text, session, clock in self._select(STANDING)
        ]
        if not found:
            return found
        from storage.sessions import lives

        return [draft for draft in found if draft[2] == self.session or not lives(self.path, draft[2])]

    def going_on(self, number: int, session: int | None = None) -> tuple[str, int | None]:
        """Return the text that goes on as the note of a paper, and the session it is a draft of: its last draft, or
        that of the `session` named, else the note. A note saved since a draft stands above it unless the draft has it.
        """
        from storage.drafts import is_lost
        from storage.journal import seconds

        note, saved = next(iter(self._select("SELECT text, saved FROM notes WHERE paper = ?", number)), ("", 0))
        drafts = [one for one in self._offered() if one[0] == number and session in (None, one[2])]
        note = clean(note, NOTE_LIMIT, lines=True)
        if not drafts:
            return note, None
        _, text, whose, clock = drafts[-1]
        both = text and saved >= seconds(clock) and is_lost(note, text)
        return f"{note}\n\n{text}" if both else text, whose

    def title(self, number: int) -> str:
        """Return the title of a paper, on the shelf or off it; empty where there never was one."""
        return next((clean(title) for (title,) in self._select("SELECT title FROM papers WHERE id = ?", number)), "")

    def duplicates(self, limit: int = 200) -> "list[Possible]":
        """Return pairs that may be one paper and were not decided yet, the likeliest first."""
        from storage.account import Possible
        from storage.records import asked

        with self._reading():
            pairs = list(islice(asked(self.connection), limit))
            among = packed({row for a, b, _ in pairs for row in (a, b)})
            titles = dict(self._select(f"SELECT id, title FROM papers WHERE id {AMONG}", among))
            return [
                Possible(a=a, title=clean(titles[a]), b=b, other_title=clean(titles[b]), likeness=round(likely, 4))
                for a, b, likely in pairs
            ]
