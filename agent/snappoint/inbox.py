"""What waits for the service's thread: events, and the captures of the program's threads."""

from __future__ import annotations

from _queue import Empty, SimpleQueue
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Any

from .counter import Counter

if TYPE_CHECKING:
    from .capture.shapes import Capture, Key

PACE = 0.1
"""Seconds between two looks at captures. To wake up takes the interpreter's lock from the program several
times, which costs it more than what there is to do; and nobody reads faster."""

MOST_CAPTURES = 1000
"""That may wait; captures beyond are dropped and counted."""

EVENTS_A_TURN = 200


class Inbox:
    """Many threads put something in, one takes it out.

    The first capture after a pause wakes that thread. From then on it looks by itself, at its own pace, until
    there is none: so a capture that follows others costs the program no more than an append.
    """

    def __init__(self) -> None:
        self.drops = Counter()
        self.restart()

    def restart(self) -> None:
        """Becomes empty, as in a forked child: what waits, and who holds a lock, are the parent's."""
        self.drops.restart()
        self._events: SimpleQueue[Any] = SimpleQueue()
        self._captures: deque[tuple[Key, Capture]] = deque()
        self._is_expecting = False
        self._next_look = 0.0

    def put(self, event: object) -> None:
        """Adds an event of which the service is told at once. None only wakes it."""
        self._events.put(event)

    def put_capture(self, key: Key, capture: Capture) -> bool:
        """Runs on the program's threads. Says whether there was room."""
        if len(self._captures) >= MOST_CAPTURES:
            self.drops.up()
            return False
        self._captures.append((key, capture))
        if not self._is_expecting:
            self._is_expecting = True
            self._events.put(None)
        return True

    def take(self, pause: float | None) -> list[Any]:
        """What has come, after waiting for it no longer than `pause` seconds (None: for ever), or than the
        pace asks for."""
        if self._is_expecting:
            pause = self._next_look - monotonic()
        events = self._events_within(pause)
        if monotonic() >= self._next_look:
            events += self._look_at_captures()
        return events

    def take_at_once(self) -> list[Any]:
        """What has come, whatever the pace says."""
        return self._events_within(0.0) + self._look_at_captures()

    def _events_within(self, pause: float | None) -> list[Any]:
        events: list[Any] = []
        try:
            events.append(self._events.get(timeout=pause if pause is None else max(0.0, pause)))
            while len(events) < EVENTS_A_TURN:
                events.append(self._events.get_nowait())
        except Empty:
            pass
        return [event for event in events if event is not None]

    def _look_at_captures(self) -> list[Any]:
        found = [self._captures.popleft() for _ in range(min(len(self._captures), EVENTS_A_TURN))]
        self._is_expecting = bool(found)
        if found:
            self._next_look = monotonic() + PACE
        elif self._captures:
            # It came between the two steps above, from a thread that had seen us expecting.
            self._is_expecting = True
        return found
