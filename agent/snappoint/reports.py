"""What servers are told by themselves: statuses, counts and captures, when they are new to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic, thread_time
from typing import Any, NamedTuple, ParamSpec

from . import wire
from .capture.shapes import Capture, Key, finished
from .client import Client
from .imports import Born
from .registry import Registry

REPORT_SECONDS, MOST_FOR_REPORTS = 0.2, 0.02
"""Between two reports; a thousand probes are reported more rarely, for that share of a processor."""

CAPTURES_A_MESSAGE = 10
BYTES_A_MESSAGE = 1024 * 1024
CAPTURES_KEPT = 50
"""How many of the newest captures wait for a server whose connection was lost."""

MOST_FOR_WRITING = 0.0005
"""Seconds that are charged to captures at once. A server that asks much makes much to write, too, and others
shall not have to pay for it."""

P = ParamSpec("P")


class Outlet(NamedTuple):
    """The ways out of the service."""

    send: Callable[..., None]
    has_room: Callable[[int], bool]
    hit: Callable[[Key, Capture], bool]
    born: Callable[[Born], None]
    dropped: Callable[[], int]
    writing_seconds: Callable[[], float]
    """Of a processor, spent on writing to servers so far."""


class Reports:
    """`keep` takes a capture, `flush` sends what there is to tell. Used by the service's thread."""

    def __init__(self, outlet: Outlet, registry: Registry, clients: Mapping[str, Client]) -> None:
        self._outlet = outlet
        self._registry = registry
        self._clients = clients
        self.due = 0.0
        """When statuses and counts are told again."""

        self._written = 0.0

    def soon(self) -> None:
        """The next `flush` tells statuses and counts, due or not."""
        self.due = 0.0

    def keep(self, key: Key, capture: Capture) -> None:
        """A capture waits for its server from now on."""
        self._charged(self._keep, key, capture)

    def flush(self) -> None:
        """Tells every server what is new to it."""
        began, now = thread_time(), monotonic()
        is_due = now >= self.due
        for name, client in self._clients.items():
            if client.peer is None:
                # It may come back before the lease ends, and a new child's servers have yet to find it.
                client.outbox.keep(CAPTURES_KEPT)
            elif self._outlet.has_room(client.peer):
                if is_due:
                    self._tell_statuses(name, client)
                    self._tell_stats(name, client)
                if client.outbox:
                    self._charged(self._tell_captures, client)
        if is_due:
            self.due = now + max(REPORT_SECONDS, (thread_time() - began) / MOST_FOR_REPORTS)

    def _charged(self, act: Callable[P, None], *arguments: P.args, **named: P.kwargs) -> None:
        """Does something for captures, and charges what it and the writing since the last time took."""
        began, written = thread_time(), self._outlet.writing_seconds()
        try:
            act(*arguments, **named)
        finally:
            writing = min(MOST_FOR_WRITING, max(0.0, written - self._written))
            self._registry.budget.spend(thread_time() - began + writing)
            self._written = written

    def _keep(self, key: Key, capture: Capture) -> None:
        name, probe = key
        client = self._clients.get(name)
        if client is not None:
            encoded = wire.capture({"probe": probe, **finished(capture)})
            self._registry.budget.spend_bytes(len(encoded))
            client.outbox.put(probe, encoded)

    def _tell_statuses(self, name: str, client: Client) -> None:
        entries = self._registry.entries(name).items()
        news = client.new_statuses({key: self._registry.status(entry) for key, entry in entries})
        if news:
            self._notify(client, "probes/status", {"revision": client.revision, "statuses": news})

    def _tell_captures(self, client: Client) -> None:
        while client.outbox and client.peer is not None and self._outlet.has_room(client.peer):
            encoded = client.outbox.take(CAPTURES_A_MESSAGE, BYTES_A_MESSAGE)
            dropped = client.outbox.dropped + self._outlet.dropped()
            self._outlet.send(client.peer, wire.captures(encoded, dropped))

    def _tell_stats(self, name: str, client: Client) -> None:
        entries = self._registry.entries(name).items()
        news = client.new_stats({key: entry.recorder.outcomes() for key, entry in entries})
        if news:
            self._notify(client, "stats", {"probes": news})

    def _notify(self, client: Client, method: str, params: Mapping[str, Any]) -> None:
        if client.peer is not None:
            self._outlet.send(client.peer, wire.notification(method, params))
