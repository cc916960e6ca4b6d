"""What each form for writers' tools looks like, to the byte."""

import csv
import io
import json
import re

import bibtexparser
import pytest
from bibtexparser.middlewares import SeparateCoAuthors, SplitNameParts
from hypothesis import given, settings
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text

from importers import Listed, from_text, reader_named, recognise
from storage.papers.markup import Marked
from storage.papers.names import Name
from storage.papers.paper import KINDS, Entry, Paper, Status
from tui.citations import CITATIONS, FORMATS, UnknownStyleError, named, render
from tui.citations.bibtex import biblatex, bibtex
from tui.citations.csl_json import csl_json
from tui.citations.ris import ris
from tui.citations.writers import own_template
from tui.desk.shapes import as_json


def find(name):
    return named(name, CITATIONS, "form")


def text(form, paper, *, key=""):
    return render(form.cite(paper, key=key))


PREPRINT = Paper(
    title=Marked("Learning with LLMs: a <math>O(N)</math> story"), authors=(Name("Jane van der Berg"), Name.group("R&D Team")),
    authors_complete=False, date="2022-06-30", venue="arXiv", kind="article", category="cs.LG", arxiv_id="2206.15144",
    url="https://arxiv.org/abs/2206.15144", abstract="First.\nSecond.",
)  # fmt: skip
ARTICLE = Paper(
    title="On the theory of games", authors=(Name.of(family="King", given="Martin Luther", suffix="Jr."),), date="1959",
    venue="Annals & Letters", kind="article-journal", doi="10.1000/a_b", roles={"editor": (Name("Ann Lee"),)},
    extra={"volume": "4", "issue": "2", "page": "13-42", "number": "e7", "publisher": "Wiley"},
)  # fmt: skip
THESIS = Paper(
    title="Noisy labels", authors=(Name("Siobhán O'Brien"),), date="2021-05", kind="thesis",
    extra={"publisher": "Stanford University", "genre": "Master's thesis", "publisher-place": "Stanford"},
)  # fmt: skip


def test_a_preprint_as_bibtex():
    assert (
        bibtex(PREPRINT)
        == """\
@misc{vanderbergLearningLLMsStory2022,
  title = {Learning with {LLM}s: a {$O(N)$} story},
  author = {van der Berg, Jane and {R\\&D Team} and others},
  year = {2022},
  month = jun,
  day = {30},
  eprint = {2206.15144},
  archiveprefix = {arXiv},
  primaryclass = {cs.LG},
  url = {https://arxiv.org/abs/2206.15144},
  abstract = {First.

Second.},
}"""
    )


def test_an_article_as_biblatex():
    assert (
        biblatex(ARTICLE, key="king")
        == """\
@article{king,
  title = {On the theory of games},
  author = {King, Jr., Martin Luther},
  editor = {Lee, Ann},
  date = {1959},
  journaltitle = {Annals \\& Letters},
  volume = {4},
  number = {2},
  eid = {e7},
  pages = {13--42},
  publisher = {Wiley},
  doi = {10.1000/a_b},
}"""
    )


def test_a_masters_thesis_as_bibtex_and_biblatex():
    assert (
        bibtex(THESIS, key="o")
        == """\
@mastersthesis{o,
  title = {Noisy labels},
  author = {O'Brien, Siobhán},
  year = {2021},
  month = may,
  school = {Stanford University},
  address = {Stanford},
  type = {Master's thesis},
}"""
    )
    assert "@thesis{o," in biblatex(THESIS, key="o")
    assert "  institution = {Stanford University},\n  location = {Stanford},\n" in biblatex(THESIS, key="o")


def test_an_organisation_alone_is_in_two_pairs_of_braces():
    assert "author = {{OpenAI}}" in bibtex(Paper(title="T", authors=(Name.group("OpenAI"),)))


def test_an_article_as_ris():
    assert (
        ris(ARTICLE, key="king")
        == """\
TY  - JOUR
ID  - king
TI  - On the theory of games
AU  - King, Martin Luther, Jr.
ED  - Lee, Ann
PY  - 1959
T2  - Annals & Letters
SP  - 13
EP  - 42
VL  - 4
IS  - 2
PB  - Wiley
M1  - e7
DO  - 10.1000/a_b
ER  - """
    )


def test_a_preprint_as_csl_json():
    assert csl_json(PREPRINT, key="k") == {
        "id": "k", "citation-key": "k", "type": "article", "title": "Learning with LLMs: a O(N) story",
        "author": [{"family": "Berg", "given": "Jane", "non-dropping-particle": "van der"}, {"literal": "R&D Team"},
                   {"literal": "others"}],
        "issued": {"date-parts": [[2022, 6, 30]]}, "publisher": "arXiv", "number": "arXiv:2206.15144",
        "DOI": "10.48550/arXiv.2206.15144", "URL": "https://arxiv.org/abs/2206.15144", "abstract": "First.\nSecond.",
        "custom": {"papershelf": {
            "authors_complete": False, "category": "cs.LG", "arxiv_id": "2206.15144", "venue": "arXiv", "number": None,
            "markup": {"title": "Learning with LLMs: a <math>O(N)</math> story"},
        }},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("form", "one", "two"),
    [
        ("latex", r"\cite{king}", r"\cite{king,k:2}"),
        ("pandoc", "[@king]", "[@king; @k:2]"),
        ("typst", "@king", "@king @k:2"),
        ("key", "king", "king,k:2"),
        ("title", "On the theory of games", "On the theory of games\nLearning with LLMs: a O(N) story"),
        ("link", "https://doi.org/10.1000/a_b", "https://doi.org/10.1000/a_b\nhttps://arxiv.org/abs/2206.15144"),
        ("doi", "10.1000/a_b", "10.1000/a_b\n10.48550/arXiv.2206.15144"),
        (
            "markdown",
            "[On the theory of games](https://doi.org/10.1000/a_b)",
            "[On the theory of games](https://doi.org/10.1000/a_b)\n[Learning with LLMs: a O(N) story](https://arxiv.org/abs/2206.15144)",
        ),
    ],
)
def test_short_forms_of_one_paper_and_of_two(form, one, two):
    found = find(form)
    assert text(found, ARTICLE, key="king") == one
    assert found.copy([(ARTICLE, "king"), (PREPRINT, "k:2")]) == two


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//a.example", "JavaScript://a%0aalert(1)",
                "www.fen.example", "http:///x", "https:x", "vbscript:x", "ftp://fen.example/a.pdf", ""],
)  # fmt: skip
def test_only_what_may_be_followed_is_the_target_of_a_link(address):
    paper = Paper(title="On moss", url=address)
    assert text(find("markdown"), paper) == "On moss"
    assert own_template('<a href="{link}">{url}</a>').cite(paper)[0].text == '<a href=""></a>'
    assert (
        text(find("markdown"), Paper(title="On moss", url="HTTPS://fen.example/a"))
        == "[On moss](HTTPS://fen.example/a)"
    )
    if address:
        assert f"url = {{{address}}}" in text(find("bibtex"), paper)  # where it is text, the fact stays


def test_keys_that_pandoc_and_typst_cannot_read_bare():
    assert text(find("pandoc"), ARTICLE, key="DBLP:conf//x.") == "[@{DBLP:conf//x.}]"
    assert text(find("typst"), ARTICLE, key="DBLP:conf/x") == '#cite(label("DBLP:conf/x"))'


def test_papers_without_a_doi_leave_no_empty_lines():
    assert find("doi").copy([(THESIS, ""), (ARTICLE, ""), (THESIS, "")]) == "10.1000/a_b"


@pytest.mark.parametrize("title", ["=1+1", "+cmd", "-2", "@SUM(A1)", '=HYPERLINK("http://a")', 'a, "b"', "\t=x"])
def test_no_cell_of_a_csv_file_begins_a_formula(title):
    paper = Paper(title=title, abstract="=two\nlines", authors=(Name("A Bee"),), authors_complete=False)
    head, row = csv.reader(io.StringIO("".join(find("csv").pieces([(paper, "k")])), newline=""))
    cells = dict(zip(head, row, strict=True))
    assert cells["title"].lstrip("'") == paper.title
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
    assert cells["authors"] == "A Bee; et al."


RAW = '@Article{old:key ,\n  title = {{G{\\"o}del}}, % mine\n  note = "x"\n}'


def test_an_imported_entry_is_returned_as_it_was_with_the_key_replaced():
    paper = Paper(title="Gödel", extra={"raw": RAW, "key": "old:key"})
    assert bibtex(paper, raw=True, key="new") == RAW.replace("old:key ", "new")
    assert bibtex(paper, raw=True).startswith("@Article{old:key,\n")
    assert text(find("bibtex-as-imported"), paper, key="new") == RAW.replace("old:key ", "new")
    assert bibtex(paper, key="new").startswith("@misc{new,\n")


@pytest.mark.parametrize(
    "raw", ["@article{k, title={a}", "@article{k, title={a}} @b{c,}", "TY  - JOUR", "{}", "@article{k}", ""]
)
def test_a_broken_imported_entry_is_written_anew(raw):
    paper = Paper(title="Gödel", extra={"raw": raw})
    assert bibtex(paper, raw=True, key="k") == "@misc{k,\n  title = {Gödel},\n}"


def test_an_own_template_is_a_form_like_the_others():
    form = own_template("{authors:family} {year}: {title} [{key}]")
    assert text(form, ARTICLE, key="king") == "King 1959: On the theory of games [king]"
    assert form.copy([(ARTICLE, "a"), (THESIS, "b")]).endswith("Noisy labels [b]")


def test_every_form_goes_by_one_name():
    names = [form.name for form in CITATIONS]
    assert len(set(names)) == len(names)
    assert all(find(name.upper()) is form for name, form in zip(names, CITATIONS, strict=True))
    with pytest.raises(UnknownStyleError):
        find("no such style")


decode = LatexNodes2Text(math_mode="verbatim").latex_to_text
PART = st.text(alphabet="abcdeXYZÉßü-'{}\\,$%& ", min_size=1, max_size=8).map(str.strip).filter(bool)
# An accent right before the dollar that closes a formula: this decoder takes the dollar for the accent's letter.
PART = PART.filter(lambda part: not re.search(r"\$.*\\[a-e]?\$", part))


@settings(max_examples=300)
@given(
    st.lists(
        st.tuples(PART, PART, st.sampled_from(["", "von", "van der"]), st.sampled_from(["", "Jr."])),
        min_size=1,
        max_size=4,
    )
)
def test_names_are_read_back_equal_by_bibtexparser(parts):
    names = tuple(
        Name.of(family=f"X{family}", given=f"Y{given}", particle=particle, suffix=suffix)
        for family, given, particle, suffix in parts
    )
    library = bibtexparser.parse_string(
        bibtex(Paper(title="T", authors=names), key="k"),
        append_middleware=[SeparateCoAuthors(), SplitNameParts()],
    )
    assert not library.failed_blocks
    for name, read in zip(names, library.entries[0]["author"], strict=True):
        for wanted, words in (
            (name.family, read.last),
            (name.given, read.first),
            (name.particle, read.von),
            (name.suffix, read.jr),
        ):
            assert decode(" ".join(words)).split() == wanted.split()


@settings(max_examples=200)
@given(
    st.text(max_size=60), st.lists(st.text(max_size=20), max_size=3), st.sampled_from([None, *KINDS]),
    st.dictionaries(st.text(max_size=10), st.text(max_size=20), max_size=4), st.text(max_size=20),
)  # fmt: skip
def test_no_form_fails_on_any_paper(title, authors, kind, extra, key):
    paper = Paper(title=title, authors=tuple(map(Name, authors)), kind=kind, extra=extra, venue=title, abstract=title)
    for form in FORMATS:
        form.cite(paper, key=key)
        form.copy([(paper, key), (paper, "")])
    json.loads(text(find("csl-json"), paper, key=key))


def test_a_copied_entry_is_brief_and_a_file_holds_everything():
    paper = Paper(title="Moss", abstract="It grows.", author_count=4, date="2023-01-02", date_inferred=True)
    form = next(form for form in FORMATS if form.name == "bibtex")
    copied, filed = form.copy([(paper, "moss")]), "".join(form.pieces([(paper, "moss")]))
    assert "abstract" not in copied
    assert "authorcount" not in copied
    assert "abstract = {It grows.}" in filed
    assert "authorcount = {4}" in filed


def test_the_number_of_a_preprint_is_not_said_twice_in_bibtex():
    paper = Paper(title="T", kind="article", arxiv_id="2206.15144", extra={"number": "arXiv:2206.15144"})
    assert "number" not in bibtex(paper)
    assert "eprint = {2206.15144}" in bibtex(paper)


@pytest.mark.parametrize(
    ("given", "issued"),
    [
        ("2013-22", {"date-parts": [[2013]], "season": 2}),
        ("1907/..", {"date-parts": [[1907], [0]]}),
        ("1850~", {"date-parts": [[1850]], "circa": True}),
        ("forthcoming", {"literal": "forthcoming"}),
        ("Michaelmas 1907", {"literal": "Michaelmas 1907"}),
    ],
)
def test_whole_date_in_csl_json(given, issued):
    paper = Paper(title="Slow tides", date=given, extra={"original-date": given, "accessed": given})
    item = csl_json(paper)
    assert item["issued"] == item["original-date"] == item["accessed"] == issued
    assert "custom" not in item or "extra" not in item["custom"]["papershelf"]


@pytest.mark.parametrize("given", ["199X", "1850?", "1907-05~/1909", "1907/", "../1907", "1907-05-XX"])
def test_date_that_csl_cannot_tell_whole_comes_back_all_the_same(given):
    paper = Paper(title="Slow tides", date=given, kind="book", extra={"original-date": given})
    page = from_text(json.dumps([csl_json(paper)]))
    [back] = [item.paper for item in reader_named("csl-json").read(page)]
    assert back.date == paper.date
    assert {name: back.extra[name] for name in ("issued", "original-date")} == paper.extra


@pytest.mark.parametrize("write", [bibtex, biblatex, ris], ids=lambda write: write.__name__)
@pytest.mark.parametrize(
    "given",
    "2013-22 1907/1911 1907/.. ../1907 1850~ 1850% 199X 1907-05 1907-05/1907-06 1907-05-03/1907-06-04 1907-21/1907-22 "
    "1907~/1911 1907-12/1908-01 forthcoming Michaelmas_1907".replace("_", "\u00a0").split(" "),
)  # fmt: skip
def test_whole_date_comes_back_from_each_format(write, given):
    given = given.replace("\u00a0", " ")
    paper = Paper(title="Slow tides", kind="book", date=given, extra={"original-date": given, "accessed": given})
    name = "ris" if write is ris else "bibtex"
    [back] = [item.paper for item in reader_named(name).read(from_text(write(paper) + "\n"))]
    told = {variable: text for variable, text in back.extra.items() if variable not in ("key", "raw")}
    assert (back.date, told) == (paper.date, dict(paper.extra))


@pytest.mark.parametrize(
    ("given", "bib", "bibl", "lines"),
    [
        ("2013-22", "year = {2013},month = {Summer}", "date = {2013-22}", "PY  - 2013,DA  - 2013///Summer"),
        ("1907/1911", "year = {1907--1911}", "date = {1907/1911}", "PY  - 1907"),
        ("1907-05/1907-06", 'month = may # "--" # jun', "date = {1907-05/1907-06}", "DA  - 1907/05//"),
        ("1850~", "year = {1850}", "date = {1850~}", "PY  - 1850"),
        ("forthcoming", "year = {forthcoming}", "year = {forthcoming}", "PY  - forthcoming"),
    ],
)
def test_whole_date_in_the_fields_of_each_format(given, bib, bibl, lines):
    paper = Paper(title="Slow tides", kind="book", date=given)
    for text, parts in ((bibtex(paper), bib), (biblatex(paper), bibl), (ris(paper), lines)):
        assert all(part in text for part in parts.split(",")), text


CROWD = tuple(Name.of(f"Fenwick{number}", f"Ada {number}") for number in range(3_000))
ODD_FIRSTS = {
    "three thousand authors": Paper(title="Gulls", authors=CROWD, kind="article-journal"),
    "three thousand editors": Paper(title="Gulls", roles={"editor": CROWD, "translator": CROWD}),
    "a long abstract": Paper(title="Gulls", abstract="Tides come and go.\n\n" * 5_000, kind="book"),
    "an abstract of RIS": Paper(title="Gulls", abstract="TY  - JOUR\nTI  - X\nER  - \n" * 300),
    "an abstract of JSON": Paper(title="Gulls", abstract='{"title": "x", "paperId": 1, "indexed": 1}\n' * 300),
    "an abstract of BibTeX": Paper(title="Gulls", abstract="@article{x, title={y}}\n\n" * 300, kind="book"),
    "fields of Crossref": Paper(title="Gulls", extra={"indexed": "1", "deposited": "2", "reference-count": "3"}),
    "a hundred fields": Paper(title="Gulls", extra={f"field{number}": "word " * 300 for number in range(100)}),
    "a note of identifiers": Paper(title="Gulls", extra={"note": "2401.12345\n10.5555/tern\n" * 3_000}),
    "nothing else": Paper(title="G"),
    "a title of Markdown": Paper(title="- [Gulls](https://arxiv.org/abs/2401.00001) " * 20, kind="article"),
    "a long key": Paper(title="Gulls", extra={"key": "k" * 3_000}),
}


@pytest.mark.parametrize("what", ODD_FIRSTS)
def test_own_file_is_recognised_whatever_its_first_entry_holds(what):
    papers = (ODD_FIRSTS[what], Paper(title="Terns", date="2001", authors=(Name("Bo Lind"),), kind="book"))
    rest = {"uuid": "0" * 32, "key": None, "status": Status.UNREAD, "starred": False, "priority": 0, "tags": (), "note": "", "note_version": 0,
            "added": "2026-05-13", "read_on": None, "seen": ()}  # fmt: skip
    entries = [Entry(id=number, paper=paper, **rest) for number, paper in enumerate(papers, 1)]
    for name, written in {
        "csl-json": json.dumps(list(map(csl_json, papers)), ensure_ascii=False),
        "ris": "\n\n".join(map(ris, papers)),
        "bibtex": "\n\n".join(map(biblatex, papers)),
        "papershelf-json": json.dumps([as_json(entry) for entry in entries]),
    }.items():
        page = from_text(written + "\n")
        assert name == recognise(page).NAME
        assert sum(isinstance(item, Listed) for item in recognise(page).read(page)) == 2


BOTH_SCRIPTS = [
    Name.of("林", "沼").beside("Zhao Lin"), Name.of("Bolotova", "Olga").beside("Ольга Болотова"),
    Name.of("Park", "Neup").beside("박늪"), Name.of("Veen", "Joost", particle="'t"), Name.group("Gull Collaboration"),
]  # fmt: skip


@pytest.mark.parametrize("write", [bibtex, biblatex, ris, csl_json], ids=lambda write: write.__name__)
def test_name_in_two_scripts_comes_back_from_each_format(write):
    paper = Paper(title="Slow tides", kind="book", date="1907", authors=BOTH_SCRIPTS, roles={"editor": BOTH_SCRIPTS})
    written = json.dumps([csl_json(paper)]) if write is csl_json else write(paper) + "\n"
    name = {csl_json: "csl-json", ris: "ris"}.get(write, "bibtex")
    [back] = [item.paper for item in reader_named(name).read(from_text(written))]
    assert (back.authors, back.roles) == (paper.authors, paper.roles)
