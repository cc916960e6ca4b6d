"""Identifiers, year and venue as the first pages of a paper print them, none of which is that of a work it cites."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from importers import arxiv, facts
from importers.pdf.sheets import Piece, Sheet
from importers.pdf.titles import REFERENCES
from storage.papers.identifiers import arxiv_id, doi


class Stamp(NamedTuple):
    """What arXiv prints in the margin of a preprint."""

    arxiv_id: str
    category: str | None
    date: str | None


_ARXIV = re.compile(
    r"(?i)arxiv(?:\s?e-?print|\s?preprint)?\s*:?\s*(?P<id>\d{4}\.\d{4,5}"
    r"|[a-z]+(?:-[a-z]+)?(?:\.[a-z]{2})?/\d{7})(?:v\d{1,3})?(?!\d)"
    r"(?:\s*\[(?P<category>[\w.-]{2,20})\])?(?:\s*(?P<date>\d{1,2}\s\w{3,9}\s\d{4}))?"
)
_DOI = re.compile(r"(?<![\w.])10\.\d{4,9}(?:\.\d{1,9})*/\S{1,200}")
_SAID = re.compile(r"(?i)doi\b|doi\.org|digital object identifier|crossref")
_BEFORE = 300
"""Characters before a DOI among which its line says that it is one."""
_CITES = re.compile(
    r"(?i)^\W*\[\d{1,3}\]|^\s*\d{1,3}\.\s+[A-Z]|et al\.,?\s*\(?\d{4}|\b(?:data ?sets?|supplementary|supplemental"
    r"|supporting information|code|repository|zenodo|figshare"
    r"|dryad|github|available at|accessed|see also|retrieved)\b"
)
_ISSN = re.compile(r"(?i)issn|\d{4}-\d{3}[\dx]$")
_PART = re.compile(r"(?i)\.(?:[gts]\d{3}|supp?\d*)$")
_FOOTNOTE = re.compile(r"\^\{\d{1,3}\}")
_EDGE, _FOOT = 0.13, 0.84
"""Where the head of a page ends, and its foot begins, as shares of its height."""


def before_references(sheet: Sheet) -> list[Piece]:
    """Return the pieces of a page up to its list of references, what stands in the margin too."""
    for place, piece in enumerate(sheet.all):
        if REFERENCES.fullmatch(piece.plain):
            return sheet.all[:place]
    return sheet.all


def stamp(sheet: Sheet) -> Stamp | None:
    """Return what arXiv's stamp says: set sideways in the margin, or with the category behind the number."""
    for piece in sheet.all:
        found = _ARXIV.search(piece.plain) if "arxiv" in piece.text.lower() else None
        if found and (piece.sideways or found["category"]) and (number := arxiv_id(found["id"])):
            return Stamp(number, found["category"], facts.date(found["date"]) if found["date"] else None)
    return None


def arxiv_number(sheet: Sheet) -> str | None:
    """Return the arXiv id that a first page prints as its own, `ArXiv ePrint: 0807.3577`; none that it cites."""
    for piece in before_references(sheet):
        text = piece.plain
        if "arxiv" in text.lower() and (found := _ARXIV.search(text)):
            around = len(text) - (found.end() - found.start())
            if around < 60 and not _CITES.search(text) and not _FOOTNOTE.match(piece.text):
                return arxiv_id(found["id"])
    return None


def own_doi(sheets: Sequence[Sheet], stated: str) -> str | None:
    """Return the DOI that the first pages print as the paper's, or what the file states where none is printed."""
    best, most = stated or None, 1.9
    for sheet in sheets:
        for name, worth in _dois(sheet):
            if name == stated:
                return name
            if worth > most:
                best, most = name, worth
        if len(before_references(sheet)) < len(sheet.all):
            break
    return stated if stated and most < 4 else best


def _dois(sheet: Sheet) -> Iterator[tuple[str, float]]:
    """Yield each DOI of a page with how much speaks for its being the paper's."""
    pieces = before_references(sheet)
    linked = [name for link in sheet.links if "10." in link and (name := doi(link))]
    for link in sheet.links:
        if "crossmark" in link and (name := doi(link)):
            yield name, 6.0
    if not sheet.letters and len(set(linked)) == 1:
        yield linked[0], 4.0
    for place, piece in enumerate(pieces):
        text = piece.plain
        if "10." not in text:
            continue
        following = pieces[place + 1] if place + 1 < len(pieces) else None
        cites = bool(_CITES.search(text))
        for found in _DOI.finditer(text):
            whole = found[0]
            if found.end() == len(text) and following is not None:
                whole += _rest(whole, piece, following)
            name = doi(whole)
            if found.end() == len(text):  # a link says it whole
                name = next((one for one in linked if name and one.startswith(doi(found[0]) or name)), name)
            if name is None or _ISSN.search(name) or not any(map(str.isdigit, name.partition("/")[2])):
                continue
            above = pieces[place - 1].plain[-30:] if place else ""
            if _is_cited(pieces, place):
                continue
            worth = 1.0 + (sheet.number == 1)
            worth += 2.0 * bool(
                _SAID.search(text[max(0, found.start() - _BEFORE) : found.start()]) or _SAID.search(above)
            )
            worth += 1.0 * (not _EDGE * sheet.height < piece.y < _FOOT * sheet.height)
            around = len(text) - len(found[0])
            running = around > 45 and piece.size > sheet.body - 0.4 and not _LEADS.match(text)
            worth -= 3.0 * (running and _EDGE * sheet.height < piece.y < _FOOT * sheet.height)
            worth -= 2.5 * (around > 60 and cites) + 1.0 * (around > 120)
            worth -= 2.0 * (cites and not _EDGE * sheet.height > piece.y)
            worth -= 3.0 * bool(_FOOTNOTE.match(piece.text))
            yield _PART.sub("", name), worth


_LEADS = re.compile(
    r"(?i)\W*(?:doi|cite|citation|how to cite|to cite|https?://(?:dx\.)?doi\.org|recommended citation)\b"
)
_NUMBERED = re.compile(r"\W{0,2}\[\d{1,3}\]|\d{1,3}\.\s")


def _is_cited(pieces: Sequence[Piece], place: int) -> bool:
    """Return whether a piece is part of a reference: it, or one right above that is set so, begins with a number."""
    piece = pieces[place]
    for above in reversed(pieces[max(0, place - 4) : place + 1]):
        if abs(above.size - piece.size) > 0.3 or piece.y - above.y > 5 * piece.size or above.y > piece.y + 1:
            return False
        if _NUMBERED.match(above.text):
            return bool(
                re.search(r"(?:19|20)\d\d", " ".join(one.plain for one in pieces[max(0, place - 4) : place + 1]))
            )
    return False


def _rest(begun: str, piece: Piece, following: Piece) -> str:
    """Return what the next piece adds to a DOI that its line cuts: behind a dot, a slash or a hyphen."""
    if begun[-1] not in "./-_(:" or following.y - piece.y > 2.6 * piece.size or following.y < piece.y - 1:
        return ""
    token, _, behind = following.plain.partition(" ")
    if not any(map(str.isdigit, token)) or not token[0].isalnum():
        return ""
    letter = begun[-2:-1].isalpha() or begun[-1] in "/-_("
    return token if letter or (not behind and len(token) > 3) else ""


# The year, by how surely it is the paper's.

_YEAR = r"((?:1[6-9]|20)\d\d)"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?"
    r"|dec(?:ember)?|januar|februar|märz|mai|juni|juli|oktober|dezember)"
)
_DATED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:published|veröffentlicht|publié|publicado)\b(?! by)[^.]{{0,40}}?\b{_YEAR}\b",
        rf"\bvol(?:ume|\.)?\s*{_YEAR}\b|\bvol(?:ume|\.)?\s?\w{{1,5}}\b[^.]{{0,60}}?\b{_YEAR}\b",
        (
            rf"\({_YEAR}\)\s*\w{{0,6}}\d|\b\d{{1,4}}\s*\({_YEAR}\)|\b{_YEAR}\s*[,;]\s*\d{{1,4}}\s*[(:,]"
            rf"|\b\d{{1,4}}[:(]\d[^ ]{{0,20}}\s+\(?{_YEAR}\b"
        ),
        rf"(?:©|\(c\)|copyright|\bc\b(?=\s*\d{{4}}))[^.]{{0,40}}?\b{_YEAR}\b",
        rf"\b(?:available online|first published|e-?published|online)\b[^.]{{0,40}}?\b{_YEAR}\b",
        rf"\b(?:conference|proceedings|symposium|workshop|congress|meeting|to appear in)\b.{{0,90}}?\b{_YEAR}\b",
        rf"\b[A-Z][\w-]{{1,12}}\s?[’'](\d\d)\b(?=.{{0,60}}{_MONTH})",
        rf"\baccepted\b[^.]{{0,40}}?\b{_YEAR}\b",
        (
            rf"\b{_MONTH}\b\.?,?\s+"
            rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?:\s?[-–]\s?\d{{1,2}})?,?\s+)?{_YEAR}\b"
        ),
        rf"\b{_YEAR}[/-](?:0?[1-9]|1[0-2])[/-](?:0?[1-9]|[12]\d|3[01])\b",
        rf"^\W*{_YEAR}\W*$",
        rf"\b{_YEAR}\b",
    )
)
"""How papers print their year, the surest first: https://scholar.google.com/intl/en/scholar/inclusion.html asks for it
on the first page, and nobody says where."""
_LINE = 60
_STRONG = 5
"""Up to here a pattern is believed in the small letters of a margin, too."""
_WEAK = 8
"""From here on a pattern tells something only at the head, the foot and the front of a page."""
_ASIDE = re.compile(
    r"\[[^\[\]]{0,200}\]|\b(?:et )?al\.,? \(?\d{4}\)?|\([^()]{0,80}[A-Za-z.]{2,},? \d{4}[a-z]?(?:;[^()]{0,80})?\)"
)
"""A work that is cited, `(Reyes, 2014)`; `(2014) 126` is the year of a volume."""
_HEAD = re.compile(r"[A-Z][\w’'-]+(?: et al\.?| and [A-Z][\w’'-]+)?,? \(\d{4}\)")
"""How a running head cites the paper that it stands above."""
_NOT_ITS = re.compile(r"(?i)\b(?:received|submitted|revised|born|since|version \d|tex\s?live)\b|et al\.|\[\d")


def year(sheet: Sheet, front: Sequence[Piece], latest: int) -> int | None:
    """Return the year that a first page prints as the paper's."""
    edges = [piece for piece in sheet.all
             if not _EDGE * sheet.height < piece.y < _FOOT * sheet.height or piece.sideways]  # fmt: skip
    edges = [piece for piece in edges if len(piece.text) < _LINE or piece.size < sheet.body - 0.4]  # no running text
    near = list(dict.fromkeys((*front, *edges)))
    small = [piece for piece in before_references(sheet) if piece.size < sheet.body - 0.4 and piece not in near]
    cited = {piece for place, piece in enumerate(sheet.all) if _is_cited(sheet.all, place)}
    for place, pattern in enumerate(_DATED):
        for piece in (*near, *small) if place < _STRONG else near:
            text = piece.plain if _HEAD.match(piece.plain) and piece in edges else _ASIDE.sub(" ", piece.plain)
            if len(text) > 400 or (found := pattern.search(text)) is None or piece in cited:
                continue
            if place >= _WEAK - 1 and _NOT_ITS.search(text) and "accepted" not in text.lower():
                continue
            if place >= _WEAK and _FOOTNOTE.match(piece.text):
                continue
            if place == len(_DATED) - 1 and (_DOI.search(text) or len(text) > 70 or "http" in text):
                continue
            value = int(next(filter(None, found.groups())))
            value += 0 if value > 99 else 2000 if value < 60 else 1900
            if 1600 < value <= latest:
                return value
    return None


def venue(front: Sequence[Piece]) -> str | None:
    """Return the journal of a line such as `Clinical Gulls (2014) 126, 305–313` that stands at a paper's front."""
    for piece in front:
        text = _DOI.split(piece.plain)[0][:150]
        text = re.sub(r"(?i)\s*(?:https?://\S*|doi\W*)\s*$|\((?:printed|published) in [^)]*\)", "", text).strip()
        if found := arxiv.journal(text):
            name = found.venue
            if len(name) > 3 and not re.search(r"(?i)received|accepted|published|copyright|university", name):
                return name
        if titled := _TITLED.fullmatch(text) or _IN_YEAR.match(text):
            return titled[1]
    return None


_WORD = r"(?:[A-Z][\w.&:-]*|of|and|for|in|on|the|&)"
_IN_YEAR = re.compile(rf"({_WORD}(?: {_WORD}){{1,9}}) \((?:19|20)\d\d\) \d{{1,4}}[,:]")
_TITLED = re.compile(
    r"((?:[A-Z][\w&-]+ ){0,2}(?:Journal|Annals|Transactions|Proceedings|Bulletin) (?:of"
    r"|on) (?:[\w&,-]+ ){0,8}[A-Z][\w&-]+)"
)
