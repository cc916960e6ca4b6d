"""Zotero RDF: a library as Zotero writes it in RDF, items beside the journals, notes and files that they refer to."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from importers import xml, zotero
from importers.facts import literal, person
from importers.reader import CERTAIN, REFERENCE, Item, Listed, Page, Skipped, listed
from importers.xml import child, children, marked, text
from importers.zotero import BESIDE, ROLES, Tags
from storage.papers.bibfields import table
from storage.papers.names import Name

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAME, TITLE = "zotero-rdf", "Zotero RDF"
CARRIES = (*REFERENCE, "category")
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, True, 40, "2026-11-30"

_VENUES = {"webpage": "website title", "blogPost": "blog title", "forumPost": "forum title"}
# The classes of items, by Zotero's own export (translators, Zotero RDF.js), for items that do not say their type.
_CLASSES = table("""
    Article = journalArticle; Book = book; BookSection = bookSection; Document = document; Thesis = thesis;
    Report = report; Patent = patent; Manuscript = manuscript; Letter = letter; Interview = interview;
    Legislation = statute; CourtCase = case; Image = artwork; MotionPicture = film; Recording = audioRecording;
    Illustration = artwork; Data = dataset; ConferenceProceedings = conferencePaper; Description = document
""")
_CONTAINERS = ("Journal", "Periodical", "Series", "Book", "Website", "Blog", "Forum", "Newspaper", "Magazine")
# An element of an item, or of what it is part of, as the column of Zotero's CSV that it is.
_COLUMNS = table("""
    volume = volume; number = issue; edition = edition; shortTitle = short title; language = language; rights = rights;
    numPages = num pages; numberOfVolumes = number of volumes; libraryCatalog = library catalog;
    archiveLocation = archive location; archive = archive; callNumber = call number; medium = medium;
    citationKey = citation key; type = type; versionNumber = version; pages = pages; description = extra;
    dateSubmitted = access date; abstract = abstract note; date = date; programmingLanguage = programming language;
    reportNumber = report number; repository = repository; seriesNumber = series number; scale = scale
""")
_PEOPLE = {"authors": "author", "presenters": "author", "programmers": "author", "inventors": "author",
           "artists": "author", "podcasters": "author"} | {
    f"{zoteros.title().replace(' ', '')[:1].lower()}{zoteros.title().replace(' ', '')[1:]}s": role
    for zoteros, role in ROLES.items()
}  # fmt: skip


def sniff(head: str) -> float:
    if "http://www.zotero.org/namespaces/export#" not in head:
        return 0.0
    return CERTAIN if "<rdf:RDF" in head else 0.0


def read(page: Page) -> Iterator[Item]:
    held = {about: found for found in xml.elements(page, *_CONTAINERS, "Memo") if (about := _about(found))}
    shared = Counter(
        _resource(part) for found in xml.elements(page, *_CLASSES) if isinstance(found, xml.Record)
        for part in children(found.element, "isPartOf")
    )  # fmt: skip

    def item(record: xml.Record) -> Listed:
        return _item(record, held, shared)

    yield from listed(_items(page), item, lambda record: text(record.element, "itemType"), _about)


def _items(page: Page) -> Iterator[xml.Record | Skipped]:
    """Yield what is an item: not a file, a note or the journal of one."""
    for found in xml.elements(page, *dict.fromkeys((*_CLASSES, *_CONTAINERS, "Attachment", "Memo", "Collection"))):
        if isinstance(found, Skipped):
            yield found
            continue
        kind = text(found.element, "itemType")
        if kind not in BESIDE and (kind or (found.element.tag in _CLASSES and len(found.element) > 1)):
            yield found


def _attribute(element: "Element", name: str) -> str:
    return next(
        (value for key, value in element.attrib.items() if key.rpartition("}")[2].rpartition(":")[2] == name), ""
    )


def _about(found: "xml.Record | Skipped") -> str:
    return _attribute(found.element, "about") if isinstance(found, xml.Record) else ""


def _resource(part: "Element") -> str:
    return _attribute(part, "resource")


def _item(record: xml.Record, held: "dict[str, xml.Record | Skipped]", shared: Counter[str]) -> Listed:
    item = record.element
    row: dict[str, str] = {"item type": text(item, "itemType") or _CLASSES.get(item.tag, "document")}
    row["title"] = str(marked(item, "title"))
    for part in item:
        _add(row, part)
    memos = (held.get(_resource(part)) for part in children(item, "isReferencedBy"))
    notes = [text(memo.element, "value") for memo in memos if isinstance(memo, xml.Record)]
    for place, part in enumerate(children(item, "isPartOf")):
        found = held.get(_resource(part))
        holders = [found.element] if isinstance(found, xml.Record) else list(part)
        for holder in holders:
            inside: dict[str, str] = {}
            for one in holder:
                _add(inside, one)
            if shared[_resource(part)] > 1:
                inside.pop("doi", None)  # one journal for several articles: the DOI is of one of them
            column = _VENUES.get(row["item type"], "publication title")
            row.setdefault("series" if place or holder.tag == "Series" else column, text(holder, "title"))
            if series := text(holder, "isPartOf", "Series", "title"):
                row.setdefault("series", series)
            row |= {name: value for name, value in inside.items() if value and not row.get(name)}
    meeting = text(item, "presentedAt", "Conference", "title")
    row |= {"conference name": meeting} if meeting else {}
    publisher = child(item, "publisher", "Organization")
    row["publisher"] = text(publisher, "name")
    row["place"] = text(publisher, "adr", "Address", "locality")
    automatic = [text(one) for part in children(item, "subject") for one in children(part, "AutomaticTag")]
    manual = [text(one) for one in children(item, "subject") if not len(one)]
    return zotero.listed(record.line, row, _people(item), Tags(manual, automatic), notes, whole=True)


def _add(row: dict[str, str], part: "Element") -> None:
    """Add what an element says to a row."""
    if part.tag == "identifier":
        said = text(part, "URI", "value")
        kind, _, value = text(part).partition(" ")
        if said:
            row.setdefault("url", said)
        elif kind.lower() in ("doi", "isbn", "issn") and value:
            row.setdefault(kind.lower(), value)
    elif part.tag in _COLUMNS and (said := str(marked(part)) if part.tag == "abstract" else text(part)):
        row.setdefault(_COLUMNS[part.tag], said)


def _people(item: "Element") -> dict[str, tuple[Name, ...]]:
    """Return the people of an item by role."""
    found: dict[str, tuple[Name, ...]] = {"author": ()}
    for part in item:
        if role := _PEOPLE.get(part.tag):
            names = [one for one in part.iter() if one.tag in ("Person", "Organization")]
            found[role] = (*found.get(role, ()), *map(_name, names))
    return found


def _name(one: "Element") -> Name:
    family = text(one, "surname")
    given = text(one, "givenName") or text(one, "givenname")
    return person(family, given) if given else literal(family or text(one, "name"))
