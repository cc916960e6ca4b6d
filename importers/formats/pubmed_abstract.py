"""PubMed's abstracts as text: `1. J Abbrev. 2020 Jan 5;12(3):45-50. doi: ...`, and below it, with empty lines between,
the title, the people, where they work, the abstract, and its numbers."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from importers import csl_items, pubmed, tagged
from importers.besides import fill
from importers.reader import CERTAIN, REFERENCE, Item, Listed, Page, listed
from storage.papers.paper import Paper

NAME, TITLE = "pubmed-abstract", "PubMed abstracts (text)"
CARRIES = REFERENCE
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 30, "2026-11-30"

_FIRST = re.compile(r"\ufeff?\s{0,40}\d{1,6}\. \S")
_BEGINS = re.compile(r"(\d{1,6})\. (?=\S)")
_NUMBER = re.compile(r"(DOI|PMCID|PMID): ?(\S+)")
_CLOSES = re.compile(r"(?m)^PMID: ?\d{1,8}\b[^\n]{0,60}$")
_IN = re.compile(r"\[Article in ([^\];]{1,60})[\];]")
# What a block is that begins so, and is no abstract.
_BESIDE = re.compile(
    r"(Author information|Collaborators|Conflict of interest statement|Comment (?:in|on)|Errat(?:um|a) in"
    r"|Updat(?:e|ed) (?:in|of)|(?:Corrected and )?[Rr]epublished (?:in|from)|Retraction (?:in|of)|Substances"
    r"|Expression of concern in|Summary for patients in|Publication [Tt]ypes?|MeSH [Tt]erms|Grant [Ss]upport"
    r"|Personal [Nn]ame as [Ss]ubject|Plain Language Summary)\b(?:\(\d+\))?:?\s?(.*)",
    re.DOTALL,
)
_RIGHTS = re.compile(r"©|\(c\) ?\d{4}|Copyright|Published by |This article is protected|The Author\(s\)")


class _Record(NamedTuple):
    line: int
    source: str
    blocks: list[list[str]]
    """The lines of each block, between empty ones."""


def sniff(head: str) -> float:
    if not _FIRST.match(head):
        return 0.0
    block = head.lstrip("\ufeff \t\r\n")[:2_000].partition("\n\n")[0].splitlines()
    cited = len(block) < 8 and pubmed.citation(_BEGINS.sub("", tagged.unwrapped(block), count=1))[0]
    return CERTAIN if cited and _CLOSES.search(head) else 0.0


def read(page: Page) -> Iterator[Item]:
    yield from listed(_records(page), _paper, lambda record: " ".join(record.source.split()))


def _records(page: Page) -> Iterator[_Record]:
    """Yield the records: one begins with its number once the one before it has said its PMID."""
    begun, number, closed, blank = 0, 0, True, True
    lines: list[str] = []
    for place, line in enumerate(page.lines(), 1):
        line = line.strip("\ufeff")
        found = _BEGINS.match(line.lstrip()) if blank else None
        if found and not closed:
            goes_on = int(found[1]) in (1, number + 1)
            found = found if goes_on and pubmed.CITATION.match(line.lstrip()[found.end() :]) else None
        if found:
            if begun:
                yield _record(begun, lines)
            begun, number, closed, lines = place, int(found[1]), False, []
        if begun:
            lines.append(line)
            closed = closed or line.startswith("PMID:")
        blank = not line.strip()
    if begun:
        yield _record(begun, lines)


def _record(begun: int, lines: list[str]) -> _Record:
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            blocks[-1].append(line.strip())
        elif blocks[-1]:
            blocks.append([])
    source = _BEGINS.sub("", "\n".join(lines).strip(), count=1)
    return _Record(begun, source, [block for block in blocks if block])


def _paper(record: _Record) -> Paper | Listed:
    blocks = record.blocks
    item, beside = pubmed.citation(_BEGINS.sub("", tagged.unwrapped(blocks[0]), count=1))
    title = tagged.unwrapped(blocks[1]) if len(blocks) > 1 else ""
    item["title"] = str(pubmed.titles(title, "")[0])
    said: list[tuple[str, str]] = list(beside.items())
    told: list[str] = []
    for place, block in enumerate(blocks[2:], 2):
        text = tagged.unwrapped(block)
        if found := _IN.match(text):
            item["language"] = found[1]
        elif "author" not in item and place < 5 and not told and (people := pubmed.people(text)):
            item["author"] = people
        elif block[0].startswith("[No authors listed]"):
            continue
        elif all(map(_NUMBER.match, block)):
            item |= _numbers(block)
        elif found := _BESIDE.match(text):
            said.append((found[1], found[2]))
        elif _RIGHTS.match(text):
            said.append(("Copyright", text))
        else:
            told += _sections(block)
    item["abstract"] = "\n\n".join(told)
    item["URL"] = pubmed.link(item.get("PMID", ""))
    item = {name: value for name, value in item.items() if value}
    fill(item, said)
    return csl_items.item(item, record.line)


_SECTION = re.compile(r"[A-Z][A-Z ,/&()-]{3,60}: ")


def _sections(block: list[str]) -> list[str]:
    """Return the sections of an abstract, each of which begins with its name."""
    starts = [place for place, line in enumerate(block) if place and _SECTION.match(line)]
    return [tagged.unwrapped(block[begin:end]) for begin, end in pairwise((0, *starts, len(block)))]


def _numbers(block: list[str]) -> dict[str, Any]:
    return {found[1]: found[2] for line in block if (found := _NUMBER.match(line))}
