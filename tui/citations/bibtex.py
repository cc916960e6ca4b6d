"""BibTeX and BibLaTeX: one paper as one entry that bibtexparser, pandoc, BibTeX and biber read back as it was."""

import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import quote

from storage.papers import own
from storage.papers.bibfields import (
    BESIDE_CSL,
    BIBLATEX,
    BIBTEX_FIELDS,
    BIBTEX_NOISE,
    BIBTEX_ROLES,
    BIBTEX_RULED,
    BIBTEX_TYPES,
    CSL_DATES,
    EDITOR_TYPES,
    EDITORS,
    KEYED,
    KEYS,
    LANGUAGES,
    LISTS,
    NAMED,
    NAMES,
    NUMBERED,
    SERIAL,
    EntryType,
    inverted,
)
from storage.papers.capitals import is_foreign
from storage.papers.dates import SEASONS, issued, parse
from storage.papers.kinds import likely_kind, preprint_server
from storage.papers.names import Name
from storage.papers.paper import Paper
from tui.citations import keys, tex

MONTHS = tuple("jan feb mar apr may jun jul aug sep oct nov dec".split())
"""BibTeX's month macros, written without braces (btxdoc, section 3.2)."""


_MASTERS = re.compile(r"\b(?:master|m\.?\s?sc|diplom|magister|licen[cs]iate)", re.IGNORECASE)

_FIELDS = {name: name for name in BESIDE_CSL}
_FIELDS |= {variable: names.split()[0] for variable, names in BIBTEX_FIELDS.items()}
_FIELDS["sortkey"] = "key"
_UNDERSTOOD = BIBTEX_RULED.union(
    BIBTEX_NOISE, _FIELDS.values(), EDITORS, NAMED, *map(str.split, BIBTEX_FIELDS.values())
)
_OWN = frozenset({"key", "ids", "raw", "publisher", "issue", "number", "collection-number", "DOI", "issued"})
"""What `extra` holds that is no field of an entry, or is written by a rule of its own."""

# The order in which people look for things; fields that are not here come after, before the abstract.
_ORDER = (
    "ids title author editor year month day date journal journaltitle booktitle eventtitle howpublished series volume "
    "number issue eid pages edition school institution publisher address location organization type entrysubtype isbn "
    "issn doi eprint archiveprefix primaryclass eprinttype eprintclass url urldate"
).split()
_RANK = {name: rank for rank, name in enumerate(_ORDER)} | {"note": 1_000, "keywords": 1_001, "abstract": 1_002}

# Addresses and the like are never TeX (biblatex manual, section 2.3.1): they keep their % and _.
_PERCENT = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})

_MARGIN = "  "


def bibtex(paper: Paper, *, key: str = "", raw: bool = False, brief: bool = False) -> str:
    """Return the paper as one BibTeX entry, a newline after its closing brace left out.

    An empty `key` is replaced by one made from the paper. With `raw` a paper that came from a .bib file is returned
    as that file had it, its key replaced, when that entry is whole. `brief` leaves out what no bibliography prints:
    the abstract, and fields that only papershelf reads back.
    """
    return (_raw(paper, key) if raw else None) or _entry(paper, key, latex=False, brief=brief)


def biblatex(paper: Paper, *, key: str = "", raw: bool = False, brief: bool = False) -> str:
    """Return the paper as one BibLaTeX entry; as `bibtex` otherwise."""
    return (_raw(paper, key) if raw else None) or _entry(paper, key, latex=True, brief=brief)


def names(authors: tuple[Name, ...], *, complete: bool = True, extended: bool = False) -> str:
    """Return names as `von Last, Jr, First and {Corporate Author}`; `and others` when the list goes on.

    `extended` writes one whose particle goes when the family name stands alone as BibLaTeX has it (manual, 3.4):
    `family={Last}, given={First}, prefix={von}, useprefix=false`.
    """
    written = [_extended(author) if extended and author.dropping else _name(author) for author in authors]
    return " and ".join([*written, "others"] if not complete and written else written)


_UNPRINTED = frozenset(("abstract", "authorcount", "dateinferred", "category", "entrysubtype", "file", "keywords"))


def _entry(paper: Paper, key: str, *, latex: bool, brief: bool) -> str:
    kind = likely_kind(paper)
    entry_type = BIBTEX_TYPES.get(kind, BIBTEX_TYPES["document"])
    fields: dict[str, str] = {}
    for name, value in _facts(paper, kind, entry_type, latex=latex, brief=brief):
        if not value or (brief and (name in _UNPRINTED or name.startswith("x-"))):
            continue
        field = BIBLATEX.get(name, name) if latex else name
        if field in fields and name in BESIDE_CSL and not brief:
            field = f"x-{name}"
        fields.setdefault(field, _guarded(field, value))
    name = entry_type.biblatex if latex else entry_type.bibtex
    if name == "phdthesis" and _MASTERS.search(paper.extra.get("genre", "")):
        name = "mastersthesis"
    key = keys.usable(key) or keys.propose(paper)
    lines = [
        f"{_MARGIN}{field} = {value},"
        for field, value in sorted(fields.items(), key=lambda item: _RANK.get(item[0], len(_RANK)))
    ]
    return "\n".join([f"@{name}{{{key},", *lines, "}"])


def _guarded(field: str, value: str) -> str:
    """Return a value in braces of its own where BibLaTeX would divide it, or take it for a localisation key."""
    words = value[1:-1].split(" and ")
    divided = len(words) > 1 and field in LISTS and "language" not in field
    return _braced(value) if divided or (field in KEYED and all(word in KEYS for word in words)) else value


def _facts(paper: Paper, kind: str, entry_type: EntryType, *, latex: bool, brief: bool) -> Iterator[tuple[str, str]]:
    """Yield each field with its value as it is to be written, the more telling first where two claim one name."""
    extra = paper.extra
    yield "ids", _braced(", ".join(filter(None, map(keys.usable, extra.get("ids", "").split(",")))))
    foreign = is_foreign(extra.get("language", ""))
    yield "title", _braced(tex.title(paper.marked("title"), every_capital=foreign))
    yield "author", _braced(names(paper.authors, complete=paper.authors_complete, extended=latex))
    yield from _people(paper, latex=latex)
    yield from _date(paper, latex=latex)
    if paper.venue and not (paper.arxiv_id and kind == "article" and paper.venue == "arXiv"):
        yield entry_type.container, _text(paper.marked("venue"))
    yield entry_type.publisher, _text(paper.marked("publisher"))
    # Beside authors, styles would print an organization as the publisher.
    group = "" if paper.editors else paper.stand_in
    yield "organization", _text(group)
    yield "entrysubtype", _braced(_subtype(paper, entry_type, latex=latex))
    # DOIs are case-blind; the registrant's own spelling is kept where the source told it.
    yield "doi", _verbatim(paper.printed_doi)
    if paper.arxiv_id:
        yield "eprint", _braced(paper.arxiv_id)
        yield ("eprinttype" if latex else "archiveprefix"), "{arXiv}"
        yield ("eprintclass" if latex else "primaryclass"), _text(paper.category or "")
    else:
        yield "category", _text(paper.category or "")
    yield "url", _verbatim(paper.url or "")
    yield from _numbers(extra, entry_type.biblatex if latex else entry_type.bibtex)
    genre = extra.get("genre", "")
    if entry_type.bibtex == "phdthesis" and not latex and genre in ("", "Thesis"):
        yield "type", "{Thesis}"  # else styles would print a degree that nobody told
        yield "x-genre", _text(genre)
    yield from _variables(paper, latex=latex, brief=brief)
    for fact, value in own.besides(paper).items():
        if fact in own.BIBTEX and value != group:
            yield own.BIBTEX[fact], _text("true" if value is True else str(value))
    yield "abstract", _paragraphs(tex.prose(_LINE_ENDS.sub("\n\n", paper.abstract or "")))


def _people(paper: Paper, *, latex: bool) -> Iterator[tuple[str, str]]:
    """Yield everybody but the authors: by BibLaTeX's fields for editors in other roles where it has none for theirs."""
    free = [field for field in EDITORS if field not in paper.extra and not (field == "editor" and paper.editors)]
    for role, people in paper.roles.items():
        field = BIBTEX_ROLES[role]
        if latex and free and field.startswith("x-"):
            field = free.pop(0)
            yield f"{field}type", _braced(EDITOR_TYPES[role][0])
        yield field, _braced(names(people, extended=latex))
    if latex and any(name.parts().particle for people in (paper.authors, *paper.roles.values()) for name in people):
        yield "options", "{useprefix=true}"


def _beside(variable: str) -> Callable[[Paper], object]:
    return lambda paper: variable in paper.extra


# Fields that would be read as something else unless this holds; then they stand behind x-.
_STANDS: Mapping[str, Callable[[Paper], object]] = {
    "organization": lambda paper: "publisher" in paper.extra and (paper.authors or paper.editors),
    "langid": _beside("language"),
    "eprint": lambda paper: not paper.arxiv_id,
    "eprinttype": lambda paper: "eprint" in paper.extra and not paper.arxiv_id,
    "editortype": lambda paper: paper.editors,
    **{f"{field}type": _beside(field) for field in EDITORS[1:]},
    **{field: _beside(f"{field}type") for field in EDITORS[1:]},
    "maintitle": lambda paper: paper.venue or paper.kind not in ("webpage", "post-weblog", "post"),
}


_NAME = re.compile(r"[,{\s]([a-z][a-z0-9_-]*)\s*=")


def _unknown(paper: Paper) -> set[str]:
    """Return the names in `extra` that are fields which the paper's entry had, and nobody knows."""
    names = {name for name in paper.extra if name not in _UNDERSTOOD and name not in _OWN}
    return names.intersection(_NAME.findall(paper.extra["raw"].lower())) if names and "raw" in paper.extra else set()


def _variables(paper: Paper, *, latex: bool, brief: bool) -> Iterator[tuple[str, str]]:
    unknown = _unknown(paper)
    renamed: dict[str, str] = {}
    for variable, value in paper.extra.items():
        if variable in _OWN:
            continue
        name = variable if variable in unknown and not brief else _FIELDS.get(variable)
        if name is None or (name in _STANDS and not _STANDS[name](paper)):
            name = f"x-{_told_apart(variable, renamed)}"
        if variable == "language" and latex and _LANGUAGE_CODE.fullmatch(value):
            yield "langid", _text(LANGUAGES.get(value, value).partition(" ")[0])  # `language` would be printed
        elif name in NAMED or name in EDITORS:
            yield name, _braced(names(tuple(map(Name, value.split("; ")))))
        elif variable == "note" and "\n" in value:
            yield name, _paragraphs(tex.escape(_LINE_ENDS.sub("\n\n", value)))
        elif variable == "file" and not _TEX_IN_PATH.search(value):
            yield name, _braced(value)  # programs have no TeX there
        elif variable == "page":
            ends = _PAGE_RANGE.sub("--", value).split("--")
            yield name, _braced("--".join(map(tex.escape, ends)))  # TeX's en dash
        else:
            yield name, _verbatim(value) if variable in CSL_DATES and parse(value) else _text(paper.marked(variable))
    if told := [f"{name}={quote(variable, safe='')}" for name, variable in renamed.items() if name != variable]:
        yield NAMES, _text(" ".join(told))


def _told_apart(variable: str, renamed: dict[str, str]) -> str:
    """Return a name in `extra` as a field can have it, another for each; `renamed` has them all."""
    name = re.sub(r"[^a-z0-9_-]", "", variable.lower())
    while not name or name in renamed:
        name += "x"
    renamed[name] = variable
    return name


_TEX_IN_PATH = re.compile(r"[{}]|\$\\|\\$")
_LANGUAGE_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def _paragraphs(text: str) -> str:
    """Return TeX whose lines are paragraphs: TeX and its readers join lines."""
    return _braced(_PARAGRAPH_AT.sub(r"\1{@}", text))


_SHARED = frozenset({"article", "misc", "unpublished", "online"})
"""BibLaTeX's types of which `entrysubtype` has to tell the kind, even the first of them."""
_READ_AS = inverted({kind: (row.biblatex, *row.also.split()) for kind, row in BIBTEX_TYPES.items()})


def _subtype(paper: Paper, entry_type: EntryType, *, latex: bool) -> str:
    """Return what tells the kind where the entry type does not; nothing of a kind that was only guessed."""
    if paper.kind is None:
        return ""
    if paper.arxiv_id and (server := preprint_server(paper.venue or "arXiv")):
        # Its eprint field makes a preprint of whatever is not called something else.
        return "" if paper.kind == "article" and server == "arXiv" else entry_type.subtype
    if paper.kind == "manuscript" and "event-title" in paper.extra:
        return entry_type.subtype  # else it would be a talk
    told = entry_type.biblatex not in _SHARED and _READ_AS[entry_type.biblatex] == paper.kind
    if paper.kind in ("article-journal", "manuscript") or (latex and told):
        return ""
    return entry_type.subtype


_LINE_ENDS = re.compile(r"\s*\n\s*")
_PARAGRAPH_AT = re.compile(r"(\n)@")
"""An @ that begins a line begins an entry, for readers that recover from unclosed braces."""
_PAGE_RANGE = re.compile(r"(?<=\w)\s*[-–—]{1,3}\s*(?=\w)")


def _numbers(extra: Mapping[str, str], name: str) -> Iterator[tuple[str, str]]:
    """Yield issue, number and number in a series, three variables for which BibTeX has one field."""
    in_journal = name in NUMBERED
    in_series = name in SERIAL
    yield ("number" if in_journal else "issue"), _text(extra.get("issue", ""))
    number = extra.get("number", "")
    if not number.lower().startswith("arxiv:"):  # the eprint field says it
        yield ("eid" if in_journal or in_series else "number"), _text(number)
    of_series = in_series and "collection-title" in extra
    yield ("number" if of_series else "collection-number"), _text(extra.get("collection-number", ""))


def _date(paper: Paper, *, latex: bool) -> Iterator[tuple[str, str]]:
    """Yield BibLaTeX's date in EDTF (manual 2.3.8), or BibTeX's year, month and day, and behind x- what they leave."""
    when = issued(paper.date, paper.year, paper.extra)
    said = parse(when)
    if latex and said:
        yield "date", _verbatim(str(said))
        return
    begins = said.begins if said else issued(paper.date, paper.year, {})
    year, month, day = (*begins.split("-"), "", "")[:3]
    months = MONTHS[int(month) - 1] if month and int(month) <= 12 else ""
    if said and not said.circa and said.end and said.end.year:
        start, end = said.start, said.end
        if str(start) == year and len(str(end)) == 4 and str(end).isdigit():
            year, when = f"{year}--{end}", ""
        elif start.year == end.year and str(start) == begins[:7] and end.month and not end.day:
            months, when = f'{months} # "--" # {MONTHS[end.month - 1]}', ""
    elif said and str(said) == f"{year}-{20 + said.start.season}":
        months, when = _braced(SEASONS[said.start.season - 1].title()), ""
    yield "year", _braced(year) or _text(when)
    yield "month", months
    yield "day", _braced(day.lstrip("0"))
    if when not in ("", begins):
        yield "x-issued", _verbatim(when) if said else _text(when)


def _braced(value: str) -> str:
    return f"{{{value}}}" if value else ""


def _text(value: str) -> str:
    return _braced(tex.write(value))


def _verbatim(value: str) -> str:
    return _braced(value.translate(_PERCENT))


def _extended(name: Name) -> str:
    if name.particle or name.corporate:
        return _name(name)
    parts = {"family": name.family, "given": name.given, "prefix": name.dropping, "suffix": name.suffix}
    return ", ".join([f"{part}={_text(text)}" for part, text in parts.items() if text] + ["useprefix=false"])


def _name(author: Name) -> str:
    name = author.parts()
    if name.corporate or not (name.family or name.given):
        return f"{{{tex.escape(name.text)}}}"
    particle = " ".join(part for part in (name.dropping, name.particle) if part)
    family = tex.escape(name.family)
    # Without the braces the first small letters would be taken for a particle, a comma or "and" for a division.
    small = name.whole or any(not word[0].isupper() for word in name.family.split()[:-1])
    if small or _divides(name.family) or name.family == "others":
        family = f"{{{family}}}"
    last = f"{tex.escape(particle)} {family}" if particle else family
    given = tex.escape(name.given)
    if _divides(name.given) or given[-2:-1] == "\\":  # bibtexparser misses the "and" after an escape
        given = f"{{{given}}}"
    if name.other:
        given = f"{given} ({tex.escape(name.other)})".lstrip()
    if name.suffix:
        return f"{last}, {tex.escape(name.suffix)}, {given or '{}'}"
    return f"{last}, {given}" if given else last


_DIVIDES = re.compile(r",|(?:^|\s)and(?:\s|$)", re.IGNORECASE)


def _divides(part: str) -> bool:
    return _DIVIDES.search(part) is not None


_RAW_ENTRY = re.compile(r"@\s*([A-Za-z]+)\s*([{(])\s*([^\s,{}()\"]*)\s*(?=,)")


def _raw(paper: Paper, key: str) -> str | None:
    """Return the entry as its .bib file had it, with `key`; None when it is not one whole entry."""
    source = paper.extra.get("raw", "").strip()
    opening = _RAW_ENTRY.match(source)
    if opening is None or not _is_whole(source, opening):
        return None
    key = keys.usable(key) or keys.usable(opening[3]) or keys.propose(paper)
    return f"@{opening[1]}{opening[2]}{key}{source[opening.end() :]}"


def _is_whole(source: str, opening: re.Match[str]) -> bool:
    """Return whether the delimiter that opens the entry is closed by the last character, and not before."""
    closing = "}" if opening[2] == "{" else ")"
    depth = 0
    for index, character in enumerate(source):
        if character == "{" and index > opening.start(2):
            depth += 1
        elif character == closing and depth == 0 and index > opening.start(2):
            return index == len(source) - 1
        elif character == "}":
            depth -= 1
    return False
