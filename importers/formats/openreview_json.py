"""OpenReview's API, version 1 (`"title": "..."`) and 2 (`"title": {"value": "..."}`): notes that are submissions."""

import datetime
import re
from collections.abc import Iterator
from typing import Any

from importers import facts, openreview
from importers.arxiv import readable
from importers.besides import fill, members, unsaid
from importers.facts import mapping, sequence, string
from importers.json_text import Record, keys, records, text
from importers.reader import CERTAIN, Item, Noted, Page, answered, listed
from storage.papers.paper import Paper
from storage.papers.words import several

NAME, TITLE = "openreview-json", "OpenReview JSON"
CARRIES = tuple(
    "title authors authors_complete year date venue kind category abstract doi url extra line position".split()
)
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, False, 30, "2026-11-22"

_SITE = "https://openreview.net"
_BIBTEX_HEAD = re.compile(r"@(\w{1,30})\s*\{\s*([^\s,{}]{1,200})\s*,")
_BIBTEX_FIELD = re.compile(
    r"\b(booktitle|journal|year|volume|number|pages|publisher|doi)\s*=\s*[{\"]([^{}\"]{1,500})[}\"]"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


_MARKS = frozenset(
    "invitation invitations forum signatures readers authorids venueid notes _bibtex tcdate replyto".split()
)


def sniff(head: str) -> float:
    found = keys(head)
    if "content" not in found:
        return 0.1 if "openreview" in head else 0.0
    ours = len(found & _MARKS)
    return CERTAIN if ours >= 4 else 0.7 if ours >= 2 else 0.1 * ours


def read(page: Page) -> Iterator[Item]:
    envelope: dict[str, Any] = {}
    replies = 0

    def paper(record: Record) -> Paper | None:
        nonlocal replies
        note = mapping(record.value)
        if note.get("replyto") and note.get("replyto") != note.get("id"):
            replies += 1  # a review, a comment, a decision: part of the forum, no paper
            return None
        return _paper(note)

    papers = yield from listed(
        records(page.text, within=("notes",), envelope=envelope),
        paper,
        lambda record: text(record.value, "id") or str(record.value),
    )
    if replies:
        yield Noted(text=f"{several(replies, 'note')} left out: reviews, comments, decisions")
    total = facts.count(envelope.get("count")) or 0
    if total > papers + replies:
        yield from answered(papers, total, "OpenReview", "notes")


def _content(note: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a note, of either version, by their names."""
    return {
        name: item["value"] if isinstance(item, dict) and "value" in item else item
        for name, item in mapping(note.get("content")).items()
    }


def _paper(note: dict[str, Any]) -> Paper:
    content = _content(note)
    source = text(content, "_bibtex")[:20_000]
    cited = {found[1]: found[2].strip() for found in _BIBTEX_FIELD.finditer(source)}
    names, complete = facts.complete(
        facts.named(readable(name)) for item in _authors(content.get("authors")) if (name := string(item)).strip()
    )
    if openreview.are_hidden(names):
        names, complete = (), False
    stated = " ".join(text(content, "venue").split())
    year = cited.get("year") or (found[0] if (found := _YEAR.search(stated)) else "")
    venue, kind = openreview.appeared(cited, stated, text(content, "venueid").replace("_", " "), year)
    day = next(filter(None, (_day(note.get(name)) for name in ("pdate", "odate", "cdate", "tcdate"))), None)
    forum = text(note, "forum") or text(note, "id")
    extra = {
        "key": head[2] if (head := _BIBTEX_HEAD.search(source)) else "",
        "volume": cited.get("volume", ""),
        "issue": cited.get("number", ""),
        "page": facts.pages(cited.get("pages", "")),
        "publisher": cited.get("publisher", ""),
        "note": stated if stated != venue else "",
        "keyword": ", ".join(filter(None, map(string, sequence(content.get("keywords"))))),
        "summary": string(content.get("TLDR") or content.get("TL;DR") or content.get("one-sentence_summary")),
    }
    category = text(content, "primary_area").replace("_", " ") or text(content, "subject_areas")
    subjects = unsaid(
        members({name: content.get(name) for name in _SUBJECTS}, ()), (category, category.replace(" ", "_"))
    )
    rest = ((name, f"{_SITE}{said}" if said.startswith("/") else said) for name, said in members(content, _KNOWN))
    fill(extra, (*subjects, *rest, ("license", text(note, "license"))))
    return Paper(
        title=readable(text(content, "title")),
        authors=names,
        authors_complete=complete,
        year=int(year) if year.isdecimal() else None,
        date=day if not year.isdecimal() or (day and day.startswith(year)) else None,
        venue=venue,
        kind=kind,
        category=category,
        abstract=readable(text(content, "abstract")),
        doi=cited.get("doi") or text(content, "doi"),
        url=f"{_SITE}/forum?id={forum}" if forum else text(content, "html"),
        extra=extra,
    )


# What rules of this module read, profiles, and what the site asks its authors to sign.
_KNOWN = frozenset(
    "title authors authorids abstract venue venueid keywords TLDR TL;DR one-sentence_summary doi html _bibtex "
    "paperhash code_of_ethics code_of_conduct submission_guidelines reciprocal_reviewing confirmation anonymous_url "
    "no_acknowledgement_section primary_area subject_areas".split()
)
_SUBJECTS = ("primary_area", "subject_areas")


def _authors(value: Any) -> list[Any]:
    """Return the names; newer notes have objects of full name and profile, some old ones one text."""
    if isinstance(value, str):
        return [part for part in re.split(r"\s*[,;]\s*|\s+and\s+", value) if part]
    return [mapping(item).get("fullname") or mapping(item).get("name") or item for item in sequence(value)]


def _day(milliseconds: Any) -> str | None:
    if not isinstance(milliseconds, int | float) or not 0 < milliseconds < 4e12:
        return None
    return datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.UTC).date().isoformat()
