"""What an import did, or, as a preview, would do: counts, what was left out, and pairs for the reader to decide."""

from dataclasses import dataclass

from storage.journal import Change
from storage.papers.paper import Listed, Skipped


class CancelledError(Exception):
    """The reader gave the import up; nothing of it is on the shelf."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """Two papers that may be one, to be decided by the reader."""

    a: int
    title: str
    b: int
    other_title: str
    likeness: float
    """Of the folded titles, in percent."""
    line: int | None = None
    """Where `a` stands in the listing, when this is part of an account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What an import would do with one record."""

    listed: Listed
    verdict: str
    """`new`, `here` (on the shelf; this listing adds to it), `unchanged`, or `possible` (new, but like another)."""
    id: int | None
    """The paper on the shelf that it is, or may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What an import did, or, as a preview, would do. found = added + merged + unchanged."""

    source: str
    title: str | None
    format: str
    stated: int | None
    found: int = 0
    added: int = 0
    merged: int = 0
    unchanged: int = 0
    possible_duplicates: tuple[Possible, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    skipped_count: int = 0
    notes: tuple[str, ...] = ()
    listing_id: int | None = None
    change: Change | None = None
    rows: tuple[Planned, ...] = ()
