"""Another name for a tag, a shelf or a saved search; of one that is in use it says that the two become one."""

from collections.abc import Mapping

from storage.papers.text import clean
from storage.papers.words import quoted
from tui.screens.choose import Chooser, Option
from tui.widgets.line_edit import LineEdit


class RenameScreen(Chooser):
    """Takes a name that is typed, beginning with the one there is; answers with another one."""

    typing = True
    does = "rename"
    hint = "another name"

    def __init__(self, kind: str, name: str, others: Mapping[str, int | None]) -> None:
        self.kind, self.name_before, self.others = kind, name, others
        super().__init__(f"Rename the {kind} {quoted(name)}", [])

    def on_mount(self) -> None:
        self.query_one(LineEdit).set(self.name_before)

    def matching(self, text: str) -> list[Option]:
        name = clean(text if self.kind == "search" else text.replace(",", " "))
        if not name or name == self.name_before:
            return []
        if name not in self.others:
            return [Option(name, name)]
        count = self.others[name]
        becomes = f"{name}: stands in its place" if self.kind == "search" else f"{name}: the two become one"
        return [Option(name, becomes, note="" if count is None else f"{count:,}")]
