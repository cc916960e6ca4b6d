"""Hugging Face's daily-papers and papers API: a day, a search, or one paper."""

import re
from collections.abc import Iterator
from typing import Any

from importers import facts
from importers.arxiv import readable, unwrapped
from importers.besides import fill, members
from importers.facts import mapping, sequence, string
from importers.json_text import Record, marked, records, text
from importers.reader import CERTAIN, Item, Listed, Noted, Page, listed
from storage.papers.identifiers import arxiv_id
from storage.papers.paper import Paper

NAME, TITLE = "hf-daily-json", "Hugging Face Daily Papers JSON"
CARRIES = tuple(
    "title authors authors_complete organisation year date venue kind abstract arxiv_id url extra line position "
    "comments upvotes".split()
)
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, False, 10, "2026-11-22"

_MARKS = frozenset(
    "upvotes discussionId numComments submittedBy publishedAt submittedOnDailyAt ai_summary ai_keywords "
    "isAuthorParticipating numTotalPapers mediaUrls submittedOnDailyBy".split()
)


def sniff(head: str) -> float:
    found, ours = marked(head, _MARKS)
    if "summary" in found and "publishedAt" in found and ours >= 2:
        return CERTAIN
    return 0.1 * min(ours, 4)


def read(page: Page) -> Iterator[Item]:
    shown = set(_SHOWN.findall(page.head))
    if len(shown) == 1:
        yield Noted(day=shown.pop())
    yield from listed(
        records(page.text, within=("papers", "dailyPapers")),
        _listed,
        lambda record: string(_inner(record).get("id")) or str(record.value),
    )


_SHOWN = re.compile(r'"submittedOnDailyAt":\s*"(\d{4}-\d\d-\d\d)')
"""On what day each paper was shown; a page of one day has one."""


def _inner(record: Record) -> dict[str, Any]:
    """Return the paper, which a day's list has inside of what it says of the day."""
    return mapping(mapping(record.value).get("paper")) or mapping(record.value)


def _listed(record: Record) -> Listed:
    value, inner = mapping(record.value), _inner(record)
    return Listed(
        paper=_paper(value, inner),
        line=record.line,
        comments=facts.count(value.get("numComments", inner.get("numComments"))),
        upvotes=facts.count(inner.get("upvotes", value.get("upvotes"))),
    )


def _paper(value: dict[str, Any], inner: dict[str, Any]) -> Paper:
    names, complete = facts.complete(
        facts.named(readable(name))
        for item in sequence(inner.get("authors"))
        if (name := text(item, "name") or string(item)).strip()
    )
    organisation = mapping(inner.get("organization")) or mapping(value.get("organization"))
    # Of the two days the paper's own is when arXiv published it, the outer one when the page showed it.
    days = (facts.date(text(said, "publishedAt")[:10]) for said in (inner, value))
    number = text(inner, "id")
    identifier = arxiv_id(number)
    extra = {
        "github": text(inner, "githubRepo"),
        "keyword": ", ".join(filter(None, map(string, sequence(inner.get("ai_keywords"))))),
        "summary": text(inner, "ai_summary"),
    }
    fill(extra, members(value | inner, _KNOWN))
    return Paper(
        title=readable(text(inner, "title") or text(value, "title")),
        authors=names,
        authors_complete=complete,
        organisation=text(organisation, "fullname") or text(organisation, "name"),
        date=next(filter(None, days), None),
        venue="arXiv" if identifier else None,
        kind="article" if identifier else None,
        abstract=readable(unwrapped(text(inner, "summary") or text(value, "summary"))),
        arxiv_id=identifier,
        url=f"https://huggingface.co/papers/{number}" if number else None,
        extra=extra,
    )


# What rules of this module read, and what the site says of its own page.
_KNOWN = frozenset(
    "id paper title authors summary publishedAt organization githubRepo ai_keywords ai_summary upvotes numComments "
    "thumbnail mediaUrls discussionId submittedBy submittedOnDailyAt submittedOnDailyBy isAuthorParticipating "
    "numTotalPapers upvoted githubRepoAddedBy".split()
)
