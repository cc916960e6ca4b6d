"""The palette: every action of the key table by its words, and the themes; typing finds one.

Our own, as Textual's (8.2) closes twice and ends the app when Enter comes twice before it is gone.
"""

from storage.papers.text import fold
from tui import keys, themes
from tui.screens.choose import Chooser, Option

THEME = "theme: "


class PaletteScreen(Chooser):
    """The actions; dismisses with the name of one, or `theme: ` and the name of a theme."""

    does = "do it"
    typing = True

    def __init__(self, keymap: keys.Keymap, where: str) -> None:
        # A filter is typed for the list's sake, so there the list's are offered; in a note nothing but what is its own.
        place = "list" if where == "filter" else where
        options = [
            Option(
                key.id, f"{key.word}: {key.tooltip}", note=" ".join(map(keys.shown, keys.pressed(key, place, keymap)))
            )
            for key in keys.there(place)
            if not key.id.startswith("search_") and key.id != "palette"
        ]
        options += [Option(THEME + name, THEME + name, note="colours") for name in themes.THEMES]
        super().__init__("Commands", options)

    def matching(self, text: str) -> list[Option]:
        """Return the commands that hold every word: the one whose key it is, those whose names begin so, the rest."""
        wanted = fold(text)

        def far(option: Option) -> tuple[bool, bool]:
            return text not in option.note.split(), not fold(option.text).startswith(wanted)

        return sorted(super().matching(text), key=far)
