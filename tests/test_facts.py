"""How far a fact is spread: a new one should need its noun, a migration, a field, a row of own.py and a column."""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FORMATS = ROOT / "importers" / "formats"
UPGRADE = ROOT / "storage" / "upgrade"
"""Reads libraries of one older schema, whose columns are what they were: no new fact is ever named there."""
FILES = sorted(
    path
    for room in ("storage", "importers", "tui")
    for path in (ROOT / room).rglob("*.py")
    if not {FORMATS, UPGRADE}.intersection(path.parents)
)


def code(path: Path) -> str:
    """Return the names and texts of a file, without its docstrings and comments."""
    source = path.read_text(encoding="utf-8")
    said = {
        (node.lineno, node.col_offset)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return " ".join(
        token.string
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type in (tokenize.NAME, tokenize.STRING) and token.start not in said
    )


@pytest.mark.parametrize("fact", ["organisation", "author_count", "date_inferred"])
def test_facts_stand_in_few_places(fact: str) -> None:
    named = [str(path.relative_to(ROOT)) for path in FILES if re.search(rf"\b{fact}\b", code(path))]
    assert len(named) <= 8, f"{fact} stands in {len(named)} files: {', '.join(named)}"
