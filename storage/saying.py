"""What the reader says of papers: status, star, tags, queue, shelves, notes, edits, keys, merges, saved searches."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from storage import counts, rows, standing
from storage.errors import LibraryError
from storage.opening import OpenFile
from storage.papers.paper import Said, Status
from storage.papers.text import NOTE_LIMIT, clean
from storage.papers.words import papers, quoted, suffixes
from storage.rows import STATUSES
from storage.sqlite import scalar, scalars

if TYPE_CHECKING:
    from types import EllipsisType

    from pyroaring import BitMap

    from storage.journal import Change, Journal
    from storage.papers.paper import Paper
    from storage.sqlite import Connection

TAG_LIMIT = 100
"""Longest tag, in characters."""
PRIORITY = 9
"""Priorities run from -9 to 9."""


_SHOWN = "SELECT id, title, hidden FROM papers WHERE id = (SELECT coalesce(joined, id) FROM papers WHERE id = ?)"
_NOTE_OF = "SELECT text FROM notes WHERE paper = (SELECT coalesce(joined, id) FROM papers WHERE id = ?)"


class NoteConflictError(Exception):
    """Another window saved the note meanwhile."""

    def __init__(self, theirs: str, version: int) -> None:
        """`theirs` is the text the other window saved, `version` the one to pass to save over it."""
        super().__init__("the note was changed in another window")
        self.theirs = theirs
        self.version = version


class Saying(OpenFile):
    """What a reader does to papers, each one transaction and one undo step."""

    def mark(self, ids: Sequence[int], status: Status) -> "Change":
        """Give papers a status. Those that have it keep the day on which they were read."""
        with self._writing() as journal:
            return _mark(journal, journal.grouped(ids, "status"), status)

    def toggle_read(self, ids: Sequence[int]) -> "Change":
        """Mark papers read, or, when all of them are read, unread."""
        with self._writing() as journal:
            groups = journal.grouped(ids, "status")
            all_read = groups.keys() <= {STATUSES.index(Status.READ)}
            return _mark(journal, groups, Status.UNREAD if all_read else Status.READ)

    def queue(
        self,
        ids: Sequence[int],
        on: bool | None = None,  # noqa: FBT001  None toggles
        after: "int | EllipsisType | None" = ...,
    ) -> "Change":
        """Put papers at the end of the queue, or `after` another of it, or, after None, to its front; or take them out.

        Without `on` they are taken out when all of them are in it. Queued is a status. Raises as `move` does.
        """
        with self._writing() as journal:
            groups = journal.grouped(ids, "status")
            on = not groups.keys() <= {STATUSES.index(Status.QUEUED)} if on is None else on
            status = Status.QUEUED if on else Status.UNREAD
            _give(journal, groups, status)
            if on and after is not ...:
                _move(journal, ids, after, None)
            return _marked(journal, groups, status)

    def put_off(self, ids: Sequence[int], day: date | None) -> "Change":
        """Put papers off to a day, when they come back; None for those that are not put off. Their status stays."""
        with self._writing() as journal:
            groups = journal.grouped(ids, "later")
            here, to = _all(groups), day.isoformat() if day else None
            journal.say("later", to, _others(groups, to))
            journal.say("new", 0, here & _new(journal))
            count = papers(len(here))
            return journal.record(
                "later", f"put off {count} to {to}" if to else f"put off {count} no longer", len(here)
            )

    def page_done(self, listing: int) -> "Change":
        """Have the papers of a listing be new no more; what was said of them stays as it is."""
        with self._writing() as journal:
            names = "SELECT title, source FROM listings WHERE id = ? AND hidden = 0"
            found = journal.connection.execute(names, (listing,)).fetchone()
            if found is None:
                raise LibraryError(f"there is no listing {listing} on the shelf")
            left = journal.present(counts.ids(journal.connection, "listing", listing)) & _new(journal)
            journal.say("new", 0, left)
            words = f"done with {quoted(rows.listing_name(*found))}, {papers(len(left))} of it undecided"
            return journal.record("done", words, len(left))

    def star(self, ids: Sequence[int], on: bool | None = None) -> "Change":  # noqa: FBT001  None toggles
        """Star papers or take their stars; None takes them when all have one."""
        with self._writing() as journal:
            groups = journal.grouped(ids, "starred")
            on = 0 in groups if on is None else on
            journal.say("starred", int(on), _others(groups, int(on)))
            count = len(_all(groups))
            return journal.record("star", f"{'starred' if on else 'unstarred'} {papers(count)}", count)

    def prioritise(self, ids: Sequence[int], step: int) -> "Change":
        """Raise or lower the priority of papers by `step`, within -9 to 9."""
        with self._writing() as journal:
            count = 0
            for priority, group in journal.grouped(ids, "priority").items():
                new = _priority(priority + step)
                count += len(group)
                if new != priority:
                    journal.say("priority", new, group)
            words = f"{'raised' if step > 0 else 'lowered'} the priority of {papers(count)}"
            return journal.record("prioritise", words, count)

    def tag(self, ids: Sequence[int], add: Iterable[str] = (), remove: Iterable[str] = ()) -> "Change":
        """Put tags on papers and take tags off them. A tag is one line of at most 100 characters, without commas."""
        from storage import naming

        adding, removing = _tags(add), _tags(remove)
        with self._writing() as journal:
            here = journal.present(ids)
            touched = here - here
            for name, wanted in (*((name, True) for name in adding), *((name, False) for name in removing)):
                touched |= naming.tag(journal, here, name, wanted=wanted)
            count = papers(len(touched))
            said = [f"tagged {count} {_quoted(adding)}"] if adding else []
            if removing:
                said.append(f"removed the tag{'s' if len(removing) > 1 else ''} {_quoted(removing)} from {count}")
            return journal.record("tag", " and ".join(said), len(touched))

    def shelve(
        self, ids: Sequence[int], add: Iterable[str] = (), remove: Iterable[str] = (),
        after: "int | EllipsisType | None" = ...,
    ) -> "Change":  # fmt: skip
        """Put papers at the ends of shelves, or `after` another paper there, or, after None, to the front; and take
        them off others. A shelf is named as a tag is. Raises as `move` does."""
        from storage import naming

        adding, removing = _tags(add), _tags(remove)
        with self._writing() as journal:
            here = journal.present(ids)
            touched = here - here
            for name, wanted in (*((name, True) for name in adding), *((name, False) for name in removing)):
                touched |= naming.shelve(journal, here, name, wanted=wanted)
                if wanted and after is not ...:
                    _move(journal, ids, after, name)
            count = papers(len(touched))
            said = [f"put {count} on {_quoted(adding)}"] if adding else []
            said += [f"took {count} off {_quoted(removing)}"] if removing else []
            return journal.record("shelve", " and ".join(said), len(touched))

    def move(self, ids: Sequence[int], after: int | None, shelf: str | None = None) -> "Change":
        """Have papers stand behind another one, or, without one, first: on a shelf, or in the queue where none is
        named. Those that do not stand there stay where they are.

        Raises LibraryError where the other does not stand there.
        """
        with self._writing() as journal:
            count = _move(journal, ids, after, shelf)
            return journal.record("move", f"moved {papers(count)} {_where(shelf)}", count)

    def rename(self, what: str, old: str, new: str) -> "Change":
        """Call a `tag`, with all below it, a `shelf` or a `search` by another name, which is kept as that of a tag is.
        Where that is in use the two become one; a saved search stands in the place of the other.

        Raises LibraryError when there is none of the old name, or the new one is none.
        """
        from storage import naming

        name = clean(new if what == "search" else new.replace(",", " "), TAG_LIMIT)
        with self._writing() as journal:
            if not name:
                raise LibraryError(f"a {what} needs a name")
            count = naming.RENAME[what](journal, old, name)
            return journal.record("rename", f"renamed the {what} {quoted(old)} to {quoted(name)}", count)

    def note(
        self, number: int, text: str, *, version: int | None = None, session: int | None = None, back: bool = False
    ) -> "Change":
        """Save the note on a paper; an empty text removes it. The former text stays in the note's history.

        The draft of this session is over, or that of the `session` it was begun in; what of it is not in the note is
        in its history. A paper that was merged is meant by the paper that shows it; with `back` one that is off the
        shelf comes back. Raises NoteConflictError when `version` is given and another window saved since it was read;
        LibraryError when the paper is not on the shelf.
        """
        from storage import drafts

        text = clean(text, NOTE_LIMIT, lines=True)
        with self._writing() as journal:
            begun, (number, title, hidden) = number, self._anywhere(number)
            if hidden:
                if not back:
                    raise LibraryError(f"there is no paper {number} on the shelf")
                journal.bring_back(number, hidden)
                number, title, _ = self._anywhere(number)
            found = journal.connection.execute("SELECT text, version FROM notes WHERE paper = ?", (number,)).fetchone()
            old, old_version = found or ("", 0)
            if version is not None and old_version != version and old != text:
                raise NoteConflictError(old, old_version)
            for whose in {self.session, self.session if session is None else session}:
                fullest = self._fullest.get(begun, "") if whose == self.session else ""
                drafts.keep(journal, number, None, whose, note=text, fullest=fullest)
            if text != old:
                journal.say("note", "", journal.noted(number))
                journal.say("note", text, [number])
            words = f"{'noted on' if text else 'removed the note on'} {title}"
            change = journal.record("note", f"brought back {title} with its note" if hidden else words, 1)
        self._fullest.pop(begun, None)
        return change

    def append(self, ids: Sequence[int], text: str) -> "Change":
        """Add a text below the notes on papers, as one undo step; what is being typed of them stays as it is.

        Raises LibraryError where a note would be too long for that.
        """
        text = clean(text, NOTE_LIMIT, lines=True)
        with self._writing() as journal:
            count = 0
            for number in journal.present(ids) if text else ():
                old = scalar(journal.connection, "SELECT text FROM notes WHERE paper = ?", (number,)) or ""
                new = f"{old}\n{text}" if old else text
                if len(new) > NOTE_LIMIT:
                    raise LibraryError(f"the note on {self._title(number)} would have more than {NOTE_LIMIT:,} letters")
                journal.say("note", "", journal.noted(number))
                journal.say("note", new, [number])
                count += 1
                what = self._title(number) if count == 1 else papers(count)
            return journal.record("note", f"added to the note{'s' * (count > 1)} on {what}" if count else "", count)

    def draft(self, number: int, text: str | None, session: int | None = None) -> None:
        """Keep what is being typed as a note, so that a crash loses none of it; None when it was saved or given up.

        It is this session's draft, or that of the `session` named. What goes out of it is kept in the note's history.
        """
        from storage import drafts

        kept = None if text is None else clean(text, NOTE_LIMIT, lines=True)
        session = self.session if session is None else session
        mine = session == self.session
        if text is not None and mine and self._writes is None:
            from storage.sessions import Hold

            self._writes = Hold(self.path, session)
        fullest = self._fullest.get(number, "") if mine else ""
        with self._writing() as journal:
            note = scalar(journal.connection, _NOTE_OF, (number,)) or ""
            drafts.keep(journal, number, kept, session, note=note, fullest=fullest)
        if mine:
            grown = kept is None or not drafts.missing(fullest, kept) or drafts.is_lost(fullest, kept)
            self._fullest[number] = (kept or "") if grown else fullest

    def discard(self, number: int, session: int) -> "Change":
        """Throw away what a session left unsaved as the note of a paper; undone, it is offered again. The text is in
        the note's history."""
        from storage import drafts

        with self._writing() as journal:
            _, title, _ = self._anywhere(number)
            drafts.discard(journal, number, session)
            return journal.record("discard", f"threw away what was typed as the note on {title}", 1)

    def edit(self, number: int, **facts: Any) -> "Change":
        """Set facts of a paper, by the names of Paper's fields; they win over every later import.

        Raises TypeError for an unknown field, ValueError for an empty title, LibraryError when the paper is not on the
        shelf.
        """
        return self.edit_each({number: facts})

    def edit_each(self, facts: Mapping[int, Mapping[str, Any]]) -> "Change":
        """Set facts of papers, each its own, as one undo step; raises as `edit` does, and then sets none."""
        from storage import merging

        with self._writing() as journal:
            titles = [self._title(number) for number in facts]
            count = merging.edit(journal, facts)
            return journal.record("edit", f"edited {titles[0] if len(titles) == 1 else papers(count)}", count)

    def complete(self, found: "Iterable[tuple[int, Paper, str, int]]") -> "Change | None":
        """Unite what look-ups say of papers with the shelf's facts as one undo step.

        `found` names a paper, what is said of it, the format that says so, and how far that is believed. What is
        `against` its paper is not taken. Returns None, and leaves no undo step, where nothing is new. Raises
        LibraryError when a paper is not on the shelf.
        """
        from storage import merging

        completed: list[str] = []
        sources: dict[str, None] = {}
        with self._writing() as journal:
            for number, paper, source, trust in found:
                title = self._title(number)
                if merging.complete(journal, number, paper, source, trust):
                    completed.append(title)
                    sources[source] = None
            if not completed:
                return None
            what = completed[0] if len(completed) == 1 else papers(len(completed))
            return journal.record("complete", f"completed {what} from {', '.join(sources)}", len(completed))

    def delete(self, ids: Sequence[int]) -> "Change":
        """Take papers off the shelf; undo brings them back with all that was said of them."""
        with self._writing() as journal:
            going = journal.present(ids)
            journal.say("gone", 1, going)
            return journal.record("delete", f"deleted {papers(len(going))}", len(going))

    def bring_back(self, ids: Sequence[int]) -> "Change":
        """Bring papers that were taken off the shelf back on it."""
        from storage.effects import bitmap, select

        with self._writing() as journal:
            gone = select(journal.connection, "SELECT id FROM papers", bitmap(ids), where=f"hidden = {rows.GONE}")
            back = bitmap(row for (row,) in gone)
            journal.say("gone", 0, back)
            return journal.record("back", f"brought back {papers(len(back))}", len(back))

    def merge(self, keep: int, other: int) -> "Change":
        """Make two papers one, which `keep` shows: it has the records, tags and notes of both.

        Raises LibraryError when one of them is not on the shelf.
        """
        if keep == other:
            raise LibraryError("a paper cannot be merged with itself")
        return self._decide(keep, other, "merge", "merged 2 papers into one")

    def keep_apart(self, a: int, b: int) -> "Change":
        """Decide that two papers are two; the pair is not asked about again."""
        return self._decide(a, b, "apart", "kept 2 papers apart")

    def _decide(self, a: int, b: int, verb: str, words: str) -> "Change":
        from storage import merging

        with self._writing() as journal:
            for number in (a, b):
                self._title(number)
            merging.decide(journal, a, b, same=verb == "merge")
            return journal.record(verb, words, 2)

    def split(self, number: int, off: Sequence[int]) -> "Change":
        """Make a paper of its own of those records of a paper whose numbers are in `off`; see `records`.

        What was said of a paper that was merged goes back to it. Raises LibraryError when the paper is not on the
        shelf, or no record would stay, or none come off.
        """
        from storage import merging

        with self._writing() as journal:
            title = self._title(number)
            merging.split(journal, number, off)
            return journal.record("split", f"split {title}", 2)

    def _title(self, number: int) -> str:
        """Return a paper's title in quotes, for a sentence; raises LibraryError when it is not on the shelf."""
        title = scalar(self.connection, "SELECT title FROM papers WHERE id = ? AND hidden = 0", (number,))
        if title is None:
            raise LibraryError(f"there is no paper {number} on the shelf")
        return quoted(title)

    def _anywhere(self, number: int) -> tuple[int, str, int]:
        """Return the paper that shows a row, its title in quotes, and why it is hidden, 0 where it is on the shelf;
        raises LibraryError where there is none."""
        for paper, title, hidden in self.connection.execute(_SHOWN, (number,)):
            return paper, quoted(title), hidden
        raise LibraryError(f"there is no paper {number} on the shelf")

    def save_search(self, name: str, query: str) -> "Change":
        """Keep a query under a name, in the place of one that has it already."""
        from storage import merging
        from storage.naming import named

        name = clean(name, TAG_LIMIT)
        with self._writing() as journal:
            before = merging.search(journal, name, query, named(name))
            instead = f" in place of “{before}”" if before is not None else ""
            return journal.record("search", f"saved the search “{name}”{instead}", 0)

    def forget_search(self, name: str) -> "Change":
        """Drop a saved search; undo brings it back."""
        from storage import merging
        from storage.naming import named

        with self._writing() as journal:
            merging.search(journal, name, None, named(name))
            return journal.record("search", f"forgot the search “{name}”", 0)

    # -- what is no undo step

    def assign_keys(self, proposals: Mapping[int, str]) -> dict[int, str]:
        """Return citation keys, and keep them: the one a paper has, else its proposal, made unique with a letter.

        A key once used stays that paper's, so this is no undo step. Ids not on the shelf are left out.
        """
        with self._writing() as journal:
            shown = journal.grouped(proposals, "key")
            new = shown.pop(None, ())
            keys: dict[int, str] = {number: key for key, group in shown.items() for number in group}
            keys |= _free(journal.connection, {number: proposals[number] for number in new})
            journal.keep_keys(keys)
            journal.record("key", f"cited {papers(len(keys))}", len(keys))
            return keys


def give_keys(journal: "Journal", proposals: Mapping[int, str]) -> None:
    """Give papers of a library that have no keys those that a first citation would, in the order of the proposals."""
    from pyroaring import BitMap

    from storage.effects import select

    joined = select(journal.connection, "SELECT id, joined FROM papers", BitMap(proposals), where="joined IS NOT NULL")
    shows = dict(joined)
    wanted = {shows.get(number, number): key for number, key in proposals.items()}
    new = journal.grouped(wanted, "key").get(None, ())
    keys = _free(journal.connection, {number: key for number, key in wanted.items() if number in new})
    journal.keep_keys(keys, pin=False)
    journal.record("key", f"gave {papers(len(keys))} a key", len(keys))


def _free(connection: "Connection", proposals: Mapping[int, str]) -> dict[int, str]:
    """Return the proposals, each with a letter behind it where it is taken, in whatever case keys are usually written:
    BibTeX does not tell them apart by that."""
    from storage import records

    cased = {number: (key, key.lower(), key.upper(), key[:1].swapcase() + key[1:]) for number, key in proposals.items()}
    taken = records.keys_among(connection, {key for keys in cased.values() for key in keys})
    made: set[str] = set()
    free: dict[int, str] = {}
    for number, key in proposals.items():
        ends = suffixes()
        while True:
            end = next(ends)
            names = [one + end for one in cased[number]]
            there = records.keys_among(connection, names) if end else taken
            if (key + end).casefold() not in made and there.isdisjoint(names):
                break
        made.add((key + end).casefold())
        free[number] = key + end
    return free


def _mark(journal: "Journal", groups: "Mapping[int, BitMap]", status: Status) -> "Change":
    _give(journal, groups, status)
    return _marked(journal, groups, status)


def _give(journal: "Journal", groups: "Mapping[int, BitMap]", status: Status) -> None:
    others = _others(groups, STATUSES.index(status))
    if status is Status.QUEUED:
        journal.say("queue", standing.end(journal.connection, None), others)
    journal.say("status", _status(status), others)
    _decided(journal, _all(groups))


def _marked(journal: "Journal", groups: "Mapping[int, BitMap]", status: Status) -> "Change":
    count = len(_all(groups))
    return journal.record("mark", f"marked {papers(count)} {status.value}", count)


def _decided(journal: "Journal", here: "BitMap") -> None:
    """Have papers be new no more, and no longer put off."""
    from pyroaring import BitMap

    journal.say("new", 0, here & _new(journal))
    put_off = scalars(journal.connection, "SELECT id FROM papers WHERE later IS NOT NULL")
    journal.say("later", None, here & BitMap(put_off))


def _new(journal: "Journal") -> "BitMap":
    return counts.ids(journal.connection, "new", 1)


def _status(status: Status) -> str:
    """Return a status as its register has it: with the moment, where the paper is read from now on."""
    return json.dumps([STATUSES.index(status), rows.now() if status is Status.READ else None])


def _priority(number: int) -> int:
    return max(-PRIORITY, min(PRIORITY, number))


def take_over(journal: "Journal", said: Mapping[int, Said], status: Status | None = None) -> "Change":
    """Say of new papers what the library that they come from says of them, as one undo step behind their import; with
    a `status` that stands in each for what the library says."""
    from pyroaring import BitMap

    from storage import naming

    here = journal.present(said)
    by: defaultdict[tuple[str, Any], BitMap] = defaultdict(BitMap)
    for paper in here:
        theirs = said[paper]
        if theirs.status is not Status.UNREAD:
            by["status", _status(theirs.status)].add(paper)
        by["starred", int(theirs.starred)].add(paper)
        by["priority", _priority(theirs.priority)].add(paper)
        by["note", clean(theirs.note, NOTE_LIMIT, lines=True)].add(paper)
        by["later", theirs.later].add(paper)
        for field, names in (("tag", theirs.tags), ("shelf", theirs.shelves)):
            for name in _tags(names):
                by[field, name].add(paper)
    for (field, value), papers_of in by.items():
        if field in ("tag", "shelf"):
            (naming.tag if field == "tag" else naming.shelve)(journal, papers_of, value, wanted=True)
        elif value:
            journal.say(field, value, papers_of)
    decided = [paper for paper in here if status or said[paper].status is not Status.UNREAD]
    journal.say("new", 0, _new(journal) & BitMap(decided))
    return journal.record("said", taking_over({paper: said[paper] for paper in here}, status)[0], len(here))


def taking_over(said: Mapping[int, Said], status: Status | None = None) -> tuple[str, str]:
    """Return the words of that step, and a sentence on it for the account of the import."""
    theirs = sum(one != Said(status or Status.UNREAD) for one in said.values())
    step = [f"took over what their library says of {papers(theirs)}"] if theirs else []
    told = [f"marks, tags and notes of {papers(theirs)} are taken over"] if theirs else []
    if status not in (None, Status.UNREAD):
        step.append(f"marked {papers(len(said))} {status}")
        told.append(f"{papers(len(said))} {'is' if len(said) == 1 else 'are'} marked {status}")
    return ", and ".join(step), f"{', and '.join(told)}, as a step of their own"


def _tags(names: Iterable[str]) -> list[str]:
    return [tag for name in names if (tag := clean(name.replace(",", " "), TAG_LIMIT))]


def _move(journal: "Journal", ids: Sequence[int], after: int | None, shelf: str | None) -> int:
    """Have papers stand elsewhere in the queue, or on a shelf; return how many of them stand there."""
    key = standing.number(journal.connection, shelf) if shelf else None
    line = standing.line(journal.connection, key)
    wanted = set(ids)
    moving = [row for row in line if row in wanted]
    if after is not None and (after not in line or after in wanted):
        raise LibraryError(f"paper {after} does not stand {_where(shelf)}, or is to be moved itself")
    for row, place in standing.moved(line, moving, after).items():
        journal.say("shelf" if shelf else "queue", place, [row], key or 0)
    return len(moving)


def _where(shelf: str | None) -> str:
    return f"on {quoted(shelf)}" if shelf else "in the queue"


def _all(groups: "Mapping[Any, BitMap]") -> "BitMap":
    """Return the papers, whatever they have."""
    from pyroaring import BitMap

    return BitMap().union(*groups.values())


def _others(groups: "Mapping[Any, BitMap]", value: Any) -> "BitMap":
    """Return the papers that have another value."""
    return _all({has: group for has, group in groups.items() if has != value})


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
