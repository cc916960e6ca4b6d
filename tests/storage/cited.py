"""What may be cited together, told from records alone: whether a paper shows title, people and publication as one has.

Nothing here asks the shelf, its union or its evidence. A paper shows the title of one record, people and a DOI of it,
and the publication of one. What it lacks may come from another record, but only from one that says nothing else of
what is shown.
"""

from collections.abc import Collection, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from storage.papers.names import Name
from storage.papers.paper import Paper
from storage.papers.text import fold

SERVERS = ("arxiv", "biorxiv")
SERVERS_DOIS = ("10.1101/", "10.48550/")
FORM = ("venue", "volume", "issue", "page", "year", "publisher", "doi")
PEOPLE = ("authors", "organisation", "editors")


class Source(NamedTuple):
    """What one record says; in doubt it may have cut title from people in the wrong place."""

    paper: Paper
    doubted: bool = False


def strange(shown: Paper, sources: Sequence[Source], edited: Collection[str] = ()) -> str:
    """Return what is shown together that no source has so; empty where all is as it should be.

    What the reader `edited` is theirs, and of no source.
    """
    together = _triple(shown, sources, edited)
    if not any(together):
        return "title, people and DOI"
    return "" if any(_published(shown, sources, edited)) else "publication"


# -- title, people, DOI


def _triple(shown: Paper, sources: Sequence[Source], edited: Collection[str]) -> Iterator[bool]:
    """Yield whether title, people and DOI are those of one source, what that lacks filled from such as agree."""
    for one in sources:
        if "title" not in edited and shown.title != one.paper.title:
            continue
        for other in (one, *(other for other in sources if _agree(one, other, edited))):
            if _are_of(shown, one.paper, other.paper, edited):
                lent = [
                    third.paper.doi
                    for third in sources
                    if not one.paper.doi and all(_agree(place, third, edited) for place in (one, other))
                ]
                yield "doi" in edited or shown.doi in (one.paper.doi, *lent) or _is_early(one.paper.doi, shown)


def _is_early(doi: str | None, shown: Paper) -> bool:
    """Return whether a DOI is left out because it is of a preprint, and not of the publication shown."""
    return not shown.doi and bool(doi) and _is_server(doi or "") and _is_public(_form(shown))


def _are_of(shown: Paper, one: Paper, other: Paper, edited: Collection[str]) -> bool:
    """Return whether the people shown are those of one source; of another where the one names none, or its list is cut
    short and goes on there."""
    if "authors" in edited or (shown.authors, shown.authors_complete) == (one.authors, one.authors_complete):
        return True
    if one.authors_complete if one.authors else one.editors:
        return False
    return (shown.authors, shown.authors_complete) == (other.authors, other.authors_complete)


def _agree(one: Source, other: Source, edited: Collection[str] = ()) -> bool:
    """Return whether two sources say nothing against each other of title, people and DOI."""
    a, b = one.paper, other.paper
    doubted = one.doubted or other.doubted
    return (
        ("title" in edited or _is_one_title(a, b, doubted=doubted))
        and ("authors" in edited or _are_one_list(a, b, doubted=doubted))
        and not (a.doi and b.doi and a.doi != b.doi and _is_server(a.doi) == _is_server(b.doi))
    )


def _is_one_title(a: Paper, b: Paper, *, doubted: bool) -> bool:
    """Return whether two titles are one, letter by letter; with an identifier in common one may lack the other's
    subtitle, and one in doubt end elsewhere."""
    ours, theirs = (fold(paper.title).replace(" ", "") for paper in (a, b))
    if ours == theirs:
        return True
    if doubted and (ours.startswith(theirs) or theirs.startswith(ours)):
        return True
    heads = {fold(paper.title.partition(":")[0]).replace(" ", "") for paper in (a, b)}
    return _share(a, b) and bool(heads & {ours, theirs}) and len(heads) == 1


def _share(a: Paper, b: Paper) -> bool:
    ids = ((paper.doi, paper.arxiv_id, paper.extra.get("PMID"), paper.extra.get("PMCID")) for paper in (a, b))
    return any(one and one == other for one, other in zip(*ids, strict=True))


def _are_one_list(a: Paper, b: Paper, *, doubted: bool) -> bool:
    """Return whether two lists of people are one, or one is cut short and the other goes on as it begins."""
    ours, theirs = a.authors or a.editors, b.authors or b.editors
    if not ours or not theirs:
        return True
    if doubted:
        return bool(set(fold(" ".join(map(str, ours))).split()) & set(fold(" ".join(map(str, theirs))).split()))
    short, whole = sorted(((ours, a.authors_complete), (theirs, b.authors_complete)), key=lambda one: len(one[0]))
    if len(short[0]) < len(whole[0]) and short[1]:
        return False
    return all(map(_may_be_one, short[0], whole[0]))


def _may_be_one(one: Name, other: Name) -> bool:
    """Return whether every word of the shorter name is one of the other's: as it is, as its initial, or by a slip."""
    few, many = sorted((fold(str(one)).split(), fold(str(other)).split()), key=len)
    left = list(many)
    for word in few:
        found = next((there for there in left if _is_one_word(word, there)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _is_one_word(one: str, other: str) -> bool:
    if min(len(one), len(other)) == 1:
        return one[0] == other[0]
    return SequenceMatcher(None, one, other).ratio() >= 0.7


# -- the publication


def _published(shown: Paper, sources: Sequence[Source], edited: Collection[str]) -> Iterator[bool]:
    """Yield whether the publication shown is that of one source, what that lacks filled from such as agree."""
    told = _form(shown)
    asked = [field for field in FORM if field not in edited and not (field == "year" and "date" in edited)]
    for one in sources:
        mine = _form(one.paper)
        if all(told.get(field) == mine[field] for field in asked if field in mine):
            missing = {field: told[field] for field in asked if field in told and field not in mine}
            yield _is_filled(missing, [(one, mine)], sources, edited)


def _is_filled(
    missing: dict[str, Any], used: list[tuple[Source, dict[str, Any]]], sources: Sequence[Source],
    edited: Collection[str],
) -> bool:  # fmt: skip
    """Return whether sources that say nothing against the first, nor of the publication against one another, have what is missing."""
    if not missing:
        return True
    (field, value), *rest = missing.items()
    for other in sources:
        theirs = _form(other.paper)
        if _is_on_server(theirs) and not _is_server(theirs.get("doi", SERVERS_DOIS[0])):
            theirs = {"doi": theirs["doi"]}  # of a preprint that names its publication that is all it says of it
        agree = _are_one_work(used[0][0], other, edited) and all(_is_one_form(mine, theirs) for _, mine in used)
        if agree and theirs.get(field) == value and _is_filled(dict(rest), [*used, (other, theirs)], sources, edited):
            return True
    return False


def _are_one_work(one: Source, other: Source, edited: Collection[str]) -> bool:
    """Return whether one may tell of the other's publication: they agree, or have an identifier in common and no two of
    one sort."""
    a, b = one.paper, other.paper
    two = a.doi and b.doi and a.doi != b.doi and _is_server(a.doi) == _is_server(b.doi)
    return _agree(one, other, edited) or (_share(a, b) and not two)


def _form(paper: Paper) -> dict[str, Any]:
    """Return what a source says of where and when it was published; a year that nobody stated is none."""
    told = {
        "venue": paper.venue, "year": None if paper.date_inferred else paper.year, "doi": paper.doi,
        **{name: paper.extra.get(name) for name in ("volume", "issue", "page", "publisher")},
    }  # fmt: skip
    if paper.arxiv_id and not paper.venue and not any(told[name] for name in ("volume", "issue", "page")):
        told["server"] = "arxiv"
    return {name: value for name, value in told.items() if value}


def _is_one_form(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Return whether two may be one publication: nothing that both tell is told otherwise, and neither is a preprint
    where the other is none."""
    if {_is_on_server(one), _is_on_server(other)} == {True, False} and _is_public(one) | _is_public(other):
        return False
    both = one.keys() & other.keys()
    if "doi" in both and one["doi"] == other["doi"]:
        both -= {"venue", "publisher"}
    return all(
        _is_one_venue(one[name], other[name]) if name == "venue" else _plain(one[name]) == _plain(other[name])
        for name in both
    )


def _is_on_server(form: dict[str, Any]) -> bool:
    venue = fold(form.get("venue", ""))
    return venue.startswith(SERVERS) or ("server" in form and not _is_public(form))


def _is_public(form: dict[str, Any]) -> bool:
    venue, doi = fold(form.get("venue", "")), form.get("doi")
    if venue:
        return not venue.startswith(SERVERS)
    return bool(doi and not _is_server(doi)) or any(name in form for name in ("volume", "issue", "page"))


def _is_server(doi: str) -> bool:
    return doi.startswith(SERVERS_DOIS)


def _is_one_venue(one: str, other: str) -> bool:
    """Return whether the words of one venue begin with those of the other, one by one."""
    ours, theirs = fold(one).split(), fold(other).split()
    return len(ours) == len(theirs) and all(
        a.startswith(b) or b.startswith(a) for a, b in zip(ours, theirs, strict=True)
    )


def _plain(value: Any) -> Any:
    return fold(value).split(" ")[0] if isinstance(value, str) else value
