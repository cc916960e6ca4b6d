"""Helpers of the readers: dates, pages, names, journal references, marked-up text, JSON that is damaged."""

import pytest

from importers import Listed, acl, arxiv, facts, from_text, json_text, markup, pubmed, reader_named
from importers.json_text import Record
from importers.reader import Skipped, listed
from storage.papers.paper import Paper
from storage.papers.text import digest


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2017-06-12", "2017-06-12"), ("2017-06-00", "2017-06"), ("2017-13-40", "2017"), ("2017/6/2", "2017-06-02"),
        ("27 May 2015", "2015-05-27"), ("May 27, 2015", "2015-05-27"), ("Sept. 2015", "2015-09"), ("2015 Nov-Dec", "2015-11"),
        ("1998 Dec-1999 Jan", "1998-12"), ("Spring 2010", "2010"), ("03/04/2017", "2017"), ("23/04/2017", "2017-04-23"),
        ("04/23/2017", "2017-04-23"), ("30 February 2011", "2011-02"), ("Mon, 2 Apr 2007 19:18:42 GMT", "2007-04-02"),
        ("May 3-7, 2021", "2021-05-03"), ("n.d.", None), ("", None), ("März 1999", "1999-03"),
    ],
)  # fmt: skip
def test_dates_as_people_write_them(text: str, iso: str | None) -> None:
    assert facts.date(text) == iso


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Lampe. 1988 Spring;(4):12, 15.", {"issued": {"raw": "1988-21"}, "issue": "4", "page": "12, 15"}),
        ("Lampe. 1988 Dec-1989 Jan;3:7-9. doi: 10.5555/moss.1. Epub 1988 Oct 9.",
         {"issued": {"raw": "1988-12/1989-01"}, "volume": "3", "page": "7-9", "DOI": "10.5555/moss.1"}),
        ("Lampe. 2019 Jan 14;115(1):e1-e9.", {"issued": {"raw": "2019-01-14"}, "volume": "115", "page": "e1-e9"}),
    ],
)  # fmt: skip
def test_a_citation_as_pubmed_prints_it(text: str, told: dict[str, object]) -> None:
    said, _ = pubmed.citation(text)
    assert said["container-title"] == "Lampe"
    assert told.items() <= said.items()


@pytest.mark.parametrize(
    ("identifier", "year", "kind"),
    [
        ("C65-1001", "1965", "paper-conference"), ("J08-1001", "2008", "article-journal"), ("", "", "paper-conference"),
        ("2020.acl-main.1", "2020", "paper-conference"), ("2021.tacl-1.7", "2021", "article-journal"),
    ],
)  # fmt: skip
def test_what_an_identifier_of_the_anthology_states(identifier: str, year: str, kind: str) -> None:
    assert (acl.year(identifier), acl.kind(identifier)) == (year, kind)


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("123-9", "123-129"), ("123–129", "123-129"), ("S10--S12", "S10-S12"), ("e1000-5", "e1000-e1005"), ("7:1-7:21", "7:1-7:21"),
        ("pp. 1 - 9", "1-9"), ("e33693", "e33693"), ("12-13, 20-3", "12-13, 20-23"), ("1009-13", "1009-1013"), ("", ""),
    ],
)  # fmt: skip
def test_pages_in_full_with_a_plain_hyphen(text: str, pages: str) -> None:
    assert facts.pages(text) == pages


def test_names_in_their_parts() -> None:
    assert facts.person("van der Berg", "Jan").particle == "van der"
    assert facts.person("Berg", "Jan van der").particle == "van der"
    assert facts.person("Van Dyke", "Ann").family == "Van Dyke"
    assert facts.named("Reyes, Ana, Jr.").text == "Ana Reyes, Jr."
    assert facts.named("Reyes, Jr., Ana").suffix == "Jr."
    assert facts.named("Gull Survey Group").corporate
    assert facts.named("World Gull Office,").corporate
    assert not facts.named("Ana Reyes").corporate


def test_et_al_and_a_lone_colon_are_no_names() -> None:
    names, whole = facts.complete(map(facts.named, ["Gulls", ":", "Ana Reyes", "et al."]))
    assert [name.text for name in names] == ["Gulls", "Ana Reyes"]
    assert not whole


def test_utf_8_that_was_read_as_windows_1252_is_mended() -> None:
    assert facts.mended("RamÃ\xadrez and JosÃ©") == "Ramírez and José"
    assert facts.mended("Ramírez") == "Ramírez"
    assert facts.mended("Ã alone, and 鳥") == "Ã alone, and 鳥"


@pytest.mark.parametrize(
    ("reference", "parts"),
    [
        ("Phys.Rev.D76:013009,2007", ("Phys. Rev. D", "76", "", "013009", 2007)),
        ("Eur.Phys.J.A31:327-333,2007", ("Eur. Phys. J. A", "31", "", "327-333", 2007)),
        ("J. Gulls 23(10): 2592--2601 (2006).", ("J. Gulls", "23", "10", "2592-2601", 2006)),
        ("Gull J. Math. 52 (2008) no.2, 681-689", ("Gull J. Math.", "52", "2", "681-689", 2008)),
        ("Journal of Gulls, 1(1):013513, 2007", ("Journal of Gulls", "1", "1", "013513", 2007)),
        ("J. Gulls 1, 2-3 (2006); Erratum: J. Gulls 2, 4 (2007)", None),
        ("Proceedings of the Gull Meeting, Oslo, Norway, 2007", None),
        ("A. Reyes, B. Lind, J. Gulls 2, 1074-1079 (2006)", None),
        ("to appear in J. Gulls", None),
        ("", None),
    ],
)
def test_journal_references_are_taken_apart_only_when_sure(reference: str, parts: tuple[object, ...] | None) -> None:
    found = arxiv.journal(reference)
    assert (tuple(found) if found else None) == parts


def test_author_lines_of_arxiv() -> None:
    names, whole, count = arxiv.authors(
        "A. S. Roe (1 and 2), N. Lind (1) and Ana M\\'uller, Jr. ((1) CREST, Oslo, (2) Sea School)"
    )
    assert [name.text for name in names] == ["A. S. Roe", "N. Lind", "Ana Múller, Jr."]
    assert (whole, count) == (True, None)
    names, whole, count = arxiv.authors("Gulls: Ana Reyes, Bo Lind, et al. (25 additional authors not shown)")
    assert [name.text for name in names] == ["Gulls", "Ana Reyes", "Bo Lind"]
    assert names[0].corporate
    assert (whole, count) == (False, 28)


def test_tex_of_arxiv_titles_leaves_formulas_and_tildes_alone() -> None:
    assert (
        arxiv.readable(r"G{\"o}del, {\O}bro, na\"{\i}ve $\'a \alpha$ ~10 {\it Larus} 5\%")
        == r"Gödel, Øbro, naïve $\'a \alpha$ ~10 Larus 5%"
    )


def test_months_of_arxiv_numbers() -> None:
    assert [facts.arxiv_month(number) for number in ("2407.14741", "math.GT/0309136", "hep-th/9108001", "2499.00001")] == [
        "2024-07", "2003-09", "1991-08", None,
    ]  # fmt: skip


def test_markup_is_taken_away_and_what_only_looks_like_it_stays() -> None:
    assert markup.plain("H<sub>2</sub>O &amp;amp; <i>Larus</i>") == "H₂O & Larus"
    assert markup.plain("a < b, x<y and z>w") == "a < b, x<y and z>w"
    assert markup.plain("&lt;i&gt;twice&lt;/i&gt;") == "twice"
    assert (
        markup.abstract("<jats:title>Abstract</jats:title><jats:p>One\n  two.</jats:p><jats:p>Three.</jats:p>")
        == "One two.\nThree."
    )
    formula = "<p>at <alternatives><tex-math>$$x^2$$</tex-math><mml:math><mml:mi>x</mml:mi></mml:math></alternatives> gulls</p>"
    assert markup.abstract(formula) == "at $x^2$ gulls"


def test_inverted_abstracts_are_put_in_order() -> None:
    assert (
        markup.from_inverted({"gulls": [1, 4], "Slow": [0], "are": [2], "slow": [3], "big": [10**12]})
        == "Slow gulls are slow gulls big"
    )
    assert markup.from_inverted({"x": "y", "z": [None, "1"]}) == ""
    assert markup.from_inverted(None) == ""


def test_broken_json_costs_one_record() -> None:
    items = list(json_text.records('[{"id": 1, "x": [1, 2}, {"id": 2}, 3, {"id": 4}, NaN'))
    assert [item.value for item in items if isinstance(item, json_text.Record)] == [{"id": 2}, {"id": 4}]
    assert [item.reason.partition(" on ")[0] for item in items if isinstance(item, Skipped)] == [
        "broken JSON", "not a record", "nothing was found for it (null)", "the list is never closed: the end may be missing",
    ]  # fmt: skip


def test_records_are_found_in_their_envelope_with_their_lines() -> None:
    envelope: dict[str, object] = {}
    text = '{"status": "ok",\n "message": {"total": 9,\n  "items": [\n   {"a": 1},\n   {"a": 2}\n]}}\ntrailing words\n{"a": 3}'
    items = list(json_text.records(text, within=("message", "items"), envelope=envelope))
    assert [(item.line, item.value) for item in items if isinstance(item, json_text.Record)] == [
        (4, {"a": 1}), (5, {"a": 2}), (8, {"a": 3}),
    ]  # fmt: skip
    assert envelope == {"status": "ok", "total": 9}
    assert [(item.line, item.reason) for item in items if isinstance(item, Skipped)] == [(7, "this is not JSON")]


@pytest.mark.parametrize("pages", ["123--9", "pp. 123-129", "123 – 129"])
def test_a_range_of_pages_is_read_alike_at_every_door(pages: str) -> None:
    bib = from_text(f"@article{{a, title={{Gulls}}, pages={{{pages}}}}}")
    enw = from_text(f"%0 Journal Article\n%T Gulls\n%P {pages}")
    for page, name in ((bib, "bibtex"), (enw, "enw")):
        (item,) = reader_named(name).read(page)
        assert isinstance(item, Listed)
        assert item.paper.extra["page"] == "123-129"


def test_records_are_listed_in_their_places_and_what_has_no_title_is_skipped() -> None:
    broken = Skipped(line=2, reason="broken", text="{")
    values = {1: "Gulls", 3: "", 4: None, 5: 12, 6: "Terns"}
    records: list[Record | Skipped] = [Record(line, value, f"{value!r}") for line, value in values.items()]
    records.insert(1, broken)

    def paper(record: Record) -> Paper | Listed | None:
        if isinstance(record.value, int):
            return Listed(paper=Paper(title="Counted"), line=record.line, upvotes=record.value)
        return None if record.value is None else Paper(title=record.value)

    walk = listed(records, paper, lambda record: f"record of line {record.line}")
    items = []
    while True:
        try:
            items.append(next(walk))
        except StopIteration as stopped:
            count = stopped.value
            break
    assert [item.position for item in items if isinstance(item, Listed)] == [1, 2, 3] == list(range(1, count + 1))
    assert [item.upvotes for item in items if isinstance(item, Listed)] == [None, 12, None]
    assert [item.digest for item in items if isinstance(item, Listed)] == [*map(digest, ("'Gulls'", "12", "'Terns'"))]
    untitled = Skipped(line=3, reason="no title", text="record of line 3")
    assert [item for item in items if isinstance(item, Skipped)] == [broken, untitled]


def test_a_day_of_eleven_digits_leaves_year_and_month() -> None:
    assert facts.iso("2020", "1", "99999999999") == "2020-01"
