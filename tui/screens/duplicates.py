"""Papers that may be the same, fact against fact with what differs marked: merge, keep both, undo; all similar ones."""

from collections.abc import Sequence
from functools import partial, partialmethod
from typing import TYPE_CHECKING

from storage.fields import COMPARED
from storage.library import Library
from storage.papers import identity
from storage.papers.paper import Entry, Paper
from storage.papers.words import quoted, several
from tui import keys
from tui.screens.choose import Option, Question
from tui.screens.in_turn import TITLE, InTurn
from tui.widgets import paper_pane
from tui.widgets.comparison import EQUAL, Fact
from tui.widgets.prose import Piece

if TYPE_CHECKING:
    from storage.account import Possible
    from storage.journal import Change

    Meant = tuple[Possible, tuple[Entry, Entry]]
    """A pair, and its two papers as they were shown."""

BESIDES = (*identity.PLACE, "ISBN", "PMID", "PMCID")
"""What a verdict goes by besides the facts that have fields of their own."""
EVERY = 1_000_000
"""More pairs than there are."""


def fact(paper: Paper, name: str) -> str:
    """Return a fact in words."""
    if name == "authors":
        return paper_pane.authors(paper)
    value = paper.extra.get(name) if name in BESIDES else getattr(paper, name)
    return "" if value is None else str(value)


def known(a: Paper, b: Paper) -> list[Fact]:
    """Return what is known of two papers: the title, what differs, what does not."""
    dated = all(fact(one, "date")[:4] == fact(one, "year") for one in (a, b))
    found = [
        Fact(name.replace("_id", ""), *pair)
        for name in (*COMPARED, *BESIDES)
        if any(pair := (fact(a, name), fact(b, name))) and not (name == "year" and dated)
    ]
    return sorted(found, key=lambda one: (one.label != "title", one.mark == EQUAL))


def facts(a: Entry, b: Entry) -> list[Fact]:
    """Return what is known of two papers, and then what was said of them."""
    own = [
        Fact("paper", _number(a), _number(b), weighed=False),
        Fact("you", paper_pane.said(a), paper_pane.said(b), weighed=False),
        Fact("note", a.note, b.note, weighed=False),
        Fact("seen in", _sightings(a), _sightings(b), weighed=False),
    ]
    return [*known(a.paper, b.paper), *(one for one in own if one.left or one.right)]


def _number(entry: Entry) -> str:
    return f"{entry.id}, {entry.key}" if entry.key else str(entry.id)


def _sightings(entry: Entry) -> str:
    return "; ".join(map(paper_pane.sighting, entry.seen))


def differences(known: Sequence[Fact]) -> list[Fact]:
    """Return the facts in which two papers differ."""
    return [one for one in known if one.mark != EQUAL]


def reason(pair: "Possible", a: Entry, b: Entry) -> str:
    """Return why a pair is asked about, and in what the two differ."""
    listings = [{one.listing_id for one in entry.seen} for entry in (a, b)]
    keys = [frozenset(entry.keys) for entry in (a, b)]
    two_keys = not listings[0].isdisjoint(listings[1]) and identity.have_two_keys(*keys)
    judged = identity.judge(identity.facts(a.paper), identity.facts(b.paper), two_keys=two_keys)
    why = judged.why if judged.verdict is identity.Verdict.ASK else "perhaps the same"
    names = [one.label for one in differences(facts(a, b))]
    apart = f"; they differ in {', '.join(names)}" if names else "; nothing tells them apart"
    alike = "" if pair.likeness >= 100 else f", {pair.likeness:.0f} % alike"
    return f"{why}{alike}{apart}"


class DuplicatesScreen(InTurn["Possible", tuple[Entry, Entry]]):
    """One pair after the other; one that is kept apart is not shown again."""

    where = "pairs"
    none_left = "No possible duplicates."

    def __init__(self) -> None:
        super().__init__("Possible duplicates")

    @property
    def pairs(self) -> "list[Possible]":
        """Those that are undecided."""
        return self.items

    def hints(self) -> list[tuple[str, str, str]]:
        said = super().hints()
        both = "/".join(keys.first(name, self.app.keymap) for name in ("merge_similar", "keep_similar"))
        return [*said[:2], (both, "all similar", ""), *said[2:]]

    def on_mount(self) -> None:
        self.load()

    def load(self, pair: "tuple[int, int] | None" = None) -> None:
        """Read the pairs that are undecided; show this one, or the one that comes where the last one was."""
        self.items = self.app.library.duplicates()
        self.place = next((place for place, one in enumerate(self.pairs) if (one.a, one.b) == pair), self.place)
        self.turn(0)

    def read(self, item: "Possible") -> tuple[Entry, Entry] | None:
        """Return the two papers of a pair, as far as both are there."""
        found = {entry.id: entry for entry in self.app.library.entries([item.a, item.b])}
        return (found[item.a], found[item.b]) if len(found) == 2 else None

    def show(self, shown: tuple[Entry, Entry]) -> None:
        self.above.show([Piece(reason(self.pairs[self.place], *shown), "prose--strong")])
        self.comparison.show(facts(*shown))

    action_next_pair = partialmethod(InTurn.turn, 1)
    action_previous_pair = partialmethod(InTurn.turn, -1)

    # -- deciding ----------------------------------------------------------------------------------------------------

    def became(self, item: "Possible") -> str:
        """Return what became of a pair of which one paper is gone, as a sentence."""
        here = {entry.id for entry in self.app.library.entries([item.a, item.b])}
        titles = [
            quoted(title, TITLE)
            for number, title in ((item.a, item.title), (item.b, item.other_title))
            if number not in here
        ]
        return f"{' and '.join(titles)}: off the shelf by now, merged or deleted in another window"

    def changed(self, meant: "Meant") -> str:
        """Return what another window did to a pair since it was shown, as a sentence; empty for nothing."""
        pair, shown = meant
        now = self.read(pair)
        if now is None:
            return self.became(pair)
        if not any((one.a, one.b) == (pair.a, pair.b) for one in self.app.library.duplicates(EVERY)):
            return f"{quoted(pair.title, TITLE)}: this pair was decided in another window"
        if facts(*now) != facts(*shown):
            return f"{quoted(pair.title, TITLE)}: this pair was changed in another window; look at it again"
        return ""

    def decide(self, what: str) -> None:
        """Merge or keep apart the pair on the screen, if it still is as it is shown there."""
        if self.shown is not None and self.seen():
            self.act(what, [(self.pairs[self.place], self.shown)])

    def decide_similar(self, what: str) -> None:
        """Show the pairs that differ in the same facts as the one on the screen, and ask whether to decide them all."""
        if self.shown is None or not self.seen():
            return
        here = self.pairs[self.place]
        kind = alike(*self.shown)
        others = [(pair, two) for pair in self.pairs if pair is not here and (two := self.read(pair))]
        meant = [(here, self.shown), *(one for one in others if alike(*one[1]) == kind)]
        if len(meant) == 1:
            self.app.say("no other pair differs in the same facts")
            return
        verb = "Merge" if what == "merged" else "Keep apart"
        options = [
            Option(None, "go back", "n"),
            Option(what, f"{verb.lower()} these {several(len(meant), 'pair')}", "y"),
        ]
        heading = f"{verb} every pair that differs in {', '.join(sorted(kind)) or 'nothing'}"
        self.app.ask(Question(heading, "\n\n".join(map(told, meant)), options), lambda _: self.act(what, meant))

    def act(self, what: str, meant: "Sequence[Meant]") -> None:
        """Do it to the pairs that are as they were shown, say it, and show the next."""
        library = self.app.library
        done: list[Change] = []
        trouble = ""
        for one in meant:
            pair = one[0]
            if sentence := self.changed(one):
                trouble = sentence
            elif (change := self.app.tried(partial(_DOES[what], library, pair.a, pair.b))) is None:
                break
            elif change.id:
                done.append(change)
        self.decided += done
        if done:
            pair, two = meant[0]
            words = f"{what} {_both(*two)}" if len(meant) == 1 else f"{what} {several(len(done), 'pair')}"
            self.app.tell(done[-1], words, what="it" if len(done) == 1 else "them, one by one", key="undo_pair")
        if trouble:
            left = several(len(meant) - len(done), "pair")
            self.app.say(trouble if len(meant) == 1 else f"{left} left: no longer what was shown", "warning")
        self.load((meant[0][0].a, meant[0][0].b))

    action_merge = partialmethod(decide, "merged")
    action_merge_similar = partialmethod(decide_similar, "merged")
    action_keep_both = partialmethod(decide, "kept apart")
    action_keep_similar = partialmethod(decide_similar, "kept apart")

    def action_undo_pair(self) -> None:
        """Undo the last decision, and show its pair again."""
        before = {(pair.a, pair.b) for pair in self.pairs}
        if self.undo():
            back = (one for one in self.app.library.duplicates() if (one.a, one.b) not in before)
            self.load(next(((one.a, one.b) for one in back), None))


_DOES = {"merged": Library.merge, "kept apart": Library.keep_apart}


def alike(a: Entry, b: Entry) -> frozenset[str]:
    """Return the facts in which two papers differ: pairs that differ in the same ones are alike."""
    return frozenset(one.label for one in differences(facts(a, b)))


def told(meant: "Meant") -> str:
    """Return a pair with what it differs in, for a list of many."""
    _, (a, b) = meant
    apart = differences(facts(a, b))
    lines = [] if any(one.label == "title" for one in apart) else [a.paper.title]
    lines += [f"{one.label}: {one.left[:400] or '—'}  ≠  {one.right[:400] or '—'}" for one in apart]
    return "\n".join(" ".join(line.split()) for line in lines)


def _both(a: Entry, b: Entry) -> str:
    """Return two papers for a sentence."""
    first, second = quoted(a.paper.title, TITLE), quoted(b.paper.title, TITLE)
    return f"the two papers {first}" if first == second else f"{first} and {second}"
