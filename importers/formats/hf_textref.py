"""Hugging Face Daily Papers with numbers for links: votes, `### [Title][32]`, abstract, `* 3 authors`, date."""

import re
from collections.abc import Iterator
from functools import partial

from importers.copied import Record, Site, Told, marks
from importers.copied import read as records
from importers.dates import DAY, dated
from importers.pages.lynx import addresses
from importers.prose import number_in
from importers.reader import CERTAIN, Item, Page
from storage.papers.identifiers import of_link
from storage.papers.paper import Paper

NAME, TITLE = "hf-daily-textref", "Hugging Face Daily Papers with numbered links"
CARRIES = tuple("title author_count organisation date abstract arxiv_id url line position comments upvotes".split())
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, False, 10, "2026-11-30"

_AUTHORS = re.compile(r"[*•-]? ?(?P<count>\d[\d,]{0,6}) authors?")
_ORGANISATION = re.compile(r"\[(?:\[[^\[\]]{0,80}\])? ?(?P<name>[^\[\]]{1,80})\]\[\d{1,5}\]")
_DATED = re.compile(rf"(?:· ?)?{DAY}(?: \[ ?(?P<comments>\d{{1,6}}) ?\]\[\d{{1,5}}\])?")


def sniff(head: str) -> float:
    if "Daily Papers" not in head and "trending papers" not in head:
        return 0.0
    return CERTAIN if marks(head, _SITE) and re.search(r"\d authors?\n", head) else 0.0


def read(page: Page) -> Iterator[Item]:
    """Yield the papers, with the address of each where the page ends in a list of them."""
    hrefs = addresses(page.text.split("\n"))
    yield from records(page, _SITE._replace(read=partial(_told, page=page, hrefs=hrefs)))


def _told(record: Record, page: Page, hrefs: dict[int, str]) -> Told:
    abstract: list[str] = []
    facts: dict[str, object] = {}
    comments, used = None, 0
    for line in record.behind:
        if found := _AUTHORS.fullmatch(line):
            facts["author_count"] = number_in(found["count"])
        elif found := _DATED.fullmatch(line):
            facts["date"], facts["date_inferred"] = dated(found, page.as_of)
            comments = number_in(found["comments"])
        elif found := _ORGANISATION.fullmatch(line):
            facts["organisation"] = found["name"].strip()
        elif facts:
            break
        else:
            abstract.append(line)
        used += 1
    href = hrefs.get(int(record.mark["number"]), "")
    name = of_link(href) if href else None
    paper = Paper(
        title=record.mark["title"], abstract=" ".join(abstract) or None, url=href or None,
        arxiv_id=name.value if name and name.kind == "arxiv_id" else None, **facts,  # type: ignore[arg-type]
    )  # fmt: skip
    votes = number_in(record.ahead[0]) if record.ahead else None
    return Told(paper, used, upvotes=votes, comments=comments)


_SITE = Site(
    mark=re.compile(r"#{2,4} \[(?P<title>.{3,500})\]\[(?P<number>\d{1,5})\]"),
    ahead=1,
    read=partial(_told, page=Page(""), hrefs={}),
    chrome=re.compile(
        r"\[|\[\d{1,5}\]: \S+|\]\[\d{1,5}\]|[·-]|(?:## )?by ?\[AK\]\[\d{1,5}\].{0,40}|\[ ?-?\]\[\d{1,5}\]"
    ),
    tail=re.compile(r"(?![\d,]{1,7}$).*"),
)
