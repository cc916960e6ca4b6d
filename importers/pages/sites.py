"""The papers on the pages of a well-known site, read by the elements that hold them: which these are, a table says.

An element is named as in a style sheet: `li.entry`, `div[itemprop=name]`, `p.authors a` (an `a` within a `p`). Several,
with commas between, have one part in a record. Behind an `@` stands the attribute whose value is taken, not the text.
"""

import html
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from typing import NamedTuple

from importers import facts
from importers.markup import TAGS, abstract
from importers.markup import marked as marked_up
from importers.names import listed as people
from importers.pages.hindrances import hindrance, reason
from importers.pages.html import (
    BLOCKS,
    VOID,
    Element,
    Visitor,
    address,
    begins,
    is_piece,
    leads,
    walk,
    without_raw,
)
from importers.pages.html import lines as lines_of
from importers.pages.html import title as window
from importers.reader import OPENS, Item, Listed, Noted, Page, answered, listed, skip
from importers.sections import dated
from importers.sections import name as section_name
from storage.papers.bibfields import table
from storage.papers.identifiers import of_link
from storage.papers.markup import Marked
from storage.papers.names import Name
from storage.papers.paper import Paper
from storage.papers.patterns import late


class Piece(NamedTuple):
    """What an element holds."""

    text: str
    """As people see it, on one line."""
    source: str
    """The same with the tags that publishers use in texts."""
    link: str
    """Where it leads, or the first link in it; empty where nothing does."""


@dataclass(slots=True)
class Record:
    """A record of a page: what its parts hold, by their roles."""

    line: int
    """Its place among the lines of the page as they are seen."""
    depth: int
    """How many elements are open within it, at the least."""
    whole: bool
    """Whether one element holds all of it."""
    section: str
    """The heading that it stands under."""
    contents: str
    """What the page is the contents of."""
    page: Mapping[str, str]
    """What stands outside of the records, by its role."""
    told: dict[str, list[Piece]] = field(default_factory=lambda: defaultdict(list))
    words: list[str] = field(default_factory=list)

    @property
    def source(self) -> str:
        """The text of the record, and of the page's title where that is the venue."""
        return " ".join(" ".join((self.contents, *self.words)).split())

    def text(self, *roles: str) -> str:
        """Return the first text that has one of the roles; empty for none."""
        return next((piece.text for role in roles for piece in self.told.get(role, ()) if piece.text), "")

    def texts(self, role: str) -> list[str]:
        """Return all texts of a role."""
        return [piece.text for piece in self.told.get(role, ()) if piece.text]

    def link(self, *roles: str) -> str:
        """Return the first address that what has one of the roles leads to."""
        return next((piece.link for role in roles for piece in self.told.get(role, ()) if piece.link), "")

    def title(self) -> str | Marked:
        """Return the title in its markup."""
        return next((marked_up(piece.source) for piece in self.told.get("title", ()) if piece.text), "")

    def abstract(self) -> str:
        """Return the abstract, its paragraphs as lines."""
        return next((abstract(piece.source) for piece in self.told.get("abstract", ()) if piece.text), "")

    def people(self) -> tuple[tuple[Name, ...], bool]:
        """Return who wrote it, and whether these are all: of an element for each, or of a line of them."""
        if self.told.get("person"):
            return facts.complete(dict.fromkeys(facts.named(text.strip(" ,;")) for text in self.texts("person")))
        names, complete, _ = people(self.text("people").strip(" ,;"))
        return names, complete

    def listed(self, paper: Paper, doubt: str | None = None) -> Listed:
        """Return the paper as the page lists it; its words are kept where there is a doubt."""
        return Listed(
            paper=paper, line=self.line, section=self.section or None, doubt=doubt, raw=self.source if doubt else None
        )

    def paper(self, **told: object) -> Paper:
        """Return the paper that the parts say, and what is `told` besides, which goes before them; of `extra` what is
        empty is left out."""
        names, complete = self.people()
        link = self.link("url", "title")
        named = [piece.link or piece.text for piece in self.told.get("id", ())] or [link]
        identified = facts.identified(map(of_link, filter(None, named)))
        extra = {name: self.text(name) for name in ("volume", "issue", "publisher") if self.text(name)}
        if page := facts.pages(self.text("page")):
            extra["page"] = page
        extra |= identified.pop("extra", {})
        given: dict[str, object] = {
            "title": self.title(), "authors": names, "authors_complete": complete,
            "date": facts.date(self.text("date")) or dated(self.section) or None, "venue": self.text("venue") or None,
            "abstract": self.abstract() or None, "url": link if "://" in link else None, **identified, **told,
        }  # fmt: skip
        told_besides: dict[str, str | None] = told.get("extra") or {}  # type: ignore[assignment]
        given["extra"] = {name: value for name, value in {**extra, **told_besides}.items() if value}
        return Paper(**given)  # type: ignore[arg-type]


def _paper(record: Record) -> Paper:
    return record.paper()


class _Compound(NamedTuple):
    """What an element must be: its tag, its classes, values of its attributes."""

    tag: str
    classes: frozenset[str]
    attributes: tuple[tuple[str, str, str], ...]
    """Name, `=` or `*=` or nothing, value."""

    @property
    def key(self) -> str:
        return f".{min(self.classes)}" if self.classes else self.tag or "*"

    def fits(self, node: "_Node") -> bool:
        return (
            (not self.tag or self.tag == node.element.tag)
            and self.classes <= node.classes
            and all(_has(node.element, *told) for told in self.attributes)
        )


def _has(element: Element, name: str, how: str, value: str) -> bool:
    return name in element.attributes and (
        not how or (value in element.get(name) if how == "*=" else value == element.get(name))
    )


class _Node(NamedTuple):
    element: Element
    classes: frozenset[str]
    keys: tuple[str, ...]
    """Its tag, its classes with a dot before each, and a star."""
    met: tuple[int, ...]
    """How many of the elements that a rule's own stands in are open around it, for each of the rules."""


_NO_CLASSES: frozenset[str] = frozenset()
_FEW = 30
"""Classes of an element that are looked at."""


class _Rule(NamedTuple):
    """What part an element has in a record."""

    role: str
    own: _Compound
    within: tuple[_Compound, ...]
    """What it stands in, the outermost first."""
    attribute: str
    place: int


class _Rules:
    """The rules of a table of roles, by the class or the tag that an element of each has at least."""

    def __init__(self, elements: Mapping[str, str]) -> None:
        self.own: dict[str, list[_Rule]] = defaultdict(list)
        self.around: dict[str, list[tuple[_Rule, int]]] = defaultdict(list)
        places = count()
        for role, names in (*elements.items(), ("none", _NEVER)):
            for name in names.split(","):
                steps = []
                attribute = ""
                for word in name.split():
                    told = _COMPOUND.fullmatch(word)
                    assert told, word
                    attribute = told[4] or ""
                    conditions = tuple((one[1], one[2] or "", one[3] or "") for one in _CONDITION.finditer(told[3]))
                    steps.append(_Compound(told[1] or "", frozenset(told[2].split(".")[1:]), conditions))
                *within, own = steps
                rule = _Rule(role, own, tuple(within), attribute, next(places))
                self.own[own.key].append(rule)
                for step, compound in enumerate(within):
                    self.around[compound.key].append((rule, step))
        self.none = (0,) * next(places)

    def within(self, node: _Node) -> _Node:
        """Return an element as what stands in it has it around: with how far each rule is met there."""
        more = [
            rule.place for key in node.keys for rule, step in self.around.get(key, ())
            if node.met[rule.place] == step and rule.within[step].fits(node)
        ]  # fmt: skip
        if not more:
            return node
        return node._replace(met=tuple(met + (place in more) for place, met in enumerate(node.met)))

    def fitting(self, node: _Node) -> list[_Rule]:
        """Return the rules that an element fits."""
        return [
            rule for key in node.keys for rule in self.own.get(key, ())
            if node.met[rule.place] == len(rule.within) and rule.own.fits(node)
        ]  # fmt: skip


_NEVER = ".MathJax, .MathJax_Preview, .MathJax_SVG, mjx-container"
"""Elements that are no text of a page: formulas as they are drawn."""
_COMPOUND = re.compile(r"([a-z][a-z0-9-]*)?((?:\.[\w-]+)*)((?:\[[\w-]+(?:\*?=[^\[\]]*)?\])*)(?:@([\w-]+))?")
_CONDITION = re.compile(r"\[([\w-]+)(?:(\*?=)([^\[\]]*))?\]")


_MOST_OPEN = 20
"""Parts of a record that may stand in each other."""


@dataclass(slots=True)
class _Catch:
    """A part that is open."""

    role: str
    depth: int
    link: str
    apart: bool
    """Whether its text is that of no other part, and none of the record's own."""
    source: list[str] = field(default_factory=list)


_NEAR = 4
"""How many elements around a part may be the link that it stands in."""
_SAID = 500
"""Characters of what a page says of when it appeared."""
_ENDS = frozenset(("section", "contents", "issued", "name", "total", "stated"))
"""Roles of what stands outside of records."""


class _Parts(Visitor):
    """Puts the parts of a page's records together."""

    def __init__(self, site: "Site", base: str) -> None:
        self.rules = _Rules(table(site.elements))
        self.base = base
        self.unsaid = ("a", "span", site.found)
        self.stack: list[_Node] = []
        self.catching: list[_Catch] = []
        self.records: list[Record] = []
        self.record: Record | None = None
        self.section = self.contents = ""
        self.outside: dict[str, str] = {}
        self.number, self.said = 1, False

    def opens(self, element: Element, words: Callable[[], str]) -> bool:
        tag = element.tag
        if tag in BLOCKS or tag == "br":
            self.break_line()
        met = self.stack[-1].met if self.stack else self.rules.none
        classes = frozenset(element.get("class").split()[:_FEW]) if "class" in element.attributes else _NO_CLASSES
        node = _Node(element, classes, ("*", tag, *(f".{name}" for name in classes)) if classes else ("*", tag), met)
        rules = self.rules.fitting(node)
        link = leads(element.get("href"), self.base) if tag == "a" and "href" in element.attributes else ""
        shown = not any(rule.role == "none" for rule in rules)
        if shown and self.catching and tag in TAGS and tag not in self.unsaid:
            self.put(f"<{tag}>")
        for one in self.catching if link and shown else ():
            one.link = one.link or link
        for rule in rules:
            if rule.attribute or (shown and rule.role != "none"):
                self.take(rule, element, link)
        if not shown:
            return False
        if tag in VOID:
            return False
        self.stack.append(self.rules.within(node))
        return True

    def take(self, rule: _Rule, element: Element, link: str) -> None:
        """Begin what an element is by a rule."""
        role, depth = rule.role, len(self.stack)
        if role in ("record", "begins"):
            if role == "begins" or self.record is None:
                self.end_record()
                # A record ends with its element, one that only begins with it with what that stands in.
                whole = role == "record"
                self.record = Record(self.number, depth + whole, whole, self.section, self.contents, self.outside)
        elif role in _ENDS and self.record is not None and (self.record.whole or depth > self.record.depth):
            return
        elif rule.attribute:
            if self.record is not None and (value := element.get(rule.attribute).strip()):
                self.record.told[role].append(Piece(value, html.escape(value), leads(value, self.base)))
        elif len(self.catching) < _MOST_OPEN and (role in _ENDS or self.record is not None):
            if role in _ENDS:
                self.end_record()
            around = (node.element.get("href") for node in self.stack[-_NEAR:] if node.element.tag == "a")
            link = link or leads(next(around, ""), self.base)
            self.catching.append(_Catch(role.removesuffix("*"), depth, link, role.endswith("*")))

    def closes(self, tag: str) -> None:
        if self.catching and tag in TAGS and tag not in self.unsaid:
            self.put(f"</{tag}>")
        if tag in BLOCKS:
            self.break_line()
        if self.stack:
            self.stack.pop()
        depth = len(self.stack)
        while self.catching and self.catching[-1].depth >= depth:
            self.caught(self.catching.pop())
        if self.record is not None and depth < self.record.depth:
            self.end_record()

    def says(self, text: str) -> None:
        if self.record is not None and not any(one.apart for one in self.catching):
            self.record.words.append(text)
        if self.catching:
            self.put(html.escape(text, quote=False))
        self.said = self.said or not text.isspace()

    def put(self, source: str) -> None:
        for one in reversed(self.catching):
            one.source.append(source)
            if one.apart:
                break

    def caught(self, one: _Catch) -> None:
        """Take a part that has ended."""
        source = "".join(one.source)
        text = " ".join(html.unescape(_TAG.sub(_apart, source)).split())
        if one.role == "section":
            self.section = section_name(text)
        elif one.role == "contents":
            self.contents = text
        if one.role in _ENDS:
            before = self.outside.setdefault(one.role, text)
            if one.role == "issued" and before is not text and len(before) < _SAID:
                self.outside["issued"] = f"{before} | {text}"
        elif self.record is not None and (text or one.link):
            self.record.told[one.role].append(Piece(text, source, one.link))

    def end_record(self) -> None:
        if self.record is not None:
            while self.catching and self.catching[-1].role not in _ENDS:
                self.caught(self.catching.pop())
            self.records.append(self.record)
            self.record = None

    def break_line(self) -> None:
        for words in (self.record.words,) if self.record is not None else ():
            words.append(" ")
        self.number += self.said
        self.said = False


_TAG = re.compile(r"<(/?\w{1,20})>")


def _apart(tag: re.Match[str]) -> str:
    return " " if tag[1].strip("/") in BLOCKS or tag[1] == "br" else ""


_COUNT = late(
    r"(\d{1,3}(?:[,.\u202f\u00a0]\d{3})+|\d{1,7})\s+(?:entries|results|papers|records|articles|matches|items|documents)\b",
    re.IGNORECASE,
)


def _count(text: str) -> int | None:
    """Return how many records a page says there are."""
    found = _COUNT.search(text[:500])
    return int(re.sub(r"\D", "", found[1])) if found else None


_CARRIES = tuple(
    "title authors authors_complete author_count year date venue kind category abstract doi arxiv_id url extra line "
    "position section doubt raw".split()
)


@dataclass(slots=True, kw_only=True, eq=False)
class Site:
    """A reader of the pages of one site: see importers.reader.Reader."""

    NAME: str
    TITLE: str
    marks: str
    """An expression for what the beginning of these pages alone has, in small letters: classes, what made them."""
    elements: str
    """The elements that have a part, `role = element, element; role = ...`.

    `record` is an element that holds all of a record, `begins` one with which a record begins that goes on to the next.
    Within it `title`, `person` (one each) or `people` (a line), `venue`, `date`, `abstract`, `id` (of a link),
    `url`, `volume`, `issue`, `page`, `publisher` make the paper, and others what `paper` takes them for; `none` is not
    looked at, and one with a `*` behind it is of no other part: a label, a count. Outside `section` is a heading,
    `name` what the page is called, `contents` what it is the contents of, `issued` when and in which volume that
    appeared, `total` how many records an answer has in all, `stated` how many the page says it has.
    """
    source: str
    """What the site is called in sentences."""
    home: str
    """Its address, to which links without one lead; empty where it has many."""
    paper: Callable[[Record], Paper | Item | None] = _paper
    found: str = "b"
    """The tag in which the words stand that were looked for: it is no markup of a title."""
    CARRIES: tuple[str, ...] = _CARRIES
    STREAMS: bool = False
    LIBRARY: bool = False
    TRUST: int = 20
    LAST_SEEN: str = ""
    looks: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        self.looks = late(self.marks)

    def sniff(self, head: str) -> float:
        """Return OPENS where a page is of this site."""
        return OPENS if _bears(self.looks, _in_small(head)) else 0.0

    def read(self, page: Page) -> Iterator[Item]:
        """Yield what the page says of itself, and its records."""
        text = page.text
        parts = _Parts(self, address(text, page.base) or self.home)
        if self.looks.search(text.lower()):
            walk(_with_formulas(text), parts)
            parts.end_record()
        told = parts.outside
        if told.get("name") or told.get("contents") or _count(told.get("stated", "")):
            yield Noted(title=told.get("name") or told.get("contents"), stated=_count(told.get("stated", "")))
        papers = yield from listed(parts.records, self._listed, lambda record: record.source)
        if not parts.records:
            lines = lines_of(without_raw(text)[:_LOOKED_AT])
            why = reason(hindrance(window(text), lines), fetched=bool(page.base))
            yield skip(1, why, " ".join(line.text for line in lines[:5]))
        yield from answered(papers, _count(told.get("total", "")), self.source)

    def _listed(self, record: Record) -> Item | None:
        found = self.paper(record)
        return record.listed(found) if isinstance(found, Paper) else found


_LOOKED_AT = 100_000
"""Characters of a page without papers that are looked at for the reason."""


@lru_cache(maxsize=1)
def _in_small(head: str) -> str:
    """Return a page of several papers in small letters, empty for what is none: one in meta tags is all of its page.

    An expression that heeds the case finds its first letters three times as fast as one that does not.
    """
    is_page = head.lstrip()[:1] == "<" and (begins(head) or is_piece(head)) and not _SINGLE.search(head)
    return head.lower() if is_page else ""


@lru_cache(maxsize=32)
def _bears(marks: re.Pattern[str], head: str) -> bool:
    """Return whether a page has the marks of a site: each is asked by itself, and again before it is any page."""
    return bool(head) and marks.search(head) is not None


_SINGLE = late(
    r"<meta\b[^<>]{0,300}\bname\s*=\s*[\"']?(?:citation_title|bepress_citation_title|eprints\.title|dc(?:terms)?\.title"
    r"|publication_doi)\b|\bxplGlobal\.document\.metadata\s*=",
    re.IGNORECASE,
)
_FORMULA = late(
    r"<script\b[^<>]{0,200}\btype\s*=\s*[\"']?math/tex\b[^<>]{0,200}>([^<]{1,4000})</script>", re.IGNORECASE
)


def _with_formulas(text: str) -> str:
    """Return a page with the formulas that MathJax has set as they were written: it keeps them in scripts."""
    return _FORMULA.sub(r"$\1$", text) if "math/tex" in text else text
