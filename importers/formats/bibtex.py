"""BibTeX and BibLaTeX (.bib): entries with macros, inheritance, names and TeX resolved; streamed, whatever the size."""

import itertools
import re
from collections.abc import Iterator

from importers import bibentries
from importers.bibblocks import ENTRY_TYPES
from importers.decode import HEAD
from importers.reader import CERTAIN, OPENS, Item, Page

NAME, TITLE = "bibtex", "BibTeX / BibLaTeX"
CARRIES = tuple(
    "title authors authors_complete organisation year date venue kind category abstract doi arxiv_id url roles "
    "extra".split()
)
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, True, 40, "2026-11-22"


def sniff(head: str) -> float:
    """Claim text of which entries make up the larger part; a page that only cites one comes near."""
    entries = {
        found.start()
        for found in _ENTRY.finditer(head)
        if found[1].lower() in ENTRY_TYPES or _FIELD.match(head, found.end())
    }
    commands = {found.start(): found[1].lower() for found in _COMMAND.finditer(head)}
    starts = sorted(entries.union(commands))
    if not entries and "string" not in commands.values():
        return 0.4 if commands else 0.0
    inside = sum(_extent(head[start:end]) for start, end in itertools.pairwise([*starts, len(head)]))
    begins = bool(entries) and not head[: starts[0]].strip()
    # Three thousand authors go beyond the head.
    if len(head) >= HEAD and entries and _is_open(head[starts[-1] :], alone=begins and len(starts) == 1):
        inside += len(head) - starts[-1] - _extent(head[starts[-1] :])
    share = inside / len(head.strip())
    if share >= 0.5:
        return OPENS if begins else CERTAIN if entries else 0.7
    return 0.45 if share >= 0.25 else 0.3


def _is_open(block: str, *, alone: bool) -> bool:
    """Return whether an entry goes on behind `block`: a bracket is open, and what stands last is within a field.

    An empty line ends what was never closed, but in a braced field of an entry that stands `alone`.
    """
    return block.count("{") - block.count("}") > (0 if "\n\n" not in block else 1 if alone else 1 << 30)


def _extent(block: str) -> int:
    """Return how many characters of `block`, which ends where the next begins, belong to it: up to its last bracket."""
    opening = _OPENING.search(block)
    if opening is None or opening[0] == "(":
        return block.rfind(")") + 1 or len(block)
    depth = 0
    for mark in _BRACES.finditer(block):
        depth += 1 if mark[0] == "{" else -1
        if depth == 0:
            return mark.end()
    return block.rfind("}") + 1 or len(block)


_ENTRY = re.compile(
    r"^[ \t]*+@[ \t]*+([A-Za-z]\w*+)\s*+[{(]\s*+(?:[^\s,={}\"][^,={}\"\n]*+)?\s*+(?:,|=|\n[ \t]*+\w++[ \t]*+=)",
    re.MULTILINE,
)
# A type that is not in the table (HAL's @softwareversion, @other) is told by what follows the key: a field, braced.
_FIELD = re.compile(r"\s*[A-Za-z][\w.:+-]*\s*=\s*(?:[{\"]|\d{4}\s*,)")
_COMMAND = re.compile(r"^[ \t]*+@[ \t]*+(string|comment|preamble)\s*+[{(]", re.MULTILINE | re.IGNORECASE)
_BRACES = re.compile(r"[{}]")
_OPENING = re.compile(r"[{(]")


def read(page: Page) -> Iterator[Item]:
    """Yield every entry as a paper, or as skipped with its line and reason."""
    yield from bibentries.read(page)
