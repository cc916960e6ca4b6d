"""APA (Publication Manual of the American Psychological Association, 7th edition)."""

from tui.citations.facts import Facts
from tui.citations.names import NameForm
from tui.citations.numbers import edition, is_numeric, labelled_pages, pages
from tui.citations.runs import Piece, around, italic, join, piece
from tui.citations.titles import capital, title_piece

_AUTHORS = NameForm(
    inverted="all", initials=". ", last="&", comma_before_last="always", et_al_from=21, et_al_shows=19,
    et_al_last=True, et_al_comma="always",
)  # fmt: skip
_EDITORS = NameForm(initials=". ", last="&")
_DATED = ("article-magazine", "article-newspaper", "document", "post-weblog", "speech", "webpage")


def cite(paper: Facts) -> Piece:
    """Return the reference: Author, A., & Author, B. (2025). Title. *Venue*, *1*(2), 3–4. https://doi.org/…"""
    author = _authors(paper)
    identifier = around("(", _identifier(paper), ")")
    description = around("[", _description(paper), "]")
    title = join(" ", _title(paper), identifier)
    if author:
        body = join(". ", author, _date(paper), join(" ", title, description), _source(paper))
    else:
        body = join(". ", title, _date(paper), description, _source(paper))
    return join(" ", around("", body, "."), _link(paper), _original(paper))


def _authors(paper: Facts) -> Piece:
    publisher = title_piece(paper.publisher)
    if paper.kind == "entry-encyclopedia" and publisher and not paper.authors:
        return publisher
    return paper.credited(_AUTHORS, " (Ed.)", " (Eds.)") or (publisher if paper.kind in ("software", "webpage") else ())


def _date(paper: Facts) -> str:
    if not paper.year:
        return "(n.d.)"
    dated = paper.kind in _DATED or (paper.kind == "paper-conference" and not paper.pages_or_volume)
    day = paper.issued.month_first(year=False) if dated else ""
    circa = "ca. " if paper.issued.circa else ""
    return f"({circa}{paper.year}, {day})" if day else f"({circa}{paper.year})"


def _original(paper: Facts) -> Piece:
    circa = "ca. " if paper.original.circa else ""
    return around("(Original work published ", around(circa, paper.original.years), ")")


def _title(paper: Facts) -> Piece:
    title = title_piece(paper.title)
    if paper.container and paper.kind != "webpage":
        return title
    # A volume that is no number is part of the title: Computers & typesetting: A.
    volume = paper.volume if not (paper.serial or is_numeric(paper.volume)) else ""
    return italic(join(": ", title, volume))


def _identifier(paper: Facts) -> Piece:
    match paper.kind:
        case "patent":
            return join(" ", capital(paper.genre) or "Patent", around("No. ", paper.number))
        case "webpage":
            return join("; ", _by_editors(paper), _number(paper))
    if paper.container:
        return ()
    return join("; ", _by_editors(paper), _number(paper), "" if _unbound(paper) else _locators(paper))


def _unbound(paper: Facts) -> bool:
    return paper.serial or paper.kind in ("speech", "patent", "webpage")


def _by_editors(paper: Facts) -> Piece:
    return () if paper.serial else paper.edited(_EDITORS, ", Ed.", ", Eds.")


def _number(paper: Facts) -> Piece:
    if not paper.number:
        return ()
    genre = title_piece(paper.genre, case="four")
    if paper.kind == "thesis" and paper.genre:
        genre = piece("Publication")
    return join(" ", genre, f"No. {paper.number}" if is_numeric(paper.number) else capital(paper.number))


def _locators(paper: Facts) -> Piece:
    series = join(" ", title_piece(paper.collection, case="four"), paper.collection_number)
    return join(
        ", ",
        around("Version ", paper.version),
        edition(paper.edition),
        series if paper.kind in ("report", "document") else "",
        around("Vol. ", paper.volume) if is_numeric(paper.volume) else "",
        around("Issue ", paper.issue),
        labelled_pages(paper.page, "expanded"),
    )


def _description(paper: Facts) -> Piece:
    if paper.kind == "thesis":
        known = paper.publisher if paper.doi or paper.url else ""
        return join("; ", join(", ", capital(paper.genre), known), capital(paper.medium))
    if paper.container and paper.kind in ("document", "report", "software"):
        return ()
    if paper.container and paper.kind in ("paper-conference", "speech") and not paper.pages_or_volume:
        return ()
    return _format(paper)


def _format(paper: Facts) -> Piece:
    if paper.genre or paper.medium:
        return join("; ", "" if paper.number else capital(paper.genre), capital(paper.medium))
    published = paper.container or paper.doi or paper.number or paper.publisher or paper.url
    if paper.kind == "manuscript" and not published:
        return piece("Unpublished manuscript")
    return piece({"dataset": "Data set", "software": "Computer software"}.get(paper.kind, ""))


def _source(paper: Facts) -> Piece:
    if paper.kind == "webpage":
        # A site's publisher that stands in the author's place is not named again.
        publisher = title_piece(paper.publisher) if paper.authors or paper.editors else ""
        return join(". ", publisher, paper.cased(paper.container, "four"))
    held = _serial(paper) if paper.serial else _monograph(paper) if paper.container else ()
    # The description of a thesis that is online names its university.
    told = paper.serial or (paper.kind == "thesis" and (paper.doi or paper.url))
    printed = paper.kind == "paper-conference" and paper.pages_or_volume
    event = join(", ", capital(paper.event), paper.event_place) if paper.event and not printed else ()
    return join(". ", held, () if told else title_piece(paper.publisher), event)


def _serial(paper: Facts) -> Piece:
    container = join(", ", paper.cased(paper.container, "four"), paper.cased(paper.collection, "four"))
    volume = join("", italic(paper.volume), around("(", paper.issue, ")"))
    page = f"Article {paper.number}" if paper.number else pages(paper.page, "expanded")
    return join(", ", italic(container), volume, page)


def _monograph(paper: Facts) -> Piece:
    volume = paper.volume if not is_numeric(paper.volume) else ""
    title = italic(join(": ", title_piece(paper.container), volume))
    inner = join("; ", _number(paper), _locators(paper))
    told = paper.kind in ("paper-conference", "speech", "document", "report", "software") and not paper.pages_or_volume
    kind = _format(paper) if told else ()
    return join(
        " ",
        "In",
        join(", ", paper.edited(_EDITORS, " (Ed.)", " (Eds.)"), title),
        around("(", inner, ")"),
        around("[", kind, "]"),
    )


def _link(paper: Facts) -> Piece:
    if paper.url and not (paper.doi or paper.year) and paper.accessed.year:
        return join("", "Retrieved ", paper.accessed.month_first(), ", from ", paper.url)
    return piece(paper.link)
