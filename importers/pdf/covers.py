"""Pages that a library or an archive puts before a paper: they are none of it, and state facts of it."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from importers.pages.people import those
from importers.pdf.sheets import Piece, Sheet
from storage.papers.names import Name
from storage.papers.text import clean


class Cover(NamedTuple):
    """What stands before a paper, and what it states."""

    pages: int = 0
    title: str = ""
    authors: tuple[Name, ...] = ()
    year: int | None = None
    venue: str = ""
    url: str | None = None
    text: str = ""
    """All that it says, on one line."""


_SAYS = re.compile(
    r"(?i)stable url:|jstor is a not-for-profit|this may be the author|this is (?:the|an) (?:author|accepted"
    r"|published|submitted|peer|pre|post)[\w' ’-]{0,40}"
    r"(?:version|manuscript|print)|(?:file|paper|article|document|version) (?:was|is) (?:downloaded|available"
    r"|made available)|downloaded from:"
    r"|hal is a multi-?disciplinary|to cite this version|citation for published version|link to publication"
    r"|document version"
    r"|version of record|terms and conditions of use|deposited (?:in|at|by)|(?:institutional|university"
    r"|research) repository|provided by core"
    r"|see discussions, stats, and author profiles|view the article online|please scroll down|full terms & conditions"
    r"|to link to this article|take down policy|general rights|eprints|this article appeared in a journal published by"
)
_PAPER = re.compile(r"(?i)(?:\W*abstract\b|[\W\d]*introduction\W*$)")
_LETTERS = 3_500
"""Characters that a cover page holds at most."""
_LABEL = re.compile(
    r"(?i)\s*(title|titel|author(?:\(s\)|s)?|autor(?:en)?|source|stable url|published (?:by|in)|journal"
    r"|permanent link(?: to this version)?|year|publication date)"
    r"\s*:\s*(.*)"
)
_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)")


def read(sheets: Sequence[Sheet]) -> Cover:
    """Return what the pages before a paper state; of a file that begins with its paper, nothing."""
    if len(sheets) < 2 or not _is_cover(sheets[0]):
        return Cover()
    pieces = sheets[0].pieces
    told: dict[str, str] = {}
    place: dict[str, int] = {}
    for at, piece in enumerate(pieces):
        if found := _LABEL.fullmatch(piece.plain):
            name = found[1].lower().removesuffix("(s)").removesuffix("s")
            text = found[2]
            for more in pieces[at + 1 : at + 4]:
                if _LABEL.match(more.plain) or abs(more.y - piece.y) > 4.5 * piece.size or more.size < piece.size - 0.5:
                    break
                text = f"{text} {more.plain}"
            told.setdefault(name, clean(text))
            place.setdefault(name, at)
    title = told.get("title") or told.get("titel") or _above(pieces, place.get("author"))
    people = those(told["author"]) if told.get("author") else None
    source = told.get("source", "")
    text = " ".join(piece.plain for piece in pieces)
    years = set(_YEAR.findall(source)) or set(re.findall(r"\(((?:1[6-9]|20)\d\d)[a-z]?\)", text))
    link = told.get("stable url", "").split(" ")[0]
    return Cover(
        1, title, people.names if people else (), int(years.pop()) if len(years) == 1 else None,
        re.split(r",\s*(?:Vol|No|Bd)\b", source)[0].strip() if source else told.get("journal", ""),
        link if link.startswith("http") else None, text,
    )  # fmt: skip


def _is_cover(sheet: Sheet) -> bool:
    """Return whether a page says that it is a library's, and has no paper on it."""
    if sheet.letters > _LETTERS or any(_PAPER.match(piece.plain) for piece in sheet.pieces):
        return False
    text = " ".join(piece.plain for piece in sheet.pieces)
    return len(set(map(str.lower, _SAYS.findall(text)))) >= 1


def _above(pieces: Sequence[Piece], place: int | None) -> str:
    """Return the title that stands above the line of authors of a cover: what is set alike right above."""
    if not place:
        return ""
    last = pieces[place - 1]
    found = [last]
    for piece in reversed(pieces[: place - 1]):
        if abs(piece.size - last.size) > 0.5 or found[0].y - piece.y > 2 * last.size:
            break
        found.insert(0, piece)
    return clean(" ".join(piece.plain for piece in found))
