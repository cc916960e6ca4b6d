"""What is called by a name: tags, shelves and listings, and papers by their citation keys and identifiers."""

import json
import operator
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from storage.papers.text import findable, fold
from storage.sqlite import Connection, scalars


@lru_cache(maxsize=4)
def _folded(named: tuple[tuple[int, str], ...]) -> tuple[tuple[int, str, str, str], ...]:
    """Return tags, or shelves, with their names as they are, folded, and as words find them, the last two between
    spaces: the same at every key of a filter."""
    return tuple((number, name, f" {fold(name)} ", f" {findable(name)} ") for number, name in named)


def _of(connection: Connection, table: str = "tags") -> tuple[tuple[int, str, str, str], ...]:
    return _folded(tuple(connection.execute(f"SELECT id, name FROM {table}")))


def tags_with(connection: Connection, word: str, *, prefix: bool) -> list[int]:
    """Return the tags whose names have a folded word, or one that begins so."""
    wanted = f" {word}" if prefix else f" {word} "
    return [number for number, *_, found in _of(connection) if wanted in found]


def tags(connection: Connection, text: str, *, prefix: bool) -> list[int]:
    """Return the tags of a name as it is written in a query, with those within them, or those whose names begin so."""
    return _called(connection, "tags", text, prefix=prefix)


def within(name: str, tag: str) -> bool:
    """Return whether a tag is another one or stands below it: `ml/nlp` below `ml`."""
    return name == tag or name.startswith(f"{tag}/")


def above(tag: str) -> list[str]:
    """Return the tags below which a tag stands, the outermost first: `ml`, `ml/nlp` of `ml/nlp/mt`."""
    parts = tag.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts))]


def shelves(connection: Connection, text: str, *, prefix: bool) -> list[int]:
    """Return the shelves of a name as it is written in a query, or those whose names begin so."""
    return _called(connection, "shelves", text, prefix=prefix)


def _called(connection: Connection, table: str, text: str, *, prefix: bool) -> list[int]:
    if not prefix:  # what is called just so is meant, though others fold to the same
        meant = within if table == "tags" else operator.eq
        if exact := [number for number, name, *_ in _of(connection, table) if meant(name, text)]:
            return exact
    wanted = f" {fold(text)}" + " " * (not prefix)
    return [number for number, name, folded, _ in _of(connection, table) if folded.startswith(wanted) or name == text]


def listings(connection: Connection, text: str, *, prefix: bool) -> list[int]:
    """Return the listings on the shelf whose title, file or format has the words of a text, or words that begin so."""
    wanted = f" {fold(text)}" + " " * (not prefix)
    found = connection.execute("SELECT id, title, source, format FROM listings WHERE hidden = 0")
    return [number for number, *names in found if any(wanted in f" {fold(name or '')} " for name in names)]


def listing(connection: Connection, text: str, *, prefix: bool) -> list[int]:
    """Return the number of a listing on the shelf that a text is, if it is one's."""
    del prefix  # a page is one page exactly
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0
    return scalars(connection, "SELECT id FROM listings WHERE id = ? AND hidden = 0", (number,))


def of_days(connection: Connection, tests: Iterable[tuple[str, Any]]) -> list[int]:
    """Return the numbers of the listings on the shelf whose day passes tests: a comparison and a day in ISO 8601."""
    tests = list(tests)
    day = "coalesce(day, date(imported, 'unixepoch', 'localtime'))"  # as rows.day_of tells it
    passes = "".join(f" AND {day} {sign} ?" for sign, _ in tests)
    return scalars(connection, f"SELECT id FROM listings WHERE hidden = 0{passes}", [value for _, value in tests])


@lru_cache(maxsize=1 << 14)
def _searched(section: str) -> str:
    """Return a heading folded, and as words find it, between spaces: the same at every key of a filter."""
    return f" {fold(section)}  {findable(section)} "


def holds(section: str, text: str, *, prefix: bool = True) -> bool:
    """Return whether a heading has the words of a text in a row; with `prefix` the last may be the beginning of one."""
    return f" {fold(text)}" + " " * (not prefix) in _searched(section)


def sections(connection: Connection, text: str, *, prefix: bool) -> list[str]:
    """Return the sections of listings on the shelf, as counts.py has them, whose headings hold a text."""
    shown = set(scalars(connection, "SELECT id FROM listings WHERE hidden = 0"))
    found: list[str] = []
    for section in scalars(connection, "SELECT DISTINCT value FROM counts WHERE name = 'section'"):
        listing, _, heading = section.partition(" ")
        if holds(heading, text, prefix=prefix) and int(listing) in shown:
            found.append(section)
    return found


def headings(sections: Iterable[str]) -> list[str]:
    """Return what sections are called, each once, as they stand in the listings."""
    return list(dict.fromkeys(section.partition(" ")[2] for section in sections))


def having(tags: Iterable[int]) -> str:
    """Return SQL for the papers that have one of the tags, once for each that they have."""
    return f"SELECT paper FROM taggings WHERE tag IN ({', '.join(map(str, tags))})"


def standing(shelves: Iterable[int]) -> str:
    """Return SQL for the papers that stand on one of the shelves, once for each on which they do."""
    return f"SELECT paper FROM shelvings WHERE shelf IN ({', '.join(map(str, shelves))})"


# -- papers, by what any record of them says; which are on the shelf is left to be asked

KEYS = "(chosen > 0 OR NOT EXISTS (SELECT 1 FROM records WHERE records.id = record AND hidden <> 0))"
"""SQL that is true of a key whose record was not taken back with its import."""


def keyed(test: str, *values: str) -> tuple[str, list[Any]]:
    """Return SQL for the papers that came with a key that passes a test against values, were cited under it, or show
    it, with the values of all that."""
    sql = f"SELECT paper FROM keys WHERE key {test} AND {KEYS} UNION ALL SELECT id FROM papers WHERE key {test}"
    return sql, [*values, *values]


def identified(column: str, identifier: str) -> tuple[str, list[Any]]:
    """Return SQL for the papers that show a DOI or an arXiv id, or have a record that says it, with its values."""
    from storage.papers import identity  # only an identifier is looked up by its key

    doi, arxiv = (identifier, None) if column == "doi" else (None, identifier)
    said, bound = _saying(column, identifier)
    sql = (
        "SELECT id FROM papers WHERE id IN (SELECT coalesce(joined, id) FROM identities JOIN papers ON id = paper "
        f"WHERE hash = ?) AND ({column} = ? OR EXISTS ({said} AND paper = papers.id))"
    )
    return sql, [identity.keys("", doi, arxiv)[0], identifier, *bound]


def begun(column: str, start: str) -> tuple[str, list[Any]]:
    """Return SQL for the papers of which a record has an identifier that begins so, with its values."""
    return _saying(column, start, whole=False)


def _saying(column: str, text: str, *, whole: bool = True) -> tuple[str, list[Any]]:
    """Return SQL for the papers of records whose facts, which are JSON, say a text."""
    told = json.dumps(text, ensure_ascii=False)
    said = like(f'"{column}":{told if whole else told[:-1]}')
    return "SELECT paper FROM records WHERE hidden = 0 AND facts LIKE ? ESCAPE '\\'", [f"%{said}%"]


def like(text: str) -> str:
    """Return a text as it stands in a pattern of LIKE with ESCAPE '\\'."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
