"""Papers known by an identifier alone, from the list of them to the look-up that tells what they are called."""

import json

import pytest

from storage.papers.identifiers import is_identifier
from storage.papers.paper import Listed, Paper
from tests.services import PAPERS

LIST = """\
2206.15144
10.5555/tidal.2023.17
PMID: 12345678
https://openreview.net/forum?id=EchoWell_1
https://openreview.net/forum?id=EchoWell_2
"""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("PAPERSHELF_HOME", str(tmp_path / "home"))


@pytest.fixture
def named(run):
    run("import", "-", text=LIST)
    return run


@pytest.mark.parametrize("text", [
    "10.5555/gulls", "doi:10.5555/gulls.", "2206.15144", "arXiv:2206.15144v2", "hep-th/9901001", "PMID 123", "PMC123",
    "ISBN 978-3-16-148410-0", "https://openreview.net/forum?id=EchoWell_1",
])  # fmt: skip
def test_an_identifier_is_no_title(text):
    assert is_identifier(text)
    assert Paper(title=text).untitled


@pytest.mark.parametrize(
    "text", ["", "1984", "Attention", "On 10.5555/gulls", "GPT-4", "A Reply to 2206.15144", "3.14"]
)
def test_a_title_is_no_identifier(text):
    assert not is_identifier(text)


def test_they_are_counted_and_found(named):
    named("import", "-", text="@article{m, title = {Moss}, year = 2001}")
    assert len(named("list", "is:untitled").stdout.splitlines()) == 5
    assert "to look up: 10.5555/tidal.2023.17" in named("list").stdout
    (other,) = json.loads(named("list", "-is:untitled", "--json").stdout)
    assert other["title"] == "Moss"
    assert len(json.loads(named("list", "is:untitled", "arxiv", "--json").stdout)) == 1
    assert "sound" in named("doctor").stdout


def test_a_fact_that_is_not_known_is_null(named):
    assert {paper["title"] for paper in json.loads(named("list", "--json").stdout)} == {None}


def test_two_of_them_are_two(named):
    assert named("duplicates").stdout == ""
    again = named("import", "-", text="https://openreview.net/forum?id=EchoWell_2\n10.5555/tidal.2023.18\n")
    assert "2 papers: 1 new, 1 unchanged" in again.stdout


def test_a_citation_says_that_the_title_is_not_known(named):
    cited = named("cite", "4", "--style", "apa")
    assert cited.stdout == "[title not known]. (n.d.). https://doi.org/10.5555/tidal.2023.17\n"
    assert "the title is not known yet" in cited.stderr
    assert named("cite", "3", "--style", "ieee").stdout == "“[title not known, PMID 12345678].”\n"
    assert "title" not in named("cite", "5", "--style", "bibtex").stdout


@pytest.mark.parametrize("form", ["bibtex", "biblatex", "ris", "csl-json", "json"])
def test_what_is_exported_comes_back_whole(named, tmp_path, form):
    file = tmp_path / "export"
    file.write_text(named("list", "--json").stdout if form == "json" else named("export", "--format", form).stdout)
    assert not any(quoted in file.read_text() for quoted in ("title = {10", '"title": "10', "TI  - 10"))
    ids = [paper["id"] for paper in json.loads(named("list", "--json").stdout)]
    before = rows(named)
    named("--library", str(tmp_path / "other.sqlite3"), "import", str(file))
    assert rows(lambda *words: named("--library", str(tmp_path / "other.sqlite3"), *words)) == before
    named("import", str(file))
    assert [paper["id"] for paper in json.loads(named("list", "--json").stdout)] == ids


def rows(run):
    """What the list shows, in the order of what each paper goes by."""
    return sorted(line[32:] for line in run("list", "is:untitled").stdout.splitlines())


async def test_looking_one_up_gives_it_its_title(library, services, desk):
    library.add(
        [Listed(paper=Paper(title=name, **told), line=1, doubt="the title is not known")
         for name, told in (("10.5555/tidal.2023.17", {"doi": "10.5555/tidal.2023.17"}),
                            ("https://openreview.net/forum?id=EchoWell_1",
                             {"url": "https://openreview.net/forum?id=EchoWell_1"}))],
        source="ids.txt", format="id-list",
    )  # fmt: skip
    async with desk(library, lookup=services.bases) as at:
        assert "to look up: 10.5555" in at.text
        assert "press E to ask for it" in at.text
        shown = await at.press("h")
        assert any("? To look up" in line and "2" in line[:43].split() for line in shown.splitlines())
        await at.press("escape", "V", "j", "E")
        assert {entry.paper.title for entry in library.entries([1, 2])} == {PAPERS[1].title, PAPERS[6].title}
        assert library.view("is:untitled").count() == 0
        assert library.entries([1])[0].doubt is None
        await at.press("u")
        assert library.view("is:untitled").count() == 2
