"""Setting a paper's facts right: title, authors, year, venue, identifiers, the seam of a title glued to its authors."""

import re
from collections.abc import Callable, Mapping
from difflib import SequenceMatcher
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input

from storage.fields import EDITED
from storage.library import LibraryError
from storage.papers.identifiers import arxiv_id, doi
from storage.papers.names import Name
from storage.papers.paper import KINDS, Entry, Paper
from storage.papers.text import ABSTRACT_LIMIT, clean
from tui import keys
from tui.screens.dialog import Dialog
from tui.widgets.bar import Bar, Run
from tui.widgets.prose import Piece, Prose

ET_AL = re.compile(r"[;,]?\s*(?:et al\.?|and others)\s*$", re.IGNORECASE)
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def shown(paper: Paper, field: str) -> str:
    """Return a fact as one line to be edited."""
    if field == "authors":
        names = "; ".join(str(name) for name in paper.authors)
        return names + ("" if paper.authors_complete or not paper.authors else "; et al.")
    value = getattr(paper, field)
    return "" if value is None else " ".join(str(value).split())


def facts_of(paper: Paper, lines: dict[str, str]) -> dict[str, Any]:
    """Return what the edited lines change, by the names of Paper's fields.

    Raises ValueError, with a sentence, for what cannot be: no title, a year that is none, an identifier that is none.
    """
    changed: dict[str, Any] = {}
    for field, text in lines.items():
        text = clean(text, ABSTRACT_LIMIT)
        if text == clean(shown(paper, field), ABSTRACT_LIMIT):
            continue
        if field == "authors":
            changed |= {field: authors(paper, ET_AL.sub("", text)), "authors_complete": not ET_AL.search(text)}
            continue
        read, wrong = READ.get(field, (None, "a paper needs a title"))
        value = read(text) if read and text else rebroken(getattr(paper, field) or "", text)
        if value is None or (field == "title" and not value):
            raise ValueError(wrong.format(text))
        changed[field] = value or None
        if field == "date":
            changed |= {"year": int(text[:4]) if text else None, "date_inferred": False}
    return changed


READ: Mapping[str, tuple[Callable[[str], str | None], str]] = {
    "date": (lambda text: text if DATE.fullmatch(text) else None, "a date is written 2023, 2023-05 or 2023-05-04"),
    "kind": (lambda text: text if text in KINDS else None, f"a kind is one of {', '.join(KINDS[:8])}, …"),
    "doi": (doi, "{} is not a DOI"),
    "arxiv_id": (arxiv_id, "{} is not an arXiv id"),
}
"""How the line of a fact is read where it is not just text, and what is said where it cannot be."""


def authors(paper: Paper, line: str) -> tuple[Name, ...]:
    """Return the authors of an edited line; those that were there are the same, groups and parts of names too."""
    listed = [part.strip() for part in line.split(";")]
    known = {str(name): name for name in paper.authors}
    names: list[str] = []
    for part in filter(None, listed):
        # "and" parts names where it stands behind one that was there, or where nobody writes semicolons.
        old = max((name for name in known if part == name or part.startswith(f"{name} and ")), key=len, default="")
        if old:
            names.append(old)
            part = part[len(old) :].removeprefix(" and ")
        names += filter(None, part.split(" and ") if old or len(listed) == 1 else [part])
    same = len(names) == len(paper.authors)
    return tuple(
        known.get(name) or Name(name, corporate=same and paper.authors[place].corporate)
        for place, name in enumerate(names)
    )


def rebroken(before: str, line: str) -> str:
    """Return a line that was edited, broken where the text it was made of is: only what was changed is another."""
    gaps, was, now = re.split(r"\S+", before), before.split(), line.split()
    text = ""
    for _, start, end, first, last in SequenceMatcher(None, was, now).get_opcodes():
        for old, word in enumerate(now[first:last], start):
            gap = (gaps[old] if old < end else "") or " "
            text += gap + word if text else word
        if lost := [gap for gap in gaps[start + last - first : end] if "\n" in gap]:
            gaps[end] = lost[0]
    return text


class EditScreen(Dialog[bool]):
    """One line a fact; what is written here wins over every later import."""

    where = "facts"

    def __init__(self, entry: Entry) -> None:
        super().__init__("Facts of this paper")
        self.entry = entry
        self.lines = {
            field: Input(shown(entry.paper, field), id=f"fact-{field}", select_on_focus=False) for field, _ in EDITED
        }
        self.fields = VerticalScroll(can_focus=False)
        self.words = Prose()
        self.typed: dict[str, str] = {}
        """What was typed and not saved when the dialog was last left, or put aside here, by the fact."""

    def hints(self) -> list[tuple[str, str, str]]:
        save, *others = super().hints()
        there = [hint for hint in others if hint[2] != "as_it_was" or self.typed]
        return [save, ("Tab", "next", ""), *there]

    def body(self) -> ComposeResult:
        with self.fields:
            for field, label in EDITED:
                with Horizontal(classes="field"):
                    yield (bar := Bar())
                    bar.say([Run(f" {label}", "bar--quiet")])
                    yield self.lines[field]
        yield self.words

    def on_mount(self) -> None:
        self.fit(self.app.size.height)
        self.tell(self.entry.doubt or "", "prose--quiet")
        self.typed = self.app.left.pop(self.kept, {})
        if self.typed:
            self.action_as_it_was()
            self.hint_bar.tell(self.hints())
            key = keys.first("as_it_was", self.app.keymap)
            self.tell(f"as you left it, not saved; {key} shows the facts as they are", "prose--mark")

    def on_resize(self, event: events.Resize) -> None:
        self.fit(event.size.height)

    def fit(self, height: int) -> None:
        """Let the lines scroll where there is too little room: what is wrong, and how to go on, is always seen."""
        words = 4 if self.entry.raw else 2
        self.words.styles.height = words
        self.fields.styles.height = max(1, min(len(self.lines), height - words - 6))

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

    def tell(self, sentence: str, style: str = "prose--warn") -> None:
        """Say what is wrong, above the line as it was copied."""
        said = [Piece(sentence, style)] if sentence else []
        if self.entry.raw:
            said.append(Piece(self.entry.raw, "prose--quiet", "as copied  "))
        self.words.show(said)

    def action_dialog_down(self) -> None:
        self.focus_next(Input)

    def action_dialog_up(self) -> None:
        self.focus_previous(Input)

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

    def action_save_facts(self) -> None:
        try:
            facts = facts_of(self.entry.paper, {field: line.value for field, line in self.lines.items()})
            if facts:
                self.app.library.edit(self.entry.id, **facts)
        except (ValueError, LibraryError) as error:
            self.tell(str(error))
        else:
            self.dismiss(bool(facts))
