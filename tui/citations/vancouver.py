"""Vancouver: the National Library of Medicine's Citing Medicine (2nd edition), citation-sequence."""

from tui.citations.facts import JOURNALS, PERIODICALS, Facts
from tui.citations.names import MEDICAL
from tui.citations.numbers import edition, labelled, pages
from tui.citations.runs import Piece, around, join, piece
from tui.citations.titles import capital, title_piece, undotted

_EDITORS = (", editor", ", editors")
_IN = ("chapter", "paper-conference", "entry-encyclopedia")


def cite(paper: Facts) -> Piece:
    """Return the reference: Author A, Author B. Title. Venue. 2025 May 4;1(2):3–4. doi:…"""
    site = paper.kind == "webpage" and bool(paper.container)
    body = join(
        ". ",
        paper.credited(MEDICAL, *_EDITORS),
        _title(paper, site=site),
        "" if paper.container else edition(paper.edition),
        around("In: " if paper.kind in _IN else "", _within(paper)),
        join("; ", _publisher(paper), join(";", _date(paper), _serial(paper))),
        _pages(paper),
        title_piece(paper.title) if site else "",
        "" if paper.kind in PERIODICALS else around("(", _series(paper), ")"),
        _report_number(paper),
    )
    return join(" ", around("", body, "."), _availability(paper))


def _title(paper: Facts, *, site: bool) -> Piece:
    genre = around("[", paper.genre, "]")
    medium = ""
    if site or not paper.container:
        if paper.medium:
            medium = f"[{capital(paper.medium)}]"
        elif paper.url and paper.kind not in _IN:
            medium = "[Internet]"
    return join(" ", title_piece(paper.container if site else paper.title), genre, medium)


def _within(paper: Facts) -> Piece:
    editors = paper.edited(MEDICAL, *_EDITORS)
    if paper.kind == "webpage":
        return editors
    volume = labelled("Vol. ", paper.volume)
    if not paper.container:
        if paper.kind == "speech" and paper.event:
            genre = f"{capital(paper.genre)} " if paper.genre else ""
            return join(". ", editors, f"{genre}presented at: {paper.event}")
        return join(". ", editors, volume)
    internet = "[Internet]" if paper.url and not _has_doi_only(paper) else ""
    container = undotted(paper.container) if paper.kind in JOURNALS else paper.container
    # A volume of proceedings or of a handbook has no other place (Citing Medicine, chapter 2, Volume).
    return join(
        ". ",
        editors,
        join(" ", title_piece(container), internet),
        edition(paper.edition),
        "" if paper.kind in PERIODICALS else volume,
    )


def _has_doi_only(paper: Facts) -> bool:
    return paper.kind in JOURNALS and bool(paper.doi)


def _publisher(paper: Facts) -> Piece:
    if paper.kind in PERIODICALS:
        return ()
    place = paper.place
    if paper.kind == "thesis":
        place = f"[{place}]" if place else ""
    return join(": ", "" if paper.kind == "speech" else place, title_piece(paper.publisher))


def _date(paper: Facts) -> Piece:
    cited = around("[cited ", paper.accessed.year_first(), "]") if paper.url else ()
    if paper.kind in PERIODICALS:
        return join(" ", paper.issued.year_first(), "" if _has_doi_only(paper) else cited)
    if paper.kind == "report":
        return join(" ", paper.issued.months().year_first(), cited)
    if paper.kind == "speech":
        return join("; ", join(" ", paper.issued.year_first(), cited), paper.event_place)
    if paper.kind == "patent":
        return join(" ", join(", ", paper.number, paper.year), cited)
    return join(" ", paper.year, cited)


def _serial(paper: Facts) -> Piece:
    if paper.kind not in PERIODICALS:
        return ()
    if paper.kind == "article-newspaper":
        return piece(pages(paper.page, "minimal"))
    volume = join("", title_piece(paper.collection), paper.volume, around("(", paper.issue, ")"))
    return join(":", volume, paper.number or pages(paper.page, "minimal"))


def _pages(paper: Facts) -> Piece:
    if paper.kind in (*PERIODICALS, "book"):
        return ()
    return around("p. ", pages(paper.page, "minimal"))


def _series(paper: Facts) -> Piece:
    if not paper.collection:
        return ()
    number = labelled("no. ", paper.collection_number)
    return join("; ", title_piece(paper.collection), number)


def _report_number(paper: Facts) -> Piece:
    if paper.kind == "report" and paper.number:
        genre = capital(paper.genre) if paper.genre else "Report"
        return join(" ", genre, labelled("no.: ", paper.number))
    if paper.kind == "article" and paper.number and not paper.doi:
        return piece(paper.number)
    return ()


def _availability(paper: Facts) -> Piece:
    url = "" if _has_doi_only(paper) else paper.url
    return join(" ", around("Available from: ", url), around("doi:", paper.doi))
