"""MathML, as publishers put it into titles, to TeX: one notation for formulas, whoever wrote them."""

import html
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from storage.papers.formulas import command

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_PREFIX = re.compile(r"(</?)[\w.-]+:")
_ATTRIBUTES = re.compile(r"(<[A-Za-z]+)\s[^<>]*?(\s?/?>)")
_ENTITY = re.compile(r"&(?!amp;|lt;|gt;)#?\w{1,31};")
_STRAY = re.compile(r"&(?!(?:amp|lt|gt);)")


def tex(source: str) -> str:
    """Return a formula of MathML (`<math>...</math>`, whatever its prefix) as the TeX that stands between dollars.

    Of presentation markup what titles use (MathML 3, chapter 3); attributes are not looked at. What is broken gives
    its text.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    bare = _ATTRIBUTES.sub(r"\1\2", _PREFIX.sub(r"\1", source))
    bare = _STRAY.sub("&amp;", _ENTITY.sub(lambda entity: html.unescape(entity[0]), bare))
    try:
        return " ".join(_row(fromstring(bare, forbid_dtd=True)).split())
    except (ParseError, DefusedXmlException, ValueError, RecursionError):
        return " ".join(re.sub(r"<[^<>]*>", " ", bare).split())


def _row(element: "Element") -> str:
    return "".join(map(_part, element)) or _characters(element.text or "")


def _part(element: "Element") -> str:
    build = _ELEMENTS.get(str(element.tag))
    return build(element) if build else _row(element)


def _characters(text: str) -> str:
    """Return characters as TeX, a command for each that has one."""
    return "".join(
        f"\\{name} " if (name := command(character)) else f"\\{character}" if character in "{}%$#&_" else character
        for character in "".join(text.split())
    )


def _identifier(element: "Element") -> str:
    text = (element.text or "").strip()
    return f"\\mathrm{{{_characters(text)}}}" if len(text) > 1 and text.isascii() else _characters(text)


_SPECIAL = re.compile(r"[{}$%#&_^~\\]")


def _words(element: "Element") -> str:
    text = _SPECIAL.sub(" ", "".join(element.itertext()).replace("\xa0", " "))
    return f"\\text{{{text}}}" if text.strip() else "\\ "


def _children(element: "Element", number: int) -> list[str]:
    return [*map(_part, element), *[""] * number][:number]


def _shaped(shape: str) -> Callable[["Element"], str]:
    """Return what writes an element with its children in the places of a shape."""
    number = shape.count("%s")

    def build(element: "Element") -> str:
        return shape % tuple(_children(element, number))

    return build


_ACCENTS = {
    "¯": "\\overline", "‾": "\\overline", "ˉ": "\\bar", "̅": "\\overline", "^": "\\hat", "ˆ": "\\hat", "~": "\\tilde",
    "˜": "\\tilde", "→": "\\vec", "⃗": "\\vec", "˙": "\\dot", "¨": "\\ddot", "ˇ": "\\check", "´": "\\acute",
}  # fmt: skip


def _over(element: "Element") -> str:
    base, _ = _children(element, 2)
    sign = "".join(element[1].itertext()).strip() if len(element) > 1 else ""
    return f"{_ACCENTS[sign]}{{{base}}}" if sign in _ACCENTS else f"{{{base}}}^{{{_children(element, 2)[1]}}}"


def _scripts(element: "Element") -> str:
    """Return a base with indices before and behind it (mmultiscripts)."""
    before = behind = ""
    left = False
    base, *rest = element
    signs = "_^"
    number = 0
    for part in rest:
        if part.tag == "mprescripts":
            left, number = True, 0
            continue
        written = f"{signs[number % 2]}{{{inner}}}" if (inner := _part(part)) else ""
        before, behind = (before + written, behind) if left else (before, behind + written)
        number += 1
    return f"{{}}{before}{_part(base)}{behind}" if before else f"{_part(base)}{behind}"


_ELEMENTS: dict[str, Callable[["Element"], str]] = {
    "mi": _identifier,
    "mtext": _words,
    "ms": _words,
    "msub": _shaped("%s_{%s}"),
    "msup": _shaped("%s^{%s}"),
    "msubsup": _shaped("%s_{%s}^{%s}"),
    "munder": _shaped("%s_{%s}"),
    "mover": _over,
    "munderover": _shaped("%s_{%s}^{%s}"),
    "mfrac": _shaped("\\frac{%s}{%s}"),
    "mroot": lambda element: "\\sqrt[{1}]{{{0}}}".format(*_children(element, 2)),
    "msqrt": lambda element: f"\\sqrt{{{_row(element)}}}",
    "mfenced": lambda element: f"({','.join(map(_part, element))})",
    "mspace": _shaped("\\ "),
    "mmultiscripts": _scripts,
    **dict.fromkeys(("none", "mphantom", "annotation", "annotation-xml"), _shaped("")),
}
