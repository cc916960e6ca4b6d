"""What came and is not decided, what was put off, and the orders that the reader makes."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import counts, doctor, standing
from storage.account import Incoming
from storage.library import LibraryError
from storage.papers.paper import Listed, Noted, Paper, Status

PAGE = ("Fog over the marsh", "Slow rivers of the plain", "A ledger of frost")


def arrive(library, *titles, source="page.txt", day=None):
    """Import titles as a page, which may state its day; return its number."""
    items = [Noted(day=day), *(Listed(paper=Paper(title=title), line=line) for line, title in enumerate(titles, 1))]
    return library.add_all([Incoming(items, source, "hf-papers", is_page=True)])[0].listing_id


def asked(library, query):
    return [entry.paper.title for entry in library.entries(library.view(query).ids())]


@pytest.fixture
def page(library):
    return arrive(library, *PAGE)


DECIDING = {
    "read": lambda shelf, ids: shelf.mark(ids, Status.READ),
    "dropped": lambda shelf, ids: shelf.mark(ids, Status.DROPPED),
    "unread, as it is": lambda shelf, ids: shelf.mark(ids, Status.UNREAD),
    "toggled": lambda shelf, ids: shelf.toggle_read(ids),
    "queued": lambda shelf, ids: shelf.queue(ids),
    "put off": lambda shelf, ids: shelf.put_off(ids, date(2027, 1, 4)),
}
OTHERS = {
    "starred": lambda shelf, ids: shelf.star(ids),
    "tagged": lambda shelf, ids: shelf.tag(ids, add=["coast"]),
    "shelved": lambda shelf, ids: shelf.shelve(ids, add=["thesis"]),
    "noted": lambda shelf, ids: shelf.note(ids[0], "Twice."),
    "edited": lambda shelf, ids: shelf.edit(ids[0], venue="Marsh Letters"),
}


@pytest.mark.parametrize("act", DECIDING.values(), ids=DECIDING)
def test_what_came_on_a_page_is_new_until_something_is_decided(library, page, act):
    ids = library.view().ids()
    assert asked(library, "is:new") == list(PAGE)
    act(library, [ids[1]])
    assert asked(library, "is:new") == [PAGE[0], PAGE[2]]
    assert [entry.new for entry in library.entries(ids)] == [True, False, True]
    library.undo()
    assert asked(library, "is:new") == list(PAGE)
    library.redo()
    assert asked(library, "is:new") == [PAGE[0], PAGE[2]]
    assert counts.differences(library.connection) == []


@pytest.mark.parametrize("act", OTHERS.values(), ids=OTHERS)
def test_what_is_said_besides_decides_nothing(library, page, act):
    act(library, list(library.view().ids()))
    assert asked(library, "is:new") == list(PAGE)


def test_a_library_brings_nothing_new(library, listing):
    library.add(listing(*PAGE), source="refs.bib", format="bibtex")
    assert asked(library, "is:new") == []
    arrive(library, *PAGE, "Hoar")
    assert asked(library, "is:new") == ["Hoar"], "the others had been there"


def test_a_page_that_is_done_has_no_new_papers_and_their_status_stays(library, page):
    first, *_ = library.view().ids()
    library.mark([first], Status.QUEUED)
    other = arrive(library, "Hoar", "Rime", source="other.txt")
    change = library.page_done(page)
    assert (change.words, change.count) == ("done with “page.txt”, 2 papers of it undecided", 2)
    assert asked(library, "is:new") == ["Hoar", "Rime"]
    assert asked(library, "is:queued") == [PAGE[0]]
    assert asked(library, "is:unread") == ["Hoar", "Rime", *PAGE[1:]]
    library.undo()
    assert asked(library, "is:new") == ["Hoar", "Rime", *PAGE[1:]]
    assert library.page_done(other).count == 2
    with pytest.raises(LibraryError, match="no listing 99"):
        library.page_done(99)


def test_a_page_taken_back_and_come_again_is_new_again(library, page):
    library.undo()
    assert asked(library, "is:new") == []
    library.redo()
    assert asked(library, "is:new") == list(PAGE)
    library.take_back(page)
    arrive(library, *PAGE)
    assert asked(library, "is:new") == list(PAGE)
    assert counts.differences(library.connection) == []


def test_a_deleted_paper_that_comes_again_is_new(library, page):
    ids = library.view().ids()
    library.mark(ids, Status.READ)
    library.delete([ids[0]])
    arrive(library, PAGE[0], "Hoar", source="other.txt")
    assert asked(library, "is:new") == ["Hoar", PAGE[0]]


def test_what_is_marked_with_its_import_is_decided(library):
    items = [Listed(paper=Paper(title="Hoar"), line=1)]
    library.add_all([Incoming(items, "page.txt", "hf-papers", is_page=True, status=Status.QUEUED)])
    assert asked(library, "is:new") == []


# -- later


def test_what_is_put_off_comes_back_on_its_day_and_is_decided_by_a_mark(library, page):
    fog, rivers, frost = library.view().ids()
    library.mark([fog], Status.READING)
    assert library.put_off([fog, rivers], date(2027, 1, 4)).words == "put off 2 papers to 2027-01-04"
    library.put_off([frost], date(2027, 2, 1))
    assert asked(library, "later:2027-01-04") == [PAGE[0], PAGE[1]]
    assert asked(library, "later:..2027-01-31") == [PAGE[0], PAGE[1]]
    assert asked(library, "-has:later") == []
    assert [(one.status, one.later) for one in library.entries([fog, rivers])] == [
        (Status.READING, "2027-01-04"), (Status.UNREAD, "2027-01-04"),
    ]  # fmt: skip
    library.mark([rivers], Status.READ)
    assert asked(library, "later:..2027-01-31") == [PAGE[0]]
    library.undo()
    assert asked(library, "later:..2027-01-31") == [PAGE[0], PAGE[1]]
    library.put_off([fog], None)
    assert asked(library, "has:later") == [PAGE[1], PAGE[2]]


# -- the queue


def test_the_queue_has_the_order_that_the_reader_makes(library):
    arrive(library, *"ABCDEF")
    a, b, c, d, e, f = library.view().ids()
    for row in (c, a, f):
        library.queue([row])
    library.queue([e, d])
    assert asked(library, "is:queued sort:queue") == list("CAFDE")
    assert [one.queue for one in library.entries([a, b, c, d, e, f])] == [2, None, 1, 4, 5, 3]
    library.move([e], None)
    library.move([c, f], d)
    assert asked(library, "is:queued sort:queue") == list("EADCF")
    library.move([a], e)
    library.undo()
    library.undo()
    assert asked(library, "is:queued sort:queue") == list("ECAFD")
    library.mark([a], Status.READ)
    assert asked(library, "is:queued sort:queue") == list("ECFD")
    library.queue([a])
    assert asked(library, "is:queued sort:queue") == list("ECFDA")
    assert asked(library, "is:queued sort:-queue") == list("ADFCE")
    assert library.queue([e, c]).words == "marked 2 papers unread", "taken out when all are in it"
    with pytest.raises(LibraryError, match="does not stand in the queue"):
        library.move([a], b)


def test_the_places_of_a_queue_that_is_everything_are_not_told(library, monkeypatch):
    monkeypatch.setattr(standing, "TOLD", 3)
    arrive(library, *"ABCD")
    ids = library.view().ids()
    library.queue(ids[:3])
    assert [one.queue for one in library.entries(ids)] == [1, 2, 3, None]
    library.queue(ids[3:])
    assert [one.queue for one in library.entries(ids)] == [None] * 4


@given(moves=st.lists(st.tuples(st.integers(0, 7), st.integers(-1, 7)), max_size=200), tied=st.booleans())
def test_any_moves_give_the_order_they_say(moves, tied):
    order = list(range(8))
    places = {row: 1.0 if tied else float(row) for row in order}
    for row, after in moves:
        if row == after:
            continue
        places |= standing.moved(places, [row], None if after < 0 else after)
        order.remove(row)
        order.insert(0 if after < 0 else order.index(after) + 1, row)
        places = {one: places[one] for one in sorted(places, key=lambda one: (places[one], order.index(one)))}
        assert list(places) == order
        assert places[row] not in {place for other, place in places.items() if other != row}


def test_a_thousand_moves_into_one_gap_keep_their_order(library):
    places = {0: 1.0, 1: 2.0}
    for row in range(2, 1_000):
        places[row] = 3.0
        places |= standing.moved(dict(sorted(places.items(), key=lambda one: one[1])), [row], 0)
    assert sorted(places, key=places.get) == [0, *range(999, 1, -1), 1]


# -- shelves


def test_papers_stand_on_several_shelves_each_in_its_order(library):
    arrive(library, *"ABCD")
    a, b, c, _ = library.view().ids()
    assert library.shelve([c], add=["thesis", "fog, and rain"]).words == "put 1 paper on “thesis”, “fog and rain”"
    library.shelve([a, b], add=["thesis"])
    library.move([b], None, "thesis")
    key = library.connection.execute("SELECT id FROM shelves WHERE name = 'thesis'").fetchone()[0]
    assert list(standing.line(library.connection, key)) == [b, c, a]
    assert asked(library, "shelf:thesis") == list("ABC")
    assert asked(library, "shelf:fog") == ["C"]
    assert asked(library, "-has:shelf") == ["D"]
    assert library.shelves() == [("thesis", 3), ("fog and rain", 1)]
    assert library.entry(c).shelves == ("fog and rain", "thesis")
    library.shelve([c], remove=["thesis"])
    assert library.shelves() == [("thesis", 2), ("fog and rain", 1)]
    library.undo()
    assert list(standing.line(library.connection, key)) == [b, c, a]
    assert counts.differences(library.connection) == []
    assert doctor.examine(library.path) == []


def test_what_stands_on_a_shelf_stays_when_its_import_is_taken_back(library, page):
    fog, rivers, _ = library.view().ids()
    library.shelve([fog], add=["thesis"])
    library.put_off([rivers], date(2027, 1, 4))
    library.take_back(page)
    assert asked(library, "") == [PAGE[0], PAGE[1]]


def test_a_merged_paper_stands_where_either_stood(library):
    arrive(library, "Fog over marshes", "Rime")
    fog, rime = library.view().ids()
    library.shelve([rime], add=["thesis"])
    library.merge(fog, rime)
    assert list(library.view("shelf:thesis").ids()) == [fog]
    library.undo()
    assert list(library.view("shelf:thesis").ids()) == [rime]


# -- a page, and its order


def test_a_page_is_shown_exactly_and_in_its_own_order(library, listing):
    library.add(listing(PAGE[2]), source="refs.bib", format="bibtex")
    page = arrive(library, *PAGE)
    other = arrive(library, "Hoar", PAGE[2], "Rime", source="page.txt")
    assert asked(library, f"listing:{page} sort:rank") == list(PAGE), "though one had been there"
    assert asked(library, f"listing:{other} sort:rank") == ["Hoar", PAGE[2], "Rime"]
    assert asked(library, f"listing:{other} sort:-rank") == ["Rime", PAGE[2], "Hoar"]
    assert asked(library, f"listing:{page} rank:<=2 sort:rank") == [PAGE[0], PAGE[1]]
    assert asked(library, f"rank:2 listing:{other}") == [PAGE[2]]
    assert sorted(asked(library, "rank:1")) == sorted([PAGE[0], "Hoar", PAGE[2]]), "the best place in any"
    assert len(asked(library, f"-listing:{page}")) == 2
    assert library.view(f"listing:{page} fog").count() == 1
    assert library.view(f"listing:{page} OR listing:{other}").count() == 5
    assert asked(library, "listing:99") == asked(library, "listing:x") == asked(library, f"listing:{page}9") == []
    library.take_back(other)
    assert asked(library, f"listing:{other}") == []
    assert sorted(asked(library, "rank:2")) == [PAGE[1]]


def test_a_page_is_of_the_day_that_it_states_and_the_inbox_goes_by_it(library):
    older = arrive(library, PAGE[0], day="2026-03-02")
    newer = arrive(library, PAGE[1], day="2026-03-05")
    oldest = arrive(library, PAGE[2], day="2026-02-28", source="late.txt")
    assert [(one.id, one.day) for one, _ in library.inbox()] == [
        (newer, "2026-03-05"), (older, "2026-03-02"), (oldest, "2026-02-28"),
    ]  # fmt: skip
    assert asked(library, "day:2026-03-02") == [PAGE[0]]
    assert asked(library, "day:2026-03..") == [PAGE[1], PAGE[0]]
    assert asked(library, "-day:2026-03") == [PAGE[2]]
    assert asked(library, "day:<2026-03 fro") == [PAGE[2]], "among words"
    assert [one.day for one in library.entries(library.view("day:2026-03-02").ids())[0].seen] == ["2026-03-02"]


@pytest.mark.parametrize("stated", ["2026-02-30", "2026-03", "yesterday", ""])
def test_what_is_no_day_is_none_of_a_page(library, stated):
    arrive(library, PAGE[0], day=stated)
    assert [one.day for one, _ in library.inbox()] == [date.today().isoformat()]


def test_a_day_to_come_is_that_of_no_page_but_tomorrow_is_where_the_sun_is_ahead(library):
    today = date.today()
    for ahead in (1, 2):
        arrive(library, PAGE[ahead], day=(today + timedelta(days=ahead)).isoformat(), source=f"{ahead}.txt")
    assert sorted(one.day for one, _ in library.inbox()) == [today.isoformat(), (today + timedelta(days=1)).isoformat()]


def test_the_day_of_an_import_is_that_of_the_clock_on_the_readers_wall(library, monkeypatch):
    number = arrive(library, *PAGE)
    library.connection.execute(
        "UPDATE listings SET imported = ?", (int(datetime(2026, 3, 5, 23, 30, tzinfo=UTC).timestamp()),)
    )
    try:
        for zone, day in (("UTC0", "2026-03-05"), ("AHEAD-9", "2026-03-06"), ("BEHIND+11", "2026-03-05")):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            assert [(one.id, one.day) for one, _ in library.inbox()] == [(number, day)]
            assert len(asked(library, f"day:{day}")) == len(PAGE), "the library tells it as we do"
            assert {one.day for entry in library.entries([1, 2, 3]) for one in entry.seen} == {day}
    finally:
        monkeypatch.undo()
        time.tzset()
