"""What the reader of another library said of a paper comes along, once, and nothing of it is lost."""

import json
import plistlib
from base64 import b64encode
from typing import Any

import pytest

from importers import from_text, reader_named, state
from importers.reader import Listed
from storage.papers.paper import Said, Status
from tui.citations.bibtex import bibtex


def read(name: str, text: str) -> list[Listed]:
    return [item for item in reader_named(name).read(from_text(text)) if isinstance(item, Listed)]


def entry(fields: str) -> Listed:
    (item,) = read("bibtex", f"@article{{k, title={{Dune grass}}, {fields}}}")
    return item


def extra(item: Listed) -> dict[str, str]:
    return {name: text for name, text in item.paper.extra.items() if name not in ("key", "raw")}


FIELDS: list[tuple[str, dict[str, Any], dict[str, str]]] = [
    # JabRef
    ("readstatus={read}", {"status": Status.READ}, {}),
    ("readstatus={skimmed}, relevance={relevant}", {"status": Status.SKIMMED, "starred": True}, {}),
    ("readstatus={ Read }, priority={prio1}", {"status": Status.READ, "priority": 3}, {}),
    ("priority={prio3}, ranking={rank5}", {"priority": 1, "starred": True}, {"ranking": "rank5"}),
    ("ranking={rank3}, qualityassured={qualityAssured}, printed={printed}", {},
     {"ranking": "rank3", "qualityassured": "qualityAssured", "printed": "printed"}),
    ("groups={Fen, Dune  walks, fen {\\&} bog}", {"tags": ("Fen", "Dune walks", "fen & bog")}, {}),
    ("comment={Cold.}, comment-ann={Windy.}, review={Cold.}", {"note": "Cold.\n\nWindy."}, {}),
    ("comment={# Dune\n\n- sand\n  - grains}", {"note": "# Dune\n\n- sand\n  - grains"}, {}),
    ("note={Reprint}, comment={Reprint}", {}, {"note": "Reprint"}),
    # BibDesk and Papers
    ("read={1}, rating={4}, annote={Windy.}", {"status": Status.READ, "starred": True, "note": "Windy."}, {"rating": "4"}),
    ("Read={Yes}, Rating={0}", {"status": Status.READ}, {"rating": "0"}),
    ("read={0}", {}, {}),
    # Mendeley
    ('mendeley-tags={sand,na{\\"{i}}ve dunes}, mendeley-groups={Thesis}', {"tags": ("sand", "naïve dunes", "Thesis")}, {}),
    ("mendeley-tags={sand}, keywords={sand,grass}", {"tags": ("sand",)}, {"keyword": "sand,grass"}),
    ("annote={Two {\\'e}chos.\n\nOf three.}", {"note": "Two échos.\n\nOf three."}, {}),
    # What nobody here knows, or says it of something else
    ("priority={2}, readstatus={someday}, read={-}", {}, {"priority": "2", "readstatus": "someday", "read": "-"}),
    ("annotation={A classic.}, comments={9 pages}", {}, {"annote": "A classic.", "comments": "9 pages"}),
    ("status={in press}, keywords={read, prio1}", {}, {"status": "in press", "keyword": "read, prio1"}),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "said", "left"), FIELDS)
def test_fields_of_bibtex(fields: str, said: dict[str, Any], left: dict[str, str]) -> None:
    item = entry(fields)
    assert item.said == (Said(**said) if said else None)
    assert extra(item) == left
    assert bibtex(item.paper, key="k", raw=True) == item.paper.extra["raw"]


@pytest.mark.parametrize("field", ["readstatus={read}", "comment-ann={Windy.}", "mendeley-tags={sand}"])
def test_what_is_said_of_a_book_is_not_said_of_its_parts(field: str) -> None:
    book = f"@book{{b, title={{Sand}}, publisher={{Fen}}, {field}}}"
    part, whole = read("bibtex", f"@inbook{{p, title={{Dunes}}, crossref={{b}}}}\n{book}")
    assert (part.said, whole.said is None) == (None, False)
    assert not set(extra(part)) - {"publisher"}


def archived(path: str) -> str:
    objects = ["$null", {"NS.keys": [1, 2]}, "relativePath", "aliasData", path, b"\0"]
    return b64encode(plistlib.dumps({"$objects": objects}, fmt=plistlib.FMT_BINARY)).decode()


def listed(path: str) -> str:
    return b64encode(plistlib.dumps({"relativePath": path, "bookmark": b"\0"}, fmt=plistlib.FMT_BINARY)).decode()


FILES = [
    ("file={Full text:dune.pdf:PDF;:fen_2.pdf:PDF}", "Full text:dune.pdf:PDF;:fen_2.pdf:PDF"),
    (r"file={:C\:\\papers\\dune.pdf:PDF}", r":C\:\\papers\\dune.pdf:PDF"),
    (r"file={:C$\backslash$:/papers/{\"{O}}dland_1.pdf:pdf}", r":C\:/papers/Ödland_1.pdf:pdf"),
    (f"bdsk-file-1={{{listed('Papers/dune.pdf')}}}, bdsk-file-2={{{archived('../old/fen.pdf')}}}",
     "Papers/dune.pdf; ../old/fen.pdf"),
    ("bdsk-file-1={Qk9P}", None),
    ("bdsk-file-1={YnBsaXN0MDDSAQIDBF}, bdsk-file-2={not base64!}", None),
    (r"file={a\{b\}.pdf}", "a{b}.pdf"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "path"), FILES)
def test_where_the_files_are_is_kept_and_comes_back(field: str, path: str | None) -> None:
    item = entry(field)
    assert item.paper.extra.get("file") == path
    (again,) = read("bibtex", bibtex(item.paper))
    assert again.paper.extra.get("file") == path
    assert "file" not in bibtex(item.paper, brief=True)


LINES: list[tuple[str, dict[str, Any], dict[str, str]]] = [
    ("Read_Status: Read\nRead_Status_Date: 2026-03-01T10:00:00Z", {"status": Status.READ},
     {"Read_Status_Date": "2026-03-01T10:00:00Z"}),
    ("Read Status: In Progress", {"status": Status.READING}, {}),
    ("Windy.\nRead_Status: ⭐ Someday", {}, {"note": "Windy.", "Read_Status": "⭐ Someday"}),
    ("read_status: To Read\nRating: 5", {"status": Status.QUEUED, "starred": True}, {"Rating": "5"}),
    ("tex.readstatus: skimmed\ntex.priority= prio2\ntex.groups: Fen, Bog", {"status": Status.SKIMMED, "priority": 2,
     "tags": ("Fen", "Bog")}, {}),
    ("Read_Status: Not Reading\nPMID: 123456\nWindy.", {"status": Status.DROPPED}, {"note": "Windy.", "PMID": "123456"}),
    ("Comment: 12 pages\nRead: it aloud\nGroups: of dunes", {},
     {"note": "Comment: 12 pages\nRead: it aloud\nGroups: of dunes"}),
    ("Rating: ★★★★☆", {"starred": True}, {"Rating": "★★★★☆"}),
]  # fmt: skip


def csl(note: str) -> str:
    return json.dumps([{"id": "k", "type": "book", "title": "Dune grass", "note": note}])


def zotero(note: str) -> str:
    return json.dumps([{"itemType": "book", "key": "K", "creators": [], "title": "Dune grass", "extra": note}])


def sheet(note: str) -> str:
    return f'"Key","Item Type","Title","Extra","Date Added"\n"K","book","Dune grass","{note}",""\n'


@pytest.mark.parametrize(("lines", "said", "left"), LINES)
@pytest.mark.parametrize(("name", "page"), [("csl-json", csl), ("zotero-json", zotero), ("zotero-csv", sheet)])
def test_lines_of_a_note(name: str, page: Any, lines: str, said: dict[str, Any], left: dict[str, str]) -> None:
    (item,) = read(name, page(lines))
    assert item.said == (Said(**said) if said else None)
    assert extra(item) == left


def test_tags_and_notes_of_zotero() -> None:
    item = {
        "itemType": "book", "key": "K", "creators": [], "title": "Dune grass",
        "tags": [{"tag": "sand"}, {"tag": "Wind (Physics)", "type": 1}, {"tag": "to walk", "type": 0}],
        "notes": [{"note": "<p>Cold &amp; windy.</p><p>Twice.</p>"}, "<p>Warm.</p>", {"note": "<p>Warm.</p>"}],
    }  # fmt: skip
    row = ('"Key","Item Type","Title","Notes","Manual Tags","Automatic Tags"\n"K","book","Dune grass",'
           '"<p>Cold &amp; windy.</p><p>Twice.</p>; <p>Warm.</p>","sand; to walk","Wind (Physics)"\n')  # fmt: skip
    for found in (*read("zotero-json", json.dumps([item])), *read("zotero-csv", row)):
        assert found.said == Said(tags=("sand", "to walk"), note="Cold & windy.\nTwice.\n\nWarm.")
        assert "notes" not in found.paper.extra
        assert sorted(found.paper.extra["keyword"].split(", ")) == ["Wind (Physics)", "sand", "to walk"]


def test_research_notes_of_endnote() -> None:
    style = '<style face="normal">{}</style>'
    record = (
        "<record><source-app>EndNote</source-app><rec-number>1</rec-number><ref-type name='Book'>6</ref-type>"
        f"<titles><title>{style.format('Dune grass')}</title></titles><notes>Reprint</notes>"
        f"<research-notes>{style.format('Cold.&#xD;- windy')}</research-notes></record>"
    )
    tags = "%0 Book\n%T Dune grass\n%Z Reprint\n%< Cold.\n- windy\n"
    for name, page in (("endnote-xml", f"<xml><records>{record}</records></xml>"), ("enw", tags)):
        (item,) = read(name, page)
        assert item.said == Said(note="Cold.\n- windy")
        assert extra(item) == {"note": "Reprint"}


def test_every_status_of_the_shelf_is_one_here() -> None:
    for status in Status:
        said, taken = state.said([("readstatus", status.value)])
        assert taken == {"readstatus"}
        assert (said or Said()).status is status
