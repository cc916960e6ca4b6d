"""Words and links -> the identifiers they hold: arXiv ids, DOIs, and the names that other services give to papers."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from importers.facts import arxiv_month
from storage.papers import identifiers

TEXT_LIMIT = 1_000_000
"""How many characters are looked through for identifiers."""

WORD_LIMIT = 2_000
"""Longest word that may be an identifier or a link."""


class Kind(StrEnum):
    """Who gave the identifier."""

    ARXIV = "arxiv"
    DOI = "doi"
    ACL = "acl"
    OPENREVIEW = "openreview"
    SEMANTIC_SCHOLAR = "semantic-scholar"
    CORPUS = "corpus-id"
    OPENALEX = "openalex"
    PUBMED = "pmid"
    PMC = "pmcid"
    UNKNOWN = "unknown"
    """No identifier: a word that nobody can be asked about."""


class Identifier(NamedTuple):
    """One paper's name at one service."""

    kind: Kind
    value: str
    """Bare: `2206.15144`, `10.1038/nature14539`, `2020.acl-main.1`; of an unknown word the word."""
    text: str
    """As it was written."""
    line: int
    """1-based place among the words given."""


_BARE = {
    Kind.CORPUS: re.compile(r"(?i)corpusid:?\s*(\d{1,12})"),
    Kind.ACL: re.compile(r"(?i)acl:\s*([A-Z]\d\d-\d{4,5}|\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+)"),
    Kind.OPENALEX: re.compile(r"(?i)(?:openalex:\s*)?(W\d{6,12})"),
}
_KINDS: Mapping[identifiers.Kind, Kind] = {
    "doi": Kind.DOI, "arxiv_id": Kind.ARXIV, "PMID": Kind.PUBMED, "PMCID": Kind.PMC,
}  # fmt: skip
"""Whose the identifiers are that papers are known by everywhere; nobody is asked for an ISBN."""
# Paths that hold an identifier, by the hosts whose they are. The Anthology's ids: https://aclanthology.org/info/ids/
_PATHS: tuple[tuple[tuple[str, ...], str, Kind, Callable[[str], str]], ...] = (
    (("aclanthology.org", "aclweb.org"),
     r"/(?:anthology/)?([A-Z]\d\d-\d{4,5}|\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+)(?:v\d+)?(?:\.|/|$)", Kind.ACL, str),
    (("semanticscholar.org",), r"(?i)/(?:paper|reader)/(?:[^/]*/)?([0-9a-f]{40})(?:/|$)",
     Kind.SEMANTIC_SCHOLAR, str.lower),
    (("semanticscholar.org",), r"(?i)corpusid:?\s*(\d{1,12})", Kind.CORPUS, str),
    (("openalex.org",), r"(?i)/(?:works/)?(W\d{4,12})(?:/|$)", Kind.OPENALEX, str.upper),
)  # fmt: skip
_LINK = re.compile(r"[\w.-]{2,100}\.(?:org|com|co|net|gov|edu)/")
_WORD = re.compile(r"\S+")
_PREFIX = re.compile(r"(?i)\b(arxiv|doi|pmid|pmcid|corpusid|acl)\s*:\s+(?=\S)")
_CATEGORY = re.compile(r"\[[a-z-]{2,10}(?:\.[A-Za-z-]{2,10})?\]")
_AROUND = "<>\"'“”‘’()[]{},;"
_SEPARATORS = re.compile(r"[,;|]+")


def identify(text: str) -> list[Identifier]:
    """Return the identifiers that the words of `text` are or link to, in order and each once; other words as UNKNOWN.

    Takes arXiv ids with or without `arXiv:` and version, DOIs, `PMID:`, `PMC…`, `CorpusID:`, `ACL:`, and links to
    arxiv.org and its mirrors, doi.org, huggingface.co/papers, aclanthology.org, openreview.net, semanticscholar.org,
    openalex.org, PubMed, and any page with a DOI in its address.
    """
    found: dict[tuple[Kind, str], Identifier] = {}
    words: list[str] = []
    for match in _WORD.finditer(_PREFIX.sub(r"\1:", text[:TEXT_LIMIT])):
        word = match[0]
        pieces = [piece for piece in _SEPARATORS.split(word) if piece]
        # A DOI may hold commas and semicolons, so they divide only where every piece stands for itself.
        if len(pieces) > 1 and all(_one(piece) for piece in pieces):
            words += pieces
        elif not _CATEGORY.fullmatch(word):  # arXiv writes its ids `arXiv:2206.15144 [cs.LG]`
            words.append(word)
    for line, word in enumerate(words, 1):
        kind, value = _one(word) or (Kind.UNKNOWN, word)
        found.setdefault((kind, value), Identifier(kind, value, word, line))
    return list(found.values())


def _one(word: str) -> tuple[Kind, str] | None:
    if len(word) > WORD_LIMIT:
        return None
    bare = word.strip(_AROUND)
    if "://" in bare or _LINK.match(bare):
        return _link(bare if "://" in bare else f"https://{bare}", word)
    for kind, pattern in _BARE.items():
        if found := pattern.fullmatch(bare):
            return kind, found[1].upper() if kind is Kind.OPENALEX else found[1]
    return _known(word)


def _known(word: str) -> tuple[Kind, str] | None:
    """Return the identifier that a word is; digits in the shape of an arXiv id that name no month are none."""
    name = identifiers.identified(word)
    if name is None or name.kind not in _KINDS or (name.kind == "arxiv_id" and not arxiv_month(name.value)):
        return None
    return _KINDS[name.kind], name.value.removeprefix("PMC") if name.kind == "PMCID" else name.value


def _link(link: str, word: str) -> tuple[Kind, str] | None:
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").lower()
    except ValueError:  # an unfinished IPv6 address
        return None
    path = unquote(parts.path)
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    if _within(host, ("openreview.net",)):
        number = next(iter(parse_qs(parts.query, max_num_fields=50).get("id", ())), "")
        return (Kind.OPENREVIEW, number) if re.fullmatch(r"[\w-]{5,40}", number) else None
    for hosts, pattern, kind, spelled in _PATHS:
        if _within(host, hosts) and (found := re.search(pattern, path)):
            return kind, spelled(found[1])
    return _known(word)


def _within(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)
