"""Captures that wait for a server. They are bounded, and the oldest are lost: people watch the newest."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

MOST_CAPTURES = 1000
MOST_BYTES = 2 * 1024 * 1024
"""Of all that wait, as they go over the wire."""


class Outbox:
    """What one server has yet to be told. Used by one thread."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[bytes, str]] = deque()
        self._bytes = 0
        self.dropped = 0
        """Captures that were lost here, in all."""

        self.dropped_of: dict[str, int] = {}
        """The same by probe."""

    def put(self, probe: str, encoded: bytes) -> None:
        """Adds a capture; the oldest ones make room for it."""
        self._waiting.append((encoded, probe))
        self._bytes += len(encoded)
        self.keep(MOST_CAPTURES)

    def keep(self, most: int) -> None:
        """Drops the oldest until no more wait than so many, and not too many bytes."""
        while self._waiting and (len(self._waiting) > most or self._bytes > MOST_BYTES):
            encoded, probe = self._waiting.popleft()
            self._bytes -= len(encoded)
            self.dropped += 1
            self.dropped_of[probe] = self.dropped_of.get(probe, 0) + 1

    def take(self, most: int, most_bytes: int) -> list[bytes]:
        """The oldest ones, taken out: no more than so many, and beyond the first only what fits."""
        taken: list[bytes] = []
        room = most_bytes
        while self._waiting and len(taken) < most:
            room -= len(self._waiting[0][0])
            if taken and room < 0:
                break
            taken.append(self._waiting.popleft()[0])
        self._bytes -= sum(map(len, taken))
        return taken

    def forget(self, probes: Mapping[str, object]) -> None:
        """Counts only for these probes from now on."""
        self.dropped_of = {probe: count for probe, count in self.dropped_of.items() if probe in probes}

    def __len__(self) -> int:
        return len(self._waiting)
