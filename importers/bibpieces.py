"""A .bib text -> where its entries stand in it, to the character: for who changes some and leaves all else as it is."""

import re
from typing import NamedTuple

from importers.bibblocks import BACK, COMMANDS, ENTRY_TYPES


class Piece(NamedTuple):
    """One `@type{key, ...}` in a text, from its `@` to what closes it."""

    key: str
    """Empty for an entry that has none."""
    start: int
    end: int
    closed: bool
    """False for an entry that is never closed; its end is then where the next one begins a line, or the text's."""


# Possessive, so that no run of spaces is gone through twice.
_TOKEN = re.compile(r"(?:(?<![^\n\r])(?P<first>[ \t]*+))?@[ \t]*+(?P<kind>[A-Za-z]\w*+)\s*+(?P<open>[{(])|[{})]")
_KEY = re.compile(r"\s*+([^,={}\"\r\n]*+)")


class _Head(NamedTuple):
    start: int
    inside: int
    """Where its opening brace ends."""
    kind: str
    first: bool
    """Whether it begins a line."""
    opening: str


def pieces(text: str) -> list[Piece]:
    """Return the entries of a .bib text in order; @comment, @preamble, @string and what stands between are none.

    Braces are counted as BibTeX counts them, those behind a backslash too (btxdoc, section 4). An entry that another
    follows at the start of a line, with no field open, was forgotten to be closed. What stands within a value or an
    @comment, or behind a % on its line, is no entry. Any line ends; linear in the text; never raises.
    """
    heads, ends, broken = _paired(text)
    following, after = [0] * len(heads), len(text)
    for number in range(len(heads) - 1, -1, -1):
        following[number] = after
        if heads[number].first:
            after = heads[number].start
    found: list[Piece] = []
    at = 0
    for number, head in enumerate(heads):
        if head.start < at or not _begins(text, head, at):
            continue
        closed = number in ends and number not in broken
        end = ends[number] if closed else broken.get(number, following[number])
        if head.kind in COMMANDS:
            at = end if closed else head.inside
            continue
        key = _KEY.match(text, head.inside)
        assert key is not None
        named = "" if text.startswith("=", key.end()) else key[1].strip()
        found.append(
            Piece(named, head.start, end if closed else len(text[head.start : end].rstrip()) + head.start, closed)
        )
        at = end
    return found


def _paired(text: str) -> tuple[list[_Head], dict[int, int], dict[int, int]]:
    """Return every `@type{`, and by its number where it is closed, and where another begins a line directly in it."""
    heads: list[_Head] = []
    ends: dict[int, int] = {}
    broken: dict[int, int] = {}
    open_: list[int] = []
    for token in _TOKEN.finditer(text):
        if kind := token["kind"]:
            first = token["first"]
            head = _Head(token.start() + len(first or ""), token.end(), kind.lower(), first is not None, token["open"])
            if head.first and open_ and open_[-1] >= 0 and heads[open_[-1]].kind != "comment":
                broken.setdefault(open_[-1], head.start)
            open_.append(len(heads))
            heads.append(head)
        elif token[0] == "{":
            open_.append(-1)
        elif open_ and (token[0] == "}" or (open_[-1] >= 0 and heads[open_[-1]].opening == "(")):
            number = open_.pop()
            if number >= 0:
                ends[number] = token.end()
    return heads, ends, broken


def _begins(text: str, head: _Head, at: int) -> bool:
    """Return whether an `@type{` outside of all entries, the last of which ends at `at`, begins one."""
    if head.first:
        return True
    before = re.split(r"[\r\n]", text[max(at, head.start - BACK) : head.start])[-1]
    return "%" not in before and (not before.strip() or head.kind in ENTRY_TYPES or head.kind in COMMANDS)
