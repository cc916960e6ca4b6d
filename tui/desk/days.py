"""Days as a reader names them: those that are to come, and those that are past."""

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


def past(text: str, today: date | None = None) -> tuple[date, date]:
    """Return the first and the last day of what `today`, `yesterday`, `week` (since Monday), `7d`, `2w`, an ISO week
    such as 2026-W48 or an ISO date names; what goes on ends today.

    Raises ValueError, with a sentence, for what names none, or days to come.
    """
    today = today or date.today()
    wanted = text.strip().casefold()
    first = last = today
    if wanted == "week":
        first = today - timedelta(today.weekday())
    elif wanted == "yesterday":
        first = last = today - timedelta(1)
    elif ago := re.fullmatch(r"([1-9]\d{0,2})([dw])", wanted):
        first = today - timedelta(int(ago[1]) * (7 if ago[2] == "w" else 1) - 1)
    elif wanted != "today":
        try:
            first = last = date.fromisoformat(wanted.upper())
        except ValueError:
            raise ValueError(
                f"{text} is no day and no week; write today, week, 7d, {today:%G-W%V} or a date such as {today}"
            ) from None
        if re.fullmatch(r"\d{4}-?w\d\d", wanted):
            last = first + timedelta(6)
    if first > today:
        raise ValueError(f"{text} is still to come")
    return first, min(last, today)
