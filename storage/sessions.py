"""Sessions in which a note is being written: a draft whose session has ended is told from one still being typed.

A session that keeps a draft locks a file of its own beside the library until it ends, however it ends; a process that
was killed holds no lock, while its number may be another's by now.
"""

import os
from contextlib import suppress
from pathlib import Path

try:
    from fcntl import LOCK_EX, LOCK_NB, flock
except ImportError:  # Windows: there every session counts as ended
    flock = None  # type: ignore[assignment]


class Hold:
    """The lock of one session; `release` ends it."""

    def __init__(self, library: Path, session: int) -> None:
        self._path = _path(library, session)
        self._file: int | None = None
        with suppress(BlockingIOError):  # another connection of the session holds it
            self._file = _locked(self._path, create=True)

    def release(self) -> None:
        """End the session."""
        if self._file is not None:
            _remove(self._path, self._file)
            self._file = None


def lives(library: Path, session: int) -> bool:
    """Return whether a session is still there; the file of one that was killed is removed."""
    path = _path(library, session)
    try:
        file = _locked(path)
    except BlockingIOError:
        return True
    if file is not None:
        _remove(path, file)
    return False


def _remove(path: Path, file: int) -> None:
    with suppress(OSError):
        path.unlink()
    os.close(file)


def _path(library: Path, session: int) -> Path:
    library = library.resolve()
    return library.with_name(f".{library.name}.{session:x}.writing")


def _locked(path: Path, *, create: bool = False) -> int | None:
    """Return a session's file, opened and locked; None where there is none, or it cannot be locked at all.

    Raises BlockingIOError when the session holds it.
    """
    if flock is None:
        return None
    file = None
    try:
        file = os.open(path, os.O_RDWR | (os.O_CREAT if create else 0), 0o600)
        flock(file, LOCK_EX | LOCK_NB)
    except OSError as error:  # a file system without locks
        if file is not None:
            os.close(file)
        if isinstance(error, BlockingIOError):
            raise
        return None
    return file
