"""What OpenReview's JSON and its pages share: what the venue that a paper states says of it, and who hides."""

import re
from collections.abc import Sequence

from storage.papers.names import Name

# How a paper was shown is no part of the venue's name: `ICLR 2024 poster`, `ICLR 2023 notable top 5%`.
_SHOWN = re.compile(
    r"(?i)[ (-]*\b(?:conference\s+)?(?:poster|oral|spotlight|spotlightposter|talk|notable[- ]top[- ]?\d+%"
    r"|top[- ]?\d+%|regular|conference"
    r"|workshop poster|blind submission)\b\)?$",
)
_UNDECIDED = re.compile(
    r"(?i)^submitted to |under review|withdrawn|reject|(?:conference|workshop) submission$"
    r"|/(?:rejected|withdrawn|desk rejected)",
)
_PREPRINT = re.compile(r"(?i)arxiv|\bcorr\b")


def appeared(cited: dict[str, str], stated: str, venue_id: str, year: str) -> tuple[str, str]:
    """Return venue and kind by the note's BibTeX, else by what the venue is stated to be."""
    shown = _SHOWN.sub("", stated.removeprefix("Accepted by ").removeprefix("Accepted at "))
    decided = not (_UNDECIDED.search(stated) or _UNDECIDED.search(venue_id))
    if decided:
        shown = shown.removesuffix(year).strip()
    venue = cited.get("booktitle") or cited.get("journal") or shown
    if "journal" in cited or shown in ("TMLR", "JMLR", "DMLR"):
        return venue, "article-journal"
    if "booktitle" in cited or (stated and decided and not _PREPRINT.search(stated)):
        return venue, "paper-conference"
    return venue, "article"


def are_hidden(names: Sequence[Name]) -> bool:
    """Return whether the people of a paper that is under review are not shown."""
    return any(name.text.lower() in ("anonymous", "anonymous authors") for name in names)
