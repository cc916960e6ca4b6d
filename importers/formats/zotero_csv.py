"""Zotero's CSV export: one item a row, its columns named in the first."""

import re
from collections.abc import Iterator

from importers import facts
from importers.markup import abstract, plain
from importers.reader import Item, Listed, Noted, Page, skip
from storage.papers.paper import Name, Paper, arxiv_id

NAME = "zotero-csv"
TITLE = "Zotero CSV"
CARRIES = ("title", "authors", "authors_complete", "year", "date", "venue", "kind", "abstract", "doi",
           "arxiv_id", "url", "editors", "extra", "line", "position")  # fmt: skip
STREAMS = False
TRUST = 40
LAST_SEEN = "2026-11-22"

# Zotero's item types by its own CSL mapping (https://aurimasv.github.io/z2csl/typeMap.xml).
_KINDS = {
    "journalarticle": "article-journal", "conferencepaper": "paper-conference", "preprint": "article", "book": "book",
    "booksection": "chapter", "thesis": "thesis", "report": "report", "webpage": "webpage", "dataset": "dataset",
    "computerprogram": "software", "manuscript": "manuscript", "presentation": "speech", "patent": "patent",
    "encyclopediaarticle": "entry-encyclopedia", "dictionaryentry": "entry-encyclopedia", "blogpost": "post-weblog",
    "forumpost": "webpage", "magazinearticle": "article-magazine", "newspaperarticle": "article-newspaper",
    "standard": "report", "document": "document", "letter": "document",
}  # fmt: skip
_BESIDE = frozenset(("attachment", "note", "annotation"))

# Columns that go into `extra` as they are, by CSL variable; the first that has a value decides.
_EXTRA = {
    "volume": "volume", "issue": "issue", "num pages": "number-of-pages", "number of volumes": "number-of-volumes",
    "journal abbreviation": "container-title-short", "short title": "title-short", "series": "collection-title",
    "series title": "collection-title", "series number": "collection-number", "publisher": "publisher",
    "place": "publisher-place", "language": "language", "type": "genre", "archive location": "archive_location",
    "library catalog": "source", "call number": "call-number", "edition": "edition", "number": "number",
    "conference name": "event-title", "meeting name": "event-title", "version": "version", "section": "section",
    "isbn": "ISBN", "issn": "ISSN",
}  # fmt: skip
_VENUES = ("publication title", "conference name", "archive", "meeting name")
_SAID = re.compile(r"^\s*([A-Za-z][A-Za-z .-]{0,40}?)\s*:\s*(\S.*)$", re.MULTILINE)

# RFC 4180: a cell in quotation marks, in which two stand for one, or a bare one; then a comma or the end of the line.
_CELL = re.compile(r'"((?:[^"]|"")*+)"?[^,\n]*+(,|\n|$)|([^,\n]*+)(,|\n|$)')


def sniff(head: str) -> float:
    columns = {cell.strip().lower() for cell in next(_rows(head.split("\n", 1)[0] + "\n"), (1, []))[1]}
    if {"item type", "title"} <= columns and columns & {"publication year", "abstract note", "date added", "key"}:
        return 0.95
    return 0.2 if {"title", "author"} <= columns else 0.0


def read(page: Page) -> Iterator[Item]:
    """Yield every row as a paper; attachments and notes are left out."""
    rows = _rows(page.text)
    columns: list[str] = []
    position = beside = 0
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns = [cell.strip().lower() for cell in cells]
            continue
        row = {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if cell.strip()}
        if row.get("item type", "").lower() in _BESIDE:
            beside += 1
            continue
        if "title" not in row:
            yield skip(line, "no title", ", ".join(cell for cell in cells if cell))
            continue
        position += 1
        yield Listed(paper=_paper(row), line=line, position=position)
    if beside:
        yield Noted(text=f"{facts.several(beside, 'item')} left out: attachments, notes, annotations")


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with its line; a quotation mark that is never closed ends at the end of the text."""
    at, line, start = 0, 1, 1
    cells: list[str] = []
    while at < len(text):
        found = _CELL.match(text, at)
        assert found is not None  # its second half matches anything
        quoted, end_quoted, bare, end_bare = found.groups()
        cells.append(quoted.replace('""', '"') if quoted is not None else bare)
        line += text.count("\n", at, found.end())
        at = found.end()
        if (end_quoted if quoted is not None else end_bare) != ",":
            yield start, cells
            cells, start = [], line
    if cells:
        yield start, cells


def _paper(row: dict[str, str]) -> Paper:
    kind = _KINDS.get(row.get("item type", "").replace(" ", "").lower(), "document" if "item type" in row else None)
    authors, complete = _names(row.get("author", ""))
    editors, _ = _names(row.get("editor", ""))
    said = {name.lower(): value.strip() for name, value in _SAID.findall(row.get("extra", ""))}
    extra: dict[str, str] = {}
    for column, variable in _EXTRA.items():
        if column in row:
            extra.setdefault(variable, row[column])
    if "pages" in row:
        extra["page"] = facts.pages(row["pages"])
    if accessed := facts.date(row.get("access date", "")[:10]):
        extra["accessed"] = accessed
    if tags := "; ".join(row[name] for name in ("manual tags", "automatic tags") if name in row):
        extra["keyword"] = ", ".join(word.strip() for word in tags.split(";") if word.strip())
    for name, variable in (("citation key", "key"), ("pmid", "PMID"), ("pmcid", "PMCID")):
        if name in said:
            extra[variable] = said[name]
    for column, variable in (("translator", "translator"), ("book author", "container-author"),
                             ("series editor", "collection-editor")):  # fmt: skip
        if column in row:
            extra[variable] = "; ".join(str(person) for person in _names(row[column])[0])
    venue = next((row[name] for name in _VENUES if name in row), None)
    if kind == "article":
        venue = row.get("repository") or row.get("publisher") or venue
    elif kind in ("thesis", "book"):
        venue = row.get("publication title")
    link = row.get("url", "")
    said_arxiv = said.get("arxiv", "") or row.get("archive location", "") or row.get("number", "")
    about = f"{said_arxiv} {venue} {row.get('archive', '')} {row.get('extra', '')}".lower()
    identifier = arxiv_id(said_arxiv) if "arxiv" in about else None
    identifier = identifier or (arxiv_id(link) if "arxiv.org" in link else None)
    if identifier and venue and venue.lower().startswith("arxiv"):
        venue = "arXiv"
        kind = "article" if kind in ("article-journal", "article", None) else kind
        for variable in ("number", "archive_location", "publisher"):
            extra.pop(variable, None)
    return Paper(
        title=plain(row["title"]),
        authors=authors,
        authors_complete=complete,
        date=facts.date(row.get("date", "")) or facts.date(row.get("publication year", "")),
        venue=plain(venue) if venue else None,
        kind=kind,
        abstract=abstract(row.get("abstract note", "")) or None,
        doi=row.get("doi") or said.get("doi"),
        arxiv_id=identifier,
        url=link or None,
        editors=editors,
        extra=extra,
    )


def _names(cell: str) -> tuple[tuple[Name, ...], bool]:
    """Return the names of a cell: `Family, Given; Family, Given`; one without a comma is an organisation's."""
    found: list[Name] = []
    for part in cell.split(";"):
        part = part.strip()
        if not part:
            continue
        family, comma, given = part.partition(",")
        found.append(facts.person(family, given) if comma and given.strip() else Name.group(family))
    return facts.complete(found)
