"""`papershelf add` and `papershelf complete`, against a server on this machine that answers as the real ones do."""

import json
import os
import signal
import socket

import pytest

from tests.services import PAPERS, Reply, atom
from tui.cli.shell import settings


@pytest.fixture
def run(run, tmp_path, services):
    """Run a command on a library of its own, with settings that name the server; return its result."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "config.toml").write_text(
        'contact = "reader@example.org"\n[lookup]\n'
        + "".join(f'{name} = "{base}"\n' for name, base in services.bases.items())
    )
    return run


def shelf(run):
    return {paper["title"]: paper for paper in json.loads(run("list", "--json").stdout)}


def test_an_arxiv_id_becomes_a_paper(run, services):
    result = run("add", "https://arxiv.org/abs/2206.15144v2")
    assert result.stdout == f"{services.base[7:]}: looked up at arXiv, 1 paper: 1 new\n"
    paper = shelf(run)[PAPERS[0].title]
    assert paper["authors"] == ["Ada Moosgrün", "Bilal Okonjo"]
    assert (paper["arxiv_id"], paper["date"], paper["venue"]) == ("2206.15144", "2022-06-30", "arXiv")
    assert [sighting["listing"] for sighting in paper["seen"]] == ["looked up at arXiv"]


def test_the_account_is_that_of_an_import(run, services):
    result = run("add", "10.5555/tidal.2023.17", "nonsense", "--json", status=1)
    (account,) = json.loads(result.stdout)["listings"]
    assert account["format"] == "crossref-json"
    assert (account["found"], account["added"], account["merged"], account["unchanged"]) == (1, 1, 0, 0)
    assert account["skipped"] == [
        {"line": 2, "reason": "neither an arXiv id, a DOI nor a link to a paper", "text": "nonsense"}
    ]


def test_a_second_time_nothing_is_asked_and_nothing_changes(run, services):
    run("add", "2206.15144")
    asked = len(services.asked)
    assert run("add", "2206.15144").stdout.endswith(", 1 paper: unchanged\n")
    assert len(services.asked) == asked


def test_a_dry_run_writes_nothing(run):
    assert "would add 1" in run("add", "--dry-run", "2206.15144").stdout
    assert shelf(run) == {}


def test_an_add_is_undone(run):
    run("add", "2206.15144")
    run("undo")
    assert shelf(run) == {}


def test_identifiers_come_from_standard_input_too(run):
    run("add", "-", text="2206.15144\nhttps://doi.org/10.5555/tidal.2023.17\n")
    assert len(shelf(run)) == 2


def test_the_same_paper_from_two_services_is_one(run):
    run("add", "2301.00017", "10.5555/tidal.2023.17")
    (paper,) = shelf(run).values()
    assert (paper["arxiv_id"], paper["doi"]) == ("2301.00017", "10.5555/tidal.2023.17")
    assert paper["venue"] == "Journal of Invented Hydrology"
    assert paper["abstract"] == "Rivers are long."


def test_a_host_that_is_busy_is_named_with_the_time(run, services):
    services.say("/works/", Reply(429, headers={"Retry-After": "600"}))
    result = run("add", "10.5555/tidal.2023.17", status=1)
    assert f"note: {services.base[7:]} is busy; try again in 10 minutes\n" in result.stderr
    assert result.stdout == "identifiers: to look up, 1 paper: 1 new\n"


def unreachable(tmp_path, base):
    """Have the settings name somebody who cannot be reached; return what names the server again."""
    config = tmp_path / "home" / "config.toml"
    before = config.read_text()
    config.write_text(before.replace(f"{base}/", "https://nowhere.invalid/"))
    settings.cache_clear()
    return lambda: (config.write_text(before), settings.cache_clear())


@pytest.fixture
def no_network(monkeypatch):
    """No name can be resolved but this machine's."""
    resolve = socket.getaddrinfo

    def resolved(host, *rest, **more):
        if host not in ("127.0.0.1", "localhost"):
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return resolve(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolved)


@pytest.mark.usefixtures("no_network")
def test_without_a_network_papers_stand_to_be_looked_up_and_that_is_said_once(run, services, tmp_path):
    online = unreachable(tmp_path, services.base)
    result = run("add", "2206.15144", "10.5555/tidal.2023.17", "nonsense", status=1)
    assert "identifiers: to look up, 2 papers: 2 new\n" in result.stdout
    assert result.stderr.count("no network") == 1
    assert "nonsense" in result.stderr
    assert len(run("list", "is:untitled").stdout.splitlines()) == 2
    assert "2 papers: unchanged" in run("add", "2206.15144", "10.5555/tidal.2023.17", status=1).stdout
    again = run("complete", "1-2", status=1)
    assert again.stderr.count("no network") == 1
    assert "2 papers could not be looked up" in again.stderr
    assert services.asked == []
    online()
    assert "2 of 2 completed" in run("complete", "--query", "is:untitled").stderr
    assert {PAPERS[0].title, PAPERS[1].title} == set(shelf(run))
    asked = len(services.asked)
    assert run("list", "is:untitled").stdout == ""
    assert "unchanged" in run("add", "10.5555/tidal.2023.17").stdout
    assert len(services.asked) == asked, "what was answered is not asked again"


@pytest.mark.usefixtures("no_network")
def test_the_address_of_a_paper_stands_to_be_looked_up(run, services, tmp_path):
    unreachable(tmp_path, services.base)
    result = run("import", "https://openreview.net/forum?id=EchoWell_1", status=1)
    assert "1 paper: 1 new" in result.stdout
    assert "no network" in result.stderr
    assert "to look up: https://openreview.net/forum?id=EchoWell_1" in run("list").stdout


@pytest.mark.parametrize("command", ["add", "complete"])
def test_what_was_looked_up_before_ctrl_c_stands(run, services, command):
    def interrupt(_, closing):
        os.kill(os.getpid(), signal.SIGINT)
        closing.wait(60)

    words = ("2206.15144", "10.5555/(cobble)/2019<1>", "10.5555/fences")
    if command == "complete":
        run("import", "-", text="\n".join(reversed(words)))
    services.say("cobble", Reply(write=interrupt))
    given_up = run(command, *(words if command == "add" else ("1-3",)), status=130)
    assert "given up" in given_up.stderr
    assert PAPERS[0].title in shelf(run)
    assert not any("fences" in path for path in services.asked)


def test_what_nobody_has_is_no_paper(run):
    assert "has no such paper" in run("add", "10.5555/unheard-of", status=1).stderr
    assert shelf(run) == {}


def test_a_file_is_not_an_identifier(run, services, tmp_path):
    page = tmp_path / "papers.bib"
    page.write_text("")
    assert f"`papershelf import {page}` reads it" in run("add", page, status=1).stderr
    assert services.asked == []


def test_settings_that_make_no_sense_are_wrong_usage(run, tmp_path):
    with (tmp_path / "home" / "config.toml").open("a") as config:
        config.write('nonsense = "https://example.org"\n')
    settings.cache_clear()
    assert "lookup has no entry 'nonsense'" in run("add", "2206.15144", status=2).stderr


def test_a_library_that_cannot_be_opened_asks_nobody(run, services, tmp_path):
    (tmp_path / "shelf.sqlite3").write_bytes(b"not a database, but long enough to look like a file of some kind" * 40)
    run("--library", tmp_path / "shelf.sqlite3", "add", "2206.15144", status=3)
    assert services.asked == []


def test_a_paper_without_authors_is_completed(run, tmp_path):
    page = tmp_path / "page.json"
    page.write_text(json.dumps([{"id": "x", "type": "article", "title": PAPERS[0].title}]))
    run("import", "--format", "csl-json", page)
    (paper,) = shelf(run).values()
    assert paper["authors"] == []
    result = run("complete", paper["id"])
    assert "completed" in result.stderr
    assert "undo" in result.stderr
    (paper,) = shelf(run).values()
    assert paper["authors"] == ["Ada Moosgrün", "Bilal Okonjo"]
    run("undo")
    (paper,) = shelf(run).values()
    assert paper["authors"] == []


def test_an_identifier_alone_becomes_its_paper(run, tmp_path):
    page = tmp_path / "ids.txt"
    page.write_text("2206.15144\n2301.00017\n")
    run("import", page)
    ids = [paper["id"] for paper in shelf(run).values()]
    run("complete", ids[0])
    assert PAPERS[0].title in shelf(run) or PAPERS[1].title in shelf(run)


def test_what_is_not_found_is_said(run, services, tmp_path):
    page = tmp_path / "page.json"
    page.write_text(json.dumps([{"id": "x", "type": "article-journal", "title": "A Title That Nobody Ever Gave"}]))
    run("import", "--format", "csl-json", page)
    services.say("search_query", Reply(type="application/atom+xml", body=b"<feed/>"))
    result = run("complete", "1", "--json", status=1)
    assert json.loads(result.stdout) == [
        {"id": 1, "completed": False, "source": None, "reason": "no record was found that is surely of this paper"}
    ]


def test_what_contradicts_its_paper_is_not_taken_and_that_is_said(run, services, tmp_path):
    found = atom([PAPERS[1]]).replace("</entry>", "<arxiv:doi>10.5555/tidal.2023.17</arxiv:doi></entry>")
    services.say("id_list", Reply(type="application/atom+xml", body=found.encode()))
    page = tmp_path / "page.json"
    paper = {"id": "x", "type": "article-journal", "title": PAPERS[1].title, "number": "arXiv:2301.00017"}
    page.write_text(json.dumps([paper | {"URL": "https://arxiv.org/abs/2301.00017", "DOI": "10.5555/elsewhere.4"}]))
    run("import", "--format", "csl-json", page)
    before = shelf(run)
    result = run("complete", "1", "--json", status=1)
    why = "what arXiv says contradicts it (different DOIs) and was not taken"
    assert f"1: {why}: {PAPERS[1].title}" in result.stderr
    assert "0 of 1 completed" in result.stderr
    assert json.loads(result.stdout) == [{"id": 1, "completed": False, "source": None, "reason": why}]
    assert shelf(run) == before
    assert "imported" in run("undo").stderr


def test_papers_of_two_services_are_one_undo_step(run):
    run("add", "2206.15144", "10.5555/tidal.2023.17")
    assert "undone: imported 2 papers looked up at arXiv, Crossref" in run("undo").stderr
    assert shelf(run) == {}


def test_what_is_complete_already_claims_no_undo_step(run):
    run("add", "2206.15144")
    run("star", "1")
    result = run("complete", "1")
    assert "arXiv had nothing new" in result.stderr
    assert "undo" not in result.stderr
    assert "undone: starred: “" in run("undo").stderr


def test_papers_completed_together_are_one_undo_step(run, tmp_path):
    page = tmp_path / "ids.txt"
    page.write_text("2206.15144\n2301.00017\n")
    run("import", page)
    assert "2 of 2 completed from arXiv; `papershelf undo` undoes it" in run("complete", "1-2").stderr
    run("undo")
    assert {title for title, paper in shelf(run).items() if paper["authors"]} == set()
