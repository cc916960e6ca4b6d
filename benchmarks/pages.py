"""Rows on pages of unknown layout: a listing recognised and read, and running text in which there is no paper."""

from collections.abc import Iterator
from itertools import count, islice

from benchmarks import synthetic
from benchmarks.table import Figure, Row, Setting, cpu, interleaved
from importers import from_text, read, reader_named, recognise

RECORDS, PROSE = 100, 1_000_000
"""Papers of the listing, and characters of the prose."""


def any_page(setting: Setting) -> Iterator[Figure]:
    """A page of titles and people that no format knows, another one each time; and a megabyte of prose."""
    seeds = count(1)

    def listed() -> float:
        page = from_text(_listing(RECORDS, next(seeds)))
        return cpu(lambda: list(read(page, recognise(page))))

    def prose() -> float:
        page = from_text(_prose(PROSE // 10 if setting.short else PROSE, next(seeds)))
        return cpu(lambda: list(read(page, reader_named("listing-page"))))

    (taken,) = interleaved(setting.repetitions, listed)
    yield Figure("any_page", f"{RECORDS} records of unknown layout, recognised and read", "s CPU", taken, limit=0.5)
    (taken,) = interleaved(min(setting.repetitions, 3), prose)
    size = "100 KB" if setting.short else "1 MB"
    yield Figure(
        "any_page_prose", f"{size} of prose, read as a listing", "s CPU", taken, limit=0.3 if setting.short else 3.0
    )


def _listing(records: int, seed: int) -> str:
    """Return a page of accepted papers: title, then people, as conferences show them."""
    made = islice(synthetic.papers(records, seed), records)
    return "Accepted Papers\n\n" + "\n\n".join(
        f"{one.title}\n{', '.join(f'{given} {family}' for family, given in one.authors[:8])}" for one in made
    )


def _prose(size: int, seed: int) -> str:
    """Return paragraphs of sentences."""
    text, length = [], 0
    for one in synthetic.papers(size // 500, seed):
        paragraph = ". ".join(sentence.capitalize() for sentence in one.abstract.split(". "))
        text.append(paragraph)
        length += len(paragraph) + 2
        if length >= size:
            break
    return "\n\n".join(text)


ROWS = (Row("any_page", any_page),)
