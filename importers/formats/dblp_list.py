"""A copy of DBLP, of a person or a venue: `[c12]`, buttons, `Ada Roe, Bo Moor: Title. Venue 2020: 1-10`."""

import re
from collections.abc import Iterator
from typing import Any

from importers import facts
from importers.copied import Record, Site, Told
from importers.copied import read as records
from importers.dblp import CORR, HOMONYM, of_corr
from importers.decode import from_text
from importers.reader import CERTAIN, Item, Listed, Page, Skipped
from storage.papers.bibfields import by_name
from storage.papers.identifiers import found_in
from storage.papers.paper import Paper

NAME, TITLE = "dblp-list", "DBLP, page of a person or venue"
CARRIES = tuple(
    "title authors year date venue kind doi arxiv_id url roles extra line position section doubt raw".split()
)
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, False, 30, ""

# What the letter of a label says, https://dblp.org/faq/How+are+the+publication+types+numbered.html.
_KINDS = by_name("""
    article-journal = j; paper-conference = c; article = i; book = b, e; chapter = p; entry-encyclopedia = r;
    dataset = d; software = s
""")
_LABEL = re.compile(r"\W{0,3}\[(?P<kind>[a-z])(?P<number>\d{1,4})\]")
_KEY = re.compile(
    r"\W{0,3}(?:dblp key: ?|persistent URL: ?)?(?:https?://dblp\.org/rec/)?"
    r"(?P<key>(?:conf|journals|books|phd|series|reference|data)/[\w-]+/[\w-]+)"
)
_PART = r"(?:[a-z]{1,2}['’])?[^\W\d_a-z][\w'’.-]{0,40}"
_SMALL = r"(?:(?:af|al|av|bin|da|de|del|della|den|der|di|dos|du|e|el|ibn|la|le|les|te|ten|ter|van|von|y|zu|zum|zur) )"
_NAME = rf"(?:{_SMALL}{{1,2}}|[a-z]['’])?{_PART}(?: {_SMALL}{{0,2}}{_PART}){{0,5}}(?: \d{{4}})?(?:, III?)?"
_PEOPLE = rf"{_NAME}(?:, {_NAME}){{0,300}}"
_PAGES = r"[\w:.-]{1,20}(?:, [\w:.-]{1,20}){0,4}"
# Its venues have no small words but these.
_WORD = r"(?:[A-Z0-9&(@][\w.&'’()/@+:-]{0,40}|für|des|de|und|et|la|of|on|in|for|and|the|der|da)"
_VENUE = rf"(?P<venue>[A-Z][\w.&'’()/@+:-]{{0,40}}(?: {_WORD}){{0,14}}?)"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_ISBN = r"ISBN (?P<ISBN>[\dX-]{9,20})"
_VOLUME = r"(?P<volume>[\w/.-]{1,40})(?:\((?P<issue>[^()]{1,30})\))?"
_PUBLISHER = r"(?:(?P<series>[A-Z][^.]{3,120}?), )?(?P<publisher>[A-Z][\w. &/-]{1,60})"
_SOURCES = (
    re.compile(rf"{_VENUE} {_VOLUME}(?:: (?P<page>{_PAGES}))? \({_YEAR}\)"),
    re.compile(rf"{_VENUE} {_YEAR}(?:: (?P<page>{_PAGES}))?"),
    re.compile(rf"(?P<school>[A-Z][^.]{{5,150}}?), {_YEAR}"),
    re.compile(rf"{_PUBLISHER} {_YEAR}(?:, {_ISBN})?(?:, pp\. .{{1,40}})?"),
)
_OF_SCHOOL = 2
_SCHOOL = re.compile(r"(?i)universi|institut|school|college|polytech|hochschule|academy|écol|eth |mit\b")
_BREAK = re.compile(r"[.?!] (?=[A-Z])")
_TOC = re.compile(rf"(?P<title>.{{3,600}}[.?!])(?: (?P<page>{_PAGES}))?")


def sniff(head: str) -> float:
    if "dblp" not in head.lower() and "export record" not in head:
        return 0.0
    items = list(read(from_text(head)))
    told = sum(isinstance(item, Listed) for item in items)
    strange = sum(isinstance(item, Skipped) and item.reason == _STRANGE for item in items)
    return CERTAIN if told >= _SEVERAL + 4 * strange or (told and not strange and "export record" in head) else 0.0


_STRANGE, _SEVERAL = "it does not read as a citation of DBLP", 2


def read(page: Page) -> Iterator[Item]:
    yield from records(page, _SITE)


def _told(record: Record) -> Told:
    rest = record.mark["rest"]
    told = _parted(rest, record)
    if told is None:
        return Told(_STRANGE, 0)
    title, said = told
    names = tuple(
        facts.named(HOMONYM.sub("", name.strip())) for name in re.split(r", (?!(?:III?|Jr\.)\b)", record.mark["people"])
    )
    letter = next((found["kind"] for line in reversed(record.ahead) if (found := _LABEL.fullmatch(line))), "")
    key = next((found["key"] for line in reversed(record.ahead) if (found := _KEY.fullmatch(line))), "")
    known = facts.identified(one.identifier for line in record.ahead if "//" in line for one in found_in(line[:500]))
    meant = said.pop("kind", None)
    kind = meant if meant == "thesis" else _KINDS.get(letter, meant)
    extra = {name: said.pop(name) for name in list(said) if name not in ("venue", "year", "arxiv_id") and said[name]}
    people: dict[str, Any] = {"roles": {"editor": names}} if letter == "e" else {"authors": names}
    paper = Paper(
        title=title, kind=kind, url=f"https://dblp.org/rec/{key}" if key else None,
        extra={**known.pop("extra", {}), **extra},
        **{name: value for name, value in {**said, **known}.items() if value}, **people,
    )  # fmt: skip
    return Told(paper, 0, source=f"{record.mark['people']}: {rest}")


def _parted(rest: str, record: Record) -> tuple[str, dict[str, Any]] | None:
    """Return the title of a citation, and what its source says; None where it is none."""
    cuts = [
        (found.start() + 1, said) for found in _BREAK.finditer(rest[:1_000]) if (said := _source(rest[found.end() :]))
    ]
    for place, (end, said) in enumerate(cuts):
        between = rest[end : cuts[place + 1][0]] if place + 1 < len(cuts) else ""
        if not _SENTENCE.search(between):  # `What is it? A study. J. Lamps 3: 1 (2020)`
            return facts.unstopped(rest[:end]), said
    toc = _TOC.fullmatch(rest)
    if toc is None or record.page is None:
        return None
    said = record.page.groupdict()
    return facts.unstopped(toc["title"]), _facts({"page": toc["page"], "venue": said["venue"], "year": said["year"]})


_SENTENCE = re.compile(r"(?i) (?:an?|the|of|for|in|on|with|to|by|from|is|are|how|what|why|towards|using|via) ")


def _source(tail: str) -> dict[str, Any] | None:
    """Return what the source of a citation says; None where a text is none."""
    for place, source in enumerate(_SOURCES):
        if (parts := source.fullmatch(tail)) and not (place == _OF_SCHOOL and not _SCHOOL.search(parts["school"])):
            return _facts(parts.groupdict())
    return None


def _facts(parts: dict[str, str | None]) -> dict[str, Any]:
    said: dict[str, Any] = {name: text for name, text in parts.items() if text}
    said["year"] = int(said["year"])
    if "page" in said:
        said["page"] = facts.pages(said["page"]) if ":" not in said["page"] else said["page"]
    if said.get("venue") == CORR:
        said |= {"venue": "arXiv", "kind": "article", "arxiv_id": of_corr(said.pop("volume", ""))}
    elif "school" in said:
        said |= {"publisher": said.pop("school"), "kind": "thesis"}
    elif "publisher" in said:
        said |= {"kind": "book", "collection-title": said.pop("series", None)}
    elif "venue" in said:
        said["kind"] = "article-journal" if "volume" in said else "paper-conference"
    return said


_SITE = Site(
    mark=re.compile(rf"(?P<people>{_PEOPLE}): (?P<rest>.{{5,1500}})"),
    ahead=6,
    read=_told,
    joins=re.compile(rf"{_PEOPLE}:"),
    chrome=re.compile(
        r"(?i)\W*(?:view|export record|ask others|share record|electronic edition (?:via|@) .*|unpaywalled version"
        r"|bibtex|references & citations|details & citations|no references & citations available|authority control:"
        r"|ris|xml|rdf n-triples|rdf turtle|rdf/xml|plain text|google(?: scholar)?|semantic scholar|citeseerx|pubpeer"
        r"|internet archive scholar|twitter|reddit|bluesky|bibsonomy|linkedin|facebook|mastodon|short url|dblp key:"
        r"|open access|persistent url:|image: .{3,60}|> home > .{2,80}|\d{4} [–-] (?:today|\d{4})|archived version"
        r"|\[?contents\]?)\W*"
    ),
    heading=re.compile(r"\W{0,3}((?:19|20)\d\d|(?:Session|Track|Keynote|Invited|Tutorial|Part)\b.{0,100})"),
    page=re.compile(
        r"(?:\d{1,3}(?:st|nd|rd|th)\.? )?(?P<venue>[A-Z][\w@/&.-]{1,30}(?: [A-Z][\w@/&.-]{1,20}){0,3})"
        r" (?P<year>(?:19|20)\d\d): .{3,120}"
    ),
)
