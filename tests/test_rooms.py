"""The arrows between the rooms, drawn with ast, and what start-up may load, seen from inside a fresh process."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("storage", "importers", "tui")
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def name_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path):
    """Yield every module that a file imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path} imports relatively"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name, *packages):
    return any(name == package or name.startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_arrows(path):
    here = name_of(path)
    for imported in imports(path):
        arrow = f"{here} -> {imported}"
        if within(here, "storage"):
            assert not within(imported, "importers", "tui"), f"{arrow}: storage knows neither of the others"
        if within(here, "importers"):
            assert not within(imported, "tui"), f"{arrow}: importers know no screen"
            if within(imported, "storage") and imported != "storage":
                assert within(imported, "storage.papers"), f"{arrow}: no import can touch a note"
        if within(here, "tui.citations"):
            assert not within(imported, "importers"), f"{arrow}: a citation needs only a paper"
            if within(imported, "tui") and imported != "tui":
                assert within(imported, "tui.citations"), f"{arrow}: a citation knows no screen"
            if within(imported, "storage") and imported != "storage":
                assert within(imported, "storage.papers"), f"{arrow}: a citation needs only a paper"
        if not within(here, "tui") or within(here, "tui.citations"):
            assert not within(imported, "textual"), f"{arrow}: only the screen imports textual"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_what_it_is(path):
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert docstring or not path.read_text(encoding="utf-8").strip()


HEAVY = ("textual", "rich", "sqlite_utils", "rapidfuzz", "bibtexparser", "pylatexenc", "httpx2", "defusedxml")


@pytest.mark.parametrize(
    "command", [["list", "--limit", "20"], ["list", "--json"], ["show", "1"], ["mark", "1"], ["undo"]]
)
def test_a_command_loads_nothing_it_does_not_need(tmp_path, command):
    library = tmp_path / "shelf.sqlite3"
    code = (
        "import sys, atexit\n"
        f"atexit.register(lambda: print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr))\n"
        "from tui.cli.main import main\n"
        f"main({['--library', str(library), *command]!r})\n"
    )
    make = (
        f"from storage.library import Library; from storage.papers.paper import *; l = Library.open({str(library)!r}); \
l.add([Listed(paper=Paper(title='On moss'), line=1)], source='x', format='y')"
    )
    subprocess.run([sys.executable, "-c", make], cwd=ROOT, check=True)
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr.strip().splitlines()[-1] == "[]"


def test_importing_a_room_opens_nothing(tmp_path):
    code = "import storage.library, importers, tui.cli.main, tui.desk.settings"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={"HOME": str(tmp_path), "PYTHONPATH": str(ROOT),
                   "PYTHONDONTWRITEBYTECODE": "1"}, check=True)  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_for_later():
    words = ("TO" + "DO", "FIX" + "ME", "X" + "XX")
    for path in (*MODULES, *(ROOT / "benchmarks").rglob("*.py"), *(ROOT / "tests").rglob("*.py")):
        assert not any(word in path.read_text(encoding="utf-8") for word in words), path
