"""What stands on a page of papers and is none: buttons, facets of a search, posts, songs, letters; days and labels."""

import pytest

from importers.formats.listing_page import sniff
from importers.pages import leads
from importers.pages.lines import of_text
from importers.pages.ways import best
from importers.reader import CLAIM

TITLES = [
    "Estuaries as Queues: A Model of Tidal Traffic", "Reading the Shore with Cheap Sensors",
    "Gulls, Graphs, and the Geometry of Flocks", "Why Do Sandbars Wander? Twenty Years of Photographs",
    "A Benchmark for Predicting Fog", "Lagoons at Night: An Empirical Study of Plankton",
]  # fmt: skip
PEOPLE = [
    ["Ada Roe", "Bo Moor", "Cy Stone"], ["Dee Reed", "Eve Marsh"], ["Finn Dune"], ["Gil Heath", "Hal Brook"],
    ["Ida Lake", "Jon Wold", "Kit Fell"], ["Lee Mere", "Moe Beck"],
]  # fmt: skip
TOGETHER = list(zip(TITLES, PEOPLE, strict=True))


def page(record, before="Accepted Papers\n\n", after=""):
    return before + "\n".join(record(t, ", ".join(p), n) for n, (t, p) in enumerate(TOGETHER, 1)) + after


def read(text):
    reading = best(of_text(text))
    return [
        (record.listed.paper.title, [str(name) for name in record.listed.paper.authors]) for record in reading.records
    ]


BESIDE = {
    "a button that looks like a title": page(lambda t, p, n: f"Original paper Open to all\n{t}\n{p}\nPages {n}1-{n}9\nPreview of Paper\n"),
    "a field of study below the people": page(lambda t, p, n: f"{t}\n{p}\nMarine Engineering\n12 May 203{n}\nCoastal Alerts Set\n"),
    "the track and the length of each talk": page(lambda t, p, n: f"Plenary Lecture Series\n25 min long\n{t}\n{p}\nVideo of the Event\n"),
    "what a search says of itself": page(
        lambda t, p, n: f"{t}\n{p}\nShore Letters, 203{n}\n",
        "About 1,204 results for “tide models”\nSelect all on this page\nSort By\nRelevance\n\n",
    ),
    "a verified address and fields": page(
        lambda t, p, n: f"{t}\n{p}\nShore Letters {n} (2), 31-39, 203{n}\n",
        "Ada Roe\nTide Institute\nVerified email at tide.org\ncoastal modelling\nharbours\n\n",
    ),
    "where many are of 50": page(
        lambda t, p, n: f"{t}\n{p}\nShore Letters {n} (2), 31-39, 203{n}\n", "Displaying 1 - 6 of 50 hits\nResults per page 25\n\n"
    ),
    "a server whose name begins with a small letter": page(lambda t, p, n: f"{t}\n{p}\ntideRxiv 203{n}.05.0{n}\n"),
    "the name of the workshop above": page(
        lambda t, p, n: f"{t}\n{p}\n",
        "Computational Models of Tides, Sands and Fog in Northern Harbours\n@ SHORE 2031, Fen, 3 June 2031\n\n",
    ),
    "a programme by the minute, people with where they work": page(
        lambda t, p, n: f"{9 + n}:30\n30m\nTalk\n{t}\nResearch Papers\n"
        + ", ".join(f"{one} {'Tide University' if n % 2 else 'University of Fen'}" for one in p.split(", "))
        + "\nMedia Attached",
        "You are in another time zone than the harbour.\n\nSat 3 May\n\n",
    ),
    "authors left out between the first and the last": page(
        lambda t, p, n: f"{t}\n{p}, +{n + 1} authors Zoe Kay\nMarine Engineering\nShore Symposium\n3 May 203{n}\n",
        "Fields of Study\nDate Range\nHas PDF\nAuthor\n\n",
    ).replace(", +", ", +"),
    "a letter and its jobs": page(
        lambda t, p, n: f"{t}\n{p}\nWe liked how simple it is. It runs on a boat, too, which few of the others do.\n",
        "Hello all! Here is what we read.\n\n",
        "\n\n🛠 Tools\n\nThe gate opens in 3.2, with a new lock for ships.\n\n💼 Jobs\n\nKeeper of Lights at Fen\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", BESIDE)
def test_what_a_page_says_again_and_again_or_of_itself_is_no_paper(kind):
    found = [(title, [name for name in people if name != "Zoe Kay"]) for title, people in read(BESIDE[kind])]
    assert found == TOGETHER


SONGS = [
    ("The Dune Brothers", "Lonely Is the Sand"), ("Fog", "Morning"), ("Eve Marsh", "Walk Me Home"),
    ("Bo Moor & Cy Stone", "Two Hearts One Boat"), ("Gil Heath", "Green Light"), ("Ida", "Slow Down, Sister Moon"),
    ("Kit Fell", "My Father’s Radio"), ("Lee Mere", "Blue Tuesday"),
]  # fmt: skip


def posts(*names):
    return zip((people[0] for people in PEOPLE), names, strict=False)


NONE = {
    "songs that are numbered": "On air tonight\n\n" + "\n".join(f"{n}. {who} – {what}" for n, (who, what) in enumerate(SONGS, 1)),
    "songs with the singer below": "\n".join(f"{n}) {what}\n{n + 1}) {who}" for n, (who, what) in zip(range(1, 99, 2), SONGS, strict=False)),
    "songs by the clock": "\n".join(f"7:{n}5 {who} – {what}" for n, (who, what) in enumerate(SONGS[:5])),
    "staff": "Staff\n\n" + "\n\n".join(
        f"Dr {name}\n{post}\nRoom 2.0{n}\n+44 1904 3255{n}1\n{name.split()[0].lower()}@tide.org"
        for n, (name, post) in enumerate(posts(
            "Professor of Coastal Engineering", "Senior Lecturer in Marine Biology", "Head of the Graduate School",
            "Reader in Theoretical Ecology", "Laboratory and Systems Technician", "Programme Manager, Open Learning",
        ))
    ),
    "Mitarbeiter": "\n\n".join(
        f"{name}\n{post}\nRaum 3.12"
        for name, post in posts("Professor für Küstenforschung", "Leiterin der Werkstatt und Labore", "Wissenschaftlicher Mitarbeiter")
    ),
    "a board": "Board\n" + "\n".join(
        f"{name}\n{post}"
        for name, post in posts(
            "President", "Vice President for Finance", "Treasurer", "Secretary of the Society", "Librarian, Editor", "Director of Studies"
        )
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", NONE)
def test_songs_and_posts_are_no_papers(kind):
    assert sniff(NONE[kind]) < CLAIM


SEAMS = {
    "By, and names as in a catalogue": page(
        lambda t, p, n: f"  {n}. {t} By " + "; ".join(", ".join(reversed(one.split())) for one in p.split(", "))
    ),
    "By, with a capital": page(lambda t, p, n: f"  {n}. {t} By {'; '.join(p.split(', '))}"),
    "the page behind the people": page(lambda t, p, n: f"    {t} - {p} p. {n}7"),
    "Seiten hinter den Leuten": page(lambda t, p, n: f"- {t} – {p}, S. {n}1-{n}9"),
    "a comma before with": page(lambda t, p, n: f"{t}, (with {p}), Journal of Shores, {n}(3):70-91, July 203{n}.\n"),
}  # fmt: skip


@pytest.mark.parametrize("seam", SEAMS)
def test_seams_between_title_and_people(seam):
    assert [(t, p) for t, p in read(SEAMS[seam])] == TOGETHER


OWN = {
    "a month": "\n\n".join(f"“{t},” May 203{n}" for n, t in enumerate(TITLES)),
    "some with others": "\n\n".join(
        f'"{t}," (with {" and ".join(p[:2])}). Journal of Shores, {n}(2), 203{n}, 17-25.' if n % 2 else f'"{t}", Shore Review, April 203{n}.'
        for n, (t, p) in enumerate(TOGETHER)
    ),
    "Aufsätze": "\n".join(f"• „{t}“, in: Zeitschrift für Küsten {n} (203{n}), S. 3-9" for n, t in enumerate(TITLES)),
}  # fmt: skip


@pytest.mark.parametrize("kind", OWN)
def test_titles_in_quotation_marks_need_no_people_where_their_date_stands_behind(kind):
    assert [title for title, _ in read(OWN[kind])] == TITLES


PLACED = {
    "where it appeared below": "\n".join(
        f"  • {n}67\n    {t}\n    Shore Review {n}2 ({n}): 28{n}-298. 203{n}." + ("\n    We look at what was thought plain and show that it is not plain at all, at four places on the coast." if n % 2 else "")
        for n, t in enumerate(TITLES)
    ),
    "a press": "\n\n".join(f"{t}\nFen University Press, Vol. {n}, pp. 3-9, 203{n}" for n, t in enumerate(TITLES)),
    "a year before quotation marks": "\n\n".join(f"203{n}. “{t},” Shore Review {n}(4), 1-22." for n, t in enumerate(TITLES)),
}  # fmt: skip


@pytest.mark.parametrize("kind", PLACED)
def test_titles_without_people_are_told_by_where_they_appeared_and_are_asked_about(kind):
    reading = best(of_text(PLACED[kind]))
    assert [record.listed.paper.title for record in reading.records] == TITLES
    assert [record.listed.paper.year for record in reading.records] == list(range(2030, 2036))
    assert reading.confidence > 0.4


def test_news_with_dates_below_are_no_papers():
    text = "\n\n".join(
        f"{t} opens in the harbour\n{n + 1} March 2031\nThe gate was opened by {p[0]}."
        for n, (t, p) in enumerate(TOGETHER)
    )
    assert sniff(text) < CLAIM


CONTENTS = {
    "dots": lambda t, p, n: f"{' '.join(t.split()[:4])}\n{' '.join(t.split()[4:])}, {p} {'. ' * 30}{n}7",
    "dots together": lambda t, p, n: f"{t}, {p}{'.' * 40}{n}",
    "people with where they work": lambda t, p, n: f"{' '.join(t.split()[:4])}\n{' '.join(t.split()[4:])}, "
    + ", ".join(f"{one}, {place}" for one, place in zip(p.split(", "), ["Tide University", "Microsoft Research", "UK"], strict=False))
    + f" {'· ' * 20}{n}",
}  # fmt: skip


@pytest.mark.parametrize("kind", CONTENTS)
def test_dots_lead_the_entries_of_a_table_of_contents_to_their_pages(kind):
    text = "Proceedings of the Shore Symposium\n\nISBN: 978-1-5108-2502-4\n" + page(CONTENTS[kind], "")
    assert read(text.replace("Ida Lake", "Ida Lind")) == [
        (title, ["Ida Lind" if name == "Ida Lake" else name for name in people]) for title, people in TOGETHER
    ]


def test_who_edited_is_no_author_and_a_sentence_about_somebody_no_paper():
    text = page(
        lambda t, p, n: (
            f"    {t}.{p.replace(', ', ' & ')} - 203{n} - Shore Review {n} (4):5 – 17.\n    {p.split(', ')[0]} (1901-1980) was Keeper of "
            f"the Lights at Fen.\n    Shores in Ecology\n    Export citation\n    Bookmark  {n}2 citations"
        )
    )
    assert read(text) == TOGETHER
    assert not read(
        "\n\n".join(f"draft article for {t}, 2nd Edition, edited by {p[0]} and Zoe Kay" for t, p in TOGETHER)
    )


def test_a_month_is_no_venue():
    records = best(of_text(OWN["a month"])).records
    assert {record.listed.paper.venue for record in records} == {None}
    assert [record.listed.paper.year for record in records] == list(range(2030, 2036))


LEADS = {
    "2031-10-01 - ": page(lambda t, p, n: f"2031-1{n % 3}-0{n} - {t} - {p}"),
    "12 May: ": page(lambda t, p, n: f"{n + 1} May: {p}\n\n{t}\n"),
    "Tue, September 3rd, 2031: ": page(lambda t, p, n: f"Tue, September {n + 3}th, 2031: {t}\n{p}\n"),
    "03.06.2031, mit": page(lambda t, p, n: f"{t}\n0{n}.06.2031 mit {p}\nZeitschrift für Küsten, Bd. {n}, Nr. 1 (2031).\n"),
    "a speaker, a title and an abstract": page(
        lambda t, p, n: f"  • {n + 3}th June, 2031 (NOTE THE DAY): {p}\n    Title: {t}\n    Abstract: We look at the sea of place {n}. It is "
        "wide, and it is wet, which is what the theory says it should be, and what we have seen with our own eyes.\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("lead", LEADS)
def test_the_day_of_a_talk_is_none_of_its_title(lead):
    assert read(LEADS[lead]) == TOGETHER


def test_a_day_before_where_it_appeared_stays():
    lines = of_text(
        "\n".join(f"{t}\n{n + 1} May 2031, Proceedings of the Shore Conference, pp. 3-9" for n, t in enumerate(TITLES))
    )
    assert [line.text for line in leads.undated(lines)] == [line.text for line in lines]


def test_two_days_are_no_habit_of_a_page():
    lines = of_text("May 4: The Day of the Tide\nAda Roe\n\nJune 5: Another Day of the Tide\nBo Moor")
    assert leads.undated(lines) is lines


def test_labels_are_told_by_others_of_the_same_page():
    text = "\n\n".join(
        f"Week {n}\nPaper: {'; '.join(p)}. {t}. Journal of Shores, 203{n}.\nModerator: Zoe\nRoom: 1{n}"
        for n, (t, p) in enumerate(TOGETHER, 1)
    )
    assert [line.text for line in leads.unlabelled(of_text(text))][1].startswith("Ada Roe; Bo Moor")
    assert [title for title, _ in read(text)] == TITLES
