"""Tables of papers, however they are written: delimited text, Markdown, Org, HTML; a paper a row."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, pairwise
from typing import NamedTuple

from importers.markdown import HEADING, ROW_NUMBER, SEPARATOR, links_in, unmarked
from importers.markdown import cells as bars
from importers.pages import columns
from importers.pages.cells import ATTRIBUTED, COUNTED, KEPT, Layout, beside, fit, paper
from importers.pages.cited import paper as of_reference
from importers.pages.columns import Column, value
from importers.pages.lines import Line, Reading, Record
from importers.pages.references import LONGEST, Reference, chosen
from importers.reader import Item, Listed, Noted, Skipped, listed, skip
from importers.sections import Above, dated
from storage.papers.identifiers import of_link
from storage.papers.kinds import preprint_server
from storage.papers.text import digest, fold


class Row(NamedTuple):
    """A row of a table as it stands on the page."""

    line: int
    """1-based line at which it begins."""
    cells: Sequence[str]
    source: str
    """The row's own text."""
    links: Sequence[Sequence[str]] = ()
    """The addresses in each cell, where the page keeps them apart from the text."""
    section: str = ""
    """What the rows that it stands among are called by one above them, or by a heading above the table."""
    date: str = ""
    """The day or year that this states."""


# Delimited text.

DELIMITERS = ("\t", ",", ";", "|")
_OPEN_LINES = 2_000
"""Over so many lines a cell in quotation marks may run; a mark that is open for longer opens nothing."""
_OPEN_SIZE = 4_000_000
_PATTERNS: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {}


def _patterns(delimiter: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what a whole cell is, and how one goes on that is open: RFC 4180, lenient where a mark divides nothing.

    Within a cell in marks two stand for one, and one that no delimiter follows is a mark of the text.
    """
    if delimiter not in _PATTERNS:
        mark = re.escape(delimiter)
        space = "[ ]" if delimiter == "\t" else r"[ \t]"
        inside = rf'((?:[^"]|""|"(?!"|{space}{{0,20}}(?:{mark}|$)))*+)"{space}{{0,20}}(?:{mark}|$)'
        cell = rf'{space}{{0,20}}+"{inside}|([^{mark}]*+)(?:{mark}|$)'
        _PATTERNS[delimiter] = re.compile(cell), re.compile(inside)
    return _PATTERNS[delimiter]


def _plain(line: str, delimiter: str) -> list[str]:
    """Return the cells of a line in which quotation marks mean nothing, but around a whole cell."""
    return [
        cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell
        for cell in line.split(delimiter)
    ]


class _Splitter:
    """Takes lines, gives rows. `width` is how many cells a row should have; 0 where that is not known."""

    def __init__(self, delimiter: str, width: int) -> None:
        self._delimiter, self._width = delimiter, width
        self._whole, self._inside = _patterns(delimiter)
        self._cells: list[str] = []
        self._opened: list[str] = []
        """The pieces of the cell that is open."""
        self._size = 0
        self._lines: list[tuple[int, str]] = []
        """The lines of the row that is open."""
        self._alone = False
        """Whether every line is a row, since a mark was once opened that nothing closed."""

    def take(self, number: int, line: str) -> Iterator[Row]:
        if not self._lines and ('"' not in line or self._alone):
            yield Row(number, _plain(line, self._delimiter), line)
            return
        at = 0
        self._lines.append((number, line))
        if self._opened:
            found = self._inside.match(line)
            if not found:
                self._opened.append(line)
                self._size += len(line)
                if len(self._lines) > _OPEN_LINES or self._size > _OPEN_SIZE:
                    yield from self.rest()
                return
            self._close("\n".join([*self._opened, found[1]]))
            at = found.end()
            if at == len(line) and not line.endswith(self._delimiter):
                yield from self._row()
                return
        while found := self._whole.match(line, at):
            quoted, bare = found.groups()
            if quoted is not None:
                self._close(quoted)
            elif bare.startswith('"'):
                if self._opens(line):
                    self._opened, self._size = [line[at:].lstrip(" ")[1:]], len(line)
                    return
                self._cells = _plain(line, self._delimiter)
                break
            else:
                self._cells.append(bare)
            at = found.end()
            if at >= len(line):
                if found[0].endswith(self._delimiter):
                    self._cells.append("")
                break
        yield from self._row()

    def _opens(self, line: str) -> bool:
        """Return whether a mark opens a cell that runs over the end of its line: the row is not whole without it."""
        if len(self._lines) > 1:
            return True
        return not self._width or self._delimiter in ",;" or len(line.split(self._delimiter)) < self._width

    def _close(self, text: str) -> None:
        self._cells.append(text.replace('""', '"'))
        self._opened = []

    def _row(self) -> Iterator[Row]:
        lines, cells = self._lines, self._cells
        self._lines, self._cells, self._opened = [], [], []
        if self._width and len(cells) != self._width:
            apart = [_plain(line, self._delimiter) for _, line in lines]
            if 2 * sum(len(row) == self._width for row in apart) > len(lines):
                for (number, line), row in zip(lines, apart, strict=True):
                    yield Row(number, row, line)
                return
        yield Row(lines[0][0], cells, "\n".join(line for _, line in lines))

    def rest(self) -> Iterator[Row]:
        """Yield what is left when the text ends, or a mark stays open for too long: a row a line."""
        lines, self._lines, self._opened, self._cells = self._lines, [], [], []
        self._alone = self._alone or len(lines) > 1
        for number, line in lines:
            yield Row(number, _plain(line, self._delimiter), line)


def delimited(lines: Iterable[str], delimiter: str, width: int = 0) -> Iterator[Row]:
    """Yield the rows of delimited text; a cell in quotation marks may run over several lines. Linear in the text."""
    splitter = _Splitter(delimiter, width)
    for number, line in enumerate(lines, 1):
        yield from splitter.take(number, line)
    yield from splitter.rest()


def piped(lines: Iterable[str]) -> Iterator[Row | None]:
    """Yield the rows of tables whose every line begins with a bar: Markdown, Org, a terminal; None between two."""
    inside = False
    for number, line in enumerate(lines, 1):
        text = line.strip()
        ruled = _RULED.fullmatch(text[:2_000]) or SEPARATOR.fullmatch(text[:2_000])
        if text.startswith("|") or (inside and ruled):
            inside = True
            if not ruled:
                yield barred(number, text)
        elif inside and not (text and ruled):
            inside = False
            yield None


def barred(number: int, line: str) -> Row:
    """Return the row that a line with bars between its cells is, however wide a table sets them."""
    written = bars(line)[:_WIDEST]
    links = [[link.url for link in links_in(cell)] if "http" in cell else [] for cell in written]
    return Row(number, [_read(cell) if cell.strip() else "" for cell in written], " ".join(written), links)


_WIDEST = 500
"""Cells of the widest row that is looked at: Web of Science gives seventy."""
_RULED = re.compile(r"[|+][-=+|:\s]*")
"""A line between rows: `|---+---|`, `+----+`."""
_LED = re.compile(
    r"\*\*(?P<title>[^*]{3,300})\*\*\s*(?:[-–—:]\s+)?(?P<rest>[^*\s].{12,})"
    r"|(?P<plain>[^*|\[\]]{2,120}?) {2,}(?P<behind>[^\W\d_].{12,})",
    re.DOTALL,
)
"""A cell that says something of the paper behind its title: `**Title** - what it is`, `Title  What it is`."""
_ORG_LINK = re.compile(r"\[\[([^\[\]]{1,2000})\]\[([^\[\]]{1,500})\]\]")
_ADDRESS_OF = re.compile(r"\[([^\[\]]{1,500})\]\s?\([^()\s]{1,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?\)")


def _read(cell: str) -> str:
    """Return what people read in a cell: labels for links, no marks of emphasis; of a bare address, the address."""
    if "[[" in cell:
        cell = _ORG_LINK.sub(r"\2", cell)
    cell = ROW_NUMBER.sub("", cell, count=1)
    if led := _LED.fullmatch(cell[:4_000]):
        return f"{unmarked(led['title'] or led['plain'])}\n{_read(led['rest'] or led['behind'])}"
    return unmarked(_ADDRESS_OF.sub(r"\1", cell) if "](" in cell or "] (" in cell else cell)


# What a table holds.

SAMPLE = 200
"""Rows by which the columns are told."""
PREAMBLE = 40
"""Rows among which the headings stand: exports say what they are before them."""
# How much a column whose cells are what its heading says speaks for a table of papers.
_WEIGHTS = {
    "doi": 3.0, "arxiv": 3.0, "pmid": 3.0, "pmcid": 2.0, "abstract": 2.0, "venue": 1.5, "year": 1.0,
    "cited": 1.0, "issn": 1.0, "short venue": 1.0, "citation": 1.0, "pdf": 1.0, "category": 2.0,
    "first author": 1.0, "keywords": 0.5, "date": 0.5, "volume": 0.5, "issue": 0.5, "pages": 0.5,
    "first page": 0.5, "kind": 0.5, "publisher": 0.5, "url": 0.5, "affiliations": 0.5, "event": 0.5,
    "editors": 0.5,
}  # fmt: skip
_PEOPLE, _LINKED, _NAMED, _LONG, _SPOKEN, _ELSEWHERE = 2.0, 2.0, 1.0, 1.0, 1.0, -4.5
"""The same of authors, of links that lead to papers, of headings that are all known, of titles of many words, of other
headings that speak of papers, and of a heading of other tables."""
_PLAIN, _OWN = (
    0.5,
    frozenset(("authors", "venue", "journal", "conference", "proceedings", "作者", "著者", "期刊", "会 议")),
)
"""The same of a heading that stands over papers more than over anything else, and these headings, folded."""
_INDEXED, _NUMBER = 3.0, re.compile(r"WOS:\w{10}|2-s2\.0-\d|pub\.\d{6}|https://openalex\.org/W\d")
"""The same of a column of the numbers that indexes give papers: Web of Science, Scopus, Dimensions, OpenAlex."""
_CITED, _CERTAIN = 2.0, 0.8
"""The same of titles that are cited with people and year, and from which share of people on a column is surely one."""
_LISTS, _SEVERAL = 1.0, 0.3
"""The same of long titles beside lists of people, and which share of them names more than one."""
SURE, DOUBTFUL = 4.5, 3.0
"""What a table of papers weighs, and what one weighs that may be none."""


@dataclass(frozen=True, slots=True)
class Table:
    """What the columns of a table hold, and how sure it is that its rows are papers."""

    layout: Layout
    headings: tuple[str, ...]
    begins: int
    """The line of its headings; 0 where it has none."""
    weight: float
    cited: int = -1
    """The column that holds whole references, where no column has titles."""
    linked: bool = False
    """Whether its titles lead to papers."""

    @property
    def confidence(self) -> float:
        """How probable it is that the rows are papers, rightly read: 0 to 0.94."""
        if self.weight >= SURE:
            return 0.94
        return 0.55 + (self.weight - DOUBTFUL) * 0.2 if self.weight >= DOUBTFUL else max(0.0, self.weight / 10)

    def items(self, rows: Iterable[Row], above: Above) -> Iterator[Item]:
        """Yield the papers of the rows below the headings, what is skipped of them, and which columns nobody knows;
        `above` has what stands above the table, and takes what is a heading among its rows."""
        unknown = [column.heading for column in self.layout.columns if column.field == KEPT and column.heading]
        if unknown:
            shown = ", ".join(unknown[:_NAMED_COLUMNS])
            more = f" and {len(unknown) - _NAMED_COLUMNS} more" if len(unknown) > _NAMED_COLUMNS else ""
            yield Noted(text=f"columns kept as they are: {shown}{more}")
        below = self._below(rows, above)
        if self.cited >= 0:
            yield from self._references(below)
            return
        sure = 1.0 if self.weight >= SURE else self.confidence
        yield from listed(below, lambda row: _placed(paper(row, self.layout, sure), row), lambda row: row.source)

    def _below(self, rows: Iterable[Row], above: Above) -> Iterator[Row | Skipped]:
        """Yield the rows below the headings of the columns that say something, each with what stands above it."""
        for row in _unrepeated(row for row in rows if row.line > self.begins):
            if isinstance(row, Skipped):
                yield row
                continue
            if not (kept := self._kept(row)):
                continue
            if heading := self._heading(row):
                above.take(heading)
            elif above.section and isinstance(kept, Row):
                above.record()
                yield kept._replace(section=above.section, date=above.date)
            else:
                yield kept

    def _heading(self, row: Row) -> str:
        """Return what a row calls those below it: its one cell, the first; empty where it is no heading."""
        first = value(row.cells[0]) if row.cells else ""
        if not first or len(self.layout.columns) < 2 or any(map(value, row.cells[1:])):
            return ""
        return first if _HEADS_ROWS.fullmatch(first) or dated(first) else ""

    def _references(self, rows: Iterable[Row | Skipped]) -> Iterator[Item]:
        """Yield the papers of rows that hold a whole reference each: how these are cut is voted for by all."""
        kept = list(islice(rows, _CITED_ROWS))
        at = self.cited
        whole = [row for row in kept if isinstance(row, Row) and 0 < len("".join(row.cells[at : at + 1])) < LONGEST]
        references = [Reference(" ".join(row.cells[at].split()), row.line, (row.line,), row.source) for row in whole]
        picked = {one.line: (one, choice) for one, choice in zip(references, chosen(references), strict=True)}
        position = 0
        for row in kept:
            if isinstance(row, Skipped):
                yield row
                continue
            reference, choice = picked.get(row.line, (None, None))
            told = of_reference(reference, choice[0]) if reference and choice and choice[1] >= UNSURE else None
            if told is None or choice is None or not told.title:
                yield skip(row.line, "it does not read as a reference", row.source)
                continue
            position += 1
            told, said = beside(row, self.layout, told)
            doubt = "where the title begins and ends" if choice[1] < DOUBTED else None
            item = Listed(
                paper=told, line=row.line, position=position, said=said, doubt=doubt, raw=row.source if doubt else None,
                digest=digest(row.source), confidence=choice[1],
            )  # fmt: skip
            yield _placed(item, row)

    def _kept(self, row: Row) -> Row | Skipped | None:
        """Return a row with as many cells as there are columns; why it is none of a paper; None where it is empty."""
        said = [place for place, cell in enumerate(row.cells) if value(cell)]
        if not said or tuple(map(str.strip, row.cells[: len(self.headings)])) == self.headings:
            return None
        width = len(self.layout.columns)
        if said[-1] >= width:
            row = row._replace(cells=self._mended(row.cells[: said[-1] + 1]))
        if len(row.cells) > width and any(map(value, row.cells[width:])):
            return skip(row.line, f"{len(row.cells)} cells, where the table has {width} columns", row.source)
        if (
            len(said) == 1
            and width > 2
            and (
                said[0] not in (*self.layout.places.get("title", ()), self.cited)
                or not any(map(str.isalpha, row.cells[said[0]]))
            )
        ):
            return skip(row.line, "one cell of a table, and no paper", row.source)
        told = chain.from_iterable(self.layout.places.get(field, ()) for field in _TELLING)
        if self.linked and not any(row.links) and not any(value(row.cells[at]) for at in told if at < len(row.cells)):
            return skip(row.line, "no paper: its title leads nowhere, and nobody has written it", row.source)
        return row

    def _mended(self, cells: Sequence[str]) -> Sequence[str]:
        """Return the cells of a row without the division of one text by the commas in it, if there is one way only."""
        more = len(cells) - len(self.layout.columns)
        if more > _COMMAS:
            return cells
        tried = [
            [*cells[:at], ", ".join(map(str.strip, cells[at : at + more + 1])), *cells[at + more + 1 :]]
            for column in self.layout.columns
            if column.field in _TEXTS and (at := column.place) >= 0
        ]
        fitting = [row for row in tried if fit(row, self.layout.columns)]
        return fitting[0] if len(fitting) == 1 else cells


_HEADS_ROWS = re.compile(
    r"(?:[\w-]{1,30}\s){0,3}(?:sessions?|tracks?|days?|parts?|sections?|blocks?|themes?|topics?|volumes?|chapters?)\s"
    r"(?:\d{1,3}|[a-z]|[ivx]{1,5})\b.{0,150}"
    r"|(?:[\w-]{1,30}\s){1,3}(?:papers|posters|talks|presentations|articles|publications|demos|abstracts|tutorials"
    r"|workshops|keynotes|sessions?)",
    re.IGNORECASE,
)
"""What a cell says that has a row to itself and is no title: `Session 3: Optics`, `Short papers`."""


def _placed(item: Listed | Skipped, row: Row) -> Listed | Skipped:
    """Return the paper of a row with what stands above it."""
    if not row.section or not isinstance(item, Listed):
        return item
    paper = replace(item.paper, date=row.date) if row.date and item.paper.year is None else item.paper
    return replace(item, paper=paper, section=row.section)


_TELLING = ("authors", "authors in full", "first author", "doi", "arxiv", "url", "pmid")
_NAMED_COLUMNS, _COMMAS = 8, 8
_CITED_ROWS = 20_000
"""Most rows of whole references that are read: they are weighed together."""
UNSURE, DOUBTED = 0.3, 0.6
"""Below these a reference is none, and is in doubt."""
_TEXTS = frozenset(("title", "authors", "authors in full", "venue", "abstract"))


def table(rows: Sequence[Row]) -> Table | None:
    """Return the table that these rows begin, by its headings, else by its cells; None where no column has titles."""
    known, place, fields = 1, -1, list[str]()
    for index, row in enumerate(rows[:PREAMBLE]):
        named = columns.headed(row.cells)
        told = len(set(filter(None, named)))
        if told > known and ("title" in named or "perhaps title" in named) and 2 * told >= _width(row.cells) // 2:
            known, place, fields = told, index, named
    if place < 0:
        return _of_references(rows) or _without_headings(rows)
    width = _width(rows[place].cells)
    headings = [cell.strip() for cell in rows[place].cells[:width]]
    body = rows[place + 1 : place + 1 + SAMPLE]
    cells = _by_column(body, width)
    linked = {
        index
        for index in range(width)
        if 2 * sum(index < len(row.links) and bool(row.links[index]) for row in body) > len(body) > 0
    }
    fields = _settled(headings, fields[:width], cells, linked)
    if "title" not in fields:
        return _of_references(rows)
    made = _made(headings, fields, cells, body, rows[place].line)
    return replace(made, linked=fields.index("title") in linked) if made else None


def _of_references(rows: Sequence[Row]) -> Table | None:
    """Return the table of which a column, under a heading that says so, holds whole references."""
    for place, row in enumerate(rows[:PREAMBLE]):
        width = _width(row.cells)
        for index in range(width):
            if not columns.of_references(row.cells[index]):
                continue
            body = rows[place + 1 : place + 1 + SAMPLE]
            cells = _by_column(body, width)
            if len(cells[index]) < _FEW or columns.cited(cells[index]) < _LIKE_REFERENCES:
                continue
            sample = [Reference(" ".join(text.split()), 0, (), text) for text in cells[index][:_WEIGHED]]
            sure = [choice[1] for choice in chosen(sample) if choice]
            if sum(sure) < _LIKE_REFERENCES * len(sample):
                continue
            headings = [cell.strip() for cell in row.cells[:width]]
            fields = _settled(headings, columns.headed(headings), cells, set())
            fields[index] = COUNTED
            named = tuple(Column(at, unmarked(headings[at]), field) for at, field in enumerate(fields))
            return Table(Layout.of(named, cells), tuple(headings), row.line, SURE, cited=index)
    return None


_LIKE_REFERENCES, _FEW, _WEIGHED = 0.7, 2, 30


def _made(
    headings: list[str], fields: list[str], cells: list[list[str]], body: Sequence[Row], begins: int
) -> Table | None:
    if "title" not in fields or not cells[fields.index("title")]:
        return None
    named = tuple(
        Column(index, unmarked(heading)[: columns.HEADING_LIMIT], field)
        for index, (heading, field) in enumerate(zip(headings, fields, strict=True))
    )
    return Table(Layout.of(named, cells), tuple(headings), begins, _weight(headings, fields, cells, body))


def _width(cells: Sequence[str]) -> int:
    width = len(cells)
    while width and not cells[width - 1].strip():
        width -= 1
    return width


def _by_column(rows: Sequence[Row], width: int) -> list[list[str]]:
    """Return what the cells of each column say, empty ones left out; rows of another width are not asked."""
    whole = [row.cells for row in rows if len(row.cells) == width] or [row.cells for row in rows]
    return [[text for row in whole if index < len(row) and (text := value(row[index]))] for index in range(width)]


def _settled(headings: Sequence[str], fields: Sequence[str], cells: Sequence[list[str]], linked: set[int]) -> list[str]:
    """Return the field of each column whose cells are what its heading says; one column has the titles.

    `linked` are the columns whose cells are labels of links.
    """
    kept = list(fields)
    for index, field in enumerate(fields):
        if _counts(headings[index], cells[index]):
            kept[index] = COUNTED
        elif field and index not in linked and not columns.holds(field, cells[index]):
            others = _OTHERWISE.get(field, ())
            kept[index] = next((name for name in others if cells[index] and columns.holds(name, cells[index])), KEPT)
    if "venue" not in kept and "publisher" in kept:
        publishers = cells[kept.index("publisher")]
        if 10 * sum(map(bool, map(preprint_server, publishers))) > len(publishers):
            kept[kept.index("publisher")] = "venue"
    if not {"url", "pdf", "doi"} & set(kept):
        for index, field in enumerate(kept):
            if field == KEPT and not _BESIDE.search(headings[index]) and _addressed(cells[index]):
                kept[index] = "url"
                break
    titles = [index for index, field in enumerate(fields) if field == "title"]
    perhaps = [index for index, field in enumerate(fields) if field == "perhaps title"]
    likely = [index for index in titles if columns.titles(cells[index]) >= _LIKE_TITLES]
    likely = likely or [index for index in perhaps if columns.titles(cells[index]) >= _LIKE_TITLES]
    likely = [index for index in likely if columns.cited(cells[index]) < _LIKE_REFERENCES]
    best = min(likely, key=lambda index: (columns.rank(headings[index]), index), default=-1)
    for index in (*titles, *perhaps):
        kept[index] = "title" if index == best else _BESIDE_TITLE.get(fold(headings[index]), KEPT)
    return kept


def _addressed(cells: Sequence[str]) -> bool:
    return bool(cells) and all(cell.startswith(("http://", "https://")) for cell in cells)


_BESIDE = re.compile(
    r"(?i)code|git|repo|data|slides?|video|poster|talk|demo|project|site|page|image|photo|related|cites"
)
"""What a link leads to that is no paper."""
_LIKE_TITLES = 0.6
_ADDRESSES = ("doi", "url", "arxiv")
_OTHERWISE = dict.fromkeys((*_ADDRESSES, "pdf"), _ADDRESSES) | {"date": ("month",)}
"""What a column may hold that does not hold what its heading says."""
_BESIDE_TITLE = {"publication": "venue", "publication title": "venue", "article": "article number"}
"""What a column holds that would have titles if no other had."""
_COUNTS = frozenset(
    "|no|nr|n|s no|sl no|sno|sr no|serial no|serial number|index|idx|row|rank|gs rank|lp|lfd nr|n o|num|number|id|count"
    "|序 号|编 号|番 号|번호|no dok".split("|")
)


def _counts(heading: str, cells: Sequence[str]) -> bool:
    """Return whether a column only counts the rows."""
    name = fold(heading)
    if not (name in _COUNTS or name.startswith("unnamed")):
        return False
    numbers = [int(cell.rstrip(".")) for cell in cells if len(cell) < 9 and cell.rstrip(".").isdecimal()]
    if len(numbers) != len(cells) or (name in ("number", "id") and len(numbers) < 3):
        return False
    return all(first < second for first, second in pairwise(numbers))


def _weight(headings: Sequence[str], fields: Sequence[str], cells: Sequence[list[str]], body: Sequence[Row]) -> float:
    """Return how much speaks for a table of papers."""
    told = {field for field, column in zip(fields, cells, strict=True) if column}
    titles = cells[fields.index("title")]
    people = max((columns.people(cells[index]) for index, field in enumerate(fields) if field in _AUTHORS), default=0.0)
    links = [link for row in body for links in row.links for link in links]
    links += (cell for index, field in enumerate(fields) if field in ("url", "pdf") for cell in cells[index])
    linked = sum(map(bool, map(of_link, links[:SAMPLE])))
    known = sum(map(bool, fields)) + sum(map(bool, (not column for column in cells)))
    length = sum(min(columns.words(title), 20) for title in titles) / len(titles)
    weight = sum(_WEIGHTS.get(field, 0.0) for field in told)
    if length >= 6 and any(
        columns.several(cells[index]) > _SEVERAL for index, field in enumerate(fields) if field in _AUTHORS
    ):
        weight += _LISTS
    weight += _PEOPLE * people + _LINKED * min(1.0, 2 * linked / max(len(titles), 1))
    weight += _CITED * (2 * sum(ATTRIBUTED.search(title[-200:]) is not None for title in titles) > len(titles))
    numbered = "doi" in told and people > _CERTAIN  # no other table has both
    weight += _NAMED * (known >= len(fields)) + _ELSEWHERE * columns.elsewhere(headings) * (not numbered)
    weight += _INDEXED * any(column and all(map(_NUMBER.match, column)) for column in cells)
    weight += _PLAIN * len(_OWN & set(map(fold, headings)))
    weight += _SPOKEN * (columns.of_papers(name for name, field in zip(headings, fields, strict=True) if not field) > 0)
    return weight + (_LONG if length >= 6 else -_LONG if length < 4 else 0.0)


_AUTHORS = frozenset(("authors", "authors in full", "first author"))


def _without_headings(rows: Sequence[Row]) -> Table | None:
    """Return the table whose columns the cells alone tell: one of titles, and one that only papers have."""
    width = max((_width(row.cells) for row in rows), default=0)
    if width < 2 or len(rows) < 3 or 5 * sum(_width(row.cells) == width for row in rows) < 4 * len(rows):
        return None
    cells = _by_column(rows[:SAMPLE], width)
    fields = [_by_cells(column, len(rows[:SAMPLE])) for column in cells]
    likely = [index for index, field in enumerate(fields) if field == "title"]
    if not likely:
        return None
    best = max(likely, key=lambda index: sum(map(columns.words, cells[index])) / len(cells[index]))
    seen: set[str] = set()
    for index, field in enumerate(fields):
        if (field == "title" and index != best) or field in seen:
            fields[index] = KEPT
        seen.add(fields[index])
    made = _made([""] * width, fields, cells, rows[:SAMPLE], 0)
    told = made is not None and (
        seen & {"doi", "arxiv"} or ("authors" in seen and (seen & {"year", "url", "abstract"} or _lists(fields, cells)))
    )
    return made if told and made and made.weight >= SURE else None


def _lists(fields: Sequence[str], cells: Sequence[list[str]]) -> bool:
    """Return whether people so surely stand beside titles that these need no year and no link."""
    people = cells[fields.index("authors")]
    return len(people) >= _ROWS and columns.several(people) >= 0.5 and columns.people(people) >= 0.9


_ROWS = 5


_ASIDE = re.compile(r"\s?\([^()]{0,200}\)")
"""Where people work."""


def _by_cells(cells: Sequence[str], rows: int) -> str:
    """Return the field that the cells of a column alone tell; KEPT where they are not sure."""
    if 2 * len(cells) < rows:
        return KEPT
    for field in ("doi", "arxiv", "url", "year"):
        if sum(map(bool, (columns.holds(field, (cell,)) for cell in cells[:50]))) >= 0.9 * len(cells[:50]):
            return field
    length = sum(columns.words(_ASIDE.sub("", cell)) for cell in cells) / len(cells)
    if length > 40:
        return "abstract"
    if any("@" in cell for cell in cells[:50]):
        return KEPT
    divides = sum(1 for cell in cells if "," in cell or ";" in cell or " and " in cell)
    if 5 * divides >= 2 * len(cells) and columns.people(cells) >= 0.8 and length < 25:
        return "authors"
    return "title" if 4 <= length <= 25 and columns.titles(cells) >= 0.8 else KEPT


# The dialect of a page.


class Dialect(NamedTuple):
    """How the rows of a page are written, and the table they make."""

    delimiter: str
    """Empty for a page of Markdown or Org, whose lines begin with bars."""
    table: Table
    confidence: float


_DECLARED = re.compile(r"sep=(.)\s*")
_LOOKED_AT = 1_500
"""Lines of the head that are looked at."""


def dialect(head: str, *, cut: bool) -> Dialect | None:
    """Return how the rows of the page that begins so are written; None where it is no table of papers.

    Of the ways to divide its lines that is right by which most of the headings are known; prose, which knows none, is
    divided by none. `cut` when the page goes on behind `head`.
    """
    lines = head.removeprefix("\ufeff").split("\n")[:_LOOKED_AT]
    if cut and len(lines) > 2:
        lines.pop()
    if declared := _DECLARED.fullmatch(lines[0]):
        tried: Iterable[str] = (declared[1],)
    else:
        tried = (mark for mark in DELIMITERS if sum(mark in line for line in lines[: PREAMBLE + 5]) > 1)
    if sum(line.lstrip().startswith("|") for line in lines) > 1 and (page := _piped(lines)):
        return page
    found = [made for mark in tried if (made := _delimited(lines, mark))]
    return max(found, key=lambda one: (one.confidence, one.table.weight), default=None)


def _delimited(lines: Sequence[str], delimiter: str) -> Dialect | None:
    rows = [row for row in delimited(lines, delimiter) if any(map(str.strip, row.cells))]
    made = table(rows[: PREAMBLE + SAMPLE])
    if made is None:
        return None
    width = len(made.layout.columns)
    if made.begins and any('"' in line for line in lines):
        rows = [row for row in delimited(lines, delimiter, width) if any(map(str.strip, row.cells))]
        made = table(rows[: PREAMBLE + SAMPLE]) or made
    body = [row for row in rows if row.line > made.begins]
    widths = [_width(row.cells) for row in body]
    # A line without a mark between cells is none of several columns: it stands over a table, or between two.
    fitting = sum(
        0 < one <= width + 1 and (len(row.cells) > 1 or width == 1) for one, row in zip(widths, body, strict=True)
    )
    # The commas of sentences make rows of every width.
    alike = max((widths.count(one) for one in set(widths)), default=0) / max(1, len(body))
    return Dialect(delimiter, made, made.confidence * _told(fitting, len(body)) * min(1.0, 2 * alike))


def _told(fitting: int, rows: int) -> float:
    """Return how much of its confidence a table keeps of whose rows so many fit: some may be ragged."""
    share = fitting / rows if rows else 0.0
    return 1.0 if share >= 0.9 else share


def groups(rows: Iterable[Row | None]) -> Iterator[list[Row]]:
    """Yield the rows of each table of a page, those of one together."""
    group: list[Row] = []
    for row in chain(rows, (None,)):
        if row is not None:
            group.append(row)
        elif group:
            yield group
            group = []


def _piped(lines: Sequence[str]) -> Dialect | None:
    """Return the table of a page of Markdown or Org whose lines are mostly rows of tables of papers."""
    found = [(made, len(group)) for group in groups(piped(lines)) if (made := table(group))]
    if not found:
        return None
    ruled = sum(bool(_RULED.fullmatch(line.strip()[:2_000]) and line.strip()) for line in lines)
    said = sum(bool(line.strip()) for line in lines) - ruled
    best = max((made for made, _ in found), key=lambda made: made.weight)
    explained = sum(size for made, size in found if made.weight >= _least(best.weight)) / max(said, 1)
    return Dialect("", best, best.confidence * min(1.0, explained * 1.25) if explained > 0.5 else 0.3 * explained)


def _least(best: float) -> float:
    """Return what a table weighs at least that is read where the one that weighs most on the page weighs so much."""
    return DOUBTFUL - _AMONG * (best >= SURE)


_AMONG = 0.5
"""How much it says for a table that another of the page is surely one of papers."""


def read_rows(lines: Iterable[str], dialect: Dialect) -> Iterator[Item]:
    """Yield what the rows of a page hold that is written so; of Markdown and Org also what is no row, as skipped."""
    if dialect.delimiter:
        width = len(dialect.table.layout.columns) if dialect.table.begins else 0
        yield from dialect.table.items(delimited(lines, dialect.delimiter, width), Above())
        return
    position = 0
    headings: deque[tuple[int, str, int]] = deque()
    above = Above()
    for group in groups(piped(_headed(lines, headings))):
        _rise(above, headings, group[0].line)
        for item in read(group, above, dialect.table.weight):
            if isinstance(item, Listed):
                position += 1
                item = replace(item, position=position)
            yield item


def _headed(lines: Iterable[str], headings: deque[tuple[int, str, int]]) -> Iterator[str]:
    """Yield the lines of a page of Markdown, and keep its headings, each with its line and rank."""
    for number, line in enumerate(lines, 1):
        if line[:1] == "#" and (heading := HEADING.fullmatch(line[:2_000])):
            headings.append((number, unmarked(heading["rest"].rstrip("# ")), len(heading[1])))
        yield line


def _rise(above: Above, headings: deque[tuple[int, str, int]], line: int) -> None:
    """Take the headings that stand before a line, out of those that are left."""
    while headings and headings[0][0] < line:
        above.take(*headings.popleft()[1:])


def read(rows: Sequence[Row], above: Above, best: float = 0.0, *, own: bool = True) -> Iterator[Item]:
    """Yield what a table of a page holds, where the one that weighs most on the page weighs `best`.

    `above` has what stands above it. Of one that is not the reader's `own`, what it says of reading is somebody else's.
    """
    made = table(rows)
    if made and not own:
        made = replace(made, layout=made.layout.of_others())
    if made and _least(best) <= made.weight < SURE:
        made = replace(made, weight=made.weight + 2 * (DOUBTFUL - _least(best)))
    if made and made.weight >= DOUBTFUL:
        yield from made.items(rows, above)
    else:
        yield skip(rows[0].line, "a table of something else than papers", rows[0].source)


_SAME = 100
"""So many times the same row may stand after itself: what goes on is one row that was filled down, and no papers."""


def _unrepeated(rows: Iterable[Row]) -> Iterator[Row | Skipped]:
    """Yield rows; one that stands after itself more than _SAME times as skipped, once, with how often it does."""
    before, times = None, 0
    for row in rows:
        if not row.source.strip():
            continue
        if before is not None and row.source == before.source:
            times += 1
            if times >= _SAME:
                continue
        elif times >= _SAME and before is not None:
            yield _again(before, times)
        if before is None or row.source != before.source:
            before, times = row, 0
        yield row
    if times >= _SAME and before is not None:
        yield _again(before, times)


def _again(row: Row, times: int) -> Skipped:
    return skip(row.line + _SAME, f"the same row {times - _SAME + 1:,} times more", row.source)


# Tables among the lines of a page.


def of_lines(lines: Iterable[Line]) -> Iterator[Row | None]:
    """Yield the rows among the lines of a page, each with the links in its cells; None between two tables."""
    width = 0
    for line in lines:
        told = line.raw.lstrip().partition("\t")[0].rstrip(" .:)") == line.mark != ""  # a first cell that is a number
        cells = (line.mark, *line.cells) if told else line.cells
        if len(cells) < 2 or (line.blanks and len(cells) != width):
            yield None
        width = len(cells)
        if width < 2:
            continue
        links: list[list[str]] = [[]] if told else []
        at = 0
        for cell in line.cells:
            begins = max(line.text.find(cell, at), at) if cell else at
            at = begins + len(cell)
            links.append([link.href for link in line.links if link.href and begins <= link.start < max(at, begins + 1)])
        yield Row(line.number, cells, line.raw or line.text, links)


def reading(lines: Sequence[Line]) -> Reading:
    """Return what the tables among the lines of a page hold, those of other things left to whoever knows them."""
    records: list[Record] = []
    skipped: list[Skipped] = []
    headings = deque((line.number, line.text, line.level) for line in lines if line.level)
    above = Above()
    covered, sure = 0, 0.0
    for group in groups(of_lines(lines)):
        made = table(group) if len(group) > 1 else None
        if made is None or made.weight < DOUBTFUL:
            continue
        _rise(above, headings, group[0].line)
        covered += len(group)
        sure += made.confidence * len(group)
        for item in made.items(group, above):
            if isinstance(item, Listed):
                records.append(Record(item, (item.line,), item.section or ""))
            elif isinstance(item, Skipped):
                skipped.append(item)
    return Reading(
        records=tuple(records),
        skipped=tuple(skipped),
        explained=covered / _inside(records, lines) if records else 0.0,
        confidence=sure / covered if covered else 0.0,
        way="a table, by the headings of its columns",
    )


def _inside(records: Sequence[Record], lines: Sequence[Line]) -> int:
    """Return how many lines there are from the first record to the last, and the headings of their columns."""
    first, last = records[0].listed.line, records[-1].listed.line
    return 1 + sum(first <= line.number <= last for line in lines)
