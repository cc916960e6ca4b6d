"""What the tests of several formats share."""

from dataclasses import fields
from typing import Any

from storage.papers.names import Name


def parts(names: tuple[Name, ...]) -> list[dict[str, Any]]:
    """Return names as golden files have them: the parts that there are."""
    return [{part.name: value for part in fields(name) if (value := getattr(name, part.name))} for name in names]
