"""papis: the `info.yaml` of a document, or several of them: BibTeX's fields, in YAML."""

import re
from collections.abc import Iterator
from typing import Any

from importers import csl_items
from importers.facts import mapping, pages, sequence, string
from importers.json_text import Record
from importers.reader import REFERENCE, Item, Listed, Page, listed
from importers.yaml_text import records
from storage.papers.bibfields import BIBTEX_FIELDS, BIBTEX_KINDS, inverted, number_of
from storage.papers.paper import Paper

NAME, TITLE = "papis-yaml", "papis (info.yaml)"
CARRIES = (*REFERENCE, "category")
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, True, 40, "2026-11-30"

_KEY = re.compile(r"(?m)^(?:- |  )?([a-z_-]{3,20}):(?=[ \n])")
_ITS_OWN = frozenset("papis_id author_list time-added ref files".split())
_VARIABLES = inverted({variable: fields.split() for variable, fields in BIBTEX_FIELDS.items()})
_RULED = {"title": "title", "abstract": "abstract", "doi": "DOI", "url": "URL", "journal": "container-title",
          "booktitle": "container-title", "school": "publisher", "institution": "publisher", "ref": "citation-key",
          "arxivid": "arxiv", "citations": ""}  # fmt: skip
_NOT_SAID = frozenset(
    "author author_list editor editor_list year month date type number issue files papis_id time-added eprint "
    "archiveprefix tags notes".split()
)


def sniff(head: str) -> float:
    found = set(_KEY.findall(head))
    if "title" not in found or not found & {"author", "author_list", "year"}:
        return 0.0
    told = len(found & _ITS_OWN)
    return 0.96 if told > 1 else 0.6 if told else 0.0


def read(page: Page) -> Iterator[Item]:
    """Yield the document, or those of an export."""
    yield from listed(
        records(page.text), _paper, lambda one: string(one.value.get("ref")),
        lambda one: string(one.value.get("papis_id") or one.value.get("ref")),
    )  # fmt: skip


def _paper(record: Record) -> Paper | Listed:
    return csl_items.item(_item(record.value), record.line)


def _item(value: dict[str, Any]) -> dict[str, Any]:
    """Return a document in the terms of CSL."""
    entry = string(value.get("type")).lower()
    item: dict[str, Any] = {"type": BIBTEX_KINDS.get(entry, "document")}
    for name, said in value.items():
        variable = _RULED.get(name, _VARIABLES.get(name, name))
        if variable and name not in _NOT_SAID and said and variable not in item:
            item[variable] = string(said)
    number = string(value.get("number"))
    item["page"] = pages(item.get("page", ""))
    item |= {
        "author": _names(value, "author"), "editor": _names(value, "editor"),
        "issued": _issued(value), "issue": string(value.get("issue")),
    }  # fmt: skip
    if number:
        variable = number_of(entry, in_series="collection-title" in item)
        item[variable] = item.get(variable) or number
    if string(value.get("archiveprefix")).lower() == "arxiv" or entry in ("preprint", "arxiv"):
        item.setdefault("arxiv", string(value.get("eprint")))
        item["type"] = "article" if item["type"] == "document" else item["type"]
    if tags := value.get("tags"):
        item["keyword"] = tags if isinstance(tags, list) else string(tags)
    return {name: said for name, said in item.items() if said}


def _issued(value: dict[str, Any]) -> dict[str, Any]:
    if day := string(value.get("date")):
        return {"raw": day}
    parts = [string(value.get(part)) for part in ("year", "month")]
    return {"date-parts": [[part for part in parts if part]]} if parts[0] else {}


def _names(value: dict[str, Any], role: str) -> list[Any]:
    """Return people in their parts, else as BibTeX has them: divided by `and`."""
    listed_ = [
        {"family": string(one.get("family")), "given": string(one.get("given"))}
        for one in map(mapping, sequence(value.get(f"{role}_list")))
    ]  # fmt: skip
    return listed_ or [name.strip() for name in re.split(r"\s+and\s+", string(value.get(role))) if name.strip()]
