"""The Textual app: one shelf, one main screen, the order of keys and of the end; what screens may ask is in host.py.

| who                        | reads                                                       |
|----------------------------|-------------------------------------------------------------|
| cli/main.py                | `run`                                                       |
| screens/, shelf/           | host.py alone: `PapershelfApp` is the `Host` they are given |
| ending.py                  | what it is handed: the app's clock, and how to end it       |
"""

import contextlib
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual import events
from textual import screen as textual_screen
from textual.app import App
from textual.binding import Binding, BindingsMap
from textual.driver import Driver
from textual.filter import LineFilter, Monochrome, NoColor
from textual.screen import Screen
from textual.theme import Theme

from storage import places, sqlite
from storage.library import Library, LibraryError, reason
from tui import ending, keys, themes
from tui.desk import upgrading
from tui.desk.settings import Settings
from tui.host import Host
from tui.screens.dialog import Dialog
from tui.shelf.place_list import PlaceList
from tui.shelf.screen import ShelfScreen
from tui.widgets.keyboards import at_place
from tui.widgets.line_edit import LineEdit
from tui.widgets.lines import WALL, Lines
from tui.widgets.paper_list import PaperList
from tui.widgets.pasting import plain

FRAMES = 240
"""Most frames a second."""
FOCUS_POLL_SECONDS, FOCUS_POLLS = 0.005, 20
"""How often, and how many times, keys that wait ask whether the focus has arrived where it is going."""
BACKUP_AFTER = 5.0
"""Seconds after which the day's backup is taken: the first screen is there, and its reader reads."""


class PapershelfApp(Host):
    """papershelf on a screen. The library is given to it, open; it neither opens nor closes files."""

    TITLE = "papershelf"
    CSS_PATH = "shelf.tcss"
    ENABLE_COMMAND_PALETTE = False  # ours is a chooser like every other
    BINDINGS: ClassVar[list[Any]] = []

    def __init__(
        self, library: Library, settings: Settings | None = None, copies: Path | None = None,
        left_off: Path | None = None,
    ) -> None:  # fmt: skip
        # After a key's own frame the next, with the rows that a filter finds, waits one to two ticks of this clock:
        # 4 to 8 ms at 240 a second where 60 would be 16 to 33.
        textual_screen.UPDATE_PERIOD = 1 / FRAMES  # type: ignore[misc]  # Final, but read when a screen starts
        super().__init__(library, settings, copies, left_off)
        self._waiting_keys: list[events.Key | events.Paste] = []
        self._focus_polls = 0
        self._bindings = BindingsMap(
            [*keys.bindings("app", self.keymap), Binding("ctrl+c", "stop_hint", show=False, system=True)]
        )
        for theme in themes.THEMES.values():
            self.register_theme(theme)
        self._begin_with(themes.THEMES[self.settings.theme or themes.suited()])
        # Textual's shades of grey are colours, too, and of the terminal's own colours it makes black on black.
        if self.no_color:
            self._filters[:] = [NoColor() if isinstance(one, Monochrome) else one for one in self._filters]
        self.ended_by: int | None = None
        """The signal that ended the app."""
        self.crash_report: Path | None = None
        self.unreadable: Exception | None = None
        """Why the library could not be read any more."""

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

    def get_driver_class(self) -> type[Driver]:
        """Return what speaks to the terminal."""
        return plain(super().get_driver_class())

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what every line that a widget paints goes through, the wall last."""
        return [*super().get_line_filters(), WALL]

    def get_default_screen(self) -> Screen[Any]:
        """Return the main screen."""
        return ShelfScreen(self)

    @property
    def shelf(self) -> ShelfScreen:
        """The main screen."""
        screen = self.screen_stack[0]
        assert isinstance(screen, ShelfScreen)
        return screen

    def on_mount(self) -> None:
        if not self.is_headless:
            ending.watch(self, self.end_by)
            self.set_timer(BACKUP_AFTER, self.back_up)

    def back_up(self) -> None:
        """Take the day's backup, if there is need of one, beside the reader; who leaves does not wait for it."""

        def worked() -> None:
            try:
                with self.library.again() as library:
                    library.back_up()
            except LibraryError as error:
                with contextlib.suppress(RuntimeError):  # the app has ended
                    self.call_from_thread(self.say, f"{error}", "warning")

        if not self.library.readonly:
            threading.Thread(target=worked, name="backup", daemon=True).start()

    # -- keys --------------------------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Let no key overtake the one before it.

        Textual hands a key to the focused widget, waits for it to come back up through three queues, and moves the
        focus through a fourth; of `/diff` typed or pasted at once, the d would reach the list and delete a paper. Over
        the list a key's action is therefore run at once, and while a dialog opens keys wait for its focus.
        """
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            if self._screen_stack:
                self.app_focus = True  # a terminal that sends keys is looked at, whatever it said last
            if self._waiting_keys or self._focus_moves():
                self._waiting_keys.append(event)
                if len(self._waiting_keys) == 1:
                    self.set_timer(FOCUS_POLL_SECONDS, self._let_keys_go)
                return
            if self.messages.pressed():
                self.show_messages()
            if isinstance(event, events.Key):
                if await self._act_at_once(event):
                    return
                if self._screen_stack:
                    self.shelf.noting.passes(event)
        await super().on_event(event)

    async def _act_at_once(self, event: events.Key) -> bool:
        """Run a key's action here and now, where nobody types longer texts; return whether it had one."""
        focused = self.focused if self._screen_stack else None
        event = event if isinstance(focused, LineEdit) else at_place(event)
        typing = isinstance(focused, LineEdit) or not isinstance(focused, Lines | None)
        if self._screen_stack and isinstance(self.screen, Dialog) and not typing:
            return self.screen.take(event)
        if not isinstance(focused, PaperList | PlaceList | LineEdit):
            return False
        if await self._check_bindings(event.key, priority=True):
            return True
        if focused.take(event) if isinstance(focused, LineEdit) else self.shelf.take(event):
            return True
        return await self._check_bindings(event.key)

    def _focus_moves(self) -> bool:
        """Return whether a dialog opens that has no focus yet, or a line or a note is about to give it away."""
        stack = self._screen_stack  # empty, without an error, before the first screen and while the app ends
        if not stack:
            return False
        focused = stack[-1].focused
        if isinstance(focused, LineEdit):
            return focused.leaving
        if len(stack) == 1:
            return self.shelf.noting.ending
        return focused is None and not stack[-1].has_class("-open")

    async def _let_keys_go(self) -> None:
        if self._focus_moves():
            self._focus_polls += 1
            if self._focus_polls < FOCUS_POLLS:
                self.set_timer(FOCUS_POLL_SECONDS, self._let_keys_go)
                return
            self.screen.add_class("-open")  # a dialog that has nothing to focus takes keys itself
            self.shelf.noting.ending = False
            if isinstance(self.focused, LineEdit):
                self.focused.leaving = False
        self._focus_polls = 0
        keys_then, self._waiting_keys = self._waiting_keys, []
        for event in keys_then:
            await self.on_event(event)

    # -- actions of the whole app ------------------------------------------------------------------------------------

    def action_palette(self) -> None:
        from tui.screens.palette import OWN, THEME, PaletteScreen

        def chosen(name: str) -> None:
            if name.startswith(THEME):
                self.choose_theme(name.removeprefix(THEME))
            elif name.startswith(OWN):
                (command,) = (one for one in self.commands if OWN + one.name == name)
                self.call_next(self.shelf.acts.run_own, command)
            else:
                self.shelf.run_key(name)

        self.ask(PaletteScreen(self.keymap, self.shelf.mode, self.commands), chosen)

    def action_help(self) -> None:
        from tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(self.keymap))

    async def action_quit(self) -> None:
        if self.shelf.noting.save_draft():
            self.exit()
            return
        from tui.screens.choose import Option, Question

        options = [Option(None, "go on writing", "g"), Option("end", "quit without it", "e")]
        text = self.shelf.noting.area.text if self.shelf.noting.area is not None else ""
        self.ask(Question("The note is not kept", text, options), lambda _: self.exit())

    def action_stop_hint(self) -> None:
        quit_key = keys.first("quit", self.keymap)
        self.say(f"press {quit_key} to quit; everything is already saved")

    # -- the end -----------------------------------------------------------------------------------------------------

    def exit(self, *args: Any, **options: Any) -> None:
        """Leave, and keep where."""
        self.memory.keep(self.library, self.shelf.left_off())
        super().exit(*args, **options)

    def end_by(self, number: int) -> None:
        """Leave because of a signal."""
        self.ended_by = number
        self.shelf.noting.save_draft()
        self.exit(return_code=128 + number)

    def _fatal_error(self) -> None:
        """Write what went wrong to a file, where Textual would print a traceback over the reader's terminal."""
        with contextlib.suppress(Exception):  # it is the report of the first error that matters
            self.shelf.noting.save_draft()
        if isinstance(self._exception, LibraryError | sqlite.Error):
            self.unreadable = self._exception
        else:
            self.crash_report = ending.report(self._exception)
        self._close_messages_no_wait()


def run(path: Path) -> int:
    """Open the library at `path` and show it until the reader leaves it; return the exit status.

    0 all well; 1 after a crash; 128 + n when signal n ended it. Raises LibraryError when the library cannot be opened,
    or read while it is shown.
    """
    # A screen reads a few pages at a time, and the system has them; 16 MB were a fifth of the app's memory.
    with upgrading.told() as progress:
        library = Library.open(path, cache=4_096, progress=progress)
    with library:
        app = PapershelfApp(
            library, Settings.load(places.config()), places.cache() / "copies.json", places.data() / "left-off.json"
        )
        app.run()
    kept = ""
    if app.kept_in is not None:
        kept = f"a note could not be saved in the library; it is kept in {app.kept_in}"
    elif app.not_kept:
        kept = f"a note could not be saved anywhere; this is what was written:\n\n{app.not_kept}\n"
    status = 128 + app.ended_by if app.ended_by is not None else app.return_code or 0
    if app.unreadable is not None:
        why = app.unreadable
        told = f"{why}" if isinstance(why, LibraryError) else f"the library {path} cannot be read: {reason(why)}"
        raise LibraryError("; ".join(filter(None, (told, kept))))
    if app.crash_report or (status and app.ended_by is None):
        where = f"; the details are in {app.crash_report}" if app.crash_report else ""
        saved = f"All else is saved, but {kept}" if kept else "Everything is saved."
        print(f"papershelf stopped because of an error{where}. {saved}", file=sys.stderr)
        if os.environ.get("PAPERSHELF_DEBUG") and app.crash_report:
            print(app.crash_report.read_text("utf-8"), file=sys.stderr)
    elif kept and status:
        print(kept, file=sys.stderr)
    elif kept:
        raise LibraryError(kept)
    return status
