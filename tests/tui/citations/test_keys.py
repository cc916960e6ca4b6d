"""Citation keys: after Better BibTeX, after Google Scholar, after an own pattern; for every paper one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.papers.names import Name
from storage.papers.paper import Paper
from tui.citations import keys
from tui.citations.keys import DEFAULT, SCHOLAR, KeyPatternError, propose


def paper(title: str, *authors: str | Name, **facts) -> Paper:
    return Paper(title=title, authors=tuple(Name(a) if isinstance(a, str) else a for a in authors), **facts)


# Keys that Better BibTeX's default and Google Scholar give these well-known papers.
@pytest.mark.parametrize(
    ("known", "better", "scholar"),
    [
        (paper("Attention is all you need", "Ashish Vaswani", year=2017), "vaswaniAttentionAllYou2017", "vaswani2017attention"),
        (
            paper("BERT: Pre-training of Deep Bidirectional Transformers", "Jacob Devlin", year=2019),
            "devlinBERTPretrainingDeep2019",
            "devlin2019bert",
        ),
        (paper("Deep Residual Learning for Image Recognition", "Kaiming He", year=2016), "heDeepResidualLearning2016", "he2016deep"),
        (paper("Adam: A Method for Stochastic Optimization", "Diederik Kingma", year=2017), "kingmaAdamMethodStochastic2017", "kingma2017adam"),
        (paper("Language Models are Few-Shot Learners", "Tom Brown", year=2020), "brownLanguageModelsAre2020", "brown2020language"),
    ],
)  # fmt: skip
def test_keys_that_are_known_from_other_programs(known, better, scholar):
    assert propose(known) == propose(known, "better-bibtex") == better
    assert propose(known, SCHOLAR) == propose(known, "scholar") == scholar


@pytest.mark.parametrize(
    ("odd", "key"),
    [
        (paper("Zur Quantenmechanik", Name.of(family="Neumann", given="John", particle="von"), year=1927), "vonneumannQuantenmechanik1927"),
        (paper("Größe", "Jürgen Groß"), "grossGrosse"),
        (paper("Łódź maps", "Łukasz Święty", year=2001), "swietyLodzMaps2001"),
        (paper("A study of α-β", "Ἀρχιμήδης", year=1), "archimedesStudyAlphabeta0001"),
        (paper("Чистый код", "Фёдор Щукин", year=2020), "shchukinChistyyKod2020"),
        (paper("딥러닝", "김철수", year=2020), "gimDibleoning2020"),
        (paper("Inference Scaling", organisation="Stanford AI", year=2024), "stanfordaiInferenceScaling2024"),
        (paper('$\\lambda$-calculus and G{\\"o}del', "A B", year=1930), "bLambdacalculusGodel1930"),
        (paper("The the", "An Of", year=1999), "ofTheThe1999"),
        (paper("深度学习", "王小明", year=2022), "wangShenDuXueXi2022"),
        (paper("深度学习", arxiv_id="2206.15144"), "ShenDuXueXi"),
        (paper("מפות", "דוד לוי", year=2001), "lvyMfvt2001"),
        (paper("แผนที่", Name.of(family="สมชาย", given="A"), year=2001), "smchayAephnth2001"),
        (paper("??"), "untitled"),
    ],
)  # fmt: skip
def test_papers_that_lack_something_still_get_a_key(odd, key):
    assert propose(odd) == key


def test_an_imported_key_is_kept():
    assert propose(paper("T", "A B", extra={"key": "DBLP:conf/nips/Müller17"})) == "DBLP:conf/nips/Müller17"
    assert propose(paper("T", "A B", extra={"key": "2008A&A...485..137C"})) == "2008A&A...485..137C"
    assert propose(paper("T", "A B", extra={"key": "bad {key}, %"})) == "badkey"
    assert propose(paper("Tests", "A Bee", extra={"key": "{}"})) == "beeTests"


@pytest.mark.parametrize(
    ("pattern", "key"),
    [
        ("[auth:lower]:[year]", "vaswani:2017"),
        ("[authors:2]_[yy]", "VaswaniShazeerEtAl_17"),
        ("[authors]", "VaswaniShazeerParmarEtAl"),
        ("[shorttitle]", "Attentionallyou"),
        ("[shorttitle:2:1:upper]", "ATTENTIONALL"),
        ("[title]", "AttentionAllYouNeed"),
        ("[veryshorttitle:lower:capitalize]", "Attention"),
        ("[auth][venue]", "VaswaniANIPS"),
        ("[arxiv]", "anon1706.03762"),
        ("p-[id]", "p-1706.03762"),
        ("a b, {[year]}%", "ab2017"),
    ],
)
def test_own_patterns(pattern, key):
    known = paper(
        "Attention is all you need", "Ashish Vaswani", "Noam Shazeer", "Niki Parmar", authors_complete=False, year=2017,
        venue="Advances in Neural Information Processing Systems", arxiv_id="1706.03762",
    )  # fmt: skip
    assert propose(known, pattern) == key


@pytest.mark.parametrize(
    ("pattern", "span", "message"),
    [
        ("[auth", (0, 5), "never closed"),
        ("a]b", (1, 2), "closes nothing"),
        ("[auth][yeer]", (7, 11), "no \\[yeer\\]"),
        ("[auth:loud]", (6, 10), "neither a number"),
        ("[auth:3:]", (8, 8), "neither a number"),
        ("key", (0, 3), "takes nothing"),
        ("", (0, 0), "takes nothing"),
        ("[__class__]", (1, 10), "there is no"),
    ],
)
def test_a_wrong_pattern_is_pointed_at(pattern, span, message):
    with pytest.raises(KeyPatternError, match=message) as caught:
        propose(paper("T"), pattern)
    assert caught.value.span == span
    assert caught.value.source == pattern


@settings(max_examples=300)
@given(st.text(max_size=80), st.text(max_size=40), st.sampled_from([DEFAULT, SCHOLAR, "[authors:3][title]"]))
def test_every_paper_has_a_key_of_plain_ascii(title, author, pattern):
    key = propose(paper(title, author), pattern)
    assert key
    assert key.isascii()
    assert keys.usable(key) == key
    assert any(character.isalpha() for character in key)
    assert len(key) <= 120
