"""What PubMed's two formats share: titles as PubMed prints them, preprints, and its own links."""

import re

from importers import facts
from storage.papers.identifiers import arxiv_id
from storage.papers.kinds import preprint_server
from storage.papers.markup import Marked

_TRANSLATED = re.compile(r"\[(.*)\]\s*\.?", re.DOTALL)
_NO_TITLE = frozenset(("not available", "in process citation", ""))


def titles(title: str | Marked, vernacular: str | Marked) -> tuple[str | Marked, str | Marked]:
    """Return the title without its closing full stop, and the original of one that is translated.

    PubMed puts translated titles into brackets (https://www.nlm.nih.gov/bsd/mms/medlineelements.html#ti).
    """
    original = facts.unstopped(vernacular)
    if translated := _TRANSLATED.fullmatch(title):
        title = type(title)(translated[1].strip())
        if title.rstrip(".").lower() in _NO_TITLE:
            return original, ""
    return facts.unstopped(title) or original, original


def preprint(server: str, item: str) -> tuple[str, str | None]:
    """Return the server of a preprint by its own name, and its arXiv id, which is the publisher's item identifier.

    `bioRxiv : the preprint server for biology` is bioRxiv to everybody else.
    """
    name = preprint_server(server) or server
    return name, arxiv_id(item) if name == "arXiv" else None


def link(number: str) -> str:
    """Return the page of the record with this PMID; empty for none."""
    return f"https://pubmed.ncbi.nlm.nih.gov/{number}/" if number.isdecimal() else ""
