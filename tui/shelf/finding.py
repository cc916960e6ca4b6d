"""The filter: the line where it is typed, the chips that stand for it afterwards, the seeker that answers it."""

import re
from array import array
from collections.abc import Sequence
from contextlib import suppress
from functools import partialmethod
from operator import gt, lt
from typing import TYPE_CHECKING, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message

from storage.completing import Chip, chips, without
from storage.papers.paper import Status
from storage.query import And, Compare, Query, QueryError, of_bin, parse
from tui import keys
from tui.desk import places
from tui.host import Host
from tui.shelf.acts import Acts
from tui.shelf.seeker import First, Question, Seeker, Whole, Wrong
from tui.widgets.bar import Bar, Run
from tui.widgets.line_edit import LineEdit
from tui.widgets.lines import Ground
from tui.widgets.paper_list import PaperList

if TYPE_CHECKING:
    from storage.rescue import Rescue

AT_ONCE = 0.012
"""CPU seconds that a filter's first papers may take on the event loop; a frame has sixteen thousandths."""
FIRST = 200
"""Papers that are shown before all are known."""
SPANS = 100
"""Runs of numbers by which papers are asked for."""
NEAR = 200
"""Papers beside the cursor that are looked at one by one for an unread one, before all unread ones are asked for."""


def the_paper(number: int) -> Compare:
    """Return what asks for a paper by its number."""
    return Compare("id", (("=", number),))


def just(ids: Sequence[int]) -> str:
    """Return a query for these papers, the first of them where it would be too long."""
    spans: list[list[int]] = []
    for number in sorted(ids):
        if spans and spans[-1][-1] == number - 1:
            spans[-1][1:] = [number]
        else:
            spans.append([number])
    return " OR ".join(f"id:{'..'.join(map(str, span))}" for span in spans[:SPANS])


class Stand(NamedTuple):
    """Where the reader stood: the filter, the paper, how many papers were above the window."""

    source: str
    paper: int | None = None
    top: int = 0


class Finding(Container, Ground):
    """Asks the shelf for papers and shows them in the list it is given."""

    class Answered(Message):
        """What is found, how many, or what is wrong with the filter is another."""

    def __init__(self, host: Host, papers: PaperList) -> None:
        super().__init__(id="finding")
        self.host = host
        self.papers = papers
        self.line = LineEdit(
            prompt=" / ",
            hint="filter: words, author:… year:2020.. status:unread tag:…",
            keymap=host.keymap,
            id="filter",
        )
        self.chips = Bar(id="chips")
        self.source = ""
        """The filter as it is written."""
        self.left = ""
        """The filter that another took the place of, or that was left while it was typed."""
        self.former = Stand("")
        """The place before."""
        self._top: int | None = None
        """How many papers stand above the window where the place that is asked for was left so."""
        self.before = ""
        """The filter as it was when the typing began."""
        self.asked: Query | None = parse("")
        """What it means; None when it cannot be read."""
        self.trouble = ""
        """Why it cannot be read."""
        self.total = 0
        """Papers on the shelf."""
        self.found: int | None = 0
        """Papers the filter finds; None until they are counted."""
        self.rescue: Rescue | None = None
        """What comes nearest, when it finds nothing."""
        self.seeker: Seeker | None = None
        self.awaited = 0
        """Number of the question whose answer is awaited."""

    def compose(self) -> ComposeResult:
        yield self.line
        yield self.chips

    def begin(self) -> None:
        """Show the first papers; no thread is started before they are seen."""
        begins = self.host.begins
        first = self._begin_at(begins.query)
        self.total = self.found = len(first)
        if begins.paper in first:
            self.papers.show(array("q", first), first.index(begins.paper), top=begins.top)
        else:
            self.papers.show(array("q", first))

    def _begin_at(self, source: str) -> list[int]:
        """Return the first papers of the filter that was left, as far as they are found at once; of one that cannot be
        read any more, those of the shelf."""
        library, sort = self.host.library, self.papers.sort
        with suppress(QueryError):
            if source:
                self.asked = library.asked(source)
                self.source = source
                self.line.set(source, tell=False)
                return library.first_within(AT_ONCE, FIRST, self.asked, sort) or []
        return library.view("", sort).first(FIRST)

    def start(self) -> None:
        """Start the seeker and have it count what is shown."""
        self.seeker = Seeker(self.host.library, self.post_message)
        self.seek(keep=self.host.begins.paper or self.papers.current)

    def on_unmount(self) -> None:
        if self.seeker is not None:
            self.seeker.close()

    # -- asking ------------------------------------------------------------------------------------------------------

    def ask(self, text: str, *, keep: int | None = None) -> None:
        """Filter by this text; `keep` is the paper the cursor stays on."""
        if self.source != text:
            self.former = Stand(self.source, self.papers.current, self.papers.top)
        if self.source.strip() and self.source != text:
            self.left = self.source
        self.source = text
        self.line.set(text, tell=False)
        self.seek(keep=keep)

    def asked_now(self) -> Query | None:
        """Return what the filter means now: `today` is another day after midnight."""
        with suppress(QueryError):
            return self.host.library.asked(self.source)
        return None

    def seek(self, *, keep: int | None = None) -> None:
        """Ask again.

        Most filters are answered in a tenth of a millisecond; asked here, the rows are in the same frame as the key.
        The few that are slow are stopped and left to the seeker's thread.
        """
        if self.seeker is None:
            return
        try:
            self.asked = self.host.library.asked(self.source)
        except QueryError as error:
            self.asked, self.awaited = None, 0
            self._complain(str(error), error.span)
            return
        count = max(40, self.papers.size.height + 2)
        sort = self.papers.sort
        first = None if keep is not None else self.host.library.first_within(AT_ONCE, count, self.asked, sort)
        question = self.seeker.ask(self.asked, sort, count, keep, known=first is not None)
        self.awaited = question.number
        if first is not None:
            self._first(First(question, array("q", first), whole=len(first) < count))

    def _untroubled(self, question: Question) -> bool:
        """Return whether an answer is the one that is awaited; then there is no trouble."""
        if question.number != self.awaited:
            return False
        self.trouble = ""
        self.line.error = None
        return True

    def _binned(self, question: Question) -> None:
        self.papers.binned = isinstance(question.query, Query) and of_bin(question.query.tree)

    @on(First)
    def _first(self, message: First) -> None:
        if not self._untroubled(message.question):
            return
        self.rescue = None
        self._binned(message.question)
        if message.question.keep is None:
            self.found = len(message.ids) if message.whole else None
            if message.ids or not self.source:
                self.papers.partial = not message.whole
                self.papers.show(message.ids, 0, top=0)
            self.post_message(self.Answered())

    @on(Whole)
    def _whole(self, message: Whole) -> None:
        if not self._untroubled(message.question):
            return
        papers, ids, keep = self.papers, message.ids, message.question.keep
        top, self._top = self._top, None
        self._binned(message.question)
        self.rescue = message.rescue
        self.total = message.shelf
        self.found = len(ids)
        if keep is None or (papers.current == keep and message.place == papers.cursor):
            papers.extend(ids)
        else:
            papers.partial = False
            papers.show(ids, message.place if message.place >= 0 else papers.cursor, top=top)
        self.show_chips()
        self.post_message(self.Answered())

    @on(Wrong)
    def _wrong(self, message: Wrong) -> None:
        if message.question.number == self.awaited:
            self._complain(message.sentence, message.span)

    def _complain(self, sentence: str, span: tuple[int, int] | None) -> None:
        # The last good list stays; the span is underlined where the reader is typing.
        self.trouble = sentence
        self.line.error = span
        self.line.refresh()
        self.post_message(self.Answered())

    # -- typing ------------------------------------------------------------------------------------------------------

    def action_filter(self) -> None:
        self.screen.set_focus(self.line)  # now, not by a message: the next key may be here already

    def begin_typing(self) -> None:
        """Remember the filter as it is, which Esc puts back, whatever led into the line."""
        self.before = self.source
        if self.source.strip():  # what is typed narrows it, and does not go on with its last word
            self.line.set(f"{self.source.rstrip()} ", tell=False)
        self.line.recall = self.left if self.left.strip() != self.source.strip() else ""
        self.remove_class("-chips")

    @on(LineEdit.Changed)
    def _typed(self, message: LineEdit.Changed) -> None:
        message.stop()
        self.source = message.text
        self.seek()
        self.line.offer = self._offered()
        self.line.refresh()

    @on(LineEdit.Left)
    def _left(self, message: LineEdit.Left) -> None:
        if not message.keep:
            self.ask(self.before, keep=self.papers.current)
        elif not self.take_instead():
            self.seek(keep=self.papers.current)  # what fits no longer leaves

    @on(LineEdit.Moved)
    def _moved(self, message: LineEdit.Moved) -> None:
        message.stop()
        self.papers.go(message.action)

    def take_instead(self) -> bool:
        """Ask for what comes nearest where nothing was found; return whether there is such."""
        if self.rescue is None or self.papers.ids:
            return False
        self.ask(self.rescue.suggestions[0].source)
        return True

    def _offered(self) -> str:
        """Return how the word at the end of the line may go on."""
        line = self.line
        if line.cursor < len(line.text) or line.text.endswith(" "):
            return ""
        for text, start, *_ in self.host.library.completions(line.text, line.cursor)[:1]:
            typed = line.text[start:]
            if text.lower().startswith(typed.lower()):
                return text[len(typed) :]
        return ""

    @on(LineEdit.Complete)
    def _complete(self, message: LineEdit.Complete) -> None:
        message.stop()
        line = self.line
        for text, start, end, *_ in self.host.library.completions(line.text, line.cursor)[:1]:
            line.set(line.text[:start] + text + line.text[end:])
            line.cursor = start + len(text)

    # -- chips -------------------------------------------------------------------------------------------------------

    @property
    def parts(self) -> list[Chip]:
        """The terms of the filter, each of which can be taken away."""
        return chips(self.asked) if self.asked is not None else []

    def show_chips(self) -> None:
        """Show each part of the filter as something that can be taken away."""
        runs: list[Run] = []
        for number, chip in enumerate(self.parts):
            runs += [Run(" "), Run(f" {chip.text} × ", "bar--chip", f"chip {number}")]
        key = keys.first("drop_chip", self.host.keymap)
        self.chips.say(runs, [Run(f" {key} drops the last ", "bar--quiet", "drop_chip")] if runs else [])
        # The chips stand where the filter line stood, so that nothing on the screen moves.
        self.set_class(bool(runs) and not self.line.has_focus, "-chips")

    on_descendant_blur = on_descendant_focus = show_chips

    def on_bar_pressed(self, message: Bar.Pressed) -> None:
        if message.press.startswith("chip "):
            message.stop()
            self.drop(int(message.press.removeprefix("chip ")))

    def drop(self, number: int) -> None:
        """Take one part off the filter."""
        if self.source:
            self.ask(without(self.source, self.parts[number]) if self.parts else "", keep=self.papers.current)

    action_drop_chip = partialmethod(drop, -1)

    # -- going to a place --------------------------------------------------------------------------------------------

    def go(self, query: str) -> None:
        """Go to a place; one where the reader is already stays as it is."""
        if query != self.source:
            self.ask(query)

    def action_whole(self) -> None:
        self.ask("", keep=self.papers.current)

    def action_place_before(self) -> None:
        before = self.former
        self.ask(before.source, keep=before.paper)
        self._top = before.top

    def listing(self) -> int | None:
        """Return the number of the page that is shown."""
        shown = re.search(r"\blisting:(\d{1,15})\b", self.source)
        return int(shown[1]) if shown else None

    def action_page_done(self) -> None:
        """Be done with the page that is shown, else with that on which the paper under the cursor came last."""
        library = self.host.library
        entry = self.host.entry(self.papers.current)
        inbox = {listing.id for listing, _ in library.inbox()}
        pages = [sighting.listing_id for sighting in entry.seen if sighting.listing_id in inbox] if entry else []
        here = self.listing() or next(reversed(pages), None)
        if here not in inbox:
            self.host.say("nothing is new on this page")
        elif change := self.host.tried(lambda: library.page_done(here)):
            self.host.tell(change)
            self.post_message(Acts.Changed())

    def _page(self, step: int) -> None:
        """Go to the next page of the inbox, from the page that is shown, or the first."""
        library, number = self.host.library, self.listing()
        shown = None if number is None else library.listing(number)
        here = shown and (shown.day, shown.id)
        inbox = [(listing.day, listing.id) for listing, _ in library.inbox()]
        older, newer = ([one for one in inbox if here is None or test(one, here)] for test in (lt, gt))
        found = older[:1] if step > 0 else newer[-1:] if here is not None else []
        if found:
            self.ask(places.page(found[0][1]))
        else:
            self.host.say("there is no further page with new papers" if inbox else "nothing is new")

    action_next_page = partialmethod(_page, 1)
    action_previous_page = partialmethod(_page, -1)

    def clear(self) -> None:
        """Take the whole filter off."""
        if self.source or self.trouble:
            self.ask("", keep=self.papers.current)

    def go_to(self, paper: int) -> None:
        """Put the cursor on a paper; where the filter hides it, without the filter."""
        if paper in self.papers.ids:
            self.papers.move(self.papers.ids.index(paper))
        else:
            self.ask("", keep=paper)

    def look_for(self, paper: int) -> None:
        """Put the cursor on a paper that changed, which may be on the list now; where the filter hides it say so."""
        if paper in self.papers.ids:
            self.papers.move(self.papers.ids.index(paper))
        elif self.asked is None or not self.host.library.view(And((self.asked.tree, the_paper(paper)))).count():
            if self.host.library.entry(paper) is not None:
                said = self.host.messages.log[-1]
                said.offer = f"hidden by the filter: {keys.first('messages', self.host.keymap)} goes there"
                said.press = "messages"
                self.host.show_messages()
        else:
            self.seek(keep=paper)

    # -- where to go -------------------------------------------------------------------------------------------------

    def action_author(self) -> None:
        entry = self.host.entry(self.papers.current)
        if entry is not None and not entry.paper.authors:
            self.host.say("this paper's authors are not known")
        elif entry is not None:
            name = str(entry.paper.authors[0]).replace('"', " ")
            self.ask(f'author:"{name}"')

    def action_searches(self) -> None:
        from tui.screens.searches import SearchesScreen

        self.host.ask(SearchesScreen(self.host.library, self.source), self.ask)

    def action_search(self, place: int) -> None:
        """Filter by the saved search at this place, 1 first."""
        searches = self.host.library.searches()
        if place <= len(searches):
            self.ask(searches[place - 1][1])
        else:
            self.host.say(f"there is no saved search {place}; f saves the filter as one")

    def _seek_unread(self, step: int, where: str) -> None:
        ids, library = self.papers.ids, self.host.library
        places = range(self.papers.cursor + step, len(ids) if step > 0 else -1, step)
        near = library.rows([ids[place] for place in places[:NEAR]])
        unread = {row.id for row in near if row.status is Status.UNREAD}
        if not unread and len(places) > NEAR:
            unread = set(library.view("status:unread").ids())
        for place in places:
            if ids[place] in unread:
                self.papers.move(place)
                return
        self.host.say(f"no unread paper {where}")

    action_next_unread = partialmethod(_seek_unread, 1, "below")
    action_previous_unread = partialmethod(_seek_unread, -1, "above")
