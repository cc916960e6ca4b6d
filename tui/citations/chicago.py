"""Chicago, author-date (The Chicago Manual of Style, 18th edition)."""

from tui.citations.facts import NEWS, Facts
from tui.citations.names import NameForm
from tui.citations.numbers import edition, is_numeric, labelled, pages, several
from tui.citations.runs import Piece, around, italic, join, piece, quoted
from tui.citations.titles import capital, title_piece

_AUTHORS = NameForm(
    inverted="first", dotted=True, last="and", comma_before_last="always", et_al_from=7, et_al_shows=3,
    et_al_comma="always", particle_last=True,
)  # fmt: skip
_EDITORS = NameForm(dotted=True, last="and", et_al_from=7, et_al_shows=3)
_QUOTED = ("article", "dataset", "document", "manuscript", "paper-conference", "speech", "thesis", "webpage")
_DATED = ("article", "dataset", "document", "manuscript", "patent", "software", "speech", "webpage")


def cite(paper: Facts) -> Piece:
    """Return the entry: Author, Ada, and Bo Author. 2025. “Title.” *Venue* 1 (2): 3–4. https://doi.org/…"""
    author = _authors(paper)
    title = _title(paper)
    parts = (
        *((author, _year(paper), title) if author else (title, _year(paper))),
        _description(paper),
        _identifier(paper),
        _serial(paper) if paper.serial else _monograph(paper),
        "" if paper.serial else _publication(paper),
        capital(paper.medium),
        _link(paper),
    )
    return around("", join(". ", *parts), ".")


def _year(paper: Facts) -> Piece:
    """Return the year, one that is not sure as [1850?], behind the one in which it first appeared in brackets."""
    year = f"[{paper.year}?]" if paper.issued.circa else paper.year or "n.d."
    return join(" ", around("(", paper.original.years, ")"), year)


def _authors(paper: Facts) -> Piece:
    if people := paper.credited(_AUTHORS, ", ed.", ", eds."):
        return people
    if paper.kind in ("software", "webpage") and paper.publisher:
        return title_piece(paper.publisher)
    if paper.kind == "webpage":
        return paper.cased(paper.container, "long")
    if paper.kind in NEWS:
        return italic(paper.cased(paper.container, "long"))
    return ()


def _title(paper: Facts) -> Piece:
    if paper.kind == "patent":
        return title_piece(paper.title)
    if paper.kind != "book" and (paper.container or paper.kind in _QUOTED):
        return quoted(paper.cased(paper.title, "long", within=True))
    return italic(paper.cased(paper.title, "long"))


def _description(paper: Facts) -> Piece:
    if paper.kind == "thesis" or (paper.container and paper.kind in ("document", "report", "software")):
        return ()
    genre = "" if paper.number else capital(paper.genre)
    if paper.kind == "paper-conference" and not paper.editors:
        return join(". ", genre, _event(paper))
    if paper.container and paper.kind == "speech" and not paper.pages_or_volume:
        return ()
    published = paper.container or paper.doi or paper.number or paper.publisher or paper.url
    return piece(genre or ("Unpublished manuscript" if paper.kind == "manuscript" and not published else ""))


def _event(paper: Facts) -> Piece:
    if not paper.event or (paper.kind == "paper-conference" and paper.pages_or_volume):
        return ()
    before = ""
    if paper.kind == "paper-conference":
        before = "Presented at " if paper.genre else "Paper presented at "
    return join("", before, join(", ", paper.event if before else capital(paper.event), paper.event_place))


def _identifier(paper: Facts) -> Piece:
    if paper.kind == "patent":
        patent = join(" ", capital(paper.genre) or "Patent", paper.number)
        return join(", ", patent, around("issued ", paper.issued.month_first()))
    if paper.container and paper.kind != "webpage":
        return ()
    return join(
        ". ",
        _number(paper, "No. "),
        around("Version ", paper.version),
        capital(edition(paper.edition)),
        "" if paper.serial else around("Edited by ", paper.edited(_EDITORS)),
        "" if paper.serial else around("Vol. " if is_numeric(paper.volume) else "", capital(paper.volume)),
    )


def _number(paper: Facts, label: str) -> Piece:
    if paper.kind == "thesis" or not paper.number:
        return ()
    number = label + paper.number if is_numeric(paper.number) else capital(paper.number)
    return join(" ", title_piece(paper.genre, case="long"), number)


def _serial(paper: Facts) -> Piece:
    container = italic(paper.cased(paper.container, "long"))
    if not paper.event:
        container = join(" ", container, around("(", paper.place, ")"))
    page = paper.number or pages(paper.page, "chicago")
    if paper.kind in NEWS:
        when = join(", ", title_piece(paper.collection), paper.issued.month_first(year=False))
        return join(", ", container, when, paper.number)
    if not (paper.volume or paper.issue):
        series = title_piece(paper.collection)
        unprinted = paper.kind == "article-journal" and paper.doi and paper.year and not (page or series)
        ahead = "ahead of print" if unprinted else ""
        blog = title_piece(paper.publisher) if paper.kind == "post-weblog" else ""
        return join(", ", container, ahead, series, blog, paper.issued.month_first(year=False), page)
    month = paper.issued.month_name()
    issue = pages(paper.issue)
    if not paper.volume:
        label = "nos. " if several(paper.issue) else "no. "
        known = bool(paper.authors or paper.editors)
        numbered = join(" ", f"{label}{issue}", around("(", month, ")") if known else "")
    else:
        volume = labelled("vol. ", paper.volume) if paper.collection else paper.volume
        numbered = join(" ", volume, around("(", issue or month, ")"))
    located = join(": ", join(", ", title_piece(paper.collection), numbered), page)
    return join(" " if paper.volume and not paper.collection else ", ", container, located)


def _monograph(paper: Facts) -> Piece:
    if paper.kind in ("patent", "webpage"):
        return ()
    series = join(
        " " if is_numeric(paper.collection_number) else ", ",
        paper.cased(paper.collection, "long"),
        paper.collection_number if paper.collection else "",
    )
    event = _event(paper) if paper.publisher else ()
    if not paper.container:
        return join(". ", series, event)
    kind = paper.genre if paper.kind in ("document", "report", "software") and not paper.number else ""
    book = join(
        ", ",
        join(" ", "In", italic(paper.cased(paper.container, "long"))),
        kind,
        _number(paper, "no. "),
        around("version ", paper.version),
        edition(paper.edition),
        around("edited by ", paper.edited(_EDITORS)),
        labelled("vol. ", paper.volume),
    )
    return join(". ", book, series, event)


def _publication(paper: Facts) -> Piece:
    if paper.kind == "patent":
        return ()
    site = paper.cased(paper.container, "long") if paper.kind == "webpage" and _authors(paper) else ""
    kind = capital(paper.genre) if paper.kind == "thesis" else ""
    if paper.kind == "article" and not paper.genre:
        kind = "Preprint"
    publisher = paper.publisher or ("" if paper.event else paper.place)
    if paper.kind in ("software", "webpage") and not (paper.authors or paper.editors):
        publisher = ""  # it stands in the author's place
    when = paper.issued.month_first(year=False) if paper.kind in _DATED else ""
    if when and paper.kind == "software":
        when = f"released {when}" if paper.publisher and paper.authors else f"Released {when}"
    event = "" if paper.publisher else _event(paper)
    return join(", ", event, join(", ", site, kind, title_piece(capital(publisher)), when))


def _link(paper: Facts) -> Piece:
    accessed = "" if paper.year or paper.doi or not paper.url else paper.accessed.month_first()
    return join(". ", around("Accessed ", accessed), paper.link)
