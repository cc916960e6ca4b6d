"""The months by name; days as listing pages write them (`Jun 13, 2018`, `Mar 23`), and the year of one without it."""

import datetime
import re

MONTHS = {name: number for number, names in enumerate((
    "jan january januar janvier enero gennaio", "feb february februar février febrero febbraio",
    "mar march märz mars marzo", "apr april avril abril aprile", "may mai mayo maggio",
    "jun june juni juin junio giugno", "jul july juli juillet julio luglio", "aug august août agosto",
    "sep sept september septembre septiembre settembre", "oct october oktober octobre octubre ottobre okt",
    "nov november novembre noviembre", "dec december dezember décembre diciembre dicembre dez"), 1)
    for name in names.split()}  # fmt: skip
"""The number of a month by its name in English, German, French, Spanish or Italian, whole or short, in lower case."""

MONTH = (
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    "|Nov(?:ember)?|Dec(?:ember)?"
)
"""The names of the months, whole or short, as a regular expression without groups."""

DAY = rf"(?P<month>{MONTH})\.? (?P<day>\d{{1,2}})(?!\d)(?:, ?(?P<year>\d{{4}})(?!\d))?"
"""A day with or without its year, as a regular expression with the groups that `dated` takes."""


def dated(found: re.Match[str], as_of: datetime.date) -> tuple[str | None, bool]:
    """Return the ISO date of a match of DAY, and whether its year was inferred.

    A day without a year is the latest such day not after `as_of`: what a page shows without a year is of the year in
    which it was copied, and nothing on it lies in the future. A day that the month does not have leaves year and
    month, or nothing where there is no year.
    """
    month, day = MONTHS[found["month"].lower()], int(found["day"])
    if found["year"]:
        year = int(found["year"])
        date = _day(year, month, day)
        if date:
            return date.isoformat(), False
        return (f"{year:04}-{month:02}" if year else None), False
    # Eight years reach back over a century that is no leap year to the 29th of February before it.
    for year in range(as_of.year, max(as_of.year - 9, 0), -1):
        date = _day(year, month, day)
        if date and date <= as_of:
            return date.isoformat(), True
    return None, False


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
