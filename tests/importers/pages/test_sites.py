"""Pages of known sites: which elements a row names, what becomes of what they hold, and that nothing takes long."""

import re
from pathlib import Path

import pytest

from importers import Listed, from_text, recognise
from importers.pages.known import SITES
from importers.pages.sites import Site
from importers.reader import OPENS, Noted, Skipped
from tests.clock import within

SAMPLES = Path(__file__).parents[1] / "samples"


def site(elements: str) -> Site:
    return Site(
        NAME="lamp-html", TITLE="Lamps", LAST_SEEN="2026-11-30", marks="lamp", elements=elements, source="the lamp",
        home="https://lamp.example/a/",
    )  # fmt: skip


def papers(elements: str, page: str) -> list[Listed]:
    read = site(elements).read(from_text(f"<html><body class=lamp>{page}</body></html>"))
    return [item for item in read if isinstance(item, Listed)]


def test_an_element_is_told_by_tag_classes_attributes_and_what_it_stands_in() -> None:
    elements = "record = div.paper.new; title = h2 a[rel=main]; person = span[class*=auth], i@title"
    page = """
        <div class="new big paper"><a rel=main>None</a><h2><a rel=other>No</a> <b><a rel=main href=x>Tides</a></b></h2>
        <span class=the-author>Ada Moor</span> <i title="Bo Reed">B. R.</i></div><div class=paper><h2><a rel=main>Old</a></h2></div>
    """
    (found,) = papers(elements, page)
    assert found.paper.title == "Tides"
    assert found.paper.url == "https://lamp.example/a/x"
    assert [name.text for name in found.paper.authors] == ["Ada Moor", "Bo Reed"]


def test_a_record_that_only_begins_ends_where_the_next_does_or_a_heading_stands() -> None:
    elements = "begins = dt; section = h3; title = b; people = i"
    page = """
        <dl><h3>Monday</h3><dt><b>Tides</b></dt><dd><h3>Not this</h3><i>Ada Moor</i></dd><dt><b>Gulls</b></dt><dd><i>Bo
        Reed</i></dd><h3>Tuesday</h3><i>Nobody</i><dt><b>Sand</b></dt></dl><i>Carl Fjord</i>
    """
    found = papers(elements, page)
    said = [(one.section, one.paper.title, [name.text for name in one.paper.authors]) for one in found]
    assert said == [("Monday", "Tides", ["Ada Moor"]), ("Monday", "Gulls", ["Bo Reed"]), ("Tuesday", "Sand", [])]


def test_what_stands_apart_is_in_no_other_part_and_does_not_make_another_record() -> None:
    elements = "record = p; mark* = em; title = b; count* = s; none = u"
    one, other = (
        papers(elements, f"<p><b><em>{mark}</em> Tides <u>more</u></b><s>cited {count}</s></p>")[0]
        for mark, count in (("[B]", 3), ("[book]", 4))
    )
    assert one.paper.title == other.paper.title == "Tides"
    assert one.digest == other.digest


def test_a_formula_that_was_drawn_is_read_as_it_was_written() -> None:
    page = """
        <p><b>Waves at <span class=MathJax_Preview>x</span><span class="MathJax"><span>x2</span></span><script
        type="math/tex" id="m1">x^2</script></b></p>
    """
    (found,) = papers("record = p; title = b", page)
    assert found.paper.title == "Waves at x²"


def test_a_page_says_what_it_is_called_and_how_many_there_are() -> None:
    elements = "record = p; title = b; name = h1; total = h4; stated = h5"
    read = site(elements).read(
        from_text(
            "<html class=lamp><h1>Lamps</h1><h4>1–1 of about 2,340 results</h4><h5>5 papers</h5><p><b>Tides</b></p>"
        )
    )
    noted = [item for item in read if isinstance(item, Noted)]
    assert noted[0] == Noted(title="Lamps", stated=5)
    assert noted[1].text == "1 of the 2340 results that the lamp has for the query"


def test_a_page_of_one_paper_is_none_of_a_site_and_one_without_papers_says_so() -> None:
    single = (
        "<html><head><meta name=citation_title content=Tides></head><body><p class=docsum-content>x</p></body></html>"
    )
    assert recognise(from_text(single)).NAME == "web-page"
    (item,) = site("record = p; title = b").read(from_text("<html class=lamp><body>Nothing was found.</body></html>"))
    assert isinstance(item, Skipped)
    assert item.reason == "no paper on the page"


@pytest.mark.parametrize("reader", SITES, ids=lambda reader: reader.NAME)
@pytest.mark.parametrize(
    "tag", ["<a href=x>", "<dt>", "<div class='{}'>", "<li class='{}'><b>", "<p><i>x", "<span class={}>"]
)
def test_a_hostile_page_of_a_site_takes_no_time(reader: Site, tag: str) -> None:
    classes = [word.split(".")[-1].split("[")[0].strip(",;") for word in reader.elements.split() if "." in word]
    marks = max((SAMPLES / reader.NAME).glob("*.html")).read_text()
    page = marks.partition("</body>")[0] + tag.format(" ".join(classes)[:200]) * 4_000
    with within(2):
        list(reader.read(from_text(page)))


@pytest.mark.parametrize("reader", SITES, ids=lambda reader: reader.NAME)
def test_the_marks_of_a_site_are_in_small_letters_and_found_in_any(reader: Site) -> None:
    assert not re.search(r"(?<!\\)[A-Z]", reader.marks)
    for path in (SAMPLES / reader.NAME).glob("*.html"):
        assert reader.sniff(path.read_text()) == reader.sniff(path.read_text().upper()) == OPENS
