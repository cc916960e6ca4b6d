"""What HTML, JATS, CSL and MathML say of a text, as its markup or as plain text; abstracts as inverted indexes."""

import html
import re
from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from storage.papers import markup
from storage.papers.markup import Marked, escape, formula, of_page

_TAG = re.compile(r"<(/?)\s?([A-Za-z][\w.-]*:)?([A-Za-z][\w-]*)((?:\s[^<>]*)?)(/?)>|<!--[^<>]*-->")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

INLINE = frozenset(
    "i b em strong u s sub sup sc scp span tt font small big strike inf italic bold underline monospace overline roman "
    "sans-serif styled-content named-content ext-link uri xref email inline-formula disp-formula alternatives "
    "tex-math title-group inline-graphic fixed-case cite code a inline math abbr mark q ins del nobr wbr strike "
    "bold-italic supplementary-material emphasis style".split()
)
"""Tags that stand inside a line: taken away without a trace."""
_BLOCK = frozenset("p div sec title br list list-item label abstract li ul ol h1 h2 h3 h4 h5 h6 disp-quote break "
                   "def-list def-item def term table tr td th tbody thead boxed-text verse-group caption "
                   "fig".split())  # fmt: skip
"""Tags that end a line."""
_MATHML = frozenset("math mrow mi mo mn ms mtext msub msup msubsup mfrac msqrt mroot mover munder munderover mspace "
                    "mstyle mtable mtr mtd mfenced mpadded mphantom menclose semantics annotation mmultiscripts "
                    "mprescripts none merror maction".split())  # fmt: skip
TAGS = INLINE | _BLOCK | _MATHML
"""Tags that publishers use in texts: what stands in any other is text."""
_HEADINGS = frozenset(("abstract", "summary", "zusammenfassung", "résumé", "resumen", "abstrakt", "resumo"))
_SPACES = re.compile(r"[ \t\r\f\v]+")


_STYLES = {
    **dict.fromkeys(("i", "em", "italic", "emphasis"), "i"), **dict.fromkeys(("b", "strong", "bold"), "b"),
    **dict.fromkeys(("sub", "inf"), "sub"), "sup": "sup", **dict.fromkeys(("sc", "scp"), "sc"), "fixed-case": "nc",
}  # fmt: skip
# What the attributes of <span>, of EndNote's <style> and of JATS say.
_ATTRIBUTES = (
    ("nocase", "nc"), ("small-caps", "sc"), ("italic", "i"), ("bold", "b"), ("superscript", "sup"),
    ("subscript", "sub"),
)  # fmt: skip
# Tags that are markup stand in the text as noncharacters of Unicode while the rest is made plain.
_BEGINS = {name: chr(0xFDD0 + number) for number, name in enumerate(("i", "b", "sub", "sup", "sc", "nc", "math"))}
_ENDS = {name: chr(0xFDE0 + number) for number, name in enumerate(_BEGINS)}
_NAMES = {mark: name for marks in (_BEGINS, _ENDS) for name, mark in marks.items()}
_MARKS = re.compile(f"([{''.join(_NAMES)}])")


def marked(text: str) -> str | Marked:
    """Return a text with tags of HTML, JATS, CSL or MathML, entities, or formulas in dollars as markup, on one line.

    Only tags that publishers use are tags: `a < b` and `x<y and z>w` stay. What was escaped twice (`&amp;amp;`) is
    resolved twice. Of a formula given as both TeX and MathML the TeX is kept. A text that has nothing of this is a
    plain `str`.
    """
    if "<" not in text and "&" not in text:
        return of_page(text)
    shown = " ".join(_lines(text))
    return _balanced(shown) if _MARKS.search(shown) else of_page(shown)


def plain(text: str) -> str:
    """Return what people see of a text with tags, entities or formulas, on one line; see `marked`."""
    if "<" not in text and "&" not in text and "$" not in text:
        return text
    return markup.shown(marked(text))


def _balanced(text: str, *, formulas: bool = True) -> Marked:
    """Return a text with marks for tags as markup: what is closed and never opened goes, what stays open is closed.

    Without `formulas` they stand in dollars.
    """
    pieces: list[str] = []
    opened: list[str] = []
    for piece in _MARKS.split(text):
        name = _NAMES.get(piece)
        if name is None:
            if opened and opened[-1] == "math":
                pieces.append(formula(piece.strip()) if formulas else escape(f"${piece.strip()}$"))
            elif piece:
                shown = of_page(piece) if formulas else piece
                pieces.append(shown if type(shown) is Marked else escape(shown))
        elif piece in _BEGINS.values():
            opened.append(name)
            pieces.append(f"<{name}>" if name != "math" else "")
        elif name in opened:
            while (last := opened.pop()) != name:
                pieces.append(f"</{last}>" if last != "math" else "")
            pieces.append(f"</{name}>" if name != "math" else "")
    pieces += (f"</{name}>" for name in reversed(opened) if name != "math")
    return Marked(_EMPTY.sub("", "".join(pieces)))


_EMPTY = re.compile(r"<(i|b|sub|sup|sc|nc)></\1>")


# Crossref strips the spaces around the tags of some publishers: `The Chinese<i>Hukou</i>System`. A name or several
# words in italics stand apart from the letters beside them; an ending (`poly<i>A</i>`, `<i>N</i>-acyl`) does not.
_GLUED_ITALICS = re.compile(r"(?i)([a-z:;,.)])?<(i|em|scp|italic)>(?=[^<>]{3,200}</)([^<>]*)</\2>(?=([A-Za-z(])?)")
_GLUED_WORD = re.compile(r"\b(and|of|the|in|on|for|with|from|by|to|an?|or|at|as|via)(?=<(?:i|em|italic|scp)>)")
_GLUED_SCRIPT = re.compile(r"(<su([bp])>\d{1,3}[+-]?</su\2>|<sup>(?:st|nd|rd|th)</sup>)(?=[a-z]{3})")


def spaced(text: str) -> str:
    """Return `text` with the spaces that were lost around the tags of names in italics and of indices."""
    if "</" not in text:
        return text
    text = _GLUED_ITALICS.sub(_apart, _GLUED_WORD.sub(r"\1 ", text))
    return _GLUED_SCRIPT.sub(r"\1 ", text)


def _apart(found: re.Match[str]) -> str:
    before, tag, inner, after = found.groups()
    if not any(letter.isupper() or letter.isspace() for letter in inner.strip()):
        return found[0]
    left = f"{before} " if before and not before.isupper() and not inner[0].isspace() else before or ""
    right = " " if after and not inner[-1].isspace() else ""
    return f"{left}<{tag}>{inner}</{tag}>{right}"


def abstract(text: str) -> str:
    """Return an abstract as `plain` does, its paragraphs kept as lines, a heading that says `Abstract` left out, and
    formulas in dollars."""
    if "<" not in text and "&" not in text:
        return text
    lines = _untagged_lines(text)
    while lines and lines[0].rstrip(":.").casefold() in _HEADINGS:
        del lines[0]
    return "\n".join(lines)


def resolved(text: str) -> str:
    """Return a text without entities, in a field that has no tags: a name. Its semicolons divide nothing."""
    for _ in range(2 if "&" in text and ";" in text else 0):
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return text


def untagged(text: str) -> str:
    """Return what people see of a text with tags or entities, on one line, formulas in dollars."""
    return " ".join(_untagged_lines(text)) if "<" in text or "&" in text else text


def _untagged_lines(text: str) -> list[str]:
    return [markup.plain(_balanced(line, formulas=False)) if _MARKS.search(line) else line for line in _lines(text)]


def from_inverted(index: Any) -> str:
    """Return the text of an index `{word: [positions]}`, as OpenAlex publishes abstracts; empty for anything else."""
    if not isinstance(index, Mapping):
        return ""
    lists = ((str(word), positions) for word, positions in index.items() if isinstance(positions, list))
    words = [(at, word) for word, positions in lists for at in positions if isinstance(at, int)]
    return " ".join(word for _, word in sorted(words, key=itemgetter(0)))


def _lines(text: str) -> list[str]:
    """Return the lines of a text as plain text with marks for the tags that are markup."""
    if not text.isascii() and _MARKS.search(text):
        text = _MARKS.sub("", text)
    if "</" in text:
        text = text.replace("\n", " ")  # layout of the source; the text's own lines end in block tags
    for _ in range(3):
        before = text
        if "<" in text:
            text = _untagged(_formulas(text) if "math>" in text else text)
        if "&" in text:
            text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
        if text == before:
            break
    return [line.strip() for line in _SPACES.sub(" ", text).split("\n") if line.strip()]


_MATH_TAG = re.compile(r"<(/?)(?:[\w.-]+:)?math\b[^<>]*?(/?)>", re.IGNORECASE)


def _formulas(text: str) -> str:
    """Return a text with its MathML as marked TeX; where the TeX of a formula goes before, that is kept."""
    from importers.mathml import tex

    kept: list[str] = []
    done = 0
    start = -1
    for tag in _MATH_TAG.finditer(text):
        if not tag[1] and not tag[2] and start < 0:
            start = tag.start()
        elif tag[1] and start >= 0:
            before = text[done:start]
            kept.append(before)
            if "tex-math>" not in before.rpartition("alternatives>")[2]:
                written = html.escape(tex(text[start : tag.end()]), quote=False)
                kept.append(f"{_BEGINS['math']}{written}{_ENDS['math']}" if written else "")
            done, start = tag.end(), -1
    return "".join([*kept, text[done:]])


def _untagged(text: str) -> str:
    kept: list[str] = []
    at = 0
    spans: list[str] = []  # what ends each open <span> and <style>
    for tag in _TAG.finditer(text):
        name = (tag[3] or "").lower()
        if tag[3] and name not in TAGS:
            continue
        kept.append(text[at : tag.start()])
        at = tag.end()
        closing, empty = bool(tag[1]), bool(tag[5])
        if name == "tex-math":
            if closing:
                kept[-1] = kept[-1].strip().strip("$").strip()
            kept.append((_ENDS if closing else _BEGINS)["math"])
        elif name in ("span", "style", "bold-italic", "styled-content") and not empty:
            if not closing:
                said = [style for word, style in _ATTRIBUTES if word in f"{tag[4]} {name}".lower()]
                kept += (_BEGINS[style] for style in said)
                spans.append("".join(_ENDS[style] for style in reversed(said)))
            elif spans:
                kept.append(spans.pop())
        elif name in _STYLES and not empty:
            kept.append((_ENDS if closing else _BEGINS)[_STYLES[name]])
        elif name in _BLOCK and name != "label":
            kept.append("\n")
    kept.append(text[at:])
    return "".join(kept)
