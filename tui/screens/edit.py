"""Setting facts right: of one paper, title glued to its authors and all; of many at once; of one written by hand."""

from collections.abc import Iterable, Mapping
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input

from storage.fields import EDITED
from storage.library import LibraryError
from storage.papers.paper import Entry, Paper
from storage.papers.words import papers as counted
from storage.papers.words import several
from tui import keys
from tui.desk.facts import OF_MANY, by_hand, common, facts_of, shown
from tui.screens.dialog import Dialog
from tui.widgets.bar import Bar, Run
from tui.widgets.prose import Piece, Prose

CLEARS = "-"
"""What is written in a line to remove a fact of many papers."""


class Form(Dialog[Any]):
    """One line a fact."""

    where = "facts"
    raw = ""
    """What the facts were copied from."""

    def __init__(self, heading: str, fields: Iterable[tuple[str, str]] = EDITED) -> None:
        super().__init__(heading)
        self.labels = dict(fields)
        self.lines = {field: Input(id=f"fact-{field}", select_on_focus=False) for field in self.labels}
        self.fields = VerticalScroll(can_focus=False)
        self.words = Prose()

    def hints(self) -> list[tuple[str, str, str]]:
        save, *others = super().hints()
        return [save, ("Tab", "next", ""), *(hint for hint in others if hint[2] not in ("cut_title", "as_it_was"))]

    def body(self) -> ComposeResult:
        with self.fields:
            for field, label in self.labels.items():
                with Horizontal(classes="field"):
                    yield (bar := Bar())
                    bar.say([Run(f" {label}", "bar--quiet")])
                    yield self.lines[field]
        yield self.words

    def on_mount(self) -> None:
        self.fit(self.app.size.height)

    def on_resize(self, event: events.Resize) -> None:
        self.fit(event.size.height)

    def fit(self, height: int) -> None:
        """Let the lines scroll where there is too little room: what is wrong, and how to go on, is always seen."""
        words = 4 if self.raw else 2
        self.words.styles.height = words
        self.fields.styles.height = max(1, min(len(self.lines), height - words - 6))

    def values(self) -> dict[str, str]:
        """Return what stands in the lines."""
        return {field: line.value for field, line in self.lines.items()}

    def tell(self, sentence: str, style: str = "prose--warn") -> None:
        """Say what is wrong, above the line as it was copied."""
        said = [Piece(sentence, style)] if sentence else []
        if self.raw:
            said.append(Piece(self.raw, "prose--quiet", "as copied  "))
        self.words.show(said)

    def action_dialog_down(self) -> None:
        self.focus_next(Input)

    def action_dialog_up(self) -> None:
        self.focus_previous(Input)

    def action_save_facts(self) -> None:
        try:
            saved = self.saved(self.values())
        except (ValueError, LibraryError) as error:
            self.tell(str(error))
        else:
            self.dismiss(saved)

    def saved(self, lines: dict[str, str]) -> Any:
        """Return the answer that the lines are; raises ValueError or LibraryError, with a sentence."""
        raise NotImplementedError


class ManyScreen(Form):
    """What is written here is set for all of many papers; answers with the lines that are."""

    def __init__(self, count: int, papers: list[Paper]) -> None:
        """`papers` are those of which to show what they have: all, or none where they are too many."""
        super().__init__(f"Facts of {counted(count)}", OF_MANY)
        self.had: dict[str, str] = {}
        for field, line in self.lines.items():
            self.had[field], values = common(papers, field) if papers else ("", 0)
            line.value = self.had[field]
            differ = f"{several(values, 'value')}; " if values > 1 else ""
            line.placeholder = differ + "what is written here is set for all" if values != 1 else ""

    def on_mount(self) -> None:
        super().on_mount()
        self.tell(f"a line that is left alone changes nothing; {CLEARS} removes the fact of all", "prose--quiet")
        self.set_focus(self.lines["venue"])

    def saved(self, lines: dict[str, str]) -> Mapping[str, str]:
        changed = {field: line for field, line in lines.items() if line.strip() != self.had[field]}
        changed = {field: "" if line.strip() == CLEARS else line for field, line in changed.items()}
        facts_of(Paper(title="any"), changed)  # what cannot be is said here, where it can be mended
        return changed


class BlankScreen(Form):
    """A paper written down by hand; answers with it."""

    kept = "by hand", 0
    """Under what the app keeps what is left unsaved here."""

    def __init__(self, left: Mapping[str, str]) -> None:
        super().__init__("A paper by hand")
        for field, value in left.items():
            self.lines[field].value = value
        self.lines["authors"].placeholder = "Ada Quill; Bo Fern"
        self.lines["date"].placeholder = "2023, 2023-05 or 2023-05-04"

    def action_back(self) -> None:
        if any(self.values().values()):
            self.app.left[self.kept] = self.values()
            self.app.say(f"not saved; {keys.first('by_hand', self.app.keymap)} goes on with it")
        super().action_back()

    def saved(self, lines: dict[str, str]) -> Paper:
        self.app.left[self.kept] = lines
        return by_hand(lines)


class EditScreen(Form):
    """The facts of one paper; what is written here wins over every later import."""

    def __init__(self, entry: Entry) -> None:
        super().__init__("Facts of this paper")
        self.entry = entry
        self.raw = entry.raw or ""
        for field, line in self.lines.items():
            line.value = shown(entry.paper, field)
        self.typed: dict[str, str] = {}
        """What was typed and not saved when the dialog was last left, or put aside here, by the fact."""

    def hints(self) -> list[tuple[str, str, str]]:
        save, *others = Dialog.hints(self)
        there = [hint for hint in others if hint[2] != "as_it_was" or self.typed]
        return [save, ("Tab", "next", ""), *there]

    def on_mount(self) -> None:
        super().on_mount()
        self.tell(self.entry.doubt or "", "prose--quiet")
        self.typed = self.app.left.pop(self.kept, {})
        if self.typed:
            self.action_as_it_was()
            self.hint_bar.tell(self.hints())
            key = keys.first("as_it_was", self.app.keymap)
            self.tell(f"as you left it, not saved; {key} shows the facts as they are", "prose--mark")

    @property
    def kept(self) -> tuple[str, int]:
        """Under what the app keeps what is left unsaved here."""
        return self.where, self.entry.id

    def changed(self) -> dict[str, str]:
        """Return the lines that are not as the paper has them."""
        return {field: line.value for field, line in self.lines.items() if line.value != shown(self.entry.paper, field)}

    def action_as_it_was(self) -> None:
        """Put every line back as the paper has it, or, from there, what was typed."""
        now = self.changed()
        wanted = {} if now else self.typed
        self.typed = now or self.typed
        for field, line in self.lines.items():
            line.value = wanted.get(field, shown(self.entry.paper, field))

    def action_back(self) -> None:
        """Leave; what was typed is there when the dialog is opened for this paper again."""
        if now := self.changed() or self.typed:
            self.app.left[self.kept] = now
            self.app.say(f"not saved; {keys.first('edit', self.app.keymap)} goes on with it")
        super().action_back()

    def action_cut_title(self) -> None:
        """Split the title where the cursor is: what stands after it are authors, comma by comma."""
        title, others = self.lines["title"], self.lines["authors"]
        before, after = title.value[: title.cursor_position].strip(), title.value[title.cursor_position :].strip()
        if not before or not after or not title.has_focus:
            self.tell("put the cursor into the title, where the authors begin")
            return
        names = "; ".join(part.strip() for part in after.split(",") if part.strip())
        title.value = before
        others.value = f"{names}; {others.value}" if others.value else names

    def saved(self, lines: dict[str, str]) -> bool:
        facts = facts_of(self.entry.paper, lines)
        if facts:
            self.app.library.edit(self.entry.id, **facts)
        return bool(facts)
