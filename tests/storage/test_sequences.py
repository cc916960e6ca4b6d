"""Libraries that are edited and imported again, among all else that a reader does: nothing that was said is lost."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from storage.library import Library
from storage.papers.paper import Listed, Paper
from storage.papers.text import digest
from tests.storage.test_model import REED, WORKS, Shelf

SOURCES = (("/desk/one.bib", "bibtex"), ("/desk/two.bib", "bibtex"), ("/desk/three.json", "zotero-json"))
TITLES = (
    "Lichen, a slow report", "Counting what the sea leaves", "Bulletins of a harbour", "The patience of lanterns",
    "From the editors", "Hemp and its knots",
)  # fmt: skip
"""What the entries of each work may be called anew."""


@dataclass(frozen=True)
class Entry:
    """An entry of a library as its file has it."""

    work: int
    paper: Paper
    id: str

    def listed(self, line: int, *, by_id: bool) -> Listed:
        paper = self.paper
        if by_id:  # a library of ids keeps no citation keys
            paper = replace(paper, extra={name: text for name, text in paper.extra.items() if name != "key"})
        return Listed(
            paper=paper, line=line, position=line, digest=digest(repr(paper)), id=self.id if by_id else ""
        )  # fmt: skip

    def keyed(self, key: str) -> "Entry":
        return replace(self, paper=replace(self.paper, extra=self.paper.extra | {"key": key}))


class Followed(Shelf):
    """The same two windows, and three libraries that change between imports."""

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[int, list[Entry]] = {number: [] for number in range(len(SOURCES))}
        self.made = 0

    another_process = search = prioritise = star = another_connection = save_draft = discard = complete = reopen = None
    """The other model tries these."""

    words_and_counts = nothing_typed_is_lost = lambda *_: None  # and what of this concerns the shelf, holds there

    edit_of_file = st.tuples(
        st.sampled_from(
            (
                "add",
                "year",
                "year",
                "title",
                "venue",
                "people",
                "doi",
                "place",
                "key",
                "alias",
                "remove",
                "swap",
                "move",
            )
        ),
        st.integers(0, 5),
        st.integers(0, 2),
    )
    versions = st.lists(st.lists(edit_of_file, max_size=3), min_size=1, max_size=3)

    @rule(at=Shelf.library, number=st.integers(0, len(SOURCES) - 1), versions=versions)
    def follow(self, at: int, number: int, versions: list[list[tuple[str, int, int]]]) -> None:
        """Edit a library and import it, again or for the first time, and so some times in a row."""
        file = self.files[number]
        address, name = SOURCES[number]
        for turn, edits in enumerate(versions):
            for what, where, more in edits:
                self.change(file, what, where, more)
            if not file:
                self.change(file, "add", 0, 0)
            items = [entry.listed(line, by_id=name != "bibtex") for line, entry in enumerate(file, 1)]
            library = self.windows[(at + turn) % 2]
            self.take(library, items, address.rpartition("/")[2], name, address=address)

    @rule(at=Shelf.library, versions=versions)
    def follow_one(self, at: int, versions: list[list[tuple[str, int, int]]]) -> None:
        """The same, tried more often."""
        self.follow(at, 0, versions)

    @rule(at=Shelf.library, shared=st.integers(0, 1))
    def copy(self, at: int, shared: int) -> None:
        """Have one library be what another is."""
        self.files[1 - shared] = [*self.files[shared]]
        self.follow(at, 1 - shared, [[]])

    def change(self, file: list[Entry], what: str, where: int, more: int) -> None:
        if what == "add" or not file:
            self.made += 1
            work = where % len(WORKS)
            file.append(Entry(work, WORKS[work][more % len(WORKS[work])], f"id{self.made}"))
            return
        place = where % len(file)
        entry, other = file[place], file[(place + 1 + more) % len(file)]
        paper = entry.paper
        said: dict[str, Any] = {
            "year": {"year": (paper.year or 1990) + 1},
            "title": {"title": TITLES[entry.work] if more else WORKS[entry.work][0].title},
            "venue": {"venue": ("Slow Letters", None, "Annals")[more]},
            "people": {"authors": paper.authors[: more or None] or (REED,)},
            "doi": {"doi": (None, WORKS[entry.work][0].doi, f"10.5555/{entry.work}")[more]},
            "place": {
                "extra": paper.extra | ({"volume": "9"}, {"page": "11-12", "issue": "2"}, {"publisher": "Vale"})[more]
            },
            "alias": {"extra": paper.extra | {"ids": f"{paper.extra['key']}-{more}"}},
        }
        if what in said:
            file[place] = replace(entry, paper=replace(paper, **said[what]))
        elif what == "key":
            file[place] = entry.keyed(f"n{entry.work}{more}")
        elif what == "remove":
            del file[place]
        elif what == "move":
            file.append(file.pop(place))
        elif entry is not other:
            at = file.index(other)
            file[place], file[at] = entry.keyed(other.paper.extra["key"]), other.keyed(paper.extra["key"])

    def saying(self, library: Library, live: Collection[int]) -> Mapping[tuple[int, int], Paper]:
        """Have a record say what the newest of the listings on the shelf that show it says."""
        newest: dict[tuple[int, int], tuple[int, int]] = {}
        of: dict[tuple[int, int], tuple[int, int]] = {}
        for listing, line, *record in library.connection.execute(
            "SELECT listing, line, paper, record FROM sightings ORDER BY listing, line"
        ):
            of[listing, line] = (record[0] * (record[1] == 0), record[1])
            if listing in live:
                newest[of[listing, line]] = listing, line
        return {place: self.came[newest.get(record, place)] for place, record in of.items()}

    def one_or_two(self, library: Library) -> None:
        super().one_or_two(library)
        shown = [entry.key for entry in library.entries(list(self.shown)) if entry.key]
        assert len(shown) == len(set(shown))


@pytest.mark.parametrize(("examples", "steps"), [(40, 15), pytest.param(2_000, 20, marks=pytest.mark.full)])
def test_libraries_that_change_lose_nothing_that_was_said(examples: int, steps: int) -> None:
    every = settings(max_examples=examples, stateful_step_count=steps, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Followed, settings=every)
