"""The ACL Anthology's own XML: volumes of proceedings and journals, https://github.com/acl-org/acl-anthology."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from importers import facts, xml
from importers.facts import several
from importers.reader import Item, Listed, Noted, Page, skip
from importers.xml import child, children, text
from storage.papers.paper import Name, Paper
from storage.papers.text import clean

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAME = "acl-xml"
TITLE = "ACL Anthology XML"
CARRIES = ("title", "authors", "year", "date", "venue", "kind", "abstract", "doi", "url", "editors",
           "extra", "line", "position")  # fmt: skip
STREAMS = True
TRUST = 40
LAST_SEEN = "2026-11-22"

_JOURNALS = {"cl": "Computational Linguistics", "tacl": "Transactions of the Association for Computational Linguistics"}
_NUMBERED = re.compile(r",?\s+(?:volume|vol\.?|number|no\.?|issue)\s+\w", re.IGNORECASE)
_BACK = frozenset(("frontmatter", "backmatter"))


def sniff(head: str) -> float:
    if "<paper" not in head:
        return 0.0
    if not ("<collection" in head or "<volume" in head):  # a paper cut out of its volume
        return 0.7 if "<first>" in head and "<last>" in head and "<title>" in head else 0.0
    marks = sum(mark in head for mark in ("<booktitle", "<first>", "<last>", "<bibkey>", "<frontmatter", "<fixed-case"))
    return 0.95 if marks >= 3 else 0.7 if marks == 2 else 0.2


def read(page: Page) -> Iterator[Item]:
    position = left_out = 0
    collection, volume = "", ""
    kind = ""
    meta: Element | None = None
    for record in xml.records(page, ("meta", "paper", "frontmatter"), openings=("collection", "volume")):
        if isinstance(record, xml.Opening):
            if record.tag == "collection":
                collection = record.attributes.get("id", "")
            else:
                volume, kind, meta = record.attributes.get("id", ""), record.attributes.get("type", ""), None
        elif not isinstance(record, xml.Record):
            yield record
        elif record.element.tag == "meta":
            meta = record.element
        elif record.element.tag == "frontmatter" or record.element.get("type") in _BACK:
            left_out += 1
        elif not clean(title := _marked_up(child(record.element, "title"))):
            yield skip(record.line, "no title", text(record.element))
        else:
            position += 1
            paper = _paper(record.element, title, meta, kind, (collection, volume))
            yield Listed(paper=paper, line=record.line, position=position)
    if left_out:
        yield Noted(text=f"front and back matter of {several(left_out, 'volume')} left out")


def _paper(element: "Element", title: str, meta: "Element | None", kind: str, place: tuple[str, str]) -> Paper:
    def said(*path: str) -> str:
        return text(element, *path) or text(meta, *path)

    booktitle = _marked_up(child(element, "booktitle")) or _marked_up(child(meta, "booktitle"))
    journal = said("journal-title")
    if kind == "journal" or (journal and kind != "proceedings"):
        number = _NUMBERED.search(booktitle)
        venue = journal or _JOURNALS.get(text(meta, "venue")) or (booktitle[: number.start()] if number else booktitle)
    else:
        venue = booktitle
    issued = said("journal-issue")
    month = said("month")
    extra = {
        "key": text(element, "bibkey"),
        "volume": said("journal-volume"),
        "issue": said("issue") or issued,
        "page": facts.pages(text(element, "pages")),
        "publisher": said("publisher"),
        "publisher-place": said("address"),
        "ISBN": said("isbn"),
        "language": text(element, "language"),
        "note": f"retracted: {reason}" if (reason := text(element, "retracted")) else "",
    }
    return Paper(
        title=title,
        authors=_names(children(element, "author")),
        date=facts.iso(said("year"), month),
        venue=venue or None,
        kind="article-journal" if kind == "journal" or (journal and kind != "proceedings") else "paper-conference",
        abstract=_marked_up(child(element, "abstract")) or None,
        doi=text(element, "doi") or None,
        url=_url(element, place),
        editors=_names(children(element, "editor") or children(meta, "editor")),
        extra={name: item for name, item in extra.items() if item},
    )


def _names(elements: list["Element"]) -> tuple[Name, ...]:
    found = (
        facts.person(text(part, "last"), text(part, "first")) if len(part) else facts.named(text(part))
        for part in elements
    )
    return tuple(name for name in found if name.text)


def _marked_up(element: "Element | None") -> str:
    """Return the text of an element: case marks without a trace, formulas in dollars as the Anthology writes them."""
    if element is None:
        return ""
    for formula in element.iter("tex-math"):
        inner = "".join(formula.itertext()).strip().strip("$")
        for part in list(formula):
            formula.remove(part)
        formula.text = f"${inner}$" if inner else ""
    return " ".join("".join(element.itertext()).split())


def _url(element: "Element", place: tuple[str, str]) -> str | None:
    link = text(element, "url") or element.get("href", "")
    if link.startswith("http"):
        return link
    if not link:
        # https://aclanthology.org/info/ids/: 2022.naloma-1.1 since 2020, J89-1001 before, W05-0601 for workshops.
        collection, volume = place
        number = element.get("id", "")
        if not collection and volume[:1].isalpha() and number.isdecimal():
            link = f"{volume}-{number:0>4}"
        elif not (collection and volume and number.isdecimal()):
            return None
        elif collection[0].isdecimal():
            link = f"{collection}-{volume}.{number}"
        elif collection.startswith("W") or collection in ("C69", "D19"):
            link = f"{collection}-{volume:0>2}{number:0>2}"
        else:
            link = f"{collection}-{volume}{number:0>3}"
    return f"https://aclanthology.org/{link}/"
