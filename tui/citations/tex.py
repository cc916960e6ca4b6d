"""Markup to TeX: what stands in a title stands in the .bib file, escaped, its formulas and braces as they came."""

import re
from collections.abc import Iterable, Iterator

from storage.papers import capitals
from storage.papers.formulas import is_sound
from storage.papers.markup import Marked, formula, formulas_of_page, plain, tokens

# One character each. bibtexparser (pylatexenc) and pandoc both read these back as they were; of the usual spellings
# \^{} and \~{} vanish in pylatexenc, \textasciicircum becomes U+02C6; \textless, \textbar, \textasciigrave and
# \textbraceleft are dropped by one or the other, so < > | stand as they are.
_CHARACTERS = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "%": r"\%", "&": r"\&", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\string^", "`": r"\string`",
}  # fmt: skip
# BibTeX and biber count braces without looking at the backslash before them, so a brace without its partner would
# swallow the entries that follow. An invisible partner keeps the count; every reader drops what \vphantom holds.
# The group around the two keeps pandoc from taking the next group for \vphantom's second argument.
_LONE = {"\1": r"{\{\vphantom{\}}}", "\2": r"{\vphantom{\{}\}}"}
_TABLE = str.maketrans({**_CHARACTERS, **_LONE, "\0": "{}"})
"""What becomes of a character, of a brace that was marked as lone, and of the mark between two that TeX would join."""
_SPECIAL = re.compile(r"[\\{}$%&#_~^`]")
# Neighbours that TeX would draw together: -- is an en dash, '' a closing quotation mark, ?` an inverted one. And the
# end of a tag, which readers of .bib files (ours too) take off together with its beginning.
_LIGATURES = re.compile(r"-(?=-)|'(?=')|[?!`](?=`)|<(?=/\w)")

_COMMANDS = {
    "i": r"\emph{", "b": r"\textbf{", "sub": r"\textsubscript{", "sup": r"\textsuperscript{", "sc": r"\textsc{",
    "nc": "{",
}  # fmt: skip


def escape(text: str) -> str:
    """Return a plain text as TeX: every special character escaped, Unicode kept.

    The result has balanced braces even for BibTeX, which counts escaped ones too.
    """
    if not _SPECIAL.search(text) and not _LIGATURES.search(text):
        return text
    lone = _lone_braces(text)
    if lone:
        text = "".join(lone.get(place, character) for place, character in enumerate(text))
    return _LIGATURES.sub(lambda found: found[0] + "\0", text).translate(_TABLE)


def write(text: str | Marked) -> str:
    """Return a text as TeX: a plain one escaped, markup by its commands, kept capitals in braces."""
    return _written(text, []) if type(text) is Marked else escape(text)


def prose(text: str) -> str:
    """Return an abstract as TeX: its formulas as they stand, all else escaped."""
    return "".join(piece if tex else escape(piece) for piece, tex in formulas_of_page(text))


def title(text: Marked, *, every_capital: bool = False) -> str:
    """Return a title as TeX whose capitals survive a style that sets titles in lower case.

    Braced are what its source keeps and, as far as the title tells, names and acronyms (`storage.papers.capitals`). A
    name that the title tells and the source keeps has two pairs; where the source keeps several words of a title, each
    with a capital has its own within, for programs that look at words.
    """
    names = capitals.names(text, every_capital=every_capital)
    if "<nc>" not in text:
        return _written(text, names)
    text = capitals.once(text)
    kept = capitals.kept(text)
    length = sum(len(value) for kind, value in tokens(text) if kind in ("text", "math"))
    several = [there for there in kept if there.end - there.start < length]
    braced = [one for one in names if one in kept or not _within(one, kept, partly=True)]
    braced += [one for one in capitals.names(text, every_capital=True) if one not in kept and _within(one, several)]
    return _written(text, braced)


def _within(name: capitals.Span, stretches: Iterable[capitals.Span], *, partly: bool = False) -> bool:
    """Return whether a name stands in one of the stretches."""
    if partly:
        return any(name.start < there.end and there.start < name.end for there in stretches)
    return any(there.start <= name.start and name.end <= there.end for there in stretches)


def _written(text: Marked, names: Iterable[capitals.Span]) -> str:
    """Return markup as TeX, with braces around `names` too."""
    pieces: list[list[str]] = [[]]
    for kind, value in _with(text, dict(names)) if names else tokens(text):
        if kind == "text":
            pieces[-1].append(escape(value))
        elif kind == "math":
            pieces[-1].append(f"${value}$" if is_sound(value) else escape(plain(formula(value))))
        elif kind == "open":
            pieces.append([])
        else:
            inner = "".join(pieces.pop())
            # A group that begins with a backslash is one accented letter to BibTeX, whose capitals it lowers all the
            # same.
            inner = f"{{{inner}}}" if value == "nc" and inner.startswith("\\") else inner
            pieces[-1].append(f"{_COMMANDS[value]}{inner}}}")
    return "".join(pieces[0])


def _with(text: Marked, names: dict[int, int]) -> Iterator[tuple[str, str]]:
    """Yield the pieces of markup as `tokens` does, with the names as kept too: `names` tells by a start the end."""
    at = depth = 0
    opened: list[tuple[int, int]] = []  # where a name ends, and how deep it stands
    for kind, value in tokens(text):
        whole = kind == "math" or value in ("sub", "sup")
        if kind == "close" or (kind == "open" and not whole):
            depth += 1 if kind == "open" else -1
            while opened and opened[-1][1] > depth:  # a name never goes beyond what it stands in
                opened.pop()
                yield "close", "nc"
            yield kind, value
        else:
            rest = value
            while rest:
                if (end := names.pop(at, 0)) > at:
                    opened.append((end, depth))
                    yield "open", "nc"
                if kind == "open":
                    depth += 1
                    yield kind, value
                    break
                stops = [*names, *(end for end, _ in opened)]
                length = len(rest) if whole else min([stop - at for stop in stops if stop > at] + [len(rest)])
                yield kind, rest[:length]
                at, rest = at + length, rest[length:]
                while opened and opened[-1][0] <= at and opened[-1][1] == depth:
                    opened.pop()
                    yield "close", "nc"
        while opened and opened[-1][0] <= at and opened[-1][1] == depth:
            opened.pop()
            yield "close", "nc"


def _lone_braces(text: str) -> dict[int, str]:
    """Return where the braces without a partner stand, and what marks each."""
    if "{" not in text and "}" not in text:
        return {}
    return {place: "\1" if text[place] == "{" else "\2" for place in _unmatched(text)}


def _unmatched(text: str) -> list[int]:
    lone: list[int] = []
    opened: list[int] = []
    for place, character in enumerate(text):
        if character == "{":
            opened.append(place)
        elif character == "}" and opened:
            opened.pop()
        elif character == "}":
            lone.append(place)
    return lone + opened
