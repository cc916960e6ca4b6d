"""An older file comes up to date, through sqlite_utils' record of what was applied."""

from contextlib import closing

from sqlite_utils import Database

from storage import migrations, sqlite
from storage.library import Library


def test_a_new_library_has_every_migration_and_says_so(tmp_path):
    with Library.open(tmp_path / "s") as library:
        applied = migrations.migrations().applied(Database(library.connection))
        assert [step.name for step in applied] == ["m001_the_shelf"]
        assert library.connection.execute("PRAGMA user_version").fetchone()[0] == migrations.SCHEMA == len(applied)


def test_a_file_with_nothing_in_it_yet_is_brought_up(tmp_path):
    path = tmp_path / "s"
    with closing(sqlite.sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 0")
        connection.execute("VACUUM")
    with Library.open(path) as library:
        assert library.count() == 0


def test_every_table_is_strict(tmp_path):
    with Library.open(tmp_path / "s") as library:
        loose = library.connection.execute(
            "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND schema = 'main' "
            "AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_sqlite%' ESCAPE '\\' AND name NOT GLOB '*_*'"
        ).fetchall()
        assert loose == []


def test_two_processes_may_bring_it_up_at_once(tmp_path):
    path = tmp_path / "s"
    sqlite.create(path)
    with closing(sqlite.connect(path)) as one, closing(sqlite.connect(path)) as two:
        migrations.migrate(one)
        migrations.migrate(two)
        assert two.execute("SELECT count(*) FROM _sqlite_migrations").fetchone()[0] == 1
