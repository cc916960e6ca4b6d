"""Any other CSL style from the screen and the command line, by a pandoc that answers, refuses or is not there."""

import json
import os

import pytest
from click.testing import CliRunner

from storage.library import Library
from storage.papers.paper import Listed, Paper
from tests.tui.test_journey import copied  # noqa: F401 - a fixture
from tui.cli.main import main
from tui.desk import citing

STYLE = '<?xml version="1.0"?><style xmlns="http://purl.org/net/xbiblio/csl"></style>'
SCRIPT = """#!/bin/sh
exec "{python}" - "$@" <<'END'
import json, os, sys
style = [word for word in sys.argv if word.startswith("--csl=")][0]
if "broken" in style:
    sys.exit("Error: the style is broken")
for record in reversed(json.load(open(os.environ["GIVEN"]))):
    print(f'<div id="ref-{{record["id"]}}" class="csl-entry"><em>{{record["title"]}}</em>, runic.</div>')
END
"""


@pytest.fixture
def styles(tmp_path, monkeypatch):
    """A pandoc that cites in runes, and a folder with two styles: `old-runes-2e` and `broken`."""
    import sys

    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "pandoc"
    # The records come by standard input, which the here-document takes: they are put into a file first.
    program.write_text(SCRIPT.format(python=sys.executable).replace("exec", 'cat > "$GIVEN"; exec', 1))
    program.chmod(0o700)
    home = tmp_path / "home"
    named = home / ".local" / "share" / "pandoc" / "csl"
    named.mkdir(parents=True)
    for name in ("old-runes-2e", "broken"):
        (named / f"{name}.csl").write_text(STYLE)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIVEN", str(tmp_path / "given.json"))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    return named


async def test_a_style_is_found_by_its_name_previewed_copied_and_remembered(filled, desk, copied, styles, tmp_path):  # noqa: F811
    async with desk(filled, size=(100, 40), path=tmp_path / "config.toml") as at:
        await at.press("Y")
        assert "name any CSL style" in at.text
        await at.press(*"runes 2")  # a digit within what is typed is text
        assert "old-runes-2e" in at.text
        assert "Paper 0 on attention in imagined networks, runic." in at.text
        await at.press("enter")
        assert copied == ["Paper 0 on attention in imagined networks, runic."]
        assert at.said[-1].startswith("old-runes-2e, ")
        await at.press("j", "y")
        assert copied[1].startswith("Paper 1 on")
    assert 'style = "csl:old-runes-2e"' in (tmp_path / "config.toml").read_text()


async def test_a_style_is_named_by_its_file(filled, desk, copied, styles, tmp_path):  # noqa: F811
    (tmp_path / "my style.csl").write_text(STYLE)
    async with desk(filled, size=(100, 40)) as at:
        await at.press("a", "Y")
        await at.type(str(tmp_path / "my style.csl"))
        await at.press("enter")
        assert len(copied[0].splitlines()) == 40
        assert at.said[-1].startswith("my style of 40 papers, ")
        assert at.app.settings.style == f"csl:{tmp_path}/my style.csl"


async def test_what_pandoc_says_against_a_style_is_shown_and_the_chooser_stays(filled, desk, copied, styles):  # noqa: F811
    async with desk(filled, size=(100, 40)) as at:
        await at.press("Y")
        await at.type("broken")
        assert "pandoc failed: Error: the style is broken" in at.text
        await at.press("enter")
        assert "Cite “Paper 0" in at.text
        await at.type("-not")
        assert "there is no style file broken-not" in at.text
        await at.press("escape")
        assert not copied
        assert at.app.settings.style == "bibtex"


async def test_a_remembered_style_that_is_gone_is_said(filled, desk, copied, styles):  # noqa: F811
    async with desk(filled, style="csl:gone") as at:
        await at.press("y")
        assert any("there is no style file gone" in said for said in at.said)
        assert not copied


async def test_without_pandoc_only_what_there_is_is_offered(filled, desk, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    async with desk(filled, size=(100, 40)) as at:
        await at.press("Y")
        assert "type to find" in at.text
        await at.type("ecology-letters")
        assert "through pandoc" not in at.text


@pytest.fixture
def run(tmp_path, monkeypatch, styles):
    monkeypatch.setenv("PAPERSHELF_HOME", str(tmp_path / "shelf"))
    with Library.open(tmp_path / "shelf.sqlite3") as library:
        library.add(
            [Listed(paper=Paper(title=title, authors=("Ada Bo",)), line=1) for title in ("Two", "One")],
            source="p", format="t",
        )  # fmt: skip

    def ran(*words):
        return CliRunner().invoke(main, ["--library", str(tmp_path / "shelf.sqlite3"), *words])

    return ran


def test_cite_prints_a_bibliography_in_the_styles_order(run, styles):
    done = run("cite", "1", "2", "--style", "old-runes-2e")
    assert done.exit_code == 0
    assert done.stdout == "Two, runic.\nOne, runic.\n"
    assert "no year is known" in done.stderr
    data = json.loads(run("cite", "1", "2", "--style", str(styles / "old-runes-2e.csl"), "--json").stdout)
    assert [(one["id"], one["style"], one["text"]) for one in data] == [
        (1, "old-runes-2e", "One, runic."), (2, "old-runes-2e", "Two, runic."),
    ]  # fmt: skip


def test_cite_says_what_is_wrong_with_a_style(run):
    done = run("cite", "1", "--style", "broken")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "pandoc failed: Error: the style is broken" in done.stderr
    done = run("cite", "1", "--style", "nowhere")
    assert done.exit_code == 2
    assert "unknown style “nowhere”; choose from bibtex, apa" in done.stderr
    assert "put nowhere.csl into" in done.stderr


def test_styles_says_when_pandoc_adds_more(run, monkeypatch, tmp_path):
    done = run("styles")
    assert "old-runes-2e   through pandoc" in done.stdout
    assert "--style FILE.csl" in done.stderr
    assert {"name": "broken", "title": "broken, through pandoc"} in json.loads(run("styles", "--json").stdout)
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run("styles")
    assert "through pandoc" not in done.stdout
    assert "With pandoc installed" in done.stderr


def test_records_for_pandoc_have_no_abstracts_and_say_whose_they_are(filled):
    made = citing.records(filled.entries([1, 2]))
    assert [record["id"] for record in made] == ["paper-1", "paper-2"]
    assert all("abstract" not in record for record in made)
