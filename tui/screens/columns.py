"""Which columns the list has: those that there is room for are shown, the title always."""

from collections.abc import Sequence

from tui.screens.choose import Chooser, Option
from tui.widgets.paper_list import COLUMNS

NAMES = {
    "status": "status", "star": "star", "note": "note mark", "priority": "priority", "comments": "comments",
    "seen": "seen in how many listings",
}  # fmt: skip


class ColumnsScreen(Chooser):
    """Marks the columns that are wanted; dismisses with their names."""

    where = "columns"
    does = "show or hide"

    def __init__(self, wanted: Sequence[str]) -> None:
        self.wanted = {*wanted, "title"}
        super().__init__("Columns", self._options())

    def _options(self) -> list[Option]:
        return [
            Option(column.id, NAMES.get(column.id, column.heading), mark="[x]" if column.id in self.wanted else "[ ]")
            for column in COLUMNS
            if column.id != "title"
        ]

    def chosen(self, option: Option) -> None:
        self.wanted ^= {option.value}
        self.options.show(self._options(), self.options.cursor)

    action_show_column = Chooser.action_choose

    def action_back(self) -> None:
        # The order is the table's, so that a column comes back where it was.
        self.dismiss([column.id for column in COLUMNS if column.id in self.wanted])

    action_leave_columns = action_back
