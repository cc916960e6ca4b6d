"""Choosing how to cite: every form with the preview of this very paper; typing finds one, 1 to 9 take one at once."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from storage.paper import Entry
from tui import citations, citing
from tui.screens.choose import Chooser, Option
from tui.widgets.prose import Piece

if TYPE_CHECKING:
    from tui.settings import Settings

PREVIEWED = 20
"""Papers of a large selection that the preview shows."""


class CiteScreen(Chooser):
    """The forms; dismisses with the name of the one to copy in. The preview is the whole text, to be taken by hand."""

    def __init__(
        self, entries: Sequence[Entry], count: int, settings: "Settings", keymap: Mapping[str, str] | None = None
    ) -> None:
        self.entries = list(entries)
        self.settings = settings
        forms = citing.forms(settings)
        options = [Option(form.name, form.title, note=form.name) for form in forms]
        what = f"“{entries[0].paper.title[:50]}”" if count == 1 and entries else f"{count:,} papers"
        super().__init__(
            f"Cite {what} as", options, typing=True, preview=self.preview_of, start=settings.style, keymap=keymap,
            hints=(("Enter", "copy"), ("1-9", "copy"), ("↑↓", "look"), ("Esc", "leave")),
        )  # fmt: skip

    def preview_of(self, name: str) -> list[Piece]:
        """Return the text that would be copied, and what to know of it."""
        said: list[Piece] = []
        for entry in self.entries[:PREVIEWED]:
            if (hint := citations.hint(entry.paper)) is not None:
                said.append(Piece(hint, "prose--warn"))
                break
        form = citing.form_named(name, self.settings)
        said.append(Piece(citing.preview(self.entries[:PREVIEWED], form, self.settings)))
        if len(self.entries) > PREVIEWED:
            said.append(Piece("…", "prose--quiet"))
        return said
