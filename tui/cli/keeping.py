"""Commands that keep the shelf: undo and redo, backups, the check-up, and what there is and where."""

import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from storage import places
from storage.library import Library
from tui.cli.shell import NO_LIBRARY, as_json, fail, library_path, opened, put, put_each, say, settings
from tui.desk import shapes, upgrading

if TYPE_CHECKING:
    from storage.journal import Change
    from tui.desk.importing import Reader

NAMED = 3
"""Papers of a change that are named."""


@click.command()
def undo() -> None:
    """Undo the last change."""
    _step("undo", "undone", Library.undo)


@click.command()
def redo() -> None:
    """Redo what was undone last."""
    _step("redo", "redone", Library.redo)


def _step(word: str, done: str, act: "Callable[[Library], Change | None]") -> None:
    with opened() as library:
        change = act(library)
        say(f"{done}: {library.told(change)[0]} ({change.made})" if change else f"nothing to {word}")


@click.command()
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@as_json
def history(limit: int, *, as_data: bool) -> None:
    """List the last changes, newest first, with their papers."""
    with opened() as library:
        put_each(
            library.history(limit),
            lambda change: shapes.change_json(change, library.papers_of(change)),
            lambda change: f"{change.made}  {library.told(change, NAMED)[0]}{'  (undone)' if change.undone else ''}",
            as_data=as_data,
        )


@click.command()
@click.option("--list", "listing", is_flag=True, help="List the backups there are.")
def backup_(*, listing: bool) -> None:
    """Make a checked copy of the library."""
    from storage import backup

    path = library_path()
    if listing:
        for made in backup.backups(path):
            click.echo(f"{made.made:%Y-%m-%d %H:%M}  {made.size / 1e6:9.1f} MB  {made.reason:<10} {made.path}")
        return
    with opened():
        click.echo(backup.take(path).path)


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
def restore(file: Path | None) -> None:
    """Have the library hold what a backup holds (the newest, if none is named); what it held before is kept."""
    from storage import backup

    path = library_path()
    if file is None:
        known = backup.newest(path)
        if known is None:
            raise fail(f"there is no backup of {path}", NO_LIBRARY)
        file = known.path
    restored = backup.restore(path, file)
    say("; ".join(filter(None, (f"restored {file}", restored.words))))


@click.command("doctor")
@click.option("--mend", is_flag=True, help="Make anew what can be made from what is whole; the former file is kept.")
def doctor_(*, mend: bool) -> None:
    """Look whether the library is sound; without --mend nothing is changed."""
    from storage import doctor

    path = library_path()
    found = doctor.look(path)
    told = "the library is not sound"
    sentences = [*found.problems, *found.notes]
    if found.state == doctor.SOUND:
        sentences.append(f"{found.path} is sound" + ": there is nothing to mend" * mend)
    elif found.state not in doctor.DAMAGED:
        told, *sentences = sentences
    for sentence in sentences:
        click.echo(sentence)
    if mend and found.state in doctor.MENDABLE:
        from storage import mending

        with upgrading.told("mending the library") as progress:
            done = mending.mend(path, found, progress)
        for sentence in done:
            say(sentence)
        click.echo(f"{path} is mended, and sound")
    elif found.problems:
        raise fail(f"{told}; {found.advice}" if found.advice else told, NO_LIBRARY)


@click.command()
@as_json
def config(*, as_data: bool) -> None:
    """Show where files are kept, and the commands of your own."""
    from tui.desk import commands

    path = library_path()
    kept = {"library": path, "backups": places.backups(path), "settings": places.config(), "cache": places.cache()}
    own, complaints = commands.check(settings().commands)
    for complaint in complaints:
        say(f"warning: {complaint}")
    if as_data:
        told = [{"name": one.name, "key": one.key or None, "run": one.argv, "output": one.output} for one in own]
        put({**{name: str(place) for name, place in kept.items()}, "commands": told})
        return
    for name, place in kept.items():
        click.echo(f"{name:<9} {place}")
    for one in own:
        click.echo(f"{'command':<9} {f',{one.key}' if one.key else '':<3} {one.name}: {one.told}")


@click.command()
@click.argument("words", nargs=-1)
@as_json
def formats(words: tuple[str, ...], *, as_data: bool) -> None:
    """List the formats that can be imported, and the layouts that were taught.

    With WORDS those that are called so, with what each carries: `papershelf formats scholar`.
    """
    from tui.desk import importing, layouts

    known = layouts.taught(settings())
    for complaint in known.complaints:
        say(f"papershelf: {complaint}")
    wanted = [word.casefold() for word in words]
    readers = [
        reader
        for reader in (*importing.READERS, *map(importing.LaidOut, known.layouts))
        if all(word in "{name} {title}".format(**shapes.format_json(reader)).casefold() for word in wanted)
    ]
    if not as_data:
        readers.sort(key=lambda reader: (isinstance(reader, importing.LaidOut), reader.NAME))
    if not readers:
        say(f"papershelf: no format is called “{' '.join(words)}”; `papershelf formats` lists them all")
    put_each(readers, shapes.format_json, lambda reader: _format_line(reader, whole=bool(words)), as_data=as_data)


def _format_line(reader: "Reader", *, whole: bool) -> str:
    """Return a format's name and what people call it, and what it carries if the `whole` is asked for; of a layout
    always what it does."""
    shape = shapes.format_json(reader)
    line = f"{shape['name']:<21}  {shape['title']}"
    if layout := getattr(reader, "layout", None):
        return f"{line}\n    {layout.told()}"
    carries = textwrap.fill(", ".join(reader.CARRIES), 78, initial_indent="    ", subsequent_indent="    ")
    return f"{line}\n{carries}" if whole else line
