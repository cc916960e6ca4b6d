"""The shelf itself: every read and write of the library file."""

import json
import os
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from storage import migrations, rows, sqlite
from storage.journal import Change, Journal, count_sightings, recent, record, step
from storage.papers.paper import Entry, Listed, Noted, Sighting, Skipped, Status, arxiv_id, doi
from storage.papers.text import NOTE_LIMIT, clean
from storage.query import Node, QueryError, parse
from storage.rows import ROW_COLUMNS, STATUSES, Row
from storage.search import View

if TYPE_CHECKING:
    from storage.intake import Account, CancelledError, Planned, Possible

__all__ = [
    "Account", "CancelledError", "Change", "Library", "LibraryError", "Listing", "NoteConflictError", "Planned",
    "Possible", "QueryError", "Row", "View",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Bring what only imports need when it is asked for: looking at the shelf must not wait for it (6 ms)."""
    if name in ("Account", "CancelledError", "Planned", "Possible"):
        from storage import intake

        return getattr(intake, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


READER = "reader"
"""The source of what the reader typed."""
TAG_LIMIT = 100
"""Longest tag, in characters."""
PRIORITY = 9
"""Priorities run from -9 to 9."""


class LibraryError(Exception):
    """The library cannot be opened or written; the message is a sentence for people."""


class NoteConflictError(Exception):
    """Another window saved the note meanwhile."""

    def __init__(self, theirs: str, version: int) -> None:
        """`theirs` is the text the other window saved, `version` the one to pass to save over it."""
        super().__init__("the note was changed in another window")
        self.theirs = theirs
        self.version = version


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


class Library:
    """One library file, open in one thread. Every write is one transaction, saved at once, and one undo step.

    `sqlite.Error` from a full disk or a damaged file comes out of every method as LibraryError.
    """

    def __init__(self, path: Path, connection: sqlite.Connection, *, readonly: bool, new: bool) -> None:
        """Use `Library.open`."""
        self.path = path
        self.readonly = readonly
        self.new = new
        """True when opening made the file."""
        self.warnings: tuple[str, ...] = ()
        """Sentences about the place the file is in."""
        self._connection = connection
        self._inode = _inode(path)

    # -- opening

    @classmethod
    def open(cls, path: Path | str, *, readonly: bool = False, create: bool = True) -> "Library":
        """Open the library file at `path`; a missing one is made, unless `create` is False or `readonly`.

        A file or folder that cannot be written is opened read-only. Raises LibraryError for what is not a papershelf
        library, is damaged, comes from a newer papershelf, or cannot be read.
        """
        path = Path(path).expanduser()
        new = False
        try:
            if not path.exists():
                if readonly or not create:
                    raise LibraryError(f"there is no library at {path}")
                new = _make(path)
            if path.is_dir():
                raise LibraryError(f"{path} is a folder, not a library file")
            if path.stat().st_size == 0 and not readonly:
                raise LibraryError(
                    f"{path} is an empty file, not a library; delete it to start a new one there, "
                    "or `papershelf restore` a backup"
                )
            writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
            library = cls(
                path,
                sqlite.connect(path, readonly=readonly or not writable),
                readonly=readonly or not writable,
                new=new,
            )
        except (OSError, sqlite.Error) as error:
            raise LibraryError(f"the library {path} cannot be opened: {reason(error)}") from error
        try:
            library._ready()
        except BaseException:
            library.close()
            if new:
                path.unlink(missing_ok=True)
            raise
        if library.readonly and not readonly:
            library.warnings = (f"{path} cannot be written, so the shelf is read-only",)
        elif place := _shaky_place(path):
            library.warnings = (f"{path} is on {place}, where SQLite cannot promise that nothing is lost",)
        return library

    def _ready(self) -> None:
        try:
            execute = self._connection.execute
            application = execute("PRAGMA application_id").fetchone()[0]
            schema = execute("PRAGMA user_version").fetchone()[0]
            tables = execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
            if tables and application != migrations.APPLICATION_ID:
                raise LibraryError(f"{self.path} is a database, but not a papershelf library")
            if schema > migrations.SCHEMA:
                raise LibraryError(f"{self.path} was written by a newer papershelf; upgrade to open it")
            if schema < migrations.SCHEMA:
                if self.readonly:
                    raise LibraryError(f"{self.path} is of an older papershelf and cannot be written, so not upgraded")
                if schema:
                    from storage import backup

                    try:
                        backup.take(self.path, reason="migration")
                    except backup.BackupError as error:
                        raise LibraryError(f"{self.path} is of an older papershelf, not upgraded: {error}") from error
                migrations.migrate(self._connection)
        except sqlite.Error as error:
            raise LibraryError(f"the library {self.path} cannot be read: {reason(error)}") from error

    def again(self) -> "Library":
        """Return a second connection to the same file, for another thread. A thread owns its own."""
        return Library.open(self.path, readonly=self.readonly, create=False)

    def close(self) -> None:
        """Close the file; everything is saved already."""
        try:
            if not self.readonly and self._connection.total_changes:
                self._connection.execute("PRAGMA optimize")
        except sqlite.Error:
            pass  # only statistics for the query planner are lost
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @property
    def connection(self) -> sqlite.Connection:
        """The connection, for the rooms of storage."""
        return self._connection

    def interrupt(self) -> None:
        """Stop the query that another thread runs on this connection; safe to call from any thread."""
        self._connection.interrupt()

    @contextmanager
    def _reading(self) -> Iterator[sqlite.Connection]:
        try:
            with sqlite.legible():
                yield self._connection
        except sqlite.Error as error:
            raise LibraryError(f"the library {self.path} cannot be read: {reason(error)}") from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite.Connection]:
        if self.readonly:
            raise LibraryError(f"{self.path} is open read-only")
        if _inode(self.path) != self._inode:
            raise LibraryError(f"{self.path} was replaced or removed while it was open; start papershelf again")
        try:
            with sqlite.legible(), sqlite.write(self._connection) as connection:
                yield connection
        except sqlite.Error as error:
            raise LibraryError(f"nothing was saved: {reason(error)}") from error

    def back_up(self) -> bool:
        """Take the day's backup when something changed since the last; return whether one was taken.

        Raises backup.BackupError when it cannot be made.
        """
        from storage import backup

        with self._reading() as connection:
            last = connection.execute("SELECT coalesce(max(id), 0) FROM changes").fetchone()[0]
        return bool(last) and backup.take_daily(self.path, last) is not None

    # -- looking

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

    def view(self, query: str | Node = "", sort: str = "") -> View:
        """Return the answer to a query in an order; nothing is read before it is asked.

        `sort` is a field of search.SORTS, with `-` before it for descending; a `sort:` in the query goes before it.
        Raises QueryError, with the span, for what the query language does not know.
        """
        return View(self._connection, parse(query) if isinstance(query, str) else query, sort)

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
        packed = json.dumps(list(ids))
        names = (
            "id", "uuid", "key", "status", "starred", "priority", "added", "read_on", "doubt", *rows.FACTS,
            *rows.DETAILS, "note", "note_version",
        )  # fmt: skip
        with self._reading() as connection:
            found = {
                values[0]: dict(zip(names, values, strict=True))
                for values in connection.execute(
                    "SELECT id, lower(hex(uuid)), key, status, starred, priority, added, read_on, doubt, "
                    f"{', '.join(rows.FACTS)}, {', '.join(rows.DETAILS)}, text, notes.version FROM papers "
                    "LEFT JOIN details ON details.paper = id LEFT JOIN notes ON notes.paper = id "
                    "WHERE id IN (SELECT value FROM json_each(?)) AND hidden = 0",
                    (packed,),
                )
            }
            tags: dict[int, list[str]] = {}
            for number, name in connection.execute(
                "SELECT paper, name FROM taggings JOIN tags ON tags.id = tag "
                "WHERE paper IN (SELECT value FROM json_each(?)) ORDER BY name",
                (packed,),
            ):
                tags.setdefault(number, []).append(name)
            seen: dict[int, list[Sighting]] = {}
            for (
                number,
                listing,
                title,
                source,
                format_name,
                imported,
                line,
                position,
                score,
                comments,
                upvotes,
            ) in connection.execute(
                "SELECT paper, listings.id, title, source, format, imported, line, position, score, comments, upvotes "
                "FROM sightings JOIN listings ON listings.id = listing AND hidden = 0 "
                "WHERE paper IN (SELECT value FROM json_each(?)) ORDER BY imported, listing, line",
                (packed,),
            ):
                seen.setdefault(number, []).append(
                    Sighting(
                        listing=rows.listing_name(title, source), listing_id=listing, format=format_name,
                        line=line, position=position, score=score, comments=comments, upvotes=upvotes,
                        imported=rows.when(imported),
                    )
                )  # fmt: skip
        return [
            Entry(
                id=number, uuid=facts["uuid"], key=facts["key"], paper=rows.paper(facts),
                status=STATUSES[facts["status"]], starred=bool(facts["starred"]), priority=facts["priority"],
                tags=tuple(tags.get(number, ())), note=facts["note"] or "", note_version=facts["note_version"] or 0,
                added=rows.when(facts["added"]),
                read_on=None if facts["read_on"] is None else rows.when(facts["read_on"]),
                seen=tuple(seen.get(number, ())), doubt=facts["doubt"], raw=facts["raw"],
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
            return list(
                connection.execute(
                    "SELECT name, count(*) FROM taggings JOIN tags ON tags.id = tag JOIN papers ON papers.id = paper "
                    "WHERE hidden = 0 GROUP BY name ORDER BY count(*) DESC, name"
                )
            )

    def listings(self) -> list[Listing]:
        """Return every import on the shelf, newest first."""
        with self._reading() as connection:
            found = connection.execute(
                "SELECT id, title, source, format, imported, stated, found, added, merged, unchanged, skipped, notes "
                "FROM listings WHERE hidden = 0 ORDER BY id DESC"
            ).fetchall()
        return [
            Listing(
                id=number, title=title, source=source, format=format_name, imported=rows.when(imported), stated=stated,
                found=count, added=added, merged=merged, unchanged=unchanged,
                skipped=tuple(Skipped(line=line, reason=why, text=text) for line, why, text in json.loads(skipped)),
                notes=tuple(json.loads(notes)),
            )
            for number, title, source, format_name, imported, stated, count, added, merged, unchanged, skipped, notes
            in found
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

    # -- saved searches

    def searches(self) -> list[tuple[str, str]]:
        """Return saved searches as (name, query), in their order."""
        with self._reading() as connection:
            return list(connection.execute("SELECT name, query FROM searches ORDER BY position"))

    def save_search(self, name: str, query: str) -> None:
        """Keep a query under a name, in the place of one that has it already."""
        with self._writing() as connection:
            connection.execute(
                "INSERT INTO searches SELECT ?, ?, coalesce(max(position), 0) + 1 FROM searches WHERE true "
                "ON CONFLICT(name) DO UPDATE SET query = excluded.query",
                (clean(name, TAG_LIMIT), query),
            )

    def forget_search(self, name: str) -> None:
        """Drop a saved search."""
        with self._writing() as connection:
            connection.execute("DELETE FROM searches WHERE name = ?", (name,))

    # -- what the reader says

    def mark(self, ids: Sequence[int], status: Status) -> Change:
        """Give papers a status."""
        with self._writing() as connection:
            return self._set(
                connection, ids, ["status", "read_on"],
                [STATUSES.index(status), rows.now() if status is Status.READ else None], f"marked {{}} {status.value}",
            )  # fmt: skip

    def toggle_read(self, ids: Sequence[int]) -> Change:
        """Mark papers read, or, when all of them are read, unread."""
        with self._writing() as connection:
            unlike = connection.execute(
                "SELECT count(*) FROM papers WHERE id IN (SELECT value FROM json_each(?)) AND hidden = 0 "
                "AND status <> ?",
                (json.dumps(list(ids)), STATUSES.index(Status.READ)),
            ).fetchone()[0]
            status = Status.READ if unlike else Status.UNREAD
            return self._set(
                connection, ids, ["status", "read_on"],
                [STATUSES.index(status), rows.now() if status is Status.READ else None], f"marked {{}} {status.value}",
            )  # fmt: skip

    def star(self, ids: Sequence[int], on: bool | None = None) -> Change:  # noqa: FBT001  None toggles
        """Star papers or take their stars; None takes them when all have one."""
        with self._writing() as connection:
            if on is None:
                on = bool(
                    connection.execute(
                        "SELECT count(*) FROM papers WHERE id IN (SELECT value FROM json_each(?)) AND hidden = 0 "
                        "AND starred = 0",
                        (json.dumps(list(ids)),),
                    ).fetchone()[0]
                )
            words = "starred {}" if on else "took the star from {}"
            return self._set(connection, ids, ["starred"], [int(on)], words)

    def prioritise(self, ids: Sequence[int], step: int) -> Change:
        """Raise or lower the priority of papers by `step`, within -9 to 9."""
        with self._writing() as connection:
            journal, count = Journal(), 0
            for value, group in self._groups(connection, ids, ["priority"]):
                new = max(-PRIORITY, min(PRIORITY, value[0] + step))
                count += len(group)
                if new != value[0]:
                    connection.execute(
                        "UPDATE papers SET priority = ? WHERE id IN (SELECT value FROM json_each(?))",
                        (new, json.dumps(group)),
                    )
                    journal.set(["priority"], [new], [(value, group)])
            words = f"{'raised' if step > 0 else 'lowered'} the priority of {_papers(count)}"
            return record(connection, journal, words, count)

    @staticmethod
    def _groups(
        connection: sqlite.Connection, ids: Sequence[int], columns: list[str]
    ) -> list[tuple[list[Any], list[int]]]:
        groups: dict[tuple[Any, ...], list[int]] = {}
        for number, *values in connection.execute(
            f"SELECT id, {', '.join(columns)} FROM papers WHERE id IN (SELECT value FROM json_each(?)) AND hidden = 0",
            (json.dumps(list(ids)),),
        ):
            groups.setdefault(tuple(values), []).append(number)
        return [(list(values), group) for values, group in groups.items()]

    def _set(
        self, connection: sqlite.Connection, ids: Sequence[int], columns: list[str], to: list[Any], words: str
    ) -> Change:
        was = self._groups(connection, ids, columns)
        count = sum(len(group) for _, group in was)
        assignment = ", ".join(f"{column} = ?" for column in columns)
        connection.execute(
            f"UPDATE papers SET {assignment} WHERE id IN (SELECT value FROM json_each(?)) AND hidden = 0",
            (*to, json.dumps(list(ids))),
        )
        journal = Journal()
        journal.set(columns, to, was)
        return record(connection, journal, words.format(_papers(count)), count)

    def tag(self, ids: Sequence[int], add: Iterable[str] = (), remove: Iterable[str] = ()) -> Change:
        """Put tags on papers and take tags off them. A tag is one line of at most 100 characters, without commas."""
        adding = [tag for name in add if (tag := clean(name.replace(",", " "), TAG_LIMIT))]
        removing = [tag for name in remove if (tag := clean(name.replace(",", " "), TAG_LIMIT))]
        with self._writing() as connection:
            journal = Journal()
            present = [number for _, group in self._groups(connection, ids, ["hidden"]) for number in group]
            packed = json.dumps(present)
            touched: set[int] = set()
            for name in adding:
                connection.execute("INSERT OR IGNORE INTO tags(name) VALUES (?)", (name,))
            for names, wanted in ((adding, True), (removing, False)):
                for name in names:
                    found = connection.execute("SELECT id FROM tags WHERE name = ?", (name,)).fetchone()
                    if not found:
                        continue
                    having = {
                        number
                        for (number,) in connection.execute(
                            "SELECT paper FROM taggings WHERE tag = ? AND paper IN (SELECT value FROM json_each(?))",
                            (found[0], packed),
                        )
                    }
                    for number in present:
                        if (number in having) == wanted:
                            continue
                        touched.add(number)
                        tagging = {"paper": number, "tag": found[0]}
                        if wanted:
                            connection.execute("INSERT INTO taggings VALUES (?, ?)", (number, found[0]))
                            journal.row("taggings", None, tagging)
                        else:
                            connection.execute("DELETE FROM taggings WHERE paper = ? AND tag = ?", (number, found[0]))
                            journal.row("taggings", tagging, None)
            from storage import index

            index.say(connection, sorted(touched))
            said = [f"tagged {{}} {', '.join(adding)}"] if adding else []
            said += [f"took {', '.join(removing)} from {{}}"] if removing else []
            words = " and ".join(said).replace("{}", _papers(len(touched))) or "tagged nothing"
            return record(connection, journal, words, len(touched))

    def note(self, number: int, text: str, *, version: int | None = None) -> Change:
        """Save the note on a paper; an empty text removes it. The former text stays in the note's journal.

        Raises NoteConflictError when `version` is given and another window saved since it was read; LibraryError when
        the paper is not on the shelf.
        """
        text = clean(text, NOTE_LIMIT, lines=True)
        with self._writing() as connection:
            found = connection.execute(
                "SELECT title, text, notes.version, saved FROM papers LEFT JOIN notes ON paper = id "
                "WHERE id = ? AND hidden = 0",
                (number,),
            ).fetchone()
            if not found:
                raise LibraryError(f"there is no paper {number} on the shelf")
            title, old, old_version, old_saved = found
            if version is not None and (old_version or 0) != version and (old or "") != text:
                raise NoteConflictError(old or "", old_version or 0)
            journal = Journal()
            before = (
                {"paper": number, "text": old, "version": old_version, "saved": old_saved}
                if old_version is not None
                else None
            )
            after = {"paper": number, "text": text, "version": (old_version or 0) + 1, "saved": rows.now()}
            connection.execute("INSERT OR REPLACE INTO notes VALUES (?, ?, ?, ?)", tuple(after.values()))
            connection.execute("DELETE FROM drafts WHERE paper = ?", (number,))
            journal.row("notes", before, after)
            if old:
                connection.execute(
                    "INSERT INTO note_history(paper, text, saved) VALUES (?, ?, ?)", (number, old, old_saved)
                )
            self._set_noted(connection, journal, number, bool(text))
            from storage import index

            index.say(connection, [number])
            words = f"{'noted on' if text else 'removed the note on'} {_short(title)}"
            return record(connection, journal, words, 1)

    @staticmethod
    def _set_noted(connection: sqlite.Connection, journal: Journal, number: int, noted: bool) -> None:  # noqa: FBT001
        was = connection.execute("SELECT noted FROM papers WHERE id = ?", (number,)).fetchone()[0]
        if was != noted:
            connection.execute("UPDATE papers SET noted = ? WHERE id = ?", (int(noted), number))
            journal.row("papers", {"id": number, "noted": was}, {"id": number, "noted": int(noted)})

    def note_history(self, number: int) -> list[tuple[str, str]]:
        """Return the former texts of a note as (saved, text), newest first."""
        with self._reading() as connection:
            return [
                (rows.when(saved), text)
                for saved, text in connection.execute(
                    "SELECT saved, text FROM note_history WHERE paper = ? ORDER BY id DESC", (number,)
                )
            ]

    def draft(self, number: int, text: str | None) -> None:
        """Keep what is being typed as a note, so that a crash loses none of it; None when it was saved or given up."""
        with self._writing() as connection:
            if text is None:
                connection.execute("DELETE FROM drafts WHERE paper = ?", (number,))
            else:
                connection.execute(
                    "INSERT OR REPLACE INTO drafts VALUES (?, ?, ?)",
                    (number, clean(text, NOTE_LIMIT, lines=True), rows.now()),
                )

    def drafts(self) -> list[tuple[int, str]]:
        """Return what was being typed when a session ended without saving, as (paper, text)."""
        with self._reading() as connection:
            return list(
                connection.execute(
                    "SELECT paper, text FROM drafts JOIN papers ON papers.id = paper WHERE hidden = 0 "
                    "ORDER BY drafts.saved"
                )
            )

    def edit(self, number: int, *, source: str = READER, **facts: Any) -> Change:
        """Set facts of a paper, by the names of Paper's fields; they win over every later import.

        `source` is another's word when a look-up, not the reader, says so. Raises TypeError for an unknown field,
        ValueError for an empty title, LibraryError when the paper is not on the shelf.
        """
        with self._writing() as connection:
            found = connection.execute("SELECT title FROM papers WHERE id = ? AND hidden = 0", (number,)).fetchone()
            if not found:
                raise LibraryError(f"there is no paper {number} on the shelf")
            from storage import union

            journal = Journal()
            union.rewrite(connection, journal, number, facts, source=source)
            return record(connection, journal, f"edited {_short(found[0])}", 1)

    def complete(self, number: int, paper: Any, *, source: str) -> Change:
        """Unite what a look-up says of a paper with the shelf's facts, by the order of trust.

        A look-up that changes nothing is no undo step: the Change then has the id 0 and a count of 0.
        """
        from storage import union
        from storage.papers import identity

        with self._writing() as connection:
            found = connection.execute("SELECT title FROM papers WHERE id = ? AND hidden = 0", (number,)).fetchone()
            if not found:
                raise LibraryError(f"there is no paper {number} on the shelf")
            journal = Journal()
            changed = union.unite(connection, journal, number, paper, trust=identity.trust(source), source=source)
            if not changed:
                return Change(id=0, words=f"{source} tells nothing new of {_short(found[0])}", count=0)
            return record(connection, journal, f"completed {_short(found[0])} from {source}", 1)

    def delete(self, ids: Sequence[int]) -> Change:
        """Take papers off the shelf; undo brings them back with all that was said of them."""
        with self._writing() as connection:
            present = [number for _, group in self._groups(connection, ids, ["hidden"]) for number in group]
            journal = Journal()
            journal.hide(present)
            change = record(connection, journal, f"deleted {_papers(len(present))}", len(present))
            connection.execute(
                "UPDATE papers SET hidden = ? WHERE id IN (SELECT value FROM json_each(?))",
                (change.id, json.dumps(present)),
            )
            return change

    def assign_keys(self, proposals: Mapping[int, str]) -> dict[int, str]:
        """Return papers' citation keys: the one a paper has, else its proposal, made unique with a letter and kept.

        A key once used stays, so this is no undo step. Ids not on the shelf are left out.
        """
        with self._writing() as connection:
            keys: dict[int, str] = {}
            for number, key in connection.execute(
                "SELECT id, key FROM papers WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(proposals)),),
            ).fetchall():
                if key:
                    keys[number] = key
                    continue
                for suffix in _suffixes():
                    key = proposals[number] + suffix
                    if not connection.execute("SELECT 1 FROM papers WHERE key = ?", (key,)).fetchone():
                        break
                connection.execute("UPDATE papers SET key = ? WHERE id = ?", (key, number))
                keys[number] = key
            return keys

    def assign_key(self, number: int, proposal: str) -> str:
        """Return one paper's citation key; see assign_keys. Raises LibraryError when it is not on the shelf."""
        keys = self.assign_keys({number: proposal})
        if number not in keys:
            raise LibraryError(f"there is no paper {number} on the shelf")
        return keys[number]

    # -- importing

    def add(
        self, items: Iterable[Listed | Skipped | Noted], *, source: str, format: str, dry_run: bool = False,  # noqa: A002
        pick: Container[int] | None = None, progress: Callable[[int], bool] | None = None,
    ) -> "Account":  # fmt: skip
        """Import a listing as one transaction and one undo step; see intake.take_in.

        With `dry_run` nothing is written, and the account lists what would be done with each record. Raises
        CancelledError when `progress` answered False; then, too, nothing is written.
        """
        from storage import intake

        account: Account | None = None
        try:
            with self._writing() as connection:
                account = intake.take_in(
                    connection, items, source=source, format_name=format, preview=dry_run, pick=pick, progress=progress
                )
                if dry_run or account.change is None:
                    raise _RollBackError
        except _RollBackError:
            assert account is not None
            if dry_run:
                account = replace(account, listing_id=None, change=None)
        return account

    def take_back(self, listing: int) -> Change:
        """Undo one import whole, whenever it was: its papers leave the shelf but those another listing has shown too,
        and those the reader said something of."""
        with self._writing() as connection:
            found = connection.execute(
                "SELECT title, source FROM listings WHERE id = ? AND hidden = 0", (listing,)
            ).fetchone()
            if not found:
                raise LibraryError("that import is not on the shelf")
            going = [
                number
                for (number,) in connection.execute(
                    "SELECT id FROM papers WHERE hidden = 0 AND listing = ? AND status = 0 AND starred = 0 "
                    "AND noted = 0 AND priority = 0 AND NOT EXISTS (SELECT 1 FROM taggings WHERE paper = papers.id) "
                    "AND NOT EXISTS (SELECT 1 FROM sightings JOIN listings ON listings.id = sightings.listing "
                    "WHERE paper = papers.id AND sightings.listing <> ? AND listings.hidden = 0)",
                    (listing, listing),
                )
            ]
            journal = Journal()
            journal.hide(going)
            name = rows.listing_name(*found)
            words = clean(f"took back the import of {name}: {_papers(len(going))}")
            journal.unlist(listing)
            count_sightings(connection, listing, -1)
            change = record(connection, journal, words, len(going))
            connection.execute(
                "UPDATE papers SET hidden = ? WHERE id IN (SELECT value FROM json_each(?))",
                (change.id, json.dumps(going)),
            )
            connection.execute("UPDATE listings SET hidden = ? WHERE id = ?", (change.id, listing))
            return change

    # -- possible duplicates

    def duplicates(self, limit: int = 200) -> "list[Possible]":
        """Return pairs that may be one paper and were not decided yet, the most alike first."""
        from storage.intake import Possible

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

    def keep_apart(self, a: int, b: int) -> Change:
        """Decide that two papers are two; the pair is not asked about again."""
        a, b = sorted((a, b))
        with self._writing() as connection:
            found = connection.execute("SELECT likeness, verdict FROM pairs WHERE a = ? AND b = ?", (a, b)).fetchone()
            before = {"a": a, "b": b, "likeness": found[0], "verdict": found[1]} if found else None
            after = {"a": a, "b": b, "likeness": found[0] if found else 0.0, "verdict": "apart"}
            connection.execute("INSERT OR REPLACE INTO pairs VALUES (?, ?, ?, ?)", tuple(after.values()))
            journal = Journal()
            journal.row("pairs", before, after)
            return record(connection, journal, "kept 2 papers apart", 2)

    def merge(self, keep: int, other: int) -> Change:
        """Make two papers one: `keep` gets the other's facts, sightings, tags and note; the other goes."""
        from storage import merging

        if keep == other:
            raise LibraryError("a paper cannot be merged with itself")
        with self._writing() as connection:
            return merging.merge(connection, keep, other)

    # -- history

    def history(self, limit: int = 50) -> list[Change]:
        """Return the last changes, newest first."""
        with self._reading() as connection:
            return recent(connection, limit)

    def undo(self) -> Change | None:
        """Undo the last change; None when there is none."""
        return self._step(back=True)

    def redo(self) -> Change | None:
        """Do again what was undone last; None when there is nothing."""
        return self._step(back=False)

    def _step(self, *, back: bool) -> Change | None:
        with self._writing() as connection:
            from storage import index

            def reindex(ids: list[int], act: Callable[[], None]) -> None:
                index.remove(connection, ids)
                act()
                index.put(connection, ids)
                index.say(connection, ids)

            return step(connection, back=back, reindex=reindex)


class _RollBackError(Exception):
    """Leaves a transaction without keeping it."""


def _papers(count: int) -> str:
    return "1 paper" if count == 1 else f"{count:,} papers"


def _short(title: str) -> str:
    return f"“{title if len(title) <= 60 else title[:59].rstrip() + '…'}”"


def _suffixes() -> Iterator[str]:
    """Yield nothing, a to z, then aa, ab, ...: how citation keys are told apart."""
    yield ""
    letters = "abcdefghijklmnopqrstuvwxyz"
    yield from letters
    for first in _suffixes():
        if first:
            for second in letters:
                yield first + second


def _make(path: Path) -> bool:
    """Make a new library at `path`, whole or not at all; return False when another process did so meanwhile.

    Whoever is killed half-way leaves a file of another name, not an empty one in the way of the next start.
    """
    partial = path.with_name(f".{path.name}.{os.urandom(4).hex()}.new")
    try:
        sqlite.create(partial)
        with closing(sqlite.connect(partial)) as connection:
            migrations.migrate(connection)
        try:
            path.hardlink_to(partial)  # unlike a rename, never over a file that came meanwhile
        except FileExistsError:
            return False
        except OSError:  # a file system without links
            partial.rename(path)
        return True
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            partial.with_name(partial.name + suffix).unlink(missing_ok=True)


def _inode(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


_NETWORK = frozenset("nfs nfs4 cifs smb3 smbfs sshfs fuse.sshfs afs 9p davfs fuse.rclone".split())
_SYNCED = (
    "Dropbox",
    "OneDrive",
    "Google Drive",
    "iCloud Drive",
    "Mobile Documents",
    "Nextcloud",
    "ownCloud",
    "Syncthing",
)


def _shaky_place(path: Path) -> str | None:
    """Return what is wrong with a library's place: a network folder, or one that a service copies as it changes."""
    for part in path.absolute().parts:
        if part in _SYNCED or part.startswith("OneDrive "):
            return f"a folder that {part} synchronises"
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    best, kind = "", ""
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) > 2:
            point = fields[1].replace("\\040", " ").rstrip("/")
            if len(point) >= len(best) and f"{path.absolute()}".startswith(f"{point}/"):
                best, kind = point, fields[2]
    return f"a network folder ({kind})" if kind in _NETWORK else None


_DAMAGED = "the file is damaged; `papershelf doctor` checks it, `papershelf restore` brings a backup back"
_REASONS = {
    "database or disk is full": "the disk is full",
    "disk I/O error": "the disk reported an error",
    "file is not a database": "it is not a papershelf library",
    "malformed": _DAMAGED,
    "Could not decode to UTF-8": _DAMAGED,
    "fts5: corruption": _DAMAGED,
    "vtable constructor failed": _DAMAGED,
    "missing row": _DAMAGED,
    "attempt to write a readonly database": "it cannot be written",
    "database is locked": "another program is writing to it, and did not end",
    "unable to open database file": "the file cannot be opened",
}  # fmt: skip


def reason(error: Exception) -> str:
    """Return what an error of SQLite or of the system means to people."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return next((words for said, words in _REASONS.items() if said in str(error)), str(error))
