"""The paper that a PDF is, by what its first pages print and what the file states of itself; or what it is instead.

What a file states is believed where a page bears it out, or where no page says anything.
"""

import datetime
import re
from dataclasses import replace
from typing import Any, NamedTuple

from importers.pages.people import affiliation
from importers.pdf import covers, printed, titles
from importers.pdf.covers import Cover
from importers.pdf.sheets import Document, Piece, Sheet
from importers.pdf.stated import Stated, same, stated
from importers.pdf.titles import HEADING, REFERENCES, Authors, Title
from importers.prose import prose
from storage.papers.names import Name
from storage.papers.paper import Paper
from storage.papers.text import fold


class Found(NamedTuple):
    """What a PDF is taken for."""

    paper: Paper | None
    """None where nothing was found that a paper has."""
    weight: float
    """How much speaks for a paper, and against it; from PAPER on it is one."""
    sure: float = 0.0
    """How probable it is that the paper is read right, 0 to 1."""
    doubt: str = ""
    """Why the reading may be wrong, for people."""
    line: int = 1
    """Line of the text form at which its title stands."""
    raw: str = ""
    """What the pages say of it, as drawn."""
    other: str = ""
    """What it looks like instead, for people: `slides`, `a form`."""


PAPER = 4.5
_FRONT = 2
"""Pages, from the first of the paper on, that are read for what it says of itself."""


def read(document: Document, today: datetime.date) -> Found:
    """Return the paper that a PDF is, with how much speaks for one; today's year is the latest that one can have."""
    said = stated(document.information, document.xmp)
    cover = covers.read(document.sheets)
    sheets = [sheet for sheet in document.sheets[cover.pages :] if sheet.letters > _SOME][:_FRONT]
    if not sheets:
        cover = cover._replace(pages=0)
        sheets = [sheet for sheet in document.sheets if sheet.letters or sheet.links][:_FRONT]
    if not sheets:
        return Found(None, 0.0)
    first = sheets[0]
    title = titles.title(first, said.title, cover.title)
    authors = titles.authors(first, title)
    front = _front(first, title) if title else []
    paper = _identified(sheets, said, front, today)
    named = bool(authors.names)
    told = _told(cover, paper)
    paper = replace(
        paper, **told, title=title.text if title else "", authors=authors.names, authors_complete=authors.complete
    )
    paper, borne_out = _borne_out(paper, said, cover, first, title)
    weight = _weight(document, sheets, paper, authors, said=said, cover=cover)
    other, against = _other(document, first, paper)
    if paper.doi and not paper.title and document.letters < 4 * len(paper.doi) + _SOME:
        weight += PAPER  # a page that says nothing else
    pieces = [*(first.pieces[title.start : title.end] if title else ()), *authors.pieces]
    raw = "\n".join(piece.text for piece in pieces)
    printed_name = bool(paper.doi or paper.arxiv_id)
    sure = 0.35 + 0.25 * named + 0.15 * printed_name + 0.25 * borne_out + 0.1 * (weight > PAPER + 2)
    doubt = "the title is as the file states it" if title is None and paper.title else "read from the first page"
    if borne_out:
        doubt = "read from the first page, as the file states it"
    elif printed_name and paper.title:
        doubt = "read from the first page, with its identifier"
    if document.mended:
        doubt = f"{doubt}; the file is cut off"
    return Found(
        paper, weight - against, min(sure, 0.95), doubt, pieces[0].line if pieces else 1, raw, other if against else ""
    )  # fmt: skip


_SOME = 40
"""Characters below which a page says nothing."""


def _front(sheet: Sheet, title: Title | None) -> list[Piece]:
    """Return the pieces of a first page above its abstract, or its text."""
    below = title.end if title else 0
    text = _LONG
    for place, piece in enumerate(sheet.pieces[below:], below):
        if HEADING.match(piece.plain):
            return sheet.pieces[:place]
        if text == _LONG and len(piece.text) > 70 and prose(piece.plain) > 0:
            text = place
    return sheet.pieces[:text]


_LONG = 40
"""Pieces at the most that stand above the text of a page that has no abstract."""


def _identified(sheets: list[Sheet], said: Stated, front: list[Piece], today: datetime.date) -> Paper:
    """Return what identifiers, year and venue the pages print."""
    first = sheets[0]
    doi = printed.own_doi(sheets, said.doi)
    stamp = printed.stamp(first)
    if stamp:
        return Paper(
            title="", doi=doi, arxiv_id=stamp.arxiv_id, category=stamp.category, date=stamp.date,
            venue="arXiv", kind="article",
        )  # fmt: skip
    year = next((found for sheet in sheets
                 if (found := printed.year(sheet, front if sheet is first else (), today.year + 1))), None)  # fmt: skip
    venue = said.venue or printed.venue(front) or None
    return Paper(title="", doi=doi, arxiv_id=printed.arxiv_number(first), year=year or said.year, venue=venue)


def _told(cover: Cover, paper: Paper) -> dict[str, Any]:
    """Return the facts of a cover page that its paper does not print."""
    told: dict[str, Any] = {"year": cover.year, "venue": cover.venue or None, "url": cover.url}
    return {name: value for name, value in told.items() if value and not getattr(paper, name)}


def _borne_out(paper: Paper, said: Stated, cover: Cover, first: Sheet, title: Title | None) -> tuple[Paper, bool]:
    """Return the paper with what the file or its cover states of it that the page bears out, and whether it does."""
    page = fold(" ".join(piece.plain for piece in first.pieces))
    borne_out = same(said.title, paper.title) or (
        bool(cover.text) and len(paper.title) > 15 and fold(paper.title) in fold(cover.text)
    )
    stands = len(said.title.split()) > 2 and _letters(said.title) in page.replace(" ", "")
    doubtful = title is None or title.worth < _WORTH or fold(paper.title) in fold(said.title)
    if stands and not borne_out and doubtful:  # the page cuts it otherwise, or sets it as it sets its text
        paper, borne_out = replace(paper, title=said.title), True
    for text in (said.title, cover.title):
        shouted = paper.title.isupper() and not text.isupper()
        if (shouted or paper.title.count("-") > text.count("-")) and same(text, paper.title):
            paper = replace(paper, title=text)
    if not paper.title:
        paper = replace(paper, title=cover.title or said.title)
    for names in (said.authors, cover.authors):
        if names and paper.authors and names[0].corporate and paper.authors[0].corporate:
            continue
        stand = bool(names) and all(_family(name) in page for name in names)
        if stand and len(names) >= len(paper.authors) and not _alike(names, paper.authors):
            paper = replace(paper, authors=names, authors_complete=True)
        elif names and not paper.authors and (stand or cover.authors):
            paper = replace(paper, authors=names)
    return paper, borne_out


_WORTH = 4.0


def _letters(text: str) -> str:
    return fold(text).replace(" ", "")


def _family(name: Name) -> str:
    return fold(name.parts().family or name.text)


def _alike(names: tuple[Name, ...], others: tuple[Name, ...]) -> bool:
    return [_family(name) for name in names] == [_family(name) for name in others]


_ABSTRACT = re.compile(
    r"(?i)[\W\d]*(?:abstract|a\s?b\s?s\s?t\s?r\s?a\s?c\s?t|zusammenfassung|résumé|resumen|resumo|summary|摘\s*要"
    r"|аннотация)\b"
)
_SECTION = re.compile(
    r"(?i)[\W\d]*(?:i\.?\s)?(?:introduction|key\s?words?|index terms|background|related work|einleitung"
    r"|ccs concepts|methods?"
    r"|materials and methods|ключевые слова|关键词|引言)\b"
)
_THESIS = re.compile(
    r"(?i)\b(?:dissertation|(?:ph\.? ?d\.?|doctoral|master'?s?|bachelor'?s?|diploma?) thesis|thesis (?:submitted"
    r"|presented)|submitted (?:in|to)"
    r"[\w\s]{0,60}(?:fulfil+ment|degree)|zur erlangung|inauguraldissertation|(?:diplom|master|bachelor"
    r"|doktor)arbeit|thèse|proefschrift|dissertação|tesis doctoral|tese de|tesi di|rozprawa|avhandling|väitöskirja"
    r"|диссертация)\b|学位论文"
)
_CITATION = re.compile(
    r"\[\d{1,3}(?:[,–-] ?\d{1,3})*\]|\bet al\.|\([A-Z][\w’'-]+(?: (?:and|&) [A-Z][\w’'-]+)?,? \d{4}[a-z]?[;)]"
)
_SEVERAL = 3
_REPORT = re.compile(r"(?i)\b(?:technical report|working paper|discussion paper|research report|preprint)\b")


def _weight(
    document: Document, sheets: list[Sheet], paper: Paper, authors: Authors, *, said: Stated, cover: Cover
) -> float:
    """Return how much speaks for a paper."""
    pieces = [piece for sheet in sheets for piece in sheet.pieces]
    weight = (
        2.0 * bool(authors.names)
        + 1.0 * bool(paper.title)
        - 2.0 * (" " not in paper.title)
        + 3.0 * bool(paper.doi or paper.arxiv_id)
    )
    weight += 3.0 * any(_ABSTRACT.match(piece.plain) for piece in pieces)
    weight += 1.5 * any(_SECTION.match(piece.plain) for piece in pieces)
    weight += 2.0 * any(REFERENCES.fullmatch(piece.plain) for sheet in document.sheets for piece in sheet.pieces)
    weight += 1.0 * any(affiliation(piece.bare) for piece in sheets[0].pieces[:60]) + 2.0 * bool(cover.pages)
    front = " ".join(piece.plain for piece in sheets[0].pieces)[:3_000]
    weight += 4.0 * bool(_THESIS.search(front)) + 1.5 * bool(_REPORT.search(front)) + 1.0 * bool(said.venue)
    weight += 1.0 * any("^{" in piece.text for piece in authors.pieces)  # people with marks at their names
    weight += 1.5 * (sum(len(_CITATION.findall(piece.text)) for piece in pieces) > _SEVERAL)
    weight += 1.0 * (sum(sheet.letters for sheet in sheets) > 3_000)
    return weight


_OTHERS = {
    "an invoice or a receipt": (
        3, (r"(?i)\b(?:invoice|receipt|amount due|subtotal|bill to|order (?:number|no|date)|vat|rechnung|facture"
        r"|total (?:due|amount))\b"),
    ),
    "a form": (
        3, (r"(?i)\b(?:please (?:fill|print|complete|tick)|date of birth|applicant|signature|for office use"
        r"|check (?:one|box))\b|_{6,}"),
    ),
    "a manual": (
        2, (r"(?i)\b(?:user['’]?s?['’]? (?:guide|manual)|reference (?:guide|manual)|manual|installation|getting started"
        r"|the [\w-]+ (?:package|class|bundle)|documentation|handbook|cheat ?sheet|quick start|version \d|v\d+\.\d+"
        r"|warranty)\b|\\(?:usepackage|documentclass|begin)\b"),
    ),
    "a book": (
        2, (r"(?i)project gutenberg|\be-?book\b|\bchapter (?:i|1|one)\b|all rights reserved|(?:first|second) edition"
        r"|printed in|library of congress|cataloging-in-publication|\bISBN(?:-1[03])?\b|(?:cover|interior) design"),
    ),
    "a curriculum vitae": (
        2, (r"(?i)curriculum vit|\br[eé]sum[eé]\b|\b(?:work experience|employment|education|awards|languages"
        r"|skills)\b"),
    ),
    "a programme": (
        4, (r"(?im)\b(?:coffee break|lunch|registration|opening remarks?|session \d|banquet|schedule|programme?)\b"
        r"|^\W*\d{1,2}[:.]\d\d\b"),
    ),
    "a letter": (
        2, (r"(?i)\bdear (?:mr|ms|mrs|dr|prof|sir|madam|editor|colleague)|yours (?:sincerely|faithfully)"
        r"|\bsincerely,"),
    ),
}  # fmt: skip
"""What PDFs are that are no papers: by which words of the first page, and how many different ones must stand there."""
_CALLED = {
    "a curriculum vitae": r"(?i)curriculum vit|\br[eé]sum[eé]\b|^CV\b",
    "an invoice or a receipt": r"(?i)^(?:invoice|receipt|rechnung|facture|quittung)\b",
    "a manual": r"(?i)\b(?:user['’]?s?['’]? (?:guide|manual)|(?:owner|reference|service)\S* manual|data ?sheet)\b",
    "a newsletter": r"(?i)\bnewsletter\b",
    "minutes": r"(?i)^minutes of\b",
    "an exam": r"(?i)^(?:\w+ )?(?:exam(?:en|ination)?|klausur|problem set|homework|exercise sheet|übungsblatt)\b",
}
"""What says by its title that it is no paper."""
_OF_PROGRAM = re.compile(
    r"(?i)\b(?:package|class|bundle|documentation|manual|guide|handbook|template|library|anleitung|dokumentation"
    r"|klasse|paket"
    r"|classe|manuel|extension)\b|[.](?:cls|sty)\b"
)
_VERSION = re.compile(r"(?i)\bversion\W{0,2}\d|\bv\.? ?\d+[.]\d|\b(?:19|20)\d\d/\d\d/\d\d\b|\brelease\W{0,2}\d+[.]\d")
"""What stands at the head of a program's manual together."""
_LINES = 14
_SURELY = 9.0
"""What a title weighs that says what it is of; an abstract and people do not outweigh it."""
_SHORT = 7
"""Spaces of a title from which on it speaks of what it names."""
_LARGER = 1.1
_LANDSCAPE, _SPARSE = 1.15, 1_500


def _other(document: Document, first: Sheet, paper: Paper) -> tuple[str, float]:
    """Return what a PDF looks like that is no paper, and how much speaks for that; nothing where it looks like one."""
    wide = sum(sheet.width > _LANDSCAPE * sheet.height for sheet in document.sheets)
    letters = document.letters / max(1, len(document.sheets))
    if 2 * wide > len(document.sheets) and letters < _SPARSE:
        return "slides", 20.0
    if paper.doi or paper.arxiv_id:
        return "", 0.0
    text = "\n".join(piece.plain for piece in first.pieces)[:6_000]
    for name, word in _CALLED.items():
        called = (paper.title, *(document.information.get(field, "") for field in ("Title", "Subject", "Keywords")))
        if any(re.search(word, text) and text.count(" ") < _SHORT for text in called):
            return name, _SURELY
    head = " ".join(piece.plain for piece in first.pieces[:_LINES])
    if _OF_PROGRAM.search(paper.title) and _VERSION.search(head):
        return "a manual", _SURELY
    best, most = "", 0.0
    for name, (least, words) in _OTHERS.items():
        if name == "a manual":  # what it says it is, not what it speaks of
            text = "\n".join(piece.plain for piece in first.pieces if piece.bold or piece.size > _LARGER * first.body)
        different = {found[0].lower() for found in re.finditer(words, text)}
        if len(different) >= least and len(different) > most:
            best, most = name, float(len(different))
    return best, 1.5 * most


def is_paper(found: Found) -> bool:
    """Return whether enough speaks for a paper, and something is known of it."""
    paper = found.paper
    return paper is not None and found.weight >= PAPER and bool(paper.title or paper.doi or paper.arxiv_id)
