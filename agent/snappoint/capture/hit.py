"""What happens when the program reaches a place: the hooks that engines call.

Hooks run on the program's thread, so they take no lock, do no I/O and raise nothing of their own.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from math import inf
from time import monotonic
from types import FrameType

from ..engines import base
from ..engines.base import Flag, Hook, Place, Request, Watch
from ..genuine import get_ident
from ..own_threads import OWN_THREADS
from ..rendering import static
from ..rendering.allowance import Allowance
from ..rendering.limits import DEFAULT, Limits
from ..rendering.values import Renderer
from .asked import Asked, Readings
from .budget import Budget, Meter
from .captured import add_error, captured
from .changes import Changed
from .containment import contained
from .gate import Gate
from .listening import Listener
from .progress import Hit, InProgress
from .shapes import Capture, Key, Outcomes
from .tally import Tally
from .timing import Sampling, Stopwatch, seconds_a_hit
from .troubles import Troubles

PATIENCE = {"snapshot": 1.0, "function": 30.0, "time": 30.0}
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
        self._budget = budget
        self._meter = Meter(budget)
        self._changed = Changed(self._meter.charge, self._may_look)
        self._limits = limits
        self._patience = PATIENCE.get(asked.kind, 0.0)
        self._tally = Tally(has_condition=asked.has_condition())
        self.troubles = Troubles(self._tally)
        self._readings = Readings(asked, self.troubles.condition_failed, self._changed.look)
        self._gate = Gate(self._tally.refused_so_far, budget.captures_a_second)
        self._in_progress = InProgress()
        self._listener = Listener(self._in_progress, self._meter, self._send, self.count_failure)
        self._timer = self._made_timer() if asked.kind == "time" else None
        self._told = Flag([None])
        """Empty when exceptions are told no more."""

        self.reset()

    def reset(self) -> None:
        """Starts counting anew, as a forked child must."""
        self._tally.restart()
        self._gate.restart()
        self._meter.seconds = 0.0
        self._since = monotonic()
        self._in_progress.restart()
        self._changed.forget()
        if self._timer:
            self._timer.restart()
        self.troubles.restart()
        self._last_capture = -inf
        self._capturing = self._asked.kind != "count"

    def retire(self) -> None:
        """Falls silent. Calls that are under way may reach its hooks for as long as they run."""
        self._gate.close()
        self._in_progress.live.clear()
        self._told.clear()
        if self._timer:
            self._timer.stop()
        self._capturing = False

    def request_at(self, place: Place, *, ours_too: bool = False) -> Request:
        """What to insert for this probe. In code that the agent's own threads run too, the hook has to see
        to everything, since only it can tell whose hit it is."""
        watch, of_calls = self._watch(), self._asked.is_about_calls()
        condition = self._readings.condition
        if self._asked.kind == "exception":
            return Request(place, None, None, None, watch, of_calls)
        if ours_too:
            return Request(place, self._begin_unless_ours, None, None, watch, of_calls)
        begin = self._timer.began if self._timer else self._begin
        refused = self._tally.refused.steps if condition else None
        is_open = self._timer.on if self._timer else self._gate.open
        gate = base.Gate(self._tally.hits.steps, is_open, refused)
        return Request(place, None if self._counts_all() else begin, gate, condition, watch, of_calls)

    def hook_for(self, *, ours_too: bool = False) -> Hook | None:
        """A hook that sees to everything by itself, and captures at once. None where the end of a statement
        has to be known."""
        if self._asked.kind in ("time", "exception"):
            return None
        return self.hit_unless_ours if ours_too else self.hit

    def _watch(self) -> Watch | None:
        live, told = self._in_progress.live, self._listener
        match self._asked.kind:
            case "snapshot":
                return Watch(live, self._asked.expressions, told.value, told.ended, told.raised, told.stored)
            case "function":
                return Watch(live, (), told.value, told.ended, told.raised, None, told.returned)
            case "time":
                return self._timer.watch() if self._timer else None
            case "exception":
                return Watch(self._told, (), told.value, None, self._came_up, caught_too=True)
            case _:
                return None

    def _made_timer(self) -> Stopwatch:
        refuse = self._tally.refused.up if self._asked.has_condition() else None
        sampling = Sampling(self._gate.open, lambda frame: self._start(frame, True), refuse)
        return Stopwatch(sampling, self._in_progress.live, self._listener.finish, self.count_failure)

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

    def count_failure(self, error: Exception) -> None:
        """See `Troubles.capture_failed`."""
        self.troubles.capture_failed(error)

    def problem(self) -> str:
        """Why what was asked cannot be done at all, or empty."""
        return self._readings.problem

    def outcomes(self) -> Outcomes:
        """The counters, exact: a hit being captured right now counts as a hit only."""
        times = self._timer.times() if self._timer else None
        watching = times["count"] * seconds_a_hit() if times else 0.0
        cost = self._meter.cost(self._since, self._last_capture, watching)
        made = self._tally.outcomes(cost, counts_only=self._asked.kind in ("count", "time"))
        if times:
            made["times"] = times
        return made

    @contained
    def _begin(self, depth: int = 1) -> None:
        self._start(sys._getframe(depth + 1), True)

    @contained
    def _begin_unless_ours(self, depth: int = 1) -> None:
        if get_ident() in OWN_THREADS:
            return
        frame = sys._getframe(depth + 1)
        if not self._timer:
            self._decide(frame, True)
            return
        self._tally.hits.up()
        if self._readings.condition_holds(frame):
            self._timer.began(depth + 2)

    @contained
    def _came_up(self, error: BaseException) -> None:
        """An exception, where these are watched. How a generator is told to end is none."""
        if get_ident() not in OWN_THREADS and not static.is_of(error, GeneratorExit):
            self._decide(sys._getframe(2), False, error)

    def _decide(self, frame: FrameType, watched: bool, error: BaseException | None = None) -> None:
        """Counts the hit and asks the gate and the condition, as inserted code does by itself."""
        self._tally.hits.up()
        if self._counts_all():
            return
        if not self._gate.is_open():
            self._tally.refused.up()
        elif self._readings.condition_holds(frame):
            self._start(frame, watched, error)

    def _may_look(self) -> bool:
        """Whether there is budget for comparing a value that is not plain."""
        has_room = self._budget.has_room(self._last_capture)
        if not has_room:
            self._tally.refused.up()
        return has_room

    def _start(self, frame: FrameType, watched: bool, error: BaseException | None = None) -> None:
        self._tally.passed.up()
        if not self._capturing or self.troubles.failure:
            return
        if not self._gate.admits():
            self._tally.rate_limited.up()
        elif not self._budget.has_room(self._last_capture):
            self._tally.over_budget.up()
        else:
            self._meter.charge_capture(self._record, frame, watched, error)

    def _record(self, frame: FrameType, watched: bool, error: BaseException | None) -> None:
        self._last_capture = monotonic()
        allowance = Allowance.of(self._limits)
        capture, names = captured(
            frame, self._tally.hits.value(), self._last_capture, self._limits, allowance
        )
        self._readings.add_to(capture, frame, names, self._limits, allowance)
        if error is not None:
            add_error(capture, frame, error, Renderer(self._limits, allowance))
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
        self.troubles.captured()
