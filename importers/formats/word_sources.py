"""Word's Sources.xml: the sources of its citations, each under a tag of its own (ECMA-376, part 1, section 22.6)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from importers import csl_items, xml
from importers.facts import pages
from importers.reader import CERTAIN, REFERENCE, Item, Listed, Page, listed
from importers.xml import child, children, text
from storage.papers.bibfields import table
from storage.papers.paper import Paper

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAME, TITLE = "word-sources", "Word sources (Sources.xml)"
CARRIES = (*REFERENCE, "category")
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, True, 40, "2026-11-30"

_TYPES = table("""
    JournalArticle = article-journal; ArticleInAPeriodical = article-magazine; Book = book; BookSection = chapter;
    ConferenceProceedings = paper-conference; Report = report; InternetSite = webpage;
    DocumentFromInternetSite = webpage; ElectronicSource = webpage; Patent = patent; Case = legal_case;
    Film = motion_picture; Interview = interview; SoundRecording = song; Performance = performance; Art = graphic;
    Misc = document
""")
_FIELDS = table("""
    citation-key = Tag; title = Title; volume = Volume; issue = Issue; edition = Edition; publisher = Publisher;
    publisher-place = City; number-of-volumes = NumberVolumes; chapter-number = ChapterNumber; URL = URL; DOI = DOI;
    note = Comments; genre = ThesisType; version = Version; medium = Medium; number = PatentNumber;
    title-short = ShortTitle; event-title = ConferenceName; language = LCID
""")
_CONTAINERS = ("JournalName", "PeriodicalTitle", "BookTitle", "PublicationTitle", "InternetSiteTitle", "ConferenceName")
_ROLES = table("""
    author = Author; editor = Editor; translator = Translator; container-author = BookAuthor; director = Director;
    interviewer = Interviewer; composer = Composer; compiler = Compiler; performer = Performer
""")


def sniff(head: str) -> float:
    if "openxmlformats.org/officeDocument/2006/bibliography" not in head:
        return 0.0
    return CERTAIN if "SourceType>" in head else 0.0


def read(page: Page) -> Iterator[Item]:
    yield from listed(
        xml.elements(page, "Source"), _paper, lambda record: text(record.element, "Tag"),
        lambda record: text(record.element, "Tag"),
    )  # fmt: skip


def _paper(record: xml.Record) -> Paper | Listed:
    return csl_items.item(_item(record.element), record.line)


def _item(source: "Element") -> dict[str, Any]:
    """Return a source in the terms of CSL."""
    item: dict[str, Any] = {variable: text(source, name) for variable, name in _FIELDS.items()}
    item["type"] = _TYPES.get(text(source, "SourceType"), "document")
    containers = [told for name in _CONTAINERS if (told := text(source, name))]
    item["container-title"] = containers[0] if containers and item["type"] not in ("book", "report") else ""
    number = text(source, "StandardNumber")
    if number:
        item["ISBN" if item["type"] in ("book", "chapter", "paper-conference") else "ISSN"] = number
    if not item["publisher"]:
        item["publisher"] = text(source, "Institution") or text(source, "Department")
    item["page"] = pages(text(source, "Pages"))
    item["issued"], item["accessed"] = _day(source, ""), _day(source, "Accessed")
    for role, name in _ROLES.items():
        people = child(source, "Author", name)
        item[role] = [_name(person) for person in children(people, "NameList", "Person")]
        if group := text(people, "Corporate"):
            item[role].append({"literal": group})
    return {name: value for name, value in item.items() if value}


def _day(source: "Element", which: str) -> dict[str, Any]:
    parts = [text(source, f"{part}{which}") for part in ("Year", "Month", "Day")]
    return {"date-parts": [[part for part in parts if part]]} if parts[0] else {}


def _name(person: "Element") -> dict[str, str]:
    given = " ".join(filter(None, (text(person, "First"), text(person, "Middle"))))
    return {"family": text(person, "Last"), "given": given}
