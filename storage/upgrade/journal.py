"""The journal as it was: changes with before-values, read one operation at a time however long they are.

A change's body is zlib-compressed JSON, a list of operations:

    ["set", COLUMNS, TO, [[FROM, RUNS], ...]]   papers' COLUMNS became TO; FROM were the values of the ids in RUNS
    ["row", TABLE, KEY, BEFORE, AFTER]          one row, as mappings; BEFORE null for a new row, AFTER for one removed
    ["hide", RUNS]                              papers left the shelf (and may come back)
    ["show", LISTING]                           papers a listing brought came onto the shelf, with the listing
    ["unlist", LISTING]                         a listing was taken back; those of its papers that went are in a "hide"

RUNS are ids as [start, length, start, length, ...]. A change is live (undone 0), undone and to be redone (1), or was
undone and then overtaken by a new change (2).
"""

import json
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from pyroaring import BitMap

from storage.sqlite import Connection

LIVE, UNDONE, OVERTAKEN = 0, 1, 2
_PIECE = 1 << 20
"""Characters read at once."""

_VERBS = {
    "imported": "import", "marked": "mark", "starred": "star", "unstarred": "star", "raised": "prioritise",
    "lowered": "prioritise", "tagged": "tag", "removed the tag": "tag", "noted": "note", "removed the note": "note",
    "edited": "edit", "completed": "complete", "deleted": "delete", "merged": "merge", "kept": "apart",
    "undid": "unlist", "took back": "unlist",
}  # fmt: skip
"""What a change did, by how its words begin."""


class DamagedError(ValueError):
    """The body of a change cannot be read."""


class Change(NamedTuple):
    """A step of the old journal."""

    id: int
    made: int
    words: str
    papers: int
    undone: int
    body: bytes

    @property
    def verb(self) -> str:
        """What it did, as acts call it; `other` where its words do not tell."""
        return next((verb for words, verb in _VERBS.items() if self.words.startswith(words)), "other")

    def operations(self) -> Iterator[list[Any]]:
        """Yield its operations; raises DamagedError where they cannot be read."""
        scan = json.JSONDecoder().raw_decode
        inflate = zlib.decompressobj()
        text, at, left, begun = "", 0, self.body, False
        try:
            while left or not inflate.eof:
                piece = inflate.decompress(left, _PIECE)
                left = inflate.unconsumed_tail
                if not piece and not left:
                    break
                text, at = text[at:] + piece.decode("ascii"), 0
                while True:
                    start = len(text) - len(text[at:].lstrip(", \n")) if begun else 1
                    begun = True
                    try:
                        operation, at = scan(text, start)
                    except ValueError:
                        at = start
                        break
                    yield operation
        except (zlib.error, UnicodeDecodeError) as error:
            raise DamagedError(self.words) from error
        if text[at:].strip() != "]":
            raise DamagedError(self.words)


def changes(connection: Connection, where: str = "1", order: str = "id") -> Iterator[Change]:
    """Yield changes one by one; `where` and `order` are SQL."""
    found = connection.execute(
        f"SELECT id, made, words, count, undone, body FROM changes WHERE {where} ORDER BY {order}"
    )
    for values in found:
        yield Change(*values)


def ids(runs: list[int]) -> BitMap:
    """Return the ids of runs."""
    found = BitMap()
    for start, length in zip(runs[::2], runs[1::2], strict=True):
        found.add_range(start, start + length)
    return found


def merged(operations: list[list[Any]]) -> tuple[int, int] | None:
    """Return which row a merge kept and which it hid; None where its operations do not tell."""
    going = [number for operation in operations if operation[0] == "hide" for number in ids(operation[1])]
    touched = [
        operation[2].get("paper", operation[2].get("id"))
        for operation in operations
        if operation[0] == "row" and operation[1] in ("sightings", "claims", "taggings", "notes", "papers", "details")
    ]
    kept = next((number for number in touched if number not in going), None)
    return (kept, going[0]) if len(going) == 1 and kept is not None else None
