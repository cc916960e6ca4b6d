"""What goes wrong with a library file, as sentences for people."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage import sqlite


class LibraryError(Exception):
    """The library cannot be opened or written; the message is a sentence for people."""


@contextmanager
def readable(connection: sqlite.Connection, path: Path | None = None) -> Iterator[sqlite.Connection]:
    """Raise LibraryError for what SQLite finds wrong as it reads; the sentence names `path`, else the file."""
    try:
        yield connection
    except (sqlite.Error, UnicodeDecodeError) as error:  # the latter from a message that quotes a damaged file
        # A path may be no UTF-8.
        named = path or os.fsdecode(
            sqlite.scalar(connection, "SELECT CAST(file AS BLOB) FROM pragma_database_list WHERE name = 'main'")
        )
        raise LibraryError(f"the library {named} cannot be read: {reason(error)}") from error


_DAMAGED = "the file is damaged; `papershelf doctor` checks it, and says what helps"
_REASONS = {
    "database or disk is full": "the disk is full",
    "disk I/O error": "the disk reported an error",
    "file is not a database": "it is not a papershelf library",
    "malformed": _DAMAGED,
    "Could not decode to UTF-8": _DAMAGED,
    "codec can't decode": _DAMAGED,
    "fts5: corruption": _DAMAGED,
    "vtable constructor failed": _DAMAGED,
    "missing row": _DAMAGED,
    "attempt to write a readonly database": "it cannot be written",
    "database is locked": "another program is writing to it, and did not end",
    "unable to open database file": "the file cannot be opened",
}  # fmt: skip


def reason(error: Exception) -> str:
    """Return what an error of SQLite or of the system means to people."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return next((words for said, words in _REASONS.items() if said in str(error)), str(error))
