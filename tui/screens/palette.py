"""The palette: every action of the key table by its words, and the themes; typing finds one.

Our own, as Textual's (8.2) closes twice and ends the app when Enter comes twice before it is gone.
"""

from tui import keys, themes
from tui.screens.choose import Chooser, Option

THEME = "theme: "


class PaletteScreen(Chooser):
    """The actions; dismisses with the name of one, or `theme: ` and the name of a theme."""

    does = "do it"
    typing = True

    def __init__(self, keymap: keys.Keymap) -> None:
        options = [
            Option(key.id, f"{key.word}: {key.tooltip}", note=" ".join(map(keys.shown, keys.keys_of(key, keymap))))
            for key in keys.KEYS
            if key.where in ("list", "app") and not key.id.startswith("search_") and key.id != "palette"
        ]
        options += [Option(THEME + name, THEME + name, note="colours") for name in themes.THEMES]
        super().__init__("Commands", options)
