"""PDF files: what their process writes down, where it ends, and what becomes of files that are no papers."""

import os
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from importers import InputError, Listed, Skipped, from_bytes, from_file, read, recognise
from importers.decode import is_pdf
from importers.pdf import asking, child
from importers.pdf.sheets import Document, parsed, plain
from tests.clock import within
from tests.importers.pdfs import content, file, pdf, stream

FRONT = [
    (60.0, 50.0, 8.0, "J. Invented Shores 12 (2021) 1-9, doi:10.5555/shores.21"),
    (60.0, 120.0, 18.0, "The tides that nobody counted"),
    (60.0, 160.0, 11.0, "Ada Reyes and Bo Lindqvist"),
    (60.0, 200.0, 10.0, "Abstract"),
    (60.0, 220.0, 10.0, "We counted tides that had not been counted, and say how many of them there were."),
]


def document(data: bytes) -> Document:
    return parsed(asking.of_bytes(data))


def said(data: bytes) -> str:
    """Return the sentence with which a file is refused."""
    with pytest.raises(InputError) as refused:
        from_bytes(data, source="a.pdf")
    return str(refused.value)


def skipped(data: bytes) -> str:
    """Return why a file that opens is no paper."""
    (item,) = list(read(from_bytes(data, source="a.pdf")))
    assert isinstance(item, Skipped)
    return item.reason


def test_a_paper_is_read_off_its_first_page_in_doubt() -> None:
    page = from_bytes(pdf(FRONT), source="tides.pdf")
    assert recognise(page).NAME == "pdf"
    (item,) = list(read(page))
    assert isinstance(item, Listed)
    assert item.paper.title == "The tides that nobody counted"
    assert [name.text for name in item.paper.authors] == ["Ada Reyes", "Bo Lindqvist"]
    assert (item.paper.doi, item.paper.year) == ("10.5555/shores.21", 2021)
    assert item.doubt == "read from the first page, with its identifier"
    assert item.is_sure


def test_the_size_of_letters_is_that_which_is_seen() -> None:
    drawn = (
        content([(60, 100, 1, "scaled up")], matrix="24 0 0 24")
        + b"\n"
        + content([(60, 200, 90, "scaled down")], matrix=".1 0 0 .1")
    )
    up, down = document(pdf(drawn)).sheets[0].pieces
    assert (up.text, up.size, down.text, down.size) == ("scaled up", 24.0, "scaled down", 9.0)


def test_a_stamp_set_sideways_is_no_title_and_tells_id_and_day() -> None:
    stamp = content([(30, 600, 20, "arXiv:2101.00001v3 [q-bio.PE] 19 Dec 2021")], matrix="0 1 -1 0")
    lines = [line for line in FRONT if "doi" not in line[3]]
    (item,) = list(read(from_bytes(pdf(content(lines) + b"\n" + stamp))))
    assert isinstance(item, Listed)
    assert (item.paper.title, item.paper.arxiv_id) == ("The tides that nobody counted", "2101.00001")
    assert (item.paper.date, item.paper.category) == ("2021-12-19", "q-bio.PE")


@pytest.mark.parametrize("turned", [90, 270])
def test_a_page_that_is_turned_is_read_as_it_is_seen(turned: int) -> None:
    matrix = "0 1 -1 0" if turned == 90 else "0 -1 1 0"
    (piece,) = document(pdf(content([(300, 300, 12, "as it is seen")], matrix=matrix), rotate=turned)).sheets[0].pieces
    assert piece.text == "as it is seen"


def test_what_stands_far_apart_is_in_pieces_and_raised_letters_are_told() -> None:
    lines = [(60, 100, 12, "Ada Reyes"), (108, 96, 7, "1,2"), (300, 100, 12, "Bo Lindqvist")]
    assert [piece.text for piece in document(pdf(lines)).sheets[0].pieces] == ["Ada Reyes^{1,2}", "Bo Lindqvist"]


def test_accents_that_are_drawn_by_themselves_join_their_letters() -> None:
    (piece,) = (
        document(pdf([(60, 100, 12, "Jose Anz"), (75.9, 100, 12, "\u00b4"), (87.5, 100, 12, "\u00a8")]))
        .sheets[0]
        .pieces
    )
    assert piece.text == "José Änz"


def test_a_word_that_a_line_cuts_is_whole_in_a_list() -> None:
    lines = [(60, 100, 12, "Ada Reyes. Winter on the shore. Nature Geo-"), (60, 114, 12, "science, 14, 101-107, 2021.")]
    assert plain(document(pdf(lines))) == "Ada Reyes. Winter on the shore. Nature Geoscience,\n14, 101-107, 2021.\n\n"


def test_a_pdf_is_told_by_its_bytes_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"\0junk of a mail gateway\n" + pdf(FRONT))
    assert recognise(from_file(path)).NAME == "pdf"
    assert not is_pdf(b"A note on the first line of a file, which is %PDF-1.7 there.\n")
    (tmp_path / "page.pdf").write_text("@book{moss, title = {On moss}}")
    assert recognise(from_file(tmp_path / "page.pdf")).NAME == "bibtex"


def test_what_cannot_be_read_is_a_sentence() -> None:
    locked = file(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 0/Kids[]>>", LOCK], "/Encrypt 3 0 R/ID[<00><00>]"
    )
    assert said(locked) == "a.pdf needs a password; save a copy without one, and import that"
    assert said(b"%PDF-1.7\n") == "a.pdf is a PDF that is broken or was cut off"
    assert said(b"%PDF-1.7\nnothing\nof a PDF\n%%EOF") == "a.pdf is a PDF that is broken or was cut off"
    assert skipped(pdf([])) == "no text in it: it is a scan; recognise its text first (OCR)"


LOCK = b"<</Filter/Standard/V 2/R 3/Length 128/P -3904/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>"


def test_a_file_that_was_cut_off_is_read_as_far_as_it_goes() -> None:
    whole = pdf(FRONT, [(60.0, 60.0, 10.0, "and then")])
    text = asking.of_bytes(whole[: whole.index(b"7 0 obj")])
    assert text.split("\n")[1] == "mended"
    (item,) = list(read(from_bytes(whole[: whole.index(b"7 0 obj")])))
    assert isinstance(item, Listed)
    assert (item.paper.title, item.paper.doi) == ("The tides that nobody counted", "10.5555/shores.21")
    assert item.doubt == "read from the first page, with its identifier; the file is cut off"


def test_a_link_says_the_whole_of_a_doi_that_its_line_cuts() -> None:
    link = b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://doi.org/10.5555/shores.2021.77)>>>>"
    lines = [(60.0, 700.0, 8.0, "https://doi.org/10.5555/shores.20"), (60.0, 710.0, 8.0, "21.77"), *FRONT[1:]]
    data = pdf(lines, more=link).replace(b"/Contents 6 0 R>>", b"/Contents 6 0 R/Annots[7 0 R]>>")
    assert document(data).sheets[0].links == ["https://doi.org/10.5555/shores.2021.77"]
    (item,) = list(read(from_bytes(data)))
    assert isinstance(item, Listed)
    assert item.paper.doi == "10.5555/shores.2021.77"


def test_what_is_no_paper_is_none_and_said_to_be_what_it_looks_like() -> None:
    slides = [
        [(40.0, 60.0, 14.0, "Counting gulls by inference"), (60.0, 100.0, 10.0, "Ada Reyes")],
        [(40.0, 60.0, 14.0, "Outline")],
    ]
    assert skipped(pdf(*slides, width=363, height=272)) == "no paper; it looks like slides"
    receipt = [(60.0, 60.0, 20.0, "Invoice"), (60.0, 90.0, 10.0, "Bill to: Ada Reyes"), (60.0, 120.0, 10.0, "Order number 12"),
               (60.0, 150.0, 10.0, "Amount due: 12.00")]  # fmt: skip
    assert skipped(pdf(receipt)) == "no paper; it looks like an invoice or a receipt"


def test_a_manual_says_so_by_its_title_and_version_however_like_a_paper_it_is_set() -> None:
    lines = [(60.0, 120.0, 18.0, "The tidelist package"), (60.0, 150.0, 11.0, "Ada Reyes"), (60.0, 170.0, 11.0, "2021/03/02, v1.3"),
             *FRONT[3:], (60.0, 400.0, 12.0, "1 Introduction"), (60.0, 500.0, 12.0, "References")]  # fmt: skip
    assert skipped(pdf(lines)) == "no paper; it looks like a manual"


def test_a_text_with_the_marks_of_a_format_is_no_list_for_one_record() -> None:
    lines = [
        (60.0, 60.0, 10.0, "How a .bib file is written, in a few words."),
        (60.0, 90.0, 10.0, "@book{moss, title = {On moss}}"),
    ]
    assert recognise(from_bytes(pdf(lines))).NAME == "pdf"
    entries = [
        (60.0, 60 + 20.0 * number, 10.0, f"@book{{moss{number}, title = {{On moss, volume {number}}}}}")
        for number in range(5)
    ]
    assert recognise(from_bytes(pdf(entries))).NAME == "bibtex"


def test_who_supervised_a_thesis_did_not_write_it() -> None:
    lines = [(60.0, 120.0, 18.0, "Heat in frozen ground"), (60.0, 160.0, 11.0, "Ing. Ada Reyes"),
             (60.0, 200.0, 11.0, "Professor Bo Lindqvist"), (60.0, 220.0, 11.0, "Supervisor: Mia Berg"),
             (60.0, 300.0, 11.0, "A thesis submitted in partial fulfilment of the requirements for the degree"), (60.0, 400.0, 11.0, "2017")]  # fmt: skip
    (item,) = list(read(from_bytes(pdf(lines))))
    assert isinstance(item, Listed)
    assert [name.text for name in item.paper.authors] == ["Ada Reyes"]
    assert (item.paper.title, item.paper.year) == ("Heat in frozen ground", 2017)


# What a hostile file can do.


def _run(data: bytes) -> tuple[float, str]:
    """Return how long a file takes, and its text form or the sentence with which it is refused."""
    began = time.monotonic()
    try:
        text = asking.of_bytes(data)
    except asking.UnreadablePdfError as error:
        text = str(error)
    return time.monotonic() - began, text


def test_pages_without_end_a_tree_that_bites_its_tail_and_bombs_are_bounded() -> None:
    bomb = zlib.compress(b"BT /F1 9 Tf (" + b"a" * 50_000_000 + b") Tj ET", 9)
    hostile = {
        "a page tree that is its own child": file([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>"]),
        "pages that are not there": file([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 100000/Kids[9 0 R]>>"]),
        "50 MB in 50 kB": file(
            [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 9 9]>>",
             b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>", stream(bomb, "/Filter/FlateDecode")]
        ),
        "a bomb in XMP": pdf(FRONT, more=stream(zlib.compress(b"<x:xmpmeta" + b" " * 90_000_000, 9), "/Type/Metadata/Subtype/XML/Filter/FlateDecode")),
        "a stream that draws itself": file(
            [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 9 9]>>",
             b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</X 4 0 R>>>>>>",
             stream(b"/X Do /X Do", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>")]
        ),
        "a page of a million letters": pdf([(10.0, 10.0, 1.0, "word " * 200_000)], deflated=True),
    }  # fmt: skip
    for name, data in hostile.items():
        took, text = _run(data)
        assert took < asking.SECONDS + 2, name
        assert len(text) < 2_000_000, name


def test_marks_of_xmp_that_are_of_none_keep_nobody_from_reading_on() -> None:
    marks = b"<<>>stream\n" + b"/Type/Metadata stream\n" * 500_000 + b"endstream"
    assert "The tides that nobody counted" in asking.of_bytes(pdf(FRONT, more=marks))


def test_a_line_of_identifiers_without_end_takes_little_time() -> None:
    page = from_bytes(pdf(*[[(10.0, 10.0, 1.0, "10.5555/" * 3_500)]] * 3), source="tides.pdf")
    with within(0.4):
        assert [type(item) for item in read(page, recognise(page))] == [Skipped]


def test_a_child_that_is_killed_hangs_or_says_too_much_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = tmp_path / "child.py"
    monkeypatch.setattr(asking, "_CHILD", child)
    monkeypatch.setattr(asking, "SECONDS", 1)
    for does in (
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "import time; time.sleep(60)",
        "while True: pass",
    ):
        child.write_text(does)
        took, text = _run(pdf(FRONT))
        assert took < 3
        assert text == "is a PDF that takes more time or memory to read than is allowed (20 s, 1 GB)"
    child.write_text("raise SystemExit(3)")
    assert _run(pdf(FRONT))[1] == "is a PDF that is broken or was cut off"


def test_no_room_for_temporary_files_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    full = Path("/dev/full")
    if full.exists():
        with full.open("wb") as answer, tempfile.TemporaryFile() as file:
            file.write(pdf(FRONT))
            assert asking._run(file, answer) == child.NO_ROOM
    monkeypatch.setattr(asking, "_run", lambda *_: child.NO_ROOM)
    assert said(pdf(FRONT)) == "a.pdf cannot be read: there is no room for temporary files"
    monkeypatch.setattr(asking.tempfile, "TemporaryFile", lambda: Path("/").joinpath("nowhere", "x").open())
    assert said(pdf(FRONT)) == "a.pdf cannot be read: No such file or directory"


def test_a_huge_file_is_refused_before_a_byte_of_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.pdf"
    with path.open("wb") as out:
        out.write(b"%PDF-1.7\n")
        out.truncate(500_000_000)
    began = time.monotonic()
    with pytest.raises(InputError, match=r"huge\.pdf is a PDF of 500 MB; no more than 200 MB are read"):
        from_file(path)
    assert time.monotonic() - began < 0.5


def _in_child(code: str, data: bytes = b"x") -> subprocess.CompletedProcess[bytes]:
    """Run some code with the limits that the child sets itself."""
    start = f"import sys; sys.path.insert(0, {str(Path(asking.__file__).parent)!r}); import child; child._limit()\n"
    return subprocess.run(
        [sys.executable, "-c", start + code], input=data, capture_output=True, check=False, timeout=60
    )


@pytest.mark.parametrize(
    ("code", "ended"),
    [
        ("b'x' * (2 << 30)", lambda ran: b"MemoryError" in ran.stderr),
        ("import resource; print(resource.getrlimit(resource.RLIMIT_CPU))", lambda ran: ran.stdout == b"(15, 15)\n"),
        ("import tempfile\nwith tempfile.TemporaryFile() as f: f.write(b'x' * (11 << 20)); f.flush()", lambda ran: ran.returncode != 0),
        ("child._close_the_doors(); import socket; socket.socket()", lambda ran: ran.returncode != 0),
        ("child._close_the_doors(); open('/etc/passwd')", lambda ran: b"Too many open files" in ran.stderr),
    ],
)  # fmt: skip
def test_the_child_has_no_more_than_its_share(
    code: str, ended: Callable[[subprocess.CompletedProcess[bytes]], bool]
) -> None:
    assert ended(_in_child(code))


def test_reading_a_pdf_leaves_no_process_and_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    asking.of_bytes(pdf(FRONT))
    assert list(tmp_path.iterdir()) == []
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 3
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_what_is_no_pdf_loads_nothing_of_it() -> None:
    code = "import sys, importers; importers.from_bytes(b'@book{a, title={b}}'); print([n for n in sys.modules if 'pdfium' in n or n.startswith('importers.pdf.')])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
