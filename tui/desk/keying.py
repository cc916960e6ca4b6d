"""The citation keys of papers on the shelf: proposed while nobody has used them, kept from their first use on."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from storage.papers.paper import Entry, Paper
from tui.citations import keys

if TYPE_CHECKING:
    from storage.library import Library
    from tui.desk.settings import Settings


_NONE: Mapping[int, str] = MappingProxyType({})


def keys_of(
    library: "Library", entries: Sequence[Entry], settings: "Settings", own: Mapping[int, str] = _NONE
) -> list[str]:
    """Return the papers' citation keys; from their first use on they stay the same, and theirs. Those that go out under
    the key that they have in their `own` library are none the less what they are on the shelf."""
    cited = library.cited([entry.id for entry in entries if entry.key])
    keys = {entry.id: proposed(entry, settings) for entry in entries if entry.id not in cited and entry.id not in own}
    if keys and not library.readonly:
        keys |= library.assign_keys(keys)
    return [own.get(entry.id) or keys.get(entry.id) or entry.key or "" for entry in entries]


def proposing(settings: "Settings") -> "Callable[[Paper], str]":
    """Return what makes the key that a paper would get if it were cited now."""
    return partial(keys.propose, pattern=settings.key_pattern or keys.DEFAULT)


def proposed(entry: Entry, settings: "Settings") -> str:
    """Return the key that a paper has, or would get if it were cited now."""
    return entry.key or proposing(settings)(entry.paper)
