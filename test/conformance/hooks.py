"""What is wanted at each statement, by the kind of probe; and what its hooks were told."""

from __future__ import annotations

import itertools
import operator
from _functools import _lru_cache_wrapper
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol

from snappoint.capture.asked import Asked
from snappoint.capture.conditions import condition_of
from snappoint.engines.base import Expression, Flag, Gate, Hook, Place, Request, Watch

NO_EXPRESSIONS: tuple[Expression, ...] = ()
UNBOUND = "no_such_name_anywhere"


class Hooks(Protocol):
    """The hooks at one statement."""

    hook: Hook
    captures: int
    failures: list[str]

    values: Callable[[], dict[int, Any]] | None
    """What is kept of values by expression, for kinds of probes that do."""

    def request(self, place: Place, expressions: Sequence[Expression], names: Sequence[str]) -> Request:
        """What is wanted at the statement."""

    def told(self) -> dict[str, int]:
        """What was told beside hits, by what to call it. Read once, when the tests are over."""

    def hits(self) -> int: ...


class Counting:
    """The cheapest hook there is: no Python code runs at a hit."""

    values: Callable[[], dict[int, Any]] | None = None

    def __init__(self, _number: int) -> None:
        self._starts = itertools.count()
        # Whether it is told a depth or nothing, it is the counter's next number.
        self.hook: Any = partial(next, self._starts)
        self.captures = 0
        self.failures: list[str] = []

    def request(self, place: Place, _expressions: Sequence[Expression], _names: Sequence[str]) -> Request:
        return Request(place, self._starts.__next__)

    def told(self) -> dict[str, int]:
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
        return Request(place, self._starts.__next__, watch=self._watch(NO_EXPRESSIONS, operator.is_))

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
        return Request(place, self._starts.__next__, watch=self._watch(expressions, self._values))

    def told(self) -> dict[str, int]:
        return {**super().told(), "values": self._values.cache_info()}


class Conditional(Counting):
    """A condition that never holds, with names that may have no value when it is asked."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self._number = number
        self._held = itertools.count()
        self._errors = itertools.count()

    def request(self, place: Place, _expressions: Sequence[Expression], names: Sequence[str]) -> Request:
        never = " or ".join(f"{part} is None and {part} is not None" for part in self._parts(names))
        failed: Any = partial(next, self._errors)
        # The gate, which is open, counts the hits; the hook would be called where the condition holds.
        gate = Gate(self._starts, Flag([None]), itertools.count())
        return Request(place, self._held.__next__, gate, condition_of(never, failed))

    def _parts(self, names: Sequence[str]) -> list[str]:
        """The first variable, which most likely has a value, the last, which may not have one yet, and
        sometimes an attribute, and a name that never has a value."""
        usable = [name for name in names if name.isidentifier()]
        chosen = list(dict.fromkeys([*usable[:1], *usable[-1:]]))
        attributes = [f"{name}.name" for name in chosen[:1] if self._number % 3 == 0]
        return [*chosen, *attributes, *([UNBOUND] if self._number % 4 == 0 or not chosen else [])]

    def told(self) -> dict[str, int]:
        return {"condition errors": next(self._errors), "conditions held": next(self._held)}


HOOKS = {"count": Counting, "after": After, "values": Values, "conditions": Conditional}
"""By what `modules.ts` calls them."""


ENDINGS = {
    "time": Asked("time"),
    "exception": Asked("exception"),
    "time of calls": Asked("time", calls=True),
    "exception of calls": Asked("exception", calls=True),
}


def hooks_of(kind: str, number: int) -> Hooks:
    """Those of the statement of that number."""
    if kind == "snapshot":
        from capturing import Capturing  # noqa: PLC0415 - the other kinds need nothing of what captures

        return Capturing(number)
    if kind in ENDINGS:
        from capturing import Ending  # noqa: PLC0415 - as above

        return Ending(number, ENDINGS[kind])
    if kind in ("truth", "completed"):
        from truth_hooks import Completed, Truth  # noqa: PLC0415 - nor of what follows from values

        return Truth(number) if kind == "truth" else Completed(number)
    return HOOKS[kind](number)
