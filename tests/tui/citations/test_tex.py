"""Titles as TeX: what is escaped, what passes, which capitals are kept."""

import json
import re
import shutil
import subprocess
import unicodedata

import bibtexparser
import pytest
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from importers import from_text, reader_named
from storage.papers.capitals import once
from storage.papers.markup import Marked, escape, formula, runs, wrap
from storage.papers.paper import Paper
from tui.citations import tex
from tui.citations.bibtex import biblatex, bibtex

# What titles are made of, and what breaks a .bib file.
PIECES = [
    "The", "LLMs", "GPT-4", "of", "learning", "ImageNet", "A", "I", "t-SNE", "β-VAE", "É", "ß", "深度", "😀", "Müller's",
    "$x$", "$O(N)$", r"\(\Lambda_1\)", r"$\mathbb{R}^n$", "$a_{b}$", r"$\{$", "$a$b$", "$$y$$", "$ x $", r"$\frac$", "$5", "$10",
    "$", "{", "}", "{x}", "\\", "\\\\", "%", "&", "#", "_", "~", "^", "`", "``", "''", "'", '"', "--", "---", "<", ">", "|",
    "@article{", "@book{a,", "=", ",", ":", "?", "!", "?`", "!`", "<<", ",,", "(", ")", r"\(", r"\)", "[", "]", "*", "/",
    r"\alpha", r'{\"u}', r"\{", r"\$", r"\begin{x}", "^2", "x_1", "%20", "a\u00a0b", "e\u0301", "“q”", "–", "<b>",
]  # fmt: skip
TITLES = st.one_of(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join),
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map(" ".join),
    st.text(min_size=1, max_size=60),
    st.text(alphabet="${}\\%&#_~^ -'`\"aA1", min_size=1, max_size=30),
).map(lambda text: Paper(title=text)).filter(lambda paper: bool(paper.title))  # fmt: skip
BATCHES = st.lists(TITLES, min_size=20, max_size=20)


def read_by_bibtexparser(text: str) -> dict[str, str]:
    """Return key -> title as bibtexparser 2.1 with its own LaTeX decoder reads it."""
    library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert not library.failed_blocks
    return {entry.key: entry["title"] for entry in library.entries}


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(BATCHES)
def test_two_thousand_hard_titles_are_read_back_equal_by_bibtexparser(papers):
    for write in (bibtex, biblatex):
        text = "\n\n".join(write(paper, key=f"k{number}") for number, paper in enumerate(papers))
        assert read_by_bibtexparser(text) == {f"k{number}": paper.title for number, paper in enumerate(papers)}


def _alike(title: str) -> str:
    """Quotation marks become typographic, titles change case: no loss."""
    title = re.sub("[‘’“”'`\"]", "", re.sub("</?span[^>]*>", "", title))
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", title).casefold())


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not installed")
@settings(max_examples=10, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join), min_size=200, max_size=200))
def test_two_thousand_hard_titles_are_read_back_equal_by_pandoc(titles):
    papers = [paper for title in titles if (paper := Paper(title=title)).title]
    text = "\n\n".join(biblatex(paper, key=f"k{number}") for number, paper in enumerate(papers))
    answer = subprocess.run(
        ["pandoc", "-f", "biblatex", "-t", "csljson"],
        input=text,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    read = {item["id"]: item.get("title", "") for item in json.loads(answer.stdout)}
    for number, paper in enumerate(papers):
        assert _alike(read[f"k{number}"]) == _alike(paper.title)


@settings(max_examples=500)
@given(TITLES)
def test_braces_balance_for_a_parser_that_counts_escaped_ones_too(paper):
    depth = 0
    for character in bibtex(paper, key="k"):
        depth += (character == "{") - (character == "}")
        assert depth >= 0
    assert depth == 0


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("100% of R&D #1, a_b", r"100\% of R\&D \#1, a\_b"),
        ("$5 and $10", r"\$5 and \$10"),
        ("Rates of $O(n^2)$", r"Rates of \$O(n\string^2)\$"),
        ("half $a{$ open", r"half \$a{\{\vphantom{\}}}\$ open"),
        ("{x} and }", r"\{x\} and {\vphantom{\{}\}}"),
        (r"C:\temp", r"C:\textbackslash{}temp"),
        ("~ and ^", r"\textasciitilde{} and \string^"),
        ("a--b ''c'' d``", r"a-{}-b '{}'c'{}' d\string`{}\string`"),
        ("Grüße 深度 😀", "Grüße 深度 😀"),
    ],
)
def test_escape(title, written):
    assert tex.escape(title) == written


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Attention Is All You Need", "Attention Is All You Need"),
        ("How LLMs beat GPT-4 on ImageNet", "How {LLM}s beat {GPT}-4 on {ImageNet}"),
        ("Visualizing data using t-SNE", "Visualizing data using t-{SNE}"),
        ("Deep learning in Germany: Lessons learned", "Deep learning in {Germany}: Lessons learned"),
        ("Deep Learning in Germany", "Deep Learning in Germany"),
        ("vitamin C and hepatitis A in children", "vitamin {C} and hepatitis {A} in children"),
        ("A Survey: A Tale of Type I Errors", "A Survey: A Tale of Type {I} Errors"),
        (
            "the Navier–Stokes equations and moss – Nothing else",
            "the {Navier}–{Stokes} equations and moss – Nothing else",
        ),
        ("Reading $PEAT/$MOSS at $5", r"Reading {{\$PEAT/\$MOSS}} at \$5"),
        ("iPhone users", "{iPhone} users"),
        ("O'Brien's theorem in practice", "{O'Brien's} theorem in practice"),
    ],
)
def test_capitals_that_a_style_would_lower_are_braced(title, written):
    assert tex.title(escape(title)) == written


@pytest.mark.parametrize(
    ("markup", "written"),
    [
        (r"Optimal <math>O(N)</math> with <math>\Lambda</math> and <math>n</math>", r"Optimal {$O(N)$} with {$\Lambda$} and $n$"),
        ("Growth of Cu<math>_2</math>O, Fe<sub>2</sub> and <sup>13</sup>C",
         r"Growth of {Cu$_2$O}, {Fe\textsubscript{2}} and {{\textsuperscript{13}C}}"),
        ("<math>a{</math>, <math>\\hat</math>, <math>a$</math>", "a, , a"),
        ("<i>Larus</i> in <b>B</b> &amp; <sc>Peat</sc>", r"\emph{Larus} in \textbf{B} \& \textsc{Peat}"),
        ("A Bog of <nc>Peat</nc> <nc>LLM</nc>s in <nc>Lake Onega</nc>", "A Bog of {Peat} {{LLM}}s in {{Lake} {Onega}}"),
        ("<nc>A Whole Title</nc>", "{A Whole Title}"),
        ("<nc><i>P. alba</i> bog</nc> fen", r"{{\emph{P. alba} bog}} fen"),
    ],
)  # fmt: skip
def test_markup_is_written_by_its_commands(markup, written):
    assert tex.title(Marked(markup)) == written


def _wrapped(tag, inner):
    """Return markup within a tag; an index keeps no capitals of its own."""
    return wrap(tag, re.sub("</?nc>", "", inner) if tag in ("sub", "sup") else inner) if tag else Marked(inner)


MARKUP = st.recursive(
    st.sampled_from(["The", " ", "LLMs", " Onega", "-", "–", "moss", "$", "{", "}", "\\", "&", "<", "`", ": ", "É", "a"]).map(escape)
    | st.sampled_from(["x_1", r"\alpha", "O(N)", "<"]).map(formula),
    lambda inner: st.builds(
        lambda tag, parts: _wrapped(tag, "".join(parts)),
        st.sampled_from(["i", "b", "sub", "sup", "sc", "nc", None]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=500)
@given(MARKUP)
def test_markup_comes_back_from_a_bib_file(markup):
    paper = Paper(title=Marked(f"On {markup} so"), kind="book", extra={"key": "k"})
    (item,) = reader_named("bibtex").read(from_text(biblatex(paper, key="k")))
    assert item.paper.title == paper.title
    assert _set(item.paper) == _set(paper)


def _set(paper: Paper) -> list[tuple[object, ...]]:
    """Return how each character of the title is set; white space stands wherever it may, and only letters are kept."""
    return [
        (one, *run._replace(no_case=run.no_case and one.isalpha())[1:])
        for run in runs(once(paper.marked("title")))
        for one in run.text
        if not one.isspace()
    ]


def test_every_capital_of_a_german_title_is_kept():
    assert tex.title(escape("Über die Grundlagen der Mechanik"), every_capital=True) == (
        "{Über} die {Grundlagen} der {Mechanik}"
    )


def test_a_title_of_a_thousand_dollars_is_escaped_in_time():
    for hostile in ("$" * 1000, "$a" * 500, r"\(" * 500, "{" * 1000, "$\\" * 500, "a'" * 500):
        assert tex.escape(hostile)
        assert tex.title(escape(hostile))
