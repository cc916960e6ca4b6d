"""RIS: one paper as one record of tagged lines, as Zotero, EndNote and Mendeley read it."""

import json
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from storage.papers.bibfields import RIS_FREE, RIS_TAGS, RIS_TYPES, inverted
from storage.papers.dates import SEASONS, issued, parse
from storage.papers.kinds import likely_kind, preprint_server
from storage.papers.names import Name
from storage.papers.own import whole
from storage.papers.paper import Paper
from tui.citations import keys
from tui.citations.csl_json import own_facts, unsaid

_CONTAINED = frozenset(
    "article-journal review paper-conference chapter entry-encyclopedia webpage post-weblog article-magazine"
    " article-newspaper".split()
)
"""Kinds that stand in something; of the others T2 is the series."""

_TYPES = {kind: names.split()[0] for kind, names in RIS_TYPES.items()}
_READ_AS = inverted({kind: names.split() for kind, names in RIS_TYPES.items()})
_TAGS = {variable: tags.split()[0] for variable, tags in RIS_TAGS.items() if variable != "number"}
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_NOT_RIS = frozenset("key raw page ISBN ISSN number accessed keyword DOI".split())
"""What is written by a rule of its own, or is no fact of the paper."""


def ris(paper: Paper, *, key: str = "") -> str:
    """Return the paper as one RIS record from `TY` to `ER`, without the newline after it.

    Each value is one line. Facts that have no tag stand as JSON in one user-defined line, `U1  - papershelf {...}`.
    """
    return "\n".join(f"{tag}  - {value}" for tag, value in _lines(paper, key))


def _lines(paper: Paper, key: str) -> list[tuple[str, str]]:
    kind = likely_kind(paper)
    key = keys.usable(key) or keys.propose(paper)
    editor = "ED" if kind in ("book", "article-journal") else "A2"
    people = {role: [name.parts() for name in names] for role, names in paper.roles.items()}
    authors, editors = [name.parts() for name in paper.authors], people.pop("editor", [])
    lines = [("TY", _TYPES.get(kind, "GEN")), ("ID", key)]
    lines += [("TI", title)] if (title := paper.written_title) else []
    lines += [("AU", _name(author)) for author in authors]
    lines += [(editor, _name(person)) for person in editors]
    translators = people.pop("translator", [])
    lines += [("A4", _name(person)) for person in translators]
    if paper.year is not None:
        lines.append(("PY", f"{paper.year:04}"))
        lines += [("DA", day) for day in _day(issued(paper.date, paper.year, paper.extra))]
    elif words := paper.extra.get("issued"):
        lines.append(("PY", words))
    lines += filter(itemgetter(1), _optional(paper))
    own = _own(paper, kind, key, authors=authors, editors=editors)
    if untagged := people | ({} if all(map(_tells_all, translators)) else {"translator": translators}):
        own["roles"] = {role: list(map(whole, names)) for role, names in untagged.items()}
    if own:
        lines.append(("U1", f"papershelf {_JSON.encode(own)}"))
    return [*lines, ("ER", "")]


def _optional(paper: Paper) -> list[tuple[str, str]]:
    """Return tags with their values, which may be empty."""
    extra, accessed = paper.extra, paper.extra.get("accessed", "")
    first, _, last = extra.get("page", "").replace("–", "-").partition("-")
    return [
        ("T2", paper.venue or ""),
        ("SP", first.strip()),
        ("EP", last.strip("- ")),
        *[(tag, " ".join(extra[variable].split())) for variable, tag in _TAGS.items() if variable in extra],
        ("M1", extra.get("number", "")),
        *[(name, value) for name, value in extra.items() if _is_free(name, value)],
        ("SN", extra.get("ISBN", "")),
        ("SN", extra.get("ISSN", "")),
        *[("KW", word.strip()) for word in extra.get("keyword", "").split(",")],
        ("DO", paper.printed_doi),
        ("UR", paper.url or ""),
        ("Y2", accessed.replace("-", "/") if _is_day(accessed) else accessed),
        ("AB", " ".join(paper.abstract.split()) if paper.abstract else ""),
    ]


def _is_free(name: str, value: str) -> bool:
    """Return whether a name in `extra` is a tag under which a reader finds the value as it is."""
    return name in RIS_FREE and " ".join(value.split()) == value


def _is_day(text: str) -> bool:
    said = parse(text)
    return said is not None and said.begins == text


def _day(when: str) -> Iterator[str]:
    """Yield `YYYY/MM/DD/other` where a date says more than its year; other is the season."""
    said = parse(when)
    if said and (said.start.season or len(said.begins) > 4):
        season = SEASONS[said.start.season - 1].title() if said.start.season else ""
        yield "/".join([*said.begins.split("-"), "", ""][:3]) + f"/{season}"


def _own(paper: Paper, kind: str, key: str, **people: list[Name]) -> dict[str, Any]:
    """Return the facts that have no tag, or that their tag does not hold whole."""
    own = own_facts(paper, kind) | unsaid(paper, lambda _: True)
    for role, names in people.items():
        if not all(map(_tells_all, names)):
            own[role] = list(map(whole, names))
    if paper.venue and kind not in _CONTAINED:
        own["venue"] = paper.venue
    if paper.abstract and "\n" in paper.abstract:
        own["abstract"] = paper.abstract
    told = _READ_AS.get(_TYPES.get(kind, "GEN")) == kind
    if paper.kind and (not told or (paper.arxiv_id and preprint_server(paper.venue or "arXiv"))):
        own["kind"] = paper.kind
    untagged = {
        name: value
        for name, value in paper.extra.items()
        # Readers lower the capitals of a DOI.
        if name == "DOI"
        or (name == "accessed" and not _is_day(value))
        or (
            name not in _NOT_RIS
            and not _is_free(name, value)
            and (name not in _TAGS or "\n" in value or value in (paper.title, paper.venue))
        )
    }
    if "/" in key or key.isdecimal():
        untagged["key"] = key  # readers take such an ID for a database's
    if untagged:
        own["extra"] = own.get("extra", {}) | untagged
    return own


def _name(name: Name) -> str:
    if name.corporate or not (name.family or name.given):
        # A comma inside would make a person of it; the one at the end says that it is none (EndNote's convention).
        return name.text.replace(",", "") + ","
    family = " ".join(part for part in (name.dropping, name.particle, name.family) if part)
    return f"{family}, {name.given}, {name.suffix}".rstrip(", ") if name.given or name.suffix else family


def _tells_all(name: Name) -> bool:
    """Return whether `Family, Given, Suffix` says all there is: no comma within a part, no particle of its own."""
    if name.corporate:
        return "," not in name.text
    plain = name.family and not (name.dropping or name.particle or name.other)
    return bool(plain) and "," not in f"{name.family}{name.given}{name.suffix}"
