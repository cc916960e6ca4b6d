"""The full-text indexes kept in step with the papers: what words a paper is found under.

They are contentless, so taking a paper out needs the very words it was put in with; every change of a paper's text
therefore goes remove, write, put. Nothing that changes often (status, stars) is in them, and no trigger writes them.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from operator import attrgetter

from storage import rows
from storage.fields import WHERE
from storage.papers.names import Name
from storage.papers.text import findable
from storage.sqlite import AMONG, Connection, packed

KEYWORDS = """CASE WHEN instr(extra, '"keyword":') THEN json_extract(extra, '$.keyword') END"""
"""SQL for the keywords of a row of details."""
_HELD = frozenset(("title", "authors", "abstract", *WHERE))
where_of = attrgetter(*WHERE)
"""Return a Paper's facts that the column `venue` holds."""

Texts = tuple[int, str, str, str, str]
"""A row of `texts`: id, title, authors, venue and abstract, folded; without the abstract it is a row of `words`."""


def worded(changed: Collection[str], *extras: str | None) -> bool:
    """Return whether a change of these columns changes words, with `extra` as it was and as it will be."""
    return not _HELD.isdisjoint(changed) or ("extra" in changed and any('"keyword":' in (one or "") for one in extras))


def texts_of(
    number: int, title: str, authors: Iterable[Name], where: Iterable[object], abstract: str | None,
    keywords: str | None = None,
) -> Texts:  # fmt: skip
    """Return the row of `texts` for a paper; `where` are the facts of WHERE, keywords stand with the abstract."""
    return (
        number,
        findable(title),
        findable("\n".join([name.text for name in authors])),
        findable("\n".join([str(part) for part in where if part])),
        findable(f"{abstract or ''}\n{keywords}" if keywords else abstract or ""),
    )


def _texts(connection: Connection, ids: Sequence[int]) -> list[Texts]:
    return [
        texts_of(number, title, rows.unpack(authors), where, abstract, keywords)
        for number, title, authors, abstract, keywords, *where in connection.execute(
            f"SELECT id, title, authors, abstract, {KEYWORDS}, {', '.join(WHERE)} FROM papers "
            f"LEFT JOIN details ON paper = id WHERE id {AMONG}",
            (packed(ids),),
        )
    ]


def remove(connection: Connection, ids: Sequence[int]) -> None:
    """Take papers out of the indexes, as their rows are now; before their text is changed."""
    texts = _texts(connection, ids)
    connection.executemany(
        "INSERT INTO words(words, rowid, title, authors, venue) VALUES ('delete', ?, ?, ?, ?)",
        [text[:-1] for text in texts],
    )
    connection.executemany(
        "INSERT INTO texts(texts, rowid, title, authors, venue, abstract) VALUES ('delete', ?, ?, ?, ?, ?)", texts
    )


def put(connection: Connection, ids: Sequence[int]) -> None:
    """Put papers into the indexes, as their rows are now."""
    indexing = Indexing(connection)
    indexing.add(_texts(connection, ids))
    indexing.save()


class Indexing:
    """New rows on their way into the indexes, and their words into `terms`: counted here while the papers are few
    (40 us each), else read back from the index at the end (2.4 s at a million papers)."""

    FEW = 2_000

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._papers = 0
        self._counts: Counter[str] = Counter()

    def add(self, texts: Sequence[Texts]) -> None:
        """Put new rows into the indexes; their words are still to be saved."""
        put = self._connection.executemany
        put("INSERT INTO words(rowid, title, authors, venue) VALUES (?, ?, ?, ?)", [text[:-1] for text in texts])
        put("INSERT INTO texts(rowid, title, authors, venue, abstract) VALUES (?, ?, ?, ?, ?)", texts)
        for _, *fields in texts:
            self._papers += 1
            if self._papers > self.FEW:
                self._counts.clear()
                return
            self._counts.update(set(" ".join(fields).split()))

    def save(self) -> None:
        """Write the words, within the transaction that put the texts into the index."""
        if self._papers <= self.FEW:
            self._connection.executemany(
                "INSERT INTO terms VALUES (?, ?) ON CONFLICT (term) DO UPDATE SET n = n + excluded.n",
                sorted(self._counts.items()),
            )
            return
        self._connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, texts, row)")
        self._connection.execute("INSERT OR REPLACE INTO terms SELECT term, doc FROM temp.vocabulary")


def say(connection: Connection, ids: Sequence[int]) -> None:
    """Renew what is found under the reader's notes on these papers."""
    among = (packed(ids),)
    connection.execute(f"DELETE FROM said WHERE rowid {AMONG}", among)
    connection.executemany(
        "INSERT INTO said(rowid, note) VALUES (?, ?)",
        [
            (number, findable(note))
            for number, note in connection.execute(
                f"SELECT paper, text FROM notes WHERE paper {AMONG} AND text <> ''", among
            )
        ],
    )
