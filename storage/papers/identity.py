"""Are these two the same paper? Keys under which likely pairs meet, and the verdict on a pair: same, ask or different.

The rules: the same DOI or arXiv id is the same paper; so is the same folded title where nothing disagrees. Different
authors, or different published venues, make two papers of one title. Titles that are only close are asked about.
"""

import zlib
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from storage.papers.kinds import is_preprint_doi, server_of
from storage.papers.paper import Name, Paper
from storage.papers.text import fold

SAME_LIKENESS = 97.0
ASK_LIKENESS = 90.0
"""Likeness of folded titles in percent (rapidfuzz ratio, or token_sort_ratio): from the first on a pair may be the
same, from the second on it is asked about. Measured on real listings: no false merge at 97, none missed at 90."""

TRUST = {
    "reader": 100,
    "bibtex": 40, "ris": 40, "enw": 40, "endnote-xml": 40, "csl-json": 40, "zotero-json": 40, "zotero-csv": 40,
    "papershelf-json": 40, "acl-xml": 40, "dblp-xml": 40,
    "crossref-json": 30, "pubmed-xml": 30, "nbib": 30, "openalex-json": 30, "semantic-scholar-json": 30,
    "openreview-json": 30,
    "arxiv-atom": 20, "arxiv-jsonl": 20, "arxiv-list": 20, "arxiv-mail": 20,
}  # fmt: skip
"""How far a format is believed where two disagree: the reader, a curated record, a publisher, a preprint server; every
other format is a listing's copy."""
LISTING_TRUST = 10


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


@dataclass(frozen=True, slots=True)
class Facts:
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


def trust(format_name: str) -> int:
    """Return how far a format is believed, by TRUST."""
    return TRUST.get(format_name, LISTING_TRUST)


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
    )  # fmt: skip


# A key is a 32-bit checksum with its kind above it: ids, whole title, and pairs of blocks of the title. A collision
# costs one needless look at a pair, never a wrong verdict. Two blocks together keep the buckets small ("On the ..."
# alone would hold thousands of a million); five pairs let any one typo leave a pair whole.
_DOI, _ARXIV, _TITLE = (kind << 32 for kind in range(1, 4))
_BLOCKS = tuple(kind << 32 for kind in range(4, 9))
BLOCK = 12
"""Characters in a block, white space apart."""

EXACT_BELOW = 4 << 32
"""Keys below are of an identifier or of the whole title, those above of blocks."""


def keys(title: str, doi: str | None, arxiv_id: str | None, raw_title: str = "") -> list[int]:
    """Return the keys under which a paper with this folded title is found; one key shared makes a pair to judge.

    `raw_title`, where given, adds the title before its colon, so that a dropped subtitle is found.
    """
    crc = zlib.crc32
    found: list[int] = []
    if doi:
        found.append(_DOI | crc(doi.encode()))
    if arxiv_id:
        found.append(_ARXIV | crc(arxiv_id.encode()))
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


def judge(a: Facts, b: Facts) -> Judged:
    """Return whether `a` and `b` are the same paper, and why."""
    if a.doi and a.doi == b.doi:
        return Judged(Verdict.SAME, 100.0, "the same DOI")
    if a.arxiv_id and a.arxiv_id == b.arxiv_id:
        return Judged(Verdict.SAME, 100.0, "the same arXiv id")
    equal = a.title == b.title or a.title.replace(" ", "") == b.title.replace(" ", "")
    if equal:
        likeness = 100.0
    else:
        likeness = _likeness(a.title, b.title)
        if likeness < ASK_LIKENESS:
            return Judged(Verdict.DIFFERENT, likeness, "different titles")
    agree = _authors_agree(a, b)
    if agree is False:
        return Judged(Verdict.DIFFERENT, likeness, "different authors")
    if a.venue and b.venue and not _venues_agree(a.venue, b.venue):
        if a.year != b.year:
            return Judged(Verdict.DIFFERENT, likeness, "different venues and years")
        if not equal:
            return Judged(Verdict.DIFFERENT, likeness, "close titles in different venues")
    if not equal:
        if _numbers(a.title) != _numbers(b.title):
            return Judged(Verdict.DIFFERENT, likeness, "titles that differ in a number")
        if likeness >= SAME_LIKENESS and agree and a.year == b.year and a.year and _one_typo(a.title, b.title):
            return Judged(Verdict.SAME, likeness, "titles one slip apart, with the same authors and year")
        return Judged(Verdict.ASK, likeness, "close titles")
    if _ids_disagree(a, b):
        return Judged(Verdict.ASK, likeness, "the same title with different identifiers")
    if a.venue and b.venue and a.year == b.year and not _venues_agree(a.venue, b.venue) and not agree:
        return Judged(Verdict.ASK, likeness, "the same title in different venues")
    if agree:
        preprint = a.arxiv_id or b.arxiv_id or a.venue or b.venue  # years may pass before a preprint is published
        if a.year and b.year and abs(a.year - b.year) > 1 and not preprint:
            return Judged(Verdict.ASK, likeness, "the same title and authors, years apart: a reprint?")
        return Judged(Verdict.SAME, likeness, "the same title and authors")
    if _two_pages(a.url, b.url):  # "Books Received" comes in every issue, each on a page of its own
        one_named = bool(a.families or b.families)
        return Judged(
            Verdict.ASK if one_named else Verdict.DIFFERENT, likeness, "the same title on two pages of one site"
        )
    if a.year and b.year:
        if abs(a.year - b.year) <= 1:  # a preprint of December is a publication of January
            return Judged(Verdict.SAME, likeness, "the same title and year")
        return Judged(Verdict.ASK, likeness, "the same title, years apart")
    if len(a.title.split()) < 3 and len(a.title) < 20:  # "Deep learning" alone names too many papers
        return Judged(Verdict.ASK, likeness, "the same short title, with nothing else to compare")
    return Judged(Verdict.SAME, likeness, "the same title, and nothing disagrees")


def _likeness(a: str, b: str) -> float:
    from rapidfuzz import fuzz  # 38 ms, and only a close pair needs it

    whole = max(fuzz.ratio(a, b), fuzz.token_sort_ratio(a, b))
    short, long = sorted((a, b), key=len)
    if whole < ASK_LIKENESS and len(short.split()) >= 3 and long.startswith(short + " "):
        return ASK_LIKENESS  # a subtitle more or less: always asked
    return float(whole)


def _authors_agree(a: Facts, b: Facts) -> bool | None:
    """Return None when one side names no authors."""
    if not a.families or not b.families:
        return None
    # Where a list shows only the first few, only as many of the other are compared.
    size = min(len(a.families), len(b.families))
    shared = len(set(a.families) & set(b.families))
    if a.complete and b.complete:
        return shared * 2 >= max(len(a.families), len(b.families))
    return shared * 2 >= size


def _venues_agree(a: str, b: str) -> bool:
    """Return whether two folded venue names may be one: equal, one inside the other, or one the other's initials."""
    if a == b or f" {a} " in f" {b} " or f" {b} " in f" {a} ":
        return True
    short, long = sorted((a, b), key=len)
    initials = "".join(word[0] for word in long.split() if word not in _SMALL_WORDS)
    return len(short) >= 3 and " " not in short and (short in initials or initials.startswith(short))


_SMALL_WORDS = frozenset("a an and for in of on the to".split())
_ROMAN = frozenset("i ii iii iv v vi vii viii ix x".split())


def _numbers(title: str) -> list[str]:
    """Return what tells the parts of a series apart: words with digits, Roman numerals, single letters at the end."""
    words = title.split()
    return [word for word in words if word in _ROMAN or any(map(str.isdigit, word))] + [
        word for word in words[-1:] if len(word) == 1
    ]


def _one_typo(a: str, b: str) -> bool:
    """Return whether the titles have the same number of words, but for one that differs by two letters at the most."""
    from rapidfuzz.distance import Levenshtein

    left, right = a.split(), b.split()
    if len(left) != len(right):
        return False
    unlike = [(one, other) for one, other in zip(left, right, strict=True) if one != other]
    if len(unlike) != 1:
        return False
    one, other = unlike[0]
    return min(len(one), len(other)) >= 5 and Levenshtein.distance(one, other) <= 2 and one[0] == other[0]


def _two_pages(a: str | None, b: str | None) -> bool:
    """Return whether two links are of different pages of one site."""
    if not a or not b:
        return False
    (site, place), (other_site, other_place) = (
        link.partition("://")[2].rstrip("/").removeprefix("www.").partition("/")[::2] for link in (a, b)
    )
    return site == other_site and place != other_place


def _ids_disagree(a: Facts, b: Facts) -> bool:
    if a.arxiv_id and b.arxiv_id and a.arxiv_id != b.arxiv_id:
        return True
    return bool(a.doi and b.doi and a.doi != b.doi and not is_preprint_doi(a.doi) and not is_preprint_doi(b.doi))
