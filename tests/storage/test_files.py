"""A library is a set of files: made, restored, killed and found again, it never stands beside a log that is not its own."""

import ast
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from storage import backup, doctor, files, places, sqlite
from storage.library import Library, LibraryError
from storage.papers.paper import Listed, Paper, Status
from tui.cli.main import main

ROOT = Path(__file__).parents[2]
WORKER = Path(__file__).with_name("worker.py")


def titles(*words: str) -> list[Listed]:
    return [Listed(paper=Paper(title=word), line=line) for line, word in enumerate(words, 1)]


def in_a_child(work: Callable[[], object], seconds: float | None = None) -> int:
    """Do something in a process of its own, killed after so many seconds, and return how that ended."""
    child = os.fork()
    if not child:
        try:
            work()
            os._exit(0)
        except BaseException:
            sys.excepthook(*sys.exc_info())
            os._exit(1)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
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


# -- killed at work


STEPS = {"os.rename", "os.link", "os.remove", "os.truncate", "os.mkdir", "os.listdir", "os.scandir", "open"}
"""Python's own calls of the system, as its audit events are called; SQLite's are met by chance."""


def killed_at(step: int, work: Callable[[], object], steps: set[str] = STEPS) -> bool:
    """Do something in a process that is killed as it begins its n-th step; return whether it came so far."""

    def counted() -> None:
        left = [step]

        def count(event: str, _: object) -> None:
            if event in steps:
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        work()

    status = in_a_child(counted)
    assert status in (0, signal.SIGKILL)
    return bool(status)


def restored(path: Path) -> None:
    newest = backup.newest(path)
    assert newest is not None
    backup.restore(path, newest.path)


def damage(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:10_000])


WORKS: dict[str, tuple[Callable[[Path], object], Callable[[Path], object]]] = {
    "restore": (lambda path: None, restored),
    "restore where the log is left": (Path.unlink, restored),
    "restore of a damaged library": (damage, restored),
    "backup": (lambda path: None, backup.take),
    "start where the log is left": (Path.unlink, lambda path: Library.open(path).close()),
}
"""What is done to a library first, and what is killed then."""
BEFORE, AFTER = {"Moss", "Fern", "Kelp"}, {"Moss", "Fern"}


def stands(work: str, path: Path, log: bytes, main: bytes | None) -> None:
    """The library is whole, as it was or as it was to be, nothing is lost, and nothing lies about."""
    assert main is None or path.exists(), "a library always stands"
    files.tidy(path)
    if work in ("restore", "backup"):
        with Library.open(path, create=False) as library:
            found = {row.title for row in library.rows(library.view().ids())}
            assert found in ((BEFORE, AFTER) if work == "restore" else (BEFORE,))
        if found == AFTER:
            former = [one for one in backup.backups(path) if one.reason == "restore"]
            sound(former[0].path, *BEFORE)
            former[0].path.unlink()
        assert doctor.examine(path) == []
    else:
        asides = [*path.parent.glob("*.aside-wal")]
        assert [found.read_bytes() for found in asides or [path.with_name("shelf.sqlite3-wal")]] == [log]
        if asides:
            assert main is None or asides[0].with_suffix(".aside").read_bytes() == main
            sound(path, *(AFTER if work.startswith("restore") else ()))
        else:
            assert (path.read_bytes() if path.exists() else None) == main
    left = {name for name in names(path.parent) if ".aside" not in name}
    assert left <= {"shelf.sqlite3", "shelf.sqlite3.backups", "shelf.sqlite3-wal", "shelf.sqlite3-shm"}
    assert all(name.endswith((".sqlite3", "-shm", "-wal")) for name in names(places.backups(path)))


@pytest.mark.parametrize("work", WORKS)
@pytest.mark.parametrize("every", [9, pytest.param(1, marks=pytest.mark.full)])
def test_whatever_is_killed_leaves_a_library_and_nothing_else(
    shelf: Path, tmp_path: Path, work: str, every: int
) -> None:
    spoil, act = WORKS[work]
    folder = tmp_path / "copy"
    step = 0
    while True:
        shutil.copytree(tmp_path, folder, ignore=lambda *_: ["copy"])
        path = folder / shelf.name
        spoil(path)
        log = path.with_name("shelf.sqlite3-wal").read_bytes()
        main = path.read_bytes() if path.exists() else None
        dead = killed_at(step, lambda path=path: act(path))
        stands(work, path, log, main)
        shutil.rmtree(folder)
        if not dead:
            break
        step += every
    assert step > 10


@pytest.mark.parametrize("kills", [6, pytest.param(200, marks=pytest.mark.full)])
@pytest.mark.parametrize("work", WORKS)
def test_whenever_it_is_killed_a_library_stands(shelf: Path, tmp_path: Path, work: str, kills: int) -> None:
    spoil, act = WORKS[work]
    folder = tmp_path / "copy"
    chance = random.Random(work)
    for _ in range(kills):
        shutil.copytree(tmp_path, folder, ignore=lambda *_: ["copy"])
        path = folder / shelf.name
        spoil(path)
        log = path.with_name("shelf.sqlite3-wal").read_bytes()
        main = path.read_bytes() if path.exists() else None
        assert in_a_child(lambda path=path: act(path), chance.random() * 0.15) in (0, signal.SIGKILL)
        stands(work, path, log, main)
        shutil.rmtree(folder)


def test_what_a_killed_restore_set_aside_is_named_once_at_the_next_start(
    shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(shelf)

    def in_its_place(folder: Path) -> None:
        if folder == shelf.parent:
            os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(places, "sync_folder", in_its_place)
    assert in_a_child(lambda: restored(shelf)) == signal.SIGKILL
    (aside,) = shelf.parent.glob("*.aside")
    with Library.open(shelf) as library:
        assert library.warnings == (f"the former library is kept as {aside}, its log as {aside}-wal",)
    sound(shelf, "Moss", "Fern")
    with Library.open(shelf) as library:
        assert library.warnings == ()


def test_nothing_of_who_is_alive_is_swept(shelf: Path) -> None:
    partial, leftover = (places.backups(shelf) / f"{name}.partial" for name in ("living", "dead"))
    with files.work(shelf):
        partial.write_bytes(b"half")
        assert in_a_child(lambda: Library.open(shelf).close()) == 0
        assert partial.exists()
        with pytest.raises(OSError, match="another papershelf is copying or restoring it"), files.work(shelf, 0.05):
            pass
        assert partial.exists()
    killed(lambda: (at := files.work(shelf), at.__enter__()))
    leftover.write_bytes(b"half")
    starts = [subprocess.Popen([sys.executable, WORKER, "beginning", shelf], stdout=subprocess.PIPE) for _ in range(4)]
    assert {start.communicate()[0] for start in starts} == {b"now\n3\n"}
    assert names(places.backups(shelf)) == {backup.backups(shelf)[0].path.name}
    assert not files.tidy(shelf)


@pytest.mark.parametrize("content", [b"../other", b"other.sqlite3", b"\0" * 99, b"\xff", b"shelf.sqlite3.gone.aside"])
def test_whatever_a_lock_that_was_left_holds_nothing_else_is_moved(shelf: Path, content: bytes) -> None:
    other = shelf.with_name("other.sqlite3")
    other.write_bytes(b"not ours")
    shelf.with_name(".shelf.sqlite3.lock").write_bytes(content)
    sound(shelf, *BEFORE)
    assert names(shelf.parent) == {"shelf.sqlite3", "shelf.sqlite3.backups", "other.sqlite3"}
    assert other.read_bytes() == b"not ours"


def test_what_an_older_papershelf_left_goes_with_the_next_backup(shelf: Path) -> None:
    folder = places.backups(shelf)
    for left in (
        shelf.with_name(".shelf.sqlite3.0f0f0f0f.new"), shelf.with_name("shelf.sqlite3.restoring-wal"),
        folder / "20261101T000000Z-daily.partial", folder / "20261101T000000Z-daily.partial-journal",
    ):  # fmt: skip
        left.write_bytes(b"half")
    others = {"shelf.sqlite3.20261101T000000Z.aside", ".other.sqlite3.0f0f0f0f.new", "shelf.sqlite3.new"}
    for name in others:
        shelf.with_name(name).write_bytes(b"whole")
    backup.take(shelf)
    assert names(shelf.parent) - {"shelf.sqlite3-wal", "shelf.sqlite3-shm"} == {shelf.name, folder.name, *others}
    assert all(name.endswith(".sqlite3") for name in names(folder))


# -- where a library may be


@pytest.fixture
def link(shelf: Path, tmp_path: Path) -> Path:
    """Another name of the library, in another folder."""
    (tmp_path / "desk").mkdir()
    path = tmp_path / "desk" / "papers"
    path.symlink_to(shelf)
    return path


def test_a_library_behind_a_link_is_restored_behind_it(shelf: Path, link: Path) -> None:
    made = backup.take(link)
    assert made.path.parent == places.backups(shelf)
    for spoil in (lambda path: None, damage, Path.unlink):
        spoil(shelf)
        backup.restore(link, made.path)
        assert link.readlink() == shelf
        sound(link, "Moss", "Fern", "Kelp")
    assert names(link.parent) == {"papers"}


def test_backups_beside_a_link_are_found_as_they_were_before(shelf: Path, link: Path) -> None:
    kept = backup.backups(shelf)[0]
    (link.parent / "papers.backups").mkdir()
    old = kept.path.rename(link.parent / "papers.backups" / kept.path.name)
    assert [one.path for one in backup.backups(link)] == [old]


def test_a_link_whose_library_is_gone_leads_to_a_new_one(tmp_path: Path) -> None:
    link, path = tmp_path / "link", tmp_path / "shelf.sqlite3"
    link.symlink_to(path)
    with Library.open(link) as library:
        assert (library.new, library.path) == (True, path)
    assert link.is_symlink()
    link.unlink()
    link.symlink_to(tmp_path / "not mounted" / "shelf.sqlite3")
    with pytest.raises(
        LibraryError, match=r"link is a link to .*not mounted/shelf.sqlite3, and that folder is not there"
    ):
        Library.open(link)
    link.unlink()
    link.symlink_to(link)
    with pytest.raises(LibraryError):
        Library.open(link)
    assert names(tmp_path) == {"link", "shelf.sqlite3"}


@pytest.mark.parametrize("name", [b"caf\xe9.sqlite3", b"a%20b?c#d.sqlite3", "海.sqlite3".encode()])
def test_a_path_of_any_bytes_is_a_path(tmp_path: Path, name: bytes) -> None:
    path = tmp_path / os.fsdecode(name)
    page = tmp_path / "page.json"
    page.write_text('[{"id": "moss", "type": "book", "title": "Moss"}]')
    for words in (
        ["import", str(page)],
        ["list"],
        ["backup"],
        ["backup", "--list"],
        ["restore"],
        ["doctor"],
        ["config"],
    ):
        ran = subprocess.run(
            [sys.executable, "-m", "tui.cli", "--library", path, *words], capture_output=True, check=False, cwd=ROOT
        )
        assert (ran.returncode, b"Traceback" in ran.stderr) == (0, False), ran.stderr
    sound(path, "Moss")
    assert len(backup.backups(path)) == 3
    path.write_bytes(b"")
    with pytest.raises(LibraryError, match="is an empty file"):
        Library.open(path)
    backup.restore(path, backup.backups(path)[0].path)
    sound(path, "Moss")


def run(path: Path, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["--library", str(path), *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result.exit_code, result.stderr


def test_a_folder_that_may_not_be_entered_is_a_sentence(shelf: Path) -> None:
    commands = [["list"], ["backup"], ["backup", "--list"], ["restore"], ["doctor"], ["restore", "x"], ["config"]]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copyfile(shelf, folder / "shelf.sqlite3")
        for words in commands:  # what is imported late
            run(shelf, *words)
        folder.chmod(0o600)

        def as_nobody() -> None:
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(65_534)
                os.setuid(65_534)
            for words in commands:
                status, said = run(folder / "shelf.sqlite3", *words)
                assert status == (0 if words == ["config"] else 3), (words, said)

        assert in_a_child(as_nobody) == 0


def test_a_home_of_nobody_is_a_name_like_any_other(tmp_path: Path) -> None:
    assert run(Path("~nobody such/shelf"), "list") == (3, "papershelf: there is no library at ~nobody such/shelf\n")


def test_new_folders_and_all_files_are_the_owner_s_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        path = tmp_path / "one" / "two" / "shelf.sqlite3"
        with Library.open(path) as library:
            library.add(titles("Moss"), source="a", format="test")
            assert library.back_up()
        (tmp_path / "one" / "two" / "shelf.sqlite3.backups" / "last-change").chmod(0o644)
        for one in backup.backups(path):
            one.path.unlink()
        with Library.open(path) as library:
            library.star([1])
            assert library.back_up()
        found = [*tmp_path.rglob("*")]
        modes = {one.name: one.stat().st_mode & 0o777 for one in found}
        assert all(
            mode == (0o700 if one.is_dir() else 0o600) for one, mode in zip(found, modes.values(), strict=True)
        ), modes
    finally:
        os.umask(before)


def tags_of(*paths: Path) -> set[str]:
    found: set[str] = set()
    for path in paths:
        with Library.open(path) as library:
            found.update(name for name, *_ in library.tags())
    return found


@pytest.mark.parametrize("kill", [False, True])
@pytest.mark.parametrize("times", [4, pytest.param(100, marks=pytest.mark.full)])
def test_what_a_window_saves_while_others_restore_is_here_or_in_a_backup(
    shelf: Path, times: int, *, kill: bool
) -> None:
    first, chance, kept = backup.backups(shelf)[0].path, random.Random(11), set[Path]()
    program = (
        "import sys; sys.path.insert(0, sys.argv[2]); from storage.library import Library; import itertools\n"
        "with Library.open(sys.argv[1]) as library:\n"
        "    for number in itertools.count():\n"
        "        library.tag([1], [f'n{number}']); print(f'n{number}', flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, shelf, ROOT], stdout=subprocess.PIPE, text=True) as window:
        assert window.stdout is not None
        said = [window.stdout.readline().strip()]
        for _ in range(times):
            if kill:
                in_a_child(lambda: backup.restore(shelf, first), chance.random() * 0.3)
            else:
                backup.restore(shelf, first)
            said.append(window.stdout.readline().strip())
        assert window.poll() is None
        window.kill()
        said += window.stdout.read().split("\n")[:-1]
    kept.update(one.path for one in backup.backups(shelf))
    assert set(said) <= tags_of(shelf, *kept)
    assert doctor.examine(shelf) == []


def test_a_restore_keeps_all_in_a_rollback_journal_too(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "WAL_IS_SAFE", False)
    with Library.open(shelf) as library:
        library.star([1])
        assert sqlite.scalar(library.connection, "PRAGMA journal_mode") == "delete"
        restored = backup.restore(shelf, backup.backups(shelf)[0].path)
        assert library.count() == 2
        library.star([2])
    assert restored.former is not None
    sound(restored.former, "Moss", "Fern", "Kelp")
    sound(shelf, "Moss", "Fern")


def test_several_that_start_beside_a_log_set_it_aside_once(shelf: Path) -> None:
    for _ in range(3):
        log = shelf.with_name("shelf.sqlite3-wal")
        log.write_bytes(b"of another library" * 900)
        shelf.unlink()
        argv = [sys.executable, WORKER, "imports", shelf, "0"]
        starts = [subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) for _ in range(3)]
        said = [start.stdout.readline() for start in starts if start.stdout]
        for start in starts:
            start.kill()
            start.communicate()
        assert said == ["0\n"] * 3
        (kept,) = shelf.parent.glob("*.aside-wal")
        assert kept.read_bytes() == b"of another library" * 900
        kept.unlink()
        assert doctor.examine(shelf) == []
        with Library.open(shelf) as library:
            assert library.count() % 120 == 0


@pytest.mark.parametrize("room", [0, 40_000, 150_000])
def test_a_restore_without_room_changes_nothing(shelf: Path, room: int) -> None:
    made = backup.backups(shelf)[0].path

    def starved() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        with pytest.raises(backup.BackupError, match="nothing was restored: the disk"):
            backup.restore(shelf, made)
        with pytest.raises(backup.BackupError, match=r"no backup was made in .*: the disk"):
            backup.take(shelf)

    assert in_a_child(starved) == 0
    sound(shelf, "Moss", "Fern", "Kelp")
    assert names(shelf.parent) == {"shelf.sqlite3", "shelf.sqlite3.backups"}
    assert names(places.backups(shelf)) == {made.name}


def test_what_is_no_file_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    assert run(path, "list") == (3, f"papershelf: {path} is not a library file\n")
    assert run(path, "restore", str(path)) == (3, f"papershelf: nothing was restored: {path} is not a file\n")
    assert run(path / "shelf", "list")[0] == 3
    assert run(path / "shelf", "restore")[0] == 3


def test_nobody_else_moves_or_removes_a_file_of_a_library() -> None:
    moves = {"rename", "hardlink_to", "symlink_to", "unlink", "rmdir", "rmtree"}

    def is_move(node: ast.AST) -> bool:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            return False
        # A text's and a date's `replace` have two arguments, or names for them.
        return (node.func.attr == "replace" and len(node.args) == 1 and not node.keywords) or node.func.attr in moves

    for path in sorted((ROOT / "storage").rglob("*.py")):
        if path.stem not in ("files", "locks"):
            found = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if is_move(node)]
            assert not found, [f"{path}:{node.lineno}: {ast.unparse(node)}" for node in found]


@pytest.mark.parametrize(
    ("mark", "service"),
    [(".stfolder", "Syncthing"), (".dropbox.cache", "Dropbox"), (".nextcloudsync.log", "Nextcloud"), (".git", None)],
)
def test_a_folder_that_a_service_copies_is_known_by_what_that_puts_there(tmp_path, mark, service):
    (tmp_path / mark).mkdir()
    (tmp_path / "papers").mkdir()
    with Library.open(tmp_path / "papers" / "shelf.sqlite3") as library:
        told = [words for words in library.warnings if "synchronises" in words]
        assert [f"a folder that {service} synchronises" in words for words in told] == [True] * bool(service)
