"""What a page states of its paper in words for machines."""

import pytest

from importers.pages.metadata import several, single
from tests.clock import within


def tags(**told):
    return "".join(
        f'<meta name="{name.replace("__", ".")}" content="{value}">'
        for name, values in told.items()
        for value in ([values] if isinstance(values, str) else values)
    )


def paper(source):
    found = single(source)
    assert found is not None
    return found.paper


def names(source):
    return [str(name) for name in paper(source).authors]


@pytest.mark.parametrize(
    ("authors", "shown"),
    [
        (["Moor, Ada", "Lind, Bo"], ["Ada Moor", "Bo Lind"]),
        (["Ada Moor", "Bo van der Lind"], ["Ada Moor", "Bo van der Lind"]),
        (["Moor, Ada; Lind, Bo"], ["Ada Moor", "Bo Lind"]),
        (["Ada Moor, Bo Lind and Caro Pell"], ["Ada Moor", "Bo Lind", "Caro Pell"]),
        (["MOOR, ADA", "LIND, BORIS J."], ["Ada Moor", "Boris J. Lind"]),
        (["Moor, A.", "Moor, A.", "Lind, B."], ["A. Moor", "B. Lind"]),
        (["The Harbour Collaboration"], ["The Harbour Collaboration"]),
    ],
)
def test_authors_are_read_in_either_order(authors, shown):
    assert names(tags(citation_title="Harbour Tides", citation_author=authors)) == shown


def test_authors_that_are_cut_are_not_all():
    found = paper(tags(citation_title="Harbour Tides", citation_author=["Moor, Ada", "et al."]))
    assert [str(name) for name in found.authors] == ["Ada Moor"]
    assert not found.authors_complete


@pytest.mark.parametrize(
    ("told", "kind", "venue", "publisher"),
    [
        (
            {"citation_journal_title": "Journal of Quays", "citation_volume": "3"},
            "article-journal",
            "Journal of Quays",
            None,
        ),
        ({"citation_conference_title": "Tides 2019"}, "paper-conference", "Tides 2019", None),
        ({"citation_dissertation_institution": "University of the Quay"}, "thesis", None, "University of the Quay"),
        ({"citation_technical_report_institution": "Harbour Board"}, "report", None, "Harbour Board"),
        ({"citation_inbook_title": "Book of Knots", "DC.type": "chapter"}, "chapter", "Book of Knots", None),
    ],
)
def test_what_kind_of_work_it_is(told, kind, venue, publisher):
    found = paper(
        tags(citation_title="Harbour Tides", citation_author="Ada Moor")
        + "".join(f"<meta name='{n}' content='{v}'>" for n, v in told.items())
    )
    assert (found.kind, found.venue, found.extra.get("publisher")) == (kind, venue, publisher)


def test_an_identifier_of_dublin_core_is_a_doi_only_by_its_form():
    page = tags(
        citation_title="Harbour Tides", citation_author="Ada Moor", DC__identifier=["quay-00235190", "ISSN 2049-3630"]
    )
    assert paper(page).doi is None
    assert paper(page + tags(DC__identifier="https://doi.org/10.5555/T.1")).doi == "10.5555/t.1"


def test_the_day_of_a_deposit_is_not_that_of_the_paper():
    page = tags(
        citation_title="Harbour Tides", citation_author="Ada Moor", citation_publication_date="2008/01/01",
        citation_online_date="2008/01/01", DCTERMS__issued="1955",
    )  # fmt: skip
    assert paper(page).year == 1955


def test_an_earlier_online_day_does_not_take_the_place_of_the_issue_s():
    page = tags(
        citation_title="Harbour Tides", citation_author="Ada Moor", citation_publication_date="2013/02/01",
        citation_online_date="2012/11/30", DC__issued="2012-11-30",
    )  # fmt: skip
    assert paper(page).year == 2013


def test_what_the_page_cites_is_none_of_its_papers():
    page = tags(citation_reference="citation_title=Gulls; citation_doi=10.5555/gulls; citation_author=B. Lind")
    assert single(page) is None
    assert paper(page + tags(citation_title="Harbour Tides", citation_author="Ada Moor")).doi is None


@pytest.mark.parametrize(
    "page",
    [
        tags(og__title="Harbour Tides", description="A blog"),
        tags(DC__title="Harbour Office", DC__creator="Town of the Quay"),
        tags(citation_title="Harbour Tides"),
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Tides", "author": "Ada Moor"}</script>',
        '<script type="application/ld+json">{"@type": "ScholarlyArticle", </script>',
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
        "<p>Harbour Tides</p>",
    ],
)
def test_a_page_that_states_no_paper_is_none(page):
    assert single(page) is None


def test_dublin_core_alone_is_a_paper_where_it_tells_a_doi():
    page = tags(
        DC__Title="Harbour Tides",
        DC__Creator=["Moor, Ada"],
        DC__Identifier="doi:10.5555/t",
        DC__Date="2019-02-03",
        DC__Source="Quays",
    )
    assert (paper(page).doi, paper(page).date, paper(page).venue) == ("10.5555/t", "2019-02-03", "Quays")


def test_eprints_and_bepress_are_read():
    eprint = tags(
        eprints__title="Harbour Tides",
        eprints__creators_name="Moor, Ada",
        eprints__date="2019",
        eprints__type="thesis",
        eprints__thesis_type="phd",
    )
    assert (names(eprint), paper(eprint).kind) == (["Ada Moor"], "thesis")
    bepress = tags(bepress_citation_title="Gulls", bepress_citation_author="Lind, Bo", bepress_citation_doi="10.5555/g")
    assert (names(bepress), paper(bepress).doi) == (["Bo Lind"], "10.5555/g")


def test_meta_tags_are_filled_up_from_json_ld_of_the_same_title():
    page = tags(citation_title="Harbour Tides", citation_doi="10.5555/t") + (
        '<script type="application/ld+json">{"@type": "ScholarlyArticle", "headline": "Harbour tides",'
        ' "author": [{"name": "Ada Moor"}]}</script>'
    )
    assert names(page) == ["Ada Moor"]
    assert names(page.replace("Harbour tides", "Gulls")) == []


def test_an_article_of_a_news_site_is_a_paper_only_where_a_periodical_or_a_doi_says_so():
    article = '<script type="application/ld+json">{"@type": "Article", "headline": "Tides", "author": {"name": "Ada Moor"}%s}</script>'
    assert single(article % "") is None
    assert paper(article % ', "@id": "https://doi.org/10.5555/t"').doi == "10.5555/t"
    assert paper(article % ', "isPartOf": {"@type": "Periodical", "name": "Quays"}').venue == "Quays"


def test_microdata_is_read():
    page = (
        '<div itemscope itemtype="https://schema.org/ScholarlyArticle"><h1 itemprop="headline">Harbour <i>Tides</i></h1>'
        '<span itemprop="author" itemscope itemtype="https://schema.org/Person"><span itemprop="name">Ada Moor</span></span>'
        '<time itemprop="datePublished" datetime="2019-02-03">February</time>'
        '<span itemprop="isPartOf" itemscope itemtype="https://schema.org/Periodical"><b itemprop="name">Quays</b></span></div>'
    )
    found = paper(page)
    assert (found.title, names(page), found.date, found.venue) == ("Harbour Tides", ["Ada Moor"], "2019-02-03", "Quays")
    second = page.replace("Harbour", "Inland")
    assert [one.paper.title for one in several(page + second)] == ["Harbour Tides", "Inland Tides"]


@pytest.mark.parametrize(
    "cited",
    [
        "{0}: <b itemprop='name'>Harbour Tides.</b> Quays 7: 1-9", "{0} (2019). <b itemprop='name'>Harbour Tides.</b> <i>Quays</i>",
        "<b itemprop='name'>Harbour Tides.</b> {0}. Quays, 2019",
    ],
)  # fmt: skip
def test_a_headline_that_is_the_whole_reference_is_no_title(cited):
    author = '<span itemprop="author" itemscope itemtype="https://schema.org/Person"><span itemprop="name">Ada Moor</span></span>'
    item = f'<li itemscope itemtype="https://schema.org/ScholarlyArticle"><cite itemprop="headline">{cited.format(author)}</cite></li>'
    found = [one.paper for one in several(item + item.replace("Harbour", "Inland"))]
    assert [one.title.rstrip(".") for one in found] == ["Harbour Tides", "Inland Tides"]
    assert {str(one.authors[0]) for one in found} == {"Ada Moor"}


def test_records_in_coins_are_read_each():
    span = '<span class="Z3988" title="rft_val_fmt=info:ofi/fmt:kev:mtx:journal&amp;rft.atitle={}&amp;rft.title=Quays&amp;rft.aulast=Moor&amp;rft.aufirst=Ada"></span>'
    found = [one.paper for one in several(span.format("Harbour+Tides") + span.format("Gulls"))]
    assert [one.title for one in found] == ["Harbour Tides", "Gulls"]
    assert {(str(one.authors[0]), one.venue) for one in found} == {("Ada Moor", "Quays")}


def test_a_record_in_coins_stands_where_it_is_stated():
    span = '<span class="Z3988" title="rft.atitle={}&amp;rft.title=Quays&amp;rft.au=Ada+Moor"></span>\n'
    page = span.format("Piers") * 2 + "\n" + span.format("Docks")
    assert [(stated.paper.title, stated.line) for stated in several(page)] == [("Piers", 1), ("Piers", 2), ("Docks", 4)]


def test_a_record_in_a_script_is_read():
    page = (
        '<script>xplGlobal.document.metadata={"title": "Harbour Tides", "authors": [{"name": "Ada Moor", "firstName": "Ada",'
        ' "lastName": "Moor"}], "publicationTitle": "Tides Conference", "contentType": "conferences", "doi": "10.5555/t",'
        ' "publicationYear": "2019", "startPage": "1", "endPage": "9"};</script>'
    )
    found = paper(page)
    assert (found.kind, found.venue, found.extra["page"], found.year) == (
        "paper-conference",
        "Tides Conference",
        "1-9",
        2019,
    )


@pytest.mark.parametrize(
    "page",
    [
        "<meta " * 150_000, '<meta name="' * 80_000, "<meta name='citation_title' content=x>" * 25_000,
        '<span class="Z3988" title="' + "rft.au=a&amp;" * 70_000 + '">', '<span class="Z3988"' * 50_000,
        '<script type="application/ld+json">' * 25_000, '<script type="application/ld+json">' + '{"a":' * 150_000,
        "<p itemscope itemtype='https://schema.org/ScholarlyArticle'>" * 15_000, "xplGlobal.document.metadata={" * 30_000,
        "<meta " + "a" * 1_000_000 + ">", "<meta " + "a=" * 400_000 + ">",
    ],
    ids=lambda page: page[:20],
)  # fmt: skip
def test_hostile_pages_take_linear_time(page):
    with within(2):
        single(page)
        several(page)
