"""The clipboard: copying by the route there is evidence for, and the HTML that it offers of what was pasted."""

import asyncio
import base64
import contextlib
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from storage.papers.text import clean
from storage.papers.words import several

LIMIT = 2.0
"""Seconds that a helper may take; xclip on a display that does not answer takes for ever."""
TERMINAL_LIMIT = 74_994
"""Bytes of text that OSC 52 carries: base64 makes 99,992 of them, and with its frame the sequence has 100,000, the
most that hterm and older xterms take."""
KEPT = 20
"""How many copies are remembered."""
FILE_LIMIT = 4_000_000
"""Bytes of the file they are kept in."""
PRINTED = 16_000_000
"""Bytes that a helper may print: HTML of eight megabytes, two letters a byte; what prints more is ended."""

SEE = "press Y to see the text"
"""The advice of a sentence about a text that may not have arrived; a face without that key has another."""


@dataclass(frozen=True, slots=True)
class Copied:
    """Where a text went, and how sure that is."""

    route: str
    """`tmux`, `terminal`, a helper's name, `pyperclip`; empty when it went nowhere."""
    characters: int
    confirmed: bool
    """True only when the route answered that it has the text."""
    sentence: str
    """For people: `214 characters, by tmux`."""
    tried: tuple[str, ...] = ()
    """What was tried before and why it failed, a clause each."""

    def __bool__(self) -> bool:
        return bool(self.route)


@dataclass(frozen=True, slots=True)
class Kept:
    """A text that was copied, so that it can be copied again."""

    what: str
    """`APA, Vaswani 2017`: what it is, for people."""
    text: str


@dataclass(slots=True)
class History:
    """The last copies, newest first; one text stands in it once. With a path they outlast the app, for its owner only.

    Any thread may use it. A file that cannot be read or written is as none: what it holds can be had again.
    """

    path: Path | None = None
    kept: deque[Kept] = field(default_factory=lambda: deque(maxlen=KEPT))
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def add(self, copy: Kept) -> None:
        """Put a copy first; what another window added meanwhile stays behind it."""
        with self._lock:
            self._put([copy, *self._recalled()])
            if self.path is not None:
                with contextlib.suppress(OSError):
                    self._write(self.path)

    def recall(self) -> tuple[Kept, ...]:
        """Return the copies, those of other windows and of earlier sessions too."""
        with self._lock:
            self._put(self._recalled())
            return tuple(self.kept)

    def __iter__(self) -> Iterator[Kept]:
        return iter(tuple(self.kept))

    def __len__(self) -> int:
        return len(self.kept)

    def _put(self, copies: list[Kept]) -> None:
        once: dict[str, Kept] = {}
        for copy in copies:
            once.setdefault(copy.text, copy)
        self.kept.clear()
        self.kept.extend(list(once.values())[:KEPT])

    def _recalled(self) -> list[Kept]:
        """Return the file's copies, which another window may have written last, and then those only this one has."""
        found: list[Kept] = []
        if self.path is not None:
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
                with self.path.open("rb") as file:
                    copies = json.loads(file.read(FILE_LIMIT))
                found.extend(Kept(clean(one["what"]), clean(one["text"], FILE_LIMIT, lines=True)) for one in copies)
        texts = {copy.text for copy in found}
        return [*found, *(copy for copy in self.kept if copy.text not in texts)]

    def _write(self, path: Path) -> None:
        from tui.desk import files

        room = FILE_LIMIT // 4  # characters, of at most four bytes, so that the file is never longer than is read
        copies = []
        for copy in self.kept:
            room -= len(copy.text) + 200
            if room > 0:
                copies.append({"what": copy.what, "text": copy.text})
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        files.write(path, [json.dumps(copies, ensure_ascii=False)])


@dataclass(frozen=True, slots=True)
class _Helper:
    """A program that puts its standard input on the clipboard."""

    take: str
    """Its command."""
    evidence: str = ""
    """The variables of which one says that its desktop is there; empty where that is certain."""
    look: str = ""
    """The command that reads the clipboard back."""
    encoding: str = "utf-8"
    html: str = ""
    """The command that prints the HTML it offers, and fails where it offers none."""

    @property
    def name(self) -> str:
        """What it is called."""
        return _named(self.take)

    def has_desktop(self, environment: Mapping[str, str]) -> bool:
        """Return whether there is evidence of its desktop."""
        return not self.evidence or any(environment.get(name) for name in self.evidence.split())

    def is_doubtful(self, environment: Mapping[str, str]) -> bool:
        """Return whether the display it goes by may be gone: its socket is not where it should be.

        A shell that outlived its session, or a tmux pane from an earlier login, still names the old display.
        """
        if self.evidence == "WAYLAND_DISPLAY":
            display = Path(environment["WAYLAND_DISPLAY"])
            return not (Path(environment.get("XDG_RUNTIME_DIR", "/")) / display).is_socket()
        if self.evidence == "DISPLAY":
            host, _, number = environment["DISPLAY"].rpartition(":")
            return host not in ("", "unix") or not Path(f"/tmp/.X11-unix/X{number.partition('.')[0]}").is_socket()  # noqa: S108 - X's
        return False


# clip.exe takes its input for the console's code page unless a byte order mark says UTF-16. Windows PowerShell takes
# the UTF-8 of HTML for text of the system's code page: printed in that page it is as it was.
_CLIP = _Helper(
    "clip.exe", encoding="utf-16",
    html="powershell.exe -NoProfile -NonInteractive -Command '[Console]::OutputEncoding = [Text.Encoding]::Default;'"
    " Get-Clipboard -TextFormatType Html -Raw",
)  # fmt: skip
_HELPERS = (
    _Helper("termux-clipboard-set", "TERMUX_VERSION", "termux-clipboard-get"),
    replace(_CLIP, evidence="WSL_DISTRO_NAME WSL_INTEROP"),
    _Helper(
        "wl-copy --type 'text/plain;charset=utf-8'",
        "WAYLAND_DISPLAY",
        "wl-paste --no-newline",
        html="wl-paste --no-newline --type text/html",
    ),
    _Helper(
        "xclip -selection clipboard -in",
        "DISPLAY",
        "xclip -selection clipboard -out",
        html="xclip -selection clipboard -target text/html -out",
    ),
    _Helper("xsel --clipboard --input", "DISPLAY", "xsel --clipboard --output"),
)
"""Where a desktop has to be looked for, the likeliest first."""
_PLATFORMS = {
    "darwin": (_Helper("pbcopy", look="pbpaste", html="osascript -e 'the clipboard as «class HTML»'"),),
    "win32": (_CLIP,), "cygwin": (_CLIP,),
}  # fmt: skip

# What pyperclip may still know of when none of the above is there; its Qt way would start a second event loop here.
_PYPERCLIP = {"copy_klipper", "copy_gtk", "copy_windows", "copy_dev_clipboard_cygwin"}


def copy(
    text: str,
    *,
    environment: Mapping[str, str],
    terminal_write: Callable[[str], None],
    platform: str = sys.platform,
    limit: float = LIMIT,
) -> Copied:
    """Put `text` on the clipboard by the best route there is evidence for, and say which and how sure it is.

    Over ssh and in tmux: tmux's paste buffer, which tmux passes on to its terminal; else the terminal by OSC 52, which
    never answers and is called unconfirmed. On a desktop, also under a local tmux: wl-copy, xclip, xsel, pbcopy or
    clip, whose exit status is checked within `limit` seconds, and which are read back when the display they go by
    looks stale; then what pyperclip knows; then the terminal. `environment` is the process's, `PATH` included;
    `terminal_write` sends to the terminal. What leaves has passed `clean`. Blocks up to `limit` for each helper that
    hangs. Never raises.
    """
    text = clean(text, max(1, len(text)), lines=True)
    if not text:
        return Copied("", 0, confirmed=False, sentence="nothing to copy")
    attempt = _Attempt(text, environment, limit)
    remote = _is_remote(environment)
    by_tmux = attempt.by_tmux() if environment.get("TMUX") else None
    for helper in () if remote else _PLATFORMS.get(platform, _HELPERS):
        if attempt.by_helper(helper):
            if by_tmux is not None:
                return attempt.done("tmux", f"by tmux and {helper.name}")
            return attempt.done(helper.name)
    if by_tmux is not None:
        return by_tmux
    if not remote and attempt.by_pyperclip():
        return attempt.done("pyperclip")
    return attempt.by_terminal(terminal_write)


def html(environment: Mapping[str, str], *, platform: str = sys.platform, limit: float = LIMIT) -> str:
    """Return the HTML that the desktop's clipboard offers of what was copied last; empty where it offers none.

    Over ssh the clipboard is another machine's, and none is asked. What a helper prints is decoded and no more: nothing
    in it is run or fetched. Blocks up to `limit` seconds for all helpers together. Never raises.
    """
    ends = time.monotonic() + limit
    for helper in () if _is_remote(environment) else _PLATFORMS.get(platform, _HELPERS):
        if helper.html and helper.has_desktop(environment) and (left := ends - time.monotonic()) > 0:
            _, printed = _printed(helper.html, environment, left)
            if text := _decoded(printed):
                return text
    return ""


# AppleScript shows data as `«data HTML3C703E»`.
_AS_DATA = re.compile(rb"\s*\xc2\xabdata HTML((?:[0-9A-Fa-f]{2})*)\xc2\xbb\s*")
# Windows puts a head before it, and says where the copied piece of a page begins and ends:
# https://learn.microsoft.com/en-us/windows/win32/dataxchg/html-clipboard-format
_FRAGMENT = re.compile(r"<!--\s?StartFragment\s?-->(.*)<!--\s?EndFragment\s?-->", re.DOTALL)


def _decoded(printed: bytes) -> str:
    """Return the HTML that a helper printed; empty where it is none."""
    from importers.decode import InputError, from_bytes

    if told := _AS_DATA.fullmatch(printed):
        printed = bytes.fromhex(told[1].decode())
    try:
        text = from_bytes(printed, encoding="utf-16-le" if printed[1:2] == b"\0" else None).text
    except InputError:
        return ""
    if text.startswith("Version:"):
        text = text[text.find("<") :]
        if piece := _FRAGMENT.search(text):
            text = piece[1]
    return text if "<" in text else ""


def _is_remote(environment: Mapping[str, str]) -> bool:
    return any(environment.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))


async def copy_async(text: str, *, terminal_write: Callable[[str], None], **options: Any) -> Copied:
    """Do as `copy` does, with its other options, in a thread; `terminal_write` is called on the event loop."""
    sequences: list[str] = []
    copied = await asyncio.to_thread(copy, text, terminal_write=sequences.append, **options)
    for sequence in sequences:
        copied = _written(copied, sequence, terminal_write)
    return copied


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A copy in the making."""

    text: str
    environment: Mapping[str, str]
    limit: float
    tried: list[str] = field(default_factory=list)
    """What was tried and why it failed."""

    def done(self, route: str, how: str = "", *, confirmed: bool = True) -> Copied:
        sentence = f"{several(len(self.text), 'character')}, {how or f'by {route}'}"
        return Copied(route, len(self.text), confirmed, sentence, tuple(self.tried))

    def by_helper(self, helper: _Helper) -> bool:
        """Return whether there is a desktop of the helper's and it took the text."""
        if not helper.has_desktop(self.environment) or not self.run(helper.take, helper.encoding):
            return False
        if not helper.look or not helper.is_doubtful(self.environment):
            return True
        if self.output(helper.look).rstrip(b"\n") == self.text.encode().rstrip(b"\n"):
            return True
        self.tried.append(f"{helper.name} took the text but does not have it")
        return False

    def by_tmux(self) -> Copied | None:
        """Return the answer of tmux's paste buffer; None when tmux did not take the text.

        `-w` (tmux 3.2) also sends it to the terminal that tmux runs in, when tmux knows that one to take a clipboard.
        The option set-clipboard governs the same path for programs inside; where it is off, the reader wants none of
        it.
        """
        if self.run("tmux load-buffer -w -"):
            features = self.output("tmux display-message -p #{client_termfeatures}").strip()
            if self.output("tmux show-options -sv set-clipboard").strip() == b"off":
                why = "its set-clipboard is off"
            elif features and b"clipboard" not in features:
                why = "its terminal is not known to have a clipboard"
            else:
                return self.done("tmux")
        elif self.tried[-1].startswith("tmux failed") and self.run("tmux load-buffer -"):
            why = "it is older than 3.2"
        else:
            return None
        how = f"in tmux's own paste buffer only ({why}): prefix ] pastes it there, or {SEE}"
        return self.done("tmux", how, confirmed=False)

    def by_terminal(self, terminal_write: Callable[[str], None]) -> Copied:
        """Send the text to the terminal, which answers nothing; a refusal where that is no use."""
        data = self.text.encode()
        if self.environment.get("TERM", "") in ("linux", "dumb", ""):
            return _nowhere([*self.tried, "this terminal has no clipboard"])
        if len(data) > TERMINAL_LIMIT:
            return _nowhere([*self.tried, f"{len(data):,} bytes are more than a terminal takes ({TERMINAL_LIMIT:,})"])
        copied = self.done("terminal", f"sent to the terminal, unconfirmed: {SEE}", confirmed=False)
        return _written(copied, f"\x1b]52;c;{base64.b64encode(data).decode()}\x07", terminal_write)

    def by_pyperclip(self) -> bool:
        """Try a way that only pyperclip knows, in a thread that is left behind when it hangs; read the text back."""
        if dict(self.environment) != dict(os.environ):
            return False  # it looks at the process's own environment and at nothing else
        held: list[str] = []
        names: list[str] = []

        def attempt() -> None:
            with contextlib.suppress(Exception):
                import pyperclip

                put, get = pyperclip.determine_clipboard()
                name = getattr(put, "__name__", "")
                if name in _PYPERCLIP:
                    names.append(name.removeprefix("copy_"))
                    put(self.text)
                    held.append(get())

        thread = threading.Thread(target=attempt, daemon=True, name="pyperclip")
        thread.start()
        thread.join(self.limit)
        if held and held[0].replace("\r\n", "\n").rstrip("\n") == self.text.rstrip("\n"):
            return True
        if names:
            self.tried.append(f"pyperclip's {names[0]} did not keep the text")
        return False

    def run(self, command: str, encoding: str = "utf-8") -> bool:
        """Feed the text to a program; return whether it ended well in time, else note why not."""
        wrong = _fed(command, self.text.encode(encoding), self.environment, self.limit)
        if wrong:
            self.tried.append(f"{_named(command)} {wrong}")
        return not wrong

    def output(self, command: str) -> bytes:
        """Return what a program prints; nothing when it is not there, fails or takes too long."""
        return _printed(command, self.environment, self.limit)[1]


def _written(copied: Copied, sequence: str, terminal_write: Callable[[str], None]) -> Copied:
    try:
        terminal_write(sequence)
    except Exception as error:
        return _nowhere([*copied.tried, f"the terminal could not be written to ({error})"])
    return copied


def _nowhere(tried: list[str]) -> Copied:
    return Copied("", 0, confirmed=False, sentence=f"not copied: {'; '.join(tried)}; {SEE}", tried=tuple(tried))


def _started(command: str, environment: Mapping[str, str], **pipes: Any) -> subprocess.Popen[bytes] | str:
    """Start a program in a session of its own, which outlives this terminal; return why it cannot be started."""
    name, *arguments = shlex.split(command)
    program = shutil.which(name, path=environment.get("PATH", ""))
    if program is None:
        return "is not installed"
    try:
        return subprocess.Popen([program, *arguments], env=dict(environment), start_new_session=True, **pipes)
    except OSError as error:
        return f"could not be started ({error.strerror or error})"


def _fed(command: str, data: bytes, environment: Mapping[str, str], limit: float) -> str:
    """Run a program that is fed `data`; return what went wrong, empty where nothing did."""
    # wl-copy, xclip and xsel leave a child behind that owns the clipboard and keeps every pipe it was given open: its
    # errors go to a file, its output nowhere.
    with tempfile.TemporaryFile() as said:
        process = _started(command, environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said)
        if isinstance(process, str):
            return process
        try:
            process.communicate(data, timeout=limit)
        except subprocess.TimeoutExpired:
            end(process)
            return f"did not answer within {limit:g} s"
        said.seek(0)
        why = clean(said.read(2_000).decode("utf-8", "replace"), 120)
    return _outcome(process, why)


def _printed(command: str, environment: Mapping[str, str], limit: float) -> tuple[str, bytes]:
    """Run a program that prints; return what went wrong, and what it printed where nothing did."""
    nothing = subprocess.DEVNULL
    process = _started(command, environment, stdin=nothing, stdout=subprocess.PIPE, stderr=nothing)
    if isinstance(process, str):
        return process, b""
    assert process.stdout is not None
    output, ends = process.stdout, time.monotonic() + limit
    taken: list[bytes] = []
    reader = threading.Thread(target=lambda: taken.append(output.read(PRINTED + 1)), daemon=True, name="clipboard")
    reader.start()
    reader.join(limit)
    wrong = "" if taken else f"did not answer within {limit:g} s"
    if taken and len(taken[0]) > PRINTED:
        wrong = f"printed more than {PRINTED:,} bytes"
    if not wrong:
        try:
            process.wait(timeout=max(0.1, ends - time.monotonic()))
        except subprocess.TimeoutExpired:
            wrong = f"did not end within {limit:g} s"
    if wrong:
        end(process)
        reader.join(limit)  # a child that left the session may hold the pipe: the thread is left to it then
    if not reader.is_alive():
        output.close()
    wrong = wrong or _outcome(process, "")
    return wrong, b"" if wrong else taken[0]


def _outcome(process: subprocess.Popen[bytes], why: str) -> str:
    return f"failed ({why or f'exit status {process.returncode}'})" if process.returncode else ""


def _named(command: str) -> str:
    return command.partition(" ")[0].removesuffix(".exe")


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill a program that hangs, with the children of its own session, and close what was still to be fed to it."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()
