"""The open library file: opened and closed, with its transactions."""

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from storage import files, migrations, places, sqlite
from storage.errors import LibraryError, readable, reason

if TYPE_CHECKING:
    from storage.journal import Journal
    from storage.sessions import Hold


class OpenFile:
    """One library file, open in one thread."""

    def __init__(self, path: Path, connection: sqlite.Connection, *, readonly: bool, new: bool) -> None:
        """Use `Library.open`."""
        self.path = path
        self.readonly = readonly
        self.new = new
        """True when opening made the file."""
        self.warnings: tuple[str, ...] = ()
        """Sentences about the place the file is in, and about what became of an older one."""
        self.session = secrets.randbits(62)
        """Who acts: one number an opened library and its second connections."""
        self._writes: Hold | None = None
        """Tells other sessions that this one is still there, from its first draft on."""
        self._fullest: dict[int, str] = {}
        """The most that was typed as the note of each paper, until it is saved; see drafts.py."""
        self.connection = connection
        """For the rooms of storage alone."""
        self._inode = _inode(path)
        self._settled = False
        """Whether this file is known to write under a machine's name of its own."""

    @classmethod
    def open(
        cls, path: Path | str, *, readonly: bool = False, create: bool = True, cache: int = sqlite.CACHE,
        progress: migrations.Progress | None = None,
    ) -> Self:  # fmt: skip
        """Open the library file at `path`; a missing one is made, unless `create` is False or `readonly`.

        `cache` is how much of the file is kept in memory, in KiB. A file or folder that cannot be written is opened
        read-only. A file of an older papershelf is brought up to date, of which `progress` is told: what is being
        done, and how much of that, from 0 to 1. Raises LibraryError for what is not a papershelf library, is damaged,
        comes from a newer papershelf, or cannot be read.
        """
        path = places.typed(path)
        try:
            link, path = path, places.real(path)
            if path != link and not path.parent.exists():
                raise LibraryError(f"{link} is a link to {path}, and that folder is not there")
            words = files.tidy(path)
            status, new, said = _look(path, create=create and not readonly)
            if not stat.S_ISREG(status.st_mode):
                raise LibraryError(f"{path} is {'a folder, ' * stat.S_ISDIR(status.st_mode)}not a library file")
            if status.st_size <= sqlite.BLANK and not readonly:
                raise LibraryError(
                    f"{path} is an empty file, not a library; delete it to start a new one there; "
                    "`papershelf doctor` says whether there is a backup"
                )
            closed = readonly or not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
            connection, closed = sqlite.reach(path, readonly=closed, cache=cache)
            library = cls(path, connection, readonly=closed, new=new)
        except (OSError, sqlite.Error) as error:
            full = isinstance(error, sqlite.OperationalError) and places.is_full(path.parent)
            why = "the disk is full" if full else reason(error)
            raise LibraryError(f"the library {path} cannot be opened: {why}") from error
        library.warnings = words + said
        try:
            library._ready(progress)
        except BaseException:
            library.close()
            raise
        if library.readonly and not readonly:
            full = places.is_full(path.parent)
            why = f"the disk is full: {path}" if full else f"{path} cannot be written, so the shelf"
            library.warnings += (f"{why} is read-only",)
        elif place := _shaky_place(path):
            library.warnings += (f"{path} is on {place}, where SQLite cannot promise that nothing is lost",)
        if status.st_nlink > 1:
            library.warnings += (places.LINKED.format(path),)
        return library

    def _ready(self, progress: migrations.Progress | None) -> None:
        with self._reading() as connection:
            application, schema, tables = sqlite.header(connection)
            if tables and application != sqlite.APPLICATION_ID:
                raise LibraryError(f"{self.path} is a database, but not a papershelf library")
            if schema > migrations.SCHEMA:
                raise LibraryError(f"{self.path} was written by a newer papershelf; upgrade to open it")
            if schema < migrations.SCHEMA:
                if self.readonly:
                    raise LibraryError(f"{self.path} is of an older papershelf and cannot be written, so not upgraded")
                if schema:
                    self._upgrade(progress)
                else:
                    migrations.migrate(connection)

    def _upgrade(self, progress: migrations.Progress | None) -> None:
        """Take a backup of an older file, and bring it up to date."""
        from storage import backup

        try:
            if progress:
                progress("a backup first", 0.0)
            backup.take(self.path, reason="migration")
            self.warnings += migrations.migrate(self.connection, progress)
        except (backup.BackupError, sqlite.Error) as error:
            said = error if isinstance(error, backup.BackupError) else reason(error)
            raise LibraryError(f"{self.path} is of an older papershelf, not upgraded: {said}") from error

    def again(self, *, cache: int = sqlite.CACHE) -> Self:
        """Return a second connection to the same file, for another thread. A thread owns its own."""
        other = self.open(self.path, readonly=self.readonly, create=False, cache=cache)
        other.session = self.session
        return other

    def close(self) -> None:
        """Close the file; everything is saved already."""
        try:
            if self.written:
                self.connection.execute("PRAGMA optimize")
        except sqlite.Error:
            pass  # only statistics for the query planner are lost
        self.connection.close()
        if self._writes is not None:
            self._writes.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def written(self) -> bool:
        """True when something was saved since this library was opened."""
        return not self.readonly and bool(self.connection.total_changes)

    def interrupt(self) -> None:
        """Stop the query that another thread runs on this connection; safe to call from any thread."""
        self.connection.interrupt()

    def _reading(self) -> AbstractContextManager[sqlite.Connection]:
        return readable(self.connection, self.path)

    def _select(self, sql: str, *bound: Any) -> list[tuple[Any, ...]]:
        """Return the rows that a query selects."""
        with self._reading() as connection:
            return connection.execute(sql, bound).fetchall()

    @contextmanager
    def _writing(self) -> Iterator["Journal"]:
        """Run a write transaction; what the journal records of it is one undo step."""
        from storage import machines  # a command that only reads needs none of it
        from storage.journal import Journal

        if self.readonly:
            raise LibraryError(f"{self.path} is open read-only")
        try:
            with sqlite.legible(), sqlite.write(self.connection) as connection:
                if not self._settled:
                    self._check_place()
                    machines.settle(connection, self.path)
                yield Journal(connection, self.session)
                self._check_place()  # what is saved goes to the file that has the name, and not to one set aside
            self._settled = True
        except sqlite.Error as error:
            raise LibraryError(f"nothing was saved: {reason(error)}") from error

    def _check_place(self) -> None:
        if _inode(self.path) != self._inode:
            raise LibraryError(f"{self.path} was replaced or removed while it was open; start papershelf again")

    def back_up(self) -> bool:
        """Take the day's backup when something changed since the last; return whether one was taken.

        Raises backup.BackupError when it cannot be made.
        """
        from storage import backup

        ((last,),) = self._select("SELECT max(id) FROM acts")
        return bool(last) and backup.take_daily(self.path, last) is not None


def _look(path: Path, *, create: bool) -> tuple[os.stat_result, bool, tuple[str, ...]]:
    """Return what stands at `path`, whether it was made now, and sentences on what else there is."""
    try:
        return path.stat(), False, ()
    except (FileNotFoundError, NotADirectoryError):
        if create:
            new, words = files.create(path, _fill)
            return path.stat(), new, words
        found = files.lying(path)
        raise LibraryError(f"there is no library at {path}" + f"; there are {found}" * bool(found)) from None


def _fill(empty: Path) -> None:
    with closing(sqlite.connect(empty)) as connection:
        migrations.migrate(connection)


def _inode(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


_NETWORK = frozenset("nfs nfs4 cifs smb3 smbfs sshfs fuse.sshfs afs 9p davfs fuse.rclone".split())
_MARKED = {
    ".stfolder": "Syncthing", ".dropbox.cache": "Dropbox", ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
}  # fmt: skip
"""What services put into the folders that they copy, whatever these are called."""
_SYNCED = "Dropbox, OneDrive, Google Drive, iCloud Drive, Mobile Documents, Nextcloud, ownCloud, Syncthing".split(", ")


def _shaky_place(path: Path) -> str | None:
    """Return what is wrong with a library's place: a network folder, or one that a service copies as it changes."""
    for part in path.absolute().parts:
        if part in _SYNCED or part.startswith("OneDrive "):
            return f"a folder that {part} synchronises"
    for folder in path.absolute().parents:
        for mark, service in _MARKED.items():
            if (folder / mark).exists():
                return f"a folder that {service} synchronises"
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
