"""Every import: when, from where, how many, what was not readable, what joined; and the way to undo a whole one."""

from storage.library import Library, Listing
from storage.papers.words import papers, quoted
from tui.desk.places import page
from tui.screens.choose import Chooser, Option
from tui.widgets.prose import Piece


class ListingsScreen(Chooser):
    """The imports, newest first; dismisses with the query of one's papers."""

    where = "imports"
    does = "show papers"

    def __init__(self, library: Library) -> None:
        self.library = library
        super().__init__("Imports", self._options())

    def _options(self) -> list[Option]:
        found = [
            Option(one, one.name, note=f"{papers(one.found)}  {one.imported[:16].replace('T', ' ')}")
            for one in self.library.listings()
        ]
        return found or [Option(None, "nothing was imported yet")]

    def preview(self, listing: Listing | None) -> list[Piece]:
        """Return what the shelf remembers of one import."""
        if listing is None:
            return []
        said = [
            Piece(listing.name, "prose--title"),
            Piece(f"{listing.source} · {listing.format} · {listing.imported}", "prose--quiet"),
            Piece(
                f"{listing.found:,} found: {listing.added:,} added, {listing.merged:,} updated, "
                f"{listing.unchanged:,} unchanged"
            ),
        ]
        if listing.stated is not None and listing.stated != listing.found:
            said.append(Piece(f"the page itself says {listing.stated:,}", "prose--quiet"))
        said += [Piece(note, "prose--quiet") for note in listing.notes]
        said += [
            Piece(f"{item.reason}: {item.text}", "prose--warn", f"line {item.line}  ") for item in listing.skipped[:100]
        ]
        return said

    def chosen(self, option: Option) -> None:
        self.dismiss(option.value and page(option.value.id))

    def action_look_joined(self) -> None:
        from tui.screens.records import RecordsScreen

        listing = self.options.current and self.options.current.value
        if listing and (papers := self.library.joined_by(listing.id)):
            self.app.push_screen(RecordsScreen(papers, listing.id))
        elif listing:
            self.app.say(f"nothing of {quoted(listing.name)} joined another record")

    def action_undo_import(self) -> None:
        listing = self.options.current and self.options.current.value
        if listing and (change := self.app.tried(lambda: self.library.take_back(listing.id))):
            self.app.tell(change)
            self.options.show(self._options(), self.options.cursor)
