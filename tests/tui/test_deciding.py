"""Keys that decide about a paper: into the queue, dropped, put off, on a shelf; and a page that is done."""

from datetime import date, timedelta

import pytest

from storage.papers.paper import Status
from tests.tui.conftest import listed

PAGE = 6


@pytest.fixture
def filled(library):
    """A library with six papers that came on a page, below four of a library."""
    library.add(listed(PAGE + 4)[PAGE:], source="refs.bib", format="bibtex")
    library.add(listed(PAGE), source="page.txt", format="test", is_page=True)
    return library


def new(library):
    return library.view("is:new").count()


async def test_a_key_each_decides_and_undo_takes_it_back(filled, desk):
    ids = list(filled.view().ids())
    async with desk(filled) as at:
        assert at.text.count("◆") == PAGE + 1  # the pane says it of the first once more
        shown = await at.press("m")
        assert "» queued, 1. in the queue" in shown
        await at.press("j", "x", "j", "r")
        assert [filled.entry(row).status for row in ids[:3]] == [Status.QUEUED, Status.DROPPED, Status.READ]
        assert new(filled) == PAGE - 3
        await at.press("u", "u")
        assert new(filled) == PAGE - 1
        await at.press("g", "m")
        assert filled.entry(ids[0]).status is Status.UNREAD
        assert new(filled) == PAGE - 1, "taken out of the queue it is no news"


async def test_two_keys_order_the_queue(filled, desk):
    first, second, third, *_ = filled.view().ids()

    def line():
        return list(filled.view("is:queued sort:queue").ids())

    async with desk(filled) as at:
        assert "m puts it there" in await at.press("<")
        await at.press("m", "j", "m", "j", "m")
        assert line() == [first, second, third]
        await at.press("<")
        assert line() == [first, third, second]
        await at.press("<")
        assert line() == [third, first, second]
        assert "the first of the queue" in await at.press("<")
        at.shelf.finding.ask("is:queued sort:queue")
        await at.press("g", ">")
        assert line() == [first, third, second]
        assert at.shelf.list.current == third, "the cursor goes with it"
        assert list(at.shelf.list.ids) == line()
        await at.press(">")
        assert "the last of the queue" in await at.press(">")
        await at.press("u", "u")
        assert line() == [third, first, second]
        await at.press("V", "j", "<")
        assert line() == [third, first, second], "which of two would be first?"


async def test_where_there_is_no_paper_nothing_is_said_of_a_queue(library, desk):
    async with desk(library) as at:
        await at.press("<", ">")
        assert set(at.said) == {"there is no paper here"}


async def test_a_paper_is_put_off_by_two_keys_or_to_a_day_that_is_typed(filled, desk):
    first, second, *_ = filled.view().ids()
    async with desk(filled) as at:
        assert "next week" in await at.press("z")
        shown = await at.press("d")
        assert f"put off to {date.today() + timedelta(1)}" in shown
        await at.press("j", "z", "o")
        assert "January 2031" in await at.type("2031-01-31")
        await at.press("enter")
        assert filled.entry(second).later == "2031-01-31"
        assert "no longer" in await at.press("z")
        await at.press("n")
        assert (filled.entry(first).later, filled.entry(second).later) == (str(date.today() + timedelta(1)), None)
        await at.press("z", "o", "escape", "escape")
        assert filled.entry(second).later is None


async def test_papers_are_put_on_shelves_as_tags_are_given(filled, desk):
    first, *_ = filled.view().ids()
    async with desk(filled) as at:
        await at.press("space", "space")
        await at.fill("b", "thesis", "enter", "escape")
        assert filled.shelves() == [("thesis", 2)]
        assert "on “thesis”" in await at.press("escape", "g")
        assert "[x] thesis" in await at.press("b")
        await at.press("enter", "escape")
        assert filled.shelved("thesis") != [first]
        assert filled.shelves() == [("thesis", 1)]


async def test_a_page_is_done_with_one_key(filled, desk):
    async with desk(filled) as at:
        await at.press("Z")
        assert at.said == [f"done with “page.txt”, {PAGE} papers of it undecided; u undoes it"]
        assert new(filled) == 0
        assert "◆" not in at.text
        await at.press("Z")
        assert at.said[-1] == "nothing is new on this page"
        await at.press("u")
        assert new(filled) == PAGE


async def test_many_are_decided_at_once(filled, desk):
    async with desk(filled) as at:
        await at.press("a", "x")
        assert filled.view("is:dropped").count() == PAGE + 4
        assert new(filled) == 0
        await at.press("u")
        assert new(filled) == PAGE


async def test_a_shelf_that_cannot_be_written_says_so(filled, desk):
    filled.readonly = True
    async with desk(filled) as at:
        for key in ("m", "x", "z", "Z", "b"):
            await at.press(key)
            assert at.said[-1] == "the shelf is read-only"
        assert new(filled) == PAGE
