"""Reading lists in Markdown: bullets, tables, numbered references and headings whose links lead to papers."""

from collections.abc import Iterator

from importers import reading_list
from importers.markdown import BULLET, IMAGE, REFERENCE, links_in
from importers.reader import Item, Page
from importers.reading_list import is_paper

NAME, TITLE = "markdown-list", "Markdown reading list"
CARRIES = tuple(
    "title authors authors_complete organisation year date venue kind abstract doi arxiv_id url extra line position "
    "section doubt raw".split()
)
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 10, "2026-11-22"


def sniff(head: str) -> float:
    if "huggingface.co/papers/" in head and "](" in head and "/login?" in head:
        return 0.3  # a capture of Daily Papers, which tells more than a list does
    papers = entries = 0
    for line in head.split("\n")[:3_000]:
        if "](" not in line and "] (" not in line:
            continue
        line = line[:2_000]
        begins = BULLET.match(line) or REFERENCE.match(line) or line.lstrip().startswith(("|", "[", "#", "**["))
        if begins or " | " in line:
            entries += 1
            papers += any(is_paper(link) for link in links_in(IMAGE.sub("", line)))
    if papers >= 2 or (papers and papers * 2 >= entries):
        return min(0.6 + 0.3 * papers / max(entries, 1), 0.9)
    return 0.35 if papers else 0.2 if entries >= 3 else 0.0


def read(page: Page) -> Iterator[Item]:
    """Yield every entry; what stands in bullets under a paper (code, slides, a remark) is part of it."""
    yield from reading_list.read(enumerate(page.lines(), 1))
