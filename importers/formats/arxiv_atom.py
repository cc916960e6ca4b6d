"""arXiv's Atom and RSS: answers of its API, and the daily feeds, old and new."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from importers import arxiv, facts, xml
from importers.arxiv import readable
from importers.facts import mended
from importers.markup import abstract, plain
from importers.reader import Item, Listed, Noted, Page, skip
from importers.xml import child, children, text
from storage.papers.paper import Name, Paper, arxiv_id
from storage.papers.text import clean

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAME = "arxiv-atom"
TITLE = "arXiv Atom and RSS"
CARRIES = (*arxiv.CARRIES[:-1], "url", "extra", "line", "position")
STREAMS = True
TRUST = 20
LAST_SEEN = "2026-11-22"

_TOTAL = re.compile(r"totalResults[^<>]{0,200}>\s*(\d{1,9})\s*<")
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{1,500})</title>")
_ENTRY = re.compile(r"<(?:entry|item)[\s>]")
# The feeds put the number and the kind of announcement before the abstract, the old ones the number behind the title.
_ANNOUNCED = re.compile(r"^\s*arXiv:(\S+)\s+Announce Type:\s*\S+\s*(?:Abstract:\s*)?", re.IGNORECASE)
_NUMBERED = re.compile(r"\.?\s*\(arXiv:(\S+)\s+\[([\w.-]+)\](?:\s+\w+)?\)\s*$")


def sniff(head: str) -> float:
    if (
        "<entry" not in head
        and "<item" not in head
        and "<feed" not in head
        and "<rss" not in head
        and "<rdf:RDF" not in head
    ):
        return 0.0
    if "arxiv.org/schemas/atom" in head or re.search(
        r"arxiv\.org/(?:abs|api|rss)|oai:arXiv\.org|rss\.arxiv\.org", head
    ):
        return 0.95
    return 0.2


def read(page: Page) -> Iterator[Item]:
    head = page.head
    start = found.start() if (found := _ENTRY.search(head)) else len(head)
    if (named := _TITLE.search(head, 0, start)) and (title := plain(" ".join(named[1].split()))):
        yield Noted(title=title)
    position = entries = 0
    for record in xml.records(page, ("entry", "item")):
        if not isinstance(record, xml.Record):
            if not isinstance(record, xml.Opening):
                yield record
            continue
        entries += 1
        element = record.element
        title = _text(element, "title")
        source = text(element, "id") or text(element, "guid")
        if "arxiv.org/api/errors" in source or (title == "Error" and not arxiv_id(source)):
            said = _text(element, "summary")
            yield skip(record.line, f"arXiv answered: {said}"[:200], source)
        elif not clean(title):
            yield skip(record.line, "no title", source or text(element))
        else:
            position += 1
            yield Listed(paper=_paper(element, title), line=record.line, position=position)
    total = _TOTAL.search(head, 0, start)
    if total and int(total[1]) > entries:
        yield Noted(text=f"{position} of the {total[1]} results that arXiv has for the query")


def _text(element: "Element | None", *path: str) -> str:
    return mended(text(element, *path))


def _paper(element: "Element", title: str) -> Paper:
    said = [*children(element, "summary"), *children(element, "description")]
    body = mended("".join(said[0].itertext())) if said else ""
    link = _link(element)
    identifier = _identifier(element, link)
    categories = [found for part in children(element, "category") if (found := part.get("term") or text(part))]
    if announced := _ANNOUNCED.match(body):
        identifier = identifier or arxiv_id(announced[1]) or ""
        body = body[announced.end() :]
    if numbered := _NUMBERED.search(title):
        identifier = identifier or arxiv_id(numbered[1]) or ""
        categories = categories or [numbered[2]]
        title = title[: numbered.start()]
    primary = child(element, "primary_category")
    if primary is not None and (first := primary.get("term") or text(primary)):
        categories = [first, *(name for name in categories if name != first)]
    # Subject classes of ACM and MSC stand among arXiv's own as categories; they hold no archive.
    categories = [name for name in categories if re.fullmatch(r"[a-z-]+(?:\.[A-Za-z-]+)?", name)]
    names, complete, count = _names(element)
    day = (text(element, "published") or text(element, "date"))[:10]
    if text(element, "announce_type") or text(element, "pubDate") or announced:
        day = ""  # the day of the feed, on which a paper may have been announced, listed again or replaced
    return arxiv.paper(
        identifier=identifier,
        title=" ".join(title.split()),
        names=names,
        complete=complete,
        count=count,
        date=facts.date(day) if day else None,
        categories=" ".join(dict.fromkeys(categories)),
        abstract=(abstract(body) if "<p" in body else body) or None,
        doi=text(element, "doi") or None,
        reference=_text(element, "journal_ref") or _text(element, "journal_reference") or None,
        comments=_text(element, "comment") or None,
        report=_text(element, "report_no") or None,
        url=link or None,
    )


def _link(element: "Element") -> str:
    links = children(element, "link")
    best = next((part.get("href", "") for part in links if part.get("rel") == "alternate"), "")
    return best or next((found for part in links if (found := part.get("href") or text(part))), "")


def _identifier(element: "Element", link: str) -> str:
    for source in (text(element, "id"), link, text(element, "guid"), element.get("about", "")):
        source = source.strip()
        if found := arxiv_id(source.removeprefix("oai:arXiv.org:")):
            return found
    return ""


def _names(element: "Element") -> tuple[tuple[Name, ...], bool, int | None]:
    authors = (_text(author, "name") if len(author) else mended(text(author)) for author in children(element, "author"))
    if found := [facts.named(readable(name)) for name in authors if name]:
        return *facts.complete(found), None
    creators = [plain(_text_with_tags(part)) for part in children(element, "creator")]
    return arxiv.authors(", ".join(creators))


def _text_with_tags(element: "Element") -> str:
    return mended("".join(element.itertext()))
