"""Bookmarks, as browsers, Pinboard, Pocket and Instapaper export them: of the links those that lead to papers."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace

from importers import facts, state
from importers.links import DOCUMENT, ELSEWHERE, PAPERS
from importers.pages import roles
from importers.reader import UNTITLED, Item, Listed, skip
from storage.papers.identifiers import of_link
from storage.papers.paper import Paper
from storage.papers.text import digest, fold

# https://learn.microsoft.com/previous-versions/windows/internet-explorer/ie-developer/platform-apis/aa753582(v=vs.85)
_FIRST = re.compile(
    r"(?i)\s{0,20}<!doctype\s+netscape-bookmark-file-1\s*>"
    r"|\s{0,20}(?:<!doctype html>\s{0,20})?<html>(?:\s{1,20}|<!--[^>]{0,100}-->|<head>|<meta[^<>]{0,100}>){0,20}"
    r"<title>(?:pocket|instapaper:) export<"
)
_BOOKMARK = re.compile(
    r"<a\b([^<>]*)>([^<]{0,2000})"
    r"|<h(?:3|1(?=>[^<]{0,200}</h1>\s{0,20}<[uo]l))\b[^<>]*>(?P<folder>[^<]{0,2000})"
    r"|(?P<opens><[duo]l\b)|(?P<closes></[duo]l\b)",
    re.IGNORECASE,
)
_HREF = re.compile(r"\bhref\s*=\s*[\"']?([^\"'\s]{8,2000})", re.IGNORECASE)
_TAGS = re.compile(r"\btags\s*=\s*\"([^\"]{1,2000})\"", re.IGNORECASE)
ELSE = "a bookmark of something else than a paper"
"""Why a bookmark is skipped."""
ARCHIVES = frozenset(("archive", "read archive"))
"""Where Pocket, Instapaper and Readwise put what was read."""


def are_in(text: str) -> bool:
    """Return whether a page is a file of bookmarks, which says so in its first line."""
    return _FIRST.match(text) is not None


def read(text: str) -> Iterator[Item]:
    """Yield a paper for each bookmark that leads to one, under its folder; the others are skipped. Linear in `text`."""
    line = position = at = 0
    called = ""
    folders: list[str] = []
    for found in _BOOKMARK.finditer(text):
        if found[1] is None:
            if found["opens"]:
                folders.append(called)
            elif found["closes"]:
                del folders[-1:]
            else:
                called = html.unescape(found["folder"])
            continue
        line += text.count("\n", at, found.start())
        at = found.start()
        told = _HREF.search(found[1][:4_000])
        label = " ".join(html.unescape(found[2]).split())
        address = html.unescape(told[1]) if told else ""
        item = paper_of(label, address)
        if item is None:
            yield skip(line + 1, ELSE, label or address)
            continue
        position += 1
        tagged = _TAGS.search(found[1][:4_000])
        folder = folders[-1] if folders else ""
        said, _ = state.said(
            [("readstatus", "read")] if folder.lower() in ARCHIVES else (),
            html.unescape(tagged[1]).split(",") if tagged else (),
        )
        yield replace(item, line=line + 1, position=position, section=folder or None, said=said)


def paper_of(label: str, address: str) -> Listed | None:
    """Return the paper to which a bookmark leads, called as its label has it; None where it leads elsewhere."""
    name = of_link(address)
    known = name is not None or PAPERS.search(address) or DOCUMENT.search(address)
    if not known or ELSEWHERE.search(address):
        return None
    title = named(label, address)
    doubt = None if title else UNTITLED if name else "only an address"
    paper = Paper(title=title or facts.called(name) or address, url=address, **facts.identified([name]))
    raw = f"{label} {address}"
    return Listed(paper=paper, line=1, doubt=doubt, raw=raw if doubt else None, digest=digest(raw))


_LEAD = re.compile(r"(?:\[[\w./-]{4,40}\]|\(PDF\)|\(\d{1,3}\)|\d{4}\.\d{4,5}(?:v\d+)?(?:\.pdf)?)\s*", re.IGNORECASE)
_SITE = re.compile(r"(?:\S+\.)?[a-z-]+\.[a-z]{2,6}")
_HOST = re.compile(r"//([^/?#]{1,300})")
_PARTED = re.compile(r"\s[|–—·-]\s|\s::\s")


def named(label: str, address: str) -> str:
    """Return the title of a paper of what the window of its page is called, without what that says of the site.

    Empty where it says only that: `1706.03762.pdf`, `Full text`.
    """
    title = _LEAD.sub("", label, count=1)
    host = re.sub(r"\W", "", found[1].lower()) if (found := _HOST.search(address)) else ""
    while parted := [*_PARTED.finditer(title)]:
        tail = title[parted[-1].end() :]
        site = [word for word in (re.sub(r"\W", "", fold(tail)), *fold(tail).split()) if len(word) > 2]
        if not any(word in host for word in site) and roles.venue(tail) <= 0 and not _SITE.fullmatch(tail):
            break
        title = title[: parted[-1].start()]
    title = title.strip()
    return "" if roles.noise(title) > 0 or re.fullmatch(r"\S+\.(?:pdf|ps|html?)|https?://\S+", title) else title
