"""AMA (AMA Manual of Style, 11th edition)."""

from dataclasses import replace

from tui.citations.facts import Facts
from tui.citations.names import MEDICAL
from tui.citations.numbers import edition, labelled, pages
from tui.citations.runs import Piece, around, italic, join
from tui.citations.titles import capital, title_piece, undotted

_NAMES = replace(MEDICAL, et_al_shows=3)
_EDITORS = (", ed.", ", eds.")


def cite(paper: Facts) -> Piece:
    """Return the reference: Author A, Author B. Title. *Venue*. 2025;1(2):3-4. doi:…"""
    body = join(". ", paper.credited(_NAMES, *_EDITORS), _title(paper), _source(paper, paper.edited(_NAMES, *_EDITORS)))
    return join(" ", around("", body, "."), _access(paper))


def _title(paper: Facts) -> Piece:
    if paper.kind in ("book", "report", "thesis"):
        return italic(paper.cased(paper.title, "four"))
    return title_piece(paper.title)


def _source(paper: Facts, editors: Piece) -> Piece:
    page = pages(paper.page, "expanded", "-")
    publisher = title_piece(paper.publisher)
    match paper.kind:
        case "book" | "report":
            where = join(
                ". ",
                labelled("Vol ", paper.volume),
                edition(paper.edition),
                around("(", editors, ")"),
                join("; ", publisher, paper.year),
            )
            return join(":", where, page)
        case "chapter" | "paper-conference" | "entry-encyclopedia":
            container = italic(paper.cased(paper.container, "four"))
            where = join(
                ". ", editors, container, labelled("Vol ", paper.volume), edition(paper.edition),
                title_piece(paper.collection), join("; ", publisher, paper.year),
            )  # fmt: skip
            return join(":", around("In: ", where), page)
        case "webpage" | "post-weblog":
            return join(". ", title_piece(paper.container), paper.issued.month_first())
        case "speech":
            genre = f"{capital(paper.genre)} presented at: " if paper.genre else "Presented at: "
            where = join("; ", paper.event, paper.issued.month_first(), paper.event_place)
            return around(genre if paper.event or paper.event_place else "", where)
        case "thesis":
            return join(". ", paper.genre, join("; ", publisher, paper.year))
    container = italic(title_piece(undotted(paper.container)))
    server = italic(publisher) if paper.kind == "article" else ()
    return join(". ", editors, container, server, _issue(paper, page))


def _issue(paper: Facts, page: str) -> Piece:
    if paper.volume or paper.issue:
        date = paper.year
    else:
        before = {"article": "Preprint posted online ", "article-newspaper": ""}.get(paper.kind, "Published online ")
        date = f"{before}{paper.issued.month_first()}" if paper.year else ""
    volume = join("", paper.volume, around("(", paper.issue, ")"))
    if paper.kind == "article-newspaper":
        volume = ()
    return join(":", join(";", date, volume), paper.number or page)


def _access(paper: Facts) -> Piece:
    if paper.doi:
        return join("", "doi:", paper.doi)
    if not paper.url:
        return ()
    return join(". ", around("Accessed ", paper.accessed.month_first()), paper.url)
