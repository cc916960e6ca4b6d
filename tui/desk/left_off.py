"""Where the reader left off, by library: what was filtered, which paper, how far down; and what came since."""

import contextlib
import json
import time
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage import places
from storage.papers.text import clean

if TYPE_CHECKING:
    from storage.library import Library

LIBRARIES = 50
"""Libraries of which it is known, the last ones that were open."""
_LIMIT = 1_000_000
"""Bytes of the file that are read."""


@dataclass(frozen=True, slots=True)
class LeftOff:
    """A place in a shelf."""

    query: str = ""
    paper: int | None = None
    """The paper under the cursor."""
    top: int = 0
    """How many papers of the list stood above the window."""
    reading: bool = False
    """Whether the paper's page was open."""
    places: bool = True
    """Whether the pane of places stood open where there is room."""
    places_width: int = 0
    """Columns of that pane; 0 where the reader gave it none."""
    at: int = 0
    """When, in seconds since 1970; 0 where the library was never left."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Keeps it in a file, for its owner only; one that cannot be read or written is as none. Without a path nothing is
    kept."""

    path: Path | None = None

    def recall(self, library: "Library") -> LeftOff:
        """Return where a library was left."""
        told = self._all().get(_name(library))
        if not isinstance(told, dict):
            return LeftOff()

        def number(name: str) -> int:
            return found if type(found := told.get(name)) is int and found > 0 else 0

        query = told.get("query")
        return LeftOff(
            clean(query) if isinstance(query, str) else "", number("paper") or None, number("top"),
            told.get("reading") is True, told.get("places") is not False, number("places_width"), number("at"),
        )  # fmt: skip

    def keep(self, library: "Library", left: LeftOff) -> None:
        """Keep where a library is left now."""
        if self.path is None:
            return
        from tui.desk import files

        others = {name: told for name, told in self._all().items() if name != _name(library)}
        told = {_name(library): asdict(left) | {"at": int(time.time())}} | dict(list(others.items())[: LIBRARIES - 1])
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            files.write(self.path, [json.dumps(told, ensure_ascii=False)])

    def _all(self) -> dict[str, Any]:
        if self.path is not None:
            with contextlib.suppress(OSError, ValueError, RecursionError), self.path.open("rb") as file:
                found = json.loads(file.read(_LIMIT))
                return found if isinstance(found, dict) else {}
        return {}


def _name(library: "Library") -> str:
    return str(places.real(library.path).absolute())


def back_since(library: "Library", day: date) -> int:
    """Return how many papers that were put off have come back since a day."""
    from storage.query import Compare

    return library.view(Compare("later", ((">", day.isoformat()), ("<=", date.today().isoformat())))).count()


def came_since(library: "Library", left: LeftOff) -> int:
    """Return how many new papers came since a library was left."""
    from storage.query import And, Compare, Flag

    if not left.at:
        return 0
    return library.view(And((Flag("new"), Compare("added", ((">=", left.at),))))).count()
