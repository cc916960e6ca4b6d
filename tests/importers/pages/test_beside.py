"""Names with where they work right behind them, no sign between."""

import pytest

from importers.pages.beside import beside
from tests.clock import within

LINES = {
    "Ada Roe University of Fen, Bo Moor Tide University": (["Ada Roe", "Bo Moor"], ["University of Fen", "Tide University"]),
    "Cy M. Stone The Open University of Sand, Los Angeles, Dee van Reed Delft University of Technology": (
        ["Cy M. Stone", "Dee van Reed"], ["The Open University of Sand", "Los Angeles", "Delft University of Technology"],
    ),
    "Eve Marsh Google, Finn Dune Microsoft Research, Gil Heath Technical University of Shore, Denmark": (
        ["Eve Marsh", "Finn Dune", "Gil Heath"], ["Google", "Microsoft Research", "Technical University of Shore", "Denmark"],
    ),
    "Hal Brook Iowa State University, Ida Lake Iowa State University (when this was done), Jon Wold": (
        ["Hal Brook", "Ida Lake", "Jon Wold"], ["Iowa State University", "Iowa State University"],
    ),
    "Kit Fell School of Tides, Fen University, Lee Mere Queens University, Kingston, Sandland, Moe Beck SHOREX Europe": (
        ["Kit Fell", "Lee Mere", "Moe Beck"],
        ["School of Tides", "Fen University", "Queens University", "Kingston", "Sandland", "SHOREX Europe"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_names_and_places(line):
    names, places = LINES[line]
    found = beside(line)
    assert ([str(name) for name in found.names], list(found.rest)) == (names, places)
    assert found.sure > 0.9


@pytest.mark.parametrize("line", [
    "Ada Roe, Bo Moor", "Coastal Science at the University of Fen, a Review", "Charles River Science Day, 2031",
    "A Review of Evidence from the New Tide Research", "Programme Committee University of Fen", "",
])  # fmt: skip
def test_what_is_no_such_line(line):
    assert beside(line) is None


def test_a_name_alone_and_a_place_is_doubtful():
    assert beside("Ada Roe University of Fen").sure < 0.5


def test_a_line_of_a_megabyte_takes_no_time():
    with within(0.5):
        assert beside("Ada Roe University of Fen, " * 40_000) is None
