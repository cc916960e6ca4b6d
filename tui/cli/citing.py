"""Commands that cite: citations printed and copied, files of them written and kept in step, the styles there are."""

import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from storage.library import Library
from storage.papers.paper import Entry, Paper
from storage.papers.words import papers, quoted
from tui.cli.shell import (
    PAGE,
    UNREADABLE,
    Meant,
    as_json,
    fail,
    failing,
    matching,
    on_papers,
    opened,
    put,
    query_words,
    say,
    settings,
)  # fmt: skip

if TYPE_CHECKING:
    from tui.desk.export import Format
    from tui.desk.in_step import Outcome, Watch

WATCH_SECONDS = 1.0
"""How often a watched export asks whether the shelf has changed."""
EDITS_SHOWN, NAMES_SHOWN, KEYS_SHOWN = 5, 20, 5
"""How many edited entries are shown line by line, how many of a kind by their keys, and how many that share one."""


@click.command()
@click.option(
    "--style", metavar="NAME|FILE.csl", help="The style or format (`papershelf styles` lists them), or a .csl file."
)
@click.option("--copy", "copying", is_flag=True, help="Copy it as well.")
@as_json
@on_papers()
def cite(meant: Meant, style: str | None, *, copying: bool, as_data: bool) -> None:
    """Print citations of papers."""
    from tui.desk import citing

    with failing(citing.UnknownStyleError):
        form = citing.form_named(style or settings().style, settings())
    with opened() as library, failing(citing.PandocError, status=UNREADABLE):
        entries = library.entries(meant.ids(library))
        cited = citing.cite(library, entries, form, settings(), keyed=as_data)
    if as_data:
        style = form.title if isinstance(form, citing.CslStyle) else form.name
        each = zip(entries, cited.keys, cited.each, strict=True)
        put([{"id": entry.id, "key": key, "style": style, "text": text} for entry, key, text in each])
    else:
        for line in cited.lines:
            click.echo(line)
        for entry in entries:
            if hint := citing.hint(entry.paper):
                say(f"{entry.id}: {hint}")
    if copying:
        from tui.desk.clipboard import SEE, copy

        copied = copy(cited.text, environment=os.environ, terminal_write=_to_terminal)
        say(copied.sentence.replace(SEE, "it is printed above"))


def _to_terminal(sequence: str) -> None:
    """Write a control sequence to the terminal itself, whatever stdout is."""
    with Path("/dev/tty").open("w", encoding="ascii") as terminal:
        terminal.write(sequence)


@click.command(context_settings={"ignore_unknown_options": True})
@query_words
@click.option(
    "--format", "format_name", metavar="NAME", help="The format (else what the file's name tells, else bibtex)."
)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to this file.")
@click.option("--sort", default="", metavar="FIELD", help="As for list.")
@click.option("--force", is_flag=True, help="Replace the file without asking.")
@click.option(
    "--update",
    "shared",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Bring what papershelf wrote into this file up to date; what others wrote in it stays.",
)
@click.option("--watch", is_flag=True, help="Go on doing so until Ctrl-C.")
@click.option("--ours", "decision", flag_value="ours", help="Where an entry was edited or taken out: the shelf's.")
@click.option("--theirs", "decision", flag_value="theirs", help="Where one was: what the file has.")
@click.option("--keep", "decision", flag_value="keep", help="Where one was: leave it this once, write the rest.")
@click.option("--prune", is_flag=True, help="Take out entries that the query finds no more, but for edited ones.")
@click.option("--query", "asked", metavar="QUERY", help="As QUERY..., for who is used to it from other commands.")
def export(
    query: tuple[str, ...], format_name: str | None, output: Path | None, sort: str, shared: Path | None,
    decision: str | None, asked: str | None, *, force: bool, watch: bool, prune: bool,
) -> None:  # fmt: skip
    """Write the papers that a query finds, all without one, as BibTeX, RIS, CSL-JSON, CSV, ...

    In the place of a query - reads IDs from standard input.
    """
    from tui.desk import export as exporting

    query = query if asked is None else (*query, asked)
    file = shared or output
    if shared and output:
        raise fail("name one file, by -o or by --update")
    if watch and file is None:
        raise fail("--watch needs a file to keep: --update FILE")
    if (decision or prune) and not (shared or watch):
        raise fail("--ours, --theirs, --keep and --prune go with --update FILE")
    guessed = exporting.format_for(file) if file else None
    with failing(exporting.UnknownStyleError):
        form = exporting.format_named(format_name or (guessed.name if guessed else "bibtex"))
    with opened() as library:
        if query == ("-",):
            named = Meant(query).ids(library)
            found: Callable[[], Sequence[int]] = lambda: named  # noqa: E731
        else:
            matching(library, query, sort, 0)
            found = partial(matching, library, query, sort)
        told: dict[str, str] = {}
        keyed = partial(_keyed, library, found, told)
        if file is None:
            sys.stdout.writelines(exporting.export(_papers(keyed(), form.name), form.name))
            sys.stdout.flush()
            for line in _first(told.values()):
                say(line)
            return
        try:
            if shared or watch:
                _update(library, file, form, keyed, told, decision, prune=prune, watch=watch)
            else:
                _write(library, file, form, keyed, f"{form.name} {sort} {' '.join(query)}", force=force)
                for line in _first(told.values()):
                    say(line)
        except OSError as error:
            raise fail(f"{file} was not written: {error.strerror or error}", UNREADABLE) from None


def _keyed(library: Library, found: Callable[[], Sequence[int]], told: dict[str, str]) -> Iterator[tuple[Entry, str]]:
    """Yield the papers that are `found`, each beside its citation key, which is kept from then on; `told` gets
    what there is to say, by these, of keys that several papers have."""
    from tui.desk.keying import keys_of

    ids = found()
    own, left = library.contested(ids)
    for start in range(0, len(ids), PAGE):
        entries = library.entries(ids[start : start + PAGE])
        keys = keys_of(library, entries, settings(), own)
        for entry, key in zip(entries, keys, strict=True):
            if entry.id in left:
                told[key] = f"the key {left[entry.id]} is another paper's: {quoted(entry.paper.title)} is {key}"
            elif entry.id in own:
                shown = f"; on the shelf it is {entry.key}" if entry.key else ""
                told[key] = f"{quoted(entry.paper.title)} is {key}, as in its own library{shown}"
            yield entry, key


def _first(told: Collection[str]) -> Iterator[str]:
    """Yield what is to be said of keys, of many the first, and how many more there are."""
    yield from islice(told, KEYS_SHOWN)
    if (more := len(told) - KEYS_SHOWN) > 0:
        yield f"and so for {papers(more)} more: `papershelf show ID` has all keys of one"


Keyed = Callable[[], Iterator[tuple[Entry, str]]]


def _papers(keyed: Iterable[tuple[Entry, str]], format_name: str) -> Iterator[tuple[Paper, str]]:
    from tui.desk.export import aliased

    return ((aliased(entry, key, format_name), key) for entry, key in keyed)


def _write(library: Library, file: Path, form: "Format", keyed: Keyed, what: str, *, force: bool) -> None:
    """Write a file whole; one that is there is asked about, unless it is what this same command wrote last."""
    from tui.desk import export as exporting
    from tui.desk import files, owned

    files.check(file)
    if file.exists() and not force and not owned.was_whole(library, file, what):
        if not sys.stdin.isatty():
            raise fail(f"{file} already exists; --force replaces it, --update adds to it")
        if not click.confirm(f"{file} already exists; replace it?", err=True):
            raise fail("nothing was written", 0)
    found = keyed()
    first = next(found, None)
    if first is None:
        raise fail(f"the query finds nothing, so {file} was not written", UNREADABLE)
    count = 0

    def counted() -> Iterator[tuple[Entry, str]]:
        nonlocal count
        for paper in chain([first], found):
            count += 1
            yield paper

    owned.write_whole(library, file, exporting.export(_papers(counted(), form.name), form.name), what)
    say(f"wrote {papers(count)} to {file} as {form.title}")


def _update(
    library: Library, file: Path, form: "Format", keyed: Keyed, told: dict[str, str], decision: str | None, *,
    prune: bool, watch: bool,
) -> None:  # fmt: skip
    """Bring a file up to date that others write in too, once or until Ctrl-C."""
    from tui.desk import in_step

    decided = in_step.Decision(decision) if decision else None

    def update() -> "Outcome":
        told.clear()
        return in_step.update(library, file, form, keyed(), decided, prune=prune)

    if watch:
        _keep_in_step(file, in_step.Watch(update, library.changed), told)
        return
    with failing(in_step.OwnedError, status=UNREADABLE):
        outcome = update()
    for line in _told(outcome, told):
        say(line)
    if outcome.blocked or outcome.unsaid:
        raise click.exceptions.Exit(UNREADABLE)


def _keep_in_step(file: Path, watch: "Watch", told: Mapping[str, str]) -> None:
    """Bring a file up to date whenever the shelf has changed, until Ctrl-C; what is as it was is said once."""
    import time

    from tui.desk.in_step import OwnedError

    say(f"keeping {file} in step; Ctrl-C ends it")
    last: list[str] = []
    try:
        while True:
            try:
                outcome = watch.step()
                lines = list(_told(outcome, told)) if outcome else last
            except OwnedError as error:
                lines = [str(error)]
            if lines != last:
                last = lines
                for line in lines:
                    say(line)
            time.sleep(WATCH_SECONDS)
    except KeyboardInterrupt:
        say("")


def _told(outcome: "Outcome", keys: Mapping[str, str]) -> Iterator[str]:
    """Yield what people should know of a file that was brought up to date, line by line; `keys` has what there is to
    say of the keys of papers, which holds of those that were added."""
    name = outcome.path.name
    if outcome.blocked:
        count = len(outcome.edited)
        entries = "an entry" if count == 1 else f"{count:,} entries"
        yield f"{outcome.path} was not written: somebody edited {entries} of papershelf (- the file, + the shelf)"
        for edit in outcome.edited[:EDITS_SHOWN]:
            yield f"  {edit.key}"
            yield from (f"    {line}" for line in edit.diff())
        if count > EDITS_SHOWN:
            yield f"  and {count - EDITS_SHOWN:,} more"
        yield "--ours writes the shelf's, --theirs lets the file's stand, --keep leaves it for now and writes the rest"
        return
    done = {"added": outcome.added, "updated": outcome.changed, "taken out": outcome.removed}
    parts = [f"{len(names):,} {word}" for word, names in done.items() if names]
    parts += [f"{outcome.same:,} as before"] if outcome.same and parts else []
    wrote = f"wrote {outcome.path}" if outcome.wrote else f"{outcome.path} is up to date"
    yield f"{wrote}: {', '.join(parts)}" if parts else wrote
    yield from _first([keys[name] for name in outcome.added if name in keys])
    for key, there in outcome.renamed[:NAMES_SHOWN]:
        yield f"the key {key} is another's in {name}, so it is {there} there"
    twins = [key if key == there else f"{key} (as {there})" for key, there in outcome.twins]
    if twins:
        yield f"already in {name} by somebody else, so not added: {_some(twins)}"
    for key, character in outcome.unsaid[:NAMES_SHOWN]:
        yield f"{key} was not written: the encoding of {name} has no “{character}”; save the file as UTF-8"
    if outcome.edited:
        yield f"edited by somebody, so left as it is: {_some([edit.key for edit in outcome.edited])}"
    if outcome.gone:
        yield f"taken out of {name} by somebody, so left out: {_some(outcome.gone)} (--ours puts it back)"
    if outcome.left:
        yield f"no longer found by the query, but left in {name}: {_some(outcome.left)} (--prune takes it out)"


def _some(names: Sequence[str]) -> str:
    more = len(names) - NAMES_SHOWN
    return ", ".join(names[:NAMES_SHOWN]) + (f" and {more:,} more" if more > 0 else "")


@click.command()
@as_json
def styles(*, as_data: bool) -> None:
    """List the citation styles and formats, and the CSL styles that pandoc finds by name."""
    from tui.desk import citing

    forms, more = citing.forms(settings()), citing.csl_styles()
    if as_data:
        found = [(form.name, form.title) for form in forms] + [(name, f"{name}, through pandoc") for name in more or ()]
        put([{"name": name, "title": title} for name, title in found])
        return
    for form in forms:
        click.echo(f"{form.name:<14} {form.title}")
    for name in more or ():
        click.echo(f"{name:<14} through pandoc")
    say("")
    if more is None:
        say("With pandoc installed, any other CSL style as well: --style FILE.csl")
    else:
        home = citing.style_home()
        say(f"Any other CSL style through pandoc: --style FILE.csl, or --style NAME with NAME.csl in {home}")
