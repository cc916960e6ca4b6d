"""IEEE (IEEE Reference Guide, 2023)."""

from tui.citations.dates import THREE_LETTER_MONTHS, Date
from tui.citations.facts import Facts
from tui.citations.names import NameForm
from tui.citations.numbers import is_numeric, labelled_pages, ordinal, pages
from tui.citations.runs import Piece, around, italic, join, piece, quoted
from tui.citations.titles import capital, title_piece

_AUTHORS = NameForm(initials=". ", last="and", et_al_from=7, et_al_italic=True)
_EDITORS = NameForm(initials=". ", last="and")
_LABELS = (", Ed.", ", Eds.")


def cite(paper: Facts) -> Piece:
    """Return the reference: A. Author, “Title,” in *Venue*, …, doi: …"""
    return join("", around("", paper.credited(_AUTHORS, *_LABELS), ", "), _body(paper))


def _body(paper: Facts) -> Piece:
    title = _title(paper)
    container = italic(title_piece(paper.container))
    match paper.kind:
        case "article-journal" | "review":
            facts = join(", ", title, container, _locators(paper), _pages(paper), _month(paper.issued))
            return join("", facts, "," if paper.doi else ".", _access(paper))
        case "paper-conference" | "speech":
            event = around("in ", container) or around("presented at the ", paper.event)
            volume = around("vol. ", paper.volume) if paper.container and not paper.collection else ""
            where = join(", ", title, event, volume, paper.edited(_EDITORS, *_LABELS))
            facts = join(", ", _publisher(paper), _issued(paper), _pages(paper))
            if series := _series(paper):
                return join("", where, ", ", series, ". ", around("", facts, "."), _access(paper))
            return join("", around("", join(", ", where, facts), "."), _access(paper))
        case "chapter":
            facts = join(
                ", ", title, around("in ", container), _locators(paper), paper.edited(_EDITORS, *_LABELS),
                _series(paper), _publisher(paper), _issued(paper), _pages(paper),
            )  # fmt: skip
        case "report":
            what = join(" ", paper.genre, paper.number)
            facts = join(", ", title, _publisher(paper), what, _month(paper.issued))
        case "thesis":
            facts = join(", ", title, paper.genre, _publisher(paper), _issued(paper))
        case "software":
            facts = join(". ", title, around("(", _issued(paper), ")"), paper.genre, _publisher(paper))
        case "article":
            number = paper.number
            if paper.publisher and number.casefold().startswith(f"{paper.publisher.casefold()}:"):
                number = number[len(paper.publisher) + 1 :].lstrip()
            facts = join(", ", title, _issued(paper), join(": ", italic(_publisher(paper)), number))
        case "webpage" | "post-weblog":
            facts = join(", ", title, title_piece(paper.container))
        case "patent":
            facts = join(", ", title, paper.number, _issued(paper))
        case "article-magazine" | "article-newspaper" | "manuscript":
            facts = join(", ", title, container, _locators(paper), _publisher(paper), _pages(paper), _issued(paper))
        case _:
            where = around("", join(", ", title, "" if paper.kind == "book" else container, _locators(paper)), ". ")
            when, page = _issued(paper), _pages(paper)
            facts = join(", ", _publisher(paper), *((when, page) if paper.kind == "book" else (page, when)))
            return join("", where, around("", _series(paper), ". "), around("", facts, "."), _access(paper))
    return join("", around("", facts, "."), _access(paper))


def _title(paper: Facts) -> Piece:
    if paper.kind in ("book", "software"):
        return italic(title_piece(paper.title))
    return quoted(title_piece(paper.title, within=True))


def _locators(paper: Facts) -> Piece:
    edition = _edition(paper.edition) if paper.kind in ("book", "chapter", "report") else ""
    return join(", ", edition, around("vol. ", _number(paper.volume)), around("no. ", pages(_number(paper.issue))))


def _edition(text: str) -> str:
    if is_numeric(text):
        return f"{ordinal(text)} ed."
    return f"{capital(text)}." if text else ""


def _number(text: str) -> str:
    """A number loses its leading zeros: no. 06 is no. 6."""
    return text.lstrip("0") if text.isascii() and text.isdigit() and text.strip("0") else text


def _pages(paper: Facts) -> str:
    if paper.kind == "article-journal" and paper.number:
        return f"Art. no. {paper.number}"
    return labelled_pages(paper.page)


def _series(paper: Facts) -> Piece:
    number, volume = around("no. ", paper.collection_number), around("vol. ", paper.volume)
    if not paper.collection:
        return ()
    return around("in ", join(", ", italic(title_piece(paper.collection)), number, volume))


def _publisher(paper: Facts) -> Piece:
    if paper.kind in ("book", "chapter", "paper-conference"):
        return join(": ", paper.place, paper.publisher)
    return join(", ", paper.publisher, paper.place)


def _issued(paper: Facts) -> str:
    if paper.kind in ("book", "chapter", "thesis"):
        return paper.year
    return _month(paper.issued) if paper.kind == "paper-conference" else _full(paper.issued)


def _month(date: Date) -> str:
    return date.months().month_first(THREE_LETTER_MONTHS)


def _full(date: Date) -> str:
    if date.day and date.last:
        return date.month_first(THREE_LETTER_MONTHS)
    if not date.day:
        return _month(date)
    return f"{date.month_name(THREE_LETTER_MONTHS)} {date.day:02}, {date.year}"


def _access(paper: Facts) -> Piece:
    online = around("", join(". ", around("Accessed: ", _full(paper.accessed)), f"[Online]. Available: {paper.url}"))
    if paper.doi and paper.kind not in ("webpage", "post-weblog"):
        return piece(f" doi: {paper.doi}.")
    return around(" ", online) if paper.url else ()
