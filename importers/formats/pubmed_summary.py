"""PubMed's summaries as text: `1: Reed A, Moor BC. Title. J Abbrev. 2020 Jan;12(3):45-50. doi: ... PMID: ...`"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from importers import csl_items, pubmed, tagged
from importers.besides import fill
from importers.reader import CERTAIN, REFERENCE, Item, Listed, Page, Skipped, listed, skip
from storage.papers.paper import Paper

NAME, TITLE = "pubmed-summary", "PubMed summaries (text)"
CARRIES = REFERENCE
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 30, "2026-11-30"

_BEGINS = re.compile(r"\s{0,8}(\d{1,6}): (?=\S)")
_FIRST = re.compile(r"\ufeff?\s{0,40}\d{1,6}: \S[^\n]{3,2000}\n?")
_CLOSES = re.compile(r"\bPMID: (\d{1,8})(?:; PMCID: (PMC\d+))?[.;]?(?: ?\[[^\[\]]{1,60}\])?")
_LANGUAGE = re.compile(r"\. ([A-Z][a-z]{3,20}(?:, [A-Z][a-z]{3,20})*)\. PMID:")
_NO_LANGUAGE = frozenset("Review Retraction Abstract Erratum".split())
_LONGEST = 20_000


class _Record(NamedTuple):
    line: int
    source: str


def sniff(head: str) -> float:
    if not _FIRST.match(head):
        return 0.0
    record = head.lstrip("\ufeff \t\r\n").partition("\n\n")[0][:_LONGEST]
    return CERTAIN if _CLOSES.search(" ".join(record.split())) else 0.0


def read(page: Page) -> Iterator[Item]:
    yield from listed(_records(page), _paper, lambda record: record.source)


def _records(page: Page) -> Iterator[_Record | Skipped]:
    begun, lines = 0, list[str]()
    for place, line in enumerate(page.lines(), 1):
        line = line.strip("\ufeff")
        if not line.strip() or _BEGINS.match(line):
            if begun:
                yield _Record(begun, _BEGINS.sub("", tagged.unwrapped(lines), count=1))
            begun, lines = 0, []
        if _BEGINS.match(line):
            begun = place
        if begun:
            lines.append(line)
        elif line.strip():
            yield skip(place, "not a summary of PubMed", line)
    if begun:
        yield _Record(begun, _BEGINS.sub("", tagged.unwrapped(lines), count=1))


def _paper(record: _Record) -> Paper | Listed | Skipped:
    text = record.source[:_LONGEST]
    names, _, rest = text.partition(". ")
    item: dict[str, Any] = {"author": pubmed.people(names)}
    if not item["author"]:
        rest = text
    found = next((one for one in _CITED.finditer(rest) if one.start() > 1), None)
    if found is None:
        return skip(record.line, "no journal and year", text)
    told, beside = pubmed.citation(rest[found.end() :])
    item |= told
    item["title"] = str(pubmed.titles(rest[: found.start() + 1].strip(), "")[0])
    if numbers := _CLOSES.search(rest, found.end()):
        item["PMID"], item["PMCID"] = numbers[1], numbers[2]
        item["URL"] = pubmed.link(numbers[1])
    language = _LANGUAGE.search(rest, found.end())
    if language and language[1] not in _NO_LANGUAGE:
        item["language"] = language[1]
    item = {name: value for name, value in item.items() if value}
    fill(item, beside.items())
    return csl_items.item(item, record.line)


_CITED = re.compile(rf"[.?!\]] (?={pubmed.CITATION.pattern})")
