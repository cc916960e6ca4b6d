"""Backups that were checked, and restoring one."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from storage import files, machines, migrations, places, sqlite
from storage.errors import LibraryError, reason

KEEP_DAYS, KEEP_WEEKS, KEEP_MONTHS = 7, 4, 12
"""How many daily, weekly and monthly backups are kept."""
ROOM, LIBRARIES, NEWEST = 1_000_000_000, 10, 3
"""How much room they may take: so many bytes, or so many times the library's size; so many are kept in any case."""


class BackupError(LibraryError):
    """A backup could not be made, found or used; the message is a sentence for people."""


class Backup(NamedTuple):
    """One backup file."""

    path: Path
    made: datetime
    reason: str
    """`daily`, `migration`, `restore`, `asked`, ..."""
    size: int
    """Bytes."""


def take(library: Path, *, reason: str = "asked") -> Backup:
    """Copy the library as of one moment into its backup folder, check the copy, and only then give it its name.

    Raises BackupError when the disk is full, the copy does not pass quick_check, or the library cannot be read.
    """
    library = places.real(library)
    with _failing(f"no backup was made in {places.backups(library)}"), files.work(library):
        return _copy(library, reason)


def take_daily(library: Path, changes: int) -> Backup | None:
    """Take the day's backup when there is none of today and the library changed since the last; then prune.

    `changes` is any number that rises with every change of the library.
    """
    known = backups(library)
    today = datetime.now(UTC).date()
    if any(backup.made.date() == today and backup.reason == "daily" for backup in known):
        return None
    mark = _mark(library)
    with suppress(OSError, ValueError):  # no mark yet
        if known and mark.read_text(encoding="ascii") == str(changes):
            return None
    made = take(library, reason="daily")
    with suppress(OSError):  # then there is one backup more than need be
        files.remove(mark)
        sqlite.create(mark)
        mark.write_text(str(changes), encoding="ascii")
    prune(library, today)
    return made


def backups(library: Path) -> list[Backup]:
    """Return the backups of a library, newest first by their names. Raises BackupError where they cannot be listed."""
    found: list[Backup] = []
    # Those of a library behind a symbolic link were once beside the link.
    for folder in {places.backups(library), files.beside(library, ".backups")}:
        with _failing(f"the backups in {folder} cannot be listed"):
            try:
                paths = [*folder.iterdir()]  # glob passes over what may not be read, from Python 3.13 on
            except (FileNotFoundError, NotADirectoryError):
                paths = []
        for path in paths:
            if path.suffix != ".sqlite3":
                continue
            stamp, _, reason = path.stem.partition("-")
            try:
                made = datetime.strptime(stamp, files.STAMP).replace(tzinfo=UTC)
                found.append(Backup(path, made, reason, path.stat().st_size))
            except (ValueError, OSError):
                continue  # not one of ours
    return sorted(found, key=lambda backup: (backup.made, backup.path.name), reverse=True)


def newest(library: Path) -> Backup | None:
    """Return the backup to restore when none is named; None where there is none.

    Where one is dated in the future a clock was ahead once, and names do not tell: then it is the one whose last act is
    the latest, by the acts' own clock, which never runs back.
    """
    known = backups(library)
    if known and known[0].made > datetime.now(UTC):
        return max(known, key=lambda backup: _last_act(backup.path))
    return known[0] if known else None


def _last_act(path: Path) -> int:
    try:
        with sqlite.legible(), closing(sqlite.connect(path, readonly=True)) as copy:
            return sqlite.scalar(copy, "SELECT max(clock) FROM acts") or 0
    except sqlite.Error:
        return -1  # damaged, or of an older papershelf


def kept(made: list[datetime], today: date) -> set[datetime]:
    """Return which backups stay: all of the last 7 days, then the newest of each of 4 weeks and of 12 months.

    One of a day to come, which a clock that was ahead has named, stays until there is one of each of 7 days.
    """
    past = [moment for moment in made if moment.date() <= today]
    keep = {moment for moment in past if today - moment.date() < timedelta(days=KEEP_DAYS)}
    if len({moment.date() for moment in keep}) < KEEP_DAYS:
        keep.update(moment for moment in made if moment.date() > today)
    for bucket, count in (
        (lambda day: day.isocalendar()[:2], KEEP_WEEKS),
        (lambda day: (day.year, day.month), KEEP_MONTHS),
    ):
        newest: dict[object, datetime] = {}
        for moment in sorted(past):
            newest[bucket(moment.date())] = moment
        keep.update(sorted(newest.values(), reverse=True)[:count])
    return keep


def prune(library: Path, today: date) -> None:
    """Remove backups that `kept` does not keep, and the oldest of the others where all take more room than they may."""
    known = backups(library)
    keep = kept([backup.made for backup in known], today)
    limit = max(ROOM, LIBRARIES * library.stat().st_size)
    staying = taken = 0
    for backup in known:
        taken += backup.size
        if backup.made in keep and (taken <= limit or staying < NEWEST):
            staying += 1
        else:
            taken -= backup.size
            files.remove(backup.path)


class Restored(NamedTuple):
    """What a restore did."""

    words: str
    """A sentence on where the former library is, and what else was found; empty when there was nothing."""
    former: Path | None
    """The former library: a backup of it, or the damaged file set aside; None where there was no library."""


def restore(library: Path, backup: Path) -> Restored:
    """Have a library hold what a backup of it holds.

    It is written into the library itself, in one transaction (https://sqlite.org/backup.html): who has it open goes
    on with what was brought back, a writer is waited for, and whatever kills the restore leaves the one or the
    other whole. Of what it held before, to the last act, a backup is taken first. A file that is damaged, or no library
    of papershelf, is set aside with its logs instead. What was restored goes on as a machine of its own. Raises
    BackupError.
    """
    library = places.real(library)
    with _failing("nothing was restored"):
        if library.exists() and not library.is_file():
            raise BackupError(f"nothing was restored: {library} is not a file")
        if not backup.is_file():
            raise BackupError(f"there is no backup {backup}")
        sqlite.private_folder(library.parent)
        with files.work(library) as at:
            ready = files.beside(library, ".restoring")
            former: Path | None
            try:
                _make_ready(backup, ready)
                if _is_sound(library):
                    former = _write_into(library, ready)
                    at.words.append(f"the former library is kept as {former}")
                else:
                    _move_in(ready, ready)
                    former = at.put(ready)
                    at.words.append(files.kept(former) if former else "")
            finally:
                files.remove(ready)
            files.remove(_mark(library))
            return Restored("; ".join(filter(None, at.words)), former if former and former.exists() else None)


def _make_ready(backup: Path, ready: Path) -> None:
    """Copy a backup, check the copy, and bring it up to date."""
    sqlite.create(ready)
    _copy_into(backup, ready)
    with sqlite.legible(), closing(sqlite.connect(ready)) as copy:
        schema = sqlite.scalar(copy, "PRAGMA user_version")
        if schema > migrations.SCHEMA:
            raise BackupError(f"nothing was restored: {backup} was written by a newer papershelf")
        if schema < migrations.SCHEMA:
            migrations.migrate(copy)


def _move_in(ready: Path, place: Path) -> None:
    """Have a copy know that it is where it will stand; its acts to come are another machine's than those so far."""
    with closing(sqlite.connect(ready)) as copy, sqlite.write(copy):
        machines.settle(copy, place)


def _is_sound(library: Path) -> bool:
    """Return whether a library can be written into, and a backup of it taken; a damaged file is only looked at."""
    if not library.exists() or library.stat().st_size <= sqlite.BLANK:
        return False
    try:
        with sqlite.legible(), closing(sqlite.connect(library, readonly=True)) as connection:
            _look(connection, library)
        return True
    except BackupError:
        return False
    except sqlite.Error as error:
        if any(word in str(error) for word in _PASSING):
            raise
        return False


_PASSING = ("is full", "is locked", "disk I/O error", "unable to open")
"""What SQLite says of the disk and of other programs, and not of the file."""


_BUSY = (5, 6)
"""SQLITE_BUSY and SQLITE_LOCKED (https://sqlite.org/rescode.html): when it has waited in vain."""


def _write_into(library: Path, ready: Path) -> Path:
    """Write a copy into the library, and return the backup of what was there."""
    _move_in(ready, library)
    former: list[Path] = []

    def copied(status: int, remaining: int, total: int) -> None:
        del remaining, total
        if status in _BUSY:
            raise BackupError("nothing was restored: another program is writing to the library, and did not end")
        if not former:
            former.append(_copy(library, "restore").path)

    with closing(sqlite.connect(library)) as target, closing(sqlite.connect(ready, readonly=True)) as source:
        if sqlite.scalar(target, "PRAGMA journal_mode") != "wal":
            copied(0, 0, 0)  # the library cannot be read while it is written
        # With half of the pages nobody else can write any more, and what is read is still what was there before.
        source.backup(target, pages=max(1, sqlite.scalar(source, "PRAGMA page_count") // 2), progress=copied)
    return former[0]


def _copy(library: Path, reason: str) -> Backup:
    """Make a backup, as the one who is at work on the library."""
    folder = places.backups(library)
    made, target = files.free(lambda stamp: folder / f"{stamp}-{reason}.sqlite3")
    partial = target.with_suffix(".partial")
    try:
        sqlite.create(partial)
        _copy_into(library, partial)
        files.put(partial, target)
    finally:
        with suppress(OSError):
            files.remove(partial)
    return Backup(target, made, reason, target.stat().st_size)


def _copy_into(library: Path, copy: Path) -> None:
    """Copy a library as of one moment into an empty file, without the place it is in, and check the copy."""
    with sqlite.legible():
        with closing(sqlite.connect(library, readonly=True)) as source:
            source.execute("VACUUM INTO ?", (copy.absolute().as_uri(),))
        with closing(sqlite.connect(copy)) as target:
            if sqlite.scalar(target, "PRAGMA application_id") == sqlite.APPLICATION_ID:
                machines.forget(target)
            _look(target, library)
            target.execute("PRAGMA journal_mode = DELETE")  # so that reading it leaves no files beside it


def _look(connection: sqlite.Connection, path: Path) -> None:
    """Raise BackupError for what is damaged, or no library."""
    if (answer := sqlite.scalar(connection, "PRAGMA quick_check(1)")) != "ok":
        raise BackupError(f"{path} does not pass its check: {answer}")
    if sqlite.scalar(connection, "PRAGMA application_id") != sqlite.APPLICATION_ID:
        raise BackupError(f"{path} is not a papershelf library")


def _mark(library: Path) -> Path:
    """Return the file that holds how far the library had changed at its last daily backup."""
    return places.backups(library) / "last-change"


@contextmanager
def _failing(what: str) -> Iterator[None]:
    """Raise BackupError, with what did not come about, for what the system and SQLite complain of."""
    try:
        yield
    except (OSError, sqlite.Error) as error:
        raise BackupError(f"{what}: {reason(error)}") from error
