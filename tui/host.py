"""All that a screen may ask of the app: the library, the settings, a sentence said, a text copied, a link opened."""

import asyncio
import gc
import os
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from textual.app import App
from textual.notifications import Notify, SeverityLevel
from textual.worker import get_current_worker

from storage.library import Library, LibraryError
from storage.papers.paper import Entry
from storage.papers.words import several
from tui import keys, themes
from tui.desk import commands
from tui.desk.clipboard import History, Kept
from tui.desk.left_off import Memory, came_since
from tui.desk.settings import Settings
from tui.widgets.lines import paintable

if TYPE_CHECKING:
    from textual.screen import Screen

    from storage.journal import Change

TOAST_SECONDS = 4.0
TOASTS = 4
"""Most sentences shown at a time; the oldest goes, and one that is said again is not shown twice."""

Result = TypeVar("Result")


class Host(App[None]):
    """The app as its screens see it."""

    def __init__(
        self, library: Library, settings: Settings | None = None, copies: Path | None = None,
        left_off: Path | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
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
        self._promised: dict[str, Change] = {}
        """What was said that `u` undoes, by the sentence."""
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
            self.say(f"{several(came, 'new paper')} came since {since:%A %d %B, %H:%M}", seconds=8)
        if self.settings.named_forms:
            self.aside(self._check_forms, self._complain)

    def _check_forms(self, *_: object) -> list[str]:
        from tui.desk import citing  # every style: a twentieth of a second, which nobody should wait for

        return citing.check(self.settings)

    def _complain(self, sentences: Sequence[str]) -> None:
        for sentence in sentences:
            self.say(sentence, "warning", seconds=12)

    def say(self, sentence: str, severity: SeverityLevel = "information", *, seconds: float = TOAST_SECONDS) -> None:
        """Show a sentence for a moment. It may hold anything: it is never read as markup."""
        text = paintable(sentence if len(sentence) < 600 else sentence[:599] + "…")
        timeout = max(seconds, 8.0) if severity == "error" else seconds
        self.notify(text, severity=severity, timeout=timeout, markup=False)

    def shows(self, sentence: str) -> bool:
        """Return whether a sentence is on the screen."""
        return any(note.message == paintable(sentence) for note in self._notifications)

    def on_notify(self, event: Notify) -> None:
        """Make room for a sentence, before Textual shows it."""
        shown = list(self._notifications)
        for note in [old for old in shown if old.message == event.notification.message] or shown[: 1 - TOASTS]:
            self._unnotify(note)

    def entry(self, number: int | None) -> Entry | None:
        """Return a paper; where there is none, or no longer, say so."""
        entry = None if number is None else self.library.entry(number)
        if entry is None:
            self.say("there is no paper here")
        return entry

    def tried(self, act: Callable[[], Result]) -> Result | None:
        """Return what an act comes to; where the library refuses it say so and return None."""
        try:
            return act()
        except LibraryError as error:
            self.say(str(error), "error")
            return None

    def tell(self, change: "Change", words: str = "", *, what: str = "it", key: str = "undo", more: str = "") -> None:
        """Say what an act did, and how to undo it; one that changed nothing left nothing to undo."""
        if not change.id:
            self.say(words or change.words)
            return
        sentence = f"{words or change.words}; {keys.first(key, self.keymap)} undoes {what}"
        sentence += f"; {more}" if more else ""
        self._promised[sentence] = change
        self.say(sentence, "warning" if more else "information")

    def keep_promises(self) -> None:
        """Take from the screen that `u` undoes an act, where it would undo another by now."""
        if self._promised:
            last = self.library.coming("undo")
            late = [said for said, change in self._promised.items() if last is None or change.id != last.id]
            for note in [note for note in self._notifications if note.message in map(paintable, late)]:
                self._unnotify(note)
            for sentence in late:
                del self._promised[sentence]

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
        await self.copy_text(made.text, made.title)
        for hint in made.hints[:2]:
            self.say(hint, "warning", seconds=8)

    def copy_again(self, copy: Kept) -> None:
        """Copy once more what was copied before."""
        self._copy(self.copy_text(copy.text, copy.what))

    async def copy_text(self, text: str, what: str) -> None:
        """Copy a text and say how it went."""
        from tui.desk import clipboard

        await asyncio.to_thread(self.copies.add, Kept(what, text))
        copied = await clipboard.copy_async(text, environment=os.environ, terminal_write=self._write_to_terminal)
        sure = copied.confirmed
        self.say(f"{what}, {copied.sentence}", "information" if sure else "warning", seconds=4 if sure else 8)

    def _write_to_terminal(self, sequence: str) -> None:
        """Send the terminal an escape sequence of our own making, between frames."""
        if self._driver is not None:
            self._driver.write(sequence)
            self._driver.flush()

    def open_link(self, url: str | None, what: str) -> None:
        """Open an address in the browser; where there is none show it and copy it."""
        from tui.desk import browser

        if url is None:
            self.say(f"no {what} is known for this paper")
            return
        if browser.open_url(url):
            self.say(f"opened {url}")
            return
        self.say(f"no browser here: {url}", seconds=12)
        self._copy(self.copy_text(url, what))
