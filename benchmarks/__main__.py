"""`python -m benchmarks [NAME...] [--papers N]`: every row of the table, or those named, each beside its baseline.

A row brings its own shelf of synthetic papers. The first argument may instead name a module of this folder with a
`main(argv)`, which then has the rest of the line. The exit status is 1 when a target was missed; with `--short`, which
is run for every change, when one was that holds at any size and beside other programs.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import bibtex, intake, pages, screen, search
from benchmarks.table import HEAD, Figure, Row, Setting, keep, line

ROWS: tuple[Row, ...] = (*search.ROWS, *intake.ROWS, *bibtex.ROWS, *pages.ROWS, *screen.ROWS)
"""Every row, in the order in which they run."""


def main(argv: Sequence[str]) -> int:
    """Run the rows that `argv` asks for, print the table, and write it to benchmarks/results."""
    if argv and (Path(__file__).parent / f"{argv[0]}.py").is_file():
        module = importlib.import_module(f"benchmarks.{argv[0]}")
        if hasattr(module, "main"):
            return int(module.main(list(argv[1:])) or 0)
    names = [row.name for row in ROWS]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure papershelf against its targets.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names)}; all when none is given")
    parser.add_argument("--papers", type=int, default=20_000, help="papers on the shelf (20,000 when not given)")
    parser.add_argument("--repetitions", type=int, help="of each measurement (5 when not given; 2 with --short)")
    parser.add_argument("--short", action="store_true", help="less of the same; only ratios that hold anywhere judge")
    asked = parser.parse_args(argv)
    if unknown := [name for name in asked.names if name not in names]:
        parser.error(f"no row is called {unknown[0]}; there are {', '.join(names)}")
    setting = Setting(asked.papers, asked.repetitions or (2 if asked.short else 5), asked.short)
    print(f"{setting.papers:,} papers, {setting.repetitions} repetitions or more, in turn with the baseline\n{HEAD}")
    figures: list[Figure] = []
    for row in ROWS:
        if not asked.names or row.name in asked.names:
            for figure in row.measure(setting):
                print(line(figure), flush=True)
                figures.append(figure)
    judged = [figure for figure in figures if figure.limit is not None and (figure.anywhere or not setting.short)]
    missed = [figure.name for figure in judged if not figure.passed]
    ending = f"; missed: {', '.join(missed)}" if missed else ""
    print(f"{len(judged) - len(missed)} of {len(judged)} targets met{ending}")
    print(f"written to {keep(figures, setting)}")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
