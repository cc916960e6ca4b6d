"""What is shown of a paper: nothing that no record says, in whatever order they came, and the reader over all."""

import json
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import rows, union
from storage.papers import identity
from storage.papers.grouping import contradiction
from storage.papers.kinds import is_preprint_doi
from storage.papers.markup import Marked
from storage.papers.names import Name
from storage.papers.paper import Paper
from storage.union import READERS, Record, columns, edited, facts, identified
from tests.storage.cited import Source, strange

MOSS = Paper(title="On the growth of quiet moss", authors=(Name("Ada Quill"), Name("Bo Fern")))
PREPRINT = replace(MOSS, venue="arXiv", arxiv_id="2301.00001", kind="article", date="2023-01-01")
JOURNAL = replace(
    MOSS, venue="Annals of Moss", kind="article-journal", year=2024, doi="10.1234/moss",
    extra={"volume": "7", "page": "1-9"},
)  # fmt: skip
LISTING, SERVER, PUBLISHER, CURATED = 10, 20, 30, 40


def record(paper, trust=LISTING, *, doubt=None, raw=None, uuid=b""):
    told = {**columns(paper), "raw": raw}
    return Record(uuid, "page", trust, doubt, {name: value for name, value in told.items() if value is not None})


def shown(*records, edits=()):
    """What is shown of records, as a Paper; in all of their orders it is the same."""
    edits = dict(edits)
    first = facts(records, edits)
    for order in permutations(records):
        again = facts(order, edits)
        assert again.facts == first.facts
        assert {field: at if at < 0 else order[at] for field, at in again.sources.items()} == {
            field: at if at < 0 else records[at] for field, at in first.sources.items()
        }
    return rows.paper(first.facts)


def test_one_record_is_shown_to_the_letter():
    odd = {**columns(JOURNAL), "extra": '{ "volume" : "7" }', "first": "as it stands", "raw": "a line"}
    got = facts([Record(b"u", "page", 10, "where the title ends", odd)], {})
    assert got.facts == {**odd, "doubt": "where the title ends"}
    assert got.sources == {name: 0 for name, value in odd.items() if value is not None}


def test_what_a_record_leaves_out_is_as_of_an_unknown_paper():
    got = facts([Record(b"", "page", 10, None, {"title": "On moss"})], {})
    assert got.facts == {**columns(Paper(title="On moss")), "doubt": None}
    assert list(got.facts) == [*rows.FACTS, *rows.DETAILS, "doubt"]


def test_a_column_that_is_not_known_here_is_left_alone():
    later = Record(b"", "page", 10, None, {"title": "On moss", "colour": "green"})
    assert "colour" not in facts([later], {}).facts
    assert "colour" not in facts([later, record(MOSS)], {}).facts


class TestWhatTravelsTogether:
    def test_the_publication_is_cited_and_the_preprint_stays_reachable(self):
        paper = shown(record(PREPRINT, SERVER), record(JOURNAL, LISTING))
        assert paper == replace(JOURNAL, arxiv_id="2301.00001")

    def test_a_title_never_stands_with_the_people_of_another(self):
        other = Paper(
            title="On the growth of loud moss", authors=(Name("Cy Marsh"), Name("Di Vale")), abstract="Of moss."
        )
        paper = shown(record(replace(MOSS, title="Moss, quiet", authors=()), CURATED), record(other, LISTING))
        assert (paper.title, paper.authors, paper.abstract) == (other.title, other.authors, "Of moss.")

    def test_a_lead_without_people_takes_none_of_another_title(self):
        lead = Paper(title="Moss, quiet", venue="Annals of Moss", year=2024)
        paper = shown(record(lead), record(replace(MOSS, abstract="Of moss.")))
        assert (paper.title, paper.authors, paper.abstract) == ("Moss, quiet", (), "Of moss.")

    def test_what_belongs_to_a_journal_stands_with_no_other_venue(self):
        meeting = replace(
            MOSS, venue="River Conference", year=2024, extra={"page": "55", "publisher": "Reed", "note": "oral"}
        )
        paper = shown(record(JOURNAL, PUBLISHER), record(meeting, LISTING))
        assert (paper.venue, paper.year, dict(paper.extra)) == (
            "Annals of Moss", 2024, {"volume": "7", "page": "1-9", "note": "oral"},
        )  # fmt: skip

    def test_a_publication_never_takes_the_doi_of_its_preprint(self):
        early = replace(PREPRINT, venue="bioRxiv", doi="10.1101/2023.01.01", arxiv_id=None)
        assert shown(record(early, SERVER), record(replace(JOURNAL, doi=None))).doi is None

    def test_a_publication_never_takes_the_doi_of_another_of_its_year(self):
        meeting = replace(MOSS, venue="River Conference", year=2024)
        day = replace(JOURNAL, date="2024-03-05", year=None)
        paper = shown(record(meeting, PUBLISHER), record(day))
        assert (paper.venue, paper.doi, paper.date) == ("River Conference", None, "2024")

    def test_one_doi_is_one_publication_whatever_it_is_called(self):
        short = replace(JOURNAL, venue="Ann. Mss.", extra={"PMID": "5"}, date="2024-03-05")
        paper = shown(record(JOURNAL, PUBLISHER), record(short))
        assert (paper.venue, paper.date, dict(paper.extra)) == (
            "Annals of Moss", "2024-03-05", {"volume": "7", "page": "1-9", "PMID": "5"},
        )  # fmt: skip

    def test_two_dois_are_not_mixed(self):
        other = replace(JOURNAL, doi="10.5678/other", authors=(), title="On the Growth of Quiet Moss")
        paper = shown(record(JOURNAL, PUBLISHER), record(other, CURATED))
        assert (paper.title, paper.doi, paper.authors) == (JOURNAL.title, JOURNAL.doi, JOURNAL.authors)


class TestGaps:
    def test_a_cut_list_goes_on_as_a_longer_one_that_begins_with_it(self):
        cut = replace(MOSS, authors=MOSS.authors[:1], authors_complete=False, category="LG")
        paper = shown(record(cut, CURATED), record(MOSS))
        assert (paper.authors, paper.authors_complete, paper.category) == (MOSS.authors, True, "LG")

    def test_a_cut_list_does_not_become_one_that_begins_otherwise(self):
        cut = replace(MOSS, authors=(Name("Bo Fern"),), authors_complete=False)
        assert shown(record(cut, CURATED), record(MOSS)).authors == cut.authors

    def test_a_doi_comes_from_a_record_that_names_the_people_shown(self):
        bare = replace(MOSS, authors=(), venue="Annals of Moss", year=2024)
        theirs = replace(MOSS, authors=(Name("Cy Marsh"), Name("Di Vale")), doi="10.5678/theirs")
        paper = shown(record(bare, PUBLISHER), record(MOSS, SERVER), record(theirs, LISTING))
        assert (paper.authors, paper.doi) == (MOSS.authors, None)

    def test_a_publication_never_takes_the_year_of_its_preprint(self):
        undated = replace(JOURNAL, year=None, date=None)
        assert shown(record(undated), record(PREPRINT, SERVER)).date is None
        assert shown(record(undated), record(PREPRINT, SERVER), record(replace(MOSS, year=2024))).date == "2024"

    @pytest.mark.parametrize(
        ("lead", "other", "date"),
        [
            pytest.param(JOURNAL, replace(JOURNAL, year=None, date="2024-03-05"), "2024-03-05", id="a day before its year"),
            pytest.param(JOURNAL, replace(PREPRINT, date="2024-03-05"), "2024", id="not a preprint's day"),
            pytest.param(
                replace(JOURNAL, date="2025-03-05", year=2025, date_inferred=True), JOURNAL, "2024",
                id="a stated one before an inferred",
            ),
        ],
    )  # fmt: skip
    def test_a_date_that_says_more(self, lead, other, date):
        paper = shown(record(lead, CURATED), record(other))
        assert (paper.date, paper.year, paper.date_inferred) == (date, int(date[:4]), False)

    def test_a_publication_does_not_become_a_preprint(self):
        assert shown(record(replace(JOURNAL, kind=None)), record(PREPRINT, CURATED)).kind is None

    def test_a_book_is_not_said_to_be_on_a_server(self):
        book = replace(MOSS, kind="book", extra={"publisher": "Reed"})
        assert shown(record(book, CURATED), record(PREPRINT)).venue is None

    def test_each_of_the_rest_is_of_the_most_trusted_that_has_it(self):
        one = replace(MOSS, abstract="One.", url="https://a.org/1")
        two = replace(MOSS, abstract="Two.", category="LG", roles={"editor": (Name("Eo Lund"),)})
        paper = shown(record(one, SERVER), record(two, LISTING))
        assert (paper.abstract, paper.url, paper.category, paper.editors) == (
            "One.", "https://a.org/1", "LG", (Name("Eo Lund"),),
        )  # fmt: skip


class TestDoubt:
    GLUED = Paper(
        title="On the growth of quiet moss Ada", authors=(Name("Quill"), Name("Bo Fern")), arxiv_id="2301.00001"
    )

    def test_it_is_shown_while_nobody_confirms(self):
        got = facts([record(self.GLUED, doubt="where the title ends", raw="a line")], {})
        assert (got.facts["doubt"], got.facts["raw"]) == ("where the title ends", "a line")

    def test_a_record_in_no_doubt_leads(self):
        got = facts([record(self.GLUED, doubt="where the title ends"), record(PREPRINT)], {})
        assert (got.facts["title"], got.facts["doubt"]) == (MOSS.title, None)

    def test_a_record_in_no_doubt_says_title_and_people_of_a_publication(self):
        glued = replace(self.GLUED, venue="Annals of Moss", year=2024)
        got = facts([record(glued, doubt="where the title ends"), record(PREPRINT)], {})
        paper = rows.paper(got.facts)
        assert (paper.title, paper.authors, paper.venue, paper.year) == (
            MOSS.title,
            MOSS.authors,
            "Annals of Moss",
            2024,
        )
        assert got.facts["doubt"] is None

    def test_a_record_of_another_doi_does_not(self):
        glued = replace(self.GLUED, venue="Annals of Moss", doi="10.1234/moss")
        got = facts([record(glued, doubt="where the title ends"), record(replace(PREPRINT, doi="10.1101/1"))], {})
        assert (got.facts["title"], got.facts["doubt"]) == (self.GLUED.title, "where the title ends")

    def test_the_same_title_and_people_confirm(self):
        got = facts([record(JOURNAL, doubt="where the title ends"), record(PREPRINT)], {})
        assert (got.facts["venue"], got.facts["doubt"]) == ("Annals of Moss", None)

    def test_people_in_doubt_bring_their_doubt(self):
        bare = replace(JOURNAL, authors=())
        got = facts([record(bare), record(PREPRINT, doubt="where the authors end", raw="a line")], {})
        assert (got.facts["authors"], got.facts["doubt"], got.facts["raw"]) == (
            rows.pack(MOSS.authors), "where the authors end", "a line",
        )  # fmt: skip


class TestEdits:
    def test_they_go_over_all(self):
        got = facts([record(JOURNAL, doubt="where the title ends")], {"title": "Mine", "doi": None})
        assert (got.facts["title"], got.facts["doi"], got.facts["venue"], got.facts["doubt"]) == (
            "Mine", None, "Annals of Moss", None,
        )  # fmt: skip
        assert (got.sources["title"], got.sources["doi"], got.sources["venue"]) == (READERS, READERS, 0)

    def test_people_without_their_flags_are_all_and_sorted_by_the_first(self):
        cut = replace(MOSS, authors_complete=False, author_count=9)
        got = facts([record(cut)], {"authors": rows.pack((Name("Zo Reed"),))}).facts
        assert [got[name] for name in rows.PEOPLE] == ["Zo Reed", "reed", 1, None]

    def test_what_changes_is_returned_as_it_is_stored(self):
        before = columns(JOURNAL)
        assert edited(before, {"venue": "Nowhere"}) == {"venue": "Nowhere"}
        assert edited(before, {"venue": JOURNAL.venue, "title": f" {JOURNAL.title} "}) == {}
        assert edited(before, {"venue": ""}) == {"venue": None}
        assert edited(before, {"year": 1999}) == {"year": 1999, "date": "1999", "date_inferred": 0}
        assert edited(columns(PREPRINT), {"date": "2022-02"}) == {"year": 2022, "date": "2022-02", "date_inferred": 0}
        assert edited(columns(PREPRINT), {"year": None}) == {"year": None, "date": None, "date_inferred": 0}
        assert edited(before, {"authors": (Name("Zo Reed"),)}) == {
            "authors": "Zo Reed", "first": "reed", "authors_complete": 1, "author_count": None,
        }  # fmt: skip
        assert edited(before, {"doi": "10.48550/arXiv.2301.00009"}) == {"doi": None, "arxiv_id": "2301.00009"}

    def test_what_reads_otherwise_today_is_no_edit(self):
        odd = {
            **columns(JOURNAL),
            "first": "as it was folded once",
            "extra": '{"page": "1-9", "volume": "7"}',
            "raw": "x",
        }
        assert edited(odd, {"venue": "Nowhere"}) == {"venue": "Nowhere"}

    def test_a_name_that_is_no_fact_and_a_title_that_is_empty_are_refused(self):
        with pytest.raises(TypeError):
            edited(columns(MOSS), {"colour": "green"})
        with pytest.raises(ValueError, match="a paper needs a title"):
            edited(columns(MOSS), {"title": " \x1b[0m "})

    @given(st.fixed_dictionaries({}, optional={
        "title": st.sampled_from(("A", "B")), "year": st.sampled_from((None, 1999)), "date": st.sampled_from((None, "2001-02")),
        "authors": st.sampled_from(((), (Name("Zo Reed"),))), "venue": st.sampled_from((None, "Nowhere")),
        "doi": st.sampled_from((None, "10.9999/x")),
    }))  # fmt: skip
    def test_an_edit_shows_what_the_reader_set(self, told):
        before = facts([record(JOURNAL), record(PREPRINT, SERVER)], {}).facts
        after = facts([record(JOURNAL), record(PREPRINT, SERVER)], edited(before, told)).facts
        paper = rows.paper(after)
        wanted = replace(
            rows.paper(before), **({"year": None, "date": None} | told if {"year", "date"} & told.keys() else told)
        )
        assert paper == wanted
        assert edited(after, told) == {}


# Records that disagree in every way two sources of one paper do, and some that are no such thing.
NAMES = tuple(map(Name, ("Ada Quill", "Bo Fern", "Cy Marsh", "A. Quill")))
PAPERS = st.builds(
    Paper,
    title=st.sampled_from(("On quiet moss", "On Quiet Moss", "On quiet mos", "Tides of a small graph")),
    authors=st.sampled_from(((), NAMES[:1], NAMES[:2], NAMES[:3], NAMES[1:3], (NAMES[3], NAMES[1]))),
    authors_complete=st.booleans(),
    author_count=st.sampled_from((None, 3)),
    venue=st.sampled_from((None, "arXiv", "bioRxiv", "Annals of Moss", "River Conference")),
    kind=st.sampled_from((None, "article", "article-journal")),
    date=st.sampled_from((None, "2021", "2021-03-04", "2024")),
    date_inferred=st.booleans(),
    doi=st.sampled_from((None, None, "10.1234/a", "10.5678/b", "10.1101/p")),
    arxiv_id=st.sampled_from((None, "2101.00001", "2101.00002")),
    abstract=st.sampled_from((None, "One.", "Two.")),
    url=st.sampled_from((None, "https://a.org/1", "https://a.org/2")),
    extra=st.dictionaries(
        st.sampled_from(("volume", "issue", "page", "publisher", "note", "key")), st.sampled_from("12"), max_size=3
    ),
    roles=st.sampled_from(({}, {}, {}, {"editor": NAMES[1:2]}, {"editor": NAMES[2:3]})),
)
SETS = st.lists(
    st.builds(
        record, PAPERS, st.sampled_from((LISTING, SERVER, PUBLISHER, CURATED)),
        doubt=st.sampled_from((None, None, "where the title ends")), raw=st.sampled_from((None, "a line")),
    ),
    min_size=1, max_size=5,
).map(lambda records: [one._replace(uuid=bytes([number])) for number, one in enumerate(records)])  # fmt: skip


def whole(one):
    return {**columns(Paper(title="")), **one.facts}


def alike(one, other):
    """Whether two have a title or an identifier in common, and nothing against their being one paper."""
    shared = one.title == other.title or (one.doi or "-") == other.doi or (one.arxiv_id or "-") == other.arxiv_id
    return shared and not contradiction(one, other)


def promised(records, got):
    """Whether title, people and DOI are of one record, and what it left out of such as agree with it."""
    shown, sources = identified(got.facts), got.sources
    of = {field: records[sources.get(field, sources["title"])] for field in ("title", "authors", "doi")}
    title, people, doi = (identified(whole(one)) for one in of.values())
    cut = not title.complete and shown.families[: len(title.families)] == title.families
    named = whole(of["title"])["authors"]
    return (
        got.facts["title"] == of["title"].facts["title"]
        and (named in ("", got.facts["authors"]) or cut)
        and title.doi in (None, shown.doi)
        and all(one is title or alike(title, one) for one in (people, doi))
        and not (contradiction(people, doi) and people is not doi)
        and identity.people_agree(
            shown.families, doi.families, complete=shown.complete and doi.complete
        ) is not False
    )  # fmt: skip


def field_by_field(records):
    """What is shown where each fact is of the most trusted record that has it: the fault to be avoided."""
    by_trust = sorted(range(len(records)), key=lambda at: -records[at].trust)
    shown, sources = {}, {}
    for field, none in columns(Paper(title="")).items():
        at = next((at for at in by_trust if whole(records[at])[field] not in (None, "")), None)
        shown[field] = none if at is None else whole(records[at])[field]
        if at is not None:
            sources[field] = at
    return union.Shown(shown, sources)


@settings(max_examples=100)
@given(records=SETS)
def test_no_title_people_and_doi_are_shown_that_no_record_had_together(records):
    assert promised(records, facts(records, {}))


def mixed(records, got):
    """What of a citation is put together of records that do not say the same."""
    return strange(rows.paper(got.facts), [Source(rows.paper(whole(one)), bool(one.doubt)) for one in records])


@settings(max_examples=300)
@given(records=SETS)
def test_what_is_cited_together_is_of_one_record_or_of_such_as_tell_nothing_otherwise(records):
    assert not mixed(records, facts(records, {}))


def test_the_sets_of_records_are_such_that_it_could_happen():
    kept = []

    @settings(max_examples=100, database=None, derandomize=True)
    @given(records=SETS)
    def run(records):
        kept.append((promised(records, field_by_field(records)), mixed(records, field_by_field(records))))

    run()
    assert [promise for promise, _ in kept].count(False) > 10
    assert {found for _, found in kept} == {"", "title, people and DOI", "publication"}
    assert [found for _, found in kept].count("") < 70


@settings(max_examples=100)
@given(
    records=SETS, order=st.randoms(), edits=st.dictionaries(st.sampled_from(("title", "doi", "abstract")), st.just("x"))
)
def test_the_order_of_records_has_no_say(records, order, edits):
    mixed = order.sample(records, len(records))
    one, other = facts(records, edits), facts(mixed, edits)
    assert one.facts == other.facts
    assert {field: at if at < 0 else records[at] for field, at in one.sources.items()} == {
        field: at if at < 0 else mixed[at] for field, at in other.sources.items()
    }


@settings(max_examples=100)
@given(records=SETS)
def test_every_fact_is_of_the_record_that_is_said_to_have_it(records):
    got = facts(records, {})
    assert list(got.facts) == [*rows.FACTS, *rows.DETAILS, "doubt"]
    for field, value in got.facts.items():
        if field in got.sources and field != "extra":
            assert whole(records[got.sources[field]])[field] == value
        elif field not in ("extra", "doubt"):
            assert value in (None, "")
    said = {(name, text) for one in records for name, text in json.loads(one.facts.get("extra") or "{}").items()}
    assert set(json.loads(got.facts["extra"] or "{}").items()) <= said


@settings(max_examples=100)
@given(records=SETS)
def test_what_is_said_together_is_shown_together(records):
    got = facts(records, {})
    assert got.sources.get("year") == got.sources.get("date")
    assert got.sources.get("authors") == got.sources.get("first")
    if identity.published(got.facts["venue"]) and got.facts["doi"]:
        lead = records[got.sources["venue"]]
        assert not is_preprint_doi(got.facts["doi"]) or lead.facts.get("doi") == got.facts["doi"]


def test_markup_is_of_the_record_whose_text_is_shown():
    page = replace(PREPRINT, title=Marked("On the <i>growth</i> of quiet moss"))
    journal = replace(JOURNAL, venue=Marked("Annals of <i>Moss</i>"))
    assert shown(record(page)).markup == {"title": "On the <i>growth</i> of quiet moss"}
    both = shown(record(page, CURATED), record(journal, LISTING))
    assert both.markup == {"venue": "Annals of <i>Moss</i>"}
    assert shown(record(journal), edits={"venue": "annals of moss"}).markup == {}


def test_people_by_role_stand_with_their_publication():
    edited_volume = replace(JOURNAL, roles={"editor": (Name("Eo Lund"),)})
    translated = replace(JOURNAL, roles={"translator": (Name("Ada Moe"),)})
    other = replace(JOURNAL, venue="Letters on Fern", doi=None, roles={"director": (Name("Bo Lie"),)})
    both = shown(record(edited_volume), record(translated, PUBLISHER))
    assert both.roles == {"editor": (Name("Eo Lund"),), "translator": (Name("Ada Moe"),)}
    assert "director" not in shown(record(edited_volume), record(other)).roles


def test_the_whole_date_is_of_the_record_whose_date_is_shown():
    lead = record(Paper(title="Slow tides", date="2013-21", venue="Shore Letters", authors=("A. Reed",)))
    finer = record(Paper(title="Slow tides", date="2013-03-04", venue="Shore Letters", authors=("A. Reed",)))
    alike = record(Paper(title="Slow tides", date="2013", venue="Shore Letters", authors=("A. Reed",)), LISTING + 20)
    assert "issued" not in shown(lead, finer).extra
    assert shown(lead, finer).date == "2013-03-04"
    assert shown(lead, alike).extra["issued"] == "2013-21"
    assert shown(record(Paper(title="Slow tides", date="in the spring")), finer).extra == {}


def test_a_date_of_the_reader_leaves_nothing_of_another():
    paper = Paper(title="Slow tides", date="2013-21", extra={"volume": "4"})
    changed = edited(columns(paper), {"date": "2014-02"})
    assert set(changed) == {"date", "year", "date_inferred"}
    after = shown(record(paper), edits=changed)
    assert (after.date, dict(after.extra)) == ("2014-02", {"volume": "4"})
    assert edited(columns(paper), {"title": "Slower tides"}) == {"title": "Slower tides"}
