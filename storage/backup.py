"""Backups that were checked, and restoring one."""

import os
import shutil
from contextlib import closing, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from storage import machines, places, sqlite

KEEP_DAYS, KEEP_WEEKS, KEEP_MONTHS = 7, 4, 12
"""How many daily, weekly and monthly backups are kept."""

_STAMP = "%Y%m%dT%H%M%SZ"


class BackupError(Exception):
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
    folder = places.backups(library)
    made = datetime.now(UTC)
    target = folder / f"{made.strftime(_STAMP)}-{reason}.sqlite3"
    partial = target.with_suffix(".partial")
    try:
        partial.unlink(missing_ok=True)
        sqlite.create(partial)
        with closing(sqlite.connect(library, readonly=True)) as source:
            source.execute("VACUUM INTO ?", (str(partial),))
        with closing(sqlite.connect(partial)) as copy:
            machines.forget(copy)
        _check(partial)
        _settle(partial, target)
    except (OSError, sqlite.Error) as error:
        raise BackupError(f"no backup was made: {error}") from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return Backup(target, made.replace(microsecond=0), reason, target.stat().st_size)


def take_daily(library: Path, changes: int) -> Backup | None:
    """Take the day's backup when there is none of today and the library changed since the last; then prune.

    `changes` is any number that rises with every change of the library.
    """
    known = backups(library)
    today = datetime.now(UTC).date()
    if any(backup.made.date() == today and backup.reason == "daily" for backup in known):
        return None
    mark = places.backups(library) / "last-change"
    try:
        if known and mark.read_text(encoding="ascii") == str(changes):
            return None
    except OSError:
        pass  # no mark yet
    made = take(library, reason="daily")
    mark.write_text(str(changes), encoding="ascii")
    prune(library, today)
    return made


def backups(library: Path) -> list[Backup]:
    """Return the backups of a library, newest first."""
    found: list[Backup] = []
    for path in places.backups(library).glob("*.sqlite3"):
        stamp, _, reason = path.stem.partition("-")
        try:
            made = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
            found.append(Backup(path, made, reason, path.stat().st_size))
        except (ValueError, OSError):
            continue  # not one of ours
    return sorted(found, key=lambda backup: (backup.made, backup.path.name), reverse=True)


def kept(made: list[datetime], today: date) -> set[datetime]:
    """Return which backups stay: all of the last 7 days, then the newest of each of 4 weeks and of 12 months."""
    keep = {moment for moment in made if today - moment.date() < timedelta(days=KEEP_DAYS)}
    for bucket, count in (
        (lambda day: day.isocalendar()[:2], KEEP_WEEKS),
        (lambda day: (day.year, day.month), KEEP_MONTHS),
    ):
        newest: dict[object, datetime] = {}
        for moment in sorted(made):
            newest[bucket(moment.date())] = moment
        keep.update(sorted(newest.values(), reverse=True)[:count])
    return keep


def prune(library: Path, today: date) -> None:
    """Remove backups that `kept` does not keep."""
    known = backups(library)
    keep = kept([backup.made for backup in known], today)
    for backup in known:
        if backup.made not in keep:
            backup.path.unlink(missing_ok=True)


def restore(library: Path, backup: Path) -> Path | None:
    """Put a backup in the library's place; return where the former file was set aside, None when there was none.

    The backup is checked first, and the former file is moved, never overwritten. Raises BackupError.
    """
    if not backup.is_file():
        raise BackupError(f"there is no backup {backup}")
    aside: Path | None = None
    partial = library.with_name(library.name + ".restoring")
    try:
        _check(backup)
        partial.unlink(missing_ok=True)
        sqlite.create(partial)
        shutil.copyfile(backup, partial)
        if library.exists():
            aside = library.with_name(f"{library.name}.{datetime.now(UTC).strftime(_STAMP)}.aside")
            for suffix in ("", "-wal", "-shm", "-journal"):  # a log left behind would be played into the restored file
                part = library.with_name(library.name + suffix)
                if part.exists():
                    part.rename(aside.with_name(aside.name + suffix))
        _settle(partial, library)
    except (OSError, sqlite.Error) as error:
        raise BackupError(f"nothing was restored: {error}") from error
    return aside


def _check(path: Path) -> None:
    with closing(sqlite.connect(path, readonly=True)) as copy:
        if (answer := sqlite.scalar(copy, "PRAGMA quick_check(1)")) != "ok":
            raise BackupError(f"{path.name} does not pass its check: {answer}")
        if sqlite.scalar(copy, "PRAGMA application_id") != sqlite.APPLICATION_ID:
            raise BackupError(f"{path.name} is not a papershelf library")


def _settle(partial: Path, target: Path) -> None:
    """Give a whole file its name: its bytes reach the disk first, then the name itself."""
    with partial.open("rb+") as stream:
        os.fsync(stream.fileno())
    partial.replace(target)
    places.sync_folder(target.parent)
