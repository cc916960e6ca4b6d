"""The Textual app: one shelf, one main screen, what every screen shares, and an orderly end whatever ends it."""

import asyncio
import contextlib
import gc
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual import screen as textual_screen
from textual.app import App
from textual.binding import Binding, BindingsMap
from textual.notifications import Notify
from textual.screen import Screen
from textual.theme import Theme
from textual.widget import Widget

from storage.library import Library, LibraryError
from tui import keys, themes
from tui.desk.clipboard import History, Kept
from tui.desk.settings import Settings
from tui.screens.dialog import Dialog
from tui.widgets.line_edit import LineEdit
from tui.widgets.lines import Lines
from tui.widgets.paper_list import PaperList

if TYPE_CHECKING:
    from storage.query import Completion
    from tui.shelf.screen import ShelfScreen

FRAMES = 240
"""Most frames a second."""
TOAST_SECONDS = 4.0
TERMINAL_SECONDS = 2.0
"""How often the app asks whether its terminal is still there."""
TOASTS = 4
"""Most sentences shown at a time; the oldest goes, and one that is said again is not shown twice."""
FOCUS_POLL_SECONDS, FOCUS_POLLS = 0.005, 20
"""How often, and how many times, keys that wait ask whether the focus has arrived where it is going."""


class PapershelfApp(App[None]):
    """papershelf on a screen. The library is given to it, open; it neither opens nor closes files."""

    TITLE = "papershelf"
    CSS_PATH = "shelf.tcss"
    ENABLE_COMMAND_PALETTE = False  # ours is a chooser like every other
    BINDINGS: ClassVar[list[Any]] = []
    library: Library

    def __init__(
        self,
        library: Library,
        *,
        settings: Settings | None = None,
        copies: Path | None = None,
        driver_class: Any = None,
    ) -> None:
        # After a key's own frame the next, with the rows that a filter finds, waits one to two ticks of this clock:
        # 4 to 8 ms at 240 a second where 60 would be 16 to 33.
        textual_screen.UPDATE_PERIOD = 1 / FRAMES  # type: ignore[misc]  # Final, but read when a screen starts
        super().__init__(driver_class=driver_class)
        self.library = library
        self.settings = settings or Settings()
        self._waiting_keys: list[events.Key] = []
        self._focus_polls = 0
        self.keymap, complaints = keys.check(self.settings.keys)
        self.complaints = [*self.settings.complaints, *complaints]
        self._bindings = BindingsMap(
            [*keys.bindings("app", self.keymap), Binding("ctrl+c", "stop_hint", show=False, system=True)]
        )
        for theme in themes.THEMES.values():
            self.register_theme(theme)
        wanted = self.settings.theme or themes.suited()
        if wanted not in themes.THEMES:
            self.complaints.append(f"there is no theme called {wanted!r}; there are {', '.join(themes.THEMES)}")
            wanted = themes.suited()
        self._begin_with(themes.THEMES[wanted])
        self.ended_by: int | None = None
        """The signal that ended the app."""
        self.crash_report: Path | None = None
        self.copies = History(copies)
        """The last copies, newest first; kept in the file `copies` where one is given."""

    def _begin_with(self, theme: Theme) -> None:
        """Set the first theme before there is anything to style; setting it later styles everything twice (20 ms)."""
        self.set_reactive(App.theme, theme.name)
        classes = {"-theme-textual-dark": False, f"-theme-{theme.name}": True}
        self.update_classes({**classes, "-dark-mode": theme.dark, "-light-mode": not theme.dark}, update=False)
        self._refresh_truecolor_filter(self.ansi_theme)
        self._invalidate_css()
        self.stylesheet.set_variables(self.get_css_variables())

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return our own colour variables, for themes that do not set them."""
        return dict(themes.DEFAULTS)

    def get_default_screen(self) -> Screen[Any]:
        """Return the main screen."""
        from tui.shelf.screen import ShelfScreen

        return ShelfScreen()

    @property
    def shelf(self) -> "ShelfScreen":
        """The main screen."""
        from tui.shelf.screen import ShelfScreen

        screen = self.screen_stack[0]
        assert isinstance(screen, ShelfScreen)
        return screen

    def on_mount(self) -> None:
        self._catch_signals()

    def after_first_paint(self) -> None:
        """Do what can wait until the reader sees the shelf."""
        # Everything made so far stays; p95 of full repaints falls three- to fourfold when the collector skips it.
        gc.collect()
        gc.freeze()
        for sentence in (*self.library.warnings, *self.complaints):
            self.say(sentence, "warning", seconds=12)

    # -- keys --------------------------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Let no key overtake the one before it.

        Textual hands a key to the focused widget, waits for it to come back up through three queues, and moves the
        focus through a fourth; of `/diff` typed or pasted at once, the d would reach the list and delete a paper. Over
        the list a key's action is therefore run at once, and while a dialog opens keys wait for its focus.
        """
        if isinstance(event, events.Key) and not event.is_forwarded:
            if self._waiting_keys or self._focus_moves():
                self._waiting_keys.append(event)
                if len(self._waiting_keys) == 1:
                    self.set_timer(FOCUS_POLL_SECONDS, self._let_keys_go)
                return
            if await self._act_at_once(event):
                return
            if event.key in getattr(self.focused, "ends", ()):
                self.shelf.note_turns = "end"  # what was typed before is still on its way into the note
        await super().on_event(event)

    async def _act_at_once(self, event: events.Key) -> bool:
        """Run a key's action here and now, where nobody types longer texts; return whether it had one."""
        focused = self.focused if self._screen_stack else None
        if self._screen_stack and isinstance(self.screen, Dialog) and (focused is None or _is_list(focused)):
            return self.screen.take(event)
        if not isinstance(focused, PaperList | LineEdit):
            return False
        if await self._check_bindings(event.key, priority=True):
            return True
        if isinstance(focused, LineEdit) and focused.take(event):
            return True
        return await self._check_bindings(event.key)

    def _focus_moves(self) -> bool:
        """Return whether a dialog or a note opens that has no focus yet, or one is about to give it away."""
        stack = self._screen_stack  # empty, without an error, before the first screen and while the app ends
        if not stack:
            return False
        focused = stack[-1].focused
        if isinstance(focused, LineEdit):
            return focused.leaving
        if len(stack) == 1 and (shelf := self.shelf).note_turns:
            if not shelf.note_turned():
                return True
            shelf.note_turns = ""
        return len(stack) > 1 and focused is None and not stack[-1].has_class("-open")

    async def _let_keys_go(self) -> None:
        if self._focus_moves():
            self._focus_polls += 1
            if self._focus_polls < FOCUS_POLLS:
                self.set_timer(FOCUS_POLL_SECONDS, self._let_keys_go)
                return
            self.screen.add_class("-open")  # a dialog that has nothing to focus takes keys itself
            self.shelf.note_turns = ""
            if isinstance(self.focused, LineEdit):
                self.focused.leaving = False
        self._focus_polls = 0
        keys_then, self._waiting_keys = self._waiting_keys, []
        for event in keys_then:
            await self.on_event(event)

    # -- words -------------------------------------------------------------------------------------------------------

    def say(self, sentence: str, severity: str = "information", *, seconds: float = TOAST_SECONDS) -> None:
        """Show a sentence for a moment. It may hold anything: it is never read as markup."""
        from tui.widgets.lines import paintable

        text = paintable(sentence if len(sentence) < 600 else sentence[:599] + "…")
        level: Any = severity
        self.notify(text, severity=level, timeout=max(seconds, 8.0) if severity == "error" else seconds, markup=False)

    def on_notify(self, event: Notify) -> None:
        """Make room for a sentence, before Textual shows it."""
        shown = list(self._notifications)
        for note in [old for old in shown if old.message == event.notification.message] or shown[: 1 - TOASTS]:
            self._unnotify(note)

    def remember(self, **values: object) -> None:
        """Keep choices in the settings file."""
        if (problem := self.settings.remember(**values)) is not None:
            self.say(problem, "warning")

    def choose_theme(self, name: str) -> None:
        """Use a theme, by its name in the settings; remembered."""
        self.theme = themes.THEMES[name].name
        self.remember(theme=name)

    def completions(self, text: str, cursor: int) -> "list[Completion]":
        """Return how the filter's word before the cursor may go on."""
        return self.library.completions(text, cursor)

    # -- actions of the whole app ------------------------------------------------------------------------------------

    def action_palette(self) -> None:
        from tui.screens.palette import THEME, PaletteScreen

        def chosen(name: str | None) -> None:
            if name is None:
                return
            if name.startswith(THEME):
                self.choose_theme(name.removeprefix(THEME))
            else:
                self.shelf.run_key(name)

        self.push_screen(PaletteScreen(self.keymap), chosen)

    def action_help(self) -> None:
        from tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(self.keymap))

    async def action_quit(self) -> None:
        self.shelf.save_draft()
        self.exit()

    def action_stop_hint(self) -> None:
        quit_key = keys.shown(keys.keys_of(keys.BY_ID["quit"], self.keymap)[0])
        self.say(f"press {quit_key} to leave; everything is already saved")

    # -- copying and opening -----------------------------------------------------------------------------------------

    def copy_papers(self, ids: Sequence[int], style: str, *, remember: bool = False) -> None:
        """Copy the citations of papers, off the event loop, and say by which route they went.

        With `remember` the style becomes the one that is used next, once it has made a citation.
        """
        self.run_worker(self._copy_papers(list(ids), style, remember=remember), group="copy", exit_on_error=False)

    async def _copy_papers(self, ids: list[int], style: str, *, remember: bool) -> None:
        from tui.citations.pandoc import PandocError
        from tui.desk import citing

        try:
            entries = self.library.entries(ids)
            if style.startswith(citing.CSL):
                made = await asyncio.to_thread(citing.cite, self.library, entries, style, self.settings)
            else:
                made = citing.cite(self.library, entries, style, self.settings)
        except (LibraryError, PandocError) as error:
            self.say(str(error), "error")
            return
        if remember:
            self.remember(style=style)
        await self.copy_text(made.text, made.title, html=made.html)
        for hint in made.hints[:2]:
            self.say(hint, "warning", seconds=8)

    def copy_again(self, copy: Kept) -> None:
        """Copy once more what was copied before."""
        self.run_worker(self.copy_text(copy.text, copy.what, html=copy.html), group="copy", exit_on_error=False)

    async def copy_text(self, text: str, what: str, *, html: str | None = None) -> None:
        """Copy a text and say how it went."""
        from tui.desk import clipboard

        await asyncio.to_thread(self.copies.add, Kept(what, text, html))
        copied = await clipboard.copy_async(
            text, html=html, environment=os.environ, terminal_write=self._write_to_terminal
        )
        severity = "information" if copied.confirmed else "warning"
        self.say(f"{what}, {copied.sentence}", severity, seconds=4 if copied.confirmed else 8)

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
        self.run_worker(self.copy_text(url, what), group="copy", exit_on_error=False)

    # -- the end -----------------------------------------------------------------------------------------------------

    def _catch_signals(self) -> None:
        """End in order on SIGTERM and SIGHUP: what was being typed is kept, the terminal is given back."""
        if sys.platform == "win32" or self.is_headless:
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            try:
                loop.add_signal_handler(number, self.end_by, number)
            except (NotImplementedError, RuntimeError, ValueError):
                return  # not the main thread: whoever runs us there handles signals
        self.set_interval(TERMINAL_SECONDS, self._look_for_the_terminal)

    def _look_for_the_terminal(self) -> None:
        """End when the terminal is gone without a SIGHUP, as where it was not the controlling one of this process.

        Textual's input thread would spin on its end of file for ever.
        """
        if not os.isatty(sys.__stdin__.fileno() if sys.__stdin__ else 0):
            self.end_by(signal.SIGHUP)

    def end_by(self, number: int) -> None:
        """Leave because of a signal."""
        self.ended_by = number
        self.shelf.save_draft()
        self.exit(return_code=128 + number)

    def _fatal_error(self) -> None:
        """Write what went wrong to a file, where Textual would print a traceback over the reader's terminal."""
        import traceback

        error = self._exception
        with contextlib.suppress(Exception):  # it is the report of the first error that matters
            self.shelf.save_draft()
        text = "".join(traceback.format_exception(error)) if error is not None else traceback.format_exc()
        self.crash_report = write_crash_report(text)
        self._close_messages_no_wait()


def _is_list(widget: Widget) -> bool:
    """Return whether a widget is painted lines in which nobody types."""
    return isinstance(widget, Lines) and not isinstance(widget, LineEdit)


def write_crash_report(text: str) -> Path | None:
    """Keep a traceback in the cache folder; return where, or None when even that failed."""
    from storage import places

    try:
        folder = places.cache()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / "crash.txt"
        path.write_text(text, "utf-8")
        path.chmod(0o600)
    except OSError:
        return None
    return path


def run(library: Library | Path, settings: Settings | None = None) -> int:
    """Show the shelf until the reader leaves it; return the exit status.

    0 all well; 1 after a crash; 128 + n when signal n ended it. A path is opened, and closed at the end; raises
    LibraryError when that cannot be done.
    """
    if isinstance(library, Path):
        # A screen reads a few pages at a time, and the system has them; 16 MB were a fifth of the app's memory.
        with Library.open(library, cache=4_096) as opened:
            return run(opened, settings)
    from storage import places

    if settings is None:
        settings = Settings.load(places.config())
    app = PapershelfApp(library, settings=settings, copies=places.cache() / "copies.json")
    app.run()
    if app.ended_by is not None:
        return 128 + app.ended_by
    status = app.return_code or 0
    if status:
        where = f"; the details are in {app.crash_report}" if app.crash_report else ""
        print(f"papershelf stopped because of an error{where}. Everything is saved.", file=sys.stderr)
        if os.environ.get("PAPERSHELF_DEBUG") and app.crash_report:
            print(app.crash_report.read_text("utf-8"), file=sys.stderr)
    return status
