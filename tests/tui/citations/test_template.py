"""The reader's own template: names and nothing else, and errors that point."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.papers.paper import Name, Paper
from tui.citations.template import TemplateError, read

PAPER = Paper(
    title="Attention is all you need", authors=(Name("Ashish Vaswani"), Name("Noam Shazeer"), Name("Niki Parmar")),
    date="2017-06-12", venue="NeurIPS", arxiv_id="1706.03762", extra={"volume": "30"},
)  # fmt: skip
BARE = Paper(title="Untold")


@pytest.mark.parametrize(
    ("template", "full", "bare"),
    [
        ("{authors} ({year}). {title}.", "Ashish Vaswani, Noam Shazeer and Niki Parmar (2017). Attention is all you need.", " (). Untold."),
        ("{authors:1}, {authors:family}", "Ashish Vaswani et al., Vaswani, Shazeer and Parmar", ", "),
        ("{first:family} {year|n.d.}", "Vaswani 2017", " n.d."),
        ("{title}{? In {venue}, vol. {volume}.}", "Attention is all you need In NeurIPS, vol. 30.", "Untold"),
        ("[{title:2}]({link})", "[Attention is](https://arxiv.org/abs/1706.03762)", "[Untold]()"),
        (r"{{\cite{{{key}}}}}", r"{\cite{k}}", r"{\cite{k}}"),
        ("{title:upper} {venue:lower}", "ATTENTION IS ALL YOU NEED neurips", "UNTOLD "),
        ("- {title}\n  {date}", "- Attention is all you need\n  2017-06-12", "- Untold\n  "),
        ("no fields", "no fields", "no fields"),
        ("{?only text}", "only text", "only text"),
    ],
)  # fmt: skip
def test_templates(template, full, bare):
    assert read(template).fill(PAPER, key="k") == full
    assert read(template).fill(BARE, key="k") == bare


def test_an_incomplete_list_of_authors_says_so():
    paper = Paper(title="T", authors=(Name("A Bee"), Name("C Dee")), authors_complete=False)
    assert read("{authors}").fill(paper) == "A Bee, C Dee et al."


@pytest.mark.parametrize(
    ("template", "span", "message"),
    [
        ("{title", (0, 6), "never closed"),
        ("a } b", (2, 3), "closes nothing"),
        ("{titel}", (1, 6), "there is no field titel; there are key, title"),
        ("{title.__class__}", (1, 16), "no field's name"),
        ("{0}", (1, 2), "no field's name"),
        ("{authors[0]}", (1, 11), "no field's name"),
        ("{title!r}", (1, 8), "no field's name"),
        ("{title:>1000000000}", (7, 18), "an option is"),
        ("{title:{year}}", (7, 8), "cannot hold another"),
        ("{?a {?b}}", (4, 6), "cannot hold another"),
        ("x {? in {venue}", (2, 15), "never closed"),
        ("first\nsecond {no}", (14, 16), "there is no field no"),
    ],
)
def test_a_wrong_template_is_pointed_at(template, span, message):
    with pytest.raises(TemplateError, match=message) as caught:
        read(template)
    assert caught.value.span == span


def test_the_error_underlines_the_line_it_is_in():
    with pytest.raises(TemplateError) as caught:
        read("first\nsecond {no}")
    assert str(caught.value).endswith("\n  second {no}\n          ^^")


def test_what_a_title_holds_is_never_read_as_a_template():
    assert read("{title}").fill(Paper(title="{key} {{ {? }")) == "{key} {{ {? }"


@given(st.text(alphabet="{}?:|! titleyear0[]._\n", max_size=40))
def test_no_template_does_anything_but_fill_or_point(template):
    error: TemplateError | None = None
    try:
        read(template).fill(PAPER)
    except TemplateError as caught:
        error = caught
    assert error is None or 0 <= error.span[0] <= error.span[1] <= len(template)
