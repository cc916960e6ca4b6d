"""Every import: when, from where, how many, what was not readable; and the way to take one back whole."""

from typing import TYPE_CHECKING

from textual import events

from storage.library import LibraryError
from tui.screens.choose import Chooser, Option, Options
from tui.widgets.prose import Piece

if TYPE_CHECKING:
    from storage.library import Library, Listing


def account(listing: "Listing | None") -> list[Piece]:
    """Return what the shelf remembers of one import."""
    if listing is None:
        return []
    counts = (
        f"{listing.found:,} found: {listing.added:,} added, {listing.merged:,} united, {listing.unchanged:,} unchanged"
    )
    said = [
        Piece(listing.name, "prose--title"),
        Piece(f"{listing.source} · {listing.format} · {listing.imported}", "prose--quiet"),
        Piece(counts),
    ]
    if listing.stated is not None and listing.stated != listing.found:
        said.append(Piece(f"the page itself says {listing.stated:,}", "prose--quiet"))
    said += [Piece(note, "prose--quiet") for note in listing.notes]
    said += [
        Piece(f"{item.reason}: {item.text}", "prose--warn", f"line {item.line}  ") for item in listing.skipped[:100]
    ]
    return said


class ListingsScreen(Chooser):
    """The imports, newest first."""

    def __init__(self, library: "Library") -> None:
        self.library = library
        super().__init__(
            "Imports", self._options(), preview=account,
            hints=(("Enter", "show its papers"), ("d", "take the import back"), ("Esc", "leave")),
        )  # fmt: skip

    def _options(self) -> list[Option]:
        found = [
            Option(one, one.name, note=f"{one.found:,} papers  {one.imported[:16].replace('T', ' ')}")
            for one in self.library.listings()
        ]
        return found or [Option(None, "nothing was imported yet")]

    def chosen(self, option: Option) -> None:
        listing = option.value
        if listing is None:
            self.dismiss(None)
            return
        name = listing.name.replace('"', " ")
        self.dismiss(f'from:"{name}" sort:added')

    def take(self, event: events.Key) -> bool:
        options = self.query_one(Options)
        if event.key != "d" or options.current is None or options.current.value is None:
            return super().take(event)
        try:
            change = self.library.take_back(options.current.value.id)
        except LibraryError as error:
            self.app.notify(str(error), severity="error", markup=False)
            return True
        self.app.notify(f"{change.words}; u undoes it", markup=False)
        options.show(self._options(), options.cursor)
        return True
