"""Hugging Face's daily-papers and papers API: a day, a search, or one paper."""

from collections.abc import Iterator
from typing import Any

from importers import facts
from importers.arxiv import readable, unwrapped
from importers.facts import mapping, sequence, string
from importers.json_text import Record, keys, records
from importers.reader import Item, Listed, Page, skip
from storage.papers.paper import Paper, arxiv_id
from storage.papers.text import clean

NAME = "hf-daily-json"
TITLE = "Hugging Face Daily Papers JSON"
CARRIES = ("title", "authors", "authors_complete", "organisation", "year", "date", "venue", "kind",
           "abstract", "arxiv_id", "url", "extra", "line", "position", "comments", "upvotes")  # fmt: skip
STREAMS = False
TRUST = 10
LAST_SEEN = "2026-11-22"

_MARKS = {"upvotes", "discussionId", "numComments", "submittedBy", "publishedAt", "submittedOnDailyAt", "ai_summary",
          "ai_keywords", "isAuthorParticipating", "numTotalPapers", "mediaUrls", "submittedOnDailyBy"}  # fmt: skip


def sniff(head: str) -> float:
    found = keys(head)
    ours = len(found & _MARKS)
    if "summary" in found and "publishedAt" in found and ours >= 2:
        return 0.95
    return 0.1 * min(ours, 4)


def read(page: Page) -> Iterator[Item]:
    position = 0
    for record in records(page.text, within=("papers", "dailyPapers")):
        if not isinstance(record, Record):
            yield record
            continue
        value = mapping(record.value)
        inner = mapping(value.get("paper")) or value
        title = readable(string(inner.get("title")) or string(value.get("title")))
        if not clean(title):
            yield skip(record.line, "no title", string(inner.get("id")) or str(record.value)[:200])
            continue
        position += 1
        yield Listed(
            paper=_paper(value, inner, title),
            line=record.line,
            position=position,
            comments=facts.count(value.get("numComments", inner.get("numComments"))),
            upvotes=facts.count(inner.get("upvotes", value.get("upvotes"))),
        )


def _paper(value: dict[str, Any], inner: dict[str, Any], title: str) -> Paper:
    names, complete = facts.complete(
        facts.named(readable(name))
        for item in sequence(inner.get("authors"))
        if (name := string(mapping(item).get("name")) or string(item)).strip()
    )
    organisation = mapping(inner.get("organization")) or mapping(value.get("organization"))
    text = string(inner.get("summary")) or string(value.get("summary"))
    # Of the two days the paper's own is when arXiv published it, the outer one when the page showed it.
    day = facts.date(string(inner.get("publishedAt"))[:10]) or facts.date(string(value.get("publishedAt"))[:10])
    number = string(inner.get("id"))
    identifier = arxiv_id(number)
    extra = {
        "github": string(inner.get("githubRepo")),
        "keyword": ", ".join(word for item in sequence(inner.get("ai_keywords")) if (word := string(item))),
        "summary": string(inner.get("ai_summary")),
    }
    return Paper(
        title=title,
        authors=names,
        authors_complete=complete,
        organisation=string(organisation.get("fullname")) or string(organisation.get("name")) or None,
        date=day,
        venue="arXiv" if identifier else None,
        kind="article" if identifier else None,
        abstract=readable(unwrapped(text)) or None,
        arxiv_id=identifier,
        url=f"https://huggingface.co/papers/{number}" if number else None,
        extra={name: item for name, item in extra.items() if item},
    )
