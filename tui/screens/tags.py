"""Tags of one paper or of many: type to find or to make one, Enter adds it or removes it, saved at once."""

from collections import Counter
from collections.abc import Sequence

from textual import on

from storage.library import Library
from storage.papers.text import clean, fold
from tui.screens.choose import Chooser, Option
from tui.widgets.line_edit import LineEdit

LEFT = "tags", 0
"""Under what the app keeps what was typed when the dialog was left."""


class TagsScreen(Chooser):
    """The tags there are, marked where the papers have them."""

    does = "add or remove"
    typing = True

    def __init__(self, library: Library, papers: Sequence[int]) -> None:
        self.library = library
        self.papers = list(papers)
        many = f"{len(papers):,} papers" if len(papers) > 1 else "this paper"
        super().__init__(f"Tags of {many}", self._options())

    def on_mount(self) -> None:
        self.query_one(LineEdit).recall = self.app.left.pop(LEFT, "")

    def action_back(self) -> None:
        """Leave; what was typed and is no tag yet can be brought back when tags are given again."""
        if typed := self.query_one(LineEdit).text.strip():
            self.app.left[LEFT] = typed
        super().action_back()

    def _options(self) -> list[Option]:
        # Tags of a large selection are told by its first papers: reading a million entries for marks is not worth it.
        looked_at = self.library.entries(self.papers[:500])
        having = Counter(tag for entry in looked_at for tag in entry.tags)
        self.on_all = {tag for tag, count in having.items() if count == len(looked_at)}
        counts = dict(self.library.tags())
        marks = {tag: "[x]" if tag in self.on_all else "[-]" for tag in having}
        return [
            Option(tag, tag, note=f"{counts[tag]:,}", mark=marks.get(tag, "[ ]"))
            for tag in sorted(counts, key=lambda tag: (tag not in having, -counts[tag], tag))
        ]

    def matching(self, text: str) -> list[Option]:
        wanted = clean(text.replace(",", " "))
        word = fold(wanted)
        found = [option for option in self.every if word in fold(option.text)]
        found.sort(key=lambda option: not fold(option.text).startswith(word))
        if wanted and wanted not in [option.value for option in self.every]:
            found.append(Option(wanted, wanted, note="new tag", mark="[+]"))
        return found

    def chosen(self, option: Option) -> None:
        how = "remove" if option.value in self.on_all else "add"
        change = self.app.tried(lambda: self.library.tag(self.papers, **{how: [option.value]}))
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
