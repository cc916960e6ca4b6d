"""Bytes to text: byte order marks, UTF-16, UTF-8, cp1252; size limits; pages that need not fit into memory."""

import datetime
import io
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO

SIZE_LIMIT = 64 * 1024 * 1024
"""Largest input in bytes that is read whole; what is larger must be of a format that streams."""
HEAD = 64 * 1024
"""How many characters of a page are looked at to recognise it."""
LINE_LIMIT = 8 * 1024 * 1024
"""Longest line in characters that a streamed page yields; what is longer comes in pieces."""


class InputError(Exception):
    """The input cannot be read at all; the message is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of text to be read as a listing: a file, standard input, a paste."""

    source: str
    """Where it came from, for people: a path, `-`, `paste`."""
    as_of: datetime.date = field(default_factory=datetime.date.today)
    """The day of import, against which dates without a year are completed."""
    encoding: str = "utf-8"
    guessed: bool = False
    """True when no byte order mark and no valid UTF-8 decided the encoding."""
    size: int = 0
    """Bytes, 0 when unknown."""
    _text: str | None = None
    _path: Path | None = None
    _consumed: list[int] = field(default_factory=lambda: [0])

    @property
    def done(self) -> float:
        """How much of the page `lines` or `chunks` has gone through, 0 to 1, for a progress bar."""
        return min(1.0, self._consumed[0] / self.size) if self.size else 0.0

    @property
    def text(self) -> str:
        """The whole page with `\\n` line ends.

        Raises InputError when the page is larger than SIZE_LIMIT.
        """
        if self._text is not None:
            return self._text
        if self.size > SIZE_LIMIT:
            raise InputError(f"{self.source} is {self.size / 1e6:,.0f} MB, too large to be read whole (64 MB)")
        assert self._path is not None
        return _newlines(self._path.read_bytes().decode(self.encoding, "replace"))

    @property
    def head(self) -> str:
        """The first HEAD characters."""
        if self._text is not None:
            return self._text[:HEAD]
        assert self._path is not None
        with self._path.open("rb") as stream:
            return _newlines(stream.read(4 * HEAD).decode(self.encoding, "replace"))[:HEAD]

    def lines(self) -> Iterator[str]:
        """Yield the lines without their ends; a line beyond LINE_LIMIT comes in pieces."""
        stream, raw = self._open()
        with stream:
            for number, line in enumerate(iter(partial(stream.readline, LINE_LIMIT), "")):
                if not number % 1024:
                    self._consumed[0] = raw.tell()
                yield line.removesuffix("\n")

    def chunks(self, size: int = 1 << 20) -> Iterator[str]:
        """Yield the text in pieces of about `size` characters, cut anywhere."""
        if self._text is not None:
            for start in range(0, len(self._text), size):
                self._consumed[0] = start
                yield self._text[start : start + size]
            return
        stream, raw = self._open()
        with stream:
            while piece := stream.read(size):
                self._consumed[0] = raw.tell()
                yield piece

    def _open(self) -> tuple[io.TextIOBase, io.IOBase]:
        """Return the text as a stream, and the stream beneath it that knows how far it has been read."""
        if self._text is not None:
            text = io.StringIO(self._text)
            return text, text
        assert self._path is not None
        raw = self._path.open("rb")
        return io.TextIOWrapper(raw, encoding=self.encoding, errors="replace", newline=None), raw


def from_text(text: str, *, source: str = "paste", as_of: datetime.date | None = None) -> Page:
    """Return the page of a text that is already decoded: a paste, a test."""
    text = _newlines(text.removeprefix("\ufeff"))
    return Page(source, as_of or datetime.date.today(), size=len(text), _text=text)


def from_bytes(data: bytes, *, source: str = "-", as_of: datetime.date | None = None) -> Page:
    """Return the page of these bytes, decoded by byte order mark, else UTF-8, else cp1252 (then `guessed`)."""
    encoding, guessed = _encoding(data, whole=True)
    text = _newlines(data.decode(encoding, "replace").removeprefix("\ufeff"))
    return Page(source, as_of or datetime.date.today(), encoding, guessed, len(data), _text=text)


def from_file(path: Path, *, as_of: datetime.date | None = None) -> Page:
    """Return the page of a regular file; what is larger than SIZE_LIMIT is read only as it is walked through.

    Raises InputError for what is missing, unreadable, or not a regular file.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise InputError(f"{path} is a folder; name the files in it")
        if not stat.S_ISREG(status.st_mode):
            raise InputError(f"{path} is not a regular file; pipe it in as `papershelf import -`")
        if status.st_size <= SIZE_LIMIT:
            return from_bytes(path.read_bytes(), source=str(path), as_of=as_of)
        with path.open("rb") as stream:
            encoding, guessed = _encoding(stream.read(1 << 20), whole=False)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    if encoding == "utf-8":
        encoding = "utf-8-sig"
    return Page(str(path), as_of or datetime.date.today(), encoding, guessed, status.st_size, _path=path)


def from_stream(stream: BinaryIO, *, source: str = "-", as_of: datetime.date | None = None) -> Page:
    """Return the page that standard input holds, at most SIZE_LIMIT bytes of it.

    Raises InputError when there is more: a larger listing has to come from a file.
    """
    data = stream.read(SIZE_LIMIT + 1)
    if len(data) > SIZE_LIMIT:
        raise InputError("standard input holds more than 64 MB; save it to a file and import that")
    return from_bytes(data, source=source, as_of=as_of)


def _encoding(data: bytes, *, whole: bool) -> tuple[str, bool]:
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig", False
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return "utf-32", False
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", False
    valid = True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if not whole and error.start >= len(data) - 4:
            return "utf-8", False
        valid = False
    # Text in UTF-16 without a mark has a zero in every other byte wherever it is ASCII.
    sample = data[:4096]
    if sample.count(0) > len(sample) // 4:
        return ("utf-16-le" if sample[1::2].count(0) >= sample[::2].count(0) else "utf-16-be"), True
    return ("utf-8", False) if valid else ("cp1252", True)


def _newlines(text: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text
