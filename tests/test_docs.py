"""The manual and the code say the same: every field, order, status and command of one is in the other."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from click import Context

from importers import READERS
from storage.__main__ import page
from storage.fields import FIELDS, HAS, IS, SORTS
from tui.citations import STYLES
from tui.cli.main import main

ROOT = Path(__file__).resolve().parents[1]
QUERY = (ROOT / "docs" / "query.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_page_of_the_query_language_is_written_from_the_table():
    assert page() == QUERY, "write it anew: python -m storage > docs/query.md"


def test_every_field_is_in_the_manual_and_no_other():
    assert set(re.findall(r"^\| `([a-z]+):` \|", QUERY, re.MULTILINE)) == set(FIELDS)


@pytest.mark.parametrize("names", [SORTS, IS, HAS])
def test_every_value_is_in_the_manual(names):
    assert all(f"`{name}`" in QUERY for name in names)


def test_every_example_of_the_manual_is_a_query():
    from storage.query import parse

    for line in re.findall(r"^(\S.*?)\s{2,}\S", QUERY.partition("```")[2].partition("```")[0], re.MULTILINE):
        parse(line)


def test_every_command_is_in_the_readme_and_no_other():
    block = README.partition("## On the command line")[2].partition("```")[2].partition("```")[0]
    named = set(re.findall(r"(?:papershelf|\||,) ([a-z]+)\b", block))
    assert named == set(main.list_commands(Context(main)))


def test_every_style_is_in_the_readme():
    for style in STYLES:
        assert style.title.split()[0] in README, style.title


def test_every_format_has_its_row():
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    assert all(f"`{reader.NAME}`" in page for reader in READERS)


def test_the_changelog_has_each_heading_once():
    unreleased = (
        (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").partition("## [Unreleased]")[2].partition("\n## [")[0]
    )
    headings = re.findall(r"^### .*", unreleased, re.MULTILINE)
    assert len(headings) == len(set(headings)), "two branches met: put what stands under one heading twice together"


PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_source_package_holds_every_page_and_room():
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    included = build["targets"]["sdist"]["include"]
    assert [name for name in included if not (ROOT / name).exists()] == []
    assert {page.name for page in ROOT.glob("*.md")} <= set(included)
    assert set(build["targets"]["wheel"]["packages"]) <= set(included)


ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
SPANS = [
    span
    for span in sorted(set(re.findall(r"`([\w./-]+(?::[\w.]+)?)`", ARCHITECTURE)))
    if not re.search(r"\bNAME\b", span)
    and ("/" in span or span.endswith(".md"))
    and (ROOT / span.partition("/")[0]).exists()
]
"""The files and names that the plan names: `tui/keys.py`, `tui/keys.py:KEYS`."""


def defined(tree: ast.Module) -> Iterator[str]:
    """Yield what a file defines: `name`, `Class`, `Class.method`."""
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.Assign(targets=targets):
                yield from (target.id for target in targets if isinstance(target, ast.Name))
            case ast.ClassDef(name=name):
                yield name
                yield from (f"{name}.{inner}" for inner in defined(ast.Module(node.body, [])))


@pytest.mark.parametrize("span", SPANS)
def test_every_file_and_name_of_the_plan_is_there(span):
    path, _, name = span.partition(":")
    assert (ROOT / path).exists(), f"docs/architecture.md names {path}, which is not there"
    if name:
        code = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        assert name in defined(code), f"docs/architecture.md names {name}, which {path} does not define"


def test_every_file_of_a_room_that_the_plan_names_is_there():
    for row in re.findall(r"^\| (.*?) \| (`[^|]*\.py`.*) \|$", ARCHITECTURE, re.MULTILINE):
        folder = ROOT / row[0].strip("`") if "`" in row[0] else ROOT / "tui"
        for name in re.findall(r"`(\w+\.py|\w+/)`", row[1]):
            assert (folder / name).exists(), f"{row[0]}: {name}"


def test_every_command_of_the_plan_can_be_run():
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    for text in (ARCHITECTURE, (ROOT / "CONTRIBUTING.md").read_text("utf-8"), README):
        assert set(re.findall(r"\bmake ([a-z-]+)", "".join(re.findall(r"`[^`]+`", text)))) <= set(targets)
    for argument in re.findall(r'make test ARGS="([^"]*)"', ARCHITECTURE):
        assert all((ROOT / path).exists() for path in argument.split()), argument
