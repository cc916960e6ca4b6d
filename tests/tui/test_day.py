"""A day in a real terminal: five pages come, today's is triaged, one paper noted, the queue ordered; then another start."""

import sys

import pyte
import pytest

from storage.library import Library
from storage.papers.paper import Status
from tests.tui.test_terminal import Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no ptys on Windows")

WORDS = "amber birch cedar dune ember flint".split()
PAPERS = 28


def page(day, count):
    """Return a page of a day with so many papers, as Markdown."""
    lines = (
        f"- [Tides of the {WORDS[n % 6]} shore, part {n}, {day[-2:]}](https://arxiv.org/abs/{day[2:4]}{day[5:7]}.{day[-2:]}{n:03})"
        for n in range(count)
    )
    return f"# Reeds daily, {day}\n\n" + "\n".join(lines) + "\n"


class Seen(Terminal):
    """A terminal, and what a person sees in it."""

    def __init__(self, path, home, size):
        super().__init__(path, home, size)
        self.screen = pyte.Screen(*size)
        self.stream = pyte.ByteStream(self.screen)
        self.told = 0

    @property
    def text(self):
        self.stream.feed(self.output[self.told :])
        self.told = len(self.output)
        return "\n".join(self.screen.display)

    def shows(self, words, limit=200):
        """Wait until words are on the screen."""
        for _ in range(limit):
            if words in self.text:
                return self.text
            self.read()
        raise AssertionError(f"{words}\n{self.text}")

    def lacks(self, words, limit=200):
        """Wait until words are off the screen."""
        while words in self.text:
            limit -= 1
            assert limit, self.text
            self.read()

    def press(self, keys, shows):
        self.send(keys)
        return self.shows(shows)


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
def test_a_day(tmp_path, run, size):
    shelf = tmp_path / "shelf.sqlite3"
    days = {f"2026-11-{day}": 3 for day in (23, 24, 25, 26)} | {"2026-11-27": PAPERS}
    for day, count in days.items():
        (tmp_path / f"{day}.md").write_text(page(day, count))
        run("--library", shelf, "import", tmp_path / f"{day}.md")
    (tmp_path / "late.md").write_text(page("2026-11-28", 4))
    with Library.open(shelf) as library:
        (newest, _), *_ = library.inbox()
        assert (newest.day, library.count()) == ("2026-11-27", PAPERS + 12)
        order = list(library.view(f"listing:{newest.id} sort:rank").ids())

    at = Seen(shelf, tmp_path / "home", size)
    first = at.shows("40 papers")
    assert sum("Tides of the" in row for row in first.splitlines()[2:15]) >= 12
    at.press(b"}", f"{PAPERS} of 40")
    at.press(b"T", f"1 of {PAPERS}")
    for place, key in enumerate("mrxj" * 7, 1):
        at.press(key.encode(), f"{place + 1} of {PAPERS}" if place < PAPERS else "queued")
    summary = at.text
    assert all(f"7 {word}" in summary for word in ("queued", "read", "dropped"))
    at.send(b"y")
    at.lacks("take back")
    at.press(b"n", "save, back")
    at.send(b"half a thought")
    at.shows("half a thought")
    at.press(b"\x13", "≡ half a thought")
    at.press(b"g", "part 0")
    at.press(b">", "moved")
    left = at.text
    at.send(b"q")
    assert at.ended() == 0

    with Library.open(shelf) as library:
        told = [library.entry(number).status for number in order]
        assert told == [Status.QUEUED, Status.READ, Status.DROPPED, Status.UNREAD] * 7
        assert list(library.view("is:queued sort:queue").ids())[:2] == [order[4], order[0]]
        assert library.view("has:note").count() == 1
        assert library.view("is:new").count() == 12 + 7, "what was passed over is new still"
    run("--library", shelf, "import", tmp_path / "late.md")

    at = Seen(shelf, tmp_path / "home", size)
    at.shows("4 new papers came since")
    again = at.shows(f"{PAPERS} of 44")
    assert at.screen.display[0].rstrip() == left.splitlines()[0].rstrip(), "the filter is what it was"
    assert "part 0, 27" in again
    at.send(b"q")
    assert at.ended() == 0
    assert b"Traceback" not in at.output
