"""Lists of what to read later: the CSV of Pocket, Instapaper, Raindrop and Readwise, and Readwise's JSON. Of the links
those that lead to papers are papers; of what was highlighted, each document once, with its highlights in the note."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from importers import state
from importers.besides import fill, members
from importers.facts import mapping, sequence, string
from importers.json_text import Record, keys, streamed
from importers.names import listed as names_in
from importers.reader import CERTAIN, Item, Listed, Page, Skipped, skip
from storage.papers.paper import Paper
from storage.papers.text import digest

NAME, TITLE = "read-later", "Read-later list (Pocket, Instapaper, Raindrop, Readwise)"
CARRIES = tuple("title authors venue kind doi arxiv_id url extra line position section doubt raw said".split())
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, False, 10, "2026-11-30"

_HEADINGS = tuple(
    frozenset(names.split(", "))
    for names in (
        "title, url, time_added, status",  # Pocket
        "url, title, selection, folder",  # Instapaper
        "title, note, excerpt, url, created",  # Raindrop
        "title, url, saved date, reading progress",  # Reader, by Readwise
        "highlight, book title, book author",  # Readwise
    )
)
# Readwise's answers (https://readwise.io/api_deets, https://readwise.io/reader_api): documents with their highlights,
# documents alone, and those of Reader.
_MEMBERS = (
    frozenset(("user_book_id", "highlights")), frozenset(("num_highlights", "source_url")),
    frozenset(("reading_progress", "source_url", "category")),
)  # fmt: skip
_READ = frozenset(
    "title book_title url source_url tags document_tags book_tags note notes document_note author book_author folder "
    "status favorite reading_progress location highlights highlight readable_title".split()
)
_OTHERS = frozenset(("books", "tweets", "podcasts", "video", "tweet", "epub", "email", "supplementals"))
_UNSURE = 0.4
"""How sure it is that what a list has without an address is a paper."""


def sniff(head: str) -> float:
    if head.lstrip()[:1] in ("{", "["):
        found = keys(head)
        return CERTAIN if any(marks <= found for marks in _MEMBERS) else 0.0
    named = _named(head.lstrip("\ufeff \t\r\n").partition("\n")[0][:1_000].split(","))
    return CERTAIN if any(marks <= set(named) for marks in _HEADINGS) else 0.0


def _named(headings: list[str]) -> list[str]:
    return [heading.strip(' "\r').lower() for heading in headings]


def read(page: Page) -> Iterator[Item]:
    """Yield a paper for each link that leads to one, and for each document that was highlighted."""
    position = 0
    for line, source, value in _documents(page):
        item = _item(line, source, value)
        if isinstance(item, Listed):
            position += 1
            item = replace(item, position=position)
        yield item


_Document = tuple[int, str, dict[str, Any]]


def _documents(page: Page) -> Iterator[_Document]:
    """Yield the line, the text and the members of each document; rows that are highlights of one come as one."""
    if page.head.lstrip()[:1] in ("{", "["):
        for record in streamed(page, within=("results",)):
            if isinstance(record, Record):
                yield record.line, record.source, mapping(record.value)
            else:
                yield record.line, record.text, {"": record}
        return
    from importers.pages.tables import delimited

    rows = (row for row in delimited(page.lines(), ",") if any(map(str.strip, row.cells)))
    names = _named(list(head.cells)) if (head := next(rows, None)) else []
    highlighted: dict[tuple[str, str], tuple[int, list[str], dict[str, Any]]] = {}
    for row in rows:
        value: dict[str, Any] = {
            name.replace(" ", "_"): cell.strip() for name, cell in zip(names, row.cells, strict=False)
        }
        if "book_title" not in value:
            yield row.line, row.source, value
            continue
        told = {"text": value.pop("highlight", ""), "note": value.pop("note", "")}
        called = value["book_title"], value.get("book_author", "")
        _, sources, document = highlighted.setdefault(called, (row.line, [], value | {"highlights": []}))
        sources.append(row.source)
        document["highlights"].append(told)
    yield from ((line, "\n".join(sources), document) for line, sources, document in highlighted.values())


def _item(line: int, source: str, value: dict[str, Any]) -> Listed | Skipped:
    """Return the paper of a document, or why it is none."""
    from importers.pages import bookmarks

    if isinstance(broken := value.get(""), Skipped):
        return broken
    title = _first(value, "title", "book_title", "readable_title")
    url = _first(value, "source_url", "url")
    if not (title or url):
        return skip(line, "no title", source)
    kind = string(value.get("category")).lower()
    item = bookmarks.paper_of(title, url) if url and kind not in _OTHERS else None
    people, complete, _ = names_in(author) if (author := _author(value)) else ((), True, None)
    if item is None:
        if url or kind or _first(value, "amazon_book_id", "asin") or not people:
            return skip(line, bookmarks.ELSE if url else "a document of something else than a paper", title or url)
        item = Listed(
            paper=Paper(title=title), line=line, doubt="whether it is a paper", raw=source, confidence=_UNSURE
        )
    extra = dict(item.paper.extra)
    fill(extra, ((name, said) for name, said in members(value, _READ) if said not in (title, url)))
    paper = replace(item.paper, authors=people, authors_complete=complete, extra=extra)
    folder = _first(value, "folder")
    shown = folder if folder.lower() not in ("unread", "starred", *bookmarks.ARCHIVES) else None
    return replace(item, paper=paper, line=line, said=_said(value), section=shown or None, digest=digest(source))


def _first(value: Mapping[str, Any], *names: str) -> str:
    return next((text for name in names if (text := string(value.get(name)).strip())), "")


_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,12}|@.*|.*https?://.*")


def _author(value: Mapping[str, Any]) -> str:
    """Return who wrote it, where that is not the site that has it."""
    author = _first(value, "author", "book_author")
    return "" if _HOST.fullmatch(author) else author


def _said(value: Mapping[str, Any]) -> Any:
    """Return what the reader says of a document."""
    from importers.pages.bookmarks import ARCHIVES

    progress = _first(value, "reading_progress")
    share = float(progress) if re.fullmatch(r"[01](?:\.\d{1,20})?", progress) else 0.0
    places = {_first(value, name).lower() for name in ("status", "folder", "location")}
    fields = [("readstatus", "read")] if places & ARCHIVES or share > 0.98 else []
    fields += [("readstatus", "reading")] if not fields and share > 0 else []
    fields += [("relevance", "relevant")] if "starred" in places or _first(value, "favorite") == "true" else []
    notes = [_first(value, "note", "notes", "document_note")]
    highlights = map(mapping, sequence(value.get("highlights")))
    notes += (
        "\n\n".join(filter(None, (_quoted(string(one.get("text"))), string(one.get("note"))))) for one in highlights
    )
    tags = (value.get(name) for name in ("tags", "document_tags", "book_tags"))
    return state.said(fields, [tag for told in tags for tag in _tags(told)], filter(None, notes))[0]


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.strip().split("\n")) if text.strip() else ""


def _tags(value: Any) -> list[str]:
    """Return tags: a list of texts or of objects with a name, an object by name, or a text that marks divide."""
    if isinstance(value, dict):
        return list(map(str, value))
    if isinstance(value, list):
        return [string(mapping(one).get("name")) or string(one) for one in value]
    return [tag for one in re.split(r"[|,\[\]\"']+", string(value)) if (tag := one.strip())]
