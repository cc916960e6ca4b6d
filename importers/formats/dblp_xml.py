"""DBLP's XML: the whole file of several gigabytes, a person's page, one record, or a search answer."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from importers import facts, xml
from importers.facts import several
from importers.reader import Item, Listed, Noted, Page, skip
from importers.xml import children, text
from storage.papers.paper import Name, Paper, arxiv_id
from storage.papers.text import clean

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAME = "dblp-xml"
TITLE = "DBLP XML"
CARRIES = ("title", "authors", "authors_complete", "year", "date", "venue", "kind", "doi", "arxiv_id",
           "url", "editors", "extra", "line", "position")  # fmt: skip
STREAMS = True
TRUST = 40
LAST_SEEN = "2026-11-22"

# https://dblp.org/xml/docu/dblpxml.pdf; `data` came with 2022, the types below are those of the search answers.
_KINDS = {
    "article": "article-journal", "inproceedings": "paper-conference", "proceedings": "book", "book": "book",
    "incollection": "chapter", "phdthesis": "thesis", "mastersthesis": "thesis", "www": "webpage", "data": "dataset",
}  # fmt: skip
_TYPES = {
    "Journal Articles": "article-journal", "Conference and Workshop Papers": "paper-conference",
    "Books and Theses": "book", "Parts in Books or Collections": "chapter", "Editorship": "book",
    "Reference Works": "entry-encyclopedia", "Informal Publications": "article",
    "Informal and Other Publications": "article",
    "Data and Artifacts": "dataset",
}  # fmt: skip
_TAGS = (*_KINDS, "info")
_HOMONYM = re.compile(r"\s+\d{4}$")


def sniff(head: str) -> float:
    if "<dblp" in head:
        return 0.95
    keyed = re.search(r"<(?:article|inproceedings|incollection|proceedings|phdthesis|book|www)\s[^<>]*key=\"", head)
    if keyed:
        if re.match(r"(?:journals|conf|books|series|phd|reference|data)/", head[keyed.end() : keyed.end() + 12]):
            return 0.9
        return 0.85 if "dblp" in head or "<ee" in head or "mdate=" in head else 0.3
    return 0.9 if "<hits" in head and "dblp.org" in head else 0.0


def read(page: Page) -> Iterator[Item]:
    position = people = 0
    for record in xml.records(page, _TAGS):
        if not isinstance(record, xml.Record):
            if not isinstance(record, xml.Opening):
                yield record
            continue
        element = record.element
        if element.tag == "www" and element.get("key", "").startswith("homepages/"):
            people += 1
            continue
        title = text(element, "title")
        title = title[:-1].rstrip() if title.endswith(".") and not title.endswith("..") else title
        if not clean(title):
            yield skip(record.line, "no title", element.get("key") or text(element))
            continue
        position += 1
        yield Listed(paper=_paper(element, title), line=record.line, position=position)
    if people:
        yield Noted(text=f"{several(people, 'record')} of persons left out")


def _paper(element: "Element", title: str) -> Paper:
    kind = _TYPES.get(text(element, "type")) if element.tag == "info" else _KINDS[element.tag]
    journal = text(element, "journal")
    venue = journal or text(element, "booktitle") or text(element, "venue")
    links = [text(link) for tag in ("ee", "url") for link in children(element, tag)]
    volume = text(element, "volume")
    identifier = next((found for link in links if "arxiv" in link.lower() and (found := arxiv_id(link))), None)
    if venue == "CoRR":
        identifier = identifier or arxiv_id(volume.removeprefix("abs/"))
        venue, volume, kind = "arXiv", "", "article"
    elif element.get("publtype") == "encyclopedia":
        kind = "entry-encyclopedia"
    key = element.get("key") or text(element, "key")
    series = text(element, "series")
    extra = {
        "key": f"DBLP:{key}" if key else "",
        "volume": volume,
        "issue": text(element, "number") if kind == "article-journal" else "",
        "number": text(element, "number") if kind not in ("article-journal", "article") else "",
        "page": facts.pages(text(element, "pages")),
        "publisher": text(element, "publisher") or text(element, "school"),
        "collection-title": series,
        "ISBN": text(element, "isbn"),
        "genre": {"phdthesis": "PhD thesis", "mastersthesis": "Master's thesis"}.get(element.tag, ""),
        "event-title": venue if element.tag == "proceedings" else "",
        "note": text(element, "note"),
    }
    authors, complete = _names(children(element, "author") or children(element, "authors", "author"))
    return Paper(
        title=title,
        authors=authors,
        authors_complete=complete,
        date=facts.iso(text(element, "year"), text(element, "month")),
        venue=(None if kind in ("book", "thesis") and element.tag != "info" else venue) or None,
        kind=kind,
        doi=next((link for link in links if "doi.org/" in link), None) or text(element, "doi") or None,
        arxiv_id=identifier,
        url=next((link for link in links if link.startswith("http")), None),
        editors=_names(children(element, "editor"))[0],
        extra={name: item for name, item in extra.items() if item},
    )


def _names(elements: list["Element"]) -> tuple[tuple[Name, ...], bool]:
    """Return the names without the number that tells people of one name apart (`Wei Wang 0001`)."""
    return facts.complete(facts.named(_HOMONYM.sub("", name)) for part in elements if (name := text(part)))
