"""Facts as a reader writes them: a line each, for one paper or for many, and what is wrong with one."""

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from storage.fields import EDITED, FACTS
from storage.papers.identifiers import arxiv_id, doi
from storage.papers.names import Name
from storage.papers.paper import KINDS, Listed, Paper
from storage.papers.text import ABSTRACT_LIMIT, clean

if TYPE_CHECKING:
    from storage.account import Account
    from storage.journal import Change
    from storage.library import Library

ET_AL = re.compile(r"[;,]?\s*(?:et al\.?|and others)\s*$", re.IGNORECASE)
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def shown(paper: Paper, field: str) -> str:
    """Return a fact as one line to be edited."""
    if field == "authors":
        names = "; ".join(str(name) for name in paper.authors)
        return names + ("" if paper.authors_complete or not paper.authors else "; et al.")
    value = getattr(paper, field)
    return "" if value is None else " ".join(str(value).split())


def facts_of(paper: Paper, lines: dict[str, str]) -> dict[str, Any]:
    """Return what the edited lines change, by the names of Paper's fields.

    Raises ValueError, with a sentence, for what cannot be: no title, a year that is none, an identifier that is none.
    """
    changed: dict[str, Any] = {}
    for field, text in lines.items():
        text = clean(text, ABSTRACT_LIMIT)
        if text == clean(shown(paper, field), ABSTRACT_LIMIT):
            continue
        if field == "authors":
            changed |= {field: authors(paper, ET_AL.sub("", text)), "authors_complete": not ET_AL.search(text)}
            continue
        read, wrong = READ.get(field, (None, "a paper needs a title"))
        value = read(text) if read and text else rebroken(getattr(paper, field) or "", text)
        if value is None or (field == "title" and not value):
            raise ValueError(wrong.format(text))
        changed[field] = value or None
        if field == "date":
            changed |= {"year": int(text[:4]) if text else None, "date_inferred": False}
    return changed


READ: Mapping[str, tuple[Callable[[str], str | None], str]] = {
    "date": (lambda text: text if DATE.fullmatch(text) else None, "a date is written 2023, 2023-05 or 2023-05-04"),
    "kind": (lambda text: text if text in KINDS else None, f"a kind is one of {', '.join(KINDS[:8])}, …"),
    "doi": (doi, "{} is not a DOI"),
    "arxiv_id": (arxiv_id, "{} is not an arXiv id"),
}
"""How the line of a fact is read where it is not just text, and what is said where it cannot be."""


def authors(paper: Paper, line: str) -> tuple[Name, ...]:
    """Return the authors of an edited line; those that were there are the same, groups and parts of names too."""
    listed = [part.strip() for part in line.split(";")]
    known = {str(name): name for name in paper.authors}
    names: list[str] = []
    for part in filter(None, listed):
        # "and" parts names where it stands behind one that was there, or where nobody writes semicolons.
        old = max((name for name in known if part == name or part.startswith(f"{name} and ")), key=len, default="")
        if old:
            names.append(old)
            part = part[len(old) :].removeprefix(" and ")
        names += filter(None, part.split(" and ") if old or len(listed) == 1 else [part])
    same = len(names) == len(paper.authors)
    return tuple(
        known.get(name) or _name(name, corporate=same and paper.authors[place].corporate)
        for place, name in enumerate(names)
    )


def _name(text: str, *, corporate: bool) -> Name:
    """Return a name as a reader wrote it: as shown, or its parts where a comma stands between them (`Roe, Ada`)."""
    from importers.facts import named

    return named(text) if "," in text and not corporate else Name(text, corporate=corporate)


def rebroken(before: str, line: str) -> str:
    """Return a line that was edited, broken where the text it was made of is: only what was changed is another."""
    gaps, was, now = re.split(r"\S+", before), before.split(), line.split()
    text = ""
    for _, start, end, first, last in SequenceMatcher(None, was, now).get_opcodes():
        for old, word in enumerate(now[first:last], start):
            gap = (gaps[old] if old < end else "") or " "
            text += gap + word if text else word
        if lost := [gap for gap in gaps[start + last - first : end] if "\n" in gap]:
            gaps[end] = lost[0]
    return text


OF_ONE = frozenset(("title", "doi", "arxiv_id", "url", "abstract"))
"""What no two papers share."""
OF_MANY = tuple((field, label) for field, label in EDITED if field not in OF_ONE)
"""What can be set of many papers at once, with what the form calls it."""
NAMES: Mapping[str, str] = {
    **{field.name: field.column for field in FACTS if field.label and field.name},
    **{field: field for field, _ in EDITED},
    "year": "date",
}
"""Facts that can be set, by the names that queries and JSON have for them."""
PAGE = 500
"""Papers read at a time."""
MOST = 10_000
"""Most papers that are edited at once: they take twenty seconds, in which nobody else can write."""


def told(assignments: Sequence[str]) -> dict[str, str]:
    """Return the facts that `venue=Fens` and the like set, by the names of Paper's fields; raises ValueError, with a
    sentence."""
    lines: dict[str, str] = {}
    for assignment in assignments:
        name, sign, value = assignment.partition("=")
        field = NAMES.get(name.strip().casefold())
        if not sign or field is None:
            raise ValueError(
                f"{clean(assignment, 100)!r} sets nothing: NAME=VALUE, with one of {', '.join(sorted(NAMES))}"
            )
        lines[field] = value.strip()
    return lines


def set_facts(library: "Library", ids: Sequence[int], lines: dict[str, str]) -> "Change":
    """Set facts of papers, all of them as one undo step; an empty line removes one.

    Raises ValueError, with a sentence, for what cannot be, and for what no two papers share.
    """
    if len(ids) > 1 and (shared := OF_ONE.intersection(lines)):
        names = " and ".join(label for field, label in EDITED if field in shared)
        raise ValueError(f"no two papers share {names}; name one paper")
    if len(ids) > MOST:
        raise ValueError(f"at most {MOST:,} papers are edited at once; these are {len(ids):,}")
    facts: dict[int, dict[str, Any]] = {}
    for start in range(0, len(ids), PAGE):
        for entry in library.entries(ids[start : start + PAGE]):
            if changed := facts_of(entry.paper, lines):
                facts[entry.id] = changed
    return library.edit_each(facts)


def common(papers: Sequence[Paper], field: str) -> tuple[str, int]:
    """Return what all of these papers have as a fact, empty where they differ, and how many values there are."""
    values = {shown(paper, field) for paper in papers}
    return next(iter(values)) if len(values) == 1 else "", len(values)


def by_hand(lines: dict[str, str]) -> Paper:
    """Return the paper that is written down; raises ValueError, with a sentence, where it cannot be one."""
    facts = facts_of(Paper(title=""), lines)
    if not facts.get("title"):
        raise ValueError("a paper needs a title")
    return Paper(**facts)


def put_by_hand(library: "Library", paper: Paper, *, dry_run: bool = False) -> "Account":
    """Put a paper on the shelf that its reader wrote down, or say what that would do."""
    return library.add([Listed(paper=paper, line=1)], dry_run=dry_run, source="by hand", format="by-hand")
