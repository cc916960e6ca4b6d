"""How long something takes, told so that it holds on any machine and on a busy one."""

import json
import re
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager

_USUAL = 0.0100
"""CPU seconds that `_yardstick` takes on the machine by which limits are set."""


def _yardstick() -> float:
    """Return the CPU seconds of work like that of the readers: patterns, texts, dictionaries, numbers."""
    begun = time.process_time()
    for count in range(100):
        words = re.findall(r"[a-z]+", "harbour tides and what gulls make of them " * 20)
        table = {word + str(place): (place, count) for place, word in enumerate(words)}
        json.loads(json.dumps(table))
    return time.process_time() - begun


def usual(seconds: float) -> float:
    """Return what so many CPU seconds of this moment are on the usual machine; never more than they are here.

    A core that is shared gives each of those who share it less work in a second of CPU time.
    """
    return seconds / max(1.0, statistics.median(_yardstick() for _ in range(5)) / _USUAL)


@contextmanager
def within(limit: float, words: str = "") -> Iterator[None]:
    """Assert that what is done takes no more than so many CPU seconds of the usual machine."""
    begun = time.process_time()
    yield
    taken = time.process_time() - begun
    assert taken < limit or (taken := usual(taken)) < limit, f"{taken:.2f} s of {limit}: {words}"
