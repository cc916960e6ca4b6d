"""Places as lines, with how many papers are at each; the one where the reader is has a mark."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import BindingsMap
from textual.message import Message

from tui import keys
from tui.desk.places import Place, here
from tui.widgets.lines import Rows, fit


class PlaceList(Rows):
    """The places, one a line; headings are passed over."""

    head = 1

    @dataclass
    class Chosen(Message):
        """A place was pressed."""

        place: Place

    def __init__(self, keymap: keys.Keymap = keys.OWN) -> None:
        super().__init__(id="place-list")
        self._bindings = BindingsMap(keys.bindings("list", keymap))
        self.places: Sequence[Place] = ()
        self.source = ""
        """The filter of the list."""
        self.here = -1
        """The place that it shows."""

    def line_count(self) -> int:
        return len(self.places)

    @property
    def current(self) -> Place | None:
        """The place under the cursor."""
        return self.places[self.cursor] if 0 <= self.cursor < len(self.places) else None

    def show(self, places: Sequence[Place], source: str) -> None:
        """Show these places, and which of them a filter shows; the cursor stays on its place while it is used."""
        before = self.current
        moved = source != self.source or not self.has_focus
        self.places, self.source, self.here = places, source, here(places, source)
        again = next((at for at, place in enumerate(places) if before and place.query == before.query), self.here)
        self.place(self.here if moved else again)
        self.refresh()

    def paint_head(self, y: int, width: int) -> list[Segment]:
        return [Segment(fit(" places", width), self.style_of("list--head"))]

    def paint_line(self, index: int, width: int) -> list[Segment]:
        place = self.places[index]
        over = "list--cursor" if index == self.cursor and self.has_focus else ""
        count = "" if place.papers is None else f"{place.papers:,}"
        note = f" {count} "
        at = index == self.here
        before = f"{'▌' if at else ' '}{'  ' * place.depth}"
        room = max(1, width - cell_len(before) - len(note))
        counted = "list--unread" if at else "options--note" if place.papers else "list--dropped"
        look = "place--heading" if place.query is None else "list--unread" if at else "options--text"
        return [
            Segment(fit(before, width - room - len(note)), self.style_of("list--mark", over)),
            Segment(fit(place.name, room), self.style_of(look, over)),
            Segment(note, self.style_of(counted, over)),
        ]

    def move(self, index: int) -> None:
        """Put the cursor on a place; on the next one in that direction where a heading stands."""
        last = len(self.places) - 1
        index = max(0, min(index, last))
        for way in ((range(index, last + 1), range(index, -1, -1)) if index >= self.cursor else
                    (range(index, -1, -1), range(index, last + 1))):  # fmt: skip
            for at in way:
                if self.places[at].query is not None:
                    super().move(at)
                    return

    def watch_has_focus(self, _has_focus: bool) -> None:  # noqa: FBT001 - Textual calls it so
        self.refresh()

    def pressed(self, event: events.MouseDown) -> None:
        event.stop()
        index = self.top + event.y - self.head
        if event.y - self.head >= 0 and index < len(self.places) and self.places[index].query is not None:
            self.move(index)
            self.post_message(self.Chosen(self.places[index]))
