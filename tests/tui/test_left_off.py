"""A shelf opens where its reader left it, and says what came since."""

import json

import pytest

from storage.library import Library
from tests.tui.conftest import listed
from tui.desk.left_off import LIBRARIES, LeftOff, Memory


@pytest.fixture
def file(tmp_path):
    return tmp_path / "home" / "left-off.json"


async def test_filter_paper_and_window_are_as_they_were(filled, desk, file):
    async with desk(filled, left_off=file) as at:
        await at.fill("slash", "iclr", "enter")
        before = await at.press("G", "k", "k")
        paper, top = at.shelf.list.current, at.shelf.list.top
        assert top > 0
        at.app.exit()
    async with desk(filled, left_off=file) as at:
        assert at.text == before
        assert (at.shelf.list.current, at.shelf.list.top) == (paper, top)
        assert at.shelf.finding.source == "iclr"
        assert at.said == []


async def test_the_page_of_a_paper_is_open_as_it_was(filled, desk, file):
    async with desk(filled, left_off=file) as at:
        await at.press("j", "j", "enter")
        at.app.exit()
    async with desk(filled, left_off=file) as at:
        assert at.shelf.mode == "reading"
        assert "Ada B. Author2, Bo Second" in at.text
        assert "● " in await at.press("escape")
        assert at.shelf.mode == "list"


async def test_what_came_since_is_said(filled, desk, file):
    async with desk(filled, left_off=file) as at:
        at.app.exit()
    told = json.loads(file.read_text())
    for one in told.values():
        one["at"] -= 60
    file.write_text(json.dumps(told))
    filled.add(listed(3, title="Hoar on the reeds", year=1999), source="page.txt", format="test", is_page=True)
    filled.add(listed(2, title="Rime in the valley", year=1998), source="refs.bib", format="bibtex")
    async with desk(filled, left_off=file) as at:
        assert at.said[-1].startswith("1 new paper came since ")


async def test_a_paper_that_is_gone_and_a_filter_that_cannot_be_read_are_no_trouble(filled, desk, file):
    memory = Memory(file)
    memory.keep(filled, LeftOff(query="year:x AND (", paper=999, top=500, reading=False))
    async with desk(filled, left_off=file) as at:
        assert "40 papers" in at.text
        assert at.shelf.finding.source == ""
        assert at.shelf.list.current is not None


@pytest.mark.parametrize("text", ["", "[]", "{", '{"x": 1}', '{"PATH": 3}', '{"PATH": {"query": 3, "top": -4, "paper": "a"}}',
                                  '{"PATH": {"query": "\\u001b[31m", "at": true}}'])  # fmt: skip
def test_a_file_that_says_nothing_is_as_none(filled, file, text):
    file.parent.mkdir()
    file.write_text(text.replace("PATH", str(filled.path)))
    left = Memory(file).recall(filled)
    assert (left.paper, left.top, left.at) == (None, 0, 0)
    assert "\x1b" not in left.query


def test_it_is_kept_by_library_and_for_its_owner(filled, file, tmp_path):
    memory = Memory(file)
    memory.keep(filled, LeftOff(query="a"))
    with Library.open(tmp_path / "other.sqlite3") as other:
        memory.keep(other, LeftOff(query="b"))
        assert (memory.recall(filled).query, memory.recall(other).query) == ("a", "b")
    assert file.stat().st_mode & 0o077 == 0
    told = json.loads(file.read_text())
    file.write_text(json.dumps(told | {f"/{number}": {} for number in range(90)}))
    memory.keep(filled, LeftOff(query="c"))
    assert len(json.loads(file.read_text())) == LIBRARIES
    file.unlink()
    file.mkdir()
    memory.keep(filled, LeftOff(query="d"))
    assert memory.recall(filled) == LeftOff()
