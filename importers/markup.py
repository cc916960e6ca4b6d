"""Marked-up text to plain text: JATS and HTML tags, MathML, entities escaped twice, abstracts as inverted indexes."""

import html
import re
from collections.abc import Mapping
from operator import itemgetter
from typing import Any

_TAG = re.compile(r"<(/?)\s?([A-Za-z][\w.-]*:)?([A-Za-z][\w-]*)((?:\s[^<>]*)?)(/?)>|<!--[^<>]*-->")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

_INLINE = frozenset(
    "i b em strong u s sub sup sc scp span tt font small big strike inf italic bold underline monospace overline roman "
    "sans-serif styled-content named-content ext-link uri xref email inline-formula disp-formula alternatives "
    "tex-math title-group inline-graphic fixed-case cite code a inline math abbr mark q ins del nobr wbr strike "
    "bold-italic supplementary-material emphasis".split()
)
"""Tags that stand inside a line: taken away without a trace."""
_BLOCK = frozenset("p div sec title br list list-item label abstract li ul ol h1 h2 h3 h4 h5 h6 disp-quote break "
                   "def-list def-item def term table tr td th tbody thead boxed-text verse-group caption "
                   "fig".split())  # fmt: skip
"""Tags that end a line."""
_MATHML = frozenset("math mrow mi mo mn ms mtext msub msup msubsup mfrac msqrt mroot mover munder munderover mspace "
                    "mstyle mtable mtr mtd mfenced mpadded mphantom menclose semantics annotation mmultiscripts "
                    "mprescripts none merror maction".split())  # fmt: skip
_HEADINGS = frozenset(("abstract", "summary", "zusammenfassung", "résumé", "resumen", "abstrakt", "resumo"))
_SPACES = re.compile(r"[ \t\r\f\v]+")


def plain(text: str) -> str:
    """Return `text` without the tags of HTML, JATS and MathML, and with its entities resolved, on one line.

    Only tags that publishers use are tags: `a < b` and `x<y and z>w` stay. What was escaped twice (`&amp;amp;`) is
    resolved twice. Of a formula given as both TeX and MathML the TeX is kept, as `$...$`.
    """
    if "<" not in text and "&" not in text:
        return text
    return " ".join(_lines(text))


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
    """Return an abstract as `plain` does, its paragraphs kept as lines and a heading that says `Abstract` left out."""
    if "<" not in text and "&" not in text:
        return text
    lines = _lines(text)
    while lines and lines[0].rstrip(":.").casefold() in _HEADINGS:
        del lines[0]
    return "\n".join(lines)


def from_inverted(index: Any) -> str:
    """Return the text of an index `{word: [positions]}`, as OpenAlex publishes abstracts; empty for anything else."""
    if not isinstance(index, Mapping):
        return ""
    lists = ((str(word), positions) for word, positions in index.items() if isinstance(positions, list))
    words = [(at, word) for word, positions in lists for at in positions if isinstance(at, int)]
    return " ".join(word for _, word in sorted(words, key=itemgetter(0)))


def _lines(text: str) -> list[str]:
    if "</" in text:
        text = text.replace("\n", " ")  # layout of the source; the text's own lines end in block tags
    for _ in range(3):
        before = text
        if "<" in text:
            text = _untagged(text)
        if "&" in text:
            text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
        if text == before:
            break
    return [line.strip() for line in _SPACES.sub(" ", text).split("\n") if line.strip()]


def _untagged(text: str) -> str:
    kept: list[str] = []
    at = 0
    math = False  # whether MathML is being dropped because its TeX is there
    tex_seen = False
    for tag in _TAG.finditer(text):
        name = (tag[3] or "").lower()
        if tag[3] and name not in _INLINE and name not in _BLOCK and name not in _MATHML:
            continue
        if not math:
            kept.append(text[at : tag.start()])
        at = tag.end()
        closing = bool(tag[1])
        if name == "alternatives":
            tex_seen = False
        elif name == "tex-math":
            if closing:
                kept[-1] = kept[-1].strip().strip("$").strip()
                kept.append("$")
                tex_seen = True
            elif not math:
                kept.append("$")
        elif name == "math":
            if closing:
                math = False
            elif tex_seen and not tag[5]:
                math = True
        elif name == "wbr" or math:
            pass
        elif name in ("scp", "sc") and closing:
            kept[-1] = kept[-1].upper()  # small capitals are capitals to the eye: Wiley writes R as <scp>r</scp>
        elif name in _BLOCK and name != "label":
            kept.append("\n")
    if not math:
        kept.append(text[at:])
    return "".join(kept)
