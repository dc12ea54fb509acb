"""What peers may cost the program: processor time, since what our threads take is taken from its own."""

from __future__ import annotations

from time import monotonic

STRANGERS_SECONDS, STRANGERS_SHARE = 0.25, 0.03
"""Of a processor: what all strangers together may cost at once, and for how long they may go on."""

SERVER_SECONDS, SERVER_SHARE = 1.0, 0.05
"""The same for the servers of one process."""

FREE_PROBES, FREE_PROBES_A_SECOND, SECONDS_FOR_PROBE = 1000, 2, 0.01
"""New probes that a process's servers may set without being charged for it, at once and from then on, unless
one takes longer. To put a thousand into the code takes seconds, on a slow machine many, and is no offence; to
do it again and again is one."""


class Allowance:
    """What may be spent: so much at once, and so much a second from then on."""

    def __init__(self, at_once: float, share: float) -> None:
        self._at_once, self._share = at_once, share
        self._left, self._known_at = at_once, monotonic()

    def spend(self, amount: float) -> None:
        """Also more than is left."""
        self._refill()
        self._left -= amount

    def take(self, most: float) -> float:
        """Spends so much, or what is left; returns how much it was."""
        self._refill()
        taken = max(0.0, min(self._left, most))
        self._left -= taken
        return taken

    def rest(self) -> float:
        """Seconds until there is something left to spend."""
        self._refill()
        return max(0.0, -self._left / self._share)

    def is_whole(self) -> bool:
        """Whether nothing is missing."""
        self._refill()
        return self._left == self._at_once

    def _refill(self) -> None:
        now = monotonic()
        self._left = min(self._at_once, self._left + (now - self._known_at) * self._share)
        self._known_at = now


class Account:
    """What the servers of one process may cost, or all strangers together."""

    def __init__(self, seconds: float, share: float, probes: float = 0.0) -> None:
        """Of processor time, at once and from then on; new probes that cost nothing."""
        self._time = Allowance(seconds, share)
        self._probes = Allowance(probes, FREE_PROBES_A_SECOND)

    def spend(self, seconds: float, begun: int = 0) -> None:
        """So much of a processor, in which so many new probes were put in."""
        self._time.spend(max(0.0, seconds - self._probes.take(begun) * SECONDS_FOR_PROBE))

    def rest(self) -> float:
        """Seconds until there is time left to spend."""
        return self._time.rest()

    def is_whole(self) -> bool:
        """Whether nothing needs to be remembered of it."""
        return self._time.is_whole() and self._probes.is_whole()


def for_strangers() -> Account:
    """All of them together."""
    return Account(STRANGERS_SECONDS, STRANGERS_SHARE)


def for_server() -> Account:
    """All servers of one process."""
    return Account(SERVER_SECONDS, SERVER_SHARE, FREE_PROBES)
