"""The message line: what was said last, how to undo it, and what waits for the line."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from tui import keys
from tui.widgets.bar import Bar, Run

Severity = Literal["information", "warning", "error"]
SIGNS: dict[Severity, str] = {"information": "", "warning": "! ", "error": "✗ "}
"""What stands before a sentence, so that it is told without colours what it is."""
SEEN = 1.0
"""Seconds that what went wrong stands at least, however fast keys come."""
KEPT = 500
"""Sentences that are remembered."""


@dataclass(slots=True)
class Said:
    """A sentence. It may hold anything: it is never read as markup."""

    text: str
    severity: Severity = "information"
    offer: str = ""
    """How what it tells of is undone, as long as it can be."""
    press: str = "undo"
    """What a press on that does."""
    act: int = 0
    """The number of the act that it tells of; 0 for none."""
    count: int = 1
    """How many times it was said in a row."""
    at: float = field(default_factory=time.time)
    """When it was said last, in seconds since 1970."""

    @property
    def sentence(self) -> str:
        """All of it."""
        return "; ".join(filter(None, (self.text, self.offer)))


class Messages:
    """What is said takes the line; what went wrong keeps it until a key is pressed, and what comes meanwhile waits."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.log: deque[Said] = deque(maxlen=KEPT)
        """What was said, newest last."""
        self.shown: Said | None = None
        """What stands on the line."""
        self.fresh = False
        """Whether no key was pressed since it came."""
        self.waiting: list[Said] = []
        """What is shown after it."""
        self._since = 0.0

    def say(self, said: Said) -> None:
        """Show a sentence, or have it wait. One that is there, or waits, is said once more."""
        for same in filter(None, (self.shown, *self.waiting)):
            if (same.text, same.severity) == (said.text, said.severity):
                same.count += 1
                same.offer, same.act, same.at = said.offer, said.act, said.at
                if same is self.shown:
                    self._show(same)
                return
        self.log.append(said)
        if self.shown is None or not self.fresh or self.shown.severity == "information":
            self._show(said)
            return
        if said.severity == "information":
            self.waiting = [one for one in self.waiting if one.severity != "information"]
        self.waiting.append(said)
        self.waiting.sort(key=lambda one: -list(SIGNS).index(one.severity))

    def _show(self, said: Said) -> None:
        self.shown, self.fresh, self._since = said, True, self.clock()

    def pressed(self) -> bool:
        """Note that a key was pressed: what stands there was seen. Return whether the line changes by that."""
        if self.shown is None or not self.fresh:
            return False
        if self.shown.severity != "information" and self.clock() - self._since < SEEN:
            return False
        self.fresh = False
        if self.waiting:
            self._show(self.waiting.pop(0))
        return True


LOOKS: dict[Severity, str] = {"information": "bar--plain", "warning": "bar--warn", "error": "bar--error"}


class MessageLine(Bar):
    """Stands lowest on every screen."""

    press = "messages"

    DEFAULT_CSS = """
    MessageLine { dock: bottom; }
    """

    def show(self, messages: Messages, keymap: keys.Keymap) -> None:
        """Show what stands on the line; what is not fresh is faint."""
        said = messages.shown
        if said is None:
            self.say([], [])
            return
        look = LOOKS[said.severity]
        left = [Run(f" {SIGNS[said.severity]}", look), Run(said.text, look if messages.fresh else "bar--quiet")]
        right = [Run(f" {said.count}× ", "bar--strong")] if said.count > 1 else []
        if messages.waiting:
            key = keys.first("messages", keymap)
            right.append(Run(f" {len(messages.waiting)} more: {key} ", "bar--warn", "messages"))
        if said.offer:
            right.append(Run(f" {said.offer} ", "bar--key" if messages.fresh else "bar--quiet", said.press))
        self.say(left, right)
