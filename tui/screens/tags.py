"""Tags or shelves of one paper or of many: type to find or to make one, Enter adds or removes it, saved at once."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on

from storage.library import Library
from storage.papers.text import clean, fold
from tui.screens.choose import Chooser, Option
from tui.widgets.line_edit import LineEdit

if TYPE_CHECKING:
    from storage.journal import Change


class TagsScreen(Chooser):
    """The tags there are, marked where the papers have them."""

    does = "add or remove"
    typing = True
    kind, one = "tags", "tag"
    """What papers are given, as an attribute of Entry, and a single one."""

    def __init__(self, library: Library, papers: Sequence[int]) -> None:
        self.library = library
        self.papers = list(papers)
        many = f"{len(papers):,} papers" if len(papers) > 1 else "this paper"
        super().__init__(f"{self.kind.capitalize()} of {many}", self._options())

    def on_mount(self) -> None:
        self.query_one(LineEdit).recall = self.app.left.pop((self.kind, 0), "")

    def action_back(self) -> None:
        """Leave; what was typed and is none yet can be brought back when they are given again."""
        if typed := self.query_one(LineEdit).text.strip():
            self.app.left[self.kind, 0] = typed
        super().action_back()

    def _options(self) -> list[Option]:
        # Tags of a large selection are told by its first papers: reading a million entries for marks is not worth it.
        looked_at = self.library.entries(self.papers[:500])
        having = Counter(tag for entry in looked_at for tag in getattr(entry, self.kind))
        self.on_all = {tag for tag, count in having.items() if count == len(looked_at)}
        counts = dict(self.counted())
        marks = {tag: "[x]" if tag in self.on_all else "[-]" for tag in having}
        return [
            Option(tag, tag, note=f"{counts[tag]:,}", mark=marks.get(tag, "[ ]"))
            for tag in sorted(counts, key=lambda tag: (tag not in having, -counts[tag], tag))
        ]

    def counted(self) -> list[tuple[str, int]]:
        """Return what there is, each with the number of its papers."""
        return self.library.tags()

    def give(self, add: Sequence[str], remove: Sequence[str]) -> "Change":
        """Add some to the papers, and remove others."""
        return self.library.tag(self.papers, add, remove)

    def matching(self, text: str) -> list[Option]:
        wanted = clean(text.replace(",", " "))
        word = fold(wanted)
        found = [option for option in self.every if word in fold(option.text)]
        found.sort(key=lambda option: not fold(option.text).startswith(word))
        if wanted and wanted not in [option.value for option in self.every]:
            found.append(Option(wanted, wanted, note=f"new {self.one}", mark="[+]"))
        return found

    def chosen(self, option: Option) -> None:
        add, remove = ((), (option.value,)) if option.value in self.on_all else ((option.value,), ())
        change = self.app.tried(lambda: self.give(add, remove))
        if change is None:
            return
        if not change.count:
            self.app.say("there is no paper here any more")
        self.every = self._options()
        self.query_one(LineEdit).set("", tell=False)
        self.options.show(self.every)
        self.options.move(self.options.place_of(option.value))

    @on(LineEdit.Complete)
    def _complete(self) -> None:
        if self.options.current is not None:
            self.query_one(LineEdit).set(self.options.current.text)


class ShelvesScreen(TagsScreen):
    """The shelves there are, marked where the papers stand on them."""

    kind, one = "shelves", "shelf"

    def counted(self) -> list[tuple[str, int]]:
        return self.library.shelves()

    def give(self, add: Sequence[str], remove: Sequence[str]) -> "Change":
        return self.library.shelve(self.papers, add, remove)
