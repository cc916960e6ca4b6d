"""Every key, the words of the filter, and what the marks mean: the manual, inside the app."""

from storage.papers.words import NEW_MARK, STATUS_MARK
from tui import keys
from tui.screens.dialog import Page
from tui.widgets.prose import Piece


def pieces(keymap: keys.Keymap) -> list[Piece]:
    """Return the help page, made from the tables."""
    from storage.fields import FIELDS

    said = [Piece("Everything is saved at once. Nothing is marked read but by you. u undoes anything.", "prose--title")]
    for group, title in keys.GROUPS.items():
        said += [Piece(""), Piece(title, "prose--strong")]
        for key in keys.KEYS:
            if key.group == group and not (key.id.startswith("search_") and key.id != "search_1"):
                names = " ".join(keys.shown(name) for name in keys.keys_of(key, keymap))
                tooltip = key.tooltip
                if key.id == "search_1":
                    names, tooltip = "1-9", "go to a saved search"
                if names:
                    said.append(Piece(f"{tooltip}{keys.PLACES[key.where].words}", "prose--text", f"{names:>12}  "))
    said += [Piece(""), Piece("Filter", "prose--strong"), Piece(
        "Words may stand anywhere in title, authors, venue, abstract, tags and notes. Search ignores case, accents and "
        'TeX. "in a row" -without either OR other (grouped).',
    )]  # fmt: skip
    said += [Piece(field.summary, "prose--text", f"{name + ':':>14}  ") for name, field in FIELDS.items()]
    said += [Piece(""), Piece("Marks", "prose--strong")]
    marks = {NEW_MARK: "new: it came on a page, and nothing is decided about it yet"} | {
        mark: status.value for status, mark in STATUS_MARK.items()
    } | {
        "★": "starred", "≡": "has a note", "?": "the importer was unsure here; press e to correct it", "▌": "selected",
    }  # fmt: skip
    return said + [Piece(meaning, "prose--text", f"{mark:>14}  ") for mark, meaning in marks.items()]


class HelpScreen(Page):
    """The help page."""

    def __init__(self, keymap: keys.Keymap) -> None:
        super().__init__("papershelf", pieces(keymap))
