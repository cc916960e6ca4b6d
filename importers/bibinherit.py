"""What BibTeX and BibLaTeX entries inherit from others, by `crossref` and `xdata` (BibLaTeX manual, appendix B)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from importers import state
from importers.bibblocks import Macros, Record, blocks
from importers.bibnames import AND
from importers.reader import Page

PARTS = frozenset("inbook bookinbook suppbook incollection suppcollection inreference inproceedings conference".split())
"""Entry types that are a part of a book."""

# What a part never takes from the whole. The first lines are BibLaTeX's (manual, appendix B); the others it would
# inherit, but they tell which paper it is (a volume's DOI on each of its chapters would make them one paper), or what
# somebody makes of it.
_NOT_INHERITED = frozenset(
    "ids crossref xref xdata entryset entrysubtype execute label options presort related relatedoptions relatedstring "
    "relatedtype shorthand shorthandintro sortkey shorttitle sorttitle indextitle indexsorttitle key "
    "doi url urldate eprint eprinttype eprintclass archiveprefix primaryclass abstract pages pagetotal eid file note "
    "annotation keywords titleaddon pmid pmcid qualityassured printed".split()
).union(state.FIELDS)
_POINTER = re.compile(r"\b(?:crossref|xdata)\s*=\s*([{\"]?[^{}\",\n]*+(?:,[^{}\"=\n]*+)*+)", re.IGNORECASE)


def _parents(page: Page) -> dict[str, Record]:
    """Return the entries that other entries of the page inherit from, by key and by lower-case key."""
    wanted: set[str] = set()
    tail = ""
    for piece in page.chunks():
        window = tail + piece
        small = window.lower()
        if "crossref" in small or "xdata" in small:
            for found in _POINTER.finditer(window):
                wanted.update(key.strip().lower() for key in found[1].strip('{" \t').split(","))
            for found in _GRANULAR.finditer(window):
                wanted.add(found[1].lower())
        tail = window[-500:]
    wanted.discard("")
    parents: dict[str, Record] = {}
    for block in blocks(page.chunks(), Macros()) if wanted else ():
        if isinstance(block, Record):
            names = [block.key, *map(str.strip, block.fields.get("ids", "").split(",", _XDATA_LIMIT))]
            if any(name.lower() in wanted for name in names):
                for name in filter(None, names):
                    parents.setdefault(name, block)
                    parents.setdefault(name.lower(), block)
    return parents


# BibLaTeX's `author = {A. Reed and xdata=staff-author-2}` (manual 3.13.6): key, field and, of a list, which of it.
_GRANULAR = re.compile(r"xdata\s*=\s*([^\s,{}\"=]{1,200})-([A-Za-z]{1,20})(?:-(\d{1,3}))?(?=[\s,}\"]|$)", re.IGNORECASE)


@dataclass(slots=True)
class Family:
    """The entries that others inherit from, with their own inheritance resolved once (BibLaTeX manual, appendix B)."""

    parents: Mapping[str, Record]
    resolved: dict[str, dict[str, str]] = field(default_factory=dict)
    absent: dict[str, int] = field(default_factory=dict)
    """Keys that no entry has, each with the line of the first entry that names it."""

    @classmethod
    def of(cls, page: Page) -> "Family":
        """Return the family of a page, which is walked through where anything in it may inherit."""
        return cls(_parents(page))

    def fields(self, entry: Record, depth: int = 0) -> dict[str, str]:
        """Return the entry's fields with those of its parents put in where it has none."""
        fields = dict(entry.fields)
        for key in dict.fromkeys(map(str.strip, fields.get("xdata", "").split(",", _XDATA_LIMIT)[:_XDATA_LIMIT])):
            parent = self.parent(key, entry.line)
            if parent is not None:
                for name, value in self.inherited(parent, depth).items():
                    if name not in ("xdata", "ids", "key"):
                        fields.setdefault(name, value)
        for name, value in fields.items():
            if name != "xdata" and "xdata" in value.lower():
                fields[name] = " and ".join(self.single(piece, entry.line, depth) for piece in AND.split(value))
        parent = self.parent(fields.get("crossref", "").strip(), entry.line)
        if parent is not None and parent.key != entry.key:
            _take(fields, entry, parent, self.inherited(parent, depth))
        return fields

    def single(self, piece: str, line: int, depth: int) -> str:
        """Return what a piece of a list points to (`xdata=key-field-2`), itself where it points nowhere."""
        found = _GRANULAR.fullmatch(piece.strip("{} \t\n"))
        if found is None:
            return piece
        parent = self.parent(found[1], line)
        if parent is None:
            return ""
        value = self.inherited(parent, depth).get(found[2].lower(), "")
        if not found[3]:
            return value
        items = AND.split(value)
        return items[int(found[3]) - 1] if 0 < int(found[3]) <= len(items) else ""

    def parent(self, key: str, line: int) -> Record | None:
        """Return the entry of that key, in whatever case; note it as absent where there is none."""
        found = self.parents.get(key) or self.parents.get(key.lower())
        if found is None and key:
            self.absent.setdefault(key, line)
        return found

    def inherited(self, parent: Record, depth: int) -> dict[str, str]:
        """Return the resolved fields of a parent; its own alone in a circle, and beyond a depth that no file needs."""
        if parent.key not in self.resolved:
            if depth > _DEPTH_LIMIT:
                return parent.fields
            self.resolved[parent.key] = parent.fields
            self.resolved[parent.key] = self.fields(parent, depth + 1)
        return self.resolved[parent.key]


_XDATA_LIMIT = 50
_DEPTH_LIMIT = 20


def _take(fields: dict[str, str], child: Record, parent: Record, theirs: Mapping[str, str]) -> None:
    """Put what a part takes from the whole by `crossref` into its fields."""
    prefix = _prefix(child.kind, parent.kind)
    dated = "date" in fields or "year" in fields
    if prefix == "book" and "title" not in fields and "title" in theirs:
        # @inbook{key, crossref = {book}, pages = {22--23}}: what is cited is the book, as in BibTeX.
        prefix = ""
    for name, value in theirs.items():
        if name in _NOT_INHERITED or (dated and name in ("date", "year", "month", "day")):
            continue
        if name.startswith("comment-"):
            continue
        if prefix and name in ("title", "subtitle"):
            if f"{prefix}title" not in child.fields:  # a subtitle belongs to its own title only
                fields.setdefault(prefix + name, value)
            continue
        fields.setdefault(name, value)
        if name == "author" and parent.kind in ("book", "mvbook") and prefix == "book":
            fields.setdefault("bookauthor", value)
    if prefix and f"{prefix}title" in theirs and f"{prefix}title" not in child.fields:
        fields[f"{prefix}title"] = theirs[f"{prefix}title"]


def _prefix(child: str, parent: str) -> str:
    """Return what the parent's title becomes in the child: `book`title, `main`title, `journal`title, or stays title."""
    if parent.startswith("mv") and not child.startswith("mv"):
        return "main"
    if parent == "periodical":
        return "journal"
    return "book" if child in PARTS else ""
