"""How the app ends when not by the reader: on a signal, without its terminal, after an error."""

import asyncio
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.app import App

from storage import places

TERMINAL_SECONDS = 2.0
"""How often the app asks whether its terminal is still there."""


def watch(app: App[Any], end: Callable[[int], object]) -> None:
    """Have `end` called with SIGTERM or SIGHUP when one comes, and with SIGHUP when the terminal is gone without one.

    A terminal goes silently where it was not the controlling one of this process; Textual's input thread would spin on
    its end of file for ever.
    """
    if sys.platform == "win32":
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGHUP):
        try:
            loop.add_signal_handler(number, end, number)
        except (NotImplementedError, RuntimeError, ValueError):
            return  # not the main thread: whoever runs us there handles signals

    def look() -> None:
        if not os.isatty(sys.__stdin__.fileno() if sys.__stdin__ else 0):
            end(signal.SIGHUP)

    app.set_interval(TERMINAL_SECONDS, look)


def report(error: BaseException | None) -> Path | None:
    """Keep an error's traceback in the cache folder; return where, or None when even that failed."""
    text = "".join(traceback.format_exception(error)) if error is not None else traceback.format_exc()
    try:
        folder = places.cache()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / "crash.txt"
        path.write_text(text, "utf-8")
        path.chmod(0o600)
    except OSError:
        return None
    return path
