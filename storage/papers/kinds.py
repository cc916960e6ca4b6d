"""What kind of paper it is, where the source did not tell: judged by its venue and identifiers."""

import re

from storage.papers.paper import Paper

PREPRINT_SERVERS = frozenset(
    "arxiv biorxiv medrxiv chemrxiv psyarxiv socarxiv engrxiv techrxiv eartharxiv edarxiv ssrn hal corr openreview"
    " preprints.org researchsquare".split()
)
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


def is_preprint_server(venue: str | None) -> bool:
    """Tell whether the venue is a place for preprints: arXiv, bioRxiv, SSRN and the like."""
    return venue is not None and venue.casefold().replace(" ", "") in PREPRINT_SERVERS


def likely_kind(paper: Paper) -> str:
    """Return the paper's kind, a CSL type; where the source tells none, what its venue suggests.

    A paper with no venue, or on a preprint server, is an `article` (CSL's preprint); a venue that names neither a
    meeting nor a journal is taken as a meeting when it is one short word in capitals (`ICDAR`), else as a journal.
    """
    if paper.kind:
        return paper.kind
    if paper.venue is None:
        if paper.arxiv_id is not None:
            return "article"
        if paper.extra.get("ISBN"):
            return "book"
        return "article-journal" if paper.extra.get("volume") or paper.extra.get("issue") else "article"
    if is_preprint_server(paper.venue):
        return "article"
    if _CONFERENCE.search(paper.venue):
        return "paper-conference"
    if _JOURNAL.search(paper.venue) or paper.extra.get("volume") or paper.extra.get("issue"):
        return "article-journal"
    return "paper-conference" if _ACRONYM.fullmatch(paper.venue) else "article-journal"
