"""Files are written whole or not at all."""

import os
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from storage import sqlite
from storage.library import Library
from tui.desk.files import beside, check, put, write


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_is_its_owners_alone_and_its_size_is_told(tmp_path):
    path = tmp_path / "refs.bib"
    write(path, ["é", "b\n"])
    assert path.read_bytes() == "éb\n".encode()
    assert _mode(path) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_replaced_file_keeps_its_mode(tmp_path):
    path = tmp_path / "refs.bib"
    path.write_text("old")
    path.chmod(0o644)
    write(path, ["new"])
    assert (path.read_text(), _mode(path)) == ("new", 0o644)


def test_what_may_only_be_read_is_not_replaced(tmp_path, monkeypatch):
    path = tmp_path / "refs.bib"
    path.write_text("old")
    path.chmod(0o400)
    monkeypatch.setattr(os, "access", lambda path, mode: bool(path.stat().st_mode & 0o200))  # root may write anything
    with pytest.raises(PermissionError, match="it may only be read"):
        write(path, ["new"])
    assert path.read_text() == "old"


def test_a_symbolic_link_stays_one(tmp_path):
    target, link = tmp_path / "dropbox.bib", tmp_path / "refs.bib"
    target.write_text("old")
    link.symlink_to(target)
    write(link, ["new"])
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_an_error_on_the_way_leaves_the_old_file_and_nothing_beside_it(tmp_path):
    path = tmp_path / "refs.bib"
    path.write_text("old")

    def pieces():
        yield "new"
        raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        write(path, pieces())
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_lone_surrogate_is_no_reason_to_fail(tmp_path):
    write(tmp_path / "a", ["\ud800x"])
    assert (tmp_path / "a").read_text() == "?x"


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_what_is_no_regular_file_is_refused(tmp_path, make):
    make(tmp_path / "refs.bib")
    with pytest.raises(OSError, match="not a regular file"):
        write(tmp_path / "refs.bib", ["x"])


def test_links_that_go_round_in_a_circle_are_an_oserror(tmp_path):
    (tmp_path / "a.bib").symlink_to("b.bib")
    (tmp_path / "b.bib").symlink_to("a.bib")
    with pytest.raises(OSError, match="Too many levels"):
        write(tmp_path / "a.bib", ["x"])


def test_a_folder_that_is_not_there_is_an_oserror(tmp_path):
    with pytest.raises(FileNotFoundError):
        write(tmp_path / "no" / "refs.bib", ["x"])


def test_a_writer_that_is_killed_half_way_leaves_the_old_file(tmp_path):
    path = tmp_path / "refs.bib"
    path.write_text("old")
    script = (
        "import os, signal, sys; from pathlib import Path; from tui.desk.files import write\n"
        "def pieces():\n"
        "    yield 'x' * 5_000_000\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "write(Path(sys.argv[1]), pieces())\n"
    )
    root = Path(__file__).resolve().parents[2]
    ended = subprocess.run([sys.executable, "-c", script, str(path)], cwd=root, check=False)
    assert ended.returncode != 0
    assert path.read_text() == "old"
    other = tmp_path / "other.bib"
    assert len(list(tmp_path.iterdir())) == 2
    write(other, ["whole"])
    assert sorted(tmp_path.iterdir()) == [other, path]


def test_what_a_killed_writer_left_is_swept_and_nothing_else(tmp_path):
    left = [tmp_path / ".refs.bib.abcd1234.new", tmp_path / ".refs.bib.__x9z8y7.new", tmp_path / ".a.json.00000000.new"]
    kept = {tmp_path / ".shelf.sqlite3.abcd1234.new": b"SQLite format 3\0...", tmp_path / ".shelf.sqlite3.12345678.new": b"",
            tmp_path / ".refs.bib.new": b"mine", tmp_path / "refs.bib.abcd1234.new": b"mine"}  # fmt: skip
    for path, data in {**dict.fromkeys(left, b"half"), left[1]: b"", **kept}.items():
        path.write_bytes(data)
    (tmp_path / ".folder.abcd1234.new").mkdir()
    write(tmp_path / "refs.bib", ["x"])
    assert {path for path in tmp_path.iterdir() if path.is_file()} == {tmp_path / "refs.bib", *kept}


def test_a_writer_that_is_still_at_it_is_left_alone(tmp_path):
    path = tmp_path / "refs.bib"
    with beside(path, [b"first"]) as (target, temporary):
        write(tmp_path / "other.bib", ["other"])
        write(path, ["second"])
        assert temporary.exists()
        put(temporary, target)
    assert path.read_text() == "first"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["other.bib", "refs.bib"]


def test_no_database_and_nothing_that_belongs_to_one_is_written_over(tmp_path):
    shelf, other = tmp_path / "shelf.sqlite3", tmp_path / "other.db"
    with Library.open(shelf) as library:
        copy = library.path.with_name("shelf.sqlite3.backups")
        copy.mkdir()
        (copy / "last-change").write_text("1")
        sqlite.connect(shelf).close()
        with closing(sqlite.sqlite3.connect(other)) as connection:
            connection.execute("PRAGMA journal_mode = PERSIST")
            connection.execute("CREATE TABLE a (b)")
        link = tmp_path / "refs.bib"
        link.symlink_to(shelf)
        log = tmp_path / "moved-log"
        log.write_bytes(shelf.with_name("shelf.sqlite3-wal").read_bytes()[:64] or b"\x37\x7f\x06\x82")
        names = [
            "shelf.sqlite3",
            "shelf.sqlite3-wal",
            "shelf.sqlite3-shm",
            "shelf.sqlite3-journal",
            "other.db",
            "other.db-wal",
            "other.db-journal",
            "shelf.sqlite3.backups/last-change",
            "shelf.sqlite3.backups/x.bib",
            "shelf.sqlite3.20261130T120000Z.aside-wal",
            "refs.bib",
            "moved-log",
        ]
        for name in names:
            with pytest.raises(OSError, match=r"it is a (part of|SQLite database|log of SQLite)"):
                write(tmp_path / name, ["@misc{a,}"])
        assert library.count() == 0
    assert link.is_symlink()
    for name in ("x-wal", "x.sqlite3", "plain.backups"):
        check(tmp_path / name)
