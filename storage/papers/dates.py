"""Dates that say more than a day: seasons, ranges, open ends and circa, in EDTF and in CSL's JSON.

The grammar, levels 0 and 1 of https://www.loc.gov/standards/datetime/ as BibLaTeX writes them (manual, 2.3.8):

    date   = end | end "/" end       one of the two may be open, `..`, or not known, empty
    end    = point mark?             ~ circa, ? uncertain, % both
    point  = 1990 | 1990-05 | 1990-05-04 | 1990-05-04T14:34:00
           | 1990-21                 21 spring, 22 summer, 23 autumn, 24 winter
           | 199X | 19XX | 1990-XX | 1990-XX-XX | 1990-05-XX

A year has four digits and is not 0000. What older writers have for the same is read too: 199u, 1990/open, unknown/1990,
1990?~. Any other date (-0043, forthcoming) is a text, which only `to_csl` looks into.
"""

import calendar
import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

SEASONS = ("spring", "summer", "autumn", "winter")
"""In the order of CSL, where spring is 1, and of EDTF, where it is 21."""


class Point(NamedTuple):
    """A day as far as it is known, or what stands in place of one at an end of a range."""

    year: int = 0
    """0 for OPEN and UNKNOWN."""
    month: int = 0
    day: int = 0
    season: int = 0
    """1 for spring to 4 for winter, where there is no month."""
    circa: bool = False
    uncertain: bool = False
    written: str = ""
    """The point without its mark, in EDTF, where the numbers do not say it all: `199X`, `1990-XX`, a time of day."""

    def __str__(self) -> str:
        text = self.written or (f"{self.iso}-{20 + self.season}" if self.season else self.iso)
        return text + ("", "?", "~", "%")[2 * self.circa + self.uncertain]

    @property
    def iso(self) -> str:
        """ISO 8601, as precise as it is known: of a season its year, of 199X 1990; empty without a year."""
        if not self.day:
            return f"{self.year:04}-{self.month:02}" if self.month else f"{self.year:04}" if self.year else ""
        return f"{self.year:04}-{self.month:02}-{self.day:02}"


OPEN = Point(written="..")
"""The end of what goes on, the beginning of what has none."""
UNKNOWN = Point()
"""The end that nobody knows."""


@dataclass(frozen=True, slots=True)
class Date:
    """A date, or a range from one to another; `str()` is its EDTF, which `parse` reads back equal."""

    start: Point
    end: Point | None = None
    """None where it is no range."""

    def __str__(self) -> str:
        return str(self.start) if self.end is None else f"{self.start}/{self.end}"

    @property
    def begins(self) -> str:
        """The beginning in ISO 8601, as Paper.date has it; of a range without one its end."""
        return self.start.iso or (self.end.iso if self.end else "")

    @property
    def circa(self) -> bool:
        """Whether an end is approximate or uncertain; CSL and the styles print both alike."""
        return any(end.circa or end.uncertain for end in (self.start, self.end) if end)

    def spelled(self) -> "Date":
        """Return the date without unspecified digits, as BibLaTeX prints it: 199X is 1990/1999, 1990-XX is 1990."""
        last = self.end or self.start
        if "X" in last.written[:4]:
            last = last._replace(year=int(last.written.replace("X", "9")))
        end = last if self.end is not None or last.year != self.start.year else None
        return Date(_numbers(self.start), end and _numbers(end))


def day(text: str) -> str | None:
    """Return the day of the calendar that a text is, in ISO 8601 (`20260228` and `2026-W09-6` are days, too); None for
    what is none."""
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def _numbers(point: Point) -> Point:
    return point._replace(written="") if point.year else point


_POINT = re.compile(
    r"([0-9]{4}|[0-9]{3}X|[0-9]{2}XX)(?:-([0-9]{2}|XX)(?:-([0-9]{2}|XX)(T[0-9:.]{2,12}(?:Z|[+-][0-9:]{2,5})?)?)?)?"
    r"([?~%]|\?~|~\?)?"
)
_OLDER = {"open": "..", "unknown": ""}


@lru_cache(maxsize=4096)
def parse(text: str) -> Date | None:
    """Return the date that `text` is in EDTF; None for any other text, a day that there is not, a range run back."""
    first, slash, last = (part.strip() for part in text.partition("/"))
    if not slash:
        start = _point(first)
        return Date(start) if start else None
    start, end = _end(first), _end(last)
    if start is None or end is None or not (start.year or end.year):
        return None
    if start.year and end.year:
        spelled = Date(start, end).spelled()
        for before, after in zip(spelled.start[:3], (spelled.end or end)[:3], strict=True):
            if not (before and after) or before < after:
                break
            if before > after:
                return None
    return Date(start, end)


def _end(text: str) -> Point | None:
    text = _OLDER.get(text, text)
    return _point(text) if text not in ("", "..") else OPEN if text else UNKNOWN


def _point(text: str) -> Point | None:
    found = _POINT.fullmatch(text if text.isupper() or text.isdigit() else text.replace("u", "X"))
    if found is None:
        return None
    year, month, day, time, mark = found.groups(default="")
    if ("X" in year and month) or (not day.isdigit() and time) or (month == "XX" and day.isdigit()):
        return None
    number, part = int(year.replace("X", "0")), int(month) if month.isdigit() else 0
    season = part - 20 if 21 <= part <= 24 and not day else 0
    if not number or month == "00" or day == "00" or (part > 12 and not season):
        return None
    of_month = int(day) if day.isdigit() else 0
    if of_month > 28 and of_month > calendar.monthrange(number, part)[1]:
        return None
    written = found[0].removesuffix(mark) if time or "X" in found[0] else ""
    circa, uncertain = ("~" in mark or mark == "%"), ("?" in mark or mark == "%")
    return Point(number, 0 if season else part, of_month, season, circa, uncertain, written)


_DIVISION = re.compile(r"([0-9]{4})-(2[5-9]|3[0-9]|4[01])([?~%]?)")
_DIVISIONS = ((33, 3), (37, 4), (40, 6))
"""From which number on EDTF counts quarters, thirds and halves of a year, and their months."""


def divided(text: str) -> str:
    """Return EDTF of level 2 in that of level 1: 2004-33, its first quarter, as 2004-01/2004-03; seasons of a
    hemisphere (25 to 32) as seasons. Any other text stays.

    Only a field that holds EDTF and nothing else tells 2004-33 from the years 2004 to 2033.
    """
    ends = [_DIVISION.fullmatch(end.strip()) for end in text.split("/")]
    if not any(ends):
        return text
    parts = [_months(end) if end else (written.strip(),) for end, written in zip(ends, text.split("/"), strict=True)]
    return "/".join(dict.fromkeys((parts[0][0], parts[-1][-1])))


def _months(found: re.Match[str]) -> tuple[str, ...]:
    """Return the first and the last month of a part of a year, or the season."""
    year, number, mark = found[1], int(found[2]), found[3]
    if number < 33:
        return (f"{year}-{21 + (number - 25) % 4}{mark}",)
    first, length = next((start, months) for start, months in reversed(_DIVISIONS) if number >= start)
    last = (number - first + 1) * length
    return f"{year}-{last - length + 1:02}{mark}", f"{year}-{last:02}{mark}"


def issued(date: str | None, year: int | None, extra: Mapping[str, str]) -> str:
    """Return all that is known of when a paper appeared: EDTF, or the words of the source; empty for nothing.

    That is `extra["issued"]` where it is a date of the same year as Paper.date, or no date at all.
    """
    base = date if date and (year is None or date.startswith(f"{year:04}")) else f"{year:04}" if year else ""
    whole = extra.get("issued", "")
    said = parse(whole) if whole else None
    return base if not whole or (said and base and said.begins[:4] != base[:4]) else whole


# CSL's date variables (csl-data.json, CSL 1.0.2; months beyond 12, and [0] for an open end, as citeproc-js and pandoc
# write and read them).


def to_csl(text: str) -> dict[str, Any]:
    """Return a date in EDTF as a CSL date variable; any other text, and a range without a beginning, as `literal`.

    CSL has `circa` for approximate and uncertain alike, and no unspecified digits: `from_csl` may return less.
    """
    date = parse(text)
    if date is None:
        far = [_far_parts(end) for end in text.split("/")]
        return {"date-parts": far} if all(far) else {"literal": text}
    spelled = date.spelled()
    start, end = spelled.start, spelled.end
    if not start.year:
        return {"literal": f"–{end and end.iso}"}
    if end is None:
        value: dict[str, Any] = {"date-parts": [_parts(start)]}
        if start.season:
            value = {"date-parts": [[start.year]], "season": start.season}
    else:
        value = {"date-parts": [_parts(start), _parts(end)]}
    return value | {"circa": True} if date.circa else value


def _parts(point: Point) -> list[int]:
    month = point.season + 12 if point.season else point.month
    return [point.year, *([month] if month else []), *([point.day] if point.day else [])]


_FAR = re.compile(r"(?:(0000|-[0-9]{4})|Y(-?[0-9]{5,9}))(?:-([0-9]{2}))?(?:-([0-9]{2}))?")


def _far_parts(text: str) -> list[int]:
    """Return CSL's parts of a date before Christ or after 9999; EDTF has a year 0 before 1, CSL has -1."""
    found = _FAR.fullmatch(text)
    if found is None:
        return []
    year = int(found[1] or found[2])
    return [year if year > 0 else year - 1, *(int(part) for part in found.groups()[2:] if part)]


def from_csl(value: Any) -> str:
    """Return a CSL date variable, of whatever type, in EDTF; where it has no date-parts its text; empty for nothing.

    Parts may be texts; a month or a day that there is not is left out, with what follows. A list of objects with
    `year`, `month` and `day` is a range, as pandoc's YAML has it; `edtf` is what CSL 1.1 proposes.
    """
    if isinstance(value, str | int) and not isinstance(value, bool):
        return canonical(str(value))
    said: Mapping[str, Any] = value if isinstance(value, dict) else {}
    if isinstance(said.get("edtf"), str):
        return canonical(divided(said["edtf"]))
    parts: Any = said.get("date-parts") or [said]
    if isinstance(value, list):
        parts, said = value, next((item for item in value if isinstance(item, dict)), {})
    elif isinstance(parts, list) and parts and not isinstance(parts[0], list | dict):
        parts = [parts]
    ends = [_of_parts(part) for part in parts[:2]] if isinstance(parts, list) else []
    if not ends or not ends[0]:
        words = (said.get(name) for name in ("raw", "literal", "date-time"))
        return canonical(next((word for word in words if isinstance(word, str) and word.strip()), ""))
    season = _season(said.get("season"))
    if season and len(ends) == 1 and len(ends[0]) == 4:
        ends[0] += f"-{20 + season}"
    if said.get("circa") not in (None, False, 0, "", "0", "false"):
        ends = [f"{end}~" if end else end for end in ends]
    return canonical("/".join(end or ".." for end in ends))


def canonical(text: str) -> str:
    """Return EDTF as `str(Date)` writes it, any other text without the spaces around it."""
    date = parse(text)
    return str(date) if date else text.strip()


def _of_parts(value: Any) -> str:
    """Return one end of a CSL date in EDTF, without its mark; empty without a year."""
    if isinstance(value, dict):
        value = [value.get(part) for part in ("year", "month", "day")]
    year, month, day = ([_whole(part) for part in value] + [0, 0, 0])[:3] if isinstance(value, list) else (0, 0, 0)
    if not year or abs(year) > 999_999_999:
        return ""
    if month in range(13, 17):
        month += 8
    if not 0 < year < 10_000:
        year += year < 0
        text = f"{year:05}" if -10_000 < year < 0 else f"{year:04}" if year == 0 else f"Y{year}"
        return text + (f"-{month:02}" if 1 <= month <= 12 else "") + (f"-{day:02}" if 1 <= day <= 31 and month else "")
    points = (f"{year:04}-{month:02}-{day:02}", f"{year:04}-{month:02}", f"{year:04}")
    return next(point for point in points if parse(point))


def _whole(value: Any) -> int:
    """Return a number, or a text that is one; else 0."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return 0
    try:
        return int(value)
    except (ValueError, OverflowError):
        return 0


def _season(value: Any) -> int:
    """Return a season by its number or English name, as CSL's `season` may have it; 0 for none."""
    if isinstance(value, str) and (name := value.strip().lower().replace("fall", "autumn")) in SEASONS:
        return SEASONS.index(name) + 1
    number = _whole(value)
    return number if 1 <= number <= 4 else number - 20 if 21 <= number <= 24 else 0
