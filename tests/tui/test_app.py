"""The app as a reader uses it: keys in, text pictures out."""

import asyncio
import signal
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.color import Color

from storage import backup, places, query
from storage.fields import EDITED
from storage.library import Library, LibraryError
from storage.papers.names import Name
from storage.papers.paper import Listed, Paper, Status
from tests.tui.conftest import listed
from tui import keys, themes
from tui.desk.facts import facts_of, rebroken, shown
from tui.desk.settings import Settings
from tui.widgets.note_area import NoteArea


def ids(library):
    return list(library.view("").ids())


async def test_an_empty_shelf_says_what_to_press(library, desk):
    async with desk(library) as at:
        for words in ("This shelf is empty", "Paste a page", "Press i", "Press L", "Press ?"):
            assert words in at.text
        assert "0 papers" in at.text


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (120, 40), (200, 60), (40, 10)])
async def test_a_title_can_be_read_at_every_size(filled, desk, size):
    async with desk(filled, size=size) as at:
        line = next(line for line in at.text.splitlines() if "Paper 0 on" in line)
        assert "Paper 0 on attention in imagi" in line
        assert max(len(row) for row in at.text.splitlines()) <= size[0]


async def test_picture_at_eighty_columns(filled, desk):
    async with desk(filled, size=(80, 24)) as at:
        await at.press("j", "s", "r")
        lines = at.text.splitlines()
        assert lines[1].split() == ["year", "venue", "first", "author", "title"]
        assert lines[2].startswith(" ●   2000  ICLR     Author0 +2    Paper 0 on attention in imagined networks")
        assert lines[3].startswith(" ✓ ★ 2001  NeurIPS  Author1 +2    Paper 1 on attention in imagined networks")
        assert " Paper 1 on attention in imagined networks" in lines[15]
        assert "Ada B. Author1, Bo Second, Cy Third" in lines[16]
        assert "NeurIPS · 2001" in lines[17]
        assert "★ starred" in lines[18]
        assert lines[-2].endswith("40 papers")
        assert lines[-1] == " marked read: “Paper 1 on attention in imagined networks”           u undoes it"


async def test_the_pane_tells_where_a_paper_was_seen(filled, desk):
    async with desk(filled, size=(200, 60)) as at:
        assert "seen in page.txt" in at.text
        assert "rank 1" in at.text


async def test_moving_never_changes_a_status(filled, desk):
    async with desk(filled) as at:
        await at.press(
            "j", "k", "G", "g", "ctrl+d", "ctrl+u", "pagedown", "pageup", "end", "home", "]", "[", "enter", "enter"
        )
        await at.press("slash", "a", "escape")
        assert all(row.status is Status.UNREAD for row in filled.rows(ids(filled)))
        assert not [change for change in filled.history() if "import" not in change.words]


async def test_read_is_a_toggle_and_undo_takes_it_back(filled, desk):
    first = ids(filled)[0]
    async with desk(filled) as at:
        await at.press("r")
        assert filled.entry(first).status is Status.READ
        await at.press("r")
        assert filled.entry(first).status is Status.UNREAD
        await at.press("u")
        assert filled.entry(first).status is Status.READ
        assert "undone: marked unread: " in at.said[-1]
        await at.press("ctrl+r")
        assert filled.entry(first).status is Status.UNREAD


async def test_any_status_by_its_letter(filled, desk):
    first = ids(filled)[0]
    async with desk(filled) as at:
        await at.press("R", "s")
        assert filled.entry(first).status is Status.SKIMMED


async def test_priority_goes_up_and_down(filled, desk):
    first = ids(filled)[0]
    async with desk(filled) as at:
        for name in ("raise", "raise", "lower"):
            at.shelf.action_do(name)
        await at.settled()
        assert filled.entry(first).priority == 1


async def test_the_filter_is_live_and_counts_exactly(filled, desk):
    async with desk(filled) as at:
        assert "20 of 40" in await at.fill("slash", "iclr")
        assert "iclr ×" in await at.press("enter")
        assert "40 papers" in await at.press("backspace")


async def test_escape_in_the_filter_puts_the_old_one_back(filled, desk):
    async with desk(filled) as at:
        await at.fill("slash", "iclr", "enter", "slash")
        await at.type(" zzz")
        assert "20 of 40" in await at.press("escape")
        assert "40 papers" in await at.press("escape")


async def test_a_wrong_filter_is_underlined_and_keeps_the_last_good_list(filled, desk):
    async with desk(filled) as at:
        assert "wants a number" in await at.fill("slash", "iclr year:x")
        assert "Paper 0 on" in at.text
        assert at.shelf.finding.line.error == (5, 11)
        await at.press("backspace")
        assert at.shelf.finding.line.error is None
        assert "20 of 40" in at.text


async def test_nothing_found_offers_the_nearest_word(filled, desk):
    async with desk(filled) as at:
        assert "no match for atention" in await at.fill("slash", "atention")
        assert "attention" in at.text
        assert "40 of 40" in await at.press("enter")


@pytest.mark.parametrize("text", ["iclr", "atention", "zq", "iclr year:x"])
async def test_the_filter_is_read_once_a_key(filled, desk, monkeypatch, text):
    read = []
    reader = query._Reader.__init__
    monkeypatch.setattr(query._Reader, "__init__", lambda self, *rest: read.append(rest[0]) or reader(self, *rest))
    async with desk(filled) as at:
        await at.press("slash")
        read.clear()
        for character in text:
            at.app.post_message(events.Key({" ": "space", ":": "colon"}.get(character, character), character))
            await at.settled()
        assert [read.count(text[: end + 1]) for end in range(len(text))] == [1] * len(text)


async def test_tab_completes_a_field(filled, desk):
    async with desk(filled) as at:
        await at.fill("slash", "stat", "tab")
        assert at.shelf.finding.line.text == "status:"
        await at.type("unr")
        await at.press("tab")
        assert at.shelf.finding.line.text == "status:unread "


async def test_a_paper_marked_under_a_filter_stays_until_it_is_run_again(filled, desk):
    async with desk(filled) as at:
        await at.fill("slash", "status:unread", "enter", "r")
        assert "✓" in at.text.splitlines()[2]
        assert "40 of 40" in at.text
        assert "39 of 40" in await at.press("slash", "space", "enter")


async def test_a_selection_survives_the_filter_and_is_counted(filled, desk):
    async with desk(filled) as at:
        assert "2 selected" in await at.press("space", "space")
        assert "2 selected" in await at.fill("slash", "neurips", "enter")
        await at.press("r")
        assert sorted(row.status is Status.READ for row in filled.rows(ids(filled)))[-2:] == [True, True]
        assert "marked 2 papers read; u undoes it" in at.said
        await at.press("escape")
        assert "selected" not in at.text


async def test_a_range_and_all_shown(filled, desk):
    async with desk(filled) as at:
        await at.press("V", "j", "j", "V")
        assert "3 selected" in at.text
        await at.press("escape")
        await at.fill("slash", "iclr", "enter", "a", "s")
        assert sum(row.starred for row in filled.rows(ids(filled))) == 20


async def test_delete_and_undo(filled, desk):
    async with desk(filled) as at:
        assert "39 papers" in await at.press("j", "d")
        assert not [line for line in at.text.splitlines()[:-1] if "Paper 1 on" in line]
        assert "40 papers" in await at.press("u")


async def test_tags_are_made_by_typing(filled, desk):
    first = ids(filled)[0]
    async with desk(filled) as at:
        await at.fill("t", "to cite", "enter", "escape")
        assert filled.entry(first).tags == ("to cite",)
        assert "#to cite" in at.text
        await at.press("t", "enter", "escape")
        assert filled.entry(first).tags == ()


async def test_a_note_is_written_in_place_and_saved_on_the_way_out(filled, desk):
    first = ids(filled)[0]
    async with desk(filled) as at:
        await at.fill("n", "see [b]fig[/b] 2", "escape")
        assert filled.entry(first).note == "see [b]fig[/b] 2"
        assert "≡ see [b]fig[/b] 2" in at.text
        assert filled.drafts() == []


async def test_a_note_of_two_windows_keeps_both_texts(filled, desk):
    first = ids(filled)[0]
    async with desk(filled) as at:
        await at.fill("n", "mine")
        with filled.again() as other:
            other.note(first, "theirs")
        await at.press("ctrl+s")
        note = filled.entry(first).note
        assert "theirs" in note
        assert "mine" in note
        assert any("both texts are kept" in said for said in at.said)


async def test_a_draft_is_kept_within_a_second_and_offered_at_the_next_start(filled, desk):
    first = ids(filled)[0]
    async with desk(filled) as at:
        await at.fill("n", "half a tho")
        at.shelf.noting.save_draft()
        assert filled.drafts() == [(first, "half a tho", filled.session)]
    async with desk(filled) as at:
        assert "A note was not saved" in at.text
        assert "half a tho" in at.text
        await at.press("s")
        assert filled.entry(first).note == "half a tho"
        assert filled.drafts() == []


async def test_a_signal_ends_the_app_with_the_draft_saved(filled, desk):
    first = ids(filled)[0]
    async with desk(filled) as at:
        await at.fill("n", "unsaved")
        at.app.end_by(signal.SIGTERM)
        await at.pilot.pause()
        assert at.app.return_code == 128 + signal.SIGTERM
    assert filled.drafts() == [(first, "unsaved", filled.session)]


async def test_a_draft_that_another_window_is_typing_is_not_asked_about_and_not_ended(filled, desk):
    first = ids(filled)[0]
    with Library.open(filled.path) as other:
        async with desk(filled) as at:
            await at.fill("n", "mine")
            at.shelf.noting.save_draft()
            async with desk(other) as second:
                assert "A note was not saved" not in second.text
                await second.fill("n", "theirs", "escape")
                assert other.entry(first).note == "theirs"
            assert filled.drafts() == [(first, "mine", filled.session)]
            await at.press("escape")
            assert {"mine", "theirs"} <= set(filled.entry(first).note.splitlines())
    assert filled.drafts() == []


async def test_a_note_that_goes_on_from_a_draft_is_asked_about_once(filled, desk):
    first = ids(filled)[0]
    with Library.open(filled.path) as before:
        before.draft(first, "half a tho")
    async with desk(filled) as at:
        await at.press("a")
        await at.fill("n", "ught")
        at.shelf.noting.save_draft()
        assert filled.drafts() == [(first, "half a thought", filled.session)]


async def test_a_draft_thrown_away_is_that_draft_alone(filled, desk):
    first = ids(filled)[0]
    for text in ("one", "other"):
        with Library.open(filled.path) as before:
            before.draft(first, text)
    async with desk(filled) as at:
        assert "one" in at.text
        await at.press("d")
        assert "other" in at.text
        assert [text for _, text, _ in filled.drafts()] == ["other"]
        await at.press("a")
    assert filled.entry(first).note == ""


async def test_a_draft_that_cannot_be_thrown_away_is_said(filled, desk, monkeypatch):
    with Library.open(filled.path) as before:
        before.draft(ids(filled)[0], "half a tho")
    async with desk(filled) as at:
        monkeypatch.setattr(filled, "discard", refuse)
        await at.press("d")
        assert at.said == ["nothing was saved: the disk is full"]
    assert [text for _, text, _ in filled.drafts()] == ["half a tho"]


def refuse(*_: object) -> None:
    raise LibraryError("nothing was saved: the disk is full")


async def test_undo_names_a_step_of_another_session_before_it_takes_it_back(filled, desk):
    first, second = ids(filled)[:2]
    with Library.open(filled.path) as before, Library.open(filled.path) as window:
        async with desk(window) as at:
            await at.press("s")
            before.star([second])
            await at.press("u")
            assert at.said[-1] == "undone: starred: “Paper 0 on attention in imagined networks”"
            for _ in range(2):
                await at.press("u")
                assert at.said[-1] == (
                    "nothing of this window is left to undo; u again undoes: starred 1 paper (done in another window)"
                )
                assert filled.entry(second).starred
                await at.press("s", "u")  # a change of its own comes first, and ends the offer
                assert not filled.entry(first).starred
            await at.press("u", "u")
            assert at.said[-1].endswith("“Paper 1 on attention in imagined networks” (done in another window)")
            assert not filled.entry(second).starred
            at.shelf.acts.began += timedelta(hours=1)
            await at.press("u")
            assert "u again undoes: imported 40 papers from page.txt (done at " in at.said[-1]
            assert at.said[-1].endswith(", before this session)")
            assert filled.count() == 40
            month_ago = replace(filled.history()[-1], elsewhere="an earlier session", made="2024-11-29T12:00:00Z")
            assert at.shelf.acts._whose(month_ago) == " (done on 29 Nov 2024, before this session)"


async def test_a_forgotten_search_comes_back(filled, desk):
    async with desk(filled) as at:
        await at.fill("slash", "iclr", "enter", "f", "k", "enter")
        assert at.said[-1] == "saved the search “iclr”; u undoes it"
        await at.press("f", "k", "enter")
        assert at.said[-1] == "nothing to change"
        await at.press("f", "d", "escape")
        assert at.said[-1] == "forgot the search “iclr”; u undoes it"
        assert filled.searches() == []
        await at.press("u")
        assert at.said[-1] == "undone: forgot the search “iclr”"
        assert filled.searches() == [("iclr", "iclr")]
        await at.press("u")
        assert filled.searches() == []


async def test_another_windows_change_is_seen(filled, desk):
    async with desk(filled) as at:
        with filled.again() as other:
            other.star([ids(filled)[0]])
            other.delete([ids(filled)[1]])
        at.shelf.look_for_changes()
        await at.settled()
        assert "★" in at.text.splitlines()[2]
        assert "39 papers" in at.text


async def test_sorting_is_remembered(filled, desk, tmp_path):
    path = tmp_path / "config.toml"
    async with desk(filled, path=path) as at:
        await at.press("S", "D")
        assert "Paper 0 on" in at.text.splitlines()[2]
        assert "year ↑" not in at.text  # four cells hold the arrow alone
        assert at.shelf.list.sort == "date"
    assert 'sort = "date"' in path.read_text()


async def test_a_saved_search_is_one_digit_away(filled, desk):
    async with desk(filled) as at:
        await at.fill("slash", "iclr", "enter", "f", "k", "enter", "escape", "1")
        assert filled.searches() == [("iclr", "iclr")]
        assert "20 of 40" in at.text


async def test_columns_are_chosen_and_remembered(filled, desk, tmp_path):
    path = tmp_path / "config.toml"
    async with desk(filled, size=(200, 40), path=path) as at:
        await at.press("C", "G", "enter", "d")
        assert "added" in at.text.splitlines()[1]
    assert "added" in path.read_text()


async def test_this_author(filled, desk):
    async with desk(filled) as at:
        await at.press("j", "A")
        assert 'author:"Ada B. Author1"' in at.text
        assert "1 of 40" in at.text


async def test_unread_is_jumped_to(filled, desk):
    async with desk(filled) as at:
        await at.press("j", "r", "j", "r", "k", "k", "]")
        assert at.shelf.list.cursor == 3
        await at.press("[")
        assert at.shelf.list.cursor == 0


async def test_facts_are_edited(filled, desk):
    first = ids(filled)[0]
    async with desk(filled) as at:
        await at.press("e", "end")
        await at.type("!")
        await at.press("down", "end")
        await at.type(" and Di Fourth; et al.")
        await at.press("enter")
        paper = filled.entry(first).paper
        assert paper.title == "Paper 0 on attention in imagined networks!"
        assert [str(name) for name in paper.authors] == ["Ada B. Author0", "Bo Second", "Cy Third", "Di Fourth"]
        assert paper.authors_complete is False


async def test_the_seam_of_a_glued_title_is_cut_at_the_cursor(library, desk):
    library.add(
        [Listed(paper=Paper(title="On SGDAda Lovelace, Bo Berg"), line=1, doubt="where the title ends", raw="On SGDAda Lovelace, Bo Berg")],
        source="p", format="t",
    )  # fmt: skip
    async with desk(library) as at:
        assert "in doubt" in at.text
        await at.press("e", "home", *["right"] * 6, "ctrl+t", "enter")
        paper = library.entry(ids(library)[0]).paper
        assert paper.title == "On SGD"
        assert [str(name) for name in paper.authors] == ["Ada Lovelace", "Bo Berg"]


async def test_a_wrong_fact_is_said_and_nothing_saved(filled, desk):
    first = ids(filled)[0]
    async with desk(filled) as at:
        await at.press("e", "down", "down", "end")
        await at.type("x")
        await at.press("enter")
        assert "a date is written" in at.text
        assert filled.entry(first).paper.year == 2000


@pytest.mark.parametrize("unread", [[], [1], [700]])
async def test_an_unread_paper_far_below_is_found_without_reading_every_row(library, desk, monkeypatch, unread):
    library.add(listed(700), source="page.txt", format="test")
    library.mark([number for number in range(1, 701) if number not in unread], Status.READ)
    asked = []
    rows = library.rows
    monkeypatch.setattr(library, "rows", lambda numbers: asked.extend(numbers) or rows(numbers))
    async with desk(library) as at:
        at.shelf.list.move(0 if unread != [700] else 699)
        await at.settled()
        at.shelf.list.move(350)
        await at.settled()
        asked.clear()
        await at.press("[" if unread == [700] else "]")
        assert len(asked) <= 300
        if unread:
            assert at.shelf.list.current == unread[0]
        else:
            assert "no unread paper below" in at.said


async def test_a_sort_and_columns_that_do_not_exist_hide_nothing(filled, desk, tmp_path):
    path = tmp_path / "config.toml"
    path.write_text('sort = "bogus"\ncolumns = ["titel"]\n')
    settings = Settings.load(path)
    async with desk(filled, sort=settings.sort, columns=settings.columns, complaints=settings.complaints) as at:
        assert "Paper 0 on" in at.text
        assert [said for said in at.said if "bogus" in said]
        assert [said for said in at.said if "titel" in said]


GROUP = Name.group("Centers for Gulls and Terns")


@pytest.mark.parametrize(
    ("was", "line", "now"),
    [
        ((GROUP, "Ada Roe"), "Centers for Gulls and Terns; Ada Roe; Bo Li", (GROUP, "Ada Roe", "Bo Li")),
        ((GROUP,), "Centers for Gulls and Terns and Bo Li", (GROUP, "Bo Li")),
        ((GROUP,), "Centre for Gulls; Ada Roe", ("Centre for Gulls", "Ada Roe")),
        ((GROUP, "Ada Roe"), "Centre for Gulls and Terns; Ada Roe", (Name.group("Centre for Gulls and Terns"), "Ada Roe")),
        ((), "Ada Roe and Bo Li", ("Ada Roe", "Bo Li")),
        ((), "Ada Roe; Terns and Gulls", ("Ada Roe", "Terns and Gulls")),
        ((Name.of(family="Roe", given="Ada"),), "Ada Roe; Bo Li", (Name.of(family="Roe", given="Ada"), "Bo Li")),
    ],
)  # fmt: skip
def test_an_edit_of_authors_leaves_the_others_as_they_are(was, line, now):
    def names(given):
        return tuple(name if isinstance(name, Name) else Name(name) for name in given)

    paper = Paper(title="x", authors=names(was))
    assert facts_of(paper, {"authors": line})["authors"] == names(now)


@pytest.mark.parametrize(
    ("line", "now"),
    [
        ("One tvo. Three four. Five six.", "One tvo.\n\nThree four.\nFive six."),
        ("One. Three four. Five six.", "One.\n\nThree four.\nFive six."),
        ("One two. four. Five six.", "One two.\n\nfour.\nFive six."),
        ("One two. Three three four. Five six seven.", "One two.\n\nThree three four.\nFive six seven."),
        ("Zero. One two. Three four. Five six.", "Zero. One two.\n\nThree four.\nFive six."),
        ("", None),
    ],
)
def test_an_edit_of_an_abstract_leaves_its_paragraphs(line, now):
    paper = Paper(title="x", abstract="One two.\n\nThree four.\nFive six.")
    assert facts_of(paper, {"abstract": line}) == {"abstract": now}
    assert facts_of(paper, {field: shown(paper, field) for field, _ in EDITED}) == {}


@given(st.text("ab \n", max_size=30), st.text("ab ", max_size=30))
def test_an_edited_line_says_what_was_written(before, line):
    assert rebroken(before, line).split() == line.split()
    assert rebroken(before, " ".join(before.split())) == before.strip()


async def test_every_screen_opens_and_closes(filled, desk):
    async with desk(filled) as at:
        for key in ("R", "S", "f", "C", "t", "Y", "i", "I", "D", "w", "question_mark", "f1", "e", "colon", "ctrl+p"):
            await at.press(key)
            assert len(at.app.screen_stack) == 2, key
            await at.press("escape")
            assert len(at.app.screen_stack) == 1, key


async def test_the_palette_finds_an_action_and_does_it(filled, desk):
    first = ids(filled)[0]
    async with desk(filled) as at:
        await at.fill("colon", "priority up", "enter")
        assert filled.entry(first).priority == 1


async def test_the_palette_offers_themes(filled, desk, tmp_path):
    async with desk(filled, path=tmp_path / "config.toml") as at:
        await at.fill("colon", "theme contrast", "enter")
        assert at.app.theme == "paper-contrast"
        assert 'theme = "contrast"' in (tmp_path / "config.toml").read_text()


@pytest.mark.parametrize("theme", ["dark", "light", "contrast", "terminal"])
async def test_every_theme_paints(filled, desk, theme):
    async with desk(filled, theme=theme) as at:
        assert "Paper 0 on" in at.text
        mark = next(iter(at.app.screen._compositor.render_strips()[4])).style
        wanted = themes.THEMES[theme].background
        assert mark.bgcolor == Color.parse(wanted).rich_color
        assert at.app.screen.styles.background == Color.parse(wanted)


async def test_without_colours_the_cursor_is_still_seen(filled, desk, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    async with desk(filled) as at:
        strips = at.app.screen._compositor.render_strips()
        reverse = [y for y, strip in enumerate(strips) if any(one.style and one.style.reverse for one in strip)]
        assert 2 in reverse


@pytest.mark.parametrize("theme", [None, *themes.THEMES])
async def test_with_no_color_no_colour_reaches_the_terminal(filled, desk, monkeypatch, theme):
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "linux")
    monkeypatch.delenv("COLORTERM", raising=False)
    async with desk(filled, theme=theme) as at:
        for key in ("", "?"):
            if key:
                await at.press(key)
            painted = [one.style for strip in at.app.screen._compositor.render_strips() for one in strip if one.style]
            colours = {colour.name for style in painted for colour in (style.color, style.bgcolor) if colour}
            assert colours == {"default"}


async def test_a_keymap_is_used_and_its_mistakes_are_said(filled, desk):
    first = ids(filled)[0]
    async with desk(filled, keys={"read": "ctrl+g", "nope": "x"}) as at:
        await at.press("ctrl+g")
        assert filled.entry(first).status is Status.READ
        await at.press("r")
        assert filled.entry(first).status is Status.READ
        assert any("unknown action “nope”" in said for said in at.said)


async def test_a_read_only_shelf_says_so(filled, desk):
    with Library.open(filled.path, readonly=True) as library:
        async with desk(library) as at:
            assert "read-only" in at.text
            await at.press("r")
            assert any("read-only" in said for said in at.said)
            for name in sorted(keys.WRITES):
                await at.settled()
                at.app.clear_notifications()
                at.shelf.run_key(name)
                await at.settled()
                assert "the shelf is read-only" in at.said, name
                assert len(at.app.screen_stack) == 1, name


async def test_the_mouse_moves_opens_and_scrolls(filled, desk):
    async with desk(filled) as at:
        await at.pilot.click("#list", offset=(40, 4))
        assert at.shelf.list.cursor == 3
        await at.pilot.click("#list", offset=(40, 5), times=2)
        await at.settled()
        assert at.shelf.has_class("-reading")
        await at.press("enter")
        top = at.shelf.list.top
        at.shelf.list.post_message(
            events.MouseScrollDown(at.shelf.list, 5, 5, 0, 1, 0, False, False, False, 5, 5, None)
        )
        await at.settled()
        assert at.shelf.list.top == top + 3
        await at.pilot.click("#list", offset=(6, 0))
        await at.settled()
        assert at.shelf.list.sort == "-date"


async def test_the_scroll_bar_is_dragged(filled, desk):
    async with desk(filled) as at:
        papers = at.shelf.list
        edge = papers.size.width - 1
        await at.pilot.mouse_down("#list", offset=(edge, 1))
        await at.pilot.hover("#list", offset=(edge, papers.size.height - 1))
        await at.pilot.mouse_up("#list", offset=(edge, papers.size.height - 1))
        assert papers.top == 40 - papers.body_height


async def test_the_editors_note_and_an_emptied_one(filled, desk):
    first = ids(filled)[0]
    async with desk(filled) as at:
        entry = filled.entry(first)
        at.shelf.noting.edited(entry, "from the editor")
        assert filled.entry(first).note == "from the editor"
        at.shelf.noting.edited(filled.entry(first), "")
        await at.settled()
        assert "The editor left an empty note" in at.text
        await at.press("k")
        assert filled.entry(first).note == "from the editor"


async def test_a_paste_into_a_note_is_cleaned(filled, desk):
    async with desk(filled) as at:
        await at.press("n")
        area = at.shelf.query_one("#note", NoteArea)
        area.post_message(events.Paste("a\x1b]0;owned\x07b\n\x9bc"))
        await at.settled()
        assert area.text == "ab\n"


async def test_a_crash_is_written_down_and_the_draft_kept(filled, desk, monkeypatch, tmp_path):
    monkeypatch.setenv("PAPERSHELF_HOME", str(tmp_path / "home"))
    first = ids(filled)[0]
    with pytest.raises(ZeroDivisionError):  # noqa: PT012 - it comes out where the app ends
        async with desk(filled) as at:
            await at.fill("n", "not lost")
            at.shelf.call_later(lambda: 1 / 0)
            await at.settled()
    assert "ZeroDivisionError" in (tmp_path / "home" / "cache" / "crash.txt").read_text()
    assert filled.drafts() == [(first, "not lost", filled.session)]


async def test_the_form_of_facts_says_how_to_go_on(filled, desk):
    async with desk(filled) as at:
        assert "Enter save  Tab next" in await at.press("e")


async def backed_up(at):
    at.app.back_up()
    for thread in [one for one in threading.enumerate() if one.name == "backup"]:
        await asyncio.to_thread(thread.join)
    await at.settled()


async def test_the_screen_takes_the_day_s_backup(filled, desk):
    async with desk(filled) as at:
        await backed_up(at)
        await backed_up(at)
        assert [one.reason for one in backup.backups(filled.path)] == ["daily"]
        assert not at.said


async def test_a_backup_that_cannot_be_made_is_a_sentence(filled, desk):
    places.backups(filled.path).write_text("not a folder")
    async with desk(filled) as at:
        await backed_up(at)
        assert at.said[-1].startswith("no backup was made in ")
