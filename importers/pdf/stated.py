"""What a PDF states of itself for machines: XMP and the document information, as far as they are no junk.

XMP is searched, not parsed, for much of it is broken: Dublin Core and PRISM, and what publishers add to `pdfx`
(https://www.w3.org/Submission/2020/SUBM-prism-20200910/). It may stand in elements or in attributes.
"""

import html
import re
from collections.abc import Mapping
from typing import NamedTuple

from importers.pages.people import those
from storage.papers.identifiers import doi
from storage.papers.names import Name
from storage.papers.text import clean, fold

_LONGEST = 60_000
_TAG = re.compile(r"<[^<>]{0,2000}>")
_ITEM = re.compile(r"<rdf:li\b[^<>]{0,200}>([^<>]{0,2000})</rdf:li>")
_JUNK = re.compile(
    r"(?i)\W*(?:untitled.{0,12}|title|titel|document\s?\d*|no ?title|unknown|print|paper\d*|manuscript.{0,12}|main"
    r"|doi:?.*"
    r"|(?:microsoft (?:word|powerpoint|excel)|powerpoint presentation|pii:?|presentation\d*|slide \d+|normal)\b.*"
    r"|.{0,200}\.(?:docx?|dvi|pdf|tex|ps|eps|indd|qxd|rtf|odt|txt|fm|p65|wpd|pptx?|xlsx?|3d|book|tmp|xml|html?)\W*"
    r"|(?:https?|file)://.*|[\W\d_]+|[\w.-]+/[\w./-]+|\S{1,30})"
)
"""Titles that programs make up: names of files, of programs, a single word."""


class Stated(NamedTuple):
    """What is stated; nothing of it is to be believed that no page bears out."""

    title: str = ""
    authors: tuple[Name, ...] = ()
    doi: str = ""
    venue: str = ""
    year: int | None = None


def stated(information: Mapping[str, str], xmp: str) -> Stated:
    """Return what a file states of its paper; what is junk in it is left out."""
    xmp = xmp[:_LONGEST]
    titles = [*_values(xmp, "dc:title"), information.get("Title", "")]
    people = _values(xmp, "dc:creator")
    authors = _names("; ".join(people)) if len(people) != 1 else _names(people[0])
    if not authors:
        authors = _names(information.get("Author", ""))
    numbers = [*_values(xmp, "prism:doi"), *_values(xmp, "pdfx:doi"), *_values(xmp, "pdfx:WPS-ARTICLEDOI")]
    numbers += [*_values(xmp, "crossmark:DOI"), *_values(xmp, "dc:identifier")]
    numbers += [
        information[name] for name in ("doi", "DOI", "WPS-ARTICLEDOI", "Subject", "Title") if name in information
    ]
    found = next((name for text in numbers if "10." in text and (name := doi(text))), "")
    venue = next(iter(_values(xmp, "prism:publicationName")), "")
    dates = [
        *_values(xmp, "prism:coverDate"),
        *_values(xmp, "prism:publicationDate"),
        *_values(xmp, "prism:coverDisplayDate"),
    ]
    years = [int(year[0]) for text in dates if (year := re.search(r"\b(?:19|20)\d\d\b", text))]
    return Stated(
        next((title for title in map(clean, titles) if not is_junk(title)), ""), authors, found or "", clean(venue),
        years[0] if years else None,
    )  # fmt: skip


def is_junk(title: str) -> bool:
    """Return whether a title is one that a program made up."""
    return _JUNK.fullmatch(title[:300]) is not None


_GROUP = re.compile(r"(?i)\b(?:collaborations?|consortium)\W*$")


def _names(text: str) -> tuple[Name, ...]:
    """Return the people whom a field of authors names; one word, a nick of the machine's owner, is nobody."""
    text = clean(text.replace("{et al.}", "et al."))
    if _GROUP.search(text) and len(text) < 150:
        return (Name.group(text),)
    found = those(text) if " " in text else None
    return tuple(name for name in found.names if " " in name.text) if found else ()


def _values(xmp: str, name: str) -> list[str]:
    """Return what XMP says under a name: of a list its items."""
    at = xmp.find(f"<{name}")
    if at < 0:
        told = re.search(rf"\b{re.escape(name)}=\"([^\"<>]{{1,2000}})\"", xmp)
        return [clean(html.unescape(told[1]))] if told else []
    end = xmp.find(f"</{name}>", at)
    if end < 0:
        return []
    inner = xmp[xmp.find(">", at) + 1 : end]
    items = _ITEM.findall(inner) or [_TAG.sub(" ", inner)]
    return [text for item in items if (text := clean(html.unescape(item)))]


def same(one: str, other: str) -> bool:
    """Return whether two titles are of the same letters."""
    return bool(one) and _letters(one) == _letters(other)


def _letters(text: str) -> str:
    return fold(text).replace(" ", "")
