"""TeX as bibliographies hold it, and the text that people should see."""

import pytest

from importers.latex import decode, verbatim


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"G{\"o}del, G\"odel, G\"{o}del, {\"{o}}", "Gödel, Gödel, Gödel, ö"),
        (r"\'{\i} \'\i{} na{\"\i}ve {\'{\=a}}", "í í naïve ā́"),
        (r"\v s \v{s} \H{o} \k a \r{a} \u{g} {\c{C}} \t{oo} \.Ilker", "š š ő ą å ğ Ç o͡o İlker"),
        (r"{\o}re \o re \AA ngstr{\"o}m Stra{\ss}e {\L}\'od\'z Bronis{\l}aw", "øre øre Ångström Straße Łódź Bronisław"),
        (r"\~{} \^{} \textasciitilde{} \string^ \textbackslash{}x", r"~ ^ ~ ^ \x"),
        (r"$\lambda$-calculus {$x_{1}$} \(n\) $ \alpha $", r"$\lambda$-calculus $x_{1}$ \(n\) $ \alpha $"),
        ("costs $5 and $10, 50% of A&B", "costs $5 and $10, 50% of A&B"),
        (r"\$5, 50\%, A\&B, C\#, a\_b, \{x\}", "$5, 50%, A&B, C#, a_b, {x}"),
        (r"\{\vphantom{\}} alone", "{ alone"),
        ("1736--1739~--- ``a'' `b' O'Brien -{}- '{}'", "1736–1739 — “a” ‘b’ O'Brien -- ''"),
        (r"\mkbibquote{Intention} \enquote{x} \guillemotleft y\guillemotright", "“Intention” “x” «y»"),
        (r"\emph{x} {\em y} {\bf z} \textsc{Q} {\relax Ch}ristos", "x y z Q Christos"),
        (r"{\noopsort{1973b}}1973", "1973"),
        (r"H\textsubscript{2}O 1\textsuperscript{st} x\textsuperscript{2}", "H₂O 1st x²"),
        (r"\LaTeX{} and {\TeX book}, \BibTeX", "LaTeX and TeXbook, BibTeX"),
        ("A &amp; B, A {\\&}amp; B", "A & B, A &amp; B"),
        (r"\alpha decay, \hbar", "α decay, ħ"),
        (r"\href{http://x}{Foo} \url{http://x_y/~z} \foreignlanguage{german}{Über}", "Foo http://x_y/~z Über"),
        (r"\texorpdfstring{$H_2$}{H2} \ensuremath{\beta} \ensuremath{x^2}", "H2 β $x^2$"),
        (r"J.\,S. Bach A.~B. a\\b co\-op", "J. S. Bach A. B. a b coop"),
        (r"\unknowncommand{kept} \Cprime \textcommabelow{s}", "kept ʹș"),
        (r"\uppercase{abc}d \MakeLowercase{XY}z", "ABCd xyz"),
        ("}}{ unmatched \\", " unmatched "),
    ],
)
def test_tex_becomes_what_people_read(tex: str, text: str) -> None:
    assert decode(tex) == text


@pytest.mark.parametrize(
    ("tex", "plain"),
    {
        r"\url{http://a.b/\~{}x\_y\%20}": "http://a.b/~x_y%20",
        r"http://x/{\textasciitilde}u--v": "http://x/~u--v",
        r"10.1000/a\_b{\&}c": "10.1000/a_b&c",
        "http://a.example/\n  wrapped": "http://a.example/wrapped",
    }.items(),
)
def test_addresses_lose_their_tex_and_nothing_else(tex: str, plain: str) -> None:
    assert verbatim(tex) == plain
