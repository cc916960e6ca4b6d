"""Zotero's own items: its web API, Better BibTeX JSON, and exports of either."""

import re
from collections.abc import Iterator
from typing import Any

from importers import facts, zotero
from importers.besides import in_words
from importers.facts import mapping, sequence, string
from importers.json_text import Record, keys, streamed
from importers.reader import CERTAIN, REFERENCE, Item, Listed, Page, listed
from storage.papers.names import Name

NAME, TITLE = "zotero-json", "Zotero JSON"
CARRIES = REFERENCE
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, True, 40, "2026-11-22"

_OTHER_ROLES = frozenset(
    "editor seriesEditor bookAuthor translator contributor reviewedAuthor attorneyAgent commenter recipient wordsBy "
    "cosponsor counsel sponsor guest producer castMember scriptwriter".split()
)
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def sniff(head: str) -> float:
    found = keys(head)
    if "itemType" not in found:
        return 0.15 if "zotero.org" in head and found else 0.0
    if "titles" in found:  # MathSciNet's items have several
        return 0.2
    return CERTAIN if found & {"creators", "dateAdded", "itemKey", "citationKey", "itemID", "collections"} else 0.7


def read(page: Page) -> Iterator[Item]:
    beside = 0

    def paper(record: Record) -> Listed | None:
        nonlocal beside
        value = mapping(record.value)
        data = mapping(value.get("data")) or value
        if string(data.get("itemType")) in zotero.BESIDE:
            beside += 1
            return None
        return _item(record.line, data, mapping(value.get("meta")))

    yield from listed(streamed(page, within=("items",)), paper, _untitled, _key)
    yield from zotero.left_out(beside)


def _key(record: Record) -> str:
    value = mapping(record.value)
    data = mapping(value.get("data")) or value
    return next(filter(None, (string(one.get(name)) for one in (data, value) for name in ("key", "itemKey"))), "")


def _untitled(record: Record) -> str:
    value = mapping(record.value)
    data = mapping(value.get("data")) or value
    return string(data.get("key")) or string(data.get("itemType")) or str(record.value)[:200]


def _item(line: int, data: dict[str, Any], meta: dict[str, Any]) -> Listed:
    row = {_words(name): string(item) or in_words(item) for name, item in data.items() if name not in _LISTS}
    row["title"] = row.get("title") or row.get("subject") or row.get("case name") or row.get("name of act", "")
    row["publication year"] = string(meta.get("parsedDate"))
    creators = [(string(item.get("creatorType")), _name(item)) for item in map(mapping, sequence(data.get("creators")))]
    people = {_words(role): tuple(name for found, name in creators if found == role) for role in _OTHER_ROLES}
    people["author"], whole = facts.complete(name for role, name in creators if role not in _OTHER_ROLES)
    people["editor"], _ = facts.complete(people["editor"])
    row |= {role: "; ".join(name.text for name in names) for role, names in people.items() if role not in _ROLES}
    tags = zotero.Tags([], [])
    for item in sequence(data.get("tags")):
        given = tags.automatic if mapping(item).get("type") == 1 else tags.manual
        given.append(string(mapping(item).get("tag")) or string(item))
    notes = [string(mapping(item).get("note")) or string(item) for item in sequence(data.get("notes"))]
    return zotero.listed(line, row, people, tags, notes, whole=whole)


_LISTS = frozenset("creators tags notes attachments collections relations version".split())
_ROLES = frozenset(("author", "editor", *zotero.ROLES))


def _words(name: str) -> str:
    """Return a name of Zotero's JSON as its CSV writes it: `numPages` is `num pages`."""
    return _CAPITAL.sub(" ", name).lower()


def _name(creator: dict[str, Any]) -> Name:
    whole = string(creator.get("name")).strip()
    family, given = string(creator.get("lastName")).strip(), string(creator.get("firstName")).strip()
    if whole or string(creator.get("fieldMode")) == "1":
        return facts.literal(whole or family)
    return facts.person(family, given)
