"""What a style may print of a paper: CSL's variables, with the gaps filled that a listing leaves."""

from dataclasses import dataclass

from storage.papers.capitals import is_foreign
from storage.papers.dates import issued
from storage.papers.identifiers import doi_link
from storage.papers.kinds import broad, likely_kind, preprint_server, publishes
from storage.papers.names import Name
from storage.papers.paper import Paper
from storage.papers.text import FIELD_LIMIT
from tui.citations.dates import Date
from tui.citations.names import NameForm, editor_list, name_list
from tui.citations.runs import Piece
from tui.citations.titles import Prepositions, title_piece

JOURNALS = ("article-journal", "review")
NEWS = ("article-magazine", "article-newspaper")
PERIODICALS = (*JOURNALS, *NEWS, "post-weblog")
"""Kinds of paper that stand in what appears again and again."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The variables of CSL 1.0.2 that the styles print, as texts, in markup (Marked) where that says more; empty for
    what is not known."""

    kind: str
    """One of KINDS."""
    title: str
    authors: tuple[Name, ...]
    author_total: int
    """How many authors there are: more than are named where a listing shows only the first of them."""
    editors: tuple[Name, ...]
    issued: Date
    original: Date
    """original-date: when it first appeared."""
    container: str
    """container-title: the journal, the proceedings, the book, the site."""
    collection: str
    """collection-title: the series."""
    collection_number: str
    volume: str
    issue: str
    page: str
    number: str
    """Of a report, a preprint, a patent; of an article, its article number."""
    publisher: str
    place: str
    edition: str
    doi: str
    url: str
    accessed: Date
    genre: str
    event: str
    event_place: str
    medium: str
    version: str
    foreign: bool
    """True when the source says that the title is in a language other than English: title case is not for it."""

    @property
    def year(self) -> str:
        """The year, the years of a range, or the words in its place; empty when it is not known."""
        return self.issued.years

    @property
    def link(self) -> str:
        """Its address: that of the DOI where it has one."""
        return doi_link(self.doi) if self.doi else self.url

    def cased(self, title: str, prepositions: Prepositions, *, within: bool = False) -> Piece:
        """Return a title in the title case of a style, where the language has one."""
        return title_piece(title, case=None if self.foreign else prepositions, within=within)

    def credited(self, form: NameForm, one: str, more: str) -> Piece:
        """Return the authors; without any the editors, with the label of one or of more."""
        authors = name_list(self.authors, form, total=self.author_total)
        return authors or editor_list(self.editors, form, one, more)

    def edited(self, form: NameForm, one: str = "", more: str = "") -> Piece:
        """Return the editors with their label; nothing where they stand in the authors' place."""
        return editor_list(self.editors, form, one, more) if self.authors else ()

    @property
    def serial(self) -> bool:
        """Whether it stands in a serial: an article, a post, or a paper in proceedings without an editor."""
        return self.kind in PERIODICALS or (self.kind == "paper-conference" and not self.editors)

    @property
    def pages_or_volume(self) -> bool:
        """Whether a paper given at a meeting was printed as well."""
        return bool(self.editors or self.issue or self.page or self.volume)


def _no_title(paper: Paper) -> str:
    """Return what stands in the place of a title that is not known: a description in brackets (APA 7, 9.22), with the
    paper's number where nothing else in a citation would tell which it is."""
    number = "" if paper.link else paper.identifier
    return f"[{', '.join(filter(None, ('title not known', number)))}]"


def facts(paper: Paper) -> Facts:
    """Return what is to be printed of the paper.

    A preprint known by its arXiv identifier alone gets its number, publisher and DOI; a DOI is written as its
    registrant did where the source tells (`extra["DOI"]`; paper.doi is in lower case). A preprint server is a
    publisher, never a container (CSL 1.0.2, appendix III).
    """
    extra = paper.extra

    def get(name: str) -> str:
        if name in paper.markup:
            return paper.marked(name)
        return extra.get(name, "")[:FIELD_LIMIT]  # what is longer is no volume, page or publisher

    kind = broad(likely_kind(paper))
    if kind == "article" and not (paper.kind or paper.arxiv_id or preprint_server(paper.venue)):
        kind = "document"  # nothing says that it is a preprint
    container, publisher, number = paper.venue or "", get("publisher"), get("number")
    if "venue" in paper.markup:
        container = paper.marked("venue")
    identifier = paper.printed_doi
    if kind == "article":
        if publishes(container, publisher):
            container, publisher = "", publisher or container
        if paper.arxiv_id and not number:
            number = f"arXiv:{paper.arxiv_id}"
            publisher = publisher or "arXiv"
            identifier = identifier or paper.registered_doi
    return Facts(
        kind=kind,
        title=_no_title(paper) if paper.untitled else paper.marked("title") if "title" in paper.markup else paper.title,
        authors=paper.authors,
        author_total=len(paper.authors) if paper.authors_complete else paper.author_total or len(paper.authors) + 1,
        editors=paper.editors,
        issued=Date.of(issued(paper.date, paper.year, extra)),
        original=Date.of(get("original-date")),
        container=container,
        collection=get("collection-title"),
        collection_number=get("collection-number"),
        volume=get("volume"),
        issue=get("issue"),
        page=get("page"),
        number=number,
        publisher=publisher,
        place=get("publisher-place"),
        edition=get("edition"),
        doi=identifier,
        url=paper.url or "",
        accessed=Date.of(get("accessed")),
        genre=get("genre"),
        event=get("event-title") or get("event"),
        event_place=get("event-place"),
        medium=get("medium"),
        version=get("version"),
        foreign=is_foreign(get("language")),
    )
