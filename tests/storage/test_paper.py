"""The nouns are valid by construction."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import rows
from storage.papers.markup import Marked
from storage.papers.names import Name
from storage.papers.paper import Entry, Listed, Noted, Paper, Skipped, Status
from storage.papers.text import inert


def test_a_doi_of_arxiv_is_an_arxiv_id():
    paper = Paper(title="A", doi="10.48550/arXiv.2206.15144")
    assert (paper.doi, paper.arxiv_id) == (None, "2206.15144")


@pytest.mark.parametrize(
    ("shown", "given_", "particle", "family", "suffix"),
    [
        ("Samuel J. Bell", "Samuel J.", "", "Bell", ""),
        ("Ludwig van der Berg", "Ludwig", "van der", "Berg", ""),
        ("Nando de Freitas", "Nando", "de", "Freitas", ""),
        ("Martin Luther King Jr.", "Martin Luther", "", "King", "Jr."),
        ("C. D. Gelatt, Jr.", "C. D.", "", "Gelatt", "Jr."),
        ("von Neumann, John", "John", "von", "Neumann", ""),
        ("Plato", "", "", "Plato", ""),
        ("李伟", "伟", "", "李", ""),
    ],
)
def test_the_parts_of_a_shown_name(shown, given_, particle, family, suffix):
    parts = Name(shown).parts()
    assert (parts.given, parts.particle, parts.family, parts.suffix) == (given_, particle, family, suffix)
    assert parts.text == shown


def test_a_year_alone_is_a_date_and_a_date_tells_the_year():
    assert Paper(title="A", year=2019).date == "2019"
    assert Paper(title="A", date="2019-05-04").year == 2019
    assert Paper(title="A", date="soon").date is None


@pytest.mark.parametrize(
    ("given", "date", "more"),
    [
        ("2013-21", "2013", {"issued": "2013-21"}),
        ("2013-04/open", "2013-04", {"issued": "2013-04/.."}),
        ("2013-04", "2013-04", {}),
        ("May 2019", "2019", {"issued": "May 2019"}),
        ("forthcoming", None, {"issued": "forthcoming"}),
    ],
)
def test_a_date_that_says_more_than_its_beginning_is_kept_whole(given, date, more):
    paper = Paper(title="A", date=given)
    assert (paper.date, dict(paper.extra)) == (date, more)
    assert replace(paper, title="B").extra == more
    assert replace(paper, date="1999-02", year=None).date == "1999-02"


def test_a_whole_date_stands_only_with_its_beginning():
    assert dict(replace(Paper(title="A", date="2013-21"), date="2014", year=2014).extra) == {}


def test_every_text_is_cleaned():
    paper = Paper(
        title="\x1b[2J[/]", authors=("A\x07B",), venue="V\x00", abstract="a\x1bc\nd", extra={"volume": "\x9b1m3"}
    )
    assert (paper.title, paper.authors[0].text, paper.venue) == ("[/]", "AB", "V")
    assert paper.extra == {"volume": "3"}


word = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=12)


@given(
    st.lists(
        st.one_of(
            st.builds(Name, word),
            st.builds(Name.group, word),
            st.builds(lambda f, g, p, s, d: Name.of(family=f, given=g, particle=p, suffix=s, dropping=d),
                      st.one_of(st.just(""), st.just("\xa0"), word), st.one_of(st.just(""), word), st.one_of(st.just(""), word), st.one_of(st.just(""), word),
                      st.one_of(st.just(""), word)),
        ).filter(lambda name: bool(name.text.strip())),
        max_size=5,
    )
)  # fmt: skip
def test_names_come_back_from_the_library_as_they_went_in(names):
    names = Paper(title="A", authors=tuple(names)).authors
    assert rows.unpack(rows.pack(names)) == names


def test_a_text_given_in_markup_is_shown_plain_and_kept_as_it_came():
    paper = Paper(
        title=Marked("Growth of <i>Moss</i> on Cu<sub>2</sub>O &amp; Zn"),
        venue=Marked("Annals of <i>Fens</i>"),
        extra={"collection-title": Marked("<sc>Bog</sc> studies"), "volume": Marked("3"), "publisher": "A <b> C"},
    )
    assert (paper.title, paper.venue) == ("Growth of Moss on Cu₂O & Zn", "Annals of Fens")
    assert paper.extra == {"collection-title": "Bog studies", "volume": "3", "publisher": "A <b> C"}
    assert set(paper.markup) == {"title", "venue", "collection-title"}
    assert paper.marked("title") == "Growth of <i>Moss</i> on Cu<sub>2</sub>O &amp; Zn"
    assert paper.marked("publisher") == "A &lt;b&gt; C"
    assert paper.marked("edition") == ""


def test_markup_of_another_text_is_dropped():
    paper = Paper(title=Marked("On <i>Moss</i>"))
    assert replace(paper, title="On moss and lamps").markup == {}
    assert replace(paper, year=2020).markup == paper.markup
    assert Paper(title="On moss", markup={"title": "On moss", "venue": "<i>Fens</i>"}).markup == {}


def test_people_stand_under_roles_of_csl_alone():
    paper = Paper(title="x", roles={"translator": ("Ada Moe",), "editor": (Name("Bo Lie"), Name("")), "poet": ("C D",)})
    assert paper.roles == {"editor": (Name("Bo Lie"),), "translator": (Name("Ada Moe"),)}
    assert paper.editors == (Name("Bo Lie"),)
    assert list(paper.roles) == ["editor", "translator"]


STEERS = "\x1b]0;pane\x07\x9b2J\x9d0;pane\x9c\u202edrawkcab\u202c\U000e0041\u200b\xad\x7f\udc1b"


@pytest.mark.parametrize(
    "noun",
    [
        Listed(paper=Paper(title="x"), line=1, doubt=f"where{STEERS} it ends", raw=f"1. Moss{STEERS}\n   Ada"),
        Skipped(line=1, reason=f"no{STEERS} title", text=f"N1  - {STEERS}"),
        Noted(text=f"so are{STEERS}", title=f"Ada{STEERS}"),
        Entry(
            id=1, uuid="0" * 32, key=f"moor{STEERS}2020", keys=(f"moor{STEERS}2020", STEERS[-1]), paper=Paper(title="x"),
            status=Status.UNREAD, starred=False, priority=0, tags=(f"fern{STEERS}",), note=f"a\nb{STEERS}",
            note_version=1, added="", read_on=None, seen=(), doubt=f"who{STEERS}", raw=f"Moss\n{STEERS}",
        ),
        Paper(title="x", extra={f"volume{STEERS}": f"3{STEERS}", STEERS[-1]: "x"}, markup={STEERS: "<i>x</i>"}),
    ],
    ids=lambda noun: type(noun).__name__,
)  # fmt: skip
def test_no_text_of_a_noun_can_steer_a_terminal(noun):
    def texts(value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            yield from (text for one in value for text in texts(one))
        elif isinstance(value, Mapping):
            yield from (text for one in value.items() for text in texts(one))

    for text in (text for name in noun.__slots__ for text in texts(getattr(noun, name))):
        assert inert(text) == text
        assert "pane" not in text


def test_lines_stay_in_what_has_lines():
    assert Listed(paper=Paper(title="x"), line=1, raw="1. Moss\r\n   Ada\x1b[2J").raw == "1. Moss\n   Ada"
    assert Skipped(line=1, reason="no title", text="a\nb").text == "a b"


def test_a_name_that_had_to_be_cleaned_gives_way_to_the_one_that_has_the_name():
    paper = Paper(title="x", extra={"volume": "3", "volume\x9b1m": "4", "is\udc00sue": "5", "\u202e": "6"})
    assert paper.extra == {"volume": "3", "issue": "5"}
    marked = Paper(title="x", extra={"series\u200b": Marked("<i>Fens</i> of old")})
    assert (marked.extra, marked.markup) == ({"series": "Fens of old"}, {"series": "<i>Fens</i> of old"})
