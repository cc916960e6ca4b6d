"""Names out of text that is no BibTeX: marks at them, lists, organisations, and the parts that a text suggests."""

import json

import pytest

from importers import Listed, Noted, bibnames, csl, facts, from_text, read, reader_named
from importers.marks import unmarked
from importers.names import apart, listed
from storage.papers import own
from storage.papers.names import Name
from storage.rows import pack, unpack
from tests.clock import within


def texts(names: tuple[Name, ...]) -> list[str]:
    return [name.text for name in names]


@pytest.mark.parametrize(
    "marked",
    [
        "Ada Fenwick1,2", "Ada Fenwick 1,2,*", "Ada Fenwick†‡", "Ada Fenwick¹,²", "*Ada Fenwick", "Ada Fenwick (1)",
        "Ada Fenwick [3]", "Ada Fenwick$^{1,2}$", "Ada Fenwick$^\\dagger$", "Ada Fenwick^{a,b}", "Ada Fenwick^1,2",
        "Ada Fenwick a,b", "Ada Fenwick<sup>a,*</sup>", "Ada Fenwick (af@fen.example)", "Ada Fenwick, af@fen.example",
        "Ada Fenwick <af@fen.example>", "Ada Fenwick (https://orcid.org/0000-0001-2345-678X)", "Ada Fenwick 0002",
        "Ada Fenwick ORCID: 0000-0001-2345-6789", "Ada Fenwick ✉",
    ],
)  # fmt: skip
def test_marks_at_a_name_go(marked: str) -> None:
    assert facts.named(marked).text == "Ada Fenwick"


@pytest.mark.parametrize(
    "text", ["Ada Fenwick", "Studio 54", "U2", "af@fen.example", "Group of 77", "Ada Fenwick, 3rd", "Ada Fen7"]
)
def test_what_is_no_mark_stays(text: str) -> None:
    assert facts.named(text).text.replace(",", "") == text.replace(",", "")


@pytest.mark.parametrize("run", ["1 ", "¹", "(1)", "1, ", "a, ", "* ", "(1, ", "1 a "])
def test_a_long_run_of_marks_that_is_none_takes_no_time(run: str) -> None:
    with within(1):
        unmarked(f"Ada Fenwick {run * 5_000}x")


def test_marks_in_the_parts_of_a_name_go_too() -> None:
    assert facts.person("Fenwick*", "Ada").text == "Ada Fenwick"
    assert facts.person("Fenwick", "Ada (af@fen.example)").text == "Ada Fenwick"
    assert unmarked("Ada (@ada@fen.example)") == "Ada (@ada@fen.example)"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ada Fenwick (University of Fens)", "Ada Fenwick"), ("Wei Zhou (沼泽大学)", "Wei Zhou"), ("周伟 (FEN)", "周伟"),
        ("Fenwick, Robert (Bob)", "Robert (Bob) Fenwick"), ("BOGS (Board of Great Swamps)", "BOGS (Board of Great Swamps)"),
    ],
)  # fmt: skip
def test_what_stands_in_brackets_behind_a_person_goes(text: str, shown: str) -> None:
    assert facts.named(text).text == shown


@pytest.mark.parametrize(
    ("text", "shown", "family", "given"),
    [
        ("林沼 (Lin Zhao)", "林沼 (Lin Zhao)", "林", "沼"), ("Zhao Lin（林沼）", "Zhao Lin (林沼)", "Lin", "Zhao"),
        ("Lin, Zhao (林沼)", "Zhao Lin (林沼)", "Lin", "Zhao"), ("Lin (林), Zhao (沼)", "Zhao Lin (林沼)", "Lin", "Zhao"),
        ("박늪 (Neup Park)", "박늪 (Neup Park)", "박", "늪"), ("Ольга Болотова [Olga Bolotova]", "Ольга Болотова (Olga Bolotova)", "Болотова", "Ольга"),
        ("Болотова (Bolotova), Ольга", "Ольга Болотова (Bolotova)", "Болотова", "Ольга"), ("Zhao Lin 林沼", "Zhao Lin (林沼)", "Lin", "Zhao"),
        ("Zhao (林沼)", "Zhao (林沼)", "Zhao", ""),
    ],
)  # fmt: skip
def test_a_name_in_two_scripts_is_one_person_with_both(text: str, shown: str, family: str, given: str) -> None:
    for name in (facts.named(text), bibnames.split(f"{text} and Fenn, Ada")[0][0]):
        assert (name.text, name.parts().family, name.parts().given) == (shown, family, given)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Fenn, Paul Cole, Junior", ("Paul Cole", "", "", "Fenn", "Junior")),
        ("Fenn, Ada, MD, PhD", ("Ada", "", "", "Fenn", "MD, PhD")), ("Ada Fenn, MD", ("Ada", "", "", "Fenn", "MD")),
        ("Fenn, Marquis, de", ("Marquis", "de", "", "Fenn", "")), ("Veen, Joost 't", ("Joost", "", "'t", "Veen", "")),
        ("Wijk, Anna van ’t", ("Anna", "", "van ’t", "Wijk", "")), ("Willem 's Meer", ("Willem", "", "'s", "Meer", "")),
        ("R.K.Fenn", ("R.K.", "", "", "Fenn", "")),
        ("Fenn RK", ("RK", "", "", "Fenn", "")), ("Fenn R.K.", ("R.K.", "", "", "Fenn", "")),
        ("RK Fenn", ("RK", "", "", "Fenn", "")), ("FENWICK Jean", ("Jean", "", "", "FENWICK", "")),
        ("ZHOU Wei", ("Wei", "", "", "ZHOU", "")), ("XU Wei", ("Wei", "", "", "XU", "")), ("ADA FENN", ("ADA", "", "", "FENN", "")),
        ("Ada Van Fenn", ("Ada", "", "", "Van Fenn", "")), ("Nguyen Van Fenn", ("Nguyen Van", "", "", "Fenn", "")),
        ("Ada Moor y Fenn", ("Ada", "", "", "Moor y Fenn", "")), ("Ada de la Moor Fenn", ("Ada", "", "de la", "Moor Fenn", "")),
        ("Ada G. de G. Fenn", ("Ada G. de G.", "", "", "Fenn", "")), ("松本 一郎", ("一郎", "", "", "松本", "")),
        ("欧阳兰", ("兰", "", "", "欧阳", "")), ("松本一郎", ("一郎", "", "", "松本", "")), ("박 민수", ("민수", "", "", "박", "")),
        ("アダ・フェン", ("", "", "", "アダ・フェン", "")), ("Plato", ("", "", "", "Plato", "")),
    ],
)  # fmt: skip
def test_the_parts_that_a_text_suggests(text: str, parts: tuple[str, ...]) -> None:
    name = facts.named(text).parts()
    assert (name.given, name.dropping, name.particle, name.family, name.suffix) == parts


@pytest.mark.parametrize(
    "text",
    ["Moss and Peat Organization", "Centers for Bog Control and Prevention", "Friends of the Fen", "The Moss Team"],
)
def test_an_organisation_is_one_name(text: str) -> None:
    assert (facts.named(text).corporate, apart(text)) == (True, [text])


def test_parts_that_a_source_tells_stay_as_they_came() -> None:
    [name] = csl.names([{"family": "Consortium", "given": "Tern"}])[0]
    assert (name.family, name.given, name.corporate) == ("Consortium", "Tern", False)


def test_several_names_in_a_value_for_one_are_told_apart() -> None:
    assert apart("Fenn, A. and Lind, B.") == ["Fenn, A.", "Lind, B."]
    assert apart("Anna Fenn and Bo Lind; Moss, Cy") == ["Anna Fenn", "Bo Lind", "Moss, Cy"]
    assert apart("周芳,吴小兰") == ["周芳", "吴小兰"]
    assert apart("Fenn A et al.") == ["Fenn A", "et al."]


@pytest.mark.parametrize(
    "text",
    [
        "Ada Fenn, Bo Lind and Cy Moss", "Ada Fenn1,2, Bo Lind2,* & Cy Moss†", "Ada Fenn (Fens), Bo Lind (2), Cy Moss",
        "Fenn, Ada; Lind, Bo; Moss, Cy", "Ada Fenn; Bo Lind; Cy Moss",
    ],
)  # fmt: skip
def test_a_list_in_prose_is_divided(text: str) -> None:
    names, whole, _ = listed(text)
    assert ([name.parts().family for name in names], whole) == (["Fenn", "Lind", "Moss"], True)


def test_numbers_that_touch_names_are_marks_where_the_names_differ() -> None:
    assert texts(listed("Ada Fenn1, Bo Lind2")[0]) == ["Ada Fenn", "Bo Lind"]
    assert texts(listed("Ada Fenn1, Bo Fenn2")[0]) == ["Ada Fenn1", "Bo Fenn2"]
    assert texts(bibnames.split("Ada Fenn1 and Lind2, Bo and Cy Moss1")[0]) == ["Ada Fenn", "Bo Lind", "Cy Moss"]
    assert texts(bibnames.split("Ada Fenn1 and Fenn2, Bo")[0]) == ["Ada Fenn1", "Bo Fenn2"]


def test_a_list_in_prose_may_go_on_and_may_be_inverted() -> None:
    assert listed("Fenn, A., Lind, B.")[0] == (Name.of("Fenn", "A."), Name.of("Lind", "B."))
    for ending in ("et al.", "u.a.", "и др.", "y otros", "等"):
        names, whole, _ = listed(f"Ada Fenn, Bo Lind {ending}")
        assert (texts(names), whole) == (["Ada Fenn", "Bo Lind"], False), ending
    assert texts(listed("周芳、吴小兰、郑岩")[0]) == ["周芳", "吴小兰", "郑岩"]
    assert texts(listed("Ada Fenn, PhD, Bo Lind, Jr.")[0]) == ["Ada Fenn, PhD", "Bo Lind, Jr."]


def test_a_family_name_that_is_whole_stays_so_on_every_way() -> None:
    name = Name.of("von Fenn", "Georg", whole=True)
    assert unpack(pack([name]))[0].whole
    assert csl.names([own.name_parts(name)])[0][0].whole
    assert csl.names([{"family": '"von Fenn"', "given": "Georg"}])[0][0].whole
    assert not csl.names([{"family": "von Fenn", "given": "Georg"}])[0][0].whole


def test_more_authors_than_there_is_room_for_are_cut_at_a_name_and_said() -> None:
    people = [{"family": f"Fenwick{number}", "given": "Ada"} for number in range(2_000)]
    records = [{"id": str(n), "type": "book", "title": f"Fens {n}", "author": people} for n in range(7)]
    items = list(read(from_text(json.dumps(records)), reader_named("csl-json")))
    paper = next(item.paper for item in items if isinstance(item, Listed))
    assert (paper.authors_complete, paper.author_count, paper.authors[-1].given) == (False, 2_000, "Ada")
    told = [item.text for item in items if isinstance(item, Noted)]
    assert told[0].endswith(f"the first {len(paper.authors):,} of 2,000 authors are kept")
    assert told[-1] == "so are the first authors of 2 more papers"
