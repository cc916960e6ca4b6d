"""An item of CSL, as the paper that it describes: what CSL-JSON and CSL-YAML hold, and formats that are told in its
terms."""

import re
from collections.abc import Callable
from typing import Any

from importers import csl, facts, state
from importers.besides import fill
from importers.extra import with_note
from importers.facts import mapping, sequence, string
from importers.markup import abstract, marked
from importers.reader import Listed
from storage.papers import own
from storage.papers.bibfields import CSL_DATES, CSL_TEXTS
from storage.papers.dates import parse
from storage.papers.identifiers import arxiv_id, doi_as_written
from storage.papers.kinds import preprint_server
from storage.papers.markup import Marked
from storage.papers.paper import ROLES, Paper

TAKEN = frozenset(
    "id type title author issued container-title abstract DOI URL citation-key citation-label page "
    "custom system_id arxiv".split()
)
"""Variables that have a field of their own, and names that are none."""
_OLDER = {"journalAbbreviation": "container-title-short", "shortTitle": "title-short"}
"""Variables that citeproc-js takes under older names."""


# CSL 1.0.2 has six tags of its own; any other is text to every citation processor, and a citation made of this record
# must agree with theirs. What has a prefix (jats:, mml:) is a publisher's XML and nobody's text.
_NO_TAG = re.compile(r"<(?!/?(?:i|b|sc|sup|sub|span|[a-z]+:[a-z-]+)\b)")


def rich(text: str) -> str | Marked:
    """Return a text with the tags that CSL has as markup; every other `<` is itself, and what is Marked stays so."""
    if type(text) is Marked or ("<" not in text and "&" not in text and "$" not in text):
        return text
    shown = marked(_NO_TAG.sub("\ue000", text))
    return Marked(shown.replace("\ue000", "&lt;")) if type(shown) is Marked else shown.replace("\ue000", "<")


def _own(value: dict[str, Any]) -> dict[str, Any]:
    """Return what papershelf's own exports add, for CSL has no variable for it."""
    return mapping(mapping(value.get("custom")).get("papershelf"))


def _words(value: dict[str, Any]) -> Callable[[str], str]:
    """Return what takes the markup off a text: nothing, where papershelf's own export says that there is none."""
    return str if _own(value).get("markup") is False else rich


def item(value: dict[str, Any], line: int) -> Paper | Listed:
    """Return the paper of an item, with what its reader says of it in the note."""
    if ":" not in (note := string(value.get("note"))) or "note" in mapping(_own(value).get("extra")):
        return _paper(value)
    fields, beside, note = state.in_note(note)
    if not fields:
        return _paper(with_note(value))
    said, _ = state.said(fields)
    return Listed(paper=_paper(with_note(beside | value | {"note": note})), line=line, said=said)


def _paper(value: dict[str, Any]) -> Paper:
    said, words = _own(value), _words(value)
    authors, complete = csl.names(value.get("author"))
    kind = csl.TYPES.get(string(value.get("type")).strip())
    extra = _extra(value, words)
    day = csl.date(value.get("issued"))
    if day and not parse(day):
        extra["issued"], day = day, facts.date(day) or ""
    preprint = string(said.get("arxiv_id")) or string(value.get("arxiv")) or _arxiv(value)
    number = arxiv_id(preprint) if preprint else None
    containers = (words(text) for item in sequence(value.get("container-title")) if (text := string(item)))
    venue = string(said.get("venue")) or next(containers, "")
    if kind == "article" and not venue and "venue" not in said:  # a preprint server publishes (CSL, appendix III)
        venue = extra.get("publisher", "")
        if preprint_server(venue):
            del extra["publisher"]
    if preprint and kind in ("article", None):
        venue = venue or "arXiv"
        # What only says arXiv again goes; the number of a record without a DOI stays, so that it is cited without one.
        repeats = ("number",) if "number" in said or value.get("DOI") else ()
        for name in ("publisher", "archive", "archive_location", *repeats):
            if name in extra and (extra[name].lower().startswith("arxiv") or arxiv_id(extra[name]) == number):
                del extra[name]
    # A DOI is the same in any case, but is printed as its registrant wrote it.
    written = doi_as_written(string(value.get("DOI")))
    if written and written not in (written.lower(), f"10.48550/arXiv.{number}"):
        extra["DOI"] = written
    return own.read(
        Paper(
            title=words(string(value.get("title") or value.get("title-short"))),
            authors=authors,
            authors_complete=complete,
            date=day,
            venue=venue,
            kind=kind,
            abstract=(abstract if words is rich else words)(string(value.get("abstract"))),
            doi=string(value.get("DOI")),
            arxiv_id=preprint,
            url=string(value.get("URL")),
            roles={role: csl.names(value[role])[0] for role in ROLES if role in value},
            extra=extra,
        ),
        said,
    )


def _extra(value: dict[str, Any], words: Callable[[str], str]) -> dict[str, str]:
    """Return what only a citation needs, by CSL variable."""
    extra: dict[str, str] = {}
    key = string(value.get("id"))
    extra["key"] = string(value.get("citation-key") or value.get("citation-label")) or (
        "" if "/" in key or " " in key or key.isdecimal() else key
    )
    extra["page"] = string(value.get("page"))
    beside: list[tuple[str, str]] = []
    for name, item in value.items():
        if name in _PEOPLE or item in (None, [], {}) or (name in TAKEN and not isinstance(item, list)):
            continue
        name = _OLDER.get(name, name)
        if name in CSL_DATES or (isinstance(item, dict) and item.keys() <= _DATED):
            extra[name] = csl.date(item)
        elif isinstance(item, list) and name == "keyword":
            extra[name] = words(", ".join(filter(None, map(string, item))))
        elif isinstance(item, list) and (name in TAKEN or name in CSL_TEXTS):
            extra |= {name: words(string(item))} if name in CSL_TEXTS - TAKEN else {}
            beside += ((name, string(one) or own.packed(one)) for one in item[1:])
        elif name in ("key", "raw") or isinstance(item, bool | list | dict):
            beside.append((name, words(item) if isinstance(item, str) else own.packed(item)))
        else:
            extra[name] = words(string(item))
    custom = {name: item for name, item in mapping(value.get("custom")).items() if name != "papershelf"}
    beside.append(("custom", own.packed(custom) if custom else ""))
    fill(extra, beside)
    return extra


_DATED = frozenset("date-parts season circa literal raw edtf date-time timestamp version".split())
"""What makes an object a date."""
_PEOPLE = frozenset(("author", *ROLES))


def _arxiv(value: dict[str, Any]) -> str | None:
    """Return the text with the arXiv id, for which CSL has no variable: number, archive_location, note or URL."""
    for name in ("number", "archive_location", "archive-location", "note", "URL"):
        text = string(value.get(name))
        lines = (line.strip() for line in text[:2_000].split("\n"))
        told = (line for line in lines if re.match(r"arxiv:|https?://[\w.]*arxiv\.org/", line, re.IGNORECASE))
        if identifier := next(filter(arxiv_id, told), None):
            return identifier
    archive, place = string(value.get("archive")).lower(), string(value.get("archive_location"))
    return place if "arxiv" in archive and arxiv_id(place) else None
