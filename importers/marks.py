"""What pages print at a name besides the name: marks of affiliation, addresses, identifiers of the person."""

import re

# * † ‡ § ¶ and what stands for them, digits and letters above the line, envelopes.
_SIGN = "*†‡§¶‖∥⁎∗⋆★☆✉#¹²³⁰⁴-⁹⁺⁻⁽⁾ᵃ-ᵡª"
_SUSPECT = re.compile(rf"[\d{_SIGN}^$<@]")
_FORMULA = re.compile(
    r"\$\s*(?:\{\s*\})?\s*(?:\^[^$]*|(?:[\d,;*#\s~]|\\(?:dag(?:ger)?|ddag(?:ger)?|ast|star|[SP#*]|parallel|bullet|circ|diamond"
    r"|mathsection|mathparagraph|(?:club|spade|heart|diamond)suit|[,;!])(?![a-zA-Z]))+)\$"
)
_RAISED = re.compile(
    rf"(?:\{{\s*\}})?(?<!\\)\^(?:\{{[^{{}}]*\}}|\\[A-Za-z]+|[^\s{{}}\\](?:,\s?[\da-h{_SIGN}](?!\w))*)"
    r"|<sup\b[^<>]*>[^<]*</sup>(?!\w)",
    re.IGNORECASE,
)
_MAIL = re.compile(
    r"[\s,;]{0,3}[(\[<{]{0,2}\s?(?:e-?mails?\s*:?\s*|mailto:)?(?<![@\w.+-])(?:\{[^{}@]*\}|[\w.+-]+)"
    r"@[\w-]+(?:\.[\w-]+)+\s*[)\]>}]*",
    re.IGNORECASE,
)
_PERSON_ID = re.compile(
    r"[\s,;]{0,3}[(\[<]{0,2}\s?(?:orcid(?:\s*id)?\s*:?\s*)?(?:https?://)?(?:orcid\.org/)?\d{4}-\d{4}-\d{4}-\d{3}[\dXx]\s?[)\]>]*"
    r"|\s?[(\[]\s*orcid[^)\]]*[)\]](?:\([^()]*\))?",
    re.IGNORECASE,
)
_ONE = rf"(?:[{_SIGN}]|(?<!\d)\d{{1,3}}(?!\d)|[(\[]\s*\d{{1,3}}(?:\s*[,;]\s*\d{{1,3}})*\s*[)\]])"
_RUN = rf"{_ONE}(?:(?:\s{{0,3}},)?\s{{0,3}}(?:{_ONE}|[a-h](?![\w.'’]))){{0,40}}"
# One letter alone is a mark only where it stands apart, or beside another mark.
_BEHIND = re.compile(
    rf"(?<=[^\W\d_.]|[.)\]])\s*(?:{_RUN}|(?<=\s)[a-h](?:,\s?(?:[a-h](?!\w)|{_ONE}))*)(?=\s*(?:[,;&]|$|\band\b))"
)
_NUMBERED = re.compile(r"(?<![^\W\d_])([^\W\d_]+)\d{1,3}(?!\w)")
_BEFORE = re.compile(rf"(?:^|(?<=[,;]))\s*[{_SIGN.replace('#', '')}]+\s*(?=[^\W\d_])")
_HOMONYM = re.compile(r"(?<=[^\W\d_]) 0\d{3}$")
_ASIDE = re.compile(r"\s?[(\[]([^()\[\]]*)[)\]]\s*$")
_NICKNAME = re.compile(r"[A-Z][a-zà-ÿ]+")


def _unless_touching(found: re.Match[str]) -> str:
    return found[0] if found[0].isdecimal() and found[0].isascii() else ""


def unmarked(text: str, *, listed: bool = False) -> str:
    """Return a name, or a list of names, without the marks at them: `Ada Roe1,2`, `Ada Roe$^\\dagger$`, `Ada Roe (1)`.

    E-mail addresses, ORCID iDs and the numbers by which DBLP tells people of one name go too. One number that touches a
    name is a mark only in a list, and not where all names in it are one, numbered (Doe1, Doe2), as people are called in
    examples. A text that is nothing but a mark stays. Linear in `text`.
    """
    if not _SUSPECT.search(text) and not (text[-1:].islower() and text[-2:-1] in (" ", ",")):
        return text
    bare = _FORMULA.sub("", text) if "$" in text else text
    if "^" in bare or "<" in bare:
        bare = _RAISED.sub("", bare)
    if "@" in bare:
        bare = _MAIL.sub("", bare)
    bare = _PERSON_ID.sub("", bare)
    if listed:
        listed = len(set(_NUMBERED.findall(bare))) > 1 or _NUMBERED.search(bare) is None
    bare = _BEFORE.sub("", _BEHIND.sub("" if listed else _unless_touching, bare))
    bare = _HOMONYM.sub("", bare).strip()
    return bare if any(map(str.isalpha, bare)) else text


def aside(text: str) -> str:
    """Return a person's name without what stands in brackets behind it: an affiliation, a role, the name in another
    script. A nickname stays."""
    found = _ASIDE.search(text)
    if found is None or found.start() == 0 or _NICKNAME.fullmatch(found[1]):
        return text
    return text[: found.start()].rstrip(" ,;")


_COMMAND = re.compile(
    r"\\(?:thanks|footnote(?:mark|text)?|inst|IEEEauthorref(?:mark)?|IEEEmembership|IEEEcompsoc\w+"
    r"|(?:f|cor|t)n?ref|corref|orcid(?:link|ID|icon)?|affil(?:mark|iation)?|authormark|altaffil(?:mark|iation)"
    r"|email|ead|sup|samethanks|equalcont|authornote(?:mark)?|ast|dag(?:ger)?|ddag(?:ger)?|textdagger(?:dbl)?|textasteriskcentered"
    r"|Letter|envelope|Envelope|S|P)(?![A-Za-z])\*?\s*(?:\[[^\[\]]*\])?(?:\s*\{(?:[^{}]|\{[^{}]*\})*\})*"
    r"|\\(?:textsuperscript|mkbibsuperscript)\s*\{(?:[^{}]|\{[^{}]*\})*\}(?!\}?[^\W\d_])"  # M\textsuperscript{c}Gill
)


_RAISED_LETTER = re.compile(r"\\(?:textsuperscript|mkbibsuperscript)\s*\{([^{}]*)\}")


def without_commands(field: str) -> str:
    """Return the field of a TeX file without the commands that set a mark, a note or an address at a name.

    A letter that is part of a name stands on the line: M\\textsuperscript{c}Gill is McGill.
    """
    return _RAISED_LETTER.sub(r"\1", _COMMAND.sub("", field))
