"""Triage: one paper after the other on its page, where each key that decides goes on to the next."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial, partialmethod
from typing import TYPE_CHECKING

from storage.library import Library
from storage.papers.paper import Status
from storage.papers.words import papers as counted
from storage.papers.words import several
from tui.host import Host
from tui.shelf.acts import Acts
from tui.widgets.paper_list import PaperList

if TYPE_CHECKING:
    from storage.journal import Change

    Act = Callable[[Library, list[int]], Change]

_ACTS: "dict[str, tuple[str, Act | None]]" = {
    "queue": ("queued", partial(Library.queue, on=True)),
    "read": ("read", partial(Library.mark, status=Status.READ)),
    "drop": ("dropped", partial(Library.mark, status=Status.DROPPED)),
    "later": ("put off", None),
}
"""What decides about a card, by the list's own keys for it: its word, and what it does where no day is asked for."""


class Triage:
    """Walks the papers that were selected, else those that are shown; the list's cursor is on the card."""

    def __init__(self, host: Host, papers: PaperList, acts: Acts, left: Callable[[], object]) -> None:
        """`left` is called when it ends."""
        self.host = host
        self.papers = papers
        self.acts = acts
        self.left = left
        self.running = False
        self._set: Sequence[int] = ()
        """Those that were selected, in the order of the list, which shows just them meanwhile; empty for all that it
        shows."""
        self._whole: Sequence[int] = ()
        """What the list showed before."""
        self._kept: tuple[Sequence[int], int] | None = None
        """Which papers it was left amid, and at which."""
        self._decided: dict[int, tuple[int, str]] = {}
        """Of each act, by its number, its paper and what was decided."""

    @property
    def cards(self) -> Sequence[int]:
        """The papers to decide about."""
        return self.papers.ids

    @property
    def place(self) -> int:
        """The place of the card among them, from 0."""
        return self.papers.cursor

    def begin(self) -> bool:
        """Begin with the first paper, or go on where the same papers were left; return whether there are any."""
        papers = self.papers
        if papers.partial and papers.selected_count():
            self.host.say("the list is still being read; press it again")
            return False
        self._set = self.acts.meant_in_order() if papers.selected_count() else ()
        self._whole = papers.ids
        cards = self._set or papers.ids
        if not cards:
            return False
        first = 0
        if self._kept and self._kept[1] in cards and self._kept[0] == cards:
            first = cards.index(self._kept[1])
        papers.clear_selection()
        self._decided.clear()
        self._kept = None
        self.running = True
        if self._set:
            papers.show(self._set, first)
        else:
            papers.move(first)
        return True

    def _step(self, by: int) -> None:
        place = self.place + by
        if place >= len(self.cards):
            self.end(whole=True)
        else:
            self.papers.move(max(0, place))

    action_card_on = partialmethod(_step, 1)
    action_card_back = partialmethod(_step, -1)

    def decides(self, name: str) -> bool:
        """Decide about the card, and go on, where an action does so; return whether it does."""
        if not self.running or name not in _ACTS:
            return False
        word, act = _ACTS[name]
        entry = self.host.entry(self.papers.current)
        if act is not None:
            self._decide(word, act)
        elif entry is not None:
            from tui.screens.later import LaterScreen

            screen = LaterScreen(is_put_off=bool(entry.later))
            self.host.ask(screen, lambda day: self._decide(word, lambda shelf, ids: shelf.put_off(ids, day or None)))
        return True

    def _decide(self, word: str, act: "Act") -> None:
        paper = self.papers.current
        if paper is None:
            return
        change = self.host.tried(lambda: act(self.host.library, [paper]))
        if change is None:
            return
        if change.id:
            self._decided[change.id] = paper, word
        self.acts.post(Acts.Changed([paper]))
        self._step(1)

    def action_end_triage(self) -> None:
        self.end(whole=False)

    def end(self, *, whole: bool) -> None:
        """End with what was decided, which stands; one that is not through goes on at this card the next time."""
        total, place = len(self.cards), self.place
        paper = self.papers.current
        if not whole and paper is not None:
            self._kept = self.cards, paper
            self.papers.selection.add(self._set)
        if self._set:
            shown = paper in self._whole
            self.papers.show(self._whole, self._whole.index(paper) if shown and paper is not None else 0)
        self.running = False
        self.left()
        undone = {change.id for change in self.host.library.history(len(self._decided) + 200) if change.undone}
        standing = {act: told for act, told in self._decided.items() if act not in undone}
        if standing:
            self._summarise(standing, total, total if whole else place + 1)

    def _summarise(self, standing: dict[int, tuple[int, str]], total: int, seen: int) -> None:
        from tui.screens.choose import Option, Question

        latest = dict(standing.values())
        tally = Counter(latest.values())
        said = [f"{count:,} {word}" for word, _ in _ACTS.values() if (count := tally[word])]
        if open_ := seen - len(latest):
            said.append(f"{open_:,} undecided")
        sentence = f"{seen:,} of {counted(total)}: {', '.join(said)}."
        steps = several(len(standing), "decision")
        options = [Option(None, "keep it", "y"), Option("undo", f"take back all {steps}", "u")]
        self.host.ask(Question("Triage", sentence, options), lambda _: self._take_back(list(standing)))

    def _take_back(self, acts: list[int]) -> None:
        def back() -> int:
            taken = 0
            for act in reversed(acts):
                if self.host.library.undo(act) is None:
                    break
                taken += 1
            return taken

        taken = self.host.tried(back) or 0
        more = "" if taken == len(acts) else "; the shelf was changed since, and the rest stays"
        self.host.say(f"took back {several(taken, 'decision')}{more}")
        self.acts.post(Acts.Changed())
