"""zbMATH Open: the documents of its API.

https://api.zbmath.org/v1/.
"""

from collections.abc import Iterator
from typing import Any

from importers import facts
from importers.facts import mapping, string
from importers.json_facts import at, day, every, paper, told, untitled
from importers.json_text import Record, marked, streamed
from importers.reader import CERTAIN, REFERENCE, Item, Listed, Page, answered, listed
from storage.papers.bibfields import table
from storage.papers.paper import Paper

NAME, TITLE = "zbmath-json", "zbMATH Open JSON"
CARRIES = (*REFERENCE,)
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 40, "2026-11-30"

_MARKS = frozenset("zbmath_url editorial_contributions document_type contributors biographic_references msc".split())
_TYPES = {"j": "article-journal", "a": "paper-conference", "b": "book", "p": "article"}
_FIELDS = table("""
    title = title.title, title.original; original-title = title.original; zbl = identifier; URL = zbmath_url;
    container-title = source.series.title, source.series.short_title, source.book.title;
    container-title-short = source.series.short_title; volume = source.series.volume; issue = source.series.issue;
    publisher = source.book.publisher; ISBN = source.book.isbn; language = language.languages;
    ISSN = source.series.issn.number
""")
_WITHHELD = "contents unavailable due to conflicting licenses"


def sniff(head: str) -> float:
    found, ours = marked(head, _MARKS)
    return CERTAIN if ("zbmath_url" in found and ours >= 2) or ours >= 3 else 0.2 * ours


def read(page: Page) -> Iterator[Item]:
    envelope: dict[str, Any] = {}
    found = streamed(page, within=("result",), envelope=envelope)
    papers = yield from listed(found, _paper, untitled("identifier", "id"))
    yield from answered(papers, facts.count(at(envelope, "status.nr_total_results")), "zbMATH Open")


def _paper(record: Record) -> Paper | Listed:
    value = mapping(record.value)
    item = {name: text for name, text in told(value, _FIELDS).items() if _WITHHELD not in text}
    links = {string(at(one, "type")): string(at(one, "identifier")) for one in reversed(every(value, "links"))}
    kind = _TYPES.get(string(at(value, "document_type.code")), "document")
    if kind == "book" and "container-title" in item:  # the series that the book is in
        item["collection-title"], item["collection-number"] = item.pop("container-title"), item.pop("volume", "")
    pages = string(at(value, "source.pages"))
    summary = (one for one in every(value, "editorial_contributions") if at(one, "contribution_type") == "summary")
    item |= {
        "title": facts.joined(item.get("title", ""), string(at(value, "title.subtitle"))), "type": kind,
        "author": _names(value, "authors"), "editor": _names(value, "editors"), "issued": day(value.get("year")),
        "number-of-pages" if kind == "book" else "page": facts.pages(pages),
        "DOI": links.get("doi"), "arxiv": links.get("arxiv"),
        "abstract": next((text for one in summary if _WITHHELD not in (text := string(at(one, "text")))), ""),
        "keyword": [text for one in every(value, "keywords") if _WITHHELD not in (text := string(one))],
    }  # fmt: skip
    item["abstract"] = item["abstract"].removeprefix("Summary: ")
    return paper(item, record.line)


def _names(value: dict[str, Any], role: str) -> list[str]:
    names = (string(at(one, "name")) for one in every(value, f"contributors.{role}"))
    return [name for name in names if _WITHHELD not in name]
