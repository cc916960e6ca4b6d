"""Any page that lists papers, as it is copied: accepted papers, programmes, homepages, results of a search, theses."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from importers.pages import html
from importers.pages.lines import Line, is_data, of_page, of_text
from importers.reader import Item, Page

if TYPE_CHECKING:
    from importers.pages.blocks import Sheet
    from importers.pages.layouts import Layout

NAME, TITLE = "listing-page", "Page that lists papers"
CARRIES = tuple(
    "title authors authors_complete author_count year date venue abstract doi arxiv_id url extra line position section "
    "raw".split()
)
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, False, 10, "2026-11-30"

_LOOKED_AT, _LINES = 16_384, 1_000
"""Characters and lines of a page's head that are read to tell whether it lists papers: half of it is often a menu."""
_SUREST = 0.9
"""A page that its own marks do not tell is never surer."""


def sniff(head: str) -> float:
    """Return how sure the best reading of the head's beginning is."""
    from importers.pages import ways  # 50 ms, and most pages have a reader that is certain

    if is_data(head):
        return 0.0
    if len(head) > _LOOKED_AT:
        head = head[: head.rfind("\n", 0, _LOOKED_AT) + 1] or head[:_LOOKED_AT]
    lines = of_text(head)[:_LINES]
    if sum('",' in line.raw for line in lines) > len(lines) / 2:
        return 0.0  # a table, and what reads tables knows best whether of papers
    return min(_SUREST, ways.best(lines).confidence)


def read(page: Page) -> Iterator[Item]:
    """Yield the records of the reading that explains the page best, each with its confidence."""
    from importers.pages import ways

    yield from ways.best(of_page(page)).items()


class LaidOut:
    """The reader of pages whose layout was taught; of that which taught it, by what was said of its lines, too."""

    NAME, CARRIES, STREAMS, LIBRARY, TRUST, LAST_SEEN = NAME, CARRIES, STREAMS, LIBRARY, TRUST, LAST_SEEN

    def __init__(self, layout: "Layout", marks: Mapping[int, str] | None = None) -> None:
        self.layout, self.marks = layout, marks or {}
        self.TITLE = f"Page laid out as {layout.name}"

    def sniff(self, head: str) -> float:
        """Return how sure the reading by the layout is, where the page's head is set so and explained by it."""
        from importers.pages import blocks

        page = sheet(head[:_LOOKED_AT])
        if not self.layout.may_be_of(page.looks(self.layout), _SEVERAL):
            return 0.0
        reading = blocks.read_as(page, self.layout)
        fits = len(reading.records) >= _SEVERAL and reading.explained >= _EXPLAINED and reading.fit >= _FIT
        return min(_SUREST, reading.confidence * reading.fit) if fits else 0.0

    def read(self, page: Page) -> Iterator[Item]:
        """Yield the records that the layout tells."""
        from importers.pages import blocks

        yield from blocks.read_as(blocks.Sheet(lines_of(page.text)), self.layout, self.marks).items()


@lru_cache(maxsize=1)
def sheet(head: str) -> "Sheet":
    """Return the lines of a page's head, for every layout that is asked whether it is its."""
    from importers.pages.blocks import Sheet

    return Sheet(lines_of(head))


_SEVERAL = 3
"""Records from which on a page is known by its layout."""
_FIT = 0.96
"""How well its lines fit at the least. Those of the same page a year later do by .99, those of other layouts by .95."""
_EXPLAINED = 0.5
"""What share of the lines between them they must be, at the least."""


def lines_of(text: str) -> list[Line]:
    """Return the lines of a page as a person sees them, be it a plain copy or HTML."""
    return html.lines(text) if html.begins(text) or html.is_piece(text) else of_text(text)
