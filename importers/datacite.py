"""DataCite's metadata of a work, as its JSON has them -> the paper: what its JSON and its XML are read by
(https://datacite-metadata-schema.readthedocs.io)."""

import re
from typing import Any

from importers import csl, facts
from importers.facts import string
from importers.json_facts import at, every, kind_in, of_year, page, person, told
from importers.json_facts import paper as of_item
from importers.reader import Listed
from storage.papers.bibfields import by_name, table
from storage.papers.identifiers import arxiv_id
from storage.papers.paper import Paper

# Appendix 1 of the schema: resourceTypeGeneral. Of a Text, a Collection and the rest the `citeproc` beside it tells.
_TYPES = by_name("""
    article-journal = JournalArticle, DataPaper; paper-conference = ConferencePaper; article = Preprint;
    thesis = Dissertation; book = Book, ConferenceProceeding; chapter = BookChapter;
    report = Report, OutputManagementPlan;
    dataset = Dataset; software = Software, ComputationalNotebook, Workflow; review = PeerReview; standard = Standard;
    graphic = Image; motion_picture = Audiovisual; song = Sound; collection = Collection; event = Event;
    periodical = Journal
""")
_FIELDS = table("""
    DOI = doi, id; URL = url, contentUrl; container-title = container.title, relatedItems.titles.title;
    version = version;
    volume = container.volume, relatedItems.volume; issue = container.issue, relatedItems.issue; language = language;
    publisher = publisher.name, publisher; license = rightsList.rightsIdentifier, rightsList.rights
""")
_PAGE = re.compile(r"[A-Za-z]{0,3}\d{1,7}[A-Za-z]?")


def paper(value: dict[str, Any], line: int) -> Paper | Listed:
    """Return the paper of a work, the members of whose object are those of DataCite's JSON."""
    item = told(value, _FIELDS)
    kind = _kind(value, within="container-title" in item)
    related = {string(at(one, "identifierType") or at(one, "alternateIdentifierType")).lower(): string(
        at(one, "identifier") or at(one, "alternateIdentifier")) for one in
        [*every(value, "identifiers"), *every(value, "alternateIdentifiers")]}  # fmt: skip
    first, last = (string(at(value, f"container.{name}Page")) for name in ("first", "last"))
    days = {string(at(one, "dateType")): at(one, "date") for one in reversed(every(value, "dates"))}
    number = string(at(value, "container.identifier"))
    item |= {
        "title": _title(value), "type": kind,
        "author": [_name(one) for one in every(value, "creators")],
        "editor": [_name(one) for one in every(value, "contributors") if at(one, "contributorType") == "Editor"],
        "issued": of_year(at(value, "publicationYear"), *map(days.get, ("Issued", "Available", "Created"))),
        "abstract": _abstract(value), "page": page(first, last) if _PAGE.fullmatch(first) else "",
        "keyword": [string(at(one, "subject")) or string(one) for one in every(value, "subjects")],
        "arxiv": related.get("arxiv") or arxiv_id(item.get("DOI", "")),
        string(at(value, "container.identifierType")): number,
    }  # fmt: skip
    item.setdefault("DOI", related.get("doi", ""))
    if kind == "article" and item.get("publisher") == "arXiv":
        item["container-title"] = item.pop("publisher")
    return of_item({name: said for name, said in item.items() if name and name[0].isalpha()}, line)


def _title(value: dict[str, Any]) -> str:
    titles = every(value, "titles")
    main = [one for one in titles if not at(one, "titleType")] or titles[:1]
    below = next((string(at(one, "title")) for one in titles if at(one, "titleType") == "Subtitle"), "")
    return facts.joined(string(at(main, "title")) or string(main), below)


def _kind(value: dict[str, Any], *, within: bool) -> str:
    general = string(at(value, "types.resourceTypeGeneral") or at(value, "resourceType.resourceTypeGeneral"))
    if general in _TYPES:
        return _TYPES[general]
    if general == "Text" and (
        spoken := kind_in(string(at(value, "types.resourceType") or at(value, "resourceType.resourceType")))
    ):
        return spoken
    kind = csl.TYPES.get(string(at(value, "types.citeproc")), "document")
    return "article-journal" if within and kind == "article" else "document" if kind == "article" else kind


def _name(one: Any) -> Any:
    if at(one, "nameType") == "Organizational":
        return {"literal": string(at(one, "name"))}
    return person(at(one, "familyName"), at(one, "givenName"), at(one, "name") or at(one, "creatorName") or string(one))


def _abstract(value: dict[str, Any]) -> str:
    told_of = [one for one in every(value, "descriptions") if at(one, "descriptionType") in ("Abstract", None)]
    return string(at(told_of, "description"))
