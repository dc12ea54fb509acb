"""How long statements and calls take: every hit is measured, whether it is captured or not.

What is measured is the time from start to end. Waiting at an `await` is part of it; the time that a generator
stands still at a `yield` is not, since then its caller runs.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from math import log2
from sys import _getframe
from time import perf_counter, thread_time
from types import FrameType
from typing import NamedTuple

from ..engines.base import Flag, Pause, Watch
from ..genuine import get_ident
from ..rendering.outside import is_the_programs
from .shapes import Times

MOST_RUNNING = 10_000
"""Of more hits at once the oldest are not measured: generators that wait, calls whose frames were cleared."""

_STEPS = 4
"""Buckets for each doubling of the time."""

_LAST_BUCKET = 250
"""It has whatever takes longer, too: that is years."""


class _Sum:
    """What was measured on one thread. Only that thread adds to it, so nothing is lost without a lock."""

    __slots__ = ("buckets", "longest", "shortest", "total")

    def __init__(self) -> None:
        self.total = 0.0
        self.shortest = float("inf")
        self.longest = 0.0
        self.buckets = [0] * (_LAST_BUCKET + 1)


class Sampling(NamedTuple):
    """Which of the hits that are measured are captured, too."""

    gate: Flag
    """Empty while none is."""

    begin: Callable[[FrameType], object]
    refuse: Callable[[], object] | None
    """Counts a hit that is not, where that is not known from the others."""


class Stopwatch:
    """The hooks of one timer. They do as little as they can, since each hit calls two of them."""

    __slots__ = (
        *("_count_failure", "_finish", "_gate", "_live", "_paused", "_refuse", "_running", "_sample"),
        *("_sums", "on"),
    )

    def __init__(
        self,
        sampling: Sampling,
        live: Flag,
        finish: Callable[[int, BaseException | None, float], object],
        count_failure: Callable[[Exception], object],
    ) -> None:
        """`live` is empty while no hit that is captured is in progress."""
        self._gate, self._sample, self._refuse = sampling
        self._live = live
        self._finish = finish
        self._count_failure = count_failure
        self.on = Flag([None])
        """Empty for a timer that is gone: then no hook is called any more."""

        self.restart()

    def restart(self) -> None:
        """Forgets what was measured."""
        self._running: dict[int, float] = {}
        """When it began, by the identity of the frame; what a generator stood still is added."""

        self._paused: dict[int, float] = {}
        """What generators that stand still have taken until then."""

        self._sums: dict[int, _Sum] = {}

    def watch(self) -> Watch:
        """What the program's code has to tell."""
        pause = Pause(self.paused, self.resumed)
        return Watch(self.on, (), _nothing, self.ended, self.raised, None, self.ended, pause=pause)

    def stop(self) -> None:
        """For good."""
        self.on.clear()
        self._running.clear()
        self._paused.clear()

    def began(self, depth: int = 1) -> None:
        """A statement or call begins."""
        try:
            frame = _getframe(depth)
            if self._gate:
                self._sample(frame)
            elif self._refuse is not None:
                self._refuse()
            running = self._running
            if len(running) >= MOST_RUNNING:
                _drop_oldest(running)
            # Last, so that nothing of ours is measured.
            running[id(frame)] = perf_counter()
        except Exception as error:
            self._contain(error)

    def ended(self, _result: object = None) -> None:
        """A statement or call ends."""
        now = perf_counter()
        try:
            self._end(id(_getframe(1)), now, None)
        except Exception as error:
            self._contain(error)

    def raised(self, raised: BaseException) -> None:
        """An exception ends a statement or call."""
        now = perf_counter()
        try:
            self._end(id(_getframe(1)), now, raised)
        except Exception as error:
            self._contain(error)

    def paused(self, depth: int = 1) -> None:
        """A generator hands something to its caller."""
        now = perf_counter()
        try:
            key = id(_getframe(depth))
            began = self._running.pop(key, None)
            if began is not None:
                if len(self._paused) >= MOST_RUNNING:
                    _drop_oldest(self._paused)
                self._paused[key] = now - began
        except Exception as error:
            self._contain(error)

    def resumed(self, _error: object = None) -> None:
        """A generator goes on, or an exception is thrown into it."""
        try:
            key = id(_getframe(1))
            taken = self._paused.pop(key, None)
            if taken is not None:
                self._running[key] = perf_counter() - taken
        except Exception as error:
            self._contain(error)

    def times(self) -> Times | None:
        """All that has ended, or None as long as nothing has."""
        sums = list(self._sums.values())
        counts = [sum(column) for column in zip(*(one.buckets for one in sums), strict=True)]
        if not any(counts):
            return None
        return {
            "count": sum(counts),
            "total": sum(one.total for one in sums),
            "min": min(one.shortest for one in sums),
            "max": max(one.longest for one in sums),
            "buckets": [(bucket, count) for bucket, count in enumerate(counts) if count],
        }

    def _end(self, key: int, now: float, error: BaseException | None) -> None:
        began = self._running.pop(key, None)
        if began is None:
            return
        taken = now - began
        mine = self._sums.get(get_ident())
        if mine is None:
            mine = self._sums[get_ident()] = _Sum()
        mine.total += taken
        # Compared by hand: a call takes longer.
        if taken < mine.shortest:  # noqa: PLR1730
            mine.shortest = taken
        if taken > mine.longest:  # noqa: PLR1730
            mine.longest = taken
        mine.buckets[min(int(_STEPS * log2(taken * 1e9)), _LAST_BUCKET) if taken > 1e-9 else 0] += 1
        if self._live:
            self._finish(key, error, taken)

    def _contain(self, error: Exception) -> None:
        if isinstance(error, RecursionError):
            # The program is about to reach its limit by itself, and shall do so in its own code.
            return
        if is_the_programs(error):
            raise error
        self._count_failure(error)


@functools.cache
def seconds_a_hit() -> float:
    """What the two hooks take of a thread's time, on this machine: found out once, by calling them."""
    closed = Sampling(Flag(), _nothing, None)
    timer = Stopwatch(closed, Flag(), _nothing, _nothing)
    rounds = []
    for _ in range(_ROUNDS):
        began = thread_time()
        for _ in range(_CALLS):
            timer.began()
            timer.ended()
        rounds.append((thread_time() - began) / _CALLS)
    return min(rounds)


_ROUNDS, _CALLS = 5, 100


def _drop_oldest(known: dict[int, float]) -> None:
    try:
        known.pop(next(iter(known)), None)
    except (StopIteration, RuntimeError):
        return  # Another thread was faster.


def _nothing(*_: object) -> None:
    """Where nobody wants to be told."""
