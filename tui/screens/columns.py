"""Which columns the list has: those that there is room for are shown, the title always."""

from collections.abc import Sequence

from tui.screens.choose import Chooser, Option
from tui.widgets.paper_list import Column

NAMES = {
    "status": "status", "star": "star", "note": "note mark", "priority": "priority", "comments": "comments",
    "seen": "seen in how many listings",
}  # fmt: skip


class ColumnsScreen(Chooser):
    """Marks the columns that are wanted; dismisses with their names."""

    where = "columns"

    def __init__(self, columns: Sequence[Column], wanted: Sequence[str]) -> None:
        self.columns = [column for column in columns if column.id != "title"]
        self.wanted = set(wanted)
        super().__init__("Columns", self._options(), does="show or hide")

    def _options(self) -> list[Option]:
        return [
            Option(column.id, NAMES.get(column.id, column.heading), mark="[x]" if column.id in self.wanted else "[ ]")
            for column in self.columns
        ]

    def chosen(self, option: Option) -> None:
        self.wanted.symmetric_difference_update({option.value})
        self.options.show(self._options(), self.options.cursor)

    action_show_column = Chooser.action_choose

    def action_back(self) -> None:
        # The order is the table's, so that a column comes back where it was.
        self.dismiss([*(column.id for column in self.columns if column.id in self.wanted), "title"])

    action_leave_columns = action_back
