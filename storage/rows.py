"""Papers to rows and back: how names, facts and times stand in the columns of the library file."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from storage.papers.paper import Name, Paper, Status

STATUSES = tuple(Status)
"""A status is stored as its index here; append-only."""

FACTS = (
    "title", "authors", "first", "authors_complete", "author_count", "organisation", "year", "date", "date_inferred",
    "venue", "kind", "category", "doi", "arxiv_id", "url",
)  # fmt: skip
"""Columns of papers that hold what the world says, in the order of `facts_row`."""
DETAILS = ("abstract", "editors", "extra", "raw")
"""Columns of details, in the order of `details_row`."""


class Row(NamedTuple):
    """What a line of the list needs of a paper; no abstract."""

    id: int
    status: Status
    starred: bool
    priority: int
    noted: bool
    year: int | None
    date: str | None
    venue: str | None
    first: str
    """The first author's family name as shown; empty when no author is known."""
    authors: int
    """How many authors are known, or stated by the page."""
    complete: bool
    organisation: str | None
    title: str
    score: float | None
    comments: int | None
    upvotes: int | None
    seen: int
    doubt: bool
    added: str
    category: str | None


ROW_COLUMNS = (
    "id, status, starred, priority, noted, year, date, venue, authors, author_count, authors_complete, organisation, "
    "title, score, comments, upvotes, seen, doubt IS NOT NULL, added, category"
)


def row(columns: Sequence[Any]) -> Row:
    """Return the Row of what ROW_COLUMNS selected."""
    (number, status, starred, priority, noted, year, date, venue, authors, author_count, complete, organisation, title,
     score, comments, upvotes, seen, doubt, added, category) = columns  # fmt: skip
    first, _, rest = authors.partition("\n")
    return Row(
        number, STATUSES[status], bool(starred), priority, bool(noted), year, date, venue,
        family(first), (1 + rest.count("\n") + bool(rest)) if first else (author_count or 0), bool(complete),
        organisation, title, score, comments, upvotes, seen, bool(doubt), when(added), category,
    )  # fmt: skip


def family(packed: str) -> str:
    """Return the family name as shown, particle included, of one packed name."""
    if not packed:
        return ""
    if "\t" not in packed:
        name = Name(packed).parts()
        return f"{name.particle} {name.family}" if name.particle else name.family
    parts = packed.split("\t")
    if not parts[0]:
        return parts[1]
    return f"{parts[2]} {parts[0]}" if len(parts) > 2 and parts[2] else parts[0]


def pack(names: Iterable[Name]) -> str:
    """Return names as one text, a line each: as shown, or `family⇥given⇥particle⇥suffix⇥dropping⇥shown` where known.

    Neither tab nor newline can stand in a name. A corporate author has an empty family: `⇥OpenAI`.
    """
    return "\n".join(map(_pack, names))


def _pack(name: Name) -> str:
    if name.corporate:
        return f"\t{name.text}"
    if not name.family:
        return name.text
    parts = (name.family, name.given, name.particle, name.suffix, name.dropping)
    last = 5
    while last > 1 and not parts[last - 1]:
        last -= 1
    text = "\t".join(parts[:last]) if last > 1 else f"{name.family}\t"
    if not name.particle and not name.suffix and not name.dropping and name.text == f"{name.given} {name.family}":
        return text
    if Name.of(family=name.family, given=name.given, particle=name.particle, suffix=name.suffix,
               dropping=name.dropping).text != name.text:  # fmt: skip
        text = "\t".join((*parts, name.text))
    return text


def unpack(text: str) -> tuple[Name, ...]:
    """Return the names that `pack` packed."""
    return tuple(map(_unpack, text.split("\n"))) if text else ()


def _unpack(line: str) -> Name:
    if "\t" not in line:
        return Name(line)
    parts = line.split("\t")
    if not parts[0]:
        return Name.group(parts[1])
    if len(parts) == 6:
        family, given, particle, suffix, dropping, shown = parts
        return Name(shown, family, given, particle, suffix, dropping)
    return Name.of(**dict(zip(("family", "given", "particle", "suffix", "dropping"), parts, strict=False)))


def facts_row(paper: Paper, first: str) -> tuple[Any, ...]:
    """Return the values of FACTS; `first` is the first author's folded family name, by which the list is sorted."""
    return (
        paper.title, pack(paper.authors), first, int(paper.authors_complete), paper.author_count, paper.organisation,
        paper.year, paper.date, int(paper.date_inferred), paper.venue, paper.kind, paper.category, paper.doi,
        paper.arxiv_id, paper.url,
    )  # fmt: skip


def details_row(paper: Paper, raw: str | None = None) -> tuple[Any, ...]:
    """Return the values of DETAILS."""
    extra = json.dumps(dict(paper.extra), ensure_ascii=False, separators=(",", ":")) if paper.extra else None
    return paper.abstract, pack(paper.editors) or None, extra, raw


def paper(facts: Mapping[str, Any]) -> Paper:
    """Return the Paper of a mapping from the names of FACTS and DETAILS to their stored values."""
    extra = facts.get("extra")
    return Paper(
        title=facts["title"], authors=unpack(facts["authors"]), authors_complete=bool(facts["authors_complete"]),
        author_count=facts["author_count"], organisation=facts["organisation"], year=facts["year"], date=facts["date"],
        date_inferred=bool(facts["date_inferred"]), venue=facts["venue"], kind=facts["kind"],
        category=facts["category"], abstract=facts.get("abstract"), doi=facts["doi"], arxiv_id=facts["arxiv_id"],
        url=facts["url"], editors=unpack(facts.get("editors") or ""), extra=json.loads(extra) if extra else {},
    )  # fmt: skip


def now() -> int:
    """Return the time as it is stored: whole seconds since 1970, UTC."""
    return int(datetime.now(UTC).timestamp())


def when(seconds: int) -> str:
    """Return a stored time as ISO 8601 in UTC, to the second."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def listing_name(title: str | None, source: str) -> str:
    """Return what to call a listing: its title, else the file it came from."""
    return title or source.replace("\\", "/").rstrip("/").rpartition("/")[2] or source
