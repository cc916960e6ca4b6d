"""What every command needs: the library it works on, words for people, data for programs, papers by their names."""

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from storage import places
from storage.library import Library
from storage.papers.text import clean, escaped
from storage.papers.words import papers
from tui.desk import upgrading

if TYPE_CHECKING:
    from storage.journal import Change
    from tui.desk.settings import Settings

UNREADABLE, USAGE, NO_LIBRARY, INTERRUPTED = 1, 2, 3, 130
"""Exit statuses; 0 is all well."""
BACKUP_LIMIT = 64 * 1024 * 1024
"""Largest library in bytes whose daily backup a command waits for, a tenth of a second at most; the screen, which takes
it in the background, backs up any."""
PAGE = 500
"""Papers read at a time, so that a million of them need no memory."""

as_json = click.option("--json", "as_data", is_flag=True, help="Print JSON.")
dry_run = click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
query_words = click.argument("query", nargs=-1, metavar="QUERY...")
id_words = click.argument("words", nargs=-1, required=True, metavar="ID...")


def say(words: str) -> None:
    """Print a sentence on stderr."""
    indent = len(words) - len(words.lstrip(" "))
    click.echo(" " * indent + clean(words, 10_000, lines=True), err=True)


def say_done(change: "Change") -> None:
    """Say what a change did and how to undo it."""
    say(f"{change.words}; `papershelf undo` undoes it" if change.count else change.words)


def fail(words: str, status: int = USAGE) -> "click.exceptions.Exit":
    """Say why, and return the exit to raise."""
    say(f"papershelf: {words}")
    return click.exceptions.Exit(status)


@contextmanager
def failing(*errors: type[Exception], status: int = USAGE) -> Iterator[None]:
    """End the command with the sentence of one of these errors."""
    try:
        yield
    except errors as error:
        raise fail(str(error), status) from None


def put(value: Any) -> None:
    """Print JSON on stdout, readable on a terminal."""
    click.echo(as_text(value, indent=2 if sys.stdout.isatty() else None))


def as_text(value: Any, *, indent: int | None = None) -> str:
    """Return a value as JSON that can be printed: what would steer a terminal is escaped, and so still said."""
    return escaped(json.dumps(value, ensure_ascii=False, indent=indent))


def put_each(things: Iterable[Any], shape: Callable[[Any], Any], line: Callable[[Any], str], *, as_data: bool) -> None:
    """Print things as JSON of that shape, or by a line each."""
    if as_data:
        put([shape(thing) for thing in things])
        return
    for thing in things:
        click.echo(line(thing))


def named() -> str | None:
    """Return the library that the command line names."""
    path: str | None = click.get_current_context().find_root().params.get("library")
    return path


def library_path() -> Path:
    """Return the library file that the command line, the environment or the user's data folder names."""
    return places.typed(path) if (path := named()) else places.library()


@contextmanager
def opened(*, create: bool = False) -> Iterator[Library]:
    """Open the library; a new one is said to be new, and only a command that fills it makes one."""
    path = library_path()
    create = create or not (named() or "PAPERSHELF_LIBRARY" in os.environ)
    with upgrading.told() as progress:
        library = Library.open(path, create=create, progress=progress)
    with library:
        if library.new:
            say(f"new library at {path}")
        for warning in library.warnings:
            say(f"warning: {warning}")
        yield library
        if library.written:
            from storage.backup import BackupError

            try:
                if path.stat().st_size < BACKUP_LIMIT:
                    library.back_up()
            except (BackupError, OSError) as error:
                say(f"warning: {error}")


@cache
def settings() -> "Settings":
    """Return the reader's settings, read once; what is wrong with the file is said."""
    from tui.desk.settings import Settings

    found = Settings.load(places.config())
    complaints = [*found.complaints]
    if found.named_forms:
        from tui.desk import citing

        complaints += citing.check(found)
    for complaint in complaints:
        say(f"warning: {complaint}")
    return found


def ids_of(library: Library, words: Sequence[str]) -> list[int]:
    """Return the papers that words name: numbers, ranges `3-7`, citation keys, DOIs, arXiv ids, uuids; `-` reads stdin.

    Exits with 2, naming the word, for one that names nothing, or several papers.
    """
    found: list[int] = []
    for word in words:
        if word == "-":
            found += ids_of(library, sys.stdin.read().split())
            continue
        if ends := re.fullmatch("([0-9]{1,9})-([0-9]{1,9})", word):
            span = range(int(ends[1]), int(ends[2]) + 1)
            if len(span) > 1_000_000:
                raise fail(f"{word} is a range of more than a million papers")
            numbers = [row.id for row in library.rows(span)]
        else:
            numbers = library.named(word)
            if len(numbers) > 1:
                which = f"{', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
                raise fail(f"the key {word} names {papers(len(numbers))}: {which}")
        if not numbers:
            raise fail(f"no paper matches {word}; `papershelf list` shows the numbers")
        found += numbers
    return list(dict.fromkeys(found))


def id_of(library: Library, word: str) -> int:
    """Return the one paper that a word names; exits with 2 when it names none or several."""
    ids = ids_of(library, [word])
    if len(ids) != 1:
        raise fail(f"name one paper: {word} is {len(ids):,} of them")
    return ids[0]


def matching(library: Library, query: Sequence[str], sort: str, limit: int | None = None) -> Sequence[int]:
    """Return the ids that a query finds, in order; exits with 2 and the place underlined for a query that is wrong."""
    from storage.query import QueryError

    # A shell has taken the reader's quotes away: an argument with spaces was one phrase or one value.
    try:
        view = library.view(" ".join(query), sort)
        return view.first(limit) if limit is not None else view.ids()
    except QueryError as error:
        say(f"papershelf: {error}")
        say("  " + error.pointed.replace("\n", "\n  "))
        raise click.exceptions.Exit(USAGE) from None
