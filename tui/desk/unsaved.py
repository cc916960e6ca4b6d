"""A note that the library could not take: kept as a text beside it, until it is a draft in the library again."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from storage import places
from storage.library import Library, LibraryError
from storage.papers.paper import Entry
from storage.sessions import lives, sweep
from tui.desk import files

_HEAD = re.compile(r"note on .* \[([0-9a-f]{32})\]\n\n")


def keep(library: Library, entry: Entry, text: str) -> Path | None:
    """Write what is typed as the note of a paper into a file of its own, in the place of what this session wrote there
    before; return where. It is beside the library, else in the cache folder; None where neither can be written."""
    name = f"{library.path.name}.note-{entry.id}-{library.session:x}.txt"
    for folder in _folders(library):
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            files.write(folder / name, [f"note on {entry.paper.title} [{entry.uuid}]\n\n", text])
            return folder / name
    return None


def forget(path: Path) -> None:
    """Remove the file of a note that is saved now."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def take_in(library: Library) -> Iterator[str]:
    """Have each note that sessions which have ended kept beside the library be a draft in it; yields sentences on those
    that cannot be, which stay where they are."""
    sweep(library.path)
    for folder in _folders(library):
        for path in sorted(folder.glob(f"{_literal(library.path.name)}.note-*-*.txt")):
            try:
                session = int(path.stem.rpartition("-")[2], 16)
                if session == library.session or lives(library.path, session):
                    continue
                whole = path.read_text("utf-8", "replace")
                found = _HEAD.match(whole)
                number = library.find(found[1]) if found else None
                if found and number is not None:
                    library.draft(number, whole[found.end() :], session)
                    path.unlink()
                elif folder == library.path.parent:
                    yield f"a note that could not be saved is kept in {path}"
            except (OSError, ValueError, LibraryError) as error:
                yield f"a note that could not be saved is kept in {path}: {error}"


def _folders(library: Library) -> tuple[Path, Path]:
    return library.path.parent, places.cache() / "notes"


def _literal(name: str) -> str:
    return re.sub(r"([*?[])", r"[\1]", name)
