"""XML record by record: no DTD, no entity of the document's own, one broken record never loses the rest, any size."""

import html
import re
from collections.abc import Iterator
from html.entities import html5
from typing import TYPE_CHECKING, NamedTuple

from importers import markup
from importers.dates import edtf
from importers.reader import Page, Skipped, skip
from storage.papers.markup import Marked

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

RECORD_LIMIT = 4 * 1024 * 1024
"""Longest record in characters; a longer one was never closed."""

_ENTITY = re.compile(r"&(?:#(\d{1,10})|#[xX]([0-9a-fA-F]{1,8})|([A-Za-z][A-Za-z0-9]{0,31}));|&")
_KEPT = frozenset(("amp", "lt", "gt", "quot", "apos"))
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PREFIX = re.compile(r"(?:</?|\s)([A-Za-z_][\w.-]{0,60}):[A-Za-z_]")
_ATTRIBUTE = re.compile(r"([\w:.-]{1,60})\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)')")
_TAIL = 256
"""How much of a piece is kept when nothing begins in it: a tag may be cut in two."""
_PROLOG = re.compile(
    r"\ufeff?(?:\s|<\?[^<>]{0,1000}\?>|<!--(?:[^-]|-(?!->))*+-->|<!DOCTYPE[^<>\[]{0,1000}(?:\[[^\]]{0,20000}\]\s*)?>)*+"
)
_ROOT = re.compile(r"<(?:[\w.-]{1,60}:)?([A-Za-z_][\w.-]{0,60})(?=[\s/>])")


def root(head: str) -> str:
    """Return the name of the element that a text begins with, without its prefix; empty where it begins as none."""
    begun = _PROLOG.match(head)
    found = _ROOT.match(head, begun.end() if begun else 0)
    return found[1] if found else ""


class Opening(NamedTuple):
    """The start of an element that holds records: its line, its name and its attributes."""

    line: int
    tag: str
    attributes: dict[str, str]


class Record(NamedTuple):
    """One record: its line, the element with all names bare of their namespaces, and its text."""

    line: int
    element: "Element"
    source: str


def records(page: Page, tags: tuple[str, ...], openings: tuple[str, ...] = ()) -> Iterator[Opening | Record | Skipped]:
    """Yield every element called one of `tags` in the order of the page, and the start of every one of `openings`.

    Elements are cut out of the text and parsed one at a time, so memory does not grow with the page and a mistake
    costs one record. Elements of the same name are not looked for inside one another.
    """
    yield from _Cutter(page, tags, openings).cut()


def elements(page: Page, *tags: str) -> Iterator[Record | Skipped]:
    """Return the elements called one of `tags`, as `records` yields them."""
    return (found for found in records(page, tags) if not isinstance(found, Opening))


class _Cutter:
    def __init__(self, page: Page, tags: tuple[str, ...], openings: tuple[str, ...]) -> None:
        names = "|".join(sorted(map(re.escape, (*tags, *openings)), key=len, reverse=True))
        self.start = re.compile(rf"<!--|<!\[CDATA\[|<!DOCTYPE|<(?:[\w.-]{{1,60}}:)?({names})(?=[\s/>])")
        self.ends = {
            tag: re.compile(
                rf"</(?:[\w.-]{{1,60}}:)?{re.escape(tag)}\s*>|<(?:[\w.-]{{1,60}}:)?{re.escape(tag)}(?=[\s>])"
            )
            for tag in tags
        }
        self.openings = openings
        self.pieces = page.chunks()
        self.buffer = ""
        self.line = 1  # of the character at `counted`
        self.counted = 0

    def more(self) -> bool:
        piece = next(self.pieces, "")
        self.buffer += piece
        return bool(piece)

    def line_of(self, at: int) -> int:
        self.line += self.buffer.count("\n", self.counted, at)
        self.counted = at
        return self.line

    def drop(self, count: int) -> None:
        self.line_of(count)
        self.counted = 0
        self.buffer = self.buffer[count:]

    def cut(self) -> Iterator[Opening | Record | Skipped]:
        at = 0
        while True:
            found = self.start.search(self.buffer, at)
            # The buffer is cut back only now and then, for cutting copies what is left of it.
            if found is None or found.start() > 1 << 18:
                self.drop(found.start() if found else max(at, len(self.buffer) - _TAIL))
                at = 0
                if found is None and not self.more():
                    return
                continue
            line = self.line_of(found.start())
            tag = found[1]
            if tag is None:
                outcome = self.past(found)
            elif tag in self.openings:
                outcome = self.find(re.compile(">"), found.end())
            else:
                outcome = self.find(self.ends[tag], found.end(), start_tag=True)
            if outcome is None:
                what = f"<{tag}> is never closed" if tag else "a comment or declaration is never closed"
                yield skip(line, f"{what}: the end may be missing", self.buffer[found.start() : found.start() + 1_000])
                self.drop(found.end())
                at = 0
                if tag is None:
                    return
                continue
            start, end, whole = outcome
            if tag in self.openings:
                yield Opening(line, tag, _attributes(self.buffer[start:end]))
            elif tag is not None:
                source = self.buffer[found.start() : end]
                if whole:
                    yield parsed(source, line)
                else:
                    yield skip(line, f"<{tag}> is never closed", source)
            at = end

    def find(self, pattern: re.Pattern[str], at: int, *, start_tag: bool = False) -> tuple[int, int, bool] | None:
        """Return where what began before `at` ends, reading on as needed: None when it does not."""
        searched = at
        while True:
            if start_tag and (close := self.buffer.find(">", at)) >= 0:
                start_tag = False
                if self.buffer[close - 1] == "/":
                    return at, close + 1, True
            found = pattern.search(self.buffer, searched)
            if found:
                closing = found[0].startswith(("</", ">", "-", "]"))
                return at, found.end() if closing else found.start(), closing
            searched = max(at, len(self.buffer) - _TAIL)
            if len(self.buffer) - at > RECORD_LIMIT or not self.more():
                return None

    def past(self, found: re.Match[str]) -> tuple[int, int, bool] | None:
        """Return the extent of a comment, a CDATA section or a document type, which are passed over unread."""
        if found[0] == "<!--":
            return self.find(re.compile("-->"), found.end())
        if found[0] == "<![CDATA[":
            return self.find(re.compile(r"\]\]>"), found.end())
        end = self.find(re.compile(r"[>\[]"), found.end())
        if end and self.buffer[end[1] - 1 : end[1] + 1].startswith("["):
            return self.find(re.compile(r"\]\s*>"), end[1])
        return end


def _attributes(source: str) -> dict[str, str]:
    return {name: html.unescape(double or single) for name, double, single in _ATTRIBUTE.findall(source[:10_000])}


def parsed(source: str, line: int) -> Record | Skipped:
    """Return the element that `source` is, or why it cannot be read."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    text = _ILLEGAL.sub("", source)
    if "&" in text:
        text = _ENTITY.sub(_character, text)
    prefixes = set(_PREFIX.findall(text)) - {"xml", "xmlns"} if ":" in text else ()
    declared = "".join(f' xmlns:{prefix}="{prefix}"' for prefix in sorted(prefixes))
    try:
        root = fromstring(f"<x{declared}>{text}</x>", forbid_dtd=True)
        element = root[0]
        for part in element.iter():
            if isinstance(part.tag, str) and "}" in part.tag:
                part.tag = part.tag.rpartition("}")[2]
    except ParseError as error:
        row, _ = getattr(error, "position", (1, 0))
        return skip(line, f"broken XML on line {line + row - 1}: {str(error).partition(':')[0]}", source)
    except (DefusedXmlException, ValueError, IndexError) as error:
        return skip(line, f"broken XML: {error}"[:100], source)
    except RecursionError:
        return skip(line, "nested too deeply", source)
    return Record(line, element, source)


def _character(found: re.Match[str]) -> str:
    """Return what an entity stands for, by HTML's table; one that nobody knows stays as it is written."""
    decimal, hexadecimal, name = found.groups()
    if name:
        if name in _KEPT:
            return found[0]
        character = html5.get(f"{name};")
        return html.escape(character, quote=False) if character else f"&amp;{name};"
    if not decimal and not hexadecimal:
        return "&amp;"
    code = int(decimal) if decimal else int(hexadecimal, 16)
    if code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000:
        return found[0]
    return ""


def child(element: "Element | None", *path: str) -> "Element | None":
    """Return the first element at `path` below `element`."""
    for tag in path:
        if element is None:
            return None
        element = next((part for part in element if part.tag == tag), None)
    return element


def children(element: "Element | None", *path: str) -> list["Element"]:
    """Return all elements of the last name of `path` in the first element at the rest of it."""
    parent = child(element, *path[:-1])
    return [] if parent is None else [part for part in parent if part.tag == path[-1]]


def marked(element: "Element | None", *path: str) -> str | Marked:
    """Return the text at `path` with its markup, white space as one space; empty without one."""
    found = child(element, *path)
    return (
        "" if found is None else markup.marked(_tagged(found) if len(found) else " ".join((found.text or "").split()))
    )


def _tagged(element: "Element") -> str:
    """Return what stands in an element with those tags within that are markup, as it was written, however deep."""
    pieces: list[str] = []
    rest: list[Element | str] = [element]
    while rest:
        part = rest.pop()
        if isinstance(part, str):
            pieces.append(part)
            continue
        if part is not element:
            rest.append(html.escape(part.tail or "", quote=False))
            if part.tag.lower() in markup.TAGS:
                said = "".join(f' {name}="{html.escape(value)}"' for name, value in part.attrib.items())
                pieces.append(f"<{part.tag}{said}>")
                rest.append(f"</{part.tag}>")
        pieces.append(html.escape(part.text or "", quote=False))
        rest.extend(reversed(part))
    return "".join(pieces)


def text(element: "Element | None", *path: str) -> str:
    """Return the text at `path`, that of inner markup included, white space as one space; empty without one."""
    found = child(element, *path)
    return "" if found is None else " ".join("".join(found.itertext()).split())


def within(head: str, name: str) -> str:
    """Return the text of the first element of a name before the items."""
    found = re.search(rf"<{name}[^<>]{{0,200}}>\s*(?:<!\[CDATA\[)?(.{{1,500}}?)(?:\]\]>)?\s*</{name}>", head, re.DOTALL)
    return " ".join(found[1].split()) if found else ""


def day_of(head: str) -> str | None:
    """Return the day of a feed in ISO 8601, as what stands before its items states it; None where that states none."""
    said = (within(head, name) for name in ("pubDate", "lastBuildDate", "dc:date", "updated"))
    return edtf(next(filter(None, said), "").partition("T")[0]) or None
