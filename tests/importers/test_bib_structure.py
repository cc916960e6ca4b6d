"""BibTeX and BibLaTeX as structure: which field is which fact, what stands in what, and that nothing is lost."""

from typing import Any

import pytest

from importers import Listed, from_text, reader_named
from storage.papers.paper import Paper


def read(text: str) -> dict[str, Paper]:
    """Return the papers of a .bib file by their keys."""
    items = reader_named("bibtex").read(from_text(text))
    return {item.paper.extra["key"]: item.paper for item in items if isinstance(item, Listed)}


def extra(paper: Paper) -> dict[str, str]:
    return {name: value for name, value in paper.extra.items() if name not in ("key", "raw")}


@pytest.mark.parametrize("kind", ["commentary", "Commentary", "commented", "strings", "preambles", "stringtheory"])
def test_a_type_that_begins_as_a_command_does_is_an_entry(kind: str) -> None:
    text = f"@string{{dune = {{Dune Press}}}}\n@{kind}{{a, title={{On a dune}}, publisher=dune}}\n@book{{b, title={{B}}}}\n"
    papers = read(text + '@comment{c, title={No paper}}\n@preamble{"x"}\n')
    assert {key: paper.extra.get("publisher") for key, paper in papers.items()} == {"a": "Dune Press", "b": None}


STANDS_IN: list[tuple[str, dict[str, Any]]] = [
    ("@book{k, title={Dune grass}, booktitle={Grasses}}", {"kind": "chapter", "venue": "Grasses"}),
    ("@book{k, title={Grasses}}", {"kind": "book", "venue": None}),
    ("@book{k, booktitle={Grasses}}", {"kind": "book", "title": "Grasses", "venue": None}),
    ("@inproceedings{k, title={Dune grass}, booktitle={Proc. Grass}, journal={Sand Notices}, volume=4, number=2}",
     {"kind": "paper-conference", "venue": "Proc. Grass", "collection-title": "Sand Notices", "volume": "4", "issue": "2"}),
    ("@inproceedings{k, title={Dune grass}, booktitle={Proc. Grass}, journal={Sand Notices}, series={LNG}}",
     {"venue": "Proc. Grass", "collection-title": "LNG", "journal": "Sand Notices"}),
    ("@inproceedings{k, title={Dune grass}, booktitle={Proc. Grass}, journal={arXiv preprint}}",
     {"venue": "Proc. Grass", "collection-title": None}),
    ("@inproceedings{k, title={Dune grass}, journal={Sand Notices}}", {"venue": "Sand Notices", "collection-title": None}),
    ("@article{k, title={Dune grass}, journal={Sand}, booktitle={Proc. Grass}}",
     {"kind": "article-journal", "venue": "Sand", "volume-title": "Proc. Grass"}),
    ("@article{k, title={Dune grass}, booktitle={Proc. Grass}}", {"venue": "Proc. Grass", "volume-title": None}),
    (("@article{k, title={Dune grass}, journaltitle={Sand}, issuetitle={Grass}, issuesubtitle={A greeting},"
      " booktitle={Proc. Grass}}"), {"venue": "Sand", "volume-title": "Grass: A greeting", "booktitle": "Proc. Grass"}),
    ("@techreport{k, title={Dune grass}, institution={Fen}, booktitle={Grasses}}", {"kind": "report", "venue": "Grasses"}),
    ("@book{k, title={Dune grass}, maintitle={Grasses}, mainsubtitle={All of them}}",
     {"title": "Dune grass", "container-title": "Grasses: All of them"}),
    ("@mvbook{k, maintitle={Grasses}}", {"title": "Grasses", "container-title": None}),
    ("@article{k, title={Dune grass}, journal={J. Sand}, fjournal={Journal of Sand}}",
     {"venue": "Journal of Sand", "container-title-short": "J. Sand"}),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "told"), STANDS_IN)
def test_what_an_entry_stands_in(entry: str, told: dict[str, Any]) -> None:
    paper = read(entry)["k"]
    facts = {"title": paper.title, "venue": paper.venue, "kind": paper.kind, **paper.extra}
    assert {name: facts.get(name) for name in told} == told


def test_crossref_without_a_title_of_its_own() -> None:
    papers = read("""
@book{whole, title={Sand}, subtitle={And wind}, author={Reed, Ann}, publisher={Dune}, year=1920}
@inbook{part, crossref={whole}, pages={22--23}}
@inbook{named, crossref={whole}, title={On wind}, pages={25--33}}
@proceedings{all, title={Proc. Sand}, booktitle={Sand 20}, year=2020}
@inproceedings{talk, crossref={all}, author={Moss, Bo}}
@mvbook{works, title={Works}, year=1930}
@book{second, crossref={works}, volume=2}
""")
    assert {key: (paper.title, paper.venue) for key, paper in papers.items()} == {
        "whole": ("Sand: And wind", None), "part": ("Sand: And wind", None), "named": ("On wind", "Sand: And wind"),
        "all": ("Proc. Sand", "Sand 20"), "talk": ("Proc. Sand", "Sand 20"), "works": ("Works", None),
        "second": ("Works", None),
    }  # fmt: skip
    assert "container-author" not in papers["part"].roles
    assert [name.text for name in papers["named"].roles["container-author"]] == ["Ann Reed"]


def test_a_field_without_a_place_keeps_its_name() -> None:
    paper = read("""@misc{k, title={Dune}, Shelfmark={D {\\"u} 1}, printed={printed},
        mrnumber={MR1}, x-grain={coarse}, key={DUN}, journal-iso={Dun.}, shortjournal={Dn},
        timestamp={2020.01.02}, date-added={2020-01-02}, bdsk-file-1={Qk9P}, owner={ann}, __markedentry={[ann:6]},
        bibsource={dblp computer science bibliography, https://dblp.org}, file={:dune.pdf:PDF}}""")["k"]
    assert extra(paper) == {
        "shelfmark": "D ü 1", "printed": "printed", "file": ":dune.pdf:PDF", "mrnumber": "MR1", "grain": "coarse",
        "sortkey": "DUN", "container-title-short": "Dun.", "shortjournal": "Dn",
    }  # fmt: skip


@pytest.mark.parametrize("field", ["commentator={Cy Moss}", "comments={9 pages}", "commented={yes}"])
def test_what_only_begins_as_a_comment_is_not_said_by_the_reader(field: str) -> None:
    (item,) = reader_named("bibtex").read(from_text(f"@book{{k, title={{Dune}}, {field}}}"))
    assert isinstance(item, Listed)
    assert item.said is None


def test_links_beside_the_link_are_kept() -> None:
    paper = read("""@article{k, title={Dune}, doi={10.5555/dune}, url={https://dune.example/1}, ee={https://doi.org/10.5555/dune},
        pdf={https://dune.example/1.pdf}, adsurl={https://ads.example/dune}, eprint={4711}, eprinttype={jstor}}""")["k"]
    assert extra(paper) == {
        "pdf": "https://dune.example/1.pdf", "adsurl": "https://ads.example/dune", "eprint": "4711", "eprinttype": "jstor",
    }  # fmt: skip


def test_people_by_what_they_did() -> None:
    paper = read("""@book{k, title={Dune}, editor={Reed, Ann}, editortype={compiler}, editora={Moss, Bo and Fen, Ada},
        editoratype={redactor}, editorb={Loam, Hal}, editorbtype={collaborator}, editorc={Dusk, Eve}, foreword={Tide, Kai},
        commentator={{Moss and Sons}}, namea={Foam, Lea}, nameatype={scriptwriter}, illustrator={Ebb, Mia}}""")["k"]
    assert {role: [name.text for name in names] for role, names in paper.roles.items()} == {
        "editor": ["Eve Dusk"], "compiler": ["Ann Reed"], "contributor": ["Hal Loam"], "script-writer": ["Lea Foam"],
        "illustrator": ["Mia Ebb"],
    }  # fmt: skip
    assert extra(paper) == {
        "editora": "Bo Moss; Ada Fen", "editoratype": "redactor", "foreword": "Kai Tide", "commentator": "Moss and Sons",
    }  # fmt: skip


def test_an_editor_of_a_type_that_has_no_role_stays_one() -> None:
    paper = read("@book{k, title={Dune}, editor={Reed, Ann}, editortype={founder}}")["k"]
    assert [name.text for name in paper.editors] == ["Ann Reed"]
    assert extra(paper) == {"editortype": "founder"}


def test_particles_that_do_not_belong_to_the_family_name() -> None:
    papers = read("""@book{a, title={Dune}, author={van Moss, Bo}, options={useprefix = false, skipbib}}
        @book{b, title={Dune}, author={van Moss, Bo}, options={useprefix=true}}""")
    assert [(name.dropping, name.particle) for paper in papers.values() for name in paper.authors] == [
        ("van", ""), ("", "van"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("langid={ngerman}", {"language": "de"}),
        ("language={en}, langid={english}", {"language": "en"}),
        (
            "language={langgerman and langlatin}, langid={english}",
            {"language": "german and latin", "langid": "english"},
        ),
        ("language={langue d'oc}", {"language": "langue d'oc"}),
        ("hyphenation={Klingon}", {"language": "Klingon"}),
    ],
)
def test_language(fields: str, told: dict[str, str]) -> None:
    assert extra(read(f"@book{{k, title={{Dune}}, {fields}}}")["k"]) == told


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("@report{k, title={D}, type={techreport}, location={countryde and countryus}}",
         {"genre": "Technical report", "publisher-place": "Germany; United States of America"}),
        ("@book{k, title={D}, note={country and western}, keywords={patent}, publisher={country and co}}",
         {"note": "country and western", "keyword": "patent", "publisher": "country and co"}),
        ("@thesis{k, title={D}, school={Fen}, publisher={Dune}}", {"publisher": "Dune", "school": "Fen"}),
        ("@inproceedings{k, title={D}, author={Reed, A}, booktitle={P}, publisher={Dune}, organization={ACM}}",
         {"publisher": "Dune", "organization": "ACM"}),
        ("@article{k, title={D}, journaltitle={J}, number={3}, issue={Spring}}", {"issue": "3, Spring"}),
        ("@misc{k, title={D}, howpublished={CD-ROM}, journal={J}}", {"medium": "CD-ROM"}),
        ("@misc{k, title={D}, howpublished={Seen in May, \\url{https://d.example/a}}}",
         {"howpublished": "Seen in May, https://d.example/a"}),
        ("@misc{k, title={D}, titleaddon={One}, note={Two}}", {"titleaddon": "One", "note": "Two"}),
        ("@phdthesis{k, title={D}}", {"genre": "PhD thesis"}),
        ("@phdthesis{k, title={D}, type={Thesis}}", {}),
    ],
)  # fmt: skip
def test_which_variable_a_field_is(entry: str, told: dict[str, str]) -> None:
    assert extra(read(entry)["k"]) == told
