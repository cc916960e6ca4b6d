"""What doctor says of a library, sound or not."""

import pytest

from storage import doctor
from storage.library import Library


@pytest.fixture
def shelf(tmp_path, listing):
    path = tmp_path / "shelf.sqlite3"
    with Library.open(path) as library:
        library.add(listing("On moss", "On lamps"), source="x", format="hf-papers")
    return path


def test_doctor_finds_a_sound_library_sound(shelf):
    assert doctor.examine(shelf) == []


def test_doctor_sees_damage(shelf):
    data = bytearray(shelf.read_bytes())
    data[8192 : len(data) - 4096] = bytes(len(data) - 12288)
    shelf.write_bytes(data)
    assert doctor.examine(shelf)


def test_doctor_sees_an_index_that_lost_a_paper(shelf):
    with Library.open(shelf) as library:
        library.connection.execute("DELETE FROM papers WHERE id = 1")
    assert any("belong to no paper" in problem for problem in doctor.examine(shelf))


def test_doctor_says_where_counts_and_papers_differ(shelf):
    with Library.open(shelf) as library:
        library.connection.execute("UPDATE papers SET starred = 1 - starred WHERE id = 1")
    (problem,) = doctor.examine(shelf)
    assert problem in ("the count of starred has 1 too few", "the count of starred has 1 too many")
