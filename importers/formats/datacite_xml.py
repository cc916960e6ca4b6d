"""DataCite's metadata as XML, of any version of its kernel (https://schema.datacite.org). What a work cites, and what
belongs to it, is none of it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from importers import answers, datacite
from importers.besides import fill, leaves, within
from importers.reader import CERTAIN, REFERENCE, Item, Listed, Page, listed
from importers.xml import Record, child, children, marked, text
from storage.papers.paper import Paper

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAME, TITLE = "datacite-xml", "DataCite XML"
CARRIES = REFERENCE
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 30, "2026-11-30"

_RECORD = re.compile(r"<(?:[\w.-]{1,60}:)?resource[\s>]")
_KNOWN = frozenset(
    "identifier creators titles publisher publicationYear resourceType dates language version descriptions subjects "
    "rightsList relatedItems relatedIdentifiers contributors alternateIdentifiers".split()
)


def sniff(head: str) -> float:
    return CERTAIN if "datacite.org/schema" in head and _RECORD.search(head) and answers.may_hold(head) else 0.0


def read(page: Page) -> Iterator[Item]:
    yield from listed(answers.works(page, "resource"), _paper, lambda record: text(record.element, "identifier"))


def _paper(record: Record) -> Paper | Listed:
    work = record.element
    found = datacite.paper(_value(work), record.line)
    paper = found.paper if isinstance(found, Listed) else found
    extra = dict(paper.extra)
    fill(extra, _besides(work))
    paper = replace(paper, extra=extra)
    return replace(found, paper=paper) if isinstance(found, Listed) else paper


def _value(work: "Element") -> dict[str, Any]:
    """Return a work with the members that DataCite's JSON has for it."""
    identifier = child(work, "identifier")
    kind = "" if identifier is None else identifier.get("identifierType") or ""
    related = next((one for one in children(work, "relatedItems", "relatedItem")
                    if one.get("relationType") in ("IsPublishedIn", "IsPartOf")), None)  # fmt: skip
    container = {name: said for name, tag in
                 (("volume", "volume"), ("issue", "issue"), ("firstPage", "firstPage"), ("lastPage", "lastPage"))
                 if (said := text(related, tag))}  # fmt: skip
    container["title"] = text(related, "titles", "title")
    for one in children(work, "relatedIdentifiers", "relatedIdentifier"):
        if one.get("relationType") == "IsPartOf" and one.get("relatedIdentifierType") in ("ISSN", "EISSN", "ISBN"):
            container |= {"identifier": text(one), "identifierType": (one.get("relatedIdentifierType") or "")[-4:]}
    general, number = child(work, "resourceType"), text(work, "identifier")
    digital = kind.upper() in ("DOI", "")
    return {
        "doi": number if digital else "", "url": number if not digital and "://" in number else "",
        "titles": _typed(work, "title", "titleType"),
        "creators": [_person(one, "creatorName") for one in children(work, "creators", "creator")],
        "contributors": [_person(one, "contributorName") | {"contributorType": one.get("contributorType")}
                         for one in children(work, "contributors", "contributor")],
        "publisher": text(work, "publisher"), "publicationYear": text(work, "publicationYear"),
        "types": {"resourceTypeGeneral": "" if general is None else general.get("resourceTypeGeneral"),
                  "resourceType": text(general)},
        "dates": _typed(work, "date", "dateType"),
        "descriptions": _typed(work, "description", "descriptionType"),
        "subjects": _typed(work, "subject", "subjectScheme"),
        "rightsList": [{"rights": text(one)} for one in children(work, "rightsList", "rights")],
        "identifiers": [{"identifier": text(one), "identifierType": one.get("alternateIdentifierType")}
                        for one in children(work, "alternateIdentifiers", "alternateIdentifier")],
        "language": text(work, "language"), "version": text(work, "version"), "container": container,
    }  # fmt: skip


def _typed(work: "Element", name: str, of_type: str) -> list[dict[str, Any]]:
    """Return what stands in a list of elements, each with its type; lines are where `br` divides them."""
    return [
        {name: "\n\n".join(map(str, _lines(one))), of_type: one.get(of_type)}
        for one in children(work, f"{name}s", name)
    ]


def _lines(one: "Element") -> list[str]:
    breaks = [part for part in one if part.tag == "br"]
    if not breaks:
        return [str(marked(one))]
    said = [one.text or "", *(part.tail or "" for part in one)]
    return [line for part in said if (line := " ".join(part.split()))]


def _person(one: "Element", called: str) -> dict[str, Any]:
    name = child(one, called)
    kind = "" if name is None else name.get("nameType")
    return {
        "name": text(name),
        "nameType": kind,
        "familyName": text(one, "familyName"),
        "givenName": text(one, "givenName"),
    }


def _besides(work: "Element") -> Iterator[tuple[str, str]]:
    """Yield what the work says that no variable is for."""
    for one in children(work, "creators", "creator"):
        for tag, said in leaves(one, ("creatorName", "familyName", "givenName")):
            yield tag, f"{text(one, 'creatorName')}: {said}"
    for one in children(work, "contributors", "contributor"):
        if one.get("contributorType") != "Editor":
            yield one.get("contributorType") or "contributor", text(one, "contributorName")
    for one in children(work, "descriptions", "description"):
        if one.get("descriptionType") not in ("Abstract", None):
            yield one.get("descriptionType") or "", within(one)
    for one in children(work, "alternateIdentifiers", "alternateIdentifier"):
        yield one.get("alternateIdentifierType") or "alternateIdentifier", text(one)
    for one in children(work, "titles", "title"):
        if (kind := one.get("titleType")) and kind != "Subtitle":
            yield kind, text(one)
    yield "resourceType", text(work, "resourceType")
    yield from leaves(work, _KNOWN)
