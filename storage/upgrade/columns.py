"""The columns of a paper as they were, and the bits of `hidden` as they are now."""

FACTS = (
    "title", "authors", "authors_complete", "author_count", "organisation", "year", "date", "date_inferred", "venue",
    "kind", "category", "doi", "arxiv_id", "url",
)  # fmt: skip
"""Columns of papers that hold what a record says."""
DETAILS = ("abstract", "editors", "extra", "raw")
"""Columns of details that hold what a record says."""
NUMBERS = ("authors_complete", "author_count", "year", "date_inferred")
"""Those that hold numbers."""
JOINED, GONE, TAKEN = 1, 2, 4
"""Bits of papers.hidden: shown by another row, deleted by the reader, brought by an import that was taken back."""
