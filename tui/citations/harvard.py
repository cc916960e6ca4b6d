"""Harvard as Cite Them Right has it (12th edition)."""

from tui.citations.facts import JOURNALS, NEWS, Facts
from tui.citations.names import NameForm
from tui.citations.numbers import edition, labelled_pages
from tui.citations.runs import Piece, around, italic, join, quoted
from tui.citations.titles import title_piece

_AUTHORS = NameForm(
    inverted="all", initials=".", last="and", comma_before_last="never", et_al_from=4, et_al_comma="never",
    et_al_italic=True,
)  # fmt: skip
_EDITORS = NameForm(initials=".", last="and", et_al_from=4)
_BY_CONTAINER = (*NEWS, "article-journal")
_PAGED = (*JOURNALS, *NEWS, "article", "chapter", "paper-conference", "book", "report")


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
        editors = around("in ", paper.edited(_EDITORS, " (ed.)", " (eds)"))
    else:
        contributors = around("Edited by ", paper.edited(_EDITORS))
    where = join(" ", editors, container)
    if not author:
        head = join(" ", _title(paper), year, where)
    else:
        head = join(" ", author, year, join(", ", _title(paper), where))
    head = join(". ", head, contributors, _publisher(paper))
    volume = ""
    if paper.kind in JOURNALS:
        volume = f"{paper.volume}({paper.issue})" if paper.issue else paper.volume
    dated = ""
    if paper.kind in (*NEWS, "post-weblog", "speech"):
        dated = paper.issued.day_first(year=False)
    page = ""
    if paper.kind in _PAGED and paper.page:
        page = labelled_pages(paper.page)
    elif paper.kind in JOURNALS and paper.number:
        page = f"article {paper.number}"
    body = join(", ", head, volume, dated, page)
    return join("", join(". ", body, _access(paper)), ".")


def _authors(paper: Facts) -> Piece:
    people = paper.credited(_AUTHORS, " (ed.)", " (eds)")
    return people or (italic(paper.cased(paper.container, "long")) if paper.kind in _BY_CONTAINER else ())


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
    if paper.kind in (*JOURNALS, *NEWS):
        return ()
    event = italic(paper.event) if paper.event and not paper.container else ()
    series = around("(", join(", ", title_piece(paper.collection), paper.collection_number), ")")
    return join(" ", join(", ", event, house), series)


def _access(paper: Facts) -> Piece:
    seen = () if paper.doi or not paper.url else around(" (Accessed: ", paper.accessed.day_first(), ")")
    return around("Available at: ", join("", paper.link, seen))
