"""arXiv's metadata snapshot: one JSON object a line, of any length."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from importers.arxiv import authors, paper, parsed_authors
from importers.besides import in_words
from importers.dates import MONTHS
from importers.facts import date, mapping, sequence, string
from importers.json_text import Record, keys, loads, records, text
from importers.reader import CERTAIN, Item, Page, Skipped, listed, skip
from storage.papers.names import Name
from storage.papers.paper import Paper

NAME, TITLE = "arxiv-jsonl", "arXiv metadata snapshot (JSON Lines)"
CARRIES = tuple("title authors year date venue kind category abstract doi arxiv_id extra line position".split())
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 20, "2026-11-22"

_AROUND = "[], \t"
"""What stands around the objects of a list."""
_OBJECT_LINES = 100_000
"""A record that is spread over more lines than this is never closed."""


def sniff(head: str) -> float:
    found = keys(head)
    if "authors_parsed" in found:
        return CERTAIN
    ours = found & {"submitter", "journal-ref", "report-no", "update_date", "versions", "categories", "license"}
    return 0.8 if len(ours) >= 4 and "title" in found else len(ours) / 20


def read(page: Page) -> Iterator[Item]:
    yield from listed(_records(page), _paper, lambda record: text(record.value, "id"))


def _records(page: Page) -> Iterator[Record | Skipped]:
    """Yield each object with its line: one a line, or spread over lines as a pretty-printed list has them."""
    spread: list[str] = []
    opened = 0
    indent = ""
    for number, line in enumerate(page.lines(), 1):
        if spread:
            closing = line.startswith(indent) and line[len(indent) :].rstrip(_AROUND) == "}"
            if closing or not (line.startswith('{"') or len(spread) >= _OBJECT_LINES):
                spread.append(line)
                if closing:
                    yield from _parsed(opened, "\n".join(spread).rstrip(_AROUND))
                    spread = []
                continue
            yield skip(opened, "the record is never closed", " ".join(spread[:5]))
            spread = []
        text = line.strip()
        if text in ("{", "[{"):
            opened, indent, spread = number, line[: -len(line.lstrip())], ["{"]
        elif text.strip(_AROUND):
            yield from _parsed(number, text)
    if spread:
        yield skip(opened, "the record is never closed", " ".join(spread[:5]))


def _parsed(number: int, text: str) -> Iterator[Record | Skipped]:
    source = text if text[0] == "{" and text[-1] == "}" else text.strip(_AROUND)
    try:
        yield Record(number, loads(source), source)
    except ValueError as error:
        if text[0] == "[":
            for record in records(text):
                line = number + record.line - 1
                yield record._replace(line=line) if isinstance(record, Record) else replace(record, line=line)
        else:
            yield skip(number, f"broken JSON: {str(error).partition(': line')[0][:100]}", text)


def _paper(record: Record) -> Paper | Skipped:
    """Read a record in the shape that the snapshot has; whatever is not of that shape is brought into it first."""
    value = record.value
    try:
        return _as_shaped(value)
    except (TypeError, ValueError, LookupError, AttributeError):
        if not isinstance(value, dict):
            return skip(record.line, "not a record", string(value))
        return _as_shaped(_shaped(value))


# What rules of this module read, and the days of later versions.
_KNOWN = frozenset(
    "id title authors authors_parsed abstract categories comments doi journal-ref report-no versions "
    "update_date".split()
)


def _as_shaped(value: dict[str, Any]) -> Paper:
    names: tuple[Name, ...]
    complete, count, first = True, None, value.get("update_date")
    if parsed := value.get("authors_parsed"):
        names = parsed_authors(parsed)
    else:
        names, complete, count = authors(value.get("authors") or "")
    if versions := value.get("versions"):
        _, day, month, year, *_ = versions[0]["created"].split()  # Mon, 2 Apr 2007 19:18:42 GMT
        first = f"{year}-{MONTHS[month.lower()]:02}-{int(day):02}"
    return paper(
        identifier=value["id"],
        title=" ".join(value["title"].split()),
        names=names,
        complete=complete,
        count=count,
        date=first,
        categories=value.get("categories") or "",
        abstract=value.get("abstract"),
        doi=value.get("doi"),
        reference=value.get("journal-ref"),
        comments=value.get("comments"),
        report=value.get("report-no"),
        besides=[(name, value[name]) for name in value if name not in _KNOWN],
    )


def _shaped(value: dict[str, Any]) -> dict[str, Any]:
    """Return a record with what the snapshot has in every place: a text, or a list of lists of names."""
    created = string(mapping(next(iter(sequence(value.get("versions"))), None)).get("created"))
    return (
        {name: string(value.get(name)) for name in ("id", "title", *_TEXTS)}
        | {
            "authors_parsed": [
                [string(part) for part in entry[:3]]
                for entry in sequence(value.get("authors_parsed"))
                if isinstance(entry, list) and len(entry) >= 2
            ],
            "authors": ", ".join(map(string, sequence(value.get("authors")))),
            "update_date": date(created) or date(text(value, "update_date")),
            "categories": " ".join(map(string, sequence(value.get("categories")))),
        }
        | {name: in_words(item) for name, item in value.items() if name not in _KNOWN}
    )


_TEXTS = ("abstract", "doi", "journal-ref", "comments", "report-no")
