"""The shelf in numbers adds up, in the app and on the command line."""

from storage.library import Library
from storage.papers.paper import Listed, Paper
from tui.desk.settings import Settings
from tui.screens.cite import CiteScreen


def test_every_count_adds_up_to_the_shelf(library):
    papers = [
        Paper(title=f"Fog {n}", venue=f"Annals {n}" if n < 25 else None, year=2000 if n < 9 else None)
        for n in range(30)
    ]
    library.add([Listed(paper=paper, line=n + 1) for n, paper in enumerate(papers)], source="a", format="test")
    found = library.statistics()
    assert {name: sum(count for _, count in values) for name, values in found.items()} == {
        "status": 30, "year": 30, "venue": 30
    }  # fmt: skip
    assert found["year"] == [("2000", 9), ("not known", 21)]
    assert found["venue"][-2:] == [("others", 5), ("not known", 5)]


async def test_the_page_of_numbers_has_what_is_not_known(library, desk):
    library.add([Listed(paper=Paper(title="Fog"), line=1)], source="a", format="test")
    async with desk(library, size=(80, 40)) as at:
        assert (await at.press("w")).count("not known") == 2


def test_show_has_the_priority(run, tmp_path):
    path = tmp_path / "one.sqlite3"
    with Library.open(path) as library:
        library.add([Listed(paper=Paper(title="Fog"), line=1)], source="a", format="test")
        library.prioritise([1], 3)
    assert "priority  +3" in run("--library", path, "show", "1").stdout


def test_what_a_citation_lacks_is_said_of_the_paper_that_lacks_it(filled):
    filled.add([Listed(paper=Paper(title="Fog"), line=1)], source="a", format="test")
    ids = filled.view().ids()
    screen = CiteScreen(filled.entries(ids[:3]), 3, Settings())
    assert screen.preview("apa")[0].text == "“Fog”: no authors are known; no year is known"
