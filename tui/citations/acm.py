"""ACM (ACM Citation Style and Reference Formats, 2024)."""

import re

from tui.citations.facts import Facts
from tui.citations.names import NameForm
from tui.citations.numbers import ordinal, pages
from tui.citations.runs import Piece, around, italic, join, piece
from tui.citations.titles import title_piece

_AUTHORS = NameForm(last="and")
_EDITORS = NameForm(last="and", comma_before_last="never")


def cite(paper: Facts) -> Piece:
    """Return the reference: Ada Author and Bo Author. 2025. Title. *Venue* 1, 2 (May 2025), 3–4. https://doi.org/…"""
    head = around("", join(". ", paper.credited(_AUTHORS, " (Ed.)", " (Eds.)"), paper.year, _title(paper)), ". ")
    return join("", head, around("", _source(paper), "."), around(" ", _access(paper)))


def _source(paper: Facts) -> Piece:
    container = italic(title_piece(paper.container))
    publisher = join(", ", title_piece(paper.publisher), paper.place)
    page = pages(paper.page)
    match paper.kind:
        case "book":
            return publisher
        case "report":
            return join(". ", join(" ", paper.genre, paper.number) if paper.number else "", publisher)
        case "paper-conference":
            series = around("(", italic(title_piece(paper.collection)), ")")
            volume = around("Vol. ", paper.volume)
            when = join(", ", join(" ", container, series), volume, _day(paper))
            return join(". ", around("In " if container or volume else "", when), join(", ", publisher, page))
        case "chapter" | "entry-encyclopedia":
            return _part(paper, container, publisher, page)
        case "speech":
            return _part(paper, italic(paper.event), publisher, page)
        case "article-journal" | "review":
            when = around("(", paper.issued.months().month_first(), ")")
            issue = join(" ", paper.issue, when)
            place = join(" ", container, paper.volume)
            place = join(", ", place, issue) if paper.volume and paper.issue else join(" ", place, issue)
            return join(", ", place, page or paper.number)
        case "thesis":
            return join(". ", paper.genre, publisher)
        case "article":
            return join(". ", join(" ", container, italic(paper.volume)), page, "" if paper.doi else paper.number)
    return join(", ", join(" ", container, italic(paper.volume)), page)


def _part(paper: Facts, whole: Piece, publisher: Piece, page: str) -> Piece:
    whole = join(" ", whole, around("(", _edition(paper), ")"))
    whole = join(", ", whole, paper.edited(_EDITORS, " (ed.)", " (eds.)"))
    return join(". ", around("In ", whole), join(", ", publisher, page))


def _title(paper: Facts) -> Piece:
    if paper.kind in ("book", "report"):
        return join(" ", italic(title_piece(paper.title)), around("(", _edition(paper), ")"))
    return title_piece(paper.title)


def _edition(paper: Facts) -> str:
    if not paper.edition or re.search(r"\bed(?:\.|n|ition)", paper.edition):
        return paper.edition
    return f"{ordinal(paper.edition)} ed."


def _day(paper: Facts) -> str:
    """Return the day of the meeting: March 05, 2025."""
    date = paper.issued
    if not date.day or date.last:
        return date.month_first()
    return f"{date.month_name()} {date.day:02}, {date.year}"


def _access(paper: Facts) -> Piece:
    if paper.doi or not paper.url:
        return piece(paper.link)
    return join(" ", "Retrieved", paper.accessed.month_first(), "from", paper.url)
