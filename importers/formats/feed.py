"""Feeds of journals, preprint servers and searches: RSS 0.91 to 2.0, RSS 1.0 with PRISM, and Atom. What an item says of
its paper stands in elements of its own, or in lines of its description; a feed whose items tell of no paper is none."""

import re
from collections.abc import Iterator, Sequence
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, NamedTuple

from importers import facts, markup, xml
from importers.dates import edtf
from importers.facts import mended
from importers.pages import html
from importers.pages.people import People, people
from importers.reader import REFERENCE, Item, Noted, Page, Skipped, listed, skip
from importers.xml import children, text
from storage.papers.identifiers import arxiv_id, doi, of_link
from storage.papers.kinds import preprint_server
from storage.papers.paper import Paper
from storage.papers.text import fold

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from importers.pages.lines import Line
    from storage.papers.names import Name

NAME, TITLE = "feed", "feed of a journal or a search (RSS, Atom)"
CARRIES = REFERENCE
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 20, "2026-11-30"

_FEED = re.compile(r"<(?:rss|rdf:RDF|feed)\b")
_ITEM = re.compile(r"<(item|entry)[\s>].*?</\1>", re.DOTALL)
_TELLS = re.compile(
    r"<prism:(?:doi|volume|startingPage|publicationName|issn)\b|<(?:dc:)?identifier[^<>]{0,200}>\s*(?:doi:)?10\.\d{4}"
    r"|<(?:link|guid|id)\b[^<>]{0,500}?(?:>\s*|href=\")[^<>\"]{0,300}?(?:\b10\.\d{4,9}/|/articles?/|/doi/|arxiv\.org/abs)"
    r"|\b(?:Author\(s\)|Authors|Publication date|DOI)\s{0,5}:|scholar\.google|Open Journal Systems|highwire",
    re.IGNORECASE,
)
"""What an item has that is about a paper."""
_ARXIV = re.compile(r"arxiv\.org/schemas/atom|rss\.arxiv\.org|oai:arXiv\.org|<(?:id|link)>\s*https?://arxiv\.org/")
"""arXiv's own feeds have a reader of their own."""
_LOOKED_AT = 12
"""Items of the head that are looked at."""


def sniff(head: str) -> float:
    if not (found := _FEED.search(head[:4000])) or _ARXIV.search(head):
        return 0.0
    items = [item[0] for _, item in zip(range(_LOOKED_AT), _ITEM.finditer(head, found.end()), strict=False)]
    telling = sum(_TELLS.search(item) is not None or _led(item) for item in items)
    generator = _TELLS.search(head[: head.find("<entry")] if "<entry" in head else "") is not None
    return 0.9 if items and (2 * telling > len(items) or generator) else 0.2


_DESCRIBED = re.compile(r"<description[^<>]{0,100}>(?:<!\[CDATA\[)?([^<]{10,2000}?);?(?:&lt;|<|$)")


def _led(item: str) -> bool:
    """Return whether people begin an item's description."""
    found = _DESCRIBED.search(item)
    known = people(found[1]) if found else None
    return known is not None and len(known.names) > 1 and known.sure > _SURE


_SURE = 0.95


class _Channel(NamedTuple):
    """What the feed says of all its items."""

    venue: str
    is_search: bool
    """Whether it is of a search: its days are those on which papers were found."""


def read(page: Page) -> Iterator[Item]:
    head = page.head
    first = re.search(r"<(?:item|entry)[\s>]", head)
    top = head[: first.start()] if first else head
    title = markup.plain(xml.within(top, "title"))
    day = xml.day_of(top)
    if title or day:
        yield Noted(title=title or None, day=day)
    named = markup.plain(xml.within(top, "prism:publicationName"))
    channel = _Channel(named or _journal(title), "scholar.google" in top)

    def paper(record: xml.Record) -> Paper | Skipped:
        return _paper(record, channel)

    yield from listed(xml.elements(page, "entry", "item"), paper, lambda record: text(record.element)[:200])


_AROUND = re.compile(
    r"(?i)^(?:tandf|wiley|sciencedirect publication|latest (?:articles|results|content)(?: from| for)?|recent articles"
    r"(?: in)?|table of contents(?: for)?|new articles in)\s*:?\s+"
    r"|\s*[:,–—-]\s*(?:table of contents|(?:most recent|latest|advance) articles?|latest (?:issue|results)"
    r"|current issue|vol\.? .{1,40}|cnki|most cited.{0,20})$"
    r"|\s+(?:current issue|advance access|latest articles|rss feed)$"
)
_FOUND = re.compile(r"(?i)\b(?:query|search|results?|alert|updates on|newsletter|blog|news|intitle|fwd)\b|^\w{3,12} - ")


def _journal(title: str) -> str:
    """Return the journal that the title of a feed names; empty where it names something else."""
    bare = _AROUND.sub("", _AROUND.sub("", title))
    return "" if _FOUND.search(bare) else bare.strip()


class _Told(NamedTuple):
    """What the lines of a description say."""

    authors: People | None = None
    doi: str = ""
    date: str = ""
    venue: str = ""
    volume: str = ""
    issue: str = ""
    page: str = ""
    abstract: str = ""


_PEOPLE = re.compile(r"(?i)(?:author\(s\)|authors?|by)\s*:\s*(.+)")
_DATE = re.compile(r"(?i)(?:publication date|published(?: online)?|date)\s*:\s*(.+)")
_SOURCE = re.compile(r"(?i)source\s*:\s*(.+)")
_DOI = re.compile(r"(?i)doi\s*:\s*(\S+)")
_ABSTRACT = re.compile(r"(?i)(?:abstract|summary|résumé|zusammenfassung|resumen)\b\s*[:.]?\s*(.*)")
_PLACE = re.compile(
    r"(?i)(?P<venue>.{0,200}?)[,.]?\s*\bvol(?:ume)?\.?\s*(?P<volume>\w{1,8})(?:,?\s*(?:issue|no\.?|number)\s*(?P<issue>[\w-]{1,12}))?"
    r"(?:,\s*(?P<date>(?:[A-Z]\w{2,12}\s)?(?:19|20)\d\d))?(?:,?\s*(?:pages?|pp?\.)\s*(?P<page>[\w–-]{1,20}))?[\s.]*"
)
_SHORT_PLACE = re.compile(
    r"(?P<venue>[^\d:]{3,150}?)\s(?P<volume>\d{1,4})(?:\((?P<issue>[\w-]{1,8})\))?:\s?(?P<page>[\w–-]{1,20})"
)
_PROSE = 80
"""Characters from which on a line may be an abstract."""


def _told(lines: "Sequence[Line]", title: str) -> _Told:
    """Return what the lines of a description say of the paper of this title."""
    told = _Told()
    abstract: list[str] = []
    place_told: dict[str, str] = {}
    open_abstract = False
    for place, line in enumerate(lines):
        said = line.text
        if found := _PEOPLE.fullmatch(said):
            told = told._replace(authors=people(found[1]))
        elif found := _DATE.fullmatch(said):
            told = told._replace(date=found[1])
        elif found := _DOI.fullmatch(said):
            told = told._replace(doi=found[1])
        elif found := _ABSTRACT.fullmatch(said):
            open_abstract = True
            abstract += [found[1]] if found[1] else []
        elif (found := _PLACE.fullmatch(_without_label(said))) or (found := _SHORT_PLACE.fullmatch(said)):
            place_told = {name: value for name, value in found.groupdict().items() if value} | place_told
        elif told.authors is None and place < _EARLY and (named := people(said.rstrip(";"))) and _is_list(named, said):
            told = told._replace(authors=named)
        elif (len(said) >= _PROSE or open_abstract) and said != title and not line.linked():
            abstract.append(said)
    return told._replace(
        venue=place_told.get("venue", ""), volume=place_told.get("volume", ""), issue=place_told.get("issue", ""),
        page=place_told.get("page", ""), date=told.date or place_told.get("date", ""), abstract="\n\n".join(abstract),
    )  # fmt: skip


_EARLY = 3
"""Lines of a description among which people stand without a word that says so."""


def _is_list(named: People, said: str) -> bool:
    return named.sure > _SURE and (len(named.names) > 1 or said.rstrip().endswith(";"))


def _without_label(said: str) -> str:
    found = _SOURCE.fullmatch(said)
    return found[1] if found else said


def _paper(record: xml.Record, channel: _Channel) -> Paper | Skipped:
    item = record.element
    title = markup.marked(mended(text(item, "title")).lstrip("\ufeff"))
    body = max((mended(text(part)) for name in ("encoded", "content", "summary", "description")
                for part in children(item, name)), key=len, default="")  # fmt: skip
    told = _told(html.lines(body), markup.plain(str(title))) if body else _Told()
    names, complete = _authors(item, told)
    link = _link(item)
    number = _number(item, told, link)
    bare = fold(markup.plain(str(title)))
    venue = next((said for said in _venues(item, told, channel, link) if said and fold(said) != bare), "")
    if number is None and not names and not venue and not channel.is_search:
        return skip(record.line, "nothing tells that it is a paper", markup.plain(str(title)))
    pages = [text(item, name) for name in ("startingPage", "endingPage")]
    extra = {
        "volume": text(item, "volume") or told.volume,
        "issue": text(item, "number") or text(item, "issue") or told.issue,
        "page": facts.pages("-".join(filter(None, dict.fromkeys(pages))) or told.page),
        "ISSN": text(item, "issn") or text(item, "eIssn"), "publisher": _stated(item, "publisher"),
    }  # fmt: skip
    known = dict([number] if number else [])
    kind = "article" if preprint_server(venue) or "arxiv_id" in known else "article-journal" if venue else None
    day = _date(item, told, channel, known.get("doi", ""))
    return Paper(
        title=title, authors=names, authors_complete=complete, date=day or None, venue=venue or None, kind=kind,
        abstract=told.abstract or None, url=None if "doi.org/" in link else link or None,
        doi=known.get("doi"), arxiv_id=known.get("arxiv_id"),
        extra={name: value for name, value in extra.items() if value},
    )  # fmt: skip


def _authors(item: "Element", told: _Told) -> "tuple[tuple[Name, ...], bool]":
    """Return the people of an item: one an element, all in one, in words of its description; each once."""
    said = [text(one, "name") or text(one) for name in ("creator", "author") for one in children(item, name)]
    said = [_MAIL.sub(r"\1", one).strip() for one in dict.fromkeys(said) if one]
    if not said:
        return (told.authors.names, told.authors.complete) if told.authors else ((), True)
    if len(said) > 1:
        return facts.complete(map(facts.named, said))
    found = people(said[0])
    return (found.names, found.complete) if found else facts.complete([facts.named(said[0])])


_MAIL = re.compile(r"^[\w.+-]{1,64}@[\w.-]{1,100}\s*\((.{1,500})\)$")
"""RSS 2.0 puts an author's name behind the address."""


def _link(item: "Element") -> str:
    """Return where an item is found: its page, without what only counts readers."""
    links = [
        text(one) or one.get("href", "") for one in children(item, "link") if one.get("rel", "alternate") == "alternate"
    ]
    found = next((link for link in links if link.startswith("http")), "") or text(item, "url")
    return _COUNTS.sub("", found)


_COUNTS = re.compile(
    r"[?&](?:rss=\w{1,10}|af=R|dgcid=\w{1,40}|TRACK=RSS|utm_[^#]{1,200}|ai=[^#&]{1,80}|from=rss)(?=$|[#&])"
)


def _number(item: "Element", told: _Told, link: str) -> tuple[str, str] | None:
    """Return the DOI or arXiv id of an item."""
    stated = [text(item, "doi"), *(text(one) for one in children(item, "identifier")), told.doi]
    if found := next(filter(None, (doi(one) for one in stated if "10." in one)), None):
        return "doi", found
    for one in (link, text(item, "guid"), text(item, "id")):
        if (known := of_link(one)) and known[0] in ("doi", "arxiv_id"):
            return known[0], known[1]
        if one.startswith("10.") and (found := doi(one)):
            return "doi", found
    number = arxiv_id(text(item, "guid")) if "arxiv" in text(item, "guid").lower() else None
    return ("arxiv_id", number) if number else None


def _venues(item: "Element", told: _Told, channel: _Channel, link: str) -> Iterator[str]:
    """Yield what may be where an item appeared, the surest first."""
    yield text(item, "publicationName")
    yield told.venue.strip(" ,.")
    yield _stated(item, "source")
    yield channel.venue
    yield next((name for name in ("bioRxiv", "medRxiv") if name.lower() in link.lower()), "")


def _stated(item: "Element", name: str) -> str:
    said = text(item, name)
    return "" if "://" in said or said.islower() else said


def _date(item: "Element", told: _Told, channel: _Channel, number: str) -> str:
    """Return the day on which a paper appeared, where the feed tells it."""
    for said in (
        told.date,
        *(text(item, name) for name in ("coverDate", "publicationDate", "coverDisplayDate", "date")),
    ):
        if found := edtf(said.partition("T")[0]) if said else "":
            return found
    if deposited := _DAY_OF_DEPOSIT.search(number):
        return deposited[1].replace(".", "-")
    if channel.is_search:
        return ""
    for name in ("pubDate", "published", "issued", "updated"):
        if said := text(item, name):
            return _day(said)
    return ""


_DAY_OF_DEPOSIT = re.compile(r"^10\.(?:1101|64898)/((?:19|20)\d\d\.\d\d\.\d\d)\.\d")
"""bioRxiv and medRxiv number their preprints by the day."""
_DATES = ("coverDate", "publicationDate", "coverDisplayDate", "date")


def _day(said: str) -> str:
    """Return a day as RFC 822 or ISO 8601 has it, in ISO's form."""
    if re.match(r"\d{4}-\d\d", said):
        return said[:10]
    try:
        return parsedate_to_datetime(said).date().isoformat()
    except ValueError:
        return edtf(said)
