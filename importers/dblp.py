"""What DBLP's XML and its JSON share: the types of its search answers, and how it tells people of one name apart."""

import re

from storage.papers.bibfields import by_name

TYPES = by_name("""
    article-journal = Journal Articles; paper-conference = Conference and Workshop Papers;
    book = Books and Theses, Editorship; chapter = Parts in Books or Collections;
    entry-encyclopedia = Reference Works; article = Informal Publications, Informal and Other Publications;
    dataset = Data and Artifacts
""")
"""The kind of paper by what a search answer calls it, https://dblp.org/faq/13501473.html."""
HOMONYM = re.compile(r"\s+\d{4}$")
"""The number behind a name that several people have: `Wei Wang 0001`."""
