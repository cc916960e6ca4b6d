"""Markdown's marks: links, pictures, emphasis, cells of a table, comments, and a text without any of them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from importers.links import target
from importers.markup import untagged


class Link(NamedTuple):
    """A link, and where in the text it stands; the label is empty for a bare address."""

    label: str
    url: str
    start: int = 0
    end: int = 0


BULLET = re.compile(r"(?P<indent>\s*)(?:[-*+•]|\d{1,4}(?:[.)]|\)\.))\s+(?:\[[ xX]\]\s+)?(?P<rest>\S.*)")
"""An entry of a list, its box for a tick left out."""
REFERENCE = re.compile(r"(?P<indent>)(?:\*\*)?\\?\[\d{1,4}\\?\](?:\*\*)?\.?\s+(?P<rest>\S.*)")
"""An entry of a numbered list of references: `[12] ...`."""
HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(?P<rest>.*)")
"""A heading, its rank by the number of marks."""
RULE = re.compile(r"\s{0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,}|={3,})")
"""A horizontal line."""


def uncommented(line: str, commented: bool) -> tuple[str, bool]:  # noqa: FBT001
    """Return a line without its comments, and whether one is open at its end."""
    kept: list[str] = []
    while line:
        head, mark, line = line.partition("-->" if commented else "<!--")
        if not commented:
            kept.append(head)
        if not mark:
            break
        commented = not commented
    return "".join(kept), commented


ROW_NUMBER = re.compile(r"\s*(?:\d{1,4}[.)]|#\d{1,4})\s+(?=\S)")
"""What counts the rows of a table in the cell of the title: `3. Trays`, not `3.5 GHz`."""
SEPARATOR = re.compile(r"\s*\|?\s*:?-{1,}:?\s*(?:\|\s*:?-{1,}:?\s*)*\|?\s*")
"""The line below the heading of a table."""


def cells(line: str) -> list[str]:
    """Return the cells of a table's row."""
    line = line.strip().removeprefix("|").removesuffix("|")
    return [cell.replace("\0", "|").strip() for cell in line.replace("\\|", "\0").split("|")]


ADDRESS = re.compile(r"<?(https?://[^\s<>\[\]()\"'|]{4,2000}(?:\([^\s()]{0,100}\))?)>?")
"""An address that stands bare, or in angle brackets."""


IMAGE = re.compile(r"!\[(?P<alt>[^\[\]]{0,300})\]\s?(?:\([^()]{0,1000}\)|\[[^\[\]]{0,100}\])")
"""A picture, by address or by reference, and the words in its place."""
LINK = re.compile(
    r"\[((?:[^\[\]\\]|\\.|\[[^\[\]]{0,300}\]){0,1000})\]\s?"
    r"\(\s*<?((?:https?:)?[^\s()<>]{1,2000}(?:\([^\s()<>]{0,300}\)[^\s()<>]{0,500}){0,3})>?(?:\s+[\"'][^\"']{0,300}[\"'])?\s*\)"
)
"""A link: label and address."""


def links_in(text: str) -> list[Link]:
    """Return the links of a text in order, bare addresses too."""
    found = [Link(match[1], target(match[2]), match.start(), match.end()) for match in LINK.finditer(text)]
    bare = [
        Link("", match[1].rstrip(".,;:"), match.start(), match.end()) for match in ADDRESS.finditer(text)
        if not any(link.start <= match.start() < link.end for link in found)
    ]  # fmt: skip
    return sorted(found + bare, key=lambda link: link.start)


_UNDERLINED = re.compile(r"(?<!\w)__(?=[^\s_])([^_]{1,600})__(?!\w)")
_HTML = re.compile(r"(?i)<(?:br|p|div)\b[^<>]{0,200}/?>")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])")
_EMOJI_CODE = re.compile(r":[a-z0-9_+-]{2,40}:")


def unmarked(text: str) -> str:
    """Return the text without Markdown's marks: emphasis, code, strike-through, escapes, entities, tags.

    Formulas stay in dollars.
    """
    text = _EMOJI_CODE.sub(" ", _HTML.sub(" ", text)).replace("\ufffc", " ")
    text = _UNDERLINED.sub(r"\1", text.replace("**", ""))
    text = ITALIC.sub(inner, text).replace("~~", "").replace("`", "")
    return " ".join(untagged(_ESCAPED.sub(r"\1", text)).split())


ITALIC = re.compile(r"(?<![\w*\\])(?:\*(?=[^\s*])([^*]{1,1500})\*(?![\w*])|_(?=[^\s_])([^_]{1,1500})_(?!\w))")
"""What is in italics, by either mark; `inner` tells it."""


def inner(italic: re.Match[str]) -> str:
    """Return what a match of ITALIC has between its marks."""
    return italic[1] or italic[2]


def bold_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield what stands in bold, with where it begins and ends: every second piece between the marks."""
    for found in _UNDERLINED.finditer(text):
        yield found.start(), found.end(), found[1]
    at = 0
    for index, piece in enumerate(text.split("**")):
        if index % 2:
            yield at - 2, at + len(piece) + 2, piece
        at += len(piece) + 2
