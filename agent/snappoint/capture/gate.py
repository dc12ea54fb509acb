"""One probe's gate: open while the rate allows captures. The program's own code looks at it."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from ..engines.base import Flag
from .budget import Rate

HOT = 2000.0
"""Refused hits a second from which on it pays to close the gate. Below, to refuse each is cheaper than to
wake our own thread for opening it again."""

REFUSED_IN_A_ROW = 50
"""So many are refused one by one before the gate closes."""

REST = 0.08
"""Seconds for which a gate stays closed: less than between two looks of our own thread, which opens it."""


class Gate:
    """Closed when hits come fast, so that the next ones cost next to nothing; opened again by our own thread
    when it is time. While they come fast it lets one through then, so that captures are evenly spread."""

    def __init__(self, refused: Callable[[], int], per_second: float = 40.0) -> None:
        """`refused`: how many hits were refused so far, the closed gate's own among them."""
        self._refused = refused
        self._per_second = per_second
        self.open = Flag([None])
        self.restart()

    def restart(self) -> None:
        """Open, with nothing used up."""
        self._rate = Rate(self._per_second)
        self._in_a_row = 0
        self._one_only = False
        self._closed_at = 0.0
        self._refused_before = 0
        self.due: float | None = None
        """When a closed gate has to be opened, by the monotonic clock."""

        self._open()

    def admits(self) -> bool:
        """Whether this hit may be captured."""
        if self._rate.admits():
            self._in_a_row = 0
            if self._one_only:
                self._rest()
            return True
        self._in_a_row += 1
        if self._in_a_row >= REFUSED_IN_A_ROW:
            self._rest()
        return False

    def close(self) -> None:
        """For good."""
        self.due = None
        self.open.clear()

    def is_open(self) -> bool:
        """Asked where our own thread may not have come to it yet."""
        self.open_if_due(monotonic())
        return bool(self.open)

    def open_if_due(self, now: float) -> None:
        """Opens it when it has rested; for one hit if many were refused meanwhile."""
        if self.due is not None and now >= self.due:
            self._one_only = self._refused() - self._refused_before > HOT * (now - self._closed_at)
            self._in_a_row = 0
            self.due = None
            self._open()

    def _rest(self) -> None:
        self._closed_at = monotonic()
        self._refused_before = self._refused()
        self.due = self._closed_at + REST
        self.open.clear()

    def _open(self) -> None:
        if not self.open:
            self.open.append(None)
