"""A saved web page, or a piece of its source: the paper that it is about, or the papers that it lists."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from importers.pages import html
from importers.pages.hindrances import hindrance, reason
from importers.pages.known import SITES
from importers.reader import CERTAIN, REFERENCE, Item, Listed, Page, skip
from storage.papers.text import digest

if TYPE_CHECKING:
    from importers.pages.metadata import Stated

NAME, TITLE = "web-page", "Web page (HTML)"
CARRIES = (*REFERENCE, "section", "author_count", "doubt", "raw")
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, False, 20, "2026-11-30"

_PIECE = 0.9


def sniff(head: str) -> float:
    if any(site.sniff(head) for site in SITES):
        return 0.0
    if html.begins(head):
        return CERTAIN
    return _PIECE if html.is_piece(head) else 0.0


def read(page: Page) -> Iterator[Item]:
    """Yield the paper that the page states, or those that it states or lists, whichever are more."""
    from importers.pages import articles, bookmarks, metadata, ways  # 50 ms, and most pages are none of the web

    text = page.text
    if bookmarks.are_in(text):
        yield from bookmarks.read(text)
        return
    stated = metadata.single(text)
    if stated is not None and stated.paper.authors:
        yield _listed(stated, 1)
        return
    lines = html.lines(text, page.base)
    if stated is not None:
        names, complete = articles.authors_below(lines, stated.paper.title)
        yield _listed(stated._replace(paper=replace(stated.paper, authors=names, authors_complete=complete)), 1)
        return
    found = metadata.several(text)
    hindered = hindrance(html.title(text), lines)
    reading = ways.alike(ways.best(lines), lines)
    one = articles.read(lines, html.title(text)) if not html.is_manual(text) else None
    if found and 5 * len(found) >= 3 * len(reading.records):
        for position, paper in enumerate(found, 1):
            yield _listed(paper, position)
    elif one is not None and all(
        record.lines[0] >= one.references for record in reading.records if record.listed.confidence > _LIKELY
    ):
        yield _listed(metadata.Stated(one.paper, one.sure, one.line, one.raw), 1)
    elif any(record.listed.is_sure for record in reading.records) or (reading.records and not hindered):
        yield from reading.items()
    else:
        yield skip(1, reason(hindered, fetched=bool(page.base)), " ".join(line.text for line in lines[:5]))


_LIKELY = 0.8


def _listed(stated: "Stated", position: int) -> Listed:
    return Listed(
        paper=stated.paper, line=stated.line, position=position, confidence=stated.sure, digest=digest(stated.raw),
    )  # fmt: skip
