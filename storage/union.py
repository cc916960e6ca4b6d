"""What a paper's row becomes when another source, or the reader, says more of it: facts united field by field.

The more trusted source wins: the reader, a curated record, a publisher, a preprint server, a listing (see identity).
Whatever loses is kept in `claims` with its source, so every value knows where it came from and every other value stays
reachable. A value without a claim came with the paper's first listing.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from storage import index, rows
from storage.journal import Journal
from storage.papers import identity
from storage.papers.identity import LISTING_TRUST, READER_TRUST
from storage.papers.paper import Paper
from storage.papers.text import fold

READER = "reader"
"""The source of what the reader typed."""
_WITH_ANOTHER = (*rows.FLAGS, "first", "doubt", "raw")
"""What goes with another fact, and has no claim of its own."""
_ONE_BY_ONE = tuple(
    field
    for field in (*rows.FACTS, *rows.DETAILS)
    if field not in ("title", "authors", "extra", *rows.PUBLICATION, *_WITH_ANOTHER)
)


class Shelved:
    """The facts of a paper as the shelf holds them, each with its source; what is written goes into the journal."""

    def __init__(self, journal: Journal, number: int) -> None:
        """Read paper `number`, which must be on the shelf."""
        execute = journal.connection.execute
        self.journal, self.number = journal, number
        names = (*rows.FACTS, "doubt", "listing", *rows.DETAILS)
        *values, trust = execute(
            f"SELECT {', '.join(names)}, (SELECT trust FROM listings WHERE id = listing) FROM papers "
            "LEFT JOIN details ON paper = id WHERE id = ?",
            (number,),
        ).fetchone()
        self.facts = rows.named(names, values)
        self.trust: int = LISTING_TRUST if trust is None else trust
        """How far the listing is believed that it came with."""
        self.claims: dict[str, dict[str, dict[str, Any]]] = {}
        for values in execute(f"SELECT {', '.join(_CLAIM)} FROM claims WHERE paper = ?", (number,)):
            claim = rows.named(_CLAIM, values)
            self.claims.setdefault(claim["field"], {})[claim["source"]] = claim

    def source_of(self, field: str) -> tuple[str, int]:
        """Return the source of a fact, and how far it is believed."""
        for claim in self.claims.get(field, {}).values():
            if claim["chosen"]:
                return claim["source"], claim["trust"]
        return str(self.facts["listing"]), self.trust

    def trust_in(self, field: str) -> int:
        """Return how far the source of a fact is believed."""
        return self.source_of(field)[1]

    def claim(self, field: str, source: str, trust: int, value: Any, *, chosen: int) -> None:
        """Keep what a source says of a fact; when that is `chosen`, no other is any more."""
        claims = self.claims.setdefault(field, {})
        values = (self.number, field, source, trust, None if value is None else str(value), chosen)
        wanted = {source: rows.named(_CLAIM, values)}
        if chosen:
            wanted |= {
                other: {**claim, "chosen": 0} for other, claim in claims.items() if claim["chosen"] and other != source
            }
        for other, claim in wanted.items():
            if claim != claims.get(other):
                self.journal.row("claims", claims.get(other), claim)
                claims[other] = claim

    def write(self, wanted: Mapping[str, Any], source: str, trust: int) -> None:
        """Write facts over those that are there, with claims and search index in step."""
        changed = {field: value for field, value in wanted.items() if value != self.facts[field]}
        if not changed:
            return
        worded = [self.number] if index.HELD & changed.keys() else []  # a DOI alone, say, changes no word
        index.remove(self.journal.connection, worded)
        for table, key, names in (("papers", "id", (*rows.FACTS, "doubt")), ("details", "paper", rows.DETAILS)):
            if here := {field: value for field, value in changed.items() if field in names}:
                self.journal.put(table, {key: self.number, **here})
        index.put(self.journal.connection, worded)
        for field, value in changed.items():
            if field not in _WITH_ANOTHER:
                if self.facts[field] not in (None, ""):  # the value it is about to lose stays under its source
                    self.claim(field, *self.source_of(field), self.facts[field], chosen=0)
                self.claim(field, source, trust, value, chosen=1)


_CLAIM = ("paper", "field", "source", "trust", "value", "chosen")


def columns(paper: Paper) -> dict[str, Any]:
    """Return a paper's facts and details by column name."""
    first = identity.family(paper.authors[0]) if paper.authors else ""
    return rows.named(rows.FACTS, rows.facts_row(paper, first)) | rows.named(rows.DETAILS, rows.details_row(paper))


def unite(
    journal: Journal, number: int, paper: Paper, *, trust: int, source: str, doubt: str | None = None,
    raw: str | None = None,
) -> bool:  # fmt: skip
    """Unite what `source` says with what the shelf holds of paper `number`; return whether its facts changed."""
    shelved = Shelved(journal, number)
    mine, theirs = shelved.facts, columns(paper)
    trust_in = shelved.trust_in
    wanted: dict[str, Any] = {}

    def choose(field: str, *, take: bool) -> None:
        if theirs[field] is None or theirs[field] == mine[field]:
            return
        if take:
            wanted[field] = theirs[field]
        else:
            shelved.claim(field, source, trust, theirs[field], chosen=0)

    choose("title", take=trust > trust_in("title"))
    if theirs["authors"]:
        choose("authors", take=_better_authors(mine, theirs, mine_trust=trust_in("authors"), trust=trust))
    _publication(mine, paper, choose, more_trusted=trust > trust_in("venue"), readers=trust_in("venue") == READER_TRUST)
    for field in _ONE_BY_ONE:
        choose(field, take=mine[field] is None or trust > trust_in(field))
    if theirs["extra"] and theirs["extra"] != mine["extra"]:
        ours, news = json.loads(mine["extra"] or "{}"), json.loads(theirs["extra"])
        both = news | ours if trust <= trust_in("extra") else ours | news
        if both != ours:
            wanted["extra"] = rows.pack_extra(both)
    if "authors" in wanted:
        wanted |= {"first": theirs["first"], "authors_complete": theirs["authors_complete"]}
    if mine["doubt"] and not doubt:
        if trust > shelved.trust or "authors" in wanted or theirs["authors"] == mine["authors"]:
            wanted["doubt"] = None
    elif doubt and not mine["doubt"] and "authors" in wanted:
        wanted |= {"doubt": doubt, "raw": raw}
    shelved.write(wanted, source, trust)
    return bool(wanted)


def _better_authors(mine: Mapping[str, Any], theirs: Mapping[str, Any], *, mine_trust: int, trust: int) -> bool:
    """The reader's first, then a complete list before a cut one, the longer before the shorter, the more trusted."""
    if mine_trust == READER_TRUST:
        return False
    if not mine["authors"]:
        return True

    def rank(of: Mapping[str, Any], trusted: int) -> tuple[bool, int, int]:
        return bool(of["authors_complete"]), of["authors"].count("\n"), trusted

    return rank(theirs, trust) > rank(mine, mine_trust)


def _publication(
    mine: Mapping[str, Any], paper: Paper, choose: Callable[..., None], *, more_trusted: bool, readers: bool
) -> None:
    """Decide venue, kind, year and date together: a publication goes before a preprint, a day before its year."""
    published, theirs_published = bool(identity.published(mine["venue"])), bool(identity.published(paper.venue))
    if theirs_published and not readers and (not published or more_trusted):
        for field in rows.PUBLICATION:
            choose(field, take=True)
        return
    choose("venue", take=mine["venue"] is None)
    choose("kind", take=mine["kind"] is None and not published)
    if paper.date and paper.date != mine["date"]:
        better = paper.dated_better_than(rows.paper(mine), if_finer=theirs_published or not published)
        for field in rows.DATED:
            choose(field, take=better and not readers)


def rewrite(journal: Journal, number: int, facts: dict[str, Any]) -> None:
    """Set Paper fields of a paper as the reader says, over every other source.

    Raises TypeError for a name that is not a field of Paper, ValueError when the title would be empty.
    """
    shelved = Shelved(journal, number)
    if ("year" in facts) != ("date" in facts):  # one without the other: the older one of the pair no longer holds
        facts = {"year": None, "date": None, "date_inferred": False} | facts
    paper = replace(rows.paper(shelved.facts), **facts)
    if not paper.title:
        raise ValueError("a paper needs a title")
    wanted = columns(paper) | {"raw": shelved.facts["raw"]}
    if any(value != shelved.facts[field] for field, value in wanted.items()):
        wanted["doubt"] = None
    shelved.write(wanted, READER, READER_TRUST)
    keys = identity.keys(fold(paper.title), paper.doi, paper.arxiv_id, paper.title)
    journal.connection.executemany("INSERT OR IGNORE INTO identities VALUES (?, ?)", [(key, number) for key in keys])
