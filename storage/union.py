"""What a paper's row becomes when another source, or the reader, says more of it: facts united field by field.

The order of trust is identity.TRUST. Whatever loses is kept in `claims` with its source, so every value knows where it
came from and every other value stays reachable. A value without a claim came with the paper's first listing.
"""

import json
from collections.abc import Mapping
from typing import Any

from storage import index, rows
from storage.journal import Journal
from storage.papers import identity
from storage.papers.paper import Paper
from storage.papers.text import fold
from storage.sqlite import Connection

_PUBLICATION = ("venue", "kind", "year", "date", "date_inferred")
"""Facts that belong together: a publication's year must not stand beside a preprint's venue."""
_WITHOUT_CLAIM = ("first", "authors_complete", "date_inferred", "doubt", "raw")
"""What goes with another fact, and has no claim of its own."""
_ONE_BY_ONE = ("author_count", "organisation", "category", "doi", "arxiv_id", "url", "abstract", "editors")


def stored(connection: Connection, number: int) -> dict[str, Any]:
    """Return a paper's stored facts and details by column name."""
    names = (*rows.FACTS, "doubt", "listing", *rows.DETAILS)
    found = connection.execute(
        f"SELECT {', '.join(names)} FROM papers LEFT JOIN details ON paper = id WHERE id = ?", (number,)
    ).fetchone()
    return dict(zip(names, found, strict=True))


def columns(paper: Paper) -> dict[str, Any]:
    """Return a paper's facts and details by column name."""
    first = identity.family(paper.authors[0]) if paper.authors else ""
    return dict(
        zip((*rows.FACTS, *rows.DETAILS), (*rows.facts_row(paper, first), *rows.details_row(paper)), strict=True)
    )


def unite(
    journal: Journal, number: int, paper: Paper, *, trust: int, source: str,
    doubt: str | None = None, raw: str | None = None,
) -> bool:  # fmt: skip
    """Unite what `source` says with what the shelf holds of paper `number`; return whether its facts changed."""
    connection = journal.connection
    mine = stored(connection, number)
    theirs = columns(paper)
    claims = dict(
        connection.execute("SELECT field, trust FROM claims WHERE paper = ? AND chosen = 1", (number,)).fetchall()
    )
    base = listing_trust(connection, mine["listing"])
    wanted: dict[str, Any] = {}
    lost: dict[str, Any] = {}

    def trust_in(field: str) -> int:
        return int(claims.get(field, base))

    def choose(field: str, *, take: bool) -> None:
        (wanted if take else lost)[field] = theirs[field]

    if theirs["title"] != mine["title"]:
        choose("title", take=trust > trust_in("title"))
    if theirs["authors"] and theirs["authors"] != mine["authors"]:
        choose("authors", take=_better_authors(mine, theirs, mine_trust=trust_in("authors"), trust=trust))
    _publication(mine, theirs, choose, more_trusted=trust > trust_in("venue"), readers=trust_in("venue") == _READER)
    for field in _ONE_BY_ONE:
        if theirs[field] is not None and theirs[field] != mine[field]:
            choose(field, take=mine[field] is None or trust > trust_in(field))
    if theirs["extra"] and theirs["extra"] != mine["extra"]:
        ours, news = json.loads(mine["extra"] or "{}"), json.loads(theirs["extra"])
        both = news | ours if trust <= trust_in("extra") else ours | news
        if both != ours:
            wanted["extra"] = json.dumps(both, ensure_ascii=False, separators=(",", ":"))
    if "authors" in wanted:
        wanted |= {"first": theirs["first"], "authors_complete": theirs["authors_complete"]}
    if mine["doubt"] and not doubt and (trust > base or "authors" in wanted or theirs["authors"] == mine["authors"]):
        wanted["doubt"] = None
    elif doubt and not mine["doubt"] and "authors" in wanted:
        wanted |= {"doubt": doubt, "raw": raw}
    for field, value in lost.items():
        _claim(journal, number, field, source, trust, value, chosen=0)
    put(journal, number, mine, wanted, source=source, trust=trust)
    return bool(wanted)


_READER = identity.TRUST["reader"]


def listing_trust(connection: Connection, listing: int | None) -> int:
    """Return how far the listing is believed that a paper came with."""
    found = connection.execute("SELECT format FROM listings WHERE id = ?", (listing,)).fetchone()
    return identity.trust(found[0]) if found else identity.LISTING_TRUST


def _better_authors(mine: Mapping[str, Any], theirs: Mapping[str, Any], *, mine_trust: int, trust: int) -> bool:
    """The reader's first, then a complete list before a cut one, the longer before the shorter, the more trusted."""
    if mine_trust == _READER:
        return False
    if not mine["authors"]:
        return True

    def rank(of: Mapping[str, Any], trusted: int) -> tuple[bool, int, int]:
        return bool(of["authors_complete"]), of["authors"].count("\n"), trusted

    return rank(theirs, trust) > rank(mine, mine_trust)


def _publication(
    mine: Mapping[str, Any], theirs: Mapping[str, Any], choose: Any, *, more_trusted: bool, readers: bool
) -> None:
    """Decide venue, kind, year and date together: a publication goes before a preprint, a day before its year."""
    mine_published, theirs_published = (bool(identity.published(of["venue"])) for of in (mine, theirs))
    if theirs_published and not readers and (not mine_published or more_trusted):
        for field in _PUBLICATION:
            if theirs[field] is not None and theirs[field] != mine[field]:
                choose(field, take=True)
        return
    for field in ("venue", "kind"):
        if theirs[field] is not None and theirs[field] != mine[field]:
            take = mine[field] is None and not (field == "kind" and mine_published)
            choose(field, take=take)
    if theirs["date"] is None or theirs["date"] == mine["date"]:
        return
    finer = (
        mine["date"] is None
        or (bool(mine["date_inferred"]) and not theirs["date_inferred"])
        or (
            not theirs["date_inferred"]
            and len(theirs["date"]) > len(mine["date"])
            and theirs["date"].startswith(mine["date"])
            and not (mine_published and not theirs_published)
        )
    )
    for field in ("year", "date", "date_inferred"):
        if theirs[field] != mine[field]:
            choose(field, take=finer and not readers)


def put(
    journal: Journal, number: int, mine: Mapping[str, Any], wanted: Mapping[str, Any], *, source: str, trust: int
) -> None:
    """Write `wanted` over the stored facts `mine` of a paper, with claims, journal and search index kept in step."""
    wanted = {field: value for field, value in wanted.items() if value != mine[field]}
    if not wanted:
        return
    index.remove(journal.connection, [number])
    for table, key, names in (("papers", "id", (*rows.FACTS, "doubt")), ("details", "paper", rows.DETAILS)):
        if changed := {field: value for field, value in wanted.items() if field in names}:
            journal.put(table, {key: number, **changed})
    index.put(journal.connection, [number])
    for field, value in wanted.items():
        if field not in _WITHOUT_CLAIM:
            if mine[field] is not None and mine[field] != "":
                _remember(journal, number, field, mine)
            _claim(journal, number, field, source, trust, value, chosen=1)


def _remember(journal: Journal, number: int, field: str, mine: Mapping[str, Any]) -> None:
    """Keep the value that a field is about to lose, under the source it has."""
    source, trust = journal.connection.execute(
        "SELECT source, trust FROM claims WHERE paper = ? AND field = ? AND chosen = 1", (number, field)
    ).fetchone() or (str(mine["listing"]), listing_trust(journal.connection, mine["listing"]))
    _claim(journal, number, field, source, trust, mine[field], chosen=0)


def _claim(journal: Journal, number: int, field: str, source: str, trust: int, value: Any, *, chosen: int) -> None:
    claim = {"paper": number, "field": field, "source": source}
    if chosen:  # another value was the chosen one until now
        for (other,) in journal.connection.execute(
            "SELECT source FROM claims WHERE paper = ? AND field = ? AND source <> ? AND chosen = 1",
            tuple(claim.values()),
        ).fetchall():
            journal.put("claims", {**claim, "source": other, "chosen": 0})
    journal.put("claims", {**claim, "trust": trust, "value": None if value is None else str(value), "chosen": chosen})


def rewrite(journal: Journal, number: int, facts: Mapping[str, Any], *, source: str) -> bool:
    """Set Paper fields of a paper as the reader (or a look-up) says, over every other source; return whether any did.

    Raises TypeError for a name that is not a field of Paper, ValueError when the title would be empty.
    """
    mine = stored(journal.connection, number)
    before = rows.paper(mine)
    given = {name: getattr(before, name) for name in before.__dataclass_fields__}
    if ("year" in facts) != ("date" in facts):  # one without the other: the older one of the pair no longer holds
        given |= {"year": None, "date": None, "date_inferred": False}
    paper = Paper(**given | dict(facts))
    if not paper.title:
        raise ValueError("a paper needs a title")
    theirs = columns(paper)
    theirs.pop("raw")
    wanted = {field: value for field, value in theirs.items() if value != mine[field]}
    if wanted:
        wanted["doubt"] = None
    put(journal, number, mine, wanted, source=source, trust=identity.trust(source))
    keys = identity.keys(fold(paper.title), paper.doi, paper.arxiv_id, paper.title)
    journal.connection.executemany("INSERT OR IGNORE INTO identities VALUES (?, ?)", [(key, number) for key in keys])
    return bool(wanted)
