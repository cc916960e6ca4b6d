"""What a note was before, and what was typed of it and not saved: read it, or write it below the note."""

from collections.abc import Iterable

from tui.screens.choose import Chooser, Option
from tui.widgets.prose import Piece


class FormerScreen(Chooser):
    """The former texts of a note, newest first; dismisses with the one to write below it."""

    does = "write it below the note"

    def __init__(self, kept: Iterable[tuple[str, str]]) -> None:
        options = [Option(text, " ".join(text[:400].split()), note=when[:16].replace("T", " ")) for when, text in kept]
        super().__init__("What this note was", options)

    def preview(self, text: str) -> list[Piece]:
        """Return a whole text."""
        return [Piece(text)]
