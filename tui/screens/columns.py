"""Which columns the list has: those that there is room for are shown, the title always."""

from collections.abc import Sequence

from tui.screens.choose import Chooser, Option, Options
from tui.widgets.paper_list import Column

NAMES = {"status": "status", "star": "star", "note": "note mark"}


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

    def on_key(self, event: object) -> None:
        from textual import events

        assert isinstance(event, events.Key)
        if event.key in ("escape", "d", "q"):
            event.stop()
            event.prevent_default()  # Textual calls the handler of every class
            # The order is the table's, so that a column comes back where it was.
            self.dismiss([*(column.id for column in self.columns if column.id in self.wanted), "title"])
        elif event.key == "space":
            event.stop()
            event.prevent_default()  # Textual calls the handler of every class
            current = self.query_one(Options).current
            if current is not None:
                self.chosen(current)
