"""What a reader of one format is: a module with a name, a claim on a text's head, and a walk through its records."""

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import replace
from typing import Protocol, TypeVar

from importers.decode import Page
from importers.links import PAPERS
from storage.papers.paper import Listed, Noted, Paper, Skipped, Unread
from storage.papers.text import clean, digest

__all__ = [
    "CERTAIN", "CLAIM", "EXCERPT", "OPENS", "REFERENCE", "UNTITLED", "Item", "Listed", "Noted", "Page", "Reader",
    "Skipped", "Unread", "answered", "listed", "named", "skip",
]  # fmt: skip

Item = Listed | Skipped | Noted | Unread

REFERENCE = tuple(
    "title authors authors_complete year date venue kind abstract doi arxiv_id url roles extra line position".split()
)
"""What a record of a reference manager or a library can hold: the CARRIES of many readers."""

CLAIM = 0.5
"""From this confidence on a reader claims a page."""


CERTAIN = 0.95
"""What only marks that no other format has may claim: with such a claim the other readers need not be asked."""
OPENS = 0.99
"""What a page may claim whose very beginning only this format has, whatever its first record goes on to hold."""


class Reader(Protocol):
    """A module that reads one format. A module satisfies it by having these names; there is nothing to inherit."""

    NAME: str
    """Short, lower case, hyphened: the value of `--format`, and the sightings' `format`."""
    TITLE: str
    """What people call it: `Hugging Face Daily Papers`."""
    CARRIES: tuple[str, ...]
    """The fields of Paper and Listed that the format can hold, in the order of Paper."""
    STREAMS: bool
    """True when `read` takes its page by `page.lines()` or `page.chunks()` only, so that size does not matter."""
    LIBRARY: bool
    """True when its files are libraries, each record under a key or an id of its own: what a later version of the file
    says of a record takes the place of what it said before. No page, and no answer to a search, is one."""
    TRUST: int
    """How far its records are believed where two disagree: a listing's copy 10, a preprint server 20, a publisher or an
    index 30, a curated record 40. What the reader of the shelf says stands above them all."""
    LAST_SEEN: str
    """The ISO day on which a page of its layout was last looked at: an old day, and the layout may have changed. Empty
    where the layout was written from what the site and programs that read it say of it, and no page was looked at."""

    def sniff(self, head: str) -> float:
        """Return how sure the reader is that `head` (at most 64 Ki characters) begins such a page: 0 to 1.

        CLAIM and above is a claim; below it, how near the page came, for the message about an unknown page. Never
        raises, never parses the whole, linear in `head`.
        """
        ...

    def read(self, page: Page) -> Iterator[Item]:
        """Yield every record of the page in order, what had to be skipped with its line and reason, and notes.

        Every line of the page is chrome, part of a Listed, or in a Skipped. Every Listed has the `digest` of its own
        text, as the page has it, and of what it takes from elsewhere on the page; nothing of its neighbours, its number
        among them, or the chrome is in it. Never raises on any text.
        """
        ...


EXCERPT = 200
"""How many characters of a skipped piece go into the account."""


def skip(line: int, reason: str, text: str) -> Skipped:
    """Return the piece of input as skipped, its text shortened to what fits a report."""
    return Skipped(line=line, reason=reason, text=clean(text[: 4 * EXCERPT], EXCERPT))


class _Record(Protocol):
    @property
    def line(self) -> int: ...
    @property
    def source(self) -> str: ...


_R = TypeVar("_R", bound=_Record)


def listed(
    records: Iterable[_R | Skipped | Noted | Unread],
    paper: Callable[[_R], Paper | Item | None],
    untitled: Callable[[_R], str],
    kept_as: Callable[[_R], str] | None = None,
) -> Generator[Item, None, int]:
    """Yield the records' papers, each in its place, and what had to be skipped; return how many papers there were.

    `paper` reads a record: the paper it holds, a Listed where it holds more than that (its position, and the digest of
    the record's `source`, are filled in here), why it is skipped, or None for what is left out. A paper without a title
    goes by its identifier, or its link, and without any is skipped; `untitled` tells the reader of the account which
    record that was. `kept_as` tells the id under which its library keeps a record.
    """
    position = 0
    for record in records:
        if isinstance(record, Skipped | Noted):
            yield record
            continue
        if isinstance(record, Unread):
            position += 1
            yield record._replace(position=position)
            continue
        item = paper(record)
        found = item.paper if isinstance(item, Listed) else item
        if isinstance(found, Paper) and not found.title:
            if name := found.identifier or (found.url if PAPERS.search(found.url or "") else ""):
                more = item if isinstance(item, Listed) else Listed(paper=found, line=record.line)
                item = replace(more, paper=replace(found, title=name), doubt=UNTITLED)
            else:
                item = skip(record.line, "no title", untitled(record))
        if isinstance(item, Paper):
            position += 1
            item = Listed(paper=item, line=record.line, position=position, digest=digest(record.source))
        elif isinstance(item, Listed):
            position += 1
            item = replace(item, position=position, digest=digest(record.source))
        if kept_as and isinstance(item, Listed) and (name := kept_as(record)):
            item = replace(item, id=name)
        if item is not None:
            yield item
    return position


UNTITLED = "the title is not known"
"""The doubt of a record that goes by its identifier."""


def named(paper: Paper, line: int, raw: str, doubt: str | None = None) -> Paper | Listed:
    """Return a paper without a title under its identifier, which is a doubt, and one with a doubt as `raw` has it."""
    if not paper.title and (identifier := paper.identifier):
        paper, doubt = replace(paper, title=identifier), UNTITLED
    return Listed(paper=paper, line=line, doubt=doubt, raw=raw) if doubt else paper


def answered(papers: int, total: int | None, source: str, what: str = "results") -> Iterator[Noted]:
    """Yield a note where an answer holds fewer papers than its source says it has."""
    if total and total > papers:
        yield Noted(text=f"{papers} of the {total} {what} that {source} has for the query")
