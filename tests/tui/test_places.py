"""The places: a drawer with what is where, the pages of the inbox one after the other, and the way back."""

import pytest

from tests.tui.conftest import listed


@pytest.fixture
def filled(library):
    """A library with a .bib, and three pages of which one shows what the .bib has."""
    library.add(listed(6), source="refs.bib", format="bibtex")
    for number, name in enumerate(("monday.txt", "tuesday.txt", "wednesday.txt"), 1):
        page = [*listed(1), *listed(40)[10 * number : 11 * number + 3]]  # the first is in the .bib
        library.add(page, source=name, format="test", is_page=True)
    library.shelve(library.view().ids()[:2], add=["thesis"])
    library.tag(library.view().ids()[:3], add=["ml", "ml/nlp"])
    library.save_search("mine", "tag:ml")
    return library


def lines(text):
    return [line.split("│")[1].rstrip() for line in text.splitlines() if line.startswith("│")]


async def test_the_drawer_says_how_much_is_where_and_goes_there(filled, desk):
    async with desk(filled) as at:
        shown = lines(await at.press("h"))
        assert shown[0].strip() == "Places"
        assert [line.split()[-1] for line in shown[2:5]] == ["6", "5", "4"]
        assert [line.split()[-2] for line in shown[2:5]] == ["wednesday.txt", "tuesday.txt", "monday.txt"]
        for group, inside in (("Shelves", "thesis"), ("Searches", "mine"), ("Tags", "ml"), ("Imports", "refs.bib")):
            at_group = next(number for number, line in enumerate(shown) if line.strip() == group)
            assert inside in shown[at_group + 1]
        assert any(line.startswith("     nlp") for line in shown), "a tag within a tag"
        await at.press("j", "enter")
        assert at.shelf.finding.source == "listing:3 sort:rank"
        assert "6 of" in at.text
        await at.press("left")
        assert at.app.screen.options.current.value == "listing:3 sort:rank", "the cursor is where the reader is"
        await at.press("l")
        assert at.shelf.mode == "list"


async def test_the_inbox_is_walked_and_the_place_before_found_again(filled, desk):
    async with desk(filled) as at:
        await at.press("}")
        assert at.shelf.finding.source == "listing:4 sort:rank"
        await at.press("}", "}")
        assert at.shelf.finding.source == "listing:2 sort:rank"
        await at.press("}")
        assert at.said[-1] == "there is no further page with new papers"
        await at.press("{")
        assert at.shelf.finding.source == "listing:3 sort:rank"
        await at.press("'")
        assert at.shelf.finding.source == "listing:2 sort:rank"
        await at.press("0")
        assert at.shelf.finding.source == ""
        await at.press("'")
        assert at.shelf.finding.source == "listing:2 sort:rank"
        await at.press("'")
        assert at.shelf.finding.source == ""


async def test_the_page_that_is_shown_is_the_one_that_is_done(filled, desk):
    async with desk(filled) as at:
        await at.press("}", "}", "Z")
        assert at.said[-1].startswith("done with “tuesday.txt”, 5 papers of it undecided")
        await at.press("}")
        assert at.shelf.finding.source == "listing:2 sort:rank"
        await at.press("{")
        assert at.shelf.finding.source == "listing:4 sort:rank", "what is done is passed over"


async def test_right_goes_into_the_paper_and_left_out_of_it(filled, desk):
    async with desk(filled) as at:
        await at.press("l", "right")
        assert at.shelf.mode == "reading"
        await at.press("h")
        assert at.shelf.mode == "list"
        await at.press("h")
        assert len(at.app.screen_stack) == 2


async def test_an_empty_shelf_has_places_too(library, desk):
    async with desk(library) as at:
        assert "Back today" in await at.press("h")
        await at.press("enter", "}")
        assert at.said[-1] == "nothing is new"
