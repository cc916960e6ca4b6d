"""A limit on time fails what takes longer, and a slow machine is told from slow work."""

import pytest

from tests import clock


def test_what_takes_too_long_fails():
    with (
        pytest.raises(AssertionError, match="of 0: the sum of many numbers"),
        clock.within(0, "the sum of many numbers"),
    ):
        sum(range(10_000))


def test_a_slow_machine_is_told_from_slow_work(monkeypatch):
    monkeypatch.setattr(clock, "_yardstick", lambda: 4 * clock._USUAL)
    assert clock.usual(2.0) == 0.5
    monkeypatch.setattr(clock, "_yardstick", lambda: clock._USUAL / 4)
    assert clock.usual(2.0) == 2.0
