"""Dates by the name of their month, and the year of those that have none."""

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.dates import DAY, dated


def iso(text: str, as_of: str = "2026-05-13") -> tuple[str | None, bool]:
    found = re.fullmatch(DAY, text)
    assert found
    return dated(found, datetime.date.fromisoformat(as_of))


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Jun 13, 2018", "2018-06-13"),
        ("June 3, 2018", "2018-06-03"),
        ("Sept. 30, 1999", "1999-09-30"),
        ("Feb 29, 2024", "2024-02-29"),
        ("Feb 30, 2024", "2024-02"),
    ],
)
def test_date_with_its_year_is_taken_as_it_stands(text: str, date: str) -> None:
    assert iso(text) == (date, False)


@pytest.mark.parametrize(
    ("text", "as_of", "date"),
    [
        ("May 13", "2026-05-13", "2026-05-13"),
        ("May 14", "2026-05-13", "2025-05-14"),
        ("Dec 31", "2026-01-01", "2025-12-31"),
        ("Feb 29", "2026-05-13", "2024-02-29"),
        ("Feb 29", "1903-05-13", "1896-02-29"),
    ],
)
def test_date_without_a_year_is_the_latest_not_after_the_day_of_import(text: str, as_of: str, date: str) -> None:
    assert iso(text, as_of) == (date, True)


def test_day_that_no_year_has_is_no_date() -> None:
    assert iso("Feb 30") == (None, False)


@given(st.dates(datetime.date(1900, 1, 1)), st.dates(datetime.date(1900, 1, 1)))
def test_inferred_date_is_never_after_the_day_of_import_nor_a_year_before_it(
    day: datetime.date, as_of: datetime.date
) -> None:
    date, inferred = iso(f"{day:%b} {day.day}", as_of.isoformat())
    assert date is not None
    assert inferred
    assert (
        0 <= (as_of - datetime.date.fromisoformat(date)).days <= (366 if (day.month, day.day) != (2, 29) else 366 * 8)
    )
