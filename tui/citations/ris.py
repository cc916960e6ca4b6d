"""RIS: one paper as one record of tagged lines, as Zotero, EndNote and Mendeley read it."""

import json
import re
from operator import itemgetter
from typing import Any

from storage.papers.bibfields import RIS_TAGS, RIS_TYPES
from storage.papers.kinds import likely_kind, preprint_server
from storage.papers.own import name_parts
from storage.papers.paper import Name, Paper
from tui.citations import keys
from tui.citations.csl_json import own_facts

_LIKE_MARKUP = re.compile(r"</?[A-Za-z]|&#?\w+;")
_SHARED = frozenset({"article", "review"})
"""Kinds whose type stands for another kind too, so that the record's own note has to tell them apart."""

_CONTAINED = frozenset(
    "article-journal review paper-conference chapter entry-encyclopedia webpage post-weblog article-magazine"
    " article-newspaper".split()
)
"""Kinds that stand in something; of the others T2 is the series."""

_TAGS = {variable: tags.split()[0] for variable, tags in RIS_TAGS.items() if variable != "number"}
_NOT_RIS = frozenset({"key", "raw", "page", "ISBN", "ISSN", "number", "accessed", "keyword", "DOI"})
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
    lines = [("TY", RIS_TYPES.get(kind, "GEN").split()[0]), ("ID", key), ("TI", paper.title)]
    lines += [("AU", _name(author)) for author in paper.authors]
    lines += [(editor, _name(person)) for person in paper.editors]
    if paper.year is not None:
        lines.append(("PY", f"{paper.year:04}"))
        if paper.date and len(paper.date) > 4 and paper.date.startswith(f"{paper.year:04}"):
            lines.append(("DA", "/".join([*paper.date.split("-"), "", "", ""][:3]) + "/"))
    lines += filter(itemgetter(1), _optional(paper))
    if own := _own(paper, kind, key):
        lines.append(("U1", f"papershelf {json.dumps(own, ensure_ascii=False, separators=(',', ':'))}"))
    return [*lines, ("ER", "")]


def _optional(paper: Paper) -> list[tuple[str, str]]:
    """Return tags with their values, which may be empty."""
    extra = paper.extra
    first, _, last = extra.get("page", "").replace("–", "-").partition("-")
    return [
        ("T2", paper.venue or ""),
        ("SP", first.strip()),
        ("EP", last.strip("- ")),
        *[(tag, " ".join(extra[variable].split())) for variable, tag in _TAGS.items() if variable in extra],
        ("M1", extra.get("number", "")),
        ("SN", extra.get("ISBN", "")),
        ("SN", extra.get("ISSN", "")),
        *[("KW", word.strip()) for word in extra.get("keyword", "").split(",")],
        ("DO", (extra.get("DOI") or paper.doi) if paper.doi else ""),
        ("UR", paper.url or ""),
        ("Y2", extra.get("accessed", "").replace("-", "/")),
        ("AB", " ".join(paper.abstract.split()) if paper.abstract else ""),
    ]


def _own(paper: Paper, kind: str, key: str) -> dict[str, Any]:
    """Return the facts that have no tag, or that their tag does not hold whole."""
    own = own_facts(paper)
    for role, people in (("authors", paper.authors), ("editors", paper.editors)):
        if not all(map(_tells_all, people)):
            own[role] = [name_parts(person.parts()) for person in people]
    if paper.venue and kind not in _CONTAINED:
        own["venue"] = paper.venue
    if paper.abstract and "\n" in paper.abstract:
        own["abstract"] = paper.abstract
    if paper.kind and (kind in _SHARED or (paper.arxiv_id and preprint_server(paper.venue or "arXiv"))):
        own["kind"] = paper.kind
    untagged = {
        name: value
        for name, value in paper.extra.items()
        # Readers lower the capitals of a DOI.
        if name == "DOI"
        or (name not in _NOT_RIS and (name not in _TAGS or "\n" in value or value in (paper.title, paper.venue)))
    }
    if "/" in key or key.isdecimal():
        untagged["key"] = key  # readers take such an ID for a database's
    if untagged:
        own["extra"] = untagged
    if _LIKE_MARKUP.search(f"{paper.title}\n{paper.venue}\n{paper.abstract}"):
        own["markup"] = False  # what looks like a tag or an entity is text
    return own


def _name(author: Name) -> str:
    name = author.parts()
    if name.corporate or not (name.family or name.given):
        # A comma inside would make a person of it; the one at the end says that it is none (EndNote's convention).
        return name.text.replace(",", "") + ","
    family = " ".join(part for part in (name.dropping, name.particle, name.family) if part)
    return f"{family}, {name.given}, {name.suffix}".rstrip(", ") if name.given or name.suffix else family


def _tells_all(author: Name) -> bool:
    """Return whether `Family, Given, Suffix` says all there is: no comma within a part, no particle of its own."""
    name = author.parts()
    if name.corporate:
        return "," not in name.text
    parts = (name.family, name.given, name.suffix)
    return bool(name.family) and not (name.dropping or name.particle) and not any("," in part for part in parts)
