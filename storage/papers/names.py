"""A person's or a group's name: as it is shown, and in the parts that citations need."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from storage.papers.patterns import late
from storage.papers.text import clean

PARTICLES = frozenset(
    "von van der den de del della di da dos das do du des la le lo los las el al bin ibn ben ter ten te zu zum zur af "
    "av y e i vor dal dalla degli vom op auf 't 's d' l' van't bint abu st".split()
)
"""Small words before a family name, or between two."""
_CAPITAL = frozenset("Van Von De Del Della Der Den Di Da Dos Das Du La Le Los Las El Al Ter Ten Bin Ibn".split())
_VIETNAMESE = frozenset("Nguyen Nguyễn Tran Trần Pham Phạm Hoang Hoàng Vu Vũ Bui Bùi Dang Đặng Ngo Ngô Duong".split())
"""Families beside which Van and Le are middle names."""
SUFFIXES = frozenset("jr jr. sr sr. ii iii iv".split())
"""What may follow a name, in small letters."""
SUFFIX = late(
    r"(?i:jr|sr|jun|sen|jnr|snr|esq)\.?|(?i:junior|senior|i{2,3}|iv|[23](?:nd|rd)|[4-9]th)|VI{0,3}"
    r"|P[Hh]\.? ?D\.?|D\.?Phil\.?|[MJ]\.?D\.?|(?:Ed|Sc|Pharm)\.?D\.?|[MBD]\.?Sc\.?|MBA|MPH|MBBS|RN|DDS|DVM|FRCPC?|FACS"
)
"""A generation or a degree behind a name."""

_CJK = late("[\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]")
_ALL_CJK = late(f"(?:{_CJK.pattern})+")
_KANA = re.compile("[\u30a0-\u30ff]+")
DOUBLE = frozenset(
    "欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 夏侯 东方 東方 皇甫 尉迟 尉遲 公孙 公孫 慕容 令狐 宇文 长孙 長孫 司徒 司空 "
    "端木 南宫 南宮 独孤 獨孤 鲜于 鮮于 西门 西門 呼延 轩辕 軒轅 남궁 황보 제갈 선우 독고 사공 서문 동방".split()
)
"""Family names of two characters among those that mostly have one."""
# Families that are written in capitals before the given name (WANG Wei, DUPONT Jean): of two or three letters only
# these, for such words are initials else.
_SHORT = frozenset(
    "LI LU MA XU HE WU YU SU FU GU HU YE LE DO HO NG KO LEE KIM SUN LIN HAN BAI CAI LIU WEI TAN XIE YAN ONO ITO ABE "
    "CHO GUO GAO ZHU SHI YIN HUI TAO FAN RAO BAE SEO SHIN".split()
)
_GLUED = re.compile(r"(?:[^\W\d_]\.-?|(?:Ch|Kh|Sh|Th|Yu|Ya|Zh)\.)+(?=[^\W\d_](?:[^\W_.]|[{\\'])|[{\\])")
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?){1,4}|[^\W\d_](?:-?[^\W\d_]){0,2}")
_NO_INITIALS = frozenset("AI NV UK US USA EU UN TV IT GmbH".split())


def _initials(word: str) -> bool:
    return word.isupper() and _INITIALS.fullmatch(word) is not None


def particle(word: str) -> bool:
    """Return whether a word of a name that people wrote is a particle: one of those known, in small letters."""
    if not word[0].islower():
        word = word.translate(_APOSTROPHES)  # 't Hooft, ’s Gravesande
        return word[0] == "'" and word in PARTICLES
    return word.lower() in PARTICLES or word.lower().replace("’", "'") in PARTICLES


_APOSTROPHES = str.maketrans("’‘ʼ`", "''''")


def joined(particle: str, family: str) -> str:
    """Return a family name behind its particle: `von Moor`, `d'Oro`, `al-Razi`."""
    if not particle:
        return family
    return particle + family if particle[-1] in "'’-" else f"{particle} {family}"


def in_order(words: Sequence[str], small: Callable[[str], bool]) -> tuple[str, str, str, str]:
    """Return given names, particle, family name and suffix of a name in the order in which people say it.

    The last word is the family name, with what `small` finds before it as its particle; particles with a capital are
    part of the family (Anna Van Dyck), and `y` joins two family names. Generations and degrees at the end are a suffix.
    The family stands first where the page says so: in capitals (DUPONT Jean), before bare initials (Marsh RK), and in
    East Asian scripts. `R.K.Marsh` is three words.
    """
    words = [piece for word in words for piece in _unglued(word)]
    suffix: list[str] = []
    while len(words) > 2 and len(words[-1]) > 1 and SUFFIX.fullmatch(words[-1]):
        suffix.insert(0, words.pop())
    if len(words) < 2:
        return "", "", "".join(words), ""
    behind = " ".join(suffix)
    if ahead := _family_first(words):
        start = 0
        while start < ahead - 1 and small(words[start]):
            start += 1
        return " ".join(words[ahead:]), " ".join(words[:start]), " ".join(words[start:ahead]), behind
    end = len(words) - 1
    found = [index for index, word in enumerate(words[:-1]) if small(word)]
    if found and not any(map(_initials, words[found[-1] + 1 :])):  # Ada G. de G. Moor
        while len(found) > 1 and words[found[-1]] in ("y", "e", "i") and found[-1] - 1 not in found:
            found.pop()  # de Silva e Cruz
        first, last = found[0], found[-1]
        if words[first : last + 1] in (["y"], ["e"], ["i"]) and first > 1:
            end = first - 1  # Santiago Ramón y Cajal: two family names joined
            return " ".join(words[:end]), "", " ".join(words[end:]), behind
        return " ".join(words[:first]), " ".join(words[first : last + 1]), " ".join(words[last + 1 :]), behind
    while end > 1 and words[end - 1] in _CAPITAL and _VIETNAMESE.isdisjoint(words):
        end -= 1
    return " ".join(words[:end]), "", " ".join(words[end:]), behind


def _unglued(word: str) -> Sequence[str]:
    """Return the initials and the name that stand together in a word: R.K.Marsh."""
    if "." in word[1:-1] and (found := _GLUED.match(word)):
        return found[0], word[found.end() :]
    return (word,)


def _family_first(words: Sequence[str]) -> int:
    """Return how many words are a family name that stands before the given names; 0 where it stands behind them."""
    last = words[-1]
    if not last.isascii() and all(map(_ALL_CJK.fullmatch, words)):
        return 1
    start = 0
    if len(last) <= 8 and _initials(last) and last not in _SHORT and last not in _NO_INITIALS:
        start = len(words) - 1
        while start > 1 and _initials(words[start - 1]):
            start -= 1
        ahead = words[:start]
        # MARSH RK is not told from JOHN DOE.
        sure = "." in last or len(last) == 1 or not all(map(str.isupper, ahead))
        return start if sure and not any("." in word or _initials(word) for word in ahead) else 0
    while start < len(words) and words[start].isupper() and "." not in words[start]:
        start += 1
    if start == len(words) or not any(map(_shouted, words[:start])) or any(map(str.isupper, words[start:])):
        return 0
    return start


def _shouted(word: str) -> bool:
    """Return whether a word in capitals is a family name, not initials."""
    return word in _SHORT or (len(word) > 3 and any(vowel in word for vowel in "AEIOUY"))


def _unspaced(text: str) -> int:
    """Return how many characters of an East Asian name without a space are its family name; 0 for what is none."""
    if not 2 <= len(text) <= 4 or _KANA.fullmatch(text) or not _ALL_CJK.fullmatch(text):
        return 0
    return 2 if len(text) > 2 and (len(text) == 4 or text[:2] in DOUBLE) else 1


_BRACKETED = late(r"([^()（）\[\]]*[^()（）\[\]\s])\s*[(（\[]([^()（）\[\]]+)[)）\]]")
_BESIDE = late(
    f"(?P<first>[^\\W\\d_][\\w.'’-]*(?: [\\w.'’-]+)+) (?P<other>(?:{_CJK.pattern}){{2,4}})"
    f"|(?P<before>(?:{_CJK.pattern}){{2,4}}) (?P<behind>[^\\W\\d_][\\w.'’-]*(?: [\\w.'’-]+)+)"
)
_PLACE = re.compile(
    "大[学學]|[学學]院|研究|公司|中心|医院|病院|대학|연구|(?:университет|институт|академия)", re.IGNORECASE
)


def in_two_scripts(text: str) -> tuple[str, str]:
    """Return a name and the same in another script that stands behind it: `周伟 (Wei Zhou)`, `Wei Zhou 周伟`.

    The other is empty for a name in one script, and where what stands in brackets is an acronym or a place of work.
    """
    if text.isascii():
        return text, ""
    if text[-1:] in ")）]":
        found = _BRACKETED.fullmatch(text)
        first, other = found.groups() if found else (text, "")
    else:
        found = _BESIDE.fullmatch(text)
        first, other = filter(None, found.groups()) if found else (text, "")
    other = other.strip()
    told = {_is_latin(first), _is_latin(other)} == {True, False} and not other.isupper() and not _PLACE.search(other)
    return (first, other) if told else (text, "")


def _is_latin(text: str) -> bool | None:
    """Return whether all letters of a text are Latin, or none is; None where some are, or there are none."""
    latin = {letter < "\u0250" or "\u1e00" <= letter <= "\u1eff" for letter in text if letter.isalpha()}
    return latin.pop() if len(latin) == 1 else None


@dataclass(frozen=True, slots=True)
class Name:
    """One author: the name as shown and, where the source gave them apart, its parts (CSL 1.0.2 names).

    `Name("Samuel J. Bell")` is a name as a listing shows it; `Name.of(family="Bell", given="Samuel J.")` one whose
    source tells the parts. `parts()` answers for both.
    """

    text: str
    """As shown to people: given, particle, family, suffix."""
    family: str = ""
    given: str = ""
    particle: str = ""
    """Belongs to the family name in print but not in every sort: von, van der, de la (CSL's non-dropping-particle)."""
    suffix: str = ""
    """Jr., III, as the source writes it."""
    dropping: str = ""
    """A particle that is left out when only the family name stands (CSL's dropping-particle)."""
    corporate: bool = False
    """An organisation: never inverted or abbreviated."""
    whole: bool = field(default=False, compare=False)
    """True where the source says that small words before the family name are part of it, as braces do in BibTeX."""

    def __post_init__(self) -> None:
        whole = self.text + self.family + self.given + self.particle + self.suffix + self.dropping
        if whole.isascii() and whole.isprintable():
            return
        for part in ("text", "family", "given", "particle", "suffix", "dropping"):
            value = getattr(self, part)
            if value and not (value.isascii() and value.isprintable()):
                object.__setattr__(self, part, clean(value))
        if not self.family:  # of white space, perhaps: the other parts are parts of no name
            for part in ("given", "particle", "suffix", "dropping"):
                object.__setattr__(self, part, "")

    def __str__(self) -> str:
        return self.text

    @classmethod
    def of(
        cls, family: str, given: str = "", particle: str = "", suffix: str = "", dropping: str = "", *,
        whole: bool = False,
    ) -> "Name":  # fmt: skip
        """Return the name with these parts; CJK names are shown family first with no space between.

        Without a family name it is a name as it is shown, which has no parts.
        """
        if not family.isascii() and given and not particle and _CJK.search(family) and _CJK.search(given):
            return cls(family + given, family, given)
        text = " ".join(part for part in (given, dropping, joined(particle, family)) if part)
        text = f"{text}, {suffix}" if suffix else text
        return cls(text, family, given, particle, suffix, dropping, False, whole) if family else cls(text)

    @classmethod
    def group(cls, text: str) -> "Name":
        """Return a group as author: a collaboration, a company, an agency."""
        return cls(text, corporate=True)

    def beside(self, other: str) -> "Name":
        """Return the name with the same in another script shown in brackets behind it; its parts stay."""
        return replace(self.parts(), text=f"{self.text} ({other})") if other else self

    @property
    def other(self) -> str:
        """The name in another script, where it is shown with it; else empty."""
        return in_two_scripts(self.text)[1]

    @property
    def family_name(self) -> str:
        """The family name with its particle; of a name that has no family name, the name."""
        name = self.parts()
        return joined(name.particle, name.family or name.text).strip()

    def parts(self) -> "Name":
        """Return this name with its parts filled in: as given by the source, else as the text suggests (`in_order`).

        `Family, Given` is read as such, and so is what stands behind one comma more: a suffix. A single word, or a
        corporate author, has a family name only; of an East Asian one without a space the first character, or two.
        """
        if self.family or self.corporate or not self.text.strip():
            return self
        return _read(self.text)


@lru_cache(maxsize=1 << 14)  # a name is asked for its parts by all who compare, sort and print it
def _read(shown: str) -> Name:
    if not shown.isascii() and (name := in_two_scripts(shown))[1]:
        return replace(_read(name[0]), text=shown)
    text, _, rest = shown.partition(",")
    rest = rest.strip()
    words = text.split()
    behind = ""
    if rest and all(map(SUFFIX.fullmatch, (piece.strip() for piece in rest.split(",")))) and len(words) > 1:
        behind = rest
    elif "," in shown:
        if rest.lower() in SUFFIXES:
            return Name(shown, text.strip(), suffix=rest)
        cut = 0
        while cut < len(words) - 1 and particle(words[cut]):
            cut += 1
        return Name(shown, " ".join(words[cut:]), rest, " ".join(words[:cut]))
    if len(words) == 1 and (cut := _unspaced(words[0])):
        return Name(shown, words[0][:cut], words[0][cut:])
    given, small, family, suffix = in_order(words, particle)
    return Name(shown, family, given, small, ", ".join(filter(None, (suffix, behind))))
