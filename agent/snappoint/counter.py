"""Counting from many threads, exactly and without a lock."""

from __future__ import annotations

import itertools


class Counter:
    """`up()` counts one and returns the number, from 1; it is a single step of C code, so that no two
    threads get the same number and none is lost."""

    __slots__ = ("_before", "steps", "up")

    def __init__(self) -> None:
        self.steps = itertools.count(1)
        """Each step counts one."""

        self.up = self.steps.__next__
        self._before = 0

    def value(self) -> int:
        """How much was counted. The iterator's repr is the only way to look without counting."""
        return self._all() - self._before

    def restart(self) -> None:
        """Forgets what was counted. The steps stay the same object, because the program's code holds it."""
        self._before = self._all()

    def _all(self) -> int:
        return int(repr(self.steps)[len("count(") : -1]) - 1
