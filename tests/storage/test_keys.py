"""Citation keys on the shelf: each one paper's, every one that a paper came with or was cited under finds it."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from importers import from_text, read, reader_named
from storage import records
from storage.account import Incoming
from storage.library import Library
from storage.papers.paper import Listed, Paper

GULLS = "Gulls over the harbour in winter"
EELS = "Eels of the northern rivers, a survey"
PEAT = "Peat and what grows on it"


def entry(key, title, ids="", **more):
    """A record of a library, under a key."""
    return Paper(title=title, extra={"key": key} | ({"ids": ids} if ids else {}) | more)


def put(library, *papers, source="a.bib"):
    """Import papers as one library, in their order; return the account."""
    items = [Listed(paper=paper, line=line) for line, paper in enumerate(papers, 1)]
    return library.add(items, source=source, format="bibtex")


def keys(library):
    """The key that each title on the shelf shows."""
    return {entry.paper.title: entry.key for entry in library.entries(library.view().ids())}


def found(library, key):
    """The titles that a key names."""
    return [entry.paper.title for entry in library.entries(library.named(key))]


def test_aliases_of_an_entry_find_it(library):
    text = f"@article{{gull, ids = {{moewe, gull_1 ,, gull}}, title = {{{GULLS}}}, author = {{Quill, Ana}}}}"
    library.add(list(read(from_text(text), reader_named("bibtex"))), source="a.bib", format="bibtex")
    assert [found(library, key) for key in ("gull", "moewe", "gull_1")] == [[GULLS]] * 3
    (paper,) = library.entries(library.view().ids())
    assert (paper.key, paper.keys) == ("gull", ("gull", "moewe", "gull_1"))
    assert len(library.view("key:moewe").ids()) == 1


def test_an_entry_of_aliases_alone_shows_the_first(library):
    put(library, Paper(title=GULLS, extra={"ids": "moewe, gull"}))
    assert keys(library) == {GULLS: "moewe"}


def test_a_second_owner_gets_a_letter_and_is_said_to(library):
    put(library, entry("quill", GULLS))
    account = put(library, entry("quill", EELS), entry("quill", PEAT), source="b.bib")
    assert keys(library) == {GULLS: "quill", EELS: "quilla", PEAT: "quillb"}
    assert account.notes == (
        f"the key quill is another paper's here; “{EELS}” is quilla",
        f"the key quill is another paper's here; “{PEAT}” is quillb",
    )
    assert found(library, "quill") == [GULLS]
    library.delete(library.named("quill"))
    assert sorted(found(library, "quill")) == [EELS, PEAT], "their own, when nobody shows it"


def test_every_key_is_found_and_completed(library):
    put(library, entry("quill", GULLS, ids="moewe"), entry("quill", EELS))
    asked = ["key:quilla", "key:moewe", "key:MOEWE", "key:quill"]
    assert [len(library.view(query).ids()) for query in asked] == [1, 1, 1, 2]
    assert [one.text for one in library.completions("key:qui", 7)] == ["key:quill ", "key:quilla "]
    assert [one.text for one in library.completions("key:moe", 7)] == ["key:moewe "]
    library.delete(library.named("moewe"))
    assert library.completions("key:moe", 7) == []


def test_of_many_second_owners_the_first_are_named(library):
    put(library, entry("quill", GULLS))
    account = put(
        library, *(entry("quill", f"Notes on {what}") for what in "moss reed heath stone clay rain fog".split())
    )
    assert len(account.notes) == 6
    assert account.notes[-1] == "2 more papers with a key of another's: each has a letter behind it"


def test_a_letter_makes_no_key_that_a_paper_has(library):
    put(library, entry("quill", GULLS), entry("quilla", PEAT), entry("quill", EELS))
    assert keys(library) == {GULLS: "quill", PEAT: "quilla", EELS: "quillb"}
    put(library, entry("quillb", "Rain on slate roofs"), source="b.bib")
    assert keys(library)[EELS] == "quillc", "a key that a paper came with goes before one that was made"
    put(library, entry("slates", "Slates, their trade and use", ids="quillc"), source="c.bib")
    assert keys(library)[EELS] == "quilld"


def test_an_alias_is_shown_before_a_letter_is_added(library):
    put(library, entry("quill", GULLS), entry("quill", EELS, ids="eels"))
    assert keys(library) == {GULLS: "quill", EELS: "eels"}


def test_case_tells_imported_keys_apart_and_made_ones_not(library):
    put(library, entry("Quill", GULLS), entry("quill", EELS), Paper(title=PEAT))
    assert keys(library) == {GULLS: "Quill", EELS: "quill", PEAT: None}
    (peat,) = library.view("peat").ids()
    assert library.assign_keys({peat: "QUILL"}) == {peat: "QUILLa"}


@pytest.mark.parametrize("away", ["undo", "merge"])
def test_a_letter_goes_when_the_key_is_free_unless_it_was_cited(library, away):
    put(library, entry("quill", EELS), source="b.bib")
    put(library, entry("quill", GULLS), source="c.bib")
    first, second = library.named("quill")[0], library.named("quilla")[0]
    act = {"undo": lambda: library.take_back(library.listings()[-1].id), "merge": lambda: library.merge(second, first)}
    act[away]()
    assert set(keys(library).values()) == {"quill"}
    library.undo()
    assert keys(library) == {EELS: "quill", GULLS: "quilla"}
    library.assign_keys({second: "unused"})
    act[away]()
    assert set(keys(library).values()) == {"quilla"}
    assert len(found(library, "quill")) == 1


def test_what_was_cited_before_its_import_was_undone_keeps_no_key_from_the_next(library):
    put(library, entry("quill", GULLS))
    library.assign_keys({library.find("quill"): "unused"})
    library.undo()
    assert library.count() == 0
    put(library, entry("quill", GULLS))
    assert keys(library) == {GULLS: "quill"}
    library.assign_keys({library.find("quill"): "unused"})
    library.undo()
    library.redo()
    assert keys(library) == {GULLS: "quill"}


def test_a_made_key_is_made_again_after_an_undo(library):
    put(library, Paper(title=GULLS))
    assert list(library.assign_keys({library.find("1"): "gulls"}).values()) == ["gulls"]
    library.undo()
    put(library, Paper(title=GULLS))
    (number,) = library.view().ids()
    assert library.assign_keys({number: "gulls"}) == {number: "gulls"}
    assert found(library, "gulls") == [GULLS]


def test_a_split_takes_its_keys_along(library):
    put(library, entry("quill", GULLS, ids="moewe"))
    put(library, entry("gulls", GULLS, ids="seagulls", doi="10.5555/g"), source="b.bib")
    (number,) = library.view().ids()
    assert library.entry(number).keys == ("quill", "gulls", "seagulls", "moewe")
    library.split(number, [library.records(number)[1][0]])
    assert sorted(entry.keys for entry in library.entries(library.view().ids())) == [
        ("gulls", "seagulls"), ("quill", "moewe"),
    ]  # fmt: skip
    library.undo()
    assert library.entry(number).keys == ("quill", "gulls", "seagulls", "moewe")


def test_a_library_of_before_has_its_aliases_and_letters(library):
    put(library, entry("quill", GULLS, ids="moewe"), entry("quill", EELS, ids="aal, moewe"))
    put(library, entry("gulls", GULLS, ids="larus", doi="10.5555/g"), entry("own", PEAT), source="b.bib")
    before = {row: (one.key, one.keys) for row in library.view().ids() for one in [library.entry(row)]}
    with library._writing() as journal:
        journal.connection.execute("DELETE FROM keys WHERE chosen < 0 OR key = 'own'")
        journal.connection.execute("UPDATE papers SET key = NULL WHERE key <> 'quill'")
        records.key_anew(journal.connection)
    assert {row: (one.key, one.keys) for row in library.view().ids() for one in [library.entry(row)]} == before


# -- papers of a library that come without keys


def made(library, *papers, source="a.ris"):
    """Import papers of a library that makes keys of the first word of their titles."""
    items = [Listed(paper=paper, line=line) for line, paper in enumerate(papers, 1)]
    incoming = Incoming(items, source, "ris", propose=lambda paper: paper.title.split()[0].lower())
    return library.add_all([incoming])[0]


def test_papers_of_a_library_without_keys_get_them_with_their_import(library):
    account = made(library, Paper(title="Peat bogs"), Paper(title="Peat fires"), entry("own", "Peat moss"))
    assert keys(library) == {"Peat bogs": "peat", "Peat fires": "peata", "Peat moss": "own"}
    assert account.change.words == "imported 3 papers from a.ris"
    library.undo()
    assert (library.count(), library.named("peat")) == (0, [])
    made(library, Paper(title="Peat fires"), Paper(title="Peat bogs"))
    assert keys(library) == {"Peat fires": "peat", "Peat bogs": "peata"}, "as if there had been nothing"
    library.undo()
    library.redo()
    assert keys(library) == {"Peat fires": "peat", "Peat bogs": "peata"}


def test_a_paper_of_a_page_gets_its_key_with_the_library_that_has_it_too(library, listing):
    library.add(listing(Paper(title=PEAT, doi="10.5555/p"), "Rain"), source="page", format="hf-papers")
    made(library, Paper(title=PEAT, doi="10.5555/p", year=2001))
    assert keys(library) == {PEAT: "peat", "Rain": None}
    assert library.cited(library.view().ids()) == set(library.named("peat"))


def test_a_key_given_with_an_import_pins_no_records(library):
    made(library, Paper(title=PEAT, doi="10.5555/p"), Paper(title=PEAT, doi="10.5555/p", year=2001))
    assert not library.connection.execute("SELECT 1 FROM effects WHERE field = 'pin'").fetchall()


def test_a_preview_gives_no_keys(library):
    items = [Listed(paper=Paper(title=PEAT), line=1)]
    library.add_all([Incoming(items, "a.ris", "ris", propose=lambda _: "peat")], dry_run=True)
    assert not library.connection.execute("SELECT 1 FROM keys").fetchall()


# -- any sequence of what is done to a shelf


STEPS = st.one_of(
    st.tuples(st.just("import"), st.integers(0, 3), st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=3)),
    st.tuples(st.sampled_from(["cite", "delete", "split", "take_back"]), st.integers(0, 9)),
    st.tuples(st.just("merge"), st.integers(0, 9), st.integers(0, 9)),
    st.tuples(st.sampled_from(["undo", "redo"])),
)  # fmt: skip
WORKS = [GULLS, EELS, PEAT, "Rain on slate roofs", "Mills of the lower valley"]
NAMES = ["quill", "quilla", "Quill", "moewe", ""]


class Shelf:
    """A shelf to which steps are done, and what was promised of its keys."""

    def __init__(self, library, folder):
        self.library, self.folder = library, folder

    def import_(self, source, entries):
        """Import a version of one of four libraries; what it leaves out of one before is gone there."""
        items = [
            Listed(paper=entry(NAMES[name], WORKS[work], ids=NAMES[(name + source) % 5]), line=line, digest=None)
            for line, (work, name) in enumerate(entries, 1)
        ]
        address = str(self.folder / f"{source}.bib")
        incoming = Incoming(items, address, "bibtex", address=address, propose=lambda paper: paper.title.split()[0])
        self.library.add_all([incoming])

    def chosen(self, number):
        ids = self.library.view().ids()
        return ids[number % len(ids)] if len(ids) else None

    def cite(self, number):
        if (row := self.chosen(number)) is not None:
            self.library.assign_keys({row: "made"})

    def delete(self, number):
        self.library.delete([row] if (row := self.chosen(number)) is not None else [])

    def split(self, number):
        if (row := self.chosen(number)) is not None and len(told := self.library.records(row)) > 1:
            self.library.split(row, [told[-1][0]])

    def take_back(self, number):
        if listings := self.library.listings():
            self.library.take_back(listings[number % len(listings)].id)

    def merge(self, a, b):
        one, other = self.chosen(a), self.chosen(b)
        if one != other:
            self.library.merge(one, other)

    def undo(self):
        self.library.undo()

    def redo(self):
        self.library.redo()


def cited(library):
    """The keys that papers on the shelf were cited under first, by what is told of the acts."""
    shown = library.entries(library.view().ids())
    fixed = library.cited([one.id for one in shown])
    return {one.uuid: one.key for one in shown if one.id in fixed}


def test_what_a_split_takes_off_without_a_key_gets_one_when_it_is_cited(library):
    made(library, entry("quill", GULLS), Paper(title=GULLS))
    (number,) = library.view().ids()
    library.split(number, [library.records(number)[1][0]])
    (off,) = (row for row in library.view().ids() if library.entry(row).key is None)
    assert library.assign_keys({off: "gulls", number: "never"}) == {off: "gulls", number: "quill"}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@example(steps=[("import", 0, [(0, 0), (0, 4)]), ("split", 0), ("cite", 0)])
@given(steps=st.lists(STEPS, min_size=3, max_size=10))
def test_whatever_is_done_every_key_is_one_papers_and_finds_it(steps, tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    with Library.open(folder / "shelf.sqlite3") as library:
        shelf = Shelf(library, folder)
        done = set()
        for step, *told in steps:
            before = cited(library)
            done.add(step)
            getattr(shelf, {"import": "import_"}.get(step, step))(*told)
            shown = library.entries(library.view().ids())
            keys_shown = [one.key for one in shown]
            assert None not in keys_shown or "split" in done, "every paper came with a library"
            assert len(set(keys_shown) - {None}) == sum(key is not None for key in keys_shown)
            for one in shown:
                assert library.named(one.key) == [one.id] if one.key else not one.keys
                assert all(one.id in library.named(key) or key in keys_shown for key in one.keys)
                told_keys = {key for _, _, paper in library.records(one.id) for key, _ in records.keys_in(paper.extra)}
                assert told_keys <= set(one.keys)
            if step == "split":  # which takes the keys of its records along
                assert set(before.values()) <= set(keys_shown)
            if step in ("import", "cite", "delete"):
                after = cited(library)
                assert {uuid: key for uuid, key in before.items() if uuid in after} == {
                    uuid: after[uuid] for uuid in before if uuid in after
                }
