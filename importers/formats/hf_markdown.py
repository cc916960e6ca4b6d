"""Hugging Face Daily Papers as Markdown: votes, `### [Title](…/papers/2509.04499)`, abstract, authors, date."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from importers.dates import DAY, dated
from importers.markdown import IMAGE, Link
from importers.prose import furniture, number_in, prose
from importers.reader import CERTAIN, Item, Listed, Noted, Page, skip
from storage.papers.paper import Paper
from storage.papers.text import digest

NAME, TITLE = "hf-daily-markdown", "Hugging Face Daily Papers as Markdown"
CARRIES = tuple("title author_count organisation date abstract arxiv_id url line position comments upvotes".split())
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, False, 10, "2026-05-13"

_ADDRESS = re.compile(r"https?://\S+")


_HEADING = re.compile(r"#{1,6}\s+\[(?P<text>.+)\]\((?P<url>[^\s()]+)(?: \"[^\"]*\")?\)\s*#*")
_PAPER = re.compile(r"(?:https?://(?:www\.)?(?:huggingface|hf)\.co)?/papers/(?P<id>[\w.-]+?)(?:v\d+)?(?:[?#]\S*)?")
_ARXIV = re.compile(r"\d{4}\.\d{4,5}")
# A link whose text holds at most one level of brackets: an avatar. Possessive, so that no text makes it backtrack.
_LINK = re.compile(
    r"!?\[(?P<text>(?:[^\[\]\\]|\\.|\[[^\[\]]*+\])*+)\]"
    r"\((?P<url>[^\s()]*+(?:\([^\s()]*+\)[^\s()]*+)?+)[^()\n]{0,200}\)"
)
_DATE = re.compile(DAY)
_AUTHORS = re.compile(r"(?P<count>\d[\d,]{0,8}) authors?")
_NUMBER = re.compile(r"\d[\d,]{0,8}")
_BREAK_IN_TITLE = re.compile(r"\\(?=\s\s)")


def sniff(head: str) -> float:
    if any(_heading(line) for _, line in _logical(head)):
        return CERTAIN
    return 0.4 if "huggingface.co/papers/" in head and "#community" in head else 0.0


def read(page: Page) -> Iterator[Item]:
    records: list[_Record] = []
    others: list[Item] = []
    votes: int | None = None
    for number, line in _logical(page.text):
        record = records[-1] if records else None
        if heading := _heading(line):
            records.append(_Record(number, heading.label, heading.url, upvotes=votes))
            votes = None
            continue
        links, residue = _links(line)
        if record and record.take(line, links, residue):
            continue
        if (count := _votes(links)) is not None:
            if record and record.upvotes is None and not record.closed:
                record.upvotes = count
            else:
                votes = count
            if not residue:
                continue
        others.extend(_outside(number, line, links, residue, page, begun=record is not None))
    escape = _escape([text for record in records for text in (record.title, record.abstract or "")], page.text)
    yield from others
    for position, record in enumerate(records, 1):
        yield record.listed(page, position, escape)


# What converters put a backslash before; others (\%, \{, \() are TeX of the abstract. Some converters double those, and
# then put backslashes before what would begin a list, too (\-, 1\.).
_ESCAPED = re.compile(r"\\([_*\[\]`#~>|])")
_ESCAPED_AND_DOUBLED = re.compile(r"\\([\\_*\[\]`#~>|+.-])")
_MARK = re.compile(r"\\?[_*\[\]]")
_TEX = re.compile(r"(?<!\\)(\\+)[A-Za-z%&{}(),;:!$'\"^=]")
_DOUBLE_BREAK = re.compile(r"(?<!\\)\\\\[ \t]*\n")


def _escape(texts: list[str], page: str) -> re.Pattern[str] | None:
    """Return what to take backslashes from: most marks of Markdown have one before them, or None when they have not."""
    marks = escaped = 0
    doubled = 2 if _DOUBLE_BREAK.search(page) else 0
    for text in texts:
        for match in _MARK.finditer(_ADDRESS.sub("", text)):
            marks += 1
            escaped += len(match[0]) == 2
        doubled += sum(1 if len(match[1]) % 2 == 0 else -1 for match in _TEX.finditer(text))
    if 2 * escaped <= marks and (marks or doubled <= 0):
        return None
    return _ESCAPED_AND_DOUBLED if doubled > 0 else _ESCAPED


@dataclass(slots=True)
class _Record:
    line: int
    title: str
    url: str
    upvotes: int | None = None
    abstract: str | None = None
    count: int | None = None
    organisation: str | None = None
    date: re.Match[str] | None = None
    comments: int | None = None
    ids: str = field(init=False)
    pieces: list[str] = field(init=False)
    """Of the page's text what belongs to this record, which may share a line with its neighbour's votes."""

    def __post_init__(self) -> None:
        self.ids = _paper_id(self.url) or ""
        self.pieces = [self.title, self.url]

    @property
    def closed(self) -> bool:
        """Whether what stands after title and abstract has begun: votes that follow belong to the next record."""
        return any(said is not None for said in (self.date, self.count, self.organisation, self.comments))

    def take(self, line: str, links: list[Link], residue: str) -> bool:
        """Take from the line what belongs to this record; return whether that was all of it."""
        if self.abstract is None and not self.closed and (text := _abstract(line, links, self.ids)) is not None:
            self.abstract = text
            self.pieces.append(text)
            return True
        taken = False
        for link in links:
            if "#community" in link.url and self.comments is None and _NUMBER.fullmatch(link.label):
                self.comments = number_in(link.label)
            elif self.count is None and (match := _AUTHORS.search(link.label)) and _paper_id(link.url):
                self.count = number_in(match["count"])
            elif self.organisation is None and self.date is None and (name := _organisation(link)):
                self.organisation = name
            elif self.date is None and (match := _DATE.fullmatch(link.label)):
                self.date = match
            else:
                continue
            self.pieces += (link.label, link.url)
            taken = True
        if self.count is None and self.date is None and (match := _AUTHORS.search(residue)) and len(residue) < 80:
            self.count = number_in(match["count"])
            self.pieces.append(match[0])
            taken = True
        if self.date is None and len(residue) < 80 and (match := _DATE.search(residue)):
            self.date = match
            self.pieces.append(match[0])
            taken = True
        return taken or residue in ("·", "•", "-")

    def listed(self, page: Page, position: int, escape: re.Pattern[str] | None) -> Listed:
        date, inferred = dated(self.date, page.as_of) if self.date else (None, False)
        return Listed(
            paper=Paper(
                title=_unescaped(_BREAK_IN_TITLE.sub("", self.title), escape),
                author_count=self.count,
                organisation=self.organisation,
                date=date,
                date_inferred=inferred,
                abstract=_unescaped(self.abstract, escape) if self.abstract else None,
                arxiv_id=self.ids if _ARXIV.fullmatch(self.ids) else None,
                url=self.url if self.url.startswith("http") else f"https://huggingface.co{self.url}",
            ),
            line=self.line,
            position=position,
            comments=self.comments,
            upvotes=self.upvotes,
            digest=digest("\n".join((str(self.upvotes), *self.pieces))),
        )


# Where a line ends inside a link, and where one ended inside a title.
_BREAK = re.compile(r"\\+$")
_JOINED_LINES = 200
"""A link is looked for over at most so many lines; an abstract of arXiv has up to 40, and a blank may follow each."""


def _logical(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that hold anything, a link that is spread over several joined into one."""
    lines = text.split("\n")
    index, ending = 0, 0
    while index < len(lines):
        start, line = index, lines[index].strip()
        index += 1
        if not line:
            continue
        if line.startswith("[") and not _ends_link(line):
            # The next line that ends a link is looked for once, however many lines begin one.
            ending = max(ending, index)
            while ending < len(lines) and not _ends_link(lines[ending]) and not _heading(lines[ending].strip()):
                ending += 1
            if ending < min(len(lines), start + _JOINED_LINES) and _ends_link(lines[ending]):
                pieces = [_BREAK.sub("", piece.strip()).strip() for piece in lines[start : ending + 1]]
                # Among avatars stands nothing else; what does was put there and is told of.
                if not IMAGE.search(line) or not any(_words(piece) for piece in pieces[1:-1]):
                    line, index = " ".join(piece for piece in pieces if piece), ending + 1
        yield start + 1, line


def _ends_link(line: str) -> bool:
    return "](" in line and "](" in IMAGE.sub("", line)


_LIST_MARKS = re.compile(r"(?<![\s\\])[\s\\]*[-*•+](?=\s)")


def _words(text: str) -> str:
    """Return `text` without its pictures and the marks of a list."""
    return _LIST_MARKS.sub("", IMAGE.sub("", text) + " ").strip()


def _heading(line: str) -> Link | None:
    match = _HEADING.fullmatch(line) if line.startswith("#") else None
    return Link(match["text"].strip(), match["url"]) if match and _paper_id(match["url"]) else None


def _paper_id(url: str) -> str | None:
    match = _PAPER.fullmatch(url)
    return match["id"] if match else None


def _links(line: str) -> tuple[list[Link], str]:
    """Return the links of a line, and its text without them, dots and bullets kept."""
    links = [Link(match["text"].strip(), match["url"]) for match in _LINK.finditer(line) if match[0][0] != "!"]
    return links, " ".join(_LINK.sub(" ", line).split())


_VOTES = re.compile(r"(?i)(?:Upvote\s*)?(?:\d[\d,]{0,8}|-)|Upvote")


def _abstract(line: str, links: list[Link], paper: str) -> str | None:
    """Return the abstract that the line is: a link to the paper around a text, or the text alone."""
    if line.startswith("[") and line.endswith(")"):
        # Taken apart at the last bracket, not as a link: an abstract may hold brackets of its own, as in [0, 1).
        text, _, url = line[1:-1].rpartition("](")
        if text and _paper_id(url) == paper and "#" not in url and (len(text) > 300 or "](" not in text):
            words = _words(text)
            if words and not _AUTHORS.fullmatch(words) and not _VOTES.fullmatch(words):
                return text.strip()
    return line if not links and prose(line) > 2 else None


def _organisation(link: Link) -> str | None:
    """Return the organisation of an avatar link: the text beside the picture, else what the picture or address says."""
    image = IMAGE.search(link.label)
    if image is None or _paper_id(link.url) or "/login" in link.url or "#" in link.url:
        return None
    text = " ".join(IMAGE.sub(" ", link.label).replace("\\", " ").split())
    handle = link.url.rstrip("/").rpartition("/")[2]
    first, _, rest = text.partition(" ")
    if first == handle and handle.lower() in rest.lower():
        return rest  # the words of the picture stand before the name, as in the text of the page
    return text or image["alt"].removesuffix("'s avatar").strip() or handle or None


def _votes(links: list[Link]) -> int | None:
    labels = (link.label for link in links if "/login" in link.url)
    return next((number_in(label) for label in labels if _NUMBER.fullmatch(label)), None)


_CHROME = re.compile(
    r"(?i)new|get trending papers in your email inbox.{0,40}|subscribe|daily papers"
    r"|by ?(?:AK)? ?and the research community|submitted by.{0,80}|upvote|hugging face.{0,40}",
)


def _outside(number: int, line: str, links: list[Link], residue: str, page: Page, *, begun: bool) -> Iterator[Item]:
    """Yield what a line outside of any record says: the page's day, or that it was skipped; nothing for furniture."""
    text = residue.lstrip("#-*•·>| ").strip("*_ ")
    if any(prose(link.label) > 0 for link in links) or (
        not begun and any(_AUTHORS.search(link.label) for link in links)
    ):
        yield skip(number, "part of a record whose title is not on the page", line)
    elif (match := _DATE.fullmatch(text)) and not links:
        yield Noted(title=f"Hugging Face Daily Papers, {dated(match, page.as_of)[0]}")
    elif text and not _CHROME.fullmatch(text) and not furniture(text):
        yield skip(number, "not part of a record", line)


def _unescaped(text: str, escape: re.Pattern[str] | None) -> str:
    return escape.sub(r"\1", text) if escape else text
