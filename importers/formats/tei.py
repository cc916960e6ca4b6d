"""TEI: a paper as GROBID or an archive has it, by its header (https://tei-c.org/guidelines, chapter 2), and lists of
`biblStruct` in files that are nothing else. What a paper cites is not the paper."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from importers import csl_items, xml
from importers.reader import CERTAIN, REFERENCE, Item, Listed, Page, listed
from importers.xml import child, children, marked, text
from storage.papers.paper import Paper

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAME, TITLE = "tei", "TEI (GROBID and others)"
CARRIES = (*REFERENCE, "category")
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 20, "2026-11-30"

_KINDS = {"j": "article-journal", "m": "chapter", "s": "chapter", "u": "manuscript"}
"""The kind of a work by the level of what it appeared in (att.level)."""


def sniff(head: str) -> float:
    if "www.tei-c.org/ns/1.0" not in head and "<TEI" not in head:
        return 0.0
    return CERTAIN if "<teiHeader" in head or "<biblStruct" in head or "<TEI" in head else 0.0


def read(page: Page) -> Iterator[Item]:
    """Yield the work that each header describes; where there is no header, each `biblStruct`."""
    bare = "<teiHeader" not in page.head
    yield from listed(xml.elements(page, "biblStruct" if bare else "teiHeader"), _paper, _untitled)


def _untitled(record: xml.Record) -> str:
    return text(record.element)[:80] or record.element.tag


def _paper(record: xml.Record) -> Paper | Listed:
    return csl_items.item(_item(record.element), record.line)


def _item(element: "Element") -> dict[str, Any]:
    """Return a work in the terms of CSL."""
    header = element.tag == "teiHeader"
    whole = next((part for part in element.iter() if part.tag == "biblStruct"), None) if header else element
    analytic, monogr = child(whole, "analytic"), child(whole, "monogr")
    work = monogr if analytic is None else analytic
    stated = child(element, "fileDesc", "titleStmt") if header else None
    title = _title(stated) or _title(work)
    container = next((one for one in children(monogr, "title") if analytic is not None and text(one)), None)
    imprint = child(monogr, "imprint")
    extents = {one.get("unit", ""): _extent(one) for one in children(imprint, "biblScope")}
    numbers = {
        one.get("type", "").lower(): text(one)
        for part in (whole, analytic, monogr) for one in (part if part is not None else ()) if one.tag == "idno"
    }  # fmt: skip
    meeting = text(monogr, "meeting")
    level = container.get("level", "") if container is not None else ""
    item: dict[str, Any] = {
        "type": "paper-conference" if meeting and level != "j"
        else _KINDS.get(level, "book" if analytic is None and not header else "document"),
        "title": title,
        "container-title": text(container), "volume": extents.get("volume", "") or extents.get("vol", ""),
        "issue": extents.get("issue", ""), "page": extents.get("page", "") or extents.get("pp", ""),
        "DOI": numbers.get("doi", ""), "arxiv": numbers.get("arxiv", ""), "ISBN": numbers.get("isbn", ""),
        "ISSN": numbers.get("issn", "") or numbers.get("eissn", ""), "PMID": numbers.get("pmid", ""),
        "PMCID": numbers.get("pmcid", ""), "publisher": text(imprint, "publisher"),
        "publisher-place": text(imprint, "pubPlace"), "event-title": meeting,
        "issued": _issued(imprint) or _issued(child(element, "fileDesc", "publicationStmt")),
        "author": list(_people(work, "author")) or list(_people(stated, "author")),
        "editor": list(_people(monogr, "editor")), "abstract": _abstract(element),
        "keyword": [text(one) for part in element.iter("keywords") for one in part.iter("term")],
    }  # fmt: skip
    return {name: value for name, value in item.items() if value}


def _title(part: "Element | None") -> str:
    """Return the main title of a part, with its subtitle."""
    titles = [one for one in children(part, "title") if text(one)]
    mains = [one for one in titles if one.get("type", "main") == "main"] or titles
    below = [one for one in titles if one.get("type") == "sub"]
    return ": ".join(str(marked(one)) for one in (*mains[:1], *below[:1]))


def _extent(scope: "Element") -> str:
    first, last = scope.get("from", ""), scope.get("to", "")
    return f"{first}-{last}" if first and last and first != last else first or text(scope)


def _issued(part: "Element | None") -> dict[str, str]:
    dates = [one.get("when", "") or text(one) for one in children(part, "date")]
    return {"raw": dates[0]} if dates and dates[0] else {}


def _people(part: "Element | None", role: str) -> Iterator[dict[str, str]]:
    """Yield people and groups, in order; where somebody works, without a name, is nobody."""
    for one in children(part, role):
        name = next((found for found in one.iter() if found.tag == "persName"), one)
        family = text(name, "surname")
        given = " ".join(filter(None, map(text, children(name, "forename"))))
        if family:
            yield {"family": family, "given": given, "non-dropping-particle": text(name, "nameLink"),
                   "suffix": text(name, "genName")}  # fmt: skip
        elif group := text(one, "orgName"):
            yield {"literal": group}
        elif name is not one or not len(one):
            yield {"family": text(name)}


def _abstract(element: "Element") -> str:
    found = child(element, "profileDesc", "abstract")
    parts = [str(marked(one)) for one in found.iter() if one.tag == "p"] if found is not None else []
    return "\n\n".join(filter(None, parts)) or text(found)
