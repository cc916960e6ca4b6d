"""Is this line one of authors, and of which?"""

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from importers import facts
from importers.marks import unmarked
from importers.names import FAMILY, GIVEN, INITIALS, by_initials, east_asian, inner_capital, syllables, two_syllables
from importers.pages.words import PLACES, TITLE_ENDING, TITLE_WORDS
from storage.papers.names import PARTICLES, SUFFIX, Name
from storage.papers.text import fold


class People(NamedTuple):
    """The authors that a line names."""

    names: tuple[Name, ...]
    complete: bool
    """False where `et al.`, an ellipsis or a count says that there are more."""
    total: int | None
    """How many there are, where the line says it and does not name them all."""
    sure: float
    """How probable it is that the line names people, 0 to 1."""
    rest: tuple[str, ...] = ()
    """What stood at the names: affiliations, e-mail addresses, roles."""


MOST = 60_000
"""Characters of the longest line that is looked at: three thousand authors."""
CLAIM = 0.5
"""From this on a line is one of people where nothing else tells."""

_LEAD = re.compile(
    r"(?:(?:authors?|author\(s\)|authored by|written by|presented by|presenters?|speakers?|by|with|joint with"
    r"|joint work with|autor(?:es|en|i|a)?|auteurs?|von|par|por|作者|著者|저자|автор(?:ы)?)\s*[:：]\s*"
    r"|(?:by|with|joint(?: work)? with|\(with|\(joint(?: work)? with|par|von|mit|avec|con|com|with co-?authors)\s+"
    r"(?=(?-i:[^\W\d_a-z])))",
    re.IGNORECASE,
)
_MAIL = re.compile(r"(?:\{[^{}@]{1,200}\}|[\w.+-]{1,64})@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_BRACKETS = re.compile(r"\s*(?:\(([^()]{0,400})\)|\[([^\[\]]{0,400})\]|（([^（）]{0,400})）)")
_FURTHER = (
    r"(?:more|others?|additional|further|weitere|autres|más|mais|otr[oa]s|outr[oa]s|altri|andere|ещё|еще|других|інших)"
)
_WHO = r"(?:(?:co-?)?authors?|autores|auteurs|autor(?:en|i)|авторов|авторів)"
_COUNT = re.compile(
    r"[\s,;]*(?:(?:\b(?:and|plus|und|et|e|ed|y|i|og|och|en|и|та|show|view|see)\b|\+(?!\d)|…|\.\.\.,?)\s*)*"
    rf"(?:[(\[]?(?:and\s)?\+\s?(\d{{1,5}})(?:\s+{_FURTHER})?(?:\s+{_WHO})?"
    rf"|[(\[]?(?:and\s)?(?:{_FURTHER}\s+)?(\d{{1,5}})\s+{_FURTHER}(?:\s+{_WHO})?(?:\s+not shown)?"
    rf"|{_FURTHER}\s+(\d{{1,5}})(?:\s+{_WHO})?|(?:及?其他|以及其他|他|외|ほか)\s?(\d{{1,5}})\s?[名人명位])[\s.)\]]*$",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r"(?i)(?<=\w)[\s,;]*(?:\+|…|\.\.\.)\s?(\d{1,5})\s(?:more\s|other\s)?(?:co-?)?authors?[\s,…]+(?=[^\W\d_])"
)
"""How many are not shown between the first and the last: `Ada Roe, +3 authors Bo Moor`."""
_ALL = re.compile(
    rf"[\s,;]*(?:(?:view|show|see)\s+)?(?:all\s+)?\(?(\d{{1,5}})\s+(?:{_WHO}|people)\)?[\s.]*$", re.IGNORECASE
)
_BEHALF = re.compile(
    r"[\s,;]+(?:(?:on behalf of|for)\s+(?:the\s+)?|im Namen de[rs]\s+|au nom d[eu']\s?)"
    r"([A-Z][^,;]{2,120}\b(?:groups?|consortium|collaboration|investigators|team|network|committee|initiative|study"
    r"|society|trialists|registry|gruppe|groupe))\.?$",
    re.IGNORECASE,
)
"""The group in whose name people sign."""
_INCLUDING = re.compile(r"\s*\((?:incl\.?|including)\b[^()]{0,200}\)\s*$", re.IGNORECASE)
_BETWEEN = re.compile(r"\s+[·•∙|/‧—–]\s+|\s*[·•∙‧]\s*|\t+|\s*[|]\s*|\s+/\s+|\\\\|\s{3,}|；")
_AND = re.compile(r"\s*,?\s+(?:and|And|AND|&|und(?!\szur?\s)|et|y|e|och|og|en|i|и|та|ve)\s+|\s*&\s*|,\s*and\s+")
_COMMA = re.compile(r"\s*[,，、]\s*")
_CJK = re.compile("[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CJK_NAME = re.compile("[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,5}")
_LETTER = re.compile(r"[^\W\d_]")
_NEVER = re.compile(r"[:?!=<>{}$\\\"“”„«»^~%#]|https?|www\.|\.\.\.|(?<!\d)\d{4}(?!\d)|(?<=[a-z]{3})\.\s+[A-Z]")
_LOW = re.compile(r"(?<![\w'’.-])[a-z]{2,}(?![\w'’])")


_GREETING = re.compile(
    r"(?i)(?:dear|hi|hello|hey|yours|best(?: regards| wishes)?|(?:kind |warm )?regards|sincerely|thanks|cheers"
    r"|greetings|liebe[r]?|lieber|sehr geehrte[r]?|cher|chère|bonjour|estimad[oa]s?|hola)\b[ ,]"
)


@lru_cache(1 << 12)
def people(text: str) -> People | None:
    """Return the people whom a line names; None where it is no line of people.

    Commas, semicolons, `and` in several languages, dots, strokes and slashes divide; `Family, Given` and `Family G` are
    told from `Given Family` by the whole line. Affiliations (in brackets, behind a comma or a dash), marks, e-mail
    addresses, identifiers and roles are left over in `rest`. `sure` weighs the words against those of titles, places
    and headings: of 3,359 titles of computational linguistics seven are taken for people, of their lists of authors six
    are not. Linear in `text`.
    """
    if len(text) > MOST or not _LETTER.search(text):
        return None
    text = " ".join(text.split(" ")) if "\n" not in text else text.replace("\n", "; ")
    text = text.strip()
    if _GREETING.match(text):
        return None
    lead = _LEAD.match(text)
    if lead:
        text = text[lead.end() :]
        if lead[0].startswith("("):
            text = text.removesuffix(")").removesuffix(").")
    if _is_prose(text):
        return None
    rest: list[str] = []
    if signed := _BEHALF.search(text, max(0, len(text) - 160)):
        rest.append(signed[1])
        text = text[: signed.start()]
    text, complete, total, of_all = _cut(text)
    if text.endswith("..") and not text.endswith("..."):
        text = text[:-1]
    text, first_cut = facts.others(text) if text.endswith(".") else (text, False)
    text, also_cut = facts.others(_without_marks(text, rest))
    if not text or _NEVER.search(text):
        return None
    complete = complete and not (first_cut or also_cut)
    pieces = _pieces(text, rest)
    if pieces is None:
        return None
    if any(piece.rpartition(" ")[2] in PARTICLES for piece in pieces):
        pieces = [_PARTICLE_LAST.sub(r"\2 \1", piece) for piece in pieces]
    odds = _odds(pieces)
    if odds is None:
        return None
    if rest and len(pieces) > 1:
        odds += 1.0
    if lead:
        odds += 2.5
    if not complete:
        odds += 2.5
    if pieces[-1][-1:] == "." and len(pieces) > 1 and _MEDLINE.fullmatch(pieces[-1]) and "." not in pieces[0]:
        pieces[-1] = pieces[-1][:-1]
    names = tuple(_named(piece) for piece in pieces)
    if len(names) > 1 and all(found := [_ABBREVIATED.fullmatch(name.text) for name in names]):
        # In a list of `Family II` even MA is no family name.
        names = tuple(Name(hit[0], hit[1], hit[2]) for hit in found if hit)
    if total is not None:
        total += len(names)
    elif of_all is not None and of_all >= len(names):
        complete, total = of_all == len(names), of_all if of_all > len(names) else None
    return People(names, complete, total, 1 / (1 + math.exp(-odds)), tuple(rest))


_DIVIDED = re.compile(r"\s*(?:[;|/+·•∙~]|\\\\|\s[-–—]\s|\t|\n)\s*")


_MOST_DIVIDED = 2_000
"""So many people, who are divided by what is known, are told."""


def those(text: str, between: str = "") -> People | None:
    """Return the people whom a line names that is known to be one of people; None where it says nothing.

    What `people` cannot tell is taken apart at whatever divides it, or at what is known to stand `between` them.
    """
    if between and (told := [part for part in text.split(f" {between} ") if part.strip(" .,;:")]) and len(told) > 1:
        each = [those(part) for part in told[:_MOST_DIVIDED]]
        names = tuple(name for found in each if found for name in found.names)
        whole = all(found is None or found.complete for found in each)
        return People(names, whole, None, max((found.sure for found in each if found), default=CLAIM), ())
    if (found := people(text)) and found.sure >= CLAIM:
        return found
    rest: list[str] = []
    bare, complete, total, _ = _cut(_without_marks(_LEAD.sub("", text[:MOST]), rest))
    parts = [part for part in _DIVIDED.split(bare) if part.strip()]
    pieces = parts if len(parts) > 1 else _commas(bare, rest) or []
    names = tuple(_named(piece.strip(" .,;:")) for piece in pieces if any(map(str.isalpha, piece)))
    if not names:
        return found
    return People(names, complete, None if total is None else total + len(names), CLAIM, tuple(rest))


_PARTICLE_LAST = re.compile(rf"^([^\W\d_][\w'’-]+ [A-Z]{{1,4}}) ((?:(?:{'|'.join(sorted(PARTICLES))})\s?)+)$")
"""`Moor A von`, as MEDLINE and Vancouver have it."""
_ABBREVIATED = re.compile(r"([^\W\d_][\w'’ -]*?[^\W\d_]) ([A-Z]{1,3}|[A-Z](?: [A-Z]){1,3})")


def _is_prose(text: str) -> bool:
    """Return whether a text has too many small words for names, by its beginning and without what is in brackets."""
    head = text[:400]
    if "(" in head or "[" in head:
        head = _BRACKETS.sub("", head)
        head = head.partition("(")[0] or head
    if "://" in head:
        head = _ADDRESS.sub("", head)
    low = [word for word in _LOW.findall(head) if word not in PARTICLES and word not in _JOINERS]
    return len(low) > 2 + head.count(",") + 2 * head.count(";") + 2 * ("@" in head)


_ADDRESS = re.compile(r"https?://\S+")
_JOINERS = frozenset("and und et al others of the e y i och og en ve with universität université university".split())


def _cut(text: str) -> tuple[str, bool, int | None, int | None]:
    """Return a list without what says how many it does not show; whether it shows all, how many are lacking, or are in
    all."""
    text = _INCLUDING.sub("", text)
    if not any(map(str.isdecimal, text)):
        return text, True, None, None
    if within := _WITHIN.search(text):
        return f"{text[: within.start()]}, {text[within.end() :]}", False, int(within[1]), None
    tail = text[-60:]
    if found := _COUNT.search(tail):
        cut = len(text) - len(tail) + found.start()
        number = next(filter(None, found.groups()))
        if cut:
            return facts.others(text[:cut].rstrip(" ,;"))[0], False, int(number), None
    if found := _ALL.search(tail):
        cut = len(text) - len(tail) + found.start()
        return text[:cut], True, None, int(found[1])
    return text, True, None, None


def _without_marks(text: str, rest: list[str]) -> str:
    """Return a list without addresses, marks and what is in brackets; that goes into `rest`."""
    if "@" in text:
        rest += _MAIL.findall(text)
    if text[-1:] == "." and not text.endswith(("..", " al.", "Jr.", "Sr.")) and not text[-2:-1].isupper():
        text = text[:-1]
    text = unmarked(text, listed=True)
    if "(" in text or "[" in text or "（" in text:
        for _ in range(3):
            found = [next(filter(None, groups), "") for groups in _BRACKETS.findall(text)]
            if not found:
                break
            rest += [what for what in found if what and not what.isdigit()]
            text = _BRACKETS.sub(_bracket, text)
        # A bracket that a line's end cuts.
        text, opened, behind = text.partition("(")
        if opened and behind:
            rest.append(behind.rstrip(")"))
    return unmarked(text.strip(" ,;*"), listed=True).strip(" ,;*†‡")


_NICKNAME = re.compile(r"[A-Z][a-zà-ÿ]{1,10}")


def _bracket(found: re.Match[str]) -> str:
    """Return what stays of a bracket: a nickname between two words, and the name in another script."""
    inner = found[1] or found[3] or ""
    behind = found.string[found.end() : found.end() + 2]
    if inner and _NICKNAME.fullmatch(inner) and behind[:1] == " " and behind[1:2].isupper():
        return found[0]
    return " " if behind[:1].isalpha() else ""


def _pieces(text: str, rest: list[str]) -> list[str] | None:
    """Return each person's name of a list; affiliations among them go into `rest`. None where it cannot be one."""
    if asian := east_asian(text):
        return asian
    if _BETWEEN.search(text):
        parts = [part for part in _BETWEEN.split(text) if part.strip()]
        dashed = [part for part in re.split(r"\s+[—–-]\s+", text) if part.strip()]
        if len(dashed) == 2 and affiliation(dashed[1]):
            rest.append(dashed[1])
            return _pieces(dashed[0], rest)
        text = "; ".join(parts)
    elif " - " in text:
        head, _, tail = text.partition(" - ")
        if not affiliation(tail):
            return None
        rest.append(tail)
        text = head
    if ";" in text:
        found: list[str] = []
        parts = [part.strip(" ,") for part in text.split(";")]
        parts = [part for part in parts if part]
        inverted = _inverted(parts)
        for part in parts:
            part = re.sub(r"(?i)^(?:and|&|und|et)\s+", "", part)
            found += [part] if inverted else _with_place(part, rest)
        return found
    return _commas(text, rest)


def _inverted(parts: Sequence[str]) -> bool:
    """Return whether each part that semicolons divide is `Family, Given`."""
    pairs = 0
    for part in parts:
        pieces = [piece for piece in _COMMA.split(part) if piece]
        if len(pieces) > 2 and not (len(pieces) == 3 and any(map(SUFFIX.fullmatch, pieces[1:]))):
            return False
        if len(pieces) == 2:
            if affiliation(pieces[1]) or len(pieces[0].split()) > 3:
                return False
            pairs += len(pieces[0].split()) == 1 or _given(pieces[1])
        elif len(parts) > 2 and not facts.is_group(part):
            return False
    return pairs * 2 > len(parts)


def _given(text: str) -> bool:
    """Return whether a text can be the given names behind a comma."""
    words = text.split()
    return all(INITIALS.fullmatch(word) or (word.isupper() and len(word) < 4) or fold(word) in GIVEN for word in words)


def _with_place(part: str, rest: list[str]) -> list[str]:
    """Return the names in a part, what follows them as an affiliation taken off."""
    pieces = [piece for piece in _COMMA.split(part) if piece]
    if len(pieces) > 1 and not all(name_odds(piece) > 0 for piece in pieces):
        named = 1
        while named < len(pieces) and name_odds(pieces[named]) > 0.5 and not affiliation(pieces[named]):
            named += 1
        behind = [piece for piece in pieces[named:] if not SUFFIX.fullmatch(piece)]
        if behind and len(pieces) == 2 and len(pieces[0].split()) == 1 and not affiliation(behind[0]):
            return [part]
        if behind:
            rest.append(", ".join(behind))
            return [name for piece in pieces[:named] for name in _commas(piece, rest) or ()]
    return _commas(part, rest) or []


def _commas(text: str, rest: list[str]) -> list[str] | None:
    """Return the names that commas and `and` divide: `Family, Given` pairs put together, affiliations taken out."""
    whole = text.strip(" ,")
    clauses = [clause.strip(" ,") for clause in _AND.split(whole) if clause.strip(" ,")]
    pieces = [piece for clause in clauses for piece in _COMMA.split(clause) if piece]
    if not pieces:
        return None
    if len(pieces) > 1:
        pieces = _suffixed(pieces)
        if len(pieces) > 1 and (found := _paired(pieces, [len(_COMMA.split(clause)) for clause in clauses])):
            return found
        if len(clauses) == 1 and (found := by_initials(whole)):
            return found
    if len(pieces) == 1 and facts.is_group(whole):
        return [whole]
    kept: list[str] = []
    place = False
    for piece in pieces:
        if kept and (affiliation(piece) or (place and name_odds(piece) < 1.5 and piece in PLACES)):
            place = True
            rest.append(piece)
        else:
            kept.append(piece)
    return kept


def _suffixed(pieces: Sequence[str]) -> list[str]:
    """Return the pieces, each generation or degree put back behind the name before it.

    In a list of `Family, G.` M.D. may be somebody's initials, and Senior a family name.
    """
    kept: list[str] = []
    for place, piece in enumerate(pieces):
        initials = (
            bool(kept)
            and piece not in _SURELY_SUFFIX
            and " " not in kept[-1]
            and _SHORT.fullmatch(piece)
            and not _SHORT.fullmatch(kept[-1])
        )
        family = "." not in piece and place + 1 < len(pieces) and _SHORT.fullmatch(pieces[place + 1])
        told = SUFFIX.fullmatch(piece) and not (piece.isupper() and len(piece) < 3 and piece not in ("II", "MD"))
        if kept and told and not initials and not (family and _SHORT.fullmatch(kept[-1])):
            kept[-1] = f"{kept[-1]}, {piece}"
        else:
            kept.append(piece)
    return kept


_SHORT = re.compile(
    r"(?:[^\W\d_]{1,2}\.[\s-]*){1,5}|[^\W\d_a-zß-ÿ]{1,3}|(?:[A-Z][a-z]+\s)?(?:[A-Z]\.[\s-]*){1,4}"
    r"|[A-Z]-[A-Z]\."
)


_SURELY_SUFFIX = frozenset(("Jr", "Jr.", "Sr", "Sr.", "III"))
_GENERATION = re.compile(rf"(?:, (?:{SUFFIX.pattern})| (?:[JS]r\.?|I{{2,3}}|IV))$")
"""What `_suffixed` has put behind a name."""
_INITIAL_FIRST = re.compile(r"[^\W\d_a-z]\.[\s-]?[^\W\d_]")
_MEDLINE = re.compile(r"[^\W\d_a-z][\w'’-]+(?:[ -][\w'’-]+){0,2}\s[A-Z]{1,3}\.?")


def _paired(pieces: Sequence[str], clauses: Sequence[int]) -> list[str]:
    """Return `Family, Given` of each two pieces where the whole list tells that it is written so; else nothing.

    Initials alone tell it, or that all families are one word and hardly any piece two. Of a list whose first name only
    is turned round (MLA, Chicago) the first two make a name.
    """
    if _CJK.match(pieces[0]) and _CJK.match(pieces[1]):
        return []
    plain = [_GENERATION.sub("", piece) for piece in pieces]
    words = [1 + sum(word.lower() not in PARTICLES for word in piece.split()[:-1]) for piece in plain]
    first = f"{pieces[0]}, {pieces[1]}"
    even = len(pieces) % 2 == 0
    if even and all(_SHORT.fullmatch(piece) for piece in plain[1::2]):
        first_names = any(_SHORT.fullmatch(piece) or _INITIAL_FIRST.match(piece) for piece in pieces[::2])
        if not first_names and not any(map(_MEDLINE.fullmatch, pieces[::2])):
            return [f"{a}, {b}" for a, b in zip(pieces[::2], pieces[1::2], strict=True)]
    elif even and len(pieces) > 2 and clauses[-1] % 2 == 0 and max(words[::2]) <= 3 and max(words[1::2]) <= 3:
        singles = sum(count == 1 for count in words[::2])
        given = sum(fold(piece.split()[0]) in GIVEN for piece in plain[1::2])
        alone = sum(count == 1 for count in words[1::2])
        if singles * 2 > len(words[::2]) and (
            singles == len(words[::2]) or alone == len(words[::2]) or given * 2 > len(words[::2])
        ):
            behind = sum(fold(piece.split()[0]) in GIVEN for piece in pieces[::2])
            bare = alone + singles == len(words)  # of families alone, or of families and given names, by turns
            if len(pieces) > 5 and any(" " in piece for piece in plain[::2]):  # De Vos, Ada, Moor, Bo, ...
                bare = bare and any(" " in piece for piece in plain[1::2])
            if all(count == 2 for count in clauses) or (
                given > behind if bare else given >= behind or alone + singles >= len(words) - 1
            ):
                return [f"{a}, {b}" for a, b in zip(pieces[::2], pieces[1::2], strict=True)]
    if (
        len(pieces) > 2
        and min(words[2:]) > 1
        and words[0] <= 3
        and _family(pieces[0])
        and _behind(pieces[1], alone=words[0] == 1)
    ):
        return [first, *pieces[2:]]
    if (
        clauses == [2]
        and words[0] == 1
        and (words[1] == 1 or _given(pieces[1]))
        and not (affiliation(pieces[1]) or _GLUED.match(pieces[0]))
    ):
        return [first]
    return []


def _family(piece: str) -> bool:
    """Return whether no given name, and no initial, stands in a piece."""
    return not any(INITIALS.fullmatch(word) or (word.isupper() and len(word) < 4) for word in piece.split())


def _behind(piece: str, *, alone: bool) -> bool:
    """Return whether a piece holds the given names of the family before it: one word, initials, `Ada M.`, `Ada von`."""
    *_, last = words = piece.split()
    if len(words) == 1 or last in PARTICLES:
        return True
    return alone and (_given(piece) or (INITIALS.fullmatch(last) is not None and not INITIALS.fullmatch(words[0])))


def _named(piece: str) -> Name:
    if "," not in piece and _CORPORATE_WORD.search(piece):
        return Name.group(piece)
    return facts.named(piece)


_CORPORATE_WORD = re.compile(r"(?i)\b(?:team|collaboration|consortium|group|deepseek-ai|openai)$")


_AFFILIATION = re.compile(
    r"(?i)\b(?:universi\w*|institut\w*|college|school|department|dept|faculty|facult\w*|laborator\w*|labs?"
    r"|centre|center|centro|hospital|clinic|corporation|corp|inc|ltd|llc|gmbh|s\.a\.|academy|academ\w+ of"
    r"|polytechni\w*|politecnico|hochschule"
    r"|école|ecole|escuela|research|technolog\w+|sciences?|google|microsoft|ibm|facebook|meta ai|nvidia|amazon|alibaba"
    r"|tencent|baidu|huawei|intel|samsung|oracle|openai|deepmind|cnrs|inria|mit|eth|epfl|cnr|csiro|nist|nasa|nec|ntt"
    r"|bosch|siemens|yahoo|twitter|linkedin|netflix|uber|apple|salesforce|adobe|bytedance|jd\.com|gmbh|uni|univ|tech"
    r"|agency|ministry|council|museum|library|société|stiftung|observatory|national|federal|royal|大学|大學|学院|研究所|研究院"
    r"|公司)\b\.?"
)
_STATE = re.compile(r"(?:[A-Z]{2}|U\.?S\.?A?\.?|UK|P\.? ?R\.? China|\d{4,6}|[A-Z]{2} \d{5})")


@lru_cache(1 << 13)
def affiliation(text: str) -> bool:
    """Return whether a text says where somebody works or lives: a word of institutions, a country, a town known."""
    text = text.strip(" .,;")
    return bool(_AFFILIATION.search(text) or text in PLACES or _STATE.fullmatch(text)) or (
        text.isupper() and text.isalpha() and 3 <= len(text) <= 8 and fold(text) not in FAMILY
    )


_FEW = 1.0
_BY_COUNT = ((1.0, -1.0), (1.7, 0.3), (2.3, 1.0), (2.8, 1.5))
"""What the mean of one to four names and more is multiplied by, and what is added."""


def _odds(pieces: Sequence[str]) -> float | None:
    """Return the natural-log odds that these are people; None where they cannot be."""
    if len(pieces) > 1 and sum(piece in PLACES for piece in pieces) * 2 > len(pieces):
        return None
    scores = [name_odds(piece) for piece in pieces]
    bad = sum(score < -1.5 for score in scores)
    if not scores or bad * 4 > len(scores):
        return None
    if len(scores) == 1 and (scores[0] < -_FEW or affiliation(pieces[0])):
        return None
    mean = sum(max(-4.0, min(score, 4.0)) for score in scores) / len(scores)
    weight, offset = _BY_COUNT[min(len(scores), 4) - 1]
    return mean * weight + offset


_WORDS = {1: -2.5, 2: 0.9, 3: 0.6, 4: -0.2, 5: -1.2, 6: -2.5}
_NOT_IN_NAMES = re.compile(r"[\d:;?!()\[\]{}$\\/\"“”+*=<>|&%#@_^~]")


_NOBODY = frozenset("in dans en hg hgg hrsg hgb ed eds dir bd vol red übers beitrag zur über".split())
"""What stands before a container or its editors, in several languages."""


def is_nobody(piece: str) -> bool:
    """Return whether a word that stands where people do only says where a paper appeared: `In`, `Hg.`."""
    return piece.strip(" .:").lower() in _NOBODY


@lru_cache(1 << 14)
def name_odds(piece: str) -> float:
    """Return the log odds that a piece is the name of a person or a group, and not words of a title or a heading."""
    inverted = "," in piece
    piece = piece.lstrip("–—- ").replace(" von und zu ", " von ")
    if piece in PLACES:
        return -3.0
    if is_nobody(piece):
        return -6.0
    words = [word for whole in re.split(r"[,\s]+", piece) for word in _unglued(whole)]
    if len(words) > 2 and SUFFIX.fullmatch(words[-1]):
        words.pop()
    if not words:
        return -6.0
    if len(words) == 1 and _CJK.search(piece):
        return 2.5 if _CJK_NAME.fullmatch(piece) else -3.0
    if facts.is_group(piece):
        small = sum(word[0].islower() for word in words) > sum(word in _IN_GROUPS for word in words)
        return -3.0 if small else 2.0 if _CORPORATE_WORD.search(piece) else -2.0
    if len(words) == 1 and _CORPORATE_WORD.fullmatch(words[0]):
        return 2.0
    if _is_journal(words):
        return -4.0
    odds = _WORDS.get(len(words), -8.0)
    if inverted:
        odds += 1.5
    shouted = piece.isupper()
    last = len(words) - 1
    initials = 0
    for place, word in enumerate(words):
        score = _odds_of_word(word, place, last, shouted=shouted)
        initials += score == _INITIAL
        odds += score
    if initials == len(words):
        odds -= 4.0
    return odds


JOURNALS = frozenset(
    "acad acta actuators am an ann annu appl arch astron astrophys biochem bioeng bioinform biol biomed biophys "
    "biotechnol br bull cancer "
    "cardiol cell chem chim chir circ clin commun comp comput condens curr dent dermatol dev diabetes dis drug earth "
    "ecol "
    "econ educ electron endocrinol energy eng engl environ epidemiol eur evol exp expert fluid gastroenterol gen "
    "genet geol "
    "geophys gynecol haematol health hepatol hum hydrol hyg immunol ind infect inform instrum int invest j jpn "
    "lancet lett magn mar "
    "mat math mech med metab meteorol methods microbiol mol nanotechnol nat natl nephrol neurol neurosci neurosurg "
    "notes nucl nucleic nutr "
    "obstet ocul oncol ophthalmol opt org orthop oxf parasitol pathol pediatr pharm pharmacol phil philos phys "
    "physiol plant "
    "plasma proc prog psychiatry psychol public pure quant quart radiol radiat rep res respir rev rheumatol roy sc "
    "sci sect ser soc "
    "solid spectrosc stat struct supp suppl surg symp technol theor ther thorac today toxicol trans transl "
    "transplant transplantation urol vasc vet "
    "virol vis water za zasshi zh zhi zhonghua zhongguo zool z".split()
)
"""How journals are abbreviated (ISO 4), a few hundred of the commonest words."""


def _is_journal(words: Sequence[str]) -> bool:
    """Return whether the words are an abbreviated journal: J. Chem, Am J Kidney Dis."""
    known = [word.strip(".,").lower() in JOURNALS for word in words]
    if sum(known) < 2 or sum(known) * 2 < len(known):
        return False
    return sum(len(word.strip(".,")) > 1 for word, ours in zip(words, known, strict=True) if ours) > 0


_IN_GROUPS = frozenset("of for the and on in".split())
_INITIAL = 1.4
_CAPS = re.compile(r"[A-ZÀ-ÖØ-Þ](?:-?[A-ZÀ-ÖØ-Þ]){0,2}")
_GLUED = re.compile(r"(?:[^\W\d_]\.-?){1,4}(?=[^\W\d_][\w'’-])")


def _unglued(word: str) -> tuple[str, ...]:
    """Return the initials and the name that stand together in a word: A.B.Roe."""
    if not word:
        return ()
    found = _GLUED.match(word)
    return (found[0], word[found.end() :]) if found else (word,)


@lru_cache(1 << 14)
def _odds_of_word(word: str, place: int, last: int, *, shouted: bool) -> float:
    """Return the log odds for one word of a name."""
    if _NOT_IN_NAMES.search(word):
        return -6.0
    lower = word.lower()
    bare = word.strip(".,'’")
    if not bare:
        return -3.0
    if INITIALS.fullmatch(word) and "." in word:
        return _INITIAL
    if word[0].islower():
        if lower in PARTICLES and place < last:
            return 0.6 if place else 0.0
        if lower.startswith(("al-", "el-", "d'", "d’", "l'", "'t", "de", "van", "von")) and word[2:] != lower[2:]:
            return 0.5
        return -1.0 if fold(word) in GIVEN or fold(word) in FAMILY else -4.5
    if "." in bare and not word.endswith("."):
        return -2.5
    if word[0] in "'’‘":
        return 0.3
    plain = fold(bare)
    if place and word.endswith(".") and len(bare) > 3 and place < last:
        return -4.0
    known = 0.0
    if plain in GIVEN:
        known = 2.6 if place < last or last == 0 else 1.6
    if plain in FAMILY:
        known = max(known, 2.4 if place in (0, last) else 1.6)
    if word == "A" and place == 0 and last > 1:
        return -2.0
    if _CAPS.fullmatch(bare) and not shouted:
        return max(known, 1.2 if last else -1.0) if len(bare) < 4 else -1.5
    if known:
        return known - (1.6 if plain in TITLE_WORDS else 0.0)
    parts = plain.replace("’", "'").split("-")
    if any(part in TITLE_WORDS for part in parts if len(part) > 2):
        return -3.0
    if word.isupper() and len(bare) > 3:
        return 0.0 if any(vowel in bare for vowel in "AEIOUYÄÖÜÉ") else -2.0
    if any(a.islower() and b.isupper() for a, b in pairwise(word)):
        return (
            0.5 if inner_capital(word) or two_syllables(word) or "-" in word else -4.0 if word[-1].isupper() else -2.0
        )
    if len(plain) > 5 and TITLE_ENDING.search(plain):
        return -1.8
    if syllables(plain):
        return 1.3
    return 1.2 if not word.isascii() else 0.7
