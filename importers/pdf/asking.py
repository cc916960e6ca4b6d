"""Asking for what a PDF says: its bytes go to a process of their own, with limits, and lines of text come back."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

from importers.pdf import MARK

SIZE_LIMIT = 200_000_000
"""Bytes of the largest PDF that is opened."""
SECONDS = 20
"""After so long its process is ended, whatever it does."""
_ANSWER = 10 << 20
"""Bytes of an answer that are taken; its process cannot write more."""

_CHILD = Path(__file__).with_name("child.py")
_REFUSED = {
    "password": "needs a password; save a copy without one, and import that",
    "broken": "is a PDF that is broken or was cut off",
    "empty": "is empty",
}
_TOO_MUCH, _NO_ROOM = 9, 8
"""The exit status of a child whose memory ran out, and of one whose answer could not be written."""
_ENDED = "is a PDF that takes more time or memory to read than is allowed (20 s, 1 GB)"


class UnreadablePdfError(Exception):
    """A PDF cannot be read; the message is what a sentence says of it, behind its name."""


def of_bytes(data: bytes) -> str:
    """Return the text form of a PDF in memory; raises UnreadablePdfError, OSError."""
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        return of_file(file)


def of_file(file: IO[bytes]) -> str:
    """Return the text form of the PDF in an open file; raises UnreadablePdfError, OSError."""
    size = os.fstat(file.fileno()).st_size
    if size > SIZE_LIMIT:
        raise UnreadablePdfError(f"is a PDF of {size / 1e6:,.0f} MB; no more than {SIZE_LIMIT / 1e6:,.0f} MB are read")
    file.seek(0)
    with tempfile.TemporaryFile() as answer:
        status = _run(file, answer)
        answer.seek(0)
        text = answer.read(_ANSWER).decode("utf-8", "replace")
    if status == _NO_ROOM:
        raise UnreadablePdfError("cannot be read: there is no room for temporary files")
    if status or not text:
        raise UnreadablePdfError(_ENDED if status < 0 or status == _TOO_MUCH else _REFUSED["broken"])
    if text.startswith("refused\t"):
        raise UnreadablePdfError(_REFUSED.get(text.split()[1], _REFUSED["broken"]))
    if text.startswith("mended\n") and not ("\nat\t" in text or "\nlink\t" in text):
        raise UnreadablePdfError(_REFUSED["broken"])
    return f"{MARK}\n{text}"


def _run(file: IO[bytes], answer: IO[bytes]) -> int:
    """Run the child over a file; return its status, below 0 where a signal or the clock ended it."""
    # Run by its path: as a module of its package it would load every format first.
    child = subprocess.Popen(
        [sys.executable, "-P", str(_CHILD)], stdin=file, stdout=answer, stderr=subprocess.DEVNULL, env=_environment()
    )
    try:
        return child.wait(SECONDS)
    except subprocess.TimeoutExpired:
        return -1
    finally:
        child.kill()
        child.wait()


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}
