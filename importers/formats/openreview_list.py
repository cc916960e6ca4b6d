"""A copy of a venue of OpenReview: title, authors, `Published: 16 Jan 2024, Last Modified: ...`, venue, TL;DR."""

import re
from collections.abc import Iterator

from importers import facts
from importers.besides import fill
from importers.copied import Record, Site, Told, led
from importers.copied import read as records
from importers.names import listed
from importers.openreview import appeared
from importers.pages.people import people
from importers.reader import CERTAIN, Item, Page
from storage.papers.paper import Paper

NAME, TITLE = "openreview-list", "OpenReview, list of a venue"
CARRIES = tuple("title authors authors_complete author_count year date venue kind abstract extra line position".split())
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, False, 10, ""

_DAY = r"\d{1,2} [A-Z][a-z]{2,8}\.? \d{4}"
_CHANGED = re.compile(rf"(?:Last )?[Mm]odified: {_DAY}")
_READERS = re.compile(
    r"\s*(?:Readers: .{0,80}|(?:Readers: )?Everyone\b.*|\d+ Repl(?:y|ies).*|Revisions\b.*|BibTeX\b.*)"
)
_LABEL = re.compile(r"(?P<name>[A-Z][\w;/.-]{1,24}(?: [\w&/-]{1,20}){0,3}): ?(?P<text>.*)")
_LABELS = (
    r"keywords?|tl;?dr|abstract|one-sentence summary|primary area|subject areas?|supplementary material|submission"
    r" (?:number|type|length)|code(?: of ethics)?|track|student paper|license|data|area|archival"
)
_KEPT = {"keywords": "keyword", "tl;dr": "summary", "tldr": "summary", "one-sentence summary": "summary"}
_NOBODY = re.compile(r"(?i)anonymous(?: authors?)?|(?:paper )?authors? hidden|.*\bauthors?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_WORDS = 4
"""A line of more words without a comma, in which nobody is found, is a title."""


def sniff(head: str) -> float:
    if not ("odified: " in head or "Readers: Everyone" in head):
        return 0.0
    return CERTAIN if led(head, _SITE) else 0.0


def read(page: Page) -> Iterator[Item]:
    yield from records(page, _SITE)


def _told(record: Record) -> Told:
    if not record.ahead:
        return Told("its title is not on the page", 0)
    *titles, who = record.ahead
    if not titles or (people(who) is None and "," not in who and who.count(" ") >= _WORDS):
        title, who = who, ""
    else:
        title = titles[-1]
    names, complete, count = listed("" if _NOBODY.fullmatch(who) else who)
    stated = _READERS.sub("", record.mark["rest"]).strip(" ·|-")
    said: dict[str, str] = {}
    last, used = "", 0
    for line in record.behind:
        if _READERS.fullmatch(line):
            pass
        elif label := _LABEL.fullmatch(line):
            last = label["name"].lower()
            said[last] = label["text"]
        elif not last and not stated:
            stated = _READERS.sub("", line).strip()
        elif last and (last == "abstract" or not said[last]):
            said[last] = f"{said[last]}\n{line}".strip()
        else:
            break
        used += 1
    year = found[0] if (found := _YEAR.search(stated)) else ""
    venue, kind = appeared({}, stated, "", year)
    day = facts.date(record.mark["day"])
    extra = {"note": stated} if stated and stated != venue else {}
    extra |= {_KEPT[name]: said.pop(name) for name in _KEPT.keys() & said.keys()}
    abstract = said.pop("abstract", None)
    fill(extra, ((name.replace(" ", "-"), text) for name, text in said.items()))
    paper = Paper(
        title=title, authors=names, authors_complete=complete and bool(names), author_count=count,
        venue=venue or None, kind=kind,
        year=int(year) if year else None, date=day if day and (not year or day.startswith(year)) else None,
        abstract=abstract, extra=extra,
    )  # fmt: skip
    return Told(paper, used)


_SITE = Site(
    mark=re.compile(
        rf"(?:Published: )?(?P<day>{_DAY})(?:, {_CHANGED.pattern}| \({_CHANGED.pattern}\))?(?P<rest>(?!\d).{{0,300}})"
    ),
    ahead=2,
    read=_told,
    tail=re.compile(rf"{_READERS.pattern}|(?i:{_LABELS}):.*"),
    chrome=re.compile(
        r"(?i)venue id: \S+|(?:show|hide) details|revisions|bibtex|pdf|edit|loading|search|login|donate"
        r"|about openreview|hosting a venue|all venues|(?:all )?sponsors|frequently asked questions|contact|feedback"
        r"|open directory|legal information|terms of (?:use|service)|privacy policy|news|openreview\.net|\d+|[«‹›»…]+"
        r"|(?:(?:accept \([\w %-]+\)|reject|(?:withdrawn|active|desk rejected) submissions?|oral|poster|spotlight|all"
        r"|recent activity|your consoles)(?:\s|$))+|open peer review\. open publishing\..*"
        r"|openreview is a long-term project to advance science.*"
    ),
)
