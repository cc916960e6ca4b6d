"""Dates in citations: the parts of an ISO date, and months as styles write them."""

from typing import NamedTuple

MONTHS = tuple("January February March April May June July August September October November December".split())
SHORT_MONTHS = tuple("Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec.".split())
"""As MLA abbreviates them (MLA 9, appendix 1)."""
THREE_LETTER_MONTHS = tuple("Jan. Feb. Mar. Apr. May Jun. Jul. Aug. Sep. Oct. Nov. Dec.".split())
"""As IEEE does, and without the full stops NLM."""


class Date(NamedTuple):
    """A date as precise as it is known; 0 for a part that is not."""

    year: int = 0
    month: int = 0
    day: int = 0

    @classmethod
    def of(cls, iso: str | None) -> "Date":
        """Return the date of `2023`, `2023-05` or `2023-05-04`; nothing of what is no such date."""
        parts = (iso or "").split("T")[0].split("-")
        if not all(part.isascii() and part.isdigit() for part in parts) or len(parts) > 3:
            return cls()
        year, month, day = (*map(int, parts), 0, 0)[:3]
        if not 1 <= month <= 12:
            month = day = 0
        return cls(year, month, day if 1 <= day <= 31 else 0)

    def month_name(self, names: tuple[str, ...] = MONTHS) -> str:
        """Return the month out of `names`; empty when it is not known."""
        return names[self.month - 1] if self.month else ""

    def month_first(self, names: tuple[str, ...] = MONTHS, *, year: bool = True) -> str:
        """Return `May 4, 2023`, `May 2023` or `2023`; without the year `May 4`, `May` or nothing."""
        text = f"{self.month_name(names)}{f' {self.day}' if self.day else ''}"
        if not year or not self.year:
            return text
        return f"{text}{',' if self.day else ''} {self.year}" if text else str(self.year)

    def day_first(self, names: tuple[str, ...] = MONTHS, *, year: bool = True) -> str:
        """Return `4 May 2023`, `May 2023` or `2023`; without the year `4 May`, `May` or nothing."""
        parts = (str(self.day or ""), self.month_name(names), str(self.year or "") if year else "")
        return " ".join(part for part in parts if part)

    def year_first(self) -> str:
        """Return `2023 May 4`, as NLM writes it."""
        parts = (str(self.year or ""), self.month_name(THREE_LETTER_MONTHS).rstrip("."), str(self.day or ""))
        return " ".join(part for part in parts if part)
