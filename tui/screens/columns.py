"""Which columns the list has: those that there is room for are shown, the title always."""

from collections.abc import Sequence

from textual import events

from tui.screens.choose import Chooser, Option, Options
from tui.widgets.paper_list import Column

NAMES = {
    "status": "status", "star": "star", "note": "note mark", "priority": "priority", "comments": "comments",
    "seen": "seen in how many listings",
}  # fmt: skip


class ColumnsScreen(Chooser):
    """Marks the columns that are wanted; Space or Enter changes one, Esc ends."""

    def __init__(self, columns: Sequence[Column], wanted: Sequence[str]) -> None:
        self.columns = [column for column in columns if column.id != "title"]
        self.wanted = set(wanted)
        super().__init__(
            "Columns", self._options(), hints=(("Enter", "show or hide"), ("d", "done"), ("Esc", "done")),
        )  # fmt: skip

    def _options(self) -> list[Option]:
        return [
            Option(column.id, NAMES.get(column.id, column.heading), mark="[x]" if column.id in self.wanted else "[ ]")
            for column in self.columns
        ]

    def chosen(self, option: Option) -> None:
        self.wanted.symmetric_difference_update({option.value})
        options = self.query_one(Options)
        options.show(self._options(), options.cursor)

    def take(self, event: events.Key) -> bool:
        current = self.query_one(Options).current
        if event.key in ("escape", "d", "q"):
            # The order is the table's, so that a column comes back where it was.
            self.dismiss([*(column.id for column in self.columns if column.id in self.wanted), "title"])
        elif event.key == "space" and current is not None:
            self.chosen(current)
        else:
            return super().take(event)
        return True
