"""CSL-JSON: one paper as the dictionary that citation processors, Zotero and pandoc read."""

from collections.abc import Callable, Iterable
from typing import Any

from storage.papers import own
from storage.papers.bibfields import CSL_DATES, CSL_TEXTS
from storage.papers.dates import from_csl, issued, to_csl
from storage.papers.kinds import likely_kind, publishes
from storage.papers.markup import formula, is_ambiguous, rendered, tokens
from storage.papers.names import Name
from storage.papers.paper import Paper
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
    item: dict[str, Any] = {"id": key, "citation-key": key, "type": kind, "title": rich(paper.marked("title"))}
    if paper.authors:
        item["author"] = _names(paper.authors) + [{"literal": "others"}] * (not paper.authors_complete)
    item |= {role: _names(names) for role, names in paper.roles.items() if role != "holder"}
    if when := issued(paper.date, paper.year, paper.extra):
        item["issued"] = to_csl(when)
    besides = _fill(item, paper)
    if paper.venue:
        publisher = paper.extra.get("publisher", "")
        server = kind == "article" and publishes(paper.venue, publisher) and publisher in ("", paper.venue)
        item["publisher" if server else "container-title"] = rich(paper.marked("venue"))
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
    custom = own_facts(paper, kind) | unsaid(paper, lambda markup: "<math>" in markup)
    if "number" in item and "number" not in paper.extra:
        custom["number"] = None  # made for the sake of the format, like a kind that was guessed
    if besides:
        custom["extra"] = custom.get("extra", {}) | besides
    if any(name.other for name in paper.authors):
        custom["authors"] = list(map(own.whole, paper.authors))
    if untold := {role: list(map(own.whole, names)) for role, names in paper.roles.items() if _is_untold(role, names)}:
        custom["roles"] = untold
    theirs = own.unpacked(paper.extra.get("custom", ""))
    if whole := (theirs if isinstance(theirs, dict) else {}) | ({"papershelf": custom} if custom else {}):
        item["custom"] = whole
    return item


_TAGS = {
    **{tag: (f"<{tag}>", f"</{tag}>") for tag in ("i", "b", "sub", "sup")},
    "sc": ('<span style="font-variant:small-caps;">', "</span>"),
    "nc": ('<span class="nocase">', "</span>"),
}


def rich(marked: str) -> str:
    """Return markup in the tags that CSL allows in a text (CSL 1.0.2, appendix on HTML-like formatting); formulas as
    Unicode with indices. CSL has no way to write a `<` that is none, so it stands as it is."""
    if "<" not in marked and "&" not in marked:
        return str(marked)
    pieces: list[str] = []
    for kind, value in tokens(marked):
        if kind == "text":
            pieces.append(value)
        elif kind == "math":
            pieces += (
                f"<{run.script}>{run.text}</{run.script}>" if run.script else run.text
                for run in rendered(formula(value))
            )
        else:
            pieces.append(_TAGS[value][kind == "close"])
    return "".join(pieces)


def unsaid(paper: Paper, is_lost: Callable[[str], bool]) -> dict[str, Any]:
    """Return, by the names of Paper's fields, texts that readers would take for something else, and what is lost of
    markup."""
    facts: dict[str, Any] = {}
    told = {name: text for name, text in paper.markup.items() if is_lost(text)}
    for name in ("title", "venue", "abstract"):
        if is_ambiguous(text := getattr(paper, name) or ""):
            facts[name] = text
            if name != "abstract":
                told.setdefault(name, paper.marked(name))
    besides = {name: text for name, text in paper.extra.items() if name != "raw" and is_ambiguous(text)}
    told |= {name: paper.marked(name) for name in besides if name not in told}
    return facts | {name: texts for name, texts in (("extra", besides), ("markup", told)) if texts}


def _fill(item: dict[str, Any], paper: Paper) -> dict[str, Any]:
    """Put the CSL variables that `extra` holds into the item; return what CSL's shape for them does not hold whole."""
    besides: dict[str, Any] = {}
    for variable, value in paper.extra.items():
        unpacked = own.unpacked(value)
        if variable == "custom" and isinstance(unpacked, dict):
            continue
        if variable == "categories" and isinstance(unpacked, list):
            item[variable] = unpacked
            continue
        if variable in CSL_TEXTS and variable not in _TAKEN:
            item[variable] = rich(paper.marked(variable)) if variable in paper.markup else value
            if variable != "note" or ":" not in value:  # a note is looked through for facts when it is read
                continue
        if variable in CSL_DATES and variable not in _TAKEN:
            item[variable] = to_csl(value)
        if variable in CSL_DATES and from_csl(item.get(variable)) == value:
            continue
        if variable not in ("key", "raw"):
            besides[variable] = unpacked
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


def _is_untold(role: str, names: Iterable[Name]) -> bool:
    """Return whether CSL has no such role, or no place for a name in a second script."""
    return role == "holder" or any(name.other for name in names)


def _names(people: Iterable[Name]) -> list[dict[str, str]]:
    return [own.name_parts(name.parts()) for name in people]
