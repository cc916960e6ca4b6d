"""Backups are checked before they get their name, and a restore loses nothing."""

import shutil
import stat
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from storage import backup, files, places
from storage.library import Library
from storage.papers.paper import Status


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


@pytest.mark.parametrize(("room", "left"), [(10**9, 7), (5 * 65_536, 5), (65_536, 3)])
def test_backups_take_no_more_room_than_they_may_but_for_the_newest(shelf, monkeypatch, room, left):
    monkeypatch.setattr(backup, "ROOM", room)
    monkeypatch.setattr(backup, "LIBRARIES", 0)
    made = backup.take(shelf).path
    today = datetime.now(UTC)
    for days in range(1, 7):
        older = made.with_name(f"{today - timedelta(days=days):%Y%m%dT%H%M%SZ}-daily.sqlite3")
        older.write_bytes(bytes(65_536))
    made.write_bytes(bytes(65_536))
    backup.prune(shelf, today.date())
    days = [(today - one.made).days for one in backup.backups(shelf)]
    assert days == list(range(left))


def test_backups_may_take_ten_times_the_room_of_the_library(shelf, monkeypatch):
    monkeypatch.setattr(backup, "ROOM", 0)
    made = backup.take(shelf).path
    for hour in range(20):
        made.with_name(f"{datetime.now(UTC) - timedelta(hours=hour + 1):%Y%m%dT%H%M%SZ}-daily.sqlite3").write_bytes(
            bytes(shelf.stat().st_size)
        )
    backup.prune(shelf, datetime.now(UTC).date())
    assert len(backup.backups(shelf)) in (10, 11)  # the newest is a little smaller than the library


def test_seven_days_four_weeks_and_twelve_months_are_kept():
    today = date(2026, 11, 22)
    made = [datetime(2026, 11, 22, tzinfo=UTC) - timedelta(days=days) for days in range(500)]
    kept = backup.kept(made, today)
    assert all(today - timedelta(days=days) in {moment.date() for moment in kept} for days in range(7))
    assert len({(moment.year, moment.month) for moment in kept}) == 12
    assert len(kept) <= 7 + 4 + 12


def test_backups_of_one_second_have_names_of_their_own(shelf):
    made = [backup.take(shelf) for _ in range(4)]
    assert len({one.path for one in made}) == 4
    assert backup.backups(shelf) == made[::-1]


def test_backups_taken_at_once_are_all_made(shelf):
    worker = (
        "import sys; from pathlib import Path; from storage import backup; print(backup.take(Path(sys.argv[1])).path)"
    )
    argv = [sys.executable, "-c", worker, str(shelf)]
    takers = [
        subprocess.Popen(argv, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    made = {taker.communicate()[0].strip() for taker in takers}
    assert made == {str(one.path) for one in backup.backups(shelf)}
    assert len(made) == 4


def dated(made, days):
    """Rename a backup as a clock that was so many days ahead would have called it."""
    moment = (datetime.now(UTC) + timedelta(days=days)).strftime("%Y%m%dT%H%M%SZ")
    return made.path.rename(made.path.with_name(f"{moment}-daily.sqlite3"))


def test_the_newest_backup_is_the_one_of_the_latest_act_where_a_clock_was_ahead(shelf):
    assert backup.newest(shelf.with_name("none")) is None
    ahead = dated(backup.take(shelf), 900)
    assert backup.newest(shelf).path == ahead
    with Library.open(shelf) as library:
        library.star([1])
    later = backup.take(shelf)
    assert backup.backups(shelf)[0].path == ahead
    assert backup.newest(shelf).path == later.path
    later.path.write_bytes(b"damaged")
    assert backup.newest(shelf).path == ahead


def test_a_backup_of_a_day_to_come_goes_once_there_is_a_week_of_others(shelf):
    today = datetime.now(UTC).date()
    ahead = dated(backup.take(shelf), 900)
    made = backup.take(shelf).path
    for days in range(7):
        backup.prune(shelf, today)
        assert ahead.exists(), days
        moment = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y%m%dT%H%M%SZ")
        shutil.copyfile(made, made.with_name(f"{moment}-daily.sqlite3"))
    backup.prune(shelf, today)
    assert not ahead.exists()
    assert len(backup.backups(shelf)) == 8


def test_a_clock_that_is_behind_loses_no_backup(shelf):
    made = [dated(backup.take(shelf), -days) for days in range(9)]
    backup.prune(shelf, date(1970, 1, 1))
    assert all(path.exists() for path in made)


def test_a_file_in_the_place_of_the_backups_is_a_sentence(shelf):
    places.backups(shelf).write_text("not a folder")
    with Library.open(shelf) as library, pytest.raises(backup.BackupError, match=r"no backup was made in .*backups: "):
        library.back_up()
    assert backup.backups(shelf) == []


def test_a_day_s_backup_is_made_where_its_mark_cannot_be(shelf):
    (places.backups(shelf) / "last-change").mkdir(parents=True)
    with Library.open(shelf) as library:
        assert library.back_up()
    assert len(backup.backups(shelf)) == 1


def test_reading_a_backup_leaves_nothing_beside_it(shelf):
    made = backup.take(shelf)
    with Library.open(made.path, readonly=True) as copy:
        assert copy.count() == 2
    backup.restore(shelf, made.path)
    assert {path.suffix for path in places.backups(shelf).iterdir()} == {".sqlite3"}


@pytest.mark.parametrize("name", ["shelf.sqlite3", "shelf.sqlite3-wal", "shelf.sqlite3-journal", "shelf.sqlite3-shm", "link",
    "shelf.sqlite3.20261101T000000Z.aside", "shelf.sqlite3.backups/mine.bib", "other.db", "log", "journal"])  # fmt: skip
def test_what_nothing_else_may_be_written_over_is_known(shelf, tmp_path, name):
    (tmp_path / "link").symlink_to(shelf)
    (tmp_path / "other.db").write_bytes(b"SQLite format 3\0 and more")
    (tmp_path / "log").write_bytes(bytes.fromhex("377f0682002de218"))
    (tmp_path / "journal").write_bytes(bytes.fromhex("d9d505f920a163d7"))
    words = (
        "a SQLite database"
        if name in ("shelf.sqlite3", "link", "other.db")
        else "a log of SQLite"
        if name in ("log", "journal")
        else "a part of shelf.sqlite3"
    )
    assert files.why_not(tmp_path / name) == words


@pytest.mark.parametrize("name", ["refs.bib", "shelf.sqlite3.bib", "none", "shelf.bib"])
def test_what_may_be_written_over_is_known(shelf, tmp_path, name):
    (tmp_path / "refs.bib").write_text("@book{moss}")
    (tmp_path / "shelf.sqlite3.bib").write_text("")
    assert files.why_not(tmp_path / name) == ""
