"""arXiv's records by OAI-PMH, in its own forms `arXiv` and `arXivRaw` (https://info.arxiv.org/help/oa)."""

from collections.abc import Iterator

from importers import answers, arxiv, dates, facts
from importers.besides import leaves
from importers.reader import OPENS, Item, Page, listed
from importers.xml import Record, child, children, text
from storage.papers.paper import Paper

NAME, TITLE = "arxiv-oai", "arXiv OAI-PMH XML"
CARRIES = tuple(
    "title authors authors_complete year date venue kind category abstract doi arxiv_id extra line position".split()
)
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 20, "2026-11-30"

_KNOWN = frozenset("id created title authors categories comments report-no journal-ref doi abstract version".split())


def sniff(head: str) -> float:
    return OPENS if "http://arxiv.org/OAI/arXiv" in head and ("<arXiv" in head or ":arXiv" in head) else 0.0


def read(page: Page) -> Iterator[Item]:
    yield from listed(answers.works(page, "arXiv", "arXivRaw"), _paper, lambda record: text(record.element, "id"))


def _paper(record: Record) -> Paper:
    work = record.element
    people = children(work, "authors", "author")
    if people:
        names, complete, count = arxiv.parsed_authors([
            [text(one, "keyname"), text(one, "forenames"), text(one, "suffix")] for one in people
        ]), True, None  # fmt: skip
    else:
        names, complete, count = arxiv.authors(text(work, "authors"))
    told = child(work, "abstract")
    first = text(work, "created") or text(child(work, "version"), "date")
    return arxiv.paper(
        identifier=text(work, "id"),
        title=text(work, "title"),
        names=names,
        complete=complete,
        count=count,
        date=facts.date(first) or dates.edtf(first) or None,
        categories=text(work, "categories"),
        abstract="" if told is None else told.text or "",
        doi=text(work, "doi"),
        reference=text(work, "journal-ref"),
        comments=text(work, "comments"),
        report=text(work, "report-no"),
        besides=list(leaves(work, _KNOWN)),
    )
