"""Whether a record that a service gave is of the paper asked for."""

from collections.abc import Sequence

from importers.lookup.ids import Identifier, Kind, identify
from storage.papers.identity import family, people_agree
from storage.papers.likeness import is_short, likeness, numbers
from storage.papers.paper import Paper
from storage.papers.text import fold

LIKENESS = 97.0
"""How alike two folded titles must be, in percent, before anything is taken from a record found by its title."""
ID_LIKENESS = 90.0
"""The same for a record found by the paper's own identifier: a title may have changed, but not become another."""


def match(paper: Paper, candidates: Sequence[Paper], *, by_id: bool) -> Paper | None:
    """Return the candidate that is `paper`, the best of several records of it; None when none is, or two papers are."""
    fits = _same_title if by_id else _fits
    fitting = [candidate for candidate in candidates if fits(paper, candidate)]
    if not fitting:
        return None

    def rank(candidate: Paper) -> tuple[bool, bool, bool, bool]:
        return (
            bool(candidate.authors), paper.author_count in (None, len(candidate.authors)),
            paper.year in (None, candidate.year), candidate.authors_complete,
        )  # fmt: skip

    best, *others = sorted(fitting, key=rank, reverse=True)
    equals = [other for other in others if rank(other) == rank(best)]
    if not paper.authors and any(_people_agree(best, other) is False for other in equals):
        return None  # two papers of one title, and nothing tells which of them is meant
    return best


def _fits(paper: Paper, candidate: Paper) -> bool:
    """Return whether a record found by title may be taken for `paper`."""
    if candidate.kind in ("review", "dataset", "document") and candidate.kind != paper.kind:
        return False  # a review of the paper, its data, an erratum
    mine, theirs = fold(paper.title), fold(candidate.title)
    if likeness(mine, theirs) < LIKENESS or numbers(mine) != numbers(theirs):
        return False
    gap = abs(paper.year - candidate.year) if paper.year and candidate.year else None
    if gap is not None and gap > 1:
        return False
    agree = _people_agree(paper, candidate)
    ids = ((paper.doi, candidate.doi), (paper.arxiv_id, candidate.arxiv_id))
    if agree is False or any(one and other and one != other for one, other in ids):
        return False
    # A short title names too many papers: something else has to speak for it.
    return not is_short(mine) or bool(agree) or gap is not None or paper.author_count == len(candidate.authors)


def identifier_as_title(paper: Paper) -> Identifier | None:
    """Return what stands in the place of the title where only an identifier or a link was known."""
    if len(paper.title.split()) != 1:
        return None
    found = identify(paper.title)
    return found[0] if len(found) == 1 and found[0].kind is not Kind.UNKNOWN else None


def _same_title(paper: Paper, candidate: Paper) -> bool:
    """Return whether a record with the paper's own identifier is of this paper: alike, or one a part of the other."""
    if identifier_as_title(paper):
        return True
    one, other = sorted((fold(paper.title), fold(candidate.title)), key=len)
    return bool(one) and (likeness(one, other) >= ID_LIKENESS or f" {one} " in f" {other} ")


def _people_agree(paper: Paper, candidate: Paper) -> bool | None:
    """Return whether one's family names are half in the other's, where either may show the first few only."""
    return people_agree(*([family(name) for name in one.authors] for one in (paper, candidate)))
