"""The app in a real terminal: what reaches it, how it ends, and what it leaves behind."""

import contextlib
import os
import pty
import re
import select
import signal
import sqlite3
import struct
import subprocess
import sys
import termios
import time
from fcntl import ioctl

import pytest

from storage import sqlite
from storage.library import Library
from storage.papers.paper import Listed, Paper

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no ptys on Windows")


class Terminal:
    def __init__(self, path, home, size=(80, 24)):
        self.master, slave = pty.openpty()
        ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "PAPERSHELF_HOME": str(home),
            "PYTHONWARNINGS": "default",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from tui.cli.main import main; main()", "--library", str(path)],
            stdin=slave, stdout=slave, stderr=slave, start_new_session=True, env=environment,
        )  # fmt: skip
        os.close(slave)
        self.output = b""

    def until(self, mark, limit=20.0):
        end = time.monotonic() + limit
        while mark not in self.output:
            assert time.monotonic() < end, self.output[-2000:]
            try:
                self.read()
            except OSError:
                assert mark in self.output, self.output[-2000:]

    def read(self):
        if select.select([self.master], [], [], 0.2)[0]:
            self.output += os.read(self.master, 1 << 16)

    def send(self, keys):
        os.write(self.master, keys)

    def half_a_note(self):
        """Begin a note and leave it open."""
        self.until(b"5 papers")
        self.send(b"n")
        self.until(b"save, back")
        self.send(b"half a thought")
        self.until(b"half a thought")

    def kept(self, library, limit=20.0):
        """Wait until a draft is in the file."""
        end = time.monotonic() + limit
        while not library._select("SELECT 1 FROM acts WHERE verb = 'draft'"):
            assert time.monotonic() < end
            self.read()

    def ended(self, limit=20.0):
        end = time.monotonic() + limit
        while self.process.poll() is None:
            assert time.monotonic() < end
            if select.select([self.master], [], [], 0.1)[0]:
                with contextlib.suppress(OSError):
                    self.output += os.read(self.master, 1 << 16)
        with contextlib.suppress(OSError):
            while select.select([self.master], [], [], 0.1)[0] and (piece := os.read(self.master, 1 << 16)):
                self.output += piece
        os.close(self.master)
        return self.process.returncode


def test_a_damaged_shelf_ends_the_app_with_a_sentence_and_status_3(shelf, tmp_path):
    with sqlite.connect(shelf) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'papers'").fetchone()
    with shelf.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"x" * 4096)
    terminal = Terminal(shelf, tmp_path / "home")
    assert terminal.ended() == 3
    assert b"cannot be read: the file is damaged; `papershelf doctor` checks it" in terminal.output
    assert b"crash.txt" not in terminal.output


def test_facts_that_cannot_be_read_end_the_app_with_a_sentence_and_status_3(shelf, tmp_path):
    with sqlite.connect(shelf) as connection:
        connection.execute("UPDATE details SET extra = '{'")
    terminal = Terminal(shelf, tmp_path / "home")
    assert terminal.ended() == 3
    assert b"cannot be read: the file is damaged; `papershelf doctor` checks it" in terminal.output
    assert b"Everything is saved" not in terminal.output


def gone(shelf):
    shelf.unlink()


def overwritten(shelf):
    for part in (shelf, *(shelf.with_name(shelf.name + ending) for ending in ("-wal", "-shm"))):
        with part.open("r+b") as file:
            file.write(b"y" * part.stat().st_size)


@pytest.mark.parametrize("wreck", [gone, overwritten])
@pytest.mark.parametrize("leaving", ["key", "signal"])
def test_a_note_that_a_wrecked_shelf_does_not_take_is_kept_beside_it_and_offered_again(shelf, tmp_path, wreck, leaving):
    whole = tmp_path / "whole.sqlite3"
    whole.write_bytes(shelf.read_bytes())
    terminal = Terminal(shelf, tmp_path / "home")
    terminal.until(b"5 papers")
    terminal.send(b"n")
    terminal.until(b"save, back")
    terminal.send(b"half a thought")
    terminal.until(b"half a thought")
    wreck(shelf)
    end = time.monotonic() + 20
    while not (kept := [*tmp_path.glob("shelf.sqlite3.note-*.txt")]):
        assert time.monotonic() < end, terminal.output[-2000:]
        with contextlib.suppress(OSError):  # it may have ended by then
            terminal.read()
    (kept,) = kept
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.read_text().endswith("\n\nhalf a thought")
    if leaving == "key":
        with contextlib.suppress(OSError, AssertionError):
            terminal.send(b"\x1b")
            terminal.until(b"leave it: it is kept in", 5)
            terminal.send(b"lq")
        assert terminal.ended() == 3
    else:
        terminal.process.terminate()
        assert terminal.ended() in (3, 128 + signal.SIGTERM)
    assert f"a note could not be saved in the library; it is kept in {kept}" in terminal.output.decode(errors="replace")
    assert b"verything is saved" not in terminal.output
    for part in tmp_path.glob("shelf.sqlite3*"):
        if part != kept:
            part.unlink()
    whole.rename(shelf)
    terminal = Terminal(shelf, tmp_path / "home")
    terminal.until(b"A note was not saved")
    terminal.send(b"s")
    with Library.open(shelf) as library:
        end = time.monotonic() + 20
        while not library.view("has:note").count():
            assert time.monotonic() < end
            terminal.read()
        terminal.send(b"q")
        assert terminal.ended() == 0
        assert [library.entry(number).note for number in library.view("has:note").ids()] == ["half a thought"]
    assert not kept.exists()


@pytest.fixture
def shelf(tmp_path):
    path = tmp_path / "shelf.sqlite3"
    with Library.open(path) as library:
        titles = [
            "Plain title",
            "\x1b]0;owned\x07Escaped",
            "[@click=app.quit]press",
            "\x9b2Jcleared",
            "日本 👩\u200d🚀",
        ]
        library.add(
            [Listed(paper=Paper(title=title, abstract=title * 3, year=2020), line=n + 1) for n, title in enumerate(titles)],
            source="page", format="test",
        )  # fmt: skip
    return path


# What Textual itself sends: CSI sequences, its mode switches, the pointer's shape.
OWN = re.compile(
    rb"\x1b\]22;[a-z-]*\x07|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[78=>()][0B]?|\x1bP[^\x1b]*\x1b\\|\x1b_[^\x1b]*\x1b\\"
)


def test_a_session_ends_with_zero_and_no_byte_of_a_title_steers_the_terminal(shelf, tmp_path):
    terminal = Terminal(shelf, tmp_path / "home")
    terminal.until(b"5 papers")
    terminal.send(b"jjjjk")
    terminal.until(b"Escaped")
    terminal.send(b"q")
    assert terminal.ended() == 0
    assert b"owned" not in terminal.output
    rest = OWN.sub(b"", terminal.output)
    assert not re.findall(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", rest), rest
    assert b"\x1b[?1049l" in terminal.output  # the reader's own screen is back


def test_the_draft_of_a_window_that_was_killed_is_told_from_one_that_is_typed(shelf, tmp_path):
    terminal = Terminal(shelf, tmp_path / "home")
    terminal.half_a_note()
    with Library.open(shelf) as library:
        terminal.kept(library)
        assert library.drafts() == []
        terminal.process.kill()
        terminal.process.wait(20)
        assert [text for _, text, _ in library.drafts()] == ["half a thought"]
    assert not list(shelf.parent.glob(".*.writing"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_keeps_the_draft_gives_the_terminal_back_and_exits_128_plus_n(shelf, tmp_path, number):
    terminal = Terminal(shelf, tmp_path / "home")
    terminal.half_a_note()
    os.kill(terminal.process.pid, number)
    assert terminal.ended() == 128 + number
    assert b"\x1b[?1049l" in terminal.output
    assert b"\x1b[?1000l" in terminal.output  # the mouse is the terminal's again
    with Library.open(shelf) as library:
        assert [text for _, text, _ in library.drafts()] == ["half a thought"]


def test_a_file_damaged_while_it_is_open_brings_no_traceback(shelf, tmp_path):
    terminal = Terminal(shelf, tmp_path / "home")
    terminal.until(b"5 papers")
    shelf.write_bytes(b"no database any more" * 1000)
    terminal.send(b"rjjjjq")
    assert terminal.ended() in (0, 3)
    assert b"Traceback" not in terminal.output


@pytest.mark.parametrize("table", ["papers", "details", "notes", "sightings", "taggings", "listings"])
def test_a_damaged_page_ends_the_app_with_a_sentence(shelf, tmp_path, table):
    with contextlib.closing(sqlite3.connect(shelf)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with shelf.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"no page of a database " * (size // 22))
    terminal = Terminal(shelf, tmp_path / "home")
    assert terminal.ended() == 3
    assert b"damaged" in terminal.output
    assert b"Traceback" not in terminal.output
    assert not list((tmp_path / "home").rglob("crash.txt"))


def test_a_terminal_that_vanishes_ends_the_app_and_keeps_the_draft(shelf, tmp_path):
    terminal = Terminal(shelf, tmp_path / "home")
    terminal.half_a_note()
    os.close(terminal.master)
    assert terminal.process.wait(20) == 128 + signal.SIGHUP
    with Library.open(shelf) as library:
        assert [text for _, text, _ in library.drafts()] == ["half a thought"]


def test_what_a_pasted_page_holds_presses_no_key(shelf, tmp_path):
    terminal = Terminal(shelf, tmp_path / "home")
    terminal.until(b"5 papers")
    terminal.send(b"\x1b[200~@misc{a, title={Of moss \x1bOPdd}}\x1b[201~")
    terminal.until(b"1 new")
    terminal.until(b"OPdd")
    terminal.send(b"\x1b")
    time.sleep(0.5)
    terminal.send(b"q")
    terminal.ended()
    with Library.open(shelf) as library:
        assert library.count() == 5
