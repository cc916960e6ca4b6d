"""Any page that lists papers, as it is copied: accepted papers, programmes, homepages, results of a search, theses."""

from collections.abc import Iterator

from importers.pages import ways
from importers.pages.lines import is_data, of_page, of_text
from importers.reader import Item, Page

NAME, TITLE = "listing-page", "Page that lists papers"
CARRIES = tuple(
    "title authors authors_complete author_count year venue abstract doi arxiv_id url extra line position raw".split()
)
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, False, 10, "2026-11-30"

_LOOKED_AT = 16_384
"""Characters of a page's head that are read to tell whether it lists papers: half of that is often a menu."""
_SUREST = 0.9
"""A page that its own marks do not tell is never surer."""


def sniff(head: str) -> float:
    """Return how sure the best reading of the head's beginning is."""
    if is_data(head):
        return 0.0
    if len(head) > _LOOKED_AT:
        head = head[: head.rfind("\n", 0, _LOOKED_AT) + 1] or head[:_LOOKED_AT]
    lines = of_text(head)
    if sum('",' in line.raw for line in lines) > len(lines) / 2:
        return 0.0  # a table, and what reads tables knows best whether of papers
    return min(_SUREST, ways.best(lines).confidence)


def read(page: Page) -> Iterator[Item]:
    """Yield the records of the reading that explains the page best, each with its confidence."""
    yield from ways.best(of_page(page)).items()
