"""The command line: every command prints data on stdout and words on stderr, and opens no screen it does not show.

Exit status: 0 all well; 1 some input could not be read (what was readable is in); 2 wrong usage; 3 the library cannot
be opened. Start-up counts here: a command imports what it needs, when it runs.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache, update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from storage import places, sqlite
from storage.library import Library, LibraryError, reason
from storage.papers import own
from storage.papers.paper import Entry, Paper, Status
from storage.papers.text import clean
from storage.papers.words import called, papers

if TYPE_CHECKING:
    from importers import InputError, Page
    from importers.lookup.finder import Finder
    from importers.reader import Item
    from storage.account import Account
    from tui.desk.export import Watch
    from tui.desk.settings import Settings

UNREADABLE, USAGE, NO_LIBRARY = 1, 2, 3
INTERRUPTED = 130
WATCH_SECONDS = 1.0
"""How often a watched export asks whether the shelf has changed."""
BACKUP_LIMIT = 64 * 1024 * 1024
"""Largest library in bytes whose daily backup a command waits for, a tenth of a second at most; the screen, which takes
it in the background, backs up any."""


class Shelf(click.Group):
    """The command group; an error becomes one sentence, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; here rather than in `main`, where click has words of its own for a pipe or a Ctrl-C."""
        try:
            return super().invoke(ctx)
        except LibraryError as error:
            raise fail(str(error), NO_LIBRARY) from None
        except sqlite.Error as error:  # a damaged file may show itself only where a query reads it
            raise fail(f"the library cannot be read: {reason(error)}", NO_LIBRARY) from None
        except BrokenPipeError:
            # `papershelf list | head` has seen enough; Python would complain once more when it flushes stdout.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise click.exceptions.Exit(0) from None
        except KeyboardInterrupt:
            raise fail("given up; the shelf is as it was", INTERRUPTED) from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which they are written here, which is that of use."""
        return list(self.commands)


def say(words: str) -> None:
    """Print a sentence on stderr."""
    indent = len(words) - len(words.lstrip(" "))
    click.echo(" " * indent + clean(words, 10_000, lines=True), err=True)


def fail(words: str, status: int = USAGE) -> "click.exceptions.Exit":
    """Say why, and return the exit to raise."""
    say(f"papershelf: {words}")
    return click.exceptions.Exit(status)


def put(value: Any) -> None:
    """Print JSON on stdout, readable on a terminal."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None))


def library_of(ctx: click.Context) -> Path:
    """Return the library file that the command line, the environment or the user's data folder names."""
    named: str | None = ctx.find_root().params.get("library")
    return Path(named).expanduser() if named else places.library()


@contextmanager
def opened(ctx: click.Context, *, create: bool = False) -> Iterator[Library]:
    """Open the library; a new one is said to be new, and only a command that fills it makes one."""
    path = library_of(ctx)
    if not create and not path.exists():
        if ctx.find_root().params.get("library") or "PAPERSHELF_LIBRARY" in os.environ:
            raise LibraryError(f"there is no library at {path}")
        create = True
    with Library.open(path, create=create) as library:
        if library.new:
            say(f"new library at {path}")
        for warning in library.warnings:
            say(f"warning: {warning}")
        yield library
        if library.written and path.stat().st_size < BACKUP_LIMIT:
            from storage.backup import BackupError

            try:
                library.back_up()
            except BackupError as error:
                say(f"warning: {error}")


@click.group(cls=Shelf, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--library", metavar="PATH", help="The library file (else PAPERSHELF_LIBRARY, else the user's data folder)."
)
@click.version_option(None, "-V", "--version", package_name="papershelf", prog_name="papershelf")
@click.pass_context
def main(ctx: click.Context, library: str | None) -> None:
    """A reading list for research papers that lives in the terminal. Without a command it opens the shelf."""
    if ctx.invoked_subcommand is None:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise fail("the shelf needs a terminal; `papershelf --help` lists the commands that do not")
        path = library_of(ctx)
        from tui.app import run  # textual: a third of a second that no command waits for

        sys.exit(run(path))


def ids_of(library: Library, words: Sequence[str]) -> list[int]:
    """Return the papers that words name: numbers, ranges `3-7`, citation keys, DOIs, arXiv ids, uuids; `-` reads stdin.

    Exits with 2, naming the word, for one that names nothing.
    """
    found: list[int] = []
    for word in words:
        if word == "-":
            found += ids_of(library, sys.stdin.read().split())
            continue
        first, dash, last = word.partition("-")
        if dash and first.isascii() and first.isdigit() and last.isascii() and last.isdigit() and len(word) < 20:
            span = range(int(first), int(last) + 1)
            if len(span) > 1_000_000:
                raise fail(f"{word} is a range of more than a million papers")
            entries = [row.id for row in library.rows(span)]
            found += [entry.id for entry in library.entries(entries)]
            continue
        number = library.find(word)
        if number is None:
            raise fail(f"no paper is called {word}; `papershelf list` shows their numbers")
        found.append(number)
    return list(dict.fromkeys(found))


def as_json(entry: Entry) -> dict[str, Any]:
    """Return an entry in the shape of `list --json`; absent facts are null."""
    return {
        "id": entry.id,
        "uuid": entry.uuid,
        "key": entry.key or proposed_key(entry),
        **own.facts_of(entry.paper),
        "doubt": entry.doubt,
        "status": entry.status.value,
        "starred": entry.starred,
        "priority": entry.priority,
        "tags": list(entry.tags),
        "note": entry.note or None,
        "added": entry.added,
        "read_on": entry.read_on,
        "seen": [
            {
                "listing": sighting.listing,
                "format": sighting.format,
                "line": sighting.line,
                "position": sighting.position,
                "score": sighting.score,
                "comments": sighting.comments,
                "upvotes": sighting.upvotes,
                "imported": sighting.imported,
            }
            for sighting in entry.seen
        ],
    }


def proposed_key(entry: Entry) -> str:
    """Return the citation key that a paper would get if it were cited now."""
    from tui.desk.citing import proposed

    return proposed(entry, settings())


@cache
def settings() -> "Settings":
    """Return the reader's settings, read once; what is wrong with the file is said."""
    from tui.desk.settings import Settings

    found = Settings.load(places.config())
    for complaint in found.complaints:
        say(f"warning: {complaint}")
    return found


# -- filling the shelf


@main.command("import")
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option(
    "--format", "format_name", metavar="NAME", help="Read it as this format (`papershelf formats` lists them)."
)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--as-of", metavar="DATE", help="The day that dates without a year are completed against (today).")
@click.option("--clipboard", is_flag=True, help="Read the clipboard.")
@click.option("--json", "as_data", is_flag=True, help="Print the account as JSON.")
@click.pass_context
def import_(
    ctx: click.Context, files: tuple[str, ...], format_name: str | None, as_of: str | None, *, dry_run: bool,
    clipboard: bool, as_data: bool,
) -> None:  # fmt: skip
    """Put the papers of copied pages or files on the shelf; `-` reads standard input."""
    from importers import InputError, reader_named, recognise

    if not files and not clipboard:
        raise fail("name the files to import, or - for standard input, or --clipboard")
    try:
        day = date.fromisoformat(as_of) if as_of else date.today()
    except ValueError:
        raise fail(f"--as-of takes a date such as 2026-05-13, not {as_of}") from None
    if format_name:
        try:
            reader_named(format_name)
        except InputError as error:
            raise fail(str(error)) from None
    accounts: list[Account] = []
    status = 0
    with opened(ctx, create=True) as library:
        for page in _pages(files, day, clipboard=clipboard):
            if isinstance(page, InputError):
                say(f"papershelf: {page}")
                status = UNREADABLE
                continue
            try:
                reader = reader_named(format_name) if format_name else recognise(page)
                account = _import_page(library, page, reader, dry_run=dry_run)
            except InputError as error:
                say(f"papershelf: {error}")
                status = UNREADABLE
                continue
            accounts.append(account)
            if account.skipped_count:
                status = UNREADABLE
            if not as_data:
                _tell(account, reader.TITLE, dry_run=dry_run)
    if as_data:
        put({"listings": [account_json(account) for account in accounts]})
    ctx.exit(status)


def _pages(files: Sequence[str], day: date, *, clipboard: bool) -> "Iterator[Page | InputError]":
    from importers import InputError, from_file, from_stream, from_text

    if clipboard:
        import pyperclip

        try:
            yield from_text(pyperclip.paste(), source="clipboard", as_of=day)
        except pyperclip.PyperclipException as error:
            yield InputError(f"the clipboard cannot be read: {str(error).strip().splitlines()[0]}")
    for name in files:
        try:
            yield from_stream(sys.stdin.buffer, as_of=day) if name == "-" else from_file(Path(name), as_of=day)
        except InputError as error:
            yield error


def _import_page(library: Library, page: "Page", reader: Any, *, dry_run: bool) -> "Account":
    from importers import read

    items: Iterable[Item] = read(page, reader)
    if not reader.STREAMS:
        items = list(items)
    elif page.size > 1 << 20 and sys.stderr.isatty():
        bar: Any
        with click.progressbar(
            length=1000, label=reader.TITLE, file=sys.stderr, show_eta=True,
            item_show_func=lambda found: f"{found or 0:,} papers",
        ) as bar:  # fmt: skip

            def progress(found: int) -> bool:
                bar.update(int(page.done * 1000) - bar.pos, found)
                return True

            return library.add(items, source=page.source, format=reader.NAME, dry_run=dry_run, progress=progress)
    return library.add(items, source=page.source, format=reader.NAME, dry_run=dry_run)


def _tell(account: "Account", title: str, *, dry_run: bool) -> None:
    """Say in a line what an import did, and beneath it what could not be read."""
    parts = (
        [f"{account.added:,} new", f"{account.merged:,} here already"] if account.merged else [f"{account.added:,} new"]
    )
    if account.unchanged:
        parts.append(f"{account.unchanged:,} unchanged")
    if not account.added and not account.merged and account.found:
        parts = ["unchanged"]
    if account.skipped_count:
        parts.append(f"{account.skipped_count:,} skipped")
    name = called(title, account.title)
    verb = "would be " if dry_run else ""
    click.echo(clean(f"{account.source}: {name}, {papers(account.found)}: {verb}{', '.join(parts)}", 10_000))
    for note in account.notes:
        say(f"  note: {note}")
    for pair in account.possible_duplicates:
        say(f"  line {pair.line}: may be the same as {pair.b} “{pair.other_title}” ({pair.likeness:.0f} % alike)")
    for skipped in account.skipped:
        say(f"  line {skipped.line}: skipped, {skipped.reason}: {clean(skipped.text, 80)}")
    if account.skipped_count > len(account.skipped):
        say(f"  and {account.skipped_count - len(account.skipped):,} more were skipped")


def account_json(account: "Account") -> dict[str, Any]:
    """Return an account in the shape of `import --json`."""
    return {
        "source": account.source,
        "title": account.title,
        "format": account.format,
        "stated": account.stated,
        "found": account.found,
        "added": account.added,
        "merged": account.merged,
        "unchanged": account.unchanged,
        "possible_duplicates": [
            {"line": pair.line, "title": pair.title, "id": pair.b, "other_title": pair.other_title,
             "likeness": pair.likeness}
            for pair in account.possible_duplicates
        ],
        "skipped": [{"line": item.line, "reason": item.reason, "text": item.text} for item in account.skipped],
        "skipped_count": account.skipped_count,
        "notes": list(account.notes),
    }  # fmt: skip


@main.command("add")
@click.argument("words", nargs=-1, required=True, metavar="ID...")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--json", "as_data", is_flag=True, help="Print the accounts as JSON.")
@click.pass_context
def add(ctx: click.Context, words: tuple[str, ...], *, dry_run: bool, as_data: bool) -> None:
    """Look papers up online by arXiv id, DOI or link, and put them on the shelf; `-` reads standard input."""
    from importers.lookup.finder import Kind, identify

    text = "\n".join(sys.stdin.read() if word == "-" else word for word in words)
    wanted = identify(text)
    if not wanted:
        raise fail("there is nothing to look up: name arXiv ids, DOIs or links")
    accounts: list[Account] = []
    with opened(ctx, create=True) as library:
        for identifier in wanted:
            if identifier.kind is Kind.UNKNOWN and len(identifier.value) < 250 and Path(identifier.value).is_file():
                say(f"{identifier.value} is a file: `papershelf import {identifier.value}` reads it")
        with _finder() as finder:
            answers = finder.answers(wanted, _asking(len(wanted)))
        for answer in answers:
            account = library.add(answer.items, source=answer.source, format=answer.format, dry_run=dry_run)
            accounts.append(account)
            if not as_data:
                _tell(account, answer.title, dry_run=dry_run)
    if as_data:
        put({"listings": [account_json(account) for account in accounts]})
    ctx.exit(UNREADABLE if any(account.skipped_count for account in accounts) else 0)


@main.command("complete")
@click.argument("words", nargs=-1, required=True, metavar="ID...")
@click.option("--json", "as_data", is_flag=True, help="Print JSON.")
@click.pass_context
def complete(ctx: click.Context, words: tuple[str, ...], *, as_data: bool) -> None:
    """Look up online what a listing left out of papers: authors, venue, date, identifiers, abstract."""
    from importers.lookup.finder import LookupFailedError

    done: list[dict[str, Any]] = []
    with opened(ctx) as library, _finder() as finder:
        for entry in library.entries(ids_of(library, words)):
            source = reason = None
            try:
                found = finder.complete(entry.paper)
            except LookupFailedError as error:
                reason = str(error)
            else:
                if found is None:
                    reason = "no record was found that is surely of this paper"
                else:
                    source = found.service
                    change = library.complete(entry.id, found.paper, source=found.source)
                    say(
                        f"{change.words}; `papershelf undo` takes it back"
                        if change
                        else f"{found.service} tells nothing new of “{entry.paper.title}”"
                    )
            if reason:
                say(f"{entry.id}: {reason}: {entry.paper.title}")
            done.append({"id": entry.id, "completed": reason is None, "source": source, "reason": reason})
    if as_data:
        put(done)
    ctx.exit(UNREADABLE if any(not one["completed"] for one in done) else 0)


def _finder() -> "Finder":
    """Return what looks papers up, as the settings say."""
    from importers.lookup.finder import LookupFailedError
    from tui.desk import looking_up

    try:
        return looking_up.finder(settings())
    except LookupFailedError as error:
        raise fail(str(error)) from None


def _asking(total: int) -> "Callable[[int, int], bool] | None":
    """Return what tells a terminal how far a look-up of several papers is."""
    if total < 2 or not sys.stderr.isatty():
        return None

    def progress(done: int, of: int) -> bool:
        click.echo(f"\r{done} of {of} looked up ", err=True, nl=done == of)
        return True

    return progress


# -- looking


@main.command("list", context_settings={"ignore_unknown_options": True})
@click.argument("query", nargs=-1, metavar="QUERY...")
@click.option("--sort", default="", metavar="FIELD", help="added, date, title, author, venue, ...; -FIELD descends.")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="At most so many papers.")
@click.option("--json", "as_data", is_flag=True, help="Print a JSON array.")
@click.option("--jsonl", "as_lines", is_flag=True, help="Print a line of JSON for each paper.")
@click.pass_context
def list_(
    ctx: click.Context, query: tuple[str, ...], sort: str, limit: int | None, *, as_data: bool, as_lines: bool
) -> None:
    """List papers, newest first, or those a query finds."""
    with opened(ctx) as library:
        ids = matching(library, query, sort, limit)
        if as_data or as_lines:
            _print_entries(library, ids, lines=as_lines)
            return
        width = _terminal_width()
        for start in range(0, len(ids), 500):
            for row in library.rows(ids[start : start + 500]):
                mark = {Status.UNREAD: " "}.get(row.status, row.status.value[0])
                author = f"{row.first} +{row.authors - 1}" if row.authors > 1 and row.first else row.first
                line = f"{row.id:>5} {mark}{'*' if row.starred else ' '} {row.year or '':>4}  "
                line += f"{_fit(row.venue or '', 10)}  {_fit(author, 18)}  {row.title}"
                click.echo(_fit(line, width).rstrip() if width else line)
        if not ids:
            _say_nothing_found(library, " ".join(query))


def _say_nothing_found(library: Library, source: str) -> None:
    """Say that nothing was found, and what comes nearest."""
    if not library.count():
        say("the shelf is empty; `papershelf import FILE` puts papers on it")
    elif nearest := library.rescue(source):
        say(str(nearest))
    else:
        say("nothing matches")


def matching(library: Library, query: Sequence[str], sort: str, limit: int | None = None) -> Sequence[int]:
    """Return the ids that a query finds, in order; exits with 2 and the place underlined for a query that is wrong."""
    from storage.query import QueryError

    # A shell has taken the reader's quotes away: an argument with spaces was one phrase or one value.
    source = " ".join(query)
    try:
        view = library.view(source, sort)
        return view.first(limit) if limit is not None else view.ids()
    except QueryError as error:
        start, end = error.span
        say(f"papershelf: {error}")
        say(f"  {clean(source, 10_000)}\n  {' ' * start}{'^' * max(1, end - start)}")
        raise click.exceptions.Exit(USAGE) from None


def _print_entries(library: Library, ids: Sequence[int], *, lines: bool) -> None:
    """Print entries as JSON while they are read, so that a million of them need no memory."""
    write = sys.stdout.write
    separator = "["
    for start in range(0, len(ids), 500):
        for entry in library.entries(ids[start : start + 500]):
            text = json.dumps(as_json(entry), ensure_ascii=False)
            write(text + "\n" if lines else f"{separator}{text}")
            separator = ",\n"
    if not lines:
        write("[]\n" if separator == "[" else "]\n")
    sys.stdout.flush()


def _terminal_width() -> int:
    """Return how wide lines may be; 0, no limit, in a pipe."""
    return os.get_terminal_size(sys.stdout.fileno()).columns if sys.stdout.isatty() else 0


def _fit(text: str, width: int) -> str:
    """Return `text` in exactly `width` cells; wide characters count two."""
    if text.isascii():
        return f"{text[: width - 1]}…" if len(text) > width else text.ljust(width)
    from unicodedata import combining, east_asian_width

    used, kept = 0, ""
    for character in text:
        cells = 0 if combining(character) else 2 if east_asian_width(character) in "WF" else 1
        if used + cells > width - 1:
            return f"{kept}…".ljust(width - used + len(kept))
        used, kept = used + cells, kept + character
    return kept + " " * (width - used)


@main.command()
@click.argument("id_", metavar="ID")
@click.option("--json", "as_data", is_flag=True, help="Print JSON.")
@click.pass_context
def show(ctx: click.Context, id_: str, *, as_data: bool) -> None:
    """Show one paper, by number, citation key, DOI or arXiv id."""
    with opened(ctx) as library:
        (entry,) = library.entries(ids_of(library, [id_]))
        if as_data:
            put(as_json(entry))
            return
        paper = entry.paper
        authors = ", ".join(name.text for name in paper.authors) + ("" if paper.authors_complete else " et al.")
        facts = [
            ("authors", authors or (f"{paper.author_count} authors" if paper.author_count else "")),
            ("organisation", paper.organisation), ("venue", paper.venue), ("date", paper.date),
            ("category", paper.category), ("doi", paper.doi), ("arxiv", paper.arxiv_id), ("link", paper.url),
            ("key", entry.key), ("status", entry.status.value + (", starred" if entry.starred else "")),
            ("tags", ", ".join(entry.tags)), ("in doubt", entry.doubt),
        ]  # fmt: skip
        click.echo(f"{entry.id}  {paper.title}")
        for name, value in facts:
            if value:
                click.echo(f"  {name:>12}  {value}")
        for sighting in entry.seen:
            rank = f", no. {sighting.position}" if sighting.position else ""
            click.echo(f"  {'seen in':>12}  {sighting.listing}{rank}, line {sighting.line}, {sighting.imported[:10]}")
        for text in (paper.abstract, entry.note and f"Note: {entry.note}"):
            if text:
                click.echo(f"\n{text}")


# -- citing


@main.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option(
    "--style", metavar="NAME|FILE.csl", help="The style or format (`papershelf styles` lists them), or a .csl file."
)
@click.option("--copy", "copying", is_flag=True, help="Copy it as well.")
@click.option("--json", "as_data", is_flag=True, help="Print JSON.")
@click.pass_context
def cite(ctx: click.Context, ids: tuple[str, ...], style: str | None, *, copying: bool, as_data: bool) -> None:
    """Print citations of papers."""
    from tui import citations
    from tui.desk.citing import cite as cite_together

    style = style or settings().style
    form = citations.find(style)
    if form is None:
        _cite_by_pandoc(ctx, ids, style, copying=copying, as_data=as_data)
        return
    with opened(ctx) as library:
        entries = library.entries(ids_of(library, ids))
        keyed = list(zip(entries, keys_of(library, entries), strict=True))
        texts = [citations.text(form, entry.paper, key=key) for entry, key in keyed]
        together = cite_together(library, entries, form.name, settings()).text if copying else ""
    if as_data:
        put([
            {"id": entry.id, "key": key, "style": form.name, "text": text}
            for (entry, key), text in zip(keyed, texts, strict=True)
        ])  # fmt: skip
    else:
        for (entry, _), text in zip(keyed, texts, strict=True):
            click.echo(text)
            if hint := citations.hint(entry.paper):
                say(f"{entry.id}: {hint}")
    if copying:
        _copy(together)


def _cite_by_pandoc(ctx: click.Context, ids: tuple[str, ...], style: str, *, copying: bool, as_data: bool) -> None:
    """Print a bibliography in a CSL style that pandoc formats, in the style's order; JSON in the order of the ids."""
    from tui import citations
    from tui.citations import pandoc
    from tui.desk import citing

    style = style.removeprefix(citing.CSL)
    try:
        if pandoc.program() is None and Path(style).suffix != ".csl":
            raise pandoc.PandocError("pandoc is not installed, with which any other CSL style can be used")
        pandoc.find_style(style)
    except pandoc.PandocError as error:
        names = ", ".join(form.name for form in citations.CITATIONS)
        raise fail(f"no style is called {style}; there are {names}; {error}") from None
    with opened(ctx) as library:
        entries = library.entries(ids_of(library, ids))
        keys = keys_of(library, entries) if as_data else []
    try:
        made = citing.by_pandoc(entries, style)
    except pandoc.PandocError as error:
        raise fail(str(error), UNREADABLE) from None
    if as_data:
        texts = {entry.id.removeprefix("paper-"): entry.text for entry in made}
        put([
            {"id": entry.id, "key": key, "style": citing.csl_title(style), "text": texts.get(str(entry.id), "")}
            for entry, key in zip(entries, keys, strict=True)
        ])  # fmt: skip
    else:
        for formatted in made:
            click.echo(formatted.text)
        for entry in entries:
            if hint := citations.hint(entry.paper):
                say(f"{entry.id}: {hint}")
    if copying:
        _copy("\n".join(entry.text for entry in made))


def _copy(text: str) -> None:
    """Copy a text and say by which route it went."""
    from tui.desk.clipboard import copy

    say(copy(text, environment=os.environ, terminal_write=_to_terminal).sentence)


def keys_of(library: Library, entries: Sequence[Entry]) -> list[str]:
    """Return the papers' citation keys, which from their first use on stay the same."""
    proposals = {entry.id: proposed_key(entry) for entry in entries if not entry.key}
    if proposals and not library.readonly:
        proposals = library.assign_keys(proposals)
    return [entry.key or proposals[entry.id] for entry in entries]


def _to_terminal(sequence: str) -> None:
    """Write a control sequence to the terminal itself, whatever stdout is."""
    with Path("/dev/tty").open("w", encoding="ascii") as terminal:
        terminal.write(sequence)


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("query", nargs=-1, metavar="QUERY...")
@click.option(
    "--format", "format_name", metavar="NAME", help="The format (else what the file's name tells, else bibtex)."
)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to this file.")
@click.option("--sort", default="", metavar="FIELD", help="As for list.")
@click.option("--force", is_flag=True, help="Replace the file without asking.")
@click.option("--watch", is_flag=True, help="Then keep the file in step with the shelf, until Ctrl-C.")
@click.pass_context
def export(
    ctx: click.Context, query: tuple[str, ...], format_name: str | None, output: Path | None, sort: str, *, force: bool,
    watch: bool,
) -> None:  # fmt: skip
    """Write the papers that a query finds, all without one, as BibTeX, RIS, CSL-JSON, CSV, ..."""
    from tui.desk import export as exporting
    from tui.desk.files import write

    guessed = exporting.format_for(output) if output else None
    try:
        form = exporting.format_named(format_name or (guessed.name if guessed else "bibtex"))
    except exporting.UnknownExportError as error:
        raise fail(str(error)) from None
    if watch and output is None:
        raise fail("--watch needs a file to keep: -o FILE")
    with opened(ctx) as library:
        matching(library, query, sort, 0)

        def keyed() -> Iterator[tuple[Paper, str]]:
            ids = matching(library, query, sort)
            for start in range(0, len(ids), 500):
                entries = library.entries(ids[start : start + 500])
                yield from zip((entry.paper for entry in entries), keys_of(library, entries), strict=True)

        if output is None:
            sys.stdout.writelines(exporting.export(keyed(), form.name))
            sys.stdout.flush()
            return
        if output.exists() and not force:
            if not sys.stdin.isatty():
                raise fail(f"{output} is there already; --force replaces it")
            if not click.confirm(f"{output} is there already; replace it?", err=True):
                raise fail("nothing was written", 0)
        try:
            write(output, exporting.export(keyed(), form.name))
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


# -- what the reader says


def _acting(function: Callable[..., Any]) -> Callable[..., Any]:
    """A command that changes papers: its words name them, and what it did is said with how to undo it."""

    @click.argument("words", nargs=-1, required=True, metavar="ID...")
    @click.pass_context
    def command(ctx: click.Context, /, words: tuple[str, ...], **options: Any) -> None:
        with opened(ctx) as library:
            change = function(library, ids_of(library, words), **options)
            say(f"{change.words}; `papershelf undo` takes it back")

    return update_wrapper(command, function)


@main.command()
@click.option(
    "--as", "status", type=click.Choice([status.value for status in Status]), default="read", show_default=True
)
@_acting
def mark(library: Library, ids: list[int], status: str) -> Any:
    """Give papers a status."""
    return library.mark(ids, Status(status))


@main.command()
@click.option("--off", is_flag=True, help="Take the star.")
@_acting
def star(library: Library, ids: list[int], *, off: bool) -> Any:
    """Star papers."""
    return library.star(ids, not off)


@main.command()
@click.option("--add", "-a", multiple=True, metavar="TAG", help="Put this tag on; may be given more than once.")
@click.option("--remove", "-r", multiple=True, metavar="TAG", help="Take this tag off.")
@_acting
def tag(library: Library, ids: list[int], add: tuple[str, ...], remove: tuple[str, ...]) -> Any:
    """Put tags on papers, or take them off."""
    if not add and not remove:
        raise fail("say which tags: --add TAG or --remove TAG")
    return library.tag(ids, add, remove)


@main.command()
@click.argument("id_", metavar="ID")
@click.option("--text", "-t", metavar="TEXT", help="The note; - reads standard input; without it the note is printed.")
@click.option("--append", is_flag=True, help="Add to the note that is there.")
@click.pass_context
def note(ctx: click.Context, id_: str, text: str | None, *, append: bool) -> None:
    """Print or write the note on a paper."""
    with opened(ctx) as library:
        (entry,) = library.entries(ids_of(library, [id_]))
        if text is None:
            if entry.note:
                click.echo(entry.note)
            return
        text = sys.stdin.read() if text == "-" else text
        if append and entry.note:
            text = f"{entry.note}\n{text}"
        change = library.note(entry.id, text, version=entry.note_version)
        say(f"{change.words}; `papershelf undo` takes it back")


# -- keeping the shelf


@main.command()
@click.pass_context
def undo(ctx: click.Context) -> None:
    """Take the last change back."""
    with opened(ctx) as library:
        change = library.undo()
        say(f"undone: {change.words}" if change else "nothing to undo")


@main.command()
@click.pass_context
def redo(ctx: click.Context) -> None:
    """Do again what was undone last."""
    with opened(ctx) as library:
        change = library.redo()
        say(f"done again: {change.words}" if change else "nothing to redo")


@main.command("history")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@click.option("--json", "as_data", is_flag=True, help="Print JSON.")
@click.pass_context
def history_(ctx: click.Context, limit: int, *, as_data: bool) -> None:
    """List the last changes, newest first."""
    with opened(ctx) as library:
        changes = library.history(limit)
        if as_data:
            put([
                {"id": change.id, "made": change.made, "words": change.words, "count": change.count,
                 "undone": change.undone}
                for change in changes
            ])  # fmt: skip
            return
        for change in changes:
            click.echo(f"{change.made}  {change.words}{'  (undone)' if change.undone else ''}")


@main.command()
@click.option("--json", "as_data", is_flag=True, help="Print JSON.")
@click.pass_context
def stats(ctx: click.Context, *, as_data: bool) -> None:
    """Count papers by status, year and venue."""
    with opened(ctx) as library:
        counts = library.statistics()
        total = library.count()
    if as_data:
        put({"papers": total, **{name: dict(values) for name, values in counts.items()}})
        return
    click.echo(papers(total))
    for name, values in counts.items():
        click.echo(f"\nby {name}")
        for value, count in values:
            if count:
                click.echo(f"  {value:<30} {count:>8,}")


@main.command()
@click.option("--json", "as_data", is_flag=True, help="Print JSON.")
@click.option("--limit", type=click.IntRange(min=1), default=200, show_default=True)
@click.pass_context
def duplicates(ctx: click.Context, limit: int, *, as_data: bool) -> None:
    """List pairs that may be one paper and were not decided yet."""
    with opened(ctx) as library:
        pairs = library.duplicates(limit)
    if as_data:
        put([
            {"a": pair.a, "title": pair.title, "b": pair.b, "other_title": pair.other_title, "likeness": pair.likeness}
            for pair in pairs
        ])  # fmt: skip
        return
    for pair in pairs:
        click.echo(f"{pair.likeness:5.1f} %  {pair.a:>6}  {pair.title}\n         {pair.b:>6}  {pair.other_title}")
    if pairs:
        say("`papershelf merge ID ID` makes one of two; `papershelf merge --apart ID ID` keeps them apart")


@main.command()
@click.argument("keep", metavar="ID")
@click.argument("other", metavar="ID")
@click.option("--apart", is_flag=True, help="They are two: do not ask again.")
@click.pass_context
def merge(ctx: click.Context, keep: str, other: str, *, apart: bool) -> None:
    """Make two papers one: the first keeps its place and gets what the second has."""
    with opened(ctx) as library:
        a, b = (*ids_of(library, [keep]), *ids_of(library, [other]))
        if a == b:
            raise fail("these are the same paper already")
        change = library.keep_apart(a, b) if apart else library.merge(a, b)
        say(f"{change.words}; `papershelf undo` takes it back")


@main.command("backup")
@click.option("--list", "listing", is_flag=True, help="List the backups there are.")
@click.pass_context
def backup_(ctx: click.Context, *, listing: bool) -> None:
    """Make a checked copy of the library."""
    from storage import backup

    path = library_of(ctx)
    if listing:
        for made in backup.backups(path):
            click.echo(f"{made.made:%Y-%m-%d %H:%M}  {made.size / 1e6:9.1f} MB  {made.reason:<10} {made.path}")
        return
    with opened(ctx):
        try:
            made = backup.take(path)
        except backup.BackupError as error:
            raise fail(str(error), NO_LIBRARY) from None
        click.echo(made.path)


@main.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.pass_context
def restore(ctx: click.Context, file: Path | None) -> None:
    """Put a backup (the newest, if none is named) in the library's place; the former file is set aside."""
    from storage import backup

    path = library_of(ctx)
    if file is None:
        known = backup.backups(path)
        if not known:
            raise fail(f"there is no backup of {path}", NO_LIBRARY)
        file = known[0].path
    try:
        aside = backup.restore(path, file)
    except backup.BackupError as error:
        raise fail(str(error), NO_LIBRARY) from None
    say(f"restored {file}" + (f"; the former library is {aside}" if aside else ""))


@main.command()
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Check whether the library is sound."""
    from storage import backup

    path = library_of(ctx)
    if not path.exists():
        raise LibraryError(f"there is no library at {path}")
    problems = backup.examine(path)
    for problem in problems:
        click.echo(problem)
    if problems:
        raise fail("the library is not sound; `papershelf restore` brings the newest backup back", NO_LIBRARY)
    click.echo(f"{path} is sound")


@main.command()
@click.pass_context
def config(ctx: click.Context) -> None:
    """Say where everything lives."""
    for name, place in (
        ("library", library_of(ctx)), ("backups", places.backups(library_of(ctx))), ("settings", places.config()),
        ("cache", places.cache()),
    ):  # fmt: skip
        click.echo(f"{name:<9} {place}")


@main.command()
@click.option("--json", "as_data", is_flag=True, help="Print JSON.")
def formats(*, as_data: bool) -> None:
    """List the formats that can be imported, with what each carries."""
    from importers import READERS

    if as_data:
        put([
            {"name": reader.NAME, "title": reader.TITLE, "carries": list(reader.CARRIES), "streams": reader.STREAMS}
            for reader in READERS
        ])  # fmt: skip
        return
    for reader in READERS:
        click.echo(f"{reader.NAME:<18} {reader.TITLE}\n{'':<18} {', '.join(reader.CARRIES)}")


@main.command()
@click.option("--json", "as_data", is_flag=True, help="Print JSON.")
def styles(*, as_data: bool) -> None:
    """List the citation styles and formats, and the CSL styles that pandoc finds by name."""
    from tui.citations import CITATIONS, pandoc

    more = list(pandoc.styles_installed()) if pandoc.program() else []
    if as_data:
        put([
            *({"name": form.name, "title": form.title} for form in CITATIONS),
            *({"name": name, "title": f"{name}, through pandoc"} for name in more),
        ])  # fmt: skip
        return
    for form in CITATIONS:
        click.echo(f"{form.name:<14} {form.title}")
    for name in more:
        click.echo(f"{name:<14} through pandoc")
    say("")
    say(
        f"Any other CSL style through pandoc: --style FILE.csl, or --style NAME with NAME.csl in {pandoc.style_home()}"
        if pandoc.program()
        else "With pandoc installed, any other CSL style as well: --style FILE.csl"
    )
