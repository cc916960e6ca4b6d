"""The wall before the terminal: whatever prints, and wherever its text is from, only text gets out."""

import sys
from codecs import lookup
from collections.abc import Iterable
from io import TextIOWrapper
from typing import Any, TextIO

from storage.papers.text import inert


class Wall:
    """A text stream that lets `inert` text through, and is otherwise the one that it stands before."""

    def __init__(self, stream: TextIO) -> None:
        self.bare = stream
        self.flush, self.isatty = stream.flush, stream.isatty  # asked for at every line

    def write(self, text: str) -> int:
        """Write a text without what could steer a terminal."""
        return self.bare.write(inert(text))

    def writelines(self, texts: Iterable[str]) -> None:
        """Write texts, each without what could steer a terminal."""
        self.bare.writelines(map(inert, texts))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.bare, name)


def put_up() -> None:
    """Put walls before stdout and stderr. They stay: the interpreter, too, may have something to say at the end."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None or isinstance(stream, Wall):
            continue
        if isinstance(stream, TextIOWrapper) and lookup(stream.encoding).name == "ascii":
            # click would open such a stream anew, as UTF-8, and go past the wall.
            stream.reconfigure(encoding="utf-8", errors="replace")
        setattr(sys, name, Wall(stream))


def bare(stream: TextIO) -> TextIO:
    """Return a stream without its wall, for control sequences of our own: a line that is written anew."""
    return getattr(stream, "bare", stream)
