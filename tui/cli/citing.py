"""Commands that cite: citations printed and copied, files of them written and kept in step, the styles there are."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from storage.papers.paper import Paper
from storage.papers.words import papers
from tui.cli.shell import (
    PAGE,
    UNREADABLE,
    as_json,
    fail,
    failing,
    id_words,
    ids_of,
    matching,
    opened,
    put,
    query_words,
    say,
    settings,
)  # fmt: skip

if TYPE_CHECKING:
    from tui.desk.export import Watch

WATCH_SECONDS = 1.0
"""How often a watched export asks whether the shelf has changed."""


@click.command()
@id_words
@click.option(
    "--style", metavar="NAME|FILE.csl", help="The style or format (`papershelf styles` lists them), or a .csl file."
)
@click.option("--copy", "copying", is_flag=True, help="Copy it as well.")
@as_json
def cite(words: tuple[str, ...], style: str | None, *, copying: bool, as_data: bool) -> None:
    """Print citations of papers."""
    from tui.desk import citing

    with failing(citing.UnknownStyleError):
        form = citing.form_named(style or settings().style, settings())
    with opened() as library, failing(citing.PandocError, status=UNREADABLE):
        entries = library.entries(ids_of(library, words))
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
@click.option("--watch", is_flag=True, help="Then keep the file in step with the shelf, until Ctrl-C.")
def export(
    query: tuple[str, ...], format_name: str | None, output: Path | None, sort: str, *, force: bool, watch: bool
) -> None:
    """Write the papers that a query finds, all without one, as BibTeX, RIS, CSL-JSON, CSV, ..."""
    from tui.desk import export as exporting
    from tui.desk import files
    from tui.desk.keying import keys_of

    guessed = exporting.format_for(output) if output else None
    with failing(exporting.UnknownStyleError):
        form = exporting.format_named(format_name or (guessed.name if guessed else "bibtex"))
    if watch and output is None:
        raise fail("--watch needs a file to keep: -o FILE")
    with opened() as library:
        matching(library, query, sort, 0)

        def keyed() -> Iterator[tuple[Paper, str]]:
            ids = matching(library, query, sort)
            for start in range(0, len(ids), PAGE):
                entries = library.entries(ids[start : start + PAGE])
                keys = keys_of(library, entries, settings())
                yield from zip((entry.paper for entry in entries), keys, strict=True)

        if output is None:
            sys.stdout.writelines(exporting.export(keyed(), form.name))
            sys.stdout.flush()
            return
        if output.exists() and not force:
            if not sys.stdin.isatty():
                raise fail(f"{output} already exists; --force replaces it")
            if not click.confirm(f"{output} already exists; replace it?", err=True):
                raise fail("nothing was written", 0)
        try:
            files.write(output, exporting.export(keyed(), form.name))
            say(f"wrote {papers(library.view(' '.join(query)).count())} to {output} as {form.title}")
            if watch:
                _keep_in_step(exporting.Watch(output, form.name, keyed, library.changed))
        except OSError as error:
            raise fail(f"{output} was not written: {error.strerror or error}", UNREADABLE) from None


def _keep_in_step(watch: "Watch") -> None:
    """Rewrite a file whenever what it should hold has changed, until Ctrl-C."""
    import time

    say(f"keeping {watch.path} in step; Ctrl-C ends it")
    try:
        while True:
            if watch.step():
                say(f"wrote {watch.path}")
            time.sleep(WATCH_SECONDS)
    except KeyboardInterrupt:
        say("")


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
