"""The diagonal: every sample is recognised by its own reader and claimed by no other; every reader has a sample."""

import contextlib
import datetime
import json
import os
import random
import time
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

import importers
from importers import (
    BY_LOOKS,
    OF_ANY_LAYOUT,
    READERS,
    Item,
    Listed,
    Reader,
    UnknownFormatError,
    from_bytes,
    from_text,
    read,
    reader_named,
    recognise,
)
from importers.__main__ import page
from importers.reader import CERTAIN, CLAIM
from storage.papers.identity import LISTING_TRUST
from storage.papers.paper import Paper
from tests.clock import usual
from tests.importers.conftest import LISTINGS
from tests.importers.pages.test_layouts import ANOTHER, FORMS, layout_of, page_of
from tui.citations.bibtex import biblatex, bibtex
from tui.citations.csl_json import csl_json
from tui.citations.ris import ris

SAMPLES = Path(__file__).parent / "samples"
AS_OF = datetime.date(2026, 5, 13)


def samples(*names: str) -> list[Path]:
    return [path for name in names for path in sorted((SAMPLES / name).iterdir()) if path.suffix != ".golden"]


def shown(item: Item) -> dict[str, Any]:
    """Return an item as a golden file has it: what differs from saying nothing."""
    told: dict[str, Any] = {"": type(item).__name__}
    for holder in (item.paper, item) if isinstance(item, Listed) else (item,):
        for field in fields(holder):
            value = getattr(holder, field.name)
            if field.name == "authors":
                value = [str(name) for name in value]
            if value not in (None, "", [], ()) and field.name not in ("paper", "roles", "markup", "extra"):
                told[field.name] = value
    if told.get("authors_complete") is True:
        del told["authors_complete"]
    if told.get("date_inferred") is False:
        del told["date_inferred"]
    if told.get("confidence") == 1:
        del told["confidence"]
    return told


@pytest.mark.parametrize("name", [reader.NAME for reader in READERS])
def test_every_sample_is_claimed_by_its_own_reader_and_no_other(name: str) -> None:
    paths = samples(name)
    assert paths, f"{name} has no sample"
    for path in paths:
        page = from_bytes(path.read_bytes(), source=path.name)
        asked = [reader for reader in READERS if reader not in OF_ANY_LAYOUT or name == reader.NAME]
        assert {reader.NAME for reader in asked if reader.sniff(page.head) >= CLAIM} == {name}, path.name
        assert name == recognise(page).NAME


GENERAL = {"json-list", "listing-page", "table", "web-page"}
"""What reads the pages of many; `recognise` asks the first two only where nobody claims a page."""


@pytest.mark.parametrize("name", [reader.NAME for reader in READERS])
def test_without_its_own_reader_no_other_own_one_takes_a_sample_for_its_own(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refusal is right, and so is what reads pages of any layout; a format that it is not would make nonsense."""
    monkeypatch.setattr(importers, "READERS", tuple(reader for reader in READERS if name != reader.NAME))
    for path in samples(name) if name != "pdf" else ():  # what has a PDF's first bytes is asked for nothing else
        with contextlib.suppress(UnknownFormatError):
            found = recognise(from_bytes(path.read_bytes(), source=path.name)).NAME
            assert found in GENERAL, path.name
            assert found != "listing-page" or path.suffix in (".txt", ".md", ".html"), f"{path.name} is data"


@pytest.mark.parametrize("name", [reader.NAME for reader in READERS])
def test_a_sample_stays_its_own_readers_whatever_layouts_were_taught(name: str) -> None:
    layouts = [layout_of(form) for form in FORMS]
    for path in samples(name):
        assert name == recognise(from_bytes(path.read_bytes(), source=path.name), layouts).NAME, path.name


@pytest.mark.parametrize("form", FORMS)
def test_a_page_of_a_taught_layout_is_no_own_readers(form: str) -> None:
    head = from_text(page_of(form, ANOTHER)).head
    assert {reader.NAME for reader in READERS if reader.sniff(head) >= CLAIM} <= GENERAL


@pytest.mark.parametrize("name", [reader.NAME for reader in READERS])
def test_what_we_write_of_every_sample_is_known_again(name: str) -> None:
    for path in samples(name):
        for item in read(from_bytes(path.read_bytes(), source=path.name)):
            for form, text in written(item.paper) if isinstance(item, Listed) else ():
                assert form == recognise(from_text(text)).NAME, path.name


def written(paper: Paper) -> Iterator[tuple[str, str]]:
    yield "csl-json", json.dumps([csl_json(paper, key="a")])
    yield "bibtex", bibtex(paper, key="a")
    yield "bibtex", biblatex(paper, key="a")
    yield "ris", ris(paper, key="a")


@pytest.mark.parametrize("path", samples(*LISTINGS), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_listing_sample_reads_as_its_golden_file_says(path: Path) -> None:
    """`GOLDEN=write pytest` writes the golden files anew; read them before they are kept."""
    page = from_bytes(path.read_bytes(), source=path.name, as_of=AS_OF)
    items = [shown(item) for item in reader_named(path.parent.name).read(page)]
    golden = path.with_name(f"{path.name}.golden")
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(json.dumps(items, indent=1, ensure_ascii=False) + "\n")
    assert json.loads(golden.read_text()) == json.loads(json.dumps(items))


def test_reader_names_are_unique_and_their_titles_too() -> None:
    assert len({reader.NAME for reader in READERS}) == len({reader.TITLE for reader in READERS}) == len(READERS)


def test_every_reader_says_how_far_it_is_believed_and_when_its_layout_was_last_seen() -> None:
    for reader in READERS:
        assert LISTING_TRUST <= reader.TRUST <= 40, reader.NAME
        seen = reader.LAST_SEEN
        assert not seen or datetime.date(2026, 1, 1) <= datetime.date.fromisoformat(seen), reader.NAME


@pytest.mark.parametrize(
    ("typed", "told"),
    [("arxiv-lst", "did you mean arxiv-list"), ("Scholar", "scholar-results"), ("bibtext", "did you mean bibtex?"),
     ("", ""), ("seaweed", "“seaweed”; `papershelf formats` lists")],
)  # fmt: skip
def test_an_unknown_format_is_answered_by_those_that_are_called_like_it(typed: str, told: str) -> None:
    with pytest.raises(UnknownFormatError, match=rf"; .*`papershelf formats` lists the {len(READERS)} ") as error:
        reader_named(typed)
    assert told in str(error.value)
    assert len(str(error.value)) < 200


def test_a_layout_of_which_no_page_was_looked_at_is_documented_as_not_seen_yet() -> None:
    rows = {row.split("`")[1]: row.rsplit("|", 2)[1].strip() for row in page().splitlines() if row.startswith("| `")}
    assert rows.keys() >= {reader.NAME for reader in READERS}
    assert all(rows[reader.NAME] == (reader.LAST_SEEN or "not yet") for reader in READERS)
    assert rows["usenix-html"] == "not yet"


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.NAME)
def test_only_libraries_tell_under_which_id_they_keep_a_record(reader: Reader) -> None:
    """A later version replaces a record of a library by its id; which formats are libraries, docs/formats.md says."""
    items = (item for path in samples(reader.NAME) for item in reader.read(from_bytes(path.read_bytes())))
    assert reader.LIBRARY or not any(isinstance(item, Listed) and item.id for item in items)


@pytest.mark.parametrize(
    ("name", "text", "kept_as"),
    [
        ("csl-json", '[{"id": "http://zotero.org/users/1/items/AB12", "type": "book", "title": "Moss"}]',
         "http://zotero.org/users/1/items/AB12"),
        ("csl-json", '[{"id": 17, "type": "book", "title": "Moss"}]', "17"),
        ("zotero-json", '[{"key": "AB12", "data": {"itemType": "book", "title": "Moss", "creators": []}}]', "AB12"),
        ("zotero-json", '{"items": [{"itemKey": "AB12", "itemType": "book", "title": "Moss", "creators": []}]}', "AB12"),
        ("zotero-csv", '"Key","Item Type","Title"\n"AB12","book","Moss"\n', "AB12"),
        ("endnote-xml", "<xml><record><rec-number>17</rec-number><titles><title>Moss</title></titles></record></xml>", "17"),
        ("papershelf-json", '[{"id": 3, "uuid": "00ff", "title": "Moss"}]', "00ff"),
        ("mendeley-json", '[{"id": "ab-12", "type": "book", "title": "Moss", "authors": []}]', "ab-12"),
        ("paperpile-json", '[{"_id": "ab-12", "kind": "Book", "title": "Moss", "labelsNamed": []}]', "ab-12"),
        ("bibtex", "@book{moss, title = {Moss}}", ""),
    ],
)  # fmt: skip
def test_a_library_tells_under_which_id_it_keeps_a_record(name: str, text: str, kept_as: str) -> None:
    (item,) = [item for item in read(from_text(text), reader_named(name)) if isinstance(item, Listed)]
    assert item.id == kept_as


NEARLY = '{"id": "x", "title": "Moss Growth", "author": [{"family": "Roe"}]}'
"""An item of CSL without its type, which might be something else."""


def test_unknown_page_says_what_was_tried_and_what_was_nearest() -> None:
    with pytest.raises(UnknownFormatError) as error:
        recognise(from_text(NEARLY, source="page.txt"))
    assert error.value.said == "page.txt: no known format; nearest is CSL-JSON (20% alike)"
    assert str(error.value).endswith("; read it as that with --format csl-json, if you know better")
    assert error.value.nearest is reader_named("csl-json")
    assert error.value.tried == tuple(reader.NAME for reader in READERS)
    with pytest.raises(UnknownFormatError, match=r"paste is empty"):
        recognise(from_text(" \n "))


@pytest.mark.parametrize(
    "text",
    ["Get trending papers in your email inbox!\nOnly this line and another.\n", "%A Roe, Ada\n%D 2031\n",
     "Installing the bog solver\n\nRun make, then make test. The solver needs a compiler and two gigabytes of memory.\n",
     "BEGIN:VCARD\nVERSION:3.0\nN:Roe;Ada;;;\nFN:Ada Roe\nEND:VCARD\n", "term;meaning\nfen;a wet place\npeat;what burns\n",
     '{"name": "fen", "version": "1.0.0", "author": "Ada Roe", "description": "Fens"}',
     '<?xml version="1.0"?><project xmlns="http://maven.example/POM"><name>Fen</name></project>',
     "#include <stdio.h>\n/* by Ada Roe, 2031 */\nint main(void) { return 0; }\n",
     "Ada Roe\n\nI am a lecturer at the University of Moor, where I lead the group of lamps.\nBefore I was at Fen College.\n",
     "Database: Fen Abstracts <1946 to January 05, 2031>\nSearch Strategy:\n1 moss.ti. (120)\n2 granite.ti. (50)\n",
     "From: Ada Roe <ada@fen.example>\nTo: Bo Moor\nSubject: Tuesday\n\nHi Bo,\n\nshall we meet at ten?\n"],
)  # fmt: skip
def test_a_refusal_names_no_format_that_would_make_papers_of_what_is_none(text: str) -> None:
    with pytest.raises(UnknownFormatError) as error:
        recognise(from_text(text))
    assert error.value.said == "paste: no known format"
    assert str(error.value).endswith(f". `papershelf formats` lists the {len(READERS)} that are read")


@pytest.mark.parametrize("around", [("[", "]"), ('{"items": [', "]}"), ('{"references": [', "]}")])
def test_records_of_json_one_to_a_line_are_no_table(around: tuple[str, str]) -> None:
    names = random.Random(1).choices("moss fen peat bog reed lamp tide granite heather lichen".split(), k=3000)
    records = [
        {
            "id": f"k{number}", "type": "article-journal", "title": " ".join(names[number : number + 7]).capitalize(),
            "author": [{"family": f"Roe{number}", "given": "Ada B."}, {"family": "Moor", "given": "Bo"}],
            "container-title": "Journal of Fens", "issued": {"date-parts": [[2000 + number % 25]]},
            "DOI": f"10.5555/f{number}", "abstract": " ".join(names[number : number + 60]),
        }
        for number in range(200)
    ]  # fmt: skip
    page = from_text(",\n".join(map(json.dumps, records)).join(around))
    assert recognise(page).NAME == "csl-json"
    assert sum(isinstance(item, Listed) for item in read(page)) == 200


def test_a_certain_claim_ends_the_asking_and_costs_little(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(head: str) -> float:
        raise AssertionError("asked although a certain claim stands")

    for reader in BY_LOOKS:
        monkeypatch.setattr(reader, "sniff", asked)
    entry = (
        "@article{reed%d,\n  title = {Gulls of the shore, 10.1000/182},\n  author = {Reed, Ann},\n  year = 2001\n}\n\n"
    )
    page = from_text("".join(entry % number for number in range(900)))
    assert len(page.head) > 60_000
    seconds = []
    for _ in range(5):
        start = time.process_time()
        assert recognise(page).NAME == "bibtex"
        seconds.append(time.process_time() - start)
    assert usual(min(seconds)) < 0.04, "10 ms are meant; more than four times that is another way of doing it"


def test_those_that_go_by_looks_are_never_certain() -> None:
    for path in samples(*(reader.NAME for reader in BY_LOOKS + OF_ANY_LAYOUT)):
        head = from_bytes(path.read_bytes()).head
        assert all(reader.sniff(head) < CERTAIN for reader in BY_LOOKS + OF_ANY_LAYOUT), path.name


def test_two_equal_claims_are_both_named(monkeypatch: pytest.MonkeyPatch) -> None:
    bibtex, ris = reader_named("bibtex"), reader_named("ris")
    for reader in (bibtex, ris):
        monkeypatch.setattr(reader, "sniff", lambda head: CERTAIN)
    with pytest.raises(UnknownFormatError, match=r"could be BibTeX.* or RIS.*--format bibtex or --format ris") as error:
        recognise(from_text("anything"))
    assert error.value.claimants == (bibtex, ris)
    assert "--format" not in error.value.said


def test_a_dash_between_an_identifier_and_its_title_joins_no_words() -> None:
    page = from_text("2402.00001 - Gulls of the shore\nGulls - a study 2402.00002\n")
    titles = [item.paper.title for item in reader_named("id-list").read(page) if isinstance(item, Listed)]
    assert titles == ["Gulls of the shore", "Gulls - a study"]


def test_prose_and_source_code_are_no_listing() -> None:
    essay = "Introduction\n" + "It is a truth that pages differ. " * 20 + "\nMethods\n" + "We looked at them. " * 30
    code = "def first(names: list[str]) -> str:\n    return names[0]\n" * 20
    for text in (essay, code, "hello", "1\n2\n3\n", "Title: x\nAuthors: y\n"):
        for name in LISTINGS:
            assert reader_named(name).sniff(text) < CLAIM, (name, text[:20])
