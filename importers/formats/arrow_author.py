"""Arrow Research author pages: `VENUE Conference YEAR Conference Paper`, title, a bullet for each author, abstract."""

import re
from collections.abc import Generator, Iterator

from importers import headed
from importers.prose import Line, furniture, number_in, numbered
from importers.reader import CERTAIN, Item, Noted, Page, skip
from storage.papers.bibfields import by_name
from storage.papers.names import Name
from storage.papers.paper import Paper

NAME, TITLE = "arrow-author", "Arrow Research author page"
CARRIES = tuple("title authors year venue kind abstract line position".split())
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, False, 10, "2026-05-13"

_KINDS = by_name("""
    paper-conference = Conference, Workshop, Symposium; article-journal = Journal; article-magazine = Magazine;
    article = Preprint; book = Book; chapter = Book Chapter, Chapter; thesis = Thesis;
    report = Report, Technical Report
""")
_BULLET = re.compile(r"[•‣◦▪●]\s*(?P<name>\S.*)")
_STATED = re.compile(r"(?i)(?P<count>\d[\d,]*) papers?")
_CHROME = re.compile(
    r"(?i)arrow research(?: search)?|author name cluster|possible papers(?: associated with this exact author name.*)?"
    r"|\d[\d,]*(?: (?:papers?|author rows?|authors?))?",
)


def sniff(head: str) -> float:
    lines = [line for _, line in numbered(head)]
    headers = sum(1 for line in lines if _header(line))
    bullets = sum(1 for line in lines if _BULLET.fullmatch(line))
    banner = "arrow research" in head[:400].lower() or "Author name cluster" in head[:400]
    if headers:
        return CERTAIN if banner or headers > 1 else 0.85
    if banner:
        return 0.6
    return 0.2 if bullets > 2 and bullets > len(lines) // 5 else 0.0


def read(page: Page) -> Iterator[Item]:
    yield from headed.read(page, _header, _preamble, _heading, _paper)


# ICML Conference 2024 Conference Paper; JMLR Journal 2019 Journal Article; NeurIPS Workshop 2021 Workshop Paper.
_HEADER = re.compile(
    r"(?P<venue>\S.{0,250}) (?P<kind>[A-Z][a-z]+(?: [A-Z][a-z]+)?) (?P<year>(?:1[5-9]|20)\d\d) (?P=kind)"
    r"(?: [A-Z][a-z]+)?"
)


def _header(line: str) -> re.Match[str] | None:
    return _HEADER.fullmatch(line) if len(line) <= 300 and line[-1].isalpha() else None


def _preamble(lines: list[Line]) -> Generator[Item, None, int | None]:
    """Yield what stands before the first header: the page's own words, or the end of a record cut in two."""
    stated, title = None, None
    after_banner = False
    for number, line in lines:
        if (total := _STATED.fullmatch(line)) and stated is None:
            stated = number_in(total["count"])
        if _CHROME.fullmatch(line) or furniture(line):
            after_banner = line.lower() == "author name cluster"
        elif after_banner and title is None:
            title, after_banner = line, False
        elif _BULLET.fullmatch(line):
            yield skip(number, "an author of a record whose beginning is not on the page", line)
        else:
            yield headed.stray(number, line)
    if stated is not None or title is not None:
        yield Noted(stated=stated, title=title)
    return stated


def _heading(lines: list[Line]) -> tuple[int, int]:
    """Return how many lines the title has, one where there are no authors, and how many title and authors have."""
    bullets = [index for index, (_, line) in enumerate(lines) if _BULLET.fullmatch(line)]
    titles = rest = bullets[0] if bullets else min(len(lines), 1)
    while rest < len(lines) and _BULLET.fullmatch(lines[rest][1]):
        rest += 1
    return titles, rest


def _paper(header: re.Match[str], lines: list[str]) -> Paper:
    *heading, abstract = lines
    authors = [found["name"] for line in heading if (found := _BULLET.fullmatch(line))]
    return Paper(
        title=" ".join(heading[: len(heading) - len(authors)]),
        authors=tuple(map(Name, authors)),
        year=int(header["year"]),
        venue=header["venue"],
        kind=_KINDS.get(header["kind"], "document"),
        abstract=abstract,
    )
