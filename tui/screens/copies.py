"""The last copies: look at one in full, copy it again."""

from collections.abc import Sequence

from storage.papers.words import several
from tui.desk.clipboard import Kept
from tui.screens.choose import Chooser, Option
from tui.widgets.prose import Piece


def look(copy: Kept) -> list[Piece]:
    """Return the whole text of a copy, to be read or taken by hand."""
    return [Piece(f"{copy.what}, {several(len(copy.text), 'character')}", "prose--quiet"), Piece(copy.text)]


class CopiesScreen(Chooser):
    """The copies, newest first; dismisses with the one to copy again."""

    def __init__(self, kept: Sequence[Kept]) -> None:
        options = [
            Option(copy, " ".join(copy.text[:400].split()), key=str(place) if place < 10 else "", note=copy.what)
            for place, copy in enumerate(kept, 1)
        ]
        super().__init__("The last copies", options, preview=look, does="copy again")
