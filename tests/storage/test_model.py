"""Whatever is done in whatever order, by several windows: the shelf shows what a plain dictionary of the acts says.

The model knows nothing of the file. It keeps the acts and what each set, and of every register the latest that was not
undone holds. Which records are one paper it takes from the shelf, and holds it to what the reader said and to the works
that the records are known to be of.
"""

import itertools
import subprocess
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from importers import reader_named
from storage import counts, doctor, effects
from storage.drafts import is_lost
from storage.library import Library
from storage.papers.names import Name
from storage.papers.paper import Listed, Paper, Status
from tests.storage.cited import Source, strange

WORKER = Path(__file__).with_name("worker.py")
QUILL, FERN, MARSH, REED = (Name.of(*name.split()) for name in ("Quill Ada", "Fern Bo", "Marsh Cy", "Reed Di"))


def _work(number: int, *records: Paper) -> list[Paper]:
    """Give each record of a work a citation key of its own, and what tells the work."""
    return [
        replace(paper, extra={**paper.extra, "key": f"k{number}{'abc'[at]}", "shelfmark": f"w{number}"})
        for at, paper in enumerate(records)
    ]


_WALL, _GRAPH = "How quiet moss grows on harbour walls", "Tides of a small and lonely graph"
WORKS = [
    _work(number, *records)
    for number, records in enumerate([
        (Paper(title=_WALL, authors=(QUILL, FERN), year=2018, venue="arXiv", arxiv_id="1803.00001", abstract="Moss."),
         Paper(title=_WALL, authors=(QUILL, FERN), year=2019, doi="10.5555/moss.1", venue="Proceedings of Slow Botany", extra={"page": "7-9"}),
         Paper(title=f"{_WALL}: the long report", authors=(QUILL, FERN), year=2020, doi="10.5555/moss.2", venue="Wall Letters")),
        (Paper(title=_GRAPH, authors=(MARSH,), year=2004, abstract="We count tides."),
         Paper(title=_GRAPH, authors=(MARSH, REED), year=2004, doi="10.5555/tides.9", venue="Annals of Graphs"),
         Paper(title=_GRAPH, authors=(MARSH,), authors_complete=False, year=2005, extra={"volume": "4", "publisher": "Reed"})),
        (Paper(title=_GRAPH, authors=(QUILL,), year=1961, doi="10.5555/other", venue="Harbour Bulletin"),),
        (Paper(title="Lamps, and how they learn to wait", authors=(FERN,), year=2011, url="https://lamps.example/1"),
         Paper(title="Lamps, and how they learn to wait", authors=(FERN,), year=2011, arxiv_id="1103.00002")),
        (Paper(title="Editorial", venue="Wall Letters", year=1999), Paper(title="Editorial", venue="Annals of Graphs", year=1998)),
        (Paper(title="Ropes"),),
    ])
]  # fmt: skip
"""Records of works; those of two works are never one paper unless the reader says so."""
FORMATS = ("bibtex", "hf-papers", "arxiv-list")
EDITS = (
    {"title": "A title of my own"}, {"title": "Of lamps and moss", "authors": (REED,)}, {"venue": "My own Letters"},
    {"venue": None}, {"abstract": "In my words."}, {"title": _WALL},
)  # fmt: skip
TYPED = (
    "half a thou", "half a thought of moss", "half a thought of moss that nobody else had ever had before",
    "another page altogether, with numbers", "numbers",
)  # fmt: skip
TAGS = ("damp", "salt", "wall")
WORDS = sorted({
    word.lower()
    for text in (*(paper.title for paper in itertools.chain(*WORKS)), *(edit["title"] for edit in EDITS if "title" in edit))
    for word in text.replace(",", " ").replace(":", " ").split()
    if len(word) > 3
})  # fmt: skip


@dataclass
class Act:
    """What one call did."""

    number: int
    session: object
    sets: list[tuple[str, Any, frozenset[int], Any]] = field(default_factory=list)
    """(field, key, rows, value); rows are empty where it is of no paper."""
    undone: int = 0
    """The number of the undo."""


class Shelf(RuleBasedStateMachine):
    """Two windows on one file, and now and then a third process."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "shelf.sqlite3"
        self.windows = [Library.open(self.path), Library.open(self.path)]
        self.acts: list[Act] = []
        self.clock = itertools.count(1)
        self.came: dict[tuple[int, int], Paper] = {}
        """What stood in which line of which listing."""
        self.formats: dict[int, str] = {}
        self.drafts: dict[tuple[int, object], tuple[str, int]] = {}
        """What sessions type of rows, each with the number of the act before it."""
        self.typed: dict[tuple[int, str], None] = {}
        """Every text that was ever typed or saved, with its row."""
        self.cited: dict[str, int] = {}
        """Keys that were given to rows."""
        self.groups: dict[int, set[int]] = {}
        """Rows by the row that shows them, as the shelf has it."""
        self.shown: dict[int, set[int]] = {}
        """Those of the groups that are on the shelf."""
        self.seen: dict[tuple[Any, ...], Any] = {}
        """How records were grouped after the same acts before."""
        self.undoers: dict[int, int] = {}
        """Sessions by the number of the undo."""
        self.processes = 0

    def teardown(self) -> None:
        for library in self.windows:
            library.close()
        assert doctor.examine(self.path) == []
        self.folder.cleanup()

    # -- the dictionary

    def value(self, what: str, key: Any, rows: Iterable[int] = (), default: Any = None) -> Any:
        """Return the latest value of a register that was not undone, of any of the rows."""
        rows = frozenset(rows)
        for act in reversed(self.acts):
            for name, of, where, value in reversed(act.sets):
                if not act.undone and (name, of) == (what, key) and (where & rows or not rows):
                    return value
        return default

    def of(self, what: str, shown: int, key: Any = 0, default: Any = 0) -> Any:
        return self.value(what, key, self.groups[shown], default)

    def note_of(self, shown: int) -> str:
        """Return the notes of all rows of a paper, the oldest first."""
        latest: dict[int, tuple[int, str]] = {}
        for act in self.acts:
            for what, _, rows, text in act.sets:
                if what == "note" and not act.undone:
                    latest |= dict.fromkeys(rows & self.groups[shown], (act.number, text))
        return "\n\n".join(dict.fromkeys(text for _, text in sorted(latest.values()) if text))

    def edits_of(self, shown: int) -> dict[str, Any]:
        names = {
            key for act in self.acts for what, key, rows, _ in act.sets if what == "edit" and rows & self.groups[shown]
        }
        found = {name: self.of("edit", shown, name, None) for name in names}
        return {name: value[0] for name, value in found.items() if value is not None}

    def tags_of(self, shown: int) -> set[str]:
        return {tag for tag in TAGS if self.of("tag", shown, tag)}

    def is_said(self, shown: int) -> bool:
        plain = [self.of(what, shown) for what in ("starred", "priority")]
        status = self.of("status", shown, default=Status.UNREAD)
        return bool(
            any(plain)
            or status is not Status.UNREAD
            or self.tags_of(shown)
            or self.note_of(shown)
            or self.edits_of(shown)
        )

    def act(self, library: Library, change: Any, *sets: tuple[str, Any, Iterable[int], Any]) -> None:
        """Note an act; one that sets nothing must have left none."""
        said = [(what, key, frozenset(rows), value) for what, key, rows, value in sets]
        assert bool(change and change.id) == bool(said), (change, said)
        if said:
            self.acts.append(Act(next(self.clock), library.session, said))
        self.look(library)

    def back(self, library: Library, change: Any) -> list[tuple[str, Any, Iterable[int], Any]]:
        """Return the deleted papers that an act brought back, for what it spoke of became one with them."""
        told = effects.of_act(library.connection, change.id) if change else []
        return [("gone", 0, set(rows), value) for name, _, value, rows in told if name == "gone"]

    def look(self, library: Library) -> None:
        """Take from the shelf which rows are one paper."""
        self.groups = defaultdict(set)
        shown = set(library.view().ids())
        for row, joined in library.connection.execute("SELECT id, joined FROM papers"):
            self.groups[joined or row].add(row)
        self.shown = {row: rows for row, rows in self.groups.items() if row in shown}
        assert self.shown.keys() == shown

    # -- what a reader does

    library = st.integers(0, 1)
    places = st.lists(st.integers(0, 9), min_size=1, max_size=3)

    def some(self, places: list[int]) -> list[int]:
        """Return papers on the shelf, in the order they were asked for."""
        there = sorted(self.shown)
        return list(dict.fromkeys(there[place % len(there)] for place in places)) if there else []

    @initialize(one=st.integers(0, 5), two=st.integers(0, 5))
    def begin(self, one: int, two: int) -> None:
        self.come(0, [(one, 0), (two, 1), (3, 0)], 0)

    @rule(
        at=library,
        picks=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), min_size=1, max_size=4),
        form=st.integers(0, 2),
    )
    def come(self, at: int, picks: list[tuple[int, int]], form: int) -> None:
        library = self.windows[at]
        papers = [WORKS[work][variant % len(WORKS[work])] for work, variant in picks]
        items = [Listed(paper=paper, line=line, position=line) for line, paper in enumerate(papers, 1)]
        self.take(library, items, f"{FORMATS[form]} {picks}", FORMATS[form])

    def take(self, library: Library, items: list[Listed], source: str, name: str, **more: Any) -> None:
        """Import records of a format, and note what came."""
        papers = [listed.paper for listed in items]
        gone = {row for row in self.groups if self.of("gone", row)}
        account = library.add(items, source=source, format=name, trust=reader_named(name).TRUST, **more)
        if not account.change:
            self.act(library, None)
            return
        number = account.listing_id
        assert number
        self.formats[number] = name
        self.came |= {(number, line): paper for line, paper in enumerate(papers, 1)}
        self.look(library)
        back = [
            row
            for (row,) in library.connection.execute("SELECT id FROM papers WHERE hidden & 2 = 0") if row in gone
        ]  # fmt: skip
        self.act(library, account.change, ("listed", number, (), 1), *((("gone", 0, [row], 0)) for row in back))
        there = {
            place.line
            for entry in library.entries(list(self.shown))
            for place in entry.seen
            if place.listing_id == number
        }
        assert there == set(range(1, len(papers) + 1))

    @rule(at=library, places=places, status=st.sampled_from(Status))
    def mark(self, at: int, places: list[int], status: Status) -> None:
        library, ids = self.windows[at], self.some(places)
        others = [row for row in ids if self.of("status", row, default=Status.UNREAD) is not status]
        self.act(library, library.mark(ids, status), *[("status", 0, others, status)] * bool(others))

    @rule(at=library, places=places)
    def star(self, at: int, places: list[int]) -> None:
        library, ids = self.windows[at], self.some(places)
        on = any(not self.of("starred", row) for row in ids)
        others = [row for row in ids if self.of("starred", row) != on]
        self.act(library, library.star(ids), *[("starred", 0, others, int(on))] * bool(others))

    @rule(at=library, places=places, step=st.sampled_from((-7, -1, 1, 7)))
    def prioritise(self, at: int, places: list[int], step: int) -> None:
        library, ids = self.windows[at], self.some(places)
        new: dict[int, list[int]] = {}
        for row in sorted(ids):
            new.setdefault(self.of("priority", row), []).append(row)
        sets = [
            ("priority", 0, rows, value) for was, rows in new.items() if (value := max(-9, min(9, was + step))) != was
        ]
        self.act(library, library.prioritise(ids, step), *sets)

    @rule(at=library, places=places, tag=st.sampled_from(TAGS), other=st.sampled_from((*TAGS, "")), off=st.booleans())
    def tag(self, at: int, places: list[int], tag: str, other: str, *, off: bool) -> None:
        library, ids = self.windows[at], self.some(places)
        sets = []
        if not off:
            having = [row for row in ids if tag in self.tags_of(row)]
            sets += [("tag", tag, set(ids) - set(having), 1)] if len(having) < len(ids) else []
        for name in {tag if off else other} - {"" if off else tag, ""}:
            having = [row for row in ids if name in self.tags_of(row)]
            sets += [("tag", name, having, 0)] if having else []
        remove = [name for name in {tag if off else other} - {"" if off else tag} if name]
        self.act(library, library.tag(ids, [] if off else [tag], remove), *sets)

    @rule(
        at=library, places=places, text=st.sampled_from(("", "mossy", "of lamps", "two\n\nparts")), versed=st.booleans()
    )
    def note(self, at: int, places: list[int], text: str, *, versed: bool) -> None:
        library = self.windows[at]
        for row in self.some(places[:1]):
            entry = library.entry(row)
            assert entry
            was = self.note_of(row)
            change = library.note(row, text, version=entry.note_version if versed else None)
            self.forget_draft(row, library.session)
            self.act(library, change, *self.noted(row, text, was))
            kept = {former for _, former in library.note_history(row)} | {library.entry(row).note}  # type: ignore[union-attr]
            assert all(any(part in former for former in kept) for part in was.split("\n\n"))

    def noted(self, row: int, text: str, was: str) -> list[tuple[str, Any, Iterable[int], Any]]:
        """Return what saving a note sets."""
        self.typed[row, text] = None
        rest = self.groups[row] - {row}
        return [*([("note", 0, rest, "")] if rest else []), ("note", 0, [row], text)] if text != was else []

    @rule(at=library, places=places, text=st.sampled_from((None, "", *TYPED)))
    def draft(self, at: int, places: list[int], text: str | None) -> None:
        library = self.windows[at]
        for row in self.some(places[:1]):
            library.draft(row, text)
            self.forget_draft(row, library.session)
            if text is not None:
                self.drafts[row, library.session] = text, next(self.clock)
                self.typed[row, text] = None

    def forget_draft(self, shown: int, session: object) -> None:
        for row in self.groups[shown]:
            self.drafts.pop((row, session), None)

    @rule(at=library, which=st.integers(0, 3), more=st.sampled_from(("", "and more")))
    def save_draft(self, at: int, which: int, more: str) -> None:
        """Answer the question at start, or go on from a draft and save that."""
        library = self.windows[at]
        for row, text, session in library.drafts()[which : which + 1]:
            was = self.note_of(row)
            here = row in self.shown
            back = [("gone", 0, [row], 0)] if not here and self.of("gone", row) else []
            whole = f"{text} {more}".strip()
            change = library.note(row, whole, session=session, back=True)
            for whose in (session, library.session):
                self.forget_draft(row, whose)
            sets = [*back, *self.noted(row, whole, was)]
            self.act(library, change, *(sets or [("kept", 0, [row], 1)] * (not here)))
            assert row in self.shown

    @rule(at=library, which=st.integers(0, 3))
    def discard(self, at: int, which: int) -> None:
        library = self.windows[at]
        for row, _, session in library.drafts()[which : which + 1]:
            change = library.discard(row, session)
            rows = {one for (one, whose), draft in self.standing().items() if whose == session} & self.groups[row]
            self.act(library, change, ("discarded", session, rows, 1))

    def standing(self) -> dict[tuple[int, object], str]:
        """Return the drafts that were not thrown away since they were typed."""
        return {
            (row, session): text
            for (row, session), (text, typed) in self.drafts.items()
            if not any(
                act.number > typed and not act.undone and ("discarded", session) == (what, key) and row in rows
                for act in self.acts
                for what, key, rows, _ in act.sets
            )
        }

    @rule(at=library, places=places, edit=st.sampled_from(EDITS))
    def edit(self, at: int, places: list[int], edit: dict[str, Any]) -> None:
        library = self.windows[at]
        for row in self.some(places[:1]):
            entry = library.entry(row)
            assert entry
            sets = [
                ("edit", name, [row], (value,)) for name, value in edit.items() if getattr(entry.paper, name) != value
            ]
            before = {number for number, *_ in library.records(row)} - {0}
            alone = len(self.groups[row]) == 1
            change = library.edit(row, **edit)
            self.act(library, change, *sets, *self.back(library, change))
            (shown,) = (one for one, rows in self.shown.items() if row in rows)
            if alone:  # of two rows that edits made alike, one may be edited to be another again
                assert {number for number, *_ in library.records(shown)} >= before

    @rule(at=library, name=st.sampled_from(("wet", "dry")), query=st.sampled_from(("moss", "lamps is:unread", None)))
    def search(self, at: int, name: str, query: str | None) -> None:
        library = self.windows[at]
        was = self.value("search", name)
        change = library.forget_search(name) if query is None else library.save_search(name, query)
        now = query and (query, was[1] if was else 1 + max((place for _, _, place in self.searches()), default=0))
        self.act(library, change, *([("search", name, (), now)] if now != was else []))

    def searches(self) -> list[tuple[str, str, int]]:
        found = [(name, self.value("search", name)) for name in ("wet", "dry")]
        return sorted(((name, *value) for name, value in found if value), key=lambda one: (one[2], one[0]))

    @rule(at=library, places=places, proposal=st.sampled_from(("quill", "fern")))
    def cite(self, at: int, places: list[int], proposal: str) -> None:
        library, ids = self.windows[at], self.some(places)
        had = {entry.id: entry.key for entry in library.entries(ids)}
        given = library.assign_keys(dict.fromkeys(ids, proposal))
        assert given.keys() == set(ids)
        assert len(set(given.values())) == len(ids)
        for row, key in given.items():
            assert key == had[row] or (not had[row] and key.startswith(proposal) and key not in self.cited)
            self.cited.setdefault(key, row)

    @rule(at=library, places=st.lists(st.integers(0, 9), min_size=2, max_size=4), same=st.booleans())
    def decide(self, at: int, places: list[int], *, same: bool) -> None:
        library, ids = self.windows[at], self.some(places)
        if len(ids) < 2:
            return
        keep, other = ids[:2]
        was = self.value("pair", frozenset((keep, other)))
        change = library.merge(keep, other) if same else library.keep_apart(keep, other)
        now = ("same", keep) if same else ("apart", 0)
        sets = [("pair", frozenset((keep, other)), (), now)] if not was or was[0] != now[0] else []
        self.act(library, change, *sets, *self.back(library, change))
        assert all(any(row in rows for rows in self.shown.values()) for row in (keep, other))

    @rule(at=library, places=places, off=st.integers(0, 5))
    def split(self, at: int, places: list[int], off: int) -> None:
        library = self.windows[at]
        many = [row for row in sorted(self.shown) if len(library.records(row)) > 1]
        if not many:
            return
        row = many[places[0] % len(many)]
        before = library.records(row)
        going = {number for at, (number, *_) in enumerate(before) if (off + 1) >> at & 1} or {before[0][0]}
        if len(going) == len(before):
            going.pop()
        change = library.split(row, sorted(going))
        said = library.connection.execute(
            "SELECT first, key, value FROM effects WHERE act = ? AND field = 'pair'", (change.id,)
        ).fetchall()
        assert any(verdict == "apart" for *_, verdict in said)
        pairs = [
            ("pair", frozenset((a, b)), (), ("apart", 0) if verdict == "apart" else ("same", 0))
            for a, b, verdict in said
        ]
        self.act(library, change, *pairs, *self.back(library, change))
        of = dict(library.connection.execute("SELECT id, paper FROM records"))
        (one,) = {of[number] for number in going}
        (rest,) = {of[number] for number, *_ in before if number not in going}
        assert one != rest
        assert {one, rest} <= self.shown.keys()

    @rule(at=library, places=places)
    def delete(self, at: int, places: list[int]) -> None:
        library, ids = self.windows[at], self.some(places)
        self.act(library, library.delete(ids), *[("gone", 0, ids, 1)] * bool(ids))
        assert not set(ids) & self.shown.keys()

    @rule(at=library, places=places, venue=st.sampled_from(("Letters of the Pier", "Annals of Graphs")))
    def complete(self, at: int, places: list[int], venue: str) -> None:
        library = self.windows[at]
        for row in self.some(places[:1]):
            _, _, came = library.records(row)[0]
            said = replace(came, venue=venue, abstract="As it was looked up.", extra={})
            change = library.complete([(row, said, "crossref-json", 30)])
            self.act(library, change, *[("looked up", 0, [row], 1)] * bool(change), *self.back(library, change))

    @rule(at=library, which=st.integers(0, 5))
    def take_back(self, at: int, which: int) -> None:
        library = self.windows[at]
        if listings := [one.id for one in library.listings()]:
            number = listings[which % len(listings)]
            with self.nothing_said_is_lost():
                self.act(library, library.take_back(number), ("listed", number, (), 0))

    @rule(at=library)
    def undo(self, at: int) -> None:
        library = self.windows[at]
        live = [act for act in self.acts if not act.undone]
        mine = [act for act in live if act.session == library.session]
        with self.nothing_said_is_lost(*(mine or live)[-1:]):
            change = library.undo()
            assert bool(change) == bool(live)
            if change:
                (act,) = (mine or live)[-1:]
                assert bool(change.elsewhere) == (not mine)
                act.undone = next(self.clock)
                self.undoers[act.undone] = library.session
            self.look(library)

    @rule(at=library)
    def redo(self, at: int) -> None:
        library = self.windows[at]
        last = max((act.number for act in self.acts), default=0)
        my_last = max((act.number for act in self.acts if act.session == library.session), default=0)
        mine = [act for act in self.acts if act.undone > my_last and self.undoers[act.undone] == library.session]
        anyones = [act for act in self.acts if act.undone > last]
        change = library.redo()
        assert bool(change) == bool(mine or anyones)
        if change:
            max(mine or anyones, key=lambda act: act.undone).undone = 0
            next(self.clock)
        self.look(library)

    @rule(at=library)
    def reopen(self, at: int) -> None:
        """A new session, which the file's own keeps apart."""
        self.windows[at].close()
        self.windows[at] = Library.open(self.path)

    @rule(at=library)
    def another_connection(self, at: int) -> None:
        """A thread of the same window."""
        with self.windows[at].again() as other:
            there = sorted(self.shown)
            others = [row for row in there[:1] if not self.of("starred", row)]
            self.act(other, other.star(there[:1], on=True), *[("starred", 0, others, 1)] * bool(others))

    @precondition(lambda self: self.processes < 1 and self.shown)
    @rule(places=places)
    def another_process(self, places: list[int]) -> None:
        self.processes += 1
        (row, *_) = self.some(places)
        ran = subprocess.run(
            [sys.executable, str(WORKER), "says", str(self.path), str(row)], capture_output=True, text=True, check=True
        )
        was_tagged = "wall" in self.tags_of(row)
        session = int(ran.stdout)
        for what, key, value, differs in (
            ("status", 0, Status.SKIMMED, self.of("status", row, default=Status.UNREAD) is not Status.SKIMMED),
            ("tag", "wall", 1, not was_tagged),
        ):
            if differs:
                self.acts.append(Act(next(self.clock), session, [(what, key, frozenset([row]), value)]))
        self.look(self.windows[0])

    @contextmanager
    def nothing_said_is_lost(self, *undone: Act) -> Iterator[None]:
        """Hold that what the reader said something of is on the shelf after an import was taken back."""
        said = {row for row in self.shown if self.is_said(row)}
        yield
        if not undone or any(what == "listed" for act in undone for what, *_ in act.sets):
            deleted = {row for shown, rows in self.groups.items() if self.of("gone", shown) for row in rows}
            assert said <= deleted.union(*self.shown.values())

    # -- and what the shelf shows

    @invariant()
    def all_is_as_it_was_said(self) -> None:
        for library in self.windows:
            self.papers(library)
        library = self.windows[0]
        self.words_and_counts(library)
        self.one_or_two(library)
        live = [(act.number, bool(act.undone)) for act in self.acts]
        assert [(change.undone) for change in library.history(1_000)] == [undone for _, undone in reversed(live)]
        assert library.searches() == [(name, query) for name, query, _ in self.searches()]
        assert {one.id for one in library.listings()} == {
            number for number in self.formats if self.value("listed", number)
        }
        drafts = {
            (shown, text, session)
            for (row, session), text in self.standing().items()
            for shown, rows in self.groups.items()
            if row in rows
        }
        open_ones = {window.session for window in self.windows}
        for window in self.windows:
            assert set(window.drafts()) == {
                draft for draft in drafts if draft[2] == window.session or draft[2] not in open_ones
            }
        self.nothing_typed_is_lost(library, drafts)
        assert counts.differences(library.connection) == []

    def nothing_typed_is_lost(self, library: Library, drafts: Iterable[tuple[int, str, object]]) -> None:
        """Every text that was ever typed is on its paper, in the note's history, or offered."""
        there: dict[int, list[str]] = {}
        for row, text in self.typed:
            shown = next(one for one, rows in self.groups.items() if row in rows)
            if shown not in there:
                there[shown] = [self.note_of(shown), *(former for _, former in library.note_history(shown))]
                there[shown] += [draft for paper, draft, _ in drafts if paper == shown]
            assert any(not is_lost(text, other) for other in there[shown]), (row, text, there[shown])

    def papers(self, library: Library) -> None:
        entries = {entry.id: entry for entry in library.entries(list(self.shown))}
        assert library.count() == len(self.shown) == len(entries)
        assert entries.keys() == self.shown.keys()
        for row, entry in entries.items():
            assert entry.status is self.of("status", row, default=Status.UNREAD)
            assert (entry.read_on is None) == (entry.status is not Status.READ)
            assert (entry.starred, entry.priority) == (bool(self.of("starred", row)), self.of("priority", row))
            assert set(entry.tags) == self.tags_of(row)
            assert entry.note == self.note_of(row)
            for name, value in self.edits_of(row).items():
                assert getattr(entry.paper, name) == value
        for row in self.groups.keys() - self.shown.keys():
            assert library.entry(row) is None

    def words_and_counts(self, library: Library) -> None:
        entries = library.entries(list(self.shown))
        for query, holds in {
            **{f"is:{status}": lambda entry, status=status: entry.status is status for status in Status},
            "is:starred": lambda entry: entry.starred, "has:note": lambda entry: bool(entry.note),
            "priority:>0": lambda entry: entry.priority > 0,
            **{f"tag:{tag}": lambda entry, tag=tag: tag in entry.tags for tag in TAGS},
            **{f"title:{word}": lambda entry, word=word: word in entry.paper.title.lower() for word in WORDS},
            "note:lamps": lambda entry: "lamps" in entry.note, "year:2004": lambda entry: entry.paper.year == 2004,
            "venue:letters": lambda entry: "Letters" in (entry.paper.venue or ""),
        }.items():  # fmt: skip
            wanted = {entry.id for entry in entries if holds(entry)}
            assert library.view(query).count() == len(wanted), query
            assert set(library.view(query).ids()) == wanted, query
        assert dict(library.tags()) == {tag: n for tag in TAGS if (n := sum(tag in entry.tags for entry in entries))}

    def saying(self, library: Library, live: Collection[int]) -> Mapping[tuple[int, int], Paper]:
        """Return what is said by now in each line of each of the listings on the shelf."""
        del library, live
        return self.came

    def one_or_two(self, library: Library) -> None:
        """Every record is of one paper; no two works are, unless the reader said so; and what was said is obeyed."""
        select = library.connection.execute
        live = {number for number in self.formats if self.value("listed", number)}
        places = select("SELECT listing, line, paper FROM sightings").fetchall()
        assert len(places) == len({place[:2] for place in places}) == len(self.came)
        of = {(listing, line): paper for listing, line, paper in places}
        says = self.saying(library, live)
        lines: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for place, row in of.items():
            if place[0] in live:
                assert row in self.shown or self.of("gone", row), (place, row)
                lines[row].append(place)
        verdicts = {
            pair: verdict[0]
            for pair in {key for act in self.acts for what, key, *_ in act.sets if what == "pair"}
            if (verdict := self.value("pair", pair))
        }
        keys: defaultdict[str, set[int]] = defaultdict(set)
        for row, rows in self.shown.items():
            entry = library.entry(row)
            records = [paper for _, _, paper in library.records(row)]
            assert entry
            assert records
            told = {pair for pair, verdict in verdicts.items() if pair <= rows}
            assert not {pair for pair in told if verdicts[pair] == "apart"}
            edits, looked_up = self.edits_of(row), self.of("looked up", row)
            for paper in records:
                keys[paper.extra.get("key", "")].add(row)
            works = {paper.extra["shelfmark"] for paper in records if paper.extra}
            if len(works) > 1 and not edits and not looked_up:
                assert told, (row, records)
            for place in lines[row]:
                assert says[place] in records
                keys[self.came[place].extra.get("key", "")].add(row)
            if len(records) == 1:
                assert entry.paper == replace(records[0], **edits)
            else:
                mixed = strange(entry.paper, list(map(Source, records)), edits)
                assert not mixed, (mixed, entry.paper, records)
        for key, having in keys.items():  # one that was cited stays with the paper though its record left that
            cited = {shown for shown, rows in self.shown.items() if self.cited.get(key) in rows}
            assert not key or library.find(key) in having | cited, key
        for pair, verdict in verdicts.items():
            where = {shown for shown, rows in self.shown.items() if rows & pair}
            if verdict == "apart":
                assert not any(pair <= rows for rows in self.shown.values())
            elif "apart" not in verdicts.values():
                assert len(where) < 2, (pair, where)
        for key, row in self.cited.items():
            for shown, rows in self.shown.items():
                if row in rows and not any("pair" in (what for what, *_ in act.sets) for act in self.acts):
                    assert library.find(key) == shown
        if not select("SELECT 1 FROM effects WHERE field = 'kept'").fetchone():
            acts = tuple(act.number for act in self.acts if not act.undone)
            groups = {row: frozenset(repr(paper) for _, _, paper in library.records(row)) for row in self.shown}
            assert self.seen.setdefault(acts, groups) == groups


@pytest.mark.parametrize(("examples", "steps"), [(80, 30), pytest.param(600, 60, marks=pytest.mark.full)])
def test_the_shelf_shows_what_a_dictionary_of_the_acts_says(examples: int, steps: int) -> None:
    every = settings(max_examples=examples, stateful_step_count=steps, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Shelf, settings=every)
