"""The lines of a page as a person sees them, and what a way of reading makes of them."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple

from importers.decode import Page
from importers.markup import INLINE, TAGS
from importers.pages import lynx
from importers.reader import Item, Listed, Skipped, skip


class Span(NamedTuple):
    """Where in a line's text something stands."""

    start: int
    end: int


class Link(NamedTuple):
    """A link, and where in a line's text its label stands; a bare address is its own label."""

    start: int
    end: int
    href: str
    """Empty where the page has only a number for it that it does not explain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that says something: its text as a person sees it, and how it is set."""

    text: str
    """Without the marks before it, the syntax of links and emphasis, and white space around it."""
    number: int
    """1-based line of the source at which it begins."""
    raw: str = ""
    """As the source has it; of HTML, the text."""
    blanks: int = 0
    """How many blank lines stand before it."""
    indent: int = 0
    """Columns before its text or its mark; a tab counts for four."""
    mark: str = ""
    """What stands before the text: a bullet (`•`), a number (`12`, without its dot or brackets), a time (`9:00`)."""
    level: int = 0
    """The rank of a heading, 1 to 6; 0 for what is none."""
    whole: bool = False
    """Whether no width has broken it: it ends where it was meant to, as a block of HTML does."""
    labelled: bool = False
    """Whether what a layout knows to stand before titles or people was taken off it."""
    path: str = ""
    """In which elements of HTML it stands, the innermost last: what is set alike has the same."""
    cells: tuple[str, ...] = ()
    """The cells of a row, where tabs or a table divide it; the text has them with spaces between."""
    links: tuple[Link, ...] = ()
    bold: tuple[Span, ...] = ()
    italic: tuple[Span, ...] = ()

    @property
    def last(self) -> int:
        """The line of the source at which it ends."""
        return self.number + self.raw.count("\n")

    @property
    def numbered(self) -> bool:
        """Whether a number that counts the records stands before the text."""
        return self.mark[-1:].isdecimal() and ":" not in self.mark

    @property
    def timed(self) -> bool:
        """Whether a time of day stands before the text."""
        return ":" in self.mark

    def is_bold(self) -> bool:
        """Return whether all of the text is in bold."""
        return covered(self.text, self.bold)

    def linked(self) -> Link | None:
        """Return the link whose label is nearly all of the text, if there is one."""
        return next(
            (link for link in self.links if link.end - link.start >= 0.8 * len(self.text) and link.href[:1] != "#"),
            None,
        )


def covered(text: str, spans: Sequence[Span]) -> bool:
    """Return whether the spans hold all letters and digits of a text."""
    if not spans:
        return False
    at = 0
    rest = []
    for start, end in spans:
        rest.append(text[at:start])
        at = end
    return not any(map(str.isalnum, "".join([*rest, text[at:]])))


def cut(line: Line, start: int) -> Line:
    """Return a line without what stands before a place of its text."""
    return replace(
        line,
        text=line.text[start:],
        links=tuple(Link(max(a - start, 0), b - start, href) for a, b, href in line.links if b > start),
        bold=tuple(Span(max(a - start, 0), b - start) for a, b in line.bold if b > start),
        italic=tuple(Span(max(a - start, 0), b - start) for a, b in line.italic if b > start),
    )


class Record(NamedTuple):
    """A record as a way of reading has it."""

    listed: Listed
    lines: tuple[int, ...]
    """The numbers of the source's lines that it covers, in order."""
    section: str = ""
    """The heading under which it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a way of reading makes of a page's lines."""

    records: tuple[Record, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    """Lines that say something and are no part of a record, with the reason."""
    explained: float = 0.0
    """Which share of the lines between the first record and the last the records cover; 0 to 1."""
    confidence: float = 0.0
    """How probable it is that the page is one of records, and read rightly; 0 to 1."""
    fit: float = 1.0
    """How well its lines are set as the layout says by which it was read; 0 to 1."""
    way: str = ""
    """How it was read, in a few words for people: `title, then people`."""

    def items(self) -> Iterator[Item]:
        """Yield records and what was skipped in the order of the page."""
        items: list[Item] = [
            replace(record.listed, position=place, section=record.section or None)
            for place, record in enumerate(self.records, 1)
        ]
        yield from sorted([*items, *self.skipped], key=lambda item: getattr(item, "line", 0))


def passed(line: Line, reason: str) -> Skipped:
    """Return a line as skipped."""
    return skip(line.number, reason, line.raw or line.text)


def as_far(reading: Reading, lines: Sequence[Line]) -> Reading:
    """Return the reading of a page's first MOST lines, with the word that it is no more where there are others."""
    if len(lines) <= MOST:
        return reading
    return replace(reading, skipped=(*reading.skipped, passed(lines[MOST], f"no page has more than {MOST:,} lines")))


_BULLETS = "-*+•◦▪▫‣⁃∙·○●■□–—►▶▸➢➤✓✔※❖◆◇»"
_HALF = r"\s?[ap](?:\.\s?)?m\b\.?"
_TIME = (
    rf"\d{{1,2}}(?:(?::|\.|\s?h\s?|：)[0-5]\d(?:{_HALF}|\s?Uhr\b|\s?h\b)?|{_HALF}|\s?Uhr\b"
    r"|\s?h(?=\s?[:|,–—-]|\s(?:bis|à)\s|\s*$))"
)
_CLOCK = re.compile(rf"(\d{{1,2}})(?:\s?[:.h：]\s?([0-5]\d)|\s?h\b)?({_HALF})?", re.IGNORECASE)
_MARK = re.compile(
    rf"(?P<time>{_TIME}(?:\s?(?:[-–—‐‑−~]+|to|bis|à)\s?(?:{_TIME}|\d{{1,2}}\s?h\b)?)?)(?:\s?[:|,]?\s+|$)"
    r"|\\?\[(?P<square>(?:[A-Z]{1,3}[-.]?)?\d{1,4}[a-z]?)\\?\](?![(\[:])(?:\.?\s*|$)"
    r"|\((?P<round>\d{1,4})\)\s+"
    r"|(?P<tab>\d{1,5})(?:\.|:|\))?\t\s*"
    r"|(?P<dot>\d{1,4})(?:\.|\)|:|\.\)|\)\.|．|、)(?:\s+|(?=[“\"«]))"
    r"|(?:Paper\s?|No\.?\s?|Nr\.?\s?|ID:?\s?|Submission\s?)?\#(?P<hash>\d{1,5})[.:)]?\s+"
    r"|(?:(?:Paper|No|Nr|ID|Submission)[.:]?\s)(?P<word>\d{1,5})(?:[.:)]\s*|\s+[-–—]\s+|\s*$)"
    r"|(?P<letter>[A-Z]{1,4}[-.]?\d{1,3}(?:[-.]\d{1,5})?)[.):]\s+"
    r"|(?P<session>(?-i:\d{1,2}[A-Z]-\d{1,2}))[.:]?\s+(?=[A-Z])"
    rf"|(?P<bullet>[{_BULLETS}])\s+(?:\\?\[[ xX]\\?\]\s+)?"
    r"|(?P<quote>>)\s*",
    re.IGNORECASE,
)
_HEADING = re.compile(r"(#(?=\s)|#{2,6})\s*(?=[^\s#])(.*?)\s*#*$")
_ORG_HEADING = re.compile(
    r"(\*{1,8})\s+(?:(?:T[O]DO|DONE|NEXT|WAIT|WAITING|CANCELLED|CANCELED|READ|READING|STARTED)\s+)?(?:\[#[A-Z]\]\s+)?"
    r"(.*?)(?:\s+:[\w@:]{1,80}:)?\s*$"
)
_DATA = re.compile(
    r"(?i)\s{0,200}(?:<\?xml\b(?!.{0,300}<(?:!doctype\s+html|html)\b)"
    r"|<(?:rss|feed|rdf:rdf|opml|tei|records?|xml|[\w-]{1,30}:[\w-]{1,30})[\s>]|[\[{]\s{0,200}[{\"]"
    r"|(?:[.']\\\"|\.(?:th|dd|sh|so)\s))",
    re.DOTALL,
)


_ELEMENTS = re.compile(
    r"(?i)<(?:(?:author|authors|year|journal|booktitle|ee|pmid|medlinecitation|pubmedarticle|article-title)\b"
    r"|article\s[^<>]{0,200}\b(?:key|mdate|article-type)=)"
)
"""Elements of XML, by whose name facts stand in them."""
_LOOKED_AT = 16_384


_KEPT = re.compile(
    r"(?:\A|\n[ \t]*\n)(?:commit\ [0-9a-f]{7,40}\b|Format:\ https?://www\.debian\.org"
    r"|Files:\ [^\n]{1,300}\n(?:\ [^\n]{1,300}\n)*Copyright:|License:\ [^\n]{1,80}\n\ \S|Package:\ \S{1,80}\n[A-Z]"
    r"|\d{4}-\d\d-\d\d\ {1,3}[^\n<>]{3,60}<[^\s<>]{3,80}>[ \t]*\n|\*\ [A-Z][a-z]{2}\ [A-Z][a-z]{2}\ +\d+\ \d{4}\ "
    r"|[a-z][a-z0-9+.-]{1,60}\ \([^\s()]{1,40}\)\ [\w\ -]{3,40};\ urgency=)"
)
"""How what is told of changes and of packages begins: commits, GNU's, Debian's and RPM's changelogs, DEP-5 and dpkg."""


_TAG = re.compile(r"(?m)^([A-Z][A-Z\d]{1,3})(?:\ {0,2}-(?:\ |$)|\ {2}(?=\S))|^(?:-\ )?([a-z][\w-]{1,40}):(?:\s|$)")
"""A field of RIS and its kin (`TI  - `) or of YAML (`title: `)."""
_TAGS, _TAGGED = 7, 0.5
"""So many different fields, in so large a share of the lines, are those of data; a programme may have a few, too."""


def _is_tagged(head: str) -> bool:
    """Return whether most lines of a text are fields under their tags."""
    found = [hit[hit.lastindex or 0] for hit in _TAG.finditer(head)]
    kinds = len(set(found)) * (2 if any(map(str.isupper, found)) else 1)
    return kinds >= _TAGS and len(found) > _TAGGED * sum(1 for line in head.split("\n") if line.strip())


def is_data(head: str) -> bool:
    """Return whether a text is XML, JSON, YAML, fields under tags, roff or a log of changes.

    In its values stands what looks like papers.
    """
    if _DATA.match(head) is not None:
        return True
    head = head[:_LOOKED_AT]
    if head[:200].lstrip()[:1] == "<":
        return _ELEMENTS.search(head) is not None
    return sum(1 for _ in islice(_KEPT.finditer(head), 2)) == 2 or _is_tagged(head)


_IS_ORG = re.compile(r"(?m)^(?:\*{2,8}\s+\S|\*\s+(?:T[O]DO|DONE|NEXT)\s|#\+\w+:)")
_UNDERLINE = re.compile(r"\s{0,3}(=+|-+)\s*")
_DEFINED = re.compile(r"\s{0,3}\[([^\[\]]{1,60})\]:\s+<?(\S{4,2000}?)>?(?:\s+[\"'(].*)?")
_RULE = re.compile(r"[\s|+:=_*~#.–—-]*")
_LONGEST = 20_000
"""Characters beyond which no markup is looked for in a line."""
MOST = 24_000
"""Lines of the longest page that is read: six thousand records, as the largest conferences have."""


def of_text(text: str) -> list[Line]:
    """Return the lines of a plain copy that say something: Markdown, Org, reStructuredText and lynx's `[text][32]` too.

    Rules, fences and what only holds the syntax of a link are no lines. Of a page that is too long there is one line
    more than MOST. Linear in `text`.
    """
    sources = text.split("\n")
    hrefs = _defined(sources) if "]:" in text else {}
    org = "*" in text and _IS_ORG.search(text) is not None
    found: list[Line] = []
    blanks = 0
    dumped = lynx.pieces(sources) if "[" in text else None
    for number, source, raw in dumped or _whole(sources, bold="*" in text):
        if not source.strip():
            blanks += 1
            continue
        if hrefs and _DEFINED.fullmatch(source[:_LONGEST]):
            continue
        if found and not blanks and _UNDERLINE.fullmatch(source) and number == found[-1].last + 1:
            if len(source.strip()) > 2 and not found[-1].level and len(found[-1].text) < 200:
                found[-1] = replace(found[-1], level=1 if "=" in source else 2)
            continue
        if len(found) > MOST:
            break
        lines = list(_of_source(source, number, blanks, hrefs, org=org))
        if lines:
            if dumped:
                lines[0] = replace(lines[0], raw=raw, whole=True)
            found += lines
            blanks = 0
        else:
            blanks += 1
    return found


_OPENS = re.compile(r"(?:^|\s)\*\*(?=[^\s*])(?!.*[^\s*]\*\*)|^\s*(?:[-+•]|\d{1,4}[.)])\s+\*(?=[^\s*])[^*]*$")
_TOGETHER = 4
"""So many lines may be in bold, or in italics, together."""


def _whole(sources: Sequence[str], *, bold: bool) -> Iterator[lynx.Piece]:
    """Yield the lines; one in which bold letters begin goes on to where they end, where a page may have some."""
    number = 0
    if not bold:
        yield from (lynx.Piece(number, source, source) for number, source in enumerate(sources, 1))
        return
    while number < len(sources):
        source = sources[number]
        first, number = number + 1, number + 1
        if "*" in source and len(source) < 500 and _OPENS.search(source):
            for end in range(number, min(number + _TOGETHER - 1, len(sources))):
                if not sources[end].strip():
                    break
                if "*" in sources[end]:
                    source = "\n".join(sources[first - 1 : end + 1])
                    number = end + 1
                    break
        yield lynx.Piece(first, source, source)


def of_page(page: Page) -> list[Line]:
    """Return the lines of a page that is a plain copy."""
    return of_text("".join(page.chunks()))


def _defined(sources: Sequence[str]) -> dict[str, str]:
    """Return the addresses that the page gives for the numbers and names of its links."""
    found = {}
    for source in sources:
        if "]:" in source and (match := _DEFINED.fullmatch(source[:_LONGEST])):
            found[match[1].lower()] = match[2]
    return found


# Org: *bold*, /italic/, =verbatim=, ~code~, _underlined_ (https://orgmode.org/manual/Emphasis-and-Monospace.html).
_ORG_EMPHASIS = re.compile(r"(?<![\w*/=])([*/=~])(?=[^\s*/=~])([^*=~\n]{0,300}?[^\s*=~/])\1(?![\w*/=])")
_AS_MARKDOWN = {"*": "**{}**", "/": "*{}*", "=": "{}", "~": "{}"}
_BREAK = re.compile(r"(?i)<br\b[^<>]{0,100}>")


def _of_source(source: str, number: int, blanks: int, hrefs: dict[str, str], *, org: bool) -> Iterator[Line]:
    if len(source) > _LONGEST:
        yield Line(text=" ".join(source.split()), number=number, raw=source, blanks=blanks)
        return
    if org and ("*" in source or "/" in source or "=" in source):
        source = _ORG_EMPHASIS.sub(lambda found: _AS_MARKDOWN[found[1]].format(found[2]), source)
    pieces = _BREAK.split(source) if "<" in source else [source]
    for piece in pieces:
        if not _RULE.fullmatch(piece) and (line := _line(piece, number, blanks, hrefs, org=org)):
            yield line
            blanks = 0


def _line(source: str, number: int, blanks: int, hrefs: dict[str, str], *, org: bool) -> Line | None:
    bare = source.lstrip()
    indent = len(source[: len(source) - len(bare)].expandtabs(4))
    mark, level = "", 0
    if org and not indent and (heading := _ORG_HEADING.fullmatch(bare)):
        level, bare = min(len(heading[1]), 6), heading[2]
    elif bare[0] == "#" and (heading := _HEADING.fullmatch(bare)):
        level, bare = len(heading[1]), heading[2]
    mark, bare = marked(bare)
    cells: tuple[str, ...] = ()
    if "\t" in bare.strip() or bare.startswith("|"):
        cells = tuple(_cells(bare, hrefs))
        bare = bare.strip().strip("|").replace("|", " ") if bare.startswith("|") else bare
    text, links, bold, italic = _seen(bare, hrefs)
    if not text and not mark:
        return None
    return Line(
        text=text, number=number, raw=source.rstrip(), blanks=blanks, indent=indent, mark=mark, level=level,
        cells=cells, links=links, bold=bold, italic=italic,
    )  # fmt: skip


def marked(text: str) -> tuple[str, str]:
    """Return the mark before a text, and the text; of a bullet and a number behind it, the number."""
    mark = ""
    for _ in range(2):
        found = _MARK.match(text)
        if found is None or (mark and found.lastgroup == "quote"):
            break
        kind = found.lastgroup or ""
        if kind == "dot" and len(found[kind]) == 4 and 1900 <= int(found[kind]) <= 2100:
            break  # `2015. Title`: a year
        if kind == "letter" and not found["letter"][0].isupper():
            break
        mark = _clock(found[kind]) if kind == "time" else found[kind]
        text = text[found.end() :]
        if kind not in ("bullet", "quote", "time"):
            break
    return mark, text


def _clock(time: str) -> str:
    """Return a time of day, or from when to when, its hours and minutes in one form: `9:30`."""
    return _CLOCK.sub(lambda found: f"{found[1]}:{found[2] or '00'}{found[3] or ''}", time)


def _cells(text: str, hrefs: dict[str, str]) -> Iterator[str]:
    row = text.strip().strip("|").replace("\\|", "\0").split("|") if text.startswith("|") else text.split("\t")
    for cell in row:
        yield _seen(cell.replace("\0", "|"), hrefs)[0]


_Spans = tuple[str, tuple[Link, ...], tuple[Span, ...], tuple[Span, ...]]

_SUSPECT = re.compile(r"[\[\]<*_`\\&]|://|''|:[a-z]\w*:")
_LABEL = r"(?:[^\[\]\\]|\\.|\[[^\[\]]{0,300}\]){0,1000}"
_ADDRESS = (
    r"\(\s*<?(?P<{}>[^\s()<>]{{1,2000}}(?:\([^\s()<>]{{0,300}}\)[^\s()<>]{{0,500}}){{0,3}})>?"
    r"(?:\s+[\"'][^\"']{{0,300}}[\"'])?\s*\)"
)
_TOKEN = re.compile(
    r":[a-z0-9_+-]{2,40}:(?=[\s\])]|$)|!\[[^\[\]]{0,300}\](?:\([^()]{0,1000}\)|\[[^\[\]]{0,100}\])"
    rf"|\[(?P<label>{_LABEL})\]{_ADDRESS.format('href')}"
    r"|\[\[(?P<target>[^\[\]]{1,2000})\](?:\[(?P<named>[^\[\]]{1,1000})\])?\]"
    rf"|\[(?P<referred>{_LABEL})\]\[(?P<key>[^\[\]]{{0,60}})\]"
    r"|(?<![\w\]])\[(?P<ahead>\d{1,4})\](?=[^\s\[\](),.;:])"
    r"|\]\((?P<closes>[^\s()<>]{1,2000})\)\s*$|\]\[\d{1,4}\]\s*$|^\s*\[(?=[^\[\]]*$)"
    r"|`(?P<quoted>[^`<>]{1,500}?)\s?<(?P<rst>[^<>\s]{1,2000})>`__?"
    r"|(?P<url><?https?://[^\s<>\[\]()\"'|]{3,2000}(?:\([^\s()]{0,100}\))?>?)"
    r"|\\(?P<escaped>[\\`*_{}\[\]()#+.!|<>~$-])"
    r"|(?P<tag></?[a-zA-Z][^<>]{0,1000}>)"
    r"|(?P<strong>\*\*|__|''')"
    r"|(?P<em>[*_]|'')"
    r"|`"
)
_HREF = re.compile(r"(?i)\bhref\s*=\s*[\"']?([^\"'\s>]{1,2000})")


def _seen(source: str, hrefs: dict[str, str], depth: int = 0) -> _Spans:
    """Return the text as a person sees it, with its links and what is in bold or italics."""
    if not _SUSPECT.search(source):
        return " ".join(source.split()), (), (), ()
    made = _Made(hrefs, depth)
    at = 0
    for token in _TOKEN.finditer(source):
        made.put(source[at : token.start()])
        made.take(token)
        at = token.end()
    made.put(source[at:])
    return made.result()


class _Made:
    """A text in the making: white space is made single as it comes in, so that places stay true."""

    def __init__(self, hrefs: dict[str, str], depth: int) -> None:
        self.hrefs, self.depth = hrefs, depth
        self.text: list[str] = []
        self.length = 0
        self.space = False
        self.links: list[Link] = []
        self.bold: list[Span] = []
        self.italic: list[Span] = []
        self.open: dict[str, int] = {}
        self.href = ""

    def put(self, piece: str) -> None:
        if "&" in piece:
            piece = html.unescape(piece)
        words = piece.split()
        if not words:
            self.space = self.space or piece != ""
            return
        if self.length and (self.space or piece[0].isspace()):
            self.text.append(" ")
            self.length += 1
        joined = " ".join(words)
        self.text.append(joined)
        self.length += len(joined)
        self.space = piece[-1].isspace()

    def starts(self) -> int:
        """Return where what is put next will begin."""
        if self.length and self.space:
            self.text.append(" ")
            self.length += 1
            self.space = False
        return self.length

    def last(self) -> str:
        return " " if self.space or not self.text else self.text[-1][-1]

    def label(self, label: str, href: str) -> None:
        if self.depth < 2:
            text, links, bold, italic = _seen(label, self.hrefs, self.depth + 1)
        else:
            text, links, bold, italic = " ".join(label.split()), (), (), ()
        if not text:
            return
        start = self.starts()
        self.put(text)
        self.links.append(Link(start, self.length, href or next((link.href for link in links), "")))
        self.bold += [Span(start + a, start + b) for a, b in bold]
        self.italic += [Span(start + a, start + b) for a, b in italic]

    def take(self, token: re.Match[str]) -> None:
        kind, source = token.lastgroup, token[0]
        if kind in ("href", "label"):
            self.label(token["label"], token["href"])
        elif kind == "named":
            self.label(token["named"], token["target"])
        elif kind == "target":
            self.label(token["target"], token["target"])
        elif kind in ("key", "referred"):
            key = (token["key"] or token["referred"]).lower()
            if key.isdecimal() or key in self.hrefs:
                self.label(token["referred"], self.hrefs.get(key, ""))
            else:
                self.put(source)
        elif kind in ("rst", "quoted"):
            self.label(token["quoted"], token["rst"])
        elif kind == "url":
            address = source.strip("<>").rstrip(".,;:")
            start = self.starts()
            self.put(address)
            self.links.append(Link(start, self.length, address))
            self.put(source.removeprefix("<").removesuffix(">")[len(address) :])
        elif kind == "escaped":
            self.put(token["escaped"])
        elif kind == "tag":
            self.tag(source)
        elif kind == "strong":
            self.toggle("b", self.bold)
        elif kind == "em":
            self.emphasis(source, token.string[token.end() : token.end() + 1])

    def toggle(self, what: str, spans: list[Span]) -> None:
        if what in self.open:
            start = self.open.pop(what)
            if self.length > start:
                spans.append(Span(start, self.length))
        else:
            self.open[what] = self.starts()

    def emphasis(self, mark: str, following: str) -> None:
        """Take an asterisk or a line for italics where it touches a word on one side only; else it is text."""
        last = self.last()
        if mark in self.open:
            closes = not last.isspace() and not following.isalnum()
        else:
            closes = not last.isalnum() and bool(following.strip(" ,;.:)]"))
        if mark == "''" or closes:
            self.toggle(mark, self.italic)
        else:
            self.put(mark)

    def tag(self, source: str) -> None:
        name = source.strip("</>").split()[0].lower() if source.strip("</> ") else ""
        closing = source.startswith("</")
        if name in ("b", "strong", "i", "em", "cite"):
            what, spans = ("b", self.bold) if name in ("b", "strong") else ("i", self.italic)
            if closing == (what in self.open):
                self.toggle(what, spans)
        elif name == "a":
            if not closing:
                found = _HREF.search(source)
                self.href = found[1] if found else ""
                self.open["a"] = self.starts()
            elif "a" in self.open:
                start = self.open.pop("a")
                if self.length > start:
                    self.links.append(Link(start, self.length, self.href))
        elif name not in TAGS:
            self.put(source)
        elif name not in INLINE:
            self.space = True

    def result(self) -> _Spans:
        return "".join(self.text), tuple(sorted(self.links)), tuple(sorted(self.bold)), tuple(sorted(self.italic))
