"""CSL-JSON's types, names and dates, as reference managers, doi.org and Crossref give them."""

from typing import Any

from importers import facts
from importers.facts import mapping, sequence, string
from importers.markup import plain
from storage.papers.bibfields import inverted, table
from storage.papers.paper import KINDS, Name

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
    return facts.person(family, given, suffix, particle=particle, dropping=dropping)


def date(value: Any) -> str | None:
    """Return the ISO date of a CSL date variable: date-parts, of a range the beginning, else raw or literal text."""
    if isinstance(value, str | int):
        return facts.date(string(value))
    if isinstance(value, list):  # as pandoc's YAML has them
        value = value[0] if value else None
    value = mapping(value)
    if "year" in value:
        return facts.iso(*(string(value.get(part)) for part in ("year", "month", "day")))
    if parts := sequence(value.get("date-parts")):
        first = parts[0] if isinstance(parts[0], list) else parts
        return facts.iso(*(map(string, first[:3]) if first else ("",)))
    return facts.date(next((text for name in ("raw", "literal", "date-time") if (text := string(value.get(name)))), ""))
