"""The reader's own commands: which there are, and one that is run, to be looked at or given up."""

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult

from tui import keys
from tui.desk.commands import Command, CommandError, GivenUpError, run
from tui.screens.choose import Chooser, Option
from tui.screens.dialog import Dialog
from tui.widgets.prose import Piece, Prose


class OwnScreen(Chooser):
    """The commands, each by its key; answers with one."""

    does = "run it"

    def __init__(self, commands: Sequence[Command], *, after_comma: bool) -> None:
        super().__init__("Your commands", [Option(one, one.name, one.key, one.told) for one in commands])
        self.after_comma = after_comma
        """Whether the next character, whatever it is, is meant for one of them."""

    def take(self, event: events.Key) -> bool:
        after_comma, self.after_comma = self.after_comma, False
        character = event.character or ""
        if after_comma and event.is_printable and character not in {option.key for option in self.every}:
            self.app.say(
                f"no command of yours has the key {character}; {keys.first('own_list', self.app.keymap)} lists them"
            )
            self.dismiss(None)
            return True
        return super().take(event)


class RunScreen(Dialog[str]):
    """A command that runs; answers with what it printed, where that is not to be looked at here."""

    where = "page"
    box = "box tall"

    def __init__(self, command: Command, ids: Sequence[int]) -> None:
        super().__init__(command.name)
        self.command = command
        self.ids = ids
        self.moved = self.prose = Prose(
            (Piece(f"{command.argv[0]} runs…; Esc gives it up", "prose--quiet"),), classes="fill"
        )
        self.wanted = True

    def body(self) -> ComposeResult:
        yield self.prose

    def on_mount(self) -> None:
        self.run_worker(self.work, thread=True, exit_on_error=False)

    def on_unmount(self) -> None:
        self.wanted = False

    def work(self) -> None:
        """Run it, beside the screen."""
        try:
            with self.app.library.again() as library:
                entries = library.entries(self.ids)
            text = run(self.command, entries, lambda: self.wanted)
        except GivenUpError:
            return
        except Exception as error:  # a library that cannot be read, too: each is a sentence
            told = error if isinstance(error, CommandError) else f"{self.command.name}: {error or type(error).__name__}"
            self.app.call_from_thread(self.show, str(told), "prose--warn")
        else:
            self.app.call_from_thread(self.done, text)

    def done(self, text: str) -> None:
        """Show what it printed, or leave with it."""
        if self.command.output == "pane":
            self.show(text)
        elif self.is_current:
            self.dismiss(text)

    def show(self, text: str, style: str = "prose--text") -> None:
        """Show a text, paragraph by paragraph."""
        self.prose.show([Piece(line, style) for line in text.split("\n")])

    def action_page_on(self) -> None:
        self.prose.go("page_down")

    def action_back(self) -> None:
        self.wanted = False
        super().action_back()

    action_leave_page = action_back
