"""Pages and libraries that copy one another's records, imported in any order: the shelf holds the same papers."""

from collections.abc import Sequence
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from importers.decode import from_text
from importers.formats import bibtex, ris
from storage.account import Incoming
from storage.library import Library
from storage.papers.names import Name
from storage.papers.paper import Listed, Paper
from storage.papers.text import digest

MOSS = {
    "title": "How quiet moss grows on harbour walls", "author": "Quill, Ada and Fern, Bo", "year": "2011",
    "journal": "Annals of Moss", "volume": "4", "number": "2", "pages": "11--29",
}  # fmt: skip
WORKS: tuple[tuple[dict[str, str], ...], ...] = (
    (MOSS, MOSS | {"pages": "13--31"}, MOSS | {"doi": "10.5555/moss.1", "author": "Quill, A. and Fern, B."}),
    (
        {"title": "Tides of a small and lonely graph", "author": "Marsh, Cy", "year": "2004"},
        {"title": "Tides of a Small and Lonely Graph", "author": "Marsh, Cy and Reed, Di", "year": "2004",
         "journal": "Annals of Graphs", "doi": "10.5555/tides.9"},
        {"title": "Tides of a small and lonely graph", "author": "Marsh, Cy and others", "year": "2005"},
    ),
    (
        {"title": "Lamps, and how they learn to wait", "author": "Fern, Bo", "year": "2011", "journal": "Slow Letters"},
        {"title": "Lamps, and how they learn to wait: a report", "author": "Fern, Bo", "year": "2012"},
    ),
    ({"title": "Editorial", "journal": "Slow Letters", "year": "1999", "volume": "3"},
     {"title": "Editorial", "journal": "Slow Letters", "year": "1999", "volume": "4"}),
)  # fmt: skip
"""Fewer than four of a work are alike."""
CHANGES = (
    {"year": "2014"}, {"year": ""}, {"volume": "5"}, {"journal": "Harbour Letters"}, {"doi": "10.5555/late"},
    {"author": "Quill, Ada"}, {"pages": "1--9"},
)  # fmt: skip
KEYS = "kelp", "dulse", "wrack", "sorrel"


class Source(NamedTuple):
    """A page, or a library with its versions."""

    name: str
    format: str
    versions: tuple[tuple[dict[str, str], ...], ...]


def sources(chance: Random) -> list[Source]:
    return [
        Source(name, format_, tuple(versions(chance, name, library=format_ != "hf-papers")))
        for name, format_ in (("one.bib", "bibtex"), ("two.bib", "bibtex"), ("three.ris", "ris"), ("page", "hf-papers"))
        if chance.random() < 0.75
    ]


def versions(chance: Random, name: str, *, library: bool) -> list[tuple[dict[str, str], ...]]:
    """Return what a library says, and then says; its own entry, which nobody else has, keeps tag and place."""
    entries = [entry(chance) for _ in range(chance.randint(1, 3))]
    if not library:
        return [tuple(entries)]
    own = {
        "title": f"What only {name} holds",
        "author": "Lund, Eo",
        "year": "2001",
        "key": "own",
        "groups": f"of {name}",
    }
    found = [(own, *entries)]
    while chance.random() < 0.4:
        what = chance.random()
        at = chance.randrange(len(entries))
        if what < 0.6:
            entries[at] = entries[at] | chance.choice(CHANGES)
        elif what < 0.7:
            entries[at] = entries[at] | {"key": chance.choice(KEYS)}
        elif what < 0.85 and len(entries) > 1:
            del entries[at]
        else:
            entries.append(entry(chance))
        found.append((own, *entries))
    return found


def entry(chance: Random) -> dict[str, str]:
    work = chance.randrange(len(WORKS))
    key = KEYS[work] if chance.random() < 0.6 else chance.choice(KEYS)
    return chance.choice(WORKS[work]) | {"key": key}


def bib(entries: Sequence[dict[str, str]]) -> str:
    return "".join(
        f"@article{{{told['key']},\n"
        + "".join(f"  {tag} = {{{text}}},\n" for tag, text in told.items() if text and tag != "key")
        + "}\n"
        for told in entries
    )


TAGS = {"title": "TI", "year": "PY", "journal": "JO", "volume": "VL", "number": "IS", "pages": "SP", "doi": "DO",
        "key": "ID", "author": "AU"}  # fmt: skip


def as_ris(entries: Sequence[dict[str, str]]) -> str:
    lines: list[str] = []
    for told in entries:
        pairs = [(TAGS[tag], part) for tag, text in told.items() if tag in TAGS for part in text.split(" and ") if part]
        lines += ["TY  - JOUR", *(f"{tag}  - {text}" for tag, text in pairs), "ER  - ", ""]
    return "\n".join(lines)


def page(entries: Sequence[dict[str, str]]) -> list[Listed]:
    return [
        Listed(
            paper=Paper(
                title=told["title"], year=int(told["year"]), venue=told.get("journal"), doi=told.get("doi"),
                authors=tuple(Name(name) for name in told.get("author", "").split(" and ") if name not in ("", "others")),
                authors_complete="others" not in told.get("author", ""),
            ),
            line=line, position=line, digest=digest(repr(told)),
        )
        for line, told in enumerate(entries, 1)
    ]  # fmt: skip


def put(library: Library, source: Source, number: int) -> None:
    told = source.versions[number]
    items: Any
    if source.format == "bibtex":
        items = list(bibtex.read(from_text(bib(told))))
    elif source.format == "ris":
        items = list(ris.read(from_text(as_ris(told))))
    else:
        items = page(told)
    library.add_all([
        Incoming(items, source.name, source.format, trust=10 if source.format == "hf-papers" else 40,
                 address="" if source.format == "hf-papers" else f"/desk/{source.name}")
    ])  # fmt: skip


def mixed(chance: Random, every: Sequence[Source]) -> list[tuple[Source, int]]:
    """Return the imports in some order that has the versions of each library in theirs."""
    order = [source for source in every for _ in source.versions]
    chance.shuffle(order)
    return [(source, order[:at].count(source)) for at, source in enumerate(order)]


def shelved(path: Path, imports: Sequence[tuple[Source, int]]) -> dict[str, Any]:
    """Return what the shelf holds then: papers with all that is of them, and the questions; no ids."""
    with Library.open(path) as library:
        for source, number in imports:
            put(library, source, number)
        there = library.entries(library.view().ids())
        keys = {
            told["key"]
            for source, number in imports
            for told in source.versions[number]
            if source.format != "hf-papers"
        }
        seen = library.connection.execute(  # what a version showed that is no longer the last stays with who copied it
            "SELECT s.paper, l.source, s.line FROM sightings s JOIN listings l ON l.id = s.listing "
            "WHERE NOT EXISTS (SELECT 1 FROM listings n WHERE n.source = l.source AND n.id > l.id)"
        ).fetchall()
        says = {
            entry.id: repr((
                entry.paper,
                sorted(keys & set(entry.keys)),
                sorted(entry.tags),
                sorted(place for row, *place in seen if row == entry.id),
                sorted(repr(paper) for _, _, paper in library.records(entry.id)),
            ))
            for entry in there
        }  # fmt: skip
        asks = sorted(tuple(sorted((says[pair.a], says[pair.b]))) for pair in library.duplicates(1_000))
        for key in keys:
            assert library.find(key), key
        return {"papers": sorted(says.values()), "asks": asks}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_page_is_not_taken_for_another_that_shows_the_same_paper_otherwise(library, order):
    graph, again, _ = WORKS[1]
    pages = [(graph, WORKS[0][0]), (again,), (graph,)]
    for number in order:
        library.add_all([Incoming(page(pages[number]), f"page {number}", "hf-papers")])
    (tides,) = library.view("title:tides").ids()
    assert sorted(seen.listing for seen in library.entry(tides).seen) == ["page 0", "page 1", "page 2"]
    library.add_all([Incoming(page([graph]), "page 2 again", "hf-papers")])
    assert len(library.listings()) == 3


@pytest.mark.parametrize("examples", [12, pytest.param(2_000, marks=pytest.mark.full)])
def test_the_order_of_imports_changes_nothing_but_ids(examples, tmp_path_factory):
    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(seed=st.integers(0, 1 << 32))
    def tried(seed: int) -> None:
        chance = Random(seed)
        every = sources(chance)
        first, *others = (
            shelved(tmp_path_factory.mktemp("shelf") / "l.sqlite3", mixed(chance, every)) for _ in range(3)
        )
        for other in others:
            assert other == first

    tried()
