"""What happens when the program reaches a place: the hook that engines insert.

The hook runs on the program's thread, so it takes no lock, does no I/O and raises nothing of its own.
"""

from __future__ import annotations

import sys
import threading
from _thread import get_ident
from collections.abc import Callable
from math import inf
from time import monotonic, thread_time, time
from types import FrameType
from typing import Literal, TypedDict

from ..counter import Counter
from ..own_threads import OWN_THREADS
from .frames import Frame, local_values, stack_of
from .gate import Budget, Gate
from .limits import DEFAULT, Limits
from .values import NamedValue

Kind = Literal["snapshot", "count"]

Key = tuple[str, str]
"""Names a probe: its server's client id and its own id."""


class Thread(TypedDict):
    """Which thread made the hit."""

    id: int
    name: str


class Capture(TypedDict):
    """What was recorded at one hit. `time` is in seconds since the epoch."""

    hit: int
    time: float
    thread: Thread
    locals: list[NamedValue]
    stack: list[Frame]


class Outcomes(TypedDict):
    """Hits and what became of them; the names of `ProbeStats` in `server/probes/probe.ts`."""

    hits: int
    captured: int
    rateLimited: int
    overBudget: int
    conditionFalse: int
    conditionFailed: int
    captureFailed: int


FAILURES_ALLOWED = 5
"""A probe whose captures failed so often in a row is switched off."""

_PACKAGE = __name__.partition(".")[0]


class Recorder:
    """One probe in this process: its hook, its counters, its gate."""

    def __init__(
        self,
        key: Key,
        kind: Kind,
        deliver: Callable[[Key, Capture], None],
        budget: Budget,
        limits: Limits = DEFAULT,
    ) -> None:
        self._key = key
        self._kind = kind
        self._deliver = deliver
        self._budget = budget
        self._limits = limits
        self.reset()

    def reset(self) -> None:
        """Starts counting anew, as a forked child must."""
        self._gate = Gate()
        self._hits = Counter()
        self._captured = Counter()
        self._over_budget = Counter()
        self._failed = Counter()
        self._failures_in_a_row = 0
        self._last_capture = -inf
        self._capturing = self._kind == "snapshot"
        self.failure = ""
        """Why the probe was switched off, or empty."""

    def hit(self, depth: int = 1) -> None:
        """The hook. The frame to look at is that many above its own."""
        try:
            number = self._hits.up()
            if self._capturing and self._gate.admits():
                self._record(number, sys._getframe(depth))
        except RecursionError:
            # The program is about to reach its limit by itself, and shall do so in its own code. Even to
            # count would be one call too many.
            return

    def hit_unless_ours(self, depth: int = 1) -> None:
        """The hook for library code that the agent uses itself."""
        if get_ident() not in OWN_THREADS:
            self.hit(depth + 1)

    def outcomes(self) -> Outcomes:
        """The counters, exact: a hit being captured right now counts as a hit only."""
        captured, failed, over = self._captured.value(), self._failed.value(), self._over_budget.value()
        hits = self._hits.value()
        refused = 0 if self._kind == "count" else max(0, hits - captured - failed - over)
        return {
            "hits": hits,
            "captured": captured,
            "rateLimited": refused,
            "overBudget": over,
            "conditionFalse": 0,
            "conditionFailed": 0,
            "captureFailed": failed,
        }

    def _record(self, number: int, frame: FrameType) -> None:
        if not self._budget.has_room(self._last_capture):
            self._over_budget.up()
            return
        began = thread_time()
        try:
            self._deliver(self._key, self._capture(number, frame))
            self._captured.up()
            self._last_capture = monotonic()
            self._failures_in_a_row = 0
        except RecursionError:
            raise
        except Exception as error:
            if _came_from_the_program(error):
                raise
            self._count_failure(error)
        self._budget.spend(thread_time() - began)

    def _capture(self, number: int, frame: FrameType) -> Capture:
        ident = get_ident()
        return {
            "hit": number,
            "time": time(),
            "thread": {"id": ident, "name": _thread_name(ident)},
            "locals": local_values(frame, self._limits),
            "stack": stack_of(frame, self._limits.frames),
        }

    def _count_failure(self, error: Exception) -> None:
        self._failed.up()
        self._failures_in_a_row += 1
        if self._failures_in_a_row >= FAILURES_ALLOWED:
            self._capturing = False
            self.failure = f"capturing failed {FAILURES_ALLOWED} times in a row: {type(error).__name__}"


def _came_from_the_program(error: Exception) -> bool:
    """Whether a signal handler or finalizer of the program raised this while our code ran. Such an
    exception is the program's own and belongs to the line it was stopped at."""
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    if step is None:
        return False
    return str(step.tb_frame.f_globals.get("__name__", "")).partition(".")[0] != _PACKAGE


def _thread_name(ident: int) -> str:
    """Without `current_thread()`, which would register threads that the program made in its own way."""
    thread = threading._active.get(ident)  # type: ignore[attr-defined]
    name = getattr(thread, "_name", "")
    return name if type(name) is str else ""
