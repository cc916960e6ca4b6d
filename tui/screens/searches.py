"""Saved searches: go to one, keep the present filter as one, forget one."""

from typing import TYPE_CHECKING

from textual import events, on
from textual.widgets import Input

from storage.library import LibraryError
from tui.screens.choose import Chooser, Option, Options

if TYPE_CHECKING:
    from storage.library import Library

KEEP = object()


class SearchesScreen(Chooser):
    """The saved searches, numbered as their keys; dismisses with the query to go to."""

    def __init__(self, library: "Library", query: str) -> None:
        self.library = library
        self.filter = query.strip()
        super().__init__(
            "Saved searches", self._options(), hints=(("Enter", "go"), ("1-9", "go"), ("d", "forget"), ("Esc", "leave"))
        )

    def _options(self) -> list[Option]:
        found = [
            Option(query, name, key=str(place) if place < 10 else "", note=query if query != name else "")
            for place, (name, query) in enumerate(self.library.searches(), 1)
        ]
        if self.filter:
            found.append(Option(KEEP, f"keep this filter: {self.filter}", key="k"))
        if not found:
            found.append(Option(None, "none yet: filter with /, then come back here to keep it"))
        return found

    def on_mount(self) -> None:
        # There from the beginning, hidden: a line that is only being mounted has no focus for the keys behind it.
        line = Input(self.filter, placeholder="a name for this filter", id="search-name", select_on_focus=True)
        line.display = False
        self.query_one("#chooser").mount(line, before="#choose-hints")

    def chosen(self, option: Option) -> None:
        if option.value is not KEEP:
            self.dismiss(option.value)
            return
        line = self.query_one("#search-name", Input)
        line.display = True
        self.set_focus(line)  # now, not by a message: the name may be typed behind the key

    @on(Input.Submitted)
    def _named(self, message: Input.Submitted) -> None:
        message.stop()
        name = message.value.strip()
        if name:
            try:
                self.library.save_search(name, self.filter)
            except LibraryError as error:
                self.app.notify(str(error), severity="error", markup=False)
            self.dismiss(None)

    def take(self, event: events.Key) -> bool:
        options = self.query_one(Options)
        if isinstance(self.focused, Input):
            if event.key != "escape":
                return False  # the line's
            self.dismiss(None)
        elif event.key == "d" and options.current is not None and isinstance(options.current.value, str):
            try:
                self.library.forget_search(options.current.text)
            except LibraryError as error:
                self.app.notify(str(error), severity="error", markup=False)
            options.show(self._options(), options.cursor)
        else:
            return super().take(event)
        return True
