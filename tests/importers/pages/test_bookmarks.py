"""Bookmarks of papers, as browsers write them."""

import pytest

from importers import Listed, Skipped, from_text, read, recognise
from importers.pages import bookmarks

HEAD = "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<!-- DO NOT EDIT! -->\n<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n<DL><p>\n"


def saved(*links):
    return HEAD + "".join(f'    <DT><A HREF="{href}" ADD_DATE="1577836801">{label}</A>\n' for href, label in links)


@pytest.mark.parametrize(
    ("label", "address", "title"),
    [
        ("[2101.00017] Tides as Queues", "https://arxiv.org/abs/2101.00017", "Tides as Queues"),
        ("Tides as Queues - ScienceDirect", "https://www.sciencedirect.com/science/article/pii/S1", "Tides as Queues"),
        ("Tides as Queues | Nature Tides", "https://www.nature.com/articles/s1", "Tides as Queues"),
        ("Tides – as Queues - PubMed", "https://pubmed.ncbi.nlm.nih.gov/1/", "Tides – as Queues"),
        ("Queues | Proceedings of the 12th Conference on Tides", "https://dl.acm.org/doi/10.1145/1", "Queues"),
        ("2101.00017v2.pdf", "https://arxiv.org/pdf/2101.00017v2.pdf", ""),
        ("Full text PDF", "https://doi.org/10.5555/t", ""),
        ("Tides - Quays", "https://ada:pw@quays.example:99999/t.pdf", "Tides"),
        ("Tides as Queues", "http://[/t.pdf", "Tides as Queues"),
        ("Tides as Queues", "https://[::zz]/t.pdf", "Tides as Queues"),
        ("Tides as Queues", "//]/t.pdf", "Tides as Queues"),
    ],
)
def test_a_title_is_what_the_window_is_called_without_its_site(label, address, title):
    assert bookmarks.named(label, address) == title


def test_links_that_lead_to_papers_are_papers_and_the_others_are_told():
    text = saved(
        ("https://mail.example.org/", "Mail"), ("https://arxiv.org/abs/2101.00017", "[2101.00017] Tides as Queues"),
        ("https://doi.org/10.5555/gulls.7", "Gulls &amp; terns | Quays"), ("https://example.org/reef.pdf", "Reefs of the Sound"),
        ("https://github.com/ada/tides/blob/main/tides.pdf", "tides.pdf at main"), ("https://news.example.org/tides", "Tides rise"),
    )  # fmt: skip
    page = from_text(text)
    items = list(read(page, recognise(page)))
    papers = [item.paper for item in items if isinstance(item, Listed)]
    assert [(one.title, one.arxiv_id or one.doi) for one in papers] == [
        ("Tides as Queues", "2101.00017"), ("Gulls & terns | Quays", "10.5555/gulls.7"), ("Reefs of the Sound", None),
    ]  # fmt: skip
    assert [item.line for item in items if isinstance(item, Skipped)] == [6, 10, 11]


def test_a_bookmark_that_tells_no_title_is_called_by_its_identifier():
    (item,) = bookmarks.read(saved(("https://arxiv.org/pdf/2101.00017v2", "2101.00017v2.pdf")))
    assert isinstance(item, Listed)
    assert (item.paper.title, item.doubt) == ("2101.00017", "the title is not known")
