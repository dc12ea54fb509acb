"""A server, as the service sees it: its connection, if any, and what it has been told."""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic
from typing import Any

from .capture.shapes import Outcomes
from .loaded import Status
from .outbox import Outbox

LEASE_SECONDS = 5.0
"""How long a server's probes stay after its connection was lost."""


class Client:
    """One server, over all its connections."""

    def __init__(self) -> None:
        self.peer: int | None = None
        self.lease_ends: float | None = None
        self.revision = 0
        self.outbox = Outbox()
        self._statuses: dict[str, Status] = {}
        self._stats: dict[str, Outcomes] = {}

    def connect(self, peer: int) -> None:
        """It has no lease now, and knows nothing of what it was told before."""
        self.peer, self.lease_ends = peer, None
        self._statuses, self._stats = {}, {}

    def lose(self) -> None:
        """Its connection is gone; its probes stay for a while."""
        self.peer, self.lease_ends = None, monotonic() + LEASE_SECONDS

    def forget(self) -> None:
        """Nothing waits for it, and it knows nothing."""
        self.outbox = Outbox()
        self._statuses, self._stats = {}, {}

    def keep_only(self, wanted: Mapping[str, object]) -> None:
        """Forgets what was told of other probes: one that comes again is news."""
        self._statuses = {key: told for key, told in self._statuses.items() if key in wanted}

    def new_statuses(self, now: dict[str, Status]) -> list[dict[str, Any]]:
        """Those that it does not know yet; it is taken to know them from now on."""
        before, self._statuses = self._statuses, now
        news = {key: status for key, status in now.items() if before.get(key) != status}
        return [{"id": key, **_told(status)} for key, status in news.items()]

    def new_stats(self, now: dict[str, Outcomes]) -> list[dict[str, Any]]:
        """The same for the counts. What was lost on the way to it is among them."""
        self.outbox.forget(now)
        lost = self.outbox.dropped_of
        after: dict[str, Outcomes] = {
            key: {**found, "dropped": found["dropped"] + lost.get(key, 0)} for key, found in now.items()
        }
        before, self._stats = self._stats, after
        return [{"id": key, **stats} for key, stats in after.items() if before.get(key) != stats]


def _told(status: Status) -> dict[str, Any]:
    """Without the fields that say nothing."""
    fields = status._asdict()
    return {name: fields[name] for name in fields if fields[name] or name not in ("hash", "file")}
