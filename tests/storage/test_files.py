"""A library is a set of files: made, restored, killed and found again, it never stands beside a log that is not its own."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from storage import backup, doctor, sqlite
from storage.library import Library, LibraryError
from storage.papers.paper import Listed, Paper, Status

ROOT = Path(__file__).parents[2]


def titles(*words: str) -> list[Listed]:
    return [Listed(paper=Paper(title=word), line=line) for line, word in enumerate(words, 1)]


def in_a_child(work: Callable[[], object]) -> int:
    """Do something in a process of its own, and return how that ended."""
    child = os.fork()
    if not child:
        try:
            work()
            os._exit(0)
        except BaseException:
            sys.excepthook(*sys.exc_info())
            os._exit(1)
    return os.waitpid(child, 0)[1]


def killed(work: Callable[[], object]) -> None:
    """Do something in a process that then dies with its files open."""
    assert in_a_child(lambda: (work(), os.kill(os.getpid(), signal.SIGKILL))) == signal.SIGKILL


def names(folder: Path) -> set[str]:
    return {found.name for found in folder.iterdir()}


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A library of two papers with a backup, and of a third that stands in its log alone."""
    path = tmp_path / "shelf.sqlite3"

    def fill() -> Library:
        library = Library.open(path)
        library.add(titles("Moss", "Fern"), source="a", format="test")
        backup.take(path)
        library.add(titles("Kelp"), source="b", format="test")
        return library

    killed(fill)
    assert (tmp_path / "shelf.sqlite3-wal").stat().st_size
    return path


def sound(path: Path, *words: str) -> None:
    assert doctor.examine(path) == []
    with Library.open(path, create=False) as library:
        assert {row.title for row in library.rows(library.view().ids())} == set(words)


# -- a log whose library is gone


def test_a_library_is_restored_where_only_its_log_was_left(shelf: Path) -> None:
    log = shelf.with_name("shelf.sqlite3-wal").read_bytes()
    shelf.unlink()
    restored = backup.restore(shelf, backup.backups(shelf)[0].path)
    (kept,) = shelf.parent.glob("*.aside-wal")
    assert restored.words == f"the log of a library that is gone is kept as {kept}"
    assert restored.former is None
    assert kept.read_bytes() == log
    sound(shelf, "Moss", "Fern")


@pytest.mark.parametrize("log", ["-wal", "-journal"])
def test_a_library_is_begun_where_the_log_of_another_was_left(tmp_path: Path, log: str) -> None:
    path = tmp_path / "tide.sqlite3"
    path.with_name(f"{path.name}{log}").write_bytes(b"what another library wrote" * 400)
    path.with_name(f"{path.name}-shm").write_bytes(bytes(32_768))
    with Library.open(path) as library:
        (kept,) = tmp_path.glob(f"*.aside{log}")
        assert library.warnings == (f"the log of a library that is gone is kept as {kept}",)
        library.add(titles("Dune"), source="a", format="test")
    assert kept.read_bytes() == b"what another library wrote" * 400
    sound(path, "Dune")


def test_an_empty_log_of_a_library_that_is_gone_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "tide.sqlite3"
    path.with_name("tide.sqlite3-wal").write_bytes(b"")
    with Library.open(path) as library:
        assert library.warnings == ()
    assert names(tmp_path) == {"tide.sqlite3"}


def test_who_asks_for_a_library_that_is_gone_hears_what_is_left_of_it(shelf: Path) -> None:
    shelf.unlink()
    left = "shelf.sqlite3-wal and backups, the newest of which `papershelf restore` brings back"
    with pytest.raises(LibraryError, match=f"there is no library at {shelf}; there are {left}"):
        Library.open(shelf, create=False)
    with Library.open(shelf) as library:
        assert library.new
        assert library.warnings[-1] == (
            "of a former library there are backups, the newest of which `papershelf restore` brings back"
        )


def test_a_library_removed_under_a_window_is_begun_again_without_its_log(tmp_path: Path) -> None:
    path = tmp_path / "shelf.sqlite3"
    with Library.open(path) as old:
        old.add(titles("Moss"), source="a", format="test")
        path.unlink()
        with Library.open(path) as new:
            assert new.count() == 0
            new.add(titles("Fern"), source="b", format="test")
            with pytest.raises(LibraryError, match="was replaced or removed"):
                old.mark([1], Status.READ)
    sound(path, "Fern")


# -- a restore


def test_a_restore_leaves_the_library_the_file_it_was(shelf: Path) -> None:
    with Library.open(shelf) as one:
        before = shelf.stat().st_ino
        restored = backup.restore(shelf, backup.backups(shelf)[0].path)
        assert shelf.stat().st_ino == before
        assert sqlite.scalar(one.connection, "PRAGMA journal_mode") == "wal"
    assert restored.words == f"the former library is kept as {restored.former}"
    sound(shelf, "Moss", "Fern")
    assert restored.former is not None
    sound(restored.former, "Moss", "Fern", "Kelp")
    assert names(shelf.parent) == {"shelf.sqlite3", "shelf.sqlite3.backups"}


def test_an_open_window_goes_on_with_what_was_restored(shelf: Path) -> None:
    with Library.open(shelf) as one, Library.open(shelf) as other:
        one.tag([1], ["wall"])
        assert one.count() == 3
        seen = one.changed()
        backup.restore(shelf, backup.backups(shelf)[0].path)
        assert one.changed() != seen
        assert (one.count(), one.view("tag:wall").count(), one.entry(3)) == (2, 0, None)
        one.tag([1], ["wall"])
        other.note(2, "of ferns")
        assert one.add(titles("Dune"), source="c", format="test").added == 1
        assert [change.words.split(" ")[0] for change in other.history(3)] == ["imported", "noted", "tagged"]
        one.undo()
    sound(shelf, "Moss", "Fern")


def test_a_window_that_was_open_writes_under_another_name_than_before(shelf: Path) -> None:
    def acts(library: Library) -> list[tuple[bytes, int]]:
        found = "SELECT uuid, seq FROM acts JOIN machines ON machines.id = machine ORDER BY acts.id"
        return library.connection.execute(found).fetchall()

    with Library.open(shelf) as window:
        window.star([1])
        before = acts(window)
        backup.restore(shelf, backup.backups(shelf)[0].path)
        window.star([2])
        after = acts(window)
        with Library.open(shelf) as later:
            later.star([1])
            last = acts(later)
    assert after[:-1] == before[:1]
    assert after[-1] not in before
    assert last == [*after, (after[-1][0], 2)]


def test_a_copy_of_the_library_itself_is_restored_as_another_machine(shelf: Path, tmp_path: Path) -> None:
    with Library.open(shelf) as library:
        library.star([1])
    kept = Path(shutil.copyfile(shelf, tmp_path / "kept.sqlite3"))
    with Library.open(shelf) as library:
        library.star([2])
        (lost,) = library.connection.execute("SELECT uuid, max(seq) FROM acts, machines").fetchall()
        backup.restore(shelf, kept)
        library.star([2])
        assert library.connection.execute(
            "SELECT uuid, seq FROM acts JOIN machines ON machines.id = machine WHERE acts.id = (SELECT max(id) FROM acts)"
        ).fetchone() != tuple(lost)


def test_a_restore_waits_for_a_writer_and_keeps_what_it_wrote(shelf: Path) -> None:
    program = (
        "import sys, time; sys.path.insert(0, sys.argv[2]); from storage.library import Library;"
        "from tests.storage.worker import listing; from pathlib import Path\n"
        "def slowly():\n"
        "    for one in listing('tide', 40):\n"
        "        if one.line == 3: print('writing', flush=True)\n"
        "        time.sleep(0.02); yield one\n"
        "with Library.open(Path(sys.argv[1])) as library:\n"
        "    print(library.add(slowly(), source='tide', format='test').added)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(shelf), str(ROOT)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        restored = backup.restore(shelf, backup.backups(shelf)[-1].path)
        assert writer.stdout.read() == "40\n"
    sound(shelf, "Moss", "Fern")
    assert restored.former is not None
    with Library.open(restored.former) as former:
        assert former.view("tide").count() == 40


def test_a_writer_that_does_not_end_is_a_sentence(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.1)
    words = "nothing was restored: another program is writing"
    with (
        Library.open(shelf) as library,
        sqlite.write(library.connection),
        pytest.raises(backup.BackupError, match=words),
    ):
        backup.restore(shelf, backup.backups(shelf)[0].path)
    sound(shelf, "Moss", "Fern", "Kelp")
    assert names(shelf.parent) == {"shelf.sqlite3", "shelf.sqlite3.backups"}


@pytest.mark.parametrize("content", [b"", b"no library, " * 900, "torn", "page"], ids=["empty", "text", "torn", "page"])
def test_a_damaged_library_is_set_aside_with_its_log(shelf: Path, content: bytes | str) -> None:
    if isinstance(content, str):
        whole = shelf.read_bytes()
        content = whole[:10_000] if content == "torn" else whole[:8192] + b"\xff" * 4096 + whole[12_288:]
    shelf.write_bytes(content)
    log = shelf.with_name("shelf.sqlite3-wal").read_bytes()
    restored = backup.restore(shelf, backup.backups(shelf)[0].path)
    (aside,) = shelf.parent.glob("*.aside")
    (kept,) = shelf.parent.glob("*.aside-wal")
    assert restored.words == f"the former library is kept as {aside}, its log as {kept}"
    assert (aside.read_bytes(), kept.read_bytes()) == (content, log)
    sound(shelf, "Moss", "Fern")
    assert names(shelf.parent) == {"shelf.sqlite3", "shelf.sqlite3.backups", aside.name, kept.name}


def test_another_program_s_database_is_set_aside(shelf: Path) -> None:
    for part in ("", "-wal", "-shm"):
        shelf.with_name(f"{shelf.name}{part}").unlink()
    with closing(sqlite.sqlite3.connect(shelf)) as other:
        other.execute("CREATE TABLE bookmarks(x)")
    before = shelf.read_bytes()
    restored = backup.restore(shelf, backup.backups(shelf)[0].path)
    assert restored.former is not None
    assert restored.former.read_bytes() == before
    sound(shelf, "Moss", "Fern")


def test_what_a_newer_papershelf_wrote_is_not_restored(shelf: Path, tmp_path: Path) -> None:
    newer = Path(shutil.copyfile(backup.backups(shelf)[0].path, tmp_path / "newer.sqlite3"))
    with closing(sqlite.connect(newer)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(backup.BackupError, match=r"newer.sqlite3 was written by a newer papershelf"):
        backup.restore(shelf, newer)
    sound(shelf, "Moss", "Fern", "Kelp")


def test_a_library_set_aside_while_a_window_writes_keeps_nothing_of_that(shelf: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite3"
    with Library.open(other) as library:
        library.add(titles("Dune"), source="a", format="test")

    def moved() -> "object":
        yield from titles("Salt")
        other.replace(shelf)

    with Library.open(shelf) as window, pytest.raises(LibraryError, match="was replaced or removed"):
        window.add(moved(), source="b", format="test")
    for log in ("-wal", "-shm"):
        shelf.with_name(f"{shelf.name}{log}").unlink(missing_ok=True)
    sound(shelf, "Dune")
