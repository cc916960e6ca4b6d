"""Every key, the words of the filter, and what the marks mean: the manual, inside the app."""

from collections.abc import Mapping

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from tui import keys
from tui.screens.dialog import Dialog
from tui.widgets.bar import Bar, Run
from tui.widgets.paper_list import STATUS_MARK
from tui.widgets.prose import Piece, Prose


def pieces(keymap: Mapping[str, str] | None = None) -> list[Piece]:
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
                where = {"note": " (in a note)", "filter": " (in the filter line)"}.get(key.where, "")
                said.append(Piece(f"{tooltip}{where}", "prose--text", f"{names:>12}  "))
    said += [Piece(""), Piece("Filter", "prose--strong"), Piece(
        "Words may stand anywhere in title, authors, venue, abstract, tags and notes; accents and capitals do not "
        'matter. "in a row" -without either OR other (grouped).',
    )]  # fmt: skip
    said += [Piece(field.summary, "prose--text", f"{name + ':':>14}  ") for name, field in FIELDS.items()]
    said += [Piece(""), Piece("Marks", "prose--strong")]
    said += [Piece(status.value, "prose--text", f"{mark:>14}  ") for status, mark in STATUS_MARK.items()]
    said += [
        Piece("starred", "prose--text", f"{'★':>14}  "), Piece("has a note", "prose--text", f"{'≡':>14}  "),
        Piece("the page was hard to read here; e sets it right", "prose--text", f"{'?':>14}  "),
        Piece("selected", "prose--text", f"{'▌':>14}  "),
    ]  # fmt: skip
    return said


class HelpScreen(Dialog[None]):
    """The help page."""

    def __init__(self, keymap: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.keymap = keymap

    def compose(self) -> ComposeResult:
        with Vertical(classes="box tall"):
            yield Bar(id="help-title")
            yield Prose(pieces(self.keymap), id="help", classes="fill")
            yield Bar(id="help-hints")

    def on_mount(self) -> None:
        self.query_one("#help-title", Bar).say([Run(" papershelf", "bar--strong")])
        self.query_one("#help-hints", Bar).say([Run(" j k PgDn PgUp", "bar--key"), Run(" scroll ", "bar--quiet"),
                                                Run(" Esc", "bar--key"), Run(" back", "bar--quiet")])  # fmt: skip

    def take(self, event: events.Key) -> bool:
        page = self.query_one("#help", Prose)
        height = max(1, page.size.height - 1)
        steps = {"j": 1, "down": 1, "k": -1, "up": -1, "pagedown": height, "space": height, "ctrl+d": height // 2,
                 "pageup": -height, "ctrl+u": -height // 2, "home": -10**6, "g": -10**6, "end": 10**6,
                 "G": 10**6}  # fmt: skip
        if event.key in steps:
            page.scroll_to_line(page.top + steps[event.key])
        elif event.key in ("escape", "q", "question_mark", "f1", "enter"):
            self.dismiss(None)
        else:
            return False
        return True
