"""What a reader of one format is: a module with a name, a claim on a text's head, and a walk through its records."""

from collections.abc import Iterator
from typing import Protocol

from importers.decode import Page
from storage.papers.paper import Listed, Noted, Skipped

__all__ = ["CLAIM", "Item", "Listed", "Noted", "Page", "Reader", "Skipped"]

Item = Listed | Skipped | Noted

CLAIM = 0.5
"""From this confidence on a reader claims a page."""


class Reader(Protocol):
    """A module that reads one format. A module satisfies it by having these names; there is nothing to inherit."""

    NAME: str
    """Short, lower case, hyphened: the value of `--format`, and the sightings' `format`."""
    TITLE: str
    """What people call it: `Hugging Face Daily Papers`."""
    STREAMS: bool
    """True when `read` takes its page by `page.lines()` or `page.chunks()` only, so that size does not matter."""

    @property  # in a module a plain tuple; a property here because the type of a module's tuple has a fixed length
    def CARRIES(self) -> tuple[str, ...]:  # noqa: N802
        """The fields of Paper and Listed that the format can hold, in the order of Paper."""
        ...

    def sniff(self, head: str) -> float:
        """Return how sure the reader is that `head` (at most 64 Ki characters) begins such a page: 0 to 1.

        CLAIM and above is a claim; below it, how near the page came, for the message about an unknown page. Never
        raises, never parses the whole, linear in `head`.
        """
        ...

    def read(self, page: Page) -> Iterator[Item]:
        """Yield every record of the page in order, what had to be skipped with its line and reason, and notes.

        Every line of the page is chrome, part of a Listed, or in a Skipped. Never raises on any text.
        """
        ...
