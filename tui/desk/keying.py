"""The citation keys of papers on the shelf: proposed while nobody has used them, kept from their first use on."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from storage.papers.paper import Entry, Paper
from tui.citations import keys

if TYPE_CHECKING:
    from storage.library import Library
    from tui.desk.settings import Settings


def keys_of(library: "Library", entries: Sequence[Entry], settings: "Settings") -> list[str]:
    """Return the papers' citation keys; from their first use on they stay the same, and theirs."""
    cited = library.cited([entry.id for entry in entries if entry.key])
    keys = {entry.id: proposed(entry, settings) for entry in entries if entry.id not in cited}
    if keys and not library.readonly:
        keys |= library.assign_keys(keys)
    return [keys.get(entry.id) or entry.key or "" for entry in entries]


def proposing(settings: "Settings") -> "Callable[[Paper], str]":
    """Return what makes the key that a paper would get if it were cited now."""
    return partial(keys.propose, pattern=settings.key_pattern or keys.DEFAULT)


def proposed(entry: Entry, settings: "Settings") -> str:
    """Return the key that a paper has, or would get if it were cited now."""
    return entry.key or proposing(settings)(entry.paper)
