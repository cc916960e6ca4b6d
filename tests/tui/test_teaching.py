"""A page of a layout nobody knows: one paper is pointed out, the rest is read, and so is the page of another year."""

import json
import shutil

import pytest

from storage import places
from tests.importers.pages.test_layouts import BARE, NEXT_YEAR, TILDE


def titles(library):
    return [library.title(number) for number in library.view().ids()]


@pytest.fixture
def settings_at(tmp_path):
    return {"path": tmp_path / "config" / "config.toml"}


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (200, 60)])
async def test_one_paper_pointed_out_teaches_the_page_and_those_like_it(library, desk, settings_at, size):
    async with desk(library, size=size, **settings_at) as at:
        await at.paste(TILDE)
        words = " ".join(at.text.replace("│", " ").split())
        assert "paste: no known format" in words
        assert "nothing is picked: t shows the page" in words
        await at.press("enter")
        assert library.count() == 0
        await at.press("t")
        assert "KOLLOQUIUM" in at.text
        await at.press("j")
        assert "Enter done" in at.text
        await at.press("b")
        assert "5 papers" in at.text
        assert at.text.count("both ") >= 5
        await at.press("enter")
        assert "Page laid out as kolloquium, 5 papers: 5 new" in " ".join(at.text.replace("│", " ").split())
        await at.press("enter")
        assert library.count() == 5
        assert any("layout kolloquium" in said for said in at.toasts)
        await at.paste(NEXT_YEAR)
        assert "Page laid out as kolloquium, 4 papers: 4 new" in " ".join(at.text.replace("│", " ").split())
        assert "unsure" not in at.text
        await at.press("enter")
        assert library.count() == 9
    kept = settings_at["path"].parent / "layouts" / "kolloquium.toml"
    assert kept.exists()


async def test_what_was_said_is_taken_back_and_escape_changes_nothing(library, desk, settings_at):
    async with desk(library, **settings_at) as at:
        await at.paste(BARE)
        await at.press("t", "g", "j", "p", "j", "t")
        assert "4 papers" in at.text
        assert "*people" in at.text
        await at.press("u", "u")
        assert "*" not in at.text.partition("Enter done")[0]
        await at.press("escape")
        assert "nothing is picked" in at.text
        await at.press("escape")
    assert library.count() == 0
    assert not (settings_at["path"].parent / "layouts").exists()


async def test_a_record_that_is_none_is_taken_out(library, desk, settings_at):
    async with desk(library, **settings_at) as at:
        await at.paste(BARE)
        await at.press("t", "g", "j", "p", "j", "t")
        assert "4 papers" in at.text
        await at.press("g", *["j"] * 4, "x")
        assert "3 papers" in at.text
        await at.press("enter", "enter")
    assert sorted(titles(library)) == ["Gravel bars", "Soundings", "Sticklebacks in March"]


async def test_a_line_is_found_and_its_reading_shown(library, desk, settings_at):
    async with desk(library, **settings_at) as at:
        await at.paste(TILDE)
        await at.press("t", "j", "b", "/")
        await at.type("sticklebacks")
        await at.press("enter")
        pane = at.text.splitlines()[-9:]
        assert any("On sticklebacks" in line for line in pane)
        assert any("Holm, Brook" in line for line in pane)


@pytest.fixture
def teach(library, desk):
    async def teach(path):
        async with desk(library, path=path) as at:
            await at.paste(TILDE)
            await at.press("t", "j", "b", "enter", "enter")
        return path.parent / "layouts" / "kolloquium.toml"

    return teach


async def test_one_key_forgets_a_layout(library, desk, settings_at, teach):
    kept = await teach(settings_at["path"])
    async with desk(library, size=(120, 30), **settings_at) as at:
        await at.paste(NEXT_YEAR)
        assert "d forget" in at.text
        await at.press("d")
        assert "no known format" in at.text
    assert not kept.exists()


async def test_the_file_of_a_layout_works_on_another_machine(run, tmp_path, teach):
    kept = await teach(tmp_path / "here" / "config.toml")
    page = tmp_path / "next.txt"
    page.write_text(NEXT_YEAR)
    run("import", page, status=1)
    there = places.config().parent / "layouts"
    there.mkdir(parents=True, exist_ok=True)
    shutil.copy(kept, there / "talks.toml")
    (told,) = json.loads(run("import", page, "--json").stdout)["listings"]
    assert (told["found"], told["unsure"], told["written"]) == (4, 0, True)
    assert {"name": "talks", "layout": True}.items() <= json.loads(run("formats", "--json").stdout)[-1].items()
    assert "Page laid out as talks" in run("import", page, "--layout", "talks").stdout
    assert "unknown layout “walks”; there are: talks" in run("import", page, "--layout", "walks", status=1).stderr


@pytest.mark.parametrize(
    "text", ["", "line = 1", 'order = "(a+)+$"', "\x00", "[" * 5_000, 'seam = "' + "x" * 70_000 + '"'],
    ids=["empty", "no lines", "expression", "binary", "deep", "large"],
)  # fmt: skip
def test_a_hostile_layout_is_a_sentence(run, tmp_path, text):
    there = places.config().parent / "layouts"
    there.mkdir(parents=True, exist_ok=True)
    (there / "foreign.toml").write_text(text)
    page = tmp_path / "page.bib"
    page.write_text("@book{one, title = {Moss}}\n")
    said = run("import", page)
    assert "foreign.toml: " in said.stdout + said.stderr
    assert "1 new" in said.stdout
    assert "foreign.toml: " in run("import", page, "--layout", "foreign", status=1).stderr
    assert "foreign.toml: " in run("formats").stderr
