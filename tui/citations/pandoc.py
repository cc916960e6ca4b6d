"""Any other CSL style, by name or file, through pandoc where it is installed; never over the network."""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

from storage.papers.text import clean

LIMIT = 20_000_000
"""Most characters of records or of a bibliography, about 20,000 papers."""
_STYLE_SIZE = 4_000_000
"""Largest style file in bytes that is looked into; the longest that is published has a twentieth of it."""


class PandocError(Exception):
    """The bibliography could not be made; the message is a sentence for people."""


def program() -> str | None:
    """Return the path of pandoc; None when it is not installed."""
    return shutil.which("pandoc")


def style_folders() -> tuple[Path, ...]:
    """Return the folders where style files are looked for: pandoc's, Zotero's and the system's, those there are."""
    home = Path.home()
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    folders = (
        data / "pandoc" / "csl",
        home / ".pandoc" / "csl",
        home / "Zotero" / "styles",
        Path("/usr/share/citation-style-language/styles"),
    )
    return tuple(folder for folder in folders if folder.is_dir())


def styles_installed() -> list[str]:
    """Return the names of the styles that are found by name."""
    return list(dict.fromkeys(path.stem for folder in style_folders() for path in sorted(folder.glob("*.csl"))))


def find_style(style: str) -> Path:
    """Return the style file: `style` itself when it is a file, else the one of that name in a folder of styles.

    A style that only points to its parent, as most of a journal's do, gives the parent, out of the same folders.
    Raises PandocError when there is none, or when it is named by an address: nothing is fetched.
    """
    if "://" in style:
        raise PandocError(f"styles are not fetched; save {style} as a file and name that")
    path = _path(style, style_folders())
    for _ in range(3):
        parent = _parent(path)
        if parent is None:
            return path.absolute()
        path = _path(parent, (path.parent, path.parent.parent, *style_folders()))
    raise PandocError(f"the style {style} points from one style to the next without end")


def _path(style: str, folders: Sequence[Path]) -> Path:
    given = Path(style)
    with contextlib.suppress(OSError, ValueError, RuntimeError):  # a name too long, a NUL, a ~ of nobody
        given = given.expanduser()
        named = [folder / f"{style.removesuffix('.csl')}.csl" for folder in folders] if given.name == style else []
        for path in (given, *named):
            if path.is_file():
                return path
    raise PandocError(f"there is no style file {style}; name a .csl file, or put {given.stem}.csl into {style_home()}")


def style_home() -> Path:
    """Return the folder where a style is best put."""
    folders = style_folders()
    return folders[0] if folders else Path.home() / ".local" / "share" / "pandoc" / "csl"


_INDEPENDENT = re.compile(r"<link\b[^>]*\brel=[\"']independent-parent[\"'][^>]*>")
_HREF = re.compile(r"\bhref=[\"']https?://[^\"']*/([\w.-]+)/?[\"']")


def _parent(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            text = file.read(_STYLE_SIZE).decode("utf-8", "replace")
    except OSError as error:
        raise PandocError(f"{path} cannot be read: {error.strerror or error}") from error
    if "<style" not in text:
        raise PandocError(f"{path} is not a CSL style")
    link = _INDEPENDENT.search(text)
    if link is None:
        return None
    name = _HREF.search(link[0])
    if name is None:
        raise PandocError(f"{path} points to a style of no name")
    return name[1]


class Formatted(NamedTuple):
    """One entry of a bibliography."""

    id: str
    """The identifier of its record; empty when pandoc does not name it."""
    text: str


def entries_by_pandoc(records: Sequence[Mapping[str, Any]], style: str, *, seconds: float = 10) -> list[Formatted]:
    """Return the entries of CSL-JSON `records` in any CSL style, in the style's order.

    `style` is a file or the name of one in `style_folders()`; empty for pandoc's own, Chicago author-date. The call
    blocks for as long as pandoc runs, at most `seconds`, so an app makes it in a thread; then pandoc is killed with
    all it started. Raises PandocError when pandoc is not there, does not know the style, fails, or takes too long.
    """
    command = program()
    if command is None:
        raise PandocError("pandoc is not installed; with it any CSL style can be used (https://pandoc.org/installing)")
    argv = [command, "--from=csljson", "--to=html", "--citeproc", "--wrap=none"]
    if style:
        argv.append(f"--csl={find_style(style)}")
    given = json.dumps(records)
    if len(given) > LIMIT:
        raise PandocError(f"{len(records):,} papers are too many for one bibliography through pandoc")
    entries = _Entries()
    entries.feed(_run(argv, given, seconds))
    entries.close()
    if records and not entries.found:
        raise PandocError(f"no bibliography came of the style {style or 'that is pandoc’s own'}")
    return entries.found


class _Entries(HTMLParser):
    """Collects the entries of pandoc's bibliography as plain text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Formatted] = []
        self._id = self._text = ""
        self._depth = 0  # of div elements within an entry

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "div":
            return
        if not self._depth:
            known = dict(attrs)
            if "csl-entry" not in (known.get("class") or "").split():
                return
            self._id, self._text = (known.get("id") or "").removeprefix("ref-"), ""
        self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "div" and self._depth:
            self.handle_data(" ")  # between an entry's number and the rest
            self._depth -= 1
            if not self._depth:
                self.found.append(Formatted(self._id, clean(self._text, LIMIT)))

    def handle_data(self, data: str) -> None:
        if self._depth:
            self._text += data


def _run(argv: Sequence[str], given: str, seconds: float) -> str:
    # A dead proxy on this machine stands before the network, should a style ask pandoc to fetch something.
    deaf = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    try:
        process = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **deaf},
            start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        raise PandocError(f"pandoc cannot be run: {error.strerror or error}") from error
    with process:
        try:
            out, errors = process.communicate(given.encode(), timeout=seconds)
        except subprocess.TimeoutExpired:
            _kill(process)
            raise PandocError(f"pandoc took longer than {seconds:g} seconds and was stopped") from None
        except BaseException:
            _kill(process)
            raise
    if process.returncode:
        said = errors.decode("utf-8", "replace").strip().splitlines()
        raise PandocError(f"pandoc failed: {said[-1] if said else f'exit status {process.returncode}'}")
    return out.decode("utf-8", "replace")[:LIMIT]


def _kill(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (OSError, AttributeError):  # it has just ended; or a system without process groups
        process.kill()
