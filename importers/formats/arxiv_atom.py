"""arXiv's Atom and RSS: answers of its API, and the daily feeds, old and new."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from importers import arxiv, facts, xml
from importers.arxiv import readable
from importers.besides import leaves, of_person
from importers.facts import mended
from importers.markup import abstract, plain
from importers.reader import CERTAIN, Item, Noted, Page, Skipped, answered, listed, skip
from importers.xml import children, text
from storage.papers.identifiers import arxiv_id
from storage.papers.names import Name
from storage.papers.paper import Paper

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAME, TITLE = "arxiv-atom", "arXiv Atom and RSS"
CARRIES = tuple(
    "title authors authors_complete year date venue kind category abstract doi arxiv_id url extra line position".split()
)
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 20, "2026-11-22"

_TOTAL = re.compile(r"totalResults[^<>]{0,200}>\s*(\d{1,9})\s*<")
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{1,500})</title>")
_ENTRY = re.compile(r"<(?:entry|item)[\s>]")


def sniff(head: str) -> float:
    if not any(tag in head for tag in ("<entry", "<item", "<feed", "<rss", "<rdf:RDF")):
        return 0.0
    if "arxiv.org/schemas/atom" in head or re.search(
        r"arxiv\.org/(?:abs|api|rss)|oai:arXiv\.org|rss\.arxiv\.org", head
    ):
        return CERTAIN
    return 0.2


def read(page: Page) -> Iterator[Item]:
    head = page.head
    start = found.start() if (found := _ENTRY.search(head)) else len(head)
    if (named := _TITLE.search(head, 0, start)) and (title := plain(" ".join(named[1].split()))):
        yield Noted(title=title, day=xml.day_of(head[:start]))
    entries = 0

    def paper(record: xml.Record) -> Paper | Skipped:
        nonlocal entries
        entries += 1
        source, title = _source(record), _text(record.element, "title")
        if "arxiv.org/api/errors" in source or (title == "Error" and not arxiv_id(source)):
            return skip(record.line, f"arXiv answered: {_text(record.element, 'summary')}"[:200], source)
        return _paper(record.element, title)

    papers = yield from listed(xml.elements(page, "entry", "item"), paper, _source)
    if (total := _TOTAL.search(head, 0, start)) and int(total[1]) > entries:
        yield from answered(papers, int(total[1]), "arXiv")


def _source(record: xml.Record) -> str:
    return text(record.element, "id") or text(record.element, "guid") or text(record.element)


def _text(element: "Element | None", *path: str) -> str:
    return mended(text(element, *path))


# The feeds put the number and the kind of announcement before the abstract, the old ones the number behind the title.
_CODE = re.compile(r"[a-z-]+(?:\.[A-Za-z-]+)?")
_ANNOUNCED = re.compile(r"(?i)^\s*arXiv:(\S+)\s+Announce Type:\s*\S+\s*(?:Abstract:\s*)?")
_NUMBERED = re.compile(r"\.?\s*\(arXiv:(\S+)\s+\[([\w.-]+)\](?:\s+\w+)?\)\s*$")


def _paper(element: "Element", title: str) -> Paper:
    said = [*children(element, "summary"), *children(element, "description")]
    body = mended("".join(said[0].itertext())) if said else ""
    link = _link(element)
    identifier = _identifier(element, link)
    codes = [
        part.get("term") or text(part) for tag in ("primary_category", "category") for part in children(element, tag)
    ]
    # Subject classes of ACM and MSC stand among arXiv's own as categories; they hold no archive.
    classes = [("category", code) for code in codes if not _CODE.fullmatch(code)]
    codes = [code for code in codes if _CODE.fullmatch(code)]
    if announced := _ANNOUNCED.match(body):
        identifier = identifier or arxiv_id(announced[1]) or ""
        body = body[announced.end() :]
    if numbered := _NUMBERED.search(title):
        identifier = identifier or arxiv_id(numbered[1]) or ""
        codes = codes or [numbered[2]]
        title = title[: numbered.start()]
    names, complete, count = _names(element)
    # The day of a feed is none of the paper: it may have been announced then, listed again or replaced.
    of_feed = announced or text(element, "announce_type") or text(element, "pubDate")
    return arxiv.paper(
        identifier=identifier,
        title=" ".join(title.split()),
        names=names,
        complete=complete,
        count=count,
        date=None if of_feed else facts.date((text(element, "published") or text(element, "date"))[:10]),
        categories=" ".join(dict.fromkeys(codes)),
        abstract=abstract(body) if "<p" in body else body,
        doi=text(element, "doi"),
        reference=_text(element, "journal_ref") or _text(element, "journal_reference"),
        comments=_text(element, "comment"),
        report=_text(element, "report_no"),
        url=link,
        besides=[*leaves(element, _KNOWN), *_places(element), *classes],
    )


# What rules of this module read, the days of later versions and of the feed, and links to the files.
_KNOWN = frozenset(
    "id title summary description author creator link guid primary_category category published updated date pubDate "
    "announce_type comment journal_ref journal_reference doi report_no".split()
)


def _places(element: "Element") -> Iterator[tuple[str, str]]:
    for author in children(element, "author"):
        yield from of_person(_text(author, "name"), "affiliation", map(_text, children(author, "affiliation")))


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
