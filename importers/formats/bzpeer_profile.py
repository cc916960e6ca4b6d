"""BZPEER researcher profiles: `preprint2026arXiv` (kind, year and venue in one word), title, abstract; no authors."""

import re
from collections.abc import Iterator
from itertools import pairwise

from importers.prose import NO_TITLE, furniture, numbered, prose
from importers.reader import Item, Listed, Noted, Page, Skipped, skip
from storage.papers.paper import Paper

NAME = "bzpeer-profile"
TITLE = "BZPEER researcher profile"
CARRIES = ("title", "year", "venue", "kind", "abstract", "line", "position")
STREAMS = False
TRUST = 10
LAST_SEEN = "2026-05-13"

_KINDS = {
    "preprint": "article",
    "posted-content": "article",
    "article": "article-journal",
    "journal": "article-journal",
    "journal-article": "article-journal",
    "letter": "article-journal",
    "editorial": "article-journal",
    "erratum": "article-journal",
    "review": "article-journal",
    "conference": "paper-conference",
    "conference-paper": "paper-conference",
    "proceedings": "paper-conference",
    "proceedings-article": "paper-conference",
    "inproceedings": "paper-conference",
    "workshop": "paper-conference",
    "poster": "paper-conference",
    "paper": "paper-conference",
    "book": "book",
    "monograph": "book",
    "book-chapter": "chapter",
    "chapter": "chapter",
    "thesis": "thesis",
    "dissertation": "thesis",
    "report": "report",
    "dataset": "dataset",
    "software": "software",
    "patent": "patent",
    "peer-review": "review",
    "other": "document",
    "paratext": "document",
    "standard": "document",
    "reference-entry": "entry-encyclopedia",
}
_KNOWN = "|".join(sorted((kind.replace("-", "[- ]?") for kind in _KINDS), key=len, reverse=True))
# The kind may be one not thought of here; then what follows the year has to begin as a venue does.
_HEADER = re.compile(
    rf"(?:(?P<kind>(?i:{_KNOWN}))|(?P<other>[a-z]{{3,20}}(?:-[a-z]{{3,20}})?)(?=\d{{4}}(?:[A-ZÀ-Þ]|\d*$|\w{{2,5}}Xiv)))"
    r"(?P<year>(?:1[5-9]|20)\d\d)(?P<venue>.{0,250})"
)
_STATED = re.compile(r"(?P<count>\d[\d,]*) published items?(?:\(s\))?", re.IGNORECASE)
_PROFILE = re.compile(
    r"trust (?:snapshot|\d+.*)|quick read|[\d,]+ ?(?:works?|followers?|topics?|close collaborators?)|actions"
    r"|decide how to .*|follow researcher\d*|identity and collaboration|how to connect with this researcher"
    r"|claiming links .*|log in to claim|direct collaboration|open a focused conversation .*|claim this author .*"
    r"|research graph|see the researcher in context|open full explorer|inspect adjacent work.*"
    r"|building this graph slice|bzpeer is loading .*|published work|bzpeer.{0,40}",
    re.IGNORECASE,
)
_MARKS = ("bzpeer", "Trust snapshot", "published item(s)", "Claiming links this public author record", "Published work")


def sniff(head: str) -> float:
    headers = sum(1 for _, line in numbered(head) if _header(line))
    marks = sum(mark.lower() in head.lower() for mark in _MARKS)
    if headers:
        return 0.95 if marks or headers > 2 else 0.8
    return 0.6 if marks >= 3 else 0.2 * min(marks, 2)


def read(page: Page) -> Iterator[Item]:
    lines = list(numbered(page.text))
    starts = [index for index, (_, line) in enumerate(lines) if _header(line)]
    stated = None
    for number, line in lines[: starts[0] if starts else len(lines)]:
        if total := _STATED.fullmatch(line):
            stated = int(total["count"].replace(",", ""))
            yield Noted(stated=stated)
        elif _PROFILE.fullmatch(line) or furniture(line):
            continue
        elif prose(line) > 0:
            yield skip(number, "an abstract whose title is not on the page", line)
        else:
            yield skip(number, "before the first record of the page", line)
    found = 0
    for start, end in pairwise([*starts, len(lines)]):
        for item in _record(lines[start:end], found + 1, last=end == len(lines)):
            found += isinstance(item, Listed)
            yield item
    if stated is not None and stated != found and found:
        yield Noted(text=f"the page states {stated:,} papers and holds {found:,}")


def _header(line: str) -> re.Match[str] | None:
    return _HEADER.fullmatch(line) if len(line) <= 300 else None


def _record(lines: list[tuple[int, str]], position: int, *, last: bool) -> Iterator[Item]:
    """Yield the record that these lines hold, header first, and what of them is none of it."""
    start, header = lines[0]
    match = _header(header)
    assert match
    if len(lines) < 2:
        yield skip(start, "no title follows", header)
        return
    if prose(lines[1][1]) > NO_TITLE:
        for number, line in lines:
            yield skip(number, "part of a record without a title", line)
        return
    abstract: list[str] = []
    skipped: list[Skipped] = []
    for number, line in lines[2:]:
        if (furniture(line) or _PROFILE.fullmatch(line)) and (abstract or last):
            continue
        # Between two headers the line after the title is the abstract, however short; after the last it has to look so.
        if (not abstract and not (last and prose(line) < -4)) or (abstract and not skipped and prose(line) > 0):
            abstract.append(line)
        else:
            skipped.append(skip(number, "after the record, and no part of it", line))
    kind = (match["kind"] or "").lower().replace(" ", "-")
    yield Listed(
        paper=Paper(
            title=lines[1][1],
            year=int(match["year"]),
            venue=match["venue"].strip() or None,
            kind=_KINDS.get(kind) or _UNHYPHENED.get(kind, "document"),
            abstract="\n".join(abstract) or None,
        ),
        line=start,
        position=position,
    )
    yield from skipped


_UNHYPHENED = {kind.replace("-", ""): csl for kind, csl in _KINDS.items()}
