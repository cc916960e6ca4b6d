"""DBLP's search answers as JSON, and lists of what they say of a publication.

https://dblp.org/faq/13501473.html.
"""

from collections.abc import Iterator
from typing import Any

from importers import facts
from importers.dblp import CORR, HOMONYM, TYPES, of_corr
from importers.facts import mapping, sequence, string
from importers.json_facts import at, day, paper, told, untitled
from importers.json_text import Record, keys, streamed
from importers.reader import CERTAIN, Item, Listed, Page, answered, listed
from storage.papers.bibfields import table
from storage.papers.identifiers import arxiv_id
from storage.papers.paper import Paper

NAME, TITLE = "dblp-json", "DBLP JSON"
CARRIES = tuple("title authors authors_complete year date venue kind doi arxiv_id url extra line position".split())
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 40, "2026-11-30"

_FIELDS = table("""
    title = title.text, title; container-title = venue; volume = volume; publisher = publisher; DOI = doi; URL = ee, url
""")
_PARTS = frozenset("venue pages volume number ee access".split())


def sniff(head: str) -> float:
    found = keys(head)
    if {"hits", "hit", "info"} <= found and found & {"@pid", "@total", "@score", "ee"}:
        return CERTAIN
    return 0.9 if "dblp.org/rec/" in head and {"title", "key"} <= found and len(found & _PARTS) >= 2 else 0.0


def read(page: Page) -> Iterator[Item]:
    envelope: dict[str, Any] = {}
    found = streamed(page, within=("result", "hits", "hit"), envelope=envelope)
    papers = yield from listed(found, _paper, untitled("info.key", "key", "info.url"))
    yield from answered(papers, facts.count(envelope.get("@total")), "DBLP")


def _paper(record: Record) -> Paper | Listed:
    value = mapping(mapping(record.value).get("info")) or mapping(record.value)
    item = told(value, _FIELDS)
    kind = TYPES.get(string(value.get("type")), "document")
    link, number = item.get("URL", ""), string(value.get("number"))
    people = sequence(at(value, "authors.author") or value.get("authors"))
    names = (string(at(one, "text")) or string(one) for one in people)
    item |= {
        "title": facts.unstopped(item.get("title", "")), "type": kind, "issued": day(value.get("year")),
        "author": [HOMONYM.sub("", name) for name in names if name],
        "page": facts.pages(string(value.get("pages"))), "arxiv": arxiv_id(link) if "arxiv" in link.lower() else None,
        "citation-key": f"DBLP:{key}" if (key := string(value.get("key"))) else "",
        "issue" if kind == "article-journal" else "number": number,
    }  # fmt: skip
    if item.get("container-title") == CORR:
        item["arxiv"] = item["arxiv"] or of_corr(item.pop("volume", ""))
        item |= {"container-title": "arXiv", "type": "article", "volume": ""}
    return paper(item, record.line)
