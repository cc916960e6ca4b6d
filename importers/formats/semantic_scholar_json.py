"""Semantic Scholar's API and bulk data: papers of a search, a batch, an author, a citation list, or one a line."""

import re
from collections.abc import Iterator
from typing import Any

from importers import facts
from importers.facts import mapping, sequence, string
from importers.json_text import Record, keys, records
from importers.markup import plain
from importers.reader import Item, Listed, Noted, Page, skip
from storage.papers.kinds import preprint_server
from storage.papers.paper import Name, Paper
from storage.papers.text import clean

NAME = "semantic-scholar-json"
TITLE = "Semantic Scholar JSON"
CARRIES = ("title", "authors", "authors_complete", "year", "date", "venue", "kind", "category",
           "abstract", "doi", "arxiv_id", "url", "extra", "line", "position")  # fmt: skip
STREAMS = False
TRUST = 30
LAST_SEEN = "2026-11-22"

# https://api.semanticscholar.org/api-docs/graph: publicationTypes. The first that is among a paper's types decides.
_KINDS = {
    "Conference": "paper-conference", "Book": "book", "BookSection": "chapter", "Dataset": "dataset",
    "JournalArticle": "article-journal", "CaseReport": "article-journal", "ClinicalTrial": "article-journal",
    "Editorial": "article-journal", "LettersAndComments": "article-journal", "MetaAnalysis": "article-journal",
    "Review": "article-journal", "Study": "article-journal", "News": "article-newspaper",
}  # fmt: skip
_MARKS = {"paperId", "externalIds", "publicationVenue", "corpusId", "s2FieldsOfStudy", "influentialCitationCount",
          "citationStyles", "openAccessPdf", "tldr", "citingPaper", "citedPaper", "corpusid", "externalids",
          "s2fieldsofstudy", "publicationvenueid", "authorId", "inCitations", "outCitations"}  # fmt: skip


_VOLUME_AND_ISSUE = re.compile(r"(\d{1,5})\s+(\d{1,5}(?:-\d{1,5})?)")


def sniff(head: str) -> float:
    found = keys(head)
    ours = len(found & _MARKS)
    if ours and ("paperId" in found or "corpusid" in found) and "title" in found:
        return 0.95 if ours >= 2 else 0.8
    return 0.1 * min(ours, 4)


def read(page: Page) -> Iterator[Item]:
    envelope: dict[str, Any] = {}
    position = 0
    for record in records(page.text, within=("data", "papers", "recommendedPapers"), envelope=envelope):
        if not isinstance(record, Record):
            yield record
            continue
        value = mapping(record.value)
        value = mapping(value.get("citingPaper")) or mapping(value.get("citedPaper")) or value
        value = {name.lower(): item for name, item in value.items()}  # the bulk files write all names in lower case
        title = plain(string(value.get("title")))
        if not clean(title):
            yield skip(record.line, "no title", string(value.get("paperid")) or str(record.value)[:200])
            continue
        position += 1
        yield Listed(paper=_paper(value, title), line=record.line, position=position)
    total = facts.count(envelope.get("total"))
    if total and total > position:
        yield Noted(text=f"{position} of the {total} results that Semantic Scholar has for the query")


def _paper(value: dict[str, Any], title: str) -> Paper:
    external = {name.lower(): item for name, item in mapping(value.get("externalids")).items()}
    journal = mapping(value.get("journal"))
    known = mapping(value.get("publicationvenue"))
    venue = string(known.get("name")) or string(value.get("venue")) or string(journal.get("name"))
    identifier = string(external.get("arxiv")) or string(value.get("arxivid"))
    volume, page = string(journal.get("volume")).strip(), facts.pages(" ".join(string(journal.get("pages")).split()))
    if volume.startswith("abs/"):  # an arXiv number in the disguise of DBLP
        identifier, volume = identifier or volume[4:], ""
    issue = ""
    if numbered := _VOLUME_AND_ISSUE.fullmatch(volume):
        volume, issue = numbered.groups()
    server = preprint_server(venue or ("arXiv" if identifier else None))
    if server == "arXiv":
        venue, volume, page = server, "", ""
    names, complete = _names(value.get("authors"))
    fields = [string(mapping(item).get("category")) or string(item) for item in sequence(value.get("s2fieldsofstudy"))]
    fields = [field for field in [*map(string, sequence(value.get("fieldsofstudy"))), *fields] if field]
    corpus = string(external.get("corpusid")) or string(value.get("corpusid"))
    extra = {
        "volume": volume,
        "issue": issue,
        "page": page,
        "ISSN": string(known.get("issn")),
        "PMID": string(external.get("pubmed")),
        "PMCID": f"PMC{number}" if (number := string(external.get("pubmedcentral")).removeprefix("PMC")) else "",
        "DBLP": string(external.get("dblp")),
        "ACL": string(external.get("acl")),
        "corpus-id": corpus,
    }
    if string(journal.get("name")) not in ("", venue) and server != "arXiv":
        extra["container-title-short"] = string(journal.get("name"))
    return Paper(
        title=title,
        authors=names,
        authors_complete=complete,
        year=facts.count(value.get("year")),
        date=_date(value),
        venue=venue or None,
        kind="article" if server else _kind(value, string(known.get("type"))),
        category=fields[0] if fields else None,
        abstract=plain(string(value.get("abstract"))) or None,
        doi=string(external.get("doi")) or string(value.get("doi")) or None,
        arxiv_id=identifier or None,
        url=string(value.get("url")) or None,
        extra={name: text for name, text in extra.items() if text},
    )


def _date(value: dict[str, Any]) -> str | None:
    day = facts.date(string(value.get("publicationdate"))[:10])
    year = facts.count(value.get("year"))
    # The day is often that of the preprint, the year that of the publication; the year is what is cited.
    return None if day and year and int(day[:4]) != year else day


def _names(value: Any) -> tuple[tuple[Name, ...], bool]:
    found = [string(mapping(item).get("name")) or string(item) for item in sequence(value)]
    return facts.complete(facts.named(name) for name in found if name.strip())


def _kind(value: dict[str, Any], venue: str) -> str | None:
    types = {string(item) for item in sequence(value.get("publicationtypes"))}
    if venue == "conference" and types <= {"JournalArticle", "Conference", "Review"}:
        return "paper-conference"
    if venue == "journal" and types <= {"JournalArticle", "Conference", "Review"}:
        return "article-journal"
    return next((kind for name, kind in _KINDS.items() if name in types), None)
