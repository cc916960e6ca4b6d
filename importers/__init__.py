"""A copied page or file -> papers. READERS is every format papershelf knows; `recognise` picks one by content."""

from collections.abc import Iterator
from dataclasses import dataclass

from importers.decode import InputError, Page, from_bytes, from_file, from_stream, from_text
from importers.formats import (
    acl_xml,
    arrow_author,
    arxiv_atom,
    arxiv_jsonl,
    arxiv_list,
    arxiv_mail,
    bibtex,
    bzpeer_profile,
    crossref_json,
    csl_json,
    dblp_xml,
    endnote_xml,
    enw,
    hf_daily,
    hf_daily_json,
    hf_markdown,
    hf_papers,
    id_list,
    markdown_list,
    nbib,
    openalex_json,
    openreview_json,
    papershelf_json,
    pubmed_xml,
    ris,
    scored_list,
    semantic_scholar_json,
    zotero_csv,
    zotero_json,
)
from importers.reader import CLAIM, Item, Listed, Noted, Reader, Skipped

__all__ = [
    "READERS", "InputError", "Item", "Listed", "Noted", "Page", "Reader", "Skipped", "UnknownFormatError", "from_bytes",
    "from_file", "from_stream", "from_text", "read", "reader_named", "recognise",
]  # fmt: skip

READERS: tuple[Reader, ...] = (
    arrow_author,
    bzpeer_profile,
    hf_daily,
    hf_markdown,
    hf_papers,
    scored_list,
    acl_xml,
    arxiv_atom,
    arxiv_jsonl,
    arxiv_list,
    arxiv_mail,
    crossref_json,
    csl_json,
    dblp_xml,
    endnote_xml,
    hf_daily_json,
    id_list,
    markdown_list,
    openalex_json,
    openreview_json,
    papershelf_json,
    pubmed_xml,
    semantic_scholar_json,
    zotero_json,
    bibtex,
    ris,
    nbib,
    enw,
    zotero_csv,
)
"""Every format, one module each; which one a page is, its content tells."""


class UnknownFormatError(InputError):
    """No reader claims the page, or more than one does."""


@dataclass(frozen=True, slots=True)
class _Claim:
    reader: Reader
    confidence: float


def recognise(page: Page) -> Reader:
    """Return the one reader that claims the page.

    Raises UnknownFormatError, saying what was tried and what came nearest, when none does; naming the claimants when
    two are equally sure.
    """
    head = page.head
    if not head.strip():
        raise UnknownFormatError(f"{page.source} is empty")
    claims = sorted((_Claim(reader, reader.sniff(head)) for reader in READERS), key=lambda claim: -claim.confidence)
    best, second = claims[0], claims[1] if len(claims) > 1 else None
    if best.confidence < CLAIM:
        nearest = f"; nearest is {best.reader.TITLE} ({best.confidence:.0%} alike)" if best.confidence > 0 else ""
        tried = ", ".join(reader.NAME for reader in READERS)
        raise UnknownFormatError(
            f"{page.source}: no known format{nearest}. Tried: {tried}. Name one with --format if you know better"
        )
    if second and second.confidence == best.confidence:
        raise UnknownFormatError(
            f"{page.source} could be {best.reader.TITLE} or {second.reader.TITLE}; "
            f"say which with --format {best.reader.NAME} or --format {second.reader.NAME}"
        )
    return best.reader


def reader_named(name: str) -> Reader:
    """Return the reader called `name`; raises UnknownFormatError with the names there are."""
    for reader in READERS:
        if name == reader.NAME:
            return reader
    raise UnknownFormatError(f"no format is called {name}; there are {', '.join(reader.NAME for reader in READERS)}")


def read(page: Page, reader: Reader | None = None) -> Iterator[Item]:
    """Yield what the page holds, read by `reader` or by the one that recognises it."""
    reader = reader or recognise(page)
    if page.guessed:
        yield Noted(text=f"the encoding was guessed: {page.encoding}")
    yield from reader.read(page)
