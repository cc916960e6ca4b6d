"""The manual and the code say the same: every field, order, status and command of one is in the other."""

import re
import tomllib
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
