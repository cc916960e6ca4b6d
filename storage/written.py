"""What papershelf wrote last into files that others write in too, piece by piece: the base that each update is held to.

It is of this machine alone: no act, and nothing that travels. A base that is older than its file, out of a backup say,
makes an entry look edited, which leads to a question and never to a loss.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from storage.sqlite import Connection


class Written(NamedTuple):
    """One piece of a file, which papershelf wrote."""

    paper: str
    """The uuid of the paper it is of; empty where it is of none."""
    text: str | None = None
    """As it stood in the file; empty where the reader left it out, None where it was never seen in the file."""
    next: str | None = None
    """What was about to be written when last it was begun: whoever is killed then may have written it or not."""
    ours: str | None = None
    """What papershelf would have written, where the reader chose what stood in the file."""

    @property
    def texts(self) -> tuple[str, ...]:
        """What papershelf may have left in the file."""
        return tuple(text for text in (self.text, self.next) if text)


def of(connection: Connection, file: Path, purpose: str) -> dict[str, Written]:
    """Return what was written into a file for a purpose, by the name that each piece has there."""
    found = connection.execute(
        "SELECT key, paper, text, next, ours FROM written WHERE file = ? AND purpose = ?", (_place(file), purpose)
    )
    return {key: Written(paper, *map(_text, texts)) for key, paper, *texts in found}


def intend(connection: Connection, file: Path, purpose: str, pieces: Mapping[str, Written]) -> None:
    """Keep what is about to be written; within a transaction that is over before the file is touched."""
    connection.executemany(
        "INSERT INTO written(file, purpose, key, paper, next) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET paper = excluded.paper, next = excluded.next",
        [(_place(file), purpose, key, piece.paper, _blob(piece.next)) for key, piece in pieces.items()],
    )


def settle(
    connection: Connection, file: Path, purpose: str, pieces: Mapping[str, Written], gone: Iterable[str] = ()
) -> None:
    """Keep what now stands in the file, and forget the pieces that are `gone` from it; within a transaction."""
    place = _place(file)
    connection.executemany(
        "REPLACE INTO written(file, purpose, key, paper, text, ours) VALUES (?, ?, ?, ?, ?, ?)",
        [(place, purpose, key, piece.paper, _blob(piece.text), _blob(piece.ours)) for key, piece in pieces.items()],
    )
    connection.executemany(
        "DELETE FROM written WHERE file = ? AND purpose = ? AND key = ?", [(place, purpose, key) for key in gone]
    )


def _place(file: Path) -> bytes:
    """Return a file's absolute path, links followed: bytes, as a name need not be UTF-8."""
    return os.fsencode(file.resolve())


# Texts are kept as bytes: what others wrote may hold bytes that are no UTF-8, which a lone surrogate stands for.
def _blob(text: str | None) -> bytes | None:
    return None if text is None else text.encode("utf-8", "surrogateescape")


def _text(blob: bytes | None) -> str | None:
    return None if blob is None else blob.decode("utf-8", "surrogateescape")
