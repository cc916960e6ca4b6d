"""Two papers of the shelf made one: facts united, sightings, tags and notes brought together, as one undo step."""

from storage import rows, union
from storage.files import LibraryError
from storage.journal import Change, Journal
from storage.sqlite import scalar

_SAID = ("status", "starred", "priority", "read_on", "noted", "seen", "key")


def merge(journal: Journal, keep: int, other: int) -> Change:
    """Merge `other` into `keep`, inside the caller's transaction; nothing the reader wrote on either is lost.

    Raises LibraryError when one of them is not on the shelf.
    """
    execute = journal.connection.execute
    said = {
        number: rows.named(_SAID, values)
        for number, *values in execute(
            f"SELECT id, {', '.join(_SAID)} FROM papers WHERE id IN (?, ?) AND hidden = 0", (keep, other)
        )
    }
    for number in (keep, other):
        if number not in said:
            raise LibraryError(f"there is no paper {number} on the shelf")
    mine, theirs = said[keep], said[other]
    going = union.Shelved(journal, other)
    union.unite(journal, keep, rows.paper(going.facts), trust=going.trust, source=str(going.facts["listing"]))
    for table, names in (("sightings", "listing, line, position, score, comments, upvotes"), ("taggings", "tag")):
        columns = ("paper", *names.split(", "))
        for values in execute(f"SELECT {names} FROM {table} WHERE paper = ?", (other,)).fetchall():
            journal.add(table, rows.named(columns, (keep, *values)))
    _notes(journal, keep, other)
    if theirs["key"] and not mine["key"]:  # every \cite in the reader's papers goes on working
        journal.put("papers", {"id": other, "key": None})
        journal.put("papers", {"id": keep, "key": theirs["key"]})
    if not mine["status"]:
        mine |= {"status": theirs["status"], "read_on": theirs["read_on"]}
    journal.put("papers", {
        "id": keep, "status": mine["status"], "read_on": mine["read_on"],
        "starred": max(mine["starred"], theirs["starred"]), "priority": mine["priority"] or theirs["priority"],
        "noted": max(mine["noted"], theirs["noted"]),
        "seen": scalar(journal.connection, "SELECT count(*) FROM sightings WHERE paper = ?", (keep,)),
    })  # fmt: skip
    # Where either is listed again, it is known as the one; a key too many only costs a look.
    execute("INSERT OR IGNORE INTO identities SELECT hash, ? FROM identities WHERE paper = ?", (keep, other))
    journal.hide([other])
    return journal.record("merged 2 papers into one", 2)


def _notes(journal: Journal, keep: int, other: int) -> None:
    """Put the other's note under the one that is there."""
    notes = {
        number: (text, version)
        for number, text, version in journal.connection.execute(
            "SELECT paper, text, version FROM notes WHERE paper IN (?, ?)", (keep, other)
        )
    }
    theirs, _ = notes.get(other, ("", 0))
    mine, version = notes.get(keep, ("", 0))
    if theirs:
        text = f"{mine}\n\n{theirs}" if mine else theirs
        journal.put("notes", {"paper": keep, "text": text, "version": version + 1, "saved": rows.now()})
