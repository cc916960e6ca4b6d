"""Europe PMC's web service: the results of a search, lite or core, and lists of citations and references.

https://europepmc.org/RestfulWebService.
"""

import re
from collections.abc import Iterator
from typing import Any

from importers import facts, pubmed
from importers.facts import sequence, string
from importers.json_facts import at, by_initials, every, kind_in, of_year, paper, person, told, untitled
from importers.json_text import Record, marked, streamed
from importers.reader import CERTAIN, REFERENCE, Item, Listed, Page, answered, listed
from storage.papers.bibfields import table
from storage.papers.kinds import preprint_server
from storage.papers.paper import Paper

NAME, TITLE = "europepmc-json", "Europe PMC JSON"
CARRIES = (*REFERENCE,)
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 30, "2026-11-30"

_MARKS = frozenset(
    "resultList hitCount authorString journalInfo pubYear pageInfo isOpenAccess inEPMC citedByCount abstractText "
    "hasTextMinedTerms fullTextIdList journalTitle firstPublicationDate citationList referenceList fullTextUrlList "
    "nextCursorMark hasDbCrossReferences bookOrReportDetails".split()
)
_FIELDS = table("""
    DOI = doi; PMID = pmid; PMCID = pmcid; abstract = abstractText; language = language; license = license;
    container-title = journalInfo.journal.title, journalTitle, bookOrReportDetails.comprisingTitle, journalAbbreviation;
    container-title-short = journalInfo.journal.isoabbreviation, journalInfo.journal.medlineAbbreviation;
    volume = journalInfo.volume, journalVolume, volume; issue = journalInfo.issue, issue;
    ISSN = journalInfo.journal.issn, journalInfo.journal.essn, journalIssn;
    publisher = bookOrReportDetails.publisher, publisher; ISBN = bookOrReportDetails.isbn13, bookOrReportDetails.isbn10;
    edition = bookOrReportDetails.edition; version = versionNumber
""")
_SOURCES = {"PPR": "article", "PAT": "patent", "ETH": "thesis", "NBK": "book", "HIR": "report"}
_ISSNS = re.compile(r"\d{4}-\d{3}[\dXx]")


def sniff(head: str) -> float:
    found, ours = marked(head, _MARKS)
    if ours >= 3 and found & {"resultList", "authorString", "citationList", "referenceList", "pubYear"}:
        return CERTAIN
    return 0.8 if {"resultList", "result"} <= found and "title" in found else 0.1 * min(ours, 4)


def read(page: Page) -> Iterator[Item]:
    envelope: dict[str, Any] = {}
    within = ("resultList", "result", "citationList", "citation", "referenceList", "reference")
    found = streamed(page, within=within, envelope=envelope)
    papers = yield from listed(found, _paper, untitled("id", "pmid", "doi"))
    yield from answered(papers, facts.count(envelope.get("hitCount")), "Europe PMC")


def _paper(record: Record) -> Paper | Listed:
    value = record.value
    item = told(value, _FIELDS)
    kind = _kind(value, item)
    title, _ = pubmed.titles(string(at(value, "title")), "")
    year, month = (
        at(value, "pubYear") or at(value, "journalInfo.yearOfPublication"),
        at(value, "journalInfo.monthOfPublication"),
    )
    printed = facts.iso(string(year), string(month)) if facts.count(month) else None
    online = at(value, "firstPublicationDate")
    if kind == "article":
        server = item.pop("container-title", "") or item.pop("publisher", "")
        item["container-title"] = preprint_server(server) or server
    item |= {
        "type": kind, "title": title, "author": _authors(value), "page": facts.pages(string(at(value, "pageInfo"))),
        "editor": [_name(one) for one in every(value, "editorList.editor")],
        "issued": of_year(year, printed, online), "keyword": list(map(string, every(value, "keywordList.keyword"))),
        "ISSN": next(iter(_ISSNS.findall(item.get("ISSN", "")[:100])), ""),
    }  # fmt: skip
    if not item.get("DOI"):
        item["URL"] = string(at(value, "fullTextUrlList.fullTextUrl.url"))
    return paper(item, record.line)


def _authors(value: Any) -> list[Any]:
    found = [_name(one) for one in every(value, "authorList.author")]
    return found or list(by_initials(string(at(value, "authorString"))))


def _name(one: Any) -> Any:
    if group := string(at(one, "collectiveName")):
        return {"literal": group}
    given = at(one, "firstName") or at(one, "initials")
    return person(at(one, "lastName"), given, next(by_initials(string(at(one, "fullName"))), ""))


def _kind(value: Any, item: dict[str, Any]) -> str:
    if (source := string(at(value, "source"))) in _SOURCES:
        kind = _SOURCES[source]
        return "chapter" if kind == "book" and at(value, "bookOrReportDetails.comprisingTitle") else kind
    types = "; ".join(map(string, every(value, "pubTypeList.pubType") or sequence(at(value, "pubType"))))
    return kind_in(types) or ("article-journal" if "container-title" in item else "document")
