"""How many hits are captured: each probe has a rate, all probes of the process share a budget of time.

Neither takes a lock: when two threads meet, one capture more may pass, which harms nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, perf_counter, thread_time

from .shapes import Cost


class Rate:
    """One probe's rate: `per_second` captures, `burst` of them at once after a pause (a leaky bucket)."""

    __slots__ = ("_due", "_interval", "_patience")

    def __init__(self, per_second: float = 40.0, burst: int = 10) -> None:
        self._interval = 1.0 / per_second
        self._patience = (burst - 1) * self._interval
        self._due = 0.0
        """When the bucket will have leaked empty, by the monotonic clock."""

    def admits(self) -> bool:
        """Whether this hit may be captured; if so, it counts."""
        now = monotonic()
        due = self._due
        if due - now > self._patience:
            return False
        self._due = (due if due > now else now) + self._interval
        return True


class Budget:
    """The process's share of one core for captures, and their bytes, shared fairly by its probes.

    Spending runs into debt, which time pays off. How much debt a probe may add to grows with the time it
    has waited since its last capture: so a hot probe cannot starve the others, and the longest waiting
    goes first.
    """

    __slots__ = ("_ahead", "_bytes_a_second", "_bytes_due", "_due", "_lead", "_share", "captures_a_second")

    def __init__(
        self,
        share: float = 0.01,
        lead: float = 1.0,
        ahead: float = 4.0,
        bytes_a_second: float = 1_000_000.0,
        captures_a_second: float = 40.0,
    ) -> None:
        self.captures_a_second = captures_a_second
        """Of one probe."""

        self._share = share
        self._lead = lead
        self._ahead = ahead
        self._bytes_a_second = bytes_a_second
        self._due = 0.0
        """When what was spent will have been earned, by the monotonic clock."""

        self._bytes_due = 0.0
        """The same for bytes. They are counted by the agent's own thread, after the hit."""

    def has_room(self, last_capture: float) -> bool:
        """Whether a probe may capture now that did so last at that time of the monotonic clock."""
        now = monotonic()
        debt = max(self._due, self._bytes_due) - now
        return debt <= min(self._ahead, self._lead + now - last_capture)

    def spend(self, cpu_seconds: float) -> None:
        """Accounts for the processor time of a capture; time spent waiting for a processor is no cost."""
        now = monotonic()
        due = self._due
        self._due = (due if due > now else now) + cpu_seconds / self._share

    def spend_bytes(self, count: int) -> None:
        """Accounts for a capture's way over the wire."""
        now = monotonic()
        due = self._bytes_due
        self._bytes_due = (due if due > now else now) + count / self._bytes_a_second


class Meter:
    """Charges one probe's work to the budget.

    Time on the wall is that of the processor as long as it is short. When it was long, the thread may have
    waited for a processor or the interpreter's lock: then no more is charged than what is surely its own, and
    for some captures the processor's is asked for, which can take longer itself than most captures. For all
    of these captures, since one has parts: what ends a long one is short.
    """

    LONG = 0.0005

    CAREFUL = 10
    """So many captures, the long one included."""

    __slots__ = ("_budget", "_careful", "seconds")

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._careful = 0
        """Captures, that of now included, for which the processor's time is asked for."""

        self.seconds = 0.0
        """Charged so far. When two threads charge at once, one of both may be lost: that is near enough."""

    def charge_capture(self, act: Callable[..., object], *arguments: object) -> None:
        """The same as `charge` for what begins a capture."""
        if self._careful:
            self._careful -= 1
        self.charge(act, *arguments)

    def charge(self, act: Callable[..., object], *arguments: object) -> None:
        """Does it and spends what it took."""
        is_exact = self._careful > 0
        clock = thread_time if is_exact else perf_counter
        began = clock()
        try:
            act(*arguments)
        finally:
            cost = clock() - began
            charged = cost if is_exact or cost < self.LONG else self.LONG
            self._budget.spend(charged)
            self.seconds += charged
            if cost > self.LONG:
                self._careful = self.CAREFUL

    def cost(self, since: float, until: float, others: float = 0.0) -> Cost:
        """What was charged, with other seconds that are known, and its share of one core between two times of
        the monotonic clock."""
        seconds, elapsed = self.seconds + others, until - since
        share = seconds / elapsed if elapsed > seconds else 0.0
        return {"seconds": round(seconds, 7), "share": round(share, 5)}
