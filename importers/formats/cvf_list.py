"""A copy of CVF's open access: title, `Ada Roe, Bo Moor`, `[pdf] [supp] [bibtex]`, and BibTeX where it was unfolded."""

import re
from collections.abc import Iterator
from dataclasses import replace

from importers import bibentries
from importers.copied import Record, Site, Told, led
from importers.copied import read as records
from importers.decode import from_text
from importers.names import listed
from importers.reader import CERTAIN, Item, Listed, Page
from storage.papers.paper import Paper

NAME, TITLE = "cvf-list", "CVF open access, page of papers"
CARRIES = tuple("title authors authors_complete year date venue kind extra line position doubt raw".split())
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, False, 30, ""

_ENTRY = re.compile(r"@[Ii]n[Pp]roceedings\{[\w'’-]{1,60}_(?:19|20)\d\d_[A-Z]\w{1,20},")
_OWN = ("Computer Vision Foundation", "Open Access Repository")


def sniff(head: str) -> float:
    if "pdf]" not in head:
        return 0.0
    certain = any(own in head for own in _OWN) or _ENTRY.search(head) is not None
    return CERTAIN if certain and led(head, _SITE, 2) else 0.0


def read(page: Page) -> Iterator[Item]:
    yield from records(page, _SITE)


def _told(record: Record) -> Told:
    behind = record.behind[0] if record.behind else ""
    used = 1 if _BUTTON.fullmatch(behind) else 0
    entry = record.behind[used] if len(record.behind) > used and record.behind[used].startswith("@") else ""
    used += bool(entry)
    entry += "}" * (entry.count("{") - entry.count("}"))  # a line of its own, and as such without a word
    if len(record.ahead) < 2:
        return Told("its title or its authors are not on the page", used)
    *title, people = record.ahead
    names, complete, _ = listed(people)
    page = record.page.groupdict() if record.page else {}
    paper = Paper(
        title=" ".join(title), authors=names, authors_complete=complete, kind="paper-conference",
        venue=page.get("venue"), year=int(page["year"]) if page else None,
    )  # fmt: skip
    said = next((item.paper for item in bibentries.read(from_text(entry)) if isinstance(item, Listed)), None)
    if said and said.title:
        venue = re.sub(r"^(?:The|Proceedings of the) ", "", said.venue or "")
        extra = {name: value for name, value in said.extra.items() if name != "raw"}
        paper = replace(said, kind=paper.kind, venue=venue or paper.venue, date=said.date or paper.date, extra=extra)
    return Told(paper, used, doubt="where the title begins" if len(title) > 1 and not said else None)


_BUTTON = re.compile(r"\[bibtex\]")
_SITE = Site(
    mark=re.compile(r"\[pdf\](?: ?\[[A-Za-z][\w ]{1,20}\]){0,8}"),
    ahead=4,
    read=_told,
    tail=re.compile(r"\[bibtex\]|@.*"),
    joins=re.compile(r"[^@\[\]{}]{2,6000},|@.*[^}]"),
    chrome=re.compile(
        r"(?i)cvf|papers|back|search|\[ *\]\[search\]|except for the watermark, they are identical.*"
        r"|this material is presented to ensure.*|of the proceedings is available on ieee xplore\."
        r"|copyright and all rights therein.*|all persons copying this.*"
    ),
    page=re.compile(
        r"(?:These )?(?P<venue>[A-Z][A-Za-z]{2,9}(?: Workshops?)?) (?P<year>(?:19|20)\d\d)(?: Workshops?)?,? "
        r"(?:(?:workshop )?papers are the Open Access|[Oo]pen [Aa]ccess).*"
    ),
)
