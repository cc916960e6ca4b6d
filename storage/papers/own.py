"""What papershelf writes for itself, as JSON of its own and beside what a format has a place for, and how it is read.

Every fact goes by its name in Paper, and is read back by the type that it has there: a new fact needs no line here.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

from storage.papers.markup import of_pieces, pieces
from storage.papers.names import Name
from storage.papers.paper import KINDS, Paper

BESIDES = ("authors_complete", "author_count", "date_inferred", "organisation", "category", "arxiv_id")
"""Facts that interchange formats have no place for."""
BIBTEX = {"organisation": "organisation", "author_count": "authorcount", "date_inferred": "dateinferred"}
"""Those of them that get a BibTeX field of our own."""
_PLURALS = {"editors": "editor"}
"""Roles that our JSON calls otherwise, beside authors."""
_PARTS = (
    ("family", "family"), ("given", "given"), ("non-dropping-particle", "particle"), ("dropping-particle", "dropping"),
    ("suffix", "suffix"),
)  # fmt: skip
"""The parts of a name as CSL 1.0.2 calls them, and as Name does."""


def besides(paper: Paper) -> dict[str, Any]:
    """Return the facts out of BESIDES that are known of `paper`."""
    return {name: value for name, default in _BESIDES if (value := getattr(paper, name)) is not default}


def facts_of(paper: Paper) -> dict[str, Any]:
    """Return all that is known of `paper`, as JSON: people as they are shown, absent facts as None.

    `names` holds the same people with their parts, which `read` needs to make the same paper of it. The entry as a .bib
    file had it (`raw`) is left out.
    """
    people = {"authors": paper.authors, **{name: paper.roles.get(role, ()) for name, role in _PLURALS.items()}}
    others = {role: names for role, names in paper.roles.items() if role not in _PLURALS.values()}
    return (
        {name: getattr(paper, name) for name in _DEFAULTS}
        | {"title": paper.written_title or None}
        | {role: shown(names) for role, names in people.items()}
        | {"roles": {role: shown(names) for role, names in others.items()}}
        | {"markup": {name: pieces(text) for name, text in paper.markup.items()}, "extra": _extra(paper.extra)}
        | {"names": {role: [whole(name) for name in names] for role, names in (people | others).items()}}
    )


def shown(names: Iterable[Name]) -> list[str]:
    """Return names as people see them."""
    return [name.text for name in names]


def read(paper: Paper, said: Mapping[str, Any]) -> Paper:
    """Return `paper` with the facts that `said` holds by the names of Paper's fields; what has another type is ignored.

    People are read where they are given by their parts: as CSL has them, or as `facts_of` has them in `names` where
    that agrees with the people shown. A date keeps the year of the paper, which may be another.
    """
    changes = {name: fact for name in said if name in _READ and (fact := _READ[name](said[name])) is not None}
    if "kind" in said:
        changes["kind"] = said["kind"] if said["kind"] in KINDS else None
    if "date" in changes:
        changes.setdefault("year", paper.year)
    parts = _mapping(said.get("names"))
    if authors := _people(said.get("authors"), parts.get("authors")):
        changes["authors"] = authors
    told = _mapping(said.get("roles")) | {name: said[name] for name in _PLURALS if name in said}
    roles = {_PLURALS.get(role, role): _people(names, parts.get(role)) for role, names in told.items()}
    if any(roles.values()):
        changes["roles"] = {**paper.roles, **{role: names for role, names in roles.items() if names}}
    markup = {name: of_pieces(text) for name, text in _mapping(said.get("markup")).items()}
    for name, texts in (("markup", _extra(markup)), ("extra", _extra(_mapping(said.get("extra"))))):
        if texts:
            changes[name] = {**getattr(paper, name), **texts}
    return replace(paper, **changes) if changes else paper


def name_parts(name: Name) -> dict[str, Any]:
    """Return the name as CSL-JSON has it (csl-data.json): its parts, or `literal` for a group and what has none."""
    if name.corporate or not (name.family or name.given):
        return {"literal": name.text}
    parts: dict[str, Any] = {part: value for part, attribute in _PARTS if (value := getattr(name, attribute))}
    return parts | {"parse-names": False} if name.whole else parts


def whole(name: Name) -> dict[str, Any]:
    """Return the name's parts with the text that is shown, where they do not make it."""
    parts = name_parts(name)
    if _name(parts) == name:
        return parts
    parts.pop("literal", None)
    return {"text": name.text} | parts


def _name(parts: Mapping[str, Any]) -> Name:
    texts = {part: text for part, text in parts.items() if isinstance(text, str) and text}
    if "literal" in texts:
        return Name.group(texts["literal"])
    held: dict[str, Any] = {attribute: texts[part] for part, attribute in _PARTS if part in texts}
    held |= {"whole": True} if parts.get("parse-names") is False else {}
    return Name(texts["text"], **held) if "text" in texts else Name.of(**({"family": ""} | held))


def _people(people: Any, parts: Any) -> tuple[Name, ...]:
    """Return people by their parts, where those are theirs."""
    whole = _names(parts)
    return whole if whole and people == shown(whole) else _names(people)


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _names(value: Any) -> tuple[Name, ...]:
    items = value if isinstance(value, list) else ()
    return tuple(_name(item) for item in items if isinstance(item, dict))


def _extra(extra: Mapping[str, Any]) -> dict[str, str]:
    texts = {name: packed(value) if isinstance(value, list | dict) else value for name, value in extra.items()}
    return {name: value for name, value in texts.items() if isinstance(value, str) and value and name != "raw"}


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def packed(value: Any) -> str:
    """Return a value of JSON as `extra` keeps one that is no text; empty for one that is nested too deeply."""
    try:
        return _JSON.encode(value)
    except (ValueError, RecursionError):
        return ""


def unpacked(text: str) -> Any:
    """Return the list or the object that `packed` made a text of; any other text as it is."""
    if text[:1] not in ("[", "{"):
        return text
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value if packed(value) == text else text


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _count(value: Any) -> int | None:
    if isinstance(value, str) and value.isdecimal() and len(value) < 10:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53 else None


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else {"true": True, "false": False}.get(str(value))


_BY_TYPE: dict[Any, Callable[[Any], Any]] = {str: _text, str | None: _text, int | None: _count, bool: _flag}
_DEFAULTS = {field.name: field.default for field in fields(Paper)}
_READ = {field.name: _BY_TYPE[field.type] for field in fields(Paper) if field.type in _BY_TYPE}
_BESIDES = tuple((name, _DEFAULTS[name]) for name in BESIDES)
