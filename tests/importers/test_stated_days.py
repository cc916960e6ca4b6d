"""The day that a page states to be of: in its title, a line of its own, or a fact of its feed."""

import datetime

import pytest

from importers import Noted, from_text, read, recognise
from importers.dates import stated

AS_OF = datetime.date(2026, 11, 30)


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("Reeds daily, 2026-11-28", "2026-11-28"), ("Reeds Daily (Nov. 3rd, 2026)", "2026-11-03"),
        ("Reeds of the 28th of November 2026", "2026-11-28"), ("Papers of Friday, 6 Feb 2026", "2026-02-06"),
        ("今日论文 2026年11月3日", "2026-11-03"), ("Nov 3, 2026 and again Nov 3 2026", "2026-11-03"),
        ("Week of Nov 3, 2026 to Nov 9, 2026", None), ("Reeds 2026", None), ("November 2026", None),
        ("May 32, 2026", None), ("Call 12026-11-281", None), ("", None), ("1 " * 200_000, None),
    ],
)  # fmt: skip
def test_a_title_that_names_one_day_states_it(title, day):
    assert Noted(title=title, day=stated(title)).day == day


ITEM = "<item><title>Tides of the fen</title><link>https://arxiv.org/abs/2611.00012</link></item>"
MAIL = r"""------------------------------------------------------------------------------
Send any comments regarding submissions directly to submitter.
 received from  Wed 25 Nov 26 19:00:00 GMT  to  Thu 26 Nov 26 19:00:00 GMT
------------------------------------------------------------------------------
\\
arXiv:2611.00012
Date: Thu, 26 Nov 2026 10:00:00 GMT   (12kb)

Title: Tides of the fen
Authors: Ada Roe
Categories: cs.LG
\\
  Reeds bend.
\\ ( https://arxiv.org/abs/2611.00012 ,  12kb)
"""
PAGES = {
    "Markdown": "# Reeds daily, November 27, 2026\n\n- [Tides of the fen](https://arxiv.org/abs/2611.00012)\n"
    "- [Frost on the moor](https://arxiv.org/abs/2611.00013)\n",
    "RSS": f"<?xml version='1.0'?><rss version='2.0'><channel><title>Reeds</title><pubDate>Fri, 27 Nov 2026 00:00:00 "
    f"-0500</pubDate>{ITEM}</channel></rss>",
    "an answer of Hugging Face": '[{"paper": {"id": "2611.00012", "title": "Tides of the fen", "summary": "Reeds bend.", '
    '"publishedAt": "2026-11-26T00:00:00.000Z", "submittedOnDailyAt": "2026-11-27T00:00:00.000Z", "upvotes": 3, '
    '"discussionId": "a"}, "publishedAt": "2026-11-26T00:00:00.000Z", "title": "Tides of the fen", "numComments": 1}]',
    "arXiv's listing": "Showing new listings for Friday, 27 November 2026\nTotal of 1 entries\n\nNew submissions (showing 1 of 1 "
    "entries)\n\n[1] arXiv:2611.00012 [pdf, html, other]\nTitle: Tides of the fen\nAda Roe\nSubjects: Machine Learning "
    "(cs.LG)\n\nReeds bend.\n",
}  # fmt: skip


@pytest.mark.parametrize("form", PAGES)
def test_a_page_states_its_day(form):
    page = from_text(PAGES[form], as_of=AS_OF)
    days = [item.day for item in read(page, recognise(page)) if isinstance(item, Noted) and item.day]
    assert days == ["2026-11-27"]


def test_a_mail_of_arxiv_is_of_the_day_on_which_its_last_paper_came():
    page = from_text(MAIL, as_of=AS_OF)
    assert [item.day for item in read(page, recognise(page)) if isinstance(item, Noted)] == ["2026-11-26"]
