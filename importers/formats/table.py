"""Tables of papers: the exports of indexes and publishers as CSV or TSV, a pasted sheet, Markdown and Org tables."""

from collections.abc import Iterator

from importers.decode import HEAD
from importers.reader import REFERENCE, Item, Page, skip

NAME, TITLE = "table", "Table of papers (CSV, TSV, Markdown)"
CARRIES = (*REFERENCE, "section", "doubt", "raw", "said")
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 20, "2026-11-30"

_ZOTERO = ("item type", "title")


def sniff(head: str) -> float:
    from importers.pages import lines, tables  # most pages have a reader that is certain, and need none of it

    if lines.is_data(head):
        return 0.0  # records of JSON, one to a line, have their names in columns
    found = tables.dialect(head, cut=len(head) >= HEAD)
    if found is None:
        return 0.0
    if set(_ZOTERO) <= {heading.lower() for heading in found.table.headings}:
        return 0.3  # Zotero's, which has a reader of its own
    return found.confidence


def read(page: Page) -> Iterator[Item]:
    """Yield every row as a paper; rows that are none, and what is not in columns that have a name, are told."""
    from importers.pages import tables

    found = tables.dialect(page.head, cut=len(page.head) >= HEAD)
    if found is None or found.table.weight < _ANYTHING:
        reason = "no table with a column of titles" if found is None else "a table of something else than papers"
        for number, line in enumerate(page.lines(), 1):
            if line.strip():
                yield skip(number, reason, line)
                return
        return
    yield from tables.read_rows(page.lines(), found)


_ANYTHING = 1.0
"""What a table weighs at least that is read where the reader of the shelf says that it is one of papers."""
