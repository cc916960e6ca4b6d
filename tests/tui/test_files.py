"""Files are written whole or not at all."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tui.desk.files import write, write_if_changed


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_is_its_owners_alone_and_its_size_is_told(tmp_path):
    path = tmp_path / "refs.bib"
    write(path, ["é", "b\n"])
    assert path.read_bytes() == "éb\n".encode()
    assert _mode(path) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_replaced_file_keeps_its_mode(tmp_path):
    path = tmp_path / "refs.bib"
    path.write_text("old")
    path.chmod(0o644)
    write(path, ["new"])
    assert (path.read_text(), _mode(path)) == ("new", 0o644)


def test_a_symbolic_link_stays_one(tmp_path):
    target, link = tmp_path / "dropbox.bib", tmp_path / "refs.bib"
    target.write_text("old")
    link.symlink_to(target)
    write(link, ["new"])
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_an_error_on_the_way_leaves_the_old_file_and_nothing_beside_it(tmp_path):
    path = tmp_path / "refs.bib"
    path.write_text("old")

    def pieces():
        yield "new"
        raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        write(path, pieces())
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_lone_surrogate_is_no_reason_to_fail(tmp_path):
    write(tmp_path / "a", ["\ud800x"])
    assert (tmp_path / "a").read_text() == "?x"


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_what_is_no_regular_file_is_refused(tmp_path, make):
    make(tmp_path / "refs.bib")
    with pytest.raises(OSError, match="not a regular file"):
        write(tmp_path / "refs.bib", ["x"])


def test_a_folder_that_is_not_there_is_an_oserror(tmp_path):
    with pytest.raises(FileNotFoundError):
        write(tmp_path / "no" / "refs.bib", ["x"])


def test_an_unchanged_file_is_not_touched(tmp_path):
    path = tmp_path / "refs.bib"
    assert write_if_changed(path, ["a", "b"])
    os.utime(path, (1, 1))
    assert not write_if_changed(path, ["ab"])
    assert path.stat().st_mtime == 1
    assert write_if_changed(path, ["ab", "c"])
    assert write_if_changed(path, ["a"])
    assert path.read_text() == "a"
    assert list(tmp_path.iterdir()) == [path]


def test_a_writer_that_is_killed_half_way_leaves_the_old_file(tmp_path):
    path = tmp_path / "refs.bib"
    path.write_text("old")
    script = (
        "import os, signal, sys; from pathlib import Path; from tui.desk.files import write\n"
        "def pieces():\n"
        "    yield 'x' * 5_000_000\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "write(Path(sys.argv[1]), pieces())\n"
    )
    root = Path(__file__).resolve().parents[2]
    ended = subprocess.run([sys.executable, "-c", script, str(path)], cwd=root, check=False)
    assert ended.returncode != 0
    assert path.read_text() == "old"
