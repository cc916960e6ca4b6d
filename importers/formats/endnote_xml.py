"""EndNote's XML export; Zotero, Mendeley and JabRef write it too."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from importers import facts, tagged, xml
from importers.markup import plain
from importers.reader import Item, Listed, Page, skip
from importers.xml import child, children, text
from storage.papers.paper import Name, Paper, arxiv_id
from storage.papers.text import clean

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAME = "endnote-xml"
TITLE = "EndNote XML"
CARRIES = ("title", "authors", "authors_complete", "year", "date", "venue", "kind", "abstract", "doi",
           "arxiv_id", "url", "editors", "extra", "line", "position")  # fmt: skip
STREAMS = True
TRUST = 40
LAST_SEEN = "2026-11-22"

_KINDS = {
    "journal article": "article-journal", "electronic article": "article-journal",
    "magazine article": "article-magazine",
    "newspaper article": "article-newspaper", "conference paper": "paper-conference",
    "conference proceedings": "paper-conference", "conference proceeding": "paper-conference", "book": "book",
    "edited book": "book", "electronic book": "book", "ebook": "book", "serial": "book", "book section": "chapter",
    "electronic book section": "chapter", "encyclopedia": "entry-encyclopedia", "dictionary": "entry-encyclopedia",
    "thesis": "thesis", "report": "report", "government document": "report", "standard": "report",
    "web page": "webpage", "electronic citation": "webpage", "blog": "post-weblog", "online multimedia": "webpage",
    "computer program": "software", "dataset": "dataset", "online database": "dataset", "patent": "patent",
    "manuscript": "manuscript", "unpublished work": "manuscript", "preprint": "article", "pamphlet": "document",
    "generic": "document", "audiovisual material": "document", "presentation": "speech",
}  # fmt: skip
_NUMBERS = {"17": "article-journal", "47": "paper-conference", "10": "paper-conference", "6": "book", "5": "chapter",
            "28": "book", "32": "thesis", "27": "report", "12": "webpage", "16": "webpage", "9": "software",
            "25": "patent", "59": "dataset", "43": "article-journal", "44": "book", "60": "chapter", "36": "manuscript",
            "34": "manuscript", "19": "article-magazine", "23": "article-newspaper", "53": "entry-encyclopedia",
            "13": "document", "56": "post-weblog"}  # fmt: skip
_BOOK_NUMBER = re.compile(r"[\dXx -]{9,20}")
_BREAKS = re.compile(r"[\r\n]+|//")


def sniff(head: str) -> float:
    marks = sum(mark in head for mark in ("<ref-type", "<contributors>", "<secondary-title", "<rec-number", "<record>",
                                          "<electronic-resource-num", "<source-app"))  # fmt: skip
    return 0.95 if marks >= 3 else 0.7 if marks == 2 and "<record" in head else 0.1 * marks


def read(page: Page) -> Iterator[Item]:
    position = 0
    for record in xml.records(page, ("record",)):
        if not isinstance(record, xml.Record):
            if not isinstance(record, xml.Opening):
                yield record
            continue
        title = plain(text(record.element, "titles", "title") or text(record.element, "titles", "short-title"))
        if not clean(title):
            yield skip(record.line, "no title", f"record {text(record.element, 'rec-number')}")
            continue
        position += 1
        yield Listed(paper=_paper(record.element, title), line=record.line, position=position)


def _paper(element: "Element", title: str) -> Paper:
    kind = _kind(child(element, "ref-type"))
    authors, complete = _names(element, "authors")
    editors, _ = _names(element, "secondary-authors")
    secondary = plain(text(element, "titles", "secondary-title"))
    tertiary = plain(text(element, "titles", "tertiary-title"))
    journal = text(element, "periodical", "full-title")
    whole = kind in ("book", "thesis", "report", "software", "dataset", "patent", "manuscript")
    number = text(element, "isbn")
    links = [text(link) for group in children(element, "urls") for part in group for link in part.iter("url")]
    link = next((found for found in links if found.startswith("http")), "")
    # Of a report or a patent EndNote keeps the number where a book has its ISBN.
    coded = kind in ("report", "patent") and number and not _BOOK_NUMBER.fullmatch(number)
    issn = kind in ("article-journal", "article-magazine", "article-newspaper")
    extra = {
        "volume": text(element, "volume"),
        "issue" if issn or kind == "paper-conference" else "number": text(element, "number"),
        "publisher": text(element, "publisher"),
        "publisher-place": text(element, "pub-location"),
        "edition": text(element, "edition"),
        "collection-title": secondary if whole and kind != "thesis" else tertiary,
        "ISSN" if issn else "number" if coded else "ISBN": next(iter(re.split(r"[\s;,]", number)), ""),
        "container-title-short": text(element, "periodical", "abbr-1") or text(element, "alt-periodical", "abbr-1"),
        "language": text(element, "language"),
        "genre": text(element, "work-type") if kind in ("thesis", "report") else "",
        "title-short": text(element, "titles", "short-title"),
        "original-title": text(element, "titles", "translated-title"),
        "keyword": ", ".join(text(word) for word in children(element, "keywords", "keyword")),
        "note": text(element, "notes"),
        "key": label if (label := text(element, "label")) and " " not in label else "",
    }
    database = f"{text(element, 'remote-database-name')} {text(element, 'remote-database-provider')}".lower()
    number, other = text(element, "accession-num"), text(element, "custom2")
    if number.isdecimal() and any(name in database for name in ("pubmed", "medline", "nlm")):
        extra["PMID"] = number
    if other.startswith("PMC") and other[3:].isdecimal():
        extra["PMCID"] = other
    extra |= tagged.extent(kind, facts.pages(text(element, "pages")))
    if kind == "thesis" and not extra["publisher"]:
        extra["publisher"] = secondary
    doi = text(element, "electronic-resource-num")
    told = (source for source in (doi, *links, secondary, journal) if "arxiv" in source.lower())
    identifier = next((found for source in told if (found := _arxiv(source))), None)
    venue = None if whole else secondary or journal or None
    if identifier:
        venue, kind = tagged.preprint(venue or "", kind)
    return Paper(
        title=title,
        authors=authors,
        authors_complete=complete,
        date=_date(child(element, "dates")),
        venue=venue,
        kind=kind,
        abstract=_abstract(child(element, "abstract")),
        doi=doi or next((found for found in links if "doi.org/" in found), None),
        arxiv_id=identifier,
        url=link or None,
        editors=editors,
        extra={name: item for name, item in extra.items() if item},
    )


def _arxiv(source: str) -> str | None:
    at = source.lower().find("arxiv:")
    return arxiv_id(source[at:]) if at >= 0 else arxiv_id(source)


def _kind(element: "Element | None") -> str | None:
    if element is None:
        return None
    name = (element.get("name") or "").strip().lower()
    return _KINDS.get(name) or _NUMBERS.get(text(element)) or ("document" if name else None)


def _names(element: "Element", group: str) -> tuple[tuple[Name, ...], bool]:
    found = [
        facts.named(part)
        for author in children(element, "contributors", group, "author")
        for part in _BREAKS.split("".join(author.itertext()))
        if part.strip()
    ]
    return facts.complete(found)


def _date(element: "Element | None") -> str | None:
    year = text(element, "year")
    day = text(element, "pub-dates", "date")
    if not year:
        return facts.date(day)
    exact = facts.date(day) or facts.date(f"{day} {year}") if day else None
    return exact if exact and exact[:4] == year[:4] else facts.date(year)


def _abstract(element: "Element | None") -> str | None:
    if element is None:
        return None
    lines = "".join(element.itertext()).replace("\r", "\n").split("\n")
    return "\n".join(" ".join(plain(line).split()) for line in lines if line.strip()) or None
