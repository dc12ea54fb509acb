"""What the program's code tells of hits in progress: what their statements compute, and how they end."""

from __future__ import annotations

import sys
from collections.abc import Callable

from .budget import Meter
from .containment import contained
from .progress import InProgress
from .shapes import Capture


class Listener:
    """The hooks of one probe's hits in progress."""

    def __init__(
        self,
        in_progress: InProgress,
        meter: Meter,
        send: Callable[[Capture], object],
        count_failure: Callable[[Exception], None],
    ) -> None:
        self._in_progress = in_progress
        self._meter = meter
        self._send = send
        self.count_failure = count_failure

    @contained
    def value(self, number: int, obj: object) -> None:
        """What an expression came to."""
        hit = self._in_progress.of(id(sys._getframe(2)))
        if hit is not None:
            self._meter.charge(hit.add_value, number, obj)

    @contained
    def stored(self, name: str, obj: object) -> None:
        """What a variable is bound to."""
        hit = self._in_progress.of(id(sys._getframe(2)))
        if hit is not None:
            self._meter.charge(hit.add_assigned, name, obj)

    @contained
    def returned(self, obj: object) -> None:
        """What a watched function returns."""
        frame = sys._getframe(2)
        hit = self._in_progress.of(id(frame))
        if hit is not None:
            self._meter.charge(hit.add_returned, frame.f_code.co_name, obj)
            self.finish(hit.frame_id)

    @contained
    def ended(self, depth: int = 1) -> None:
        """A statement ends."""
        self.finish(id(sys._getframe(depth + 1)))

    @contained
    def raised(self, error: BaseException) -> None:
        """An exception leaves a statement or function."""
        self.finish(id(sys._getframe(2)), error)

    def finish(
        self, frame_id: int, error: BaseException | None = None, duration: float | None = None
    ) -> None:
        """Sends the capture of the hit that a frame is in, if it is in one."""
        hit = self._in_progress.of(frame_id)
        if hit is not None and self._in_progress.end(hit):
            self._meter.charge(lambda: self._send(hit.completed(raised=error, duration=duration)))
