"""What a probe costs the program, measured in one process; prints JSON. Run by `cost.ts`."""

import itertools
import json
import sys
import timeit
from bdb import Bdb
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[2] / "agent"), str(HERE.parents[1] / "agent")]

from snappoint.capture.asked import Asked  # noqa: E402
from snappoint.capture.budget import Budget  # noqa: E402
from snappoint.capture.hit import Recorder  # noqa: E402
from snappoint.engines.base import Place, Request  # noqa: E402
from snappoint.engines.insertion import Insertion  # noqa: E402
from snappoint.engines.monitoring import MONITORING  # noqa: E402

CALLS = 20_000
ROUNDS = 7


def work(items):
    total = 0
    for item in items:
        total += item
        total -= 1
        total *= 1
    total += 2
    return total


ITEMS = list(range(3))
LINE = work.__code__.co_firstlineno
INSIDE = Place(LINE + 6, 4, LINE + 6, 14)
ORIGINAL = work.__code__


def nanoseconds() -> float:
    """One call of `work`, the best of several rounds: noise only ever adds."""
    return min(timeit.repeat(lambda: work(ITEMS), number=CALLS, repeat=ROUNDS)) / CALLS * 1e9


def with_hook(hook) -> float:
    work.__code__ = Insertion().instrument(ORIGINAL, [Request(INSIDE, hook)]).code
    try:
        return nanoseconds()
    finally:
        work.__code__ = ORIGINAL


def recorder(kind: str) -> Recorder:
    return Recorder(("bench", "p"), Asked(kind), lambda *_: None, Budget())


def watched() -> float | None:
    """The original code object, watched by monitoring."""
    if MONITORING.objection():
        return None
    MONITORING.instrument(ORIGINAL, [Request(INSIDE, recorder("count").hit)])
    try:
        return nanoseconds()
    finally:
        MONITORING.forget(ORIGINAL)


def debugged() -> float:
    """Under Bdb with a breakpoint that is never reached, as a tracing debugger is."""
    debugger = Bdb()
    debugger.set_break(str(HERE), 1)
    debugger.reset()
    sys.settrace(debugger.trace_dispatch)
    try:
        return nanoseconds()
    finally:
        sys.settrace(None)


bare = nanoseconds()
print(
    json.dumps(
        {
            "bare": bare,
            "a counter in C": with_hook(itertools.count().__next__),
            "a counter": with_hook(recorder("count").hit),
            "a snapshot point": with_hook(recorder("snapshot").hit),
            "a call that began before": watched(),
            "Bdb, no breakpoint hit": debugged(),
            "bare again": nanoseconds(),
        }
    )
)
