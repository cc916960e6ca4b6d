"""Paperpile's export of a library as JSON.

https://paperpile.com/h/export-library/.
"""

from collections.abc import Iterator
from typing import Any

from importers import facts
from importers.facts import mapping, string
from importers.json_facts import at, day, every, kind_in, paper, person, said, told, untitled
from importers.json_text import Record, marked, streamed
from importers.reader import CERTAIN, REFERENCE, Item, Listed, Page, listed
from storage.papers.bibfields import table
from storage.papers.kinds import preprint_server

NAME, TITLE = "paperpile-json", "Paperpile JSON"
CARRIES = (*REFERENCE, "said")
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, True, 40, "2026-11-30"

_MARKS = frozenset(
    "labelsNamed foldersNamed citekey pubtype journalfull published formatted incomplete subfolders arxivid "
    "import_data gsid article_pdf labels folders".split()
)
_FIELDS = table("""
    title = title; abstract = abstract; container-title = journalfull, journal, booktitle, fullname, archive;
    volume = volume; issue = issue; publisher = publisher, school, institution; publisher-place = address, city;
    edition = edition; language = language; DOI = doi; PMID = pmid; PMCID = pmcid; arxiv = arxivid; ISSN = issn;
    ISBN = isbn; URL = url; collection-title = series; citation-key = citekey, citekey_base; note = annote, remark;
    container-title-short = journal; genre = howpublished
""")


def sniff(head: str) -> float:
    found, ours = marked(head, _MARKS)
    if "title" in found and ours >= 3 and ({"labelsNamed", "foldersNamed"} & found or {"published", "last"} <= found):
        return CERTAIN
    return 0.7 if {"title", "labelsNamed", "author"} <= found else 0.1 * min(ours, 4)


def read(page: Page) -> Iterator[Item]:
    name = untitled("_id", "citekey")
    yield from listed(streamed(page), _listed, name, lambda record: string(at(record.value, "_id")))


def _listed(record: Record) -> Listed:
    value = mapping(record.value)
    item = told(value, _FIELDS)
    venue = item.get("container-title", "")
    kind = kind_in(string(value.get("kind"))) or kind_in(string(value.get("pubtype")))
    if server := preprint_server(venue):
        kind, item["container-title"] = "article", server
    if item.get("container-title-short") == venue:
        del item["container-title-short"]
    when = value.get("published")
    item |= {
        "type": kind or ("article-journal" if venue else "document"), "author": _names(value, "author"),
        "editor": _names(value, "editor"), "page": facts.pages(string(value.get("pages"))),
        "issued": day(at(when, "year"), at(when, "month"), at(when, "day")) or day(value.get("year")),
        "keyword": string(value.get("keywords")),
    }  # fmt: skip
    tags = [*every(value, "labelsNamed"), *every(value, "foldersNamed")]
    starred = bool(value.get("starred"))
    return said(paper(item, record.line), record.line, starred=starred, tags=tags, note=string(value.get("notes")))


def _names(value: dict[str, Any], role: str) -> list[Any]:
    return [
        {"literal": name} if (name := string(at(one, "collective")))
        else person(at(one, "last"), at(one, "first") or at(one, "initials"), at(one, "formatted") or string(one))
        for one in every(value, role)
    ]  # fmt: skip
