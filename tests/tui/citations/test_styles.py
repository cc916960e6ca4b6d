"""Each rule of the styles on invented papers, and what holds for every paper."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from operator import itemgetter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.papers.markup import Marked
from storage.papers.names import Name
from storage.papers.paper import KINDS, ROLES, Paper
from tests.clock import within
from tui.citations import STYLES, UnknownStyleError, bibliography, hint, named
from tui.citations.names import NameForm, initials, name_list, one_name
from tui.citations.numbers import is_numeric, ordinal, pages, several
from tui.citations.runs import Run, quoted, render, settle
from tui.citations.titles import title_piece


def cite(paper, style, *, form="text"):
    return render(named(style, STYLES, "style").cite(paper), form)


AUTHORS = (Name.of(family="Quill", given="Ada Beth"), Name.of(family="Osei", given="Kofi"))
ARTICLE = Paper(
    title="Imagined gradients in invented networks",
    authors=AUTHORS,
    date="2021-05-04",
    venue="Journal of Imaginary Learning",
    kind="article-journal",
    doi="10.1234/jil.2021.7",
    extra={"volume": "12", "issue": "3", "page": "1436-1444"},
)
MEETING = replace(
    ARTICLE, venue="Proceedings of the Invented Conference", kind="paper-conference", doi=None,
    extra={"page": "7-9", "publisher": "Unreal Press"},
)  # fmt: skip
PREPRINT = Paper(title="A preprint of mine", authors=AUTHORS, date="2024-06-02", arxiv_id="2406.00001", venue="arXiv")
BOOK = Paper(
    title="The art of the invented",
    authors=AUTHORS[:1],
    year=2016,
    kind="book",
    extra={"publisher": "Unreal Press", "publisher-place": "Atlantis", "edition": "2"},
)
CHAPTER = Paper(
    title="A part of it",
    authors=AUTHORS,
    year=2018,
    kind="chapter",
    venue="Handbook of Nothing",
    roles={"editor": (Name.of(family="Roe", given="Rita"), Name.of(family="Doe", given="John B."))},
    extra={"publisher": "Unreal Press", "page": "223-311", "edition": "2"},
)

THESIS = Paper(
    title="Learning without labels", authors=AUTHORS[:1], year=2021, kind="thesis",
    extra={"publisher": "University of Nowhere", "genre": "PhD thesis"},
)  # fmt: skip
REPORT = Paper(
    title="What we found", authors=(Name.group("The Widget Board"),), date="1999-03", kind="report",
    extra={"publisher": "Widget Board Press", "number": "1999-66", "genre": "Technical report"},
    url="https://example.org/r",
)  # fmt: skip
PAGE = Paper(
    title="Daily widgets", authors=AUTHORS[:1], date="2025-05-13", kind="webpage", venue="The Widget Site",
    url="https://example.org/w", extra={"accessed": "2026-05-14"},
)  # fmt: skip

EVERY = {
    "article": ARTICLE, "meeting": MEETING, "preprint": PREPRINT, "book": BOOK, "chapter": CHAPTER, "thesis": THESIS,
    "report": REPORT, "page": PAGE,
}  # fmt: skip
GOLDEN = {
    (style, name): text
    for style, *lines in map(str.splitlines, Path(__file__).with_name("golden.txt").read_text("utf-8").split("\n\n"))
    for name, text in (line.split(maxsplit=1) for line in lines)
}


def by_style(**words):
    """Run a test for each style, with what that style must print."""
    return pytest.mark.parametrize(("style", "words"), words.items())


@pytest.mark.parametrize(("style", "name"), GOLDEN, ids="-".join)
def test_each_kind_in_each_style(style, name):
    assert cite(EVERY[name], style) == GOLDEN[style, name]


@pytest.mark.parametrize("style", [style.name for style in STYLES])
def test_a_list_that_shows_only_the_first_authors_ends_with_et_al(style):
    shown = replace(ARTICLE, authors_complete=False)
    assert "et al." in cite(shown, style)
    assert "et al." not in cite(ARTICLE, style)
    assert hint(shown) == "the list shows only 2 of the authors"


def test_an_incomplete_list_is_cut_where_the_true_number_would_cut_it():
    shown = replace(ARTICLE, authors_complete=False, author_count=12)
    assert cite(shown, "ieee").startswith("A. B. Quill et al.,")
    assert cite(shown, "mla").startswith("Quill, Ada Beth, et al.")
    assert cite(shown, "apa").startswith("Quill, A. B., Osei, K., et al. (2021)")
    assert hint(shown) == "the list shows only 2 of 12 authors"


def test_twenty_authors_are_named_and_of_more_the_last_one_in_apa():
    many = tuple(Name.of(family=f"Widget{chr(65 + n)}", given="X. Y.") for n in range(21))
    assert "et al." not in cite(replace(ARTICLE, authors=many[:20]), "apa")
    assert "WidgetS, X. Y., … WidgetU, X. Y. (2021)" in cite(replace(ARTICLE, authors=many), "apa")
    assert cite(replace(ARTICLE, authors=many[:7]), "vancouver").startswith("WidgetA XY, ")
    assert "WidgetF XY, et al." in cite(replace(ARTICLE, authors=many[:7]), "vancouver")
    assert "WidgetC XY, et al." in cite(replace(ARTICLE, authors=many[:7]), "ama")
    assert cite(replace(ARTICLE, authors=many[:6]), "nature").startswith("WidgetA, X. Y. et al. ")


@pytest.mark.parametrize("style", [style.name for style in STYLES])
def test_no_author_and_an_organisation_is_no_author(style):
    text = cite(replace(PREPRINT, authors=(), organisation="Widget Lab", author_count=9), style)
    assert "Widget Lab" not in text
    assert "preprint of mine" in text.casefold()


@pytest.mark.parametrize(
    ("paper", "words"),
    [
        (ARTICLE, None),
        (replace(ARTICLE, authors=()), "no authors are known"),
        (Paper(title="Alone"), "no authors are known; no year is known"),
        (replace(ARTICLE, authors=AUTHORS[:1], authors_complete=False), "the list shows only the first author"),
    ],
)
def test_what_is_amiss_is_said_before_copying(paper, words):
    assert hint(paper) == words


@by_style(apa="(n.d.)", chicago="Osei. n.d. “", harvard="(no date)", elsevier=", n.d.", nature="–1444.")
def test_no_year_in_each_style(style, words):
    undated = cite(replace(ARTICLE, date=None, year=None), style)
    assert words in undated
    assert "()" not in undated


def test_a_title_alone_is_still_an_entry_and_never_called_a_preprint():
    for style in STYLES:
        text = cite(Paper(title="Alone"), style.name)
        assert "Alone" in text
        assert "Preprint" not in text


@by_style(
    ieee="“Who wrote this?” in Proceedings", mla="“Who Wrote This?” Proceedings",
    harvard="‘Who wrote this?’, Proceedings", apa="Who wrote this? Proceedings",
)  # fmt: skip
def test_a_question_keeps_its_mark_and_takes_no_comma_inside_american_quotes(style, words):
    assert words in cite(replace(MEETING, title="Who wrote this?"), style)


@by_style(
    ieee="“On the word ‘widget,’” in",
    chicago="“On the Word ‘Widget.’” Proceedings",
    harvard="‘On the word “widget”’, Proceedings",
    apa="On the word “widget.” Proceedings",
    nature="On the word “widget”. in Proceedings",
)
def test_quotation_marks_alternate_and_stops_go_inside_american_ones(style, words):
    assert words in cite(replace(MEETING, title='On the word "widget"'), style)


def test_emphasis_in_a_title_becomes_runs_and_shows_in_markdown_and_html():
    paper = replace(BOOK, title=Marked("The <i>E. coli</i> book &amp; H<sub>2</sub>O &lt;1&gt; <sc>x</sc>"))
    assert cite(paper, "apa", form="html") == (
        "Quill, A. B. (2016). <i>The </i>E. coli<i> book &amp; H</i><i><sub>2</sub></i><i>O &lt;1&gt; </i>"
        '<i><span style="font-variant: small-caps">x</span></i> (2nd ed.). '
        "Unreal Press."
    )
    assert cite(paper, "apa", form="markdown") == (
        "Quill, A. B. (2016). *The* E. coli *book & H**<sub>2</sub>**O \\<1\\>* *X* (2nd ed.). Unreal Press."
    )


def test_tags_in_a_plain_title_are_text():
    assert cite(replace(BOOK, title="The <i>E. coli</i> book"), "apa", form="html").count("&lt;i&gt;E. coli&lt;/i&gt;")


def test_formulas_are_printed_in_unicode_and_indices_as_indices():
    paper = replace(BOOK, title=Marked(r"Uptake of CO<math>_2</math> by <math>\alpha</math>-moss, T<sub>c</sub>"))
    assert "Uptake of CO₂ by α-moss, T_c" in cite(paper, "apa")
    assert "CO</i><i><sub>2</sub></i><i> by α-moss, T</i><i><sub>c</sub></i>" in cite(paper, "apa", form="html")
    journal = replace(ARTICLE, venue=Marked("Acta <i>Larus</i>"), extra={})
    assert "<i>Acta </i>Larus" in cite(journal, "apa", form="html")


def test_what_looks_like_markdown_or_html_in_a_paper_is_text():
    odd = Paper(title="*a* _b_ [c](d) `e` <f> &amp; #g", authors=(Name("1. Ada"),), year=2020, kind="book")
    shown = cite(odd, "apa", form="markdown")
    for mark in ("\\*a\\*", "\\_b\\_", "\\[c\\](d)", "\\`e\\`", "\\<f\\>", "\\&amp;"):
        assert mark in shown
    assert "&lt;f&gt; &amp;amp; #g" in cite(odd, "apa", form="html")


CASED = {
    "learning under pressure without fear": "Learning Under Pressure Without Fear",
    "the art of t-SNE": "The Art of t-SNE",
    "β-VAE and k-means on an iPhone": "β-VAE and k-Means on an iPhone",
    "x-ray imaging: a survey": "X-Ray Imaging: A Survey",
    "what is it good for": "What Is It Good For",
    "zero-shot, in-context and end-to-end": "Zero-Shot, In-Context and End-to-End",
    Marked("the <math>\\lambda</math>-moss of d’Artagnan"): "The λ-Moss of d’Artagnan",
    "why not? a reply": "Why Not? A Reply",
    "ALL IN CAPITALS AND STAYING": "ALL IN CAPITALS AND STAYING",
    Marked("<nc>de novo</nc> design"): "de novo Design",
    Marked("<nc>the whole in braces</nc>"): "The Whole in Braces",
}
MLA_ALONE = {"learning under pressure without fear": "Learning under Pressure without Fear"}
"""MLA has every preposition small, Chicago the short ones."""


@pytest.mark.parametrize("title", CASED)
def test_title_case(title):
    assert render(title_piece(title, case="long")) == CASED[title]
    assert render(title_piece(title, case="none")) == MLA_ALONE.get(title, CASED[title])


def test_a_title_in_another_language_keeps_its_case():
    paper = replace(BOOK, title="Die Kunst der Erfindung", extra={**BOOK.extra, "language": "de-DE"})
    assert "Die Kunst der Erfindung" in cite(paper, "chicago")
    assert "Die Kunst Der Erfindung" in cite(replace(paper, extra=BOOK.extra), "chicago")


_APA = NameForm(inverted="all", initials=". ", last="&", comma_before_last="always")
_NLM = NameForm(inverted="all", initials="", hyphen=False, separator=" ")
_CHICAGO = NameForm(inverted="first", dotted=True, particle_last=True, last="and")


@pytest.mark.parametrize(
    ("name", "apa", "nlm", "chicago"),
    [
        (Name.of(family="Quill", given="Jean-Pierre"), "Quill, J.-P.", "Quill JP", "Quill, Jean-Pierre"),
        (Name.of(family="Quill", given="J.P."), "Quill, J. P.", "Quill JP", "Quill, J. P."),
        (Name.of(family="Quill", given="Ada B"), "Quill, A. B.", "Quill AB", "Quill, Ada B."),
        (Name.of(family="Quill", given="AB"), "Quill, A. B.", "Quill AB", "Quill, A. B."),
        (Name("A.B.Quill"), "Quill, A. B.", "Quill AB", "Quill, A. B."),
        (Name.of(family="Quill", given="Yu. A."), "Quill, Yu. A.", "Quill YuA", "Quill, Yu. A."),
        (Name.of(family="Quill", given="Tie-yan"), "Quill, T.", "Quill TY", "Quill, Tie-yan"),
        (Name.of(family="Quill", given="Ömer Şükrü"), "Quill, Ö. Ş.", "Quill ÖŞ", "Quill, Ömer Şükrü"),
        (Name.of(family="Berg", given="Jan", particle="van der"), "van der Berg, J.", "van der Berg J", "Berg, Jan van der"),
        (Name.of(family="van der Berg", given="Jan"), "van der Berg, J.", "van der Berg J", "Berg, Jan van der"),
        (Name.of(family="d'Oro", given="Ida"), "d’Oro, I.", "d’Oro I", "Oro, Ida d’"),
        (Name.of(family="van der Berg", given="Jan", whole=True), "van der Berg, J.", "van der Berg J", "van der Berg, Jan"),
        (Name.of(family="d'Oro", given="Ida", whole=True), "d’Oro, I.", "d’Oro I", "d’Oro, Ida"),
        (Name.of(family="Oro", given="Ida", particle="d'"), "d’Oro, I.", "d’Oro I", "Oro, Ida d’"),
        (Name.of(family="Hoff", given="Jacob H.", dropping="van't"), "Hoff, J. H. van’t", "Hoff JH van’t", "Hoff, Jacob H. van’t"),
        (Name.of(family="Quill", given="Max", suffix="Jr."), "Quill, M., Jr.", "Quill M Jr", "Quill, Max, Jr."),
        (Name.of(family="Quill", given="Max III"), "Quill, M., III", "Quill M III", "Quill, Max, III"),
        (Name.of(family="山田", given="太郎"), "山田太郎", "山田太郎", "山田太郎"),
        (Name.group("The Widget Board, Inc."), "The Widget Board, Inc.", "The Widget Board, Inc.", "The Widget Board, Inc."),
        (Name.of(family="Plato"), "Plato", "Plato", "Plato"),
        (Name("Ludwig van Bogus"), "van Bogus, L.", "van Bogus L", "Bogus, Ludwig van"),
    ],
)  # fmt: skip
def test_names(name, apa, nlm, chicago):
    assert one_name(name, _APA, inverted=True) == apa
    assert one_name(name, _NLM, inverted=True) == nlm
    assert one_name(name, _CHICAGO, inverted=True) == chicago


def test_initials_of_what_is_no_letter_do_not_fail():
    assert initials("", ". ") == ""
    assert initials("- . -", ". ") == ""
    assert initials("伟", ". ") == "伟."


def test_cjk_names_stand_whole_with_no_stray_stop():
    paper = replace(ARTICLE, authors=(Name.of(family="张", given="伟"), Name.of(family="李", given="娜")))
    assert cite(paper, "apa").startswith("张伟, & 李娜. (2021)")
    assert cite(paper, "ieee").startswith("张伟 and 李娜, “")


def test_and_before_the_last_name():
    three = [Name("Ada Quill"), Name("Bo Osei"), Name("Cy Roe")]
    assert render(name_list(three, NameForm(last="and"))) == "Ada Quill, Bo Osei, and Cy Roe"
    assert render(name_list(three[:2], NameForm(last="and"))) == "Ada Quill and Bo Osei"
    assert render(name_list(three, NameForm(last="&", comma_before_last="never"))) == "Ada Quill, Bo Osei & Cy Roe"
    assert name_list([], NameForm()) == ()


PAGES = """\
given         expanded      minimal       minimal-two   chicago
436-44        436–444       436–44        436–44        436–44
1003-1008     1003–1008     1003–8        1003–08       1003–8
107-108       107–108       107–8         107–08        107–8
100-104       100–104       100–4         100–04        100–104
1496-1500     1496–1500     1496–500      1496–500      1496–500
71-72         71–72         71–2          71–72         71–72
S12-S15       S12–S15       S12–5         S12–15        S12–15
4068-4068     4068–4068     4068–4068     4068–4068     4068–4068
e123          e123          e123          e123          e123
013009        013009        013009        013009        013009
1308-1309.e1  1308–1309.e1  1308–1309.e1  1308–1309.e1  1308–1309.e1
i-xii         i–xii         i–xii         i–xii         i–xii
9, 12--14     9, 12–14      9, 12–4       9, 12–14      9, 12–14
"""
HEADING, *ROWS = [re.split("  +", row) for row in PAGES.splitlines()]


@pytest.mark.parametrize("way", HEADING[1:])
@pytest.mark.parametrize("row", ROWS, ids=itemgetter(0))
def test_page_ranges(row, way):
    printed = dict(zip(HEADING, row, strict=True))
    assert pages(printed["given"], way) == printed[way]


def test_one_page_or_several():
    assert [several(text) for text in ("1-9", "3, 5", "7–9", "i-xii", "12", "e0123", "1999")] == [True] * 4 + [
        False
    ] * 3


def test_ordinals_and_numbers():
    assert [ordinal(text) for text in ("1", "2", "3", "4", "11", "12", "13", "21", "112", "second")] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th", "second"
    ]  # fmt: skip
    assert [is_numeric(text) for text in ("2", "12a", "2nd", "3-4", "second", "A", "")] == [True] * 4 + [False] * 3


def test_a_report_number_is_no_range():
    assert "(Technical Report No. 1999-66)" in cite(REPORT, "apa")
    assert "Technical report no.: 1999-66" in cite(REPORT, "vancouver")


def test_a_doi_is_printed_as_its_registrant_wrote_it():
    paper = replace(ARTICLE, doi="10.1234/ABC", extra={**ARTICLE.extra, "DOI": "10.1234/ABC"})
    assert cite(paper, "apa").endswith("https://doi.org/10.1234/ABC")


def test_an_article_number_stands_where_pages_would():
    paper = replace(ARTICLE, extra={"volume": "12", "number": "013009"})
    assert "12, Article 013009" in cite(paper, "apa")
    assert "Art. no. 013009" in cite(paper, "ieee")
    for style in STYLES:
        assert "013009" in cite(paper, style.name), style.name


def test_numbered_styles_number_their_entries_and_the_others_sort_them():
    papers = [replace(BOOK, title="Zed", authors=(Name("Zoe Zed"),)), ARTICLE]
    assert [line[:4] for line in bibliography(papers, "ieee").splitlines()] == ["[1] ", "[2] "]
    assert bibliography(papers, "nature").splitlines()[1].startswith("2. Quill")
    assert bibliography(papers, "apa").startswith("Quill, A. B.")
    assert bibliography(papers, "vancouver").startswith("1. Zed Z.")
    assert bibliography([], "apa") == ""


def test_an_entry_without_author_is_sorted_by_title_without_its_article():
    first, second = replace(BOOK, title="The aardvark", authors=()), replace(BOOK, authors=(Name("Bo Zed"),))
    assert bibliography([second, first], "apa").startswith("The aardvark")


def test_an_unknown_style_is_named_with_those_there_are():
    with pytest.raises(UnknownStyleError, match="unknown style “turabian”; choose from apa, ieee, chicago"):
        cite(ARTICLE, "turabian")


@pytest.mark.parametrize(
    ("parts", "american", "british"),
    [
        ((quoted("A title"), ", next"), "“A title,” next", "“A title”, next"),
        ((quoted("A title?"), ", next"), "“A title?” next", "“A title?”, next"),
        ((quoted("A title."), ", next"), "“A title,” next", "“A title.”, next"),
        ((quoted("In the U.S."), ", next"), "“In the U.S.,” next", "“In the U.S.”, next"),
        ((quoted("A title?"), ". Next"), "“A title?” Next", "“A title?” Next"),
        (("Jr.", ". Next"), "Jr. Next", "Jr. Next"),
        (("one,", ", two"), "one, two", "one, two"),
        (("one ", " two"), "one two", "one two"),
        (("the Joneses’", ". Next"), "the Joneses’. Next", "the Joneses’. Next"),
    ],
)
def test_punctuation_where_parts_meet(parts, american, british):
    runs = tuple(run for part in parts for run in ((Run(part),) if isinstance(part, str) else part))
    assert render(settle(runs)) == american
    assert render(settle(runs, american=False)) == british


# --- what holds for every paper ---

text = st.text(max_size=60)
name = st.one_of(
    st.builds(Name, text),
    st.builds(
        lambda family, given, particle, suffix, dropping: Name.of(
            family=family, given=given, particle=particle, suffix=suffix, dropping=dropping
        ),
        text, text, text, text, text,
    ),
    st.builds(Name.group, text),
)  # fmt: skip
VARIABLES = (
    "volume", "issue", "page", "number", "publisher", "publisher-place", "edition", "collection-title",
    "collection-number", "event-title", "event-place", "genre", "medium", "version", "accessed", "language", "DOI",
)  # fmt: skip
paper = st.builds(
    Paper,
    title=st.text(max_size=200),
    authors=st.lists(name, max_size=30).map(tuple),
    authors_complete=st.booleans(),
    author_count=st.none() | st.integers(0, 100),
    roles=st.dictionaries(st.sampled_from(ROLES), st.lists(name, max_size=4).map(tuple), max_size=3),
    date=st.none() | st.dates().map(str) | st.integers(1, 2100).map(lambda year: f"{year:04}"),
    venue=st.none() | text | st.sampled_from(["arXiv", "NeurIPS", "Journal of Widgets"]),
    kind=st.none() | st.sampled_from(KINDS),
    doi=st.none() | text.map(lambda end: f"10.1234/{end}"),
    arxiv_id=st.none() | st.just("2406.00001"),
    url=st.none() | text.map(lambda end: f"https://example.org/{end}"),
    extra=st.dictionaries(st.sampled_from(VARIABLES), text),
)


class _Balanced(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@settings(max_examples=150)
@given(paper)
def test_any_paper_is_cited_in_every_style_and_form(paper):
    for style in STYLES:
        plain = cite(paper, style.name)
        assert "\n" not in plain
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", plain)
        assert plain == plain.rstrip(" ")
        parser = _Balanced()
        parser.feed(cite(paper, style.name, form="html"))
        parser.close()
        assert parser.open == []
        assert parser.text == plain
        cite(paper, style.name, form="markdown")
    assert hint(paper) is None or hint(paper)
    bibliography([paper, paper], "apa")


# Texts that hold no punctuation of their own but may end with some: what is doubled then was doubled by a style.
words = st.lists(st.from_regex(r"[A-Za-z]{2,8}", fullmatch=True), min_size=1, max_size=5).map(" ".join)
ending = st.builds(lambda body, end: body + end, words, st.sampled_from(["", ".", "?", "!", "”", "?”"]))


@settings(max_examples=60)
@given(
    title=ending, venue=st.none() | ending, kind=st.sampled_from(KINDS), year=st.none() | st.integers(1900, 2030),
    authors=st.lists(words, max_size=9), editors=st.lists(words, max_size=2), complete=st.booleans(),
    extra=st.dictionaries(st.sampled_from(VARIABLES[:10]), words | st.integers(1, 2000).map(str)),
)  # fmt: skip
def test_no_style_doubles_punctuation(title, venue, kind, year, authors, editors, complete, extra):
    if title.endswith("”"):
        title = f"The “{title}"
    paper = Paper(
        title=title, venue=venue and venue.rstrip("”"), kind=kind, year=year, authors=tuple(map(Name, authors)),
        roles={"editor": tuple(map(Name, editors))}, authors_complete=complete, extra=extra,
    )  # fmt: skip
    for style in STYLES:
        shown = cite(paper, style.name)
        assert not re.search(r"\.\.|,,|;;|\?\.|!\.|  | [,.;]|\(\)|\[\]|“”|‘’", shown), shown
        if style.american and style.name in ("ieee", "chicago", "mla"):
            assert not re.search(r"[?!],”", shown), shown


def test_hostile_lengths_take_no_time():
    hostile = [
        Paper(title="<i>" * 333, authors=("a " * 9_999,), venue="- " * 900, kind=kind, year=2020,
              extra={"page": "1" * 90_000, "edition": "1-" * 40_000, "volume": "\u3000" * 50_000})
        for kind in ("article-journal", "book", "chapter")
    ] + [Paper(title="\\(" * 500 + "$" * 500 + "“‘" * 200, authors=tuple(Name("A B") for _ in range(1_000)), kind="book")]  # fmt: skip
    with within(10):
        for paper in hostile:
            for style in STYLES:
                cite(paper, style.name, form="markdown")


def test_a_paper_takes_far_less_than_a_frame():
    with within(0.016 * len(EVERY) * len(STYLES)):
        for paper in EVERY.values():
            for style in STYLES:
                cite(paper, style.name)


@pytest.mark.parametrize(
    ("style", "kind", "date", "within"),
    [
        ("apa", "article-magazine", "1950-21", "(1950, Spring)"),
        ("mla", "article-magazine", "2004-21", "Spring 2004"),
        ("chicago", "article-journal", "2004-23", "(Autumn)"),
        ("apa", "book", "1850~", "(ca. 1850)"),
        ("chicago", "book", "1850?", "[1850?]"),
        ("mla", "book", "1850~", "[1850?]"),
        ("harvard", "book", "1901/..", "(1901–)"),
        ("ieee", "book", "1901/1904", "1901–1904"),
        ("ama", "webpage", "2010-03-03/2010-03-05", "March 3–5, 2010"),
        ("mla", "webpage", "2010-03-30/2010-04-02", "30 Mar.–2 Apr. 2010"),
        ("ama", "webpage", "2009-12-28/2010-01-03", "December 28, 2009–January 3, 2010"),
        ("apa", "webpage", "2009-12/2010-01", "(2009–2010, December–January)"),
        ("nature", "book", "199X", "(Fen, 1990–1999)"),
        ("apa", "book", "../1931", "(1931)"),
        ("apa", "book", "forthcoming", "(forthcoming)"),
        ("vancouver", "article-journal", "2004-05/2004-06", "2004 May–Jun"),
    ],
)
def test_whole_date_in_each_style(style, kind, date, within):
    paper = Paper(
        title="Slow tides", authors=("Ada Marsh",), date=date, kind=kind, venue="Shore", extra={"volume": "4"}
    )
    book = Paper(title="Slow tides", authors=("Ada Marsh",), date=date, kind=kind, extra={"publisher": "Fen"})
    [cite] = [one.cite for one in STYLES if one.name == style]
    assert within in render(cite(book if kind == "book" else paper))


def test_first_publication_is_printed_where_the_guide_asks_for_it():
    paper = Paper(
        title="Slow tides", authors=("Ada Marsh",), date="1995", kind="book",
        extra={"original-date": "1814", "publisher": "Fen"},
    )  # fmt: skip
    printed = {style.name: render(style.cite(paper)) for style in STYLES}
    assert printed["apa"].endswith("Fen. (Original work published 1814)")
    assert "Marsh, Ada. (1814) 1995." in printed["chicago"]
    assert "1814. Fen, 1995." in printed["mla"]
