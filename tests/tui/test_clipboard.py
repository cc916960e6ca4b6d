"""Copying in every situation: helpers that are absent, fail, hang, lie, or go by a display that is gone."""

import asyncio
import base64
import os
import pty
import select
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tui.desk import clipboard
from tui.desk.clipboard import TERMINAL_LIMIT, Copied, History, Kept, copy, copy_async, html

TEXT = "Bell, S. J. (2024). Über “Modelle”. $x$ 100%"
LIMIT = 0.2
"""Seconds that a helper gets which hangs."""
PATIENT = 10.0
"""Seconds that one gets which works, on a busy machine."""

KEEPS = '#!/bin/sh\ncase "$*" in *-out*|*--output*|*show*) exec /bin/cat "{held}" 2>/dev/null;; esac\nexec /bin/cat > "{held}"\n'
FAILS = '#!/bin/sh\n/bin/cat > /dev/null\necho "Error: Can\'t open display: :7" >&2\nexit 1\n'
HANGS = "#!/bin/sh\nexec /bin/sleep 60\n"
FORGETS = "#!/bin/sh\nexec /bin/cat > /dev/null\n"
# As the real xclip and wl-copy do: a child stays in the background and keeps what it was given open.
FORKS = '#!/bin/sh\ncase "$*" in *-out*) exec /bin/cat "{held}";; esac\n/bin/cat > "{held}"\n/bin/sleep 12 &\nexit 0\n'
TMUX = """#!/bin/sh
case "$1" in
  load-buffer) exec /bin/cat > "{held}";;
  show-options) echo {setting};;
  display-message) echo {features};;
esac
"""


class Desk:
    """A folder of fake helpers, and what was copied with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.held = folder / "held"
        self.terminal: list[str] = []

    def helper(self, name: str, script: str, **words: str) -> None:
        path = self.folder / name
        path.write_text(script.format(held=self.held, **words) if "{held}" in script else script)
        path.chmod(0o755)

    def environment(self, **variables: str) -> dict[str, str]:
        return {"PATH": str(self.folder), "TERM": "xterm-256color", **variables}

    def copy(self, text: str = TEXT, limit: float = PATIENT, **variables: str) -> Copied:
        return copy(
            text,
            environment=self.environment(**variables),
            terminal_write=self.terminal.append,
            platform="linux",
            limit=limit,
        )

    def proves(self, copied: Copied, route: str) -> None:
        """Assert that the text came by this route, that it is said so, and that the terminal was sent nothing."""
        assert (copied.route, copied.confirmed) == (route, True)
        assert copied.sentence == f"{len(TEXT)} characters, by {route}"
        assert self.arrived == TEXT
        assert not self.terminal

    @property
    def arrived(self) -> str | None:
        return self.held.read_text() if self.held.exists() else None

    @property
    def sent(self) -> str | None:
        """What the terminal was asked to put on its clipboard."""
        if not self.terminal:
            return None
        (sequence,) = self.terminal
        assert sequence.startswith("\x1b]52;c;")
        assert sequence.endswith("\x07")
        return base64.b64decode(sequence[7:-1]).decode()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


# The eight situations: on the desktop with a helper that is absent, fails, hangs, or has a stale display; in tmux whose
# set-clipboard is external or on; over ssh; on a plain terminal. None may claim what did not happen.


def test_absent_helpers_leave_it_to_the_terminal_unconfirmed(desk):
    copied = desk.copy(DISPLAY=":7", WAYLAND_DISPLAY="wayland-7")
    assert (copied.route, copied.confirmed) == ("terminal", False)
    assert copied.sentence == f"{len(TEXT)} characters, sent to the terminal, unconfirmed: press Y to see the text"
    assert copied.tried == ("wl-copy is not installed", "xclip is not installed", "xsel is not installed")
    assert desk.sent == TEXT


def test_a_failing_helper_is_not_believed_and_says_why(desk):
    desk.helper("xclip", FAILS)
    copied = desk.copy(DISPLAY=":7")
    assert (copied.route, copied.confirmed) == ("terminal", False)
    assert copied.tried[0] == "xclip failed (Error: Can't open display: :7)"


def test_a_failing_helper_gives_way_to_one_that_works(desk):
    desk.helper("wl-copy", FAILS)
    desk.helper("xclip", FAILS)
    desk.helper("xsel", KEEPS)
    copied = desk.copy(DISPLAY=":7", WAYLAND_DISPLAY="wayland-7")
    desk.proves(copied, "xsel")


def test_a_hanging_helper_is_ended_in_time_with_its_children(desk):
    desk.helper("xclip", HANGS)
    started = time.monotonic()
    copied = desk.copy(
        text="x" * 1_000_000, limit=LIMIT, DISPLAY=":7"
    )  # more than a pipe holds: feeding it would block
    assert time.monotonic() - started < PATIENT
    assert not copied.confirmed
    assert copied.tried[0] == f"xclip did not answer within {LIMIT:g} s"


@pytest.mark.parametrize("display", [{"DISPLAY": ":7931"}, {"DISPLAY": "otherhost:0"}, {"WAYLAND_DISPLAY": "gone-0"}])
def test_a_stale_display_is_read_back_before_it_is_believed(desk, display):
    for name in ("wl-copy", "wl-paste", "xclip", "xsel"):
        desk.helper(name, FORGETS)
    copied = desk.copy(**display)
    assert (copied.route, copied.confirmed) == ("terminal", False)
    assert "took the text but does not have it" in copied.tried[0]


@pytest.mark.parametrize("setting", ["external", "on"])
def test_tmux_has_the_text_and_passes_it_on(desk, setting):
    desk.helper("tmux", TMUX, setting=setting, features="256,clipboard,title")
    copied = desk.copy(TMUX="/tmp/tmux-0/default,1,0", SSH_CONNECTION="a 1 b 2")
    desk.proves(copied, "tmux")


def test_over_ssh_it_is_the_terminal_and_unconfirmed_even_with_a_display(desk):
    desk.helper("xclip", KEEPS)
    copied = desk.copy(SSH_CONNECTION="a 1 b 2", DISPLAY="localhost:10.0")
    assert (copied.route, copied.confirmed) == ("terminal", False)
    assert desk.sent == TEXT
    assert desk.arrived is None


def test_a_plain_terminal_is_sent_the_text_and_nothing_is_claimed(desk):
    copied = desk.copy()
    assert (copied.route, copied.confirmed) == ("terminal", False)
    assert desk.sent == TEXT


# Beyond the eight.


@pytest.mark.parametrize("term", ["linux", "dumb", ""])
def test_a_terminal_without_a_clipboard_is_not_sent_anything(desk, term):
    copied = desk.copy(TERM=term)
    assert not copied
    assert copied.sentence == "not copied: this terminal has no clipboard; press Y to see the text"
    assert not desk.terminal


def test_tmux_with_its_clipboard_off_has_it_in_its_own_buffer_only(desk):
    desk.helper("tmux", TMUX, setting="off", features="clipboard")
    copied = desk.copy(TMUX="/tmp/tmux-0/default,1,0")
    assert (copied.route, copied.confirmed) == ("tmux", False)
    assert "its set-clipboard is off" in copied.sentence


def test_tmux_in_a_terminal_without_a_clipboard_has_it_in_its_own_buffer_only(desk):
    desk.helper("tmux", TMUX, setting="external", features="bpaste,focus,title")
    copied = desk.copy(TMUX="/tmp/tmux-0/default,1,0")
    assert not copied.confirmed
    assert "not known to have a clipboard" in copied.sentence


def test_a_tmux_older_than_the_option_is_asked_again_without_it(desk):
    desk.helper("tmux", '#!/bin/sh\ncase "$*" in *-w*) echo usage >&2; exit 1;; esac\nexec /bin/cat > "{held}"\n')
    copied = desk.copy(TMUX="/tmp/tmux-0/default,1,0")
    assert (copied.route, copied.confirmed) == ("tmux", False)
    assert desk.arrived == TEXT


@pytest.mark.parametrize("script", [None, FAILS, HANGS])
def test_a_tmux_that_does_not_answer_leaves_it_to_the_terminal(desk, script):
    if script:
        desk.helper("tmux", script)
    copied = desk.copy(limit=PATIENT if script != HANGS else LIMIT, TMUX="/tmp/tmux-0/default,1,0")
    assert (copied.route, copied.confirmed) == ("terminal", False)


def test_a_local_tmux_goes_to_the_desktop_as_well(desk):
    desk.helper("tmux", TMUX, setting="external", features="clipboard")
    desk.helper("xclip", KEEPS)
    copied = desk.copy(TMUX="/tmp/tmux-0/default,1,0", DISPLAY=":7")
    assert (copied.route, copied.confirmed) == ("tmux", True)
    assert copied.sentence == f"{len(TEXT)} characters, by tmux and xclip"


def test_a_helper_that_stays_in_the_background_is_not_waited_for(desk):
    desk.helper("xclip", FORKS)
    started = time.monotonic()
    copied = copy(
        TEXT,
        environment=desk.environment(DISPLAY=":7"),
        terminal_write=desk.terminal.append,
        platform="linux",
        limit=PATIENT,
    )
    assert copied.route == "xclip"
    assert time.monotonic() - started < PATIENT


def test_wl_copy_is_told_that_it_is_text_and_read_back_by_wl_paste(desk):
    desk.helper("wl-copy", '#!/bin/sh\necho "$@" > "{held}.args"\nexec /bin/cat > "{held}"\n')
    desk.helper("wl-paste", '#!/bin/sh\nexec /bin/cat "{held}"\n')
    assert desk.copy(WAYLAND_DISPLAY="wayland-7").route == "wl-copy"
    assert "text/plain;charset=utf-8" in Path(f"{desk.held}.args").read_text()


def test_windows_clip_is_given_utf_16_with_its_mark(desk):
    desk.helper("clip.exe", KEEPS)
    copied = desk.copy(WSL_DISTRO_NAME="Ubuntu", DISPLAY=":0")
    assert copied.route == "clip"
    assert desk.held.read_bytes() == TEXT.encode("utf-16")


def test_pbcopy_on_a_mac(desk):
    desk.helper("pbcopy", KEEPS)
    copied = copy(
        TEXT, environment=desk.environment(), terminal_write=desk.terminal.append, platform="darwin", limit=PATIENT
    )
    assert (copied.route, copied.confirmed) == ("pbcopy", True)


def test_what_the_terminal_cannot_take_is_not_sent(desk):
    copied = desk.copy(text="ü" * (TERMINAL_LIMIT // 2 + 1))
    assert not copied
    assert "more than a terminal takes" in copied.sentence
    assert not desk.terminal
    assert desk.copy(text="x" * TERMINAL_LIMIT).route == "terminal"


def test_escapes_in_the_text_never_leave_for_the_clipboard(desk):
    desk.helper("xclip", KEEPS)
    desk.copy(text="a\x1b]52;c;cm0gLXJm\x07b\u202e\r\n\tc\ud800", DISPLAY=":7")
    assert desk.arrived == "ab\n\tc"


def test_a_long_text_is_not_cut(desk):
    desk.helper("xclip", KEEPS)
    assert desk.copy(text="line\n" * 100_000, DISPLAY=":7").characters == len("line\n" * 100_000) - 1
    assert len(desk.arrived) == len("line\n" * 100_000) - 1


def test_nothing_to_copy_is_said(desk):
    assert desk.copy(text=" \x1b[0m ").sentence == "nothing to copy"


def test_a_terminal_that_is_gone_is_a_failure(desk):
    def broken(sequence: str) -> None:
        raise OSError("gone")

    copied = copy(TEXT, environment=desk.environment(), terminal_write=broken, platform="linux", limit=PATIENT)
    assert not copied
    assert "could not be written to (gone)" in copied.sentence


async def test_the_event_loop_goes_on_while_a_helper_hangs(desk):
    desk.helper("xclip", HANGS)
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0.01)

    ticking = asyncio.create_task(tick())
    copied = await copy_async(
        TEXT,
        environment=desk.environment(DISPLAY=":7"),
        terminal_write=desk.terminal.append,
        platform="linux",
        limit=LIMIT,
    )
    ticking.cancel()
    assert copied.route == "terminal"
    assert ticks > 5


def test_the_last_copies_are_kept_once_each_newest_first():
    history = History()
    for number in range(30):
        history.add(Kept(f"APA {number}", f"text {number}"))
    history.add(Kept("IEEE", "text 20"))
    assert [kept.text for kept in history][:3] == ["text 20", "text 29", "text 28"]
    assert len(history) == 20


def test_the_last_copies_outlast_the_app_for_their_owner_only(tmp_path):
    path = tmp_path / "cache" / "copies.json"
    first, second = History(path), History(path)
    first.add(Kept("APA", "one “😀”\nline"))
    second.add(Kept("IEEE", "two"))
    first.add(Kept("MLA", "three"))
    assert path.stat().st_mode & 0o777 == 0o600
    assert [kept.text for kept in History(path).recall()] == ["three", "two", "one “😀”\nline"]
    assert [kept.text for kept in second.recall()] == ["three", "two", "one “😀”\nline"]


def test_a_copy_too_large_for_the_file_is_kept_while_the_app_runs(tmp_path):
    history = History(tmp_path / "copies.json")
    history.add(Kept("large", "ü" * 1_200_000))
    history.add(Kept("small", "x"))
    assert [kept.what for kept in history.recall()] == ["small", "large"]
    assert [kept.what for kept in History(history.path).recall()] == ["small"]


@pytest.mark.parametrize(
    "content", ["", "[", "3", "{}", "[3]", '[{"text": 3, "what": "x", "html": null}]', "[" * 99_999, "\xff\x00"]
)
def test_a_damaged_file_of_copies_is_as_none(tmp_path, content):
    path = tmp_path / "copies.json"
    path.write_text(content, "latin-1")
    history = History(path)
    assert not history.recall()
    history.add(Kept("APA", "one"))
    assert [kept.text for kept in History(path).recall()] == ["one"]


def test_copies_that_cannot_be_written_are_kept_while_the_app_runs(tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    history = History(tmp_path / "cache" / "copies.json")
    history.add(Kept("APA", "one"))
    assert [kept.text for kept in history.recall()] == ["one"]


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_a_real_tmux_takes_the_text_and_sends_it_to_its_terminal(tmp_path):
    socket = tmp_path / "tmux"
    environment = {
        name: value for name, value in os.environ.items() if name not in ("TMUX", "SSH_CONNECTION", "DISPLAY")
    }
    environment["TERM"] = "xterm-256color"
    terminal, inside = pty.openpty()
    command = ["tmux", "-f", "/dev/null", "-S", str(socket), "new-session", "-x", "80", "-y", "24", "sleep 30"]
    client = subprocess.Popen(
        command, env=environment, stdin=inside, stdout=inside, stderr=inside, start_new_session=True
    )
    os.close(inside)
    try:
        seen = _until(terminal, lambda seen: socket.exists() and b"\x1b[?1049h" in seen)
        environment["TMUX"] = f"{socket},{client.pid},0"
        copied = copy(TEXT, environment=environment, terminal_write=lambda sequence: None, platform="linux")
        assert copied.sentence == f"{len(TEXT)} characters, by tmux"
        shown = subprocess.run(["tmux", "show-buffer"], env=environment, capture_output=True, check=True)
        assert shown.stdout.decode() == TEXT
        seen = _until(terminal, lambda seen: b"\x1b]52;" in seen)
        assert base64.b64encode(TEXT.encode())[:30] in seen
    finally:
        subprocess.run(["tmux", "-S", str(socket), "kill-server"], check=False, capture_output=True)
        os.close(terminal)
        client.wait()


def _until(terminal: int, enough) -> bytes:
    """Read what the terminal is sent until it is enough, at most ten seconds."""
    seen = b""
    end = time.monotonic() + 10
    while not enough(seen) and time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                seen += os.read(terminal, 65_536)
            except OSError:
                break
    return seen


# What the clipboard offers as HTML, where a helper of this desktop can be asked for it.

PAGE = "<ul><li><a href='https://doi.org/10.5555/fen.1'>Über Moore — 沼</a></ul>"
OFFERS = '#!/bin/sh\ncase "$*" in {asked}) exec /bin/cat "{{held}}";; esac\nexit 1\n'
XCLIP, PASTE = "*clipboard*text/html*-out*", "*--type*text/html*"
WAYLAND, X11, WSL = {"WAYLAND_DISPLAY": "wayland-7"}, {"DISPLAY": ":7"}, {"WSL_DISTRO_NAME": "Fen"}


@pytest.mark.parametrize(
    ("name", "asked", "variables", "platform"),
    [
        ("wl-paste", PASTE, WAYLAND, "linux"), ("xclip", XCLIP, X11, "linux"), ("osascript", "*HTML*", {}, "darwin"),
        ("powershell.exe", "*Get-Clipboard*Html*", WSL, "linux"), ("powershell.exe", "*Get-Clipboard*Html*", {}, "win32"),
    ],
)  # fmt: skip
def test_the_helper_of_each_desktop_is_asked_for_html(desk, name, asked, variables, platform):
    printed = PAGE.encode()
    if name == "osascript":
        printed = b"\xc2\xabdata HTML" + printed.hex().upper().encode() + b"\xc2\xbb\n"
    elif name == "powershell.exe":
        head = "Version:0.9\r\nStartHTML:0000000105\r\nSourceURL:https://fen.example/<a>\r\n<html><body>\r\n"
        printed = f"{head}<!--StartFragment-->{PAGE}<!--EndFragment-->\r\n</body></html>".encode()
    desk.held.write_bytes(printed)
    desk.helper(name, OFFERS.format(asked=asked))
    assert html(desk.environment(**variables), platform=platform, limit=PATIENT) == PAGE
    assert html(desk.environment(**variables, SSH_TTY="/dev/pts/1"), platform=platform, limit=PATIENT) == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_html_is_decoded_as_programs_leave_it(desk, encoding):
    desk.held.write_bytes(PAGE.encode(encoding))
    desk.helper("xclip", OFFERS.format(asked=XCLIP))
    assert html(desk.environment(**X11), platform="linux", limit=PATIENT) == PAGE


@pytest.mark.parametrize("variables", [{}, {**X11, "SSH_CONNECTION": "a 1 b 2"}, {"DISPLAY": ""}])
def test_no_desktop_of_this_machine_is_not_asked(desk, variables):
    desk.helper("xclip", '#!/bin/sh\necho asked > "{held}"\n')
    assert html(desk.environment(**variables), platform="linux", limit=PATIENT) == ""
    assert not desk.held.exists()


@pytest.mark.parametrize("printed", [b"", b"plain text", b"\xff\x00\xfe", b"\xc2\xabdata HTML3C7\xc2\xbb"])
def test_what_is_no_html_is_none(desk, printed):
    desk.held.write_bytes(printed)
    desk.helper("xclip", OFFERS.format(asked=XCLIP))
    assert html(desk.environment(**X11), platform="linux", limit=PATIENT) == ""


def test_helpers_that_hang_have_one_limit_together(desk):
    for name in ("wl-paste", "xclip"):
        desk.helper(name, HANGS)
    begun = time.monotonic()
    assert html(desk.environment(**X11, **WAYLAND), platform="linux", limit=LIMIT) == ""
    assert time.monotonic() - begun < PATIENT


@pytest.mark.parametrize("script", ["exec /bin/cat /dev/zero", "/bin/cat /dev/zero & exec /bin/sleep 60"])
def test_a_helper_that_prints_without_end_is_ended(desk, monkeypatch, script):
    monkeypatch.setattr(clipboard, "PRINTED", 100_000)
    desk.helper("xclip", f"#!/bin/sh\n{script}\n")
    begun = time.monotonic()
    assert html(desk.environment(**X11), platform="linux", limit=PATIENT) == ""
    assert time.monotonic() - begun < 2 * PATIENT


def test_a_helper_that_closes_its_output_and_stays_is_ended(desk):
    desk.helper("xclip", "#!/bin/sh\necho '<p>x'\nexec /bin/sleep 60 >&-\n")
    assert html(desk.environment(**X11), platform="linux", limit=LIMIT) == ""
