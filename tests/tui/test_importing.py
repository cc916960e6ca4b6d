"""Importing, as both faces ask for it: one order, one account, one undo step."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from storage import counts
from storage.account import CancelledError
from storage.library import Library
from storage.papers.paper import Status, Unread
from tui.desk import importing, samples
from tui.desk.settings import Settings

BIB = "\n".join(
    f"@article{{{name}, title = {{{name.title()} moss}}, year = {{2020}}}}" for name in ("one", "two", "three")
)

YAML = "\n".join(f"- id: {word}\n  type: book\n  title: {word} moss" for word in ("One", "Two", "Three"))


def titles(library):
    return [entry.paper.title for entry in library.entries(library.view().ids())]


@pytest.mark.parametrize("held", [True, False])
@pytest.mark.parametrize(("text", "name", "streams"), [(BIB, "bibtex", True), (YAML, "csl-yaml", False)])
def test_the_first_record_is_put_on_top_but_of_a_stream_too_large_to_be_held(
    library, monkeypatch, text, name, streams, held
):
    if not held:
        monkeypatch.setattr(importing, "HELD", 10)
    parcel = importing.parcel(importing.from_text(text))
    assert name == parcel.reader.NAME
    assert parcel.reader.STREAMS is streams
    importing.put(library, [parcel])
    wanted = ["One moss", "Two moss", "Three moss"]
    assert titles(library) == (wanted if held or not streams else wanted[::-1])


def test_a_listing_keeps_where_its_library_is_and_a_page_is_none(library, tmp_path):
    (tmp_path / "three.bib").write_text(BIB)
    (tmp_path / "ids.txt").write_text("arXiv:2206.15144\narXiv:2206.15145\n")
    pages = [importing.from_file(tmp_path / name) for name in ("three.bib", "ids.txt")]
    importing.put(library, [importing.parcel(page) for page in pages])
    importing.put(library, [importing.parcel(importing.from_text("@book{four, title = {Four moss}}"))])
    kept = library.connection.execute("SELECT format, address FROM listings ORDER BY id").fetchall()
    assert kept == [("bibtex", os.path.realpath(tmp_path / "three.bib")), ("id-list", ""), ("bibtex", "")]


def take(library, path, **how):
    parcel = importing.parcel(importing.from_file(path), library=library)
    return importing.put(library, [parcel], **how)[0], parcel


@pytest.mark.parametrize("name", [b"the\nsis.bib", b"th\xe8se.bib", b"\xff\x1b[31m.bib"])
def test_a_library_whose_path_is_no_text_is_followed(library, tmp_path, name):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    path.write_text(BIB)
    take(library, path)
    path.write_text(BIB.replace("2020", "2021", 1))
    account, _ = take(library, path)
    assert (account.added, [fact.now for fact in account.updated]) == (0, [2021])
    assert take(library, path)[1].as_before


def test_a_key_of_any_length_is_told_in_a_line(library, tmp_path):
    path = tmp_path / "long.bib"
    path.write_text(BIB.replace("{one,", f"{{{'one' * 3_000},").replace("{two,", f"{{{'two' * 3_000},"))
    take(library, path)
    path.write_text(path.read_text().replace("2020", "2021", 1).replace("@article{two", "@comment{two"))
    account, _ = take(library, path)
    told = list(importing.followed(account))
    assert [line[:3] for line in told] == ["one", "two"]
    assert max(line.count(word) for line in told for word in ("one", "two")) < 30


@pytest.fixture
def thesis(tmp_path):
    path = tmp_path / "thesis.bib"
    path.write_text(f"{BIB}\n@article{{untitled, year = 1999}}\n@misc{{four, title = {{Four moss}}, month = mai}}")
    return path


def test_a_library_that_is_as_it_was_is_known_by_its_text(library, thesis):
    first, _ = take(library, thesis)
    again, parcel = take(library, thesis)
    assert (parcel.items, parcel.as_before) == ((), again)
    assert (again.found, again.unchanged, again.listing_id, again.change) == (4, 4, None, None)
    assert (again.skipped, again.skipped_count, again.notes) == (first.skipped, 1, first.notes)
    assert len(library.listings()) == 1
    preview = importing.preview(library, [parcel])
    assert (preview.together.unchanged, preview.title) == (4, parcel.title)
    link = thesis.with_name("link.bib")
    link.symlink_to(thesis)
    assert take(library, link)[1].as_before
    other, parcel = take(library, thesis.rename(thesis.with_name("moved.bib")))
    assert (other.unchanged, parcel.as_before) == (4, None)


def test_a_library_is_read_where_the_shelf_is_not_as_it_was(library, thesis, monkeypatch):
    take(library, thesis)
    text = thesis.read_text()
    library.delete([library.find("one")])
    account, parcel = take(library, thesis)
    assert (account.added, parcel.as_before) == (1, None)
    thesis.write_text(text.replace("One moss", "One moss more"))
    assert take(library, thesis)[0].merged == 1
    thesis.write_text(text)
    account, parcel = take(library, thesis)
    assert (account.merged, parcel.as_before) == (1, None)
    library.undo()
    assert take(library, thesis)[1].as_before is None
    monkeypatch.setattr(importing, "_known_by", lambda page, reader: b"another version")
    account, parcel = take(library, thesis)
    assert (account.unchanged, account.listing_id, parcel.as_before) == (4, None, None)
    assert take(library, thesis)[1].as_before == account


def test_what_was_not_picked_is_not_known_by_the_text(library, thesis):
    take(library, thesis, pick={1, 2})
    account, parcel = take(library, thesis)
    assert (account.added, parcel.as_before) == (2, None)


def test_what_was_marked_of_new_papers_is_not_told_again(library, thesis):
    thesis.write_text("@misc{four, title = {Four moss}, readstatus = {read}}")
    assert take(library, thesis)[0].notes
    assert take(library, thesis)[0].notes == ()


def test_what_the_shelf_was_when_a_library_came_is_not_told_again(library, thesis):
    other = thesis.with_name("other.bib")
    other.write_text("@misc{one, title = {Lamps}}\n@misc{two, title = {Two moss}, doi = {10.5555/two}}")
    take(library, other)
    text = "@misc{one, title = {%s}}\n@misc{twice, title = {Two moss}, doi = {10.5555/two}, readstatus = {read}}"
    thesis.write_text(text % ("Gulls " * 200))
    account, _ = take(library, thesis)
    cut, key, here = account.notes
    assert ("too long and cut" in cut, "the key one is another paper's" in key) == (True, True)
    assert here == "what it says of 1 paper that was here before is not taken over"
    again, parcel = take(library, thesis)
    assert (parcel.as_before, again.notes) == (again, (cut,))


SHORE = """@string{fens = {Journal of Fens}}
% of the shore
@article{one, title = {One moss}, author = {Reed, Ada}, journal = fens, month = jan, year = 2020}
@inbook{two, title = {Two moss}, crossref = {whole}}

@article{three,
  title = {Three moss},
  author = {Marsh, Bo},
  year = 2020,
  month = feb # { 3},
}
Words between.
@misc{four, title = {Four moss}, note = {a = b}, year = 2001}
@misc{five, title = {Five moss}, journal = unheard, year = 2002}
@misc{untitled, year = 1999}
@misc{six, title = "Six moss", year = {2003}}
@book{whole, title = {All moss}, editor = {Quill, Ed}, year = 1990}
"""
CHANGES = {
    "nothing but a blank": ("@misc{four", "\n@misc{four"),
    "an entry": ("Four moss", "Four mosses"),
    "a macro": ("Journal of Fens", "Journal of all Fens"),
    "a macro that was lacking": ("@string{", "@string{unheard = {Heard}}\n@string{"),
    "a month of its own": ("@string{", "@string{jan = {Hartung}}\n@string{"),
    "what an entry inherits": ("Quill, Ed", "Quill, Eda"),
    "its place": ("@misc{four, title = {Four moss}, note = {a = b}, year = 2001}\n", ""),
    "a key": ("{three,", "{third,"),
    "two of one text": ("@misc{four", "@misc{four, title = {Four moss}, note = {a = b}, year = 2001}\n@misc{four"),
}


@pytest.mark.parametrize("held", [True, False])
@pytest.mark.parametrize("change", CHANGES)
def test_what_is_left_unread_of_a_library_is_as_if_it_were_read(tmp_path, monkeypatch, change, held):
    path, (old, new) = tmp_path / "shore.bib", CHANGES[change]
    said = []
    if not held:
        monkeypatch.setattr(importing, "HELD", 10)
    for whole in (True, False):
        path.write_text(SHORE)
        with Library.open(tmp_path / f"{whole}.sqlite3") as shelf:
            importing.put(shelf, [importing.parcel(importing.from_file(path))])
            shelf.delete([shelf.find("three")])
            path.write_text(SHORE.replace(old, new))
            parcel = importing.parcel(importing.from_file(path), library=shelf, whole=whole)
            unread = sum(isinstance(item, Unread) for item in parcel.walk())
            assert unread == 0 if whole else unread >= 1
            (account,) = importing.put(shelf, [parcel])
            told = {
                entry.id: (entry.paper, entry.seen[0][4:6], len(entry.seen))
                for entry in shelf.entries(shelf.view().ids())
            }
            said.append((replace(account, listing_id=None, change=None), told))
            assert counts.differences(shelf.connection) == []
    assert said[0] == said[1]


def test_a_library_is_read_whole_where_what_was_left_unread_went_meanwhile(library, thesis):
    take(library, thesis)
    thesis.write_text(thesis.read_text().replace("One moss", "One mosses"))
    parcel = importing.parcel(importing.from_file(thesis), library=library, whole=False)
    assert any(isinstance(item, Unread) for item in parcel.items)
    library.undo()
    (account,) = importing.put(library, [parcel])
    assert (account.added, library.count()) == (4, 4)


def test_read_whole_its_papers_without_keys_get_theirs_all_the_same(library, thesis):
    thesis.write_text(thesis.read_text().replace("@article{two,", "@article{,"))
    take(library, thesis, settings=Settings())
    thesis.write_text(thesis.read_text().replace("One moss", "One mosses"))
    parcel = importing.parcel(importing.from_file(thesis), library=library, whole=False)
    assert any(isinstance(item, Unread) for item in parcel.items)
    while library.count():
        library.undo()
    importing.put(library, [parcel], settings=Settings())
    assert all(entry.key for entry in library.entries(library.view().ids()))


def test_a_newer_version_is_told_in_words(library, thesis):
    take(library, thesis)
    text = thesis.read_text().replace("2020", "2021").replace("Four moss", "Four mosses")
    thesis.write_text(text[: text.index("@misc")] + "@misc{five, title = {Five lamps}}")
    account, _ = take(library, thesis)
    assert list(importing.followed(account)) == [
        "one: year 2020 is now 2021", "two: year 2020 is now 2021", "three: year 2020 is now 2021",
        f"four: no longer in {thesis}, and still on the shelf: “Four moss”",
    ]  # fmt: skip
    thesis.write_text(
        "".join(f"@misc{{{key}, title = {{Of {key} reeds}}, doi = {{10.5555/{key}}}}}\n" for key in "abcdefgh")
    )
    take(library, thesis)
    thesis.write_text(thesis.read_text().replace("10.5555", "10.5556").replace("@misc{h,", "@misc{i,"))
    told = list(importing.followed(take(library, thesis)[0]))
    assert told[4:] == [
        "e: doi 10.5555/e is now 10.5556/e", "and 2 more facts changed",
        f"h: no longer in {thesis}, and still on the shelf: “Of h reeds”",
    ]  # fmt: skip


def test_a_text_that_a_newer_version_changed_is_told_in_quotes(library, thesis):
    entry = "@misc{moss, author = {Berg, Ada}, title = {%s}, abstract = {%s}}\n"
    long = "All of it. " * 20
    thesis.write_text(entry % ("Old moss", f"{long} So."))
    take(library, thesis)
    thesis.write_text((entry % ("New moss", f"{long} Or not.")).replace("Berg, Ada", "Berg, Ada and Fern, Bo"))
    assert list(importing.followed(take(library, thesis)[0])) == [
        "moss: title “Old moss” is now “New moss”", "moss: authors “Ada Berg” is now “Ada Berg, Bo Fern”",
        "moss: abstract is another",
    ]  # fmt: skip


@pytest.mark.parametrize(("left", "more"), [(6, "1 more paper is"), (4, "3 more papers are")])
def test_of_many_that_vanished_the_first_are_named(library, thesis, left, more):
    entries = [f"@misc{{{key}, title = {{Of {key} reeds}}}}\n" for key in "abcdefghijkl"]
    thesis.write_text("".join(entries))
    take(library, thesis)
    thesis.write_text("".join(entries[:left]))
    told = list(importing.followed(take(library, thesis)[0]))
    assert (len(told), told[-1]) == (6, f"and {more} no longer there")


def test_a_page_that_is_not_held_is_previewed_by_its_first_records(library, monkeypatch):
    monkeypatch.setattr(importing, "HELD", 10)
    monkeypatch.setattr(importing, "PEEK", 2)
    preview = importing.preview(library, [importing.parcel(importing.from_text(BIB))])
    assert (preview.together.found, preview.total, preview.whole) == (2, 3, False)
    importing.put(library, preview.parcels)
    assert library.count() == 3


def test_what_is_picked_over_two_parcels_is_taken_as_one_step(library):
    parcels = [importing.parcel(importing.from_text(text)) for text in (BIB, BIB.replace("moss", "ferns"))]
    preview = importing.preview(library, parcels)
    assert (preview.together.added, preview.whole, library.count()) == (6, True, 0)
    accounts = importing.put(library, parcels, pick={2, 4})
    assert [account.added for account in accounts] == [1, 1]
    assert titles(library) == ["One ferns", "Two moss"]
    library.undo()
    assert library.count() == 0


def test_a_preview_of_two_parcels_sees_that_they_show_the_same_papers(library):
    parcels = [
        importing.parcel(importing.from_text(text)) for text in (BIB, BIB + "\n@misc{four, title = {Four moss}}")
    ]
    together = importing.preview(library, parcels).together
    assert (together.found, together.added) == (7, 4)
    accounts = importing.put(library, [parcels[0], parcels[0], parcels[1]])
    assert [(account.added, account.unchanged) for account in accounts] == [(3, 0), (0, 3), (1, 3)]
    assert len(library.listings()) == 2
    library.undo()
    assert (library.count(), library.listings()) == (0, [])
    library.redo()
    assert (library.count(), len(library.listings())) == (4, 2)


def test_reading_can_be_given_up(library, monkeypatch):
    monkeypatch.setattr(importing, "TOLD", 2)
    told = []
    with pytest.raises(CancelledError):
        importing.parcel(importing.from_text(BIB), progress=lambda done: bool(told.append(done)))
    assert told == [2]


@pytest.mark.parametrize("text", ["/no/such/file", "\0", "~nobody-here/x", "x" * 9_999])
def test_a_line_that_names_nothing_is_said(text):
    with pytest.raises(importing.InputError, match="is not a file, an arXiv id, a DOI or a link"):
        importing.named(text, Settings(), lambda done: True)


def test_a_file_that_cannot_be_read_through_is_not_called_no_file(tmp_path, monkeypatch):
    path = tmp_path / "moss.bib"
    path.write_text(BIB)

    def broken(page, reader):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(importing, "read", broken)
    with pytest.raises(OSError, match="Input/output error"):
        importing.named(str(path), Settings(), lambda done: True)


def test_identifiers_too_far_down_a_paste_are_nothing_to_look_up():
    with pytest.raises(importing.InputError, match="there is nothing to look up"):
        importing.pasted(" " * 1_000_000 + "2101.00001", Settings(), lambda done: True)


def test_the_samples_are_read_in_their_order(library):
    account = samples.load(library)
    assert (account.added, account.source) == (12, "sample papers")
    assert titles(library)[0].startswith("Tidal Memory")


async def test_a_paste_of_no_known_format_is_advised_about_what_the_screen_can_do(library, desk):
    async with desk(library, size=(120, 40)) as at:
        await at.paste("one line\nthat nobody knows as a page of papers")
        assert "paste: no known format" in at.text
        assert "paste the whole page" in at.text
        assert "--format" not in at.text
        assert "bzpeer" not in at.text


LIBRARY = """@book{one, title = {Moss}, year = {2020}, readstatus = {skimmed}, comment = {Damp.}, keywords = {peat, bog}}
@book{two, title = {Ferns}, year = {2021}, keywords = {peat; {Royal} fern}}
@book{three, title = {Lamps}, year = {2022}, readstatus = {read}, priority = {prio1}, groups = {light}}
"""
PAGE = "arXiv:2206.15144\narXiv:2206.15145\narXiv:2206.15146\n"


def statuses(library):
    return [str(entry.status) for entry in library.entries(library.view().ids())]


def accounted(library, text, **how):
    (account,) = importing.put(library, [importing.parcel(importing.from_text(text))], **how)
    return account


@pytest.mark.parametrize(
    ("status", "wanted", "note", "step"),
    [
        (None, ["skimmed", "unread", "read"], "marks, tags and notes of 2 papers are taken over, as a step of their own",
         "took over what their library says of 2 papers"),
        (Status.QUEUED, ["queued"] * 3,
         "marks, tags and notes of 2 papers are taken over, and 3 papers are marked queued, as a step of their own",
         "took over what their library says of 2 papers, and marked 3 papers queued"),
        (Status.UNREAD, ["unread"] * 3, "marks, tags and notes of 2 papers are taken over, as a step of their own",
         "took over what their library says of 2 papers"),
    ],
)  # fmt: skip
def test_new_papers_of_a_library_get_the_status_that_is_asked_for(library, status, wanted, note, step):
    assert accounted(library, LIBRARY, status=status).notes == (note,)
    assert statuses(library) == wanted
    assert [entry.note for entry in library.entries(library.view().ids())] == ["Damp.", "", ""]
    assert library.undo().words == step
    assert statuses(library) == ["unread"] * 3
    assert library.undo().words.startswith("imported 3 papers")
    library.redo()
    library.redo()
    assert statuses(library) == wanted


def test_papers_of_a_page_too_and_none_that_was_there(library):
    accounted(library, "arXiv:2206.15146\narXiv:2206.15147\n")
    assert accounted(library, PAGE, status=Status.READ).notes == ("2 papers are marked read, as a step of their own",)
    assert sorted(statuses(library)) == ["read", "read", "unread", "unread"]
    assert library.undo().words == "marked 2 papers read"
    assert accounted(library, PAGE, status=Status.DROPPED).notes == ()  # nothing of it is new


def test_a_record_that_joins_and_turns_out_to_be_a_paper_of_its_own_is_told_too(library):
    who = "title = {Quiet moss on granite}, author = {Quill, Ada and Fern, Bo}"
    accounted(library, f"@misc{{a, {who}, year = {{2018}}, eprint = {{1801.00001}}, eprinttype = {{arxiv}}}}")
    accounted(library, f"@inproceedings{{b, {who}, year = {{2019}}, booktitle = {{Proc. Moss}}, pages = {{1--9}}}}")
    article = f"@article{{c, {who}, year = {{2022}}, journal = {{Tides}}, volume = {{4}}, readstatus = {{read}}}}"
    assert accounted(library, article).added == 1
    assert sorted(statuses(library)) == ["read", "unread"]


def test_what_two_entries_of_one_file_say_of_one_paper_is_all_said_once(library):
    who = "title = {Quiet moss}, author = {Quill, Ada}, year = {2018}, doi = {10.5555/moss}"
    said = (
        "readstatus = {skimmed}, comment = {Damp.}, groups = {peat}",
        "readstatus = {read}, comment = {Cold.}, groups = {peat, bog}, priority = {prio2}",
        "comment = {Damp.}, relevance = {relevant}",
    )
    account = accounted(library, "".join(f"@article{{k{n}, {who}, {one}}}\n" for n, one in enumerate(said)))
    assert (account.added, account.merged) == (1, 2)
    (entry,) = library.entries(library.view().ids())
    assert (str(entry.status), entry.starred, entry.priority) == ("read", True, 2)
    assert (entry.tags, entry.note) == (("bog", "peat"), "Damp.\n\nCold.")


def test_what_a_library_says_of_a_paper_that_was_here_is_left_out_and_that_is_said(library):
    who = "title = {Quiet moss}, author = {Quill, Ada}, year = {2018}, doi = {10.5555/moss}"
    accounted(library, f"@article{{a, {who}}}")
    account = accounted(library, f"@article{{b, {who}, volume = {{2}}, readstatus = {{read}}}}\n{LIBRARY}")
    assert account.notes == (
        "marks, tags and notes of 2 papers are taken over, as a step of their own",
        "what it says of 1 paper that was here before is not taken over",
    )
    assert "unread" in statuses(library)
    assert accounted(library, f"@article{{b, {who}, volume = {{2}}, readstatus = {{read}}}}\n{LIBRARY}").notes == ()


def test_keywords_of_a_library_become_tags_by_choice_alone(library):
    accounted(library, LIBRARY)
    assert {tag for entry in library.entries(library.view().ids()) for tag in entry.tags} == {"light"}
    library.undo()
    library.undo()
    accounted(library, LIBRARY, keywords=True)
    kept = {entry.key: entry for entry in library.entries(library.view().ids())}
    assert {key: entry.tags for key, entry in kept.items()} == {
        "one": ("bog", "peat"), "two": ("Royal fern", "peat"), "three": ("light",),
    }  # fmt: skip
    assert kept["two"].paper.extra["keyword"] == "peat, Royal fern"


def test_the_command_and_its_setting(run, tmp_path):
    (tmp_path / "lib.bib").write_text(LIBRARY)
    (tmp_path / "page.txt").write_text(PAGE)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "config.toml").write_text("keywords_as_tags = true\n")
    before = json.loads(run("import", tmp_path / "lib.bib", "--dry-run", "--json").stdout)
    done = json.loads(run("import", tmp_path / "lib.bib", tmp_path / "page.txt", "--as", "dropped", "--json").stdout)
    assert [one.keys() for one in done["listings"]] == [before["listings"][0].keys()] * 2
    rows = json.loads(run("list", "--json").stdout)
    assert {row["status"] for row in rows} == {"dropped"}
    assert {tag for row in rows for tag in row["tags"]} == {"bog", "light", "peat", "Royal fern"}
    assert run("import", "-", "--as", "file", text="@book{four, title={Reeds}, readstatus={read}}").stdout
    (row,) = json.loads(run("list", "reeds", "--json").stdout)
    assert row["status"] == "read"


async def test_the_preview_of_a_library_asks_for_the_status_once(library, desk):
    for presses, wanted in ((0, ["skimmed", "unread", "read"]), (1, ["read"] * 3), (2, ["unread"] * 3), (3, None)):
        async with desk(library) as at:
            await at.paste(LIBRARY)
            assert "status of the new papers: as the file says (2 of 3 have one)" in at.text
            assert "R status" in at.text
            await at.press(*["R"] * presses)
            word = ("as the file says (2 of 3 have one)", "read", "unread")[presses % 3]
            assert f"status of the new papers: {word}" in at.text
            if wanted:
                await at.press("enter")
                assert statuses(library) == wanted
                await at.press("u", "u")
                assert library.count() == 0


async def test_a_page_is_not_asked_about(library, desk):
    async with desk(library) as at:
        await at.paste(PAGE)
        await at.press("R")
        assert "3 papers" in at.text
        assert "status of the new papers" not in at.text
        assert "R status" not in at.text


# A copied page whose HTML the clipboard offers.

LINKED = """<h2>Papers of the Harbour Workshop, which was held beside the sea</h2><ul>
<li><a href="https://doi.org/10.5555/tides.1">Harbour Tides and What Gulls Make of Them</a><br><i>Ada Moor, Bo Lind</i>
<li><a href="https://arxiv.org/abs/2001.00001">Slow Rivers under Ice: A Survey</a><br><i>Dee Marsh, Eli Roe</i>
<li><a href="https://fen.example/p.pdf">Learning to Sail with Little Wind</a><br><i>Fay Gull, Gus Tern</i></ul>"""
UNLINKED = """Papers of the Harbour Workshop, which was held beside the sea

Harbour Tides and What Gulls Make of Them
Ada Moor, Bo Lind
Slow Rivers under Ice: A Survey
Dee Marsh, Eli Roe
Learning to Sail with Little Wind
Fay Gull, Gus Tern
"""


def pasted(text, offered):
    asked = []
    (parcel,) = importing.pasted(text, Settings(), lambda done: True, lambda: asked.append(1) or offered)
    return parcel, bool(asked)


def test_links_come_with_the_html_of_the_same_copy():
    parcel, _ = pasted(UNLINKED, LINKED)
    papers = [item.paper for item in parcel.items]
    assert [paper.doi or paper.arxiv_id or paper.url for paper in papers] == [
        "10.5555/tides.1", "2001.00001", "https://fen.example/p.pdf",
    ]  # fmt: skip
    assert parcel.title == importing.WITH_LINKS
    assert parcel.source == "paste"


def test_the_html_of_a_site_that_is_known_is_read_as_its_pages_are():
    rows = (("Harbour Tides and What Gulls Make of Them", "Ada Moor, Bo Lind"),
            ("Slow Rivers under Ice: A Survey", "Dee Marsh, Eli Roe"),
            ("Learning to Sail with Little Wind", "Fay Gull, Gus Tern"))  # fmt: skip
    page = "".join(
        f"<div class=paper><p class=title>{title}</p><p class=details><span class=authors>{people}</span> <span class=info>"
        f"PMLR 7:{n}-9</span></p><p class=links><a href=https://proceedings.mlr.press/v7/a11{n}.html>abs</a></p></div>"
        for (title, people), n in zip(rows, "abc", strict=True)
    )
    text = "\n".join(f"{title}\n{people} PMLR 7:{n}-9\nabs" for (title, people), n in zip(rows, "abc", strict=True))
    parcel, _ = pasted(text + "\n", page)
    assert parcel.title == importing.WITH_LINKS
    assert parcel.reader.NAME == "pmlr-html"
    assert [item.paper.year for item in parcel.items] == [2011] * 3


@pytest.mark.parametrize(
    "offered", ["", "<p>The clipboard holds something else by now", LINKED.replace("Gull", "Tern"), "<"]
)
def test_the_html_of_another_copy_is_left_alone(offered):
    plain, _ = pasted(UNLINKED, "")
    assert pasted(UNLINKED, offered)[0] == plain


@pytest.mark.parametrize("text", [BIB * 3, "A line that is short\nAda Moor\n\nand another\nBo Lind"])
def test_a_page_known_by_its_marks_and_a_few_words_ask_for_no_html(text):
    try:
        parcel, asked = pasted(text, f"<pre>{text}</pre>")
    except importing.UnknownFormatError:
        return
    assert parcel.title != importing.WITH_LINKS
    assert not asked


def test_html_that_says_less_than_the_text_is_not_taken():
    rows = "".join(f"Tides of the fens, part {n}\tMoor, Ada; Lind, Bo\t2020\t10.5555/fen.{n}\n" for n in range(20))
    text = f"Title\tAuthors\tYear\tDOI\n{rows}"
    parcel, asked = pasted(text, f"<p>{text}</p>")
    assert asked
    assert parcel.reader.NAME == "table"


@pytest.fixture
def offering(tmp_path, monkeypatch):
    """A desktop whose clipboard offers LINKED."""
    (tmp_path / "page.html").write_text(LINKED)
    helper = tmp_path / "xclip"
    helper.write_text(f'#!/bin/sh\ncase "$*" in *text/html*) exec /bin/cat "{tmp_path}/page.html";; esac\nexit 1\n')
    helper.chmod(0o755)
    for name in ("WAYLAND_DISPLAY", "SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT", "WSL_DISTRO_NAME", "WSL_INTEROP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":7")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("tui.desk.clipboard._PLATFORMS", {})


async def test_a_paste_brings_its_links_from_the_clipboard(library, desk, offering):
    async with desk(library) as at:
        await at.paste(UNLINKED)
        assert "Web page (with its links, from the clipboard), 3 papers: 3 new" in at.text
        await at.press("enter")
    assert {entry.paper.doi for entry in library.entries(library.view().ids())} == {"10.5555/tides.1", None}


def test_so_does_the_command_that_reads_the_clipboard_and_no_pipe(run, offering, monkeypatch):
    monkeypatch.setattr("pyperclip.paste", lambda: UNLINKED)
    run("import", "--clipboard", "--format", "listing-page", "--yes")
    assert all(row["doi"] is None for row in json.loads(run("list", "--json").stdout))
    run("import", "-", "--yes", text=UNLINKED)
    assert all(row["doi"] is None for row in json.loads(run("list", "--json").stdout))
    assert run("import", "--clipboard").exit_code == 0
    assert {row["doi"] for row in json.loads(run("list", "--json").stdout)} == {"10.5555/tides.1", None}
