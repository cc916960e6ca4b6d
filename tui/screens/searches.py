"""Saved searches: go to one, save the present filter as one, forget one."""

from textual.app import ComposeResult
from textual.widgets import Input

from storage.library import Library
from tui.screens.choose import Chooser, Option

KEEP = object()


class SearchesScreen(Chooser):
    """The saved searches, numbered as their keys; dismisses with the query to go to."""

    where = "searches"
    does = "go"

    def __init__(self, library: Library, query: str) -> None:
        self.library = library
        self.filter = query.strip()
        self.line = Input(self.filter, placeholder="a name for this filter", select_on_focus=True)
        super().__init__("Saved searches", self._options())

    def _options(self) -> list[Option]:
        found = [
            Option(query, name, key=str(place) if place < 10 else "", note=query if query != name else "")
            for place, (name, query) in enumerate(self.library.searches(), 1)
        ]
        if self.filter:
            found.append(Option(KEEP, f"save this filter: {self.filter}", key="k"))
        if not found:
            found.append(Option(None, "none yet: filter with /, then come back here to save it"))
        return found

    def body(self) -> ComposeResult:
        yield from super().body()
        # There from the beginning, hidden: a line that is only being mounted has no focus for the keys behind it.
        self.line.display = False
        yield self.line

    def chosen(self, option: Option) -> None:
        if option.value is not KEEP:
            self.dismiss(option.value)
            return
        self.line.display = True
        self.moved = None
        self.options.can_focus = False  # the letters of a name are no keys of the list, whatever is pressed
        self.set_focus(self.line)  # now, not by a message: the name may be typed behind the key

    def action_choose(self) -> None:
        if not self.line.display:
            super().action_choose()
        elif name := self.line.value.strip():
            if change := self.app.tried(lambda: self.library.save_search(name, self.filter)):
                self.app.tell(change)
            self.dismiss(None)

    def action_forget_search(self) -> None:
        current = self.options.current
        if current is not None and isinstance(current.value, str):
            if change := self.app.tried(lambda: self.library.forget_search(current.text)):
                self.app.tell(change)
            self.options.show(self._options(), self.options.cursor)
