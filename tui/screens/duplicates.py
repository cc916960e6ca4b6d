"""Papers that may be the same, side by side with what differs marked: merge, keep both, or decide for all similar."""

from functools import partial, partialmethod
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal

from storage.fields import COMPARED
from storage.papers.paper import Entry
from storage.papers.words import several
from tui import keys
from tui.screens.dialog import Dialog
from tui.widgets import paper_pane
from tui.widgets.bar import Run
from tui.widgets.prose import Piece, Prose

if TYPE_CHECKING:
    from storage.account import Possible


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

    where = "pairs"
    box = "box tall"

    def __init__(self) -> None:
        super().__init__("Possible duplicates")
        self.pairs: list[Possible] = []
        self.place = 0
        self.left, self.right = Prose(), Prose()

    def body(self) -> ComposeResult:
        with Horizontal(classes="fill"):
            yield self.left
            yield self.right

    def hints(self) -> list[tuple[str, str, str]]:
        said = super().hints()
        both = "/".join(keys.first(name, self.app.keymap) for name in ("merge_similar", "keep_similar"))
        return [*said[:2], (both, "the same for every similar pair", ""), *said[2:]]

    def load(self) -> None:
        """Read the pairs that are undecided."""
        self.pairs = self.app.library.duplicates()
        self.turn(0)

    on_mount = load

    def entries(self, pair: "Possible") -> tuple[Entry, Entry] | None:
        """Return the two papers of a pair, as far as both are there."""
        found = self.app.library.entries([pair.a, pair.b])
        return (found[0], found[1]) if len(found) == 2 else None

    def turn(self, step: int) -> None:
        """Show the pair so many places on, round and round."""
        if not self.pairs:
            self.head()
            self.left.show([Piece("No possible duplicates.", "prose--quiet"), Piece("Esc goes back.", "prose--quiet")])
            self.right.show([])
            return
        self.place = (min(self.place, len(self.pairs) - 1) + step) % len(self.pairs)
        pair = self.pairs[self.place]
        self.head(
            Run(f": {self.place + 1} of {len(self.pairs):,}", "bar--strong"),
            Run(f"  titles {pair.likeness:.0f} % alike", "bar--quiet"),
        )
        both = self.entries(pair)
        self.left.show(side(*both) if both else [Piece("One of the two is off the shelf by now.", "prose--quiet")])
        self.right.show(side(*both[::-1]) if both else [])

    action_next_pair = action_dialog_down = partialmethod(turn, 1)
    action_previous_pair = action_dialog_up = partialmethod(turn, -1)

    def decide(self, what: str, *, similar: bool = False) -> None:
        """Merge or keep apart the pair at hand, or with it all pairs that differ in the same facts."""
        if not self.pairs:
            return
        meant = [self.pairs[self.place]]
        if similar and (both := self.entries(meant[0])):
            kind = alike(*both)
            meant += [
                pair
                for pair in self.pairs
                if pair is not meant[0] and (two := self.entries(pair)) and alike(*two) == kind
            ]
        act = self.app.library.merge if what == "merged" else self.app.library.keep_apart
        done = 0
        gone: set[int] = set()
        for pair in meant:
            if pair.a in gone or pair.b in gone:
                continue
            change = self.app.tried(partial(act, pair.a, pair.b))
            if change is None:
                break
            done += bool(change.count)
            if what == "merged":
                gone.add(pair.b)
        if done:
            undo = "it" if done == 1 else "them, one by one"
            self.app.say(f"{several(done, 'pair')} {what}; u undoes {undo}")
        elif change:
            self.app.say(change.words)
        self.load()

    action_merge = partialmethod(decide, "merged")
    action_merge_similar = partialmethod(decide, "merged", similar=True)
    action_keep_both = partialmethod(decide, "kept apart")
    action_keep_similar = partialmethod(decide, "kept apart", similar=True)
