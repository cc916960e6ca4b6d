"""Shelves that tell each other everything say the same, in whatever order, in pieces or twice they were told.

A simulator of three machines: seeded schedules of all that a reader does, on clocks up to ten years apart, with what is
exchanged meanwhile lost, torn and shuffled. At the end each has heard all, and so has a fourth that heard it at once.
"""

import hashlib
import json
import os
import random
import shutil
import tempfile
from collections import Counter, defaultdict
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from pyroaring import BitMap

from storage import backup, counts, effects, index, journal, records, rows, sqlite, travel, union
from storage.library import Library, LibraryError
from storage.papers import identity
from storage.papers.grouping import contradiction
from storage.papers.paper import Listed, Paper, Status

NOW = 1_750_000_000
YEAR = 365 * 24 * 3600
WORDS = (
    "amber basin cedar delta ember fjord grove haven islet jetty knoll lagoon meadow notch orchard prairie quarry ridge"
).split()
PEOPLE = ("Ada Quill", "Bo Fern", "Cai Marsh", "Di Holm", "Ed Stone", "Flo Wick")
VENUES = ("Journal of Quiet Places", "Workshop on Loud Fields")


# -- what there is to read


def works(chance, count=3):
    """Return records of a few works as pages show them: preprint, proceedings, journal, bridges between, slips."""
    found = []
    for number in range(count):
        title = " ".join(chance.sample(WORDS, 5))
        told = {"title": title, "authors": tuple(chance.sample(PEOPLE, 2)), "year": 2020}
        dois = [f"10.{1000 + number}/{kind}" for kind in "abc"]
        arxiv = f"2001.0{number:04}"
        key = f"{told['authors'][0].split()[1].lower()}{chance.choice((2020, 2021))}"
        found += [
            Paper(**told, arxiv_id=arxiv, venue="arXiv"),
            Paper(**told, arxiv_id=arxiv, doi=dois[0]),
            Paper(**told, arxiv_id=arxiv, doi=dois[1]),
            Paper(**told, doi=dois[0], venue=VENUES[0], extra={"key": key}),
            Paper(**told | {"year": 2021}, doi=dois[1], extra={"key": key, "volume": "7"}),
            Paper(**told, doi=dois[2], abstract=f"Of {title}."),
            Paper(**told, extra={"key": f"{key}x"}),
            Paper(title=title, url=f"https://pages.example/{number}"),
            Paper(**told | {"title": title + "s"}),
            Paper(**told | {"authors": told["authors"][:1]}, arxiv_id=f"2001.1{number:04}"),
        ]
    return [*found, Paper(title="Editorial", year=2020), Paper(title="Editorial", year=2021)]


def pages(chance):
    """Return pages that overlap, each as it is given to Library.add."""
    papers = works(chance)
    made = []
    for number in range(6):
        own = [
            Listed(
                paper=paper, line=line, position=line, upvotes=chance.choice((None, 5 * number)),
                digest=int.from_bytes(hashlib.blake2b(repr(paper).encode(), digest_size=7).digest())
                if chance.random() < 0.5 else None,
            )
            for line, paper in enumerate(chance.sample(papers, chance.randint(2, 4)), 1)
        ]  # fmt: skip
        trust, form = chance.choice(((40, "bibtex"), (10, "markdown"), (20, "arxiv-atom")))
        made.append({"items": own, "source": f"page{number}", "format": form, "trust": trust})
    return made


def library_of(chance):
    """Return the entries of a library that is followed, by their place in it."""
    found = []
    for number, year in enumerate((2001, 2002, 2003, 2003)):
        title, people = " ".join(chance.sample(WORDS, 5)), tuple(chance.sample(PEOPLE, 2))
        found.append({"title": title, "authors": people, "year": year, "extra": {"key": f"entry{number}"}})
    return found


# -- machines


class Clock:
    """Time as a machine has it, in the place of the module `time`."""

    def __init__(self):
        self.seconds = NOW
        self.off = 0

    def time_ns(self):
        return (self.seconds + self.off) * 1_000_000_000


class World:
    """Three machines of one reader."""

    def __init__(self, folder, template, seed, monkeypatch):
        self.seed = seed
        self.chance = chance = random.Random(seed)
        self.folder = folder
        self.template = template
        self.clock = Clock()
        monkeypatch.setattr(journal, "time", self.clock)
        monkeypatch.setattr(rows, "now", lambda: self.clock.time_ns() // 1_000_000_000)
        monkeypatch.setattr(os, "urandom", chance.randbytes)
        self.orderly = chance.random() < 0.25
        """Whether what is exchanged is what the other lacks, whole."""
        self.pages = pages(chance)
        self.entries = library_of(chance)
        self.offs = [chance.choice((0, 3600, -3600, YEAR, 10 * YEAR, -10 * YEAR)) for _ in range(3)]
        self.notes = 0
        self.shelves = [self.open(f"machine{number}") for number in range(3)]

    def open(self, name):
        path = self.folder / f"{name}.sqlite3"
        shutil.copyfile(self.template, path)
        shelf = Library.open(path)
        shelf.connection.execute("PRAGMA synchronous = OFF")
        shelf.connection.create_function("randomblob", 1, self.chance.randbytes)
        shelf.session = self.chance.getrandbits(62)
        return shelf

    def close(self):
        for shelf in self.shelves:
            shelf.close()
        for path in self.folder.iterdir():
            path.unlink()

    def live(self, steps=20):
        """Do and exchange things."""
        for step in range(steps):
            number = self.chance.randrange(3)
            self.clock.seconds += self.chance.randint(1, 3)
            self.clock.off = self.offs[number]
            if step < 3:
                self.bring(self.shelves[number])
            elif self.chance.random() < 0.22:
                self.tell(self.shelves[number], self.shelves[(number + self.chance.randint(1, 2)) % 3])
            else:
                self.act(self.shelves[number])
                self.order(self.shelves[number], random.Random(f"{self.seed} {step}"))

    def act(self, shelf):
        kinds = (
            (self.bring, 5), (self.revise, 5), (self.mark, 2), (self.star, 1), (self.tag, 2), (self.note, 3), (self.edit, 2),
            (self.merge, 3), (self.split, 2), (self.apart, 2), (self.delete, 1), (self.undo, 3), (self.redo, 2),
            (self.take_back, 2), (self.search, 1), (self.draft, 1), (self.complete, 1), (self.cite, 1),
        )  # fmt: skip
        (act,) = self.chance.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])
        try:
            act(shelf)
        except LibraryError as error:
            if isinstance(error.__cause__, sqlite.Error):
                raise

    def some(self, shelf, count=2):
        ids = shelf.view().ids()
        return self.chance.sample(list(ids), min(len(ids), count))

    def bring(self, shelf):
        page = self.chance.choice(self.pages)
        shelf.add(is_page=True, **page)

    def revise(self, shelf):
        """Import a library that is followed, with some of it said otherwise than before."""
        for _ in range(self.chance.randint(0, 2)):
            entry = self.chance.choice(self.entries)
            entry |= self.chance.choice((
                {"year": self.chance.randint(2001, 2005)}, {"venue": self.chance.choice((None, *VENUES))},
                {"title": " ".join(self.chance.sample(WORDS, 5))}, {"doi": f"10.{self.chance.randint(1000, 1002)}/a"},
                {"extra": {"key": f"entry{self.chance.randint(0, 5)}"}},
                {"title": self.chance.choice(self.entries)["title"]},
            ))  # fmt: skip
        there = [entry for entry in self.entries if self.chance.random() < 0.8]
        listed = [
            Listed(
                paper=Paper(**entry),
                line=line,
                digest=int.from_bytes(hashlib.blake2b(repr(entry).encode(), digest_size=7).digest()),
            )
            for line, entry in enumerate(there, 1)
        ]
        at = self.chance.choice(("/home/quill/thesis.bib", "/home/quill/thesis.bib", "/home/quill/notes.bib"))
        shelf.add(listed, source=at[-10:], format="bibtex", trust=40, address=at)

    def mark(self, shelf):
        shelf.mark(self.some(shelf), self.chance.choice(list(Status)))

    def star(self, shelf):
        shelf.star(self.some(shelf))
        shelf.prioritise(self.some(shelf), self.chance.choice((-2, 1)))

    def tag(self, shelf):
        tags = self.chance.sample(("to do", "old", "good"), 2)
        shelf.tag(self.some(shelf), tags[:1], tags[1:])

    def order(self, shelf, chance):
        """Queue, shelve or put off a few papers, or be done with a page: nothing of it decides what a paper is."""
        ids = list(shelf.view().ids())
        some = chance.sample(ids, min(len(ids), 2))
        match chance.randrange(12):
            case 0:
                shelf.shelve(some, ["thesis"], ["coast"])
            case 1:
                shelf.shelve(some, ["coast"])
            case 2:
                shelf.move(some, None, chance.choice((None, "thesis")))
            case 3:
                shelf.put_off(some, chance.choice((None, date(2027, 1, 4), date(2027, 2, 1))))
            case 4 if pages := shelf.listings():
                shelf.page_done(chance.choice(pages).id)

    def note(self, shelf):
        for row in self.some(shelf, 1):
            self.notes += 1
            found = shelf.entry(row).note
            kept = found + " " if self.chance.random() < 0.3 else ""
            shelf.note(row, f"{kept}mark{self.notes}" if self.chance.random() < 0.9 else "")

    def edit(self, shelf):
        for row in self.some(shelf, 1):
            what = self.chance.choice((
                {"venue": "A venue of mine"}, {"doi": f"10.{self.chance.randint(1000, 1002)}/a"}, {"year": 2019},
                {"title": "A title of mine"}, {"arxiv_id": None}, {"doi": None},
            ))  # fmt: skip
            shelf.edit(row, **what)

    def merge(self, shelf):
        if len(two := self.some(shelf)) == 2:
            shelf.merge(*two)

    def apart(self, shelf):
        if len(two := self.some(shelf)) == 2:
            shelf.keep_apart(*two)

    def split(self, shelf):
        many = sqlite.scalars(
            shelf.connection,
            "SELECT paper FROM records JOIN papers ON papers.id = paper WHERE records.hidden = 0 AND papers.hidden = 0 "
            "GROUP BY paper HAVING count(*) > 1",
        )
        if many:
            row = self.chance.choice(many)
            of = sqlite.scalars(shelf.connection, "SELECT id FROM records WHERE paper = ? AND hidden = 0", (row,))
            shelf.split(row, self.chance.sample(of, self.chance.randint(1, len(of) - 1)))

    def delete(self, shelf):
        shelf.delete(self.some(shelf, 1))

    def undo(self, shelf):
        shelf.undo()

    def redo(self, shelf):
        shelf.redo()

    def take_back(self, shelf):
        here = sqlite.scalars(shelf.connection, "SELECT id FROM listings WHERE hidden = 0")
        if here:
            shelf.take_back(self.chance.choice(here))

    def search(self, shelf):
        name = self.chance.choice(("later", "mine"))
        if self.chance.random() < 0.7:
            shelf.save_search(name, self.chance.choice(("is:unread", "is:starred")))
        else:
            shelf.forget_search(name)

    def draft(self, shelf):
        for row in self.some(shelf, 1):
            shelf.draft(row, self.chance.choice(("half a thought", "another", None)))

    def complete(self, shelf):
        for row in self.some(shelf, 1):
            title = shelf.entry(row).paper.title
            said = Paper(title=title, doi=f"10.{self.chance.randint(1000, 1002)}/{self.chance.choice('abc')}")
            shelf.complete([(row, said, "crossref-json", 30)])

    def cite(self, shelf):
        shelf.assign_keys(dict.fromkeys(self.some(shelf, 2), "quill2020"))

    # -- what is told

    def tell(self, here, there):
        if self.orderly:
            items = plain(here, travel.known(there.connection))
        else:
            items = plain(here, {})
            items = self.chance.sample(items, self.chance.randint(0, len(items)))
        self.hand_over(there, items)

    def hand_over(self, shelf, items, *, twice=0.3):
        """Give items to a shelf, in pieces and some of them twice."""
        items = items + [item for item in items if self.chance.random() < twice * self.chance.random()]
        if not self.orderly:
            self.chance.shuffle(items)
        cuts = sorted(self.chance.choices(range(len(items) + 1), k=self.chance.randint(0, 2)))
        for start, end in zip([0, *cuts], [*cuts, len(items)], strict=True):
            take(shelf, items[start:end])

    def tell_all(self):
        """Have each know everything, and return a fourth that was told it at once."""
        if self.orderly:
            for _ in range(2):
                for number, there in enumerate(self.shelves):
                    self.tell(self.shelves[number - 1], there)
            for here in self.shelves:
                assert not [item for there in self.shelves for item in plain(here, travel.known(there.connection))]
        whole = [item for shelf in self.shelves for item in plain(shelf, {})]
        if not self.orderly:
            for shelf in self.shelves:
                self.hand_over(shelf, whole)
        fresh = self.open("fourth")
        self.shelves.append(fresh)
        self.chance.shuffle(whole)
        take(fresh, whole)
        return fresh


def plain(shelf, known):
    return json.loads(json.dumps(list(travel.outgoing(shelf.connection, known))))


def take(shelf, items):
    with sqlite.write(shelf.connection):
        travel.incoming(shelf.connection, items)


# -- what must hold


def visible(shelf):
    """Return the records on the shelf."""
    there = f"SELECT id FROM papers WHERE joined IS NULL AND hidden & {rows.TAKEN} = 0"
    found = records.of_papers(shelf.connection, sqlite.scalars(shelf.connection, there))
    return [record for record in found if not record.hidden]


def contradicting(shelf):
    """Return rows of records that contradict one another though the reader said neither that any of them are one, be it
    by way of a paper that is gone, nor that their paper is another than they say, and made of no two records one paper
    that both of them are the same as."""
    members = visible(shelf)
    facts = {record.uuid: union.identified(record.facts) for record in members}
    group = {row: row for row in sqlite.scalars(shelf.connection, "SELECT id FROM papers")}
    for a, b in shelf.connection.execute("SELECT a, b FROM pairs WHERE verdict = 'same'"):
        group |= {row: group[a] for row in group if group[row] == group[b]}
    size = Counter((record.paper, group[record.home]) for record in members if record.home)
    said = {paper for (paper, _), count in size.items() if count > 1}
    said.update(sqlite.scalars(shelf.connection, "SELECT DISTINCT paper FROM edits"))
    made = defaultdict(list)
    for record in members:
        made[group.get(record.home or record.paper)].append(facts[record.uuid])
    made = [one for one in made.values() if len(one) > 1]
    return [
        (one.paper, one.facts["title"], other.facts["title"])
        for one, other in combinations(members, 2)
        if one.paper == other.paper
        and one.paper not in said
        and contradiction(facts[one.uuid], facts[other.uuid])
        and not any(all(is_of(facts[record.uuid], these) for record in (one, other)) for these in made)
    ]


def is_of(one, these):
    """Return whether a record is the same paper as one of these."""
    return any(identity.judge(one, other).verdict is identity.Verdict.SAME for other in these)


def would_contradict(shelf):
    """Return whether joining whatever is, or may be, the same paper, with no rule against, makes papers that contradict."""
    facts = [union.identified(record.facts) for record in visible(shelf)]
    group = list(range(len(facts)))
    for i, j in combinations(range(len(facts)), 2):
        if identity.judge(facts[i], facts[j]).verdict is not identity.Verdict.DIFFERENT:
            group = [group[i] if one == group[j] else one for one in group]
    return any(
        group[i] == group[j] and contradiction(facts[i], facts[j]) for i, j in combinations(range(len(facts)), 2)
    )


def lost_notes(shelf):
    """Return notes that hold and are not found."""
    connection = shelf.connection
    lost = []
    for row in sqlite.scalars(connection, "SELECT DISTINCT first FROM effects WHERE field = 'note'"):
        text = next(effects.latest(connection, "note", 0, BitMap([row])), ("",))[0]
        gone = f"SELECT s.hidden & {rows.GONE} FROM papers p JOIN papers s ON s.id = coalesce(p.joined, p.id)"
        if text and not sqlite.scalar(connection, f"{gone} WHERE p.id = ?", (row,)):
            lost += [] if shelf.view(f"note:{text.split()[-1]}").count() == 1 else [(row, text)]
    return lost


def unfound(shelf):
    """Return the words that the index of texts has of more, or of fewer, papers than there are."""
    connection = shelf.connection
    connection.execute("CREATE VIRTUAL TABLE temp.had USING fts5vocab(main, texts, row)")
    had = Counter(dict(connection.execute("SELECT term, doc FROM temp.had")))
    words = Counter()
    for _, *fields in index._texts(connection, sqlite.scalars(connection, "SELECT id FROM papers")):
        words.update(set(" ".join(fields).split()))
    return (had - words) + (words - had)


def check(seed, folder, template, monkeypatch):
    """Live one schedule; return whether it would have made papers that contradict."""
    world = World(folder, template, seed, monkeypatch)
    world.live()
    fresh = world.tell_all()
    told = [json.dumps(travel.state(shelf.connection), default=bytes.hex) for shelf in world.shelves]
    if len(set(told)) > 1:
        for name, text in enumerate(told):
            (Path(tempfile.gettempdir()) / f"state{name}.json").write_text(json.dumps(json.loads(text), indent=1))
    assert len(set(told)) == 1, seed
    for shelf in world.shelves:
        assert not sqlite.scalars(shelf.connection, "SELECT item FROM waiting"), seed
        assert counts.differences(shelf.connection) == [], seed
        assert lost_notes(shelf) == [], seed
    assert contradicting(fresh) == [], seed
    assert not unfound(world.shelves[seed % 4]), seed
    for table in ("words", "texts", "said"):
        fresh.connection.execute(f"INSERT INTO {table}({table}) VALUES ('integrity-check')")
    answer = would_contradict(fresh)
    world.close()
    return answer


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "shelf.sqlite3"
    with Library.open(path) as shelf:
        shelf.connection.execute("PRAGMA journal_mode = DELETE")
    return path


@pytest.fixture
def folder(tmp_path):
    """In memory where there is such a place."""
    memory = Path("/dev/shm")
    if not memory.is_dir():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as name:
        yield Path(name)


@pytest.mark.parametrize(
    "seeds", [range(n, n + 50) for n in range(0, 200, 50)]
    + [pytest.param(range(n, n + 100), marks=pytest.mark.full) for n in range(200, 5_500, 100)],
    ids=lambda seeds: f"from {seeds[0]}",
)  # fmt: skip
def test_three_machines_that_heard_everything_say_the_same(seeds, folder, template, monkeypatch):
    contradictions = sum(check(seed, folder, template, monkeypatch) for seed in seeds)
    assert contradictions > len(seeds) // 2


# -- which machine a file is


def named_acts(shelf):
    """Return machine and number of each act, with its words."""
    found = "SELECT uuid, seq, words FROM acts JOIN machines ON machines.id = machine ORDER BY acts.id"
    return shelf.connection.execute(found).fetchall()


@pytest.fixture
def home(tmp_path):
    """A library that was written and closed."""
    path = tmp_path / "shelf.sqlite3"
    with Library.open(path) as shelf:
        shelf.add([Listed(paper=Paper(title=title), line=1) for title in WORDS[:2]], source="page", format="markdown")
    return path


def test_a_file_that_stays_where_it_is_stays_one_machine(home):
    for _ in range(2):
        with Library.open(home) as shelf, shelf.again() as other:
            shelf.star([1])
            other.star([1])
    moved = home.rename(home.with_name("moved.sqlite3"))
    with Library.open(moved) as shelf:
        shelf.star([1])
        assert len({machine for machine, *_ in named_acts(shelf)}) == 1
        assert [seq for _, seq, _ in named_acts(shelf)] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("first", ["here", "there"])
def test_two_copies_of_a_file_never_give_two_acts_one_name(home, first):
    copy = Path(shutil.copyfile(home, home.with_name("copy.sqlite3")))
    with Library.open(home) as here, Library.open(copy) as there:
        shelves = (here, there) if first == "here" else (there, here)
        for shelf, tag in zip(shelves, ("salt", "wet"), strict=True):
            shelf.add([Listed(paper=Paper(title=WORDS[0]), line=1)], source="page", format="ris", dry_run=True)
            shelf.tag([1], [tag])
            shelf.note(2, f"of {tag}")
        mine, theirs = ({(machine, seq) for machine, seq, _ in named_acts(shelf)} for shelf in (here, there))
        assert len(mine) == len(theirs) == 3
        assert mine & theirs == {named_acts(here)[0][:2]}
        take(here, plain(there, {}))
        take(there, plain(here, {}))
        assert here.entry(1).tags == there.entry(1).tags == ("salt", "wet")
        assert travel.state(here.connection) == travel.state(there.connection)


@pytest.mark.parametrize("put_back", [backup.restore, lambda library, kept: library.write_bytes(kept.read_bytes())])
def test_a_backup_that_is_brought_back_goes_on_as_another_machine(home, put_back):
    kept = backup.take(home).path
    with Library.open(home) as shelf:
        shelf.star([1])
        lost = named_acts(shelf)
    put_back(home, kept)
    with Library.open(home) as shelf:
        shelf.star([2])
        assert named_acts(shelf)[0] == lost[0]
        assert named_acts(shelf)[1][:2] != lost[1][:2]
        assert named_acts(shelf)[1][1] == 1


# -- one at a time


@pytest.fixture
def two(folder, template, monkeypatch):
    """Two machines, of which the first has a page."""
    world = World(folder, template, 1, monkeypatch)
    here, there, _ = world.shelves
    here.add([Listed(paper=Paper(title=title), line=line) for line, title in enumerate(WORDS[:2], 1)], source="page",
             format="markdown")  # fmt: skip
    yield here, there
    world.close()


def test_what_names_something_that_is_not_here_waits(two):
    here, there = two
    row = here.view().ids()[0]
    here.star([row])
    here.undo()
    items = plain(here, {})
    for number, item in enumerate(reversed(items), 1):
        assert there.count() == 0
        take(there, [item, item])
        assert len(list(travel.outgoing(there.connection, {}))) < number or number == len(items)
    assert travel.state(there.connection) == travel.state(here.connection)
    assert [change.undone for change in there.history()] == [True, False]
    assert travel.known(there.connection) == travel.known(here.connection)
    assert plain(here, travel.known(there.connection)) == []


def test_known_ends_before_an_act_that_waits(two):
    here, there = two
    here.star(here.view().ids())
    take(there, [item for item in plain(here, {}) if item["is"] == "act"])
    assert all(seq == 0 for seq in travel.known(there.connection).values())


def test_a_clock_ten_years_ahead_is_run_after(two):
    here, there = two
    row = here.view().ids()[0]
    here.note(row, "early")
    ahead = plain(here, {})
    for item in ahead:
        if item["is"] == "act":
            item["clock"] += (10 * YEAR * 1000) << 16
    take(there, ahead)
    there.note(there.view().ids()[-1], "late")
    clocks = sqlite.scalars(there.connection, "SELECT clock FROM acts ORDER BY id")
    assert clocks[-1] > max(clocks[:-1])
    assert there.view("note:late").count() == 1


@pytest.mark.parametrize("item", [
    {"is": "act", "machine": "00", "seq": 1, "clock": 1 << 62, "session": 1, "verb": "star", "words": "", "count": 0,
     "effects": []},
    {"is": "record", "uuid": "no"}, {"is": "act"}, {"is": "listing", "uuid": "00"}, {}, [],
])  # fmt: skip
def test_what_is_no_item_is_refused_and_leaves_nothing(two, item):
    here, there = two
    with pytest.raises(LibraryError, match="cannot be read"):
        take(there, [*plain(here, {}), item])
    assert there.count() == 0


def test_what_a_newer_papershelf_says_waits_for_a_newer_papershelf(two):
    here, there = two
    here.star(here.view().ids())
    items = plain(here, {})
    items[-1]["effects"][0][0] = "colour"
    take(there, [*items, {"is": "galaxy"}])
    assert there.count() == 2
    assert there.view("is:starred").count() == 0
    assert len(sqlite.scalars(there.connection, "SELECT item FROM waiting")) == 2


def test_a_note_of_another_machine_keeps_a_paper_whose_import_was_taken_back(two):
    here, there = two
    take(there, plain(here, {}))
    there.note(there.view().ids()[0], "worth keeping")
    here.take_back(1)
    assert here.count() == 0
    take(here, plain(there, {}))
    (row,) = here.view("note:keeping").ids()
    here.note(row, "")
    assert here.count() == 1, "it was here when the reader said that"
    take(there, plain(here, {}))
    assert travel.state(here.connection) == travel.state(there.connection)


def test_what_was_deleted_comes_back_by_a_later_import_that_is_heard_of_last(two):
    here, there = two
    paper = Paper(title="Herons at low tide", doi="10.1000/herons")
    here.add([Listed(paper=paper, line=1)], source="early", format="markdown")
    here.delete(here.view("herons").ids())
    journal.time.seconds += 60
    there.add([Listed(paper=paper, line=1)], source="later", format="bibtex")
    there.star(there.view().ids())
    told = plain(there, {})
    take(here, [item for item in told if item.get("verb") != "import"])
    assert here.view("is:starred").count() == 0
    take(here, told)
    assert here.view("is:starred").count() == 1
    take(there, plain(here, {}))
    assert travel.state(here.connection) == travel.state(there.connection)


def test_what_was_deleted_goes_again_with_the_later_import_that_brought_it_back(two):
    here, there = two
    paper = Paper(title="Herons at low tide", doi="10.1000/herons")
    here.add([Listed(paper=paper, line=1)], source="early", format="markdown")
    take(there, plain(here, {}))
    there.delete(there.view("herons").ids())
    journal.time.seconds += 60
    here.add([Listed(paper=paper, line=1)], source="later", format="bibtex")
    take(here, plain(there, {}))
    assert here.view("herons").count() == 1
    here.take_back(here.listings()[0].id)
    assert here.view("herons").count() == 0
    take(there, plain(here, {}))
    assert travel.state(here.connection) == travel.state(there.connection)


def test_an_edit_leaves_a_record_of_another_machine_as_it_came(two):
    here, there = two
    take(there, plain(here, {}))
    here.edit(here.view().ids()[0], venue="A venue of mine")
    take(there, plain(here, {}))
    here.undo()
    take(there, plain(here, {}))
    assert [row.venue for row in there.rows(there.view().ids())] == [None, None]


def test_a_draft_is_what_was_typed_last(two):
    here, there = two
    row = here.view().ids()[0]
    here.draft(row, "one")
    first = plain(here, {})
    here.draft(row, "one two")
    second = plain(here, {})
    for items in (second, first):
        take(there, items)
    assert [text for *_, text in travel.state(there.connection)["drafts"]] == ["one two"]


@pytest.mark.parametrize("typed", [None, "a whole one"], ids=["saved", "typed on"])
@pytest.mark.parametrize("turned", [False, True])
def test_a_draft_that_ended_with_its_paper_in_another_has_ended_everywhere(two, typed, turned):
    here, there = two
    kept, joined = here.view().ids()
    here.draft(joined, "half a thought")
    first = plain(here, {})
    here.merge(kept, joined)
    if typed is None:
        here.note(kept, "a thought")
    else:
        here.draft(kept, typed)
    second = plain(here, {})
    for items in (second, first) if turned else (first, second):
        take(there, items)
    take(here, plain(there, {}))
    for shelf in (here, there):
        assert [text for _, text, _ in shelf.drafts()] == ([] if typed is None else [typed])
    assert travel.state(here.connection) == travel.state(there.connection)


@pytest.mark.parametrize("turned", [False, True])
def test_what_was_thrown_away_of_a_draft_is_thrown_away_and_kept_everywhere(two, turned):
    here, there = two
    row = here.view().ids()[0]
    here.draft(row, "one thought that was typed")
    first = plain(here, {})
    here.draft(row, "another altogether")
    here.discard(row, here.session)
    second = plain(here, {})
    for items in (second, first) if turned else (first, second):
        take(there, items)
    (named,) = [one.id for one in there.entries(there.view().ids()) if one.uuid == here.entry(row).uuid]
    assert there.drafts() == []
    assert {text for _, text in there.note_history(named)} >= {"another altogether", "one thought that was typed"}
    here.undo()
    take(there, plain(here, {}))
    assert [text for _, text, _ in there.drafts()] == ["another altogether"]
    assert travel.state(here.connection) == travel.state(there.connection)


def test_saved_searches_stand_in_one_order_everywhere(two):
    here, there = two
    here.save_search("later", "is:unread")
    journal.time.seconds += 60
    there.save_search("kept", "is:starred")
    take(there, plain(here, {}))
    take(here, plain(there, {}))
    assert [name for name, _ in here.searches()] == [name for name, _ in there.searches()] == ["kept", "later"]


def test_a_key_that_was_cited_here_is_shown_by_no_paper_that_another_machine_had_before(two):
    here, there = two
    there.add([Listed(paper=Paper(title="Herons", extra={"key": "quill"}), line=1)], source="a", format="bibtex")
    journal.time.seconds += 60
    here.add([Listed(paper=Paper(title="Owls", extra={"key": "quill"}), line=1)], source="b", format="bibtex")
    owls = here.find("quill")
    here.assign_keys({owls: "unused"})
    take(here, plain(there, {}))
    take(there, plain(here, {}))
    for shelf in (here, there):
        assert [entry.paper.title for entry in shelf.entries(shelf.view().ids()) if entry.key == "quill"] == ["Owls"]
    assert travel.state(here.connection) == travel.state(there.connection)


def test_papers_of_several_keys_of_which_another_shows_one_are_read(two):
    here, there = two
    row = here.view().ids()[0]
    take(there, plain(here, {}))
    here.assign_keys({row: "moss"})
    there.assign_keys(dict.fromkeys(there.view().ids()[1:], "moss"))
    take(there, plain(here, {}))
    take(here, plain(there, {}))
    assert sorted(entry.key or "" for entry in here.entries(here.view().ids())) == ["moss", "mossa"]
    assert travel.state(here.connection) == travel.state(there.connection)
