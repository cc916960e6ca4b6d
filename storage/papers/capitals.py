"""Capitals of a title that styles would lower: which words are names or acronyms, as far as the title itself tells.

What the title tells is no fact: a .bib file gets braces around it, and they are not kept when they come back.
"""

import re
from typing import NamedTuple

from storage.papers.markup import Marked, tokens

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Words with the formulas and indices that join them; a variable of a shell with its sign.
_JOINED = re.compile(r"(?:[^\W_]|\0)+(?:['’](?:[^\W_]|\0)+)*|\$[A-Z_]{2,}(?:/\$?\w+)*")
_LETTER = re.compile(r"\w")
# A dash between spaces parts sentences, one between words joins two names: Navier–Stokes.
_SENTENCE_END = re.compile(r"(?:[:.?!—]|\s–)\W*$")
_NC = re.compile(r"</?nc>")


def has_capital(text: str) -> bool:
    """Return whether a text has a capital."""
    return not text.islower() and any(map(str.isupper, text))


def names(title: str, *, every_capital: bool = False) -> list["Span"]:
    """Return where a style would lower what must stay, in the text of a title in markup with the TeX of its formulas.

    That are acronyms (LLM of LLMs), capitals inside a word (ImageNet), single letters (Vitamin C), and formulas that
    hold a capital with the letters beside them (Cu₂O; BibTeX lowers these too). In a title in sentence case a
    capitalised word within the sentence is a name as well; in Title Case it is not told from the rest. With
    `every_capital` all capitalised words are: for titles in languages whose capitals are spelling (German). What is in
    italics, bold or small capitals is left out, for the command for that has braces.
    """
    if not has_capital(title):
        return []
    line, words, told = _lines(title)
    named = every_capital or _is_sentence_case(told, line)
    found: list[Span] = []
    for word in _JOINED.finditer(words):
        start, end = word.span()
        text = line[start:end]
        if not has_capital(text):
            continue
        if "\0" in word[0] or text[0] == "$":
            found.append(Span(start, end))
        elif has_capital(text[1:]):
            found.append(Span(start, end - 1 if text.endswith("s") and text[:-1].isupper() else end))
        # What is looked at last takes longest.
        elif (named or (len(text) == 1 and text != "A")) and (every_capital or not _opens_sentence(line, start)):
            found.append(Span(start, end))
    return found


def is_foreign(language: str) -> bool:
    """Return whether a language is told, by name or tag, and is not English: its capitals may be spelling."""
    return bool(language) and not language.casefold().startswith(("en", "american", "british", "us", "uk"))


class Span(NamedTuple):
    """A stretch of a title, in its text with the TeX of its formulas."""

    start: int
    end: int


def kept(title: str) -> list[Span]:
    """Return the stretches that the markup of a title keeps (`nc`), in the order in which they open."""
    found: list[Span] = []
    opened: list[int] = []
    at = 0
    for kind, value in tokens(title):
        if kind in ("text", "math"):
            at += len(value)
        elif value == "nc" and kind == "open":
            opened.append(len(found))
            found.append(Span(at, at))
        elif value == "nc":
            place = opened.pop()
            found[place] = Span(found[place].start, at)
    return found


def untold(title: str, *, every_capital: bool = False) -> Marked:
    """Return a title without what its markup keeps (`nc`) and the title tells by itself (`names`).

    What is kept twice, one within the other, stays, once: so a writer says of such a name that it was kept.
    """
    stretches = kept(title)
    single = {one for one in stretches if stretches.count(one) == 1}
    tells = names(title, every_capital=every_capital) if single else []
    return _without(title, [one in single and one in tells for one in stretches])


def once(title: str) -> Marked:
    """Return a title without what its markup keeps within something that it keeps."""
    return _without(title, [])


def _without(title: str, told: list[bool]) -> Marked:
    stretches = kept(title)
    gone = [
        any(told[place : place + 1]) or any(_holds(other, one) for other in stretches[:place])
        for place, one in enumerate(stretches)
    ]
    if not any(gone):
        return Marked(title)
    number = 0
    opened: list[bool] = []

    def settled(tag: re.Match[str]) -> str:
        nonlocal number
        if tag[0] == "</nc>":
            return "" if not opened or opened.pop() else tag[0]
        opened.append(gone[number])
        number += 1
        return "" if opened[-1] else tag[0]

    return Marked(_NC.sub(settled, title))


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _lines(title: str) -> tuple[str, str, str]:
    """Return the text of a title, once as it is, once with what is no word of its own blank, and formulas as `\\0`,
    once with only formulas blank."""
    line: list[str] = []
    words: list[str] = []
    told: list[str] = []
    opened: list[str] = []
    for kind, value in tokens(_NC.sub("", title)):
        if kind == "open":
            opened.append(value)
        elif kind == "close":
            opened.pop()
        else:
            outer = opened[0] if opened else ""
            line.append(value)
            told.append(" " * len(value) if kind == "math" else value)
            formula = outer in ("sub", "sup") or (kind == "math" and not outer)
            words.append(("\0" if formula else " ") * len(value) if formula or outer else value)
    return "".join(line), "".join(words), "".join(told)


def _is_sentence_case(text: str, line: str) -> bool:
    """Return whether most of the longer words within the title begin with a small letter."""
    small = large = 0
    for word in _WORD.finditer(text):
        letters = word[0]
        if len(letters) < 4 or has_capital(letters[1:]):
            continue
        if letters[0].islower():
            small += 1
        elif letters[0].isupper() and not _opens_sentence(line, word.start()):
            large += 1
    return small > large


def _opens_sentence(line: str, at: int) -> bool:
    return not _LETTER.search(line, 0, at) or _SENTENCE_END.search(line, max(at - 8, 0), at) is not None
