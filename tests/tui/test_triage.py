"""Triage: one card at a time, a key a paper, a summary, and all of it taken back at once."""

import pytest

from storage.papers.paper import Listed, Name, Noted, Paper, Status
from tests.tui.conftest import listed


@pytest.fixture
def filled(library):
    """A library with twenty-eight papers that came on a page."""
    library.add(listed(28), source="page.txt", format="test", is_page=True)
    return library


def statuses(library):
    return [entry.status.value for entry in library.entries(library.view().ids())]


async def test_twenty_eight_papers_take_twenty_eight_keys(filled, desk):
    async with desk(filled) as at:
        assert "1 of 28" in await at.press("T")
        await at.press(*"mrxj" * 7)
        assert statuses(filled) == ["queued", "read", "dropped", "unread"] * 7
        assert "28 of 28 papers: 7 queued, 7 read, 7 dropped, 7 undecided." in at.text
        await at.press("y")
        assert filled.view("is:new").count() == 7
        assert "28 papers" in at.text


async def test_all_that_was_decided_is_taken_back_at_once(filled, desk):
    async with desk(filled) as at:
        await at.press("T", *"mmxx", "escape")
        assert "take back all 4 decisions" in at.text
        await at.press("u")
        assert set(statuses(filled)) == {"unread"}
        assert filled.view("is:new").count() == 28
        assert at.said[-1] == "took back 4 decisions"


async def test_it_goes_on_where_it_was_left(filled, desk):
    async with desk(filled) as at:
        await at.press("T", *"mmm")
        assert "4 of 28" in await at.press("k", "j")
        await at.press("q", "y", "G")
        assert "4 of 28" in await at.press("T")
        await at.press("escape")
        assert at.shelf.mode == "list", "nothing was decided, so there is nothing to sum up"


async def test_only_what_is_selected_is_gone_through(filled, desk):
    ids = list(filled.view().ids())
    async with desk(filled) as at:
        await at.press("j", "space", "j", "space", "j", "j", "space")
        assert "1 of 3" in await at.press("T")
        await at.press(*"xx")
        assert "3 of 3" in at.text
        await at.press("escape", "y")
        assert at.shelf.list.selected_count() == 3, "what was selected is so again"
        assert "3 of 3" in await at.press("T")
        await at.press("x", "y")
        dropped = [row for row in ids if filled.entry(row).status is Status.DROPPED]
        assert dropped == [ids[1], ids[3], ids[6]]


async def test_selected_papers_are_gone_through_where_the_filter_shows_them_no_more(filled, desk):
    ids = list(filled.view().ids())
    async with desk(filled) as at:
        await at.press("space", "space")
        await at.fill("slash", f"id:{ids[5]}", "enter")
        assert "1 of 2" in await at.press("T")
        assert list(at.shelf.triage.cards) == ids[:2], "the list holds the cards, so that no key looks for one"
        await at.press(*"xx", "y")
        assert list(at.shelf.list.ids) == [ids[5]], "the list is as it was"
        assert [filled.entry(row).status for row in ids[:2]] == [Status.DROPPED] * 2


async def test_undo_goes_back_to_the_card_it_was_about(filled, desk):
    async with desk(filled) as at:
        await at.press("T", *"mx")
        assert "3 of 28" in at.text
        assert "2 of 28" in await at.press("u")
        await at.press("r", "q")
        assert "1 queued, 1 read" in at.text
        assert statuses(filled)[:3] == ["queued", "read", "unread"]


async def test_other_keys_act_and_stay_and_the_list_s_own_do_nothing(filled, desk):
    first = filled.view().ids()[0]
    async with desk(filled) as at:
        await at.press("T", "s")
        await at.fill("t", "coast", "enter", "escape")
        await at.fill("b", "thesis", "enter", "escape")
        await at.fill("n", "Read on the train.", "ctrl+s")
        assert "1 of 28" in at.text
        entry = filled.entry(first)
        assert (entry.starred, entry.tags, entry.shelves, entry.note) == (
            True, ("coast",), ("thesis",), "Read on the train.",
        )  # fmt: skip
        for key in ("d", "G", "a", "slash", "L", "Z", "D", "v", "home", "pagedown"):
            assert "1 of 28" in await at.press(key), key
        assert filled.count() == 28


async def test_a_card_is_put_off_by_two_keys(filled, desk):
    async with desk(filled) as at:
        assert "next month" in await at.press("T", "z")
        assert "1 of 28" in await at.press("escape"), "no day, no decision"
        assert "2 of 28" in await at.press("z", "w")
        assert filled.view("has:later").count() == 1
        await at.press("q")
        assert "1 put off, 1 undecided" in at.text


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_a_card_says_where_and_on_which_day_it_came_however_long_its_abstract_is(library, desk, size):
    paper = Paper(
        title="Tides\x1b]0;x\x07 [bold]",
        authors=(Name("Ada Quill"),),
        venue="Fens",
        abstract="[red]\x1b[31m wet " * 60_000,
    )
    page = [Noted(title="Daily tides", day="2025-11-28"), Listed(paper=paper, line=1, position=7)]
    library.add(page, source="page.txt", format="test", is_page=True)
    async with desk(library, size=size) as at:
        shown = await at.press("T")
        for told in ("1 of 1", "Ada Quill", "Fens", "[bold]", "Daily tides · 2025-11-28 · rank 7", "[red] wet"):
            assert told in shown, told
        assert "\x1b" not in shown


async def test_an_empty_list_has_nothing_to_decide(library, desk):
    async with desk(library) as at:
        await at.press("T")
        assert at.shelf.mode == "list"
