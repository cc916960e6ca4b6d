"""The files of a library, which are one thing: the library itself, its logs, its backups, and what work on them leaves.

What was saved last may stand in `-wal` alone, and what an unfinished act overwrote in `-journal`
(https://sqlite.org/tempfiles.html). Beside a library that it is not of, either is played into it and wrecks it. So
nobody else names, moves or removes a part of a library, and a log whose library is gone is set aside and kept.

Who makes, replaces or copies a library is at `work` on it, and nobody else at the same time: what lies unfinished when
work begins was left by someone who was killed.
"""

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage import locks, places, sqlite

_LOGS = ("-wal", "-journal")
_PARTS = ("", *_LOGS, "-shm")
STAMP = "%Y%m%dT%H%M%SZ"
"""A moment in the name of a file: UTC, so that names sort as they were made."""


class BusyError(OSError):
    """Another process is at work on the library."""


def beside(path: Path, ending: str) -> Path:
    """Return the path with something at the end of its name."""
    return path.with_name(f"{path.name}{ending}")


def remove(path: Path) -> None:
    """Remove a library, or a copy that is not needed, with its logs."""
    for part in _PARTS:
        beside(path, part).unlink(missing_ok=True)


def free(path: Callable[[str], Path]) -> tuple[datetime, Path]:
    """Return the next moment by whose stamp nothing is called yet, and the path of that name."""
    moment = datetime.now(UTC).replace(microsecond=0)
    while os.path.lexists(found := path(moment.strftime(STAMP))):
        moment += timedelta(seconds=1)
    return moment, found


def put(partial: Path, target: Path, *, over: bool = True) -> None:
    """Give a whole file its name: its bytes reach the disk first, then the name itself.

    Raises FileExistsError when something is so called, but for `over`.
    """
    with partial.open("rb+") as stream:
        os.fsync(stream.fileno())
    if over:
        partial.replace(target)
    else:
        try:
            target.hardlink_to(partial)  # unlike a rename, never over a file that came meanwhile
            partial.unlink()
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            partial.rename(target)
    places.sync_folder(target.parent)


class Work:
    """Being the only one at work on the files of a library."""

    def __init__(self, path: Path, lock: int | None) -> None:
        """Use `work`."""
        self.path = path
        self.words: list[str] = []
        """Sentences on what was found: of what someone left who was killed, and of logs without a library."""
        self._lock = lock
        self._aside = ""
        """What the library is being called that another takes the place of."""

    def set_aside(self) -> Path | None:
        """Give a library and its logs another name, and return it; None where there is nothing of it.

        The library keeps its own name, too, until another is `put` there; where it is gone already, only a log bears
        the new name. Killed before that, all is put back when next someone is at work.
        """
        logs = [log for log in _LOGS if _holds(beside(self.path, log))]
        if not logs and not os.path.lexists(self.path):
            return None
        _, aside = free(lambda stamp: beside(self.path, f".{stamp}.aside"))
        self._intend(aside.name)
        if os.path.lexists(self.path):
            try:
                aside.hardlink_to(self.path)
            except OSError:
                self.path.rename(aside)
        for log in logs:
            beside(self.path, log).rename(beside(aside, log))
        for part in _PARTS[1:]:
            beside(self.path, part).unlink(missing_ok=True)  # empty, or an index of the log
        return aside

    def put(self, partial: Path, *, over: bool = True) -> Path | None:
        """Have a whole file be the library; what was there before is set aside, whose name is returned."""
        aside = self.set_aside()
        put(partial, self.path, over=over)
        self._intend("")
        return aside

    @property
    def unfinished(self) -> bool:
        """True while something is set aside and nothing has come in its place."""
        return bool(self._aside)

    def _intend(self, aside: str) -> None:
        self._aside = aside
        if self._lock is not None:
            os.ftruncate(self._lock, 0)
            os.pwrite(self._lock, os.fsencode(aside), 0)
            os.fsync(self._lock)

    def begin(self) -> None:
        """Put right what someone left who was killed."""
        if self._lock is None:
            return  # he may be alive
        name = os.fsdecode(os.pread(self._lock, 4096, 0))
        self._aside = name if re.fullmatch(rf"{re.escape(self.path.name)}\.\w+\.aside", name) else ""
        self.end()
        for found in _leftovers(self.path):
            with suppress(OSError):
                found.unlink()

    def end(self) -> None:
        """Put back what was set aside for something that did not come, or find words for it."""
        if self.unfinished:
            aside = self.path.with_name(self._aside)
            if not self.path.exists() or (aside.exists() and aside.samefile(self.path)):
                self._put_back(aside)
            else:
                self.words.append(kept(aside))
            self._intend("")

    def _put_back(self, aside: Path) -> None:
        for log in _LOGS:
            if beside(aside, log).exists() and not _holds(beside(self.path, log)):
                beside(aside, log).replace(beside(self.path, log))
        if not aside.exists():
            return
        if self.path.exists():
            aside.unlink()
        else:
            aside.rename(self.path)


@contextmanager
def work(path: Path, seconds: float = sqlite.BUSY_SECONDS) -> Iterator[Work]:
    """Be the only one at work on the library `path`, which is `places.real`, in a folder that is there.

    Waits so many seconds for another to end. Where no file can be locked it is not waited, and nothing is cleared away.
    Raises BusyError.
    """
    place = _lock(path)
    end = time.monotonic() + seconds
    while True:
        try:
            lock = locks.lock(place, create=True)
            break
        except BlockingIOError:
            if time.monotonic() >= end:
                raise BusyError("another papershelf is copying or restoring it, and did not end") from None
            time.sleep(0.02)
    at = Work(path, lock)
    try:
        at.begin()
        yield at
    finally:
        try:
            at.end()
        finally:
            if lock is not None:
                locks.release(place, lock, keep=at.unfinished)


def tidy(path: Path) -> tuple[str, ...]:
    """Clear away what someone left who was killed at work on the library; return sentences on what is kept of it."""
    if os.path.exists(_lock(path)):  # noqa: PTH110 (every start asks; Path's takes twice as long)
        with suppress(OSError), work(path, 0) as at:  # a living one is at work, or the folder cannot be written
            return tuple(at.words)
    return ()


def create(path: Path, fill: Callable[[Path], None]) -> tuple[bool, tuple[str, ...]]:
    """Make a library that `fill` fills, whole or not at all; return whether it was made, and sentences on what else is
    there.

    False: another process made it meanwhile. A log whose library is gone is set aside first. Raises OSError.
    """
    sqlite.private_folder(path.parent)
    with work(path) as at:
        if os.path.lexists(path):
            return False, tuple(at.words)
        partial = path.with_name(f".{path.name}.{os.urandom(4).hex()}.new")
        try:
            former = _former(path)
            sqlite.create(partial)
            fill(partial)
            if aside := at.put(partial, over=False):
                at.words.append(kept(aside))
            if former:
                at.words.append(f"of a former library there are {' and '.join(former)}")
        except FileExistsError:
            return False, tuple(at.words)
        finally:
            remove(partial)
        return True, tuple(at.words)


def kept(aside: Path) -> str:
    """Return the sentence on what bears the name of something set aside; empty where nothing does."""
    logs = [f"{part}" for log in _LOGS if (part := beside(aside, log)).exists()]
    if aside.exists():
        return f"the former library is kept as {aside}" + (f", its log as {' and '.join(logs)}" if logs else "")
    return f"the log of a library that is gone is kept as {' and '.join(logs)}" if logs else ""


def lying(path: Path) -> str:
    """Return what there is of a library that stood at a path, in words; empty where there is nothing."""
    return " and ".join([f"{path.name}{log}" for log in _LOGS if _holds(beside(path, log))] + _former(path))


def _former(path: Path) -> list[str]:
    found = [name for name in _names(path.parent) if name.startswith(f"{path.name}.") and ".aside" in name]
    backups = any(name.endswith(".sqlite3") for name in _names(places.backups(path)))
    return found + ["backups, the newest of which `papershelf restore` brings back"] * backups


def why_not(path: Path) -> str:
    """Return what a file is that nothing else may be written over: `a SQLite database`, `a log of SQLite`, or a part of
    a database beside it, whether it is there or not; empty for any other.

    Raises OSError when it cannot be read.
    """
    path = places.real(path).absolute()
    for library in _whose(path):
        if _kind(library) == _DATABASE:
            return f"a part of {library.name}"
    return _kind(path)


def _whose(path: Path) -> Iterator[Path]:
    """Yield the libraries that a file would be a part of by its name: their log, set aside, among their backups."""
    yield from (path.with_name(path.name.removesuffix(part)) for part in _PARTS[1:] if path.name.endswith(part))
    if aside := _ASIDE.fullmatch(path.name):
        yield path.with_name(aside[1])
    for folder in path.parents:
        if folder.name.endswith(".backups"):
            yield folder.with_name(folder.name.removesuffix(".backups") or folder.name)


def _kind(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as stream:
        head = stream.read(16)
    return next((what for mark, what in _MARKS.items() if head.startswith(mark)), "")


_ASIDE = re.compile(r"(.+)\.\d{8}T\d{6}Z\.aside.*", re.DOTALL)
_DATABASE = "a SQLite database"
_MARKS = {
    b"SQLite format 3\0": _DATABASE,
    b"\x37\x7f\x06\x82": "a log of SQLite",
    b"\x37\x7f\x06\x83": "a log of SQLite",
    b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7": "a log of SQLite",
}
"""First bytes of a database, its -wal in either order of bytes, and its -journal (https://sqlite.org/fileformat.html)."""


def _lock(path: Path) -> Path:
    return path.with_name(f".{path.name}.lock")


def _holds(log: Path) -> bool:
    """Return whether there is a log with something in it."""
    try:
        return log.stat().st_size > 0
    except FileNotFoundError:
        return False


def _names(folder: Path) -> list[str]:
    try:
        return sorted(found.name for found in folder.iterdir())
    except OSError:
        return []


def _leftovers(path: Path) -> Iterator[Path]:
    """Yield what unfinished work on a library leaves, in whichever of its parts."""

    def ends(name: str, ending: str) -> bool:
        return any(name.endswith(f"{ending}{part}") for part in _PARTS)

    for name in _names(path.parent):
        if (name.startswith(f".{path.name}.") and ends(name, ".new")) or (
            name.startswith(f"{path.name}.") and ends(name, ".restoring")
        ):
            yield path.with_name(name)
    folder = places.backups(path)
    yield from (folder / name for name in _names(folder) if ends(name, ".partial"))
