"""INSPIRE: the answers of its API about literature, one record, or a list of records, whatever fields were asked for.

https://github.com/inspirehep/rest-api-doc and https://inspire-schemas.readthedocs.io/en/latest/schemas/records/hep.html;
the older JSON of Invenio (`of=recjson`) calls some of it otherwise.
"""

from collections.abc import Iterator
from typing import Any

from importers import facts
from importers.facts import mapping, string
from importers.json_facts import OTHERS, at, every, of_year, page, paper, person, told, untitled
from importers.json_text import Record, marked, streamed
from importers.reader import CERTAIN, REFERENCE, Item, Listed, Page, answered, listed
from storage.papers.bibfields import by_name, table
from storage.papers.paper import Paper

NAME, TITLE = "inspire-json", "INSPIRE JSON"
CARRIES = (*REFERENCE, "category")
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 30, "2026-11-30"

_MARKS = frozenset(
    "titles arxiv_eprints control_number publication_info inspire_categories texkeys document_type earliest_date "
    "primary_arxiv_category legacy_creation_date author_count preprint_date inspire_roles collaborations "
    "imprints".split()
)
_OLDER = frozenset("recid primary_report_number prepublication publication_info system_control_number".split())
_TYPES = by_name("""
    paper-conference = conference paper; book = book, proceedings; chapter = book chapter; thesis = thesis;
    report = report, activity report, note; article-journal = article
""")
_FIELDS = table("""
    title = titles.title, title.title, title; abstract = abstracts.value, abstract.summary, abstract;
    arxiv = arxiv_eprints.value; language = languages; ISBN = isbns.value; number = report_numbers.value;
    publisher = imprints.publisher, thesis_info.institutions.name; publisher-place = imprints.place;
    genre = thesis_info.degree_type; number-of-pages = number_of_pages; citation-key = texkeys;
    collaboration = collaborations.value
""")
_PUBLISHED = table("""
    container-title = journal_title, title; volume = journal_volume, volume; issue = journal_issue, issue;
    event-title = conf_acronym
""")


def sniff(head: str) -> float:
    found, ours = marked(head, _MARKS)
    if ("titles" in found and ours >= 3) or ("inspirehep.net/" in head and {"metadata", "titles"} <= found):
        return CERTAIN
    if {"recid", "full_name"} <= found and len(found & _OLDER) >= 2:
        return CERTAIN
    return 0.1 * min(ours, 4)


def read(page: Page) -> Iterator[Item]:
    envelope: dict[str, Any] = {}
    found = streamed(page, within=("hits",), envelope=envelope)
    papers = yield from listed(found, _paper, untitled("id", "recid", "metadata.control_number", "control_number"))
    yield from answered(papers, facts.count(envelope.get("total")), "INSPIRE")


def _paper(record: Record) -> Paper | Listed:
    value = mapping(mapping(record.value).get("metadata")) or mapping(record.value)
    item = told(value, _FIELDS)
    infos = every(value, "publication_info")
    info = next((one for one in infos if at(one, "journal_title") or at(one, "artid")), infos[0] if infos else None)
    item |= told(info, _PUBLISHED)
    types = list(map(string, every(value, "document_type")))
    kind = next((_TYPES[one] for one in types if one in _TYPES), "article-journal")
    if kind in ("article-journal", "paper-conference") and "container-title" not in item:
        kind = "article" if item.get("arxiv") or kind == "article-journal" else kind
    dois = every(value, "dois") or every(value, "doi")
    fitting = [one for one in dois if at(one, "material") in (None, "publication")] or dois
    year = at(info, "year") or at(value, "thesis_info.date") or at(value, "imprints.date")
    days = (
        at(value, path)
        for path in ("thesis_info.date", "imprints.date", "preprint_date", "earliest_date", "creation_date")
    )
    number = string(at(value, "control_number")) or string(at(value, "recid"))
    item |= {
        "type": kind, "title": facts.joined(item.get("title", ""), string(at(value, "titles.subtitle"))),
        "author": _people(value), "editor": [_name(one) for one in every(value, "authors") if _edits(one)],
        "page": page(at(info, "page_start"), at(info, "page_end")) or facts.pages(
            string(at(info, "artid") or at(info, "pagination"))),
        "issued": of_year(year, *days), "DOI": string(at(fitting, "value")) or string(fitting),
        "URL": f"https://inspirehep.net/literature/{number}" if number.isdecimal() else "",
        "keyword": list(dict.fromkeys(string(at(one, "value")) for one in every(value, "keywords"))),
    }  # fmt: skip
    return paper(item, record.line, string(at(value, "arxiv_eprints.categories")))


def _edits(one: Any) -> bool:
    return "editor" in every(one, "inspire_roles")


def _people(value: dict[str, Any]) -> list[Any]:
    """Return the authors, those of whom only the first is told, else the collaboration that stands for them."""
    found = [
        _name(one)
        for one in every(value, "authors")
        if not _edits(one) and "supervisor" not in every(one, "inspire_roles")
    ]
    first = at(value, "first_author")
    if not found and first:
        found = [_name(first)]
    if not found:
        groups = every(value, "collaborations") or every(value, "corporate_author")
        return [{"literal": string(at(one, "value")) or string(one)} for one in groups]
    count = facts.count(at(value, "author_count")) or 0
    return [*found, OTHERS] if count > len(every(value, "authors") or found) else found


def _name(one: Any) -> Any:
    return string(at(one, "full_name")) or person(at(one, "last_name"), at(one, "first_name"))
