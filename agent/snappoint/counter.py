"""Counting from many threads, exactly and without a lock."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from operator import length_hint

from .behaviour import THREADS_RUN_AT_ONCE

_MOST = 2**62


class Counter:
    """Each step of `steps` counts one; it is a single step of C code, so that none is lost, whether a call
    of `up` takes it or a loop in the program's code."""

    __slots__ = ("_before", "steps", "up")

    def __init__(self) -> None:
        # A step of `repeat` makes no object, which makes it several times as fast as one of `count`; but
        # only `count` counts right where threads really run at once.
        self.steps: Iterator[object] = (
            itertools.count() if THREADS_RUN_AT_ONCE else itertools.repeat(None, _MOST)
        )
        self.up = self.steps.__next__
        self._before = 0

    def value(self) -> int:
        """How much was counted. Looking counts nothing."""
        return self._all() - self._before

    def restart(self) -> None:
        """Forgets what was counted. The steps stay the same object, because the program's code holds it."""
        self._before = self._all()

    def _all(self) -> int:
        if THREADS_RUN_AT_ONCE:
            return int(repr(self.steps)[len("count(") : -1])
        return _MOST - length_hint(self.steps)
