"""TeX as bibliographies hold it, and the text that people should see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers import Listed, from_text, read, reader_named
from importers.latex import decode, marked, prose, verbatim
from storage.papers.markup import Marked, plain


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"G{\"o}del, G\"odel, G\"{o}del, {\"{o}}", "Gödel, Gödel, Gödel, ö"),
        (r"\ion{H}{ii} of \ion{Fe}{14}, \isotope[13]{C} and \nuclide[238][92]{U}", "H II of Fe XIV, ¹³C and ²³⁸U"),
        (r"2\farcs5 at 5\degr, $30\arcsec$ and 12\fdg5, 3\,\micron", "2″.5 at 5°, 30″ and 12°.5, 3 µm"),
        (r"10 M$_{\sun}$, $\la 4\,R_\earth$", "10 M_⊙, ≲4 R_⊕"),
        (r"\'{\i} \'\i{} na{\"\i}ve {\'{\=a}}", "í í naïve ā́"),
        (r"\v s \v{s} \H{o} \k a \r{a} \u{g} {\c{C}} \t{oo} \.Ilker", "š š ő ą å ğ Ç o͡o İlker"),
        (r"{\o}re \o re \AA ngstr{\"o}m Stra{\ss}e {\L}\'od\'z Bronis{\l}aw", "øre øre Ångström Straße Łódź Bronisław"),
        (r"\~{} \^{} \textasciitilde{} \string^ \textbackslash{}x", r"~ ^ ~ ^ \x"),
        (r"$\lambda$-calculus {$x_{1}$} \(n\) $ \alpha $", "λ-calculus x₁ n α"),
        ("costs $5 and $10, 50% of A&B", "costs $5 and $10, 50% of A&B"),
        (r"\$5, 50\%, A\&B, C\#, a\_b, \{x\}", "$5, 50%, A&B, C#, a_b, {x}"),
        (r"\{\vphantom{\}} alone", "{ alone"),
        ("1736--1739~--- ``a'' `b' O'Brien -{}- '{}'", "1736–1739 — “a” ‘b’ O'Brien -- ''"),
        (r"\mkbibquote{Intention} \enquote{x} \guillemotleft y\guillemotright", "“Intention” “x” «y»"),
        (r"\emph{x} {\em y} {\bf z} \textsc{Q} {\relax Ch}ristos", "x y z Q Christos"),
        (r"{\noopsort{1973b}}1973", "1973"),
        (r"H\textsubscript{2}O 1\textsuperscript{st} x\textsuperscript{2}", "H₂O 1st x²"),
        (r"\LaTeX{} and {\TeX book}, \BibTeX", "LaTeX and TeXbook, BibTeX"),
        ("A &amp; B, A \\&amp; B", "A & B, A &amp; B"),
        (r"A {\&}amp; B, A {\&}amp$\mathsemicolon$ B, A &amp;amp; B", "A & B, A & B, A & B"),
        (r"H&amp;lt;sub&amp;gt;2&amp;lt;/sub&amp;gt;O, CO{\&}lt;sub{\&}gt;2{\&}lt;/sub{\&}gt;", "H₂O, CO₂"),
        (r"caf{\&}eacute; {&}mdash; R\&D; AT&T;", "café — R&D; AT&T;"),
        (r"\alpha decay, \hbar", "α decay, ħ"),
        (r"\href{http://x}{Foo} \url{http://x_y/~z} \foreignlanguage{german}{Über}", "Foo http://x_y/~z Über"),
        (r"\texorpdfstring{$H_2$}{H2} \ensuremath{\beta} \ensuremath{x^2}", "H₂ β x²"),
        (r"{\textbeta}-moss of \textDelta E, \upmu{}m", "β-moss of ΔE, μm"),
        (r"\bogus[x]{kept}, \bogus kept, \bogus{} kept", "kept, bogus kept, bogus kept"),
        (r"a \SI{5}{\kilo\hertz} tone, \qty{3}{\percent}, \ce{Fe3O4}", "a 5 kHz tone, 3%, Fe₃O₄"),
        (r"J.\,S. Bach A.~B. a\\b co\-op", "J. S. Bach A. B. a b coop"),
        (r"\unknowncommand{kept} \Cprime \textcommabelow{s}", "kept ʹș"),
        (r"\uppercase{abc}d \MakeLowercase{XY}z", "ABCd xyz"),
        ("}}{ unmatched \\", " unmatched "),
    ],
)
def test_tex_becomes_what_people_read(tex: str, text: str) -> None:
    assert decode(tex) == text


@pytest.mark.parametrize(
    ("tex", "markup"),
    [
        ("Peat in {Lake Ladoga} and {B}erlin", "Peat in <nc>Lake Ladoga</nc> and <nc>B</nc>erlin"),
        ("{{Moss} & {B}ogs}: {-}{1}{}", "<nc>Moss &amp; Bogs</nc>: -1"),
        (r"{\"O}l, {{\"U}l} {\em in {V}ivo} {\relax x}", "Öl, <nc>Ül</nc> <i>in <nc>V</nc>ivo</i> x"),
        (r"\emph{L. minutus}, \textsc{Moss}, \textbf{b}, {\itshape x\bfseries y}",
         "<i>L. minutus</i>, <sc>Moss</sc>, <b>b</b>, <i>x<b>y</b></i>"),
        (r"10\textsuperscript{5} Fe\textsubscript{2}", "10<sup>5</sup> Fe<sub>2</sub>"),
        (r"$\Sigma$$\Delta$, (0$<$x), $$x $$ and \[y\]",
         r"<math>\Sigma</math><math>\Delta</math>, (0<math>&lt;</math>x), <math>x</math> and <math>y</math>"),
        (r"{$\alpha$}-{$_2$}", r"<nc><math>\alpha</math></nc>-<math>_2</math>"),
        (r"\texorpdfstring{$k$}{k}-means, \href{http://a.example}{L}", "<math>k</math>-means, L"),
        ("<i>L. a</i> at p<0.1, Fe&lt;sub&gt;2&lt;/sub&gt;", "<i>L. a</i> at p&lt;0.1, Fe<sub>2</sub>"),
        (r"{$<$}i{$>$}L. a{$<$}/i{$>$} x\textless{}sup\textgreater{}2\textless{}/sup\textgreater{}",
         "<i>L. a</i> x<sup>2</sup>"),
        (r"{\$}{\$}{\backslash}alpha{\$}{\$}", r"<math>\alpha</math>"),
    ],
)  # fmt: skip
def test_tex_becomes_markup(tex: str, markup: str) -> None:
    found = marked(tex)
    assert found == markup
    assert isinstance(found, Marked)
    assert plain(found) == decode(tex)


@pytest.mark.parametrize(
    "tex",
    [
        r"Paths: \$HOME/\$TMP",
        "$5 and $10",
        "A $ sign and a $ sign",
        r"\$5 of \$6",
        "a <b> lone",
        r"unclosed $x",
        "{}{-}",
    ],
)
def test_what_is_no_mathematics_stays_text(tex: str) -> None:
    found = marked(tex)
    assert not isinstance(found, Marked)
    assert found == tex.replace("\\$", "$").replace("{", "").replace("}", "")


def test_formulas_of_an_abstract_stay_as_they_stand() -> None:
    assert prose(r"An {\o} of $x_1$ \& \(n\), H\textsubscript{2}O, \SI{5}{\km}") == r"An ø of $x_1$ & \(n\), H₂O, 5 km"


@given(st.text(st.sampled_from("{}$\\()<>&; aBi=_^~-'`/subp\"")))
def test_any_text_becomes_markup_and_text(tex: str) -> None:
    for found in (marked(tex), marked(tex, braces=False), decode(tex), prose(tex)):
        assert isinstance(plain(found), str)


@pytest.mark.parametrize(
    ("tex", "plain"),
    {
        r"The \verb|x_y| of \verb+a|b+": "The x_y of a|b",
        r"Why \verb*!$a\b{c}$! fails": r"Why $a\b{c}$ fails",
        r"\lstinline[language=C]|int tide;| in C": "int tide; in C",
        r"\verb{tide} and \verb": "tide and verb",
        r"Saying \textipa{f@n} and \textipa{[\textprimstress fEn]}": "Saying fən and [ˈfɛn]",
        r"\textipa{m\"A:S} \textschwa": "mɑ̈ːʃ ə",
    }.items(),
)
def test_what_stands_as_it_is_typed_keeps_its_text(tex: str, plain: str) -> None:
    assert decode(tex) == plain


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


def test_a_formula_is_shown_alike_from_every_format() -> None:
    sources = {
        "bibtex": "@article{k, title={Films of Cu$_2$O}, year=2001}",
        "ris": "TY  - JOUR\nTI  - Films of Cu$_2$O\nER  - \n",
        "csl-json": '[{"id": "k", "type": "book", "title": "Films of Cu<sub>2</sub>O"}]',
        "enw": "%0 Book\n%T Films of Cu<sub>2</sub>O\n",
        "nbib": "PMID- 90000007\nOWN - NLM\nTI  - Films of Cu<sub>2</sub>O.\nAB  - x\nSTAT- y\n",
        "pubmed-xml": "<PubmedArticle><MedlineCitation><Article><ArticleTitle>Films of Cu<sub>2</sub>O.</ArticleTitle>"
        "</Article></MedlineCitation></PubmedArticle>",
        "endnote-xml": '<record><titles><title><style face="normal">Films of Cu</style><style face="subscript">2</style>'
        '<style face="normal">O</style></title></titles></record>',
        "dblp-xml": '<article key="a/b"><title>Films of Cu<sub>2</sub>O.</title></article>',
        "acl-xml": '<volume id="1"><paper id="1"><title>Films of <tex-math>Cu_2O</tex-math></title></paper></volume>',
        "openalex-json": '{"id": "https://openalex.org/W1", "title": "Films of Cu<sub>2</sub>O", "authorships": []}',
        "semantic-scholar-json": '{"paperId": "1", "title": "Films of Cu$_2$O"}',
        "hf-daily-json": '{"title": "Films of Cu$_2$O", "paper": {"id": "2401.00001"}}',
        "arxiv-jsonl": '{"id": "2401.00001", "title": "Films of Cu$_2$O", "abstract": "x", "authors": "A. Reed"}',
        "openreview-json": '{"id": "x", "forum": "x", "content": {"title": {"value": "Films of Cu$_2$O"}}}',
        "markdown-list": "- [Films of Cu$_2$O](https://arxiv.org/abs/2401.00001)\n",
        "id-list": "2401.00001 Films of Cu$_2$O\n",
    }
    for name, source in sources.items():
        (item,) = read(from_text(source), reader_named(name))
        assert isinstance(item, Listed)
        assert (item.paper.title, "title" in item.paper.markup) == ("Films of Cu₂O", True)
