"""The ACL Anthology's own XML: volumes of proceedings and journals, https://github.com/acl-org/acl-anthology."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importers import facts, xml
from importers.besides import fill, within
from importers.reader import CERTAIN, Item, Noted, Page, Skipped, listed
from importers.xml import child, children, marked, text
from storage.papers.names import Name
from storage.papers.paper import Paper
from storage.papers.words import several

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAME, TITLE = "acl-xml", "ACL Anthology XML"
CARRIES = tuple("title authors year date venue kind abstract doi url roles extra line position".split())
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 40, "2026-11-22"

_JOURNALS = {"cl": "Computational Linguistics", "tacl": "Transactions of the Association for Computational Linguistics"}
_NUMBERED = re.compile(r"(?i),?\s+(?:volume|vol\.?|number|no\.?|issue)\s+\w")
_BACK = frozenset(("frontmatter", "backmatter"))


def sniff(head: str) -> float:
    if "<paper" not in head:
        return 0.0
    if not ("<collection" in head or "<volume" in head):  # a paper cut out of its volume
        return 0.7 if "<first>" in head and "<last>" in head and "<title>" in head else 0.0
    marks = sum(mark in head for mark in ("<booktitle", "<first>", "<last>", "<bibkey>", "<frontmatter", "<fixed-case"))
    return CERTAIN if marks >= 3 else 0.7 if marks == 2 else 0.2


@dataclass(slots=True)
class _Volume:
    """What the page says above a paper."""

    collection: str = ""
    number: str = ""
    kind: str = ""
    meta: "Element | None" = None
    said: str = ""
    """The text of `meta`."""
    left_out: int = 0
    """Front and back matter so far."""

    def papers(self, page: Page) -> Iterator[xml.Record | Skipped]:
        for piece in xml.records(page, ("meta", "paper", "frontmatter"), ("collection", "volume")):
            if isinstance(piece, Skipped):
                yield piece
            elif isinstance(piece, xml.Opening) and piece.tag == "collection":
                self.collection = piece.attributes.get("id", "")
            elif isinstance(piece, xml.Opening):
                self.number, self.kind = piece.attributes.get("id", ""), piece.attributes.get("type", "")
                self.meta, self.said = None, ""
            elif piece.element.tag == "meta":
                self.meta, self.said = piece.element, piece.source
            elif piece.element.tag == "frontmatter" or piece.element.get("type") in _BACK:
                self.left_out += 1
            else:
                yield piece._replace(source=f"{self.collection}\n{self.number}\n{self.said}\n{piece.source}")


def read(page: Page) -> Iterator[Item]:
    volume = _Volume()
    yield from listed(
        volume.papers(page), lambda record: _paper(record.element, volume), lambda record: text(record.element)
    )
    if volume.left_out:
        yield Noted(text=f"front and back matter of {several(volume.left_out, 'volume')} left out")


def _paper(element: "Element", volume: _Volume) -> Paper:
    meta = volume.meta

    def said(*path: str) -> str:
        return text(element, *path) or text(meta, *path)

    venue = _marked_up(child(element, "booktitle")) or _marked_up(child(meta, "booktitle"))
    journal = said("journal-title")
    of_journal = volume.kind == "journal" or (journal and volume.kind != "proceedings")
    if of_journal:
        venue = journal or _JOURNALS.get(text(meta, "venue")) or _NUMBERED.split(venue, maxsplit=1)[0]
    extra = {
        "key": text(element, "bibkey"),
        "volume": said("journal-volume"),
        "issue": said("issue") or said("journal-issue"),
        "page": facts.pages(text(element, "pages")),
        "publisher": said("publisher"),
        "publisher-place": said("address"),
        "ISBN": said("isbn"),
        "language": text(element, "language"),
        "note": f"retracted: {reason}" if (reason := text(element, "retracted")) else "",
    }
    fill(extra, _besides(element))
    return Paper(
        title=marked(element, "title"),
        authors=_names(children(element, "author")),
        date=facts.iso(said("year"), said("month")),
        venue=venue,
        kind="article-journal" if of_journal else "paper-conference",
        abstract=_marked_up(child(element, "abstract")),
        doi=text(element, "doi"),
        url=_url(element, volume.collection, volume.number),
        roles={"editor": _names(children(element, "editor") or children(meta, "editor"))},
        extra=extra,
    )


# What rules of this module read; `mrf` is a file of the Anthology's own.
_KNOWN = frozenset(
    "title author editor abstract booktitle url bibkey doi pages year month language retracted issue publisher address "
    "isbn mrf journal-title journal-volume journal-issue".split()
)


def _besides(element: "Element") -> Iterator[tuple[str, str]]:
    """Yield what no fact says: awards, code, data, videos, revisions; of each its text and where it is."""
    for part in element:
        if part.tag not in _KNOWN:
            where = part.get("href") or part.get("url") or ""
            yield part.tag, ", ".join(dict.fromkeys(filter(None, (within(part), where))))


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


def _url(element: "Element", collection: str, volume: str) -> str | None:
    link = text(element, "url") or element.get("href", "")
    if link.startswith("http"):
        return link
    if not link:
        # https://aclanthology.org/info/ids/: 2022.naloma-1.1 since 2020, J89-1001 before, W05-0601 for workshops.
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
