"""A copy of a volume of PMLR: title, `A. Roe, B. Moor; Proceedings of ..., PMLR 97:1-10`, `[abs][Download PDF]`."""

import re
from collections.abc import Iterator

from importers.copied import Record, Site, Told, led
from importers.copied import read as records
from importers.facts import pages
from importers.names import listed
from importers.reader import CERTAIN, Item, Page
from storage.papers.paper import Paper

NAME, TITLE = "pmlr-volume", "PMLR, volume"
CARRIES = tuple("title authors authors_complete year date venue kind extra line position section".split())
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, False, 30, "2026-11-30"

_SERIES = "Proceedings of Machine Learning Research"
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def sniff(head: str) -> float:
    if "PMLR " not in head:
        return 0.0
    return CERTAIN if led(head, _SITE) else 0.0


def read(page: Page) -> Iterator[Item]:
    yield from records(page, _SITE)


def _told(record: Record) -> Told:
    if not record.ahead:
        return Told("its title is not on the page", 0)
    names, complete, _ = listed(record.mark["people"])
    volume = record.page if record.page and record.page["volume"] == record.mark["volume"] else None
    years = _YEAR.findall(record.mark["year"] or (volume[0] if volume else ""))
    venue = record.mark["venue"] or (volume["name"] if volume else None)
    extra = {"volume": record.mark["volume"], "page": pages(record.mark["page"]), "collection-title": _SERIES}
    paper = Paper(
        title=record.ahead[-1], authors=names, authors_complete=complete, venue=venue, kind="paper-conference",
        year=int(years[-1]) if years else None, extra=extra,
    )  # fmt: skip
    return Told(paper, 0)


_SITE = Site(
    mark=re.compile(
        r"(?P<people>[^;]{3,7000}?) ?; (?:(?P<venue>[A-Z][^;]{5,300}?), )?(?:PMLR|JMLR W&CP) (?P<volume>R?\d{1,4})"
        r"(?: ?: ?(?P<page>\d{1,6}[-–]\d{1,6}))(?:, (?P<year>\d{4}))?\.?"
    ),
    ahead=1,
    read=_told,
    chrome=re.compile(
        r"(?i)(?:\[[\w .]{2,30}\]\s?)+|(?:pmlr|jmlr|mloss|faq|submission format|\s|·|\|)+|filter authors:.*"
        r"|editors?: .*|proceedings of machine learning research(?:\s?volume \d+\s?all volumes)?|subscribe via rss"
        r"|all volumes|this site last compiled .*|github account.*|copyright © .*"
    ),
    heading=re.compile(
        r"(?:[A-Z][\w-]{1,20} ){0,4}(?:Papers|Talks?|Articles|Tracks?|Prefaces?|Posters|Abstracts|Tutorials)"
        r"|Front ?[Mm]atter"
    ),
    page=re.compile(
        r"Volume (?P<volume>R?\d{1,4}): (?P<name>[^,]{3,200}(?:, (?!\d)[^,]{3,60}?)??)"
        r"(?:,? (?:\d|[A-Z][a-z]{2,8} \d).*)?"
    ),
)
