"""The one place that opens a connection: which SQLite, its pragmas, write transactions, and short questions."""

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from storage.papers.identifiers import is_identifier

if TYPE_CHECKING:
    import sqlite3
else:
    try:  # a current SQLite where there is a wheel; sqlite_utils prefers it too, so a process has only one
        from pysqlite3 import dbapi2 as sqlite3
    except ImportError:
        import sqlite3

Connection = sqlite3.Connection
Error = sqlite3.Error
DatabaseError = sqlite3.DatabaseError
OperationalError = sqlite3.OperationalError

version = sqlite3.sqlite_version
WAL_IS_SAFE = sqlite3.sqlite_version_info >= (3, 51, 3)
"""False for a SQLite with the WAL-reset bug (https://sqlite.org/wal.html, fixed in 3.51.3), which can corrupt a file
that two connections write and checkpoint at once; a rollback journal is used there."""

P = ParamSpec("P")
T = TypeVar("T")

MALFORMED = "database disk image is malformed"
"""SQLite's words for a damaged file."""

APPLICATION_ID = 0x70736866
"""`pshf`: SQLite's application_id of a papershelf library."""

BUSY_SECONDS = 30.0
"""How long a write waits for another window's write to end."""

CACHE = 16_384
"""KiB of pages kept: a million papers' hot pages, and no more with the size of the shelf."""


def decodes(read: Callable[P, T]) -> Callable[P, T]:
    """Have a function that reads what stands in the file raise DatabaseError for what nobody can have written there:
    texts that are no JSON or of another shape, numbers that stand for nothing."""

    @wraps(read)
    def reading(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return read(*args, **kwargs)
        except (ValueError, TypeError, LookupError, AttributeError, OverflowError, OSError) as error:
            raise DatabaseError(MALFORMED) from error

    return reading


@contextmanager
def legible() -> Iterator[None]:
    """Raise DatabaseError for the UnicodeDecodeError that comes of a message which quotes a damaged file."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise DatabaseError(MALFORMED) from error


def uri(path: Path) -> str:
    """Return the URI of a file."""
    return path.absolute().as_uri()


def alone(path: Path) -> str:
    """Return the URI by which a process has a file to itself: with its log, and without the index of that beside it.

    https://sqlite.org/vfs.html#standard_unix_vfses; elsewhere others are kept out only while something is written.
    """
    return f"{uri(path)}?mode=rw{'&vfs=unix-excl' * (os.name == 'posix')}"


@legible()
def connect(path: Path, *, readonly: bool = False, cache: int = CACHE) -> Connection:
    """Return a connection in autocommit mode to the library file at `path`, which must exist; `cache` is in KiB.

    Raises Error when the file is not a database, or cannot be opened.
    """
    mode = "rw" if not readonly else "ro&immutable=1" if _is_at_rest(path) else "ro"
    connection = sqlite3.connect(f"{uri(path)}?mode={mode}", uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        execute = connection.execute
        for setting in ("foreign_keys = ON", "trusted_schema = OFF", "temp_store = MEMORY", f"cache_size = -{cache}"):
            execute(f"PRAGMA {setting}")
        connection.create_function("is_identifier", 1, is_identifier, deterministic=True)
        if not readonly:
            journal = "WAL" if WAL_IS_SAFE else "DELETE"
            # The mode is written into the file, so another program's database must not get it.
            ours = "SELECT application_id = ? OR NOT EXISTS (SELECT 1 FROM sqlite_schema) FROM pragma_application_id"
            if (
                scalar(connection, ours, (APPLICATION_ID,))
                and scalar(connection, "PRAGMA journal_mode").upper() != journal
            ):
                execute(f"PRAGMA journal_mode = {journal}")
            # In WAL a commit survives kill -9 without a sync; a rollback journal needs one.
            execute(f"PRAGMA synchronous = {'NORMAL' if WAL_IS_SAFE else 'FULL'}")
            execute("PRAGMA journal_size_limit = 67108864")
            # An act changes ten pages; a log of 16 MB is written back once in four hundred.
            execute("PRAGMA wal_autocheckpoint = 4000")
    except BaseException:
        connection.close()
        raise
    return connection


def in_memory() -> Connection:
    """Return a connection to an empty database that is gone with it."""
    return sqlite3.connect(":memory:", isolation_level=None)


def reach(path: Path, *, readonly: bool = False, cache: int = CACHE) -> tuple[Connection, bool]:
    """Return a connection as `connect` does, and whether it only reads.

    To read a log SQLite makes an index of it beside the file. On a full disk, or in a folder that cannot be written, it
    has that in memory (https://sqlite.org/wal.html#noshm), so that what stands in the log is read all the same;
    `immutable` would leave it out. Raises Error.
    """
    connection = None
    try:
        connection = connect(path, readonly=readonly, cache=cache)
        if readonly:
            connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
        return connection, readonly
    except OperationalError as error:
        if connection is not None:
            connection.close()
        if os.name != "posix" or not error.sqlite_errorname.startswith(_NO_ROOM):
            raise
        for how in _without_an_index(path):
            with suppress(OperationalError):
                return _read(path, how, cache), True
        raise


_NO_ROOM = ("SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_READONLY")
"""What SQLite calls it when it can make no file, or none grow."""


def _without_an_index(path: Path) -> Iterator[str]:
    """Yield the ways to read a file that want no index beside it."""
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        yield "mode=rw&vfs=unix-excl"  # nobody else writes meanwhile; the process's other connections read too
    else:
        yield "mode=ro&vfs=unix-none"
    if not path.with_name(f"{path.name}-wal").exists():
        yield "mode=ro&immutable=1"


def _read(path: Path, how: str, cache: int) -> Connection:
    connection = sqlite3.connect(f"{uri(path)}?{how}", uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        if "none" in how:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        for setting in ("query_only = ON", "trusted_schema = OFF", "temp_store = MEMORY", f"cache_size = -{cache}"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


@legible()
def look(path: Path, how: str) -> Connection:
    """Return a connection that changes nothing, neither in the file at `path` nor beside it, and waits for nobody.

    `how` is `immutable=1`, the file without a log, or `readonly_shm=1`, with its log by the index that stands there.
    """
    connection = sqlite3.connect(f"{uri(path)}?mode=ro&{how}", uri=True, timeout=0.0, isolation_level=None)
    for setting in ("query_only = ON", "trusted_schema = OFF", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {setting}")
    return connection


def in_use(path: Path) -> bool:
    """Return whether a process reads the log of the file by its index, and so has the file open.

    It holds the byte 128 of the index (https://sqlite.org/walformat.html#wal_locks).
    """
    if os.name != "posix":
        return False
    import fcntl

    try:
        index = os.open(path.with_name(f"{path.name}-shm"), os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.lockf(index, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 128)
    except OSError:
        return True
    finally:
        os.close(index)
    return False


def _is_at_rest(path: Path) -> bool:
    """Return whether the file is in a folder that cannot be written, and nobody has it open.

    To read a library in WAL mode SQLite wants to make a file beside it, unless it is told that nothing changes.
    """
    return not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists()


@contextmanager
def write(connection: Connection) -> Iterator[Connection]:
    """Run a write transaction: BEGIN IMMEDIATE, then commit, or roll back on any exception.

    A deferred BEGIN would fail at once, with no wait, when another window writes between its read and its write.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
            break
        except OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # also when COMMIT itself failed, on a full disk for one
            connection.execute("ROLLBACK")
        raise


@contextmanager
def snapshot(connection: Connection) -> Iterator[None]:
    """Have all statements read the file as of one moment, whatever other windows write meanwhile."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


AMONG = "IN (SELECT value FROM json_each(?))"
"""SQL that is true of what is among the values `packed` into the value bound."""


def packed(values: Iterable[int | str]) -> str:
    """Return numbers or texts as AMONG takes them, and json_each."""
    return json.dumps(list(values))


def header(connection: Connection) -> tuple[int, int, int]:
    """Return whose a file is by its application_id, its schema by user_version, and how many things there are in it."""
    application, schema, things = connection.execute(
        "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema) "
        "FROM pragma_application_id, pragma_user_version"
    ).fetchone()
    return application, schema, things


def scalar(connection: Connection, sql: str, bound: Sequence[Any] = ()) -> Any:
    """Return the first value of the first row; None where there is no row."""
    row = connection.execute(sql, bound).fetchone()
    return row and row[0]


def scalars(connection: Connection, sql: str, bound: Sequence[Any] = ()) -> list[Any]:
    """Return the first value of every row."""
    return [row[0] for row in connection.execute(sql, bound)]


def private_folder(folder: Path) -> None:
    """Make a folder, and those above it that lack, which only their owner can enter."""
    for missing in [one for one in (*reversed(folder.parents), folder) if not one.exists()]:
        missing.mkdir(mode=0o700, exist_ok=True)


BLANK = 1
"""Bytes up to which SQLite takes a file for a new database, and writes over it (unixFileSize in os_unix.c)."""


def create(path: Path) -> None:
    """Make an empty file at `path` that only its owner can read, in a folder that only its owner can enter."""
    private_folder(path.parent)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
