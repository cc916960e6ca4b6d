"""OpenReview's API, version 1 (`"title": "..."`) and 2 (`"title": {"value": "..."}`): notes that are submissions."""

import datetime
import re
from collections.abc import Iterator
from typing import Any

from importers import facts
from importers.arxiv import readable
from importers.facts import mapping, sequence, several, string
from importers.json_text import Record, keys, records
from importers.reader import Item, Listed, Noted, Page, skip
from storage.papers.paper import Paper
from storage.papers.text import clean

NAME = "openreview-json"
TITLE = "OpenReview JSON"
CARRIES = ("title", "authors", "authors_complete", "year", "date", "venue", "kind", "category",
           "abstract", "doi", "url", "extra", "line", "position")  # fmt: skip
STREAMS = False
TRUST = 30
LAST_SEEN = "2026-11-22"

_SITE = "https://openreview.net"
_BIBTEX_HEAD = re.compile(r"@(\w{1,30})\s*\{\s*([^\s,{}]{1,200})\s*,")
_BIBTEX_FIELD = re.compile(
    r"\b(booktitle|journal|year|volume|number|pages|publisher|doi)\s*=\s*[{\"]([^{}\"]{1,500})[}\"]"
)
# How a paper was shown is no part of the venue's name: `ICLR 2024 poster`, `ICLR 2023 notable top 5%`.
_SHOWN = re.compile(
    r"[ (-]*\b(?:conference\s+)?(?:poster|oral|spotlight|spotlightposter|talk|notable[- ]top[- ]?\d+%"
    r"|top[- ]?\d+%|regular|conference"
    r"|workshop poster|blind submission)\b\)?$",
    re.IGNORECASE,
)
_UNDECIDED = re.compile(
    r"^submitted to |under review|withdrawn|reject|(?:conference|workshop) submission$"
    r"|/(?:rejected|withdrawn|desk rejected)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def sniff(head: str) -> float:
    found = keys(head)
    if "content" not in found:
        return 0.1 if "openreview" in head else 0.0
    ours = len(found & {"invitation", "invitations", "forum", "signatures", "readers", "authorids", "venueid", "notes",
                        "_bibtex", "tcdate", "replyto"})  # fmt: skip
    return 0.95 if ours >= 4 else 0.7 if ours >= 2 else 0.1 * ours


def read(page: Page) -> Iterator[Item]:
    envelope: dict[str, Any] = {}
    position = replies = 0
    for record in records(page.text, within=("notes",), envelope=envelope):
        if not isinstance(record, Record):
            yield record
            continue
        note = mapping(record.value)
        content = {name: _value(item) for name, item in mapping(note.get("content")).items()}
        if note.get("replyto") and note.get("replyto") != note.get("id"):
            replies += 1  # a review, a comment, a decision: part of the forum, no paper
            continue
        title = readable(string(content.get("title")))
        if not clean(title):
            yield skip(record.line, "no title", string(note.get("id")) or str(record.value)[:200])
            continue
        position += 1
        yield Listed(paper=_paper(note, content, title), line=record.line, position=position)
    if replies:
        yield Noted(text=f"{several(replies, 'note')} left out: reviews, comments, decisions")
    total = facts.count(envelope.get("count"))
    if total and total > position + replies:
        yield Noted(text=f"{position} of the {total} notes that OpenReview has for the query")


def _value(item: Any) -> Any:
    return item["value"] if isinstance(item, dict) and "value" in item else item


def _paper(note: dict[str, Any], content: dict[str, Any], title: str) -> Paper:
    source = string(content.get("_bibtex"))[:20_000]
    head = _BIBTEX_HEAD.search(source)
    fields = {found[1]: found[2].strip() for found in _BIBTEX_FIELD.finditer(source)}
    names, complete = facts.complete(
        facts.named(readable(text)) for item in _authors(content.get("authors")) if (text := string(item)).strip()
    )
    if any(name.text.lower() in ("anonymous", "anonymous authors") for name in names):
        names, complete = (), False
    stated = " ".join(string(content.get("venue")).split())
    year = fields.get("year") or (found[0] if (found := _YEAR.search(stated)) else "")
    shown = _SHOWN.sub("", stated.removeprefix("Accepted by ").removeprefix("Accepted at "))
    undecided = bool(_UNDECIDED.search(stated) or _UNDECIDED.search(string(content.get("venueid")).replace("_", " ")))
    if not undecided:
        shown = shown.removesuffix(year).strip()
    venue = fields.get("booktitle") or fields.get("journal") or shown or None
    if fields.get("journal") or shown in ("TMLR", "JMLR", "DMLR"):
        kind = "article-journal"
    elif fields.get("booktitle") or (stated and not undecided and "arxiv" not in stated.lower()):
        kind = "paper-conference"
    else:
        kind = "article"
    day = next((day for name in ("pdate", "odate", "cdate", "tcdate") if (day := _day(note.get(name)))), None)
    forum = string(note.get("forum")) or string(note.get("id"))
    keywords = [string(word) for word in sequence(content.get("keywords")) if string(word)]
    extra = {
        "key": head[2] if head else "",
        "volume": fields.get("volume", ""),
        "issue": fields.get("number", ""),
        "page": facts.pages(fields.get("pages", "")),
        "publisher": fields.get("publisher", ""),
        "note": stated if stated and stated != venue else "",
        "keyword": ", ".join(keywords),
        "summary": string(content.get("TLDR") or content.get("TL;DR") or content.get("one-sentence_summary")),
    }
    return Paper(
        title=title,
        authors=names,
        authors_complete=complete,
        year=int(year) if year.isdecimal() else None,
        date=None if year.isdecimal() and (not day or day[:4] != year) else day,
        venue=venue,
        kind=kind,
        category=string(content.get("primary_area")).replace("_", " ") or string(content.get("subject_areas")) or None,
        abstract=readable(string(content.get("abstract"))) or None,
        doi=fields.get("doi") or string(content.get("doi")) or None,
        url=f"{_SITE}/forum?id={forum}" if forum else string(content.get("html")) or None,
        extra={name: text for name, text in extra.items() if text},
    )


def _authors(value: Any) -> list[Any]:
    """Return the names; newer notes have objects of full name and profile, some old ones one text."""
    if isinstance(value, str):
        return [part for part in re.split(r"\s*[,;]\s*|\s+and\s+", value) if part]
    return [mapping(item).get("fullname") or mapping(item).get("name") or item for item in sequence(value)]


def _day(milliseconds: Any) -> str | None:
    if not isinstance(milliseconds, int | float) or not 0 < milliseconds < 4e12:
        return None
    return datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.UTC).date().isoformat()
