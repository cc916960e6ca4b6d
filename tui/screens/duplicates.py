"""Papers that may be the same, side by side with what differs marked: merge, keep both, or decide for all alike."""

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from storage.fields import COMPARED
from storage.library import LibraryError
from storage.papers.paper import Entry
from tui.screens.dialog import Dialog
from tui.widgets import paper_pane
from tui.widgets.bar import Bar, Run
from tui.widgets.prose import Piece, Prose

if TYPE_CHECKING:
    from storage.account import Possible
    from storage.library import Library


def fact(entry: Entry, name: str) -> str:
    """Return a fact in words."""
    if name == "authors":
        return paper_pane.authors(entry.paper)
    value = getattr(entry.paper, name)
    return "" if value is None else str(value)


def side(entry: Entry, other: Entry) -> list[Piece]:
    """Return one of two papers, with every fact in which it differs from the other marked."""
    said: list[Piece] = []
    for name in COMPARED:
        mine, theirs = fact(entry, name), fact(other, name)
        if not mine and not theirs:
            continue
        differs = mine != theirs
        style = "prose--warn" if differs and mine and theirs else "prose--mark" if differs else "prose--text"
        label = f"{'≠' if differs else ' '} {name.replace('_id', ''):>12} "
        said.append(Piece(mine[:600] or "—", style, label))
    said += [Piece(""), Piece(paper_pane.said(entry), "prose--quiet")]
    said += [Piece(paper_pane.sighting(one), "prose--quiet", "seen in ") for one in entry.seen]
    return said


def alike(a: Entry, b: Entry) -> frozenset[str]:
    """Return the facts in which two papers differ: pairs that differ in the same ones are alike."""
    return frozenset(name for name in COMPARED if fact(a, name) != fact(b, name))


class DuplicatesScreen(Dialog[None]):
    """One pair after the other. Every decision is one undo step, and a pair kept apart is not shown again."""

    def __init__(self, library: "Library") -> None:
        super().__init__()
        self.library = library
        self.pairs: list[Possible] = []
        self.place = 0

    def compose(self) -> ComposeResult:
        with Vertical(classes="box tall"):
            yield Bar(id="pair-title")
            with Horizontal(classes="fill"):
                yield Prose(id="pair-a")
                yield Prose(id="pair-b")
            yield Bar(id="pair-hints")

    def on_mount(self) -> None:
        hints = [
            ("m", "merge"),
            ("b", "keep both"),
            ("M B", "the same for all alike"),
            ("n p", "next, previous"),
            ("Esc", "leave"),
        ]
        self.query_one("#pair-hints", Bar).say(
            [run for key, word in hints for run in (Run(f" {key}", "bar--key"), Run(f" {word} ", "bar--quiet"))]
        )
        self.load()

    def load(self) -> None:
        """Read the pairs that are undecided."""
        self.pairs = self.library.duplicates()
        self.place = min(self.place, max(0, len(self.pairs) - 1))
        self.show_pair()

    def entries(self, pair: "Possible") -> tuple[Entry, Entry] | None:
        """Return the two papers of a pair, as far as both are there."""
        found = self.library.entries([pair.a, pair.b])
        return (found[0], found[1]) if len(found) == 2 else None

    def show_pair(self) -> None:
        """Show the pair at hand."""
        title = self.query_one("#pair-title", Bar)
        left, right = self.query_one("#pair-a", Prose), self.query_one("#pair-b", Prose)
        if not self.pairs:
            title.say([Run(" Possible duplicates", "bar--strong")])
            left.show(
                [Piece("There is no pair to decide on.", "prose--quiet"), Piece("Esc goes back.", "prose--quiet")]
            )
            right.show([])
            return
        pair = self.pairs[self.place]
        title.say(
            [Run(f" Possible duplicates: {self.place + 1} of {len(self.pairs):,}", "bar--strong"),
             Run(f"  titles {pair.likeness:.0f} % alike", "bar--quiet")]
        )  # fmt: skip
        both = self.entries(pair)
        if both is not None:
            left.show(side(both[0], both[1]))
            right.show(side(both[1], both[0]))

    def take(self, event: events.Key) -> bool:
        key = event.key
        if key in ("escape", "q"):
            self.dismiss(None)
        elif key in ("n", "j", "down") and self.pairs:
            self.place = (self.place + 1) % len(self.pairs)
            self.show_pair()
        elif key in ("p", "k", "up") and self.pairs:
            self.place = (self.place - 1) % len(self.pairs)
            self.show_pair()
        elif key in ("m", "b", "M", "B") and self.pairs:
            self.decide(key)
        else:
            return False
        return True

    def decide(self, key: str) -> None:
        """Merge or keep the pair at hand, and with a capital all pairs that differ in the same facts."""
        pair = self.pairs[self.place]
        meant = [pair]
        both = self.entries(pair)
        if key.isupper() and both is not None:
            kind = alike(*both)
            meant += [
                other
                for other in self.pairs
                if other is not pair and (two := self.entries(other)) is not None and alike(*two) == kind
            ]
        done = 0
        gone: set[int] = set()
        try:
            for one in meant:
                if one.a in gone or one.b in gone:
                    continue
                if key in "mM":
                    self.library.merge(one.a, one.b)
                    gone.add(one.b)
                else:
                    self.library.keep_apart(one.a, one.b)
                done += 1
        except LibraryError as error:
            self.app.notify(str(error), severity="error", markup=False)
        word = "merged" if key in "mM" else "kept apart"
        self.app.notify(
            f"{done:,} pair{'' if done == 1 else 's'} {word}; u undoes {'it' if done == 1 else 'them, one by one'}",
            markup=False,
        )
        self.load()
