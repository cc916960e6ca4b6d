"""Which records are one paper: the same in every order, never against what they say, always as the reader says."""

import random
from itertools import combinations, permutations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from storage.papers import identity
from storage.papers.grouping import Evidence, contradiction, grouped, likelihood, order_of
from storage.papers.identity import Facts, Verdict
from tests.clock import within

TITLE = "on the quiet growth of moss in rivers"
ONE, TWO = frozenset((1,)), frozenset((2,))
TRIO = ("quill", "fern", "marsh")


def facts(title=TITLE, people=TRIO, year=None, venue="", **more):
    more = {"doi": None, "arxiv_id": None, **more}
    return Facts(title, tuple(people), True, year, venue, **more)


def named(name, *told, digest=0, title="", **more):
    """A record whose uuid is its name."""
    of = told[0] if told and isinstance(told[0], Facts) else facts(*told, **more)
    return Evidence(name.encode(), of, digest, title)


def names(records, **words):
    """The groups by the names of their records."""
    words = {
        kind: [[one.encode() for one in names] for names in said]
        if kind == "pins"
        else [(a.encode(), b.encode()) for a, b in said]
        for kind, said in words.items()
    }
    return [{records[index].uuid.decode() for index in group} for group in grouped(records, **words).groups]


def shown(records, grouping):
    """A grouping without the order in which its records came."""
    uuid = [record.uuid for record in records]
    asks = [(uuid[ask.i], uuid[ask.j], round(ask.likely, 12), ask.why) for ask in grouping.asks]
    return [[uuid[index] for index in group] for group in grouping.groups], asks


def together(wanted):
    return sorted(wanted, key=sorted)


PREPRINT = facts(year=2021, arxiv_id="2101.00001")
PROCEEDINGS = facts(year=2022, venue="river conference")
JOURNAL = facts(year=2024, venue="annals of moss")
TRIPLES = {
    "years and venues": (PREPRINT, PROCEEDINGS, JOURNAL),
    "two DOIs": (PREPRINT, PROCEEDINGS._replace(doi="10.1234/river"), JOURNAL._replace(doi="10.5678/annals")),
    "one DOI": (PREPRINT, PROCEEDINGS, JOURNAL._replace(doi="10.5678/annals")),
    "a preprint that names nobody": (PREPRINT._replace(families=()), PROCEEDINGS, JOURNAL),
    "a preprint without a year": (PREPRINT._replace(year=None), PROCEEDINGS, JOURNAL),
    "a preprint of the journal": (PREPRINT._replace(doi="10.5678/annals"), PROCEEDINGS, JOURNAL._replace(doi="10.5678/annals")),
}  # fmt: skip


@pytest.mark.parametrize("three", TRIPLES.values(), ids=TRIPLES)
def test_preprint_proceedings_and_journal_make_the_same_groups_in_all_six_orders(three):
    records = [named(name, of) for name, of in zip(("preprint", "meeting", "journal"), three, strict=True)]
    first = shown(records, grouped(records))
    for order in permutations(records):
        assert shown(order, grouped(order)) == first
    assert len(first[0]) == 2
    assert not any({b"meeting", b"journal"} <= set(group) for group in first[0])


def test_a_preprint_joins_the_publication_whose_year_is_nearer():
    records = [
        named(name, of) for name, of in zip(("preprint", "meeting", "journal"), TRIPLES["two DOIs"], strict=True)
    ]
    assert together(names(records)) == [{"journal"}, {"meeting", "preprint"}]


def test_what_a_contradiction_forbade_is_asked():
    records = [named(name, of) for name, of in zip(("preprint", "meeting", "journal"), TRIPLES["one DOI"], strict=True)]
    (ask,) = grouped(records).asks
    assert {records[ask.i].uuid, records[ask.j].uuid} == {b"preprint", b"meeting"}
    assert (round(ask.likely, 3), ask.why) == (100.0, "the same title and authors, but another venue and years apart")


def test_two_keys_in_one_file_and_other_pages_are_asked_about_whatever_copies_of_either_come():
    one, other = (facts(place=(None, None, page)) for page in ("1-9", "30-38"))
    records = [
        Evidence(b"a", one, files=ONE, own=frozenset(("moss",))), Evidence(b"b", other, files=ONE, own=frozenset(("tide",))),
        Evidence(b"c", one), Evidence(b"d", other, files=TWO, own=frozenset(("moss",))),
    ]  # fmt: skip
    for order in permutations(records):
        groups, asks = shown(order, grouped(order))
        assert sorted(groups) == [[b"a", b"c"], [b"b", b"d"]]
        assert [ask[3] for ask in asks] == ["the same title and authors, but other pages and two keys in one file"]
    assert names([records[0], *records[2:]]) == [{"a", "c", "d"}], "keys of two files say nothing of each other"


def test_an_identifier_goes_before_a_title():
    records = [
        named("a", year=2021, venue="annals of moss", doi="10.1234/a"),
        named("b", year=2021, doi="10.5678/b"),
        named("c", year=2021, doi="10.1234/a", people=()),
    ]
    assert together(names(records)) == [{"a", "c"}, {"b"}]


def test_two_arxiv_ids_are_two_papers_whatever_else_they_share():
    one, other = facts(doi="10.1234/a", arxiv_id="2101.00001"), facts(doi="10.1234/a", arxiv_id="2101.00002")
    assert identity.judge(one, other).verdict is Verdict.ASK
    assert contradiction(one, other) == "different arXiv ids"
    records = [named("a", one), named("b", other)]
    assert together(names(records)) == [{"a"}, {"b"}]
    (ask,) = grouped(records).asks
    assert ask.why == "the same DOI, but different arXiv ids"


def test_a_bridge_does_not_make_one_of_two_that_disagree():
    records = [named("old", people=(), year=1999), named("new", people=(), year=2020), named("bare", people=())]
    assert sorted(map(len, names(records))) == [1, 2]
    assert names(records, same=[("old", "bare"), ("bare", "new")]) == [{"old", "new", "bare"}]


def test_a_chain_of_close_titles_is_one_paper_as_long_as_nothing_disagrees():
    words = "measuring the reliable groth of mosses in nordic rivers".split()
    titles = [
        " ".join(words),
        " ".join(words).replace("groth", "growth"),
        " ".join(words).replace("reliable", "relable"),
    ]
    there = {"year": 2020, "place": ("4", None, "12-19")}
    records = [named(str(number), title, **there) for number, title in enumerate(titles)]
    assert {frozenset(group) for group in names(records)} == {frozenset("012")}


class TestTheReadersWord:
    def test_same_is_one_whatever_the_evidence(self):
        records = [named("a", doi="10.1234/a"), named("b", "another title", people=["lund"], doi="10.1234/b")]
        assert names(records, same=[("a", "b")]) == [{"a", "b"}]

    def test_apart_is_two_whatever_the_evidence(self):
        records = [named("a", doi="10.1234/a"), named("b", doi="10.1234/a")]
        assert together(names(records, apart=[("b", "a")])) == [{"a"}, {"b"}]
        assert grouped(records, apart=[(b"a", b"b")]).asks == []

    def test_apart_holds_where_a_chain_of_same_would_close(self):
        records = [named(name, year=2000) for name in "abc"]
        said = {"same": [("a", "b"), ("c", "b")], "apart": [("a", "c")]}
        for order in permutations(records):
            assert together(names(order, **said)) == [{"a", "b"}, {"c"}]

    def test_same_joins_through_a_record_that_is_not_here(self):
        records = [named("a", "one title of moss"), named("b", "another title of tides")]
        assert names(records, same=[("a", "gone"), ("gone", "b")]) == [{"a", "b"}]
        assert len(names(records, same=[("a", "gone")], apart=[("gone", "b")])) == 2

    def test_the_rest_of_a_paper_follows_the_word_on_one_record(self):
        records = [
            named("a", doi="10.1234/a"),
            named("b", doi="10.5678/b"),
            named("a again", doi="10.1234/a", year=2000),
        ]
        assert names(records, same=[("a", "b")]) == [{"a", "b", "a again"}]
        assert together(names(records, apart=[("a", "b")])) == [{"a", "a again"}, {"b"}]

    def test_what_was_overruled_may_come_again_and_what_was_not_may_not(self):
        records = [
            named("a", doi="10.1234/a"), named("b", doi="10.5678/b"), named("third", doi="10.9012/c"),
            named("b again", doi="10.5678/b"),
        ]  # fmt: skip
        assert together(names(records, same=[("a", "b")])) == [{"a", "b", "b again"}, {"third"}]

    @pytest.mark.parametrize("same", [(), [("asked for", "looked up")]])
    def test_what_has_no_title_yet_keeps_nothing_of_that_title_away(self, same):
        records = [
            named("asked for", "10 1234 a", (), doi="10.1234/a", untitled=True),
            named("looked up", year=2020, doi="10.1234/a"), named("listed", year=2020),
            named("elsewhere", "10 1234 a", (), doi="10.5678/b", untitled=True),
        ]  # fmt: skip
        assert together(names(records, same=same)) == [{"asked for", "listed", "looked up"}, {"elsewhere"}]

    def test_a_record_stays_with_its_equal_when_two_like_it_are_apart(self):
        records = [
            named("a", year=2000),
            named("b", year=2001),
            named("b again", year=2001),
            named("a again", year=2000),
        ]
        assert together(names(records, apart=[("a", "b")])) == [{"a", "a again"}, {"b", "b again"}]


class TestPins:
    def test_what_comes_later_does_not_take_a_pinned_paper_apart(self):
        records = [
            named("preprint", PREPRINT._replace(year=2024)), named("meeting", PROCEEDINGS),
            named("journal", JOURNAL._replace(doi="10.5678/annals")),
        ]  # fmt: skip
        assert names(records[:2]) == [{"preprint", "meeting"}]
        assert together(names(records)) == [{"journal", "preprint"}, {"meeting"}]
        pins = [[b"preprint", b"meeting"]]
        assert together(names(records, pins=[["preprint", "meeting"]])) == [{"journal"}, {"meeting", "preprint"}]
        assert len(grouped(records, pins=pins).asks) == 1

    def test_a_pin_yields_to_the_reader(self):
        records = [named("a", year=2000), named("b", year=2000)]
        assert len(names(records, pins=["ab"], apart=[("a", "b")])) == 2

    def test_a_pin_does_not_hold_what_contradicts(self):
        records = [named("a", doi="10.1234/a"), named("b", doi="10.5678/b"), named("c", people=())]
        assert sorted(map(len, names(records, pins=["abc"]))) == [1, 2]
        assert {"a", "b"}.isdisjoint(group for group in names(records, pins=["abc"]) if {"a", "b"} <= group)
        assert names(records, pins=["abc"], same=[("a", "b")]) == [{"a", "b", "c"}]

    @pytest.mark.parametrize("preprint", ["10.1101/c", "10.1101/d", "10.48550/e", "10.48550/f"])
    def test_a_pin_brings_nothing_that_the_reader_made_one_before_what_is_like_it(self, preprint):
        records = [
            named("a", doi="10.1234/a"), named("b", doi="10.5678/b"), named("preprint", doi=preprint),
            named("old", year=2000), named("new", year=2001),
        ]  # fmt: skip
        words = {"same": [("old", "new")], "apart": [(name, "gone") for name in ("a", "b", "preprint")]}
        papers = names(records, **words)
        assert names(records, **words, pins=papers) == papers

    def test_a_pin_of_one_holds_nothing_off(self):
        records = [named("a", year=2000), named("b", year=2000)]
        assert names(records, pins=["a", "b"]) == [{"a", "b"}]

    def test_an_earlier_pin_goes_first(self):
        records = [named("a", doi="10.1234/a"), named("b", people=()), named("c", doi="10.5678/c")]
        assert together(names(records, pins=["ab", "bc"])) == [{"a", "b"}, {"c"}]
        assert together(names(records, pins=["bc", "ab"])) == [{"a"}, {"b", "c"}]


def test_one_record_read_twice_is_one_though_its_title_says_little():
    bare = facts("editorial", ())
    assert len(grouped([named("a", bare), named("b", bare)]).groups) == 2
    assert len(grouped([named("a", bare, digest=7), named("b", bare, digest=7)]).groups) == 1
    assert len(grouped([named("a", bare, digest=7), named("b", bare, digest=8)]).groups) == 2
    assert len(grouped([named("a", bare, digest=7), named("b", bare, digest=7)], apart=[(b"a", b"b")]).groups) == 2


def test_titles_without_a_word_are_not_compared():
    records = [
        named("a", "", year=2000),
        named("b", "", year=2000),
        named("c", year=2000),
        named("d", "", doi="10.1234/d"),
    ]
    assert len(grouped(records).groups) == 4
    assert len(grouped([*records, named("e", "", year=2001)], same=[(b"c", b"e")]).groups) == 4
    assert names([named("a", "", doi="10.1234/d"), named("b", "", doi="10.1234/d")]) == [{"a", "b"}]


def test_a_subtitle_more_is_asked_where_the_titles_are_given():
    long = "quiet moss growth a survey of the north"
    records = [
        named("a", "quiet moss growth", title="Quiet moss growth"),
        named("b", long, title="Quiet moss growth: a survey of the north"),
    ]
    (ask,) = grouped(records).asks
    assert (round(ask.likely, 3), ask.why) == (90.0, "close titles")


def test_of_many_alike_all_are_told_from_one_another_by_how_likely_they_are():
    records = [named(f"{year}", "editorial of the moss letters", (), 1900 + 3 * year) for year in range(12)]
    asks = grouped(records).asks
    assert len({ask.likely for ask in asks}) == len(asks) == 12 * 11 / 2
    kept = [(records[asks[0].i].uuid, records[asks[0].j].uuid)]
    assert len(grouped(records, apart=kept).asks) == len(asks) - 1


def test_the_more_facts_agree_the_likelier_two_are_of_those_equally_alike():
    one = facts("editorial", ("quill",), 2011, "annals of moss")._replace(place=("4", "2", "11-29"))
    others = [
        one._replace(year=2013, place=("4", "3", "31")),
        one._replace(place=("4", "3", "31")),
        one._replace(place=("4", "2", "31")),
    ]
    told = [
        likelihood(judged, one, other) for other in others if (judged := identity.judge(one, other)).likeness == 100
    ]
    assert told == sorted(told)
    assert [round(likely, 3) for likely in told] == [100.0] * 3


# Sets of records that disagree in every way two sources do.
TITLES = (TITLE, TITLE, TITLE, "", "on the quiet growth of moss in river", "deep moss", "tides of a small graph")
PEOPLE = ((), TRIO, TRIO, TRIO[:1], ("lund", "vale"))
VENUES = ("", "", "river conference", "annals of moss", "am")
DOIS = (None, None, None, "10.1234/a", "10.5678/b", "10.1101/preprint")
ARXIVS = (None, None, None, "2101.00001", "2101.00002")
URLS = (None, None, "https://a.org/1", "https://a.org/2")


def invented(seed):
    """Return records that are of few papers, and the reader's words and pins on them."""
    chance = random.Random(seed)
    records = []
    for number in range(chance.randint(1, 16)):
        of = Facts(
            *(chance.choice(pool) for pool in (TITLES, PEOPLE, (True, True, False), (None, 2000, 2001, 2005), VENUES,
                                               DOIS, ARXIVS, URLS))
        )  # fmt: skip
        own = frozenset(chance.choice(("", "", "moss", "tide", "moss tide")).split())
        records.append(
            Evidence(
                bytes([number]),
                of,
                chance.choice((0, 0, 1, 2)),
                "",
                chance.choice((ONE, ONE, TWO, TWO, ONE | TWO)),
                own,
            )
        )
    pairs = [pair for pair in combinations([record.uuid for record in records], 2) if chance.random() < 0.06]
    same = [pair for pair in pairs if chance.random() < 0.5]
    apart = [pair for pair in pairs if pair not in same]
    pins = [
        chance.sample([record.uuid for record in records], chance.randint(1, len(records)))
        for _ in range(chance.randint(0, 2))
    ]
    return records, same, apart, pins


def verdicts(records):
    """The verdict on two facts, of which some file has records, or none, under keys of their own."""
    own = {}
    for record in records:
        if record.own:
            for file in record.files:
                own.setdefault((record.facts, file), set()).update(record.own)

    def judged(a, b):
        keyed = [(own.get((a, file)), own.get((b, file))) for file in (1, 2)]
        return identity.judge(a, b, two_keys=any(x and y and not x & y for x, y in keyed))

    return judged


def contradicted(records, groups, same=()):
    """Pairs of one group that contradict each other, and stand for no two that the reader made one."""
    by_uuid = {record.uuid: record.facts for record in records}
    judged = verdicts(records)
    reach = {uuid: {uuid} for uuid in by_uuid}
    for a, b in same:
        whole = reach[a] | reach[b]
        reach.update(dict.fromkeys(whole, whole))

    def stands_for(one):
        """Records that it is by evidence, and that do not contradict it."""
        return [uuid for uuid, of in by_uuid.items() if of == one
                or (judged(of, one).verdict is Verdict.SAME and not judged(of, one).against)]  # fmt: skip

    return [
        (records[i], records[j])
        for group in groups
        for i, j in combinations(group, 2)
        if judged(records[i].facts, records[j].facts).against
        and not any(
            b in reach[a]
            for a in (records[i].uuid, *stands_for(records[i].facts))
            for b in (records[j].uuid, *stands_for(records[j].facts))
        )
    ]


def closure(records):
    """The groups of everything that is the same as something, which contradictions do not stop."""
    groups = [{index} for index in range(len(records))]
    judged = verdicts(records)
    for i, j in combinations(range(len(records)), 2):
        if judged(records[i].facts, records[j].facts).verdict is Verdict.SAME:
            one, other = (next(group for group in groups if index in group) for index in (i, j))
            if one is not other:
                groups.remove(other)
                one |= other
    return [sorted(group) for group in groups]


def test_the_generator_makes_contradictions():
    sets = [invented(seed)[0] for seed in range(200)]
    assert sum(bool(contradicted(records, closure(records))) for records in sets) > 60
    assert not any(contradicted(records, grouped(records).groups) for records in sets)


@settings(max_examples=150)
@given(seed=st.integers(0, 1 << 32), order=st.randoms())
def test_any_order_gives_the_same_groups_and_asks(seed, order):
    records, same, apart, pins = invented(seed)
    first = shown(records, grouped(records, same, apart, pins))
    mixed = [order.sample(some, len(some)) for some in (records, same, apart)]
    assert shown(mixed[0], grouped(*mixed, [order.sample(pin, len(pin)) for pin in pins])) == first
    assert sorted(uuid for group in first[0] for uuid in group) == [record.uuid for record in records]


@settings(max_examples=150)
@given(seed=st.integers(0, 1 << 32))
def test_no_group_contradicts_without_the_readers_word(seed):
    records, same, apart, pins = invented(seed)
    grouping = grouped(records, same, apart, pins)
    assert contradicted(records, grouping.groups, same) == []
    of = {records[index].uuid: number for number, group in enumerate(grouping.groups) for index in group}
    assert not any(of[a] == of[b] for a, b in apart)
    assert not any({of[a] for a in (x, y)} == {of[records[ask.i].uuid], of[records[ask.j].uuid]}
                   for x, y in apart for ask in grouping.asks)  # fmt: skip
    assert all(ask.i != ask.j and of[records[ask.i].uuid] < of[records[ask.j].uuid] for ask in grouping.asks)
    if not apart:
        assert all(of[a] == of[b] for a, b in same)


@settings(max_examples=150)
@given(seed=st.integers(0, 1 << 32), pinned=st.just(None) | st.randoms())
@example(seed=3283, pinned=None)
@example(seed=3480, pinned=None)
def test_to_pin_what_is_one_paper_changes_nothing(seed, pinned):
    records, same, apart, pins = invented(seed)
    grouping = grouped(records, same, apart, pins)
    papers = [[records[index].uuid for index in group] for group in grouping.groups]
    again = pinned.sample(papers, pinned.randint(0, len(papers))) if pinned else papers
    assert grouped(records, same, apart, [*pins, *again]) == grouping


@settings(max_examples=100)
@given(seed=st.integers(0, 1 << 32))
def test_a_record_that_is_the_same_as_no_other_changes_no_group(seed):
    records, same, apart, pins = invented(seed)
    new = Evidence(b"new", facts("deep moss", (), 1950))
    if any(identity.judge(new.facts, record.facts).verdict is Verdict.SAME for record in records):
        return
    before, after = (
        shown(some, grouped(some, same, apart, pins))[0] for some in (records, [*records, new])
    )  # fmt: skip
    assert [group for group in after if group != [b"new"]] == before


def blocks(records, same, pins):
    """Records in sets that share no key, digest, word of the reader or pin with another."""
    of = {record.uuid: {record.uuid} for record in records}
    met = {}
    for record in records:
        facts = record.facts
        for key in (*identity.keys(facts.title, facts.doi, facts.arxiv_id), ("digest", record.digest or record.uuid)):
            met.setdefault(key, []).append(record.uuid)
    for among in (*met.values(), *same, *pins):
        whole = set().union(*map(of.__getitem__, among))
        of.update(dict.fromkeys(whole, whole))
    return [
        [record for record in records if record.uuid in block]
        for block in {id(one): one for one in of.values()}.values()
    ]


@settings(max_examples=150)
@given(seed=st.integers(0, 1 << 32))
def test_what_an_arrival_does_not_touch_need_not_be_grouped_again(seed):
    records, same, apart, pins = invented(seed)
    parts = [shown(some, grouped(some, same, apart, pins)) for some in blocks(records, same, pins)]
    groups, asks = shown(records, grouped(records, same, apart, pins))
    assert sorted(groups) == sorted(group for part, _ in parts for group in part)
    assert sorted(asks) == sorted(ask for _, part in parts for ask in part)


def test_hundreds_of_one_title_are_grouped_in_a_moment():
    chance = random.Random(1)
    words = "amber birch cedar dune ember glade heath isle juniper".split()
    records = [
        named(str(number), TITLE, TRIO, 1000 + number, f"{' '.join(chance.sample(words, 3))} {number}")
        for number in range(500)
    ]  # fmt: skip
    with within(1.5, "0.3 s alone"):
        assert len(grouped(records).groups) == 500


def test_the_order_of_facts_is_made_of_all_of_them():
    of = facts(year=2000, venue="annals", doi="10.1234/a", arxiv_id="2101.00001")
    others = [
        of._replace(**{name: "other" if name not in ("families", "complete", "place", "given", "editors") else ("x",)})
        for name in Facts._fields
    ]
    assert len({order_of(one) for one in (of, *others)}) == len(others) + 1
    assert order_of(of).hex() == order_of(Facts(*of)).hex()


def test_what_is_like_two_that_are_apart_joins_the_one_it_fits_best():
    journal = named("a", "how quiet moss grows on walls", ("quill",), 2019, doi="10.5555/a")
    for year in range(2000, 2020):
        preprint = named("b", journal.facts.title, ("quill",), 2018, arxiv_id="1803.1")
        third = named("c", journal.facts.title, ("quill",), year, arxiv_id="1803.1")
        records = [journal, preprint, third]
        assert sorted(map(sorted, grouped(records, apart=[(journal.uuid, preprint.uuid)]).groups)) == [[0], [1, 2]]
