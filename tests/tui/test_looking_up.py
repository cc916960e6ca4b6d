"""Looking up from the screen, against a server on this machine: `E` completes, `i` takes an identifier."""

import asyncio

import pytest

from storage.papers.paper import Listed, Paper
from tests.services import PAPERS, Reply, atom


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("PAPERSHELF_HOME", str(tmp_path / "home"))


async def test_a_paper_without_authors_is_completed(desk, library, services):
    library.add([Listed(paper=Paper(title=PAPERS[0].title), line=1)], source="page.txt", format="hf-papers")
    async with desk(library, lookup=services.bases) as at:
        assert services.asked == []
        await at.press("E")
        assert "Moosgrün" in at.text
        assert any("1 of 1 completed from arXiv" in said for said in at.said), at.said
        await at.press("u")
        assert "Moosgrün" not in at.text


async def test_who_cannot_be_reached_is_named(desk, library, services):
    library.add([Listed(paper=Paper(title="A Title That Nobody Ever Gave"), line=1)], source="p", format="hf-papers")
    services.say("query.bibliographic", Reply(503, headers={"Retry-After": "3600"}))
    services.say("search_query", Reply(500))
    async with desk(library, lookup=services.bases) as at:
        await at.press("E")
        assert any("is busy; try again in 60 minutes" in said for said in at.said), at.said


async def test_an_identifier_is_imported(desk, library, services):
    async with desk(library, lookup=services.bases) as at:
        await at.fill("i", "arXiv:2206.15144", "enter")
        assert "Lantern Graphs" in at.text
        await at.press("enter")
        assert library.count() == 1


async def test_identifiers_that_two_services_answer_are_one_undo_step(desk, library, services):
    async with desk(library, lookup=services.bases) as at:
        await at.fill("i", "arXiv:2206.15144 10.5555/tidal.2023.17", "enter")
        assert "arXiv, Crossref, 2 papers: 2 new" in at.text
        await at.press("enter")
        assert at.said[-1] == "2 papers added; u undoes it"
        await at.press("u")
        assert at.said[-1] == "undone: imported 2 papers looked up at arXiv, Crossref"
        assert library.count() == 0
        await at.press("ctrl+r")
        assert library.count() == 2


async def test_what_is_complete_already_is_no_undo_step(desk, library, services):
    library.add([Listed(paper=Paper(title=PAPERS[0].title), line=1)], source="page.txt", format="hf-papers")
    async with desk(library, lookup=services.bases) as at:
        await at.press("E")
        await at.press("s", "E")
        assert at.said[-1] == "arXiv had nothing new"
        await at.press("u")
        assert at.said[-1].startswith("undone: starred: “")
        assert not library.entry(1).starred
        assert library.entry(1).paper.authors


async def test_what_contradicts_its_paper_is_said_and_not_taken(desk, library, services):
    found = atom([PAPERS[1]]).replace("</entry>", "<arxiv:doi>10.5555/tidal.2023.17</arxiv:doi></entry>")
    services.say("id_list", Reply(type="application/atom+xml", body=found.encode()))
    paper = Paper(title=PAPERS[1].title, arxiv_id="2301.00017", doi="10.5555/elsewhere.4")
    library.add([Listed(paper=paper, line=1)], source="page.txt", format="hf-papers")
    async with desk(library, lookup=services.bases) as at:
        await at.press("E")
        why = "what arXiv says contradicts it (different DOIs) and was not taken"
        assert at.said[-1] == f"0 of 1 completed; “{paper.title}”: {why}"
        assert library.entry(1).paper == paper


async def test_papers_completed_together_are_one_undo_step(desk, library, services):
    listed = [Listed(paper=Paper(title=paper.title), line=line) for line, paper in enumerate(PAPERS[:2], 1)]
    library.add(listed, source="page.txt", format="hf-papers")
    async with desk(library, lookup=services.bases) as at:
        await at.press("a", "E")
        assert any("2 of 2 completed from" in said and "; u undoes it" in said for said in at.said), at.said
        await at.press("u")
        assert not any(library.entry(number).paper.authors for number in (1, 2))


@pytest.fixture
def slow(services):
    """The first paper is answered; the second is not until the services close."""
    services.say("cobble", Reply(write=lambda file, closing: closing.wait(60)))
    return services


async def until(at, holds):
    """Wait until something holds, while a thread is at work."""
    for _ in range(400):
        await at.pilot.pause(0.01)
        if holds():
            return
    raise AssertionError(at.text)


def two(library):
    told = [Listed(paper=Paper(title=name, doi=name), line=line) for line, name in enumerate((
        "10.5555/(cobble)/2019<1>", "10.5555/tidal.2023.17"), 1)]  # fmt: skip
    library.add(told, source="ids.txt", format="id-list")


async def test_a_look_up_says_how_far_it_is_and_is_given_up_by_esc(desk, library, slow):
    two(library)
    async with desk(library, lookup=slow.bases) as at:
        await at.press("V", "j")
        await at.pilot.press("E")
        await until(at, lambda: any("cobble" in path for path in slow.asked))
        assert any("looking up 2 of 2…; Esc gives up" in said for said in at.said), at.said
        await at.pilot.press("escape")
        assert at.shelf.list.selected_count() == 0, "the selection goes first"
        await at.pilot.press("escape")
        await until(at, lambda: any("given up at 1 of 2: 1 completed" in said for said in at.said))
        assert PAPERS[1].title in at.text
        assert library.view("is:untitled").count() == 1


async def test_a_look_up_that_hangs_keeps_nobody_from_leaving(desk, library, slow):
    two(library)
    async with desk(library, lookup=slow.bases) as at:
        await at.press("V", "j")
        await at.pilot.press("E")
        await until(at, lambda: any("cobble" in path for path in slow.asked))
    for _ in range(400):
        await asyncio.sleep(0.01)
        if library.view("is:untitled").count() == 1:
            break
    else:
        raise AssertionError("what was found is kept")
