"""Paths as they are typed where an import is named: several, quoted, with ~ and *, completed by Tab, dropped."""

import os

import pytest

from tui.desk import typed
from tui.desk.typed import PathError, completion, paths

BIB = "@article{{{0}, title={{On {0}}}, author={{Quill, Ada}}, year=2020}}\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name in ("moss.bib", "fern.bib", "sea fog.bib", "it's.bib"):
        (tmp_path / name).write_text(BIB.format(name.split(".")[0].replace(" ", "").replace("'", "")))
    (tmp_path / "marsh").mkdir()
    (tmp_path / "marsh" / "reed.bib").write_text(BIB.format("reed"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("moss.bib", ["moss.bib"]), ("moss.bib fern.bib", ["moss.bib", "fern.bib"]), ("sea fog.bib", ["sea fog.bib"]),
        ("'sea fog.bib' moss.bib", ["sea fog.bib", "moss.bib"]), (r"sea\ fog.bib moss.bib", ["sea fog.bib", "moss.bib"]),
        ('"it\'s.bib"', ["it's.bib"]), ("it's.bib", ["it's.bib"]), ("m*.bib f*.bib", ["moss.bib", "fern.bib"]),
        ("moss.bib moss.bib", ["moss.bib"]), ("marsh moss.bib", ["marsh", "moss.bib"]), ("~/moss.bib", ["~moss.bib"]),
        ("'file:///HOME/sea%20fog.bib' moss.bib", ["~sea fog.bib", "moss.bib"]), ("~/m*.bib", ["~moss.bib"]),
        ("10.1234/moss", []), ("2401.00001 2401.00002", []), ("what isn't there", []), ("", []), ("https://moss.example/*.bib", []),
    ],
)  # fmt: skip
def test_a_line_of_paths_is_read_as_a_shell_reads_it(folder, line, names):
    found = [str(path) for path in paths(line.replace("/HOME", str(folder)))]
    assert found == [f"{folder}/{name[1:]}" if name.startswith("~") else name for name in names]


def test_what_is_not_there_is_said(folder, monkeypatch):
    for line, sentence in (("moss.bib no.bib", "there is no file no.bib"), ("*.ris", "no file matches *.ris")):
        with pytest.raises(PathError) as said:
            paths(line)
        assert str(said.value) == sentence
    monkeypatch.setattr(typed, "MOST", 3)
    with pytest.raises(PathError, match="more than 3 files"):
        paths("*.bib")


@pytest.mark.parametrize(
    ("line", "text", "names"),
    [
        ("mo", "moss.bib ", ()), ("m", "m", ("marsh/", "moss.bib")), ("mar", "marsh/", ()), ("sea", r"sea\ fog.bib ", ()),
        ("'sea", "'sea fog.bib' ", ()), ('"sea f', '"sea fog.bib" ', ()), ("it", r"it\'s.bib ", ()), ("~/mo", "~/moss.bib ", ()),
        ("fern.bib mo", "fern.bib moss.bib ", ()), ("marsh/", "marsh/reed.bib ", ()), ("MO", "moss.bib ", ()),
        ("no", "no", ()), ("no/x", "no/x", ()), ("10.1/x", "10.1/x", ()), ("a\0b", "a\0b", ()),
    ],
)  # fmt: skip
def test_a_path_is_completed(folder, line, text, names):
    assert completion(line)[:2] == (text, names)


def test_what_is_completed_is_what_is_read(folder):
    assert [os.path.basename(path) for path in paths(completion(completion("it").text + "sea").text)] == [  # noqa: PTH119
        "it's.bib", "sea fog.bib",
    ]  # fmt: skip


def test_no_more_than_a_thousand_names_are_looked_at(folder, monkeypatch):
    monkeypatch.setattr(typed, "MOST", 2)
    assert completion("").more
    assert len(completion("").names) <= 2


async def test_several_are_one_import(filled, desk, folder):
    async with desk(filled) as at:
        await at.press("i")
        await at.type("m")
        shown = await at.press("tab")
        assert "marsh/  moss.bib" in shown
        await at.type("o")
        await at.press("tab")
        await at.type("'sea fog.bib' marsh/*.bib empty.bib")
        assert "there is no file empty.bib" in await at.press("enter")
        (folder / "empty.bib").write_text("")
        shown = await at.press("enter")
        assert "3 papers: 3 new" in shown
        assert "empty.bib" in shown
        await at.press("enter")
        assert filled.count() == 43
        await at.press("u")
        assert filled.count() == 40


async def test_files_that_are_dropped_are_looked_at(filled, desk, folder):
    async with desk(filled) as at:
        await at.paste(f"'{folder}/sea fog.bib' '{folder}/moss.bib'")
        assert "2 papers: 2 new" in at.text
        await at.press("escape")
        await at.paste(f"{folder}/sea fog.bib\n")
        assert "1 paper: 1 new" in at.text
