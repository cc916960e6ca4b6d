"""Every text can be read on everything it stands on, in every theme."""

import pytest
from textual.color import Color

from tui.themes import DEFAULTS, TERMINAL, THEMES
from tui.widgets.paint import PAINTS

ROWS = ("list--", "options--")


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2, definitions)."""
    parts = [part / 255 for part in Color.parse(colour).rgb]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_the_guidelines_do():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("name", "least"), [("dark", 4.5), ("light", 4.5), ("contrast", 7.0)])
def test_every_text_can_be_read_on_everything_it_stands_on(name, least):
    theme = THEMES[name]
    colours = {**theme.to_color_system().generate(), **theme.variables}
    faint = []
    for look, paint in PAINTS.items():
        grounds = {"background", "surface", "panel", *([paint.background] if paint.background else ())}
        if look.startswith(ROWS):
            grounds |= {"row-cursor", "row-away"}
        for ground in grounds:
            ratio = contrast(colours[paint.colour or "foreground"], colours[ground])
            if ratio < least:
                faint.append(f"{look} on {ground}: {ratio:.2f}")
    assert not faint


def test_the_terminals_own_theme_writes_in_no_colour_that_may_be_its_background():
    colours = {**vars(TERMINAL), **TERMINAL.variables}
    written = {colours[paint.colour or "foreground"] for paint in PAINTS.values()}
    assert not written & {"ansi_black", "ansi_blue", "ansi_bright_black", "ansi_white", "ansi_bright_white"}


def test_a_theme_has_the_variables_that_looks_are_made_of():
    assert all(theme.variables.keys() >= DEFAULTS.keys() for theme in THEMES.values())
