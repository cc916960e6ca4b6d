"""Arrow Research author pages: `VENUE Conference YEAR Conference Paper`, title, a bullet for each author, abstract."""

import re
from collections.abc import Generator, Iterator
from itertools import pairwise

from importers.prose import NO_TITLE, furniture, numbered, prose
from importers.reader import Item, Listed, Noted, Page, Skipped, skip
from storage.papers.paper import Name, Paper

NAME = "arrow-author"
TITLE = "Arrow Research author page"
CARRIES = ("title", "authors", "year", "venue", "kind", "abstract", "line", "position")
STREAMS = False
TRUST = 10
LAST_SEEN = "2026-05-13"

# ICML Conference 2024 Conference Paper; JMLR Journal 2019 Journal Article; NeurIPS Workshop 2021 Workshop Paper.
_HEADER = re.compile(
    r"(?P<venue>\S.{0,250}) (?P<kind>[A-Z][a-z]+(?: [A-Z][a-z]+)?) (?P<year>(?:1[5-9]|20)\d\d) (?P=kind)"
    r"(?: [A-Z][a-z]+)?"
)
_KINDS = {
    "Conference": "paper-conference",
    "Workshop": "paper-conference",
    "Symposium": "paper-conference",
    "Journal": "article-journal",
    "Magazine": "article-magazine",
    "Preprint": "article",
    "Book": "book",
    "Book Chapter": "chapter",
    "Chapter": "chapter",
    "Thesis": "thesis",
    "Report": "report",
    "Technical Report": "report",
}
_BULLET = re.compile(r"[•‣◦▪●]\s*(?P<name>\S.*)")
_STATED = re.compile(r"(?P<count>\d[\d,]*) papers?", re.IGNORECASE)
_CHROME = re.compile(
    r"arrow research(?: search)?|author name cluster|possible papers(?: associated with this exact author name.*)?"
    r"|\d[\d,]*(?: (?:papers?|author rows?|authors?))?",
    re.IGNORECASE,
)


def sniff(head: str) -> float:
    lines = [line for _, line in numbered(head)]
    headers = sum(1 for line in lines if _header(line))
    bullets = sum(1 for line in lines if _BULLET.fullmatch(line))
    banner = "arrow research" in head[:400].lower() or "Author name cluster" in head[:400]
    if headers:
        return 0.95 if banner or headers > 1 else 0.85
    if banner:
        return 0.6
    return 0.2 if bullets > 2 and bullets > len(lines) // 5 else 0.0


def read(page: Page) -> Iterator[Item]:
    lines = list(numbered(page.text))
    starts = [index for index, (_, line) in enumerate(lines) if _header(line)]
    stated = yield from _preamble(lines[: starts[0] if starts else len(lines)])
    found = 0
    for start, end in pairwise([*starts, len(lines)]):
        for item in _record(lines[start:end], found + 1, last=end == len(lines)):
            found += isinstance(item, Listed)
            yield item
    if stated is not None and stated != found and found:
        yield Noted(text=f"the page states {stated:,} papers and holds {found:,}")


def _header(line: str) -> re.Match[str] | None:
    return _HEADER.fullmatch(line) if len(line) <= 300 and line[-1].isalpha() else None


def _preamble(lines: list[tuple[int, str]]) -> Generator[Item, None, int | None]:
    """Yield what stands before the first header: the page's own words, or the end of a record cut in two."""
    stated, title = None, None
    after_banner = False
    for number, line in lines:
        if (total := _STATED.fullmatch(line)) and stated is None:
            stated = int(total["count"].replace(",", ""))
        if _CHROME.fullmatch(line) or furniture(line):
            after_banner = line.lower() == "author name cluster"
        elif after_banner and title is None:
            title, after_banner = line, False
        elif _BULLET.fullmatch(line):
            yield skip(number, "an author of a record whose beginning is not on the page", line)
        elif prose(line) > 0:
            yield skip(number, "an abstract whose title is not on the page", line)
        else:
            yield skip(number, "before the first record of the page", line)
    if stated is not None or title is not None:
        yield Noted(stated=stated, title=title)
    return stated


def _record(lines: list[tuple[int, str]], position: int, *, last: bool) -> Iterator[Item]:
    """Yield the record that these lines hold, header first, and what of them is none of it."""
    start, header = lines[0]
    match = _header(header)
    assert match
    body = lines[1:]
    bullets = [index for index, (_, line) in enumerate(body) if _BULLET.fullmatch(line)]
    # The title stands before the authors; where there are none, it is the first line.
    heading = body[: bullets[0]] if bullets else body[:1]
    authors: list[str] = []
    rest = len(heading)
    while rest < len(body) and (bullet := _BULLET.fullmatch(body[rest][1])):
        authors.append(bullet["name"])
        rest += 1
    if not heading or prose(heading[0][1]) > NO_TITLE:
        for number, line in lines:
            yield skip(number, "part of a record without a title", line)
        return
    abstract: list[str] = []
    skipped: list[Skipped] = []
    for number, line in body[rest:]:
        if furniture(line) and (abstract or last):
            continue
        if (not abstract and not (last and prose(line) < -4)) or (abstract and not skipped and prose(line) > 0):
            abstract.append(line)
        else:
            skipped.append(skip(number, "after the record, and no part of it", line))
    yield Listed(
        paper=Paper(
            title=" ".join(line for _, line in heading),
            authors=tuple(Name(name) for name in authors),
            year=int(match["year"]),
            venue=match["venue"],
            kind=_KINDS.get(match["kind"], "document"),
            abstract="\n".join(abstract) or None,
        ),
        line=start,
        position=position,
    )
    yield from skipped
