"""What is typed as a note before it is saved: drafts, by paper and session; what goes of one is in the note's history.

| effect    | key     | value                                                               |
|-----------|---------|---------------------------------------------------------------------|
| draft     | session | what is typed as the note of a row; none once that is over          |
| discarded | session | what the reader threw away: a step, and the draft stands beneath it |
| former    | 0       | what was typed, and went out of the draft or was not saved          |
"""

from collections import Counter
from typing import TYPE_CHECKING

from pyroaring import BitMap

from storage import effects, records
from storage.sqlite import Connection, scalars

if TYPE_CHECKING:
    from storage.journal import Journal

SLIP = 20
"""Letters that may go out of what is typed before it counts as thrown away: a word set right is no loss."""

_OF_PAPER = "first IN (SELECT id FROM papers WHERE id = ?1 OR joined = ?1)"
_STANDS = (
    "field = 'draft' AND value IS NOT NULL AND NOT EXISTS (SELECT 1 FROM effects d JOIN acts a ON a.id = d.act "
    "WHERE a.undone = 0 AND d.field = 'discarded' AND d.key = effects.key AND d.first = effects.first "
    "AND a.clock > acts.clock)"
)
_DRAFTS_OF = f"FROM effects JOIN acts ON acts.id = act WHERE {_STANDS} AND {_OF_PAPER}"
STANDING = (
    "SELECT coalesce(joined, papers.id), value, effects.key, clock FROM effects JOIN acts ON acts.id = act "
    f"JOIN papers ON papers.id = effects.first WHERE {_STANDS} ORDER BY acts.clock, acts.id"
)
"""Selects (paper, text, session, clock) of every draft, the oldest first, those of papers off the shelf too."""


def missing(before: str, after: str) -> int:
    """Return how many letters of what was typed stood in words that are gone; the last word may have grown."""
    words, there = before.split(), after.split()
    if words and any(word.startswith(words[-1]) for word in there):
        words.pop()
    return sum(len(word) * times for word, times in (Counter(words) - Counter(there)).items())


def is_lost(before: str, after: str) -> bool:
    """Return whether more than a slip is gone of what was typed, or all of it."""
    gone = missing(before, after)
    return gone > SLIP or (gone > 0 and set(before.split()).isdisjoint(after.split()))


def keep(journal: "Journal", row: int, text: str | None, session: int, *, note: str, fullest: str = "") -> None:
    """Keep what a session types as the note of a row, in the place of what it typed before; None when that is over.

    What it typed before of a row that was joined to this one is over as well. Each draft stays of the row that it
    was begun of: it is by that row that another library knows which one it replaces. What is neither in the `note` of
    the paper nor in another draft goes into the note's history; `fullest` is the most that was typed so far.
    """
    connection = journal.connection
    found = {
        begun: (act, value)
        for begun, act, value in connection.execute(
            f"SELECT first, act, value FROM effects WHERE field = 'draft' AND key = ?2 AND {_OF_PAPER} "
            "AND (value IS NOT NULL OR first = ?1) ORDER BY act",
            (row, session),
        )
    }
    others = (
        f"SELECT value FROM effects JOIN acts ON acts.id = act WHERE {_STANDS} AND {_OF_PAPER} AND effects.key <> ?2"
    )
    stands = [text or "", note, *scalars(connection, others, (row, session))]
    typed = {fullest: row} | {value: begun for begun, (_, value) in found.items() if value}
    for value, begun in typed.items():
        if all(is_lost(value, other) for other in stands):
            effects.keep(connection, journal.quiet("draft", session), "former", value, BitMap([begun]))
            stands.append(value)
    if row not in found and text is not None:
        found[row] = journal.quiet("draft", session), None
    for begun, (act, _) in found.items():
        journal.renew(act)
        effects.keep(connection, act, "draft", text if begun == row else None, BitMap([begun]), session)


def discard(journal: "Journal", row: int, session: int) -> None:
    """Throw away what a session typed as the note of a row: undone, it stands again."""
    mine = f"SELECT first, value {_DRAFTS_OF} AND effects.key = ?2"
    for begun, text in journal.connection.execute(mine, (row, session)).fetchall():
        journal.note("discarded", text, BitMap([begun]), session)


def former(connection: Connection, row: int) -> list[tuple[int, str]]:
    """Return the texts that the notes of a row, and of those joined to it, had, and those that were typed and went out
    of its drafts, newest first, each once, with the clock of its act."""
    among = records.joined_to(connection, BitMap([row])) | BitMap([row])
    texts: dict[str, int] = {}
    for clock, text, *where in connection.execute(
        "SELECT clock, value, first, last, papers FROM effects JOIN acts ON acts.id = act "
        "WHERE (field = 'note' AND key = 0 OR field IN ('discarded', 'former')) AND value <> '' "
        "AND first <= ? AND last >= ? ORDER BY clock DESC, acts.id DESC",
        (among.max(), among.min()),
    ):
        if among & effects.papers(*where):
            texts.setdefault(text, clock)
    return [(clock, text) for text, clock in texts.items()]
