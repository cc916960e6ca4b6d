"""CSL-JSON: what citation processors read; written by Zotero, pandoc, doi.org and most reference managers."""

import re
from collections.abc import Iterator
from dataclasses import replace
from json import dumps
from typing import Any

from importers import csl, csl_items
from importers.facts import mapping, sequence, string
from importers.json_text import Record, keys, records, streamed
from importers.reader import OPENS, Item, Listed, Page, Skipped, listed, skip
from storage.papers.bibfields import CSL_DATES, CSL_TEXTS
from storage.papers.paper import KINDS, ROLES, Paper

NAME, TITLE = "csl-json", "CSL-JSON"
CARRIES = tuple(
    "title authors authors_complete author_count organisation year date venue kind category abstract doi arxiv_id url "
    "roles extra line position".split()
)
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, True, 40, "2026-11-22"

_MARKS = frozenset("issued container-title author DOI citation-key publisher-place accessed title-short".split())
_OTHERS = frozenset(
    "is-referenced-by-count reference-count deposited indexed itemType authors_complete paperId authorships "
    "abstract_inverted_index authors_parsed discussionId corpusid itemTypeID creators publicationYear".split()
)


# {"items": [{"id": ...}]}, and {"doe2001": {"type": ...}}: names that are no variables.
_HOLDS = re.compile(r'"([A-Za-z_][\w.:/@-]{0,60})"\s*:\s*(?:\[\s*)?\{\s*"(?:id|type|title|author)"')
_TYPE = re.compile(r'"type"\s*:\s*"([a-z_-]{1,40})"')
# CSL 1.0.2, appendix IV: an entry that has nothing but these, and a type of CSL's, is one, however little it tells.
_VARIABLES = (
    csl_items.TAKEN
    | _MARKS
    | CSL_TEXTS
    | CSL_DATES
    | frozenset(ROLES)
    | frozenset(
        "family given literal suffix non-dropping-particle dropping-particle date-parts season circa raw "
        "journalAbbreviation shortTitle license categories".split()
    )
)


_OPENING = re.compile(
    r'\s*(?:\[\s*)?\{\s*"id":\s*"(?:[^"\\]|\\.)*+",\s*"citation-key":\s*"(?:[^"\\]|\\.)*+",\s*"type":\s*"([a-z_-]{1,40})"'
)
"""How each of our exports begins; `citation-key` is CSL 1.0.2's own."""


def sniff(head: str) -> float:
    if (own_kind := _OPENING.match(head)) and own_kind[1] in csl.TYPES:
        return OPENS
    found = keys(head) - set(_HOLDS.findall(head))
    if {"custom", "papershelf"} <= found:
        return 0.9  # our own export, in which names of any source stand
    if not found or found & _OTHERS or not {"type", "title"} <= found:
        return 0.2 if found & _MARKS else 0.0
    if any(f'"{kind}"' in head for kind in KINDS if "-" in kind) or "date-parts" in found or "literal" in found:
        return 0.9 if found & _MARKS or "family" in found else 0.6
    if found <= _VARIABLES and (kind := _TYPE.search(head)) and kind[1] in csl.TYPES:
        return 0.7
    return 0.6 if len(found & _MARKS) >= 2 and ("family" in found or "id" in found) else 0.3


def read(page: Page) -> Iterator[Item]:
    """Yield every item: of an array, of one wrapped in an object (`{"items": [...]}`), or by its id in one."""
    yield from listed(_items(page), _item, _untitled, lambda record: str(record.value.get("id") or ""))


def _items(page: Page) -> Iterator[Record | Skipped]:
    for record in streamed(page, within=("items",), by_id=lambda value: len(mapping(value).keys() & _CORE) == 2):
        if isinstance(record, Skipped) or not _holds(record.value):
            yield record
            continue
        names = {dumps(member): name for name, member in record.value.items() if isinstance(member, dict)}
        for item in records(record.source, within=tuple(record.value)):
            line = record.line + item.line - 1
            if isinstance(item, Skipped):
                yield replace(item, line=line)
            else:
                name = names.get(dumps(item.value), "")
                yield item._replace(line=line, value={"id": name} | item.value if name else item.value)


def _holds(value: Any) -> bool:
    """Return whether a value is no item but holds some, by their ids or in a list."""
    if not isinstance(value, dict) or value.keys() & _CORE:
        return False
    return any(mapping(first).keys() & _CORE for member in value.values() for first in sequence(member)[:1])


_CORE = frozenset(("type", "title"))


def _item(record: Record) -> Paper | Listed | Skipped:
    if not isinstance(record.value, dict):
        return skip(record.line, "not a record", string(record.value))
    return csl_items.item(record.value, record.line)


def _untitled(record: Record) -> str:
    return string(record.value.get("id")) or string(record.value.get("type"))
