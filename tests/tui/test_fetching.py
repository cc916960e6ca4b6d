"""A page of the web, from the command line and in the app, from a server on this machine."""

import json
import threading

import pytest

from importers.lookup import fetched
from tests.services import PAPERS, Reply, atom
from tests.tui.test_cli_add import run  # noqa: F401

LIST = b"""<!doctype html><title>Fen Lab</title><h1>Publications</h1>
<ul><li><a href="/moss.pdf">Moss Growth on Granite Walls</a>, Ada Roe and Bo Moor, Journal of Fens 4, 2031.</li>
<li><a href="/peat.pdf">Colloids in Bog Water</a>, Cy Lind and Di Berg, Journal of Peat 7, 2030.</li></ul>"""
BIB = b"@article{roe31, title = {Moss Growth on Granite Walls}, author = {Roe, Ada}, year = 2031}\n"


@pytest.fixture(autouse=True)
def without_a_pause(monkeypatch):
    monkeypatch.setattr(fetched, "PAUSE", 0.0)


def page(body=LIST, kind="text/html", **facts):
    return Reply(type=kind, body=body, **facts)


def test_a_page_is_imported_by_its_address(run, services):  # noqa: F811
    services.say("/lab", page())
    result = run("import", f"{services.base}/lab#top")
    assert result.stdout == f"{services.base}/lab: Web page (HTML), 2 papers: 2 new\n"
    papers = json.loads(run("list", "--json").stdout)
    assert {paper["url"] for paper in papers} == {f"{services.base}/moss.pdf", f"{services.base}/peat.pdf"}
    assert services.asked == ["/lab"]


def test_what_it_is_its_content_tells(run, services):  # noqa: F811
    services.say("/refs", page(BIB, "text/plain"))
    services.say("/feed", page(atom(PAPERS[:2]).encode(), "application/atom+xml"))
    result = run("import", "--json", f"{services.base}/refs", f"{services.base}/feed")
    assert [one["format"] for one in json.loads(result.stdout)["listings"]] == ["bibtex", "arxiv-atom"]


def test_the_address_of_a_paper_is_looked_up(run, services):  # noqa: F811
    result = run("import", "https://arxiv.org/abs/2206.15144")
    assert result.stdout == f"{services.base[7:]}: looked up at arXiv, 1 paper: 1 new\n"


def test_a_page_that_is_to_be_looked_up_is_told_how_to_fetch(run, services):  # noqa: F811
    result = run("add", f"{services.base}/lab", status=1)
    assert f"`papershelf import {services.base}/lab` fetches the page" in result.stderr
    assert services.asked == []


def test_every_page_is_asked_for_and_what_fails_is_said(run, services):  # noqa: F811
    services.say("/gone", Reply(404))
    services.say("/wall", page(b"<!doctype html><title>Just a moment...</title><p>Enable JavaScript to continue</p>"))
    services.say("/image", page(b"x", "image/png"))
    services.say("/mail", page(b"Dear all,\n\nsee you on Monday.\n", "text/plain"))
    services.say("/lab", page())
    names = [f"{services.base}/{name}" for name in ("gone", "wall", "image", "mail", "lab")]
    result = run("import", *names, "ftp://fen.example/x", status=1)
    host = services.base[7:]
    assert result.stderr.splitlines()[1:] == [
        f"papershelf: {host} has no such page",
        f"papershelf: {names[1]}: the page asks whether you are a person; copy it in the browser and paste it",
        f"papershelf: {host} sent image/png where a page of text was expected",
        *[line for line in result.stderr.splitlines() if line.startswith(f"papershelf: {names[3]}: no known format")],
        "papershelf: “ftp://fen.example/x” cannot be fetched: only https:// and http:// can",
    ]
    assert result.stdout.endswith("2 papers: 2 new\n")


def test_no_network_is_said_once(run, monkeypatch):  # noqa: F811
    import socket

    def unknown(*_, **__):
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    result = run("import", "https://fen.example/a", "https://moor.example/b", "https://peat.example/", status=1)
    assert result.stderr.splitlines()[1:] == [
        "papershelf: no network: fen.example cannot be reached (its name cannot be resolved)",
        "papershelf: 2 more pages could not be reached, either",
    ]


def test_a_file_so_called_is_no_address(run, services, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.chdir(tmp_path)
    (tmp_path / "http:" / "fen.example").mkdir(parents=True)
    (tmp_path / "http:" / "fen.example" / "refs.bib").write_bytes(BIB)
    assert "1 new" in run("import", "http://fen.example/refs.bib").stdout


async def test_the_app_asks_for_a_page_and_shows_it(library, desk, services):
    services.say("/lab", page())
    async with desk(library, size=(100, 30)) as at:
        shown = await at.fill("i", f"{services.base}/lab", "enter")
        assert "Web page (HTML), 2 papers: 2 new" in shown
        assert f"{services.base}/lab" in shown
        await at.press("enter")
        assert len(library.view().ids()) == 2


async def test_a_pasted_address_is_asked_for_by_enter_alone(library, desk, services):
    services.say("/lab", page())
    async with desk(library, size=(100, 30)) as at:
        await at.paste(f"{services.base}/lab\n")
        assert "Enter asks for the page at this address" in at.text
        assert services.asked == []
        assert "2 papers" in await at.press("enter")


async def test_a_page_that_does_not_come_can_be_given_up(library, desk, services):
    came = threading.Event()

    def slow(stream, closing):
        came.set()
        closing.wait(5)

    services.say("/slow", Reply(write=slow, type="text/html"))
    async with desk(library, size=(100, 30)) as at:
        await at.press("i")
        await at.type(f"{services.base}/slow")
        await at.pilot.press("enter")
        for _ in range(200):
            await at.pilot.pause(0.01)
            if came.is_set() and "asking 127.0.0.1" in at.text:
                break
        assert "Esc gives up" in at.text
        await at.press("escape")  # and the thread that waits ends, too, or the screen never settles
        assert "asking" not in at.text


async def test_why_no_page_came_is_said_in_the_app(library, desk, services):
    services.say("/page", Reply(403))
    async with desk(library, size=(100, 30)) as at:
        shown = await at.fill("i", f"{services.base}/page", "enter")
        assert "refuses to answer (403): copy the page in the browser and paste it" in " ".join(shown.split())
