"""Any other CSL style through pandoc: a fake one that is slow, fails or answers, and the search for style files."""

import json
import os
import stat
import time
from pathlib import Path

import pytest

from tui.citations.pandoc import PandocError, entries_by_pandoc, find_style, styles_installed


def cite_with_pandoc(records, style, *, seconds=10):
    """Return the bibliography as one text, an entry a line."""
    entries = entries_by_pandoc(records, style, seconds=seconds)
    return "\n".join(entry.text for entry in entries)


RECORDS = [{"id": "a", "type": "book", "title": "One <two> & three"}, {"id": "b", "type": "book", "title": "Four"}]
STYLE = '<?xml version="1.0"?><style xmlns="http://purl.org/net/xbiblio/csl"></style>'
ANSWER = """<div id="refs" class="references csl-bib-body">
<div id="ref-a" class="csl-entry" role="listitem">
<div class="csl-left-margin">[1]</div><div class="csl-right-inline">A. Ada, <em>One &lt;two&gt;
&amp; three</em>. <a href="javascript:x">link</a>\x1b[31m<sub>2</sub></div>
</div>
<div class="csl-entry"><span class="nocase">Four</span>. <strong>12</strong></div>
</div>
"""


@pytest.fixture
def fake(tmp_path, monkeypatch):
    """Puts a program of that name first on the path, and a home without styles under it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)

    def make(script):
        program = folder / "pandoc"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        return tmp_path

    return make


def test_the_answer_comes_as_lines_of_text(fake):
    home = fake(f'cat > "$HOME/given"; echo "$@" > "$HOME/argv"; cat <<\'END\'\n{ANSWER}END')
    style = home / "odd style.csl"
    style.write_text(STYLE)
    assert cite_with_pandoc(RECORDS, str(style)) == "[1] A. Ada, One <two> & three. link2\nFour. 12"
    assert [record["id"] for record in json.loads((home / "given").read_text())] == ["a", "b"]
    assert f"--csl={style}" in (home / "argv").read_text()


def test_without_pandoc_it_says_so(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PandocError, match="pandoc is not installed"):
        cite_with_pandoc(RECORDS, "")


def test_a_failure_gives_its_last_words(fake):
    fake("cat > /dev/null; echo noise >&2; echo 'unknown locale' >&2; exit 83")
    with pytest.raises(PandocError, match="pandoc failed: unknown locale"):
        cite_with_pandoc(RECORDS, "")


def test_a_program_that_cannot_be_started(fake, tmp_path):
    fake("true")
    (tmp_path / "bin" / "pandoc").write_text("#!/nowhere/at/all\n")
    with pytest.raises(PandocError, match="pandoc cannot be run"):
        cite_with_pandoc(RECORDS, "")


def test_what_hangs_is_stopped_with_all_it_started(fake):
    home = fake('sleep 30 & echo $! > "$HOME/child"; wait')
    start = time.monotonic()
    with pytest.raises(PandocError, match=r"longer than 0\.3 seconds"):
        cite_with_pandoc(RECORDS, "", seconds=0.3)
    assert time.monotonic() - start < 10
    child = int((home / "child").read_text())
    while _lives(child):
        assert time.monotonic() - start < 20


def _lives(process):
    try:
        os.kill(process, 0)
        # An orphan that is dead waits for whoever adopted it to say so.
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except ProcessLookupError:
        return False
    except FileNotFoundError:
        return not Path("/proc/self").exists()


def test_nothing_can_reach_the_network(fake):
    home = fake('cat > /dev/null; echo "$https_proxy $http_proxy" > "$HOME/proxy"')
    with pytest.raises(PandocError, match="no bibliography came"):
        cite_with_pandoc(RECORDS, "")
    assert (home / "proxy").read_text().split() == ["http://127.0.0.1:9"] * 2
    with pytest.raises(PandocError, match="styles are not fetched"):
        cite_with_pandoc(RECORDS, "https://example.org/style.csl")


def test_a_style_is_found_by_name_in_the_folders_of_styles(fake):
    home = fake("true")
    folder = home / ".local" / "share" / "pandoc" / "csl"
    folder.mkdir(parents=True)
    (folder / "journal-of-widgets.csl").write_text(STYLE)
    assert find_style("journal-of-widgets") == folder / "journal-of-widgets.csl"
    assert find_style("journal-of-widgets.csl") == folder / "journal-of-widgets.csl"
    assert "journal-of-widgets" in styles_installed()
    with pytest.raises(PandocError, match=r"there is no style file other; .*put other\.csl into"):
        find_style("other")
    with pytest.raises(PandocError, match="no style file"):
        find_style("../journal-of-widgets")


def test_a_style_that_points_to_its_parent_gives_the_parent(fake):
    home = fake("true")
    link = '<style><info><link href="http://www.zotero.org/styles/{}" rel="independent-parent"/></info></style>'
    (home / "parent.csl").write_text(STYLE)
    (home / "dependent").mkdir()
    child = home / "dependent" / "child.csl"
    child.write_text(link.format("parent"))
    assert find_style(str(child)) == home / "parent.csl"
    (home / "round.csl").write_text(link.format("round"))
    with pytest.raises(PandocError, match="without end"):
        find_style(str(home / "round.csl"))
    (home / "orphan.csl").write_text(link.format("nobody"))
    with pytest.raises(PandocError, match="no style file nobody"):
        find_style(str(home / "orphan.csl"))


def test_what_is_no_style_is_refused(fake):
    home = fake("true")
    (home / "notes.csl").write_text("dear diary")
    with pytest.raises(PandocError, match="is not a CSL style"):
        find_style(str(home / "notes.csl"))


def test_entries_say_whose_they_are_and_no_bibliography_is_an_error(fake):
    home = fake(f"cat <<'END'\n{ANSWER}END")
    (home / "x.csl").write_text(STYLE)
    assert [entry.id for entry in entries_by_pandoc(RECORDS, str(home / "x.csl"))] == ["a", ""]
    fake("echo '<p>nothing</p>'")
    with pytest.raises(PandocError, match="no bibliography came"):
        entries_by_pandoc(RECORDS, str(home / "x.csl"))


@pytest.mark.parametrize("style", ["x" * 5_000, "a\0b", "~nobody-of-this-name/x.csl", "/root/../dev/null", ""])
def test_a_name_that_no_file_can_have_is_no_style(fake, style):
    fake("exit 0")
    with pytest.raises(PandocError):
        find_style(style or "nameless")
