"""Phrases that the command line and the screen share."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count as counting
from itertools import product
from string import ascii_lowercase

from storage.papers.paper import Status
from storage.papers.text import clean

LOOKED_UP = "looked up at "
"""What the title of a listing begins with that a service answered."""
TO_LOOK_UP = "to look up"
"""What the listing of papers is called for which nobody could be asked."""

STATUS_MARK: Mapping[Status, str] = {
    Status.UNREAD: "●",
    Status.QUEUED: "»",
    Status.READING: "◐",
    Status.SKIMMED: "~",
    Status.READ: "✓",
    Status.DROPPED: "×",
}
"""One character each, told apart without colour."""

NEW_MARK = "◆"
"""Stands in the place of the status of what came and is not decided."""


def several(count: int, what: str) -> str:
    """Return `1 vote`, `1,028 votes`."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def papers(count: int) -> str:
    """Return `1 paper`, `28 papers`."""
    return several(count, "paper")


def quoted(title: str, most: int = 60) -> str:
    """Return a title in quotes, for a sentence; one of more than so many characters is cut."""
    title = clean(title)
    return f"“{title if len(title) <= most else title[: most - 1].rstrip() + '…'}”"


def called(form: str, title: str | None) -> str:
    """Return what a listing is called: its format and its own title, once where the title says the format too."""
    if not title or title == form:
        return form
    return title if form.casefold() in title.casefold() else f"{form} ({title})"


def imported(count: int, listings: Sequence[str]) -> str:
    """Return `imported 3 papers from refs.bib`, or `imported 3 papers looked up at arXiv, Crossref`."""
    if all(name.startswith(LOOKED_UP) for name in listings):
        return f"imported {papers(count)} {LOOKED_UP}{', '.join(name.removeprefix(LOOKED_UP) for name in listings)}"
    return f"imported {papers(count)} from {', '.join(listings)}"


def suffixes() -> Iterator[str]:
    """Yield nothing, a to z, then aa, ab, ...: how citation keys are told apart."""
    return ("".join(letters) for length in counting() for letters in product(ascii_lowercase, repeat=length))
