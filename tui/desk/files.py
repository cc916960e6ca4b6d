"""Writing a file whole or not at all: beside its place first, onto the disk, then into its place."""

import contextlib
import errno
import os
import re
import stat
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from storage import locks
from storage.files import why_not
from storage.places import sync_folder


def write(path: Path, pieces: Iterable[str]) -> None:
    """Write the pieces, UTF-8, to `path` in one step.

    A reader of the path sees the old file or the new one, never a part, whatever kills the writer. A symbolic link is
    followed, so that it stays one. A new file is readable to its owner alone; one that is replaced keeps its mode.
    Whether to replace is the caller's question, but for what `check` refuses. Raises OSError, the old file untouched;
    an error out of `pieces` passes through likewise.
    """
    with beside(path, (piece.encode("utf-8", "replace") for piece in pieces)) as (target, temporary):
        put(temporary, target)


def check(path: Path) -> None:
    """Raise OSError for what is never overwritten, whoever asks: folders, devices, the files of a database, and what
    may only be read, though its folder would let it be replaced."""
    path = Path(os.path.realpath(path))  # Path's own raises RuntimeError where links go round in a circle
    if path.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "it may only be read", str(path))
    if what := why_not(path):
        raise OSError(errno.EPERM, f"it is {what}", str(path))


def put(temporary: Path, target: Path) -> None:
    """Put a file that `beside` wrote in its place."""
    temporary.replace(target)
    sync_folder(target.parent)


def there(name: str) -> Path | None:
    """Return the path that a typed name is of, `~` as the home folder; None where there is nothing so called."""
    with contextlib.suppress(OSError, ValueError, RuntimeError):  # a name too long, a NUL, a ~ of nobody
        path = Path(name).expanduser()
        return path if path.exists() else None
    return None


@contextlib.contextmanager
def beside(path: Path, pieces: Iterable[bytes]) -> Iterator[tuple[Path, Path]]:
    """Write the pieces to a new file in the folder of `path`, links followed, and lend both; what is not `put` goes.

    The new file is locked until then, by which `_sweep` tells it from what a writer that was killed has left. Raises
    OSError, and what `pieces` raise.
    """
    check(path)
    path = path.resolve() if path.is_symlink() else path
    status = path.stat() if path.exists() else None
    _sweep(path)
    descriptor, lock, temporary = _new(path)
    try:
        with os.fdopen(descriptor, "wb", buffering=1 << 20) as stream:
            for piece in pieces:
                stream.write(piece)
            stream.flush()
            os.fsync(stream.fileno())
            if status is not None:
                with contextlib.suppress(OSError, AttributeError):  # only root may give a file away, and not on Windows
                    os.chown(temporary, status.st_uid, status.st_gid)
                temporary.chmod(stat.S_IMODE(status.st_mode))
            if os.name == "nt":
                stream.close()  # Windows does not rename a file that is open
            yield path, temporary
    finally:
        temporary.unlink(missing_ok=True)
        if lock is not None:
            os.close(lock)


def _new(path: Path) -> tuple[int, int | None, Path]:
    """Return a new file beside `path`: open, its lock where there are locks, and its path."""
    while True:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
        with contextlib.suppress(BlockingIOError):
            lock = locks.lock(Path(name))
            if lock is not None or os.path.lexists(name):
                return descriptor, lock, Path(name)
        os.close(descriptor)  # before it was locked another writer took it for one that was left


_LEFT = re.compile(r"\.(.+)\.[a-z0-9_]{8}\.new", re.DOTALL)


def _sweep(path: Path) -> None:
    """Remove from the folder of `path` what writers that were killed have left there: what is called so, unlocked.

    Of what was to be another file only what has something in it and is no database: a library is made under such a
    name, too, and its makers see to it themselves.
    """
    with contextlib.suppress(OSError), os.scandir(path.parent) as folder:
        for found in [one for one in folder if _LEFT.fullmatch(one.name) and one.is_file(follow_symlinks=False)]:
            left = Path(found.path)
            other = not left.name.startswith(f".{path.name}.")
            with contextlib.suppress(OSError):
                if other and (not found.stat().st_size or why_not(left)):
                    continue
                if (lock := locks.lock(left)) is not None:
                    locks.release(left, lock)
