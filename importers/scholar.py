"""What Google Scholar says of a paper: `A Roe, B Moor… - Journal of …, 2020 - publisher.com`."""

import re
from typing import Any, NamedTuple

from importers.facts import identified, pages
from importers.names import listed
from storage.papers.identifiers import found_in
from storage.papers.names import Name

_CUT = r"(?:…|\.\.\.)"
_WORD = r"[^\W\d_a-z][\w'’.-]{0,40}"
_PERSON = rf"(?:[a-z]{{1,4}}['’ ])?{_WORD}(?: (?:[a-z]{{1,4}} ){{0,2}}(?:[a-z]{{1,2}}['’])?{_WORD}){{0,4}}"
PEOPLE = rf"{_PERSON}(?:, ?{_PERSON}){{0,60}}(?:, ?{_CUT}| ?{_CUT})?"
"""Whom a line begins with: `J Yin, MJ Tang, A van der Berg…`."""
DESCRIBED = re.compile(rf"(?P<people>{PEOPLE}) [-–] (?P<said>\S.{{2,400}})")
"""Such a line."""
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_SAID = re.compile(rf"(?:(?P<venue>.{{1,300}}),? )?(?P<year>{_YEAR.pattern})")
_ARXIV = re.compile(r"(?i)arxiv(?:(?: e-?prints?)?,?| preprint) arxiv:.*|arxiv(?: e-?prints?| preprint.*)?")
_PATENT = re.compile(r"(?P<where>[A-Z]{2}) Patent (?:App\. )?(?P<number>\d[\d,/]{3,20})")


KINDS = {"BOOK": "book", "B": "book"}
"""The kind of a paper by what stands in brackets before its title."""


def doubt(title: str) -> str | None:
    """Return what is unsure of a title: one of which only the beginning is shown ends in dots."""
    return "where the title ends" if title.endswith(("…", "...")) else None


def abstract(text: str) -> str | None:
    """Return what is shown of an abstract, without the word before it."""
    return text.removeprefix("Abstract ") or None


class Described(NamedTuple):
    """What such a line says."""

    names: tuple[Name, ...]
    complete: bool
    facts: dict[str, Any]
    """Year, venue, kind, identifiers and `extra` of the Paper."""


def described(found: re.Match[str]) -> Described:
    """Return what a line that DESCRIBED matches says. A venue of which only a part is shown is none: it is kept in
    `extra` as it stands, beside the site (`source`, a variable of CSL)."""
    names, complete, _ = listed(found["people"])
    said, _, source = found["said"].rpartition(" - ")
    if not said and _SAID.fullmatch(source):
        said, source = source, ""
    facts, extra = placed(said)
    if source:
        extra["source"] = source
    return Described(names, complete, {**facts, "extra": {**facts.pop("extra", {}), **extra}})


_VOLUME = re.compile(
    r"(?P<venue>\D.{2,300}?)(?: (?P<volume>\d{1,4}))?(?: \((?P<issue>[\w/ -]{1,20})\))?"
    r"(?:, (?P<page>[A-Za-z]{0,2}\d{1,8}(?:[-–][A-Za-z]{0,2}\d{1,8})?))?"
)


def placed(said: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the facts of a Paper that `Journal of Lamps 3 (1), 20-29, 2020` says, and what goes into `extra`.

    What no year stands behind may be anything that the site takes for a venue, and is kept as it stands.
    """
    dated = _SAID.fullmatch(said)
    venue = (dated["venue"] or "" if dated else said).strip(" ,")
    facts: dict[str, Any] = identified(one.identifier for one in found_in(venue))
    facts["year"] = int(dated["year"]) if dated else None
    if patent := _PATENT.fullmatch(venue):
        return facts | {"kind": "patent"}, {"number": patent["number"], "jurisdiction": patent["where"]}
    if _ARXIV.fullmatch(venue):
        return facts | {"venue": "arXiv", "kind": "article"}, {}
    if venue and (dated is None or "…" in venue or "..." in venue):
        return facts, {"appeared-in": venue}
    parts = _VOLUME.fullmatch(venue)
    if parts is None or (_YEAR.fullmatch(parts["volume"] or "") and not parts["issue"]):
        return facts | {"venue": venue or None}, {}
    told = {name: parts[name] for name in ("volume", "issue") if parts[name]}
    return facts | {"venue": parts["venue"]}, told | ({"page": pages(parts["page"])} if parts["page"] else {})
