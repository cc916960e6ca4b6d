"""Entries of BibTeX and BibLaTeX as papers, in a file or within another format: inheritance, names and TeX resolved."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from textwrap import dedent
from urllib.parse import unquote

from importers import bibnames, dates, facts, state, tagged
from importers.bibblocks import Macros, Record, blocks
from importers.bibinherit import PARTS, Family
from importers.journals import spelled_out
from importers.latex import decode, marked, prose, verbatim
from importers.reader import Item, Listed, Noted, Page, Skipped, listed, named, skip
from storage.papers import own
from storage.papers.bibfields import (
    BIBTEX_FIELDS,
    BIBTEX_KINDS,
    BIBTEX_NOISE,
    BIBTEX_ROLES,
    BIBTEX_RULED,
    CSL_DATES,
    EDITOR_TYPES,
    EDITORS,
    KEYED,
    KEYS,
    LANGUAGES,
    NAMED,
    NAMES,
    NUMBERED,
    SUBTYPES,
    inverted,
    number_of,
)
from storage.papers.capitals import is_foreign, untold
from storage.papers.dates import canonical, divided, parse
from storage.papers.identifiers import arxiv_id, doi, doi_as_written, resolves
from storage.papers.kinds import as_preprint, preprint_server
from storage.papers.markup import Marked, joined, on_one_line, shown
from storage.papers.names import Name
from storage.papers.paper import Paper, Said

_THESES = {"phdthesis": "PhD thesis", "mastersthesis": "Master's thesis", "bachelorsthesis": "Bachelor's thesis"}

_NOISY = re.compile(r"bdsk-(?!url-)|jabref-|citeulike-")
# Each field as its CSL variable, None where rules of this module read it; any other keeps its name. Pages and type have
# rules of their own.
_FIELDS: dict[str, str | None] = {
    **dict.fromkeys(BIBTEX_RULED.union(BIBTEX_NOISE, own.BIBTEX.values(), (NAMES,))),
    **inverted({variable: names.split() for variable, names in BIBTEX_FIELDS.items()
                if variable not in ("page", "genre", "container-title", "volume-title")}),
    "key": "sortkey",
}  # fmt: skip
_ROLES = {name: role for role, written in BIBTEX_ROLES.items() for name in (role, role.replace("-", ""), written)}
_ROLES["collaborator"] = "contributor"
_EDITOR_TYPES = inverted(EDITOR_TYPES)
_PEOPLE = frozenset((*_ROLES, *EDITORS, *NAMED, "namea", "nameb", "namec"))
_FIELDS |= dict.fromkeys((*_PEOPLE, *(f"{name}type" for name in (*EDITORS, "namea", "nameb", "namec"))))
_LANGUAGES = inverted({code: names.split() for code, names in LANGUAGES.items()})

_MARKED = frozenset(
    "title-short collection-title container-title container-title-short event-title original-title reviewed-title "
    "volume-title part-title publisher note annote".split()
)
"""What may hold formulas and italics that are kept; of all else only what people see."""


def read(page: Page) -> Iterator[Item]:
    """Yield every entry as a paper, or as skipped with its line and reason; see `importers.bibblocks` for the grammar.

    A page with `crossref` or `xdata` is walked through twice, the first time for the entries that others inherit from.
    """
    family = Family.of(page)
    macros = Macros()
    containers = 0

    def paper(entry: Record) -> Paper | Listed | Skipped | None:
        nonlocal containers
        if entry.kind == "xdata":
            containers += 1
            return None
        fields: Mapping[str, str] = entry.fields
        if "crossref" in fields or "xdata" in fields or "xdata" in entry.raw:
            fields = family.fields(entry)
            inherited = {name: value for name, value in fields.items() if entry.fields.get(name) != value}
            entry.taken = {**entry.taken, **inherited}
        if entry.kind == "set":
            members = " ".join(fields.get("entryset", "").split())
            return skip(entry.line, f"a set of other entries ({members})", entry.raw)
        said, taken = _said(entry.fields)
        if taken:
            fields = {name: value for name, value in fields.items() if name not in taken}
        found = named(_paper(entry, fields), entry.line, entry.raw, entry.doubt)
        if said is None:
            return found
        return replace(found if isinstance(found, Listed) else Listed(paper=found, line=entry.line), said=said)

    yield from listed(blocks(page.chunks(), macros, page.known), paper, lambda entry: entry.raw)
    if containers:
        some = "1 @xdata entry holds" if containers == 1 else f"{containers} @xdata entries hold"
        yield Noted(text=f"{some} only what others inherit")
    for name, line in family.absent.items():
        yield Noted(text=f"line {line}: there is no entry {name} to inherit from")
    for name, line in macros.missing.items():
        yield Noted(text=f"line {line}: there is no @string {name}; its name was taken for its text")


def _paper(entry: Record, fields: Mapping[str, str]) -> Paper:
    get = fields.get
    extra = _extra(entry, fields)
    title, venue = _titles(entry.kind, fields, extra)
    authors, complete = bibnames.split(get("author", ""))
    roles = _people(fields, extra)
    if "useprefix=false" in get("options", "").replace(" ", ""):
        authors = _dropping(authors)
        roles = {role: _dropping(names) for role, names in roles.items()}
    group = _plain(get("organisation"))
    if not (group or authors or roles.get("editor")):
        group = _plain(get("organization"))
        if group and extra.get("organization") == group:
            del extra["organization"]
        if group and "publisher" not in fields and extra.get("publisher") == group:
            del extra["publisher"]
    date = _dated(extra, fields)
    link = _link(fields)
    written = doi_as_written(get("doi", ""))
    digital = written or (doi_as_written(link) if link and resolves(link) else None)
    if digital is None and (noted := _NOTED_DOI.fullmatch(get("note", ""))):
        digital = doi_as_written(noted[1])
    if digital and not digital.islower():
        extra["DOI"] = digital
    preprint = next(filter(arxiv_id, _arxiv_texts(fields, link)), None)
    _addresses(extra, fields, link, digital and digital.lower(), preprint and arxiv_id(preprint))
    kind = SUBTYPES.get(get("entrysubtype", ""))
    venue = _way(extra, fields, venue)
    linked = bool(link and not digital)
    where, guessed = _guessed(entry.kind, fields, shown(venue), link=linked, preprint=bool(preprint))
    if where != shown(venue):
        venue = where
    if type(title) is Marked and "<nc>" in title:
        title = untold(title, every_capital=is_foreign(extra.get("language", "")))
    if preprint and where == "arXiv" and extra.get("volume", "").startswith("abs/"):
        del extra["volume"]  # DBLP's CoRR
    extra["raw"] = entry.raw
    paper = Paper(
        title=title,
        authors=authors,
        authors_complete=complete,
        kind=kind or guessed,
        venue=venue,
        date=date,
        category=_plain(get("primaryclass") or get("eprintclass") or get("category")),
        abstract=_paragraphs(get("abstract", "")),
        doi=get("doi") if written else digital or _plain(get("doi")),
        arxiv_id=preprint,
        url=link,
        roles=roles,
        extra=extra,
    )
    said = {fact: fields[name] for fact, name in _OWN.items() if name in fields}
    if group:
        said["organisation"] = group
    return own.read(paper, said) if said else paper


def _said(fields: Mapping[str, str]) -> tuple[Said | None, set[str]]:
    """Return what the reader of the library says of an entry, and the fields that say no more than that."""
    names = [name for name in fields if name in state.FIELDS or name.startswith("comment-")]
    if not names:
        return None, set()
    texts = ((name, _lines(fields[name]) if state.sort(name) == "note" else _plain(fields[name])) for name in names)
    return state.said(texts, told=[_lines(fields[name]) for name in ("note", "abstract") if name in fields])


def _lines(value: str) -> str:
    """Return a note as its writer sees it, line by line."""
    first, _, rest = prose(value).strip().partition("\n")
    return f"{first}\n{dedent(rest)}" if rest else first


_OWN = {fact: name for fact, name in own.BIBTEX.items() if fact != name}


def _guessed(kind: str, fields: Mapping[str, str], venue: str, *, link: bool, preprint: bool) -> tuple[str, str | None]:
    """Return venue and CSL type by what else the entry says: an arXiv id, a link with no DOI, the book it stands in."""
    csl = BIBTEX_KINDS.get(kind, "document")
    if preprint:
        return as_preprint(venue, SUBTYPES.get(fields.get("entrysubtype", ""), csl))
    if kind == "misc" and link and "entrysubtype" not in fields:
        csl = "webpage"
    elif kind == "unpublished" and (fields.get("eventtitle") or fields.get("event-title")):
        csl = "speech"
    elif kind == "book" and venue and "title" in fields and "booktitle" in fields:
        csl = "chapter"  # as older files have it
    return venue, csl


def _titles(kind: str, fields: Mapping[str, str], extra: dict[str, str]) -> tuple[str, str]:
    """Return the title of an entry, and of what it stands in; put what else it stands in into `extra`.

    A paper of a conference whose proceedings a journal printed stands in the proceedings, which are then a part of that
    series; an article of a journal's issue with a title of its own stands in the journal.
    """
    title, book, main = _titled(fields, ""), _titled(fields, "book"), _titled(fields, "main")
    journal, issue = _journal(fields, extra), _titled(fields, "issue")
    if not title and kind not in PARTS:
        title, book = book, ""
    if not title:
        title, main = main, ""
    if not title:
        title, issue = issue, ""
    if kind not in PARTS and book == title:
        book = ""
    venue, other = (book, journal) if kind in PARTS or (book and preprint_server(shown(journal))) else (journal, book)
    if not venue:
        venue, other = other, ""
    if not venue and kind in ("online", "electronic", "www") and "howpublished" not in fields:
        venue, main = main, ""
    told = {"container-title": main, "volume-title": issue}
    if other != venue and not preprint_server(shown(other)):
        name = "collection-title" if kind in PARTS else "volume-title"
        told["journal" if kind in PARTS and name in extra else "booktitle" if told.get(name) else name] = other
    extra.update((name, text) for name, text in told.items() if text)
    return title, venue


def _journal(fields: Mapping[str, str], extra: dict[str, str]) -> str:
    """Return the journal; the name in full where Mathematical Reviews gives it beside the short one."""
    written = fields.get("journal") or ""
    journal = _titled(fields, "journal") or _kept(spelled_out(written) if "\\" in written else written)
    full = _plain(fields.get("fjournal"))
    if full and journal and full != journal:
        extra.setdefault("container-title-short", journal)
    return full or journal


def _way(extra: dict[str, str], fields: Mapping[str, str], venue: str) -> str:
    """Return the venue, which `howpublished` may tell; beside another it is the medium (`CD-ROM`, `Blog`)."""
    way = fields.get("howpublished")
    if not way:
        return venue
    text = _plain(way)
    if _ANY_LINK.search(way) or _ARXIV_IN_TEXT.search(way):
        if " " in text and "rxiv" not in text.lower():
            extra["howpublished"] = text
        return venue
    if venue and text != venue:
        extra.setdefault("medium", text)
    return venue or text


def _people(fields: Mapping[str, str], extra: dict[str, str]) -> dict[str, tuple[Name, ...]]:
    """Return everybody but the authors by role; those whose part CSL has no name for go into `extra`, as text."""
    roles: dict[str, tuple[Name, ...]] = {}
    if _PEOPLE.isdisjoint(fields):
        return roles
    for field, value in fields.items():
        if field not in _PEOPLE or not value:
            continue
        names = bibnames.split(value)[0]
        said = fields.get(f"{field}type", "").strip()
        role = _ROLES.get(field)
        if said or field in EDITORS:
            role = _EDITOR_TYPES.get(said.lower() or "editor")
        if role is None and field == "editor":
            role, extra["editortype"] = "editor", said
        if role is not None:
            roles[role] = (*roles.get(role, ()), *names)
        elif names:
            extra[field] = "; ".join(name.text for name in names)
            extra[f"{field}type"] = said
    return roles


def _dropping(names: tuple[Name, ...]) -> tuple[Name, ...]:
    """Return names whose particles do not belong to the family name (`useprefix`, manual 3.1.3)."""
    return tuple(
        Name.of(name.family, name.given, suffix=name.suffix, dropping=name.particle) if name.particle else name
        for name in names
    )


def _kept(value: str) -> str:
    """Return a value with its italics, indices and formulas; its capitals are nothing that styles touch."""
    return on_one_line(marked(value, braces=False))


def _extra(entry: Record, fields: Mapping[str, str]) -> dict[str, str]:
    """Return what only a citation needs, by CSL variable, with the key; the rest under the name of its field."""
    extra = {"key": entry.key}
    names = dict(map(_renamed, _plain(fields[NAMES]).split())) if NAMES in fields else {}
    for name, value in fields.items():
        variable = _FIELDS.get(name, "")
        if variable is None or not value:
            continue
        if not variable:
            if _NOISY.match(name):
                continue
            # Behind x- papershelf's own export writes what BibTeX has no field for.
            variable = name.removeprefix("x-")
            variable = names.get(variable, variable)
        text: str
        if variable in CSL_DATES:
            text = _exact(value)
        elif name in KEYED:
            text = _keyed(value)
        elif name == "ids":  # keys are never TeX
            text = ", ".join(filter(None, map(str.strip, value.split(","))))
        elif variable == "note" and "\n" in value:
            text = "\n".join(filter(None, map(_plain, _PARAGRAPH.split(value))))
        else:
            text = _kept(value) if variable in _MARKED else _plain(value)
        if variable not in extra:
            extra[variable] = text
        elif extra[variable] != text and variable != "key":
            extra.setdefault(name, text)
    for prefix, variable in (("url", "accessed"), ("event", "event-date"), ("orig", "original-date")):
        if f"{prefix}month" in fields and (year := fields.get(f"{prefix}year")):
            extra[variable] = _of_year(year, fields[f"{prefix}month"], fields.get(f"{prefix}day", ""))
            for part in ("year", "month", "day"):
                extra.pop(f"{prefix}{part}", None)
    for variable in ("ISBN", "ISSN"):
        if (text := extra.get(variable, "")) and not _BARE_NUMBER.fullmatch(text):
            extra[variable], rest = tagged.numbered(variable, text)
            if rest:
                extra.setdefault(f"x-{variable}", rest)
    if ";" in (words := extra.get("keyword", "")):
        extra["keyword"] = ", ".join(word.strip() for word in words.split(";") if word.strip())
    if (note := fields.get("note")) and "PM" in note:
        for name, number in _MEDICAL.findall(note):
            extra.setdefault(name, number)
    if "address" in fields and "location" in fields:
        # The ACM's entries: the publisher's address, and the town where the conference was.
        extra["publisher-place"] = _plain(fields["address"])
        extra.setdefault("event-place", _plain(fields["location"]))
        extra.pop("address", None)
        extra.pop("location", None)
    _number(extra, entry.kind, fields)
    _imprint(extra, entry.kind, fields)
    if pages := fields.get("pages"):
        extra["page"] = _page_range(pages)
    return extra


_BARE_NUMBER = re.compile(r"[\d-]+[Xx]?")


def _renamed(name: str) -> tuple[str, str]:
    """Return a name behind x-, and the one in `extra` that it stands for."""
    field, _, variable = name.partition("=")
    return field, unquote(variable)


def _plain(value: str | None) -> str:
    """Return a value as people read it."""
    return " ".join(decode(value).split()) if value else ""


def _keyed(value: str) -> str:
    """Return a value that may be a localisation key of BibLaTeX, or several, in words."""
    if value in KEYS:
        return KEYS[value]
    keys = value.split(" and ")
    return "; ".join(KEYS[key] for key in keys) if all(key in KEYS for key in keys) else _plain(value)


def _titled(fields: Mapping[str, str], prefix: str) -> str:
    """Return title and subtitle with a colon, unless the title ends in punctuation of its own."""
    title = fields.get(f"{prefix}title")
    if not title:
        return ""
    title = on_one_line(marked(title, braces=prefix != "journal"))
    if sub := fields.get(f"{prefix}subtitle"):
        ends = shown(title).endswith(("?", "!", ":", ".", "–", "—"))
        title = joined(" " if ends else ": ", title, on_one_line(marked(sub)))
    return title


def _paragraphs(text: str) -> str:
    """Return an abstract: lines joined, paragraphs (an empty line, \\par) kept."""
    text = prose(text)
    if "\n" not in text:
        return text
    text = _HEADING.sub("", text)
    return "\n".join(" ".join(part.split()) for part in _PARAGRAPH.split(text) if part.strip())


_HEADING = re.compile(r"\A\s*abstract[:.]?[ \t]*\n", re.IGNORECASE)
_PARAGRAPH = re.compile(r"\n[ \t]*\n")


def _number(extra: dict[str, str], kind: str, fields: Mapping[str, str]) -> None:
    number, issue = _plain(fields.get("number")), _plain(fields.get("issue"))
    if not (number or issue):
        return
    if kind in NUMBERED:
        extra["issue"] = f"{number}, {issue}" if number and issue and number != issue else number or issue
        return
    if issue:
        extra["issue"] = issue
    if number:
        extra[number_of(kind, in_series=bool(issue) or "series" in fields)] = number


# What the Web of Science and Scopus call a document is its entry type once more.
_DOCUMENT = re.compile(
    r"(?:journal |research |review )?(?:article|paper)|(?:conference|proceedings|article; proceedings) paper",
    re.IGNORECASE,
)


def _imprint(extra: dict[str, str], kind: str, fields: Mapping[str, str]) -> None:
    """Fill in who published it, and what sort of thesis or report it is."""
    for name in ("school", "institution", "organization"):
        if (value := fields.get(name)) and (text := _plain(value)) != extra.setdefault("publisher", text):
            extra.setdefault(name, text)
    genre = _keyed(fields.get("type", "")) or _THESES.get(kind, "")
    if genre and not (kind in ("article", "inproceedings") and _DOCUMENT.fullmatch(genre)):
        extra["genre"] = genre
    if kind in _THESES and genre == "Thesis" and "x-genre" not in fields:
        del extra["genre"]  # it only keeps styles from inventing a degree
    if (medical := _MEDICAL_EPRINTS.get(_eprint_source(fields))) and (number := verbatim(fields.get("eprint") or "")):
        extra.setdefault(medical, number)
    if "lang" in (language := extra.get("language", "")):  # BibLaTeX's keys: langgerman
        words = ((word, word.removeprefix("lang")) for word in language.split())
        extra["language"] = " ".join(name if name in _LANGUAGES else word for word, name in words)
    if langid := fields.get("langid") or fields.get("hyphenation"):
        language = _LANGUAGES.get(langid, langid)
        if extra.setdefault("language", language) not in (language, langid):
            extra["langid"] = langid


_MEDICAL = re.compile(r"\b(PMID|PMCID):\s*((?:PMC)?\d{1,9})\b")
_NOTED_DOI = re.compile(r"\{?doi\}?:?\s*(?:\\url)?\s*(\S+)", re.IGNORECASE)
_MEDICAL_EPRINTS = {"pubmed": "PMID", "pmid": "PMID", "pmcid": "PMCID", "pmc": "PMCID"}
_PAGES = re.compile(r"(?:pp?\.|pages?)\s*(?=\w*\d)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def _page_range(value: str) -> str:
    """Return pages as `facts.pages` does, without BibLaTeX's command for the dash."""
    return facts.pages(_PAGES.sub("", decode(value.replace("\\bibrangedash", "--"))))


@lru_cache(maxsize=4096)
def _when(value: str) -> str:
    """Return a date in EDTF, where a ~ is no space, or as people write it; words that are none as they stand."""
    text = dates.said(value if parse(value) else _plain(value))
    return text if text.strip("0-/ ") else ""


@lru_cache(maxsize=4096)
def _exact(value: str) -> str:
    """Return a date in EDTF where that says all of it, else as it stands."""
    value = divided(value)
    return canonical(value) if parse(value) else dates.exact(_plain(value))


def _dated(extra: dict[str, str], fields: Mapping[str, str]) -> str:
    """Return the date in EDTF, or the words in its place: BibLaTeX's `date` (manual 2.3.8), else `year` and `month`.

    What says that the paper has not appeared (`in press`) is its status.
    """
    for name in ("date", "year"):
        if (value := fields.get(name)) and (
            text := _year(extra, value, fields) if name == "year" else _when(divided(value))
        ):
            if not dates.unpublished(text):
                return text
            if "issued" not in extra:
                extra.setdefault("status", text)
    return ""


# A reprint's year with that of the first edition in brackets, before or behind it: [1990] 2002.
_REPRINT = re.compile(
    r"[\[(](?P<first>\d{4})[\])]\s*(?P<now>\d{4})|(?P<year>\d{4})\s*[\[(]\D{0,40}(?P<orig>\d{4})[\])]"
)


def _year(extra: dict[str, str], value: str, fields: Mapping[str, str]) -> str:
    if not (value.isascii() and value.isdigit()):
        found = _REPRINT.fullmatch(_plain(value))
        now, first = (found["now"] or found["year"], found["first"] or found["orig"]) if found else ("", "")
        if first < now:
            extra.setdefault("original-date", first)
        value = now if first < now else _when(value)
    if len(value) < 4 and value.isascii() and value.isdigit():
        value = value.zfill(4) if len(value) == 3 else f"19{value:0>2}" if value >= "40" else f"20{value:0>2}"
    if not (value.isdigit() and parse(value)):
        return "" if value.isdigit() else value
    month = fields.get("month") or ""
    language = (fields.get("langid") or fields.get("language") or "") if "istopad" in month else ""
    start = _of_year(value, month, fields.get("day") or "", language)
    if "endyear" in fields or "endmonth" in fields or "endday" in fields:
        end, month = fields.get("endyear", value), fields.get("endmonth") or month
        whole = f"{start}/{_of_year(end, month, fields.get('endday') or '', language)}"
        return str(parse(whole) or start)
    return start


_NUMBERED = re.compile(r"(\d{1,2})(?:\W+\d{1,2})?")


@lru_cache(maxsize=4096)
def _of_year(year: str, month: str, day: str, language: str = "") -> str:
    """Return the date of a year with `day` and `month`, which may hold days, several months or a season."""
    if not month:
        return year
    month, day = _plain(month), day.strip()
    if numbered := _NUMBERED.fullmatch(month):
        season = int(numbered[1]) - 20
        if 1 <= season <= 4:
            return dates.possible(int(year), season=season)
        return facts.iso(year, numbered[1], day) or year
    return dates.said(f"{day} {month} {year}", language)


_PLACE = re.compile(r"(?:link|ee|adsurl|opturl|bdsk-url-.*)\Z")
_ARXIV_LINK = re.compile(r"arxiv\.org/|xxx\.lanl\.gov/|arxiv:", re.IGNORECASE)
_ARXIV_IN_TEXT = re.compile(r"arxiv(?:\.org/(?:abs|pdf)/|[\s:]+(?:preprint\s+)?(?:arxiv:)?)\s*(\S+)", re.IGNORECASE)
_CORR_VOLUME = re.compile(r"(?:abs/)?((?:[a-z-]+(?:\.[a-z]{2})?/)?\d[\d.]+)", re.IGNORECASE)
# Where BibLaTeX sends the reader for an eprint of these types (manual 3.11.7).
_ARCHIVES = {
    "jstor": "https://www.jstor.org/stable/", "hdl": "https://hdl.handle.net/",
    "googlebooks": "https://books.google.com/books?id=",
}  # fmt: skip
_ANY_LINK = re.compile(r"((?:https?|ftp)://[^\s{}]+?)(?=[\s{}]|(?<![=/])https?://|$)", re.IGNORECASE)


def _addresses(
    extra: dict[str, str], fields: Mapping[str, str], link: str | None, digital: str | None, preprint: str | None
) -> None:
    """Keep the addresses that are not of `link`, DOI or arXiv id, and the eprint of another archive."""
    for name in filter(_PLACE.match, tuple(extra)):
        if extra[name] == link or (digital and doi(extra[name]) == digital):
            del extra[name]
    for name in () if _FILES.isdisjoint(fields) else sorted(_FILES.intersection(fields)):
        place = verbatim(fields[name])
        if not place.startswith(("http://", "https://")):
            extra[name] = _path(fields[name])
        elif place != link:
            extra[name] = place
    if "bdsk-file-1" in fields:
        held = (_attached(value) for name, value in fields.items() if _ATTACHED.fullmatch(name))
        extra.setdefault("file", "; ".join(filter(None, held)))
    if "eprint" not in fields:
        return
    source, eprint = _eprint_source(fields), verbatim(fields["eprint"])
    of_arxiv = preprint and preprint in (arxiv_id(eprint), f"{_archive(fields)}/{eprint}")
    repeats = eprint == link or (digital and doi(eprint) == digital) or of_arxiv
    if eprint and source not in _MEDICAL_EPRINTS and not repeats:
        extra["eprint"], extra["eprinttype"] = eprint, source


_FILES = frozenset(("file", "pdf", "attachment", "attachments", "localfile", "local-url"))
_ATTACHED = re.compile(r"bdsk-file-\d{1,3}")


def _path(value: str) -> str:
    """Return a path, or several, as they stand: JabRef and Better BibTeX escape what divides them (`C\\:\\\\a.pdf`),
    Mendeley writes TeX (`C$\\backslash$:/a.pdf`)."""
    return _plain(value) if "$\\" in value or "{" in value else " ".join(value.split())


def _attached(value: str) -> str:
    """Return the path in a file of BibDesk's, a property list in base64 or, in old libraries, an archive of one; empty
    where there is none."""
    import plistlib  # and expat, for which only these libraries should wait
    from binascii import a2b_base64

    try:
        held = plistlib.loads(a2b_base64(value), fmt=plistlib.FMT_BINARY)
    except (ValueError, LookupError, TypeError, OverflowError, RecursionError, plistlib.InvalidFileException):
        return ""
    if not isinstance(held, dict):
        return ""
    texts = [held.get("relativePath"), *facts.sequence(held.get("$objects"))]
    return next((text for text in texts if isinstance(text, str) and text not in _ARCHIVED), "")


_ARCHIVED = frozenset(("$null", "relativePath", "aliasData"))


_LINKS = ("url", "link", "ee", "howpublished", "bdsk-url-1", "adsurl", "opturl")
_NAME_ARXIV = ("journal", "journaltitle", "howpublished", "note", "number", "publisher", "pages")


def _link(fields: Mapping[str, str]) -> str | None:
    """Return where the paper is."""
    for name in _LINKS:
        if (value := fields.get(name)) and (found := _ANY_LINK.search(_spaced(value))):
            return found[1].rstrip(",;")
    if link := verbatim(fields.get("url") or ""):
        return link
    archive = _ARCHIVES.get(_eprint_source(fields))
    return archive + eprint if archive and (eprint := verbatim(fields.get("eprint") or "")) else None


def _spaced(value: str) -> str:
    """Return a link, or several, out of TeX source, with the spaces between them; a line breaks within one."""
    if " " not in value:
        return verbatim(value)
    value = _MACRO_SPACE.sub(r"\1{}", _LINE_BREAK.sub("", value))
    return " ".join(map(verbatim, value.split()))


_MACRO_SPACE = re.compile(r"(\\[A-Za-z]+) +(?![{])")
_LINE_BREAK = re.compile(r"(?<=[^\s,;])[ \t]*\n\s*(?!https?:)")


def _eprint_source(fields: Mapping[str, str]) -> str:
    return (fields.get("archiveprefix") or fields.get("eprinttype") or "").strip("{} ").lower()


def _archive(fields: Mapping[str, str]) -> str:
    """Return the archive that an arXiv id of before April 2007 needs, where its entry has it apart."""
    return (fields.get("primaryclass") or fields.get("eprintclass") or "").strip("{} ").partition(".")[0]


def _arxiv_texts(fields: Mapping[str, str], link: str | None) -> Iterator[str]:
    """Yield what may be an arXiv identifier, from wherever the entry has one, the surest first."""
    if (eprint := fields.get("eprint")) and _eprint_source(fields) in ("", "arxiv"):
        eprint = verbatim(eprint)
        yield f"{_archive(fields)}/{eprint}" if len(eprint) == 7 and eprint.isdecimal() else eprint
    if value := fields.get("arxivid") or fields.get("arxiv"):
        yield verbatim(value)
    if link and _ARXIV_LINK.search(link):
        yield link
    journal = fields.get("journal") or fields.get("journaltitle") or ""
    if journal.strip().lower() == "corr" and (found := _CORR_VOLUME.fullmatch(fields.get("volume", ""))):
        yield found[1]
    for name in _NAME_ARXIV:
        if (value := fields.get(name)) and "rxiv" in value.lower():
            words = " ".join(verbatim(word) for word in value.split())
            if found := _ARXIV_IN_TEXT.search(words):
                yield found[1].rstrip(".,;)]")
