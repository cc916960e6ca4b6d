"""BibTeX read, names and TeX decoded, against bibtexparser's splitter alone; and recognised by the head of a file."""

import gc
import time
import unicodedata
from collections.abc import Iterator
from statistics import median
from typing import Any

from bibtexparser.splitter import Splitter

from benchmarks import synthetic
from benchmarks.table import Figure, Row, Setting, cpu, interleaved
from importers import recognise
from importers.decode import from_text
from importers.formats import bibtex
from importers.reader import Listed, Page

_ACCENTS = {"\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0308": '"', "\u0327": "c ", "\u030b": "H ",
            "\u030c": "v "}  # fmt: skip
_LETTERS = {"ø": r"{\o}", "Ø": r"{\O}", "ł": r"{\l}", "Ł": r"{\L}", "ß": r"{\ss}", "æ": r"{\ae}"}


def measure(setting: Setting) -> Iterator[Figure]:
    """Yield the row of the table, on 10,000 entries whatever the shelf."""
    ours, baseline = _timed(10_000, setting.repetitions)
    what = "10,000 entries read, names and TeX decoded / bibtexparser splitting alone"
    yield Figure("bibtex", what, "s CPU", ours, baseline, limit=2.0)


def recognised(setting: Setting) -> Iterator[Figure]:
    """Yield what it takes to tell that a file is BibTeX, by a head of 64 KB."""
    page = from_text(text(100))
    assert len(page.text) > len(page.head)
    assert recognise(page) is bibtex

    def head() -> float:
        return cpu(lambda: recognise(page)) * 1e3

    (taken,) = interleaved(10 * setting.repetitions, head)
    yield Figure(
        "recognise", f"what a .bib is, by its first {len(page.head):,} characters", "ms CPU", taken, limit=10.0
    )


ROWS = (Row("bibtex", measure), Row("recognise", recognised))


def run(papers: int = 10_000, repetitions: int = 5) -> dict[str, Any]:
    """Return name, baseline_seconds, ours_seconds (medians of CPU time over `repetitions`, taken in turn) and ratio."""
    ours, baseline = _timed(papers, repetitions)
    return {
        "name": "bibtex",
        "baseline_seconds": median(baseline),
        "ours_seconds": median(ours),
        "ratio": median(ours) / median(baseline),
    }


def _timed(papers: int, repetitions: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    page = from_text(text(papers))
    baseline: list[float] = []
    ours: list[float] = []
    for turn in range(repetitions + 1):
        split, read = _timed_split(page), _timed_read(page, papers)
        if turn:  # the first warms up
            baseline.append(split)
            ours.append(read)
    return tuple(ours), tuple(baseline)


def text(papers: int) -> str:
    """Return a .bib file of synthetic entries as reference managers write them, accents as TeX commands."""
    return "\n".join(_entry(number, made) for number, made in enumerate(synthetic.papers(papers)))


def _entry(number: int, made: synthetic.Made) -> str:
    fields = {
        "title": _tex(made.title.capitalize()),
        "author": " and ".join(f"{_tex(family)}, {_tex(given)}" for family, given in made.authors),
        "journal" if made.venue else "howpublished": _tex(made.venue or "Preprint"),
        "volume": str(number % 90 + 1),
        "number": str(number % 12 + 1),
        "pages": f"{number % 800 + 1}--{number % 800 + 20}",
        "year": str(made.date.year),
        "month": made.date.strftime("%b").lower(),
        "doi": made.doi or f"10.5555/{number}",
        "eprint": made.arxiv_id,
        "archiveprefix": "arXiv",
        "primaryclass": made.category,
        "abstract": _tex(made.abstract),
    }
    lines = "".join(
        f"  {name:<13} = {value if name == 'month' else f'{{{value}}}'},\n" for name, value in fields.items()
    )
    return f"@article{{key{number},\n{lines}}}\n"


def _tex(value: str) -> str:
    if value.isascii():
        return value
    written: list[str] = []
    for character in unicodedata.normalize("NFD", value):
        if character in _ACCENTS:
            written[-1] = f"{{\\{_ACCENTS[character]}{written[-1]}}}"
        else:
            written.append(_LETTERS.get(character, character))
    return unicodedata.normalize("NFC", "".join(written))


def _timed_split(page: Page) -> float:
    gc.collect()
    start = time.process_time()
    library = Splitter(page.text).split()
    spent = time.process_time() - start
    assert library.entries
    return spent


def _timed_read(page: Page, papers: int) -> float:
    gc.collect()
    start = time.process_time()
    count = sum(isinstance(item, Listed) for item in bibtex.read(page))
    spent = time.process_time() - start
    assert count == papers
    return spent


if __name__ == "__main__":
    print(run())
