"""What an import did, or, as a preview, would do: counts, what was left out, and pairs for the reader to decide."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from storage.papers.identity import LISTING_TRUST
from storage.papers.paper import Listed, Noted, Paper, Skipped, Status, Unread

if TYPE_CHECKING:
    from storage.journal import Change

REPORT_LIMIT = 1_000
"""Most skipped pieces and possible duplicates that an account lists."""


class CancelledError(Exception):
    """The reader gave the import up; nothing of it is on the shelf."""


class LostError(Exception):
    """What was left unread of a library is not on the shelf any more: it must be read."""


class Incoming(NamedTuple):
    """A listing that is to be put on the shelf."""

    items: Iterable[Listed | Skipped | Noted | Unread]
    """A sequence is a page: its first record is put on top. An iterator is a stream, put in the order it comes."""
    source: str
    format: str
    trust: int = LISTING_TRUST
    """How far its format is believed where it contradicts another."""
    pick: Container[int] | None = None
    """The records to take, by their 1-based place among those found; None for all."""
    address: str = ""
    """Where the library is that these records are of, by which its newer version is known; empty for a page, a paste or
    an answer, which is nobody's newer version."""
    status: Status | None = None
    """What its new papers are marked, whatever their records say; None for what these say."""
    keywords: bool = False
    """Whether the keywords of its new papers become tags."""
    whole: bool = True
    """False where these are only its first records, to be looked at."""
    text: bytes = b""
    """What knows the whole text again, and by whom it was read: 16 bytes; empty where it is not followed."""
    propose: Callable[[Paper], str] | None = None
    """Makes the citation key of a paper that its library has none for; None where papers have none until they are
    cited."""
    is_page: bool = False
    """Whether papers arrive by it, new until something is decided about them, as they do on a page and in no library.
    """


class Possible(NamedTuple):
    """Two papers that may be one, to be decided by the reader."""

    a: int
    title: str
    b: int
    other_title: str
    likeness: float
    """Of the folded titles, in percent."""
    line: int | None = None
    """Where `a` stands in the listing, when this is part of an account."""


class Merged(NamedTuple):
    """A record that was taken for another's of a paper."""

    id: int
    """The paper that it is of now."""
    key: str | None
    title: str
    """The paper's."""
    listed: Listed
    why: str
    is_of_import: bool
    """Whether the paper, too, came with this import."""


class Updated(NamedTuple):
    """A fact of a paper that a newer version of its source changed."""

    id: int
    key: str | None
    """The citation key that the paper shows, as of the field `key`."""
    field: str
    """Its name in `list --json`, or that of CSL for what stands under `extra` there."""
    was: Any
    """As in `list --json`; None where there was none."""
    now: Any


class Gone(NamedTuple):
    """A paper that the last version of its source had and the new one lacks; it stays on the shelf."""

    id: int
    key: str | None
    title: str


class Planned(NamedTuple):
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
    merges: tuple[Merged, ...] = ()
    updated: tuple[Updated, ...] = ()
    """What a newer version of a library changed, as the shelf shows it."""
    gone: tuple[Gone, ...] = ()
    possible_duplicates: tuple[Possible, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    skipped_count: int = 0
    notes: tuple[str, ...] = ()
    listing_id: int | None = None
    change: "Change | None" = None
    """The undo step, which several listings of one import share; None when the shelf stayed as it was."""
    rows: tuple[Planned, ...] = ()
    unsure: int = 0
    """How many of the records found were read with little confidence."""
    written: bool = True
    """False for a preview, and for a page that is only written when the reader of the shelf says so."""
