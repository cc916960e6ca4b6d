"""Reading lists in Markdown: bullets, tables, numbered references and headings whose links lead to papers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from importers import blurbs
from importers.besides import fill
from importers.entries import ASIDE, LABEL, of_name, paper_of, says_nothing, without_links
from importers.links import DOCUMENT, ELSEWHERE, PAPERS
from importers.markdown import (
    ADDRESS,
    BULLET,
    HEADING,
    IMAGE,
    LINK,
    REFERENCE,
    RULE,
    SEPARATOR,
    Link,
    links_in,
    uncommented,
    unmarked,
)
from importers.reader import UNTITLED, Item, Listed, Noted, Page, Skipped, listed, skip
from importers.sections import Above
from storage.papers.identifiers import identified, of_link
from storage.papers.paper import Paper

if TYPE_CHECKING:
    from importers.pages.tables import Row

NAME, TITLE = "markdown-list", "Markdown reading list"
CARRIES = tuple(
    "title authors authors_complete organisation year date venue kind abstract doi arxiv_id url extra line position "
    "section doubt raw".split()
)
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 10, "2026-11-22"

LINE_LIMIT = 20_000
"""Longest line in characters that is looked at as an entry."""
ENTRY_LIMIT = 40
"""Most lines that one entry runs over."""


def _is_paper(link: Link) -> bool:
    if ASIDE.fullmatch(link.label):
        return False
    if PAPERS.search(link.url):
        return True
    return bool(DOCUMENT.search(link.url)) and (not ELSEWHERE.search(link.url) or bool(LABEL.fullmatch(link.label)))


def sniff(head: str) -> float:
    if "huggingface.co/papers/" in head and "](" in head and "/login?" in head:
        return 0.3  # a capture of Daily Papers, which tells more than a list does
    papers = entries = 0
    for line in head.split("\n")[:3_000]:
        if "](" not in line and "] (" not in line:
            continue
        line = line[:2_000]
        begins = BULLET.match(line) or REFERENCE.match(line) or line.lstrip().startswith(("|", "[", "#", "**["))
        if begins or " | " in line:
            entries += 1
            papers += any(_is_paper(link) for link in links_in(IMAGE.sub("", line)))
    if papers >= 2 or (papers and papers * 2 >= entries):
        return min(0.6 + 0.3 * papers / max(entries, 1), 0.9)
    return 0.35 if papers else 0.2 if entries >= 3 else 0.0


class _Heading(NamedTuple):
    text: str
    level: int


class _Entry(NamedTuple):
    line: int
    indent: int
    lines: list[str]
    section: str = ""
    """The heading that it stands under."""
    date: str = ""
    """The day or year that this states, or one above it."""
    item: Listed | None = None
    """What a row of a table is, as the table tells it."""
    leads: bool = False
    """Whether it is a heading, or a link with a line to itself, and a paragraph below says more."""
    below: str = ""
    """That paragraph."""

    @property
    def source(self) -> str:
        """The text of the entry without its bullet or number."""
        return "\n".join(self.lines)


def read(page: Page) -> Iterator[Item]:
    """Yield every entry; what stands in bullets under a paper (code, slides, a remark) is part of it."""
    under: int | None = None  # the indent of the last paper
    below: list[_Entry] = []

    def paper(entry: _Entry) -> Listed | Skipped | None:
        nonlocal under
        if entry.item:
            under = None
            return _under(entry.item, entry)
        sub = under is not None and entry.indent > under
        item = _read(entry, sub=sub)
        if isinstance(item, Listed):
            under = entry.indent
        elif item and under is not None and entry.indent <= under:
            under = None
        elif item is None and sub:
            below.append(entry)
        return item

    held: Listed | None = None
    for item in listed(_placed(page), paper, lambda entry: entry.source):
        if held:
            yield _with(held, below)
        below.clear()
        held = item if isinstance(item, Listed) else None
        if held is None:
            yield item
    if held:
        yield _with(held, below)


def _with(item: Listed, below: list[_Entry]) -> Listed:
    """Return a paper with what the bullets under it say."""
    more: dict[str, str] = {}
    for entry in below:
        text = IMAGE.sub("", " ".join(entry.lines))[:LINE_LIMIT]
        fill(more, _besides(item.paper, text, links_in(text)))
    if not more:
        return item
    extra = dict(item.paper.extra)
    extra |= {name: f"{extra[name]}; {text}" if name in extra else text for name, text in more.items()}
    return replace(item, paper=replace(item.paper, extra=extra))


def _under(item: Listed, entry: _Entry) -> Listed:
    """Return what a row of a table is with what stands above the table."""
    paper = item.paper
    if entry.date and paper.year is None:
        paper = replace(paper, date=paper.date or entry.date)
    return replace(item, paper=paper, section=item.section or entry.section or None)


def _placed(page: Page) -> Iterator[_Entry | Noted | Skipped]:
    """Yield what `_entries` does, each entry with what the headings above it say."""
    above = Above()
    for piece in _entries(page):
        if isinstance(piece, _Heading):
            above.take(*piece)
            continue
        if isinstance(piece, _Entry) and above.section:
            piece = piece._replace(section=above.section, date=above.date)
            above.record()
        yield piece


def _rows(table: Sequence["Row"]) -> Iterator[_Entry | Noted | Skipped]:
    """Yield what the rows of a table are."""
    from importers.pages import tables

    sources = {row.line: row.source for row in table}
    for item in tables.read(table, Above(), own=False):
        if isinstance(item, Listed):
            yield _Entry(item.line, 0, [sources[item.line]], item=item)
        elif isinstance(item, Noted | Skipped):
            yield item


def _entries(page: Page) -> Iterator[_Entry | _Heading | Noted | Skipped]:
    """Yield headings, and what may be an entry with the lines that continue it; prose, badges and code are passed over.

    The first heading of the highest rank is what the list is called.
    """
    current: _Entry | None = None
    from importers.pages import tables  # what reads tables of all kinds takes long to load

    table: list[tables.Row] = []
    told: list[str] | None = None
    """The lines of the paragraph under `current`, which a blank line has ended."""
    before = ""
    above = 0
    titled = False
    for number, line in _lines(page):
        stripped = line.strip()
        if told is not None and current:
            if _is_prose(stripped, told):
                told.append(stripped)
                continue
            if told or (stripped and IMAGE.sub("", stripped).strip()):
                yield current._replace(below=" ".join(told))
                current = told = None
            else:
                continue
        if current and not stripped and current.leads:
            told = []
            continue
        if current and (not stripped or len(line) > LINE_LIMIT or len(current.lines) >= ENTRY_LIMIT):
            yield current
            current = None
        if len(line) > LINE_LIMIT:
            yield skip(number, "a line that is too long for an entry", line)
            continue
        if table and "|" not in stripped:
            yield from _rows(table)
            table = []
        if not stripped:
            pass
        elif table:
            table.append(tables.barred(number, stripped))
        elif SEPARATOR.fullmatch(stripped) and "|" in stripped and "|" in before:
            table = [tables.barred(above, before)]
        elif current is None and len(stripped) < 300 and identified(stripped):
            yield _Entry(number, 0, [stripped])  # a link or an identifier that has a line to itself
        elif (found := _read_line(number, line, inside=current is not None)) is _GOES_ON:
            assert current
            current.lines.append(stripped)
        else:
            if current:
                yield current
            current = found if isinstance(found, _Entry) else None
            if isinstance(found, _Heading) and found.level == 1 and found.text and not titled:
                titled = True
                yield Noted(title=found.text)
            elif isinstance(found, _Heading):
                yield found
        before, above = stripped, number
    if current:
        yield current._replace(below=" ".join(told or ()))
    if table:
        yield from _rows(table)


def _lines(page: Page) -> Iterator[tuple[int, str]]:
    """Yield the lines outside of fenced code, without comments."""
    fenced = commented = False
    for number, line in enumerate(page.lines(), 1):
        if len(line) <= LINE_LIMIT and line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif len(line) > LINE_LIMIT or not fenced:
            if len(line) <= LINE_LIMIT and ("<!--" in line or commented):
                line, commented = uncommented(line, commented)
            yield number, line


def _is_prose(line: str, told: Sequence[str]) -> bool:
    """Return whether a line is of the paragraph under an entry, whose lines so far are `told`."""
    if not line or len(line) > LINE_LIMIT or sum(map(len, told)) > LINE_LIMIT:
        return False
    if told:
        return not (BULLET.match(line) or HEADING.match(line) or line.startswith(("|", "```", "<", ">", "[")))
    return line[0].isalnum() and not (BULLET.match(line) or REFERENCE.match(line)) and blurbs.says(unmarked(line))


_GOES_ON = _Entry(0, 0, [])
"""What a line is that continues the entry above it."""


def _read_line(number: int, line: str, *, inside: bool) -> _Entry | _Heading | None:
    """Return the entry that a line begins or goes on with, or the heading that it is."""
    if heading := HEADING.fullmatch(line):
        text = IMAGE.sub("", heading["rest"].rstrip("# "))
        if any(map(_is_paper, links_in(text))):
            return _Entry(number, 0, [text], leads=True)
        return _Heading(unmarked(LINK.sub(r"\1", text)), len(heading[1]))
    stripped = line.strip()
    if RULE.fullmatch(stripped):
        return None
    if found := BULLET.fullmatch(line) or REFERENCE.fullmatch(line):
        return _Entry(number, len(found["indent"].expandtabs(4)), [found["rest"]])
    if inside and not stripped.startswith((">", "<details", "</details", "<summary", "|", "#")):
        return _GOES_ON
    text = IMAGE.sub("", stripped)
    first = next(iter(links_in(text)), None)
    if not first or first.start > 4 or not text.lstrip("*_ ").startswith("["):
        return None
    news = blurbs.is_news(unmarked(first.label))
    return (
        _Entry(number, 0, [stripped], leads=True)
        if news or (_is_paper(first) and not LABEL.fullmatch(first.label))
        else None
    )


def _read(entry: _Entry, *, sub: bool) -> Listed | Skipped | None:
    raw = " ".join(entry.lines)
    text = IMAGE.sub("", raw)[:LINE_LIMIT]
    links = links_in(text)
    if (links and all(link.url.startswith("#") for link in links)) or not unmarked(text).strip(" |-"):
        return None  # a table of contents, a badge
    papers = [link for link in links if _is_paper(link)]
    found = paper_of(text, links, papers)
    if found is None and (name := identified(raw)):
        found = of_name(name), UNTITLED
    if found is None:
        if sub and (not papers or all(LABEL.fullmatch(link.label) for link in links)):
            return None  # the code, the slides, a remark under a paper
        return skip(entry.line, "not a paper: no link to a paper, and it does not look like a reference", raw)
    paper, doubt = found
    if entry.below and not paper.abstract:
        paper = replace(paper, abstract=unmarked(LINK.sub(r"\1", entry.below)))
    extra: dict[str, str] = {}
    fill(extra, _besides(paper, text, links))
    if extra or (entry.date and paper.year is None):
        paper = replace(paper, extra={**paper.extra, **extra}, date=paper.date or entry.date or None)
    return Listed(
        paper=paper, line=entry.line, doubt=doubt, raw=raw[:2_000] if doubt else None, section=entry.section or None
    )


def _besides(paper: Paper, text: str, links: list[Link]) -> Iterator[tuple[str, str]]:
    """Yield what an entry says besides: links by what they are called (code, slides), remarks."""
    names = {paper.doi, paper.arxiv_id, paper.extra.get("PMID"), paper.extra.get("PMCID")} - {None}
    for link in links:
        known = of_link(link.url)
        if not link.url.startswith("http") or link.url == paper.url or (known and known.value in names):
            continue
        label = unmarked(link.label).strip("[](): ").lower()
        yield label if label and says_nothing(label) else "link", link.url
    people = " ".join(name.text for name in paper.authors)
    told = (paper.title, paper.venue, paper.date, paper.year, paper.arxiv_id, paper.doi, paper.abstract, people)
    said = " ".join(map(str, told)).lower()
    rest = set(_REMARK.findall(unmarked(without_links(text)).lower())) - set(_REMARK.findall(said))
    if len(rest - _CITING) >= 2:
        yield "entry", unmarked(ADDRESS.sub("", LINK.sub(r"\1", text)))


_REMARK = re.compile(r"[^\W\d_]{3,}|\d+")
_CITING = frozenset(
    "and the for proceedings conference journal workshop vol pages volume issue arxiv preprint minute min read".split()
)
"""Words that a citation has beside its names, which are no remark."""
