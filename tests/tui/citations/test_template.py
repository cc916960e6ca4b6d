"""The reader's own template: names and nothing else, and errors that point."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.papers.names import Name
from storage.papers.paper import Paper
from tui.citations.template import TemplateError, read

PAPER = Paper(
    title="Attention is all you need", authors=(Name("Ashish Vaswani"), Name("Noam Shazeer"), Name("Niki Parmar")),
    date="2017-06-12", venue="NeurIPS", arxiv_id="1706.03762", extra={"volume": "30"},
)  # fmt: skip
BARE = Paper(title="Untold")


@pytest.mark.parametrize(
    ("template", "filled"),
    {
        "{authors} ({year}). {title}.": ("Ashish Vaswani, Noam Shazeer and Niki Parmar (2017). Attention is all you need.", " (). Untold."),
        "{authors:1}, {authors:family}": ("Ashish Vaswani et al., Vaswani, Shazeer and Parmar", ", "),
        "{first:family} {year|n.d.}": ("Vaswani 2017", " n.d."),
        "{title}{? In {venue}, vol. {volume}.}": ("Attention is all you need In NeurIPS, vol. 30.", "Untold"),
        "[{title:2}]({link})": ("[Attention is](https://arxiv.org/abs/1706.03762)", "[Untold]()"),
        r"{{\cite{{{key}}}}}": (r"{\cite{k}}", r"{\cite{k}}"),
        "{title:upper} {venue:lower}": ("ATTENTION IS ALL YOU NEED neurips", "UNTOLD "),
        "- {title}\n  {date}": ("- Attention is all you need\n  2017-06-12", "- Untold\n  "),
        "no fields": ("no fields", "no fields"),
        "{?only text}": ("only text", "only text"),
    }.items(),
)  # fmt: skip
def test_templates(template, filled):
    full, bare = filled
    assert read(template).fill(PAPER, key="k") == full
    assert read(template).fill(BARE, key="k") == bare


def test_an_incomplete_list_of_authors_says_so():
    paper = Paper(title="T", authors=(Name("A Bee"), Name("C Dee")), authors_complete=False)
    assert read("{authors}").fill(paper) == "A Bee, C Dee et al."


WRONG = {
    "«{title»": "never closed",
    "a «}» b": "closes nothing",
    "{«titel»}": "there is no field titel; there are key, title",
    "{«title.__class__»}": "no field's name",
    "{«0»}": "no field's name",
    "{«authors[0]»}": "no field's name",
    "{«title!r»}": "no field's name",
    "{title:«>1000000000»}": "an option is",
    "{title:«{»year}}": "cannot hold another",
    "{?a «{?»b}}": "cannot hold another",
    "x «{? in {venue}»": "never closed",
    "first\nsecond {«no»}": "there is no field no",
}
"""What is wrong stands between « and »."""


@pytest.mark.parametrize("marked", WRONG)
def test_a_wrong_template_is_pointed_at(marked):
    template = marked.replace("«", "").replace("»", "")
    with pytest.raises(TemplateError, match=WRONG[marked]) as caught:
        read(template)
    assert caught.value.span == (marked.index("«"), marked.index("»") - 1)


def test_the_error_underlines_the_place():
    with pytest.raises(TemplateError) as caught:
        read("first\nsecond {no}")
    assert caught.value.pointed == "first second {no}\n              ^^"


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
