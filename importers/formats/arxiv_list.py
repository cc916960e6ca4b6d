"""A copy of an arXiv list page (new, recent, a month): `[1] arXiv:2407.14741 [pdf, other]`, then what it is."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from importers import arxiv, facts
from importers.pages.lynx import end
from importers.reader import CERTAIN, Item, Listed, Noted, Page, listed
from importers.sections import name
from storage.papers.identifiers import arxiv_id

NAME, TITLE = "arxiv-list", "arXiv list page"
CARRIES = tuple(
    "title authors authors_complete author_count year date venue kind category abstract doi arxiv_id extra line "
    "position section".split()
)
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 20, "2026-11-22"

# [12]  arXiv:2407.14741 (cross-list from cs.CV) [pdf, html, other]; the number is lost in some copies.
_HEADER = re.compile(
    r"\s*(?:\[\s*(?P<number>\d{1,5})\s*\]|(?P<bare>\d{1,5})\.)?\s*arXiv:\s?(?P<id>[a-z-]+(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})(?:v\d+)?"
    r"(?P<how>\s*\([^()]{1,80}\))?\s*(?P<links>\[[^\[\]]{0,120}\])?\s*(?:\((?:cross-list|replaced)[^()]{0,80}\))?\s*"
)
_FIELD = re.compile(
    r"\s*(?P<name>Title|Authors?|Comments?|Subjects?|Journal[- ]ref|Journal reference|Report-no|Report number|DOI"
    r"|MSC-class|ACM-class|Abstract):\s*(?P<rest>.*)",
    re.DOTALL,
)
_SECTION = re.compile(
    r"(?i)\s*(?:(?:new|cross|replacement|revised)\s+submissions?|cross-lists?|replacements?)\s*(?:\(.*|for\s.*)?\s*"
    r"|\s*(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,\s+\d{1,2}\s+[A-Z][a-z]+\s+\d{2,4}.*",
)
_FOOT = re.compile(
    r"(?i)\s*\[?\s*(?:total of \d+ entries|showing (?:(?:up to )?[\d,–-]+|new listings for) .*|links to: arxiv.*"
    r"|about\s+help\b.*|contact arxiv.*"
    r"|click here to .*|subscribe.*arxiv.*|copyright|privacy policy|web accessibility assistance|about|help"
    r"|arxiv operational status.*|get status notifications.*|\(?access key information\)?.*|skip to main content"
    r"|fewer[ ]\|[ ]more[ ]\|[ ]all)\s*",
)
# Search results: the codes stand bare under the header, the title has no label, a line tells when it was submitted.
_CODES = re.compile(
    r"(?:(?:[a-z-]+\.[A-Za-z-]{2,20}|astro-ph|gr-qc|hep-(?:ex|lat|ph|th)|math-ph|nucl-(?:ex|th)|quant-ph)\s*)+"
)
_STATED = re.compile(r"(?i)total of (\d{1,6}) entries")
_DAY = re.compile(r"(?i)showing new listings for \w+, (\d{1,2} \w+ \d{4})")
_LINE_LIMIT = 20_000


def sniff(head: str) -> float:
    if "arXiv:" not in head:
        return 0.0
    head = _NUMBER.sub("", head) if _DUMPED in head else head
    lines = [line for line in head.split("\n") if line.strip()]
    headers = [
        index
        for index, line in enumerate(lines)
        if len(line) < 300 and (found := _HEADER.fullmatch(line)) and found["links"]
    ]
    if not headers:
        return 0.0
    told = sum(any(_FIELD.match(line[:2_000]) for line in lines[index + 1 : index + 6]) for index in headers)
    return CERTAIN if told >= 1 and told * 2 >= len(headers) else 0.4


class _Open(NamedTuple):
    """A record that is being read: its header, and the lines below it."""

    line: int
    header: re.Match[str]
    lines: list[str]
    section: str
    """New or cross submissions, replacements, or the day on which they were listed."""

    @property
    def source(self) -> str:
        """The text of the record without its number on the page."""
        header = self.header[0]
        return "\n".join((header[header.index("arXiv") :], *self.lines))


def read(page: Page) -> Iterator[Item]:
    yield from listed(_records(page), _listed, lambda record: record.header[0])


# A text browser writes down `[[31]pdf, [32]other]`.
_DUMPED = "[["
_NUMBER = re.compile(r"\[\d{1,5}\](?=[^\s\[\](),.;:])")


def _lines(page: Page) -> Iterator[tuple[int, str]]:
    """Yield the lines with their numbers, those that a text browser wrote without its own."""
    if _DUMPED not in page.head:
        yield from enumerate(page.lines(), 1)
        return
    sources = page.text.split("\n")
    for number, line in enumerate(sources[: end(sources)], 1):
        yield number, _NUMBER.sub("", line)


def _records(page: Page) -> Iterator[_Open | Noted]:
    record: _Open | None = None
    section = ""
    stated = False
    for number, line in _lines(page):
        found = _HEADER.fullmatch(line) if len(line) < 300 else None
        if found and not (found["links"] or found["number"] or found["how"]):
            found = None
        heads = not found and _SECTION.fullmatch(line[:200])
        if not found and record and not heads and not _FOOT.fullmatch(line[:300]):
            record.lines.append(line)
            continue
        if record:
            yield record
        record = _Open(number, found, [], section) if found else None
        if record:
            continue
        if heads:
            section = name(line)
        if not stated and (total := _STATED.search(line[:300])):
            stated = True
            yield Noted(stated=int(total[1]))
        if day := _DAY.search(line[:300]):
            yield Noted(title=f"arXiv, {day[1]}")
    if record:
        yield record


def _listed(record: _Open) -> Listed:
    fields, abstract, loose = _fields(record.lines)
    title, authors, doubt = fields.get("title", []), fields.get("author", []), None
    codes = arxiv.CODE.findall(" ".join(fields.get("subject", [])))
    if not title and loose and _CODES.fullmatch(loose[0][:200]):
        codes, loose = codes or loose[0].split(), loose[1:]
    known = next((line for line in loose if line.startswith("doi 10.")), "")
    if not title:
        title = [line for line in loose if line is not known]
        title = title if authors else title[:1]  # a screen that was narrow has broken it
    if not authors and len(title) > 1:
        title, authors, doubt = _divided(title)
    names, complete, count = arxiv.authors(" ".join(authors))
    short, _, whole = "\n".join(abstract).partition("▽ More")  # a search shows what was found, then the whole
    paragraphs = [" ".join(paragraph.split()) for paragraph in (whole.strip() or short).rstrip().split("\n\n")]
    paragraphs[-1] = paragraphs[-1].removesuffix("△ Less").strip()
    days = (day[2] or day[1] for line in record.lines if (day := arxiv.SUBMITTED.fullmatch(line[:500])))
    return Listed(
        paper=arxiv.paper(
            identifier=arxiv_id(record.header["id"]) or record.header["id"],
            title=" ".join(" ".join(title).split()),
            names=names,
            complete=complete,
            count=count,
            categories=" ".join(codes),
            abstract="\n".join(filter(None, paragraphs)),
            doi=_one(fields, "doi") or known,
            date=next(map(facts.date, days), None),
            reference=_one(fields, "journal-ref", "journal ref", "journal reference"),
            comments=_one(fields, "comment"),
            report=_one(fields, "report-no", "report number"),
            besides=[(name, _one(fields, name)) for name in ("acm-class", "msc-class") if name in fields],
        ),
        line=record.line,
        section=record.section or None,
        doubt=doubt,
        raw="\n".join(record.lines)[:2_000] if doubt else None,
    )


def _fields(lines: list[str]) -> tuple[dict[str, list[str]], list[str], list[str]]:
    """Return the labelled fields, the lines of the abstract, and the lines before the first label.

    A label's text may begin on its line or below it, and run on over further lines. The abstract is what follows the
    subjects (or the last label): after a blank line, or after a line that ends a list of subjects.
    """
    fields: dict[str, list[str]] = {}
    abstract: list[str] = []
    loose: list[str] = []
    current: list[str] | None = None
    name = ""
    after: list[str] = []
    labelled = any(_FIELD.match(line[:100]) for line in lines)
    for line in lines:
        line = line[:_LINE_LIMIT].rstrip()
        if not abstract and (found := _FIELD.match(line)):
            name = found["name"].lower()
            name = name.removesuffix("s") if name in ("authors", "comments", "subjects") else name
            if name == "abstract":
                abstract.append(found["rest"])
                continue
            current = fields.setdefault(name, [])
            if found["rest"]:
                current.append(found["rest"])
        elif abstract and arxiv.SUBMITTED.fullmatch(line[:500]):
            current, name, after = None, "", abstract
            abstract = []
        elif abstract:
            abstract.append(line.strip())
        elif not line.strip():
            # A blank line under an empty label parts nothing; behind the subjects the abstract begins.
            if current and name == "subject":
                current = None
        elif after and current is None:
            continue
        elif current is None:
            (abstract if fields and labelled else loose).append(line.strip())
        elif name == "subject" and current and not _continues(current[-1], line):
            abstract.append(line.strip())
        else:
            current.append(line.strip())
    return fields, after or abstract, loose


def _continues(before: str, line: str) -> bool:
    """Return whether a list of subjects runs on: it ended in a semicolon, or its last subject has no code yet."""
    before = before.rstrip()
    return before.endswith((";", ",")) or (
        not before.endswith(")") and bool(arxiv.CODE.search(line[:200])) and len(line) < 200
    )


def _divided(lines: list[str]) -> tuple[list[str], list[str], str | None]:
    """Part a title from the authors below it, where no label says `Authors:`: names to the end are authors."""
    start = len(lines)
    while start > 1 and _names(lines[start - 1]):
        start -= 1
    if start == len(lines):
        if len(lines) == 2 and "," in lines[1]:
            return lines[:1], lines[1:], "who the authors are"
        return lines, [], "who the authors are"
    # A line of names that stands under a title which is whole is sure; the more lines there are, the less it is.
    sure = start == 1 and (len(lines) == 2 or lines[start].rstrip().endswith(","))
    return lines[:start], lines[start:], None if sure else "where the title ends"


_NAMELIKE = re.compile(r"['’]?[^\W\d_][\w.'’`-]*(?: +['’]?[^\W\d_][\w.'’`-]*){0,6}")
_ADDITIONAL = re.compile(r"(?i)et al\.? \(\d+ additional authors? not shown\)")


def _names(line: str) -> bool:
    line = _ADDITIONAL.sub("", line[:5_000]).strip().rstrip(",")
    pieces = [piece.strip() for piece in re.split(r",| and ", re.sub(r"\([^()]*\)", "", line)) if piece.strip()]
    if not pieces or not all(_NAMELIKE.fullmatch(piece) for piece in pieces):
        return False
    words = [word for piece in pieces for word in piece.split()]
    return sum(word[:1].isupper() for word in words) >= 0.7 * len(words) and all(
        len(piece.split()) <= 6 for piece in pieces
    )


def _one(fields: dict[str, list[str]], *names: str) -> str:
    return next((facts.mended(" ".join(" ".join(fields[name]).split())) for name in names if fields.get(name)), "")
