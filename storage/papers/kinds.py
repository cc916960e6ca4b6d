"""Preprint servers, and what kind of paper it is where the source did not tell: judged by its venue and identifiers."""

import re
from functools import lru_cache

from storage.papers.bibfields import by_name, table
from storage.papers.paper import KINDS, Paper
from storage.papers.text import fold

# Each server by its own name, with the prefix of its DOIs.
_SERVERS = table("""
    arXiv = 10.48550; bioRxiv = 10.1101; medRxiv = 10.1101; ChemRxiv = 10.26434; EarthArXiv = 10.31223;
    EdArXiv = 10.35542; engrXiv = 10.31224; PsyArXiv = 10.31234; SocArXiv = 10.31235; TechRxiv = 10.36227;
    OSF Preprints = 10.31219; Preprints.org = 10.20944; Research Square = 10.21203; SSRN = 10.2139; Zenodo = 10.5281;
    HAL = ; Cryptology ePrint Archive = ; OpenReview =
""")
# Other folded names that sources give it; the first row has what BibTeX files say of an eprint without naming a server.
_ALSO = table("""
    arXiv = corr, computing research repository, eprint, eprints, e print, e prints, preprint;
    Preprints.org = preprints; Research Square = researchsquare; SSRN = ssrn electronic journal;
    Cryptology ePrint Archive = iacr cryptology eprint archive
""")
_BY_NAME = {fold(name): name for name in _SERVERS}
_BY_NAME |= {other: name for name, others in _ALSO.items() for other in others.split(", ")}
_DOIS = tuple({f"{prefix}/" for prefix in _SERVERS.values() if prefix})
_JOURNAL = re.compile(
    r"\b(?:journal|transactions?|letters|review|reviews|annals|annales|archives?|acta|bulletin|magazine|quarterly|jmlr|tmlr"
    r"|pnas|nature|science|cell|lancet|plos|physica|siam j|zeitschrift|revue|revista)\b",
    re.IGNORECASE,
)
_CONFERENCE = re.compile(
    r"\b(?:proceedings|conference|workshop|symposium|congress|colloquium|meeting|tutorials?|neurips|nips|icml|iclr"
    r"|aaai|ijcai|uai|aistats|colt|alt|cvpr|iccv|eccv|wacv|bmvc|acl|emnlp|naacl|eacl|coling|conll|interspeech|icassp"
    r"|kdd|www|wsdm|cikm|sigir|recsys|sigmod|vldb|icde|icra|iros|corl|rss|chi|uist|cscw|stoc|focs|soda|crypto"
    r"|eurocrypt|ccs|ndss|isit|miccai|midl|facct|collas|acml|ecml|pkdd|l4dc|chil)\b",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"[A-Z][A-Za-z0-9-]*[A-Z]\S*(?: \d{2,4})?")


def server_of(folded: str) -> str:
    """Return the preprint server that a venue, folded, is, by the server's own name; empty for any other venue.

    What begins with a word in -rxiv is one, whatever follows: `arXiv preprint arXiv:1503.02531`, `PaleorXiv`.
    """
    if found := _BY_NAME.get(folded.removesuffix(" corr")):
        return found
    first = folded.partition(" ")[0]
    return _BY_NAME.get(first, first) if first.endswith("rxiv") else ""


@lru_cache(maxsize=1024)
def preprint_server(venue: str | None) -> str:
    """Return the preprint server that `venue` is, by the server's own name; empty for any other venue, and for none."""
    return server_of(fold(venue)) if venue else ""


# What the guides have no rule for is cited by the rule of what it is most like; the rest as a document.
_LIKE = by_name("""
    entry-encyclopedia = entry, entry-dictionary; review = review-book; webpage = post; report = standard;
    book = collection, classic
""")
_COMMON = frozenset(KINDS[: KINDS.index("document") + 1])


def broad(kind: str) -> str:
    """Return the common kind by whose rule a style cites a kind: itself for those that the guides tell apart."""
    return kind if kind in _COMMON else _LIKE.get(kind, "document")


def publishes(venue: str | None, publisher: str) -> bool:
    """Return whether the venue of a preprint is who publishes it, with `publisher` the one named besides or empty.

    A preprint server contains nothing (CSL 1.0.2, appendix III); one that is on no list here is known by standing in
    both places.
    """
    return bool(venue) and (venue == publisher or bool(preprint_server(venue)))


_UNPLACED = frozenset(("article-journal", "manuscript", "document", "webpage", "article", None))
_NEVER_PREPRINTS = frozenset(("book", "report", "thesis", "dataset", "software", "patent"))


def as_preprint(venue: str, kind: str | None) -> tuple[str, str | None]:
    """Return venue and kind of what has an arXiv id: a preprint, unless it appeared elsewhere or is a whole work."""
    server = preprint_server(venue)
    if venue and not server:
        return venue, kind
    if kind in _UNPLACED or (server == "arXiv" and kind not in _NEVER_PREPRINTS):
        kind = "article"
    return "arXiv" if server == "arXiv" or (not venue and kind == "article") else venue, kind


def is_preprint_doi(doi: str) -> bool:
    """Return whether a DOI is one of a preprint server's."""
    return doi.startswith(_DOIS)


def likely_kind(paper: Paper) -> str:
    """Return the paper's kind, a CSL type; where the source tells none, what its venue suggests.

    A paper with no venue, or on a preprint server, is an `article` (CSL's preprint); a venue that names neither a
    meeting nor a journal is taken as a meeting when it is one short word in capitals (`ICDAR`), else as a journal.
    """
    if paper.kind:
        return paper.kind
    in_issue = paper.extra.get("volume") or paper.extra.get("issue")
    if paper.venue is None:
        if paper.arxiv_id is None and paper.extra.get("ISBN"):
            return "book"
        return "article-journal" if in_issue and paper.arxiv_id is None else "article"
    if preprint_server(paper.venue):
        return "article"
    if _CONFERENCE.search(paper.venue):
        return "paper-conference"
    if in_issue or _JOURNAL.search(paper.venue):
        return "article-journal"
    return "paper-conference" if _ACRONYM.fullmatch(paper.venue) else "article-journal"
