"""Commands that look: the papers a query finds, one paper, what the shelf holds, and what may be there twice."""

import os
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import click

from storage.library import Library
from storage.papers.markup import of_page, shown
from storage.papers.paper import Entry
from storage.papers.text import PointedError, cells
from storage.papers.words import papers, quoted, several
from tui.cli.shell import (
    PAGE,
    Meant,
    as_json,
    as_text,
    fail,
    failing,
    matching,
    on_papers,
    opened,
    put,
    put_each,
    query_words,
    say,
    say_done,
)  # fmt: skip
from tui.desk.walls import bare

if TYPE_CHECKING:
    from storage.made import Made
    from storage.reading import Listing


@click.command(context_settings={"ignore_unknown_options": True})
@query_words
@click.option("--sort", default="", metavar="FIELD", help="added, date, title, author, venue, ...; -FIELD descends.")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="At most N papers.")
@click.option("--json", "as_data", is_flag=True, help="Print a JSON array.")
@click.option("--jsonl", "as_lines", is_flag=True, help="Print a line of JSON for each paper.")
@click.option("--format", "form", metavar="TEMPLATE", help=r"Print papers as '{id}\t{title}' says.")
def list_(
    query: tuple[str, ...], sort: str, limit: int | None, *, as_data: bool, as_lines: bool, form: str | None
) -> None:
    """List papers, newest first, or those a query finds."""
    written = None
    if form is not None:
        from tui.desk.citing import written_as

        try:
            written = written_as(form)
        except PointedError as error:
            raise click.UsageError(str(error)) from None
    with opened() as library:
        ids = matching(library, query, sort, limit)
        if written:
            for entry in _entries(library, ids):
                click.echo(written(entry))
            return
        if as_data or as_lines:
            _print_entries(library, ids, lines=as_lines)
            return
        print_rows(library, ids)
        if not ids:
            _say_nothing_found(library, " ".join(query))


def print_papers(library: Library, ids: Sequence[int], *, as_data: bool) -> None:
    """Print papers as `list` does, as JSON or a line each."""
    if as_data:
        _print_entries(library, ids, lines=False)
    else:
        print_rows(library, ids)


def print_rows(library: Library, ids: Sequence[int]) -> None:
    """Print papers, a line each; in a pipe lines are as long as they are."""
    width = os.get_terminal_size(sys.stdout.fileno()).columns if sys.stdout.isatty() else 0
    for start in range(0, len(ids), PAGE):
        for row in library.rows(ids[start : start + PAGE]):
            line = f"{row.id:>5} {row.mark}{'★' if row.starred else ' '} {row.year or '':>4}  "
            line += f"{_fit(row.venue or '', 10)}  {_fit(row.by, 18)}  {row.titled}"
            click.echo(_fit(line, width).rstrip() if width else line)


@click.command()
@click.argument("number", metavar="[PAGE]", type=int, required=False)
@click.option("--done", is_flag=True, help="None of its papers is new any more.")
@as_json
def page(number: int | None, *, done: bool, as_data: bool) -> None:
    """List the pages that have new papers, or the papers of one page in its order."""
    from tui.desk.shapes import page_json

    with opened() as library:
        if number is None:
            if done:
                raise fail("say which page is done: `papershelf page` lists their numbers")
            inbox = library.inbox()
            put_each(inbox, page_json, _page_line, as_data=as_data)
            if not inbox:
                say("nothing is new")
        elif number not in {one.id for one in library.listings()}:
            raise fail(f"there is no page {number}; `papershelf page` lists those with new papers")
        elif done:
            say_done(library.page_done(number))
        else:
            print_papers(library, library.view(f"listing:{number}", "rank").ids(), as_data=as_data)


def _page_line(page: "tuple[Listing, int]") -> str:
    one, new = page
    return f"{one.id:>5}  {one.day}  {new:>4} new of {one.found:<5}  {one.name}"


def _say_nothing_found(library: Library, source: str) -> None:
    """Say that nothing was found, and what comes nearest."""
    if not library.count():
        say("the shelf is empty; `papershelf import FILE` puts papers on it")
    elif nearest := library.rescue(source):
        say(str(nearest))
    else:
        say("nothing matches")


def _entries(library: Library, ids: Sequence[int]) -> Iterator[Entry]:
    """Yield papers, those of the bin too, as they are read: a million of them need no memory."""
    for start in range(0, len(ids), PAGE):
        yield from library.entries(ids[start : start + PAGE], deleted=True)


def _print_entries(library: Library, ids: Sequence[int], *, lines: bool) -> None:
    """Print entries as JSON while they are read."""
    write = bare(sys.stdout).write  # JSON that is escaped says all that a wall would take out
    separator = "["
    for entry in _entries(library, ids):
        text = as_text(_json(entry))
        write(text + "\n" if lines else f"{separator}{text}")
        separator = ",\n"
    if not lines:
        write("[]\n" if separator == "[" else "]\n")
    sys.stdout.flush()


def _json(entry: Entry) -> dict[str, Any]:
    from tui.desk import shapes

    return shapes.as_json(entry)


def _fit(text: str, width: int) -> str:
    """Return `text` in exactly `width` cells, as the screen does without loading what paints it."""
    if text.isascii():
        return f"{text[: width - 1]}…" if len(text) > width else text.ljust(width)
    ends = list(accumulate(map(cells, text)))
    if ends[-1] > width:
        text = text[: bisect_right(ends, width - 1)] + "…"
    return text + " " * (width - cells(text))


@click.command()
@as_json
@on_papers()
def show(meant: Meant, *, as_data: bool) -> None:
    """Show papers, by number, citation key, DOI or arXiv id.

    With --json one that is named by one ID is an object; else it is a list of them.
    """
    with opened() as library:
        ids = meant.ids(library)
        if not as_data:
            for place, number in enumerate(ids):
                _show(library, number, apart=bool(place))
        elif meant.words[1:] or "-" in meant.words or len(ids) > 1 or meant.query is not None:
            _print_entries(library, ids, lines=False)
        else:
            put(_json(library.entries(ids)[0]))


def _show(library: Library, number: int, *, apart: bool) -> None:
    """Print a paper with all that is known of it, set apart from the one before."""
    entry = library.entry(number)
    if entry is None:
        return
    records = library.made_of(entry.id) if library.is_of_several(entry.id) else []
    paper = entry.paper
    authors = ", ".join(name.text for name in paper.authors) + ("" if paper.authors_complete else " et al.")
    facts = {
        "authors": authors or (several(paper.author_count, "author") if paper.author_count else ""),
        "organisation": paper.organisation, "venue": paper.venue, "date": paper.date, "category": paper.category,
        "doi": paper.doi, "arxiv": paper.arxiv_id, "link": paper.url, "key": entry.key,
        "also known as": ", ".join(entry.keys[1:]),
        "status": entry.status.value + (", starred" if entry.starred else ""),
        "priority": f"{entry.priority:+d}" if entry.priority else "", "tags": ", ".join(entry.tags),
        "in doubt": entry.doubt,
    }  # fmt: skip
    click.echo("\n" * apart + f"{entry.id}  {paper.title}")
    for name, value in facts.items():
        if value:
            click.echo(f"  {name:>12}  {value}")
    for sighting in entry.seen:
        rank = f", no. {sighting.position}" if sighting.position else ""
        under = f", {quoted(sighting.section)}" if sighting.section else ""
        where = f"{sighting.listing}{under}{rank}, line {sighting.line}, {sighting.day}"
        click.echo(f"  {'seen in':>12}  {where}")
    for place, record in enumerate(records, 1):
        click.echo(f"  {f'record {place}':>12}  {record_line(record)} ({record.reason})")
    for text in (shown(of_page(paper.abstract or "")), entry.note and f"Note: {entry.note}"):
        if text:
            click.echo(f"\n{text}")


def record_line(record: "Made") -> str:
    """Return a record as it came in a line: its source, and what tells it from another."""
    paper = record.paper
    first = paper.authors[0].text if paper.authors else None
    facts = [f"“{paper.title}”", first, paper.venue, paper.date, paper.doi or paper.arxiv_id, paper.extra.get("key")]
    return f"{record.source}: {', '.join(filter(None, facts))}"


@click.command()
@as_json
def stats(*, as_data: bool) -> None:
    """Count papers by status, year and venue."""
    with opened() as library:
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


@click.command()
@click.option("--since", default="week", metavar="WEEK|DATE", help="week (when not given), 7d, 2026-W48, a date.")
@click.option("--until", default="today", metavar="WEEK|DATE", help="The last day of it is the last; else today.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print Markdown.")
@as_json
def digest(since: str, until: str, *, as_markdown: bool, as_data: bool) -> None:
    """Tell what was read, skimmed, queued, starred, dropped and written since a day."""
    from tui.desk import digest as digests
    from tui.desk.days import past

    with failing(ValueError):
        first, last = past(since)[0], past(until)[1]
    if last < first:
        raise fail(f"{until} is before {since}")
    with opened() as library:
        told = digests.digest(library, first, last)
    if as_data:
        put(digests.as_json(told))
    elif told:
        click.echo(digests.markdown(told) if as_markdown else digests.text(told))
    else:
        say(f"nothing was done from {first} to {last}")


@click.command()
@as_json
@click.option("--limit", type=click.IntRange(min=1), default=200, show_default=True)
def duplicates(limit: int, *, as_data: bool) -> None:
    """List undecided pairs of papers that may be one."""
    from tui.desk.shapes import pair_json

    with opened() as library:
        pairs = library.duplicates(limit)
    put_each(
        pairs,
        pair_json,
        lambda pair: f"{pair.likeness:5.1f} %  {pair.a:>6}  {pair.title}\n         {pair.b:>6}  {pair.other_title}",
        as_data=as_data,
    )
    if pairs and not as_data:
        say("`papershelf merge ID ID` makes one of two; `papershelf merge --apart ID ID` keeps them apart")
