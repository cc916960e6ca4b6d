"""arXiv's metadata snapshot: one JSON object a line, of any length."""

from collections.abc import Iterator
from typing import Any

from importers import json_text
from importers.arxiv import authors, paper, parsed_authors
from importers.dates import MONTHS
from importers.facts import date, mapping, sequence, string
from importers.json_text import keys, loads
from importers.reader import Item, Listed, Page, Skipped, skip
from storage.papers.paper import Name
from storage.papers.text import clean

NAME = "arxiv-jsonl"
TITLE = "arXiv metadata snapshot (JSON Lines)"
CARRIES = ("title", "authors", "year", "date", "venue", "kind", "category", "abstract", "doi",
           "arxiv_id", "extra", "line", "position")  # fmt: skip
STREAMS = True
TRUST = 20
LAST_SEEN = "2026-11-22"

_OBJECT_LINES = 100_000
"""A record that is spread over more lines than this is never closed."""


def sniff(head: str) -> float:
    found = keys(head)
    if "authors_parsed" in found:
        return 0.95
    ours = found & {"submitter", "journal-ref", "report-no", "update_date", "versions", "categories", "license"}
    return 0.8 if len(ours) >= 4 and "title" in found else len(ours) / 20


def read(page: Page) -> Iterator[Item]:
    position = 0
    for line, value in _values(page):
        if isinstance(value, Skipped):
            yield value
            continue
        read_as = _listed(value, line, position + 1)
        position += isinstance(read_as, Listed)
        yield read_as


def _values(page: Page) -> Iterator[tuple[int, Any]]:
    """Yield each object with its line: one a line, or spread over lines as a pretty-printed list has them."""
    spread: list[str] = []
    opened = 0
    indent = ""
    for number, line in enumerate(page.lines(), 1):
        if spread:
            closing = line.startswith(indent) and line[len(indent) :].rstrip(" ,]") == "}"
            if closing or not (line.startswith('{"') or len(spread) >= _OBJECT_LINES):
                spread.append(line)
                if closing:
                    yield from _parsed(opened, "\n".join(spread).rstrip(" ,]"))
                    spread = []
                continue
            yield opened, skip(opened, "the record is never closed", " ".join(spread[:5]))
            spread = []
        text = line.strip()
        if text in ("{", "[{"):
            opened, indent, spread = number, line[: -len(line.lstrip())], ["{"]
        elif text.strip("[], \t"):
            yield from _parsed(number, text)
    if spread:
        yield opened, skip(opened, "the record is never closed", " ".join(spread[:5]))


def _parsed(number: int, text: str) -> Iterator[tuple[int, Any]]:
    try:
        yield number, loads(text if text[0] == "{" and text[-1] == "}" else text.strip("[], \t"))
    except ValueError as error:
        if text[0] == "[":
            for record in json_text.records(text):
                line = number + record.line - 1
                yield (line, record.value) if isinstance(record, json_text.Record) else (line, record)
        else:
            yield number, skip(number, f"broken JSON: {str(error).partition(': line')[0][:100]}", text)


def _listed(value: Any, line: int, position: int) -> Item:
    """Read a record in the shape that the snapshot has; whatever is not of that shape is read patiently instead."""
    try:
        title = " ".join(value["title"].split())
        if not (title.isascii() and title.isprintable() and title) and not clean(title):
            return skip(line, "no title", str(value["id"]))
        names: tuple[Name, ...]
        complete, count = True, None
        if parsed := value.get("authors_parsed"):
            names = parsed_authors(parsed)
        else:
            names, complete, count = authors(value.get("authors") or "")
        if versions := value.get("versions"):
            _, day, month, year, *_ = versions[0]["created"].split()  # Mon, 2 Apr 2007 19:18:42 GMT
            first = f"{year}-{MONTHS[month.lower()]:02}-{int(day):02}"
        else:
            first = value.get("update_date")
        return Listed(
            paper=paper(
                identifier=value["id"],
                title=title,
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
            ),
            line=line,
            position=position,
        )
    except (TypeError, ValueError, LookupError, AttributeError):
        return _patiently(value, line, position)


def _patiently(value: Any, line: int, position: int) -> Item:
    if not isinstance(value, dict):
        return skip(line, "not a record", string(value))
    title, identifier = string(value.get("title")).strip(), string(value.get("id"))
    if not clean(title):
        return skip(line, "no title", identifier)
    parsed = [
        [string(part) for part in entry[:3]]
        for entry in sequence(value.get("authors_parsed"))
        if isinstance(entry, list) and len(entry) >= 2
    ]
    names, complete, count = authors(", ".join(map(string, sequence(value.get("authors")))))
    versions = sequence(value.get("versions"))
    created = string(mapping(versions[0]).get("created")) if versions else ""
    return Listed(
        paper=paper(
            identifier=identifier,
            title=title,
            names=parsed_authors(parsed) if parsed else names,
            complete=bool(parsed) or complete,
            count=None if parsed else count,
            date=date(created) or date(string(value.get("update_date"))),
            categories=" ".join(map(string, sequence(value.get("categories")))),
            abstract=string(value.get("abstract")),
            doi=string(value.get("doi")) or None,
            reference=string(value.get("journal-ref")),
            comments=string(value.get("comments")),
            report=string(value.get("report-no")),
        ),
        line=line,
        position=position,
    )
