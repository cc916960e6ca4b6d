"""The themes: dark, light, high contrast, and the terminal's own sixteen colours."""

import os
from collections.abc import Mapping

from textual.theme import Theme

# At least 4.5:1 between every text and all that it stands on, the cursor too (WCAG 2.2, 1.4.3).
DARK = Theme(
    name="paper-dark",
    primary="#8ab0e0", secondary="#a3aec4", accent="#e0b050", warning="#e0a050", error="#ee8484", success="#86b86b",
    foreground="#d8dbe2", background="#14171c", surface="#1b1f26", panel="#262c36", dark=True,
    variables={"row-cursor": "#2a3850", "row-away": "#252b36", "quiet": "#a3abb9", "faint": "#9aa2b0"},
)  # fmt: skip
LIGHT = Theme(
    name="paper-light",
    primary="#1f5a9e", secondary="#525c6c", accent="#7d5404", warning="#87490a", error="#b02a2a", success="#2b682b",
    foreground="#1d2229", background="#fbfaf7", surface="#f2f0ea", panel="#e6e3da", dark=False,
    variables={"row-cursor": "#cfdff2", "row-away": "#e4e4e0", "quiet": "#525a65", "faint": "#5a626c"},
)  # fmt: skip
# At least 7:1 (WCAG 2.2, 1.4.6).
CONTRAST = Theme(
    name="paper-contrast",
    primary="#ffff00", secondary="#ffffff", accent="#00ffff", warning="#ffd000", error="#ffb8b8", success="#80ff80",
    foreground="#ffffff", background="#000000", surface="#000000", panel="#202020", dark=True,
    variables={"row-cursor": "#003080", "row-away": "#2c2c2c", "quiet": "#e0e0e0", "faint": "#d0d0d0"},
)  # fmt: skip
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


def suited(environment: Mapping[str, str] | None = None) -> str:
    """Return the theme for a terminal about which only its environment is known: its own colours if it has few."""
    environment = os.environ if environment is None else environment
    term = environment.get("TERM", "")
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit") or "256" in term or "direct" in term:
        return "dark"
    return (
        "terminal" if term in ("linux", "vt100", "vt220", "ansi", "cygwin", "dumb", "screen", "xterm", "") else "dark"
    )
