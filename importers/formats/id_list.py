"""A plain list of arXiv ids, DOIs, PMIDs, PMCIDs, ISBNs and links: nothing to read yet, but papers to look up."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from importers import facts
from importers.links import PAPERS
from importers.prose import head_lines
from importers.reader import UNTITLED, Item, Listed, Page, skip
from importers.sections import Above
from storage.papers.identifiers import Found, found_in
from storage.papers.paper import Paper
from storage.papers.text import clean, digest

NAME, TITLE = "id-list", "list of arXiv numbers, DOIs, PMIDs, ISBNs and links"
CARRIES = tuple("title year date venue kind category doi arxiv_id url extra line position section doubt raw".split())
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 10, "2026-11-22"

_BULLET = re.compile(r"^\s*(?:[-*+•]|\d{1,4}[.)]|\[\d{1,4}\])\s+")
_HEADING = re.compile(r"\s*(#{1,6})\s+(\S.*)")
_SPLIT = re.compile(r"[\s,;|]+")
_AROUND = "<>\"'()[]{}.,;: "
# What each of them has, and its neighbours on a line with none of them have not.
_MAYBE = re.compile(
    r"(?i)10\.\d{4}|\d{4}\.\d{4}|/\d{7}|https?://|www\.|(?:arxiv|doi|openreview)\.(?:org|net)/"
    r"|pmc?\s?(?:id)?:?\s?\d|isbn|97[89]-?\d"
)
_LABEL = re.compile(r"(?i)(?:arxiv|doi|url|link|pmid|pmcid|isbn|pdf)s?")
_STAMPED = re.compile(r"\d{1,2} [A-Z][a-z]{2,8} (?:19|20)\d\d")
"""The day beside the number that arXiv prints on the margin of a PDF."""
_LINE_LIMIT = 100_000
_LOOKED_AT = 2_000


def sniff(head: str) -> float:
    lines = [line for line in head_lines(head) if not line.startswith("#")][:_LOOKED_AT]
    if not lines or any(len(line) > 5_000 for line in lines):
        return 0.0
    whole = partly = known = 0
    for line in filter(_MAYBE.search, lines):
        found, beside = _identifiers(line)
        whole += bool(found) and (not _words(beside) or bool(_STAMPED.fullmatch(beside)))
        partly += bool(found)
        known += any(one.identifier or PAPERS.search(one.text) for among in found for one in among)
    if whole >= 0.6 * len(lines) and partly >= 0.8 * len(lines) and known >= 0.5 * partly:  # not anybody's bookmarks
        return 0.9
    return 0.3 * partly / len(lines)


def read(page: Page) -> Iterator[Item]:
    position = 0
    above = Above()
    for number, line in enumerate(page.lines(), 1):
        if not line.strip() or line.lstrip().startswith(("#", "//")):
            if (heading := _HEADING.fullmatch(line[:_LOOKED_AT])) and not _identifiers(line[:_LOOKED_AT])[0]:
                above.take(heading[2], len(heading[1]))
            continue
        found, beside = _identifiers(line[:_LINE_LIMIT])
        if not found:
            yield skip(number, "no arXiv number, DOI, PMID, ISBN or link", line)
            continue
        title = beside if len(found) == 1 and len(_words(beside)) > 1 and not _STAMPED.fullmatch(beside) else ""
        above.record()
        for among in found:
            position += 1
            paper = _paper(among, title, beside)
            yield Listed(
                paper=replace(paper, date=above.date) if above.date and paper.year is None else paper,
                line=number,
                position=position,
                section=above.section or None,
                doubt="the title: the words that stand beside the identifier" if title else UNTITLED,
                raw=line[:_LOOKED_AT],
                digest=digest(_BULLET.sub("", line, count=1) if title else " ".join(one.text for one in among)),
            )


def _identifiers(line: str) -> tuple[list[list[Found]], str]:
    """Return the identifiers on a line, once each, those of one paper together, and the text beside them.

    A PMID and a PMCID are those of the paper whose DOI stands before them.
    """
    line = _BULLET.sub("", line, count=1).strip()
    found: list[list[Found]] = []
    known: set[Any] = set()
    beside: list[str] = []
    at = 0
    for one in found_in(line):
        beside.append(line[at : one.start])
        at = one.end
        name = one.identifier
        if (name or one.text) in known:
            continue
        known.add(name or one.text)
        kinds = {other.identifier.kind for other in found[-1] if other.identifier} if found else set()
        if name and kinds and {name.kind, *kinds} <= {"doi", "PMID", "PMCID"} and name.kind not in kinds:
            found[-1].append(one)
        else:
            found.append([one])
    text = " ".join(part.strip(" -–—:|,;<>()[]") for part in (*beside, line[at:]))
    return found, " ".join(text.split())


def _words(beside: str) -> list[str]:
    pieces = (piece.strip(_AROUND) for piece in _SPLIT.split(beside))
    return [piece for piece in pieces if piece and not _LABEL.fullmatch(piece)]


def _paper(among: list[Found], title: str, beside: str) -> Paper:
    link = next((one.text for one in among if "://" in one.text), None)
    first = among[0]
    told = facts.identified(one.identifier for one in among)
    if number := told.get("arxiv_id"):
        # Of a later version the day is not that of the paper.
        first_version = not re.search(r"v(?!1$)\d+$", first.text)
        day = facts.date(beside) if _STAMPED.fullmatch(beside) and first_version else None
        told |= {"venue": "arXiv", "kind": "article", "date": day or facts.arxiv_month(number)}
        told["category"] = first.category or None
    elif "ISBN" in told.get("extra", ()):
        told["kind"] = "book"
    return Paper(title=title if clean(title) else facts.called(first.identifier) or first.text, url=link, **told)
