"""A copy of a profile of Google Scholar: title, people, venue, and behind tabs how often it is cited and its year."""

import re
from collections.abc import Iterator

from importers.copied import Record, Site, Told, marks
from importers.copied import read as records
from importers.names import listed
from importers.reader import CERTAIN, Item, Page
from importers.scholar import PEOPLE, doubt, placed
from storage.papers.paper import Paper

NAME, TITLE = "scholar-profile", "Google Scholar, profile"
CARRIES = tuple("title authors authors_complete year venue kind arxiv_id doi extra line position doubt raw".split())
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, False, 10, ""

# The heads of its columns, in the languages that Scholar speaks most; each may have a line of its own.
_TITLE = "title|titel|titre|título|titolo|tytuł|标题|標題|タイトル|제목|название"
_CITED = "cited by|zitiert von|citée par|citado por|citata da|cytowane|引用次数|引用次數|引用先|인용|цитируется"
_YEAR = "year|jahr|année|año|ano|anno|rok|年份|年|연도|год"
_GAP = r"\s{1,20}"
_HEAD = re.compile(
    rf"(?im)^\W{{0,9}}(?:{_TITLE})(?:{_GAP}sort(?:{_GAP}by[^\n]{{0,60}})?)?{_GAP}(?:{_CITED}){_GAP}(?:{_YEAR})[^\S\n]{{0,20}}$"
)
_PEOPLE = re.compile(PEOPLE)


def sniff(head: str) -> float:
    if "\t" not in head or not _HEAD.search(head):
        return 0.0
    before = marks(head, _SITE)
    if not before or sum(1 <= count <= 3 for count in before[1:]) * 2 < len(before) - 1:
        return 0.0
    return CERTAIN


def read(page: Page) -> Iterator[Item]:
    yield from records(page, _SITE)


def _told(record: Record) -> Told:
    lines = [*record.ahead, *filter(None, [record.mark["venue"]])]
    if not lines:
        return Told("its title is not on the page", 0)
    title, *said = lines
    people = said[0] if said and _PEOPLE.fullmatch(said[0]) else ""
    names, complete, _ = listed(people)
    facts, extra = placed(said[-1]) if said and said[-1] != people else ({}, {})
    if cited := record.mark["cited"]:
        extra["cited-by"] = cited.replace(",", "")
    if year := record.mark["year"]:
        facts["year"] = int(year)
    extra = {**facts.pop("extra", {}), **extra}
    paper = Paper(title=title, authors=names, authors_complete=complete, extra=extra, **facts)
    return Told(paper, 0, doubt(title))


_SITE = Site(
    mark=re.compile(
        r"(?P<venue>[^\t]{0,400}?)\t(?:(?P<cited>\d[\d,]{0,8})\*?)?(?:\t(?P<year>(?:1[5-9]|20)\d\d))?(?<=\d|\*)"
    ),
    ahead=3,
    read=_told,
    chrome=re.compile(
        rf"(?i)(?:(?:{_TITLE})\s*)?(?:(?:{_CITED})\s*)?(?:{_YEAR})?|articles?(?: \d.{{0,20}})?|public access"
        r"|co-authors|all|follow|view all|show more|sort(?: by (?:title|citations|year))?|add|my profile"
        r"|\d+[–-]\d+|verified email at .*"
    ),
)
