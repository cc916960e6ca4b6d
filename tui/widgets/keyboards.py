"""Which key of a Latin keyboard a letter of another one stands on: keys are places, whatever is written on them."""

import unicodedata
from collections.abc import Mapping

from textual import events

_ROWS = ("qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,.")
_OTHERS = {
    "Russian": ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"),
    "Ukrainian": ("йцукенгшщзхї", "фівапролджє", "ячсмитьбю"),
    "Greek": (";ςερτυθιοπ[]", "ασδφγηξκλ", "ζχψωβνμ"),
    "Hebrew": ("/'קראטוןםפ][", "שדגכעיחלךף,", "זסבהנמצתץ"),
    "Arabic": ("ضصثقفغعهخحجد", "شسيبلاتنمكط", ""),
    "Georgian": ("ქწერტყუიოპ[]", "ასდფგჰჯკლ", "ზხცვბნმ"),
}
"""Rows of keyboards as Microsoft and xkb have them, each letter in the place of that of the Latin one."""
LATIN: Mapping[str, str] = {
    other: latin
    for rows in _OTHERS.values()
    for places, letters in zip(_ROWS, rows, strict=True)
    for low, letter in zip(places, letters, strict=False)
    for other, latin in ((letter.upper(), low.upper()), (letter, low))  # some have no capitals
    if not other.isascii()
}
"""The Latin letter by that of another keyboard."""


def at_place(event: events.Key) -> events.Key:
    """Return the key as it would be on a Latin keyboard; the same where it is of one."""
    latin = LATIN.get(event.character or "")
    if latin is None:
        return event
    return events.Key(latin if latin.isalpha() else unicodedata.name(latin).lower().replace(" ", "_"), latin)
