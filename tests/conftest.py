"""Fixtures that every room's tests use."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real pages and records that stands beside a developer's checkout; tests of it are skipped elsewhere."""
    if not SHARED.is_dir():
        pytest.skip(f"no real pages to test against: {SHARED} is not there")
    return SHARED
