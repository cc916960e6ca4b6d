"""Are these two the same paper? Keys under which likely pairs meet, and the verdict on a pair: same, ask or different.

The rules: the same DOI, arXiv id, PMID or PMCID is the same paper; so is the same folded title where nothing disagrees.
Different authors, or different published venues, make two papers of one title. Titles that are only close are asked
about.
"""

import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from storage.papers.kinds import is_preprint_doi, server_of
from storage.papers.names import Name
from storage.papers.paper import Paper
from storage.papers.text import fold

SAME_LIKENESS = 97.0
ASK_LIKENESS = 90.0
"""Likeness of folded titles in percent (rapidfuzz ratio, or token_sort_ratio): from the first on a pair may be the
same, from the second on it is asked about. Measured on real listings: no false merge at 97, none missed at 90."""

LISTING_TRUST = 10
"""How far a listing that copies what others wrote is believed where sources disagree. A preprint server (20), a
publisher (30) and a curated record (40) stand above it; each format's reader says its own."""


class Verdict(StrEnum):
    """What a pair is."""

    SAME = "same"
    ASK = "ask"
    DIFFERENT = "different"


class Judged(NamedTuple):
    """A verdict with how alike the titles are, in percent, and the reason in words."""

    verdict: Verdict
    likeness: float
    why: str


class Facts(NamedTuple):
    """What of a paper decides who it is."""

    title: str
    """Folded."""
    families: tuple[str, ...]
    """Folded family names, in order."""
    complete: bool
    year: int | None
    venue: str
    """Folded; empty for none, and for preprint servers."""
    doi: str | None
    arxiv_id: str | None
    url: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    place: tuple[str | None, ...] = ()
    """Where it stands in its venue, by PLACE; nothing where nothing is known."""


PLACE = ("volume", "issue", "page", "edition")
"""Names in `extra` of what tells two pieces of one title in one venue apart, the wider first."""


def place(extra: Mapping[str, str]) -> tuple[str | None, ...]:
    """Return where a paper stands in its venue; nothing where `extra` does not tell."""
    return tuple(map(extra.get, PLACE)) if not extra.keys().isdisjoint(PLACE) else ()


def published(venue: str | None) -> str:
    """Return the folded venue where it publishes; empty for a preprint server, where a paper stands before that."""
    folded = fold(venue) if venue else ""
    return "" if server_of(folded) else folded


def family(name: Name) -> str:
    """Return the folded family name, particle left out, under which a name is compared and sorted."""
    return fold(name.family or name.parts().family)


def facts(paper: Paper, title: str | None = None) -> Facts:
    """Return what of `paper` decides who it is; `title` is its folded title where that is known already."""
    return Facts(
        fold(paper.title) if title is None else title, tuple(map(family, paper.authors)), paper.authors_complete,
        paper.year, published(paper.venue), paper.doi, paper.arxiv_id, paper.url,
        paper.extra.get("PMID"), paper.extra.get("PMCID"), place(paper.extra),
    )  # fmt: skip


# A key is a 32-bit checksum with its kind above it: ids, whole title, and pairs of blocks of the title. A collision
# costs one needless look at a pair, never a wrong verdict. Two blocks together keep the buckets small ("On the ..."
# alone would hold thousands of a million); five pairs let any one typo leave a pair whole.
_DOI, _ARXIV, _TITLE = (kind << 32 for kind in range(1, 4))
_BLOCKS = tuple(kind << 32 for kind in range(4, 9))
_PMID, _PMCID = (kind << 32 for kind in range(9, 11))
DIGEST = 1 << 60
"""Keys from here on are digests of records as they came, in which nothing is folded."""
BLOCK = 12
"""Characters in a block, white space apart."""


def keys(
    title: str, doi: str | None, arxiv_id: str | None, raw_title: str = "", pmid: str | None = None,
    pmcid: str | None = None,
) -> list[int]:  # fmt: skip
    """Return the keys under which a paper with this folded title is found; one key shared makes a pair to judge.

    `raw_title`, where given, adds the title before its colon, so that a dropped subtitle is found.
    """
    crc = zlib.crc32
    found: list[int] = []
    if doi:
        found.append(_DOI | crc(doi.encode()))
    if arxiv_id:
        found.append(_ARXIV | crc(arxiv_id.encode()))
    if pmid:
        found.append(_PMID | crc(pmid.encode()))
    if pmcid:
        found.append(_PMCID | crc(pmcid.encode()))
    packed = title.replace(" ", "").encode()
    if not packed:
        return found
    found.append(_TITLE | crc(packed))
    if ":" in raw_title:
        head = fold(raw_title.partition(":")[0]).replace(" ", "").encode()
        if len(head) >= BLOCK and head != packed:
            found.append(_TITLE | crc(head))
    if len(packed) >= 2 * BLOCK:
        middle = len(packed) // 2 - BLOCK // 2
        first, last, mid = packed[:BLOCK], packed[-BLOCK:], packed[middle : middle + BLOCK]
        initials = "".join([word[0] for word in title.split()]).encode()
        for kind, pair in zip(
            _BLOCKS, (first + last, first + initials, last + initials, first + mid, mid + last), strict=True
        ):
            found.append(kind | crc(pair))
    return found


class _Pair(NamedTuple):
    """Two papers whose titles are close, and what decides between them."""

    a: Facts
    b: Facts
    people: bool | None
    """Whether both name authors, who agree; None when one side names none."""
    elsewhere: bool
    """Whether both were published, at venues of different names."""
    gap: int | None
    """Years between them; None when one is not known."""
    likeness: float


def likeness(a: str, b: str) -> float:
    """Return how alike two folded titles are, in percent."""
    from rapidfuzz import fuzz  # 38 ms, and only a close pair needs it

    return float(fuzz.ratio(a, b))


def _closeness(a: str, b: str) -> float:
    """Return the likeness of two folded titles in any order of their words; a subtitle more or less is always asked."""
    from rapidfuzz import fuzz

    whole = max(fuzz.ratio(a, b), fuzz.token_sort_ratio(a, b))
    short, long = sorted((a, b), key=len)
    if whole < ASK_LIKENESS and len(short.split()) >= 3 and long.startswith(short + " "):
        return ASK_LIKENESS
    return float(whole)


def is_short(title: str) -> bool:
    """Return whether a folded title names too many papers to speak for one alone: `deep learning`."""
    return len(title) < 20 and len(title.split()) < 3


def people_agree(a: Sequence[str], b: Sequence[str], *, complete: bool = False) -> bool | None:
    """Return whether two lists of folded family names may be of one paper; None when one names nobody.

    Half of the longer list has to be in the other where both are `complete`, else half of the shorter: where a list
    shows only the first few, only as many of the other are compared.
    """
    if not a or not b:
        return None
    if a == b:  # as often as not, and three people may be called Wang
        return True
    ours, theirs = set(a), set(b)
    return 2 * len(ours & theirs) >= (max if complete else min)(len(ours), len(theirs))


def venues_agree(a: str, b: str) -> bool:
    """Return whether two folded venue names may be one: equal, one inside the other, or one the other's initials."""
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if short in long and f" {short} " in f" {long} ":
        return True
    if len(short) < 3 or " " in short:
        return False
    return short in "".join([word[0] for word in long.split() if word not in _SMALL_WORDS])


_SMALL_WORDS = frozenset("a an and for in of on the to".split())
_ROMAN = frozenset("i ii iii iv v vi vii viii ix x".split())


def numbers(title: str) -> list[str]:
    """Return what tells the parts of a series apart in a folded title: digits, Roman numerals, a last letter."""
    words = title.split()
    return [word for word in words if word in _ROMAN or any(map(str.isdigit, word))] + [
        word for word in words[-1:] if len(word) == 1
    ]


def _one_typo(pair: _Pair) -> bool:
    """Return whether the titles have the same number of words, but for one that differs by two letters at the most."""
    from rapidfuzz.distance import Levenshtein

    left, right = pair.a.title.split(), pair.b.title.split()
    if len(left) != len(right):
        return False
    unlike = [(one, other) for one, other in zip(left, right, strict=True) if one != other]
    if len(unlike) != 1:
        return False
    one, other = unlike[0]
    return min(len(one), len(other)) >= 5 and Levenshtein.distance(one, other) <= 2 and one[0] == other[0]


def _two_pages(pair: _Pair) -> bool:
    """Return whether the links are of different pages of one site."""
    a, b = pair.a.url, pair.b.url
    if not a or not b:
        return False
    (site, place), (other_site, other_place) = (
        link.partition("://")[2].rstrip("/").removeprefix("www.").partition("/")[::2] for link in (a, b)
    )
    return site == other_site and place != other_place


def ids_disagree(a: Facts, b: Facts) -> bool:
    """Return whether the arXiv ids differ, or the publishers' DOIs."""
    if a.arxiv_id and b.arxiv_id and a.arxiv_id != b.arxiv_id:
        return True
    return bool(a.doi and b.doi and a.doi != b.doi and not is_preprint_doi(a.doi) and not is_preprint_doi(b.doi))


def _placed(pair: _Pair) -> bool:
    """Return whether one of them is known to be on arXiv, or published."""
    return bool(pair.a.arxiv_id or pair.b.arxiv_id or pair.a.venue or pair.b.venue)


def _placed_apart(pair: _Pair) -> bool:
    """Return whether they stand in another volume, issue or edition of their venue, or begin on another page.

    `Editorial` comes in every volume, by the same people.
    """
    return any(
        ours and theirs and _number(ours) != _number(theirs)
        for ours, theirs in zip(pair.a.place, pair.b.place, strict=False)
    )


_NUMBER = re.compile(r"\w+")


def _number(text: str) -> str:
    """Return the first number or word of a text: of pages the first."""
    found = _NUMBER.search(text)
    return found[0].lower() if found else ""


_SAME, _ASK, _DIFFERENT = Verdict

# The first rule that holds decides; different authors are told apart before.
_CLOSE_TITLES: tuple[tuple[Callable[[_Pair], object], Verdict, str], ...] = (
    (lambda pair: pair.elsewhere and pair.a.year != pair.b.year, _DIFFERENT, "different venues and years"),
    (lambda pair: pair.elsewhere, _DIFFERENT, "close titles in different venues"),
    (lambda pair: numbers(pair.a.title) != numbers(pair.b.title), _DIFFERENT, "titles that differ in a number"),
    (lambda pair: pair.likeness >= SAME_LIKENESS and pair.people and pair.gap == 0 and _one_typo(pair),
     _SAME, "titles one slip apart, with the same authors and year"),
    (lambda _: True, _ASK, "close titles"),
)  # fmt: skip
_EQUAL_TITLES = (
    *_CLOSE_TITLES[:1],
    (lambda pair: ids_disagree(pair.a, pair.b), _ASK, "the same title with different identifiers"),
    (lambda pair: pair.elsewhere and not pair.people, _ASK, "the same title in different venues"),
    (lambda pair: bool(pair.a.venue and pair.b.venue) and _placed_apart(pair),
     _ASK, "the same title in another volume, or on other pages"),
    # Years may pass before a preprint is published.
    (lambda pair: pair.people and pair.gap is not None and pair.gap > 1 and not _placed(pair),
     _ASK, "the same title and authors, years apart: a reprint?"),
    (lambda pair: pair.people, _SAME, "the same title and authors"),
    # "Books Received" comes in every issue, each on a page of its own.
    (lambda pair: _two_pages(pair) and (pair.a.families or pair.b.families),
     _ASK, "the same title on two pages of one site"),
    (_two_pages, _DIFFERENT, "the same title on two pages of one site"),
    # A preprint of December is a publication of January.
    (lambda pair: pair.gap is not None and pair.gap <= 1, _SAME, "the same title and year"),
    (lambda pair: pair.gap is not None, _ASK, "the same title, years apart"),
    (lambda pair: is_short(pair.a.title), _ASK, "the same short title, with nothing else to compare"),
    (lambda _: True, _SAME, "the same title, and nothing disagrees"),
)  # fmt: skip


def judge(a: Facts, b: Facts) -> Judged:
    """Return whether `a` and `b` are the same paper, and why."""
    if a.doi and a.doi == b.doi:
        return Judged(_SAME, 100.0, "the same DOI")
    if a.arxiv_id and a.arxiv_id == b.arxiv_id:
        return Judged(_SAME, 100.0, "the same arXiv id")
    if (a.pmid and a.pmid == b.pmid) or (a.pmcid and a.pmcid == b.pmcid):
        return Judged(_SAME, 100.0, "the same number at PubMed")
    equal = a.title == b.title or a.title.replace(" ", "") == b.title.replace(" ", "")
    alike = 100.0 if equal else _closeness(a.title, b.title)
    if alike < ASK_LIKENESS:
        return Judged(_DIFFERENT, alike, "different titles")
    people = people_agree(a.families, b.families, complete=a.complete and b.complete)
    if people is False:
        return Judged(_DIFFERENT, alike, "different authors")
    pair = _Pair(
        a, b, people,
        bool(a.venue and b.venue) and not venues_agree(a.venue, b.venue),
        abs(a.year - b.year) if a.year and b.year else None, alike,
    )  # fmt: skip
    for holds, verdict, why in _EQUAL_TITLES if equal else _CLOSE_TITLES:
        if holds(pair):
            return Judged(verdict, alike, why)
    raise AssertionError("the last rule always holds")
