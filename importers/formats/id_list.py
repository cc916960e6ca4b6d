"""A plain list of arXiv identifiers, DOIs and links: nothing to read yet, but papers to look up."""

import re
from collections.abc import Iterator

from importers.facts import arxiv_month, identifiers
from importers.prose import head_lines
from importers.reader import Item, Listed, Page, skip
from storage.papers.paper import Paper
from storage.papers.text import clean, digest

NAME, TITLE = "id-list", "list of arXiv numbers, DOIs and links"
CARRIES = tuple("title year date venue kind doi arxiv_id url line position doubt raw".split())
STREAMS, TRUST, LAST_SEEN = True, 10, "2026-11-22"

_BULLET = re.compile(r"^\s*(?:[-*+•]|\d{1,4}[.)]|\[\d{1,4}\])\s+")
_SPLIT = re.compile(r"[\s,;|]+")
_TRIM = "<>\"'()[]{}"
_LINK = re.compile(r"(?i)https?://[^\s/<>\"]+\.[^\s<>\"]+")
_NUMBER = re.compile(r"(?i)(?:arxiv:)?(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Za-z]{2})?/\d{7})(?:v\d{1,3})?")
_DOI = re.compile(r"(?i)(?:doi:)?10\.\d{4,9}/\S+")
# What each of the three has, and its neighbours on a line with none of them have not.
_MAYBE = re.compile(r"(?i)10\.\d{4}|\d{4}\.\d{4}|/\d{7}|https?://|www\.|(?:arxiv|doi|openreview)\.(?:org|net)/")
_LABEL = re.compile(r"(?i)(?:arxiv|doi|url|link|pmid|pdf)s?:?")
_LINE_LIMIT = 100_000
_LOOKED_AT = 2_000


def sniff(head: str) -> float:
    lines = [line for line in head_lines(head) if not line.startswith("#")][:_LOOKED_AT]
    if not lines or any(len(line) > 5_000 for line in lines):
        return 0.0
    whole = partly = 0
    known = False
    for line in filter(_MAYBE.search, lines):
        found, rest = _identifiers(line)
        whole += bool(found) and not rest
        partly += bool(found)
        known = known or any(any(identifiers(token)) for token in found)
    if whole >= 0.6 * len(lines) and partly >= 0.8 * len(lines):
        return 0.9 if known else 0.6
    return 0.3 * partly / len(lines)


def read(page: Page) -> Iterator[Item]:
    position = 0
    for number, line in enumerate(page.lines(), 1):
        if not line.strip() or line.lstrip().startswith(("#", "//")):
            continue
        found, words = _identifiers(line[:_LINE_LIMIT])
        if not found:
            yield skip(number, "no arXiv number, DOI or link", line)
            continue
        title = _beside(line, found[0]) if len(found) == 1 and len(words) > 1 else ""
        for token in found:
            position += 1
            yield Listed(
                paper=_paper(token, title),
                line=number,
                position=position,
                doubt="the title: the words that stand beside the identifier" if title else "only an identifier",
                raw=line[:_LOOKED_AT],
                digest=digest(_BULLET.sub("", line, count=1) if title else token),
            )


def _identifiers(line: str) -> tuple[list[str], list[str]]:
    """Return the identifiers on a line, once each, and the words that are none."""
    found: dict[str, None] = {}
    words: list[str] = []
    for piece in _SPLIT.split(_BULLET.sub("", line, count=1).strip()):
        token = piece.strip(_TRIM).rstrip(".,;:")
        if not token or _LABEL.fullmatch(token):
            continue
        if "." not in token and "/" not in token:
            words.append(piece)
            continue
        if token.lower().startswith(("arxiv.org/", "www.", "doi.org/", "dx.doi.org/", "openreview.net/")):
            token = f"https://{token}"
        if _NUMBER.fullmatch(token) or _DOI.fullmatch(piece.strip("<>\"'[]{}")) or _LINK.fullmatch(token):
            found[piece.strip("<>\"'[]{},;") if token.lower().startswith(("10.", "doi:")) else token] = None
        else:
            words.append(piece)
    return list(found), words


def _beside(line: str, token: str) -> str:
    """Return what stands on a line beside its only identifier."""
    before, _, after = _BULLET.sub("", line, count=1).partition(token.removeprefix("https://"))
    return f"{before.removesuffix('https://').strip(' -–—:|,;<>([')} {after.strip(' -–—:|,;<>)]')}".strip()


def _paper(token: str, title: str) -> Paper:
    link = token if token.lower().startswith("http") else None
    number, known = identifiers(token)
    name = number or known or token
    return Paper(
        title=title if clean(title) else name,
        date=arxiv_month(number) if number else None,
        venue="arXiv" if number else None,
        kind="article" if number else None,
        doi=known,
        arxiv_id=number,
        url=link,
    )
