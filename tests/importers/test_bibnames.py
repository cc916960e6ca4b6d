"""Names in the author field of BibTeX and BibLaTeX, in every form, and in some that the rules forbid."""

import pytest

from importers.bibnames import split


def parts(field: str) -> list[tuple[str, ...]]:
    return [
        (name.text,) if name.corporate else (name.given, name.particle, name.family, name.suffix)
        for name in split(field)[0]
    ]


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("Donald E. Knuth", [("Donald E.", "", "Knuth", "")]),
        ("Charles Louis Xavier Joseph de la Vall{\\'e}e Poussin",
         [("Charles Louis Xavier Joseph", "de la", "Vallée Poussin", "")]),
        ("de la Vall{\\'e}e~Poussin, Charles", [("Charles", "de la", "Vallée Poussin", "")]),
        ("De la Fontaine, Jean", [("Jean", "De la", "Fontaine", "")]),
        ("de La Fontaine, Jean", [("Jean", "de", "La Fontaine", "")]),
        ("Castro e Silva, M.", [("M.", "", "Castro e Silva", "")]),
        ("Santiago Ram{\\'o}n y Cajal", [("Santiago", "", "Ramón y Cajal", "")]),
        ("King, Jr., Martin Luther", [("Martin Luther", "", "King", "Jr.")]),
        ("King, Martin Luther, Jr.", [("Martin Luther", "", "King", "Jr.")]),
        ("Martin Luther King Jr.", [("Martin Luther", "", "King", "Jr.")]),
        ("d'Alembert, Jean le Rond", [("Jean le Rond", "", "d'Alembert", "")]),
        ("{\\'E}variste Galois AND \\'Etienne B{\\'e}zout",
         [("Évariste", "", "Galois", ""), ("Étienne", "", "Bézout", "")]),
        ("{\\relax Ch}ristos Papadimitriou", [("Christos", "", "Papadimitriou", "")]),
        ("Bron\\v ca, Jan", [("Jan", "", "Bronča", "")]),
        ("V{\\'a}zques{ de }Parga, Luis", [("Luis", "", "Vázques de Parga", "")]),
        ("{van den Berg}, Jan", [("Jan", "", "van den Berg", "")]),
        ("Aristotle", [("", "", "Aristotle", "")]),
        ("{World Health Organization} and {Barnes and Noble} and {{Robert Bosch GmbH}}",
         [("World Health Organization",), ("Barnes and Noble",), ("Robert Bosch GmbH",)]),
        ("{\\'E}cole", [("", "", "École", "")]),
        ("family=Moor, given={Hans Peter}, prefix=von, suffix=III", [("Hans Peter", "von", "Moor", "III")]),
        ('"family={Foo, Inc}, given=Bar"', [("Bar", "", "Foo, Inc", "")]),
        ("Li, Fei-Fei and 李, 飞飞", [("Fei-Fei", "", "Li", ""), ("飞飞", "", "李", "")]),
        ("A. Smith, B. Jones, and C. Poe", [("A.", "", "Smith", ""), ("B.", "", "Jones", ""), ("C.", "", "Poe", "")]),
        ("Smith, J., Doe, K., Lee, M.", [("J.", "", "Smith", ""), ("K.", "", "Doe", ""), ("M.", "", "Lee", "")]),
        ("Smith, J. and Doe, K., and Lee, M.", [("J.", "", "Smith", ""), ("K.", "", "Doe", ""), ("M.", "", "Lee", "")]),
        ("Smith, J; Doe, K", [("J", "", "Smith", ""), ("K", "", "Doe", "")]),
        ("{Smith, J. and Doe, K.}", [("J.", "", "Smith", ""), ("K.", "", "Doe", "")]),
        ("Amandine Sand and\n  Ada Land", [("Amandine", "", "Sand", ""), ("Ada", "", "Land", "")]),
        ("", []),
        ("and Ann Reed and Bo Moss and", [("Ann", "", "Reed", ""), ("Bo", "", "Moss", "")]),
        ("Reed, A. & Moss, B.", [("A.", "", "Reed", ""), ("B.", "", "Moss", "")]),
        ("Ann Reed \\& Bo Moss", [("Ann", "", "Reed", ""), ("Bo", "", "Moss", "")]),
        ("The Sedge Collaboration and Ann Reed", [("The Sedge Collaboration",), ("Ann", "", "Reed", "")]),
        ("Reed, Jr., Ann, Lee", [("Ann Lee", "", "Reed", "Jr.")]),
        ("Ann Reed}", [("Ann", "", "Reed", "")]),
        ("{\\Dj}or{\\dj}e Trska", [("Đorđe", "", "Trska", "")]),
        (" and and ", [("", "", "and", "")]),
    ],
)  # fmt: skip
def test_names_are_told_apart(field: str, names: list[tuple[str, ...]]) -> None:
    assert parts(field) == names


@pytest.mark.parametrize(
    "ending", [" and others", " and {others}", " and et al.", " et al.", " and Others", "\nand\nothers"]
)
def test_a_list_that_goes_on_is_incomplete(ending: str) -> None:
    names, complete = split(f"Knuth, D. E.{ending}")
    assert ([name.text for name in names], complete) == (["D. E. Knuth"], False)


def test_a_name_that_only_sounds_like_others_is_one() -> None:
    names, complete = split("Brothers, Ann and Al-Others, Bo")
    assert complete
    assert len(names) == 2


@pytest.mark.parametrize(
    "field",
    [
        "Ada Fenwick$^{1,2}$ and Bo Lind\\textsuperscript{*} and Moss, Cy$^\\dagger$",
        "Ada Fenwick\\thanks{Supported by {Fens} and Co.} and Bo Lind\\footnotemark[1] and Cy Moss\\inst{2}",
        "Ada Fenwick1,2 and Bo Lind* and Cy Moss 3",
        "Ada Fenwick\\orcidlink{0000-0001-2345-6789} and Bo Lind\\IEEEauthorrefmark{1} and Cy Moss\\corref{cor1}\\fnref{f1}",
        "Fenwick†, Ada and Lind¹, Bo and Moss (cm@fen.example), Cy",
        "Ada Fenwick (af@fen.example) and Bo Lind <bl@fen.example> and Cy Moss 0000-0001-2345-6789",
    ],
)
def test_marks_of_affiliation_are_no_part_of_a_name(field: str) -> None:
    assert [name.text for name in split(field)[0]] == ["Ada Fenwick", "Bo Lind", "Cy Moss"]


def test_a_letter_above_the_line_may_be_part_of_a_name() -> None:
    assert split("M\\textsuperscript{c}Fenn, Ada")[0][0].text == "Ada McFenn"
    assert split("{Studio 54} and Fenn, Ada")[0][0].text == "Studio 54"


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("周芳,吴小兰", ["周芳", "吴小兰"]), ("周芳，吴小兰，郑岩", ["周芳", "吴小兰", "郑岩"]), ("周芳、吴兰", ["周芳", "吴兰"]),
        ("周芳和吴小兰", ["周芳", "吴小兰"]), ("周芳; 吴兰", ["周芳", "吴兰"]), ("周芳 and 吴小兰", ["周芳", "吴小兰"]),
        ("周, 芳", ["周芳"]), ("欧阳, 小兰", ["欧阳小兰"]), ("周, 芳, 吴, 小兰", ["周芳", "吴小兰"]), ("周芳 吴小兰 郑岩", ["周芳", "吴小兰", "郑岩"]),
        ("松本 一郎 and 清水, 春子", ["松本一郎", "清水春子"]), ("松本 一郎, 清水 春子", ["松本一郎", "清水春子"]), ("清水, さくら", ["清水さくら"]),
        ("박민수, 이하늘", ["박민수", "이하늘"]), ("박 민수 and 이, 하늘", ["박민수", "이하늘"]), ("周芳 and Lind, Bo", ["周芳", "Bo Lind"]),
    ],
)  # fmt: skip
def test_east_asian_lists_are_divided_and_keep_their_order(field: str, names: list[str]) -> None:
    assert [name.text for name in split(field)[0]] == names


def test_the_families_of_east_asian_names() -> None:
    field = "松本 一郎 and 周芳 and 欧阳兰 and 박민수 and 清水春子"
    assert [name.family for name in split(field)[0]] == ["松本", "周", "欧阳", "박", "清水"]


@pytest.mark.parametrize(
    "ending",
    [" u.a.", " und andere", " y otros", " et autres", " и др.", " m.fl.", " a kol.", ", ...", " ve diğerleri"],
)
def test_a_list_goes_on_in_other_languages_too(ending: str) -> None:
    names, complete = split(f"Fenn, Ada and Lind, Bo{ending}")
    assert ([name.text for name in names], complete) == (["Ada Fenn", "Bo Lind"], False)
    assert split("周芳等")[1] is False
    assert split("Fenn, A. and Lind, E. A.")[1] is True


@pytest.mark.parametrize(
    ("field", "groups"),
    [
        ("Moss and Peat Organization", ["Moss and Peat Organization"]),
        ("Centers for Bog Control and Prevention and Fenn, Ada", ["Centers for Bog Control and Prevention"]),
        ("Ministry of Moors, Marshes, and Water", ["Ministry of Moors, Marshes, and Water"]),
        ("Institute of Sedges and Ada Fenn", ["Institute of Sedges"]),
        ("Department of Fens", ["Department of Fens"]),
        ("{Moss and Peat Office} and Fenn, Ada", ["Moss and Peat Office"]),
    ],
)
def test_an_and_within_an_organisation_divides_nobody(field: str, groups: list[str]) -> None:
    names, _ = split(field)
    assert [name.text for name in names if name.corporate] == groups
    assert all(name.text == "Ada Fenn" for name in names if not name.corporate)


@pytest.mark.parametrize(
    ("field", "part"),
    [
        ("{given={Dirk}, family={Fenn}, prefix={van der}}", ("Dirk", "van der", "Fenn", "")),
        ('{family=Fenn, prefix=van, "given={Dirk R.}", suffix=Jr.}', ("Dirk R.", "van", "Fenn", "Jr.")),
        ("R.K.Fenn", ("R.K.", "", "Fenn", "")),
        ("J.-P.B\\'ern", ("J.-P.", "", "Bérn", "")),
        ("Fenn RK", ("RK", "", "Fenn", "")),
        ("Fenn, Paul Cole, Junior", ("Paul Cole", "", "Fenn", "Junior")),
        ("Fenn, Ada, MD, PhD", ("Ada", "", "Fenn", "MD, PhD")),
        ("Ada Van Fenn", ("Ada", "", "Van Fenn", "")),
        ("\\ifmmode \\check{Z}\\else \\v{Z}\\fi{}enn, S.", ("S.", "", "Ženn", "")),
    ],
)
def test_names_in_other_peoples_ways(field: str, part: tuple[str, ...]) -> None:
    assert parts(f"Lind, Bo and {field}")[1:] == [part]


def test_an_extended_name_that_says_nobody_is_not_dropped() -> None:
    assert [name.corporate for name in split("Fenn, Ada and {id=af}")[0]] == [False, True]


@pytest.mark.parametrize("field", ["{von Fenn}, Georg", "Georg {von Fenn}", "{d'Oro}, Georg", "{de la Mare}, Georg"])
def test_braces_make_small_words_part_of_the_family_name(field: str) -> None:
    (name,), _ = split(field)
    assert (name.whole, name.particle, name.given) == (True, "", "Georg")
    assert not split("von Fenn, Georg")[0][0].whole
    assert not split("{Fenn}, Georg")[0][0].whole


def test_a_particle_behind_the_given_names_is_one_that_drops() -> None:
    (name,), _ = split("Fenn, Marquis, de")
    assert (name.family, name.given, name.dropping) == ("Fenn", "Marquis", "de")


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("R. Fenn, M. Lind and K. L. Moss", [("R.", "", "Fenn", ""), ("M.", "", "Lind", ""), ("K. L.", "", "Moss", "")]),
        ("P. van der Fenn, {\\'E}. Lind", [("P.", "van der", "Fenn", ""), ("É.", "", "Lind", "")]),
        ("Fenn R., Lind M. K.", [("R.", "", "Fenn", ""), ("M. K.", "", "Lind", "")]),
        ("Чижов И.И., Галкин П. П.", [("И.И.", "", "Чижов", ""), ("П. П.", "", "Галкин", "")]),
        ("Fenn RA, Lind MJ and Moss K", [("RA", "", "Fenn", ""), ("MJ", "", "Lind", ""), ("K", "", "Moss", "")]),
        ("St. Fenn, A. B. and De Lind, M. A.", [("A. B.", "", "St. Fenn", ""), ("M. A.", "", "De Lind", "")]),
        ("Lind Moss, Ada Bo", [("Ada Bo", "", "Lind Moss", "")]),
    ],
)  # fmt: skip
def test_names_that_a_comma_divides_where_initials_tell(field: str, names: list[tuple[str, ...]]) -> None:
    assert parts(field) == names


def test_a_generation_behind_a_family_name_is_a_suffix() -> None:
    assert parts("Fenn Jr., Ada and van der Lind III, Bo and Moss SR, Cy and Jr, Dee") == [
        ("Ada", "", "Fenn", "Jr."), ("Bo", "van der", "Lind", "III"), ("Cy", "", "Moss", "SR"), ("Dee", "", "Jr", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "field",
    [
        "Ada Fenn <af@fen.example>, Bo Lind <bl@fen.example>", "Fenn, Ada [Editor] and Lind, Bo (Eds.)",
        "Fenn, Ada (af@fen.example); Lind, Bo (bl@fen.example)",
    ],
)  # fmt: skip
def test_addresses_and_tasks_at_names(field: str) -> None:
    assert parts(field) == [("Ada", "", "Fenn", ""), ("Bo", "", "Lind", "")]


def test_names_that_japan_divides_by_a_dot() -> None:
    assert parts("浜千鳥　渚・海野　波子") == [("渚", "", "浜千鳥", ""), ("波子", "", "海野", "")]
    assert parts("ベン・フェン") == [("", "", "ベン・フェン", "")]


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("Fenn, A. van den and Lind, Ada de la and Moss, Bo da", [
            ("A.", "van den", "Fenn", ""), ("Ada", "de la", "Lind", ""), ("Bo", "da", "Moss", "")]),
        ("`t Fenn, G. and {\\`E}ve, A.", [("G.", "'t", "Fenn", ""), ("A.", "", "Ève", "")]),
        ("M{\\textsuperscript{c}}Fenn, R. and Lind{\\textsuperscript{a}}, J.", [
            ("R.", "", "McFenn", ""), ("J.", "", "Lind", "")]),
        ("Collaboration, Gull and Fenn, A.", [("Gull Collaboration",), ("A.", "", "Fenn", "")]),
        ("{Collaboration}, Gull and {Gull} {Collaboration} and Gull {Collaboration} and {Consortium}, {Tern}", [
            ("Gull Collaboration",), ("Gull Collaboration",), ("Gull Collaboration",), ("Tern Consortium",)]),
        ("Veen, G. 't and Wijk, Anna 's", [("G.", "'t", "Veen", ""), ("Anna", "'s", "Wijk", "")]),
        ("Organization, World Tide and Team, T Core", [("World Tide Organization",), ("T Core Team",)]),
        ("gulls development team, The", [("The gulls development team",)]),
        ("Group, A. and Team, B and Nations, Lucy", [
            ("A.", "", "Group", ""), ("B", "", "Team", ""), ("Lucy", "", "Nations", "")]),
        ("Fenn, A. and Lind, B. (for the Gull Collaboration)", [
            ("A.", "", "Fenn", ""), ("B.", "", "Lind", ""), ("the Gull Collaboration",)]),
    ],
)  # fmt: skip
def test_groups_and_particles_behind_the_wrong_comma(field: str, names: list[tuple[str, ...]]) -> None:
    assert parts(field) == names


def test_a_collaboration_behind_its_speaker() -> None:
    names, complete = split("A. Fenn et al. (Gull Collaboration)")
    assert [str(name) for name in names] == ["A. Fenn", "Gull Collaboration"]
    assert not complete


@pytest.mark.parametrize(
    "field",
    ["M&ouml;ser, Ada and O&#39;Brien, Bo", "M{&ouml;}ser, Ada and O&apos;Brien, Bo", "M&#246;ser, Ada; O&#x27;Brien, Bo",
     "M{\\&}ouml;ser, Ada and O{\\&}\\#39;Brien, Bo", "M&amp;ouml;ser, Ada and O&amp;#39;Brien, Bo"],
)  # fmt: skip
def test_the_semicolon_of_an_entity_divides_no_names(field: str) -> None:
    assert [name.text for name in split(field)[0]] == ["Ada Möser", "Bo O'Brien"]
