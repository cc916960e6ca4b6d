"""Papers to rows and back: how names, facts and times stand in the columns of the library file.

A fact is an attribute of Paper and, under the same name, a column of `papers` or `details`. It stands there as it is,
but that names are packed into a text, flags are 0 or 1, and what is by name (`roles`, `markup`, `extra`) is JSON.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any, NamedTuple

from storage.papers.identifiers import is_identifier
from storage.papers.names import Name, joined
from storage.papers.paper import Paper, Status
from storage.papers.text import clean
from storage.papers.words import NEW_MARK, STATUS_MARK, several
from storage.sqlite import decodes

STATUSES = tuple(Status)
"""A status is stored as its index here; append-only."""

JOINED, GONE, TAKEN = 1, 2, 4
"""Bits of papers.hidden: shown by another row, deleted by the reader, brought by an import that was taken back."""

_TYPES = {field.name: field.type for field in fields(Paper)}
DETAILS = ("abstract", "roles", "markup", "extra", "raw")
"""Columns of details, in the order of `details_row`."""
PUT_DETAILS = f"INSERT INTO details(paper, {', '.join(DETAILS)}) VALUES (?{', ?' * len(DETAILS)})"
"""SQL that takes a paper's number and its details."""
FACTS = (*(name for name in _TYPES if name not in DETAILS), "first")
"""Columns of papers that hold what the world says, in the order of `facts_row`."""
_NAMES = tuple(name for name, kind in _TYPES.items() if kind == tuple[Name, ...])
FLAGS = tuple(name for name, kind in _TYPES.items() if kind is bool)
_PLAIN = tuple(name for name in _TYPES if name not in (*_NAMES, *FLAGS, "roles", "markup", "extra"))
_facts_of = attrgetter(*FACTS[:-1])

PEOPLE = ("authors", "first", "authors_complete", "author_count")
"""Facts that are of one source: who is first, and whether they are all, is said of one list."""
STAND_IN = "organisation"
"""Whose paper it is, where no people are named."""
DATED = ("year", "date", "date_inferred")
PUBLICATION = ("venue", "kind", *DATED)
"""Facts that belong together: a publication's year must not stand beside a preprint's venue."""


class Row(NamedTuple):
    """What a line of the list needs of a paper; no abstract."""

    id: int
    status: Status
    starred: bool
    noted: bool
    doubt: bool
    new: bool
    """Whether it came on a page and nothing was decided about it yet."""
    added: str
    first: str
    """The first author's family name as shown; empty when no author is known."""
    authors: int
    """How many authors are known, or stated by the page."""
    complete: bool
    priority: int
    year: int | None
    date: str | None
    venue: str | None
    organisation: str | None
    title: str
    score: float | None
    comments: int | None
    upvotes: int | None
    seen: int
    category: str | None

    @property
    def untitled(self) -> bool:
        """Whether the title is not known yet, as Paper has it."""
        return is_identifier(self.title)

    @property
    def titled(self) -> str:
        """The title, or what the paper goes by until it is looked up, with that said."""
        return f"to look up: {self.title}" if self.untitled else self.title

    @property
    def mark(self) -> str:
        """One character for its status, or for its being new."""
        return NEW_MARK if self.new else STATUS_MARK[self.status]

    @property
    def by(self) -> str:
        """Who wrote it, as short as a list needs: `Vaswani +7`, `Vaswani +` when nobody knows how many.

        Where no author is known the organisation stands in, or `4 authors`.
        """
        if self.first:
            if not self.complete:
                return f"{self.first} +"
            return f"{self.first} +{self.authors - 1}" if self.authors > 1 else self.first
        return self.organisation or (several(self.authors, "author") if self.authors else "")


@decodes
def status(code: int) -> Status:
    """Return a status as it is stored."""
    return STATUSES[code]


ROW_COLUMNS = (
    "id, status, starred, noted, doubt IS NOT NULL, new, added, authors, author_count, authors_complete, "
    "priority, year, date, venue, organisation, title, score, comments, upvotes, seen, category"
)
"""What `row` takes; those of the second line stand in a Row as they are."""


@decodes
def row(columns: Sequence[Any]) -> Row:
    """Return the Row of what ROW_COLUMNS selected."""
    number, status, starred, noted, doubt, new, added, authors, author_count, complete, *same = columns
    first, _, rest = authors.partition("\n")
    count = 1 + rest.count("\n") + bool(rest) if first else author_count or 0
    first = family(first)
    _, _, date, venue, organisation, title, *_, category = same
    if not f"{first}{date}{venue}{organisation}{title}{category}".isprintable():
        first, *same = clean_texts((first, *same))
    return Row(
        number, STATUSES[status], bool(starred), bool(noted), bool(doubt), bool(new), when(added),
        first, count, bool(complete), *same,
    )  # fmt: skip


def clean_texts(values: Sequence[Any]) -> list[Any]:
    """Return the values of a row, its texts clean: those that papershelf wrote are, but any program may have."""
    return [clean(value) if type(value) is str and not value.isprintable() else value for value in values]


def family(packed: str) -> str:
    """Return the family name as shown, particle included, of one packed name."""
    if not packed:
        return ""
    if "\t" not in packed:
        return Name(packed).family_name
    parts = packed.split("\t")
    if not parts[0]:
        return parts[1]
    return joined(parts[2], parts[0]) if len(parts) > 2 else parts[0]


def pack(names: Iterable[Name]) -> str:
    """Return names as one text, a line each: as shown, or `family⇥given⇥particle⇥suffix⇥dropping⇥shown` where known.

    Neither tab nor newline can stand in a name. A corporate author has an empty family: `⇥OpenAI`;
    a family name that is one piece (Name.whole) has a seventh column.
    """
    return "\n".join(map(_pack, names))


def _pack(name: Name) -> str:
    if name.corporate:
        return f"\t{name.text}"
    if not name.family:
        return name.text
    parts = (name.family, name.given, name.particle, name.suffix, name.dropping)
    plain = name.text == f"{name.given} {name.family}" and not any(parts[2:])
    if name.whole:
        return "\t".join((*parts, name.text, "whole"))
    if not plain and Name.of(*parts).text != name.text:
        return "\t".join((*parts, name.text))
    return "\t".join(parts).rstrip("\t") if any(parts[1:]) else f"{name.family}\t"


def unpack(text: str | None) -> tuple[Name, ...]:
    """Return the names that `pack` packed."""
    return tuple(map(_unpack, text.split("\n"))) if text else ()


def _unpack(line: str) -> Name:
    if "\t" not in line:
        return Name(line)
    family, given, *rest = line.split("\t")
    if not family:
        return Name.group(given)
    if len(rest) > 3:
        particle, suffix, dropping, shown, *whole = rest
        return Name(shown, family, given, particle, suffix, dropping, whole=bool(whole))
    return Name.of(family, given, *rest)


_STORED = tuple(
    (FACTS.index(name), way) for names, way in ((_NAMES, pack), (FLAGS, int)) for name in names if name in FACTS
)
"""Where in FACTS a value is stored in another way than it stands in Paper."""


def facts_row(paper: Paper, first: str) -> list[Any]:
    """Return the values of FACTS; `first` is the first author's folded family name, by which the list is sorted."""
    values = [*_facts_of(paper), first]
    for place, stored in _STORED:
        values[place] = stored(values[place])
    return values


def details_row(paper: Paper, raw: str | None = None) -> tuple[Any, ...]:
    """Return the values of DETAILS."""
    roles = pack_named({role: pack(names) for role, names in paper.roles.items()}) if paper.roles else None
    return paper.abstract, roles, pack_named(paper.markup), pack_named(paper.extra), raw


def pack_named(texts: Mapping[str, str]) -> str | None:
    """Return texts by name as JSON; None for none."""
    return json.dumps(dict(texts), ensure_ascii=False, separators=(",", ":")) if texts else None


@decodes
def unpack_named(packed: str | None) -> dict[str, str]:
    """Return the texts that `pack_named` packed."""
    return dict(json.loads(packed)) if packed else {}


@decodes
def medical(packed: str | None) -> tuple[str | None, str | None]:
    """Return the PMID and the PMCID in `extra` as it is stored."""
    if not packed or '"PM' not in packed:
        return None, None
    extra = json.loads(packed)
    return extra.get("PMID"), extra.get("PMCID")


@decodes
def paper(facts: Mapping[str, Any]) -> Paper:
    """Return the Paper of a mapping from the names of FACTS and DETAILS to their stored values."""
    given = {name: facts[name] for name in _PLAIN}
    given |= {name: unpack(facts[name]) for name in _NAMES} | {name: bool(facts[name]) for name in FLAGS}
    if facts["roles"]:
        given["roles"] = {role: unpack(names) for role, names in unpack_named(facts["roles"]).items()}
    for name in ("markup", "extra"):
        if facts[name]:
            given[name] = unpack_named(facts[name])
    return Paper(**given)


def named(names: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    """Return the values of a row by the names of its columns."""
    return dict(zip(names, values, strict=True))


def now() -> int:
    """Return the time as it is stored: whole seconds since 1970, UTC."""
    return int(datetime.now(UTC).timestamp())


@decodes
def when(seconds: int) -> str:
    """Return a stored time as ISO 8601 in UTC, to the second."""
    return f"{datetime.fromtimestamp(seconds, UTC).isoformat()[:19]}Z"  # in half the time of strftime


def day_of(stated: str | None, imported: int) -> str:
    """Return the day of a listing in ISO 8601: that which it states, else that of its import, here and now."""
    return stated or local_day(imported).isoformat()


def local_day(seconds: int) -> date:
    """Return the day of a stored time where the reader is."""
    return datetime.fromtimestamp(seconds).astimezone().date()


def listing_name(title: str | None, source: str) -> str:
    """Return what to call a listing: its title, else the file it came from."""
    return clean(title or source.replace("\\", "/").rstrip("/").rpartition("/")[2] or source)
