"""Text to TeX: what stands in a title stands in the .bib file, escaped, with its mathematics and its capitals kept."""

import re
from collections.abc import Iterator, Mapping

# $...$ after pandoc's rule (tex_math_dollars): no space inside the dollars, no digit after the closing one, so that
# "$5 and $10" is money. A dollar, percent or hash inside would end the formula or comment out the rest of the entry,
# an accent or a command that still wants its argument would take the closing dollar for it.
_COMMAND = r"\\[A-Za-z{}$%&#_,;:!>| \\]"
_MATH = re.compile(
    rf"(?<![\\$])\$(?![\s$])((?:[^\\$%#]|{_COMMAND})*?)(?<!\s)\$(?![\d$])|\\\((?!\s*\\\))((?:[^\\$%#]|{_COMMAND})+)\\\)"
)
_WANTING = re.compile(
    r"\\(?:[dt]?frac|sqrt|(?:wide)?(?:hat|tilde)|bar|vec|d?dot|over\w+|under\w+|math[a-z]+|text[a-z]*|operatorname|bm"
    r"|boldsymbol|[dt]?binom|mbox|left|right|begin|end)\s*$|[\^_]\s*$"
)

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

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LETTER = re.compile(r"\w")
_SENTENCE_END = re.compile(r"[:.?!—–]\W*$")


def mathematics(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of `text` in order, each with whether it is a formula (`$...$` or `\\(...\\)`, delimiters kept).

    A formula has balanced braces and none of what would end it or the line: `$`, `%`, `#`, or `\\\\` where no
    environment has lines.
    """
    start = 0
    for found in _MATH.finditer(text):
        formula = found[1] or found[2] or ""
        environments = formula.count("\\begin{")
        if _unmatched(formula) or _WANTING.search(formula) or environments != formula.count("\\end{"):
            continue
        if "\\\\" in formula and not environments:
            continue
        if found.start() > start:
            yield text[start : found.start()], False
        yield found[0], True
        start = found.end()
    if start < len(text):
        yield text[start:], False


def escape(text: str) -> str:
    """Return `text` as TeX: formulas as they are, every other special character escaped, Unicode kept.

    The result has balanced braces even for BibTeX, which counts escaped ones too.
    """
    if not _SPECIAL.search(text) and not _LIGATURES.search(text):
        return text
    lone = _lone_braces(text)
    pieces: list[str] = []
    at = 0
    for piece, formula in mathematics(text):
        pieces.append(piece if formula else _escape_words(piece, at, lone))
        at += len(piece)
    return "".join(pieces)


def title(text: str, *, every_capital: bool = False) -> str:
    """Return a title as TeX whose capitals survive a style that sets titles in lower case.

    Braced are acronyms (`{LLM}s`), capitals inside a word (`{ImageNet}`), single letters (`Vitamin {C}`), and formulas
    that hold a capital (BibTeX lower-cases these too). In a title in sentence case a capitalised word within the
    sentence is a name and is braced as well; in Title Case it is not told from the rest. `every_capital` braces all
    capitalised words: for titles in languages whose capitals are spelling (German).
    """
    named = every_capital or _is_sentence_case(text)
    lone = _lone_braces(text)
    pieces: list[str] = []

    def kept(word: str, at: int) -> str:
        if not _has_capital(word):
            return word
        if _has_capital(word[1:]):
            return f"{{{word[:-1]}}}s" if word.endswith("s") and word[:-1].isupper() else f"{{{word}}}"
        # What is looked at last takes longest.
        told = named or (len(word) == 1 and word != "A")
        return f"{{{word}}}" if told and (every_capital or not _opens_sentence(text, at)) else word

    at = 0
    for piece, formula in mathematics(text):
        if formula:
            pieces.append(_keep_formula(piece))
        else:
            done = 0
            for word in _WORD.finditer(piece):
                pieces.append(_escape_words(piece[done : word.start()], at + done, lone))
                pieces.append(kept(word[0], at + word.start()))
                done = word.end()
            pieces.append(_escape_words(piece[done:], at + done, lone))
        at += len(piece)
    return "".join(pieces)


def _escape_words(text: str, at: int, lone: Mapping[int, str]) -> str:
    if lone:
        text = "".join(lone.get(place, character) for place, character in enumerate(text, at))
    return _LIGATURES.sub(lambda found: found[0] + "\0", text).translate(_TABLE)


def _lone_braces(text: str) -> dict[int, str]:
    """Return where the braces without a partner stand, formulas left aside, and what marks each."""
    if "{" not in text and "}" not in text:
        return {}
    words = "".join(" " * len(piece) if formula else piece for piece, formula in mathematics(text))
    return {place: "\1" if text[place] == "{" else "\2" for place in _unmatched(words)}


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


def _keep_formula(formula: str) -> str:
    if not _has_capital(formula):
        return formula
    # A group that begins with a backslash is one accented letter to BibTeX, whose capitals it lowers all the same.
    return f"{{{{{formula}}}}}" if formula.startswith("\\") else f"{{{formula}}}"


def _has_capital(text: str) -> bool:
    return not text.islower() and any(map(str.isupper, text))


def _opens_sentence(text: str, at: int) -> bool:
    return not _LETTER.search(text, 0, at) or _SENTENCE_END.search(text, max(at - 8, 0), at) is not None


def _is_sentence_case(text: str) -> bool:
    """Return whether most of the longer words within the title begin with a small letter."""
    small = large = at = 0
    for piece, formula in mathematics(text):
        for word in () if formula else _WORD.finditer(piece):
            letters = word[0]
            if len(letters) < 4 or _has_capital(letters[1:]):
                continue
            if letters[0].islower():
                small += 1
            elif letters[0].isupper() and not _opens_sentence(text, at + word.start()):
                large += 1
        at += len(piece)
    return small > large
