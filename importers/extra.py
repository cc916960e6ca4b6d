"""Zotero's Extra, which CSL-JSON has as `note`: facts that people write there, as `Label: value` or {:variable: value}.

A label is a CSL variable or a field of Zotero, in any case, with spaces or hyphens; a name is `Family || Given`, a date
ISO 8601 or EDTF. "Citing Fields from Extra", https://www.zotero.org/support/kb/item_types_and_fields; citeproc-js's
manual, "Note-field hacks". Any other line is a note.
"""

import re
from typing import Any

from importers import csl, facts
from importers.facts import string
from storage.papers import dates
from storage.papers.bibfields import CSL_DATES, CSL_TEXTS, by_name
from storage.papers.identifiers import arxiv_id, doi
from storage.papers.paper import ROLES

_SPACES = re.compile(r"[ _]+")
_NAMED = frozenset(("author", *ROLES))


def _label(text: str) -> str:
    return _SPACES.sub("-", text.strip().lower())


_VARIABLES = {
    _label(name): name
    for name in (*CSL_TEXTS, *_NAMED, *CSL_DATES, *"type title container-title DOI URL page citation-key arxiv".split())
} | by_name("""
    issued = date; container-title = publication, publication-title, book-title, proceedings-title, website-title,
    journal; container-title-short = journal-abbreviation; title-short = short-title; collection-title = series,
    series-title; collection-number = series-number; publisher = university, institution, company, distributor, studio;
    publisher-place = place; archive_location = loc.-in-archive, archive-location; source = library-catalog;
    number-of-pages = #-of-pages, num-pages; number-of-volumes = #-of-volumes; event-title = conference-name,
    meeting-name, event, event-name; number = report-number, patent-number; citation-key = citekey;
    page = pages; license = rights; container-author = book-author; collection-editor = series-editor
""")  # fmt: skip
_LINE = re.compile(r"\s*([A-Za-z#][A-Za-z #._-]{0,40}?)\s*:\s*(\S.{0,1000})")
_BRACED = re.compile(r"\{:([A-Za-z][\w -]{0,40}):\s*([^{}]{1,1000})\}")


def read(text: str) -> tuple[dict[str, Any], str]:
    """Return the facts in a note as members of a CSL-JSON item, `arxiv` besides, and what is left of it."""
    found: dict[str, Any] = {}

    def taken(label: str, value: str) -> bool:
        variable = _VARIABLES.get(_label(label))
        member = _member(variable, value.strip()) if variable else None
        if variable in _NAMED and member is not None:
            found.setdefault(variable, []).append(member)
        elif variable and member is not None:
            return found.setdefault(variable, member) is member
        return member is not None

    lines: list[str] = []
    for line in text.split("\n"):
        if "{:" in line:
            line = " ".join(_BRACED.sub(lambda one: "" if taken(one[1], one[2]) else one[0], line).split())
            if not line:
                continue
        labelled = _LINE.fullmatch(line)
        if not (labelled and taken(labelled[1], labelled[2])):
            lines.append(line)
    return found, "\n".join(lines).strip() if found else text


def _member(variable: str, value: str) -> Any:
    """Return a value as CSL-JSON has it; None where it is none of its variable."""
    if variable in _NAMED:
        family, parted, given = value.partition("||")
        if parted:
            return {"family": family.strip(), "given": given.strip()}
        return value if "," in value else {"literal": value}
    if variable in CSL_DATES:
        return {"raw": value} if dates.parse(value) or facts.date(value) else None
    if variable == "type":
        return value.lower() if value.lower() in csl.TYPES else None
    if variable == "arxiv":
        return value if arxiv_id(value) else None  # with the category beside it
    if variable == "DOI":
        return value if doi(value) else None
    form = _FORMS.get(variable)
    return value if form is None or form.fullmatch(value) else None


_FORMS = {
    "PMID": re.compile(r"\d{1,9}"), "PMCID": re.compile(r"(?i)PMC\d+"), "URL": re.compile(r"(?i)https?://\S+"),
    "ISBN": re.compile(r"[\dXx\s-]{10,}"), "citation-key": re.compile(r"\S+"),
}  # fmt: skip


def with_note(item: dict[str, Any]) -> dict[str, Any]:
    """Return a CSL-JSON item with the facts in its note where it lacks them; a type and dates stand above its own."""
    note = string(item.get("note"))
    if ":" not in note:
        return item
    found, rest = read(note)
    if not found:
        return item
    own = {name: value for name, value in item.items() if value not in (None, "", [])}
    above = {name: value for name, value in found.items() if name == "type" or name in CSL_DATES}
    return found | own | above | {"note": rest}
