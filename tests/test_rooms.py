"""The arrows between the rooms, drawn from the files' own imports, typing imports too; and what start-up may load."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("storage", "importers", "tui")

FACE = "a face asks the desk, so that a third one need know no more"
SCREEN = ("tui.app", "tui.host", "tui.ending", "tui.keys", "tui.themes", "tui.shelf", "tui.screens", "tui.widgets")
FLOORS = {
    "storage.papers": ((), "what a paper is knows nothing of where it is kept"),
    "storage": ((), "the shelf knows neither where papers come from nor who looks at them"),
    "importers": (("storage.papers",), "an import cannot touch a note"),
    "tui.citations": (("storage.papers",), "a citation needs only a paper"),
    "tui.desk": (("tui.citations", "importers", "storage"), "a use case serves every face and knows none"),
    "tui.cli": (("tui.desk", "storage"), FACE),
    "tui.cli.main": (("tui.cli", "tui.desk", "tui.app", "storage"), FACE),
    "tui.keys": ((), "a table of keys is read, and asks nobody"),
    "tui.themes": ((), "a table of colours is read, and asks nobody"),
    "tui.widgets": (("tui.keys", "tui.themes", "storage"), "a widget is given what it shows"),
    "tui.host": (
        ("tui.widgets", "tui.keys", "tui.themes", "tui.desk", "storage"),
        "what a screen asks knows no screen",
    ),
    "tui.ending": (("tui.desk", "storage"), "the end is handed what it ends"),
    "tui.screens": (
        ("tui.host", "tui.widgets", "tui.keys", "tui.themes", "tui.desk", "storage"),
        "a screen asks the desk, and the app only through the host",
    ),
    "tui.shelf": (
        ("tui.screens", "tui.host", "tui.widgets", "tui.keys", "tui.themes", "tui.desk", "storage"),
        "the shelf asks the desk, and the app only through the host",
    ),
    "tui.app": ((*SCREEN, "tui.desk", "storage"), "the app stands on its screens, and asks the desk"),
    "tui": ((), "a name, and no room"),
}
"""What the files of a room may import beside their own room, and why no more; the longest name that fits a file counts."""

ONLY = {
    "textual": (SCREEN, "only the screen paints"),
    "rich": (SCREEN, "only the screen paints"),
    "click": (("tui.cli",), "only the command line reads words"),
    "sqlite3": (("storage",), "only the store speaks to the library file"),
    "pysqlite3": (("storage",), "only the store speaks to the library file"),
    "sqlite_utils": (("storage",), "only the store speaks to the library file"),
    "httpx2": (("importers.lookup",), "only a look-up uses the network"),
    "pypdfium2": (("importers.pdf.child",), "a PDF is opened in a process of its own"),
    "importers.formats": (
        ("importers.__init__", "tui.desk"),
        "formats share helpers, not each other, and a helper serves every format",
    ),
    "tui.shelf.screen": (("tui.app",), "the parts of the shelf post messages, and never call the screen"),
}
"""Who may import a thing at all, and why nobody else."""


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


FILES = {name_of(path): path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))}
CODE = {name: path.read_text(encoding="utf-8") for name, path in FILES.items()}
"""The text of every file; the file of a package is called `storage.__init__`."""


def within(name: str, *rooms: str) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def arrows(code: dict[str, str], name: str) -> Iterator[tuple[str, int]]:
    """Yield every file or library that a file imports, wherever in it the import stands, with its line."""
    for node in ast.walk(ast.parse(code[name])):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name}:{node.lineno} imports relatively"
            # `from importers import prose` is an arrow to importers/prose.py, not to the package.
            wholes = [f"{node.module}.{alias.name}" for alias in node.names]
            files = {whole if {whole, f"{whole}.__init__"} & code.keys() else node.module for whole in wholes}
            yield from ((file or "", node.lineno) for file in sorted(files))


def wrong(code: dict[str, str]) -> list[str]:
    """Return a sentence for each import that no room allows: what it is, where, and the reason for the rule."""
    found = []
    for name in code:
        room = max((room for room in FLOORS if within(name, room)), key=len)
        may, why = FLOORS[room]
        for imported, line in arrows(code, name):
            if within(imported, *PACKAGES) and not within(imported, room, *may):
                reasons = [why]
            else:
                reasons = [
                    said for thing, (who, said) in ONLY.items() if within(imported, thing) and not within(name, *who)
                ]
            found += [f"{name.replace('.', '/')}.py:{line} imports {imported}: {reason}" for reason in reasons]
    return found


def circles(code: dict[str, str]) -> list[str]:
    """Return each circle of files that a walk along the imports meets, as the files in their order."""
    graph = {name: sorted({file for to, _ in arrows(code, name) for file in (to, f"{to}.__init__") if file in code})
             for name in code}  # fmt: skip
    done: set[str] = set()
    found: list[str] = []

    def walk(name: str, trail: list[str]) -> None:
        if name in trail:
            found.append(" -> ".join([*trail[trail.index(name) :], name]))
        elif name not in done:
            for other in graph[name]:
                walk(other, [*trail, name])
            done.add(name)

    for name in graph:
        walk(name, [])
    return found


def test_no_arrow_points_up():
    assert not (found := wrong(CODE)), "\n".join(found)


def test_no_circle_of_files():
    assert not (found := circles(CODE)), "\n".join(found)


@pytest.mark.parametrize(
    ("name", "line", "said"),
    [
        ("storage.papers.paper", "import storage.sqlite", "nothing of where it is kept"),
        ("storage.library", "from importers import recognise", "where papers come from"),
        ("importers.prose", "from storage import library", "cannot touch a note"),
        ("importers.formats.ris", "from importers.formats import enw", "formats share helpers"),
        ("importers.facts", "from importers.formats.bibtex import read", "formats share helpers"),
        ("tui.citations.apa", "import tui.desk.citing", "needs only a paper"),
        ("tui.desk.files", "from textual.app import App", "only the screen paints"),
        ("tui.desk.files", "import click", "only the command line"),
        ("tui.desk.files", "if TYPE_CHECKING:\n    from tui.host import Host", "knows none"),
        ("tui.cli.saying", "def late():\n    from importers.lookup import finder", "asks the desk"),
        ("tui.cli.saying", "from tui.app import run", "asks the desk"),
        ("tui.widgets.bar", "from tui.desk.settings import Settings", "given what it shows"),
        ("tui.screens.cite", "from tui.app import PapershelfApp", "only through the host"),
        ("tui.shelf.noting", "from tui.shelf.screen import ShelfScreen", "never call the screen"),
        ("tui.shelf.noting", "from tui.citations import STYLES", "asks the desk"),
        ("tui.app", "import importers.reader", "asks the desk"),
        ("tui.screens.help", "import sqlite3", "only the store"),
        ("importers.formats.arxiv_atom", "import httpx2", "only a look-up"),
        ("importers.pdf.asking", "import pypdfium2.raw", "a process of its own"),
    ],
)
def test_a_wrong_arrow_is_named_with_its_line_and_the_reason(name, line, said):
    (sentence,) = wrong({**dict.fromkeys(CODE, ""), name: f"import re\n{line}\n"})
    assert sentence.startswith(f"{name.replace('.', '/')}.py:{2 + line.count(chr(10))} imports ")
    assert said in sentence


def test_an_arrow_that_points_down_is_not_named():
    down = {
        "storage.library": "from storage.papers.paper import Paper\nimport sqlite3",
        "importers.formats.ris": "from importers import facts\nfrom storage.papers import text",
        "importers.__init__": "from importers.formats import ris",
        "tui.cli.main": "from tui.app import run",
        "tui.shelf.screen": "from tui.shelf import noting\nfrom tui.screens.cite import CiteScreen\nimport textual",
    }
    assert wrong({**dict.fromkeys(CODE, ""), **down}) == []


def test_a_circle_is_named_by_its_files():
    code = {
        "storage.one": "from storage import two",
        "storage.two": "if TYPE_CHECKING:\n    import storage.three",
        "storage.three": "def late():\n    from storage.one import thing",
        "storage.four": "from storage.one import thing",
    }
    assert circles(code) == ["storage.one -> storage.two -> storage.three -> storage.one"]


def test_every_room_of_the_tables_is_there():
    rooms = {
        *FLOORS,
        *(room for may, _ in FLOORS.values() for room in may),
        *(who for whos, _ in ONLY.values() for who in whos),
    }
    assert [room for room in sorted(rooms) if not any(within(name, room) for name in CODE)] == []


@pytest.mark.parametrize("fact", ["organisation", "author_count", "date_inferred"])
def test_a_fact_is_named_where_it_is_kept_read_or_shown_and_nowhere_else(fact):
    naming = []
    for name, text in CODE.items():
        tree = ast.parse(text)
        documents = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        told = {str(getattr(node, field, "")) for node in ast.walk(tree) if id(node) not in documents
                for field in ("id", "attr", "arg", "value")}  # fmt: skip
        # What reads a format or a page names what it reads; the upgrade, columns that were.
        reads = ("importers.formats", "importers.pages", "importers.bibentries", "storage.upgrade")
        frozen = any(within(name, room) for room in reads)
        if not frozen and re.search(rf"\b{fact}\b", "\n".join(told)):
            naming.append(name)
    assert len(naming) <= 8, f"{fact}, which only travels, is named in {', '.join(naming)}"


@pytest.mark.parametrize("name", CODE)
def test_every_module_says_what_it_is(name):
    assert ast.get_docstring(ast.parse(CODE[name])) or not CODE[name].strip()


HEAVY = (
    "textual",
    "rich",
    "sqlite_utils",
    "rapidfuzz",
    "bibtexparser",
    "pylatexenc",
    "httpx2",
    "defusedxml",
    "selectolax",
    "pypdfium2",
    "importers.pdf.paper",
)


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


def test_the_screen_opens_without_what_only_a_change_needs():
    code = "import sys, tui.shelf.screen; print([name for name in sys.modules if name in sys.argv[1:]])"
    argv = [sys.executable, "-c", code, "storage.journal", "storage.records", "storage.merging", "storage.travel"]
    ran = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def test_a_page_of_a_known_format_loads_nothing_that_reads_any_layout():
    code = (
        "import sys; from tui.desk import importing; importing.parcel(importing.from_text('@book{a, title={On moss}}'));"
        "print([name for name in sys.modules if name in sys.argv[1:]])"
    )
    rooms = ("references", "blocks", "tables", "metadata")
    argv = [sys.executable, "-c", code, *(f"importers.pages.{name}" for name in rooms)]
    ran = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def test_importing_a_room_opens_nothing(tmp_path):
    code = "import storage.library, importers, tui.cli.main, tui.desk.settings"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={"HOME": str(tmp_path), "PYTHONPATH": str(ROOT),
                   "PYTHONDONTWRITEBYTECODE": "1"}, check=True)  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_for_later():
    words = ("TO" + "DO", "FIX" + "ME", "X" + "XX")
    for path in (*FILES.values(), *(ROOT / "benchmarks").rglob("*.py"), *(ROOT / "tests").rglob("*.py")):
        assert not any(word in path.read_text(encoding="utf-8") for word in words), path
