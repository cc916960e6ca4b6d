"""What an identifier of the ACL Anthology states: `J08-1001`, `2020.acl-main.1`.

See https://aclanthology.org/info/ids/.
"""

_OLDEST = 65
"""The first volume that is there, COLING's, is of 1965."""


def year(identifier: str) -> str:
    """Return the year of a paper or a volume, as four digits; empty for no identifier."""
    if not identifier or identifier[0].isdigit():
        return identifier[:4]
    short = identifier[1:3]
    return f"{19 if int(short) >= _OLDEST else 20}{short}"


def kind(identifier: str) -> str:
    """Return the kind of a paper, of CSL's: it is in Computational Linguistics, in TACL, or in proceedings."""
    journal = identifier.startswith(("J", "Q")) or ".cl-" in identifier or ".tacl-" in identifier
    return "article-journal" if journal else "paper-conference"
