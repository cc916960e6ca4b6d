"""From a copied page to the clipboard through the public doors, with titles that would steer a terminal."""

import re

import pytest

from storage.library import Library
from storage.papers.paper import Listed, Paper
from tui.desk import clipboard

GONE = re.compile("there is no paper|was taken off the shelf")
"""What is said of a paper that is not on the shelf any more."""

HOSTILE = (
    "[/]", "x [/", "[@click=app.quit]press me[/]", "[bold]not bold[/bold]", "[red", "]", "\\[b]", "[b]\\", "$variable",
    "\x1b]0;owned\x07pane name", "\x1b[2J\x1b[Hcleared", "\x9b31mred", "bidi \u202eesrever\u202c", "isolate \u2066x\u2069",
    "tag\U000e0041\U000e0042", "\u200d\u200d日 joiners", "e" + "\u0301" * 40, "👩\u200d🚀 astronaut ❤\ufe0f", "日本語の題名",
    "x" * 5_000, "rm -rf ~\n\nenter", "\ud800 surrogate", "\x00nul", "`$(reboot)`", "{curly} %s %(x)s {0}",
)  # fmt: skip
"""Twenty-five titles that break screens which read data as markup or send it to the terminal as it is."""


@pytest.fixture
def copied(monkeypatch):
    """Stand in for the clipboard; what was copied is kept."""
    texts = []

    async def copy_async(text, **_):
        texts.append(text)
        return clipboard.Copied("tmux", len(text), confirmed=True, sentence=f"{len(text):,} characters, by tmux")

    monkeypatch.setattr(clipboard, "copy_async", copy_async)
    return texts


def test_there_are_twenty_five_of_them():
    assert len(HOSTILE) == 25


def assert_nothing_steers(at):
    for strip in at.app.screen._compositor.render_strips():
        for segment in strip:
            assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in segment.text), segment
            assert not segment.style or "@click" not in (segment.style.meta or {}), segment
    assert at.app._exit is False


@pytest.mark.parametrize("size", [(80, 24), (160, 40)])
async def test_no_title_steers_any_screen(library, desk, copied, size):
    library.add(
        [Listed(paper=Paper(title=title, authors=(title, "Bo Second"), venue=title, abstract=title, year=2020), line=n + 1)
         for n, title in enumerate(HOSTILE)],
        source="[/] page\x1b.txt", format="test",
    )  # fmt: skip
    async with desk(library, size=size) as at:
        count = len(at.shelf.list.ids)
        for _ in range(count):
            at.shelf.list.go("down")
            await at.pilot.pause()
            assert_nothing_steers(at)
        at.shelf.list.go("first")
        for number in range(0, count, 4):
            at.shelf.list.move(number)
            at.shelf.noting.action_note()
            await at.settled()
            at.shelf.noting.save()
            at.app.say(at.shelf.noting.entry.paper.title)
            for screen in ("Y", "e", "t"):
                await at.press(screen)
                assert_nothing_steers(at)
                await at.press("escape")
        for screen in ("I", "D", "w", "f"):
            await at.press(screen)
            assert_nothing_steers(at)
            await at.press("escape")
        at.shelf.list.action_all()
        await at.press("s", "y")
        assert len(copied) == 1
        assert all(character in "\n\t" or ord(character) >= 32 for character in copied[0])


async def test_hostile_titles_in_an_import_preview(library, desk, monkeypatch):
    page = "\n".join(f"@misc{{k{n}, title = {{{t}}}, year = 2020}}" for n, t in enumerate(HOSTILE) if "{" not in t)
    async with desk(library) as at:
        await at.paste(page)
        assert "Import" in at.text
        assert_nothing_steers(at)
        await at.press("end", "escape")
        assert len(at.app.screen_stack) == 1
        assert library.count() == 0


PAGE = """@article{one, title = {Brackets [/] and [@click=app.quit]x}, author = {Noether, Emmy}, year = {2021},
  journal = {Annals of Nothing}, abstract = {Of rings.}}
@article{two, title = {An escape \x1b]0;owned\x07 and an emoji 👩\u200d🚀}, author = {Curie, Marie}, year = {2022}}
@article{three, title = {Third}, author = {Hopper, Grace}, year = {2023}}
"""


async def test_from_paste_to_screen_to_note_to_clipboard_and_after_a_restart(tmp_path, desk, copied):
    path = tmp_path / "shelf.sqlite3"
    with Library.open(path) as library:
        async with desk(library) as at:
            await at.paste(PAGE)
            assert "3 papers: 3 new" in at.text
            assert library.count() == 0
            await at.press("enter")
            assert library.count() == 3
            assert "3 papers added; u undoes it" in at.said
            assert "Brackets [/] and [@click=app.quit]x" in at.text
            await at.fill("slash", "noether", "enter")
            assert "1 of 3" in at.text
            await at.press("r", "n")
            await at.type("read [/] twice")
            await at.press("escape", "y")
            assert "Brackets [/] and [@click=app.quit]x" in copied[0]
            assert any("characters, by tmux" in said for said in at.said)
    with Library.open(path) as library:
        async with desk(library) as at:
            await at.fill("slash", "status:read", "enter")
            assert "1 of 3" in at.text
            assert "≡ read [/] twice" in at.text
            await at.press("u")
            assert "u again undoes: noted on “Brackets [/] and" in at.said[-1]
            await at.press("u")
            assert library.entry(at.shelf.noting.entry.id).note == ""


async def test_the_same_page_again_is_all_here_already(library, desk):
    async with desk(library) as at:
        await at.paste(PAGE)
        await at.press("enter")
        await at.paste(PAGE)
        assert "3 papers: unchanged" in at.text
        await at.press("enter")
        assert "nothing new" in at.said[-1]
        assert library.count() == 3


async def test_single_records_can_be_left_out(library, desk):
    async with desk(library) as at:
        await at.paste(PAGE)
        await at.press("space")
        assert "Import 2 of 3" in at.text
        await at.press("enter")
        assert library.count() == 2
        await at.press("u")
        assert library.count() == 0
        assert "This shelf is empty" in at.text


async def test_leaving_the_preview_writes_nothing(library, desk):
    async with desk(library) as at:
        await at.paste(PAGE)
        await at.press("escape")
        assert library.count() == 0
        assert library.listings() == []


async def test_an_unknown_page_says_what_was_tried(library, desk):
    async with desk(library) as at:
        await at.paste("one line\nanother line\nthe third\n" * 3)
        assert "no known format" in at.text
        await at.press("escape")
        assert len(at.app.screen_stack) == 1


async def test_a_file_by_its_path(library, desk, tmp_path):
    path = tmp_path / "my page.bib"
    path.write_text(PAGE, "utf-8")
    async with desk(library) as at:
        await at.fill("i", str(path), "enter")
        assert "3 papers: 3 new" in at.text
        await at.press("enter")
        assert library.count() == 3
        await at.press("I")
        assert "my page.bib" in at.text
        await at.press("d")
        assert library.count() == 0


async def test_a_path_that_is_none_is_said(library, desk):
    async with desk(library) as at:
        await at.fill("i", "/no/such/file", "enter")
        assert "/no/such/file is not a file" in at.text


async def test_an_import_that_is_given_up_leaves_the_shelf_as_it_was(library, desk, monkeypatch):
    from tui.screens.import_page import ImportScreen

    monkeypatch.setattr(ImportScreen, "_tell", lambda _self, _total: lambda _done: _total is None)
    async with desk(library) as at:
        await at.paste(PAGE)
        await at.press("enter")
        assert "given up: the shelf is as it was" in at.text
        assert library.count() == 0
        assert at.app.focused.display  # the line for the next path is there to be typed in
        assert "a file, a link" in at.text


async def test_the_first_citation_is_two_keys_away_on_an_empty_shelf(library, desk, copied):
    async with desk(library) as at:
        await at.press("L", "y")
        assert library.count() == 12
        assert copied
        assert copied[0].startswith("@")


async def test_a_citation_is_chosen_with_its_preview(filled, desk, copied, tmp_path):
    async with desk(filled, size=(100, 40), path=tmp_path / "config.toml") as at:
        await at.press("Y")
        assert "Cite “Paper 0 on" in at.text
        assert "⇧↓ scroll" in at.text  # a J is typed
        await at.type("apa")
        assert "Author0, A. B., Second, B., & Third, C. (2000)" in at.text
        await at.press("enter")
        assert "Author0, A. B., Second, B., & Third, C. (2000)" in copied[0]
        assert any(said.startswith("APA 7, ") for said in at.said)
        await at.press("j", "y")
        assert "Author1" in copied[1]
        assert copied[1].startswith("Author1, A. B.")
    assert 'style = "apa"' in (tmp_path / "config.toml").read_text()


async def test_a_digit_takes_a_style_at_once(filled, desk, copied):
    async with desk(filled) as at:
        await at.press("Y", "2")
        assert copied[0].startswith("Author0, A. B.")


async def test_the_last_copies_are_shown_and_copied_again(filled, desk, copied):
    async with desk(filled, size=(80, 30)) as at:
        await at.press("c")
        assert any("nothing was copied yet" in said for said in at.said)
        await at.press("y", "a", "y", "c")
        assert "The last copies" in at.text
        assert "@inproceedings{author1" not in at.text
        top = at.app.screen.query_one("#choose-preview").top
        await at.press("J")
        assert at.app.screen.query_one("#choose-preview").top > top
        assert "@inproceedings{author1" in at.text  # the newest, in full below
        await at.press("down", "enter")
        assert copied[2] == copied[0] != copied[1]
        await at.press("c", "2")
        assert copied[3] == copied[1]


async def test_incomplete_authors_are_hinted_at(library, desk, copied):
    library.add([Listed(paper=Paper(title="No authors here", year=2020), line=1)], source="p", format="t")
    async with desk(library, size=(100, 40)) as at:
        await at.press("Y")
        assert "no authors are known" in at.text
        await at.press("1")
        assert any("no authors are known" in said for said in at.said)


async def test_many_papers_are_one_bibliography(filled, desk, copied):
    async with desk(filled, style="apa") as at:
        await at.press("space", "space", "space", "y")
        assert len(copied[0].splitlines()) == 3
        assert any("APA 7 of 3 papers" in said for said in at.said)


async def test_without_a_browser_the_link_is_shown_and_copied(library, desk, copied, monkeypatch):
    from tui.desk import browser

    monkeypatch.setattr(browser, "open_url", lambda _url: False)
    library.add([Listed(paper=Paper(title="x", arxiv_id="2206.15144"), line=1)], source="p", format="t")
    async with desk(library) as at:
        await at.press("o", "p")
        assert copied == ["https://arxiv.org/abs/2206.15144", "https://arxiv.org/pdf/2206.15144"]
        assert any("no browser here" in said for said in at.said)


async def test_possible_duplicates_are_decided(library, desk):
    for size in ("small", "green"):
        title = f"Deep learning for imagined weather over {size} islands"
        library.add([Listed(paper=Paper(title=title), line=1)], source=size, format="t")
    assert len(library.duplicates()) == 1
    async with desk(library, size=(120, 40)) as at:
        await at.press("D")
        assert "Possible duplicates: 1 of 1" in at.text
        await at.press("b")
        assert "No possible duplicates" in at.text
        await at.press("escape", "u")
        assert len(library.duplicates()) == 1
        await at.press("D", "m")
        assert library.count() == 1


async def test_a_pair_that_another_window_has_decided_is_no_undo_step(library, desk):
    for size in ("small", "green"):
        title = f"Deep learning for imagined weather over {size} islands"
        library.add([Listed(paper=Paper(title=title), line=1)], source=size, format="t")
    async with desk(library, size=(120, 40)) as at:
        await at.press("D")
        with library.again() as other:
            other.keep_apart(1, 2)
        await at.press("b")
        assert at.said[-1].endswith("this pair was decided in another window")
        assert "No possible duplicates." in at.text
        assert library.history()[0].words == "kept 2 papers apart"


@pytest.mark.parametrize(
    ("opened", "done"),
    [("R", ("r",)), ("t", ("a", "enter", "escape")), ("e", ("end", "!", "enter")), ("Y", ("enter",)), ("n", ("!", "escape")),
     ("D", ("m",)), ("D", ("M",)), ("D", ("b",)), ("D", ("n", "p", "escape")), ("I", ("d",)), ("slash", ("escape",))],
)  # fmt: skip
async def test_papers_that_another_window_deletes_meanwhile_are_told_of(library, desk, copied, opened, done):
    for size in ("small", "green"):
        title = f"Deep learning for imagined weather over {size} islands"
        library.add([Listed(paper=Paper(title=title), line=1)], source=size, format="t")
    async with desk(library, size=(120, 40)) as at:
        await at.press(opened)
        with library.again() as other:
            other.delete(list(at.shelf.list.ids))
        await at.press(*done)
        if opened not in ("D", "I", "slash"):
            assert "there is no paper" in at.text or any(map(GONE.search, at.said))
        assert not any("1 paper" in said for said in at.said)
        assert not copied
        assert library.count() == 0


@pytest.mark.parametrize("key", ["n", "N", "e", "o", "p", "A", "R", "t", "y", "Y", "s", "d", "E", "X"])
async def test_a_paper_that_another_window_has_deleted_is_told_of(library, desk, copied, key):
    library.add([Listed(paper=Paper(title="On moss"), line=1)], source="page", format="t")
    async with desk(library) as at:
        with library.again() as other:
            other.delete([1])
        await at.press(key)
        assert any(map(GONE.search, at.said)), at.said
        assert len(at.app.screen_stack) == 1
        assert not copied
