"""papershelf's own export: the array, or the lines, of `papershelf list --json`, with what the reader said."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from importers import facts
from importers.facts import mapping, sequence, string
from importers.json_text import Record, loads, marked, streamed
from importers.reader import CERTAIN, OPENS, Item, Listed, Page, Skipped, listed, skip
from storage.papers import dates, own
from storage.papers.paper import Paper, Said, Status

NAME, TITLE = "papershelf-json", "papershelf export (JSON)"
CARRIES = tuple(
    "title authors authors_complete author_count organisation year date date_inferred venue kind category abstract "
    "doi arxiv_id url roles extra line position section score comments upvotes".split()
)
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, True, 40, "2026-11-22"

_MARKS = {"authors_complete", "author_count", "organisation", "arxiv_id", "starred", "priority", "read_on", "seen"}


_OPENING = re.compile(r'\s*(?:\[\s*)?\{\s*"id":\s*\d+,\s*"uuid":\s*"')
"""How each of our exports begins."""


def sniff(head: str) -> float:
    if _OPENING.match(head):
        return OPENS
    found, ours = marked(head, _MARKS)
    return CERTAIN if ours >= 5 and "title" in found else 0.08 * ours


def read(page: Page) -> Iterator[Item]:
    def paper(record: Record) -> Listed:
        value = mapping(record.value)
        seen = [mapping(sighting) for sighting in sequence(value.get("seen"))]
        return Listed(
            paper=_paper(value),
            line=record.line,
            section=string(_latest(seen, "section")) or None,
            score=_number(_latest(seen, "score")),
            comments=facts.count(_latest(seen, "comments")),
            upvotes=facts.count(_latest(seen, "upvotes")),
            said=_said(value),
        )

    yield from listed(_records(page), paper, _untitled, lambda record: string(mapping(record.value).get("uuid")))


def _said(value: dict[str, Any]) -> Said | None:
    status, priority = string(value.get("status")), value.get("priority")
    said = Said(
        Status(status) if status in list(Status) else Status.UNREAD,
        value.get("starred") is True,
        priority if isinstance(priority, int) else 0,
        _texts(value.get("tags")),
        string(value.get("note")),
        _texts(value.get("shelves")),
        dates.day(string(value.get("later"))),
    )
    return said if said != Said() else None


def _texts(value: object) -> tuple[str, ...]:
    return tuple(one for one in sequence(value) if isinstance(one, str))


def _untitled(record: Record) -> str:
    return string(mapping(record.value).get("key")) or str(record.value)[:200]


def _records(page: Page) -> Iterator[Record | Skipped]:
    """Yield the records of an export: line by line where every line is one, so that size does not matter."""
    start = page.head.lstrip()[:1]
    if start == "[" or (start == "{" and "}" not in page.head.partition("\n")[0]):
        yield from streamed(page)
        return
    for number, line in enumerate(page.lines(), 1):
        if line.strip():
            try:
                yield Record(number, loads(line), line.strip(", \t"))
            except ValueError as error:
                yield skip(number, f"broken JSON: {str(error).partition(': line')[0][:100]}", line)


def _paper(value: dict[str, Any]) -> Paper:
    names = [string(item) or string(mapping(item).get("text")) for item in sequence(value.get("authors"))]
    authors = tuple(facts.named(name) for name in names if name.strip())
    paper = own.read(Paper(title=string(value.get("title")), authors=authors), value)
    if not (paper.title or paper.identifier) and paper.url:
        paper = replace(paper, title=paper.url)  # whatever it leads to, it is what the shelf knew the paper by
    key = string(value.get("key"))
    others = ", ".join(one for one in _texts(value.get("keys")) if one not in ("", key))
    told = {name: text for name, text in (("key", key), ("ids", others)) if text}
    return replace(paper, extra=dict(paper.extra) | told) if told else paper


def _latest(seen: list[dict[str, Any]], name: str) -> Any:
    return next((sighting[name] for sighting in reversed(seen) if sighting.get(name) is not None), None)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and abs(value) < 1e15 else None
