"""Dublin Core in XML: what repositories answer by OAI-PMH (oai_dc), its terms, and records of it in RDF
(https://www.dublincore.org/specifications/dublin-core/dcmi-terms)."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from importers import answers, csl_items, dates, facts, json_facts, located, relators, tagged, xml
from importers.besides import fill, within
from importers.reader import CERTAIN, REFERENCE, Item, Listed, Page, listed
from importers.xml import Record, text
from storage.papers.bibfields import by_name
from storage.papers.identifiers import arxiv_id, doi, of_link
from storage.papers.paper import Paper

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAME, TITLE = "dublin-core", "Dublin Core XML (repositories, RDF)"
CARRIES = REFERENCE
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 20, "2026-11-30"

_RECORDS = ("dc", "qualifieddc", "Description", "metadata")
_TITLE = re.compile(r"<(?:[\w.-]{1,60}:)?(?:title|dc\.title)[\s>]")
_ROOTS = frozenset(("dc", "qualifieddc", "RDF", "metadata", "OAI-PMH", "searchRetrieveResponse", "records", "record"))
_OTHERS = re.compile(
    r"<(?:[\w.-]{1,60}:)?(?:mods|datafield|resource|article-meta|channel|arXiv|arXivRaw|itemType)[\s>/]"
)
# https://guidelines.openaire.eu (info:eu-repo/semantics), COAR's, DCMI's types, and what repositories write themselves.
_KINDS = by_name("""
    article-journal = article, journal article, journalarticle, research article, review article,
    contributiontoperiodical, artículo, artigo, artigo de periódico, zeitschriftenartikel, peer-reviewed article;
    thesis = thesis, doctoralthesis, masterthesis, bachelorthesis, dissertation, doctoral thesis,
    master thesis, masters thesis, bachelor thesis, electronic thesis or dissertation, tesis, tese, dissertação, thèse,
    studenttthesis, studentthesis, etd; paper-conference = conferenceobject, conferencepaper, conference paper,
    conferenceproceedings, conference or workshop item, proceedings paper, conferenceitem, conference object;
    chapter = bookpart, book chapter, chapter, book section; book = book, monograph; report = report, workingpaper,
    working paper, technical report, reportpart, technicalreport, discussion paper; article = preprint; review = review;
    review-book = bookreview, book review; dataset = dataset, data set; software = software; patent = patent;
    speech = lecture, conferenceposter, presentation; graphic = image, stillimage, still image;
    motion_picture = movingimage, moving image, video; song = sound; map = map; webpage = website
""")
_NAMES = {"language": "language", "publisher": "publisher"}
_TAKEN = frozenset("title creator author date issued created identifier type description abstract subject keyword "
                   "source language publisher contributor relation isPartOf bibliographicCitation".split())  # fmt: skip


def sniff(head: str) -> float:
    begun = xml.root(head)
    if begun not in _ROOTS or _OTHERS.search(head) or "zotero.org/namespaces" in head:
        return 0.0
    if begun == "RDF" and not ("Description" in head and "creator>" in head):
        return 0.0  # of concepts, ontologies, people
    if "purl.org/dc/" in head and _TITLE.search(head):
        return CERTAIN
    return 0.7 if begun == "OAI-PMH" else 0.0  # an answer without works


def read(page: Page) -> Iterator[Item]:
    yield from listed(_records(page), _paper, lambda record: text(record.element, "identifier"))


def _records(page: Page) -> Iterator[Any]:
    """Yield the records; a description in RDF of something that has no title, a person or a journal, is none."""
    for found in answers.works(page, *_RECORDS):
        if (
            not isinstance(found, Record)
            or found.element.tag != "Description"
            or _all(found.element, "title", "creator")
        ):
            yield found


def _paper(record: Record) -> Paper | Listed:
    return csl_items.item(_item(record.element), record.line)


def _all(record: "Element", *names: str) -> list[str]:
    """Return the values of these elements; a list in RDF has one for each of its items."""
    found = [one for one in record.iter() if one.tag in names]
    items = [part for one in found for part in (list(one.iter("li")) or [one])]
    return [said for one in items if (said := within(one) or _resource(one))]


def _resource(one: "Element") -> str:
    return next((value for name, value in one.attrib.items() if name.endswith("resource")), "")


def _item(record: "Element") -> dict[str, Any]:
    """Return a record in the terms of CSL."""
    titles, types = _all(record, "title"), _all(record, "type")
    item: dict[str, Any] = {"title": titles[0] if titles else "", "abstract": _abstract(record)}
    item["type"] = next((kind for said in types if (kind := _kind(said))), "")
    beside = [("title", said) for said in titles[1:]] + [("type", said) for said in types]
    beside += [("description", said) for said in _all(record, "description", "abstract") if said != item["abstract"]]
    item["author"] = people = []
    creators = list(dict.fromkeys(_all(record, "creator", "author")))
    for said in creators:
        names, rest = _names(said, alone=len(creators) == 1)
        people += names
        beside += (("creator", f"{names[0]}: {one}") for one in rest if names)
    if day := _day(record):
        item["issued"] = {"raw": day}
        beside += (("date", said) for said in _all(record, "date") if not said.startswith(day))
    for name in _NAMES:
        item[name] = (
            ", ".join(dict.fromkeys(_all(record, name))) if name == "language" else next(iter(_all(record, name)), "")
        )
    item["keyword"] = [word for said in _all(record, "subject", "keyword") for word in said.split(";") if word.strip()]
    beside += _identified(item, record)
    beside += _within(item, _all(record, "bibliographicCitation", "source", "isPartOf"))
    item["contributor"] = others = []
    for said in dict.fromkeys(_all(record, "contributor")):
        names, rest = _names(said, alone=False)
        others += names
        beside += (("contributor", f"{names[0]}: {one}") for one in rest if names)
    beside += [("type", said) for said in types]
    beside += [(one.tag, within(one)) for one in record.iter()
               if not len(one) and one.tag not in _TAKEN and one.tag not in (*_RECORDS, "li")]  # fmt: skip
    if not item["type"]:
        item["type"] = "article-journal" if item.get("volume") else "article" if item.get("arxiv") else "document"
    item = relators.once(item)
    fill(item, beside)
    return item


def _abstract(record: "Element") -> str:
    """Return the abstract: what is called so, else the longest description."""
    told = _all(record, "abstract") or _all(record, "description")
    return max((said for said in told if " " in said and not said.startswith("Comment:")), key=len, default="")


def _day(record: "Element") -> str:
    """Return when a work was issued: what is called so, else the first of its days, as precise as one of them is."""
    said = _all(record, "issued") or _all(record, "date") or _all(record, "created")
    days = [day for one in said if "embargo" not in one and (day := dates.edtf(one.partition("T")[0]))]
    first = min(days, key=lambda day: day[:4], default="")
    return max((day for day in days if day[:4] == first[:4] and len(day) <= 10), key=len, default=first)


_YEARS = re.compile(r",? ?\(?\b(?:1[5-9]|20)\d\d-(?:\d{4})?\)?\.?\Z|https?://\S+\Z")
"""The years of a life, or an address, behind a name."""


def _names(said: str, *, alone: bool) -> tuple[list[str], list[str]]:
    """Return the people in a value, and what stands behind one: where they work, as journals write it.

    Several are in one value only where it is `alone`, and all are written in one way.
    """
    parts = [part for one in said.split(";") if (part := _YEARS.sub("", one.strip()).strip(" ,"))]
    several = alone and len({part.count(",") for part in parts}) == 1 and not any(map(facts.is_group, parts))
    return (parts, []) if several else (parts[:1], parts[1:])


def _kind(said: str) -> str:
    word = said.lower().rpartition("/")[2].strip(" .")
    return _KINDS.get(word, "") or ("" if word in ("text", "other") or "://" in said else json_facts.kind_in(word))


def _identified(item: dict[str, Any], record: "Element") -> Iterator[tuple[str, str]]:
    """Put what identifies the work into the item; yield the rest of it, and what it is related to."""
    about = next((value for name, value in record.attrib.items() if name.endswith("about")), "")
    for said in filter(None, (about, *_all(record, "identifier"))):
        name, number = _number(said)
        if not name and "://" in said:
            name = "URL"
        if name in ("ISSN", "ISBN"):
            item.setdefault(name, []).append(number)
        elif name and not item.get(name):
            item[name] = number or said
        elif not name:
            journal, place = located.apart(said)
            if journal and not item.get("volume"):
                item |= {
                    "container-title": journal,
                    **{key: value for key, value in place.items() if not item.get(key)},
                }
            else:
                yield "identifier", said
        elif number != item.get(name) and said != item.get(name):
            yield "identifier", said
    for said in _all(record, "relation"):
        kind, _, number = said.partition("/altIdentifier/")[2].partition("/")
        name = {"doi": "DOI", "pmid": "PMID", "arxiv": "arxiv", "issn": "ISSN", "eissn": "ISSN"}.get(kind, "")
        if name == "ISSN":
            item.setdefault(name, []).append(number)
        elif name and number and not item.get(name):
            item[name] = number
        elif not (kind or said.startswith("info:eu-repo/semantics/")):
            yield "relation", said


def _number(said: str) -> tuple[str, str]:
    """Return which variable an identifier is, and its value."""
    word = said.lower()
    if (number := doi(said)) and not arxiv_id(said):
        return "DOI", said[at:] if (at := said.lower().find(number)) >= 0 else number
    if "arxiv" in word and (number := arxiv_id(said) or ""):
        return "arxiv", number
    if word.startswith(("issn", "urn:issn")) or re.fullmatch(r"\d{4}-\d{3}[\dXx]", said):
        return "ISSN", tagged.numbers([said]).get("ISSN", "")
    if word.startswith(("isbn", "urn:isbn")) or re.fullmatch(r"97[89][\d -]{10,14}", said):
        return "ISBN", tagged.numbers([said.rpartition(":")[2]]).get("ISBN", "")
    if (found := of_link(said)) and found.kind in ("PMID", "PMCID"):
        return found.kind, found.value
    return ("PMID", word[5:].strip()) if word.startswith("pmid:") else ("", "")


def _within(item: dict[str, Any], sources: list[str]) -> Iterator[tuple[str, str]]:
    """Put into the item what the work appeared in, where that says which volume it is; yield the other sources."""
    for said in sources:
        journal, place = located.apart(said)
        numbers = tagged.numbers([said])
        if journal and not item.get("container-title"):
            item["container-title"] = journal
            if _year(place) == _year(item):
                place.pop("issued", None)
            item |= place
        elif numbers and not _WORDS.sub("", said.lower()):
            for name, number in numbers.items():
                item.setdefault(name, []).append(number)
        elif item["type"] in _PARTS and not item.get("container-title") and not any(map(str.isdigit, said)):
            item["container-title"] = said
        elif item.get("container-title") and said.startswith(item["container-title"]) and (page := _page(said)):
            item.setdefault("page", page)
            yield "source", said
        else:
            yield "source", said


def _year(item: dict[str, Any]) -> str:
    return str(json_facts.at(item, "issued.raw") or "")[:4]


def _page(said: str) -> str:
    return str(located.place(said).get("page", ""))


_PARTS = frozenset(("article-journal", "paper-conference", "chapter"))
"""Kinds that stand in something."""
_WORDS = re.compile(r"[\W\d]|e?issn|isbn|print|online|electronic|x\b")
