"""A damaged library made anew from its own rows: what can be worked out from these is worked out once more."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from storage import counts, doctor, files, migrations, places, refold, sqlite
from storage.errors import LibraryError, reason
from storage.papers.words import several
from storage.sqlite import Connection, scalars

PATIENCE = 2_000
"""Milliseconds for which a window that has the library open is waited for."""


def mend(library: Path, found: doctor.Findings, progress: migrations.Progress) -> list[str]:
    """Have a library be sound again in which `found` is wrong, with all that the reader has; return what was done, in
    sentences.

    A new file is made of the rows of the old one and checked, and only then takes its place; the old one is set aside
    with its log. Raises LibraryError where that does not come about; then all is as it was.
    """
    library = places.real(library)
    try:
        with files.work(library) as at:
            if sqlite.in_use(library):
                raise sqlite.OperationalError("locked")
            fresh = library.with_name(f".{library.name}.{os.urandom(4).hex()}.new")
            try:
                sqlite.create(fresh)
                done = list(_made_anew(library, fresh, logged=found.state != "log", progress=progress))
                if problems := doctor.examine(fresh):
                    raise LibraryError(f"nothing was mended: {problems[0]}")
                aside = at.put(fresh)
            finally:
                files.remove(fresh)
            return list(filter(None, [*at.words, *done, files.kept(aside) if aside else ""]))
    except (OSError, sqlite.Error) as error:
        held = "locked" in str(error)
        why = "it is open in another window; close that first" if held else reason(error)
        raise LibraryError(f"nothing was mended: {why}") from error


def _made_anew(library: Path, fresh: Path, *, logged: bool, progress: migrations.Progress) -> Iterator[str]:
    """Fill a new file with the rows of a library, with or without what its log has; yields what was done.

    Nobody else has the library meanwhile, so that no act is saved in what is set aside.
    """
    with closing(sqlite.connect(fresh)) as connection, sqlite.legible():
        execute = connection.execute
        migrations.migrate(connection)
        for setting in ("foreign_keys = OFF", "synchronous = OFF", f"busy_timeout = {PATIENCE}"):
            execute(f"PRAGMA {setting}")
        execute("ATTACH ? AS old", (sqlite.alone(library) if logged else f"{sqlite.uri(library)}?mode=ro&immutable=1",))
        with sqlite.write(connection):
            tables = scalars(connection, "SELECT name FROM main.sqlite_schema WHERE type = 'table'")
            own = [table for table in tables if not doctor.DERIVED.fullmatch(table)]
            for place, table in enumerate(own):
                progress("rows", place / len(own))
                columns = ", ".join(scalars(connection, "SELECT name FROM pragma_table_info(?)", (table,)))
                execute(f"DELETE FROM main.{table}")
                execute(f"INSERT INTO main.{table}({columns}) SELECT {columns} FROM old.{table} NOT INDEXED")
            for table in doctor.SPARED:
                gone = execute(f"DELETE FROM {table} WHERE paper NOT IN (SELECT id FROM papers)").rowcount
                if gone:
                    yield f"removed {several(gone, 'row')} of `{table}` that belonged to no paper"
            _work_out(connection, progress)
        execute("DETACH old")
    yield "search indexes, counts and keys were made anew from what the library holds"


def _work_out(connection: Connection, progress: migrations.Progress) -> None:
    for done in refold.refold(connection):
        progress("words", done)
    for table in ("sightings", "records"):
        connection.execute(f"INSERT OR IGNORE INTO identities SELECT digest, paper FROM {table} WHERE digest <> 0")
    progress("counts", 0.0)
    counts.rebuild(connection)
