"""What the reader says of papers: status, star, priority, tags, notes, corrections, keys, saved searches."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from storage import rows, sqlite
from storage.files import LibraryError, OpenFile
from storage.journal import Change, Journal, record
from storage.papers.paper import Status
from storage.papers.text import NOTE_LIMIT, clean
from storage.papers.words import papers
from storage.rows import STATUSES

READER = "reader"
"""The source of what the reader typed."""
TAG_LIMIT = 100
"""Longest tag, in characters."""
PRIORITY = 9
"""Priorities run from -9 to 9."""


class NoteConflictError(Exception):
    """Another window saved the note meanwhile."""

    def __init__(self, theirs: str, version: int) -> None:
        """`theirs` is the text the other window saved, `version` the one to pass to save over it."""
        super().__init__("the note was changed in another window")
        self.theirs = theirs
        self.version = version


class Saying(OpenFile):
    """What a reader does to papers, each one transaction and one undo step."""

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
            words = f"{'raised' if step > 0 else 'lowered'} the priority of {papers(count)}"
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
        return record(connection, journal, words.format(papers(count)), count)

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
            words = " and ".join(said).replace("{}", papers(len(touched))) or "tagged nothing"
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
            change = record(connection, journal, f"deleted {papers(len(present))}", len(present))
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
