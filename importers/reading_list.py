"""The lines of a reading list in Markdown, written by people or made of a page in HTML: entries, and what they say."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
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
from importers.reader import UNTITLED, Item, Listed, Noted, Skipped, listed, skip
from importers.sections import Above
from storage.papers.identifiers import identified, of_link
from storage.papers.paper import Paper

if TYPE_CHECKING:
    from importers.pages.tables import Row

LINE_LIMIT = 20_000
"""Longest line in characters that is looked at as an entry."""
ENTRY_LIMIT = 40
"""Most lines that one entry runs over."""


def is_paper(link: Link) -> bool:
    """Return whether a link leads to a paper, by its address and what it is called."""
    if ASIDE.fullmatch(link.label):
        return False
    if PAPERS.search(link.url):
        return True
    return bool(DOCUMENT.search(link.url)) and (not ELSEWHERE.search(link.url) or bool(LABEL.fullmatch(link.label)))


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
    promised: bool = False
    """Whether its last line says where a paper is and leads nowhere, as in a text that was copied of a page."""

    @property
    def source(self) -> str:
        """The text of the entry without its bullet or number."""
        return "\n".join(self.lines)


_Numbered = tuple[int, str]
"""A line and its number."""


def read(lines: Iterable[_Numbered]) -> Iterator[Item]:
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
    for item in listed(_placed(lines), paper, lambda entry: entry.source):
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


def _placed(lines: Iterable[_Numbered]) -> Iterator[_Entry | Noted | Skipped]:
    """Yield what `_entries` does, each entry with what the headings above it say."""
    above = Above()
    for piece in _entries(lines):
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


def _entries(lines: Iterable[_Numbered]) -> Iterator[_Entry | _Heading | Noted | Skipped]:
    """Yield headings, and what may be an entry with the lines that continue it; prose, badges and code are passed over.

    The first heading of the highest rank is what the list is called.
    """
    current: _Entry | None = None
    from importers.pages import tables  # what reads tables of all kinds takes long to load

    table: list[tables.Row] = []
    before = ""
    above = 0
    titled = False
    ahead = _Ahead(_gathered(_shown(lines)))
    for piece in ahead:
        if isinstance(piece, _Entry):
            yield from [current, piece] if current else [piece]
            current = None
            continue
        number, line = piece
        stripped = line.strip()
        if current and not stripped and current.leads:
            yield current._replace(below=ahead.paragraph())
            current = None
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
        yield current
    if table:
        yield from _rows(table)


def _shown(lines: Iterable[_Numbered]) -> Iterator[_Numbered]:
    """Yield the lines outside of fenced code, without comments."""
    fenced = commented = False
    for number, line in lines:
        if len(line) <= LINE_LIMIT and line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif len(line) > LINE_LIMIT or not fenced:
            if len(line) <= LINE_LIMIT and ("<!--" in line or commented):
                line, commented = uncommented(line, commented)
            yield number, line


class _Ahead:
    """Lines, of which those to come can be looked at before they are taken."""

    def __init__(self, lines: Iterable[_Numbered | _Entry]) -> None:
        self._lines = iter(lines)
        self._back: deque[_Numbered | _Entry] = deque()

    def __iter__(self) -> "_Ahead":
        return self

    def __next__(self) -> _Numbered | _Entry:
        return self._back.popleft() if self._back else next(self._lines)

    def paragraph(self) -> str:
        """Take the next paragraph, where it says something in whole sentences, and return it; else nothing.

        Blank lines and pictures before it are taken.
        """
        taken: list[_Numbered | _Entry] = []
        told: list[str] = []
        for piece in self:
            taken.append(piece)
            if isinstance(piece, _Entry):
                break
            line = piece[1].strip()
            if not told and not IMAGE.sub("", line).strip():
                taken.clear()
                continue
            if not line or not _goes_on(line, told) or len(taken) > ENTRY_LIMIT:
                break
            told.append(line)
        text = " ".join(told)
        if not blurbs.says(unmarked(text[:LINE_LIMIT])):
            self._back.extendleft(reversed(taken))
            return ""
        self._back.extendleft(reversed(taken[len(told) :]))
        return text


def _goes_on(line: str, told: Sequence[str]) -> bool:
    """Return whether a line is of the paragraph under an entry, whose lines so far are `told`."""
    if len(line) > LINE_LIMIT or sum(map(len, told)) > LINE_LIMIT:
        return False
    if told:
        return not (BULLET.match(line) or HEADING.match(line) or line.startswith(("|", "```", "<", ">", "[")))
    return (
        unmarked(line)[:1].isalnum() and not line.startswith("[") and not (BULLET.match(line) or REFERENCE.match(line))
    )


def _gathered(lines: Iterable[_Numbered]) -> Iterator[_Numbered | _Entry]:
    """Yield the lines; as one entry a title, what is said below it, and a line that is nothing but links to it:
    `Paper | Tweet`."""
    held: deque[_Numbered] = deque()
    for number, line in lines:
        row = line.strip()
        if _is_row(row):
            start, entry = _headed(list(held)) or (len(held), None)
            yield from (held.popleft() for _ in range(start))
            held.clear()
            if entry:
                yield entry._replace(lines=[*entry.lines, row], promised="](" not in row)
            else:
                yield number, line
            continue
        if (more := blurbs.MORE.match(row)) and any(map(is_paper, links_in(row))):
            start = next((at + 1 for at in range(len(held) - 1, -1, -1) if _heads(held[at][1].strip())), 0)
            yield from (held.popleft() for _ in range(start))
            said = [text for text in _paragraphs(list(held)) if blurbs.says(unmarked(text))]
            held.clear()
            yield _Entry(number, 0, [row[more.end() :]], leads=True, below=" ".join(said))
            continue
        held.append((number, line))
        if len(held) > ENTRY_LIMIT:
            yield held.popleft()
    yield from held


def _heads(line: str) -> bool:
    """Return whether a line stands over what a newsletter tells: bold letters, a heading, a rule."""
    return bool(line) and bool(HEADING.match(line) or _BOLD.fullmatch(line) or not line.strip("\\*_ -"))


_BETWEEN = re.compile(r"\s*[|/·•,;]\s*|\s{2,}|\t")
_PROMISE = re.compile(rf"(?i)[\W_]*{blurbs.PROMISES}[\W_]*")


def _is_row(line: str) -> bool:
    """Return whether a line is nothing but what a paper's links are called, one of which leads to it or promises to."""
    if not 8 <= len(line) <= 1_000 or BULLET.match(line) or not _PROMISED.search(line):
        return False
    links = links_in(line)
    if not links:
        labels = _BETWEEN.split(line)
        return len(labels) > 1 and all(map(says_nothing, labels)) and any(map(_PROMISE.fullmatch, labels))
    if not all(link.label and says_nothing(link.label) for link in links):
        return False
    if any(map(str.isalnum, LINK.sub("", line))):
        return False
    return any(is_paper(link) or _PROMISE.fullmatch(unmarked(link.label)) for link in links)


_PROMISED = re.compile(rf"(?i){blurbs.PROMISES}|\]\(")
_BOLD = re.compile(r"(?:\*\*(?P<stars>[^*]{3,300})\*\*|__(?P<lines>[^_]{3,300})__)[:.]?")
_COUNTED = re.compile(r"\s*\d{1,4}(?:[.)]|\)\.)\s+(?P<rest>\S.*)")
_LONGEST_TITLE = 300


def _headed(held: Sequence[_Numbered]) -> tuple[int, _Entry] | None:
    """Return the entry whose links stand in the next line, and from which line on it is: that with its title, a
    heading, a number or bold letters, or else a short line above the sentences; None where there is none."""
    right_above = takewhile(str.strip, (line for _, line in reversed(held)))
    if any(map(BULLET.match, right_above)):
        return None  # they are the links of that
    plain: int | None = None
    says = False
    for at in range(len(held) - 1, -1, -1):
        line = IMAGE.sub("", held[at][1]).strip()
        if not line:
            continue
        if len(line) > LINE_LIMIT or _leads(line):
            break
        ends = at + 1 == len(held) or not held[at + 1][1].strip()
        heading = HEADING.fullmatch(line)
        if heading or (
            ends and (_BOLD.fullmatch(line) or ((found := _COUNTED.fullmatch(line)) and _is_title(found["rest"])))
        ):
            title = heading["rest"].rstrip("# ") if heading else line
            return _told_of(held, at, title)
        if _is_title(line) and says and ends and plain is None and not BULLET.match(line):
            plain = at
        says = says or blurbs.says(unmarked(line))
    return _told_of(held, plain, held[plain][1].strip()) if plain is not None else None


def _leads(line: str) -> bool:
    """Return whether a line begins an entry of its own, by a link to a paper."""
    if "](" not in line:
        return False
    found = BULLET.match(line)
    return bool(found or line.lstrip("*_#> ").startswith("[")) and any(map(is_paper, links_in(line)))


def _is_title(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and not text.endswith((".", ",", ":", ";")) and not blurbs.says(unmarked(text))


def _told_of(held: Sequence[_Numbered], at: int, title: str) -> tuple[int, _Entry] | None:
    """Return the entry of a title and what stands under it; None where nothing speaks for its being one."""
    lines, below = [title], list[str]()
    for paragraph in _paragraphs(held[at + 1 :]):
        (below if below or blurbs.says(unmarked(paragraph)) else lines).append(paragraph)
    if not below and (len(lines) > _BESIDES or len(unmarked(title).split()) < _WORDS):
        return None
    return at, _Entry(held[at][0], 0, lines, leads=True, below=" ".join(below))


_BESIDES, _WORDS = 3, 3
"""How many paragraphs that say nothing a title may have below it, and how many words it has then."""


def _paragraphs(lines: Sequence[_Numbered]) -> Iterator[str]:
    """Yield the paragraphs of these lines, each bullet one, without pictures."""
    told: list[str] = []
    for _, line in [*lines, (0, "")]:
        line = IMAGE.sub("", line).strip()
        bullet = BULLET.fullmatch(line)
        if told and (bullet or not line):
            yield " ".join(told)
            told = []
        if line:
            told.append(bullet["rest"] if bullet else line)


_GOES_ON = _Entry(0, 0, [])
"""What a line is that continues the entry above it."""


def _read_line(number: int, line: str, *, inside: bool) -> _Entry | _Heading | None:
    """Return the entry that a line begins or goes on with, or the heading that it is."""
    if heading := HEADING.fullmatch(line):
        text = IMAGE.sub("", heading["rest"].rstrip("# "))
        links = links_in(text)
        if any(map(is_paper, links)) or (links and blurbs.is_news(unmarked(LINK.sub(r"\1", text)))):
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
        if news or (is_paper(first) and not LABEL.fullmatch(first.label))
        else None
    )


def _read(entry: _Entry, *, sub: bool) -> Listed | Skipped | None:
    raw = " ".join(entry.lines)
    text = IMAGE.sub("", raw)[:LINE_LIMIT]
    links = links_in(text)
    if (links and all(link.url.startswith("#") for link in links)) or not unmarked(text).strip(" |-"):
        return None  # a table of contents, a badge
    papers = [link for link in links if is_paper(link)]
    found = paper_of(text, links, papers)
    said = (unmarked(entry.lines[0]), "") if entry.promised else blurbs.promised(unmarked(text))
    if found is None and said:
        found = Paper(title=blurbs.without_medium(said[0]), abstract=said[1] or None), None
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
