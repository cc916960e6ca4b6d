"""$EDITOR: whatever it does, the old note is kept until a new one is there."""

import shlex
import sys

import pytest

from tui.desk import editor


def script(tmp_path, body):
    path = tmp_path / "edit.py"
    path.write_text(f"import sys, pathlib, os\npath = pathlib.Path(sys.argv[-1])\n{body}\n")
    return [sys.executable, str(path)]


def test_the_editors_text_is_the_note(tmp_path):
    argv = script(tmp_path, "assert path.read_text() == 'old'; path.write_text('new ünd\\nlines\\n')")
    assert editor.edit("old", argv) == "new ünd\nlines"


def test_an_editor_with_arguments_is_split_as_a_shell_would(monkeypatch):
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"{shlex.quote(sys.executable)} -u 'a b'")
    assert editor.command() == [sys.executable, "-u", "a b"]


def test_a_missing_editor_is_named(monkeypatch):
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "no-such-editor --wait")
    with pytest.raises(editor.EditorError, match="no program 'no-such-editor'"):
        editor.command()


def test_unclosed_quotes_are_said(monkeypatch):
    monkeypatch.setenv("VISUAL", "vim 'x")
    with pytest.raises(editor.EditorError, match="cannot be read"):
        editor.command()


def test_an_editor_that_fails_leaves_the_note(tmp_path):
    with pytest.raises(editor.EditorError, match="ended with 1"):
        editor.edit("old", script(tmp_path, "path.write_text('half'); sys.exit(1)"))


def test_an_editor_that_deletes_the_file_leaves_the_note(tmp_path):
    with pytest.raises(editor.EditorError, match="no file"):
        editor.edit("old", script(tmp_path, "path.unlink()"))


def test_an_editor_that_cannot_be_started(tmp_path):
    path = tmp_path / "plain"
    path.write_text("no program")
    with pytest.raises(editor.EditorError, match="cannot be started"):
        editor.edit("old", [str(path)])


@pytest.mark.parametrize(
    ("data", "text"),
    [("naïve".encode("latin-1"), "naïve"), ("naïve".encode("utf-16"), "naïve"), (b"\xef\xbb\xbfna", "na"), (b"", ""),
     (b"a\r\nb\r\n", "a\nb")],
)  # fmt: skip
def test_whatever_encoding_the_editor_writes(data, text):
    assert editor.decoded(data) == text
