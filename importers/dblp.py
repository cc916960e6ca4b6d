"""What DBLP's forms share: the types of its search answers, people of one name told apart, and what it calls arXiv."""

import re

from storage.papers.bibfields import by_name
from storage.papers.identifiers import arxiv_id

TYPES = by_name("""
    article-journal = Journal Articles; paper-conference = Conference and Workshop Papers;
    book = Books and Theses, Editorship; chapter = Parts in Books or Collections;
    entry-encyclopedia = Reference Works; article = Informal Publications, Informal and Other Publications;
    dataset = Data and Artifacts
""")
"""The kind of paper by what a search answer calls it, https://dblp.org/faq/13501473.html."""
HOMONYM = re.compile(r"\s+\d{4}$")
"""The number behind a name that several people have: `Wei Wang 0001`."""
CORR = "CoRR"
"""What it calls arXiv, each paper of which is a volume there."""


def of_corr(volume: str) -> str | None:
    """Return the arXiv id that a volume of CORR is: `abs/2101.00001`."""
    return arxiv_id(volume.removeprefix("abs/"))
