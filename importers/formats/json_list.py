"""Lists of papers in JSON, whoever made them: an object is a row of a table, the names of its members the headings."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from json import dumps
from typing import TYPE_CHECKING, Any

from importers import facts
from importers.besides import in_words
from importers.facts import mapping, string
from importers.json_text import Record, keys, records, streamed
from importers.reader import REFERENCE, Item, Page, Skipped, skip
from importers.sections import Above

if TYPE_CHECKING:
    from importers.pages.tables import Row, Table

NAME, TITLE = "json-list", "List of papers (JSON)"
CARRIES = (*REFERENCE, "category", "doubt", "raw", "said")
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 20, "2026-11-30"

_SURE = 0.9
"""How sure it may be."""
_SAMPLE = 200
"""Records by which the names are told."""
_MOST = 400
"""Most names of members that are looked at."""
_REST = "besides"
"""The heading of what has one of many names that nobody knows."""
_HOLDS = re.compile(
    r"(?i)\w{0,30}(?:papers|publications|articles|preprints|records|entries|documents|docs|works|theses)\w{0,20}"
    r"|results?|items|data|library|rows|list|collection|response|search-results|entry|value|values|hits|content|output"
    r"|(?:19|20)\d\d"
)
"""What the member of an answer is called that holds its records."""
_NOT_PAPERS = re.compile(r"(?i)\w*(?:references|cited|citing|related|similar|authors|affiliations)\w*")
_TITLED = re.compile(
    r"(?i)(?:\w{1,20}[:._ -])?(?:paper|article|document|display|publication)?[ _-]?(?:title|titles|titel)(?:_[st])?"
)
# Names of members that are no headings of tables: HAL's (https://api.archives-ouvertes.fr/docs/search), ADS's.
_ALIASES = {
    "authFullName": "authors", "doiId": "doi", "producedDateY": "year", "producedDate": "date", "uri": "url",
    "pub": "journal", "pubdate": "date", "arxivId": "arxiv",
}  # fmt: skip
_TYPED = re.compile(r"(?<=\w)_(?:s|ss|t|i|bool|tdate|fs|id)$")
"""What Solr puts behind a name: what kind of value it has."""
_SPOKEN = frozenset(("doi", "arxiv", "pmid", "pmcid", "abstract", "cited", "citation", "issn", "short venue"))
"""Fields of which a list of papers has one, and hardly anything else has."""


def sniff(head: str) -> float:
    if not any(map(_TITLED.fullmatch, keys(head))):
        return 0.0
    found = _table(_objects(records(head, within=_within(head))))
    if found is None:
        return 0.0
    places = found.layout.places
    spoken = bool(_SPOKEN & places.keys()) or ({"authors", "venue"} <= places.keys() and "year" in places)
    return min(found.confidence, _SURE) if spoken else min(found.confidence, 0.3)


def read(page: Page) -> Iterator[Item]:
    """Yield every object as a paper; those that are none, and what has a name that nobody knows, are told."""
    within = _within(page.head)
    found = _table(_objects(records(page.head, within=within)))
    if found is None:
        yield skip(1, "no list of objects with a title", page.head)
        return
    left: list[Skipped] = []
    headings = {heading: place for place, heading in enumerate(found.headings)}
    yield from found.items(_of_objects(_objects(streamed(page, within=within)), headings, left), Above())
    yield from left


_Object = tuple[int, dict[str, Any], str]
"""The line of an object, its members, and its text."""


def _within(head: str) -> tuple[str, ...]:
    """Return the names of members that may hold the records."""
    return tuple(name for name in keys(head) if _HOLDS.fullmatch(name) and not _NOT_PAPERS.fullmatch(name))


def _objects(found: Iterable[Record | Skipped]) -> Iterator[_Object | Skipped]:
    """Yield the objects of a list, of lists within an answer, or by their ids in an object."""
    for record in found:
        if isinstance(record, Skipped):
            yield record
            continue
        value = record.value
        if not isinstance(value, dict):
            yield skip(record.line, "not a record", record.source)
            continue
        inner = [one for one in value.values() if isinstance(one, dict)]
        if not _is_titled(value) and len(inner) > 1 and all(map(_is_titled, inner)):
            for name, one in value.items():
                yield record.line, {"citekey": name, **mapping(one)}, dumps({name: one})
        else:
            yield record.line, _unwrapped(value), record.source


def _is_titled(value: dict[str, Any]) -> bool:
    return any(map(_TITLED.fullmatch, value))


def _unwrapped(value: dict[str, Any]) -> dict[str, Any]:
    """Return a record whose title is a member's (`{"paper": {"title": ...}}`) with that member's own."""
    if _is_titled(value):
        return value
    for name, one in value.items():
        if isinstance(one, dict) and _is_titled(one):
            return {other: said for other, said in value.items() if other != name} | one
    return value


def _table(objects: Iterator[_Object | Skipped]) -> "Table | None":
    """Return the table that the first of these objects make."""
    from importers.pages import columns, tables  # most pages have a reader that is certain, and need none of it

    first = list(islice((one for one in objects if not isinstance(one, Skipped)), _SAMPLE))
    names = list(dict.fromkeys(_heading(name) for _, value, _ in first for name in value if name[:1] != "@"))[:_MOST]
    known = [bool(field) for field in columns.headed(names)]
    room = iter(range(2 * sum(known)))
    headings = [name for name, field in zip(names, known, strict=True) if field or next(room, None) is not None]
    headings += [_REST] if len(headings) < len(names) else []
    places = {heading: place for place, heading in enumerate(headings)}
    top = tables.Row(0, headings, "")
    return tables.table([top, *_of_objects(iter(first), places, [])]) if first else None


def _heading(name: str) -> str:
    """Return the name of a member as a heading: without the prefix of its vocabulary and the sign of its kind."""
    bare = _TYPED.sub("", name.rpartition(":")[2])
    return _ALIASES.get(bare, bare)


def _of_objects(objects: Iterator[_Object | Skipped], places: dict[str, int], left: list[Skipped]) -> "Iterator[Row]":
    """Yield the objects as rows; what is none goes to `left`."""
    from importers.pages.tables import Row

    beside = places.get(_REST, -1)
    for one in objects:
        if isinstance(one, Skipped):
            left.append(one)
            continue
        line, value, source = one
        cells, rest = [""] * (max(places.values(), default=-1) + 1), list[str]()
        for name, said in value.items():
            place = places.get(_heading(name), -1)
            if said in (None, "", False) or name[:1] == "@":
                continue
            if place < 0 or place == beside:
                rest.append(f"{name}: {_cell(said)}")
            elif not cells[place]:
                cells[place] = _cell(said)
        if beside >= 0:
            cells[beside] = "; ".join(rest)
        yield Row(line, cells, source)


def _cell(value: Any) -> str:
    """Return a value as the cell of a table: people and words of a list with semicolons between."""
    if isinstance(value, list):
        return "; ".join(filter(None, (_one(item) for item in value)))
    return _one(value)


_NAMES = ("full_name", "fullName", "fullname", "display_name", "displayName", "name", "title", "term", "label", "value")
_FAMILY = ("family", "last", "lastName", "last_name", "lastname", "surname", "familyName", "family_name")
_GIVEN = ("given", "first", "firstName", "first_name", "firstname", "givenName", "given_name", "initials")


def _one(value: Any) -> str:
    if not isinstance(value, dict):
        return string(value) or in_words(value)
    if "year" in value and (day := facts.iso(value["year"], value.get("month"), value.get("day"))):
        return day
    family = next((text for name in _FAMILY if (text := string(value.get(name)))), "")
    given = next((text for name in _GIVEN if (text := string(value.get(name)))), "")
    if family:
        return f"{family}, {given}" if given else family
    if author := value.get("author"):  # OpenAlex and its kind: the person within an authorship
        return _one(author)
    return next((text for name in _NAMES if (text := string(value.get(name)))), "") or in_words(value)
