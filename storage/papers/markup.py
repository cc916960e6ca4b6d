"""The markup of titles: a text with italics, indices, small capitals, kept capitals and formulas, and its plain form.

A text in this markup holds the tags `<i> <b> <sub> <sup> <sc>` (small capitals) `<nc>` (no-case: a name whose capitals
stay, which is what braces mean in BibTeX) and `<math>TeX without its dollars</math>`, balanced, and the entities
`&amp; &lt; &gt;`. Nothing else is a tag or an entity.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

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
_ENTITY = re.compile(r"&(amp|lt|gt);")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def escape(text: str) -> Marked:
    """Return a plain text as markup, in which it looks as it did."""
    return Marked(text.translate(_ESCAPES) if "&" in text or "<" in text or ">" in text else text)


def wrap(tag: Literal["i", "b", "sub", "sup", "sc", "nc"], inner: str) -> Marked:
    """Return a text in markup within a tag; nothing around nothing."""
    return Marked(f"<{tag}>{inner}</{tag}>" if inner else "")


def formula(tex: str) -> Marked:
    """Return TeX as it stands between dollars as a formula in markup; nothing of nothing."""
    return Marked(f"<math>{escape(tex)}</math>" if tex else "")


def runs(marked: str) -> Iterator[Run]:
    """Yield a text in markup as the runs it is made of, its formulas as their TeX (`math`).

    Italics within italics stand upright, as in CSL. Never raises: a tag that is not closed ends with the text (titles
    are cut at a limit), one that was not opened is nothing.
    """
    if "<" not in marked and "&" not in marked:
        if marked:
            yield Run(str(marked))
        return
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
            yield _set(text, opened)
        words.clear()
        if tex:
            yield _set(_ENTITY.sub(lambda found: _ENTITIES[found[1]], tex), opened)._replace(math=True)
        elif tag and not closing:
            opened.append(tag)
        elif tag and tag in opened:
            while opened.pop() != tag:
                pass
    if text := "".join([*words, marked[at:]]):
        yield _set(text, opened)


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


def plain(marked: str) -> str:
    """Return what people see of a text in markup: formulas and indices as Unicode, no tags.

    An index that Unicode has no letters for stands behind its sign, as it is typed: `T_c`, `x^{max,1}`. Small capitals
    of small letters are capitals: `<sc>d</sc>-glucose` is D-glucose.
    """
    if "<" not in marked:
        return _ENTITY.sub(lambda found: _ENTITIES[found[1]], marked) if "&" in marked else str(marked)
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


def of_page(text: str) -> str | Marked:
    """Return a text of a page that may hold formulas (`$...$`, `$$...$$`, `\\(...\\)`) as markup; as it is without.

    Markdown's rule, after pandoc: two sums of money are no formula, nor are variables of a shell (`$HOME/$PATH`).
    """
    if "$" not in text and "\\(" not in text and "\\[" not in text:
        return text
    from storage.papers.formulas import is_sound

    pieces: list[str] = []
    done = at = 0
    while (found := _FORMULA.search(text, at)) is not None:
        inner = next(filter(None, found.groups()), "").strip()
        at = found.end()
        after = text[at : at + 1]
        words = not _TEX.search(inner) and (after.isdigit() or (len(inner) > 2 and after.isalpha()))
        if not inner or words or not is_sound(inner):
            at = found.start() + 1
            continue
        pieces += (escape(text[done : found.start()]), formula(inner))
        done = at
    return Marked("".join([*pieces, escape(text[done:])])) if pieces else text
