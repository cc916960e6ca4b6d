"""Mendeley: the documents of its API, a library's or the catalogue's.

https://dev.mendeley.com/methods/#documents.
"""

from collections.abc import Iterator
from typing import Any

from importers import facts
from importers.facts import mapping, string
from importers.json_facts import at, day, every, paper, person, said, told, untitled
from importers.json_text import Record, marked, streamed
from importers.reader import CERTAIN, REFERENCE, Item, Listed, Page, listed
from storage.papers.bibfields import table

NAME, TITLE = "mendeley-json", "Mendeley JSON"
CARRIES = (*REFERENCE, "said")
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, True, 40, "2026-11-30"

_MARKS = frozenset(
    "identifiers profile_id group_id last_modified file_attached source citation_key confirmed private_publication "
    "hidden authored websites folder_uuids".split()
)
# https://dev.mendeley.com/methods/#document-types.
_TYPES = table("""
    journal = article-journal; book = book; book_section = chapter; conference_proceedings = paper-conference;
    working_paper = report; report = report; web_page = webpage; thesis = thesis; magazine_article = article-magazine;
    newspaper_article = article-newspaper; statute = legislation; patent = patent; computer_program = software;
    hearing = hearing; television_broadcast = broadcast; encyclopedia_article = entry-encyclopedia; case = legal_case;
    film = motion_picture; bill = bill
""")
_FIELDS = table("""
    title = title; abstract = abstract; container-title = source; volume = volume; issue = issue; publisher = publisher,
    institution; publisher-place = city; edition = edition; language = language; DOI = identifiers.doi, doi;
    PMID = identifiers.pmid; ISSN = identifiers.issn; ISBN = identifiers.isbn; arxiv = identifiers.arxiv;
    URL = websites, link; collection-title = series; collection-number = series_number; citation-key = citation_key;
    title-short = short_title; genre = thesis_type, user_context; number = revision, patent_application_number
""")


def sniff(head: str) -> float:
    found, ours = marked(head, _MARKS)
    if {"title", "type", "first_name", "last_name"} <= found and ours >= 2:
        return CERTAIN
    return 0.1 * min(ours, 4)


def read(page: Page) -> Iterator[Item]:
    found = streamed(page, within=("documents", "data"))
    yield from listed(found, _listed, untitled("id"), lambda record: string(at(record.value, "id")))


def _listed(record: Record) -> Listed:
    value = mapping(record.value)
    item = told(value, _FIELDS)
    item |= {
        "type": _TYPES.get(string(value.get("type")), "document"), "author": _names(value, "authors"),
        "editor": _names(value, "editors"), "translator": _names(value, "translators"),
        "issued": day(value.get("year"), value.get("month"), value.get("day")),
        "page": facts.pages(string(value.get("pages"))), "keyword": list(map(string, every(value, "keywords"))),
    }  # fmt: skip
    read_ = "read" if value.get("read") is True else ""
    return said(
        paper(item, record.line), record.line, status=read_, starred=value.get("starred") is True,
        tags=every(value, "tags"), note=string(value.get("notes")),
    )  # fmt: skip


def _names(value: dict[str, Any], role: str) -> list[Any]:
    return [person(at(one, "last_name"), at(one, "first_name"), string(one)) for one in every(value, role)]
