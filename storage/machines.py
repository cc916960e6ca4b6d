"""Whose acts a library file writes: one that was copied, or brought back from a backup, is a machine of its own.

Two copies that went on under one name would give two acts one number, and each would be taken for the other's where
they meet. So the file holds the place it was written in last; where it is found in another, its acts so far stay
under the name that they have, and those to come are of a new one. A name too many costs a row.
"""

import os
from pathlib import Path

from storage.sqlite import Connection, scalar

_PLACE = "SELECT value FROM meta WHERE name = 'place'"


def settle(connection: Connection, path: Path) -> None:
    """Give the file a machine's name of its own when it is not where it was written last; within a transaction that
    writes, before the act."""
    status = path.stat()
    # The number of a device may change as the machine starts, a file system's own seldom does.
    system = os.statvfs(path).f_fsid if hasattr(os, "statvfs") else status.st_dev
    place = f"{system}:{status.st_ino}"
    if scalar(connection, _PLACE) == place:
        return
    connection.execute("REPLACE INTO meta VALUES ('place', ?)", (place,))
    before = scalar(connection, "SELECT uuid FROM machines WHERE id = 1")
    connection.execute("UPDATE machines SET uuid = randomblob(16) WHERE id = 1")
    if scalar(connection, "SELECT 1 FROM acts WHERE machine = 1 LIMIT 1"):
        other = connection.execute("INSERT INTO machines(uuid) VALUES (?)", (before,)).lastrowid
        connection.execute("UPDATE acts SET machine = ? WHERE machine = 1", (other,))


def forget(connection: Connection) -> None:
    """Have a copy know no place, wherever it is put: a backup may come to stand in the library's own."""
    connection.execute("DELETE FROM meta WHERE name = 'place'")
