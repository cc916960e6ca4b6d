"""The process in which a PDF is opened: its bytes come on standard input, its lines as drawn go to standard output.

What a hostile file makes of pdfium happens here, with a share of memory, time and output that the process sets itself
before it looks at a byte; it opens no further file and no connection. It is run by its path, since importing the room
would load every format.

The text that it writes has one thing a line, its parts divided by tabs:

    pages   N                       how many there are
    info    Title   TEXT            of the document information, and so Author, Subject, Keywords, Creator, Producer
    xmp     TEXT                    a line of XMP, as it is
    page    N   WIDTH   HEIGHT      the lines below are of this page, counted from 1; points
    at      X   Y   SIZE  FLAGS  TEXT   a piece of a line: where its baseline begins, from the top left corner, the size
                                    of its letters as drawn, and `b` for bold, `s` for sideways, `-` for neither; raised
                                    letters stand in `^{...}`, lowered ones in `_{...}`, wide gaps end a piece
    link    URI                     where a link on the page leads; of the first pages
    mended                          it was cut off: what is there of it is read
    refused WORD                    alone: `password`, `broken`, or `empty`
    cut     N                       the pages from here on were not read

Sizes go by the matrix, for a font of size 1 may be scaled to any other: PDF 32000-1:2008, 9.4.4.
"""

import codecs
import contextlib
import ctypes
import math
import mmap
import os
import re
import stat
import sys
import unicodedata
import zlib
from collections.abc import Generator, Iterator
from itertools import islice
from typing import Any, NamedTuple

MEMORY = 1 << 30
"""Bytes of address space; the longest of 110 documents, 100 pages and more, were read within 150 MB."""
SECONDS = 15
"""Of computing."""
WRITTEN = 10 << 20
"""Bytes of the longest answer."""

TOO_MUCH = 9
"""The exit status where memory ran out."""
NO_ROOM = 8
"""The exit status where the answer could not be written."""

PAGES = 100
"""Pages of a document that are read; a paper is told by its first."""
_LINKED, _MANY, _URI = 3, 300, 2_000
"""Pages whose links are told, how many of each, and the bytes of a link."""
_MENDED = 20_000_000
"""Bytes of the largest broken file that is read as far as it goes."""
_LETTERS, _ALL = 30_000, 600_000
"""Characters of a page, and of all pages, that are looked at."""
_PACKETS, _PACKET, _TRIED = 40, 200_000, 400
"""Pieces of XMP that are looked at, the bytes of each, and the streams that are inflated to find them."""
_INFORMATION = ("Title", "Author", "Subject", "Keywords", "Creator", "Producer", "doi", "DOI", "WPS-ARTICLEDOI")


def main() -> None:
    _limit()
    import pypdfium2.raw as pdfium

    codecs.lookup("utf-16-le")  # its file cannot be opened later
    data = _given()
    _close_the_doors()
    left = WRITTEN // 5  # characters; one may take four bytes
    try:
        for line in _written(pdfium, data):
            left -= len(line) + 1
            if left < 0:
                break
            sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    except MemoryError:
        raise SystemExit(TOO_MUCH) from None
    except OSError:
        os._exit(NO_ROOM)  # what is left to write would be tried once more


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows has none; time is limited from outside
        return
    for what, most in (
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        _, hard = resource.getrlimit(what)
        wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (wanted, wanted))


def _close_the_doors() -> None:
    """Open nothing from now on, neither file nor socket: both are numbers, and there are no more."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def _given() -> Any:
    """Return the bytes on standard input, for pdfium to read."""
    status = os.fstat(0)
    if not status.st_size or not stat.S_ISREG(status.st_mode):
        return b""
    return mmap.mmap(0, status.st_size, access=mmap.ACCESS_COPY)


def _written(pdfium: Any, data: Any) -> Iterator[str]:
    if not data:
        yield "refused\tempty"
        return
    pdfium.FPDF_InitLibrary()
    document, held = _opened(pdfium, data)  # held: pdfium reads the bytes as long as it is open
    if not document and pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_FORMAT and len(data) <= _MENDED:
        document, held = _opened(pdfium, _ended(data[:]))
        yield from ["mended"] if document else []
    if not (document and held):
        yield "refused\t" + ("password" if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD else "broken")
        return
    pages = pdfium.FPDF_GetPageCount(document)
    yield f"pages\t{pages}"
    for name in _INFORMATION:
        if text := _information(pdfium, document, name):
            yield f"info\t{name}\t{text}"
    for line in _packet(data):
        yield f"xmp\t{line}"
    left = _ALL
    for number in range(1, min(pages, PAGES) + 1):
        if left <= 0:
            yield f"cut\t{number}"
            return
        page = pdfium.FPDF_LoadPage(document, number - 1)
        if not page:
            yield f"page\t{number}\t0\t0"
            continue
        left -= yield from _lines(pdfium, page, number, min(left, _LETTERS))
        if number <= _LINKED:
            yield from _links(pdfium, document, page)
        pdfium.FPDF_ClosePage(page)
    if pages > PAGES:
        yield f"cut\t{PAGES + 1}"


def _opened(pdfium: Any, data: Any) -> tuple[Any, Any]:
    """Return the document that bytes hold, None where they hold none, and what keeps the bytes where they are."""
    held = (ctypes.c_char * len(data)).from_buffer(data)
    return pdfium.FPDF_LoadMemDocument64(held, len(data), None), held


_PAGE = re.compile(rb"(?<!\d)(\d{1,7}) 0 obj\s*<<(?:(?!endobj)[^\0]){0,600}?/Type\s?/Page(?!s)\b")


def _ended(data: bytes) -> bytearray:
    """Return a file that was cut off with what it lacks at its end: a catalogue of the pages that are there."""
    pages = list(dict.fromkeys(found[1] for found in _PAGE.finditer(data)))[:PAGES]
    kids = b" ".join(number + b" 0 R" for number in pages)
    first, second = (b"%d" % (9_000_000 + one) for one in range(2))
    end = b"endstream\nendobj\n%s 0 obj<</Type/Pages/Count %d/Kids[%s]>>endobj\n" % (second, len(pages), kids)
    end += b"%s 0 obj<</Type/Catalog/Pages %s 0 R>>endobj\ntrailer<</Root %s 0 R>>\n%%%%EOF\n" % (first, second, first)
    return bytearray(data + b"\n" + end)


def _information(pdfium: Any, document: Any, name: str) -> str:
    size = min(pdfium.FPDF_GetMetaText(document, name.encode(), None, 0), 20_000)
    held = ctypes.create_string_buffer(size)
    pdfium.FPDF_GetMetaText(document, name.encode(), held, size)
    return _plain(held.raw.decode("utf-16-le", "replace").partition("\0")[0])


_ODD = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufffe\\uffff\u2028\u2029]+")


def _plain(text: str) -> str:
    """Return text on one line, without what is no character."""
    return " ".join(_ODD.sub(" ", text).split())


_BEGINS, _ENDS = b"<x:xmpmeta", b"</x:xmpmeta>"
_STREAM = re.compile(rb"/(?:Type\s?/Metadata|Subtype\s?/XML)\b[^\0]{0,400}?stream\r?\n")
_TELLING = (b"prism:doi", b"prism:publicationName", b"10.", b"<pdf:Producer", b"<dc:creator", b"<dc:title")
"""What that of a paper has sooner than that of a figure in it, the surest first."""


def _packet(data: Any) -> Iterator[str]:
    """Yield the lines of the XMP of the document; a figure that was put into it may have one of its own."""
    pieces = sorted(_packets(data), key=lambda piece: [mark not in piece for mark in _TELLING])
    for piece in pieces[:1]:
        yield from filter(None, map(_plain, piece.decode("utf-8", "replace").splitlines()))


def _packets(data: Any) -> Iterator[bytes]:
    """Yield the pieces of XMP in the file: as they stand there, or, in later files, deflated."""
    taken = at = 0
    while taken < _PACKETS and (at := data.find(_BEGINS, at)) >= 0:
        end = data.find(_ENDS, at, at + _PACKET)
        piece = data[at : end + len(_ENDS) if end >= 0 else at + _PACKET]
        yield piece
        at, taken = at + len(piece), taken + 1
    for found in islice(_STREAM.finditer(data), _TRIED):
        with contextlib.suppress(zlib.error):
            piece = zlib.decompressobj().decompress(data[found.end() : found.end() + _PACKET], _PACKET)
            if _BEGINS in piece:
                yield piece
                taken += 1
        if taken >= _PACKETS:
            return


def _links(pdfium: Any, document: Any, page: Any) -> Iterator[str]:
    """Yield where the links of a page lead that lead to the web."""
    place, link = ctypes.c_int(0), pdfium.FPDF_LINK()
    held = ctypes.create_string_buffer(_URI)
    for _ in range(_MANY):
        if not pdfium.FPDFLink_Enumerate(page, place, link):
            return
        action = pdfium.FPDFLink_GetAction(link)
        size = pdfium.FPDFAction_GetURIPath(document, action, held, _URI) if action else 0
        if 1 < size <= _URI and (uri := _plain(held.raw[: size - 1].decode("utf-8", "replace"))):
            yield f"link\t{uri}"


class _Letter(NamedTuple):
    text: str
    x: float
    """Where it begins, and where it ends, from the left."""
    end: float
    y: float
    """Its baseline, from the top."""
    size: float
    bold: bool
    sideways: bool


def _lines(pdfium: Any, page: Any, number: int, most: int) -> Generator[str, None, int]:
    """Yield what stands on a page; return how many characters were looked at."""
    yield f"page\t{number}\t{pdfium.FPDF_GetPageWidthF(page):.0f}\t{pdfium.FPDF_GetPageHeightF(page):.0f}"
    texts = pdfium.FPDFText_LoadPage(page)
    if not texts:
        return 0
    count: int = min(pdfium.FPDFText_CountChars(texts), most)
    line: list[_Letter] = []
    for letter in _accented(list(_letters(pdfium, page, texts, count))):
        if letter.text.isspace():  # where it stands tells nothing: it may be none that is drawn
            if line:
                line.append(line[-1]._replace(text=letter.text))
            continue
        if line and line[-1].text == _GUESSED and letter.x - line[-1].end < _TOUCHES * letter.size:
            before = "".join(one.text for one in line[-_FEW:]).rstrip(_GUESSED)
            if not (before[-1:] + letter.text).isascii():
                while line[-1].text == _GUESSED:
                    line.pop()
        if line and not _goes_on(line[-1], letter):
            yield _piece(line)
            line = []
        line.append(letter)
    if line:
        yield _piece(line)
    pdfium.FPDFText_ClosePage(texts)
    return count


def _letters(pdfium: Any, page: Any, texts: Any, count: int) -> Iterator[_Letter]:
    """Yield the letters of a page in the order in which they are drawn."""
    turned = pdfium.FPDFPage_GetRotation(page)
    frame, box = pdfium.FS_RECTF(), pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, frame)
    place = (ctypes.c_double(), ctypes.c_double())
    matrix = pdfium.FS_MATRIX()
    weights: dict[Any, bool] = {}
    high = 0
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(texts, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00
        high = 0
        text = _CODES.get(code) or chr(code)
        if code == 32 and pdfium.FPDFText_IsGenerated(texts, index) == 1:
            text = _GUESSED
        if not code or _ODD.match(text) or (code == 12 and pdfium.FPDFText_IsGenerated(texts, index) == 1):
            continue
        if not pdfium.FPDFText_GetMatrix(texts, index, matrix):
            continue
        pdfium.FPDFText_GetLooseCharBox(texts, index, box)  # as far as the next letter, not only the ink
        pdfium.FPDFText_GetCharOrigin(texts, index, *place)
        angle = (round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) - turned) % 4
        slanted = min(abs(matrix.a), abs(matrix.b)) > 0.2 * max(abs(matrix.a), abs(matrix.b))
        x, y, end = _seen(turned, frame, (place[0].value, place[1].value), box)
        font = pdfium.FPDFText_GetFontSize(texts, index) * math.hypot(matrix.c, matrix.d)
        thing = pdfium.FPDFText_GetTextObject(texts, index)
        key = ctypes.addressof(thing.contents) if thing else None
        if key not in weights:
            weights[key] = _is_bold(pdfium, texts, index)
        yield _Letter(text, x, end, y, font, weights[key], bool(angle) or slanted)


def _seen(turned: int, frame: Any, place: tuple[float, float], box: Any) -> tuple[float, float, float]:
    """Return where a letter begins from the left, its baseline from the top, and where it ends, as its page is seen."""
    x, y = place
    if turned == 1:
        return y - frame.bottom, x - frame.left, max(box.top, y) - frame.bottom
    if turned == 2:
        return frame.right - x, y - frame.bottom, frame.right - min(box.left, x)
    if turned == 3:
        return frame.top - y, frame.right - x, frame.top - min(box.bottom, y)
    return x - frame.left, frame.top - y, max(box.right, x) - frame.left


_BOLD = re.compile(r"(?i)bold|black|heavy|demi|cmbx|cmb\d|ptmb|phvb|bx\d|-b$|\.b$")


def _is_bold(pdfium: Any, texts: Any, index: int) -> bool:
    held = ctypes.create_string_buffer(200)
    flags = ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(texts, index, held, 200, flags)
    name = held.value.decode("utf-8", "replace")
    return bool(_BOLD.search(name)) or bool(flags.value & 1 << 18) or pdfium.FPDFText_GetFontWeight(texts, index) >= 600


_GUESSED = "\u2007"
"""A space that pdfium puts in where it thinks that words end; wrongly so around an accent."""
_FEW = 4
_TOUCHES = 0.1
"""In sizes of the letters: what is nearer is one word."""
_GAP = 1.6
"""In sizes of the letters: from here on what follows on the same line is another piece."""


def _goes_on(last: _Letter, letter: _Letter) -> bool:
    """Return whether a letter goes on with the line of the last one."""
    if last.sideways != letter.sideways:
        return False
    if letter.sideways:
        return True
    size = max(last.size, letter.size, 1.0)
    near = abs(letter.y - last.y) < 0.55 * size
    return near and -2.5 * size < letter.x - last.end < _GAP * size


def _piece(line: list[_Letter]) -> str:
    """Return a piece of a line as it is written."""
    told = [one for one in line if not one.text.isspace()] or line
    sizes: dict[float, int] = {}
    for one in told:
        sizes[round(one.size, 1)] = sizes.get(round(one.size, 1), 0) + 1 + one.text.isalpha()
    size = max(sizes, key=lambda one: (sizes[one], one))
    base = next(one.y for one in told if round(one.size, 1) == size)
    text = ""
    level = ""
    for place, one in enumerate(line):
        rise = "" if one.sideways or one.text.isspace() else _raised(one, size, base)
        if one.text.isspace():
            rise = level
        if rise != level:
            text += ("}" if level else "") + (f"{rise}{{" if rise else "")
            level = rise
        text += f" {one.text}" if place and _is_apart(line[place - 1], one, size) else one.text
    text = _plain(_SPACED.sub("} ", text + ("}" if level else "")))
    bold = sum(one.bold for one in told) * 2 > len(told)
    flags = ("b" if bold else "") + ("s" if told[0].sideways else "") or "-"
    return f"at\t{line[0].x:.0f}\t{base:.0f}\t{size:.1f}\t{flags}\t{text}"


def _is_apart(last: _Letter, one: _Letter, size: float) -> bool:
    """Return whether a word begins with a letter before which no space is drawn."""
    if one.sideways or one.text.isspace() or last.text.isspace() or one.text < "A":
        return False
    return one.x - last.end > 0.22 * max(size, one.size)


_SPACED = re.compile(r"\s+\}")
_COMBINING = dict(
    zip("´`ˆ¨˜ˇ¯˘˙˚˝¸", "\u0301\u0300\u0302\u0308\u0303\u030c\u0304\u0306\u0307\u030a\u030b\u0327", strict=True)
)
_CODES = {
    2: "-",
    11: "ff",
    12: "fi",
    14: "ffi",
    15: "ffl",
    21: "–",
    22: "—",
    27: "ff",
    28: "fi",
    29: "fl",
    30: "ffi",
    31: "ffl",
}
"""2 is pdfium's hyphen at the end of a line; the others are ligatures and dashes of TeX's fonts (OT1, T1) that say no
more than their code."""
_NEAR = 40
"""How many letters away, in the order of drawing, an accent may be drawn from its letter."""


def _accented(letters: list[_Letter]) -> list[_Letter]:
    """Return letters with the accents that are drawn by themselves put on those over which they stand."""
    for at, accent in enumerate(letters):
        if accent.text not in _COMBINING:
            continue
        middle = (accent.x + accent.end) / 2
        near = range(max(0, at - _NEAR), min(len(letters), at + _NEAR))
        under = [
            place for place in near
            if letters[place].text.isalpha() and letters[place].x - 1 <= middle <= letters[place].end + 1
            and abs(letters[place].y - accent.y) < 0.7 * accent.size and not accent.sideways
        ]  # fmt: skip
        if under:
            place = min(under, key=lambda place: abs((letters[place].x + letters[place].end) / 2 - middle))
            base = letters[place].text.replace("ı", "i").replace("ȷ", "j")
            whole = unicodedata.normalize("NFC", base + _COMBINING[accent.text])
            letters[place] = letters[place]._replace(text=whole)
            letters[at] = accent._replace(text="")
    return [letter for letter in letters if letter.text]


def _raised(one: _Letter, size: float, base: float) -> str:
    if one.size > 0.86 * size:
        return ""
    if base - one.y > 0.12 * size:
        return "^"
    return "_" if one.y - base > 0.06 * size else ""


if __name__ == "__main__":
    main()
