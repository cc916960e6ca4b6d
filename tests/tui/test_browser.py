"""Links: only http(s) addresses that were put together again reach a browser."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.papers.names import Name
from storage.papers.paper import Listed, Paper
from tui.desk import browser


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "file:///etc/passwd", "--renderer-cmd-prefix=sh", "http://", "https:///x", "ftp://a/b",
     "http://-x/", "data:text/html,x", "//host/x", "http://[::zz]/", "http://a:99999999/", " -x", "http://a b"],
)  # fmt: skip
def test_what_is_no_web_address_is_not_opened(url):
    assert browser.rebuilt(url) in (None, "http://ab/")


@given(st.text())
def test_whatever_comes_in_what_goes_out_begins_with_http(text):
    for url in (text, f"http://{text}", f"https://host/{text}"):
        found = browser.rebuilt(url)
        assert found is None or (found.startswith(("http://", "https://")) and found.isascii() and found.isprintable())


def test_credentials_in_an_address_are_dropped():
    assert browser.rebuilt("https://bank.example:secret@evil.example/x") == "https://evil.example/x"


def test_the_published_version_is_linked_before_the_preprint():
    both = Paper(title="x", doi="10.1000/A(b)", arxiv_id="2206.15144", url="https://else.example")
    assert browser.link(both) == "https://doi.org/10.1000/a(b)"
    assert browser.pdf(both) == "https://arxiv.org/pdf/2206.15144"


def test_a_hostile_doi_stays_in_the_path():
    paper = Paper(title="x", doi="10.1000/x?y#z@evil.example")
    assert browser.link(paper) == "https://doi.org/10.1000/x%3Fy%23z%40evil.example"


def test_pdf_of_known_places():
    assert browser.pdf(Paper(title="x", url="https://openreview.net/forum?id=a1")) == "https://openreview.net/pdf?id=a1"
    assert (
        browser.pdf(Paper(title="x", url="https://aclanthology.org/2020.acl-main.1/"))
        == "https://aclanthology.org/2020.acl-main.1.pdf"
    )
    assert browser.pdf(Paper(title="x", url="https://a.example/p.PDF?x=1")) == "https://a.example/p.PDF?x=1"
    assert browser.pdf(Paper(title="x", url="https://a.example/p")) is None


def test_without_a_desktop_nothing_is_started(monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("webbrowser.open", lambda _: pytest.fail("a browser was started"))
    assert browser.open_url("https://arxiv.org") is False


def test_the_address_handed_on_is_the_rebuilt_one(monkeypatch):
    handed = []
    monkeypatch.setenv("BROWSER", "x")
    monkeypatch.setattr("webbrowser.open", lambda url: bool(handed.append(url)) or True)
    assert browser.open_url("HTTPS://ArXiv.org/abs/1 2") is True
    assert handed == ["https://arxiv.org/abs/12"]


async def test_a_paper_without_a_link_is_searched_for_once_that_is_said(desk, library, monkeypatch):
    opened = []
    monkeypatch.setattr(browser, "open_url", lambda url: bool(opened.append(url)) or True)
    paper = Paper(title="Knots & [bold]Moss[/]: 100 %", authors=(Name("Fay Quill"),))
    library.add([Listed(paper=paper, line=1)], source="p", format="test")
    async with desk(library) as at:
        shown = await at.press("o")
        assert "No link is known" in shown
        assert "[bold]" in shown
        await at.press("escape")
        assert opened == [], "nobody is asked before the reader says so"
        assert "No PDF is known" in await at.press("p")
        await at.press("s")
    address = urlsplit(opened.pop())
    assert address.hostname == "scholar.google.com"
    assert parse_qs(address.query) == {"q": ["Knots & [bold]Moss[/]: 100 % Quill"]}


async def test_a_paper_with_a_link_and_no_pdf_offers_the_link(desk, library, monkeypatch):
    opened = []
    monkeypatch.setattr(browser, "open_url", lambda url: bool(opened.append(url)) or True)
    library.add([Listed(paper=Paper(title="Moss", doi="10.5555/moss"), line=1)], source="p", format="test")
    async with desk(library) as at:
        await at.press("p", "o")
    assert opened == ["https://doi.org/10.5555/moss"]
