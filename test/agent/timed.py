"""Code whose clock the test drives, with timers at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import targets
from probing import Probing

SOURCE = """
    now = 0.0

    def spend(seconds):
        global now
        now += seconds
        return seconds

    class Wait:
        def __await__(self):
            yield "waiting"

    def statement(n):
        spend(1)
        found = spend(n) + spend(n)  # @statement
        spend(1)
        return found

    def loop(items):
        for item in items:  # @head
            spend(item)

    def failing(n):
        spend(1)
        return spend(n) / 0  # @failing

    def call(n):  # @call
        spend(1)
        if n > 4:
            raise ValueError(n)
        return spend(n)

    def recursive(n):  # @recursive
        spend(1)
        if n:
            recursive(n - 1)
        return spend(1)

    def generator():  # @generator
        spend(1)
        try:
            yield 1
        except KeyError:
            spend(8)
        spend(2)
        yield 2
        spend(4)

    def delegating():  # @delegating
        yield from generator()

    async def coroutine():  # @coroutine
        spend(1)
        await Wait()
        spend(2)

    async def asynchronous():  # @asynchronous
        spend(1)
        yield 1
        await Wait()
        spend(2)

    def sends():
        got = spend(1) + (yield "first") + spend(2)  # @sends
        return got
"""


CLOCKS = ("monotonic", "perf_counter", "thread_time")


def arm(probing: Probing, module: Any, mark: str, **changes: object) -> None:
    """A timer: on a `def` of calls of what it defines, else of the statement."""
    span = targets.probe(probing.source_of(module), "", mark)["span"]
    if hasattr(module, mark) and mark not in ("statement", "failing", "sends"):
        changes = {"calls": True, "function": mark, "span": span, **changes}
    probing.arm(module, mark, **{"kind": "time", **changes})


def times(probing: Probing, mark: str) -> tuple[int, float, float, float]:
    found = probing.outcomes(mark)["times"]
    assert sum(count for _, count in found["buckets"]) == found["count"]
    return found["count"], found["total"], found["min"], found["max"]


def durations(probing: Probing) -> list[float | None]:
    return [capture.get("duration") for _, capture in probing.captures]


def check(probing: Probing, module: Any, mark: str, run: Callable[[], object], *taken: float) -> None:
    """That so many hits took so long."""
    arm(probing, module, mark)
    assert probing.status(mark).status == "armed"
    assert "times" not in probing.outcomes(mark)
    run()
    assert times(probing, mark) == (len(taken), sum(taken), min(taken), max(taken))
    assert durations(probing) == list(taken)
    assert probing.hits(mark) == len(taken)
