"""Crossref's REST API: a page of works, one work, or a list of them."""

import re
from collections.abc import Iterator
from typing import Any

from importers import facts
from importers.facts import mapping, sequence, string
from importers.json_text import Record, keys, records
from importers.markup import abstract, plain, spaced
from importers.reader import Item, Listed, Noted, Page, skip
from storage.papers.paper import KINDS, Name, Paper, arxiv_id
from storage.papers.text import clean

NAME = "crossref-json"
TITLE = "Crossref JSON"
CARRIES = ("title", "authors", "authors_complete", "year", "date", "venue", "kind", "category",
           "abstract", "doi", "arxiv_id", "url", "editors", "extra", "line", "position")  # fmt: skip
STREAMS = False
TRUST = 30
LAST_SEEN = "2026-11-22"

# https://api.crossref.org/types
_KINDS = {
    "journal-article": "article-journal", "proceedings-article": "paper-conference", "posted-content": "article",
    "book-chapter": "chapter", "book-section": "chapter", "book-part": "chapter", "book-track": "chapter",
    "reference-entry": "entry-encyclopedia", "book": "book", "monograph": "book", "edited-book": "book",
    "reference-book": "book", "book-set": "book", "book-series": "book", "proceedings": "book",
    "proceedings-series": "book", "dissertation": "thesis", "report": "report", "report-component": "report",
    "report-series": "report", "standard": "report", "standard-series": "report", "dataset": "dataset",
    "database": "dataset", "peer-review": "review", "journal": "document", "journal-issue": "document",
    "journal-volume": "document", "component": "document", "other": "document",
}  # fmt: skip
_MARKS = {
    "is-referenced-by-count", "reference-count", "references-count", "deposited", "indexed", "content-domain", "member",
    "prefix", "short-container-title", "message-type", "message-version", "crossmark-restriction", "group-title",
}  # fmt: skip


_LISTED_TITLE = re.compile(r'"title"\s*:\s*\[\s*"')


def sniff(head: str) -> float:
    found = keys(head)
    ours = len(found & _MARKS)
    if ours >= 3 and found & {"DOI", "title", "items"}:
        return 0.95
    if ours and "DOI" in found and _LISTED_TITLE.search(head):  # a single work; as CSL-JSON its title is no list
        return 0.8
    return 0.75 if ours >= 2 and "DOI" in found else 0.2 * min(ours, 2)


def read(page: Page) -> Iterator[Item]:
    envelope: dict[str, Any] = {}
    position = 0
    for record in records(page.text, within=("message", "items"), envelope=envelope):
        if not isinstance(record, Record):
            yield record
            continue
        value = mapping(record.value)
        # One work asked for alone comes in a message without items.
        title = _title(value)
        if not clean(title):
            what = {"grant": "a grant, not a paper"}.get(string(value.get("type")), "no title")
            yield skip(record.line, what, string(value.get("DOI")) or str(value)[:200])
            continue
        position += 1
        yield Listed(paper=_paper(value, title), line=record.line, position=position)
    total = facts.count(envelope.get("total-results"))
    if total and total > position:
        yield Noted(text=f"{position} of the {total} results that Crossref has for the query")


_VOWEL = re.compile("[AEIOUYÀ-Þ]")
_CONTROLS = re.compile("[\x80-\x9f]")


def _title(value: dict[str, Any]) -> str:
    written = string(value.get("title")) or string(value.get("original-title"))
    if _CONTROLS.search(written):  # UTF-8 that its publisher sent as Latin-1
        written = facts.mended(written)
    title = plain(spaced(written))
    return facts.joined(" ".join(title.split()), " ".join(plain(string(value.get("subtitle"))).split()))


def _paper(value: dict[str, Any], title: str) -> Paper:
    declared = string(value.get("type"))
    kind = _KINDS.get(declared) or (declared if declared in KINDS else "document")
    authors, complete = _names(value.get("author"))
    editors, _ = _names(value.get("editor"))
    containers = [plain(text) for item in sequence(value.get("container-title")) if (text := string(item))]
    institution = string(mapping(next(iter(sequence(value.get("institution"))), None)).get("name"))
    event = mapping(value.get("event"))
    # Of a chapter in a series Crossref gives the series first and the volume's own title last.
    venue = containers[-1] if kind in ("chapter", "paper-conference", "entry-encyclopedia") and containers else None
    venue = venue or (containers[0] if containers else None)
    if kind == "article" and not venue:
        venue = institution or string(value.get("group-title")) or None
    if kind == "paper-conference" and not venue:
        venue = plain(string(event.get("name"))) or None
    page, number = facts.pages(string(value.get("page"))), string(value.get("article-number"))
    extra = {
        "volume": string(value.get("volume")),
        "issue": string(value.get("issue")) or string(mapping(value.get("journal-issue")).get("issue")),
        "page": page,
        "number": number if not page else "",
        "publisher": plain(string(value.get("publisher"))),
        "publisher-place": string(value.get("publisher-location")),
        "collection-title": containers[0] if len(containers) > 1 and venue != containers[0] else "",
        "event-title": plain(string(event.get("name"))),
        "event-place": string(event.get("location")).strip(" ,"),
        "edition": string(value.get("edition-number")),
        "genre": " ".join(map(string, sequence(value.get("degree")))) if kind == "thesis" else "",
        "ISBN": string(value.get("ISBN")).rpartition("/")[2],
        "ISSN": string(value.get("ISSN")),
        "container-title-short": plain(string(value.get("short-container-title"))),
        "language": string(value.get("language")),
        "original-title": plain(string(value.get("original-title"))) if value.get("title") else "",
    }
    if kind in ("thesis", "report") and institution:
        extra["publisher"] = institution
    relation = mapping(value.get("relation"))
    identifier = None
    for name in ("has-preprint", "is-preprint-of", "is-version-of"):
        for other in sequence(relation.get(name)):
            related = string(mapping(other).get("id"))
            identifier = identifier or (arxiv_id(related) if "arxiv" in str(other).lower() else None)
            if name != "is-version-of":
                extra.setdefault(name, related)
    return Paper(
        title=title,
        authors=authors,
        authors_complete=complete,
        date=_date(value),
        venue=venue,
        kind=kind,
        category=string(value.get("subject")) or None,
        abstract=abstract(string(value.get("abstract"))) or None,
        doi=string(value.get("DOI")) or None,
        arxiv_id=identifier,
        url=string(value.get("URL"))
        or string(mapping(mapping(value.get("resource")).get("primary")).get("URL"))
        or None,
        editors=editors,
        extra={name: text for name, text in extra.items() if text},
    )


def _date(value: dict[str, Any]) -> str | None:
    names = ("issued", "published", "published-print", "published-online", "published-other", "posted", "approved")
    return next((day for name in names if (day := facts.csl_date(value.get(name)))), None)


def _names(value: Any) -> tuple[tuple[Name, ...], bool]:
    found: list[Name] = []
    for item in sequence(value):
        parts = mapping(item)
        family, given, name = (plain(string(parts.get(part))).strip() for part in ("family", "given", "name"))
        name = name or plain(string(parts.get("literal"))).strip()
        if len(family) > 2 and family.isupper() and given.isupper():  # some publishers shout
            family = family.title()
            given = given.title() if len(given) > 2 and _VOWEL.search(given) and "." not in given else given
        if family or given:
            found.append(facts.person(family, given, string(parts.get("suffix"))))
        elif name:
            found.append(Name.group(name))
    return facts.complete(found)
