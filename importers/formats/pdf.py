"""PDF files, each one paper: the lines as drawn that a process of its own has written down, a form that has this mark.

A PDF that is no paper but lists some, a programme, a CV, a page that was printed to a file, is read by the reader of
its kind: `plain` has its lines.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from importers.pdf import MARK
from importers.reader import CERTAIN, Item, Listed, Page, Skipped, named, skip
from storage.papers.paper import SURE
from storage.papers.text import digest

if TYPE_CHECKING:
    from importers.pdf.paper import Found
    from importers.pdf.sheets import Document

NAME, TITLE = "pdf", "PDF"
CARRIES = tuple(
    "title authors authors_complete year date venue kind category doi arxiv_id url line position doubt raw".split()
)
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, False, 10, "2026-11-30"


def sniff(head: str) -> float:
    return CERTAIN if head.startswith(MARK) else 0.0


def read(page: Page) -> Iterator[Item]:
    """Yield the paper that a PDF is, in doubt; else why it is none."""
    from importers.pdf.paper import is_paper

    document, found = _read(page)
    if not document.letters and not is_paper(found):
        yield skip(1, "no text in it: it is a scan; recognise its text first (OCR)", page.source)
    elif not is_paper(found) or found.paper is None:
        beside = f"; it looks like {found.other}" if found.other else ""
        yield skip(1, f"no paper{beside}", _beginning(document))
    else:
        item = named(found.paper, found.line, found.raw, found.doubt)
        assert isinstance(item, Listed)
        # That a page which says nothing else says a DOI is beyond doubt.
        sure = SURE if item.paper.untitled else found.sure
        yield replace(item, position=1, confidence=max(sure, found.sure), digest=digest(found.raw or item.paper.title))


PERHAPS, SURELY = 4.0, 9.0
"""How much must speak for a paper, that a page which some reader takes for a list is read as one; and that one which
has the marks of a list is."""


def worth(page: Page) -> float:
    """Return how much speaks for it that a PDF is one paper."""
    return _read(page)[1].weight


def plain(page: Page) -> str:
    """Return what a PDF says as a page of plain text."""
    from importers.pdf.sheets import plain as lines

    return lines(_read(page)[0])


_FEW, _LIKELY, _SHARE = 3, 0.7, 0.4


def lists(page: Page, read: Callable[[Page], Iterator[Item]]) -> bool:
    """Return whether a page of plain text, when it is read so, is a list for sure: several papers, which are most."""
    items = list(read(page))
    found = [item for item in items if isinstance(item, Listed)]
    if len(found) < _FEW or sum(item.confidence for item in found) < _LIKELY * len(found):
        return False
    skipped = sum(isinstance(item, Skipped) for item in items)
    return len(found) >= _SHARE * (len(found) + skipped)


def _beginning(document: "Document") -> str:
    return " ".join(piece.plain for sheet in document.sheets[:1] for piece in sheet.pieces[:8])


def _read(page: Page) -> "tuple[Document, Found]":
    return _parsed(page.text, page.as_of.year)


@lru_cache(2)
def _parsed(text: str, year: int) -> "tuple[Document, Found]":
    import datetime

    from importers.pdf.paper import read as paper_of
    from importers.pdf.sheets import parsed

    document = parsed(text)
    return document, paper_of(document, datetime.date(year, 12, 31))
