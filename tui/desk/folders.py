"""A folder of PDFs: each file is a page of its own, and all of them are one import."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from importers.decode import OPENING, is_pdf
from storage.papers.words import several


class Folder(NamedTuple):
    """What is in a folder, and in those below it."""

    files: tuple[Path, ...]
    """The PDFs, in order of their paths."""
    others: int
    """How many other files there are; hidden ones are not counted."""

    def rest(self, path: Path) -> str:
        """Return in words what was left out of it; empty where nothing was."""
        were = "was" if self.others == 1 else "were"
        return f"{several(self.others, 'other file')} in {path} {were} not read" if self.others else ""


def look(path: Path) -> Folder:
    """Return the PDFs in a folder and below it: what is called so, and what is one by its bytes.

    Hidden files and folders are left alone, and links, which may lead anywhere. A folder that cannot be read counts as
    empty.
    """
    found: list[Path] = []
    others = 0
    for name in sorted(_files(path)):
        if _may_be_pdf(name):
            found.append(name)
        else:
            others += 1
    return Folder(tuple(found), others)


def _files(path: Path) -> Iterator[Path]:
    for folder, below, names in os.walk(path):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in names:
            file = Path(folder, name)
            if not (name.startswith(".") or file.is_symlink()) and file.is_file():
                yield file


def _may_be_pdf(path: Path) -> bool:
    if path.suffix.lower() == ".pdf":
        return True
    try:
        with path.open("rb") as stream:
            return is_pdf(stream.read(OPENING))
    except OSError:
        return False
