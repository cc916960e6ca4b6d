"""OpenAlex's API and snapshot: a page of works, one work, or one a line."""

import re
from collections.abc import Iterator
from typing import Any

from importers import facts
from importers.besides import fill, in_words, members, of_person, unsaid
from importers.facts import mapping, sequence, string
from importers.json_text import marked, streamed, text
from importers.markup import abstract, from_inverted
from importers.markup import marked as marked_up
from importers.reader import CERTAIN, Item, Page, answered, listed
from storage.papers.bibfields import by_name
from storage.papers.identifiers import arxiv_id
from storage.papers.kinds import as_preprint, preprint_server
from storage.papers.names import Name
from storage.papers.paper import Paper

NAME, TITLE = "openalex-json", "OpenAlex JSON"
CARRIES = tuple(
    "title authors authors_complete year date venue kind category abstract doi arxiv_id url extra line position".split()
)
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 30, "2026-11-22"

_MARKS = frozenset(
    "abstract_inverted_index authorships primary_location host_venue publication_year cited_by_api_url open_access "
    "biblio primary_topic best_oa_location referenced_works".split()
)


_WORK = re.compile(r'"id"\s*:\s*"https?://openalex\.org/W\d')


def sniff(head: str) -> float:
    found, ours = marked(head, _MARKS)
    if ours >= 2 and ("openalex.org/" in head or "abstract_inverted_index" in found):
        return CERTAIN
    if _WORK.search(head) and found & {"title", "display_name"}:
        return 0.8
    return 0.7 if ours >= 4 else 0.1 * min(ours, 4)


def read(page: Page) -> Iterator[Item]:
    envelope: dict[str, Any] = {}
    papers = yield from listed(
        streamed(page, within=("results",), envelope=envelope),
        lambda record: _paper(mapping(record.value)),
        lambda record: text(record.value, "id") or str(record.value),
    )
    yield from answered(papers, facts.count(mapping(envelope.get("meta")).get("count")), "OpenAlex")


def _paper(value: dict[str, Any]) -> Paper:
    location = mapping(value.get("primary_location"))
    source = mapping(location.get("source")) or mapping(value.get("host_venue"))
    identifiers = mapping(value.get("ids"))
    biblio = mapping(value.get("biblio"))
    doi = text(value, "doi") or text(identifiers, "doi")
    venue = text(source, "display_name") or text(location, "raw_source_name")
    if server := re.match(r"(\w*[Rr][Xx]iv) \(", venue):  # arXiv (Cornell University)
        venue, source = server[1], source | {"host_organization_name": None}
    kind = _kind(value, text(source, "type"))
    if preprint_server(venue) or (not venue and "arxiv.org/" in text(location, "landing_page_url")):
        venue, kind = as_preprint(venue, kind)
    authors, complete = _names(value)
    first, last = text(biblio, "first_page").strip(), text(biblio, "last_page").strip()
    topics = (value.get("primary_topic"), *sequence(value.get("topics"))[:1], *sequence(value.get("concepts"))[:1])
    category = string(next(filter(None, map(mapping, topics)), {}).get("display_name"))
    link = text(location, "landing_page_url") or doi or text(value, "id")
    extra = {
        "volume": text(biblio, "volume"),
        "issue": text(biblio, "issue"),
        "page": facts.pages(f"{first}-{last}") if last and last != first else first,
        "publisher": text(source, "host_organization_name") or text(source, "publisher"),
        "ISSN": text(source, "issn_l") or text(source, "issn"),
        "language": text(value, "language"),
        "PMID": text(identifiers, "pmid").rstrip("/").rpartition("/")[2],
        "PMCID": _pmcid(text(identifiers, "pmcid")),
        "keyword": ", ".join(map(_called, sequence(value.get("keywords")))),
    }
    number = _arxiv(value)
    places = unsaid(_places(value, source, number), extra.values(), (venue, link, doi))
    fill(extra, (*_besides(value, identifiers), *unsaid(_subjects(value), (category,)), *places))
    return Paper(
        title=marked_up(text(value, "title") or text(value, "display_name")),
        authors=authors,
        authors_complete=complete,
        year=facts.count(value.get("publication_year")),
        date=facts.date(text(value, "publication_date")[:10]),
        venue=venue,
        kind=kind,
        category=category,
        abstract=abstract(from_inverted(value.get("abstract_inverted_index")) or text(value, "abstract")),
        doi=doi,
        arxiv_id=number,
        url=link,
        extra=extra,
    )


# What rules of this module read, other works, and what OpenAlex reckons for its own searches; of the lists of things
# only what they are called.
_KNOWN = frozenset(
    "id doi title display_name publication_year publication_date ids biblio language primary_location host_venue "
    "best_oa_location locations locations_count alternate_host_venues authorships authors_count is_authors_truncated "
    "type type_crossref abstract abstract_inverted_index abstract_inverted_index_v3 keywords primary_topic topics "
    "concepts mesh sustainable_development_goals referenced_works related_works cited_by_api_url ngrams_url "
    "counts_by_year cited_by_percentile_year citation_normalized_percentile fwci relevance_score updated_date "
    "updated created_date indexed_in datasets versions has_fulltext fulltext_origin has_content content_url "
    "content_urls countries_distinct_count institutions_distinct_count corresponding_author_ids "
    "corresponding_institution_ids institution_assertions institutions apc_list".split()
)


def _besides(value: dict[str, Any], identifiers: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what no fact says: grants, open access, how often it is cited, retractions, whence its people are."""
    yield from members(identifiers, ("doi", "pmid", "pmcid", "arxiv", "openalex"))
    yield "openalex", (text(identifiers, "openalex") or text(value, "id")).rpartition("/")[2]
    yield from members(value, _KNOWN)
    for authorship in map(mapping, sequence(value.get("authorships"))):
        name = text(authorship, "author", "display_name") or text(authorship, "raw_author_name")
        places = sequence(authorship.get("raw_affiliation_strings") or authorship.get("raw_affiliation_string"))
        places = places or [*map(_called, sequence(authorship.get("institutions")))]
        yield from of_person(name, "affiliation", map(string, places))
        yield from of_person(name, "orcid", [text(authorship, "author", "orcid")])


def _subjects(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in ("topics", "concepts", "sustainable_development_goals"):
        yield from ((name, _called(item)) for item in sequence(value.get(name)))
    for item in map(mapping, sequence(value.get("mesh"))):
        yield "mesh", "/".join(filter(None, (text(item, "descriptor_name"), text(item, "qualifier_name"))))


def _places(value: dict[str, Any], source: dict[str, Any], preprint: str | None) -> Iterator[tuple[str, str]]:
    """Yield where else it stands: files, pages, licences, and other numbers of its journal."""
    names = ("primary_location", "best_oa_location", "locations", "host_venue", "alternate_host_venues")
    for place in (mapping(place) for name in names for place in sequence(value.get(name))):
        links = ((name, text(place, name)) for name in ("landing_page_url", "pdf_url", "url", "license"))
        yield from (one for one in links if not ("arxiv" in one[1].lower() and preprint == arxiv_id(one[1])))
    yield from (("issn", string(number)) for number in sequence(source.get("issn")))


def _called(item: Any) -> str:
    return text(item, "display_name") or text(item, "keyword") or in_words(item)


def _names(value: dict[str, Any]) -> tuple[tuple[Name, ...], bool]:
    found: list[Name] = []
    for item in sequence(value.get("authorships")):
        authorship = mapping(item)
        name = text(authorship, "author", "display_name") or string(authorship.get("raw_author_name"))
        if name.strip():
            found.append(facts.named(name))
    names, complete = facts.complete(found)
    return names, complete and value.get("is_authors_truncated") is not True


# https://docs.openalex.org/api-entities/works/work-object: `type`, and `type_crossref` of older answers.
_KINDS = by_name("""
    article = preprint, posted-content; article-journal = journal-article;
    book = book, monograph, edited-book, reference-book; paper-conference = proceedings-article;
    chapter = book-chapter, book-section; thesis = dissertation; report = report, standard; dataset = dataset;
    software = software; review = peer-review; entry-encyclopedia = reference-entry; document = other, paratext;
    webpage = libguides
""")
_BY_SOURCE = {
    "journal": "article-journal", "conference": "paper-conference", "repository": "article",
    "book series": "chapter", "ebook platform": "chapter",
}  # fmt: skip


def _kind(value: dict[str, Any], source: str) -> str | None:
    declared = text(value, "type")
    kind = _KINDS.get(text(value, "type_crossref")) or _KINDS.get(declared)
    if kind == "article-journal" and source == "conference":
        return "paper-conference"
    # `article`, `review`, `letter` and `editorial` say nothing of where; the source does.
    return kind or _BY_SOURCE.get(source) or ("article-journal" if source else None)


def _arxiv(value: dict[str, Any]) -> str | None:
    places = [value.get("primary_location"), value.get("best_oa_location"), *sequence(value.get("locations"))[:50]]
    links = [string(mapping(place).get(name)) for place in places for name in ("landing_page_url", "pdf_url")]
    links += [text(value, "ids", "arxiv"), text(value, "doi")]
    return next((found for link in links if "arxiv" in link.lower() and (found := arxiv_id(link))), None)


def _pmcid(link: str) -> str:
    number = link.rstrip("/").rpartition("/")[2]
    return f"PMC{number}" if number.isdecimal() else number
