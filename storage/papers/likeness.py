"""How alike two titles are, and what of them tells two works apart however alike they are; all on folded titles."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import permutations
from typing import Any

ASK_LIKENESS = 90.0
"""From this likeness on, in percent, titles are close: the pair is asked about. None was missed at 90 on real pages."""


def likeness(a: str, b: str) -> float:
    """Return how alike two folded titles are, in percent."""
    return float(_fuzz().ratio(a, b))


def closeness(a: str, b: str) -> float:
    """Return the likeness of two folded titles in any order of their words; a subtitle more or less is close."""
    fuzz = _fuzz()
    a, b = unmarked(a), unmarked(b)
    whole = max(fuzz.ratio(a, b), fuzz.token_sort_ratio(a, b))
    return ASK_LIKENESS if whole < ASK_LIKENESS and _has_subtitle(a, b) else float(whole)


def closest(title: str, others: Sequence[str]) -> list[float]:
    """Return the closeness of a folded title to each of many, 0 where they are not close: in a third of the time."""
    fuzz, extract = _fuzz(), _extract()
    title, others = unmarked(title), [unmarked(other) for other in others]
    found = [0.0] * len(others)
    for scorer in (fuzz.ratio, fuzz.token_sort_ratio):
        for _, whole, at in extract(title, others, scorer=scorer, limit=None, score_cutoff=ASK_LIKENESS):
            found[at] = max(found[at], whole)
    return [close or (ASK_LIKENESS if _has_subtitle(title, other) else 0.0)
            for other, close in zip(others, found, strict=True)]  # fmt: skip


def _has_subtitle(a: str, b: str) -> bool:
    """Return whether one title goes on where the other ends, which says enough to be one."""
    if len(a) > len(b):
        a, b = b, a
    return b.startswith(a) and b[len(a) : len(a) + 1] == " " and len(a.split()) >= 3


@lru_cache(maxsize=1)
def _fuzz() -> Any:
    from rapidfuzz import fuzz  # 38 ms, and only a close pair needs it

    return fuzz


@lru_cache(maxsize=1)
def _extract() -> Any:
    from rapidfuzz.process import extract

    return extract


def are_equal(a: str, b: str) -> bool:
    """Return whether two folded titles are one, wherever a listing page glued words together."""
    return a == b or (len(a) != len(b) and a.replace(" ", "") == b.replace(" ", ""))


_MARKED = re.compile(r"(?:(?:retracted|withdrawn)(?: article| paper)? )?(?P<title>\w+ .*?)(?: \w+ (?:ed|edn|edition))?")


def unmarked(title: str) -> str:
    """Return a folded title without what a publisher puts to it later: `retracted article` ahead, `2nd ed` behind."""
    if title.startswith(("retracted ", "withdrawn ")) or title.endswith((" ed", " edn", " edition")):
        found = _MARKED.fullmatch(title)
        return found["title"] if found else title
    return title


def are_one_marked(a: str, b: str) -> bool:
    """Return whether two folded titles are one but for what a publisher put to one of them."""
    return a == b or unmarked(a) == b or unmarked(b) == a


def is_short(title: str) -> bool:
    """Return whether a folded title names too many papers to speak for one alone: `deep learning`."""
    return len(title) < 20 and len(title.split()) < 3


# -- titles that many works have

_SERIAL = frozenset(" ".join("""
    editorial; editorials; guest editorial; guest editorials; editors note; editor s note; editors choice; editors page;
    preface; foreword; prologue; epilogue; afterword; introduction; overview; conclusion; conclusions; discussion;
    comment; comments; commentary; perspective; perspectives; viewpoint; summary; contents; table of contents; index;
    author index; subject index; appendix; front matter; back matter; masthead; cover; issue information; in this issue;
    acknowledgements; acknowledgments; dedication; bibliography; references; abstract; abstracts; poster; posters;
    review; reviews; book review; book reviews; media reviews; film reviews; new books; erratum; errata; corrigendum;
    corrigenda; correction; corrections; addendum; retraction; announcement; announcements; calendar; events; news;
    letter; letters; reply; replies; response; rejoinder; correspondence; obituary; obituaries; necrology; reviewers;
    list of reviewers; program; programme; proceedings; notes; miscellany; miscellanea
""".split()).split("; "))  # fmt: skip
_SERIAL_HEADS = (
    "book received", "books received", "message from the ", "letter from the ", "letter to the ", "letters to the ",
    "from the editor", "in memoriam", "in memory of ", "obituary ", "welcome from ", "welcome to ", "r package ",
)  # fmt: skip
_REPORTS = ("report", "review", "bulletin", "yearbook")
_YEARLY = re.compile(
    r"\b(?:annual|yearly|quarterly|monthly|weekly|biennial|progress|activity|data|status|financial|statistical|interim)"
    rf" (?:{'|'.join(_REPORTS)})s?\b"
)


def is_serial(title: str) -> bool:
    """Return whether a folded title comes in every issue, volume or year: `editorial`, `annual report of the fen`."""
    if title in _SERIAL or title.startswith(_SERIAL_HEADS):
        return True
    found = _YEARLY.search(title) if any(map(title.__contains__, _REPORTS)) else None
    return found is not None and title.count(" ", 0, found.start()) < 5


# -- titles of one work about another

_ABOUT = (
    ("a correction", r"(?:(?:author|publisher) s? ?)?corrections?|errat(?:um|a)|corrigend(?:um|a)|addend(?:um|a)"),
    ("a retraction", r"retraction(?: notice| note)?(?: of| to)?|expression of concern"),
    ("a reply", r"(?:authors? s? ?)?(?:reply|replies|responses?|rejoinder)(?: to)?"),
    ("a comment", r"(?:a |some |invited )?(?:comments?|commentary|discussions?|remarks?)(?: on| of| to| about)"),
    ("a review", r"(?:a |book )?reviews?(?: of| on)"),
    ("a second look", r"revisiting|rethinking|reconsidering"),
)  # fmt: skip
_ABOUT_AHEAD = re.compile("|".join(f"(?P<_{number}>(?:{form}) )" for number, (_, form) in enumerate(_ABOUT)))
_ABOUT_BEHIND = re.compile(
    r"(?P<title>.*?) (?:(?P<_0>erratum|corrigendum|correction|addendum)|(?P<_1>retraction)"
    r"|(?P<_2>(?:authors? s? ?)?(?:reply|rejoinder)|authors? s? ?response)|(?P<_3>comment|commentary|discussion)"
    r"|(?P<_4>book review)|(?P<_5>revisited|reconsidered|continued))"
)


def one_about_other(a: str, b: str) -> str:
    """Return what makes one of two folded titles a work about the other, as a clause; empty where neither is.

    `reply to quiet moss` is a reply to `quiet moss`, and `response of moss to light` to nothing.
    """
    (what, mine), (other, yours) = _about(a), _about(b)
    if what == other or likeness(mine, yours) < ASK_LIKENESS:
        return ""
    return f"one is {what or other}"


@lru_cache(maxsize=4096)
def _about(title: str) -> tuple[str, str]:
    """Return what a work is to the one that it is about, `a reply`, and the title of that; else its own title."""
    if found := _ABOUT_AHEAD.match(title):
        rest = title[found.end() :]
    elif found := _ABOUT_BEHIND.fullmatch(title):
        rest = found["title"]
    else:
        return "", title
    return _ABOUT[int((found.lastgroup or "_0")[1:])][0], rest


# -- words that tell works of nearly one title apart

_VALUES = {
    word: str(value)
    for words in (
        "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx",
        "one two three four five six seven eight nine ten eleven twelve",
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
        "1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th 11th 12th",
    )
    for value, word in enumerate(words.split(), 1)
}
_GREEK = frozenset(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi "
    "psi omega".split()
)
_ELEMENTS = frozenset(
    "hydrogen helium lithium beryllium boron carbon nitrogen oxygen fluorine neon sodium magnesium aluminium "
    "aluminum silicon phosphorus sulfur sulphur chlorine argon potassium calcium scandium titanium vanadium "
    "chromium manganese iron cobalt nickel copper zinc gallium germanium arsenic selenium bromine krypton "
    "rubidium strontium yttrium zirconium niobium molybdenum technetium ruthenium rhodium palladium silver "
    "cadmium indium tin antimony tellurium iodine xenon caesium cesium barium lanthanum cerium praseodymium "
    "neodymium promethium samarium europium gadolinium terbium dysprosium holmium erbium thulium ytterbium "
    "lutetium hafnium tantalum tungsten rhenium osmium iridium platinum gold mercury thallium lead bismuth "
    "polonium astatine radon francium radium actinium thorium protactinium uranium neptunium plutonium americium "
    "curium".split()
)
_SAME_ELEMENT = {"aluminum": "aluminium", "sulphur": "sulfur", "cesium": "caesium"}
_OPPOSITES = """
    with = without; male = female; men = women; man = woman; boys = girls; boy = girl; sons = daughters; mothers =
    fathers; maternal = paternal; even = odd; left = right; upper = lower; high = low; higher = lower; large =
    small; big = small; long = short; longer = shorter; hot = cold; warm = cold; wet = dry; early = late; before =
    after; above = below; inside = outside; inner = outer; internal = external; interior = exterior; positive =
    negative; increasing = decreasing; increased = decreased; increase = decrease; gain = loss; open = closed; north
    = south; northern = southern; east = west; eastern = western; acute = chronic; adults = children; adult = child;
    young = old; younger = older; rural = urban; local = global; linear = nonlinear; convex = concave; minimum =
    maximum; minimal = maximal; minimizing = maximizing; lower = upper; forward = backward; forward = inverse;
    direct = indirect; input = output; source = target; static = dynamic; discrete = continuous; online = offline;
    supervised = unsupervised; primary = secondary; light = dark; day = night; summer = winter; spring = autumn;
    public = private; true = false; necessary = sufficient; theory = experiment; strong = weak; fast = slow; thick =
    thin; parallel = serial; parallel = perpendicular; horizontal = vertical; row = column; rows = columns; finite =
    infinite; clockwise = counterclockwise; anode = cathode; acid = base; acidic = basic; proton = neutron; electron
    = hole; bosons =
    fermions; typical = atypical; symmetric = asymmetric; symmetry = asymmetry; synchronous = asynchronous;
    periodic = aperiodic; political = apolitical
"""
_OPPOSED = frozenset(frozenset(pair.split(" = ")) for pair in " ".join(_OPPOSITES.split()).split("; "))
_NEGATING = frozenset("not no non without never un anti".split())
_SETS = """
    macro micro meso nano pico; hyper hypo normo; intra inter extra trans; mono bi di tri tetra poly multi uni single;
    endo exo ecto; pre post; super sub; over under; homo hetero; ab ad de; iso aniso; para dia ferro; ortho meta para;
    pro anti; ex in; ex im; in de; up down; prokaryo eukaryo; auto allo
"""
_HEADS = (
    *(part.split() for part in _SETS.split(";")),
    *(["", head] for head in "non un in im anti dis semi quasi pseudo sub super co de re counter hyper".split()),
)
_TAILS = [part.split() for part in "anes enes ynes; ane ene yne; ate ite ide; ates ites ides; ous ic".split(";")]
_END = 3
"""Letters at least that two words share behind their heads, or ahead of their tails."""


_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(r"\w+(?:\.\w+)*")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")


@lru_cache(maxsize=4096)
def number(text: str) -> str:
    """Return what a volume, an edition or the first page is called, however written: 2 of `2nd ed.`, `Second`, `II`."""
    words = _TOKEN.findall(text.casefold())
    for word in words:
        if any(map(str.isdigit, word)):
            found = _ORDINAL.fullmatch(word)
            return found[1] if found else word.lstrip("0") or "0"
    return next((_VALUES[word] for word in words if word in _VALUES), words[0] if words else "")


def numbers(title: str) -> list[str]:
    """Return what tells parts of a series apart in a folded title: numbers however written, formulas, a last letter.

    `part 2`, `part ii` and `part two` are one; so is `2nd`.
    """
    words = title.split()
    if _VALUES.keys().isdisjoint(words) and not _DIGIT.search(title):  # as of most
        return [word for word in words[-1:] if len(word) == 1]
    return _numbers(words) + _last_letter(words)


def _numbers(words: Sequence[str]) -> list[str]:
    return [
        _VALUES.get(word, word)
        for word in words
        if word in _VALUES or (not word.isalpha() and any(map(str.isdigit, word)))
    ]


def _last_letter(words: Sequence[str]) -> list[str]:
    return [word for word in words[-1:] if len(word) == 1 and word not in _VALUES and not word.isdigit()]


def told_apart(a: str, b: str) -> str:
    """Return what of two folded titles makes them of two works, as a clause; empty where nothing does.

    It is a number, a formula, a Greek letter, a chemical element, or one word that another stands against: `with` and
    `without`, `intracellular` and `extracellular`, `alkanes` and `alkenes`.
    """
    if are_equal(a, b) or are_one_marked(a, b):
        return ""
    whole, against = a.split(), b.split()
    ours, theirs = _without_common(*_between(whole, against))
    if not ours and not theirs:
        return ""
    if whole[-1:] == against[-1:]:
        whole = against = []
    if sorted(_numbers(ours) + _last_letter(whole)) != sorted(_numbers(theirs) + _last_letter(against)):
        return "titles that differ in a number"
    for words, name in ((_GREEK, "a Greek letter"), (_ELEMENTS, "a chemical element")):
        if ours and theirs and not (words.isdisjoint(ours) and words.isdisjoint(theirs)):
            return f"titles that differ in {name}"
    if _NEGATING.intersection(ours) != _NEGATING.intersection(theirs) and _subject(ours) == _subject(theirs):
        return "titles of which one negates the other"
    if any(_are_opposed(word, against) for word in ours for against in theirs):
        return "titles with words of opposite sense"
    return ""


def _between(one: list[str], other: list[str]) -> tuple[list[str], list[str]]:
    """Return the words between those with which two titles both begin and end."""
    begin = _shared(one, other)
    one, other = one[begin:], other[begin:]
    end = _shared(one[::-1], other[::-1])
    return one[: len(one) - end], other[: len(other) - end]


def _without_common(one: list[str], other: list[str]) -> tuple[list[str], list[str]]:
    """Return the words that only one has, each as often as it has it more often than the other; sorted."""
    ours: list[str] = []
    theirs = sorted([_SAME_ELEMENT.get(word, word) for word in other])
    for word in sorted([_SAME_ELEMENT.get(word, word) for word in one]):
        if word in theirs:
            theirs.remove(word)
        else:
            ours.append(word)
    return ours, theirs


def _subject(words: list[str]) -> list[str]:
    return [word for word in words if word not in _NEGATING]


def _are_opposed(one: str, other: str) -> bool:
    """Return whether one word stands against the other."""
    return (
        frozenset((one, other)) in _OPPOSED
        or (one[-_END:] == other[-_END:] and _opposing(one[::-1], other[::-1], _AHEAD))
        or (one[:_END] == other[:_END] and _opposing(one, other, _BEHIND))
    )


def _opposing(one: str, other: str, parts: Mapping[tuple[str, str], str]) -> bool:
    """Return whether two words are the same but for ends that stand against each other."""
    same = _shared(one, other)
    shared = parts.get((one[same:], other[same:]))
    return shared is not None and same >= len(shared) + _END and one[:same].endswith(shared)


def _unlike(sets: Iterable[Sequence[str]]) -> dict[tuple[str, str], str]:
    """Return of all pairs in a set how two words end that have one each at their end, with what both have before it."""
    found: dict[tuple[str, str], str] = {}
    for one, other in (pair for parts in sets for pair in permutations(parts, 2)):
        same = _shared(one, other)
        found[one[same:], other[same:]] = one[:same]
    return found


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """Return with how many of the same letters two words begin, or titles with how many words."""
    same = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        same += 1
    return same


_BEHIND = _unlike(_TAILS)
_AHEAD = _unlike([[part[::-1] for part in parts] for parts in _HEADS])


_SIGN = re.compile(r"[^\W_](\+\+|[+#⁺⁻−]|\^[+-]|\$\^\{?[+-]\}?\$)(?!\w)")


def signs(title: str) -> str:
    """Return what folding drops of a title as it came though it tells two apart: C++ and C#, Na⁺ and Na."""
    if "+" in title or "#" in title or "^" in title or not title.isascii():
        return " ".join(found.translate(_SIGNS) for found in _SIGN.findall(title))
    return ""


_SIGNS = str.maketrans({"⁺": "+", "⁻": "-", "−": "-"} | dict.fromkeys("^${}", ""))
