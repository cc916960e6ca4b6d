"""The places: a pane beside the list where there is room, else a drawer over it while it has the focus."""

from collections.abc import Callable, Sequence
from functools import partialmethod

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from storage.library import Library, LibraryError
from tui.desk import places
from tui.desk.places import Place
from tui.host import Host
from tui.shelf.finding import Finding
from tui.shelf.place_list import PlaceList

REST = 0.15
"""Seconds after an act before places are counted anew: the key has been answered by then, and so have those typed
behind it."""
WIDTH, LEAST, MOST = 30, 20, 60
"""Columns of the pane, and how few and how many it may be given."""


class Places(Vertical):
    """Shows the places and has them counted, beside the screen, after whatever may have changed them."""

    class Left(Message):
        """The list is to have the focus."""

    def __init__(self, host: Host, finding: Finding) -> None:
        super().__init__(id="places")
        self.host = host
        self.finding = finding
        self.list = PlaceList(host.keymap)
        self.width = host.begins.places_width or WIDTH
        self.counting = False
        """Whether the places are being counted, or will be in a moment."""
        self._again = False
        """Whether they may have changed since that began."""
        self._shown: int | None = None
        """The listing whose sections are told."""

    def compose(self) -> ComposeResult:
        yield self.list

    # -- what is there -----------------------------------------------------------------------------------------------

    def renew(self, rest: float = REST) -> None:
        """Count the places anew, soon; where that goes on already, once more."""
        if not self.display:
            self.list.places = ()
        elif self.counting:
            self._again = True
        else:
            self.counting, self._again = True, False
            if rest:
                self.set_timer(rest, self._count)
            else:
                self._count()

    def _count(self) -> None:
        shown = self.finding.listing()

        def told(library: Library, _: Callable[[], bool]) -> Sequence[Place]:
            try:
                return list(places.places(library, shown))
            except LibraryError:
                return ()  # said by whoever asks for papers

        self.host.aside(told, lambda found: self._counted(found, shown), group="places")

    def _counted(self, found: Sequence[Place], shown: int | None) -> None:
        self.counting = False
        if found:
            self._shown = shown
            self.list.show(found, self.finding.source)
        if self._again or shown != self.finding.listing():
            self.renew()

    def follow(self) -> None:
        """Show which place the filter is now, and the places again where the pane was out of sight for a while."""
        if not self.display:
            return
        if not self.list.places:
            if not self.counting:
                self.renew(0)
            return
        if self.finding.source == self.list.source:
            return
        self.list.show(self.list.places, self.finding.source)
        if self._shown != self.finding.listing():
            self.renew()

    def begin(self) -> None:
        """Have the places told at once, where nothing is known of them."""
        if not self.list.places:
            self._shown = self.finding.listing()
            found = self.host.tried(lambda: list(places.places(self.host.library, self._shown)))
            self.list.show(found or (), self.finding.source)

    # -- keys --------------------------------------------------------------------------------------------------------

    def go(self, step: str) -> None:
        """Move the cursor as a key that moves says."""
        self.list.go(step)

    def _go_to(self, place: Place | None) -> None:
        if place is not None and place.query is not None:
            self.post_message(self.Left())
            self.finding.go(place.query)

    def action_go_there(self) -> None:
        self._go_to(self.list.current)

    @on(PlaceList.Chosen)
    def _pressed(self, message: PlaceList.Chosen) -> None:
        message.stop()
        self._go_to(message.place)

    def action_leave_places(self) -> None:
        self.post_message(self.Left())

    def action_rename_place(self) -> None:
        from tui.screens.rename import RenameScreen

        place = self.list.current
        if place is None or not place.kind:
            self.host.say("tags, shelves and saved searches can be renamed")
            return
        others = {one.named: one.papers for one in self.list.places if one.kind == place.kind}

        def renamed(name: str) -> None:
            change = self.host.tried(lambda: self.host.library.rename(place.kind, place.named, name))
            if change is not None:
                self.host.tell(change)
                if place.kind != "search" and self.finding.source == place.query:
                    self.finding.ask(place.query.replace(places.quoted(place.named), places.quoted(name)))
                self.renew(0)

        self.host.ask(RenameScreen(place.kind, place.named, others), renamed)

    def _widen(self, step: int) -> None:
        self.width = max(LEAST, min(MOST, self.width + step))
        self.fit()

    action_wider = partialmethod(_widen, 2)
    action_narrower = partialmethod(_widen, -2)

    def fit(self, *, wide: bool = True) -> None:
        """Take the width that the reader gave the pane; that of the drawer is the stylesheet's."""
        self.styles.width = self.width if wide else None
