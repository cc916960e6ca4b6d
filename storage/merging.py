"""Two papers of the shelf made one: facts united, sightings, tags and notes brought together, as one undo step."""

from storage import index, rows, union
from storage.journal import Change, Journal, record
from storage.papers import identity
from storage.sqlite import Connection


def merge(connection: Connection, keep: int, other: int) -> Change:
    """Merge `other` into `keep`, inside the caller's transaction; nothing the reader wrote on either is lost.

    Raises KeyError when one of them is not on the shelf.
    """
    said = {
        number: (status, starred, priority, read_on, title, listing)
        for number, status, starred, priority, read_on, title, listing in connection.execute(
            "SELECT id, status, starred, priority, read_on, title, listing FROM papers "
            "WHERE id IN (?, ?) AND hidden = 0",
            (keep, other),
        )
    }
    mine, theirs = said[keep], said[other]
    journal = Journal()
    format_name = connection.execute("SELECT format FROM listings WHERE id = ?", (theirs[5],)).fetchone()
    union.unite(
        connection, journal, keep, rows.paper(union.stored(connection, other)),
        trust=identity.trust(format_name[0]) if format_name else identity.LISTING_TRUST, source=str(theirs[5]),
    )  # fmt: skip
    _said(connection, journal, keep, mine, theirs)
    _sightings(connection, journal, keep, other)
    _tags(connection, journal, keep, other)
    _notes(connection, journal, keep, other)
    # Where either is listed again, it is known as the one; a key too many only costs a look.
    connection.execute("INSERT OR IGNORE INTO identities SELECT hash, ? FROM identities WHERE paper = ?", (keep, other))
    journal.hide([other])
    change = record(connection, journal, "merged 2 papers into one", 2)
    connection.execute("UPDATE papers SET hidden = ? WHERE id = ?", (change.id, other))
    index.say(connection, [keep])
    return change


def _said(connection: Connection, journal: Journal, keep: int, mine: tuple[int, ...], theirs: tuple[int, ...]) -> None:
    names = ("status", "starred", "priority", "read_on")
    before = dict(zip(names, mine[:4], strict=True))
    after = dict(before)
    if not mine[0]:
        after["status"], after["read_on"] = theirs[0], theirs[3]
    after["starred"] = max(mine[1], theirs[1])
    after["priority"] = mine[2] or theirs[2]
    if after != before:
        assignment = ", ".join(f"{name} = ?" for name in names)
        connection.execute(f"UPDATE papers SET {assignment} WHERE id = ?", (*after.values(), keep))
        journal.row("papers", {"id": keep, **before}, {"id": keep, **after})


def _sightings(connection: Connection, journal: Journal, keep: int, other: int) -> None:
    names = ("paper", "listing", "line", "position", "score", "comments", "upvotes")
    for values in connection.execute(f"SELECT {', '.join(names)} FROM sightings WHERE paper = ?", (other,)).fetchall():
        sighting = dict(zip(names, values, strict=True)) | {"paper": keep}
        added = connection.execute(
            "INSERT OR IGNORE INTO sightings VALUES (?, ?, ?, ?, ?, ?, ?)", tuple(sighting.values())
        )
        if added.rowcount:
            journal.row("sightings", None, sighting)
    seen = connection.execute("SELECT seen FROM papers WHERE id = ?", (keep,)).fetchone()[0]
    now = connection.execute("SELECT count(*) FROM sightings WHERE paper = ?", (keep,)).fetchone()[0]
    connection.execute("UPDATE papers SET seen = ? WHERE id = ?", (now, keep))
    journal.row("papers", {"id": keep, "seen": seen}, {"id": keep, "seen": now})


def _tags(connection: Connection, journal: Journal, keep: int, other: int) -> None:
    for (tag,) in connection.execute("SELECT tag FROM taggings WHERE paper = ?", (other,)).fetchall():
        if connection.execute("INSERT OR IGNORE INTO taggings VALUES (?, ?)", (keep, tag)).rowcount:
            journal.row("taggings", None, {"paper": keep, "tag": tag})


def _notes(connection: Connection, journal: Journal, keep: int, other: int) -> None:
    names = ("paper", "text", "version", "saved")
    notes = {
        values[0]: dict(zip(names, values, strict=True))
        for values in connection.execute(f"SELECT {', '.join(names)} FROM notes WHERE paper IN (?, ?)", (keep, other))
    }
    theirs = notes.get(other, {}).get("text")
    if not theirs:
        return
    before = notes.get(keep)
    text = f"{before['text']}\n\n{theirs}" if before and before["text"] else theirs
    after = {"paper": keep, "text": text, "version": (before["version"] if before else 0) + 1, "saved": rows.now()}
    connection.execute("INSERT OR REPLACE INTO notes VALUES (?, ?, ?, ?)", tuple(after.values()))
    journal.row("notes", before, after)
    noted = connection.execute("SELECT noted FROM papers WHERE id = ?", (keep,)).fetchone()[0]
    connection.execute("UPDATE papers SET noted = 1 WHERE id = ?", (keep,))
    journal.row("papers", {"id": keep, "noted": noted}, {"id": keep, "noted": 1})
