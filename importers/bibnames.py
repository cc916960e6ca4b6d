"""The author field of BibTeX and BibLaTeX -> names, split by BibTeX's rules before any TeX is decoded."""

import html
import itertools
import re
from collections.abc import Iterator
from functools import lru_cache

from importers.bibblocks import closing
from importers.facts import is_group, named, others
from importers.latex import decode, entities, outside_mathematics
from importers.marks import unmarked, without_commands
from importers.names import GIVEN, by_initials, east_asian
from storage.papers.names import SUFFIX, SUFFIXES, Name, in_order, particle

# Written with a capital these too may belong to the particle: `De la Fontaine, Jean` (Tame the BeaST, section 11).
_CAPITAL_PARTICLES = frozenset(
    "de del della di da dos das du des van von der den la le el al ten ter zu zum zur".split()
)
_EXTENDED = re.compile(r"[\"{]?\s*(?:family|given|prefix|suffix|useprefix|id|(?:family|given|prefix|suffix)-i)\s*=")
AND = re.compile(r"(?<!\s)\s+and\s+", re.IGNORECASE)
_EDGE = re.compile(r"\A\s*and\s+(?!=)|(?<!\s)\s+and\s*\Z", re.IGNORECASE)
_AMPERSAND = re.compile(r"(?<=[^\s,]),?\s+\\?&\s+")
# What unbraced organisations end with, and no family is called.
_GROUPS = frozenset(
    "collaboration collaborations consortium organization organisation association committee council commission agency "
    "foundation university institute ministry laboratory laboratories corporation federation initiative network "
    "society team group company corp. corp nations academy department centre center authority office inc. inc ltd. ltd "
    "gmbh".split()
)
_FAMILIES = frozenset("nations company center centre office academy".split())
"""Those of them that families are called."""
_BETWEEN = frozenset("of for the on".split())
_GOES_ON = re.compile(r"(?:(?:^|[\s{])[^\W\dA-Z_][^\W\d_]+\.?|[^\W\dA-Z_]\.|\.\.|[…等他人명名등외]|ほか)[\s}]*\Z")
"""How a list may end that goes on in other words than `others` and `et al.`: in small letters, mostly."""
_BEHIND_MAIL = re.compile(r"(@[\w-]+(?:\.[\w-]+)+\s*[)\]>}]*)\s*[,;]\s*(?=[^\W\d_])")
_AS_WHAT = re.compile(r"[\s,]*[(\[](?:eds?|editors?|hrsg|hg|authors?|comps?|dirs?|trans)\.?[)\]]", re.IGNORECASE)
"""What somebody did, behind his name: Roe, A. (Ed.)."""
_FOR_WHOM = re.compile(
    r"[\s,]*[(\[](?:(?:for|on behalf of)\s+)?([^()\[\]{}@,]{2,80}\s(?:collaborations?|consortium|team))[)\]]",
    re.IGNORECASE,
)
"""A collaboration behind its speaker: A. Roe et al. (Gull Collaboration)."""
_QUOTE = re.compile(r"(?<![\\{`\w])`(?=[a-z]\b)")
"""What TeX sets as ‘ where people mean ’: `t Hooft."""
_TOKEN = re.compile(r"\\.|[{}]|,|(?<=\s)and(?=\s)|[\s~]+|;", re.IGNORECASE | re.DOTALL)
_LETTER_OR_GROUP = re.compile(r"\\(.)|([{}])|([^\W\d_])", re.DOTALL)
_FOREIGN = {"aa", "ae", "oe", "o", "l", "ss", "i", "j", "dh", "th", "dj", "ng"}
_OF_TWO = re.compile(r"\A[\u2e80-\uffff]|[)）\]\u2e80-\uffff]\Z|[)）\]],")
"""What a name in two scripts begins or ends with, or its family name does."""
_INITIALS = re.compile(r"(?:[^\W\d_][.\s~-]*){1,4}")


def split(field: str) -> tuple[tuple[Name, ...], bool]:
    """Return the names of an author or editor field as its source has it, and whether the list is complete.

    The rules are bibtex.web's (names are divided by ` and ` outside braces; `First von Last`, `von Last, First` and
    `von Last, Jr, First`) with BibLaTeX's `family=..., given=...` (manual 3.4). A name wholly in braces is a group.
    `and others`, and `et al.` where people write it, end an incomplete list. What people do against the rules is read
    as meant: names divided by semicolons or by commas alone, a suffix at the end, a whole list in braces. Linear in
    `field`; never raises.
    """
    if not field:
        return (), True
    if "&" in field:
        field = html.unescape(entities(field))  # its semicolon divides no names
    if "\\" in field:
        field = without_commands(outside_mathematics(field))
    if field.count("@") > 1 and AND.search(field) is None:
        field = _BEHIND_MAIL.sub(r"\1 and ", field)
    if "(" in field or "[" in field:
        field = _FOR_WHOM.sub(r" and {\1}", _AS_WHAT.sub("", field))
    if "`" in field:
        field = _QUOTE.sub("'", field)
    field = unmarked(field, listed=True)
    if "and" in (field.lstrip()[:3].lower(), field.rstrip()[-3:].lower()):
        field = _EDGE.sub("", field)
    pieces = _divided(field)
    small = field.lower()
    if (
        "others" not in small
        and "al" not in small
        and "and and" not in small
        and not _GOES_ON.search(field, max(0, len(field) - 16))
    ):
        # Most lists: the two hundred nanoseconds a name that the other way costs are a tenth of all reading.
        return tuple(name for piece in pieces for name in _read(piece.strip(" ,;\n\t"))), True
    names: list[Name] = []
    complete = True
    for piece in map(str.strip, pieces):
        if len(piece) > 4 and piece[:4].lower() == "and " and names:
            piece = piece[4:].lstrip()
        piece = piece.rstrip(" ,;\n")
        if not others(_plain(piece))[0]:
            complete = False
            continue
        piece, cut = others(piece)
        complete = complete and not cut
        names.extend(_read(piece))
    return tuple(names), complete


def _divided(field: str) -> list[str]:
    """Return the pieces of a field of which each is a name, or names that commas alone divide."""
    pieces = AND.split(field)
    if "{" in field or "\\" in field:
        # An `and` in braces leaves both sides with a brace too many.
        if any(piece.count("{") != piece.count("}") for piece in pieces):
            pieces = list(_pieces(field, "and"))
        if len(pieces) == 1:
            pieces = _unwrapped(pieces[0])
    if len(pieces) == 1 and ";" in field:
        pieces = list(_pieces(field, ";"))
    elif len(pieces) == 1 and "&" in field and "{" not in field:
        people = _AMPERSAND.split(field)
        pieces = people if all(len(person.split()) > 1 for person in people) else pieces
    elif len(pieces) > 1 and (" of " in field or " for " in field or any(" " not in piece for piece in pieces)):
        pieces = list(_rejoined(pieces))
    if len(pieces) > 1 and pieces[-2].rstrip().endswith(","):
        pieces = list(_enumerated(pieces))
    return pieces


_MATTER = re.compile(
    r"(?:tion|ment|logy|ics|ture|ence|ance|ity|stry|vice|fair|health|engineer|ing|ergy|search|fare|trade|medicine)s?$",
    re.IGNORECASE,
)


def _rejoined(pieces: list[str]) -> Iterator[str]:
    """Yield the names of a list; a group that was divided at its own `and` in one piece, in braces."""
    whole = pieces[0]
    for piece in pieces[1:]:
        if _is_one(whole.strip("{} \n"), piece.strip()):
            whole = f"{{{whole.strip('{} ')} and {piece.strip()}}}"
        else:
            yield whole
            whole = piece
    yield whole


def _is_one(before: str, behind: str) -> bool:
    """Return whether two pieces of a list are one group: `Food` and `Agriculture Organization`."""
    words = behind.split()
    if not words or "," in behind or "{" in before + behind:
        return False
    first = words[0].lower()
    if first == "others" or first in GIVEN:
        return False
    if " " not in before:
        return before.isalpha() and len(words) > 1 and words[-1].lower() in _GROUPS and first not in _GROUPS
    if not re.search(r"\s(?:of|for)\s", before) or not is_group(before):
        return False
    return len(words) == 1 or (_MATTER.search(behind) is not None and "." not in behind)


@lru_cache(maxsize=8192)
def _read(text: str) -> tuple[Name, ...]:
    """Return the name, or the names that commas alone divide, of one piece between two `and`."""
    if not text:
        return ()
    if "=" in text and _EXTENDED.match(text):
        return _extended(text)
    if not text.isascii():
        if people := east_asian(text):
            return tuple(name for person in people for name in _read(person))
        if _OF_TWO.search(text) and "{" not in text and "\\" not in text and (name := named(text)).other:
            return (name,)
    if text[0] == "{" and _is_group(text):
        return (Name.group(_plain(text)),)
    if "{" not in text and "\\" not in text:
        parts = [part.replace("~", " ").split() for part in text.split(",")]
    else:
        parts = [_words(part) for part in _pieces(text, ",")]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return tuple(name for name in _from_parts(parts) if name.text)


def _from_parts(parts: list[list[str]]) -> Iterator[Name]:
    if len(parts) == 1:
        yield _first_von_last(parts[0])
    elif len(parts) > 2:
        yield from _from_many(parts)
    elif _is_suffixed(parts):
        yield _name(*in_order(parts[0], _is_small)[:3], parts[1][0])
    elif len(parts[0]) > 1 and len(parts[1]) > 1 and by_initials(", ".join(_plain(" ".join(part)) for part in parts)):
        yield from map(_first_von_last, parts)
    else:
        yield _von_last(parts[0], parts[1], "")


def _from_many(parts: list[list[str]]) -> Iterator[Name]:
    """Yield the name in three parts, or the names that commas alone divide."""
    middle = " ".join(parts[1])
    three = len(parts) == 3
    behind = [" ".join(part) for part in itertools.takewhile(_is_suffix, reversed(parts[2:]))][::-1]
    if len(behind) == len(parts) - 2 and _is_suffixed(parts):
        yield _name(*in_order(parts[0], _is_small)[:3], ", ".join([middle, *behind]))
    elif behind and len(behind) == len(parts) - 2 and not SUFFIX.fullmatch(middle):
        yield _von_last(parts[0], parts[1], ", ".join(behind))
    elif three and all(map(particle, parts[2])):  # as Zotero writes de Condor, Marquis
        name = _von_last(parts[0], parts[1], "")
        yield Name.of(name.family, name.given, name.particle, dropping=_plain(" ".join(parts[2])))
    elif not SUFFIX.fullmatch(middle) and all(len(part) > 1 for part in parts):
        yield from (_first_von_last(_without_and(part)) for part in parts)
    elif three or SUFFIX.fullmatch(middle):
        yield _von_last(parts[0], list(itertools.chain(*parts[2:])), middle)
    elif len(parts) % 2 == 0 and all(_INITIALS.fullmatch(" ".join(part)) for part in parts[1::2]):
        for family, given in zip(parts[::2], parts[1::2], strict=True):
            yield _von_last(_without_and(family) if len(family) > 1 else family, given, "")
    else:  # BibTeX: "too many commas"; what follows the second belongs to the first name
        yield _von_last(parts[0], list(itertools.chain(*parts[1:])), "")


def _is_suffix(part: list[str]) -> bool:
    return SUFFIX.fullmatch(" ".join(part)) is not None


def _is_suffixed(parts: list[list[str]]) -> bool:
    """Return whether a suffix stands behind the first comma of a name in the order of speech: Ada Roe, Jr."""
    return len(parts[0]) > 1 and _is_suffix(parts[1]) and len(parts[1][0]) > 1 and not _is_small(parts[0][0])


def _without_and(words: list[str]) -> list[str]:
    return words[1:] if words[0].lower() == "and" else words


def _first_von_last(words: list[str]) -> Name:
    if not words:
        return Name("")
    group = words[-1].strip("{}").lower() in _GROUPS or (len(words) > 2 and not _BETWEEN.isdisjoint(words[1:-1]))
    if len(words) > 1 and group and not words[0].endswith("."):
        return Name.group(_plain(" ".join(words)))
    if len(words) == 1 and not words[0].isascii():  # an East Asian name without a space
        parts = Name(words[0]).parts()
        return Name.of(parts.family, parts.given)
    return _name(*in_order(words, _is_small))


def _turned(family: list[str], given: list[str]) -> bool:
    """Return whether a group was taken for a person, as Google Scholar does: `Team, R Core`, `team, The gulls`."""
    if not given or not family or family[-1].strip("{}").lower() not in _GROUPS or any("." in word for word in given):
        return False
    return (len(family) == 1 and family[0].strip("{}").lower() not in _FAMILIES and max(map(len, given)) > 1) or (
        " ".join(given).lower() == "the"
    )


def _von_last(family: list[str], given: list[str], suffix: str) -> Name:
    if not suffix and _turned(family, given):
        return Name.group(_plain(" ".join([*given, *family])))
    small = [index for index, word in enumerate(family[:-1]) if _is_small(word)]
    end = small[-1] + 1 if small else 0
    # BibTeX counts all that stands before the last small word to the particle: right for `De la Fontaine`, not for
    # `Castro e Silva`, where only known particles may begin with a capital.
    if any(not _is_small(word) and word.lower() not in _CAPITAL_PARTICLES for word in family[:end]):
        end = 0
        while end < len(family) - 1 and _is_small(family[end]):
            end += 1
    if not suffix and len(given) > 1 and SUFFIX.fullmatch(given[-1]) and len(given[-1]) > 1:
        given, suffix = given[:-1], given[-1]
    before = len(given)
    while before > 1 and len(given[before - 1]) > 1 and particle(given[before - 1]):  # Fenn, A. van den
        before -= 1
    if before < len(given) and not end and len(family) == 1:
        return _name(" ".join(given[:before]), " ".join(given[before:]), family[0], suffix)
    if not suffix and len(family) - end > 1 and family[-1].lower() in SUFFIXES:  # King Jr., Ada
        family, suffix = family[:-1], family[-1]
    return _name(" ".join(given), " ".join(family[:end]), " ".join(family[end:]), suffix)


def _name(given: str, particle: str, family: str, suffix: str) -> Name:
    source = given + family + particle
    whole = False
    if "{" in source or "\\" in source or "}" in source:
        braced = family[:1] == "{" and family[1:2] != "\\" and not particle
        given, particle, family, suffix = _plain(given), _plain(particle), _plain(family), _plain(suffix)
        whole = braced and family[:1].islower()
    if not family:
        family, given = given, ""
    return Name.of(family=family, given=given, particle=particle, suffix=suffix, whole=whole)


def _plain(text: str) -> str:
    return " ".join(decode(text).split())


def _extended(text: str) -> tuple[Name, ...]:
    """Read BibLaTeX's extended name format; a part may stand in braces or quotes, initials count only by themselves."""
    found: dict[str, str] = {}
    for part in _pieces(text[1:-1] if text[0] == "{" and _wraps(text) else text, ","):
        key, _, value = part.strip().strip('"').partition("=")
        value = value.strip()
        if len(value) > 1 and value[0] == value[-1] == '"':
            value = value[1:-1]
        found[key.strip().lower()] = _plain(value)
    family, given = found.get("family", ""), found.get("given", "") or found.get("given-i", "")
    particle, suffix = found.get("prefix", ""), found.get("suffix", "")
    if not family:
        family, given = given, ""
    if not family:
        return (Name.group(_plain(text)),)
    if found.get("useprefix", "").lower() == "false":
        return (Name.of(family=family, given=given, suffix=suffix, dropping=particle),)
    return (Name.of(family=family, given=given, suffix=suffix, particle=particle),)


def _outside(text: str) -> Iterator[re.Match[str]]:
    """Yield the words, commas and spaces that divide and are outside all braces."""
    depth = 0
    for token in _TOKEN.finditer(text):
        if token[0] == "{":
            depth += 1
        elif token[0] == "}":
            depth = max(0, depth - 1)
        elif depth == 0:
            yield token


def _pieces(text: str, divider: str) -> Iterator[str]:
    """Yield what stands between the dividers (`and`, `,` or `;`) that are outside all braces."""
    start = 0
    for token in _outside(text):
        if token[0].lower() == divider:
            yield text[start : token.start()]
            start = token.end()
    yield text[start:]


def _words(text: str) -> list[str]:
    """Return the words of a part of a name: divided by spaces and ties outside braces."""
    words: list[str] = []
    start = 0
    for token in _outside(text):
        # The space behind a control word belongs to it: \v c is one letter.
        if token[0][0] in "~ \t\n" or token[0].isspace():
            if start < token.start() and not _ENDS_IN_COMMAND.search(text, start, token.start()):
                words.append(text[start : token.start()])
                start = token.end()
            elif start == token.start():
                start = token.end()
    if start < len(text):
        words.append(text[start:])
    return words


_ENDS_IN_COMMAND = re.compile(r"\\[A-Za-z]+\Z")


def _unwrapped(field: str) -> list[str]:
    """Return the pieces of a field: several where a whole list of `Last, First` names stands in one pair of braces."""
    text = field.strip()
    if len(text) > 2 and text[0] == "{" and _wraps(text):
        inner = list(_pieces(text[1:-1], "and"))
        if len(inner) > 1 and all(
            len(list(_pieces(piece, ","))) == 2 or not others(_plain(piece))[0] for piece in inner
        ):
            return inner
    return [field]


def _wraps(text: str) -> bool:
    """Return whether the brace at the start is closed by the one at the end, and not before."""
    return text[-1] == "}" and closing(text, 0, escapes=True) == len(text) - 1


def _enumerated(pieces: list[str]) -> Iterator[str]:
    """Yield the names of `A. Smith, B. Jones, and C. Poe`: given names first throughout, commas between them."""
    listed = "," not in pieces[-1] and len(pieces[-1].split()) > 1
    for piece in pieces:
        parts = [part for part in _pieces(piece, ",") if part.strip()]
        if listed and len(parts) > 1 and all(len(part.split()) > 1 for part in parts):
            yield from parts
        else:
            yield piece


def _is_group(text: str) -> bool:
    """Return whether a name is wholly in braces and not one accented letter, as `{\\'E}` is."""
    return len(text) > 2 and _wraps(text) and (text[1] != "\\" or any(space in text for space in " ~\n"))


@lru_cache(maxsize=8192)
def _is_small(word: str) -> bool:
    """Return whether BibTeX takes the word for a particle: its first letter outside braces, or of an accented letter in
    braces, is lower case (bibtex.web, von_token_found)."""
    first = word[0]
    if first.isalpha():
        return first.islower()
    depth, special = 0, False
    at = 0
    while (token := _LETTER_OR_GROUP.search(word, at)) is not None:
        at = token.end()
        command, brace, letter = token.groups()
        if brace == "{":
            depth += 1
            if depth == 1:
                special = word.startswith("\\", at)
        elif brace == "}":
            depth -= 1
        elif command is not None:
            if command.isalpha():
                name = _CONTROL.match(word, token.start())
                if name is None:
                    continue  # a letter beyond ASCII is no name of a command
                at = name.end()
                if name[1].lower() in _FOREIGN and (depth == 0 or special):
                    return name[1].islower()
        elif letter and (depth == 0 or special):
            return letter.islower()
    return False


_CONTROL = re.compile(r"\\([A-Za-z]+)\s*")
