"""What is pasted is text: an escape in it begins no key.

Textual's parser takes an escape inside a bracketed paste for the beginning of a key, and what follows for keys; not
every terminal drops escapes out of what it pastes (tmux does not). So they go before the parser sees them.
"""

import sys
from collections.abc import Iterable

from textual._xterm_parser import XTermParser
from textual.driver import Driver
from textual.message import Message

_BEGIN, _END = "\x1b[200~", "\x1b[201~"
_ESCAPES = str.maketrans(dict.fromkeys("\x1b\x9b"))


class PlainPastes:
    """Passes on what a terminal sends, pastes without the escapes in them. A paste ends at the last mark of an end that
    came at once, for a page may hold one."""

    def __init__(self) -> None:
        self._pasting = False
        self._last = ""
        """The end of what was passed on, or is held back, which may be the beginning of a mark."""

    def __call__(self, sent: str) -> str:
        """Return what is passed on now; the beginning of a mark of an end waits for the rest."""
        passed: list[str] = []
        while sent:
            if not self._pasting:
                seen = self._last + sent
                at = seen.find(_BEGIN)
                if at < 0:
                    self._last = seen[-len(_BEGIN) + 1 :]
                    passed.append(sent)
                    break
                cut = at + len(_BEGIN) - len(self._last)
                passed.append(sent[:cut])
                self._pasting, self._last, sent = True, "", sent[cut:]
            else:
                sent, self._last = self._last + sent, ""
                at = sent.rfind(_END)
                if at < 0:
                    held = next((n for n in range(len(_END) - 1, 0, -1) if sent.endswith(_END[:n])), 0)
                    text, self._last = sent[: len(sent) - held], sent[len(sent) - held :]
                    passed.append(text.translate(_ESCAPES))
                    break
                passed += sent[:at].translate(_ESCAPES), _END
                self._pasting, sent = False, sent[at + len(_END) :]
        return "".join(passed)


class PlainParser(XTermParser):
    """Textual's parser of what a terminal sends, for which a paste is text."""

    def __init__(self, *args: bool) -> None:
        super().__init__(*args)
        self._plain = PlainPastes()

    def feed(self, data: str) -> Iterable[Message]:
        """Return the messages that the terminal's data are; no data is the end of them."""
        passed = self._plain(data)
        return super().feed(passed) if passed or not data else ()


def plain(driver: type[Driver]) -> type[Driver]:
    """Return a driver class that reads by PlainParser: the parser is not the driver's to choose, only its module's."""
    names = vars(sys.modules[driver.__module__])
    if "XTermParser" in names:
        names["XTermParser"] = PlainParser
    return driver
