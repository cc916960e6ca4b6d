"""Fixtures that every room's tests use."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

INVENTED = Path(__file__).parent / "invented"
REAL = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session", params=["invented", "real"])
def material(request: pytest.FixtureRequest) -> Path:
    """The folder of pages, files and citations that are right to the last field.

    A small invented one is in every clone. The large one of real pages and records stands beside a developer's
    checkout and has the same shape; elsewhere only its half of a test is skipped.
    """
    if request.param == "invented":
        return INVENTED
    if not REAL.is_dir():
        pytest.skip(f"only the invented pages were tested: {REAL} is not there")
    return REAL


# A busy machine is no failure: what has to be fast is measured. The short form tries the same examples every time, so that
# it says the same of the same code; the long one others each time.
settings.register_profile("short", deadline=None, derandomize=True)
settings.register_profile("long", deadline=None)
settings.load_profile(os.environ.get("PAPERSHELF_EXAMPLES", "short"))
