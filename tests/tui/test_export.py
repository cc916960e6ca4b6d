"""Exports: written piece by piece, keys told apart, and read back into the same papers."""

import dataclasses
import importlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from importers import from_text
from importers.reader import Listed
from storage.papers import own
from storage.papers.markup import Marked, escape
from storage.papers.names import Name
from storage.papers.paper import KINDS, ROLES, Paper
from tui.citations import FORMATS
from tui.citations import UnknownStyleError as UnknownExportError
from tui.cli.main import main
from tui.desk.export import export, format_for, format_named, told_apart
from tui.desk.in_step import Outcome, Watch

WORDS = [
    "The", "LLMs", "GPT-4", "of", "learning", "ImageNet", "A", "β-VAE", "É", "ß", "深度", "😀", "Müller's", "x_1", "50%", "$5",
    "$x$", "$O(N)$", r"\(\Lambda_1\)", r"$\mathbb{R}^n$", "R&D", "#1", "~", "^", "`q`", "''", '"w"', "--", "a-b", "{x}", "{",
    "}", "\\", r"\alpha", "<b>", "a<b", "&amp;", "@article{", "TY  - JOUR", "ER  - ", "=", ",", ":", "?", "(", ")", "[1]", "|",
    "and", "others", "et al.", "http://a.b/c_d%20", "arXiv", "–", "“q”", "e\u0301",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)
LINES = st.lists(TEXTS, min_size=1, max_size=3).map("\n".join)
PARTS = [
    "Bell",
    "Müller",
    "O'Brien",
    "Al-Shedivat",
    "García Márquez",
    "Łukasz",
    "J. P.",
    "J.-P.",
    "Xu",
    "Ng",
    "de Broglie",
    "D'Angelo",
]
FAMILIES = st.sampled_from(
    ["Bell", "Müller", "O'Brien", "Al-Shedivat", "García Márquez", "Xu", "Ng", "Mac Lane", "Ó Briain"]
)
GIVEN = st.sampled_from(["Samuel J.", "J.-P.", "Łukasz", "Mary Ann", "X.", "Siobhán", "Lee"])
NAMES = st.one_of(
    st.builds(lambda family, given: Name.of(family=family, given=given), FAMILIES, GIVEN),
    st.builds(lambda given, family: Name(f"{given} {family}"), GIVEN, st.sampled_from(["Bell", "Müller", "Xu"])),
    st.builds(
        lambda family, given, particle: Name.of(family=family, given=given, particle=particle),
        FAMILIES, GIVEN, st.sampled_from(["von", "van der", "de la"]),
    ),
    st.builds(
        lambda family, given, suffix: Name.of(family=family, given=given, suffix=suffix),
        FAMILIES, GIVEN, st.sampled_from(["Jr.", "III"]),
    ),
    st.sampled_from(["OpenAI", "ATLAS Collaboration", "Google, Inc.", "Smith and Sons", "{Braces", "R&D Team"]).map(
        Name.group
    ),
    st.sampled_from([Name("王小明"), Name("Plato"), Name.of(family="김", given="철수")]),
)  # fmt: skip
DATES = st.one_of(
    st.none(),
    st.integers(1500, 2026).map(str),
    st.builds("{}-{:02}".format, st.integers(1950, 2026), st.integers(1, 12)),
    st.builds("{}-{:02}-{:02}".format, st.integers(1950, 2026), st.integers(1, 12), st.integers(1, 28)),
)
VENUES = st.sampled_from([
    None, "NeurIPS", "Nature", "arXiv", "bioRxiv", "Journal of R&D", "Proc. 36th Conf. {A}", "50% Letters", "ICML 2022 #1",
])  # fmt: skip
EXTRA = st.fixed_dictionaries({}, optional={
    "volume": st.sampled_from(["12", "A-7", "XII"]), "issue": st.sampled_from(["3", "1-2"]),
    "page": st.sampled_from(["223-311", "e123", "S10-S12", "1-3, 7-9"]), "number": st.sampled_from(["e0123", "TR 5_a"]),
    "publisher": st.sampled_from(["MIT Press", "R&D <Press>", "{50%}"]), "publisher-place": st.just("Cambridge, MA"), "edition": st.sampled_from(["2", "Third"]),
    "collection-title": TEXTS, "event-title": TEXTS, "event-place": st.just("São Paulo"), "genre": st.just("Habilitation"),
    "ISBN": st.just("9780262035613"), "ISSN": st.just("1234-567X"), "PMID": st.just("123"), "PMCID": st.just("PMC123"),
    "accessed": st.just("2024-03-05"), "note": st.just("50% of R&D"), "language": st.sampled_from(["German", "en"]),
    "keyword": st.just("one, two"), "number-of-pages": st.just("310"), "chapter-number": st.just("4"),
    "version": st.just("1.0"), "title-short": st.just("Short <x> A&B"), "DOI": st.just("10.1000/AbC(1)_2"),
    "AD": TEXTS, "C5": TEXTS,
})  # fmt: skip
WHENS = st.sampled_from(["1814", "1814-05", "2013-21", "1990/2000", "1990~", "2021-05-03/2021-05-07", "forthcoming"])
# What RIS has no tag for, and what no format but papershelf's JSON and BibLaTeX knows.
MORE = st.fixed_dictionaries({}, optional={
    "original-date": WHENS, "event-date": WHENS, "original-title": TEXTS, "original-publisher": st.just("Fen and Sons"),
    "original-publisher-place": st.just("Ys"), "volume-title": TEXTS, "container-title": TEXTS, "part-number": st.just("2"),
    "collection-number": st.just("7"), "container-title-short": st.just("J. R&D"), "archive": st.just("Fen Archive"),
    "archive_location": st.just("Box 5_a"), "call-number": st.just("QA 7"), "medium": st.just("CD-ROM"),
    "section": st.just("B"), "status": st.sampled_from(["in press", "inpress"]), "license": st.just("CC-BY 4.0"),
    "annote": TEXTS, "number-of-volumes": st.just("3"), "addendum": TEXTS, "origlanguage": st.just("german and latin"),
    "foreword": st.sampled_from(["Ann Reed", "Ann Reed; Bo van der Moss"]), "editora": st.just("Ada Fen; Moss and Sons"),
    "editoratype": st.just("redactor"), "organization": st.just("Fen and Co"), "howpublished": st.just("By post"),
    "eprint": st.just("47_11"), "eprinttype": st.just("jstor"), "langid": st.just("latin"), "shelfmark": TEXTS,
    "groups": st.just("beach"), "sortkey": st.just("fen"), "titleaddon": TEXTS, "dimensions": st.just("3 x 4"),
    "MeshHeading": TEXTS, "meshheading": TEXTS, "?": TEXTS, "größe in m": st.just("3"), "usera": TEXTS, "x-key": st.just("K 1"),
    "funder": st.sampled_from(['[{"name":"Fen","award":["1"]}]', '{"a": 1}']), "custom": st.just('{"fen":{"at":1}}'),
    "categories": st.sampled_from(['["biology"]', "biology"]),
})  # fmt: skip


MARKED = st.lists(
    st.one_of(
        st.sampled_from(["2", "in vivo", "a < b & c", "Fucus", "x_1", "$5"]).map(escape),
        st.tuples(st.sampled_from(["i", "b", "sub", "sup", "sc", "math"]), st.sampled_from(["2", "in vivo", "Fucus"])).map(
            lambda part: f"<{part[0]}>{part[1]}</{part[0]}>"
        ),
        st.sampled_from(["<nc>Fucus</nc>", "<nc>Lake Vostok</nc>"]),  # of what has no capitals it says nothing
    ),
    min_size=1, max_size=4,
).map(lambda parts: Marked("Films of " + " and ".join(parts)))  # fmt: skip


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    authors = tuple(draw(st.lists(NAMES, max_size=4)))
    extra = draw(EXTRA)
    preprint = draw(st.sampled_from([None, None, "2206.15144", "math/0309136"]))
    kind = draw(st.sampled_from([None, *KINDS]))
    venue = draw(VENUES)
    if venue == "arXiv" and kind not in (None, "article"):
        venue = "NeurIPS"  # a preprint server has no proceedings
    return Paper(
        title=draw(TEXTS | MARKED),
        authors=authors,
        authors_complete=draw(st.booleans()) if authors else True,
        author_count=draw(st.sampled_from([None, 7])),
        organisation=draw(st.sampled_from([None, "Stanford AI", "R&D"])),
        date=draw(DATES),
        date_inferred=draw(st.booleans()),
        venue=venue,
        kind=kind,
        category=draw(st.sampled_from([None, "cs.LG", "math.GT"])),
        abstract=draw(st.one_of(st.none(), LINES)),
        doi=extra.get("DOI") or draw(st.sampled_from([None, "10.1038/nature14539", "10.1000/a_b%3c1>"])),
        arxiv_id=preprint,
        url=draw(st.sampled_from([None, "https://a.org/x_y?a=1&b=%20#z", "https://openreview.net/forum?id=A~b"])),
        roles=draw(st.dictionaries(st.sampled_from(ROLES), st.lists(NAMES, max_size=2).map(tuple), max_size=3)),
        extra=extra,
    )


def read_back(text: str, format_name: str) -> list[Paper]:
    reader = importlib.import_module(f"importers.formats.{format_name}")
    items = list(reader.read(from_text(text)))
    assert all(isinstance(item, Listed) for item in items), items
    return [item.paper for item in items]


def lost(before: Paper, after: Paper) -> dict[str, tuple[object, object]]:
    """Return the facts that are not as they were, each with what it was and is; a fact that was gained is none."""
    differences: dict[str, tuple[object, object]] = {}
    for field in dataclasses.fields(Paper):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if field.name == "authors":
            old, new = _parts(old), _parts(new)
        elif field.name == "roles":
            old, new = ({role: _parts(names) for role, names in roles.items()} for roles in (old, new))
        elif field.name == "abstract" and old and new:
            old, new = _lines(old), _lines(new)
        elif field.name == "extra":
            differences |= {
                f"extra {name}": (value, new.get(name))
                for name, value in old.items()
                if name not in ("key", "raw") and new.get(name) != value
            }
            continue
        if old != new and old not in (None, (), False):
            differences[field.name] = (old, new)
        if field.name in ("authors_complete", "date_inferred") and old != new:
            differences[field.name] = (old, new)
    return differences


def _lines(text: str) -> list[str]:
    """Return the lines; runs of spaces within them are layout to TeX and to RIS."""
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def _parts(names: tuple[Name, ...]) -> list[Name]:
    return [dataclasses.replace(name.parts(), text="") if not name.corporate else name for name in names]


# Four formats, 25 files of 20 papers each: 2,000 papers; the long form has 40,000.
FORMS = pytest.mark.parametrize(
    ("form", "reader"), [("bibtex", "bibtex"), ("biblatex", "bibtex"), ("ris", "ris"), ("csl-json", "csl_json")]
)
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""A batch that fails says which facts of which paper; making it smaller takes minutes and tells no more."""
BATCHES = st.lists(papers(), min_size=20, max_size=20)


@st.composite
def whole_papers(draw: st.DrawFn) -> Paper:
    """Papers with all that BibLaTeX, CSL-JSON and our own JSON can say."""
    paper, more = draw(papers()), draw(MORE)
    if {"editora", "editoratype"} & set(more) != {"editora", "editoratype"}:
        more = {name: value for name, value in more.items() if not name.startswith("editora")}
    people = tuple(
        dataclasses.replace(name, dropping=name.particle, particle="")
        if name.particle and draw(st.booleans())
        else name
        for name in paper.authors
    )
    return dataclasses.replace(paper, authors=people, extra={**paper.extra, **more})


@pytest.mark.parametrize(("form", "reader"), [("biblatex", "bibtex"), ("bibtex", "bibtex"), ("csl-json", "csl_json")])
@settings(max_examples=25, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(batch=st.lists(whole_papers(), min_size=20, max_size=20))
def test_all_that_is_known_is_read_back_and_nothing_gained(form, reader, batch):
    back = read_back("".join(export(list(told_apart((paper, "") for paper in batch)), form)), reader)
    if form == "bibtex":  # whose particles are all of one sort
        batch = [dataclasses.replace(paper, authors=tuple(map(_kept, paper.authors))) for paper in batch]
    assert [lost(before, after) for before, after in zip(batch, back, strict=True)] == [{}] * len(batch)
    made = {"key", "raw"} | ({"publisher"} if form == "csl-json" else set())  # arXiv, of its preprints
    gained = [set(after.extra) - set(before.extra) - made for before, after in zip(batch, back, strict=True)]
    assert gained == [set()] * len(batch)


def _kept(name: Name) -> Name:
    return dataclasses.replace(name, particle=name.dropping or name.particle, dropping="")


@FORMS
@settings(max_examples=25, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(batch=BATCHES)
def test_exported_papers_are_read_back_with_nothing_lost(form, reader, batch):
    _nothing_is_lost(form, reader, batch)


@pytest.mark.full
@FORMS
@settings(max_examples=500, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(batch=BATCHES)
def test_ten_thousand_exported_papers_are_read_back_with_nothing_lost(form, reader, batch):
    _nothing_is_lost(form, reader, batch)


def _nothing_is_lost(form: str, reader: str, batch: list[Paper]) -> None:
    keyed = list(told_apart((paper, "") for paper in batch))
    back = read_back("".join(export(keyed, form)), reader)
    assert [paper.extra["key"] for paper in back] == [key for _, key in keyed]
    assert [lost(before, after) for before, after in zip(batch, back, strict=True)] == [{}] * len(batch)


def test_keys_are_told_apart_in_a_file_without_regard_to_case():
    twins = [Paper(title="Same", authors=(Name("A Bee"),), year=2020)] * 3
    keys = [key for _, key in told_apart([*((twin, "") for twin in twins), (twins[0], "BEESAME2020"), (twins[0], "x")])]
    assert keys == ["beeSame2020", "beeSame2020a", "beeSame2020b", "BEESAME2020c", "x"]


def test_an_export_holds_nothing_back():
    taken = 0

    def shelf():
        nonlocal taken
        while True:
            taken += 1
            yield Paper(title=f"Paper {taken}"), f"k{taken}"

    pieces = export(shelf(), "bibtex")
    for _ in range(10):
        next(pieces)
    assert taken <= 10


@pytest.mark.parametrize("form", [form.name for form in FORMATS])
def test_an_empty_export_is_a_valid_file(form):
    text = "".join(export([], form))
    if form == "csl-json":
        assert json.loads(text) == []
    elif form == "csv":
        assert text.startswith("key,title,")
    else:
        assert text == ""


def test_an_unknown_format_is_told_with_those_there_are():
    with pytest.raises(UnknownExportError, match="unknown export format “bib”; choose from bibtex, biblatex"):
        export([], "bib")


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("refs.bib", "bibtex"),
        ("REFS.RIS", "ris"),
        ("a.json", "csl-json"),
        ("a.csv", "csv"),
        ("a.txt", None),
        ("refs", None),
    ],
)
def test_the_name_of_a_file_tells_its_format(name, form):
    found = format_for(Path(name))
    assert (found.name if found else None) == form
    assert form is None or format_named(form) is found


def test_a_watched_file_is_brought_up_to_date_only_when_the_shelf_changed(tmp_path):
    runs = version = 0

    def update():
        nonlocal runs
        runs += 1
        if runs == 3:
            raise FileNotFoundError("not yet")
        return Outcome(tmp_path / "refs.bib", None)

    watch = Watch(update, lambda: version)
    assert watch.step() is not None
    assert watch.step() is None
    version += 1
    assert watch.step() is not None
    version += 1
    with pytest.raises(FileNotFoundError):
        watch.step()
    assert watch.step() is not None  # tried again
    assert runs == 4


@settings(max_examples=50, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(batch=BATCHES)
def test_what_is_listed_as_json_is_imported_as_the_same_papers(batch):
    listed = json.dumps([own.facts_of(paper) for paper in batch])
    assert read_back(listed, "papershelf_json") == batch


def test_a_list_as_json_brings_names_editors_and_inferred_dates_to_another_shelf(tmp_path):
    def run(home, *words):
        result = CliRunner().invoke(main, ["--library", str(tmp_path / f"{home}.db"), *words])
        assert result.exit_code == 0, result.output
        return result.stdout

    (tmp_path / "gulls.bib").write_text(
        "@incollection{gulls, title={On gulls}, author={{Nine Small Gulls} and Fernández Luna, Rosa},\n"
        " editor={van der Berg, Jr., Ann}, booktitle={Gulls}, year={2021}, dateinferred={true}, authorcount={9},\n"
        " organisation={Gull Labs}, publisher={Moss \\& Sons}}"
    )
    run("one", "import", str(tmp_path / "gulls.bib"))
    listed = run("one", "list", "--json")
    (tmp_path / "x.json").write_text(listed)
    run("two", "import", str(tmp_path / "x.json"))
    (before,), (after,) = json.loads(listed), json.loads(run("two", "list", "--json"))
    mine = {field.name for field in dataclasses.fields(Paper)} | {"names"}
    assert {name: after[name] for name in mine} == {name: before[name] for name in mine}
    assert before["authors"] == ["Nine Small Gulls", "Rosa Fernández Luna"]
    assert run("two", "cite", "1", "--style", "apa") == run("one", "cite", "1", "--style", "apa")
    assert "In A. van der Berg Jr. (Ed.)" in run("two", "cite", "1", "--style", "apa")
