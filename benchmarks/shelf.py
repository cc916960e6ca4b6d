"""Shelves of synthetic papers, made once per size and schema by bulk SQL and kept in a temporary folder."""

import hashlib
import os
import random
import tempfile
from collections.abc import Callable, Iterator
from fcntl import LOCK_EX, flock
from itertools import islice
from pathlib import Path

from benchmarks import synthetic
from storage import counts, index, migrations, rows, sqlite
from storage.papers import identity
from storage.papers.names import Name
from storage.papers.paper import Paper
from storage.papers.text import fold

BATCH = 10_000
BUILT = 2
"""Counted up when `_build` changes what it makes, so that kept shelves are made anew."""


def folder() -> Path:
    """Return where shelves and listings are kept: a folder of the user's own under the system's temporary one."""
    path = Path(tempfile.gettempdir()) / f"papershelf-benchmarks-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def shelf(papers: int) -> Path:
    """Return a library file of so many papers: one listing's, a fiftieth of them looked at by the reader."""
    digest = _digest(synthetic.__file__, migrations.__file__, identity.__file__)
    return _kept(folder() / f"shelf-{papers}-{digest}-{BUILT}.sqlite3", lambda path: _build(path, papers))


def listing(papers: int, seed: int = 1) -> Path:
    """Return a file of so many JSON lines in the form of arXiv's snapshot."""
    digest = _digest(synthetic.__file__)

    def write(path: Path) -> None:
        with path.open("w", encoding="utf-8") as stream:
            for paper in synthetic.papers(papers, seed):
                stream.write(synthetic.json_line(paper) + "\n")

    return _kept(folder() / f"listing-{papers}-{seed}-{digest}.jsonl", write)


def paper(made: synthetic.Made) -> Paper:
    """Return the paper as the reader of arXiv's snapshot would."""
    return Paper(
        title=made.title,
        authors=tuple(Name.of(family=family, given=given) for family, given in made.authors),
        date=made.date.isoformat(), venue=made.venue, category=made.category, abstract=made.abstract, doi=made.doi,
        arxiv_id=made.arxiv_id,
    )  # fmt: skip


def _digest(*sources: str) -> str:
    return hashlib.blake2b(b"".join(Path(source).read_bytes() for source in sources), digest_size=4).hexdigest()


def _kept(path: Path, make: Callable[[Path], None]) -> Path:
    """Return the file, made once: whoever comes while it is being made waits for it."""
    with path.with_suffix(".lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not path.exists():
            partial = path.with_name(f"partial-{path.name}")
            partial.unlink(missing_ok=True)
            make(partial)
            partial.replace(path)
    return path


def _build(path: Path, count: int) -> None:
    sqlite.create(path)
    connection = sqlite.connect(path)
    migrations.migrate(connection)
    # The file is thrown away if this is killed, so it needs no journal meanwhile; it ends as a library does, in WAL.
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -400000"):
        connection.execute(f"PRAGMA {pragma}")
    put = connection.executemany
    rng = random.Random(7)
    with sqlite.write(connection):
        connection.execute(
            "INSERT INTO listings(id, title, source, format, imported, found, added) "
            "VALUES (1, 'arXiv', 'arxiv.jsonl', 'arxiv-jsonl', 1700000000, ?, ?)",
            (count, count),
        )
        connection.execute("CREATE TEMP TABLE unsorted (hash INTEGER, paper INTEGER)")
        columns = ", ".join(rows.FACTS)
        marks = ", ".join("?" * len(rows.FACTS))
        for batch in _batches(synthetic.papers(count)):
            papers, details, sightings, words, texts, keys = [], [], [], [], [], []
            for number, made in batch:
                title, authors = fold(made.title), [Name.of(family=f, given=g) for f, g in made.authors]
                facts = (
                    made.title, rows.pack(authors), 1, None, None, made.date.year, made.date.isoformat(), 0,
                    made.venue, None, made.category, made.doi, made.arxiv_id, None, fold(made.authors[0][0]),
                )  # fmt: skip
                said = rng.random()
                papers.append((
                    number, number.to_bytes(16), *facts, 1_700_000_000 + number // 10, 1,
                    1 + int(said * 250) % 5 if said < 0.02 else 0, int(said < 0.002),
                ))  # fmt: skip
                details.append((number, made.abstract))
                sightings.append((number, 1, number, number))
                where = (made.venue, made.date.year, made.category)
                texts.append(index.texts_of(number, made.title, authors, where, made.abstract))
                words.append(texts[-1][:-1])
                keys += [(key, number) for key in identity.keys(title, made.doi, made.arxiv_id, made.title)]
            put(
                f"INSERT INTO papers(id, uuid, {columns}, added, listing, status, starred) "
                f"VALUES (?, ?, {marks}, ?, ?, ?, ?)",
                papers,
            )
            put("INSERT INTO details(paper, abstract) VALUES (?, ?)", details)
            put("INSERT INTO sightings(paper, listing, line, position) VALUES (?, ?, ?, ?)", sightings)
            put("INSERT INTO words(rowid, title, authors, venue) VALUES (?, ?, ?, ?)", words)
            put("INSERT INTO texts(rowid, title, authors, venue, abstract) VALUES (?, ?, ?, ?, ?)", texts)
            put("INSERT INTO unsorted VALUES (?, ?)", keys)
        connection.execute("INSERT OR IGNORE INTO identities SELECT hash, paper FROM unsorted ORDER BY hash, paper")
        connection.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, texts, row)")
        connection.execute("INSERT INTO terms SELECT term, doc FROM temp.vocabulary")
        _say(connection, count, rng)
        counts.rebuild(connection)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()


def _say(connection: sqlite.Connection, count: int, rng: random.Random) -> None:
    """Tag and annotate a few hundred papers, as a reader of years has."""
    tags = ("to-read", "optimisation", "thesis", "méthodes", "reading group")
    connection.executemany("INSERT INTO tags(id, name) VALUES (?, ?)", enumerate(tags, 1))
    ids = sorted(rng.sample(range(1, count + 1), min(count, 400)))
    for number in ids:
        connection.execute("INSERT INTO taggings VALUES (?, ?)", (number, 1 + number % len(tags)))
        if number % 3 == 0:
            note = f"{rng.choice(synthetic.COMMON)} {rng.choice(synthetic.COMMON)}: ask Emmy, see page {number % 7}"
            connection.execute("INSERT INTO notes VALUES (?, ?, 1, 1700000000)", (number, note))
            connection.execute("UPDATE papers SET noted = 1 WHERE id = ?", (number,))
    index.say(connection, ids)


def _batches(papers: Iterator[synthetic.Made]) -> Iterator[list[tuple[int, synthetic.Made]]]:
    numbered = enumerate(papers, 1)
    while batch := list(islice(numbered, BATCH)):
        yield batch
