"""A line, a word, a sign or a tag of a page again and again: it raises nothing, and takes linear time and little memory."""

import multiprocessing
import re
import resource
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from importers import UnknownFormatError, from_text, read, reader_named, recognise
from tests.clock import usual

SAMPLES = Path(__file__).parent / "samples"
ANY_LAYOUT = ("listing-page", "table", "web-page", "markdown-list", "bbl", "id-list", "scored-list", "arxiv-list")
"""The formats that are read by how their pages look."""
SHORT, LONG = 100_000, 1_000_000
SECONDS, MEGABYTES = 2.0, 150

LISTING = "Accepted Papers\n\nHarbour Tides and What Gulls Make of Them\nAda Moor, Bo Lind and Cy Fern\n\n{}\n"
SHEET = (
    'Title,Authors,Year,DOI\n"Harbour Tides","Moor, Ada; Lind, Bo",2021,10.5555/a\n'
    '"Slow Rivers under Ice","Marsh, Dee",2020,10.5555/b\n"Tides","{}",2019,\n'
)
REFERENCES = (
    "References\n[1] A. Moor, B. Lind. Harbour tides and gulls. Journal of Tides, 12(3):4-19, 2019.\n"
    "[2] Marsh, D., & Roe, E. (2020). Slow rivers under ice. Annals of Ice, 4, 1-9.\n[3] A. Moor. {} 2019.\n"
)
PAGE = "<html><body><p>{}</body></html>"
ALONE = "{}"

SHAPES = {
    "blank lines behind a tab": ("Title\tCited by\n{}\n", " \n"), "signs behind a tab": ("Title\tCited by\n{}\n", "- "),
    "lines of a name": (ALONE, "Ada Roe\n"), "lines of a letter": (LISTING, "a\n\n"), "bullets": (ALONE, "- a\n"),
    "numbers that wrap": (PAGE, "2019\n"), "numbers in a line": (PAGE, "2019 "), "words in lines": (LISTING, "a b c d e f g h\n"),
    "stars": (PAGE, "* "), "commas": (PAGE, ","), "signs above the line": (SHEET, "<sup>1</sup>"), "backslashes": (SHEET, "\\\\ "),
    "rows of a digit": (SHEET, "1\n"), "rows of two cells": (SHEET, "a,b\n"), "numbered titles": (REFERENCES, "1. A title of tides\n"),
    "people in brackets": (LISTING, "Ada Roe (1), "), "items": (PAGE, "<li>"), "items of a letter": (PAGE, "<li>a"),
    "numbers behind people": (REFERENCES, "1\n"), "cells": (PAGE, "<tr><td>a<td>b"), "terms": (PAGE, "<dl><dt>a<dd>b"), "labels": (LISTING, "Title: Tides\nAuthors: Ada Roe\n"),
    "references": (ALONE, "Moor, A. and Lind, B. Slow rivers. Journal of Tides, 12(3):4-19, 2019.\n"),
}  # fmt: skip


def blown(shape: str, size: int) -> str:
    frame, bit = SHAPES[shape]
    return frame.format(bit * (size // len(bit)))


def seconds(text: str, *formats: str) -> float:
    """Return the CPU time of the usual machine that it takes to recognise a page and to read it, by the readers of these formats as well."""
    page = from_text(text)
    wanted = [reader_named(name) for name in formats]
    begun = time.process_time()
    try:
        wanted.append(recognise(page))
    except UnknownFormatError:
        pass
    recognised = time.process_time() - begun
    taken = []
    for reader in dict.fromkeys(wanted):
        begun = time.process_time()
        for item in read(page, reader):
            assert item is not None
        taken.append(time.process_time() - begun)
    return usual(recognised + max(taken, default=0.0))


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_blown_up_takes_linear_time(shape: str) -> None:
    formats = ("web-page", "listing-page") if SHAPES[shape][0] is PAGE else ("listing-page",)
    assert seconds(blown(shape, SHORT), *formats) < SECONDS


@pytest.mark.full
@pytest.mark.parametrize("shape", SHAPES)
def test_a_megabyte_of_it_takes_no_longer(shape: str) -> None:
    formats = ("web-page",) if SHAPES[shape][0] is PAGE else ("listing-page",)
    check_in_a_child(blown(shape, LONG), formats)


def every_piece(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the lines and tokens of a page stand, one of each form."""
    seen: set[str] = set()
    for found in re.finditer(r"[^\n]+|(?=(\w+|[^\w\s]+))", text):
        start, end = found.span() if found[1] is None else found.span(1)
        form = re.sub(r"\d", "0", re.sub(r"[a-z]+", "a", text[max(start - 1, 0) : end + 1]))
        if form not in seen:
            seen.add(form)
            yield start, end


@pytest.mark.full
@pytest.mark.parametrize("name", ANY_LAYOUT)
def test_no_line_and_no_word_of_any_sample_takes_long(name: str) -> None:
    for path in sorted((SAMPLES / name).iterdir()):
        if path.suffix == ".golden":
            continue
        text = path.read_text()
        for start, end in every_piece(text):
            piece = text[start:end]
            for repeated in (piece, f"{piece} ", f"{piece}\n"):
                whole = text[:start] + repeated * (SHORT // len(repeated)) + text[end:]
                check_in_a_child(whole, (name,))


def check_in_a_child(text: str, formats: tuple[str, ...]) -> None:
    """Assert that a page takes little time and memory, in a process of its own."""
    ours, theirs = multiprocessing.Pipe()
    child = multiprocessing.get_context("fork").Process(target=_measure, args=(theirs, text, formats))
    child.start()
    theirs.close()
    assert ours.poll(60 * SECONDS), text[:300]
    taken, grown = ours.recv()
    child.join()
    assert taken < SECONDS, (taken, text[:300])
    assert grown < MEGABYTES, (grown, text[:300])


def _measure(told: Connection, text: str, formats: tuple[str, ...]) -> None:
    unit = 1 if sys.platform == "darwin" else 1024
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    taken = seconds(text, *formats)
    told.send((taken, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * unit / 1e6))
