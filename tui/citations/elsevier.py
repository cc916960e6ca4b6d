"""Elsevier Harvard, with titles (Elsevier's author-date reference style)."""

from tui.citations.facts import Facts
from tui.citations.names import NameForm
from tui.citations.numbers import is_numeric, ordinal, pages, several
from tui.citations.runs import Piece, around, join, piece
from tui.citations.titles import title_piece

_NAMES = NameForm(inverted="all", initials=".", et_al_comma="always")
_EDITORS = (" (Ed.)", " (Eds.)")


def cite(paper: Facts) -> Piece:
    """Return the reference: Author, A., Author, B., 2025. Title. Venue 1, 2–3. https://doi.org/…"""
    author = paper.credited(_NAMES, *_EDITORS)
    year = paper.year or "n.d."
    if not author:
        head = join(", ", _title(paper), year)
        body = join("", head, _container(paper), _locators(paper))
    else:
        body = join("", join(", ", author, year), ". ", _title(paper), _container(paper), _locators(paper))
    return join("", body, ".", around(" ", _access(paper)))


def _title(paper: Facts) -> Piece:
    title = title_piece(paper.title)
    match paper.kind:
        case "report" | "thesis":
            return join(" ", title, around("(", join(" ", paper.genre, around("No. ", paper.number)), ")"))
        case "book" | "speech":
            return join(", ", title, _edition(paper))
        case "webpage":
            return join(" ", title, "[WWW Document]")
    return title


def _edition(paper: Facts) -> str:
    if is_numeric(paper.edition):
        return f"{ordinal(paper.edition)} ed"
    return f"{paper.edition}. ed" if paper.edition else ""


def _container(paper: Facts) -> Piece:
    series = title_piece(paper.collection)
    match paper.kind:
        case "chapter" | "paper-conference":
            within = join(", ", paper.cased(paper.container, "four"), paper.cased(paper.collection, "four"))
            return around(", in: ", join(", ", paper.edited(_NAMES, *_EDITORS), within))
        case "book" | "report":
            return around(", ", join(", ", title_piece(paper.container), series))
    return around(". ", join(", ", title_piece(paper.container), series))


def _locators(paper: Facts) -> Piece:
    page = pages(paper.page)
    publisher = join(", ", title_piece(paper.publisher), paper.place)
    event = around("Presented at the ", "" if paper.container else paper.event)
    match paper.kind:
        case "article-journal" | "review" | "article-magazine" | "article-newspaper":
            return around(" ", join(", ", paper.volume, page or paper.number))
        case "book" | "report" | "thesis":
            return around(". ", join(", ", event, publisher))
        case "chapter" | "paper-conference":
            return around(". ", join(", ", event, publisher, around("pp. " if several(page) else "p. ", page)))
        case "patent":
            return around(". ", paper.number)
    return ()


def _access(paper: Facts) -> Piece:
    if paper.doi:
        return piece(paper.link)
    if paper.url and paper.kind in ("webpage", "post-weblog"):
        date = paper.accessed
        numbers = f"{date.month}.{date.day}.{date.year % 100:02}" if date.day else ""
        return join("", "URL ", paper.url, around(" (accessed ", numbers, ")."))
    return ()
