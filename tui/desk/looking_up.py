"""Online look-ups as the reader asks for them: identifiers to papers, and a paper to what its listing left out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage import places

if TYPE_CHECKING:
    from importers.lookup.finder import Answer, Finder
    from storage.library import Library
    from tui.desk.settings import Settings


@dataclass(frozen=True, slots=True)
class Completed:
    """What looking up some papers came to."""

    completed: int
    services: tuple[str, ...]
    """Who said so, for people."""
    trouble: str
    """Why somebody could not be asked; empty when all were."""


def finder(settings: "Settings") -> "Finder":
    """Return who asks, with the reader's contact, keys and addresses; nothing is asked yet.

    Raises LookupFailedError for settings that cannot be.
    """
    from importers.lookup.finder import Finder, LookupSettings

    asked = LookupSettings.of(contact=settings.contact, bases=settings.lookup, keys=settings.api_keys)
    return Finder(asked, places.cache() / "lookup")


def answers(words: Sequence[str], settings: "Settings", *, wanted: Callable[[], bool]) -> "list[Answer]":
    """Return what the services say of arXiv ids, DOIs and links; ends early when `wanted` answers False."""
    from importers.lookup.finder import identify

    with finder(settings) as asking:
        return asking.answers(identify(" ".join(words)), lambda _done, _total: wanted())


def complete(library: "Library", ids: Sequence[int], settings: "Settings", *, wanted: Callable[[], bool]) -> Completed:
    """Look papers up one by one and unite what is found with the shelf's facts, an undo step each."""
    from importers.lookup.finder import LookupFailedError

    completed, trouble = 0, ""
    services: dict[str, None] = {}
    with finder(settings) as asking:
        for entry in library.entries(ids):
            if not wanted():
                break
            try:
                found = asking.complete(entry.paper)
            except LookupFailedError as error:
                trouble = str(error)
                break  # who cannot be reached for one paper is not asked a hundred times
            if found is not None:
                library.complete(entry.id, found.paper, source=found.source)
                services[found.service] = None
                completed += 1
    return Completed(completed, tuple(services), trouble)
