"""MathSciNet: the answers of its search, and BibTeX entries in JSON, as its export and MR Lookup give them.

https://mathscinet.ams.org/mathscinet/api/publications (`search`, `format`), https://mathscinet.ams.org/mrlookup.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from importers import bibentries, facts
from importers.decode import from_text
from importers.facts import mapping, string
from importers.json_facts import at, day, every, paper, told, untitled
from importers.json_text import Record, keys, streamed
from importers.reader import CERTAIN, REFERENCE, Item, Listed, Page, Skipped, answered, listed, skip
from storage.papers.bibfields import table
from storage.papers.paper import Paper

NAME, TITLE = "mathscinet-json", "MathSciNet JSON"
CARRIES = (*REFERENCE,)
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 40, "2026-11-30"

_IN_BIBTEX = ("bib", "bibTexFormat")
_NUMBERS = frozenset("mrnumber mrNumber MRNumber".split())
_TYPES = {"j": "article-journal", "p": "paper-conference", "b": "book", "c": "book"}
_FIELDS = table("""
    title = titles.title, title.title, title; mrnumber = mrnumber, mrNumber, MRNumber, id; DOI = doi, articleUrl;
    URL = articleUrl, url; container-title = issue.issue.journal.title, issue.journal.title, journal.title,
    issue.issue.journal.shortTitle, issue.journal.shortTitle, journal.shortTitle, journalTitle, journal;
    container-title-short = issue.issue.journal.shortTitle, issue.journal.shortTitle, journal.shortTitle;
    volume = issue.issue.volume, issue.volume, volume; issue = issue.issue.number, issue.number, number;
    ISSN = issue.issue.journal.issn, issue.journal.issn, journal.issn; publisher = book.publisher.name, publisher.name,
    publisher; ISBN = book.isbn, isbn; collection-title = book.series.title, series.title;
    language = language.name, language
""")
_YEARS = ("issue.issue.pubYear", "issue.pubYear", "pubYear", "publicationYear", "year", "book.pubYear", "book.year")
_PAGES = ("paging.paging.text", "paging.text", "pages", "paging")


def sniff(head: str) -> float:
    found = keys(head)
    if found & _NUMBERS and {"titles", "authors"} <= found:
        return CERTAIN
    if "@" in head and ("bibTexFormat" in found or {"paperId", "bib"} <= found):
        return CERTAIN
    return 0.3 if found & _NUMBERS else 0.0


def read(page: Page) -> Iterator[Item]:
    envelope: dict[str, Any] = {}
    found = streamed(page, within=("results", "all"), envelope=envelope)
    papers = yield from listed(found, _paper, untitled("mrnumber", "mrNumber", "paperId"))
    yield from answered(papers, facts.count(envelope.get("total")), "MathSciNet")


def _paper(record: Record) -> Paper | Listed | Skipped:
    value = mapping(record.value)
    if written := next((string(value[name]) for name in _IN_BIBTEX if name in value), ""):
        entry = next(bibentries.read(from_text(written)), None)
        if isinstance(entry, Listed):
            return replace(entry, line=record.line)
        return skip(record.line, "no BibTeX entry", written)
    item = told(value, _FIELDS)
    kind = _TYPES.get(string(at(value, "entryType"))[:1].lower())
    item |= {
        "type": kind or ("article-journal" if "volume" in item else "document"),
        "author": [string(at(one, "name")) or string(one) for one in every(value, "authors")],
        "issued": next(filter(None, (day(at(value, path)) for path in _YEARS)), {}),
        "page": next(filter(None, (facts.pages(string(at(value, path))) for path in _PAGES)), ""),
    }  # fmt: skip
    return paper(item, record.line)
