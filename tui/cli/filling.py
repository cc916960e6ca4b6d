"""Commands that fill the shelf: pages and files, papers by their identifiers, and what their listings left out."""

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from storage.papers.paper import Status
from storage.papers.text import clean, fold
from storage.papers.words import TO_LOOK_UP, called, papers, several
from tui.cli.shell import (
    INTERRUPTED,
    UNREADABLE,
    Meant,
    as_json,
    by_assignment,
    dry_run,
    fail,
    failing,
    on_papers,
    opened,
    put,
    say,
    settings,
)
from tui.desk import shapes
from tui.desk.walls import bare

if TYPE_CHECKING:
    from storage.account import Account
    from tui.desk.importing import Page, Parcel

CLIPBOARD = "\0"
"""Stands for the clipboard among files; no file is called so."""
AS_TOLD = "file"
"""Stands for the status that the file says, among those that there are."""
READING = 10
"""Records of a page that is not written which are shown."""
NAMED = 20
"""Papers that a command which is advised names."""
BAR_SIZE = 1 << 20
"""From this many bytes on reading a page is worth a progress bar."""


@click.command("import")
@click.argument("files", nargs=-1, metavar="FILE|ADDRESS...")
@click.option(
    "--format", "format_name", metavar="NAME", help="Read it as this format (`papershelf formats` lists them)."
)
@click.option(
    "--layout", metavar="NAME", help="Read it by this layout, taught in the app (`papershelf formats` lists them)."
)
@click.option(
    "--encoding", metavar="NAME", help="Decode it as this, where it is not told right (gb18030, koi8-r, ...)."
)
@click.option(
    "--as",
    "status",
    type=click.Choice([AS_TOLD, *(one.value for one in Status)]),
    default=AS_TOLD,
    show_default=True,
    help="The status of its new papers, in place of what the file says.",
)
@click.option("--section", metavar="WORDS", default="", help="Only what stands under headings that have these words.")
@dry_run
@click.option("--as-of", metavar="DATE", help="The day that dates without a year are completed against (today).")
@click.option("--clipboard", is_flag=True, help="Read the clipboard.")
@click.option("--yes", is_flag=True, help="Write also what was read with little confidence.")
@as_json
def import_(
    files: tuple[str, ...], format_name: str | None, layout: str | None, encoding: str | None, status: str,
    section: str, as_of: str | None, *, dry_run: bool, clipboard: bool, yes: bool, as_data: bool,
) -> int:  # fmt: skip
    """Put the papers of copied pages, files or web pages on the shelf; `-` reads standard input.

    Of a folder, and of those below it, the PDFs are read.

    A page is asked for only when its address (https://...) is named here; the address of one paper is looked up, as by
    `add`.
    """
    from tui.desk import files as paths
    from tui.desk import importing
    from tui.desk.clipboard import html
    from tui.desk.looking_up import LookupFailedError

    if not files and not clipboard:
        raise fail("name the files or addresses to import, or - for standard input, or --clipboard")
    if section and not fold(section):
        raise fail(f"--section takes words of a heading, not {section}")
    try:
        day = date.fromisoformat(as_of) if as_of else date.today()
    except ValueError:
        raise fail(f"--as-of takes a date such as 2026-05-13, not {as_of}") from None
    with failing(importing.InputError):
        if format_name:
            importing.reader_named(format_name)
        if encoding:
            importing.codec(encoding)
    accounts: list[Account] = []
    offline = 0
    by_content = not (format_name or layout or section)
    marked = None if status == AS_TOLD else Status(status)
    ending = 0
    with opened(create=True) as library:
        keywords = settings().keywords_as_tags
        for name in (*[CLIPBOARD] * clipboard, *files):
            try:
                made = partial(
                    _parcel, format_name=format_name, library=library, whole=dry_run, layout=layout, section=section
                )
                there = None if name in (CLIPBOARD, "-") else paths.there(name)
                address = importing.is_address(name) and there is None
                if there and there.is_dir():
                    found = importing.in_folder(there, made, _reading, day)
                elif address and by_content and importing.names_paper(name):
                    found = importing.looked_up(name, settings(), _asking)
                else:
                    parcel = made(_fetched(name, day, encoding) if address else _page(name, day, encoding))
                    if address and by_content:
                        parcel = importing.shown(parcel)
                    if name == CLIPBOARD and not (format_name or layout):
                        parcel = importing.with_links(parcel, partial(html, os.environ))
                    found = [parcel]
                with _bar(found[0].page) as progress:
                    done = importing.put(
                        library, found, dry_run=dry_run, progress=progress, status=marked, keywords=keywords,
                        settings=settings(), unsure=yes,
                    )  # fmt: skip
            except (importing.InputError, LookupFailedError) as error:
                unreached = isinstance(error, LookupFailedError) and error.offline
                offline += unreached
                if not unreached or offline == 1:
                    say(f"papershelf: {error}")
                ending = UNREADABLE
                continue
            accounts += done
            for parcel, account in zip(found, done, strict=True):
                withheld = parcel.is_doubtful and not yes
                ending = UNREADABLE if withheld or (section and not account.found) else ending
                if not as_data:
                    _tell(account, parcel.title, withheld=withheld)
            if not as_data:
                _sum_up(name, done, [] if dry_run else importing.lacking(library, found))
            ending = _left(found) or ending
    if offline > 1:
        say(f"papershelf: {several(offline - 1, 'more page')} could not be reached, either")
    return _accounted(accounts, as_data=as_data) or ending


def _parcel(page: "Page", **how: Any) -> "Parcel":
    """Return what a page holds, read as the options say; a terminal is told how far that is."""
    from tui.desk import importing

    with _bar(page) as progress:
        return importing.parcel(page, progress=progress, settings=settings(), **how)


def _reading(done: int, of: int) -> bool:
    """Tell a terminal how far the reading of a folder is."""
    if of > 1 and sys.stderr.isatty():
        click.echo(f"\r{done:,} of {of:,} read ", file=bare(sys.stderr), nl=done == of)
    return True


def _sum_up(name: str, accounts: "Sequence[Account]", lacking: "Sequence[int]") -> None:
    """Say what several files of a folder came to together, and which command looks up what PDFs do not say."""
    from tui.desk.importing import counted, together

    if len(accounts) > 1:
        whole = together(accounts)
        done = counted(whole, dry_run=not any(account.written for account in accounts))
        click.echo(clean(f"{name}: {several(len(accounts), 'PDF')}, {papers(whole.found)}: {done}", 10_000))
    if lacking:
        some = " ".join(map(str, lacking[:NAMED])) + " ..." * (len(lacking) > NAMED)
        say(f"  people, year or venue are missing: `papershelf complete {some}` looks them up")


def _fetched(address: str, day: date, encoding: str | None) -> "Page":
    """Return the page at an address, and tell a terminal whom it waits for; raises as `importing.fetched` does."""
    from tui.desk import importing

    told = sys.stderr.isatty()

    def asking(host: str) -> None:
        if told:
            click.echo(f"asking {clean(host, 60)}…\r", file=bare(sys.stderr), nl=False)

    try:
        return importing.fetched(address, settings(), asking=asking, encoding=encoding, as_of=day)
    finally:
        if told:
            click.echo("\x1b[K", file=bare(sys.stderr), nl=False)


def _accounted(accounts: "Sequence[Account]", *, as_data: bool) -> int:
    """Print accounts as JSON, if that is wanted, and return the exit status."""
    if as_data:
        put({"listings": [shapes.account_json(account) for account in accounts]})
    return UNREADABLE if any(account.skipped_count for account in accounts) else 0


def _page(name: str, day: date, encoding: str | None) -> "Page":
    """Return the page of a file, of standard input or of the clipboard; raises InputError."""
    from tui.desk.importing import InputError, from_file, from_stream, from_text

    if name != CLIPBOARD:
        if name == "-":
            return from_stream(sys.stdin.buffer, as_of=day, encoding=encoding)
        return from_file(Path(name), as_of=day, encoding=encoding)
    import pyperclip

    try:
        return from_text(pyperclip.paste(), source="clipboard", as_of=day)
    except pyperclip.PyperclipException as error:
        raise InputError(f"the clipboard cannot be read: {str(error).strip().splitlines()[0]}") from None


@contextmanager
def _bar(page: "Page | None") -> "Iterator[Callable[[int], bool] | None]":
    """Lend what shows on a terminal how far the reading of a large page is."""
    if page is None or page.size < BAR_SIZE or not sys.stderr.isatty():
        yield None
        return
    bar: Any
    with click.progressbar(
        length=1000, label=clean(page.source, 40), file=bare(sys.stderr), show_eta=True,
        item_show_func=lambda found: papers(found or 0),
    ) as bar:  # fmt: skip

        def progress(found: int) -> bool:
            bar.update(int(page.done * 1000) - bar.pos, found)
            return True

        yield progress


def _tell(account: "Account", title: str, *, withheld: bool = False) -> None:
    """Say in a line what an import did, and beneath it what could not be read, or was read with little confidence."""
    from tui.desk.importing import counted, followed

    name = called(title, account.title)
    done = counted(account, dry_run=not account.written)
    click.echo(clean(f"{account.source}: {name}, {papers(account.found)}: {done}", 10_000))
    if withheld:
        for row in account.rows[:READING]:
            people = ", ".join(author.text for author in row.listed.paper.authors[:5]) or "nobody named"
            say(f"  line {row.listed.line}: “{row.listed.paper.title}” by {clean(people, 100)}")
        more = f", the first {READING} of which stand above," if account.found > READING else ""
        say(
            f"  not written: {account.unsure:,} of {papers(account.found)}{more} are read with little confidence; "
            "--yes writes them"
        )
    for note in account.notes:
        say(f"  note: {note}")
    for line in followed(account):
        say(f"  {line}")
    for merged in account.merges:
        if merged.is_of_import:  # what was there before is only counted; `--json` names it, too
            say(f"  line {merged.listed.line}: the same paper as {merged.id} “{merged.title}” ({merged.why})")
    for pair in account.possible_duplicates:
        say(f"  line {pair.line}: may be the same as {pair.b} “{pair.other_title}” ({pair.likeness:.0f} % alike)")
    for skipped in account.skipped:
        say(f"  line {skipped.line}: skipped, {skipped.reason}: {clean(skipped.text, 80)}")
    if account.skipped_count > len(account.skipped):
        say(f"  and {account.skipped_count - len(account.skipped):,} more were skipped")


@click.command()
@click.argument("words", nargs=-1, metavar="ID...")
@by_assignment
@dry_run
@as_json
def add(words: tuple[str, ...], assignments: tuple[str, ...], *, dry_run: bool, as_data: bool) -> int:
    """Look papers up online by arXiv id, DOI or link, and put them on the shelf; `-` reads standard input.

    With --set one is written down by hand: add --set title="On moss" --set author="Ed Stone; Di Holm" --set year=2021.
    """
    from tui.desk import files, importing
    from tui.desk.looking_up import LookupFailedError

    if bool(words) == bool(assignments):
        raise fail("name papers to look up, or write one down by --set title=...")
    if assignments:
        from tui.desk import facts

        with failing(ValueError):
            paper = facts.by_hand(facts.told(assignments))
        with opened(create=True) as library:
            account = facts.put_by_hand(library, paper, dry_run=dry_run)
        if not as_data:
            _tell(account, "written down")
        return _accounted([account], as_data=as_data)
    with opened(create=True) as library:
        for word in words:
            if word != "-" and (path := files.there(word)) and path.is_file():
                say(f"{word} is a file: `papershelf import {word}` reads it")
            elif importing.is_address(word) and not importing.names_paper(word):
                say(f"{word} names no paper: `papershelf import {word}` fetches the page")
        text = "\n".join(sys.stdin.read() if word == "-" else word for word in words)
        with failing(importing.InputError, LookupFailedError), _until_given_up() as wanted:
            parcels = importing.looked_up(text, settings(), _asking, wanted)
        accounts = importing.put(library, parcels, dry_run=dry_run, settings=settings())
    if not as_data:
        for account, parcel in zip(accounts, parcels, strict=True):
            _tell(account, parcel.title)
    if not wanted():
        say("papershelf: given up; what was looked up till then is on the shelf")
        return INTERRUPTED
    return _accounted(accounts, as_data=as_data) or _left(parcels)


def _left(parcels: "Sequence[Parcel]") -> int:
    """Say which command looks up what could not be, and return the exit status."""
    if not any(parcel.title == TO_LOOK_UP for parcel in parcels):
        return 0
    say("  they stand on the shelf by their identifiers: `papershelf complete --query is:untitled` looks them up")
    return UNREADABLE


@contextmanager
def _until_given_up() -> "Iterator[Callable[[], bool]]":
    """Lend what answers whether a look-up is still wanted: Ctrl+C ends it and keeps what was found; again, all."""
    given_up = False

    def give_up(*_: object) -> None:
        nonlocal given_up
        given_up = True
        signal.signal(signal.SIGINT, before)

    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, give_up)
    try:
        yield lambda: not given_up
    finally:
        signal.signal(signal.SIGINT, before)


def _asking(done: int, of: int) -> bool:
    """Tell a terminal how far a look-up of several papers is."""
    if of > 1 and sys.stderr.isatty():
        click.echo(f"\r{done} of {of} looked up ", file=bare(sys.stderr), nl=done == of)
    return True


@click.command()
@as_json
@on_papers(changes=True)
def complete(meant: Meant, *, as_data: bool) -> int:
    """Look up online what a listing left out of papers: authors, venue, date, identifiers, abstract."""
    from tui.desk import looking_up

    with opened() as library, failing(looking_up.LookupFailedError), _until_given_up() as wanted:
        done = looking_up.complete(library, meant.ids(library), settings(), wanted=wanted, told=_asking)
    for paper in done.papers:
        if paper.reason and not paper.unasked:
            say(f"{paper.id}: {paper.reason}: {paper.title}")
    if done.unasked:
        say(f"papershelf: {done.trouble}; {papers(done.unasked)} could not be looked up")
    say(done.words + ("; `papershelf undo` undoes it" if done.change else ""))
    if as_data:
        put([shapes.completed_json(paper) for paper in done.papers])
    if done.left:
        return INTERRUPTED
    return UNREADABLE if any(paper.reason for paper in done.papers) else 0
