"""What PubMed's two formats share: titles as PubMed prints them, preprints, and its own links."""

import re

from storage.papers.identifiers import arxiv_id
from storage.papers.kinds import preprint_server

_TRANSLATED = re.compile(r"\[(.*)\]\s*\.?", re.DOTALL)
_NO_TITLE = frozenset(("not available", "in process citation", ""))


def titles(title: str, vernacular: str) -> tuple[str, str]:
    """Return the title without its closing full stop, and the original of one that is translated.

    PubMed puts translated titles into brackets (https://www.nlm.nih.gov/bsd/mms/medlineelements.html#ti).
    """
    original = _unstopped(vernacular)
    if translated := _TRANSLATED.fullmatch(title):
        title = translated[1].strip()
        if title.rstrip(".").lower() in _NO_TITLE:
            return original, ""
    return _unstopped(title) or original, original


def _unstopped(text: str) -> str:
    return text[:-1].rstrip() if text.endswith(".") and not text.endswith(("..", "etc.", " al.")) else text


def preprint(server: str, item: str) -> tuple[str, str | None]:
    """Return the server of a preprint by its own name, and its arXiv id, which is the publisher's item identifier.

    `bioRxiv : the preprint server for biology` is bioRxiv to everybody else.
    """
    name = preprint_server(server) or server
    return name, arxiv_id(item) if name == "arXiv" else None


def link(number: str) -> str:
    """Return the page of the record with this PMID; empty for none."""
    return f"https://pubmed.ncbi.nlm.nih.gov/{number}/" if number.isdecimal() else ""
