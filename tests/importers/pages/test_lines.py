"""A plain copy as lines that a person sees."""

import pytest

from importers.pages.lines import Link, Span, of_text
from tests.clock import within


def only(text):
    (line,) = of_text(text)
    return line


@pytest.mark.parametrize(
    ("source", "mark", "text"),
    [
        ("[1]\tAda Roe. Tides.", "1", "Ada Roe. Tides."),
        ("[12] Ada Roe. Tides.", "12", "Ada Roe. Tides."),
        ("12. Tides", "12", "Tides"),
        ("3) Tides", "3", "Tides"),
        ("(4) Tides", "4", "Tides"),
        ("#17 Tides", "17", "Tides"),
        ("19\tAda Roe. Tides", "19", "Ada Roe. Tides"),
        ("[J4] Tides", "J4", "Tides"),
        ("C2. Tides", "C2", "Tides"),
        ("• Tides", "•", "Tides"),
        ("* Tides", "*", "Tides"),
        ("- 7. Tides", "7", "Tides"),
        ("- [x] Tides", "-", "Tides"),
        ("09:00–09:30\tTides", "09:00–09:30", "Tides"),
        ("9:00 AM - 9:30 AM Tides", "9:00 AM - 9:30 AM", "Tides"),
        ("14:20 Tides", "14:20", "Tides"),
        ("> Tides", ">", "Tides"),
        ("2015. Tides", "", "2015. Tides"),
        ("3D tides", "", "3D tides"),
        ("[pdf] Tides", "", "[pdf] Tides"),
    ],
)
def test_a_mark_stands_before_the_text(source, mark, text):
    line = only(source)
    assert (line.mark, line.text) == (mark, text)


def test_links_of_markdown_org_restructured_text_and_lynx():
    assert only("[Tides](http://tide.org/a(1).pdf) - Ada").links == (Link(0, 5, "http://tide.org/a(1).pdf"),)
    assert only("[[http://tide.org][Tides]]").links == (Link(0, 5, "http://tide.org"),)
    assert only("`Tides <http://tide.org>`_").links == (Link(0, 5, "http://tide.org"),)
    assert only("Tides http://tide.org/x.").links == (Link(6, 23, "http://tide.org/x"),)
    assert only("### [Tides: a *survey*][32]").text == "Tides: a survey"
    one, _ = of_text("[Tides][3]\n\n[3]: http://tide.org\nEnd")
    assert one.links == (Link(0, 5, "http://tide.org"),)


def test_the_rest_of_a_link_that_several_lines_hold_is_no_text():
    lines = of_text("[\n\nTides rise.\n\n][33]\n[Moons\nfall.](http://tide.org)")
    assert [line.text for line in lines] == ["Tides rise.", "Moons", "fall."]


def test_bold_italics_and_marks_at_names():
    line = only("**Tides of _deep_ seas**. Ada Roe*, Bo Moor*, snake_case")
    assert line.text == "Tides of deep seas. Ada Roe*, Bo Moor*, snake_case"
    assert line.bold == (Span(0, 18),)
    assert line.italic == (Span(9, 13),)
    assert only("**Tides of the sea**").is_bold()
    assert not line.is_bold()


def test_tags_in_a_line_and_what_is_no_tag():
    first, second = of_text("<li><b>Tides</b><br><i>Ada Roe</i> R&amp;D</li>")
    assert (first.text, first.is_bold(), first.number) == ("Tides", True, 1)
    assert (second.text, second.italic, second.number) == ("Ada Roe R&D", (Span(0, 7),), 1)
    assert only("Ada Roe <ada@tide.org>, a < b").text == "Ada Roe <ada@tide.org>, a < b"


def test_headings_of_markdown_org_and_underlined():
    assert [(line.level, line.text) for line in of_text("# One #\n### Two\nThree\n=====\nFour\n----")] == [
        (1, "One"),
        (3, "Two"),
        (1, "Three"),
        (2, "Four"),
    ]
    assert [(line.level, line.text) for line in of_text("* DONE [#A] One  :tide:\n** Two")] == [(1, "One"), (2, "Two")]


def test_cells_of_a_row_and_the_rule_below_a_tables_head():
    head, row = of_text("| Title | Link |\n|---|:-:|\n| Tides \\| moons | [pdf](a.pdf) |")
    assert head.cells == ("Title", "Link")
    assert row.cells == ("Tides | moons", "pdf")
    assert only("Tides\tAda Roe\t2020").cells == ("Tides", "Ada Roe", "2020")


def test_blank_lines_indents_and_numbers_of_lines():
    first, second = of_text("\n\nTides\n\n\t  Ada Roe\n")
    assert (first.number, first.blanks, first.indent) == (3, 2, 0)
    assert (second.number, second.blanks, second.indent) == (5, 1, 6)


@pytest.mark.parametrize(
    "token", ["[", "[a](", "![", "*", "**a", "_a", "`", "<b", "<b>", "[[", "](x)", "\\", "&#", "http://"]
)
def test_no_token_takes_long(token):
    with within(2):
        of_text(token * (200_000 // len(token)))
        of_text("\n".join([token * (19_000 // len(token))] * 10))


def test_emphasis_of_org_and_what_only_looks_like_it():
    line = of_text('#+TITLE: x\n- *Ada Roe*, "Tides." /Shore Studies/, *12*, 1/2 http://tide.org/a/b')[-1]
    assert line.text == 'Ada Roe, "Tides." Shore Studies, 12, 1/2 http://tide.org/a/b'
    assert (line.bold, line.italic) == ((Span(0, 7), Span(33, 35)), (Span(18, 31),))


def test_bold_letters_and_italics_that_several_lines_hold_make_one():
    first, second = of_text("7. **Tides of\n   deep seas.** TIDE 2031.\n\n- *Moons of\n  the sea*, Ada Roe")
    assert (first.text, first.bold, first.number, first.last) == (
        "Tides of deep seas. TIDE 2031.",
        (Span(0, 19),),
        1,
        2,
    )
    assert (second.text, second.italic, second.number) == ("Moons of the sea, Ada Roe", (Span(0, 16),), 4)
    assert [line.text for line in of_text("Ada Roe**, Bo Moor\nTides\n**Moons** rise")] == [
        "Ada Roe, Bo Moor",
        "Tides",
        "Moons rise",
    ]
