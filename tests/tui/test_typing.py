"""Keys typed faster than the screen answers do what they would have done slowly."""

from textual import events

from storage.library import Library
from storage.paper import Listed, Paper
from tui.app import PapershelfApp
from tui.screens.import_page import PathInput


def type_at_once(app, text):
    """Put all keys into the app's queue before any of them is handled, as a terminal does after a pause."""
    names = {"/": "slash", "\n": "enter", " ": "space", ".": "full_stop"}
    for character in text:
        app.post_message(events.Key(names.get(character, character), character))


async def test_a_filter_typed_at_once_deletes_nothing(tmp_path):
    with Library.open(tmp_path / "s") as library:
        library.add(
            [Listed(paper=Paper(title=f"Diffusion of moss {n}"), line=n) for n in range(9)], source="x", format="y"
        )
        app = PapershelfApp(library)
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await pilot.pause()
            type_at_once(app, "/diff\njs")
            for _ in range(10):
                await pilot.pause(0.01)
            assert app.shelf.query_text == "diff"
            assert library.count() == 9
            assert library.history()[0].words == "starred 1 paper"


async def test_a_path_typed_behind_its_key_reaches_the_dialog(tmp_path):
    with Library.open(tmp_path / "s") as library:
        library.add([Listed(paper=Paper(title="On moss"), line=1)], source="x", format="y")
        app = PapershelfApp(library)
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await pilot.pause()
            type_at_once(app, "idrs.bib")
            for _ in range(100):
                await pilot.pause(0.01)
                if isinstance(app.focused, PathInput) and app.focused.value == "drs.bib":
                    break
            assert app.focused.value == "drs.bib"
            assert library.count() == 1


async def test_a_tag_may_begin_with_a_digit_and_hold_some(filled, desk):
    filled.tag([1], add=["red", "green", "blue"])
    async with desk(filled) as at:
        await at.press("t", *"2024 q3", "enter", "escape")
        assert filled.entry(at.shelf.list.current).tags == ("2024 q3",)
