"""A page of a layout nobody knows: one paper is pointed out, the rest is read, and so is the page of another year."""

import json
import os
import shutil

import pytest

from storage import places
from tests.clock import within
from tests.importers.pages.test_layouts import BARE, NEXT_YEAR, THIS_YEAR, TILDE


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
        assert "layout's name: kolloquium" in at.text
        await at.press("enter")
        assert "Page laid out as kolloquium, 5 papers: 5 new" in " ".join(at.text.replace("│", " ").split())
        await at.press("enter")
        assert library.count() == 5
        assert any("layout kolloquium" in said for said in at.said)
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
        await at.press("enter", "enter", "enter")
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
            await at.press("t", "j", "b", "enter", "enter", "enter")
        return path.parent / "layouts" / "kolloquium.toml"

    return teach


async def test_one_key_forgets_a_layout(library, desk, settings_at, teach):
    kept = await teach(settings_at["path"])
    async with desk(library, size=(80, 24), **settings_at) as at:
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
    "text", ["", "line = 1", 'order = "(a+)+$"', "\x00", "[" * 5_000, 'seam = "' + "x" * 70_000 + '"',
     "a" + ".a" * 30_000 + " = 1", "a = " + "{a = " * 3_000, "[[line]]\n" * 7_000, 'name = "../../x"'],
    ids=["empty", "no lines", "expression", "binary", "deep", "large", "dots", "tables", "many", "path"],
)  # fmt: skip
def test_a_hostile_layout_is_a_sentence(run, tmp_path, text):
    there = places.config().parent / "layouts"
    there.mkdir(parents=True, exist_ok=True)
    (there / "foreign.toml").write_text(text)
    page = tmp_path / "page.bib"
    page.write_text("@book{one, title = {Moss}}\n")
    with within(2):
        said = run("import", page)
    assert "foreign.toml: " in said.stdout + said.stderr
    assert "1 new" in said.stdout
    assert "foreign.toml: " in run("import", page, "--layout", "foreign", status=1).stderr
    assert "foreign.toml: " in run("formats").stderr


async def test_a_layout_has_the_name_that_its_reader_gives_and_none_that_is_taken(library, desk, settings_at, teach):
    kept = await teach(settings_at["path"])
    kept.rename(kept.with_name("talks.toml"))
    async with desk(library, **settings_at) as at:
        await at.paste(BARE)
        await at.press("t", "g", "j", "p", "j", "t", "enter")
        assert "layout's name: kalender" in at.text
        for refused in ("../escape", "", ".hidden", "x" * 130):
            await at.press("ctrl+u")
            if refused:
                await at.type(refused)
            assert "a layout's name begins with a letter or digit" in " ".join((await at.press("enter")).split())
        await at.press("ctrl+u")
        await at.type("Talks")
        assert "there is a layout “Talks”: Enter replaces it" in await at.press("enter")
        await at.press("ctrl+u")
        await at.type("Kalender 2026")
        assert "Page laid out as Kalender 2026" in " ".join((await at.press("enter")).split())
        await at.press("enter")
    assert {path.stem for path in kept.parent.iterdir()} == {"talks", "Kalender 2026"}


async def test_escape_while_teaching_leaves_the_page_as_it_was_read(library, desk, settings_at):
    async with desk(library, **settings_at) as at:
        await at.paste("Talks\n\n" + "\n\n".join(f"{title}\n{', '.join(people)}" for title, people in THIS_YEAR))
        before = at.text
        assert "6 new" in before
        await at.press("t", "g", "j", "x", "enter", "escape")
        assert "layout's name" not in at.text
        await at.press("escape")
        assert at.text == before
        await at.press("enter")
    assert library.count() == 6
    assert not (settings_at["path"].parent / "layouts").exists()


def test_formats_says_what_a_layout_does(run):
    there = places.config().parent / "layouts"
    there.mkdir(parents=True, exist_ok=True)
    look = ["blanks 0", "mark", "level 0", "plain", "no link", "same", "letters", "begins high", "ends otherwise",
            "no year", "commas 0", "length 0", "path ", "once", "no label", "under line", "over line"]  # fmt: skip
    (there / "talks.toml").write_text(
        f'order = "title and people in one line"\nseam = "people ~ title"\nbetween = "+"\n'
        f'[[line]]\nrole = "both"\nlook = {json.dumps(look)}\n'
    )
    said = run("formats").stdout
    assert "title and people in one line, at “people ~ title”, “+” between people; 1 line to go by" in said


@pytest.mark.parametrize("kind", ["folder", "pipe", "loop", "control", "device"])
def test_whatever_lies_among_the_layouts_is_a_sentence(run, tmp_path, kind):
    there = places.config().parent / "layouts"
    there.mkdir(parents=True, exist_ok=True)
    odd = there / "odd.toml"
    if kind == "folder":
        odd.mkdir()
    elif kind == "pipe":
        os.mkfifo(odd)
    elif kind == "control":
        (there / "od\x1b[2Jd.toml").write_text("")
    else:
        odd.symlink_to(odd if kind == "loop" else "/dev/zero")
    page = tmp_path / "page.bib"
    page.write_text("@book{one, title = {Moss}}\n")
    said = run("import", page)
    assert "1 new" in said.stdout
    assert "\x1b" not in said.stdout + said.stderr
    assert ".toml: " in said.stdout + said.stderr


def test_of_very_many_layouts_the_first_are_tried_and_it_is_said(run, tmp_path):
    there = places.config().parent / "layouts"
    there.mkdir(parents=True, exist_ok=True)
    for number in range(1_000):
        (there / f"{number:04}.toml").touch()
    page = tmp_path / "page.bib"
    page.write_text("@book{one, title = {Moss}}\n")
    said = run("import", page)
    assert "of 1,000 layouts the first 200 by name are tried" in said.stdout + said.stderr


async def test_a_line_that_nothing_divides_is_not_both(library, desk, settings_at):
    async with desk(library, **settings_at) as at:
        await at.paste(TILDE)
        await at.press("t", "g", "b")
        assert "nothing divides this line into title and people" in at.text
        assert "*" not in at.text.partition("Enter done")[0]
