"""EndNote's tagged export (.enw, `%A Name`), also called Refer and BibIX."""

import re
from collections.abc import Iterator

from importers import facts, tagged
from importers.markup import abstract, plain
from importers.reader import Item, Listed, Page, skip
from importers.tagged import Tagged
from storage.papers.paper import Paper, arxiv_id, doi

NAME = "enw"
TITLE = "EndNote tagged (.enw, Refer)"
CARRIES = ("title", "authors", "authors_complete", "year", "date", "venue", "kind", "abstract", "doi",
           "arxiv_id", "url", "editors", "extra", "line", "position")  # fmt: skip
STREAMS = True
TRUST = 40
LAST_SEEN = "2026-11-22"

# EndNote's reference types (EndNote manual, "Tag field names by reference type"), by CSL type.
_KINDS = {
    "journal article": "article-journal", "electronic article": "article-journal",
    "magazine article": "article-magazine", "newspaper article": "article-newspaper",
    "conference proceedings": "paper-conference", "conference paper": "paper-conference", "book": "book",
    "edited book": "book", "electronic book": "book", "serial": "book", "book section": "chapter",
    "electronic book section": "chapter", "encyclopedia": "entry-encyclopedia", "dictionary": "entry-encyclopedia",
    "thesis": "thesis", "report": "report", "government document": "report", "standard": "report",
    "web page": "webpage", "electronic source": "webpage", "online multimedia": "webpage", "blog": "post-weblog",
    "computer program": "software", "dataset": "dataset", "online database": "dataset", "patent": "patent",
    "manuscript": "manuscript", "unpublished work": "manuscript", "generic": "document", "pamphlet": "document",
    "audiovisual material": "document", "preprint": "article", "personal communication": "document",
}  # fmt: skip

# What goes into `extra` as it is, by CSL variable (the same table; %N, %B, %I and %6 depend on the type).
_EXTRA = {
    "volume": "V", "publisher": "I", "publisher-place": "C", "edition": "7", "language": "G", "note": "Z",
    "title-short": "!", "call-number": "L", "number-of-volumes": "6", "archive": "W", "source": "~", "section": "&",
    "genre": "9", "original-title": "Q",
}  # fmt: skip

_LINE = re.compile(r"\ufeff?[ \t]?%([A-Z0-9!@#$&()*+,./:;<=>?\[\\\]^|~])(?:[ \t]+(.*)|$)")
_ONCE = frozenset("TDJ")
_WHOLE = frozenset(("book", "thesis", "report", "software", "dataset", "patent", "manuscript"))
_LINK = re.compile(r"(?:https?|ftp)://[^\s;]+", re.IGNORECASE)


_TYPED = re.compile(r"\ufeff?\s{0,20}%0[ \t]+([^\n]{1,40})")


def sniff(head: str) -> float:
    tags = [found[1] for line in head.split("\n", 400)[:400] if (found := _LINE.match(line))]
    lines = sum(1 for line in head.split("\n", 400)[:400] if line.strip())
    if not {"T", "A"} & set(tags) or not lines:
        return 0.0
    if "0" in tags and len(set(tags)) >= 3:
        return 0.95
    if (typed := _TYPED.match(head)) and typed[1].strip().lower() in _KINDS:
        return 0.8
    return 0.7 if {"T", "A"} <= set(tags) and len(tags) >= 0.4 * lines else 0.3


def read(page: Page) -> Iterator[Item]:
    """Yield every record: from `%0` on, or behind an empty line."""
    position = 0
    for record in tagged.records(page.lines(), _tag, opens=_opens, prose=frozenset("XZ"), lists=frozenset("K")):
        if len(record.fields) < 2 and not record.first("T"):
            yield skip(record.line, "no title", record.raw)
            continue
        item = tagged.listed(record, _paper(record), position + 1)
        position += isinstance(item, Listed)
        yield item


def _tag(line: str) -> tuple[str, str] | None:
    found = _LINE.match(line)
    return (found[1], found[2] or "") if found is not None else None


def _opens(tag: str, seen: set[str], *, after_blank: bool) -> bool:
    if tag == "0":
        return bool(seen - {"0"})  # a type and what it is in particular may follow one another
    return after_blank and "T" in seen and (tag in ("A", "T", "F") or (tag in _ONCE and tag in seen))


def _paper(record: Tagged) -> Paper:
    kind = _KINDS.get(record.first("0").strip().lower(), "document" if record.first("0") else None)
    if kind is None and record.first("J"):
        kind = "article-journal"
    elif kind is None and record.first("I") and not record.first("B"):
        kind = "book"
    authors, complete = tagged.names(record.all("A"))
    editors, _ = tagged.names(record.all("E"))
    others, _ = tagged.names(record.all("Y"))
    if kind == "paper-conference" and not editors:
        editors, others = others, ()
    extra = {variable: record.first(tag) for variable, tag in _EXTRA.items()}
    second, third = record.first("B"), record.first("S")
    if kind in ("paper-conference", "chapter") and not second and not record.first("J"):
        second, third = third, ""  # the ACL Anthology
    venue = record.first("J") or second
    if kind in _WHOLE:
        extra["collection-title"] = second or third
        venue = record.first("J") if kind != "book" else ""
        if kind == "thesis" and not extra["publisher"]:
            extra["publisher"], extra["collection-title"] = second, third
    else:
        extra["collection-title"] = third
    number = record.first("N")
    extra["number" if kind in ("report", "patent", "standard") else "issue"] = number
    extra |= tagged.extent(kind, facts.pages(record.first("P")))
    extra["language"] = ", ".join(record.all("G"))
    if kind in ("book", "chapter"):
        extra["translator"] = "; ".join(str(person) for person in others)
    extra["keyword"] = ", ".join(
        word.strip() for value in record.all("K") for word in re.split(r"[;\n]", value) if word.strip()
    )
    extra["accessed"] = facts.date(record.first("[")) or ""
    extra["key"] = tagged.key(record.first("F"))
    extra |= tagged.numbers(record.all("@"))
    if accession := re.fullmatch(r"(?:PMID:?\s*)?(\d{6,8})", record.first("M")):
        extra["PMID"] = accession[1]
    links = [link for tag in "U>" for value in record.all(tag) for link in _LINK.findall(value)]
    year, day = record.first("D"), record.first("8")
    date = facts.date(year) or facts.date(day)
    exact = facts.date(day) or facts.date(f"{day} {date[:4]}") if day and date else None
    if date is None and year:
        extra["status"] = year
    digital = [*record.all("R"), *links, *record.all("M", "3")]
    preprint = [*record.all("R"), *links, *record.all("M", "J", "I", "N")]
    identifier = next((found for value in preprint if "arxiv" in value.lower() and (found := _arxiv(value))), None)
    if identifier:
        venue, kind = tagged.preprint(venue, kind)
    return Paper(
        title=plain(record.first("T")),
        authors=authors,
        authors_complete=complete,
        date=exact if exact and date and exact[:4] == date[:4] and len(exact) > len(date) else date,
        venue=plain(venue) or None,
        kind=kind,
        abstract=abstract(record.first("X")) or None,
        doi=next((found for value in digital if (found := doi(value))), None),
        arxiv_id=identifier,
        url=links[0] if links else None,
        editors=editors,
        extra={name: value for name, value in extra.items() if value},
    )


def _arxiv(text: str) -> str | None:
    at = text.lower().find("arxiv:")
    return arxiv_id(text[at:]) if at >= 0 else arxiv_id(text)
