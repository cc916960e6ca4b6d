"""What the headings of a page say of the records below them: the name of a section, and a day, a month or a year."""

import re
from dataclasses import dataclass

from importers.dates import MONTHS, edtf

_SIZE = re.compile(
    r"\s*[\[(](?:(?:showing|total of)\b[^\[\]()]{0,60}|\d{1,6}(?:\s(?:of|/)\s\d{1,6})?(?:\s\w{1,15})?)[\])]\s*$",
    re.IGNORECASE,
)
"""How many records there are below a heading, as it may say at its end: `(showing 5 of 12 entries)`, `[7 papers]`."""
_PAUSE = (
    r"(?:(?:coffee|tea|lunch|dinner|breakfast|morning|afternoon|health|short)[\s/&-]+){0,4}"
    r"(?:coffee|tea|lunch|dinner|breakfast|breaks?|pause|reception|registration|refreshments?|banquet|adjourn(?:ment)?"
    r"|welcome|opening|closing)"
)
_NAMES_NONE = re.compile(
    rf"(?i){_PAUSE}(?:[\s/&,+-]+(?:and\s)?{_PAUSE}){{0,4}}"
    r"(?:\s*[(:].*|\s+[–—-]\s.*|\s(?:remarks?|ceremony|address|breaks?|served|provided|on your own|(?:at|in) the)\b.*)?"
    r"|abstracts?|authors?|titles?|keywords?|index|(?:table of )?contents|comment in|cited by|mesh terms"
)
"""A break, what begins and ends a meeting, a part of a record: it stands within a section and is the name of none."""
_CHAIR = re.compile(
    r"(?:^|[\s,;.–—-]{1,5})[\[(]?(?:(?:session|discussion)\s)?"
    r"(?:(?:(?:co-?)?chairs?|chairperson|moderators?)\s?:|(?:chaired|moderated)\sby\b).*",
    re.IGNORECASE,
)
"""Who leads a session, behind its name or in a line of its own."""
_CALENDAR = frozenset(
    """
    mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday
    montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi samedi dimanche
    lunes martes miércoles jueves viernes sábado domingo
    papers publications day st nd rd th of de del the le г 年 月 日 년 월 일
    星期一 星期二 星期三 星期四 星期五 星期六 星期日
    """.split()
)
"""Words that a heading may have around a date and be nothing else."""
_DAY_NUMBER = re.compile(r"(?i)^\W*day\s(?:\d{1,2}|one|two|three|four|five)\b")
_WORD = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")
_LONGEST = 1_000
"""Characters of a heading that are looked at."""


def name(text: str) -> str:
    """Return what a heading calls the section below it, without how many records that has; empty where it is no
    name: a break, the chair of a session."""
    text = _CHAIR.sub("", _SIZE.sub("", text[:_LONGEST])).strip(" :：[]#*_=|\t")
    return "" if _NAMES_NONE.fullmatch(text) else text


def dated(text: str) -> str:
    """Return the day, month or year that a heading is, in ISO 8601: `2019`, `Tuesday, June 3, 2025`, `[2021] (3
    papers)`; empty for one that says something else besides, no year, or more than one."""
    if len(text) > 120 or len(_YEAR.findall(text)) != 1:
        return ""
    text = _DAY_NUMBER.sub("", _SIZE.sub("", text)).strip(" :：[](),.;–—-")
    words = _WORD.findall(text.lower())
    if sum(word in MONTHS for word in words) > 1 or not all(word in MONTHS or word in _CALENDAR for word in words):
        return ""
    date = edtf(text)
    return date if _DATE.fullmatch(date) and _YEAR.match(date) else ""


@dataclass(slots=True)
class Above:
    """What stands above the records of a page, as the page is walked from its top."""

    section: str = ""
    """The name of the section, as the nearest heading that has one calls it."""
    date: str = ""
    """The day, month or year that this heading states, or one that it stands under."""
    _level: int = 0
    """The rank of the heading that states the date; 0 where the page does not rank it."""
    _divided: bool = False
    """Whether another heading followed it before any record did, so that it stands over several."""
    _bare: bool = False
    """Whether no record stands under it yet."""
    _menu: bool = False
    """Whether it is one of several years or days, one below the other, as pages have them to choose from."""

    def take(self, text: str, level: int = 0) -> None:
        """Take a heading, and its rank where it has one, 1 for the highest."""
        called = name(text)
        if date := dated(text):
            self._menu = self._bare and len(date) == len(self.date)
            self.section, self.date = called, date
            self._level, self._divided, self._bare = level, False, True
        elif called:
            self._divided |= self._bare and not self._menu
            if not self._is_within(level):
                self.date = ""
            self.section = called

    def _is_within(self, level: int) -> bool:
        """Return whether a heading stands under that which states the date: by their ranks, else where no record stood
        between the two."""
        return level > self._level if level and self._level else self._divided

    def record(self) -> None:
        """Take note of a record that begins here."""
        self._bare = False
