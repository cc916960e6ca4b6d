"""What may reach a screen or a clipboard (`clean`), and the forms in which words are compared (`fold`) and found."""

import re
import unicodedata
from hashlib import blake2b

from storage.papers.patterns import late

TITLE_LIMIT = 1_000
AUTHORS_LIMIT = 20_000
ABSTRACT_LIMIT = 100_000
NOTE_LIMIT = 1_000_000
FIELD_LIMIT = 2_000
"""Longest value, in characters, of a title, all authors together, an abstract, a note, and any other fact."""

MARKS_LIMIT = 8
"""Most combining marks on one character: real scripts need four, stacks of hundreds paint over other lines."""

# ECMA-48: CSI with parameters and a final byte, then OSC / DCS / SOS / PM / APC strings up to their terminator, then
# two- and three-byte escapes. Every alternative is bounded by a character it cannot contain, so the scan is linear.
_ESCAPES = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]"
    "|(?:\x1b[\\]PX^_]|[\x90\x98\x9d\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\\\|\x9c)"
    "|\x1b[ -/]*[0-Z\\\\^-~]"
)

_UNWANTED = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
    "\xad\u180e\u200b\u2060-\u2064\ufeff"  # soft hyphen, what has no width, invisible operators, byte order mark
    "\u200e\u200f\u061c\u202a-\u202e\u2066-\u206f"  # marks, embeddings, overrides and isolates of direction
    "\u2028\u2029\ufff9-\ufffb\ufffe\uffff"  # separators, interlinear marks, noncharacters
    "\ud800-\udfff"  # lone surrogates
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f"  # beams and slurs of music, tags
    "]"
)
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
    "\ufe00-\ufe0f\U000e0100-\U000e01ef]"  # selectors, in which a text could be hidden
)
_JOINERS = re.compile("[\u200c\u200d]+")
_SPACES = re.compile("[ \t\n]+")
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029\x0b\x0c]")


def digest(raw: str) -> int:
    """Return 60 bits of blake2b of a record's text as its source has it; of a text of several lines without the white
    space around each, and without empty ones.

    It is kept in libraries, to know a record that was read before by whatever reader: another rule here would make
    every known page look new.
    """
    if "\n" in raw:
        raw = "\n".join(filter(None, map(str.strip, raw.split("\n"))))
    return int.from_bytes(blake2b(raw.strip().encode(errors="surrogatepass"), digest_size=8).digest(), "big") >> 4


def clean(text: str, limit: int = FIELD_LIMIT, *, lines: bool = False) -> str:
    """Return `text` without anything that could steer a terminal, hide itself or reorder what stands beside it.

    Escape sequences, C0 and C1 controls, DEL, NUL, direction controls, tag characters and lone surrogates go; variation
    selectors stay, and one joiner between two characters, so that emoji and Persian do. With `lines` newlines and tabs
    stay; without, every run of white space is one space. CRLF and CR count as newline. At most `limit` characters are
    kept, the last an ellipsis when cut.
    """
    if text.isascii() and text.isprintable() and len(text) <= limit and (lines or "  " not in text):
        return text.strip()  # nine texts of ten
    if not text.isprintable():
        # Most of what is not printable only has several lines or columns (17 times faster over 14 MB of BibTeX).
        if text.replace("\n", " ").replace("\t", " ").isprintable():
            if not lines:
                text = text.replace("\n", " ")
        else:
            if len(text) > 4 * limit:
                text = text[: 4 * limit]
            text = _UNWANTED.sub("", _ESCAPES.sub("", _LINE_ENDS.sub("\n", text)))
            if "\u200d" in text or "\u200c" in text:
                text = _JOINERS.sub(_joining, text)
    if not text.isascii() and _MARKS.search(text):
        text = _limit_marks(text)
    if not lines and ("  " in text or "\n" in text or "\t" in text):
        text = _SPACES.sub(" ", text)
    text = text.strip()
    if len(text) > limit:
        text = text[: limit - 1].rstrip() + "…"
    return text


def inert(text: str) -> str:
    """Return `text` without the characters that `clean` takes out; lines and tabs stay, and what else is in it.

    It is the wall at the way out, for whatever came there without `clean`. Of an escape sequence only the escape goes.
    """
    return text if text.replace("\n", "").replace("\t", "").isprintable() else _UNWANTED.sub("", text)


def escaped(document: str) -> str:
    """Return a JSON text with what `clean` takes out of texts escaped, so that it says the same: `\\u202e`.

    RFC 8259, section 7: any character may be escaped, one beyond the basic plane as a surrogate pair. Outside strings
    JSON has none of these, and controls of ASCII are escaped as it is.
    """
    if "\x7f" not in document if document.isascii() else document.replace("\n", "").isprintable():
        return document
    return _UNWANTED.sub(_escape, document)


def _escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def cells(text: str) -> int:
    """Return how wide a clean line is in a terminal: a wide character takes two cells, a combining mark none."""
    if text.isascii():
        return len(text)
    marks = ("Mn", "Me", "Cf")
    return sum(
        0 if unicodedata.category(one) in marks else 2 if unicodedata.east_asian_width(one) in "WF" else 1
        for one in text
    )


POINTED_LIMIT = 10_000
"""Most characters of a source that an error shows."""


class PointedError(ValueError):
    """What is wrong in a line that the reader wrote: the message is a sentence for people, `span` where in `source`."""

    def __init__(self, message: str, source: str, span: tuple[int, int]) -> None:
        super().__init__(message)
        self.source = source
        self.span = span

    @property
    def pointed(self) -> str:
        """The source with the span underlined: two lines for a terminal, where a wide character takes two cells."""
        start, end = self.span
        before = cells(clean(f"{self.source[:start]}^", POINTED_LIMIT)) - 1
        width = cells(clean(self.source[start:end], POINTED_LIMIT))
        return f"{clean(self.source, POINTED_LIMIT)}\n{' ' * before}{'^' * max(1, width)}"


def _joining(run: re.Match[str]) -> str:
    """Return one joiner where it stands between two characters, else none; on two at a start Rich 15 raises."""
    start, end, text = run.start(), run.end(), run.string
    inside = start > 0 and end < len(text) and not text[start - 1].isspace() and not text[end].isspace()
    return run[0][0] if inside else ""


def _limit_marks(text: str) -> str:
    kept: list[str] = []
    run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if run <= MARKS_LIMIT:
            kept.append(character)
    return "".join(kept)


# Letters that NFKD leaves whole, and the TeX commands for them.
_LETTER_TABLE = str.maketrans(dict(pair.split("=") for pair in """
    ø=o đ=d ð=d ħ=h ı=i ł=l ŋ=n œ=oe æ=ae ß=ss þ=th ŧ=t ɐ=a ə=e ℓ=ell ĸ=k ſ=s α=alpha β=beta γ=gamma δ=delta ε=epsilon
    ζ=zeta η=eta θ=theta ι=iota κ=kappa λ=lambda μ=mu ν=nu ξ=xi ο=o π=pi ρ=rho σ=sigma ς=sigma τ=tau υ=upsilon φ=phi
    χ=chi ψ=psi ω=omega ∞=infty
""".split()))  # fmt: skip
_TEX_LETTERS = dict(pair.split("=") for pair in "o=o l=l i=i j=j ss=ss ae=ae oe=oe aa=a dh=d th=th dj=d ng=n".split())
_TEX_WRAPPERS = (
    "emph|text(?:bf|it|sc|tt|rm|sf|sl|up|normal|(?:sub|super)script)?|math(?:bf|it|rm|cal|bb|sf|tt|frak|scr)|"
    "boldsymbol|bm|mbox|ensuremath|ce|rm|it|bf|sf|cal"
)

# \"{u} {\"u} \"u \c{c} \v s; letters of their own such as {\ss}; then wrappers, whose name is not a word of the title.
_TEX_ACCENT = re.compile(r"\\(?:[\"'`^~=.]|[uvHcdbtkr](?![A-Za-z]))\s*\{?\\?([A-Za-z])(?![A-Za-z]*\{)\}?")
_TEX_LETTER = re.compile(r"\\(ss|ae|oe|aa|dh|th|dj|ng|[olij])(?![A-Za-z])\s?(?:\{\})?", re.IGNORECASE)
_TEX_WRAPPER = re.compile(rf"\\(?:{_TEX_WRAPPERS})(?![A-Za-z])\s*")

# H_2O, x_{max}, k_B and, between dollars, any: what a subscript is joined by. `file_name` is two words.
_MATHS = re.compile(r"\$[^$\n]*\$")
_SUBSCRIPT = re.compile(r"_(?=[{\d]|[^\W\d_](?![^\W_]))")
_SCRIPT_TAG = re.compile(r"</?su[bp]>", re.IGNORECASE)

# In folded ASCII, letters and digits stay, apostrophes, braces and the sign of a superscript join, the rest divides
# words. As bytes it takes two fifths of what str.translate does.
_JOINING = "'`{}$^"
_ASCII_JOINING = _JOINING.encode()
_ASCII_TABLE = bytes(ord(chr(code).lower()) if chr(code).isalnum() else 32 for code in range(128)) + bytes(128)
_TABLE = _LETTER_TABLE | str.maketrans(dict.fromkeys(f"{_JOINING}’ʼ‘´"))
_NOT_WORD = re.compile(r"[^\w]|_")
# Scripts written without spaces: each character is a word, so that a part of a title finds the whole.
_UNSPACED = late(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff])"
)

FOLD = 2
"""Version of `fold` and `findable`: a library written with another has its texts rebuilt by a migration."""


def fold(text: str) -> str:
    """Return the accent-, case- and TeX-blind form in which words are compared: words and single spaces.

    `Günther`, `G{\\"u}nther` and `GUNTHER` fold alike, `$\\lambda$` and `λ` too; `O'Brien` is one word, `pre-training`
    two; every CJK character is a word. Sub- and superscripts join, so that a formula is what people type:
    `Cu$_2$O`, `$\\mathrm{Cu_2O}$` and `Cu₂O` are cu2o, `$^{13}$C` is 13c. Folding twice changes nothing.
    """
    if "\\" in text:
        text = _TEX_ACCENT.sub(r"\1", text)
        text = _TEX_LETTER.sub(lambda match: _TEX_LETTERS[match[1].lower()], text)
        text = _TEX_WRAPPER.sub("", text)
    if "_" in text:
        text = _SUBSCRIPT.sub("", _MATHS.sub(lambda maths: maths[0].replace("_", ""), text) if "$" in text else text)
    if "<" in text:
        text = _SCRIPT_TAG.sub("", text)
    if text.isascii():
        return b" ".join(text.encode().translate(_ASCII_TABLE, _ASCII_JOINING).split()).decode()
    text = unicodedata.normalize("NFKD", text.translate(_TABLE)).casefold()
    text = "".join([character for character in text if not unicodedata.combining(character)])
    text = unicodedata.normalize("NFKC", text.translate(_TABLE))
    text = _UNSPACED.sub(r" \1 ", _NOT_WORD.sub(" ", text))
    return " ".join(text.split())


# French, Italian, Catalan and Occitan. A possessive s is none of their words: Bell's is not bell' and s.
_ELIDING = (
    "l d c j m n s t v qu un gl all com dov agl dell nell dall sull coll bell degl dagl negl sugl sant tutt anch senz "
    "quell quest jusqu alcun quelqu presqu quoiqu lorsqu puisqu nessun ciascun qualcun"
).split()


def _elision(mark: str) -> re.Pattern[str]:
    """Return the pattern of an apostrophe, one of the set `mark`, behind an elided word.

    It begins with the mark and looks back, for one character is sought fast; a look back is of one length.
    """
    lengths = sorted(set(map(len, _ELIDING)))
    words = ("|".join(word for word in _ELIDING if len(word) == length) for length in lengths)
    behind = "|".join(rf"(?<=(?<!\w)(?<!\w{mark})(?:{word}){mark})" for word in words)
    return late(rf"{mark}(?=[^\W_]|[{{}}\\])(?!s\b)(?:{behind})", re.IGNORECASE)


_ELISION, _ASCII_ELISION = _elision("['’ʼ‘´]"), _elision("'")


def findable(text: str) -> str:
    """Return `text` folded as searches find it: an elided word joined, as `fold` has it, and once more by itself.

    `l'homme` is `lhomme homme`, and so found by l'homme, lhomme and homme; `D'Angelo` by d'angelo, dangelo and angelo.
    Elided is what stands before an apostrophe out of a closed list (l', d', qu', dell', ...); any other apostrophe
    only joins: `O'Brien` is obrien, `don't` dont, `Alzheimer's` alzheimers.
    """
    if text.isascii() and "'" not in text:
        return fold(text)
    first, *rest = (_ASCII_ELISION if text.isascii() else _ELISION).split(text)
    found = [fold(first)]
    for piece in map(fold, rest):
        found += (piece.partition(" ")[0], " ", piece)
    return "".join(found).rstrip()


def is_plain(text: str) -> bool:
    """Return whether `findable` treats every character for itself: ASCII without TeX, subscripts and elisions."""
    return (
        text.isascii()
        and "\\" not in text
        and "_" not in text
        and "<" not in text
        and not ("'" in text and _ASCII_ELISION.search(text))
    )
