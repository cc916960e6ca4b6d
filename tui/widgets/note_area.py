"""Where a note is written: a text area whose keys are those of the table."""

from typing import Self

from textual import events
from textual.binding import BindingsMap
from textual.message import Message
from textual.widgets import TextArea

from storage.papers.text import NOTE_LIMIT, clean
from tui import keys


class NoteArea(TextArea):
    """A text area that ends by its own keys, and by nothing else: Tab writes nothing and leads nowhere."""

    class Ended(Message):
        """The note is to be saved."""

    def __init__(self, text: str, keymap: keys.Keymap) -> None:
        super().__init__(text, id="note", soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
        own = BindingsMap(keys.bindings("note", keymap))
        self.ends = frozenset(own.key_to_bindings)
        """The keys that save and leave."""
        # Textual's editing keys stay, but for those the table gives another meaning.
        self._bindings.key_to_bindings.update(own.key_to_bindings)

    def action_save_note(self) -> None:
        self.post_message(self.Ended())

    action_leave_note = action_save_note

    def blur(self) -> Self:
        """Keep the focus: Textual takes it from what has no room on the screen."""
        return self

    async def _on_paste(self, event: events.Paste) -> None:
        """Take a paste without what could steer the terminal."""
        event.stop()
        event.prevent_default()
        text = clean(f"x{event.text}x", NOTE_LIMIT, lines=True)[1:-1]
        result = self._replace_via_keyboard(text, *self.selection)
        if result is not None:
            self.move_cursor(result.end_location)
