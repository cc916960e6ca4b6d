"""Identifiers as formats wrap them, at the doors of their readers."""

import pytest

from importers import from_text, read, reader_named, recognise
from importers.reader import Listed
from storage.papers.paper import Paper
from tui.citations import FORMATS, STYLES, render


def papers(text: str, name: str = "") -> list[Paper]:
    page = from_text(text)
    return [item.paper for item in read(page, reader_named(name) if name else None) if isinstance(item, Listed)]


def bib(fields: str) -> Paper:
    (paper,) = papers(f"@article{{a, title={{Gulls}}, author={{Moe, O.}}, year=2001, {fields}}}")
    return paper


@pytest.mark.parametrize(
    ("fields", "doi", "url"),
    [
        ("doi={10.5555/a(2001)3{\\textless}1:GUL{\\textgreater}2.0.X;2}", "10.5555/a(2001)3<1:gul>2.0.x;2", None),
        ("doi={10.5555/a{\\_}1 [doi]}", "10.5555/a_1", None),
        ("doi={10.5555/\n    a-1}", "10.5555/a-1", None),
        ("url={https://doi.org/10.5555/a%3C1%3E}", "10.5555/a<1>", "https://doi.org/10.5555/a%3C1%3E"),
        ("url={https://dx-doi-org.proxy.example.edu/10.5555/a}", "10.5555/a", "https://dx-doi-org.proxy.example.edu/10.5555/a"),
        ("url={https://doi.org/10.5555/a https://example.org/10.5555/b}", "10.5555/a", "https://doi.org/10.5555/a"),
        ("url={https://example.org/a, https://example.org/b}", None, "https://example.org/a"),
        ("url={https://example.org/a\nhttps://example.org/b}", None, "https://example.org/a"),
        ("url={https://example.org/a\\_b\n    /c}", None, "https://example.org/a_b/c"),
        ("doi={10/abc1d}", None, "https://doi.org/10/abc1d"),
    ],
)  # fmt: skip
def test_dois_and_links_of_bibtex(fields: str, doi: str | None, url: str | None) -> None:
    paper = bib(fields)
    assert (paper.doi, paper.url) == (doi, url)


def test_a_short_doi_goes_out_as_it_came() -> None:
    (paper,) = papers("TY  - JOUR\nTI  - Gulls\nDO  - https://doi.org/10/abc1d\nER  - \n")
    written = {form.name: render(form.cite(paper)) for form in FORMATS}
    assert "doi = {10/abc1d}" in written["bibtex"]
    assert '"DOI": "10/abc1d"' in written["csl-json"]
    assert "DO  - 10/abc1d" in written["ris"]
    assert "https://doi.org/10/abc1d" in render(next(style for style in STYLES if style.name == "apa").cite(paper))


def test_what_ads_gives_as_pages_is_no_page() -> None:
    fields = (
        "journal={arXiv e-prints}, eid={arXiv:2001.00009}, pages={arXiv:2001.00009}, archivePrefix={arXiv}, eprint="
    )
    paper = bib(fields + "{2001.00009}")
    assert "page" not in paper.extra
    assert "p. arXiv" not in "".join(render(style.cite(paper)) for style in STYLES)
    (ris,) = papers(
        "TY  - JOUR\nTI  - Gulls\nJO  - arXiv e-prints\nSP  - arXiv:2001.00009\nUR  - https://arxiv.org/abs/2001.00009\nER  - \n"
    )
    assert ("page" in ris.extra, ris.arxiv_id) == (False, "2001.00009")


@pytest.mark.parametrize(
    "link", ["eprint={math.GT/0309136}", "eprint={0309136}, url={https://arxiv.org/abs/math.GT/0309136v2}"]
)
def test_a_subject_class_is_the_category(link: str) -> None:
    paper = bib(link)
    assert (paper.arxiv_id, paper.category) == ("math/0309136", "math.GT")


def test_a_list_of_identifiers_of_all_sorts() -> None:
    found = papers(
        "PMID: 1234567\nPMC7654321\nISBN 0-306-40615-2\nhttps://europepmc.org/article/MED/7654321\n"
        "10.5555/a(2)<1:B>3.0;2-#; PMID 55, PMC66\n(https://doi.org/10.5555/b(2))\n[10.5555/c](https://doi.org/10.5555/c)\n"
        "arXiv:2001.00009v1  [cs.LG]  9 Jan 2020\narXiv:2001.00010v2 [cs.LG] 9 Feb 2021\nhttps://arxiv.org/abs/math.GT/0309136\n"
    )
    assert [paper.title for paper in found] == [
        "PMID 1234567", "PMC7654321", "ISBN 0-306-40615-2", "PMID 7654321", "10.5555/a(2)<1:b>3.0;2-#", "10.5555/b(2)",
        "10.5555/c", "2001.00009", "2001.00010", "math/0309136",
    ]  # fmt: skip
    assert dict(found[4].extra) == {"PMID": "55", "PMCID": "PMC66"}
    assert [paper.category for paper in found[-3:]] == ["cs.LG", "cs.LG", "math.GT"]
    assert [paper.date for paper in found[-3:]] == ["2020-01-09", "2020-01", "2003-09"]


def test_one_identifier_is_a_list() -> None:
    for word in ("10.5555/a(2001)3<1:GUL>2.0.X;2", "PMID: 1234567", "978-0-306-40615-7", "arXiv:hep-th/9901001v2"):
        assert recognise(from_text(word)).NAME == "id-list"


def test_bare_identifiers_in_a_markdown_list() -> None:
    found = papers(
        "# Gulls\n\nhttps://arxiv.org/abs/2001.00009\nhttps://arxiv.org/abs/2001.00010\n10.5555/a\n\n"
        "- [On gulls and terns](https://arxiv.org/abs/2001.00011)\n  https://arxiv.org/abs/2001.00012\n- PMID: 123\n",
        "markdown-list",
    )
    assert [paper.title for paper in found] == [
        "2001.00009",
        "2001.00010",
        "10.5555/a",
        "On gulls and terns",
        "PMID 123",
    ]


def test_the_category_beside_an_arxiv_id_in_notes_of_zotero_and_csl() -> None:
    (zotero,) = papers(
        '[{"key":"A","version":1,"itemType":"preprint","title":"Gulls","creators":[],"repository":"arXiv",'
        '"archiveID":"arXiv:2001.00009","extra":"arXiv:2001.00009 [q-bio]"}]'
    )
    (csl,) = papers(
        '[{"id":"a","type":"article","title":"Gulls","issued":{"date-parts":[[2020]]},"note":"arXiv:2001.00009 [q-bio.PE]"}]'
    )
    assert (zotero.arxiv_id, zotero.category) == ("2001.00009", "q-bio")
    assert (csl.arxiv_id, csl.category) == ("2001.00009", "q-bio.PE")
