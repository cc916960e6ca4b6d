"""What a library kept before its store could travel, as that store keeps it; run once, by a migration.

    columns.py    the columns that hold facts, as they were
    journal.py    changes with before-values, as they were kept
    acts.py       acts and their effects, as they are kept now
    history.py    the ones become the others, so that the registers say what the tables say
    arxiv.py      arXiv ids of the old kind lose their subject class
    records.py    facts with claims become records, papers that were merged become groups

Nothing here asks the rooms that read and write a library of today, which will know other columns one day than the file
has at this step.
"""

import json
from collections.abc import Callable
from hashlib import blake2b

from storage.sqlite import Connection


def convert(connection: Connection, told: Callable[[str, float], None]) -> None:
    """Fill the tables of a store that travels from those before, which may be dropped then.

    What could not be kept is said under `migration` in `meta`, as a JSON list of sentences.
    """
    from storage.upgrade.history import History
    from storage.upgrade.records import Records

    for table in ("tags", "searches"):
        connection.executemany(
            f"UPDATE {table} SET uuid = ? WHERE id = ?",
            [
                (blake2b(name.encode(), digest_size=16).digest(), number)
                for number, name in connection.execute(f"SELECT id, name FROM {table}").fetchall()
            ],
        )
    history = History(connection)
    for done in history.convert():
        told("history", done)
    for done in Records(connection, history).convert():
        told("records", done)
    if said := list(history.sentences()):
        connection.execute("REPLACE INTO meta VALUES ('migration', ?)", (json.dumps(said),))
