"""CSL-JSON: what citation processors read; written by Zotero, pandoc, doi.org and most reference managers."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from importers import facts
from importers.facts import mapping, sequence, string
from importers.json_text import Record, keys, records
from importers.markup import abstract, plain
from importers.reader import Item, Listed, Page, skip
from storage.papers import own
from storage.papers.paper import KINDS, Name, Paper, arxiv_id
from storage.papers.text import clean

NAME = "csl-json"
TITLE = "CSL-JSON"
CARRIES = ("title", "authors", "authors_complete", "author_count", "organisation", "year", "date", "venue", "kind",
           "category", "abstract", "doi", "arxiv_id", "url", "editors", "extra", "line", "position")  # fmt: skip
STREAMS = False
TRUST = 40
LAST_SEEN = "2026-11-22"

# Types of CSL 1.0.2 and of its predecessors that have no kind of their own here.
_KINDS = {kind: kind for kind in KINDS} | {
    "entry": "entry-encyclopedia", "entry-dictionary": "entry-encyclopedia", "review-book": "review",
    "post": "webpage", "standard": "report", "bill": "document", "legislation": "document", "legal_case": "document",
    "treaty": "document", "hearing": "document", "regulation": "document", "collection": "book", "classic": "book",
    "periodical": "document", "pamphlet": "document", "map": "document", "motion_picture": "document",
    "broadcast": "document", "interview": "document", "personal_communication": "document", "graphic": "document",
    "figure": "document", "song": "document", "musical_score": "document", "performance": "document",
    "event": "document", "preprint": "article", "conference": "paper-conference",
    # Crossref's own names, which doi.org gives out as CSL-JSON too
    "journal-article": "article-journal", "proceedings-article": "paper-conference", "posted-content": "article",
    "book-chapter": "chapter", "dissertation": "thesis", "monograph": "book", "edited-book": "book",
}  # fmt: skip
_TAKEN = frozenset(
    "id type title author issued container-title abstract DOI URL editor citation-key citation-label page "
    "custom system_id".split()
)
_NAMES = frozenset(
    "translator collection-editor container-author director editorial-director illustrator original-author "
    "reviewed-author recipient interviewer composer chair compiler contributor curator guest host organizer "
    "performer producer script-writer series-creator executive-producer narrator editor-translator".split()
)
_MARKS = {"issued", "container-title", "author", "DOI", "citation-key", "publisher-place", "accessed", "title-short"}
_OTHERS = {
    "is-referenced-by-count", "reference-count", "deposited", "indexed", "itemType", "authors_complete", "paperId",
    "authorships", "abstract_inverted_index", "authors_parsed", "discussionId", "corpusid", "itemTypeID",
}  # fmt: skip


_TYPE = re.compile(r'"type"\s*:\s*"([a-z_-]{1,40})"')
# CSL 1.0.2, appendix IV: an entry that has nothing but these, and a type of CSL's, is one, however little it tells.
_VARIABLES = _TAKEN | _NAMES | _MARKS | frozenset(
    "family given literal suffix non-dropping-particle dropping-particle date-parts season circa raw annote "
    "archive archive_location authority call-number chapter-number citation-number collection-number "
    "collection-title container-title-short dimensions division edition event event-date event-place event-title "
    "genre ISBN ISSN issue journalAbbreviation jurisdiction keyword language license locator medium note number "
    "number-of-pages number-of-volumes original-date original-publisher original-publisher-place original-title "
    "page-first part-number part-title PMCID PMID printing-number publisher references reviewed-genre "
    "reviewed-title scale section shortTitle source status submitted supplement-number version volume "
    "volume-title year-suffix available-date categories".split()
)  # fmt: skip


def sniff(head: str) -> float:
    found = keys(head)
    if not found or found & _OTHERS or not {"type", "title"} <= found:
        return 0.2 if found & _MARKS else 0.0
    if any(f'"{kind}"' in head for kind in KINDS if "-" in kind) or "date-parts" in found or "literal" in found:
        return 0.9 if found & _MARKS or "family" in found else 0.6
    if found <= _VARIABLES and (kind := _TYPE.search(head)) and kind[1] in _KINDS:
        return 0.7
    return 0.6 if len(found & _MARKS) >= 2 and ("family" in found or "id" in found) else 0.3


def read(page: Page) -> Iterator[Item]:
    position = 0
    for record in records(page.text, within=("items",)):
        if not isinstance(record, Record):
            yield record
            continue
        value = record.value
        if not isinstance(value, dict):
            yield skip(record.line, "not a record", string(value))
        elif not (title := _words(value)(string(value.get("title") or value.get("title-short")))) or not clean(title):
            yield skip(record.line, "no title", string(value.get("id")) or string(value.get("type")))
        else:
            position += 1
            yield Listed(paper=_paper(value, title), line=record.line, position=position)


_BARE_DOI = re.compile(r"10\.\d{4,9}/\S+")


def _own(value: dict[str, Any]) -> dict[str, Any]:
    """Return what papershelf's own exports add, for CSL has no variable for it."""
    return mapping(mapping(value.get("custom")).get("papershelf"))


# CSL 1.0.2 has six tags of its own; any other is text to every citation processor, and a citation made of this record
# must agree with theirs. What has a prefix (jats:, mml:) is a publisher's XML and nobody's text.
_NO_TAG = re.compile(r"<(?!/?(?:i|b|sc|sup|sub|span|[a-z]+:[a-z-]+)\b)")


def _rich(text: str) -> str:
    return plain(_NO_TAG.sub("\ue000", text)).replace("\ue000", "<") if "<" in text or "&" in text else text


def _words(value: dict[str, Any]) -> Callable[[str], str]:
    """Return what takes the markup off a text: nothing, where papershelf's own export says that there is none."""
    return str if _own(value).get("markup") is False else _rich


def _paper(value: dict[str, Any], title: str) -> Paper:
    authors, complete = names(value.get("author"))
    editors, _ = names(value.get("editor"))
    kind = _KINDS.get(string(value.get("type")).strip())
    day = facts.csl_date(value.get("issued"))
    said, words = _own(value), _words(value)
    said_of_date = string(mapping(value.get("issued")).get("literal"))
    container = [words(text) for item in sequence(value.get("container-title")) if (text := string(item))]
    extra: dict[str, str] = {}
    key = string(value.get("id"))
    if cited := string(value.get("citation-key") or value.get("citation-label")):
        extra["key"] = cited
    elif key and "/" not in key and " " not in key and not key.isdecimal():
        extra["key"] = key
    if page := string(value.get("page")):
        extra["page"] = facts.pages(page) if "–" in page or "--" in page else page
    for name, item in value.items():
        if name in _TAKEN or not isinstance(name, str):
            continue
        if name in _NAMES:
            extra[name] = "; ".join(person.text for person in names(item)[0])
        elif isinstance(item, dict):
            if day_of := facts.csl_date(item):
                extra[name] = day_of
        elif (text := string(item)) and not (isinstance(item, list) and name == "categories"):
            extra[name] = words(text)
    if day is None and said_of_date:
        extra.setdefault("status", said_of_date)  # forthcoming, in press
    identifier = string(said.get("arxiv_id")) or _arxiv(value)
    venue = string(said.get("venue")) or (container[0] if container else "")
    if kind == "article" and not container and "venue" not in said:  # a preprint server publishes (CSL, appendix III)
        venue = venue or extra.get("publisher", "") or ("arXiv" if identifier else "")
        if extra.get("publisher") == venue:
            del extra["publisher"]
    if identifier and kind in ("article", None):
        venue = venue or "arXiv"
        # What only says arXiv again goes; the number of a record without a DOI stays, so that it is cited without one.
        repeats = ("number",) if "number" in said or value.get("DOI") else ()
        for name in ("publisher", "archive", "archive_location", *repeats):
            if extra.get(name, "").lower().startswith("arxiv") or extra.get(name) == identifier:
                del extra[name]
    # A DOI is the same in any case, but is printed as its registrant wrote it.
    written = _BARE_DOI.search(string(value.get("DOI")))
    if written and written[0] != written[0].lower() and "arxiv" not in written[0].lower():
        extra["DOI"] = written[0]
    paper = Paper(
        title=title,
        authors=authors,
        authors_complete=complete,
        date=day,
        venue=venue or None,
        kind=kind,
        abstract=(abstract if words is _rich else words)(string(value.get("abstract"))) or None,
        doi=string(value.get("DOI")) or None,
        arxiv_id=identifier or None,
        url=string(value.get("URL")) or None,
        editors=editors,
        extra=extra,
    )
    return own.read(paper, said) if said else paper


def names(value: Any) -> tuple[tuple[Name, ...], bool]:
    """Return the names of a CSL name variable, and whether they are all (no `others` among them)."""
    found: list[Name] = []
    for item in sequence(value):
        if isinstance(item, str):
            found.append(facts.named(item))
            continue
        parts = mapping(item)
        literal, family, given = (plain(string(parts.get(part))).strip() for part in ("literal", "family", "given"))
        if literal and not family:
            found.append(_literal(literal))
        elif family or given:
            found.append(
                facts.person(
                    family,
                    given,
                    string(parts.get("suffix")),
                    particle=string(parts.get("non-dropping-particle")),
                    dropping=string(parts.get("dropping-particle")),
                )
            )
    return facts.complete(found)


def _literal(text: str) -> Name:
    # A literal is how CSL writes an organisation; `others` is how converters write et al.
    return Name(text) if text.rstrip(".").lower() in ("others", "et al") else Name.group(text)


def _arxiv(value: dict[str, Any]) -> str | None:
    """Return the arXiv identifier, which CSL has no variable for: number, archive_location, note or URL hold it."""
    for name in ("number", "archive_location", "archive-location", "note", "URL"):
        text = string(value.get(name))
        lines = (line.strip() for line in text[:2_000].split("\n"))
        told = (line for line in lines if re.match(r"arxiv:|https?://[\w.]*arxiv\.org/", line, re.IGNORECASE))
        if identifier := next((found for line in told if (found := arxiv_id(line.partition(" [")[0]))), None):
            return identifier
    archive = string(value.get("archive")).lower()
    return arxiv_id(string(value.get("archive_location"))) if "arxiv" in archive else None
