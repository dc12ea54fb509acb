"""Counting from many threads, exactly and without a lock."""

from __future__ import annotations

import itertools


class Counter:
    """`up()` counts one and returns the number, from 1; it is a single step of C code, so that no two
    threads get the same number and none is lost."""

    __slots__ = ("_count", "up")

    def __init__(self) -> None:
        self._count = itertools.count(1)
        self.up = self._count.__next__

    def value(self) -> int:
        """How often `up` was called. The iterator's repr is the only way to look without counting."""
        return int(repr(self._count)[len("count(") : -1]) - 1
