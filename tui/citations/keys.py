"""Citation keys: a pattern and a paper -> `vaswaniAttentionAllYou2017`. Uniqueness is the library's business.

The grammar of a pattern:

    pattern  = (literal | part)*
    literal  = any characters but [ and ]; of them only those that may stand in a key are kept
    part     = "[" name (":" option)* "]"
    name     = auth          the first author's family name, particle included; else whose paper it is
             | authors       all family names; with a number, so many of them, and EtAl where there are more
             | year          four digits, empty without a year
             | yy            the last two of them
             | shorttitle    words of the title without articles, prepositions and conjunctions; `:n` so many (3),
                             `:n:m` with a capital on the first m (0)
             | title         all of those words, each with a capital
             | veryshorttitle   the first of those words
             | venue         the initials of the venue's words, or the venue where it is one word
             | arxiv         the arXiv identifier
             | id            the arXiv identifier, else the DOI
    option   = a number | "lower" | "upper" | "capitalize"

Names follow Better BibTeX's; its default is `auth.lower + shorttitle(3,3) + year`. Keys are ASCII letters, digits and
`- _ . : + /`: what BibTeX, pandoc and Typst all take.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from storage.papers.paper import Paper
from storage.papers.text import PointedError, fold

DEFAULT = "[auth:lower][shorttitle:3:3][year]"
SCHOLAR = "[auth:lower][year][veryshorttitle:lower]"
PATTERNS = {"better-bibtex": DEFAULT, "scholar": SCHOLAR}
"""Patterns that go by a name; the first is the default."""

_LENGTH = 120
"""Longest key made from a paper, in characters."""

# Words that carry no topic; a title made of nothing else keeps them.
_SMALL_WORDS = frozenset(
    """
    a an the
    about above across after against along amid among around as at before behind below beneath beside between beyond by
    despite down during except for from in inside into like near of off on onto out over past per since through
    throughout to toward towards under underneath until up upon versus via with within without
    and but nor or so than yet is
    der die das dem den des ein eine einer eines und oder von vom zu zum zur im
    le la les un une du des et ou au aux l d
    el los las del al y o e il lo gli i di da della dei
    """.split()
)


class KeyPatternError(PointedError):
    """The pattern cannot be read."""


def propose(paper: Paper, pattern: str = DEFAULT) -> str:
    """Return a citation key for the paper: the one its source used, else one made by `pattern`. Never empty.

    `pattern` is a pattern or a name out of PATTERNS. Raises KeyPatternError when it is neither.
    """
    made = check(pattern)
    if imported := usable(paper.extra.get("key", "")):
        return imported
    nameless = paper.untitled and not (paper.authors or paper.stand_in)  # what is left is the year, as of many others
    key = "" if nameless else _tidy("".join(part(paper) for part in made))
    key = key or _tidy(_identifier(paper)) or "untitled"
    # A bare number (no name of the paper can be spelled in ASCII) is refused by biber's and Typst's readers.
    return (key if re.search("[A-Za-z]", key) else f"anon{key}")[:_LENGTH]


def usable(key: str) -> str:
    """Return the key without what would end it or its entry: white space, braces, commas, quotes, `# % \\ ~ = ( )`.

    An ampersand stays, as in the bibcodes of ADS: BibTeX and biber take it.
    """
    return _NOT_USABLE.sub("", key)


_PIECES = re.compile(r"\[[^\]]*\]?|\]|[^\[\]]+")


@lru_cache(maxsize=8)
def check(pattern: str) -> tuple[Callable[[Paper], str], ...]:
    """Return the parts of a pattern, or of one out of PATTERNS, each a function of the paper.

    Raises KeyPatternError.
    """
    pattern = PATTERNS.get(pattern, pattern)
    parts: list[Callable[[Paper], str]] = []
    for piece in _PIECES.finditer(pattern):
        if piece[0] == "]":
            raise KeyPatternError("this ] closes nothing", pattern, piece.span())
        if piece[0][0] != "[":
            parts.append(_literal(piece[0]))
        elif piece[0][-1] != "]":
            raise KeyPatternError("this [ is never closed", pattern, piece.span())
        else:
            parts.append(_part(pattern, piece.start() + 1, piece.end() - 1))
    if "[" not in pattern:
        raise KeyPatternError("the pattern takes nothing from the paper", pattern, (0, len(pattern)))
    return tuple(parts)


def _literal(text: str) -> Callable[[Paper], str]:
    return lambda _: text


def _part(pattern: str, start: int, end: int) -> Callable[[Paper], str]:
    name, *options = pattern[start:end].split(":")
    make = _NAMES.get(name)
    if make is None:
        raise KeyPatternError(f"there is no [{name}]; there are {', '.join(_NAMES)}", pattern, (start, end))
    numbers: list[int] = []
    cases: list[Callable[[str], str]] = []
    at = start + len(name) + 1
    for option in options:
        if option.isascii() and option.isdigit() and len(option) < 4:
            numbers.append(int(option))
        elif option in _CASES:
            cases.append(_CASES[option])
        else:
            known = ", ".join(_CASES)
            raise KeyPatternError(f"{option!r} is neither a number nor one of {known}", pattern, (at, at + len(option)))
        at += len(option) + 1

    def part(paper: Paper) -> str:
        text = make(paper, numbers)
        for case in cases:
            text = case(text)
        return text

    return part


def _auth(paper: Paper, numbers: list[int]) -> str:
    families = _families(paper)
    return families[0] if families else _joined(paper.stand_in)


def _authors(paper: Paper, numbers: list[int]) -> str:
    families = _families(paper)
    kept = families[: numbers[0]] if numbers else families
    more = len(kept) < len(families) or not paper.authors_complete
    return "".join(kept) + ("EtAl" if more and kept else "") or _joined(paper.stand_in)


def _families(paper: Paper) -> list[str]:
    return list(filter(None, (_joined(author.family_name) for author in paper.authors)))


def _year(paper: Paper, numbers: list[int]) -> str:
    return "" if paper.year is None else f"{paper.year:04}"


def _shorttitle(paper: Paper, numbers: list[int]) -> str:
    count, capitals = [*numbers, *(3, 0)[len(numbers) :]][:2]
    words = _words(paper.known_title)[:count]
    return "".join(_capitalise(word) if index < capitals else word for index, word in enumerate(words))


def _venue(paper: Paper, numbers: list[int]) -> str:
    words = _words(paper.venue or "")
    return words[0] if len(words) == 1 else "".join(word[0].upper() for word in words)


def _identifier(paper: Paper) -> str:
    return paper.arxiv_id or paper.identifier


_NAMES: dict[str, Callable[[Paper, list[int]], str]] = {
    "auth": _auth, "authors": _authors, "year": _year, "yy": lambda paper, _: _year(paper, [])[2:],
    "shorttitle": _shorttitle, "title": lambda paper, _: "".join(map(_capitalise, _words(paper.known_title))),
    "veryshorttitle": lambda paper, _: "".join(_words(paper.known_title)[:1]), "venue": _venue,
    "arxiv": lambda paper, _: paper.arxiv_id or "", "id": lambda paper, _: _identifier(paper),
}  # fmt: skip


def _capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]


_CASES: dict[str, Callable[[str], str]] = {"lower": str.lower, "upper": str.upper, "capitalize": _capitalise}

_NOT_USABLE = re.compile(r"[\s{}\",#%\\~=()^$\[\];@`]")
_NOT_KEY = re.compile(r"[^A-Za-z0-9_.:+/-]")


def _tidy(text: str) -> str:
    return _NOT_KEY.sub("", plain(text)).strip(".:+/-")


def _words(title: str) -> list[str]:
    """Return the telling words of a title in ASCII, case kept; hyphenated words are one, as in Better BibTeX."""
    words = list(filter(None, map(_joined, title.split())))
    return [word for word in words if word.lower() not in _SMALL_WORDS] or words


def _joined(text: str) -> str:
    """Return the text's ASCII letters and digits, without spaces; TeX is folded away."""
    if "\\" in text or "$" in text:
        text = fold(text)
    text = plain(text)
    if text.isascii() and text.isalnum():
        return text
    return "".join(character for character in text if character.isascii() and character.isalnum())


# Cyrillic letter by letter (the BGN/PCGN romanisation of Russian; its apostrophes are - here).
_CYRILLIC = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґў",
        "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya yo i yi ye g u".split(),
        strict=True,
    )
)
# Greek words likewise (ALA-LC); a letter by itself is a symbol and is spelled out: alpha.
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        "a b g d e z e th i k l m n x o p r s s t y ph ch ps o".split(),
        strict=True,
    )
)
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_GREEK_WORD = re.compile("[\u0370-\u03ff\u1f00-\u1fff]{3,}")


def plain(text: str) -> str:
    """Return the text in ASCII as far as it can be told: accents dropped, Greek, Cyrillic, kana and Hangul spelled out.

    The rest is spelled as anyascii has it, Han characters by their sound in Mandarin. Case is kept.
    """
    if text.isascii():
        return text
    text = _GREEK_WORD.sub(_greek, unicodedata.normalize("NFC", text))
    return "".join(character if character.isascii() else _plain_character(character) for character in text)


def _greek(word: re.Match[str]) -> str:
    letters = (unicodedata.normalize("NFD", character)[0] for character in word[0])
    return "".join(
        _capitalise(_GREEK.get(letter.lower(), "")) if letter.isupper() else _GREEK.get(letter, "")
        for letter in letters
    )


def _plain_character(character: str) -> str:
    small = character.lower()
    spelled = _CYRILLIC.get(small)
    if spelled is None:
        spelled = fold(character)
        if not spelled.isascii():
            from anyascii import anyascii  # 30 ms, and few names need it

            spelled = anyascii(unicodedata.normalize("NFC", spelled)).lower()
            return _capitalise(spelled) if _HAN.match(character) else spelled
    spelled = spelled.replace("-", "")
    return _capitalise(spelled) if character != small else spelled
