"""The schema of the library file, as append-only migrations; each has a test that starts from a file built by hand.

`SCHEMA` is kept in SQLite's user_version, so that opening a current library needs no import of sqlite_utils (a quarter
of a second). The migrations themselves run, and are recorded, through sqlite_utils.Migrations.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

SCHEMA = 1
"""Number of migrations; user_version of a current library."""
APPLICATION_ID = 0x70736866
"""`pshf`: SQLite's application_id of a papershelf library."""

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
    content='', columnsize=0, detail=column, prefix='1 2 3 4 5', tokenize='ascii'
);
CREATE VIRTUAL TABLE texts USING fts5(
    abstract,
    content='', columnsize=0, detail=none, tokenize='ascii'
);
CREATE VIRTUAL TABLE said USING fts5(
    note, tags,
    columnsize=0, detail=column, prefix='1 2 3', tokenize='ascii'
);
"""


def migrations() -> "Migrations":
    """Return the migrations of the library, in order."""
    from sqlite_utils import Migrations  # a quarter of a second, and only a new or an older file needs it

    steps = Migrations("papershelf")

    @steps()
    def m001_the_shelf(db: "Database") -> None:
        for statement in _M001.split(";\n"):
            if statement.strip():
                db.execute(statement)

    return steps
