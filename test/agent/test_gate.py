"""Which hits a gate lets through: all of a quiet probe, and of a hot one some that are evenly spread."""

from __future__ import annotations

from itertools import pairwise

import pytest
from clock import Clock

from snappoint.capture.gate import REST, Gate
from snappoint.inbox import PACE


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    for module in ("gate", "budget"):
        monkeypatch.setattr(f"snappoint.capture.{module}.monotonic", made)
    return made


class Program:
    """Hits at a gate as the program's code makes them, and looks at it as our own thread does."""

    def __init__(self, clock: Clock) -> None:
        self.hits = 0
        self.asked = 0
        self.admitted: list[float] = []
        self._clock = clock
        self._gate = Gate(lambda: self.hits - self.asked)
        self._next_look = clock.now

    def run(self, seconds: float, per_second: float) -> list[float]:
        """When hits were let through in that time."""
        known, began = len(self.admitted), self._clock.now
        for number in range(int(seconds * per_second)):
            self._clock.now = began + number / per_second
            if self._clock.now >= self._next_look:
                self._gate.open_if_due(self._clock.now)
                self._next_look = self._clock.now + PACE
            self._hit()
        self._clock.now = began + seconds
        return self.admitted[known:]

    def _hit(self) -> None:
        self.hits += 1
        if self._gate.open:
            self.asked += 1
            if self._gate.admits():
                self.admitted.append(self._clock.now)


@pytest.mark.parametrize("per_second", [0.5, 10, 39])
def test_a_quiet_probe_gets_every_hit(clock: Clock, per_second: float) -> None:
    program = Program(clock)
    assert len(program.run(20, per_second)) == program.hits


@pytest.mark.parametrize(
    ("per_second", "captures_a_second"),
    [(60, 40), (500, 40), (1900, 40), (5000, 10), (50_000, 10), (200_000, 10)],
)
def test_a_hot_one_is_thinned_evenly(clock: Clock, per_second: int, captures_a_second: int) -> None:
    program = Program(clock)
    program.run(2, per_second)  # The first ones come at once.
    admitted = program.run(5, per_second)
    gaps = [later - earlier for earlier, later in pairwise(admitted)]
    assert len(admitted) == pytest.approx(5 * captures_a_second, rel=0.1)
    # Captures are hits: a gap can't be finer than from one of these to the next.
    assert max(gaps) - min(gaps) < 1.01 / per_second + 0.01


def test_it_asks_less_the_hotter_it_is(clock: Clock) -> None:
    program = Program(clock)
    program.run(10, 100_000)
    assert program.hits == 1_000_000
    assert program.asked < 1000


def test_a_probe_that_was_hot_gets_every_hit_again(clock: Clock) -> None:
    program = Program(clock)
    program.run(3, 50_000)
    program.run(1, 20)
    assert len(program.run(5, 20)) == 100


def test_a_gate_has_rested_when_our_thread_looks_again() -> None:
    assert REST < PACE
