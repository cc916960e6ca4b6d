"""A copy of Semantic Scholar's results: title, people, field, venue, date, TLDR, how often it is cited, buttons."""

import re
from collections.abc import Iterator

from importers import facts
from importers.copied import Record, Site, Told, marks
from importers.copied import read as records
from importers.dates import MONTH
from importers.pages.people import people
from importers.reader import CERTAIN, Item, Page
from storage.papers.paper import Paper

NAME, TITLE = "semantic-scholar-list", "Semantic Scholar, results or page of a person"
CARRIES = tuple(
    "title authors authors_complete author_count year date venue kind category abstract extra line position".split()
)
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, False, 20, ""

# https://www.semanticscholar.org/faq#field-of-study
_FIELD = (
    r"(?:Agricultural and Food Sciences|Art|Biology|Business|Chemistry|Computer Science|Economics|Education|Engineering"
    r"|Environmental Science|Geography|Geology|History|Law|Linguistics|Materials Science|Mathematics|Medicine"
    r"|Philosophy|Physics|Political Science|Psychology|Sociology)"
)
_FIELDS = re.compile(rf"{_FIELD}(?:, {_FIELD}){{0,5}}")
_BUTTON = re.compile(
    r"(?i)(?:\[?pdf\]?|view (?:pdf|(?:on|via) .{2,40})|save|alert|cite|ask ai|library|highly influenced|background"
    r"|methods|results|\(?opens in a new tab\)?|view \d+ excerpts?.*|view all|\s)+"
)
_COUNT = re.compile(r"(?P<count>\d[\d,]{0,8})(?: citations?)?(?: · \d+.{0,40})?", re.IGNORECASE)


def sniff(head: str) -> float:
    if not ("Semantic Scholar" in head or "TLDR" in head) or "Cite" not in head:
        return 0.0
    return CERTAIN if sum(count >= 2 for count in marks(head, _SITE)) and re.search(r"\nAlert\s*\n", head) else 0.0


def read(page: Page) -> Iterator[Item]:
    yield from records(page, _SITE)


def _told(record: Record) -> Told:
    if not record.ahead:
        return Told("its title is not on the page", 0)
    title, *said = record.ahead
    found = people(said[0]) if said else None
    rest = [line for line in (said[1:] if found else said) if not _FIELDS.fullmatch(line)]
    fields = next((line for line in said if _FIELDS.fullmatch(line)), None)
    text: list[str] = []
    cited, used = "", 0
    for line in record.behind:
        if _BUTTON.fullmatch(line[:200]):
            pass
        elif count := _COUNT.fullmatch(line[:60]):
            cited = count["count"].replace(",", "")
        elif cited or (used and _BUTTON.fullmatch(record.behind[used - 1][:200])):
            break
        elif line != "TLDR":
            text.append(re.sub(r"\s*(?:Expand|Collapse)$", "", line))
        used += 1
    venue = rest[-1] if rest else None
    arxiv = venue is not None and venue.lower() in ("arxiv", "arxiv.org")
    paper = Paper(
        title=title, authors=found.names if found else (), authors_complete=found.complete if found else not said,
        author_count=found.total if found else None, date=facts.date(record.mark["date"]),
        venue="arXiv" if arxiv else venue, kind="article" if arxiv else None, category=fields,
        abstract=" ".join(text) or None, extra={"cited-by": cited} if cited else {},
    )  # fmt: skip
    return Told(paper, used)


_SITE = Site(
    mark=re.compile(rf"(?P<date>(?:(?:\d{{1,2}} )?(?:{MONTH})\.? )?(?:19|20)\d\d)", re.IGNORECASE),
    ahead=4,
    read=_told,
    chrome=re.compile(
        r"(?i)semantic scholar|search [\d,]+ papers from all fields of science|about [\d,]+ results for .*"
        r"|fields of study|date range|has pdf|publication type|author|journals & conferences|sort by .{3,30}|filters"
        r"|skip to .{4,30}|sign in|create free account|\d+ results? for .*"
    ),
    tail=re.compile(rf"{_BUTTON.pattern}|(?:tldr|.*\bexpand)|\d[\d,]{{0,8}}(?: citations?)?(?: · .{{0,40}})?"),
)
