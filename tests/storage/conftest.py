"""A shelf to write on, and listings to put there."""

import pytest

from storage.library import Library
from storage.papers.paper import Listed, Paper


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "shelf.sqlite3") as shelf:
        yield shelf


@pytest.fixture
def listing():
    """Make a listing of papers: titles, or Papers, or Listed."""

    def make(*papers, **more):
        return [
            paper
            if isinstance(paper, Listed)
            else Listed(
                paper=paper if isinstance(paper, Paper) else Paper(title=paper),
                line=3 * number,
                position=number,
                **more,
            )
            for number, paper in enumerate(papers, 1)
        ]

    return make


@pytest.fixture
def shelf(tmp_path, listing):
    """A library of two papers, closed."""
    path = tmp_path / "shelf.sqlite3"
    with Library.open(path) as library:
        library.add(listing("On moss", "On lamps"), source="x", format="hf-papers")
    return path
