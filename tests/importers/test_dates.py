"""Dates as people write them, in EDTF; dates by the name of their month, and the year of those that have none."""

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers import Listed, facts, from_text, reader_named
from importers.dates import DAY, MONTHS, dated, edtf, said
from storage.papers.dates import from_csl, parse


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


@pytest.mark.parametrize(
    "case",
    [
        "3 May 1907 is 1907-05-03", "le 1er août 1907 is 1907-08-01", "17. Oktober 1907 is 1907-10-17",
        "9 de septiembre de 1907 is 1907-09-09", "1907年8月9日 is 1907-08-09", "1907년 8월 is 1907-08",
        "１９０７年１２月 is 1907-12", "27-May-1907 is 1907-05-27", "9.8.1907 is 1907-08-09", "8/9/1907 is 1907",
        "9. května 1907 is 1907-05-09", "9 maja 1907 is 1907-05-09", "Μάιος 1907 is 1907-05", "9 мая 1907 is 1907-05-09",
        "Mayıs 1907 is 1907-05", "5/1907 is 1907-05", "12.1907 is 1907-12", "13/1907 is 1907",
        "last changed 1907-08-09 is 1907-08-09", "1907-W12 is 1907", "昭和60年 is 1985", "平成元年5月 is 1989-05",
        "民國92年3月4日 is 2003-03-04", "listopad 1907 is 1907",
        "19070809 is 1907-08-09", "1907-08-09T10:11:12Z is 1907-08-09", "Tue, 2 Apr 1907 19:18:42 GMT is 1907-04-02",
    ],
)  # fmt: skip
def test_day_in_words_and_numbers(case: str) -> None:
    text, date = case.split(" is ")
    assert edtf(text) == date


@pytest.mark.parametrize(
    "case",
    [
        "1907-1911 is 1907/1911", "1907–11 is 1907-11", "1907–19 is 1907/1919", "1907 Nov-Dec is 1907-11/1907-12",
        "Nov. & Dec. 1907 is 1907-11/1907-12", "Dec-Jan 1907 is 1906-12/1907-01", "1907 Dec-Jan is 1907-12/1908-01",
        "June 3-5, 1907 is 1907-06-03/1907-06-05", "30 June to 2 July 1907 is 1907-06-30/1907-07-02",
        "1907 Jun 30-Jul 2 is 1907-06-30/1907-07-02", "1907- is 1907/..", "1907-1030 is 1907", "1907-present is 1907/..",
        "1907 4th Quarter is 1907-10/1907-12", "Secondquarter 1907 is 1907-04/1907-06", "1907-Q1 is 1907-01/1907-03",
        "3e trimestre 1907 is 1907-07/1907-09", "before 1907 is ../1907", "after 1907 is 1907/..",
        "1911-1907 is 1911", "June 31-July 2, 1907 is 1907-06/1907-07-02",
    ],
)  # fmt: skip
def test_range_of_days_months_and_years(case: str) -> None:
    text, date = case.split(" is ")
    assert edtf(text) == date


@pytest.mark.parametrize(
    "case",
    [
        "Spring 1907 is 1907-21", "1907 Fall is 1907-23", "Herbst 1907 is 1907-23", "Été 1907 is 1907-22",
        "1907年冬 is 1907-24", "Winter 1907/08 is 1907-24", "1907-1908 Winter is 1907-24",
        "1907 Spring-Summer is 1907-21/1907-22", "Fall/Winter 1907 is 1907-23/1907-24",
    ],
)  # fmt: skip
def test_season(case: str) -> None:
    text, date = case.split(" is ")
    assert edtf(text) == date


@pytest.mark.parametrize(
    "case",
    [
        "c. 1850 is 1850~", "[ca. 1850] is 1850~", "circa 1850-1860 is 1850~/1860~", "um 1850 is 1850~",
        "[1850?] is 1850?", "ca. 1850? is 1850%", "c1850 is 1850", "©1850 is 1850", "1850s is 185X", "1800s is 18XX",
        "[187-?] is 187X", "18-- is 18XX", "[18--] is 18XX",
    ],
)  # fmt: skip
def test_date_that_is_not_sure(case: str) -> None:
    text, date = case.split(" is ")
    assert edtf(text) == date


@pytest.mark.parametrize(
    "case",
    [
        "7.IX.1907 is 1907-09-07", "3-IV-1907 is 1907-04-03", "VII–VIII 1907 is 1907-07/1907-08", "1907, xi is 1907-11",
        "II/1907 is 1907-02", "1907 X 4 is 1907-10-04", "Volume V 1907 is 1907", "XIII 1907 is 1907",
        "9月 1907 is 1907-09", "9月4日, 1907 is 1907-09-04", "3월 1907 is 1907-03", "十一月 1907 is 1907-11",
        "early 1907 is 1907~", "mid-March 1907 is 1907-03~", "Ende Mai 1907 is 1907-05~", "late 1900s is 19XX~",
        "fin de 1907 is 1907~", "late edition 1907 is 1907", "Late winter 1907 is 1907-24~",
        "rujan - listopad 1907 is 1907-09/1907-10", "wrzesień-listopad 1907 is 1907-09/1907-11", "listopad 1907 is 1907",
        "srpanj 1907 is 1907-07",
    ],
)  # fmt: skip
def test_month_by_another_sign_and_part_of_a_year(case: str) -> None:
    text, date = case.split(" is ")
    assert edtf(text) == date


@pytest.mark.parametrize("text", ["Michaelmas 1907", "Hilary Term 1911", "Lent 1899", "Easter Term 1903"])
def test_term_of_a_university_stays_in_its_words(text: str) -> None:
    assert said(text) == text
    term, year = text.rsplit(" ", 1)
    for page, reader in (
        (f"@book{{t, title={{T}}, year={year}, month={{{term}}}}}", "bibtex"), (f"TY  - BOOK\nTI  - T\nPY  - {text}\nER  - \n", "ris"),
    ):  # fmt: skip
        [item] = reader_named(reader).read(from_text(page))
        assert isinstance(item, Listed)
        assert (item.paper.year, item.paper.extra["issued"]) == (int(year), text)


@pytest.mark.parametrize(
    ("language", "month"), [("polish", "11"), ("czech", "11"), ("croatian", "10"), ("hr", "10"), ("pl", "11")]
)
def test_listopad_is_the_month_of_its_language(language: str, month: str) -> None:
    assert edtf("3 listopada 1907", language) == f"1907-{month}-03"
    for page, reader in (
        (f"@book{{t, title={{T}}, year=1907, month={{listopad}}, langid={{{language}}}}}", "bibtex"),
        (f"TY  - BOOK\nTI  - T\nPY  - 1907\nDA  - listopad\nLA  - {language}\nER  - \n", "ris"),
    ):
        [item] = reader_named(reader).read(from_text(page))
        assert isinstance(item, Listed)
        assert item.paper.date == f"1907-{month}"


@pytest.mark.parametrize(
    ("written", "whole"),
    [
        ("1907-33", "1907-01/1907-03"), ("1907-36~", "1907-10~/1907-12~"), ("1907-34/1907-35", "1907-04/1907-09"),
        ("1907-38", "1907-05/1907-08"), ("1907-41", "1907-07/1907-12"), ("1907-27", "1907-23"), ("1907-30/1908-21", "1907-22/1908-21"),
    ],
)  # fmt: skip
def test_quarter_in_a_field_of_edtf(written: str, whole: str) -> None:
    [item] = reader_named("bibtex").read(
        from_text(f"@book{{t, title={{T}}, date={{{written}}}, eventdate={{{written}}}}}")
    )
    assert isinstance(item, Listed)
    assert (item.paper.extra["issued"], item.paper.extra["event-date"]) == (whole, whole)
    assert from_csl({"edtf": written}) == whole
    assert edtf(f"vol. 3, {written[:7]}")[:5] in ("1907", "1907/")


@pytest.mark.parametrize(
    "text", ["", "n.d.", "in press", "-0043-03-15", "Spring", "May 3", "19th century", "12345", "volume 12"]
)
def test_text_without_a_year_is_no_date(text: str) -> None:
    assert edtf(text) == ""


_WORDS = st.sampled_from(
    "1907 early VI listopad 1912 07 3 31 May Dec spring Winter - / – & ca. ? 1907年 5月 [ ] , x 30".split()
)


@given(st.lists(_WORDS, max_size=8).map(" ".join) | st.lists(_WORDS, max_size=8).map("".join) | st.text(max_size=20))
def test_whatever_is_read_is_edtf(text: str) -> None:
    date = edtf(text)
    assert not date or str(parse(date)) == date
