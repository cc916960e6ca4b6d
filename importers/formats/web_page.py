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
    lines = html.lines(text, page.base)
    if stated is not None:
        names, complete = articles.authors_below(lines, stated.paper.title)
        yield _listed(stated._replace(paper=replace(stated.paper, authors=names, authors_complete=complete)), 1)
        return
    found = metadata.several(text)
    hindrance = _hindrance(html.title(text), lines)
    reading = ways.alike(ways.best(lines), lines)
    one = articles.read(lines, html.title(text)) if not html.is_manual(text) else None
    if found and 5 * len(found) >= 3 * len(reading.records):
        for position, paper in enumerate(found, 1):
            yield _listed(paper, position)
    elif one is not None and all(
        record.lines[0] >= one.references for record in reading.records if record.listed.confidence > _LIKELY
    ):
        yield _listed(Stated(one.paper, one.sure, one.line, one.raw), 1)
    elif any(record.listed.is_sure for record in reading.records) or (reading.records and not hindrance):
        yield from reading.items()
    else:
        then = _PASTE if page.base else _SAVE
        reason = f"{hindrance}; {then}" if hindrance else "no paper on the page"
        yield skip(1, reason, " ".join(line.text for line in lines[:5]))


_LIKELY = 0.8


def _listed(stated: Stated, position: int) -> Listed:
    return Listed(
        paper=stated.paper, line=stated.line, position=position, confidence=stated.sure, digest=digest(stated.raw),
    )  # fmt: skip


_ASKS = re.compile(
    r"(?<![-\w])(?:re|h)?captcha(?![-\w])|not a (?:ro)?bot\b|you were a bot\b|are you (?:a )?(?:human|robot)"
    r"|unusual traffic|automation tools|verify (?:that )?you|security check|just a moment|too many requests"
    r"|enable (?:javascript|js)\b|javascript is (?:disabled|required)|access denied|you have been blocked"
    r"|(?:url|request) (?:was )?(?:rejected|unsuccessful)",
    re.IGNORECASE,
)
_LOADS = re.compile(r"\bloading\b[^.]{0,40}(?:\.\.\.|…)|\bplease wait\b|\A\W{0,9}loading\W{0,9}\Z", re.IGNORECASE)
_SIGNS_IN = re.compile(
    r"\b(?:sign in|log ?in|passwor[dt]|shibboleth|institutional access|mot de passe|contraseña|senha|пароль)\b"
    r"|密码|密碼|パスワード|비밀번호",
    re.IGNORECASE,
)
_SAVE = "save it once its papers are shown"
_PASTE = "copy it in the browser and paste it"
_SHORT = 60
"""Lines of a page that says no more than what is between its reader and the papers."""


def _hindrance(title: str, lines: Sequence[Line]) -> str:
    """Return what keeps the papers of a page from being seen, as a clause; empty where nothing seems to."""
    said = " ".join(line.text for line in lines[:100])[:10_000]
    if len(lines) < _SHORT and _ASKS.search(f"{title}\n{said}"):
        return "the page asks whether you are a person"
    if not said or _LOADS.search(said):
        return "the page loads its papers by a script"
    if len(lines) < _SHORT and _SIGNS_IN.search(said):
        return "the page asks you to sign in"
    return ""
