"""The places: a drawer with what is where, the pages of the inbox one after the other, and the way back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from textual import events

from storage import query
from storage.papers.paper import Noted
from tests.tui.conftest import listed
from tui.desk import left_off, places
from tui.shelf import screen


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


def drawer(text):
    """Return the lines of the places, those of the drawer at 80 columns."""
    return [line[:43].rstrip("┃│ ") for line in text.splitlines()[2:-1]]


def counts(at):
    return {place.name.strip(): place.papers for place in at.shelf.places.list.places}


async def test_the_drawer_says_how_much_is_where_and_goes_there(filled, desk):
    async with desk(filled) as at:
        shown = drawer(await at.press("h"))
        assert shown[0].split() == ["▌", "Whole", "shelf", "21"]
        assert shown[1].split() == ["◆", "Inbox", "15"]
        assert [line.split() for line in shown[2:6]] == [
            ["Today"], ["wednesday.txt", "6"], ["tuesday.txt", "5"], ["monday.txt", "4"],
        ]  # fmt: skip
        for group, inside in (("Shelves", "thesis"), ("Searches", "mine"), ("Tags", "ml"), ("Imports", "refs.bib")):
            at_group = next(number for number, line in enumerate(shown) if line.strip() == group)
            assert inside in shown[at_group + 1]
        assert any(line.startswith("     nlp") for line in shown), "a tag within a tag"
        await at.press("j", "j", "j", "enter")
        assert at.shelf.finding.source == "listing:3 sort:rank"
        assert "6 of" in at.text
        await at.press("left")
        assert at.shelf.places.list.current.query == "listing:3 sort:rank", "the cursor is where the reader is"
        text = await at.press("l")
        assert at.shelf.mode == "list"
        assert "Starred" not in text


@pytest.mark.parametrize("keys", [("T", "r", "escape", "y"), ("enter", "s", "escape")], ids=["triage", "reading"])
async def test_the_pane_is_as_full_as_before_when_it_comes_back_in_sight(filled, desk, keys):
    async with desk(filled, size=(160, 45)) as at:
        before = [place.name for place in at.shelf.places.list.places]
        assert before
        await at.press(*keys)
        assert at.shelf.mode == "list"
        assert [place.name for place in at.shelf.places.list.places] == before
        assert counts(at)["★ Starred"] == ("s" in keys)


async def test_nothing_of_the_list_is_lost_at_80_columns(filled, desk):
    async with desk(filled) as at:
        before = at.text
        await at.press("h")
        assert await at.press("escape") == before


async def test_from_120_columns_the_places_stand_beside_the_list(filled, desk):
    async with desk(filled, size=(120, 30)) as at:
        assert "◆ Inbox" in at.text
        assert at.shelf.mode == "list"
        assert counts(at)["◆ Inbox"] == 15
        await at.press("r")
        assert counts(at)["◆ Inbox"] == 14, "an act is counted"
        await at.press("s", "m")
        assert (counts(at)["★ Starred"], counts(at)["» Queue"]) == (1, 1)
        await at.press("u")
        assert counts(at)["» Queue"] == 0
        await at.press("h", "v")
        assert at.shelf.mode == "list"
        assert "◆ Inbox" not in at.text
        assert "◆ Inbox" in await at.press("h")


async def test_the_pane_stays_closed_and_as_wide_as_it_was(filled, desk, tmp_path):
    file = tmp_path / "left.json"
    async with desk(filled, size=(120, 30), left_off=file) as at:
        before = at.shelf.list.size.width
        await at.press("h", "+", "+", "l")
        assert at.shelf.list.size.width < before
        wider = at.shelf.list.size.width
        at.app.exit()
    async with desk(filled, size=(120, 30), left_off=file) as at:
        assert at.shelf.list.size.width == wider
        await at.press("h", "-", "-", "v")
        at.app.exit()
    async with desk(filled, size=(120, 30), left_off=file) as at:
        assert "◆ Inbox" not in at.text


async def test_the_place_is_marked_and_the_cursor_follows_the_inbox(filled, desk):
    def here():
        return at.shelf.places.list.places[at.shelf.places.list.here].name

    async with desk(filled, size=(140, 30)) as at:
        assert here() == "  Whole shelf"
        await at.press("}")
        assert here() == "wednesday.txt"
        await at.press("}")
        assert (here(), at.shelf.places.list.current.name) == ("tuesday.txt", "tuesday.txt")
        await at.fill("slash", "imagined", "enter")
        assert here() == "tuesday.txt", "narrowed, it is the same place"
        await at.press("0")
        assert here() == "  Whole shelf"
        await at.fill("slash", "imagined", "enter")
        assert here() == "  Whole shelf"


async def test_a_press_goes_there_and_the_wheel_scrolls(filled, desk):
    async with desk(filled, size=(120, 20)) as at:
        line = next(number for number, text in enumerate(at.text.splitlines()) if "★ Starred" in text)
        await at.pilot.click(offset=(6, line))
        await at.settled()
        assert (at.shelf.finding.source, at.shelf.mode) == ("is:starred", "list")
        assert "Nothing is starred." in at.text
        assert "s stars a paper, 0 goes to the whole shelf" in at.text
        assert at.shelf.places.list.top == 0
        await at.pilot._post_mouse_events([events.MouseScrollDown], at.shelf.places.list, button=0)
        await at.settled()
        assert at.shelf.places.list.top > 0
        heading = next(number for number, text in enumerate(at.text.splitlines()) if text.startswith(" Shelves"))
        await at.pilot.click(offset=(6, heading))
        await at.settled()
        assert at.shelf.finding.source == "is:starred", "a heading is no place"


async def test_keys_pass_over_headings(filled, desk):
    async with desk(filled) as at:
        await at.press("h", "j", "j")
        assert at.shelf.places.list.current.name == "wednesday.txt"
        await at.press("k")
        assert at.shelf.places.list.current.name == "◆ Inbox"
        await at.press("G")
        assert at.shelf.places.list.current.name == "  Bin"
        await at.press("g")
        assert at.shelf.places.list.current.name == "  Whole shelf"


async def test_the_way_back_leads_to_the_paper_and_the_window(filled, desk):
    async with desk(filled) as at:
        await at.press("G", "k")
        paper, top = at.shelf.list.current, at.shelf.list.top
        assert top > 0
        await at.press("}")
        await at.press("'")
        assert (at.shelf.list.current, at.shelf.list.top) == (paper, top)


async def test_the_bin_is_looked_through_and_emptied_back_onto_the_shelf(filled, desk):
    async with desk(filled, size=(120, 30)) as at:
        taken = at.shelf.list.current
        await at.press("d")
        assert counts(at)["Bin"] == 1
        await at.press("h", "G", "enter")
        assert "1 off the shelf" in at.text
        assert "off the shelf  ◆ new" in at.text, "it can be looked at"
        await at.press("r")
        assert at.said[-1] == "this was taken off the shelf; d in the bin brings it back"
        assert filled.view("is:deleted is:read").count() == 0
        await at.press("n")
        assert at.shelf.mode == "list"
        await at.press("d")
        assert filled.entry(taken) is not None
        assert counts(at)["Bin"] == 0
        assert "Nothing was taken off the shelf." in at.text
        await at.press("u")
        assert counts(at)["Bin"] == 1


async def test_a_tag_is_renamed_where_it_stands(filled, desk):
    async with desk(filled) as at:
        await at.press("h")
        at.shelf.places.list.move(next(n for n, one in enumerate(at.shelf.places.list.places) if one.named == "ml"))
        await at.press("enter", "h", "e")
        assert "Rename the tag “ml”" in at.text
        await at.press("ctrl+u")
        await at.type("learning")
        await at.press("enter")
        assert sorted(filled.tags()) == [("learning", 3), ("learning/nlp", 3)]
        assert at.shelf.finding.source == 'tag:"learning"'
        assert at.said[-1] == "renamed the tag “ml” to “learning”; u undoes it"
        assert "learning" in counts(at)
        await at.press("g", "e")
        assert at.said[-1] == "tags, shelves and saved searches can be renamed"


async def test_two_tags_become_one_and_it_is_said_before(filled, desk):
    filled.tag(filled.view().ids()[5:6], add=["dl"])
    async with desk(filled) as at:
        await at.press("h")
        at.shelf.places.list.move(next(n for n, one in enumerate(at.shelf.places.list.places) if one.named == "dl"))
        await at.press("e", "ctrl+u")
        assert "ml: the two become one" in await at.type("ml")
        await at.press("enter")
        assert dict(filled.tagged())["ml"] == 4


async def test_sections_stand_below_the_listing_that_is_shown(filled, desk):
    items = [replace(one, section="Talks" if at % 2 else "Posters") for at, one in enumerate(listed(50)[41:46])]
    filled.add(items, source="fair.txt", format="test", is_page=True)
    async with desk(filled, size=(120, 40)) as at:
        assert "Posters" not in counts(at)
        await at.press("}")
        assert counts(at)["Posters"] == 3
        line = next(number for number, text in enumerate(at.text.splitlines()) if "Talks" in text)
        await at.pilot.click(offset=(8, line))
        await at.settled()
        assert at.shelf.finding.source == 'listing:5 section:"Talks" sort:rank'
        assert "2 of 26" in at.text


@pytest.mark.parametrize("name", ["[bold]x[/]", "a\\", 'say "hi"', "(", "OR", "-x", "é/è", "x" * 100])
async def test_whatever_a_tag_is_called_its_place_has_the_papers_told(library, desk, name):
    library.add(listed(3), source="a.bib", format="bibtex")
    library.tag(library.view().ids()[:2], add=[name])
    found = [place for place in places.places(library) if place.kind == "tag"]
    assert found[-1].papers == 2
    assert library.view(found[-1].query).count() == 2
    async with desk(library, size=(120, 30)) as at:
        assert at.shelf.places.list.places


async def test_what_is_due_comes_back_at_midnight_and_stays_until_it_is_decided(filled, desk, monkeypatch):
    class Tomorrow(date):
        @classmethod
        def today(cls):
            return date.today() + timedelta(days=1)

    ids = list(filled.view().ids()[:3])
    filled.put_off(ids[:2], date.today() + timedelta(days=1))
    filled.put_off(ids[2:], date.today() + timedelta(days=2))
    async with desk(filled, size=(120, 30)) as at:
        assert counts(at)["Back today"] == 0
        await at.press("h", *"jjjjj", "enter")
        assert "Nothing is back today." in at.text
        for module in (screen, left_off):
            monkeypatch.setattr(module, "date", Tomorrow)
        monkeypatch.setattr(query.datetime, "date", Tomorrow)
        at.shelf.look_for_changes()
        await at.settled()
        assert at.said[-1] == "2 papers you put off are back today"
        assert "2 of 21" in at.text
        await at.press("s")
        assert counts(at)["Back today"] == 2, "a star decides nothing"
        for left, key in ((1, "r"), (0, "m")):
            await at.press(key, "j")
            assert counts(at)["Back today"] == left


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


async def test_the_inbox_is_walked_by_the_days_of_its_pages(filled, desk):
    stated = [Noted(day="2026-01-05"), *listed(50)[44:46]]
    filled.add(stated, source="late.txt", format="test", is_page=True)
    async with desk(filled) as at:
        await at.press("}", "}", "}", "}")
        assert at.shelf.finding.source == "listing:5 sort:rank", "what was read last, and states the oldest day"
        shown = drawer(await at.press("h"))
        assert [line.split() for line in shown if "late" in line] == [["▌", "late.txt", "2"]]
        await at.press("l", "{")
        assert at.shelf.finding.source == "listing:2 sort:rank"


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
        assert at.shelf.mode == "places"


async def test_an_empty_shelf_has_places_too(library, desk):
    async with desk(library) as at:
        assert "Back today" in await at.press("h")
        await at.press("enter", "}")
        assert at.said[-1] == "nothing is new"
