"""When files are looked at again that are not settled: not loaded yet, or with functions yet to come."""

from __future__ import annotations

from time import monotonic

FIRST = 0.1
LAST_FOR_MODULE = 0.5
LAST_AT_CODE = 30.0
"""Seconds between looks. Looking whether a file is loaded is cheap; looking for functions that appeared
meanwhile goes through the collector's whole list, so that becomes rare."""

GROWTH = 1.3

MOST_FOR_LOOKS = 0.02
"""Of a processor: many files, or a large program, are looked at more rarely."""

AGAIN = 1.0
"""After something has gone wrong."""


class Looks:
    """Of each unsettled file the time of the next look, by the monotonic clock."""

    def __init__(self) -> None:
        self._dues: dict[str, tuple[float, float]] = {}
        self._owed: set[str] = set()
        self._rests_until = 0.0

    def owe(self, files: set[str]) -> None:
        """Their code may not be what is wanted until they have been looked at: something may go wrong."""
        self._owed |= files

    def due(self) -> set[str]:
        """The files to look at now."""
        now = monotonic()
        if now < self._rests_until:
            return set(self._owed)
        return self._owed | {file for file, (due, _) in self._dues.items() if due <= now}

    def took(self, seconds: float) -> None:
        """A look at what was due took so much of a processor."""
        self._rests_until = monotonic() + seconds / MOST_FOR_LOOKS

    def hasten(self) -> None:
        """Makes all of them due."""
        self._rests_until = 0.0
        self._dues = {file: (0.0, pause) for file, (_, pause) in self._dues.items()}

    def next(self) -> list[float]:
        """When any is to be looked at."""
        again = [monotonic() + AGAIN] if self._owed else []
        return again + [max(due, self._rests_until) for due, _ in self._dues.values()]

    def looked(self, file: str, *, loaded: bool) -> None:
        """The file is not settled yet: the next look, ever later."""
        before = self._dues.get(file)
        longest = LAST_AT_CODE if loaded else LAST_FOR_MODULE
        pause = FIRST if before is None else min(before[1] * GROWTH, longest)
        self._dues[file] = (monotonic() + pause, pause)
        self._owed.discard(file)

    def settled(self, file: str) -> None:
        """Nothing will change there by itself."""
        self._dues.pop(file, None)
        self._owed.discard(file)
