"""A library is brought up to date, or mended: a line that says how far that is."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tui.desk.walls import bare

PATIENCE = 1.0
"""Seconds after which a reader wants to know what is going on."""


@contextmanager
def told(words: str = "bringing the library up to date") -> Iterator[Callable[[str, float], None]]:
    """Write a line on stderr, and write it anew on a terminal, for as long as the work within takes."""
    began = time.monotonic()
    shown = ""
    stream = bare(sys.stderr)
    anew = stream.isatty()

    def tell(stage: str, done: float) -> None:
        nonlocal shown
        text = f"{words}: {stage}" + (f" {done:.0%}" if anew and done else "")
        if text != shown and time.monotonic() - began > PATIENCE:
            stream.write(f"\r{text:<60}" if anew else f"{text}\n")
            stream.flush()
            shown = text

    try:
        yield tell
    finally:
        if shown and anew:
            stream.write("\n")
