"""Copying: one function, whose route is chosen by evidence and whose answer says no more than was checked."""

import asyncio
import base64
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
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
    html: str | None = None


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
            try:
                with self.path.open("rb") as file:
                    for kept in json.loads(file.read(FILE_LIMIT)):
                        text = clean(kept["text"], FILE_LIMIT, lines=True)
                        html = clean(kept["html"], FILE_LIMIT, lines=True) if kept["html"] else None
                        found.append(Kept(clean(kept["what"]), text, html))
            except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
                pass
        texts = {copy.text for copy in found}
        return [*found, *(copy for copy in self.kept if copy.text not in texts)]

    def _write(self, path: Path) -> None:
        from tui.desk import files

        room = FILE_LIMIT // 4  # characters, of at most four bytes, so that the file is never longer than is read
        copies = []
        for copy in self.kept:
            room -= len(copy.text) + len(copy.html or "") + 200
            if room > 0:
                copies.append({"what": copy.what, "text": copy.text, "html": copy.html})
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        files.write(path, [json.dumps(copies, ensure_ascii=False)])


@dataclass(frozen=True, slots=True)
class _Helper:
    """A program that puts its standard input on the clipboard."""

    take: str
    """Its command."""
    evidence: str = ""
    """The variables of which one says that its desktop is there."""
    look: str = ""
    """The command that reads the clipboard back."""
    html: str = ""
    """The command that offers HTML, and only that: wl-copy and xclip own one form at a time."""
    encoding: str = "utf-8"

    @property
    def name(self) -> str:
        """What it is called."""
        return _named(self.take)


# clip.exe takes its input for the console's code page unless a byte order mark says UTF-16.
_CLIP = _Helper("clip.exe", "WSL_DISTRO_NAME WSL_INTEROP", encoding="utf-16")
_X11 = "xclip -selection clipboard "
_HELPERS = (
    _Helper("termux-clipboard-set", "TERMUX_VERSION", "termux-clipboard-get"),
    _CLIP,
    _Helper(
        "wl-copy --type text/plain;charset=utf-8", "WAYLAND_DISPLAY", "wl-paste --no-newline",
        "wl-copy --type text/html",
    ),
    _Helper(_X11 + "-in", "DISPLAY", _X11 + "-out", _X11 + "-in -t text/html"),
    _Helper("xsel --clipboard --input", "DISPLAY", "xsel --clipboard --output"),
)  # fmt: skip
"""Where a desktop has to be looked for, the likeliest first."""
_PLATFORMS = {"darwin": (_Helper("pbcopy", look="pbpaste"),), "win32": (_CLIP,), "cygwin": (_CLIP,)}

# What pyperclip may still know of when none of the above is there; its Qt way would start a second event loop here.
_PYPERCLIP = {"copy_klipper", "copy_gtk", "copy_windows", "copy_dev_clipboard_cygwin"}


def copy(
    text: str,
    *,
    html: str | None = None,
    rich: bool = False,
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
    `terminal_write` sends to the terminal. What leaves has passed `clean`.

    `html` is offered in place of the text when `rich` is set and the helper can: wl-copy and xclip own a single form
    at a time, so both at once is not to be had from them, and plain text is what everything can paste. Blocks up to
    `limit` for each helper that hangs. Never raises.
    """
    text = clean(text, max(1, len(text)), lines=True)
    if not text:
        return Copied("", 0, confirmed=False, sentence="nothing to copy")
    tried: list[str] = []
    remote = any(environment.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))
    by_tmux = _by_tmux(text, environment, limit, tried) if environment.get("TMUX") else None
    if not remote:
        for helper in _helpers(environment, platform):
            if _by_helper(helper, text, html if rich else None, environment, limit, tried):
                form = "as HTML " if html and rich and helper.html else ""
                route, how = helper.name, f"{form}by {helper.name}"
                if by_tmux is not None:
                    route, how = "tmux", f"by tmux and {helper.name}"
                return _held(route, text, how, tried)
    if by_tmux is not None:
        return by_tmux
    if not remote and _by_pyperclip(text, environment, limit, tried):
        return _held("pyperclip", text, "by pyperclip", tried)
    return _by_terminal(text, environment, tried, terminal_write)


async def copy_async(text: str, *, terminal_write: Callable[[str], None], **options: Any) -> Copied:
    """Do as `copy` does, with its other options, in a thread; `terminal_write` is called on the event loop."""
    sequences: list[str] = []
    copied = await asyncio.to_thread(copy, text, terminal_write=sequences.append, **options)
    for sequence in sequences:
        copied = _written(copied, sequence, terminal_write)
    return copied


def _held(route: str, text: str, how: str, tried: list[str]) -> Copied:
    return Copied(route, len(text), confirmed=True, sentence=_counted(text, how), tried=tuple(tried))


def _counted(text: str, how: str) -> str:
    return f"{several(len(text), 'character')}, {how}"


def _helpers(environment: Mapping[str, str], platform: str) -> tuple[_Helper, ...]:
    """Return the helpers whose desktop there is evidence of."""
    return _PLATFORMS.get(platform) or tuple(
        helper for helper in _HELPERS if any(environment.get(name) for name in helper.evidence.split())
    )


def _by_helper(
    helper: _Helper, text: str, html: str | None, environment: Mapping[str, str], limit: float, tried: list[str]
) -> bool:
    rich = html is not None and bool(helper.html)
    command = helper.html if rich else helper.take
    content = clean(html, max(1, len(html)), lines=True) if rich and html is not None else text
    if not _run(command, content.encode(helper.encoding), environment, limit, tried):
        return False
    if rich or not helper.look or not _is_doubtful(helper, environment):
        return True
    held = _output(helper.look, environment, limit)
    if held is None or held.rstrip(b"\n") != text.encode().rstrip(b"\n"):
        tried.append(f"{helper.name} took the text but does not have it")
        return False
    return True


def _is_doubtful(helper: _Helper, environment: Mapping[str, str]) -> bool:
    """Return whether the display the helper goes by may be gone: its socket is not where it should be.

    A shell that outlived its session, or a tmux pane from an earlier login, still names the old display.
    """
    if helper.evidence == "WAYLAND_DISPLAY":
        display = Path(environment["WAYLAND_DISPLAY"])
        return not (Path(environment.get("XDG_RUNTIME_DIR", "/")) / display).is_socket()
    if helper.evidence == "DISPLAY":
        host, _, number = environment["DISPLAY"].rpartition(":")
        return host not in ("", "unix") or not Path(f"/tmp/.X11-unix/X{number.partition('.')[0]}").is_socket()  # noqa: S108 - X's
    return False


def _by_tmux(text: str, environment: Mapping[str, str], limit: float, tried: list[str]) -> Copied | None:
    """Return the answer of tmux's paste buffer; None when tmux did not take the text.

    `-w` (tmux 3.2) also sends it to the terminal that tmux runs in, when tmux knows that one to take a clipboard. The
    option set-clipboard governs the same path for programs inside; where it is off, the reader wants none of it.
    """
    whole = text.encode()
    if _run("tmux load-buffer -w -", whole, environment, limit, tried):
        setting = _output("tmux show-options -sv set-clipboard", environment, limit)
        features = _output("tmux display-message -p #{client_termfeatures}", environment, limit)
        if setting is not None and setting.strip() == b"off":
            why = "its set-clipboard is off"
        elif features and features.strip() and b"clipboard" not in features:
            why = "its terminal is not known to have a clipboard"
        else:
            return _held("tmux", text, "by tmux", tried)
    elif not tried[-1].startswith("tmux failed") or not _run("tmux load-buffer -", whole, environment, limit, tried):
        return None
    else:
        why = "it is older than 3.2"
    how = f"in tmux's own paste buffer only ({why}): prefix ] pastes it there, or {SEE}"
    return Copied("tmux", len(text), confirmed=False, sentence=_counted(text, how), tried=tuple(tried))


def _by_terminal(
    text: str, environment: Mapping[str, str], tried: list[str], terminal_write: Callable[[str], None]
) -> Copied:
    """Send the text to the terminal, which answers nothing; a refusal where that is no use."""
    data = text.encode()
    if environment.get("TERM", "") in ("linux", "dumb", ""):
        return _nowhere([*tried, "this terminal has no clipboard"])
    if len(data) > TERMINAL_LIMIT:
        return _nowhere([*tried, f"{len(data):,} bytes are more than a terminal takes ({TERMINAL_LIMIT:,})"])
    sentence = _counted(text, f"sent to the terminal, unconfirmed: {SEE}")
    copied = Copied("terminal", len(text), confirmed=False, sentence=sentence, tried=tuple(tried))
    return _written(copied, f"\x1b]52;c;{base64.b64encode(data).decode()}\x07", terminal_write)


def _written(copied: Copied, sequence: str, terminal_write: Callable[[str], None]) -> Copied:
    try:
        terminal_write(sequence)
    except Exception as error:
        return _nowhere([*copied.tried, f"the terminal could not be written to ({error})"])
    return copied


def _nowhere(tried: list[str]) -> Copied:
    return Copied("", 0, confirmed=False, sentence=f"not copied: {'; '.join(tried)}; {SEE}", tried=tuple(tried))


def _named(command: str) -> str:
    return command.partition(" ")[0].removesuffix(".exe")


def _run(command: str, data: bytes, environment: Mapping[str, str], limit: float, tried: list[str]) -> bool:
    """Feed `data` to the program; return whether it ended well in time, else note why not."""
    wrong, _ = _ended(command, data, environment, limit)
    if wrong:
        tried.append(f"{_named(command)} {wrong}")
    return not wrong


def _output(command: str, environment: Mapping[str, str], limit: float) -> bytes | None:
    """Return what the program prints; None when it is not there, fails or takes too long."""
    wrong, said = _ended(command, None, environment, limit)
    return None if wrong else said


def _ended(command: str, data: bytes | None, environment: Mapping[str, str], limit: float) -> tuple[str, bytes]:
    """Run a program that is fed `data`, or that prints; return what went wrong, if anything, and what it printed."""
    name, *arguments = command.split()
    program = shutil.which(name, path=environment.get("PATH", ""))
    if program is None:
        return "is not installed", b""
    # wl-copy, xclip and xsel leave a child behind that owns the clipboard and keeps every pipe it was given open: its
    # errors go to a file, its output nowhere, and a session of its own keeps it alive when this terminal closes.
    with tempfile.TemporaryFile() as said:
        fed, printing = (subprocess.DEVNULL, said) if data is None else (subprocess.PIPE, subprocess.DEVNULL)
        try:
            process = subprocess.Popen(
                [program, *arguments], stdin=fed, stdout=printing, stderr=subprocess.DEVNULL if data is None else said,
                env=dict(environment), start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            return f"could not be started ({error.strerror or error})", b""
        try:
            process.communicate(data, timeout=limit)
        except subprocess.TimeoutExpired:
            _end(process)
            return f"did not answer within {limit:g} s", b""
        said.seek(0)
        printed = said.read()
    if process.returncode == 0:
        return "", printed
    why = clean(printed[:2_000].decode("utf-8", "replace"), 120)
    return f"failed ({why or f'exit status {process.returncode}'})", b""


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a helper that hangs, with the children of its own session, and close what was still to be fed to it."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()


def _by_pyperclip(text: str, environment: Mapping[str, str], limit: float, tried: list[str]) -> bool:
    """Try a way that only pyperclip knows, in a thread that is left behind when it hangs; read the text back."""
    if dict(environment) != dict(os.environ):
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
                put(text)
                held.append(get())

    thread = threading.Thread(target=attempt, daemon=True, name="pyperclip")
    thread.start()
    thread.join(limit)
    if held and held[0].replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n"):
        return True
    if names:
        tried.append(f"pyperclip's {names[0]} did not keep the text")
    return False
