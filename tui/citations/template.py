"""The reader's own template: `{authors} ({year}). {title}.{? In {venue}.}` -> text, by names and nothing else.

The grammar:

    template = (text | escape | field | optional)*
    text     = any characters but { and }
    escape   = "{{" | "}}"                       a brace; in an optional part only "{{"
    field    = "{" name [":" option] ["|" default] "}"
    optional = "{?" (text | escape | field)* "}"   shown only when every field in it has a value
    name     = out of FIELDS, or a CSL variable that only some papers have (volume, ISBN, publisher-place)
    option   = a number: so many authors, then "et al."; or words of a title
             | "family": authors by family name only
             | "upper" | "lower"
    default  = text without braces, shown when the field has no value

There is no attribute access, no index and no nesting but of fields in one optional part, so that a template taken from
somebody else can show a paper's facts and nothing more.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from storage.papers.names import Name
from storage.papers.paper import Paper
from storage.papers.text import PointedError
from tui.citations import keys


def target(address: str | None) -> str:
    """Return an address that may be followed where it is written: one of http or https, with a host; else nothing.

    A page may well have given `javascript:` or `file:`, which a viewer of Markdown or HTML would run or open.
    """
    return address if address and _TARGET.match(address) else ""


_TARGET = re.compile(r"https?://[^/?#\s]", re.IGNORECASE)


class TemplateError(PointedError):
    """The template cannot be read."""


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    option: str
    default: str


@dataclass(frozen=True, slots=True)
class _Optional:
    parts: tuple[str | _Field, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A template that has been read; `fill` it with papers."""

    source: str
    parts: tuple[str | _Field | _Optional, ...]

    def fill(self, paper: Paper, *, key: str = "", number: str = "") -> str:
        """Return the text for this paper; a field without a value and without a default is empty.

        `number` is the value of `{id}`, of which only a list of what is on the shelf knows.
        """
        told = {"key": key or keys.propose(paper), "id": number}
        pieces: list[str] = []
        for part in self.parts:
            if isinstance(part, _Optional):
                values = [piece if isinstance(piece, str) else _value(piece, paper, told) for piece in part.parts]
                fields = [value for piece, value in zip(part.parts, values, strict=True) if isinstance(piece, _Field)]
                pieces.append("".join(values) if all(fields) else "")
            else:
                pieces.append(part if isinstance(part, str) else _value(part, paper, told))
        return "".join(pieces)


def _authors(paper: Paper, option: str) -> str:
    names = [_shown(author, option) for author in paper.authors]
    if option.isdigit() and 0 < int(option) < len(names):
        return f"{', '.join(names[: int(option)])} et al."
    if not names:
        return paper.stand_in
    if not paper.authors_complete:
        return f"{', '.join(names)} et al."
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _shown(author: Name, option: str) -> str:
    return author.family_name if option == "family" else author.text


def _first(paper: Paper, option: str) -> str:
    return _shown(paper.authors[0], option) if paper.authors else paper.stand_in


def _title(paper: Paper, option: str) -> str:
    return " ".join(paper.known_title.split()[: int(option)]) if option.isdigit() else paper.known_title


FIELDS: dict[str, Callable[[Paper, str], str]] = {
    "title": _title,
    "authors": _authors,
    "first": _first,
    "year": lambda paper, _: "" if paper.year is None else str(paper.year),
    "date": lambda paper, _: paper.date or "",
    "venue": lambda paper, _: paper.venue or "",
    "kind": lambda paper, _: paper.kind or "",
    "category": lambda paper, _: paper.category or "",
    "abstract": lambda paper, _: paper.abstract or "",
    "doi": lambda paper, _: paper.doi or "",
    "arxiv": lambda paper, _: paper.arxiv_id or "",
    "url": lambda paper, _: target(paper.url),
    "link": lambda paper, _: target(paper.link),
}
"""A field's name -> its value; `key`, the citation key, and CSL variables beside them."""

_VARIABLE = re.compile(r"[A-Za-z][A-Za-z-]*")
_EXTRA = frozenset(
    "volume issue page number publisher publisher-place edition collection-title event-title event-place genre ISBN"
    " ISSN PMID PMCID accessed note language keyword version status number-of-pages chapter-number title-short"
    " container-title-short number-of-volumes collection-number".split()
)
_OPTIONS = frozenset({"", "family", "upper", "lower"})
_CASES: dict[str, Callable[[str], str]] = {"upper": str.upper, "lower": str.lower}


def _value(field: _Field, paper: Paper, told: Mapping[str, str]) -> str:
    if field.name in told:
        value = told[field.name]
    elif field.name in FIELDS:
        value = FIELDS[field.name](paper, field.option)
    else:
        value = paper.extra.get(field.name, "")
    return _CASES.get(field.option, str)(value or field.default)


_PIECE = re.compile(r"\{\{|\}\}|\{\?|\{[^}]*\}?|\}|[^{}]+")


def read(source: str, *, listed: bool = False) -> Template:
    """Return the template that `source` spells; one for a list may have `{id}`.

    Raises TemplateError with the place and what would be right there.
    """
    parts: list[str | _Field | _Optional] = []
    inner: list[str | _Field] | None = None
    opened = at = 0
    while found := _PIECE.match(source, at):
        piece, span = found[0], found.span()
        at = found.end()
        if piece == "{?":
            if inner is not None:
                raise TemplateError("an optional part cannot hold another", source, span)
            inner, opened = [], found.start()
        elif piece[0] == "}" and inner is not None:
            parts.append(_Optional(tuple(inner)))
            inner, at = None, found.start() + 1
        elif piece == "}":
            raise TemplateError("this } closes nothing; write }} for a brace", source, span)
        elif piece[0] == "{" != piece[1:2]:
            if piece[-1] != "}":
                raise TemplateError("this { is never closed; write {{ for a brace", source, span)
            (parts if inner is None else inner).append(_field(source, span[0] + 1, span[1] - 1, _TOLD[not listed :]))
        else:
            (parts if inner is None else inner).append(piece[0] if piece in ("{{", "}}") else piece)
    if inner is not None:
        raise TemplateError("this optional part is never closed", source, (opened, len(source)))
    return Template(source, tuple(parts))


_TOLD = ("id", "key")
"""Fields that are no fact of a paper; the first is told in a list alone."""


def _field(source: str, start: int, end: int, told: Sequence[str]) -> _Field:
    body, _, default = source[start:end].partition("|")
    name, colon, option = body.partition(":")
    if "{" in source[start:end]:
        brace = source.index("{", start)
        raise TemplateError("a field cannot hold another; {?...} makes an optional part", source, (brace, brace + 1))
    if name not in FIELDS and name not in told and name not in _EXTRA:
        known = ", ".join([*told, *FIELDS])
        what = f"there is no field {name}" if _VARIABLE.fullmatch(name) else "this is no field's name"
        others = ", ".join(sorted(_EXTRA))
        raise TemplateError(f"{what}; there are {known}, and {others}", source, (start, start + len(name)))
    if option not in _OPTIONS and not (option.isascii() and option.isdigit() and len(option) < 4):
        at = start + len(name) + len(colon)
        raise TemplateError("an option is a number, family, upper or lower", source, (at, at + len(option)))
    return _Field(name, option, default)
