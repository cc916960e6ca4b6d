"""All that a screen may ask of the app: the library, the settings, a sentence said, a text copied, a link opened."""

import asyncio
import gc
import os
from collections.abc import Callable, Coroutine, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from textual.app import App
from textual.worker import get_current_worker

from storage.library import Library, LibraryError
from storage.papers.paper import Entry
from storage.papers.words import several
from tui import keys, themes
from tui.desk import commands
from tui.desk.clipboard import History, Kept
from tui.desk.left_off import Memory, back_since, came_since
from tui.desk.settings import Settings
from tui.widgets.lines import paintable
from tui.widgets.message_line import MessageLine, Messages, Said, Severity

if TYPE_CHECKING:
    from textual.screen import Screen

    from storage.journal import Change

LONGEST = 2_000
"""Characters of a sentence that are kept."""

Result = TypeVar("Result")


class Host(App[None]):
    """The app as its screens see it."""

    def __init__(
        self, library: Library, settings: Settings | None = None, copies: Path | None = None,
        left_off: Path | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._disable_notifications = True  # nothing is said over a text: there is a line for it
        self.messages = Messages()
        """What was said."""
        self.library = library
        self.settings = settings or Settings()
        self.keymap, complaints = keys.check(self.settings.keys)
        """The reader's own keys, as far as they can be used."""
        self.commands, wrong = commands.check(self.settings.commands)
        """The reader's own commands, as far as they can be used."""
        self.complaints = [*self.settings.complaints, *complaints, *wrong]
        """What is wrong with the settings, to be said once the shelf is seen."""
        self.left: dict[tuple[str, int], Any] = {}
        """What was typed or picked in a dialog that was left without it, by the dialog and the paper."""
        self._under_way: Said | None = None
        """What was said last of how far something long is."""
        self._promised: list[Said] = []
        """What was said that `u` undoes."""
        self.kept_in: Path | None = None
        """Where a note is that the library did not take; `not_kept` is one that could not be kept there either."""
        self.not_kept = ""
        self.memory = Memory(left_off)
        """Where libraries were left, in the file `left_off` where one is given."""
        self.begins = self.memory.recall(library)
        """Where this one was."""
        self.copies = History(copies)
        """The last copies, newest first; kept in the file `copies` where one is given."""

    def after_first_paint(self) -> None:
        """Do what can wait until the reader sees the shelf."""
        # Everything made so far stays; p95 of full repaints falls three- to fourfold when the collector skips it.
        gc.collect()
        gc.freeze()
        self._complain([*self.library.warnings, *self.complaints])
        if came := came_since(self.library, self.begins):
            since = datetime.fromtimestamp(self.begins.at).astimezone()
            self.say(f"{several(came, 'new paper')} came since {since:%A %d %B, %H:%M}")
        if self.begins.at:
            self.say_back(datetime.fromtimestamp(self.begins.at).astimezone().date())
        if self.settings.named_forms:
            self.aside(self._check_forms, self._complain)

    def say_back(self, since: date) -> None:
        """Say how many papers that were put off have come back since a day."""
        if back := back_since(self.library, since):
            self.say(f"{several(back, 'paper')} you put off {'is' if back == 1 else 'are'} back today")

    def _check_forms(self, *_: object) -> list[str]:
        from tui.desk import citing  # every style: a twentieth of a second, which nobody should wait for

        return citing.check(self.settings)

    def _complain(self, sentences: Sequence[str]) -> None:
        for sentence in sentences:
            self.say(sentence, "warning")

    def say(self, sentence: str, severity: Severity = "information", *, offer: str = "", act: int = 0) -> Said:
        """Say a sentence on the message line. It may hold anything: it is never read as markup.

        `offer` says how the act of this number, which it tells of, is undone.
        """
        text = " ".join(paintable(sentence[:LONGEST]).split())
        said = Said(text, severity, offer, act=act)
        self.messages.say(said)
        self.show_messages()
        return said

    def show_messages(self) -> None:
        """Show the message line as it is by now, on every screen that is open."""
        for screen in self._screen_stack:
            for line in screen.query(MessageLine):
                line.show(self.messages, self.keymap)

    def progress(self, sentence: str) -> None:
        """Say how far something long is, in the place of what was said of that before; an empty one: it is done."""
        before = self._under_way
        if before is not None and before in self.messages.log:
            self.messages.log.remove(before)
        if sentence and before is not None and self.messages.shown is before:
            before.text = paintable(sentence)
            self.messages.log.append(before)
            self.show_messages()
        else:
            self._under_way = self.say(sentence) if sentence else None

    def shows(self, sentence: str) -> bool:
        """Return whether a sentence is on the screen."""
        shown = self.messages.shown
        return shown is not None and shown.text == " ".join(paintable(sentence[:LONGEST]).split())

    def entry(self, number: int | None) -> Entry | None:
        """Return a paper; where there is none, or no longer, say so."""
        entry = None if number is None else self.library.entry(number)
        if entry is None and number is not None and self.library.entries([number], deleted=True):
            self.say_binned()
        elif entry is None:
            self.say("there is no paper here")
        return entry

    def say_binned(self) -> None:
        """Say that a paper that was taken off the shelf is only looked at."""
        self.say(f"this was taken off the shelf; {keys.first('delete', self.keymap)} in the bin brings it back")

    def tried(self, act: Callable[[], Result]) -> Result | None:
        """Return what an act comes to; where the library refuses it say so and return None."""
        try:
            return act()
        except LibraryError as error:
            self.say(str(error), "error")
            return None

    def tell(self, change: "Change", words: str = "", *, what: str = "it", key: str = "undo", more: str = "") -> None:
        """Say what an act did, of which paper where it is of one, and how to undo it; one that changed nothing left
        nothing to undo."""
        words = words or self.library.told(change)[0]
        if not change.id:
            self.say(words)
            return
        offer = f"{keys.first(key, self.keymap)} undoes {what}"
        severity: Severity = "warning" if more else "information"
        said = self.say("; ".join(filter(None, (words, more))), severity, offer=offer, act=change.id)
        self._promised = [*(one for one in self._promised if one is not said), said]

    def keep_promises(self) -> None:
        """Take from the screen that `u` undoes an act, where it would undo another by now."""
        if self._promised:
            last = self.library.coming("undo")
            for said in self._promised:
                if last is None or said.act != last.id:
                    said.offer = ""
            self._promised = [said for said in self._promised if said.offer]
            self.show_messages()

    def ask(self, screen: "Screen[Any]", then: Callable[[Any], object]) -> None:
        """Show a dialog, and do something with its answer if it gives one."""

        def answered(answer: Any) -> None:
            if answer is not None:
                then(answer)

        self.push_screen(screen, answered)

    def aside(
        self,
        work: Callable[[Library, Callable[[], bool]], Result],
        then: Callable[[Result], object],
        *,
        group: str = "aside",
        alone: bool = False,
    ) -> None:
        """Do something long in a thread with a connection of its own, and something with the result on the screen.

        `work` is given the connection, and a question that answers False once nobody wants the result: of those
        `alone` in their group only the last is wanted.
        """

        def worked() -> None:
            worker = get_current_worker()
            try:
                with self.library.again() as library:
                    result = work(library, lambda: not worker.is_cancelled)
            except Exception as error:
                self.call_from_thread(self.say, str(error) or type(error).__name__, "error")
            else:
                self.call_from_thread(then, result)

        self.run_worker(worked, thread=True, group=group, exclusive=alone, exit_on_error=False)

    def remember(self, **values: object) -> None:
        """Keep choices in the settings file."""
        if (problem := self.settings.remember(**values)) is not None:
            self.say(problem, "warning")

    def choose_theme(self, name: str) -> None:
        """Use a theme, by its name in the settings; remembered."""
        self.theme = themes.THEMES[name].name
        self.remember(theme=name)

    def copy_papers(self, ids: Sequence[int], style: str, *, remember: bool = False) -> None:
        """Copy the citations of papers, off the event loop, and say by which route they went.

        With `remember` the style becomes the one that is used next, once it has made a citation.
        """
        self._copy(self._copy_papers(ids, style, remember=remember))

    def _copy(self, work: Coroutine[Any, Any, None]) -> None:
        self.run_worker(work, group="copy", exit_on_error=False)

    async def _copy_papers(self, ids: Sequence[int], style: str, *, remember: bool) -> None:
        from tui.desk import citing

        try:
            entries = self.library.entries(ids)
            if not entries:
                self.say("there is no paper here any more")
                return
            form = citing.form_named(style, self.settings)
            if isinstance(form, citing.CslStyle):
                made = await asyncio.to_thread(citing.cite, self.library, entries, form, self.settings)
            else:
                made = citing.cite(self.library, entries, form, self.settings)
        except (LibraryError, citing.PandocError, citing.UnknownStyleError) as error:
            self.say(str(error), "error")
            return
        if remember:
            self.remember(style=style)
        await self.copy_text(made.text, made.title, made.hints[:2])

    def copy_again(self, copy: Kept) -> None:
        """Copy once more what was copied before."""
        self._copy(self.copy_text(copy.text, copy.what))

    async def copy_text(self, text: str, what: str, hints: Sequence[str] = ()) -> None:
        """Copy a text and say how it went, and what else there is to say of it."""
        from tui.desk import clipboard

        await asyncio.to_thread(self.copies.add, Kept(what, text))
        copied = await clipboard.copy_async(text, environment=os.environ, terminal_write=self._write_to_terminal)
        sure = copied.confirmed and not hints
        self.say("; ".join((f"{what}, {copied.sentence}", *hints)), "information" if sure else "warning")

    def _write_to_terminal(self, sequence: str) -> None:
        """Send the terminal an escape sequence of our own making, between frames."""
        if self._driver is not None:
            self._driver.write(sequence)
            self._driver.flush()

    def open_link(self, url: str, what: str) -> None:
        """Open an address in the browser; where there is none show it and copy it."""
        from tui.desk import browser

        if browser.open_url(url):
            self.say(f"opened {url}")
            return
        self.say(f"no browser here: {url}")
        self._copy(self.copy_text(url, what))
