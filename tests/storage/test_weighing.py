"""The table of evidence, line by line: what speaks for, what forbids, what makes a question, and what never speaks against."""

from dataclasses import replace
from itertools import combinations

import pytest

from storage.papers import identity
from storage.papers.identity import Verdict, facts, judge
from storage.papers.likeness import ASK_LIKENESS, closeness, closest
from storage.papers.names import Name
from storage.papers.paper import Paper

TRIO = (Name.of("Quill", "Ada"), Name.of("Fern", "Bo"), Name.of("Marsh", "Cy"))
WORK = Paper(
    title="Uptake of light by quiet moss in northern rivers", authors=TRIO, year=2011, venue="Annals of Moss",
    kind="article-journal", extra={"volume": "4", "issue": "2", "page": "11-29"},
)  # fmt: skip
BOOK = Paper(title="Herons of the granite coast", authors=TRIO, year=2011, kind="book", extra={"ISBN": "0306406152"})


def but(paper=WORK, *, extra=None, **more):
    """The work with other facts; what `extra` gives as empty is not known."""
    told = {name: text for name, text in {**paper.extra, **(extra or {})}.items() if text}
    return replace(paper, extra=told, **more)


def verdict(a, b, **more):
    one, other = (judge(*pair, **more).verdict for pair in ((facts(a), facts(b)), (facts(b), facts(a))))
    assert one is other
    return one


def titled(one, other, **more):
    return but(title=f"Uptake of {one} by quiet moss in northern rivers", **more), but(
        title=f"Uptake of {other} by quiet moss in northern rivers", **more
    )


def about(form):
    return WORK, but(title=form.format(WORK.title))


STRONG = {
    "another DOI of the same sort": (but(doi="10.5555/a"), but(doi="10.5555/b")),
    "another DOI of another publisher": (but(doi="10.5555/a"), but(doi="10.1234/b")),
    "another preprint of the same server": (
        but(doi="10.1101/2011.1", venue=None, kind="article"), but(doi="10.1101/2011.2", venue=None, kind="article")),
    "unlike titles of one DOI": (but(doi="10.5555/a"), but(doi="10.5555/a", title="Nesting herons of the granite coast")),
    "unlike titles of one arXiv id": (but(arxiv_id="2101.00001"), but(arxiv_id="2101.00001", title="Nesting herons of the coast")),
    "no word of any name in common": (WORK, but(authors=(Name.of("Vale", "Di"), Name.of("Lund", "Eo")))),
    "a chapter against its book": (but(BOOK, kind="chapter"), BOOK),
    "an entry against its book": (but(BOOK, kind="entry-encyclopedia"), BOOK),
    "a review against the work": about("Review of {}"),
    "a book review against the work": about("{} (book review)"),
    "an erratum against the work": about("Erratum: {}"),
    "a corrigendum against the work": about("Corrigendum to “{}”"),
    "a reply against the work": about("Reply to “{}”"),
    "a comment against the work": about("Comment on “{}”"),
    "a retraction against the work": about("Retraction: {}"),
    "another edition": (but(BOOK, extra={"edition": "2"}), but(BOOK, extra={"edition": "Third"})),
    "another volume": (WORK, but(extra={"volume": "V"})),
    "another version": (but(extra={"version": "1.2"}), but(extra={"version": "2.0"})),
    "another part": (but(title=f"{WORK.title}, part I"), but(title=f"{WORK.title}, part II")),
    "another report number": (
        but(kind="report", venue=None, extra={"number": "TR-7", "volume": "", "issue": "", "page": ""}),
        but(kind="report", venue=None, extra={"number": "TR-8", "volume": "", "issue": "", "page": ""})),
    "an Arabic numeral": titled("light 2", "light 3"),
    "a numeral against none": titled("light 2", "light"),
    "a Roman numeral": titled("light II", "light III"),
    "a spelled numeral": titled("light two", "light three"),
    "an Arabic numeral against a Roman one": titled("light 2", "light IV"),
    "a Greek letter": titled("α rays", "β rays"),
    "a spelled Greek letter": titled("gamma rays", "delta rays"),
    "an element": titled("copper", "zinc"),
    "a chemical index": titled("N$_2$O", "N$_2$O$_4$"),
    "an index in Unicode": titled("SO₂", "SO₃"),
    "an isotope": titled("14C", "13C"),
    "with against without": titled("light with water", "light without water"),
    "male against female": titled("light in male mites", "light in female mites"),
    "even against odd": titled("even pulses", "odd pulses"),
    "a negation": titled("linear light", "non-linear light"),
}  # fmt: skip


@pytest.mark.parametrize("line", STRONG)
def test_strong_evidence_alone_forbids(line):
    assert verdict(*STRONG[line]) is not Verdict.SAME


@pytest.mark.parametrize("line", [line for line in STRONG if "DOI" not in line and "preprint" not in line])
def test_strong_evidence_against_one_identifier_is_at_most_a_question(line):
    a, b = (replace(paper, doi="10.5555/moss") for paper in STRONG[line])
    assert verdict(a, b) is not Verdict.SAME


WEAK = {
    "other container": {"venue": "River Conference"},
    "other issue": {"extra": {"issue": "3"}},
    "other pages": {"extra": {"page": "13-31"}},
    "year by more than two": {"year": 2014},
    "given names that disagree": {"authors": (Name.of("Quill", "Wen"), Name.of("Fern", "Uwe"), Name.of("Marsh", "Cy"))},
    "ISBN": {"extra": {"ISBN": "9783161484100"}},
    "two keys in one file": {},
}
_SAID = but(extra={"ISBN": "0306406152", "volume": ""})


def doubted(*lines):
    """The work, and what tells it in these ways."""
    more = {name: fact for line in lines for name, fact in WEAK[line].items() if name != "extra"}
    extra = {name: text for line in lines for name, text in WEAK[line].get("extra", {}).items()}
    return _SAID, but(_SAID, extra=extra, **more)


@pytest.mark.parametrize("line", WEAK)
def test_weak_evidence_alone_leaves_it_the_same(line):
    assert verdict(*doubted(line), two_keys="two keys" in line) is Verdict.SAME


@pytest.mark.parametrize("lines", list(combinations(WEAK, 2)), ids=" and ".join)
def test_two_weak_ones_make_a_question(lines):
    two_keys = any("two keys" in line for line in lines)
    assert verdict(*doubted(*lines), two_keys=two_keys) is Verdict.ASK
    a, b = (replace(paper, doi="10.5555/moss") for paper in doubted(*lines))
    assert verdict(a, b, two_keys=two_keys) in (Verdict.ASK, Verdict.SAME)


EARLY = Paper(title=WORK.title, authors=TRIO, year=2011, kind="article")
PREPRINTS = {
    "arXiv's DOI": {"doi": "10.48550/arXiv.1101.00001"},
    "bioRxiv's DOI": {"doi": "10.1101/2011.01.02.000001"},
    "an arXiv id": {"arxiv_id": "1101.00001"},
    "the server as its journal": {"arxiv_id": "1101.00001", "venue": "arXiv preprint arXiv:1101.00001"},
    "another year": {"arxiv_id": "1101.00001", "year": 2007},
    "pages, volume and number of its own": {
        "arxiv_id": "1101.00001", "extra": {"page": "1-19", "volume": "abs/1101.00001", "issue": "1"}},
}  # fmt: skip


@pytest.mark.parametrize("line", PREPRINTS)
@pytest.mark.parametrize("kind", ["article-journal", "paper-conference", "chapter"])
def test_nothing_of_where_it_appeared_speaks_between_a_preprint_and_a_publication(line, kind):
    published = but(doi="10.5555/moss", kind=kind)
    assert verdict(replace(EARLY, **PREPRINTS[line]), published) is Verdict.SAME


SERIALS = (
    "Editorial; Preface; Contents; Book Review; Erratum; In memoriam; Annual report; R package mossy; Foreword; "
    "Data report of the heron station"
).split("; ")
PLACES = {"volume": {"volume": "9"}, "issue": {"issue": "9"}, "pages": {"page": "91-95"}}


@pytest.mark.parametrize("name", SERIALS)
def test_a_serial_title_is_the_same_where_place_year_and_people_agree(name):
    one = but(title=name)
    assert verdict(one, one) is Verdict.SAME
    assert verdict(one, but(one, authors=tuple(Name.of(by.family, f"{by.given[0]}.") for by in TRIO))) is Verdict.SAME
    for place in PLACES.values():
        assert verdict(one, but(one, extra=place)) is not Verdict.SAME
    assert verdict(one, but(one, year=2012)) is not Verdict.SAME
    assert verdict(one, but(one, year=None, date=None)) is not Verdict.SAME
    assert verdict(one, but(one, authors=(Name.of("Quill", "Wen"),))) is not Verdict.SAME
    assert verdict(one, but(one, extra=dict.fromkeys(one.extra, ""))) is not Verdict.SAME


SAME = {
    "preprint and publication": but(EARLY, arxiv_id="1101.00001"),
    "TeX against Unicode": but(title='{Uptake} of light by quiet m{\\"o}ss in northern rivers'.replace('{\\"o}', "o")),
    "capitals": but(title=WORK.title.upper()),
    "truncated": but(title=WORK.title.removesuffix("rivers") + "…"),
    "glued": but(title=WORK.title.replace("by quiet", "byquiet")),
    "initials": but(authors=tuple(Name.of(by.family, by.given[0]) for by in TRIO)),
    "et al.": but(authors=TRIO[:1], authors_complete=False),
    "a subtitle more": but(title=f"{WORK.title}: a survey"),
    "a venue cut short": but(venue="Ann. Moss"),
    "no more than title and people": Paper(title=WORK.title, authors=TRIO),
}


@pytest.mark.parametrize("line", SAME)
def test_damage_leaves_it_the_same_or_a_question_and_it_is_found(line):
    other = SAME[line]
    assert verdict(WORK, other) is not Verdict.DIFFERENT
    keys = [set(identity.keys_of(facts(paper), paper.title)) for paper in (WORK, other)]
    assert keys[0] & keys[1]


FOR = {
    "DOI": {"doi": "10.5555/moss"}, "arXiv id": {"arxiv_id": "1101.00001"}, "PMID": {"extra": {"PMID": "77"}},
    "PMCID": {"extra": {"PMCID": "PMC77"}},
}  # fmt: skip


@pytest.mark.parametrize("line", FOR)
def test_one_identifier_makes_close_titles_one(line):
    a = but(Paper(title=WORK.title, authors=TRIO, year=2011), **FOR[line])
    b = but(a, title=f"{WORK.title.replace('rivers', 'river')}: a survey")
    assert verdict(a, b) is Verdict.SAME


def test_versions_of_one_preprint_are_one():
    one = but(EARLY, arxiv_id="1101.00001", doi="10.48550/arXiv.1101.00001v1")
    assert verdict(one, but(one, doi="10.48550/arXiv.1101.00001v2")) is Verdict.SAME


def test_many_titles_are_compared_as_each_is_alone():
    title = "uptake of light by quiet moss in northern rivers"
    others = [
        title, f"{title} a survey", "uptake of light by quiet moss in northern river", "in northern rivers uptake of moss",
        "northern rivers in moss quiet by light of uptake", f"retracted {title}", f"{title} 2nd ed", "herons", "",
        "uptake of light by slow moss in southern rivers",
    ]  # fmt: skip
    for one in (title, "", "herons of the coast"):
        alone = [closeness(one, other) for other in others]
        assert closest(one, others) == [close if close >= ASK_LIKENESS else 0.0 for close in alone]
