"""Tags and shelves by their names: put on papers, taken off; and, with saved searches, called by another name.

A rename gives the new name to what has the old one, in one act. So two of them become one where the new name is in use,
undo tells them apart again, and a machine that has not heard of it yet may go on using the old name: nothing is lost.
"""

from collections.abc import Callable, Mapping
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter

from pyroaring import BitMap

from storage import counts, merging, names, rows, standing
from storage.effects import select
from storage.errors import LibraryError
from storage.journal import Journal
from storage.papers.words import quoted
from storage.sqlite import AMONG, packed, scalars


def named(name: str) -> bytes:
    """Return the uuid of what has a name of the reader's, a tag or a search: the same on every machine."""
    return blake2b(name.encode(), digest_size=16).digest()


def tag(journal: Journal, here: BitMap, name: str, *, wanted: bool) -> BitMap:
    """Put a tag on papers, or take it off; return those that it was put on or taken from."""
    touched = here - here
    if wanted:
        journal.connection.execute("INSERT OR IGNORE INTO tags(name, uuid) VALUES (?, ?)", (name, named(name)))
    for number in scalars(journal.connection, "SELECT id FROM tags WHERE name = ?", (name,)):
        having = counts.ids(journal.connection, "tag", number)
        others = here - having if wanted else here & having
        journal.say("tag", int(wanted), others, number)
        touched |= others
    return touched


def shelve(journal: Journal, here: BitMap, name: str, *, wanted: bool) -> BitMap:
    """Put papers at the end of a shelf, or take them off it; return those that it was put on or taken off."""
    connection = journal.connection
    if wanted:
        connection.execute("INSERT OR IGNORE INTO shelves(name, uuid) VALUES (?, ?)", (name, named(name)))
    shelf = standing.number(connection, name)
    having = counts.ids(connection, "shelf", shelf)
    others = here - having if wanted else here & having
    journal.say("shelf", standing.end(connection, shelf) if wanted else None, others, shelf)
    return others


def _tag(journal: Journal, old: str, new: str) -> int:
    used = counts.values(journal.connection, "tag", shown=False)
    named = journal.connection.execute(f"SELECT id, name FROM tags WHERE id {AMONG}", (packed(used),)).fetchall()
    meant = [(tag, name) for tag, name in named if names.within(name, old)]
    if not meant:
        raise LibraryError(f"no paper has the tag {quoted(old)}")
    if new != old and names.within(new, old):
        raise LibraryError(f"the tag {quoted(old)} cannot stand below itself")
    touched = BitMap()
    for number, name in meant if new != old else ():
        having = _kept(journal, "tag", number)
        journal.say("tag", 0, having, number)
        tag(journal, having, new + name.removeprefix(old), wanted=True)
        touched |= having
    return len(journal.present(touched))


def _shelf(journal: Journal, old: str, new: str) -> int:
    connection = journal.connection
    shelf = standing.number(connection, old)
    having = _kept(journal, "shelf", shelf)
    if not having:
        raise LibraryError(f"nothing stands on {quoted(old)}")
    if new == old:
        return 0
    where = f"shelf = {shelf}"
    order = sorted(select(connection, "SELECT place, paper FROM shelvings", having, key="paper", where=where))
    journal.say("shelf", None, having, shelf)
    shelve(journal, BitMap(), new, wanted=True)
    other = standing.number(connection, new)
    end, coming = standing.end(connection, other), having - counts.ids(connection, "shelf", other)
    for place, group in groupby(order, itemgetter(0)):
        journal.say("shelf", end + place, coming & BitMap(row for _, row in group), other)
    return len(journal.present(having))


def _search(journal: Journal, old: str, new: str) -> int:
    stored = "SELECT query, position FROM searches WHERE name = ? AND hidden = 0"
    found = journal.connection.execute(stored, (old,)).fetchone()
    if found is None:
        raise LibraryError(f"there is no saved search {quoted(old)}")
    if new != old:
        query, place = found
        merging.search(journal, new, query, named(new), place)
        merging.search(journal, old, None, named(old))
    return 0


def _kept(journal: Journal, name: str, value: int) -> BitMap:
    """Return the papers of a set that are on the shelf, or were taken off it and may come back."""
    ids = counts.ids(journal.connection, name, value)
    found = select(journal.connection, "SELECT id FROM papers", ids, where=f"hidden IN (0, {rows.GONE})")
    return BitMap(row for (row,) in found)


RENAME: Mapping[str, Callable[[Journal, str, str], int]] = {"tag": _tag, "shelf": _shelf, "search": _search}
"""What renames each, and returns how many papers on the shelf have it."""
