"""Lines that begin with a tag (RIS, MEDLINE, EndNote) -> records, however they are divided and wrapped."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from importers import dates, facts
from importers.markup import resolved
from importers.names import apart
from importers.reader import EXCERPT
from storage.papers.dates import parse
from storage.papers.identifiers import arxiv_id, doi, short_doi
from storage.papers.names import Name

RECORD_LIMIT = 2 << 20
"""Characters of one record that are kept; of the rest only the first of each tag, up to as much again."""
_WRAPPED = 120
"""A line beyond this length was not broken to fit a column: what follows it is a paragraph of its own."""


@dataclass(slots=True)
class Tagged:
    """One record: its tags in order, each with its value."""

    line: int
    fields: list[tuple[str, str]] = field(default_factory=list)
    source: str = ""
    """The lines of the record that are read, as they stand."""
    _first: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self._first = {name: value for name, value in reversed(self.fields) if value}

    @property
    def raw(self) -> str:
        """The beginning of the record, for the report."""
        return "\n".join(line[:EXCERPT] for line in self.source.split("\n", 12)[:12])[: 4 * EXCERPT]

    def first(self, *tags: str) -> str:
        """Return the first value that is not empty of the first of these tags that has one."""
        for tag in tags:
            if tag in self._first:
                return self._first[tag]
        return ""

    def all(self, *tags: str) -> list[str]:
        """Return every value of these tags, in the order of the record."""
        if self._first.keys().isdisjoint(tags):
            return []
        return [value for name, value in self.fields if name in tags and value]


class Opens(Protocol):
    """Returns whether a tag begins a new record, though the last has not ended."""

    def __call__(self, tag: str, seen: set[str], *, after_blank: bool) -> bool:
        """Return True when `tag`, behind the tags `seen` of the record and perhaps an empty line, begins another."""
        ...


@dataclass(slots=True)
class _Open:
    """A record that is being read; `block` and `before` tell of it as it was at the last empty line."""

    line: int
    names: set[str] = field(default_factory=set)
    parts: list[tuple[str, list[str]]] = field(default_factory=list)
    size: int = 0
    lines: list[str] = field(default_factory=list)
    last: int = 0
    """Length of the last physical line."""
    block: tuple[int, int, int] = (1, 0, 0)
    """The line on which the tags behind the last empty line begin, and how many parts and lines stand before them."""
    before: frozenset[str] = frozenset()
    """The tags that stand before them."""

    def closed(self) -> Tagged:
        fields = [(name, "".join(parts).strip()) for name, parts in self.parts]
        return Tagged(self.line, fields, "\n".join(self.lines))

    def divided(self) -> "tuple[Tagged, _Open]":
        """Return the record as it was at the last empty line, and one that begins behind it."""
        line, parts, lines = self.block
        rest = _Open(line, {name for name, _ in self.parts[parts:]}, self.parts[parts:], 0, self.lines[lines:])
        del self.parts[parts:], self.lines[lines:]
        return self.closed(), rest


def records(
    lines: Iterable[str],
    tag_of: Callable[[str], tuple[str, str] | None],
    *,
    opens: Opens,
    once: Collection[str] = (),
    closes: Collection[str] = (),
    prose: Collection[str] = (),
    lists: Collection[str] = (),
) -> Iterator[Tagged]:
    """Yield the records of `lines`.

    `tag_of` tells tag and value of a line, None where it has none: then it continues the value before it, or, outside
    of a record, is chrome. `opens` tells where a new record begins without the end of the last. `once` are tags that a
    record has once: where one comes again, the lines behind the last empty one are a record of their own. `prose` are
    tags whose paragraphs are kept as lines, `lists` those of which every line is a value. Linear in the text; never
    raises.
    """
    record: _Open | None = None
    blank = False
    for number, line in enumerate(lines, 1):
        if not line.strip():
            blank = True
            continue
        found = tag_of(line)
        if found is not None:
            tag, value = found
            if tag in closes:
                if record is not None:
                    yield record.closed()
                record = None
                continue
            if record is not None and blank:
                record.block = number, len(record.parts), len(record.lines)
                record.before = frozenset(record.names)
            if record is not None and tag in once and tag in record.before:
                done, record = record.divided()
                yield done
            if record is not None and opens(tag, record.names, after_blank=blank):
                yield record.closed()
                record = None
            if record is None:
                record = _Open(number)
            if record.size < RECORD_LIMIT or (tag not in record.names and record.size < 2 * RECORD_LIMIT):
                record.parts.append((tag, [value.strip()]))
                record.lines.append(line)
                record.size += len(line) + 20
            record.names.add(tag)
        elif record is not None and record.size < RECORD_LIMIT:
            tag, parts = record.parts[-1]
            text = line.strip()
            if blank and tag not in prose:
                continue  # chrome, and so is what follows it
            record.lines.append(line)
            if tag in lists:
                record.parts.append((tag, [text]))
            elif tag in prose:
                paragraph = blank or record.last > _WRAPPED or text.startswith(("* ", "- ", "• "))
                parts.append(f"\n{text}" if paragraph and parts[-1] else _behind(parts[-1], text))
            else:
                parts.append(_behind(parts[-1], text))
            record.size += len(line) + 50
        if record is not None:
            record.last = len(line)
        blank = False
    if record is not None:
        yield record.closed()


_BROKEN = re.compile(r"\w-\Z")
_GOES_ON = re.compile(r"(?!(?:and|or|to|und|oder|et|ou|y|o)\b)\w")
"""What goes on behind a hyphen: not `pre- and postnatal`."""


def unwrapped(lines: Iterable[str]) -> str:
    """Return lines that were broken to fit a column as one."""
    pieces: list[str] = []
    for line in map(str.strip, lines):
        pieces.append(_behind(pieces[-1], line) if pieces else line)
    return "".join(pieces)


def _behind(line: str, text: str) -> str:
    """Return the line that continues a value: with a space before it, but where a word is broken at its hyphen."""
    broken = line.endswith("-") and _BROKEN.search(line) is not None and _GOES_ON.match(text) is not None
    return text if broken else f" {text}"


# Smith J, van der Berg AB, Fanning E.: a family name and initials behind it.
_INITIALS_LAST = re.compile(r"([^,]*[^\W\d_A-Z][^,]*?)\s+((?:[A-Z]\.?-?){1,4})")
NAME = 300
"""Characters of the longest name that is taken apart."""


def name(text: str) -> Name:
    """Return a name as these formats write it: `Family, Given, Suffix`, `Family XY`, a group (`ACME Inc.,`)."""
    text = " ".join(text.split()).strip(";")
    if text.startswith("{") and text.endswith("}"):  # as BibTeX has organisations
        return Name.group(text.strip("{}"))
    behind = _INITIALS_LAST.fullmatch(text) if len(text) <= NAME else None
    if behind is not None and not behind[1].endswith("."):
        return facts.person(behind[1], behind[2])
    return facts.named(text)


_EXTENT = re.compile(r"(\d{1,5})(?:\s*(?:pp?|pages|s|S|Seiten|leaves)\.?)?")


def extent(kind: str | None, pages: str) -> dict[str, str]:
    """Return pages as `page`, or as `number-of-pages` where a single number counts the leaves of a whole book."""
    if kind in ("book", "thesis", "report") and (found := _EXTENT.fullmatch(pages)):
        return {"number-of-pages": found[1]}
    return {"page": pages}


def names(values: Iterable[str]) -> tuple[tuple[Name, ...], bool]:
    """Return the names in these values (several in one where semicolons divide them), and whether they are all."""
    return facts.complete(name(part) for value in values for part in apart(resolved(value)) if part.strip(" ,;."))


def edited(authors: tuple[Name, ...], editors: tuple[Name, ...]) -> tuple[tuple[Name, ...], tuple[Name, ...]]:
    """Return the editors of an edited book, and those of its series, out of what its record calls authors and editors.

    EndNote's manual, "Tag field names by reference type": Edited Book, of which RIS has EDBOOK.
    """
    return (authors, editors) if authors else (editors, ())


# ERIC writes EISSN-2375-5636.
_SERIAL_NUMBER = re.compile(r"(?<![\dXx])(?<![\dXx]-)\d{4}-?\d{3}[\dXx](?![\dXx-])")
_BOOK_NUMBER = re.compile(r"(?<!\d)(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx](?![\dXx])")


def numbers(values: Iterable[str]) -> dict[str, str]:
    """Return ISSN and ISBN out of values that may hold either, with words beside them; the first of each."""
    found: dict[str, str] = {}
    for kind, number in (one for value in values for one in _numbers(value)):
        found.setdefault(kind, number)
    return found


@lru_cache(maxsize=1024)  # a journal's come again with each of its papers
def _numbers(value: str) -> tuple[tuple[str, str], ...]:
    serials = (serial if "-" in serial else f"{serial[:4]}-{serial[4:]}" for serial in _SERIAL_NUMBER.findall(value))
    books = (book.strip() for book in _BOOK_NUMBER.findall(value))
    return (*(("ISSN", serial) for serial in serials), *(("ISBN", book) for book in books))


def further(record: Tagged, tags: Collection[str], extra: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Return the values of these tags that hold another ISSN or ISBN than `extra` does, or none."""
    told = {("ISSN", extra.get("ISSN")), ("ISBN", extra.get("ISBN"))}
    for one in record.fields:
        if one[0] in tags and not ((held := set(_numbers(one[1]))) and told.issuperset(held)):
            yield one


_NUMBER_LABEL = re.compile(r"(?i)\s*\b(?:[ep]-?)?IS[BS]N(?:-1[03])?(?:\s*\((?:print|online|electronic)\))?\s*:?\s*")


def numbered(kind: str, text: str) -> tuple[str, str]:
    """Return the first ISSN or ISBN (the `kind`) in a field of its own, without its label, and the whole field where it
    says more: another number, or the binding; the field itself where it holds none."""
    number = numbers([text]).get(kind, "")
    bare = _NUMBER_LABEL.sub("", text).strip(" .;,")
    return (number, "" if bare in (number, number.replace("-", "")) else text) if number else (text, "")


def unknown(record: Tagged, known: Collection[str]) -> Iterator[tuple[str, str]]:
    """Return what stands under tags that are not `known`."""
    return (field for field in record.fields if field[0] not in known)


def key(text: str) -> str:
    """Return a reference id where it can be a citation key: one word, and no bare number of a database."""
    return text if text and not text.isdecimal() and not re.search(r"[\s{},/\\]", text) else ""


WHOLE = frozenset(("book", "thesis", "report", "software", "dataset", "patent", "manuscript"))
"""Kinds that stand in nothing but a series: what other kinds call the journal is that."""
_LINK = re.compile(r"(?:https?|ftp)://[^\s;\"<>]+", re.IGNORECASE)
_ARXIV = re.compile(r"arxiv(?:\.org/(?:abs|pdf)/|[:\s.]+)(\S+)", re.IGNORECASE)


def links(values: Iterable[str]) -> list[str]:
    """Return the addresses in these values."""
    return [link for value in values for link in _LINK.findall(value)]


def first_doi(values: Iterable[str]) -> str | None:
    """Return the first of these values that holds a DOI, or else a short DOI."""
    values = [value for value in values if value]
    return next((value for named in (doi, short_doi) for value in values if named(value)), None)


def first_arxiv(values: Iterable[str]) -> str | None:
    """Return the first arXiv identifier in those of these values that speak of arXiv, with the category beside it."""
    for value in values:
        at = value.lower().find("arxiv")
        if at < 0:
            continue
        labelled = (found[1] for found in _ARXIV.finditer(value))
        if found := next(filter(arxiv_id, (value[at:], value, *labelled)), None):
            return found
    return None


def listing(values: Iterable[str]) -> str:
    """Return the keywords in these values, which semicolons or lines divide, with commas; * marks MeSH's major ones."""
    words = (" ".join(word.split()).lstrip("*") for value in values for word in re.split(r"[;\n]", value))
    return ", ".join(word for word in words if word)


def date(text: str) -> str:
    """Return `YYYY/MM/DD/other`, of which any part but the first may be empty, or any other date, in EDTF.

    Of other the season or the range of months is taken that begins where the rest says. What is no date is returned as
    it stands.
    """
    year, *parts = (part.strip() for part in text.split("/"))
    if not parts or len(year) != 4 or any(len(part) > 2 and part.isdecimal() for part in parts):
        return dates.said(text)
    words = any(map(str.isalpha, parts[:2]))
    day = dates.edtf(" ".join([year, *parts[:2]])) if words else facts.iso(year, *parts[:2]) or ""
    whole = parse(dates.edtf(f"{parts[2]} {year}")) if len(parts) > 2 and parts[2] else None
    return str(whole) if whole and whole.begins.startswith(day) else day or text


def dated(extra: dict[str, str], year: str, *days: str) -> str:
    """Return the most precise of these days that is of the same year, else the year, in EDTF; a day may leave it out.

    Words that say that the paper has not appeared go to `extra`.
    """
    published, language = date(year), extra.get("language", "")
    if dates.unpublished(published):
        extra["status"], published = published, ""
    exact = [date(day) if parse(date(day)) else dates.edtf(f"{day} {published[:4]}", language) for day in days if day]
    if not parse(published):
        return next(filter(None, exact), published)
    return max((published, *(day for day in exact if day[:4] == published[:4])), key=len)
