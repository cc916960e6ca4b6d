"""PubMed's XML, as its web site saves it and its API answers: articles and books."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from importers import dates, facts, pubmed, xml
from importers.besides import fill, leaves, of_person, unsaid, within
from importers.reader import CERTAIN, REFERENCE, Item, Page, listed
from importers.xml import child, children, marked, text
from storage.papers.names import Name
from storage.papers.paper import Paper

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAME, TITLE = "pubmed-xml", "PubMed XML"
CARRIES = REFERENCE
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 30, "2026-11-22"


def sniff(head: str) -> float:
    if "<PubmedArticle" in head or "<PubmedBookArticle" in head:
        return CERTAIN
    return 0.85 if "<MedlineCitation" in head else 0.1 if "<PMID" in head else 0.0


def read(page: Page) -> Iterator[Item]:
    yield from listed(xml.elements(page, "PubmedArticle", "PubmedBookArticle"), _paper, _untitled)


def _untitled(record: xml.Record) -> str:
    number = text(record.element, "MedlineCitation", "PMID") or text(record.element, "BookDocument", "PMID")
    return f"PMID {number}"


def _paper(record: xml.Record) -> Paper:
    return (_article if record.element.tag == "PubmedArticle" else _book)(record.element)


def _article(element: "Element") -> Paper:
    citation = child(element, "MedlineCitation")
    article = child(citation, "Article")
    issue = child(article, "Journal", "JournalIssue")
    title, original = pubmed.titles(marked(article, "ArticleTitle"), marked(article, "VernacularTitle"))
    authors, complete = _authors(child(article, "AuthorList"))
    kinds = {text(kind).lower() for kind in children(article, "PublicationTypeList", "PublicationType")}
    identifiers = {
        part.get("IdType", ""): text(part) for part in children(element, "PubmedData", "ArticleIdList", "ArticleId")
    }
    locations = {
        part.get("EIdType", ""): text(part) for part in children(article, "ELocationID") if part.get("ValidYN") != "N"
    }
    pagination = text(article, "Pagination", "MedlinePgn")
    if not pagination and (first := text(article, "Pagination", "StartPage")):
        last = text(article, "Pagination", "EndPage")
        pagination = f"{first}-{last}" if last else first
    extra = {
        "volume": text(issue, "Volume"),
        "issue": text(issue, "Issue"),
        "page": facts.pages(pagination),
        "ISSN": text(article, "Journal", "ISSN"),
        "PMID": text(citation, "PMID"),
        "PMCID": identifiers.get("pmc", ""),
        "language": ", ".join(map(text, children(article, "Language"))),
        "keyword": _keywords(citation),
        "original-title": original,
        "container-title-short": text(article, "Journal", "ISOAbbreviation")
        or text(citation, "MedlineJournalInfo", "MedlineTA"),
    }
    item = locations.get("pii", "") or identifiers.get("pii", "")
    server, preprint = pubmed.preprint(extra["container-title-short"] if "preprint" in kinds else "", item)
    date = _date(child(issue, "PubDate")) or _date(child(article, "ArticleDate"))
    venue = server or marked(article, "Journal", "Title") or extra["container-title-short"]
    digital = locations.get("doi") or identifiers.get("doi")
    linking = text(citation, "MedlineJournalInfo", "ISSNLinking")
    names = [name for name in (*identifiers.items(), *locations.items()) if name[0] != "pubmed"]
    names.append(("ISSNLinking", linking))
    fill(extra, (*_besides(citation, article), *unsaid(names, extra.values(), (item if preprint else "", digital))))
    return Paper(
        title=title,
        authors=authors,
        authors_complete=complete,
        date=date,
        venue=venue,
        arxiv_id=preprint,
        kind="article" if "preprint" in kinds else "dataset" if kinds == {"dataset"} else "article-journal",
        abstract=_abstract(child(article, "Abstract")),
        doi=digital,
        url=pubmed.link(extra["PMID"]),
        extra=extra,
    )


def _book(element: "Element") -> Paper:
    document = child(element, "BookDocument")
    book = child(document, "Book")
    chapter, _ = pubmed.titles(marked(document, "ArticleTitle"), marked(document, "VernacularTitle"))
    whole = marked(book, "BookTitle")
    lists = [*children(document, "AuthorList"), *children(book, "AuthorList")]
    authors, complete = _authors(next((part for part in lists if part.get("Type") != "editors"), None))
    editors, _ = _authors(next((part for part in lists if part.get("Type") == "editors"), None))
    identifiers = {part.get("IdType", ""): text(part) for part in children(document, "ArticleIdList", "ArticleId")}
    extra = {
        "publisher": text(book, "Publisher", "PublisherName"),
        "publisher-place": text(book, "Publisher", "PublisherLocation"),
        "edition": text(book, "Edition"),
        "volume": text(book, "Volume"),
        "volume-title": marked(book, "VolumeTitle"),
        "collection-title": marked(book, "CollectionTitle"),
        "medium": text(book, "Medium"),
        "number": text(book, "ReportNumber"),
        "ISBN": text(book, "Isbn"),
        "page": facts.pages(text(document, "Pagination", "MedlinePgn")),
        "PMID": text(document, "PMID"),
        "language": ", ".join(map(text, children(document, "Language"))),
        "keyword": _keywords(document),
    }
    names = (name for name in identifiers.items() if name[0] not in ("pubmed", "doi"))
    fill(extra, (*_besides(document, book), *unsaid(names, extra.values())))
    return Paper(
        title=chapter or whole,
        authors=authors,
        authors_complete=complete,
        date=_date(child(document, "ContributionDate")) or _date(child(book, "PubDate")),
        venue=whole if chapter else None,
        kind="chapter" if chapter else "book",
        abstract=_abstract(child(document, "Abstract")),
        doi=identifiers.get("doi"),
        url=pubmed.link(extra["PMID"]),
        roles={"editor": editors},
        extra=extra,
    )


# What becomes a fact of the paper, the works it cites, and what the library says of its own work on the record; of
# the rest what stands in a list goes by the name that each of the list has.
_KNOWN = frozenset(
    "PMID DateCreated DateCompleted DateRevised Article CitationSubset KeywordList Journal ArticleTitle Pagination "
    "ELocationID Abstract AuthorList Language VernacularTitle ArticleDate Book ArticleIdList Sections ReferenceList "
    "ContributionDate ItemList Publisher BookTitle PubDate Volume VolumeTitle CollectionTitle Edition Medium "
    "ReportNumber MedlineJournalInfo InvestigatorList".split()
)
_KINDS = frozenset(("journal article", "preprint", "dataset"))


def _besides(*elements: "Element | None") -> Iterator[tuple[str, str]]:
    """Yield what a record says beside the facts: headings, grants, substances, addresses, corrections and the like."""
    for element in elements:
        for author in children(element, "AuthorList", "Author"):
            yield from _of_person(author)
        for investigator in children(element, "InvestigatorList", "Investigator"):
            yield "Investigator", _short_name(investigator)
            yield from _of_person(investigator)
        yield from leaves(child(element, "Abstract"), ("AbstractText",))
        yield "ArticleDate", _date(child(element, "ArticleDate"))
        yield "Country", text(element, "MedlineJournalInfo", "Country")
        for part in () if element is None else element:
            if part.tag in _KNOWN:
                continue
            yield from map(_listed, part if part.tag.endswith("List") else (part,))


def _short_name(person: "Element") -> str:
    parts = (text(person, "LastName"), text(person, "Initials"), text(person, "CollectiveName"))
    return " ".join(filter(None, parts))


def _of_person(person: "Element") -> Iterator[tuple[str, str]]:
    name = _short_name(person)
    places = (*children(person, "AffiliationInfo", "Affiliation"), *children(person, "Affiliation"))
    yield from of_person(name, "Affiliation", map(text, places))
    for number in children(person, "Identifier"):
        yield from of_person(name, number.get("Source") or "Identifier", [text(number)])


def _listed(part: "Element") -> tuple[str, str]:
    """Return a heading with its qualifiers as MEDLINE writes it, `Gulls/genetics`; a correction by its kind."""
    if part.tag == "MeshHeading":
        return part.tag, "/".join(text(word) for word in part)
    said = within(part)
    if part.tag == "PublicationType" and said.lower() in _KINDS:
        said = ""
    return part.get("RefType") or part.tag, said


def _keywords(element: "Element | None") -> str:
    lists = children(element, "KeywordList")
    return ", ".join(filter(None, (text(word) for group in lists for word in group)))


_INITIALS = re.compile(r"[A-Z]{1,4}")


def _authors(element: "Element | None") -> tuple[tuple[Name, ...], bool]:
    found: list[Name] = []
    for author in children(element, "Author") if element is not None else ():
        if author.get("ValidYN") == "N":
            continue
        family, given = text(author, "LastName"), text(author, "ForeName") or text(author, "FirstName")
        if group := text(author, "CollectiveName"):
            found.append(Name.group(group.rstrip(".")))
        elif family:
            initials = text(author, "Initials")
            if not given and initials:
                given = " ".join(f"{letter}." for letter in initials) if _INITIALS.fullmatch(initials) else initials
            found.append(facts.person(family, given, text(author, "Suffix")) if given else Name(family, family))
    names, complete = facts.complete(found)
    return names, complete and (element is None or element.get("CompleteYN") != "N")


def _date(element: "Element | None") -> str:
    year, month = text(element, "Year"), text(element, "Month")
    if year and not text(element, "Season"):
        return facts.iso(year, month, text(element, "Day")) or ""
    return dates.said(text(element, "MedlineDate") or f"{text(element, 'Season')} {year}")


def _abstract(element: "Element | None") -> str | None:
    parts: list[str] = []
    for part in children(element, "AbstractText"):
        label, said = part.get("Label", "").strip(), text(part)
        if said:
            parts.append(f"{label}: {said}" if label and label.upper() != "UNLABELLED" else said)
    return "\n".join(parts) or None
