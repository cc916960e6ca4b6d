"""Exports: written piece by piece, keys told apart, and read back into the same papers."""

import dataclasses
import importlib
import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers import from_text
from importers.reader import Listed
from storage.paper import KINDS, Name, Paper
from tui.export import UnknownExportError, Watch, export, format_for, format_named, told_apart

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
        Name.organisation
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
    "publisher": TEXTS, "publisher-place": st.just("Cambridge, MA"), "edition": st.sampled_from(["2", "Third"]),
    "collection-title": TEXTS, "event-title": TEXTS, "event-place": st.just("São Paulo"), "genre": st.just("Habilitation"),
    "ISBN": st.just("9780262035613"), "ISSN": st.just("1234-567X"), "PMID": st.just("123"), "PMCID": st.just("PMC123"),
    "accessed": st.just("2024-03-05"), "note": st.just("50% of R&D"), "language": st.sampled_from(["German", "en"]),
    "keyword": st.just("one, two"), "number-of-pages": st.just("310"), "chapter-number": st.just("4"),
    "version": st.just("1.0"), "title-short": TEXTS, "DOI": st.just("10.1000/AbC(1)_2"),
})  # fmt: skip


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    authors = tuple(draw(st.lists(NAMES, max_size=4)))
    extra = draw(EXTRA)
    preprint = draw(st.sampled_from([None, None, "2206.15144", "math.GT/0309136"]))
    kind = draw(st.sampled_from([None, *KINDS]))
    venue = draw(VENUES)
    if venue == "arXiv" and kind not in (None, "article"):
        venue = "NeurIPS"  # a preprint server has no proceedings
    return Paper(
        title=draw(TEXTS),
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
        editors=tuple(draw(st.lists(NAMES, max_size=2))),
        extra=extra,
    )


def read_back(text: str, format_name: str) -> list[Paper]:
    reader = importlib.import_module(f"importers.{format_name}")
    items = list(reader.read(from_text(text)))
    assert all(isinstance(item, Listed) for item in items), items
    return [item.paper for item in items]


def lost(before: Paper, after: Paper) -> dict[str, tuple[object, object]]:
    """Return the facts that are not as they were, each with what it was and is; a fact that was gained is none."""
    differences: dict[str, tuple[object, object]] = {}
    for field in dataclasses.fields(Paper):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if field.name in ("authors", "editors"):
            old, new = _parts(old), _parts(new)
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


@pytest.mark.parametrize("form", ["bibtex", "biblatex"])
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(batch=st.lists(papers(), min_size=20, max_size=20))
def test_bibtex_is_read_back_with_nothing_lost(form, batch):
    back = read_back("".join(export(((paper, "") for paper in batch), form)), "bibtex")
    assert len(back) == len(batch)
    assert [lost(before, after) for before, after in zip(batch, back, strict=True)] == [{}] * len(batch)
