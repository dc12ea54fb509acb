"""What happens when the program reaches a place: the hooks that engines call.

Hooks run on the program's thread, so they take no lock, do no I/O and raise nothing of their own.
"""

from __future__ import annotations

import sys
from _thread import get_ident
from collections.abc import Callable
from functools import partial
from math import inf
from time import monotonic
from types import FrameType

from ..engines import base
from ..engines.base import Flag, Hook, Place, Request, Watch
from ..own_threads import OWN_THREADS
from ..rendering.allowance import Allowance
from ..rendering.errors import error_text
from ..rendering.limits import DEFAULT, Limits
from .asked import Asked, Readings
from .budget import Budget, Meter
from .captured import captured
from .containment import contained
from .gate import Gate
from .progress import Hit, InProgress
from .shapes import Capture, Key, Outcomes
from .tally import Tally

FAILURES_ALLOWED = 5
"""A probe whose captures failed so often in a row is switched off."""

PATIENCE = {"snapshot": 1.0, "function": 30.0}
"""Seconds after which a capture is sent though its statement, or function, is still running."""


class Recorder:
    """One probe in this process: its hooks, its counters, its gate."""

    def __init__(
        self,
        key: Key,
        asked: Asked,
        deliver: Callable[[Key, Capture], object],
        budget: Budget,
        limits: Limits = DEFAULT,
    ) -> None:
        self._deliver = partial(deliver, key)
        self._asked = asked
        self._readings = Readings(asked, self._condition_failed)
        self._budget = budget
        self._meter = Meter(budget)
        self._limits = limits
        self._patience = PATIENCE.get(asked.kind, 0.0)
        self._tally = Tally(has_condition=self._readings.condition is not None)
        self._gate = Gate(self._tally.refused_so_far, budget.captures_a_second)
        self._live = Flag()
        self.reset()

    def reset(self) -> None:
        """Starts counting anew, as a forked child must."""
        self._tally.restart()
        self._gate.restart()
        self._meter.seconds = 0.0
        self._since = monotonic()
        self._live.clear()
        self._in_progress = InProgress(self._live)
        self._failures_in_a_row = 0
        self._last_capture = -inf
        self._capturing = self._asked.kind != "count"
        self.failure = ""
        """Why the probe was switched off, or empty."""

        self.trouble = ""
        """What went wrong with the condition, the first time."""

    def retire(self) -> None:
        """Falls silent. Calls that are under way may reach its hooks for as long as they run."""
        self._gate.close()
        self._live.clear()
        self._capturing = False

    def request_at(self, place: Place, *, ours_too: bool = False) -> Request:
        """What to insert for this probe. In code that the agent's own threads run too, the hook has to see
        to everything, since only it can tell whose hit it is."""
        watch, of_function = self._watch(), self._asked.kind == "function"
        condition = self._readings.condition
        if ours_too:
            return Request(place, self._begin_unless_ours, None, None, watch, of_function)
        hook = None if self._counts_all() else self._begin
        refused = self._tally.refused.steps if condition else None
        gate = base.Gate(self._tally.hits.steps, self._gate.open, refused)
        return Request(place, hook, gate, condition, watch, of_function)

    def hook_for(self, *, ours_too: bool = False) -> Hook:
        """A hook that sees to everything by itself, and captures at once."""
        return self.hit_unless_ours if ours_too else self.hit

    def _watch(self) -> Watch | None:
        expressions, value, ended = self._asked.expressions, self._value, self._ended
        if self._asked.kind == "snapshot":
            return Watch(self._live, expressions, value, ended, self._raised, self._stored)
        if self._asked.kind == "function":
            return Watch(self._live, (), value, ended, self._raised, None, self._returned)
        return None

    @contained
    def hit(self, depth: int = 1) -> None:
        """A hit at a place where nothing could be inserted."""
        self._decide(sys._getframe(depth + 1), False)

    @contained
    def hit_unless_ours(self, depth: int = 1) -> None:
        """The same in library code that the agent uses itself."""
        if get_ident() not in OWN_THREADS:
            self._decide(sys._getframe(depth + 1), False)

    def look(self, now: float) -> None:
        """Opens the gate when it is time, and sends captures whose statements take long."""
        self._gate.open_if_due(now)
        for hit in self._in_progress.begun_before(now - self._patience):
            if self._in_progress.end(hit):
                self._send(hit.completed(unfinished=True))

    def next_look(self) -> float | None:
        """When `look` has something to do, by the monotonic clock."""
        dues = (self._gate.due, self._in_progress.next_due(self._patience))
        return min((due for due in dues if due is not None), default=None)

    def _counts_all(self) -> bool:
        """Whether nothing is to be done at a hit but to count it."""
        return self._asked.kind == "count" and self._readings.condition is None

    def problem(self) -> str:
        """Why what was asked cannot be done at all, or empty."""
        return self._readings.problem

    def outcomes(self) -> Outcomes:
        """The counters, exact: a hit being captured right now counts as a hit only."""
        cost = self._meter.cost(self._since, self._last_capture)
        return self._tally.outcomes(cost, counts_only=self._asked.kind == "count")

    @contained
    def _begin(self, depth: int = 1) -> None:
        self._start(sys._getframe(depth + 1), True)

    @contained
    def _begin_unless_ours(self, depth: int = 1) -> None:
        if get_ident() not in OWN_THREADS:
            self._decide(sys._getframe(depth + 1), True)

    def _decide(self, frame: FrameType, watched: bool) -> None:
        """Counts the hit and asks the gate and the condition, as inserted code does by itself."""
        self._tally.hits.up()
        if self._counts_all():
            return
        if not self._gate.is_open():
            self._tally.refused.up()
        elif self._readings.condition_holds(frame):
            self._start(frame, watched)

    def _start(self, frame: FrameType, watched: bool) -> None:
        self._tally.passed.up()
        if not self._capturing:
            return
        if not self._gate.admits():
            self._tally.rate_limited.up()
        elif not self._budget.has_room(self._last_capture):
            self._tally.over_budget.up()
        else:
            self._meter.charge(self._record, frame, watched)

    def _record(self, frame: FrameType, watched: bool) -> None:
        self._last_capture = monotonic()
        allowance = Allowance.of(self._limits)
        capture, names = captured(
            frame, self._tally.hits.value(), self._last_capture, self._limits, allowance
        )
        self._readings.add_to(capture, frame, names, self._limits, allowance)
        if watched and self._patience and self._in_progress.has_room():
            expressions = self._asked.expressions
            self._in_progress.begin(Hit(id(frame), capture, expressions, self._limits, allowance))
        else:
            self._send(capture)

    def _send(self, capture: Capture) -> None:
        # What there is no room for counts as captured too: it has cost as much.
        if self._deliver(capture) is False:
            self._tally.dropped.up()
        self._tally.captured.up()
        self._failures_in_a_row = 0

    @contained
    def _value(self, number: int, obj: object) -> None:
        hit = self._in_progress.of(id(sys._getframe(2)))
        if hit is not None:
            self._meter.charge(hit.add_value, number, obj)

    @contained
    def _stored(self, name: str, obj: object) -> None:
        hit = self._in_progress.of(id(sys._getframe(2)))
        if hit is not None:
            self._meter.charge(hit.add_assigned, name, obj)

    @contained
    def _returned(self, obj: object) -> None:
        hit = self._in_progress.of(id(sys._getframe(2)))
        if hit is not None:
            self._meter.charge(hit.add_returned, sys._getframe(2).f_code.co_name, obj)
            self._finish(hit.frame_id, None)

    @contained
    def _ended(self, depth: int = 1) -> None:
        self._finish(id(sys._getframe(depth + 1)), None)

    @contained
    def _raised(self, error: BaseException) -> None:
        self._finish(id(sys._getframe(2)), error)

    def _finish(self, frame_id: int, error: BaseException | None) -> None:
        hit = self._in_progress.of(frame_id)
        if hit is not None and self._in_progress.end(hit):
            self._meter.charge(lambda: self._send(hit.completed(raised=error)))

    def count_failure(self, error: Exception) -> None:
        """A mistake of ours, or a value that defeats us: after some the probe is switched off."""
        self._tally.capture_failed.up()
        self._failures_in_a_row += 1
        if self._failures_in_a_row >= FAILURES_ALLOWED:
            self._capturing = False
            self.failure = f"capturing failed {FAILURES_ALLOWED} times in a row: {type(error).__name__}"

    def _condition_failed(self, error: BaseException) -> None:
        if not isinstance(error, Exception):
            raise error
        self._tally.condition_failed.up()
        if not self.trouble:
            self.trouble = f"condition failed: {error_text(error)}"
