"""A library that is followed: its newer version replaces what it said before, and nothing that others say."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import counts, doctor, journal, sqlite, travel
from storage.library import Library
from storage.papers.paper import Listed, Paper, Status
from storage.papers.text import digest

AT = "/home/quill/thesis.bib"
MOSS = {"key": "berg2019", "title": "Moss growth on granite walls", "authors": ("Ada Berg", "Bo Fern"), "year": 2019}
PEAT = {"key": "lind1950", "title": "Colloids in bog water", "authors": ("Cai Lind",), "year": 1950}
REED = {"key": "hum2001", "title": "How reeds count the tides", "authors": ("Di Hum",), "year": 2001, "venue": "Fens"}
LAMP = {"key": "quill2020", "title": "A lamp for every heron", "authors": ("Ed Quill",), "year": 2020}


def entry(key="", line=1, id="", **facts):  # noqa: A002
    extra = dict(facts.pop("extra", {})) | ({"key": key} if key else {})
    told = Paper(**facts, extra=extra)
    known = digest(f"{key}{id}{sorted(facts.items())}{extra}")
    return Listed(paper=told, line=line, position=line, digest=known, id=id)


def version(library, *entries, at=AT, source="thesis.bib", format="bibtex", stream=False, **more):  # noqa: A002
    items = [entry(line=line, **facts) for line, facts in enumerate(entries, 1)]
    return library.add(iter(items) if stream else items, source=source, format=format, trust=40, address=at, **more)


def shown(library):
    """Return title and year of what is on the shelf, by key."""
    return {one.key: (one.paper.title, one.paper.year) for one in library.entries(library.view().ids())}


def paper(library, key):
    return library.entry(library.find(key))


def sound(library):
    assert counts.differences(library.connection) == []
    assert doctor.examine(library.path) == []


def told(account):
    return [(one.key, one.field, one.was, one.now) for one in account.updated]


@pytest.mark.parametrize("stream", [False, True])
def test_a_corrected_year_replaces_the_one_before(library, stream):
    version(library, MOSS, PEAT)
    library.mark([library.find("berg2019")], Status.READ)
    uuid = paper(library, "berg2019").uuid
    account = version(library, MOSS | {"year": 2020}, PEAT, stream=stream)
    assert (account.found, account.added, account.merged, account.unchanged) == (2, 0, 1, 1)
    assert told(account) == [("berg2019", "year", 2019, 2020)]
    assert account.gone == ()
    now = paper(library, "berg2019")
    assert (now.paper.year, now.uuid, now.status) == (2020, uuid, Status.READ)
    assert library.view("year:2020").ids().tolist() == [now.id]
    assert library.view("year:2019").ids().tolist() == []
    sound(library)


def test_a_retitled_entry_is_the_same_paper_and_found_by_its_new_words(library):
    version(library, MOSS, PEAT)
    library.note(library.find("berg2019"), "Slow.")
    account = version(library, MOSS | {"title": "What grows on granite, and how slowly"}, PEAT)
    assert told(account) == [("berg2019", "title", MOSS["title"], "What grows on granite, and how slowly")]
    assert len(shown(library)) == 2
    assert paper(library, "berg2019").note == "Slow."
    assert len(library.view("slowly").ids()) == 1
    assert len(library.view("title:walls").ids()) == 0
    sound(library)


def test_undo_brings_the_former_facts_back_and_redo_the_new_ones(library):
    version(library, MOSS, PEAT)
    version(library, MOSS | {"year": 2020, "venue": "Walls"}, PEAT)
    version(library, MOSS | {"year": 2021, "venue": "Walls"}, PEAT)
    assert paper(library, "berg2019").paper.year == 2021
    library.undo()
    assert (paper(library, "berg2019").paper.year, paper(library, "berg2019").paper.venue) == (2020, "Walls")
    library.undo()
    assert (paper(library, "berg2019").paper.year, paper(library, "berg2019").paper.venue) == (2019, None)
    sound(library)
    library.redo()
    assert paper(library, "berg2019").paper.year == 2020
    library.redo()
    assert paper(library, "berg2019").paper.year == 2021
    library.undo()
    library.undo()
    assert told(version(library, MOSS | {"year": 2022}, PEAT)) == [("berg2019", "year", 2019, 2022)]
    sound(library)


def test_a_version_taken_back_leaves_what_the_others_say(library):
    version(library, MOSS, PEAT)
    version(library, MOSS | {"year": 2020}, PEAT)
    version(library, MOSS | {"year": 2020, "venue": "Walls"}, PEAT)
    first, second, third = sorted(one.id for one in library.listings())
    library.take_back(second)
    assert (paper(library, "berg2019").paper.year, paper(library, "berg2019").paper.venue) == (2020, "Walls")
    library.take_back(first)
    assert (paper(library, "berg2019").paper.year, paper(library, "berg2019").paper.venue) == (2020, "Walls")
    library.undo()
    library.take_back(third)
    assert paper(library, "berg2019").paper.year == 2019
    library.undo()
    assert paper(library, "berg2019").paper.year == 2020
    sound(library)


def test_a_version_with_no_word_of_its_own_holds_what_the_one_before_it_said(library):
    version(library, MOSS, PEAT)
    version(library, MOSS | {"year": 2020, "key": "berg:moss"}, PEAT)
    version(library, MOSS | {"year": 2020, "key": "berg:moss"}, PEAT | {"year": 1951})
    version(library, MOSS | {"year": 2022}, PEAT | {"year": 1951})
    _, second, _, fourth = sorted(one.id for one in library.listings())
    library.take_back(second)
    assert library.find("berg:moss") == library.find("berg2019")
    library.take_back(fourth)
    assert shown(library) == {"berg:moss": (MOSS["title"], 2020), "lind1950": (PEAT["title"], 1951)}
    library.undo()
    library.undo()
    assert paper(library, "berg2019").paper.year == 2022
    sound(library)


def test_another_file_with_a_corrected_entry_holds_it_when_the_correction_is_taken_back(library):
    version(library, MOSS, PEAT)
    version(library, MOSS | {"year": 2020}, PEAT)
    version(library, MOSS | {"year": 2020}, at="/home/quill/other.bib", source="other.bib")
    _, second, other = sorted(one.id for one in library.listings())
    library.take_back(second)
    assert paper(library, "berg2019").paper.year == 2020
    library.take_back(other)
    assert paper(library, "berg2019").paper.year == 2019
    sound(library)


@pytest.mark.parametrize("first", [0, 1])
def test_an_entry_that_two_files_shared_and_both_corrected_is_told_by_neither_as_it_was(library, first):
    files = ("thesis.bib", "other.bib")
    for name in files:
        version(library, MOSS, PEAT, at=f"/home/quill/{name}", source=name)
    for at, name in enumerate((files[first], files[1 - first])):
        version(library, MOSS | {"year": 2020 + at}, PEAT, at=f"/home/quill/{name}", source=name)
    assert sorted(one.year for _, _, one in library.records(library.find("berg2019"))) == [2020, 2021]
    library.undo()
    assert sorted(one.year for _, _, one in library.records(library.find("berg2019"))) == [2019, 2020]
    sound(library)


def test_what_vanished_is_named_and_stays(library):
    version(library, MOSS, PEAT, REED)
    account = version(library, MOSS, REED)
    assert [(one.key, one.title) for one in account.gone] == [("lind1950", PEAT["title"])]
    assert account.listing_id is not None
    assert "lind1950" in shown(library)
    assert version(library, MOSS, REED).gone == ()
    assert version(library, PEAT, LAMP, MOSS, REED).gone == ()
    assert [one.key for one in version(library, REED).gone] == ["lind1950", "quill2020", "berg2019"]
    assert version(library, PEAT, MOSS, REED).gone == ()
    assert [one.key for one in version(library, MOSS, REED).gone] == ["lind1950"]


def test_what_vanished_and_comes_back_corrected_is_the_same_entry(library):
    version(library, MOSS, PEAT)
    version(library, MOSS)
    account = version(library, MOSS, PEAT | {"year": 1951})
    assert (account.added, told(account)) == (0, [("lind1950", "year", 1950, 1951)])


def test_the_readers_edits_still_win(library):
    version(library, MOSS, PEAT)
    library.edit(library.find("berg2019"), year=2030)
    account = version(library, MOSS | {"year": 2020, "venue": "Walls"}, PEAT)
    assert told(account) == [("berg2019", "venue", None, "Walls")]
    assert (paper(library, "berg2019").paper.year, paper(library, "berg2019").paper.venue) == (2030, "Walls")
    library.undo()
    library.undo()
    assert paper(library, "berg2019").paper.year == 2019
    sound(library)


def test_a_record_that_another_source_shows_is_not_changed(library):
    version(library, MOSS, PEAT)
    version(library, MOSS, at="/home/quill/other.bib", source="other.bib")
    number = library.find("berg2019")
    account = version(library, MOSS | {"venue": "Walls"}, PEAT)
    assert (account.merged, account.gone) == (1, ())
    said = {record.extra.get("key"): record.venue for _, _, record in library.records(number)}
    assert sorted(record.venue or "" for _, _, record in library.records(number)) == ["", "Walls"], said
    version(library, MOSS | {"venue": "Fences"}, PEAT)
    assert sorted(record.venue or "" for _, _, record in library.records(number)) == ["", "Fences"]
    sound(library)


def test_keys_that_were_swapped_are_those_of_their_papers(library):
    lamp = LAMP | {"authors": MOSS["authors"]}
    version(library, MOSS, lamp)
    moss, heron = library.find("berg2019"), library.find("quill2020")
    library.note(moss, "Of moss.")
    account = version(library, MOSS | {"key": "quill2020"}, lamp | {"key": "berg2019"})
    assert (account.added, account.merged, account.gone) == (0, 2, ())
    assert (library.entry(moss).paper.title, library.entry(moss).note) == (MOSS["title"], "Of moss.")
    assert library.entry(heron).paper.title == LAMP["title"]
    assert (library.entry(moss).key, library.entry(heron).key) == ("quill2020", "berg2019")
    sound(library)


def test_a_key_that_went_to_another_work_leaves_the_old_one_gone(library):
    version(library, MOSS | {"doi": "10.5555/moss"}, PEAT)
    account = version(library, LAMP | {"key": "berg2019", "doi": "10.5555/lamp"}, PEAT)
    assert (account.added, account.updated) == (1, ())
    assert [one.title for one in account.gone] == [MOSS["title"]]
    assert {title for title, _ in shown(library).values()} == {MOSS["title"], PEAT["title"], LAMP["title"]}


def test_a_new_key_is_shown_and_the_former_finds_the_paper_still(library):
    version(library, MOSS, PEAT)
    number = library.find("berg2019")
    account = version(library, MOSS | {"key": "berg:moss"}, PEAT)
    assert (account.added, account.merged, account.gone) == (0, 1, ())
    assert library.find("berg2019") == library.find("berg:moss") == number
    assert told(account) == [("berg:moss", "key", "berg2019", "berg:moss")]
    assert library.entry(number).keys == ("berg:moss", "berg2019")
    account = version(library, MOSS | {"key": "zz:moss", "extra": {"ids": "moss"}}, PEAT)
    assert library.entry(number).keys == ("zz:moss", "moss", "berg2019", "berg:moss")
    library.undo()
    library.undo()
    assert (library.find("berg2019"), library.find("berg:moss")) == (number, None)
    assert library.entry(number).keys == ("berg2019",)


def test_an_entry_without_a_key_is_met_by_the_id_that_its_library_keeps_it_under(library):
    moss, peat = MOSS | {"key": "", "id": "AB12"}, PEAT | {"key": "", "id": "CD34"}
    version(library, moss, peat, format="zotero-json")
    account = version(library, moss | {"title": "What grows on granite", "year": 2024}, peat, format="zotero-json")
    assert (account.added, account.merged, account.gone) == (0, 1, ())
    assert [(one.field, one.now) for one in account.updated] == [("title", "What grows on granite"), ("year", 2024)]
    elsewhere = version(library, moss, at="/home/quill/other.json", format="zotero-json")
    assert elsewhere.updated == ()


@pytest.mark.parametrize("stream", [False, True])
def test_two_entries_of_one_key_are_each_met_by_its_like(library, stream):
    twin = REED | {"key": "berg2019"}
    version(library, MOSS, twin)
    account = version(library, twin | {"year": 2002}, MOSS | {"year": 2020}, stream=stream)
    assert sorted((one.field, one.was, one.now) for one in account.updated) == [
        ("year", 2001, 2002), ("year", 2019, 2020)
    ]  # fmt: skip
    assert (account.added, account.merged, library.count()) == (0, 2, 2)
    account = version(library, twin | {"year": 2002}, MOSS | {"year": 2020}, LAMP | {"key": "berg2019"}, stream=stream)
    assert (account.added, account.unchanged, account.updated, library.count()) == (1, 2, (), 3)


def test_another_address_is_another_source(library):
    version(library, MOSS, PEAT)
    account = version(library, MOSS | {"year": 2020}, PEAT, at="/home/quill/moved.bib")
    assert (account.updated, account.gone) == ((), ())
    assert {record.year for _, _, record in library.records(library.find("berg2019"))} == {2019, 2020}


def test_pages_and_pipes_are_no_source(library):
    version(library, MOSS, PEAT, at="")
    account = version(library, MOSS | {"year": 2025, "venue": "Walls"}, at="")
    assert (account.updated, account.gone) == ((), ())


def test_a_file_imported_before_addresses_were_kept_is_followed_by_its_name(library):
    version(library, MOSS, PEAT, REED, at="")
    version(library, LAMP, at="", source="other.bib")
    number = library.find("berg2019")
    account = version(library, MOSS | {"year": 2020}, PEAT | {"title": "What bogs hold"})
    assert (account.added, len(account.updated), [one.key for one in account.gone]) == (0, 2, ["hum2001"])
    assert [one.year for _, _, one in library.records(number)] == [2020]
    again = version(library, MOSS | {"year": 2021}, PEAT | {"title": "What bogs hold"})
    assert told(again) == [("berg2019", "year", 2020, 2021)]
    library.undo()
    library.undo()
    assert shown(library)["berg2019"] == (MOSS["title"], 2019)
    assert version(library, MOSS, PEAT, REED).listing_id  # the same, and its address is known from now on
    sound(library)


def test_a_file_of_another_format_at_the_address_is_no_newer_version(library):
    version(library, MOSS, PEAT)
    account = version(library, MOSS | {"year": 2020}, format="ris")
    assert (account.updated, account.gone) == ((), ())


@pytest.mark.parametrize("by", ["undone", "taken back"])
def test_what_left_the_paper_of_another_source_is_not_taken_for_that(library, by):
    rope, later = {"title": "Ropes"}, {"title": "Ropes", "year": 1991}
    version(library, rope, format="ris", at="")
    version(library, rope | {"key": "rope"}, PEAT, format="bibtex")
    version(library, rope | {"key": "rope"}, PEAT, at="/home/quill/other.bib")
    first = version(library, later | {"key": "rope"}, PEAT)
    now = shown(library)
    library.undo() if by == "undone" else library.take_back(first.listing_id)
    again = version(library, later | {"key": "rope"}, PEAT)
    assert (again.added, again.merged, again.unchanged) == (first.added, first.merged, first.unchanged)
    assert sorted(map(str, shown(library).values())) == sorted(map(str, now.values()))
    sound(library)


def test_what_was_split_is_never_joined_again_by_a_newer_version(library):
    version(library, MOSS, PEAT)
    version(library, MOSS | {"venue": "Walls", "key": ""}, at="/home/quill/other.bib")
    number = library.find("berg2019")
    assert len(library.records(number)) == 2
    library.split(number, [library.records(number)[1][0]])
    assert library.count() == 3
    account = version(library, MOSS | {"venue": "Walls"}, PEAT)
    assert (account.added, account.merged, library.count()) == (0, 1, 3)
    sound(library)


def test_what_the_reader_merged_stays_one_when_its_source_says_something_new(library):
    version(library, MOSS, PEAT)
    version(library, LAMP, at="/home/quill/other.bib")
    library.merge(library.find("berg2019"), library.find("quill2020"))
    account = version(library, MOSS | {"year": 2020}, PEAT)
    assert told(account) == [("berg2019", "year", 2019, 2020)]
    assert library.count() == 2
    library.undo()
    library.undo()
    assert library.count() == 3
    sound(library)


def test_a_deleted_paper_comes_back_as_with_every_import_that_shows_it(library):
    version(library, MOSS, PEAT)
    library.delete([library.find("berg2019")])
    account = version(library, MOSS | {"year": 2020}, PEAT)
    assert (account.added, account.merged, account.unchanged) == (1, 0, 1)
    assert paper(library, "berg2019").paper.year == 2020
    library.undo()
    assert library.count() == 1
    library.undo()
    assert paper(library, "berg2019").paper.year == 2019
    sound(library)


def test_what_was_deleted_is_not_said_to_be_gone(library):
    version(library, MOSS, PEAT)
    library.delete([library.find("berg2019")])
    assert version(library, PEAT).gone == ()


def test_a_preview_says_the_same_and_changes_nothing(library):
    version(library, MOSS, PEAT, REED)
    before = shown(library)
    preview = version(library, MOSS | {"year": 2020}, REED, dry_run=True)
    assert told(preview) == [("berg2019", "year", 2019, 2020)]
    assert [one.key for one in preview.gone] == ["lind1950"]
    assert [row.verdict for row in preview.rows] == ["here", "unchanged"]
    assert shown(library) == before
    assert told(version(library, MOSS | {"year": 2020}, REED)) == told(preview)


def test_what_is_not_picked_is_neither_updated_nor_gone(library):
    version(library, MOSS, PEAT, REED)
    account = version(library, MOSS | {"year": 2020}, PEAT | {"year": 1951}, REED, pick={2})
    assert (told(account), account.gone) == ([("lind1950", "year", 1950, 1951)], ())
    account = version(library, MOSS | {"year": 2021}, PEAT | {"year": 1951}, REED)
    assert told(account) == [("berg2019", "year", 2019, 2021)]


def test_an_entry_that_is_only_written_otherwise_is_unchanged_and_known_from_then_on(library):
    version(library, MOSS | {"extra": {"raw": "@book{berg2019}"}})
    again = MOSS | {"extra": {"raw": "@book{ berg2019 }"}}
    account = version(library, again)
    assert (account.merged, account.unchanged, account.updated) == (0, 1, ())
    assert paper(library, "berg2019").paper.extra["raw"] == "@book{ berg2019 }"
    assert version(library, again).listing_id is None


def test_a_source_imported_undone_and_imported_again(library):
    version(library, MOSS, PEAT)
    library.undo()
    account = version(library, MOSS | {"year": 2020}, PEAT)
    assert (account.added, library.count()) == (2, 2)
    assert paper(library, "berg2019").paper.year == 2020
    sound(library)


def test_the_second_version_again_after_it_was_undone(library):
    version(library, MOSS, PEAT)
    version(library, MOSS | {"year": 2020}, PEAT)
    library.undo()
    assert told(version(library, MOSS | {"year": 2020}, PEAT)) == [("berg2019", "year", 2019, 2020)]
    assert library.count() == 2
    library.undo()
    assert paper(library, "berg2019").paper.year == 2019
    sound(library)


@pytest.mark.parametrize("moment", [1, 2, 3])
def test_an_import_that_fails_half_way_leaves_what_was_said(library, monkeypatch, moment):
    many = [REED | {"key": f"reed{number}", "title": f"Reeds of the {number} th fen"} for number in range(2_500)]
    version(library, *many)
    before = shown(library)
    calls = []

    def broken(*given, **how):
        calls.append(given)
        if len(calls) == moment:
            raise RuntimeError("the power went")
        return place(*given, **how)

    place = journal.Journal.place
    monkeypatch.setattr(journal.Journal, "place", broken)
    with pytest.raises(RuntimeError):
        version(library, *(one | {"year": 2009} for one in many), stream=True)
    monkeypatch.undo()
    assert shown(library) == before
    assert len(version(library, *(one | {"year": 2009} for one in many[:5])).updated) == 5


def test_what_another_machine_knows_of_a_source_is_corrected_there(library, tmp_path):
    version(library, MOSS, PEAT)
    with Library.open(tmp_path / "other.sqlite3") as other:
        tell(library, other)
        assert told(version(other, MOSS | {"year": 2020}, PEAT)) == [("berg2019", "year", 2019, 2020)]
        tell(other, library)
        assert paper(library, "berg2019").paper.year == 2020
        version(library, MOSS | {"year": 2021}, PEAT)
        tell(library, other)
        assert paper(other, "berg2019").paper.year == 2021
        other.undo()
        tell(other, library)
        assert paper(library, "berg2019").paper.year == paper(other, "berg2019").paper.year
        with Library.open(tmp_path / "third.sqlite3") as third:
            tell(library, third)
            assert travel.state(third.connection) == travel.state(library.connection) == travel.state(other.connection)
            sound(third)
        sound(other)


def test_a_version_that_knows_facts_of_a_later_papershelf_waits(library, tmp_path):
    version(library, MOSS, PEAT)
    version(library, MOSS | {"year": 2020}, PEAT)
    items = [json.loads(json.dumps(item)) for item in travel.outgoing(library.connection, {})]
    for item in items:
        for effect in item.get("effects", ()):
            if effect[0] == "facts":
                effect[2] = effect[2].replace('"is":{', '"is":{"smell":"peaty",')
    with Library.open(tmp_path / "other.sqlite3") as other:
        with sqlite.write(other.connection):
            travel.incoming(other.connection, items)
        assert paper(other, "berg2019").paper.year == 2019
        assert other.connection.execute("SELECT count(*) FROM waiting").fetchone() == (1,)


def tell(here, there):
    items = [json.loads(json.dumps(item)) for item in travel.outgoing(here.connection, travel.known(there.connection))]
    with sqlite.write(there.connection):
        travel.incoming(there.connection, items)


def test_a_library_is_one_listing_however_many_versions_of_it_were_taken_in(library):
    def seen():
        number = library.find("berg2019")
        (row,) = library.rows([number])
        return row.seen, [(one.listing, one.line) for one in library.entry(number).seen]

    version(library, MOSS, PEAT)
    version(library, PEAT, MOSS | {"year": 2020})
    assert seen() == (1, [("thesis.bib", 2)])
    version(library, PEAT, LAMP, MOSS | {"year": 2020})
    version(library, PEAT, LAMP)  # it is no longer there, and stands where it did
    assert seen() == (1, [("thesis.bib", 3)])
    version(library, MOSS, at="/home/quill/notes.bib", source="notes.bib")
    version(library, MOSS, REED, at="", source="a paste")
    assert seen() == (3, [("thesis.bib", 3), ("notes.bib", 1), ("a paste", 1)])
    assert library.view("seen:>1").ids().tolist() == [library.find("berg2019")]
    for _ in range(4):
        library.undo()
    assert seen() == (1, [("thesis.bib", 2)])
    sound(library)


# -- any sequence of what is done to sources

TITLES = ("Moss growth on granite walls", "Colloids in bog water", "How reeds count the tides")
PEOPLE = (("Ada Berg", "Bo Fern"), ("Cai Lind",), ("Ada Berg",))
ENTRIES = st.lists(
    st.builds(
        lambda key, title, people, year, doi: {
            "key": f"k{key}", "title": TITLES[title], "authors": PEOPLE[people], "year": 2000 + year,
            "doi": f"10.5555/{doi}" if doi else None,
        },
        st.integers(0, 3), st.integers(0, 2), st.integers(0, 2), st.integers(0, 4), st.integers(0, 2),
    ),
    min_size=1, max_size=4, unique_by=lambda one: one["key"],
)  # fmt: skip
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("version"), st.sampled_from("ab"), ENTRIES, st.booleans()),
        st.tuples(st.sampled_from(["note", "tag", "draft", "edit", "split"]), st.integers(0, 9)),
        st.tuples(st.just("merge"), st.integers(0, 9), st.integers(0, 9)),
        st.tuples(st.sampled_from(["undo", "redo"])),
    ),
    min_size=4, max_size=14,
)  # fmt: skip


def said(library):
    """Return what the reader said of papers on the shelf."""
    entries = library.entries(library.view().ids())
    notes = sorted(line for one in entries for line in (one.note or "").split() if line.startswith("note"))
    return notes, sorted({tag for one in entries for tag in one.tags}), sorted(draft[1] for draft in library.drafts())


def one_step(library, told, number):
    """Do one step; return the account of a version, which is None of the others."""
    step, *how = told
    ids = library.view().ids().tolist()
    if step == "version":
        return version(library, *how[1], at=f"/home/quill/{how[0]}.bib", source=f"{how[0]}.bib", stream=how[2])
    if step in ("undo", "redo"):
        getattr(library, step)()
    elif ids:
        row = ids[how[0] % len(ids)]
        if step == "note":
            library.note(row, f"{library.entry(row).note or ''} note{number}")
        elif step == "tag":
            library.tag([row], [f"tag{number}"])
        elif step == "draft":
            library.draft(row, f"draft{number}")
        elif step == "edit":
            library.edit(row, venue="Fens")
        elif step == "split" and len(records := library.records(row)) > 1:
            library.split(row, [records[-1][0]])
        elif step == "merge" and (other := ids[how[1] % len(ids)]) != row:
            library.merge(row, other)
    return None


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_whatever_is_done_to_a_source_nothing_that_was_said_is_lost(steps, tmp_path_factory):
    folder = tmp_path_factory.mktemp("steps")
    with Library.open(folder / "shelf.sqlite3") as library:
        told = set()
        for number, step in enumerate(steps):
            before = said(library)
            one_step(library, step, number)
            if step[0] == "version":
                told |= {(one["title"], one["authors"]) for one in step[2]}
            if step[0] in ("version", "merge", "split", "edit"):
                assert said(library) == before, step
            shown = library.entries(library.view().ids())
            for one in shown:
                assert (one.paper.title, tuple(name.text for name in one.paper.authors)) in told, step
            if step[0] == "version":
                there = {(of.extra["key"], of.title) for one in shown for _, _, of in library.records(one.id)}
                assert {(one["key"], one["title"]) for one in step[2]} <= there, step
                again = one_step(library, step, number)
                assert (again.change, again.updated, again.unchanged) == (None, (), len(step[2])), step
        assert counts.differences(library.connection) == []
        assert doctor.examine(library.path) == []
