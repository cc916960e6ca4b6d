"""Copied pages on which a header line begins every record: below it title, perhaps authors, and abstract."""

from collections.abc import Callable, Generator, Iterator
from itertools import pairwise
from re import Match

from importers.prose import NO_TITLE, Line, furniture, numbered, prose
from importers.reader import Item, Listed, Noted, Page, Skipped, skip
from storage.papers.paper import Paper
from storage.papers.text import digest


def read(
    page: Page,
    header: Callable[[str], Match[str] | None],
    preamble: Callable[[list[Line]], Generator[Item, None, int | None]],
    heading: Callable[[list[Line]], tuple[int, int]],
    paper: Callable[[Match[str], list[str]], Paper],
    chrome: Callable[[str], bool] = furniture,
) -> Iterator[Item]:
    """Yield every record of the page, and what is none of it.

    `preamble` yields what stands before the first header, and returns how many papers the page states; `heading` tells
    how many lines below a header are the title, and how many title and authors; `paper` makes a paper of a header and
    these lines, to which the abstract is added last.
    """
    lines = list(numbered(page.text))
    headers = [(index, found) for index, (_, line) in enumerate(lines) if (found := header(line))]
    starts = [index for index, _ in headers]
    stated = yield from preamble(lines[: starts[0] if starts else len(lines)])
    papers = 0
    for (start, end), (_, found) in zip(pairwise([*starts, len(lines)]), headers, strict=True):
        record, last = lines[start + 1 : end], end == len(lines)
        titles, rest = heading(record)
        if not titles or prose(record[0][1]) > NO_TITLE:
            reason = "part of a record without a title" if record else "no title follows"
            for number, line in lines[start:end]:
                yield skip(number, reason, line)
            continue
        abstract, skipped = _abstract(record[rest:], chrome, last=last)
        papers += 1
        told = [line for _, line in record[:rest]]
        yield Listed(
            paper=paper(found, [*told, "\n".join(abstract)]),
            line=lines[start][0],
            position=papers,
            digest=digest("\n".join((lines[start][1], *told, *abstract))),
        )
        yield from skipped
    if stated is not None and stated != papers and papers:
        yield Noted(text=f"the page states {stated:,} papers and holds {papers:,}")


def _abstract(lines: list[Line], chrome: Callable[[str], bool], *, last: bool) -> tuple[list[str], list[Skipped]]:
    """Return the lines of the abstract, and what follows it.

    Between two headers the line after the title is the abstract, however short; after the last it has to look so.
    """
    abstract: list[str] = []
    skipped: list[Skipped] = []
    for number, line in lines:
        if (abstract or last) and chrome(line):
            continue
        if (not abstract and not (last and prose(line) < -4)) or (abstract and not skipped and prose(line) > 0):
            abstract.append(line)
        else:
            skipped.append(skip(number, "after the record, and not part of it", line))
    return abstract, skipped


def stray(number: int, line: str) -> Skipped:
    """Return a line before the first header as skipped."""
    if prose(line) > 0:
        return skip(number, "an abstract whose title is not on the page", line)
    return skip(number, "before the first record of the page", line)
