"""The main screen: the filter, the list, the paper's pane and the status line, put together and told of each other."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from storage.library import LibraryError
from storage.papers.words import papers, quoted, several
from tui import keys
from tui.desk import places
from tui.desk.left_off import LeftOff
from tui.host import Host
from tui.shelf.acts import Acts
from tui.shelf.finding import Finding, just
from tui.shelf.noting import Noting
from tui.shelf.places import Places
from tui.shelf.sorting import Sorting
from tui.shelf.triage import Triage
from tui.widgets.bar import Bar, Run
from tui.widgets.line_edit import LineEdit
from tui.widgets.lines import Ground
from tui.widgets.message_line import MessageLine
from tui.widgets.paper_list import DEFAULT_COLUMNS, PaperList

if TYPE_CHECKING:
    from storage.account import Account
    from storage.journal import Change
    from storage.papers.paper import Paper

WIDE = 120
"""From this many columns on the paper's pane stands beside the list, and the places at its other side."""
LOOK_SECONDS = 1.5
"""How often another window's writes are looked for: one PRAGMA, 5 µs."""


class Body(Container, Ground):
    """The list, and beside or below it the paper's own pane."""


class ShelfScreen(Screen[None], Ground):
    """The list and what the reader does with it. Its parts tell it by messages; it tells them what follows for them."""

    AUTO_FOCUS = "PaperList"

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.host = host
        settings = host.settings
        self.list = PaperList(host.library.rows, columns=settings.columns or DEFAULT_COLUMNS, keymap=host.keymap)
        self.list.sort = settings.sort
        self.list.empty = self.empty_words
        self.finding = Finding(host, self.list)
        self.noting = Noting(host, self.list)
        self.places = Places(host, self.finding)
        self.acts = Acts(host, self.list, self.post_message)
        self.sorting = Sorting(host, self.list, self.post_message)
        self.triage = Triage(host, self.list, self.acts, self.action_leave_paper)
        self.status = Bar(id="status")
        self._seen_change = 0
        self._day = date.today()

    # -- what is on it -----------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        # Classes that are there before the widgets cost nothing; afterwards each styles them all again.
        self.fit_to(self.app.size)
        self.set_class(not self.host.settings.pane, "-paneless")
        self.set_class(self.host.begins.reading, "-reading")
        self.set_class(not self.host.begins.places, "-placeless")
        yield self.finding
        with Body(id="body"):
            yield self.places
            yield self.list
            yield self.noting
        yield self.status
        yield MessageLine(id="message")

    def on_mount(self) -> None:
        self._seen_change = self.host.library.changed()
        self.finding.begin()
        self.noting.show()
        self.show_status()
        self.call_after_refresh(self._after_first_paint)

    def left_off(self) -> LeftOff:
        """Return where the reader is, to begin there the next time."""
        return LeftOff(
            self.finding.source, self.list.current, self.list.top, self.has_class("-reading"),
            places=not self.has_class("-placeless"), places_width=self.places.width,
        )  # fmt: skip

    def _after_first_paint(self) -> None:
        """Start what the first screen did not need."""
        self.finding.start()
        self.set_interval(LOOK_SECONDS, self.look_for_changes)
        self.places.renew(0)
        self.host.after_first_paint()
        self.noting.begin()

    def on_resize(self, event: events.Resize) -> None:
        self.fit_to(event.size)

    def fit_to(self, size: Size) -> None:
        """Put the pane where there is room for it."""
        wide = size.width >= WIDE
        if self.has_class("-wide") != wide:
            self.set_class(wide, "-wide")
            self.places.fit(wide=wide)
            self.call_after_refresh(self.places.renew)
        self.set_class(size.height < 16, "-low")

    def empty_words(self) -> Sequence[str]:
        """Return what the list says when it has nothing to show."""
        library, source = self.host.library, self.finding.source
        if (empty := places.EMPTY.get(source.strip())) and library.count():
            words, name, does = empty
            whole, key = (keys.first(one, self.host.keymap) for one in ("whole", name))
            return (f"{words[0].upper()}{words[1:]}.", "", f"{key} {does}, {whole} goes to the whole shelf")
        if self.finding.rescue is not None:
            return (str(self.finding.rescue), "", "Enter accepts the first suggestion, Esc clears the filter")
        if source:
            return (f"nothing matches {source[:200]}", "", "Esc clears the filter, / changes it")
        if library.readonly:
            return ("This shelf is empty, and it cannot be written.", "", "Press q to quit.")
        return (
            f"This shelf is empty: a new library at {library.path}" if library.new else "This shelf is empty.",
            "",
            "Paste a page of papers here, anywhere on the screen.",
            "Press i to import a file, a link, an arXiv id or a DOI.",
            "Press L to load twelve invented papers to try things on.",
            "",
            "Press ? for every key.",
        )

    # -- where the reader is -----------------------------------------------------------------------------------------

    @property
    def mode(self) -> str:
        """The place of the key table whose keys work now: `note`, `filter`, `places`, `triage`, `reading` or `list`.

        It is read off the focus, so that nothing can say otherwise; a dialog is a screen of its own above this one.
        """
        if self.noting.writing:
            return "note"
        if self.focused is self.finding.line:
            return "filter"
        if self.focused is self.places.list:
            return "places"
        if self.triage.running:
            return "triage"
        return "reading" if self.has_class("-reading") else "list"

    def set_focus(self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False) -> None:  # noqa: FBT001, FBT002 - Textual's
        """Give the focus to a part of the shelf, and have everything that goes by it follow at once.

        It is always somebody's: where Textual would give it to nobody (the terminal is not looked at, a press on
        nothing, a part without room) it stays.
        """
        if widget is not None:
            before = self.mode
            super().set_focus(widget, scroll_visible, from_app_focus)
            if self.mode != before:
                self._mode_changed()

    def _mode_changed(self) -> None:
        writing = self.mode == "note"
        self.set_class(writing, "-noting")
        self.set_class(self.mode == "places", "-visiting")
        # What is disabled can neither be pressed nor given the focus, by Tab, by a press, or by Textual's own choice.
        self.list.disabled = self.finding.disabled = self.places.disabled = writing
        if self.mode == "filter":
            self.finding.begin_typing()
        self.show_status()

    def leave_note(self) -> None:
        """Give the focus back to the list."""
        self.list.disabled = False
        self.set_focus(self.list)

    @on(PaperList.Selected)
    @on(Finding.Answered)
    def show_status(self) -> None:
        """Write the status line: the keys that matter here, what is wrong, how many there are."""
        finding = self.finding
        self.places.follow()
        left: list[Run] = []
        if finding.trouble:
            left.append(Run(f" {finding.trouble}", "bar--warn"))
        elif self.host.library.readonly:
            left.append(Run(" read-only ", "bar--warn"))
        right: list[Run] = []
        if selected := self.list.selected_count():
            right.append(Run(f" {selected:,} selected ", "bar--chip"))
        found = "…" if finding.found is None else f"{finding.found:,}"
        count = f"{found} of {finding.total:,}" if finding.source else papers(finding.total)
        if self.list.binned:
            count = f"{found} off the shelf"
        if self.triage.running:
            count = f"{self.triage.place + 1:,} of {len(self.triage.cards):,}"
        right.append(Run(f" {count} ", "bar--strong"))
        self.status.tell([] if finding.trouble else keys.footer(self.mode, self.host.keymap), before=left, behind=right)

    # -- keys --------------------------------------------------------------------------------------------------------

    def action_do(self, name: str) -> None:
        """Do what a key of the list says, by the part of the shelf that knows how: each has `action_<name>`."""
        if self.mode == "note":
            return
        if name in keys.WRITES and self.host.library.readonly:
            self.host.say("the shelf is read-only", "error")
            return
        if self.triage.decides(name):
            return
        if name in keys.MOVES:
            (self.places if self.mode == "places" else self.list).go(name)
            return
        method, _, place = name.rpartition("_")
        arguments = (int(place),) if place.isdigit() else ()
        for part in (self.list, self.places, self.finding, self.noting, self.acts, self.sorting, self.triage, self):
            if (act := getattr(part, f"action_{method if arguments else name}", None)) is not None:
                act(*arguments)
                return

    def run_key(self, name: str) -> None:
        """Do what a key would: for the palette, and for a press on the status line."""
        where = keys.BY_ID[name].where
        if where == "note":
            self.noting.end()
        elif where in ("app", "filter"):
            target = self.app if where == "app" else self.finding.line
            self.call_next(target.run_action, name)
        else:
            self.call_next(self.action_do, name)

    def on_bar_pressed(self, message: Bar.Pressed) -> None:
        message.stop()
        if message.press in keys.BY_ID:
            self.run_key(message.press)

    def take(self, event: events.Key) -> bool:
        """Do what a key says on a paper's page, where that is not what it says in the list; return whether it is done
        with."""
        mode = self.mode
        if mode not in ("reading", "triage", "places"):
            return False
        meant = list(keys.meanings(mode, (event.key, event.character), self.host.keymap))
        name = next((name for name in meant if keys.BY_ID[name].where == mode), None)
        if name is not None:
            self.action_do(name)
        return name is not None or any(name in keys.hidden(mode) for name in meant[:1])

    def action_clear(self) -> None:
        if not self.list.clear_selection() and (self.finding.source or not self.acts.give_up()):
            self.finding.clear()

    @on(PaperList.Opened)
    def action_paper(self) -> None:
        if self.mode == "triage":
            return
        if self.mode == "reading":
            self.action_leave_paper()
        elif not self.finding.take_instead() and self.list.current is not None:
            self.add_class("-reading")
            self.show_status()

    def action_triage(self) -> None:
        if self.triage.begin():
            self.add_class("-reading")
            self.show_status()

    def action_places(self) -> None:
        self.remove_class("-placeless")
        self.add_class("-visiting")
        self.places.begin()
        self.set_focus(self.places.list)

    def action_close_places(self) -> None:
        self.add_class("-placeless")
        self.leave_places()

    @on(Places.Left)
    def leave_places(self) -> None:
        """Give the focus back to the list."""
        self.set_focus(self.list)

    def action_into_paper(self) -> None:
        if self.mode == "list":
            self.action_paper()

    def action_leave_paper(self) -> None:
        self.remove_class("-reading")
        self.show_status()

    def action_pane(self) -> None:
        if self.mode == "reading":
            self.action_leave_paper()  # the page is the pane
        elif self.has_class("-low"):
            key = keys.first("paper", self.host.keymap)
            self.host.say(f"there is no room for the pane here; {key} opens the paper's page")
        else:
            self.toggle_class("-paneless")
            self.host.remember(pane=not self.has_class("-paneless"))

    # -- what the parts tell -----------------------------------------------------------------------------------------

    @on(PaperList.Moved)
    def _cursor_moved(self) -> None:
        # The cursor's two lines go out first; the pane follows in the next frame, once for a burst of keys.
        self.call_after_refresh(self.noting.show)
        if self.triage.running:
            self.show_status()

    @on(PaperList.SortBy)
    def _heading_pressed(self, message: PaperList.SortBy) -> None:
        self.sorting.by_heading(message.field)

    @on(LineEdit.Left)
    def _typed(self) -> None:
        self.set_focus(self.list)

    @on(LineEdit.Many)
    def _page_typed(self, message: LineEdit.Many) -> None:
        self.import_text(message.text)

    @on(Sorting.Sorted)
    def _sorted(self) -> None:
        self.finding.seek(keep=self.list.current)

    @on(Noting.Saved)
    def _note_saved(self, message: Noting.Saved) -> None:
        if self.noting.writing:
            # The area stays, hidden: one being removed can still be painted beneath a dialog, without its styles.
            self.leave_note()
        if message.back:
            self.shelf_changed()
        else:
            self.refresh_papers([message.paper])

    @on(Acts.Changed)
    def _changed(self, message: Acts.Changed) -> None:
        if message.papers is None:
            self.shelf_changed()
        else:
            self.refresh_papers(message.papers)
        if message.paper is not None:
            self.finding.look_for(message.paper)
        if message.gone:
            self.finding.seek(keep=self.list.current)
        if message.draft:
            self.noting.offer_drafts()

    def refresh_papers(self, ids: Sequence[int] | None = None) -> None:
        """Show again what changed on the shelf; the papers keep their places until the filter is run again."""
        self.list.changed(ids)
        self.noting.show(again=True)
        self.show_status()
        self.places.renew()
        self.host.keep_promises()

    def shelf_changed(self) -> None:
        """Show what may be a different set of papers: run the filter again only when their number changed."""
        self.refresh_papers()
        if self.host.library.count() != self.finding.total or not self.list.ids:
            self.finding.seek(keep=self.list.current if self.list.ids else None)

    def look_for_changes(self) -> None:
        """Notice what another window wrote, and that a day has begun."""
        try:
            self._look_at_the_day()
            now = self.host.library.changed()
            if now != self._seen_change:
                self._seen_change = now
                self.shelf_changed()
        except LibraryError as error:
            self.finding.trouble = str(error)
            self.show_status()

    def _look_at_the_day(self) -> None:
        """Have what is due today come back when the reader's day begins."""
        before, self._day = self._day, date.today()
        if before != self._day:
            self.host.say_back(before)
            self.places.renew(0)
            if self.finding.asked != self.finding.asked_now():
                self.finding.seek(keep=self.list.current)

    # -- the shelf as a whole ----------------------------------------------------------------------------------------

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        if event.text.strip():
            self.import_text(event.text)

    def import_text(self, text: str | None = None) -> None:
        """Show what a pasted page holds, to be imported or not; None asks for a page."""
        from tui.screens.import_page import ImportScreen

        if self.host.library.readonly:
            self.host.say("the shelf is read-only", "error")
        else:
            self.host.ask(ImportScreen(text), self.imported)

    action_import = import_text

    def action_by_hand(self) -> None:
        from tui.screens.edit import BlankScreen

        self.host.ask(BlankScreen(self.host.left.pop(BlankScreen.kept, {})), self.put_by_hand)

    def put_by_hand(self, paper: "Paper") -> None:
        """Put a paper on the shelf that was written down; one that may be there is offered instead."""
        from tui.desk import facts
        from tui.screens.choose import Option, Question
        from tui.screens.edit import BlankScreen

        def put() -> None:
            if account := self.host.tried(lambda: facts.put_by_hand(self.host.library, paper)):
                self.host.left.pop(BlankScreen.kept, None)
                self.imported(account)

        (plan,) = facts.put_by_hand(self.host.library, paper, dry_run=True).rows
        there = self.host.library.entry(plan.id) if plan.id is not None else None
        if there is None:
            put()
            return
        same = plan.verdict != "possible"
        options = [
            Option("go", "go to that paper", "g"),
            Option("put", "add to it what is written here" if same else "put this one on the shelf, too", "a"),
        ]
        sentence = f"{quoted(there.paper.title)} {'is' if same else 'may be'} the same paper."
        if by := ", ".join(name.text for name in there.paper.authors[:3]):
            sentence += f" By {by}{f', {there.paper.year}' if there.paper.year else ''}."

        def chosen(answer: str) -> None:
            if answer == "put":
                put()
            else:
                self.finding.ask(f"id:{there.id}")

        self.host.ask(Question("It may be on the shelf already", sentence, options), chosen)

    def imported(self, account: "Account") -> None:
        """Say what an import did and show it."""
        self.say_imported(account)
        if account.added and not self.list.selection:
            self.finding.ask("")
        else:
            self.finding.seek()

    def say_imported(self, account: "Account") -> None:
        """Say what an import did."""
        if account.change:
            words = f"{papers(account.added)} added"
            if account.merged:
                words += f", {account.merged:,} updated"
            if account.merges:
                look = " ".join(keys.first(name, self.host.keymap) for name in ("listings", "look_joined"))
                words += f"; {several(len(account.merges), 'record')} joined: {look} looks at each"
            self.host.tell(account.change, words)
        else:
            self.host.say("nothing new: every paper is unchanged")
        self.list.changed()

    def action_samples(self) -> None:
        from tui.screens.choose import Option, Question

        count = self.host.library.count()
        if not count:
            self.load_samples()
            return
        options = [Option(None, "leave the shelf as it is", "n"), Option("load", "load them", "y")]
        sentence = f"Twelve invented papers would stand among the {papers(count)} of this shelf."
        self.host.ask(Question("Load the samples?", sentence, options), lambda _: self.load_samples())

    def load_samples(self) -> None:
        """Put the invented papers on the shelf; the filter stays."""
        from tui.desk import samples

        if account := self.host.tried(lambda: samples.load(self.host.library)):
            self.say_imported(account)
            self.finding.seek(keep=self.list.current)

    def action_messages(self) -> None:
        """Show what was said and done; all that waited for the line is seen there."""
        from tui.screens.messages import MessagesScreen

        self.host.messages.waiting.clear()
        self.host.ask(MessagesScreen(self.host.library, self.host.messages.log), self._show_papers)

    def _show_papers(self, change: "Change") -> None:
        """Go to the paper of a step, or show its papers."""
        library = self.host.library
        found = library.papers_of(change)
        if len(found) > 1:
            self.finding.ask(just(found))
        elif found and library.entry(found[0]) is not None:
            self.finding.go_to(found[0])
        else:
            self.host.say("what this was about is not on the shelf" if found else "this was about no paper")

    def action_listings(self) -> None:
        from tui.screens.listings import ListingsScreen

        def left(query: str | None) -> None:
            self.shelf_changed()
            if query is not None:
                self.finding.ask(query)

        self.host.push_screen(ListingsScreen(self.host.library), left)

    def action_duplicates(self) -> None:
        from tui.screens.duplicates import DuplicatesScreen

        self.host.push_screen(DuplicatesScreen(), lambda _: self.shelf_changed())

    def action_statistics(self) -> None:
        from tui.screens.statistics import StatisticsScreen

        self.host.push_screen(StatisticsScreen())
