"""Titles in citations: the markup they may hold, their quotation marks, and title case."""

import re
from typing import Literal

from storage.papers.markup import Marked, rendered
from tui.citations.runs import Piece, Run

Prepositions = Literal["none", "long", "four"]
"""Which prepositions title case capitalises: none (MLA), those of five letters and more (Chicago), of four (AMA)."""

_ARTICLES = "a an and as at but by down for from in into nor of on onto or over so the till to up via with yet"
"""Never capitalised within a title: the list of the CSL specification (1.0.2, Title Case Conversion)."""
_FOREIGN = "de et von van vs v al"
_FOUR = "amid atop circa like near next off out pace past per plus qua sans save than thru upon unto"
_LONG = (
    "about above across after against along alongside among amongst around aside athwart barring before behind below "
    "beneath beside besides between beyond despite during except inside lest since through throughout toward towards "
    "under underneath until versus within without"
)
_SMALL: dict[str, frozenset[str]] = {
    "none": frozenset(f"{_ARTICLES} {_FOREIGN} {_FOUR} {_LONG}".split()),
    "long": frozenset(f"{_ARTICLES} {_FOREIGN} {_FOUR}".split()),
    "four": frozenset(f"{_ARTICLES} {_FOREIGN} off out per".split()),
}
_WORD = re.compile(r"[^\s\-–—/]+")


def title_piece(
    text: str,
    *,
    case: Prepositions | None = None,
    within: bool = False,
    outer: Literal["“", "‘"] = "“",
) -> Piece:
    """Return a title as runs: its markup, if it is Marked, as emphasis, its quotation marks typographic, in title case
    where asked.

    `outer` is the style's first quotation mark, `within` tells that the title will stand between such marks, so that
    those in it alternate with them.
    """
    if not text:
        return ()
    runs, verbatim = _runs(text)
    whole = "".join(run.text for run in runs)
    if "'" in whole or '"' in whole or "“" in whole or "‘" in whole:
        whole = _marks(whole, int(within), outer)
    if case is not None:
        whole = _title_case(whole, verbatim, _SMALL[case])
    at = 0
    done = []
    for run in runs:
        end = at + len(run.text)
        done.append(run._replace(text=whole[at:end]))
        at = end
    return tuple(done)


def capital(text: str) -> str:
    """Return the text with a capital at its start, unless its first word has one already (arXiv, iOS)."""
    word = text.split(" ", 1)[0]
    return type(text)(text[:1].upper() + text[1:]) if word == word.lower() else text


def undotted(text: str) -> str:
    """Return the title of a journal without the full stops of its abbreviations: J. Organomet. Chem., U.S.A."""
    return type(text)(re.sub(r"\.(?!\d)", "", text))


def _runs(text: str) -> tuple[list[Run], bytearray]:
    """Return the runs of a text, and for each of its characters whether its case must stay.

    What keeps the capitals of a whole title (the double braces that reference managers write) tells nothing of its
    words.
    """
    if type(text) is not Marked:
        return [Run(text)], bytearray(len(text))
    pieces = [run for run in rendered(text) if run.text]
    whole = all(run.no_case for run in pieces)
    verbatim = bytearray()
    for run in pieces:
        kept = run.script or run.small_caps or (run.no_case and not whole)
        verbatim += bytes([bool(kept)]) * len(run.text)
    return [Run(run.text, run.italic, run.bold, run.script, run.small_caps) for run in pieces], verbatim


_OPENING = re.compile(r"(?:^|(?<=[\s(\[{—–/“‘\-]))[\"'](?=\S)")
_MARK = re.compile("[“”‘’]")


def _marks(text: str, depth: int, outer: str) -> str:
    """Return the text, of the same length, with typographic quotation marks that alternate from `depth` on.

    `outer` is the mark that the style begins with, `“` or `‘`; an apostrophe is none, nor is a mark without its other.
    """
    if "'" in text or '"' in text:
        text = _OPENING.sub(lambda found: "“" if found[0] == '"' else "‘", text)
        text = text.replace('"', "”").replace("'", "’")
    characters = list(text)
    stack: list[tuple[str, int]] = []
    pairs: list[tuple[int, int, int]] = []
    for found in _MARK.finditer(text):
        mark, at = found[0], found.start()
        if mark in "“‘":
            stack.append((mark, at))
        elif mark == "”" or not text[at + 1 : at + 2].isalnum():
            opening = "“" if mark == "”" else "‘"
            for level in range(len(stack) - 1, -1, -1):
                if stack[level][0] == opening:
                    pairs.append((level, stack[level][1], at))
                    del stack[level:]
                    break
    for level, start, end in pairs:
        double = (depth + level) % 2 == (0 if outer == "“" else 1)
        characters[start], characters[end] = "“”" if double else "‘’"
    for mark, at in stack:
        if mark == "‘":
            characters[at] = "’"  # the apostrophe of ’tis and ’90s
    return "".join(characters)


def _title_case(text: str, verbatim: bytearray, small: frozenset[str]) -> str:
    """Return the text, of the same length, with its lower-case words capitalised but the small ones.

    Words with a capital anywhere stay (mRNA, iPhone, t-SNE), so do single letters (k-means gives k-Means, e-Commerce
    so too), words of a foreign particle (d’Artagnan), and what is marked verbatim. The first word, the last, and the
    first after a colon, a question or a sentence is capitalised though it be small.
    """
    words = list(_WORD.finditer(text))
    characters = list(text)
    fresh = True
    for number, word in enumerate(words):
        token = word[0]
        core = token.strip("\"'“”‘’«»„()[]{}.,;:?!…*_~#@<>&")
        following = text[word.end() : word.end() + 1]
        if core:
            begins = word.start() + token.index(core)
            initial = core[0].upper()
            frozen = verbatim[word.start()] or verbatim[begins] or core != core.lower() or len(initial) != 1
            if not frozen and _is_raised(word, core, small, fresh=fresh, last=0 < number == len(words) - 1):
                characters[begins] = initial
            fresh = False
        if (following in ("", " ") and re.search(r"[:?!][\"'”’)\]]*$", token)) or (
            following == " " and token.endswith(".") and re.fullmatch(r"[a-z]{5,}\.", token)
        ):
            fresh = True
    return "".join(characters)


def _is_raised(word: re.Match[str], core: str, small: frozenset[str], *, fresh: bool, last: bool) -> bool:
    """Return whether a word in lower case is capitalised; `core` is the word without the marks around it."""
    text = word.string
    compound = text[word.end() : word.end() + 1] == "-"
    if compound and len(core) == 1:
        # The variable of t-SNE stays at the start too; that of `x-ray imaging` does not.
        rest = _WORD.match(text, word.end() + 1)
        return fresh and rest is not None and rest[0] == rest[0].lower() and core.isascii()
    if core in small:
        # The first part of a compound is capitalised whatever it is: In-Context (Chicago 8.161).
        return fresh or last or (compound and text[word.start() - 1 : word.start()] != "-")
    if len(core) == 1 and (len(word[0]) == 1 or not fresh):
        return fresh or (last and core == "a")
    return (fresh or not re.match(r"\w[’']\w\w", core)) and not re.match(r"\w\.\w", core)
