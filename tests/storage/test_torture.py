"""What must never happen to a shelf: kill -9, several windows at once, full disks, damaged files, other people's folders.

Each has a short form for every day and a long one under the marker `full`.
"""

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from storage import counts, doctor, migrations, sqlite
from storage.library import Library, LibraryError
from storage.papers.paper import Listed, Paper, Status
from tests.storage.worker import IMPORT, exported, listing, updated
from tui.cli.main import main

WORKER = Path(__file__).with_name("worker.py")

short_and_long = pytest.mark.parametrize("kills", [3, pytest.param(200, marks=pytest.mark.full)])
"""Five loops of 200 make the thousand kills of the long form."""


@contextmanager
def working(task: str, *words: object) -> Iterator[subprocess.Popen[str]]:
    """Run a task of worker.py; it is killed at the end, if it was not before."""
    argv = [sys.executable, str(WORKER), task, *map(str, words)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:  # of a test that failed too: what the worker complained of is why
            process.kill()
            assert process.stderr is not None
            complaint = "" if process.stderr.closed else process.stderr.read()
            assert "Traceback" not in complaint, complaint


def killed_after(process: subprocess.Popen[str], acknowledged: int, seconds: float) -> list[str]:
    """Let a worker acknowledge so many lines and go on for a moment, kill it, and return all it acknowledged."""
    assert process.stdout is not None
    lines = []
    for _ in range(acknowledged):
        line = process.stdout.readline()
        assert line, process.stderr.read() if process.stderr else ""
        lines.append(line.strip())
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        pass
    process.kill()
    rest = process.stdout.read().split("\n")
    return lines + [line for line in rest[:-1] if line]


def killed_starts(
    folder: Path, kills: int, seed: int, before: Callable[[Path], None] = lambda path: None
) -> Iterator[Path]:
    """Yield files that a process was killed on, within half a second of opening them; `before` puts one there first."""
    chance = random.Random(seed)
    for number in range(kills):
        path = folder / f"{number}.sqlite3"
        before(path)
        with working("beginning", path) as process:
            killed_after(process, 1, chance.random() * 0.5)
        yield path


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A library with one listing, closed."""
    path = tmp_path / "shelf.sqlite3"
    with Library.open(path) as library:
        library.add(list(listing("batch0")), source="batch0", format="test")
    return path


def sound(path: Path) -> None:
    assert doctor.examine(path) == []


# -- kill -9


@short_and_long
def test_no_import_is_lost_and_none_is_half(shelf: Path, kills: int) -> None:
    chance = random.Random(1)
    done = 1
    for _ in range(kills):
        with working("imports", shelf, done) as process:
            acknowledged = killed_after(process, chance.randrange(2), chance.random() * 0.2)
        if acknowledged:
            done = int(acknowledged[-1]) + 1
        sound(shelf)
        with Library.open(shelf) as library:
            # The one that was being written when it was killed is there as a whole or not at all.
            assert library.count() in (done * IMPORT, (done + 1) * IMPORT)
            done = library.count() // IMPORT
            assert len(library.listings()) == done
            for number in range(max(0, done - 3), done):
                assert library.view(f"batch{number}").count() == IMPORT
        if done > 40:  # a small shelf is killed as well as a large one, and faster
            shelf.unlink()
            with Library.open(shelf) as library:
                library.add(list(listing("batch0")), source="batch0", format="test")
            done = 1


@short_and_long
def test_no_acknowledged_edit_is_lost(shelf: Path, kills: int) -> None:
    chance = random.Random(2)
    start = 0
    written: dict[int, list[int]] = {}
    for _ in range(kills):
        with working("edits", shelf, start) as process:
            lines = killed_after(process, chance.randrange(30), chance.random() * 0.05)
        for line in lines:
            number, paper = map(int, line.split())
            written.setdefault(paper, []).append(number)
            start = number + 1
        sound(shelf)
        with Library.open(shelf) as library:
            assert library.count() in (IMPORT, IMPORT - 1)  # the one being deleted may still wait for its undo
            if library.count() < IMPORT:
                library.undo()
            # The note that was being written may be the first on its paper.
            written.setdefault(library.view("batch0").ids()[start % 40], [])
            for paper, numbers in written.items():
                entry = library.entry(paper)
                assert entry is not None
                noted = [int(word) for word in entry.note.split()]
                assert noted in (numbers, [*numbers, start])
                if noted != numbers:
                    written[paper] = noted
                    start += 1
                assert not noted or library.view(f"{noted[-1]}").count()
            library.undo()
            library.redo()


@short_and_long
def test_counts_are_those_of_the_papers_whenever_it_is_killed(shelf: Path, kills: int) -> None:
    chance = random.Random(8)
    for kill in range(kills):
        with working("shuffles", shelf, kill) as process:
            killed_after(process, chance.randrange(1, 12), chance.random() * 0.1)
        with closing(sqlite.connect(shelf)) as connection:
            assert counts.differences(connection) == []
    sound(shelf)


@short_and_long
def test_an_export_is_the_old_file_or_the_new_one(shelf: Path, tmp_path: Path, kills: int) -> None:
    chance = random.Random(6)
    with Library.open(shelf) as library:
        wholes = {"".join(exported(library, count)) for count in (IMPORT // 2, IMPORT)}
    target = tmp_path / "refs.bib"
    for _ in range(kills):
        with working("exports", shelf, target) as process:
            killed_after(process, 1, chance.random() * 0.05)
        assert target.read_text(encoding="utf-8") in wholes
    sound(shelf)


@short_and_long
def test_an_update_is_the_old_file_or_the_new_one_and_loses_no_word_of_others(
    shelf: Path, tmp_path: Path, kills: int
) -> None:
    chance = random.Random(7)
    target = tmp_path / "paper" / "refs.bib"
    target.parent.mkdir()
    target.write_text("% mine\n@misc{mine, title={Mine}}\n", encoding="utf-8")
    with Library.open(shelf) as library:
        updated(library, target)
    target.write_text(target.read_text(encoding="utf-8") + "% the end\n", encoding="utf-8")
    years = re.compile(r"year = \{\d+\}")
    whole = years.sub("", target.read_text(encoding="utf-8"))
    for kill in range(kills):
        with working("updates", shelf, target, kill * 1_000) as process:
            killed_after(process, 1, chance.random() * 0.05)
        assert years.sub("", target.read_text(encoding="utf-8")) == whole
        with Library.open(shelf) as library:
            outcome = updated(library, target)
            assert (outcome.blocked, outcome.gone, outcome.twins, outcome.added) == (False, [], [], [])
            assert not updated(library, target).wrote
        assert years.sub("", target.read_text(encoding="utf-8")) == whole
    sound(shelf)
    with Library.open(shelf) as library:
        library.edit(1, year=1)
        updated(library, target)
    assert [path.name for path in target.parent.iterdir()] == ["refs.bib"]


def test_two_windows_that_update_one_file_take_nothing_for_an_edit_by_hand(shelf: Path, tmp_path: Path) -> None:
    target = tmp_path / "refs.bib"
    target.write_text("% mine\n", encoding="utf-8")
    with working("updates", shelf, target, 0) as one, working("updates", shelf, target, 5_003) as other:
        killed_after(one, 15, 0)
        killed_after(other, 15, 0)
    with Library.open(shelf) as library:
        outcome = updated(library, target)
    assert (outcome.blocked, outcome.gone, outcome.twins, outcome.added) == (False, [], [], [])
    assert target.read_text(encoding="utf-8").startswith("% mine\n")


@short_and_long
def test_a_start_that_was_killed_is_in_nobodys_way(tmp_path: Path, kills: int) -> None:
    for path in killed_starts(tmp_path, kills, 3):
        with Library.open(path) as library:
            assert library.count() == 0
            library.add([Listed(paper=Paper(title="Moss"), line=1)], source="a", format="test")
        sound(path)


def before_the_first_migration(path: Path) -> None:
    with closing(sqlite.sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 0")
        connection.execute("VACUUM")


@short_and_long
def test_an_upgrade_that_was_killed_is_done_again(tmp_path: Path, kills: int) -> None:
    for path in killed_starts(tmp_path, kills, 4, before_the_first_migration):
        with Library.open(path) as library:
            assert library.count() == 0
            assert library.connection.execute("PRAGMA user_version").fetchone()[0] == migrations.SCHEMA
        sound(path)


# -- several windows


@pytest.mark.parametrize("moments", [15, pytest.param(2_000, marks=pytest.mark.full)])
def test_counts_are_those_of_the_papers_while_two_windows_write(shelf: Path, moments: int) -> None:
    queries = {
        "": "1", "is:unread": "status = 0", "is:starred": "starred <> 0", "priority:>0": "priority > 0",
        "year:2000..": "year >= 2000", "tag:tag1": "id IN (SELECT paper FROM taggings JOIN tags ON tags.id = tag WHERE name = 'tag1')",
        "-has:note -is:read": "noted = 0 AND status <> 4",
    }  # fmt: skip
    with working("shuffles", shelf, 1) as one, working("shuffles", shelf, 2) as two, Library.open(shelf) as library:
        assert all(process.stdout and process.stdout.readline() for process in (one, two))
        seen = set()
        while len(seen) < moments:
            assert one.poll() is two.poll() is None
            with sqlite.snapshot(library.connection):
                assert counts.differences(library.connection) == []
                for query, condition in queries.items():
                    scan = f"SELECT count(*) FROM papers WHERE hidden = 0 AND {condition}"
                    assert library.view(query).count() == sqlite.scalar(library.connection, scan), query
                seen.add(sqlite.scalar(library.connection, "PRAGMA data_version"))
    sound(shelf)


@pytest.mark.parametrize("edits", [40, pytest.param(1_000, marks=pytest.mark.full)])
def test_four_windows_lose_nothing_of_each_other(tmp_path: Path, edits: int) -> None:
    path = tmp_path / "shelf.sqlite3"
    names = ["amber", "birch", "cedar", "dogwood"]
    with Library.open(path) as library:
        titles = [*(f"The {name} window" for name in names), "A shared paper"]
        library.add([Listed(paper=Paper(title=title), line=1) for title in titles], source="a", format="test")
    argv = [sys.executable, str(WORKER), "counted", str(path)]
    windows = [
        subprocess.Popen([*argv, name, str(edits)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for name in names
    ]
    for window in windows:
        said, complaint = window.communicate()
        assert (said, window.returncode) == ("done\n", 0), complaint
    sound(path)
    each = edits // 4
    with Library.open(path) as library:
        assert library.count() == 5 + 4 * each
        assert len(library.history(100_000)) == 1 + 4 * 4 * each
        (shared,) = library.entries(library.view("title:shared").ids())
        assert len(shared.tags) == 4 * each
        for name in names:
            (entry,) = library.entries(library.view(f"title:{name} title:window").ids())
            assert (entry.note, entry.priority) == (str(each), each % 2)
            assert library.view(f"title:{name} title:brought").count() == each


def test_two_windows_may_begin_at_once(tmp_path: Path) -> None:
    path = tmp_path / "shelf.sqlite3"
    argv = [sys.executable, str(WORKER), "beginning", str(path)]
    windows = [subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [window.communicate()[0] for window in windows] == ["now\n0\n"] * 3
    assert [found.name for found in tmp_path.iterdir() if not found.name.endswith(("-wal", "-shm"))] == [path.name]
    sound(path)


# -- no room


def test_a_full_disk_leaves_the_shelf_as_it_was(shelf: Path) -> None:
    with Library.open(shelf) as library:
        pages = library.connection.execute("PRAGMA page_count").fetchone()[0]
        library.connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(LibraryError, match="nothing was saved: the disk is full"):
            library.add(list(listing("batch1", 400)), source="b", format="test")
        assert library.count() == IMPORT
        assert not library.connection.in_transaction
        library.connection.execute(f"PRAGMA max_page_count = {pages + 10_000}")
        assert library.add(list(listing("batch1")), source="b", format="test").added == IMPORT
    sound(shelf)


@pytest.mark.parametrize("room", [100_000, *(pytest.param(50_000 * n, marks=pytest.mark.full) for n in range(1, 60))])
def test_a_file_that_may_not_grow_is_a_sentence(shelf: Path, room: int) -> None:
    with working("starved", shelf, shelf.stat().st_size + room) as process:
        said, complaint = process.communicate()
    *saved, refused, last = said.splitlines()
    assert refused.startswith("refused nothing was saved: "), complaint
    assert last == "went on"
    sound(shelf)
    with Library.open(shelf) as library:
        assert library.count() == (1 + len(saved)) * IMPORT


def test_the_command_line_says_that_the_disk_is_full(shelf: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.jsonl"
    page.write_text("".join(
        f'{{"id": "2101.{n:05}", "title": "Moss number {n}", "authors_parsed": [["Q", "A", ""]], "abstract": "{"x " * 400}",'
        f' "categories": "cs.LG", "update_date": "2021-01-01"}}\n' for n in range(2_000)
    ))  # fmt: skip
    limit = shelf.stat().st_size + 200_000
    program = (
        f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}));"
        "from tui.cli.main import main; main()"
    )
    argv = [sys.executable, "-c", program, "--library", str(shelf), "import", str(page)]
    run = subprocess.run(argv, cwd=WORKER.parents[2], capture_output=True, text=True, check=False)
    assert run.returncode == 3, run.stderr
    assert run.stderr.startswith("papershelf: nothing was saved: ")
    assert "Traceback" not in run.stderr
    sound(shelf)
    with Library.open(shelf) as library:
        assert library.count() == IMPORT


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Callable[[], Path]]:
    """A folder on a disk of its own, and what fills that to the last byte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    try:
        mounted = (
            subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], check=False).returncode == 0
        )
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("only root can make a disk to fill")

    def fill() -> Path:
        with (folder / "filler").open("wb", buffering=0) as filler, suppress(OSError):
            while True:
                filler.write(bytes(4096))
        return folder

    (folder / "shelf.sqlite3").touch()
    try:
        yield fill
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.mark.parametrize("left", ["nothing", "the log", "the log and its index"])
def test_on_a_full_disk_the_shelf_is_read_with_what_stands_in_its_log(
    shelf: Path, full_disk: Callable[[], Path], tmp_path: Path, left: str
) -> None:
    path = tmp_path / "disk" / "shelf.sqlite3"
    shutil.copyfile(shelf, path)
    if left != "nothing":
        with working("says", path, 1, "stays") as process:
            assert process.stdout
            process.stdout.readline()
        if left == "the log":
            path.with_name("shelf.sqlite3-shm").unlink()
    starred = "status:skimmed"
    folder = full_disk()
    assert shutil.disk_usage(folder).free == 0
    before = path.read_bytes()
    status, said = command(path, "doctor")
    assert (status, said) == (0, "")
    status, said = command(path, "list", starred)
    assert status in (0, 1), said
    with Library.open(path) as library, library.again() as other:
        assert library.view(starred).count() == other.view(starred).count() == (left != "nothing")
        assert library.view("tag:wall").count() == (left != "nothing")
        if library.readonly:  # with its index there SQLite can do without room, until something is written
            assert library.warnings == (f"the disk is full: {path} is read-only",)
        with pytest.raises(LibraryError, match=r"read-only|the disk is full"):
            library.add(list(listing("batch1")), source="b", format="test")
        assert library.view(starred).count() == (left != "nothing")
    assert left != "nothing" or path.read_bytes() == before
    (folder / "filler").unlink()
    sound(path)
    with Library.open(path) as library:
        library.mark([2], Status.SKIMMED)
        assert library.view(starred).count() == 1 + (left != "nothing")


# -- folders and files of others


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter, which pytest's own are not."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


def as_nobody(path: Path) -> list[str]:
    with working("unprivileged", path) as process:
        said, complaint = process.communicate()
    assert process.returncode == 0, complaint
    return said.splitlines()


@pytest.mark.parametrize(("folder_mode", "file_mode"), [(0o555, 0o444), (0o555, 0o644), (0o777, 0o444)])
def test_what_cannot_be_written_is_a_read_only_shelf(
    shelf: Path, open_folder: Path, folder_mode: int, file_mode: int
) -> None:
    path = open_folder / "shelf.sqlite3"
    shutil.copyfile(shelf, path)
    path.chmod(file_mode)
    open_folder.chmod(folder_mode)
    first, warning, refused = as_nobody(path)
    assert first == f"read-only {IMPORT} [{IMPORT}]"
    assert warning == f"{path} cannot be written, so the shelf is read-only"
    assert refused == f"refused {path} is open read-only"


@pytest.mark.parametrize("file_mode", [0o444, 0o666])
@pytest.mark.parametrize("indexed", [True, False])
def test_a_log_in_a_folder_that_cannot_be_written_is_read(
    shelf: Path, open_folder: Path, file_mode: int, *, indexed: bool
) -> None:
    path = open_folder / "shelf.sqlite3"
    shutil.copyfile(shelf, path)
    with working("imports", path, 1) as process:
        assert process.stdout
        process.stdout.readline()
    if not indexed:
        path.with_name("shelf.sqlite3-shm").unlink()
    for part in open_folder.iterdir():
        part.chmod(file_mode)
    open_folder.chmod(0o555)
    before = {part: part.read_bytes() for part in open_folder.iterdir()}
    first, warning, refused = as_nobody(path)
    assert int(first.split()[1]) >= 2 * IMPORT
    assert warning == f"{path} cannot be written, so the shelf is read-only"
    assert refused == f"refused {path} is open read-only"
    assert before.keys() == {*open_folder.iterdir()}
    assert all(part.read_bytes() == content for part, content in before.items() if not part.name.endswith("-shm"))


def test_what_cannot_be_read_is_a_sentence(shelf: Path, open_folder: Path) -> None:
    path = open_folder / "shelf.sqlite3"
    shutil.copyfile(shelf, path)
    path.chmod(0)
    assert as_nobody(path) == [f"refused the library {path} cannot be opened: the file cannot be opened"]
    inner = open_folder / "private"
    inner.mkdir(mode=0)
    (said,) = as_nobody(inner / "shelf.sqlite3")
    assert "Permission denied" in said


def test_a_folder_where_no_file_can_be_made_is_a_sentence(open_folder: Path) -> None:
    open_folder.chmod(0o555)
    (said,) = as_nobody(open_folder / "new.sqlite3")
    assert said == f"refused the library {open_folder / 'new.sqlite3'} cannot be opened: Permission denied"


# -- files that are not what they were


def command(path: Path, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["--library", str(path), *words])
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result.exit_code, result.stderr


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is an empty file, not a library"),
        (b"\n", "is an empty file, not a library"),
        (b"\0" * 8192, "it is not a papershelf library"),
        (b"@article{moss, title = {Moss}}\n" * 100, "it is not a papershelf library"),
        (b"SQLite format 3\0", "it is not a papershelf library"),
        (b"SQLite format 3\0" + b"\xff" * 4096, "cannot be"),
    ],
)
def test_what_is_no_library_is_refused_and_left_alone(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "shelf.sqlite3"
    path.write_bytes(content)
    status, said = command(path, "list")
    assert (status, sentence in said) == (3, True), said
    assert command(path, "undo")[0] == 3
    assert path.read_bytes() == content


def test_a_folder_or_another_program_s_database_is_refused(tmp_path: Path) -> None:
    assert command(tmp_path, "list") == (3, f"papershelf: {tmp_path} is a folder, not a library file\n")
    other = tmp_path / "other.sqlite3"
    with closing(sqlite.sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE bookmarks(x)")
    before = other.read_bytes()
    assert command(other, "list") == (3, f"papershelf: {other} is a database, but not a papershelf library\n")
    assert other.read_bytes() == before


def test_a_newer_library_is_not_touched(shelf: Path) -> None:
    with closing(sqlite.connect(shelf)) as connection:
        connection.execute(f"PRAGMA user_version = {migrations.SCHEMA + 1}")
    before = shelf.read_bytes()
    status, said = command(shelf, "list")
    assert (status, said) == (3, f"papershelf: {shelf} was written by a newer papershelf; upgrade to open it\n")
    assert command(shelf, "mark", "1")[0] == 3
    assert shelf.read_bytes() == before


def test_a_file_replaced_while_it_was_open_is_not_written(shelf: Path, tmp_path: Path) -> None:
    with Library.open(shelf) as library:
        other = tmp_path / "other.sqlite3"
        with Library.open(other) as fresh:
            fresh.add([Listed(paper=Paper(title="Another shelf"), line=1)], source="b", format="test")
        other.replace(shelf)
        with pytest.raises(LibraryError, match="was replaced or removed while it was open"):
            library.mark([1], Status.READ)
        shelf.unlink()
        with pytest.raises(LibraryError, match="was replaced or removed while it was open"):
            library.note(1, "lost?")


def visited(path: Path) -> None:
    """Read and write a bit of everything; LibraryError and sqlite's own are what a damaged file may raise."""
    with Library.open(path, create=False) as library:
        for query in ("", "moss", "tag:x moss", "year:2000.. ada", "-is:starred", '"of the"'):
            view = library.view(query)
            view.first(20)
            library.entries(view.ids()[:20])
            library.rows(view.ids()[:20])
            view.count()
        for look in (library.listings, library.tags, library.history, library.duplicates, library.drafts):
            look()
        library.find("10.5555/batch0.3")
        library.note_history(5)
        library.mark([7], Status.READ)
        library.note(8, "a note")
        library.add(list(listing("batch1", 20)), source="b", format="test")
        while library.undo():
            pass
        library.redo()


READING = (
    "list --json", "list moss", "list --sort author", "show 5", "show 5 --json", "stats --json",
    "duplicates", "history --json", "note 5", "config", "backup --list", "doctor",
)  # fmt: skip
"""Commands that leave a library as it is."""
WRITING = (
    "cite 1-9",
    "cite --style bibtex 3",
    "export",
    "undo",
    "redo",
    "tag 1 kelp",
    "merge 3 4",
    "backup",
    "doctor --mend",
)


@pytest.mark.parametrize("files", [40, pytest.param(2_000, marks=pytest.mark.full)])
def test_a_damaged_file_is_a_sentence_wherever_it_is_damaged(shelf: Path, tmp_path: Path, files: int) -> None:
    with Library.open(shelf) as library:
        library.mark([1, 2, 3], Status.READ)
        library.note(5, "hello")
        library.tag([1, 2], ["x"])
    whole = shelf.read_bytes()
    chance = random.Random(5)
    sentences = 0
    for number in range(files):
        damaged = bytearray(whole)
        match number % 4:
            case 0:
                del damaged[chance.randrange(1, len(damaged)) :]
            case 1:
                for _ in range(50):
                    damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            case 2:
                page = chance.randrange(0, len(damaged), 4096)
                damaged[page : page + 4096] = bytes(4096)
            case 3:
                page = chance.randrange(0, len(damaged), 4096)
                damaged[page : page + 4096] = chance.randbytes(4096)
        folder = tmp_path / str(number)
        folder.mkdir()
        path = folder / "shelf.sqlite3"
        path.write_bytes(damaged)
        try:
            visited(path)
        except (LibraryError, sqlite.Error):
            sentences += 1
        if number % 3 == 0 or files > 40:
            path.write_bytes(damaged)
            for words in READING:
                assert command(path, *words.split())[0] in (0, 1, 2, 3), words
                assert path.read_bytes() == damaged, words
            for words in WRITING:
                assert command(path, *words.split())[0] in (0, 1, 2, 3), words
        shutil.rmtree(folder)
    assert sentences > files // 3


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("details", "extra", '{"pages": '), ("details", "extra", "[]"), ("details", "extra", '{"pages": 9}'),
        ("details", "roles", '{"editor": {}}'), ("details", "markup", '"x"'), ("papers", "status", 99),
        ("papers", "added", 1 << 62), ("listings", "skipped", "[[1]]"), ("records", "facts", "[]"),
        ("edits", "value", "{"), ("effects", "value", "{"),
    ],
)  # fmt: skip
def test_what_nobody_can_have_written_is_a_sentence(
    shelf: Path, tmp_path: Path, table: str, column: str, value: object
) -> None:
    page = tmp_path / "page.bib"
    page.write_text("".join(
        f"@article{{moss, title = {{On moss}}, author = {{Ada Quill}}, editor = {{Bo Reed}}, year = {{{year}}}, pages = {{1--9}}}}\n"
        for year in (2020, 2021, 2020)
    ) + "@article{half")  # fmt: skip
    command(shelf, "import", str(page))
    with Library.open(shelf) as library:
        library.mark([1, 2], Status.READ)
        library.save_search("mine", "moss")
        new = max(library.view("year:2020 moss").ids())
        library.edit(new, venue="Letters on Moss")
        library.merge(1, 2)
    with closing(sqlite.connect(shelf)) as connection:
        assert connection.execute(f"UPDATE {table} SET {column} = ?", (value,)).rowcount > 0
    for words in (
        "list --json", "list moss", "show 1", f"cite --style bibtex 1 {new}", "export", "export --format ris", "stats --json",
        "history", "duplicates", "undo", "split 1", "mark 1", "doctor",
    ):  # fmt: skip
        assert command(shelf, *words.split())[0] in (0, 1, 2, 3), words
    with Library.open(shelf) as library, suppress(LibraryError):
        library.listings()


def test_a_damaged_file_is_set_aside_by_restore_and_not_overwritten(shelf: Path) -> None:
    assert command(shelf, "backup")[0] == 0
    damaged = shelf.read_bytes()[:10_000]
    shelf.write_bytes(damaged)
    assert command(shelf, "list")[0] == 3
    assert command(shelf, "doctor")[0] == 3
    status, said = command(shelf, "restore")
    assert status == 0, said
    (aside,) = shelf.parent.glob("shelf.sqlite3.*.aside")
    assert aside.read_bytes() == damaged
    sound(shelf)
    with Library.open(shelf) as library:
        assert library.count() == IMPORT


def test_files_are_the_owner_s_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        path = tmp_path / "new" / "shelf.sqlite3"
        with Library.open(path) as library:
            library.add(list(listing("batch0")), source="a", format="test")
            modes = {found.name: found.stat().st_mode & 0o777 for found in path.parent.iterdir()}
        assert set(modes.values()) == {0o600}, modes
        assert path.parent.stat().st_mode & 0o777 == 0o700
    finally:
        os.umask(before)
