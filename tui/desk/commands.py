"""The reader's own commands: programs that get papers as JSON, what they print made text, and what can go wrong."""

import json
import os
import shlex
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from storage.papers.paper import Entry
from storage.papers.text import NOTE_LIMIT, clean
from storage.papers.words import papers
from tui.desk.clipboard import end
from tui.desk.shapes import as_json

OUTPUTS = {
    "pane": "shown", "note": "added to the notes", "clipboard": "copied", "tag": "each line a tag",
    "none": "started, and left to itself",
}  # fmt: skip
"""Where what a command prints may go, in words."""
MEMBERS = ("run", "key", "output", "seconds")
SECONDS, LONGEST = 30.0, 3_600.0
"""How long a command may take where it does not say, and at most."""
PRINTED = 1_000_000
"""Bytes that a command may print; what prints more is ended."""
ERRORS = 4_000
"""Bytes of what it says on stderr that are kept, of which the last line is told."""
MOST = 10_000
"""Most papers that a command is given: they are 30 MB of JSON."""
TAGS = 20
"""Most tags that a command gives at once, and the longest of them in characters."""
TAG = 100
POLL, GRACE = 0.05, 0.5
"""Seconds between two looks at a program, and how long what it printed may take to arrive after its end: a child that
it left behind may hold the pipe for ever."""


class CommandError(Exception):
    """A command did nothing; the message is a sentence for people."""


class GivenUpError(Exception):
    """Its reader wants it no more."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command of the reader's own."""

    name: str
    argv: tuple[str, ...]
    key: str = ""
    """The character behind the comma; empty where there is none."""
    output: str = "pane"
    seconds: float = SECONDS

    @property
    def told(self) -> str:
        """What it runs, and where that goes, for people."""
        return f"{shlex.join(self.argv)} ({OUTPUTS[self.output]})"


def check(table: Mapping[str, object]) -> tuple[list[Command], list[str]]:
    """Return the commands of a settings file that can be used, and a sentence for each thing that is wrong."""
    found: dict[str, Command] = {}
    complaints: list[str] = []
    keys: dict[str, str] = {}
    for name, value in table.items():
        said = {"run": value} if isinstance(value, str) else value
        try:
            command = _command(clean(name, 100), said)
        except ValueError as error:
            complaints.append(f"commands: {clean(name, 100)} {error}")
            continue
        if command.key in keys:
            complaints.append(f"commands: ,{command.key} is used for {keys[command.key]}, so not for {command.name}")
            command = Command(command.name, command.argv, "", command.output, command.seconds)
        elif command.key:
            keys[command.key] = command.name
        found[command.name] = command
    return list(found.values()), complaints


def _command(name: str, said: object) -> Command:
    """Return a command as the settings have it; raises ValueError with what is wrong, as it goes on after its name."""
    if not isinstance(said, Mapping) or not isinstance(said.get("run"), str):
        raise ValueError(  # noqa: TRY004  it is said, not raised on
            "needs a program: run = 'PROGRAM WORDS'"
        )
    if unknown := [member for member in said if member not in MEMBERS]:
        raise ValueError(f"has no {unknown[0]!r}; it has {', '.join(MEMBERS)}")
    try:
        argv = shlex.split(said["run"])
    except ValueError as error:
        raise ValueError(f"runs {said['run']!r}, which cannot be read: {error}") from None
    key, output, seconds = said.get("key", ""), said.get("output", "pane"), said.get("seconds", SECONDS)
    if not argv or not all(word.isprintable() for word in argv):
        raise ValueError("needs a program: run = 'PROGRAM WORDS'")
    if not isinstance(key, str) or len(key) > 1 or not key.isprintable() or key.isspace():
        raise ValueError(f"cannot have the key {key!r}; it is one character, which stands behind a comma")
    if not isinstance(output, str) or output not in OUTPUTS:
        raise ValueError(f"cannot have the output {output!r}; choose from {', '.join(OUTPUTS)}")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds <= LONGEST:
        raise ValueError(f"cannot take {seconds!r} seconds; it is a number up to {LONGEST:,.0f}")
    return Command(name, tuple(argv), key, output, float(seconds))


def run(command: Command, entries: Sequence[Entry], wanted: Callable[[], bool]) -> str:
    """Run a command on papers, and return what it printed, cleaned; one whose output is `none` is only started.

    Raises CommandError, with a sentence, where nothing came of it; GivenUpError once it is not `wanted` any more.
    """
    if len(entries) > MOST:
        raise CommandError(f"{command.name} gets at most {papers(MOST)}; these are {len(entries):,}")
    data = json.dumps([as_json(entry) for entry in entries], ensure_ascii=False).encode()
    program = os.path.expanduser(command.argv[0])  # noqa: PTH111  Path drops the ./ that names a program here
    if shutil.which(program) is None:
        raise CommandError(f"{command.name}: there is no program {command.argv[0]!r}")
    alone = command.output == "none"
    try:
        process = subprocess.Popen(
            [program, *command.argv[1:]], stdin=subprocess.PIPE, stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL if alone else subprocess.PIPE, start_new_session=True, cwd=Path.home(),
        )  # fmt: skip
    except OSError as error:
        raise CommandError(f"{command.name}: {command.argv[0]} cannot be started: {error.strerror or error}") from None
    fed = threading.Thread(target=_feed, args=(process, data), daemon=True)
    out, errors = _Drain(process.stdout, PRINTED), _Drain(process.stderr, ERRORS)
    for thread in (fed, out, errors):
        thread.start()
    try:
        _wait(command, process, out, wanted)
    except BaseException:
        end(process)
        raise
    if process.poll() is None:  # it is left to itself, but for what the system wants to hear of its end
        threading.Thread(target=process.wait, daemon=True).start()
        return ""
    if out.is_alive():
        end(process)  # a child that is left behind, and would hold the pipe
    errors.join(GRACE)
    if process.returncode:
        last = clean(bytes(errors.data).decode(errors="replace").strip().rpartition("\n")[2], 200)
        how = f"signal {-process.returncode}" if process.returncode < 0 else f"exit status {process.returncode}"
        raise CommandError(f"{command.name} failed ({how})" + f": {last}" * bool(last))
    text = clean(bytes(out.data).decode(errors="replace"), NOTE_LIMIT, lines=True).strip("\n")
    if not text.strip() and not alone:
        raise CommandError(f"{command.name} printed nothing")
    return text


def _wait(command: Command, process: "subprocess.Popen[bytes]", out: "_Drain", wanted: Callable[[], bool]) -> None:
    """Wait until a program is done and what it printed is here; one that is left to itself, until it has begun."""
    begun = time.monotonic()
    ended = None
    while True:
        now = time.monotonic()
        if out.full:
            raise CommandError(f"{command.name} printed more than {PRINTED // 1_000_000} MB, so it was ended")
        if ended is None and process.poll() is not None:
            ended = now
        if ended is not None and (not out.is_alive() or now - ended > GRACE):
            return
        if command.output == "none" and now - begun > GRACE:
            return
        if not wanted():
            raise GivenUpError
        if ended is None and now - begun > command.seconds:
            raise CommandError(f"{command.name} was not done after {command.seconds:g} seconds, so it was ended")
        if ended is None:
            with suppress(subprocess.TimeoutExpired):
                process.wait(POLL)
        else:
            out.join(POLL)


class _Drain(threading.Thread):
    """Reads what a program prints, up to a limit; what it says beyond that is thrown away."""

    def __init__(self, stream: IO[bytes] | None, limit: int) -> None:
        super().__init__(daemon=True)
        self.stream = stream
        self.limit = limit
        self.data = bytearray()
        self.full = False

    def run(self) -> None:
        if self.stream is None:
            return
        with suppress(OSError, ValueError), self.stream:
            while block := os.read(self.stream.fileno(), 1 << 16):
                self.data += block
                if len(self.data) > self.limit:
                    self.full = True
                    del self.data[: len(self.data) - self.limit]


def _feed(process: "subprocess.Popen[bytes]", data: bytes) -> None:
    """Give a program the papers; one that does not read them need not."""
    with suppress(OSError, ValueError):
        assert process.stdin is not None
        with process.stdin:
            process.stdin.write(data)


def tags(command: Command, text: str) -> list[str]:
    """Return the tags that a command printed, one a line; raises CommandError where these are none."""
    found = list(filter(None, (line.strip() for line in text.splitlines())))
    if len(found) > TAGS or any(len(line) > TAG for line in found):
        raise CommandError(f"what {command.name} printed are no tags: at most {TAGS} lines of {TAG} characters")
    return found
