"""The main screen: filter line, list, the paper's pane, status line, and every key of the list."""

from array import array
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.geometry import Size
from textual.screen import Screen

from storage.fields import FIELDS, ORDERS
from storage.library import LibraryError, NoteConflictError
from storage.papers.paper import Entry, Status
from storage.papers.text import NOTE_LIMIT
from storage.query import QueryError, chips, parse, without
from tui import keys
from tui.shelf.seeker import First, Seeker, Whole, Wrong
from tui.widgets import paper_pane
from tui.widgets.bar import Bar, Run
from tui.widgets.line_edit import LineEdit
from tui.widgets.paper_list import COLUMNS, DEFAULT_COLUMNS, STATUS_MARK, PaperList
from tui.widgets.prose import Prose

if TYPE_CHECKING:
    from textual.widgets import TextArea

    from storage.account import Account
    from storage.journal import Change
    from storage.search import Rescue
    from tui.desk.clipboard import Kept
    from tui.desk.looking_up import Completed
    from tui.host import Host

WIDE = 120
"""From this many columns on the pane stands beside the list."""
LOOK_SECONDS = 1.5
"""How often another window's writes are looked for: one PRAGMA, 5 µs."""
DRAFT_SECONDS = 0.7
"""A draft is saved at most this long after a key, so that a killed terminal loses less than a second."""
AT_ONCE = 0.012
"""CPU seconds that a filter's first papers may take on the event loop; a frame has sixteen thousandths."""
MANY = 2_000
"""From this many papers on a change is made in a thread."""


class ShelfScreen(Screen[None]):
    """The list and everything the reader does with it."""

    AUTO_FOCUS = "PaperList"
    app: "Host"

    def __init__(self) -> None:
        super().__init__()
        self.query_text = ""
        self.query_before = ""
        self.total = 0
        """Papers on the shelf."""
        self.found: int | None = 0
        """Papers the filter finds; None until they are counted."""
        self.entry: Entry | None = None
        self.trouble = ""
        """Why the filter cannot be read."""
        self.rescue: Rescue | None = None
        self.seeker: Seeker | None = None
        self._seen_change = 0
        self._noting: tuple[int, int] | None = None
        self._note_before = ""
        self._draft_timer: Any = None
        self._draft_unsaved = False
        self.note_turns = ""
        """`open` or `end` from the key that opens or leaves a note until the focus is where it goes; keys wait."""

    # -- what is on it -----------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        keymap = self.app.keymap
        settings = self.app.settings
        # Classes that are there before the widgets cost nothing; afterwards each styles them all again.
        self.fit_to(self.app.size)
        self.set_class(not settings.pane, "-paneless")
        yield LineEdit(
            prompt=" / ", hint="filter: words, author:… year:2020.. status:unread tag:…", keymap=keymap, id="filter"
        )
        yield Bar(id="chips")
        with Container(id="body"):
            papers = PaperList(
                self.app.library.rows, columns=settings.columns or DEFAULT_COLUMNS, keymap=keymap, id="list"
            )
            papers.sort = settings.sort or "-added"
            papers.empty = self.empty_words
            yield papers
            with Vertical(id="side"):
                yield Bar(id="rule")
                yield Prose(id="paper")
        yield Bar(id="status")

    def on_mount(self) -> None:
        self.list = self.query_one(PaperList)
        self.filter_line = self.query_one("#filter", LineEdit)
        self.chips = self.query_one("#chips", Bar)
        self.pane = self.query_one("#paper", Prose)
        self.rule = self.query_one("#rule", Bar)
        self.status = self.query_one("#status", Bar)
        library = self.app.library
        self._seen_change = library.changed()
        try:
            first = library.view("", self.list.sort).first(200)
        except (LibraryError, QueryError, ValueError):
            # A sort that the settings misspell is no reason to show nothing.
            self.list.sort = "-added"
            first = library.view("", self.list.sort).first(200)
        self.total = self.found = len(first)
        self.list.show(array("q", first))
        self.show_paper()
        self.show_status()
        self.call_after_refresh(self._after_first_paint)

    def _after_first_paint(self) -> None:
        """Start what the first screen did not need."""
        self.seeker = Seeker(self.app.library, self.post_message)
        self.seek(keep=self.list.current)
        self.set_interval(LOOK_SECONDS, self.look_for_changes)
        self.app.after_first_paint()
        self.offer_drafts()

    def on_unmount(self) -> None:
        if self.seeker is not None:
            self.seeker.close()

    def on_resize(self, event: events.Resize) -> None:
        self.fit_to(event.size)

    def fit_to(self, size: Size) -> None:
        """Put the pane where there is room for it."""
        self.set_class(size.width >= WIDE, "-wide")
        self.set_class(size.height < 16, "-low")

    def empty_words(self) -> Sequence[str]:
        """Return what the list says when it has nothing to show."""
        if self.query_text:
            if self.rescue is not None:
                return (str(self.rescue), "", "Enter takes the first, Esc clears the filter")
            return (f"nothing matches {self.query_text[:200]}", "", "Esc clears the filter, / changes it")
        if self.app.library.readonly:
            return ("This shelf is empty, and it cannot be written.", "", "Press q to leave.")
        return (
            f"This shelf is empty: a new library at {self.app.library.path}"
            if self.app.library.new
            else "This shelf is empty.",
            "",
            "Paste a page of papers here, anywhere on the screen.",
            "Press i to import a file, a link, an arXiv id or a DOI.",
            "Press L to load twelve invented papers to try things on.",
            "",
            "Press ? for every key.",
        )

    # -- status line -------------------------------------------------------------------------------------------------

    def show_status(self) -> None:
        """Write the status line: the keys that matter here, what is wrong, how many there are."""
        focused = self.focused
        place = "note" if self._noting else "filter" if focused is self.filter_line else "list"
        left: list[Run] = []
        if self.trouble:
            left.append(Run(f" {self.trouble}", "bar--warn"))
        else:
            if self.app.library.readonly:
                left.append(Run(" read-only ", "bar--warn"))
            for key, word, action in keys.footer(place, self.app.keymap):
                left.append(Run(f" {key}", "bar--key", action))
                left.append(Run(f" {word} ", "bar--quiet", action))
        right: list[Run] = []
        selected = self.list.selected_count()
        if selected:
            right.append(Run(f" {selected:,} selected ", "bar--chip"))
        if self.query_text:
            found = "…" if self.found is None else f"{self.found:,}"
            count = f" {found} of {self.total:,} "
        else:
            count = f" {self.total:,} paper{'' if self.total == 1 else 's'} "
        right.append(Run(count, "bar--strong"))
        self.status.say(left, right)

    def show_chips(self) -> None:
        """Show each part of the filter as something that can be taken away."""
        runs: list[Run] = []
        if self.query_text and not self.trouble:
            for number, chip in enumerate(chips(parse(self.query_text))):
                runs += [Run(" "), Run(f" {chip.text} × ", "bar--chip", f"chip {number}")]
        self.chips.say(runs, [Run(" x drops the last ", "bar--quiet", "drop_chip")] if runs else [])
        # The chips stand where the filter line stood, so that nothing on the screen moves.
        self.set_class(bool(runs) and not self.filter_line.has_focus, "-chips")

    def on_bar_pressed(self, message: Bar.Pressed) -> None:
        message.stop()
        if message.press.startswith("chip "):
            self.drop(int(message.press.removeprefix("chip ")))
            return
        key = keys.BY_ID.get(message.press)
        if key is not None:
            self.run_key(key.id)

    def run_key(self, name: str) -> None:
        """Do what a key would: for the palette, and for a press on the status line."""
        where = keys.BY_ID[name].where
        target: Any = self.app if where == "app" else self.filter_line if where == "filter" else self
        if hasattr(self.list, f"action_{name}") and where == "list":
            target = self.list
        self.call_next(target.run_action, name)

    # -- the paper's pane --------------------------------------------------------------------------------------------

    @on(PaperList.Moved)
    def _cursor_moved(self) -> None:
        # The cursor's two lines go out first; the pane follows in the next frame, once for a burst of keys.
        self.call_after_refresh(self.show_paper)

    @on(PaperList.Selected)
    def _selection_changed(self) -> None:
        self.show_status()

    def show_paper(self, *, keep_place: bool = False) -> None:
        """Show the current paper in the pane."""
        number = self.list.current
        if self._noting or (self.entry is not None and self.entry.id == number and not keep_place):
            return
        self.entry = None if number is None else self.app.library.entry(number)
        if self.entry is None:
            self.pane.show(())
            self.rule.say([Run("", "bar--quiet")], [])
            return
        self.pane.show(paper_pane.pieces(self.entry), keep_place=keep_place)
        key = f" {self.entry.key} " if self.entry.key else ""
        self.rule.say([Run("─", "bar--quiet")], [Run(key, "bar--quiet"), Run(f" {self.entry.id} ", "bar--quiet")])

    def refresh_papers(self, ids: Sequence[int] | None = None) -> None:
        """Show again what changed on the shelf; the papers keep their places until the filter is run again."""
        self.list.changed(ids)
        self.show_paper(keep_place=True)
        self.show_status()

    def action_detail_down(self) -> None:
        self.pane.scroll_to_line(self.pane.top + max(1, self.pane.size.height // 2))

    def action_detail_up(self) -> None:
        self.pane.scroll_to_line(self.pane.top - max(1, self.pane.size.height // 2))

    def action_paper(self) -> None:
        if self.rescue is not None and not self.list.ids:
            self.take_instead()
            return
        if self.list.current is not None:
            self.toggle_class("-reading")

    def on_paper_list_opened(self) -> None:
        self.action_paper()

    def action_pane(self) -> None:
        self.toggle_class("-paneless")
        self.app.remember(pane=not self.has_class("-paneless"))

    # -- finding -----------------------------------------------------------------------------------------------------

    def seek(self, *, keep: int | None = None) -> None:
        """Run the filter again."""
        if self.seeker is None:
            return
        count = max(40, self.list.size.height + 2)
        first: list[int] | None = None
        if keep is None:
            try:
                first = self.first_at_once(count)
            except QueryError:
                pass  # the seeker says what is wrong with it
        question = self.seeker.ask(self.query_text, self.list.sort, count, keep, known=first is not None)
        if first is not None:
            self._first(First(question, array("q", first), whole=len(first) < count))

    def first_at_once(self, count: int) -> list[int] | None:
        """Return the first papers of the filter if that takes no longer than AT_ONCE, else None.

        Most filters are answered in a tenth of a millisecond; asked here, the rows are in the same frame as the key.
        The few that are slow are stopped and left to the seeker's thread.
        """
        return self.app.library.first_within(AT_ONCE, count, self.query_text, self.list.sort)

    def set_query(self, text: str, *, keep: int | None = None) -> None:
        """Filter by this text."""
        self.query_text = text
        self.filter_line.set(text, tell=False)
        self.seek(keep=keep)

    @on(First)
    def _first(self, message: First) -> None:
        question = message.question
        if self.seeker is None or question.number != self.seeker.latest:
            return
        self.trouble = ""
        self.rescue = None
        self.filter_line.error = None
        if question.keep is None:
            self.found = len(message.ids) if message.whole else None
            if message.ids or not self.query_text:
                self.list.partial = not message.whole
                self.list.show(message.ids, 0, top=0)
            self.show_status()

    @on(Whole)
    def _whole(self, message: Whole) -> None:
        question = message.question
        if self.seeker is None or question.number != self.seeker.latest:
            return
        self.trouble = ""
        self.filter_line.error = None
        self.rescue = message.rescue
        self.total = message.shelf
        self.found = len(message.ids)
        if question.keep is not None:
            self.list.partial = False
            same = self.list.current == question.keep and message.place == self.list.cursor
            if same:
                self.list.extend(message.ids)
            else:
                self.list.show(
                    message.ids, message.place if message.place >= 0 else min(self.list.cursor, len(message.ids) - 1)
                )
        elif message.ids:
            self.list.extend(message.ids)
        else:
            self.list.show(message.ids)
        self.show_chips()
        self.show_paper()
        self.show_status()

    @on(Wrong)
    def _wrong(self, message: Wrong) -> None:
        if self.seeker is None or message.question.number != self.seeker.latest:
            return
        # The last good list stays; the span is underlined where the reader is typing.
        self.trouble = message.sentence
        self.filter_line.error = message.span
        self.filter_line.refresh()
        self.show_status()

    def action_filter(self) -> None:
        self.query_before = self.query_text
        self.remove_class("-chips")
        self.set_focus(self.filter_line)  # now, not by a message: the next key may be here already

    @on(LineEdit.Changed)
    def _filter_typed(self, message: LineEdit.Changed) -> None:
        message.stop()
        self.query_text = message.text
        self.seek()
        self.offer_completion()

    @on(LineEdit.Left)
    def _filter_left(self, message: LineEdit.Left) -> None:
        message.stop()
        if not message.keep:
            self.set_query(self.query_before, keep=self.list.current)
        elif self.rescue is not None and not self.list.ids:
            self.take_instead()
        self.set_focus(self.list)

    @on(LineEdit.Moved)
    def _filter_moved(self, message: LineEdit.Moved) -> None:
        message.stop()
        getattr(self.list, f"action_{message.action}")()

    @on(LineEdit.Many)
    def _filter_pasted(self, message: LineEdit.Many) -> None:
        message.stop()
        self.import_text(message.text)

    def take_instead(self) -> None:
        """Put the nearest query in the place of the one that found nothing."""
        if self.rescue is not None:
            self.set_query(self.rescue.suggestions[0].source)

    def offer_completion(self) -> None:
        """Show faintly how the word before the cursor may go on."""
        line = self.filter_line
        offer = ""
        if line.cursor == len(line.text) and line.text and not line.text.endswith(" "):
            found = self.app.completions(line.text, line.cursor)
            if found:
                text, start = found[0].text, found[0].start
                typed = line.text[start:]
                if text.lower().startswith(typed.lower()) and len(text) > len(typed):
                    offer = text[len(typed) :]
        line.offer = offer
        line.refresh()

    @on(LineEdit.Complete)
    def _complete(self, message: LineEdit.Complete) -> None:
        message.stop()
        line = message.edit
        found = self.app.completions(line.text, line.cursor)
        if found:
            text, start, end = found[0].text, found[0].start, found[0].end
            line.set(line.text[:start] + text + line.text[end:])
            line.cursor = start + len(text)

    def action_drop_chip(self) -> None:
        self.drop(-1)

    def drop(self, number: int) -> None:
        """Take one part off the filter."""
        if not self.query_text:
            return
        try:
            text = without(self.query_text, chips(parse(self.query_text))[number])
        except (QueryError, IndexError):
            text = ""
        self.set_query(text, keep=self.list.current)

    def action_clear(self) -> None:
        if self.has_class("-reading"):
            self.remove_class("-reading")
        elif not self.list.clear_selection() and (self.query_text or self.trouble):
            self.trouble = ""
            self.set_query("", keep=self.list.current)

    def action_author(self) -> None:
        if self.entry is None or not self.entry.paper.authors:
            self.app.say("this paper's authors are not known")
            return
        first = self.entry.paper.authors[0]
        name = str(first).replace('"', " ")
        self.set_query(f'author:"{name}"')

    def _seek_unread(self, step: int) -> None:
        papers = self.list
        index = papers.cursor + step
        while 0 <= index < len(papers.ids):
            window = papers.ids[index : index + 200] if step > 0 else papers.ids[max(0, index - 199) : index + 1]
            rows = {row.id: row for row in self.app.library.rows(list(window))}
            for paper in window if step > 0 else reversed(window):
                row = rows.get(paper)
                if row is not None and row.status is Status.UNREAD:
                    papers.move(index)
                    return
                index += step
        self.app.say("no unread paper " + ("below" if step > 0 else "above"))

    def action_next_unread(self) -> None:
        self._seek_unread(1)

    def action_previous_unread(self) -> None:
        self._seek_unread(-1)

    def action_sort(self) -> None:
        from tui.screens.choose import Chooser, Option

        options = [Option(sort, words, key) for sort, words, key in ORDERS]
        self.app.push_screen(Chooser("Sort by", options, start=self.list.sort), self.sort_by)

    def sort_by(self, sort: str | None) -> None:
        """Order the list; remembered."""
        if sort:
            self.list.sort = sort
            self.list.refresh()
            self.seek(keep=self.list.current)
            self.app.remember(sort=sort)

    @on(PaperList.SortBy)
    def _heading_pressed(self, message: PaperList.SortBy) -> None:
        wanted, other = FIELDS[message.field].directions
        self.sort_by(other if self.list.sort == wanted else wanted)

    def action_columns(self) -> None:
        from tui.screens.columns import ColumnsScreen

        def chosen(columns: Sequence[str] | None) -> None:
            if columns is not None:
                self.list.set_columns(columns)
                self.app.remember(columns=tuple(columns))

        self.app.push_screen(ColumnsScreen(COLUMNS, self.list.columns), chosen)

    def action_searches(self) -> None:
        from tui.screens.searches import SearchesScreen

        def chosen(query: str | None) -> None:
            if query is not None:
                self.set_query(query)

        self.app.push_screen(SearchesScreen(self.app.library, self.query_text), chosen)

    def go_to_search(self, place: int) -> None:
        """Filter by the saved search at this place, 1 first."""
        searches = self.app.library.searches()
        if place <= len(searches):
            self.set_query(searches[place - 1][1])
        else:
            self.app.say(f"there is no saved search {place}; f keeps the filter as one")

    def action_search_1(self) -> None:
        self.go_to_search(1)

    def action_search_2(self) -> None:
        self.go_to_search(2)

    def action_search_3(self) -> None:
        self.go_to_search(3)

    def action_search_4(self) -> None:
        self.go_to_search(4)

    def action_search_5(self) -> None:
        self.go_to_search(5)

    def action_search_6(self) -> None:
        self.go_to_search(6)

    def action_search_7(self) -> None:
        self.go_to_search(7)

    def action_search_8(self) -> None:
        self.go_to_search(8)

    def action_search_9(self) -> None:
        self.go_to_search(9)

    # -- changing ----------------------------------------------------------------------------------------------------

    def targets(self) -> list[int]:
        """Return the papers the next action is for, a range in the making taken in."""
        self.list.end_range()
        found = self.list.targets()
        if not found:
            self.app.say("there is no paper here")
        return found

    def change(self, act: "Callable[[Any, list[int]], Change]", *, gone: bool = False) -> None:
        """Do something to the papers meant, say it when it was many, and show it."""
        ids = self.targets()
        if not ids:
            return
        if len(ids) > MANY:
            self.run_worker(lambda: self._change_many(act, ids, gone), thread=True, group="change", exit_on_error=False)
            self.app.say(f"changing {len(ids):,} papers…")
            return
        try:
            change = act(self.app.library, ids)
        except LibraryError as error:
            self.app.say(str(error), "error")
            return
        self.changed(change, ids, gone=gone)

    def _change_many(self, act: "Callable[[Any, list[int]], Change]", ids: list[int], gone: bool) -> None:  # noqa: FBT001
        try:
            library = self.app.library.again()
            try:
                change = act(library, ids)
            finally:
                library.close()
        except Exception as error:
            self.app.call_from_thread(self.app.say, str(error), "error")
            return
        self.app.call_from_thread(self.changed, change, ids, gone=gone)

    def changed(self, change: "Change", ids: Sequence[int], *, gone: bool = False) -> None:
        """Show a change that was made."""
        if gone:
            self.list.selection.discard(ids)
            self.total -= change.count
            left = array("q", (paper for paper in self.list.ids if paper not in set(ids))) if len(ids) < 50 else None
            if left is not None:
                self.list.show(left, self.list.cursor)
                self.found = len(left)
            self.seek(keep=self.list.current)
        if gone or len(ids) > 1:
            self.app.say(f"{change.words}; u undoes it")
        self.refresh_papers(ids)

    def action_read(self) -> None:
        self.change(lambda library, ids: library.toggle_read(ids))

    def action_star(self) -> None:
        self.change(lambda library, ids: library.star(ids))

    def action_raise(self) -> None:
        self.change(lambda library, ids: library.prioritise(ids, 1))

    def action_lower(self) -> None:
        self.change(lambda library, ids: library.prioritise(ids, -1))

    def action_delete(self) -> None:
        self.change(lambda library, ids: library.delete(ids), gone=True)

    def action_status(self) -> None:
        from tui.screens.choose import Chooser, Option

        letters = {"unread": "u", "queued": "q", "reading": "g", "skimmed": "s", "read": "r", "dropped": "d"}
        options = [Option(one, one.value, letters[one.value], mark=STATUS_MARK[one]) for one in Status]

        def chosen(status: Status | None) -> None:
            if status is not None:
                self.change(lambda library, ids: library.mark(ids, status))

        start = self.entry.status if self.entry is not None else None
        if self.targets():
            self.app.push_screen(Chooser("Mark as", options, start=start), chosen)

    def action_tags(self) -> None:
        from tui.screens.tags import TagsScreen

        ids = self.targets()
        if ids:
            self.app.push_screen(TagsScreen(self.app.library, ids, self.app.keymap), lambda _: self.refresh_papers(ids))

    def action_edit(self) -> None:
        from tui.screens.edit import EditScreen

        if self.entry is not None:
            number = self.entry.id
            self.app.push_screen(EditScreen(self.app.library, self.entry), lambda _: self.refresh_papers([number]))

    def action_look_up(self) -> None:
        """Ask online services for what the listing left out; only now, and only for the papers meant."""
        ids = self.targets()
        if not ids or self.app.library.readonly:
            return
        self.app.say(f"looking up {len(ids):,} paper{'' if len(ids) == 1 else 's'}…")
        self.run_worker(lambda: self._look_up(ids), thread=True, group="lookup", exclusive=True, exit_on_error=False)

    def _look_up(self, ids: list[int]) -> None:
        from textual.worker import get_current_worker

        from tui.desk import looking_up

        worker = get_current_worker()
        try:
            with self.app.library.again() as library:
                done = looking_up.complete(library, ids, self.app.settings, wanted=lambda: not worker.is_cancelled)
        except Exception as error:
            self.app.call_from_thread(self.app.say, str(error), "error")
            return
        self.app.call_from_thread(self._looked_up, ids, done)

    def _looked_up(self, ids: list[int], done: "Completed") -> None:
        self.refresh_papers(ids)
        words = f"{done.completed:,} of {len(ids):,} completed"
        if done.services:
            words += f" from {', '.join(done.services)}; u undoes it"
        self.app.say(
            f"{words}{'; ' + done.trouble if done.trouble else ''}", "warning" if done.trouble else "information"
        )

    def action_undo(self) -> None:
        self._step("undone", self.app.library.undo)

    def action_redo(self) -> None:
        self._step("done again", self.app.library.redo)

    def _step(self, word: str, act: "Callable[[], Change | None]") -> None:
        try:
            change = act()
        except LibraryError as error:
            self.app.say(str(error), "error")
            return
        if change is None:
            self.app.say("there is nothing to undo" if word == "undone" else "there is nothing to do again")
            return
        self.app.say(f"{word}: {change.words}")
        self.shelf_changed()

    def shelf_changed(self) -> None:
        """Show what may be a different set of papers: run the filter again only when their number changed."""
        total = self.app.library.count()
        self.refresh_papers()
        if total != self.total or not self.list.ids:
            self.total = total
            self.seek(keep=self.list.current if self.list.ids else None)

    def look_for_changes(self) -> None:
        """Notice what another window wrote."""
        try:
            now = self.app.library.changed()
            if now != self._seen_change:
                self._seen_change = now
                self.shelf_changed()
        except LibraryError as error:
            self.trouble = str(error)
            self.show_status()

    # -- notes -------------------------------------------------------------------------------------------------------

    @property
    def note_area(self) -> "TextArea | None":
        """The place where a note is being written."""
        from textual.widgets import TextArea

        return next(iter(self.query("#note").results(TextArea)), None)

    def action_note(self) -> None:
        if self.entry is not None:
            drafts = dict(self.app.library.drafts())
            self.write_note(drafts.get(self.entry.id, self.entry.note))

    def note_turned(self) -> bool:
        """Return whether the focus has arrived where the opening or the end of a note sends it."""
        if self.note_turns == "open":
            return self._noting is None or (self.focused is not None and self.focused is self.note_area)
        return self._noting is None and self.focused is self.list

    def write_note(self, text: str) -> None:
        """Open the note of the current paper in the pane, beginning with this text."""
        entry = self.entry
        if entry is None or self._noting:
            return
        if self.app.library.readonly:
            self.app.say("the shelf is read-only", "error")
            return
        from tui.widgets.note_area import NoteArea

        self._noting = (entry.id, entry.note_version)
        self.note_turns = "open"
        self.add_class("-noting")
        self._note_before = text
        area = self.note_area
        if area is None:
            area = NoteArea(text, keymap=self.app.keymap, id="note")
            self.query_one("#side").mount(area)
        else:
            area.load_text(text)
        area.move_cursor(area.document.end)
        area.focus()
        title = entry.paper.title
        self.rule.say([Run(f"─ note on {title} ", "bar--strong"), Run("─", "bar--quiet")], [])
        self.show_status()

    def on_text_area_changed(self) -> None:
        area = self.note_area
        if self._noting is None or area is None or (area.text == self._note_before and not self._draft_unsaved):
            return
        self._draft_unsaved = True
        if self._draft_timer is None:
            self._draft_timer = self.set_timer(DRAFT_SECONDS, self.save_draft)

    def save_draft(self) -> None:
        """Keep what is being typed; also called when the process is told to end."""
        self._draft_timer = None
        area = self.note_area
        # At the end of the process the words on the screen may be ahead of the message that tells of them.
        if self._noting and area is not None and (self._draft_unsaved or area.text != self._note_before):
            self._draft_unsaved = False
            try:
                self.app.library.draft(self._noting[0], area.text)
            except LibraryError as error:
                self.app.say(f"the draft is not saved: {error}", "error")

    def action_save_note(self) -> None:
        """Save the note and go back to the list. A note that another window changed meanwhile keeps both texts."""
        area = self.note_area
        if self._noting is None or area is None:
            return
        number, version = self._noting
        text = area.text
        if self.keep_note(number, text, version):
            self.leave_note()

    def keep_note(self, number: int, text: str, version: int) -> bool:
        """Save a note, joined with another window's if there is one; return whether it was saved."""
        library = self.app.library
        before = library.entry(number)
        if len(text) > NOTE_LIMIT:
            self.app.say(
                f"a note holds {NOTE_LIMIT:,} characters: the last {len(text) - NOTE_LIMIT:,} were cut", "warning"
            )
        if before is not None and before.note == text and before.note_version == version:
            library.draft(number, None)
            return True
        try:
            library.note(number, text, version=version)
        except NoteConflictError as conflict:
            both = f"{conflict.theirs}\n\n[written at the same time in another window, above; here, below]\n\n{text}"
            try:
                library.note(number, both, version=conflict.version)
            except (NoteConflictError, LibraryError) as error:
                self.app.say(f"the note is not saved: {error}", "error")
                return False
            self.app.say(
                "the note was changed in another window too: both texts are kept, one below the other", "warning"
            )
        except LibraryError as error:
            self.app.say(f"the note is not saved: {error}", "error")
            return False
        return True

    def leave_note(self) -> None:
        """Close the note and show the paper again."""
        if self._noting is None:
            return
        number, _ = self._noting
        self._noting = None
        self._draft_unsaved = False
        if self._draft_timer is not None:
            self._draft_timer.stop()
            self._draft_timer = None
        # The area stays, hidden: one that is being removed can still be painted beneath a dialog, without its styles.
        self.remove_class("-noting")
        self.set_focus(self.list)
        self.refresh_papers([number])

    def offer_drafts(self) -> None:
        """Bring back what was being typed when a session ended without saving."""
        if self.app.library.readonly:
            return
        drafts = self.app.library.drafts()
        if not drafts:
            return
        from tui.screens.choose import Option
        from tui.screens.choose import Question as Ask

        number, text = drafts[0]
        entry = self.app.library.entry(number)
        title = entry.paper.title if entry is not None else ""

        def answered(answer: str | None) -> None:
            if answer == "keep" and entry is not None:
                self.keep_note(number, text, entry.note_version)
                self.refresh_papers([number])
            elif answer == "drop":
                self.app.library.draft(number, None)
            if answer is not None:
                self.offer_drafts()

        self.app.push_screen(
            Ask(
                "A note was not saved when the last session ended",
                f"{title}\n\n{text}",
                [
                    Option("keep", "save it as the note", "s"),
                    Option("drop", "throw it away", "d"),
                    Option(None, "ask again next time", "a"),
                ],
            ),
            answered,
        )

    def action_note_editor(self) -> None:
        from textual.app import SuspendNotSupported

        from tui.desk import editor

        entry = self.entry
        if entry is None:
            return
        text: str | None = None
        try:
            argv = editor.command()
            with self.app.suspend():
                try:
                    text = editor.edit(entry.note, argv)
                except editor.EditorError as error:  # the screen only comes back when nothing leaves this block
                    problem = str(error)
                except Exception as error:
                    problem = f"the editor failed: {error}"
        except editor.EditorError as error:
            problem = str(error)
        except SuspendNotSupported:
            problem = "this terminal cannot be lent to an editor; n writes the note here"
        if text is None:
            self.app.say(problem, "error")
            return
        self.edited(entry, text)

    def edited(self, entry: Entry, text: str) -> None:
        """Take what the editor made of a note; an emptied one is asked about."""
        from tui.screens.choose import Option
        from tui.screens.choose import Question as Ask

        def keep(answer: str | None = "keep") -> None:
            if answer == "keep":
                self.keep_note(entry.id, text, entry.note_version)
                self.refresh_papers([entry.id])

        if entry.note.strip() and not text.strip():
            self.app.push_screen(
                Ask(
                    "The editor left an empty note",
                    entry.note,
                    [Option(None, "keep the old note", "k"), Option("keep", "remove the note", "r")],
                ),
                keep,
            )
        else:
            keep()

    # -- using -------------------------------------------------------------------------------------------------------

    def in_list_order(self, ids: Sequence[int]) -> list[int]:
        """Return papers as the list has them, those it does not show last."""
        if len(ids) < 2:
            return list(ids)
        wanted = set(ids)
        ordered = [paper for paper in self.list.ids if paper in wanted]
        return ordered + sorted(wanted.difference(ordered), reverse=True)

    def action_copy(self) -> None:
        ids = self.targets()
        if ids:
            self.app.copy_papers(self.in_list_order(ids), self.app.settings.style)

    def action_cite(self) -> None:
        from tui.screens.cite import CiteScreen

        ids = self.targets()
        if not ids:
            return
        ordered = self.in_list_order(ids)

        def chosen(style: str | None) -> None:
            if style is not None:
                self.app.copy_papers(ordered, style, remember=True)

        entries = self.app.library.entries(ordered[:200])
        self.app.push_screen(CiteScreen(entries, len(ordered), self.app.settings, self.app.keymap), chosen)

    def action_copies(self) -> None:
        from tui.screens.copies import CopiesScreen

        kept = self.app.copies.recall()
        if not kept:
            key = keys.shown(keys.keys_of(keys.BY_ID["copy"], self.app.keymap)[0])
            self.app.say(f"nothing was copied yet; {key} copies a paper's citation")
            return

        def chosen(copy: "Kept | None") -> None:
            if copy is not None:
                self.app.copy_again(copy)

        self.app.push_screen(CopiesScreen(kept), chosen)

    def action_open(self) -> None:
        from tui.desk import browser

        if self.entry is not None:
            self.app.open_link(browser.link(self.entry.paper), "link")

    def action_pdf(self) -> None:
        from tui.desk import browser

        if self.entry is not None:
            self.app.open_link(browser.pdf(self.entry.paper), "PDF")

    def action_import(self) -> None:
        from tui.screens.import_page import ImportScreen

        if self.app.library.readonly:
            self.app.say("the shelf is read-only", "error")
            return
        self.app.push_screen(ImportScreen(), self.imported)

    def import_text(self, text: str) -> None:
        """Show what a pasted page holds, to be imported or not."""
        from tui.screens.import_page import ImportScreen

        if self.app.library.readonly:
            self.app.say("the shelf is read-only", "error")
            return
        self.app.push_screen(ImportScreen(text), self.imported)

    def imported(self, account: "Account | None") -> None:
        """Say what an import did and show it."""
        if account is None:
            return
        added = f"{account.added:,} paper{'' if account.added == 1 else 's'} added"
        merged = f", {account.merged:,} brought new facts" if account.merged else ""
        self.app.say(
            f"{added}{merged}, u undoes it" if account.change else "nothing new: all of them were here already"
        )
        self.list.changed()
        self.total = self.app.library.count()
        if account.added and not self.list.selection:
            self.query_text = ""
            self.filter_line.set("", tell=False)
        self.seek()

    def action_samples(self) -> None:
        from importers import InputError
        from tui.desk import samples

        if self.app.library.readonly:
            self.app.say("the shelf is read-only", "error")
            return
        try:
            account = samples.load(self.app.library)
        except (LibraryError, InputError) as error:
            self.app.say(str(error), "error")
            return
        self.imported(account)

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        if event.text.strip():
            self.import_text(event.text)

    def action_listings(self) -> None:
        from tui.screens.listings import ListingsScreen

        def left(query: str | None) -> None:
            self.shelf_changed()
            if query is not None:
                self.set_query(query)

        self.app.push_screen(ListingsScreen(self.app.library), left)

    def action_duplicates(self) -> None:
        from tui.screens.duplicates import DuplicatesScreen

        self.app.push_screen(DuplicatesScreen(self.app.library), lambda _: self.shelf_changed())

    def action_statistics(self) -> None:
        from tui.screens.statistics import StatisticsScreen

        self.app.push_screen(StatisticsScreen(self.app.library))

    def on_descendant_focus(self) -> None:
        self.show_chips()
        self.show_status()
