"""Dates in citations: months and seasons as styles write them, and both ends of a range."""

from typing import NamedTuple

from storage.papers.dates import SEASONS, Point, parse

MONTHS = tuple("January February March April May June July August September October November December".split())
SHORT_MONTHS = tuple("Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec.".split())
"""As MLA abbreviates them (MLA 9, appendix 1)."""
THREE_LETTER_MONTHS = tuple("Jan. Feb. Mar. Apr. May Jun. Jul. Aug. Sep. Oct. Nov. Dec.".split())
"""As IEEE does, and without the full stops NLM."""


class Date(NamedTuple):
    """A date as precise as it is known, or the beginning of a range; 0 for a part that is not known."""

    year: int = 0
    month: int = 0
    day: int = 0
    season: int = 0
    """1 for spring to 4 for winter."""
    last: Point | None = None
    """The other end of a range, without a year where it is open."""
    circa: bool = False
    words: str = ""
    """What the source has in place of a date: forthcoming."""

    @classmethod
    def of(cls, text: str | None) -> "Date":
        """Return a date in EDTF; of a range without a beginning the end, of any other text its words."""
        date = parse(text) if text else None
        if date is None:
            return cls(words=text or "")
        spelled = date.spelled()
        first, last = spelled.start, spelled.end
        if not first.year and last:
            first, last = last, None
        return cls(*first[:4], last, date.circa)

    def months(self) -> "Date":
        """Return the date without its days."""
        return self._replace(day=0, last=self.last and self.last._replace(day=0))

    @property
    def years(self) -> str:
        """The year, `2011–2012` of a range, `1901–` of one that is open; else the words."""
        if not self.year or self.last is None or self.last.year == self.year:
            return str(self.year or self.words)
        return f"{self.year}–{self.last.year or ''}"

    def month_name(self, names: tuple[str, ...] = MONTHS) -> str:
        """Return the month out of `names`, or the season, or two of them; empty when it is not known."""
        first, last = _month(self, names), _month(self.last, names) if self.last else ""
        return f"{first}–{last}" if first and last not in ("", first) else first

    def month_first(self, names: tuple[str, ...] = MONTHS, *, year: bool = True) -> str:
        """Return `May 4, 2023`, `May 4–6, 2023`, `May 2023` or `2023`; without the year `May 4`, `May` or nothing."""
        return self._written(names, "{month} {day}", "{text}, {year}", year=year)

    def day_first(self, names: tuple[str, ...] = MONTHS, *, year: bool = True) -> str:
        """Return `4 May 2023`, `4–6 May 2023`, `May 2023` or `2023`; without the year `4 May`, `May` or nothing."""
        return self._written(names, "{day} {month}", "{text} {year}", year=year)

    def year_first(self) -> str:
        """Return `2023 May 4`, as NLM writes it."""
        names = tuple(name.rstrip(".") for name in THREE_LETTER_MONTHS)
        return self._written(names, "{month} {day}", "{year} {text}", "{year} {text}", year=True)

    def _written(
        self, names: tuple[str, ...], day: str, whole: str, month: str = "{text} {year}", *, year: bool
    ) -> str:
        """Return the date by the forms of a day, and of a day or a month in its year; of a range what differs twice."""

        def of_year(name: str, number: str | int) -> str:
            return day.format(month=name, day=number) if number else name

        def dated(text: str, number: int, *, has_day: bool) -> str:
            return (whole if has_day else month).format(text=text, year=number) if text else str(number)

        if not self.year:
            return self.words if year else ""
        last = self.last
        text = of_year(_month(self, names), self.day)
        if last is None:
            return dated(text, self.year, has_day=bool(self.day)) if year else text
        if not last.year:
            return f"{dated(text, self.year, has_day=bool(self.day))}–" if year else text
        other = of_year(_month(last, names), last.day)
        if year and last.year != self.year:
            return f"{dated(text, self.year, has_day=bool(self.day))}–{dated(other, last.year, has_day=bool(last.day))}"
        if self.month == last.month and self.day and last.day and last.year == self.year:
            text = of_year(_month(self, names), f"{self.day}–{last.day}")
        elif text and other not in ("", text):
            text = f"{text}–{other}"
        return dated(text, self.year, has_day=bool(self.day)) if year else text


def _month(date: Date | Point, names: tuple[str, ...]) -> str:
    return SEASONS[date.season - 1].title() if date.season else names[date.month - 1] if date.month else ""
