"""A saved web page, or a piece of its source: the paper that it is about, or the papers that it lists."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from importers.pages import articles, bookmarks, html, metadata, ways
from importers.pages.lines import Line
from importers.pages.metadata import Stated
from importers.reader import CERTAIN, REFERENCE, Item, Listed, Page, skip
from storage.papers.text import digest

NAME, TITLE = "web-page", "Web page (HTML)"
CARRIES = (*REFERENCE, "section", "author_count", "doubt", "raw")
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, False, 20, "2026-11-30"

_PIECE = 0.9


def sniff(head: str) -> float:
    if html.begins(head):
        return CERTAIN
    return _PIECE if html.is_piece(head) else 0.0


def read(page: Page) -> Iterator[Item]:
    """Yield the paper that the page states, or those that it states or lists, whichever are more."""
    text = page.text
    if bookmarks.are_in(text):
        yield from bookmarks.read(text)
        return
    stated = metadata.single(text)
    if stated is not None and stated.paper.authors:
        yield _listed(stated, 1)
        return
    lines = html.lines(text)
    if stated is not None:
        names, complete = articles.authors_below(lines, stated.paper.title)
        yield _listed(stated._replace(paper=replace(stated.paper, authors=names, authors_complete=complete)), 1)
        return
    found = metadata.several(text)
    reading = ways.alike(ways.best(lines), lines)
    one = articles.read(lines, html.title(text)) if not html.is_manual(text) else None
    if found and 5 * len(found) >= 3 * len(reading.records):
        for position, paper in enumerate(found, 1):
            yield _listed(paper, position)
    elif one is not None and all(
        record.lines[0] >= one.references for record in reading.records if record.listed.confidence > _LIKELY
    ):
        yield _listed(Stated(one.paper, one.sure, one.line, one.raw), 1)
    elif reading.records:
        yield from reading.items()
    else:
        yield skip(1, _reason(lines), " ".join(line.text for line in lines[:5]))


_LIKELY = 0.8


def _listed(stated: Stated, position: int) -> Listed:
    return Listed(
        paper=stated.paper, line=stated.line, position=position, confidence=stated.sure, digest=digest(stated.raw),
    )  # fmt: skip


_ASKS = re.compile(
    r"captcha|not a robot|are you (?:a )?human|unusual traffic|verify (?:that )?you|security check|just a moment"
    r"|enable javascript|javascript is (?:disabled|required)|access denied|too many requests",
    re.IGNORECASE,
)
_LOADS = re.compile(r"\bloading\b[^.]{0,40}(?:\.\.\.|…)|\bplease wait\b", re.IGNORECASE)
_SIGNS_IN = re.compile(r"\b(?:sign in|log ?in|password|shibboleth|institutional access)\b", re.IGNORECASE)


def _reason(lines: Sequence[Line]) -> str:
    """Return why a page holds no paper, as a clause."""
    said = " ".join(line.text for line in lines[:100])[:10_000]
    if not said or _LOADS.search(said):
        return "the page loads its papers by a script: save it once they are shown"
    if _ASKS.search(said):
        return "the page asks whether you are a person; save it once it has let you in"
    if len(lines) < 60 and _SIGNS_IN.search(said):
        return "the page asks you to sign in"
    return "no paper on the page"
