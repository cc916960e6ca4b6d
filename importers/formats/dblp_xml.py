"""DBLP's XML: the whole file of several gigabytes, a person's page, one record, or a search answer."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from importers import facts, xml
from importers.besides import fill, leaves, of_person, unsaid
from importers.dblp import CORR, HOMONYM, TYPES, of_corr
from importers.reader import CERTAIN, Item, Noted, Page, listed
from importers.xml import children, marked, text
from storage.papers.bibfields import table
from storage.papers.identifiers import arxiv_id, doi
from storage.papers.names import Name
from storage.papers.paper import Paper
from storage.papers.words import several

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAME, TITLE = "dblp-xml", "DBLP XML"
CARRIES = tuple(
    "title authors authors_complete year date venue kind doi arxiv_id url roles extra line position".split()
)
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 40, "2026-11-22"

# https://dblp.org/xml/docu/dblpxml.pdf; `data` came with 2022.
_KINDS = table("""
    article = article-journal; inproceedings = paper-conference; proceedings = book; book = book;
    incollection = chapter; phdthesis = thesis; mastersthesis = thesis; www = webpage; data = dataset
""")
_GENRES = {"phdthesis": "PhD thesis", "mastersthesis": "Master's thesis"}
_TAGS = (*_KINDS, "info")
_DOI, _LINK = re.compile(r"doi\.org/"), re.compile("http")


def sniff(head: str) -> float:
    if "<dblp" in head:
        return CERTAIN
    keyed = re.search(r"<(?:article|inproceedings|incollection|proceedings|phdthesis|book|www)\s[^<>]*key=\"", head)
    if keyed:
        if re.match(r"(?:journals|conf|books|series|phd|reference|data)/", head[keyed.end() : keyed.end() + 12]):
            return 0.9
        return 0.85 if "dblp" in head or "<ee" in head or "mdate=" in head else 0.3
    return 0.9 if "<hits" in head and "dblp.org" in head else 0.0


def read(page: Page) -> Iterator[Item]:
    people = 0

    def paper(record: xml.Record) -> Paper | None:
        nonlocal people
        element = record.element
        if element.tag == "www" and element.get("key", "").startswith("homepages/"):
            people += 1
            return None
        return _paper(element)

    yield from listed(
        xml.elements(page, *_TAGS), paper, lambda record: record.element.get("key") or text(record.element)
    )
    if people:
        yield Noted(text=f"{several(people, 'record')} of persons left out")


def _paper(element: "Element") -> Paper:
    title = marked(element, "title")
    kind = TYPES.get(text(element, "type")) if element.tag == "info" else _KINDS[element.tag]
    venue = text(element, "journal") or text(element, "booktitle") or text(element, "venue")
    links = [text(link) for tag in ("ee", "url") for link in children(element, tag)]
    volume, number = text(element, "volume"), text(element, "number")
    identifier = next((found for link in links if "arxiv" in link.lower() and (found := arxiv_id(link))), None)
    if venue == CORR:
        identifier = identifier or of_corr(volume)
        venue, volume, kind = "arXiv", "", "article"
    elif element.get("publtype") == "encyclopedia":
        kind = "entry-encyclopedia"
    authors, complete = _names(children(element, "author") or children(element, "authors", "author"))
    key = element.get("key") or text(element, "key")
    extra = {
        "key": f"DBLP:{key}" if key else "",
        "volume": volume,
        "issue" if kind == "article-journal" else "number": "" if kind == "article" else number,
        "page": facts.pages(text(element, "pages")),
        "publisher": text(element, "publisher") or text(element, "school"),
        "collection-title": text(element, "series"),
        "ISBN": text(element, "isbn"),
        "genre": _GENRES.get(element.tag, ""),
        "event-title": venue if element.tag == "proceedings" else "",
        "note": text(element, "note"),
    }
    digital, link = next(filter(_DOI.search, links), text(element, "doi")), next(filter(_LINK.match, links), "")
    alike = unsaid(leaves(element, _KNOWN), extra.values(), (venue, link, digital, CORR))
    names = (doi(digital), identifier)
    fill(extra, (*(one for one in alike if not _is_one(one[1], names)), *_of_people(element)))
    return Paper(
        title=facts.unstopped(title),
        authors=authors,
        authors_complete=complete,
        date=facts.iso(text(element, "year"), text(element, "month")),
        venue="" if kind in ("book", "thesis") and element.tag != "info" else venue,
        kind=kind,
        doi=digital,
        arxiv_id=identifier,
        url=link,
        roles={"editor": _names(children(element, "editor"))[0]},
        extra=extra,
    )


# What rules of this module read, the works that are cited, and pages of DBLP's own.
_KNOWN = frozenset(
    "title author authors editor year month pages number volume url cite crossref type key access".split()
)


def _is_one(said: str, names: tuple[str | None, str | None]) -> bool:
    """Return whether a link or a number says the DOI or the arXiv id again."""
    return any(name and name in names for name in (doi(said), arxiv_id(said)))


def _of_people(element: "Element") -> Iterator[tuple[str, str]]:
    yield "publtype", element.get("publtype", "")
    for person in element.iter("author"):
        yield from of_person(HOMONYM.sub("", text(person)), "orcid", [person.get("orcid", "")])


def _names(elements: list["Element"]) -> tuple[tuple[Name, ...], bool]:
    """Return the names without the number that tells people of one name apart (`Wei Wang 0001`)."""
    return facts.complete(facts.named(HOMONYM.sub("", name)) for part in elements if (name := text(part)))
