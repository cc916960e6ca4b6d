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
