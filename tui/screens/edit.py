"""Setting a paper's facts right: title, authors, year, venue, identifiers, the seam of a title glued to its authors."""

import re
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from storage.fields import EDITED
from storage.library import LibraryError
from storage.papers.paper import KINDS, Entry, Name, Paper, arxiv_id, doi
from storage.papers.text import clean
from tui.screens.dialog import Dialog
from tui.widgets.bar import Bar, Run
from tui.widgets.prose import Piece, Prose

if TYPE_CHECKING:
    from storage.library import Library

ET_AL = re.compile(r"[;,]?\s*(?:et al\.?|and others)\s*$", re.IGNORECASE)


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
        text = clean(text, 100_000)
        if text == clean(shown(paper, field), 100_000):
            continue
        if field == "title":
            if not text:
                raise ValueError("a paper needs a title")
            changed["title"] = text
        elif field == "authors":
            whole = not ET_AL.search(text)
            names = [part.strip() for part in re.split(r";| and ", ET_AL.sub("", text)) if part.strip()]
            known = {str(name): name for name in paper.authors}
            changed["authors"] = tuple(known.get(name, Name(name)) for name in names)
            changed["authors_complete"] = whole
        elif field == "date":
            if text and not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
                raise ValueError("a date is written 2023, 2023-05 or 2023-05-04")
            changed["date"] = text or None
            changed["year"] = int(text[:4]) if text else None
            changed["date_inferred"] = False
        elif field == "kind":
            if text and text not in KINDS:
                raise ValueError(f"a kind is one of {', '.join(KINDS[:8])}, …")
            changed["kind"] = text or None
        elif field in ("doi", "arxiv_id"):
            value = (doi if field == "doi" else arxiv_id)(text) if text else None
            if text and value is None:
                raise ValueError(f"{text} is no {'DOI' if field == 'doi' else 'arXiv id'}")
            changed[field] = value
        else:
            changed[field] = text or None
    return changed


class EditScreen(Dialog[bool]):
    """One line a fact; what is written here wins over every later import."""

    def __init__(self, library: "Library", entry: Entry) -> None:
        super().__init__()
        self.library = library
        self.entry = entry

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Bar(id="edit-title")
            for field, _ in EDITED:
                with Horizontal(classes="field"):
                    yield Bar(id=f"label-{field}")
                    yield Input(shown(self.entry.paper, field), id=f"fact-{field}", select_on_focus=False)
            yield Prose(id="edit-words")
            yield Bar(id="edit-hints")

    def on_mount(self) -> None:
        self.query_one("#edit-title", Bar).say([Run(" Facts of this paper", "bar--strong")])
        for field, label in EDITED:
            self.query_one(f"#label-{field}", Bar).say([Run(f" {label}", "bar--quiet")])
        words = self.query_one("#edit-words", Prose)
        words.styles.height = 4 if self.entry.raw else 2
        self.tell(self.entry.doubt or "", warn=False)
        hints = [
            ("Enter", "save"),
            ("Tab", "next"),
            ("^t", "title ends at the cursor, authors follow"),
            ("Esc", "leave"),
        ]
        self.query_one("#edit-hints", Bar).say(
            [run for key, word in hints for run in (Run(f" {key}", "bar--key"), Run(f" {word} ", "bar--quiet"))]
        )

    def tell(self, sentence: str, *, warn: bool = True) -> None:
        """Say what is wrong, above the line as it was copied."""
        said = [Piece(sentence, "prose--warn" if warn else "prose--quiet")] if sentence else []
        if self.entry.raw:
            said.append(Piece(self.entry.raw, "prose--quiet", "as copied  "))
        self.query_one("#edit-words", Prose).show(said)

    def take(self, event: events.Key) -> bool:
        if event.key == "escape":
            self.dismiss(False)
        elif event.key == "ctrl+t":
            self.cut_seam()
        elif event.key in ("down", "up"):
            (self.focus_next if event.key == "down" else self.focus_previous)(Input)
        else:
            return False
        return True

    def cut_seam(self) -> None:
        """Split the title where the cursor is: what stands after it are authors, comma by comma."""
        title = self.query_one("#fact-title", Input)
        before, after = title.value[: title.cursor_position].strip(), title.value[title.cursor_position :].strip()
        if not before or not after or not title.has_focus:
            self.tell("put the cursor into the title, where the authors begin")
            return
        others = self.query_one("#fact-authors", Input)
        names = "; ".join(part.strip() for part in after.split(",") if part.strip())
        title.value = before
        others.value = f"{names}; {others.value}" if others.value else names

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        lines = {field: self.query_one(f"#fact-{field}", Input).value for field, _ in EDITED}
        try:
            facts = facts_of(self.entry.paper, lines)
            if facts:
                self.library.edit(self.entry.id, **facts)
        except (ValueError, LibraryError) as error:
            self.tell(str(error))
            return
        self.dismiss(bool(facts))
