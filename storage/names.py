"""Tags and listings by their names: which of them a word of a query, `tag:` or `from:` means."""

from collections.abc import Iterable
from functools import lru_cache

from storage.papers.text import findable, fold
from storage.sqlite import Connection


@lru_cache(maxsize=4)
def _folded(tags: tuple[tuple[int, str], ...]) -> tuple[tuple[int, str, str, str], ...]:
    """Return tags with their names as they are, folded, and as words find them, the last two between spaces: the same
    at every key of a filter."""
    return tuple((number, name, f" {fold(name)} ", f" {findable(name)} ") for number, name in tags)


def _tags(connection: Connection) -> tuple[tuple[int, str, str, str], ...]:
    return _folded(tuple(connection.execute("SELECT id, name FROM tags")))


def tags_with(connection: Connection, word: str, *, prefix: bool) -> list[int]:
    """Return the tags whose names have a folded word, or one that begins so."""
    wanted = f" {word}" if prefix else f" {word} "
    return [number for number, *_, found in _tags(connection) if wanted in found]


def tags(connection: Connection, text: str, *, prefix: bool) -> list[int]:
    """Return the tags of a name as it is written in a query, or those whose names begin so."""
    wanted = f" {fold(text)}" + " " * (not prefix)
    return [number for number, name, folded, _ in _tags(connection) if folded.startswith(wanted) or name == text]


def listings(connection: Connection, text: str, *, prefix: bool) -> list[int]:
    """Return the listings on the shelf whose title, file or format has the words of a text, or words that begin so."""
    wanted = f" {fold(text)}" + " " * (not prefix)
    found = connection.execute("SELECT id, title, source, format FROM listings WHERE hidden = 0")
    return [number for number, *names in found if any(wanted in f" {fold(name or '')} " for name in names)]


def having(tags: Iterable[int]) -> str:
    """Return SQL for the papers that have one of the tags, once for each that they have."""
    return f"SELECT paper FROM taggings WHERE tag IN ({', '.join(map(str, tags))})"
