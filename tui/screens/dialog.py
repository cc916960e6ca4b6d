"""What every dialog shares: it takes keys in the order they were typed, and leaves once."""

from textual import events
from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType


class Dialog(ModalScreen[ScreenResultType]):
    """A screen over the shelf."""

    def take(self, event: events.Key) -> bool:
        """Do what a key says; return whether it said something here."""
        raise NotImplementedError

    def on_key(self, event: events.Key) -> None:
        # A key that was on its way when the one before it closed the dialog is nobody's: it must not reach the shelf.
        if not self.is_active or self.take(event):
            event.stop()

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Leave with this answer. Once: a second Esc or Enter typed fast would close what is beneath."""
        if not self.is_active:
            return AwaitComplete()
        return super().dismiss(result)
