"""BZPEER researcher profiles: `preprint2026arXiv` (kind, year and venue in one word), title, abstract; no authors."""

import re
from collections.abc import Generator, Iterator
from itertools import pairwise

from importers import headed
from importers.prose import Line, furniture, number_in, numbered, prose
from importers.reader import CERTAIN, Item, Noted, Page
from storage.papers.bibfields import by_name
from storage.papers.paper import Paper

NAME, TITLE = "bzpeer-profile", "BZPEER researcher profile"
CARRIES = tuple("title year venue kind abstract line position".split())
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, False, 10, "2026-05-13"

_KINDS = by_name("""
    article = preprint, posted-content;
    article-journal = article, journal, journal-article, letter, editorial, erratum, review;
    paper-conference = conference, conference-paper, proceedings, proceedings-article, inproceedings, workshop,
    poster, paper; book = book, monograph; chapter = book-chapter, chapter; thesis = thesis, dissertation;
    report = report; dataset = dataset; software = software; patent = patent; review = peer-review;
    document = other, paratext, standard; entry-encyclopedia = reference-entry
""")
_KNOWN = "|".join(sorted((kind.replace("-", "[- ]?") for kind in _KINDS), key=len, reverse=True))
# The kind may be one not thought of here; then what follows the year has to begin as a venue does.
_HEADER = re.compile(
    rf"(?:(?P<kind>(?i:{_KNOWN}))|(?P<other>[a-z]{{3,20}}(?:-[a-z]{{3,20}})?)(?=\d{{4}}(?:[A-ZÀ-Þ]|\d*$|\w{{2,5}}Xiv)))"
    r"(?P<year>(?:1[5-9]|20)\d\d)(?P<venue>.{0,250})"
)
_STATED = re.compile(r"(?i)(?P<count>\d[\d,]*) published items?(?:\(s\))?")
_PROFILE = re.compile(
    r"(?i)trust (?:snapshot|\d+.*)|quick read|[\d,]+ ?(?:works?|followers?|topics?|close collaborators?)|actions"
    r"|decide how to .*|follow researcher\d*|identity and collaboration|how to connect with this researcher"
    r"|claiming links .*|log in to claim|direct collaboration|open a focused conversation .*|claim this author .*"
    r"|research graph|see the researcher in context|open full explorer|inspect adjacent work.*"
    r"|building this graph slice|bzpeer is loading .*|published work|bzpeer.{0,40}",
)
_MARKS = ("bzpeer", "Trust snapshot", "published item(s)", "Claiming links this public author record", "Published work")


def sniff(head: str) -> float:
    lines = [line for _, line in numbered(head)]
    at = [place for place, line in enumerate(lines) if _header(line)]
    marks = sum(mark.lower() in head.lower() for mark in _MARKS)
    # A word glued to a year is the name of many a conference, too: `emnlp2015`. Here title and abstract stand below.
    records = sum(1 for start, end in pairwise([*at, len(lines)]) if prose("".join(lines[start + 2 : end][:1])) > 0)
    if records * 2 >= len(at) > 0:
        return CERTAIN if marks or records > 2 else 0.8
    return 0.6 if marks >= 3 else 0.2 * min(marks + bool(at), 2)


def read(page: Page) -> Iterator[Item]:
    yield from headed.read(page, _header, _preamble, lambda lines: (min(len(lines), 1),) * 2, _paper, _chrome)


def _chrome(line: str) -> bool:
    return bool(_PROFILE.fullmatch(line)) or furniture(line)


def _preamble(lines: list[Line]) -> Generator[Item, None, int | None]:
    stated = None
    for number, line in lines:
        if total := _STATED.fullmatch(line):
            stated = number_in(total["count"])
            yield Noted(stated=stated)
        elif not _chrome(line):
            yield headed.stray(number, line)
    return stated


def _header(line: str) -> re.Match[str] | None:
    return _HEADER.fullmatch(line) if len(line) <= 300 else None


def _paper(header: re.Match[str], lines: list[str]) -> Paper:
    kind = (header["kind"] or "").lower().replace(" ", "-")
    return Paper(
        title=lines[0],
        year=int(header["year"]),
        venue=header["venue"].strip(),
        kind=_KINDS.get(kind) or _UNHYPHENED.get(kind, "document"),
        abstract=lines[1],
    )


_UNHYPHENED = {kind.replace("-", ""): csl for kind, csl in _KINDS.items()}
