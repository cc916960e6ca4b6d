"""What a paper is made of, record by record: where each came from, and why it is of this paper, in words."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from storage import placing, records, rows
from storage.papers import identity
from storage.papers.grouping import Evidence
from storage.papers.identity import Judged, Verdict
from storage.papers.paper import Paper
from storage.papers.words import quoted
from storage.records import Record
from storage.sqlite import AMONG, Connection, packed


class Made(NamedTuple):
    """A record, beside the others that a paper is made of."""

    id: int
    """Its number; see `Library.split`."""
    paper: Paper
    """What it says."""
    source: str
    """Its listing's name, or the service that was asked."""
    format: str
    listing: int | None
    """The number of its listing; None of what was looked up."""
    imported: str
    """UTC, ISO 8601; empty of what was looked up."""
    line: int | None
    """Where it stands in its listing."""
    section: str | None
    """The heading there, as Listed has it."""
    was_paper: bool
    """Whether it was a paper by itself before."""
    beside: int
    """The place, from 0, of the record that it is one with; its own where it stands alone."""
    why: str
    """What makes the two one paper, as a clause; empty where it stands alone."""

    @property
    def came(self) -> str:
        """Where it came from: `refs.bib (bibtex), line 3, 2026-11-30`."""
        name = self.source if self.source == self.format else f"{self.source} ({self.format})"
        under = quoted(self.section) if self.section else ""
        return ", ".join(filter(None, (name, under, f"line {self.line}" if self.line else "", self.imported[:10])))

    @property
    def reason(self) -> str:
        """Why it is of the paper, as a clause: `with record 1: the same DOI`."""
        return f"with record {self.beside + 1}: {self.why}" if self.why else ""


def shown(connection: Connection, row: int) -> list[Record]:
    """Return the records that a row shows, in the order in which they are counted: the one that founded it first."""
    members = [record for record in records.of_papers(connection, [row]) if not record.hidden]
    return sorted(members, key=lambda record: (record.home != row, record.id))


def of(connection: Connection, row: int) -> list[Made]:
    """Return what a paper is made of."""
    members = shown(connection, row)
    listings = packed({record.listing for record in members if record.listing})
    imported = dict(connection.execute(f"SELECT id, imported FROM listings WHERE id {AMONG}", (listings,)))
    lines = "SELECT record, listing, min(line), section FROM sightings WHERE paper = ? GROUP BY record, listing"
    place = {(record, listing): where for record, listing, *where in connection.execute(lines, (row,))}
    return [
        Made(
            record.id, rows.paper(record.facts), name, record.source, record.listing,
            rows.when(imported[record.listing]) if record.listing in imported else "",
            line, section, record.home not in (None, row), *why,
        )
        for record, name, why in zip(
            members, records.names_of(connection, members), _reasons(connection, members), strict=True
        )
        for line, section in (place.get((record.id, record.listing), (None, None)),)
    ]  # fmt: skip


def _reasons(connection: Connection, members: Sequence[Record]) -> Iterator[tuple[int, str]]:
    """Yield with which other each of a paper's records is one, by its place, and why."""
    if len(members) < 2:
        yield from ((place, "") for place in range(len(members)))
        return
    homes = {record.home: place for place, record in enumerate(members) if record.home}
    kept: defaultdict[int | None, list[int]] = defaultdict(list)
    for a, b, verdict in placing.said(connection, homes):
        if verdict == "same":
            kept[a].append(homes[b])
            kept[b].append(homes[a])
    told = placing.told_by(connection, members)
    pins = placing.pins(connection)
    for place, record in enumerate(members):
        others = [other for other in range(len(members)) if other != place]
        if record.home in kept:
            other = min(kept[record.home])
            against = _judge(record.told, members[other].told).against
            yield other, "you keep them together" + (f", though {against}" if against else "")
            continue
        other, why = _likest(record, others, members, told)
        if record.is_looked_up:
            why = "it was looked up for this paper"
        elif not why:
            other, why = _held(record, others, members, pins)
        yield other, why


def _likest(
    record: Record, others: Sequence[int], members: Sequence[Record], told: Mapping[bytes, Sequence[Evidence]]
) -> tuple[int, str]:
    """Return the first that is the same paper, as the two came or as the reader corrected it, and what says so."""
    for other in others:
        one, theirs = record.told, members[other].told
        if one.digest and (one.digest, one.facts) == (theirs.digest, theirs.facts):
            return other, "the same record, read twice"
        judged = _judge(one, theirs)
        if judged.verdict is Verdict.SAME:
            return other, judged.why
    for other in others:
        for mine in told[record.uuid]:
            for theirs in told[members[other].uuid]:
                judged = _judge(mine, theirs)
                if judged.verdict is Verdict.SAME:
                    return other, f"{judged.why}, as you corrected it"
    return others[0], ""


def _judge(one: Evidence, other: Evidence) -> Judged:
    two_keys = not one.files.isdisjoint(other.files) and identity.have_two_keys(one.own, other.own)
    return identity.judge(one.facts, other.facts, two_keys=two_keys)


def _held(
    record: Record, others: Sequence[int], members: Sequence[Record], pins: Sequence[Collection[bytes]]
) -> tuple[int, str]:
    """Return what holds a record to one that is not like it, and which one that is."""
    for other in others:
        if any(record.uuid in pin and members[other].uuid in pin for pin in pins):
            return other, "they were one paper when you said something of it"
    judged = _judge(record.told, members[others[0]].told)
    return others[0], f"joined before; today they would stay apart, with {judged.why}"
