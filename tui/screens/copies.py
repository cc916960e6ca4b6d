"""The last copies: look at one in full, copy it again."""

from collections.abc import Iterable

from storage.papers.words import several
from tui.desk.clipboard import Kept
from tui.screens.choose import Chooser, Option
from tui.widgets.prose import Piece


class CopiesScreen(Chooser):
    """The copies, newest first; dismisses with the one to copy again."""

    does = "copy again"
    numbered = True

    def __init__(self, kept: Iterable[Kept]) -> None:
        options = [Option(copy, " ".join(copy.text[:400].split()), note=copy.what) for copy in kept]
        super().__init__("The last copies", options)

    def preview(self, copy: Kept) -> list[Piece]:
        """Return the whole text of a copy, to be read or taken by hand."""
        return [Piece(f"{copy.what}, {several(len(copy.text), 'character')}", "prose--quiet"), Piece(copy.text)]
