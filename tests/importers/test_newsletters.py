"""Newsletters in Markdown: what stands under a link or a heading to a paper, or behind its title, is the abstract."""

from importers import Listed, Skipped, from_text, read, reader_named

UNDER_LINKS = """# Reed Letter 12

## Launches

[**Quill buys a lamp maker (3 minute read)**](https://news.example/lamps)

Quill is buying a company that makes lamps, for an undisclosed sum of money.

## Research

[**Lamps that Wait for the Tide (27 minute read)**](https://arxiv.org/abs/2404.16710?utm_source=reed)

This paper presents lamps that wait for the tide. They exit early when it turns.

[**How Far Is the Reef? (24 minute read)**](https://arxiv.org/abs/2404.16821)

A model of reefs that answers within a metre, trained on nothing but soundings.
"""
UNDER_HEADINGS = """# Papers of the week

### 1. 🔥 [Slow Rivers of the Plain](https://arxiv.org/abs/2405.09673)

Rivers of the plain are slower than those of the hills, and by how much is measured.

### 2. [A Ledger of Frost](https://doi.org/10.5555/frost.7)

A ledger is kept of every frost of a century, and what it did to the reeds.
"""
BEHIND_DASHES = """# Weekly papers, issue 12

1. Moss Learns Less and Forgets Less - The authors compare moss with lichen and find that it forgets less.
   [Paper](https://arxiv.org/abs/2405.09673) | [Tweet](https://x.com/d/status/12)
2. Herons: A Family of Early Birds - A family of birds that answer questions in any order at all.
   [Paper](https://arxiv.org/abs/2405.09818) | [Tweet](https://x.com/d/status/13)
"""


def told(text):
    items = list(read(from_text(text), reader_named("markdown-list")))
    papers = [(item.paper.title, (item.paper.abstract or "")[:24]) for item in items if isinstance(item, Listed)]
    return papers, [item for item in items if isinstance(item, Skipped)]


def test_the_paragraph_under_a_link_is_its_abstract_and_news_are_skipped():
    papers, skipped = told(UNDER_LINKS)
    assert papers == [
        ("Lamps that Wait for the Tide", "This paper presents lamp"), ("How Far Is the Reef?", "A model of reefs that an"),
    ]  # fmt: skip
    assert ["Quill buys" in item.text for item in skipped] == [True]


def test_the_paragraph_under_a_heading_is_its_abstract():
    papers, _ = told(UNDER_HEADINGS)
    assert papers == [
        ("Slow Rivers of the Plain", "Rivers of the plain are "), ("A Ledger of Frost", "A ledger is kept of ever"),
    ]  # fmt: skip


def test_whole_sentences_behind_a_dash_are_no_subtitle():
    papers, _ = told(BEHIND_DASHES)
    assert papers == [
        ("Moss Learns Less and Forgets Less", "The authors compare moss"),
        ("Herons: A Family of Early Birds", "A family of birds that a"),
    ]  # fmt: skip
