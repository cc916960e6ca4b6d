"""Every act on papers takes them by ID, on standard input, or by a query, on the command line."""

import json

import click.testing
import pytest

BIB = """@article{gull, title={Gulls inland}, author={Holm, Di}, journal={Fens}, year=2020}
@article{moss, title={On moss}, author={Stone, Ed}, journal={Fens}, year=2021}
@article{frost, title={A ledger of frost}, author={Marsh, Cai}, year=2022}
"""
FENS = "venue:fens"
ACTS = {
    "mark": ["--as", "skimmed"], "star": [], "tag": ["-a", "wet"], "queue": [], "later": ["2w"], "shelf": ["thesis"],
    "note": ["--append", "-t", "look again"], "delete": [],
}  # fmt: skip
"""Every act that changes papers, with words that make it one: a shelf before the papers, a day behind them."""
DONE = {
    "mark": "status:skimmed", "star": "is:starred", "tag": "tag:wet", "queue": "is:queued", "later": "has:later",
    "shelf": "shelf:thesis", "note": 'note:"look again"', "delete": "",
}  # fmt: skip


@pytest.fixture
def run(run, tmp_path):
    (tmp_path / "refs.bib").write_text(BIB)
    run("import", tmp_path / "refs.bib")
    return run


def entries(run, *query):
    return json.loads(run("list", *query, "--json").stdout)


def keys(run, query):
    return {paper["keys"][0] for paper in entries(run, query)}


def said(run, act, words, **options):
    """Run an act on papers named by these words."""
    more = ACTS[act]
    before, behind = (more, []) if act == "shelf" else ([], more)
    return run(act, *before, *words, *behind, **options)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["gull", "moss"], None), (["-"], "gull\nmoss\n"), (["-"], "gull\tGulls inland\nmoss\tOn moss\n"),
        (["--query", FENS], None), (["-"], "lines"), (["-"], "json"),
    ],
    ids=["ids", "stdin", "tabs", "query", "jsonl", "json"],
)  # fmt: skip
def test_every_act_takes_ids_standard_input_and_a_query(run, act, words, text):
    if text in ("lines", "json"):
        text = run("list", FENS, "--jsonl" if text == "lines" else "--json").stdout
    result = said(run, act, words, text=text)
    assert "`papershelf undo` undoes it" in result.stderr
    assert keys(run, DONE[act]) == ({"frost"} if act == "delete" else {"gull", "moss"})
    run("undo")
    assert keys(run, DONE[act]) == ({"gull", "moss", "frost"} if act == "delete" else set())


@pytest.mark.parametrize("act", [*ACTS, "cite", "show", "split", "merge", "complete"])
def test_an_act_on_nothing_says_so_and_changes_nothing(run, act):
    before = entries(run)
    for words, text, status, sentence in (
        (["--query", "venue:desert"], None, 1, "nothing matches venue:desert"),
        (["-"], "\n", 1, "standard input names no paper"),
        (["-"], '{"key": "gull"}\n', 2, "neither IDs nor JSON"),
        (["-"], '[{"id": "all"}]\n', 2, "neither IDs nor JSON"),
        (["gull", "--query", FENS], None, 2, "not by both"),
        (["--query", "year:("], None, 2, "papershelf: "),
    ):
        result = said(run, act, words, text=text, status=status) if act in ACTS else run(
            act, *words, text=text, status=status
        )  # fmt: skip
        assert sentence in result.stderr
        assert not result.stdout
    if act not in ("queue", "shelf"):  # these say what stands there
        assert (
            "name papers: by ID, by - " in (said(run, act, [], status=2) if act in ACTS else run(act, status=2)).stderr
        )
    assert entries(run) == before


def test_an_empty_query_is_taken_for_a_slip(run):
    for query in (" ", "or", "NOT", "-", "sort:title", "title:"):
        assert "an empty query finds every paper" in run("delete", "--query", query, status=2).stderr, query
    assert len(entries(run)) == 3
    run("star", "--query", "", "--yes")
    assert keys(run, "is:starred") == {"gull", "moss", "frost"}
    assert len(json.loads(run("cite", "--query", "", "--json").stdout)) == 3  # nothing is changed by that


def test_at_a_terminal_many_are_asked_about(run, monkeypatch):
    monkeypatch.setattr("tui.cli.shell.UNASKED", 1)
    run("star", "--query", FENS)  # a script is not asked
    monkeypatch.setattr(click.testing._NamedTextIOWrapper, "isatty", lambda _: True, raising=False)
    refused = run("delete", "--query", FENS, text="n\n", status=130)
    assert "delete: the query finds 2 papers; go on?" in refused.stderr
    assert "as it was" in refused.stderr
    assert len(entries(run)) == 3
    run("mark", "--query", "key:frost")
    run("mark", "gull", "moss")  # by name: nobody names papers by mistake
    assert run("delete", "--query", FENS, text="", status=130).stderr.count("as it was") == 1
    run("delete", "--query", FENS, text="y\n")
    assert len(entries(run)) == 1
    run("undo")
    run("delete", "--query", FENS, "--yes")
    assert len(entries(run)) == 1


def test_papers_are_shown_and_cited_by_query(run):
    one, two = json.loads(run("show", "--query", FENS, "--json").stdout)
    assert {one["title"], two["title"]} == {"Gulls inland", "On moss"}
    assert json.loads(run("show", "gull", "--json").stdout)["title"] == "Gulls inland"
    assert [paper["title"] for paper in json.loads(run("show", "-", "--json", text="gull").stdout)] == ["Gulls inland"]
    shown = run("show", "gull", "moss").stdout
    assert "Gulls inland\n" in shown
    assert "\n\n" in shown
    assert "On moss\n" in shown
    assert run("cite", "--query", FENS, "--style", "latex").stdout == "\\cite{gull}\n\\cite{moss}\n"
    assert run("export", "--query", FENS).stdout == run("export", FENS).stdout
    assert run("export", "-", text="moss").stdout == run("export", "key:moss").stdout


def test_the_notes_of_several_papers(run):
    run("note", "gull", "-t", "white\nand grey")
    refused = run("note", "--query", FENS, "-t", "all", status=2).stderr
    assert "in the place of 2 notes; --append" in refused
    run("note", "--query", FENS, "--append", "-t", "from the fens")
    assert {paper["keys"][0]: paper["note"] for paper in entries(run, FENS)} == {
        "gull": "white\nand grey\nfrom the fens", "moss": "from the fens",
    }  # fmt: skip
    printed = run("note", "--query", FENS).stdout
    assert "Gulls inland\n    white\n    and grey\n    from the fens\n" in printed
    assert [note["note"] for note in json.loads(run("note", "gull", "frost", "--json").stdout)] == [
        "white\nand grey\nfrom the fens"
    ]
    run("undo")
    assert run("note", "gull").stdout == "white\nand grey\n"
    assert "either the IDs or the text" in run("note", "-", "-t", "-", text="gull", status=2).stderr


def test_two_papers_are_merged_by_query_and_never_three(run):
    assert "two papers at a time; these are 3" in run("merge", "--query", "year:2020..", status=2).stderr
    assert "the other paper" in run("merge", "gull", status=2).stderr
    assert "same paper already" in run("merge", "gull", "gull", status=2).stderr
    run("merge", "--query", FENS)
    (kept,) = entries(run, "Gulls OR moss")
    assert kept["keys"] == ["gull", "moss"]
    assert "name one paper" in run("split", "--query", "year:2020..", status=2).stderr


def test_what_stands_in_line_is_printed_as_data(run):
    run("queue", "moss")
    run("shelf", "thesis", "gull")
    assert [paper["title"] for paper in json.loads(run("queue", "--json").stdout)] == ["On moss"]
    assert json.loads(run("shelf", "--json").stdout) == [{"name": "thesis", "papers": 1}]
    assert [paper["title"] for paper in json.loads(run("shelf", "thesis", "--json").stdout)] == ["Gulls inland"]
    assert "which shelf" in run("shelf", "--query", FENS, status=2).stderr
    run("import", "-", text="TITLE\tAUTHORS\tYEAR\nFog over the marsh\tAda Quill\t2024\n")
    (page,) = json.loads(run("page", "--json").stdout)
    assert {name: page[name] for name in ("name", "found", "new")} == {"name": "-", "found": 1, "new": 1}
    assert [paper["title"] for paper in json.loads(run("page", page["id"], "--json").stdout)] == ["Fog over the marsh"]
