"""What every dialog shares: a heading, hints, keys out of the table in the order they were typed; it leaves once."""

from collections.abc import Iterable

from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.containers import Vertical
from textual.screen import ModalScreen, ScreenResultType

from tui import keys
from tui.host import Host
from tui.widgets.bar import Bar, Run
from tui.widgets.lines import Lines
from tui.widgets.message_line import MessageLine
from tui.widgets.prose import Piece, Prose


class Dialog(ModalScreen[ScreenResultType]):
    """A screen over the shelf. What a key of its place in the table does is `action_<id>`."""

    app: Host
    where = "dialog"
    """The place of its keys."""
    box = "box"
    """Classes of its frame."""
    moved: Lines | None = None
    """What the keys that move move in."""

    def __init__(self, heading: str) -> None:
        super().__init__()
        self.heading = heading
        self.top_bar = Bar()
        self.hint_bar = Bar()

    def compose(self) -> ComposeResult:
        self.head()
        self.hint_bar.tell(self.hints())
        with Vertical(classes=self.box):
            yield self.top_bar
            yield from self.body()
            yield self.hint_bar
        line = MessageLine()
        line.show(self.app.messages, self.app.keymap)
        yield line

    def body(self) -> ComposeResult:
        """Yield what stands between heading and hints."""
        raise NotImplementedError

    def head(self, *more: Run) -> None:
        """Show the heading, with more behind it."""
        self.top_bar.say([Run(f" {self.heading}", "bar--strong"), *more])

    def hints(self) -> list[tuple[str, str, str]]:
        """Return what the lowest line says: keys, words and actions."""
        return keys.footer(self.where, self.app.keymap)

    def on_bar_pressed(self, message: Bar.Pressed) -> None:
        message.stop()
        self.do([message.press])

    # -- keys --------------------------------------------------------------------------------------------------------

    def take(self, event: events.Key) -> bool:
        """Do what a key says; return whether it said something here."""
        return self.do(keys.meanings(self.where, (event.key, event.character), self.app.keymap))

    def do(self, names: Iterable[str]) -> bool:
        """Do the first of these actions that there is here; return whether there was one."""
        for name in names:
            if (act := getattr(self, f"action_{name}", None)) is not None:
                act()
                return True
            if self.moved is not None and name.startswith("dialog_"):
                self.moved.go(name.removeprefix("dialog_"))
                return True
        return False

    def on_key(self, event: events.Key) -> None:
        # A key that was on its way when the one before it closed the dialog is nobody's: it must not reach the shelf.
        if not self.is_active or self.take(event):
            event.stop()

    def action_back(self) -> None:
        self.dismiss(None)

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Leave with this answer. Once: a second Esc or Enter typed fast would close what is beneath."""
        if not self.is_active:
            return AwaitComplete()
        return super().dismiss(result)


class Page(Dialog[None]):
    """A page to be read."""

    where = "page"
    box = "box tall"

    def __init__(self, heading: str, pieces: Iterable[Piece]) -> None:
        super().__init__(heading)
        self.moved = self.prose = Prose(pieces, classes="fill")

    def body(self) -> ComposeResult:
        yield self.prose

    def action_page_on(self) -> None:
        self.prose.go("page_down")

    action_leave_page = Dialog.action_back
