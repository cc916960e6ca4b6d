"""What a row of the table is: figures taken in turn with their baseline, a target; how they are printed and kept."""

import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from storage import sqlite

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Setting:
    """On how much, and how often."""

    papers: int
    repetitions: int = 5
    """At least; a row of short runs takes more."""
    short: bool = False
    """Whether this is the form for every change: less of the same, and judged by what holds at any size."""

    def at_most(self, full: int, short: int) -> int:
        """Return how many papers a row of a fixed size takes, which the shelf's size bounds too."""
        return min(self.papers, short if self.short else full)


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    name: str
    what: str
    """What was done, on how much, against what."""
    unit: str
    """Of `ours` and `baseline`: `s CPU`, `ms`, `MB`; the figure itself is a ratio, or of this unit, by `value`."""
    ours: tuple[float, ...]
    """One number a repetition, the first, which warms up, left out."""
    baseline: tuple[float, ...] = ()
    limit: float | None = None
    """The target; None where there is none."""
    at_least: bool = False
    """Whether the target is a least instead of a most."""
    anywhere: bool = False
    """Whether the target holds at any size and beside other programs, so that the short form is judged by it."""
    p95: float | None = None
    """Where the runs of one repetition were many: the 95th percentile of them all. Else that of `ours` is taken."""

    @property
    def value(self) -> float:
        """What is compared with the target: the ratio of medians where there is a baseline, else the median."""
        return median(self.ours) / median(self.baseline) if self.baseline else median(self.ours)

    @property
    def passed(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.limit is None:
            return None
        return self.value >= self.limit if self.at_least else self.value <= self.limit


@dataclass(frozen=True, slots=True)
class Row:
    """A benchmark: its function yields the figures of its name."""

    name: str
    measure: Callable[[Setting], Iterator[Figure]]


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that a share (0 to 1) of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def interleaved(repetitions: int, *runs: Callable[[], float]) -> tuple[tuple[float, ...], ...]:
    """Return what each of the runs measures, taken in turn so that a busy machine troubles all alike.

    One turn more is taken first, to warm up, and left out.
    """
    taken = [tuple(run() for run in runs) for _ in range(repetitions + 1)][1:]
    return tuple(zip(*taken, strict=True))


def cpu(run: Callable[[], object]) -> float:
    """Return the CPU seconds, this process's own, that a call takes."""
    start = time.process_time()
    run()
    return time.process_time() - start


def milliseconds(run: Callable[[], object]) -> float:
    """Return how long a call takes by the clock."""
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1e3


def child_cpu(argv: Sequence[str], env: dict[str, str] | None = None) -> float:
    """Return the CPU seconds that a Python program takes from its start to its end, its modules compiled before.

    Raises CalledProcessError when it fails.
    """
    env = {**os.environ, **(env or {}), "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "papershelf-pyc")}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, env=env)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


HEAD = f"{'name':<18} {'median':>12} {'p95':>10} {'baseline':>12} {'ratio':>7} {'target':>8}       what"


def line(figure: Figure) -> str:
    """Return a figure as a line of the table."""
    taken = figure.p95 if figure.p95 is not None else percentile(figure.ours, 0.95)
    base = f"{_number(median(figure.baseline))}" if figure.baseline else ""
    ratio = f"{figure.value:.2f}" if figure.baseline else ""
    target = "" if figure.limit is None else f"{'>=' if figure.at_least else '<='} {figure.limit:g}"
    verdict = {True: "pass", False: "FAIL", None: ""}[figure.passed]
    return (
        f"{figure.name:<18} {_number(median(figure.ours)) + ' ' + figure.unit:>12} {_number(taken):>10} {base:>12} "
        f"{ratio:>7} {target:>8} {verdict:<5} {figure.what}"
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def keep(figures: Sequence[Figure], setting: Setting) -> Path:
    """Write the figures as JSON below benchmarks/results, with what they were taken on; return the file."""
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    path = RESULTS / f"{now:%Y%m%d-%H%M%S}-{setting.papers}.json"
    content = {
        "taken": now.isoformat(timespec="seconds"), "papers": setting.papers, "repetitions": setting.repetitions,
        "python": platform.python_version(), "sqlite": sqlite.version,
        "machine": platform.machine(), "system": platform.platform(), "argv": sys.argv[1:],
        "figures": [{**asdict(figure), "value": figure.value, "passed": figure.passed} for figure in figures],
    }  # fmt: skip
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return path
