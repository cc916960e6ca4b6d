"""Hugging Face papers without blank lines: a line of title, a line of abstract, and nothing else."""

import re
from collections.abc import Iterator

from importers.glue import glued
from importers.pages.roles import venue
from importers.prose import ASIDE, FURNITURE, alternate, furniture, head_lines, numbered, prose, title_like
from importers.reader import Item, Listed, Page, skip
from storage.papers.paper import Paper
from storage.papers.text import digest

NAME, TITLE = "hf-papers", "Hugging Face papers"
CARRIES = tuple("title abstract line position".split())
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, False, 10, "2026-05-13"

_BANNER = re.compile(r"(?i)get trending papers in your email inbox.{0,40}")
_CHROME = re.compile(r"(?i)daily papers|by ?AK and the research community|hugging ?face.{0,30}")
# Lines that other layouts have and this one never has.
_FOREIGN = re.compile(
    r"[{<@%\[]|#+ |\S+ +- |[•·▪●]|-\s*\[|\d+ authors?$|\d+(?:\.\d+)?[A-Za-z-]{0,17}[A-Z][a-z]{2,8} \d"
    r"|(?:Title|Authors?|Comments|Subjects|Abstract|DOI): "
    r"|.{0,250} (?P<kind>[A-Z][a-z]+) \d{4} (?P=kind)(?: |$)|[a-z-]{4,20}\d{4}\w"
)

_SPEAKS = re.compile(r"(?i)\b(?:we|our|this (?:paper|work|study|article|thesis|survey|report|note)|is proposed)\b")
"""What an abstract says and a section of an essay does not."""


def sniff(head: str) -> float:
    lines = head_lines(head)
    banner = any(map(_BANNER.fullmatch, lines[:12]))
    lines = [line for line in lines if _aside(line) is None]
    if not lines or sum(1 for line in lines if _FOREIGN.match(line)) > len(lines) // 12:
        return 0.1 if banner else 0.0
    walk = alternate([prose(line) for line in lines], [None] * len(lines))
    pairs = walk.count("TA")
    titles = [line for line, state in zip(lines, walk, strict=True) if state == "T"]
    abstracts = sum(1 for line, state in zip(lines, walk, strict=True) if state == "A" and len(line) > 150)
    # One line may be lost, or half a record cut off, whatever the size of the copy.
    if not pairs or 2 * pairs < 0.8 * (len(lines) - 2) or (abstracts < 0.5 * pairs and not banner):
        return 0.3 if banner else 0.1 if pairs else 0.0
    if glued(titles) > 0.5:
        return 0.4
    if banner:
        return 0.9
    # Without the banner any page of headings and paragraphs looks so, and only what abstracts say is evidence.
    speaking = sum(1 for line, state in zip(lines, walk, strict=True) if state == "A" and _SPEAKS.search(line[:2_000]))
    if sum(map(title_like, titles)) < 0.6 * len(titles) or speaking < 0.6 * pairs:
        return 0.3
    if sum(venue(title) > 0 for title in titles) > 0.3 * len(titles):
        return 0.3  # titles that say where they appeared are of somebody's own list
    return 0.7 if pairs > 1 else 0.5


def read(page: Page) -> Iterator[Item]:
    lines = list(_without_button(page.text))
    aside = [_aside(line) for _, line in lines]
    walk = alternate([prose(line) for _, line in lines], aside)
    first_abstract, last_abstract = walk.find("A"), walk.rfind("A")
    position = 0
    for index, (number, line) in enumerate(lines):
        state = walk[index]
        if state == "-" or walk[max(index - 1, 0) : index + 1] == "TA":
            continue
        if state == "A":
            yield skip(number, "an abstract whose title is not on the page", line)
            continue
        abstract = lines[index + 1][1] if walk[index + 1 : index + 2] == "A" else None
        # Before the first abstract and after the last it may as well be something of the page.
        stray = not first_abstract < index < last_abstract
        if abstract is None and (stray or not title_like(line)):
            yield skip(number, "a title without an abstract, or not part of the list", line)
            continue
        position += 1
        yield Listed(
            paper=Paper(title=line, abstract=abstract),
            line=number,
            position=position,
            doubt=None if abstract else "whether this is a paper: the page shows no abstract",
            raw=None if abstract else line,
            digest=digest(f"{line}\n{abstract or ''}"),
        )


def _aside(line: str) -> float | None:
    if _BANNER.fullmatch(line) or _CHROME.fullmatch(line):
        return ASIDE
    return FURNITURE if furniture(line) else None


_BUTTON = "Subscribe"
# Without the banner above it, the button is only told from a title by what follows: Subscribers, Subscribe to.
_GLUED_BUTTON = re.compile(r"Subscribe(?=[^\sa-z]|[a-z]{1,3}[A-Z\d-])")


def _without_button(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines, the Subscribe button cut off the first title that it is glued to."""
    banner, due = False, True
    for number, line in numbered(text):
        if due and line == _BUTTON:
            due = False
        elif _BANNER.fullmatch(line):
            banner = True
        elif due and not _CHROME.fullmatch(line) and not furniture(line):
            due = False
            rest = line.removeprefix(_BUTTON)
            if rest != line and ((banner and not rest[:1].isspace()) or _GLUED_BUTTON.match(line)):
                line = rest
        yield number, line
