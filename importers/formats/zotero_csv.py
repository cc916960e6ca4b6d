"""Zotero's CSV export: one item a row, its columns named in the first."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from importers import facts, zotero
from importers.reader import CERTAIN, REFERENCE, Item, Listed, Page, listed
from storage.papers.names import Name

NAME, TITLE = "zotero-csv", "Zotero CSV"
CARRIES = REFERENCE
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, True, 40, "2026-11-22"

# RFC 4180: a cell in quotation marks, in which two stand for one, or a bare one; then a comma or the end of the line.
_CELL = re.compile(r'"((?:[^"]|"")*+)"?[^,\n]*+(,|\n|$)|([^,\n]*+)(,|\n|$)')

_NOTE_ENDS = re.compile(r"(?<=>); (?=<)")


def sniff(head: str) -> float:
    columns = {cell.strip().lower() for cell in next(_rows(head.split("\n", 1)[0] + "\n"), (1, [], ""))[1]}
    if {"item type", "title"} <= columns and columns & {"publication year", "abstract note", "date added", "key"}:
        return CERTAIN
    return 0.2 if {"title", "author"} <= columns else 0.0


def read(page: Page) -> Iterator[Item]:
    """Yield every row as a paper; attachments and notes are left out."""
    beside = 0

    def paper(row: _Row) -> Listed | None:
        nonlocal beside
        if row.cells.get("item type", "").lower() in zotero.BESIDE:
            beside += 1
            return None
        people: dict[str, tuple[Name, ...]] = {}
        people["author"], whole = _names(row.cells.get("author", ""))
        for role in ("editor", *zotero.ROLES):
            people[role], _ = _names(row.cells.get(role, ""))
        tags = zotero.Tags(*(row.cells.get(name, "").split(";") for name in ("manual tags", "automatic tags")))
        notes = _NOTE_ENDS.split(row.cells.get("notes", ""))
        return zotero.listed(row.line, row.cells, people, tags, notes, whole=whole)

    yield from listed(
        _named_rows(page.text), paper, lambda row: ", ".join(row.cells.values()), lambda row: row.cells.get("key", "")
    )
    yield from zotero.left_out(beside)


class _Row(NamedTuple):
    line: int
    cells: dict[str, str]
    """By the name of their column in lower case, without the empty ones."""
    source: str


def _named_rows(text: str) -> Iterator[_Row]:
    columns: list[str] = []
    for line, cells, source in _rows(text):
        if not any(columns):
            columns = [cell.strip().lower() for cell in cells]
        elif row := {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if cell.strip()}:
            yield _Row(line, row, source)


def _rows(text: str) -> Iterator[tuple[int, list[str], str]]:
    """Yield each row with its line and text; a quotation mark that is never closed ends at the end of the text."""
    at, begun, line, start = 0, 0, 1, 1
    cells: list[str] = []
    while at < len(text):
        found = _CELL.match(text, at)
        assert found is not None  # its second half matches anything
        quoted, end_quoted, bare, end_bare = found.groups()
        cells.append(quoted.replace('""', '"') if quoted is not None else bare)
        line += text.count("\n", at, found.end())
        at = found.end()
        if (end_quoted if quoted is not None else end_bare) != ",":
            yield start, cells, text[begun:at]
            cells, start, begun = [], line, at
    if cells:
        yield start, cells, text[begun:]


def _names(cell: str) -> tuple[tuple[Name, ...], bool]:
    """Return the names of a cell: `Family, Given; Family, Given`; one without a comma is an organisation's."""
    found: list[Name] = []
    for part in cell.split(";"):
        part = part.strip()
        if not part:
            continue
        family, comma, given = part.partition(",")
        found.append(facts.person(family, given) if comma and given.strip() else Name.group(family))
    return facts.complete(found)
