"""A folder of PDFs, and PDFs on the command line and on the screen: one import, and a sentence for what is left out."""

import json
from pathlib import Path

import pytest

from tests.importers.pdfs import pdf
from tui.desk import folders

TITLES = ("The tides that nobody counted", "What gulls make of sand", "Slow rivers under the ice")


def paper(title: str, doi: str = "") -> bytes:
    lines = [
        (60.0, 120.0, 18.0, title), (60.0, 160.0, 11.0, "Ada Reyes and Bo Lindqvist"), (60.0, 200.0, 10.0, "Abstract"),
        (60.0, 220.0, 10.0, "We counted what had not been counted, and say how much of it there was in the end."),
        (60.0, 740.0, 8.0, f"https://doi.org/{doi}" if doi else "Fenland, May 2021"),
    ]  # fmt: skip
    return pdf(lines)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with three papers, one below it and one under another name, and what is not to be read."""
    path = tmp_path / "papers"
    (path / "below").mkdir(parents=True)
    (path / ".hidden").mkdir()
    (path / "a.pdf").write_bytes(paper(TITLES[0], "10.5555/tides"))
    (path / "below" / "b.PDF").write_bytes(paper(TITLES[1]))
    (path / "download").write_bytes(paper(TITLES[2]))
    (path / ".hidden" / "c.pdf").write_bytes(paper("Hidden"))
    (path / ".c.pdf").write_bytes(paper("Hidden"))
    (tmp_path / "outside.pdf").write_bytes(paper("Outside"))
    (path / "link.pdf").symlink_to(tmp_path / "outside.pdf")
    (path / "notes.txt").write_text("@book{moss, title = {On moss}}")
    return path


def test_the_pdfs_of_a_folder_are_found_below_it_in_order_and_by_their_bytes(folder: Path) -> None:
    found = folders.look(folder)
    assert [str(path.relative_to(folder)) for path in found.files] == ["a.pdf", "below/b.PDF", "download"]
    assert found.rest(folder) == f"1 other file in {folder} was not read"


def test_a_folder_is_one_import_and_one_undo_step(folder: Path, run) -> None:
    ran = run("import", folder)
    assert f"{folder}: 3 PDFs, 3 papers: 3 new" in ran.stdout
    assert f"note: 1 other file in {folder} was not read" in ran.stderr
    assert sorted(one["title"] for one in json.loads(run("list", "--json").stdout)) == sorted(TITLES)
    run("undo")
    assert json.loads(run("list", "--json").stdout) == []
    assert f"{folder}: 3 PDFs, 3 papers: 3 new" in run("import", folder).stdout
    assert f"{folder}: 3 PDFs, 3 papers: unchanged" in run("import", folder).stdout


def test_what_cannot_be_read_is_a_sentence_and_the_rest_is_in(folder: Path, run) -> None:
    (folder / "cut.pdf").write_bytes(b"%PDF-1.7\nnothing")
    (folder / "none.pdf").write_bytes(b"")
    (folder / "scan.pdf").write_bytes(pdf([]))
    (folder / "deck.pdf").write_bytes(
        pdf([(40.0, 60.0, 14.0, "Gulls"), (40.0, 90.0, 9.0, "Outline")], width=363, height=272)
    )
    ran = run("import", folder, status=1)
    assert f"{folder}: 7 PDFs, 3 papers: 3 new, 4 skipped" in ran.stdout
    assert "skipped, a PDF that is broken or was cut off: cut.pdf" in ran.stderr
    assert "skipped, empty: none.pdf" in ran.stderr
    assert "skipped, no text in it: it is a scan; recognise its text first (OCR)" in ran.stderr
    assert "skipped, no paper; it looks like slides: Gulls Outline" in ran.stderr


def test_a_file_read_with_little_confidence_keeps_no_other_from_being_written(folder: Path, run) -> None:
    lines = [
        (60.0, 120.0, 18.0, "A title without its people"),
        (60.0, 200.0, 10.0, "Abstract"),
        (60.0, 220.0, 10.0, "we counted what had not been counted, and say how much of it there was in the end."),
        (60.0, 300.0, 12.0, "References"),
    ]
    (folder / "unsure.pdf").write_bytes(pdf(lines))
    ran = run("import", folder, status=1)
    assert f"{folder / 'unsure.pdf'}: PDF, 1 paper: would add 1" in ran.stdout
    assert "not written: 1 of 1 paper are read with little confidence; --yes writes them" in ran.stderr
    assert len(json.loads(run("list", "--json").stdout)) == 3


def test_a_folder_without_a_pdf_says_so(tmp_path: Path, run) -> None:
    path = tmp_path / "notes"
    path.mkdir()
    (path / "notes.txt").write_text("a")
    ran = run("import", path, status=1)
    assert ran.stderr.strip().endswith(f"there is no PDF in {path}; 1 other file in {path} was not read")


def test_what_a_pdf_does_not_say_is_offered_to_be_looked_up(folder: Path, run) -> None:
    assert (
        "people, year or venue are missing: `papershelf complete 1` looks them up"
        in run("import", folder / "a.pdf").stderr
    )
    assert "complete" not in run("import", "--dry-run", folder).stderr


def test_a_pdf_that_lists_papers_is_read_as_the_list(tmp_path: Path, run) -> None:
    lines = [(60.0, 60.0, 16.0, "Accepted Papers")]
    for number, title in enumerate(
        (*TITLES, "Salt and what it leaves", "The lamp and the moth", "Waves that do not break")
    ):
        lines += [(60.0, 100 + 50.0 * number, 11.0, title), (60.0, 114 + 50.0 * number, 9.0, "Ada Reyes, Bo Lindqvist")]
    (tmp_path / "list.pdf").write_bytes(pdf(lines))
    ran = run("import", tmp_path / "list.pdf")
    assert "list.pdf: Page that lists papers (a PDF), 6 papers: 6 new" in ran.stdout
    assert "complete" not in ran.stderr


async def test_a_folder_is_previewed_and_imported_on_the_screen(folder: Path, library, desk) -> None:
    async with desk(library) as at:
        shown = await at.fill("i", str(folder), "enter")
        assert "PDF, 3 papers: 3 new" in shown
        await at.press("enter")
        assert library.count() == 3
        assert any("lack people, year or venue: E looks them up" in said for said in at.said)


async def test_a_folder_without_a_pdf_is_a_sentence_on_the_screen(tmp_path: Path, library, desk) -> None:
    (tmp_path / "empty").mkdir()
    async with desk(library) as at:
        assert "there is no PDF in" in await at.fill("i", str(tmp_path / "empty"), "enter")
