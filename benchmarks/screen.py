"""The screen through a real pty: from a key to the frame that answers it, start-up, and memory."""

import contextlib
import os
import pty
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator, Sequence
from fcntl import ioctl
from pathlib import Path

from benchmarks.shelf import shelf
from benchmarks.table import Figure, Row, Setting, interleaved, milliseconds, percentile
from storage.library import Library

COLUMNS, LINES = 160, 50
SMALL = 1_000
"""Papers of the shelf that a large one is compared with."""
QUIET = 0.04
"""Seconds without output after which a frame counts as complete."""

MINIMAL = """
from textual.app import App
from textual.widgets import Static

class Minimal(App):
    CSS = "Static { height: 1fr; }"
    count = 0
    def compose(self):
        yield Static("0 " + "word " * 200)
    def on_key(self, event):
        self.count += 1
        self.query_one(Static).update(f"{self.count} " + "word " * 200)

Minimal().run()
"""
"""The least Textual app that answers a key: a Static with another text. The baseline of every latency here."""


class Terminal:
    """A program in a pty of its own: keys in, bytes out, times of both."""

    def __init__(self, argv: Sequence[str], environment: dict[str, str] | None = None) -> None:
        self.master, slave = pty.openpty()
        ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            argv, stdin=slave, stdout=slave, stderr=slave, start_new_session=True, close_fds=True,
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(environment or {})},
        )  # fmt: skip
        os.close(slave)
        os.set_blocking(self.master, False)

    def read(self, timeout: float) -> bytes:
        """Return what comes within `timeout` seconds; empty when nothing does."""
        if not select.select([self.master], [], [], timeout)[0]:
            return b""
        try:
            return os.read(self.master, 1 << 20)
        except OSError:
            return b""

    def settle(self, quiet: float = 0.25, limit: float = 20.0) -> bytes:
        """Read until nothing comes for `quiet` seconds."""
        output, end = b"", time.perf_counter() + limit
        while time.perf_counter() < end:
            piece = self.read(quiet)
            if not piece:
                break
            output += piece
        return output

    def until(self, mark: bytes, limit: float = 20.0) -> float:
        """Return the time at which `mark` has come; raises TimeoutError."""
        output, end = b"", time.perf_counter() + limit
        while time.perf_counter() < end:
            output += self.read(0.5)
            if mark in output:
                return time.perf_counter()
        raise TimeoutError(f"{mark!r} never came; the screen had {output[-400:]!r}")

    def key(self, key: bytes, mark: bytes = b"", quiet: float = QUIET) -> float:
        """Send a key and return the milliseconds until its frame: the first output, or the one with `mark` in it.

        Returns when nothing has come for `quiet` seconds after.
        """
        start = time.perf_counter()
        os.write(self.master, key)
        output = b""
        while time.perf_counter() < start + 5:
            output += self.read(1.0)
            if output and mark in output:
                taken = (time.perf_counter() - start) * 1e3
                self.settle(quiet)
                return taken
        raise TimeoutError(f"no frame answered {key!r}: {output[-200:]!r}")

    def resident(self) -> int:
        """Return the bytes of memory the program has."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        return 0

    def close(self) -> None:
        """End the program."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        os.close(self.master)


def argv(path: Path) -> list[str]:
    """Return the command that opens a library on a screen."""
    return [sys.executable, "-c", "from tui.cli.main import main; main()", "--library", str(path)]


@contextlib.contextmanager
def shelf_starting(path: Path) -> Iterator[Terminal]:
    """Start a library on a screen, with settings and a cache of its own."""
    with (
        tempfile.TemporaryDirectory() as home,
        contextlib.closing(Terminal(argv(path), {"PAPERSHELF_HOME": home})) as terminal,
    ):
        yield terminal


@contextlib.contextmanager
def shelf_on_screen(path: Path) -> Iterator[Terminal]:
    """Open a library on a screen, and wait until it has settled."""
    with shelf_starting(path) as terminal:
        terminal.until(b"papers ")
        terminal.settle(0.6)
        yield terminal


@contextlib.contextmanager
def minimal() -> Iterator[Terminal]:
    """Run the least Textual app."""
    with contextlib.closing(Terminal([sys.executable, "-c", MINIMAL])) as terminal:
        terminal.until(b"word")
        terminal.settle(0.4)
        yield terminal


DOWN, PAGE_DOWN, END, HOME = b"j", b"\x1b[6~", b"G", b"g"
WORDS = ("ba", "co", "da", "le", "mo", "ra", "ti", "su", "ne", "po")
"""Beginnings of words as a reader types them, a key at a time."""
BEGIN = 12
"""Characters of a title by which its card is known."""


def moves(terminal: Terminal, count: int, quiet: float = QUIET) -> list[float]:
    """Return the milliseconds from key to frame of `count` moves: mostly down, some pages, some ends."""
    taken: list[float] = []
    for number in range(count):
        key = END if number % 20 == 18 else HOME if number % 20 == 19 else PAGE_DOWN if number % 5 == 4 else DOWN
        taken.append(terminal.key(key, quiet=quiet))
        time.sleep(quiet / 2)
    return taken


def minimal_keys(terminal: Terminal, count: int) -> list[float]:
    """Return the milliseconds from key to frame of the least app."""
    taken: list[float] = []
    for _ in range(count):
        taken.append(terminal.key(b"x"))
        time.sleep(0.02)
    return taken


def filters(terminal: Terminal, rounds: int) -> list[float]:
    """Return the milliseconds from a key in the filter line to the rows that it leaves, first key after first key."""
    taken: list[float] = []
    for number in range(rounds):
        terminal.key(b"/")
        terminal.settle(0.1)
        for letter in WORDS[number % len(WORDS)]:
            # The list's first row stands in the third line of the screen.
            taken.append(terminal.key(letter.encode(), b"\x1b[3;1H"))
            terminal.settle(0.1)
        os.write(terminal.master, b"\x15\x1b")
        terminal.settle(0.3)
    return taken


def opened(path: Path) -> float:
    """Return the milliseconds from the pty to the first answered key, which was typed ahead."""
    with shelf_starting(path) as terminal:
        os.write(terminal.master, DOWN)
        # The cursor's second line, painted again, is the fourth of the screen.
        return (terminal.until(b"\x1b[4;1H") - terminal.began) * 1e3


def imported() -> float:
    """Return the milliseconds that a Python takes to start and import textual.app."""
    return milliseconds(lambda: subprocess.run([sys.executable, "-c", "import textual.app"], check=True))


def resident(path: Path, operations: int = 500) -> float:
    """Return the megabytes of an app after so many keys: nine tenths move, the others filter."""
    with shelf_on_screen(path) as terminal:
        moves(terminal, operations - operations // 10, quiet=0.004)
        filters(terminal, operations // 40)  # four keys each
        terminal.settle(0.5)
        return terminal.resident() / 1e6


def key_to_frame(setting: Setting) -> Iterator[Figure]:
    """From a key that moves to the first bytes of its frame, against the least app's."""
    large, small = shelf(setting.papers), shelf(SMALL)
    ours: list[float] = []
    base: list[float] = []
    little: list[float] = []
    with shelf_on_screen(large) as ours_at, shelf_on_screen(small) as small_at, minimal() as base_at:
        # In turn, a few keys each, so that a busy machine troubles all alike.
        for _ in range((1 if setting.short else 4) * setting.repetitions):
            ours += moves(ours_at, 20)
            base += minimal_keys(base_at, 20)
            little += moves(small_at, 20)
    what = f"j, pages, ends at {setting.papers:,} papers, {COLUMNS}x{LINES} in a pty / a Static app"
    yield Figure("key_to_frame", what, "ms", tuple(ours), tuple(base), 1.5, anywhere=True)
    yield Figure("key_to_frame_p95", "the same, slowest twentieth", "ms", (percentile(ours, 0.95),), limit=16.0)
    yield Figure("flat", f"the same / at {SMALL:,} papers", "ms", tuple(ours), tuple(little), 1.25, anywhere=True)


def filter_frame(setting: Setting) -> Iterator[Figure]:
    """From a key in the filter line to the rows it leaves."""
    with shelf_on_screen(shelf(setting.papers)) as terminal:
        taken = filters(terminal, (1 if setting.short else 4) * setting.repetitions)
    what = f"p95 of {len(taken)} keys at {setting.papers:,} papers, key to rows on the screen"
    yield Figure("filter_frame", what, "ms", (percentile(taken, 0.95),), limit=33.0)
    yield Figure("filter_frame_median", "the median key", "ms", tuple(taken))


def cards(terminal: Terminal, titles: Sequence[str]) -> list[float]:
    """Return the milliseconds from each key that decides to the next card, whose titles these are."""
    terminal.key(b"T", titles[0][:BEGIN].encode())
    terminal.settle(0.3)
    return [terminal.key(b"mrxj"[number % 4 :][:1], title[:BEGIN].encode()) for number, title in enumerate(titles[1:])]


def triage(setting: Setting) -> Iterator[Figure]:
    """From a key that decides about a paper to the next card on the screen; of all papers, and of all selected."""
    kept = shelf(setting.papers)
    count = 40 if setting.short else 200
    for name, before in (("triage", b""), ("triage_selected", b"a")):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(shutil.copy(kept, folder))
            with Library.open(path) as library:
                titles = [row.title for row in library.rows(library.view().first(count + 1))]
            with shelf_on_screen(path) as terminal:
                if before:
                    terminal.key(before, b"selected")
                taken = cards(terminal, titles)
        what = f"p95 of {len(taken)} keys at {setting.papers:,} papers, key to the next card"
        yield Figure(name, what, "ms", (percentile(taken, 0.95),), limit=33.0)


def memory(setting: Setting) -> Iterator[Figure]:
    """The app's memory after hundreds of keys, at both sizes."""
    # Once: memory does not vary as time does.
    operations = 100 if setting.short else 500
    ours, base = ((resident(shelf(papers), operations),) for papers in (setting.papers, SMALL))
    what = f"resident after {operations} keys at {setting.papers:,} papers / at {SMALL:,}"
    yield Figure("memory", what, "MB", ours, base, 1.5)


def start(setting: Setting) -> Iterator[Figure]:
    """From an empty pty to the first answered key."""
    path = shelf(setting.papers)
    ours, base = interleaved(setting.repetitions, lambda: opened(path), imported)
    yield Figure("start", "pty to the first answered key / importing textual.app", "ms", ours, base, 1.5)


ROWS: tuple[Row, ...] = (
    Row("key_to_frame", key_to_frame),
    Row("filter_frame", filter_frame),
    Row("triage", triage),
    Row("memory", memory),
    Row("start", start),
)
"""The rows of the screen; `key_to_frame` also yields `flat`."""
