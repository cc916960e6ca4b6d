"""What stands under the headings of a page is shown under them, taken by them, and found by them."""

import json

import pytest

PAGE = """\
# Small waters

- [Silt of slow estuaries](https://doi.org/10.5555/silt.1), Bo Fern

## Session 1: Optics of water

- [Glare above a pond](https://doi.org/10.5555/pond.1), Ida Brook
- [Depth from floating reeds](https://doi.org/10.5555/reed.1), Ann Heron

## Session 2: Ice

- [Bubbles as lenses](https://doi.org/10.5555/ice.2), Ivy Lock
"""
OPTICS, ICE = "Session 1: Optics of water", "Session 2: Ice"


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "waters.md"
    path.write_text(PAGE, encoding="utf-8")
    return path


def titles(run, *query):
    return [paper["title"].split()[0] for paper in json.loads(run("list", *query, "--json").stdout)]


def test_the_heading_is_listed_shown_and_asked_for(run, page):
    run("import", page)
    (paper,) = json.loads(run("list", "glare", "--json").stdout)
    assert [(one["listing"], one["section"], one["line"]) for one in paper["seen"]] == [("Small waters", OPTICS, 7)]
    assert "Small waters, “Session 1: Optics of water”, no. 2, line 7," in run("show", str(paper["id"])).stdout
    assert titles(run, "section:optics") == ["Glare", "Depth"]
    assert titles(run, "section:session", "-section:ice") == ["Glare", "Depth"]


def test_what_we_list_as_json_brings_the_heading_back(run, page, tmp_path):
    run("import", page)
    (tmp_path / "shelf.json").write_text(run("list", "--json").stdout, encoding="utf-8")
    other = ("--library", str(tmp_path / "other"))
    run(*other, "import", tmp_path / "shelf.json")
    found = json.loads(run(*other, "list", "section:ice", "--json").stdout)
    assert [one["seen"][0]["section"] for one in found] == [ICE]


@pytest.mark.parametrize(
    ("words", "taken", "left"),
    [
        ("optics", ["Glare", "Depth"], f"2 papers, 1 under no heading, 1 under “{ICE}”"),
        ("SESSION 2", ["Bubbles"], f"3 papers, 2 under “{OPTICS}”, 1 under no heading"),
        ("session", ["Glare", "Depth", "Bubbles"], "1 paper, 1 under no heading"),
    ],
)
def test_only_what_stands_under_a_heading_is_imported_and_the_rest_is_said(run, page, words, taken, left):
    said = run("import", page, "--section", words)
    assert f"note: left out: {left}\n" in said.stderr
    assert titles(run) == taken
    run("import", page)
    assert len(titles(run)) == 4


def test_a_heading_that_is_not_there_imports_nothing(run, page, tmp_path):
    said = run("import", page, "--section", "peat", status=1)
    assert "note: no heading has “peat”; left out: 4 papers, 2 under" in said.stderr
    library = tmp_path / "refs.bib"
    library.write_text("@book{moor11, author={Cai Moor}, title={Counting shadows}, year={2011}}\n", encoding="utf-8")
    run("import", library)
    (told,) = json.loads(run("import", library, "--section", "peat", "--json", status=1).stdout)["listings"]
    assert (told["found"], told["gone"]) == (0, [])
    assert titles(run) == ["Counting"]
    assert "--section takes words of a heading, not ..." in run("import", page, "--section", "...", status=2).stderr


def test_a_page_that_is_not_held_is_taken_by_its_headings_too(run, page, monkeypatch):
    monkeypatch.setattr("tui.desk.importing.HELD", 10)
    (told,) = json.loads(run("import", page, "--section", "ice", "--json").stdout)["listings"]
    assert (told["added"], told["notes"]) == (1, [f"left out: 3 papers, 2 under “{OPTICS}”, 1 under no heading"])


async def test_space_on_a_heading_takes_or_leaves_all_below_it(library, desk):
    async with desk(library) as at:
        await at.paste(PAGE)
        assert f"{OPTICS}" in at.text
        assert "2 papers" in at.text
        await at.press("down", "space")
        assert at.app.screen.picked == {1, 4}
        await at.press("space")
        assert at.app.screen.picked == {1, 2, 4}
        await at.press("up", "up", "space")
        assert at.app.screen.picked == {1, 2, 3, 4}
        await at.press("up", "space", "enter")
        assert library.count() == 2
        assert library.view("section:optics").count() == 0


async def test_the_pane_says_under_which_heading_a_paper_was_seen(library, desk):
    async with desk(library) as at:
        await at.paste(PAGE)
        await at.press("enter", "down", "enter")
        assert f"seen in Small waters · {OPTICS} · " in at.text
