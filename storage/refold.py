"""What was folded, folded anew: search indexes, keys under which papers are met, and the name that a list is sorted by.

`fold` is a format of the file: what an older version of it wrote cannot be found by a newer one, nor be taken out of an
index. The version stands in `meta`; a migration of a file that has another calls this.
"""

import json
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from storage import index, rows
from storage.fields import WHERE
from storage.papers import identity
from storage.papers.text import FOLD, fold
from storage.records import COLUMNS, identities
from storage.sqlite import Connection, scalar, scalars

_TELLING = "CASE WHEN coalesce(authors, '') = '' OR instr(extra, '\"PM') THEN extra END"
"""What tells a paper by its numbers at PubMed, and an unsigned one by its place."""
_YEAR = WHERE.index("year")
CHUNK = 1_000
"""Papers folded at once."""


def due(connection: Connection) -> bool:
    """Return whether the file was written with another version of `fold`."""
    return bool(scalar(connection, "SELECT value FROM meta WHERE name = 'fold'") != FOLD)


def refold(connection: Connection) -> Iterator[float]:
    """Fold all papers of a file anew, in the caller's transaction; yields how much is done."""
    execute = connection.execute
    _renew(connection, "words", "texts")
    execute("DELETE FROM terms")
    execute("DELETE FROM identities WHERE hash < ?", (identity.DIGEST,))
    keys = _Keys()
    indexing = index.Indexing(connection)
    last = scalar(connection, "SELECT max(id) FROM papers") or 0
    for papers in _papers(connection):
        texts: list[index.Texts] = []
        firsts: list[tuple[str, int]] = []
        for number, first, title, authors, abstract, keywords, doi, arxiv_id, extra, *where in papers:
            names = rows.unpack(authors)
            texts.append(index.texts_of(number, title, names, where, abstract, keywords))
            now = identity.family(names[0]) if names else ""
            told = (fold(title), doi, arxiv_id, title, *rows.medical(extra))
            place = () if now else identity.place(rows.unpack_named(extra))
            keys.add(number, identity.keys(*told, first=now, year=where[_YEAR], place=place))
            if now != first:
                firsts.append((now, number))
        indexing.add(texts)
        connection.executemany("UPDATE papers SET first = ? WHERE id = ?", firsts)
        yield number / last * 0.95
    indexing.save()
    for paper, facts in execute("SELECT paper, facts FROM records"):
        keys.add(paper, identities(dict.fromkeys(COLUMNS) | json.loads(facts)))
    connection.executemany("INSERT OR IGNORE INTO identities VALUES (?, ?)", keys.ascending())
    index.say(connection, scalars(connection, "SELECT paper FROM notes"))
    execute("REPLACE INTO meta VALUES ('fold', ?)", (FOLD,))
    yield 1.0


def _renew(connection: Connection, *tables: str) -> None:
    """Make full-text indexes anew, with nothing in them: that is faster than taking everything out."""
    for table in tables:
        made = scalar(connection, "SELECT sql FROM sqlite_schema WHERE name = ?", (table,))
        size = scalar(connection, f"SELECT v FROM {table}_config WHERE k = 'hashsize'")
        connection.execute(f"DROP TABLE {table}")
        connection.execute(made)
        connection.execute(f"INSERT INTO {table}({table}, rank) VALUES ('hashsize', ?)", (size,))


def _papers(connection: Connection) -> Iterator[Sequence[tuple[Any, ...]]]:
    """Yield the papers in the order of their numbers, some at a time, with what of them is folded."""
    last = 0
    columns = ("id", "first", "title", "authors", "abstract", index.KEYWORDS, "doi", "arxiv_id", _TELLING, *WHERE)
    source = "papers LEFT JOIN details ON paper = id"
    some = f"SELECT {', '.join(columns)} FROM {source} WHERE id > ? ORDER BY id LIMIT {CHUNK}"
    while found := connection.execute(some, (last,)).fetchall():
        yield found
        last = found[-1][0]


class _Keys:
    """Keys with their papers, eight bytes each, put in order some at a time: to write them so takes half the time."""

    LOW, PAPER = 28, 31
    """Bits of a key that tell those put in order together apart, and of a paper's number."""

    def __init__(self) -> None:
        self._some: defaultdict[int, array[int]] = defaultdict(lambda: array("Q"))

    def add(self, paper: int, keys: Iterable[int]) -> None:
        """Take a paper's keys."""
        for key in keys:
            self._some[key >> self.LOW].append((key & (1 << self.LOW) - 1) << self.PAPER | paper)

    def ascending(self) -> Iterator[tuple[int, int]]:
        """Yield key and paper in order, and forget them."""
        for high in sorted(self._some):
            for packed in sorted(self._some.pop(high)):
                yield high << self.LOW | packed >> self.PAPER, packed & (1 << self.PAPER) - 1
