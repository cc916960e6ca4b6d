"""ORCID: the works of a person, as a record, as summaries in groups, or one by one.

https://info.orcid.org/documentation/api-tutorials/api-tutorial-read-data-on-a-record/ (message 1.2, record 2.0 to 3.0).
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from importers import bibentries, facts
from importers.decode import from_text
from importers.facts import count, string
from importers.json_facts import at, day, every, paper, told, untitled
from importers.json_text import Record, keys, streamed
from importers.reader import CERTAIN, REFERENCE, Item, Listed, Page, Skipped, listed, skip
from storage.papers.bibfields import by_name, table
from storage.papers.paper import Paper

NAME, TITLE = "orcid-json", "ORCID works (JSON)"
CARRIES = (*REFERENCE,)
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 30, "2026-11-30"

_RECORD = frozenset("orcid-bio person activities-summary orcid-activities orcid-works".split())
_WORK = frozenset("work-summary orcid-work work-title journal-title work-type work-external-identifiers".split())
_WITHIN = (
    "orcid-profile", "orcid-activities", "orcid-works", "orcid-work", "activities-summary", "works", "group", "bulk",
)  # fmt: skip
# https://info.orcid.org/documentation/integration-guide/work-types/, older names as well.
_TYPES = by_name("""
    article-journal = journal-article, journal-issue, newsletter-article; article = preprint;
    paper-conference = conference-paper, conference-proceedings, conference-output, conference-abstract,
    conference-poster;
    book = book, edited-book, manual, translation; chapter = book-chapter, book-section; review = review;
    review-book = book-review; thesis = dissertation, dissertation-thesis, supervised-student-publication;
    report = report, working-paper, technical-report; dataset = data-set; software = software, research-tool;
    article-magazine = magazine-article; article-newspaper = newspaper-article; patent = patent;
    entry-encyclopedia = encyclopedia-entry; entry-dictionary = dictionary-entry; webpage = website, online-resource;
    post-weblog = blog-post; speech = lecture-speech, conference-presentation, public-speech;
    standard = standards-and-policy
""")
_FIELDS = table("""
    title = title.title.value, work-title.title.value, title.title, work-title.title;
    container-title = journal-title.value;
    abstract = short-description; URL = url.value, url; language = language-code
""")
_NAMES = {"doi": "DOI", "pmid": "PMID", "pmc": "PMCID", "arxiv": "arxiv", "isbn": "ISBN", "issn": "ISSN"}


def sniff(head: str) -> float:
    found = keys(head)
    if "put-code" in found and found & _WORK:
        return CERTAIN
    return CERTAIN if found & {"orcid-identifier", "orcid-profile"} and found & _RECORD else 0.0


def read(page: Page) -> Iterator[Item]:
    """Yield every work; of a group, which has one work as several sources tell it, the one that is shown first."""
    name = untitled("put-code", "work-summary.put-code", "work.put-code", "orcid-identifier.path")
    yield from listed(streamed(page, within=_WITHIN), _paper, name)


def _paper(record: Record) -> Paper | Listed | Skipped:
    work: Any = record.value
    if at(work, "work-summary"):
        work = max(every(work, "work-summary"), key=lambda one: count(at(one, "display-index")) or 0)
    elif at(work, "work"):
        work = at(work, "work")
    item = told(work, _FIELDS)
    if "title" not in item and "put-code" not in (work if isinstance(work, dict) else ()):
        return skip(record.line, "no work", string(at(work, "error.response-code")) or str(record.value))
    kind = string(at(work, "type") or at(work, "work-type")).lower().replace("_", "-")
    when = at(work, "publication-date")
    below = string(at(work, "title.subtitle.value") or at(work, "work-title.subtitle.value"))
    item |= {
        "title": facts.joined(item.get("title", ""), below), "type": _TYPES.get(kind, "document"),
        "issued": day(*(at(when, f"{part}.value") for part in ("year", "month", "day"))),
        "author": _people(work, ("author", "")), "editor": _people(work, ("editor",)), **_numbers(work),
    }  # fmt: skip
    if item["type"] in ("thesis", "book", "report", "dataset", "software") and "container-title" in item:
        item["publisher"] = item.pop("container-title")
    found = paper(item, record.line)
    plain = found.paper if isinstance(found, Listed) else found
    cited = None if plain.authors else _cited(work)
    if cited is None:
        return found
    more = {name: text for name, text in cited.extra.items() if name in _TAKEN and name not in plain.extra}
    return replace(
        plain, authors=cited.authors, authors_complete=cited.authors_complete, extra={**plain.extra, **more},
        roles=plain.roles or cited.roles,
    )  # fmt: skip


_TAKEN = frozenset("volume issue page number publisher".split())
"""What is taken out of the BibTeX that a work is told in, besides its people."""


def _people(work: Any, roles: tuple[str, ...]) -> list[Any]:
    people = every(work, "contributors.contributor") or every(work, "work-contributors.contributor")
    role = "contributor-attributes.contributor-role"
    return [
        name
        for one in people
        if (name := string(at(one, "credit-name.value"))) and string(at(one, role)).lower() in roles
    ]


def _numbers(work: Any) -> dict[str, str]:
    """Return the identifiers of the work itself; of what it is part of, its ISSN and ISBN."""
    found: dict[str, str] = {}
    for one in every(work, "external-ids.external-id") or every(
        work, "work-external-identifiers.work-external-identifier"
    ):
        kind = string(at(one, "external-id-type") or at(one, "work-external-identifier-type")).lower()
        value = string(at(one, "external-id-value") or at(one, "work-external-identifier-id.value"))
        relation = string(at(one, "external-id-relationship")).lower().replace("_", "-")
        if (name := _NAMES.get(kind)) and (relation in ("", "self") or name in ("ISSN", "ISBN")):
            found.setdefault(name, value)
    return found


def _cited(work: Any) -> Paper | None:
    """Return the work as the BibTeX in it has it."""
    kind = string(at(work, "citation.citation-type") or at(work, "work-citation.work-citation-type")).lower()
    text = string(at(work, "citation.citation-value") or at(work, "work-citation.citation"))
    if kind != "bibtex" or not text or len(text) > _LONGEST:
        return None
    return next((item.paper for item in bibentries.read(from_text(text)) if isinstance(item, Listed)), None)


_LONGEST = 100_000
"""Longest BibTeX entry, in characters."""
