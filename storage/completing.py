"""What the filter line offers: its conditions one by one, and what the word before the cursor could become."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple

from storage import rows
from storage.fields import FIELDS, WORDS
from storage.names import headings, sections
from storage.papers.text import clean, findable, fold
from storage.plan import all_of
from storage.query import All, And, Query, Span, Text
from storage.reading import in_use
from storage.sqlite import Connection, scalars


class Chip(NamedTuple):
    """One condition of a query that can be taken out on its own."""

    text: str
    span: Span


def chips(query: Query) -> list[Chip]:
    """Return the conditions that all must hold, and the order if the query names one, as they stand in the source."""
    parts = query.tree.parts if isinstance(query.tree, And) else () if isinstance(query.tree, All) else (query.tree,)
    spans = [part.span for part in parts]
    if query.sort:
        spans.append(query.sort_span)
    return [Chip(query.source[start:end], (start, end)) for start, end in sorted(spans)]


def without(source: str, chip: Chip) -> str:
    """Return the source without this condition of its."""
    start, end = chip.span
    return " ".join(f"{source[:start].rstrip()} {source[end:].lstrip()}".strip().split("\n"))


class Completion(NamedTuple):
    """What could stand in the place of source[start:end]."""

    text: str
    start: int
    end: int
    hint: str = ""


OFFERED = 10
"""Most completions of one word."""

Values = Mapping[str, Callable[[str], Iterable[str]]]
"""By field, what the shelf holds that begins with a text: tags, venues, authors, listings."""


def completions(source: str, cursor: int, values: Values = MappingProxyType({})) -> list[Completion]:
    """Return what the word before the cursor could become: a field's name, or a value of the field it begins with."""
    begun = re.search(r'-?\(*-?([A-Za-z]+:(?:"[^"]*|[^\s"]*)|[A-Za-z]*)$', source[:cursor])
    if begun is None or not begun[1]:
        return []
    name, colon, value = begun[1].partition(":")
    start = begun.start(1)
    if not colon:
        names = [one for one in FIELDS if one.startswith(name.lower())]
        return [Completion(f"{one}:", start, cursor, FIELDS[one].summary) for one in names[:OFFERED]]
    name, typed = name.lower(), value.removeprefix('"')
    offered: Iterable[str] = ()
    if name in values:
        offered = map(_written, values[name](typed))
    elif name in FIELDS and FIELDS[name].kind in ("choice", "moment"):
        fixed = FIELDS[name].examples
        fixed += tuple(f"-{one}" for one in fixed) if name == "sort" else ()
        offered = (one for one in fixed if one.startswith(typed.lower()))
    return [Completion(f"{name}:{one} ", start, cursor) for one in islice(offered, OFFERED)]


def _written(value: str) -> str:
    plain = clean(value.replace('"', "").replace("\\", ""))
    return f'"{plain}"' if plain.startswith("-") or re.search(r"[\s()]", plain) else plain


# -- what the shelf has

_LOOKED_AT = 400
"""Newest papers whose venues, authors or categories are looked at for a completion: 2 ms."""


def values(connection: Connection) -> Values:
    """Return what a shelf has, by field, to be completed."""
    begun = {name: partial(_frequent, connection, name) for name in ("venue", "author", "category")}
    named = {"tag": _tags, "shelf": _shelves, "from": _listings, "section": _sections, "key": _keys}
    return {**{name: partial(find, connection) for name, find in named.items()}, **begun}


def _tags(connection: Connection, start: str) -> list[str]:
    """Return tags that begin so, most used first."""
    return [name for name, _ in in_use(connection, "tag") if fold(name).startswith(fold(start))]


def _shelves(connection: Connection, start: str) -> list[str]:
    """Return shelves that begin so, the fullest first."""
    return [name for name, _ in in_use(connection, "shelf") if fold(name).startswith(fold(start))]


def _keys(connection: Connection, start: str) -> list[str]:
    """Return citation keys that begin so, of papers on the shelf; whatever key a paper has, it is completed."""
    having = "SELECT keys.key FROM keys JOIN papers p ON p.id = paper WHERE p.hidden = 0 AND keys.key"
    showing = "SELECT key FROM papers p WHERE p.hidden = 0 AND p.key"
    between = "BETWEEN ?1 AND ?1 || char(1114111)"
    return scalars(connection, f"{having} {between} UNION {showing} {between} ORDER BY 1 LIMIT {OFFERED}", (start,))


def _listings(connection: Connection, start: str) -> list[str]:
    """Return names of listings, and their formats, with a word that begins so, newest first."""
    wanted = f" {fold(start)}"
    found = connection.execute("SELECT coalesce(title, source), format FROM listings WHERE hidden = 0 ORDER BY id DESC")
    return list(dict.fromkeys(name for names in found for name in names if wanted in f" {fold(name)} "))


def _sections(connection: Connection, start: str) -> list[str]:
    """Return headings of listings on the shelf with a word that begins so."""
    return sorted(headings(sections(connection, start, prefix=True)))


def _frequent(connection: Connection, field: str, start: str) -> list[str]:
    """Return what a field has with a word that begins so, most frequent first among the newest papers."""
    words = tuple(fold(start).split())
    if words:
        source = "words CROSS JOIN papers p ON p.id = words.rowid WHERE words MATCH ? AND p.hidden = 0"
        order, bound = "words.rowid", [f"{WORDS[field]} : ({all_of(Text(words))})"]
    else:
        source, order, bound = "papers p WHERE hidden = 0", "p.id", []
    column = FIELDS[field].column
    found = scalars(connection, f"SELECT p.{column} FROM {source} ORDER BY {order} DESC LIMIT {_LOOKED_AT}", bound)
    wanted = f" {' '.join(words)}"
    names = Counter(
        name
        for text in found
        if text
        for name in ([one.text for one in rows.unpack(text)] if column == "authors" else [text])
        if wanted in f" {findable(name)} "
    )
    return [name for name, _ in names.most_common()]
