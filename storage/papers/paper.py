"""The nouns: a Paper (what the world says), an Entry (that plus what the reader says), and how listings show them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from storage.papers import dates
from storage.papers.identifiers import (
    arxiv_category,
    arxiv_id,
    doi,
    doi_link,
    is_identifier,
    is_medical,
    settled,
    short_doi,
)
from storage.papers.markup import Marked, escape, plain
from storage.papers.names import Name
from storage.papers.text import ABSTRACT_LIMIT, AUTHORS_LIMIT, FIELD_LIMIT, NOTE_LIMIT, TITLE_LIMIT, clean, fold


class Status(StrEnum):
    """How far the reader has come with a paper; the order is that of a paper's life."""

    UNREAD = "unread"
    QUEUED = "queued"
    READING = "reading"
    SKIMMED = "skimmed"
    READ = "read"
    DROPPED = "dropped"


KINDS = tuple(
    "article-journal paper-conference article book chapter thesis report webpage dataset software review "
    "entry-encyclopedia speech patent manuscript post-weblog article-magazine article-newspaper document "
    "bill broadcast classic collection entry entry-dictionary event figure graphic hearing interview legal_case "
    "legislation map motion_picture musical_score pamphlet performance periodical personal_communication post "
    "regulation review-book song standard treaty".split()
)
"""Kinds of paper: the types of CSL 1.0.2 (appendix III), the common ones first; `article` is a preprint, as in CSL."""
ROLES = tuple(
    "editor translator container-author collection-editor editorial-director editor-translator director illustrator "
    "original-author reviewed-author recipient interviewer composer chair compiler contributor curator "
    "executive-producer guest host narrator organizer performer producer script-writer series-creator holder".split()
)
"""Who has to do with a paper besides its authors: CSL 1.0.2's name variables, and a patent's holder (BibLaTeX)."""

_YEAR_IN_WORDS = re.compile(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)")
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d{2})?)?")

_BETWEEN = re.compile(r"[\s,;]+(?=10\.|doi|https?:)", re.IGNORECASE)
_SAYS = re.compile(
    r"(?i)(?!\W*(?:n/?a|none|null|nan|unknown|not available|doi|https?://(?:dx\.)?doi\.org)\W*$).*\w.*\w"
)
"""What is kept of a field for a DOI that holds none: more than that there is none."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What the world says of a paper. Every text has passed `clean`, so it may be shown as it stands."""

    title: str
    """One line, at most 1,000 characters, as people see it; with its markup where it is given as Marked. Of a paper
    whose title is not known yet what it is known by stands here, see `untitled`."""
    authors: tuple[Name, ...] = ()
    """In the order of the paper; a plain string is taken as a name as shown."""
    authors_complete: bool = True
    """False when the source shows only the first of them (`et al.`, `and others`)."""
    author_count: int | None = None
    """How many authors there are, where the source tells only that."""
    organisation: str | None = None
    """Whose paper it is, where the source names an organisation in place of authors."""
    year: int | None = None
    date: str | None = None
    """ISO 8601, as precise as the source: 2023, 2023-05 or 2023-05-04. An importer may pass any date in EDTF, or the
    words of the source: what this does not tell is `extra["issued"]`, which stands only as long as it begins here."""
    date_inferred: bool = False
    """True when the source gave no year and the day of import decided it."""
    venue: str | None = None
    """Where it appeared (container-title): journal, proceedings, conference; `arXiv` for a preprint."""
    kind: str | None = None
    """A CSL type out of KINDS; None when the source does not tell."""
    category: str | None = None
    """Subject as the source writes it: cs.LG, LG."""
    abstract: str | None = None
    """Lines are kept; at most 100,000 characters."""
    doi: str | None = None
    """Bare and lower case; never the 10.48550/arXiv form, which becomes `arxiv_id`."""
    arxiv_id: str | None = None
    """Bare, without version and subject class: 2206.15144, math/0309136."""
    url: str | None = None
    roles: Mapping[str, tuple[Name, ...]] = field(default_factory=lambda: _NOTHING)
    """Everybody but the authors, by name of ROLES."""
    markup: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """`title`, `venue` or a name in `extra`, and the same text in markup, where that says more than the plain one."""
    extra: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """What only a citation needs, by CSL variable (volume, issue, page, number, publisher, publisher-place, edition,
    collection-title, event-title, genre, ISBN, ISSN, PMID, PMCID, note, language, ...), and `key`, the citation key
    the source used, and `raw`, the entry as the source wrote it. Dates (accessed, event-date, original-date, and
    `issued` where it says more than `date`) are EDTF, or what the source wrote where that is none."""

    @property
    def editors(self) -> tuple[Name, ...]:
        """Who edited it, or what it stands in."""
        return self.roles.get("editor", ())

    @property
    def untitled(self) -> bool:
        """Whether its title is not known yet: what stands in its place is an identifier or an address."""
        return is_identifier(self.title)

    @property
    def known_title(self) -> str:
        """The title, where it is known; else empty."""
        return "" if self.untitled else self.title

    @property
    def written_title(self) -> str:
        """The title as a file has it: empty where what stands in its place is told beside it, and so is not lost."""
        own = (self.identifier, self.doi, self.arxiv_id, self.url)
        return "" if self.untitled and self.title in own else self.title

    @property
    def identifier(self) -> str:
        """What it is called where nothing else is known: `10.5555/gulls`, `PMID 12345678`; empty without any."""
        numbers = [(name, self.extra[name]) for name in ("PMID", "PMCID", "ISBN") if name in self.extra]
        first = next((text if name == "PMCID" else f"{name} {text}" for name, text in numbers), "")
        return self.doi or self.arxiv_id or first

    def marked(self, name: str) -> Marked:
        """Return title, venue or a value of `extra` in its markup; empty for what is not known."""
        return Marked(self.markup[name]) if name in self.markup else escape(self._text(name))

    def _text(self, name: str) -> str:
        if name == "title":
            return self.written_title
        return (self.venue if name == "venue" else self.extra.get(name)) or ""

    @property
    def author_total(self) -> int | None:
        """How many authors there are; None where the list goes on, or is missing, and no source tells how far."""
        named = len(self.authors)
        if named and self.authors_complete:
            return named
        return self.author_count if self.author_count and self.author_count > named else None

    @property
    def printed_doi(self) -> str:
        """The DOI as its registrant wrote it, where the source tells; without one a short DOI; empty without any."""
        written = self.extra.get("DOI", "")
        return written if not self.doi or written.lower() == self.doi else self.doi

    @property
    def authors_cut(self) -> bool:
        """Whether there was no room for all authors: AUTHORS_LIMIT characters, cut before a name."""
        if self.authors_complete or (self.author_count or 0) <= len(self.authors):
            return False
        return sum(len(name.text) + 2 for name in self.authors) > AUTHORS_LIMIT - FIELD_LIMIT

    @property
    def registered_doi(self) -> str:
        """The DOI, and of a preprint without one that which arXiv registers for it; else empty."""
        return self.doi or (f"10.48550/arXiv.{self.arxiv_id}" if self.arxiv_id else "")

    @property
    def link(self) -> str:
        """The address people would want: the DOI's, else arXiv's, else the one the source gave; empty without any."""
        if self.doi:
            return doi_link(self.doi)
        return f"https://arxiv.org/abs/{self.arxiv_id}" if self.arxiv_id else self.url or ""

    @property
    def stand_in(self) -> str:
        """Whose paper it is where no author is named, else empty."""
        return "" if self.authors else self.organisation or ""

    def __post_init__(self) -> None:
        put = object.__setattr__
        if not ((names := "".join((*self.extra, *self.markup))).isascii() and names.isprintable()):
            put(self, "extra", _clean_names(self.extra))
            put(self, "markup", _clean_names(self.markup))
        marked: Mapping[str, str] = self.markup
        if marked or Marked in map(type, (self.title, self.venue, self.abstract, *self.extra.values())):
            marked = self._markup()
        put(self, "title", clean(self.title, TITLE_LIMIT))
        if self.authors:
            authors = _names(self.authors)
            if len(authors) < len(self.authors) and (count := sum(map(bool, map(str, self.authors)))) > len(authors):
                if self.authors_complete:
                    put(self, "author_count", max(count, self.author_count or 0))
                put(self, "authors_complete", False)
            put(self, "authors", authors)
        if self.roles:
            roles = {role: _names(tuple(names)) for role, names in self.roles.items() if role in ROLES}
            put(self, "roles", MappingProxyType({role: roles[role] for role in ROLES if roles.get(role)}))
        if self.abstract is not None:
            put(self, "abstract", clean(self.abstract, ABSTRACT_LIMIT, lines=True) or None)
        for name in ("venue", "organisation", "category", "url", "kind"):
            value = getattr(self, name)
            if value is not None:
                put(self, name, clean(value) or None)
        if self.doi is not None:
            self._take_doi(clean(self.doi))
        if self.arxiv_id is not None:
            given = clean(self.arxiv_id)
            if self.category is None and ("/" in given or "[" in given):
                put(self, "category", arxiv_category(given))
            put(self, "arxiv_id", arxiv_id(given))
        if self.date is not None or self.year is not None:
            date, year = _dated(self.date, self.year)
            if self.date and self.date != date:  # no ISO date, or more than one tells
                put(self, "extra", {**self.extra, "issued": dates.canonical(self.date)})
            put(self, "date", date)
            put(self, "year", year)
        if "issued" in self.extra and (said := dates.parse(self.extra["issued"])) and said.begins != self.date:
            put(self, "extra", {key: text for key, text in self.extra.items() if key != "issued"})
        if self.extra or (self.url and is_medical(self.url)):
            kept = {
                key: text
                for key, value in self.extra.items()
                if (text := clean(value, ABSTRACT_LIMIT, lines=key in ("raw", "note")))
            }
            put(self, "extra", MappingProxyType(settled(kept, self.url)))
        if marked:
            kept = {name: clean(text, 4 * TITLE_LIMIT) for name, text in marked.items() if self._shows(name, text)}
            put(self, "markup", MappingProxyType(kept))

    def _take_doi(self, given: str) -> None:
        """Keep a DOI that is arXiv's as the arXiv id, a short one where it leads, and what is none beside the facts."""
        put, name = object.__setattr__, doi(given)
        if name and "48550" in name and arxiv_id(name):
            name = None
            if not self.arxiv_id:
                put(self, "arxiv_id", given)
        elif name:
            rest = " ".join(_BETWEEN.split(given)[1:]) if len(given) > len(name) + 8 else ""
            if rest and (doi(rest) or name) != name:
                put(self, "extra", {"doi": rest, **self.extra})
        elif short := short_doi(given):
            put(self, "url", self.url or doi_link(short))
            put(self, "extra", {**self.extra, "DOI": short})
        elif "://" in given and not self.url and not given.rstrip("/").endswith("doi.org"):
            put(self, "url", given)
        elif given != self.url and _SAYS.match(given):
            put(self, "extra", {"doi": given, **self.extra})
        put(self, "doi", name)

    def _markup(self) -> dict[str, str]:
        """Put what is shown of each text that is given in markup in its place; return the markup that there is."""
        put = object.__setattr__
        given = dict(self.markup)
        for name in ("title", "venue", "abstract"):
            if type(text := getattr(self, name)) is Marked:
                put(self, name, plain(text))
                given[name] = text
        if marked := {name: text for name, text in self.extra.items() if type(text) is Marked}:
            put(self, "extra", {**self.extra, **{name: plain(text) for name, text in marked.items()}})
            given |= marked
        put(self, "markup", _NOTHING)
        return given

    def _shows(self, name: str, markup: str) -> bool:
        """Return whether markup says more than the plain text under the same name, and is that of it."""
        text = self._text(name)
        return bool(text) and "<" in markup and _letters(plain(markup)) == _letters(text)


def _clean_names(texts: Mapping[str, str]) -> dict[str, str]:
    """Return texts under clean names; one whose name had to be cleaned gives way to that which has the name."""
    clean_of = {name: clean(name) for name in texts}
    return {
        kept: text for name, text in texts.items() if (kept := clean_of[name]) and (kept == name or kept not in texts)
    }


def _letters(text: str) -> str:
    return fold(text).replace(" ", "")


def _dated(date: str | None, year: int | None) -> tuple[str | None, int | None]:
    """Return date and year, each made of the other where that lacks; None for what is neither."""
    if date is not None and not _DATE.fullmatch(date):
        words, said = date, dates.parse(date)
        date = said.begins if said else None
        if year is None and not said and (named := _YEAR_IN_WORDS.search(words)):
            year = int(named[0])
    if year is None and date:
        year = int(date[:4])
    if year is not None and not 0 < year < 10_000:
        return date, None
    return date if year is None or date else f"{year:04}", year


def _names(names: tuple[Name, ...]) -> tuple[Name, ...]:
    kept: list[Name] = []
    room = AUTHORS_LIMIT
    for given in names:
        name = given if isinstance(given, Name) else Name(given)
        room -= len(name.text) + 2
        if room < 0:
            break
        if name.text:
            kept.append(name)
    return tuple(kept)


class Said(NamedTuple):
    """What a reader said of a paper in the library that it comes from; taken over where the shelf has it new."""

    status: Status = Status.UNREAD
    starred: bool = False
    priority: int = 0
    tags: tuple[str, ...] = ()
    note: str = ""
    shelves: tuple[str, ...] = ()
    later: str | None = None

    def united(self, other: "Said") -> "Said":
        """Return what two records of one paper say: the further status, the higher priority, all tags and notes."""
        note = self.note if other.note in self.note else f"{self.note}\n\n{other.note}".strip()
        status = max(self.status, other.status, key=list(Status).index)
        tags, shelves = (tuple(dict.fromkeys(both)) for both in (self.tags + other.tags, self.shelves + other.shelves))
        starred, priority = self.starred or other.starred, max(self.priority, other.priority)
        return Said(status, starred, priority, tags, note, shelves, self.later or other.later)


def _clean_texts(noun: object, lines: Mapping[str, int], *names: str) -> None:
    """Clean the texts of a noun: those of several lines, each up to its limit, and the others."""
    for name in (*lines, *names):
        if text := getattr(noun, name):
            object.__setattr__(noun, name, clean(text, lines.get(name, FIELD_LIMIT), lines=name in lines))


SECTION_LIMIT = 200
"""Longest heading, in characters, that is kept of a paper's place in a listing."""
SURE = 0.6
"""Confidence from which on a record counts as read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A paper as one listing shows it. Its texts have passed `clean`, as have those of every noun here."""

    paper: Paper
    line: int
    """1-based line of the source at which the record begins."""
    position: int | None = None
    """1-based rank among the records of the listing."""
    section: str | None = None
    """The heading that it stands under: `Session 3: Optics`, `2019`, `Cross submissions`; None where there is none."""
    score: float | None = None
    comments: int | None = None
    upvotes: int | None = None
    doubt: str | None = None
    """Why the reading may be wrong, in words for the reader of the list (`where the title ends`); None when sure."""
    raw: str | None = None
    """The line as the source has it, kept when there is a doubt."""
    said: Said | None = None
    digest: int | None = None
    """60 bits of blake2b of the record's raw text as the source has it (`storage.papers.text.digest`), white space
    around its lines apart; None where the source does not tell. It knows the record again, whoever reads it how."""
    id: str = ""
    """Under which its library keeps it, where that is no citation key; empty where there is none."""
    confidence: float = 1.0
    """How sure the reader is that this is a paper and that it is read right, 0 to 1; 1 where the format tells."""

    @property
    def is_sure(self) -> bool:
        """Whether it is read with so much confidence that nobody need look at it first."""
        return self.confidence >= SURE

    def __post_init__(self) -> None:
        if self.doubt or self.raw:
            _clean_texts(self, {"raw": ABSTRACT_LIMIT}, "doubt")
        if self.section is not None:
            object.__setattr__(self, "section", clean(self.section, SECTION_LIMIT) or None)


class Unread(NamedTuple):
    """A record that is to the byte what its library had before, so that nothing more of it was read."""

    line: int
    digest: int
    """As Listed has it."""
    position: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A piece of input that could not be read as a paper."""

    line: int
    reason: str
    """A clause for people: `no title`, `the entry is never closed`."""
    text: str
    """The raw text, shortened to what fits a report."""

    def __post_init__(self) -> None:
        _clean_texts(self, {}, "reason", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Something the listing says of itself: a stated total, a title, something a reader should know of."""

    text: str = ""
    """A sentence for the account: `the page states 22 papers and holds 21`; empty when only a fact is carried."""
    stated: int | None = None
    """How many papers the source says it holds."""
    title: str | None = None
    """What the listing calls itself: the author of an author page, the day of a daily page."""
    day: str | None = None
    """The day that the listing states to be of, in ISO 8601; None where it states none to the day."""

    def __post_init__(self) -> None:
        _clean_texts(self, {}, "text", "title")
        if self.day is not None and self.day != dates.day(self.day):
            object.__setattr__(self, "day", None)


class Sighting(NamedTuple):
    """Where a paper was seen: one listing, one line of it."""

    listing: str
    """The listing's name: its title where it has one, else the file it came from."""
    listing_id: int
    format: str
    section: str | None
    """As Listed has it."""
    line: int
    position: int | None
    score: float | None
    comments: int | None
    upvotes: int | None
    imported: str
    """UTC, ISO 8601, to the second."""
    day: str
    """As Listing has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A paper on the shelf, or in the bin: what the world says, and what the reader says of it."""

    id: int
    uuid: str
    """32 hex digits, the same on every machine that shares the shelf."""
    key: str | None
    """The citation key that is shown, once one was imported or used."""
    keys: tuple[str, ...] = ()
    """Every citation key that the paper came with or was cited under, the shown one first; each finds it."""
    paper: Paper
    status: Status
    starred: bool
    priority: int
    """-9 to 9, 0 unless the reader set it."""
    tags: tuple[str, ...]
    new: bool = False
    """Whether it came on a page and nothing was decided about it yet."""
    later: str | None = None
    """The day to which it was put off, ISO 8601."""
    queue: int | None = None
    """Its place in the queue, from 1; None where it is not queued, or the queue is longer than standing.TOLD."""
    shelves: tuple[str, ...] = ()
    """The shelves on which it stands, by name."""
    note: str
    note_version: int
    """Rises with every saved note; passed back when saving, so that two windows never overwrite each other."""
    added: str
    """UTC, ISO 8601, to the second."""
    read_on: str | None
    """When it was last marked read; UTC, ISO 8601."""
    seen: tuple[Sighting, ...]
    doubt: str | None = None
    raw: str | None = None
    deleted: bool = False
    """Whether it was taken off the shelf."""

    def __post_init__(self) -> None:
        if not f"{self.key}{''.join((*self.keys, *self.tags, *self.shelves))}".isprintable():
            for name in ("keys", "tags", "shelves"):
                object.__setattr__(self, name, tuple(filter(None, map(clean, getattr(self, name)))))
            _clean_texts(self, {}, "key")
        if self.note or self.doubt or self.raw or self.later:
            _clean_texts(self, {"note": NOTE_LIMIT, "raw": ABSTRACT_LIMIT}, "doubt", "later")
