"""Pages that a text browser has written down, with `[12]text` for links and their addresses at the end."""

from importers import Listed, from_text, recognise
from importers.pages.lines import of_text
from importers.pages.lynx import pieces

PAGE = """\
   [1]Harbour Institute [2]Papers

Papers of the institute

   [3]Lamps that answer each other across a bay: a study of two towers and
   of those who keep them

   Ida Quist, [4]Tomas Renner, Wei Tan. Journal of Lamps 3, 2020

   [5]Moths at the window of a tower

   Wei Tan, [6]Ida Quist. Journal of Lamps 4, 2021, as told in [2]

   [7]Dim lamps for boats that are small

   [8]Ida Quist, Siri Moe. Journal of Lamps 5, 2022

References

   Visible links:
   1. https://harbour.example/
   2. https://harbour.example/papers
   3. https://doi.org/10.5555/lamps.3
   4. file:///renner
   5. https://doi.org/10.5555/lamps.5
   6. https://harbour.example/quist
   7. https://doi.org/10.5555/lamps.7
   8. https://harbour.example/quist

   Hidden links:
   9. https://harbour.example/feed
"""


def test_numbers_before_links_become_links_and_the_list_is_no_line() -> None:
    lines = of_text(PAGE)
    title = next(line for line in lines if line.text.startswith("Lamps"))
    assert title.text == "Lamps that answer each other across a bay: a study of two towers and of those who keep them"
    assert [link.href for link in title.links] == ["https://doi.org/10.5555/lamps.3"]
    assert (title.number, title.last, title.mark) == (5, 6, "")
    assert not any("harbour.example" in line.text for line in lines)


def test_a_number_that_does_not_count_on_is_the_page_s_own() -> None:
    assert any(line.text.endswith("as told in [2]") for line in of_text(PAGE))


def test_the_papers_of_such_a_page_have_their_people_and_identifiers() -> None:
    page = from_text(PAGE)
    items = [item for item in recognise(page).read(page) if isinstance(item, Listed)]
    assert [(item.paper.doi, len(item.paper.authors), item.paper.year) for item in items] == [
        ("10.5555/lamps.3", 3, 2020), ("10.5555/lamps.5", 2, 2021), ("10.5555/lamps.7", 2, 2022),
    ]  # fmt: skip
    assert (items[0].raw or "").startswith("[3]Lamps that answer")


def test_a_page_without_a_list_of_addresses_stays_as_it_is() -> None:
    assert pieces(PAGE.partition("References")[0].split("\n")) is None
    assert pieces(["[1] A. Roe. Lamps. 2020.", "", "References", "", "1. A. Roe. Lamps. 2020.", "2. B. Moor."]) is None


def test_a_sentence_that_ends_near_the_edge_is_not_continued_by_a_long_word() -> None:
    lines = [
        "   " + "word " * 14 + "end",
        "",
        "   On lamps, towers and those who keep them in winter.",
        "   [1]https://towers.example/a/long/one",
    ]
    found = pieces([*lines, "References", "1. https://towers.example/a", "2. https://towers.example/b"])
    assert [piece.number for piece in found or ()] == [1, 2, 3, 4]
