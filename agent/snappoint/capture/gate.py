"""One probe's gate: open while the rate allows captures. The program's own code looks at it."""

from __future__ import annotations

from time import monotonic

from ..engines.base import Flag
from .budget import Rate


class Gate:
    """Closed by the hit that finds the rate used up, so that the next ones cost next to nothing; opened
    again by our own thread when it is time."""

    def __init__(self) -> None:
        self.open = Flag([None])
        self.restart()

    def restart(self) -> None:
        """Open, with nothing used up."""
        self._rate = Rate()
        self.due: float | None = None
        """When a closed gate has to be opened, by the monotonic clock."""

        self._open()

    def admits(self) -> bool:
        """Whether this hit may be captured."""
        if self._rate.admits():
            return True
        self.due = self._rate.next_room()
        self.open.clear()
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
        if self.due is not None and now >= self.due:
            self.due = None
            self._open()

    def _open(self) -> None:
        if not self.open:
            self.open.append(None)
