"""Files that say somebody is still there: they are locked until he ends, however he ends."""

import os
from contextlib import suppress
from pathlib import Path

try:
    from fcntl import LOCK_EX, LOCK_NB, flock
except ImportError:  # Windows: there nobody is known to be there
    flock = None  # type: ignore[assignment]


def lock(path: Path, *, create: bool = False) -> int | None:
    """Return a file, opened and locked; None where there is none, or it cannot be locked at all.

    Raises BlockingIOError when somebody holds it.
    """
    if flock is None:
        return None
    file = None
    try:
        while True:
            file = os.open(path, os.O_RDWR | (os.O_CREAT if create else 0), 0o600)
            flock(file, LOCK_EX | LOCK_NB)
            if _same(path, file):
                return file
            os.close(file)  # whoever held it removed it between the two
            file = None
    except OSError as error:  # a file system without locks
        if file is not None:
            os.close(file)
        if isinstance(error, BlockingIOError):
            raise
        return None


def release(path: Path, file: int, *, keep: bool = False) -> None:
    """Let go of a file that is locked, which is removed unless it is to be kept."""
    if not keep:
        with suppress(OSError):
            path.unlink()
    os.close(file)


def _same(path: Path, file: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file))
    except FileNotFoundError:
        return False
