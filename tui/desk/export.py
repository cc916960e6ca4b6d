"""Papers -> a file of citations, piece by piece."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from storage.papers.paper import Entry, Paper
from storage.papers.words import suffixes
from tui.citations import UnknownStyleError, keys, named
from tui.citations.writers import FORMATS, Format

__all__ = ["Format", "UnknownStyleError"]


def format_named(name: str) -> Format:
    """Return the export format called `name`; raises UnknownStyleError."""
    return named(name, FORMATS, "export format")


def format_for(path: Path) -> Format | None:
    """Return the format that files called so are usually in (`.bib`: BibTeX), None when the name does not tell."""
    for form in FORMATS:
        if path.suffix and form.suffix == path.suffix.lower() and form.suffix != ".txt":
            return form
    return None


def export(entries: Iterable[tuple[Paper, str]], format: str) -> Iterator[str]:  # noqa: A002 - the command's own word
    """Yield the pieces of a file that holds these papers, each beside its citation key (empty: one is made).

    Nothing but the keys is held: a million papers take little more room than one. Keys made here are told apart within
    the file (`smith2020`, `smith2020a`). Raises UnknownStyleError before the first piece.
    """
    return format_named(format).pieces(told_apart(entries, cased=format not in _UNCASED))


_UNCASED = ("bibtex", "bibtex-as-imported")
"""Formats of programs to which keys that differ in case are one."""


def aliased(entry: Entry, key: str, format: str) -> Paper:  # noqa: A002 - the command's own word
    """Return a paper that is written under a key, its other keys as the format has them: only BibLaTeX has a place, in
    which biber lets a key that is another entry's be (`ids`, manual 2.2.3)."""
    if format != "biblatex" or (not entry.keys[1:] and "ids" not in entry.paper.extra):
        return entry.paper
    others = ", ".join(other for other in entry.keys if keys.usable(other) != keys.usable(key))
    return replace(entry.paper, extra={**entry.paper.extra, "ids": others})


def told_apart(entries: Iterable[tuple[Paper, str]], *, cased: bool = False) -> Iterator[tuple[Paper, str]]:
    """Yield the papers with keys of which no two are the same: a second gets `a` at its end, a third `b`.

    Case tells keys apart where they are `cased`, and not in BibTeX. Only the keys are remembered.
    """
    used: set[str] = set()
    more: dict[str, Iterator[str]] = {}
    for paper, given in entries:
        key = proposed = keys.usable(given) or keys.propose(paper)
        while (folded := key if cased else key.casefold()) in used:
            key = proposed + next(more.setdefault(proposed.casefold(), suffixes()))
        used.add(folded)
        yield paper, key
