"""What is wanted at each statement, by the kind of probe; and what its hooks were told."""

from __future__ import annotations

import itertools
import operator
import traceback
from _functools import _lru_cache_wrapper
from collections.abc import Sequence
from functools import partial
from typing import Any

from snappoint.capture.conditions import condition_of
from snappoint.capture.gate import Budget
from snappoint.capture.hit import Recorder
from snappoint.engines.base import Expression, Flag, Hook, Place, Request, Watch

NO_EXPRESSIONS: tuple[Expression, ...] = ()
UNBOUND = "no_such_name_anywhere"


class Counting:
    """The cheapest hook there is: no Python code runs at a hit."""

    def __init__(self, _number: int) -> None:
        self._starts = itertools.count()
        self.hook: Hook = self._starts.__next__
        self.captures = 0
        self.failures: list[str] = []

    def request(self, place: Place, _expressions: Sequence[Expression], _names: Sequence[str]) -> Request:
        return Request(place, self.hook)

    def told(self) -> dict[str, int]:
        """What was told beside hits, by what to call it. Read once, when the tests are over."""
        return {}

    def hits(self) -> int:
        return next(self._starts)


class After(Counting):
    """A hit is always in progress, so that every end of a statement is told."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self._ends = itertools.count()
        self._exceptions = itertools.count()

    def request(self, place: Place, _expressions: Sequence[Expression], _names: Sequence[str]) -> Request:
        return Request(place, self.hook, watch=self._watch(NO_EXPRESSIONS, operator.is_))

    def told(self) -> dict[str, int]:
        return {"ended": next(self._ends), "raised": next(self._exceptions)}

    def _watch(self, expressions: Sequence[Expression], value: Any) -> Watch:
        always = Flag([None])
        # The counter's next number, whatever the exception.
        raised: Any = partial(next, self._exceptions)
        return Watch(always, tuple(expressions), value, self._ends.__next__, raised)


class Values(After):
    """Every value of every expression is told as well."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        # Takes a number and a value, keeps neither, and counts its calls without any code in Python.
        self._values: Any = _lru_cache_wrapper(operator.is_, 0, False, lambda *counts: counts[1])

    def request(self, place: Place, expressions: Sequence[Expression], _names: Sequence[str]) -> Request:
        return Request(place, self.hook, watch=self._watch(expressions, self._values))

    def told(self) -> dict[str, int]:
        return {**super().told(), "values": self._values.cache_info()}


class Conditional(Counting):
    """A condition that never holds, with names that may have no value when it is asked."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self._number = number
        self._errors = itertools.count()

    def request(self, place: Place, _expressions: Sequence[Expression], names: Sequence[str]) -> Request:
        never = " or ".join(f"{part} is None and {part} is not None" for part in self._parts(names))
        failed: Any = partial(next, self._errors)
        return Request(place, self.hook, condition=condition_of(never, failed))

    def _parts(self, names: Sequence[str]) -> list[str]:
        """The first variable, which most likely has a value, the last, which may not have one yet, and
        sometimes an attribute, and a name that never has a value."""
        usable = [name for name in names if name.isidentifier()]
        chosen = list(dict.fromkeys([*usable[:1], *usable[-1:]]))
        attributes = [f"{name}.name" for name in chosen[:1] if self._number % 3 == 0]
        return [*chosen, *attributes, *([UNBOUND] if self._number % 4 == 0 or not chosen else [])]

    def told(self) -> dict[str, int]:
        return {"condition errors": next(self._errors)}


class Capturing(Recorder):
    """The agent's real hook, with more of the processor's time than a program would give it."""

    _generous = Budget(share=0.1, ahead=20.0)

    def __init__(self, number: int) -> None:
        super().__init__(("", str(number)), "snapshot", lambda _key, _capture: None, self._generous)
        self.hook: Hook = self.hit
        self.failures: list[str] = []

    @property
    def captures(self) -> int:
        return self.outcomes()["captured"]

    def request(self, place: Place, _expressions: Sequence[Expression], _names: Sequence[str]) -> Request:
        return Request(place, self.hook)

    def told(self) -> dict[str, int]:
        return {}

    def hits(self) -> int:
        return self.outcomes()["hits"]

    def _count_failure(self, error: Exception) -> None:
        # Some tests fill the stack on purpose; then there is no room for a capture either.
        if not isinstance(error, RecursionError):
            self.failures.append("".join(traceback.format_exception(error)))
        super()._count_failure(error)


HOOKS: dict[str, type[Counting] | type[Capturing]] = {
    "count": Counting,
    "snapshot": Capturing,
    "after": After,
    "values": Values,
    "conditions": Conditional,
}
"""By what `modules.ts` calls them."""
