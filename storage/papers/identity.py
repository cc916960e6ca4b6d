"""Are these two the same paper? Keys under which likely pairs meet, and the verdict on a pair: same, ask or different.

Two are the same where an identifier or the title is the same and nothing speaks against it, by two tables: strong
evidence against (`STRONG`) forbids it whatever else they share, weak evidence (`WEAK`) counts. What is as likely as not
is asked about, and stays apart until the reader decides.
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple, Protocol

from storage.papers.bibfields import table
from storage.papers.identifiers import is_identifier, isbn13
from storage.papers.kinds import is_preprint_doi, server_of
from storage.papers.likeness import (
    ASK_LIKENESS,
    are_equal,
    are_one_marked,
    closeness,
    closest,
    is_serial,
    is_short,
    likeness,
    number,
    numbers,
    one_about_other,
    signs,
    told_apart,
)
from storage.papers.names import Name
from storage.papers.paper import Paper
from storage.papers.text import fold

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
    against: str = ""
    """What speaks against it so that they are not one unless the reader says so; empty where nothing does."""
    agreeing: int = 0
    """Where it is to be asked, how many facts agree: those whose work it is, the year, and of where it stands each."""


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
    given: tuple[str, ...] = ()
    """Given names as they came, one for each family name; empty where one is not known."""
    editors: tuple[str, ...] = ()
    """Folded family names, of a work without authors."""
    kind: str = ""
    """CSL type; empty where the source tells none."""
    isbn: str = ""
    """ISBN as it came."""
    signs: str = ""
    """What of the title folding drops though it decides, see `likeness.signs`."""
    untitled: bool = False
    """Whether what stands for the title is an identifier or an address: it tells who it is only where it is equal."""


PLACE = ("volume", "issue", "page", "edition", "version", "number")
"""Names in `extra` of what tells two pieces of one title in one venue apart, the wider first."""


def place(extra: Mapping[str, str]) -> tuple[str | None, ...]:
    """Return where a paper stands in its venue; nothing where `extra` does not tell."""
    found = tuple(map(extra.get, PLACE)) if not extra.keys().isdisjoint(PLACE) else ()
    if "note" in extra and (version := _VERSION_NOTED.search(extra["note"])) and not (found and found[_AT_VERSION]):
        return (*(found or (None,) * len(PLACE))[:_AT_VERSION], version[1], *found[_AT_VERSION + 1 :])
    return found


_AT_VERSION = PLACE.index("version")
_VERSION_NOTED = re.compile(r"\b[Vv]ersion (\d[\w.]*)")


def published(venue: str | None) -> str:
    """Return the folded venue where it publishes; empty for a preprint server, where a paper stands before that."""
    folded = fold(venue) if venue else ""
    return "" if server_of(folded) else folded


def family(name: Name) -> str:
    """Return the folded family name, particle left out, under which a name is compared and sorted; of a group its
    name."""
    return people((name,))[0][0]


def people(names: Iterable[Name]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the folded family names, and the given names as they came."""
    read = [name if name.family else name.parts() for name in names]
    return tuple([fold(name.family or name.text) for name in read]), tuple([name.given for name in read])


def facts(paper: Paper, title: str | None = None) -> Facts:
    """Return what of `paper` decides who it is; `title` is its folded title where that is known already."""
    extra = paper.extra
    families, given = people(paper.authors)
    return Facts(
        fold(paper.title) if title is None else title, families, paper.authors_complete, paper.year,
        published(paper.venue), paper.doi, paper.arxiv_id, paper.url, extra.get("PMID"), extra.get("PMCID"),
        place(extra), given, () if families else people(paper.editors)[0], paper.kind or "", extra.get("ISBN", ""),
        signs(paper.title), paper.untitled,
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
FULL = 32
"""Papers that share a key, from which on it tells nothing and is passed over: so many have nearly one title. Records of
one paper count once."""
IDENTIFIERS = tuple(kind >> 32 for kind in (_DOI, _ARXIV, _PMID, _PMCID))
"""Kinds of keys, as they stand above the checksum, that are identifiers'."""
LOOKS = 12
"""Papers that one is compared with, those first with which it shares the most, and the rarest, keys."""
_ALL = 1 << 16


def candidates(sharing: Iterable[Collection[int]], full: int = FULL) -> list[int]:
    """Return whom to compare a paper with, of those who share each of its keys; what few share says more."""
    shared: defaultdict[int, int] = defaultdict(int)
    for papers in sharing:
        if 0 < len(papers) <= full:
            says = _ALL // len(papers)
            for paper in papers:
                shared[paper] += says
    return list(shared) if len(shared) <= LOOKS else sorted(shared, key=shared.__getitem__, reverse=True)[:LOOKS]


def keys(
    title: str, doi: str | None, arxiv_id: str | None, raw_title: str = "", pmid: str | None = None,
    pmcid: str | None = None, *, first: str = "", year: int | None = None, place: Sequence[str | None] = (),
) -> list[int]:  # fmt: skip
    """Return the keys under which a paper with this folded title is found; one key shared makes a pair to judge.

    `raw_title`, where given, adds the title before its colon, so that a dropped subtitle is found. Where many papers
    have the title, as some do in every issue, one is still found by it with its `year` and the folded family name of
    its `first` author; of an unsigned one with its volume and page, out of its `place`.
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
    if who := first or "\n".join(number(part) for part in place[:3:2] if part):
        found.append(_TITLE | crc(f"{title}\n{who}\n{year}".encode()))
    if is_serial(title):
        return found if first else [*found, _TITLE | crc(f"{title}\n\n{year}".encode())]
    found.append(_TITLE | crc(packed))
    if is_identifier(raw_title):
        return found
    if ":" in raw_title:
        head = fold(raw_title.partition(":")[0]).replace(" ", "").encode()
        if len(head) >= BLOCK and head != packed:
            found.append(_TITLE | crc(head))
    if len(packed) >= 2 * BLOCK:
        begins, ends = packed[:BLOCK], packed[-BLOCK:]
        initials = "".join([word[0] for word in title.split()]).encode()
        series = " ".join(numbers(title)).encode()  # parts of a series are no candidates for one another
        pairs = (begins + ends, begins + initials, ends + initials, packed[: 2 * BLOCK], packed[-2 * BLOCK :])
        for kind, pair in zip(_BLOCKS, pairs, strict=True):
            found.append(kind | crc(pair + series))
    return found


def keys_of(facts: Facts, raw_title: str = "") -> list[int]:
    """Return the keys under which a paper with these facts is found."""
    first = facts.families[0] if facts.families else ""
    return keys(
        facts.title, facts.doi, facts.arxiv_id, raw_title, facts.pmid, facts.pmcid, first=first, year=facts.year,
        place=facts.place,
    )  # fmt: skip


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


def are_listed_alike(a: Facts, b: Facts) -> bool:
    """Return whether two lists of people may be one: person by person the same, of one that is cut short as far as it
    goes; also where one names nobody."""
    ours, theirs = _whose(a), _whose(b)
    if not ours or not theirs or (ours == theirs and a.given == b.given):
        return True
    if len(ours) != len(theirs) and (a if len(ours) < len(theirs) else b).complete:
        return False
    return all(map(_is_one_person, _called(a, ours), _called(b, theirs)))


def _called(facts: Facts, families: Sequence[str]) -> list[str]:
    """Return the whole names of people, whichever part of each is the family's."""
    given = facts.given if facts.families else ()
    return [f"{family} {fold(given[at])}" if at < len(given) else family for at, family in enumerate(families)]


@lru_cache(maxsize=4096)
def _is_one_person(one: str, other: str) -> bool:
    """Return whether each word of the shorter of two folded names stands in the other: whole, as an initial, or
    misspelt."""
    few, many = sorted((one.split(), other.split()), key=len)
    for word in sorted(few, key=len, reverse=True):
        found = next((there for same in _SAME_WORD for there in many if same(word, there)), None)
        if found is None:
            return False
        many.remove(found)
    return True


_SAME_WORD: tuple[Callable[[str, str], bool], ...] = (
    str.__eq__,
    lambda one, other: min(len(one), len(other)) == 1 and one[0] == other[0],
    lambda one, other: min(len(one), len(other)) >= _LONG and likeness(one, other) >= _SLIP,
)
"""How a word of a name may be one of another, the surer first."""
_LONG = 5
_SLIP = 80.0
"""From so many letters and this likeness on, in percent, one word is the other by a slip: Mueller is Muller, and Yang
not Wang."""


def venues_agree(a: str, b: str) -> bool:
    """Return whether two folded venues may be one: equal, one inside the other, its initials or its abbreviation."""
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if short in long and f" {short} " in f" {long} ":
        return True
    words, full = _telling(short), _telling(long)
    if len(words) == 1 and len(short) >= 3 and short in "".join([word[0] for word in full]):
        return True
    return len(words) == len(full) and all(map(_abbreviates, words, full))


@lru_cache(maxsize=4096)
def _telling(venue: str) -> list[str]:
    return [word for word in venue.split() if word not in _SMALL_WORDS]


def _abbreviates(one: str, other: str) -> bool:
    """Return whether a word may be cut from the other, as `natl` is: the same letter first, the rest in order."""
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    return short[0] == long[0] and all(letter in rest for letter in short)


_SMALL_WORDS = frozenset("a an and de der des die du et for fur in la le of on the to und".split())


class _Pair:
    """Two papers, and what is asked of both more than once."""

    __slots__ = (
        "a", "b", "books", "early", "elsewhere", "equal", "gap", "here", "identified", "likeness", "people", "there",
        "two_keys",
    )  # fmt: skip

    def __init__(
        self, a: Facts, b: Facts, likeness: float, *, equal: bool, identified: bool, two_keys: bool = False
    ) -> None:
        self.a, self.b = a, b
        self.likeness = likeness
        self.equal = equal
        """Whether the titles are the same."""
        self.identified = identified
        """Whether they share an identifier."""
        self.two_keys = two_keys
        """Whether one file has both, each under a key of its own."""
        ours, theirs = _whose(a), _whose(b)
        self.people = (
            people_agree(ours, theirs, complete=a.complete and b.complete)
            if ours == theirs or _are_latin(ours) == _are_latin(theirs)
            else None
        )
        if self.people is False and _are_parted_otherwise(a, b):
            self.people = True
        """Whether those whose work it is agree; None when one side names nobody, or they write in unlike scripts."""
        self.early = _is_preprint(a) != _is_preprint(b)
        """Whether one is a preprint and the other is not: where and when it appeared says nothing then."""
        self.gap = abs(a.year - b.year) if a.year and b.year and not self.early else None
        """Years between them; None when one is not known, or says nothing."""
        self.books = a.kind == b.kind == "book"
        """Whether both are books, which have editions and volumes, and pages that are counted."""
        self.elsewhere = bool(a.venue and b.venue) and not self.early and not venues_agree(a.venue, b.venue)
        """Whether both were published, at venues of different names."""
        self.here: set[str] = set()
        """Of PLACE, what both tell alike."""
        self.there: set[str] = set()
        """Of PLACE, what both tell, and not alike."""
        if a.place and b.place:
            for name, one, other in zip(PLACE, a.place, b.place, strict=False):
                if one and other and not (self.early and name in PLACE[:3]):
                    (self.here if number(one) == number(other) else self.there).add(name)

    @property
    def agreeing(self) -> int:
        """How many facts agree besides the title."""
        return bool(self.people) + (self.gap == 0) + len(self.here)

    def told(self, name: str) -> tuple[str | None, str | None]:
        """Return what each tells of one of PLACE."""
        at = PLACE.index(name)
        ours, theirs = self.a.place, self.b.place
        return ours[at] if at < len(ours) else None, theirs[at] if at < len(theirs) else None


def _whose(facts: Facts) -> tuple[str, ...]:
    """Return the family names of those whose work it is; none where a word for nobody stands for them."""
    found = facts.families or facts.editors
    return () if len(found) == 1 and found[0] in _NOBODY else found


def _are_parted_otherwise(a: Facts, b: Facts) -> bool:
    """Return whether more than half of those at one place of both lists may be one, whatever is the family's name:
    `Ada Marsh Reed` is filed under `Marsh Reed` and `Reed`, and `Wei Lin` under either."""
    met = [
        not set(fold(f"{family} {given}").split()).isdisjoint(other.split())
        and not set(fold(f"{other} {other_given}").split()).isdisjoint(family.split())
        for family, given, other, other_given in zip(a.families, a.given, b.families, b.given, strict=False)
    ]
    return 2 * sum(met) > len(met) and (len(a.families) == len(b.families) or not (a.complete and b.complete))


_NOBODY = frozenset("anonymous anon anonym anonyme unknown various none na".split())


def _are_latin(names: Iterable[str]) -> bool:
    return any(name.isascii() for name in names)


def _is_preprint(facts: Facts) -> bool:
    doi = facts.doi or ""
    if facts.venue or (doi and not is_preprint_doi(doi)):
        return False
    return bool(facts.arxiv_id or doi) or facts.kind == "article"


# -- what speaks against


def _titles_differ(pair: _Pair) -> str:
    """Return what makes two titles those of two works, as a clause; empty for close ones of which nothing does."""
    one, other = pair.a.title, pair.b.title
    if pair.a.untitled or pair.b.untitled:
        return ""
    if pair.likeness < ASK_LIKENESS:
        return "different titles"
    return told_apart(one, other) or one_about_other(one, other)


_VERSION = re.compile(r"[./]?v\d+$")


def _sort_of(doi: str) -> tuple[str, str]:
    """Return who gives DOIs of this sort, and what tells one of them from another: a preprint has one a version."""
    if not is_preprint_doi(doi):
        return "", doi
    return doi.partition("/")[0], _VERSION.sub("", doi)


def _other_doi(pair: _Pair) -> bool:
    if not pair.a.doi or not pair.b.doi or pair.a.doi == pair.b.doi:
        return False
    (sort, one), (other_sort, other) = _sort_of(pair.a.doi), _sort_of(pair.b.doi)
    return sort == other_sort and one != other


def _other(name: str) -> Callable[[_Pair], bool]:
    """Return the question whether both have this fact, and not the same."""
    place = Facts._fields.index(name)

    def asked(pair: _Pair) -> bool:
        ours, theirs = pair.a[place], pair.b[place]
        return bool(ours and theirs and ours != theirs)

    return asked


_MISSPELT = 70.0
"""From this likeness on, in percent, two family names may be one: Kahan, and Khan by a slip."""
_FEW = 5
"""Of long lists, so many people are compared for slips."""


def _are_strangers(pair: _Pair) -> bool:
    """Return whether no word of a name on one side is a word of one on the other, nor one by a slip."""
    return (
        pair.people is False
        and _words_of(pair.a).isdisjoint(_words_of(pair.b))
        and not any(
            likeness(ours, theirs) >= _MISSPELT for ours in _whose(pair.a)[:_FEW] for theirs in _whose(pair.b)[:_FEW]
        )
    )


def _words_of(facts: Facts) -> set[str]:
    names = (*facts.families, *facts.editors, *map(fold, facts.given))
    return {word for word in " ".join(names).split() if len(word) > 1}


PARTS = frozenset("chapter paper-conference entry entry-dictionary entry-encyclopedia".split())
"""Kinds of what stands in a book, whose editors are those of the book."""
_WHOLES = frozenset("book collection periodical".split())


def _is_part_of(pair: _Pair) -> bool:
    """Return whether one is in books, as chapters are, and the other is a book."""
    kinds = {pair.a.kind, pair.b.kind}
    return not (PARTS.isdisjoint(kinds) or _WHOLES.isdisjoint(kinds))


# What is of one of these sorts is no work of another, nor one that is written to be published.
_SORTS = {
    kind: sort
    for sort, kinds in table("""
        thesis = thesis; data = dataset; program = software; page = webpage, post, post-weblog; patent = patent;
        norm = standard; picture = figure, graphic, map; film = motion_picture, broadcast; sound = song, interview;
        law = bill, legal_case, legislation, regulation, treaty, hearing; review = review, review-book;
        paper = article-journal, article-magazine, article-newspaper, paper-conference, chapter, book, report,
            collection
    """).items()
    for kind in kinds.split(", ")
}


def _is_other_sort(pair: _Pair) -> bool:
    """Return whether both are known to be works of unlike sorts: a thesis and an article, a dataset and its paper."""
    ours, theirs = _SORTS.get(pair.a.kind), _SORTS.get(pair.b.kind)
    return bool(ours and theirs and ours != theirs)


def _is_elsewhere_in(*names: str) -> Callable[[_Pair], bool]:
    return lambda pair: not pair.there.isdisjoint(names)


def _two_addresses(pair: _Pair) -> bool:
    """Return whether two pages of the web have an address each, or two columns with no word of who wrote them."""
    if pair.a.kind == pair.b.kind == "webpage":
        return _differ(_addresses(pair))
    return not pair.a.families and not pair.b.families and pair.equal and _two_pages(pair)


def _two_pages(pair: _Pair) -> bool:
    """Return whether the links are of different pages of one site."""
    found = _addresses(pair)
    return len({site for site, _ in found}) == 1 and _differ(found)


def _differ(found: Sequence[object]) -> bool:
    return len(set(found)) > 1


def _addresses(pair: _Pair) -> list[tuple[str, str]]:
    """Return site and place that both link to; nothing where one does not."""
    a, b = pair.a.url, pair.b.url
    return [_address(a), _address(b)] if a and b else []


def _address(url: str) -> tuple[str, str]:
    site, _, place = url.partition("://")[2].rstrip("/").removeprefix("www.").partition("/")
    return site, place


def _given_disagree(pair: _Pair) -> bool:
    """Return whether most who have the same family name have given names that cannot be one: Wei and Wen."""
    a, b = pair.a, pair.b
    if a.given == b.given or not pair.people:
        return False
    theirs = dict(zip(reversed(b.families), reversed(b.given), strict=False))
    others = b.given if a.families == b.families else [theirs.get(family, "") for family in a.families]
    met = [_may_be_one(*both) for both in zip(a.given, others, strict=False) if all(both)]
    return 2 * sum(met) < len(met)


@lru_cache(maxsize=4096)
def _may_be_one(one: str, other: str) -> bool:
    ours, theirs = fold(one).split(), fold(other).split()
    if not ours or not theirs or not set(filter(_is_word, ours)).isdisjoint(theirs):
        return True
    a, b = ours[0], theirs[0]
    if not (_is_word(a) and _is_word(b)) or one.isupper() or other.isupper():
        return a[0] == b[0]
    return a.startswith(b) or b.startswith(a) or "".join(ours) == "".join(theirs)


def _is_word(text: str) -> bool:
    return len(text) > 1


def _other_isbn(pair: _Pair) -> bool | None:
    """Return whether no ISBN is of both; None when one side tells none."""
    ours, theirs = pair.a.isbn, pair.b.isbn
    return _isbns(ours).isdisjoint(_isbns(theirs)) if ours and theirs else None


def _isbns(text: str) -> set[str]:
    return {isbn13(word) or word for word in re.split(r"[\s,;]+", text)}


def _years_apart(pair: _Pair) -> int:
    """Return how much it says that years lie between them; two may lie between a talk and its paper."""
    gap = pair.gap or 0
    if pair.identified:
        return int(gap > 2 or (gap > 0 and _placed_apart(pair)))
    if gap > 5 or (gap > 0 and pair.books and _other_isbn(pair) is not False):
        return 2
    if gap > 1 and pair.a.kind == pair.b.kind == "thesis":  # a master's and a doctor's
        return 2
    usual = 2 if pair.people else 0 if pair.a.kind and pair.b.kind else 1
    return int(gap > usual or (gap > 0 and _placed_apart(pair)))


def _placed_apart(pair: _Pair) -> bool:
    return pair.elsewhere or "page" in pair.there


def _pages_apart(pair: _Pair) -> int:
    """Return how much it says that their pages differ: where no page of one is one of the other, two pieces they are.

    An article's number, or pages counted from 1, are another way to say where the same one stands.
    """
    if "page" not in pair.there:
        return 0
    ours, theirs = map(_span, pair.told("page"))
    if pair.identified or not ours or not theirs or 1 in (ours[0], theirs[0]):
        return 1
    (begins, ends, is_range), (other_begins, other_ends, is_other_range) = ours, theirs
    return 1 + (is_range == is_other_range and (ends < other_begins or other_ends < begins))


_SPAN = re.compile(r"\D*(\d+)(?:\s*[-–—]+\s*(\d+))?")


def _span(pages: str | None) -> tuple[int, int, bool] | None:
    """Return the first and last page, and whether both are told; `123-8` ends on 128."""
    found = _SPAN.match(pages or "")
    if found is None:
        return None
    first, last = found[1], found[2] or found[1]
    return int(first), int(first[: max(len(first) - len(last), 0)] + last), found[2] is not None


def _first_differs(pair: _Pair) -> int:
    """Return how much it says that the first of all authors are two people, whose names share no word."""
    a, b = pair.a, pair.b
    if not (pair.people and a.complete and b.complete and a.families and b.families) or a.families[0] == b.families[0]:
        return 0
    ours, theirs = (set(fold(f"{one.families[0]} {one.given[0] if one.given else ''}").split()) for one in (a, b))
    if set(filter(_is_word, ours)) & theirs or likeness(a.families[0], b.families[0]) >= _MISSPELT:
        return 0
    return 1 if pair.identified else 2


def _is_of_a_set(pair: _Pair) -> int:
    """Return how much it says that one book is a volume, and the other may be all of them."""
    if not pair.books or pair.identified or _other_isbn(pair) is False:
        return 0
    ours, theirs = pair.told("volume")
    return 2 * ((ours is None) != (theirs is None))


def _is_of_one_edition(pair: _Pair) -> bool:
    """Return whether one alone tells of which edition it is, and it is not the first."""
    ours, theirs = pair.told("edition")
    return (ours is None) != (theirs is None) and number(ours or theirs or "") not in ("", "1")


def _is_otherwise_published(pair: _Pair) -> bool:
    """Return whether one is known to be an article, say, and the other a chapter."""
    return pair.a.kind != pair.b.kind and {pair.a.kind, pair.b.kind} <= PUBLISHED and not pair.early


PUBLISHED = frozenset("article-journal paper-conference chapter report book".split())
"""Kinds of which a work is one, wherever it is published."""


def _is_of_another_year(pair: _Pair) -> bool:
    """Return whether another volume came in another year, or has other pages: what has a place of its own in a journal
    comes again under its title."""
    return "volume" in pair.there and ("page" in pair.there or bool(pair.gap)) and not pair.identified


_Asked = Callable[[_Pair], bool | int | str | None]

STRONG: tuple[tuple[_Asked, int, str], ...] = (
    (lambda pair: not pair.equal and _titles_differ(pair), 1, ""),
    (_are_strangers, 2, "different authors"),
    (_other_doi, 1, "different DOIs"),
    (_other("arxiv_id"), 1, "different arXiv ids"),
    (_other("pmid"), 1, "different numbers at PubMed"),
    (lambda pair: pair.a.signs != pair.b.signs, 1, "titles that differ in a sign"),
    (_is_elsewhere_in("edition", "version"), 1, "another edition or version"),
    (_is_elsewhere_in("volume"), 1, "another volume"),
    (_is_of_another_year, 1, "another year"),
    (_is_elsewhere_in("number"), 1, "another number"),
    (_is_part_of, 1, "one is a part of a book, the other a book"),
    (_is_other_sort, 1, "works of different sorts"),
    (_two_addresses, 1, "two pages with an address each"),
)  # fmt: skip
"""What forbids that two are the same paper unless the reader says so, how heavily, and in words; where there is no
word, what the question answered is the word."""

WEAK: tuple[tuple[_Asked, str], ...] = (
    (attrgetter("elsewhere"), "another venue"),
    (_is_elsewhere_in("issue"), "another issue"),
    (_pages_apart, "other pages"),
    (_years_apart, "years apart"),
    (_given_disagree, "other given names"),
    (_other_isbn, "another ISBN"),
    (attrgetter("two_keys"), "two keys in one file"),
    (_first_differs, "another first author"),
    (_is_of_a_set, "one volume of it"),
    (_is_of_one_edition, "an edition that only one tells"),
    (_is_otherwise_published, "another kind of publication"),
    (lambda pair: 2 * (pair.people is False), "other authors"),
    (lambda pair: not pair.people and _two_pages(pair), "two pages of one site"),
)
"""What speaks against it, but not alone: two of these make a question, and where no people agree one does. The answer
counts as often as it says."""

_IDS = (("doi", "the same DOI"), ("arxiv_id", "the same arXiv id"), ("pmid", "the same number at PubMed"),
        ("pmcid", "the same number at PubMed Central"))  # fmt: skip
_IDENTIFIERS = tuple((Facts._fields.index(name), words) for name, words in _IDS)
_URL = Facts._fields.index("url")
_YEARLY = frozenset("report dataset software standard map".split())
"""Kinds of which another comes under the same title in another year."""


def own_keys(extra: Mapping[str, str]) -> frozenset[str]:
    """Return the keys that a record has in the file it came in: its own, and what BibLaTeX's `ids` names besides."""
    if "key" not in extra:
        return frozenset()
    return frozenset((extra["key"], *aliases(extra)))


def aliases(extra: Mapping[str, str]) -> list[str]:
    """Return the other keys that a record names, in their order (`ids`, BibLaTeX manual 2.2.3)."""
    if "ids" not in extra:
        return []
    named = dict.fromkeys(map(str.strip, extra["ids"].split(",")))
    return [key for key in named if key not in ("", extra.get("key"))]


def have_two_keys(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Return whether two records of one file have keys there, and none in common; see `own_keys`."""
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def share_identifier(a: Facts, b: Facts) -> bool:
    """Return whether two have an identifier in common."""
    return any(a[at] and a[at] == b[at] for at, _ in _IDENTIFIERS)


CERTAIN = 100.0
"""What a pair promises that shares an identifier, or the title."""


class Met(Protocol):
    """A record, of which the title is enough where another shares no identifier with it."""

    title: str
    """Folded."""

    @property
    def facts(self) -> Facts:
        """What decides who it is."""
        ...


def promises(mine: Facts, others: Sequence[Met]) -> list[float]:
    """Return how much is to be hoped for of each pair before it is judged: CERTAIN where the two share an identifier or
    the title, else the closeness of their titles, 0 where they are not close: then they are different."""
    title = mine.title
    packed = title.replace(" ", "")
    has_id = any(mine[at] for at, _ in _IDENTIFIERS)
    sure = [
        other.title == title
        or other.title.replace(" ", "") == packed
        or (has_id and share_identifier(mine, other.facts))
        for other in others
    ]
    left = [other.title for other, is_sure in zip(others, sure, strict=True) if not is_sure]
    close = iter(closest(title, left) if left else ())
    return [CERTAIN if is_sure else next(close) for is_sure in sure]


def judge(a: Facts, b: Facts, *, two_keys: bool = False, close: float | None = None) -> Judged:
    """Return whether `a` and `b` are the same paper, and why; `two_keys` says that one file has both, each under a key
    of its own, `close` how close their titles are, where that is known."""
    ids = [words for at, words in _IDENTIFIERS if a[at] and a[at] == b[at]]
    if ids and a[:_URL] == b[:_URL] and a[_URL + 1 :] == b[_URL + 1 :]:
        return Judged(_SAME, 100.0, ids[0])
    equal = are_equal(a.title, b.title) or (
        bool(ids) and (_is_untitled(a) or _is_untitled(b) or are_one_marked(a.title, b.title))
    )
    untitled = a.untitled or b.untitled
    alike = 100.0 if equal else 0.0 if untitled else close or closeness(a.title, b.title)
    if alike < ASK_LIKENESS and not (ids or untitled):
        return Judged(_DIFFERENT, alike, "different titles", "different titles")
    pair = _Pair(a, b, alike, equal=equal, identified=bool(ids), two_keys=two_keys and a != b)
    slack = bool(ids) + (equal and not untitled and _says_much(a.title))
    found: list[str] = []
    weight = 0
    for speaks, heavy, words in STRONG:
        if said := speaks(pair):
            found.append(words or str(said))
            weight += heavy
            if weight > slack:
                return Judged(_DIFFERENT, alike, found[0], found[0])
    if untitled and not (ids or equal):
        return Judged(
            _DIFFERENT, alike, "the title of one is not known"
        )  # which speaks for nothing, and against nothing
    if ids:
        why = ids[0]
    else:
        why = "the same title" if equal else "close titles"
        if equal and pair.people:
            why += " and authors"
    if found:
        return Judged(_ASK, alike, f"{why}, but {found[0]}", found[0], pair.agreeing)
    if not ids and pair.people is False and not (equal and _says_much(a.title)):
        return Judged(_DIFFERENT, alike, "different authors", "different authors")
    if not ids and not equal and pair.elsewhere:
        return Judged(_DIFFERENT, alike, "close titles at different venues", "another venue")
    doubts: list[str] = []
    for doubted, words in WEAK:
        if said := doubted(pair):
            doubts += [words] * int(said)
    if len(doubts) >= (2 if pair.people or ids else 1):
        against = " and ".join(dict.fromkeys(doubts))
        return Judged(_ASK, alike, f"{why}, but {against}", against, pair.agreeing)
    missing = None if ids else _missing(pair, doubted=bool(doubts))
    return Judged(_SAME, alike, why) if missing is None else Judged(_ASK, alike, why + missing, "", pair.agreeing)


_UNLIKE = 60.0
"""Below this likeness, in percent, a title was not corrected but is another."""


def replaces(old: Facts, new: Facts) -> bool:
    """Return whether what a source says of an entry now takes the place of what it said under the same key.

    An entry is corrected, retitled, dated anew, published; so the key speaks for it, and only two of three say that the
    key went to another work: a title unlike or told apart, another identifier of one sort, nobody in common. An
    identifier that both have outweighs them.
    """
    if share_identifier(old, new):
        return True
    equal = are_equal(old.title, new.title)
    alike = 100.0 if equal else closeness(old.title, new.title)
    pair = _Pair(old, new, alike, equal=equal, identified=False)
    retitled = not (equal or old.untitled or new.untitled) and (
        alike < _UNLIKE or bool(told_apart(old.title, new.title) or one_about_other(old.title, new.title))
    )
    renamed = _other_doi(pair) or _other("arxiv_id")(pair) or _other("pmid")(pair)
    return retitled + renamed + _are_strangers(pair) < 2


def _says_much(title: str) -> bool:
    """Return whether a folded title speaks for one work: few others have it."""
    return not is_short(title) and not is_serial(title)


def _is_untitled(facts: Facts) -> bool:
    """Return whether nothing stands for the title, or an identifier."""
    return facts.untitled or not facts.title


def _missing(pair: _Pair, *, doubted: bool) -> str | None:
    """Return what a title lacks to speak for one paper alone, as the end of a sentence; None where it lacks nothing."""
    if not pair.equal:
        sure = pair.people and pair.gap == 0 and not doubted and "page" in pair.here and not pair.there
        return None if sure else ""
    placed = not pair.here.isdisjoint(("volume", "issue", "page", "number")) and not pair.there
    if is_serial(pair.a.title) and not (placed and pair.gap == 0 and not doubted):
        return ", which many have"
    if pair.a.kind == pair.b.kind and pair.a.kind in _YEARLY and pair.gap != 0:
        return ", which comes anew each year"
    if is_short(pair.a.title) and (pair.people is None or pair.gap):
        return ", which is short, and no authors to compare" if pair.people is None else ", which is short"
    return None


_SAME, _ASK, _DIFFERENT = Verdict
