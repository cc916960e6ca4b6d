"""BibTeX and BibLaTeX (.bib): entries with macros, inheritance, names and TeX resolved; streamed, whatever the size."""

import dataclasses
import itertools
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from importers import bibnames, facts
from importers.bibblocks import ENTRY_TYPES, Macros, Record, blocks
from importers.journals import spelled_out
from importers.latex import decode, verbatim
from importers.reader import Item, Listed, Noted, Page, Skipped, skip
from storage.papers.kinds import preprint_server
from storage.papers.paper import Paper, arxiv_id, doi

NAME = "bibtex"
TITLE = "BibTeX / BibLaTeX"
CARRIES = (
    "title", "authors", "authors_complete", "organisation", "year", "date", "venue", "kind", "category", "abstract",
    "doi", "arxiv_id", "url", "editors", "extra",
)  # fmt: skip
STREAMS = True
TRUST = 40
LAST_SEEN = "2026-11-22"

# CSL types (CSL 1.0.2, appendix III) by entry type (btxdoc; BibLaTeX manual 2.1, with its aliases 2.1.2).
_KINDS = {
    "article": "article-journal", "suppperiodical": "article-journal", "periodical": "article-journal",
    "inproceedings": "paper-conference", "conference": "paper-conference",
    "book": "book", "mvbook": "book", "booklet": "book", "collection": "book", "mvcollection": "book",
    "proceedings": "book", "mvproceedings": "book", "reference": "book", "mvreference": "book", "manual": "book",
    "bookinbook": "chapter", "inbook": "chapter", "incollection": "chapter", "suppbook": "chapter",
    "suppcollection": "chapter", "inreference": "entry-encyclopedia",
    "thesis": "thesis", "phdthesis": "thesis", "mastersthesis": "thesis", "bachelorsthesis": "thesis",
    "report": "report", "techreport": "report", "standard": "report",
    "online": "webpage", "electronic": "webpage", "www": "webpage", "webpage": "webpage",
    "dataset": "dataset", "data": "dataset", "software": "software", "softwareversion": "software",
    "patent": "patent", "review": "review", "unpublished": "manuscript", "misc": "document",
    "preprint": "article", "arxiv": "article", "presentation": "speech", "blog": "post-weblog",
}  # fmt: skip

# What `entrysubtype` tells of an entry (BibLaTeX knows the first two, papershelf's own export writes them all).
_SUBTYPES = {
    "magazine": "article-magazine", "newspaper": "article-newspaper", "review": "review", "preprint": "article",
    "encyclopedia": "entry-encyclopedia", "speech": "speech", "webpage": "webpage", "blog": "post-weblog",
    "dataset": "dataset", "software": "software", "patent": "patent", "document": "document",
    "journal": "article-journal", "manuscript": "manuscript",
}  # fmt: skip

# BibLaTeX's localisation keys for `type`, `location` and `pubstate` (manual 4.9.2.14-16, english.lbx).
_KEYS = {
    "phdthesis": "PhD thesis", "mathesis": "Master's thesis", "bathesis": "Bachelor's thesis",
    "candthesis": "Candidate thesis", "techreport": "Technical report", "resreport": "Research report",
    "software": "Computer software", "datacd": "CD-ROM", "audiocd": "Audio CD", "patent": "Patent",
    "patentde": "German patent", "patenteu": "European patent", "patentfr": "French patent",
    "patentuk": "British patent", "patentus": "U.S. patent", "patreq": "Patent request",
    "patreqde": "German patent request", "patreqeu": "European patent request", "patreqfr": "French patent request",
    "patrequk": "British patent request", "patrequs": "U.S. patent request",
    "countryde": "Germany", "countryeu": "European Union", "countryep": "European Union", "countryfr": "France",
    "countryuk": "United Kingdom", "countryus": "United States of America",
    "inpreparation": "in preparation", "submitted": "submitted", "forthcoming": "forthcoming", "inpress": "in press",
    "prepublished": "pre-published", "newseries": "new series", "oldseries": "old series",
}  # fmt: skip
_THESES = {"phdthesis": "PhD thesis", "mastersthesis": "Master's thesis", "bachelorsthesis": "Bachelor's thesis"}

# Fields that go as they are into `extra`, by the CSL variable they become.
_EXTRA = {
    "volume": "volume", "publisher": "publisher", "address": "publisher-place", "location": "publisher-place",
    "edition": "edition", "series": "collection-title", "isbn": "ISBN", "issn": "ISSN", "note": "note",
    "language": "language", "keywords": "keyword", "keyword": "keyword", "eventtitle": "event-title",
    "venue": "event-place", "chapter": "chapter-number", "pagetotal": "number-of-pages",
    "volumes": "number-of-volumes", "version": "version", "part": "part-number", "shorttitle": "title-short",
    "origtitle": "original-title", "origpublisher": "original-publisher", "origlocation": "original-publisher-place",
    "pmid": "PMID", "pmcid": "PMCID", "library": "call-number", "maintitle": "container-title",
    "shortjournal": "container-title-short", "annotation": "annote", "annote": "annote", "addendum": "addendum",
    "eventplace": "event-place", "issuetitle": "volume-title", "eid": "number", "articleno": "number",
    "article-number": "number", "author_keywords": "keyword", "numpages": "number-of-pages",
}  # fmt: skip
_EXTRA |= {
    name: name
    for name in (
        "status",
        "medium",
        "dimensions",
        "archive",
        "archive_location",
        "archive-place",
        "authority",
        "call-number",
        "collection-number",
        "container-title-short",
        "event",
        "event-place",
        "event-title",
        "jurisdiction",
        "genre",
        "number-of-pages",
        "number-of-volumes",
        "original-title",
        "original-publisher",
        "original-publisher-place",
        "page-first",
        "part-number",
        "part-title",
        "printing-number",
        "publisher-place",
        "references",
        "reviewed-title",
        "reviewed-genre",
        "scale",
        "section",
        "source",
        "supplement-number",
        "title-short",
        "volume-title",
        "holder",
        "container-title",
        "container-author",
        "collection-title",
        "event-date",
        "original-date",
        "issued",
        "annote",
    )
}
"""CSL variables that papershelf's own export writes by their names."""
_NAMES = {"translator": "translator", "bookauthor": "container-author", "holder": "holder"}
_NUMBERED = frozenset(("article", "periodical", "suppperiodical"))
_SERIAL = frozenset(
    "book mvbook inbook bookinbook suppbook booklet collection mvcollection incollection suppcollection proceedings "
    "mvproceedings inproceedings conference reference mvreference inreference".split()
)
_PARTS = frozenset(
    "inbook bookinbook suppbook incollection suppcollection inreference inproceedings conference".split()
)
_UNTITLED = frozenset(("set", "xdata"))

# What a part never takes from the whole. The first line is BibLaTeX's (manual, appendix B); the second it would
# inherit, but they tell which paper it is, and a volume's DOI on each of its chapters would make them one paper.
_NOT_INHERITED = frozenset(
    "ids crossref xref xdata entryset entrysubtype execute label options presort related relatedoptions relatedstring "
    "relatedtype shorthand shorthandintro sortkey shorttitle sorttitle indextitle indexsorttitle key "
    "doi url urldate eprint eprinttype eprintclass archiveprefix primaryclass abstract pages pagetotal eid file note "
    "annotation annote keywords titleaddon pmid pmcid".split()
)
_RENAMED = {"title": "{}title", "subtitle": "{}subtitle", "titleaddon": "{}titleaddon"}


def sniff(head: str) -> float:
    """Claim text of which entries make up the larger part; a page that only cites one comes near."""
    entries = {
        found.start()
        for found in _ENTRY.finditer(head)
        if found[1].lower() in ENTRY_TYPES or _USUAL_FIELD.match(head, found.end())
    }
    commands = {found.start(): found[1].lower() for found in _COMMAND.finditer(head)}
    starts = sorted(entries.union(commands))
    if not entries and "string" not in commands.values():
        return 0.4 if commands else 0.0
    inside = sum(_extent(head[start:end]) for start, end in itertools.pairwise([*starts, len(head)]))
    share = inside / len(head.strip())
    if share >= 0.5:
        return 0.95 if entries else 0.7
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
_USUAL_FIELD = re.compile(
    r"\s*(?:title|author|editor|year|date|journal(?:title)?|booktitle|publisher|doi|url)\s*=\s*[{\"\w]", re.IGNORECASE
)
_COMMAND = re.compile(r"^[ \t]*+@[ \t]*+(string|comment|preamble)\s*+[{(]", re.MULTILINE | re.IGNORECASE)
_BRACES = re.compile(r"[{}]")
_OPENING = re.compile(r"[{(]")


def read(page: Page) -> Iterator[Item]:
    """Yield every entry as a paper, or as skipped with its line and reason; see `importers.bibblocks` for the grammar.

    A page with `crossref` or `xdata` is walked through twice, the first time for the entries that others inherit from.
    """
    family = _Family(_parents(page))
    macros = Macros()
    position = 0
    containers = 0
    for block in blocks(page.chunks(), macros):
        if isinstance(block, Skipped):
            yield block
            continue
        if block.kind == "xdata":
            containers += 1
            continue
        fields = block.fields
        if "crossref" in fields or "xdata" in fields or "xdata" in block.raw:
            fields = family.fields(block)
        if block.kind == "set":
            members = " ".join(fields.get("entryset", "").split())
            yield skip(block.line, f"a set of other entries ({members})", block.raw)
            continue
        paper = _paper(block, fields)
        doubt = block.doubt
        if not paper.title:
            name = paper.doi or paper.arxiv_id
            if not name:
                yield skip(block.line, "no title", block.raw)
                continue
            paper, doubt = dataclasses.replace(paper, title=name), "only an identifier"
        position += 1
        yield Listed(paper=paper, line=block.line, position=position, doubt=doubt, raw=block.raw if doubt else None)
    if containers:
        some = "1 @xdata entry holds" if containers == 1 else f"{containers} @xdata entries hold"
        yield Noted(text=f"{some} only what others inherit")
    for name, line in family.absent.items():
        yield Noted(text=f"line {line}: there is no entry {name} to inherit from")
    for name, line in macros.missing.items():
        yield Noted(text=f"line {line}: there is no @string {name}; its name was taken for its text")


_POINTER = re.compile(r"\b(?:crossref|xdata)\s*=\s*([{\"]?[^{}\",\n]*+(?:,[^{}\"=\n]*+)*+)", re.IGNORECASE)


def _parents(page: Page) -> dict[str, Record]:
    """Return the entries that other entries of the page inherit from, by key and by lower-case key."""
    wanted: set[str] = set()
    tail = ""
    for piece in page.chunks():
        window = tail + piece
        small = window.lower()
        if "crossref" in small or "xdata" in small:
            for found in _POINTER.finditer(window):
                wanted.update(key.strip().lower() for key in found[1].strip('{" \t').split(","))
            for found in _GRANULAR.finditer(window):
                wanted.add(found[1].lower())
        tail = window[-500:]
    wanted.discard("")
    if not wanted:
        return {}
    parents: dict[str, Record] = {}
    for block in blocks(page.chunks(), Macros()):
        if not isinstance(block, Record):
            continue
        names = [block.key, *(name.strip() for name in block.fields.get("ids", "").split(",", _XDATA_LIMIT))]
        if any(name.lower() in wanted for name in names if name):
            for name in filter(None, names):
                parents.setdefault(name, block)
                parents.setdefault(name.lower(), block)
    return parents


# BibLaTeX's `author = {A. Reed and xdata=staff-author-2}` (manual 3.13.6): key, field and, of a list, which of it.
_GRANULAR = re.compile(r"xdata\s*=\s*([^\s,{}\"=]{1,200})-([A-Za-z]{1,20})(?:-(\d{1,3}))?(?=[\s,}\"]|$)", re.IGNORECASE)


@dataclasses.dataclass(slots=True)
class _Family:
    """The entries that others inherit from, with their own inheritance resolved once (BibLaTeX manual, appendix B)."""

    parents: Mapping[str, Record]
    resolved: dict[str, dict[str, str]] = dataclasses.field(default_factory=dict)
    absent: dict[str, int] = dataclasses.field(default_factory=dict)
    """Keys that no entry has, each with the line of the first entry that names it."""

    def fields(self, entry: Record, depth: int = 0) -> dict[str, str]:
        """Return the entry's fields with those of its parents put in where it has none."""
        fields = dict(entry.fields)
        for key in dict.fromkeys(
            key.strip() for key in fields.get("xdata", "").split(",", _XDATA_LIMIT)[:_XDATA_LIMIT]
        ):
            parent = self.parent(key, entry.line)
            if parent is not None:
                for name, value in self.of(parent, depth).items():
                    if name not in ("xdata", "ids", "key"):
                        fields.setdefault(name, value)
        for name, value in fields.items():
            if name != "xdata" and "xdata" in value.lower():
                fields[name] = " and ".join(self.single(piece, entry.line, depth) for piece in _AND.split(value))
        parent = self.parent(fields.get("crossref", "").strip(), entry.line)
        if parent is not None and parent.key != entry.key:
            _take(fields, entry, parent, self.of(parent, depth))
        return fields

    def single(self, piece: str, line: int, depth: int) -> str:
        """Return what a piece of a list points to (`xdata=key-field-2`), itself where it points nowhere."""
        found = _GRANULAR.fullmatch(piece.strip("{} \t\n"))
        parent = self.parent(found[1], line) if found else None
        if found is None:
            return piece
        if parent is None:
            return ""
        value = self.of(parent, depth).get(found[2].lower(), "")
        items = _AND.split(value)
        if found[3]:
            value = items[int(found[3]) - 1] if 0 < int(found[3]) <= len(items) else ""
        return value

    def parent(self, key: str, line: int) -> Record | None:
        """Return the entry of that key, in whatever case; note it as absent where there is none."""
        found = self.parents.get(key) or self.parents.get(key.lower())
        if found is None and key:
            self.absent.setdefault(key, line)
        return found

    def of(self, parent: Record, depth: int) -> dict[str, str]:
        """Return the resolved fields of a parent; its own alone in a circle, and beyond a depth that no file needs."""
        if parent.key not in self.resolved:
            if depth > _DEPTH_LIMIT:
                return parent.fields
            self.resolved[parent.key] = parent.fields
            self.resolved[parent.key] = self.fields(parent, depth + 1)
        return self.resolved[parent.key]


_AND = re.compile(r"(?<!\s)\s+and\s+", re.IGNORECASE)
_XDATA_LIMIT = 50
_DEPTH_LIMIT = 20


def _take(fields: dict[str, str], child: Record, parent: Record, theirs: Mapping[str, str]) -> None:
    """Put what a part takes from the whole by `crossref` into its fields."""
    prefix = _prefix(child.kind, parent.kind)
    dated = any(name in fields for name in ("date", "year"))
    for name, value in theirs.items():
        if name in _NOT_INHERITED or (dated and name in ("date", "year", "month", "day")):
            continue
        if prefix and name in _RENAMED:
            if f"{prefix}title" not in child.fields:  # a subtitle belongs to its own title only
                fields.setdefault(_RENAMED[name].format(prefix), value)
            continue
        fields.setdefault(name, value)
        if name == "author" and parent.kind in ("book", "mvbook") and child.kind in _PARTS:
            fields.setdefault("bookauthor", value)
    if prefix and f"{prefix}title" in theirs and f"{prefix}title" not in child.fields:
        fields[f"{prefix}title"] = theirs[f"{prefix}title"]


def _prefix(child: str, parent: str) -> str:
    """Return what the parent's title becomes in the child: `book`title, `main`title, `journal`title, or stays title."""
    if parent.startswith("mv") and not child.startswith("mv"):
        return "main"
    if parent == "periodical":
        return "journal"
    return "book" if child in _PARTS else ""


def _paper(entry: Record, fields: Mapping[str, str]) -> Paper:
    kind = entry.kind
    get = fields.get
    title = _titled(fields, "")
    journal = get("journal") or ""
    venue = _titled(fields, "journal") or _plain(spelled_out(journal) if "\\" in journal else journal)
    book = _titled(fields, "book")
    if not title and kind not in _PARTS:
        title, book = book, ""
    if not title:
        title = _plain(get("maintitle")) or _plain(get("issuetitle"))
    if not venue and (kind in _PARTS or kind not in _KINDS or kind in ("misc", "article")):
        venue = book
    if not venue and kind in ("online", "electronic", "www"):
        venue = _plain(get("maintitle"))
    extra = {"key": entry.key}
    for name, value in fields.items():
        # Behind x- papershelf's own export writes what BibTeX has no field for.
        variable = name[2:] if name.startswith("x-") else _EXTRA.get(name)
        if value and variable and variable not in ("raw", *extra):
            extra[variable] = _plain(value)
    if ";" in (words := extra.get("keyword", "")):
        extra["keyword"] = ", ".join(word.strip() for word in words.split(";") if word.strip())
    if "PMID" not in extra and (number := _PMID.search(get("note") or "")):
        extra["PMID"] = number[1]
    if "address" in fields and "location" in fields:
        # The ACM's entries: the publisher's address, and the town where the conference was.
        extra["publisher-place"] = _plain(fields["address"])
        extra.setdefault("event-place", _plain(fields["location"]))
    for name, variable in _NAMES.items():
        if name in fields:
            extra[variable] = "; ".join(str(person) for person in bibnames.split(fields[name])[0])
    _number(extra, kind, fields)
    _imprint(extra, kind, fields)
    if pages := get("pages"):
        extra["page"] = _page_range(pages)
    authors, complete = bibnames.split(get("author") or "")
    editors = bibnames.split(get("editor") or "")[0]
    organisation = _plain(get("organisation")) or None
    if not organisation and not authors and not editors:
        organisation = _plain(get("organization")) or None
        if organisation and "publisher" not in fields and extra.get("publisher") == organisation:
            del extra["publisher"]
    year, date = _dated(extra, fields)
    link, digital, preprint, category = _identifiers(extra, fields)
    told = _SUBTYPES.get(get("entrysubtype") or "")
    csl = told or _KINDS.get(kind, "document")
    if not venue and (way := get("howpublished")) and not _ANY_LINK.search(way) and not _ARXIV_IN_TEXT.search(way):
        venue = _plain(way)
    if preprint:
        venue, guessed = _as_preprint(extra, venue, csl)
        csl = told or guessed
    elif kind == "misc" and link and not digital and "entrysubtype" not in fields:
        csl = "webpage"
    elif kind == "unpublished" and "event-title" in extra and not told:
        csl = "speech"
    abstract = get("abstract")
    extra["raw"] = entry.raw
    return Paper(
        title=title,
        authors=authors,
        authors_complete=complete,
        organisation=organisation,
        author_count=int(count) if (count := get("authorcount", "")).isdecimal() and len(count) < 10 else None,
        year=year,
        date=date,
        date_inferred=get("dateinferred") == "true",
        venue=venue or None,
        kind=csl,
        category=category,
        abstract=_paragraphs(abstract) if abstract else None,
        doi=digital,
        arxiv_id=preprint,
        url=link,
        editors=editors,
        extra=extra,
    )


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
    if kind in _NUMBERED:
        if number or issue:
            extra["issue"] = number or issue
        return
    if number:
        if kind in _SERIAL:
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
    if state := fields.get("pubstate"):
        extra["status"] = _plain(state)
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


_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_SHORT_YEAR = re.compile(r"\d{3}")
_EDTF = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?![\dXu-])")
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_WHOLE_DATE = re.compile(r"\d{4}-\d\d?(?:-\d\d?)?|\d{1,2}\.? [^\W\d_]{3,9}\.? \d{4}|[^\W\d_]{3,9}\.? \d{1,2}, \d{4}")
_NUMBERED_MONTHS = re.compile(r"(\d{1,2})(?:\W+\d{1,2})?")
_SLASHED = re.compile(r"\d{4}/\d{1,2}/\d{1,2}")


def _dated(extra: dict[str, str], fields: Mapping[str, str]) -> tuple[int | None, str | None]:
    """Return year and date: of BibLaTeX's `date` (EDTF, manual 2.3.8), else of `year`, `month` and `day`.

    Of a range it is the first day, and the range is kept as `issued`; what is no year (`in press`) as `status`.
    """
    for name, variable in (("urldate", "accessed"), ("origdate", "original-date"), ("origyear", "original-date"),
                           ("eventdate", "event-date"), ("lastchecked", "accessed")):  # fmt: skip
        if value := fields.get(name):
            extra.setdefault(variable, _plain(value))
    if value := fields.get("date"):
        text = _plain(value)
        if text.startswith("-"):  # a year before Christ, which no ISO date of ours can tell
            extra["issued"] = text
            return None, None
        if _SLASHED.fullmatch(text):
            text = "-".join(part.zfill(2) for part in text.split("/"))
        found = _EDTF.match(text.strip("[]~?% "))
        if found is not None:
            if "/" in text:
                extra["issued"] = text
            return int(found[1]), facts.iso(found[1], found[2], found[3])
        year = _YEAR.search(text)
        if year is not None:
            return int(year[1]), facts.date(text) or year[1]
        if text:
            extra.setdefault("status", text)
    value = fields.get("year")
    if not value:
        return None, None
    return _year(extra, value, fields)


def _year(extra: dict[str, str], value: str, fields: Mapping[str, str]) -> tuple[int | None, str | None]:
    if not (value.isascii() and value.isdigit()):
        value = _plain(value)
        if _WHOLE_DATE.fullmatch(value) and (date := facts.date(value)) and len(date) > 4:
            return int(date[:4]), date
    found = _YEAR.search(value) or _SHORT_YEAR.fullmatch(value)
    if found is None:
        if value.isascii() and value.isdigit() and len(value) == 2:
            found = _YEAR.search(f"19{value}" if value >= "40" else f"20{value}")
        if found is None:
            if value and not value.isdigit():
                extra.setdefault("status", value)
            return None, None
    if len(value) > 5 and not value.strip("[]()").isdigit() and any(mark in value for mark in "-–/"):
        extra.setdefault("issued", value)
    month, day = "", fields.get("day", "").strip()
    if text := fields.get("month"):
        month, inner = _month_and_day(text)
        day = day or inner
    return int(found[0]), facts.iso(found[0], month, day)


@lru_cache(maxsize=1024)
def _month_and_day(text: str) -> tuple[str, str]:
    text = _plain(text)
    if numbers := _NUMBERED_MONTHS.fullmatch(text):
        return numbers[1], ""
    return text, next((word for word in _WORDS.findall(text) if word.isdigit() and 1 <= int(word[:4]) <= 31), "")


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


def _identifiers(
    extra: dict[str, str], fields: Mapping[str, str]
) -> tuple[str | None, str | None, str | None, str | None]:
    """Return link, DOI, arXiv id and category, from wherever the entry has them."""
    link = None
    for name in ("url", "link", "ee", "howpublished", "bdsk-url-1", "adsurl", "opturl"):
        if (value := fields.get(name)) and (found := _ANY_LINK.search(verbatim(value))):
            link = found[0]
            break
    if link is None and (value := verbatim(fields.get("url") or "")):
        link = value
    digital = None
    for value in (fields.get("doi"), link if link and _DOI_LINK.match(link) else None):
        if value and (digital := doi(verbatim(value))):
            break
    preprint = None
    source = (fields.get("archiveprefix") or fields.get("eprinttype") or "").strip("{} ").lower()
    eprint = verbatim(fields.get("eprint") or "")
    if eprint and source in ("", "arxiv"):
        preprint = arxiv_id(eprint)
    elif eprint and source == "pubmed":
        extra.setdefault("PMID", eprint)
    elif eprint and source in _ARCHIVES and link is None:
        link = _ARCHIVES[source] + eprint
    if preprint is None and (value := fields.get("arxivid") or fields.get("arxiv")):
        preprint = arxiv_id(verbatim(value))
    if preprint is None and link and _ARXIV_LINK.search(link):
        preprint = arxiv_id(link)
    if preprint is None:
        journal = fields.get("journal") or fields.get("journaltitle") or ""
        if journal.strip().lower() == "corr" and (found := _CORR_VOLUME.fullmatch(fields.get("volume", ""))):
            preprint = arxiv_id(found[1])
        for value in (journal, fields.get("howpublished", ""), fields.get("note", ""), fields.get("number", ""),
                      fields.get("publisher", ""), fields.get("pages", "")):  # fmt: skip
            if (
                preprint is None
                and "rxiv" in value.lower()
                and (found := _ARXIV_IN_TEXT.search(_words_verbatim(value)))
            ):
                preprint = arxiv_id(found[1].rstrip(".,;)]"))
    category = _plain(fields.get("primaryclass") or fields.get("eprintclass") or fields.get("category")) or None
    if digital and (spelled := doi_as_written(fields.get("doi") or "")):
        extra["DOI"] = spelled
    return link, digital, preprint, category


def doi_as_written(value: str) -> str:
    """Return a DOI with the capitals of its registrant, which citations print; empty where it has none."""
    found = _DOI_SPELLED.search(verbatim(value))
    return found[0] if found and not found[0].islower() and doi(found[0]) == found[0].lower() else ""


_DOI_SPELLED = re.compile(r"10\.\d{4,9}/\S*[A-Z]\S*")


def _words_verbatim(text: str) -> str:
    """Return text with its words apart and nothing of TeX in it, as identifiers are looked for."""
    return " ".join(verbatim(word) for word in text.split())


_NEVER_PREPRINTS = frozenset(("book", "report", "thesis", "dataset", "software", "patent"))


def _as_preprint(extra: dict[str, str], venue: str, kind: str) -> tuple[str, str]:
    """Return venue and kind of what has an arXiv id: a preprint, unless a journal, volume or school says otherwise."""
    if venue:
        server = preprint_server(venue)
        if server != "arXiv":
            return venue, "article" if server and kind == "article-journal" else kind
        # `arXiv preprint arXiv:1503.02531`, or DBLP's CoRR, volume abs/1503.02531.
        if extra.get("volume", "").startswith("abs/"):
            del extra["volume"]
        return "arXiv", kind if kind in _NEVER_PREPRINTS else "article"
    if kind in ("article-journal", "document", "webpage", "article", "manuscript"):
        return "arXiv", "article"
    return venue, kind
