"""`doctor`: whether a library is sound, and what helps where it is not. It only looks: not a byte is written."""

import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from storage import backup, counts, migrations, places, sqlite
from storage.errors import reason
from storage.files import beside
from storage.papers.text import findable
from storage.sqlite import Connection, scalar, scalars

SOUND = "sound"
ADVICE = {
    "missing": "",
    "not a file": "name a library file with --library",
    "out of reach": "its owner can let you read it, by `chmod u+r` for the file and `chmod u+rx` for its folders",
    "in use": "try again when that has ended",
    "foreign": "it is left alone; name a library with --library",
    "newer": "upgrade papershelf to open it",
    "empty": "delete it to start a new library there",
    "index": "what the reader has is whole; `papershelf doctor --mend` builds the rest anew from it",
    "log": "`papershelf doctor --mend` moves the log aside",
    "data": "keep the file: it is all there is",
}
"""What helps in each state that is not sound, in the words of a sentence's second half."""
DAMAGED = ("index", "log", "data")
"""States of a library that is damaged; in the others there is none that this papershelf could look at."""
MENDABLE = ("index", "log")
"""States in which a library can be made anew from its own rows."""
RESTORABLE = ("missing", "foreign", "empty", "data")
"""States in which a backup helps, where there is one."""

SAMPLE = 2_000
"""Papers whose words are looked up in the search indexes; those of a million would take minutes."""
LINES = 20
"""Most lines of SQLite's that are told of one file."""

_INDEXES = ("words", "texts", "said")
DERIVED = re.compile(r"(?:words|texts|said)(?:_\w+)?|terms|counts|identities|sqlite_stat\d|_sqlite_migrations")
"""Tables that can be made anew from the others."""
_OF_AN_INDEX = re.compile(r"row \d+ missing from index|wrong # of entries in index|non-unique entry in index")
_TREE = re.compile(r"Tree (\d+) ")
_OWNED = {
    "details": "index", "sightings": "index", "taggings": "data", "shelvings": "data", "notes": "data", "edits": "data"
}  # fmt: skip
"""Tables whose rows are each of a paper, and what it means where one is of none."""
SPARED = tuple(table for table, state in _OWNED.items() if state == "index")
"""Those of them that hold what pages said, and nothing of the reader's."""
_TEXTS = "json_type({0}) <> 'object' OR EXISTS (SELECT 1 FROM json_each({0}) WHERE type <> 'text')"
_FACTS = "json_type({0}, '$.title') IS NOT 'text' OR json_type({0}, '$.authors') IS NOT 'text'"
_LIST = "json_type({0}) <> 'array'"
_SKIPPED = (
    f"{_LIST} OR EXISTS (SELECT 1 FROM json_each({{0}}) "
    "WHERE json_array_length(CASE type WHEN 'array' THEN value ELSE '[]' END) <> 3)"
)
_NAMED = {
    "details": dict.fromkeys(("roles", "markup", "extra"), _TEXTS), "records": {"facts": _FACTS},
    "listings": {"skipped": _SKIPPED, "notes": _LIST},
}  # fmt: skip
"""Columns that hold JSON, each with what is true of JSON that papershelf cannot have written."""
_PARTS = (
    "SELECT type, name FROM sqlite_schema WHERE name NOT GLOB 'sqlite_stat*' UNION ALL SELECT 'column', "
    "t.name || '.' || c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'"
)
_KINDS = {stat.S_IFDIR: "folder", stat.S_IFIFO: "pipe", stat.S_IFSOCK: "socket"}


@dataclass(frozen=True)
class Findings:
    """What a look at a library has shown."""

    path: Path
    state: str
    """SOUND, or one of ADVICE."""
    problems: tuple[str, ...] = ()
    """What is wrong, a sentence each; empty for a sound library."""
    notes: tuple[str, ...] = ()
    """What is good to know besides: that it cannot be written, what was not looked at."""

    @property
    def advice(self) -> str:
        """What helps, naming only what there is; empty where it is sound."""
        advice = ADVICE.get(self.state, "")
        newest = backup.newest(self.path) if self.state in RESTORABLE else None
        if newest is None:
            return advice
        restoring = f"`papershelf restore` brings back the backup of {newest.made:%Y-%m-%d %H:%M} UTC"
        return restoring if self.state in ("missing", "data") else f"{advice}, or {restoring}"


class _WrongError(Exception):
    """Ends the look: state and sentence."""


def examine(library: Path) -> list[str]:
    """Return what is wrong with a library, in sentences; an empty list when it is sound."""
    return list(look(library).problems)


def look(library: Path) -> Findings:
    """Return what there is to say of a library file, looking only: no byte, no time of a file and no name changes.

    Looks at the file and its search indexes (integrity_check), whether every row that names another finds it, whether
    what is stored by name can be read, whether the counts are those of the papers, and whether SAMPLE papers are found
    under the words of their titles.
    """
    with suppress(OSError, RuntimeError):  # a circle of links
        library = places.real(library)
    for _ in range(3):
        before = _stamp(library)
        try:
            found = _look(library)
        except _WrongError as wrong:
            state, sentence = wrong.args
            found = Findings(library, state, (sentence,))
        except OSError as error:  # a log beside it that may not be read, or is a folder
            found = Findings(library, "out of reach", (f"{error.filename or library} cannot be read: {reason(error)}",))
        if not found.problems or _stamp(library) == before:
            break  # else somebody wrote meanwhile, and what was seen may be half of it
    return found


def _look(library: Path) -> Findings:
    _reach(library)
    with _quiet(library) as (connection, notes):
        found = _examined(library, connection)
    if found.state in MENDABLE + RESTORABLE and _size(beside(library, "-wal")) and not sqlite.in_use(library):
        with _main_alone(library) as connection:
            if not _examined(library, connection).problems:
                sentence = "without it the library is sound, so the log is not its own, or is damaged"
                told = f"the library is not sound with the log beside it, {beside(library, '-wal')}: {sentence}"
                found = Findings(library, "log", (told,))
    return Findings(library, found.state, found.problems, (*found.notes, *notes, *_room(library)))


# -- opening it


def _reach(library: Path) -> None:
    """Raise _WrongError unless `library` is a file with something in it that can be read."""
    try:
        status = library.stat()
    except FileNotFoundError:
        raise _WrongError("missing", f"there is no library at {library}") from None
    except (OSError, ValueError) as error:
        raise _WrongError("out of reach", f"{library} cannot be reached: {reason(error)}") from error
    if not stat.S_ISREG(status.st_mode):
        raise _WrongError("not a file", f"{library} is a {_KINDS.get(stat.S_IFMT(status.st_mode), 'device')}, no file")
    if not os.access(library, os.R_OK):
        raise _WrongError("out of reach", f"{library} may not be read: permission denied")
    if status.st_size <= sqlite.BLANK:
        raise _WrongError("empty", f"{library} is an empty file, not a library")


@contextmanager
def _quiet(library: Path) -> Iterator[tuple[Connection, list[str]]]:
    """Open a library as it is, its log included, so that looking leaves no trace; also sentences on what is not seen.

    SQLite reads the log by an index beside it, `-shm`. Where that is there it is read as it is, whether somebody has
    the library open or was killed; where neither is, the file is all there is. A log without its index, or a journal
    that is still to be played back, cannot be read without writing, but in a copy.
    """
    log, journal = _size(beside(library, "-wal")), _size(beside(library, "-journal"))
    if not journal and _size(beside(library, "-shm")) and beside(library, "-wal").is_file():
        with closing(sqlite.look(library, "readonly_shm=1")) as connection:
            yield connection, []
    elif log or journal:
        with TemporaryDirectory() as folder:
            copy = Path(folder, "copy")
            parts = [suffix for suffix in ("", "-wal", "-journal") if _size(beside(library, suffix))]
            if shutil.disk_usage(folder).free < 2 * sum(_size(beside(library, suffix)) for suffix in parts):
                kept = beside(library, "-wal" if log else "-journal")
                with _main_alone(library) as connection:
                    yield connection, [f"{kept} was not looked at: there is no room for a copy in {folder}"]
                return
            for suffix in parts:
                shutil.copyfile(beside(library, suffix), beside(copy, suffix))
            with closing(sqlite.connect(copy)) as connection:
                yield connection, []
    else:
        with _main_alone(library) as connection:
            yield connection, []


@contextmanager
def _main_alone(library: Path) -> Iterator[Connection]:
    with closing(sqlite.look(library, "immutable=1")) as connection:
        yield connection


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0


def _stamp(library: Path) -> tuple[int, ...] | None:
    with suppress(OSError):
        status = library.stat()
        return status.st_ino, status.st_size, status.st_mtime_ns
    return None


def _room(library: Path) -> Iterator[str]:
    """Yield why nothing could be saved in a library that can be read."""
    if not os.access(library, os.W_OK):
        yield f"{library} cannot be written, so the shelf is read-only"
    elif not os.access(library.parent, os.W_OK):
        yield f"the folder {library.parent} cannot be written, so the shelf is read-only"
    if library.stat().st_nlink > 1:
        yield places.LINKED.format(library)
    if places.is_full(library.parent):
        yield "the disk is full: the shelf can be read, and nothing saved until there is room"


# -- looking


def _examined(library: Path, connection: Connection) -> Findings:
    problems: dict[str, list[str]] = {"data": [], "index": []}
    notes: list[str] = []
    try:
        with sqlite.legible(), sqlite.snapshot(connection):
            schema = _schema(library, connection)
            _integrity(connection, problems)
            if schema < migrations.SCHEMA:
                notes.append("it is of an older papershelf: the next start takes a backup and brings it up to date")
            elif _all_there(connection, problems) and not problems["data"]:
                with suppress(*(sqlite.DatabaseError,) * bool(problems["index"])):
                    _rows(connection, problems)
                if not problems["index"]:
                    problems["index"] += counts.differences(connection)
                    notes += _words(connection, problems)
    except sqlite.Error as error:
        problems["data"].append(f"the file cannot be read: {error}")
    state = next((state for state, found in problems.items() if found), SOUND)
    told = [sentence for found in problems.values() for sentence in found]
    return Findings(library, state, tuple(told), tuple(notes))


def _schema(library: Path, connection: Connection) -> int:
    """Return which schema a library has; raises _WrongError for what is none that this papershelf can read."""
    try:
        application, schema, tables = sqlite.header(connection)
    except sqlite.Error as error:
        if "not a database" in str(error):
            raise _WrongError("foreign", f"{library} is not a library: it is no SQLite database") from error
        if "locked" in str(error):
            raise _WrongError("in use", f"another program has {library} to itself") from error
        raise
    if not tables and application in (0, sqlite.APPLICATION_ID):
        raise _WrongError("empty", f"{library} is a database with nothing in it, not a library")
    if application != sqlite.APPLICATION_ID:
        raise _WrongError("foreign", f"{library} is a database of another program, not a library")
    if schema > migrations.SCHEMA:
        raise _WrongError("newer", f"{library} was written by a newer papershelf")
    return schema


def _all_there(connection: Connection, problems: dict[str, list[str]]) -> bool:
    """Look whether a library has the tables, columns and indexes that it should, and no triggers or views of others.

    Returns whether the tables can be looked into.
    """
    there = _parts(connection)
    with closing(sqlite.in_memory()) as model:
        migrations.migrate(model)
        ours = _parts(model)
    for kind, name in sorted(ours - there):
        spared = kind == "index" or DERIVED.fullmatch(name.partition(".")[0])
        problems["index" if spared else "data"].append(f"the {kind} `{name}` is missing")
    for kind, name in sorted(one for one in there - ours if one[0] in ("trigger", "view")):
        problems["index"].append(f"the {kind} `{name}` is none of papershelf's")
    return not any(kind != "index" for kind, _ in ours - there)


def _parts(connection: Connection) -> set[tuple[str, str]]:
    """Return what a database is made of: kinds and names, a column's with that of its table."""
    return set(connection.execute(_PARTS).fetchall())


def _integrity(connection: Connection, problems: dict[str, list[str]]) -> None:
    """Look at every page of the file, and at its full-text indexes.

    Where something is wrong each table is asked by itself, for one that is damaged hides what the others are.
    """
    if _lines(connection, "PRAGMA integrity_check") == ["ok"]:
        return
    indexes = set(scalars(connection, "SELECT rootpage FROM sqlite_schema WHERE type = 'index'"))
    for table in scalars(connection, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid"):
        lines = _lines(connection, f"PRAGMA integrity_check({table})")
        if lines == ["ok"]:
            continue
        if DERIVED.fullmatch(table):
            problems["index"] += [f"the {_called(table)} is damaged: {line}" for line in lines]
            continue
        of_index = [bool(_OF_AN_INDEX.match(line)) or _tree(line) in indexes for line in lines]
        if lines[-1] == sqlite.MALFORMED and any(of_index) and _walked(connection, table):
            of_index[-1] = True  # the trees were looked at before; it is where rows are looked up in one of these
        for line, spared in zip(lines, of_index, strict=True):
            problems["index" if spared else "data"].append(f"the table `{table}` is damaged: {line}")
    if not any(problems.values()):
        problems["index"].append("the file keeps account of pages that no table has, or has lost some")


def _lines(connection: Connection, pragma: str) -> list[str]:
    """Return what SQLite says of a file or table, a line each; where it could not go on that is the last."""
    lines: list[str] = []
    try:
        with sqlite.legible():
            for (text,) in connection.execute(pragma):
                lines += [line for line in text.split("\n") if not line.startswith("***")]
    except sqlite.DatabaseError as error:
        return [*lines[:LINES], str(error)]
    return lines[:LINES]


def _tree(line: str) -> int | None:
    """Return the first page of the tree that a line is about."""
    found = _TREE.match(line)
    return int(found[1]) if found else None


def _walked(connection: Connection, table: str) -> bool:
    """Return whether all of a table's rows can be read, without its indexes."""
    try:
        with sqlite.legible():
            for _ in connection.execute(f"SELECT * FROM {table} NOT INDEXED"):
                pass
    except sqlite.DatabaseError:
        return False
    return True


def _called(table: str) -> str:
    name = table.partition("_")[0]
    return f"search index `{name}`" if name in _INDEXES else f"table `{table}`"


def _rows(connection: Connection, problems: dict[str, list[str]]) -> None:
    """Look whether every row that is of a paper finds it, and whether what is stored by name can be read."""
    for table, state in _OWNED.items():
        lost = f"SELECT count(*) FROM {table} WHERE paper NOT IN (SELECT id FROM papers)"
        if count := scalar(connection, lost):
            problems[state].append(f"{count:,} rows of `{table}` belong to no paper")
    for table, columns in _NAMED.items():
        for column, wrong in columns.items():
            broken = (
                f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL "
                f"AND CASE WHEN json_valid({column}) THEN {wrong.format(column)} ELSE 1 END"
            )
            if count := scalar(connection, broken):
                problems["data"].append(f"{count:,} rows of `{table}` have `{column}` that cannot be read")


def _words(connection: Connection, problems: dict[str, list[str]]) -> list[str]:
    """Look whether papers are found under the words of their titles; returns what was not looked at."""
    last = scalar(connection, "SELECT max(id) FROM papers") or 0
    step = max(1, last // SAMPLE)
    some = f"SELECT id, title FROM papers WHERE id % {step} = 0 ORDER BY id"
    found = "SELECT rowid FROM {0} WHERE {0} MATCH ? AND rowid = ?"
    known = f"SELECT count(*) FROM terms WHERE term {sqlite.AMONG}"
    looked = lacking = 0
    for number, title in connection.execute(some).fetchall():
        looked += 1
        if terms := {*findable(title).split()}:
            asked = (" ".join(f'"{term}"' for term in terms), number)
            there = all(scalar(connection, found.format(table), asked) for table in ("words", "texts"))
            lacking += not (there and scalar(connection, known, (sqlite.packed(terms),)) == len(terms))
    if lacking:
        problems["index"].append(f"{lacking:,} of {looked:,} papers are not found under the words of their titles")
    return [f"the search indexes were asked for {looked:,} papers, evenly chosen"] if step > 1 else []
