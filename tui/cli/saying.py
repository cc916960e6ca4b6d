"""Commands that say something of papers: status, star, tags, order, day, note, and that two are one or are not."""

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import wraps
from textwrap import indent
from typing import TYPE_CHECKING, Any

import click

from storage.library import Library, LibraryError, NoteConflictError
from storage.papers.paper import Status
from tui.cli.looking import print_papers
from tui.cli.shell import (
    Meant,
    as_json,
    by_assignment,
    dry_run,
    fail,
    failing,
    id_of,
    on_papers,
    opened,
    put,
    put_each,
    say,
    say_done,
)  # fmt: skip

if TYPE_CHECKING:
    from storage.journal import Change
    from storage.made import Made


def _acting(function: "Callable[..., Change]") -> Callable[..., None]:
    """A command that changes papers: its words name them, and what it did is said with how to undo it."""

    @on_papers(changes=True)
    @wraps(function)
    def command(meant: Meant, **options: Any) -> None:
        with opened() as library:
            say_done(function(library, meant.ids(library), **options))

    return command


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
@click.option("--rename", nargs=2, metavar="OLD NEW", help="Rename a tag; where NEW is one the two become one.")
@on_papers("[ID...]", changes=True)
def tag(meant: Meant, add: tuple[str, ...], remove: tuple[str, ...], rename: tuple[str, str] | None) -> None:
    """Add tags to papers, or remove them; or rename a tag, with those below it (ml/nlp is below ml)."""
    if rename is None and not add and not remove:
        raise fail("say which tags: --add TAG or --remove TAG, or --rename OLD NEW")
    if rename is not None and (meant or add or remove):
        raise fail("--rename OLD NEW stands alone: it is of all papers that have the tag")
    with opened() as library:
        say_done(_renamed(library, "tag", rename) if rename else library.tag(meant.ids(library), add, remove))


def _renamed(library: Library, what: str, names: tuple[str, str]) -> "Change":
    with failing(LibraryError, status=1):
        return library.rename(what, *names)


@click.command()
@click.option("--first", is_flag=True, help="To the front.")
@click.option("--after", metavar="ID", help="Behind this paper.")
@click.option("--remove", is_flag=True, help="Out of it; they are unread then.")
@as_json
@on_papers("[ID...]", changes=True)
def queue(meant: Meant, *, first: bool, after: str | None, remove: bool, as_data: bool) -> None:
    """Put papers at the end of the queue, or say its order; queued is a status."""
    with opened() as library:
        line = library.view("is:queued", "queue").ids()
        if not meant:
            print_papers(library, line, as_data=as_data)
            return
        ids = meant.ids(library)
        say_done(library.queue(ids, not remove, _place(library, line, ids, after, first=first, remove=remove)))


def _place(
    library: Library, line: Sequence[int], ids: list[int], after: str | None, *, first: bool, remove: bool
) -> Any:
    """Return behind which paper of a line others are to stand; None for the front, ... for the end."""
    if first + remove + (after is not None) > 1:
        raise fail("say one of --first, --after and --remove")
    if after is None:
        return None if first else ...
    other = id_of(library, after)
    if other in ids or other not in line:
        raise fail(f"{after} does not stand there, or is to be moved itself")
    return other


@click.command()
@click.argument("name", metavar="[NAME]", required=False)
@click.option("--first", is_flag=True, help="To the front.")
@click.option("--after", metavar="ID", help="Behind this paper.")
@click.option("--remove", is_flag=True, help="Off the shelf.")
@click.option("--rename", nargs=2, metavar="OLD NEW", help="Rename a shelf; where NEW is one the two become one.")
@as_json
@on_papers("[ID...]", changes=True)
def shelf(
    meant: Meant, name: str | None, rename: tuple[str, str] | None, *, first: bool, after: str | None, remove: bool,
    as_data: bool,
) -> None:  # fmt: skip
    """Put papers on a shelf of yours; without papers list what stands there, without a name all shelves."""
    if rename is not None and (name is not None or meant or first or after or remove):
        raise fail("--rename OLD NEW stands alone")
    with opened() as library:
        if rename is not None:
            say_done(_renamed(library, "shelf", rename))
            return
        if name is None:
            if meant:
                raise fail("say which shelf before --query")
            from tui.desk.shapes import named_json

            put_each(library.shelves(), named_json, lambda one: f"{one[1]:>6}  {one[0]}", as_data=as_data)
            return
        line = library.shelved(name)
        if not meant:
            print_papers(library, line, as_data=as_data)
            return
        ids = meant.ids(library)
        place = _place(library, line, ids, after, first=first, remove=remove)
        say_done(library.shelve(ids, [] if remove else [name], [name] if remove else [], place))


@click.command()
@click.option("--clear", is_flag=True, help="They are put off no longer; no date then.")
@on_papers("ID... DATE", changes=True)
def later(meant: Meant, *, clear: bool) -> None:
    """Put papers off to a day, when they come back: a date, tomorrow, 3d, 2w or 1m. Their status stays."""
    from tui.desk.days import coming

    day = None
    if not clear:
        meant, last = meant.but_last()
        with failing(ValueError):
            day = coming(last)
    with opened() as library:
        say_done(library.put_off(meant.ids(library), day))


@click.command()
@_acting
def delete(library: Library, ids: list[int]) -> "Change":
    """Take papers off the shelf; undo brings them back, and so does importing them again."""
    return library.delete(ids)


@click.command()
@by_assignment
@_acting
def edit(library: Library, ids: list[int], assignments: tuple[str, ...]) -> "Change":
    """Set facts of papers right: edit ID... --set venue=Fens --set year=2020. They win over every later import."""
    from tui.desk import facts

    if not assignments:
        raise fail("say what is set: --set venue=Fens")
    with failing(ValueError):
        return facts.set_facts(library, ids, facts.told(assignments))


@click.command()
@click.option("--text", "-t", metavar="TEXT", help="The note; - reads standard input; without it the note is printed.")
@click.option("--append", is_flag=True, help="Add to the note that is there, of one paper or of many.")
@click.option("--history", is_flag=True, help="Print what the note was before, and what was typed and not saved.")
@as_json
@on_papers(changes=True)
def note(meant: Meant, text: str | None, *, append: bool, history: bool, as_data: bool) -> None:
    """Print or write the notes on papers."""
    if text is None:
        meant = replace(meant, changes=False)
    elif text == "-" and "-" in meant.words:
        raise fail("standard input is either the IDs or the text")
    with opened() as library:
        ids = [meant.one(library)] if history else meant.ids(library)
        if history:
            for when, former in library.note_history(ids[0]):
                click.echo(f"{when}\n{indent(former, '    ')}\n")
            return
        if text is None:
            _print_notes(library, ids, as_data=as_data)
            return
        text = sys.stdin.read() if text == "-" else text
        if len(ids) > 1:
            if not append:
                raise fail(f"that would put one text in the place of {len(ids):,} notes; --append adds it to each")
            say_done(library.append(ids, text))
            return
        (entry,) = library.entries(ids)
        try:
            say_done(_noted(library, entry.id, text, append=append))
        except LibraryError as error:
            from tui.desk import unsaved

            kept = unsaved.keep(library, entry, text)
            raise LibraryError(f"{error}; the note is kept in {kept}" if kept else str(error)) from error


def _print_notes(library: Library, ids: Sequence[int], *, as_data: bool) -> None:
    """Print the notes on papers, under their titles where they are several papers."""
    entries = library.entries(ids)
    noted = [entry for entry in entries if entry.note]
    if as_data:
        from tui.desk.shapes import short_json

        put([short_json(entry) | {"note": entry.note} for entry in noted])
    elif len(ids) == 1:
        for entry in noted:
            click.echo(entry.note)
    else:
        for entry in noted:
            click.echo(f"{entry.id}  {entry.paper.title}\n{indent(entry.note, '    ')}\n")


def _noted(library: Library, number: int, text: str, *, append: bool) -> "Change":
    """Save a note, which may have been typed for long: below what is there by now, or in its place."""
    while True:
        entry = library.entry(number)
        there = entry.note if append and entry else ""
        with suppress(NoteConflictError):
            return library.note(
                number, f"{there}\n{text}" if there else text, version=entry.note_version if entry else None
            )


@click.command()
@click.option("--apart", is_flag=True, help="They are different papers; stop asking.")
@on_papers("ID ID", changes=True)
def merge(meant: Meant, *, apart: bool) -> None:
    """Make two papers one: the first keeps its place and gets what the second has."""
    with opened() as library:
        ids = meant.ids(library)
        if len(ids) == 1:
            raise fail("these are the same paper already" if len(meant.words) > 1 else "name the other paper, too")
        if len(ids) > 2:
            raise fail(f"merge two papers at a time; these are {len(ids):,}")
        # Of a query the paper that came first keeps its place: what is newest stands first there.
        a, b = ids if meant.query is None else sorted(ids)
        say_done(library.keep_apart(a, b) if apart else library.merge(a, b))


@click.command()
@click.option(
    "--sighting", "places", multiple=True, type=click.IntRange(min=1), metavar="N",
    help="The record that comes off, as `papershelf show` numbers them; may be given more than once.",
)  # fmt: skip
@dry_run
@as_json
@on_papers("ID")
def split(meant: Meant, places: tuple[int, ...], *, dry_run: bool, as_data: bool) -> None:
    """Make two papers of one that is made of several records, each as it came.

    Note, tags and status stay with the first record; what you had said of a paper that was merged goes back to it. What
    is apart stays apart, whatever is imported.
    """
    with opened() as library:
        number = meant.one(library)
        records = library.made_of(number)
        count = len(records)
        if count < 2:
            raise fail(f"paper {number} is one record, as it came; there is nothing to split")
        every = list(range(1, count + 1))
        off = sorted(set(places)) or every[1:][: count == 2]
        if not off:
            _print_records(records, {"records": every}, as_data=as_data)
            raise fail(f"paper {number} is made of {count} records; say which one comes off: --sighting 1 to {count}")
        if off[-1] > count:
            raise fail(f"paper {number} is made of {count} records; there is no record {off[-1]}")
        if off == every:
            raise fail("one record has to stay")
        parts = {"stays": [place for place in every if place not in off], "comes off": off}
        change = None if dry_run else library.split(number, [records[place - 1].id for place in off])
        if dry_run or as_data:
            _print_records(records, parts, as_data=as_data)
        if change:
            papers = " and ".join(map(str, library.showing([record.id for record in records])))
            say(f"{change.words} into {papers}; `papershelf undo` undoes it")


def _print_records(records: "Sequence[Made]", parts: dict[str, list[int]], *, as_data: bool) -> None:
    """Print the records of a paper by their places, in parts that have names."""
    from tui.cli.looking import record_line
    from tui.desk.shapes import record_json

    if as_data:
        put({part.replace(" ", "_"): [record_json(one, records[one - 1]) for one in parts[part]] for part in parts})
        return
    for part, places in parts.items():
        for place in places:
            line = f"{place:>3}  {record_line(records[place - 1])}"
            # Why it is of this paper decides which comes off; where that is decided, what happens matters.
            click.echo(f"{part:<9}  {line}" if len(parts) > 1 else f"{line} ({records[place - 1].reason})")
