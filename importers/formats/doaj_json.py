"""The Directory of Open Access Journals: the articles of a search, or of its dump.

https://doaj.org/api/docs and https://doaj.github.io/doaj-docs/master/data_models/OutgoingAPIArticle.
"""

from collections.abc import Iterator
from typing import Any

from importers import facts
from importers.facts import mapping, string
from importers.json_facts import at, day, every, page, paper, told, untitled
from importers.json_text import Record, keys, streamed
from importers.reader import CERTAIN, Item, Listed, Page, Skipped, answered, listed, skip
from storage.papers.bibfields import table
from storage.papers.paper import Paper

NAME, TITLE = "doaj-json", "DOAJ JSON"
CARRIES = tuple("title authors authors_complete year date venue kind abstract doi url extra line position".split())
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 30, "2026-11-30"

_FIELDS = table("""
    title = title; abstract = abstract; container-title = journal.title; volume = journal.volume;
    issue = journal.number; publisher = journal.publisher; language = journal.language; ISSN = journal.issns
""")


def sniff(head: str) -> float:
    found = keys(head)
    return CERTAIN if "bibjson" in found and found & {"title", "journal", "identifier", "admin"} else 0.0


def read(page: Page) -> Iterator[Item]:
    """Yield every article; journals, which have records of the same form, are skipped."""
    envelope: dict[str, Any] = {}
    found = streamed(page, within=("results",), envelope=envelope)
    papers = yield from listed(found, _paper, untitled("id"))
    yield from answered(papers, facts.count(envelope.get("total")), "DOAJ")


def _paper(record: Record) -> Paper | Listed | Skipped:
    value = mapping(at(record.value, "bibjson"))
    if not (value.keys() & {"journal", "author", "start_page"}) and value.keys() & _OF_JOURNALS:
        return skip(record.line, "a journal, not a paper", string(value.get("title")))
    item = told(value, _FIELDS)
    numbers = {string(at(one, "type")).lower(): string(at(one, "id")) for one in reversed(every(value, "identifier"))}
    links = [string(at(one, "url")) for one in every(value, "link")]
    item |= {
        "type": "article-journal", "author": [string(at(one, "name")) for one in every(value, "author")],
        "issued": day(value.get("year"), value.get("month")), "DOI": numbers.get("doi"),
        "page": page(value.get("start_page"), value.get("end_page")), "URL": next(filter(None, links), ""),
        "keyword": list(map(string, every(value, "keywords"))),
    }  # fmt: skip
    item.setdefault("ISSN", numbers.get("pissn") or numbers.get("eissn"))
    return paper(item, record.line)


_OF_JOURNALS = frozenset("pissn eissn editorial plagiarism deposit_policy oa_start apc alternative_title".split())
