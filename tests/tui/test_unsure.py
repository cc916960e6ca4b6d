"""What is read with little confidence is shown, and written only when the reader says so."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from importers import Item, Listed, Page
from storage.papers.names import Name
from storage.papers.paper import Paper
from tui.desk import importing


@pytest.fixture
def guess(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return a page that is read as three records, two of them with little confidence."""

    def read(_: Page, __: object = None) -> Iterator[Item]:
        for place, (title, sure) in enumerate(
            [("Kettles and their stoves", 0.9), ("Opening hours", 0.3), ("Trays", 0.4)]
        ):
            yield Listed(paper=Paper(title=title, authors=(Name("Ada Moor"),)), line=place + 1, confidence=sure)

    reader = SimpleNamespace(
        NAME="guess", TITLE="A guess", TRUST=10, STREAMS=False, LIBRARY=False, CARRIES=(), LAST_SEEN="", read=read
    )
    monkeypatch.setattr(importing, "recognise", lambda _, __: reader)
    monkeypatch.setattr(importing, "read", read)
    page = tmp_path / "page.txt"
    page.write_text("whatever")
    return page


def test_a_page_read_with_little_confidence_is_shown_and_not_written(run, guess):
    said = run("import", guess, status=1)
    assert "would add 3" in said.stdout
    assert "line 2: “Opening hours” by Ada Moor" in said.stderr
    assert "not written: 2 of 3 papers are read with little confidence; --yes writes them" in said.stderr
    (told,) = json.loads(run("import", guess, "--json", status=1).stdout)["listings"]
    assert (told["found"], told["unsure"], told["written"]) == (3, 2, False)
    assert json.loads(run("list", "--json").stdout) == []


def test_it_is_written_where_the_reader_says_so(run, guess):
    (told,) = json.loads(run("import", guess, "--yes", "--json").stdout)["listings"]
    assert (told["added"], told["unsure"], told["written"]) == (3, 2, True)
    assert len(json.loads(run("list", "--json").stdout)) == 3
    (told,) = json.loads(run("import", guess, "--dry-run", "--yes", "--json").stdout)["listings"]
    assert told["written"] is False


def test_a_page_of_which_most_is_sure_is_written(run, guess, monkeypatch):
    monkeypatch.setattr("storage.papers.paper.SURE", 0.35)
    (told,) = json.loads(run("import", guess, "--json").stdout)["listings"]
    assert (told["unsure"], told["written"]) == (1, True)


async def test_the_preview_says_it_and_enter_is_the_word(library, desk, guess):
    async with desk(library) as at:
        await at.paste("whatever\nis\npasted\n")
        assert "2 of 3 papers are read with little confidence" in at.text
        assert at.text.count("new, unsure") == 2
        await at.press("enter")
        assert library.count() == 3
