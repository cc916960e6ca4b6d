"""Harvard as Cite Them Right has it (12th edition)."""

from tui.citations.facts import Facts
from tui.citations.names import NameForm, editor_list, name_list
from tui.citations.numbers import edition, pages, several
from tui.citations.runs import Piece, around, italic, join, quoted
from tui.citations.titles import title_piece

_AUTHORS = NameForm(
    inverted="all", initials=".", last="and", comma_before_last="never", et_al_from=4, et_al_comma="never",
    et_al_italic=True,
)  # fmt: skip
_EDITORS = NameForm(initials=".", last="and", et_al_from=4)
_BY_CONTAINER = ("article-newspaper", "article-magazine", "article-journal")
_PAGED = ("chapter", "paper-conference", "article-journal", "review", "article", "article-magazine",
          "article-newspaper", "book", "report")  # fmt: skip


def cite(paper: Facts) -> Piece:
    """Return the reference: Author, A. (2025) ‘Title’, *Venue*, 1(2), pp. 3–4. Available at: …"""
    author = _authors(paper)
    year = f"({paper.year or 'no date'})"
    editors = container = contributors = ()  # type: Piece
    # A journal that stands in the author's place is not named again.
    if paper.container and (paper.authors or paper.editors or paper.kind not in _BY_CONTAINER):
        preprint = paper.kind in ("article", "article-journal") and not (paper.page or paper.volume)
        container = join(" ", italic(title_piece(paper.container, outer="‘")), "[Preprint]" if preprint else "")
        if not _titled_edition(paper):
            container = join(". ", container, edition(paper.edition, "edn"))
    if paper.kind in ("chapter", "paper-conference"):
        if paper.authors:
            label = " (eds)" if len(paper.editors) > 1 else " (ed.)"
            editors = around("in ", name_list(paper.editors, _EDITORS), label)
    elif paper.authors:
        contributors = around("Edited by ", name_list(paper.editors, _EDITORS))
    where = join(" ", editors, container)
    if not author:
        head = join(" ", _title(paper), year, where)
    else:
        head = join(" ", author, year, join(", ", _title(paper), where))
    head = join(". ", head, contributors, _publisher(paper))
    volume = ""
    if paper.kind in ("article-journal", "review"):
        volume = f"{paper.volume}({paper.issue})" if paper.issue else paper.volume
    dated = ""
    if paper.kind in ("article-newspaper", "article-magazine", "post-weblog", "speech"):
        dated = paper.issued.day_first(year=False)
    page = ""
    if paper.kind in _PAGED and paper.page:
        page = f"{'pp.' if several(paper.page) else 'p.'} {pages(paper.page)}"
    elif paper.kind in ("article-journal", "review") and paper.number:
        page = f"article {paper.number}"
    body = join(", ", head, volume, dated, page)
    return join("", join(". ", body, _access(paper)), ".")


def _authors(paper: Facts) -> Piece:
    if paper.authors:
        return name_list(paper.authors, _AUTHORS, total=paper.author_total)
    if paper.editors:
        return editor_list(paper.editors, _AUTHORS, " (ed.)", " (eds)")
    if paper.kind in _BY_CONTAINER:
        return italic(title_piece(paper.container, case=paper.case("long")))
    return ()


def _titled_edition(paper: Facts) -> bool:
    return paper.kind in ("book", "report", "thesis", "webpage")


def _title(paper: Facts) -> Piece:
    if _titled_edition(paper):
        title = join(" ", italic(title_piece(paper.title, outer="‘")), around("[", paper.medium, "]"))
        return join(". ", title, edition(paper.edition, "edn"))
    return quoted(title_piece(paper.title, within=True, outer="‘"), single=True)


def _publisher(paper: Facts) -> Piece:
    house = join(": ", paper.place, title_piece(paper.publisher))
    if paper.kind == "thesis":
        return join(". ", paper.genre, paper.publisher)
    if paper.kind == "report":
        return join(". ", join(" ", paper.genre, paper.number), house)
    if paper.kind in ("article-journal", "review", "article-newspaper", "article-magazine"):
        return ()
    event = italic(paper.event) if paper.event and not paper.container else ()
    series = around("(", join(", ", title_piece(paper.collection), paper.collection_number), ")")
    return join(" ", join(", ", event, house), series)


def _access(paper: Facts) -> Piece:
    if paper.doi:
        return join("", "Available at: https://doi.org/", paper.doi)
    if not paper.url:
        return ()
    return join("", "Available at: ", paper.url, around(" (Accessed: ", paper.accessed.day_first(), ")"))
