"""The schema of the library file, as append-only migrations; each has a test that starts from a file built by hand.

`SCHEMA` is kept in SQLite's user_version, so that opening a current library needs no import of sqlite_utils (a quarter
of a second). The migrations themselves run, and are recorded, through sqlite_utils.Migrations.
"""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from storage import sqlite

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

SCHEMA = 7
"""Number of migrations; user_version of a current library."""

# Full text: `words` answers title:, author: and venue: as they are typed; `texts` holds every word of a paper once
# more, abstract included, so that words in any field at all are one lazy newest-first walk (words found here and there
# would be a join of two indexes, each read whole). A prefix index over abstracts would triple the time of an import,
# so `terms` holds the words of `texts` with about how many papers have each: a prefix becomes the words that begin
# with it. `terms` may hold words that no paper has any more, and must not lack one. With FTS5's own hash size of 1 MB
# an import writes and merges so many segments that `texts` takes 2.7 times as long and `words` 1.8 times; prefixes of
# four and five letters would double `words` again, and so few words begin with them that merging those is as fast.
# Papers: one narrow row each, ids in default list order so that newest-first is a rowid walk.
_M001 = """
CREATE TABLE papers (
    id INTEGER PRIMARY KEY,
    uuid BLOB NOT NULL,
    title TEXT NOT NULL,
    authors TEXT NOT NULL DEFAULT '',
    first TEXT NOT NULL DEFAULT '',
    authors_complete INTEGER NOT NULL DEFAULT 1,
    author_count INTEGER,
    organisation TEXT,
    year INTEGER,
    date TEXT,
    date_inferred INTEGER NOT NULL DEFAULT 0,
    venue TEXT,
    kind TEXT,
    category TEXT,
    doi TEXT,
    arxiv_id TEXT,
    url TEXT,
    key TEXT,
    status INTEGER NOT NULL DEFAULT 0,
    starred INTEGER NOT NULL DEFAULT 0,
    priority INTEGER NOT NULL DEFAULT 0,
    noted INTEGER NOT NULL DEFAULT 0,
    added INTEGER NOT NULL,
    read_on INTEGER,
    score REAL,
    comments INTEGER,
    upvotes INTEGER,
    seen INTEGER NOT NULL DEFAULT 1,
    listing INTEGER,
    doubt TEXT,
    version INTEGER NOT NULL DEFAULT 1,
    hidden INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX papers_key ON papers(key) WHERE key IS NOT NULL;
CREATE INDEX papers_hidden ON papers(hidden) WHERE hidden <> 0;
CREATE INDEX papers_said ON papers(status) WHERE status <> 0;
CREATE INDEX papers_starred ON papers(id) WHERE starred <> 0;
CREATE INDEX papers_noted ON papers(id) WHERE noted <> 0;
CREATE INDEX papers_doubted ON papers(id) WHERE doubt IS NOT NULL;
CREATE INDEX papers_priority ON papers(priority) WHERE priority <> 0;
CREATE INDEX papers_seen ON papers(seen) WHERE seen > 1;
CREATE INDEX papers_score ON papers(score) WHERE score IS NOT NULL;
CREATE INDEX papers_comments ON papers(comments) WHERE comments IS NOT NULL;
CREATE INDEX papers_upvotes ON papers(upvotes) WHERE upvotes IS NOT NULL;
CREATE INDEX papers_date ON papers(date);

CREATE TABLE details (
    paper INTEGER PRIMARY KEY,
    abstract TEXT,
    editors TEXT,
    extra TEXT,
    raw TEXT
) STRICT;

CREATE TABLE listings (
    id INTEGER PRIMARY KEY,
    title TEXT,
    source TEXT NOT NULL,
    format TEXT NOT NULL,
    imported INTEGER NOT NULL,
    digest BLOB NOT NULL DEFAULT x'',
    stated INTEGER,
    found INTEGER NOT NULL DEFAULT 0,
    added INTEGER NOT NULL DEFAULT 0,
    merged INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    skipped TEXT NOT NULL DEFAULT '[]',
    notes TEXT NOT NULL DEFAULT '[]',
    hidden INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE sightings (
    paper INTEGER NOT NULL,
    listing INTEGER NOT NULL,
    line INTEGER NOT NULL,
    position INTEGER,
    score REAL,
    comments INTEGER,
    upvotes INTEGER,
    PRIMARY KEY (paper, listing, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX sightings_listing ON sightings(listing);

CREATE TABLE identities (
    hash INTEGER NOT NULL,
    paper INTEGER NOT NULL,
    PRIMARY KEY (hash, paper)
) STRICT, WITHOUT ROWID;

CREATE TABLE claims (
    paper INTEGER NOT NULL,
    field TEXT NOT NULL,
    source TEXT NOT NULL,
    trust INTEGER NOT NULL,
    value TEXT,
    chosen INTEGER NOT NULL,
    PRIMARY KEY (paper, field, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE pairs (
    a INTEGER NOT NULL,
    b INTEGER NOT NULL,
    likeness REAL NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('ask', 'apart')),
    PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;

CREATE TABLE tags (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE taggings (
    paper INTEGER NOT NULL,
    tag INTEGER NOT NULL REFERENCES tags(id),
    PRIMARY KEY (paper, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX taggings_tag ON taggings(tag);

CREATE TABLE notes (
    paper INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    version INTEGER NOT NULL,
    saved INTEGER NOT NULL
) STRICT;

CREATE TABLE note_history (
    id INTEGER PRIMARY KEY,
    paper INTEGER NOT NULL,
    text TEXT NOT NULL,
    saved INTEGER NOT NULL
) STRICT;
CREATE INDEX note_history_paper ON note_history(paper);

CREATE TABLE drafts (
    paper INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    saved INTEGER NOT NULL
) STRICT;

CREATE TABLE changes (
    id INTEGER PRIMARY KEY,
    made INTEGER NOT NULL,
    words TEXT NOT NULL,
    count INTEGER NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0,
    body BLOB NOT NULL
) STRICT;

CREATE TABLE searches (
    name TEXT PRIMARY KEY,
    query TEXT NOT NULL,
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value ANY
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE words USING fts5(
    title, authors, venue,
    content='', columnsize=0, detail=column, prefix='1 2 3', tokenize='ascii'
);
INSERT INTO words(words, rank) VALUES ('hashsize', 16777216);
CREATE VIRTUAL TABLE texts USING fts5(
    title, authors, venue, abstract,
    content='', columnsize=0, detail=none, tokenize='ascii'
);
INSERT INTO texts(texts, rank) VALUES ('hashsize', 67108864);
CREATE TABLE terms (
    term TEXT PRIMARY KEY,
    n INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE said USING fts5(
    note, tags,
    columnsize=0, detail=column, prefix='1 2 3', tokenize='ascii'
);
"""


# What the first schema believed of formats by name; now every listing says it of itself.
_M002 = """
ALTER TABLE listings ADD COLUMN trust INTEGER NOT NULL DEFAULT 10;
UPDATE listings SET trust = 40 WHERE format IN ('bibtex', 'ris', 'enw', 'endnote-xml', 'csl-json', 'zotero-json',
    'zotero-csv', 'papershelf-json', 'acl-xml', 'dblp-xml');
UPDATE listings SET trust = 30 WHERE format IN ('crossref-json', 'pubmed-xml', 'nbib', 'openalex-json',
    'semantic-scholar-json', 'openreview-json');
UPDATE listings SET trust = 20 WHERE format IN ('arxiv-atom', 'arxiv-jsonl', 'arxiv-list', 'arxiv-mail');
"""


# What the store that travels stands on: records as they came, the reader's acts and what they set, keys, exact counts.
_M003 = """
ALTER TABLE papers ADD COLUMN joined INTEGER;
CREATE INDEX papers_joined ON papers(joined) WHERE joined IS NOT NULL;
ALTER TABLE listings ADD COLUMN uuid BLOB NOT NULL DEFAULT x'';
UPDATE listings SET uuid = randomblob(16);
ALTER TABLE tags ADD COLUMN uuid BLOB NOT NULL DEFAULT x'';

ALTER TABLE sightings RENAME TO sightings_before;
CREATE TABLE sightings (
    paper INTEGER NOT NULL,
    listing INTEGER NOT NULL,
    line INTEGER NOT NULL,
    position INTEGER,
    score REAL,
    comments INTEGER,
    upvotes INTEGER,
    record INTEGER NOT NULL DEFAULT 0,
    digest INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (paper, listing, line, record)
) STRICT, WITHOUT ROWID;
INSERT INTO sightings SELECT *, 0, 0 FROM sightings_before;
DROP TABLE sightings_before;
CREATE INDEX sightings_listing ON sightings(listing);

CREATE TABLE records (
    id INTEGER PRIMARY KEY,
    uuid BLOB NOT NULL,
    paper INTEGER NOT NULL,
    home INTEGER,
    listing INTEGER,
    source TEXT NOT NULL,
    trust INTEGER NOT NULL,
    digest INTEGER NOT NULL,
    doubt TEXT,
    facts TEXT NOT NULL,
    hidden INTEGER NOT NULL DEFAULT 0,
    pinned INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX records_unpinned ON records(paper) WHERE pinned = 0;
CREATE INDEX records_home ON records(home) WHERE home IS NOT NULL;
CREATE INDEX records_paper ON records(paper);
CREATE INDEX records_listing ON records(listing);

CREATE TABLE keys (
    key TEXT NOT NULL,
    paper INTEGER NOT NULL,
    record INTEGER NOT NULL DEFAULT 0,
    chosen INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (key, paper, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX keys_paper ON keys(paper);

CREATE TABLE edits (
    paper INTEGER NOT NULL,
    field TEXT NOT NULL,
    value TEXT,
    PRIMARY KEY (paper, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE machines (
    id INTEGER PRIMARY KEY,
    uuid BLOB NOT NULL UNIQUE
) STRICT;
INSERT INTO machines VALUES (1, randomblob(16));

CREATE TABLE acts (
    id INTEGER PRIMARY KEY,
    machine INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    clock INTEGER NOT NULL,
    session INTEGER NOT NULL,
    verb TEXT NOT NULL,
    words TEXT NOT NULL,
    count INTEGER NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX acts_machine ON acts(machine, seq);
CREATE INDEX acts_undone ON acts(undone) WHERE undone <> 0;

CREATE TABLE effects (
    act INTEGER NOT NULL,
    field TEXT NOT NULL,
    key ANY,
    value ANY,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    papers BLOB
) STRICT;
CREATE INDEX effects_field ON effects(field, key, first);
CREATE INDEX effects_spans ON effects(field, key) WHERE last > first;
CREATE INDEX effects_act ON effects(act);

CREATE TABLE waiting (
    item TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE counts (
    name TEXT NOT NULL,
    value ANY NOT NULL,
    chunk INTEGER NOT NULL,
    ids BLOB NOT NULL,
    PRIMARY KEY (name, value, chunk)
) STRICT, WITHOUT ROWID;

ALTER TABLE pairs RENAME TO pairs_before;
CREATE TABLE pairs (
    a INTEGER NOT NULL,
    b INTEGER NOT NULL,
    likeness REAL NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('ask', 'apart', 'same')),
    PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;
INSERT INTO pairs SELECT * FROM pairs_before;
DROP TABLE pairs_before;
CREATE INDEX pairs_b ON pairs(b);

ALTER TABLE searches RENAME TO searches_before;
CREATE TABLE searches (
    id INTEGER PRIMARY KEY,
    uuid BLOB NOT NULL,
    name TEXT NOT NULL UNIQUE,
    query TEXT NOT NULL,
    position INTEGER NOT NULL,
    hidden INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO searches(uuid, name, query, position)
    SELECT x'', name, query, position FROM searches_before ORDER BY position, name;
DROP TABLE searches_before;

CREATE TABLE founding (
    paper INTEGER NOT NULL,
    field TEXT NOT NULL,
    value ANY,
    PRIMARY KEY (paper, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE written (
    file BLOB NOT NULL,
    purpose TEXT NOT NULL,
    key TEXT NOT NULL,
    paper TEXT NOT NULL,
    text BLOB,
    next BLOB,
    ours BLOB,
    PRIMARY KEY (file, purpose, key)
) STRICT, WITHOUT ROWID;
"""

# What went into them; the indexes and keys are filled anew, by refold.py.
_M003_AFTER = """
DROP TABLE founding;
DROP TABLE claims;
DROP TABLE changes;
DROP TABLE note_history;
DROP TABLE drafts;
DELETE FROM identities;
DROP INDEX papers_said;
DROP INDEX papers_starred;
DROP INDEX papers_noted;
DROP INDEX papers_doubted;
DROP INDEX papers_priority;
ALTER TABLE details RENAME COLUMN editors TO roles;
ALTER TABLE details ADD COLUMN markup TEXT;
DROP TABLE said;
CREATE VIRTUAL TABLE said USING fts5(
    note,
    columnsize=0, detail=column, prefix='1 2 3', tokenize='ascii'
);
"""


# Where a library is, which its newer version is known by; of those of before, that of a path that was named in full.
_M004 = """
ALTER TABLE listings ADD COLUMN address TEXT NOT NULL DEFAULT '';
UPDATE listings SET address = source WHERE source GLOB '/*' AND format IN ('bibtex', 'ris', 'enw', 'endnote-xml',
    'csl-json', 'zotero-json', 'zotero-csv', 'papershelf-json');
CREATE INDEX listings_address ON listings(address) WHERE address <> '';
"""


# The heading that a record stood under in its listing; who stands under one the exact counts tell.
_M005 = """
ALTER TABLE sightings ADD COLUMN section TEXT;
"""


# What has come on a page and is not decided, what is put off and until when, the order of the queue, and shelves.
# Nothing that was here before is new.
_M006 = """
ALTER TABLE papers ADD COLUMN new INTEGER NOT NULL DEFAULT 0;
ALTER TABLE papers ADD COLUMN later TEXT;
ALTER TABLE papers ADD COLUMN queue REAL;
CREATE INDEX papers_later ON papers(later) WHERE later IS NOT NULL;
CREATE INDEX papers_queue ON papers(queue) WHERE queue IS NOT NULL;
CREATE TABLE shelves (
    id INTEGER PRIMARY KEY,
    uuid BLOB NOT NULL,
    name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE shelvings (
    paper INTEGER NOT NULL,
    shelf INTEGER NOT NULL REFERENCES shelves(id),
    place REAL NOT NULL,
    PRIMARY KEY (paper, shelf)
) STRICT, WITHOUT ROWID;
CREATE INDEX shelvings_shelf ON shelvings(shelf, place);
"""


# The day that a page states; where it states none the import's tells, in the time zone of whoever asks.
_M007 = "ALTER TABLE listings ADD COLUMN day TEXT;"


Progress = Callable[[str, float], None]
"""Is told what is under way, in a word or two, and how much of it is done, from 0 to 1."""


def _silent(stage: str, done: float) -> None:
    del stage, done


def migrations(told: Progress = _silent) -> "Migrations":
    """Return the migrations of the library, in order."""
    from sqlite_utils import Migrations  # a quarter of a second, and only a new or an older file needs it

    steps = Migrations("papershelf")

    @steps()
    def m001_the_shelf(db: "Database") -> None:
        _run(db, _M001)

    @steps()
    def m002_trust_in_a_listing(db: "Database") -> None:
        _run(db, _M002)

    # Within the transaction of `migrate`, and no savepoint of its own: that would keep all it changes in memory.
    @steps(transactional=False)
    def m003_a_store_that_travels(db: "Database") -> None:
        _run(db, _M003)
        if sqlite.scalar(db.conn, "SELECT EXISTS (SELECT 1 FROM listings) OR EXISTS (SELECT 1 FROM searches)"):
            from storage import upgrade

            upgrade.convert(db.conn, told)
        _run(db, _M003_AFTER)
        _drop(db.conn, "papers", "version")
        from storage.upgrade import arxiv, noun

        noun.convert(db.conn)
        arxiv.convert(db.conn)

    @steps()
    def m004_where_a_library_is(db: "Database") -> None:
        _run(db, _M004)

    @steps()
    def m005_sections_of_listings(db: "Database") -> None:
        _run(db, _M005)

    @steps()
    def m006_the_day(db: "Database") -> None:
        _run(db, _M006)

    @steps()
    def m007_the_day_that_a_page_states(db: "Database") -> None:
        _run(db, _M007)

    return steps


def _run(db: "Database", statements: str) -> None:
    for statement in statements.split(";\n"):
        if statement.strip():
            db.execute(statement)


def _drop(connection: sqlite.Connection, table: str, column: str) -> None:
    """Drop a column of a table with an `id`, some rows at a time: DROP COLUMN keeps a copy of the table in memory."""
    execute = connection.execute
    (made,) = execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    indexes = sqlite.scalars(
        connection, "SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?", (table,)
    )
    lines = [line for line in made.split("\n") if line.split()[:1] != [column]]
    execute("\n".join(lines).replace(f"TABLE {table}", f"TABLE {table}_without", 1))
    names = ", ".join(sqlite.scalars(connection, "SELECT name FROM pragma_table_info(?)", (f"{table}_without",)))
    last = sqlite.scalar(connection, f"SELECT max(id) FROM {table}") or 0
    for start in range(0, last, 20_000):
        some = f"SELECT {names} FROM {table} WHERE id > ? AND id <= ? ORDER BY id"
        execute(f"INSERT INTO {table}_without({names}) {some}", (start, start + 20_000))
    execute(f"DROP TABLE {table}")
    execute(f"ALTER TABLE {table}_without RENAME TO {table}")
    for index in filter(None, indexes):
        execute(index)


def migrate(connection: sqlite.Connection, progress: Progress | None = None) -> tuple[str, ...]:
    """Bring a library file up to SCHEMA; a second process that does the same meanwhile is waited for.

    All is one transaction, so that whoever is killed leaves the older file whole. The write lock is taken first,
    because sqlite_utils begins deferred. Returns what the reader should know of it, in sentences.
    """
    from sqlite_utils import Database

    told = progress or _silent
    with sqlite.write(connection):
        before = sqlite.scalar(connection, "PRAGMA user_version")
        if before >= SCHEMA:
            return ()
        migrations(told).apply(Database(connection, recursive_triggers=False))
        from pyroaring import BitMap

        from storage import counts, records, refold

        if 0 < before < 4:  # when an alias found nothing, and a paper whose keys were all others' had none
            records.key_anew(connection)
            followed = "SELECT DISTINCT paper FROM sightings JOIN listings ON listings.id = listing AND address <> ''"
            records.recount(connection, BitMap(sqlite.scalars(connection, followed)))
        if refold.due(connection):
            for done in refold.refold(connection):
                told("words", done)
        told("counts", 0.0)
        counts.rebuild(connection)
        connection.execute(f"PRAGMA application_id = {sqlite.APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA}")
        said = sqlite.scalar(connection, "SELECT value FROM meta WHERE name = 'migration'") if before else None
    return tuple(json.loads(said or "[]"))
