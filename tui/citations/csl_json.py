"""CSL-JSON: one paper as the dictionary that citation processors, Zotero and pandoc read."""

from collections.abc import Iterable, Mapping
from typing import Any

from storage.papers import own
from storage.papers.bibfields import CSL_DATES, CSL_TEXTS
from storage.papers.dates import from_csl, issued, to_csl
from storage.papers.kinds import likely_kind, publishes
from storage.papers.paper import Name, Paper
from tui.citations import keys

_TAKEN = frozenset("issued container-title title author editor id type URL abstract custom".split())
"""Variables that the paper itself fills; what `extra` says of them besides stands in `custom`."""


def csl_json(paper: Paper, *, key: str = "") -> dict[str, Any]:
    """Return the paper as a CSL-JSON item (csl-data.json, CSL 1.0.2), its `id` the key.

    What CSL has no variable for stands in `custom.papershelf`, by the names of Paper's fields: an incomplete author
    list, the arXiv identifier, whose paper it is where no author is known, and so on.
    """
    kind = likely_kind(paper)
    key = keys.usable(key) or keys.propose(paper)
    item: dict[str, Any] = {"id": key, "citation-key": key, "type": kind, "title": paper.title}
    if paper.authors:
        item["author"] = _names(paper.authors) + [{"literal": "others"}] * (not paper.authors_complete)
    item |= {role: _names(names) for role, names in paper.roles.items() if role != "holder"}
    if when := issued(paper.date, paper.year, paper.extra):
        item["issued"] = to_csl(when)
    besides = _fill(item, paper.extra)
    if paper.venue:
        publisher = paper.extra.get("publisher", "")
        server = kind == "article" and publishes(paper.venue, publisher) and publisher in ("", paper.venue)
        item["publisher" if server else "container-title"] = paper.venue
    if digital := paper.printed_doi:
        item["DOI"] = digital
    if paper.arxiv_id and kind == "article" and "DOI" not in item:
        item.setdefault("publisher", "arXiv")
        if "number" not in item:
            item |= {"number": f"arXiv:{paper.arxiv_id}", "DOI": paper.registered_doi}
    if paper.url:
        item["URL"] = paper.url
    if paper.abstract:
        item["abstract"] = paper.abstract
    custom = own_facts(paper, kind)
    if "number" in item and "number" not in paper.extra:
        custom["number"] = None  # made for the sake of the format, like a kind that was guessed
    if besides:
        custom["extra"] = besides
    if holders := paper.roles.get("holder"):
        custom["roles"] = {"holder": _names(holders)}
    texts = "".join(text for text in item.values() if isinstance(text, str))
    if "<" in texts or "&" in texts:
        custom["markup"] = False  # a < or & is itself, no tag and no entity
    if custom:
        item["custom"] = {"papershelf": custom}
    return item


def _fill(item: dict[str, Any], extra: Mapping[str, str]) -> dict[str, str]:
    """Put the CSL variables that `extra` holds into the item; return what CSL's shape for them does not hold whole."""
    besides: dict[str, str] = {}
    for variable, value in extra.items():
        if variable in CSL_TEXTS and variable not in _TAKEN:
            item[variable] = value
            if variable != "note" or ":" not in value:  # a note is looked through for facts when it is read
                continue
        if variable in CSL_DATES and variable not in _TAKEN:
            item[variable] = to_csl(value)
        if variable in CSL_DATES and from_csl(item.get(variable)) == value:
            continue
        if variable not in ("key", "raw"):
            besides[variable] = value
    return besides


def own_facts(paper: Paper, kind: str) -> dict[str, Any]:
    """Return the facts that interchange formats have no place for, by the names of Paper's fields, only those set.

    `kind` is the one it is written as.
    """
    facts = own.besides(paper)
    if paper.date and paper.year is not None and not paper.date.startswith(f"{paper.year:04}"):
        facts["date"] = paper.date
    # The kind that was guessed for the sake of the format, and the venue that stands elsewhere because of it.
    if paper.kind is None:
        facts["kind"] = None
    if kind == "article" and (paper.venue or "publisher" in paper.extra):
        facts["venue"] = paper.venue
    return facts


def _names(people: Iterable[Name]) -> list[dict[str, str]]:
    return [own.name_parts(name.parts()) for name in people]
