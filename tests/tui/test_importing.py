"""Importing, as both faces ask for it: one order, one account, one undo step."""

import json
import os

import pytest

from storage.account import CancelledError
from tui.desk import importing, samples
from tui.desk.settings import Settings

BIB = "\n".join(
    f"@article{{{name}, title = {{{name.title()} moss}}, year = {{2020}}}}" for name in ("one", "two", "three")
)


def titles(library):
    return [entry.paper.title for entry in library.entries(library.view().ids())]


@pytest.mark.parametrize("held", [True, False])
@pytest.mark.parametrize(("text", "name", "streams"), [(BIB, "bibtex", True), (BIB, "csl-json", False)])
def test_the_first_record_is_put_on_top_but_of_a_stream_too_large_to_be_held(
    library, monkeypatch, text, name, streams, held
):
    if name == "csl-json":
        text = json.dumps([{"id": word, "type": "book", "title": f"{word} moss"} for word in ("One", "Two", "Three")])
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
        await at.paste("one line\nthat nobody\nknows as a page of papers")
        assert "paste: no known format" in at.text
        assert "paste the whole page" in at.text
        assert "--format" not in at.text
        assert "bzpeer" not in at.text
