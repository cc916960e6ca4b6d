"""The order of the list and its columns, both remembered."""

from collections.abc import Callable, Sequence

from textual.message import Message

from storage.fields import ORDERS, SORTS
from tui.host import Host
from tui.widgets.paper_list import PaperList


class Sorting:
    """Orders the list it is given."""

    class Sorted(Message):
        """The list is to be in another order."""

    def __init__(self, host: Host, papers: PaperList, post: Callable[[Message], object]) -> None:
        self.host = host
        self.papers = papers
        self.post = post

    def action_sort(self) -> None:
        from tui.screens.choose import Chooser, Option

        options = [Option(*order) for order in ORDERS]
        self.host.ask(Chooser("Sort by", options, start=self.papers.sort), self.by)

    def by(self, sort: str) -> None:
        """Order the list by a field, `-` before it for descending."""
        self.papers.sort = sort
        self.papers.refresh()
        self.post(self.Sorted())
        self.host.remember(sort=sort)

    def by_heading(self, field: str) -> None:
        """Order the list by a column whose heading was pressed; a second press turns the order round."""
        first, second = SORTS[field].directions
        self.by(second if self.papers.sort == first else first)

    def action_columns(self) -> None:
        from tui.screens.columns import ColumnsScreen

        def chosen(columns: Sequence[str]) -> None:
            self.papers.set_columns(columns)
            self.host.remember(columns=tuple(columns))

        self.host.ask(ColumnsScreen(self.papers.columns), chosen)
