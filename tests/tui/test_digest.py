"""The diary: what was read, starred and written, by the reader's own days; what was taken back is not in it."""

import json
import os
import time
from datetime import date, datetime, timedelta

import pytest

from storage import journal
from storage.library import Library
from storage.papers.paper import Status
from tests.tui.conftest import listed
from tui.desk.days import past
from tui.desk.digest import diary, digest, markdown, text

TODAY = date(2026, 3, 5)


@pytest.fixture
def at(monkeypatch, library):
    """Does something at a time of day in March 2026, in a zone far ahead."""
    monkeypatch.setenv("TZ", "AHEAD-9")
    time.tzset()

    def do(day, act, hour=12):
        moment = datetime(2026, 3, day, hour).astimezone().timestamp()
        monkeypatch.setattr(journal, "_milliseconds", lambda: journal.clock(moment))
        return act()

    library.add(listed(9), source="page.txt", format="test", is_page=True)
    library.connection.execute("UPDATE acts SET clock = 0")
    yield do
    monkeypatch.undo()
    time.tzset()
    assert os.environ.get("TZ") != "AHEAD-9"


def told(library, since, until):
    done = digest(library, date(2026, 3, since), date(2026, 3, until))
    return {word: [entry.id for entry in entries] for word, entries in done.parts.items() if entries}, done.dropped


def test_days_begin_and_end_where_the_reader_is(library, at):
    at(4, lambda: library.mark([3], Status.READ), hour=0)
    at(4, lambda: library.mark([1], Status.READ), hour=23)
    at(5, lambda: library.mark([2], Status.READ), hour=0)
    assert told(library, 4, 4) == ({"read": [3, 1]}, 0)
    assert told(library, 5, 5) == ({"read": [2]}, 0)
    assert told(library, 1, 31) == ({"read": [3, 1, 2]}, 0)


def test_the_last_word_within_the_days_counts(library, at):
    at(3, lambda: library.mark([1, 2, 3], Status.QUEUED))
    at(4, lambda: library.mark([2, 3], Status.READ))
    at(5, lambda: library.mark([3], Status.DROPPED))
    assert told(library, 3, 3) == ({"queued": [1, 2, 3]}, 0)
    assert told(library, 3, 4) == ({"queued": [1], "read": [2, 3]}, 0)
    assert told(library, 3, 5) == ({"queued": [1], "read": [2]}, 1)
    at(5, lambda: library.mark([2], Status.UNREAD), hour=13)
    assert told(library, 3, 5) == ({"queued": [1]}, 1)


def test_what_was_taken_back_or_is_off_the_shelf_does_not_count(library, at):
    at(4, lambda: library.star([1, 2, 4], on=True))
    at(4, lambda: library.star([2], on=False), hour=13)
    at(4, lambda: library.mark([5], Status.READ), hour=14)
    library.undo()
    at(4, lambda: library.delete([4]), hour=15)
    assert told(library, 4, 4) == ({"starred": [1]}, 0)


def test_what_another_library_says_was_not_done_today(library, run, tmp_path):
    library.add(listed(2), source="page.txt", format="test")
    library.mark([1], Status.READ)
    (tmp_path / "theirs.json").write_text(run("--library", library.path, "list", "--json").stdout)
    run("--library", tmp_path / "mine.sqlite3", "import", tmp_path / "theirs.json")
    with Library.open(tmp_path / "mine.sqlite3") as mine:
        assert len(mine.view("is:read").ids()) == 1
    assert json.loads(run("--library", tmp_path / "mine.sqlite3", "digest", "--json").stdout)["read"] == []


def test_it_is_text_markdown_and_json(library, at):
    at(4, lambda: library.mark([1], Status.READ))
    at(5, lambda: library.note(1, "Begins *well*.\nEnds well."))
    library.edit(2, title="[x](y) of *fog*")
    at(5, lambda: library.mark([2], Status.QUEUED), hour=13)
    done = digest(library, date(2026, 3, 2), TODAY)
    title = library.title(1)
    assert text(done).splitlines() == [
        "2026-03-02 to 2026-03-05", "", "read: 1 paper", f"      1  {title}", "", "queued: 1 paper",
        "      2  [x](y) of *fog*", "", "noted: 1 paper", f"      1  {title}", "         Begins *well*.",
        "         Ends well.",
    ]  # fmt: skip
    assert r"\[x\](y) of \*fog\*" in markdown(done)
    assert "Begins *well*.\nEnds well." in markdown(done)
    days, weeks = diary(library, TODAY)
    assert days[:2] == [("Thu 2026-03-05", 0, 0, 1), ("Wed 2026-03-04", 1, 0, 0)]
    assert weeks[0] == ("week of 2026-03-02", 1, 0, 1)


def test_the_command_has_the_shape_that_scripts_rely_on(library, run):
    library.add(listed(2), source="page.txt", format="test", is_page=True)
    library.mark([1], Status.READ)
    library.mark([2], Status.DROPPED)
    library.note(1, "Good.")
    done = json.loads(run("--library", library.path, "digest", "--since", "today", "--json").stdout)
    paper = {"id": 1, "key": None, "title": library.title(1)}
    today = date.today()
    assert done == {
        "since": today.isoformat(), "until": today.isoformat(), "read": [paper], "skimmed": [], "queued": [],
        "starred": [], "dropped": 1, "notes": [paper | {"note": "Good."}],
    }  # fmt: skip
    assert "## Read" in run("--library", library.path, "digest", "--markdown").stdout
    assert "is no day" in run("digest", "--since", "soon", status=2).stderr
    assert "still to come" in run("digest", "--since", (today + timedelta(3)).isoformat(), status=2).stderr
    assert "nothing was done" in run("digest", "--since", "2d", "--until", "yesterday").stderr


@pytest.mark.parametrize(
    ("named", "first", "last"),
    [
        ("today", (3, 5), (3, 5)), ("yesterday", (3, 4), (3, 4)), ("week", (3, 2), (3, 5)), ("7d", (2, 27), (3, 5)),
        ("2026-W09", (2, 23), (3, 1)), ("2026-W10", (3, 2), (3, 5)), ("2026-02-28", (2, 28), (2, 28)),
    ],
)  # fmt: skip
def test_days_past_are_named(named, first, last):
    assert past(named, TODAY) == (date(2026, *first), date(2026, *last))


async def test_the_page_of_numbers_has_the_diary(library, desk):
    library.add(listed(3), source="page.txt", format="test", is_page=True)
    library.mark([1, 2], Status.READ)
    async with desk(library) as shown:
        await shown.press("w")
        await shown.settled()
        assert "Diary, by day" in shown.text
        assert "2 read" in shown.text
