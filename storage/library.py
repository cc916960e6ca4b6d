"""The shelf itself: every read and write of the library file.

The door to the parts below it, and who reads what:

    opening.py   opening and transactions                      every part
    errors.py    what goes wrong with the file, as sentences   every part
    reading.py   what is asked of the shelf                    tui, for lines, papers, listings, tags and counts
    saying.py    what the reader says of papers                tui, one call an act
    drafts.py    notes that are typed and not saved            Library.note, draft, discard, drafts and note_history
    sessions.py  who is still typing a note                    Library.draft and drafts
    view.py      the answer to a query                         Library.view; rescue.py is what comes nearest
    intake.py    one import                                    Library.add, add_all; account.py is what it did
    source.py    a library's versions on the shelf             intake, Library.as_before
    merging.py   one paper or two, edits, look-ups             what the reader decides of records
    records.py   records as they came, and what rows show      intake, merging, undo
    placing.py   which records are one paper                   intake, merging, undo
    made.py      why records are of their paper, in words      Library.made_of
    registers.py what the reader sets of papers                every act, and every undo
    journal.py   acts: performed, recorded, undone, redone     every act, Library.undo, redo and history
    travel.py    acts and records, out of a file and into one  what keeps several machines in step
    written.py   what stands in files that others write in too  tui.desk.owned
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from storage import rows
from storage.errors import LibraryError, reason
from storage.papers.paper import Listed, Noted, Skipped, Unread
from storage.papers.text import clean
from storage.papers.words import papers, quoted
from storage.query import Asked
from storage.reading import Listing, Reading
from storage.rows import Row
from storage.saying import NoteConflictError, Saying
from storage.view import View, asked

if TYPE_CHECKING:
    from pathlib import Path

    from storage.account import Account, Incoming
    from storage.completing import Completion
    from storage.journal import Change
    from storage.query import Query
    from storage.rescue import Rescue
    from storage.written import Written

Answer = TypeVar("Answer")

__all__ = ["Library", "LibraryError", "Listing", "NoteConflictError", "Row", "reason"]


class Library(Reading, Saying):
    """One library file, open in one thread. Every write is one transaction, saved at once, and one undo step.

    `sqlite.Error` from a full disk or a damaged file comes out of every method as LibraryError.
    """

    def view(self, query: Asked = "", sort: str = "") -> View:
        """Return the answer to a query in an order; nothing is read before it is asked.

        `sort` is one of fields.SORTS, with `-` before it for descending; a `sort:` in the query goes before it.
        Raises QueryError, with the span, for what the query language does not know.
        """
        return View(self.connection, query, sort)

    def asked(self, query: Asked) -> "Query":
        """Return what is asked, read once; raises QueryError as `view` does."""
        return asked(self.connection, query)

    def first_within(self, seconds: float, count: int, query: Asked = "", sort: str = "") -> list[int] | None:
        """Return the first papers of a query, or None when that takes more than `seconds` of this thread's CPU time.

        SQLite's progress handler stops it. None, too, where the file cannot be read. Raises QueryError.
        """
        return self._within(seconds, lambda: self.view(query, sort).first(count))

    def count_within(self, seconds: float, query: Asked) -> int | None:
        """Return how many papers a query finds, or None as `first_within` does."""
        return self._within(seconds, lambda: self.view(query).count())

    def _within(self, seconds: float, ask: Callable[[], Answer]) -> Answer | None:
        end = time.thread_time() + seconds
        self.connection.set_progress_handler(lambda: time.thread_time() > end, 1_000)
        try:
            return ask()
        except LibraryError:
            return None
        finally:
            self.connection.set_progress_handler(None, 0)

    def completions(self, text: str, cursor: int) -> "list[Completion]":
        """Return how the filter's word before the cursor may go on; nothing where the file cannot be read."""
        from storage import completing

        try:
            with self._reading() as connection:
                return completing.completions(text, cursor, completing.values(connection))
        except LibraryError:
            return []

    def rescue(self, query: Asked) -> "Rescue | None":
        """Return what comes nearest to a query that finds nothing; None when nothing does."""
        from storage.rescue import rescue

        with self._reading() as connection:
            return rescue(connection, query)

    def add(
        self, items: Iterable[Listed | Skipped | Noted | Unread], *, dry_run: bool = False,
        progress: Callable[[int], bool] | None = None, **listing: Any,
    ) -> "Account":  # fmt: skip
        """Import one listing, whose source, format and the like are those of Incoming; see add_all."""
        from storage.account import Incoming

        return self.add_all([Incoming(items, **listing)], dry_run=dry_run, progress=progress)[0]

    def add_all(
        self, parcels: "Sequence[Incoming]", *, dry_run: bool = False, progress: Callable[[int], bool] | None = None
    ) -> "list[Account]":
        """Import listings as one transaction and one undo step.

        With `dry_run` nothing is written, and the accounts list what would be done with each record. `progress` is told
        the number of records read so far. Raises CancelledError when it answered False; then, too, nothing is written.
        """
        from storage.intake import take_all

        accounts: list[Account] = []
        with suppress(_RollBackError), self._writing() as journal:
            accounts = take_all(journal, parcels, preview=dry_run, progress=progress)
            if dry_run or not any(account.change for account in accounts):
                raise _RollBackError
        if not dry_run:
            self._keep_texts(parcels, accounts)
        return [replace(account, listing_id=None, change=None) for account in accounts] if dry_run else accounts

    def _keep_texts(self, parcels: "Sequence[Incoming]", accounts: "Sequence[Account]") -> None:
        """Have libraries of which nothing was new be known by their text from now on."""
        from storage.source import keep_text

        same = [
            (parcel, account)
            for parcel, account in zip(parcels, accounts, strict=True)
            if parcel.text and not parcel.pick and account.listing_id is None and account.found
        ]
        if same:
            with self._writing() as journal:
                for parcel, account in same:
                    keep_text(journal.connection, parcel, account)

    def as_before(self, address: str, format: str, text: bytes) -> "Account | None":  # noqa: A002
        """Return the account of taking a library in again whose last version on the shelf is this text (see Incoming),
        with all its papers there: nothing is new; None where it must be read."""
        from storage.source import as_before

        with self._reading() as connection:
            return as_before(connection, address, format, text)

    def known_in(self, address: str, format: str) -> frozenset[int]:  # noqa: A002
        """Return the digests of records that the last version of a library has: they need not be read again."""
        from storage.source import known_in

        with self._reading() as connection:
            return known_in(connection, address, format)

    def take_back(self, listing: int) -> "Change":
        """Undo one import whole, whenever it was: its papers leave the shelf but those another listing has shown too,
        and those the reader said something of."""
        from storage import journal as acts

        with self._writing() as journal:
            found = self._select("SELECT title, source FROM listings WHERE id = ? AND hidden = 0", listing)
            if not found:
                raise LibraryError("that import is not on the shelf")
            before = self.count()
            acts.unlist(journal, listing)
            going = before - self.count()
            words = clean(f"undid the import of {rows.listing_name(*found[0])}: {papers(going)}")
            return journal.record("unlist", words, going)

    # -- history

    def history(self, limit: int = 50) -> "list[Change]":
        """Return the last changes, newest first."""
        from storage.journal import recent

        with self._reading() as connection:
            return recent(connection, limit)

    def coming(self, verb: str) -> "Change | None":
        """Return the step that `undo` or `redo` would take; None when there is none."""
        from storage.journal import coming

        with self._reading() as connection:
            return coming(connection, self.session, verb)

    def told(self, change: "Change", most: int = 1) -> tuple[str, int | None]:
        """Return what a step did, with the titles of its papers where it was of no more than `most`, else of the first
        of them; and its paper, where it was of one."""
        from storage.journal import touched

        if most == 1 != change.count:
            return change.words, None
        with self._reading() as connection:
            found = list(touched(connection, change.id, most + 1)) if change.id else []
        if not found:
            return change.words, None
        if len(found) == 1:
            title = quoted(self.title(found[0]))
            named = change.words if title in change.words else f"{change.words.replace(' 1 paper', '', 1)}: {title}"
            return named, found[0]
        if most == 1:
            return change.words, None
        titles = "; ".join(quoted(self.title(number), 40) for number in found[:most])
        return f"{change.words}: {titles}{'; …' if change.count > most else ''}", None

    def papers_of(self, change: "Change") -> list[int]:
        """Return the papers that a step was of, on the shelf or off it."""
        from storage.journal import touched

        with self._reading() as connection:
            return list(touched(connection, change.id))

    def undo(self, only: int | None = None) -> "Change | None":
        """Undo this session's last step, else the shelf's; None when there is none.

        With `only`, the number of a step, nothing is undone when another is the last by now.
        """
        return self._step("undo", only)

    def redo(self, only: int | None = None) -> "Change | None":
        """Redo what was undone last; None when there is nothing, or it is not the step `only`."""
        return self._step("redo", only)

    def _step(self, verb: str, only: int | None) -> "Change | None":
        from storage.journal import step

        with self._writing() as journal:
            return step(journal, verb, only)

    # -- files that others write in too

    def left_in(self, file: "Path", purpose: str) -> "dict[str, Written]":
        """Return what papershelf wrote into a file for a purpose, by the name that each piece has there."""
        from storage import written

        with self._reading() as connection:
            return written.of(connection, file, purpose)

    def intend(self, file: "Path", purpose: str, pieces: "Mapping[str, Written]") -> None:
        """Keep what is about to be written into a file, so that it is known again whoever is killed meanwhile."""
        from storage import written

        with self._writing() as journal:
            written.intend(journal.connection, file, purpose, pieces)

    @contextmanager
    def settling(
        self, file: "Path", purpose: str, pieces: "Mapping[str, Written]", gone: Iterable[str] = ()
    ) -> Iterator[None]:
        """Keep what stands in a file once it was written, which is done meanwhile: one window at a time.

        Where that raises, nothing is kept. With no pieces it only keeps other windows from doing so meanwhile.
        """
        from storage import written

        with self._writing() as journal:
            yield
            if pieces or gone:
                written.settle(journal.connection, file, purpose, pieces, gone)


class _RollBackError(Exception):
    """Leaves a transaction without keeping it."""
