"""The commands of a day: what is new on which page, the queue, what is put off, shelves."""

import json
from datetime import date, timedelta

import pytest

from tui.desk.days import coming

PAGE = """TITLE\tAUTHORS\tYEAR
Fog over the marsh\tAda Quill\t2024
Slow rivers of the plain\tBo Fern\t2025
A ledger of frost\tCai Marsh\t2026
"""
BIB = """@article{gull, title={Gulls inland}, author={Di Holm}, year=2020}
@article{moss, title={On moss}, author={Ed Stone}, year=2021}
"""


@pytest.fixture
def run(run, tmp_path):
    (tmp_path / "page.tsv").write_text(PAGE)
    (tmp_path / "refs.bib").write_text(BIB)
    run("import", tmp_path / "refs.bib")
    run("import", tmp_path / "page.tsv")
    return run


def shelf(run, *query):
    return [paper["title"] for paper in json.loads(run("list", "--json", *query).stdout)]


def ids(run, *titles):
    by_title = {paper["title"]: paper["id"] for paper in json.loads(run("list", "--json").stdout)}
    return [by_title[title] for title in titles]


def test_a_page_is_in_the_inbox_until_it_is_done_and_a_bib_never(run):
    listed = run("page").stdout
    assert "3 new of 3" in listed
    assert "page.tsv" in listed
    assert "refs.bib" not in listed
    number = listed.split()[0]
    shown = run("page", number).stdout.splitlines()
    assert [line.split("  ")[-1].strip() for line in shown] == [
        "Fog over the marsh", "Slow rivers of the plain", "A ledger of frost",
    ]  # fmt: skip
    run("mark", *ids(run, "Fog over the marsh"))
    assert "2 new of 3" in run("page").stdout
    assert run("page", number, "--done").stderr.startswith("done with “page.tsv”, 2 papers of it undecided; ")
    assert (run("page").stdout, run("page").stderr) == ("", "nothing is new\n")
    run("undo")
    assert "2 new of 3" in run("page").stdout
    assert "no page 99" in run("page", "99", status=2).stderr
    assert "say which page" in run("page", "--done", status=2).stderr


def test_the_queue_is_put_in_order(run):
    fog, rivers, frost = ids(run, "Fog over the marsh", "Slow rivers of the plain", "A ledger of frost")
    run("queue", fog)
    run("queue", rivers)
    run("queue", frost, "--first")
    assert shelf(run, "is:queued", "--sort", "queue") == [
        "A ledger of frost", "Fog over the marsh", "Slow rivers of the plain",
    ]  # fmt: skip
    run("queue", "gull", "--after", frost)
    run("undo")
    run("queue", rivers, "--after", frost)
    assert [line.split()[0] for line in run("queue").stdout.splitlines()] == list(map(str, (frost, rivers, fog)))
    run("queue", frost, "--remove")
    assert [paper["queue"] for paper in json.loads(run("list", "--json", "is:queued", "--sort", "queue").stdout)] == [
        1,
        2,
    ]
    assert "does not stand there" in run("queue", fog, "--after", frost, status=2).stderr
    assert "say one of" in run("queue", fog, "--after", rivers, "--first", status=2).stderr


def test_a_paper_is_put_off_and_said_to_be(run):
    (fog,) = ids(run, "Fog over the marsh")
    tomorrow = str(date.today() + timedelta(1))
    assert run("later", fog, "gull", "tomorrow").stderr.startswith(f"put off 2 papers to {tomorrow}; ")
    assert {paper["later"] for paper in json.loads(run("list", "--json", "has:later").stdout)} == {tomorrow}
    run("later", fog, "--clear")
    assert shelf(run, "has:later") == ["Gulls inland"]
    assert "soon is no day" in run("later", fog, "soon", status=2).stderr
    assert "not after today" in run("later", fog, "2020-01-01", status=2).stderr
    assert "name papers" in run("later", "tomorrow", status=2).stderr


def test_shelves_are_filled_listed_and_ordered(run):
    fog, rivers = ids(run, "Fog over the marsh", "Slow rivers of the plain")
    run("shelf", "thesis", "gull", fog)
    run("shelf", "thesis", rivers, "--first")
    assert run("shelf").stdout.split() == ["3", "thesis"]
    order = [line.split("  ")[-1].strip() for line in run("shelf", "thesis").stdout.splitlines()]
    assert order == ["Slow rivers of the plain", "Fog over the marsh", "Gulls inland"]
    run("shelf", "thesis", "gull", "--remove")
    assert shelf(run, "shelf:thesis") == ["Fog over the marsh", "Slow rivers of the plain"], "newest first, as ever"


def test_an_export_carries_shelves_and_days(run, tmp_path):
    run("shelf", "thesis", "gull")
    run("later", "gull", "2w")
    (tmp_path / "out.json").write_text(run("list", "--json").stdout)
    run("--library", tmp_path / "other.sqlite3", "import", tmp_path / "out.json")
    told = json.loads(run("--library", tmp_path / "other.sqlite3", "list", "--json", "shelf:thesis").stdout)
    assert [(one["title"], one["later"], one["new"]) for one in told] == [("Gulls inland", str(coming("2w")), False)]


@pytest.mark.parametrize("said", ['"soon"', '"\\u001b[31m"', "7", '"2027-13-01"', "null"])
def test_an_export_whose_day_is_none_puts_nothing_off(run, tmp_path, said):
    run("later", "gull", "2w")
    text = run("list", "--json").stdout.replace(f'"{coming("2w")}"', said)
    (tmp_path / "out.json").write_text(text)
    run("--library", tmp_path / "other.sqlite3", "import", tmp_path / "out.json")
    told = json.loads(run("--library", tmp_path / "other.sqlite3", "list", "--json").stdout)
    assert {one["later"] for one in told} == {None}


@pytest.mark.parametrize(("text", "day"), [
    ("tomorrow", "2027-02-01"), ("3d", "2027-02-03"), ("2W", "2027-02-14"), ("1m", "2027-02-28"),
    ("13m", "2028-02-29"), (" 2027-03-01 ", "2027-03-01"),
])  # fmt: skip
def test_days_to_come(text, day):
    assert coming(text, date(2027, 1, 31)) == date.fromisoformat(day)


@pytest.mark.parametrize("text", ["", "0d", "today", "2027-01-31", "31.1.2027", "9999w", "d", "-3d"])
def test_no_day_to_come(text):
    with pytest.raises(ValueError, match=r"no day|not after"):
        coming(text, date(2027, 1, 31))


def test_tags_and_shelves_are_renamed_in_one_step(run):
    fog, rivers, frost = ids(run, "Fog over the marsh", "Slow rivers of the plain", "A ledger of frost")
    run("tag", fog, "--add", "weather/fog")
    run("tag", frost, "--add", "weather")
    said = run("tag", "--rename", "weather", "air").stderr
    assert said == "renamed the tag “weather” to “air”; `papershelf undo` undoes it\n"
    assert sorted(shelf(run, 'tag:"air"')) == ["A ledger of frost", "Fog over the marsh"]
    run("undo")
    assert shelf(run, 'tag:"air"') == []
    assert "no paper has the tag “cold”" in run("tag", "--rename", "cold", "x", status=1).stderr
    assert "stands alone" in run("tag", fog, "--rename", "a", "b", status=2).stderr
    assert "name papers" in run("tag", "--add", "x", status=2).stderr
    run("shelf", "thesis", rivers)
    run("shelf", "thesis", fog)
    run("shelf", "--rename", "thesis", "book")
    assert "Slow rivers" in run("shelf", "book").stdout.splitlines()[0]
    assert run("shelf").stdout.split() == ["2", "book"]
    assert "stands alone" in run("shelf", "book", "--rename", "a", "b", status=2).stderr
