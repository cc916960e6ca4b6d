"""Citation keys on the command line: what is listed is what is cited, and a library's own keys go out with it alone."""

import json

import pytest

ONE = """\
@article{quill, title={Gulls over the harbour in winter}, author={Marsh, Odile}, year=1859}
@article{mill, title={Mills of the lower valley}, author={Vane, Iris}, year=1869}
"""
TWO = """\
@article{quill, title={Eels of the north, a survey}, author={Reed, Kai}, year=1960}
@article{peat, ids={bog}, title={Peat and what grows on it}, author={Reed, Kai}, year=1963}
"""
RIS = "".join(
    f"TY  - JOUR\nTI  - Heath fires seen {how}\nAU  - Reed, Kai\nPY  - 1999\nER  - \n" for how in ("far", "near")
)


@pytest.fixture
def two(run, tmp_path):
    """A shelf of two libraries that have a key in common."""
    for name, text in (("one", ONE), ("two", TWO)):
        (tmp_path / f"{name}.bib").write_text(text, encoding="utf-8")
        run("import", tmp_path / f"{name}.bib")
    return run


def listed(run, *query):
    return {one["title"].split()[0]: one["key"] for one in json.loads(run("list", *query, "--json").stdout)}


def written(run, *words, form="key"):
    return run("export", *words, "--format", form).stdout.split()


def test_what_is_listed_is_what_is_cited(run, tmp_path):
    (tmp_path / "a.ris").write_text(RIS, encoding="utf-8")
    run("import", tmp_path / "a.ris")
    keys = sorted(one["key"] for one in json.loads(run("list", "--json").stdout))
    assert keys == ["reedHeathFiresSeen1999", "reedHeathFiresSeen1999a"]
    assert sorted(run("cite", "1", "2", "--style", "key").stdout.split()) == keys


def test_a_paper_of_a_page_has_no_key_until_it_is_cited(run):
    run(
        "import",
        "-",
        "--format",
        "markdown-list",
        text="- [Peat and rain](https://arxiv.org/abs/2501.00001) Kai Reed\n",
    )
    assert list(listed(run).values()) == [None]
    (key,) = run("cite", "1", "--style", "key").stdout.split()
    assert list(listed(run).values()) == [key]


def test_the_papers_of_one_library_alone_go_out_under_its_own_keys(two):
    assert listed(two) == {"Gulls": "quill", "Mills": "mill", "Eels": "quilla", "Peat": "peat"}
    assert written(two, "from:two") == ["quill", "peat"]
    said = two("export", "from:two").stderr
    assert said == "“Eels of the north, a survey” is quill, as in its own library; on the shelf it is quilla\n"
    assert "ids = {quilla}" in two("export", "from:two", "--format", "biblatex").stdout
    assert listed(two)["Eels"] == "quilla", "an export changes nothing on the shelf"
    assert two("cite", "quilla", "--style", "latex").stdout == "\\cite{quilla}\n"


def test_where_both_owners_go_out_the_later_yields(two):
    assert sorted(written(two)) == ["mill", "peat", "quill", "quilla"]
    exported = two("export", "--format", "biblatex")
    assert "@article{quilla,\n  ids = {quill},\n" in exported.stdout
    assert exported.stderr == "the key quill is another paper's: “Eels of the north, a survey” is quilla\n"


def test_a_file_kept_in_step_keeps_the_names_it_has(two, tmp_path):
    file = tmp_path / "out.bib"
    two("export", "from:two", "--update", file)
    assert "@article{quill,\n  title = {Eels" in file.read_text(encoding="utf-8")
    said = two("export", "--update", file).stderr
    assert "the key quill is another's in out.bib, so it is quillb there" in said
    text = file.read_text(encoding="utf-8")
    assert "@article{quill,\n  title = {Eels" in text
    assert "@article{quillb,\n  title = {Gulls" in text
    assert "2 added" not in two("export", "--update", file).stderr


def test_biblatex_reads_back_every_key(two, tmp_path, monkeypatch):
    text = two("export", "--format", "biblatex").stdout
    monkeypatch.setenv("PAPERSHELF_LIBRARY", str(tmp_path / "again.sqlite3"))
    two("import", "-", text=text)
    assert listed(two) == {"Gulls": "quill", "Mills": "mill", "Eels": "quilla", "Peat": "peat"}
    assert "Peat" in two("show", "bog").stdout


def test_our_own_json_reads_back_every_key(two, tmp_path, monkeypatch):
    text = two("list", "--json").stdout
    monkeypatch.setenv("PAPERSHELF_LIBRARY", str(tmp_path / "again.sqlite3"))
    two("import", "-", text=text)
    assert "Peat" in two("show", "bog").stdout
    assert "Eels" in two("show", "quilla").stdout
