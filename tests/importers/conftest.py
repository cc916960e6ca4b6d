"""What the tests of several formats share."""

from dataclasses import fields
from typing import Any

from storage.papers.names import Name

LISTINGS = (
    "arrow-author", "bzpeer-profile", "hf-daily", "hf-daily-markdown", "hf-papers", "listing-page", "scored-list",
    "web-page",
)  # fmt: skip
"""Formats of copied pages, whose golden files have what a listing tells."""
BIBLIOGRAPHIES = ("bibtex", "enw", "nbib", "ris", "zotero-csv")
"""Formats of tagged records, whose golden files have their names in a form of their own."""


def parts(names: tuple[Name, ...]) -> list[dict[str, Any]]:
    """Return names as golden files have them: the parts that there are."""
    return [{part.name: value for part in fields(name) if (value := getattr(name, part.name))} for name in names]
