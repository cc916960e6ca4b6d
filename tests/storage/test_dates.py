"""Dates in EDTF: what is one, what it begins with, and the way through CSL's JSON and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.papers.dates import OPEN, UNKNOWN, Date, Point, from_csl, issued, parse, to_csl

YEARS = st.integers(1, 9999)


@st.composite
def points(draw: st.DrawFn, *, marked: bool = True) -> Point:
    year, month = draw(YEARS), draw(st.integers(0, 12))
    day, season = draw(st.integers(0, 28)) if month else 0, 0 if month else draw(st.integers(0, 4))
    marks = (draw(st.booleans()), draw(st.booleans())) if marked else (False, False)
    return Point(year, month, day, season, *marks)


@st.composite
def dates(draw: st.DrawFn) -> Date:
    start = draw(points())
    if draw(st.booleans()):
        return Date(start)
    later = draw(points())
    end = draw(
        st.sampled_from((OPEN, UNKNOWN, later._replace(year=min(start.year + 1, 9999), month=12, day=0, season=0)))
    )
    return Date(end, start) if end.year == 0 and draw(st.booleans()) else Date(start, end)


@given(dates())
def test_every_date_is_read_back_equal(date: Date) -> None:
    assert parse(str(date)) == date


@given(dates())
def test_what_csl_has_a_place_for_comes_back_from_it(date: Date) -> None:
    held = to_csl(str(date))
    if "literal" in held:
        assert not date.start.year
        return
    ends = (end for end in (date.start, date.end) if end is not None)
    assert from_csl(held) == str(
        Date(*(end._replace(circa=date.circa, uncertain=False) if end.year else OPEN for end in ends))
    )


@given(st.text(max_size=30) | st.from_regex(r"[0-9X?~%./T:u-]{1,22}", fullmatch=True))
def test_any_text_is_a_date_or_none_and_its_canonical_form_is_its_own(text: str) -> None:
    date = parse(text)
    if date is not None:
        assert parse(str(date)) == date
        assert date.begins[:4].isdigit()


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from("date-parts season circa literal raw year month day".split()), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(_JSON)
def test_whatever_stands_for_a_csl_date_is_read(value: object) -> None:
    assert isinstance(from_csl(value), str)


@pytest.mark.parametrize(
    ("text", "canonical", "begins"),
    [
        ("2013-21", "2013-21", "2013"),
        ("1931/1938", "1931/1938", "1931"),
        ("1931-04/..", "1931-04/..", "1931-04"),
        ("1931/open", "1931/..", "1931"),
        ("unknown/1931", "/1931", "1931"),
        ("1723~", "1723~", "1723"),
        ("1723?~", "1723%", "1723"),
        ("187u", "187X", "1870"),
        ("1999-uu-uu", "1999-XX-XX", "1999"),
        ("2011-05-25~/2012-06-26", "2011-05-25~/2012-06-26", "2011-05-25"),
        ("2004-04-05T14:34:00", "2004-04-05T14:34:00", "2004-04-05"),
    ],
)
def test_date_is_written_in_one_way(text: str, canonical: str, begins: str) -> None:
    date = parse(text)
    assert date is not None
    assert (str(date), date.begins) == (canonical, begins)


@pytest.mark.parametrize(
    "text",
    "0000 -0043 Y12000 12000 1990-13 1990-00 1900-02-29 2001-04-31 2000/1990 2004-06/2004-02 / ../.. 1990-21-03 "
    "1/2 1990/1/2 forthcoming n.d. 1990-33 １９９０".split(),
)
def test_what_is_no_date_is_left_to_be_text(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2004-22", {"date-parts": [[2004]], "season": 2}),
        ("2015-21/2016-22", {"date-parts": [[2015, 13], [2016, 14]]}),
        ("1901~/..", {"date-parts": [[1901], [0]], "circa": True}),
        ("1850?", {"date-parts": [[1850]], "circa": True}),
        ("187X", {"date-parts": [[1870], [1879]]}),
        ("../1931", {"literal": "–1931"}),
        ("-0043-03-15", {"date-parts": [[-44, 3, 15]]}),
        ("Y12000", {"date-parts": [[12000]]}),
        ("19th century", {"literal": "19th century"}),
    ],
)
def test_date_in_csl(text: str, value: dict[str, object]) -> None:
    assert to_csl(text) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"date-parts": [["1950"]], "season": "1"}, "1950-21"),
        ({"date-parts": [[1950]], "season": "Fall"}, "1950-23"),
        ({"date-parts": [[1950, 16]]}, "1950-24"),
        ({"date-parts": [[1950, 24]]}, "1950-24"),
        ({"date-parts": [["1950", "3", ""]], "circa": "true"}, "1950-03~"),
        ({"date-parts": [[1950, 2, 30]]}, "1950-02"),
        ({"date-parts": [[1950, 3, 1], [1951, 4]]}, "1950-03-01/1951-04"),
        ({"date-parts": [[1950], [0]]}, "1950/.."),
        ({"date-parts": [[-44, 3, 15]]}, "-0043-03-15"),
        ({"date-parts": [[]]}, ""),
        ({"literal": " n.d. "}, "n.d."),
        ({"raw": "1950?~"}, "1950%"),
        ([{"year": 1950}, {"year": 1952, "month": 2}], "1950/1952-02"),
        ("1950/1952", "1950/1952"),
        (1950, "1950"),
        (None, ""),
    ],
)
def test_date_out_of_csl(value: object, text: str) -> None:
    assert from_csl(value) == text


@pytest.mark.parametrize(
    ("date", "year", "whole", "says"),
    [
        ("2013", 2013, "2013-21", "2013-21"),
        ("2013", 2013, "", "2013"),
        (None, 2013, "2014-21", "2013"),
        ("2013", 2013, "Michaelmas term 2013", "Michaelmas term 2013"),
        (None, None, "forthcoming", "forthcoming"),
        (None, None, "", ""),
    ],
)
def test_the_whole_date_goes_with_the_year_that_is_shown(
    date: str | None, year: int | None, whole: str, says: str
) -> None:
    assert issued(date, year, {"issued": whole} if whole else {}) == says
