"""Copies of sites on which a line of every record is like no other, and what a narrow screen makes of them."""

import pytest

from importers import Listed, Skipped, blurbs, from_text, reader_named, recognise
from importers.pages import leads
from importers.pages.lines import of_text

BROKEN = """\
Volume 397: International Conference on Lamps, 9-15 June 2029, Harbour

Lamps That Answer Each Other

Ida Quist, Tomas Renner, Wei Tan, Ana Reyes,
Siri Moe; Proceedings of the 36th Conference on Lamps, PMLR 397:1-10

[abs][Download PDF]
"""


def test_people_whom_a_narrow_screen_has_broken_are_no_title() -> None:
    assert reader_named("pmlr-volume").sniff(BROKEN) == 0
    items = list(reader_named("pmlr-volume").read(from_text(BROKEN)))
    assert all(isinstance(item, Skipped) for item in items)


def test_a_title_that_a_narrow_screen_has_broken_is_whole_and_in_doubt() -> None:
    page = from_text(
        "Moths at windows\nB Lind - Journal of Lamps, 2020 - Elsevier\nMoths come.\nCited by 3 Related articles\n\n"
        "Lamps that answer each other across a harbour, and what they say of\nthe fog\n"
        "I Quist, T Renner - Journal of Lamps, 2021 - Elsevier\nLamps answer.\nCited by 4 Related articles\n"
    )
    _, second = (item for item in recognise(page).read(page) if isinstance(item, Listed))
    assert second.paper.title == "Lamps that answer each other across a harbour, and what they say of the fog"
    assert second.doubt == "where the title begins"


def test_a_line_between_records_that_says_something_is_told_of() -> None:
    page = from_text(
        "Moths\nB Lind ; PMLR 3:1-9\n[abs] [pdf]\n\nA word of the editors on the fog\n\nFog\nS Moe ; PMLR 3:10-12\n[abs] [pdf]\n"
    )
    items = list(reader_named("pmlr-volume").read(page))
    assert [item.text for item in items if isinstance(item, Skipped)] == ["A word of the editors on the fog"]
    assert [item.paper.title for item in items if isinstance(item, Listed)] == ["Moths", "Fog"]


@pytest.mark.parametrize(
    ("text", "rest", "said"),
    [
        ("- Shows that lamps answer each other.", "", "Shows that lamps answer each other."),
        (
            "Ida Quist. ICLR 2024. It shows a tower. It does so well.",
            "Ida Quist. ICLR 2024.",
            "It shows a tower. It does so well.",
        ),
        ("Ida Quist, Wei Tan. Journal of Lamps and Towers.", "Ida Quist, Wei Tan. Journal of Lamps and Towers.", ""),
        ("by Bo Lind et al.: what the keepers know of lamps", "by Bo Lind et al.:", "what the keepers know of lamps"),
        ("", "", ""),
    ],
)
def test_sentences_behind_a_title_are_what_is_said_of_it(text: str, rest: str, said: str) -> None:
    assert blurbs.parted(text) == (rest, said)


def test_what_a_newsletter_says_of_the_medium_is_no_part_of_a_title() -> None:
    assert blurbs.without_medium("Fog as a Service (13 minute read)") == "Fog as a Service"
    assert blurbs.without_medium("Moths at Night (arXiv, PDF)") == "Moths at Night"
    assert blurbs.without_medium("Lamps (and Towers)") == "Lamps (and Towers)"


def test_read_more_before_a_paper_is_no_part_of_its_title() -> None:
    lines = leads.without(
        of_text("Towers talk.\n**Read more:** [Lamps That Answer](https://arxiv.org/abs/2401.54321).")
    )
    assert [line.text for line in lines] == ["Towers talk.", "Lamps That Answer."]


def test_a_title_that_bibtex_repeats_is_certain_however_the_screen_breaks_it() -> None:
    page = from_text(
        "LAMP 2029 Open Access Repository\nMoths at Windows, and what\nthe Fog Makes of Them\nBo Lind, Siri Moe\n[pdf] [supp]\n"
        "[bibtex]\n@InProceedings{Lind_2029_LAMP,\nauthor = {Lind, Bo and\nMoe, Siri},\n"
        "title = {Moths at Windows, and what\nthe Fog Makes of Them},\nyear = {2029}\n}\nFog\nAna Reyes\n[pdf]\n[bibtex]\n"
    )
    reader = recognise(page)
    first, second = (item for item in reader.read(page) if isinstance(item, Listed))
    assert reader.NAME == "cvf-list"
    assert (first.paper.title, first.doubt) == ("Moths at Windows, and what the Fog Makes of Them", None)
    assert [name.text for name in first.paper.authors] == ["Bo Lind", "Siri Moe"]
    assert (second.paper.title, second.paper.venue, second.paper.year) == ("Fog", "LAMP", 2029)


def test_a_volume_named_in_passing_makes_no_list_of_its_papers() -> None:
    text = "Advances in Lamp Processing Systems 36 (LampIPS 2029)\nMoths at Windows\nBo Lind, Siri Moe\nFog\nAna Reyes, Wei Tan\n"
    assert reader_named("neurips-list").sniff(text) == 0
    assert reader_named("neurips-list").sniff(f"{text}Edited by: I. Quist\n") > 0.9
    assert reader_named("neurips-list").sniff("Edited by: I. Quist\n" * 9) == 0


def test_an_author_whom_nobody_knows_is_told_by_the_records_around_him() -> None:
    page = from_text(
        "Advances in Lamp Processing Systems 36 (LampIPS 2029)\nEdited by: I. Quist\nMoths at Windows\nBo Lind, Siri Moe\n"
        "Fog Over a Harbour\nQxzol Vrrk\nLamps That Answer Each Other\nAna Reyes, Wei Tan\n"
    )
    items = [item for item in reader_named("neurips-list").read(page) if isinstance(item, Listed)]
    assert [(item.paper.title, len(item.paper.authors)) for item in items] == [
        ("Moths at Windows", 2),
        ("Fog Over a Harbour", 1),
        ("Lamps That Answer Each Other", 2),
    ]
