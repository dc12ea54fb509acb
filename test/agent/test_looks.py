"""When files are looked at again that are not settled."""

from __future__ import annotations

import pytest
from clock import Clock

from snappoint.looks import FIRST, LAST_FOR_MODULE, MOST_FOR_LOOKS, Looks


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("snappoint.looks.monotonic", lambda: clock.now)
    return clock


def test_ever_later_until_it_is_settled(clock: Clock) -> None:
    looks, pauses = Looks(), []
    for _ in range(10):
        looks.looked("a.py", loaded=False)
        assert looks.due() == set()
        pauses.append(looks.next()[0] - clock.now)
        clock.now = looks.next()[0]
        assert looks.due() == {"a.py"}
    assert pauses[0] == pytest.approx(FIRST)
    assert pauses == sorted(pauses)
    assert pauses[-1] == pytest.approx(LAST_FOR_MODULE)
    looks.settled("a.py")
    assert (looks.due(), looks.next()) == (set(), [])


def test_what_takes_long_is_done_more_rarely(clock: Clock) -> None:
    looks = Looks()
    looks.looked("a.py", loaded=False)
    looks.took(1.0)
    assert looks.next() == [pytest.approx(1.0 / MOST_FOR_LOOKS + clock.now)]
    clock.now += 0.99 / MOST_FOR_LOOKS
    assert looks.due() == set()
    clock.now += 0.02 / MOST_FOR_LOOKS
    assert looks.due() == {"a.py"}


def test_what_is_owed_does_not_wait(clock: Clock) -> None:
    looks = Looks()
    looks.took(1.0)
    looks.owe({"a.py"})
    assert looks.due() == {"a.py"}
