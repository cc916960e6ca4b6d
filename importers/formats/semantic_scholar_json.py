"""Semantic Scholar's API and bulk data: papers of a search, a batch, an author, a citation list, or one a line."""

import re
from collections.abc import Iterator
from typing import Any

from importers import facts
from importers.besides import fill, in_words, members, of_person, unsaid
from importers.facts import mapping, sequence, string
from importers.json_text import Record, marked, streamed, text
from importers.markup import marked as marked_up
from importers.markup import plain
from importers.reader import CERTAIN, Item, Page, answered, listed
from storage.papers.bibfields import by_name
from storage.papers.kinds import preprint_server
from storage.papers.names import Name
from storage.papers.paper import Paper

NAME, TITLE = "semantic-scholar-json", "Semantic Scholar JSON"
CARRIES = tuple(
    "title authors authors_complete year date venue kind category abstract doi arxiv_id url extra line position".split()
)
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 30, "2026-11-22"

# https://api.semanticscholar.org/api-docs/graph: publicationTypes. The first that is among a paper's types decides.
_KINDS = by_name("""
    paper-conference = Conference; book = Book; chapter = BookSection; dataset = Dataset;
    article-newspaper = News; article-journal = JournalArticle, CaseReport, ClinicalTrial, Editorial,
    LettersAndComments, MetaAnalysis, Review, Study
""")
_MARKS = frozenset(
    "paperId externalIds publicationVenue corpusId s2FieldsOfStudy influentialCitationCount citationStyles "
    "openAccessPdf tldr citingPaper citedPaper corpusid externalids s2fieldsofstudy publicationvenueid authorId "
    "inCitations outCitations".split()
)


_VOLUME_AND_ISSUE = re.compile(r"(\d{1,5})\s+(\d{1,5}(?:-\d{1,5})?)")


def sniff(head: str) -> float:
    found, ours = marked(head, _MARKS)
    if ours and ("paperId" in found or "corpusid" in found) and "title" in found:
        return CERTAIN if ours >= 2 else 0.8
    return 0.1 * min(ours, 4)


def read(page: Page) -> Iterator[Item]:
    envelope: dict[str, Any] = {}
    papers = yield from listed(
        streamed(page, within=("data", "papers", "recommendedPapers"), envelope=envelope),
        lambda record: _paper(_given(record)),
        lambda record: string(_lower(_given(record)).get("paperid")) or str(record.value),
    )
    yield from answered(papers, facts.count(envelope.get("total")), "Semantic Scholar")


def _given(record: Record) -> dict[str, Any]:
    value = mapping(record.value)
    return mapping(value.get("citingPaper")) or mapping(value.get("citedPaper")) or value


def _lower(given: dict[str, Any]) -> dict[str, Any]:
    return {name.lower(): item for name, item in given.items()}  # the bulk files write them so


# What rules of this module read, other works, and what the service says for itself.
_KNOWN = frozenset(
    "title abstract venue year publicationdate journal publicationvenue publicationvenueid authors externalids doi "
    "arxivid url paperid corpusid fieldsofstudy s2fieldsofstudy publicationtypes references citations embedding "
    "citationstyles matchscore tldr openaccesspdf isopenaccess incitations outcitations s2pdfurl pdfurls "
    "is_publisher_licensed".split()
)


def _besides(given: dict[str, Any], value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what no fact says: how often it is cited, its file and summary, other numbers, whence its people are."""
    yield from members(given, {name for name in given if name.lower() in _KNOWN})
    external = mapping(value.get("externalids"))
    yield from members(external, {name for name in external if name.lower() in _NUMBERS})
    yield "tldr", text(value, "tldr", "text") or text(value, "tldr")
    pdf = value.get("openaccesspdf")
    yield "openAccessPdf", text(pdf, "url") or string(pdf)
    yield from members({"license": mapping(pdf).get("license")}, ())
    for author in map(mapping, sequence(value.get("authors"))):
        yield from of_person(text(author, "name"), "affiliations", map(in_words, sequence(author.get("affiliations"))))


_NUMBERS = frozenset("doi arxiv pubmed pubmedcentral dblp acl corpusid".split())


def _paper(given: dict[str, Any]) -> Paper:
    value = _lower(given)
    external = _lower({name: string(item) for name, item in mapping(value.get("externalids")).items()})
    journal = mapping(value.get("journal"))
    known = mapping(value.get("publicationvenue"))
    in_journal = text(journal, "name")
    venue = text(known, "name") or text(value, "venue") or in_journal
    identifier = external.get("arxiv") or text(value, "arxivid")
    volume, page = text(journal, "volume").strip(), facts.pages(text(journal, "pages"))
    if volume.startswith("abs/"):  # an arXiv number in the disguise of DBLP
        identifier, volume = identifier or volume[4:], ""
    server = preprint_server(venue or ("arXiv" if identifier else None))
    if server == "arXiv":
        venue, volume, page, in_journal = server, "", "", ""
    numbered = _VOLUME_AND_ISSUE.fullmatch(volume)
    names, complete = _names(value.get("authors"))
    subjects = [*sequence(value.get("fieldsofstudy")), *sequence(value.get("s2fieldsofstudy"))]
    fields = [text(subject, "category") or string(subject) for subject in subjects]
    category = next(filter(None, fields), None)
    extra = {
        "volume": numbered[1] if numbered else volume,
        "issue": numbered[2] if numbered else "",
        "page": page,
        "ISSN": text(known, "issn"),
        "PMID": external.get("pubmed", ""),
        "PMCID": f"PMC{number}" if (number := external.get("pubmedcentral", "").removeprefix("PMC")) else "",
        "DBLP": external.get("dblp", ""),
        "ACL": external.get("acl", ""),
        "corpus-id": external.get("corpusid") or text(value, "corpusid"),
        "container-title-short": in_journal if in_journal != venue else "",
    }
    alike = [("fieldsOfStudy", name) for name in fields]
    alike += [("alternate_issns", in_words(number)) for number in sequence(known.get("alternate_issns"))]
    if server is None:
        alike.append(("venue", text(value, "venue")))
    types = sequence(value.get("publicationtypes"))
    alike += [("publicationTypes", string(name)) for name in types if len(types) > 1]
    fill(extra, (*_besides(given, value), *unsaid(alike, extra.values(), (category, venue))))
    return Paper(
        title=marked_up(text(value, "title")),
        authors=names,
        authors_complete=complete,
        year=facts.count(value.get("year")),
        date=_date(value),
        venue=venue,
        kind="article" if server else _kind(value, text(known, "type")),
        category=category,
        abstract=plain(text(value, "abstract")),
        doi=external.get("doi") or text(value, "doi"),
        arxiv_id=identifier,
        url=text(value, "url"),
        extra=extra,
    )


def _date(value: dict[str, Any]) -> str | None:
    day = facts.date(text(value, "publicationdate")[:10])
    year = facts.count(value.get("year"))
    # The day is often that of the preprint, the year that of the publication; the year is what is cited.
    return None if day and year and int(day[:4]) != year else day


def _names(value: Any) -> tuple[tuple[Name, ...], bool]:
    found = [text(item, "name") or string(item) for item in sequence(value)]
    return facts.complete(facts.named(name) for name in found if name.strip())


_BY_VENUE = {"conference": "paper-conference", "journal": "article-journal"}


def _kind(value: dict[str, Any], venue: str) -> str | None:
    types = {string(item) for item in sequence(value.get("publicationtypes"))}
    if venue in _BY_VENUE and types <= {"JournalArticle", "Conference", "Review"}:
        return _BY_VENUE[venue]
    return next((kind for name, kind in _KINDS.items() if name in types), None)
