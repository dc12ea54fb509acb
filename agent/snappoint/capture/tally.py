"""Counts of one probe's hits, exact and without a lock, whatever counts them."""

from __future__ import annotations

from ..counter import Counter
from .shapes import Cost, Outcomes


class Tally:
    """`hits` and `refused` may also be advanced by instructions in the program's code."""

    def __init__(self, *, has_condition: bool) -> None:
        self._has_condition = has_condition
        self.hits = Counter()
        self.refused = Counter()
        """By the closed gate. Counted only where there is a condition too, that may have been false: else it
        is known from the others, and the program's code has one thing less to do."""

        self.passed = Counter()
        """Those that the gate and the condition let pass."""

        self.rate_limited = Counter()
        self.over_budget = Counter()
        self.captured = Counter()
        self.capture_failed = Counter()
        self.condition_failed = Counter()
        self.dropped = Counter()

    def restart(self) -> None:
        """Forgets what was counted."""
        for counter in vars(self).values():
            if type(counter) is Counter:
                counter.restart()

    def refused_so_far(self) -> int:
        """By the closed gate, and without a condition also what is on its way from there."""
        if self._has_condition:
            return self.refused.value()
        passed = self.passed.value()
        return max(0, self.hits.value() - passed)

    def outcomes(self, cost: Cost, *, counts_only: bool) -> Outcomes:
        """What became of the hits: one that is being captured right now counts as a hit only."""
        refused, passed, failed = self.refused_so_far(), self.passed.value(), self.condition_failed.value()
        # Read last, so that no hit seems to have vanished between two readings.
        hits = self.hits.value()
        false = max(0, hits - refused - passed - failed) if self._has_condition else 0
        return {
            "hits": hits,
            "captured": self.captured.value(),
            "rateLimited": 0 if counts_only else refused + self.rate_limited.value(),
            "overBudget": 0 if counts_only else self.over_budget.value(),
            "conditionFalse": false,
            "conditionFailed": failed,
            "captureFailed": self.capture_failed.value(),
            "dropped": self.dropped.value(),
            "cost": cost,
        }
