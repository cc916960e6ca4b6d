"""Sessions in which a note is being written: a draft whose session has ended is told from one still being typed.

A session that keeps a draft locks a file of its own beside the library until it ends, however it ends; a process that
was killed holds no lock, while its number may be another's by now.
"""

import re
from contextlib import suppress
from pathlib import Path

from storage import locks


class Hold:
    """The lock of one session; `release` ends it."""

    def __init__(self, library: Path, session: int) -> None:
        self._path = _path(library, session)
        self._file: int | None = None
        with suppress(BlockingIOError):  # another connection of the session holds it
            self._file = locks.lock(self._path, create=True)

    def release(self) -> None:
        """End the session."""
        if self._file is not None:
            locks.release(self._path, self._file)
            self._file = None


def lives(library: Path, session: int) -> bool:
    """Return whether a session is still there; the file of one that was killed is removed."""
    path = _path(library, session)
    try:
        file = locks.lock(path)
    except BlockingIOError:
        return True
    if file is not None:
        locks.release(path, file)
    return False


def sweep(library: Path) -> None:
    """Remove the files of sessions that were killed, whether they had kept a draft by then or not."""
    library = library.resolve()
    with suppress(OSError):
        for found in list(library.parent.iterdir()):
            if name := re.fullmatch(rf"\.{re.escape(library.name)}\.([0-9a-f]{{1,16}})\.writing", found.name):
                lives(library, int(name[1], 16))


def _path(library: Path, session: int) -> Path:
    library = library.resolve()
    return library.with_name(f".{library.name}.{session:x}.writing")
