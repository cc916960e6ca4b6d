"""Every shape of JSON that papershelf prints; absent facts are null."""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from storage.papers import own

if TYPE_CHECKING:
    from importers.reader import Reader
    from storage.account import Account
    from storage.journal import Change
    from storage.made import Made
    from storage.papers.paper import Entry, Listed
    from storage.reading import Listing
    from tui.desk.looking_up import Completed


def _shape(names: str) -> Callable[[object], dict[str, Any]]:
    """Return what makes an object of these attributes."""
    keys = names.split()
    values = attrgetter(*keys)
    return lambda thing: dict(zip(keys, values(thing), strict=True))


_change = _shape("id made words count undone")
pair_json = _shape("a title b other_title likeness")
"""A pair that may be one paper, for `duplicates --json`."""


def short_json(entry: "Entry") -> dict[str, Any]:
    """Return which paper an entry is, for the notes and the digest as JSON."""
    return {"id": entry.id, "key": entry.key, "title": entry.paper.title}


def named_json(named: tuple[str, int]) -> dict[str, Any]:
    """Return a shelf with how many papers stand on it, for `shelf --json`."""
    return dict(zip(("name", "papers"), named, strict=True))


def page_json(page: "tuple[Listing, int]") -> dict[str, Any]:
    """Return a page of the inbox, for `page --json`."""
    listing, new = page
    return {
        "id": listing.id, "name": listing.name, "day": listing.day, "imported": listing.imported,
        "found": listing.found, "new": new,
    }  # fmt: skip


def record_json(place: int, made: "Made") -> dict[str, Any]:
    """Return a record as it came, for `split --json`; `place` is what `split --sighting` takes, and `with` the place of
    the record that it is one paper with."""
    return {
        "sighting": place, "source": made.source, "format": made.format, "imported": made.imported or None,
        "section": made.section, "line": made.line, "with": made.beside + 1, "why": [made.why],
        **own.facts_of(made.paper),
    }  # fmt: skip


_said = _shape("starred priority tags note added read_on new later queue shelves")
_sighting = _shape("listing listing_id format section day line position score comments upvotes imported")
_account = _shape("source title format stated found added merged unchanged written unsure")
_updated = _shape("id key field was")
_gone = _shape("id key")
_skipped = _shape("line reason text")


def change_json(change: "Change", papers: Sequence[int]) -> dict[str, Any]:
    """Return a change and the numbers of its papers, for `history --json`."""
    return _change(change) | {"papers": list(papers)}


def as_json(entry: "Entry") -> dict[str, Any]:
    """Return an entry, for `list --json`; its key is the one that it is cited under, null until there is one."""
    return {
        "id": entry.id,
        "uuid": entry.uuid,
        "key": entry.key,
        "keys": entry.keys,
        **own.facts_of(entry.paper),
        "doubt": entry.doubt,
        "status": entry.status.value,
        "deleted": entry.deleted,
        **_said(entry),
        "note": entry.note or None,
        "seen": [_sighting(sighting) for sighting in entry.seen],
    }


def account_json(account: "Account") -> dict[str, Any]:
    """Return what an import did, for `import --json`."""
    return {
        **_account(account),
        "merges": [
            {"kept": {"id": merged.id, "key": merged.key}, "other": _listed(merged.listed), "verdict": "same",
             "why": [merged.why]}
            for merged in account.merges
        ],
        "updated": [_updated(fact) | {"is": fact.now} for fact in account.updated],
        "gone": [_gone(paper) for paper in account.gone],
        "possible_duplicates": [
            {"line": pair.line, "title": pair.title, "id": pair.b, "other_title": pair.other_title,
             "likeness": pair.likeness}
            for pair in account.possible_duplicates
        ],
        "skipped": [_skipped(item) for item in account.skipped],
        "skipped_count": account.skipped_count,
        "notes": account.notes,
    }  # fmt: skip


def _listed(listed: "Listed") -> dict[str, Any]:
    paper = listed.paper
    return {"line": listed.line, "key": paper.extra.get("key"), "title": paper.known_title or None}


def format_json(reader: "Reader") -> dict[str, Any]:
    """Return a format that can be imported, or a layout that was taught, for `formats --json`."""
    layout = getattr(reader, "layout", None)
    return {
        "name": layout.name if layout else reader.NAME, "title": reader.TITLE, "carries": reader.CARRIES,
        "streams": reader.STREAMS, "layout": layout is not None,
    }  # fmt: skip


def completed_json(paper: "Completed") -> dict[str, Any]:
    """Return what looking a paper up came to, for `complete --json`."""
    return {"id": paper.id, "completed": paper.reason is None, "source": paper.source, "reason": paper.reason}
