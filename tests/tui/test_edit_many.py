"""One fact of many papers at once, and a paper that is written down by hand: on the screen and on the command line."""

import json

import pytest

from storage.papers.names import Name
from storage.papers.paper import Listed, Paper
from tui.desk import facts

BIB = """@article{gull, title={Gulls inland}, author={Holm, Di}, journal={Fens}, year=2020}
@article{moss, title={On moss}, author={Stone, Ed}, journal={Fens}, year=2021}
@article{frost, title={A ledger of frost}, author={Marsh, Cai}, year=2022}
"""


@pytest.fixture
def run(run, tmp_path):
    (tmp_path / "refs.bib").write_text(BIB)
    run("import", tmp_path / "refs.bib")
    return run


def venues(library):
    return [entry.paper.venue for entry in library.entries(library.view("").ids())]


def had(run, name):
    return {paper["keys"][0]: paper[name] for paper in json.loads(run("list", "--json").stdout)}


async def test_a_fact_of_a_selection_is_set_at_once_and_undone_at_once(filled, desk):
    before = venues(filled)
    async with desk(filled) as at:
        shown = await at.press("space", "space", "e")
        assert "Facts of 2 papers" in shown
        assert "title" not in shown.split("Facts of 2 papers")[1]  # no two papers share one
        await at.press("home", *["delete"] * 60)
        await at.type("Annals of Fog")
        await at.press("enter")
        assert "edited 2 papers" in at.said[-1]
        assert venues(filled) == ["Annals of Fog"] * 2 + before[2:]
        assert [entry.paper.date for entry in filled.entries(filled.view("").ids())[:2]]  # a line left alone is no act
        await at.press("u")
        assert venues(filled) == before


async def test_what_differs_stays_unless_it_is_written_or_removed(library, desk):
    papers = [Paper(title=f"Fog {n}", venue="Fens", year=2020 + n, date=str(2020 + n)) for n in range(2)]
    library.add([Listed(paper=paper, line=n + 1) for n, paper in enumerate(papers)], source="page.txt", format="test")
    async with desk(library) as at:
        shown = await at.press("a", "e")
        assert "2 values; what is written here is set for all" in shown
        await at.press("home", *["delete"] * 4)
        await at.type("-")
        await at.press("up")
        await at.type("20x")
        assert "a date is written" in await at.press("enter")
        await at.press("home", "delete", "delete", "delete", "enter")
        assert venues(library) == [None, None]
        assert {entry.paper.date for entry in library.entries(library.view("").ids())} == {"2020", "2021"}


async def test_a_paper_is_written_down(filled, desk):
    count = filled.count()
    async with desk(filled) as at:
        assert "A paper by hand" in await at.press("i", "ctrl+e")
        assert "a paper needs a title" in await at.press("enter")
        await at.type("Lanterns [/] of the marsh")
        await at.press("down")
        await at.type("Ada Quill; Bo Fern")
        await at.press("escape")  # nothing is lost
        shown = await at.press("ctrl+e")
        assert "Lanterns [/] of the marsh" in shown
        await at.press("enter")
        (number,) = filled.view("lanterns").ids()
        assert [name.text for name in filled.entry(number).paper.authors] == ["Ada Quill", "Bo Fern"]
        assert "Lanterns" not in (await at.press("ctrl+e")).split("A paper by hand")[1]
        await at.press("escape", "u")
        assert filled.count() == count


@pytest.mark.parametrize(("answer", "seen"), [("g", 1), ("a", 2)])
async def test_a_paper_that_is_there_is_offered_instead(filled, desk, answer, seen):
    (number,) = filled.view("").first(1)
    first = filled.entry(number).paper
    count = filled.count()
    async with desk(filled) as at:
        await at.press("ctrl+e")
        await at.type(first.title)
        shown = await at.press("enter")
        assert "on the shelf already" in shown
        await at.press(answer)
        assert filled.count() == count
        assert len(filled.entry(number).seen) == seen
        if answer == "g":
            assert at.shelf.finding.found == 1


def test_facts_are_set_by_query(run):
    run("edit", "--query", "venue:fens", "--set", "venue=Annals of Fog", "--set", "year=2019", "--set", "kind=book")
    assert had(run, "venue") == {"gull": "Annals of Fog", "moss": "Annals of Fog", "frost": None}
    assert had(run, "year") == {"gull": 2019, "moss": 2019, "frost": 2022}
    assert run("undo").stderr.startswith("undone: edited 2 papers")
    assert had(run, "venue") == {"gull": "Fens", "moss": "Fens", "frost": None}
    assert had(run, "year") == {"gull": 2020, "moss": 2021, "frost": 2022}
    run("edit", "gull", "--set", "title=Gulls at home", "--set", "venue=")
    assert had(run, "venue")["gull"] is None
    assert "nothing to change" in run("edit", "gull", "--set", "title=Gulls at home").stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["1", "--set", "year=soon"], "a date is written 2023"), (["1"], "say what is set"),
        (["1", "--set", "wings=2"], "'wings=2' sets nothing"), (["1", "--set", "venue"], "'venue' sets nothing"),
        (["1", "2", "--set", "doi=10.1/2"], "no two papers share DOI"), (["1", "--set", "title="], "needs a title"),
        (["1", "--set", "kind=poem"], "a kind is one of"), (["1", "--set", "arxiv=x"], "x is not an arXiv id"),
    ],
)  # fmt: skip
def test_what_cannot_be_set_is_said(run, words, sentence):
    assert sentence in run("edit", *words, status=2).stderr
    assert run("history").stdout.count("\n") == 1


def test_too_many_are_refused(filled, monkeypatch):
    monkeypatch.setattr(facts, "MOST", 3)
    with pytest.raises(ValueError, match="at most 3 papers are edited at once; these are 4"):
        facts.set_facts(filled, filled.view("").first(4), {"venue": "Fens"})


def test_many_edits_take_their_places_in_parts(filled, monkeypatch):
    monkeypatch.setattr("storage.merging.PLACED", 3)
    assert facts.set_facts(filled, filled.view("").ids(), {"venue": "Fens"}).count == 40
    assert set(venues(filled)) == {"Fens"}
    filled.undo()
    assert "Fens" not in venues(filled)


def test_a_paper_is_written_down_on_the_command_line(run):
    run("add", "--set", "title=Lanterns", "--set", "author=Ada Quill; Bo Fern", "--set", "year=2024")
    (paper,) = json.loads(run("list", "lanterns", "--json").stdout)
    assert (paper["authors"], paper["year"], paper["new"]) == (["Ada Quill", "Bo Fern"], 2024, False)
    same = run("add", "--set", "title=Lanterns", "--set", "author=Ada Quill; Bo Fern", "--set", "year=2024")
    assert "0 new" in same.stdout or "unchanged" in same.stdout
    assert "a paper needs a title" in run("add", "--set", "year=2024", status=2).stderr
    assert "look up, or write one down" in run("add", status=2).stderr
    assert "look up, or write one down" in run("add", "10.1/2", "--set", "title=x", status=2).stderr


def test_a_name_with_a_comma_is_written_by_its_parts():
    paper = Paper(title="Moss", authors=("Ada Quill", Name("Fen, Moor and Shore", corporate=True)))
    names = facts.authors(paper, "Quill, Ada; Bo Fern; van der Moor, Cy")
    assert [(name.text, name.family_name) for name in names] == [
        ("Ada Quill", "Quill"), ("Bo Fern", "Fern"), ("Cy van der Moor", "van der Moor"),
    ]  # fmt: skip
    assert facts.authors(paper, facts.shown(paper, "authors")) == paper.authors
