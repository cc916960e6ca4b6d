"""Writing a note in $EDITOR: whatever the editor does, the old note is kept until a new one is there."""

import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path


class EditorError(Exception):
    """The note could not be edited; the message is a sentence for people, and the note is as it was."""

    def __init__(self, sentence: str, left: str | None = None) -> None:
        """`left` is what an editor that failed left in its file."""
        super().__init__(sentence)
        self.left = left


def command() -> list[str]:
    """Return the reader's editor as argv: $VISUAL, $EDITOR, else one that is there.

    Raises EditorError when there is none.
    """
    for name in ("VISUAL", "EDITOR"):
        if value := os.environ.get(name, "").strip():
            try:
                words = shlex.split(value)
            except ValueError as error:
                raise EditorError(f"${name} is {value!r}, which cannot be read: {error}") from error
            if words:
                if shutil.which(words[0]) is None:
                    raise EditorError(f"${name} is {value!r}, but there is no program {words[0]!r}")
                return words
    for name in ("nano", "vim", "vi", "micro", "emacs", "notepad"):
        if shutil.which(name):
            return [name]
    raise EditorError("there is no editor; set $EDITOR to the one you use")


def edit(text: str, argv: list[str]) -> str:
    """Return what the editor made of `text`, decoded; runs in the terminal it is called from.

    Raises EditorError when the editor fails, or leaves no file behind.
    """
    with tempfile.TemporaryDirectory(prefix="papershelf-") as folder:
        path = Path(folder) / "note.md"
        path.write_text(text, "utf-8")
        path.chmod(0o600)
        try:
            done = subprocess.run([*argv, str(path)], check=False)
        except OSError as error:
            raise EditorError(f"{argv[0]} cannot be started: {error.strerror or error}") from error
        try:
            left = decoded(path.read_bytes())
        except OSError as error:
            raise EditorError(f"{argv[0]} left no file behind; the note is as it was") from error
        if done.returncode:
            raise EditorError(f"{argv[0]} ended with {done.returncode}; the note is as it was", left)
    return left


def decoded(data: bytes) -> str:
    """Return the editor's bytes as text: UTF-8, with or without mark, UTF-16 with one, else cp1252."""
    from importers.decode import from_bytes

    return from_bytes(data, source="the note").text.removesuffix("\n")
