"""The digest of some days, as text, Markdown and JSON; and the diary, which is the count of each day and week."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from storage.papers.paper import Entry, Status
from storage.papers.words import papers
from tui.citations import FORMATS, named
from tui.desk.shapes import short_json

if TYPE_CHECKING:
    from storage.diary import Done
    from storage.library import Library

DAYS, WEEKS = 14, 8
"""How many days, and how many weeks, the diary counts."""
_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Digest:
    """What was done from one day to another, both of them in it."""

    since: date
    until: date
    read: list[Entry]
    skimmed: list[Entry]
    queued: list[Entry]
    starred: list[Entry]
    dropped: int
    notes: list[tuple[Entry, str]]

    @property
    def parts(self) -> Mapping[str, list[Entry]]:
        """The papers, by what was done to them."""
        return {"read": self.read, "skimmed": self.skimmed, "queued": self.queued, "starred": self.starred}

    def __bool__(self) -> bool:
        """Return whether anything was done."""
        return any(self.parts.values()) or bool(self.dropped or self.notes)


def digest(library: "Library", since: date, until: date) -> Digest:
    """Return what was done from a day to another, where the reader is."""
    (done,) = library.diary([since, until + _DAY])
    read, skimmed, queued = (done.statuses[status] for status in (Status.READ, Status.SKIMMED, Status.QUEUED))
    noted = [(entry, done.notes[entry.id]) for entry in library.entries([*done.notes][::-1])]
    return Digest(
        since, until, library.entries(read), library.entries(skimmed), library.entries(queued),
        library.entries(done.starred), len(done.statuses[Status.DROPPED]), noted,
    )  # fmt: skip


def as_json(told: Digest) -> dict[str, Any]:
    """Return it for `digest --json`."""
    return {
        "since": told.since.isoformat(), "until": told.until.isoformat(),
        **{word: [short_json(entry) for entry in entries] for word, entries in told.parts.items()},
        "dropped": told.dropped, "notes": [short_json(entry) | {"note": note} for entry, note in told.notes],
    }  # fmt: skip


def text(told: Digest) -> str:
    """Return it as lines for people."""
    said = [_span(told)]
    for word, entries in told.parts.items():
        if entries:
            said += ["", f"{word}: {papers(len(entries))}", *map(_line, entries)]
    if told.dropped:
        said += ["", f"dropped: {papers(told.dropped)}"]
    for place, (entry, note) in enumerate(told.notes):
        said += [*([] if place else ["", f"noted: {papers(len(told.notes))}"]), _line(entry)]
        said += [f"         {line}".rstrip() for line in note.splitlines()]
    return "\n".join(said)


def _line(entry: Entry) -> str:
    return f"  {entry.id:>5}  {entry.paper.title}"


def markdown(told: Digest) -> str:
    """Return it as Markdown: titles link to where the papers are, and notes are the reader's own."""
    link = named("markdown", FORMATS, "format").write
    said = [f"# {_span(told)}"]
    for word, entries in told.parts.items():
        if entries:
            said += ["", f"## {word.capitalize()}", "", *(f"- {link(entry.paper, '')}" for entry in entries)]
    if told.dropped:
        said += ["", f"Dropped: {papers(told.dropped)}."]
    if told.notes:
        said += ["", "## Notes"]
    for entry, note in told.notes:
        said += ["", f"### {link(entry.paper, '')}", "", note.strip()]
    return "\n".join(said)


def _span(told: Digest) -> str:
    return f"{told.since} to {told.until}" if told.since != told.until else f"{told.since}"


Counts = list[tuple[str, int, int, int]]
"""Days or weeks by name, with how many papers were read, starred and written about, the latest first."""


def diary(library: "Library", today: date) -> tuple[Counts, Counts]:
    """Return what was done on each of the last days, and in each of the last weeks, which begin on Mondays."""
    monday = today - _DAY * today.weekday()
    days = [today + _DAY * (place - DAYS) for place in range(1, DAYS + 2)]
    weeks = [monday + _DAY * 7 * (place - WEEKS) for place in range(1, WEEKS + 2)]
    return (
        [_counts(f"{day:%a} {day}", done) for day, done in zip(days, library.diary(days), strict=False)][::-1],
        [_counts(f"week of {day}", done) for day, done in zip(weeks, library.diary(weeks), strict=False)][::-1],
    )


def _counts(name: str, done: "Done") -> tuple[str, int, int, int]:
    return name, len(done.statuses[Status.READ]), len(done.starred), len(done.notes)
