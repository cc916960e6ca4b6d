"""What a record says besides the facts of a Paper, kept under the names of its source."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from importers import csl
from importers.facts import string
from importers.markup import TAGS, plain
from storage.papers.bibfields import CSL_DATES, CSL_TEXTS

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LIMIT = 20_000
"""Most characters under one name: some records have three thousand affiliations."""
ROOM = 100_000
"""Most characters of all that is kept so of one record."""
LEFT_OUT = "left-out"
"""Where the names stand for which there was no room."""
_MEANT = frozenset(("key", "raw", *CSL_TEXTS, *CSL_DATES))
"""Names in `extra` that mean something: a source may mean another thing by them."""


def fill(extra: dict[str, str], said: Iterable[tuple[str, str]]) -> None:
    """Put what a record says into `extra`, by the names of its source: several values of one with semicolons between.

    A name that is taken, or is a CSL variable, stands behind x-. Values beyond LIMIT are counted (`… and 1,204 more`),
    names beyond ROOM are named in `left-out`.
    """
    found: dict[str, list[str]] = {}
    for name, value in said:
        if value:
            if name in found:
                found[name].append(value)
            else:
                found[name] = [value]
    room, without = ROOM, list[str]()
    for name, values in found.items():
        text = values[0] if len(values) == 1 else "; ".join(values := list(dict.fromkeys(values)))
        if len(text) > LIMIT:
            text = _cut(values)
        room -= len(text) + len(name)
        if room >= 0:
            extra[f"x-{name}" if name in _MEANT or extra.get(name) else name] = text
        else:
            without.append(name)
    if without:
        extra[LEFT_OUT] = "; ".join(without)[:LIMIT]


def unsaid(said: Iterable[tuple[str, str]], *told: Iterable[str | None]) -> Iterator[tuple[str, str]]:
    """Yield what is none of the texts that are `told`, in whatever capitals."""
    exact = {text for texts in told for text in texts}
    bare: set[str] | None = None
    for one in said:
        if one[1] not in exact:
            bare = set(map(_bare, filter(None, exact))) if bare is None else bare
            if _bare(one[1]) not in bare:
                yield one


def _bare(text: str) -> str:
    return " ".join((plain(text) if "&" in text or "<" in text else text).split()).casefold()


def _cut(values: list[str]) -> str:
    """Return the first of these values, and how many more there are."""
    kept, room = 0, LIMIT - 30
    while room >= len(values[kept]):
        room -= len(values[kept]) + 2
        kept += 1
    if not kept:
        values, kept = [f"{values[0][: LIMIT - 30]}…", *values[1:]], 1
    rest = len(values) - kept
    return "; ".join(values[:kept]) + (f"; … and {rest:,} more" if rest else "")


def members(value: Mapping[str, Any], known: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the members of a JSON object that are not `known`, each as people read it."""
    for name, item in value.items():
        if name not in known and item:
            if type(item) is list:
                yield from ((name, in_words(one)) for one in item)
            else:
                yield name, in_words(item)


_DEEP = 20
"""How far down an object is read."""


def in_words(value: Any, depth: int = 0) -> str:
    """Return a value of JSON as people read it: `name: Fen Fund, award: F 1`; empty for null, false and nothing."""
    if isinstance(value, str):
        return value.strip()
    if value is True:
        return "true"
    if depth < _DEEP and isinstance(value, dict):
        if "date-parts" in value:
            return csl.date(value)
        parts = {name: text for name, item in value.items() if (text := in_words(item, depth + 1))}
        return next(iter(parts.values())) if len(parts) == 1 else ", ".join(": ".join(part) for part in parts.items())
    if depth < _DEEP and isinstance(value, list):
        return ", ".join(filter(None, (in_words(item, depth + 1) for item in value)))
    return string(value)


def of_person(name: str, field: str, values: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield what belongs to one person with the name before it: `Reed A: Fen House`."""
    yield from ((field, f"{name}: {value}" if name else value) for value in values if value)


def leaves(element: "Element | None", known: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """Yield the children of an element of XML that are not `known`, each with the texts in it, commas between."""
    for part in () if element is None else element:
        if part.tag not in known:
            yield part.tag, within(part)


def within(element: "Element") -> str:
    """Return the texts in an element of XML, with commas between those of different elements; tags of markup divide
    none."""
    pieces: list[str] = []
    rest: list[Element | str] = [element]
    while rest:  # however deep
        part = rest.pop()
        if isinstance(part, str):
            pieces.append(part)
        else:
            end = "" if part.tag.lower() in TAGS else "\0"
            rest += ((part.tail if part is not element else None) or "", end, *reversed(part), part.text or "", end)
    return ", ".join(filter(None, (" ".join(piece.split()) for piece in "".join(pieces).split("\0"))))
