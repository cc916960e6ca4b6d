"""BibTeX and BibLaTeX (.bib): entries with macros, inheritance, names and TeX resolved; streamed, whatever the size."""

import itertools
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from importers import bibnames, dates, facts
from importers.bibblocks import ENTRY_TYPES, Macros, Record, blocks
from importers.bibinherit import PARTS, Family
from importers.journals import spelled_out
from importers.latex import decode, verbatim
from importers.reader import CERTAIN, Item, Listed, Noted, Page, Skipped, listed, named, skip
from storage.papers import own
from storage.papers.bibfields import (
    BIBTEX_FIELDS,
    BIBTEX_ROLES,
    BIBTEX_TYPES,
    CSL_DATES,
    NUMBERED,
    SERIAL,
    SUBTYPES,
    inverted,
    table,
)
from storage.papers.dates import canonical, parse
from storage.papers.kinds import as_preprint
from storage.papers.paper import ROLES, Paper, arxiv_id, doi

NAME, TITLE = "bibtex", "BibTeX / BibLaTeX"
CARRIES = tuple(
    "title authors authors_complete organisation year date venue kind category abstract doi arxiv_id url roles "
    "extra".split()
)
STREAMS, TRUST, LAST_SEEN = True, 40, "2026-11-22"

# BibLaTeX's localisation keys for `type`, `location` and `pubstate` (manual 4.9.2.14-16, english.lbx).
_KEYS = table("""
    phdthesis = PhD thesis; mathesis = Master's thesis; bathesis = Bachelor's thesis; candthesis = Candidate thesis;
    techreport = Technical report; resreport = Research report; software = Computer software; datacd = CD-ROM;
    audiocd = Audio CD; patent = Patent; patentde = German patent; patenteu = European patent; patentfr = French patent;
    patentuk = British patent; patentus = U.S. patent; patreq = Patent request; patreqde = German patent request;
    patreqeu = European patent request; patreqfr = French patent request; patrequk = British patent request;
    patrequs = U.S. patent request; countryde = Germany; countryeu = European Union; countryep = European Union;
    countryfr = France; countryuk = United Kingdom; countryus = United States of America;
    inpreparation = in preparation; submitted = submitted; forthcoming = forthcoming; inpress = in press;
    prepublished = pre-published; newseries = new series; oldseries = old series
""")
_THESES = {"phdthesis": "PhD thesis", "mastersthesis": "Master's thesis", "bachelorsthesis": "Bachelor's thesis"}

_KINDS = inverted({kind: (row.bibtex, row.biblatex, *row.also.split()) for kind, row in BIBTEX_TYPES.items()})
# CSL variables that are written by their own names, besides those with a hyphen.
_VARIABLES = (
    "status medium dimensions archive archive_location archive-place authority collection-number event jurisdiction "
    "genre page-first part-title printing-number references reviewed-title reviewed-genre scale section source "
    "supplement-number issued"
).split() + [variable for variable in BIBTEX_FIELDS if "-" in variable]
# Pages and type have rules of their own.
_FIELDS = {variable: variable for variable in _VARIABLES} | inverted(
    {variable: names.split() for variable, names in BIBTEX_FIELDS.items() if variable not in ("page", "genre")}
)


def sniff(head: str) -> float:
    """Claim text of which entries make up the larger part; a page that only cites one comes near."""
    entries = {
        found.start()
        for found in _ENTRY.finditer(head)
        if found[1].lower() in ENTRY_TYPES or _FIELD.match(head, found.end())
    }
    commands = {found.start(): found[1].lower() for found in _COMMAND.finditer(head)}
    starts = sorted(entries.union(commands))
    if not entries and "string" not in commands.values():
        return 0.4 if commands else 0.0
    inside = sum(_extent(head[start:end]) for start, end in itertools.pairwise([*starts, len(head)]))
    share = inside / len(head.strip())
    if share >= 0.5:
        return CERTAIN if entries else 0.7
    return 0.45 if share >= 0.25 else 0.3


def _extent(block: str) -> int:
    """Return how many characters of `block`, which ends where the next begins, belong to it: up to its last bracket."""
    opening = _OPENING.search(block)
    if opening is None or opening[0] == "(":
        return block.rfind(")") + 1 or len(block)
    depth = 0
    for mark in _BRACES.finditer(block):
        depth += 1 if mark[0] == "{" else -1
        if depth == 0:
            return mark.end()
    return block.rfind("}") + 1 or len(block)


_ENTRY = re.compile(
    r"^[ \t]*+@[ \t]*+([A-Za-z]\w*+)\s*+[{(]\s*+(?:[^\s,={}\"][^,={}\"\n]*+)?\s*+(?:,|=|\n[ \t]*+\w++[ \t]*+=)",
    re.MULTILINE,
)
# A type that is not in the table (HAL's @softwareversion, @other) is told by what follows the key: a field, braced.
_FIELD = re.compile(r"\s*[A-Za-z][\w.:+-]*\s*=\s*(?:[{\"]|\d{4}\s*,)")
_COMMAND = re.compile(r"^[ \t]*+@[ \t]*+(string|comment|preamble)\s*+[{(]", re.MULTILINE | re.IGNORECASE)
_BRACES = re.compile(r"[{}]")
_OPENING = re.compile(r"[{(]")


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
        return named(_paper(entry, fields), entry.line, entry.raw, entry.doubt)

    yield from listed(blocks(page.chunks(), macros), paper, lambda entry: entry.raw)
    if containers:
        some = "1 @xdata entry holds" if containers == 1 else f"{containers} @xdata entries hold"
        yield Noted(text=f"{some} only what others inherit")
    for name, line in family.absent.items():
        yield Noted(text=f"line {line}: there is no entry {name} to inherit from")
    for name, line in macros.missing.items():
        yield Noted(text=f"line {line}: there is no @string {name}; its name was taken for its text")


def _paper(entry: Record, fields: Mapping[str, str]) -> Paper:
    get = fields.get
    title, venue = _titles(entry.kind, fields)
    extra = _extra(entry, fields)
    authors, complete = bibnames.split(get("author", ""))
    roles = {role: bibnames.split(fields[name])[0] for role, name in BIBTEX_ROLES.items() if name in fields}
    group = _plain(get("organisation"))
    if not (group or authors or roles.get("editor")):
        group = _plain(get("organization"))
        if group and "publisher" not in fields and extra.get("publisher") == group:
            del extra["publisher"]
    date = _dated(extra, fields)
    link = _link(fields)
    digital = doi(verbatim(get("doi", ""))) or (doi(link) if link and _DOI_LINK.match(link) else None)
    if digital and (spelled := doi_as_written(get("doi", ""))):
        extra["DOI"] = spelled
    preprint = next((found for text in _arxiv_texts(fields, link) if (found := arxiv_id(text))), None)
    kind = SUBTYPES.get(get("entrysubtype", ""))
    venue, guessed = _guessed(entry.kind, fields, venue, link=bool(link and not digital), preprint=bool(preprint))
    if preprint and venue == "arXiv" and extra.get("volume", "").startswith("abs/"):
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
        doi=digital,
        arxiv_id=preprint,
        url=link,
        roles=roles,
        extra=extra,
    )
    said = {fact: fields[name] for fact, name in _OWN.items() if name in fields}
    if group:
        said["organisation"] = group
    return own.read(paper, said) if said else paper


_OWN = {fact: name for fact, name in own.BIBTEX.items() if fact != name}


def _guessed(kind: str, fields: Mapping[str, str], venue: str, *, link: bool, preprint: bool) -> tuple[str, str | None]:
    """Return venue and CSL type by what else the entry says: an arXiv id, or a link with no DOI."""
    way = fields.get("howpublished", "")
    if not (venue or _ANY_LINK.search(way) or _ARXIV_IN_TEXT.search(way)):
        venue = _plain(way)
    csl = _KINDS.get(kind, "document")
    if preprint:
        return as_preprint(venue, SUBTYPES.get(fields.get("entrysubtype", ""), csl))
    if kind == "misc" and link and "entrysubtype" not in fields:
        csl = "webpage"
    elif kind == "unpublished" and (fields.get("eventtitle") or fields.get("event-title")):
        csl = "speech"
    return venue, csl


def _titles(kind: str, fields: Mapping[str, str]) -> tuple[str, str]:
    """Return the title of an entry, and of what it stands in."""
    title, book = _titled(fields, ""), _titled(fields, "book")
    journal = fields.get("journal") or ""
    venue = _titled(fields, "journal") or _plain(spelled_out(journal) if "\\" in journal else journal)
    if not title and kind not in PARTS:
        title, book = book, ""
    if not title:
        title = _plain(fields.get("maintitle")) or _plain(fields.get("issuetitle"))
    if not venue and (kind in PARTS or kind not in _KINDS or kind in ("misc", "article")):
        venue = book
    if not venue and kind in ("online", "electronic", "www"):
        venue = _plain(fields.get("maintitle"))
    return title, venue


def _extra(entry: Record, fields: Mapping[str, str]) -> dict[str, str]:
    """Return what only a citation needs, by CSL variable, with the key."""
    extra = {"key": entry.key}
    for name, value in fields.items():
        # Behind x- papershelf's own export writes what BibTeX has no field for.
        variable = name[2:] if name.startswith("x-") else _FIELDS.get(name)
        if value and variable and variable != "raw" and variable not in extra and variable not in ROLES:
            extra[variable] = _exact(value) if variable in CSL_DATES else _plain(value)
    for prefix, variable in (("url", "accessed"), ("event", "event-date"), ("orig", "original-date")):
        if f"{prefix}month" in fields and (year := fields.get(f"{prefix}year")):
            extra[variable] = _of_year(year, fields[f"{prefix}month"], fields.get(f"{prefix}day", ""))
    if ";" in (words := extra.get("keyword", "")):
        extra["keyword"] = ", ".join(word.strip() for word in words.split(";") if word.strip())
    if "PMID" not in extra and (number := _PMID.search(fields.get("note") or "")):
        extra["PMID"] = number[1]
    if "address" in fields and "location" in fields:
        # The ACM's entries: the publisher's address, and the town where the conference was.
        extra["publisher-place"] = _plain(fields["address"])
        extra.setdefault("event-place", _plain(fields["location"]))
    _number(extra, entry.kind, fields)
    _imprint(extra, entry.kind, fields)
    if pages := fields.get("pages"):
        extra["page"] = _page_range(pages)
    return extra


def _plain(value: str | None) -> str:
    """Return a value as people read it; a localisation key of BibLaTeX in words."""
    if not value:
        return ""
    if value in _KEYS:
        return _KEYS[value]
    if value.startswith("country"):
        return "; ".join(_KEYS.get(place, place) for place in value.split(" and "))
    return " ".join(decode(value).split())


def _titled(fields: Mapping[str, str], prefix: str) -> str:
    """Return title and subtitle with a colon, unless the title ends in punctuation of its own."""
    title = fields.get(f"{prefix}title")
    if not title:
        return ""
    title = " ".join(decode(_unmarked(title)).split())
    if sub := fields.get(f"{prefix}subtitle"):
        title = f"{title}{' ' if title.endswith(('?', '!', ':', '.', '–', '—')) else ': '}{_plain(sub)}"
    return title


# The tags that publishers leave in titles and abstracts, as they stand and as Mendeley and Zotero escape them.
_OPENED = r"(?:<|\{?\\textless(?:\{\}|[ ])?\}?|\{?\$(?:<|\\less|\\lt)[ ]?\$\}?)"
_CLOSED = r"(?:>|\{?\\textgreater(?:\{\}|[ ])?\}?|\{?\$(?:>|\\greater|\\gt)[ ]?\$\}?)"
_TAG = re.compile(
    rf"{_OPENED}(/?)((?:jats:)?(?:italic|bold|sub|sup|scp|sc|span|title|sec|strong|em|tt|inf|[ibup]))"
    rf"(?:[ ][^<>{{}}\n]{{0,200}})?{_CLOSED}",
    re.IGNORECASE,
)


def _unmarked(text: str) -> str:
    """Return TeX source without the tags of HTML and JATS that stand in it in pairs; a lone `<b>` is text."""
    if "<" not in text and "\\textless" not in text and "$\\l" not in text:
        return text
    closed = {found[2].lower() for found in _TAG.finditer(text) if found[1]}
    if not closed:
        return text

    def taken(tag: re.Match[str]) -> str:
        name = tag[2].lower()
        return tag[0] if name not in closed else "\n\n" if name.removeprefix("jats:") in ("p", "sec", "title") else ""

    return _TAG.sub(taken, text)


def _paragraphs(text: str) -> str:
    """Return an abstract: lines joined, paragraphs (an empty line, \\par) kept."""
    text = decode(_unmarked(text))
    if "\n" not in text:
        return text
    text = _HEADING.sub("", text)
    return "\n".join(" ".join(part.split()) for part in _PARAGRAPH.split(text) if part.strip())


_HEADING = re.compile(r"\A\s*abstract[:.]?[ \t]*\n", re.IGNORECASE)
_PARAGRAPH = re.compile(r"\n[ \t]*\n")


def _number(extra: dict[str, str], kind: str, fields: Mapping[str, str]) -> None:
    number, issue = _plain(fields.get("number")), _plain(fields.get("issue"))
    if kind in NUMBERED:
        if number or issue:
            extra["issue"] = number or issue
        return
    if number:
        if kind in SERIAL:
            extra["collection-number" if "series" in fields else "issue"] = number
        else:
            extra["number"] = number
    if issue:
        extra.setdefault("issue", issue)


# What the Web of Science and Scopus call a document is its entry type once more.
_DOCUMENT = re.compile(
    r"(?:journal |research |review )?(?:article|paper)|(?:conference|proceedings|article; proceedings) paper",
    re.IGNORECASE,
)


def _imprint(extra: dict[str, str], kind: str, fields: Mapping[str, str]) -> None:
    """Fill in who published it, and what sort of thesis or report it is."""
    for name in ("school", "institution", "organization"):
        if "publisher" not in extra and (value := fields.get(name)):
            extra["publisher"] = _plain(value)
    genre = _plain(fields.get("type")) or _THESES.get(kind, "")
    if genre and not (kind in ("article", "inproceedings") and _DOCUMENT.fullmatch(genre)):
        extra["genre"] = genre
    if _eprint_source(fields) == "pubmed" and (number := verbatim(fields.get("eprint") or "")):
        extra.setdefault("PMID", number)
    if (language := fields.get("langid") or fields.get("hyphenation")) and "language" not in extra:
        extra["language"] = language
    elif extra.get("language", "").startswith("lang"):
        extra["language"] = " ".join(word.removeprefix("lang") for word in extra["language"].split())
    if sub := fields.get("mainsubtitle"):
        extra["container-title"] = f"{extra.get('container-title', '')}: {_plain(sub)}".removeprefix(": ")
    if (addon := fields.get("titleaddon")) and "note" not in extra:
        extra["note"] = _plain(addon)


_PMID = re.compile(r"\bPMID:\s*(\d{1,9})\b")
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
    return canonical(value) if parse(value) else dates.exact(_plain(value))


def _dated(extra: dict[str, str], fields: Mapping[str, str]) -> str:
    """Return the date in EDTF, or the words in its place: BibLaTeX's `date` (manual 2.3.8), else `year` and `month`.

    What says that the paper has not appeared (`in press`) is its status.
    """
    for name in ("date", "year"):
        if (value := fields.get(name)) and (text := _year(extra, value, fields) if name == "year" else _when(value)):
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
    start = _of_year(value, fields.get("month") or "", fields.get("day") or "")
    if "endyear" in fields or "endmonth" in fields or "endday" in fields:
        end, month = fields.get("endyear", value), fields.get("endmonth") or fields.get("month")
        whole = f"{start}/{_of_year(end, month or '', fields.get('endday') or '')}"
        return str(parse(whole) or start)
    return start


_NUMBERED = re.compile(r"(\d{1,2})(?:\W+\d{1,2})?")


@lru_cache(maxsize=4096)
def _of_year(year: str, month: str, day: str) -> str:
    """Return the date of a year with `day` and `month`, which may hold days, several months or a season."""
    if not month:
        return year
    month, day = _plain(month), day.strip()
    if numbered := _NUMBERED.fullmatch(month):
        season = int(numbered[1]) - 20
        return (
            dates.possible(int(year), season=season) if 1 <= season <= 4 else facts.iso(year, numbered[1], day) or year
        )
    return dates.edtf(f"{day} {month} {year}") or year


_ARXIV_LINK = re.compile(r"arxiv\.org/|arxiv:", re.IGNORECASE)
_ARXIV_IN_TEXT = re.compile(r"arxiv(?:\.org/(?:abs|pdf)/|[\s:]+(?:preprint\s+)?(?:arxiv:)?)\s*(\S+)", re.IGNORECASE)
_CORR_VOLUME = re.compile(r"(?:abs/)?((?:[a-z-]+(?:\.[a-z]{2})?/)?\d[\d.]+)", re.IGNORECASE)
_DOI_LINK = re.compile(r"https?://(?:dx\.)?doi\.org/", re.IGNORECASE)
# Where BibLaTeX sends the reader for an eprint of these types (manual 3.11.7).
_ARCHIVES = {
    "jstor": "https://www.jstor.org/stable/", "hdl": "https://hdl.handle.net/",
    "googlebooks": "https://books.google.com/books?id=",
}  # fmt: skip
_ANY_LINK = re.compile(r"(?:https?|ftp)://[^\s{}]+", re.IGNORECASE)


_LINKS = ("url", "link", "ee", "howpublished", "bdsk-url-1", "adsurl", "opturl")
_NAME_ARXIV = ("journal", "journaltitle", "howpublished", "note", "number", "publisher", "pages")


def _link(fields: Mapping[str, str]) -> str | None:
    """Return where the paper is."""
    for name in _LINKS:
        if (value := fields.get(name)) and (found := _ANY_LINK.search(verbatim(value))):
            return found[0]
    if link := verbatim(fields.get("url") or ""):
        return link
    archive = _ARCHIVES.get(_eprint_source(fields))
    return archive + eprint if archive and (eprint := verbatim(fields.get("eprint") or "")) else None


def _eprint_source(fields: Mapping[str, str]) -> str:
    return (fields.get("archiveprefix") or fields.get("eprinttype") or "").strip("{} ").lower()


def _arxiv_texts(fields: Mapping[str, str], link: str | None) -> Iterator[str]:
    """Yield what may be an arXiv identifier, from wherever the entry has one, the surest first."""
    if (eprint := fields.get("eprint")) and _eprint_source(fields) in ("", "arxiv"):
        yield verbatim(eprint)
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


def doi_as_written(value: str) -> str:
    """Return a DOI with the capitals of its registrant, which citations print; empty where it has none."""
    found = _DOI_SPELLED.search(verbatim(value))
    return found[0] if found and not found[0].islower() and doi(found[0]) == found[0].lower() else ""


_DOI_SPELLED = re.compile(r"10\.\d{4,9}/\S*[A-Z]\S*")
