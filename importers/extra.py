"""What a record says beyond the facts of a Paper, kept under the names of its source; and facts in a note.

A note is Zotero's Extra, which CSL-JSON has as `note`: people write facts there, `Label: value` or {:variable: value}.
A label is a CSL variable or a field of Zotero, in any case, with spaces or hyphens; a name is `Family || Given`, a date
ISO 8601 or EDTF. "Citing Fields from Extra", https://www.zotero.org/support/kb/item_types_and_fields; citeproc-js's
manual, "Note-field hacks". Any other line is a note.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from importers import csl, facts
from importers.facts import string
from importers.markup import TAGS, plain
from storage.papers import dates
from storage.papers.bibfields import CSL_DATES, CSL_TEXTS, by_name
from storage.papers.identifiers import arxiv_id, doi
from storage.papers.paper import ROLES

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LIMIT = 20_000
"""Most characters under one name: some records have three thousand affiliations."""
ROOM = 100_000
"""Most characters of all that is kept so of one record."""
LEFT_OUT = "left-out"
"""Where the names stand for which there was no room."""
_MEANT = frozenset(("key", "raw", *CSL_TEXTS, *CSL_DATES))
"""Names in `extra` that mean something: a source may mean another thing by them."""


def fill(extra: dict[str, str], said: Iterable[tuple[str, str]]) -> None:
    """Put what a record says into `extra`, by the names of its source: several values of one with semicolons between.

    A name that is taken, or is a CSL variable, stands behind x-. Values beyond LIMIT are counted (`… and 1,204 more`),
    names beyond ROOM are named in `left-out`.
    """
    found: dict[str, list[str]] = {}
    for name, value in said:
        if value:
            if name in found:
                found[name].append(value)
            else:
                found[name] = [value]
    room, without = ROOM, list[str]()
    for name, values in found.items():
        text = values[0] if len(values) == 1 else "; ".join(values := list(dict.fromkeys(values)))
        if len(text) > LIMIT:
            text = _cut(values)
        room -= len(text) + len(name)
        if room >= 0:
            extra[f"x-{name}" if name in _MEANT or extra.get(name) else name] = text
        else:
            without.append(name)
    if without:
        extra[LEFT_OUT] = "; ".join(without)[:LIMIT]


def unsaid(said: Iterable[tuple[str, str]], *told: Iterable[str | None]) -> Iterator[tuple[str, str]]:
    """Yield what is none of the texts that are `told`, in whatever capitals."""
    exact = {text for texts in told for text in texts}
    bare: set[str] | None = None
    for one in said:
        if one[1] not in exact:
            bare = set(map(_bare, filter(None, exact))) if bare is None else bare
            if _bare(one[1]) not in bare:
                yield one


def _bare(text: str) -> str:
    return " ".join((plain(text) if "&" in text or "<" in text else text).split()).casefold()


def _cut(values: list[str]) -> str:
    """Return the first of these values, and how many more there are."""
    kept, room = 0, LIMIT - 30
    while room >= len(values[kept]):
        room -= len(values[kept]) + 2
        kept += 1
    if not kept:
        values, kept = [f"{values[0][: LIMIT - 30]}…", *values[1:]], 1
    rest = len(values) - kept
    return "; ".join(values[:kept]) + (f"; … and {rest:,} more" if rest else "")


def members(value: Mapping[str, Any], known: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the members of a JSON object that are not `known`, each as people read it."""
    for name, item in value.items():
        if name not in known and item:
            if type(item) is list:
                yield from ((name, readable(one)) for one in item)
            else:
                yield name, readable(item)


_DEEP = 20
"""How far down an object is read."""


def readable(value: Any, depth: int = 0) -> str:
    """Return a value of JSON as people read it: `name: Fen Fund, award: F 1`; empty for null, false and nothing."""
    if isinstance(value, str):
        return value.strip()
    if value is True:
        return "true"
    if depth < _DEEP and isinstance(value, dict):
        if "date-parts" in value:
            return csl.date(value)
        parts = {name: text for name, item in value.items() if (text := readable(item, depth + 1))}
        return next(iter(parts.values())) if len(parts) == 1 else ", ".join(": ".join(part) for part in parts.items())
    if depth < _DEEP and isinstance(value, list):
        return ", ".join(filter(None, (readable(item, depth + 1) for item in value)))
    return string(value)


def leaves(element: "Element | None", known: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """Yield the children of an element of XML that are not `known`, each with the texts in it, commas between."""
    for part in () if element is None else element:
        if part.tag not in known:
            yield part.tag, within(part)


def within(element: "Element") -> str:
    """Return the texts in an element of XML, with commas between those of different elements; tags of markup divide
    none."""
    pieces: list[str] = []
    rest: list[Element | str] = [element]
    while rest:  # however deep
        part = rest.pop()
        if isinstance(part, str):
            pieces.append(part)
        else:
            end = "" if part.tag.lower() in TAGS else "\0"
            rest += ((part.tail if part is not element else None) or "", end, *reversed(part), part.text or "", end)
    return ", ".join(filter(None, (" ".join(piece.split()) for piece in "".join(pieces).split("\0"))))


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
