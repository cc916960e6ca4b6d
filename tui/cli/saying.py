"""Commands that say something of papers: status, star, tags, note, and that two are one or are not."""

import sys
from collections.abc import Callable
from functools import update_wrapper
from typing import TYPE_CHECKING, Any

import click

from storage.library import Library
from storage.papers.paper import Status
from tui.cli.shell import fail, id_of, id_words, ids_of, opened, say_done

if TYPE_CHECKING:
    from storage.journal import Change


def _acting(function: "Callable[..., Change]") -> Callable[..., None]:
    """A command that changes papers: its words name them, and what it did is said with how to undo it."""

    @id_words
    def command(words: tuple[str, ...], **options: Any) -> None:
        with opened() as library:
            say_done(function(library, ids_of(library, words), **options))

    return update_wrapper(command, function)


@click.command()
@click.option("--as", "status", type=click.Choice([one.value for one in Status]), default="read", show_default=True)
@_acting
def mark(library: Library, ids: list[int], status: str) -> "Change":
    """Give papers a status."""
    return library.mark(ids, Status(status))


@click.command()
@click.option("--off", is_flag=True, help="Remove the star.")
@_acting
def star(library: Library, ids: list[int], *, off: bool) -> "Change":
    """Star papers."""
    return library.star(ids, not off)


@click.command()
@click.option("--add", "-a", multiple=True, metavar="TAG", help="Add this tag; may be given more than once.")
@click.option("--remove", "-r", multiple=True, metavar="TAG", help="Remove this tag.")
@_acting
def tag(library: Library, ids: list[int], add: tuple[str, ...], remove: tuple[str, ...]) -> "Change":
    """Add tags to papers, or remove them."""
    if not add and not remove:
        raise fail("say which tags: --add TAG or --remove TAG")
    return library.tag(ids, add, remove)


@click.command()
@click.argument("id_", metavar="ID")
@click.option("--text", "-t", metavar="TEXT", help="The note; - reads standard input; without it the note is printed.")
@click.option("--append", is_flag=True, help="Add to the note that is there.")
def note(id_: str, text: str | None, *, append: bool) -> None:
    """Print or write the note on a paper."""
    with opened() as library:
        (entry,) = library.entries([id_of(library, id_)])
        if text is None:
            if entry.note:
                click.echo(entry.note)
            return
        text = sys.stdin.read() if text == "-" else text
        if append and entry.note:
            text = f"{entry.note}\n{text}"
        say_done(library.note(entry.id, text, version=entry.note_version))


@click.command()
@click.argument("keep", metavar="ID")
@click.argument("other", metavar="ID")
@click.option("--apart", is_flag=True, help="They are different papers; stop asking.")
def merge(keep: str, other: str, *, apart: bool) -> None:
    """Make two papers one: the first keeps its place and gets what the second has."""
    with opened() as library:
        a, b = id_of(library, keep), id_of(library, other)
        if a == b:
            raise fail("these are the same paper already")
        say_done(library.keep_apart(a, b) if apart else library.merge(a, b))
