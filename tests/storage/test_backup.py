"""Backups are checked before they get their name, and a restore loses nothing."""

import stat
from datetime import UTC, date, datetime, timedelta

import pytest

from storage import backup, places
from storage.library import Library
from storage.papers.paper import Status


@pytest.fixture
def shelf(tmp_path, listing):
    path = tmp_path / "shelf.sqlite3"
    with Library.open(path) as library:
        library.add(listing("On moss", "On lamps"), source="x", format="hf-papers")
    return path


def test_a_backup_holds_the_library_and_is_the_owners_alone(shelf):
    made = backup.take(shelf)
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    with Library.open(made.path, readonly=True) as copy:
        assert copy.count() == 2
    assert backup.backups(shelf) == [made]


def test_a_live_library_is_copied_as_of_one_moment(shelf):
    with Library.open(shelf) as library:
        library.mark([1], Status.READ)
        made = backup.take(shelf)
    with Library.open(made.path, readonly=True) as copy:
        assert copy.entry(1).status is Status.READ


def test_restoring_keeps_what_was_there(shelf):
    made = backup.take(shelf)
    with Library.open(shelf) as library:
        library.delete([1, 2])
    former = backup.restore(shelf, made.path).former
    with Library.open(shelf) as library:
        assert library.count() == 2
    with Library.open(former) as former:
        assert former.count() == 0


def test_a_damaged_backup_is_not_restored(shelf):
    made = backup.take(shelf)
    data = bytearray(made.path.read_bytes())
    data[4096:12288] = b"\xff" * 8192
    made.path.write_bytes(data)
    before = shelf.read_bytes()
    with pytest.raises(backup.BackupError):
        backup.restore(shelf, made.path)
    assert shelf.read_bytes() == before


def test_a_failed_backup_leaves_no_half_file(tmp_path):
    bad = tmp_path / "bad.sqlite3"
    bad.write_bytes(b"no database at all, but long enough to be looked at" * 100)
    with pytest.raises(backup.BackupError):
        backup.take(bad)
    assert list(places.backups(bad).glob("*")) == []


def test_once_a_day_and_only_when_something_changed(shelf):
    assert backup.take_daily(shelf, changes=1)
    assert backup.take_daily(shelf, changes=2) is None
    made = backup.backups(shelf)[0].path
    yesterday = (datetime.now(UTC) - timedelta(days=1)).strftime("%Y%m%dT%H%M%SZ")
    made.rename(made.with_name(f"{yesterday}-daily.sqlite3"))
    assert backup.take_daily(shelf, changes=1) is None
    assert backup.take_daily(shelf, changes=2)


def test_seven_days_four_weeks_and_twelve_months_are_kept():
    today = date(2026, 11, 22)
    made = [datetime(2026, 11, 22, tzinfo=UTC) - timedelta(days=days) for days in range(500)]
    kept = backup.kept(made, today)
    assert all(today - timedelta(days=days) in {moment.date() for moment in kept} for days in range(7))
    assert len({(moment.year, moment.month) for moment in kept}) == 12
    assert len(kept) <= 7 + 4 + 12
