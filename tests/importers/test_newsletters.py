"""Newsletters in Markdown: what stands under a link or a heading to a paper, or behind its title, is the abstract."""

from importers import Listed, Skipped, from_text, read, reader_named, recognise

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


# The same of pages in HTML, and of text copied of them.

MAIL = """<!DOCTYPE html><html><head><title>Reed Letter</title></head><body><h1>Reed Letter</h1><h1>Launches</h1>
<div><a href="https://tracking.tldrnewsletter.com/CL0/https:%2F%2Fnews.example%2Flamps/1/0100-f/x=3"><strong>Quill buys
a lamp maker (3 minute read)</strong></a><br><br><span>Quill is buying a company that makes lamps for a sum.</span></div>
<h1>Research</h1>
<div><a href="https://tracking.tldrnewsletter.com/CL0/https:%2F%2Farxiv.org%2Fabs%2F2404.16710%3Futm=r/1/0100-f/x=3">
<strong>Lamps that Wait for the Tide (27 minute read)</strong></a><br><br>
<span>This paper presents lamps that wait for the tide. They exit early when it turns.</span></div>
<div><a href="https://github.com/quill/reedkit"><strong>Reedkit (GitHub Repo)</strong></a><br><br>
<span>A kit of parts that lets people measure reeds in the field and at home.</span></div>
</body></html>"""
ROWS = """<!DOCTYPE html><html><head><title>Papers of the week</title></head><body><h1>Papers of the week</h1><p>Wren</p>
<h2>1). Slow Rivers of the Plain</h2><p>Rivers of the plain are slower than those of the hills, and by how much.</p>
<p><a href="https://arxiv.org/abs/2405.09673">Paper</a> | <a href="https://x.com/d/status/12">Tweet</a></p>
<h2>2). A Ledger of Frost</h2><p>A ledger is kept of every frost of a century, and what it did to the reeds.</p>
<p><a href="https://doi.org/10.5555/frost.7">Paper</a> | <a href="https://x.com/d/status/13">Tweet</a></p></body></html>"""
COPIED = """Papers of the week
Wren

1). Slow Rivers of the Plain

Rivers of the plain are slower than those of the hills, and by how much.

Paper | Tweet

2). A Ledger of Frost

A ledger is kept of every frost of a century, and what it did to the reeds.

Paper | Tweet
"""
IN_BOLD = """<!DOCTYPE html><html><body><h1>Papers of the week</h1>
<p><strong>1). Herons</strong> - a family of birds that answer questions in any order at all. (<a
href="https://arxiv.org/abs/2405.09818">paper</a> | <a href="https://x.com/d/status/13">tweet</a>)</p>
<p><strong>2). Moss Forgets Less</strong> - compares moss with lichen and finds that it forgets less. (<a
href="https://arxiv.org/abs/2405.09673">paper</a> | <a href="https://x.com/d/status/12">tweet</a>)</p></body></html>"""
AWESOME = """<article class="markdown-body"><h1>Awesome Reeds</h1><h2>Papers</h2><ul>
<li><a href="https://arxiv.org/abs/2405.09673">Slow Rivers of the Plain</a> - Shows that rivers of the plain are slow.</li>
<li><a href="https://doi.org/10.5555/frost.7">A Ledger of Frost</a> - Keeps a ledger of every frost of the century.</li>
</ul><h2>Tools</h2><ul><li><a href="https://github.com/quill/reedkit">Reedkit</a> - Measures reeds in the field.</li></ul>
</article>"""
MORE = """<!DOCTYPE html><html><body><h1>Letter 12</h1><p>Welcome to this letter, which is about what was found.</p>
<p><strong>A tide of lamps:</strong><br><em>...Do they wait?...</em><br>People of Fen describe how lamps wait for tides.</p>
<p><strong>Read more:</strong> <a href="https://arxiv.org/abs/2404.16710">Lamps that Wait for the Tide</a> (arXiv).</p>
<p>***</p><p><strong>Reefs again:</strong><br>People of Moor have made a model of reefs that answers at once.</p>
<p><strong>Read more:</strong> <a href="https://arxiv.org/abs/2404.16821">How Far Is the Reef?</a> (arXiv).</p></body></html>"""


def seen(text):
    page = from_text(text)
    items = list(read(page, recognise(page)))
    papers = [
        (item.paper.title, item.paper.arxiv_id or item.paper.doi, (item.paper.abstract or "")[:24])
        for item in items
        if isinstance(item, Listed)
    ]
    return papers, [item.text for item in items if isinstance(item, Skipped)]


RIVERS = ("Slow Rivers of the Plain", "2405.09673", "Rivers of the plain are ")
FROST = ("A Ledger of Frost", "10.5555/frost.7", "A ledger is kept of ever")


def test_news_of_a_mail_is_skipped_and_its_links_lead_where_they_lead():
    papers, skipped = seen(MAIL)
    assert papers == [("Lamps that Wait for the Tide", "2404.16710", "This paper presents lamp")]
    assert skipped == ["Quill buys a lamp maker (3 minute read)", "Reedkit (GitHub Repo)"]


def test_a_title_and_a_paragraph_over_a_line_of_links_are_a_paper():
    assert seen(ROWS) == ([RIVERS, FROST], [])


def test_a_copy_without_the_links_has_titles_and_abstracts():
    assert seen(COPIED)[0] == [(title, None, said) for title, _, said in (RIVERS, FROST)]


def test_a_title_in_bold_of_one_word_ends_where_its_blurb_begins():
    assert seen(IN_BOLD)[0] == [
        ("Herons", "2405.09818", "a family of birds that a"), ("Moss Forgets Less", "2405.09673", "compares moss with liche"),
    ]  # fmt: skip


def test_the_blurb_of_a_rendered_list_is_the_abstract():
    papers, skipped = seen(AWESOME)
    assert papers == [(*RIVERS[:2], "Shows that rivers of the"), (*FROST[:2], "Keeps a ledger of every ")]
    assert ["Reedkit" in text for text in skipped] == [True]


def test_what_stands_above_read_more_is_the_abstract():
    assert seen(MORE)[0] == [
        ("Lamps that Wait for the Tide", "2404.16710", "People of Fen describe h"),
        ("How Far Is the Reef?", "2404.16821", "People of Moor have made"),
    ]  # fmt: skip


def test_a_paragraph_whose_lines_are_broken_is_whole():
    papers, _ = told(UNDER_HEADINGS.replace("those of the hills, and", "those\nof the hills, and"))
    assert [said for _, said in papers] == ["Rivers of the plain are ", "A ledger is kept of ever"]


def test_a_heading_people_and_a_line_of_links_are_a_paper_in_markdown():
    papers, _ = told(
        "## A Ledger of Frost\n*Ada Roe, Bo Fen*, CVPR 2022\n[[Paper]](https://doi.org/10.5555/frost.7) [[Code]](https://x.io/c)\n"
    )
    assert papers == [("A Ledger of Frost", "")]
