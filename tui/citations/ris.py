"""RIS: one paper as one record of tagged lines, as Zotero, EndNote and Mendeley read it."""

import json
import re
from collections.abc import Iterator

from storage.papers.kinds import likely_kind, preprint_server
from storage.papers.own import name_parts
from storage.papers.paper import Name, Paper
from tui.citations import keys
from tui.citations.csl_json import own_facts

_TYPES = {
    "article-journal": "JOUR", "paper-conference": "CONF", "article": "UNPB", "book": "BOOK", "chapter": "CHAP",
    "thesis": "THES", "report": "RPRT", "webpage": "ELEC", "dataset": "DATA", "software": "COMP", "review": "JOUR",
    "entry-encyclopedia": "ENCYC", "speech": "SLIDE", "patent": "PAT", "manuscript": "UNPB", "post-weblog": "BLOG",
    "article-magazine": "MGZN", "article-newspaper": "NEWS", "document": "GEN",
}  # fmt: skip
_LIKE_MARKUP = re.compile(r"</?[A-Za-z]|&#?\w+;")
_SHARED = frozenset({"article", "review"})
"""Kinds whose type stands for another kind too, so that the record's own note has to tell them apart."""

_CONTAINED = frozenset(
    "article-journal review paper-conference chapter entry-encyclopedia webpage post-weblog article-magazine"
    " article-newspaper".split()
)
"""Kinds that stand in something; of the others T2 is the series."""

# CSL variables and the tag that RIS has for them (RIS format specifications, 2011).
_TAGS = {
    "volume": "VL", "issue": "IS", "publisher": "PB", "publisher-place": "CY", "edition": "ET",
    "collection-title": "T3", "container-title-short": "J2", "title-short": "ST", "genre": "M3", "language": "LA",
    "note": "N1", "number-of-volumes": "NV", "call-number": "CN", "archive": "DB", "source": "DP", "section": "SE",
}  # fmt: skip
_NOT_RIS = frozenset({"key", "raw", "page", "ISBN", "ISSN", "number", "accessed", "keyword", "DOI"})
"""What is written by a rule of its own, or is no fact of the paper."""


def ris(paper: Paper, *, key: str = "") -> str:
    """Return the paper as one RIS record from `TY` to `ER`, without the newline after it.

    Each value is one line. Facts that have no tag stand as JSON in one user-defined line, `U1  - papershelf {...}`.
    """
    return "\n".join(f"{tag}  - {value}" for tag, value in _lines(paper, key))


def _lines(paper: Paper, key: str) -> Iterator[tuple[str, str]]:
    kind = likely_kind(paper)
    extra = paper.extra
    own = own_facts(paper)
    yield "TY", _TYPES.get(kind, "GEN")
    key = keys.usable(key) or keys.propose(paper)
    yield "ID", key
    yield "TI", paper.title
    for author in paper.authors:
        yield "AU", _name(author)
    for field, people in (("authors", paper.authors), ("editors", paper.editors)):
        if not all(_tells_all(person) for person in people):
            own[field] = [name_parts(person.parts()) for person in people]
    for editor in paper.editors:
        yield ("ED" if kind in ("book", "article-journal") else "A2"), _name(editor)
    if paper.year is not None:
        yield "PY", f"{paper.year:04}"
        if paper.date and len(paper.date) > 4 and paper.date.startswith(f"{paper.year:04}"):
            yield "DA", "/".join([*paper.date.split("-"), "", "", ""][:3]) + "/"
    if paper.venue:
        yield "T2", paper.venue
        if kind not in _CONTAINED:
            own["venue"] = paper.venue
    first, dash, last = extra.get("page", "").replace("–", "-").partition("-")
    if first:
        yield "SP", first.strip()
    if dash:
        yield "EP", last.strip("- ")
    for variable, tag in _TAGS.items():
        if value := extra.get(variable):
            yield tag, " ".join(value.split())
    if number := extra.get("number"):
        yield "M1", number
    for variable in ("ISBN", "ISSN"):
        if value := extra.get(variable):
            yield "SN", value
    for word in extra.get("keyword", "").split(","):
        if word.strip():
            yield "KW", word.strip()
    if paper.doi:
        yield "DO", extra.get("DOI") or paper.doi
    if paper.url:
        yield "UR", paper.url
    if accessed := extra.get("accessed"):
        yield "Y2", accessed.replace("-", "/")
    if paper.abstract:
        yield "AB", " ".join(paper.abstract.split())
        if "\n" in paper.abstract:
            own["abstract"] = paper.abstract
    if paper.kind and (kind in _SHARED or (paper.arxiv_id and preprint_server(paper.venue or "arXiv"))):
        own["kind"] = paper.kind
    untagged = {
        name: value
        for name, value in extra.items()
        if name not in _NOT_RIS and (name not in _TAGS or "\n" in value or value in (paper.title, paper.venue))
    }
    if "DOI" in extra:
        untagged["DOI"] = extra["DOI"]  # its registrant's capitals, which readers lower
    if "/" in key or key.isdecimal():
        untagged["key"] = key  # readers take such an ID for a database's
    if untagged:
        own["extra"] = untagged
    if any(_LIKE_MARKUP.search(text) for text in (paper.title, paper.venue or "", paper.abstract or "")):
        own["markup"] = False  # what looks like a tag or an entity is text
    if own:
        yield "U1", f"papershelf {json.dumps(own, ensure_ascii=False, separators=(',', ':'))}"
    yield "ER", ""


def _name(author: Name) -> str:
    name = author.parts()
    if name.corporate or not (name.family or name.given):
        # A comma inside would make a person of it; the one at the end says that it is none (EndNote's convention).
        return name.text.replace(",", "") + ","
    family = " ".join(part for part in (name.dropping, name.particle, name.family) if part)
    return f"{family}, {name.given}, {name.suffix}".rstrip(", ") if name.given or name.suffix else family


def _tells_all(author: Name) -> bool:
    """Tell whether `Family, Given, Suffix` says all there is: no comma within a part, no particle to be told apart."""
    name = author.parts()
    if name.corporate:
        return "," not in name.text
    parts = (name.family, name.given, name.suffix)
    return bool(name.family) and not (name.dropping or name.particle) and not any("," in part for part in parts)
