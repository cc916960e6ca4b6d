"""Any page that lists papers, as it is copied: accepted papers, programmes, homepages, results of a search, theses."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from importers.pages import blocks, reference_lists
from importers.pages.lines import Line, Reading, of_page, of_text
from importers.reader import Item, Page

NAME, TITLE = "listing-page", "Page that lists papers"
CARRIES = tuple(
    "title authors authors_complete author_count year venue abstract doi arxiv_id url extra line position raw".split()
)
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, False, 10, "2026-11-30"

WAYS = (blocks.read, reference_lists.read)
"""What makes a reading of a page's lines, each in its own way."""
_LOOKED_AT = 16_384
"""Characters of a page's head that are read to tell whether it lists papers: half of that is often a menu."""
_SUREST = 0.9
"""A page that its own marks do not tell is never surer."""


def sniff(head: str) -> float:
    """Return how sure the best reading of the head's beginning is."""
    if len(head) > _LOOKED_AT:
        head = head[: head.rfind("\n", 0, _LOOKED_AT) + 1] or head[:_LOOKED_AT]
    return min(_SUREST, best(of_text(head)).confidence)


def read(page: Page) -> Iterator[Item]:
    """Yield the records of the reading that explains the page best, each with its confidence."""
    yield from best(of_page(page)).items()


def best(lines: Sequence[Line]) -> Reading:
    """Return the reading that makes most of a page."""
    return _guarded(max((way(lines) for way in WAYS), key=_worth))


_FEW = {1: 0.5, 2: 0.85}
"""How far one record and two are believed: that records are alike is what speaks for them."""
_EXPLAINED = 0.4
"""From which share of the lines between its records on a reading is believed without deduction."""


def _guarded(reading: Reading) -> Reading:
    """Return the reading, less sure of itself where it has few records, or the same one again and again, or explains
    little of the page."""
    if not reading.records:
        return reading
    factor = _FEW.get(len(reading.records), 1.0) * min(1.0, reading.explained / _EXPLAINED)
    titles = {record.listed.paper.title for record in reading.records}
    factor *= min(1.0, 2 * len(titles) / len(reading.records))
    only = reading.records[0].listed.paper
    if len(reading.records) == 1 and (only.doi or only.arxiv_id or (only.year and only.venue)):
        factor += 0.3
    if factor == 1.0:
        return reading
    records = tuple(
        record._replace(
            listed=replace(record.listed, confidence=record.listed.confidence * factor),
            confidence=record.confidence * factor,
        )
        for record in reading.records
    )
    return replace(reading, records=records, confidence=reading.confidence * factor)


def _worth(reading: Reading) -> float:
    """Return how many records of a reading are right, as far as it can tell.

    What reads references knows more of lines that hold all of a record, years and venues too.
    """
    right = sum(2 * record.listed.confidence - 1 for record in reading.records)
    dated = sum(record.listed.paper.year is not None for record in reading.records) * 2 > len(reading.records)
    return 0.8 * right if dated and reading.way == blocks.ONE_LINE.name else right
