"""Words and links -> the identifiers they hold: arXiv ids, DOIs, and the names that other services give to papers."""

import re
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from importers.facts import arxiv_month
from storage.papers.paper import arxiv_id, doi

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


# Hosts in whose paths an arXiv id stands for the paper it is about; subdomains count.
_ARXIV_HOSTS = ("arxiv.org", "ar5iv.org", "alphaxiv.org", "arxiv-vanity.com", "scirate.com", "huggingface.co",
                "hf.co", "semanticscholar.org", "emergentmind.com", "paperswithcode.com", "catalyzex.com")  # fmt: skip
_BARE = {
    Kind.PUBMED: re.compile(r"(?i)pmid:?\s*(\d{1,9})"),
    Kind.PMC: re.compile(r"(?i)(?:pmcid:?\s*)?PMC(\d{1,9})(?:\.\d+)?"),
    Kind.CORPUS: re.compile(r"(?i)corpusid:?\s*(\d{1,12})"),
    Kind.ACL: re.compile(r"(?i)acl:\s*([A-Z]\d\d-\d{4,5}|\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+)"),
    Kind.OPENALEX: re.compile(r"(?i)(?:openalex:\s*)?(W\d{6,12})"),
}
_ANY = ("",)
# Paths that hold an identifier, by the hosts whose they are. The Anthology's ids: https://aclanthology.org/info/ids/
_PATHS: tuple[tuple[tuple[str, ...], str, Kind, Callable[[str], str]], ...] = (
    (("aclanthology.org", "aclweb.org"),
     r"/(?:anthology/)?([A-Z]\d\d-\d{4,5}|\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+)(?:v\d+)?(?:\.|/|$)", Kind.ACL, str),
    (("semanticscholar.org",), r"(?i)/(?:paper|reader)/(?:[^/]*/)?([0-9a-f]{40})(?:/|$)",
     Kind.SEMANTIC_SCHOLAR, str.lower),
    (("semanticscholar.org",), r"(?i)corpusid:?\s*(\d{1,12})", Kind.CORPUS, str),
    (("openalex.org",), r"(?i)/(?:works/)?(W\d{4,12})(?:/|$)", Kind.OPENALEX, str.upper),
    (_ANY, r"(?i)/PMC(\d{1,9})(?:[./]|$)", Kind.PMC, str),
    (("pubmed.ncbi.nlm.nih.gov",), r"/(\d{1,9})(?:/|$)", Kind.PUBMED, str),
    (("ncbi.nlm.nih.gov",), r"/pubmed/(\d{1,9})(?:/|$)", Kind.PUBMED, str),
    (("nature.com",), r"(?i)^(?!.*10\.).*/articles/([a-z0-9][\w.-]*?)(?:\.pdf)?(?![\w.-])", Kind.DOI,
     lambda name: f"10.1038/{name.lower()}"),
)  # fmt: skip
# What publishers put behind the DOI in the path of a page about it.
_TAIL = re.compile(
    r"(?i)(?:/(?:full|full[-.]?text|abstract|pdf|epdf|epub|html|meta|summary|references|citations|figures|tables|download)"
    r"|\.full(?:\.pdf|-text)?|\.abstract|\.pdf|\.html?)+/?$",
)
_BARE_DOI = re.compile(r"(?i)(?:doi:)?10\.\d{4,9}/\S")
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
    bare = word.lstrip(_AROUND)
    if _BARE_DOI.match(bare):  # may end in a bracket of its own, which `doi` tells from one around it
        value = doi(bare)
        number = arxiv_id(bare)
        return (Kind.ARXIV, number) if number else (Kind.DOI, value) if value else None
    bare = bare.rstrip(_AROUND)
    if "://" in bare or _LINK.match(bare):
        return _link(bare if "://" in bare else f"https://{bare}")
    if (number := _arxiv(bare)) is not None:
        return Kind.ARXIV, number
    for kind, pattern in _BARE.items():
        if found := pattern.fullmatch(bare):
            return kind, found[1].upper() if kind is Kind.OPENALEX else found[1]
    return None


def _arxiv(text: str) -> str | None:
    """Return the arXiv id that `text` is; digits in its shape that name no month are none."""
    number = arxiv_id(text)
    return number if number and arxiv_month(number) else None


def _link(link: str) -> tuple[Kind, str] | None:
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").lower()
    except ValueError:  # an unfinished IPv6 address
        return None
    path = unquote(parts.path)
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    if _within(host, _ARXIV_HOSTS) and (number := _arxiv_in(path)):
        return Kind.ARXIV, number
    if _within(host, ("openreview.net",)):
        number = next(iter(parse_qs(parts.query, max_num_fields=50).get("id", ())), "")
        return (Kind.OPENREVIEW, number) if re.fullmatch(r"[\w-]{5,40}", number) else None
    for hosts, pattern, kind, spelled in _PATHS:
        if _within(host, hosts) and (found := re.search(pattern, path)):
            return kind, spelled(found[1])
    return _doi_in(path, parts.query, whole=_within(host, ("doi.org",)))


def _arxiv_in(path: str) -> str | None:
    segments = [segment for segment in path.split("/") if segment]
    for place in range(len(segments)):
        for size in (2, 1):  # old ids have a slash of their own: /abs/math/0309136
            number = _arxiv("/".join(segments[place : place + size]))
            if number and (size == 1 or "/" in number):
                return number
    return None


_BIORXIV_VERSION = re.compile(r"(10\.1101/[\d.]+)v\d+.*$")


def _doi_in(path: str, query: str, *, whole: bool) -> tuple[Kind, str] | None:
    asked = parse_qs(query, max_num_fields=50) if len(query) < 4_000 else {}
    for text in (path, *(value for name in ("doi", "id") for value in asked.get(name, ()))):
        value = doi(text)
        if value is None:
            continue
        if not whole:
            value = _TAIL.sub("", _BIORXIV_VERSION.sub(r"\1", value))
        if (number := arxiv_id(value)) is not None:
            return Kind.ARXIV, number
        return Kind.DOI, value
    return None


def _within(host: str, domains: tuple[str, ...]) -> bool:
    return domains == _ANY or any(host == domain or host.endswith(f".{domain}") for domain in domains)
