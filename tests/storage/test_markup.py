"""The markup of titles: what is seen of it, what its runs are, and which formulas of a page are read as such."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.papers.markup import Marked, Run, escape, formula, of_page, of_pieces, pieces, plain, rendered, runs, wrap
from storage.papers.text import fold

TEXTS = st.text(st.sampled_from("aB2 <>&;/\\$^_{}()[]ibsupcnmathlgtα′"), max_size=40) | st.text(max_size=20)


@given(TEXTS)
def test_a_plain_text_is_seen_as_it_was(text: str) -> None:
    assert plain(escape(text)) == text
    assert "".join(run.text for run in runs(escape(text))) == text


@given(TEXTS)
def test_any_text_is_read_as_markup_and_as_a_formula_without_an_error(text: str) -> None:
    assert isinstance(plain(text), str)
    assert isinstance(plain(formula(text)), str)
    assert list(runs(formula(text))) == ([Run(text, math=True)] if text else [])
    page = of_page(text)
    assert isinstance(page, Marked) or page == text


def test_runs_tell_how_each_stretch_is_set() -> None:
    marked = Marked("A <i>b <i>c</i></i> <nc><b>D</b></nc><sub>2</sub> <sc>e</sc> <math>x&lt;1</math> &amp;lt;")
    assert list(runs(marked)) == [
        Run("A "), Run("b ", italic=True), Run("c"), Run(" "), Run("D", bold=True, no_case=True),
        Run("2", script="sub"), Run(" "), Run("e", small_caps=True), Run(" "), Run("x<1", math=True), Run(" &lt;"),
    ]  # fmt: skip
    assert list(rendered(formula("x_1"))) == [Run("x", no_case=True), Run("1", script="sub", no_case=True)]


def test_a_text_that_was_cut_within_its_tags_is_read_to_its_end() -> None:
    assert plain("Gulls <i>in") == "Gulls in"
    assert plain("Gulls <math>x_") == "Gulls x"
    assert plain("Gulls</i> at <nc><i>sea</nc> level") == "Gulls at sea level"


@pytest.mark.parametrize(
    ("marked", "seen"),
    [
        (wrap("i", "Larus") + " &amp; kin", "Larus & kin"),
        ("Fe<sub>3</sub>O<sub>4</sub> at 10<sup>-5</sup>", "Fe₃O₄ at 10⁻⁵"),
        ("the 21<sup>st</sup>, <sup>99m</sup>Tc", "the 21st, ⁹⁹ᵐTc"),
        ("T<sub>c</sub> of T<sub>c</sub>s and x<sup>a,1</sup>", "T_c of T_{c}s and x^{a,1}"),
        ("N<sub><i>x</i>1</sub> and moss<sup>®</sup>", "Nₓ₁ and moss®"),
        ("<sc>d</sc>-xylose in <sc>PeatDB</sc>", "D-xylose in PeatDB"),
    ],
)
def test_what_people_see_of_tags(marked: str, seen: str) -> None:
    assert plain(marked) == seen


@pytest.mark.parametrize(
    ("tex", "seen"),
    [
        (r"25\,^\circ\mathrm{C}", "25 °C"),
        (r"\mathrm { Cu } _ { 2 } \mathrm{O}", "Cu₂O"),
        (r"\mathcal{O}(n \log^2 n)", "𝒪(n log² n)"),
        (r"x_{i,j+1}", "x_{i,j+1}"),
        (r"\frac{a+b}2", "(a + b)/2"),
        (r"\sqrt[3]{2}", "³√2"),
        (r"\mathbb{R}^{n}\times\mathfrak g", "ℝⁿ × 𝔤"),
        (r"f''\colon X\to Y", "f′′: X → Y"),
        (r"\bar{B}^0_s \to J/\psi\,\phi", "B̄⁰ₛ → J/ψ φ"),
        (r"p<0.05", "p < 0.05"),
        (r">5\%", "> 5%"),
        (r"a-b, -1, 2\pm 1, \pm 1", "a − b, −1, 2 ± 1, ±1"),
        (r"\left\{x : |x| \not= 1\right\}", "{x: |x| ≠ 1}"),
        (r"k\text{-NN if } x", "k-NN if x"),
        (r"\operatorname{Spec} A", "Spec A"),
        (r"\mathbf{x}^\top\mathbf{y}^{\prime}", "xᵀy′"),
        (r"\fen{moss} \bog", "moss bog"),
        (r"{" * 500 + "x" + "}" * 500, ""),
    ],
)
def test_what_people_see_of_mathematics(tex: str, seen: str) -> None:
    assert plain(formula(tex)).startswith(seen)


def test_a_formula_is_found_alike_however_it_was_written() -> None:
    ways = (of_page("Cu$_2$O"), of_page(r"$\mathrm{Cu_2O}$"), Marked("Cu<sub>2</sub>O"), "Cu₂O")
    assert {fold(plain(way)) for way in ways} == {"cu2o"}


@pytest.mark.parametrize(
    ("page", "seen"),
    [
        (r"The $\lambda$-calculus, \(n\) and $$\alpha $$-bogs", "The λ-calculus, n and α-bogs"),
        (r"A $\Sigma$$\Delta$ modulator in the $k$NN of the $n$th peat", "A ΣΔ modulator in the kNN of the nth peat"),
        (r"(0$<$x$\leq$1) & more", "(0<x≤1) & more"),
        ("C$ME and $x_1$", "C$ME and x₁"),
    ],
)
def test_formulas_of_a_page(page: str, seen: str) -> None:
    marked = of_page(page)
    assert isinstance(marked, Marked)
    assert plain(marked) == seen


@pytest.mark.parametrize(
    "page", ["from $5 to $10", "$HOME/$PATH", "A$AP and C$ME", "US$ and AU$", "a lone $", r"$a{b$ and $c$1", "no < &"]
)
def test_a_dollar_that_is_no_mathematics_stays(page: str) -> None:
    assert of_page(page) == page
    assert not isinstance(of_page(page), Marked)


@pytest.mark.parametrize(
    ("marked", "json"),
    [
        ("On <i>Fucus &lt; <b>kelp</b></i> &amp; x", ["On ", {"i": ["Fucus < ", {"b": ["kelp"]}]}, " & x"]),
        ("<math>x &lt; \\frac{1}{2}</math>", [{"math": "x < \\frac{1}{2}"}]),
        ("plain", ["plain"]),
    ],
)
def test_markup_is_json_without_tags_and_entities_and_comes_back(marked, json):
    assert pieces(marked) == json
    assert of_pieces(json) == marked


@pytest.mark.parametrize("odd", [None, 7, {"script": ["x"]}, [["a"], {"i": 3}, None], {"math": ["x"]}])
def test_json_that_is_no_markup_says_nothing(odd):
    assert plain(of_pieces(odd)) in ("", "a")
