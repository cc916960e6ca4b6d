"""The themes: dark, light, high contrast, and the terminal's own sixteen colours."""

import os
from collections.abc import Mapping
from typing import Any

from textual.theme import Theme

COLOURS = (
    "primary", "secondary", "accent", "warning", "error", "success", "foreground", "background", "surface", "panel",
)  # fmt: skip
VARIABLES = ("row-cursor", "row-away", "quiet", "faint")
"""Our own: the cursor's row with and without the focus, and two kinds of lesser text."""


def _theme(name: str, colours: str, variables: str, *, dark: bool = True) -> Theme:
    named: Any = dict(zip(COLOURS, colours.split(), strict=True))
    return Theme(
        name=f"paper-{name}", dark=dark, variables=dict(zip(VARIABLES, variables.split(), strict=True)), **named
    )


# At least 4.5:1 between every text and all that it stands on, the cursor too (WCAG 2.2, 1.4.3); in high contrast at
# least 7:1 (1.4.6).
DARK = _theme(
    "dark",
    "#8ab0e0 #a3aec4 #e0b050 #e0a050 #ee8484 #86b86b #d8dbe2 #14171c #1b1f26 #262c36",
    "#2a3850 #252b36 #a3abb9 #9aa2b0",
)
LIGHT = _theme(
    "light",
    "#1f5a9e #525c6c #7d5404 #87490a #b02a2a #2b682b #1d2229 #fbfaf7 #f2f0ea #e6e3da",
    "#cfdff2 #e4e4e0 #525a65 #5a626c",
    dark=False,
)
CONTRAST = _theme(
    "contrast",
    "#ffff00 #ffffff #00ffff #ffd000 #ffb8b8 #80ff80 #ffffff #000000 #000000 #202020",
    "#003080 #2c2c2c #e0e0e0 #d0d0d0",
)
# Colours are the terminal's: nothing here may assume which they are. Blue is all but black on the black of most,
# bright black is the background itself in Solarized; the cursor is marked by reversal (widgets/paint.py).
TERMINAL = Theme(
    name="paper-terminal", ansi=True,
    primary="ansi_cyan", secondary="ansi_default", accent="ansi_yellow", warning="ansi_yellow",
    error="ansi_bright_red", success="ansi_green", foreground="ansi_default", background="ansi_default",
    surface="ansi_default", panel="ansi_default", boost="ansi_default",
    variables={"row-cursor": "ansi_blue", "row-away": "ansi_bright_black",
               "quiet": "ansi_default", "faint": "ansi_default",
               "ansi-background": "ansi_default", "ansi-foreground": "ansi_default",
               "block-cursor-foreground": "ansi_bright_white", "block-cursor-background": "ansi_blue",
               "input-cursor-background": "ansi_white", "input-cursor-foreground": "ansi_black",
               "input-selection-background": "ansi_blue", "border-blurred": "ansi_bright_black"},
)  # fmt: skip

THEMES: Mapping[str, Theme] = {
    "dark": DARK,
    "light": LIGHT,
    "contrast": CONTRAST,
    "terminal": TERMINAL,
}
"""By the name used in the settings file."""

DEFAULTS = DARK.variables
"""Values of our own colour variables for themes that do not set them."""


FEW = frozenset(("linux", "vt100", "vt220", "ansi", "cygwin", "dumb", "screen", "xterm", ""))
"""Terminals, by TERM, that have few colours where COLORTERM does not say otherwise."""


def suited() -> str:
    """Return the theme for a terminal about which only its environment is known: its own colours if it has few."""
    many = os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit")
    return "dark" if many or os.environ.get("TERM", "") not in FEW else "terminal"
