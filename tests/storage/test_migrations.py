"""An older file comes up to date, through sqlite_utils' record of what was applied."""

import json
import zlib
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from storage import backup, migrations, sqlite
from storage.library import Library
from storage.papers.paper import Listed, Name, Paper
from storage.rows import STATUSES

SHELVES = Path(__file__).parent


def test_a_new_library_has_every_migration_and_says_so(tmp_path):
    with Library.open(tmp_path / "s") as library:
        applied = migrations.migrations().applied(Database(library.connection))
        assert [step.name for step in applied] == [
            "m001_the_shelf", "m002_trust_in_a_listing", "m003_a_store_that_travels"
        ]  # fmt: skip
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
        assert two.execute("SELECT count(*) FROM _sqlite_migrations").fetchone()[0] == migrations.SCHEMA


def build(path, schema):
    """Make a library file of an older schema out of the rows of one, as JSON: blobs are hex, journal bodies plain.

    Its search indexes, too, hold what that papershelf wrote, and nothing of it goes through today's code.
    """
    steps = migrations.migrations()
    names = [step.name for step in steps.pending(Database(memory=True))]
    sqlite.create(path)
    with closing(sqlite.connect(path)) as connection:
        steps.apply(Database(connection), stop_before=names[schema] if schema < len(names) else None)
        connection.execute(f"PRAGMA application_id = {sqlite.APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {schema}")
        for table, rows in json.loads((SHELVES / f"schema_{schema}.json").read_text(encoding="utf-8")).items():
            for row in rows:
                values = {
                    name: bytes.fromhex(value["hex"])
                    if isinstance(value, dict)
                    else zlib.compress(json.dumps(value).encode())
                    if name == "body"
                    else value
                    for name, value in row.items()
                }
                connection.execute(
                    f"INSERT INTO {table}({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",
                    tuple(values.values()),
                )


def test_a_shelf_of_the_first_schema_opens_and_is_undone_and_redone(tmp_path):
    build(tmp_path / "s", 1)
    with Library.open(tmp_path / "s") as library:
        assert {entry.paper.title for entry in library.entries(library.view().ids())} == {
            "On the Growth of Quiet Moss", "Tides of a small tree", "Scalable sampling of mossy point processes",
            "Lamps, and how they learn",
        }  # fmt: skip
        assert [one.reason for one in backup.backups(library.path)] == ["migration"]
        believed = dict(library.connection.execute("SELECT format, trust FROM listings"))
        assert believed == {"hf-papers": 10, "bibtex": 40}
        assert library.entry(3).note == "Read three times."
        assert library.sources(3)["doi"] == "refs.bib"
        steps = 0
        while library.undo():
            steps += 1
        assert (steps, library.count(), library.tags()) == (15, 0, [])
        redone = 0
        while library.redo():
            redone += 1
        assert (redone, library.count()) == (17, 3)
        for table in ("words", "texts", "said"):
            library.connection.execute(f"INSERT INTO {table}({table}) VALUES ('integrity-check')")


def test_what_an_older_papershelf_did_goes_back_to_what_it_was(tmp_path):
    build(tmp_path / "s", 1)
    with Library.open(tmp_path / "s") as library:
        for _ in range(8):  # back to before the edit, and the last note
            library.undo()
        assert library.view("quiet moss").ids().tolist() == [3]
        entry = library.entry(3)
        assert ([str(name) for name in entry.paper.authors], entry.paper.doi) == (["Ada Quill", "Bo Fern"], None)
        assert library.entry(2).paper.title == "Tides of a small graph"
        assert (entry.note, entry.tags, entry.starred, entry.status) == ("Read twice.", ("to read",), True, "read")


def test_a_page_that_an_older_papershelf_read_is_known_again(tmp_path):
    build(tmp_path / "s", 1)
    page = [
        Listed(paper=paper, line=line, position=line, score=float(line))
        for line, paper in enumerate(
            (
                Paper(
                    title="On the growth of quiet moss", authors=(Name("Ada Quill"), Name("Bo Fern")), year=2023,
                    venue="arXiv", arxiv_id="2301.00001",
                ),
                Paper(title="Tides of a small graph", abstract="We count tides.\nThen we stop."),
                Paper(title="Lamps, and how they learn", extra={"key": "lamps99"}, year=1999),
            ),
            1,
        )
    ]  # fmt: skip
    with Library.open(tmp_path / "s") as library:
        account = library.add(page, source="page.txt", format="hf-papers")
        assert (account.unchanged, account.change) == (3, None)


def test_a_shelf_of_the_second_schema_opens_with_all_that_was_said(tmp_path):
    build(tmp_path / "s", 2)
    frozen = json.loads((SHELVES / "schema_2.json").read_text(encoding="utf-8"))
    shown = {row["id"]: row for row in frozen["papers"] if not row["hidden"]}
    names = {row["id"]: row["name"] for row in frozen["tags"]}
    with Library.open(tmp_path / "s") as library:
        assert set(library.view().ids()) == shown.keys()
        for entry in library.entries(list(shown)):
            row = shown[entry.id]
            assert (entry.uuid, entry.paper.title, entry.key) == (row["uuid"]["hex"], row["title"], row.get("key"))
            assert (STATUSES.index(entry.status), entry.starred, entry.priority) == (
                row["status"], row["starred"], row["priority"]
            )  # fmt: skip
            assert entry.tags == tuple(
                sorted(names[one["tag"]] for one in frozen["taggings"] if one["paper"] == entry.id)
            )
            assert entry.note == "".join(one["text"] for one in frozen["notes"] if one["paper"] == entry.id)
        dusk = library.view("dusk").ids().tolist()
        assert dusk == sorted(
            (
                entry.id
                for entry in library.entries(list(shown))
                if "dusk" in f"{entry.paper.title} {entry.note} {entry.tags}".lower()
            ),
            reverse=True,
        )
        assert set(dusk) > {2, 3}
        assert set(library.view("note:dusk").ids()) == {7}
        assert library.searches() == [("wet", "harbour or salt"), ("bridges", "ferry status:queued")]
        assert [one.source for one in library.listings()] == ["pier.ris", "notes.txt", "library.bib", "weekly.html"]
        assert len(set(library.connection.execute("SELECT uuid FROM listings"))) == len(frozen["listings"])
        assert len(library.history()) == sum(row["undone"] < 2 for row in frozen["changes"])
