"""Rows on finding and saying: a filter as it is typed, exact counts, typo rescue, the list in a pipe, marks, undo."""

import random
import resource
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from benchmarks.shelf import folder, shelf
from benchmarks.table import Figure, Row, Setting, child_cpu, cpu, interleaved, milliseconds, percentile
from storage.library import Library
from storage.papers.paper import Status
from storage.query import parse
from storage.rescue import rescue
from storage.view import View

SMALL = 10_000
"""Papers of the shelf that a large one is compared with."""
SCREEN = 50
"""Rows of the first screen."""


def scripted(library: Library, count: int = 200) -> list[str]:
    """Return queries as they stand after each key: words of papers all over the shelf, some two words, some fields."""
    rng = random.Random(3)
    newest = library.count()
    queries: list[str] = []
    while len(queries) < count:
        entry = library.entry(rng.randint(1, newest))
        if entry is None:
            continue
        words = [word for word in entry.paper.title.lower().split() if word.isalpha()]
        family = entry.paper.authors[0].parts().family.lower()
        before, word = rng.choice((
            ("", rng.choice(words)), ("", rng.choice(words)), ("", family), ("author:", family),
            ("title:", rng.choice(words)), (f"{rng.choice(words)} ", rng.choice(words)),
            (f"year:{entry.paper.year} ", rng.choice(words)), ("is:unread ", rng.choice(words)),
        ))  # fmt: skip
        queries += [before + word[:end] for end in range(1, len(word) + 1)]
    return queries[:count]


def filter_(setting: Setting) -> Iterator[Figure]:
    """Each key of a filter being typed: parse, find, and read the rows of the first screen."""
    with Library.open(shelf(setting.papers)) as large, Library.open(shelf(SMALL)) as small:
        queries = scripted(large)
        taken: dict[Library, list[float]] = {large: [], small: []}

        def run(library: Library) -> float:
            times = [_key(library, query) for query in queries]
            taken[library].append(percentile(times, 0.95))
            taken[library].append(percentile(times, 0.5))
            return percentile(times, 0.95)

        ours, base = interleaved(setting.repetitions, lambda: run(large), lambda: run(small))
        middle = taken[large][3::2]
        what = f"p95 of {len(queries)} keys at {setting.papers:,} papers, key to {SCREEN} rows"
        yield Figure("filter", what, "ms CPU", ours, limit=2.0)
        yield Figure("filter_growth", f"the same / at {SMALL:,} papers", "ms CPU", ours, base, limit=3.0, anywhere=True)
        yield Figure("filter_median", "the median key", "ms CPU", tuple(middle))


def _key(library: Library, query: str) -> float:
    return 1e3 * cpu(lambda: library.rows(library.view(query).first(SCREEN)))


def count(setting: Setting) -> Iterator[Figure]:
    """The exact count that follows the rows."""
    with Library.open(shelf(setting.papers)) as library:
        queries = scripted(library)[::10]
        times: list[float] = []

        def run() -> float:
            taken = [milliseconds(library.view(query).count) for query in queries]
            times.extend(taken)
            return percentile(taken, 0.5)

        (ours,) = interleaved(setting.repetitions, run)
        what = f"exact count of {len(queries)} filters, median"
        yield Figure("count", what, "ms", ours, p95=percentile(times[len(queries) :], 0.95))


_COUNTED = {
    "is:starred": "starred <> 0", "is:unread": "status = 0", "-is:read": "status <> 4", "has:note": "noted <> 0",
    "year:2004": "year = 2004", "year:2000..2009": "year >= 2000 AND year < 2010", "priority:0": "priority = 0",
    "tag:thesis": "id IN (SELECT paper FROM taggings JOIN tags ON tags.id = tag WHERE name = 'thesis')",
    "from:arxiv": "id IN (SELECT paper FROM sightings WHERE listing = 1)",
    "is:unread year:2010..": "status = 0 AND year >= 2010", "(status:queued OR is:starred) -year:2020":
    "(status = 1 OR starred <> 0) AND year IS NOT 2020",
}  # fmt: skip
"""Queries that sets of papers answer, with the condition of a scan that says the same."""


def counts_(setting: Setting) -> Iterator[Figure]:
    """Exact counts of flags, statuses, years, tags and listings, and all the shelf's years, venues and tags."""
    with Library.open(shelf(setting.papers)) as library:
        scalar = library.connection.execute

        def scan(condition: str) -> int:
            return int(scalar(f"SELECT count(*) FROM papers WHERE hidden = 0 AND {condition}").fetchone()[0])

        for query, condition in _COUNTED.items():
            assert library.view(query).count() == scan(condition), query
        ours, base = interleaved(
            setting.repetitions,
            lambda: 1e3 * max(cpu(library.view(query).count) for query in _COUNTED),
            lambda: 1e3 * max(cpu(partial(scan, condition)) for condition in _COUNTED.values()),
        )
        what = f"the slowest of {len(_COUNTED)} exact counts by sets at {setting.papers:,} papers"
        yield Figure("counts", what, "ms CPU", ours, limit=5, anywhere=True)
        yield Figure("counts_scan", "the same / by a scan of the papers", "ms CPU", ours, base)
        (every,) = interleaved(
            setting.repetitions, lambda: 1e3 * (cpu(library.statistics) + cpu(library.tags) + cpu(library.count))
        )
        yield Figure("counts_all", "all papers, by status, year, venue and tag", "ms CPU", every)


def rescue_(setting: Setting) -> Iterator[Figure]:
    """A word with two letters changed places, which no paper has: the nearest word and its exact count."""
    with Library.open(shelf(setting.papers)) as library:
        connection = library.connection
        rng = random.Random(5)
        slips: list[str] = []
        while len(slips) < 20:
            word = rng.choice(scripted(library)).rpartition(" ")[2].rpartition(":")[2]
            if len(word) >= 5:
                at = rng.randrange(1, len(word) - 1)
                slip = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
                if not View(connection, parse(slip)).first(1):
                    slips.append(slip)
        times: list[float] = []

        def run() -> float:
            taken = [milliseconds(partial(rescue, connection, parse(slip))) for slip in slips]
            times.extend(taken)
            return percentile(taken, 0.95)

        (ours,) = interleaved(setting.repetitions, run)
        yield Figure(
            "rescue", f"p95 of {len(slips)} slips among {setting.papers:,} papers' words", "ms", ours, limit=100
        )


def cli_list(setting: Setting) -> Iterator[Figure]:
    """`papershelf list 'year:2020.. attention' --limit 20` from start to end."""
    path = str(shelf(setting.papers))
    start = [sys.executable, "-m", "tui.cli"]
    ours = [*start, "--library", path, "list", "year:2020.. attention", "--limit", "20"]
    base = [sys.executable, "-c", "import click, sqlite3"]
    taken, baseline = interleaved(4 * setting.repetitions, lambda: child_cpu(ours), lambda: child_cpu(base))
    what = f"list 'year:2020.. attention' --limit 20 of {setting.papers:,} / python -c 'import click, sqlite3'"
    yield Figure("cli_list", what, "s CPU", taken, baseline, limit=1.6)


def mark(setting: Setting) -> Iterator[Figure]:
    """A thousand papers marked one by one, each an undo step saved at once."""
    with _written(setting) as library:
        rng = random.Random(9)

        spent: list[float] = []

        def run() -> float:
            times, work = [], []
            for _ in range(1_000):
                number, status = rng.randint(1, setting.papers), rng.choice((Status.READ, Status.QUEUED))
                start, began = time.perf_counter(), time.process_time()
                library.mark([number], status)
                times.append((time.perf_counter() - start) * 1e3)
                work.append((time.process_time() - began) * 1e3)
            spent.append(percentile(work, 0.99))
            return percentile(times, 0.99)

        (ours,) = interleaved(setting.repetitions, run)
        what = f"p99 of 1,000 marks at {setting.papers:,} papers"
        yield Figure("mark", what, "ms", ours, limit=5)
        yield Figure("mark_cpu", f"{what}, without waiting", "ms CPU", tuple(spent[1:]), limit=5, anywhere=True)


@contextmanager
def _written(setting: Setting) -> Iterator[Library]:
    """Open a copy of the shelf that may be written."""
    copy = folder() / f"marked-{setting.papers}.sqlite3"
    shutil.copyfile(shelf(setting.papers), copy)
    try:
        with Library.open(copy) as library:
            yield library
    finally:
        for name in (copy, copy.with_name(copy.name + "-wal"), copy.with_name(copy.name + "-shm")):
            name.unlink(missing_ok=True)


def undo(setting: Setting) -> Iterator[Figure]:
    """Taking back what was said of many papers at once."""
    with _written(setting) as library:
        ids = library.view().ids()
        acts: dict[str, Callable[[Sequence[int]], object]] = {
            "tags": lambda some: library.tag(some, add=["bulk"]),
            "marks": lambda some: library.mark(some, Status.DROPPED),
            "stars": lambda some: library.star(some, True),
        }
        for size in (5_000, setting.at_most(100_000, 20_000)):
            for name, act in acts.items():
                some = ids[:size]
                making = partial(cpu, partial(act, some))
                base, ours = interleaved(setting.repetitions, making, partial(cpu, library.undo))
                what = f"undo of {size:,} {name} / making them"
                yield Figure(f"undo_{name}_{size}", what, "s CPU", ours, base, 1.5, anywhere=True)


def bulk(setting: Setting) -> Iterator[Figure]:
    """Saying something of every paper of the shelf."""
    with _written(setting) as library:
        ids = library.view().ids()
        before = _peak()
        seconds = [
            cpu(partial(library.mark, ids, Status.DROPPED)), cpu(partial(library.star, ids, True)),
            cpu(partial(library.tag, ids, ["bulk"])), cpu(library.undo),
        ]  # fmt: skip
        what = f"marking, starring, tagging all of {setting.papers:,} papers, and undoing one"
        yield Figure("bulk_memory", f"{what}: memory over what it was", "MB", (_peak() - before,), limit=100)
        yield Figure("bulk", f"{what}: the slowest, a million papers", "s CPU", (max(seconds) / setting.papers * 1e6,))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


ROWS = (
    Row("filter", filter_),
    Row("count", count),
    Row("counts", counts_),
    Row("rescue", rescue_),
    Row("cli_list", cli_list),
    Row("mark", mark),
    Row("undo", undo),
    Row("bulk", bulk),
)
