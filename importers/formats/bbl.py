"""The bibliography that BibTeX or biber made for a paper (.bbl): `\\bibitem`s in words, or biblatex's fields."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from importers import facts, latex
from importers.bibblocks import closing
from importers.reader import CERTAIN, Item, Listed, Page, Skipped, listed, skip
from storage.papers.bibfields import BIBTEX_FIELDS, BIBTEX_KINDS, inverted, number_of
from storage.papers.identifiers import arxiv_id, doi
from storage.papers.names import Name
from storage.papers.paper import Paper

if TYPE_CHECKING:
    from importers.pages.references import Reference

NAME, TITLE = "bbl", "bibliography of a paper (.bbl)"
CARRIES = tuple(
    "title authors authors_complete year date venue kind doi arxiv_id url roles extra line position doubt raw".split()
)
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, True, 30, "2026-11-30"

_ITEM = re.compile(
    r"\\bibitem\s*(?:\[(?:[^\[\]{}]|\{(?:[^{}]|\{[^{}]*\})*\}|\[[^\[\]]*\])*\])?\s*%?\s*\{([^{}]{1,200})\}"
)
_END = re.compile(r"\\end\{(?:thebibliography|references)\}|\\endentry\b")
_ENTRY = re.compile(r"\\entry\{([^{}]{1,200})\}\{(\w+)\}")
_BLOCK = re.compile(r"\\newblock\b\s*")
_COMMENT = re.compile(r"(?<!\\)%[^\n]*\n?\s*")
_SHORT = re.compile(
    r"\\(?:BibitemOpen|BibitemShut|bibAnnoteFile|bibnamefont|bibfnamefont|textsc|emph|textit|textbf|enquote|em|it|bf|sc|tt"
    r"|mbox|natexlab|penalty\d*|urlprefix|Eprint|bibinfo\s*\{[^{}]*\}|bibfield\s*\{[^{}]*\}|selectlanguage\s*\{[^{}]*\}"
    r"|href(?:@noop)?\s*\{[^{}]*\}|path|url|doi|eprint|Doi|allowbreak|providecommand\s*\{[^{}]*\}\s*\{[^{}]*\})(?![a-zA-Z])\s*"
)
"""Commands that only set what stands behind them, and what REVTeX says of it."""


def sniff(head: str) -> float:
    if _ENTRY.search(head) and "\\field{" in head:
        return CERTAIN
    items = len(_ITEM.findall(head))
    if not items:
        return 0.0
    begins = head.lstrip().startswith(
        ("\\begin{thebibliography}", "\\bibitem", "%", "\\providecommand", "\\expandafter")
    )
    return CERTAIN if begins or items > 2 else 0.6


class _Piece(NamedTuple):
    key: str
    line: int
    source: str


def read(page: Page) -> Iterator[Item]:
    """Yield every entry; what is in words as it is most likely cut, with the others of the page in view."""
    from importers.pages import cited  # with what these load 40 ms, of which no other page has need
    from importers.pages.reference_lists import DOUBTFUL, STRANGE, UNTITLED
    from importers.pages.references import chosen

    pieces = list(_pieces(page.text))
    references = {piece.line: _reference(piece) for piece in pieces if _ITEM.match(piece.source)}
    picked = dict(zip(references, chosen(list(references.values())), strict=True))

    def paper(piece: _Piece) -> Paper | Listed | Skipped:
        if piece.line not in references:
            return _of_fields(piece)
        reference, choice = references[piece.line], picked[piece.line]
        if choice is None:
            return skip(piece.line, STRANGE, piece.source)
        cut, sure = choice
        if cut.start == cut.end:
            return skip(piece.line, UNTITLED, piece.source)
        told = cited.paper(reference, cut)
        told = replace(told, extra={**told.extra, "key": piece.key})
        doubt = "where the title begins and ends" if sure < DOUBTFUL else None
        return Listed(paper=told, line=piece.line, doubt=doubt, raw=reference.text if doubt else None, confidence=sure)

    yield from listed(pieces, paper, lambda piece: piece.source)


def _pieces(text: str) -> Iterator[_Piece]:
    found = sorted((*_ITEM.finditer(text), *_ENTRY.finditer(text)), key=lambda hit: hit.start())
    line, counted = 1, 0
    for place, here in enumerate(found):
        line += text.count("\n", counted, here.start())
        counted = here.start()
        until = found[place + 1].start() if place + 1 < len(found) else len(text)
        end = _END.search(text, here.end(), until)
        yield _Piece(here[1], line, text[here.start() : end.start() if end else until].rstrip())


def _reference(piece: _Piece) -> "Reference":
    """Return an entry in words, with its blocks told apart."""
    from importers.pages.references import Reference

    source = _COMMENT.sub("", _ITEM.sub("", piece.source, count=1))
    parts = tuple(filter(None, map(_plain, _BLOCK.split(source))))
    return Reference(" ".join(parts), piece.line, (piece.line,), piece.source, parts)


def _plain(source: str) -> str:
    source = _SHORT.sub("", source.replace("~", " ").replace("``", "“").replace("''", "”"))
    return " ".join(latex.decode(source).replace("{", "").replace("}", "").split())


# -- biblatex's own


_FIELD = re.compile(r"\\(?:field|strng)\{(\w+)\}\{")
_VERB = re.compile(r"\\verb\{(\w+)\}\s*\\verb ([^\n]*)\n")
_PEOPLE = re.compile(r"\\name\{(\w+)\}\{\d+\}\{[^{}]*\}\{")
_LIST = re.compile(r"\\list\{(\w+)\}\{\d+\}\{")
_PART = re.compile(r"(?<![a-z])(family|given|prefix|suffix)=\{")
_DELIMITER = re.compile(r"\\bib(?:namedelim[a-z]|initdelim|nbspace|hyphdelim)(?![a-zA-Z])\s*")
_VARIABLES = inverted({variable: names.split() for variable, names in BIBTEX_FIELDS.items() if variable not in (
    "page", "genre", "publisher", "container-title", "volume-title"
)})  # fmt: skip
"""The fields that are a CSL variable as they stand."""


def _of_fields(piece: _Piece) -> Paper | Skipped:
    head = _ENTRY.match(piece.source)
    source = _DELIMITER.sub(" ", _COMMENT.sub("", piece.source)).replace("\\bibrangedash", "-")
    told = {name: latex.decode(value) for name, value in _groups(source, _FIELD)}
    told |= {name: value.strip() for name, value in _VERB.findall(piece.source)}
    lists = {name: latex.decode(_unbraced(value)) for name, value in _groups(source, _LIST)}
    people = {name: _people(value) for name, value in _groups(source, _PEOPLE)}
    kind = head[2].lower() if head else ""
    extra = {variable: told[name] for name, variable in _VARIABLES.items() if told.get(name)}
    if number := told.get("number"):
        extra[number_of(kind, in_series="series" in told)] = number
    if "pages" in told:
        extra["page"] = facts.pages(told["pages"])
    if publisher := lists.get("publisher") or lists.get("institution") or lists.get("organization"):
        extra["publisher"] = publisher
    date = facts.iso(told.get("year", ""), told.get("month"), told.get("day"))
    return Paper(
        title=facts.joined(told.get("title", ""), told.get("subtitle", "")),
        authors=people.get("author", ()),
        roles={"editor": people["editor"]} if "editor" in people else {}, date=date,
        venue=told.get("journaltitle") or told.get("booktitle") or None,
        kind=BIBTEX_KINDS.get(kind),
        doi=doi(told.get("doi", "")), arxiv_id=arxiv_id(told.get("eprint", "")) if "eprint" in told else None,
        url=told.get("url") or None, extra={**extra, "key": piece.key},
    )  # fmt: skip


_NEVER_CLOSED = 20
"""Braces of an entry that are never closed after which no more is looked for: each is looked for to the end."""


def _groups(source: str, opens: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Yield what stands in the braces that commands open, by the commands' first argument; none within another."""
    at = lost = 0
    while lost < _NEVER_CLOSED and (found := opens.search(source, at)):
        at = closing(source, found.end() - 1, escapes=True)
        if at < 0:
            lost += 1
            following = opens.search(source, found.end())
            at = following.start() if following else len(source)
        yield found[1], source[found.end() : at]


def _unbraced(value: str) -> str:
    return value.strip().removeprefix("{").removesuffix("}")


def _people(value: str) -> tuple[Name, ...]:
    """Return the names in `{{hash=..}{family={Moor}, given={Ada}}}`, one behind the other."""
    found: list[dict[str, str]] = []
    for name, part in _groups(value, _PART):
        if name == "family":
            found.append({})
        if found:
            found[-1][name] = latex.decode(part).replace("\u00a0", " ")
    return tuple(
        Name.of(one["family"], one.get("given", ""), one.get("prefix", ""), one.get("suffix", "")) for one in found
    )
