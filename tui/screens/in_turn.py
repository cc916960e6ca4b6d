"""What is decided one after the other: each is held against another, seen before it is decided, and undone there."""

from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from textual.app import ComposeResult

from tui.screens.dialog import Dialog
from tui.widgets.bar import Run
from tui.widgets.comparison import Comparison
from tui.widgets.prose import Piece, Prose

if TYPE_CHECKING:
    from storage.journal import Change

Item = TypeVar("Item")
Shown = TypeVar("Shown")

LEAST = 4
"""Lines of a comparison that there must be room for before anything is decided by it."""
TITLE = 40
"""Characters of a title in a sentence."""


class InTurn(Dialog[None], Generic[Item, Shown]):
    """One item after the other. Every decision is one undo step."""

    box = "box tall broad"
    none_left = ""
    """What is said where there is nothing to decide."""
    both = "the two papers"
    """What is held against each other."""

    def __init__(self, heading: str) -> None:
        super().__init__(heading)
        self.items: list[Item] = []
        self.place = 0
        self.shown: Shown | None = None
        """The item as it stands on the screen."""
        self.decided: list[Change] = []
        """What was decided here and not undone."""
        self.above = Prose(id="turn-reason")
        self.moved = self.comparison = Comparison(classes="fill")

    def body(self) -> ComposeResult:
        yield self.above
        yield self.comparison

    def read(self, item: Item) -> Shown | None:
        """Return an item as it is by now; None where it is gone."""
        raise NotImplementedError

    def became(self, item: Item) -> str:
        """Return what became of an item that is gone, as a sentence."""
        raise NotImplementedError

    def show(self, shown: Shown) -> None:
        """Show an item."""
        raise NotImplementedError

    def turn(self, step: int) -> None:
        """Show the item so many places on, round and round; one that is gone by now is passed over."""
        self.shown = None
        while self.items and self.shown is None:
            self.place = (min(self.place, len(self.items) - 1) + step) % len(self.items)
            self.shown = self.read(self.items[self.place])
            if self.shown is None:
                self.app.say(self.became(self.items.pop(self.place)), "warning")
                step = min(step, 0)
        if self.shown is None:
            self.head()
            self.above.show([Piece(self.none_left, "prose--quiet"), Piece("Esc goes back.", "prose--quiet")])
            self.comparison.show(())
            return
        self.head(Run(f": {self.place + 1} of {len(self.items):,}", "bar--strong"))
        self.show(self.shown)

    def seen(self) -> bool:
        """Return whether there is something, and room for it, and say where there is no room."""
        if self.shown is None or self.comparison.size.height >= LEAST:
            return self.shown is not None
        self.app.say(f"the window is too low to see {self.both}; make it larger first", "warning")
        return False

    def undo(self) -> "Change | None":
        """Undo the last decision, say it, and return it; say where there is none."""
        if not self.decided:
            self.app.say("nothing was decided here that could be undone")
            return None
        if change := self.app.tried(partial(self.app.library.undo, self.decided[-1].id)):
            self.decided = [one for one in self.decided if one.id != change.id]
            self.app.say(f"undone: {change.words}")
        return change
