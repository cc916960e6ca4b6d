"""The sets of papers against a scan of the tables, whatever was done to either."""

import random
import subprocess
import sys
import tracemalloc
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from storage import counts, migrations, sqlite
from storage.library import Library
from storage.papers.paper import Listed, Paper
from storage.sqlite import Connection, DatabaseError

ROOT = Path(__file__).parents[2]
CHUNK = 65_536


@contextmanager
def made(folder: Path) -> Iterator[Connection]:
    sqlite.create(folder / "shelf.sqlite3")
    with closing(sqlite.connect(folder / "shelf.sqlite3")) as connection:
        migrations.migrate(connection)
        yield connection


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    with made(tmp_path) as new:
        yield new


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """One for many runs."""
    with made(tmp_path_factory.mktemp("kept")) as new:
        yield new


def paper(connection: Connection, number: int, **columns: Any) -> None:
    names = ("id", "uuid", "title", "added", *columns)
    values = (number, number.to_bytes(16, "big"), f"Moss {number}", 0, *columns.values())
    connection.execute(f"INSERT INTO papers({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", values)


def whole(connection: Connection) -> dict[tuple[str, Any], set[int]]:
    """Every set as it is stored."""
    found = defaultdict(set)
    for name, value, chunk, ids in connection.execute("SELECT name, value, chunk, ids FROM counts"):
        part = BitMap.deserialize(ids)
        assert part, "an empty chunk is kept"
        assert part.max() < CHUNK
        found[name, value] |= {chunk * CHUNK + number for number in part}
    return dict(found)


def test_rows_join_and_leave_a_set(connection):
    counts.put(connection, "year", 1999, [5, 70_000, 200_000])
    assert list(counts.ids(connection, "year", 1999)) == [5, 70_000, 200_000]
    counts.put(connection, "year", 1999, [5])
    counts.take(connection, "year", 1999, [70_000, 71_000, 9_000_000])
    assert whole(connection) == {("year", 1999): {5, 200_000}}
    counts.take(connection, "year", 1999, BitMap([5, 200_000]))
    counts.take(connection, "year", 1999, [5])
    assert whole(connection) == {}
    assert not counts.ids(connection, "year", 1999)


def test_a_set_is_named_by_what_the_column_holds(connection):
    for name, none, some, value in (
        ("hidden", 0, 4, 1), ("starred", 0, 1, 1), ("noted", 0, 1, 1), ("doubted", None, "", 1), ("priority", 0, -2, -2),
        ("year", None, 0, 0), ("venue", None, "", ""), ("status", 0, 4, 4), ("row", None, 9, 1), ("tag", None, 3, 3), ("listing", None, 1, 1),
    ):  # fmt: skip
        counts.put(connection, name, none, [7])
        assert whole(connection) == {}, name
        counts.move(connection, name, none, some, [7])
        assert whole(connection) == {(name, value): {7}}
        counts.move(connection, name, some, some, [7])
        assert whole(connection) == {(name, value): {7}}
        counts.move(connection, name, some, none, iter([7]))
        assert whole(connection) == {}


def test_a_venue_is_kept_to_the_letter_and_a_year_is_no_text(connection):
    counts.put_all(connection, [("venue", "Nature", [1]), ("venue", "nature", [2]), ("venue", "1999", [3]),
                                ("year", 1999, [4]), ("venue", "Nature", range(5, 8)), ("starred", 0, [1])])  # fmt: skip
    assert whole(connection) == {("venue", "Nature"): {1, 5, 6, 7}, ("venue", "nature"): {2}, ("venue", "1999"): {3},
                                 ("year", 1999): {4}}  # fmt: skip


def test_hiding_changes_one_set_and_is_told_apart_where_values_are_counted(connection):
    counts.put(connection, "status", 4, range(1, 101))
    counts.put(connection, "status", 2, [200, 201])
    counts.put(connection, "hidden", 1, [5, 6, 200, 201])
    assert counts.values(connection, "status") == {4: 98}
    assert counts.values(connection, "status", shown=False) == {4: 100, 2: 2}
    assert list(counts.chosen(connection, "status", "value < ?", [3])) == [200, 201]


sets = st.sampled_from([("status", 4), ("status", 2), ("starred", 1), ("year", 1999), ("venue", "Nature"), ("tag", 3)])
rows = st.sets(st.one_of(st.integers(1, 40), st.integers(CHUNK - 3, CHUNK + 3), st.integers(1, 9 * CHUNK)), max_size=30)
steps = st.lists(st.tuples(st.sampled_from(["put", "take", "move", "put_all"]), sets, sets, rows), max_size=12)


@settings(max_examples=60, deadline=None)
@given(steps)
def test_any_steps_leave_what_sets_of_python_would(kept, steps):
    with sqlite.write(kept) as connection:
        connection.execute("DELETE FROM counts")
        truth: defaultdict[tuple[str, Any], set[int]] = defaultdict(set)
        for what, one, other, ids in steps:
            match what:
                case "put":
                    counts.put(connection, *one, ids)
                    truth[one] |= ids
                case "take":
                    counts.take(connection, *one, BitMap(ids))
                    truth[one] -= ids
                case "move":
                    other = (one[0], 7)
                    counts.move(connection, *one, 7, list(ids))
                    if one[1] != 7 and one[0] != "starred":
                        truth[one] -= ids
                        truth[other] |= ids
                case "put_all":
                    counts.put_all(connection, [(*one, ids), (*other, ids), (*one, [5])])
                    truth[one] |= ids | {5}
                    truth[other] |= ids
        assert whole(connection) == {key: ids for key, ids in truth.items() if ids}


def invented(connection: Connection, count: int, seed: int = 3) -> None:
    """Put papers into the tables, over two chunks and with gaps, and nothing into the sets."""
    chance = random.Random(seed)
    connection.execute("INSERT INTO tags(id, name) VALUES (1, 'moss'), (2, 'fern')")
    for number in sorted(chance.sample(range(CHUNK - count, CHUNK + count), count)):
        paper(
            connection, number, hidden=chance.choice([0, 0, 0, 4]), status=chance.choice([0, 0, 1, 2]),
            starred=chance.randrange(2), noted=chance.randrange(2), doubt=chance.choice([None, "seam"]),
            priority=chance.randrange(-2, 3), year=chance.choice([None, 1999, 2020]),
            venue=chance.choice([None, "Nature", "nature"]),
        )  # fmt: skip
        for tag in chance.sample([1, 2], chance.randrange(3)):
            connection.execute("INSERT INTO taggings VALUES (?, ?)", (number, tag))
        for line in range(chance.randrange(3)):
            connection.execute(
                "INSERT INTO sightings(paper, listing, line) VALUES (?, ?, ?)", (number, 1 + line % 2, line)
            )


def scanned(connection: Connection) -> dict[tuple[str, Any], set[int]]:
    """Every set, out of the tables, a statement each."""
    found = {}
    for name, sql in {
        "hidden": "SELECT 1, id FROM papers WHERE hidden <> 0", "starred": "SELECT 1, id FROM papers WHERE starred = 1",
        "noted": "SELECT 1, id FROM papers WHERE noted = 1", "doubted": "SELECT 1, id FROM papers WHERE doubt IS NOT NULL",
        "priority": "SELECT priority, id FROM papers WHERE priority <> 0", "status": "SELECT status, id FROM papers WHERE status <> 0", "row": "SELECT 1, id FROM papers",
        "year": "SELECT year, id FROM papers WHERE year IS NOT NULL",
        "venue": "SELECT venue, id FROM papers WHERE venue IS NOT NULL",
        "tag": "SELECT tag, paper FROM taggings", "listing": "SELECT listing, paper FROM sightings",
    }.items():  # fmt: skip
        for value, number in connection.execute(sql):
            found.setdefault((name, value), set()).add(number)
    return found


def test_all_sets_are_made_anew_from_the_tables(connection):
    invented(connection, 300)
    counts.put(connection, "tag", 99, [1, 500_000])
    counts.rebuild(connection)
    assert whole(connection) == scanned(connection)
    assert counts.differences(connection) == []


def test_what_differs_from_the_tables_is_said(connection):
    invented(connection, 100)
    counts.rebuild(connection)
    (number,) = connection.execute("SELECT id FROM papers WHERE starred = 0 LIMIT 1").fetchone()
    connection.execute("UPDATE papers SET starred = 1 WHERE id = ?", (number,))
    counts.put(connection, "year", 1999, [3 * CHUNK])
    counts.put(connection, "tag", 2, [number + 9 * CHUNK, 1 + 9 * CHUNK])
    code, read = next(iter(counts.values(connection, "status", shown=False).items()))
    counts.move(connection, "status", code, 9, BitMap(counts.ids(connection, "status", code)))
    connection.execute("UPDATE counts SET ids = x'00' WHERE name = 'venue' AND value = 'Nature'")
    assert counts.differences(connection) == [
        "the count of venue Nature is damaged",
        "the count of starred has 1 too few",
        f"the count of status {code} has {read} too few",
        f"the count of status 9 has {read} too many",
        "the count of tag 2 has 2 too many",
        "the count of year 1999 has 1 too many",
    ]
    counts.rebuild(connection)
    assert counts.differences(connection) == []


def test_an_empty_shelf_has_no_sets(connection):
    counts.rebuild(connection)
    assert whole(connection) == {}
    assert counts.differences(connection) == []
    assert counts.values(connection, "year") == {}


def test_a_damaged_set_is_a_damaged_file(connection):
    good = BitMap(range(0, 60_000, 3)).serialize()
    chance = random.Random(4)
    said = set()
    for _ in range(300):
        blob = bytearray(good[: chance.choice([len(good), chance.randrange(len(good))])])
        for _ in range(3):
            if blob:
                blob[chance.randrange(min(30, len(blob)))] = chance.randrange(256)
        connection.execute("REPLACE INTO counts VALUES ('year', 1, 0, ?)", (bytes(blob),))
        try:
            assert not (found := counts.ids(connection, "year", 1)) or found.max() < CHUNK
            counts.put(connection, "year", 1, [8])
            counts.values(connection, "year")
        except DatabaseError as error:
            said.add(str(error))
    assert said == {"database disk image is malformed"}
    connection.execute("REPLACE INTO counts VALUES ('year', 1, -1, ?)", (good,))
    for ask in (
        lambda: counts.ids(connection, "year", 1),
        lambda: counts.put(connection, "year", 2, [1, 1 << 40]),
        lambda: counts.take(connection, "year", 2, [-1, 2]),
    ):
        with pytest.raises(DatabaseError, match="malformed"):
            ask()


@pytest.mark.parametrize("papers", [30_000, pytest.param(1_000_000, marks=pytest.mark.full)])
def test_making_them_anew_takes_the_memory_of_a_chunk(connection, papers):
    with sqlite.write(connection):
        connection.execute(
            "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?) "
            "INSERT INTO papers(id, uuid, title, added, year, venue) "
            "SELECT n, x'00', '', 0, 1990 + n % 40, 'venue ' || n % 1000 FROM n",
            (papers,),
        )
        tracemalloc.start()
        counts.rebuild(connection)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 60e6
    assert sum(counts.values(connection, "year").values()) == papers


@pytest.mark.parametrize(
    "rows",
    [[0], [65_535], range(4_096), range(0, 8_192, 2), range(0, 8_194, 2), range(0, CHUNK, 3), range(CHUNK), range(9, 60_000),
     [*range(30_000), *range(40_000, 41_000)]],
    ids=lambda rows: str(len(rows)),
)  # fmt: skip
def test_the_size_of_a_chunk_is_read_from_its_first_bytes(connection, rows):
    for name, value in (("row", 1), ("status", 2)):
        counts.put(connection, name, value, rows)
    for optimised in (False, True):
        part = BitMap(rows, optimize=optimised)
        connection.execute("UPDATE counts SET ids = ?", (part.serialize(),))
        assert counts.values(connection, "status", shown=False) == {2: len(rows)}
        assert counts.total(connection) == len(rows)
    counts.put(connection, "hidden", 1, [rows[0]])
    assert counts.total(connection) == len(rows) - 1
    assert counts.values(connection, "status") == ({2: len(rows) - 1} if len(rows) > 1 else {})


def test_a_moment_is_left_whatever_happens_in_it(connection):
    with pytest.raises(sqlite.Error), sqlite.snapshot(connection):
        connection.execute("SELECT nothing FROM nowhere")
    assert not connection.in_transaction
    with sqlite.write(connection), sqlite.snapshot(connection):
        connection.execute("INSERT INTO tags(name) VALUES ('moss')")
    assert connection.execute("SELECT name FROM tags").fetchall() == [("moss",)]


def test_bitmaps_are_loaded_when_a_set_is_asked_for(tmp_path):
    path = str(tmp_path / "shelf.sqlite3")
    with Library.open(path) as library:
        library.add([Listed(paper=Paper(title="On moss", year=2020), line=1)], source="x", format="y")
    for ask, loads in (
        ("view().first(9), library.view().ids(), library.view().count(), library.count()", False),
        ("view('moss').ids(), library.view('year:2020.. moss').first(9), library.view('is:unread').first(9)", False),
        ("entries([1]), library.find('1'), library.completions('moss', 4)", False),
        ("view('is:starred').first(9)", True),
        ("view('is:unread').count()", True),
    ):
        code = (
            "import sys; from storage.library import Library\n"
            f"with Library.open({path!r}) as library: library.{ask}\n"
            "print('pyroaring' in sys.modules)"
        )
        ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
        assert ran.stdout.strip() == str(loads), ask
