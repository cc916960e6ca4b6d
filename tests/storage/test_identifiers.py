"""What names a paper, out of whatever it is wrapped in; nothing is cut, grown or invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.papers.identifiers import (
    Identifier,
    arxiv_category,
    arxiv_id,
    doi,
    doi_as_written,
    doi_link,
    found_in,
    identified,
    isbn,
    isbn13,
    of_link,
    pmcid,
    pmid,
    short_doi,
)
from storage.papers.paper import Paper

SICI = "10.5555/0001-0001(2001)031<0007:otgots>2.0.gu;2"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2206.15144", "2206.15144"),
        ("arXiv:2206.15144v3", "2206.15144"),
        ("ARXIV: 2206.15144", "2206.15144"),
        ("https://arxiv.org/abs/2206.15144", "2206.15144"),
        ("https://arxiv.org/pdf/2206.15144v2.pdf", "2206.15144"),
        ("10.48550/arXiv.2206.15144", "2206.15144"),
        ("math.gt/0309136", "math/0309136"),
        ("hep-ph/9901234v1", "hep-ph/9901234"),
        ("0704.0001", "0704.0001"),
        ("arXiv:2206.15144 [cs.LG]", "2206.15144"),
        ("arXiv:2206.15144v3 [cs.LG] 12 May 2024", "2206.15144"),
        ("cond-mat.str-el/0309136", "cond-mat/0309136"),
        ("https://xxx.lanl.gov/abs/hep-th/9901001", "hep-th/9901001"),
        ("oai:arXiv.org:math.GT/0309136", "math/0309136"),
        ("https://doi.org/10.48550%2FarXiv.math.GT/0309136", "math/0309136"),
        ("https://arxiv.org/pdf/2206.15144v2#page=3", "2206.15144"),
        ("gulls/0309136", None),
        ("2019.12345", None),
        ("2206.151449", None),
        ("1234", None),
        ("", None),
    ],
)
def test_arxiv_id(text, wanted):
    assert arxiv_id(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("10.1038/NATURE14539", "10.1038/nature14539"),
        ("doi:10.1038/nature14539.", "10.1038/nature14539"),
        ("https://doi.org/10.1016/S0140-6736(05)66988-4", "10.1016/s0140-6736(05)66988-4"),
        ("(see 10.1000/xyz123)", "10.1000/xyz123"),
        ("10.1000/xyz<1>", "10.1000/xyz<1>"),
        ("10.5555/0001-0001(2001)031{\\textless}0007:OTGOTS{\\textgreater}2.0.GU;2", SICI),
        ("10.5555/0001-0001(2001)031{$<$}0007:OTGOTS{$>$}2.0.GU;2", SICI),
        ("10.5555/0001-0001(2001)031\\textless 0007:OTGOTS\\textgreater{}2.0.GU;2", SICI),
        ("10.5555/0001-0001(2001)031&lt;0007:OTGOTS&amp;gt;2.0.GU;2", SICI),
        ("10.5555/0001-0001(2001)031%3C0007:OTGOTS%3E2.0.GU;2", SICI),
        ("https://doi.org/10.5555/0001-0001(2001)031%253C0007:OTGOTS%253E2.0.GU;2", SICI),
        ("http://dx.doi.org/10.5555/0001-0001(2001)031<0007:OTGOTS>2.0.GU;2-#", f"{SICI}-#"),
        ("https://doi.org/10.5555%2Fgulls", "10.5555/gulls"),
        ("10.5555/gulls{\\_}7", "10.5555/gulls_7"),
        ("10.5555/gulls\\\\_7", "10.5555/gulls_7"),
        ("{10.5555/{G}ulls}", "10.5555/gulls"),
        ("10.5555/gulls [doi]", "10.5555/gulls"),
        ("10.5555/gulls[pii]", "10.5555/gulls"),
        ("10.5555/\n  gulls", "10.5555/gulls"),
        ("10.5555/gulls\n10.5555/terns", "10.5555/gulls"),
        ("10.5555/gulls.2009.02(NEST)", "10.5555/gulls.2009.02(nest)"),
        ("10.5555/978\u20103\u20117", "10.5555/978-3-7"),
        ("10.5555.12/gulls", "10.5555.12/gulls"),
        ("10.5555/gulls 50%", "10.5555/gulls"),
        ("10.5555/gulls#2;x", "10.5555/gulls#2;x"),
        ("https://doi.org/10.5555/gulls?utm=a#sec2", "10.5555/gulls"),
        ("https://doi-org.proxy.example.edu/10.5555/gulls/full", "10.5555/gulls/full"),
        ("https://login.example.edu/login?url=https://doi.org/10.5555/gulls(2)", "10.5555/gulls(2)"),
        ("https://example.edu/go?qurl=https%3A%2F%2Fdoi.org%2F10.5555%2Fgulls%3Fx%3D1&y=2", "10.5555/gulls"),
        ("https://example.org/article?id=10.5555/gulls.1&type=printable", "10.5555/gulls.1"),
        ("https://example.org/search?from=10.5555/gulls.1", None),
        ("https://dl.acm.org/doi/pdf/10.5555/1.2?download=true", "10.5555/1.2"),
        ("https://www.biorxiv.org/content/10.1101/2020.01.01.123456v1.full.pdf+html", "10.1101/2020.01.01.123456"),
        ("https://link.springer.com/content/pdf/10.5555/978-3_7.pdf", "10.5555/978-3_7"),
        ("https://link.springer.com/article/10.5555/s001-2/figures/3#Fig3", "10.5555/s001-2"),
        ("https://onlinelibrary.wiley.com/doi/full/10.5555/gulls.7/abstract;jsessionid=A1", "10.5555/gulls.7"),
        ("https://academic.oup.com/gulls/article/doi/10.5555/gulls/abc123/5364567", "10.5555/gulls/abc123"),
        ("https://doi.org/10.5555/gulls https://example.org/10.5555/terns", "10.5555/gulls"),
        ("https://doi.org/10.5555/gullshttps://example.org/10.5555/terns", "10.5555/gulls"),
        ("[10.5555/gulls](https://doi.org/10.5555/gulls)", "10.5555/gulls"),
        ("10.5555/gulls</a>", "10.5555/gulls"),
        ("10.5555/gul…", None),
        ("192.10.5555/7", None),
        ("10/d9c537", None),
        ("nothing", None),
    ],
)
def test_doi(text, wanted):
    assert doi(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("math.gt/0309136", "math.GT"),
        ("physics.ao-ph/0309136v2", "physics.ao-ph"),
        ("arXiv:2206.15144 [cs]", "cs"),
        ("arXiv:2206.15144v3 [q-bio.PE, cs.LG]", "q-bio.PE"),
        ("https://arxiv.org/abs/math.GT/0309136", "math.GT"),
        ("math/0309136", None),
        ("2206.15144 [draft]", None),
    ],
)
def test_category_beside_an_arxiv_id(text, wanted):
    assert arxiv_category(text) == wanted


def test_a_doi_keeps_the_capitals_of_its_registrant_for_print():
    assert doi_as_written("https://doi.org/10.5555/GULLS%3C1%3E") == "10.5555/GULLS<1>"


@pytest.mark.parametrize(
    ("link", "wanted"),
    [
        ("https://huggingface.co/papers/2509.04499", ("arxiv_id", "2509.04499")),
        ("http://arxiv.org/pdf/math.GT/0309136v2", ("arxiv_id", "math/0309136")),
        ("https://ui.adsabs.harvard.edu/abs/2020arXiv200100003M/abstract", ("arxiv_id", "2001.00003")),
        ("https://doi.org/10.48550/arXiv.2301.00001", ("arxiv_id", "2301.00001")),
        ("https://doi.org/10.5555/S0(19)3-X", ("doi", "10.5555/s0(19)3-x")),
        ("https://www.nature.com/articles/s41586-020-0001-1#Abs1", ("doi", "10.1038/s41586-020-0001-1")),
        ("https://pubmed.ncbi.nlm.nih.gov/12345678/?from=gulls", ("PMID", "12345678")),
        ("https://www.ncbi.nlm.nih.gov/pubmed/?term=12345678[uid]", ("PMID", "12345678")),
        ("https://europepmc.org/article/MED/12345678", ("PMID", "12345678")),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC1234567/pdf/x.pdf", ("PMCID", "PMC1234567")),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC1234567.1/", ("PMCID", "PMC1234567")),
        ("https://www.worldcat.org/isbn/9780306406157", ("ISBN", "9780306406157")),
        ("https://arxiv.org.evil.example/abs/2206.15144", None),
        ("https://arxiv.org/list/cs.LG/new", None),
        ("https://example.org/gulls.pdf", None),
        ("https://example.org/isbn/9780306406158", None),
    ],
)
def test_what_a_link_tells(link, wanted):
    assert of_link(link) == (Identifier(*wanted) if wanted else None)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("see (10.5555/gulls(2)), and 10.5555/a,10.5555/b;PMID:12", ["10.5555/gulls(2)", "10.5555/a", "10.5555/b", "12"]),
        ("[10.5555/gulls](https://doi.org/10.5555/gulls)", ["10.5555/gulls", "10.5555/gulls"]),
        (f"<https://doi.org/{SICI}>, {SICI}.", [SICI, SICI]),
        ("ISBN-13: 978-0-306-40615-7, pmcid: PMC55.2; arXiv:math.GT/0309136v1", ["978-0-306-40615-7", "PMC55", "math/0309136"]),
        ("https://example.org/login?url=https://doi.org/10.5555/a(b)x", ["10.5555/a(b)x"]),
        ("version 2.1234.5678, 10.5 m, 2019.12345, PMC, ISBN 978-0-306-40615-8", []),
    ],
)  # fmt: skip
def test_what_stands_in_a_text(text, wanted):
    assert [one.identifier.value for one in found_in(text) if one.identifier] == wanted


def test_a_word_is_an_identifier_only_as_a_whole():
    assert identified("(doi:10.5555/gulls)") == Identifier("doi", "10.5555/gulls")
    assert identified("10.5555/gulls and more") is None


def test_numbers_of_pubmed():
    assert [pmid(text) for text in ("PMID: 0123", "123", "pubmed id 123", "PMC123", "12a")] == ["123"] * 3 + [None] * 2
    assert [pmcid(text) for text in ("PMCID: PMC123", "123", "pmc123.2", "x")] == ["PMC123"] * 3 + [None]


def test_an_isbn_is_told_by_its_check_digit():
    assert isbn("ISBN 0-306-40615-2 (cloth)") == "0-306-40615-2"
    assert isbn("9780306406158, 978\u20110\u2011306\u201140615\u20117") == "978-0-306-40615-7"
    assert isbn13("0-306-40615-2") == isbn13("9780306406157") == "9780306406157"
    assert isbn13("0-8044-2957-X") == "9780804429573"
    assert isbn("0306406153") is None


def test_a_link_to_a_doi_is_encoded():
    assert doi_link("10.5555/Gulls#2<3>;x?") == "https://doi.org/10.5555/Gulls%232%3C3%3E;x%3F"
    assert Paper(title="A", doi="10.5555/a#b").link == "https://doi.org/10.5555/a%23b"


@pytest.mark.parametrize("given", ["10/d9c537", "doi:10/D9C537", "https://doi.org/10/d9c537"])
def test_a_short_doi_leads_to_its_paper(given):
    paper = Paper(title="A", doi=given)
    assert (paper.doi, paper.url, paper.printed_doi) == (None, "https://doi.org/10/d9c537", "10/d9c537")
    assert short_doi("10/2020") is None


def test_a_paper_keeps_its_identifiers_bare():
    paper = Paper(
        title="A", arxiv_id="math.GT/0309136", url="https://pubmed.ncbi.nlm.nih.gov/77/",
        extra={"PMCID": "PMCID: PMC55.1", "page": "arXiv:math/0309136", "ISBN": "0-306-40615-2"},
    )  # fmt: skip
    assert (paper.arxiv_id, paper.category) == ("math/0309136", "math.GT")
    assert paper.extra == {"PMCID": "PMC55", "ISBN": "0-306-40615-2", "PMID": "77"}


@given(st.text(max_size=200))
def test_no_text_breaks_a_reader(text):
    for read in (doi, arxiv_id, arxiv_category, pmid, pmcid, isbn, short_doi, of_link, identified):
        read(text)
    for one in found_in(text):
        assert 0 <= one.start < one.end <= len(text)


_SUFFIX = st.text("abcXYZ0123456789-._;()/:<>[]", min_size=1, max_size=30)


@given(_SUFFIX)
def test_a_doi_read_from_its_link_is_the_doi(suffix):
    name = doi(f"10.5555/{suffix}")
    if name:
        assert doi(doi_link(name)) == name
        assert doi(name) == name
