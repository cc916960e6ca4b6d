"""Pages that tell of papers, newsletters and lists with blurbs: a title that leads to one, and sentences about it."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from urllib.parse import quote

from importers import blurbs, reading_list
from importers.markdown import Link as Marked
from importers.pages.lines import Line, Reading, Record
from importers.reader import UNTITLED, Listed, Skipped, skip

WAY = "papers that are told of"

_SURE, _BARE, _DOUBTED = 0.95, 0.75, 0.6
"""How sure a paper is whose abstract is told, one with a link to it alone, and one of which something is in doubt."""
_NEWS = 3
"""So many items that say how long they take to read make a page a newsletter."""
_SEVERAL = 3
"""Fewer links to papers, with nothing said of them, make no page that tells of papers."""

_LONGEST = 3_000
"""Lines of the longest page that tells of papers; what is longer is a listing, and has its own ways of being read."""


def read(lines: Sequence[Line]) -> Reading:
    """Return what a page tells of papers by links to them, or promises of such; nothing where it tells of none.

    Its lines are read as those of a reading list are. Linear in the page.
    """
    if len(lines) > _LONGEST:
        return Reading()
    texts = {line.number: line.text for line in reversed(lines)}
    news = sum(blurbs.is_news(line.text) for line in lines if line.linked() or line.level)
    if news < _NEWS and not any(map(_may_tell, lines)):
        return Reading()
    items = list(reading_list.read(in_markdown(lines)))
    listed = [item for item in items if isinstance(item, Listed) and _is_told(item)]
    if news < _NEWS and len(listed) < _SEVERAL and not any(item.paper.abstract for item in listed):
        return Reading()
    numbers = [line.number for line in lines]
    records = tuple(
        _record(item, lines[(at := bisect_left(numbers, item.line)) : at + reading_list.ENTRY_LIMIT]) for item in listed
    )
    first = min((record.lines[0] for record in records), default=0)
    skipped = tuple(
        skip(item.line, item.reason, texts.get(item.line, item.text))
        for item in items
        if isinstance(item, Skipped) and (news >= _NEWS or item.line > first > 0)
    )
    sure = sum(record.listed.confidence for record in records) / len(records) if records else 0.0
    return Reading(records=records, skipped=skipped, explained=1.0, confidence=sure, way=WAY)


def told_of(reading: Reading) -> int:
    """Return of how much a newsletter tells: papers, and news that are none."""
    return len(reading.records) + sum(blurbs.is_news(skipped.text) for skipped in reading.skipped)


_PROMISE = re.compile(rf"(?i)\b{blurbs.PROMISES}\b")


def _may_tell(line: Line) -> bool:
    return any(reading_list.is_paper(Marked(line.text[a:b], href)) for a, b, href in line.links) or (
        len(line.text) > 8 and _PROMISE.search(line.text[-200:]) is not None
    )


def _is_told(item: Listed) -> bool:
    """Return whether a paper has a title, and a link to it or, where a copy lost that, sentences that tell of it."""
    paper = item.paper
    return item.doubt != UNTITLED and bool(paper.doi or paper.arxiv_id or paper.url or paper.abstract)


def _record(item: Listed, own: Sequence[Line]) -> Record:
    """Return a paper with those of `own`, its line and those that follow it, that are part of it."""
    abstract = item.paper.abstract or ""
    own = [line for line in own if line.number == item.line or line.text[:_BEGUN] in abstract]
    sure = _SURE if item.paper.abstract else _DOUBTED if item.doubt else _BARE
    raw = "\n".join(line.raw or line.text for line in own)[:2_000]
    listed = replace(item, section=None, position=None, confidence=sure, raw=raw)
    return Record(listed, tuple(line.number for line in own) or (item.line,), item.section or "")


_BEGUN = 40


_ESCAPED = re.compile(r"[\\*_\[\]`<]")
_BEGINS = re.compile(r"^[#>+|-]")


def in_markdown(lines: Sequence[Line]) -> Iterator[tuple[int, str]]:
    """Yield lines in Markdown with their numbers, a blank one where a paragraph ends."""
    before: Line | None = None
    for line in (line for line in lines if line.text):
        if before is None or line.blanks or line.whole or line.mark or line.level or len(before.text) > _WRAPPED:
            yield line.number, ""
        mark = f"{line.mark}. " if line.numbered else "- " if line.mark == "•" else ""
        head = "#" * line.level + " " if line.level else " " * line.indent
        yield line.number, head + mark + _text(line)
        before = line


_WRAPPED = 120
"""Characters of a line that no width has broken."""


def _text(line: Line) -> str:
    begin: dict[int, str] = {}
    end: dict[int, str] = {}
    bare: dict[int, str] = {}
    for start, stop, href in line.links:
        if line.text.startswith(("http://", "https://"), start):
            bare[start] = href
            end[stop] = " "
        elif href.startswith("http") and stop > start:
            begin[start], end[stop] = "[", f"]({quote(href, safe=_SAFE)})"
    for mark, spans in (("*", line.italic), ("**", line.bold)):
        for start, stop in spans:
            begin[start], end[stop] = mark + begin.get(start, ""), end.get(stop, "") + mark
    places = sorted({0, *begin, *bare, *end, len(line.text)})
    pieces = [bare.get(at) or _ESCAPED.sub(r"\\\g<0>", line.text[at:stop]) for at, stop in pairwise(places)]
    told = [end.get(at, "") + begin.get(at, "") + piece for at, piece in zip(places, [*pieces, ""], strict=False)]
    return _BEGINS.sub(r"\\\g<0>", "".join(told))


_SAFE = "!#$%&'*+,/:;=?@[]~"
