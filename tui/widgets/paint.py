"""What each kind of painted text looks like, by the colour variables of the theme.

A table where Textual has component classes: sixty of those on the main screen are each styled by the whole stylesheet
at every start, which takes 40 ms, a tenth of the time to the first frame.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Paint(NamedTuple):
    """A look: colour variables of the theme, empty for those of the widget, and how the letters stand."""

    colour: str = ""
    background: str = ""
    bold: bool = False
    underline: bool = False
    reverse: bool = False


PLAIN = Paint()
KEY = Paint("primary", bold=True)
QUIET = Paint("quiet")
FAINT = Paint("faint")
STRONG = Paint("foreground", bold=True)

PAINTS: Mapping[str, Paint] = {
    "": PLAIN,
    "lines--bar": FAINT,
    "lines--thumb": Paint("primary"),
    "list--head": Paint("quiet", "surface"),
    "place--heading": FAINT,
    "list--sorted": Paint("primary", "surface", bold=True),
    "list--cursor": Paint(background="row-cursor"),
    "list--away": Paint(background="row-away"),
    "list--selected": Paint("foreground"),
    "list--mark": Paint("primary"),
    "list--star": Paint("accent"),
    "list--year": QUIET,
    "list--venue": QUIET,
    "list--author": Paint("secondary"),
    "list--unread": STRONG,
    "list--read": Paint("foreground"),
    "list--dropped": FAINT,
    "list--empty": QUIET,
    "edit--prompt": KEY,
    "edit--text": Paint("foreground"),
    "edit--hint": FAINT,
    "edit--cursor": Paint(reverse=True),
    "edit--error": Paint("error", underline=True),
    "bar--plain": Paint("foreground"),
    "bar--key": KEY,
    "bar--strong": STRONG,
    "bar--warn": Paint("warning", bold=True),
    "bar--error": Paint("error", bold=True),
    "bar--chip": Paint("foreground", "row-cursor"),
    "bar--quiet": QUIET,
    "prose--text": Paint("foreground"),
    "prose--title": STRONG,
    "prose--strong": Paint("secondary"),
    "prose--quiet": QUIET,
    "prose--label": FAINT,
    "prose--note": Paint("accent"),
    "prose--warn": Paint("warning"),
    "prose--differs": Paint("warning", underline=True),
    "prose--mark": Paint("primary"),
    "prose--key": KEY,
    "options--cursor": Paint(background="row-cursor"),
    "options--text": Paint("foreground"),
    "options--note": QUIET,
    "options--key": KEY,
}
"""Every look, by the widget and the part it is for."""

COLOURLESS: Mapping[str, Paint] = {
    "list--cursor": Paint(reverse=True),
    "list--away": Paint(underline=True),
    "options--cursor": Paint(reverse=True),
    "bar--chip": Paint(reverse=True),
}
"""Looks that differ where there are no colours (NO_COLOR), or only the terminal's, of which nothing is known."""
