"""Crossref's XML: what a query is answered with, and what is deposited (https://www.crossref.org/xml-samples). A work
is read out of its journal, book or proceedings; what it cites is none of it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from importers import csl_items, xml
from importers.reader import CERTAIN, REFERENCE, Item, Listed, Page, Skipped, listed
from importers.xml import child, children, marked, text
from storage.papers.bibfields import table
from storage.papers.paper import Paper

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAME, TITLE = "crossref-xml", "Crossref XML"
CARRIES = (*REFERENCE, "category")
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 30, "2026-11-30"

# Each element that is a work, and its kind.
_WORKS = table("""
    journal_article = article-journal; conference_paper = paper-conference; content_item = chapter;
    dissertation = thesis; posted_content = article; peer_review = review; dataset = dataset; standard_metadata =
    standard; report-paper_metadata = report; report-paper_series_metadata = report
""")
# What holds works, and is one where it holds none: a book deposited without its chapters.
_HOLDERS = {"journal": "", "book": "book", "conference": "", "report-paper": "", "standard": "", "database": ""}
_BOOKS = ("book_metadata", "book_series_metadata", "book_set_metadata")
_ABOUT = ("journal_metadata", "journal_issue", "proceedings_metadata", "proceedings_series_metadata", "event_metadata",
          *_BOOKS)  # fmt: skip


_DATES = ("publication_date", "posted_date", "approval_date", "review_date")


def sniff(head: str) -> float:
    if "<crossref_result" in head or "<doi_batch" in head or "<doi_records" in head:
        return CERTAIN
    return CERTAIN if "www.crossref.org/xschema" in head or "www.crossref.org/schema" in head else 0.0


def read(page: Page) -> Iterator[Item]:
    yield from listed(_works(page), _paper, lambda record: text(record.element, "doi_data", "doi"))


def _works(page: Page) -> Iterator[xml.Record | Skipped]:
    """Yield each work with what it appeared in beside it."""
    for found in xml.elements(page, *_HOLDERS, "dissertation", "posted_content", "peer_review"):
        if isinstance(found, Skipped) or found.element.tag in _WORKS:
            yield found
            continue
        holder = found.element
        works = [part for part in holder.iter() if part.tag in _WORKS]
        books = [part for part in holder if part.tag in _BOOKS]
        about = [part for part in holder if part.tag in _ABOUT]
        for work in works or books:
            if work not in about:
                work.extend(about)
            yield found._replace(element=work, source=f"{text(work, 'doi_data', 'doi')} {' '.join(work.itertext())}")


def _paper(record: xml.Record) -> Paper | Listed:
    return csl_items.item(_item(record.element), record.line)


def _item(work: "Element") -> dict[str, Any]:
    """Return a work in the terms of CSL."""
    journal, issue = child(work, "journal_metadata"), child(work, "journal_issue")
    proceedings = child(work, "proceedings_metadata")
    proceedings = child(work, "proceedings_series_metadata") if proceedings is None else proceedings
    book = next((part for name in _BOOKS if (part := child(work, name)) is not None), None)
    holder = next((part for part in (journal, proceedings, book) if part is not None), None)
    titles = str(marked(work, "titles", "title"))
    if subtitle := str(marked(work, "titles", "subtitle")):
        titles = f"{titles}: {subtitle}"
    number = text(work, "publisher_item", "item_number") if work.tag == "journal_article" else ""
    first, last = text(work, "pages", "first_page"), text(work, "pages", "last_page")
    publisher = next((part for part in (work, holder) if child(part, "publisher") is not None), None)
    item: dict[str, Any] = {
        "type": _WORKS.get(work.tag, "book"), "title": titles,
        "container-title": text(journal, "full_title") or text(proceedings, "proceedings_title")
        or (str(marked(book, "titles", "title")) if book is not None and work is not book else ""),
        "container-title-short": text(journal, "abbrev_title"),
        "collection-title": text(holder, "series_metadata", "titles", "title"),
        "volume": text(issue, "journal_volume", "volume") or text(holder, "volume"), "issue": text(issue, "issue"),
        "edition": text(holder, "edition_number"), "DOI": text(work, "doi_data", "doi"),
        "URL": text(work, "doi_data", "resource"),
        "page": f"{first}-{last}" if last and last != first else first or number,
        "ISSN": ", ".join(dict.fromkeys(map(text, children(holder, "issn")))),
        "ISBN": ", ".join(dict.fromkeys(map(text, children(holder, "isbn")))),
        "publisher": text(publisher, "publisher", "publisher_name") or text(work, "institution", "institution_name"),
        "publisher-place": text(publisher, "publisher", "publisher_place"),
        "event-title": text(work, "event_metadata", "conference_name"),
        "event-place": text(work, "event_metadata", "conference_location"),
        "genre": text(work, "degree"), "abstract": str(marked(work, "abstract")),
        "issued": _issued(work) or _issued(issue) or _issued(holder),
    }  # fmt: skip
    for role in ("author", "editor", "translator", "chair"):
        item["editor" if role == "chair" else role] = [
            *item.get("editor" if role == "chair" else role, ()), *_people(work, role)
        ]  # fmt: skip
    if work is not book and not item["editor"]:
        item["editor"] = list(_people(holder, "editor"))
    return {name: value for name, value in item.items() if value}


def _people(work: "Element | None", role: str) -> Iterator[dict[str, str]]:
    """Yield those who contributed in a role, in order."""
    given = work if work is not None and child(work, "contributors") is None else child(work, "contributors")
    for one in given if given is not None else ():
        if one.get("contributor_role") != role:
            continue
        if one.tag == "person_name":
            yield {"family": text(one, "surname"), "given": text(one, "given_name"), "suffix": text(one, "suffix")}
        elif one.tag == "organization":
            yield {"literal": text(one)}


def _issued(part: "Element | None") -> dict[str, Any]:
    """Return when something was published: in print, else online."""
    dates = [one for name in _DATES for one in children(part, name)]
    if not dates:
        return {}
    printed = [one for one in dates if one.get("media_type") == "print"] or dates
    return {"date-parts": [[said for name in ("year", "month", "day") if (said := text(printed[0], name))]]}
