"""The palette: every action of the key table by its words, and the themes; typing finds one.

Our own, as Textual's (8.2) closes twice and ends the app when Enter comes twice before it is gone.
"""

from collections.abc import Sequence

from storage.papers.text import fold
from tui import keys, themes
from tui.desk.commands import Command
from tui.screens.choose import Chooser, Option

THEME, OWN = "theme: ", "own: "


class PaletteScreen(Chooser):
    """The actions; dismisses with the name of one, or `theme: ` and the name of a theme, `own: ` and that of a command
    of the reader's own."""

    does = "do it"
    typing = True

    def __init__(self, keymap: keys.Keymap, where: str, commands: Sequence[Command] = ()) -> None:
        # A filter is typed for the list's sake, so there the list's are offered; in a note nothing but what is its own.
        place = "list" if where == "filter" else where
        options = [
            Option(
                key.id, f"{key.word}: {key.tooltip}", note=" ".join(map(keys.shown, keys.pressed(key, place, keymap)))
            )
            for key in keys.there(place)
            if not key.id.startswith("search_") and key.id != "palette"
        ]
        comma = keys.first("own", keymap)
        options += [
            Option(OWN + one.name, f"{one.name}: {one.told}", note=f"{comma} {one.key}" if one.key else "your own")
            for one in (() if place == "note" else commands)
        ]
        options += [Option(THEME + name, THEME + name, note="colours") for name in themes.THEMES]
        super().__init__("Commands", options)

    def matching(self, text: str) -> list[Option]:
        """Return the commands that hold every word: the one whose key it is, those whose names begin so, the rest."""
        wanted = fold(text)

        def far(option: Option) -> tuple[bool, bool]:
            return text not in option.note.split(), not fold(option.text).startswith(wanted)

        return sorted(super().matching(text), key=far)
