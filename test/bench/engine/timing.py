"""How the benchmark measures: many calls, several interleaved rounds, the median."""

from __future__ import annotations

import gc
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import repeat
from time import perf_counter

Subject = tuple[str, Callable[[], AbstractContextManager[Callable[..., object] | None]]]
"""A name, and what prepares a subject: its context gives the function to call, or None if it can't be had."""

ENOUGH = 0.05
"""Seconds that one round of one subject takes at least, so that the clock does not matter."""


def nanoseconds(call: Callable[..., object], calls: int, *arguments: object) -> float:
    """One call, the cost of the loop around it taken off."""
    began = perf_counter()
    for _ in repeat(None, calls):
        call(*arguments)
    with_call = perf_counter() - began
    began = perf_counter()
    for _ in repeat(None, calls):
        pass
    return (with_call - (perf_counter() - began)) / calls * 1e9


def one_round(call: Callable[..., object], most: int, *arguments: object) -> float:
    """Nanoseconds a call. What is slow is called less often: as often as fills the time."""
    return nanoseconds(call, _calls(call, most, arguments), *arguments)


def side_by_side(
    subjects: list[Subject],
    rounds: int,
    most: int,
    *arguments: object,
    elsewhere: Sequence[Callable[[], object]] = (),
) -> dict[str, float | None]:
    """The median of each subject over interleaved rounds, in nanoseconds a call. `elsewhere` are rounds of
    what is measured in other processes."""
    found: dict[str, list[float]] = {name: [] for name, _ in subjects}
    gc.disable()
    for _ in range(rounds):
        for name, prepared in subjects:
            with prepared() as call:
                if call is not None:
                    found[name].append(one_round(call, most, *arguments))
        for other in elsewhere:
            other()
    gc.enable()
    return {name: statistics.median(each) if each else None for name, each in found.items()}


def _calls(call: Callable[..., object], most: int, arguments: tuple[object, ...]) -> int:
    """A tenth of a round tells how many calls fill it."""
    calls = 10
    while calls < most:
        took = nanoseconds(call, calls, *arguments) * calls / 1e9
        if took >= ENOUGH / 10:
            return min(most, max(10, int(calls * ENOUGH / took)))
        calls *= 4
    return most


@contextmanager
def nothing(function: Callable[..., object]) -> Iterator[Callable[..., object]]:
    """The function as it is."""
    yield function


def version() -> str:
    return ".".join(map(str, sys.version_info[:3]))
