"""Notes that the library did not take: where they are kept, and how they come back."""

import pytest

from storage.library import Library
from tui.desk import files, unsaved


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("PAPERSHELF_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def again(library, tmp_path):
    """The same library, as another session opens it."""
    return Library.open(library.path)


def test_a_note_is_kept_beside_the_library_and_is_a_draft_in_the_next_session(filled, tmp_path):
    text = "half a thought\n\n[not a head]\n"
    kept = unsaved.keep(filled, filled.entry(3), "half")
    assert unsaved.keep(filled, filled.entry(3), text) == kept
    assert kept.parent == filled.path.parent
    assert kept.stat().st_mode & 0o777 == 0o600
    assert list(unsaved.take_in(filled)) == []  # this session is still at it
    assert kept.exists()
    with again(filled, tmp_path) as other:
        assert list(unsaved.take_in(other)) == []
        assert [draft[:2] for draft in other.drafts()] == [(3, text.rstrip())] or other.drafts()[0][1] == text
    assert not kept.exists()


def test_what_a_living_session_keeps_is_left_to_it(filled, tmp_path):
    filled.draft(3, "half")
    kept = unsaved.keep(filled, filled.entry(3), "half a thought")
    with again(filled, tmp_path) as other:
        assert list(unsaved.take_in(other)) == []
    assert kept.exists()


def test_where_the_folder_cannot_be_written_the_cache_keeps_it(filled, home, monkeypatch):
    whole = files.write

    def write(path, pieces):
        if path.parent == filled.path.parent:
            raise OSError(28, "No space left on device")
        whole(path, pieces)

    monkeypatch.setattr(files, "write", write)
    kept = unsaved.keep(filled, filled.entry(3), "half")
    assert kept.parent == home / "cache" / "notes"
    with again(filled, None) as other:
        assert list(unsaved.take_in(other)) == []
        assert other.drafts()[0][:2] == (3, "half")


def test_nothing_is_raised_where_it_can_be_kept_nowhere(filled, monkeypatch):
    def write(path, pieces):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "write", write)
    assert unsaved.keep(filled, filled.entry(3), "half") is None


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"note on Moss [00000000000000000000000000000000]\n\nhalf"])
def test_what_is_of_no_paper_here_is_named_and_left(filled, content):
    path = filled.path.with_name(f"{filled.path.name}.note-3-abc.txt")
    path.write_bytes(content)
    assert list(unsaved.take_in(filled)) == [f"a note that could not be saved is kept in {path}"]
    assert path.read_bytes() == content
    path.rename(path.with_name(f"{filled.path.name}.note-mine-or-not.txt"))
    assert len(list(unsaved.take_in(filled))) == 1


async def test_a_crash_after_a_note_was_kept_elsewhere_does_not_say_that_all_is_saved(monkeypatch, tmp_path, capsys):
    from tui import app as shown

    def run(self):
        self.kept_in, self.crash_report = tmp_path / "note.txt", tmp_path / "crash.txt"

    monkeypatch.setattr(shown.PapershelfApp, "run", run)
    shown.run(tmp_path / "shelf.sqlite3")
    said = capsys.readouterr().err
    assert "All else is saved, but a note could not be saved in the library; it is kept in" in said
    assert "Everything is saved" not in said
