"""The message line: what stands on it, what waits for it, and that it covers nothing."""

import json

import pytest

from storage.library import LibraryError
from storage.papers.paper import Listed, Paper
from tui.widgets.message_line import SEEN, Messages, Said


class Clock:
    """A clock that stands until it is put on."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def messages(clock) -> Messages:
    return Messages(clock)


def say(messages, *texts, severity="information"):
    for text in texts:
        messages.say(Said(text, severity))


def test_an_ordinary_sentence_gives_way_to_the_next(messages):
    say(messages, "one", "two")
    assert (messages.shown.text, messages.waiting) == ("two", [])
    assert [said.text for said in messages.log] == ["one", "two"]


def test_what_went_wrong_stands_until_a_key_was_pressed_after_it_could_be_seen(messages, clock):
    say(messages, "the disk is full", severity="error")
    say(messages, "one", "two")
    assert messages.shown.text == "the disk is full"
    assert not messages.pressed()  # a key held down, or one that was on its way
    assert messages.shown.text == "the disk is full"
    clock.now += SEEN
    assert messages.pressed()
    assert (messages.shown.text, messages.waiting) == ("two", [])


def test_what_went_wrong_after_it_was_seen_stays_until_another_sentence_comes(messages, clock):
    say(messages, "the disk is full", severity="error")
    clock.now += SEEN
    assert messages.pressed()
    assert (messages.shown.text, messages.fresh) == ("the disk is full", False)
    assert not messages.pressed()
    say(messages, "one")
    assert messages.shown.text == "one"


def test_of_several_that_wait_the_worst_is_next_and_each_is_seen(messages, clock):
    say(messages, "first", "second", severity="warning")
    say(messages, "bad", severity="error")
    say(messages, "done")
    shown = []
    for _ in range(4):
        shown.append(messages.shown.text)
        clock.now += SEEN
        messages.pressed()
    assert shown == ["first", "bad", "second", "done"]


def test_one_said_again_is_counted(messages):
    say(messages, "no", "no", "no")
    assert ([said.text for said in messages.log], messages.shown.count) == (["no"], 3)
    say(messages, "yes", "no")
    assert (messages.shown.text, messages.shown.count) == ("no", 1)


async def test_the_line_says_what_was_done_to_which_paper_and_how_to_undo_it(filled, desk):
    async with desk(filled) as at:
        await at.press("j", "s")
        assert at.line == "starred: “Paper 1 on attention in imagined networks”               u undoes it"
        await at.press("a", "s")
        assert at.line.split("  ")[0] == "starred 40 papers"


async def test_the_line_covers_nothing_and_leaves_twelve_papers(filled, desk):
    async with desk(filled) as at:
        before = at.text.split("\n")
        at.app.say("a sentence that is too long for the line " * 5)
        await at.settled()
        after = at.text.split("\n")
        assert after[:-1] == before[:-1]
        assert (len(after[-1]), after[-1][-1]) == (80, "…")
        assert len([line for line in after[:14] if "Paper " in line]) == 12


async def test_an_error_is_seen_as_one_and_a_sentence_said_again_is_counted(filled, desk):
    async with desk(filled) as at:
        at.app.say("the disk is full", "error")
        at.app.say("careful", "warning")
        await at.settled()
        assert at.line.startswith("✗ the disk is full")
        assert at.line.endswith("1 more: H")
        at.app.say("the disk is full", "error")
        await at.settled()
        assert "2×" in at.line


async def test_what_is_said_while_a_dialog_is_open_is_seen_there_and_afterwards(filled, desk, monkeypatch):
    def refuse(*_):
        raise LibraryError("the disk is full")

    async with desk(filled) as at:
        await at.press("I")
        monkeypatch.setattr(filled, "take_back", refuse)
        await at.press("d")
        assert at.line == "✗ the disk is full"
        assert "Esc back" in at.text
        await at.press("escape")
        assert at.line == "✗ the disk is full"


@pytest.mark.parametrize("title", ["x [/] [@click=app.quit]y", "a [bold]b", "the \u202eend", "[/"])
async def test_a_title_on_the_line_stays_text(library, desk, title):
    library.add([Listed(paper=Paper(title=title), line=1)], source="p.txt", format="test")
    async with desk(library) as at:
        await at.press("s")
        assert Paper(title=title).title in at.line
        await at.pilot.click("#message", offset=(14, 0))
        await at.settled()
        assert at.app.is_running


async def test_how_to_undo_may_be_pressed(filled, desk):
    async with desk(filled) as at:
        await at.press("s")
        await at.pilot.click("#message", offset=(75, 0))
        await at.settled()
        assert at.line == "undone: starred: “Paper 0 on attention in imagined networks”"


async def test_messages_and_history_are_one_list_that_leads_to_papers(filled, desk):
    numbers = list(filled.view().ids())
    async with desk(filled, size=(100, 40)) as at:
        await at.press("j", "s")
        at.app.say("the disk is [full]", "error")
        await at.fill("slash", "Paper 7 on", "enter")
        shown = await at.press("H")
        assert (
            shown.index("✗ the disk is [full]")
            < shown.index("starred: “Paper 1 on")
            < shown.index("imported 40 papers")
        )
        await at.type("starred")
        await at.press("enter")
        assert (at.shelf.finding.source, at.shelf.list.current) == ("", numbers[1])
        await at.press("H")
        await at.type("imported")
        await at.press("enter")
        assert len(at.shelf.list.ids) == 40
        assert at.shelf.finding.source == f"id:{min(numbers)}..{max(numbers)}"


async def test_a_sentence_that_is_cut_is_whole_in_the_list(filled, desk):
    async with desk(filled, size=(80, 24)) as at:
        at.app.say("the end of this sentence is far away " * 3 + "but here")
        shown = await at.press("H")
        assert "but here" in " ".join(shown.split())


async def test_undo_goes_to_a_paper_that_comes_back(filled, desk):
    second = filled.view().ids()[1]
    async with desk(filled) as at:
        await at.press("j", "d", "G", "u")
        assert at.shelf.list.current == second
        assert at.line == "undone: deleted: “Paper 1 on attention in imagined networks”"


async def test_undo_says_where_the_filter_hides_the_paper(filled, desk):
    first = filled.view().ids()[0]
    async with desk(filled) as at:
        await at.press("s")
        await at.fill("slash", "Paper 7 on", "enter", "u")
        assert at.line.startswith("undone: starred: “Paper 0")
        assert at.line.endswith("hidden by the filter: H goes there")
        assert at.shelf.finding.source == "Paper 7 on"
        await at.press("H", "enter")
        assert (at.shelf.finding.source, at.shelf.list.current) == ("", first)


async def test_a_filter_is_run_again_by_its_own_enter(filled, desk):
    async with desk(filled) as at:
        await at.fill("slash", "status:unread", "enter", "r")
        assert len(at.shelf.list.ids) == 40
        await at.press("slash", "enter")
        assert len(at.shelf.list.ids) == 39
        await at.press("u")
        assert at.shelf.list.current == filled.view().ids()[0]
        assert len(at.shelf.list.ids) == 40


def test_history_names_the_papers(run, tmp_path):
    page = tmp_path / "a.bib"
    page.write_text(
        "".join(f"@misc{{k{n}, title={{Fog {n} at noon}}, author={{A B}}, year={{2020}}}}\n" for n in range(4))
    )
    run("import", page, "--yes")
    run("star", "1")
    run("tag", "1", "2", "3", "4", "--add", "dusk")
    said = run("history").stdout.splitlines()
    assert "tagged 4 papers “dusk”: “Fog " in said[0]
    assert said[0].endswith("; …")
    assert "starred: “Fog " in said[1]
    told = json.loads(run("history", "--json").stdout)
    assert [len(change["papers"]) for change in told] == [4, 1, 4]
