"""A shelf on a screen: libraries with invented papers, the app under test, and its screen as text."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from textual.pilot import Pilot

from importers.lookup import finder
from storage.library import Library
from storage.papers.paper import Listed, Paper
from tests.services import Services
from tui.app import PapershelfApp
from tui.cli import shell
from tui.cli.main import main
from tui.desk.settings import Settings
from tui.shelf.seeker import Seeker


def listed(count: int = 40, **facts: object) -> list[Listed]:
    """Invented papers, the first on top."""
    papers = []
    for number in range(count):
        shown = {
            "title": f"Paper {number} on attention in imagined networks",
            "authors": (f"Ada B. Author{number}", "Bo Second", "Cy Third"),
            "year": 2000 + number % 25,
            "venue": "NeurIPS" if number % 2 else "ICLR",
            "abstract": f"Abstract {number}: " + "words that are invented " * 20,
            **facts,
        }
        papers.append(Listed(paper=Paper(**shown), line=number + 1, position=number + 1))
    return papers


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """An empty library."""
    with Library.open(tmp_path / "shelf.sqlite3") as opened:
        yield opened


@pytest.fixture
def filled(library: Library) -> Library:
    """A library with forty papers of one listing."""
    library.add(listed(), source="page.txt", format="test")
    return library


def idle(seeker: Seeker) -> bool:
    """Return whether every question has its whole answer posted, or a newer one took its place."""
    return seeker._answered == seeker._number


class Desk:
    """An app that runs, its pilot, and what is on its screen."""

    def __init__(self, app: PapershelfApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def shelf(self):
        return self.app.shelf

    async def settled(self) -> None:
        """Wait until the filter is answered, work in threads is done and the screen is painted."""
        for tries in range(400):
            await self.pilot.pause(None if tries < 100 else 0.02)  # on a busy machine threads wait for their turn
            seeker = self.shelf.finding.seeker
            working = any(not worker.is_finished for worker in self.app.workers)
            working = working or self.shelf.places.counting
            if seeker is not None and idle(seeker) and not working and not self.app._waiting_keys:
                break
        else:
            raise AssertionError("the screen never settled")
        await self.pilot.pause()
        await self.pilot.pause()

    async def press(self, *keys: str) -> str:
        """Press keys, and return the screen that they lead to."""
        await self.pilot.press(*keys)
        await self.settled()
        return self.text

    async def type(self, text: str) -> str:
        """Put text where the cursor is, as one event: a pilot idles 65 ms after every key."""
        from textual import events

        assert self.app.focused is not None
        self.app.focused.post_message(events.Paste(text))
        await self.settled()
        return self.text

    async def fill(self, key: str, text: str, *then: str) -> str:
        """Press the key of a field, type into it, and press what comes then."""
        await self.press(key)
        shown = await self.type(text)
        return await self.press(*then) if then else shown

    async def paste(self, text: str) -> None:
        from textual import events

        self.app.post_message(events.Paste(text))
        await self.settled()

    @property
    def text(self) -> str:
        """The screen as text."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    @property
    def said(self) -> list[str]:
        """What was said, newest last, however much of it is on the screen."""
        return [said.sentence for said in self.app.messages.log]

    @property
    def line(self) -> str:
        """What stands on the message line, as far as there is room."""
        return self.text.split("\n")[-1].strip()


Run = Callable[..., "AsyncIterator[Desk]"]


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a command on a library of its own; return its result."""
    monkeypatch.setenv("PAPERSHELF_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("PAPERSHELF_LIBRARY", raising=False)
    shell.settings.cache_clear()

    def command(*words, text=None, status=0):
        result = CliRunner().invoke(main, [str(word) for word in words], input=text)
        assert result.exit_code == status, result.output
        assert "Traceback" not in result.output
        return result

    yield command
    shell.settings.cache_clear()


@pytest.fixture
def services(monkeypatch) -> Iterator[Services]:
    """The services that papers are looked up at, on this machine, asked without a rest."""
    hasty = {name: service._replace(pause=0.0) for name, service in finder.SERVICES.items()}
    monkeypatch.setattr(finder, "SERVICES", hasty)
    with Services() as services:
        yield services


@pytest.fixture
def desk():
    """Open the app on a library: `async with desk(library, size=(80, 24)) as at:`."""

    @asynccontextmanager
    async def opened(
        library: Library, *, size: tuple[int, int] = (80, 24), left_off: Path | None = None, **settings: object
    ) -> AsyncIterator[Desk]:
        app = PapershelfApp(library, settings=Settings(**{"theme": "dark", **settings}), left_off=left_off)
        async with app.run_test(size=size, tooltips=True) as pilot:
            at = Desk(app, pilot)
            await at.settled()
            yield at

    return opened
