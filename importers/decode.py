"""Bytes to text: what encoding they are in, size limits, pages that need not fit into memory.

The reader's word comes first, then a byte order mark, then what its server says, or else the text of itself (not where
it plainly is UTF-8), then UTF-8. Where some bytes are no UTF-8 the rest stays so, and `charsets.told` says what these
are.
"""

import codecs
import datetime
import io
import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

from importers import charsets
from storage.papers.words import several

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
    errors: str = "replace"
    """What becomes of bytes that are not in it: `replace`, or STRAY."""
    doubt: str = ""
    """A sentence on an encoding that was guessed or does not fit; empty where there is nothing to say of it."""
    size: int = 0
    """Bytes, 0 when unknown."""
    address: str = ""
    """The real path of the file, by whatever link or relative path it was named; empty for what is no file."""
    base: str = ""
    """The address that it was fetched from, to which its links are relative; empty for what was not fetched."""
    known: frozenset[int] = frozenset()
    """Digests of records that need not be read, for the shelf has them as this library's: a reader may give them as
    Unread."""
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
        return _newlines(self._path.read_bytes().decode(self.encoding, self.errors))

    @property
    def head(self) -> str:
        """The first HEAD characters."""
        if self._text is not None:
            return self._text[:HEAD]
        assert self._path is not None
        with self._path.open("rb") as stream:
            return _newlines(stream.read(4 * HEAD).decode(self.encoding, self.errors))[:HEAD]

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

    def fingerprint(self) -> bytes:
        """Return what knows the text again, as it was decoded: 16 bytes of blake2b."""
        hashed = blake2b(digest_size=16)
        for piece in self.chunks():
            hashed.update(piece.encode("utf-8", "surrogatepass"))
        return hashed.digest()

    def _open(self) -> tuple[io.TextIOBase, io.IOBase]:
        """Return the text as a stream, and the stream beneath it that knows how far it has been read."""
        if self._text is not None:
            text = io.StringIO(self._text)
            return text, text
        assert self._path is not None
        raw = self._path.open("rb")
        return io.TextIOWrapper(raw, encoding=self.encoding, errors=self.errors, newline=None), raw


def from_text(text: str, *, source: str = "paste", as_of: datetime.date | None = None) -> Page:
    """Return the page of a text that is already decoded: a paste, a test."""
    text = _newlines(text.removeprefix("\ufeff"))
    return Page(source, as_of or datetime.date.today(), size=len(text), _text=text)


def from_bytes(
    data: bytes, *, source: str = "-", as_of: datetime.date | None = None, encoding: str | None = None,
    stated: str = "",
) -> Page:  # fmt: skip
    """Return the page of these bytes, in the encoding named or that which they seem to be in.

    `stated` is the encoding that a server gives them out for; it is believed as far as what a text says of itself. The
    text of a PDF is what it says, as `importers/pdf` writes it down. Raises InputError for an unknown name, and where
    none is sure.
    """
    if is_pdf(data[:OPENING]):
        from importers.pdf import asking  # what only a PDF needs

        return _of_pdf(partial(asking.of_bytes, data), source, as_of)
    text, found = _decoded(data, source, encoding, stated)
    text = _newlines(text.removeprefix("\ufeff"))
    return Page(source, as_of or datetime.date.today(), *found, len(data), _text=text)


def from_file(path: Path, *, as_of: datetime.date | None = None, encoding: str | None = None) -> Page:
    """Return the page of a regular file; what is larger than SIZE_LIMIT is read only as it is walked through.

    Raises InputError for what is missing, unreadable, or not a regular file, and as `from_bytes` does.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise InputError(f"{path} is a folder; name the files in it")
        if not stat.S_ISREG(status.st_mode):
            raise InputError(f"{path} is not a regular file; pipe it in as `papershelf import -`")
        with path.open("rb") as stream:
            if is_pdf(stream.read(OPENING)):
                from importers.pdf import asking  # what only a PDF needs

                return _of_pdf(partial(asking.of_file, stream), str(path), as_of)
        if status.st_size <= SIZE_LIMIT:
            page = from_bytes(path.read_bytes(), source=str(path), as_of=as_of, encoding=encoding)
            return replace(page, address=_address(path))
        with path.open("rb") as stream:
            data = stream.read(1 << 20)
            for _ in range(SIZE_LIMIT >> 20 if data.isascii() else 0):  # what is not ASCII may come late
                if not (piece := stream.read(1 << 20)).isascii() or not piece:
                    data += piece
                    break
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    # The last line of the sample may end amid a character.
    name, _, doubt = _decoded(data[: data.rfind(b"\n") + 1] or data, str(path), encoding)[1]
    name = "utf-8-sig" if name == "utf-8" else name
    today = as_of or datetime.date.today()
    return Page(str(path), today, name, _errors(name), doubt, status.st_size, _address(path), _path=path)


OPENING = 1024
"""Bytes at the beginning of a file among which that of a PDF stands: PDF 32000-1:2008, annex H.3.4.1."""
_PDF = re.compile(rb"[\s\0\xef\xbb\xbf]*%PDF-|.*?%PDF-\d\.\d\s*?[\r\n]", re.DOTALL)


def is_pdf(opening: bytes) -> bool:
    """Return whether a file that begins so is a PDF, whatever it is called."""
    return _PDF.match(opening) is not None


def _of_pdf(text: Callable[[], str], source: str, as_of: datetime.date | None) -> Page:
    """Return the page of a PDF, its text what it says; raises InputError with the reason why it cannot be read."""
    from importers.pdf.asking import UnreadablePdfError

    try:
        said = text()
    except UnreadablePdfError as error:
        raise InputError(f"{source} {error}") from error
    except OSError as error:  # of a temporary file
        raise InputError(f"{source} cannot be read: {error.strerror or error}") from error
    return Page(source, as_of or datetime.date.today(), size=len(said), _text=said)


def _address(path: Path) -> str:
    """Return where a file really is, as text: what of its name is no UTF-8 is told by its bytes."""
    return os.fsencode(os.path.realpath(path)).decode("utf-8", "backslashreplace")


def from_stream(
    stream: BinaryIO, *, source: str = "-", as_of: datetime.date | None = None, encoding: str | None = None
) -> Page:
    """Return the page that standard input holds, at most SIZE_LIMIT bytes of it.

    Raises InputError when there is more (a larger listing has to come from a file), and as `from_bytes` does.
    """
    data = stream.read(SIZE_LIMIT + 1)
    if len(data) > SIZE_LIMIT:
        raise InputError("standard input holds more than 64 MB; save it to a file and import that")
    return from_bytes(data, source=source, as_of=as_of, encoding=encoding)


def codec(name: str) -> str:
    """Return the codec of an encoding that the reader names; raises InputError for what is none."""
    if found := charsets.codec(name):
        return found
    raise InputError(f"there is no encoding “{name}”; common ones are utf-8, cp1252, {charsets.EXAMPLES}")


STRAY = "papershelf-stray"
"""How single bytes are read that are no UTF-8 amid UTF-8: as cp1252."""


def _stray(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


def _errors(name: str) -> str:
    if name not in ("utf-8", "utf-8-sig"):
        return "replace"
    codecs.register_error(STRAY, _stray)
    return STRAY


_Found = tuple[str, str, str]
"""Codec, errors and doubt, as Page has them."""


def _decoded(data: bytes, source: str, encoding: str | None, stated: str = "") -> tuple[str, _Found]:
    """Return the text that bytes hold, and how it was found; raises InputError as `from_bytes` does."""
    if encoding:
        name = codec(encoding)
        text = data.decode(name, "replace")
        lost = text.count("\ufffd") if not _is(data, name) else 0
        return text, (name, "replace", f"{several(lost, 'character')} could not be read as {encoding}" if lost else "")
    name, doubt = _marked(data) or ("" if data.isascii() else _declared(data, stated)), ""
    if not name and (name := _wide(data)):
        doubt = _guessed(name)
    if name == "cp1252":
        return data.decode("utf-8", _errors("utf-8")), ("utf-8", STRAY, "")
    if name:
        return data.decode(name, "replace"), (name, "replace", doubt)
    try:
        return data.decode("utf-8"), ("utf-8", "replace", "")
    except UnicodeDecodeError:
        return _mixed(data, source)


def _marked(data: bytes) -> str:
    """Return the codec that a byte order mark, or ISO 2022's escape sequences, tell."""
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return "utf-32"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\x1b$" in data[: charsets.SAMPLE]:
        return next((name for name in ("iso2022_jp_2", "iso2022_kr") if _is(data, name)), "")
    return ""


def _is(data: bytes, name: str, *, cut: bool = False) -> bool:
    """Return whether bytes are text in an encoding; of one that is `cut` the last character may not be whole."""
    try:
        codecs.getincrementaldecoder(name)().decode(data, not cut)
    except UnicodeDecodeError:
        return False
    return True


_SURELY = 4
"""From so many characters beyond ASCII on what is valid UTF-8 is UTF-8, whatever it declares: a converter left that."""


def _declared(data: bytes, stated: str) -> str:
    """Return the codec that the server of a text states, or else the text; empty where it is none, or not believed."""
    name = charsets.codec(stated) or charsets.declared(data)
    if not name or name.startswith("utf-8"):
        return ""
    if not _is(data, "utf-8"):
        return name
    beyond = len(data[: charsets.SAMPLE].translate(None, bytes(range(0xC0))))
    return name if beyond < _SURELY and name != "cp1252" and _is(data, name) else ""


def _wide(data: bytes) -> str:
    """Return UTF-32 or UTF-16 without a mark: it has zeros in it wherever it is ASCII, as no other text has."""
    sample = data[:4096]
    if sample.count(0) <= len(sample) // 50:
        return ""
    names = ["utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"]
    if sample[1::2].count(0) < sample[::2].count(0):
        names[2:] = reversed(names[2:])
    return next(
        (name for name in names if _is(sample, name, cut=True) and "\0" not in sample.decode(name, "replace")), ""
    )


def _guessed(name: str) -> str:
    return f"the encoding was guessed: {name.replace('_', '-')}"


def _mixed(data: bytes, source: str) -> tuple[str, _Found]:
    """Return the text of bytes that are not UTF-8, or not all; raises InputError where what else they are is unsure."""
    beyond = [line for line in data.split(b"\n") if not line.isascii()]
    stray = [line for line in beyond if not _is(line, "utf-8")]
    name = "cp1252" if b"\0" in data[:4096] else charsets.told(b"\n".join(stray))
    if name is None:
        raise InputError(
            f"{source} is in an encoding that cannot be told for sure; "
            f"name it with --encoding NAME ({charsets.EXAMPLES}, ...)"
        )
    mixed = len(beyond) - len(stray) > len(beyond) // 10
    if name != "cp1252" and not mixed and _is(data, name):
        return data.decode(name, "replace"), (name, "replace", _guessed(name))
    doubt = _guessed(name if len(beyond) == len(stray) else f"utf-8, and {name} where it is not")
    if name == "cp1252":
        return data.decode("utf-8", _errors("utf-8")), ("utf-8", STRAY, doubt)
    lines = (line.decode("utf-8" if _is(line, "utf-8") else name, "replace") for line in data.split(b"\n"))
    return "\n".join(lines), ("utf-8", STRAY, doubt)


def _newlines(text: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text
