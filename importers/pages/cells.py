"""A row of a table -> the paper that it is: what each cell says, and how the cells of its column are written."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from typing import NamedTuple, Protocol

from importers import dates, facts, latex, markup, state, tagged
from importers.besides import fill, unsaid
from importers.marks import unmarked
from importers.names import by_initials, east_asian
from importers.names import listed as names_in
from importers.pages.columns import CATEGORY, COMPACT, Column, holds, rank, seams, value, year
from importers.pages.made import year_in
from importers.reader import Listed, Skipped, named, skip
from storage.papers import identifiers
from storage.papers.bibfields import by_name
from storage.papers.identifiers import of_link
from storage.papers.kinds import as_preprint, preprint_server
from storage.papers.markup import Marked
from storage.papers.names import Name
from storage.papers.paper import Paper, Said
from storage.papers.text import fold

KEPT, COUNTED = "", "counted"
"""The field of a column that nobody knows, and of one that only counts the rows."""


class Cells(Protocol):
    """A row, as `tables` has it."""

    @property
    def line(self) -> int: ...
    @property
    def cells(self) -> Sequence[str]: ...
    @property
    def source(self) -> str: ...
    @property
    def links(self) -> Sequence[Sequence[str]]: ...


class Layout(NamedTuple):
    """Where the fields of a table stand, and how its cells are written: voted over whole columns."""

    columns: tuple[Column, ...]
    places: Mapping[str, tuple[int, ...]]
    """The columns of each field, the one that tells most surely first."""
    divided: Mapping[int, str]
    """How the people in a cell are divided, by column."""
    stopped: bool
    """Whether titles end with a full stop."""
    referred: bool
    """Whether a venue goes on with volume, pages and year, as in Google Scholar's."""
    attributed: bool
    """Whether titles are cited, with people and year in brackets behind them: `Tides (Moor et al., 2019)`."""

    def of_others(self) -> "Layout":
        """Return the layout of a table that is not the reader's own: what it says of reading is kept as it is."""
        columns = tuple(
            column._replace(field=KEPT if column.field in _SAID else column.field, heading=column.heading.lower())
            for column in self.columns
        )
        return self._replace(
            columns=columns, places={field: found for field, found in self.places.items() if field not in _SAID}
        )

    @classmethod
    def of(cls, columns: tuple[Column, ...], cells: Sequence[Sequence[str]]) -> "Layout":
        """Return the layout of columns with these cells, empty ones left out."""
        places: dict[str, list[int]] = {}
        for column in columns:
            places.setdefault(column.field, []).append(column.place)
        ranked = {
            field: tuple(sorted(found, key=lambda index: (rank(columns[index].heading), index)))
            for field, found in places.items()
        }
        of = {field: list(chain.from_iterable(cells[index] for index in found)) for field, found in ranked.items()}
        ended = sum(title.endswith(".") and not title.endswith("...") for title in of.get("title", ()))
        attributed = sum(ATTRIBUTED.search(title[-200:]) is not None for title in of.get("title", ()))
        venues = of.get("venue", ())
        referred = sum(_REFERRED.fullmatch(venue[-200:]) is not None for venue in venues)
        return cls(
            columns,
            ranked,
            {index: divided(cells[index]) for field in PEOPLE for index in ranked.get(field, ())},
            2 * ended > len(of.get("title", ())),
            2 * referred > len(venues) > 0,
            2 * attributed > len(of.get("title", ())),
        )


# What the reader of a sheet says, by the names that `state` knows.
_SAID = {
    "reading status": "readstatus", "rating": "rating", "priority": "priority", "tags": "groups", "notes": "comment",
}  # fmt: skip
_TICKS = dict.fromkeys(
    ("x", "y", "✓", "✔", "✅", "done", "ja", "oui", "sí", "si", "sim", "tak", "да", "是", "已读"), "yes"
)
People = tuple[tuple[Name, ...], bool]
"""Names, and whether they are all."""
PEOPLE = ("authors in full", "authors", "first author", "editors")
# Variables of CSL 1.0.2 by the fields of columns that are kept as they are.
_VARIABLES = {
    "volume": "volume", "issue": "issue", "publisher": "publisher", "place": "publisher-place", "isbn": "ISBN",
    "language": "language", "key": "key", "short venue": "container-title-short", "series": "collection-title",
    "event": "event-title", "article number": "number",
}  # fmt: skip
_KINDS = by_name("""
    article-journal = article, journal article, journal, journal paper, journal articles, research article,
    original article, original research, review article, review, reviews, ieee journals, ieee journals magazines,
    ieee magazines, ieee early access articles, early access articles, article in press, letter, short survey,
    editorial, note, erratum, correction, j, journal contribution, early access,
    zeitschriftenartikel, zeitschriftenaufsatz,
    article de revue, artículo, artigo, 期刊论文, 期刊, 学術論文;
    paper-conference = conference paper, proceedings paper, conference, ieee conferences, conference proceedings,
    conference proceeding, proceedings article, proceeding, inproceedings, conference article, workshop paper,
    workshop, c, conferences, conference or workshop item,
    conference proceedings article, 会议论文, 会议, konferenzbeitrag;
    chapter = book chapter, chapter, incollection, book section, inbook, book part, buchkapitel,
    sammelwerksbeitrag, buchbeitrag;
    book = book, monograph, edited book, b, books, buch,
    buch monographie, sammelwerk, livre, libro, livro, 图书;
    thesis = thesis, dissertation, phd thesis, doctoral thesis, masters thesis, mastersthesis, phdthesis,
    doctoral dissertation, theses, 学位论文, 博士论文, 硕士论文;
    article = preprint, posted content, preprints; report = report, technical report, techreport, working paper;
    dataset = dataset, data set; software = software; patent = patent; review-book = book review;
    standard = standard, ieee standards
""")  # fmt: skip
_LISTED = re.compile(r"[;,\[\]'\"]+\s*")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_TOTAL = re.compile(
    r"(?i)(?:grand |sub)?totals?:?|sum:?|average|mean|median|count|summe|gesamt|somme|合计|总计|合計|итого"
)


def paper(row: Cells, layout: Layout, confidence: float = 1.0) -> Listed | Skipped:
    """Return the paper that a row is, with a doubt where a spreadsheet may have changed it; or why it is none."""
    found = _Found(row, layout)
    title, rest = found.title()
    if _TOTAL.fullmatch(title):
        return skip(row.line, "a total", row.source)
    authors, whole = found.authors()
    told = facts.identified(found.identifiers())
    extra: dict[str, str] = {**found.variables(), **told.pop("extra", {})}
    day, of_year = found.date()
    venue, kind = found.venue(extra), found.kind()
    if told.get("arxiv_id"):
        venue, kind = as_preprint(venue, kind)
    elif kind in (None, "article-journal") and preprint_server(venue):
        kind = "article"
    abstract = markup.abstract(found.first("abstract")) or rest
    reader_says = found.said()
    url, editors = found.url(), found.people("editors")[0]
    organisation = found.first("organisation")
    said = (str(title), venue, abstract, url, day, organisation, told.get("doi"), told.get("arxiv_id"))
    fill(extra, unsaid(found.besides(), extra.values(), said))
    made = Paper(
        title=title,
        authors=authors,
        authors_complete=whole,
        date=day or None,
        year=of_year,
        venue=venue or None,
        kind=kind,
        organisation=organisation or None,
        category=found.category() or None,
        abstract=abstract or None,
        url=url or None,
        roles={"editor": editors} if editors else {},
        extra=extra,
        **told,
    )
    item = named(made, row.line, row.source, found.doubt)
    item = item if isinstance(item, Listed) else Listed(paper=item, line=row.line)
    return replace(item, said=reader_says, confidence=confidence)


def beside(row: Cells, layout: Layout, told: Paper) -> tuple[Paper, Said | None]:
    """Return the paper of a whole reference with what the row's other cells say of it, and what its reader says."""
    found = _Found(row, layout)
    said = found.said()
    known = facts.identified(found.identifiers())
    extra = {**found.variables(), **dict(told.extra), **known.pop("extra", {})}
    url, abstract = found.url() or told.url, markup.abstract(found.first("abstract")) or told.abstract
    day, of_year = found.date()
    fill(extra, unsaid(found.besides(), extra.values(), (told.title, told.venue, url, abstract, day)))
    year = told.year or of_year
    known = {name: value for name, value in known.items() if not getattr(told, name)}
    return replace(told, url=url, abstract=abstract, year=year, extra=extra, **known), said


# What a spreadsheet makes of pages, numbers and identifiers: a day, a number in powers of ten, one without its zeros.
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DAY = re.compile(
    rf"(?i)\d{{1,2}}[-. ]{_MONTH}|{_MONTH}[-. ]\d{{2,4}}"
    r"|\d{1,2}/\d{1,2}/\d{4}(?: 0?0:00(?::00)?)?|\d{4}-\d\d-\d\d(?: 00:00:00)?"
)
_POWERS = re.compile(r"\d(?:[.,]\d+)?[eE][+]?\d{1,3}")
_WITHOUT_ZERO = re.compile(r"(?:1[5-9]|[2-9]\d)(?:0[1-9]|1[0-2])\.\d{1,4}|\d{3}\.\d{1,5}")
"""arXiv's numbers have five digits since 2015, https://info.arxiv.org/help/arxiv_identifier.html."""
_CHANGED = {
    "pages": _DAY, "issue": _DAY, "volume": _DAY, "first page": _DAY, "last page": _DAY,
    "pmid": _POWERS, "isbn": _POWERS, "arxiv": _WITHOUT_ZERO,
}  # fmt: skip
_WHOLE = re.compile(r"(-?\d+)\.0")
_LINKED = re.compile(r"=?HYPERLINK\(\s*\"([^\"]{1,2000})\"\s*[;,]\s*\"([^\"]{0,2000})\"\s*\)", re.IGNORECASE)
_ADDRESS = re.compile(r"(?i)(?:https?://|www\.)[^\s<>\"|{}]{3,2000}")
_TEX = re.compile(r"\\[A-Za-z'\"`^~=.]|\{[A-Z]")
# Google Scholar's line: `Journal of Signals 12 (3), 45-60, 2021`, cut where it is long.
_REFERRED = re.compile(
    r"(?P<venue>.*?)(?:[ ](?P<volume>\d{1,5}))?(?:[ ]?\((?P<issue>[^()]{1,30})\))?"
    r"(?:,[ ](?P<pages>[\w.]{1,12}(?:[-–][\w.]{1,12})?))?,[ ](?P<year>(?:1[4-9]|20)\d\d)",
    re.DOTALL,
)
# PubMed's: `Econ Bot. 2021 Mar;75(2):101-110. doi: ...`.
_CITED = re.compile(
    r"(?P<venue>[^;]{2,200}?)\.\s(?P<year>(?:1[4-9]|20)\d\d)\b[^;:]{0,30};(?P<volume>[\w. ]{1,20})?"
    r"(?:\((?P<issue>[^()]{1,40})\))?(?::(?P<pages>[\w, -]{1,40}))?"
)
_JOURNAL = re.compile(r"[^\d;]{3,120}?(?=,?\s+(?:[\d(]|[Vv]ol))")
_CITED_IN = 300
"""Longest text, in characters, that says where something appeared, in any way."""
ATTRIBUTED = re.compile(r"\s*[(\[](?P<people>[^\W\d_a-z][^()\[\]\d]{1,80}?),?\s(?P<year>(?:19|20)\d\d)[a-z]?[)\]]\.?$")
"""People and year behind a title."""
_TRANSLATED = re.compile(r"\[([^\[\]]{4,})\]\.?")
"""A title that PubMed has translated."""
_SUBSERIES = re.compile(r"\s\(including subseries [^()]*\)$")
"""What Scopus has behind the title of a series."""
_HOST = re.compile(r"(?:[a-z\d-]+\.)+[a-z]{2,12}")
_BLURB = re.compile(r"(?P<title>[^\n]+)\n(?P<rest>.+)", re.DOTALL)


class _Found:
    """What the cells of one row tell; `doubt` says what may be wrong of it."""

    def __init__(self, row: Cells, layout: Layout) -> None:
        self._row, self._layout = row, layout
        self._used: set[int] = set()
        self._changed: list[str] = []
        self._referred: dict[str, str] = {}
        self._cut = False
        """Whether the title goes on: Google Scholar cuts long ones."""
        self._attributed: re.Match[str] | None = None
        """The people and the year in brackets behind the title."""

    @property
    def doubt(self) -> str | None:
        if not self._changed:
            return "where the title ends" if self._cut else None
        return f"what a spreadsheet made of {', '.join(self._changed)}"

    def _cell(self, index: int) -> str:
        text = value(self._row.cells[index]) if index < len(self._row.cells) else ""
        if "HYPERLINK(" in text[:12].upper() and (found := _LINKED.match(text)):
            return found[2] or found[1]
        if text.startswith('="') and text.endswith('"'):
            text = text[2:-1]  # as Goodreads and others keep a spreadsheet from taking digits for a number
        if not text.isascii():
            text = facts.mended(text)
        return text.replace("\\&", "&") if "\\&" in text else text

    def _all(self, field: str) -> Iterable[tuple[int, str]]:
        """Return the cells of a field that say something, the most telling first; what a spreadsheet broke is none."""
        places = self._layout.places.get(field)  # most tables have a few of the fields
        return self._told(field, places) if places else ()

    def _told(self, field: str, places: Sequence[int]) -> Iterator[tuple[int, str]]:
        changed = _CHANGED.get(field)
        for index in places:
            if text := self._cell(index):
                if (found := _WHOLE.fullmatch(text)) and field != "arxiv":
                    text = found[1]
                if changed and changed.fullmatch(text):
                    self._changed.append(f"{self._layout.columns[index].heading}: {text}")
                else:
                    yield index, text

    def first(self, field: str) -> str:
        """Return what the first column of a field says, and take it as told."""
        for index, text in self._all(field):
            self._used.add(index)
            return text
        return ""

    def title(self) -> tuple[str | Marked, str]:
        """Return the title, and what stands below it in its cell where the table is one of a page."""
        text, rest = self.first("title"), ""
        if self._row.links and "\n" in text and (found := _BLURB.fullmatch(text)):
            text, rest = found["title"], found["rest"]
        text = " ".join(text.split())
        self._cut = text.endswith(("…", " ..."))
        if self._layout.attributed and (cited := ATTRIBUTED.search(text)):
            self._attributed = cited
            text = text[: cited.start()]
        if text and text[0] in '“"' and text[-1] in '”"' and text.count(text[0]) == 1 + (text[0] == text[-1]):
            text = text[1:-1]
        title = latex.marked(text) if _TEX.search(text) else markup.marked(text)
        if bracketed := _TRANSLATED.fullmatch(title):
            title = type(title)(bracketed[1])
        if (subtitle := self.first("subtitle")) and type(title) is str:
            title = facts.joined(title, markup.plain(subtitle))
        return facts.unstopped(title) if self._layout.stopped else title, rest

    def people(self, field: str) -> People:
        """Return the people of a field, and whether they are all."""
        for index, text in self._all(field):
            self._used.add(index)
            if found := names(text, self._layout.divided.get(index, "")):
                return found
        return (), True

    def authors(self) -> People:
        """Return the authors, by the column that has their full names where it has as many.

        Where the title is cited with them, another column of people says who presents it.
        """
        if self._attributed and (cited := names(self._attributed["people"], "families")):
            return cited
        found = self.people("authors")
        full = self.people("authors in full")
        groups = tuple(Name.group(text) for one in self.first("groups").split(";") if (text := one.strip()))
        if full[0] and len(full[0]) >= len(found[0]):
            found = full
        if found[0]:
            self._used.update(self._layout.places.get("first author", ()))
            return (*found[0], *(group for group in groups if group not in found[0])), found[1]
        if groups:
            return groups, True
        first, _ = self.people("first author")
        return first, not first

    def identifiers(self) -> Iterator[identifiers.Identifier | None]:
        """Yield the identifiers in the columns for them, then those that the row's links tell."""
        for field, kind, read in (
            ("doi", "doi", identifiers.doi_as_written), ("arxiv", "arxiv_id", identifiers.arxiv_id),
            ("pmid", "PMID", identifiers.pmid), ("pmcid", "PMCID", identifiers.pmcid),
        ):  # fmt: skip
            for index, text in self._all(field):
                if found := read(text):
                    self._used.add(index)
                    yield identifiers.Identifier(kind, found)  # type: ignore[arg-type]
                elif known := of_link(text):
                    self._used.add(index)
                    yield known
        yield from map(of_link, self._links())
        for _, text in self._all("venue"):
            if "arxiv" in text.lower() and (preprint := identifiers.arxiv_id(tagged.first_arxiv([text]) or "")):
                yield identifiers.Identifier("arxiv_id", preprint)

    def _links(self) -> Iterator[str]:
        """Yield the addresses of the row, those of its own columns and of the title first."""
        for field in ("url", "pdf", "arxiv", "doi"):
            for index in self._layout.places.get(field, ()):
                text = self._row.cells[index] if index < len(self._row.cells) else ""
                yield from map(str.rstrip, _ADDRESS.findall(text[:4_000]))
        if self._row.links:
            titles = self._layout.places.get("title", ())
            for index in (*titles, *(place for place in range(len(self._row.links)) if place not in titles)):
                yield from self._row.links[index] if index < len(self._row.links) else ()

    def url(self) -> str:
        for field in ("url", "pdf"):
            for index, text in self._all(field):
                if found := _ADDRESS.search(text[:4_000]):
                    if found[0] == text or field == "pdf":
                        self._used.add(index)
                    return found[0].rstrip(".,;)")
        return next((link for link in self._links() if link.startswith(("http://", "https://"))), "")

    def date(self) -> tuple[str, int | None]:
        """Return the date as EDTF, and the year."""
        stated = self.first("year") or (self._attributed["year"] if self._attributed else "")
        of_year: int | None = year(stated)
        day: str | None = ""
        for index, text in self._all("date"):
            compact = COMPACT.fullmatch(text)
            said = dates.edtf("-".join(compact.groups()) if compact else text)
            if said and (of_year is None or said[:4] == str(of_year)):
                self._used.add(index)
                day = said
                break
        if not day and stated and of_year is None:
            day = dates.said(stated)
        if of_year and not day and (month := self.first("month")):
            numbered = month.isdecimal() or "day" in self._layout.places
            day = facts.iso(str(of_year), month, self.first("day")) if numbered else dates.edtf(f"{month} {of_year}")
        if not day and of_year is None:
            day = dates.edtf(self.first("early date"))
        if not day and of_year is None and (of_venue := self._referred.get("year")):
            of_year = int(of_venue)
        return day or "", of_year

    def category(self) -> str:
        for _, text in self._all("category"):
            if found := CATEGORY.search(text):
                return found[0]
        return ""

    def kind(self) -> str | None:
        for index, text in self._all("kind"):
            parts = (text, *_LISTED.split(text))
            kinds = [
                kind for part in parts if (kind := _KINDS.get(fold(_CAMEL.sub(" ", part))) or _KINDS.get(fold(part)))
            ]
            if kinds:
                self._used.add(index)
                return "chapter" if "chapter" in kinds else kinds[0]  # Web of Science: `Article; Book Chapter`
        return None

    def variables(self) -> dict[str, str]:
        """Return what a citation needs besides: volume, issue, pages, by the names of CSL."""
        found = {variable: self.first(field) for field, variable in _VARIABLES.items()}
        if _HOST.fullmatch(found["publisher"]):  # the site that has it
            self._used.difference_update(self._layout.places["publisher"])
            found["publisher"] = ""
        first, last = self.first("first page"), self.first("last page")
        pages = facts.pages(self.first("pages"))
        if first and (not pages or pages.isdecimal()):
            pages = facts.pages(f"{first}-{last}" if last and last != first else first)
        found["page"] = pages
        issn, eissn = self.first("issn"), self.first("eissn")
        found["ISSN"] = ", ".join(dict.fromkeys(filter(None, (issn, eissn))))
        found["keyword"] = ", ".join(filter(None, map(str.strip, re.split(r"[;|\n]", self.first("keywords")))))
        for index, text in self._all("citation"):
            if cited := _CITED.match(text[:400]):
                self._used.add(index)
                self._referred = {name: told.strip() for name, told in cited.groupdict(default="").items()}
            elif len(text) < _CITED_IN:
                venue = _JOURNAL.match(text)
                self._referred = {"venue": venue[0] if venue else "", "year": str(year_in(text) or "")}
        if self._layout.referred:
            for _, text in self._all("venue"):
                if cited := _REFERRED.fullmatch(text[:400]):
                    self._referred = {name: told.strip(" ,") for name, told in cited.groupdict(default="").items()}
        for name, variable in (("volume", "volume"), ("issue", "issue"), ("pages", "page")):
            told = "" if found[variable] == "0" else found[variable]  # as Publish or Perish has it where there is none
            found[variable] = told or facts.pages(self._referred.get(name, ""))
        return {variable: text for variable, text in found.items() if text}

    def venue(self, extra: dict[str, str]) -> str:
        """Return where it appeared; of a second column for it, the event."""
        venue = ""
        for index, text in self._all("venue"):
            text = _SUBSERIES.sub("", markup.plain(" ".join(text.split())))
            if not venue:
                self._used.add(index)
                venue = text
            elif "conf" in self._layout.columns[index].heading.lower() and text != venue:
                self._used.add(index)
                extra.setdefault("event-title", text)
        if self._layout.referred and self._referred:
            venue = self._referred["venue"]
        if book := self.first("book"):  # the venue is the series that it is in
            extra |= {"collection-title": venue} if venue and venue != book else {}
            venue = book
        return venue or self._referred.get("venue", "")

    def said(self) -> Said | None:
        """Return what the reader of the table says; what no word of a library is stays with what is kept."""
        fields = [
            (name, _TICKS.get(text.lower(), text), index)
            for field, name in _SAID.items()
            for index, text in self._all(field)
            if not text.startswith("RAYYAN-")  # what a program notes
        ]
        if not fields:
            return None
        found, taken = state.said((name, text) for name, text, _ in fields)
        self._used.update(index for name, _, index in fields if name in taken)
        return found

    def besides(self) -> Iterator[tuple[str, str]]:
        """Yield what no fact is made of, under the headings of its columns; labels of links say nothing."""
        labels = {
            place: links for place, links in enumerate(self._row.links) if links and len(self._cell(place)) < _LABEL
        }
        for column in self._layout.columns:
            if column.field == COUNTED or column.place in self._used:
                continue
            for text in labels.get(column.place) or (self._cell(column.place),):
                if text:
                    yield column.heading or f"column {column.place + 1}", text


_LABEL = 25

# People in a cell.

_ASIDES = re.compile(r"\s?[(\[（][^()\[\]（）]{0,300}[)\]）]")
_ITEM = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")
_NAMED = re.compile(r"""["'](?:display_)?name["']\s*:\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")""")
_AND = re.compile(r"(?<!\s)\s+(?:and|AND|und|et(?!\s+al\b)|&)\s+")
_HONOUR = re.compile(r"(?:(?:Prof|Dr|Mr|Mrs|Ms|Univ|Ing|Hon|Sir)\.\s*)+(?=\S{2})")
_NUMBERED = re.compile(r"(?<=[^\W\d_]{2})\d{1,2}(?=\s*(?:[,;&]|$))")
"""The number of an affiliation at a name."""
_DIVIDERS = (("|", "|"), ("\n", "\n"), (" / ", "/"), ("；", "；"), (" · ", "·"), (" • ", "•"), ("、", "、"))


_WRAPPED = re.compile(r"(?<=\band)\s*\n\s*|(?<=[,;])[ \t]*\n\s*|\s*\n\s*(?=(?:and|&)\b)")
"""Where a width, and nobody, divides a list of people."""
MOST = 100_000
"""Characters of a cell that are looked at for people: five thousand authors."""


def divided(cells: Sequence[str]) -> str:
    """Return how the people in the cells of a column are divided: `;` or another mark, `and` between inverted names,
    `list` as programs write it, `glued`, `pairs` of family and given name, empty for commas as they come."""
    if not cells:
        return ""
    bare = [_ASIDES.sub("", cell[:2_000]) for cell in cells]
    if 2 * sum(cell[:1] == "[" and cell[-1:] == "]" for cell in cells) > len(cells):
        return "list"
    if sum(";" in cell for cell in bare) * 12 >= len(bare):
        pieces = [piece.split(",") for cell in bare for piece in cell.split(";") if piece.count(",") == 1]
        placed = sum(" " in first.strip() and facts.is_group(f"{second.strip()} ") for first, second in pieces)
        return "; at" if len(pieces) > 3 and 3 * placed > len(pieces) else ";"
    bare = [_WRAPPED.sub(" ", cell) for cell in bare]
    for mark, name in _DIVIDERS:
        if sum(mark in cell.strip() for cell in bare) * 12 >= len(bare):
            return name
    several = [_AND.split(facts.others(cell)[0]) for cell in bare if _AND.search(cell)]
    if several and 2 * sum(all(0 < piece.count(",") < 3 for piece in pieces) for pieces in several) > len(several):
        return "and"
    commas = [[piece.strip() for piece in cell.split(",")] for cell in bare if "," in cell]
    if 8 * len(commas) < len(bare) and 5 * sum(map(bool, map(seams, bare))) >= len(bare):
        return "glued"
    if commas and all(len(pieces) % 2 == 0 for pieces in commas) and any(len(pieces) > 3 for pieces in commas):
        singles = sum(" " not in piece for pieces in commas for piece in pieces)
        if singles * 10 > 6 * sum(map(len, commas)):
            return "pairs"
    alone = [facts.others(cell.strip())[0] for cell in bare if "," not in cell and not _AND.search(cell)]
    if commas and all(" " not in piece for pieces in commas for piece in pieces):
        several_words = sum(" " in one for one in alone)
        if max(map(len, commas)) > 2 or (alone and 2 * several_words < len(alone)):
            return "families"
    return ""


def names(text: str, divided: str) -> People | None:
    """Return the people in a cell of a column that is divided so; None where it names none."""
    if len(text) > MOST:
        text = f"{text[:MOST].rpartition(' ')[0]}, et al."
    if "\\" in text and divided != "list":
        text = latex.decode(text.replace("\\\\", "\\"))
    if "&" in text or "<" in text:
        text = markup.plain(text)
    text = _HONOUR.sub("", _NUMBERED.sub("", text) if "," in text or ";" in text else text)
    if divided == "list":
        pieces = [first or second for first, second in _NAMED.findall(text) or _ITEM.findall(text)]
        return _people(pieces) or _commas(text.strip("[]").replace("'", "").replace('"', ""))
    if divided[:1] in (";", "|", "\n", "/", "；", "·", "•", "、") and divided:
        pieces = _ASIDES.sub("", text).split(divided[0])
        if divided == "; at":
            pieces = [piece.partition(",")[0] for piece in pieces]
        if len(pieces) > 1 or text.count(",") < 2:
            return _people(piece for whole in pieces for piece in _of_one(whole))
        return _commas(text)
    if divided == "and":
        return _people(_AND.split(text))
    if divided == "glued":
        ends = [0, *seams(text), len(text)]
        pieces = [text[start:end] for start, end in pairwise(ends)]
        return _people(one for piece in pieces for one in (piece.split("/") if piece.count("/") > 1 else [piece]))
    if divided == "pairs":
        pieces = text.split(",")
        return _people(map(",".join, zip(pieces[::2], pieces[1::2], strict=False)))
    return _commas(text, inverted=divided != "families")


def _of_one(text: str) -> Sequence[str]:
    """Return the names in a text between two marks: mostly one, several where initials tell (`Roe A, Moor B`)."""
    return (by_initials(text.rstrip(".")) or [text]) if "," in text else _AND.split(text)


def _commas(text: str, *, inverted: bool = True) -> People | None:
    """Return the people of a list with commas: two words with one between them are one name, family first."""
    bare = _ASIDES.sub("", text)
    bare, cut = facts.others(bare.strip())
    first, comma, second = (piece.strip() for piece in bare.partition(","))
    if inverted and comma and "," not in second and 0 < len(second.split()) < 4 and not _AND.search(second):
        spoken = first.split()
        family = len(spoken) == 1 or (len(spoken) < 4 and all(word[0].islower() for word in spoken[:-1]))
        if family and not east_asian(bare):
            return (facts.named(bare),), not cut
    stopped = bare.endswith(".") and "," in bare
    stopped = stopped and (bare.count(".") == 1 if bare[-2:-1].isupper() else bare[-5:-1].isalpha())
    found, whole, _ = names_in(text.strip()[:-1] if stopped else text)
    return (found, whole) if found else None


def _people(pieces: Iterable[str]) -> People | None:
    found: list[Name] = []
    whole = True
    for piece in pieces:
        name, cut = facts.others(unmarked(piece.strip(" ,;\t\n"), listed=True).strip())
        whole = whole and not cut
        if name:
            found.extend(map(facts.named, east_asian(name) or [name]))
    kept, everybody = facts.complete(found)
    return (kept, whole and everybody) if kept else None


def fit(cells: Sequence[str], columns: Iterable[Column]) -> bool:
    """Return whether cells are what those columns hold whose cells are of one form: years, identifiers, addresses."""
    return all(
        not (text := value(cells[column.place])) or holds(column.field, (text,))
        for column in columns
        if column.field in ("year", "doi", "url", "pdf", "pmid", "arxiv", "date", "volume")
    )
