"""The command line's contract: what it prints where, in which shape, and with which exit status."""

import json
import os
import signal
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from importers import READERS
from storage.library import Library
from storage.papers.markup import of_page, shown
from storage.papers.paper import Listed, Paper
from storage.papers.text import cells
from tui.cli.shell import settings

ROOT = Path(__file__).resolve().parents[2]

PAGE = """Arrow Research search

Author name cluster

Ada Quill

2 papers

ICLR Conference 2025 Conference Paper

On the Growth of [/] Quiet Moss

  • Ada Quill
  • Bo Fern

Moss grows when nobody looks, and we measure how much of it does so in ten years of patient looking.

Annals of Moss Journal 2021 Journal Article

Lamps, and How [@click=app.quit]They Learn

  • Ada Quill

Lamps learn by being lit. We light a thousand lamps and give bounds on what any of them can be said to know.
"""


@pytest.fixture
def shelf(run, tmp_path):
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    run("import", tmp_path / "page.txt")
    return run


def entries(run, *query):
    return json.loads(run("list", *query, "--json").stdout)


def test_import_says_what_it_did_and_makes_the_library_known(run, tmp_path):
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    result = run("import", tmp_path / "page.txt")
    assert result.stdout.endswith("Arrow Research author page (Ada Quill), 2 papers: 2 new\n")
    assert "new library at" in result.stderr
    again = run("import", tmp_path / "page.txt")
    assert again.stdout.endswith("2 papers: unchanged\n")
    assert "new library" not in again.stderr


def test_import_json_is_exact(run):
    account = json.loads(run("import", "-", "--json", text=PAGE).stdout)
    (listing,) = account["listings"]
    assert {name: listing[name] for name in ("source", "format", "stated", "found", "added", "merged", "unchanged")} == {
        "source": "-", "format": "arrow-author", "stated": 2, "found": 2, "added": 2, "merged": 0, "unchanged": 0,
    }  # fmt: skip
    assert listing["skipped"] == listing["possible_duplicates"] == []


def test_a_newer_version_of_a_library_says_what_it_changed_and_what_it_lacks(run, tmp_path):
    path = tmp_path / "thesis.bib"
    moss = "@article{moss19, title = {Quiet moss}, author = {Quill, Ada}, journal = {Fens}, year = 2019}\n"
    path.write_text(f"{moss}@book{{reed, title = {{How reeds count}}, year = 2001}}\n", encoding="utf-8")
    run("import", path)
    path.write_text(moss.replace("2019", "2020").replace("journal = {Fens}, ", ""), encoding="utf-8")
    for how in (["--dry-run"], []):
        result = run("import", path, *how)
        assert "1 updated" in result.stdout
        assert result.stderr.splitlines() == [
            "  moss19: year 2019 is now 2020", "  moss19: venue Fens is no longer said",
            f"  reed: no longer in {path}, and still on the shelf: “How reeds count”",
        ]  # fmt: skip
    run("undo")
    (listing,) = json.loads(run("import", path, "--json").stdout)["listings"]
    assert listing["updated"] == [
        {"id": 2, "key": "moss19", "field": "year", "was": 2019, "is": 2020},
        {"id": 2, "key": "moss19", "field": "venue", "was": "Fens", "is": None},
    ]
    assert listing["gone"] == [{"id": 1, "key": "reed"}]
    assert (listing["found"], listing["merged"]) == (1, 1)
    assert run("import", path).stdout.endswith("1 paper: unchanged\n")


def test_a_dry_run_writes_nothing(run):
    assert "2 papers: would add 2" in run("import", "-", "--dry-run", text=PAGE).stdout
    assert entries(run) == []


def test_what_cannot_be_read_is_said_and_the_rest_is_in(run, tmp_path):
    (tmp_path / "a.txt").write_text("nothing that anybody knows", encoding="utf-8")
    (tmp_path / "b.txt").write_text(PAGE, encoding="utf-8")
    result = run("import", tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "missing.txt", status=1)
    assert "no known format" in result.stderr
    assert "cannot be read" in result.stderr
    assert len(entries(run)) == 2


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["import"], "name the files"),
        (["import", "-", "--as-of", "yesterday"], "--as-of takes a date"),
        (["import", "-", "--format", "scroll"], "unknown format “scroll”"),
        (["import", "-", "--encoding", "runes"], "there is no encoding “runes”"),
        (["import", "-", "--encoding", "rot13"], "there is no encoding “rot13”"),
        (["import", "-", "--as", "finished"], "'unread', 'queued', 'reading', 'skimmed', 'read', 'dropped'"),
        (["show", "17"], "no paper matches 17"),
        (["cite", "1", "--style", "runes"], "unknown style “runes”"),
        (["tag", "1"], "say which tags"),
        (["list", "yeer:2020"], "year"),
        (["list", "--sort", "colour"], "colour"),
        (["frobnicate"], "No such command"),
    ],
)
def test_wrong_usage_is_a_sentence_and_status_2(shelf, words, sentence):
    assert sentence in shelf(*words, text="", status=2).stderr


def test_list_json_has_every_field_of_the_contract(shelf):
    entry = entries(shelf)[0]
    wanted = (
        "id key title authors authors_complete author_count organisation year date venue kind category abstract doi "
        "arxiv_id url status starred priority tags note added read_on seen"
    ).split()
    assert set(wanted) <= set(entry)
    assert entry["title"] == "On the Growth of [/] Quiet Moss"
    assert entry["authors"] == ["Ada Quill", "Bo Fern"]
    assert entry["doi"] is None
    assert entry["note"] is None
    (seen,) = entry["seen"]
    assert seen["listing"] == "Ada Quill"
    assert list(seen) == ("listing listing_id format section day line position score comments upvotes imported").split()


def test_a_list_is_written_as_a_template_says(shelf):
    entry = entries(shelf)[0]
    found = shelf("list", "--format", r"{id}\t{title}{? · {doi}}").stdout.splitlines()
    assert found[0] == f"{entry['id']}\tOn the Growth of [/] Quiet Moss"
    assert shelf("list", "--format", "{key}").stdout.split()
    wrong = shelf("list", "--format", "{nope}", status=2)
    assert "there is no field nope" in wrong.stderr


def test_jsonl_is_a_line_each(shelf):
    lines = shelf("list", "--jsonl").stdout.splitlines()
    assert [json.loads(line)["venue"] for line in lines] == ["ICLR", "Annals of Moss"]


def test_list_finds_sorts_and_limits(shelf):
    assert [entry["year"] for entry in entries(shelf, "year:2021")] == [2021]
    assert [entry["year"] for entry in entries(shelf, "--sort", "date")] == [2021, 2025]
    assert len(entries(shelf, "--limit", "1")) == 1
    assert entries(shelf, "-moss", "-venue:iclr") == []


def test_list_names_the_authors_as_the_screen_does(run, tmp_path):
    path = tmp_path / "authors.bib"
    path.write_text(
        "@article{a, title={One}, author={Rao, Ada and Loe, Max and Others, Ann and others}}\n"
        "@article{b, title={Two}, author={Loe, Max and others}}\n"
        "@article{c, title={Three}, author={Rao, Ada and Loe, Max and Fern, Bo}}\n"
        "@misc{d, title={Four}, organization={Gull Labs}}\n"
    )
    run("import", path)
    lines = run("list", "--sort", "title").stdout.splitlines()
    shown = {line.split()[-1]: line[23:41].strip() for line in lines}
    assert shown == {"One": "Rao +", "Two": "Loe +", "Three": "Rao +2", "Four": "Gull Labs"}


def test_a_wrong_query_is_underlined(shelf):
    lines = shelf("list", "moss", "yeer:2020", status=2).stderr.splitlines()
    assert lines[1].strip() == "moss yeer:2020"
    assert lines[2].index("^") == lines[1].index("yeer")


def test_mark_star_tag_note_undo(shelf):
    shelf("mark", "1", "2", "--as", "reading")
    shelf("star", "1")
    assert shelf("star", "1").stderr == "nothing to change\n"
    shelf("tag", "1-2", "--add", "to discuss", "-a", "moss")
    shelf("note", "1", "--text", "ask Bo")
    entry = entries(shelf, "id:1")[0]
    assert (entry["status"], entry["starred"], entry["tags"], entry["note"]) == (
        "reading", True, ["moss", "to discuss"], "ask Bo",
    )  # fmt: skip
    assert shelf("note", "1").stdout == "ask Bo\n"
    assert "undone: noted on" in shelf("undo").stderr
    shelf("undo")
    shelf("undo")
    assert "marked 2 papers reading" in shelf("undo").stderr
    assert "redone: " in shelf("redo").stderr
    assert {entry["status"] for entry in entries(shelf)} == {"reading"}
    assert "(undone)" in shelf("history").stdout


BIBS = [
    "@article{mill80, title={Mills of the lower valley}, author={Vane, Iris and Wick, Oto}, journal={Mill Notes}, year={1980}}",
    "@misc{vane:mills, title={Mills of the Lower Valley}, author={Iris Vane and Oto Wick}, doi={10.5555/mills.4}, year={1980}}",
    "@article{sluice, title={Sluices and their keepers}, author={Wick, Oto}, journal={Water}, year={1991}}",
]  # fmt: skip


@pytest.fixture
def mills(run, tmp_path):
    """Paper 1 of two records, paper 2 of one."""
    for number, text in enumerate(BIBS):
        (tmp_path / f"{number}.bib").write_text(text, encoding="utf-8")
        run("import", tmp_path / f"{number}.bib")
    return run


def as_they_came(run, *ids):
    """Facts, keys and listings of papers, and of each record of them."""
    shown = [json.loads(run("show", number, "--json").stdout) for number in ids]
    return [{name: value for name, value in entry.items() if name != "seen"} for entry in shown], [
        [(sighting["listing"], sighting["line"]) for sighting in entry["seen"]] for entry in shown
    ]


def test_every_key_that_a_paper_came_with_finds_it(mills):
    entry = json.loads(mills("show", "vane:mills", "--json").stdout)
    assert (entry["id"], entry["key"], entry["keys"]) == (1, "mill80", ["mill80", "vane:mills"])
    assert json.loads(mills("list", "mills", "--json").stdout)[0]["keys"] == ["mill80", "vane:mills"]
    assert "also known as  vane:mills" in mills("show", "1").stdout
    assert json.loads(mills("show", "2", "--json").stdout)["keys"] == ["sluice"]


def test_a_key_that_names_two_papers_is_said_to(mills):
    mills("import", "-", text="@misc{vane:mills, title={Sluices and their keepers}, author={Wick, Oto}, year={1991}}")
    for command in ("show", "mark", "cite", "split"):
        assert "the key vane:mills names 2 papers: 1 and 2" in mills(command, "vane:mills", status=2).stderr
    mills("import", "-", text="@misc{vane:mills, title={Reeds, a calendar}, author={Kai Reed}, year={2004}}")
    assert "3  Reeds, a calendar" in mills("show", "vane:mills").stdout  # it is this paper's own


def test_a_key_that_is_shown_goes_before_one_that_another_came_with(mills):
    mills("import", "-", text="@misc{mill80, title={Sluices and their keepers}, author={Wick, Oto}, year={1991}}")
    assert json.loads(mills("show", "2", "--json").stdout)["keys"] == ["sluice", "mill80"]
    assert json.loads(mills("show", "mill80", "--json").stdout)["id"] == 1


def test_a_merge_is_split_as_it_came(mills):
    before = as_they_came(mills, 1, 2)
    mills("merge", "1", "2")
    assert mills("show", "2", status=2)
    shown = mills("show", "1").stdout.splitlines()
    numbers = [int(line.split()[1]) for line in shown if line.lstrip().startswith("record ")]
    assert numbers == [1, 2, 3]
    assert "2.bib: “Sluices and their keepers”" in shown[-1]
    assert mills("split", "1", "--sighting", "3").stderr == (
        "split “Mills of the lower valley” into 1 and 2; `papershelf undo` undoes it\n"
    )
    assert as_they_came(mills, 1, 2) == before
    mills("undo")
    assert mills("show", "2", status=2)
    mills("redo")
    assert as_they_came(mills, 1, 2) == before


def test_a_paper_of_two_records_is_split_in_two(mills):
    dry = mills("split", "1", "--dry-run")
    assert dry.stdout.splitlines() == [
        "stays        1  0.bib: “Mills of the lower valley”, Iris Vane, Mill Notes, 1980, mill80",
        "comes off    2  1.bib: “Mills of the Lower Valley”, Iris Vane, 1980, 10.5555/mills.4, vane:mills",
    ]
    assert mills("show", "3", status=2)
    split = json.loads(mills("split", "mill80", "--json").stdout)
    assert [(part, [record["sighting"] for record in split[part]]) for part in split] == [
        ("stays", [1]),
        ("comes_off", [2]),
    ]
    off = split["comes_off"][0]
    assert (off["source"], off["format"], off["line"]) == ("1.bib", "bibtex", 1)
    assert (off["with"], off["why"]) == (1, ["the same title and authors"])
    assert off["imported"]
    one, other = (json.loads(mills("show", number, "--json").stdout) for number in (1, 3))
    assert (one["title"], one["doi"], one["keys"]) == ("Mills of the lower valley", None, ["mill80"])
    assert (other["title"], other["venue"], other["keys"]) == ("Mills of the Lower Valley", None, ["vane:mills"])


def test_a_split_that_cannot_be_is_a_sentence(mills):
    assert "nothing to split" in mills("split", "2", status=2).stderr
    assert "one record has to stay" in mills("split", "1", "--sighting", "1", "--sighting", "2", status=2).stderr
    assert "made of 2 records; there is no record 4" in mills("split", "1", "--sighting", "4", status=2).stderr
    mills("merge", "1", "2")
    many = mills("split", "1", status=2)
    assert many.stderr == "papershelf: paper 1 is made of 3 records; say which one comes off: --sighting 1 to 3\n"
    assert [line.split()[0] for line in many.stdout.splitlines()] == ["1", "2", "3"]
    assert [line.rpartition(" (")[2] for line in many.stdout.splitlines()] == [
        "with record 3: you keep them together, though different titles)",
        "with record 1: the same title and authors)",
        "with record 1: you keep them together, though different titles)",
    ]
    assert len(json.loads(mills("split", "1", "--json", status=2).stdout)["records"]) == 3
    mills("undo")
    assert "Sluices" in mills("show", "2").stdout


def test_cite_prints_and_keeps_the_key(shelf):
    (cited,) = json.loads(shelf("cite", "1", "--style", "bibtex", "--json").stdout)
    assert cited["text"].startswith("@")
    assert cited["key"] in cited["text"]
    assert entries(shelf, "id:1")[0]["key"] == cited["key"]
    assert json.loads(shelf("cite", cited["key"], "--style", "apa", "--json").stdout)[0]["id"] == 1
    assert "Quill, A." in shelf("cite", "1", "2", "--style", "apa").stdout


def test_export_writes_whole_files_and_asks_before_replacing_one(shelf, tmp_path):
    target = tmp_path / "refs.bib"
    assert "wrote 2 papers" in shelf("export", "-o", target).stderr
    written = target.read_text(encoding="utf-8")
    assert written == shelf("export", "--format", "bibtex").stdout
    keys = [entry["key"] for entry in entries(shelf)]
    assert all(f"{{{key}," in written for key in keys)
    assert "--force replaces it" in shelf("export", "year:2021", "-o", target, text="", status=2).stderr
    assert target.read_text(encoding="utf-8") == written
    shelf("export", "year:2021", "-o", target, "--force")
    assert target.read_text(encoding="utf-8").count("@article{") == 1


def test_export_writes_its_own_last_output_again_but_no_other(shelf, tmp_path):
    target = tmp_path / "refs.bib"
    shelf("export", "year:2021", "-o", target)
    first = target.read_text("utf-8")
    shelf("star", "1")
    assert "wrote 1 paper" in shelf("export", "year:2021", "-o", target).stderr
    target.write_text(first + "% mine\n", "utf-8")
    assert "--force replaces it" in shelf("export", "year:2021", "-o", target, status=2).stderr
    assert target.read_text("utf-8") == first + "% mine\n"
    shelf("export", "year:2021", "-o", target, "--force")
    assert target.read_text("utf-8") == first


@pytest.mark.parametrize("option", ["-o", "--update"])
def test_a_query_that_finds_nothing_writes_nothing(shelf, tmp_path, option):
    target = tmp_path / "refs.bib"
    assert "the query finds nothing" in shelf("export", "tag:nothing", option, target, status=1).stderr
    assert not target.exists()
    target.write_text("% mine\n")
    assert "the query finds nothing" in shelf("export", "tag:nothing", option, target, "--force", status=1).stderr
    assert target.read_text() == "% mine\n"


@pytest.mark.parametrize("option", ["-o", "--update"])
def test_no_library_is_ever_written_over(shelf, tmp_path, option):
    library = tmp_path / "home" / "shelf.sqlite3"
    for path in (library, library.with_name("shelf.sqlite3-wal")):
        said = shelf("export", option, path, "--format", "bibtex", "--force", status=1).stderr
        assert f"{path} was not written: it is a " in said
    assert "was not written: not a regular file" in shelf("export", option, tmp_path, "--force", status=1).stderr
    assert len(entries(shelf)) == 2


def test_export_update_shares_a_file_with_others(shelf, tmp_path):
    target = tmp_path / "refs.bib"
    target.write_text("% ours\n@misc{mine, title={Of mine}}\n")
    shelf("tag", "1", "--add", "thesis")
    assert shelf("export", "--update", target, "tag:thesis").stderr == f"wrote {target}: 1 added\n"
    (key,) = [entry["key"] for entry in entries(shelf, "tag:thesis")]
    exported = shelf("export", "tag:thesis").stdout
    assert target.read_text("utf-8") == f"% ours\n@misc{{mine, title={{Of mine}}}}\n\n{exported}"
    target.write_text(target.read_text("utf-8").replace("title = {", "title = {My ", 1), "utf-8")
    there = target.read_text("utf-8")
    said = shelf("export", "--update", target, status=1).stderr.splitlines()
    assert said[:2] == [
        f"{target} was not written: somebody edited an entry of papershelf (- the file, + the shelf)",
        f"  {key}",
    ]
    assert said[2].startswith("    -  title = {My ")
    assert said[3].startswith("    +  title = {")
    assert said[-1].startswith("--ours writes the shelf's, --theirs lets")
    assert target.read_text("utf-8") == there
    assert f"edited by somebody, so left as it is: {key}" in shelf("export", "--update", target, "--keep").stderr
    assert f"wrote {target}: 1 updated, 1 as before" in shelf("export", "--update", target, "--ours").stderr
    said = shelf("export", "--update", target, "tag:thesis").stderr
    assert "no longer found by the query, but left in refs.bib: " in said
    assert "1 taken out, 1 as before" in shelf("export", "--update", target, "tag:thesis", "--prune").stderr
    target.write_text(f"@misc{{{key}, title={{Mine}}}}")
    said = shelf("export", "--update", target.with_name("link.bib"), "tag:thesis").stderr
    os.link(target, target.with_name("theirs.bib"))
    said = shelf("export", "--update", target.with_name("theirs.bib"), "tag:thesis").stderr
    assert f"already in theirs.bib by somebody else, so not added: {key}" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--update", "a.bib", "-o", "b.bib"], "name one file"), (["--watch"], "--watch needs a file to keep"),
        (["-o", "a.bib", "--prune"], "go with --update"), (["--ours"], "go with --update"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_said(shelf, words, said):
    assert said in shelf("export", *words, status=2).stderr


def test_a_watched_export_follows_the_shelf_and_leaves_what_others_write(shelf, tmp_path):
    target = tmp_path / "refs.bib"
    watching = process(
        "export", "tag:thesis", "--update", str(target), "--watch", home=tmp_path / "home", stderr=subprocess.PIPE, text=True,
        # A job in the background of a shell starts with SIGINT ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    try:
        assert "keeping" in watching.stderr.readline()
        assert "the query finds nothing" in watching.stderr.readline()
        assert not target.exists()
        shelf("tag", "1", "--add", "thesis")
        assert "1 added" in watching.stderr.readline()
        assert target.read_text(encoding="utf-8").count("@article{") == 1
        theirs = "% mine\n" + target.read_text(encoding="utf-8")
        target.write_text(theirs, encoding="utf-8")
        shelf("tag", "2", "--add", "thesis")
        assert "1 added, 1 as before" in watching.stderr.readline()
        assert target.read_text(encoding="utf-8").startswith(theirs.rstrip())
        shelf("tag", "1", "2", "--remove", "thesis")
        assert "the query finds nothing" in watching.stderr.readline()
        assert target.read_text(encoding="utf-8").startswith(theirs.rstrip())
        watching.send_signal(signal.SIGINT)
        assert watching.wait(20) == 0
    finally:
        watching.kill()
        watching.stderr.close()
        watching.wait()


def test_a_typo_is_rescued(shelf):
    assert "no match for mosss" in shelf("list", "mosss").stderr


def test_show(shelf):
    shown = shelf("show", "2").stdout
    assert "On the Growth of [/] Quiet Moss" in shown
    assert "seen in  Ada Quill, no. 1" in shown


def test_an_empty_shelf_names_the_next_step(run):
    assert "papershelf import" in run("list").stderr
    assert entries(run) == []


def test_a_mistyped_library_is_not_a_new_one(run, tmp_path):
    result = run("--library", tmp_path / "typo.sqlite3", "list", status=3)
    assert "there is no library at" in result.stderr
    assert not (tmp_path / "typo.sqlite3").exists()


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (["moss", "--sort", "bogus"], ["papershelf: unknown sort order “bogus”; choose from title, author, ", "  bogus", "  ^^^^^"]),
        (["moss", "--sort", "-datte"], ["papershelf: unknown sort order “datte”; did you mean date?", "  -datte", "  ^^^^^^"]),
        (["moss sort:bogus"], ["papershelf: unknown sort order “bogus”; choose from title, author, ", "  moss sort:bogus", "       ^^^^^^^^^^"]),
        (["深層学習", "foo:bar"], ["papershelf: unknown field “foo:”; did you mean from:?", "  深層学習 foo:bar", "           ^^^^"]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_query_is_underlined_where_it_stands(shelf, words, lines):
    said = shelf("list", *words, status=2).stderr.splitlines()
    assert said[0].startswith(lines[0])
    assert said[1:] == lines[1:]


def test_a_damaged_library_is_a_sentence_and_status_3(run, tmp_path):
    (tmp_path / "bad").write_bytes(b"not a database, " * 500)
    result = run("--library", tmp_path / "bad", "list", status=3)
    assert "not a papershelf library" in result.stderr


def test_backup_restore_doctor(shelf, tmp_path):
    made = shelf("backup").stdout.strip()
    shelf("mark", "1")
    assert "is sound" in shelf("doctor").stdout
    assert made in shelf("backup", "--list").stdout
    assert "the former library is" in shelf("restore", made).stderr
    assert {entry["status"] for entry in entries(shelf)} == {"unread"}


def test_formats_and_styles_are_listed(run):
    assert {"arrow-author", "hf-daily"} <= {each["name"] for each in json.loads(run("formats", "--json").stdout)}
    assert {"apa", "bibtex"} <= {each["name"] for each in json.loads(run("styles", "--json").stdout)}
    assert "arrow-author" in run("formats").stdout
    assert "apa" in run("styles").stdout


def test_the_formats_are_a_line_each_that_a_narrow_terminal_holds_and_are_found_by_a_word(run):
    lines = run("formats").stdout.splitlines()
    assert len(lines) == len(READERS)
    assert max(map(len, lines)) < 80
    assert lines == sorted(lines)
    name, *carried = run("formats", "arxiv", "MAIL").stdout.splitlines()
    assert name.split() == ["arxiv-mail", "arXiv", "e-mail", "digest"]
    assert "abstract, doi" in " ".join(carried)
    assert max(map(len, carried)) < 80
    assert {each["name"] for each in json.loads(run("formats", "arxiv", "mail", "--json").stdout)} == {"arxiv-mail"}
    none = run("formats", "weather")
    assert "no format is called “weather”" in none.stderr
    assert not none.stdout


def test_config_says_where_everything_lives(run, tmp_path):
    assert str(tmp_path / "home" / "shelf.sqlite3") in run("config").stdout


def test_the_shelf_itself_needs_a_terminal(run):
    assert "needs a terminal" in run(status=2).stderr


def process(*words, home, **more):
    environment = {**os.environ, "PAPERSHELF_HOME": str(home), "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, "-m", "tui.cli", *words], cwd=ROOT, env=environment, **more)


def test_head_is_quiet(shelf, tmp_path):
    first = process("list", "--jsonl", home=tmp_path / "home", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    first.stdout.close()
    assert first.stderr.read() == b""
    assert first.wait() == 0
    first.stderr.close()


def test_no_escape_reaches_a_pipe(run, tmp_path):
    hostile = PAGE.replace("On the Growth", "\x1b[31mOn\x1b]0;pwned\x07 the \x9b2JGrowth").replace(
        "Bo Fern", "Bo\x00 F\x08ern"
    )
    run("import", "-", text=hostile)
    for words in (["list"], ["list", "--json"], ["show", "2"], ["cite", "2", "--style", "bibtex"], ["history"]):
        output = run(*words).output
        assert not any(unicodedata.category(character) == "Cc" and character not in "\n\t" for character in output)


def test_pages_are_right_to_the_last_field(run, material):
    """Pages that share papers share the rows (384 real records are 379 papers), and every fact of them is on the shelf."""
    found, papers = {"invented": ([5, 4, 9, 6, 5], 26), "shared": ([21, 21, 264, 50, 28], 379)}[material.name]
    pages = sorted((material / "listings").glob("*.txt"))
    accounts = json.loads(run("import", *pages, "--as-of", "2026-05-13", "--json").stdout)["listings"]
    assert [account["found"] for account in accounts] == found
    assert sum(account["merged"] for account in accounts) == sum(found) - papers
    shelf = entries(run)
    assert len(shelf) == papers
    seen = {(sighting["format"], sighting["line"]): (entry, sighting) for entry in shelf for sighting in entry["seen"]}
    for account, truth in zip(accounts, sorted((material / "listings" / "truth").glob("0*.json")), strict=True):
        for record in json.loads(truth.read_text(encoding="utf-8"))["papers"]:
            entry, sighting = seen[account["format"], record["line"]]
            assert entry["title"] == shown(of_page(record["title"]))
            assert (sighting["score"], sighting["comments"]) == (record["score"], record["comments"])
            for ours, theirs in (("organisation", "organisation"), ("venue", "venue"), ("year", "year"), ("date", "date"),
                                 ("category", "category"), ("author_count", "n_authors")):  # fmt: skip
                assert record[theirs] in (None, entry[ours]), (record["title"], ours)
            if record["authors"]:
                assert entry["authors"] == record["authors"]
                assert entry["authors_complete"] is not record["authors_truncated"]
            if len(entry["seen"]) == 1:
                assert len(entry["abstract"]) == record["abstract_length"]
                assert entry["abstract"].startswith(record["abstract_head"])
                assert entry["abstract"].endswith(record["abstract_tail"])
    duplicates = json.loads((material / "listings" / "truth" / "duplicates.json").read_text(encoding="utf-8"))
    for pair in duplicates["pairs"]:
        (entry,) = [entry for entry in shelf if entry["title"] == pair["title"]]
        assert {sighting["line"] for sighting in entry["seen"]} == {pair["a"]["line"], pair["b"]["line"]}
    again = json.loads(run("import", *pages, "--as-of", "2026-05-13", "--json").stdout)["listings"]
    assert all(account["unchanged"] == account["found"] and not account["added"] for account in again)


def test_the_first_entry_of_a_file_is_listed_first(run, tmp_path):
    page = "\n".join(f"@misc{{{name}, title = {{{name}}}}}" for name in ("one", "two", "three"))
    (tmp_path / "refs.bib").write_text(page, encoding="utf-8")
    run("import", tmp_path / "refs.bib")
    assert [entry["title"] for entry in entries(run)] == ["one", "two", "three"]
    run("undo")
    run("import", "-", text=page)
    assert [entry["title"] for entry in entries(run)] == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("words", "text", "sentence"),
    [
        (["split", "1-2"], "", "name one paper: 1-2 is 2 of them"),
        (["note", "-", "--history"], "1 2", "name one paper: - is 2 of them"),
        (["note", "1-2", "-t", "moss"], "", "in the place of 2 notes"),
        (["queue", "1", "--after", "1-2"], "", "name one paper"),
        (["show", "50-60"], "", "no paper matches 50-60"),
        (["mark", "7-3"], "", "no paper matches 7-3"),
        (["mark", "100-200"], "", "no paper matches 100-200"),
        (["star", "-"], "1 100-200", "no paper matches 100-200"),
    ],
)
def test_a_range_that_is_not_what_a_command_takes_is_wrong_usage(shelf, words, text, sentence):
    assert sentence in shelf(*words, text=text, status=2).stderr


def test_the_readers_own_template_is_a_style(shelf, tmp_path):
    (tmp_path / "home" / "config.toml").write_text('style = "template"\ntemplate = "{title} ({year})"\n')
    settings.cache_clear()
    assert shelf("cite", "1").stdout == "Lamps, and How [@click=app.quit]They Learn (2021)\n"
    assert shelf("cite", "2", "--style", "template").stdout.startswith("On the Growth")
    assert {"name": "template", "title": "Own template"} in json.loads(shelf("styles", "--json").stdout)
    assert "template       Own template" in shelf("styles").stdout


def test_settings_that_do_not_exist_are_said_and_the_defaults_used(shelf, tmp_path):
    (tmp_path / "home" / "config.toml").write_text(
        'style = "apaa"\ntemplate = "{nope"\nsort = "bogus"\ntheme = "dusk"\n'
    )
    settings.cache_clear()
    result = shelf("cite", "1")
    assert result.stdout.startswith("@article{")
    for sentence in ("unknown style “apaa”", "template '{nope'", "sort cannot be 'bogus'", "theme cannot be 'dusk'"):
        assert sentence in result.stderr


def test_a_line_of_the_list_has_the_marks_and_the_author_of_the_screen(run, tmp_path):
    people = [
        {"authors": ("Ann Rao", "Bo Fern", "Cy Third")},
        {"authors": ("Ann Rao", "Bo Fern", "Cy Third"), "authors_complete": False},
        {"authors": ("Max Loe",), "authors_complete": False},
        {"organisation": "Gull Labs"},
        {"author_count": 4, "authors_complete": False},
        {"venue": "深層学習" * 9},
    ]
    with Library.open(tmp_path / "home" / "shelf.sqlite3") as library:
        listed = [Listed(paper=Paper(title=f"Moss {place}", **one), line=1) for place, one in enumerate(people)]
        library.add(listed, source="x", format="test")
    ids = {entry["title"]: entry["id"] for entry in entries(run)}
    run("mark", ids["Moss 0"], "--as", "reading")
    run("mark", ids["Moss 1"])
    run("star", ids["Moss 1"])
    lines = {line[-6:]: line for line in run("list").stdout.splitlines()}
    for title, cell in (
        ("Moss 0", "◐   "), ("Moss 0", "  Rao +2  "), ("Moss 1", "✓★  "), ("Moss 1", "  Rao +  "), ("Moss 2", "  Loe +  "),
        ("Moss 2", "●   "), ("Moss 3", "  Gull Labs  "), ("Moss 4", "  4 authors  "), ("Moss 5", "  深層学習…   "),
    ):  # fmt: skip
        assert cell in lines[title], lines[title]
    assert {cells(line) for line in lines.values()} == {cells(lines["Moss 0"])}


def test_a_copy_that_did_not_arrive_is_advised_about_what_the_command_line_can_do(shelf, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "TMUX", "WSL_DISTRO_NAME", "WSL_INTEROP", "TERMUX_VERSION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "dumb")
    said = shelf("cite", "1", "--copy").stderr
    assert "not copied: this terminal has no clipboard; it is printed above" in said


def test_a_list_is_printed_where_the_terminal_is_not_utf_8_and_where_there_is_none(tmp_path):
    (tmp_path / "a.bib").write_text("@article{a, title={Plain gulls}, author={Loe, Max}, year={2020}}")
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1", "PAPERSHELF_HOME": str(tmp_path)}
    papershelf = [sys.executable, "-m", "tui.cli", "--library", str(tmp_path / "x.sqlite3")]
    subprocess.run([*papershelf, "import", str(tmp_path / "a.bib")], cwd=ROOT, env=environment, check=True)
    listed = subprocess.run([*papershelf, "list"], cwd=ROOT, env=environment, check=True, capture_output=True)
    assert b"Plain gulls" in listed.stdout
    closed = subprocess.run(
        ["sh", "-c", '"$@" list >&-', "sh", *papershelf], cwd=ROOT, env=environment, check=False, stderr=subprocess.PIPE
    )
    assert b"Traceback" not in closed.stderr


def test_the_history_of_a_note_is_printed(shelf):
    shelf("note", "1", "-t", "a first thought")
    shelf("note", "1", "-t", "a second")
    assert "    a first thought\n" in shelf("note", "1", "--history").stdout


@pytest.fixture
def meanwhile(tmp_path, monkeypatch):
    """Have something done in another window just as a note that was typed for long is about to be saved."""

    def happens(act):
        saved = Library.note

        def note(library, *args, **kwargs):
            monkeypatch.setattr(Library, "note", saved)
            with Library.open(library.path) as other:
                act(other)
            return saved(library, *args, **kwargs)

        monkeypatch.setattr(Library, "note", note)

    return happens


@pytest.mark.parametrize(("words", "stands"), [((), "mine\n"), (("--append",), "theirs\nmine\n")])
def test_a_note_that_was_saved_elsewhere_meanwhile_is_no_reason_to_lose_one(shelf, meanwhile, words, stands):
    meanwhile(lambda other: other.note(1, "theirs"))
    assert shelf("note", "1", "-t", "-", *words, text="mine").exit_code == 0
    assert shelf("note", "1").stdout == stands
    assert "theirs" in stands or "    theirs\n" in shelf("note", "1", "--history").stdout


def test_a_note_whose_paper_went_meanwhile_is_kept_beside_the_library(shelf, meanwhile):
    meanwhile(lambda other: other.undo())
    result = shelf("note", "1", "-t", "-", text="long typed", status=3)
    assert "there is no paper 1 on the shelf; the note is kept in " in result.stderr
    kept = Path(result.stderr.rpartition(" kept in ")[2].strip())
    assert kept.read_text("utf-8").endswith("\n\nlong typed")


def test_an_import_names_what_was_taken_for_another_and_why(run, tmp_path):
    entries = [
        f"@article{{{key}, title={{On quiet {what}}}, author={{Quill, Ada}}, year=2020, doi={{10.5555/{what}}}}}"
        for key, what in (("a", "moss"), ("b", "moss"), ("c", "tides"))
    ]
    page = tmp_path / "a.bib"
    page.write_text("\n".join(entries[:2]), encoding="utf-8")
    result = run("import", page)
    assert "line 2: the same paper as 2 “On quiet moss” (the same DOI)" in result.stderr
    page = tmp_path / "b.bib"  # another source
    page.write_text("\n".join([entries[0].replace("{a,", "{z,"), entries[2]]), encoding="utf-8")
    (listing,) = json.loads(run("import", "--json", page).stdout)["listings"]
    assert listing["merges"] == [
        {"kept": {"id": 2, "key": "a"}, "other": {"line": 1, "key": "z", "title": "On quiet moss"}, "verdict": "same",
         "why": ["the same DOI"]}
    ]  # fmt: skip
    assert "the same paper as" not in run("import", "--dry-run", page).stderr
