"""Dates by the name of their month, and the year of those that have none."""

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers import Listed, facts, from_text, reader_named
from importers.dates import DAY, MONTHS, dated


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
    "case",
    [
        "May 13 on 2026-05-13 is 2026-05-13",
        "May 14 on 2026-05-13 is 2025-05-14",
        "Dec 31 on 2026-01-01 is 2025-12-31",
        "Feb 29 on 2026-05-13 is 2024-02-29",
        "Feb 29 on 1903-05-13 is 1896-02-29",
    ],
)
def test_date_without_a_year_is_the_latest_not_after_the_day_of_import(case: str) -> None:
    text, as_of, date = re.split(" on | is ", case)
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


@pytest.mark.parametrize(("month", "number"), [("gennaio", 1), ("okt", 10), ("Sept.", 9), ("dez", 12), ("März", 3)])
def test_a_month_has_the_same_names_at_every_door(month: str, number: int) -> None:
    bib = from_text(f"@article{{a, title={{Gulls}}, year=2001, month={{{month}}}}}")
    ris = from_text(f"TY  - JOUR\nTI  - Gulls\nPY  - 2001\nDA  - 3 {month} 2001\nER  - ")
    days = [item.paper.date for page, name in ((bib, "bibtex"), (ris, "ris"))
            for item in reader_named(name).read(page) if isinstance(item, Listed)]  # fmt: skip
    assert days == [f"2001-{number:02}", f"2001-{number:02}-03"]
    assert facts.iso("2001", month) == f"2001-{number:02}"


def test_every_month_that_a_listing_page_may_name_is_in_the_one_table() -> None:
    names = (
        "Jan January Feb February Mar March Apr April May Jun June Jul July Aug August Sep Sept September Oct October"
    )
    for name in (*names.split(), "Nov", "November", "Dec", "December"):
        assert iso(f"{name} 2, 2001")[0] == f"2001-{MONTHS[name.lower()]:02}-02"
