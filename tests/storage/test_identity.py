"""Same, ask or different: the verdict on a pair, and the keys under which it meets."""

import pytest

from importers.decode import from_text
from importers.formats import bibtex, ris, semantic_scholar_json
from importers.reader import Listed
from storage.papers import identity
from storage.papers.identity import Verdict, facts, judge
from storage.papers.kinds import preprint_server
from storage.papers.likeness import numbers
from storage.papers.names import Name
from storage.papers.paper import Paper
from storage.papers.text import fold
from tui.citations.facts import facts as printed


def paper(title, authors=(), **more):
    return Paper(title=title, authors=tuple(Name(name) for name in authors), **more)


TRIO = ("Ada Quill", "Bo Fern", "Cy Marsh")

PAIRS = [
    ("same DOI, other title", paper("Alpha beta", doi="10.1/x"), paper("Gamma", doi="10.1/X"), Verdict.DIFFERENT),
    ("same DOI", paper("Alpha beta", doi="10.1234/x"), paper("Alpha: beta", doi="10.1234/X"), Verdict.SAME),
    ("one DOI on unlike titles", paper("Of moss", doi="10.1234/x"), paper("Herons", doi="10.1234/X"), Verdict.ASK),
    (
        "same arXiv id in another version",
        paper("Alpha beta", arxiv_id="2401.00001v1"),
        paper("Alpha: beta", doi="10.48550/arXiv.2401.00001"),
        Verdict.SAME,
    ),
    ("same title, nothing else known", paper("The pitfalls of quiet moss"), paper("The Pitfalls of Quiet Moss"), Verdict.SAME),
    ("same title and authors", paper("On moss", TRIO), paper("On Moss", TRIO), Verdict.SAME),
    (
        "an editorial of each volume",
        paper("Editorial", TRIO, venue="Annals of Moss", extra={"volume": "4"}),
        paper("Editorial", TRIO, venue="Annals of Moss", extra={"volume": "5"}),
        Verdict.DIFFERENT,
    ),
    (
        "a preface on other pages of one volume",
        paper("Preface", TRIO, venue="Annals of Moss", extra={"volume": "4", "page": "1–2"}),
        paper("Preface", TRIO, venue="Annals of Moss", extra={"volume": "4", "page": "101-102"}),
        Verdict.ASK,
    ),
    (
        "pages written otherwise",
        paper("On quiet moss", TRIO, venue="Annals of Moss", extra={"volume": "4", "page": "12–19"}),
        paper("On quiet moss", TRIO, venue="Annals of Moss", extra={"page": "12-9", "issue": "3"}),
        Verdict.SAME,
    ),
    ("same title, other authors", paper("On quiet moss growth", TRIO), paper("On quiet moss growth", ("Di Vale",)), Verdict.DIFFERENT),
    (
        "an incomplete list agrees with its beginning",
        paper("On quiet moss growth", TRIO, authors_complete=False),
        paper("On quiet moss growth", (*TRIO, "Di Vale", "Eo Lund")),
        Verdict.SAME,
    ),
    (
        "preprint and publication",
        paper("On quiet moss growth", TRIO, venue="arXiv", year=2022),
        paper("On quiet moss growth", TRIO, venue="ICML", year=2023),
        Verdict.SAME,
    ),
    (
        "published twice, in other years",
        paper("On quiet moss growth", TRIO, venue="ICML", year=2022),
        paper("On quiet moss growth", TRIO, venue="Annals of Moss", year=2024),
        Verdict.ASK,
    ),
    (
        "close titles at two venues of one year",
        paper("Scalable MCMC sampling for mossy point processes", TRIO, venue="ICML", year=2022),
        paper("Scalable sampling for mossy point processes", TRIO, venue="ICLR", year=2022),
        Verdict.DIFFERENT,
    ),
    ("close titles, little known", paper("Scalable sampling of mossy point processes"), paper("Scalable sampling for mossy point processes"), Verdict.ASK),
    ("a formula as TeX and as typed", paper("Uptake of N$_2$O by moss", TRIO), paper("Uptake of N2O by moss", TRIO), Verdict.SAME),
    ("a formula with a space", paper("Uptake of $\\mathrm{N_2O}$ by moss", TRIO), paper("Uptake of N 2 O by moss", TRIO), Verdict.SAME),
    ("two formulas", paper("Uptake rates of N$_2$O by quiet moss", TRIO), paper("Uptake rates of N$_2$O$_4$ by quiet moss", TRIO), Verdict.DIFFERENT),
    ("parts of a series", paper("Elements of moss algebra I", TRIO), paper("Elements of moss algebra II", TRIO), Verdict.DIFFERENT),
    ("a number more", paper("Moss bench 2 for growth models", TRIO, year=2024), paper("Moss bench 3 for growth models", TRIO, year=2024), Verdict.DIFFERENT),
    (
        "one typo, same authors and year",
        paper("Towards reliable measurement of quiet moss", TRIO, year=2021),
        paper("Towards reliable measurment of quiet moss", TRIO, year=2021),
        Verdict.ASK,
    ),
    (
        "one other word, same authors and year",
        paper("Towards reliable measurement of green moss growth rates", TRIO, year=2021),
        paper("Towards reliable measurement of great moss growth rates", TRIO, year=2021),
        Verdict.ASK,
    ),
    ("a subtitle more", paper("Quiet moss growth", TRIO), paper("Quiet moss growth: a survey of the north", TRIO), Verdict.ASK),
    ("a short title alone", paper("Deep learning"), paper("Deep learning"), Verdict.ASK),
    ("same title, years apart", paper("On quiet moss growth", year=1999), paper("On quiet moss growth", year=2020), Verdict.ASK),
    ("same title, a winter apart", paper("On quiet moss growth", year=2023), paper("On quiet moss growth", year=2024), Verdict.SAME),
    (
        "two DOIs of two publishers",
        paper("On quiet moss growth", TRIO, doi="10.1234/a"),
        paper("On quiet moss growth", TRIO, doi="10.5678/b"),
        Verdict.ASK,
    ),
    ("a reprint", paper("Information and moss", TRIO, year=1959), paper("Information and moss", TRIO, year=1997), Verdict.ASK),
    (
        "a column that comes in every issue",
        paper("Books received this spring", year=1989, url="https://a.org/J89-1010"),
        paper("Books received this spring", year=1989, url="https://a.org/J89-2012"),
        Verdict.DIFFERENT,
    ),
    (
        "three of one family name",
        paper("On quiet moss growth", ("Ada Wang", "Bo Wang", "Cy Wang")),
        paper("On quiet moss growth", ("A. Wang", "B. Wang", "C. Wang")),
        Verdict.SAME,
    ),
    (
        "four of one family name, one of them left out",
        paper("On quiet moss growth", ("Ada Wang", "Bo Wang", "Cy Wang", "Di Wang")),
        paper("On quiet moss growth", ("A. Wang", "B. Wang", "C. Wang")),
        Verdict.SAME,
    ),
    ("nothing alike", paper("On quiet moss growth"), paper("Graph colouring in planar worlds"), Verdict.DIFFERENT),
    ("TeX and Unicode", paper('Na{\\"\\i}ve $\\lambda$ growth of moss'), paper("Naïve λ growth of moss"), Verdict.SAME),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b", "verdict"), [pytest.param(a, b, v, id=name) for name, a, b, v in PAIRS])
def test_verdicts(a, b, verdict):
    assert judge(facts(a), facts(b)).verdict is verdict
    assert judge(facts(b), facts(a)).verdict is verdict


SERVERS = {
    "arXiv": "10.48550/arXiv.1901.00001", "CoRR": None, "arXiv preprint arXiv:1901.00001": None, "bioRxiv": "10.1101/1",
    "medRxiv": "10.1101/2", "ChemRxiv": "10.26434/1", "EarthArXiv": "10.31223/osf.io/1", "EdArXiv": "10.35542/1",
    "engrXiv": "10.31224/1", "PsyArXiv": "10.31234/1", "SocArXiv": "10.31235/osf.io/1", "TechRxiv": "10.36227/1",
    "OSF Preprints": "10.31219/1", "Preprints.org": "10.20944/1", "Research Square": "10.21203/1",
    "SSRN Electronic Journal": "10.2139/1", "Zenodo": "10.5281/1", "HAL": None, "OpenReview": None,
    "Cryptology ePrint Archive": None, "PaleorXiv": None,
}  # fmt: skip


@pytest.mark.parametrize(("server", "doi"), SERVERS.items())
def test_a_preprint_and_its_publication_are_one_paper_whatever_the_server(server, doi):
    early = paper("On quiet moss growth", TRIO, venue=server, year=2019, doi=doi)
    late = paper("On quiet moss growth", TRIO, venue="Annals of Moss", year=2021, doi="10.1234/moss")
    assert judge(facts(early), facts(late)).verdict is Verdict.SAME


@pytest.mark.parametrize("server", SERVERS)
def test_every_server_is_known_at_every_door(server):
    pages = {
        bibtex: f"@article{{k, title={{On moss}}, journal={{{server}}}, eprint={{1901.00001}}, archiveprefix={{arXiv}}}}",
        ris: f"TY  - JOUR\nTI  - On moss\nJO  - {server}\nUR  - https://arxiv.org/abs/1901.00001\nER  - \n",
        semantic_scholar_json: f'[{{"paperId": "1", "title": "On moss", "venue": "{server}"}}]',
    }
    for reader, text in pages.items():
        (item,) = reader.read(from_text(text))
        assert isinstance(item, Listed)
        assert (item.paper.kind, preprint_server(item.paper.venue)) == ("article", preprint_server(server)), reader.NAME
    assert printed(paper("On moss", venue=server)).kind == "article"


@pytest.mark.parametrize("venue", ["Annals of Moss", "Archive of Moss", "Preprints in Moss", "SSRN Reviews", "", None])
def test_what_is_no_server_is_none(venue):
    assert preprint_server(venue) == ""


@pytest.mark.parametrize(
    ("a", "b"), [pytest.param(a, b, id=name) for name, a, b, v in PAIRS if v is not Verdict.DIFFERENT]
)
def test_pairs_that_matter_share_a_key(a, b):
    def keys(of):
        return set(identity.keys(facts(of).title, of.doi, of.arxiv_id, of.title))

    assert keys(a) & keys(b)


def test_an_equal_number_at_pubmed_is_the_same_paper_as_an_equal_doi_is():
    one, other = (
        Paper(title="Quiet moss", extra={"PMID": "77"}),
        Paper(title="Moss, quietly", extra={"PMID": "PMID: 77"}),
    )
    assert identity.judge(identity.facts(one), identity.facts(other)).verdict is Verdict.SAME
    unlike = Paper(title="Of herons", extra={"PMID": "78", "PMCID": "PMC77", "ISBN": "0-306-40615-2"})
    assert identity.judge(identity.facts(one), identity.facts(unlike)).verdict is Verdict.DIFFERENT
    assert set(identity.keys("", None, None, pmid="77")).isdisjoint(identity.keys("", None, None, pmcid="77"))


def test_a_formula_is_a_number_of_its_own():
    assert numbers(fold("N$_2$O in moss, part 2 of IV")) == ["n2o", "2", "4"]


def test_one_typo_anywhere_leaves_a_shared_key():
    title = "towards a reliable measurement of the quiet moss of northern rivers"
    whole = set(identity.keys(title, None, None))
    lost = 0
    for place in range(len(title)):
        if title[place] != " ":
            lost += not whole & set(identity.keys(title[:place] + "z" + title[place + 1 :], None, None))
            lost += not whole & set(identity.keys(title[:place] + title[place + 1 :], None, None))
    assert lost <= 0.05 * 2 * len(title)
