"""A copy of the ACL Anthology: `pdf bib abs`, title, people with bars between; or `J08-1001: A. Roe`, title."""

import re
from collections.abc import Iterator

from importers import acl
from importers.copied import Record, Site, Told, marks
from importers.copied import read as records
from importers.names import listed
from importers.pages.people import people
from importers.prose import prose
from importers.reader import CERTAIN, Item, Page
from storage.papers.paper import Paper

NAME, TITLE = "acl-volume", "ACL Anthology, page of papers"
CARRIES = tuple("title authors year date venue kind abstract url extra line position section".split())
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, False, 30, "2026-11-30"

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_VOLUME = re.compile(
    r"(?:Proceedings of|Findings of|Transactions of|Computational Linguistics,|Actes d|Northern European Journal"
    r"|Linguistic Issues in|\w.{0,60}\b(?:Conference|Workshop|Symposium|Journal) (?:on|of|for)\b).{0,250}"
)
_JOURNAL = re.compile(r"(?i)transactions of|computational linguistics,|journal|issues in")
_MATTER = re.compile(r"(?i)publications received|front ?matter|briefly noted|(?:author |subject )?index")
_BUTTONS = "pdf|bib|abs|doi|video|code|data|dataset|software|poster|slides|note|attachment|presentation|award|optional"


def sniff(head: str) -> float:
    if not ("Anthology" in head or ("bib" in head and ("\npdf" in head or head.startswith("pdf")))):
        return 0.0
    return CERTAIN if len(marks(head, _SITE)) >= 2 and ("Anthology" in head or " | " in head) else 0.0


def read(page: Page) -> Iterator[Item]:
    yield from records(page, _SITE)


def _told(record: Record) -> Told:
    mark, behind = record.mark, record.behind
    if not behind:
        return Told("its title is not on the page", 0)
    who = mark["people"] or ""
    used = 1
    if mark["id"]:
        while used < min(len(behind), _TITLE) and not record.apart[used]:
            used += 1
        title = " ".join(behind[:used])
    else:
        lists = [_lists(line) for line in behind[: _TITLE + 1]]
        used = lists.index(True, 1) if True in lists[1:] else 1
        title = " ".join(behind[:used])
        if used < len(lists) and lists[used]:
            who, used = behind[used], used + 1
    if not who and (_VOLUME.fullmatch(title) or _MATTER.fullmatch(title)):
        return Told("a volume, or what stands in it without an author", used)
    volume = record.page[0] if record.page else ""
    if len(behind) > used and not record.apart[used] and _VOLUME.fullmatch(behind[used]):
        volume, used = behind[used], used + 1
    if mark["id"] is None and _VOLUME.fullmatch(title) and volume in ("", title):
        return Told("a volume, and no paper of one", used)
    abstract = []
    while used < len(behind) and prose(behind[used]) > 0:
        abstract.append(behind[used])
        used += 1
    years = _YEAR.findall(volume)
    year = acl.year(mark["id"] or "") or next(iter(years[-1:]), "")
    if years and year not in years:
        volume = ""
    names, _, _ = listed(who.replace(" | ", "; ").replace("|", ";"))
    paper = Paper(
        title=title, authors=names, venue=volume or None, abstract="\n".join(abstract) or None,
        year=int(year) if year else None,
        kind="article-journal" if _JOURNAL.match(volume) else acl.kind(mark["id"] or ""),
        url=f"https://aclanthology.org/{mark['id']}" if mark["id"] else None,
    )  # fmt: skip
    return Told(paper, used)


_TITLE = 4
"""Lines of the longest title, on a narrow screen."""


def _lists(line: str) -> bool:
    return " | " in line or people(line) is not None


_SITE = Site(
    mark=re.compile(
        rf"(?:pdf|bib)(?:[ ,|·]{{0,3}}(?:\(?full\)?|{_BUTTONS})){{1,9}}"
        r"|\[?(?P<id>[A-Z]\d{2}-\d{4}|\d{4}\.[a-z0-9]{2,20}-[a-z0-9]{1,12}\.\d{1,4})\]?:\s?(?P<people>.{0,4000})"
    ),
    ahead=0,
    read=_told,
    chrome=re.compile(
        r"(?i)acl anthology|(?:news|faq|corrections|submissions|github|search|current|venues|volumes?|links|\s)+"
        r"|a digital archive of research papers in computational linguistics|copy citation|bibtex|markdown"
        r"|bib \(full\) .*|» ?(?:toggle table of contents)?|(?:show|hide) all abstracts\W*|\(?full\)?|co-authors"
        r"|acl materials are copyright ©.*|the acl anthology is managed and built.*|site last built on.*"
        r"|(?:editors?|month|year|address|publisher|url|doi|sig):"
    ),
    heading=re.compile(r"(?:Year: ?)?((?:19|20)\d\d)"),
    page=_VOLUME,
)
