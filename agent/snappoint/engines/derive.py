"""Values that no instruction makes, worked out from those of their parts.

`and`, `or` and conditional expressions have the value of the part that was worked out last; the compiler
turns `not` and some comparisons with None into jumps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from .base import Expression

T = TypeVar("T")


class Reading(NamedTuple, Generic[T]):
    """How a recorded value is looked at."""

    truth: Callable[[T], bool | None]
    """Whether it counts as true; None where that can't be told without running the program's code."""

    is_none: Callable[[T], bool]
    of_bool: Callable[[bool], T]


def complete(
    expressions: Sequence[Expression], recorded: Mapping[int, T], reading: Reading[T]
) -> dict[int, T]:
    """The recorded values by expression, and those that follow from them."""
    work = _Work(expressions, recorded, reading)
    found = {number: value for number in range(len(expressions)) if (value := work.value(number)) is not None}
    return {**found, **work.below_not(found)}


class _Work(Generic[T]):
    def __init__(
        self, expressions: Sequence[Expression], recorded: Mapping[int, T], reading: Reading[T]
    ) -> None:
        self._expressions = expressions
        self._reading = reading
        self._known: dict[int, T | None] = dict(recorded)

    def value(self, number: int) -> T | None:
        if number not in self._known:
            # An expression that is said to be part of itself has no value.
            self._known[number] = None
            self._known[number] = self._worked_out(self._expressions[number])
        return self._known[number]

    def _worked_out(self, one: Expression) -> T | None:
        match one.kind:
            case "walrus":
                return self.value(one.parts[0])
            case "and" | "or":
                return self._last_part(one)
            case "conditional":
                return next((v for part in one.parts[1:] if (v := self.value(part)) is not None), None)
            case "not":
                return self._negation(one.parts[0])
            case "compare":
                return self._identity(one)
        return None

    def below_not(self, found: Mapping[int, T]) -> dict[int, T]:
        """A comparison below a `not` that the compiler made into the opposite comparison."""
        values: dict[int, T] = {}
        for number, one in enumerate(self._expressions):
            if one.kind == "not" and number in found and one.parts[0] not in found:
                truth = self._reading.truth(found[number])
                if truth is not None and self._expressions[one.parts[0]].kind == "compare":
                    values[one.parts[0]] = self._reading.of_bool(not truth)
        return values

    def _last_part(self, one: Expression) -> T | None:
        """The part that decided: the last that was worked out, if nothing after it should have been."""
        for position in range(len(one.parts) - 1, -1, -1):
            value = self.value(one.parts[position])
            if value is None:
                continue
            if position == len(one.parts) - 1 or not self._goes_on(one, value, one.parts[position + 1]):
                return value
            return None
        return None

    def _goes_on(self, one: Expression, value: T, following: int) -> bool:
        """Whether the next part was worked out after this one, though nothing of it was seen."""
        truth = self._reading.truth(value)
        if truth is None:
            # The next part would have been seen, unless no instruction stands for it.
            return self._expressions[following].kind == "constant"
        return truth is (one.kind == "and")

    def _negation(self, part: int) -> T | None:
        value = self.value(part)
        truth = None if value is None else self._reading.truth(value)
        return None if truth is None else self._reading.of_bool(not truth)

    def _identity(self, one: Expression) -> T | None:
        """`x is None` where it is fused with the jump that depends on it."""
        if one.name not in ("is", "is not") or len(one.parts) != 2:
            return None
        value, other = (self.value(part) for part in one.parts)
        if value is None or (other is not None and not self._reading.is_none(other)):
            return None
        return self._reading.of_bool(self._reading.is_none(value) is (one.name == "is"))
