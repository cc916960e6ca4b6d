"""Two entries of one .bib under keys of their own: with one thing more that speaks against it, they are asked about."""

from itertools import permutations

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from importers.decode import from_text
from importers.formats import bibtex
from storage.account import Incoming
from storage.library import Library
from tui.screens.duplicates import reason

MOSS = {
    "title": "Quiet moss in northern rivers", "author": "Quill, Ada and Fern, Bo", "year": "2011",
    "journal": "Annals of Moss", "volume": "4", "number": "2", "pages": "11--29",
}  # fmt: skip
BOOK = {"title": "Herons of the granite coast", "author": "Vale, Cy", "year": "1999", "isbn": "0-306-40615-2"}
TIDE = {"title": "Tides of a small and lonely graph", "author": "Marsh, Cy", "year": "2004"}

DOUBTS = {
    "other pages": (MOSS, {"pages": "13--31"}),
    "another venue": (MOSS, {"journal": "River Conference", "volume": "", "number": "", "pages": ""}),
    "another issue": (MOSS, {"number": "3"}),
    "years apart": (MOSS, {"year": "2014"}),
    "other given names": (MOSS, {"author": "Quill, Wen and Fern, Uwe"}),
    "another ISBN": (BOOK, {"isbn": "978-3-16-148410-0"}),
}


def bib(*entries, keys="abcdefgh"):
    """A .bib of the entries, each under the next key, or the one it names."""
    return "".join(
        f"@{'book' if 'isbn' in entry else 'article'}{{{entry.get('key', key)},\n"
        + "".join(f"  {name} = {{{text}}},\n" for name, text in entry.items() if text and name != "key")
        + "}\n"
        for key, entry in zip(keys, entries, strict=False)
    )


def add(library, text, address=""):
    (account,) = library.add_all(
        [Incoming(bibtex.read(from_text(text)), "moss.bib", "bibtex", trust=40, address=address)]
    )
    return account


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "library.sqlite3") as opened:
        yield opened


@pytest.mark.parametrize("doubt", DOUBTS)
def test_one_doubt_more_makes_a_question(library, doubt):
    entry, other = DOUBTS[doubt]
    account = add(library, bib(entry, entry | other))
    assert (account.added, account.merged, len(account.possible_duplicates)) == (2, 0, 1)
    assert len(library.duplicates()) == 1


@pytest.mark.parametrize("doubt", DOUBTS)
def test_a_newer_version_of_a_file_is_the_same_file(library, doubt):
    entry, other = DOUBTS[doubt]
    add(library, bib(entry), "/shelf/moss.bib")
    account = add(library, bib(entry, entry | other), "/shelf/moss.bib")
    assert (account.added, account.merged, len(library.duplicates())) == (1, 0, 1)
    assert add(library, bib(entry | other, keys="z"), "/desk/moss.bib").added == 0


@pytest.mark.parametrize("doubt", DOUBTS)
def test_of_two_files_they_are_one(library, doubt):
    entry, other = DOUBTS[doubt]
    add(library, bib(entry))
    assert add(library, bib(entry | other, keys="z")).merged == 1


@pytest.mark.parametrize(
    "other",
    [
        {}, {"year": "2012"}, {"author": "Quill, A. and Fern, B."}, {"pages": ""}, {"title": "{Quiet Moss} in Northern Rivers"},
        {"key": "a", "year": "2014"}, {"ids": "x, a", "year": "2014"},
    ],
    ids=["copied", "a year on", "initials", "no pages", "capitals", "one key twice", "one is an alias"],
)  # fmt: skip
def test_without_a_doubt_they_are_joined(library, other):
    account = add(library, bib(MOSS, MOSS | other))
    assert (account.added, account.merged) == (1, 1)


def test_what_a_batch_later_says_of_the_same_file_is_asked_about(library, monkeypatch):
    monkeypatch.setattr("storage.intake.CHUNK", 1)
    account = add(library, bib(MOSS, MOSS | {"pages": "13--31"}))
    assert (account.added, len(account.possible_duplicates)) == (2, 1)


def test_they_are_joined_for_good_where_the_reader_says_so(library):
    text = bib(MOSS, MOSS | {"pages": "13--31"})
    add(library, text)
    (pair,) = library.duplicates()
    library.merge(pair.a, pair.b)
    add(library, text.replace("Annals", "The Annals"))
    assert library.count() == 1


def shelved(tmp_path_factory, files):
    """The groups and the questions that files make, by what their records say."""
    with Library.open(tmp_path_factory.mktemp("shelf") / "library.sqlite3") as library:
        for text in files:
            add(library, text)
        every = library.entries(library.view().ids())
        shows = {entry.id: tuple(sorted(entry.keys)) for entry in every}
        asks = sorted(tuple(sorted((shows[pair.a], shows[pair.b]))) for pair in library.duplicates())
        return sorted(shows.values()), asks


PLAIN = "11--29", "2011", "2", ""
FILES = st.lists(
    st.lists(
        st.tuples(st.sampled_from(("11--29", "13--31", "211--240", "")), st.sampled_from(("2011", "2014", "2021")),
                  st.sampled_from(("", "2")), st.sampled_from(("", "10.5555/moss"))),
        min_size=1, max_size=2,
    ),
    min_size=2, max_size=2,
)  # fmt: skip
"""No more papers than each is asked about with all others: of more the first are asked about that came."""


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate],
)  # fmt: skip
@given(files=FILES)
@example(files=[[PLAIN], [PLAIN, ("11--29", "2014", "2", ""), ("211--240", "2011", "2", "")]])
def test_the_order_of_imports_changes_nothing(files, tmp_path_factory):
    texts = [
        bib(
            *(
                {**MOSS, "pages": pages, "year": year, "number": issue, "doi": doi, "key": f"k{number}.{at}"}
                for at, (pages, year, issue, doi) in enumerate(told)
            )
        )
        for number, told in enumerate(files)
    ]
    wanted = shelved(tmp_path_factory, texts)
    for order in permutations(texts):
        assert shelved(tmp_path_factory, order) == wanted


@pytest.mark.parametrize("turns", list(permutations(range(3))))
def test_an_entry_that_is_copied_is_one_of_each_file_that_has_it(library, turns):
    copied, mine = MOSS | {"key": "moss"}, MOSS | {"pages": "13--31", "key": "tide"}
    for turn in turns:
        add(library, (bib(copied), bib(mine, copied), bib(TIDE | {"key": "else"}))[turn], f"/desk/{turn}.bib")
    assert (library.count(), len(library.duplicates())) == (3, 1)


def test_an_entry_that_is_copied_later_parts_what_was_one(library):
    copied, mine = MOSS | {"key": "moss"}, MOSS | {"pages": "13--31", "key": "tide"}
    add(library, bib(copied), "/desk/one.bib")
    add(library, bib(mine), "/desk/two.bib")
    assert (library.count(), library.duplicates()) == (1, [])
    add(library, bib(mine, copied), "/desk/two.bib")
    assert (library.count(), len(library.duplicates())) == (2, 1)
    library.undo()
    assert (library.count(), library.duplicates()) == (1, [])


def test_the_screen_says_why_it_asks(library):
    add(library, bib(MOSS, MOSS | {"pages": "13--31"}))
    (pair,) = library.duplicates()
    why = reason(pair, *library.entries([pair.a, pair.b]))
    assert why.startswith("the same title and authors, but other pages and two keys in one file; they differ in ")
