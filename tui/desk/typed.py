"""What a reader types as paths: several, quoted as for a shell, with ~ and *; and how the last one may go on."""

import glob
import os
import re
import shlex
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from tui.desk.files import there

MOST = 1_000
"""Most names that are looked at to complete one, and most files that a pattern may stand for."""
DROPPED = 100_000
"""Letters of the longest paste that may be nothing but paths."""
_SPECIAL = re.compile(r"([^\w@%+=:,./~-])")
"""What a shell must have a backslash before."""


class PathError(Exception):
    """Not what can be read; the message is a sentence for people."""


def paths(text: str) -> list[Path]:
    """Return the files and folders that a line names; none where it names something else.

    The whole line may be one path with spaces in it. Raises PathError where only a part of it is there, and for a
    pattern that stands for no file, or for too many.
    """
    if path := _there(text.strip().strip("'\"")):
        return [path]
    try:
        words = shlex.split(text)
    except ValueError:  # an open quotation mark, as in any title
        return []
    found: list[Path] = []
    lacking: list[str] = []
    for word in words:
        if path := _there(word):
            found.append(path)
        elif any(sign in word for sign in "*?["):
            named = sorted(islice(glob.iglob(os.path.expanduser(word)), MOST + 1))  # noqa: PTH111, PTH207  bounded
            if len(named) > MOST:
                raise PathError(f"{word} stands for more than {MOST:,} files")
            found += map(Path, named)
            lacking += [] if named else [word]
        else:
            lacking.append(word)
    if found and lacking:
        raise PathError(f"there is no file {lacking[0]}")
    if lacking and all("*" in word and ("/" in word or "." in word) and "://" not in word for word in lacking):
        raise PathError(f"no file matches {lacking[0]}")
    return list(dict.fromkeys(found))


def are_dropped(text: str) -> bool:
    """Return whether a paste is nothing but whole paths, as a terminal writes files that are dropped on it."""
    if len(text) > DROPPED or not text.lstrip().startswith(("/", "~", "file://", "'", '"')):
        return False  # pages are not taken apart for nothing
    try:
        words = [text.strip()] if there(text.strip()) else shlex.split(text)
    except ValueError:
        return False
    return bool(words) and all(word.startswith(("/", "~", "file://")) and _there(word) for word in words)


def _there(word: str) -> Path | None:
    """Return what a word is the path of; None where there is nothing so called."""
    return there(unquote(word.removeprefix("file://"))) if word.startswith("file://") else there(word) if word else None


class Completion(NamedTuple):
    """How a line of paths may go on."""

    text: str
    """The line with its last path as far as there is one way to go on."""
    names: tuple[str, ...] = ()
    """What there is to choose from then, folders with a slash; none where the way is clear."""
    more: bool = False
    """Whether there are more names than were looked at."""


def completion(text: str) -> Completion:
    """Return how the last path of a line goes on; the line as it is where no path does."""
    start, quote, word = _last(text)
    folder, slash, begin = word.rpartition("/")
    where = there(f"{folder}{slash}" or ".")
    if where is None or not where.is_dir():
        return Completion(text)
    looked_at = list(islice(_names(where), MOST + 1))
    more = len(looked_at) > MOST
    names = [name for name in sorted(looked_at[:MOST]) if name.startswith(begin) and (begin or name[0] != ".")]
    names = names or [
        name for name in sorted(looked_at[:MOST]) if begin and name.casefold().startswith(begin.casefold())
    ]
    if not names:
        return Completion(text, more=more)
    shared = os.path.commonprefix(names)  # noqa: RUF071  of names, not of paths
    done = shared if len(shared) >= len(begin) else begin
    written = _quoted(f"{folder}{slash}{done}", quote)
    if len(names) == 1 and not names[0].endswith("/"):
        written += f"{quote} "
    return Completion(text[:start] + quote + written, tuple(names) if len(names) > 1 else (), more)


def _names(folder: Path) -> Iterator[str]:
    """Yield what is in a folder that can be written in a line, folders with a slash."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.isprintable():
                    yield f"{entry.name}/" if entry.is_dir() else entry.name
    except OSError:
        return


def _last(text: str) -> tuple[int, str, str]:
    """Return where the last word of a line begins, in which quotation marks it still stands, and what it says."""
    start, quote, word, inside = 0, "", "", False
    place = 0
    while place < len(text):
        sign = text[place]
        if sign == "\\" and quote != "'" and place + 1 < len(text):
            place += 1
            word += text[place]
        elif quote:
            if sign == quote:
                quote = ""
            else:
                word += sign
        elif sign in "'\"":
            quote = sign
            start, inside = (start, True) if inside else (place, True)
        elif sign.isspace():
            start, word, inside = place + 1, "", False
            place += 1
            continue
        else:
            word += sign
        inside = True
        place += 1
    return start, quote, word


def _quoted(path: str, quote: str) -> str:
    """Return a path as it is written between these quotation marks, or without."""
    if quote == '"':
        return re.sub(r'(["\\])', r"\\\1", path)
    return path if quote else _SPECIAL.sub(r"\\\1", path)
