"""What can be asked of a paper, sorted by, listed and edited: one row a field, read by every room that does so.

    query       name, kind, examples: how a value is read, and what a sentence about a slip shows
    plan        column, words, given, indexed, unlisted, order: the SQL of a condition and of an order
    sets        counted, unlisted: which conditions sets of papers answer
    index       WHERE: what stands together in one column of the full-text indexes
    completing  summary, examples
    tui         summary (help), ORDERS (the chooser), HEADINGS (the list), EDITED (the form), COMPARED (duplicates)
    docs        `python -m storage > docs/query.md`

A fact of a paper is an attribute of Paper and a column of the same name; what is asked, shown or edited has a row here.
"""

from collections.abc import Mapping
from typing import NamedTuple

from storage.rows import GONE, STATUSES


class Field(NamedTuple):
    """What is known of a paper under one name."""

    name: str
    """What stands before the colon in a query, where it is of a kind, and what the order by it is called."""
    kind: str = ""
    """How a value is read: `text`, `number`, `date` (kept as ISO text), `moment` (kept in seconds since 1970), `named`,
    `choice`; empty for what no query names."""
    hint: str = ""
    """What it is, in a few words."""
    examples: tuple[str, ...] = ()
    """What may be written behind the colon; of a choice, everything."""
    column: str = ""
    """The column that has it; of a fact also the attribute of Paper."""
    words: str = ""
    """The column of the full-text indexes that has its words."""
    flag: str = ""
    """The flag of papers that have it: a word of `is:`, or `has:word`."""
    given: str = ""
    """SQL that is true of the papers p that have it, where that is not `p.column IS NOT NULL`."""
    indexed: bool = False
    """Whether an index lists just those papers."""
    counted: str = ""
    """The sets of counts.py that tell which papers have what value of it."""
    unlisted: tuple[int, ...] = ()
    """Numbers of papers that neither that index lists nor a set counts."""
    sort: tuple[str, ...] = ()
    """Its key in the chooser of orders, what it is called there, and its `directions`, of which the second may lack."""
    order: str = ""
    """SQL that papers p are sorted by, where that is not the column."""
    lists: tuple[str, ...] = ()
    """Columns of the list whose headings sort by it."""
    label: str = ""
    """What the edit form calls it."""

    @property
    def condition(self) -> str:
        """SQL that is true of the papers p that have it."""
        return self.given or f"p.{self.column} IS NOT NULL"

    @property
    def summary(self) -> str:
        """Hint and examples as one line."""
        shown = ", ".join(self.examples[:6]) + ", ..." * (len(self.examples) > 6)
        return ": ".join(filter(None, (self.hint, shown)))

    @property
    def directions(self) -> tuple[str, str]:
        """Its two orders, the one wanted first first: numbers and days descend."""
        up, down = self.name, f"-{self.name}"
        return (down, up) if self.kind in ("number", "date", "moment") else (up, down)


_AGO = ("today", "yesterday", "7d", "1m")
_AZ = ("A to Z", "Z to A")
_NEWEST = ("newest first", "oldest first")
_MOST = ("most first", "fewest first")
_HIGHEST = ("highest first", "lowest first")

FACTS = (
    Field("title", "text", "words of the title", column="title", words="title", sort=("t", "title", *_AZ),
          order="p.title COLLATE NOCASE", lists=("title",), label="title"),
    Field("author", "text", "an author's name", column="authors", words="authors", flag="has:authors",
          given="p.authors <> ''", sort=("f", "first author", *_AZ), order="nullif(p.first, '')",
          lists=("author",), label="authors ;"),
    Field("", column="authors_complete", flag="incomplete", given="p.authors_complete = 0"),
    Field("date", "date", "when it appeared", ("2023-05", ">2023"), "date", indexed=True,
          sort=("d", "date", *_NEWEST), lists=("year", "date"), label="year or date"),
    Field("venue", "text", "journal or conference", column="venue", words="venue", flag="has:venue",
          sort=("v", "venue", *_AZ), order="p.venue COLLATE NOCASE", lists=("venue",), label="venue"),
    Field("year", "number", "", ("2020", "2019..2023", ">2019"), "year", words="venue", flag="has:year",
          counted="year"),
    Field("", column="kind", label="kind"),
    Field("category", "text", "subject", ("cs.LG",), "category", words="venue", flag="has:category", label="subject"),
    Field("organisation", "text", "whose paper it is", column="organisation", words="venue", flag="has:organisation"),
    Field("doi", "named", "the DOI", column="doi", flag="has:doi", label="DOI"),
    Field("arxiv", "named", "the arXiv id", column="arxiv_id", flag="has:arxiv", label="arXiv id"),
    Field("url", "named", "a part of the link", column="url", flag="has:url", label="link"),
    Field("abstract", "text", "words of the abstract", column="abstract", flag="has:abstract", label="abstract",
          given="EXISTS (SELECT 1 FROM details WHERE paper = p.id AND abstract IS NOT NULL)"),
)  # fmt: skip
"""What the world says of a paper."""

SAID = (
    Field("note", "text", "words of your note", flag="has:note", given="p.noted <> 0", counted="noted"),
    Field("status", "choice", "", STATUSES, "status", sort=("u", "status", "unread first", "dropped first"),
          lists=("status",)),
    Field("is", "choice"),
    Field("has", "choice"),
    Field("", column="starred", flag="starred", given="p.starred <> 0", counted="starred"),
    Field("", column="doubt", flag="doubtful", counted="doubted"),
    Field("", flag="untitled", given="is_identifier(p.title)", counted="untitled"),
    Field("", flag="joined", indexed=True, given="p.id IN (SELECT paper FROM records WHERE hidden = 0 "
          "AND listing IS NOT NULL GROUP BY paper HAVING count(*) > 1)"),
    Field("", column="hidden", flag="deleted", given=f"p.hidden = {GONE}"),
    Field("", column="new", flag="new", given="p.new <> 0", counted="new"),
    Field("later", "date", "the day to which you put it off", ("today", "..today"), "later", flag="has:later",
          indexed=True),
    Field("queue", order="CASE WHEN p.status = 1 THEN coalesce(p.queue, 0) END",
          sort=("q", "queue", "next first", "last first")),
    Field("shelf", "named", "one of your shelves", flag="has:shelf",
          given="EXISTS (SELECT 1 FROM shelvings WHERE paper = p.id)", counted="shelf"),
    Field("tag", "named", "one of your tags", flag="has:tag",
          given="EXISTS (SELECT 1 FROM taggings WHERE paper = p.id)", counted="tag"),
    Field("from", "named", "the listing it came from: its title, file or format", counted="listing"),
    Field("listing", "named", "the number of one listing, which it shows", ("17",), counted="listing"),
    Field("day", "date", "the day of a page it came on: what that states, else the day of the import",
          ("today", "yesterday", "2026-11-28"), counted="listing"),
    Field("rank", "number", "its place in the one listing that is named, else the best in any", ("<=10",),
          sort=("k", "rank", "first on the page first", "last first")),
    Field("section", "named", "words of the heading it stood under in a listing", ("optics",), counted="section"),
    Field("added", "moment", "when it came", _AGO, "added", sort=("a", "added", *_NEWEST),
          order="p.id", lists=("added",)),
    Field("read", "moment", "when you read it", _AGO, "read_on", sort=("r", "read", "latest first")),
    Field("seen", "number", "in how many listings, all versions of a library being one", (">1",), "seen",
          given="p.seen > 1", indexed=True, unlisted=(0, 1),
          sort=("l", "seen", "in most listings first"), lists=("seen",)),
    Field("score", "number", "the listing's score", (">20",), "score", flag="has:score", indexed=True,
          sort=("s", "score", *_HIGHEST), lists=("score",)),
    Field("votes", "number", "up-votes", (">10",), "upvotes", flag="has:votes", indexed=True,
          sort=("o", "votes", *_MOST), lists=("votes",)),
    Field("comments", "number", "comments", (">1",), "comments", flag="has:comments", indexed=True,
          sort=("c", "comments", *_MOST), lists=("comments",)),
    Field("priority", "number", "your priority", (">0",), "priority", given="p.priority <> 0", counted="priority",
          unlisted=(0,), sort=("p", "priority", *_HIGHEST), lists=("priority",)),
    Field("key", "named", "the citation key", column="key", flag="has:key", indexed=True),
    Field("id", "number", "the number on the shelf", ("12",), "id", given="1", indexed=True),
    Field("sort", "choice"),
)  # fmt: skip
"""What the reader and the listings say of it."""

_ROWS = (*FACTS, *SAID)
_FLAGS = [field.flag for field in _ROWS if field.flag]
SORTS: Mapping[str, Field] = {field.name: field for field in _ROWS if field.sort}
"""What a list can be sorted by."""
IS = (*(flag for flag in _FLAGS if not flag.startswith("has:")), *STATUSES)
HAS = tuple(flag.removeprefix("has:") for flag in _FLAGS if flag.startswith("has:"))
_CHOICES = {"is": IS, "has": HAS, "sort": tuple(SORTS)}
TABLE = tuple(field._replace(examples=_CHOICES.get(field.name, field.examples)) for field in _ROWS)
"""Every row, in the order in which names are offered."""

FIELDS: Mapping[str, Field] = {field.name: field for field in TABLE if field.kind}
"""Everything that a query names."""
WORDS: Mapping[str, str] = {field.name: field.words for field in TABLE if field.words}
"""Columns of the full-text indexes, by field."""
WHERE = tuple(field.column for field in TABLE if field.words == "venue")
"""Columns of papers whose words stand together, in this order, in the column `venue` of the full-text indexes."""
EDITED: tuple[tuple[str, str], ...] = tuple((field.column, field.label) for field in FACTS if field.label)
"""Attributes of Paper that the reader can edit, with what the form calls them."""
COMPARED = tuple(field.column for field in FACTS if field.label or field.kind)
"""Attributes of Paper that are held against each other where two papers may be one."""

HEADINGS: Mapping[str, str] = {column: field.name for field in TABLE for column in field.lists}
"""The order of each column of the list that can be sorted by."""
ORDERS: tuple[tuple[str, str, str], ...] = tuple(
    (order, f"{name}, {way}", key if way == ways[0] else key.upper())
    for field in TABLE
    if field.sort
    for key, name, *ways in (field.sort,)
    for order, way in zip(field.directions, ways, strict=False)
)
"""Orders to choose from, with their words and the key of each."""
