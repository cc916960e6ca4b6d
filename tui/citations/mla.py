"""MLA (MLA Handbook, 9th edition)."""

from tui.citations.dates import SHORT_MONTHS
from tui.citations.facts import Facts
from tui.citations.names import NameForm, editor_list, name_list
from tui.citations.numbers import edition, is_numeric, labelled, labelled_pages, pages, several
from tui.citations.runs import Piece, around, italic, join, piece, quoted
from tui.citations.titles import capital, title_piece

_AUTHORS = NameForm(
    inverted="first", dotted=True, last="and", comma_before_last="always", et_al_from=3, et_al_comma="always"
)
_EDITORS = NameForm(dotted=True, last="and", et_al_from=3)
_PERIODICAL = ("article-journal", "review", "article-magazine", "article-newspaper", "post-weblog")
_QUOTED = ("article", "dataset", "document", "manuscript", "paper-conference", "speech")


def cite(paper: Facts) -> Piece:
    """Return the entry: Author, Ada, and Bo Author. “Title.” *Venue*, vol. 1, no. 2, May 2025, pp. 3–4, https://…"""
    genre = "" if paper.kind == "thesis" or paper.number else capital(paper.genre)
    return around("", join(". ", _authors(paper), _title(paper), genre, _container(paper), _ending(paper)), ".")


def _authors(paper: Facts) -> Piece:
    if paper.authors:
        return name_list(paper.authors, _AUTHORS, total=paper.author_total)
    return editor_list(paper.editors, _AUTHORS, ", editor", ", editors")


def _title(paper: Facts) -> Piece:
    case = paper.case("none")
    if paper.kind != "book" and (paper.container or paper.kind in _QUOTED):
        return quoted(title_piece(paper.title, case=case, within=True))
    return italic(title_piece(paper.title, case=case))


def _container(paper: Facts) -> Piece:
    case = paper.case("none")
    title = italic(title_piece(paper.container, case=case))
    if paper.serial:
        title = join(" ", title, around("[", paper.place, "]"))
    return join(
        ", ",
        title,
        _editors(paper),
        _edition(paper),
        around("version " if paper.edition else "Version ", paper.version),
        _volume(paper),
        around("nos. " if several(paper.issue) else "no. ", pages(paper.issue)),
        _number(paper),
        "" if paper.serial or paper.kind == "thesis" else title_piece(paper.publisher or paper.place),
        _date(paper),
        _event(paper),
        labelled_pages(paper.page, "minimal-two"),
        f"https://doi.org/{paper.doi}" if paper.doi else paper.url,
    )


def _editors(paper: Facts) -> Piece:
    if not paper.authors:
        return ()
    return around("edited by " if paper.container else "Edited by ", name_list(paper.editors, _EDITORS))


def _edition(paper: Facts) -> str:
    return capital(edition(paper.edition))


def _volume(paper: Facts) -> Piece:
    volume = labelled("vol. ", paper.volume)
    if paper.serial:
        return join(", ", title_piece(paper.collection), volume)
    if paper.editors or paper.edition or paper.container:
        return piece(volume)
    return around("Vol. ", paper.volume) if is_numeric(paper.volume) and not paper.authors else ()


def _number(paper: Facts) -> Piece:
    if not paper.number:
        return ()
    return join(" ", paper.genre, labelled("no. ", paper.number))


def _date(paper: Facts) -> str:
    match paper.kind:
        case "book" | "chapter" | "paper-conference" | "thesis":
            return paper.year
        case "article-journal" | "review":
            return paper.issued._replace(day=0).day_first(SHORT_MONTHS)
        case "speech":
            return ""
    return paper.issued.day_first(SHORT_MONTHS)


def _event(paper: Facts) -> Piece:
    if not paper.event or paper.kind in _PERIODICAL or (paper.kind == "paper-conference" and paper.pages_or_volume):
        return ()
    return join(", ", capital(paper.event), paper.event_place)


def _ending(paper: Facts) -> Piece:
    accessed = "" if paper.year else paper.accessed.day_first(SHORT_MONTHS)
    thesis = join(", ", paper.publisher, paper.genre) if paper.kind == "thesis" else ()
    series = ()  # type: Piece
    if not paper.serial:
        title = title_piece(paper.collection, case=paper.case("none"))
        number = paper.collection_number if title else ""
        series = join(" " if is_numeric(number) else ", ", title, number)
    return join(", ", around("Accessed ", accessed), capital(paper.medium), thesis, series)
