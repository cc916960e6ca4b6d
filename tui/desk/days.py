"""Days that are to come, as a reader names them."""

import re
from calendar import monthrange
from datetime import date, timedelta


def coming(text: str, today: date | None = None) -> date:
    """Return the day that `tomorrow`, `3d`, `2w`, `1m` or an ISO date names; a month on, or its last day.

    Raises ValueError, with a sentence, for what names no day after today.
    """
    today = today or date.today()
    wanted = re.fullmatch(r"([1-9]\d{0,2})([dwm])", text.strip().casefold())
    if text.strip().casefold() == "tomorrow":
        return today + timedelta(1)
    if wanted and wanted[2] == "m":
        years, month = divmod(today.month - 1 + int(wanted[1]), 12)
        year = today.year + years
        return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
    if wanted:
        return today + timedelta(int(wanted[1]) * (7 if wanted[2] == "w" else 1))
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(
            f"{text} is no day; write tomorrow, 3d, 2w, 1m or a date such as {today + timedelta(9)}"
        ) from None
    if day <= today:
        raise ValueError(f"{text} is not after today")
    return day
