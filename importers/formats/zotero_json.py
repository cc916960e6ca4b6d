"""Zotero's own items: its web API, Better BibTeX JSON, and exports of either."""

import re
from collections.abc import Iterator
from typing import Any

from importers import facts
from importers.facts import mapping, sequence, several, string
from importers.json_text import Record, keys, records
from importers.markup import abstract, plain
from importers.reader import Item, Listed, Noted, Page, skip
from storage.papers.paper import Name, Paper, arxiv_id
from storage.papers.text import clean

NAME = "zotero-json"
TITLE = "Zotero JSON"
CARRIES = ("title", "authors", "authors_complete", "year", "date", "venue", "kind", "abstract", "doi",
           "arxiv_id", "url", "editors", "extra", "line", "position")  # fmt: skip
STREAMS = False
TRUST = 40
LAST_SEEN = "2026-11-22"

# https://www.zotero.org/support/kb/item_types_and_fields, by CSL's mapping of its item types.
_KINDS = {
    "journalArticle": "article-journal", "conferencePaper": "paper-conference", "preprint": "article", "book": "book",
    "bookSection": "chapter", "thesis": "thesis", "report": "report", "webpage": "webpage", "dataset": "dataset",
    "computerProgram": "software", "manuscript": "manuscript", "presentation": "speech", "patent": "patent",
    "encyclopediaArticle": "entry-encyclopedia", "dictionaryEntry": "entry-encyclopedia", "blogPost": "post-weblog",
    "forumPost": "webpage", "magazineArticle": "article-magazine", "newspaperArticle": "article-newspaper",
    "standard": "report", "document": "document",
}  # fmt: skip
_BESIDE = frozenset(("attachment", "note", "annotation"))
_VENUES = ("publicationTitle", "proceedingsTitle", "bookTitle", "encyclopediaTitle", "dictionaryTitle", "blogTitle",
           "websiteTitle", "forumTitle", "programTitle", "repository", "conferenceName", "meetingName")  # fmt: skip
_OTHER_ROLES = frozenset(
    "editor seriesEditor bookAuthor translator contributor reviewedAuthor attorneyAgent commenter recipient wordsBy "
    "cosponsor counsel sponsor guest producer castMember scriptwriter".split()
)
_EXTRA = {
    "volume": "volume", "issue": "issue", "publisher": "publisher", "university": "publisher",
    "institution": "publisher", "company": "publisher",
    "place": "publisher-place", "edition": "edition", "series": "collection-title", "seriesTitle": "collection-title",
    "seriesNumber": "collection-number", "conferenceName": "event-title", "ISBN": "ISBN", "ISSN": "ISSN",
    "language": "language", "reportNumber": "number", "patentNumber": "number", "number": "number",
    "versionNumber": "version",
    "thesisType": "genre", "reportType": "genre", "numberOfVolumes": "number-of-volumes", "numPages": "number-of-pages",
    "journalAbbreviation": "container-title-short", "shortTitle": "title-short", "libraryCatalog": "source",
    "section": "section",
}  # fmt: skip
_EXTRA_LINE = re.compile(r"^\s*([A-Za-z][A-Za-z .-]{0,40}?)\s*:\s*(\S.*)$")


def sniff(head: str) -> float:
    found = keys(head)
    if "itemType" not in found:
        return 0.15 if "zotero.org" in head and found else 0.0
    return 0.95 if found & {"creators", "dateAdded", "itemKey", "citationKey", "itemID", "collections"} else 0.7


def read(page: Page) -> Iterator[Item]:
    position = beside = 0
    for record in records(page.text, within=("items",)):
        if not isinstance(record, Record):
            yield record
            continue
        value = mapping(record.value)
        data = mapping(value.get("data")) or value
        kind = string(data.get("itemType"))
        if kind in _BESIDE:
            beside += 1
            continue
        title = plain(string(data.get("title")) or string(data.get("subject")) or string(data.get("caseName")))
        if not clean(title):
            yield skip(record.line, "no title", string(data.get("key")) or kind or str(record.value)[:200])
            continue
        position += 1
        yield Listed(paper=_paper(data, mapping(value.get("meta")), title), line=record.line, position=position)
    if beside:
        yield Noted(text=f"{several(beside, 'item')} left out: attachments, notes, annotations")


def _paper(data: dict[str, Any], meta: dict[str, Any], title: str) -> Paper:
    kind = _KINDS.get(string(data.get("itemType")), "document")
    creators = [
        (string(mapping(item).get("creatorType")), _name(mapping(item))) for item in sequence(data.get("creators"))
    ]
    authors, complete = facts.complete(name for role, name in creators if role not in _OTHER_ROLES)
    editors, _ = facts.complete(name for role, name in creators if role == "editor")
    said = _said_in_extra(string(data.get("extra")))
    extra: dict[str, str] = {}
    for field, variable in _EXTRA.items():
        if text := plain(string(data.get(field))).strip():
            extra.setdefault(variable, text)
    if page := string(data.get("pages")):
        extra["page"] = facts.pages(page)
    if accessed := facts.date(string(data.get("accessDate"))[:10]):
        extra["accessed"] = accessed
    for role in ("translator", "seriesEditor", "bookAuthor"):
        if others := "; ".join(name.text for found, name in creators if found == role):
            extra[{"translator": "translator", "seriesEditor": "collection-editor"}.get(role, "container-author")] = (
                others
            )
    for name in ("PMID", "PMCID"):
        if text := string(data.get(name)) or said.get(name.lower(), ""):
            extra[name] = text
    if key := string(data.get("citationKey")) or string(data.get("citekey")) or said.get("citation key", ""):
        extra["key"] = key
    tags = [string(mapping(item).get("tag")) or string(item) for item in sequence(data.get("tags"))]
    if words := ", ".join(tag for tag in tags if tag):
        extra["keyword"] = words
    venue = next((text for field in _VENUES if (text := plain(string(data.get(field))).strip())), None)
    if kind == "thesis" or (kind == "report" and venue == extra.get("publisher")):
        venue = None
    number = string(data.get("archiveID")) or said.get("arxiv", "") or string(data.get("archiveLocation"))
    link = string(data.get("url"))
    identifier = (
        arxiv_id(number) if "arxiv" in f"{number} {string(data.get('archive'))} {venue} {said}".lower() else None
    )
    identifier = identifier or (arxiv_id(link) if "arxiv.org" in link else None)
    if identifier and kind == "article-journal" and venue and venue.lower().startswith("arxiv"):
        kind = "article"
    if identifier and venue and venue.lower().startswith("arxiv"):
        venue = "arXiv"
        for variable in ("number", "volume"):
            extra.pop(variable, None)
    return Paper(
        title=title,
        authors=authors,
        authors_complete=complete,
        date=facts.date(string(data.get("date"))) or facts.date(string(meta.get("parsedDate"))),
        venue=venue,
        kind=kind,
        abstract=abstract(string(data.get("abstractNote"))) or None,
        doi=string(data.get("DOI")) or said.get("doi") or None,
        arxiv_id=identifier,
        url=link or None,
        editors=editors,
        extra=extra,
    )


def _name(creator: dict[str, Any]) -> Name:
    whole = string(creator.get("name")).strip()
    family, given = string(creator.get("lastName")).strip(), string(creator.get("firstName")).strip()
    if whole or string(creator.get("fieldMode")) == "1":
        text = whole or family
        return Name(text) if text.rstrip(".").lower() in ("others", "et al") else Name.group(text)
    given, _, suffix = given.partition(",")
    return facts.person(family, given, suffix)


def _said_in_extra(text: str) -> dict[str, str]:
    """Return what people write into Zotero's Extra field, a `Name: value` a line, names in lower case."""
    lines = (_EXTRA_LINE.match(line[:1_000]) for line in text[:20_000].split("\n"))
    return {found[1].lower(): found[2].strip() for found in lines if found}
