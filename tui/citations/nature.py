"""Nature (Nature's formatting guide for authors, 2025)."""

from tui.citations.facts import JOURNALS, Facts
from tui.citations.names import NameForm, name_list
from tui.citations.numbers import pages, several
from tui.citations.runs import Piece, around, bold, italic, join
from tui.citations.titles import capital, title_piece

_NAMES = NameForm(
    inverted="all", initials=". ", last="&", comma_before_last="never", et_al_from=6, et_al_comma="never",
    et_al_italic=True,
)  # fmt: skip
_EDITORS = NameForm(inverted="all", initials=". ", last="&", comma_before_last="never")


def cite(paper: Facts) -> Piece:
    """Return the reference: Author, A. Title. *Venue* **1**, 2–3 (2025)."""
    book_like = paper.kind in ("book", "thesis", "chapter", "paper-conference")
    issued = _issued(paper)
    title: Piece = title_piece(paper.title)
    if paper.kind in ("book", "report"):
        title = italic(paper.cased(paper.title, "four"))
    container = italic(title_piece(paper.container))
    if paper.kind in ("chapter", "paper-conference"):
        editors = name_list(paper.editors, _EDITORS)
        container = join(" ", "in", container, around("(eds " if len(paper.editors) > 1 else "(ed. ", editors, ")"))
    page = pages(paper.page)
    if paper.kind in JOURNALS:
        volume = bold(paper.volume)
        source = join(" ", container, join(", ", volume, page or paper.number))
    else:
        volume = around("vols " if several(paper.volume) else "vol. ", pages(paper.volume))
        source = join(" ", container, volume, page)
    # The year's brackets follow the title of a book without a full stop: *Deep Learning* (MIT Press, 2016).
    alone = book_like and not source and bool(issued)
    head = join(
        " ",
        around("", name_list(paper.authors, _NAMES, total=paper.author_total), "."),
        around("", title, "" if alone else "."),
    )
    # Brackets with a publisher end a sentence; those with a year alone are followed by the link.
    body = join(" ", head, join(" ", source, around("", issued, "." if book_like else "")))
    return around("", join(" ", body, _access(paper)), ".")


def _issued(paper: Facts) -> Piece:
    year = around("(", paper.year, ")")
    match paper.kind:
        case "book" | "thesis" | "chapter" | "paper-conference":
            return around("(", join(", ", title_piece(paper.publisher), paper.place, paper.year), ")")
        case "article":
            genre = capital(paper.genre) if paper.genre else "Preprint"
            # Without a link the number tells the server, `arXiv:2206.15144`; else the server itself is named.
            where = paper.link or (paper.number if ":" in paper.number else join(" ", paper.publisher, paper.number))
            return join(" ", around(f"{genre} at ", where) or genre, year)
        case "dataset" | "software":
            return join(" ", title_piece(paper.publisher), paper.link, year)
        case "report" | "webpage" | "post-weblog":
            return join(" ", paper.url, year)
        case "article-journal" | "review":
            return join(" ", "" if paper.volume or paper.page else paper.link, year)
    return year


def _access(paper: Facts) -> str:
    if paper.volume or not paper.doi or paper.kind in ("article", "dataset", "software"):
        return ""
    if paper.kind in JOURNALS and not paper.page:
        return ""
    return f"doi:{paper.doi}"
