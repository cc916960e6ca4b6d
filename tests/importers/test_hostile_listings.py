"""What no listing reader may do, whatever it is given: raise, hang, lose a line in silence."""

import datetime
import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers import Listed, Noted, Reader, Skipped, from_text, reader_named
from tests.clock import usual

READERS = [
    reader_named(name)
    for name in ("arrow-author", "bzpeer-profile", "hf-daily", "hf-daily-markdown", "hf-papers", "scored-list")
]
SAMPLES = Path(__file__).parent / "samples"
HOSTILE = (
    "", " ", "\n\n\n", "\x00", "\x1b]52;c;cm0gLXJm\x07", "\x9b31m", "[/]", "[@click=app.quit]x", "x [/", "]](", "[" * 500,
    "\u202eevil", "\ud800", "\U000e0041", "e" + "\u0301" * 500, "👩‍👩‍👧", "A" * 5_000, "aA" * 2_000, ", " * 2_000,
    "· " * 500, "### [a](/papers/1", "3.2LGFeb 30, 2022", "Feb 30", "preprint9999arXiv", "A Conference 0000 Conference Paper",
    "Foo BarBaz Qux et al.", "• ", "  • \n·\nJan 1", "\u2028Title\u2029", "\r\r\n\r",
)  # fmt: skip
MARKS = (
    "·", "•", "  • Tova Lind", "  • 4 authors", "Aug 28, 2025 3", "Mar 23", "3.2LGJun 3, 2020", "preprint2020arXiv",
    "ICML Conference 2020 Conference Paper", "### [A Title](https://huggingface.co/papers/2509.00001)", "Subscribe", "Load more",
    "[3](https://huggingface.co/papers/2509.00001#community)", "[7](https://huggingface.co/login?next=x)", "22 papers",
    "A Title of a PaperTova Lind, Rui Zhang et al.", "Another Title of a Paper", "We show that this holds. " * 12, "",
)  # fmt: skip


def check(reader: Reader, text: str) -> None:
    page = from_text(text, as_of=datetime.date(2026, 5, 13))
    assert 0 <= reader.sniff(page.head) <= 1
    lines = page.text.split("\n")
    last = 0
    for item in reader.read(page):
        assert isinstance(item, Listed | Skipped | Noted)
        if isinstance(item, Noted):
            continue
        assert 1 <= item.line <= len(lines)
        if isinstance(item, Listed):
            assert item.line > last, "records come in the order of the page"
            assert item.paper.title or not page.text.isprintable()
            last = item.line


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.NAME)
def test_hostile_strings_alone_and_in_every_place_of_a_page(reader: Reader) -> None:
    sample = next(path for path in sorted((SAMPLES / reader.NAME).iterdir()) if path.suffix != ".golden").read_text()
    lines = sample.split("\n")
    for hostile in HOSTILE:
        check(reader, hostile)
        for at in range(0, len(lines), 3):
            check(reader, "\n".join([*lines[:at], hostile, *lines[at + 1 :]]))


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.NAME)
@settings(max_examples=60)
@given(text=st.lists(st.one_of(st.sampled_from(MARKS), st.text(max_size=60)), max_size=30).map("\n".join))
def test_any_text_is_read_without_an_error(reader: Reader, text: str) -> None:
    check(reader, text)


@pytest.mark.full
@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.NAME)
@settings(max_examples=5_000)
@given(text=st.lists(st.one_of(st.sampled_from(MARKS), st.text(max_size=60)), max_size=30).map("\n".join))
def test_any_text_is_read_without_an_error_long(reader: Reader, text: str) -> None:
    check(reader, text)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.NAME)
def test_every_line_that_says_something_is_told_of(reader: Reader) -> None:
    """Words that no page furniture has are put on the page; each turns up in a record or among what was skipped."""
    sample = max((path.read_text() for path in (SAMPLES / reader.NAME).iterdir() if path.suffix != ".golden"), key=len)
    rng = random.Random(3)
    for _ in range(40):
        lines = sample.split("\n")
        added = [f"Wvu zyx{rng.randrange(10**9)} is a line that somebody put here" for _ in range(3)]
        for line in added:
            lines.insert(rng.randrange(len(lines)), line)
        told = " ".join(
            " ".join(
                [
                    *map(str, item.paper.authors),
                    item.paper.title,
                    item.paper.abstract or "",
                    item.paper.organisation or "",
                ]
            )
            if isinstance(item, Listed)
            else f"{item.text} {item.title if isinstance(item, Noted) else ''}"
            for item in reader.read(from_text("\n".join(lines)))
        )
        for line in added:
            assert line.split()[1] in told


SHAPES = (
    "a", "A", "aA", "a ", "Aa Bb ", "\n", "ab\n", "[", "[a", "[a](", "](", "![", "[\n", "### [a](", "1", "Jan 1, 2020\n", "·\n",
    ", ", "A, ", "U.S.", '"A', "$A", "\\", "Ø", "あa", "FooBar Baz, QuxQuux Corge\n", "3.2LGJan 1, 2020\n", "• a\n",
    "ICML Conference 2020 Conference Paper\n", "preprint2020arXiv\n", "Foo BarBaz Qux, A B, C D et al.\nWe do. It is.\n",
)  # fmt: skip


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.NAME)
def test_reading_time_is_linear_in_the_page(reader: Reader) -> None:
    """Four times the text takes about four times as long; a quadratic step would take sixteen."""

    def seconds(text: str) -> float:
        page = from_text(text)
        start = time.process_time()
        for _ in reader.read(page):
            pass
        return time.process_time() - start

    for shape in SHAPES:
        few, many = shape * (25_000 // len(shape)), shape * (100_000 // len(shape))
        short = seconds(few)
        long = min(seconds(many), seconds(many))  # a machine that is busy with something else is so once
        # What is too short to be measured is so on the usual machine.
        assert long < 10 * max(short, 0.02) or long < 10 * max(short, 0.02 / usual(1.0)), shape
