"""The markup of titles: a text with italics, indices, small capitals, kept capitals and formulas, and its plain form.

A text in this markup holds the tags `<i> <b> <sub> <sup> <sc>` (small capitals) `<nc>` (no-case: a name whose capitals
stay, which is what braces mean in BibTeX) and `<math>TeX without its dollars</math>`, balanced, and the entities
`&amp; &lt; &gt;`. Nothing else is a tag or an entity.
"""

import re
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from storage.papers.indices import Script, spell


class Marked(str):
    """A text in the markup of this module; a plain `str` is plain, and a `<` in it is itself."""

    __slots__ = ()


class Run(NamedTuple):
    """A stretch of text that is set in one way."""

    text: str
    italic: bool = False
    bold: bool = False
    script: Script = ""
    small_caps: bool = False
    no_case: bool = False
    math: bool = False
    """Whether `text` is TeX, as it stands between dollars."""


_TOKEN = re.compile(r"<(/?)(i|b|sub|sup|sc|nc)>|<math>([^<]*)(?:</math>|\Z)|</math>|&(amp|lt|gt);")
_SCRIPTS: dict[str, Script] = {"sub": "sub", "sup": "sup"}
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}
_FLAT = re.compile(r"</?(?:i|b|nc)>")
_ENTITY = re.compile(r"&(amp|lt|gt);")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def escape(text: str) -> Marked:
    """Return a plain text as markup, in which it looks as it did."""
    return Marked(text.translate(_ESCAPES) if "&" in text or "<" in text or ">" in text else text)


def shown(text: str) -> str:
    """Return what people see of a text that may be in markup: a plain one is seen as it is."""
    return plain(text) if type(text) is Marked else text


def joined(separator: str, *texts: str) -> str | Marked:
    """Return texts, some perhaps in markup, with a separator between them; empty ones are left out."""
    held = list(filter(None, texts))
    if any(type(text) is Marked for text in held):
        shown = (text if type(text) is Marked else escape(text) for text in held)
        return Marked(escape(separator).join(shown))
    return separator.join(held)


def on_one_line(text: str) -> str | Marked:
    """Return a text, perhaps in markup, with single spaces for all white space."""
    line = " ".join(text.split())
    return Marked(line) if type(text) is Marked else line


def wrap(tag: Literal["i", "b", "sub", "sup", "sc", "nc"], inner: str) -> Marked:
    """Return a text in markup within a tag; nothing around nothing."""
    return Marked(f"<{tag}>{inner}</{tag}>" if inner else "")


def formula(tex: str) -> Marked:
    """Return TeX as it stands between dollars as a formula in markup; nothing of nothing."""
    return Marked(f"<math>{escape(tex)}</math>" if tex else "")


def tokens(marked: str) -> Iterator[tuple[Literal["text", "math", "open", "close"], str]]:
    """Yield a text in markup piece by piece: text, the TeX of a formula, and the tags, which are balanced.

    Never raises: a tag that is not closed is closed at the end (titles are cut at a limit), one that was not opened is
    nothing.
    """
    opened: list[str] = []
    words: list[str] = []
    at = 0
    for token in _TOKEN.finditer(marked):
        words.append(marked[at : token.start()])
        at = token.end()
        closing, tag, tex, entity = token.groups()
        if entity:
            words.append(_ENTITIES[entity])
            continue
        if text := "".join(words):
            yield "text", text
        words.clear()
        if tex:
            yield "math", _ENTITY.sub(lambda found: _ENTITIES[found[1]], tex)
        elif tag and not closing:
            opened.append(tag)
            yield "open", tag
        elif tag in opened:
            while (last := opened.pop()) != tag:
                yield "close", last
            yield "close", last
    if text := "".join([*words, marked[at:]]):
        yield "text", text
    for last in reversed(opened):
        yield "close", last


def runs(marked: str) -> Iterator[Run]:
    """Yield a text in markup as the runs it is made of, its formulas as their TeX (`math`).

    Italics within italics stand upright, as in CSL. Never raises, see `tokens`.
    """
    if "<" not in marked and "&" not in marked:
        if marked:
            yield Run(str(marked))
        return
    opened: list[str] = []
    for kind, value in tokens(marked):
        if kind == "open":
            opened.append(value)
        elif kind == "close":
            opened.pop()
        else:
            run = _set(value, opened)
            yield run._replace(math=True) if kind == "math" else run


def _set(text: str, opened: list[str]) -> Run:
    script: Script = ""
    for tag in opened:
        script = _SCRIPTS.get(tag, script)
    odd = opened.count("i") % 2 == 1
    return Run(text, odd, "b" in opened, script, "sc" in opened, "nc" in opened)


def rendered(marked: str) -> Iterator[Run]:
    """Yield the runs of a text in markup with its formulas rendered: runs of Unicode, on the line and off it."""
    for run in runs(marked):
        if not run.math:
            yield run
            continue
        from storage.papers.formulas import render  # its tables are for few titles

        for text, script in render(run.text):
            yield run._replace(text=text, script=script or run.script, no_case=True, math=False)


def pieces(marked: str) -> list[Any]:
    """Return a text in markup as JSON: texts, and objects of one tag, `["On ", {"i": ["Fucus"]}, {"math": "x^2"}]`."""
    outer: list[list[Any]] = [[]]
    for kind, value in tokens(marked):
        if kind == "open":
            inner: list[Any] = []
            outer[-1].append({value: inner})
            outer.append(inner)
        elif kind == "close":
            outer.pop()
        else:
            outer[-1].append({"math": value} if kind == "math" else value)
    return outer[0]


def of_pieces(value: Any, depth: int = 0) -> str:
    """Return the markup that `pieces` made JSON of, or a text in markup as it is; what is neither is left out."""
    if isinstance(value, str):
        return str(escape(value)) if depth else value
    if isinstance(value, list) and depth < _DEPTH:
        return "".join(of_pieces(one, depth + 1) for one in value)
    if isinstance(value, dict) and isinstance(value.get("math"), str):
        return str(formula(value["math"]))
    tags = value.items() if isinstance(value, dict) and depth < _DEPTH else ()
    return "".join(f"<{tag}>{of_pieces(inner, depth + 1)}</{tag}>" for tag, inner in tags if tag in _STYLES)


_STYLES = ("i", "b", "sub", "sup", "sc", "nc")
_DEPTH = 100
"""How deep JSON is looked into."""


def plain(marked: str) -> str:
    """Return what people see of a text in markup: formulas and indices as Unicode, no tags.

    An index that Unicode has no letters for stands behind its sign, as it is typed: `T_c`, `x^{max,1}`. Small capitals
    of small letters are capitals: `<sc>d</sc>-glucose` is D-glucose.
    """
    # Braces of BibTeX and italics are nine tenths of all markup, and nothing to look at.
    flat = _FLAT.sub("", marked) if "<" in marked else str(marked)
    if "<" not in flat:
        return _ENTITY.sub(lambda found: _ENTITIES[found[1]], flat) if "&" in flat else flat
    shown = ((run.text.upper() if run.small_caps and run.text.islower() else run.text, run.script)
             for run in rendered(marked))  # fmt: skip
    return spell(shown)


# $...$ after pandoc's rule (tex_math_dollars): no space inside the dollars, no digit after the closing one, so that
# "$5 and $10" is money. A dollar, percent or hash inside would end the formula or comment out the rest of an entry.
_COMMAND = r"\\[A-Za-z{}$%&#_,;:!>| \\]"
_INNER = rf"(?:[^\\$%#]|{_COMMAND})"
_FORMULA = re.compile(
    rf"(?<!\\)(?:\$\$({_INNER}+)\$\$|\$(?![\s$])({_INNER}*?)(?<!\s)\$)|\\\(({_INNER}+?)\\\)|\\\[({_INNER}+?)\\\]"
)
_TEX = re.compile(r"[\\^_{]")


def formulas_of_page(text: str) -> Iterator[tuple[str, str]]:
    """Yield a text of a page in pieces, each with the TeX it is if it is a formula (`$...$`, `$$...$$`, `\\(...\\)`).

    Markdown's rule, after pandoc: two sums of money are no formula, nor are variables of a shell (`$HOME/$PATH`).
    """
    done = at = 0
    if "$" in text or "\\(" in text or "\\[" in text:
        from storage.papers.formulas import is_sound

        while (found := _FORMULA.search(text, at)) is not None:
            inner = next(filter(None, found.groups()), "").strip()
            at = found.end()
            after = text[at : at + 1]
            words = not _TEX.search(inner) and (after.isdigit() or (len(inner) > 2 and after.isalpha()))
            if not inner or words or not is_sound(inner):
                at = found.start() + 1
                continue
            yield text[done : found.start()], ""
            yield found[0], inner
            done = at
    yield text[done:], ""


def of_page(text: str) -> str | Marked:
    """Return a text of a page that may hold formulas as markup; as it is without."""
    pieces = list(formulas_of_page(text))
    if len(pieces) == 1:
        return text
    return Marked("".join(formula(tex) if tex else escape(piece) for piece, tex in pieces))


_LIKE_MARKUP = re.compile(r"</?[A-Za-z]|<!--|&#?\w+;")


def is_ambiguous(text: str) -> bool:
    """Return whether a plain text looks like markup, where nothing tells the two apart: `<i>`, `&amp;`, `$x$`."""
    if "<" not in text and "&" not in text and "$" not in text and "\\" not in text:
        return False
    return _LIKE_MARKUP.search(text) is not None or type(of_page(text)) is Marked
