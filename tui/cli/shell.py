"""What every command needs: the library it works on, words for people, data for programs, papers by their names."""

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, update_wrapper
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
UNASKED = 100
"""Most papers that an act by query changes without asking, at a terminal."""
PAGE = 500
"""Papers read at a time, so that a million of them need no memory."""

as_json = click.option("--json", "as_data", is_flag=True, help="Print JSON.")
dry_run = click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
by_assignment = click.option(
    "--set", "-s", "assignments", multiple=True, metavar="NAME=VALUE", help="Set this fact; an empty value removes it."
)
query_words = click.argument("query", nargs=-1, metavar="QUERY...")
by_query = click.option("--query", metavar="QUERY", help="The papers that this finds, as `list` has them; no IDs then.")


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


@dataclass(frozen=True)
class Meant:
    """The papers that a command is for: named by words, on standard input, or found by a query."""

    words: tuple[str, ...]
    query: str | None = None
    changes: bool = False
    """Whether something is done to them, so that many are asked about."""
    sure: bool = False

    def __bool__(self) -> bool:
        """Return whether any were named."""
        return bool(self.words) or self.query is not None

    def but_last(self) -> tuple["Meant", str]:
        """Return these without the last word, and that word; exits with 2 where there is none."""
        if not self.words:
            raise fail("something is missing behind the papers; --help shows an example")
        return replace(self, words=self.words[:-1]), self.words[-1]

    def ids(self, library: Library) -> list[int]:
        """Return their numbers, one at least. Exits with 2 for words that name none, 1 where nothing was found, 130
        where the reader wants no change to so many."""
        if not self:
            raise fail("name papers: by ID, by - for IDs on standard input, or by --query")
        if self.query is None:
            if not (found := ids_of(library, self.words)):
                raise fail("standard input names no paper", UNREADABLE)
            return found
        if self.words:
            raise fail("name papers by ID or by --query, not by both")
        from storage.query import All

        found = list(matching(library, [self.query], ""))
        if self.changes and not self.sure and isinstance(library.asked(self.query).tree, All):
            raise fail("an empty query finds every paper on the shelf; --yes says that it is meant")
        if not found:
            raise fail(f"nothing matches {self.query}" if self.query.strip() else "the shelf is empty", UNREADABLE)
        if self.changes and not self.sure and len(found) > UNASKED and sys.stdin.isatty():
            name = click.get_current_context().info_name
            if not click.confirm(f"{name}: the query finds {papers(len(found))}; go on?", err=True):
                raise fail("given up; the shelf is as it was", INTERRUPTED)
        return found

    def one(self, library: Library) -> int:
        """Return the only one; exits as `ids` does, with 2 where there are several."""
        found = self.ids(library)
        if len(found) > 1:
            named = " ".join(self.words) if self.query is None else self.query
            raise fail(f"name one paper: {named} is {len(found):,} of them")
        return found[0]


def on_papers(metavar: str = "ID...", *, changes: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A command on papers: its first argument is the `Meant` of its words and of --query."""

    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        def command(words: tuple[str, ...], query: str | None, *, sure: bool = False, **options: Any) -> Any:
            return function(Meant(words, query, changes, sure), **options)

        wrapped = by_query(click.argument("words", nargs=-1, metavar=metavar)(update_wrapper(command, function)))
        if not changes:
            return wrapped
        return click.option("--yes", "sure", is_flag=True, help="Do not ask, however many it finds.")(wrapped)

    return wrap


def ids_of(library: Library, words: Sequence[str]) -> list[int]:
    """Return the papers that words name: numbers, ranges `3-7`, citation keys, DOIs, arXiv ids, uuids; `-` reads stdin.

    Exits with 2, naming the word, for one that names nothing, or several papers.
    """
    found: list[int] = []
    for word in words:
        if word == "-":
            found += ids_of(library, [one for one in _piped() if one != "-"])
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


def _piped() -> list[str]:
    """Return the words of standard input: IDs, what a tab stands behind where there is one, or what `list` prints as
    JSON, of which the numbers are taken."""
    with failing(UnicodeDecodeError):
        text = sys.stdin.read()
    begin = text.lstrip()[:1]
    if begin not in ("{", "["):
        return [word for line in text.splitlines() for word in line.split("\t")[0].split()]
    lines = [text] if begin == "[" else text.strip().split("\n")
    try:
        found = [json.loads(line) for line in lines if line.strip()]
        things = found[0] if begin == "[" else found
        return [str(int(thing["id"])) for thing in things]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise fail('standard input is neither IDs nor JSON such as {"id": 3} in each line') from None


def id_of(library: Library, word: str) -> int:
    """Return the one paper that a word names; exits with 2 when it names none or several."""
    return Meant((word,)).one(library)


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
