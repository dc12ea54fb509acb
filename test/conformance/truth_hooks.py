"""What is told of values, written down: by the oracle, and by the agent with what follows from it."""

from __future__ import annotations

import builtins
import itertools
import sys
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from digest import digest, truth
from rewriting import RECORD

from snappoint.engines.base import Expression, Flag, Hook, Place, Request, Watch
from snappoint.engines.derive import Reading, complete


class Seen(NamedTuple):
    """A value when it was told."""

    text: str
    truth: bool | None
    is_none: bool


def _of_bool(value: bool) -> Seen:
    return Seen(digest(value), value, False)


# Some tests look at all builtins; so what the oracle adds is there without it, too.
builtins.__dict__.setdefault(RECORD, None)

READING: Reading[Seen] = Reading(lambda seen: seen.truth, lambda seen: seen.is_none, _of_bool)


class Truth:
    """Each value as soon as it is told."""

    def __init__(self, _number: int) -> None:
        self._starts = itertools.count()
        self.hook: Hook = self._start
        self.captures = 0
        self.failures: list[str] = []
        self._values: defaultdict[int, list[str]] = defaultdict(list)
        self._texts: dict[str, str] = {}

    def request(self, place: Place, expressions: Sequence[Expression], _names: Sequence[str]) -> Request:
        self._expressions = tuple(expressions)
        watch = Watch(Flag([None]), self._expressions, self._value, self._ended, self._raised)
        return Request(place, self.hook, watch=watch)

    def told(self) -> dict[str, int]:
        return {"values": sum(map(len, self._values.values()))}

    def hits(self) -> int:
        return next(self._starts)

    def values(self) -> dict[int, dict[str, int]]:
        """How often each value was told of each expression."""
        return {number: _counted(texts) for number, texts in self._values.items()}

    def _add(self, number: int, text: str) -> None:
        self._values[number].append(self._texts.setdefault(text, text))

    def _start(self, _depth: int = 1) -> None:
        next(self._starts)

    def _value(self, number: int, value: object) -> None:
        self._add(number, digest(value))

    def _ended(self, depth: int = 1) -> None:
        """The oracle tells of no ends."""

    def _raised(self, _error: BaseException) -> None: ...


class Completed(Truth):
    """When a hit ends, what follows from the values that were told of it counts as told, too."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self._hits: dict[int, dict[int, Seen]] = {}

    def _start(self, depth: int = 1) -> None:
        next(self._starts)
        frame = id(sys._getframe(depth))
        self._complete(frame)
        self._hits[frame] = {}

    def _value(self, number: int, value: object) -> None:
        # The last time counts: a chained comparison tells each of its steps.
        seen = Seen(digest(value), truth(value), value is None)
        self._hits.setdefault(id(sys._getframe(1)), {})[number] = seen

    def _ended(self, depth: int = 1) -> None:
        self._complete(id(sys._getframe(depth)))

    def _raised(self, _error: BaseException) -> None:
        self._complete(id(sys._getframe(1)))

    def _complete(self, frame: int) -> None:
        told = self._hits.pop(frame, {})
        for number, seen in complete(self._expressions, told, READING).items():
            self._add(number, seen.text)

    def values(self) -> dict[int, dict[str, int]]:
        """Those of hits that never ended included."""
        for frame in list(self._hits):
            self._complete(frame)
        return super().values()


def _counted(texts: list[str]) -> dict[str, int]:
    """Without `Counter`, whose code may be what is judged."""
    counts: dict[str, int] = {}
    for text in texts:
        counts[text] = counts.get(text, 0) + 1
    return counts
