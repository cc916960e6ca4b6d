"""Phrases that the command line and the screen share."""

import pytest

from storage.papers.words import called, papers


@pytest.mark.parametrize(
    ("form", "title", "said"),
    [
        ("Hugging Face Daily Papers", "Hugging Face Daily Papers, 2026-05-13", "Hugging Face Daily Papers, 2026-05-13"),
        ("Scored list", "mean field games", "Scored list (mean field games)"),
        ("BibTeX", None, "BibTeX"),
        ("BibTeX", "", "BibTeX"),
        ("Looked up", "Looked up", "Looked up"),
    ],
)
def test_a_listing_is_called_by_its_format_and_its_title_once(form, title, said):
    assert called(form, title) == said


def test_papers_are_counted():
    assert [papers(count) for count in (0, 1, 1_000)] == ["0 papers", "1 paper", "1,000 papers"]
