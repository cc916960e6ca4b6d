"""What the reader says of papers: status, star, priority, tags, notes, corrections, keys, saved searches."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from storage import rows
from storage.files import LibraryError, OpenFile
from storage.journal import Change, grouped, present
from storage.papers.paper import Status
from storage.papers.text import NOTE_LIMIT, clean
from storage.papers.words import papers, suffixes
from storage.rows import STATUSES
from storage.sqlite import AMONG, packed, scalar, scalars

if TYPE_CHECKING:
    from storage.papers.paper import Paper

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
        """Give papers a status. Those that have it keep the day on which they were read."""
        with self._writing() as journal:
            count = journal.set(
                ids, status=STATUSES.index(status), read_on=rows.now() if status is Status.READ else None
            )
            return journal.record(f"marked {papers(count)} {status.value}", count)

    def toggle_read(self, ids: Sequence[int]) -> Change:
        """Mark papers read, or, when all of them are read, unread."""
        with self._reading() as connection:
            all_read = grouped(connection, ids, "status").keys() <= {(STATUSES.index(Status.READ),)}
        return self.mark(ids, Status.UNREAD if all_read else Status.READ)

    def star(self, ids: Sequence[int], on: bool | None = None) -> Change:  # noqa: FBT001  None toggles
        """Star papers or take their stars; None takes them when all have one."""
        with self._writing() as journal:
            if on is None:
                on = (0,) in grouped(journal.connection, ids, "starred")
            count = journal.set(ids, starred=int(on))
            return journal.record(f"{'starred' if on else 'unstarred'} {papers(count)}", count)

    def prioritise(self, ids: Sequence[int], step: int) -> Change:
        """Raise or lower the priority of papers by `step`, within -9 to 9."""
        with self._writing() as journal:
            count = 0
            for (priority,), group in grouped(journal.connection, ids, "priority").items():
                new = max(-PRIORITY, min(PRIORITY, priority + step))
                count += len(group)
                if new != priority:
                    journal.set(group, priority=new)
            return journal.record(f"{'raised' if step > 0 else 'lowered'} the priority of {papers(count)}", count)

    def tag(self, ids: Sequence[int], add: Iterable[str] = (), remove: Iterable[str] = ()) -> Change:
        """Put tags on papers and take tags off them. A tag is one line of at most 100 characters, without commas."""
        adding, removing = (
            [tag for name in names if (tag := clean(name.replace(",", " "), TAG_LIMIT))] for names in (add, remove)
        )
        with self._writing() as journal:
            execute = journal.connection.execute
            for name in adding:
                execute("INSERT OR IGNORE INTO tags(name) VALUES (?)", (name,))
            here, touched = present(journal.connection, ids), set[int]()
            among = packed(here)
            for name, wanted in (*((name, True) for name in adding), *((name, False) for name in removing)):
                for tag in scalars(journal.connection, "SELECT id FROM tags WHERE name = ?", (name,)):
                    tagged = f"SELECT paper FROM taggings WHERE tag = ? AND paper {AMONG}"
                    having = set(scalars(journal.connection, tagged, (tag, among)))
                    others = [number for number in here if (number in having) != wanted]
                    journal.rows("taggings", [{"paper": number, "tag": tag} for number in others], there=not wanted)
                    touched.update(others)
            count = papers(len(touched))
            said = [f"tagged {count} {_quoted(adding)}"] if adding else []
            if removing:
                said.append(f"removed the tag{'s' if len(removing) > 1 else ''} {_quoted(removing)} from {count}")
            return journal.record(" and ".join(said), len(touched))

    def note(self, number: int, text: str, *, version: int | None = None) -> Change:
        """Save the note on a paper; an empty text removes it. The former text stays in the note's history.

        Raises NoteConflictError when `version` is given and another window saved since it was read; LibraryError when
        the paper is not on the shelf.
        """
        text = clean(text, NOTE_LIMIT, lines=True)
        with self._writing() as journal:
            title = self._title(number)
            execute = journal.connection.execute
            found = execute("SELECT text, version, saved FROM notes WHERE paper = ?", (number,)).fetchone()
            old, old_version, saved = found or ("", 0, 0)
            if version is not None and old_version != version and old != text:
                raise NoteConflictError(old, old_version)
            execute("DELETE FROM drafts WHERE paper = ?", (number,))
            if text != old:
                note = {"paper": number, "text": text, "version": old_version + 1, "saved": rows.now()}
                journal.put("notes", note)
                journal.put("papers", {"id": number, "noted": int(bool(text))})
                if old:
                    execute("INSERT INTO note_history(paper, text, saved) VALUES (?, ?, ?)", (number, old, saved))
            return journal.record(f"{'noted on' if text else 'removed the note on'} {title}", 1)

    def draft(self, number: int, text: str | None) -> None:
        """Keep what is being typed as a note, so that a crash loses none of it; None when it was saved or given up."""
        if text is None:
            self._write("DELETE FROM drafts WHERE paper = ?", number)
        else:
            kept = clean(text, NOTE_LIMIT, lines=True)
            self._write("INSERT OR REPLACE INTO drafts VALUES (?, ?, ?)", number, kept, rows.now())

    def edit(self, number: int, **facts: Any) -> Change:
        """Set facts of a paper, by the names of Paper's fields; they win over every later import.

        Raises TypeError for an unknown field, ValueError for an empty title, LibraryError when the paper is not on the
        shelf.
        """
        from storage import union

        with self._writing() as journal:
            title = self._title(number)
            union.rewrite(journal, number, facts)
            return journal.record(f"edited {title}", 1)

    def complete(self, found: "Iterable[tuple[int, Paper, str, int]]") -> Change | None:
        """Unite what look-ups say of papers with the shelf's facts as one undo step.

        `found` names a paper, what is said of it, the format that says so, and how far that is believed. Returns None,
        and leaves no undo step, where nothing is new. Raises LibraryError when a paper is not on the shelf.
        """
        from storage import union

        completed: list[str] = []
        sources: dict[str, None] = {}
        with self._writing() as journal:
            for number, paper, source, trust in found:
                title = self._title(number)
                if union.unite(journal, number, paper, trust=trust, source=source):
                    completed.append(title)
                    sources[source] = None
            if not completed:
                return None
            what = completed[0] if len(completed) == 1 else papers(len(completed))
            return journal.record(f"completed {what} from {', '.join(sources)}", len(completed))

    def delete(self, ids: Sequence[int]) -> Change:
        """Take papers off the shelf; undo brings them back with all that was said of them."""
        with self._writing() as journal:
            going = present(journal.connection, ids)
            journal.hide(going)
            return journal.record(f"deleted {papers(len(going))}", len(going))

    def keep_apart(self, a: int, b: int) -> Change:
        """Decide that two papers are two; the pair is not asked about again."""
        a, b = sorted((a, b))
        with self._writing() as journal:
            journal.add("pairs", {"a": a, "b": b, "likeness": 0.0, "verdict": "apart"})
            journal.put("pairs", {"a": a, "b": b, "verdict": "apart"})
            return journal.record("kept 2 papers apart", 2)

    def _title(self, number: int) -> str:
        """Return a paper's title in quotes, for a sentence; raises LibraryError when it is not on the shelf."""
        title = scalar(self.connection, "SELECT title FROM papers WHERE id = ? AND hidden = 0", (number,))
        if title is None:
            raise LibraryError(f"there is no paper {number} on the shelf")
        return f"“{title if len(title) <= 60 else title[:59].rstrip() + '…'}”"

    # -- what is no undo step

    def assign_keys(self, proposals: Mapping[int, str]) -> dict[int, str]:
        """Return papers' citation keys: the one a paper has, else its proposal, made unique with a letter and kept.

        A key once used stays, so this is no undo step. Ids not on the shelf are left out.
        """
        with self._writing() as journal:
            keys: dict[int, str] = {}
            taken = "SELECT 1 FROM papers WHERE key = ?"
            for (key,), group in grouped(journal.connection, list(proposals), "key").items():
                for number in group:
                    keys[number] = key or next(
                        free
                        for suffix in suffixes()
                        if not scalar(journal.connection, taken, (free := proposals[number] + suffix,))
                    )
                    if not key:
                        journal.connection.execute("UPDATE papers SET key = ? WHERE id = ?", (keys[number], number))
            return keys

    def save_search(self, name: str, query: str) -> None:
        """Keep a query under a name, in the place of one that has it already."""
        self._write(
            "INSERT INTO searches SELECT ?, ?, coalesce(max(position), 0) + 1 FROM searches WHERE true "
            "ON CONFLICT(name) DO UPDATE SET query = excluded.query",
            clean(name, TAG_LIMIT),
            query,
        )

    def forget_search(self, name: str) -> None:
        """Drop a saved search."""
        self._write("DELETE FROM searches WHERE name = ?", name)


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
