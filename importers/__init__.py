"""A copied page or file -> papers. READERS is every format papershelf knows; `recognise` picks one by content."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING

from importers.dates import stated
from importers.decode import InputError, Page, codec, from_bytes, from_file, from_stream, from_text
from importers.formats import (
    acl_volume,
    acl_xml,
    arrow_author,
    arxiv_atom,
    arxiv_jsonl,
    arxiv_list,
    arxiv_mail,
    arxiv_oai,
    bbl,
    bibtex,
    biorxiv_json,
    bzpeer_profile,
    cff,
    crossref_json,
    crossref_xml,
    csl_json,
    csl_yaml,
    cvf_list,
    database_text,
    datacite_json,
    datacite_xml,
    dblp_json,
    dblp_list,
    dblp_xml,
    doaj_json,
    dublin_core,
    endnote_xml,
    enw,
    europepmc_json,
    feed,
    hayagriva,
    hf_daily,
    hf_daily_json,
    hf_markdown,
    hf_papers,
    hf_textref,
    id_list,
    inspire_json,
    jats,
    json_list,
    listing_page,
    marcxml,
    markdown_list,
    mathscinet_json,
    mendeley_json,
    mods,
    nbib,
    neurips_list,
    openalex_json,
    openreview_json,
    openreview_list,
    orcid_json,
    paperpile_json,
    papershelf_json,
    papis_yaml,
    pdf,
    pmlr_volume,
    pubmed_abstract,
    pubmed_summary,
    pubmed_xml,
    read_later,
    refworks,
    ris,
    scholar_profile,
    scholar_results,
    scored_list,
    semantic_scholar_json,
    semantic_scholar_list,
    table,
    tei,
    web_page,
    word_sources,
    zbmath_json,
    zotero_csv,
    zotero_json,
    zotero_rdf,
)
from importers.pages.known import SITES
from importers.pages.lines import is_data
from importers.reader import CERTAIN, CLAIM, Item, Listed, Noted, Reader, Skipped
from storage.papers.markup import of_page
from storage.papers.words import several

if TYPE_CHECKING:
    from importers.pages.layouts import Layout

__all__ = [
    "BY_LOOKS", "OF_ANY_LAYOUT", "READERS", "InputError", "Item", "Listed", "Noted", "Page", "Reader", "Skipped",
    "UnknownFormatError", "codec", "from_bytes", "from_file", "from_stream", "from_text", "in_lines", "read",
    "reader_named", "recognise",
]  # fmt: skip

READERS: tuple[Reader, ...] = (
    arrow_author,
    bzpeer_profile,
    hf_daily,
    hf_markdown,
    hf_textref,
    hf_papers,
    scored_list,
    scholar_profile,
    scholar_results,
    semantic_scholar_list,
    openreview_list,
    pmlr_volume,
    cvf_list,
    neurips_list,
    acl_volume,
    dblp_list,
    acl_xml,
    arxiv_atom,
    arxiv_jsonl,
    arxiv_list,
    arxiv_mail,
    arxiv_oai,
    crossref_json,
    crossref_xml,
    cff,
    csl_json,
    csl_yaml,
    dblp_xml,
    endnote_xml,
    feed,
    hayagriva,
    hf_daily_json,
    id_list,
    jats,
    marcxml,
    markdown_list,
    openalex_json,
    openreview_json,
    papershelf_json,
    papis_yaml,
    pubmed_abstract,
    pubmed_summary,
    pubmed_xml,
    biorxiv_json,
    database_text,
    datacite_json,
    datacite_xml,
    europepmc_json,
    inspire_json,
    orcid_json,
    dblp_json,
    doaj_json,
    dublin_core,
    zbmath_json,
    mathscinet_json,
    mendeley_json,
    mods,
    paperpile_json,
    json_list,
    semantic_scholar_json,
    tei,
    pdf,
    word_sources,
    zotero_json,
    zotero_rdf,
    bibtex,
    bbl,
    read_later,
    refworks,
    ris,
    nbib,
    enw,
    zotero_csv,
    *SITES,
    table,
    web_page,
    listing_page,
)
"""Every format, one module each, and every site, a row each; which one a page is, its content tells."""


BY_LOOKS: tuple[Reader, ...] = (hf_papers, scored_list, id_list, markdown_list, table)
"""Those that know a page by how most of its lines look, which takes time and is never CERTAIN."""

OF_ANY_LAYOUT: tuple[Reader, ...] = (json_list, listing_page)
"""Those that read a page whose layout nobody knows: asked only where no other reader claims it."""


class UnknownFormatError(InputError):
    """No reader claims the page, or more than one does. The message advises the command line alone."""

    def __init__(
        self, said: str, advice: str = "", *, nearest: Reader | None = None, claimants: tuple[Reader, ...] = ()
    ) -> None:
        """Make an error that says what happened and, on the command line, what to do about it."""
        super().__init__(said + advice)
        self.said = said
        """What happened, without the advice."""
        self.tried = tuple(reader.NAME for reader in READERS)
        self.nearest = nearest
        """The reader that came nearest to a claim, and finds a paper in it; None where no such is near."""
        self.claimants = claimants
        """The readers that are equally sure, where there are two."""


TAUGHT = 0.8
"""From this confidence on a layout that was taught claims a page before the readers that go by looks."""


_CUT_TOLD = 5
"""Of how many papers the account says that their authors were cut; it tells how many more there are."""


def recognise(page: Page, layouts: "Sequence[Layout]" = ()) -> Reader:
    """Return the one reader that claims the page.

    Those that go by marks of their format are asked first, and nobody else where one of them is CERTAIN; then the
    layouts that its reader taught; those that read any layout last, where nobody claims the page. Raises
    UnknownFormatError, saying what was tried and what came nearest, when none claims it; naming the claimants when
    two are equally sure.
    """
    head = page.head
    if not head.strip():
        raise UnknownFormatError(f"{page.source} is empty")
    if pdf.sniff(head):
        return _of_pdf(page, layouts)
    sure = {reader: reader.sniff(head) for reader in READERS if reader not in BY_LOOKS + OF_ANY_LAYOUT}
    # HTML is a way to set a page, and no layout.
    marked = any(sure[reader] >= CERTAIN for reader in sure if reader is not web_page)
    if layouts and not marked:
        claim, taught = max(
            ((reader.sniff(head), reader) for reader in map(listing_page.LaidOut, layouts)), key=itemgetter(0)
        )
        if claim >= TAUGHT:
            return taught
    if max(sure.values()) < CERTAIN:
        sure |= {reader: reader.sniff(head) for reader in BY_LOOKS}
    if max(sure.values()) < CLAIM:
        sure |= {reader: reader.sniff(head) for reader in OF_ANY_LAYOUT}
    best, second, *others = sorted(filter(sure.__contains__, READERS), key=lambda reader: -sure[reader])
    if sure[best] < CLAIM:
        others = [reader for reader in (best, second, *others) if sure[reader] >= _NEAR]
        nearest = next((reader for reader in others if _reads(reader, head)), None)
        raise UnknownFormatError(
            f"{page.source}: no known format"
            + (f"; nearest is {nearest.TITLE} ({sure[nearest]:.0%} alike)" if nearest else ""),
            f"; read it as that with --format {nearest.NAME}, if you know better" if nearest
            else f". `papershelf formats` lists the {len(READERS)} that are read",
            nearest=nearest,
        )  # fmt: skip
    if sure[second] == sure[best]:
        raise UnknownFormatError(
            f"{page.source} could be {best.TITLE} or {second.TITLE}",
            f"; say which with --format {best.NAME} or --format {second.NAME}",
            claimants=(best, second),
        )
    return best


_NEAR = 0.2
"""How near a page must come to a format that is worth a mention."""
_GLANCE = 2_000
"""Characters of a refused page in which a paper is looked for."""


def _reads(reader: Reader, head: str) -> bool:
    """Return whether a reader surely finds a paper at the beginning of a page: a title, and people or an identifier.

    What goes by the looks of lines finds none in data.
    """
    if reader in BY_LOOKS and is_data(head):
        return False
    some = islice(reader.read(from_text(head[:_GLANCE])), 100)
    papers = [item.paper for item in some if isinstance(item, Listed) and item.is_sure]
    return any(paper.title and (paper.authors or paper.doi or paper.arxiv_id) for paper in papers)


def _of_pdf(page: Page, layouts: "Sequence[Layout]") -> Reader:
    """Return the reader of a PDF: of the list that it is, where it is no paper and some reader knows its lines."""
    worth, lines = pdf.worth(page), in_lines(page)
    try:
        listing = recognise(lines, layouts)
    except UnknownFormatError:
        return pdf
    marked = listing not in (*BY_LOOKS, *OF_ANY_LAYOUT)
    return listing if worth < (pdf.SURELY if marked else pdf.PERHAPS) and pdf.lists(lines, listing.read) else pdf


def in_lines(page: Page) -> Page:
    """Return a page of plain text with what a PDF says, in its lines; any other page as it is."""
    return from_text(pdf.plain(page), source=page.source, as_of=page.as_of) if pdf.sniff(page.head) else page


def reader_named(name: str) -> Reader:
    """Return the reader called `name`; raises UnknownFormatError with the names that are like it."""
    from difflib import get_close_matches  # only for a sentence about a slip

    readers = {reader.NAME: reader for reader in READERS}
    if name in readers:
        return readers[name]
    typed = name.casefold()
    near = [known for known in readers if typed in known][:_NAMED] or get_close_matches(typed, readers, _NAMED)
    hint = f"did you mean {' or '.join(near)}? " if near else ""
    raise UnknownFormatError(
        f"unknown format “{name}”; {hint}`papershelf formats` lists the {len(READERS)} that are read"
    )


_NAMED = 5
"""Formats that a sentence names at most."""


_OWN_RULE: tuple[Reader, ...] = (bibtex, csl_json, papershelf_json, ris)
"""Formats that tell themselves what is a formula; a title of any other may hold some in dollars, by Markdown's rule."""


def _with_formulas(item: Item) -> Item:
    if not isinstance(item, Listed) or not ("$" in item.paper.title or "\\(" in item.paper.title):
        return item
    paper = item.paper
    return item if "title" in paper.markup else replace(item, paper=replace(paper, title=of_page(paper.title)))


def read(page: Page, reader: Reader | None = None) -> Iterator[Item]:
    """Yield what the page holds, read by `reader` or by the one that recognises it; at last, whose authors were cut."""
    reader = reader or recognise(page)
    page = page if reader is pdf else in_lines(page)
    if page.doubt:
        yield Noted(text=page.doubt)
    cut: list[str] = []
    for item in reader.read(page):
        if isinstance(item, Listed) and item.paper.authors_cut:
            shown, count = len(item.paper.authors), item.paper.author_total or 0
            cut.append(f"line {item.line}: the first {shown:,} of {count:,} authors are kept")
        if isinstance(item, Noted) and item.title and not item.day and (day := stated(item.title)):
            item = replace(item, day=day)
        yield item if reader in _OWN_RULE else _with_formulas(item)
    for text in cut[:_CUT_TOLD]:
        yield Noted(text=text)
    if len(cut) > _CUT_TOLD:
        yield Noted(text=f"so are the first authors of {several(len(cut) - _CUT_TOLD, 'more paper')}")
