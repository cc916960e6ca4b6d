"""MLA (MLA Handbook, 9th edition)."""

from tui.citations.dates import SHORT_MONTHS
from tui.citations.facts import JOURNALS, PERIODICALS, Facts
from tui.citations.names import NameForm
from tui.citations.numbers import edition, is_numeric, labelled, labelled_pages, pages, several
from tui.citations.runs import Piece, around, italic, join, piece, quoted
from tui.citations.titles import capital, title_piece

_AUTHORS = NameForm(
    inverted="first", dotted=True, last="and", comma_before_last="always", et_al_from=3, et_al_comma="always"
)
_EDITORS = NameForm(dotted=True, last="and", et_al_from=3)
_QUOTED = ("article", "dataset", "document", "manuscript", "paper-conference", "speech")


def cite(paper: Facts) -> Piece:
    """Return the entry: Author, Ada, and Bo Author. “Title.” *Venue*, vol. 1, no. 2, May 2025, pp. 3–4, https://…"""
    genre = "" if paper.kind == "thesis" or paper.number else capital(paper.genre)
    authors = paper.credited(_AUTHORS, ", editor", ", editors")
    first = paper.original.day_first(SHORT_MONTHS)
    return around("", join(". ", authors, _title(paper), first, genre, _container(paper), _ending(paper)), ".")


def _title(paper: Facts) -> Piece:
    if paper.kind != "book" and (paper.container or paper.kind in _QUOTED):
        return quoted(paper.cased(paper.title, "none", within=True))
    return italic(paper.cased(paper.title, "none"))


def _container(paper: Facts) -> Piece:
    title = italic(paper.cased(paper.container, "none"))
    if paper.serial:
        title = join(" ", title, around("[", paper.place, "]"))
    return join(
        ", ",
        title,
        around("edited by " if paper.container else "Edited by ", paper.edited(_EDITORS)),
        capital(edition(paper.edition)),
        around("version " if paper.edition else "Version ", paper.version),
        _volume(paper),
        around("nos. " if several(paper.issue) else "no. ", pages(paper.issue)),
        join(" ", paper.genre, labelled("no. ", paper.number)) if paper.number else "",
        "" if paper.serial or paper.kind == "thesis" else title_piece(paper.publisher or paper.place),
        _date(paper),
        _event(paper),
        labelled_pages(paper.page, "minimal-two"),
        paper.link,
    )


def _volume(paper: Facts) -> Piece:
    volume = labelled("vol. ", paper.volume)
    if paper.serial:
        return join(", ", title_piece(paper.collection), volume)
    if paper.editors or paper.edition or paper.container:
        return piece(volume)
    return around("Vol. ", paper.volume) if is_numeric(paper.volume) and not paper.authors else ()


def _date(paper: Facts) -> str:
    if paper.kind in ("book", "chapter", "paper-conference", "thesis"):
        return _sure(paper.year, paper)
    issued = paper.issued.months() if paper.kind in JOURNALS else paper.issued
    return "" if paper.kind == "speech" else _sure(issued.day_first(SHORT_MONTHS), paper)


def _sure(date: str, paper: Facts) -> str:
    return f"[{date}?]" if date and paper.issued.circa else date


def _event(paper: Facts) -> Piece:
    if not paper.event or paper.kind in PERIODICALS or (paper.kind == "paper-conference" and paper.pages_or_volume):
        return ()
    return join(", ", capital(paper.event), paper.event_place)


def _ending(paper: Facts) -> Piece:
    accessed = "" if paper.year else paper.accessed.day_first(SHORT_MONTHS)
    thesis = join(", ", paper.publisher, paper.genre) if paper.kind == "thesis" else ()
    series = ()  # type: Piece
    if not paper.serial:
        title = paper.cased(paper.collection, "none")
        number = paper.collection_number if title else ""
        series = join(" " if is_numeric(number) else ", ", title, number)
    return join(", ", around("Accessed ", accessed), capital(paper.medium), thesis, series)
