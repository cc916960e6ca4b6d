"""Hayagriva: the bibliography of Typst, in YAML, each work under its key and within what it appeared in."""

import re
from collections.abc import Iterator
from typing import Any

from importers import csl_items
from importers.facts import mapping, string
from importers.json_text import Record
from importers.reader import REFERENCE, Item, Listed, Page, Skipped, listed, skip
from importers.yaml_text import Members, records
from storage.papers.bibfields import table
from storage.papers.paper import Paper

NAME, TITLE = "hayagriva", "Hayagriva (Typst)"
CARRIES = (*REFERENCE, "category")
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, True, 40, "2026-11-30"

# https://github.com/typst/hayagriva/blob/main/docs/file-format.md: the kind of each type by itself.
_ALONE = table("""
    article = article-journal; chapter = chapter; entry = entry; anthos = chapter; report = report; thesis = thesis;
    web = webpage; scene = motion_picture; artwork = graphic; patent = patent; case = legal_case;
    newspaper = article-newspaper; legislation = legislation; manuscript = manuscript; original = document; post = post;
    misc = document; performance = performance; periodical = periodical; proceedings = book; book = book;
    blog = post-weblog; reference = book; conference = event; anthology = book; repository = software; thread = post;
    video = motion_picture; audio = song; exhibition = event
""")
# The kind of a type within another.
_WITHIN = table("""
    article proceedings = paper-conference; article conference = paper-conference;
    article newspaper = article-newspaper; article blog = post-weblog; article web = webpage;
    article anthology = chapter; article book = chapter; article reference = entry-encyclopedia;
    entry reference = entry-encyclopedia; misc conference = speech; web blog = post-weblog
""")
_TYPE = re.compile(r"(?mi)^ {1,8}type: *[\"']?([a-z]{3,12})[\"']?[ \t]*$")
_KEY = re.compile(r"(?m)^[^\s#\-'\"][^\n]{0,100}:[ \t]*\n[ ]{1,8}[a-z-]{3,20}:")
# CSL's variable as the field of a work, of what it appeared in where it says nothing itself.
_FIELDS = table("""
    abstract = abstract; volume = volume; issue = issue; edition = edition; page = page-range; genre = genre;
    number-of-volumes = volume-total; number-of-pages = page-total; language = language; archive = archive;
    archive-place = archive-location; call-number = call-number; note = note
""")
_INHERITED = frozenset(("volume", "issue", "edition", "number-of-volumes", "language"))
_SERIAL = {"doi": "DOI", "isbn": "ISBN", "issn": "ISSN", "pmid": "PMID", "pmcid": "PMCID", "arxiv": "arxiv"}
_ROLES = table("""
    translator = translator; collection-editor = editor; narrator = narrator; director = director; illustrator =
    illustrator; composer = composer; compiler = compiler; producer = producer; script-writer = writer;
    performer = cast-member; interviewer = interviewer
""")


def sniff(head: str) -> float:
    types = [kind.lower() for kind in _TYPE.findall(head)]
    keys = len(_KEY.findall(head))
    if not types or not keys or "\ncff-version:" in f"\n{head}" or not all(kind in _ALONE for kind in types):
        return 0.0
    told = len(types) >= keys and ("title:" in head) and not head.lstrip().startswith(("{", "[", "- "))
    return 0.96 if told else 0.2


def read(page: Page) -> Iterator[Item]:
    """Yield every work of the file under its key."""
    yield from listed(_works(page.text), _paper, lambda record: record.value[0], lambda record: record.value[0])


def _works(text: str) -> Iterator[Record | Skipped]:
    for record in records(text):
        if isinstance(record, Skipped):
            yield record
            continue
        for key, work in record.value.pairs:
            if isinstance(work, Members):
                yield Record(work.line, (key, work), f"{key}:\n{work.source}")
            else:
                yield skip(record.line, "not a work", f"{key}: {string(work)}")


def _paper(record: Record) -> Paper | Listed:
    key, work = record.value
    return csl_items.item({"citation-key": key, **_item(work)}, record.line)


def _item(work: dict[str, Any]) -> dict[str, Any]:
    """Return a work in the terms of CSL."""
    parents = [mapping(one) for one in _several(work.get("parent"))]
    parent = parents[0] if parents else {}
    own, above = (string(one.get("type")).lower() for one in (work, parent))
    item: dict[str, Any] = {"type": _WITHIN.get(f"{own} {above}") or _ALONE.get(own, "document")}
    for variable, field in _FIELDS.items():
        holders = [work, *parents] if variable in _INHERITED else [work]
        item[variable] = next((_words(one[field]) for one in holders if one.get(field)), "")
    for one in (work, *parents):
        _add_numbers(item, one, own=one is work)
        for variable, value in _published(one).items():
            item.setdefault(variable, value)
    item |= {
        "title": _words(work.get("title")), "container-title": _words(parent.get("title")),
        "issued": _day(next((one["date"] for one in (work, *parents) if one.get("date")), "")),
        "author": _names(work.get("author")),
        "editor": _names(work.get("editor")) or [name for one in parents for name in _names(one.get("editor"))],
        "container-author": _names(parent.get("author")),
    }  # fmt: skip
    if short := mapping(work.get("title")).get("short"):
        item["title-short"] = string(short)
    if len(parents) > 1:
        item["collection-title"] = _words(parents[1].get("title"))
    elif grand := mapping(parent.get("parent")):
        item["collection-title"] = _words(grand.get("title"))
    for one in map(mapping, _several(work.get("affiliated"))):
        role = next((ours for ours, theirs in _ROLES.items() if theirs == string(one.get("role")).lower()), "")
        if role:
            item[role] = [*item.get(role, ()), *_names(one.get("names"))]
    return {name: value for name, value in item.items() if value}


def _add_numbers(item: dict[str, Any], one: dict[str, Any], *, own: bool) -> None:
    """Add the identifiers of a work, or of what it appeared in: a book's DOI is not its chapter's."""
    numbers = one.get("serial-number")
    for name, value in mapping(numbers).items():
        variable = _SERIAL.get(name.lower(), "number")
        if own or variable in ("ISBN", "ISSN"):
            item.setdefault(variable, string(value))
    if isinstance(numbers, str) and numbers and own:
        item["number"] = numbers


def _published(one: dict[str, Any]) -> dict[str, Any]:
    """Return who published a work and where, and where it is found."""
    publisher, url = one.get("publisher"), one.get("url")
    named, linked = mapping(publisher), mapping(url)
    found = {
        "publisher": string(named.get("name")) or _words(publisher) or _words(one.get("organization")),
        "publisher-place": string(named.get("location")) or _words(one.get("location")),
        "URL": string(linked.get("value")) or string(url), "accessed": _day(linked.get("date") or ""),
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _words(value: Any) -> str:
    """Return a text that may be formatted: its braces keep capitals, `value` holds it where it says more."""
    return string(mapping(value).get("value") or value).replace("{", "").replace("}", "").strip()


def _day(value: Any) -> dict[str, str]:
    return {"raw": string(value).lstrip("~")} if string(value) else {}


def _names(value: Any) -> list[Any]:
    """Return people: `Family, Given`, a name alone, or its parts."""
    return [_name(one) for one in _several(value)]


def _name(one: Any) -> Any:
    parts = mapping(one)
    if not parts:
        return string(one)
    fields = {"family": "name", "given": "given-name", "suffix": "suffix", "non-dropping-particle": "prefix"}
    return {part: string(parts[field]) for part, field in fields.items() if parts.get(field)}
