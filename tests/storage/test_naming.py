"""Tags that stand below tags, names that are changed, and what was taken off the shelf, asked for."""

import pytest

from storage import counts
from storage.library import LibraryError
from storage.papers.paper import Listed, Paper, Status


@pytest.fixture
def pond(library):
    """A library with six papers, `ids` in the order of their titles."""
    titles = ("Algae", "Beavers", "Carp", "Dragonflies", "Eels", "Frogs")
    library.add([Listed(paper=Paper(title=f"{one} of the pond"), line=at) for at, one in enumerate(titles, 1)],
                source="pond.bib", format="bibtex")  # fmt: skip
    return library


def ids(library):
    return list(library.view("", "title").ids())


def found(library, query):
    """Return the first words of the titles found, having asked in all the ways there are."""
    view = library.view(query, "title")
    there = list(view.ids())
    for fresh in (library.view(query), library.view(query, "title")):
        assert sorted(fresh.first(100)) == sorted(there)
        assert fresh.count() == len(there)
    return [row.title.split()[0] for row in library.rows(there)]


def sound(library):
    assert counts.differences(library.connection) == []


def test_a_tag_has_what_stands_below_it_and_nothing_that_only_begins_so(pond):
    a, b, c, d, *_ = ids(pond)
    pond.tag([a], add=["water"])
    pond.tag([a, b], add=["water/still"])
    pond.tag([c], add=["water/still/deep"])
    pond.tag([d], add=["water birds"])
    assert found(pond, 'tag:"water"') == ["Algae", "Beavers", "Carp"]
    assert found(pond, 'tag:"water/still"') == ["Algae", "Beavers", "Carp"]
    assert found(pond, "tag:water") == ["Algae", "Beavers", "Carp", "Dragonflies"], "what begins so, as it is typed"
    assert pond.tagged() == [("water", 3), ("water/still", 3), ("water/still/deep", 1), ("water birds", 1)]
    pond.delete([c])
    assert dict(pond.tagged()) == {"water": 2, "water/still": 2, "water birds": 1}


def test_a_tag_above_others_that_no_paper_has_itself_is_told(pond):
    a, *_ = ids(pond)
    pond.tag([a], add=["x/y/z"])
    assert pond.tagged() == [("x", 1), ("x/y", 1), ("x/y/z", 1)]
    assert found(pond, 'tag:"x/y"') == ["Algae"]


@pytest.mark.parametrize("name", ["c++", 'a "b" c', "[bold]x", "%_\\x", "É", "🦆"])
def test_a_name_finds_just_what_is_called_so(pond, name):
    a, b, *_ = ids(pond)
    pond.tag([a], add=[name])
    pond.tag([b], add=[f"{name} more"])
    if '"' not in name:
        assert found(pond, f'tag:"{name}"') == ["Algae"]


def test_a_tag_is_renamed_with_what_is_below_it_in_one_step(pond):
    a, b, c, *_ = ids(pond)
    pond.tag([a], add=["water"])
    pond.tag([a, b], add=["water/still"])
    pond.delete([b])
    assert pond.rename("tag", "water", "lake, small").words == "renamed the tag “water” to “lake small”"
    assert pond.tagged() == [("lake small", 1), ("lake small/still", 1)]
    sound(pond)
    pond.bring_back([b])
    assert dict(pond.tagged())["lake small/still"] == 2, "what was off the shelf comes back renamed"
    pond.undo()
    pond.undo()
    assert pond.tagged() == [("water", 1), ("water/still", 1)]
    pond.redo()
    assert pond.tagged() == [("lake small", 1), ("lake small/still", 1)]
    sound(pond)
    assert c in pond.view("-has:tag").ids()


def test_a_tag_renamed_to_another_is_merged_with_it_and_undo_tells_them_apart(pond):
    a, b, *_ = ids(pond)
    pond.tag([a, b], add=["water"])
    pond.tag([b], add=["lake"])
    pond.rename("tag", "water", "lake")
    assert pond.tags() == [("lake", 2)]
    pond.undo()
    assert sorted(pond.tags()) == [("lake", 1), ("water", 2)]


def test_a_tag_may_move_up_but_not_below_itself(pond):
    a, b, *_ = ids(pond)
    pond.tag([a], add=["x/y"])
    pond.tag([b], add=["x"])
    pond.rename("tag", "x/y", "x")
    assert pond.tags() == [("x", 2)]
    with pytest.raises(LibraryError, match="cannot stand below itself"):
        pond.rename("tag", "x", "x/z")
    with pytest.raises(LibraryError, match="no paper has the tag “nobody”"):
        pond.rename("tag", "nobody", "x")
    with pytest.raises(LibraryError, match="needs a name"):
        pond.rename("tag", "x", " , ")
    assert pond.rename("tag", "x", "x").count == 0
    assert pond.history(1)[0].words == "renamed the tag “x/y” to “x”", "what changes nothing is no step"


def test_a_shelf_is_renamed_in_its_order_and_merged_behind_another(pond):
    a, b, c, d, *_ = ids(pond)
    for one in (c, a, b):
        pond.shelve([one], add=["thesis"])
    pond.rename("shelf", "thesis", "book")
    assert pond.shelved("book") == [c, a, b]
    assert pond.shelved("thesis") == []
    for one in (d, a):
        pond.shelve([one], add=["talk"])
    pond.rename("shelf", "book", "talk")
    assert pond.shelved("talk") == [d, a, c, b]
    sound(pond)
    pond.undo()
    assert (pond.shelved("talk"), pond.shelved("book")) == ([d, a], [c, a, b])
    with pytest.raises(LibraryError, match="nothing stands on “attic”"):
        pond.rename("shelf", "attic", "x")


def test_a_saved_search_is_renamed_in_its_place(pond):
    for name in ("one", "two", "three"):
        pond.save_search(name, f"tag:{name}")
    pond.rename("search", "two", "2, or so")
    assert pond.searches() == [("one", "tag:one"), ("2, or so", "tag:two"), ("three", "tag:three")]
    pond.undo()
    assert [name for name, _ in pond.searches()] == ["one", "two", "three"]
    with pytest.raises(LibraryError, match="no saved search “four”"):
        pond.rename("search", "four", "x")


def test_what_was_taken_off_the_shelf_is_asked_for_beside_other_conditions(pond):
    a, b, *_ = ids(pond)
    pond.tag([a, b], add=["water"])
    pond.note(b, "Two dams.")
    pond.mark([a], Status.READ)
    pond.delete([a, b])
    assert found(pond, "is:deleted") == ["Algae", "Beavers"]
    assert found(pond, "is:deleted is:read") == ["Algae"]
    assert found(pond, "is:deleted tag:water -is:read") == ["Beavers"]
    assert found(pond, "(is:deleted note:dams) pond") == ["Beavers"]
    assert found(pond, "beav is:deleted") == ["Beavers"]
    assert found(pond, "is:deleted sort:-title") == ["Beavers", "Algae"]
    assert found(pond, "tag:water") == []
    assert found(pond, "-is:deleted") == ["Carp", "Dragonflies", "Eels", "Frogs"]
    assert found(pond, "is:deleted OR carp") == ["Carp"], "any other query is one on the shelf"
    assert pond.entries([a]) == []
    (entry,) = pond.entries([a], deleted=True)
    assert (entry.deleted, entry.status) == (True, Status.READ)


def test_what_was_taken_off_is_brought_back_with_all_that_was_said(pond):
    a, b, c, *_ = ids(pond)
    pond.star([a])
    pond.delete([a, b])
    change = pond.bring_back([a, b, c])
    assert (change.words, change.count) == ("brought back 2 papers", 2)
    assert found(pond, "is:starred") == ["Algae"]
    assert found(pond, "is:deleted") == []
    pond.undo()
    assert found(pond, "is:deleted") == ["Algae", "Beavers"]
    sound(pond)
    assert pond.bring_back([c]).count == 0
    assert pond.entries([a], deleted=True)[0].starred


def test_what_was_merged_or_came_with_an_import_that_was_taken_back_is_in_no_bin(pond):
    a, b, *_ = ids(pond)
    pond.merge(a, b)
    account = pond.add([Listed(paper=Paper(title="Gnats of the fen"), line=1)], source="fen.bib", format="bibtex")
    pond.take_back(account.listing_id)
    assert found(pond, "is:deleted") == []
    pond.delete([a])
    assert found(pond, "is:deleted") == ["Algae"]


def test_the_inbox_counts_few_and_many_alike(pond, monkeypatch):
    for number in range(4):
        items = [Listed(paper=Paper(title=f"Reed {number} {at}"), line=at) for at in range(1, 4)]
        pond.add(items, source=f"page{number}.txt", format="test", is_page=True)
    pond.delete(pond.view("Reed").ids()[:1])
    told = [(listing.source, new) for listing, new in pond.inbox()]
    assert told == [("page3.txt", 2), ("page2.txt", 3), ("page1.txt", 3), ("page0.txt", 3)]
    monkeypatch.setattr(counts, "_ASKED", 0)
    assert [(listing.source, new) for listing, new in pond.inbox()] == told
    shown = [one.id for one in pond.listings(2)]
    assert pond.shown_by(shown) == {shown[0]: 2, shown[1]: 3}
    assert [one.source for one in pond.listings(1, without=shown)] == ["page1.txt"]


def test_sections_of_a_listing_are_told_in_its_order_with_what_their_query_finds(pond):
    heads = ("Posters", "Talks on ice", "Posters 2", "Talks on ice")
    items = [
        Listed(paper=Paper(title=f"Ice {at}"), line=at, position=at, section=head) for at, head in enumerate(heads)
    ]
    listing = pond.add(items, source="fair.txt", format="test").listing_id
    assert pond.sections(listing) == [("Posters", 2), ("Talks on ice", 2), ("Posters 2", 1)]
    for head, count in pond.sections(listing):
        assert pond.view(f'listing:{listing} section:"{head}"').count() == count
