"""Writing a file whole or not at all: beside its place first, onto the disk, then into its place."""

import contextlib
import errno
import filecmp
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from storage.places import sync_folder


def write(path: Path, pieces: Iterable[str]) -> None:
    """Write the pieces, UTF-8, to `path` in one step.

    A reader of the path sees the old file or the new one, never a part, whatever kills the writer. A symbolic link is
    followed, so that it stays one. A new file is readable to its owner alone; one that is replaced keeps its mode.
    Whether to replace is the caller's question. Raises OSError, the old file untouched; an error out of `pieces`
    passes through likewise.
    """
    with _beside(path, pieces) as (target, temporary):
        temporary.replace(target)
        sync_folder(target.parent)


def write_if_changed(path: Path, pieces: Iterable[str]) -> bool:
    """Write the pieces to `path` as `write` does, unless it holds them already; return whether it was written.

    The file's time then changes only when its content does, which is what a writing tool that watches it looks at.
    """
    with _beside(path, pieces) as (target, temporary):
        if target.exists() and filecmp.cmp(target, temporary, shallow=False):
            return False
        temporary.replace(target)
        sync_folder(target.parent)
        return True


def there(name: str) -> Path | None:
    """Return the path that a typed name is of, `~` as the home folder; None where there is nothing so called."""
    with contextlib.suppress(OSError, ValueError, RuntimeError):  # a name too long, a NUL, a ~ of nobody
        path = Path(name).expanduser()
        return path if path.exists() else None
    return None


@contextlib.contextmanager
def _beside(path: Path, pieces: Iterable[str]) -> Iterator[tuple[Path, Path]]:
    """Write the pieces to a new file in the folder of `path` and lend both; what is not moved away is removed."""
    path, mode = path.resolve() if path.is_symlink() else path, 0o600
    if path.exists():
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(path))
        mode = stat.S_IMODE(status.st_mode)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb", buffering=1 << 20) as stream:
            for piece in pieces:
                stream.write(piece.encode("utf-8", "replace"))
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(mode)
        yield path, temporary
    finally:
        temporary.unlink(missing_ok=True)
