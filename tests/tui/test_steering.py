"""Nothing that came from data steers the terminal: hostile pages of every format and a library that another program
wrote, against every command's output and every screen's bytes."""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from importers import READERS
from storage.library import Library
from tests.tui.steering import EVERY, FORMS, MARK, columns, planted, steers, tamper
from tests.tui.test_terminal import Terminal
from tui.citations.writers import FORMATS
from tui.cli import shell
from tui.cli.main import COMMANDS, main

SAMPLES = Path(__file__).parents[1] / "importers" / "samples"
QUERY = "moss " + EVERY


def hostile_pages(reader, hostile, versions=1):
    """Yield pages of a format with a text behind half of its words, or a quarter of them in each of four versions."""
    samples = [sample for sample in sorted((SAMPLES / reader.NAME).iterdir()) if sample.suffix != ".golden"]
    for number, sample in enumerate(samples):
        text = sample.read_text("utf-8", "replace")
        for start in range(versions) if versions > 1 else [number % 2]:
            yield planted(text, hostile, reader.NAME, max(2, versions), start)


class Line:
    """The command line on a library of its own, and what of its output would steer a terminal."""

    def __init__(self, home, library):
        self.environment = {"PAPERSHELF_HOME": str(home), "PAPERSHELF_LIBRARY": str(library), "PATH": ""}
        self.found = {}
        self.ran = set()

    def __call__(self, *words, text=None, **environment):
        shell.settings.cache_clear()
        given = [str(word).replace("\0", "") for word in words]  # no system passes a NUL on
        result = CliRunner().invoke(main, given, input=text, env=self.environment | environment)
        self.ran.add(next((word for word in given if word in COMMANDS), ""))
        for name, output in (("stdout", result.stdout_bytes), ("stderr", result.stderr_bytes)):
            if found := steers(output):
                self.found[" ".join(given)[:80], name] = found
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            self.found[" ".join(given)[:80], "raised"] = [repr(result.exception)]
        return result

    def every_command(self, styles=("apa", "bibtex"), formats=("bibtex", "csl-json")):
        """Run every command that there is, with and without --json, with words that would steer, too."""
        for words in (
            ["list"], ["list", "--json"], ["list", "--jsonl"], ["list", QUERY], ["list", "title:("+EVERY], ["list", "--sort", EVERY],
            ["list", "--limit", EVERY], ["stats"], ["stats", "--json"], ["digest"], ["digest", "--markdown"], ["digest", "--json"], ["digest", "--since", EVERY],
            ["duplicates"], ["duplicates", "--json"],
            ["history"], ["history", "--json"], ["formats"], ["formats", "--json"], ["config"], ["doctor"],
            ["backup"], ["backup", "--list"], ["styles"], ["styles", "--json"], [EVERY], ["list", f"--{EVERY}"],
            ["cite", EVERY], ["cite", "1", "--style", EVERY], ["cite", "1", "--style", f"{EVERY}.csl"],
            ["export", "--format", EVERY], ["import", EVERY], ["import", "-", "--format", EVERY], ["import", "--as-of", EVERY],
            ["import", "-", "--encoding", EVERY], ["add", EVERY], ["add", "--set", EVERY], ["add", "--set", f"title={EVERY}"], ["edit", "1", "--set", EVERY],
            ["edit", "1", "--set", f"kind={EVERY}"], ["complete", EVERY], ["note", EVERY], ["merge", EVERY, "1"],
            ["split", "1", "--dry-run"], ["split", "1", "--dry-run", "--json"], ["split", EVERY], ["restore", EVERY],
            ["tag", "1", "-a", EVERY], ["tag", "1", "-r", EVERY], ["star", "1"], ["mark", "1"], ["mark", "1", "--as", EVERY],
            ["page"], ["page", "1"], ["page", EVERY], ["page", "1", "--done"], ["queue", "1", "--first"], ["queue"], ["queue", EVERY],
            ["shelf", EVERY, "1"], ["shelf", EVERY], ["shelf"], ["later", "1", EVERY], ["later", "1", "2w"],
            ["note", "1", "-t", EVERY], ["note", "1"], ["star", "--query", EVERY], ["note", "1", "2", "--append", "-t", EVERY],
            ["note", "1-2", "--json"], ["shelf", "--json"], ["page", "--json"], ["delete", "1"], ["undo"], ["delete", EVERY],
            ["undo"], ["redo"], ["merge", "1", "2"], ["undo"], ["restore"],
            ["--library", EVERY.replace("/", "").replace("\0", "")[:90], "list"],
        ):  # fmt: skip
            self(*words, text="")
        with Library.open(self.environment["PAPERSHELF_LIBRARY"]) as library:
            ids = list(library.view().ids())
        for number in ids[:40]:
            self("show", number)
            self("show", number, "--json")
        for style in styles:
            self("cite", *ids, "--style", style)
            self("cite", *ids, "--style", style, "--json")
        for form in formats:
            self("export", "--format", form)


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    """A library filled with a hostile page of every format, and what importing them printed that would steer."""
    home = tmp_path_factory.mktemp("steering")
    line = Line(home / "home", home / "shelf.sqlite3")
    for reader in READERS:
        for number, page in enumerate(hostile_pages(reader, EVERY)):
            (home / "page.txt").write_text(page, encoding="utf-8", errors="ignore")
            line("import", home / "page.txt", "--format", reader.NAME, *["--json"] * (number % 2))
    return line, home


@pytest.fixture
def line(pages, tmp_path):
    """The command line on a copy of that library."""
    shutil.copy(pages[1] / "shelf.sqlite3", tmp_path / "shelf.sqlite3")
    return Line(tmp_path / "home", tmp_path / "shelf.sqlite3")


def test_pages_of_every_format_say_nothing_to_the_terminal_as_they_are_imported(pages):
    assert pages[0].found == {}


def test_no_command_passes_on_what_a_page_says_to_the_terminal(line):
    line.every_command()
    assert line.found == {}
    assert set(COMMANDS) - line.ran == set()


def test_no_command_passes_on_what_another_program_wrote_into_the_library(line, tmp_path):
    line("tag", "1", "-a", "fern")
    line("note", "2", "-t", "a note")
    path = tmp_path / "shelf.sqlite3"
    with Library.open(path) as library:
        library.save_search("reeds", "title:moss")
        library.draft(3, "half a thought")
    assert {("tags", "name"), ("notes", "text"), ("papers", "title"), ("searches", "query")} <= set(tamper(path, EVERY))
    line.every_command()
    assert line.found == {}


@pytest.mark.full
@pytest.mark.parametrize("form", FORMS)
def test_each_form_alone_in_pages_of_every_format(tmp_path, form):
    line = Line(tmp_path / "home", tmp_path / "shelf.sqlite3")
    for reader in READERS:
        for page in hostile_pages(reader, FORMS[form], versions=4):
            (tmp_path / "page.txt").write_text(page, encoding="utf-8", errors="ignore")
            line("import", tmp_path / "page.txt", "--format", reader.NAME, "--json")
    line.every_command(formats=[form.name for form in FORMATS])
    assert line.found == {}


@pytest.mark.full
def test_each_column_of_a_library_alone(pages, tmp_path):
    whole = pages[1] / "shelf.sqlite3"
    for number, column in enumerate(columns(whole)):
        path = tmp_path / f"{number}.sqlite3"
        shutil.copy(whole, path)
        tamper(path, EVERY, [column])
        line = Line(tmp_path / "home", path)
        line.every_command()
        assert {key: found for key, found in line.found.items() if key[1] != "raised"} == {}, column


SETTINGS = f"""style = {json.dumps(EVERY.replace(FORMS["half of a pair"], ""))}
{json.dumps(EVERY.replace(FORMS["half of a pair"], ""))} = 1
theme = "\\u009b1m"
columns = ["\\u202e", "title"]
template = "{{title}} \\u009b1m {{nobody\\u202e}}"
key_pattern = "{{author\\u009b}}"
[keys]
"\\u009b1m" = "\\u202e"
read = "\\u009d0;"
"""


def test_nothing_of_the_settings_or_of_a_path_steers_the_terminal(line, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "config.toml").write_text(SETTINGS, encoding="utf-8")
    folder = tmp_path / EVERY.replace("/", "").replace("\0", "")[:60]
    folder.mkdir()
    for words in (["list"], ["doctor"], ["config"], ["backup"], ["backup", "--list"], ["restore"], ["list", "nobody"]):
        for path in (line.environment["PAPERSHELF_LIBRARY"], folder / "x.sqlite3"):
            line(*words, PAPERSHELF_LIBRARY=str(path))
            line("--library", path, *words)
    for words in (["cite", "1"], ["cite", "1", "--json"], ["styles"], ["styles", "--json"], ["export", "--limit"]):
        line(*words)
    page = folder / "\u202egpj.bib"
    page.write_text("@misc{x, title = {Moss}}", encoding="utf-8")
    account = json.loads(line("import", page, "--json").stdout)["listings"][0]
    assert account["source"].endswith("gpj.bib")
    assert line.found == {}


def test_half_of_a_pair_in_a_name_or_a_value_ends_no_import(line, tmp_path):
    for number, item in enumerate((
        {"type": "book", "id": "k", "title": "Reeds", "x\udc00": "v"},
        {"type": "book", "id": "k\ud800", "title": "Reeds\udfff and moss", "author": [{"family": "Fern\udc9b"}], "DOI": "10.5555/\udc00"},
        {"type": "book", "id": "k", "title": "Sedges", "custom": {"papershelf": {"extra": {"\udc00": "\udc00"}, "tags": ["\udc00"]}}},
        {"type": "\udc00", "id": "k", "title": "\udc00", "note": "\udc00: x"},
    )):  # fmt: skip
        (tmp_path / f"{number}.json").write_text(json.dumps([item]))
        line("import", tmp_path / f"{number}.json", "--format", "csl-json")
    for form in FORMATS:
        line("export", "--format", form.name)
    line("list", "--json")
    assert line.found == {}


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "ascii:surrogateescape", "latin-1"])
def test_no_encoding_of_a_pipe_leads_past_the_wall(line, tmp_path, encoding):
    path = line.environment["PAPERSHELF_LIBRARY"]
    tamper(path, EVERY)
    odd = os.fsencode(tmp_path) + b"/\x9b31m"
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PAPERSHELF_HOME": str(tmp_path / "home")}
    for words in (
        ["--library", path, "list"],
        ["--library", path, "show", "1"],
        ["--library", odd, "list"],
        ["list", odd],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "tui.cli", *words], env=environment, capture_output=True, check=False
        )
        for output in (done.stdout, done.stderr):
            assert steers(output.decode("latin-1" if encoding == "latin-1" else "utf-8", "surrogateescape")) == []
            assert b"Traceback" not in output


ESC = b"\x1b[27u"
"""Esc as kitty's keyboard protocol has it: what follows at once is another key."""
DIALOGS = {
    b"e": b"Facts of this paper", b"t": b"Tags of this paper", b"n": b"save, back", b"Y": b"chicago", b"f": b"Saved searches",
    b"S": b"Sort by", b"C": b"Columns", b"I": b"Imports", b"D": b"Possible duplicates", b"w": b"Statistics",
    b"?": b"Everything is saved", b":": b"Commands", b"R": b"Mark as", b"c": b"The last copies", b"/venue:\t": b" of ",
    b"i": b"a file, a link", b"aX": b"Records of a paper", b"ae": b"removes the fact", b"\x05": b"A paper by hand",
}  # fmt: skip
"""Keys to every screen that Esc leads back from, and a word that stands there."""
LIST = b"first author"


def shown(path, home):
    """Return all bytes that the app sends a terminal on its way through every screen, and a page to be imported."""
    page = path.with_name("page.bib")
    page.write_text(hostile_page(), encoding="utf-8", errors="ignore")
    terminal = Terminal(path, home)
    comes(terminal, b"", b"A note was not saved")
    for keys, word in ((b"s", LIST), (b"jjj", b""), (b"\r", b""), (b"\r", LIST), (b"y", b"unconfirmed")):
        comes(terminal, keys, word)
    for keys, word in DIALOGS.items():
        comes(terminal, keys, word)
        comes(terminal, ESC, LIST)
    comes(terminal, b"i", DIALOGS[b"i"])
    comes(terminal, str(page).encode() + b"\r", b"pick")
    comes(terminal, b"jjj\r", b"papers")
    os.kill(terminal.process.pid, signal.SIGTERM)
    assert terminal.ended() == 128 + signal.SIGTERM
    return terminal.output


def comes(terminal, keys, word, limit=30.0):
    """Press keys, and read until the terminal is sent a word, and then nothing for a moment."""
    before = len(terminal.output)
    terminal.send(keys)
    end = time.monotonic() + limit
    while word not in terminal.output[before:]:
        assert time.monotonic() < end, (keys, word, terminal.output[before:][-2000:])
        terminal.read()
    quiet(terminal)


def quiet(terminal):
    """Read until the terminal is sent nothing for a moment."""
    while select.select([terminal.master], [], [], 0.06)[0]:
        terminal.output += os.read(terminal.master, 1 << 16)


def tell(path):
    """Have a reader say something of the first papers, and leave a draft."""
    with Library.open(path) as library:
        library.merge(*library.view().first(2))
        library.tag([1, 2, 3], ["fern"])
        library.note(1, "a note")
        library.save_search("reeds", "title:moss")
        library.draft(3, "half a thought")


def hostile_page():
    return "\n".join(
        f"@misc{{k{n}, title = {{Moss {form}}}, author = {{Fern, A{form}}}, howpublished = {{{form}}}, note = {{{form}}}}}"
        for n, form in enumerate(form for form in FORMS.values() if not {"{", "}"} & set(form))
    )


def test_no_screen_passes_on_what_a_page_or_another_program_says_to_the_terminal(pages, tmp_path):
    path = tmp_path / "shelf.sqlite3"
    shutil.copy(pages[1] / "shelf.sqlite3", path)
    tell(path)
    tamper(path, EVERY)
    output = shown(path, tmp_path / "home")
    assert steers(output, screen=True) == []
    assert MARK.encode() in output  # what there is of a sequence that is text is shown


@pytest.mark.full
@pytest.mark.parametrize("form", FORMS)
def test_no_screen_passes_on_one_form_alone(tmp_path, form):
    path = tmp_path / "shelf.sqlite3"
    line = Line(tmp_path / "home", path)
    for reader in READERS:
        for page in hostile_pages(reader, FORMS[form]):
            (tmp_path / "page.txt").write_text(page, encoding="utf-8", errors="ignore")
            line("import", tmp_path / "page.txt", "--format", reader.NAME)
    tell(path)
    tamper(path, FORMS[form])
    output = shown(path, tmp_path / "home")
    assert steers(output, screen=True) == []
