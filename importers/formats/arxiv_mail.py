"""arXiv's daily e-mail: submissions between lines of backslashes, cross-lists and replacements behind them."""

import re
from collections import defaultdict
from collections.abc import Iterator

from importers import arxiv, facts
from importers.reader import CERTAIN, Item, Noted, Page, listed
from storage.papers.identifiers import arxiv_id
from storage.papers.paper import Paper

NAME, TITLE = "arxiv-mail", "arXiv e-mail digest"
CARRIES = tuple(
    "title authors authors_complete year date venue kind category abstract doi arxiv_id url extra line position".split()
)
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 20, "2026-11-22"

# arXiv:2407.14741, arXiv:2407.14741 (*cross-listing*), Paper (*cross-listing*): hep-th/9901001
_HEADER = re.compile(
    r"(?:arXiv|Paper)(?:\s*\(\*cross-listing\*\))?:\s?"
    r"(?P<id>[a-z-]+(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})(?:v\d+)?(?:\s*\(\*cross-listing\*\))?\s*"
)
_QUOTED = re.compile(r"^(?:>\s?)+")
_END = re.compile(r"\\\\\s*\(?\s*(?P<link>https?://\S+)?.*")
_RULE = re.compile(r"(?:-{10,}|%-?-?%[%-]{4,}|={10,})\s*")


def sniff(head: str) -> float:
    if "arXiv" not in head and "Paper" not in head:
        return 0.0
    headers = slashes = told = 0
    for line in head.split("\n"):
        if len(line) > 300:
            continue
        line = _QUOTED.sub("", line) if line.startswith(">") else line
        slashes += bool(_SLASHES.fullmatch(line))
        headers += bool(_HEADER.fullmatch(line))
        told += line.startswith(("Categories:", "Title:", "\\\\ ( http"))
    if headers and slashes and told >= 2:
        return CERTAIN
    return 0.6 if headers and told >= 2 else 0.1 if headers and slashes else 0.0


def read(page: Page) -> Iterator[Item]:
    yield from listed(_records(page), _Open.paper, lambda record: record.lines[0])


def _records(page: Page) -> Iterator["_Open | Noted"]:
    record: _Open | None = None
    for number, line in enumerate(page.lines(), 1):
        if line.startswith(">"):  # a digest that was forwarded
            line = _QUOTED.sub("", line)
        if record is None and (until := _RECEIVED.fullmatch(line[:200])):
            yield Noted(day=facts.date(_century(until[1])))
        found = _HEADER.fullmatch(line) if len(line) < 300 else None
        if found and (record is None or not record.reading or record.blank):
            if record:
                yield record
            record = _Open(found["id"], number, line)
        elif record and (_RULE.fullmatch(line[:200]) or (record.told and line.startswith("\\\\ ("))):
            if end := _END.fullmatch(line[:1_000]):
                record.link = (end["link"] or "").rstrip(",")
                record.lines.append(line)
            yield record
            record = None
        elif record:
            record.take(line)
    if record:
        yield record


_RECEIVED = re.compile(r"\s*received from\s.{10,40}\sto\s+\w{3}\s+(\d{1,2} \w{3} (?:\d\d){1,2})\b.*")
"""Of what days a digest is: that on which the last of its papers came."""
_SLASHES = re.compile(r"\\\\\s*")
_FIELD = re.compile(r"(?i)(?P<name>Title|Authors?|Categories|Comments?|Report-no|Journal-ref|DOI|ACM-class"
                    r"|MSC-class|License|Proxy"
                    r"|Date|From|Subj-class|Date \(v\d+\)|replaced with revised version"
                    r"|\(?revised\)?)(?::|\s(?=\w{3}, ))\s*(?P<rest>.*)")  # fmt: skip


class _Open:
    """A record that is being read: fields up to the second line of backslashes, the abstract up to the third."""

    def __init__(self, identifier: str, number: int, line: str) -> None:
        self.identifier = arxiv_id(identifier) or identifier
        self.line = number
        self.lines = [line]
        self.fields: dict[str, str] = {}
        self.last = ""
        self.abstract: list[str] = []
        self.reading = False  # the abstract
        self.blank = False
        self.replaced = False
        self.link = ""

    @property
    def told(self) -> bool:
        return bool(self.fields)

    @property
    def source(self) -> str:
        return "\n".join(self.lines)

    def take(self, line: str) -> None:
        line = line[:20_000]
        self.lines.append(line)
        if _SLASHES.fullmatch(line):
            self.reading = True
            self.blank = True
        elif self.reading:
            self.abstract.append(line)
            self.blank = not line.strip()
        elif found := _FIELD.match(line):
            self.last = found["name"].lower()
            self.replaced |= self.last.startswith("replaced")
            self.fields.setdefault(self.last, found["rest"].strip())
        elif line.strip() and self.last and line[:1].isspace():
            self.fields[self.last] += f" {line.strip()}"

    def paper(self) -> Paper:
        told = defaultdict(str, self.fields)
        names, complete, count = arxiv.authors(told["authors"] or told["author"])
        # What was replaced has the day of its new version; when it first came the identifier tells, to the month.
        day = _DATE.search(told["date"] or told["date (v1)"])
        return arxiv.paper(
            identifier=self.identifier,
            title=" ".join(told["title"].split()),
            names=names,
            complete=complete,
            count=count,
            date=facts.date(_century(day[0])) if day and not self.replaced else None,
            categories=told["categories"],
            abstract="\n".join(self.abstract),
            doi=told["doi"],
            reference=told["journal-ref"],
            comments=told["comments"] or told["comment"],
            report=told["report-no"],
            url=self.link,
            besides=[(name, self.fields[name]) for name in _BESIDES if name in self.fields],
        )


_BESIDES = ("acm-class", "msc-class", "subj-class", "license", "proxy", "from")


_DATE = re.compile(r"(?:\w{3}, )?\d{1,2} \w{3} \d{2,4}")


def _century(day: str) -> str:
    """Return `Fri, 19 Jul 24` with its year in full: arXiv has days since 1991."""
    head, _, year = day.rpartition(" ")
    return f"{head} {1900 + int(year) if int(year) > 90 else 2000 + int(year)}" if len(year) == 2 else day
