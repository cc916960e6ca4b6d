"""What doctor says of a library, sound or not, and that it changes nothing by looking."""

import os
import random
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from storage import backup, doctor, migrations, sqlite
from storage.library import Library
from storage.papers.paper import Status
from tests.storage.worker import ROOT
from tui.cli.main import main


def traces(path: Path) -> dict[str, tuple[object, ...]]:
    """What there is in a file's folder: names, bytes, times."""
    return {
        found.name: (found.read_bytes(), found.stat().st_mtime_ns, found.stat().st_ino)
        for found in path.parent.rglob("*")
        if stat.S_ISREG(found.lstat().st_mode)
    }  # fmt: skip


def said(path: Path, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["--library", str(path), "doctor", *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result.exit_code, result.stdout + result.stderr


def looked(path: Path) -> doctor.Findings:
    """Return what doctor finds, having seen that it left no trace."""
    before = traces(path)
    found = doctor.look(path)
    assert traces(path) == before
    return found


def changed(path: Path, *statements: str) -> None:
    """Change a library behind papershelf's back."""
    with closing(sqlite.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)


def window(path: Path, then: str) -> subprocess.Popen[str]:
    """Star a paper in another process, which then does something else."""
    program = (
        f"import os, sys; from storage.library import Library; it = Library.open(sys.argv[1]); it.star([1]); {then}"
    )
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, "-c", program, str(path)], cwd=ROOT, stdin=pipe, stdout=pipe, text=True)


def killed(path: Path) -> None:
    """Star a paper in a process that is killed, so that it stands in the log alone."""
    with window(path, "os.kill(os.getpid(), 9)") as process:
        assert process.wait() == -signal.SIGKILL


def log(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def test_a_sound_library_is_sound(shelf):
    assert looked(shelf) == doctor.Findings(shelf, "sound")
    assert said(shelf) == (0, f"{shelf} is sound\n")


@pytest.mark.parametrize("left", [("-wal", "-shm"), ("-wal",)])
def test_a_log_that_a_kill_left_is_looked_at_and_left_as_it_is(shelf, left):
    changed(
        shelf, "UPDATE papers SET starred = 1 WHERE id = 2"
    )  # so the file is wrong, and with its log it is not less
    killed(shelf)
    for suffix in {"-wal", "-shm"} - {*left}:
        shelf.with_name(shelf.name + suffix).unlink()
    assert looked(shelf).problems == ("the count of starred has 1 too few",)
    changed(shelf, "UPDATE papers SET starred = 0 WHERE id = 2")
    killed(shelf)
    assert looked(shelf).state == "sound"


def test_a_library_that_is_open_is_looked_at_as_it_stands(shelf):
    act = "print('ready', flush=True); sys.stdin.read()"
    with window(shelf, act) as process:
        assert process.stdout.readline() == "ready\n"
        assert looked(shelf).state == "sound"
        changed(shelf, "UPDATE papers SET starred = 0")
        assert looked(shelf).problems == ("the count of starred has 1 too many",)
        process.communicate()
    assert [found.name for found in shelf.parent.iterdir()] == [shelf.name]


def test_an_interrupted_write_is_looked_at_in_a_copy(shelf):
    with closing(sqlite.sqlite3.connect(shelf, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN")
        connection.execute("UPDATE papers SET title = hex(randomblob(50000)), starred = 1")
        hot = shelf.with_name("hot.sqlite3")
        for suffix in ("", "-journal"):
            shutil.copyfile(f"{shelf}{suffix}", f"{hot}{suffix}")
        connection.execute("ROLLBACK")
    assert doctor.look(hot).state == "sound"
    assert hot.with_name("hot.sqlite3-journal").stat().st_size


def test_a_library_behind_a_link_is_looked_at_with_its_own_log(shelf, tmp_path):
    with window(shelf, "it.connection.execute('UPDATE papers SET starred = 0'); os.kill(os.getpid(), 9)") as process:
        process.wait()
    link = tmp_path / "link"
    link.symlink_to(shelf)
    assert looked(link).state == "log"
    assert said(link, "--mend")[0] == 0
    assert link.is_symlink()
    assert said(link)[0] == said(shelf)[0] == 0
    link.unlink()
    link.symlink_to(link)
    assert said(link)[0] == 3


# -- what is no library


def folder(path: Path) -> None:
    path.mkdir()


def pipe(path: Path) -> None:
    os.mkfifo(path)


def another_program(path: Path) -> None:
    with closing(sqlite.sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks(x)")


def no_database(path: Path) -> None:
    path.write_text("@article{moss, title = {Moss}}\n" * 400)


def nothing(path: Path) -> None:
    path.touch()


def a_line_end(path: Path) -> None:
    path.write_bytes(b"\n")


def nothing_in_it(path: Path) -> None:
    with closing(sqlite.sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 0")
        connection.execute("VACUUM")


def newer(path: Path) -> None:
    with Library.open(path):
        pass
    changed(path, f"PRAGMA user_version = {migrations.SCHEMA + 1}")


def in_a_file(path: Path) -> None:
    path.unlink(missing_ok=True)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (folder, "is a folder, no file; name a library file with --library"),
        (pipe, "is a pipe, no file; name a library file with --library"),
        (another_program, "is a database of another program, not a library; it is left alone; name a library with --library"),
        (no_database, "is not a library: it is no SQLite database; it is left alone; name a library with --library"),
        (nothing, "is an empty file, not a library; delete it to start a new library there"),
        (a_line_end, "is an empty file, not a library; delete it to start a new library there"),
        (nothing_in_it, "is a database with nothing in it, not a library; delete it to start a new library there"),
        (newer, "was written by a newer papershelf; upgrade papershelf to open it"),
    ],
)  # fmt: skip
def test_each_thing_that_is_no_library_has_a_sentence(
    tmp_path: Path, make: Callable[[Path], None], sentence: str
) -> None:
    path = tmp_path / "shelf.sqlite3"
    make(path)
    before = traces(path)
    assert said(path) == (3, f"papershelf: {path} {sentence}\n")
    assert traces(path) == before


def test_a_second_name_of_a_library_is_said(shelf):
    with Library.open(shelf) as library:
        assert library.warnings == ()
    shelf.with_name("snapshot.sqlite3").hardlink_to(shelf)
    found = looked(shelf)
    assert (found.state, len(found.notes)) == (doctor.SOUND, 1)
    assert "one file with another name" in found.notes[0]
    with Library.open(shelf) as library:
        assert library.warnings == found.notes


def test_a_log_that_is_a_folder_is_out_of_reach(shelf):
    shelf.with_name(f"{shelf.name}-wal").mkdir()
    found = looked(shelf)
    assert found.state == "out of reach"
    assert f"{shelf.name}-wal cannot be read: Is a directory" in found.problems[0]


def test_a_log_with_nothing_in_it_stays(shelf):
    logs = [shelf.with_name(f"{shelf.name}{part}") for part in ("-wal", "-shm")]
    for log in logs:
        log.touch()
        log.chmod(0o644)  # whatever the umask leaves of it
    assert looked(shelf).state == doctor.SOUND
    assert [log.stat().st_mode & 0o777 for log in logs] == [0o644, 0o644]  # SQLite gives them the library's


def test_a_library_that_is_not_there(tmp_path):
    path = tmp_path / "shelf.sqlite3"
    assert said(path) == (3, f"papershelf: there is no library at {path}\n")
    (tmp_path / "file").touch()
    assert said(tmp_path / "file" / "shelf.sqlite3")[0] == 3
    assert [found.name for found in tmp_path.iterdir()] == ["file"]


def test_restore_is_advised_only_where_there_is_a_backup(shelf):
    made = backup.take(shelf)
    restoring = f"`papershelf restore` brings back the backup of {made.made:%Y-%m-%d %H:%M} UTC"
    damage(shelf, "papers")
    assert said(shelf)[1].endswith(f"papershelf: the library is not sound; {restoring}\n")
    shelf.write_bytes(b"")
    assert said(shelf)[1].endswith(f"delete it to start a new library there, or {restoring}\n")
    shelf.unlink()
    assert said(shelf)[1] == f"papershelf: there is no library at {shelf}; {restoring}\n"


# -- what cannot be written, or read


@pytest.fixture
def open_shelf(shelf, tmp_path) -> Iterator[Path]:
    """A library in a folder that everybody may enter, which pytest's own are not."""
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "shelf.sqlite3"
        shutil.copyfile(shelf, path)
        path.parent.chmod(0o777)
        yield path
        path.parent.chmod(0o700)


def as_nobody(path: Path) -> tuple[int, str]:
    """What doctor says to a user who owns nothing here."""
    program = (
        "import os, sys; from tui.cli import keeping, main; from storage import doctor, migrations, sqlite;"
        "migrations.migrate(sqlite.in_memory());"  # the code itself may be out of nobody's reach
        "os.getuid() or (os.setgroups([]), os.setgid(65534), os.setuid(65534));"
        "main.main(['--library', sys.argv[1], 'doctor'])"
    )
    argv = [sys.executable, "-c", program, str(path)]
    run = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "Traceback" not in run.stderr, run.stderr
    return run.returncode, run.stdout + run.stderr


@pytest.mark.parametrize("logged", [False, True])
def test_what_cannot_be_written_is_sound_and_said_to_be_read_only(open_shelf, logged):
    if logged:
        killed(open_shelf)
        for suffix in ("-wal", "-shm"):
            open_shelf.with_name(open_shelf.name + suffix).chmod(0o644)
    open_shelf.chmod(0o444)
    before = traces(open_shelf)
    alone = f"{open_shelf} cannot be written, so the shelf is read-only\n{open_shelf} is sound\n"
    assert as_nobody(open_shelf) == (0, alone)
    open_shelf.chmod(0o666)
    open_shelf.parent.chmod(0o555)
    whole = f"the folder {open_shelf.parent} cannot be written, so the shelf is read-only\n{open_shelf} is sound\n"
    assert as_nobody(open_shelf) == (0, whole)
    assert traces(open_shelf) == before


def test_what_may_not_be_read_is_out_of_reach(open_shelf):
    open_shelf.chmod(0o200)
    status, sentence = as_nobody(open_shelf)
    assert (status, sentence.partition(";")[0]) == (3, f"papershelf: {open_shelf} may not be read: permission denied")
    open_shelf.parent.chmod(0o600)
    status, sentence = as_nobody(open_shelf)
    assert (status, sentence.partition(";")[0]) == (3, f"papershelf: {open_shelf} cannot be reached: Permission denied")
    open_shelf.parent.chmod(0o777)


# -- what is damaged


def damage(path: Path, table: str, byte: int = 0xFF) -> None:
    """Overwrite the pages of a table or index, but for its first where it has more."""
    with closing(sqlite.connect(path)) as connection:
        size = sqlite.scalar(connection, "PRAGMA page_size")
        root = sqlite.scalar(connection, "SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,))
    with path.open("r+b") as stream:
        stream.seek((root - 1) * size)
        stream.write(bytes([byte]) * size)


@pytest.mark.parametrize("table", ["words_data", "texts_data", "said_idx", "terms", "counts", "identities", "papers_date", "sightings_listing"])  # fmt: skip
def test_damage_to_what_can_be_made_anew_is_told_from_damage_to_the_papers(shelf, table):
    damage(shelf, table)
    found = looked(shelf)
    assert found.state == "index", found
    assert "doctor --mend" in found.advice


@pytest.mark.parametrize("table", ["papers", "details", "notes", "acts", "sqlite_schema"])
def test_damage_to_what_the_reader_has_is_damage(shelf, table):
    if table == "sqlite_schema":
        data = bytearray(shelf.read_bytes())
        data[100:4096] = bytes(3996)
        shelf.write_bytes(data)
    else:
        damage(shelf, table)
    found = looked(shelf)
    assert found.state == "data", found
    assert found.advice == "keep the file: it is all there is"


def test_doctor_sees_damage(shelf):
    data = bytearray(shelf.read_bytes())
    data[8192 : len(data) - 4096] = bytes(len(data) - 12288)
    shelf.write_bytes(data)
    assert looked(shelf).state == "data"


@pytest.mark.parametrize(
    ("statement", "state", "sentence"),
    [
        ("DELETE FROM papers WHERE id = 1", "index", "belong to no paper"),
        ("INSERT INTO notes VALUES (9, 'mine', 1, 0)", "data", "1 rows of `notes` belong to no paper"),
        ("UPDATE papers SET starred = 1 - starred WHERE id = 1", "index", "the count of starred has 1 too few"),
        ("UPDATE papers SET title = 'On kelp' WHERE id = 1", "index", "1 of 2 papers are not found under the words"),
        ("DELETE FROM terms WHERE term = 'moss'", "index", "1 of 2 papers are not found under the words"),
        ("INSERT INTO words(words) VALUES ('delete-all')", "index", "2 of 2 papers are not found under the words"),
        ("INSERT OR REPLACE INTO details(paper, extra) VALUES (1, '{\"pages\": ')", "data", "`extra` that cannot be read"),
        ("INSERT OR REPLACE INTO details(paper, extra) VALUES (1, '{\"pages\": 7}')", "data", "`extra` that cannot be"),
        ("INSERT OR REPLACE INTO details(paper, roles) VALUES (1, '[\"A\"]')", "data", "`roles` that cannot be read"),
        (
            "INSERT INTO records VALUES (1, x'01', 1, NULL, 1, 's', 0, 0, NULL, '{\"title\": [1], \"authors\": \"\"}', 0, 0)",
            "data", "1 rows of `records` have `facts`",
        ),
        ("UPDATE listings SET skipped = '[[1, 2]]'", "data", "1 rows of `listings` have `skipped`"),
        ("UPDATE listings SET notes = '7'", "data", "1 rows of `listings` have `notes`"),
        ("DROP TABLE effects", "data", "the table `effects` is missing"),
        ("DROP TABLE written", "data", "the table `written` is missing"),
        ("DROP TABLE counts", "index", "the table `counts` is missing"),
        ("ALTER TABLE acts RENAME COLUMN words TO said", "data", "the column `acts.words` is missing"),
        ("DROP INDEX papers_key", "index", "the index `papers_key` is missing"),
        ("CREATE TRIGGER no BEFORE INSERT ON acts BEGIN SELECT raise(abort, 'no'); END", "index", "the trigger `no`"),
    ],
)  # fmt: skip
def test_what_does_not_agree_is_said(shelf, statement, state, sentence):
    changed(shelf, statement)
    found = looked(shelf)
    assert found.state == state
    assert any(sentence in problem for problem in found.problems), found


def test_a_log_of_another_library_is_told_from_damage(shelf, tmp_path, listing):
    with Library.open(tmp_path / "other" / "shelf.sqlite3") as other:
        other.add(listing(*(f"On kelp {number}" for number in range(400))), source="y", format="hf-papers")
        shutil.copyfile(log(other.path), log(shelf))
    found = looked(shelf)
    assert found.state == "log"
    assert found.problems[0].startswith(f"the library is not sound with the log beside it, {log(shelf)}: without it")


# -- mending


def held(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that a library holds, but for what is worked out from it."""
    with closing(sqlite.connect(path)) as connection:
        tables = sqlite.scalars(connection, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        return {
            table: sorted(connection.execute(f"SELECT * FROM {table} NOT INDEXED"), key=repr)
            for table in tables
            if not doctor.DERIVED.fullmatch(table)
        }


@pytest.fixture
def used(shelf, listing):
    """A library in which a bit of everything was done."""
    with Library.open(shelf) as library:
        library.add(listing("On moss", "On ferns", "On moss and stone"), source="y", format="hf-papers")
        library.mark([1], Status.READ)
        library.note(2, "Lamps, at length")
        library.tag([1, 2], ["wet"])
        library.edit(2, venue="Letters on Lamps")
        library.merge(3, 4)
        library.save_search("mine", "moss")
        library.delete([1])
        library.undo()
    return shelf


MENDABLE = ["words_data", "texts_idx", "said_data", "terms", "counts", "identities", "papers_date", "sightings_listing", "effects_act"]  # fmt: skip


@pytest.mark.parametrize("table", MENDABLE)
def test_what_can_be_made_anew_is_mended_and_nothing_else_is_touched(used, table):
    before = held(used)
    with closing(sqlite.connect(used)) as connection:
        known = set(connection.execute("SELECT * FROM identities"))
    damage(used, table)
    damaged = used.read_bytes()
    status, sentences = said(used, "--mend")
    assert (status, f"{used} is mended, and sound" in sentences) == (0, True), sentences
    (aside,) = used.parent.glob("*.aside")
    assert aside.read_bytes() == damaged
    assert f"the former library is kept as {aside}" in sentences
    assert held(used) == before
    assert said(used) == (0, f"{used} is sound\n")
    assert sorted(found.name for found in used.parent.iterdir()) == sorted([used.name, aside.name])
    assert stat.S_IMODE(used.stat().st_mode) == 0o600
    with closing(sqlite.connect(used)) as connection:
        assert set(connection.execute("SELECT * FROM identities")) >= known
    with Library.open(used) as library:
        assert library.view("moss").count() == 2
        assert list(library.view("note:length").ids()) == [2]
        assert library.view("tag:wet is:read").count() == 1
        library.star([1])
        assert library.undo()


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE words", "DROP TABLE terms", "DROP TABLE counts", "DROP INDEX papers_key",
        "CREATE TRIGGER no BEFORE INSERT ON acts BEGIN SELECT raise(abort, 'no'); END",
    ],
)  # fmt: skip
def test_what_is_missing_and_can_be_made_anew_is_mended(used, statement):
    changed(used, statement)
    assert said(used, "--mend")[0] == 0
    assert looked(used).state == doctor.SOUND
    with Library.open(used) as library:
        library.star([1])


def test_mending_leaves_out_what_pages_said_of_papers_that_are_gone(used):
    changed(used, "INSERT INTO details(paper, abstract) VALUES (99, 'moss')")
    status, sentences = said(used, "--mend")
    assert (status, "removed 1 row of `details` that belonged to no paper" in sentences) == (0, True)
    assert said(used)[0] == 0


def test_mending_goes_by_the_log_too_and_leaves_out_one_that_is_not_its_own(used, tmp_path, listing):
    changed(used, "UPDATE papers SET starred = 1 WHERE id = 2")
    killed(used)
    assert said(used, "--mend")[0] == 0
    with Library.open(used) as library:
        assert library.view("is:starred").count() == 2
    with Library.open(tmp_path / "other" / "shelf.sqlite3") as other:
        other.add(listing(*(f"On kelp {number}" for number in range(400))), source="y", format="hf-papers")
        shutil.copyfile(log(other.path), log(used))
    foreign, before = log(used).read_bytes(), used.read_bytes()
    status, sentences = said(used, "--mend")
    assert (status, "its log as" in sentences) == (0, True), sentences
    assert foreign in [found.read_bytes() for found in used.parent.glob("*.aside-wal")]
    assert before in [found.read_bytes() for found in used.parent.glob("*.aside")]
    with Library.open(used) as library:
        assert library.view("is:starred").count() == 2


@pytest.mark.parametrize("table", ["papers", "notes"])
def test_what_cannot_be_mended_is_left_alone(used, table):
    damage(used, table)
    before = traces(used)
    status, sentences = said(used, "--mend")
    assert (status, sentences.splitlines()[-1]) == (
        3, "papershelf: the library is not sound; keep the file: it is all there is"
    )  # fmt: skip
    assert traces(used) == before


def test_nothing_is_mended_in_a_sound_library_or_one_that_is_open(used):
    before = traces(used)
    assert said(used, "--mend") == (0, f"{used} is sound: there is nothing to mend\n")
    assert traces(used) == before
    with window(used, "print('ready', flush=True); sys.stdin.read()") as process:
        assert process.stdout.readline() == "ready\n"
        changed(used, "UPDATE papers SET starred = 1 - starred WHERE id = 2")
        status, sentences = said(used, "--mend")
        assert status == 3
        assert "nothing was mended: it is open in another window; close that first" in sentences
        process.communicate()
    assert [found.name for found in used.parent.iterdir()] == [used.name]


@pytest.mark.parametrize("files", [16, pytest.param(500, marks=pytest.mark.full)])
def test_wherever_a_file_is_damaged_looking_leaves_no_trace_and_mending_loses_nothing(used, tmp_path, files):
    before, whole = held(used), used.read_bytes()
    chance = random.Random(9)
    mended = 0
    for number in range(files):
        damaged = bytearray(whole)
        page = chance.randrange(4096, len(damaged), 4096)
        match number % 4:
            case 0:
                damaged[page : page + 4096] = bytes(4096)
            case 1:
                damaged[page : page + 4096] = chance.randbytes(4096)
            case 2:
                for _ in range(3):
                    damaged[page + chance.randrange(4096)] = chance.randrange(256)
            case 3:
                del damaged[page:]
        path = tmp_path / str(number) / "shelf.sqlite3"
        path.parent.mkdir()
        path.write_bytes(damaged)
        if looked(path).state == "index":
            status, sentences = said(path, "--mend")
            if status == 0:
                mended += 1
                assert doctor.examine(path) == []
                assert held(path).keys() == before.keys()
                if number % 4 < 2:  # a letter that was changed within a text is for nobody to see
                    assert held(path) == before, (number, sentences)
            assert status in (0, 3)
        shutil.rmtree(path.parent)
    assert mended > files // 8
