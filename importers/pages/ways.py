"""The ways in which the lines of a page are read, and which of them makes most of it."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from importers.dates import MONTH
from importers.pages import blocks, leads, reference_lists, tables, told, upright
from importers.pages.lines import MOST, Line, Reading, Record, as_far, passed

WAYS = (blocks.read, reference_lists.read, tables.reading, upright.read)
"""What makes a reading of a page's lines, each in its own way."""


def best(lines: Sequence[Line]) -> Reading:
    """Return the reading that makes most of a page."""
    wanted = leads.without(lines[:MOST])
    news = told.read(lines[:MOST])
    best = max((way(wanted) for way in WAYS), key=_worth)
    if _tells_more(news, best):
        return as_far(news, lines)
    return as_far(_guarded(_without_posts(best, wanted), wanted), lines)


def _tells_more(news: Reading, other: Reading) -> bool:
    """Return whether a page is rather one that tells of papers: another reading has few of them, or names nobody."""
    named = 2 * sum(bool(record.listed.paper.authors) for record in other.records) > len(other.records)
    if named:
        return len(news.records) > 2 * len(other.records)
    return 2 * (count := told.told_of(news)) >= len(other.records) and count > 0


_POST = re.compile(
    rf"\b(?:{MONTH})\.?,? \d{{4}} {{0,3}}(?:[-–—]+|to|until) {{0,3}}"
    rf"(?:(?:{MONTH})\.?,? \d{{4}}|(?:present|now|today|current)\b)",
    re.IGNORECASE,
)


def _without_posts(reading: Reading, lines: Sequence[Line]) -> Reading:
    """Return a reading without the posts that somebody held from month to month: no paper takes that long to appear."""
    held = {line.number: line for line in lines if _POST.search(line.text[:500])}
    if not held:
        return reading
    posts = {
        id(record): held[number]
        for record in reading.records
        for number in record.lines
        if number in held and not _POST.search(record.listed.paper.title)
    }
    return replace(
        reading,
        records=tuple(record for record in reading.records if id(record) not in posts),
        skipped=(*reading.skipped, *(passed(line, "it is a post that somebody held") for line in posts.values())),
    )


_FEW = {1: 0.5, 2: 0.65}
"""How far one record and two are believed: that records are alike is what speaks for them."""
_TOLD = 0.3
"""How much further, where each tells an identifier, or where and when it appeared."""
_EXPLAINED = 0.4
"""From which share of the lines between its records on a reading is believed without deduction."""


def _guarded(reading: Reading, lines: Sequence[Line]) -> Reading:
    """Return the reading, less sure of itself where it has few records, or the same one again and again, or explains
    little of the page. A single record is most of its page: letters, licences and manuals name people and years, too.
    """
    if not reading.records:
        return reading
    papers = [record.listed.paper for record in reading.records]
    factor = _FEW.get(len(papers), 1.0)
    if factor < 1.0 and all(paper.doi or paper.arxiv_id or (paper.year and paper.venue) for paper in papers):
        factor += _TOLD
    factor *= min(1.0, reading.explained / _EXPLAINED, 2 * len({paper.title for paper in papers}) / len(papers))
    if len(papers) == 1:
        own = set(reading.records[0].lines)
        mine = sum(len(line.text) for line in lines if line.number in own)
        share = mine / (sum(len(line.text) for line in lines) or 1)
        factor *= 1.0 if share > 0.5 else share
    if factor == 1.0:
        return reading
    records = tuple(
        record._replace(listed=replace(record.listed, confidence=record.listed.confidence * factor))
        for record in reading.records
    )
    return replace(reading, records=records, confidence=reading.confidence * factor)


def _worth(reading: Reading) -> float:
    """Return how many records of a reading are right, as far as it can tell.

    What reads references knows more of lines that hold all of a record, years too, and less of those without.
    """
    right = sum(2 * record.listed.confidence - 1 for record in reading.records)
    dated = sum(record.listed.paper.year is not None for record in reading.records) * 2 > len(reading.records)
    other = reading.way == blocks.ONE_LINE.name if dated else "references" in reading.way
    return 0.8 * right if other else right


def alike(reading: Reading, lines: Sequence[Line]) -> Reading:
    """Return a reading without the records that HTML sets elsewhere than the others: in a menu, a head, a note.

    The papers of a page stand in elements of one kind, or of a few where its parts are set in different ways.
    """
    begun = {line.number: line for line in lines}
    groups: dict[str, list[Record]] = defaultdict(list)
    for record in reading.records:
        groups[begun[record.lines[0]].path].append(record)
    most = max(map(len, groups.values()), default=0)
    if len(groups) < 2 or most < _SEVERAL:
        return reading
    sure = max(_mean(group) for group in groups.values() if len(group) == most)
    odd = {id(record) for group in groups.values() if _is_odd(group, most, sure) for record in group}
    return replace(
        reading,
        records=tuple(record for record in reading.records if id(record) not in odd),
        skipped=(
            *reading.skipped,
            *(
                passed(begun[record.lines[0]], "it is set unlike the papers of the page")
                for record in reading.records
                if id(record) in odd
            ),
        ),
    )


_SEVERAL = 4
"""From so many records in elements of one kind on, what stands in others is looked at."""


def _mean(group: Sequence[Record]) -> float:
    return sum(record.listed.confidence for record in group) / len(group)


def _is_odd(group: Sequence[Record], most: int, sure: float) -> bool:
    """Return whether records in elements of one kind are none, where another kind has the most and is so sure."""
    mean = _mean(group)
    if len(group) == most or (len(group) > 1 and mean > 0.9):
        return False
    return 5 * len(group) < most or mean < max(0.7, 0.9 * sure) or (len(group) == 1 and mean < 0.95)
