"""Papers that are alike, of pages and libraries: whichever come first, the papers and the questions are the same."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from storage.account import Incoming
from storage.library import Library
from storage.papers.names import Name
from storage.papers.paper import Listed, Paper
from storage.papers.text import digest

TITLES = (
    ("On the quiet growth of moss in northern rivers", "On the quiet growth of moss in northern river",
     "On the slow growth of moss in northern rivers", "On the quiet growth of moss in northern rivers: a survey"),
    ("Editorial",) * 2,
    ("Quiet moss", "Quiet moss", "Quiet moss: a survey"),
    ("Annual report of the heron society", "Annual report of the heron society", "The annual report of the heron society"),
)  # fmt: skip
PEOPLE = tuple(
    tuple(Name.of(*name.split()) for name in names)
    for names in ((), (), ("Quill Ada", "Fern Bo"), ("Quill Ada", "Fern Bo"), ("Quill A.",), ("Fern Bo", "Marsh Cy"))
)
VENUES = None, "Annals of Moss", "Annals of Moss", "River Conference", "arXiv"
DOIS = (None,) * 6 + ("10.5555/moss.1", "10.5555/moss.2")
PLACES = {"volume": ("", "4", "4", "5"), "issue": ("", "", "1", "2"), "page": ("", "11-29", "13-31", "211-240")}
KINDS = None, None, "article-journal", "paper-conference"


class Piece(NamedTuple):
    """One import: a page, or a version of a library."""

    papers: tuple[Paper, ...]
    address: str = ""


def alike(chance: Random, titles: Sequence[str]) -> Paper:
    told = {name: chance.choice(values) for name, values in PLACES.items()}
    return Paper(
        title=chance.choice(titles), authors=chance.choice(PEOPLE), year=chance.choice((None, 2010, 2011, 2014)),
        venue=chance.choice(VENUES), doi=chance.choice(DOIS), kind=chance.choice(KINDS),
        extra={name: text for name, text in told.items() if text},
    )  # fmt: skip


def pieces(chance: Random, count: int) -> list[list[Piece]]:
    """Return imports of so many alike papers, in sequences that are to be kept: of a library, its versions."""
    titles = chance.choice(TITLES)
    papers = [alike(chance, titles) for _ in range(count)]
    found: list[list[Piece]] = []
    while papers:
        some = tuple(papers.pop() for _ in range(min(len(papers), chance.randint(1, 4))))
        if chance.random() < 0.5:
            found.append([Piece(some)])
            continue
        address = f"/desk/{len(found)}.bib"
        keyed = [replace(one, extra=one.extra | {"key": f"k{len(found)}.{at}"}) for at, one in enumerate(some)]
        found.append([Piece(tuple(keyed), address)])
        while chance.random() < 0.4:
            at = chance.randrange(len(keyed))
            keyed[at] = corrected(chance, keyed[at])
            found[-1].append(Piece(tuple(keyed), address))
    return found


def corrected(chance: Random, paper: Paper) -> Paper:
    """Return an entry as a newer version of its library may have it: of no other work."""
    other = alike(chance, (paper.title,))
    name = chance.choice(("year", "venue", "kind", "page", "issue"))
    if name in PLACES:
        return replace(paper, extra={**paper.extra, name: other.extra.get(name, "7-9")})
    return replace(paper, date=None, **{name: getattr(other, name)})


def mixed(chance: Random, sequences: Sequence[Sequence[Piece]]) -> list[Piece]:
    """Return imports in some order that keeps each sequence."""
    order = [at for at, sequence in enumerate(sequences) for _ in sequence]
    chance.shuffle(order)
    left = [list(reversed(sequence)) for sequence in sequences]
    return [left[at].pop() for at in order]


def put(library: Library, piece: Piece) -> None:
    items = [
        Listed(paper=paper, line=line, position=line, digest=digest(repr(paper)))
        for line, paper in enumerate(piece.papers, 1)
    ]
    of_library = bool(piece.address)
    library.add_all([
        Incoming(items, "moss", "bibtex" if of_library else "hf-papers", trust=40 if of_library else 10,
                 address=piece.address)
    ])  # fmt: skip


Said = tuple[list[str], list[tuple[str, str, float]]]


def shelved(library: Library) -> Said:
    """Return the papers and the questions of a shelf, by what is said of each paper."""
    of = {
        entry.id: repr((entry.paper, sorted(entry.keys), sorted((seen.listing, seen.line) for seen in entry.seen)))
        for entry in library.entries(library.view().ids())
    }
    asks = [(*sorted((of[pair.a], of[pair.b])), pair.likeness) for pair in library.duplicates(1_000)]
    return sorted(of.values()), sorted(asks)


def said(folder, order: Sequence[Piece]) -> Said:
    path = folder / "library.sqlite3"
    with Library.open(path) as library:
        for piece in order:
            put(library, piece)
        return shelved(library)


@pytest.mark.parametrize("examples", [15, pytest.param(2_000, marks=pytest.mark.full)])
def test_the_order_of_imports_changes_nothing_but_ids(examples, tmp_path_factory):
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck),
              phases=[Phase.explicit, Phase.generate])  # fmt: skip
    @given(seed=st.integers(0, 1 << 32), count=st.integers(6, 12))
    def tried(seed: int, count: int) -> None:
        chance = Random(seed)
        sequences = pieces(chance, count)
        first, *others = (said(tmp_path_factory.mktemp("shelf"), mixed(chance, sequences)) for _ in range(3))
        for other in others:
            assert other == first

    tried()


def alike_in_all_but_years(count: int) -> list[Paper]:
    return [Paper(title="Editorial of the moss letters", year=1900 + 3 * number) for number in range(count)]


def asked_with(library: Library, number: int) -> list[int]:
    """Return the papers that one is asked about with, the likeliest first."""
    return [pair.a + pair.b - number for pair in library.duplicates(1_000) if number in (pair.a, pair.b)]


def test_each_of_many_alike_is_asked_about_with_its_likeliest_and_the_next_where_one_is_decided(library):
    put(library, Piece(tuple(alike_in_all_but_years(10))))
    pairs = library.duplicates(1_000)
    assert 15 <= len(pairs) <= 30
    for number in library.view().ids():
        assert len(asked_with(library, number)) >= 3
    first = pairs[0]
    others = asked_with(library, first.a)
    library.keep_apart(first.a, first.b)
    assert first.b not in asked_with(library, first.a)
    assert asked_with(library, first.a)[:2] == others[1:3]
    assert len(asked_with(library, first.a)) >= 3
    library.undo()
    assert library.duplicates(1_000) == pairs


def test_what_is_deleted_is_no_longer_asked_about_and_makes_room(library):
    put(library, Piece(tuple(alike_in_all_but_years(8))))
    pairs = library.duplicates(1_000)
    number, other, *_ = library.view().ids()
    library.delete([other])
    assert asked_with(library, other) == []
    assert len(asked_with(library, number)) >= 3
    library.undo()
    assert library.duplicates(1_000) == pairs


def test_the_account_tells_of_those_that_are_asked(library):
    (account,) = library.add_all(
        [Incoming([Listed(paper=paper, line=1) for paper in alike_in_all_but_years(10)], "moss", "hf-papers")]
    )
    told = {frozenset((pair.a, pair.b)) for pair in account.possible_duplicates}
    assert told == {frozenset((pair.a, pair.b)) for pair in library.duplicates(1_000)}


def test_what_an_entry_was_called_before_is_not_asked_about(library):
    was = Paper(
        title="Editorial", authors=PEOPLE[2], year=2010, venue="Annals of Moss", extra={"key": "k", "volume": "4"}
    )
    put(library, Piece((was,), "/desk/moss.bib"))
    put(library, Piece((replace(was, year=2016, date=None),), "/desk/moss.bib"))
    put(library, Piece((replace(was, extra={"volume": "4", "page": "11-29"}),)))
    assert library.duplicates() == []


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(seed=st.integers(0, 1 << 32), chunk=st.integers(1, 3))
def test_how_many_records_are_looked_up_together_changes_nothing(seed, chunk, tmp_path_factory):
    order = [piece for sequence in pieces(Random(seed), 14) for piece in sequence]
    first = said(tmp_path_factory.mktemp("shelf"), order)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("storage.intake.CHUNK", chunk)
        assert said(tmp_path_factory.mktemp("shelf"), order) == first
