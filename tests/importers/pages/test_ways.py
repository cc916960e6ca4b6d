"""Which reading makes most of a page."""

import pytest

from importers.pages import html, leads, ways
from importers.pages.lines import of_text

TITLES = (
    "Predicting Harbour Tides from the Flight of Gulls",
    "Anchors Under Load: A Survey of Forty Quays",
    "How Lighthouses Agree on the Time Without Clocks",
    "Learning to Moor Small Boats in a Crosswind",
    "Counting Cormorants with Two Cameras and a Kite",
    "Knots That Untie Themselves in Salt Water",
)
PEOPLE = (
    "Ada Moor, Bo Lind and Caro Pell", "Dov Fenn and Eda Holt", "Finn Aker and Gil Tarn",
    "Hanna Reed, Ivo Quill and Jun Sato", "Kira Nolan and Lars Oster", "Mia Berg and Nils Dahl",
)  # fmt: skip


def titles(reading):
    return [record.listed.paper.title for record in reading.records]


def test_words_that_say_what_a_line_is_are_none_of_it():
    text = "\n\n".join(f"Name: {people}\nTitle: {title}" for title, people in zip(TITLES, PEOPLE, strict=True))
    reading = ways.best(of_text(text))
    assert titles(reading) == list(TITLES)
    assert str(reading.records[1].listed.paper.authors[1]) == "Eda Holt"


def test_a_title_with_such_a_word_keeps_it_where_no_other_has_one():
    lines = of_text("Titles: How Papers Are Called\nAda Moor and Bo Lind\n\nAnchors\nDov Fenn")
    assert leads.unlabelled(lines) is lines


def test_what_is_set_elsewhere_than_the_papers_is_none_of_them():
    cards = "".join(
        f"<div class=paper><b>{title}</b><br>{people}</div>" for title, people in zip(TITLES, PEOPLE, strict=True)
    )
    foot = "<div class=note><b>Proceedings of the Harbour Conference Online</b><br>Web Team</div>"
    lines = html.lines(cards + foot)
    reading = ways.alike(ways.best(lines), lines)
    assert titles(reading) == list(TITLES)


def test_parts_of_a_page_may_be_set_in_different_ways():
    def half(name, start):
        return "".join(f"<div class={name}><b>{TITLES[n]}</b><br>{PEOPLE[n]}</div>" for n in range(start, start + 3))

    lines = html.lines(half("long", 0) + half("short", 3))
    assert titles(ways.alike(ways.best(lines), lines)) == list(TITLES)


@pytest.mark.parametrize(
    "entry",
    [
        "<li>{people} (20{n}): <em>{title}.</em> In: Pia Holm, Ned Firth (Hrsg.): Handbuch der Ufer. 2. Auflage. Hull: Shore Press, S. {n}–99.</li>",
        "<li>{people}. 20{n}. <a href='https://example.org/{n}'>{title}</a>, University of the Fen at Moor.<p>Says what the shore was.</p></li>",
        "<dd><p>{people}. <em>{title}</em>. Fen Monographs in Tides. Fen-Verlag, Moor, 20{n}.</p></dd>",
    ],
)
def test_a_title_that_the_page_sets_apart_ends_where_it_is_set_so(entry):
    told = [
        ("Bo Moor and Cy Stone", "Tide theory"), ("Dee Reed", "Shores. A short history"),
        ("Eve Marsh", "What keepers saw: Harbours, logbooks, and the law"), ("Finn Dune", "Soft sands"),
    ]  # fmt: skip
    source = "".join(entry.format(people=people, title=title, n=n) for n, (people, title) in enumerate(told, 10))
    records = ways.best(html.lines(f"<h1>Publications</h1><ul>{source}</ul>")).records
    assert [record.listed.paper.title for record in records] == [title for _, title in told]


@pytest.mark.parametrize("lines", [
    "May 2019: Ada Roe wins the award for the best teacher of the fen.\nMarch 2019: Two papers were accepted. Well done, Bo!\nJanuary 2018: We welcome Cy Stone, who joins us from the moor.",
    "Oct. 2021: Our boat sails again. See the logbook.\nJun. 2021: Dee Reed has left us for the Harbour Trust.\nMay 2021: The new gauge stands in the harbour of Hull.",
    "Spring 2020: The reading group meets on Mondays. All are welcome.\nAutumn 2019: Eve Marsh gave a talk on fog. It was clear.\nSummer 2019: A visit to the old lighthouse of Wold.",
])  # fmt: skip
def test_news_of_a_month_are_no_references(lines):
    listed = "".join(f"<li>{line}</li>" for line in lines.split("\n"))
    assert not ways.best(html.lines(f"<h1>News</h1><ul>{listed}</ul>")).records


@pytest.mark.parametrize(
    "post",
    [
        "Software for the Measurement of Tides\nAda Moor and Bo Lind\nResearch assistant, May 2017 to Aug. 2017",
        "Postdoctoral Research on Anchors and Ropes\nMia Berg\nQuay Institute, Mar 2015 - Apr 2018",
        "Visiting Scholar on the Physics of Knots\nEda Holt\nLund University, October 2011 — Present",
    ],
)
def test_a_post_that_somebody_held_is_no_paper(post):
    papers = [f"{title}\n{people}\nTidal Letters, 20{year}" for year, (title, people) in
              enumerate(zip(TITLES, PEOPLE, strict=True), 14)]  # fmt: skip
    text = "Publications\n\n" + "\n\n".join((*papers[:3], post, *papers[3:]))
    assert titles(ways.best(of_text(text))) == list(TITLES)


def test_a_title_may_tell_of_months():
    told = (*TITLES[:5], "Wages at the Docks from May 1926 to June 1931")
    text = "\n\n".join(f"{title}\n{people}\nTidal Letters, 2019" for title, people in zip(told, PEOPLE, strict=True))
    assert titles(ways.best(of_text(text))) == list(told)
