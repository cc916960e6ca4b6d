"""A page of each of the five layouts: every field of every record, and the same records whatever happened to the copy."""

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from importers import Listed, Noted, Page, Skipped, from_text, read, recognise
from storage.papers.markup import of_page, shown

LAYOUTS = ("arrow-author", "bzpeer-profile", "hf-papers", "scored-list", "hf-daily")
AS_OF = datetime.date(2026, 5, 13)
FOOTER = """
Load more
Previous
1
2
Next
© 2026 Somebody
Terms of Service
Cookie settings
We use cookies to make this site better. By continuing you agree to that.
"""


def page(text: str) -> Page:
    return from_text(text, as_of=AS_OF)


def copied(material: Path, layout: str) -> Path:
    """Return the page of that layout: they stand in the order of LAYOUTS."""
    return sorted((material / "listings").glob("*.txt"))[LAYOUTS.index(layout)]


def listed(text: str) -> list[Listed]:
    return [item for item in read(page(text)) if isinstance(item, Listed)]


def facts(items: list[Listed]) -> list[tuple[Any, ...]]:
    return [(item.paper, item.score, item.comments, item.upvotes, item.position) for item in items]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_field_of_every_record_is_right(material: Path, layout: str) -> None:
    path = copied(material, layout)
    items = listed(path.read_text())
    truth = json.loads((path.parent / "truth" / f"{path.stem}.json").read_text())["papers"]
    assert len(items) == len(truth)
    for item, true in zip(items, truth, strict=True):
        paper = item.paper
        assert paper.title == shown(of_page(true["title"]))
        assert [str(author) for author in paper.authors] == true["authors"]
        assert paper.authors_complete is not true["authors_truncated"]
        assert (paper.author_count, paper.organisation) == (true["n_authors"], true["organisation"])
        assert (paper.venue, paper.category) == (true["venue"], true["category"])
        assert true.get("kind") in (None, paper.kind)
        if true["date"] or not paper.date_inferred:
            assert (paper.date, paper.year, paper.date_inferred) == (true["date"], true["year"], False)
        assert (item.score, item.comments, item.upvotes) == (true["score"], true["comments"], None)
        assert (item.line, item.doubt) == (true["line"], None)
        if true["abstract_length"]:
            assert paper.abstract is not None
            assert paper.abstract.startswith(true["abstract_head"])
            assert paper.abstract.endswith(true["abstract_tail"])
            assert len(paper.abstract) == true["abstract_length"]
        else:
            assert paper.abstract is None


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_of_a_whole_page_is_skipped(material: Path, layout: str) -> None:
    items = list(read(page(copied(material, layout).read_text())))
    assert not [item for item in items if isinstance(item, Skipped)]


def test_stated_total_that_is_not_held_is_a_note(material: Path) -> None:
    items = list(read(page(copied(material, "arrow-author").read_text())))
    notes = [item for item in items if isinstance(item, Noted)]
    stated, held, title = {"invented": (6, 5, "Ilse Vandermeer"), "shared": (22, 21, "Elvis Dohmatob")}[material.name]
    assert [(note.stated, note.title) for note in notes if note.stated] == [(stated, title)]
    assert [note.text for note in notes if note.text] == [f"the page states {stated} papers and holds {held}"]


def test_dates_without_a_year_are_of_the_year_of_import(material: Path) -> None:
    items = listed(copied(material, "hf-daily").read_text())
    assert [item.paper.date for item in items if item.paper.date_inferred] == ["2026-01-12", "2026-03-23"]


CHANGES: dict[str, Callable[[str], str]] = {
    "blank lines lost": lambda text: "\n".join(line for line in text.split("\n") if line.strip()),
    "blank lines doubled": lambda text: text.replace("\n", "\n\n"),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "trailing spaces": lambda text: text.replace("\n", "  \t\n"),
    "no-break spaces": lambda text: text.replace("\n", "\u00a0\n"),
    "footer": lambda text: text + FOOTER,
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("change", CHANGES)
def test_copy_may_have_changed_on_the_way(material: Path, layout: str, change: str) -> None:
    text = copied(material, layout).read_text()
    items = list(read(page(CHANGES[change](text))))
    found = [item for item in items if isinstance(item, Listed)]
    assert facts(found) == facts(listed(text))
    assert [item.digest for item in found] == [item.digest for item in listed(text)]
    assert not [item for item in items if isinstance(item, Skipped)]


def test_votes_above_the_first_title_of_a_page_are_its_own() -> None:
    record = "\n\n%s\n\n%s at Rest\n\nWe watch birds that rest, and find that they do it on one leg.\n\n· 2 authors\n·\nAug 28, 2025"
    found = listed("Daily Papers\n\nMay 13" + record % (12, "Gulls") + record % (7, "Terns"))
    assert [(item.paper.title, item.upvotes) for item in found] == [("Gulls at Rest", 12), ("Terns at Rest", 7)]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_copy_may_start_at_any_line(material: Path, layout: str) -> None:
    text = copied(material, layout).read_text()
    lines = text.split("\n")
    whole = listed(text)
    reader = recognise(page(text))
    for cut in range(1, len(lines), 1 if len(lines) < 200 else 7):
        rest = page("\n".join(lines[cut:]))
        expected = [item.paper for item in whole if item.line > cut]
        if not expected:
            break
        assert recognise(rest) is reader, cut
        items = [item for item in read(rest, reader) if isinstance(item, Listed)]
        found = [item.paper for item in items]
        # Of a scored list only the line of the score may be cut off: what is left is a record still.
        assert found[-len(expected) :] == expected, cut
        assert len(found) - len(expected) <= (layout == "scored-list"), cut
        whole_behind = [item.digest for item in whole if item.line > cut + 1]
        assert [item.digest for item in items][len(items) - len(whole_behind) :] == whole_behind, cut
