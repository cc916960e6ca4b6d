"""HTML as the lines that a person sees."""

import tracemalloc

import pytest

from importers.pages import html
from importers.pages.lines import Link, Span
from tests.clock import within


def seen(source):
    return [line.text for line in html.lines(source)]


def only(source):
    (line,) = html.lines(source)
    return line


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("<p>Tides<p>Ada Moor", ["Tides", "Ada Moor"]),
        ("<div>Tides<div>Ada Moor</div></div>", ["Tides", "Ada Moor"]),
        ("Tides<br/>Ada Moor<br>2019", ["Tides", "Ada Moor", "2019"]),
        ("<ul><li>Tides<li>Gulls</ul>", ["Tides", "Gulls"]),
        ("Tides &amp; gulls &lt;i&gt; &#x3b1;&nbsp;b", ["Tides & gulls <i> α b"]),
        ("<pre>Tides\n  Ada Moor\n\nGulls</pre>", ["Tides", "Ada Moor", "Gulls"]),
        ("Ti<wbr>des and<!-- Ada Roe --> gulls", ["Tides and gulls"]),
        ("Tides<script>var a = '<p>Ada Roe</p>'</script> rise<style>p { }</style>", ["Tides rise"]),
        ("<span style='display:block'>Tides</span><span>Ada Moor</span>", ["Tides", "Ada Moor"]),
        ("<a href=/a>PDF</a><a href=/b>Code</a>", ["PDF Code"]),
        ("<q>Tides</q> rise", ["“Tides” rise"]),
        ("<ruby>潮<rt>しお</rt></ruby>の研究", ["潮の研究"]),
        ("<my-title>Tides</my-title><my-people>Ada Moor</my-people>", ["Tides", "Ada Moor"]),
        ("<ul class='authors inline'><li>Ada Moor</li><li>Bo Lind</li></ul>", ["Ada Moor; Bo Lind"]),
        ("Harbour\u200b tides<br>ki\u00adlo", ["Harbour tides", "kilo"]),
        ("<table><caption>Talks</caption><tr><td>Tides<td>2019</table>", ["Talks", "Tides 2019"]),
    ],
)
def test_lines_break_as_a_browser_breaks_them(source, texts):
    assert seen(source) == texts


@pytest.mark.parametrize(
    "hidden",
    [
        "<nav>Home</nav>", "<header><a href=/>Home</a></header>", "<footer>Imprint</footer>", "<div role=navigation>Home</div>",
        "<span aria-hidden=true>Home</span>", "<div hidden>Home</div>", "<div style='color:red; display : none'>Home</div>",
        "<span class='sr-only'>Home</span>", "<template><p>Home</template>", "<select><option>Home</select>",
        "<button>Home</button>", "<noscript>Home</noscript>", "<svg><text>Home</text></svg>", "<textarea>Home</textarea>",
        "<pre>@article{moor, title={Home}}</pre>",
    ],
)  # fmt: skip
def test_what_nobody_reads_is_gone(hidden):
    assert seen(f"<p>Tides</p>{hidden}<p>Gulls</p>") == ["Tides", "Gulls"]


def test_the_header_of_an_article_is_none_of_the_page():
    assert seen("<header>Menu</header><article><header><h2>Tides</h2></header>Ada Moor</article>") == [
        "Tides",
        "Ada Moor",
    ]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Ada Moor<sup>1</sup>, Bo Lind<sup>2,3</sup>", "Ada Moor¹, Bo Lind²,³"),
        ("Ada Moor<sup>a,*</sup>", "Ada Moorᵃ,*"),
        ("Up to 10<sup>6</sup> tides", "Up to 10⁶ tides"),
        ("The 5<sup>th</sup> harbour", "The 5th harbour"),
        ("Tides rise<sup><a href=#cite>[12]</a></sup> daily", "Tides rise daily"),
        ("CO<sub>2</sub> in tides", "CO2 in tides"),
    ],
)
def test_marks_above_the_line_stay_apart(source, text):
    assert only(source).text == text


def test_links_emphasis_and_headings_keep_their_places():
    title, people = html.lines(
        "<base href='https://tides.example/a/'><h3><a href='t.pdf'>Tides of <em>Larus</em></a></h3>"
        "<div><b>Ada Moor</b>, Bo Lind</div>"
    )
    assert (title.text, title.level) == ("Tides of Larus", 3)
    assert title.links == (Link(0, 14, "https://tides.example/a/t.pdf"),)
    assert title.italic == (Span(9, 14),)
    assert people.bold == (Span(0, 8),)
    assert not people.is_bold()


def test_what_is_bold_over_a_break_is_bold_on_both_lines():
    assert all(line.is_bold() for line in html.lines("<b>Tides<br>rise</b>"))


@pytest.mark.parametrize(
    ("head", "href"),
    [
        ("<link rel=canonical href='https://tides.example/2019/'>", "https://tides.example/2019/x"),
        ("<!-- saved from url=(0022)https://tides.example/ -->", "https://tides.example/x"),
        ("<meta property='og:url' content='https://tides.example/y/z'>", "https://tides.example/y/x"),
        ("", ""),
    ],
)  # fmt: skip
def test_addresses_are_whole_where_the_page_tells_its_own(head, href):
    assert only(f"{head}<a href=x>Tides</a>").links[0].href == href


@pytest.mark.parametrize("href", ["javascript:go()", "#top", "mailto:ada@tides.example", "", "http://[::bad"])
def test_a_link_that_leads_nowhere_has_no_address(href):
    assert only(f"<a href='{href}'>Tides</a>").links == (Link(0, 5, ""),)


def test_items_have_marks_and_indents():
    lines = html.lines("<ol start=7><li>Tides<li>Gulls<ul><li>of harbours</ul></ol>")
    assert [(line.mark, line.indent) for line in lines] == [("7", 0), ("8", 0), ("•", 4)]


def test_a_number_that_the_text_begins_with_is_its_mark():
    assert [line.mark for line in html.lines("<ul><li>[3] Tides</ul>")] == ["3"]


def test_a_row_is_a_line_with_cells():
    heads, row = html.lines(
        "<table><tr><th>Title<th>Authors<tr><td><a href='https://doi.org/10.5555/t'>Tides</a><td>Ada Moor<br>Bo Lind</table>"
    )
    assert heads.cells == ("Title", "Authors")
    assert row.cells == ("Tides", "Ada Moor, Bo Lind")
    assert row.links[0].href == "https://doi.org/10.5555/t"


def test_a_cell_reaches_into_the_rows_below():
    rows = html.lines("<table><tr><td rowspan=2>2019<td>Tides<td>Ada Moor<tr><td>Gulls<td>Bo Lind</table>")
    assert [row.cells for row in rows] == [("2019", "Tides", "Ada Moor"), ("2019", "Gulls", "Bo Lind")]
    assert rows[1].text == "Gulls Bo Lind"


def test_cells_of_several_lines_are_no_table():
    lines = html.lines(
        "<table><tr><td>1.<td>Tides<br>Ada Moor<tr><td>2.<td>Gulls<br>Bo Lind<tr><td><table><tr><td>Imprint</table></table>"
    )
    assert [(line.mark, line.text, line.blanks > 0, line.cells) for line in lines] == [
        ("1", "Tides", False, ()), ("", "Ada Moor", False, ()),
        ("2", "Gulls", True, ()), ("", "Bo Lind", False, ()),
        ("", "Imprint", True, ()),
    ]  # fmt: skip


def test_pieces_that_are_alike_stand_apart():
    card = "<div class=card><div>Tides</div><div>Ada Moor</div></div>"
    assert [line.blanks for line in html.lines(f"<h1>Papers</h1>{card}{card}{card}")] == [0, 1, 0, 1, 0, 1, 0]


def test_a_cell_of_names_that_begin_with_the_family_parts_them_by_semicolons():
    rows = html.lines("<table><tr><th>Title<th>Authors<tr><td>Tides<td>Moor, Ada<br>Lind, Bo</table>")
    assert rows[1].cells == ("Tides", "Moor, Ada; Lind, Bo")


def test_a_card_has_no_blank_line_within():
    card = "<div class=item><div><b>10:30</b></div><h4>Ada Moor</h4><p>Tides and what gulls make of them</p></div>"
    first, second = [line.blanks for line in html.lines(card)], [line.blanks for line in html.lines(card * 2)]
    assert first == [0, 1, 1]
    assert second == [0, 0, 0, 1, 0, 0]


def test_what_is_set_alike_has_the_same_path():
    lines = html.lines(
        "<ul class=papers><li class=odd>Tides<li class=even>Gulls<p></p></ul><div class=foot>Imprint</div>"
    )
    assert [line.path for line in lines] == ["ul.papers li", "ul.papers li", "div.foot"]


def test_a_block_ends_its_line_for_good_and_a_break_may_fill_a_width():
    assert [line.whole for line in html.lines("<p>Tides<br>and gulls</p>Terns")] == [False, True, True]


def test_a_button_that_says_more_than_what_it_does_stays():
    assert seen("<button>Show all authors</button><button>BibTeX</button><button>Ada Moor</button>") == ["Ada Moor"]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<li><b><a href='#r1'>^</a></b> <span>Moor, Ada (2019)</span>", "Moor, Ada (2019)"),
        (
            "<li>^ <a href='#r1'><sup><i>a</i></sup></a> <a href='#r2'><sup>b</sup></a> Moor, Ada (2019)",
            "Moor, Ada (2019)",
        ),
        ("<li><a href='#r1'>↑</a> Moor, Ada (2019)", "Moor, Ada (2019)"),
        ("<li><a href='/moor'>Al</a> Moor (2019)", "Al Moor (2019)"),
    ],
)
def test_what_leads_back_from_a_note_is_none_of_it(source, text):
    assert only(source).text == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<span class=t>Tides.</span><span class=p>Moor, A.</span>", "Tides. Moor, A."),
        ("<span class=t>Do tides rise?</span><span class=p>Moor, A.</span>", "Do tides rise? Moor, A."),
        ("<span class=i>A.</span><span class=f>Moor</span>", "A. Moor"),
        ("<span>1</span><span>984</span>", "1984"),
    ],
)
def test_spans_that_a_style_sheet_parts_stand_apart(source, text):
    assert only(source).text == text


def test_lines_are_numbered_in_order():
    numbers = [line.number for line in html.lines("<p>Tides<p>Gulls<br>Terns")]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize(
    "source",
    [
        "<b 1><b 2>" * 4_000, "<p " + " ".join(f"a{n}=1" for n in range(32_000)) + ">x", "<div>" * 16_000 + "x",
        "<select>" + "<option>x" * 8_000, "<option>x" * 30_000, "<a " * 20_000, ("<a " * 6_000 + ">") * 10,
        "<p>" + "x" * 1_000_000, "<" * 500_000, "&amp;" * 200_000, "<script" * 100_000, "<script>" * 100_000, "<!--" * 200_000,
        "<table><tr><td>" * 3_000 + "x", "<table>" + "<tr><td rowspan=1000 colspan=1000>x<td>y" * 5_000,
        "<sup>1" * 50_000, "<b>" * 390 + "x<br>" * 20_000, "<link " * 60_000, "<meta property" * 30_000,
        "<p style='" + "display" * 100_000 + "'>x", "<a '" * 200_000, "<pre>" + " \n" * 300_000, "<br>" * 200_000,
        "<button><div>" * 190 + "x" * 500_000,
    ],
    ids=lambda source: source[:12],
)  # fmt: skip
def test_hostile_pages_take_linear_time(source):
    with within(2):
        html.lines(source)


def test_a_large_page_fits_into_memory():
    source = "<p>" + "tides rise " * 90_000
    tracemalloc.start()
    html.lines(source)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50e6


def test_a_page_too_deep_for_the_parser_is_cut_at_its_tags():
    source = (
        "<nav>Home</nav>" + "<div>" * 500 + "<h2>Tides</h2>" + "</div>" * 500
        + "<ul><li><a href='https://tides.example/'>Gulls &amp; terns</a></ul><script>no()</script>"
    )  # fmt: skip
    title, item = html.lines(source)
    assert (title.text, title.level) == ("Tides", 2)
    assert (item.text, item.links[0].href) == ("Gulls & terns", "https://tides.example/")


COPIED = """<html><head><title>Fen</title><style>a {}</style></head><body><nav>Home</nav><h2>Accepted papers</h2><ol>
<li><a href="https://doi.org/10.5555/fen.1">Tides of the fens</a><br><b>Ada Moor<sup>1</sup></b>, Bo Lind
<li><img alt="PDF"> Gulls, and what they want<br><i>Cy Fern</i></ol></body></html>"""
AS_TEXT = "Home\n\nACCEPTED PAPERS\r  1. Tides of the fens\n     Ada Moor1, Bo Lind\n  2. PDF Gulls, and what they want\nCy Fern\n"


def test_a_plain_copy_is_known_for_that_of_its_page():
    assert html.is_copied(COPIED, AS_TEXT.replace("PDF ", ""))
    assert html.is_copied(COPIED, AS_TEXT.replace("PDF ", "PDF\n"))


@pytest.mark.parametrize(
    "text",
    [
        "", "1 2 3", "Another page altogether", "Home\nACCEPTED PAPERS\n", AS_TEXT + "A paper that is not there\nDee Marsh\n",
        "\n".join(reversed(AS_TEXT.replace("PDF ", "").splitlines())), AS_TEXT.replace("Gulls", "Terns of the north"),
    ],
)  # fmt: skip
def test_the_copy_of_another_page_is_not(text):
    assert not html.is_copied(COPIED, text)
    assert not html.is_copied("", text)


def test_a_copy_is_compared_in_linear_time():
    with within(4):
        assert html.is_copied("<p>tides of fens</p>" * 50_000, "tides of fens\n" * 50_000)
        assert not html.is_copied("<p>tides of fens</p>" * 50_000, "tides of fen b\n" * 50_000)
        assert not html.is_copied("<p>" + "a" * 1_000_000, ("a" * 400_000 + "b") * 2)
