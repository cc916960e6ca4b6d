"""EndNote's XML export; Zotero, Mendeley and JabRef write it too."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from importers import dates, facts, state, tagged, xml
from importers.besides import fill, leaves, unsaid
from importers.markup import plain
from importers.reader import CERTAIN, REFERENCE, Item, Listed, Page, listed
from importers.xml import child, children, marked, text
from storage.papers.bibfields import ENDNOTE_KINDS, by_name, table
from storage.papers.identifiers import arxiv_id
from storage.papers.kinds import as_preprint
from storage.papers.names import Name
from storage.papers.paper import Paper

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAME, TITLE = "endnote-xml", "EndNote XML"
CARRIES = REFERENCE
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, True, 40, "2026-11-22"

_NUMBERS = by_name("""
    article-journal = 17, 43; paper-conference = 47, 10; book = 6, 28, 44; chapter = 5, 60; thesis = 32; report = 27;
    webpage = 12, 16; software = 9; patent = 25; dataset = 59; manuscript = 36, 34; article-magazine = 19;
    article-newspaper = 23; entry-encyclopedia = 53; document = 13; post-weblog = 56
""")
_BOOK_NUMBER = re.compile(r"[\dXx -]{9,20}")
_BREAKS = re.compile(r"[\r\n]+|//")


def sniff(head: str) -> float:
    marks = sum(mark in head for mark in ("<ref-type", "<contributors>", "<secondary-title", "<rec-number", "<record>",
                                          "<electronic-resource-num", "<source-app"))  # fmt: skip
    return CERTAIN if marks >= 3 else 0.7 if marks == 2 and "<record" in head else 0.1 * marks


def read(page: Page) -> Iterator[Item]:
    yield from listed(xml.elements(page, "record"), _item, lambda record: f"record {_number(record)}", _number)


def _number(record: xml.Record) -> str:
    return text(record.element, "rec-number")


def _item(record: xml.Record) -> Paper | Listed:
    """Return the paper of a record, with the research notes that its reader made."""
    paper, notes = _paper(record.element), child(record.element, "research-notes")
    if notes is None:
        return paper
    said, _ = state.said((), notes=("\n".join("".join(notes.itertext()).splitlines()),))
    return Listed(paper=paper, line=record.line, said=said)


def _paper(element: "Element") -> Paper:
    kind = _kind(element)
    authors, complete = _names(element, "authors")
    editors, _ = _names(element, "secondary-authors")
    secondary, journal = marked(element, "titles", "secondary-title"), marked(element, "periodical", "full-title")
    links = [text(link) for group in children(element, "urls") for part in group for link in part.iter("url")]
    digital = text(element, "electronic-resource-num")
    preprint = tagged.first_arxiv((digital, *links, secondary, journal))
    extra = _extra(element, kind, secondary)
    of_series: tuple[Name, ...] = ()
    if _type(element) in ("edited book", "28"):
        editors, of_series = tagged.edited(authors, editors)
        authors = ()
    venue = "" if kind in tagged.WHOLE else secondary or journal
    if preprint:
        venue, kind = as_preprint(venue, kind)
    title = marked(element, "titles", "title") or marked(element, "titles", "short-title")
    link = next((found for found in links if found.startswith("http")), None)
    date = tagged.dated(extra, text(element, "dates", "year"), text(element, "dates", "pub-dates", "date"))
    named = digital or next((found for found in links if "doi.org/" in found), None)
    fill(extra, _besides(element, extra, (title, venue, link, named, date), arxiv_id(preprint or "")))
    return Paper(
        title=title,
        authors=authors,
        authors_complete=complete,
        date=date,
        venue=venue,
        kind=kind,
        abstract=_abstract(child(element, "abstract")),
        doi=named,
        arxiv_id=preprint,
        url=link,
        roles={
            "editor": editors,
            "collection-editor": of_series or _names(element, "tertiary-authors")[0],
            "translator": _names(element, "subsidiary-authors")[0],
        },
        extra=extra,
    )


_EXTRA = table("""
    volume = volume; publisher = publisher; publisher-place = pub-location; edition = edition; language = language;
    title-short = titles short-title; note = notes; original-title = titles translated-title;
    container-title-short = periodical abbr-1; call-number = call-num; number-of-volumes = num-vols; section = section;
    archive = remote-database-name; source = remote-database-provider; reviewed-title = reviewed-item
""")
"""A CSL variable as the path of its element."""
# What becomes a fact of the paper, and what is of the file alone; the rest is kept under its name.
_KNOWN = frozenset(
    "database source-app rec-number foreign-keys ref-type contributors titles periodical alt-periodical pages "
    "number isbn dates urls electronic-resource-num abstract keywords label accession-num access-date modified-date "
    "custom2 work-type research-notes".split()
).union(path.split()[0] for path in _EXTRA.values())  # fmt: skip


def _besides(
    element: "Element", extra: dict[str, str], told: Iterable[str | None], preprint: str | None
) -> Iterator[tuple[str, str]]:
    """Yield what is no fact of the paper, by the name of its element."""
    yield from leaves(element, _KNOWN)
    groups = (child(element, name) for name in ("titles", "periodical", "alt-periodical"))
    alike = [part for group in groups for part in leaves(group)]
    for group in children(element, "urls"):
        for part in group:
            alike += ((part.tag, text(link)) for link in part.iter("url"))
    for tag, words in leaves(child(element, "dates"), ("year",)):
        alike += [(tag, words)] if tag != "pub-dates" or re.search(r"\d{4}", words) else []
    alike += (("isbn", number) for number in _NUMBER_ENDS.split(text(element, "isbn")) if number)
    alike += [("label", text(element, "label"))]
    digital = text(element, "electronic-resource-num")
    alike = [one for one in alike if not preprint or arxiv_id(tagged.first_arxiv([one[1]]) or "") != preprint]
    yield from unsaid(alike, extra.values(), told, (f"https://doi.org/{digital}", f"http://dx.doi.org/{digital}"))
    yield from (
        ("translated-authors", text(author))
        for author in children(element, "contributors", "translated-authors", "author")
    )


_NUMBER_ENDS = re.compile(r"[\s;,]+")


def _extra(element: "Element", kind: str | None, secondary: str) -> dict[str, str]:
    """Return what only a citation needs, by CSL variable; empty for what the record does not have."""
    extra = {variable: text(element, *path.split()) for variable, path in _EXTRA.items()}
    extra["accessed"] = dates.said(text(element, "access-date"))
    extra["container-title-short"] = extra["container-title-short"] or text(element, "alt-periodical", "abbr-1")
    in_serial = kind in ("article-journal", "article-magazine", "article-newspaper")
    extra["issue" if in_serial or kind == "paper-conference" else "number"] = text(element, "number")
    # Of a report or a patent EndNote keeps the number where a book has its ISBN.
    number = text(element, "isbn")
    coded = kind in ("report", "patent") and number and not _BOOK_NUMBER.fullmatch(number)
    extra["ISSN" if in_serial else "number" if coded else "ISBN"] = _NUMBER_ENDS.split(number)[0]
    extra["collection-title"] = text(element, "titles", "tertiary-title")
    if kind == "thesis":
        extra["publisher"] = extra["publisher"] or secondary
    elif kind in tagged.WHOLE:
        extra["collection-title"] = secondary
    extra["genre" if kind in ("thesis", "report") else "work-type"] = text(element, "work-type")
    extra["keyword"] = ", ".join(text(word) for word in children(element, "keywords", "keyword"))
    label = text(element, "label")
    extra["key"] = "" if " " in label else label
    database = f"{text(element, 'remote-database-name')} {text(element, 'remote-database-provider')}".lower()
    accession, other = text(element, "accession-num"), text(element, "custom2")
    if accession.isdecimal() and any(name in database for name in ("pubmed", "medline", "nlm")):
        extra["PMID"] = accession
    else:
        extra["accession-num"] = accession
    if other.startswith("PMC") and other[3:].isdecimal():
        extra["PMCID"] = other
    else:
        extra["custom2"] = other
    return extra | tagged.extent(kind, facts.pages(text(element, "pages")))


def _type(element: "Element") -> str:
    """Return the type of a record: its name in small letters, else its number."""
    declared = child(element, "ref-type")
    return "" if declared is None else (declared.get("name") or "").strip().lower() or text(declared)


def _kind(element: "Element") -> str | None:
    name = _type(element)
    return ENDNOTE_KINDS.get(name) or _NUMBERS.get(text(element, "ref-type")) or ("document" if name else None)


def _names(element: "Element", group: str) -> tuple[tuple[Name, ...], bool]:
    found = [
        facts.named(part)
        for author in children(element, "contributors", group, "author")
        for part in _BREAKS.split("".join(author.itertext()))
        if part.strip()
    ]
    return facts.complete(found)


def _abstract(element: "Element | None") -> str | None:
    if element is None:
        return None
    lines = "".join(element.itertext()).replace("\r", "\n").split("\n")
    return "\n".join(" ".join(plain(line).split()) for line in lines if line.strip()) or None
