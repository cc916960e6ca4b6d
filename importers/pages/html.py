"""HTML as the lines that a person sees: blocks, lists, rows, links and emphasis; scripts, menus and hidden text gone.

Breaks follow `innerText` (https://html.spec.whatwg.org/multipage/dom.html#the-innertext-idl-attribute): a paragraph has
a blank line around it, a block a line of its own, a cell a tab. Pages are parsed as browsers do, by lexbor; what would
take that too long is cut at its tags instead.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

from importers.links import target
from importers.pages.lines import MOST, Line, Link, Span, is_data, marked
from importers.pages.people import CLAIM as NAMED
from importers.pages.people import people

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

Attributes = Mapping[str, str | None]


class Element(NamedTuple):
    """A tag that opens: its name in lower case, and its attributes."""

    tag: str
    attributes: Attributes

    def get(self, name: str) -> str:
        """Return an attribute; empty where there is none, and where it has no value."""
        return self.attributes.get(name) or ""


_DOCUMENT = re.compile(
    r"(?:\s|<\?[^<>]{0,500}\?>|<!--(?:[^-]|-(?!->)){0,5000}-->){0,20}<(?:!doctype\s+html\b|html\b|head\b|body\b)",
    re.IGNORECASE,
)


def begins(head: str) -> bool:
    """Return whether a text begins as a document of HTML does."""
    return _DOCUMENT.match(head) is not None


_USUAL = re.compile(
    r"</?(?:a|p|li|ul|ol|div|span|td|tr|table|br|h[1-6]|b|i|em|strong|dt|dd|section|article)\b[^<>]{0,1000}>",
    re.IGNORECASE,
)
_LOOKED_AT = 16_384


def is_piece(head: str) -> bool:
    """Return whether a text is a piece of a page's source, by how much of its beginning is tags."""
    head = head[:_LOOKED_AT]
    if is_data(head) or "</" not in head or head.lstrip()[:1] != "<" or head.lstrip()[:2] == "<?":
        return False
    tags = sum(found.end() - found.start() for found in _USUAL.finditer(head))
    begun = [line for line in head.split("\n") if line.strip()]
    opened = sum(line.lstrip().startswith("<") for line in begun)
    return tags * 8 > len(head) and opened * 2 > len(begun)


def lines(text: str, base: str = "") -> list[Line]:
    """Return the lines of a page, or a piece of one, that say something; `base` is where it was fetched from.

    A line's number is its place among the lines as they are seen, for a source may have all of them in one. Digits
    above the line are superscripts (`Ada Moor¹`), a row whose cells are a line each has `cells`, a piece of several
    lines that has others like it beside it stands between blank lines, and addresses are whole where that is known or
    the page tells its own. Of a page that is too long there is one line more than MOST, or a few. Linear in `text`.
    """
    layout = _Layout(address(text, base))
    walk(text, layout)
    return layout.lines()


class Visitor:
    """What a walk through a page tells of it."""

    full = False
    """Whether it has seen enough: the walk ends."""

    def opens(self, element: Element, words: Callable[[], str]) -> bool:
        """Take the beginning of an element; return whether its content is wanted. `words` returns its text."""
        raise NotImplementedError

    def closes(self, tag: str) -> None:
        """Take the end of an element that was wanted."""
        raise NotImplementedError

    def says(self, text: str) -> None:
        """Take a piece of text."""
        raise NotImplementedError


def walk(text: str, visitor: Visitor) -> None:
    """Walk through the elements of a page's body in order."""
    bare = without_raw(text)
    if _is_heavy(bare):
        _cut(bare, visitor)
        return
    from selectolax.lexbor import LexborHTMLParser  # 20 ms, and most imports need none

    root = LexborHTMLParser(bare).body
    if root is not None:
        _descend(root, visitor)


def _descend(root: "LexborNode", visitor: Visitor) -> None:
    node: LexborNode | None = root.first_child
    depth = 0
    while node is not None and not visitor.full:
        tag = node.tag or ""
        inner = None
        if tag == "-text":
            visitor.says(node.text_content or "")
        elif tag[:1] not in ("-", "!") and visitor.opens(Element(tag, node.attributes), node.text):
            inner = node.first_child if tag not in VOID else None
            if inner is None and tag not in VOID:
                visitor.closes(tag)
        if inner is not None:
            node, depth = inner, depth + 1
            continue
        while node is not None and node.next is None:
            node = node.parent
            depth -= 1
            if depth < 0 or node is None:
                return
            visitor.closes(node.tag or "")
        node = node.next if node is not None else None


# What is no text: cut out before anything else looks at a page.

_RAW = re.compile(
    r"<!--|<(script|style|svg|template|noscript|iframe|textarea|object|canvas|select)(?=[\s/>])", re.IGNORECASE
)


def without_raw(text: str) -> str:
    """Return a page without comments, scripts, styles, drawings and what is shown only where there are no scripts."""
    kept: list[str] = []
    at = 0
    never: set[str] = set()
    lower = ""
    for found in _RAW.finditer(text):
        if found.start() < at:
            continue
        if found[1] is None:
            closer = "-->"
            # `<!-->` is a whole comment: https://html.spec.whatwg.org/multipage/parsing.html#comment-start-state
            end = text.find(closer, found.start() + 2)
        else:
            closer = f"</{found[1].lower()}"
            if closer in never:
                continue
            lower = lower or text.lower()
            end = lower.find(closer, found.end()) if len(lower) == len(text) else text.find(closer, found.end())
        if end < 0:
            if found[1] is None:
                break
            never.add(closer)
            continue
        kept.append(text[at : found.start()])
        at = end + len(closer)
        if found[1] is not None:
            at = text.find(">", at) + 1 or at
            kept.append(" ")
    kept.append(text[at:])
    return "".join(kept)


_MOST_OPEN = 400
_LONGEST_TAG = 20_000
_MOST_OPTIONS = 8_000
"""lexbor takes the cube of the formatting that is open, and the square of a tag's attributes and of options."""
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})")
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_CLOSED_BY_OTHERS = frozenset(
    "p li dt dd td th tr thead tbody tfoot option optgroup colgroup html body head rt rp".split()
)


def _is_heavy(text: str) -> bool:
    """Return whether a page would take lexbor more than linear time."""
    if any(len(piece) > _LONGEST_TAG and _ANY_TAG.search(piece) for piece in text.split(">")):
        return True
    opened = 0
    options = 0
    for tag in _ANY_TAG.finditer(text):
        name = tag[2].lower()
        if name in VOID or name in _CLOSED_BY_OTHERS:
            options += name == "option"
        elif not tag[1]:
            opened += 1
            if opened > _MOST_OPEN:
                return True
        elif opened:
            opened -= 1
    return options > _MOST_OPTIONS


_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]{0,40})([^<>]{0,4000})>|<[!?/][^<>]{0,4000}>")
_ATTRIBUTE = re.compile(
    r"(?<![\w-])(href|class|style|id|role|start|value|rowspan|colspan|hidden|aria-hidden|name|content|title|itemprop)\b"
    r"(?:\s{0,3}=\s{0,3}(?:\"([^\"]{0,2000})\"|'([^']{0,2000})'|([^\s\"'>]{1,2000})))?",
    re.IGNORECASE,
)
_DEEPEST = 60
"""How many elements may be open: deeper ones are taken to stand beside each other."""


def _cut(text: str, visitor: Visitor) -> None:
    """Walk through a page by its tags alone, as they come; an end that nothing begins is passed over."""
    opened: list[str] = []
    unwanted = 0  # how many of the open elements are within one that is not wanted, itself included

    def end(name: str) -> None:
        nonlocal unwanted
        if unwanted:
            unwanted -= 1
        else:
            visitor.closes(name)

    at = 0
    for tag in _TAG.finditer(text):
        if visitor.full:
            break
        if not unwanted:
            visitor.says(html.unescape(text[at : tag.start()]))
        at = tag.end()
        name = (tag[2] or "").lower()
        if not name:
            continue
        if tag[1]:
            if name in opened:
                while (last := opened.pop()) != name:
                    end(last)
                end(name)
            continue
        if name in _CLOSED_BY_OTHERS and opened and opened[-1] == name:
            end(opened.pop())
        told = {
            one[1].lower(): html.unescape(next(filter(None, one.groups()[1:]), ""))
            for one in _ATTRIBUTE.finditer(tag[3] or "")
        }  # fmt: skip
        if len(opened) >= _DEEPEST:
            end(opened.pop())
        wanted = not unwanted and visitor.opens(Element(name, told), str)
        if name in VOID:
            continue
        opened.append(name)
        unwanted += not wanted
    if not unwanted:
        visitor.says(html.unescape(text[at:]))
    while opened:
        end(opened.pop())


# What it says.

_BESIDE = 20
"""How many times its own length a line of a copy may be behind the one before it in the page: pictures, hidden text."""
_ALIKE, _MORE = 0.95, 1.5
"""Which share of a copy's letters its page has at least, and how many times as many the page may have."""


def is_copied(page: str, text: str) -> bool:
    """Return whether a text is what a person who copies a page gets of it as plain text.

    By its letters in their order, line for line: programs differ in white space, list numbers, capitals that a style
    sheet makes, and what stands for pictures. Linear in both.
    """
    told = _Said()
    walk(page, told)
    shown = _letters("".join(told.said))
    at = alike = whole = 0
    for line in text.replace("\r", "\n").split("\n"):
        piece = _letters(line)
        whole += len(piece)
        place = shown.find(piece, at, at + len(piece) * _BESIDE) if piece else -1
        if place >= 0:
            alike += len(piece)
            at = place + len(piece)
    return whole > 0 and alike >= _ALIKE * whole and len(shown) <= _MORE * whole


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, unicodedata.normalize("NFKC", text).casefold()))


class _Said(Visitor):
    """All text of a page, as it comes."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def opens(self, element: Element, words: Callable[[], str]) -> bool:
        return element.tag not in ("head", "title", "script", "style", "template", "noscript")

    def closes(self, tag: str) -> None:
        pass

    def says(self, text: str) -> None:
        self.said.append(text)


# Where a page is.

_HEAD = 200_000
_HREF = r"[^<>]{0,2000}?\bhref\s*=\s*[\"']?([^\"'\s>]{8,2000})"
_BASES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"<base\b{_HREF}",
        rf"<link\b(?=[^<>]{{0,2000}}?\brel\s*=\s*[\"']?canonical\b){_HREF}",
        r"<!-- saved from url=\(\d{4}\)(\S{8,2000})",
        rf"<meta\b(?=[^<>]{{0,2000}}?\bproperty\s*=\s*[\"']?og:url\b){_HREF.replace('href', 'content')}",
    )
)


_BASE = re.compile(r"<base\b[^<>]{0,2000}?\bhref\s*=\s*[\"']?([^\"'\s>]{1,2000})", re.IGNORECASE)


def _based(head: str, base: str) -> str:
    """Return what the links of a page that was fetched from `base` are relative to.

    https://html.spec.whatwg.org/multipage/urls-and-fetching.html#document-base-url
    """
    found = _BASE.search(head)
    told = leads(html.unescape(found[1]), base) if found else ""
    return told if told.startswith(("http://", "https://")) else base


def address(text: str, base: str = "") -> str:
    """Return the address of a page, as it tells itself or as it was fetched from `base`; empty where nothing tells."""
    head = text[:_HEAD]
    if base:
        return _based(head, base)
    for pattern in _BASES:
        if (found := pattern.search(head)) and found[1].lower().startswith(("http://", "https://")):
            return html.unescape(found[1])
    return ""


_MANUALS = re.compile(
    r"(?i)<!--\s{0,5}(?:created by gnu texinfo|generated by (?:javadoc|doxygen)|manual page created with"
    r"|creator\s{0,5}: groff)"
    r"|<meta[^<>]{1,80}\bcontent=[\"'](?:docbook xsl|docutils|doxygen|sphinx|javadoc|gtk-doc|gi-docgen|groff|rustdoc"
    r"|mkdocs|makeinfo|asciidoctor|docusaurus|help2man|mandoc|pdoc|yard|typedoc|docfx|vuepress|hevea|man2html|antora)\b"
)


def is_manual(text: str) -> bool:
    """Return whether what made a page makes manuals: their chapters have a title and people, and are no papers."""
    return _MANUALS.search(text[:_HEAD]) is not None


_TITLE = re.compile(r"<title\b[^<>]{0,500}>([^<]{1,5000})", re.IGNORECASE)


def title(text: str) -> str:
    """Return what the window of a page is called; empty where it is called nothing."""
    found = _TITLE.search(text[:_HEAD])
    return " ".join(html.unescape(found[1]).split()) if found else ""


def leads(link: str, base: str) -> str:
    """Return where a link leads; empty for scripts, places on the page, and what cannot be told without its address."""
    link = target(link.strip())
    if not link or link[0] == "#" or len(link) > 2000:
        return ""
    try:
        scheme = urlsplit(link).scheme
        if not scheme and base:
            return urljoin(base, link)
        if link.startswith("//"):
            return f"https:{link}"
    except ValueError:
        return ""
    if scheme:
        return link if scheme in ("http", "https", "doi", "ftp") else ""
    return link if "10." in link and "/" in link else ""  # a DOI is one wherever it stands


# Layout.

BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre search section summary table caption "
    "tbody thead tfoot tr ul listing xmp".split()
)  # fmt: skip
_APART = frozenset("p h1 h2 h3 h4 h5 h6 blockquote pre hr dl figure table".split())
"""Those with a blank line around them."""
_NEVER_SHOWN = frozenset(
    "head script style template noscript svg iframe object canvas audio video map area select input textarea option "
    "datalist meter progress rt rp embed img nav dialog title link meta base".split()
)  # fmt: skip
_CHROME_ROLES = frozenset("navigation banner contentinfo search menu menubar dialog tooltip toolbar".split())
_HIDDEN_CLASSES = frozenset(
    "sr-only visually-hidden screen-reader-text screenreader visuallyhidden element-invisible noprint "
    "a11y-hidden navbar breadcrumb breadcrumbs pagination".split()
)  # fmt: skip
_HIDDEN_STYLE = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_DISPLAY = re.compile(r"(?:^|[;\s])display\s*:\s*(inline(?!-)|block|flex|grid|table-row|list-item)", re.IGNORECASE)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_ITALIC_STYLE = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)
_ROW_OF = re.compile(r"(?:^|[\s_-])(?:inline|authors?|author-?list|creators?|contributors?)(?:$|[\s_-])", re.IGNORECASE)
_INVISIBLE = str.maketrans(dict.fromkeys("\u200b\u200c\u200e\u200f\u2060\ufeff\u00ad"))
_COMMAND = re.compile(
    r"\W*|[^\w\s]*\w+[^\w\s]*|(?:view|show|hide|see|cite|share|download|copy|open|close|save|search|toggle|filter|sort|export"
    r"|sign|log|read|get|add|load|more|less|next|previous|back|go|select|expand|collapse|print|follow|subscribe|accept"
    r"|reject|manage|access|abstract|bibtex|pdf|full|all|submit|clear|reset|menu|main|skip|play)\b.{0,60}",
    re.IGNORECASE,
)
"""What a button says that does something: one word, or a verb and what it is done to. One that is a title stays."""
_DEPTH = 3
_CARD = 12
"""Lines of a piece that may be a record with all that is said of it."""
_COUNTS = re.compile(r"\d|^(?:odd|even|first|last|active|alt)$", re.IGNORECASE)
"""A class that tells one of its kind from the next."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_WITHIN = frozenset(("article", "main", "section", "li"))

_RAISED = str.maketrans(
    "0123456789+-=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
)  # fmt: skip
_RAISABLE = re.compile(
    r"[\d\s,;+\-=()*†‡§¶#∗⋆★]+|[a-pr-z](?:\s?[,;]\s?[a-pr-z\d*†‡])*|[\d*†‡](?:\s?[,;]\s?[a-pr-z\d*†‡])*"
)
_ARROWS = frozenset(("^", "↑", "↩", "↩︎"))
_JUMP, _BACK = re.compile(r"(?i:jump (?:back )?)up(?: to:?)?"), re.compile(r"[a-z]{1,2}|\d{1,2}\.\d{1,2}")
"""What a note begins with that leads back to where it stands in the text: `^`, `Jump up`, above the line `a`, `2.1`."""
_FOOTNOTE = re.compile(r"\[\s*(?:\d{1,4}|[a-z]|note \d+|citation needed)\s*\]", re.IGNORECASE)


@dataclass(slots=True)
class _Draft:
    """A line in the making: white space is made single as it comes in, so that places stay true."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    space: bool = False
    links: list[Link] = field(default_factory=list)
    bold: list[Span] = field(default_factory=list)
    italic: list[Span] = field(default_factory=list)
    blanks: int = 0
    indent: int = 0
    mark: str = ""
    level: int = 0
    path: str = ""
    cells: tuple[str, ...] = ()
    begins: bool = False
    """Whether a piece that is like others begins with it."""
    whole: bool = False
    """Whether a block ended it, and not the breaks within one, by which people also fill a width."""

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def put(self, piece: str) -> None:
        words = piece.split()
        if not words:
            self.space = self.space or piece != ""
            return
        if self.length and (self.space or piece[0].isspace()):
            self.pieces.append(" ")
            self.length += 1
        joined = " ".join(words)
        self.pieces.append(joined)
        self.length += len(joined)
        self.space = piece[-1].isspace()

    def starts(self) -> int:
        """Return where what is put next will begin."""
        if self.length and self.space:
            self.pieces.append(" ")
            self.length += 1
            self.space = False
        return self.length

    def last(self) -> str:
        return " " if self.space or not self.pieces else self.pieces[-1][-1]

    def join(self, other: "_Draft", between: str) -> None:
        """Put another line behind this one."""
        if between and self.length and other.length:
            self.pieces.append(between)
            self.length += len(between)
        at = self.length
        self.pieces += other.pieces
        self.length += other.length
        self.links += [Link(start + at, end + at, href) for start, end, href in other.links]
        self.bold += [Span(start + at, end + at) for start, end in other.bold]
        self.italic += [Span(start + at, end + at) for start, end in other.italic]


@dataclass(slots=True)
class _Row:
    """A row that is open: where its cells begin among the lines."""

    starts: list[int] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    """How many columns and how many rows each cell takes."""
    heads: int = 0
    nested: bool = False
    opened: int = 0


@dataclass(slots=True)
class _Table:
    headed: int = 0
    """How many headings its first row has."""
    rows: int = 0
    carried: dict[int, tuple[int, str]] = field(default_factory=dict)
    """For each column, in how many further rows a cell stands, and what it says."""


class _Open(NamedTuple):
    """An element that is open, and what its end does."""

    tag: str
    names: str
    """Its classes."""
    block: bool
    apart: bool
    sets: str
    """What its text is: `l` a link, `b` bold, `i` italic."""
    line: int
    """How many lines there were when it began."""
    pieces: dict[tuple[str, str], int]
    """Where the last of the pieces in it that are several lines began, by tag and classes."""


class _Layout(Visitor):
    """Puts what a walk tells into lines."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.drafts: list[_Draft] = []
        self.line = _Draft()
        self.blanks = 0
        self.stack = [_Open("body", "", True, False, "", 0, {})]
        self.set: dict[str, list[tuple[int, int, str]]] = {"l": [], "b": [], "i": []}
        """Where what is a link, bold or italic began: place, line, address. The first of each says it all."""
        self.inside: dict[str, int] = {}
        self.lists: list[list[int | str]] = []
        self.rows: list[_Row] = []
        self.tables: list[_Table] = []
        self.pre = 0
        self.raised = 0
        self.glued = ""
        self.mark = ""
        self.indent = 0

    # The walk.

    def opens(self, element: Element, words: Callable[[], str]) -> bool:
        tag = element.tag
        if tag == "br":
            self.break_line(forced=True)
            return False
        if tag == "hr":
            self.break_line()
            self.blanks = max(self.blanks, 1)
            return False
        if tag == "wbr" or self.is_hidden(element, words):
            if tag in BLOCKS:
                self.break_line()
            elif tag in ("img", "svg", "input"):
                self.line.put(" ")
            return False
        style = element.get("style")
        display = _DISPLAY.search(style) if style else None
        block = tag in BLOCKS or "-" in tag
        if display:
            block = display[1].lower() != "inline" and (block or tag not in ("td", "th"))
        if tag == "li" and self.lists and self.lists[-1][0] == "row":
            block = False
            if self.line.length:
                self.line.put("; ")
        if block:
            self.break_line()
            if tag in _APART or (tag in ("ul", "ol") and len(self.lists) == 0):
                self.blanks = max(self.blanks, 1)
        elif tag in ("a", "button", "label", "span") and self.glued:
            self.unglue(tag, element)
        self.begin(element)
        sets = ""
        if tag == "a" and "href" in element.attributes:
            sets = "l"
        if tag in ("b", "strong", "th") or (style and _BOLD_STYLE.search(style)):
            sets += "b"
        if tag in ("i", "em", "cite", "dfn", "var") or (style and _ITALIC_STYLE.search(style)):
            sets += "i"
        for kind in sets:
            link = leads(element.get("href"), self.base) if kind == "l" else ""
            self.set[kind].append((self.line.starts(), len(self.drafts), link))
        self.stack.append(_Open(tag, element.get("class"), block, tag in _APART, sets, len(self.drafts), {}))
        self.inside[tag] = self.inside.get(tag, 0) + 1
        self.raised += tag == "sup"
        self.glued = ""
        return True

    def closes(self, tag: str) -> None:
        if len(self.stack) < 2:
            return
        one = self.stack.pop()
        self.inside[one.tag] -= 1
        for kind in one.sets:
            if len(self.set[kind]) == 1 or kind == "l":
                self.mark_up(kind)
            self.set[kind].pop()
        self.finish(one.tag)
        if one.block:
            self.break_line()
            if one.apart or (one.tag in ("ul", "ol") and not self.lists):
                self.blanks = max(self.blanks, 1)
            if len(self.drafts) > one.line + 1:
                self.part(one, self.stack[-1])
        if one.tag in _HEADINGS:
            for draft in self.drafts[one.line : one.line + 5]:
                draft.level = draft.level or int(one.tag[1])
        self.glued = one.tag if not one.block else ""

    def mark_up(self, kind: str) -> None:
        """Set what the line has of the outermost bold or italic that is open, or of the innermost link."""
        start, line, href = self.set[kind][-1 if kind == "l" else 0]
        start = start if line == len(self.drafts) else 0
        if self.line.length <= start:
            return
        if kind == "l":
            self.line.links.append(Link(start, self.line.length, href))
        else:
            (self.line.bold if kind == "b" else self.line.italic).append(Span(start, self.line.length))

    def says(self, text: str) -> None:
        if not text:
            return
        text = text.translate(_INVISIBLE)
        if not self.line.length and self.leads_back(text.strip()):
            return
        if self.pre:
            first, *others = text.expandtabs(4).split("\n")
            self.keep(first)
            for other in others:
                self.break_line(forced=True)
                self.keep(other)
            return
        if self.raised:
            text = self.above(text)
        if not self.line.length:
            self.line.path = self.path()
        self.line.put(text)
        self.glued = ""

    # Its parts.

    def path(self) -> str:
        """Return the blocks that are open, the innermost three, by tag and classes that say how they are set."""
        found: list[str] = []
        for one in reversed(self.stack[-12:]):
            if one.block and one.tag != "body":
                names = " ".join(name for name in one.names.split()[:4] if not _COUNTS.search(name))
                found.append(f"{one.tag}.{names}" if names else one.tag)
                if len(found) == _DEPTH:
                    break
        return " ".join(reversed(found))

    def part(self, one: _Open, within: _Open) -> None:
        """Set pieces of several lines that are alike apart, as style sheets do: blank lines before, none within."""
        before = within.pieces.get((one.tag, one.names))
        within.pieces[one.tag, one.names] = one.line
        if before is None:
            return
        for place, end in ((before, one.line), (one.line, len(self.drafts))):
            for draft in self.drafts[place + 1 : end] if end - place <= _CARD else ():
                if not draft.begins:
                    draft.blanks = 0
            self.drafts[place].begins = True
            self.drafts[place].blanks = max(self.drafts[place].blanks, 1 if place else 0)

    def is_hidden(self, element: Element, words: Callable[[], str]) -> bool:
        tag, attributes = element
        if tag in _NEVER_SHOWN:
            return True
        if tag in ("header", "footer"):
            return not any(self.inside.get(name) for name in _WITHIN)
        if tag == "button":
            return _COMMAND.fullmatch(" ".join(words()[:200].split())) is not None
        if tag == "pre" and _BIBTEX.match(words()[:200]):
            return True
        if not attributes:
            return False
        if "hidden" in attributes and element.get("hidden") != "until-found":
            return True
        if element.get("aria-hidden") == "true" and tag not in ("body", "main"):
            return True
        if element.get("role").lower() in _CHROME_ROLES:
            return True
        names = element.get("class")
        if names and not _HIDDEN_CLASSES.isdisjoint(names.lower().split()):
            return True
        style = element.get("style")
        return bool(style and _HIDDEN_STYLE.search(style))

    def begin(self, element: Element) -> None:
        """Take what the beginning of an element means for lists, rows and marks."""
        tag = element.tag
        if tag in ("ul", "ol", "menu", "dir"):
            kind: int | str = "•"
            if tag == "ol":
                start = element.get("start")
                kind = int(start) if start.lstrip("-").isdecimal() and len(start) < 6 else 1
            elif _ROW_OF.search(element.get("class")):
                kind = "row"
            self.lists.append([kind])
        elif tag == "li" and self.lists and self.lists[-1][0] != "row":
            kind = self.lists[-1][0]
            if isinstance(kind, int):
                value = element.get("value")
                kind = int(value) if value.isdecimal() and len(value) < 6 else kind
                self.lists[-1][0] = kind + 1
            self.mark = str(kind)
            self.indent = 4 * min(len(self.lists) - 1, 20)
        elif tag == "dd":
            self.indent = 4
        elif tag == "dt":
            self.blanks = max(self.blanks, 1)
        elif tag == "table":
            if self.rows:
                self.rows[-1].nested = True
            self.tables.append(_Table())
        elif tag == "tr" and self.tables:
            self.rows.append(_Row(opened=len(self.tables)))
        elif tag in ("td", "th") and self.rows and self.rows[-1].opened == len(self.tables):
            self.break_line()
            row = self.rows[-1]
            row.starts.append(len(self.drafts))
            row.spans.append((_number(element.get("colspan")), _number(element.get("rowspan"))))
            row.heads += tag == "th"
        elif tag == "pre":
            self.pre += 1
        elif tag == "q":
            self.line.put("“")

    def finish(self, tag: str) -> None:
        """Take what the end of an element means for lists, rows and marks."""
        if tag in ("ul", "ol", "menu", "dir") and self.lists:
            self.lists.pop()
            self.break_line()
            self.indent = 4 * max(len(self.lists) - 1, 0)
        elif tag == "li":
            if not (self.lists and self.lists[-1][0] == "row"):
                self.break_line()
            self.mark = ""
        elif tag == "dd":
            self.break_line()
            self.indent = 0
        elif tag in ("td", "th"):
            self.break_line()
        elif tag == "tr" and self.rows:
            self.break_line()
            self.end_row(self.rows.pop())
        elif tag == "table" and self.tables:
            self.tables.pop()
        elif tag == "pre":
            self.pre -= 1
        elif tag == "q":
            self.line.put("”")
        elif tag == "sup":
            self.raised -= 1

    def keep(self, text: str) -> None:
        """Put a line of preformatted text."""
        bare = text.strip(" ")
        if not self.line.length:
            self.line.indent += len(text) - len(text.lstrip(" "))
        self.line.put(text if not bare or self.line.length else text.lstrip(" "))

    def leads_back(self, bare: str) -> bool:
        """Return whether a text at the beginning of a line leads from a note back to where it stands in the text."""
        within = bool(self.set["l"]) and not self.set["l"][-1][2]
        return bare in _ARROWS or (within and (_JUMP if not self.raised else _BACK).fullmatch(bare) is not None)

    def above(self, text: str) -> str:
        """Return a piece above the line: digits, and letters that mark an affiliation, as superscripts."""
        bare = text.strip()
        if _FOOTNOTE.fullmatch(bare):
            return ""
        before = self.line.last()
        if not _RAISABLE.fullmatch(bare) or (bare.isalpha() and before.isdecimal()):
            return text
        return text.translate(_RAISED)

    def unglue(self, tag: str, element: Element) -> None:
        """Part what only a style sheet parts: two links, two labels side by side."""
        last = self.line.last()
        if tag == "span" or self.glued == "span":
            if self.glued == "span" == tag and element.get("class") and (last.islower() or last in ".;:?!"):
                self.line.space = True
        elif last.isalnum() and self.glued in ("a", "button", "label"):
            self.line.space = True

    def break_line(self, *, forced: bool = False) -> None:
        """End the line; one that says nothing is blank where the page asks for it."""
        line = self.line
        self.glued = ""
        if not line.length:
            self.blanks += forced
            line.space = False
            line.indent = 0
            return
        line.blanks = min(self.blanks, 9) if self.drafts else 0
        line.indent += self.indent
        line.mark, self.mark = self.mark, ""
        line.whole = not forced
        for kind, begun in self.set.items():
            if begun:  # it goes on in the next line
                self.mark_up(kind)
        self.drafts.append(line)
        self.full = len(self.drafts) > MOST
        self.blanks = 0
        self.line = _Draft()

    def end_row(self, row: _Row) -> None:
        """Make the lines of a row one where each cell is a line; a number in a cell of its own marks the next."""
        table = self.tables[-1] if self.tables else _Table()
        ends = [*row.starts[1:], len(self.drafts)]
        table.rows += 1
        if len(row.starts) < 2:
            return
        sizes = [end - start for start, end in zip(row.starts, ends, strict=True)]
        if table.rows == 1 and row.heads == len(sizes) and max(sizes) == 1:
            table.headed = row.heads
        filled = sum(map(bool, sizes))
        if row.nested or not filled:
            return
        if filled > 1 and (max(sizes) == 1 or (table.headed and len(sizes) <= table.headed)):
            self.merge(row, ends, table)
        elif max(sizes) > 1:
            self.head(row, sizes)

    def merge(self, row: _Row, ends: Sequence[int], table: _Table) -> None:
        cells: list[str] = []
        whole = self.drafts[row.starts[0]]
        first = True
        for start, end, (columns, rows) in zip(row.starts, ends, row.spans, strict=True):
            _carry(table, cells)
            texts = [draft.text for draft in self.drafts[start:end]]
            between = " "
            if len(texts) > 1 and all(map(_is_named, texts[:20])):
                between = "; " if any("," in text for text in texts) else ", "
            text = between.join(texts)
            for place, draft in enumerate(self.drafts[start:end]):
                if first:
                    first = False
                    whole = draft
                else:
                    whole.join(draft, between if place else " ")
            if rows > 1:
                table.carried[len(cells)] = (rows - 1, text)
            cells += [text, *[""] * (min(columns, 20) - 1)]
        _carry(table, cells)
        whole.cells = tuple(cells)
        del self.drafts[row.starts[0] :]
        self.drafts.append(whole)

    def head(self, row: _Row, sizes: Sequence[int]) -> None:
        """Put a cell that only counts, or tells the time, before the first line of the next."""
        start = row.starts[0]
        self.drafts[start].blanks = max(self.drafts[start].blanks, 1 if start else 0)
        if sizes[0] == 1 and len(self.drafts) > start + 1:
            mark, rest = marked(self.drafts[start].text + "\t")
            if mark and not rest.strip():
                following = self.drafts[start + 1]
                following.mark, following.blanks = mark, self.drafts[start].blanks
                del self.drafts[start]

    # What came of it.

    def lines(self) -> list[Line]:
        """Return the lines that say something."""
        self.break_line()
        return list(self._made())

    def _made(self) -> Iterator[Line]:
        number = 0
        for draft in self.drafts:
            number += draft.blanks + 1
            text = draft.text
            mark, bare = (draft.mark, text) if len(text) > _LONGEST else _begun(draft.mark, text)
            cut = len(text) - len(bare)
            if not bare and not mark:
                continue
            yield Line(
                text=bare.rstrip(), number=number, raw=text, blanks=draft.blanks, indent=draft.indent, mark=mark,
                level=draft.level, path=draft.path, cells=draft.cells, whole=draft.whole,
                links=tuple(sorted(Link(max(a - cut, 0), b - cut, href) for a, b, href in draft.links if b > cut)),
                bold=_spans(draft.bold, cut), italic=_spans(draft.italic, cut),
            )  # fmt: skip


_LONGEST = 20_000
_WIDEST = 100
"""Cells of a row into which those of rows above reach."""
_BIBTEX = re.compile(r"\s*@\w{3,20}\s*[{(]")


def _begun(mark: str, text: str) -> tuple[str, str]:
    """Return the mark before a text, and the text: that of a list, or what the text itself begins with."""
    found, bare = marked(text)
    return (found or mark, bare) if found and (not mark or mark == "•") else (mark, text)


def _spans(spans: Sequence[Span], cut: int) -> tuple[Span, ...]:
    """Return spans in order, each letter in one only, those of a text whose beginning is cut off."""
    if not spans:
        return ()
    found: list[Span] = []
    for start, end in sorted(spans):
        start, end = max(start - cut, 0), end - cut
        if found and start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(end, found[-1].end))
        elif end > start:
            found.append(Span(start, end))
    return tuple(found)


def _is_named(text: str) -> bool:
    """Return whether a line names people."""
    found = people(text) if len(text) < 200 else None
    return found is not None and found.sure > NAMED


def _number(text: str) -> int:
    return min(int(text), 1_000) if text.isdecimal() and len(text) < 6 and int(text) else 1


def _carry(table: _Table, cells: list[str]) -> None:
    """Put in the cells of rows above that reach down to here."""
    while len(cells) < _WIDEST and (found := table.carried.get(len(cells))) is not None:
        left, text = found
        if left > 1:
            table.carried[len(cells)] = (left - 1, text)
        else:
            del table.carried[len(cells)]
        cells.append(text)
