"""CSL-JSON's types, names and dates, as reference managers, doi.org and Crossref give them."""

from functools import lru_cache
from typing import Any

from importers import facts
from importers.dates import edtf
from importers.facts import mapping, sequence, string
from importers.markup import plain
from storage.papers.bibfields import inverted, table
from storage.papers.dates import from_csl
from storage.papers.names import Name
from storage.papers.paper import KINDS

# https://api.crossref.org/types, which doi.org gives out as CSL-JSON too.
_CROSSREF = table("""
    article-journal = journal-article; paper-conference = proceedings-article; article = posted-content;
    chapter = book-chapter book-section book-part book-track; entry-encyclopedia = reference-entry;
    book = monograph edited-book reference-book book-set book-series proceedings proceedings-series;
    thesis = dissertation; report = report-component report-series standard-series; dataset = database;
    review = peer-review; document = journal journal-issue journal-volume component other
""")
# What converters write that CSL calls otherwise.
_OTHER = table("article = preprint; paper-conference = conference")
TYPES = {kind: kind for kind in KINDS} | inverted(
    {kind: f"{_CROSSREF.get(kind, '')} {_OTHER.get(kind, '')}".split() for kind in KINDS}
)
"""The kind of paper by its type."""


def names(value: Any) -> tuple[tuple[Name, ...], bool]:
    """Return the names of a CSL name variable, and whether they are all (no `others` among them)."""
    return facts.complete(map(_name, sequence(value)))


def _name(item: Any) -> Name:
    if isinstance(item, str):
        return facts.named(item)
    parts = mapping(item)
    literal, family, given = (plain(string(parts.get(part))).strip() for part in ("literal", "family", "given"))
    if literal and not family:
        return facts.literal(literal)
    suffix, particle, dropping = (
        string(parts.get(part)) for part in ("suffix", "non-dropping-particle", "dropping-particle")
    )
    whole = not parts.get("parse-names", True)
    if len(family) > 2 and family[0] == family[-1] == '"' and family[1].islower():  # Zotero's way to say the same
        family, whole = family[1:-1], True
    return facts.person(family, given, suffix, particle=particle, dropping=dropping, whole=whole)


def date(value: Any) -> str:
    """Return a CSL date variable in EDTF, or its words where they are no date; empty for nothing.

    `literal` is for print as it stands (CSL 1.0.2), so it stays; `raw`, a text in place of the variable, and a month
    by its name are read as people write dates.
    """
    if value is None:
        return ""
    if type(value) is dict and "date-parts" in value and value.keys() <= _NUMBERED:
        parts = value["date-parts"]
        if type(parts) is list and len(parts) == 1 and type(parts[0]) is list and {*map(type, parts[0])} == {int}:
            return _of_numbers(tuple(parts[0]))
    said = mapping(value)
    for parts in [said, *sequence(said.get("date-parts"))]:
        named = [string(parts.get(part)) for part in ("year", "month", "day")] if isinstance(parts, dict) else parts
        if isinstance(named, list) and any(part.isalpha() for part in map(string, named[:3])):
            return edtf(" ".join(map(string, named)))
    text = from_csl(value)
    return text if text.isdecimal() or "literal" in said else edtf(text) or text


_NUMBERED = frozenset(("date-parts", "date-time", "timestamp", "version"))
"""What an object has that is one day in numbers, as Crossref has ten a work."""


@lru_cache(maxsize=4096)
def _of_numbers(parts: tuple[int, ...]) -> str:
    text = from_csl({"date-parts": [list(parts)]})
    return text if text.isdecimal() else edtf(text) or text
